"""Who calls when people, customers and authorisations change in the month (Q2, G8)."""

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .service_common import CheckCase
from .test_service_check import CallCase


@tagged("post_install", "-at_install")
class TestServiceConcerned(CheckCase):
    """The specialist concerned never calls, whenever he became one."""

    def test_a_deal_closed_after_the_round_was_made(self):
        self._round()
        check = self._check()
        self.assertEqual(check.assigned_id, self.manager)
        self._in_force(self.advertiser, ad_closer_id=self.manager.id)
        self._round()
        self.assertIn(self.manager, check.sudo().concerned_ids)
        self.assertEqual(check.sudo().assigned_id, self.general_manager)
        with self.assertRaisesRegex(AccessError, "is not yours"):
            check.with_user(self.manager).load_sheet()

    def test_a_customer_handed_over(self):
        """Also when no reason to call him is left but the earlier one."""
        self._round()
        check = self._check()
        self._contract_ends()
        self.advertiser.user_id = self.manager
        self._round()
        self.assertIn(self.manager, check.sudo().concerned_ids)
        self.assertIn(self.specialist, check.sudo().concerned_ids)
        self.assertEqual(check.sudo().assigned_id, self.general_manager)

    def _contract_ends(self):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sale_order SET ad_date_end = %s WHERE id = %s",
            [self.month - relativedelta(days=1), self.contract.id],
        )
        self.env.invalidate_all()

    def test_a_second_advertiser_joins_the_open_call(self):
        """The manager's own deal comes to a call that was his to make."""
        record = self._round()
        check = self._check()
        third = self._make_advertiser("Test Third Works", user_id=self.manager.id)
        self._contact(third, "Li Ming", "+86 138-0013-8000")
        self._in_force(third, user_id=self.manager.id)
        self._round()
        self.assertEqual(self._check(third).sudo(), check.sudo())
        self.assertEqual(check.sudo().assigned_id, self.general_manager)
        self.assertEqual(record.unassigned_count, 0)
        self._done(check.with_user(self.general_manager))
        self.assertEqual(check.sudo().state, "done")

    def test_calls_that_are_made_stay(self):
        self._round()
        check = self._check()
        self._done(check)
        self.advertiser.user_id = self.manager
        self._round()
        self.assertNotIn(self.manager, check.sudo().concerned_ids)
        self.assertEqual(check.sudo().assigned_id, self.manager)


