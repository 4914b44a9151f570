"""Odoo's invoicing dialog on advertising contracts (R1)."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class SaleAdvancePaymentInv(models.TransientModel):
    _inherit = "sale.advance.payment.inv"

    ad_has_contract = fields.Boolean(compute="_compute_ad_has_contract")

    @api.depends("sale_order_ids")
    def _compute_ad_has_contract(self):
        for wizard in self:
            orders = wizard.sale_order_ids
            wizard.ad_has_contract = any(order._is_ad_contract() for order in orders)

    @api.model
    def default_get(self, fields_list):
        """One invoice per contract unless the user asks for fewer."""
        values = super().default_get(fields_list)
        orders = self.env["sale.order"].browse(self.env.context.get("active_ids"))
        if "consolidated_billing" in fields_list and any(
            orders.mapped("ad_contract_kind")
        ):
            values["consolidated_billing"] = False
        return values

    def _create_invoices(self, sale_orders):
        """Bill published insertions only; prepayments are payments on account.

        :raise UserError: a down payment on a contract
        """
        if self.advance_payment_method != "delivered":
            for order in sale_orders.filtered(lambda o: o._is_ad_contract()):
                raise UserError(
                    self.env._(
                        "%(contract)s is an advertising contract. Odoo would deduct a "
                        "down payment whole from its first insertion and turn that "
                        "invoice into a credit note. Register the money as a payment "
                        "on account of the contract instead.",
                        contract=order.name,
                    )
                )
        return super()._create_invoices(sale_orders)
