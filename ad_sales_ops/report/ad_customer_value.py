"""What each customer is worth, and who is about to be lost (C5)."""

from odoo import api, fields, models, tools
from odoo.tools import SQL

#: A customer is regular in a medium after so many insertions in a year, in at least
#: half of the issues between the first and the last of them.
REGULAR_INSERTIONS = 3


class AdCustomerValue(models.Model):
    """One row a company and advertiser that appeared or is planned within two years.

    Amounts are untaxed and in company currency, by publication date (E9); a year is
    the twelve months up to today at the company's place.
    """

    _name = "ad.customer.value"
    _description = "Customer Value"
    _auto = False
    _order = "turnover desc, id"
    _rec_name = "advertiser_id"

    advertiser_id = fields.Many2one("res.partner", "Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    user_id = fields.Many2one("res.users", "Carer", readonly=True)
    team_id = fields.Many2one("crm.team", readonly=True)
    division_id = fields.Many2one("crm.team", readonly=True)
    category_id = fields.Many2one("ad.category", readonly=True)
    turnover = fields.Monetary("Turnover of 12 Months", readonly=True)
    turnover_before = fields.Monetary("Turnover of the 12 Months Before", readonly=True)
    share = fields.Float(
        "Share of All",
        readonly=True,
        aggregator="sum",
        help="This customer's part of the company's turnover of twelve months.",
    )
    is_key = fields.Boolean(
        "Among the 80 %",
        readonly=True,
        help="The biggest customers, who together bring 80 % of the turnover.",
    )
    insertions = fields.Integer("Insertions in 12 Months", readonly=True)
    contracts = fields.Integer(
        "Sealed Contracts",
        readonly=True,
        help="All sealed contracts; whoever has two or more came back.",
    )
    is_repeat = fields.Boolean("Returning Customer", readonly=True)
    first_date = fields.Date("First Insertion", readonly=True)
    last_date = fields.Date("Last Insertion", readonly=True)
    next_date = fields.Date("Next Insertion", readonly=True)
    skipped = fields.Integer(
        "Usual Issues Skipped",
        readonly=True,
        aggregator="max",
        help="Issues in a row without this customer in a medium in which it usually "
        "appears and has nothing planned.",
    )
    churn = fields.Selection(
        [("none", "None"), ("watch", "Watch"), ("warning", "Churn Warning")],
        "Churn Risk",
        readonly=True,
        help="Watch: skipped one usual issue and has nothing planned. Warning: two or "
        "more.",
    )
    complaints = fields.Integer("Complaints in 12 Months", readonly=True)
    complaint_rate = fields.Float(
        readonly=True,
        digits=(6, 1),
        aggregator="avg",
        help="Complaints per 100 insertions of twelve months.",
    )
    satisfaction = fields.Float(
        readonly=True,
        digits=(4, 2),
        aggregator="avg",
        help="Perceived / expected, on average of the follow-up calls of a year.",
    )
    satisfaction_count = fields.Integer("Customers Asked", readonly=True)
    last_contact = fields.Date(
        readonly=True,
        help="The last phone check, visit, complaint, inquiry or praise.",
    )
    silent_days = fields.Integer(
        "Days without Contact", readonly=True, aggregator="max"
    )
    movement = fields.Selection(
        [
            ("new", "New Customer"),
            ("up", "Grown"),
            ("same", "Stable"),
            ("down", "Shrunk"),
            ("lost", "Lost"),
        ],
        readonly=True,
        help="Turnover of twelve months against the twelve before; ten per cent up or "
        "down are stable.",
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
        return SQL(
            "WITH %s SELECT %s FROM %s",
            self._view_parts(),
            self._view_select(),
            self._view_from(),
        )

    def _view_parts(self):
        return SQL(
            """
            today AS (%s), insertion AS (%s), habit AS (%s), customer AS (%s)
            """,
            self._view_today(),
            self._view_insertions(),
            self._view_habits(),
            self._view_customers(),
        )

    def _view_today(self):
        """The day at each company's place."""
        return SQL("""
            SELECT company.id AS company_id, company.currency_id,
                   (NOW() AT TIME ZONE COALESCE(calendar.tz, partner.tz, 'UTC'))::date
                       AS day
              FROM res_company company
              JOIN res_partner partner ON partner.id = company.partner_id
              LEFT JOIN resource_calendar calendar
                     ON calendar.id = company.resource_calendar_id
        """)

    def _view_insertions(self):
        return SQL("""
            SELECT p.id, p.advertiser_id, p.company_id, p.medium_id, p.issue_id,
                   p.user_id, p.team_id, p.stage, p.publication_date, today.day,
                   p.price_subtotal / COALESCE(NULLIF(orders.currency_rate, 0), 1)
                       AS amount
              FROM ad_placement p
              JOIN sale_order orders ON orders.id = p.order_id
              JOIN today ON today.company_id = p.company_id
             WHERE p.stage IN ('held', 'booked', 'published')
               AND p.publication_date > today.day - INTERVAL '24 months'
        """)

    def _view_habits(self):
        """For each customer and medium: how regular it was, and what it skips now."""
        return SQL(
            """
            SELECT ran.advertiser_id, ran.company_id,
                   ran.issues >= %(regular)s AND ran.issues * 2 >= (
                       SELECT COUNT(*) FROM ad_issue issue
                        WHERE issue.medium_id = ran.medium_id
                          AND issue.state NOT IN ('merged', 'skipped')
                          AND issue.publication_date
                              BETWEEN ran.first_date AND ran.last_date
                   ) AND NOT ran.is_planned AS is_regular,
                   (SELECT COUNT(*) FROM ad_issue issue
                     WHERE issue.medium_id = ran.medium_id
                       AND issue.state NOT IN ('merged', 'skipped')
                       AND issue.publication_date > ran.last_date
                       AND issue.publication_date <= ran.day
                   )::int AS skipped
              FROM (
                SELECT advertiser_id, company_id, medium_id, day,
                       COUNT(DISTINCT issue_id) FILTER (WHERE stage = 'published')
                           AS issues,
                       MIN(publication_date) FILTER (WHERE stage = 'published')
                           AS first_date,
                       MAX(publication_date) FILTER (WHERE stage = 'published')
                           AS last_date,
                       BOOL_OR(stage != 'published' AND publication_date >= day)
                           AS is_planned
                  FROM insertion
                 WHERE publication_date > day - INTERVAL '12 months'
                 GROUP BY advertiser_id, company_id, medium_id, day
              ) ran
            """,
            regular=REGULAR_INSERTIONS,
        )

    def _view_customers(self):
        return SQL("""
            SELECT company_id, advertiser_id, day,
                   (ARRAY_AGG(user_id ORDER BY publication_date DESC, id DESC))[1]
                       AS user_id,
                   (ARRAY_AGG(team_id ORDER BY publication_date DESC, id DESC))[1]
                       AS team_id,
                   COALESCE(SUM(amount) FILTER (WHERE is_year), 0) AS turnover,
                   COALESCE(SUM(amount) FILTER (WHERE is_before), 0) AS turnover_before,
                   COUNT(*) FILTER (WHERE is_year)::int AS insertions,
                   MAX(publication_date) FILTER (WHERE stage = 'published')
                       AS last_date,
                   MIN(publication_date) FILTER (WHERE stage != 'published'
                       AND publication_date >= day) AS next_date
              FROM (
                SELECT *,
                       stage = 'published' AND publication_date <= day
                           AND publication_date > day - INTERVAL '12 months' AS is_year,
                       stage = 'published'
                           AND publication_date <= day - INTERVAL '12 months'
                           AS is_before
                  FROM insertion
              ) dated
             GROUP BY company_id, advertiser_id, day
        """)

    def _view_select(self):
        # Company and customer in one number that browsers still count exactly.
        return SQL("""
            customer.company_id * 4294967296 + customer.advertiser_id AS id,
            customer.advertiser_id,
            customer.company_id,
            today.currency_id,
            customer.user_id,
            customer.team_id,
            COALESCE(team.ad_parent_id, team.id) AS division_id,
            partner.ad_category_id AS category_id,
            customer.turnover,
            customer.turnover_before,
            CASE WHEN total.turnover > 0
                 THEN customer.turnover / total.turnover ELSE 0 END AS share,
            customer.turnover > 0 AND total.before < total.turnover * 0.8 AS is_key,
            customer.insertions,
            sealed.contracts,
            sealed.contracts > 1 AS is_repeat,
            appeared.first_date,
            customer.last_date,
            customer.next_date,
            matter.complaints,
            100.0 * matter.complaints / NULLIF(customer.insertions, 0)
                AS complaint_rate,
            matter.satisfaction,
            matter.satisfaction_count,
            contact.last_contact,
            customer.day - contact.last_contact AS silent_days,
            COALESCE(habit.skipped, 0) AS skipped,
            CASE WHEN habit.skipped >= 2 THEN 'warning'
                 WHEN habit.skipped = 1 THEN 'watch'
                 ELSE 'none' END AS churn,
            CASE WHEN customer.turnover = 0 AND customer.turnover_before > 0
                     THEN 'lost'
                 WHEN customer.turnover_before = 0 THEN 'new'
                 WHEN customer.turnover > customer.turnover_before * 1.1 THEN 'up'
                 WHEN customer.turnover < customer.turnover_before * 0.9 THEN 'down'
                 ELSE 'same' END AS movement
        """)

    def _view_from(self):
        return SQL(
            """
            customer
            JOIN today ON today.company_id = customer.company_id
            JOIN res_partner partner ON partner.id = customer.advertiser_id
            LEFT JOIN crm_team team ON team.id = customer.team_id
            JOIN (
                SELECT company_id, advertiser_id,
                       SUM(turnover) OVER (PARTITION BY company_id) AS turnover,
                       SUM(turnover) OVER (
                           PARTITION BY company_id
                           ORDER BY turnover DESC, advertiser_id
                       ) - turnover AS before
                  FROM customer
            ) total ON total.company_id = customer.company_id
                   AND total.advertiser_id = customer.advertiser_id
            LEFT JOIN (
                SELECT company_id, advertiser_id, MAX(skipped) AS skipped
                  FROM habit
                 WHERE is_regular
                 GROUP BY company_id, advertiser_id
            ) habit ON habit.company_id = customer.company_id
                   AND habit.advertiser_id = customer.advertiser_id
            LEFT JOIN LATERAL (
                SELECT COUNT(*)::int AS contracts
                  FROM sale_order orders
                  JOIN res_partner party ON party.id = orders.partner_id
                 WHERE party.commercial_partner_id = customer.advertiser_id
                   AND orders.company_id = customer.company_id
                   AND orders.ad_contract_kind IS NOT NULL
                   AND orders.state = 'sale'
            ) sealed ON TRUE
            LEFT JOIN LATERAL (
                SELECT MIN(publication_date) AS first_date
                  FROM ad_publication appeared
                 WHERE appeared.advertiser_id = customer.advertiser_id
                   AND appeared.company_id = customer.company_id
                   AND appeared.state = 'published'
            ) appeared ON TRUE
            %s
        """,
            self._view_service(),
        )

    def _view_service(self):
        """How each customer was served: complaints, satisfaction, contacts."""
        return SQL(
            """
            LEFT JOIN LATERAL (
                SELECT COUNT(*) FILTER (WHERE complaint.registered_date
                           > customer.day - INTERVAL '12 months')::int AS complaints,
                       AVG(complaint.satisfaction) FILTER (WHERE is_asked)
                           AS satisfaction,
                       COUNT(*) FILTER (WHERE is_asked)::int AS satisfaction_count
                  FROM ad_complaint complaint,
                       LATERAL (SELECT complaint.follow_up_result = 'settled'
                           AND complaint.followed_up_on
                               > customer.day - INTERVAL '12 months' AS is_asked
                       ) call
                 WHERE complaint.customer_id = customer.advertiser_id
                   AND complaint.company_id = customer.company_id
            ) matter ON TRUE
            LEFT JOIN LATERAL (
                SELECT MAX(event.date) AS last_contact
                  FROM (%s) event
            ) contact ON TRUE
        """,
            self._view_contacts(),
        )

    def _view_contacts(self):
        """The days on which a customer was spoken with, for one customer.

        Nobody is told before a round is closed who was called (Q2).
        """
        return SQL("""
            SELECT COALESCE(sheet.visit_date, sheet.done_on::date) AS date
              FROM ad_service_check_customer served
              JOIN ad_service_check sheet ON sheet.id = served.check_id
              JOIN ad_service_round round ON round.id = sheet.round_id
             WHERE served.advertiser_id = customer.advertiser_id
               AND served.company_id = customer.company_id
               AND round.state = 'closed'
               AND (sheet.state = 'done' OR sheet.excuse = 'visit')
            UNION ALL
            SELECT GREATEST(registered_date, solved_on::date, followed_up_on::date)
              FROM ad_complaint
             WHERE customer_id = customer.advertiser_id
               AND company_id = customer.company_id
            UNION ALL
            SELECT GREATEST(registered_date, final_on::date)
              FROM ad_inquiry
             WHERE customer_id = customer.advertiser_id
               AND company_id = customer.company_id
            UNION ALL
            SELECT praise.said_on
              FROM ad_praise praise
              JOIN res_partner person ON person.id = praise.partner_id
             WHERE person.commercial_partner_id = customer.advertiser_id
               AND praise.company_id = customer.company_id
        """)

    def action_open_customer(self):
        """Open the customer's own page."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.advertiser_id.id,
            "views": [[False, "form"]],
        }

    @api.model
    def _of(self, partner):
        """The rows of a partner's company that the user may read."""
        return self.search([("advertiser_id", "=", partner.commercial_partner_id.id)])
