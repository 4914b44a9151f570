"""The three copies of a contract (K5)."""

from odoo import fields, models


class AdContractCopy(models.Model):
    """Who holds which copy of a sealed contract."""

    _name = "ad.contract.copy"
    _description = "Contract Copy"

    order_id = fields.Many2one("sale.order", required=True, index=True)
