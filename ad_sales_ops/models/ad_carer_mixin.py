"""Who serves a customer, kept as it was when something was registered (Q1, Q5, Q6)."""

from odoo import api, fields, models

INTERNAL = "base.group_user"


class AdCarerMixin(models.AbstractModel):
    """Carer and team of a record's customer, in columns of their own.

    A model brings ``partner_id`` and ``company_id``.
    """

    _name = "ad.carer.mixin"
    _description = "Carer of the Customer"

    user_id = fields.Many2one(
        "res.users",
        "Carer",
        compute="_compute_carer",
        store=True,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        groups=INTERNAL,
        help="Who served the customer when the matter was registered.",
    )
    team_id = fields.Many2one(
        "crm.team",
        compute="_compute_carer",
        store=True,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        groups=INTERNAL,
    )

    @api.depends("partner_id", "company_id")
    def _compute_carer(self):
        for record in self:
            # Superuser: who serves a customer and in which team is no secret.
            partner = record.partner_id.sudo()
            user = partner.user_id or partner.commercial_partner_id.user_id
            teams = user.crm_team_member_ids.crm_team_id.filtered(
                lambda team, record=record: (
                    team.company_id.id in (False, record.company_id.id)
                )
            )
            record.user_id, record.team_id = user, teams[:1]
