"""Advertising contracts: what is agreed (K1)."""

import hashlib
import json

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from .ad_checklist_mixin import Failure

#: Fields of an order that the customer's seal covers.
TERMS = {
    "ad_confirm_portal",
    "ad_contract_kind",
    "ad_date_end",
    "ad_date_start",
    "ad_payment_date",
    "ad_payment_kind",
    "ad_special_request",
    "ad_standing_copy",
    "company_id",
    "currency_id",
    "date_order",
    "fiscal_position_id",
    "name",
    "note",
    "partner_id",
    "partner_invoice_id",
    "payment_term_id",
    "pricelist_id",
}
#: The sealed paper; nobody replaces it after the company's seal.
EVIDENCE = {"ad_customer_scan", "ad_customer_scan_name"}
#: What the clearance of insertions looks at.
CLEARANCE_TERMS = {"ad_date_end", "ad_original_state", "ad_payment_kind"}
#: States from the customer's seal on, in which terms stand still.
SEALED_BY_CUSTOMER = (
    "customer_sealed",
    "supervisor_signed",
    "manager_signed",
    "sealed",
    "completed",
    "terminated",
)
#: States in which the company has not decided yet: holds do not expire (E20).
UNDECIDED = ("customer_sealed", "supervisor_signed", "manager_signed")


