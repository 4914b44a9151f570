"""Authorisations to act for another (G8)."""

from odoo import fields, models


class AdAuthorization(models.Model):
    """A named person may act for another at a step, up to an amount, from–to."""

    _name = "ad.authorization"
    _description = "Authorisation"

    name = fields.Char()
