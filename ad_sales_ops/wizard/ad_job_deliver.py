"""Delivering what was made for a job order (K15)."""

from odoo import fields, models


class AdJobDeliver(models.TransientModel):
    """Takes one file or several alternatives, each with a remark."""

    _name = "ad.job.deliver"
    _inherit = "ad.dialog.mixin"
    _description = "Deliver the Work"

    job_id = fields.Many2one(
        "ad.job.order", "Job Order", required=True, readonly=True, ondelete="cascade"
    )
    needs_files = fields.Boolean(
        related="job_id.type_id.needs_files", related_sudo=False
    )
    return_reason = fields.Text(related="job_id.return_reason", related_sudo=False)
    line_ids = fields.One2many("ad.job.deliver.line", "deliver_id", "Alternatives")
    remark = fields.Text("What Was Done")

    def action_deliver(self):
        """Deliver the files; several go to the customer to choose from."""
        self.ensure_one()
        files = [line._file() for line in self.line_ids]
        self.job_id._action_deliver(files, self.remark)
        return {"type": "ir.actions.act_window_close"}


class AdJobDeliverLine(models.TransientModel):
    """One file and what is special about it."""

    _name = "ad.job.deliver.line"
    _inherit = "ad.dialog.mixin"
    _description = "Alternative to Deliver"

    deliver_id = fields.Many2one("ad.job.deliver", required=True, ondelete="cascade")
    file = fields.Binary(required=True)
    file_name = fields.Char()
    remark = fields.Char()

    def _file(self):
        self.ensure_one()
        return {
            "file": self.with_context(bin_size=False).file,
            "file_name": self.file_name,
            "remark": self.remark,
        }
