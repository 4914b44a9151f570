"""An advertiser in a round, and why he is called (Q2)."""

from odoo import api, fields, models
from odoo.tools import SQL


class AdServiceCheckCustomer(models.Model):
    """Every advertiser stands once in a round."""

    _name = "ad.service.check.customer"
    _description = "Customer of a Phone Check"
    _order = "check_id, id"
    _rec_name = "advertiser_id"

    check_id = fields.Many2one(
        "ad.service.check",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    round_id = fields.Many2one(
        "ad.service.round",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    advertiser_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    team_id = fields.Many2one(
        "crm.team", readonly=True, index=True, ondelete="restrict"
    )
    carer_id = fields.Many2one(
        "res.users", readonly=True, index=True, ondelete="restrict"
    )
    has_insertion = fields.Boolean("Insertion This Month", readonly=True)
    in_force = fields.Boolean("Contract in Force", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount_due = fields.Monetary("Owes", readonly=True)
    why = fields.Char("Why Called", compute="_compute_why")
    is_merged = fields.Boolean(
        "Merged Since",
        readonly=True,
        help="Two customers of the round were merged into one: both lines stay.",
    )

    _once_a_round = models.UniqueIndex(
        "(round_id, advertiser_id) WHERE is_merged IS NOT TRUE"
    )

    @api.depends_context("lang")
    @api.depends("has_insertion", "in_force", "amount_due")
    def _compute_why(self):
        for record in self:
            words = [
                record.has_insertion and self.env._("Insertion This Month"),
                record.in_force and self.env._("Contract in Force"),
                record.amount_due
                and self.env._("Owes %s", record.currency_id.format(record.amount_due)),
            ]
            record.why = " · ".join(filter(None, words))

    @api.model
    def _mark_merged(self, partners):
        """Keep a line of each of these customers, who become one, in each round.

        The first line of a round counts for the customer from now on.
        """
        self.env.flush_all()
        # By SQL: closed rounds keep their lines, too, and are frozen for writing.
        self.env.cr.execute(
            SQL(
                """
                UPDATE ad_service_check_customer k SET is_merged = TRUE
                WHERE k.advertiser_id = ANY(%(partners)s) AND EXISTS (
                    SELECT 1 FROM ad_service_check_customer first
                    WHERE first.round_id = k.round_id AND first.id < k.id
                        AND first.advertiser_id = ANY(%(partners)s)
                        AND first.is_merged IS NOT TRUE)
                """,
                partners=partners.ids,
            )
        )
        self.invalidate_model(["is_merged"])
