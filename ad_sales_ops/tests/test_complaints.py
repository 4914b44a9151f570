"""Complaints from the registration to the end, and every refusal (Q1, Q4, R5)."""

import psycopg2
from lxml import etree

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged, users
from odoo.tools import mute_logger
from odoo.tools.safe_eval import safe_eval

from .common import expected_refusal
from .complaint_common import ComplaintCase, moment


@tagged("post_install", "-at_install")
class TestComplaintClocks(ComplaintCase):
    """Working time over lunch, nights, weekends, holidays, exchanged days (E1)."""

    def _due(self, registered, due, **values):
        with self.at(registered):
            complaint = self._register(**values)
        self.assertEqual(complaint.answer_due, moment(due), registered)
        self.assertEqual(complaint.due_on, moment(due))
        self.assertEqual(complaint.due_kind, "answer")

    def test_first_answer(self):
        self._due("2026-05-12 09:00", "2026-05-12 10:00")
        self._due("2026-05-12 11:30", "2026-05-12 13:30")
        self._due("2026-05-12 12:20", "2026-05-12 14:00")
        self._due("2026-05-12 23:00", "2026-05-13 09:00")
        self._due("2026-05-16 10:00", "2026-05-18 09:00")

    def test_holiday_and_exchanged_saturday(self):
        self._due("2026-04-30 16:45", "2026-05-06 08:45")
        self._due("2026-05-08 16:30", "2026-05-09 08:30")

    def test_safety_at_any_hour(self):
        self._due("2026-05-12 23:30", "2026-05-13 00:30", is_any_hour=True)
        self._due("2026-05-02 03:00", "2026-05-02 04:00", is_any_hour=True)

    def test_company_chooses_the_span(self):
        self.company.ad_answer_minutes = 300
        self._due("2026-05-12 11:00", "2026-05-12 17:00")
        with expected_refusal(), self.assertRaises(psycopg2.IntegrityError):
            with self.env.cr.savepoint():
                self.company.ad_answer_minutes = 0
                self.env.flush_all()

    def test_follow_up(self):
        """72 clock hours; outside working time the end of the first hour after."""
        for solved, due in (
            ("2026-05-11 10:00", "2026-05-14 10:00"),
            ("2026-05-13 10:00", "2026-05-18 09:00"),
            ("2026-05-06 10:00", "2026-05-09 10:00"),
            ("2026-05-12 12:30", "2026-05-15 14:00"),
            ("2026-04-28 18:00", "2026-05-06 09:00"),
        ):
            with self.at(solved):
                complaint = self._register()
                complaint._action_solve("Done")
            self.assertEqual(complaint.follow_up_due, moment(due), solved)
            self.assertEqual(complaint.due_kind, "follow_up")

    def test_proposed_promise(self):
        """A working day of the complaint's own company; soon where it is dangerous."""
        other = self._make_company("Second Press Test Co.")
        other.resource_calendar_id.tz = "America/New_York"
        with self.at("2026-05-12 15:00"):
            cases = {
                self._register(): "2026-05-13 15:00",
                self._register(is_any_hour=True): "2026-05-12 16:00",
                # Three in the morning there.
                self.env["ad.complaint"].create(
                    {"company_id": other.id, "caller_name": "Joe", "what": "Late"}
                ): "2026-05-13 05:00",
            }
            for complaint, promised in cases.items():
                wizard = self.env["ad.case.words"].with_context(
                    **complaint.action_answer()["context"]
                )
                self.assertEqual(Form(wizard).promised_on, moment(promised))

    def test_measured_minutes(self):
        with self.at("2026-05-08 16:30"):
            complaint = self._register()
        with self.at("2026-05-09 08:20"):
            complaint._action_answer("We look", moment("2026-05-09 12:00"))
        self.assertEqual(complaint.answer_minutes, 50)
        self.assertFalse(complaint.is_answer_late)
        with self.at("2026-05-11 09:00"):
            complaint._action_solve("Done")
        self.assertEqual(complaint.solution_minutes, 30 + 480 + 60)
        with self.at("2026-05-12 23:00"):
            night = self._register(is_any_hour=True)
        with self.at("2026-05-13 01:30"):
            night._action_answer("We look", moment("2026-05-13 03:00"))
        self.assertEqual(night.answer_minutes, 150)
        self.assertTrue(night.is_answer_late)

    def test_time_left_in_words(self):
        with self.at("2026-05-12 11:30"):
            complaint = self._register()
        with self.at("2026-05-12 12:30"):
            self.assertEqual(complaint.minutes_left, 30)
            self.assertEqual(complaint.due_text, "30 min left")
        complaint.invalidate_recordset()
        with self.at("2026-05-12 14:15"):
            self.assertEqual(complaint.minutes_left, -45)
            self.assertEqual(complaint.due_text, "Overdue by 45 min")
            late = self.env["ad.complaint"].search([("is_overdue", "=", True)])
            self.assertIn(complaint, late)
        with self.at("2026-05-12 13:00"):
            late = self.env["ad.complaint"].search([("is_overdue", "=", True)])
            self.assertNotIn(complaint, late)

    def test_month_of_the_place(self):
        """The last night of the month belongs to it, whatever the hour in Greenwich."""
        with self.at("2026-06-01 01:00"):
            complaint = self._register()
        self.assertEqual(str(complaint.registered_date), "2026-06-01")


