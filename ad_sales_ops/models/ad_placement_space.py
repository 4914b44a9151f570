"""Space: hold, book, place, release; PostgreSQL refuses to sell twice (P2, P3)."""

from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL

from .ad_placement import TAKES_SPACE
from .sale_order import UNDECIDED

GRID = 120


class AdPlacement(models.Model):
    """A placement on paper is a rectangle on the issue's strip of page sides."""

    _inherit = "ad.placement"

    hold_until = fields.Date("Held until", readonly=True, copy=False, index=True)
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
        "AND height > 0 AND width <= 360 AND x < 120 AND y + height <= 120)",
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
            error = placement._rectangle_error()
            if error:
                raise ValidationError(error)

    def _rectangle_error(self):
        """Say why the rectangle is impossible in its issue, else False."""
        self.ensure_one()
        issue = self.issue_id
        sides = issue._side_count()
        span = -(-(self.x + self.width) // GRID)
        if self.page > sides:
            return self.env._(
                "%(issue)s has no side %(page)s; it has %(sides)s sides.",
                issue=issue.display_name,
                page=self.page,
                sides=sides,
            )
        if self.page + span - 1 > sides or self.y + self.height > GRID:
            return self.env._(
                "%(placement)s would reach over the edge of the page.",
                placement=self.position_id.display_name,
            )
        if self.width <= GRID and span > 1:
            return self.env._(
                "%(placement)s would reach over the page into the next one.",
                placement=self.position_id.display_name,
            )
        if self.width == 2 * GRID and not self._is_gatefold():
            if self.x or not issue._is_left_page(self.page):
                return self.env._(
                    "A spread starts on a left page; %(page)s is a right one.",
                    page=issue._page_label(self.page),
                )
        return False

    def _is_gatefold(self):
        return self.position_id.fixed_place == "gatefold"

    # Holding

    def action_hold(self):
        """Hold the space of draft insertions for the medium's usual days (P3).

        :raise UserError: the space is taken, the issue closed; nothing is held then
        """
        self._check_may_sell()
        for medium, placements in self.grouped("medium_id").items():
            until = fields.Date.context_today(self) + timedelta(
                days=max(medium.hold_days, 1)
            )
            placements._action_hold(until)

    def _action_hold(self, until):
        """Hold until a date, at the latest the booking close."""
        if until < fields.Date.context_today(self):
            raise UserError(self.env._("A hold cannot end in the past."))
        # Superuser: stage and rectangle are guarded; rights were checked.
        draft = self.filtered(lambda p: p.stage == "draft").sudo()
        draft._check_issues_open()
        draft._take_space("held", until)

    def action_release(self):
        """Give held space back (P3)."""
        self._check_may_sell()
        self.filtered(lambda p: p.stage == "held").sudo()._action_release()

    def _action_release(self):
        self.write(
            {"stage": "draft", "hold_until": False, "slot": 0, "page": 0, "x": 0, "y": 0}
        )

    def _check_may_sell(self):
        for order in self.order_id:
            order._check_ad_may_sell()

    # Booking

    def _action_book(self):
        """Book drafts and holds: the space is theirs (E20).

        :raise UserError: names every space that is taken, never who took it
        """
        todo = self.filtered(lambda p: p.stage in ("draft", "held"))
        todo._check_issues_open()
        todo._take_space("booked")

    def _take_space(self, stage, until=False):
        """Give each placement its rectangle and slot under the issues' counters."""
        if not self:
            return
        self.issue_id._count_booking()
        self._release_expired_rivals()
        wanted = {p: p._wanted_rectangle() for p in self}
        slots, conflicts = self._free_slots()
        conflicts |= self._taken_rectangles(wanted)
        if stage == "booked" or not conflicts:
            conflicts |= self._over_full_issues()
        if conflicts:
            raise UserError(self._conflict_message(conflicts))
        groups = defaultdict(self.browse)
        for placement in self:
            key = (slots.get(placement, 0), *wanted[placement])
            groups[key] |= placement
        for (slot, page, x, y), placements in groups.items():
            placements.write(
                {
                    "stage": stage,
                    "hold_until": until,
                    "slot": slot,
                    "page": page,
                    "x": x,
                    "y": y,
                }
            )
        self.flush_recordset()

    def _wanted_rectangle(self):
        """(page, x, y): the position's own place, or where it was put already."""
        self.ensure_one()
        if not self.page:
            place = self.position_id._get_rectangle(self.issue_id)
            if place:
                return place["page"], place["x"], place["y"]
        return self.page, self.x, self.y

    def _release_expired_rivals(self):
        """Expired holds make room now, not only when the cron comes."""
        self._search_expired([("issue_id", "in", self.issue_id.ids)])._expire_holds()
        self.flush_model()

    def _free_slots(self):
        """The lowest free slot for each placement of a counted position.

        :return: ``{placement: slot}`` and the placements that find none
        """
        counted = self.filtered(lambda p: p.position_id.capacity)
        if not counted:
            return {}, self.browse()
        used = {
            (issue.id, position.id): set(slots)
            for issue, position, slots in self._read_group(
                [
                    ("issue_id", "in", counted.issue_id.ids),
                    ("position_id", "in", counted.position_id.ids),
                    ("stage", "in", TAKES_SPACE),
                    ("id", "not in", self.ids),
                ],
                ["issue_id", "position_id"],
                ["slot:array_agg"],
            )
        }
        slots, conflicts = {}, self.browse()
        for placement in counted:
            taken = used.setdefault(
                (placement.issue_id.id, placement.position_id.id), set()
            )
            free = (
                n for n in range(1, placement.position_id.capacity + 1) if n not in taken
            )
            slot = placement.slot if placement.slot not in taken else 0
            slot = slot or next(free, 0)
            if slot:
                taken.add(slot)
                slots[placement] = slot
            else:
                conflicts |= placement
        return slots, conflicts

    def _taken_rectangles(self, wanted):
        """Placements whose rectangle overlaps one that is taken, or each other."""
        placed = [(p, *wanted[p]) for p in self if wanted[p][0]]
        if not placed:
            return self.browse()
        rows = SQL(", ").join(
            SQL("(%s, %s, %s, %s, %s, %s)", p.id, p.issue_id.id, (page - 1) * GRID + x,
                y, p.width, p.height)
            for p, page, x, y in placed
        )
        found = self.env.execute_query(
            SQL(
                """
                WITH wanted (id, issue_id, x, y, width, height) AS (VALUES %s)
                SELECT w.id FROM wanted w JOIN ad_placement p
                    ON p.issue_id = w.issue_id AND p.page > 0 AND p.stage IN %s
                    AND int4range((p.page - 1) * 120 + p.x,
                        (p.page - 1) * 120 + p.x + p.width)
                        && int4range(w.x, w.x + w.width)
                    AND int4range(p.y, p.y + p.height) && int4range(w.y, w.y + w.height)
                WHERE NOT (p.id = ANY(%s))
                UNION
                SELECT w.id FROM wanted w JOIN wanted p
                    ON p.issue_id = w.issue_id AND p.id < w.id
                    AND int4range(p.x, p.x + p.width) && int4range(w.x, w.x + w.width)
                    AND int4range(p.y, p.y + p.height) && int4range(w.y, w.y + w.height)
                """,
                rows,
                TAKES_SPACE,
                self.ids,
            )
        )
        return self.browse(row[0] for row in found)

    def _over_full_issues(self):
        """Run-of-book placements of issues that have no paper left for them."""
        loose = self.filtered(
            lambda p: p.medium_id.is_print and p.position_id.page_rule == "run_of_book"
        )
        if not loose:
            return self.browse()
        sold = dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT p.issue_id, SUM(p.width * p.height) FROM ad_placement p
                    JOIN ad_position o ON o.id = p.position_id
                    WHERE p.issue_id IN %s AND o.page_rule = 'run_of_book'
                        AND (p.stage IN %s OR p.id IN %s)
                    GROUP BY p.issue_id
                    """,
                    tuple(loose.issue_id.ids),
                    TAKES_SPACE,
                    tuple(self.ids),
                )
            )
        )
        full = loose.issue_id.filtered(
            lambda issue: sold.get(issue.id, 0) > issue.page_count * GRID * GRID
        )
        return loose.filtered(lambda p: p.issue_id in full)

    def _conflict_message(self, conflicts):
        """Name each space and issue, never the other customer."""
        lines = [
            self.env._(
                "• %(medium)s, %(issue)s: “%(position)s” is already taken.",
                medium=p.medium_id.name,
                issue=p.issue_id.display_name,
                position=p.position_id.name,
            )
            for p in conflicts.sorted(lambda p: (p.publication_date, p.id))
        ]
        return self.env._(
            "Nothing was booked, because this space is not free:\n%(lines)s\n"
            "Choose another issue or position.",
            lines="\n".join(dict.fromkeys(lines)),
        )

    def _action_drop(self, stage, reason=False):
        """Take insertions out: cancelled (never sealed) or withdrawn (K8)."""
        live = self.filtered(lambda p: p.stage in ("draft", "held", "booked"))
        live.write(
            {"stage": stage, "hold_until": False, "slot": 0, "left_out_reason": reason}
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

    def _place(self, targets):
        """Move placements: lift, flush, put, flush, so that swaps work (P2).

        :param targets: ``{placement: (page, x, y)}``; page 0 takes it off the pages
        :raise AccessError: not the Operations Centre
        :raise UserError: frozen issue, fixed position or taken space
        """
        self._check_may_place()
        # Superuser: rectangles are guarded; checked above.
        moved = self.browse(p.id for p in targets).sudo()
        moved.issue_id._count_booking()
        moved.write({"page": 0, "x": 0, "y": 0})
        self.flush_model()
        wanted = {p.sudo(): target for p, target in targets.items() if target[0]}
        conflicts = moved._taken_rectangles(wanted | dict.fromkeys(
            moved.filtered(lambda p: p not in wanted), (0, 0, 0)))
        if conflicts:
            raise UserError(moved._conflict_message(conflicts))
        for placement, (page, x, y) in wanted.items():
            placement.write({"page": page, "x": x, "y": y})
        self.flush_model()

    def _check_may_place(self):
        if not self.env.user.has_group("ad_sales_ops.group_ad_operations"):
            raise AccessError(self.env._("The Operations Centre fills the pages."))
        for placement in self:
            if placement.issue_id.state not in ("open", "closed"):
                raise UserError(
                    self.env._(
                        "%(issue)s is at press or published; its pages are frozen.",
                        issue=placement.issue_id.display_name,
                    )
                )
            if placement.stage not in TAKES_SPACE:
                raise UserError(
                    self.env._(
                        "%(placement)s is not held or booked, so it has no place yet.",
                        placement=placement.display_name,
                    )
                )
            if placement.position_id.page_rule == "fixed":
                raise UserError(
                    self.env._(
                        "“%(position)s” has its fixed place in every issue.",
                        position=placement.position_id.display_name,
                    )
                )

    # Closes and crons

    def _check_issues_open(self):
        """Refuse bookings after the close, but for a named override (M4)."""
        today = fields.Date.context_today(self)
        closed = self.filtered(
            lambda p: p.issue_id.state != "open"
            or (p.issue_id.booking_close and p.issue_id.booking_close < today)
        )
        if not closed:
            return
        allowed = self.env["ad.close.override"].sudo()._allowed(closed)
        refused = closed - allowed
        for placement in refused:
            raise UserError(
                self.env._(
                    "%(medium)s, %(issue)s: booking closed on %(date)s. The Operations "
                    "Centre or a manager can let it in by a late booking with reason.",
                    medium=placement.medium_id.name,
                    issue=placement.issue_id.display_name,
                    date=fields.Date.to_string(placement.issue_id.booking_close) or "-",
                )
            )

    @api.model
    def _search_expired(self, domain=None, limit=None):
        """Held placements whose date passed; not while the company decides (E20)."""
        return self.search(
            [
                ("stage", "=", "held"),
                ("hold_until", "<", fields.Date.context_today(self)),
                ("order_id.ad_contract_state", "not in", UNDECIDED),
                *(domain or []),
            ],
            limit=limit,
        )

    def _expire_holds(self):
        """Release and tell the contracts' people once each."""
        if not self:
            return
        orders = self.grouped("order_id")
        self._action_release()
        for order, placements in orders.items():
            order.message_post(
                body=self.env._(
                    "The hold expired and the space was released: %(spaces)s",
                    spaces=", ".join(
                        f"{p.issue_id.display_name} {p.position_id.name}"
                        for p in placements
                    ),
                ),
                subtype_xmlid="mail.mt_note",
            )

    @api.model
    def _cron_release_expired_holds(self, batch=500):
        """Release expired holds in batches; safe to run twice."""
        cron = self.env["ir.cron"]
        while expired := self._search_expired(limit=batch):
            expired._expire_holds()
            more = len(self._search_expired(limit=batch))
            if not cron._commit_progress(processed=len(expired), remaining=more):
                break