@tagged("post_install", "-at_install")
class TestServiceDeputies(CallCase):
    """What was given to a deputy, and what he does with it."""

    def setUp(self):
        super().setUp()
        self.deputy = self._deputy()
        self.authorisation = self._authorise(self.deputy)
        self.given = self._check(self.silent)
        self.given._action_delegate(self.deputy)

    def _queue(self, user):
        data = self.env["ad.service.check"].with_user(user).load_calls()
        return [item["id"] for item in data["queue"]]

    def test_a_revoked_authorisation_gives_the_calls_back(self):
        self.authorisation.with_user(self.general_manager).action_revoke()
        self.assertEqual(self.given.assigned_id, self.manager)
        with self.assertRaises(AccessError):
            self.given.with_user(self.deputy).load_sheet()
        self.given.with_user(self.manager).load_sheet()

    def test_an_expired_one_does_not_call(self):
        own = self.given.with_user(self.deputy)
        end = self.authorisation.date_to + relativedelta(days=1)
        with freeze_time(f"{end} 04:00:00"):
            with self.assertRaisesRegex(AccessError, "ended"):
                own.load_sheet()
            self.assertNotIn(self.given.id, self._queue(self.deputy))
        self.assertEqual(self.given.sudo().assigned_id, self.manager)

    def test_the_next_run_gives_expired_calls_back(self):
        end = self.authorisation.date_to + relativedelta(days=1)
        with freeze_time(f"{end} 04:00:00"):
            self._round()
        self.assertEqual(self.given.assigned_id, self.manager)

    def test_nobody_asks_about_his_own_work(self):
        """A deputy handed over the copies: known when the calls are given out."""
        self._copy(partner_id=self.silent.id, delivered_by_id=self.deputy.id)
        self._round()
        self.assertIn(self.deputy, self.given.sudo().concerned_ids)
        self.assertEqual(self.given.sudo().assigned_id, self.manager)

    def test_own_work_done_since_the_calls_were_given_out(self):
        own = self.given.with_user(self.deputy)
        self.assertIn(own.id, self._queue(self.deputy))
        self._copy(partner_id=self.silent.id, delivered_by_id=self.deputy.id)
        with self.assertRaisesRegex(AccessError, "work of your own"):
            own.load_sheet()
        self.assertNotIn(own.id, self._queue(self.deputy))
        self.assertIn(own.id, self._queue(self.manager))

    def test_work_of_another_month_or_division_is_no_hindrance(self):
        elsewhere = self.env["crm.team"].create(
            {"name": "Elsewhere", "company_id": self.company.id}
        )
        self._copy(
            partner_id=self.silent.id,
            delivered_by_id=self.deputy.id,
            team_id=elsewhere.id,
        )
        self._copy(
            partner_id=self.silent.id,
            issue_id=self.issues[1].id,
            delivered_by_id=self.deputy.id,
            delivered_on=self._at_day(1) - relativedelta(months=1),
        )
        self._round()
        self.assertEqual(self.given.assigned_id, self.deputy)

    def test_excuses_are_drawn_too(self):
        self.given.with_user(self.deputy).excuse_call("do_not_call", "No time")
        self.assertTrue(self.given.is_delegated)
        self.assertEqual(self.given.recall_state, "to_recall")
        self.assertEqual(self.given.recaller_id, self.manager)
        sheet = self.given.with_user(self.manager).load_sheet()
        self.assertIn("Does Not Want to Be Called", sheet["earlier"])
        self.assertIn("No time", sheet["earlier"])

    def test_the_managers_own_excuses_are_not(self):
        check = self._check()
        check.excuse_call("do_not_call", "No time")
        self.assertFalse(check.is_delegated)
        self.assertEqual(check.recall_state, "none")

    def test_second_calls_follow_the_manager(self):
        self._done(self.given.with_user(self.deputy))
        self.assertEqual(self.given.recaller_id, self.manager)
        new = self._make_user("manager3", "group_ad_manager")
        self.division.user_id = new
        self._round()
        self.assertEqual(self.given.sudo().recaller_id, new)
        self.assertIn(self.given.id, self._queue(new))
        self.given.with_user(new).finish_recall(True)

    def test_nobody_calls_again_what_he_called_himself(self):
        """The deputy became the manager."""
        self._done(self.given.with_user(self.deputy))
        self.deputy.group_ids += self.env.ref("ad_sales_ops.group_ad_manager")
        self.division.user_id = self.deputy
        self._round()
        self.assertEqual(self.given.sudo().recaller_id, self.general_manager)