@tagged("post_install", "-at_install")
class TestComplaintTimeZones(ComplaintCase):
    def test_second_company(self):
        """New York, over the weekend in which its clocks change."""
        zone = "America/New_York"
        other = self._make_company("Second Press Test Co.")
        other.resource_calendar_id.tz = zone
        complaints = self.env["ad.complaint"].with_context(
            allowed_company_ids=other.ids
        )
        values = {"company_id": other.id, "caller_name": "Joe", "what": "Late copies"}
        with self.at("2026-03-06 16:30", zone):
            complaint = complaints.create(values)
        self.assertEqual(complaint.answer_due, moment("2026-03-09 08:30", zone))
        for day, solved, due in (
            ("2026-03-06", "10:00", "2026-03-09 11:00"),
            ("2026-10-30", "10:00", "2026-11-02 09:00"),
            ("2026-10-30", "09:00", "2026-11-02 08:00"),
        ):
            with self.at(f"{day} 08:30", zone):
                complaint = complaints.create(values)
            with self.at(f"{day} {solved}", zone):
                complaint._action_solve("Sent")
            self.assertEqual(complaint.follow_up_due, moment(due, zone), day)

    def test_minutes_of_the_night(self):
        """The hour that is left out is no waiting time; the one gone twice is."""
        zone = "America/New_York"
        other = self._make_company("Second Press Test Co.")
        other.resource_calendar_id.tz = zone
        for day, minutes in (("2026-03-08", 60), ("2026-11-01", 180)):
            with self.at(f"{day} 00:30", zone):
                complaint = self.env["ad.complaint"].create(
                    {
                        "company_id": other.id,
                        "caller_name": "Joe",
                        "what": "Danger",
                        "is_any_hour": True,
                    }
                )
            with self.at(f"{day} 02:30" if minutes > 60 else f"{day} 01:30", zone):
                complaint._action_answer("We look", moment(f"{day} 12:00", zone))
            self.assertEqual(complaint.answer_minutes, minutes, day)

    def test_foreigners_see_nothing(self):
        other = self._make_company("Second Press Test Co.")
        complaint = self._register()
        for title in ("service_supervisor", "general_manager", "specialist"):
            user = self._make_user(f"foreign_{title}", f"group_ad_{title}")
            user.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
            found = self.env["ad.complaint"].with_user(user)
            found = found.with_context(allowed_company_ids=other.ids)
            self.assertFalse(found.search([("id", "=", complaint.id)]))
        with self.assertRaises(UserError):
            complaint._action_assign(user)


