"""Lines of the manager's audit: looked at, and findings that somebody settles (F7)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

#: What the auditor fills in; the rest is set by the draw and by the buttons.
JUDGEMENT = {"result", "note", "owner_id", "due_date"}
#: Working days in which a finding is settled unless the auditor says otherwise.
FINDING_DAYS = 3
FINDING = "ad_sales_ops.mail_activity_type_audit_finding"


class AdProofAuditLine(models.Model):
    """One slip or publication that an auditor looks at, beside what he found."""

    _name = "ad.proof.audit.line"
    _inherit = ["ad.guarded.mixin", "mail.thread", "mail.activity.mixin"]
    _description = "Proof Audit Line"
    _order = "audit_id desc, sequence, id"
    _rec_name = "reference"
    _mail_post_access = "read"

    audit_id = fields.Many2one(
        "ad.proof.audit", required=True, readonly=True, index=True, ondelete="restrict"
    )
    sequence = fields.Integer("No.", readonly=True, aggregator=None)
    company_id = fields.Many2one(related="audit_id.company_id", store=True, index=True)
    auditor_id = fields.Many2one(related="audit_id.auditor_id", store=True, index=True)
    kind = fields.Selection(
        [("slip", "Confirmation Slip"), ("publication", "Publication")],
        required=True,
        readonly=True,
    )
    proof_id = fields.Many2one(
        "ad.proof.confirmation", readonly=True, index=True, ondelete="restrict"
    )
    publication_id = fields.Many2one(
        "ad.publication", readonly=True, index=True, ondelete="restrict"
    )
    # In words: the owner of a finding need not read the audit or the proof.
    reference = fields.Char("Audited Item", required=True, readonly=True)
    advertiser_name = fields.Char("Customer", readonly=True)
    issue_name = fields.Char("Issue", readonly=True)
    carer_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    facts = fields.Char("What Is Recorded", compute="_compute_facts")

    result = fields.Selection(
        [
            ("to_look", "To Look at"),
            ("ok", "In Order"),
            ("finding", "Not in Order"),
            ("left_out", "Own Work, Left Out"),
        ],
        required=True,
        default="to_look",
        index=True,
    )
    note = fields.Text("What Was Found")
    owner_id = fields.Many2one(
        "res.users",
        "To Settle by",
        index=True,
        ondelete="restrict",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    due_date = fields.Date(index=True)
    looked_on = fields.Datetime(readonly=True)
    done_on = fields.Datetime("Settled on", readonly=True)
    done_by_id = fields.Many2one(
        "res.users", "Settled by", readonly=True, ondelete="restrict"
    )

    _one_subject = models.Constraint(
        "CHECK (num_nonnulls(proof_id, publication_id) = 1)",
        "A line is about one slip or one publication.",
    )
    _finding_in_words = models.Constraint(
        "CHECK (result != 'finding' OR note IS NOT NULL)",
        "A finding says what was found.",
    )
    _subject_is_unique = models.UniqueIndex(
        "(audit_id, kind, COALESCE(proof_id, publication_id))"
    )

    @api.depends_context("lang", "tz")
    @api.depends("proof_id", "publication_id")
    def _compute_facts(self):
        for line in self:
            # Superuser: the sentence is for the auditor and the finding's owner.
            subject = line.sudo()._subject()
            line.facts = subject._audit_sentence() if subject else False

    @api.onchange("result")
    def _onchange_result(self):
        if self.result == "finding":
            self.owner_id = self.owner_id or self.carer_id
            self.due_date = self.due_date or self._default_due_date()
        else:
            self.owner_id = self.due_date = False

    def _guarded_fields(self):
        return super()._guarded_fields() | {
            "advertiser_name",
            "audit_id",
            "carer_id",
            "done_by_id",
            "done_on",
            "issue_name",
            "kind",
            "looked_on",
            "proof_id",
            "publication_id",
            "reference",
            "sequence",
        }

    def _guarded_computes(self):
        return super()._guarded_computes() | {"auditor_id", "company_id"}

    def _subject(self):
        self.ensure_one()
        return self.proof_id or self.publication_id

    def _hands_on(self):
        """Employees who worked on what the line is about."""
        self.ensure_one()
        return self.sudo()._subject()._hands_on()

    def _default_due_date(self):
        calendar = self.env["ad.calendar.exception"]
        return calendar._add_working_days(
            self.company_id._ad_today(), FINDING_DAYS, self.company_id
        )

    # Judging

    def write(self, vals):
        """Take the auditor's judgement, line by line.

        :raise AccessError: not the auditor, or his own work
        :raise UserError: closed, settled, or a finding without words
        """
        if self.env.su or not JUDGEMENT & set(vals):
            return super().write(vals)
        self._check_may_judge(vals)
        for line in self:
            super(AdProofAuditLine, line).write(vals)
            line._settle_judgement()
        return True

    def _check_may_judge(self, vals):
        for line in self:
            audit = line.sudo().audit_id  # superuser: whose it is and where it stands
            if audit.auditor_id != self.env.user:
                raise AccessError(
                    self.env._("Only the auditor fills in audit %s.", audit.number)
                )
            if self.env.user in line._hands_on():
                raise AccessError(
                    self.env._(
                        "%s: you recorded, verified or sold this yourself, so somebody "
                        "else audits it.",
                        line.reference,
                    )
                )
            if audit.state != "open" or line.done_on:
                raise UserError(
                    self.env._("%s is closed or settled and stays.", line.reference)
                )
        if vals.get("result") == "left_out":
            raise UserError(self.env._("Choose “In Order” or “Not in Order”."))

    def _settle_judgement(self):
        """Complete what follows from the result."""
        self.ensure_one()
        # Superuser: guarded fields and the to-do of the owner; checked by the caller.
        line = self.sudo()
        if line.result == "finding":
            error = line._complete_finding()
            if error:
                raise UserError(error)
        else:
            line.write({"owner_id": False, "due_date": False})
        looked = line.result != "to_look"
        line.looked_on = fields.Datetime.now() if looked else False
        line._tell_owner()

    def _complete_finding(self):
        """Fill in owner and date; why the finding cannot stand, or False."""
        if not (self.note or "").strip():
            return self.env._("%s: write down what you found.", self.reference)
        self.owner_id = self.owner_id or self.carer_id
        self.due_date = self.due_date or self._default_due_date()
        owner = self.owner_id
        if not owner or owner.share or self.company_id not in owner.company_ids:
            return self.env._(
                "%s: name a colleague of the company who settles the finding.",
                self.reference,
            )
        if self.due_date < self.company_id._ad_today():
            return self.env._(
                "%s: a finding cannot be due in the past.", self.reference
            )
        return False

    def _tell_owner(self):
        """The to-do of who settles the finding; none without a finding."""
        self.ensure_one()
        self.activity_unlink([FINDING])
        if self.result == "finding":
            self.activity_schedule(
                FINDING,
                date_deadline=self.due_date,
                user_id=self.owner_id.id,
                note=self.note,
            )

    def action_ok(self):
        """In order: one press."""
        self.check_access("write")
        self.write({"result": "ok"})
        return True

    # Settling

    def action_done(self):
        """The finding is settled (by its owner, or as the auditor sees himself).

        :raise AccessError: neither the owner nor the auditor
        :raise UserError: no open finding
        """
        self.check_access("read")
        for line in self:
            if self.env.user not in line.owner_id | line.auditor_id:
                raise AccessError(
                    self.env._(
                        "The finding on %(subject)s is settled by %(owner)s.",
                        subject=line.reference,
                        owner=line.owner_id.name or "-",
                    )
                )
            if line.result != "finding" or line.done_on:
                raise UserError(self.env._("%s has no open finding.", line.reference))
            # Superuser: guarded fields; the owner may not write the audit.
            settled = line.sudo()
            settled.write(
                {"done_on": fields.Datetime.now(), "done_by_id": self.env.uid}
            )
            settled.activity_feedback([FINDING])
        return True

    def action_open_subject(self):
        """Look at the slip or the publication itself."""
        self.ensure_one()
        subject = self._subject()
        return {
            "type": "ir.actions.act_window",
            "name": self.reference,
            "res_model": subject._name,
            "res_id": subject.id,
            "view_mode": "form",
            "target": "new",
        }


class AdProofConfirmation(models.Model):
    _inherit = "ad.proof.confirmation"

    def _hands_on(self):
        """Employees who recorded, verified, made or sold this proof's decision (F7)."""
        self.ensure_one()
        # Superuser: who had a hand in it is looked at, nothing else.
        proof = self.sudo()
        order, returns = proof.placement_id.order_id, proof.return_ids
        return (
            proof._recorded_by()
            | returns.registered_by_id
            | returns.verified_by_id
            | proof.user_id
            | proof.issued_by_id
            | proof.sent_by_id
            | proof.version_id.maker_id
            | order.user_id
            | order.ad_closer_id
            | order.ad_carer_id
        )

    def _prepare_audit_line(self):
        self.ensure_one()
        return {
            "kind": "slip",
            "proof_id": self.id,
            "reference": self.number,
            "advertiser_name": self.advertiser_name,
            "issue_name": f"{self.medium_name} {self.issue_name}",
            "carer_id": self.user_id.id,
        }

    def _audit_sentence(self):
        """What is recorded of the decision, in one line."""
        self.ensure_one()
        slip = self.return_ids.filtered(lambda r: r.state == "verified")[-1:]
        labels = dict(self._fields["channel"]._description_selection(self.env))
        words = [
            self._decision_sentence(),
            labels.get(self.channel),
            slip
            and self.env._(
                "registered by %(first)s, verified by %(second)s",
                first=slip.registered_by_id.name,
                second=slip.verified_by_id.name,
            ),
        ]
        return " · ".join(filter(None, words))


