"""What change orders mean for insertions and contracts (U1, K9, K11, M4)."""

from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .ad_change_order import OPEN_STATES
from .ad_checklist_mixin import Check, Failure


class AdPlacement(models.Model):
    _inherit = "ad.placement"

    change_line_ids = fields.One2many(
        "ad.change.order.line", "placement_id", "Change Lines", readonly=True
    )
    change_order_count = fields.Integer(
        "Number of Change Orders", compute="_compute_change_order_count"
    )
    first_copy_on = fields.Date(
        "First Copy on",
        readonly=True,
        copy=False,
        help="When the first copy of this insertion was received.",
    )
    is_copy_late = fields.Boolean("First Copy Late", compute="_compute_is_copy_late")
    may_charge_late_copy = fields.Boolean(
        "Late Copy to Charge", compute="_compute_is_copy_late"
    )

    @api.depends("change_line_ids")
    def _compute_change_order_count(self):
        # Superuser: how many, of an insertion that the user reads.
        counts = dict(
            self.env["ad.change.order.line"]
            .sudo()
            ._read_group(
                [("placement_id", "in", self.ids)], ["placement_id"], ["__count"]
            )
        )
        for placement in self:
            placement.change_order_count = counts.get(placement._origin.sudo(), 0)

    @api.depends("first_copy_on", "issue_id.material_close", "change_line_ids.claim")
    def _compute_is_copy_late(self):
        for placement in self:
            first, close = placement.first_copy_on, placement.issue_id.material_close
            placement.is_copy_late = bool(first and close and first > close)
            # Superuser: whether it was charged, whoever asks.
            claims = placement.sudo().change_line_ids.mapped("claim")
            placement.may_charge_late_copy = (
                placement.is_copy_late and "late_copy" not in claims
            )

    def _guarded_fields(self):
        return super()._guarded_fields() | {"first_copy_on"}

    def _action_set_version(self, version):
        """Remember when the first copy was here: lateness costs (K11)."""
        result = super()._action_set_version(version)
        # Superuser: guarded; rights were checked by callers.
        first = self.sudo().filtered(lambda p: not p.first_copy_on)
        for company, placements in first.grouped("company_id").items():
            received = version.sudo().material_id.received_on
            placements.first_copy_on = received or company._ad_today()
        return result

    # Clearance

    def _checklist(self):
        return super()._checklist() + [
            Check("change", self.env._("Change Orders"), "_check_change_orders")
        ]

    def _check_change_orders(self):
        """No change is under way, and none that was approved waits for copy (U1)."""
        failures = defaultdict(list)
        # Superuser: a change order may be another's; one query a batch (B3).
        lines = (
            self.env["ad.change.order.line"]
            .sudo()
            .search(
                [
                    ("placement_id", "in", self.ids),
                    ("change_id.kind", "=", "change"),
                    ("change_id.state", "in", (*OPEN_STATES, "applied")),
                    "|",
                    ("claim", "!=", False),
                    ("copy_change", "!=", False),
                ]
            )
        )
        for line in lines:
            sentence = line._blocker_sentence()
            if sentence:
                placement = line.placement_id.with_env(self.env)
                failures[placement].append(Failure(sentence, line.change_id))
        return failures

    # Asking

    def action_change(self):
        """Begin a change order for these insertions of one contract.

        :raise AccessError: the title sells nothing
        :raise UserError: several contracts, or nothing that can change
        """
        self.check_access("read")
        self._check_one_contract()
        order = self.order_id
        order._check_ad_may_sell()
        if order.ad_contract_state != "sealed":
            raise UserError(
                self.env._(
                    "%(contract)s is not sealed and in force; a change order changes "
                    "sealed contracts only.",
                    contract=order.name,
                )
            )
        make_goods = self.filtered("make_good_of_id")
        if make_goods:
            raise UserError(make_goods[0]._make_good_change_message())
        return self._new_change_order("change")

    def _make_good_change_message(self):
        return self.env._(
            "%s makes good what is owed, at no charge and as its fault was decided, so "
            "no change order changes it. Withdraw it, then decide on the fault again; "
            "other copy is simply handed in.",
            self.display_name,
        )

    def _check_one_contract(self):
        if len(self.order_id) != 1:
            raise UserError(
                self.env._(
                    "These insertions stand in several contracts. Write a change order "
                    "for each contract."
                )
            )

    def _new_change_order(self, kind, **defaults):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change Order"),
            "res_model": "ad.change.order",
            "view_mode": "form",
            "context": {
                "default_kind": kind,
                "default_order_id": self.order_id.id,
                "default_line_ids": [
                    fields.Command.create({"placement_id": placement.id})
                    for placement in self
                ],
                **defaults,
            },
        }

    def action_charge_late_copy(self):
        """Propose the fee for late first copy to the manager (K11).

        :raise AccessError: the title sells nothing
        :raise UserError: the copy came in time, or is charged already
        """
        self.check_access("read")
        self._check_one_contract()
        self.order_id._check_ad_may_sell()
        for placement in self.filtered(lambda p: not p.may_charge_late_copy):
            raise UserError(
                self.env._(
                    "The first copy of %s came in time, or its lateness is charged "
                    "already.",
                    placement.display_name,
                )
            )
        return self._new_change_order(
            "late_copy",
            default_reason=self.env._("The first copy came after the material close."),
        )

    def action_open_change_orders(self):
        """Open the change orders of these insertions."""
        return self.env["ad.change.order"]._list_action(
            [("line_ids.placement_id", "in", self.ids)]
        )


