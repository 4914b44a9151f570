"""On whose order an insertion is stopped at press, and what stands there then (U2)."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class AdStopPress(models.TransientModel):
    _name = "ad.stop.press"
    _inherit = "ad.dialog.mixin"
    _description = "Stop the Press"

    placement_ids = fields.Many2many("ad.placement", string="Insertions Stopped")
    ordered_by = fields.Char(required=True)
    reason = fields.Text(required=True)
    is_print = fields.Boolean(compute="_compute_is_print")
    replacement = fields.Selection(
        [
            ("filler", "Filler"),
            ("house", "House Ad"),
            ("public_service", "Public-Service Ad"),
            ("blank", "Stays Blank"),
        ],
        "In Its Place",
        required=True,
        default="filler",
    )
    like_id = fields.Many2one(
        "ad.page.content",
        "The Same As",
        domain="[('kind', '=', replacement), ('issue_id.medium_id', 'in', medium_ids)]",
    )
    medium_ids = fields.Many2many("ad.medium", compute="_compute_is_print")
    name = fields.Char(
        "Label", compute="_compute_name", store=True, readonly=False, precompute=True
    )
    statement = fields.Binary("Written Statement")
    statement_name = fields.Char()
    statement_date = fields.Date(
        "Dated", default=lambda self: fields.Date.context_today(self)
    )

    @api.depends("placement_ids")
    def _compute_is_print(self):
        for wizard in self:
            wizard.medium_ids = wizard.placement_ids.medium_id
            wizard.is_print = any(wizard.medium_ids.mapped("is_print"))

    @api.depends("like_id")
    def _compute_name(self):
        for wizard in self:
            wizard.name = wizard.like_id.name or wizard.name

    def action_confirm(self):
        """Stop the insertions; the customer's paper is kept where he ordered it (K8).

        :raise UserError: not at press, or no order
        """
        self.ensure_one()
        if not self.placement_ids:
            raise UserError(self.env._("Choose the insertions that are stopped."))
        fill = self.replacement != "blank" and {
            "kind": self.replacement,
            "name": self.name,
        }
        self.placement_ids._check_may_stop_press()
        if self.statement:
            # Before they are withdrawn: what is booked still costs the fee (K8).
            self._keep_statements()
        self.placement_ids._action_ad_stop_press(self.reason, self.ordered_by, fill)
        return {"type": "ir.actions.act_window_close"}

    def _keep_statements(self):
        for order, placements in self.placement_ids.grouped("order_id").items():
            self.env["ad.written.statement"]._register_statement(
                order,
                "withdrawal",
                {
                    "date": self.statement_date,
                    "reason": self.reason,
                    "scan": self.statement,
                    "scan_name": self.statement_name,
                },
                placements,
            )