class AdPublication(models.Model):
    _inherit = "ad.publication"

    def _hands_on(self):
        """Employees who recorded, checked or sold this publication (F7)."""
        self.ensure_one()
        # Superuser: who had a hand in it is looked at, nothing else.
        publication = self.sudo()
        order = publication.order_id
        return (
            publication.published_by_id
            | publication.checked_by_id
            | publication.accepted_by_id
            | publication.user_id
            | order.user_id
            | order.ad_closer_id
            | order.ad_carer_id
        )

    def _prepare_audit_line(self):
        self.ensure_one()
        return {
            "kind": "publication",
            "publication_id": self.id,
            "reference": f"{self.contract_name} · {self.position_name}",
            "advertiser_name": self.advertiser_name,
            "issue_name": f"{self.medium_name} {self.issue_name}",
            "carer_id": self.user_id.id,
        }

    def _audit_sentence(self):
        """What is recorded of the publication, in one line."""
        self.ensure_one()
        labels = dict(self._fields["result"]._description_selection(self.env))
        words = [
            format_date(self.env, self.publication_date),
            self.planned_page_label
            and self.env._(
                "planned page %(planned)s, actual page %(actual)s",
                planned=self.planned_page_label,
                actual=self.actual_page_label or "-",
            ),
            labels.get(self.result) or self.env._("not checked yet"),
            self.result_note,
        ]
        return " · ".join(filter(None, words))
