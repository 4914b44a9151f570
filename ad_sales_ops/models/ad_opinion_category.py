"""What customers' opinions are about: the eight categories of the summary (Q3)."""

from odoo import fields, models


class AdOpinionCategory(models.Model):
    """A category of opinions; the same for every company, so that months compare."""

    _name = "ad.opinion.category"
    _description = "Opinion Category"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
