"""A complaint and the fault of the insertion it is about are one story (U3, Q1)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from .ad_complaint import OPEN_STATES
from .ad_publication import NOT_PRINTED

ACCOUNTING = "account.group_account_invoice"

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
    fault_remedy = fields.Char(
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="The remedy that the fault brought; a handler's own one is kept.",
    )

    def _guarded_fields(self):
        return super()._guarded_fields() | {"fault_id", "fault_remedy"}

    @api.model_create_multi
    def create(self, vals_list):
        """Join the fault of the insertion complained about."""
        complaints = super().create(vals_list)
        complaints._join_faults()
        return complaints

    def write(self, vals):
        """Join the fault of another insertion, too."""
        result = super().write(vals)
        if {"publication_id", "placement_id"} & set(vals):
            self._join_faults()
        return result

    def _join_faults(self):
        # Superuser: the link is guarded; which fault there is follows from the subject.
        complaints = self.sudo()
        for complaint in complaints.filtered(
            lambda c: c.publication_id or c.placement_id
        ):
            fault = complaint._fault_of_subject()
            if fault != complaint.fault_id:
                complaint.fault_id = fault
                fault._tell_complaints(complaint)

    def _fault_of_subject(self):
        """The latest fault of what appeared, or of the insertion that did not."""
        faults = self.env["ad.publication.fault"]
        for name, subject in (
            ("publication_id", self.publication_id),
            ("placement_id", self.placement_id),
            ("charged_id", self.placement_id),
        ):
            found = subject and faults.search([(name, "=", subject.id)], limit=1)
            if found:
                return found
        return faults

    def _faulty_subject(self):
        """What can be reported: the publication, or the insertion that was left out.

        :return: the keyword of the report and the record, or nothing
        """
        # Superuser: the handler may not read all insertions; he handles this one.
        complaint = self.sudo()
        placement = complaint.placement_id
        publication = complaint.publication_id or (
            placement and placement._live_publication()
        )
        if publication:
            return {"publication": publication}
        if placement.stage in NOT_PRINTED.values():
            return {"placement": placement}
        return {}

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
            if not complaint._faulty_subject():
                raise UserError(
                    self.env._(
                        "%s is about no published insertion, nor about one that was "
                        "left out. Choose the publication or the insertion first.",
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
        subject = self._faulty_subject()
        if "placement" in subject and kind not in NOT_PRINTED:
            raise UserError(
                self.env._(
                    "Nothing appeared of this insertion: report it as omitted by our "
                    "fault, or as not run."
                )
            )
        fault = self.env["ad.publication.fault"]._report(
            kind, {"is_serious": is_serious, "note": note}, **subject
        )
        # Superuser: the link is guarded; checked above.
        self.sudo().fault_id = fault
        return fault

    # An invoice

    def action_open_insertions(self):
        """Open the insertions of the invoice: the faulty one is credited (U3).

        :raise UserError: about no invoice
        """
        self.ensure_one()
        self.check_access("read")
        # Superuser: which ones; opening them asks for the reader's rights.
        placements = self._complained_invoice().invoice_line_ids.ad_placement_id
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ad_sales_ops.ad_placement_action"
        )
        action["domain"] = [("id", "in", placements.ids)]
        action["context"] = {}
        return action

    def action_credit_invoice(self):
        """Open Odoo's own dialog for the credit note.

        :raise AccessError: not finance
        :raise UserError: about no invoice that is posted
        """
        self.ensure_one()
        self.check_access("read")
        if not self.env.user.has_group(ACCOUNTING):
            raise AccessError(self.env._("Finance credits invoices."))
        move = self._complained_invoice().with_env(self.env)
        move.check_access("write")
        if move.move_type != "out_invoice" or move.state != "posted":
            raise UserError(
                self.env._("%s is no invoice that is posted.", move.display_name)
            )
        action = move.action_reverse()
        action["context"] = {"active_model": move._name, "active_ids": move.ids}
        return action

    def _complained_invoice(self):
        # Superuser: the callers ask for the reader's rights on what they open.
        move = self.sudo().move_id
        if not move:
            raise UserError(self.env._("%s is about no invoice.", self.number))
        return move


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
        if fault.placement_id:
            # Superuser: complaints about this insertion join its fault.
            complaints = self.env["ad.complaint"].sudo()
            complaints = complaints.search(fault._complaints_domain())
            complaints.write({"fault_id": fault.id})
            fault._tell_complaints(complaints)
        return fault

    def _complaints_domain(self):
        """Complaints about the insertion that have no fault yet."""
        placements = self.placement_id | self.charged_id
        about = Domain("placement_id", "in", placements.ids)
        if self.publication_id:
            about |= Domain("publication_id", "=", self.publication_id.id)
        return Domain("fault_id", "=", False) & about

    def _note_decision(self, remedy, word):
        super()._note_decision(remedy, word)
        for fault in self:
            fault._tell_complaints(fault.sudo().complaint_ids)

    def _tell_complaints(self, complaints):
        """Write the remedy and who is responsible into the open complaints."""
        # Superuser: the handler reads his complaint; the fault may not be his.
        for fault in self.sudo().filtered("remedy"):
            for complaint in complaints.filtered(lambda c: c.state in OPEN_STATES):
                complaint.write(fault._prepare_complaint_values(complaint))

    def _prepare_complaint_values(self, complaint):
        """What the decision says; what the handler wrote himself is kept."""
        note = self.env._(
            "%(fault)s: %(remedy)s", fault=self.number, remedy=self._remedy_label()
        )
        notes = (complaint.remedy_note or "").splitlines()
        values = {"remedy_note": "\n".join(notes if note in notes else [*notes, note])}
        if complaint.remedy in (False, complaint.fault_remedy):
            remedy = REMEDY_OF_FAULT[self.remedy]
            values |= {"remedy": remedy, "fault_remedy": remedy}
        if not complaint.verdict and self.is_proven:
            values["verdict"] = self.is_proven
        if self._is_named_in(complaint):
            values["responsible_id"] = self.responsible_id.id
        return values

    def _is_named_in(self, complaint):
        """Whether the complaint takes over the person: nothing may stand against it.

        A complaint that refuses the name would keep the manager from deciding.
        """
        visitor = complaint.apology_by_id if complaint.apology_date else None
        return (
            self.responsible_id
            and not complaint.responsible_id
            and not complaint.is_policy
            and visitor != self.responsible_id
        )

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
        subject = self.publication_id or self.placement_id
        if not subject:
            raise UserError(
                self.env._(
                    "All copies have this fault: register the complaint on the "
                    "customer's insertion or contract."
                )
            )
        return subject.action_ad_register_complaint()

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
