"""Insertions move to another issue of their medium (M7, K9)."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, format_list

from .ad_placement import OPEN_STAGES
from .sale_order import SEALED_BY_CUSTOMER

#: Contract lines written out in one note; the rest is counted.
NAMED = 10


class AdPlacement(models.Model):
    """What was sold keeps price, copy and confirmation; the space is taken anew."""

    _inherit = "ad.placement"

    sealed_issue_id = fields.Many2one(
        "ad.issue",
        "Issue as Sealed",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
        help="The issue that stands in the contract, when the insertion has moved "
        "since the customer sealed it.",
    )

    issue_change_line_ids = fields.One2many(
        "ad.issue.change.line", "placement_id", "Issue Changes", readonly=True
    )
    issue_change_count = fields.Integer(compute="_compute_issue_change_count")

    def _compute_issue_change_count(self):
        groups = self.env["ad.issue.change.line"]._read_group(
            [("placement_id", "in", self.ids)], ["placement_id"], ["__count"]
        )
        counts = dict(groups)
        for placement in self:
            placement.issue_change_count = counts.get(placement, 0)

    def _guarded_fields(self):
        return super()._guarded_fields() | {"sealed_issue_id"}

    def action_open_issue_changes(self):
        """Open by which issue changes these insertions moved."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Issue Changes"),
            "res_model": "ad.issue.change.line",
            "view_mode": "list",
            "domain": [("placement_id", "in", self.ids)],
        }

    def _action_move_to_issue(self, issue):
        """Move drafts, holds and bookings to one issue of the same medium.

        Callers have checked who may; this checks what may. Slot and fixed place are
        taken in the new issue, run-of-book ones wait to be placed there. Stage, end
        of a hold, price, copy, proofs and their confirmations stay.

        :raise UserError: over, at press, another medium, closed, or no space; nothing
            has moved then
        """
        self._move_to_issues(dict.fromkeys(self, issue))

    @api.model
    def _move_to_issues(self, targets, reason=""):
        """Move insertions, each to an issue of its own.

        :param targets: ``{placement: issue}``
        :param reason: what the contracts' notes say of it
        :return: the placements that moved
        :raise UserError: see `_action_move_to_issue`
        """
        # Superuser: issue and space are guarded; callers checked rights. Browsed
        # together, so that they are read together.
        wanted = {placement.id: issue.sudo() for placement, issue in targets.items()}
        moved = self.sudo().browse(wanted)
        moved = moved.filtered(lambda p: p.issue_id != wanted[p.id])
        targets = {placement: wanted[placement.id] for placement in moved}
        if not moved:
            return moved
        origins = {placement: placement.issue_id for placement in moved}
        # First, so that bookings and the press wait; all or nothing.
        (moved.issue_id | moved.issue_id.union(*targets.values()))._count_booking()
        with self.env.cr.savepoint():
            moved._check_can_move(targets)
            moved._note_sealed_issue()
            moved._change_issues(targets)
        moved._after_move(origins, reason)
        return moved

    def _check_can_move(self, targets):
        for placement in self:
            message = placement._move_error_message(targets[placement])
            if message:
                raise UserError(message)

    def _move_error_message(self, issue):
        """Why this insertion cannot go to an issue, space left aside, or False."""
        self.ensure_one()
        if self.stage not in OPEN_STAGES:
            return self.env._(
                "%(placement)s has run or is over: it stays in its issue.",
                placement=self.display_name,
            )
        if self.issue_id.state not in ("open", "closed"):
            return self.env._(
                "%(issue)s is at press, published or dropped: its insertions stay "
                "where they are.",
                issue=self.issue_id.display_name,
            )
        if issue.medium_id != self.medium_id:
            return self.env._(
                "%(placement)s was sold in %(medium)s and cannot move to %(other)s. "
                "Choose an issue of the same medium.",
                placement=self.display_name,
                medium=self.medium_id.name,
                other=issue.medium_id.name,
            )
        return False

    def _move_extension_sentence(self, day):
        """That the contract is over by a day and needs a letter (K7), or False.

        Contracts that nobody has sealed yet move their period instead.
        """
        self.ensure_one()
        order = self.order_id
        ends = [d for d in (order.ad_date_end, order.ad_extension_date) if d]
        if order.ad_contract_state != "sealed" or not ends or max(ends) >= day:
            return False
        return self.env._(
            "%(contract)s ends on %(date)s: an extension letter is needed.",
            contract=order.name,
            date=format_date(self.env, max(ends)),
        )

    def _note_sealed_issue(self):
        """Keep in mind which issue the customer's seal covers, once."""
        first = self.filtered(
            lambda p: not p.sealed_issue_id
            and p.order_id.ad_contract_state in SEALED_BY_CUSTOMER
        )
        for issue, placements in first.grouped("issue_id").items():
            placements.write({"sealed_issue_id": issue.id})

    def _change_issues(self, targets):
        """Lift, change, take: what leaves makes no trouble for what comes (P2)."""
        for issue, placements in self.grouped(lambda p: targets[p]).items():
            # The check of the close comes with this write (M4).
            placements.write({"issue_id": issue.id, **self._no_space()})
        self.flush_model()
        self.filtered(lambda p: p.stage in ("held", "booked"))._take_space_again()

    def _after_move(self, origins, reason):
        """Clearance is looked at again; every contract says what moved.

        :param origins: ``{placement: the issue it came from}``
        """
        self.proof_ids._follow_issues()
        self._touch_copy()
        orders = self.order_id
        bodies = {
            order.id: order._ad_moved_text(placements, origins, reason)
            for order, placements in self.grouped("order_id").items()
        }
        orders._message_log_batch(bodies, author_id=self.env.user.partner_id.id)


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _ad_moved_text(self, placements, origins, reason):
        """One line for the contract's history, in the company's language."""
        self.ensure_one()
        order = self.with_context(lang=self.company_id._ad_lang())
        moves = [
            order.env._(
                "No. %(number)s %(position)s from %(old)s to %(new)s",
                number=placement.number,
                position=placement.position_id.name,
                old=origins[placement].with_env(order.env).display_name,
                new=placement.issue_id.display_name,
            )
            for placement in placements.with_env(order.env)
        ]
        rest = len(moves) - NAMED
        if rest > 0:
            moves[NAMED:] = [order.env._("%(count)s more", count=rest)]
        return order.env._(
            "Insertions moved to other issues: %(moves)s. %(reason)s",
            moves=format_list(order.env, moves),
            reason=reason,
        ).strip()

    def _ad_log_issue_change(self, change):
        """Note on contracts that their issue changed, in the company's language."""
        text = change.with_context(lang=change.company_id._ad_lang())._change_text()
        self._message_log_batch(
            dict.fromkeys(self.ids, text), author_id=self.env.user.partner_id.id
        )