@tagged("post_install", "-at_install")
class TestComplaintSteps(ComplaintCase):
    def test_the_whole_way(self):
        complaint = self._answered()
        self.assertEqual(complaint.owner_id, self.service)
        self.assertEqual((complaint.state, complaint.due_kind), ("answered", "promise"))
        self.assertEqual(complaint.due_on, moment("2026-05-13 10:00"))
        complaint.action_start()
        complaint.write({"remedy": "apology", "loss_amount": 300})
        with self.at("2026-05-12 11:00"):
            complaint._action_solve("Printed again", "accepted")
        self.assertEqual(complaint.state, "solved")
        self._know_all(complaint)
        self._reach(complaint)
        self.assertEqual(complaint.state, "closed")
        self.assertEqual(complaint.closed_by_id, self.service)
        self.assertAlmostEqual(complaint.satisfaction, 0.8)
        self.assertEqual(complaint.follow_up_rate, 100)
        self.assertFalse(complaint.due_on)
        self.assertEqual(
            complaint.step_ids.mapped("kind"),
            ["registered", "answered", "solved", "called", "closed"],
        )

    def test_columns_for_the_summary(self):
        self._publish(self.issues[0])
        publication = self._publication()
        complaint = self._register(
            publication_id=publication.id, remedy="make_good", partner_id=False
        )
        self.assertEqual(complaint.customer_id, self.advertiser)
        self.assertEqual(complaint.placement_id, publication.placement_id)
        self.assertEqual(complaint.order_id, self.order)
        self.assertEqual(complaint.medium_id, self.medium)
        self.assertEqual(complaint.user_id, self.specialist)
        self.assertEqual(complaint.team_id, self.team)
        self.assertEqual(complaint.division_id, self.division)
        self.assertTrue(complaint.is_make_good)
        self.env.cr.execute(
            "SELECT count(*) FROM pg_indexes WHERE tablename = 'ad_complaint' "
            "AND indexdef LIKE '%(company_id, division_id, registered_date)%'"
        )
        self.assertTrue(self.env.cr.fetchone()[0])

    def test_about_nothing(self):
        for values in ({"what": "  "}, {"partner_id": False}):
            with self.assertRaises(ValidationError):
                self._register(**values)
        with self.assertRaises(ValidationError):
            self._register(partner_id=False, caller_name=" ")
        self.assertTrue(self._register(partner_id=False, caller_phone="13800000000"))

    def test_foreign_document(self):
        stranger = self._make_advertiser("Test Pump Works")
        with self.assertRaises(ValidationError):
            self._register(partner_id=stranger.id, order_id=self.order.id)

    def test_customer_by_telephone(self):
        """Typed without the blanks and dashes it is written with."""
        partners = self.env["res.partner"].with_user(self.service)
        found = partners.with_context(ad_search_phone=True).name_search("02155501234")
        self.assertIn(self.advertiser.id, [partner_id for partner_id, _name in found])
        found = partners.name_search("02155501234")
        self.assertNotIn(self.advertiser.id, [partner_id for partner_id, _n in found])

    def test_customer_by_telephone_in_the_search(self):
        """On the phone Odoo opens a list; it is searched through the search view."""
        contact = self.env["res.partner"].create(
            {
                "name": "Wang",
                "parent_id": self.advertiser.id,
                "phone": "+86 138-0011 2233",
            }
        )
        for view in (
            "base.view_res_partner_filter",
            "res_partner_view_search_advertisers",
        ):
            view = self.env.ref(view if "." in view else f"ad_sales_ops.{view}")
            arch = self.env["res.partner"].with_user(self.service).get_view(view.id)
            field = etree.fromstring(arch["arch"]).find(".//field[@name='name']")
            for typed, partner in (
                ("021-5550 1234", self.advertiser),
                ("02155501234", self.advertiser),
                ("(021)5550-1234", self.advertiser),
                ("\uff08021\uff0955501234", self.advertiser),
                ("+86 21 5550 1234", self.advertiser),
                ("5550 1234", self.advertiser),
                ("13800112233", contact),
                ("0138 0011 2233", contact),
                ("008613800112233", contact),
            ):
                with self.subTest(view=view.name, typed=typed):
                    domain = safe_eval(field.get("filter_domain"), {"self": typed})
                    found = self.env["res.partner"].with_user(self.service)
                    self.assertEqual(found.search(domain), partner)

    def test_telephone_in_a_filter_of_ones_own(self):
        partners = self.env["res.partner"]
        found = partners.search([("ad_phone_search", "=", "021 5550 1234")])
        self.assertEqual(found, self.advertiser)
        others = partners.search([("ad_phone_search", "not ilike", "55501234")])
        self.assertNotIn(self.advertiser, others)

    def test_short_numbers_and_words_are_no_telephone(self):
        partners = self.env["res.partner"]
        for typed in ("123", "55 50 1234 Test", "5501 4", " ", "%", "5_50"):
            with self.subTest(typed=typed):
                domain = [("ad_phone_search", "ilike", typed)]
                self.assertNotIn(self.advertiser, partners.search(domain))

    def test_caller_is_known_by_the_number(self):
        for number in ("02155501234", "021 5550-1234", "5550 1234"):
            complaint = self._register(partner_id=False, caller_phone=number)
            self.assertEqual(complaint.customer_id, self.advertiser, number)
        for number in ("1234", "13800000000"):
            complaint = self._register(partner_id=False, caller_phone=number)
            self.assertFalse(complaint.customer_id, number)
        self._make_advertiser("Test Pump Works", phone="021 55501234")
        complaint = self._register(partner_id=False, caller_phone="02155501234")
        self.assertFalse(complaint.customer_id, "two customers have it")

    def test_answer_refusals(self):
        with self.at("2026-05-12 09:00"):
            complaint = self._register()
            with self.assertRaises(UserError):
                complaint._action_answer("  ", moment("2026-05-12 10:00"))
            for promised in (False, moment("2026-05-12 08:00")):
                with self.assertRaises(UserError):
                    complaint._action_answer("We look", promised)
            complaint._action_answer("We look", moment("2026-05-12 10:00"))
            with self.assertRaises(UserError):
                complaint._action_answer("Again", moment("2026-05-12 10:00"))

    def test_another_promise(self):
        complaint = self._answered()
        with self.at("2026-05-13 09:00"):
            with self.assertRaises(UserError):
                complaint._action_promise("", moment("2026-05-14 10:00"))
            complaint._action_promise("Printer is ill", moment("2026-05-14 10:00"))
        self.assertEqual(complaint.due_on, moment("2026-05-14 10:00"))
        step = complaint.step_ids[-1]
        self.assertEqual((step.kind, step.promised_on), ("promised", complaint.due_on))

    def test_solved_at_once_is_the_first_answer(self):
        with self.at("2026-05-12 09:00"):
            complaint = self._register()
        with self.at("2026-05-12 09:05"):
            complaint._action_solve("Explained")
        self.assertEqual(complaint.state, "solved")
        self.assertEqual(complaint.answer_minutes, 5)
        with self.assertRaises(UserError):
            complaint._action_solve("Again")

    def test_refused_solution(self):
        """It is none: work goes on, with a time by which the customer hears more."""
        complaint = self._answered()
        with self.at("2026-05-12 11:00"):
            with self.assertRaises(UserError):
                complaint._action_solve("A discount", "refused")
            wizard = self.env["ad.case.words"].with_user(self.service)
            wizard = wizard.with_context(**complaint.action_solve()["context"])
            with Form(wizard) as form:
                form.words = "A discount"
                form.acceptance = "refused"
                form.promised_on = moment("2026-05-14 10:00")
            form.record.action_confirm()
        self.assertEqual(
            (complaint.state, complaint.acceptance), ("solving", "refused")
        )
        self.assertFalse(complaint.solution)
        self.assertEqual(complaint.due_on, moment("2026-05-14 10:00"))
        self.assertEqual(complaint.step_ids[-1].kind, "refused")
        with self.at("2026-05-12 16:00"):
            complaint._action_solve("Printed again", "accepted")
        self.assertEqual(
            (complaint.state, complaint.acceptance), ("solved", "accepted")
        )

    def test_refused_at_once(self):
        with self.at("2026-05-12 09:00"):
            complaint = self._register()
        with self.at("2026-05-12 09:20"):
            complaint._action_solve("No", "refused", moment("2026-05-12 12:00"))
        self.assertEqual(complaint.answer_minutes, 20)
        self.assertEqual(complaint.due_kind, "promise")

    def test_refused_is_not_closed(self):
        """Also what was recorded as refused and solved in former times."""
        complaint = self._solved()
        self._know_all(complaint)
        complaint.sudo().acceptance = "refused"
        for time in ("2026-05-13 09:00", "2026-05-13 14:00", "2026-05-14 09:00"):
            with self.at(time):
                complaint._action_no_answer()
        self.assertEqual(complaint.state, "solved")
        with self.assertRaisesRegex(UserError, "accepts"):
            complaint.action_close()

    def test_what_is_missing_has_a_deadline(self):
        """Followed up, but nobody wrote down the cause: two working days."""
        complaint = self._solved()
        self._reach(complaint)
        self.assertEqual(complaint.state, "solved")
        self.assertEqual(complaint.due_kind, "closing")
        self.assertEqual(complaint.due_on, moment("2026-05-15 10:00"))
        self._know_all(complaint)
        complaint.action_close()
        self.assertFalse(complaint.due_on)

    def test_registration_is_always_written_down(self):
        """No client leaves it out of the history."""
        complaints = self.env["ad.complaint"].with_user(self.service)
        complaint = complaints.with_context(ad_no_steps=True).create(
            {"partner_id": self.advertiser.id, "what": "Colours are off"}
        )
        step = complaint.step_ids
        self.assertEqual((step.kind, step.words), ("registered", "Colours are off"))
        self.assertEqual(step.made_by_id, self.service)
        self.assertEqual(step.made_on, complaint.registered_on)

    def test_closing_without_cause(self):
        complaint = self._solved()
        self._reach(complaint)
        self.assertEqual(complaint.state, "solved")
        with self.assertRaisesRegex(UserError, "cause"):
            complaint.action_close()
        self._know_all(complaint)
        complaint.responsible_id = False
        with self.assertRaisesRegex(UserError, "policy"):
            complaint.action_close()
        complaint.is_policy = True
        complaint.action_close()
        self.assertEqual(complaint.state, "closed")

    def test_closing_without_follow_up(self):
        complaint = self._solved()
        self._know_all(complaint)
        with self.assertRaisesRegex(UserError, "call the customer"):
            complaint.action_close()
        unsolved = self._answered()
        with self.assertRaises(UserError):
            unsolved.action_close()

    def test_all_that_is_missing_is_named_at_once(self):
        """In the banner and in the refusal alike, whatever is filled in first."""
        complaint = self._solved()
        lines = complaint.missing_text.splitlines()
        for word in (
            "follow-up",
            "category",
            "degree",
            "cause",
            "proven",
            "responsible person",
        ):
            self.assertTrue(any(word in line for line in lines), word)
        self.assertEqual(len(lines), 6)
        with self.assertRaises(UserError) as refusal:
            complaint.action_close()
        self.assertIn(complaint.missing_text, str(refusal.exception))
        self._reach(complaint)
        self.assertEqual(complaint.state, "solved")
        self.assertNotIn("follow-up", complaint.missing_text)
        complaint.degree = "1"
        self.assertNotIn("degree", complaint.missing_text, "the banner follows")
        complaint.verdict = "unfounded"
        self.assertNotIn("responsible", complaint.missing_text)

    def test_closed_is_seen(self):
        complaint = self._closed()
        states = dict(complaint._fields["state"]._description_selection(self.env))
        self.assertEqual(states["closed"], "Case Closed")
        self.assertIn(self.service.name, complaint.closed_text)
        self.assertIn("05/13/2026", complaint.closed_text)
        self.assertFalse(self._register().closed_text)

    def test_person_and_policy(self):
        complaint = self._register()
        self._know_all(complaint)
        with self.assertRaises(ValidationError):
            complaint.is_policy = True

    def test_guarded(self):
        complaint = self._register()
        for values in (
            {"state": "closed"},
            {"owner_id": self.specialist.id},
            {"answered_on": moment("2026-05-12 10:00")},
            {"satisfaction": 1.0},
            {"due_on": moment("2036-05-12 10:00")},
            {"registered_on": moment("2025-05-12 10:00")},
        ):
            with self.assertRaises(AccessError):
                complaint.write(values)
            with self.assertRaises(AccessError):
                self._register(**values)
        with self.assertRaises(AccessError):
            complaint.company_id = self.env.ref("base.main_company")
        with self.assertRaises(AccessError):
            complaint.copy()
        for fact in complaint.step_ids:
            with self.assertRaises(UserError):
                fact.sudo().words = "Changed"
            with self.assertRaises(UserError):
                fact.sudo().unlink()
        with self.assertRaises(AccessError):
            complaint.sudo().unlink()

    def test_quick_form(self):
        """Customer and words are enough."""
        view = "ad_sales_ops.ad_complaint_view_form_register"
        with Form(self.env["ad.complaint"].with_user(self.specialist), view) as form:
            form.partner_id = self.advertiser
            form.what = "Wrong telephone number"
        complaint = form.record
        self.assertEqual(complaint.owner_id, self.specialist)
        self.assertEqual(complaint.state, "registered")
        self.assertTrue(complaint.number)

    def test_whoever_is_chosen_is_who_called(self):
        person = self.env["res.partner"].create(
            {
                "name": "Gu Xiaofeng",
                "phone": "13817886021",
                "parent_id": self.advertiser.id,
            }
        )
        view = "ad_sales_ops.ad_complaint_view_form_register"
        with Form(self.env["ad.complaint"].with_user(self.specialist), view) as form:
            form.partner_id = person
            form.what = "Wrong telephone number"
        complaint = form.record
        self.assertEqual(complaint.caller_name, person.name)
        self.assertEqual(complaint.caller_phone, person.phone)

    def test_register_from_documents(self):
        self._publish(self.issues[0])
        publication = self._publication()
        move = self._invoice(self.order)
        for record, name in (
            (self.order, "order_id"),
            (self.order.ad_placement_ids[0], "placement_id"),
            (publication, "publication_id"),
            (move, "move_id"),
            (self.advertiser, "partner_id"),
        ):
            record = record.with_user(self.general_manager)
            if record._name == "account.move":
                record = record.with_user(self.finance)
            with self.subTest(model=record._name):
                action = record.action_ad_register_complaint()
                complaint = (
                    self.env["ad.complaint"]
                    .with_user(record.env.user)
                    .with_context(**action["context"])
                    .create({"what": "Wrong"})
                )
                self.assertEqual(complaint[name].id, record.id)
                self.assertEqual(complaint.customer_id, self.advertiser)
                record.invalidate_recordset()
                self.assertGreaterEqual(record.ad_complaint_count, 1)
                found = record.action_ad_open_complaints()["domain"]
                self.assertIn(complaint, complaint.search(found))
        with self.assertRaises(AccessError):
            self.advertiser.with_user(self.plain_user).action_ad_register_complaint()


