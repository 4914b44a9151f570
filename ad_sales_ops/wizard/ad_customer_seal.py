"""Record the customer's seal (K2)."""

from odoo import api, fields, models


class AdCustomerSeal(models.TransientModel):
    """What was sealed, with which seal, when; photo or scan now or later."""

    _name = "ad.customer.seal"
    _inherit = "ad.dialog.mixin"
    _description = "Record Customer's Seal"

    order_ids = fields.Many2many("sale.order", required=True)
    seal_kind = fields.Selection(
        [
            ("official", "Official Seal"),
            ("contract", "Contract Seal"),
            ("financial", "Financial Seal"),
        ],
        required=True,
        default="contract",
    )
    seal_name = fields.Char(
        "Name on the Seal",
        compute="_compute_seal_name",
        store=True,
        readonly=False,
        required=True,
    )
    date = fields.Date(
        "Sealed on",
        required=True,
        default=lambda self: fields.Date.context_today(self),
    )
    original_state = fields.Selection(
        [("original", "Original Here"), ("fax", "Fax or Photo Only")],
        "Customer's Original",
        required=True,
        default="original",
    )
    scan = fields.Binary("Scan or Photo")
    scan_name = fields.Char()

    @api.depends("order_ids")
    def _compute_seal_name(self):
        for wizard in self:
            partner = wizard.order_ids.partner_id.commercial_partner_id[:1]
            wizard.seal_name = partner.ad_licence_name

    def action_record(self):
        """Freeze the terms and hand the contract to the supervisor."""
        self.ensure_one()
        self.order_ids._action_record_customer_seal(
            ad_customer_seal_kind=self.seal_kind,
            ad_customer_seal_name=self.seal_name,
            ad_customer_seal_date=self.date,
            ad_original_state=self.original_state,
            ad_customer_scan=self.scan,
            ad_customer_scan_name=self.scan_name,
        )
        return {"type": "ir.actions.act_window_close"}
