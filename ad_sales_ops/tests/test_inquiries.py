"""Inquiries on the clocks of complaints, and praise (Q5, Q6)."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..models.ad_answer_clock_mixin import OVERDUE
from .complaint_common import ComplaintCase, moment


@tagged("post_install", "-at_install")
class TestInquiries(ComplaintCase):
    def _ask(self, user=None, when="2026-05-12 09:00", **values):
        with self.at(when):
            return (
                self.env["ad.inquiry"]
                .with_user(user or self.service)
                .create(
                    {
                        "partner_id": self.advertiser.id,
                        "what": "What does a cover cost?",
                        **values,
                    }
                )
            )

    def test_allotted_promised_answered(self):
        inquiry = self._ask()
        self.assertEqual(inquiry.due_on, moment("2026-05-12 10:00"))
        with self.at("2026-05-12 09:05"):
            inquiry._action_assign(self.specialist)
            mine = inquiry.with_user(self.specialist)
            mine.action_accept()
            mine._action_promise("I ask the printer", moment("2026-05-12 16:00"))
        self.assertEqual((inquiry.state, inquiry.answer_minutes), ("promised", 5))
        self.assertEqual(inquiry.due_on, moment("2026-05-12 16:00"))
        with self.at("2026-05-12 15:00"):
            mine._action_final("20,000")
        self.assertEqual((inquiry.state, inquiry.due_on), ("answered", False))
        self.assertEqual(inquiry.final_minutes, 5 * 60)
        with self.assertRaises(UserError):
            mine._action_final("Again")
        with self.assertRaises(AccessError):
            mine.what = "Something else"

    def test_answered_at_once(self):
        inquiry = self._ask()
        with self.at("2026-05-12 09:03"):
            with self.assertRaises(UserError):
                inquiry._action_final(" ")
            inquiry._action_final("20,000")
        self.assertEqual((inquiry.answer_minutes, inquiry.final_minutes), (3, 3))

    def test_refusals(self):
        with self.assertRaises(ValidationError):
            self._ask(what=" ")
        inquiry = self._ask(self.users["finance"])
        with self.assertRaises(AccessError):
            inquiry.with_user(self.specialist)._action_final("20,000")
        with self.assertRaises(AccessError):
            inquiry.with_user(self.other_specialist)._action_final("20,000")
        with self.assertRaises(AccessError):
            inquiry.state = "answered"
        with self.assertRaises(AccessError):
            inquiry.copy()
        with self.assertRaises(AccessError):
            self._ask(self.plain_user)

    def test_escalation(self):
        inquiry = self._ask()
        for _run in range(2):
            with self.at("2026-05-12 10:30"):
                self.env["ad.inquiry"]._cron_escalate()
        todos = inquiry.sudo().activity_search([OVERDUE])
        self.assertEqual(todos.user_id, self.supervisor | self.service)
        self.assertEqual(len(todos), 2)

    def test_turns_out_to_be_a_complaint(self):
        inquiry = self._ask()
        inquiry.action_complain()
        complaint = inquiry.complaint_id
        self.assertEqual(complaint.what, inquiry.what)
        self.assertEqual(complaint.customer_id, self.advertiser)
        inquiry.action_complain()
        self.assertEqual(inquiry.complaint_id, complaint)

    def test_complaint_goes_on_waiting(self):
        """The customer asked at nine, whatever it is called since."""
        inquiry = self._ask()
        with self.at("2026-05-12 09:50"):
            inquiry.action_complain()
        complaint = inquiry.complaint_id
        self.assertEqual(complaint.registered_on, moment("2026-05-12 09:00"))
        self.assertEqual(complaint.due_on, moment("2026-05-12 10:00"))
        self.assertEqual(complaint.owner_id, self.service)
        self.assertEqual(complaint.step_ids.made_on, complaint.registered_on)
        self.assertEqual((inquiry.state, inquiry.due_on), ("answered", False))
        self.assertIn(complaint.number, inquiry.final_answer)
        with self.at("2026-05-12 16:00"):
            self.env["ad.inquiry"]._cron_escalate()
        self.assertFalse(inquiry.sudo().activity_search([OVERDUE]))

    def test_complaint_keeps_the_promise(self):
        inquiry = self._ask()
        with self.at("2026-05-12 09:20"):
            inquiry._action_promise("I ask", moment("2026-05-12 16:00"))
            inquiry.action_complain()
        complaint = inquiry.complaint_id
        self.assertEqual(complaint.state, "answered")
        self.assertEqual((complaint.answer, complaint.answer_minutes), ("I ask", 20))
        self.assertEqual(complaint.due_on, moment("2026-05-12 16:00"))

    def test_complaint_about_the_answer(self):
        """That is a matter of its own, with a clock of its own."""
        inquiry = self._ask()
        with self.at("2026-05-12 09:20"):
            inquiry._action_final("20,000")
        with self.at("2026-05-13 09:00"):
            inquiry.action_complain()
        self.assertEqual(inquiry.final_answer, "20,000")
        self.assertEqual(inquiry.complaint_id.due_on, moment("2026-05-13 10:00"))

    def test_rights(self):
        inquiry = self._ask()
        for user, read, write in (
            (self.service, True, True),
            (self.general_manager, True, True),
            (self.supervisor, True, True),
            (self.specialist, True, False),
            (self.other_specialist, False, False),
            (self.users["operations"], False, False),
            (self.plain_user, False, False),
            (self.portal_user, False, False),
        ):
            mine = inquiry.with_user(user)
            with self.subTest(user=user.name):
                self.assertEqual(mine.has_access("read"), read)
                self.assertEqual(mine.has_access("write"), write)
        for view in ("form", "list", "kanban", "search", "pivot"):
            inquiry.get_view(view_type=view)
        inquiry.read()

    def test_cards(self):
        """Customer Relations has three cards of its own, all in the first places."""
        lists = self.env["ad.day.list"].with_user(self.service)
        mine = lists.search([("is_mine", "=", True)])
        self.assertLessEqual(len(mine), 8)
        self.assertEqual(
            mine[:3],
            self.env.ref("ad_sales_ops.ad_day_list_complaints_to_answer")
            | self.env.ref("ad_sales_ops.ad_day_list_complaints_to_follow_up")
            | self.env.ref("ad_sales_ops.ad_day_list_inquiries_to_allot"),
        )
        before = mine.mapped("waiting")[:3]
        self._register()
        self._solved()
        self._ask()
        mine.invalidate_recordset()
        after = mine.mapped("waiting")[:3]
        self.assertEqual([b + 1 for b in before], after)

    def test_owners_card(self):
        card = self.env.ref("ad_sales_ops.ad_day_list_complaints_mine")
        lists = self.env["ad.day.list"].with_user(self.users["finance"])
        self.assertNotIn(card, lists.search([("is_mine", "=", True)]))
        complaint = self._register()
        complaint._action_assign(self.users["finance"])
        lists.invalidate_model()
        self.assertIn(card, lists.search([("is_mine", "=", True)]))


@tagged("post_install", "-at_install")
class TestPraise(ComplaintCase):
    def _praise(self, user=None, **values):
        return (
            self.env["ad.praise"]
            .with_user(user or self.service)
            .create(
                {
                    "partner_id": self.advertiser.id,
                    "words": "Always on time",
                    "about_id": self.specialist.id,
                    **values,
                }
            )
        )

    def test_record(self):
        praise = self._praise()
        self.assertEqual(praise.user_id, self.specialist)
        self.assertEqual(praise.team_id, self.team)
        praise.with_user(self.specialist).check_access("read")
        self.assertFalse(praise.with_user(self.specialist).has_access("write"))
        self.assertFalse(praise.with_user(self.other_specialist).has_access("read"))
        self.assertTrue(praise.with_user(self.supervisor).has_access("write"))

    def test_carer_has_columns_of_its_own(self):
        """One declaration for complaints, questions and praise; all stored, indexed."""
        for model, names in (
            ("ad.complaint", {"user_id", "team_id", "division_id"}),
            ("ad.inquiry", {"user_id", "team_id", "division_id"}),
            ("ad.praise", {"user_id", "team_id"}),
        ):
            table = self.env[model]._table
            self.env.cr.execute(
                "SELECT indexdef FROM pg_indexes WHERE tablename = %s", (table,)
            )
            indexes = " ".join(row[0] for row in self.env.cr.fetchall())
            for name in names:
                with self.subTest(model=model, name=name):
                    self.assertTrue(self.env[model]._fields[name].store)
                    self.assertIn(f"btree ({name}) WHERE ({name} IS NOT NULL)", indexes)
        self.assertNotIn("division_id", self.env["ad.praise"]._fields)

    def test_the_carer_stays(self):
        """Who serves the customer later did not hear it."""
        praise, complaint = self._praise(), self._register()
        self.advertiser.user_id = self.other_specialist
        for record in (praise, complaint):
            record.invalidate_recordset()
            self.assertEqual(record.user_id, self.specialist)

    def test_refusals(self):
        for values in ({"words": " "}, {"said_on": "2099-01-01"}):
            with self.assertRaises(ValidationError):
                self._praise(**values)
        with self.assertRaises(ValidationError):
            self._praise(self.specialist)
        praise = self._praise()
        with self.assertRaises(AccessError):
            praise.recorded_by_id = self.specialist
        with self.assertRaises(AccessError):
            praise.with_user(self.supervisor).unlink()
        praise.unlink()
