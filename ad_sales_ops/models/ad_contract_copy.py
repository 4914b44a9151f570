"""The three copies of a sealed contract (K5)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError

KINDS = [
    ("finance", "Finance Copy"),
    ("archive", "Department Copy"),
    ("customer", "Customer Copy"),
]


class AdContractCopy(models.Model):
    """Who holds which copy, since when, and its scan."""

    _name = "ad.contract.copy"
    _inherit = ["ad.guarded.mixin"]
    _description = "Contract Copy"
    _order = "order_id desc, id"
    _rec_name = "kind"

    order_id = fields.Many2one(
        "sale.order", "Contract", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(related="order_id.partner_id", string="Customer")
    team_id = fields.Many2one(related="order_id.team_id")
    kind = fields.Selection(KINDS, required=True)
    state = fields.Selection(
        [
            ("to_hand_out", "To Hand Out"),
            ("handed_out", "With Its Holder"),
            ("fax_only", "Original Missing"),
        ],
        required=True,
        default="to_hand_out",
        index=True,
    )
    holder_id = fields.Many2one("res.users", ondelete="restrict")
    holder_name = fields.Char("Holder's Name", help="Of the customer, for his copy.")
    date = fields.Date("Since")
    scan = fields.Binary(attachment=True)
    scan_name = fields.Char()

    _one_of_a_kind = models.UniqueIndex(
        "(order_id, kind)", "Each contract has one copy of a kind."
    )

    def _guarded_fields(self):
        return super()._guarded_fields() | {"order_id", "company_id", "kind"}

    @api.model
    def _make_for(self, order):
        """Make the three copies when the company seals."""
        # Superuser: copies are made by the seal, never by hand.
        return self.sudo().create(
            [
                {
                    "order_id": order.id,
                    "company_id": order.company_id.id,
                    "kind": kind,
                    "state": self._state_by_original(order),
                }
                for kind, _label in KINDS
            ]
        )

    @api.model
    def _state_by_original(self, order):
        """Sealed on a fax or photo, a copy is no original yet (K3c)."""
        fax = order.sudo().ad_original_state == "fax"
        return "fax_only" if fax else "to_hand_out"

    def action_hand_out(self):
        """File the copy: who files it holds it (two clicks a paper).

        :raise AccessError: not a contract administrator, finance or operations
        """
        self._check_may_file()
        for copy in self:
            copy.write(
                {
                    "state": "handed_out",
                    "holder_id": copy.holder_id.id
                    or (copy.kind != "customer" and self.env.uid),
                    "date": copy.date or fields.Date.context_today(self),
                }
            )

    def _check_may_file(self):
        groups = ("contract_admin", "finance", "operations", "specialist")
        if not any(
            self.env.user.has_group(f"ad_sales_ops.group_ad_{group}")
            for group in groups
        ):
            raise AccessError(
                self.env._("Contract administrators file the copies of contracts.")
            )


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def write(self, vals):
        """When the customer's original arrives, its copies can be handed out."""
        result = super().write(vals)
        if vals.get("ad_original_state") == "original":
            # Superuser: whoever notes the arrival need not be who files the copies.
            waiting = self.sudo().ad_copy_ids.filtered(lambda c: c.state == "fax_only")
            waiting.state = "to_hand_out"
        return result
