"""Written statements of customers (K8)."""

from odoo import fields, models


class AdWrittenStatement(models.Model):
    """What the customer put in writing when breaking off."""

    _name = "ad.written.statement"
    _description = "Written Statement"

    order_id = fields.Many2one("sale.order", ondelete="restrict", index=True)
