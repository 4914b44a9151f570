"""Who is called in a month, by whom, and how a round ends (Q2, E16, G8, B7)."""

from datetime import timedelta

import psycopg2
from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import SQL

from .common import expected_refusal
from .service_common import CheckCase


@tagged("post_install", "-at_install")
class TestServiceRound(CheckCase):
    def test_one_call_a_contact_person(self):
        record = self._round()
        check = self._check()
        self.assertEqual(
            check.customer_ids.advertiser_id, self.advertiser | self.sister
        )
        self.assertEqual(check.contact_name, "Li Ming")
        self.assertEqual(check.phone, "+86-13800138000")
        self.assertEqual(check.assigned_id, self.manager)
        self.assertEqual(check.concerned_ids, self.specialist | self.other_specialist)
        self.assertEqual(record.check_count, 3)
        self.assertEqual(len(record.check_ids.customer_ids), 4)
        self.assertEqual(record.due_date, self.month + relativedelta(day=31))

    def test_generated_twice(self):
        record = self._round()
        checks = record.check_ids
        self.assertEqual(self._round(), record)
        self.patch(
            self.registry["ir.cron"], "_commit_progress", lambda *args, **kwargs: 9
        )
        self.env["ad.service.round"]._cron_make_rounds()
        self.assertEqual(record.check_ids, checks)
        self.assertEqual(len(record.check_ids.customer_ids), 4)
        with (
            expected_refusal(),
            self.assertRaises(psycopg2.IntegrityError),
            self.env.cr.savepoint(),
        ):
            record.copy()
            self.env.flush_all()

    def test_new_customers_come_in(self):
        record = self._round()
        late = self._make_advertiser("Test Late Works")
        self._contact(late, "Zhao Lei", "13900000001")
        self._in_force(late)
        self._done(self._check())
        # The same person once more: his call is over, so there is another.
        third = self._make_advertiser("Test Third Works")
        self._contact(third, "li ming", PHONE_OTHER_WAY)
        self._in_force(third)
        self._round()
        self.assertEqual(record.check_count, 5)
        self.assertEqual(self._check(third).state, "to_call")
        self.assertEqual(self._check().state, "done")

    def test_insertion_of_the_month(self):
        """An insertion alone is a reason, in its own month only."""
        order = self._in_force(
            self._make_advertiser("Test Old Contract"),
            ad_date_start=self.month - relativedelta(years=2),
            ad_date_end=self.month - relativedelta(years=1),
        )
        self._round()
        self.assertFalse(self._check(order.partner_id))
        day = self.issues[0].publication_date
        self._round(day)
        check = self._check(order.partner_id)
        self.assertEqual(check.month, day)
        self.assertTrue(check.customer_ids.has_insertion)
        self.assertEqual(check.customer_ids.why, "Insertion This Month")
        # What was withdrawn or only held is no reason.
        order.ad_placement_ids.sudo().stage = "withdrawn"
        other = self._round(day + relativedelta(months=1))
        self.assertNotIn(order.partner_id, other.check_ids.customer_ids.advertiser_id)

    def test_owes_money(self):
        debtor = self._make_advertiser("Test Debtor")
        invoice = self._bill(debtor)
        self._round()
        line = self._check(debtor).customer_ids
        self.assertEqual(line.amount_due, invoice.amount_residual)
        self.assertFalse(line.in_force or line.has_insertion)
        self.assertIn("Owes", line.why)

    def test_paid_customers_are_left_alone(self):
        payer = self._make_advertiser("Test Payer")
        invoice = self._bill(payer)
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({})._create_payments()
        self._round()
        self.assertFalse(self._check(payer))

    def _bill(self, partner):
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "team_id": self.team.id,
                "invoice_user_id": self.specialist.id,
                "invoice_date": self.today,
                "company_id": self.company.id,
                "invoice_line_ids": [
                    fields.Command.create({"name": "Old debt", "price_unit": 700.0})
                ],
            }
        )
        invoice.action_post()
        return invoice

    def test_customer_who_left_in_mid_month(self):
        """In it this month, not the next; by the day at the company's place."""
        self._terminate(self.contract, self._at_day(15))
        self._round()
        self.assertTrue(self._check(self.advertiser))
        following = self._round(self.month + relativedelta(months=1))
        self.assertNotIn(
            self.advertiser, following.check_ids.customer_ids.advertiser_id
        )

    def test_left_before_the_month_began(self):
        """Half past midnight of the first in China is the day before in UTC."""
        last_month = self._at_day(1, 0) - timedelta(hours=8, minutes=30)
        self._terminate(self.contract, last_month)
        record = self._round()
        customers = record.check_ids.customer_ids
        self.assertNotIn(self.advertiser, customers.advertiser_id)

    def test_left_in_the_first_hour_of_the_month(self):
        self._terminate(
            self.contract, self._at_day(1, 0) - timedelta(hours=7, minutes=30)
        )
        self._round()
        self.assertTrue(self._check(self.advertiser))

    def _terminate(self, order, moment):
        order.sudo().ad_end_mark = "terminated"
        with freeze_time(moment):
            order._sign_off_log("end", "terminated", "Moved away")
        self.assertEqual(order.ad_contract_state, "terminated")

    def test_drafts_and_other_divisions_are_not_called(self):
        prospect = self._make_advertiser("Test Prospect Works")
        self._make_contract(partner_id=prospect.id)
        other = self.env["crm.team"].create(
            {
                "name": "Other Division",
                "company_id": self.company.id,
                "user_id": self._make_user("manager2", "group_ad_manager").id,
            }
        )
        elsewhere = self._make_advertiser("Test Elsewhere Works")
        self._in_force(elsewhere, team_id=other.id)
        self._round()
        self.assertFalse(self._check(prospect))
        self.assertFalse(self._check(elsewhere))
        self._round(division=other)
        self.assertEqual(self._check(elsewhere, self.env.user).division_id, other)
        self.assertFalse(self._check(elsewhere).has_access("read"))

    def test_no_telephone_is_on_the_list(self):
        self._round()
        check = self._check(self.silent)
        self.assertIn("No contact person and no phone number", check.hint)
        person = self._contact(self.silent, "Sun Li", False)
        self._round()
        self.assertEqual(check.customer_names, self.silent.name)
        person.phone = "13700000000"
        self._round()
        self.assertEqual(check.phone, "13700000000")

    def test_own_deals_go_to_another(self):
        self._round()
        check = self._check(self.own, self.general_manager)
        self.assertEqual(check.assigned_id, self.general_manager)
        self.assertIn(self.manager, check.concerned_ids)
        with self.assertRaisesRegex(AccessError, "is not yours"):
            check.with_user(self.manager).load_sheet()

    def test_own_deals_go_to_who_is_authorised(self):
        deputy = self._deputy()
        self._authorise(deputy)
        self._round()
        self.assertEqual(self._check(self.own, deputy).assigned_id, deputy)
        self._done(self._check(self.own, deputy))
        # He does not call again about his own deals.
        self.assertEqual(self._check(self.own, deputy).recall_state, "none")
        self.assertEqual(self._check().assigned_id, self.manager)

    def test_nobody_is_left_to_call(self):
        """The screen says so instead of hiding the customer."""
        self.general_manager.active = False
        record = self._round()
        check = self._check(self.own, self.env.user)
        self.assertFalse(check.assigned_id)
        self.assertIn("Nobody may call", check.hint)
        self.assertEqual(record.unassigned_count, 1)
        self.general_manager.active = True
        self._round()
        self.assertEqual(check.assigned_id, self.general_manager)
        self.assertFalse(check.hint)

    def test_a_new_manager_takes_over(self):
        record = self._round()
        new = self._make_user("manager3", "group_ad_manager")
        self.division.user_id = new
        self._round()
        self.assertEqual(record.manager_id, new)
        self.assertEqual(self._check(user=new).assigned_id, new)

    def test_only_a_manager_makes_a_round(self):
        rounds = self.env["ad.service.round"]
        action = rounds.with_user(self.manager).action_make_rounds()
        self.assertEqual(rounds.search(action["domain"]), self._round())
        with self.assertRaises(AccessError):
            rounds.with_user(self.supervisor).action_make_rounds()
        stranger = self._make_user("manager4", "group_ad_manager")
        with self.assertRaisesRegex(UserError, "You lead no division"):
            rounds.with_user(stranger).action_make_rounds()

    def test_own_divisions(self):
        """A manager's are those he leads, the general manager's all of the house."""
        teams = self.env["crm.team"]
        other = teams.create(
            {
                "name": "Other Division",
                "company_id": self.company.id,
                "user_id": self._make_user("manager2", "group_ad_manager").id,
            }
        )
        empty = teams.create({"name": "Nobody's", "company_id": self.company.id})
        house = self._make_company("Second Press Test Co.")
        self.manager.company_ids |= house
        far = teams.create(
            {"name": "Far", "company_id": house.id, "user_id": self.manager.id}
        )
        of_house = {"allowed_company_ids": self.company.ids}
        own = teams.with_user(self.manager).with_context(**of_house)
        self.assertEqual(own._ad_own_divisions(), self.division)
        general = teams.with_user(self.general_manager).with_context(**of_house)
        led = general._ad_own_divisions()
        self.assertLessEqual(self.division | other, led)
        self.assertFalse(led & (empty | far | self.team))
        self.assertFalse(teams.with_user(self.supervisor)._ad_own_divisions())

    # Closing

    def _close(self, record, user=None, reason=""):
        return record.with_user(user or self.manager)._action_close(reason)

    def test_closing_with_gaps(self):
        record = self._round()
        self._done(self._check())
        with freeze_time(self._at_day(26)):
            action = record.with_user(self.manager).action_close()
            self.assertEqual(action["res_model"], "ad.service.round.reason")
            with self.assertRaisesRegex(UserError, "2 customers were not reached"):
                self._close(record)
            with Form(
                self.env["ad.service.round.reason"]
                .with_user(self.manager)
                .with_context(**action["context"])
            ) as form:
                form.reason = "Ill for a week"
            form.record.action_confirm()
        self.assertEqual(record.state, "closed")
        self.assertEqual(record.gap_reason, "Ill for a week")
        self.assertEqual(record.closed_by_id, self.manager)
        self.assertAlmostEqual(record.coverage, 100 / 3)

    def test_closing_without_gaps(self):
        record = self._round()
        self._done(self._check())
        self._done(self._check(self.silent))
        self._done(self._check(self.own, self.general_manager))
        with freeze_time(self._at_day(26)):
            self.assertTrue(record.with_user(self.manager).action_close())
        self.assertEqual(record.state, "closed")
        self.assertFalse(record.gap_reason)
        self.assertEqual(record.coverage, 100.0)

    def test_too_early(self):
        record = self._round()
        with freeze_time(self._at_day(24)), self.assertRaisesRegex(UserError, "25"):
            self._close(record, reason="Holiday")

    def test_closed_is_frozen(self):
        record = self._round()
        check, other = self._check(), self._check(self.silent)
        self._done(check, 2)
        with freeze_time(self._at_day(26)):
            self._close(record, reason="Ill")
            with self.assertRaisesRegex(UserError, "is closed already"):
                self._close(record, reason="Again")
        for call in (
            lambda: other.load_sheet(),
            lambda: other.note_no_answer(),
            lambda: other.finish_call(self._scores(other)),
            lambda: other.excuse_call("do_not_call", "No"),
            lambda: check.sudo().write({"opinion": "Better"}),
            lambda: check.sudo().answer_ids[0].write({"score": 5}),
            lambda: other.with_user(self.manager)._action_delegate(self.manager),
            lambda: record.sudo().write({"gap_reason": "Other"}),
            lambda: record.sudo().unlink(),
            lambda: check.sudo().unlink(),
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                call()
        # The next run of the job leaves it alone.
        late = self._make_advertiser("Test Late Works")
        self._in_force(late)
        self._round()
        self.assertFalse(self._check(late))

    def test_only_the_general_manager_opens_again(self):
        record = self._round()
        with freeze_time(self._at_day(26)):
            self._close(record, reason="Ill")
        with self.assertRaises(AccessError):
            record.with_user(self.manager).action_reopen()
        general = record.with_user(self.general_manager)
        with self.assertRaisesRegex(UserError, "Say why"):
            general._action_reopen(" ")
        general._action_reopen("Two customers can be reached again")
        self.assertEqual(record.state, "open")
        self.assertFalse(record.closed_on)
        history = " ".join(record.message_ids.mapped("body"))
        self.assertIn("Ill", history)
        self.assertIn("Two customers", history)
        self._done(self._check(self.silent))
        with self.assertRaisesRegex(UserError, "is not closed"):
            general._action_reopen("Again")

    def test_others_do_not_close(self):
        record = self._round()
        stranger = self._make_user("manager5", "group_ad_manager")
        with freeze_time(self._at_day(26)):
            for user in (stranger, self.supervisor, self.relations):
                with self.assertRaises(AccessError):
                    self._close(record, user, "Reason")

    def test_late_list(self):
        record = self._round()
        rounds = self.env["ad.service.round"]
        late = [("is_late", "=", True), ("id", "=", record.id)]
        last = self.month + relativedelta(day=31)
        # 15:59 UTC is the last minute of the day in China.
        with freeze_time(f"{last} 15:59:00"):
            self.assertFalse(rounds.search(late))
        record.invalidate_recordset()
        with freeze_time(f"{last} 16:01:00"):
            self.assertEqual(rounds.search(late), record)
            self.assertTrue(record.is_late)

    # Deputies

    def test_part_is_delegated(self):
        self._round()
        deputy, check = self._deputy(), self._check(self.silent)
        with self.assertRaisesRegex(UserError, "is not authorised"):
            check._action_delegate(deputy)
        self._authorise(deputy)
        action = check.action_delegate()
        wizard = (
            self.env["ad.service.check.delegate"]
            .with_user(self.manager)
            .with_context(**action["context"])
            .create({"user_id": deputy.id})
        )
        self.assertEqual(
            wizard.candidate_ids, self.manager | deputy | self.general_manager
        )
        wizard.action_confirm()
        self.assertEqual(check.assigned_id, deputy)
        with self.assertRaisesRegex(AccessError, deputy.name):
            check.load_sheet()
        self._done(check.with_user(deputy))
        self.assertTrue(check.is_delegated)

    def test_the_specialist_concerned_is_no_deputy(self):
        self._round()
        self._authorise(self.specialist)
        with self.assertRaisesRegex(UserError, "go to somebody else"):
            self._check()._action_delegate(self.specialist)
        with self.assertRaisesRegex(AccessError, "is not yours"):
            self._check(user=self.specialist).load_sheet()

    def test_others_do_not_give_calls_away(self):
        self._round()
        self._authorise(self._deputy())
        deputy = self.env["res.users"].search([("login", "=", "ad_test_deputy")])
        for user in (deputy, self.relations):
            with self.assertRaises(AccessError):
                self._check(self.silent, user)._action_delegate(deputy)

    def test_deputy_calls_for_the_absent_manager(self):
        self._round()
        deputy = self._deputy()
        check = self._check(self.silent, deputy)
        with self.assertRaisesRegex(AccessError, "is not yours"):
            check.load_sheet()
        authorisation = self._authorise(deputy)
        self.assertIn(check.id, self._queue(deputy))
        check.load_sheet()
        authorisation.with_user(self.general_manager).action_revoke()
        with self.assertRaises(AccessError):
            check.load_sheet()

    def _queue(self, user):
        data = self.env["ad.service.check"].with_user(user).load_calls()
        return [item["id"] for item in data["queue"]]

    def test_a_sample_is_called_again(self):
        """Ten percent of what deputies did, at random, at least one."""
        deputy = self._deputy()
        self._authorise(deputy)
        record = self._round()
        self._check(self.silent)._action_delegate(deputy)
        check = self._check(self.silent, deputy)
        self._done(check)
        self.assertEqual(check.recall_state, "to_recall")
        self.assertEqual(record.recall_count, 1)
        self.assertIn(check.id, self._queue(self.manager))
        self.assertNotIn(check.id, self._queue(deputy))
        with self.assertRaises(AccessError):
            check.finish_recall(True)
        manager = check.with_user(self.manager)
        sheet = manager.load_sheet()
        self.assertTrue(sheet["is_recall"])
        self.assertEqual(sheet["answers"][0]["score"], 5)
        with self.assertRaisesRegex(UserError, "says otherwise"):
            manager.finish_recall(False)
        manager.finish_recall(False, "Nobody called him")
        self.assertEqual(check.recall_state, "differs")
        with self.assertRaisesRegex(UserError, "was not drawn"):
            manager.finish_recall(True)

    def test_the_sample_not_called_again_is_a_gap(self):
        deputy = self._deputy()
        self._authorise(deputy)
        record = self._round()
        self._check(self.silent)._action_delegate(deputy)
        self._done(self._check(self.silent, deputy))
        self._done(self._check())
        self._done(self._check(self.own, deputy))
        with (
            freeze_time(self._at_day(26)),
            self.assertRaisesRegex(UserError, "1 customers"),
        ):
            self._close(record)

    def test_how_many_are_drawn(self):
        deputy = self._deputy()
        self._authorise(deputy)
        for number in range(11):
            customer = self._make_advertiser(f"Test Sample {number}")
            self._in_force(customer)
        record = self._round()
        checks = record.check_ids.filtered(lambda c: c.phone is False)
        checks.with_user(self.manager)._action_delegate(deputy)
        self.company.ad_check_recall_percent = 25
        for check in checks:
            self._done(check.with_user(deputy))
        self.assertEqual(len(checks), 12)
        self.assertEqual(record.recall_count, 3)

    def test_no_sample_where_none_is_wanted(self):
        deputy = self._deputy()
        self._authorise(deputy)
        self.company.ad_check_recall_percent = 0
        self._round()
        self._check(self.silent)._action_delegate(deputy)
        self._done(self._check(self.silent, deputy))
        self.assertEqual(self._check(self.silent).recall_state, "none")


PHONE_OTHER_WAY = "0086 138-0013-8000"


@tagged("post_install", "-at_install")
class TestServiceRoundBudget(CheckCase):
    CUSTOMERS = 2000

    def _many(self, count, label):
        """Contracts in force by SQL: making them is not what is measured."""
        self.env.flush_all()
        pattern = self.contract
        columns = self._columns("sale_order", "name", "partner_id")
        partners = self.env.execute_query(
            SQL(
                """
                INSERT INTO res_partner (name, complete_name, active, type, is_company,
                    ad_is_advertiser, user_id, company_id, autopost_bills)
                SELECT %(label)s || n, %(label)s || n, TRUE, 'contact', TRUE, TRUE,
                    %(user)s, %(company)s, 'ask' FROM generate_series(1, %(count)s) n
                RETURNING id
                """,
                label=label,
                user=self.specialist.id,
                company=self.company.id,
                count=count,
            )
        )
        ids = [row[0] for row in partners]
        self.env.cr.execute(
            SQL(
                "UPDATE res_partner SET commercial_partner_id = id WHERE id = ANY(%s)",
                ids,
            )
        )
        self.env.cr.execute(
            SQL(
                "INSERT INTO sale_order (name, partner_id, %s) "
                "SELECT %s || p.id, p.id, %s FROM sale_order o, res_partner p "
                "WHERE o.id = %s AND p.id = ANY(%s)",
                SQL(", ").join(map(SQL.identifier, columns)),
                label,
                SQL(", ").join(SQL.identifier("o", name) for name in columns),
                pattern.id,
                ids,
            )
        )
        self.env.invalidate_all()

    def _columns(self, table, *left_out):
        rows = self.env.execute_query(
            SQL(
                "SELECT column_name FROM information_schema.columns "
                "WHERE table_name = %s",
                table,
            )
        )
        return [row[0] for row in rows if row[0] not in ("id", *left_out)]

    def _count(self, month):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        record = self._round(month)
        self.env.flush_all()
        return record, self.cr.sql_log_count - before

    def test_queries_do_not_grow(self):
        """B7: at most 150 queries per 10,000 customers; here 30 for any number."""
        _record, few = self._count(self.month)
        self._many(self.CUSTOMERS, "Budget ")
        record, many = self._count(self.month)
        self.assertEqual(record.check_count, 3 + self.CUSTOMERS)
        self.assertLessEqual(many, 30)
        self.assertLessEqual(many, few + 3)
        self.assertFalse(record.check_ids.filtered(lambda c: not c.assigned_id))

    def test_opening_a_sheet(self):
        """A call opens with few queries, however long the list."""
        self._many(300, "Queue ")
        self._round()
        check = self._check()
        check.load_sheet()
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        check.load_sheet()
        self.env.flush_all()
        self.assertLessEqual(self.cr.sql_log_count - before, 45)
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        data = check.browse().load_calls()
        self.assertEqual(len(data["queue"]), 200)
        self.assertEqual(data["total"], 302)
        self.assertLessEqual(self.cr.sql_log_count - before, 70)
