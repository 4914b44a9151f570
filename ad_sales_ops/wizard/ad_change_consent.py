"""The customer's written request for a change (K9)."""

from odoo import api, fields, models


class AdChangeConsent(models.TransientModel):
    """Asks for date, scan and signer of the customer's letter."""

    _name = "ad.change.consent"
    _inherit = "ad.dialog.mixin"
    _description = "Customer's Consent to a Change"

    change_id = fields.Many2one("ad.change.order", required=True, ondelete="cascade")
    new_words = fields.Text("What Is Agreed", compute="_compute_new_words")
    request_date = fields.Date(
        "Written Request of",
        compute="_compute_request_date",
        store=True,
        readonly=False,
        help="The date on the customer's letter; the fee counts from it.",
    )
    request_scan = fields.Binary("Scan of the Request", attachment=False)
    request_scan_name = fields.Char()
    confirmer_ids = fields.Many2many(
        "ad.confirmer", string="Confirmers", compute="_compute_confirmer_ids"
    )
    confirmer_id = fields.Many2one(
        "ad.confirmer",
        "Agreed by",
        compute="_compute_confirmer_id",
        store=True,
        readonly=False,
        domain="[('id', 'in', confirmer_ids)]",
    )

    @api.depends("change_id")
    def _compute_new_words(self):
        for wizard in self:
            wizard.new_words = "\n".join(
                f"{line.placement_id.display_name}\n{line.new_words}"
                # Superuser: the insertions may be another carer's.
                for line in wizard.change_id.sudo().line_ids
            )

    @api.depends("change_id")
    def _compute_request_date(self):
        for wizard in self:
            wizard.request_date = wizard.change_id.request_date

    @api.depends("change_id")
    def _compute_confirmer_id(self):
        for wizard in self:
            wizard.confirmer_id = wizard.change_id.confirmer_id

    @api.depends("change_id", "request_date")
    def _compute_confirmer_ids(self):
        for wizard in self:
            change = wizard.change_id
            wizard.confirmer_ids = self.env["ad.confirmer"]._valid_for(
                change.advertiser_id,
                wizard.request_date or change.company_id._ad_today(),
                change.company_id,
            )

    def action_record(self):
        """Keep the consent; it goes to the manager."""
        self.ensure_one()
        values = {
            "request_date": self.request_date,
            "confirmer_id": self.confirmer_id.id,
        }
        if self.request_scan:
            values |= {
                "request_scan": self.request_scan,
                "request_scan_name": self.request_scan_name,
            }
        self.change_id._action_record_consent(values)
        return {"type": "ir.actions.act_window_close"}
