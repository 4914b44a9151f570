"""Online payments of contracts: booked, never confirming, never invoicing (K2)."""

from odoo import models


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    def _ad_without_contracts(self):
        return self.filtered(
            lambda tx: not any(o._is_ad_contract() for o in tx.sale_order_ids)
        )

    def _check_amount_and_confirm_order(self):
        """Money never seals a contract; it is booked all the same (K2)."""
        ordinary = self._ad_without_contracts()
        return super(PaymentTransaction, ordinary)._check_amount_and_confirm_order()

    def _invoice_sale_orders(self):
        """No automatic (down payment) invoice: contracts bill what ran (R1)."""
        ordinary = self._ad_without_contracts()
        return super(PaymentTransaction, ordinary)._invoice_sale_orders()
