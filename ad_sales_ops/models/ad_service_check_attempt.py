"""Calls that nobody answered (E16)."""

from odoo import fields, models


class AdServiceCheckAttempt(models.Model):
    _name = "ad.service.check.attempt"
    _inherit = ["ad.service.check.part"]
    _description = "Call Without an Answer"
    _order = "called_on, id"
    _rec_name = "called_on"

    check_id = fields.Many2one(
        "ad.service.check",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        related="check_id.company_id", store=True, precompute=True, index=True
    )
    called_on = fields.Datetime(required=True, readonly=True)
    called_by_id = fields.Many2one(
        "res.users", "Tried by", required=True, readonly=True, ondelete="restrict"
    )
    note = fields.Char(readonly=True)