@tagged("post_install", "-at_install")
class TestServiceVacancy(CheckCase):
    """Every customer is called, whoever has left."""

    def _everybody(self, record):
        return record.check_ids.assigned_id

    def _cron(self):
        self.patch(
            self.registry["ir.cron"], "_commit_progress", lambda *args, **kwargs: 9
        )
        self.env["ad.service.round"]._cron_make_rounds()
        return self.env["ad.service.round"].search(
            [("division_id", "=", self.division.id), ("month", "=", self.month)]
        )

    def test_a_vacant_post(self):
        self.division.user_id = False
        record = self._cron()
        self.assertFalse(record.manager_id)
        self.assertEqual(record.check_count, 3)
        self.assertEqual(self._everybody(record), self.general_manager)
        self._done(self._check(user=self.general_manager))
        # Whoever comes takes over what the general manager has not called.
        new = self._make_user("manager3", "group_ad_manager")
        self.division.user_id = new
        self._round()
        self.assertEqual(record.manager_id, new)
        self.assertEqual(self._check(self.silent).sudo().assigned_id, new)
        self.assertEqual(self._check().sudo().assigned_id, self.general_manager)

    def test_somebody_is_authorised_meanwhile(self):
        self.division.user_id = False
        deputy = self._deputy()
        self._authorise(deputy, principal_id=False)
        record = self._round()
        check = self._check(self.silent, deputy)
        self.assertEqual(check.assigned_id, deputy)
        self._done(check)
        self.assertEqual(check.sudo().recaller_id, self.general_manager)
        with self.assertRaises(AccessError):
            record.with_user(deputy)._check_leads()

    def test_the_manager_left(self):
        record = self._round()
        self.manager.active = False
        self._round()
        self.assertFalse(record.manager_id)
        self.assertEqual(self._everybody(record), self.general_manager)

    def test_plain_teams_have_no_round(self):
        team = self.env["crm.team"].create(
            {"name": "Website", "company_id": self.company.id}
        )
        self._cron()
        self.assertFalse(
            self.env["ad.service.round"].search([("division_id", "=", team.id)])
        )

    def test_debts_are_the_carers_in_this_company(self):
        """Without a team an invoice is of the carer's team, not one far away."""
        house = self._make_company("Second Press Test Co.")
        self.specialist.company_ids += house
        far = self.env["crm.team"].create({"name": "Far", "company_id": house.id})
        members = self.env["crm.team.member"]
        members.search([("user_id", "=", self.specialist.id)]).active = False
        for team in (far, self.team):
            self.env.flush_all()
            self.env.cr.execute(
                "INSERT INTO crm_team_member (crm_team_id, user_id, active) "
                "VALUES (%s, %s, TRUE)",
                [team.id, self.specialist.id],
            )
        debtor = self._make_advertiser("Test Debtor")
        self._bill(debtor)
        self._round()
        self.assertEqual(self._check(debtor).customer_ids.team_id, self.team)

    def _bill(self, partner):
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "invoice_date": self.today,
                "company_id": self.company.id,
                "invoice_line_ids": [
                    Command.create({"name": "Old debt", "price_unit": 700.0})
                ],
            }
        )
        invoice.action_post()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move SET team_id = NULL WHERE id = %s", [invoice.id]
        )
        self.env.invalidate_all()

    def test_customers_in_no_round(self):
        rounds = self.env["ad.service.round"]
        nobodys = self._make_advertiser("Test Nobody's", user_id=self.plain_user.id)
        self._bill(nobodys)
        self._round()
        self.assertFalse(self._check(nobodys))
        for user in (self.general_manager, self.relations):
            action = rounds.with_user(user).action_open_left_out()
            found = self.env["res.partner"].with_user(user).search(action["domain"])
            self.assertIn(nobodys, found.sudo())
            self.assertNotIn(self.advertiser, found.sudo())
        for user in (self.manager, self.specialist):
            with self.assertRaisesRegex(AccessError, "look after"):
                rounds.with_user(user).action_open_left_out()

    def test_a_nameless_address_with_a_phone(self):
        address = self.env["res.partner"].create(
            {
                "parent_id": self.silent.id,
                "type": "invoice",
                "phone": "021-5555 0002",
            }
        )
        self.silent.ad_contact_id = address
        self._round()
        check = self._check(self.silent)
        self.assertEqual(check.phone, "021-5555 0002")
        self.assertEqual(check.contact_id, address)

    def test_one_divisions_trouble_is_not_the_others(self):
        rounds = self.env["ad.service.round"]
        bad = self.env["crm.team"].create(
            {
                "name": "A Bad One",
                "company_id": self.company.id,
                "sequence": -1,
                "user_id": self._make_user("manager2", "group_ad_manager").id,
            }
        )
        fill = self.registry["ad.service.round"]._fill

        def broken(record):
            if record.division_id == bad:
                self.env.cr.execute("SELECT 1 / 0")
            return fill(record)

        self.patch(self.registry["ad.service.round"], "_fill", broken)
        with (
            mute_logger("odoo.sql_db"),
            self.assertLogs("odoo.addons.ad_sales_ops", "ERROR") as log,
        ):
            record = self._cron()
        self.assertIn("No round of phone checks for A Bad One", log.output[0])
        self.assertEqual(record.check_count, 3)
        self.assertFalse(rounds.search([("division_id", "=", bad.id)]))

    def test_one_number_written_in_two_ways(self):
        """Country code, area code with and without its nought: one person."""
        for first, second, same in (
            ("+86 10 6655 4433", "010-66554433", True),
            ("0086-755-86001234", "(0755) 8600 1234", True),
            ("+86 (0)21 5555 0003", "021 5555 0003", True),
            ("86 8612 3456", "8612 3456", False),
            ("010-66554433", "021-66554433", False),
        ):
            with self.subTest(first=first, second=second):
                ones = [
                    self._make_advertiser(f"Test {number} Works")
                    for number in (first, second)
                ]
                for customer, number in zip(ones, (first, second), strict=True):
                    self._contact(customer, "Zhou Yi", number)
                    self._in_force(customer)
                self._round()
                checks = self._check(ones[0]) | self._check(ones[1])
                self.assertEqual(len(checks), 1 if same else 2)
                # The next pair is called anew.
                for check in checks:
                    self._done(check)

    def test_merged_customers_keep_their_lines(self):
        """Of a closed round, too; the next round asks the one that is left, once."""
        record = self._round()
        lines = record.check_ids.customer_ids
        with freeze_time(self._at_day(26)):
            record.with_user(self.manager)._action_close("Holiday")
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge(
            (self.advertiser | self.silent | self.sister).ids,
            self.advertiser,
            extra_checks=False,
        )
        self.env.invalidate_all()
        self.assertEqual(lines.exists(), lines)
        own = lines.filtered(lambda line: line.advertiser_id == self.advertiser)
        self.assertEqual(len(own), 3)
        self.assertEqual(len(own.filtered("is_merged")), 2)
        following = self._round(self.month + relativedelta(months=1))
        again = following.check_ids.customer_ids
        self.assertEqual(len(again), 2)
        self.assertEqual(again.advertiser_id, self.advertiser | self.own)
        with freeze_time(self._at_day(26)):
            record.with_user(self.general_manager)._action_reopen("Once more")
        self._round()
        self.assertEqual(record.check_ids.customer_ids, lines)