@tagged("post_install", "-at_install")
class TestComplaintOwner(ComplaintCase):
    """Whoever takes it owns it until somebody else has accepted it."""

    def test_proposal_and_acceptance(self):
        complaint = self._register(self.users["distribution"])
        self.assertEqual(complaint.owner_id, self.users["distribution"])
        complaint._action_assign(self.specialist, "Yours")
        self.assertEqual(complaint.owner_id, self.users["distribution"])
        todo = complaint.sudo().activity_ids
        self.assertEqual(todo.user_id, self.specialist)
        with self.assertRaises(UserError):
            complaint.with_user(self.other_specialist).sudo(False).action_accept()
        complaint.with_user(self.specialist).action_accept()
        self.assertEqual(complaint.sudo().owner_id, self.specialist)
        self.assertFalse(complaint.sudo().activity_ids)
        self.assertFalse(complaint.sudo().proposed_owner_id)

    def test_decline(self):
        complaint = self._register()
        complaint._action_assign(self.specialist)
        mine = complaint.with_user(self.specialist)
        with self.assertRaises(UserError):
            mine._action_decline(" ")
        mine._action_decline("I am ill")
        self.assertEqual(complaint.owner_id, self.service)
        self.assertFalse(complaint.proposed_owner_id)
        self.assertEqual(complaint.step_ids[-1].kind, "declined")

    def test_who_can_be_proposed(self):
        complaint = self._register(about_id=self.specialist.id)
        for user in (self.service, self.plain_user, self.portal_user, self.specialist):
            with self.subTest(user=user.name), self.assertRaises(UserError):
                complaint._action_assign(user)

    def test_who_is_offered(self):
        """The picker leaves out the owner, whom it is about, and strangers."""
        complaint = self._register(about_id=self.specialist.id)
        action = complaint.action_assign()
        dialog = self.env["ad.case.assign"].with_user(self.service)
        form = Form(dialog.with_context(**action["context"]))
        offered = self.env["res.users"].browse(form.possible_user_ids.ids)
        self.assertIn(self.other_specialist, offered)
        self.assertFalse(
            offered
            & (self.service | self.specialist | self.plain_user | self.portal_user)
        )
        complaint.responsible_id = self.other_specialist
        form = Form(dialog.with_context(**action["context"]))
        self.assertNotIn(self.other_specialist.id, form.possible_user_ids.ids)

    def test_the_person_concerned_does_not_take_over(self):
        """Also when the complaint turns out to be about him after the proposal."""
        complaint = self._register()
        complaint._action_assign(self.specialist)
        complaint.about_id = self.specialist
        self.assertFalse(complaint.proposed_owner_id)
        self.assertFalse(complaint.sudo().activity_ids)
        complaint.sudo().proposed_owner_id = self.specialist
        with self.assertRaises(AccessError):
            complaint.with_user(self.specialist).action_accept()

    def test_the_proposal_ends_with_the_first_step(self):
        """Who works on what was proposed to him has taken it over."""
        with self.at("2026-05-12 09:00"):
            for step in (
                lambda c: c._action_answer("We look", moment("2026-05-12 16:00")),
                lambda c: c._action_solve("Done"),
            ):
                complaint = self._register(self.users["distribution"])
                complaint._action_assign(self.manager)
                step(complaint.with_user(self.manager))
                self.assertEqual(complaint.sudo().owner_id, self.manager)
                self.assertFalse(complaint.sudo().proposed_owner_id)
                self.assertFalse(complaint.sudo().activity_ids)

    def test_the_proposal_ends_with_the_complaint(self):
        complaint = self._solved()
        self._know_all(complaint)
        complaint._action_assign(self.specialist)
        self.assertEqual(complaint.sudo().activity_ids.user_id, self.specialist)
        self._reach(complaint)
        self.assertEqual(complaint.state, "closed")
        self.assertFalse(complaint.proposed_owner_id)
        self.assertFalse(complaint.sudo().activity_ids)

    def test_take_what_nobody_owns(self):
        complaint = self._register()
        with self.assertRaises(UserError):
            complaint.action_take()
        free = self.env["ad.complaint"].create(
            {"partner_id": self.advertiser.id, "what": "Late", "owner_id": False}
        )
        free.with_user(self.specialist).action_take()
        self.assertEqual(free.owner_id, self.specialist)

    def test_answering_takes(self):
        free = self.env["ad.complaint"].create(
            {"partner_id": self.advertiser.id, "what": "Late", "owner_id": False}
        )
        free.with_user(self.service)._action_answer("Yes", moment("2036-05-12 10:00"))
        self.assertEqual(free.owner_id, self.service)

    def test_strangers_take_no_steps(self):
        """The registrar reads on, the steps are the owner's."""
        complaint = self._register(self.users["distribution"])
        complaint._action_assign(self.specialist)
        complaint.with_user(self.specialist).action_accept()
        former = complaint.with_user(self.users["distribution"])
        former.check_access("read")
        with self.assertRaises(AccessError):
            former._action_answer("Yes", moment("2036-05-12 10:00"))


