"""A customer's whole story on one line of time (C5)."""

import base64

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .publication_common import PublicationCase
from .service_common import CheckCase


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

    def test_words_are_for_readers_of_the_record(self):
        """Who may not read a complaint reads neither its words nor its loss here."""
        complaint = (
            self.env["ad.complaint"]
            .with_user(self.users["service_supervisor"])
            .create(
                {
                    "partner_id": self.advertiser.id,
                    "what": "Colours are off",
                    "loss_amount": 700.0,
                }
            )
        )
        self.env.flush_all()
        for title, may in {
            "specialist": True,
            "manager": True,
            "general_manager": True,
            "service_supervisor": True,
            "finance": False,
            "operations": False,
            "contract_admin": False,
        }.items():
            user = self.users[title]
            story = self._story(user)
            event = story.filtered(lambda e: e.kind == "complaint")
            with self.subTest(title=title):
                self.assertEqual(complaint.with_user(user).has_access("read"), may)
                told = event.read(["words", "amount", "note"])[0]
                self.assertEqual(told["words"], may and "Colours are off")
                self.assertEqual(told["amount"], 700.0 if may else 0.0)
                self.assertEqual("Colours" in told["note"], may)
                # What the record is about is no secret, money of others neither.
                paid = story.filtered(lambda e: e.kind == "payment")
                self.assertEqual(paid.amount, 5000.0)
                with self.assertRaises(ValueError):
                    story.search([("words", "ilike", "Colours")])

    def test_inquiries(self):
        inquiry = (
            self.env["ad.inquiry"]
            .with_user(self.specialist)
            .create({"partner_id": self.advertiser.id, "what": "What does a page cost"})
        )
        self.env.flush_all()
        event = self._story(self.specialist).filtered(lambda e: e.kind == "inquiry")
        self.assertEqual((event.name, event.res_id), (inquiry.number, inquiry.id))
        self.assertEqual(event.note, "To Answer · What does a page cost")
        finance = self._story(self.users["finance"])
        event = finance.filtered(lambda e: e.kind == "inquiry")
        self.assertEqual(event.note, "To Answer")

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


@tagged("post_install", "-at_install")
class TestCustomerStoryVisits(CheckCase):
    def test_a_visit_instead_of_a_call(self):
        """Told when the round is closed, like the calls."""
        record = self._round()
        check = self._check()
        day = self.today.replace(day=1)
        check._action_excuse("visit", "All is well", day, "At his works")
        events = self.env["ad.customer.event"].with_user(self.general_manager)
        domain = [("advertiser_id", "=", self.advertiser.id), ("kind", "=", "visit")]
        values = self.env["ad.customer.value"].with_user(self.general_manager)
        value = values.search([("advertiser_id", "=", self.advertiser.id)])
        self.env.flush_all()
        self.assertFalse(events.search(domain))
        self.assertFalse(value.last_contact)
        record.sudo().write({"state": "closed"})
        self.env.flush_all()
        value.invalidate_recordset()
        event = events.search(domain)
        self.assertEqual((event.name, event.date), ("At his works", day))
        self.assertEqual(event.note, "All is well")
        self.assertEqual(value.last_contact, day)
        self.assertEqual(value.silent_days, (self.today - day).days)
        finance = events.with_user(self.users["finance"]).search(domain)
        self.assertFalse(finance.note)