class SaleOrder(models.Model):
    """An advertising contract is a sale order with a contract kind (K1)."""

    _name = "sale.order"
    _inherit = [
        "sale.order",
        "ad.guarded.mixin",
        "ad.sign.off.mixin",
        "ad.checklist.mixin",
    ]

    ad_contract_kind = fields.Selection(
        [
            ("single", "Single"),
            ("long_term", "Long-Term"),
            ("membership", "Membership"),
            ("exchange", "Exchange"),
        ],
        "Contract Kind",
        index="btree_not_null",
    )
    ad_date_start = fields.Date("Contract Start", copy=False)
    ad_date_end = fields.Date("Contract End", copy=False)
    ad_extension_date = fields.Date(
        "Extended until",
        copy=False,
        readonly=True,
        groups="base.group_user",
        help="By a sealed extension letter (K7).",
    )
    ad_extension_scan = fields.Binary(
        "Extension Letter", copy=False, readonly=True, groups="base.group_user"
    )
    ad_payment_kind = fields.Selection(
        [
            ("prepaid", "Prepaid in Full"),
            ("instalments", "Instalments"),
            ("agreed_date", "Agreed Date"),
        ],
        "Payment",
    )
    ad_payment_date = fields.Date("Payment Date", copy=False)
    ad_special_request = fields.Text("Special Requests")
    ad_confirm_portal = fields.Boolean(
        "Portal Confirmation Agreed",
        help="The customer agreed to confirm proofs on the web; otherwise on paper.",
    )
    ad_standing_copy = fields.Boolean(
        "Standing Copy Agreed", help="Unchanged copy may run again without a new proof."
    )
    ad_closer_id = fields.Many2one(
        "res.users",
        "Closer",
        copy=False,
        default=lambda self: self.env.user,
        groups="base.group_user",
        domain="[('share', '=', False)]",
        help="Who closed the deal; never signs it off (G4).",
    )
    ad_carer_id = fields.Many2one(
        "res.users",
        "Carer",
        compute="_compute_ad_carer_id",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        groups="base.group_user",
        domain="[('share', '=', False)]",
        help="Who serves the customer today.",
    )
    ad_placement_ids = fields.One2many(
        "ad.placement", "order_id", "Placements", groups="ad_sales_ops.group_ad_user"
    )
    ad_placement_count = fields.Integer(
        compute="_compute_ad_placement_count", groups="base.group_user"
    )
    ad_insertion_count = fields.Integer(
        "Insertions", compute="_compute_ad_insertions", groups="base.group_user"
    )
    ad_unscheduled_count = fields.Integer(
        "Not Scheduled", compute="_compute_ad_insertions", groups="base.group_user"
    )
    ad_held_count = fields.Integer(
        compute="_compute_ad_placement_count", groups="base.group_user"
    )
    ad_closed_by_manager = fields.Boolean(
        "Closed by a Manager",
        compute="_compute_ad_closed_by_manager",
        store=True,
        groups="base.group_user",
        help="Listed for the general manager every month (G4).",
    )
    ad_deviations = fields.Html(
        "Out of the Ordinary",
        compute="_compute_ad_deviations",
        groups="base.group_user",
    )
    ad_copy_ids = fields.One2many(
        "ad.contract.copy",
        "order_id",
        "Contract Copies",
        groups="ad_sales_ops.group_ad_user",
    )
    ad_seal_use_ids = fields.One2many(
        "ad.seal.use", "order_id", "Seal Register", groups="ad_sales_ops.group_ad_user"
    )
    ad_statement_ids = fields.One2many(
        "ad.written.statement",
        "order_id",
        "Written Statements",
        groups="ad_sales_ops.group_ad_user",
    )

    _ad_period_in_order = models.Constraint(
        "CHECK (ad_date_end IS NULL OR ad_date_start IS NULL "
        "OR ad_date_end >= ad_date_start)",
        "The contract ends on or after the day it starts.",
    )

    @api.depends("partner_id")
    def _compute_ad_carer_id(self):
        for order in self:
            partner = order.partner_id
            if partner and not (order._origin.id and order.ad_carer_id):
                order.ad_carer_id = (
                    partner.user_id
                    or partner.commercial_partner_id.user_id
                    or order.user_id
                )

    @api.depends("ad_placement_ids")
    def _compute_ad_placement_count(self):
        # Superuser: how many, not which; the owner may not be the carer (E22).
        groups = (
            self.env["ad.placement"]
            .sudo()
            ._read_group(
                [("order_id", "in", self.ids)], ["order_id", "stage"], ["__count"]
            )
        )
        counts = {(order.id, stage): count for order, stage, count in groups}
        for order in self:
            own = {s: n for (oid, s), n in counts.items() if oid == order._origin.id}
            order.ad_placement_count = sum(own.values())
            order.ad_held_count = own.get("held", 0)

    @api.depends("ad_closer_id", "ad_contract_kind")
    def _compute_ad_closed_by_manager(self):
        for order in self:
            order.ad_closed_by_manager = bool(
                order.ad_contract_kind
                and order.ad_closer_id
                and order.ad_closer_id.has_group("ad_sales_ops.group_ad_manager")
            )

    @api.depends_context("lang")
    @api.depends(
        "ad_special_request",
        "ad_closed_by_manager",
        "ad_customer_seal_kind",
        "ad_contract_kind",
        "ad_date_start",
        "ad_date_end",
        "order_line.price_unit",
        "order_line.discount",
        "order_line.product_uom_qty",
    )
    def _compute_ad_deviations(self):
        for order in self:
            found = order._ad_deviation_sentences() if order.ad_contract_kind else []
            order.ad_deviations = order._ad_failures_as_html(
                [Failure(sentence) for sentence in found]
            )

    def _ad_deviation_sentences(self):
        """What a signer wants to see first: discounts, requests, odd seals."""
        self.ensure_one()
        found = []
        for line in self.order_line.filtered("ad_position_id"):
            rate = line._ad_discount_rate()
            if rate:
                found.append(
                    self.env._(
                        "“%(position)s”: %(rate).1f %% below the rate card",
                        position=line.ad_position_id.name,
                        rate=rate,
                    )
                )
        if self.ad_special_request:
            found.append(
                self.env._("Special request: %s", self.ad_special_request.strip())
            )
        if self.ad_closed_by_manager:
            found.append(self.env._("Closed by a manager: %s", self.ad_closer_id.name))
        if self.ad_customer_seal_kind == "financial":
            found.append(self.env._("Sealed with the financial seal: not valid."))
        return found + self._ad_missing_period()

    def _ad_missing_period(self):
        """A single contract may run once without a period; more often is asked about.

        Not refused: several pages of one issue are a single contract, too.
        """
        lines = self.order_line.filtered("ad_position_id")
        count = int(sum(lines.mapped("product_uom_qty")))
        has_period = self.ad_date_start and self.ad_date_end
        if self.ad_contract_kind != "single" or count < 2 or has_period:
            return []
        return [
            self.env._(
                "%(count)s insertions on a single contract without a period: enter its "
                "start and end, or is it a long-term contract?",
                count=count,
            )
        ]

    @api.depends("order_line.product_uom_qty", "order_line.ad_position_id")
    def _compute_ad_insertions(self):
        for order in self:
            lines = order.order_line.filtered("ad_position_id")
            wanted = sum(lines.mapped("product_uom_qty"))
            done = sum(lines.mapped("ad_scheduled_count"))
            order.ad_insertion_count = int(wanted)
            order.ad_unscheduled_count = int(wanted - done)

    @api.depends("ad_contract_kind")
    def _compute_require_signature(self):
        super()._compute_require_signature()
        self.filtered("ad_contract_kind").require_signature = False

    @api.depends("ad_contract_kind")
    def _compute_require_payment(self):
        super()._compute_require_payment()
        self.filtered("ad_contract_kind").require_payment = False

    @api.constrains("ad_contract_kind", "order_line", "require_payment")
    def _check_ad_contract(self):
        for order in self:
            if order.ad_contract_kind and order.require_payment:
                raise ValidationError(
                    self.env._(
                        "%(contract)s: an advertising contract is confirmed by the "
                        "company's seal, not by an online payment. Untick it.",
                        contract=order.name,
                    )
                )

    def _is_ad_contract(self):
        """Whether the chain governs this order: by kind, or by what it sells."""
        self.ensure_one()
        # Superuser: the customer's own session asks too, and positions are internal.
        return bool(self.ad_contract_kind or self.sudo().order_line.ad_position_id)

    # Guarded fields and frozen terms

    def _is_guarded(self):
        return self._is_ad_contract()

    def _guarded_fields(self):
        return super()._guarded_fields() | {
            "ad_customer_seal_date",
            "ad_customer_seal_kind",
            "ad_customer_seal_name",
            "ad_end_mark",
            "ad_extension_date",
            "ad_extension_scan",
            "ad_sign_off_round",
            "locked",
            "signature",
            "signed_by",
            "signed_on",
            "state",
        }

    def _guarded_defaults(self):
        return super()._guarded_defaults() | {"state": "draft", "ad_sign_off_round": 1}

    def _guarded_computes(self):
        return super()._guarded_computes() | {
            "ad_contract_state",
            "amount_tax",
            "amount_total",
            "amount_untaxed",
            "invoice_status",
        }

    def _guarded_value_changes(self, name, value):
        if name == "state" and {self.state, value} <= {"draft", "sent"}:
            return False
        return super()._guarded_value_changes(name, value)

    @api.model_create_multi
    def create(self, vals_list):
        """Number contracts by their own sequence.

        :raise AccessError: a contract by somebody who does not sell space
        """
        kind = self.env.context.get("default_ad_contract_kind")
        for vals in vals_list:
            if vals.get("ad_contract_kind", kind) and vals.get("name", "New") in (
                "New",
                self.env._("New"),
            ):
                company = vals.get("company_id") or self.env.company.id
                vals["name"] = (
                    self.env["ir.sequence"]
                    .with_company(company)
                    .next_by_code("ad.contract")
                )
        orders = super().create(vals_list)
        contracts = orders.filtered(lambda order: order._is_ad_contract())
        if contracts and not self.env.su:
            contracts._check_ad_seller(self.env.user)
        return orders

    def write(self, vals):
        """Hold terms after the customer's seal, and people of the deal (G4, K2).

        :raise UserError: terms of a contract that the customer sealed
        :raise AccessError: turnover, closer or carer moved by somebody who may not
        """
        contracts = self.sudo().filtered(lambda order: order._is_ad_contract())
        if not self.env.su and contracts:
            contracts._check_ad_seller(self.env.user)
            contracts._check_ad_terms(vals)
            contracts._check_ad_people(vals, self.env.user)
        moved = self._ad_turnover_moves(vals)
        result = super().write(vals)
        if not self.env.su:
            (self.sudo() - contracts)._check_ad_begins_open()
        moved._ad_log_turnover_move()
        if "ad_carer_id" in vals or "team_id" in vals:
            contracts.ad_placement_ids._follow_order()
        if CLEARANCE_TERMS & set(vals):
            self.env["ad.placement"]._touch_orders(contracts)
        return result

    def _ad_people(self):
        """Who serves the customer, as the documents of a contract keep it (E22)."""
        self.ensure_one()
        return {
            "user_id": (self.ad_carer_id or self.user_id).id,
            "team_id": self.team_id.id,
        }

    def _check_ad_begins_open(self):
        """An order becomes a contract before it is confirmed, never after (K2).

        :raise UserError: a confirmed order just got a kind or a position
        """
        for order in self.filtered(lambda o: o._is_ad_contract()):
            if order.state not in ("draft", "sent") or order.locked:
                raise UserError(
                    self.env._(
                        "%(order)s is confirmed or cancelled already and cannot become "
                        "an advertising contract. Write a new contract.",
                        order=order.name,
                    )
                )

    def _check_ad_seller(self, user):
        """Only people who sell write a contract; finance reads it (G3)."""
        if not self or user.has_group("ad_sales_ops.group_ad_specialist"):
            return
        if user.has_group("sales_team.group_sale_salesman_all_leads"):
            return
        raise AccessError(
            self.env._(
                "%(contract)s: only the sales staff in charge write a contract.",
                contract=self[:1].name,
            )
        )

    def _check_ad_terms(self, vals):
        names = TERMS & set(vals)
        for order in self.filtered(lambda o: o.ad_contract_state in SEALED_BY_CUSTOMER):
            fixed = EVIDENCE if order.state == "sale" else set()
            for name in names | fixed & set(vals):
                if order._guarded_value_changes(name, vals[name]):
                    raise UserError(order._ad_frozen_message())
        if "ad_contract_kind" in vals and not vals["ad_contract_kind"]:
            self._check_ad_kind_unused()

    def _check_ad_kind_unused(self):
        for order in self.filtered("ad_contract_kind"):
            if order.ad_placement_ids or order.ad_sign_off_ids:
                raise UserError(
                    self.env._(
                        "%(contract)s has insertions or sign-offs, so it stays an "
                        "advertising contract. Void it instead.",
                        contract=order.name,
                    )
                )

    def _ad_frozen_message(self):
        """Say how terms that stand still can be changed."""
        self.ensure_one()
        if self.state == "sale":
            return self.env._(
                "%(contract)s is sealed by both sides. Its terms change by a change "
                "order only.",
                contract=self.name,
            )
        return self.env._(
            "%(contract)s: the customer has sealed these terms. Press “Return for "
            "Correction” first; the customer then seals the corrected contract again.",
            contract=self.name,
        )

    def _check_ad_people(self, vals, user):
        for name in {"user_id", "ad_closer_id", "ad_carer_id", "team_id"} & set(vals):
            for order in self:
                group = order._ad_mover_of(name, user)
                if not group or user.has_group(f"ad_sales_ops.group_ad_{group}"):
                    continue
                if order[name] and order._guarded_value_changes(name, vals[name]):
                    raise AccessError(
                        self.env._(
                            "%(contract)s: “%(field)s” is moved by the %(role)s.",
                            contract=order.name,
                            field=self._fields[name]._description_string(self.env),
                            role=self.env.ref(f"ad_sales_ops.group_ad_{group}")
                            .sudo()
                            .name,
                        )
                    )

    def _ad_mover_of(self, name, user):
        """The title that moves a person or team of the deal; empty: who writes it.

        A closer does not take himself out (he would sign his own deal), and after
        the customer's seal the team is the chain that signs (G4).
        """
        self.ensure_one()
        stands = self.ad_contract_state in SEALED_BY_CUSTOMER
        if name == "user_id" or (name == "team_id" and stands):
            return "general_manager"
        if name == "ad_closer_id":
            own = stands or self.ad_closer_id == user
            return "general_manager" if own else "manager"
        return "supervisor" if name == "ad_carer_id" else ""

    def _ad_turnover_moves(self, vals):
        if "user_id" not in vals:
            return self.browse()
        return self.filtered(
            lambda order: order.ad_contract_kind
            and order.user_id
            and order.user_id.id != vals["user_id"]
        )

    def _ad_log_turnover_move(self):
        for order in self:
            order._sign_off_log(
                "turnover",
                "moved",
                self.env._("Turnover now belongs to %s", order.user_id.name or "-"),
            )

    def _ad_terms_hash(self):
        """SHA-256 of what the customer seals: parties, lines, schedule, payment."""
        self.ensure_one()
        order = self.sudo()
        terms = {
            "order": {
                name: str(order._fields[name].convert_to_write(order[name], order))
                for name in sorted(TERMS - {"date_order"})
            },
            "licence": order.partner_id.commercial_partner_id.ad_licence_name or "",
            "lines": [
                [
                    line.product_id.id,
                    line.name,
                    line.product_uom_qty,
                    round(line.price_unit, 6),
                    line.discount,
                    line.price_subtotal,
                    sorted(line.tax_ids.ids),
                ]
                for line in order.order_line.sorted("id")
            ],
            "schedule": [
                [
                    p.order_line_id.id,
                    # An issue that moves changes nothing that was sealed (M7).
                    (p.sealed_issue_id or p.issue_id).id,
                    p.position_id.id,
                    p.amount,
                ]
                for p in order.ad_placement_ids.sorted("id")
                if p.stage != "cancelled" and not p.make_good_of_id
            ],
        }
        return hashlib.sha256(json.dumps(terms).encode()).hexdigest()

    # Prices

    def _recompute_prices(self):
        """Leave sealed prices alone (K3); elsewhere Odoo's own way."""
        open_orders = self.filtered(lambda order: not order._ad_prices_are_frozen())
        return super(SaleOrder, open_orders)._recompute_prices()

    def _ad_prices_are_frozen(self):
        self.ensure_one()
        # Superuser: the customer's own session prices lines too.
        order = self.sudo()
        return bool(
            order.ad_contract_kind and order.ad_contract_state in SEALED_BY_CUSTOMER
        )

    def _ad_refresh_prices(self):
        """Bring list prices to the frequency rate of all insertions together.

        Prices typed by hand, agreed totals and sealed contracts stay.
        """
        orders = self.filtered(
            lambda order: order.ad_contract_kind and not order._ad_prices_are_frozen()
        )
        # With this key Odoo keeps the list's price in mind; without it the price would
        # count as typed from the second change on.
        lines = orders.order_line.with_context(sale_write_from_compute=True)
        for line in lines.filtered(
            lambda x: x.ad_position_id and not x.ad_agreed_total
        ):
            line.invalidate_recordset(["pricelist_item_id"])
            if not line._ad_has_manual_price():
                line._reset_price_unit()
            if not line._ad_has_manual_discount():
                line._compute_discount()

    def _force_lines_to_invoice_policy_order(self):
        """Automatic invoices never bill what has not been published (R1)."""
        ordinary = self.filtered(lambda order: not order._is_ad_contract())
        return super(SaleOrder, ordinary)._force_lines_to_invoice_policy_order()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_ad_trail(self):
        if self.sudo().ad_sign_off_ids:
            raise UserError(
                self.env._(
                    "A contract with sign-offs cannot be deleted: its trail stays. "
                    "Void it instead."
                )
            )

    # Screens

    def get_formview_id(self, access_uid=None):
        """Contracts open in their own form."""
        titled = self.env.user.has_group("ad_sales_ops.group_ad_user")
        if titled and self.ad_contract_kind:
            return self.env.ref("ad_sales_ops.ad_contract_view_form").id
        return super().get_formview_id(access_uid=access_uid)

    def action_ad_open_contract(self):
        """Leave Odoo's order form for the contract's."""
        self.ensure_one()
        return self.get_formview_action()

    def action_ad_hold(self):
        """Hold the space of all draft insertions (P3)."""
        self._check_ad_may_sell()
        # Superuser: insertions belong to the carer; the contract's rights count.
        self.sudo().ad_placement_ids.action_hold()

    def action_ad_release(self):
        """Give back all held space of drafts (P3).

        :raise UserError: a contract that is no draft
        """
        self._check_ad_may_sell()
        self._check_ad_may_release()
        # Superuser: insertions belong to the carer; the contract's rights count.
        self.sudo().ad_placement_ids.action_release()

    def _check_ad_may_release(self):
        """What the customer has sealed keeps its space until it is decided (E20)."""
        for order in self.filtered("ad_contract_kind"):
            if order.ad_contract_state in UNDECIDED:
                raise UserError(
                    self.env._(
                        "%(contract)s is being signed and keeps its space until then. "
                        "Press “Return for Correction” first, or void the contract.",
                        contract=order.name,
                    )
                )
            if order.ad_contract_state not in ("draft", "returned"):
                raise UserError(
                    self.env._(
                        "%(contract)s is no draft any more, so it has no hold to "
                        "release.",
                        contract=order.name,
                    )
                )

    def action_ad_open_placements(self):
        """Open the contract's schedule."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ad_sales_ops.ad_placement_action"
        )
        action["domain"] = [("order_id", "=", self.id)]
        action["context"] = {"create": False}
        return action

    def action_ad_schedule(self):
        """Open the dialog that schedules insertions (P1)."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Schedule Insertions"),
            "res_model": "ad.contract.schedule",
            "view_mode": "form",
            "target": "new",
            "context": {"default_order_id": self.id},
        }
