"""The payment override (特批, U1)."""

from odoo import fields, models


class AdPaymentWaive(models.TransientModel):
    """Why insertions run although money is missing."""

    _name = "ad.payment.waive"
    _inherit = "ad.dialog.mixin"
    _description = "Payment Override"

    placement_ids = fields.Many2many("ad.placement", required=True)
    reason = fields.Char(required=True)

    def action_waive(self):
        """Override the payment blocker, and nothing else."""
        self.placement_ids._action_waive_payment(self.reason)
        return {"type": "ir.actions.act_window_close"}
