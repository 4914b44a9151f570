"""Positions: what can be sold in a medium (M2)."""

from odoo import fields, models


class AdPosition(models.Model):
    """A place of a given size and rule in the issues of a medium."""

    _name = "ad.position"
    _description = "Position"
    _order = "medium_id, sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char()
    sequence = fields.Integer(default=10)
    medium_id = fields.Many2one("ad.medium", required=True, index=True)
    company_id = fields.Many2one(related="medium_id.company_id", store=True)
    page_rule = fields.Selection(
        [("run_of_book", "Run of Book"), ("fixed", "Fixed")],
        required=True,
        default="run_of_book",
    )
    fixed_place = fields.Selection(
        [
            ("front_cover", "Front Cover"),
            ("gatefold", "Gatefold"),
            ("inside_front", "Inside Front Cover"),
            ("inside_back", "Inside Back Cover"),
            ("back_cover", "Back Cover"),
            ("page", "Interior Page"),
        ]
    )
    fixed_page = fields.Integer()
    grid_x = fields.Integer()
    grid_y = fields.Integer()
    grid_width = fields.Integer(default=120)
    grid_height = fields.Integer(default=120)
    capacity = fields.Integer("For Sale per Issue")
    product_id = fields.Many2one(
        "product.product", required=True, ondelete="restrict", index=True
    )
    active = fields.Boolean(default=True)
