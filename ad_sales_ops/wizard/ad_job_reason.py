"""Why a job order goes back, is given up, taken up again, or gets another day."""

from odoo import fields, models


class AdJobReason(models.TransientModel):
    _name = "ad.job.reason"
    _inherit = "ad.dialog.mixin"
    _description = "Reason for a Step of a Job Order"

    job_id = fields.Many2one(
        "ad.job.order", "Job Order", required=True, readonly=True, ondelete="cascade"
    )
    purpose = fields.Selection(
        [
            ("return", "Return"),
            ("cancel", "Cancel"),
            ("reopen", "Reopen"),
            ("due", "Move the Due Date"),
        ],
        required=True,
        readonly=True,
    )
    date_due = fields.Date("New Due Date")
    reason = fields.Text(required=True)

    def action_confirm(self):
        """Take the step with the reason given."""
        self.ensure_one()
        job = self.job_id
        if self.purpose == "return":
            job._action_return(self.reason)
        elif self.purpose == "cancel":
            job._action_cancel(self.reason)
        elif self.purpose == "reopen":
            job._action_reopen(self.reason)
        else:
            job._action_move_due(self.date_due, self.reason)
        return {"type": "ir.actions.act_window_close"}
