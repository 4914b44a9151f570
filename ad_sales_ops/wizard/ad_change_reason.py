"""Why a change order goes back, ends, costs nothing or comes late (K9, K11, M4)."""

from odoo import fields, models


class AdChangeReason(models.TransientModel):
    _name = "ad.change.reason"
    _inherit = "ad.dialog.mixin"
    _description = "Reason on a Change Order"

    change_id = fields.Many2one("ad.change.order", required=True, ondelete="cascade")
    purpose = fields.Selection(
        [
            ("return", "Return for Correction"),
            ("waive", "Waive the Fee"),
            ("take_back", "Take Back the Request"),
            ("late", "Allow Late Change"),
        ],
        required=True,
        readonly=True,
    )
    reason = fields.Text(required=True)

    def action_confirm(self):
        """Take the step with the reason given."""
        self.ensure_one()
        step = {
            "return": self.change_id._action_return,
            "waive": self.change_id._action_waive_fee,
            "take_back": self.change_id._action_take_back,
            "late": self.change_id._action_allow_late,
        }[self.purpose]
        step(self.reason)
        return {"type": "ir.actions.act_window_close"}
