"""Complaints by e-mail: known and unknown senders, the same mail twice (Q1)."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .complaint_common import ComplaintCase

MAIL = """From: {sender}
To: tousu@press.example
Subject: {subject}
Message-Id: <{number}@example.com>
Date: Tue, 12 May 2026 01:00:00 +0000
Content-Type: text/plain; charset=utf-8

{text}
"""


@tagged("post_install", "-at_install")
class TestComplaintMail(ComplaintCase):
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
        before = self.env["ad.complaint"].search([])
        mail = MAIL.format(sender=sender, subject=subject, number=number, text=text)
        with self.at(when):
            self.env["mail.thread"].message_process(False, mail)
        return self.env["ad.complaint"].search([]) - before

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
        self.assertTrue(self._mail(3, when="2026-05-13 10:00"), "a day later")
        self.assertTrue(self._mail(4, subject="Another matter"))

    def test_empty_mail(self):
        self.assertTrue(self._mail(1, subject="", text="").what)

    def test_forwarded_by_a_colleague(self):
        """Whoever forwards it has taken it; whose it is he still says."""
        self.specialist.email = "specialist@press.example"
        complaint = self._mail(1, "Me <specialist@press.example>")
        self.assertEqual(complaint.owner_id, self.specialist)
        self.assertFalse(complaint.partner_id)

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

    def test_address(self):
        alias = self.company.ad_complaint_alias_id
        self.assertEqual(alias.alias_full_name, "tousu@press.example")
        self.company.ad_complaint_alias_name = "complaints"
        self.assertEqual(alias.alias_name, "complaints")
        other = self._make_company("Second Press Test Co.")
        other.alias_domain_id = self.company.alias_domain_id
        with self.assertRaises(UserError):
            other.ad_complaint_alias_name = "complaints"
