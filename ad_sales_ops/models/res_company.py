"""Settings of advertising sales that each company chooses."""

from datetime import datetime, time, timedelta

import pytz

from odoo import fields, models

DEFAULT_TIMEZONE = "Asia/Shanghai"


class ResCompany(models.Model):
    _inherit = "res.company"

    ad_document_warning_days = fields.Integer(
        "Days Before Documents Expire",
        default=30,
        help="So many days ahead the carer is asked for the renewed document.",
    )
    ad_proof_link_days = fields.Integer(
        "Days a Proof Link Lives",
        default=14,
        help="Links to proofs whose proof close is over, or that have none.",
    )

    ad_copy_file_mb = fields.Integer(
        "Largest File of Copy (MB)", default=100, help="Larger files are refused."
    )
    ad_size_tolerance_mm = fields.Float(
        "Size Tolerance (mm)",
        default=2.0,
        digits=(4, 1),
        help="Copy that is off by more than this cannot be accepted.",
    )
    ad_copy_chase_days = fields.Integer(
        "Days Ahead Copy Is Asked For",
        default=5,
        help="Before the material close; once more on its eve.",
    )

    ad_copy_delivery_days = fields.Integer(
        "Working Days for Copies",
        default=3,
        help="So many working days after the publication date every copy has left.",
    )
    ad_proof_remind_days = fields.Integer(
        "Days Ahead Proofs Are Reminded of",
        default=3,
        help="Before the proof close, once a day.",
    )
    ad_proof_reminders = fields.Integer(
        "Reminders of a Proof", default=2, help="At most; 0 sends none."
    )

    ad_answer_minutes = fields.Integer(
        "Minutes to the First Answer",
        default=60,
        help="In working time, of complaints and inquiries.",
    )
    ad_follow_up_hours = fields.Integer(
        "Hours to the Follow-up Call",
        default=72,
        help="By the clock, after a complaint was solved.",
    )
    ad_escalation_minutes = fields.Integer(
        "Minutes Until the Next Level",
        default=120,
        help="In working time: so long after the supervisor the manager hears of an "
        "overdue matter, so long after him the general manager.",
    )
    ad_check_recall_percent = fields.Integer(
        "Checks Called Again (%)",
        default=10,
        help="Of the phone checks that deputies made, so many percent are drawn at "
        "random for the manager's second call.",
    )

    _ad_service_clocks_sane = models.Constraint(
        "CHECK (ad_answer_minutes > 0 AND ad_follow_up_hours > 0 "
        "AND ad_escalation_minutes > 0)",
        "The clocks of complaints and inquiries run for at least one minute or hour.",
    )
    _ad_check_recall_percent_sane = models.Constraint(
        "CHECK (ad_check_recall_percent BETWEEN 0 AND 100)",
        "0 to 100 percent of the checks are called again.",
    )
    ad_archive_years = fields.Integer(
        "Years Published Advertisements Are Kept",
        default=3,
        help="After the last publication. The rules for advertisements on the "
        "internet ask for three years at least.",
    )

    _ad_archive_years_floor = models.Constraint(
        "CHECK (ad_archive_years BETWEEN 3 AND 100)",
        "Published advertisements are kept for three years at least after they "
        "appeared last. Choose three years or more.",
    )
    _ad_copy_delivery_days_sane = models.Constraint(
        "CHECK (ad_copy_delivery_days BETWEEN 0 AND 60)",
        "Copies leave within 0 to 60 working days.",
    )
    _ad_proof_reminders_positive = models.Constraint(
        "CHECK (ad_proof_remind_days >= 0 AND ad_proof_reminders >= 0)",
        "The reminders of proofs cannot be negative.",
    )
    _ad_copy_settings_positive = models.Constraint(
        "CHECK (ad_copy_file_mb > 0 AND ad_size_tolerance_mm >= 0 "
        "AND ad_copy_chase_days >= 0)",
        "The settings of copy cannot be negative.",
    )
    _ad_document_warning_days_positive = models.Constraint(
        "CHECK (ad_document_warning_days >= 0)",
        "The days before documents expire cannot be negative.",
    )
    _ad_proof_link_days_positive = models.Constraint(
        "CHECK (ad_proof_link_days BETWEEN 1 AND 90)",
        "A proof link lives for 1 to 90 days.",
    )

    def _ad_zone(self):
        """The name of the time zone of the company's office hours."""
        self.ensure_one()
        return self.resource_calendar_id.tz or self.partner_id.tz or DEFAULT_TIMEZONE

    def _ad_today(self):
        """The date at the company's place, whoever asks (crons have no time zone)."""
        self.ensure_one()
        return fields.Date.context_today(self.with_context(tz=self._ad_zone()))

    def _ad_date(self, moment):
        """The date of a moment (in UTC) at the company's place."""
        self.ensure_one()
        return fields.Datetime.context_timestamp(
            self.with_context(tz=self._ad_zone()), moment
        ).date()

    def _ad_midnight(self, day):
        """The moment in UTC at which a day begins at the company's place."""
        self.ensure_one()
        zone = pytz.timezone(self._ad_zone())
        begin = zone.localize(datetime.combine(day, time.min))
        return begin.astimezone(pytz.utc).replace(tzinfo=None)

    def _ad_lang(self):
        """The language of what is written down for the company, whoever writes it."""
        self.ensure_one()
        # Superuser: the language of the company's address is no secret.
        return self.sudo().partner_id.lang or self.env.lang

    def _ad_expiring_until(self, day):
        """The last day of validity that counts as expiring on a day."""
        self.ensure_one()
        return day + timedelta(days=self.ad_document_warning_days)
