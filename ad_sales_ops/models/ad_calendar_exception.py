"""Working days: the working week and its dated exceptions (M3)."""

from datetime import timedelta

from odoo import api, fields, models, tools

DEFAULT_WEEK = frozenset(range(5))


class AdCalendarException(models.Model):
    """A holiday, or a weekend day that is worked in exchange (调休).

    The company's own row for a day wins over the row for every company, and both win
    over the working week of the company's resource calendar, which cannot hold
    exchanged working days.
    """

    _name = "ad.calendar.exception"
    _description = "Working Day Exception"
    _order = "date desc, id desc"
    _rec_names_search = ["name"]

    name = fields.Char("Occasion", required=True, translate=True)
    date = fields.Date(required=True, index=True)
    is_working = fields.Boolean(
        "Working Day",
        help="Ticked: this day is worked although the week says it is free.",
    )
    kind_label = fields.Selection(
        [("holiday", "Day Off"), ("working", "Exchanged Working Day")],
        "Kind",
        compute="_compute_kind_label",
    )
    company_id = fields.Many2one(
        "res.company",
        index=True,
        ondelete="cascade",
        help="Empty: the day counts for every company.",
    )

    _day_is_unique = models.UniqueIndex(
        "(date, COALESCE(company_id, 0))",
        "This day already has an exception for the same company. "
        "Edit the existing line instead of adding a second one.",
    )

    @api.depends("is_working")
    def _compute_kind_label(self):
        for exception in self:
            exception.kind_label = "working" if exception.is_working else "holiday"

    @api.depends("name", "date")
    def _compute_display_name(self):
        for exception in self:
            day = tools.format_date(self.env, exception.date)
            exception.display_name = f"{day} {exception.name or ''}".strip()

    @api.model_create_multi
    def create(self, vals_list):
        """Create and forget the cached days."""
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        """Write and forget the cached days."""
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        """Delete and forget the cached days."""
        self.env.registry.clear_cache()
        return super().unlink()

    @api.model
    def _today(self, company):
        """The day it is where the company works; closes end with that day (M4).

        :param company: one ``res.company``; the user's own where none is chosen yet
        """
        return (company or self.env.company)._ad_today()

    @api.model
    def _is_working_day(self, day, company):
        """Whether the company works on that day (M3).

        :param datetime.date day: the day in question
        :param company: one ``res.company``
        """
        exception = self._exceptions_by_day(company.id).get(day)
        if exception is not None:
            return exception
        return self._is_in_working_week(day, company)

    @api.model
    def _shift_to_working_day(self, day, company, step=-1):
        """The day itself when it is worked, else the nearest one in that direction.

        Closes move *earlier* (M3), so ``step`` is -1 unless told otherwise.
        """
        while not self._is_working_day(day, company):
            day += timedelta(days=step)
        return day

    @api.model
    def _add_working_days(self, day, count, company):
        """The ``count``-th working day after that day, before it when negative."""
        step = timedelta(days=1 if count > 0 else -1)
        for _number in range(abs(count)):
            day += step
            while not self._is_working_day(day, company):
                day += step
        return day

    @api.model
    def _known_years(self, company):
        """The years of which days off were entered; of others only weekends count."""
        days = self._exceptions_by_day(company.id)
        return {day.year for day, is_working in days.items() if not is_working}

    @api.model
    @tools.ormcache("company_id")
    def _exceptions_by_day(self, company_id):
        """``{day: is worked}``, cached: a year of issues asks some 200 times."""
        # Holidays are no secret, and deadlines must not depend on who asks.
        rows = self.sudo().search_read(
            [("company_id", "in", [False, company_id])],
            ["date", "is_working", "company_id"],
            order="id",
        )
        rows.sort(key=lambda row: bool(row["company_id"]))
        return {row["date"]: row["is_working"] for row in rows}

    @api.model
    def _is_in_working_week(self, day, company):
        lines = self._attendances(day, company)
        if not lines and not self._attendances(None, company):
            return day.weekday() in DEFAULT_WEEK
        return str(day.weekday()) in set(lines.mapped("dayofweek"))

    @api.model
    def _attendances(self, day, company):
        """The company's working hours, in the week of a day where two weeks differ.

        :param day: ``None`` for those of both weeks
        """
        # Public like the holidays above; other companies' people may ask.
        calendar = company.sudo().resource_calendar_id
        lines = calendar.attendance_ids.filtered(
            lambda line: not line.display_type and line.day_period != "lunch"
        )
        if day and calendar.two_weeks_calendar:
            week = str(lines.get_week_type(day))
            lines = lines.filtered(lambda line: line.week_type == week)
        return lines
