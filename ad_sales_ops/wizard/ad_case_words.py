"""What was said: an answer, a promise, a solution, why reopened or declined."""

from odoo import api, fields, models


class AdCaseWords(models.TransientModel):
    _name = "ad.case.words"
    _inherit = "ad.dialog.mixin"
    _description = "Words for a Step"

    complaint_id = fields.Many2one("ad.complaint", readonly=True)
    inquiry_id = fields.Many2one("ad.inquiry", readonly=True)
    purpose = fields.Selection(
        [
            ("answer", "First Answer"),
            ("promise", "Promise a Time"),
            ("solve", "Solved"),
            ("reopen", "Take up Again"),
            ("decline", "Decline the Matter"),
            ("final", "Answer the Question"),
        ],
        required=True,
        readonly=True,
    )
    what = fields.Text("What the Customer Said", compute="_compute_what")
    words = fields.Text("Our Words", required=True)
    promised_on = fields.Datetime(
        "Customer Hears More by",
        compute="_compute_promised_on",
        store=True,
        readonly=False,
        help="Proposed: one working day from now; within the hour for safety and legal "
        "matters.",
    )
    acceptance = fields.Selection(
        [
            ("accepted", "The Customer Accepts"),
            ("open", "Not Said Yet"),
            ("refused", "The Customer Refuses"),
        ],
        "Customer's Acceptance",
        default="open",
    )

    @api.depends("complaint_id", "inquiry_id")
    def _compute_promised_on(self):
        for wizard in self:
            case = wizard._case()
            wizard.promised_on = case and case._proposed_promise()

    @api.depends("complaint_id", "inquiry_id")
    def _compute_what(self):
        for wizard in self:
            wizard.what = wizard._case().what

    def _case(self):
        return self.complaint_id or self.inquiry_id

    def action_confirm(self):
        """Take the step with the words given."""
        self.ensure_one()
        case = self._case()
        if self.purpose == "answer":
            case._action_answer(self.words, self.promised_on)
        elif self.purpose == "promise":
            case._action_promise(self.words, self.promised_on)
        elif self.purpose == "solve":
            case._action_solve(self.words, self.acceptance, self.promised_on)
        elif self.purpose == "reopen":
            case._action_reopen(self.words)
        elif self.purpose == "decline":
            case._action_decline(self.words)
        else:
            case._action_final(self.words)
        return {"type": "ir.actions.act_window_close"}
