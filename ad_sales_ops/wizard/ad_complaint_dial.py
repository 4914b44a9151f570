"""The follow-up call: the customer's number, his answer, two scores (Q4)."""

from odoo import api, fields, models


class AdComplaintDial(models.TransientModel):
    _name = "ad.complaint.dial"
    _inherit = "ad.dialog.mixin"
    _description = "Follow-up Call Dialog"

    complaint_id = fields.Many2one("ad.complaint", required=True, readonly=True)
    phone = fields.Char(compute="_compute_from_complaint")
    solution = fields.Text(related="complaint_id.solution", related_sudo=False)
    attempt_text = fields.Char(related="complaint_id.attempt_text", related_sudo=False)
    is_settled = fields.Boolean("Settled for the Customer", default=True)
    spoke_with = fields.Char()
    words = fields.Text("Customer's Words")
    perceived = fields.Integer("Perceived (0–10)")
    expected = fields.Integer("Expected (1–10)")

    @api.depends("complaint_id")
    def _compute_from_complaint(self):
        for dial in self:
            complaint = dial.complaint_id
            dial.phone = complaint.caller_phone or complaint.partner_id.phone

    def action_reached(self):
        """Somebody answered."""
        self.ensure_one()
        self.complaint_id._action_reached(
            {
                "is_settled": self.is_settled,
                "spoke_with": self.spoke_with,
                "words": self.words,
                "perceived": self.perceived,
                "expected": self.expected,
            }
        )
        return {"type": "ir.actions.act_window_close"}

    def action_no_answer(self):
        """Nobody answered."""
        self.ensure_one()
        self.complaint_id._action_no_answer(self.words)
        return {"type": "ir.actions.act_window_close"}