@tagged("post_install", "-at_install")
class TestComplaintConcerned(ComplaintCase):
    """The person complained about reads it, and that is all."""

    def test_read_only(self):
        complaint = self._register(about_id=self.specialist.id)
        mine = complaint.with_user(self.specialist)
        mine.check_access("read")
        self.assertTrue(mine.concerns_me)
        with self.assertRaises(AccessError):
            mine.what = "Nothing happened"
        for step in (
            lambda: mine._action_answer("Yes", moment("2036-05-12 10:00")),
            lambda: mine._action_solve("Done"),
            lambda: mine._action_assign(self.supervisor),
            lambda: mine.write({"about_id": False}),
        ):
            with self.assertRaises(AccessError):
                step()

    def test_naming_oneself_loses_nothing(self):
        """The form is closed to him once it is saved, not while he types."""
        complaint = self._register(user=self.specialist)
        with Form(complaint.with_user(self.specialist)) as form:
            form.responsible_id = self.specialist
            self.assertFalse(form.concerns_me)
            form.cause = "I mixed up two versions"
        self.env.invalidate_all()
        self.assertEqual(complaint.cause, "I mixed up two versions")
        self.assertTrue(complaint.with_user(self.specialist).concerns_me)

    def test_neither_follows_up_nor_closes(self):
        """Not even the highest title."""
        for user in (self.service, self.supervisor, self.general_manager):
            complaint = self._solved(user=self.specialist)
            complaint = complaint.with_user(self.manager)
            complaint.about_id = user
            complaint = complaint.with_user(user)
            with self.subTest(user=user.name):
                with self.assertRaises(AccessError):
                    self._reach(complaint)
                with self.assertRaises(AccessError):
                    complaint._action_no_answer()
                self._reach(complaint.with_user(self.manager))
                with self.assertRaises(AccessError):
                    complaint.action_close()

    def test_responsible_person(self):
        complaint = self._solved(user=self.specialist)
        other = complaint.with_user(self.service)
        self._know_all(other)
        other.responsible_id = self.specialist
        with self.assertRaises(AccessError):
            self._reach(complaint)
        self._reach(other)
        self.assertEqual(other.state, "closed")

    def test_owner_does_not_change_whom_it_is_about(self):
        complaint = self._register(
            self.specialist, about_id=self.users["production"].id
        )
        with self.assertRaises(AccessError):
            complaint.about_id = False
        complaint.with_user(self.service).about_id = False


