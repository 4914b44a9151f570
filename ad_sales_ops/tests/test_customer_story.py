"""A customer's whole story on one line of time (C5)."""

import base64

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .publication_common import PublicationCase


@tagged("post_install", "-at_install")
class TestCustomerStory(PublicationCase):
    """One contract from its seal to its money."""

    def setUp(self):
        super().setUp()
        self.order = self._contract((self.full_page, self.issues[:2]))
        self.env["ad.seal.use"]._register_use(self.order, "Seal", 3, name="Y-1")
        self._publish(self.issues[0])
        self.publication = self.order.ad_placement_ids.publication_ids
        self.invoice = self._invoice(self.order)
        self.invoice.action_post()
        self.payment = self._pay(5000.0)
        self.env.flush_all()

    def _pay(self, amount):
        payment = self.env["account.payment"].create(
            {
                "partner_id": self.advertiser.id,
                "amount": amount,
                "ad_order_id": self.order.id,
                "payment_type": "inbound",
                "partner_type": "customer",
                "company_id": self.company.id,
            }
        )
        payment.action_post()
        return payment

    def _story(self, user):
        action = self.advertiser.with_user(user).action_ad_open_story()
        return self.env["ad.customer.event"].with_user(user).search(action["domain"])

    def test_each_kind_with_its_record(self):
        story = self._story(self.users["general_manager"])
        by_kind = {event.kind: event for event in story}
        self.assertEqual(set(by_kind), {"contract", "insertion", "invoice", "payment"})
        self.assertEqual(by_kind["contract"].name, self.order.name)
        self.assertEqual(by_kind["contract"].amount, self.order.amount_total)
        self.assertEqual(by_kind["insertion"].res_id, self.publication.id)
        self.assertEqual(by_kind["invoice"].name, self.invoice.name)
        self.assertEqual(by_kind["payment"].amount, 5000.0)
        for event in story:
            action = event.action_open()
            record = self.env[action["res_model"]].browse(action["res_id"])
            self.assertTrue(record.exists(), event.kind)

    def test_newest_first(self):
        dates = self._story(self.users["general_manager"]).mapped("date")
        self.assertEqual(dates, sorted(dates, reverse=True))

    def test_what_went_wrong_is_said(self):
        self.publication.with_user(self.operations)._action_record_result(
            {"result": "wrong_page", "result_note": "Stood on page 9"}
        )
        self.env["ad.written.statement"]._register_statement(
            self.order,
            "termination",
            {
                "date": self._today(),
                "reason": "We stop advertising",
                "scan": base64.b64encode(b"scan"),
            },
        )
        self.env.flush_all()
        bad = self._story(self.users["general_manager"]).filtered(
            lambda event: event.tone == "bad"
        )
        self.assertEqual(
            {event.note for event in bad},
            {"Wrong Page · Stood on page 9", "Termination · We stop advertising"},
        )

    def test_complaints_and_praise(self):
        complaint = (
            self.env["ad.complaint"]
            .with_user(self.users["service_supervisor"])
            .create({"partner_id": self.advertiser.id, "what": "Colours are off"})
        )
        self.env["ad.praise"].with_user(self.specialist).create(
            {"partner_id": self.advertiser.id, "words": "Quick and friendly"}
        )
        self.env.flush_all()
        story = self._story(self.users["general_manager"])
        found = story.filtered(lambda event: event.kind == "complaint")
        self.assertEqual(found.name, complaint.number)
        self.assertEqual(found.note, "Registered · Colours are off")
        praise = story.filtered(lambda event: event.kind == "praise")
        self.assertEqual((praise.note, praise.tone), ("Quick and friendly", "good"))

    def test_rights(self):
        """The carer of today reads what happened under another one too."""
        self.assertTrue(self._story(self.specialist))
        self.assertFalse(self._story(self.other_specialist))
        self.advertiser.user_id = self.other_specialist
        self.env.flush_all()
        self.assertEqual(
            self._story(self.other_specialist),
            self._story(self.users["general_manager"]),
        )
        for title in ("supervisor", "manager", "finance", "operations"):
            with self.subTest(title=title):
                self.assertTrue(self._story(self.users[title]))
        for title in ("production", "distribution"):
            with self.subTest(title=title), self.assertRaises(AccessError):
                self._story(self.users[title])
