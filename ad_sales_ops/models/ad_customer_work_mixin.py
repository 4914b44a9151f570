"""What job orders and copy share: for which customer, in whose care (E22)."""

from odoo import fields, models


class AdCustomerWorkMixin(models.AbstractModel):
    """The head of a piece of work for one customer."""

    _name = "ad.customer.work.mixin"
    _description = "Work for a Customer"

    number = fields.Char(readonly=True, copy=False, default="/", index="trigram")
    name = fields.Char("Subject", required=True)
    advertiser_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("ad_is_advertiser", "=", True)],
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    user_id = fields.Many2one(
        "res.users",
        "Carer",
        compute="_compute_people",
        store=True,
        precompute=True,
        index=True,
        ondelete="restrict",
    )
    team_id = fields.Many2one(
        "crm.team",
        compute="_compute_people",
        store=True,
        precompute=True,
        index=True,
        ondelete="restrict",
    )

    def _compute_people(self):
        """Each kind of work knows from where it has its carer and team."""
        raise NotImplementedError
