"""The follow-up call: the customer's number, his answer, two scores (Q4)."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class AdComplaintDial(models.TransientModel):
    """Nothing is said before the customer says it: no score, no result."""

    _name = "ad.complaint.dial"
    _inherit = "ad.dialog.mixin"
    _description = "Follow-up Call Dialog"

    complaint_id = fields.Many2one("ad.complaint", required=True, readonly=True)
    phone = fields.Char(compute="_compute_from_complaint")
    solution = fields.Text(related="complaint_id.solution", related_sudo=False)
    attempt_text = fields.Char(related="complaint_id.attempt_text", related_sudo=False)
    spoke_with = fields.Char()
    words = fields.Text("Customer's Words")
    # Words, not numbers: an empty number would be a nought.
    perceived = fields.Char("Perceived (0–10)")
    expected = fields.Char("Expected (1–10)")

    @api.depends("complaint_id")
    def _compute_from_complaint(self):
        for dial in self:
            complaint = dial.complaint_id
            dial.phone = complaint.caller_phone or complaint.partner_id.phone

    def action_settled(self):
        """The customer says that the matter is settled."""
        return self._record(True)

    def action_unsettled(self):
        """The customer says what is still wrong: the complaint is taken up again."""
        return self._record(False)

    def _record(self, is_settled):
        self.ensure_one()
        self.complaint_id._action_reached(
            {
                "is_settled": is_settled,
                "spoke_with": self.spoke_with,
                "words": self.words,
                "perceived": self._score(self.perceived),
                "expected": self._score(self.expected),
            }
        )
        return {"type": "ir.actions.act_window_close"}

    def _score(self, text):
        """The number typed, or None when nothing was.

        :raise UserError: no whole number
        """
        text = (text or "").strip()
        if not text:
            return None
        if not text.isdecimal():
            raise UserError(
                self.env._("“%s” is no score. Type a whole number up to 10.", text)
            )
        return int(text)

    def action_no_answer(self):
        """Nobody answered."""
        self.ensure_one()
        self.complaint_id._action_no_answer(self.words)
        return {"type": "ir.actions.act_window_close"}
