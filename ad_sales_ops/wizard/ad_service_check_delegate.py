"""Giving part of the calls to somebody who is authorised (G8)."""

from odoo import api, fields, models


class AdServiceCheckDelegate(models.TransientModel):
    _name = "ad.service.check.delegate"
    _inherit = "ad.dialog.mixin"
    _description = "Give Calls to Somebody Else"

    check_ids = fields.Many2many("ad.service.check", readonly=True)
    check_count = fields.Integer("Calls", compute="_compute_choice")
    candidate_ids = fields.Many2many("res.users", compute="_compute_choice")
    user_id = fields.Many2one(
        "res.users",
        "Called by",
        required=True,
        domain="[('id', 'in', candidate_ids)]",
        help="The division's manager, who is authorised for the monthly phone check, "
        "or the general manager.",
    )

    @api.depends("check_ids")
    def _compute_choice(self):
        for wizard in self:
            rounds = wizard.check_ids.round_id
            wizard.check_count = len(wizard.check_ids)
            callers = [record._callers() for record in rounds]
            candidates = callers[0] if callers else self.env["res.users"]
            for people in callers[1:]:
                candidates &= people
            wizard.candidate_ids = candidates

    def action_confirm(self):
        """Give the calls away."""
        self.ensure_one()
        self.check_ids._action_delegate(self.user_id)
        return {"type": "ir.actions.act_window_close"}
