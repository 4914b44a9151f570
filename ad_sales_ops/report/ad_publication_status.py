"""Publication status (上刊情况): every customer of a medium in each issue (U5)."""

from odoo import fields, models, tools
from odoo.tools import SQL


class AdPublicationStatus(models.Model):
    """One row an issue and customer: in this issue, in the last one, missing.

    Customers of a medium are those planned in it during the year up to the issue.
    """

    _name = "ad.publication.status"
    _description = "Publication Status"
    _auto = False
    _order = "publication_date desc, is_missed desc, situation desc, advertiser_id"
    _rec_name = "advertiser_id"

    issue_id = fields.Many2one("ad.issue", readonly=True)
    medium_id = fields.Many2one("ad.medium", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    publication_date = fields.Date(readonly=True)
    is_current = fields.Boolean(
        "Present Issue",
        readonly=True,
        help="The newest issue of the medium that is closed, at press or issued.",
    )
    advertiser_id = fields.Many2one("res.partner", "Customer", readonly=True)
    user_id = fields.Many2one("res.users", "Carer", readonly=True)
    team_id = fields.Many2one("crm.team", readonly=True)
    division_id = fields.Many2one("crm.team", readonly=True)
    situation = fields.Selection(
        [
            ("runs", "In This Issue"),
            ("planned", "Planned, Not Booked"),
            ("dropped", "Dropped from It"),
            ("absent", "Not in It"),
        ],
        "This Issue",
        readonly=True,
    )
    insertions = fields.Integer(readonly=True)
    make_goods = fields.Integer(
        "Of Them Make-Goods", readonly=True, help="Run at no charge of their own."
    )
    last_issue_id = fields.Many2one("ad.issue", readonly=True)
    last_insertions = fields.Integer("In the Last Issue", readonly=True)
    is_missed = fields.Boolean(
        "Missed", readonly=True, help="In the last issue, but not in this one."
    )
    last_date = fields.Date("Last Appeared on", readonly=True)
    missed_issues = fields.Integer(
        "Issues Since", readonly=True, help="Issues since the customer last appeared."
    )
    faults = fields.Integer(
        "Left Out in a Year",
        readonly=True,
        help="Insertions that were omitted or did not run in the year up to the issue.",
    )

    def init(self):
        """Make the view anew: its definition may have changed."""
        tools.drop_view_if_exists(self.env.cr, self._table)
        self.env.cr.execute(
            SQL(
                "CREATE VIEW %s AS (%s)",
                SQL.identifier(self._table),
                self._view_query(),
            )
        )

    def _view_query(self):
        """The rows; an addon on top adds columns by extending the parts.

        :rtype: SQL
        """
        return SQL("SELECT %s FROM %s", self._view_select(), self._view_from())

    def _view_select(self):
        # Issue and customer in one number that browsers still count exactly.
        return SQL("""
            issue.id * 4294967296 + customer.advertiser_id AS id,
            issue.id AS issue_id,
            issue.medium_id,
            issue.company_id,
            issue.publication_date,
            issue.id = (
                SELECT newest.id FROM ad_issue newest
                 WHERE newest.medium_id = issue.medium_id
                   AND newest.state IN ('closed', 'at_press', 'published')
                 ORDER BY newest.publication_date DESC, newest.id DESC LIMIT 1
            ) AS is_current,
            customer.advertiser_id,
            customer.user_id,
            customer.team_id,
            COALESCE(team.ad_parent_id, team.id) AS division_id,
            CASE WHEN customer.insertions > 0 THEN 'runs'
                 WHEN customer.planned > 0 THEN 'planned'
                 WHEN customer.dropped > 0 THEN 'dropped'
                 ELSE 'absent' END AS situation,
            customer.insertions,
            customer.make_goods,
            last.id AS last_issue_id,
            customer.last_insertions,
            customer.last_insertions > 0 AND customer.insertions = 0 AS is_missed,
            customer.last_date,
            (SELECT COUNT(*) FROM ad_issue between_
              WHERE between_.medium_id = issue.medium_id
                AND between_.state NOT IN ('merged', 'skipped')
                AND between_.publication_date > customer.last_date
                AND between_.publication_date < issue.publication_date
            )::int AS missed_issues,
            customer.faults
        """)

    def _view_from(self):
        # One pass over the medium's year for each issue asked for.
        return SQL("""
            ad_issue issue
            LEFT JOIN LATERAL (
                SELECT earlier.id FROM ad_issue earlier
                 WHERE earlier.medium_id = issue.medium_id
                   AND earlier.state NOT IN ('merged', 'skipped')
                   AND (earlier.publication_date, earlier.id)
                       < (issue.publication_date, issue.id)
                 ORDER BY earlier.publication_date DESC, earlier.id DESC LIMIT 1
            ) last ON TRUE
            JOIN LATERAL (
                SELECT p.advertiser_id,
                       (ARRAY_AGG(p.user_id ORDER BY p.publication_date DESC,
                                  p.id DESC))[1] AS user_id,
                       (ARRAY_AGG(p.team_id ORDER BY p.publication_date DESC,
                                  p.id DESC))[1] AS team_id,
                       COUNT(*) FILTER (WHERE p.issue_id = issue.id
                           AND p.stage IN ('booked', 'published'))::int AS insertions,
                       COUNT(*) FILTER (WHERE p.issue_id = issue.id
                           AND p.make_good_of_id IS NOT NULL
                           AND p.stage IN ('booked', 'published'))::int AS make_goods,
                       COUNT(*) FILTER (WHERE p.issue_id = issue.id
                           AND p.stage IN ('draft', 'held'))::int AS planned,
                       COUNT(*) FILTER (WHERE p.issue_id = issue.id
                           AND p.stage IN ('omitted', 'not_run', 'withdrawn'))::int
                           AS dropped,
                       COUNT(*) FILTER (WHERE p.issue_id = last.id
                           AND p.stage IN ('booked', 'published'))::int
                           AS last_insertions,
                       MAX(p.publication_date) FILTER (WHERE p.stage = 'published'
                           AND p.publication_date < issue.publication_date)
                           AS last_date,
                       COUNT(*) FILTER (WHERE p.stage IN ('omitted', 'not_run'))::int
                           AS faults
                  FROM ad_placement p
                 WHERE p.medium_id = issue.medium_id
                   AND p.stage != 'cancelled'
                   AND p.publication_date <= issue.publication_date
                   AND p.publication_date > issue.publication_date - 365
                 GROUP BY p.advertiser_id
            ) customer ON TRUE
            LEFT JOIN crm_team team ON team.id = customer.team_id
            WHERE issue.state NOT IN ('merged', 'skipped')
        """)
