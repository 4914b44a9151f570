"""Advertising contracts (K1)."""

from odoo import fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    ad_contract_kind = fields.Selection(
        [
            ("single", "Single"),
            ("long_term", "Long-Term"),
            ("membership", "Membership"),
            ("exchange", "Exchange"),
        ],
        "Contract Kind",
        index=True,
    )
    ad_placement_ids = fields.One2many("ad.placement", "order_id")
