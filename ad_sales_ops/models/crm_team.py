"""Divisions and their teams (G2)."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

GENERAL_MANAGER = "ad_sales_ops.group_ad_general_manager"


class CrmTeam(models.Model):
    """A sales team; with teams below it, a division (事业部)."""

    _inherit = "crm.team"

    ad_parent_id = fields.Many2one(
        "crm.team",
        "Division",
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('ad_parent_id', '=', False), ('id', '!=', id)]",
        help="The team's leader is the supervisor, the division's leader the manager.",
    )
    ad_child_ids = fields.One2many("crm.team", "ad_parent_id", "Teams of the Division")
    ad_authorization_ids = fields.One2many(
        "ad.authorization", "team_id", groups="ad_sales_ops.group_ad_user"
    )

    @api.constrains("ad_parent_id")
    def _check_ad_levels(self):
        for team in self:
            if not team.ad_parent_id:
                continue
            if (
                team.ad_parent_id == team
                or team.ad_parent_id.ad_parent_id
                or team.ad_child_ids
            ):
                raise ValidationError(
                    self.env._(
                        "%(team)s cannot belong to %(division)s: there are two levels, "
                        "divisions and their teams.",
                        team=team.name,
                        division=team.ad_parent_id.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used_by_contracts(self):
        used = (
            self.env["sale.order"]
            .sudo()
            .search_count(
                [("team_id", "in", self.ids), ("ad_contract_kind", "!=", False)],
                limit=1,
            )
        )
        if used or self.ad_child_ids:
            raise UserError(
                self.env._(
                    "A team with advertising contracts or with teams below it cannot "
                    "be deleted. Archive it instead."
                )
            )

    @api.model
    def _ad_led_divisions_domain(self):
        """Divisions with a manager: they have their rounds and summaries."""
        return [
            ("ad_parent_id", "=", False),
            ("user_id", "!=", False),
            ("company_id", "!=", False),
        ]

    @api.model
    def _ad_own_divisions(self):
        """Divisions that the user leads in the chosen companies.

        The general manager leads all of them.

        :rtype: crm.team, read as superuser
        """
        domain = [
            *self._ad_led_divisions_domain(),
            ("company_id", "in", self.env.companies.ids),
        ]
        if not self.env.user.has_group(GENERAL_MANAGER):
            domain.append(("user_id", "=", self.env.uid))
        # Superuser: only divisions of the user's own are looked for.
        return self.sudo().search(domain)
