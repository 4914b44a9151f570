"""Online payments against a contract: booked, never sealing (K2, R1)."""

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.account_payment.tests.common import AccountPaymentCommon
from odoo.addons.mail.tests.common import MailCase
from odoo.addons.sale.tests.common import SaleCommon


@tagged("post_install", "-at_install")
class TestContractPayment(AccountPaymentCommon, MailCase, SaleCommon):
    """Plain Odoo confirms an order of 2,000 by a payment of 10."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.currency = cls.sale_order.currency_id
        cls.partner = cls.sale_order.partner_invoice_id
        cls.provider.journal_id.inbound_payment_method_line_ids.filtered(
            lambda line: line.payment_provider_id == cls.provider
        ).payment_account_id = cls.inbound_payment_method_line.payment_account_id
        env = cls.env["base"].sudo().env
        medium = env["ad.medium"].create(
            {
                "name": "Paid Online Monthly",
                "code": "POM",
                "company_id": cls.env.company.id,
                "page_count": 32,
            }
        )
        position = env["ad.position"].create(
            {"name": "Online page", "medium_id": medium.id}
        )
        position.product_id.list_price = 1000.0
        day = fields.Date.today() + relativedelta(months=3)
        env["ad.issue"].create(
            {
                "medium_id": medium.id,
                "year": day.year,
                "number": day.month,
                "publication_date": day,
                "booking_close": day - relativedelta(days=20),
                "page_count": 32,
            }
        )
        cls.contract = env["sale.order"].create(
            {
                "partner_id": cls.partner.id,
                "ad_contract_kind": "single",
                "order_line": [
                    Command.create(
                        {"product_id": position.product_id.id, "product_uom_qty": 2}
                    )
                ],
            }
        )

    def _pay(self, order, amount, state="done"):
        self.amount = amount
        transaction = self._create_transaction(
            flow="redirect",
            sale_order_ids=[order.id],
            state="draft",
            reference=f"test {order.id} {state}",
        )
        # The dummy provider knows no authorisation; Odoo's check is not the subject.
        transaction.flush_recordset()
        self.env.cr.execute(
            "UPDATE payment_transaction SET state = %s WHERE id = %s",
            [state, transaction.id],
        )
        transaction.invalidate_recordset()
        with self.mock_mail_gateway():
            transaction._post_process()
        return transaction

    def test_full_payment_confirms_an_ordinary_order(self):
        self._pay(self.sale_order, self.sale_order.amount_total)
        self.assertEqual(self.sale_order.state, "sale")

    def test_full_payment_does_not_seal(self):
        transaction = self._pay(self.contract, self.contract.amount_total)
        self.assertEqual(self.contract.state, "draft")
        self.assertEqual(self.contract.ad_contract_state, "draft")
        self.assertTrue(transaction.payment_id, "the money is booked all the same")

    def test_small_payment_does_not_seal(self):
        self.contract.prepayment_percent = 0.001
        self._pay(self.contract, 10.0)
        self.assertEqual(self.contract.state, "draft")

    def test_authorised_and_pending(self):
        self._pay(self.contract, self.contract.amount_total, "authorized")
        self.assertEqual(self.contract.state, "draft")
        self._pay(self.contract, self.contract.amount_total, "pending")
        self.assertIn(self.contract.state, ("draft", "sent"))
        self.assertEqual(self.contract.ad_contract_state, "draft")

    def test_automatic_invoice(self):
        self.env["ir.config_parameter"].sudo().set_param(
            "sale.automatic_invoice", "True"
        )
        self.contract.sudo().write({"state": "sale", "locked": True})
        transaction = self._pay(self.contract, self.contract.amount_total)
        self.assertFalse(transaction.invoice_ids)
        self.assertFalse(self.contract.invoice_ids)
        self.assertTrue(transaction.payment_id)

    def test_partial_payment_makes_no_down_payment_invoice(self):
        self.env["ir.config_parameter"].sudo().set_param(
            "sale.automatic_invoice", "True"
        )
        self.contract.sudo().write({"state": "sale", "locked": True})
        transaction = self._pay(self.contract, self.contract.amount_total / 2)
        self.assertFalse(transaction.invoice_ids)
        self.assertFalse(self.contract.invoice_ids)
