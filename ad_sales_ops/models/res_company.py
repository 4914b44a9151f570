"""Settings of advertising sales that each company chooses."""

from datetime import timedelta

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    ad_document_warning_days = fields.Integer(
        "Days Before Documents Expire",
        default=30,
        help="So many days ahead the carer is asked for the renewed document.",
    )

    _ad_document_warning_days_positive = models.Constraint(
        "CHECK (ad_document_warning_days >= 0)",
        "The days before documents expire cannot be negative.",
    )

    def _ad_today(self):
        """The date at the company's place, whoever asks (crons have no time zone)."""
        self.ensure_one()
        tz = self.resource_calendar_id.tz or self.partner_id.tz
        return fields.Date.context_today(self.with_context(tz=tz))

    def _ad_lang(self):
        """The language of what is written down for the company, whoever writes it."""
        self.ensure_one()
        # Superuser: the language of the company's address is no secret.
        return self.sudo().partner_id.lang or self.env.lang

    def _ad_expiring_until(self, day):
        """The last day of validity that counts as expiring on a day."""
        self.ensure_one()
        return day + timedelta(days=self.ad_document_warning_days)
