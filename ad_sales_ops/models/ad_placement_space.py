"""Space: hold, book, place, release; PostgreSQL refuses to sell twice (P2, P3)."""

import logging
from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from .ad_placement import TAKES_SPACE
from .sale_order import UNDECIDED

GRID = 120
#: What a placement takes of its issue.
SPACE = ("slot", "page", "x", "y")

_logger = logging.getLogger(__name__)


class AdPlacement(models.Model):
    """A placement on paper is a rectangle on the issue's strip of page sides."""

    _inherit = "ad.placement"

    hold_until = fields.Date(
        "Held until", readonly=True, copy=False, index="btree_not_null"
    )
    slot = fields.Integer(
        readonly=True,
        copy=False,
        default=0,
        help="Which of the spaces of a position sold several times an issue; "
        "zero: not counted.",
    )
    page = fields.Integer(
        "Side", readonly=True, copy=False, default=0, help="Zero: not placed yet."
    )
    x = fields.Integer(readonly=True, copy=False, default=0)
    y = fields.Integer(readonly=True, copy=False, default=0)
    width = fields.Integer(
        compute="_compute_size", store=True, precompute=True, readonly=True
    )
    height = fields.Integer(
        compute="_compute_size", store=True, precompute=True, readonly=True
    )
    page_label = fields.Char("Page", compute="_compute_page_label")

    _space_is_free = models.Constraint(
        "EXCLUDE USING gist (int4range(issue_id, issue_id, '[]') WITH =, "
        "int4range((page - 1) * 120 + x, (page - 1) * 120 + x + width) WITH &&, "
        "int4range(y, y + height) WITH &&) "
        "WHERE (stage IN ('held', 'booked', 'published') AND page > 0)",
        "This space of the issue is already taken.",
    )
    _slot_is_free = models.UniqueIndex(
        "(issue_id, position_id, slot) "
        "WHERE slot > 0 AND stage IN ('held', 'booked', 'published')",
        "This position of the issue is already sold out.",
    )
    _space_is_complete = models.Constraint(
        "CHECK (num_nulls(page, x, y, width, height, slot) = 0 AND slot >= 0 "
        "AND page BETWEEN 0 AND 9999 AND x >= 0 AND y >= 0 AND width > 0 "
        "AND height > 0 AND y + height <= 120 "
        "AND (x + width <= 120 OR (x = 0 AND width IN (240, 360))))",
        "A placement lies inside the pages: page, place and size are not possible.",
    )
    _issue_stage_idx = models.Index("(issue_id, stage)")

    @api.depends("position_id")
    def _compute_size(self):
        for placement in self:
            placement.width = placement.position_id.grid_width or GRID
            placement.height = placement.position_id.grid_height or GRID

    @api.depends_context("lang")
    @api.depends("page", "issue_id", "width")
    def _compute_page_label(self):
        for placement in self:
            page = placement.page
            if not page:
                placement.page_label = ""
                continue
            issue = placement.issue_id
            last = page + max(placement.width - 1, 0) // GRID
            label = issue._page_label(page)
            if last > page:
                label = f"{label}–{issue._page_label(last)}"
            placement.page_label = label

    @api.constrains("page", "x", "y", "width", "height", "issue_id")
    def _check_rectangle(self):
        for placement in self.filtered("page"):
            message = placement._rectangle_error_message(
                placement.page, placement.x, placement.y
            )
            if message:
                raise ValidationError(message)

    def _rectangle_error_message(self, page, x, y):
        """Why this insertion cannot lie there in its issue, or False."""
        self.ensure_one()
        return self.issue_id._rectangle_error_message(
            page, x, y, self.width, self.height
        )

    # Holding

    def action_hold(self):
        """Hold the space of draft insertions for the medium's usual days (P3).

        :raise UserError: the space is taken, the issue closed; nothing is held then
        """
        self._check_may_sell()
        # Superuser: stage and rectangle are guarded; rights were checked.
        self.sudo()._action_hold()

    def _action_hold(self, until=None):
        """Hold drafts until a date, the medium's usual one when none is given.

        :raise UserError: the date is past, the space taken or the issue closed
        """
        draft = self.filtered(lambda p: p.stage == "draft")
        draft._check_contracts_live()
        draft._check_issues_open()
        draft._take_space("held", {p: p._get_hold_end(until) for p in draft})

    def _get_hold_end(self, until=None):
        """Until when a hold counts: at the latest the booking close."""
        today = self.env["ad.calendar.exception"]._today(self.company_id)
        if until and until < today:
            raise UserError(
                self.env._("A hold cannot end in the past: choose today or later.")
            )
        end = until or today + timedelta(days=max(self.medium_id.hold_days, 1))
        close = self.issue_id.booking_close
        return min(end, close) if close and close >= today else end

    def action_release(self):
        """Give held space of drafts back (P3).

        :raise UserError: the contract is no draft
        """
        self._check_may_sell()
        # Superuser: stage and rectangle are guarded; rights were checked.
        held = self.sudo().filtered(lambda p: p.stage == "held")
        held.order_id._check_ad_may_release()
        held._action_release()

    def _action_release(self):
        self.write({"stage": "draft", "hold_until": False, **self._no_space()})

    @api.model
    def _no_space(self):
        return dict.fromkeys(SPACE, 0)

    def _check_may_sell(self):
        """Whoever may sell in the contract handles its space (E22, G3)."""
        self.sudo().order_id.with_env(self.env)._check_ad_may_sell()

    # Booking

    def _action_book(self):
        """Book drafts and holds: the space is theirs (E20).

        :raise UserError: names every space that is taken, never who took it
        """
        todo = self.filtered(lambda p: p.stage in ("draft", "held"))
        todo._check_issues_open()
        todo._take_space("booked")

    def _take_space(self, stage, hold_ends=None):
        """Give each placement its rectangle and slot under the issues' counters.

        :param hold_ends: ``{placement: date}`` of holds
        :raise UserError: names every space that is not free
        """
        if not self:
            return
        space, ends = self._find_space(), hold_ends or {}
        # What is booked alike is written in one statement.
        groups = self.grouped(lambda p: (ends.get(p, False), *space[p]))
        for (end, *place), placements in groups.items():
            placements.write(
                {
                    "stage": stage,
                    "hold_until": end,
                    **dict(zip(SPACE, place, strict=True)),
                }
            )
        self.flush_recordset()

    def _take_space_again(self):
        """Give held and booked ones their space in the issue they came to (M7).

        :raise UserError: names every space that is not free
        """
        if not self:
            return
        space = self._find_space()
        for place, placements in self.grouped(lambda p: space[p]).items():
            placements.write(dict(zip(SPACE, place, strict=True)))
        self.flush_recordset()

    def _find_space(self):
        """Slot and rectangle of each under the issues' counters.

        :return: ``{placement: (slot, page, x, y)}``
        :raise UserError: names every space that is not free
        """
        self.issue_id._count_booking()
        self._release_expired_rivals()
        wanted = {p: p._wanted_rectangle() for p in self}
        slots, sold_out = self._free_slots()
        taken = self._taken_rectangles(wanted)
        self._raise_conflicts(taken | sold_out, self._over_full_issues())
        return {p: (slots.get(p, 0), *wanted[p]) for p in self}

    def _wanted_rectangle(self):
        """(page, x, y): the position's own place, or where it was put already."""
        self.ensure_one()
        if not self.page and self.position_id.page_rule == "fixed":
            place = self.position_id._get_rectangle(self.issue_id)
            if place:
                return place["page"], place["x"], place["y"]
        return self.page, self.x, self.y

    def _release_expired_rivals(self):
        """Expired holds make room now, not only when the cron comes."""
        domain = Domain("issue_id", "in", self.issue_id.ids)
        domain &= Domain("id", "not in", self.ids)
        past = self.search(domain & self._past_domain(self.company_id))
        past._without_undecided()._expire_holds()
        self.flush_model()

    def _free_slots(self):
        """The lowest free slot for each placement of a counted position.

        :return: ``{placement: slot}`` and the placements that find none
        """
        counted = self.filtered(lambda p: p.position_id.capacity)
        if not counted:
            return {}, self.browse()
        groups = self._read_group(
            [
                ("issue_id", "in", counted.issue_id.ids),
                ("position_id", "in", counted.position_id.ids),
                ("stage", "in", TAKES_SPACE),
                ("id", "not in", self.ids),
            ],
            ["issue_id", "position_id"],
            ["slot:array_agg"],
        )
        used = defaultdict(list)
        used.update({(i.id, position.id): slots for i, position, slots in groups})
        slots, sold_out = {}, self.browse()
        # Holds first: they keep the slots they have.
        for placement in counted.sorted(lambda p: (not p.slot, p.id)):
            taken = used[placement.issue_id.id, placement.position_id.id]
            slot = placement._pick_slot(taken)
            if slot:
                taken.append(slot)
                slots[placement] = slot
            else:
                sold_out |= placement
        return slots, sold_out

    def _pick_slot(self, taken):
        """The slot it has, else the lowest free one; 0 when all are sold.

        The taken ones are counted, too: a capacity that was lowered since leaves
        slots above it.
        """
        self.ensure_one()
        if self.slot and self.slot not in taken:
            return self.slot
        capacity = self.position_id.capacity
        if len(taken) >= capacity:
            return 0
        return next(n for n in range(1, capacity + 1) if n not in taken)

    def _taken_rectangles(self, wanted):
        """Placements whose rectangle overlaps one that is taken, or each other."""
        rectangles = {
            p.id: (p.issue_id.id, *wanted[p], p.width, p.height)
            for p in self
            if wanted[p][0]
        }
        # Superuser: the database's own table of what is occupied; only keys come back.
        space = self.env["ad.page.space"].sudo()
        return self.browse(space._find_taken(rectangles, self))

    def _over_full_issues(self):
        """Run-of-book placements of issues that have no paper left for them.

        An issue whose pages are not known yet sets no limit.
        """
        if not self:
            return self
        # What the query compares may wait to be written.
        self.issue_id.flush_recordset(["page_count"])
        self.position_id.flush_recordset(["page_rule", "fixed_place"])
        self.medium_id.flush_recordset(["is_print"])
        over_full = self.env.execute_query(
            SQL(
                """
                SELECT p.issue_id FROM ad_placement p
                JOIN ad_position o ON o.id = p.position_id
                JOIN ad_issue i ON i.id = p.issue_id AND i.page_count > 0
                JOIN ad_medium m ON m.id = i.medium_id AND m.is_print
                WHERE p.issue_id IN %s AND (p.stage IN %s OR p.id IN %s)
                    AND (o.page_rule = 'run_of_book' OR o.fixed_place = 'page')
                GROUP BY p.issue_id, i.page_count
                HAVING SUM(p.width * p.height) > i.page_count * %s
                """,
                tuple(self.issue_id.ids),
                TAKES_SPACE,
                tuple(self.ids),
                GRID * GRID,
            )
        )
        if not over_full:
            return self.browse()
        issue_ids = {row[0] for row in over_full}
        return self.filtered(
            lambda p: p.issue_id.id in issue_ids
            and p.position_id.page_rule == "run_of_book"
        )

    def _raise_conflicts(self, taken, over_full):
        """Name each space and issue, never the other customer (P3)."""
        if not taken and not over_full:
            return
        lines = taken._conflict_lines(
            self.env._("• %(medium)s, %(issue)s: “%(position)s” is already taken.")
        )
        lines += (over_full - taken)._conflict_lines(
            self.env._("• %(medium)s, %(issue)s has no pages left for “%(position)s”.")
        )
        raise UserError(
            self.env._(
                "Nothing was changed, because this space is not free:\n%(lines)s\n"
                "Choose another issue or position.",
                lines="\n".join(lines),
            )
        )

    def _conflict_lines(self, pattern):
        lines = [
            pattern
            % {
                "medium": p.medium_id.name,
                "issue": p.issue_id.display_name,
                "position": p.position_id.name,
            }
            for p in self.sorted(lambda p: (p.publication_date, p.id))
        ]
        return list(dict.fromkeys(lines))

    def _action_drop(self, stage, reason=False):
        """Take insertions out: cancelled (never sealed) or withdrawn (K8)."""
        live = self.filtered(lambda p: p.stage in ("draft", "held", "booked"))
        live.write(
            {
                "stage": stage,
                "hold_until": False,
                "left_out_reason": reason,
                **self._no_space(),
            }
        )

    # Placing on pages

    def action_place(self):
        """Open the dialog that puts one insertion on a page."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Place on Page"),
            "res_model": "ad.placement.place",
            "view_mode": "form",
            "target": "new",
            "context": {"default_placement_id": self.id},
        }

    @api.model
    def _place(self, targets):
        """Move placements: lift, flush, put, flush, so that swaps work (P2).

        :param targets: ``{placement: (page, x, y)}``; page 0 takes it off the pages
        :raise AccessError: not the Operations Centre
        :raise UserError: frozen issue, promised page, impossible or taken space
        """
        moved = self.union(*targets)
        moved._check_may_place()
        moved._check_promised_pages(targets)
        self._put(targets)

    @api.model
    def _put(self, targets):
        """Put insertions where callers have checked that they may go.

        :param targets: ``{placement: (page, x, y)}``; page 0 takes it off the pages
        :raise UserError: impossible or taken space
        """
        wanted = {p: target for p, target in targets.items() if target[0]}
        for placement, target in wanted.items():
            message = placement._rectangle_error_message(*target)
            if message:
                raise UserError(message)
        # Superuser: rectangles are guarded; callers checked.
        moved = self.union(*targets).sudo()
        moved.issue_id._count_booking()
        moved.write({"page": 0, "x": 0, "y": 0})
        self.flush_model()
        put = moved.filtered(lambda p: p in wanted)
        self._raise_conflicts(put._taken_rectangles(wanted), self.browse())
        for placement in put:
            page, x, y = wanted[placement]
            placement.write({"page": page, "x": x, "y": y})
        self.flush_model()

    def _set_side(self, page):
        """Follow a side of the strip that got another number (E25)."""
        self.write({"page": page})

    def _side_name(self):
        return self.position_id.name

    def _check_may_place(self):
        if not self.env.user.has_group("ad_sales_ops.group_ad_operations"):
            raise AccessError(self.env._("The Operations Centre fills the pages."))
        self.check_access("write")
        for placement in self:
            message = placement._place_error_message()
            if message:
                raise UserError(message)

    def _place_error_message(self):
        """Why this insertion cannot be moved now, or False."""
        self.ensure_one()
        if self.issue_id.state not in ("open", "closed"):
            return self.env._(
                "%(issue)s is at press or published; its pages are frozen.",
                issue=self.issue_id.display_name,
            )
        if self.stage not in TAKES_SPACE:
            return self.env._(
                "%(placement)s is not held or booked, so it has no place yet.",
                placement=self.display_name,
            )
        if not self.medium_id.is_print:
            return self.env._(
                "%(medium)s is a website: its issues have no pages.",
                medium=self.medium_id.name,
            )
        return False

    # Closes and crons

    def _check_issues_open(self):
        """Refuse bookings after the close, but for a named override (M4)."""
        closed_issues = self.issue_id - self.issue_id._with_open_booking()
        if not closed_issues:
            return
        closed = self.filtered(lambda p: p.issue_id in closed_issues)
        # Superuser: whether the contract was let in, nothing else.
        refused = closed - self.env["ad.close.override"].sudo()._allowed(closed)
        if refused:
            raise UserError(refused[0]._closed_message())

    def _closed_message(self):
        values = {"medium": self.medium_id.name, "issue": self.issue_id.display_name}
        if self.issue_id.state not in ("open", "closed"):
            return self.env._(
                "%(medium)s, %(issue)s is at press, published or dropped; nothing can "
                "be booked in it. Choose another issue.",
                **values,
            )
        return self.env._(
            "%(medium)s, %(issue)s: booking closed on %(date)s. The Operations Centre "
            "or a manager can let it in by a late booking with reason.",
            date=format_date(self.env, self.issue_id.booking_close) or "-",
            **values,
        )

    @api.model
    def _past_domain(self, companies):
        """Held placements whose date has passed."""
        return Domain("stage", "=", "held") & self._hold_over_domain(companies)

    @api.model
    def _hold_over_domain(self, companies):
        calendar = self.env["ad.calendar.exception"]
        return Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain("hold_until", "<", calendar._today(company))
            for company in companies
        )

    def _without_undecided(self):
        """A hold does not expire while the company decides (E20)."""
        return self.filtered(lambda p: p.order_id.ad_contract_state not in UNDECIDED)

    def _still_to_hold(self):
        """Those whose hold, taken off at press, is not over (P3)."""
        live = self.filtered(lambda p: p.order_id.ad_contract_state != "voided")
        if not live:
            return live
        past = live.filtered_domain(
            self._hold_over_domain(live.company_id)
        )._without_undecided()
        return live - past

    def _expire_holds(self):
        """Release, and tell the people of each contract once (P3)."""
        if not self:
            return
        self._action_release()
        for order, placements in self.grouped("order_id").items():
            order._ad_tell_hold_expired(placements)

    @api.model
    def _cron_release_expired_holds(self):
        """Release expired holds, contract by contract; safe to run twice."""
        held = self._read_group([("stage", "=", "held")], ["company_id"])
        companies = self.env["res.company"].union(*(company for (company,) in held))
        domain = self._past_domain(companies)
        orders = self.search(domain)._without_undecided().order_id
        for remaining, order in reversed(list(enumerate(orders[::-1]))):
            try:
                with self.env.cr.savepoint():
                    # Again: the contract may have gone on since the last commit.
                    past = self.search(domain & Domain("order_id", "=", order.id))
                    past.issue_id._count_booking()
                    past._without_undecided()._expire_holds()
            except UserError:
                _logger.exception("The holds of %s could not be released", order.name)
            if not self.env["ir.cron"]._commit_progress(1, remaining=remaining):
                break