@tagged("post_install", "-at_install")
class TestFollowUp(ComplaintCase):
    def _try(self, complaint, *times):
        for time in times:
            with self.at(time):
                complaint._action_no_answer("Rings")

    def test_unreachable(self):
        """Three attempts, at least two days (E16)."""
        complaint = self._solved()
        self._know_all(complaint)
        self._try(complaint, "2026-05-13 09:00", "2026-05-13 14:00", "2026-05-13 16:00")
        self.assertEqual(complaint.state, "solved")
        with self.assertRaises(UserError):
            complaint.action_close()
        self._try(complaint, "2026-05-14 09:00")
        self.assertEqual(complaint.state, "closed")
        self.assertEqual(complaint.follow_up_result, "unreachable")
        self.assertEqual(complaint.follow_up_rate, 100)
        self.assertEqual(len(complaint.call_ids), 4)

    def test_two_attempts_are_not_enough(self):
        complaint = self._solved()
        self._know_all(complaint)
        self._try(complaint, "2026-05-13 09:00", "2026-05-14 09:00")
        self.assertFalse(complaint.follow_up_result)
        with self.assertRaises(UserError):
            complaint.action_close()

    def test_late_call_lowers_the_rate(self):
        complaint = self._solved()
        self._know_all(complaint)
        self._reach(complaint, "2026-05-20 10:00")
        self.assertEqual(complaint.follow_up_rate, 0)

    def test_not_settled_reopens(self):
        complaint = self._solved()
        with self.assertRaises(UserError):
            self._reach(complaint, is_settled=False, words=" ")
        self._reach(complaint, is_settled=False, words="Still green")
        self.assertEqual(complaint.state, "reopened")
        self.assertEqual(complaint.due_kind, "answer")
        self.assertEqual(complaint.due_on, moment("2026-05-13 11:00"))

    def test_scores(self):
        complaint = self._solved()
        for perceived, expected in ((11, 10), (8, 0), (-1, 5)):
            with self.assertRaises(UserError):
                self._reach(complaint, perceived=perceived, expected=expected)
        self._reach(complaint, perceived=9, expected=6)
        self.assertAlmostEqual(complaint.satisfaction, 1.5)
        with self.assertRaises(UserError):
            self._reach(complaint)

    def test_dialog(self):
        complaint = self._solved()
        action = complaint.action_call()
        dial = (
            self.env["ad.complaint.dial"]
            .with_user(self.service)
            .with_context(**action["context"])
            .create({"words": "Good", "perceived": "7"})
        )
        self.assertEqual(dial.phone, self.advertiser.phone)
        with self.assertRaises(UserError):
            dial.action_settled()
        dial.expected = "8"
        dial.action_settled()
        self.assertEqual(complaint.call_ids.words, "Good")
        self.assertTrue(complaint.call_ids.is_settled)

    def _dial(self, complaint, **values):
        context = complaint.action_call()["context"]
        dial = self.env["ad.complaint.dial"].with_user(self.service)
        return dial.with_context(**context).create(values)

    def test_dialog_says_nothing_by_itself(self):
        """What was not asked is named in one sentence; nought is a score."""
        complaint = self._solved()
        dial = self._dial(complaint)
        self.assertFalse(dial.perceived or dial.expected or dial.words)
        with self.assertRaises(UserError) as refusal:
            dial.action_settled()
        for words in ("how he found it", "what he had expected"):
            self.assertIn(words, str(refusal.exception))
        self.assertNotIn("still wrong", str(refusal.exception))
        with self.assertRaisesRegex(UserError, "still wrong"):
            dial.action_unsettled()
        for typed in ("good", "7.5", "-1", "\u00b2"):
            dial.perceived = typed
            with self.assertRaises(UserError):
                dial.action_settled()
        self.assertFalse(complaint.call_ids)
        dial.write({"perceived": " 0 ", "expected": "8", "words": "Still green"})
        dial.action_unsettled()
        self.assertEqual(complaint.state, "reopened")
        self.assertEqual(complaint.call_ids.perceived, 0)

    def test_nobody_answered(self):
        complaint = self._solved()
        self._dial(complaint).action_no_answer()
        self.assertFalse(complaint.call_ids.is_reached)
        self.assertEqual(complaint.state, "solved")

    def test_calls_are_facts(self):
        complaint = self._solved()
        self._reach(complaint)
        with self.assertRaises(UserError):
            complaint.call_ids.sudo().words = "Better"
        with self.assertRaises(AccessError):
            self.env["ad.complaint.call"].with_user(self.service).create(
                {"complaint_id": complaint.id}
            )

    def test_satisfaction_on_customer_and_specialist(self):
        complaint = self._solved()
        self._know_all(complaint)
        with self.at("2026-05-13 10:00"):
            self._reach(complaint, perceived=6, expected=10)
            for partner in (self.advertiser, self.specialist.partner_id):
                partner = partner.with_user(self.manager)
                partner.invalidate_recordset()
                self.assertAlmostEqual(partner.ad_satisfaction, 0.6)
                self.assertEqual(partner.ad_rating_count, 1)
                action = partner.action_ad_open_satisfaction()
                self.assertIn(complaint.id, complaint.search(action["domain"]).ids)

    def test_rating_by_mail(self):
        complaint = self._solved()
        rating = complaint.sudo().rating_ids
        self.assertEqual(rating.partner_id, self.advertiser)
        self.assertEqual(rating.rated_partner_id, self.specialist.partner_id)
        mail = (
            self.env["mail.mail"]
            .sudo()
            .search([("recipient_ids", "in", self.advertiser.ids)])
        )
        self.assertIn(rating.access_token, mail.body_html)
        notes = complaint.sudo().message_ids
        self.assertIn(mail.references, notes.mapped("message_id"), "his reply finds it")
        complaint.sudo().rating_apply(5, token=rating.access_token, feedback="Quick")
        self.assertEqual(complaint.rating_avg, 5)
        self.assertFalse(mail.with_user(self.service).sudo(False).has_access("read"))
        self.advertiser.email = False
        with self.assertRaises(UserError):
            complaint.action_ask_for_rating()

    def test_nobody_rates_in_his_place(self):
        """Neither with the customer's link nor by writing the rating."""
        complaint = self._solved()
        rating = complaint.sudo().rating_ids
        self.assertTrue(rating.access_token)
        messages = self.env["mail.message"].with_user(self.service).search([])
        for message in messages.sudo():
            self.assertNotIn(rating.access_token, message.body or "")
        for user in (self.service, self.specialist, self.general_manager):
            mine = rating.with_user(user)
            with self.subTest(user=user.name):
                self.assertTrue(mine.has_access("read"))
                with self.assertRaises(AccessError):
                    mine.read(["access_token"])
                with self.assertRaises(AccessError):
                    mine.rating = 5

    def test_reply_to_the_request(self):
        complaint = self._solved()
        mail = (
            self.env["mail.mail"]
            .sudo()
            .search([("recipient_ids", "in", self.advertiser.ids)], limit=1)
        )
        reply = (
            f"From: valve@example.com\nTo: {mail.reply_to}\nSubject: Re\n"
            f"Message-Id: <again@example.com>\nReferences: {mail.references} "
            "<gone@press.example>\nDate: Tue, 12 May 2026 05:00:00 +0000\n\nThanks\n"
        )
        mail.unlink()
        self.env["mail.thread"].message_process(False, reply)
        self.assertTrue(
            complaint.sudo().message_ids.filtered(lambda m: "Thanks" in m.body)
        )