class AdChangeOrder(models.Model):
    _inherit = "ad.change.order"

    @api.model
    def _list_action(self, domain):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ad_sales_ops.ad_change_order_action"
        )
        action["domain"] = domain
        action["context"] = {}
        return action


class AdChangeOrderLine(models.Model):
    _inherit = "ad.change.order.line"

    def _blocker_sentence(self):
        """Why the insertion waits, or False."""
        self.ensure_one()
        change, placement = self.change_id, self.placement_id
        if self.claim:
            return self.env._(
                "Change order %(name)s is under way. %(waiting)s.",
                name=change.name,
                waiting=change._waiting_sentence(),
            )
        if placement.version_id == self.old_version_id:
            return self.env._(
                "Change order %(name)s asks for other copy: %(change)s. Register the "
                "new version.",
                name=change.name,
                change=self.copy_change,
            )
        return False


class SaleOrder(models.Model):
    _inherit = "sale.order"

    ad_change_order_ids = fields.One2many(
        "ad.change.order",
        "order_id",
        "Change Orders",
        groups="ad_sales_ops.group_ad_user",
    )
    ad_change_order_count = fields.Integer(
        "Number of Change Orders",
        compute="_compute_ad_change_order_count",
        groups="ad_sales_ops.group_ad_user",
    )

    @api.depends("ad_change_order_ids")
    def _compute_ad_change_order_count(self):
        # Superuser: how many, of a contract that the user reads.
        counts = dict(
            self.env["ad.change.order"]
            .sudo()
            ._read_group([("order_id", "in", self.ids)], ["order_id"], ["__count"])
        )
        for order in self:
            order.ad_change_order_count = counts.get(order._origin, 0)

    def action_ad_open_change_orders(self):
        """Open the change orders of these contracts."""
        return self.env["ad.change.order"]._list_action([("order_id", "in", self.ids)])

    def action_ad_change(self):
        """Begin a change order of this contract.

        :raise AccessError: the title sells nothing
        :raise UserError: not sealed
        """
        self.ensure_one()
        self._check_ad_may_sell()
        # Superuser: which insertions may still change; the form shows what one reads.
        booked = self.sudo().ad_placement_ids.filtered(
            lambda p: p.stage == "booked" and p.issue_id.state in ("open", "closed")
        )
        if self.ad_contract_state != "sealed" or not booked:
            raise UserError(
                self.env._(
                    "%(contract)s has no booked insertion that could still change.",
                    contract=self.name,
                )
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change Order"),
            "res_model": "ad.change.order",
            "view_mode": "form",
            "context": {"default_order_id": self.id},
        }