@tagged("post_install", "-at_install")
class TestServiceDefectPerson(CallCase):
    """One low score is one defect, and of one person; nothing is lost."""

    def _low(self, check=None):
        check = check or self.check
        check.load_sheet()
        values = self._scores(check, 5)
        service = self.env.ref("ad_sales_ops.ad_service_question_prompt")
        values["answers"][str(service.id)] = {"score": 1, "note": "Never comes"}
        check.finish_call(values)
        return check.sudo().defect_ids.with_user(self.manager)

    def test_what_was_found_is_nobodys_to_write(self):
        defect = self._low()
        defect.sudo().specialist_id = self.specialist
        other = self._check(self.silent).sudo()
        own = defect.with_user(self.specialist)
        for values in (
            {"name": "All is well"},
            {"check_id": other.id},
            {"answer_id": False},
            {"customer_names": "Somebody"},
            {"found_by_id": self.specialist.id},
            {"round_id": self.round.id + 1},
            {"division_id": self.team.id},
            {"month": self.month - relativedelta(months=1)},
            {"company_id": self.company.id + 1},
            {"is_unclear": False},
        ):
            for someone in (own, defect):
                with self.subTest(**values), self.assertRaises(AccessError):
                    someone.write(values)
        own.specialist_word = "I came twice"

    def test_of_the_latest_insertion(self):
        late, early = self._months_insertions(self.sister, self.advertiser)
        self.assertGreater(late.publication_date, early.publication_date)
        defect = self._low()
        self.assertEqual(len(defect), 1)
        self.assertEqual(defect.specialist_id, self.other_specialist)
        self.assertTrue(defect.is_unclear)

    def _months_insertions(self, *customers):
        """Insertions of this month, the first customer's the latest."""
        placements = self.env["ad.placement"].search(
            [("advertiser_id", "in", [customer.id for customer in customers])]
        )
        found = [
            placements.filtered(lambda p, c=customer: p.advertiser_id == c)[:1]
            for customer in customers
        ]
        self.env.flush_all()
        for back, placement in enumerate(found):
            self.env.cr.execute(
                "UPDATE ad_placement SET publication_date = %s, stage = 'published' "
                "WHERE id = %s",
                [self.month - relativedelta(days=back), placement.id],
            )
        self.env.invalidate_all()
        return found

    def test_the_manager_names_another(self):
        defect = self._low()
        other = (self.specialist | self.other_specialist) - defect.specialist_id
        with Form(defect) as form:
            form.specialist_id = other
        self.assertEqual(defect.specialist_id, other)
        told = self.env["mail.message"].search(
            [("model", "=", defect._name), ("res_id", "=", defect.id)]
        )
        self.assertIn(other.partner_id, told.notified_partner_ids)
        with self.assertRaises(AccessError):
            defect.with_user(other).specialist_id = self.specialist
        defect.with_user(other).specialist_word = "I came twice"
        # His word is not put into another's mouth.
        with self.assertRaises(AccessError):
            defect.specialist_id = self.specialist
        self.assertFalse(defect.may_name)

    def test_certain_is_certain(self):
        defect = self._low(self._check(self.silent))
        self.assertEqual(defect.specialist_id, self.specialist)
        self.assertFalse(defect.is_unclear)
        with self.assertRaises(AccessError):
            defect.specialist_id = self.other_specialist

    def test_without_a_carer_it_is_on_the_managers_list(self):
        check = self._check(self.silent)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE ad_service_check_customer SET carer_id = NULL WHERE check_id = %s",
            [check.id],
        )
        self.env.invalidate_all()
        defect = self._low(check)
        self.assertFalse(defect.specialist_id)
        card = self.env.ref("ad_sales_ops.ad_day_list_service_defects")
        self.assertEqual(card.with_user(self.manager).waiting, 1)
        with self.assertRaisesRegex(UserError, "name the person"):
            defect.action_confirm()
        defect.specialist_id = self.specialist
        defect.action_confirm()
        self.assertEqual(defect.state, "confirmed")

    def test_a_claim_of_nobodys(self):
        """Denied copies without who brought them are the carer's of that customer."""
        self._copy(
            partner_id=self.sister.id,
            state="posted",
            way="post",
            delivered_on=False,
            posted_on=self.month,
            carrier="ordinary",
            delivered_by_id=False,
            user_id=False,
        )
        self.check.load_sheet()
        denied = self._denied(self.check.sudo().claim_ids)
        self.check.finish_call(self._scores(self.check, 5, **denied))
        defect = self.check.sudo().defect_ids
        self.assertEqual(defect.specialist_id, self.other_specialist)
        self.assertTrue(defect.is_unclear)

    def test_a_clerk_says_his_word(self):
        clerk = self.users["distribution"]
        self._copy(delivered_by_id=clerk.id)
        self.check.load_sheet()
        denied = self._denied(self.check.sudo().claim_ids)
        self.check.finish_call(self._scores(self.check, 5, **denied))
        defect = self.check.sudo().defect_ids.with_user(clerk)
        self.assertEqual(defect.sudo().specialist_id, clerk)
        self.assertEqual(defect.search([]), defect)
        with Form(defect) as form:
            form.specialist_word = "The porter signed"
        self.assertEqual(defect.specialist_word, "The porter signed")
        for other in (self.users["finance"], self.users["production"]):
            self.assertFalse(defect.with_user(other).search([]))
            with self.assertRaises(AccessError):
                defect.with_user(other).write({"specialist_word": "Not mine"})
        # Customer relations read all of them and write none but their own.
        relations = defect.with_user(self.relations)
        self.assertTrue(relations.has_access("read"))
        self.assertFalse(relations.has_access("write"))

    def test_the_summary_names_clerks_no_specialists(self):
        clerk = self.users["distribution"]
        self._copy(delivered_by_id=clerk.id)
        self.check.load_sheet()
        denied = self._denied(self.check.sudo().claim_ids)
        self.check.finish_call(self._scores(self.check, 5, **denied))
        summary = self.env["ad.service.summary"]._make(self.division, self.today)
        self.assertIn(self.specialist, summary.sudo().person_ids.user_id)
        self.assertNotIn(clerk, summary.sudo().person_ids.user_id)


