"""Payments of a contract's invoices belong to the contract (E23)."""

from odoo import models


class AccountPaymentRegister(models.TransientModel):
    _inherit = "account.payment.register"

    def _create_payment_vals_from_wizard(self, batch_result):
        values = super()._create_payment_vals_from_wizard(batch_result)
        return values | self._prepare_ad_payment_values(batch_result)

    def _create_payment_vals_from_batch(self, batch_result):
        values = super()._create_payment_vals_from_batch(batch_result)
        return values | self._prepare_ad_payment_values(batch_result)

    def _prepare_ad_payment_values(self, batch_result):
        """Link the payment when all it pays are invoices of one contract."""
        moves = batch_result["lines"].move_id
        orders = moves.line_ids.sale_line_ids.order_id
        if (
            len(orders) == 1
            and orders.ad_contract_kind
            and all(move.line_ids.sale_line_ids for move in moves)
        ):
            return {"ad_order_id": orders.id}
        return {}
