"""Advertisers (C1)."""

from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    ad_is_advertiser = fields.Boolean("Advertiser", groups="base.group_user")
    ad_licence_name = fields.Char("Licence Name", groups="base.group_user")
    ad_file_state = fields.Selection(
        [("pending", "Pending"), ("filed", "Filed")],
        default="pending",
        groups="base.group_user",
    )
    ad_category_id = fields.Many2one("ad.category", groups="base.group_user")

    def _ad_document_problems(self, on_date):
        """Missing and expired documents of advertisers, in words (C2).

        :param on_date: the day on which they have to be valid
        :return: ``{partner: [sentence, …]}`` with failing partners only
        """
        return {}
