"""Slips are made ready and asked for before the booking close (P6)."""

import logging
from datetime import timedelta

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from .ad_space_order_proposal import ORDERED

NOT_HANDED_IN = "ad_sales_ops.mail_activity_type_space_order"
#: So many days before the booking close everybody's slip lies ready.
DAYS_AHEAD = 7

_logger = logging.getLogger(__name__)


class AdSpaceOrder(models.Model):
    _inherit = "ad.space.order"

    @api.model
    def _cron_remind(self):
        """Make the slips of the coming closes, and ask for those that are due.

        Safe to run twice: there is one slip a carer and issue, and the day on which
        he was asked is kept.
        """
        issues = self.env["ad.issue"]
        for company in self.env["res.company"].search([("active", "=", True)]):
            issues |= self._issues_to_order(company)
        for remaining, issue in reversed(list(enumerate(issues[::-1]))):
            try:
                with self.env.cr.savepoint():
                    slips = self._make(issue, self._carers(issue))
                    for slip in slips.filtered(lambda slip: slip._is_reminder_due()):
                        slip._remind()
            except UserError:
                _logger.exception("The slips of %s could not be made", issue.name)
            if not self.env["ir.cron"]._commit_progress(1, remaining=remaining):
                break

    @api.model
    def _issues_to_order(self, company):
        """Printed issues whose booking closes soon, or has, and which can change."""
        until = company._ad_today() + timedelta(days=DAYS_AHEAD)
        return self.env["ad.issue"].search(
            [
                ("company_id", "=", company.id),
                ("medium_id.is_print", "=", True),
                ("state", "in", ("open", "closed")),
                ("booking_close", "<=", until),
                "|",
                ("film_close", "=", False),
                ("film_close", ">=", company._ad_today()),
            ]
        )

    @api.model
    def _carers(self, issue):
        """Who has space in an issue and works here still."""
        groups = self.env["ad.placement"]._read_group(
            [("issue_id", "=", issue.id), ("stage", "in", ORDERED)], ["user_id"]
        )
        users = self.env["res.users"].union(*(user for (user,) in groups))
        return users.filtered("active")

    def _is_reminder_due(self):
        """On the working day before the booking close, or on the day itself."""
        self.ensure_one()
        close, today = self.booking_close, self.company_id._ad_today()
        if self.state != "draft" or self.reminded_on or not close or close < today:
            return False
        calendar = self.env["ad.calendar.exception"]
        return today >= calendar._add_working_days(close, -1, self.company_id)

    def _remind(self):
        """A to-do for the carer, by the booking close."""
        self.ensure_one()
        slip = self.with_context(lang=self.user_id.lang)
        slip.activity_schedule(
            NOT_HANDED_IN,
            date_deadline=self.booking_close,
            user_id=self.user_id.id,
            note=slip.env._(
                "Booking of %(issue)s closes on %(date)s; the slip has %(count)s "
                "insertions and is not handed in.",
                issue=slip.issue_id.display_name,
                date=format_date(slip.env, self.booking_close),
                count=self.line_count,
            ),
        )
        self.reminded_on = self.company_id._ad_today()

    def _stop_reminding(self):
        self.activity_unlink([NOT_HANDED_IN])


class AdDayList(models.Model):
    _inherit = "ad.day.list"

    def action_open(self):
        """The card of the slips opens the slip itself: one click."""
        self.ensure_one()
        if self == self.env.ref("ad_sales_ops.ad_day_list_space_orders", False):
            return self.env["ad.space.order"].action_next_slip()
        return super().action_open()
