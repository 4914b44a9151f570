"""Findings in copy, decided one by one by the Ad Reviewer (A2)."""

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from .ad_restricted_term import DECISIONS, OPEN_STAGES, SEVERITIES, fold

STATES = [
    ("open", "To Decide"),
    ("removed", "Removed"),
    ("supported", "Supported by a Document"),
    ("acceptable", "Acceptable"),
]


class AdContentDecision(models.Model):
    """What was decided once for a customer's phrase, and holds for later copy."""

    _name = "ad.content.decision"
    _description = "Decision on a Finding"
    _order = "id desc"

    advertiser_id = fields.Many2one(
        "res.partner", required=True, ondelete="restrict", index=True, readonly=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, ondelete="restrict", index=True, readonly=True
    )
    key = fields.Char(required=True, readonly=True, index=True)
    phrase = fields.Char(required=True, readonly=True)
    state = fields.Selection(STATES[2:], required=True, readonly=True)
    reason = fields.Char(readonly=True)
    document_id = fields.Many2one(
        "ad.partner.document", ondelete="restrict", readonly=True
    )
    decided_by_id = fields.Many2one(
        "res.users", required=True, ondelete="restrict", readonly=True
    )
    decided_on = fields.Datetime(required=True, readonly=True)
    withdrawn_by_id = fields.Many2one("res.users", ondelete="restrict", readonly=True)
    withdrawn_on = fields.Datetime(readonly=True)

    def _holds_on(self, day):
        """Whether the decision still holds: its certificate has to be valid."""
        self.ensure_one()
        document = self.document_id
        return not self.withdrawn_on and (
            self.state == "acceptable"
            or (
                document.verified_by_id
                and document._state_on(day) in ("valid", "expiring")
            )
        )

    def _carried_values(self):
        """Values of a finding that this decision settles."""
        self.ensure_one()
        return {
            "state": self.state,
            "decision_id": self.id,
            "is_carried": True,
            "decided_by_id": self.decided_by_id.id,
            "decided_on": self.decided_on,
            "reason": self.reason,
            "document_id": self.document_id.id,
        }

    def action_withdraw(self):
        """A second reviewer takes a decision back; its findings open again.

        :raise AccessError: no reviewer, or one's own decision
        """
        if not self.env.user.has_group("ad_sales_ops.group_ad_reviewer"):
            raise AccessError(self.env._("The Ad Reviewer decides findings."))
        self.check_access("read")
        if self.env.user in self.decided_by_id:
            raise AccessError(
                self.env._("A second reviewer takes back what you decided.")
            )
        for decision in self.filtered("withdrawn_on"):
            raise UserError(
                self.env._(
                    "The decision on “%s” has been taken back already.",
                    decision.phrase,
                )
            )
        # Superuser: decisions have no other writer; checked above.
        decisions = self.sudo()
        decisions.write(
            {"withdrawn_by_id": self.env.uid, "withdrawn_on": fields.Datetime.now()}
        )
        findings = decisions.env["ad.content.finding"].search(
            [("decision_id", "in", self.ids)]
        )
        findings._reopen()
        findings.version_id._update_screening_state()

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Decisions are kept; take them back instead."))


