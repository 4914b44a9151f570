"""The dialog that prints the seal register of a period (G11)."""

from datetime import datetime, time, timedelta

from pytz import timezone, utc

from odoo import api, fields, models
from odoo.exceptions import UserError


class AdSealBook(models.TransientModel):
    """Asks for the period of the seal register book."""

    _name = "ad.seal.book"
    _inherit = "ad.dialog.mixin"
    _description = "Seal Register Book"

    date_from = fields.Date(
        "From", required=True, default=lambda self: self._year_start()
    )
    date_to = fields.Date(
        "To", required=True, default=lambda self: fields.Date.context_today(self)
    )
    use_count = fields.Integer("Uses", compute="_compute_use_count")

    @api.model
    def _year_start(self):
        return fields.Date.context_today(self).replace(month=1, day=1)

    @api.depends("date_from", "date_to")
    def _compute_use_count(self):
        for book in self:
            book.use_count = len(book._get_uses())

    def action_print(self):
        """Print the book as PDF."""
        report = self.env.ref("ad_sales_ops.action_report_ad_seal_register")
        return report.report_action(self._check_uses(), config=False)

    def action_download(self):
        """Download the book as XLSX."""
        self._check_uses()
        return {
            "type": "ir.actions.act_url",
            "url": f"/ad_sales_ops/seal_register/{self.date_from}/{self.date_to}",
            "target": "download",
        }

    def _check_uses(self):
        """Return the lines of the period.

        :raises UserError: there is none, or the period is the wrong way round
        """
        self.ensure_one()
        if self.date_from > self.date_to:
            raise UserError(
                self.env._("The period ends before it begins; exchange the two dates.")
            )
        uses = self._get_uses()
        if not uses:
            raise UserError(
                self.env._("The seal was not used in this period; choose another one.")
            )
        return uses

    def _get_uses(self):
        """Return the lines of the period that this user may read."""
        return self._search_uses(self.date_from, self.date_to)

    @api.model
    def _search_uses(self, date_from, date_to):
        """Return the company's lines of a period, first use first."""
        domain = [
            ("company_id", "=", self.env.company.id),
            ("date", ">=", self._midnight(date_from)),
            ("date", "<", self._midnight(date_to + timedelta(days=1))),
        ]
        return self.env["ad.seal.use"].search(domain, order="date, id")

    @api.model
    def _midnight(self, day):
        """Return the moment a day begins where the user is, as stored (UTC)."""
        zone = timezone(self.env.user.tz or "UTC")
        begin = zone.localize(datetime.combine(day, time.min))
        return begin.astimezone(utc).replace(tzinfo=None)
