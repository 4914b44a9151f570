"""The counter under which space of an issue is taken (P2)."""

from odoo import models
from odoo.tools import SQL


class AdIssue(models.Model):
    _inherit = "ad.issue"

    def _count_booking(self):
        """Serialise bookings of these issues.

        The rows are updated in the order of their ids. Of two transactions that take
        space at once the later one gets a serialization failure; Odoo repeats it
        with a fresh view of what is taken.
        """
        if not self:
            return
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                """
                WITH locked AS (
                    SELECT id FROM ad_issue WHERE id IN %s ORDER BY id FOR UPDATE
                )
                UPDATE ad_issue SET booking_counter = COALESCE(booking_counter, 0) + 1
                FROM locked WHERE ad_issue.id = locked.id
                """,
                tuple(self.ids),
            )
        )
        self.invalidate_recordset(["booking_counter"])
