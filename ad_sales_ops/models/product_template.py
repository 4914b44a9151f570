"""Products that stand for positions and surcharges (M2)."""

from odoo import fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    service_tracking = fields.Selection(
        selection_add=[("ad_placement", "Advertisement")],
        ondelete={"ad_placement": "set default"},
    )
    ad_surcharge = fields.Selection(
        [("amount", "Amount"), ("percent", "Per Cent")], groups="base.group_user"
    )
    ad_surcharge_percent = fields.Float(groups="base.group_user")
    ad_medium_id = fields.Many2one("ad.medium", groups="base.group_user", index=True)
