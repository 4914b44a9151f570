"""Allow a late booking by name and reason (M4)."""

from odoo import fields, models


class AdLateBooking(models.TransientModel):
    """Which contract may still enter which issues, and why."""

    _name = "ad.late.booking"
    _inherit = "ad.dialog.mixin"
    _description = "Allow Late Booking"

    order_ids = fields.Many2many("sale.order", required=True)
    issue_ids = fields.Many2many(
        "ad.issue", string="Issues", domain="[('state', 'in', ('open', 'closed'))]"
    )
    reason = fields.Text(required=True)

    def action_allow(self):
        """Write the named override; booking then passes the close."""
        for order in self.order_ids:
            self.env["ad.close.override"]._grant(order, self.issue_ids, self.reason)
        return {"type": "ir.actions.act_window_close"}