class AdContentFinding(models.Model):
    """One place in one version that the law may not allow (审查疑点)."""

    _name = "ad.content.finding"
    _description = "Finding"
    _order = "severity, id"
    _rec_name = "phrase"

    version_id = fields.Many2one(
        "ad.material.version",
        "Copy",
        required=True,
        ondelete="restrict",
        index=True,
        readonly=True,
    )
    material_id = fields.Many2one(related="version_id.material_id", store=True)
    advertiser_id = fields.Many2one(
        related="version_id.advertiser_id", store=True, index=True
    )
    company_id = fields.Many2one(
        related="version_id.company_id", store=True, index=True
    )
    user_id = fields.Many2one(
        related="version_id.user_id", store=True, index=True, string="Carer"
    )
    team_id = fields.Many2one(related="version_id.team_id", store=True)
    is_current = fields.Boolean(
        "Latest or Still to Run",
        compute="_compute_is_current",
        search="_search_is_current",
    )
    kind = fields.Selection(
        [
            ("restricted", "Restricted Term"),
            ("required", "Required Wording"),
            ("approval", "Approval"),
            ("evidence", "Evidence"),
            ("unreadable", "Look Yourself"),
        ],
        required=True,
        readonly=True,
    )
    key = fields.Char(required=True, readonly=True, index=True)
    phrase = fields.Char(required=True, readonly=True)
    excerpt = fields.Html(readonly=True)
    place = fields.Selection(
        [
            ("headline", "Headline"),
            ("body", "Text"),
            ("items", "Items"),
            ("file", "File"),
        ],
        "Where",
        readonly=True,
    )
    article = fields.Char("Legal Basis", readonly=True)
    advice = fields.Char(readonly=True)
    severity = fields.Selection(SEVERITIES, required=True, readonly=True)
    state = fields.Selection(
        STATES, required=True, default="open", readonly=True, index=True
    )
    decision_id = fields.Many2one(
        "ad.content.decision",
        ondelete="restrict",
        readonly=True,
        index="btree_not_null",
    )
    is_carried = fields.Boolean("Carried Over", readonly=True)
    decided_by_id = fields.Many2one("res.users", ondelete="restrict", readonly=True)
    decided_on = fields.Datetime(readonly=True)
    reason = fields.Char(readonly=True)
    document_id = fields.Many2one(
        "ad.partner.document", ondelete="restrict", readonly=True
    )

    _one_a_place = models.UniqueIndex("(version_id, key, place)")

    def _compute_is_current(self):
        running = self.version_id._running()
        for finding in self:
            version = finding.version_id
            finding.is_current = (
                version == version.material_id.version_id or version in running
            )

    def _search_is_current(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        # Superuser: which version is the latest is no secret of the material.
        latest = self.env["ad.material"].sudo()._search([("version_id", "!=", False)])
        running = (
            self.env["ad.placement"]
            .sudo()
            ._search([("version_id", "!=", False), ("stage", "in", OPEN_STAGES)])
        )
        return Domain("version_id", "in", latest.subselect("version_id")) | Domain(
            "version_id", "in", running.subselect("version_id")
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Findings are kept with their version."))

    def _refresh(self, facts):
        """Found again: as the list says now, and open when that allows no decision."""
        self.ensure_one()
        names = ("severity", "article", "advice", "evidence_type_id")
        values = {n: facts.get(n) or False for n in names}
        old = {n: self._fields[n].convert_to_write(self[n], self) for n in names}
        if values != old:
            self.write(values)
        if self.state not in ("open", *DECISIONS[self.severity]):
            self._reopen()

    def _reopen(self):
        """Wait for a decision again."""
        self.write(
            {
                "state": "open",
                "decision_id": False,
                "is_carried": False,
                "decided_by_id": False,
                "decided_on": False,
                "reason": False,
                "document_id": False,
            }
        )

    # Deciding

    def action_decide(self):
        """Open the dialog that decides these findings alike."""
        self._check_may_decide()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Decide"),
            "res_model": "ad.content.decide",
            "view_mode": "form",
            "target": "new",
            "context": {"default_finding_ids": self.ids},
        }

    def _check_may_decide(self):
        """The reviewer, and never somebody of the customer's own chain (A2)."""
        if not self.env.user.has_group("ad_sales_ops.group_ad_reviewer"):
            raise AccessError(self.env._("The Ad Reviewer decides findings."))
        self.check_access("read")
        for finding in self:
            if self.env.user in finding._barred_people():
                raise AccessError(
                    self.env._(
                        "You answer for %(customer)s: another reviewer decides on "
                        "its copy.",
                        customer=finding.advertiser_id.name,
                    )
                )

    def _barred_people(self):
        """Who sells to the customer, made the copy, or answers for either."""
        self.ensure_one()
        # Superuser: who sold and who answers is looked at, nothing else.
        finding = self.sudo()
        carer = finding.advertiser_id.user_id
        orders = finding.version_id.material_id.placement_ids.order_id
        teams = carer.crm_team_member_ids.crm_team_id | orders.team_id
        teams |= teams.ad_parent_id
        return (
            carer
            | orders.user_id
            | orders.ad_closer_id
            | orders.ad_carer_id
            | teams.user_id
            | finding.version_id.maker_id
        )

    def _action_decide(self, state, reason="", document=None):
        """Decide findings, and remember it for the customer's later copy.

        :raise AccessError: no reviewer, or one's own customer
        :raise UserError: decided already, or what the law never allows
        """
        self._check_may_decide()
        reason = (reason or "").strip()
        for finding in self:
            error = finding._decide_error_message(state, reason, document)
            if error:
                raise UserError(error)
        for finding in self:
            finding._decide(state, reason, document)
        decided = self | self._decide_alike()
        decided.version_id.sudo()._update_screening_state()
        decided._end_evidence_requests()

    def _decide_alike(self):
        """Settle the customer's other open findings of the same words."""
        # Superuser: findings have no other writer; callers checked.
        decisions = {f.decision_id.key: f.decision_id for f in self.sudo()}
        alike = self.sudo().search(
            [
                ("key", "in", [key for key in decisions if key]),
                ("advertiser_id", "in", self.advertiser_id.ids),
                ("company_id", "in", self.company_id.ids),
                ("state", "=", "open"),
            ]
        )
        alike = alike.filtered(
            lambda f: (
                decisions[f.key].advertiser_id == f.advertiser_id
                and decisions[f.key].state in DECISIONS[f.severity]
                and self.env.user not in f._barred_people()
            )
        )
        for finding in alike:
            finding.write(decisions[finding.key]._carried_values())
        return alike

    def _decide_error_message(self, state, reason, document):
        """Why this finding cannot be decided like this, or False."""
        self.ensure_one()
        names = {"phrase": self.phrase, "article": self.article or "-"}
        if self.state != "open":
            return self.env._("“%(phrase)s” is decided already.", **names)
        if self.severity == "forbidden":
            return self.env._(
                "“%(phrase)s” can never be waved through (%(article)s). Have the copy "
                "mended.",
                **names,
            )
        if state == "acceptable" and self.severity == "certificate":
            return self.env._(
                "“%(phrase)s” is allowed with a certificate only (%(article)s).",
                **names,
            )
        if state == "acceptable" and not reason:
            return self.env._("Say why “%(phrase)s” is acceptable.", **names)
        if state == "supported":
            return self._document_error_message(document)
        return False

    def _document_error_message(self, document):
        """Why a document does not prove this finding, or False."""
        if not document or document.partner_id != self.advertiser_id:
            return self.env._(
                "Choose the document of %s that proves it.", self.advertiser_id.name
            )
        day = self.company_id._ad_today()
        if not document.verified_by_id or document._state_on(day) not in (
            "valid",
            "expiring",
        ):
            return self.env._(
                "%s is not verified and valid today.", document.display_name
            )
        if self.evidence_type_id and document.type_id != self.evidence_type_id:
            return self.env._(
                "“%(phrase)s” is proved by: %(type)s. %(document)s is another kind of "
                "document.",
                phrase=self.phrase,
                type=self.evidence_type_id.name,
                document=document.display_name,
            )
        number = fold(document.number or "")[0].removeprefix("zl")
        if document.must_be_printed and number not in self.version_id._folded_text():
            return self.env._(
                "The copy does not print the number of %s. Have the copy mended.",
                document.display_name,
            )
        return False

    def _decide(self, state, reason, document):
        self.ensure_one()
        # Superuser: findings and decisions have no other writer; callers checked.
        finding = self.sudo()
        values = {
            "state": state,
            "reason": reason,
            "document_id": document.id if document else False,
            "decided_by_id": self.env.uid,
            "decided_on": fields.Datetime.now(),
        }
        if finding.kind != "unreadable":
            decision = finding.env["ad.content.decision"].create(
                {
                    **values,
                    "key": finding.key,
                    "phrase": finding.phrase,
                    "advertiser_id": finding.advertiser_id.id,
                    "company_id": finding.company_id.id,
                }
            )
            values["decision_id"] = decision.id
        finding.write(values)

    def action_send_back(self):
        """Ask whoever made the copy to mend it.

        :raise AccessError: no reviewer
        """
        self._check_may_decide()
        for version, findings in self.grouped("version_id").items():
            # Superuser: a to-do on copy of a customer the reviewer only reads.
            material = version.material_id.sudo()
            sentences = [
                self.env._(
                    "“%(phrase)s” (%(article)s): %(advice)s",
                    phrase=finding.phrase,
                    article=finding.article or "-",
                    advice=finding.advice or "",
                )
                for finding in findings
            ]
            material.activity_schedule(
                "ad_sales_ops.mail_activity_type_revision",
                date_deadline=material.next_close or fields.Date.context_today(self),
                user_id=version.sudo().maker_id.id,
                note=Markup("<br/>").join(sentences),
            )
        return True
