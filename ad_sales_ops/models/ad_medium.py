"""Media: printed titles, websites, direct mail (M1)."""

from odoo import fields, models


class AdMedium(models.Model):
    """A printed title or a website in which space is sold."""

    _name = "ad.medium"
    _description = "Medium"
    _order = "name"

    name = fields.Char("Full Media Name", required=True)
    code = fields.Char(required=True)
    kind = fields.Selection(
        [
            ("magazine", "Magazine"),
            ("newspaper", "Newspaper"),
            ("web", "Website"),
            ("direct_mail", "Direct Mail"),
        ],
        required=True,
        default="magazine",
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    pricelist_id = fields.Many2one("product.pricelist", "Rate Card", index=True)
    page_count = fields.Integer("Interior Pages", default=64)
    has_cover = fields.Boolean("Separate Cover", default=True)
    gatefold_panels = fields.Integer()
    hold_days = fields.Integer("Days of a Hold", default=7)
    active = fields.Boolean(default=True)
    position_ids = fields.One2many("ad.position", "medium_id")
    issue_ids = fields.One2many("ad.issue", "medium_id")
