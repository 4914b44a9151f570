"""The settings page of advertising sales."""

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    ad_document_warning_days = fields.Integer(
        related="company_id.ad_document_warning_days", readonly=False
    )
