"""Dated exceptions to the working week (M3)."""

from odoo import fields, models


class AdCalendarException(models.Model):
    """A holiday, or a weekend day that is worked in exchange (调休)."""

    _name = "ad.calendar.exception"
    _description = "Working Day Exception"
    _order = "date desc"

    name = fields.Char(required=True, translate=True)
    date = fields.Date(required=True, index=True)
    is_working = fields.Boolean("Working Day")
    company_id = fields.Many2one("res.company", index=True)
