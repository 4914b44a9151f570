"""Dialog: why customers are taken out of the file (C1)."""

from odoo import fields, models


class AdPartnerUnfile(models.TransientModel):
    """The reason for setting filed customers back to pending."""

    _name = "ad.partner.unfile"
    _inherit = "ad.dialog.mixin"
    _description = "Withdraw the File of Customers"

    partner_ids = fields.Many2many(
        "res.partner", string="Customers", required=True, readonly=True
    )
    reason = fields.Text(required=True)

    def action_confirm(self):
        """Withdraw the files; the reason goes into each customer's chatter."""
        self.ensure_one()
        self.partner_ids._check_ad_manager()
        filed = self.partner_ids.filtered(lambda p: p.ad_file_state == "filed")
        filed._action_ad_unfile(self.reason)
        return {"type": "ir.actions.act_window_close"}
