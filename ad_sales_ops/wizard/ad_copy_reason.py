"""Why a copy is not sent, or why the record of one is wrong (D1)."""

from odoo import fields, models


class AdCopyReason(models.TransientModel):
    _name = "ad.copy.reason"
    _inherit = "ad.dialog.mixin"
    _description = "Reason for a Change of a Copy Delivery"

    delivery_ids = fields.Many2many("ad.copy.delivery", readonly=True)
    purpose = fields.Selection(
        [("cancel", "Not Sent"), ("withdraw", "Withdraw Record")],
        required=True,
        readonly=True,
    )
    reason = fields.Text(required=True)

    def action_confirm(self):
        """Close or withdraw the lines with the reason given."""
        self.ensure_one()
        if self.purpose == "withdraw":
            self.delivery_ids._action_withdraw(self.reason)
        else:
            self.delivery_ids._action_cancel(self.reason)
        return {"type": "ir.actions.act_window_close"}