class AdWrittenStatement(models.Model):
    _inherit = "ad.written.statement"

    @api.model
    def _register_statement(self, order, kind, values, placements=None):
        """Breaking off after the booking close costs what a late change does (K8)."""
        statement = super()._register_statement(order, kind, values, placements)
        if kind in ("termination", "withdrawal"):
            # Superuser: the insertions may be another carer's; callers checked rights.
            statement._propose_break_off_fee()
        return statement

    def _propose_break_off_fee(self):
        """The manager charges it with his signature, or waives it."""
        issues = self.placement_ids.issue_id
        closed = issues - issues._with_open_booking()
        late = self.placement_ids.filtered(
            lambda p: p.stage == "booked" and p.issue_id in closed
        )
        if not late:
            return
        change = self.env["ad.change.order"].create(self._prepare_fee_values(late))
        if not change.fee_total:
            change.unlink()
            return
        change._go("consented")

    def _prepare_fee_values(self, placements):
        lines = [fields.Command.create({"placement_id": p.id}) for p in placements]
        return {
            "kind": "break_off",
            "order_id": self.order_id.id,
            "asked_by_id": self.user_id.id,
            "asked_on": fields.Datetime.now(),
            "reason": self.reason,
            "request_date": self.date,
            "request_scan": self.scan,
            "request_scan_name": self.scan_name,
            "line_ids": lines,
        }


class AdCloseOverride(models.Model):
    _inherit = "ad.close.override"

    change_order_id = fields.Many2one(
        "ad.change.order", readonly=True, ondelete="restrict", index="btree_not_null"
    )

    @api.model
    def _allowed(self, placements):
        """And the insertions of a late change: no others of its contract."""
        allowed = super()._allowed(placements)
        rest = placements - allowed
        found = rest and self.search(
            [
                ("kind", "=", "change"),
                ("issue_id", "in", rest.issue_id.ids),
                ("issue_id.state", "in", ("open", "closed")),
                ("change_order_id.line_ids.placement_id", "in", rest.ids),
            ]
        )
        pairs = {
            (placement.id, record.issue_id.id)
            for record in found
            for placement in record.change_order_id.line_ids.placement_id
        }
        return allowed | rest.filtered(lambda p: (p.id, p.issue_id.id) in pairs)

    @api.model
    def _grant_change(self, change, reason):
        """Let one change order into issues whose booking has closed (M4).

        :raise AccessError: neither Operations Centre nor division manager
        :raise UserError: no reason, or no issue of it is closed
        """
        if not any(
            self.env.user.has_group(f"ad_sales_ops.group_ad_{title}")
            for title in ("operations", "manager")
        ):
            raise AccessError(
                self.env._(
                    "The Operations Centre or a division manager allows late changes."
                )
            )
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the late change is allowed."))
        issues = change._late_issues()
        if not issues or change.state not in OPEN_STATES:
            raise UserError(
                self.env._(
                    "Change order %s is not late, or not under way.", change.name
                )
            )
        for issue in issues.filtered(lambda i: i.state not in ("open", "closed")):
            raise UserError(
                self.env._(
                    "%(issue)s is at press or published; nothing in it changes any "
                    "more.",
                    issue=issue.display_name,
                )
            )
        order = change.sudo().order_id
        # Superuser: the list has no other writer than these methods.
        return self.sudo().create(
            [
                {
                    "kind": "change",
                    "change_order_id": change.id,
                    "issue_id": issue.id,
                    "company_id": issue.company_id.id,
                    "order_id": order.id,
                    "order_name": order.name,
                    "user_id": self.env.uid,
                    "user_name": self.env.user.name,
                    "reason": reason.strip(),
                }
                for issue in issues
            ]
        )
