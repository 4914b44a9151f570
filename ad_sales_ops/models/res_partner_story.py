"""The way from a customer to its story (C5)."""

from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

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
