"""Payments on account of contracts prepaid in full (E15, E23)."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .publication_common import PublicationCase


@tagged("post_install", "-at_install")
class TestPrepayment(PublicationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._contract(
            (cls.full_page, cls.issues[:2]), ad_payment_kind="prepaid"
        )
        cls.placements = cls.order.ad_placement_ids
        cls.bank = cls.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", cls.company.id)], limit=1
        )

    def _pay(self, amount, post=True, **values):
        payment = (
            self.env["account.payment"]
            .with_user(self.finance)
            .create(
                {
                    "ad_order_id": self.order.id,
                    "partner_id": self.advertiser.id,
                    "partner_type": "customer",
                    "payment_type": "inbound",
                    "amount": amount,
                    "journal_id": self.bank.id,
                    **values,
                }
            )
        )
        if post:
            payment.action_post()
        return payment

    def test_one_fen_short_blocks_and_the_text_names_it(self):
        self._pay(19999.99)
        self.assertEqual(self.order._ad_prepayment_gap(), {self.order: 0.01})
        self.assertIn("0.01", self.placements[0].clearance_blockers)
        self.assertEqual(self.placements[0].state, "booked")
        self._pay(0.01)
        self.assertEqual(self.order._ad_prepayment_gap(), {})
        self.assertFalse(self.placements[0].clearance_blockers)
        self.assertEqual(self.placements[0].state, "cleared")

    def test_draft_payment_is_no_money(self):
        payment = self._pay(20000.0, post=False)
        self.assertEqual(self.order.ad_prepaid_amount, 0.0)
        payment.action_post()
        self.assertEqual(self.order.ad_prepaid_amount, 20000.0)
        self.assertFalse(self.placements[0].clearance_blockers)

    def test_cancelled_payment_blocks_again(self):
        payment = self._pay(20000.0)
        self.assertEqual(self.placements[0].state, "cleared")
        payment.action_draft()
        payment.action_cancel()
        self.assertEqual(self.order.ad_prepaid_amount, 0.0)
        self.assertTrue(self.placements[0].clearance_blockers)

    def test_money_given_back_counts_against(self):
        self._pay(20000.0)
        self._pay(5000.0, payment_type="outbound")
        self.assertEqual(self.order.ad_prepaid_amount, 15000.0)
        self.assertEqual(self.order.ad_prepayment_missing, 5000.0)

    def test_payment_moved_to_another_contract(self):
        other = self._contract((self.full_page, self.issues[0]))
        payment = self._pay(20000.0)
        payment.ad_order_id = other
        self.assertEqual(self.order.ad_prepaid_amount, 0.0)
        self.assertEqual(other.ad_prepaid_amount, 20000.0)
        self.assertTrue(self.placements[0].clearance_blockers)

    def test_foreign_currency_counts_in_the_contracts_own(self):
        usd = self.env.ref("base.USD")
        usd.active = True
        self.env["res.currency.rate"].create(
            {
                "currency_id": usd.id,
                "company_id": self.company.id,
                "name": "2020-01-01",
                "rate": 0.125,
            }
        )
        self._pay(2500.0, currency_id=usd.id)
        self.assertEqual(self.order.ad_prepaid_amount, 20000.0)

    def test_other_terms_set_no_condition(self):
        order = self._contract((self.full_page, self.issues[0]))
        self.assertEqual(order._ad_prepayment_gap(), {})
        self.assertEqual(
            (self.order | order)._ad_prepayment_gap(), {self.order: 20000.0}
        )

    def test_wrong_customer_is_refused(self):
        stranger = self._make_advertiser("Another Works Co., Ltd.")
        with self.assertRaisesRegex(ValidationError, "is not the customer of"):
            self._pay(100.0, partner_id=stranger.id)

    def test_vendor_payment_and_ordinary_order_are_refused(self):
        with self.assertRaisesRegex(ValidationError, "vendor"):
            self._pay(100.0, partner_type="supplier")
        ordinary = self.env["sale.order"].create({"partner_id": self.advertiser.id})
        with self.assertRaisesRegex(ValidationError, "no advertising contract"):
            self._pay(100.0, ad_order_id=ordinary.id)

    def test_register_button_fills_in_what_is_missing(self):
        self._pay(5000.0)
        action = self.order.with_user(self.finance).action_ad_register_prepayment()
        form = Form(
            self.env["account.payment"]
            .with_user(self.finance)
            .with_context(**action["context"])
        )
        payment = form.save()
        self.assertEqual(payment.amount, 15000.0)
        self.assertEqual(payment.partner_id, self.advertiser)
        self.assertEqual(payment.ad_order_id, self.order)
        payment.action_post()
        self.assertEqual(self.order.ad_prepayment_missing, 0.0)

    def test_only_finance_registers(self):
        for title in ("specialist", "manager", "operations"):
            order = self.order.with_user(self.users[title])
            with self.subTest(title=title), self.assertRaises(AccessError):
                order.action_ad_register_prepayment()
        ordinary = self.env["sale.order"].create({"partner_id": self.advertiser.id})
        with self.assertRaisesRegex(UserError, "no living advertising contract"):
            ordinary.with_user(self.finance).action_ad_register_prepayment()

    def test_specialist_reads_what_came_in(self):
        self._pay(5000.0)
        order = self.order.with_user(self.specialist)
        self.assertEqual(order.ad_prepaid_amount, 5000.0)
        with self.assertRaises(AccessError):
            order.read(["ad_payment_ids"])

    def test_advance_is_used_up_insertion_by_insertion(self):
        """Odoo's down payment would make the first invoice a credit note."""
        payment = self._pay(20000.0)
        self._publish(self.issues[0])
        invoice = self._invoice(self.order)
        invoice.action_post()
        self.assertEqual(invoice.amount_total, 10000.0)
        receivable = payment.move_id.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        invoice.js_assign_outstanding_line(receivable.id)
        self.assertIn(invoice.payment_state, ("paid", "in_payment"))
        self.assertEqual(abs(receivable.amount_residual), 10000.0)
        self.assertEqual(self.order.ad_prepaid_amount, 20000.0)
