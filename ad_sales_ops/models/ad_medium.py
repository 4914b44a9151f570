"""Media: printed titles, websites, direct mail (M1)."""

from calendar import monthrange
from datetime import date, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

MONTHS = [
    ("1", "January"),
    ("2", "February"),
    ("3", "March"),
    ("4", "April"),
    ("5", "May"),
    ("6", "June"),
    ("7", "July"),
    ("8", "August"),
    ("9", "September"),
    ("10", "October"),
    ("11", "November"),
    ("12", "December"),
]
WEEKDAYS = [
    ("0", "Monday"),
    ("1", "Tuesday"),
    ("2", "Wednesday"),
    ("3", "Thursday"),
    ("4", "Friday"),
    ("5", "Saturday"),
    ("6", "Sunday"),
]
LEAD_FIELDS = {
    "booking_lead_days": "booking_close",
    "material_lead_days": "material_close",
    "proof_lead_days": "proof_close",
    "film_lead_days": "film_close",
}
GATEFOLD_PANELS = (0, 2, 3)
# Two-week rhythms without a known publication date count from this day.
FIRST_MONDAY = date(2024, 1, 1)


class AdMedium(models.Model):
    """A printed title or a website in which space is sold."""

    _name = "ad.medium"
    _inherit = ["mail.thread"]
    _description = "Medium"
    _order = "name, id"
    _rec_names_search = ["name", "code"]
    _check_company_auto = True

    name = fields.Char(
        "Full Media Name",
        required=True,
        tracking=True,
        help="The full name, as contracts print it.",
    )
    code = fields.Char(required=True, help="Short and unique, such as CE.")
    kind = fields.Selection(
        [
            ("magazine", "Magazine"),
            ("newspaper", "Newspaper"),
            ("web", "Website"),
            ("direct_mail", "Direct Mail"),
        ],
        required=True,
        default="magazine",
    )
    is_print = fields.Boolean("Printed", compute="_compute_is_print", store=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    active = fields.Boolean(default=True)
    color = fields.Integer("Colour Index")

    # when issues appear
    frequency = fields.Selection(
        [
            ("weekly", "Weekly"),
            ("biweekly", "Every Two Weeks"),
            ("semimonthly", "Twice a Month"),
            ("monthly", "Monthly"),
            ("bimonthly", "Every Two Months"),
            ("quarterly", "Quarterly"),
            ("yearly", "Yearly"),
        ],
        required=True,
        compute="_compute_frequency",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
    )
    publication_weekday = fields.Selection(WEEKDAYS, default="0")
    anchor_date = fields.Date(
        "A Publication Date",
        help="Any day on which an issue comes out; every second week counts from it.",
    )
    publication_day = fields.Integer(
        "Day of the Month",
        default=1,
        help="31 means the last day of months that are shorter.",
    )
    second_publication_day = fields.Integer("Second Day of the Month", default=15)
    first_month = fields.Selection(MONTHS, "First Month of the Year", default="1")
    booking_lead_days = fields.Integer(
        "Booking Close", default=25, help="Calendar days before publication."
    )
    material_lead_days = fields.Integer(
        "Material Close", default=20, help="Calendar days before publication."
    )
    proof_lead_days = fields.Integer(
        "Proof Close", default=19, help="Calendar days before publication."
    )
    film_lead_days = fields.Integer(
        "Film Close", default=18, help="Calendar days before publication."
    )

    # what an issue looks like
    signature_pages = fields.Selection(
        [("4", "4 Pages"), ("8", "8 Pages"), ("16", "16 Pages")],
        "Pages per Signature",
        default="4",
        help="Interior pages come in multiples of it. Empty for loose sheets.",
    )
    page_count = fields.Integer(
        "Interior Pages",
        compute="_compute_page_count",
        store=True,
        readonly=False,
        precompute=True,
    )
    has_cover = fields.Boolean(
        "Separate Cover",
        compute="_compute_has_cover",
        store=True,
        readonly=False,
        precompute=True,
    )
    gatefold_panels = fields.Integer(
        help="Panels of a front-cover gatefold that every issue has: 0, 2 or 3."
    )
    trim_width_mm = fields.Float("Trim Width (mm)", digits=(8, 2))
    trim_height_mm = fields.Float("Trim Height (mm)", digits=(8, 2))

    # what the law asks of it
    public_service_pages = fields.Float(
        "Public-Service Pages",
        digits=(6, 2),
        help="Pages of public-service advertisements that the title owes. "
        "Zero: nobody counts.",
    )
    public_service_issues = fields.Integer(
        "In So Many Issues", default=1, help="The quota counts these issues together."
    )

    # selling
    pricelist_id = fields.Many2one(
        "product.pricelist",
        "Rate Card",
        index=True,
        check_company=True,
        ondelete="restrict",
        tracking=True,
    )
    hold_days = fields.Integer("Days of a Hold", default=7)
    position_ids = fields.One2many("ad.position", "medium_id", "Positions")
    issue_ids = fields.One2many("ad.issue", "medium_id", "Issues")
    position_count = fields.Integer(compute="_compute_position_count")
    issue_count = fields.Integer(compute="_compute_issue_count")

    _code_is_unique = models.Constraint(
        "UNIQUE(company_id, code)",
        "Another medium of this company has this code. Give each medium its own code.",
    )
    _numbers_are_sane = models.Constraint(
        "CHECK(page_count >= 0 AND hold_days >= 0 AND trim_width_mm >= 0"
        " AND trim_height_mm >= 0)",
        "Pages, days of a hold and trim sizes of a medium cannot be negative.",
    )

    _public_service_is_sane = models.Constraint(
        "CHECK(public_service_pages >= 0 AND public_service_issues >= 1)",
        "The quota of public-service pages is not negative and counts one issue or "
        "more.",
    )

    @api.depends("kind")
    def _compute_is_print(self):
        for medium in self:
            medium.is_print = medium.kind != "web"

    @api.depends("kind")
    def _compute_frequency(self):
        """A website's months are its issues (M3)."""
        for medium in self:
            if medium.kind == "web" or not medium.frequency:
                medium.frequency = "monthly"

    @api.depends("kind")
    def _compute_has_cover(self):
        for medium in self:
            medium.has_cover = medium.kind == "magazine"

    @api.depends("kind")
    def _compute_page_count(self):
        for medium in self:
            if medium.kind == "web":
                medium.page_count = 0
            elif not medium.page_count:
                medium.page_count = 4 if medium.kind == "direct_mail" else 64

    @api.depends("position_ids")
    def _compute_position_count(self):
        counts = self._count_by_medium("ad.position")
        for medium in self:
            medium.position_count = counts.get(medium, 0)

    @api.depends("issue_ids")
    def _compute_issue_count(self):
        counts = self._count_by_medium("ad.issue")
        for medium in self:
            medium.issue_count = counts.get(medium, 0)

    def _count_by_medium(self, model):
        domain = [("medium_id", "in", self.ids)]
        return dict(self.env[model]._read_group(domain, ["medium_id"], ["__count"]))

    @api.constrains("kind", "frequency", "page_count", "has_cover", "gatefold_panels")
    def _check_website(self):
        for medium in self.filtered(lambda m: m.kind == "web"):
            if medium.frequency != "monthly":
                raise ValidationError(
                    self.env._(
                        "%(medium)s is a website: its months are its issues, so its "
                        "frequency is monthly.",
                        medium=medium.name,
                    )
                )
            if medium.page_count or medium.has_cover or medium.gatefold_panels:
                raise ValidationError(
                    self.env._(
                        "%(medium)s is a website: it has no pages, no cover and no "
                        "gatefold. Set them to zero.",
                        medium=medium.name,
                    )
                )

    @api.constrains("gatefold_panels", "has_cover")
    def _check_gatefold_panels(self):
        for medium in self:
            message = medium._gatefold_error_message(medium.gatefold_panels)
            if message:
                raise ValidationError(message)

    def _gatefold_error_message(self, panels):
        """Why this medium cannot have a gatefold of so many panels, or False."""
        self.ensure_one()
        if panels not in GATEFOLD_PANELS:
            return self.env._(
                "A gatefold has 2 or 3 panels, not %(panels)s. Write 0 for none.",
                panels=panels,
            )
        if panels and not self.has_cover:
            return self.env._(
                "%(medium)s has no separate cover, so it cannot have a cover "
                "gatefold. Tick “Separate Cover” first.",
                medium=self.name,
            )
        return False

    @api.constrains("page_count", "signature_pages")
    def _check_page_count(self):
        for medium in self:
            message = medium._page_count_error_message(medium.page_count)
            if message:
                raise ValidationError(message)

    def _page_count_error_message(self, pages):
        """Why an issue of this medium cannot have so many pages, or False (M1)."""
        self.ensure_one()
        signature = int(self.signature_pages or 0)
        if not self.is_print or not signature or pages % signature == 0:
            return False
        fewer = pages - pages % signature
        return self.env._(
            "%(medium)s is bound in signatures of %(signature)s pages, so "
            "%(pages)s interior pages do not fold. Take %(fewer)s or %(more)s pages.",
            medium=self.name,
            signature=signature,
            pages=pages,
            fewer=fewer,
            more=fewer + signature,
        )

    @api.constrains(
        "frequency", "publication_day", "second_publication_day", "anchor_date"
    )
    def _check_publication_rule(self):
        for medium in self:
            days = [medium.publication_day]
            if medium.frequency == "semimonthly":
                days.append(medium.second_publication_day)
            if any(not 1 <= day <= 31 for day in days):
                raise ValidationError(
                    self.env._(
                        "The publication days of %(medium)s are days of a month: "
                        "write numbers from 1 to 31.",
                        medium=medium.name,
                    )
                )
            if len(days) == 2 and days[0] >= days[1]:
                raise ValidationError(
                    self.env._(
                        "%(medium)s appears twice a month: the second day of the "
                        "month must be later than the first.",
                        medium=medium.name,
                    )
                )

    @api.constrains(*LEAD_FIELDS)
    def _check_lead_days(self):
        for medium in self:
            leads = [medium[name] for name in LEAD_FIELDS]
            if min(leads) < 0:
                raise ValidationError(
                    self.env._(
                        "The closes of %(medium)s are counted in days before "
                        "publication and cannot be negative.",
                        medium=medium.name,
                    )
                )
            if leads[1:] != sorted(leads[1:], reverse=True):
                raise ValidationError(
                    self.env._(
                        "In %(medium)s material closes first, then proofs, then film. "
                        "Give them days before publication in that order, such as "
                        "20, 19 and 18.",
                        medium=medium.name,
                    )
                )

    def write(self, vals):
        """Products follow when a medium is archived, renamed or brought back."""
        if "has_cover" in vals:
            self._check_cover_is_free(vals["has_cover"])
        positions = self.with_context(active_test=False).position_ids
        followers = positions._filtered_auto_named() if "code" in vals else positions
        result = super().write(vals)
        if "code" in vals:
            followers._rename_products()
        if "active" in vals:
            positions._archive_products()
        return result

    def _check_cover_is_free(self, has_cover):
        """Adding or dropping the cover would shift every page that is sold (E25)."""
        changing = self.filtered(lambda medium: medium.has_cover != bool(has_cover))
        # Space sold by anybody counts, and so does editorial content.
        issues = changing.issue_ids.sudo()
        placed = issues.filtered(
            lambda issue: any(issue.placement_ids.mapped("page")) or issue.content_ids
        )[:1]
        if placed:
            raise UserError(
                self.env._(
                    "%(medium)s has advertisements placed on pages, so its cover "
                    "cannot be added or dropped any more. Make a new medium for the "
                    "new format.",
                    medium=placed.medium_id.name,
                )
            )

    def copy_data(self, default=None):
        """A copy needs a code of its own."""
        vals_list = super().copy_data(default)
        for medium, vals in zip(self, vals_list, strict=True):
            if "code" not in (default or {}):
                vals["code"] = self.env._("%(code)s (copy)", code=medium.code)
        return vals_list

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        for medium in self.with_context(active_test=False):
            if medium.position_ids or medium.issue_ids:
                raise UserError(
                    self.env._(
                        "%(medium)s has positions or issues and cannot be deleted. "
                        "Archive it instead: it is no longer offered, and what was "
                        "sold stays readable.",
                        medium=medium.name,
                    )
                )

    def action_view_positions(self):
        """Open the positions of this medium."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "ad_sales_ops.ad_position_action"
        )
        action["domain"] = [("medium_id", "=", self.id)]
        action["context"] = {"default_medium_id": self.id}
        return action

    def action_view_issues(self):
        """Open the issues of this medium."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "ad_sales_ops.ad_issue_action"
        )
        action["domain"] = [("medium_id", "=", self.id)]
        action["context"] = {"default_medium_id": self.id}
        return action

    def _get_publication_dates(self, year):
        """Every regular publication date of a year; its index is the number (M3).

        :rtype: list[datetime.date]
        """
        self.ensure_one()
        if self.frequency in ("weekly", "biweekly"):
            return self._get_weekly_dates(year)
        days = [self.publication_day]
        if self.frequency == "semimonthly":
            days.append(self.second_publication_day)
        return [
            date(year, month, min(day, monthrange(year, month)[1]))
            for month in self._get_publication_months()
            for day in days
        ]

    def _get_weekly_dates(self, year):
        step = 14 if self.frequency == "biweekly" else 7
        anchor = FIRST_MONDAY + timedelta(days=int(self.publication_weekday or 0))
        if self.frequency == "biweekly" and self.anchor_date:
            anchor = self.anchor_date
        first = date(year, 1, 1)
        first += timedelta(days=(anchor - first).days % step)
        days = (date(year + 1, 1, 1) - first).days
        return [first + timedelta(days=shift) for shift in range(0, days, step)]

    def _get_publication_months(self):
        step = {"bimonthly": 2, "quarterly": 3, "yearly": 12}.get(self.frequency, 1)
        first = int(self.first_month or 1)
        return [month for month in range(1, 13) if (month - first) % step == 0]

    def _get_closes(self, publication_date):
        """The four closes of an issue, moved earlier to working days (M3).

        :rtype: dict[str, datetime.date]
        """
        self.ensure_one()
        calendar = self.env["ad.calendar.exception"]
        return {
            close: calendar._shift_to_working_day(
                fields.Date.subtract(publication_date, days=self[lead]),
                self.company_id,
            )
            for lead, close in LEAD_FIELDS.items()
        }
