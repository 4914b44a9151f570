"""What was done with a job order, step by step: facts (K15)."""

from odoo import api, fields, models
from odoo.exceptions import UserError

STEPS = [
    ("handed_over", "Handed Over"),
    ("started", "Started"),
    ("delivered", "Work Delivered"),
    ("chosen", "Alternative Chosen"),
    ("read", "Proof-Read"),
    ("signed", "Signed"),
    ("returned", "Returned"),
    ("due_moved", "Due Date Moved"),
    ("cancelled", "Cancelled"),
    ("reopened", "Taken Up Again"),
]


class AdJobStep(models.Model):
    """One step of one job order: who, when, and what was said."""

    _name = "ad.job.step"
    _description = "Job Order Step"
    _order = "id"

    job_id = fields.Many2one(
        "ad.job.order", required=True, ondelete="restrict", index=True, readonly=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, ondelete="restrict", index=True, readonly=True
    )
    round = fields.Integer(readonly=True, aggregator=None)
    step = fields.Selection(STEPS, required=True, readonly=True)
    actor_id = fields.Many2one(
        "res.users", required=True, ondelete="restrict", readonly=True
    )
    actor_name = fields.Char("Who", required=True, readonly=True)
    done_on = fields.Datetime("When", required=True, readonly=True)
    remark = fields.Text(readonly=True)

    # Nobody gets past this.
    def write(self, vals):  # pylint: disable=method-required-super
        """Steps never change.

        :raise UserError: always
        """
        raise UserError(self.env._("The steps of a job order are kept as they were."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The steps of a job order are kept."))
