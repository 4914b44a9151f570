"""A complaint and the fault of the insertion it is about are one story (U3, Q1)."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from .ad_complaint import OPEN_STATES

#: What the remedy of a fault is for the customer who complained.
REMEDY_OF_FAULT = {
    "make_good": "make_good",
    "correction": "correction",
    "credit": "credit",
    "reprint": "replacement",
    "accept": "explained",
    "none": "explained",
}


class AdComplaint(models.Model):
    _inherit = "ad.complaint"

    fault_id = fields.Many2one(
        "ad.publication.fault",
        "Publication Fault",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        groups="base.group_user",
        help="The fault of the insertion complained about; its remedy is this one's.",
    )

    def _guarded_fields(self):
        return super()._guarded_fields() | {"fault_id"}

    @api.model_create_multi
    def create(self, vals_list):
        """Join the fault of the insertion complained about."""
        complaints = super().create(vals_list)
        complaints._join_faults()
        return complaints

    def write(self, vals):
        """Join the fault of another insertion, too."""
        result = super().write(vals)
        if "publication_id" in vals:
            self._join_faults()
        return result

    def _join_faults(self):
        # Superuser: the link is guarded; which fault there is follows from the subject.
        faults = self.env["ad.publication.fault"].sudo()
        for complaint in self.sudo().filtered("publication_id"):
            domain = [("publication_id", "=", complaint.publication_id.id)]
            fault = faults.search(domain, limit=1)
            if fault != complaint.fault_id:
                complaint.fault_id = fault
                fault._tell_complaints(complaint)

    def action_report_fault(self):
        """Open the dialog that reports the insertion as faulty.

        :raise AccessError: the person concerned, or somebody else's complaint
        :raise UserError: about no insertion, or its fault is known already
        """
        self.ensure_one()
        self._check_may_report_fault()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Report as a Fault"),
            "res_model": "ad.complaint.fault",
            "view_mode": "form",
            "target": "new",
            "context": {"default_complaint_id": self.id},
        }

    def _check_may_report_fault(self):
        self._check_handler()
        for complaint in self:
            if not complaint.publication_id:
                raise UserError(
                    self.env._(
                        "%s is about no published insertion. Choose the publication "
                        "first.",
                        complaint.number,
                    )
                )
            if complaint.fault_id.state in ("open", "decided"):
                raise UserError(
                    self.env._(
                        "The fault is known already: %s.", complaint.fault_id.number
                    )
                )

    def _action_report_fault(self, kind, is_serious, note):
        """Report the fault the customer found; the division manager decides it.

        :raise AccessError: the person concerned, or somebody else's complaint
        :raise UserError: about no insertion, or its fault is known already
        """
        self.ensure_one()
        self._check_may_report_fault()
        # Superuser: the handler may not read all publications; he handles this one.
        publication = self.sudo().publication_id
        fault = self.env["ad.publication.fault"]._report(
            kind, {"is_serious": is_serious, "note": note}, publication=publication
        )
        self.sudo().fault_id = fault
        return fault


class AdPublicationFault(models.Model):
    _inherit = "ad.publication.fault"

    complaint_ids = fields.One2many(
        "ad.complaint", "fault_id", "Complaints", groups="base.group_user"
    )
    complaint_count = fields.Integer(
        compute="_compute_complaint_count", groups="base.group_user"
    )

    @api.depends("complaint_ids")
    def _compute_complaint_count(self):
        for fault in self:
            # Superuser: how many, not which.
            fault.complaint_count = len(fault.sudo().complaint_ids)

    @api.model
    def _report(self, kind, values, publication=None, placement=None):
        fault = super()._report(kind, values, publication, placement)
        if publication:
            # Superuser: complaints about this insertion join its fault.
            complaints = self.env["ad.complaint"].sudo()
            complaints = complaints.search(
                [("publication_id", "=", publication.id), ("fault_id", "=", False)]
            )
            complaints.write({"fault_id": fault.id})
            fault._tell_complaints(complaints)
        return fault

    def _note_decision(self, remedy, word):
        super()._note_decision(remedy, word)
        for fault in self:
            fault._tell_complaints(fault.sudo().complaint_ids)

    def _tell_complaints(self, complaints):
        """Write the remedy and who is responsible into the open complaints."""
        labels = dict(self._fields["remedy"]._description_selection(self.env))
        # Superuser: the handler reads his complaint; the fault may not be his.
        for fault in self.sudo().filtered("remedy"):
            for complaint in complaints.filtered(lambda c: c.state in OPEN_STATES):
                values = {
                    "remedy": REMEDY_OF_FAULT[fault.remedy],
                    "remedy_note": self.env._(
                        "%(fault)s: %(remedy)s",
                        fault=fault.number,
                        remedy=labels[fault.remedy],
                    ),
                }
                if not complaint.verdict and fault.is_proven:
                    values["verdict"] = fault.is_proven
                if not complaint.responsible_id and fault.responsible_id:
                    values["responsible_id"] = fault.responsible_id.id
                complaint.write(values)

    def action_register_complaint(self):
        """The customer complains about it: the complaint there is, or a new one."""
        self.ensure_one()
        self.check_access("read")
        # Superuser: whether there is one; opening it asks for the reader's rights.
        complaint = self.sudo().complaint_ids.filtered(
            lambda c: c.state in OPEN_STATES
        )[:1]
        if complaint:
            return self._open_complaints(complaint)
        if not self.publication_id:
            raise UserError(
                self.env._(
                    "Nothing appeared: register the complaint on the insertion or the "
                    "contract."
                )
            )
        return self.publication_id.action_ad_register_complaint()

    def action_open_complaints(self):
        """Open the complaints about this fault."""
        self.ensure_one()
        self.check_access("read")
        # Superuser: which ones; opening them asks for the reader's rights.
        return self._open_complaints(self.sudo().complaint_ids)

    def _open_complaints(self, complaints):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ad_sales_ops.ad_complaint_action"
        )
        if len(complaints) == 1:
            action["views"] = [[False, "form"]]
            action["res_id"] = complaints.id
        action["domain"] = [("id", "in", complaints.ids)]
        action["context"] = {}
        return action


class AdPublication(models.Model):
    _inherit = "ad.publication"

    @api.model
    def _publish(self, placements):
        """A make-good that ran is named in the complaints it settles."""
        publications = super()._publish(placements)
        # Superuser: the column is the module's; callers publish.
        for publication in publications.sudo():
            original = publication.placement_id.make_good_of_id
            if original:
                complaints = original.fault_ids.complaint_ids
                complaints.filtered(lambda c: c.state in OPEN_STATES).write(
                    {"remedy_publication_id": publication.id}
                )
        return publications
