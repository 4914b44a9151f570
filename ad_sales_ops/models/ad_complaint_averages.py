"""What an average of complaints counts, the same in pivots and prints (Q3, Q4)."""

from odoo import fields, models
from odoo.tools import SQL

#: Of which complaints each number is known. Reopening empties a number to 0, which
#: is no answer of anybody.
AVERAGED = {
    "answer_minutes": "%(table)s.answer_minutes IS NOT NULL",
    "solution_minutes": "%(table)s.solved_on IS NOT NULL",
    "perceived": "%(table)s.follow_up_result = 'settled'",
    "expected": "%(table)s.follow_up_result = 'settled'",
    "satisfaction": "%(table)s.follow_up_result = 'settled'",
    # Whoever should have been called by now and was not counts as late.
    "follow_up_rate": (
        "%(table)s.followed_up_on IS NOT NULL OR (%(table)s.solved_on IS NOT NULL "
        "AND %(table)s.follow_up_due < %(now)s)"
    ),
}
#: Fields that these conditions read.
DECIDING = ("followed_up_on", "follow_up_due", "follow_up_result", "solved_on")


class AdComplaint(models.Model):
    _inherit = "ad.complaint"

    def _read_group_select(self, aggregate_spec, query):
        """Averages of the complaints that have the number."""
        # Whether the field may be read is asked there.
        select = super()._read_group_select(aggregate_spec, query)
        name, _colon, function = aggregate_spec.partition(":")
        if function == "avg" and name in AVERAGED:
            return self._ad_average(name)
        return select

    def _ad_average(self, name):
        """The average of a number, over the complaints that have it.

        :rtype: SQL
        """
        table = SQL.identifier(self._table)
        condition = SQL(
            AVERAGED[name],
            table=table,
            now=fields.Datetime.now(),
            to_flush=[self._fields[field] for field in (name, *DECIDING)],
        )
        column = SQL.identifier(self._table, name)
        return SQL("AVG(COALESCE(%s, 0)) FILTER (WHERE %s)", column, condition)
