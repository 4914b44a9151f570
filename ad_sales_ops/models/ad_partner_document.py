"""Documents of advertisers (C2, C3)."""

from odoo import fields, models


class AdPartnerDocument(models.Model):
    """One paper of an advertiser with its validity and its scan."""

    _name = "ad.partner.document"
    _description = "Advertiser Document"

    partner_id = fields.Many2one("res.partner", required=True, index=True)
    type_id = fields.Many2one("ad.document.type", required=True)
