"""Complaints by e-mail: known and unknown senders, the same mail twice (Q1)."""

from email.message import EmailMessage

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.mail.tests.common import MailCase

from ..models.ad_case_reply import WRITTEN
from .complaint_common import ComplaintCase, moment

MB = 1024 * 1024

MAIL = """From: {sender}
To: tousu@press.example
Subject: {subject}
Message-Id: <{number}@example.com>
Date: Tue, 12 May 2026 01:00:00 +0000
Content-Type: text/plain; charset=utf-8

{text}
"""


@tagged("post_install", "-at_install")
class TestComplaintMail(MailCase, ComplaintCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["mail.alias.domain"].search([]).unlink()
        domain = cls.env["mail.alias.domain"].create({"name": "press.example"})
        cls.company.alias_domain_id = domain
        cls.company.ad_complaint_alias_name = "tousu"

    def _mail(
        self,
        number,
        sender="Wang <valve@example.com>",
        subject="Colours",
        text="They are off",
        when="2026-05-12 09:00",
    ):
        mail = MAIL.format(sender=sender, subject=subject, number=number, text=text)
        return self._receive(mail, when)

    def _receive(self, mail, when="2026-05-12 09:00"):
        """What is registered because of a mail."""
        before = self.env["ad.complaint"].search([])
        with self.at(when):
            self.env["mail.thread"].message_process(False, mail)
        return self.env["ad.complaint"].search([]) - before

    def _mail_with_files(self, *sizes):
        mail = EmailMessage()
        mail["From"] = "Wang <valve@example.com>"
        mail["To"] = "tousu@press.example"
        mail["Subject"] = "Photos"
        mail["Message-Id"] = f"<files{sizes}@example.com>".replace(" ", "")
        mail["Date"] = "Tue, 12 May 2026 01:00:00 +0000"
        mail.set_content("Look at this")
        for size in sizes:
            mail.add_attachment(
                b"x" * (size * MB),
                maintype="image",
                subtype="tiff",
                filename=f"{size}.tif",
            )
        return mail.as_string()

    def _letters(self, case):
        """What we wrote to the customer."""
        comment = self.env.ref("mail.mt_comment")
        return case.sudo().message_ids.filtered(
            lambda message: (
                message.subtype_id == comment and message.message_type == "comment"
            )
        )

    def test_known_sender(self):
        complaint = self._mail(1)
        self.assertEqual(complaint.customer_id, self.advertiser)
        self.assertEqual(complaint.company_id, self.company)
        self.assertEqual(complaint.what, "Colours\nThey are off")
        self.assertEqual((complaint.channel, complaint.state), ("mail", "registered"))
        self.assertFalse(complaint.owner_id)
        self.assertEqual(complaint.user_id, self.specialist)

    def test_night_mail(self):
        complaint = self._mail(1, when="2026-05-08 23:00")
        self.assertEqual(str(complaint.answer_due), "2026-05-09 01:00:00")

    def test_unknown_sender_is_assigned_later(self):
        complaint = self._mail(1, "Nobody <who@elsewhere.example>")
        self.assertFalse(complaint.partner_id)
        self.assertEqual(complaint.caller_email, "who@elsewhere.example")
        self.assertFalse(complaint.team_id)
        mine = complaint.with_user(self.service)
        self.assertIn("Which customer", mine.missing_text)
        mine.partner_id = self.advertiser
        self.assertEqual(complaint.customer_id, self.advertiser)
        self.assertEqual(complaint.team_id, self.team)

    def test_same_message_id(self):
        self.assertTrue(self._mail(1))
        self.assertFalse(self._mail(1))

    def test_same_words_within_a_day_join(self):
        first = self._mail(1)
        self.assertFalse(self._mail(2, when="2026-05-12 20:00"))
        self.assertEqual(first.step_ids.mapped("kind"), ["registered", "joined"])
        todo = first.sudo().activity_search([WRITTEN])
        self.assertEqual(todo.user_id, self.service, "nobody owns it yet")
        self.assertTrue(self._mail(3, when="2026-05-13 10:00"), "a day later")
        self.assertTrue(self._mail(4, subject="Another matter"))

    def test_other_words_are_another_complaint(self):
        """Many write “complaint” or nothing above their letter."""
        for subject in ("投诉", ""):
            first = self._mail(f"1{subject}", subject=subject, text="Green")
            second = self._mail(f"2{subject}", subject=subject, text="Late copies")
            self.assertEqual(len(first | second), 2, subject)
            self.assertIn("Late copies", second.what)
            self.assertFalse(
                self._mail(f"3{subject}", subject=subject, text=" Green \n\n"),
                "blanks are no words",
            )

    def test_same_words_after_the_solution(self):
        """He sends it again: the clock starts anew."""
        complaint = self._mail(1)
        with self.at("2026-05-12 09:30"):
            complaint.with_user(self.service)._action_solve("Printed again")
        self.assertFalse(self._mail(2, when="2026-05-12 14:00"))
        self.assertEqual(complaint.state, "reopened")
        self.assertEqual(complaint.answer_due, moment("2026-05-12 15:00"))
        self.assertEqual(complaint.step_ids[-1].kind, "reopened")
        todo = complaint.sudo().activity_search([WRITTEN])
        self.assertEqual(todo.user_id, complaint.owner_id)

    def test_handler_mended_the_words(self):
        complaint = self._mail(1)
        complaint.with_user(self.service).what = "Colours: page 12"
        self.assertFalse(self._mail(2))

    def test_thirty_megabytes(self):
        """The complaint counts; of the files is kept what fits."""
        complaint = self._receive(self._mail_with_files(30, 3))
        self.assertEqual(len(complaint), 1)
        files = self.env["ir.attachment"].search(
            [("res_model", "=", "ad.complaint"), ("res_id", "=", complaint.id)]
        )
        self.assertEqual(files.mapped("name"), ["3.tif"])
        note = complaint.message_ids.filtered(lambda m: "30.tif" in m.body)
        self.assertIn("20 MB", note.body)

    def test_many_files_together(self):
        complaint = self._receive(self._mail_with_files(9, 8, 7, 2))
        self.assertEqual(
            set(complaint.message_ids.attachment_ids.mapped("name")),
            {"9.tif", "8.tif", "2.tif"},
        )

    def test_large_reply(self):
        complaint = self._mail(1)
        mail = self._mail_with_files(30)
        mail = f"In-Reply-To: <1@example.com>\n{mail}"
        self.assertFalse(self._receive(mail))
        self.assertTrue(
            complaint.message_ids.filtered(lambda m: "30.tif" in (m.body or ""))
        )
        self.assertFalse(complaint.message_ids.attachment_ids)

    def test_empty_mail(self):
        self.assertTrue(self._mail(1, subject="", text="").what)

    def test_forwarded_by_a_colleague(self):
        """Whoever forwards it has taken it; whose it is he still says."""
        self.specialist.email = "specialist@press.example"
        complaint = self._mail(1, "Me <specialist@press.example>")
        self.assertEqual(complaint.owner_id, self.specialist)
        self.assertFalse(complaint.partner_id)

    def test_forwarded_by_who_cannot_own_it(self):
        """No job title, or another house: nobody owns it, anybody takes it."""
        other = self._make_company("Second Press Test Co.")
        elsewhere = self._make_user("elsewhere", "group_ad_specialist")
        elsewhere.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        for user in (self.plain_user, elsewhere):
            user.email = f"{user.id}@press.example"
            complaint = self._mail(user.id, user.email_formatted, text=user.name)
            with self.subTest(user=user.name):
                self.assertFalse(complaint.owner_id)
                complaint.with_user(self.service).action_take()
                self.assertEqual(complaint.owner_id, self.service)

    def test_forwarded_mail_names_the_customer(self):
        self.specialist.email = "specialist@press.example"
        sender = "Me <specialist@press.example>"
        text = "See below\n\n发件人：王 <valve@example.com>\n主题：Colours\n\nGreen"
        complaint = self._mail(1, sender, text=text)
        self.assertEqual(complaint.customer_id, self.advertiser)
        self.assertEqual(complaint.owner_id, self.specialist)
        text = "---- Forwarded ----\n*From:* Li Si <li@elsewhere.example>\n\nGreen"
        complaint = self._mail(2, sender, text=text)
        self.assertFalse(complaint.partner_id)
        self.assertEqual(complaint.caller_email, "li@elsewhere.example")
        self.assertEqual(complaint.caller_name, "Li Si")

    def test_forwarded_without_a_customer_is_not_answered(self):
        self.specialist.email = "specialist@press.example"
        complaint = self._mail(1, "Me <specialist@press.example>")
        complaint = complaint.with_user(self.specialist)
        with self.at("2026-05-12 09:30"):
            with self.assertRaises(UserError) as caught:
                complaint._action_answer("We look", moment("2026-05-13 10:00"))
            self.assertIn("no address", str(caught.exception))
            complaint.partner_id = self.advertiser
            complaint._action_answer("We look", moment("2026-05-13 10:00"))
        self.assertIn(self.advertiser, self._letters(complaint).partner_ids)

    def test_customer_of_the_other_house(self):
        other = self._make_company("Second Press Test Co.")
        self.env["res.partner"].create(
            {"name": "Joe", "email": "joe@pumps.example", "company_id": other.id}
        )
        complaint = self._mail(1, "Joe <joe@pumps.example>")
        self.assertEqual(complaint.company_id, self.company)
        self.assertFalse(complaint.partner_id)
        self.assertEqual(complaint.caller_email, "joe@pumps.example")

    def test_answer_goes_by_mail(self):
        complaint = self._mail(1)
        with self.at("2026-05-12 09:30"):
            complaint.with_user(self.service)._action_solve("Printed again")
        message = complaint.message_ids.filtered(
            lambda message: "Printed again" in message.body
        )
        self.assertIn(self.advertiser, message.partner_ids)

    def test_unknown_sender_is_answered(self):
        """What the clock counts as told was told, with the promised time."""
        complaint = self._mail(1, "Nobody <who@elsewhere.example>")
        mine = complaint.with_user(self.service)
        with self.mock_mail_gateway():
            with self.at("2026-05-12 09:30"):
                mine._action_answer("We look\nat it", moment("2026-05-13 10:00"))
        letter = self._letters(complaint)
        self.assertEqual(letter.outgoing_email_to, "who@elsewhere.example")
        self.assertIn("We look<br", letter.body)
        self.assertIn("May 13, 2026 10:00", letter.body.replace("\u202f", " "))
        self.assertSentEmail(self.service.email_formatted, ["who@elsewhere.example"])

    def test_who_wrote_is_answered(self):
        """Not the general address of the company that he works for."""
        complaint = self._mail(1, "Nobody <who@elsewhere.example>")
        complaint.partner_id = self.advertiser
        with self.at("2026-05-12 09:30"):
            complaint.with_user(self.service)._action_solve("Printed again")
        letter = self._letters(complaint)
        self.assertEqual(letter.outgoing_email_to, "who@elsewhere.example")
        self.assertFalse(letter.partner_ids)

    def test_another_promise_is_told(self):
        complaint = self._mail(1)
        self.advertiser.tz = "Europe/Berlin"
        mine = complaint.with_user(self.service)
        with self.at("2026-05-12 09:30"):
            mine._action_answer("We look", moment("2026-05-13 10:00"))
            mine._action_promise("Printer is ill", moment("2026-05-14 16:00"))
        letter = self._letters(complaint)[0]
        self.assertIn("Printer is ill", letter.body)
        self.assertIn("10:00", letter.body, "at the customer's place")
        self.assertEqual(letter.partner_ids, self.advertiser)

    def test_telephone_is_not_written_to(self):
        complaint = self._answered()
        self.assertFalse(self._letters(complaint))

    def test_inquiry_by_mail(self):
        inquiry = self.env["ad.inquiry"].with_user(self.service)
        inquiry = inquiry.create(
            {
                "caller_email": "who@elsewhere.example",
                "what": "Price?",
                "channel": "mail",
            }
        )
        inquiry._action_promise("I ask", moment("2036-05-12 16:00"))
        inquiry._action_final("20,000")
        letters = self._letters(inquiry)
        self.assertEqual(len(letters), 2)
        self.assertIn("20,000", letters[0].body)
        self.assertEqual(
            set(letters.mapped("outgoing_email_to")), {"who@elsewhere.example"}
        )

    def test_address(self):
        alias = self.company.ad_complaint_alias_id
        self.assertEqual(alias.alias_full_name, "tousu@press.example")
        self.company.ad_complaint_alias_name = "complaints"
        self.assertEqual(alias.alias_name, "complaints")
        other = self._make_company("Second Press Test Co.")
        other.alias_domain_id = self.company.alias_domain_id
        with self.assertRaises(UserError):
            other.ad_complaint_alias_name = "complaints"
