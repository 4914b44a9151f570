"""Odoo's discount dialog on contracts: into the lines, never as a line (K1)."""

from odoo import models
from odoo.exceptions import UserError


class SaleOrderDiscount(models.TransientModel):
    _inherit = "sale.order.discount"

    def action_apply_discount(self):
        """Refuse discount lines; a contract's discount stands in its lines.

        :raise UserError: a global discount on an advertising contract
        """
        self.ensure_one()
        order = self.sale_order_id
        if self.discount_type != "sol_discount" and order._is_ad_contract():
            raise UserError(
                self.env._(
                    "%(contract)s is an advertising contract: choose “On All Order "
                    "Lines”. A discount line would be billed whole on the first "
                    "invoice.",
                    contract=order.name,
                )
            )
        return super().action_apply_discount()
