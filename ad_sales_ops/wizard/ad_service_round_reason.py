"""Why a round is closed with gaps, or opened again."""

from odoo import fields, models


class AdServiceRoundReason(models.TransientModel):
    _name = "ad.service.round.reason"
    _inherit = "ad.dialog.mixin"
    _description = "Reason for a Round of Phone Checks"

    round_id = fields.Many2one("ad.service.round", required=True, readonly=True)
    purpose = fields.Selection(
        [("close", "Close with Gaps"), ("reopen", "Open Again")],
        required=True,
        readonly=True,
    )
    open_count = fields.Integer(related="round_id.open_count", related_sudo=False)
    recall_count = fields.Integer(related="round_id.recall_count", related_sudo=False)
    reason = fields.Text(required=True)

    def action_confirm(self):
        """Close or open the round with the reason given."""
        self.ensure_one()
        if self.purpose == "close":
            self.round_id._action_close(self.reason)
        else:
            self.round_id._action_reopen(self.reason)
        return {"type": "ir.actions.act_window_close"}
