"""The clauses that every contract prints (K6)."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class AdContractClause(models.Model):
    """One article of the printed contract, in every language the house prints."""

    _name = "ad.contract.clause"
    _description = "Contract Clause"
    _order = "sequence, id"

    sequence = fields.Integer(default=100)
    name = fields.Char("Title", required=True, translate=True)
    contract_kind = fields.Selection(
        lambda self: self._selection_contract_kind(),
        "Only for Contracts of Kind",
        help="Empty: printed on contracts of every kind.",
    )
    body = fields.Text("Wording", required=True, translate=True)
    company_id = fields.Many2one(
        "res.company",
        index=True,
        ondelete="cascade",
        help="Empty: printed by every company that has no clauses of its own.",
    )
    active = fields.Boolean(default=True)

    @api.model
    def _selection_contract_kind(self):
        """Offer the kinds that contracts have, in the user's language."""
        kind = self.env["sale.order"]._fields["ad_contract_kind"]
        return kind._description_selection(self.env)

    @api.model
    def _get_clauses(self, order):
        """Return what a contract prints: the company's own clauses, else the standard.

        A company that rewords one article takes over the whole set, so that two
        versions of the same article never stand in one contract.
        """
        is_own = Domain("company_id", "=", order.company_id.id)
        if not self.search_count(is_own, limit=1):
            is_own = Domain("company_id", "=", False)
        kinds = [False, order.ad_contract_kind]
        return self.search(is_own & Domain("contract_kind", "in", kinds))

    def action_copy_to_company(self):
        """Give the current company its own copy of these standard clauses to edit.

        :raises UserError: it has its own set already
        """
        self.browse().check_access("create")
        company = self.env.company
        if self.search_count([("company_id", "=", company.id)], limit=1):
            raise UserError(
                self.env._(
                    "%(company)s already has clauses of its own; edit those.",
                    company=company.name,
                )
            )
        for clause in self.filtered(lambda clause: not clause.company_id):
            # copy() carries every translation over.
            clause.copy({"company_id": company.id})
        return self.env["ir.actions.act_window"]._for_xml_id(
            "ad_sales_ops.ad_contract_clause_action"
        )
