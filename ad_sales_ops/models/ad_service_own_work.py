"""Nobody asks a customer about his own work of the month (Q2)."""

from datetime import timedelta

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from .ad_service_round import NOT_REACHED
from .ad_service_round_fill import CALLS, SECOND_CALLS


class AdServiceRound(models.Model):
    _inherit = "ad.service.round"

    def _claimants_query(self, user=None):
        """Who did what the customers are asked about has a part in these calls.

        The same records as the claims are read from when a sheet is opened.

        :param user: only this person's work
        """
        return SQL(
            """
            INSERT INTO ad_service_check_concerned_rel (check_id, user_id)
            SELECT DISTINCT c.id, w.user_id
            FROM (%(work)s) w (advertiser_id, user_id, team_id)
            JOIN ad_service_check_customer k ON k.round_id = %(round)s
                AND k.advertiser_id = w.advertiser_id
            JOIN ad_service_check c ON c.id = k.check_id AND (%(calls)s OR %(second)s)
            WHERE %(person)s AND (w.team_id IS NULL OR w.team_id IN (
                SELECT id FROM crm_team
                WHERE id = %(division)s OR ad_parent_id = %(division)s))
            ON CONFLICT DO NOTHING
            """,
            work=self._work_query(),
            round=self.id,
            calls=CALLS,
            second=SECOND_CALLS,
            person=SQL("w.user_id = %s", user.id)
            if user
            else SQL("w.user_id IS NOT NULL"),
            division=self.division_id.id,
        )

    def _work_query(self):
        """Customer, person and team of everything that may be claimed of the month."""
        return SQL(
            """
            SELECT partner_id, COALESCE(delivered_by_id, user_id), team_id
            FROM ad_copy_delivery WHERE company_id = %(company)s
                AND state IN ('delivered', 'posted', 'received')
                AND (delivered_on >= %(begin)s AND delivered_on < %(end)s
                    OR posted_on BETWEEN %(first)s AND %(last)s)
            UNION SELECT advertiser_id, user_id, team_id FROM ad_proof_confirmation
            WHERE company_id = %(company)s AND state IN ('confirmed', 'void')
                AND decided_by_name IS NOT NULL
                AND decided_on >= %(begin)s AND decided_on < %(end)s
            UNION SELECT advertiser_id, registered_by_id, team_id FROM ad_proof_return
            WHERE company_id = %(company)s AND state = 'pending'
                AND registered_on >= %(begin)s AND registered_on < %(end)s
            UNION SELECT advertiser_id, recorded_by_id, team_id FROM ad_page_consent
            WHERE company_id = %(company)s
                AND said_on >= %(begin)s AND said_on < %(end)s
            """,
            company=self.company_id.id,
            first=self.month,
            last=self._last_day(),
            **self._work_period(),
        )

    def _work_period(self):
        """The month as moments: it begins at midnight of the company's place."""
        day_after = self._last_day() + timedelta(days=1)
        return {
            "begin": self.company_id._ad_midnight(self.month),
            "end": self.company_id._ad_midnight(day_after),
        }

    def _hand_over_calls_of(self, user):
        """What somebody may no longer call goes on to the next, at once.

        He did the work since the calls were given out, or his authorisation ended.
        """
        self.ensure_one()
        self.env.flush_all()
        if user in self._callers():
            self.env.cr.execute(self._claimants_query(user))
            has_lost = self.env.cr.rowcount
        else:
            has_lost = self.env["ad.service.check"].search_count(
                [
                    ("round_id", "=", self.id),
                    ("assigned_id", "=", user.id),
                    ("state", "in", NOT_REACHED),
                ],
                limit=1,
            )
        if has_lost:
            self._give_out()


class AdServiceCheck(models.Model):
    _inherit = "ad.service.check"

    @api.model
    def load_calls(self, round_id=False, check_id=False):
        """Look first at which of the calls are the user's no longer."""
        user = self.env.user
        # Superuser: whoever calls may not read rounds.
        rounds = self.env["ad.service.round"].sudo()
        for record in rounds.search(
            [("state", "=", "open"), ("company_id", "in", user.company_ids.ids)]
        ):
            record._hand_over_calls_of(user)
        return super().load_calls(round_id, check_id)

    def load_sheet(self):
        """What the user did himself, somebody else asks about.

        :raise AccessError: work of the user's own is on the sheet
        """
        sheet = super().load_sheet()
        # Superuser: whose work it is, asked of everybody.
        check = self.sudo()
        if self.env.user in check.claim_ids.user_id:
            raise AccessError(
                self.env._(
                    "%(customer)s is asked about work of your own, so somebody else "
                    "calls. Begin the calls anew: this one is given away then.",
                    customer=check.customer_names,
                )
            )
        return sheet
