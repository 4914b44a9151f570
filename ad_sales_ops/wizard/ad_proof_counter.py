"""Taking back a decision on a proof (G5)."""

from odoo import fields, models


class AdProofCounter(models.TransientModel):
    """Asks the second person for the reason."""

    _name = "ad.proof.counter"
    _inherit = "ad.dialog.mixin"
    _description = "Take Back a Decision"

    proof_id = fields.Many2one(
        "ad.proof.confirmation", required=True, ondelete="cascade"
    )
    reason = fields.Text(required=True)

    def action_apply(self):
        """Take the decision back."""
        self.proof_id._action_counter(self.reason)
        return {"type": "ir.actions.act_window_close"}
