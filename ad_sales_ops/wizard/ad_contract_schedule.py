"""Schedule N insertions over N issues in one action (P1)."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class AdContractSchedule(models.TransientModel):
    """Choose a line or a position, a first issue and a rhythm; see; schedule."""

    _name = "ad.contract.schedule"
    _inherit = "ad.dialog.mixin"
    _description = "Schedule Insertions"

    order_id = fields.Many2one("sale.order", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="order_id.company_id", related_sudo=False)
    line_id = fields.Many2one(
        "sale.order.line",
        "Contract Line",
        compute="_compute_line_id",
        store=True,
        readonly=False,
        domain="[('order_id', '=', order_id), ('ad_position_id', '!=', False)]",
    )
    medium_id = fields.Many2one(
        "ad.medium",
        compute="_compute_medium_id",
        store=True,
        readonly=False,
        check_company=True,
    )
    position_id = fields.Many2one(
        "ad.position",
        compute="_compute_position_id",
        store=True,
        readonly=False,
        check_company=True,
        domain="[('medium_id', '=?', medium_id)]",
    )
    count = fields.Integer(
        "Insertions", compute="_compute_count", store=True, readonly=False
    )
    first_issue_id = fields.Many2one(
        "ad.issue",
        compute="_compute_first_issue_id",
        store=True,
        readonly=False,
        domain="[('medium_id', '=', medium_id), ('state', '=', 'open')]",
    )
    every = fields.Integer("Every … Issues", default=1)
    issue_ids = fields.Many2many(
        "ad.issue",
        string="Issues",
        compute="_compute_issue_ids",
        store=True,
        readonly=False,
        domain="[('medium_id', '=', medium_id), ('state', '=', 'open')]",
    )
    hold = fields.Boolean("Hold the Space Now")

    @api.depends("order_id")
    def _compute_line_id(self):
        for wizard in self:
            lines = wizard.order_id.order_line.filtered("ad_position_id")
            wizard.line_id = lines.filtered(
                lambda line: line.ad_scheduled_count < line.product_uom_qty
            )[:1]

    @api.depends("line_id")
    def _compute_medium_id(self):
        for wizard in self:
            line = wizard.line_id
            last = wizard.order_id.order_line.ad_medium_id[-1:]
            only = self.env["ad.medium"].search(
                [("company_id", "=", wizard.order_id.company_id.id)], limit=2
            )
            wizard.medium_id = line.ad_medium_id or wizard.medium_id or last
            if not wizard.medium_id and len(only) == 1:
                wizard.medium_id = only

    @api.depends("line_id", "medium_id")
    def _compute_position_id(self):
        for wizard in self:
            position = wizard.line_id.ad_position_id or wizard.position_id
            if position.medium_id != wizard.medium_id:
                position = False
            wizard.position_id = position

    @api.depends("line_id")
    def _compute_count(self):
        for wizard in self:
            line = wizard.line_id
            left = int(line.product_uom_qty) - line.ad_scheduled_count
            wizard.count = left if line and left > 0 else wizard.count or 1

    @api.depends("medium_id")
    def _compute_first_issue_id(self):
        for wizard in self:
            regular = [("kind", "!=", "special")]
            wizard.first_issue_id = wizard._open_issues(regular, limit=1)

    @api.depends("first_issue_id", "count", "every", "position_id")
    def _compute_issue_ids(self):
        for wizard in self:
            first = wizard.first_issue_id
            step = max(wizard.every, 1)
            need = max(wizard.count, 0)
            issues = self.env["ad.issue"]
            if first and need:
                # An extra issue is booked by its own name, never by a rhythm.
                issues = wizard._open_issues(
                    [
                        ("publication_date", ">=", first.publication_date),
                        "|",
                        ("kind", "!=", "special"),
                        ("id", "=", first.id),
                    ],
                    limit=need * step,
                )
            wizard.issue_ids = [Command.set(issues[::step][:need].ids)]

    def _open_issues(self, domain=None, limit=None):
        """Issues that still take bookings, inside the contract's period."""
        self.ensure_one()
        today = fields.Date.context_today(self)
        order = self.order_id
        period = []
        if order.ad_date_start:
            period.append(("publication_date", ">=", order.ad_date_start))
        if order.ad_date_end:
            period.append(("publication_date", "<=", order.ad_date_end))
        return self.env["ad.issue"].search(
            [
                ("medium_id", "=", self.medium_id.id),
                ("state", "=", "open"),
                "|",
                ("booking_close", "=", False),
                ("booking_close", ">=", today),
                *period,
                *(domain or []),
            ],
            order="publication_date, id",
            limit=limit,
        )

    def action_schedule(self):
        """Make one placement an issue; hold the space when asked.

        :raise UserError: too few open issues, or the contract is sealed
        """
        self.ensure_one()
        self.order_id._check_ad_may_sell()
        self._check_complete()
        line = self._get_line()
        line.sudo()._check_ad_open()
        wanted = line.ad_scheduled_count + len(self.issue_ids)
        if line.product_uom_qty < wanted:
            line.product_uom_qty = wanted
        # Superuser: placements belong to the carer, the turnover owner may schedule
        # them; the contract's rights were checked above.
        placements = (
            self.env["ad.placement"]
            .sudo()
            .create(
                [
                    {"order_line_id": line.id, "issue_id": issue.id}
                    for issue in self.issue_ids.sorted("publication_date")
                ]
            )
        )
        if self.hold:
            placements._action_hold()
        return {"type": "ir.actions.act_window_close"}

    def _check_complete(self):
        """Refuse before anything is made, so that nothing has to be undone."""
        if not self.position_id:
            raise UserError(self.env._("Choose a position."))
        if self.every < 1 or self.count < 1:
            raise UserError(
                self.env._("At least one insertion, every one or more issues.")
            )
        if len(self.issue_ids) < self.count:
            raise UserError(
                self.env._(
                    "Only %(found)s open issues of %(medium)s fit for %(wanted)s "
                    "insertions. Lower the number, change the rhythm or the contract's "
                    "period, or have more issues generated.",
                    found=len(self.issue_ids),
                    medium=self.medium_id.name,
                    wanted=self.count,
                )
            )

    def _get_line(self):
        """The line chosen, or a new one for the position."""
        if self.line_id.ad_position_id == self.position_id:
            return self.line_id
        self._take_rate_card()
        return self.env["sale.order.line"].create(
            {
                "order_id": self.order_id.id,
                "product_id": self.position_id.product_id.id,
                "product_uom_qty": max(self.count, 1),
            }
        )

    def _take_rate_card(self):
        """The first position brings its medium's rate card when none was chosen."""
        order = self.order_id
        card = self.medium_id.pricelist_id
        if not card or order.pricelist_id == card:
            return
        partner = order.partner_id
        chosen = (
            partner.specific_property_product_pricelist
            or order.pricelist_id != partner.property_product_pricelist
            or order.order_line.ad_position_id
        )
        if not chosen:
            order.pricelist_id = card
