"""The way from a customer to its story (C5)."""

from odoo import fields, models

ANY_TITLE = "ad_sales_ops.group_ad_user"


class ResPartner(models.Model):
    _inherit = "res.partner"

    ad_mail_rating = fields.Float(
        "Rating by Mail (1–5)",
        compute="_compute_ad_mail_rating",
        digits=(2, 1),
        groups=ANY_TITLE,
        help="What customers answered to our mail after the solution, on average of a "
        "year; of a colleague those whom he serves.",
    )
    ad_mail_rating_count = fields.Integer(
        compute="_compute_ad_mail_rating", groups=ANY_TITLE
    )

    def _ad_rated_domain(self):
        year = fields.Datetime.subtract(fields.Datetime.now(), years=1)
        return [
            *self._ad_served_domain(),
            ("rating_last_value", ">", 0),
            ("registered_on", ">=", year),
        ]

    def _compute_ad_mail_rating(self):
        for partner in self:
            [(average, count)] = self.env["ad.complaint"]._read_group(
                partner._ad_rated_domain(), [], ["rating_last_value:avg", "__count"]
            )
            partner.ad_mail_rating = average or 0.0
            partner.ad_mail_rating_count = count

    def action_ad_open_ratings(self):
        """Open the complaints that customers rated by mail."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Rating by Mail (1–5)"),
            "res_model": "ad.complaint",
            "view_mode": "list,form",
            "domain": self._ad_rated_domain(),
        }

    def action_ad_open_story(self):
        """Open everything that happened with this customer, the newest first."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ad_sales_ops.ad_customer_event_action"
        )
        action["domain"] = [("advertiser_id", "=", self.commercial_partner_id.id)]
        action["context"] = {"ad_one_customer": True}
        action["display_name"] = self.env._(
            "Story of %(customer)s", customer=self.commercial_partner_id.name
        )
        return action
