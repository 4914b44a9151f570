"""Placements: one insertion of one advertiser in one issue (P1)."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .sale_order import SEALED_BY_CUSTOMER

#: Stages in which a placement holds its space (P2).
TAKES_SPACE = ("held", "booked", "published")
#: Stages that are not over yet.
OPEN_STAGES = ("draft", "held", "booked")
#: Stages in which it neither runs nor is to run in its issue.
GONE = ("not_run", "withdrawn", "cancelled")
#: Fields that the customer's seal covers.
PLACEMENT_TERMS = {"issue_id", "position_id", "order_line_id"}

STAGES = [
    ("draft", "Draft"),
    ("held", "Held"),
    ("booked", "Booked"),
    ("published", "Published"),
    ("omitted", "Omitted"),
    ("not_run", "Not Run"),
    ("withdrawn", "Withdrawn"),
    ("cancelled", "Cancelled"),
]
STATES = STAGES[:3] + [("cleared", "Cleared")] + STAGES[3:]


class AdPlacement(models.Model):
    """The unit everything hangs on.

    ``stage`` is what people decided; ``state`` adds *cleared*: booked, with nothing
    in the way.
    """

    _name = "ad.placement"
    _inherit = ["ad.guarded.mixin", "ad.checklist.mixin"]
    _description = "Placement"
    _order = "publication_date, id"
    _check_company_auto = True

    order_line_id = fields.Many2one(
        "sale.order.line",
        "Contract Line",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    order_id = fields.Many2one(
        related="order_line_id.order_id",
        string="Contract",
        store=True,
        precompute=True,
        index=True,
        # The line goes with its order; emptying this column first would fail.
        ondelete="cascade",
    )
    number = fields.Integer("No.", readonly=True, copy=False)
    position_id = fields.Many2one(
        "ad.position",
        compute="_compute_position_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    issue_id = fields.Many2one(
        "ad.issue", required=True, index=True, ondelete="restrict", check_company=True
    )
    medium_id = fields.Many2one(
        related="issue_id.medium_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        related="order_line_id.company_id", store=True, precompute=True, index=True
    )
    currency_id = fields.Many2one(
        related="order_line_id.currency_id", store=True, precompute=True
    )
    publication_date = fields.Date(
        related="issue_id.publication_date", store=True, precompute=True, index=True
    )
    advertiser_id = fields.Many2one(
        "res.partner",
        compute="_compute_advertiser_id",
        store=True,
        precompute=True,
        index=True,
        ondelete="restrict",
    )
    user_id = fields.Many2one(
        "res.users",
        "Carer",
        compute="_compute_people",
        store=True,
        precompute=True,
        ondelete="restrict",
        help="Who serves the customer; moved for open work only.",
    )
    team_id = fields.Many2one(
        "crm.team",
        compute="_compute_people",
        store=True,
        precompute=True,
        index=True,
        ondelete="restrict",
    )
    contract_state = fields.Selection(related="order_id.ad_contract_state")

    stage = fields.Selection(
        STAGES, required=True, default="draft", readonly=True, copy=False, index=True
    )
    state = fields.Selection(
        STATES, compute="_compute_state", store=True, precompute=True, index=True
    )
    left_out_reason = fields.Text(readonly=True, copy=False)

    amount = fields.Monetary(
        compute="_compute_amount",
        store=True,
        help="This insertion's share of the line, in the line's own tax setting; "
        "fixed by the customer's seal.",
    )
    price_subtotal = fields.Monetary(
        "Untaxed Amount", compute="_compute_amount", store=True
    )

    # A specialist's list: an equality and the order of the list (B9).
    _carer_date_idx = models.Index("(user_id, publication_date, id)")

    @api.depends("order_line_id")
    def _compute_position_id(self):
        for placement in self:
            placement.position_id = (
                placement.position_id or placement.order_line_id.ad_position_id
            )

    @api.depends("order_id.partner_id")
    def _compute_advertiser_id(self):
        for placement in self:
            partner = placement.order_id.partner_id
            placement.advertiser_id = partner.commercial_partner_id

    # Not on the order's carer: placements of finished work keep their people.
    @api.depends("order_line_id")
    def _compute_people(self):
        for placement in self:
            order = placement.order_line_id.order_id.sudo()
            placement.user_id = order.ad_carer_id or order.user_id
            placement.team_id = order.team_id

    def _follow_order(self):
        """Hand open work to the order's carer and team (E22)."""
        for order, placements in self.grouped("order_id").items():
            # Superuser: people are guarded; the order's write checked who moves them.
            placements.filtered(lambda p: p.stage in OPEN_STAGES).sudo().write(
                order.sudo()._ad_people()
            )

    @api.depends("stage", "clearance_blockers")
    def _compute_state(self):
        # Value by value: one by one takes ten times as long (B1).
        states = self.grouped(
            lambda p: "cleared"
            if p.stage == "booked" and not p.clearance_blockers
            else p.stage
        )
        for state, placements in states.items():
            placements.state = state

    @api.depends(
        "order_line_id.price_unit",
        "order_line_id.discount",
        "order_line_id.product_uom_qty",
        "order_line_id.ad_agreed_total",
        "order_line_id.price_subtotal",
        # Not on their stage: insertions of a line are cancelled all together.
        "order_line_id.ad_placement_ids",
        "publication_date",
    )
    def _compute_amount(self):
        for line in self.order_line_id:
            placements = line.ad_placement_ids | self.filtered(
                lambda p, line=line: p.order_line_id == line
            )
            if line.order_id._ad_prices_are_frozen():
                continue
            live = placements.filtered(lambda p: p._shares_price()).sorted(
                lambda p: (p.publication_date, p._origin.id or 0)
            )
            count = int(line.product_uom_qty)
            share = line._ad_insertion_amounts
            amounts = share(count, line._ad_total(), line.currency_id)
            subtotals = share(count, line.price_subtotal, line.currency_id)
            for placement, amount, subtotal in zip(
                live, amounts, subtotals, strict=False
            ):
                placement.amount = amount
                placement.price_subtotal = subtotal

    def _shares_price(self):
        """Whether a part of the line's total is this insertion's."""
        self.ensure_one()
        return self.stage != "cancelled"

    @api.depends_context("lang", "ad_in_contract")
    @api.depends("order_id.name", "issue_id.display_name", "position_id.name")
    def _compute_display_name(self):
        # On a screen that names the contract once for all of them.
        named = self.env.context.get("ad_in_contract")
        for placement in self:
            placement.display_name = " · ".join(
                filter(
                    None,
                    (
                        not named and placement.order_id.name,
                        placement.issue_id.display_name,
                        placement.position_id.name,
                    ),
                )
            )

    @api.constrains("issue_id", "position_id", "order_line_id")
    def _check_what(self):
        for placement in self:
            line = placement.order_line_id
            if placement.position_id.medium_id != placement.issue_id.medium_id:
                raise ValidationError(
                    self.env._(
                        "“%(position)s” belongs to another medium than %(issue)s of "
                        "%(medium)s. Choose an issue of its own medium.",
                        position=placement.position_id.display_name,
                        issue=placement.issue_id.display_name,
                        medium=placement.issue_id.medium_id.name,
                    )
                )
            if not line.ad_position_id or not line.order_id.ad_contract_kind:
                raise ValidationError(
                    self.env._(
                        "A placement belongs to a line with a position in an "
                        "advertising contract; “%(line)s” is none.",
                        line=line.name,
                    )
                )
            if line.ad_position_id != placement.position_id:
                raise ValidationError(
                    self.env._(
                        "The contract line sells “%(sold)s”, not “%(other)s”.",
                        sold=line.ad_position_id.display_name,
                        other=placement.position_id.display_name,
                    )
                )

    # Not on the stage: nothing comes back from cancelled.
    @api.constrains("order_line_id")
    def _check_count(self):
        self.order_line_id._check_ad_quantity()

    # Guarded fields and frozen terms

    def _guarded_fields(self):
        return super()._guarded_fields() | {
            "hold_until",
            "left_out_reason",
            "number",
            "page",
            "payment_waived_by_id",
            "payment_waived_on",
            "payment_waived_reason",
            "slot",
            "stage",
            "x",
            "y",
        }

    def _guarded_defaults(self):
        return super()._guarded_defaults() | {"stage": "draft"}

    def _guarded_computes(self):
        return super()._guarded_computes() | {
            "advertiser_id",
            "amount",
            "clearance_blockers",
            "company_id",
            "currency_id",
            "height",
            "medium_id",
            "order_id",
            "price_subtotal",
            "publication_date",
            "state",
            "team_id",
            "user_id",
            "width",
        }

    @api.model_create_multi
    def create(self, vals_list):
        """Schedule insertions of open contracts in open issues (M4).

        :raise UserError: the customer has sealed, or the issue is closed
        """
        if not self.env.su:
            # Before the constraints, which would speak of numbers.
            lines = {vals.get("order_line_id") for vals in vals_list} - {None, False}
            self.env["sale.order.line"].browse(lines)._check_ad_open()
        placements = super().create(vals_list)
        # Precomputing leaves its draft records in the caches of the parents.
        placements.order_line_id.invalidate_recordset(["ad_placement_ids"], flush=False)
        placements.order_id.invalidate_recordset(["ad_placement_ids"], flush=False)
        placements.issue_id.invalidate_recordset(["placement_ids"], flush=False)
        if not self.env.su:
            placements._check_may_change_terms()
        placements._check_contracts_live()
        placements._check_issues_open()
        placements._number()
        return placements

    def write(self, vals):
        """Keep what the customer sealed.

        :raise UserError: issue, position or line of a sealed contract
        """
        moves = PLACEMENT_TERMS & set(vals)
        if moves and not self.env.su:
            self._check_may_change_terms()
            # Before the constraints, which would speak of numbers.
            line = self.env["sale.order.line"].browse(vals.get("order_line_id"))
            line._check_ad_open()
            self._check_untaken()
        result = super().write(vals)
        if "order_line_id" in vals:
            # The contract it comes into has a seal and an owner too.
            if not self.env.su:
                self._check_may_change_terms()
            self._check_contracts_live()
        if "issue_id" in vals:
            self._check_issues_open()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_taken(self):
        if not self.env.su:
            self._check_may_change_terms()
        self._check_untaken()

    def _check_may_change_terms(self):
        """The schedule is a term: it moves while the contract does (G3, K2)."""
        orders = self.sudo().order_id
        for order in orders:
            if order.ad_contract_state in SEALED_BY_CUSTOMER:
                raise UserError(order._ad_frozen_message())
        orders.with_env(self.env)._check_ad_may_sell()

    def _check_contracts_live(self):
        for order in self.sudo().order_id:
            if order.ad_contract_state == "voided":
                raise UserError(
                    self.env._(
                        "%(contract)s is voided, so nothing can be scheduled in it. "
                        "Set it back to a quotation first.",
                        contract=order.name,
                    )
                )

    def _check_untaken(self):
        for placement in self.filtered(lambda p: p.stage not in ("draft", "cancelled")):
            if placement.stage == "held":
                raise UserError(
                    self.env._(
                        "%(placement)s holds its space. Release the hold first.",
                        placement=placement.display_name,
                    )
                )
            raise UserError(
                self.env._(
                    "%(placement)s is booked or has run and stays as it was sold.",
                    placement=placement.display_name,
                )
            )

    def _number(self):
        """Number the insertions of each contract in the order of scheduling."""
        last = dict(
            self.env["ad.placement"]
            .sudo()
            ._read_group(
                [("order_id", "in", self.order_id.ids)], ["order_id"], ["number:max"]
            )
        )
        for order, placements in self.grouped("order_id").items():
            start = last.get(order, 0) or 0
            for index, placement in enumerate(placements, start + 1):
                # Superuser: `number` is guarded.
                placement.sudo().number = index
