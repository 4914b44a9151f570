"""Deciding findings (A2)."""

from odoo import api, fields, models


class AdContentDecide(models.TransientModel):
    """One decision for findings that are alike."""

    _name = "ad.content.decide"
    _description = "Decide Findings"

    finding_ids = fields.Many2many("ad.content.finding", required=True)
    state = fields.Selection(
        [("supported", "Supported by a Document"), ("acceptable", "Acceptable")],
        "Decision",
        required=True,
        default="acceptable",
    )
    reason = fields.Char()
    document_id = fields.Many2one(
        "ad.partner.document",
        domain="[('partner_id', 'in', advertiser_ids), "
        "('verified_by_id', '!=', False)]",
    )
    advertiser_ids = fields.Many2many("res.partner", compute="_compute_advertiser_ids")

    @api.depends("finding_ids")
    def _compute_advertiser_ids(self):
        for wizard in self:
            wizard.advertiser_ids = wizard.finding_ids.advertiser_id

    def action_apply(self):
        """Decide them."""
        self.finding_ids._action_decide(self.state, self.reason, self.document_id)
        return {"type": "ir.actions.act_window_close"}
