"""The confirmer's word, and why the slip may come after (F8)."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class AdProofRunFirst(models.TransientModel):
    """Asks who of the confirmers agreed, when and how."""

    _name = "ad.proof.run.first"
    _inherit = "ad.dialog.mixin"
    _description = "Run First, Slip After"

    placement_id = fields.Many2one("ad.placement", required=True, ondelete="cascade")
    confirmer_ids = fields.Many2many(
        "ad.confirmer", string="Confirmers", compute="_compute_confirmer_ids"
    )
    confirmer_id = fields.Many2one(
        "ad.confirmer", domain="[('id', 'in', confirmer_ids)]"
    )
    said_on = fields.Datetime(required=True, default=fields.Datetime.now)
    said_how = fields.Char(required=True)
    reason = fields.Text(required=True)

    @api.depends("placement_id")
    def _compute_confirmer_ids(self):
        for wizard in self:
            placement = wizard.placement_id
            wizard.confirmer_ids = self.env["ad.confirmer"]._valid_for(
                placement.advertiser_id,
                placement.company_id._ad_today(),
                placement.company_id,
            )

    def action_apply(self):
        """Record the word and the decision.

        :raise UserError: nobody who may confirm is named, or a moment to come
        """
        self.ensure_one()
        if self.confirmer_id not in self.confirmer_ids or not self.confirmer_id:
            raise UserError(
                self.env._("Choose which of the authorised confirmers agreed.")
            )
        if self.said_on > fields.Datetime.now():
            raise UserError(self.env._("The word cannot be given in the future."))
        self.placement_id._action_run_first(
            {
                "said_by": self.confirmer_id.partner_id.name,
                "said_on": self.said_on,
                "said_how": self.said_how,
                "reason": self.reason,
            }
        )
        return {"type": "ir.actions.act_window_close"}
