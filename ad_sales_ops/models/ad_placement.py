"""Placements: one insertion of one advertiser in one issue (P1)."""

from odoo import fields, models


class AdPlacement(models.Model):
    """One insertion in one issue."""

    _name = "ad.placement"
    _inherit = ["ad.guarded.mixin", "ad.checklist.mixin"]
    _description = "Placement"

    order_line_id = fields.Many2one("sale.order.line", required=True, index=True, ondelete="cascade")
    order_id = fields.Many2one(related="order_line_id.order_id", store=True, index=True)
    position_id = fields.Many2one("ad.position", required=True, index=True, ondelete="restrict")
    issue_id = fields.Many2one("ad.issue", required=True, index=True, ondelete="restrict")

    def _touch_partners(self, partners):
        """Recompute the clearance of open placements of these advertisers."""
