"""Advertising categories and the papers they ask for (C2)."""

from odoo import api, fields, models


class AdCategory(models.Model):
    """What is advertised, as far as the law asks for papers."""

    _name = "ad.category"
    _description = "Advertising Category"
    _order = "sequence, id"
    _rec_names_search = ["name", "code"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True, help="Short name for imports, for example “health_food”."
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    law_article = fields.Char(
        "Legal Basis",
        translate=True,
        help="Article that rules advertisements of this category.",
    )
    is_forbidden = fields.Boolean(
        "May Not Be Advertised",
        help="Advertisers of this category are not filed and nothing of theirs runs.",
    )
    note = fields.Text("What to Watch", translate=True)
    document_type_ids = fields.Many2many(
        "ad.document.type",
        "ad_category_document_type_rel",
        "category_id",
        "type_id",
        string="Required Documents",
        domain=[("requirement", "=", "category")],
    )
    advertiser_count = fields.Integer(
        "Advertisers", compute="_compute_advertiser_count"
    )

    _code_unique = models.UniqueIndex(
        "(code)", "Another advertising category has this code already."
    )

    def _compute_advertiser_count(self):
        counts = dict(
            self.env["res.partner"]._read_group(
                [("ad_is_advertiser", "=", True), ("ad_category_id", "in", self.ids)],
                ["ad_category_id"],
                ["__count"],
            )
        )
        for category in self:
            category.advertiser_count = counts.get(category, 0)

    def write(self, vals):
        result = super().write(vals)
        if {"is_forbidden", "document_type_ids"} & set(vals):
            self._touch_advertisers()
        return result

    def action_open_advertisers(self):
        """Show the advertisers of this category."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ad_sales_ops.res_partner_action_advertisers"
        )
        action["domain"] = [
            ("ad_is_advertiser", "=", True),
            ("ad_category_id", "=", self.id),
        ]
        return action

    @api.model
    def _touched_by_papers(self, domain):
        """Advertisers whose papers are judged anew, whoever may see them."""
        # sudo: a rule that changes touches customers of every division
        partners = self.env["res.partner"].sudo()
        return partners.search([("ad_is_advertiser", "=", True), *domain])

    def _touch_advertisers(self):
        """Have the clearance of the advertisers' placements worked out again."""
        partners = self._touched_by_papers([("ad_category_id", "in", self.ids)])
        self.env["ad.placement"]._touch_partners(partners)
