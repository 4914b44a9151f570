"""How long a proof takes us, and how long the customer reads it (F5)."""

from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models, tools


class AdProofConfirmation(models.Model):
    """Two times, measured separately.

    Ours counts in working hours: nobody prepares proofs at night. The customer's
    counts by the clock: his telephone is always at hand.
    """

    _inherit = "ad.proof.confirmation"

    preparing_hours = fields.Float(
        "Our Time (working hours)",
        compute="_compute_preparing_hours",
        store=True,
        digits=(8, 1),
        aggregator="avg",
        help="From the registration of the copy to the proof sent, in the company's "
        "working hours.",
    )
    reading_hours = fields.Float(
        "Customer's Time (hours)",
        compute="_compute_reading_hours",
        store=True,
        digits=(8, 1),
        aggregator="avg",
        help="From the proof sent to the customer's decision, by the clock.",
    )

    # Not on the copy: a version is registered once.
    @api.depends("sent_on")
    def _compute_preparing_hours(self):
        calendar = self.env["ad.calendar.exception"]
        for proof in self:
            start, end = proof.version_id.create_date, proof.sent_on
            proof.preparing_hours = (
                calendar._working_hours(start, end, proof.company_id)
                if start and end
                else False
            )

    @api.depends("sent_on", "decided_on")
    def _compute_reading_hours(self):
        for proof in self:
            sent, decided = proof.sent_on, proof.decided_on
            passed = (decided - sent) if sent and decided else timedelta()
            proof.reading_hours = max(passed.total_seconds(), 0.0) / 3600


class AdCalendarException(models.Model):
    _inherit = "ad.calendar.exception"

    @api.model
    def _working_hours(self, start, end, company):
        """Working hours between two moments in UTC.

        An exchanged working day (调休) has the hours of the week's first working day.
        """
        zone = pytz.timezone(company._ad_zone())
        start, end = (
            pytz.utc.localize(moment).astimezone(zone).replace(tzinfo=None)
            for moment in (start, end)
        )
        total, day = timedelta(), start.date()
        while day <= end.date():
            for begins, ends in self._office_hours(day, company):
                midnight = datetime.combine(day, time.min)
                overlap = min(end, midnight + ends) - max(start, midnight + begins)
                total += max(overlap, timedelta())
            day += timedelta(days=1)
        return total.total_seconds() / 3600

    @api.model
    def _office_hours(self, day, company):
        """When the company works on a day: pairs of times since midnight."""
        if not self._is_working_day(day, company):
            return []
        lines = self._attendances(day, company)
        own = lines.filtered(lambda line: line.dayofweek == str(day.weekday()))
        if not own:
            first = min(lines.mapped("dayofweek"), default=False)
            own = lines.filtered(lambda line: line.dayofweek == first)
        pairs = {(line.hour_from, line.hour_to) for line in own} or {(9.0, 17.0)}
        spans = [
            (timedelta(hours=begins), timedelta(hours=ends)) for begins, ends in pairs
        ]
        return self._outside_holidays(spans, day, company)

    @api.model
    def _outside_holidays(self, spans, day, company):
        """What Odoo's public holidays leave of a day's office hours.

        An exchanged working day (调休) is worked whatever the calendar says.
        """
        if self._exceptions_by_day(company.id).get(day):
            return spans
        zone = pytz.timezone(company._ad_zone())
        midnight = datetime.combine(day, time.min)
        for holiday in self._public_holidays(company.id):
            begins, ends = (
                pytz.utc.localize(moment).astimezone(zone).replace(tzinfo=None)
                - midnight
                for moment in holiday
            )
            spans = [
                part
                for since, until in spans
                for part in ((since, min(until, begins)), (max(since, ends), until))
                if part[0] < part[1]
            ]
        return spans

    @api.model
    @tools.ormcache("company_id")
    def _public_holidays(self, company_id):
        """Pairs of moments in UTC at which nobody of the company works."""
        # Superuser: holidays are no secret, and clocks do not depend on who asks.
        company = self.env["res.company"].sudo().browse(company_id)
        leaves = self.env["resource.calendar.leaves"].sudo()
        found = leaves.search_fetch(
            [
                ("resource_id", "=", False),
                ("time_type", "=", "leave"),
                ("company_id", "in", [False, company_id]),
                ("calendar_id", "in", [False, company.resource_calendar_id.id]),
            ],
            ["date_from", "date_to"],
        )
        return tuple((leave.date_from, leave.date_to) for leave in found)


class ResourceCalendarLeaves(models.Model):
    _inherit = "resource.calendar.leaves"

    @api.model_create_multi
    def create(self, vals_list):
        """Create and forget the cached holidays."""
        leaves = super().create(vals_list)
        leaves._ad_forget_holidays()
        return leaves

    def write(self, vals):
        """Write and forget the cached holidays."""
        self._ad_forget_holidays()
        result = super().write(vals)
        self._ad_forget_holidays()
        return result

    def unlink(self):
        """Delete and forget the cached holidays."""
        self._ad_forget_holidays()
        return super().unlink()

    def _ad_forget_holidays(self):
        # One person's time off is no holiday.
        if any(not leave.resource_id for leave in self):
            self.env.registry.clear_cache()
