"""Kinds of documents an advertiser has to show (C2)."""

from odoo import fields, models


class AdDocumentType(models.Model):
    """A kind of document, and who has to have it."""

    _name = "ad.document.type"
    _description = "Document Type"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
