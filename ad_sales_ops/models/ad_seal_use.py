"""The seal register (G11)."""

from odoo import fields, models


class AdSealUse(models.Model):
    """One use of the company's contract seal."""

    _name = "ad.seal.use"
    _description = "Seal Use"

    order_id = fields.Many2one("sale.order", ondelete="restrict", index=True)
