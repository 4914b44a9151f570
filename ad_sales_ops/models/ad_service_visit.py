"""Visits that the calendar says a specialist made; the customer confirms (Q2)."""

from odoo import fields, models
from odoo.tools import SQL, format_date


class AdServiceCheckClaim(models.Model):
    _inherit = "ad.service.check.claim"

    kind = fields.Selection(
        selection_add=[("visit", "Visit")], ondelete={"visit": "cascade"}
    )

    def _group_key(self):
        """Each visit is asked by itself: its place says which one."""
        key = super()._group_key()
        return (*key, self.id) if self.kind == "visit" else key


class AdServiceCheck(models.Model):
    _inherit = "ad.service.check"

    def _claims_of_visits(self):
        """Meetings of the month with these customers or people of theirs.

        Without a place it was no visit; what is planned has not been yet.
        """
        customers = self.customer_ids.advertiser_id
        domain = [
            ("partner_ids", "child_of", customers.ids),
            ("user_id.company_ids", "in", self.company_id.ids),
            ("location", "not in", (False, "")),
            ("privacy", "!=", "private"),
            ("stop", "<=", fields.Datetime.now()),
        ] + self._claim_moments("start")
        for meeting in self.env["calendar.event"].search(domain, order="start, id"):
            day = self.company_id._ad_date(meeting.start)
            partners = meeting.partner_ids.commercial_partner_id
            text = self.env._(
                "%(name)s visited on %(date)s: %(place)s",
                name=meeting.user_id.name,
                date=format_date(self.env, day),
                place=meeting.location,
            )
            customer = (partners & customers)[:1]
            yield self._claim(meeting, "visit", text, day, customer, meeting.user_id)


class AdServiceRound(models.Model):
    _inherit = "ad.service.round"

    def _work_query(self):
        """Visits, too, of whatever team."""
        return SQL(
            """
            %(others)s
            UNION SELECT p.commercial_partner_id, e.user_id, NULL::int
            FROM calendar_event e
            JOIN calendar_event_res_partner_rel x ON x.calendar_event_id = e.id
            JOIN res_partner p ON p.id = x.res_partner_id
            WHERE e.active AND e.location IS NOT NULL
                AND e.privacy IS DISTINCT FROM 'private' AND e.stop <= %(now)s
                AND e.start >= %(begin)s AND e.start < %(end)s
            """,
            others=super()._work_query(),
            now=fields.Datetime.now(),
            **self._work_period(),
        )
