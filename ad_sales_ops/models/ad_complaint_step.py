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
    ("refused", "Solution Refused"),
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
        steps = self.env["ad.complaint.step"].sudo()
        steps.create(
            [complaint._prepare_step_values(kind, words) for complaint in self.sudo()]
        )

    def _prepare_step_values(self, kind, words):
        values = {
            "complaint_id": self.id,
            "kind": kind,
            "made_by_id": self.env.uid,
            "words": words,
        }
        if kind == "registered":
            # An inquiry that turned out to be a complaint was taken down before.
            registrar = self.registered_by_id.id
            values |= {"made_on": self.registered_on, "made_by_id": registrar}
        if kind in ("answered", "promised", "refused"):
            values["promised_on"] = self.promised_on
        return values
