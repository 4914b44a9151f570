"""Contract lines: a position and a number of insertions (K1)."""

from odoo import fields, models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    qty_delivered_method = fields.Selection(
        selection_add=[("ad_publication", "Publications")]
    )
    ad_position_id = fields.Many2one("ad.position")
    ad_placement_ids = fields.One2many("ad.placement", "order_line_id")
