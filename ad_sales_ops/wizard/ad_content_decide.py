"""Deciding findings (A2)."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class AdContentDecide(models.TransientModel):
    """One decision for findings that are alike."""

    _name = "ad.content.decide"
    _inherit = "ad.dialog.mixin"
    _description = "Decide Findings"

    finding_ids = fields.Many2many("ad.content.finding", required=True)
    advice = fields.Text(compute="_compute_advice")
    state = fields.Selection(
        [("supported", "Supported by a Document"), ("acceptable", "Acceptable")],
        "Decision",
        required=True,
        compute="_compute_state",
        store=True,
        readonly=False,
    )
    reason = fields.Char()
    document_id = fields.Many2one(
        "ad.partner.document",
        compute="_compute_document_id",
        store=True,
        readonly=False,
        domain="[('partner_id', 'in', advertiser_ids)]",
    )
    document_scan = fields.Binary(
        related="document_id.scan", related_sudo=False, string="Scan"
    )
    document_scan_name = fields.Char(
        related="document_id.scan_name", related_sudo=False
    )
    is_unverified = fields.Boolean(compute="_compute_is_unverified")
    verify_document = fields.Boolean(
        "I Have Looked at the Scan and Verify It",
        help="The document was entered by somebody else and is not verified yet.",
    )
    advertiser_ids = fields.Many2many("res.partner", compute="_compute_advertiser_ids")

    @api.depends("finding_ids")
    def _compute_advice(self):
        for wizard in self:
            advice = dict.fromkeys(wizard.finding_ids.mapped("advice"))
            wizard.advice = "\n".join(filter(None, advice)) or False

    @api.depends("finding_ids")
    def _compute_state(self):
        for wizard in self:
            severities = wizard.finding_ids.mapped("severity")
            supplied = wizard.finding_ids.evidence_id
            proved = supplied or "certificate" in severities
            wizard.state = "supported" if proved else "acceptable"

    @api.depends("finding_ids")
    def _compute_document_id(self):
        """What was supplied, else the only document of the kind needed."""
        for wizard in self:
            findings = wizard.finding_ids
            documents = findings.evidence_id
            if not documents and findings.evidence_type_id:
                documents = findings.advertiser_id.ad_document_ids.filtered(
                    lambda d, kinds=findings.evidence_type_id: d.type_id in kinds
                    and d.active
                )
            wizard.document_id = documents if len(documents) == 1 else False

    @api.depends("document_id")
    def _compute_is_unverified(self):
        for wizard in self:
            document = wizard.document_id
            wizard.is_unverified = bool(document) and not document.verified_by_id

    @api.depends("finding_ids")
    def _compute_advertiser_ids(self):
        for wizard in self:
            wizard.advertiser_ids = wizard.finding_ids.advertiser_id

    def action_apply(self):
        """Decide them; a document that waits for it is verified on the way.

        :raise UserError: the document cannot be verified by this person
        """
        document = self.document_id if self.state == "supported" else None
        self.finding_ids._check_may_decide()
        if document and self.is_unverified and self.verify_document:
            self._verify_document()
        self.finding_ids._action_decide(self.state, self.reason, document)
        return {"type": "ir.actions.act_window_close"}

    def _verify_document(self):
        self.document_id._check_verifier()
        problems = self.document_id._verification_problems()
        if problems:
            raise UserError("\n".join(problems[self.document_id]))
        self.document_id._action_verify()
