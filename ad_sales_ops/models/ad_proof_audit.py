"""The manager's audit of confirmation slips and published data (F7)."""

import hashlib
import secrets
from math import ceil

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import format_date

#: What is audited, and how much of it; fixed when the lines are drawn.
TERMS = {
    "company_id",
    "issue_id",
    "month",
    "sample",
    "sample_count",
    "sample_percent",
    "scope",
    "subject",
}
#: Records of each kind that an audit looks at.
DECIDED = {"slip": ("confirmed", "refused"), "publication": ("published",)}
MODELS = {"slip": "ad.proof.confirmation", "publication": "ad.publication"}


class AdProofAudit(models.Model):
    """One audit of an issue or a month, of everything or of a random sample.

    What could have been drawn and the seed of the draw are kept, so that anybody can
    draw again and find the same lines.
    """

    _name = "ad.proof.audit"
    _inherit = ["ad.guarded.mixin"]
    _description = "Proof Audit"
    _order = "id desc"
    _rec_name = "number"
    _check_company_auto = True

    number = fields.Char(
        readonly=True, required=True, copy=False, default="/", index="trigram"
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    auditor_id = fields.Many2one(
        "res.users",
        required=True,
        default=lambda self: self.env.user,
        readonly=True,
        copy=False,
        index=True,
        ondelete="restrict",
    )
    state = fields.Selection(
        [("draft", "To Draw"), ("open", "In Progress"), ("closed", "Audit Closed")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
    )

    # What is audited
    scope = fields.Selection(
        [("issue", "An Issue"), ("month", "A Month")], required=True, default="issue"
    )
    issue_id = fields.Many2one(
        "ad.issue", index=True, ondelete="restrict", check_company=True
    )
    month = fields.Date(help="Any day of the month.")
    scope_label = fields.Char("Audited", compute="_compute_scope_label")
    subject = fields.Selection(
        [
            ("both", "Slips and Publications"),
            ("slip", "Confirmation Slips"),
            ("publication", "Publications"),
        ],
        "What Is Looked at",
        required=True,
        default="both",
    )
    sample = fields.Selection(
        [("all", "Everything"), ("count", "A Number"), ("percent", "A Percentage")],
        required=True,
        default="all",
    )
    sample_count = fields.Integer("Number to Draw", default=20)
    sample_percent = fields.Integer("Percent to Draw", default=10)

    # The draw
    drawn_on = fields.Datetime(readonly=True, copy=False)
    seed = fields.Char(
        "Seed of the Draw",
        readonly=True,
        copy=False,
        help="With it the same sample is drawn again from the same records.",
    )
    population = fields.Json("Records to Draw from", readonly=True, copy=False)
    population_count = fields.Integer(
        "Could Have Been Drawn", readonly=True, copy=False, aggregator=None
    )
    own_count = fields.Integer(
        "Own Work Left Out", readonly=True, copy=False, aggregator=None
    )

    # What came of it
    line_ids = fields.One2many("ad.proof.audit.line", "audit_id", copy=False)
    line_count = fields.Integer("Records Drawn", compute="_compute_progress")
    to_look_count = fields.Integer("Still to Look at", compute="_compute_progress")
    finding_count = fields.Integer("Audit Findings", compute="_compute_progress")
    open_finding_count = fields.Integer("Open Findings", compute="_compute_progress")
    progress = fields.Float("Looked at (%)", compute="_compute_progress")
    conclusion = fields.Text()
    closed_on = fields.Datetime(readonly=True, copy=False)

    _sample_is_possible = models.Constraint(
        "CHECK (sample_count > 0 AND sample_percent BETWEEN 1 AND 100)",
        "Draw at least one record, or 1 to 100 percent.",
    )

    @api.depends_context("lang")
    @api.depends("scope", "issue_id", "month")
    def _compute_scope_label(self):
        for audit in self:
            issue, month = audit.issue_id, audit.month
            if audit.scope == "issue":
                names = (issue.medium_id.name, issue.display_name)
                audit.scope_label = " ".join(filter(None, names))
            else:
                audit.scope_label = month and format_date(
                    self.env, month, date_format="yyyy-MM"
                )

    @api.depends("line_ids.result", "line_ids.done_on")
    def _compute_progress(self):
        for audit in self:
            # Superuser: counts only; a single line may be hidden from the reader.
            lines = audit.sudo().line_ids
            findings = lines.filtered(lambda line: line.result == "finding")
            to_look = lines.filtered(lambda line: line.result == "to_look")
            audit.line_count = len(lines)
            audit.to_look_count = len(to_look)
            audit.finding_count = len(findings)
            audit.open_finding_count = len(findings.filtered(lambda f: not f.done_on))
            audit.progress = (
                100.0 * (len(lines) - len(to_look)) / len(lines) if lines else 0.0
            )

    def _guarded_fields(self):
        return super()._guarded_fields() | {
            "auditor_id",
            "closed_on",
            "drawn_on",
            "number",
            "own_count",
            "population",
            "population_count",
            "seed",
            "state",
        }

    def _guarded_defaults(self):
        return super()._guarded_defaults() | {
            "auditor_id": self.env.uid,
            "number": "/",
            "state": "draft",
        }

    @api.model_create_multi
    def create(self, vals_list):
        """Number the audits."""
        audits = super().create(vals_list)
        for audit in audits:
            # Superuser: the number is guarded.
            audit.sudo().number = self.env["ir.sequence"].next_by_code(self._name)
        return audits

    def write(self, vals):
        """Keep what was drawn, and everything once the audit is closed.

        :raise UserError: the terms of a drawn audit, or a closed one
        """
        if not self.env.su:
            for audit in self:
                if audit.state == "closed":
                    raise UserError(
                        self.env._("Audit %s is closed and stays.", audit.number)
                    )
                if audit.state == "open" and TERMS & set(vals):
                    raise UserError(
                        self.env._(
                            "The lines of audit %s are drawn, so what is audited does "
                            "not change any more. Start another audit.",
                            audit.number,
                        )
                    )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if any(audit.state != "draft" for audit in self):
            raise UserError(self.env._("Audits are kept once their lines are drawn."))

    # The draw

    def _check_auditor(self):
        if not self.env.user.has_group("ad_sales_ops.group_ad_manager"):
            raise AccessError(self.env._("A division manager audits."))
        self.check_access("write")
        for audit in self:
            if audit.auditor_id != self.env.user:
                raise AccessError(
                    self.env._(
                        "Audit %(number)s is %(auditor)s's. Start one of your own.",
                        number=audit.number,
                        auditor=audit.auditor_id.name,
                    )
                )

    def action_draw(self):
        """Draw the lines, at random where a sample is wanted.

        :raise AccessError: no division manager, or somebody else's audit
        :raise UserError: drawn already, no issue or month, or nothing to audit
        """
        self.ensure_one()
        self._check_auditor()
        if self.state != "draft":
            raise UserError(self.env._("Audit %s is drawn already.", self.number))
        found = self._get_population()
        population = {
            kind: records.filtered(lambda r: self.env.user not in r._hands_on()).ids
            for kind, records in found.items()
        }
        total = sum(len(ids) for ids in population.values())
        if not total:
            raise UserError(
                self.env._(
                    "There is nothing to audit: your division has no decided slips and "
                    "no publications there that others worked on."
                )
            )
        self._action_draw(population, sum(map(len, found.values())) - total)
        return self.action_look_through()

    def _get_population(self):
        """What could be audited, as far as the auditor's division goes.

        :return: {"slip": proofs, "publication": publications}
        """
        kinds = [self.subject] if self.subject != "both" else ["slip", "publication"]
        domain = Domain("company_id", "=", self.company_id.id) & self._scope_domain()
        if not self.env.user.has_group("ad_sales_ops.group_ad_general_manager"):
            # The rules would add what he serves himself, or holds another title for.
            uid = self.env.uid
            domain &= Domain("team_id.user_id", "=", uid) | Domain(
                "team_id.ad_parent_id.user_id", "=", uid
            )
        return {
            kind: self.env[MODELS[kind]].search(
                domain & Domain("state", "in", DECIDED[kind]), order="id"
            )
            for kind in kinds
        }

    def _scope_domain(self):
        if self.scope == "issue":
            if not self.issue_id:
                raise UserError(self.env._("Choose the issue to audit."))
            return Domain("issue_id", "=", self.issue_id.id)
        if not self.month:
            raise UserError(self.env._("Choose the month to audit."))
        first = self.month.replace(day=1)
        return Domain("publication_date", ">=", first) & Domain(
            "publication_date", "<", first + relativedelta(months=1)
        )

    def _action_draw(self, population, own_count):
        # Superuser: guarded fields, and lines that nobody makes by hand.
        audit = self.sudo()
        audit.write(
            {
                "state": "open",
                "drawn_on": fields.Datetime.now(),
                "seed": secrets.token_hex(8),
                "population": population,
                "population_count": sum(len(ids) for ids in population.values()),
                "own_count": own_count,
            }
        )
        lines = audit.line_ids.with_context(mail_create_nolog=True)
        for number, (kind, record_id) in enumerate(audit._draw(), 1):
            record = self.env[MODELS[kind]].browse(record_id)
            values = record._prepare_audit_line()
            lines.create({**values, "audit_id": self.id, "sequence": number})

    def _draw(self):
        """The records that the seed draws: the same ones every time.

        :return: [(kind, id)], in the order of the records
        """
        self.ensure_one()
        keys = [(kind, i) for kind, ids in self.population.items() for i in ids]

        def rank(key):
            return hashlib.sha256(f"{self.seed}:{key[0]}:{key[1]}".encode()).digest()

        drawn = set(sorted(keys, key=rank)[: self._sample_size(len(keys))])
        return [key for key in keys if key in drawn]

    def _sample_size(self, total):
        if self.sample == "count":
            return min(self.sample_count, total)
        if self.sample == "percent":
            return ceil(total * self.sample_percent / 100)
        return total

    # Looking

    def action_look_through(self):
        """Open the lines in the list that is filled in by keyboard."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ad_sales_ops.ad_proof_audit_line_action"
        )
        action["domain"] = [("audit_id", "=", self.id)]
        action["display_name"] = self.env._("Audit %s", self.number)
        action["context"] = {"search_default_to_look": 1}
        return action

    def action_close(self):
        """Close the audit: every line is looked at; findings stay open to be settled.

        :raise AccessError: no division manager, or somebody else's audit
        :raise UserError: not in progress, or lines nobody has looked at
        """
        self._check_auditor()
        for audit in self:
            if audit.state != "open":
                raise UserError(
                    self.env._("Audit %s is not in progress.", audit.number)
                )
            # Superuser: what has become his own work since is not his to judge.
            lines = audit.sudo().line_ids.filtered(lambda r: r.result == "to_look")
            own = lines.filtered(lambda r: self.env.user in r._hands_on())
            own.write({"result": "left_out"})
            if lines - own:
                raise UserError(
                    self.env._(
                        "Audit %(number)s: %(count)s lines have not been looked at.",
                        number=audit.number,
                        count=len(lines - own),
                    )
                )
            # Superuser: guarded fields; checked above.
            audit.sudo().write({"state": "closed", "closed_on": fields.Datetime.now()})
        return True
