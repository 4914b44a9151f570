"""Issues: the dated numbers of a medium, and the strip of their pages (M3, E25)."""

import re

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date, format_list

from .ad_medium import LEAD_FIELDS
from .ad_placement import GONE

GRID = 120
CLOSES = tuple(LEAD_FIELDS.values())
STRIP_FIELDS = {"page_count", "gatefold_panels"}
#: What an issue is called: sold space names it.
NAME_FIELDS = ("medium_id", "year", "number")
DATE_FIELDS = ("publication_date", *CLOSES)
#: Stages of insertions that still wait for the issue to appear.
WAITING_STAGES = ("draft", "held", "booked")
FROZEN_STATES = ("at_press", "published")
# What a display name is made of besides the medium and the numbers.
NAME_NOISE = {"no", "年", "年第", "第", "期"}


class AdIssue(models.Model):
    """One number of a medium; a website's months are issues too.

    An issue is a strip of physical page sides in reading order: front cover (or the
    panels of a gatefold), inside front, 1 … N, inside back, back cover. A ``page`` is
    the ordinal of a side on that strip (E25); the printed label is computed.
    """

    _name = "ad.issue"
    _inherit = ["ad.guarded.mixin", "mail.thread"]
    _description = "Issue"
    _order = "publication_date, id"
    _check_company_auto = True

    medium_id = fields.Many2one(
        "ad.medium", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="medium_id.company_id", store=True, index=True)
    name = fields.Char(
        "Reference", compute="_compute_name", store=True, index="trigram"
    )
    year = fields.Integer(
        required=True,
        compute="_compute_year",
        store=True,
        readonly=False,
        precompute=True,
        aggregator=None,
    )
    number = fields.Integer("Issue Number", required=True, aggregator=None)
    combined_numbers = fields.Char(
        readonly=True,
        copy=False,
        help="The numbers that a combined issue stands for, as in 5/6.",
    )
    kind = fields.Selection(
        [("regular", "Regular"), ("special", "Special"), ("combined", "Combined")],
        required=True,
        default="regular",
    )
    publication_date = fields.Date(required=True, index=True, tracking=True)
    booking_close = fields.Date(
        compute="_compute_closes",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        index=True,
        help="Last day on which space is booked. The issue closes when it is over.",
    )
    material_close = fields.Date(
        compute="_compute_closes",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
    )
    proof_close = fields.Date(
        compute="_compute_closes",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
    )
    film_close = fields.Date(
        compute="_compute_closes",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
    )
    page_count = fields.Integer(
        "Interior Pages",
        compute="_compute_page_count",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
    )
    gatefold_panels = fields.Integer(
        compute="_compute_gatefold_panels",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="Panels of the front-cover gatefold of this issue: 0, 2 or 3.",
    )
    is_print = fields.Boolean(related="medium_id.is_print")
    state = fields.Selection(
        [
            ("open", "Open"),
            ("closed", "Closed"),
            ("at_press", "At Press"),
            ("published", "Issued"),
            ("merged", "Merged"),
            ("skipped", "Skipped"),
        ],
        required=True,
        default="open",
        tracking=True,
        copy=False,
        index=True,
    )
    booking_counter = fields.Integer(
        readonly=True,
        default=0,
        copy=False,
        help="Counts bookings, so that two of them wait for each other. "
        "Only ever raised by the database itself.",
    )
    placement_ids = fields.One2many("ad.placement", "issue_id", "Placements")
    content_ids = fields.One2many("ad.page.content", "issue_id", "Page Contents")
    placement_count = fields.Integer(compute="_compute_placement_count")
    is_sold = fields.Boolean(compute="_compute_is_sold")
    is_date_sold = fields.Boolean(compute="_compute_is_sold")
    color = fields.Integer(related="medium_id.color")

    _number_is_unique = models.Constraint(
        "UNIQUE(medium_id, year, number)",
        "This medium already has an issue of this number in the year. "
        "Give the issue the next free number.",
    )
    _numbers_are_sane = models.Constraint(
        "CHECK(number > 0 AND year BETWEEN 1900 AND 2999 AND page_count >= 0)",
        "An issue needs a number above zero, a year of four digits, "
        "and no negative page count.",
    )

    @api.depends("medium_id.code", "year", "number")
    def _compute_name(self):
        """The same in every language; the display name speaks the user's own."""
        for issue in self:
            issue.name = f"{issue.medium_id.code} {issue.year}-{issue.number}"

    @api.depends("publication_date")
    def _compute_year(self):
        for issue in self:
            if issue.publication_date and not issue.year:
                issue.year = issue.publication_date.year

    @api.depends("year", "number", "combined_numbers", "publication_date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        pattern = self.env._("d MMM")
        for issue in self:
            day = issue.publication_date and format_date(
                self.env, issue.publication_date, date_format=pattern
            )
            issue.display_name = self.env._(
                "%(year)s No. %(number)s (%(day)s)",
                year=issue.year,
                number=issue.combined_numbers or issue.number,
                day=day or "",
            )

    @api.depends("publication_date", "medium_id")
    def _compute_closes(self):
        """Closes follow the publication date by the lead times of the medium (M3)."""
        for issue in self:
            if issue.publication_date and issue.medium_id:
                issue.update(issue.medium_id._get_closes(issue.publication_date))

    @api.depends("medium_id")
    def _compute_page_count(self):
        for issue in self:
            issue.page_count = issue.medium_id.page_count

    @api.depends("medium_id")
    def _compute_gatefold_panels(self):
        for issue in self:
            issue.gatefold_panels = issue.medium_id.gatefold_panels

    @api.depends("placement_ids.stage")
    def _compute_placement_count(self):
        """Only what stands: withdrawn insertions take no space and will not run."""
        counts = dict(
            self.env["ad.placement"]._read_group(
                [("issue_id", "in", self.ids), ("stage", "not in", GONE)],
                ["issue_id"],
                ["__count"],
            )
        )
        for issue in self:
            issue.placement_count = counts.get(issue, 0)

    # Not on stages: every booking would look for its issue (B1).
    def _compute_is_sold(self):
        for issue in self:
            issue.is_sold = issue._origin._has_insertions()
            issue.is_date_sold = issue._origin._has_insertions(WAITING_STAGES)

    def _has_insertions(self, stages=None):
        """Whether any insertion stands in it, or one in these stages."""
        domain = Domain("issue_id", "in", self.ids)
        if stages:
            domain &= Domain("stage", "in", stages)
        # Superuser: also one the user may not read; only whether there is any.
        return bool(self.env["ad.placement"].sudo().search_count(domain, limit=1))

    @api.model
    def _search_display_name(self, operator, value):
        """Find "2026 No. 10", "2026年第10期(5月15日)", "CE 2026-10" alike."""
        values = value if operator == "in" else [value]
        if operator not in ("ilike", "like", "=", "in") or not all(
            isinstance(text, str) for text in values
        ):
            return super()._search_display_name(operator, value)
        return Domain.OR(self._get_name_domain(text) for text in values)

    @api.model
    def _get_name_domain(self, text):
        """Every word of a name finds the medium, the year or the number."""
        # What stands in brackets is the date, which the rest implies.
        text = re.split("[(\uff08]", text)[0]
        words = re.findall(r"\d+|[^\W\d_]+", text.lower())
        return Domain.AND(
            self._get_name_word_domain(word) for word in words if word not in NAME_NOISE
        )

    @api.model
    def _get_name_word_domain(self, word):
        domain = Domain("medium_id.name", "ilike", word)
        domain |= Domain("medium_id.code", "ilike", word)
        if word.isdecimal() and len(word) < 9:
            domain |= Domain("year", "=", int(word)) | Domain("number", "=", int(word))
            for pattern in (f"{word}/%", f"%/{word}", f"%/{word}/%"):
                domain |= Domain("combined_numbers", "=like", pattern)
        return domain

    @api.constrains("publication_date", *CLOSES)
    def _check_dates(self):
        for issue in self:
            late = [
                issue._fields[name]._description_string(self.env)
                for name in CLOSES
                if issue[name] and issue[name] > issue.publication_date
            ]
            if late:
                raise ValidationError(
                    self.env._(
                        "Issue %(issue)s of %(medium)s: %(closes)s cannot be later "
                        "than the publication date.",
                        issue=issue.display_name,
                        medium=issue.medium_id.name,
                        closes=format_list(self.env, late),
                    )
                )
            dates = [issue[name] for name in CLOSES[1:] if issue[name]]
            if dates != sorted(dates):
                raise ValidationError(
                    self.env._(
                        "Issue %(issue)s of %(medium)s: material closes first, then "
                        "proofs, then film. Put the dates in that order.",
                        issue=issue.display_name,
                        medium=issue.medium_id.name,
                    )
                )

    @api.constrains("page_count", "gatefold_panels", "medium_id")
    def _check_strip(self):
        for issue in self:
            medium = issue.medium_id
            message = medium._page_count_error_message(issue.page_count)
            message = message or medium._gatefold_error_message(issue.gatefold_panels)
            if not message and issue.page_count and not medium.is_print:
                message = self.env._(
                    "%(medium)s is a website: its issues have no pages.",
                    medium=medium.name,
                )
            if message:
                raise ValidationError(message)

    @api.onchange("booking_close")
    def _onchange_booking_close(self):
        """Tell that a close in the past closes the issue for good."""
        if self.state != "open" or not self._with_close_over():
            return None
        return {
            "warning": {
                "title": self.env._("The booking close is over"),
                "message": self.env._(
                    "Saved with this booking close, the issue is closed for bookings "
                    "at once. Correct the date if that is not meant."
                ),
            }
        }

    @api.model_create_multi
    def create(self, vals_list):
        """An issue whose booking close is over is born closed (M4)."""
        issues = super().create(vals_list)
        issues._close_overdue()
        return issues

    def write(self, vals):
        """Keep sold space on its page (E25); a close in the past closes (M4)."""
        if not self.env.su:
            self._check_may_change_terms(vals)
        is_strip = bool(STRIP_FIELDS & set(vals))
        if is_strip:
            self._check_strip_is_free()
        places = {issue: issue._get_placed_sides() for issue in self if is_strip}
        result = super().write(vals)
        for issue, sides in places.items():
            issue._put_back_on_sides(sides)
        if {"publication_date", "booking_close"} & set(vals):
            self._close_overdue()
        return result

    def _check_may_change_terms(self, vals):
        """What was sold keeps its issue; its day changes by “Change Issue” (M7).

        :raise UserError: name or dates of an issue that is sold or at press
        """
        names = {*NAME_FIELDS, *DATE_FIELDS} & set(vals)
        for issue in self if names else ():
            changed = {n for n in names if issue._guarded_value_changes(n, vals[n])}
            error = changed and issue._terms_error_message(changed)
            if error:
                raise UserError(error)

    def _terms_error_message(self, changed):
        """Why these fields of the issue stay as they are, or False."""
        self.ensure_one()
        values = {"issue": self.display_name, "medium": self.medium_id.name}
        if self.state in FROZEN_STATES:
            return self.env._(
                "Issue %(issue)s of %(medium)s is at press or published: its name and "
                "its dates do not change any more.",
                **values,
            )
        if changed & set(NAME_FIELDS) and self._has_insertions():
            return self.env._(
                "Issue %(issue)s of %(medium)s was sold: its medium, year and number "
                "stand in contracts and stay. Press “Change Issue” to move its "
                "insertions to another issue.",
                **values,
            )
        if "publication_date" in changed and self._has_insertions(WAITING_STAGES):
            return self.env._(
                "Issue %(issue)s of %(medium)s has insertions. Press “Change Issue” to "
                "move its date: the customers are told, and a record is kept.",
                **values,
            )
        return False

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        # Any placement counts, also one the user may not read.
        used = self.sudo().filtered("placement_ids")[:1]
        if used:
            raise UserError(
                self.env._(
                    "Issue %(issue)s of %(medium)s has placements and cannot be "
                    "deleted: what was sold stays readable. Cancel the placements or "
                    "move them to another issue.",
                    issue=used.display_name,
                    medium=used.medium_id.name,
                )
            )

    def action_view_placements(self):
        """Open what was sold in this issue."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Placements"),
            "res_model": "ad.placement",
            "view_mode": "list,form",
            "domain": [("issue_id", "=", self.id)],
            "context": {"default_issue_id": self.id, "search_default_standing": 1},
        }

    # -- the strip (E25) ----------------------------------------------------------

    def _front_count(self):
        """Sides before the inside front cover: the cover or the gatefold's panels."""
        self.ensure_one()
        return (self.gatefold_panels or 1) if self.medium_id.has_cover else 0

    def _cover_count(self):
        """Sides before page 1."""
        return self._front_count() + 1 if self.medium_id.has_cover else 0

    def _side_count(self):
        """Number of sides of the whole strip."""
        self.ensure_one()
        if not self.medium_id.is_print:
            return 0
        back = 2 if self.medium_id.has_cover else 0
        return self._cover_count() + self.page_count + back

    def _interior_ordinals(self):
        """Ordinals of pages 1 … N on the strip.

        :rtype: range
        """
        self.ensure_one()
        first = self._cover_count() + 1
        return range(first, first + (self.page_count if self.is_print else 0))

    def _page_ordinal(self, fixed_place, number=0):
        """Ordinal of a named side, 0 when this issue has no such side.

        The front cover of an issue with a gatefold is the gatefold's first panel.

        :param fixed_place: a value of ``ad.position.fixed_place``
        :param number: the page number when ``fixed_place`` is ``page``
        """
        self.ensure_one()
        sides = self._side_count()
        if fixed_place == "page":
            ordinals = self._interior_ordinals()
            return ordinals[number - 1] if 1 <= number <= len(ordinals) else 0
        if not sides or not self.medium_id.has_cover:
            return 0
        return {
            "front_cover": 1,
            "gatefold": 1 if self.gatefold_panels else 0,
            "inside_front": self._front_count() + 1,
            "inside_back": sides - 1,
            "back_cover": sides,
        }.get(fixed_place, 0)

    def _side_key(self, ordinal):
        """``(fixed_place, number)`` of a side, the inverse of ``_page_ordinal``."""
        self.ensure_one()
        interior = self._interior_ordinals()
        if ordinal in interior:
            return "page", ordinal - interior.start + 1
        if ordinal <= self._front_count():
            return "front_cover", ordinal
        names = {
            self._front_count() + 1: "inside_front",
            self._side_count() - 1: "inside_back",
            self._side_count(): "back_cover",
        }
        return names.get(ordinal, ""), 0

    def _keyed_side(self, place, number):
        """Where a key of ``_side_key``, here or of another issue, is; 0 for nowhere."""
        self.ensure_one()
        if place == "front_cover":
            # The panels of a gatefold are counted; not all issues have so many.
            return number if number <= self._front_count() else 0
        return self._page_ordinal(place, number)

    def _page_label(self, ordinal):
        """What people call a side: "Front cover", "封二", "17"; empty for none."""
        self.ensure_one()
        if not 1 <= ordinal <= self._side_count():
            return ""
        place, number = self._side_key(ordinal)
        if place == "page":
            return str(number)
        if place == "front_cover" and self.gatefold_panels:
            return self.env._("Gatefold panel %(number)s", number=number)
        return {
            "front_cover": self.env._("Front cover"),
            "inside_front": self.env._("Inside front cover"),
            "inside_back": self.env._("Inside back cover"),
            "back_cover": self.env._("Back cover"),
        }[place]

    def _is_left_page(self, ordinal):
        """Whether a spread may start on this side: it has a right-hand neighbour."""
        self.ensure_one()
        place, number = self._side_key(ordinal)
        if place == "inside_front":
            return True
        is_left = place == "page" and number % 2 == 0
        return is_left and ordinal < self._side_count()

    def _rectangle_error_message(self, page, x, y, width, height):
        """Why a rectangle cannot lie there on this issue's strip, or False.

        Every sentence names the place by its printed label; overlaps with other
        placements are the database's affair (P2), not this method's.
        """
        self.ensure_one()
        values = {"issue": self.display_name, "medium": self.medium_id.name}
        label = self._page_label(page)
        if not label:
            return self.env._(
                "Issue %(issue)s of %(medium)s has no side %(page)s: it has "
                "%(sides)s sides, covers included.",
                page=page,
                sides=self._side_count(),
                **values,
            )
        is_span = x == 0 and width > GRID and width % GRID == 0
        is_inside = min(x, y) >= 0 and min(width, height) > 0 and y + height <= GRID
        if not is_inside or not (is_span or x + width <= GRID):
            return self.env._(
                "The advertisement goes over the edge of page “%(label)s” in issue "
                "%(issue)s of %(medium)s. A page measures 120 × 120 units, a spread "
                "is 240 wide.",
                label=label,
                **values,
            )
        return self._span_error_message(page, -(-width // GRID), label, values)

    def _span_error_message(self, page, sides, label, values):
        """Why so many sides in a row cannot start at a page, or False."""
        if sides == 1:
            return False
        on_gatefold = self.gatefold_panels and page <= self._front_count()
        if on_gatefold:
            if page + sides - 1 <= self._front_count():
                return False
            return self.env._(
                "The gatefold of issue %(issue)s of %(medium)s has %(panels)s panels: "
                "%(sides)s sides from “%(label)s” do not fit.",
                panels=self.gatefold_panels,
                sides=sides,
                label=label,
                **values,
            )
        if sides == 2 and self._is_left_page(page):
            return False
        if sides == 2:
            return self.env._(
                "“%(label)s” in issue %(issue)s of %(medium)s is no left page, and a "
                "spread starts on a left page. Take the page before or after.",
                label=label,
                **values,
            )
        return self.env._(
            "An advertisement over %(sides)s sides fits on a front-cover gatefold "
            "only, not on “%(label)s” in issue %(issue)s of %(medium)s.",
            sides=sides,
            label=label,
            **values,
        )

    def _check_strip_is_free(self):
        """At press the pages are what they are (U2)."""
        frozen = self.filtered(lambda issue: issue.state in FROZEN_STATES)
        if frozen:
            raise UserError(
                self.env._(
                    "Issue %(issue)s of %(medium)s is at press or published: its pages "
                    "cannot change any more.",
                    issue=frozen[:1].display_name,
                    medium=frozen[:1].medium_id.name,
                )
            )

    def _get_placed_sides(self):
        """``{record: (side key, label)}`` of everything that stands on a page."""
        self.ensure_one()
        # Whoever edits the issue moves all of it, whosever customers they are.
        issue = self.sudo()
        return {
            record: (self._side_key(record.page), self._page_label(record.page))
            for record in (*issue.placement_ids, *issue.content_ids)
            if record.page
        }

    def _put_back_on_sides(self, sides):
        """Move what stands on pages to where its sides went; lift, flush, put (P2).

        :raise UserError: a side that is taken would disappear
        """
        moves = {}
        for record, ((place, number), label) in sides.items():
            page = self._keyed_side(place, number)
            if not page or self._rectangle_error_message(
                page, record.x, record.y, record.width, record.height
            ):
                raise UserError(self._lost_side_message(record, label))
            if page != record.page:
                moves[record] = page
        if not moves:
            return
        self._count_booking()
        for record in moves:
            record._set_side(0)
        self.env.flush_all()
        for record, page in moves.items():
            record._set_side(page)
        self.env.flush_all()

    def _lost_side_message(self, record, label):
        return self.env._(
            "“%(position)s” stands on page “%(label)s” of issue %(issue)s of "
            "%(medium)s and would lose its space. Move it first, then change the "
            "pages.",
            position=record._side_name(),
            label=label,
            issue=self.display_name,
            medium=self.medium_id.name,
        )

    # -- closing (M4) -------------------------------------------------------------

    def _is_booking_open(self):
        """Whether space can still be booked without an override (M4)."""
        self.ensure_one()
        return bool(self._with_open_booking())

    def _with_open_booking(self):
        """Those of these issues in which space can still be booked."""
        is_open = self.filtered(lambda issue: issue.state == "open")
        return is_open - is_open._with_close_over()

    def _with_close_over(self):
        """Those whose last day of booking has passed where they appear."""
        # Once a company: finding out its day takes longer than all the rest.
        days = self.env["ad.calendar.exception"]
        today = {company: days._today(company) for company in self.company_id}
        return self.filtered(
            lambda issue: issue.booking_close
            and issue.booking_close < today[issue.company_id]
        )

    def _close_overdue(self):
        """Close those whose booking close is over, without waiting for the clock."""
        self._with_close_over().filtered(
            lambda issue: issue.state == "open"
        )._action_close()

    def _action_close(self):
        """Close for bookings; only a named override opens a way after this (M4)."""
        # State is guarded: the check of the dates stands in the caller.
        self.sudo().write({"state": "closed"})

    def action_close(self):
        """Close issues before their time: the space is sold out or given away.

        :raise UserError: an issue is not open
        """
        self.check_access("write")
        for issue in self:
            if issue.state != "open":
                raise UserError(
                    self.env._(
                        "Issue %(issue)s of %(medium)s is not open, so it cannot be "
                        "closed again.",
                        issue=issue.display_name,
                        medium=issue.medium_id.name,
                    )
                )
        self._action_close()

    @api.model
    def _cron_close_issues(self, batch_size=200):
        """Close every open issue whose booking close is over where it is published."""
        cron = self.env["ir.cron"]
        groups = self._read_group([("state", "=", "open")], ["company_id"])
        days = self.env["ad.calendar.exception"]
        due = Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain("booking_close", "<", days._today(company))
            for (company,) in groups
        )
        issues = self.search(Domain("state", "=", "open") & due)
        remaining = len(issues)
        for start in range(0, len(issues), batch_size):
            batch = issues[start : start + batch_size]
            batch._action_close()
            remaining -= len(batch)
            if not cron._commit_progress(len(batch), remaining=remaining):
                break

    def _guarded_fields(self):
        return super()._guarded_fields() | {"state", "booking_counter"}

    def _guarded_defaults(self):
        return super()._guarded_defaults() | {"state": "open"}
