"""The history of a complaint, which reopening does not change (Q1)."""

from odoo import api, fields, models
from odoo.exceptions import UserError

STEPS = [
    ("registered", "Registered"),
    ("joined", "Written Again"),
    ("read", "Read, Nothing to Do"),
    ("taken", "Taken On"),
    ("proposed", "Owner Proposed"),
    ("accepted", "Taken Over"),
    ("declined", "Proposal Declined"),
    ("answered", "First Answer Given"),
    ("promised", "New Time Promised"),
    ("solved", "Solved"),
    ("no_answer", "Nobody Reached"),
    ("called", "Customer Called"),
    ("escalated", "Escalated"),
    ("reopened", "Taken up Again"),
    ("closed", "Case Closed"),
]


class AdComplaintStep(models.Model):
    """What was done when by whom; a fact."""

    _name = "ad.complaint.step"
    _description = "Step of a Complaint"
    _order = "made_on, id"
    _rec_name = "kind"

    complaint_id = fields.Many2one(
        "ad.complaint", required=True, ondelete="restrict", index=True, readonly=True
    )
    company_id = fields.Many2one(
        related="complaint_id.company_id", store=True, precompute=True, index=True
    )
    kind = fields.Selection(STEPS, "Step", required=True, readonly=True)
    made_on = fields.Datetime(
        "Done on", required=True, readonly=True, default=fields.Datetime.now
    )
    made_by_id = fields.Many2one(
        "res.users",
        "Done by",
        required=True,
        ondelete="restrict",
        readonly=True,
        default=lambda self: self.env.user,
    )
    words = fields.Text(readonly=True)
    promised_on = fields.Datetime("Promised Time", readonly=True)

    # Nobody gets past this.
    def write(self, vals):  # pylint: disable=method-required-super
        """Steps never change.

        :raise UserError: always
        """
        raise UserError(self.env._("The history of a complaint is kept as it was."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The history of a complaint is kept as it was."))


class AdComplaint(models.Model):
    _inherit = "ad.complaint"

    def _log_step(self, kind, words=False):
        # Superuser: steps are written by the module only.
        self.env["ad.complaint.step"].sudo().create(
            [
                {
                    "complaint_id": complaint.id,
                    "kind": kind,
                    "made_by_id": self.env.uid,
                    "words": words,
                    "promised_on": complaint.sudo().promised_on
                    if kind in ("answered", "promised")
                    else False,
                }
                for complaint in self
            ]
        )
