"""Terminate a contract, withdraw insertions, register an extension (K7, K8)."""

from odoo import fields, models
from odoo.exceptions import UserError


class AdContractBreak(models.TransientModel):
    """The customer's paper and what it asks for."""

    _name = "ad.contract.break"
    _inherit = "ad.dialog.mixin"
    _description = "Customer's Written Statement"

    order_ids = fields.Many2many("sale.order")
    placement_ids = fields.Many2many("ad.placement", string="Affected Insertions")
    kind = fields.Selection(
        [
            ("termination", "Terminate the Contract"),
            ("withdrawal", "Withdraw Insertions"),
            ("extension", "Extension Letter"),
        ],
        required=True,
        default="termination",
    )
    date = fields.Date(
        "Dated", required=True, default=lambda self: fields.Date.context_today(self)
    )
    until = fields.Date("Extended until")
    reason = fields.Text("What the Customer Writes", required=True)
    scan = fields.Binary("Written Statement")
    scan_name = fields.Char()

    def action_apply(self):
        """Do what the statement asks for.

        :raise UserError: the statement does not allow it; in words
        """
        self.ensure_one()
        values = {
            "date": self.date,
            "reason": self.reason,
            "scan": self.scan,
            "scan_name": self.scan_name,
        }
        if self.kind == "termination":
            self.order_ids._action_terminate(values)
        elif self.kind == "withdrawal":
            self.placement_ids._action_withdraw(values)
        else:
            if not self.until:
                raise UserError(
                    self.env._("Enter until when the contract is extended.")
                )
            self.order_ids._action_extend(values, self.until)
        return {"type": "ir.actions.act_window_close"}