@tagged("post_install", "-at_install")
class TestReopen(ComplaintCase):
    def test_history_stays(self):
        complaint = self._closed()
        before = complaint.step_ids
        with self.assertRaises(UserError):
            complaint._action_reopen("")
        with self.at("2026-05-15 15:00"):
            complaint._action_reopen("Green again")
        self.assertEqual(complaint.state, "reopened")
        self.assertEqual(complaint.due_on, moment("2026-05-15 16:00"))
        self.assertEqual(complaint.step_ids - before, complaint.step_ids[-1])
        self.assertEqual(complaint.step_ids[-1].words, "Green again")
        self.assertTrue(complaint.call_ids)
        self.assertEqual(complaint.answer_minutes, 10)
        self.assertEqual(complaint.reopened_count, 1)
        self.assertTrue(complaint.cause)
        with self.at("2026-05-18 09:00"):
            complaint._action_solve("Printed once more")
        self.assertEqual(complaint.answer_minutes, 10, "the first answer counts")

    def test_old_attempts_do_not_count(self):
        complaint = self._solved()
        for time in ("2026-05-13 09:00", "2026-05-14 09:00"):
            with self.at(time):
                complaint._action_no_answer()
        with self.at("2026-05-14 10:00"):
            complaint._action_reopen("He came by himself")
            complaint._action_solve("Explained")
            complaint._action_no_answer()
        self.assertFalse(complaint.follow_up_result)

    def test_who_and_when(self):
        complaint = self._closed()
        with self.assertRaises(AccessError):
            complaint.with_user(self.users["production"]).sudo(False)._action_reopen(
                "x"
            )
        complaint.with_user(self.specialist)._action_reopen("He called me")
        with self.assertRaises(UserError):
            complaint._action_reopen("Twice")

    def test_closed_is_not_written(self):
        complaint = self._closed()
        with self.assertRaises(AccessError):
            complaint.cause = "Another one"


@tagged("post_install", "-at_install")
class TestRefusedPayment(ComplaintCase):
    """R5: by our fault, with the visit of apology."""

    def test_register(self):
        self._publish(self.issues[0])
        move = self._invoice(self.order)
        with self.assertRaises(ValidationError):
            self._register(is_refused_payment=True)
        with self.assertRaises(ValidationError):
            self._register(is_refused_payment=True, move_id=move.id)
        complaint = self._register(
            is_refused_payment=True, move_id=move.id, refused_amount=5000
        )
        self._know_all(complaint)
        complaint.responsible_id = self.specialist
        self.assertEqual(complaint.apology_by_id, self.supervisor)
        self.assertEqual(complaint.apology_with_id, self.specialist)
        complaint._action_solve("Credit")
        self._reach(complaint)
        with self.assertRaisesRegex(UserError, "apology"):
            complaint.action_close()
        with self.assertRaises(ValidationError):
            complaint.write(
                {"apology_date": "2026-05-14", "apology_by_id": self.specialist.id}
            )
        complaint.write(
            {"apology_date": "2026-05-14", "apology_by_id": self.supervisor.id}
        )
        complaint.action_close()
        action = self.env.ref("ad_sales_ops.ad_complaint_action_refused")
        found = self.env["ad.complaint"].search(
            [("is_refused_payment", "=", True), ("id", "=", complaint.id)]
        )
        self.assertEqual(found, complaint)
        self.assertIn("is_refused_payment", action.domain)

    def _refused(self, user=None, **values):
        self._publish(self.issues[0])
        move = self._invoice(self.order)
        return self._register(
            user,
            is_refused_payment=True,
            move_id=move.id,
            refused_amount=5000,
            **values,
        )

    def test_quick_form(self):
        """“New” among the refused payments: invoice and amount are asked for."""
        self._publish(self.issues[0])
        move = self._invoice(self.order)
        move.sudo().action_post()
        finance = self.users["finance"]
        context = safe_eval(
            self.env.ref("ad_sales_ops.ad_complaint_action_refused").context
        )
        view = "ad_sales_ops.ad_complaint_view_form_register"
        model = self.env["ad.complaint"].with_user(finance).with_context(**context)
        with Form(model, view) as form:
            form.what = "Wrong page, we do not pay"
            form.move_id = move
            self.assertEqual(form.partner_id, self.advertiser)
            self.assertEqual(form.refused_amount, move.amount_residual)
        self.assertTrue(form.record.is_refused_payment)

    def test_finance_reads_what_is_not_paid(self):
        complaint = self._refused()
        ordinary = self._register()
        finance = self.users["finance"]
        self.assertTrue(complaint.with_user(finance).has_access("read"))
        self.assertFalse(complaint.with_user(finance).has_access("write"))
        self.assertTrue(complaint.step_ids.with_user(finance).has_access("read"))
        self.assertFalse(ordinary.with_user(finance).has_access("read"))
        complaint.with_user(finance).read()

    def test_who_pays_the_visit(self):
        """The person's superior, with the customer's specialist; not anybody."""
        complaint = self._refused()
        self._know_all(complaint)
        complaint.responsible_id = self.specialist
        for visitor in (self.users["production"], self.other_specialist, self.service):
            with self.subTest(visitor=visitor.name), self.assertRaises(ValidationError):
                complaint.write(
                    {"apology_date": "2026-05-14", "apology_by_id": visitor.id}
                )
        complaint.write(
            {"apology_date": "2026-05-14", "apology_by_id": self.manager.id}
        )
        # Of a team without a leader: any supervisor.
        complaint.write(
            {
                "responsible_id": self.users["production"].id,
                "apology_by_id": self.supervisor.id,
            }
        )

    def test_planned_visit_does_not_close(self):
        complaint = self._refused()
        self._know_all(complaint)
        with self.at("2026-05-12 09:00"):
            complaint._action_solve("Credit")
        self._reach(complaint, "2026-05-12 10:00")
        complaint.write(
            {"apology_date": "2026-05-14", "apology_by_id": self.supervisor.id}
        )
        with self.at("2026-05-13 10:00"):
            with self.assertRaisesRegex(UserError, "apology"):
                complaint.action_close()
        with self.at("2026-05-14 16:00"):
            complaint.apology_with_id = False
            with self.assertRaisesRegex(UserError, "specialist"):
                complaint.action_close()
            complaint.apology_with_id = self.specialist
            complaint.action_close()

    @mute_logger("odoo.sql_db")
    def test_no_negative_amounts(self):
        with self.assertRaises(psycopg2.IntegrityError), self.env.cr.savepoint():
            self._register(loss_amount=-1)
            self.env.flush_all()


