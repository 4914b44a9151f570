"""To whom a complaint or inquiry is proposed."""

from odoo import fields, models


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
        domain="[('share', '=', False)]",
    )
    note = fields.Char()

    def action_confirm(self):
        """Propose; the present owner stays until the other has accepted."""
        self.ensure_one()
        case = self.complaint_id or self.inquiry_id
        case._action_assign(self.user_id, self.note)
        return {"type": "ir.actions.act_window_close"}