@tagged("post_install", "-at_install")
class TestServiceVisits(CallCase):
    """Meetings at a place are visits that the customer confirms (Q2)."""

    def _meet(self, partner, day=11, hour=2, **values):
        start = self._at_day(day, hour)
        return self.env["calendar.event"].create(
            {
                "name": "Talk",
                "location": "Their works",
                "user_id": self.specialist.id,
                "partner_ids": [Command.set(partner.ids)],
                "start": start,
                "stop": start + relativedelta(hours=1),
                **values,
            }
        )

    def test_visits_are_claimed(self):
        with freeze_time(self._at_day(12)):
            visit = self._meet(self.contact)
            same_day = self._meet(self.sister, hour=5, location="The fair")
            before = self._at_day(11) - relativedelta(months=1)
            self._meet(self.contact, location=False)
            self._meet(self.contact, privacy="private")
            self._meet(self.contact, start=before, stop=before)
            self._meet(self.contact, day=13)
            self._meet(self.silent)
            sheet = self.check.load_sheet()
        claims = self.check.claim_ids
        self.assertEqual(
            set(claims.mapped("source")),
            {f"calendar.event,{meeting.id}" for meeting in visit | same_day},
        )
        self.assertEqual(claims.user_id, self.specialist)
        self.assertEqual(claims.advertiser_id, self.advertiser | self.sister)
        # Each is asked by itself.
        self.assertEqual(len(sheet["claims"]), 2)
        self.assertIn("Their works", sheet["claims"][0]["name"])

    def test_who_visited_does_not_call(self):
        with freeze_time(self._at_day(12)):
            self._meet(self.contact, user_id=self.manager.id)
            self._round()
        self.assertEqual(self.check.sudo().assigned_id, self.general_manager)


