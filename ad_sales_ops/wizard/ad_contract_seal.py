"""Affix the company's contract seal (K2, G11)."""

from odoo import api, fields, models


class AdContractSeal(models.TransientModel):
    """The line of the seal register, the copies, and what is still open."""

    _name = "ad.contract.seal"
    _inherit = "ad.dialog.mixin"
    _description = "Affix Company Seal"

    order_ids = fields.Many2many("sale.order", required=True)
    seal_name = fields.Char(
        "Seal", required=True, default=lambda self: self.env._("Company contract seal")
    )
    copies = fields.Integer(default=3, required=True)
    note = fields.Char()
    open_points = fields.Html(compute="_compute_open_points")

    @api.depends("order_ids")
    def _compute_open_points(self):
        for wizard in self:
            order = wizard.order_ids[:1]
            failures = order.sudo()._checklist_failures(("a", "b"))
            found = [failure for items in failures.values() for failure in items]
            wizard.open_points = order._ad_failures_as_html(found)

    def action_seal(self):
        """Seal: register line, copies, order confirmed, space booked."""
        self.ensure_one()
        self.order_ids._action_affix_seal(self.seal_name, self.copies, self.note or "")
        return {"type": "ir.actions.act_window_close"}
