"""How long a proof takes us, and how long the customer reads it (F5)."""

from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models


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
        # Superuser: office hours are no secret; other companies' people may ask.
        lines = company.sudo().resource_calendar_id.attendance_ids.filtered(
            lambda line: not line.display_type and line.day_period != "lunch"
        )
        own = lines.filtered(lambda line: line.dayofweek == str(day.weekday()))
        if not own:
            first = min(lines.mapped("dayofweek"), default=False)
            own = lines.filtered(lambda line: line.dayofweek == first)
        pairs = {(line.hour_from, line.hour_to) for line in own} or {(9.0, 17.0)}
        return [
            (timedelta(hours=begins), timedelta(hours=ends)) for begins, ends in pairs
        ]
