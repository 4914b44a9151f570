"""Customers whom no round of phone checks asks after (Q2)."""

from odoo import models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from .ad_service_round import GENERAL_MANAGER

RELATIONS = "ad_sales_ops.group_ad_service_supervisor"


class AdServiceRound(models.Model):
    """Every customer is called: whoever belongs to no division shows here."""

    _inherit = "ad.service.round"

    def action_open_left_out(self):
        """Open who is active or owes money this month and stands in no round.

        :raise AccessError: neither the general manager nor customer relations
        """
        user = self.env.user
        if not user.has_group(GENERAL_MANAGER) and not user.has_group(RELATIONS):
            raise AccessError(
                self.env._(
                    "The general manager and customer relations look after customers "
                    "in no round."
                )
            )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ad_sales_ops.ad_service_left_out_action"
        )
        # Superuser: who is asked was looked at; what they read, their rules say.
        found = [self.sudo()._left_out(company) for company in self.env.companies]
        action["domain"] = [("id", "in", [row for rows in found for row in rows])]
        return action

    def _left_out(self, company):
        """Ids of the advertisers of a company whom this month's rounds leave out."""
        month = company._ad_today().replace(day=1)
        # No division: of any team, and of none.
        everything = self.new({"company_id": company.id, "month": month})
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT w.advertiser_id
                FROM (%(why)s) w JOIN res_partner a ON a.id = w.advertiser_id
                WHERE a.ad_is_advertiser AND NOT EXISTS (
                    SELECT 1 FROM ad_service_check_customer k
                    JOIN ad_service_round r ON r.id = k.round_id
                    WHERE k.advertiser_id = w.advertiser_id
                        AND r.company_id = %(company)s AND r.month = %(month)s)
                """,
                why=everything._why_query(),
                company=company.id,
                month=month,
            )
        )
        return [row[0] for row in rows]