@tagged("post_install", "-at_install")
class TestComplaintAccess(ComplaintCase):
    """What each job title reads and writes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stranger = cls._make_user("specialist3", "group_ad_specialist")
        cls.foreign_supervisor = cls._make_user("supervisor2", "group_ad_supervisor")

    def _rights(self, user, complaint, read, write):
        mine = complaint.with_user(user)
        with self.subTest(user=user.name):
            self.assertEqual(mine.has_access("read"), read)
            self.assertEqual(mine.has_access("write"), write)
            steps = complaint.sudo().step_ids.with_user(user)
            self.assertEqual(steps.has_access("read"), read)
            self.assertFalse(steps.has_access("write"))
            self.assertFalse(mine.has_access("unlink"))

    def test_everybody(self):
        complaint = self._register()
        self._rights(self.service, complaint, True, True)
        self._rights(self.general_manager, complaint, True, True)
        self._rights(self.manager, complaint, True, True)
        self._rights(self.supervisor, complaint, True, True)
        self._rights(self.specialist, complaint, True, False)
        for user in (
            self.other_specialist,
            self.stranger,
            self.foreign_supervisor,
            self.plain_user,
            self.portal_user,
            *(
                self.users[title]
                for title in (
                    "operations",
                    "contract_admin",
                    "production",
                    "proofreader",
                    "reviewer",
                    "distribution",
                    "finance",
                )
            ),
        ):
            self._rights(user, complaint, False, False)

    def test_every_title_registers_for_any(self):
        for title, user in self.users.items():
            with self.subTest(title=title):
                complaint = self._register(user)
                self.assertEqual(complaint.owner_id, user)
                self._rights(user, complaint, True, True)
                complaint._action_solve("Explained")
        for user in (self.plain_user, self.portal_user):
            with self.assertRaises(AccessError):
                self._register(user)

    def test_asked(self):
        complaint = self._register()
        finance = self.users["finance"]
        complaint._action_assign(finance)
        self._rights(finance, complaint, True, True)

    def test_registering_reveals_no_documents(self):
        """Numbers tried one after the other say nothing about whose they are."""
        self._publish(self.issues[0])
        move, publication = self._invoice(self.order), self._publication()
        documents = {
            "move_id": move,
            "order_id": self.order,
            "placement_id": publication.placement_id,
            "publication_id": publication,
        }
        stranger = self._make_advertiser("Test Pump Works")
        for name, document in documents.items():
            for values in (
                {"partner_id": False},
                {"partner_id": self.advertiser.id},
                {"partner_id": stranger.id},
            ):
                for user in (self.stranger, self.users["distribution"]):
                    if document.with_user(user).has_access("read"):
                        continue
                    with self.subTest(name=name, user=user.name, **values):
                        with self.assertRaisesRegex(AccessError, "may not read this"):
                            self._register(user, **values, **{name: document.id})
                        complaints = self.env["ad.complaint"].with_user(user)
                        complaints = complaints.with_context(
                            **{f"default_{name}": document.id}
                        )
                        with self.assertRaisesRegex(AccessError, "may not read this"):
                            complaints.create({"what": "Mine?", **values})
                        mine = self._register(user)
                        with self.assertRaisesRegex(AccessError, "may not read this"):
                            mine.write({name: document.id})

    def test_own_documents_are_named(self):
        """The specialist's own, with what follows from them."""
        self._publish(self.issues[0])
        publication = self._publication()
        complaint = self._register(
            self.specialist,
            publication_id=publication.id,
            placement_id=publication.placement_id.id,
            order_id=self.order.id,
        )
        self.assertEqual(complaint.order_id, self.order)
        complaint.write({"placement_id": publication.placement_id.id, "what": "Green"})

    def test_nobody_registers_in_another_name(self):
        with self.assertRaises(AccessError):
            self._register(self.users["finance"], registered_by_id=self.specialist.id)

    def test_the_screens_open(self):
        """Every title reads the fields of the form and of the quick form."""
        for title, user in self.users.items():
            complaint = self._register(user)
            for view in ("form", "list", "kanban", "search"):
                with self.subTest(title=title, view=view):
                    complaint.get_view(view_type=view)
            with self.subTest(title=title):
                complaint.invalidate_recordset()
                complaint.read()

    def test_menus_of_customer_relations(self):
        """Customers and their value are at hand, in no more menus than five."""
        menus = self.env["ir.ui.menu"].with_user(self.service)
        shown = menus.browse(menus._visible_menu_ids())
        for name in ("ad_complaint_menu_advertisers", "ad_customer_value_menu_service"):
            menu = self.env.ref(f"ad_sales_ops.{name}")
            self.assertIn(menu, shown)
            action = menu.action.with_user(self.service)
            self.env[action.res_model].with_user(self.service).search([], limit=1)
        root = self.env.ref("ad_sales_ops.menu_ad_root")
        self.assertLessEqual(len(shown.filtered(lambda m: m.parent_id == root)), 5)
        stranger = menus.with_user(self.users["production"])
        self.assertNotIn(menu.id, stranger._visible_menu_ids())

    @users("ad_test_service_supervisor")
    def test_categories(self):
        categories = self.env["ad.opinion.category"]
        self.assertEqual(len(categories.search([])), 8)
        self.assertTrue(categories.has_access("create"))
        self.assertFalse(categories.has_access("unlink"))
        category = categories.with_user(self.specialist)
        self.assertTrue(category.has_access("read"))
        self.assertFalse(category.has_access("write"))
