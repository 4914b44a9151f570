"""Report the fault that a customer found (U3)."""

from odoo import api, fields, models

from ..models.ad_publication_fault import COPY_KINDS, KINDS


class AdComplaintFault(models.TransientModel):
    """Which fault it is; the division manager decides what becomes of it."""

    _name = "ad.complaint.fault"
    _inherit = "ad.dialog.mixin"
    _description = "Report a Complaint as a Fault"

    complaint_id = fields.Many2one("ad.complaint", required=True, readonly=True)
    subject = fields.Char("Advertisement", compute="_compute_subject")
    kind = fields.Selection(
        [item for item in KINDS if item[0] not in COPY_KINDS],
        "Kind of Fault",
        required=True,
        default=lambda self: self._default_kind(),
    )
    is_serious = fields.Boolean(
        "Serious", help="Holds the copies until the division manager has decided."
    )
    note = fields.Text(
        "Description of the Fault",
        required=True,
        default=lambda self: self._default_note(),
    )

    def _default_kind(self):
        """What was left out has one kind of fault only."""
        return "placement" in self._default_complaint()._faulty_subject() and "omitted"

    def _default_note(self):
        return self._default_complaint().what

    def _default_complaint(self):
        complaint = self.env.context.get("default_complaint_id")
        return self.env["ad.complaint"].browse(complaint)

    @api.depends("complaint_id")
    def _compute_subject(self):
        for wizard in self:
            subject = wizard.complaint_id._faulty_subject()
            wizard.subject = (
                next(iter(subject.values())).display_name if subject else ""
            )

    def action_report(self):
        """Report it, and open the fault for those who may read it."""
        self.ensure_one()
        self.complaint_id._action_report_fault(self.kind, self.is_serious, self.note)
        return {"type": "ir.actions.act_window_close"}
