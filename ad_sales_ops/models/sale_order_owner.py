"""Who may be named as owner of a contract's turnover (G4)."""

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class SaleOrder(models.Model):
    """Later moves of the turnover are the general manager's; this is the first name."""

    _inherit = "sale.order"

    @api.model_create_multi
    def create(self, vals_list):
        """Name as owner whom one's own team answers for only.

        :raise AccessError: somebody of another team is named
        """
        orders = super().create(vals_list)
        if not self.env.su:
            orders._check_ad_owner()
        return orders

    def write(self, vals):
        """The owner is named first when an order becomes a contract, too.

        :raise AccessError: somebody of another team is named
        """
        if self.env.su or not {"user_id", "ad_contract_kind"} & set(vals):
            return super().write(vals)
        owned = self.filtered(lambda order: order.ad_contract_kind and order.user_id)
        result = super().write(vals)
        (self - owned)._check_ad_owner()
        return result

    def _check_ad_owner(self):
        contracts, user = self.filtered("ad_contract_kind"), self.env.user
        if not contracts or user.has_group("ad_sales_ops.group_ad_general_manager"):
            return
        people = user | user._ad_team_people()
        for order in contracts:
            # The customer's own salesperson is nobody's choice.
            customer = order.partner_id | order.partner_id.commercial_partner_id
            if order.user_id - people - customer.user_id:
                raise AccessError(
                    self.env._(
                        "%(contract)s: you cannot name %(owner)s as owner of the "
                        "turnover. Name yourself or a member of your team; the general "
                        "manager names anybody.",
                        contract=order.name,
                        owner=order.user_id.name,
                    )
                )


class ResUsers(models.Model):
    _inherit = "res.users"

    def _ad_team_people(self):
        """Members and leaders of the teams the person belongs to or leads."""
        self.ensure_one()
        domain = Domain("crm_team_member_ids.user_id", "=", self.id)
        domain |= Domain("user_id", "=", self.id)
        domain |= Domain("ad_parent_id.user_id", "=", self.id)
        # Superuser: who is in a team is no secret to its people.
        teams = self.env["crm.team"].sudo().search(domain)
        people = teams.crm_team_member_ids.user_id | teams.user_id
        return people.with_env(self.env)
