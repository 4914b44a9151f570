"""Advertising categories and the papers they ask for (C2)."""

from odoo import fields, models


class AdCategory(models.Model):
    """What is advertised, as far as the law asks for papers."""

    _name = "ad.category"
    _description = "Advertising Category"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
