"""Why a publication is withdrawn, or what the customer said of a fault."""

from odoo import fields, models


class AdPublicationReason(models.TransientModel):
    _name = "ad.publication.reason"
    _inherit = "ad.dialog.mixin"
    _description = "Reason for a Change of a Publication"

    publication_ids = fields.Many2many("ad.publication", readonly=True)
    purpose = fields.Selection(
        [("withdraw", "Withdraw Record"), ("accept", "Accept")],
        required=True,
        readonly=True,
    )
    reason = fields.Text(required=True)

    def action_confirm(self):
        """Withdraw or accept with the reason given."""
        self.ensure_one()
        if self.purpose == "withdraw":
            self.publication_ids._action_withdraw(self.reason)
        else:
            self.publication_ids._action_accept(self.reason)
        return {"type": "ir.actions.act_window_close"}
