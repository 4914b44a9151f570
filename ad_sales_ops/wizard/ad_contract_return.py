"""Return a contract for correction (K2)."""

from odoo import fields, models


class AdContractReturn(models.TransientModel):
    """Why the contract goes back."""

    _name = "ad.contract.return"
    _inherit = "ad.dialog.mixin"
    _description = "Return for Correction"

    order_ids = fields.Many2many("sale.order", required=True)
    comment = fields.Text("What Has to Be Corrected", required=True)

    def action_return(self):
        """Send the contracts back to draft; the trail stays."""
        self.order_ids._action_return(self.comment)
        return {"type": "ir.actions.act_window_close"}
