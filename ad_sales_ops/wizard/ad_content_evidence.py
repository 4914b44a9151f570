"""Supplying the document that proves what copy says (A7)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

#: Titles that bring documents; specialists for their own customers.
SUPPLIERS = ("specialist", "contract_admin")


class AdContentEvidence(models.TransientModel):
    """A paper of the customer, known already or entered here, for findings."""

    _name = "ad.content.evidence"
    _inherit = "ad.dialog.mixin"
    _description = "Supply Evidence"

    finding_ids = fields.Many2many("ad.content.finding", required=True)
    advertiser_id = fields.Many2one("res.partner", compute="_compute_advertiser_id")
    document_id = fields.Many2one(
        "ad.partner.document",
        "Known Document",
        domain="[('partner_id', '=', advertiser_id)]",
        help="Empty: a new document.",
    )
    type_id = fields.Many2one(
        "ad.document.type",
        compute="_compute_type_id",
        store=True,
        readonly=False,
    )
    number = fields.Char()
    date_to = fields.Date("Valid Until")
    is_unlimited = fields.Boolean("Unlimited")
    scan = fields.Binary()
    scan_name = fields.Char("File Name")
    note = fields.Char()

    @api.depends("finding_ids")
    def _compute_advertiser_id(self):
        for wizard in self:
            wizard.advertiser_id = wizard.finding_ids.advertiser_id[:1]

    @api.depends("finding_ids")
    def _compute_type_id(self):
        other = self.env.ref(
            "ad_sales_ops.ad_document_type_other_proof", raise_if_not_found=False
        )
        for wizard in self:
            wizard.type_id = wizard.finding_ids.evidence_type_id[:1] or other

    def action_supply(self):
        """Hang the document on the findings; the reviewer decides then.

        :raise AccessError: the title brings no documents
        :raise UserError: findings are decided, or there is no scan
        """
        self.ensure_one()
        user = self.env.user
        if not any(user.has_group(f"ad_sales_ops.group_ad_{t}") for t in SUPPLIERS):
            raise AccessError(
                self.env._(
                    "Evidence is supplied by the carer or the contract administrator."
                )
            )
        self.finding_ids.check_access("read")
        if self.finding_ids.filtered(lambda f: f.state != "open"):
            raise UserError(self.env._("These findings are decided already."))
        document = self.document_id or self._create_document()
        if document.partner_id != self.finding_ids.advertiser_id:
            raise UserError(
                self.env._("Choose a document of %s.", self.advertiser_id.name)
            )
        # Superuser: findings have no other writer; checked above.
        self.finding_ids.sudo().evidence_id = document
        self.finding_ids._end_evidence_requests()
        return {"type": "ir.actions.act_window_close"}

    def _create_document(self):
        if not self.scan:
            raise UserError(self.env._("Attach the scan of the document."))
        return self.env["ad.partner.document"].create(
            {
                "partner_id": self.finding_ids.advertiser_id.id,
                "type_id": self.type_id.id,
                "number": self.number,
                "date_to": self.date_to,
                "is_unlimited": self.is_unlimited,
                "scan": self.with_context(bin_size=False).scan,
                "scan_name": self.scan_name,
                "note": self.note,
            }
        )
