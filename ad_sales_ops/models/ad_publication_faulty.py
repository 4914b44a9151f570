"""Publications and their faults: who reports them, what the customer accepts (U3)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .ad_publication import NOT_PRINTED

#: Titles that report a fault of an insertion that did not appear at all.
REPORTERS = ("ad_sales_ops.group_ad_specialist", "ad_sales_ops.group_ad_operations")


class AdPublication(models.Model):
    _inherit = "ad.publication"

    fault_ids = fields.One2many(
        "ad.publication.fault", "publication_id", "Publication Faults", readonly=True
    )
    fault_text = fields.Char("What Becomes of It", compute="_compute_fault_text")

    @api.depends_context("lang")
    @api.depends("fault_ids.state", "fault_ids.remedy")
    def _compute_fault_text(self):
        # Superuser: a sentence on the fault of a publication that the user reads.
        faults = self.sudo().fault_ids
        states = dict(faults._fields["state"]._description_selection(self.env))
        remedies = dict(faults._fields["remedy"]._description_selection(self.env))
        for publication in self:
            fault = publication.sudo().fault_ids[:1]
            words = (
                states.get(fault.state),
                remedies.get(fault.remedy),
                fault.waiting_text,
            )
            publication.fault_text = " · ".join(filter(None, words))

    def _note_fault(self, kind, note):
        """Keep a reported fault as the result; an earlier result stays readable.

        An accepted result does not change any more.
        """
        self.ensure_one()
        if self.result == kind or self.is_accepted or self.state != "published":
            return
        # Superuser: facts are read-only for everybody; callers checked who reports.
        publication = self.sudo()
        publication.write(
            publication._prepare_result_values({"result": kind, "result_note": note})
            | {"checked_by_id": self.env.uid, "checked_on": fields.Datetime.now()}
        )
        publication._follow_result()

    def _action_record_result(self, values):
        """A result that is not correct opens a fault, or joins the open one (U3)."""
        values = dict(values)
        is_serious = values.pop("is_serious", False)
        result = super()._action_record_result(values)
        kind = values.get("result")
        if kind and kind != "correct":
            faults = self.env["ad.publication.fault"]
            for publication in self:
                faults._report(
                    kind,
                    {"is_serious": is_serious, "note": values.get("result_note")},
                    publication,
                )
        return result

    def _acceptance_error_message(self, note):
        message = super()._acceptance_error_message(note)
        # Superuser: whether a make-good is planned, for whoever decides.
        coming = self.sudo().charged_id._coming_make_good()
        if message or not coming:
            return message
        return self.env._(
            "A make-good is planned in %(issue)s. Withdraw it before you record that "
            "the customer accepts.",
            issue=coming.issue_id.display_name,
        )

    def _action_accept(self, note):
        """What the customer accepts is decided: its fault is settled."""
        result = super()._action_accept(note)
        # Superuser: the role was checked above.
        faults = self.sudo().fault_ids.filtered(lambda f: f.state == "open")
        faults._note_decision("accept", note)
        return result

    def _accept_for_fault(self, note):
        """What was promised for the fault has happened: the insertion counts."""
        # Superuser: the division manager decided it; the time for it has come.
        publications = self.sudo().filtered(
            lambda p: p.state == "published" and not p.is_accepted
        )
        publications.write(
            {
                "is_accepted": True,
                "accepted_by_id": self.env.uid,
                "accepted_on": fields.Datetime.now(),
                "acceptance_note": note,
            }
        )

    def _note_no_fault(self, note):
        """It was no fault after all: the result is “correct”."""
        # Superuser: facts are read-only for everybody; the manager decided it.
        for publication in self.sudo().filtered(
            lambda p: p.state == "published" and not p.is_accepted
        ):
            publication._note_fault("correct", note)

    def action_open_faults(self):
        """Open the faults of these publications."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ad_sales_ops.ad_publication_fault_action"
        )
        action["domain"] = [("publication_id", "in", self.ids)]
        action["context"] = {}
        return action


class AdPlacement(models.Model):
    _inherit = "ad.placement"

    fault_ids = fields.One2many(
        "ad.publication.fault",
        "charged_id",
        "Publication Faults",
        readonly=True,
        groups="ad_sales_ops.group_ad_user",
    )

    def action_ad_report_fault(self):
        """Report an insertion that did not appear, so that it is decided about (U3).

        :raise AccessError: neither the specialist's side nor Operations
        :raise UserError: it has a publication, or was not left out
        """
        self.ensure_one()
        if not any(self.env.user.has_group(group) for group in REPORTERS):
            raise AccessError(
                self.env._(
                    "The customer's specialist or the Operations Centre reports what "
                    "did not run."
                )
            )
        self.check_access("read")
        if self.stage not in NOT_PRINTED.values() or self._live_publication():
            raise UserError(
                self.env._(
                    "%(placement)s: only an insertion that was left out is reported "
                    "here. The result of a published one is recorded in its "
                    "publication.",
                    placement=self.display_name,
                )
            )
        fault = self.env["ad.publication.fault"]._report(
            "not_run", {"note": self.left_out_reason}, placement=self
        )
        return fault.with_env(self.env)._open()


class AdIssue(models.Model):
    _inherit = "ad.issue"

    fault_count = fields.Integer(
        compute="_compute_fault_count", groups="ad_sales_ops.group_ad_user"
    )

    def _compute_fault_count(self):
        counts = dict(
            self.env["ad.publication.fault"]._read_group(
                [("issue_id", "in", self.ids)], ["issue_id"], ["__count"]
            )
        )
        for issue in self:
            issue.fault_count = counts.get(issue, 0)

    def action_open_faults(self):
        """Open the faults of these issues."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ad_sales_ops.ad_publication_fault_action"
        )
        action["domain"] = [("issue_id", "in", self.ids)]
        action["context"] = {}
        return action

    def _action_publish(self):
        """A published correction settles its fault, and the insertion counts."""
        result = super()._action_publish()
        # Superuser: faults of every division; publishing was checked.
        faults = (
            self.env["ad.publication.fault"]
            .sudo()
            .search(
                [
                    ("remedy", "=", "correction"),
                    ("correction_ids.issue_id", "=", self.id),
                ]
            )
        )
        for fault in faults:
            fault.publication_id._accept_for_fault(fault._correction_note(self))
        return result
