"""A customer answers by mail what was solved or closed; machines answer, too (Q1)."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models.ad_answer_clock_mixin import OVERDUE
from ..models.ad_case_reply import WRITTEN
from .complaint_common import ComplaintCase, moment

MAIL = """From: {sender}
To: tousu@press.example
Subject: {subject}
Message-Id: <reply{number}@example.com>
In-Reply-To: {parent}
{headers}Date: Mon, 18 May 2026 01:00:00 +0000
Content-Type: {kind}; charset=utf-8

{text}
"""


@tagged("post_install", "-at_install")
class TestComplaintReply(ComplaintCase):
    def _letter(self, case):
        return case.sudo().message_post(
            body="Dear customer",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )

    def _write(self, case, text="Green again", number=1, **values):
        mail = {
            "sender": "Wang <valve@example.com>",
            "subject": "Re: Colours",
            "headers": "",
            "kind": "text/plain",
            "parent": self._letter(case).message_id,
            "number": number,
            "text": text,
            **values,
        }
        with self.at("2026-05-18 09:00"):
            self.env["mail.thread"].message_process(False, MAIL.format(**mail))
        case.invalidate_recordset()

    def _todo(self, case):
        return case.sudo().activity_search([WRITTEN])

    def test_the_owner_reopens_in_one_click(self):
        complaint = self._closed()
        self._write(complaint, "Green again\n\n> Dear customer\n> we printed it again")
        self.assertEqual(complaint.state, "closed", "a person decides")
        self.assertEqual(complaint.step_ids[-1].kind, "joined")
        self.assertEqual(complaint.written_words, "Green again")
        todo = self._todo(complaint)
        self.assertEqual(todo.user_id, self.service)
        self.assertIn("Green again", todo.note)
        card = self.env.ref("ad_sales_ops.ad_day_list_complaints_mine")
        domain = card.with_user(self.service)._get_domain()
        self.assertIn(complaint, complaint.search(domain))
        complaint.action_reopen_as_written()
        self.assertEqual(complaint.state, "reopened")
        self.assertEqual(complaint.step_ids[-1].words, "Green again")
        self.assertFalse(complaint.written_on)
        self.assertFalse(self._todo(complaint))

    def test_two_letters_are_one_to_do(self):
        complaint = self._closed()
        self._write(complaint, "Green again")
        self._write(complaint, "And the fold", number=2)
        self.assertEqual(len(self._todo(complaint)), 1)
        self.assertEqual(complaint.written_words, "Green again\n\nAnd the fold")

    def test_thanks_need_no_reopening(self):
        complaint = self._closed()
        self._write(complaint, "Thank you")
        complaint.action_written_read()
        self.assertEqual(complaint.state, "closed")
        self.assertEqual(complaint.step_ids[-1].kind, "read")
        self.assertFalse(complaint.written_on)
        self.assertFalse(self._todo(complaint))
        with self.assertRaises(UserError):
            complaint.action_reopen_as_written()

    def test_who_decides(self):
        complaint = self._closed()
        self._write(complaint)
        for step in ("action_reopen_as_written", "action_written_read"):
            for user in (self.users["production"], self.other_specialist):
                with self.assertRaises(AccessError):
                    getattr(complaint.with_user(user).sudo(False), step)()
        with self.assertRaises(AccessError):
            complaint.written_words = "Nothing"
        complaint.with_user(self.specialist).action_reopen_as_written()
        self.assertEqual(complaint.state, "reopened")

    def test_machines_do_not_count(self):
        complaint = self._closed()
        for number, values in enumerate(
            (
                {"headers": "Auto-Submitted: auto-replied\n"},
                {"headers": "X-Autoreply: yes\n"},
                {"headers": "Precedence: bulk\n"},
                {"subject": "自动回复: 出差"},
                {"subject": "Automatic reply: Colours"},
                {"subject": "Out of Office"},
            )
        ):
            with self.subTest(**values):
                self._write(complaint, number=number, **values)
                self.assertFalse(complaint.written_on)
                self.assertFalse(self._todo(complaint))
                self.assertEqual(complaint.step_ids[-1].kind, "closed")
        self._write(complaint, number=99, headers="Auto-Submitted: no\n")
        self.assertTrue(complaint.written_on)

    def test_colleagues_do_not_count(self):
        complaint = self._closed()
        self.specialist.email = "specialist@press.example"
        self._write(complaint, sender="Me <specialist@press.example>")
        self.assertFalse(complaint.written_on)
        self.assertFalse(self._todo(complaint))

    def test_customer_with_a_login(self):
        """The gateway runs as he does; the to-do is made all the same."""
        complaint = self._closed()
        self.portal_user.partner_id.write(
            {"parent_id": self.advertiser.id, "email": "buyer@valve.example"}
        )
        self._write(complaint, sender="Buyer <buyer@valve.example>")
        self.assertEqual(self._todo(complaint).user_id, self.service)

    def test_not_to_whom_it_is_about(self):
        complaint = self._closed()
        complaint.sudo().about_id = self.service
        other = self._make_user("service2", "group_ad_service_supervisor")
        self._write(complaint)
        self.assertEqual(self._todo(complaint).user_id, other)

    def test_open_ones_tell_the_owner(self):
        complaint = self._answered()
        self._write(complaint, "And the fold is off")
        self.assertEqual(complaint.state, "answered")
        self.assertFalse(complaint.written_on)
        self.assertEqual(self._todo(complaint).user_id, self.service)

    def test_clock_of_a_letter(self):
        """Also what is closed is read within the hour, or goes up."""
        for complaint in (self._solved(), self._closed()):
            before = complaint.due_kind, complaint.due_on
            self._write(complaint, number=f"{complaint.id}1")
            self.assertEqual(complaint.due_kind, "written")
            self.assertEqual(complaint.due_on, moment("2026-05-18 10:00"))
            self._write(complaint, "And the fold", number=f"{complaint.id}2")
            with self.at("2026-05-18 11:00"):
                complaint._written_again("Where are you?")
                self.assertEqual(complaint.due_on, moment("2026-05-18 10:00"))
                self.env["ad.complaint"]._cron_escalate()
            todos = complaint.sudo().activity_search([OVERDUE])
            self.assertIn(self.supervisor, todos.user_id)
            complaint.action_written_read()
            self.assertEqual((complaint.due_kind, complaint.due_on), before)
            self.assertFalse(complaint.sudo().activity_search([OVERDUE]))

    def test_answering_is_reading(self):
        complaint = self._answered()
        self._write(complaint, "And the fold is off")
        with self.at("2026-05-18 10:00"):
            complaint._action_promise("We ask", moment("2026-05-18 16:00"))
        self.assertFalse(self._todo(complaint))

    def test_html_without_the_quoted_letter(self):
        complaint = self._closed()
        text = (
            "<div>Green again</div><blockquote type='cite'>Dear customer</blockquote>"
        )
        self._write(complaint, text, kind="text/html")
        self.assertEqual(complaint.written_words, "Green again")
        text = (
            "还是偏绿<br/><div>------------------ 原始邮件 ------------------</div>您好"
        )
        self._write(complaint, text, number=2, kind="text/html")
        self.assertEqual(complaint.written_words, "Green again\n\n还是偏绿")

    def test_inquiry(self):
        inquiry = self.env["ad.inquiry"].with_user(self.service)
        inquiry = inquiry.create({"partner_id": self.advertiser.id, "what": "Price?"})
        inquiry._action_final("20,000")
        self._write(inquiry, "With tax?")
        self.assertEqual(self._todo(inquiry).user_id, self.service)
        self.assertEqual(inquiry.state, "answered")
