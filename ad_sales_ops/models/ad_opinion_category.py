"""The eight categories into which customers' opinions are counted (Q3)."""

from odoo import fields, models


class AdOpinionCategory(models.Model):
    """A category of opinions; the same for every company, so that months compare."""

    _name = "ad.opinion.category"
    _description = "Category of Opinion"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _name_unique = models.UniqueIndex("(name)", "There is such a category already.")
