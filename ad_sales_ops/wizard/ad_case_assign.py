"""To whom a complaint or inquiry is proposed."""

from odoo import api, fields, models


class AdCaseAssign(models.TransientModel):
    _name = "ad.case.assign"
    _inherit = "ad.dialog.mixin"
    _description = "Proposal of an Owner"

    complaint_id = fields.Many2one("ad.complaint", readonly=True)
    inquiry_id = fields.Many2one("ad.inquiry", readonly=True)
    user_id = fields.Many2one(
        "res.users",
        "Proposed to",
        required=True,
        domain="[('id', 'in', possible_user_ids)]",
    )
    possible_user_ids = fields.Many2many(
        "res.users", compute="_compute_possible_user_ids"
    )
    note = fields.Char()

    @api.depends("complaint_id", "inquiry_id")
    def _compute_possible_user_ids(self):
        for wizard in self:
            wizard.possible_user_ids = wizard._case()._possible_owners()

    def _case(self):
        return self.complaint_id or self.inquiry_id

    def action_confirm(self):
        """Propose; the present owner stays until the other has accepted."""
        self.ensure_one()
        self._case()._action_assign(self.user_id, self.note)
        return {"type": "ir.actions.act_window_close"}