@tagged("post_install", "-at_install")
class TestServicePraise(CallCase):
    def test_own_deals_show_when_the_round_is_closed(self):
        self._done(self._check(self.own, self.general_manager), praise="Well done")
        summaries = self.env["ad.service.summary"]
        summary = summaries._make(self.division, self.today).sudo()
        self.assertFalse(summary.praise_ids)
        with freeze_time(self._at_day(26)):
            self.round.with_user(self.manager)._action_close("Holiday")
        summary._refresh()
        self.assertEqual(summary.praise_ids.facts, "Well done")


@tagged("post_install", "-at_install")
class TestOfficeHours(CheckCase):
    def _hours(self, start, end):
        return self.env["ad.calendar.exception"]._working_hours(
            fields.Datetime.to_datetime(start),
            fields.Datetime.to_datetime(end),
            self.company,
        )

    def test_two_weeks_that_differ(self):
        """One week until noon, the other from eight to five: never added up."""
        self.company.resource_calendar_id = self.env["resource.calendar"].create(
            {
                "name": "Two weeks",
                "company_id": self.company.id,
                "tz": "Asia/Shanghai",
                "two_weeks_calendar": True,
                "attendance_ids": [
                    Command.create(
                        {
                            "name": f"Week {week}",
                            "dayofweek": "0",
                            "hour_from": 8,
                            "hour_to": until,
                            "week_type": week,
                        }
                    )
                    for week, until in (("0", 12), ("1", 17))
                ],
            }
        )
        mondays = [
            self._hours(f"2031-03-{day} 00:00:00", f"2031-03-{day} 12:00:00")
            for day in ("03", "10")
        ]
        self.assertEqual(sorted(mondays), [4, 9])

    def test_public_holidays(self):
        """A whole day and an afternoon of Odoo's own; an exchanged day is worked."""
        leaves = self.env["resource.calendar.leaves"]
        common = {"company_id": self.company.id}
        monday = ("2031-03-03 00:00:00", "2031-03-03 10:00:00")
        tuesday = ("2031-03-04 00:00:00", "2031-03-04 10:00:00")
        self.assertEqual(self._hours(*monday), 8)
        calendar = self.company.resource_calendar_id
        day_off = leaves.create(
            {
                **common,
                "name": "Day off",
                "calendar_id": calendar.id,
                "date_from": "2031-03-02 16:00:00",
                "date_to": "2031-03-03 15:59:59",
            }
        )
        leaves.create(
            {
                **common,
                "name": "Afternoon",
                "calendar_id": False,
                "date_from": "2031-03-04 05:00:00",
                "date_to": "2031-03-04 15:59:59",
            }
        )
        self.assertEqual(self._hours(*monday), 0)
        self.assertEqual(self._hours(*tuesday), 4)
        # Somebody's own holiday is none.
        resource = self.env["resource.resource"].create(
            {"name": "Li", "company_id": self.company.id, "calendar_id": calendar.id}
        )
        leaves.create(
            {
                **common,
                "name": "Ill",
                "resource_id": resource.id,
                "date_from": "2031-03-04 00:00:00",
                "date_to": "2031-03-04 04:00:00",
            }
        )
        self.assertEqual(self._hours(*tuesday), 4)
        self.env["ad.calendar.exception"].create(
            {"name": "Worked", "date": "2031-03-03", "is_working": True}
        )
        self.assertEqual(self._hours(*monday), 8)
        day_off.unlink()
        self.assertEqual(self._hours(*monday), 8)
