"""An advertiser in a round, and why he is called (Q2)."""

from odoo import api, fields, models


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

    _once_a_round = models.UniqueIndex("(round_id, advertiser_id)")

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
