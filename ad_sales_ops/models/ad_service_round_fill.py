"""Who is to be called in a month, worked out set by set (B7, Q2)."""

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .ad_service_round import GENERAL_MANAGER, STEP

#: Insertions of the month that the customer bought and we owed him.
BOUGHT = ("booked", "published", "omitted", "not_run")
#: Calls that somebody has to make yet, and second calls.
CALLS = SQL("c.state IN ('to_call', 'no_answer')")
SECOND_CALLS = SQL("c.recall_state = 'to_recall'")
#: The digits by which a person is known, however the number was written down: without
#: +86 or 0086 and without the nought that an area code has at home.
DIGITS = SQL(
    """
    RIGHT(REGEXP_REPLACE(REGEXP_REPLACE(REGEXP_REPLACE(
        COALESCE(phone, ''), '[^0-9]', '', 'g'),
        '^(00)?86(?=[0-9]{10,}$)', ''), '^0+', ''), 11)
    """
)


class AdServiceRound(models.Model):
    """Fifty thousand customers take as many queries as fifty."""

    _inherit = "ad.service.round"

    def _insert_query(self, division, month):
        due = month + relativedelta(day=31)
        return SQL(
            """
            INSERT INTO ad_service_round (division_id, company_id, month, manager_id,
                state, due_date, create_uid, create_date, write_uid, write_date)
            VALUES (%(division)s, %(company)s, %(month)s, %(manager)s, 'open', %(due)s,
                %(uid)s, %(now)s, %(uid)s, %(now)s)
            ON CONFLICT (division_id, month) DO NOTHING RETURNING id
            """,
            division=division.id,
            company=division.company_id.id,
            month=month,
            manager=self._leader(division).id or None,
            due=due,
            uid=self.env.uid,
            now=fields.Datetime.now(),
        )

    def _fill(self):
        """Add the customers that the round lacks, and give every call to somebody."""
        self.ensure_one()
        self.env.flush_all()
        cr = self.env.cr
        # One after the other: a second run waits here and finds nothing missing.
        cr.execute(
            SQL("SELECT id FROM ad_service_round WHERE id = %s FOR UPDATE", self.id)
        )
        for query in (
            self._active_query(),
            self._checks_query(),
            self._customers_query(),
            self._concerned_query(),
            self._claimants_query(),
            self._names_query(),
            SQL("DROP TABLE ad_service_active"),
        ):
            cr.execute(query)
        self.env.invalidate_all()
        self._give_out()

    def _active_query(self):
        """A working table: who is active or owes money, why, and who serves him."""
        return SQL(
            """
            CREATE TEMPORARY TABLE ad_service_active ON COMMIT DROP AS
            WITH teams AS (
                SELECT id FROM crm_team
                WHERE id = %(division)s OR ad_parent_id = %(division)s
            ), why AS (%(why)s)
            SELECT w.*, k.id IS NULL AS is_new, c.id AS contact_id,
                a.user_id AS carer_id, a.name AS advertiser_name,
                c.name AS contact_name,
                COALESCE(NULLIF(c.phone, ''), NULLIF(a.phone, '')) AS phone,
                CASE WHEN c.id IS NULL THEN 'customer ' || a.id
                    WHEN LENGTH(c.digits) >= 7
                    THEN LOWER(TRIM(COALESCE(c.name, ''))) || ' ' || c.digits
                    ELSE 'contact ' || c.id END AS contact_key
            FROM why w JOIN res_partner a ON a.id = w.advertiser_id
            LEFT JOIN LATERAL (
                SELECT id, name, phone, %(digits)s AS digits
                FROM res_partner WHERE id = a.ad_contact_id AND active
            ) c ON TRUE
            LEFT JOIN ad_service_check_customer k ON k.round_id = %(round)s
                AND k.advertiser_id = w.advertiser_id AND k.is_merged IS NOT TRUE
            WHERE a.ad_is_advertiser
            """,
            division=self.division_id.id,
            round=self.id,
            digits=DIGITS,
            why=self._why_query(),
        )

    def _why_query(self):
        """A row for each reason why a customer is called."""
        return SQL(
            "%s UNION ALL %s UNION ALL %s",
            self._insertions_query(),
            self._contracts_query(),
            self._debts_query(),
        )

    def _of_teams(self, team):
        """Only what belongs to the round's division; without one, everything."""
        if not self.division_id:
            return SQL("TRUE")
        return SQL("%s IN (SELECT id FROM teams)", team)

    def _insertions_query(self):
        """Insertions with a publication date in the month."""
        return SQL(
            """
            SELECT p.advertiser_id, p.team_id, p.user_id AS person_id, p.order_id,
                TRUE AS inserts, FALSE AS in_force, 0.0 AS owed
            FROM ad_placement p
            WHERE p.company_id = %s AND %s
                AND p.publication_date BETWEEN %s AND %s AND p.stage IN %s
            """,
            self.company_id.id,
            self._of_teams(SQL("p.team_id")),
            self.month,
            self._last_day(),
            BOUGHT,
        )

    def _contracts_query(self):
        """Contracts in force on any day of the month.

        One that ended within the month was in force in it; the day of its end is that
        of the company's place.
        """
        return SQL(
            """
            SELECT r.commercial_partner_id, o.team_id, o.ad_carer_id, o.id, FALSE, TRUE,
                0.0
            FROM sale_order o JOIN res_partner r ON r.id = o.partner_id
            WHERE o.company_id = %(company)s AND %(of_teams)s
                AND o.ad_contract_state IN ('sealed', 'completed', 'terminated')
                AND COALESCE(o.ad_date_start, o.date_order::date) <= %(last)s
                AND CASE o.ad_contract_state WHEN 'terminated' THEN (
                    SELECT MAX(s.date) FROM ad_sign_off s
                    WHERE s.order_id = o.id AND s.decision = 'terminated'
                ) >= %(begin)s ELSE COALESCE(
                    GREATEST(o.ad_date_end, o.ad_extension_date) >= %(first)s,
                    o.ad_contract_state = 'sealed') END
            """,
            company=self.company_id.id,
            of_teams=self._of_teams(SQL("o.team_id")),
            first=self.month,
            last=self._last_day(),
            begin=self.company_id._ad_midnight(self.month),
        )

    def _debts_query(self):
        """Open invoices; without a team they are the carer's, in this company."""
        return SQL(
            """
            SELECT m.commercial_partner_id, COALESCE(m.team_id, t.id),
                m.invoice_user_id, NULL, FALSE, FALSE, m.amount_residual_signed
            FROM account_move m JOIN res_partner r ON r.id = m.commercial_partner_id
            LEFT JOIN LATERAL (
                SELECT team.id FROM crm_team_member x
                JOIN crm_team team ON team.id = x.crm_team_id AND team.active
                    AND team.company_id = m.company_id
                WHERE x.user_id = r.user_id AND x.active ORDER BY x.id LIMIT 1
            ) t ON TRUE
            WHERE m.company_id = %s AND %s
                AND m.move_type = 'out_invoice' AND m.state = 'posted'
                AND m.amount_residual > 0
            """,
            self.company_id.id,
            self._of_teams(SQL("COALESCE(m.team_id, t.id)")),
        )

    def _checks_query(self):
        """One check a contact person, unless an open one of his is there."""
        return SQL(
            """
            INSERT INTO ad_service_check (round_id, company_id, division_id, month,
                round_state, contact_key, contact_id, contact_name, phone, state,
                recall_state, attempt_count, defect_count, create_uid, create_date,
                write_uid, write_date)
            SELECT %(round)s, %(company)s, %(division)s, %(month)s, 'open',
                contact_key, MIN(contact_id), MIN(contact_name), MIN(phone), 'to_call',
                'none', 0, 0, %(uid)s, %(now)s, %(uid)s, %(now)s
            FROM ad_service_active WHERE is_new
            GROUP BY contact_key ORDER BY MIN(advertiser_name)
            ON CONFLICT (round_id, contact_key)
                WHERE state IN ('to_call', 'no_answer') DO NOTHING
            """,
            **self._sql_values(),
        )

    def _customers_query(self):
        """Every advertiser once in a round, with the reasons why he is called."""
        return SQL(
            """
            INSERT INTO ad_service_check_customer (check_id, round_id, company_id,
                advertiser_id, team_id, carer_id, has_insertion, in_force, amount_due,
                create_uid, create_date, write_uid, write_date)
            SELECT c.id, %(round)s, %(company)s, a.advertiser_id, MIN(a.team_id),
                COALESCE(MIN(a.carer_id), MIN(a.person_id)), BOOL_OR(a.inserts),
                BOOL_OR(a.in_force), SUM(a.owed), %(uid)s, %(now)s, %(uid)s, %(now)s
            FROM ad_service_active a JOIN ad_service_check c
                ON c.round_id = %(round)s AND c.contact_key = a.contact_key
                AND c.state IN ('to_call', 'no_answer')
            WHERE a.is_new
            GROUP BY c.id, a.advertiser_id ORDER BY c.id, a.advertiser_id
            ON CONFLICT (round_id, advertiser_id) WHERE is_merged IS NOT TRUE
                DO NOTHING
            """,
            **self._sql_values(),
        )

    def _concerned_query(self):
        """Who must not call: carers, owners of the turnover, closers.

        Asked anew on each run: customers are handed over, and deals closed, in the
        course of the month.
        """
        return SQL(
            """
            INSERT INTO ad_service_check_concerned_rel (check_id, user_id)
            SELECT DISTINCT c.id, person.id
            FROM ad_service_check c
            JOIN ad_service_check_customer k ON k.check_id = c.id
            JOIN res_partner p ON p.id = k.advertiser_id
            LEFT JOIN ad_service_active a ON a.advertiser_id = k.advertiser_id
            LEFT JOIN sale_order o ON o.id = a.order_id
            CROSS JOIN LATERAL (VALUES (p.user_id), (k.carer_id), (a.person_id),
                (o.ad_carer_id), (o.user_id), (o.ad_closer_id)) AS person (id)
            WHERE c.round_id = %(round)s AND (%(calls)s OR %(second_calls)s)
                AND person.id IS NOT NULL
            ON CONFLICT DO NOTHING
            """,
            calls=CALLS,
            second_calls=SECOND_CALLS,
            **self._sql_values(),
        )

    def _names_query(self):
        """The customers' names on the list, and numbers found since."""
        return SQL(
            """
            UPDATE ad_service_check c SET customer_names = n.names,
                phone = COALESCE(c.phone, n.phone)
            FROM (
                SELECT k.check_id, STRING_AGG(DISTINCT a.name, '、' ORDER BY a.name)
                    AS names, MIN(COALESCE(NULLIF(p.phone, ''), NULLIF(a.phone, '')))
                    AS phone
                FROM ad_service_check_customer k
                JOIN res_partner a ON a.id = k.advertiser_id
                LEFT JOIN res_partner p ON p.id = a.ad_contact_id AND p.active
                WHERE k.round_id = %(round)s GROUP BY k.check_id
            ) n
            WHERE n.check_id = c.id AND c.state IN ('to_call', 'no_answer')
                AND (c.customer_names IS DISTINCT FROM n.names
                    OR c.phone IS NULL AND n.phone IS NOT NULL)
            """,
            **self._sql_values(),
        )

    def _sql_values(self):
        return {
            "round": self.id,
            "company": self.company_id.id,
            "division": self.division_id.id,
            "month": self.month,
            "uid": self.env.uid,
            "now": fields.Datetime.now(),
        }

    # Who calls

    def _give_out(self):
        """Give each call, and each second call, to the first who may make it.

        The manager, then who is authorised to call for him, then the general manager;
        never who has a part in the deal. What somebody may no longer call goes on to
        the next.
        """
        self.ensure_one()
        leaving = self._follow_manager()
        first, second = self._callers(), self._second_callers()
        self.env.flush_all()
        self.env.cr.execute(self._give_query("assigned_id", CALLS, first, leaving))
        self.env.cr.execute(
            self._give_query("recaller_id", SECOND_CALLS, second, leaving)
        )
        self.env.invalidate_all()

    @api.model
    def _leader(self, division):
        """Who leads a division; nobody while the post is vacant.

        :rtype: res.users
        """
        # Superuser: whoever calls may not read teams.
        return division.sudo().user_id.filtered("active").with_env(self.env)

    def _follow_manager(self):
        """A new manager takes over what the former one has not called yet.

        After a vacancy he takes over what fell to the general manager.

        :return: whose calls are given out anew
        """
        manager = self._leader(self.division_id)
        if manager == self.manager_id:
            return manager.browse()
        leaving = self.manager_id or self._general_managers()
        self.manager_id = manager
        return leaving

    def _give_query(self, column, calls, people, leaving):
        """One query for all calls: nobody's, and whose caller may not make them.

        :param column: who calls
        :param calls: condition in SQL
        :param people: who may, in the order in which they are asked
        :param leaving: who does not keep his calls
        """
        return SQL(
            """
            UPDATE ad_service_check c SET %(column)s = (
                SELECT person.id
                FROM UNNEST(%(people)s::int[]) WITH ORDINALITY AS person (id, place)
                WHERE person.id IS DISTINCT FROM c.done_by_id
                    AND NOT EXISTS (
                        SELECT 1 FROM ad_service_check_concerned_rel r
                        WHERE r.check_id = c.id AND r.user_id = person.id)
                ORDER BY person.place LIMIT 1)
            WHERE c.round_id = %(round)s AND %(calls)s AND (c.%(column)s IS NULL
                OR c.%(column)s != ALL(%(people)s::int[])
                OR c.%(column)s = ANY(%(leaving)s::int[])
                OR c.%(column)s = c.done_by_id
                OR EXISTS (
                    SELECT 1 FROM ad_service_check_concerned_rel r
                    WHERE r.check_id = c.id AND r.user_id = c.%(column)s))
            """,
            column=SQL.identifier(column),
            calls=calls,
            people=people.ids,
            leaving=leaving.ids,
            round=self.id,
        )

    def _callers(self):
        """Who may call in this round, in the order in which they are asked.

        :rtype: res.users
        """
        self.ensure_one()
        people = self.manager_id | self._deputies() | self._general_managers()
        # Superuser: people of other companies, too.
        return people.sudo().filtered("active").with_env(self.env)

    def _second_callers(self):
        """Who may call again what deputies called: nobody's deputy does.

        :rtype: res.users
        """
        self.ensure_one()
        people = self.manager_id | self._general_managers()
        # Superuser: people of other companies, too.
        return people.sudo().filtered("active").with_env(self.env)

    def _deputies(self):
        """Who is authorised today to call for the division's manager (G8)."""
        # Superuser: whoever calls may not read authorisations.
        granted = self.sudo().division_id.ad_authorization_ids
        return (
            granted._valid_for(self, STEP)
            .filtered(lambda a: not a.principal_id or a.principal_id == self.manager_id)
            .deputy_id.with_env(self.env)
        )

    def _general_managers(self):
        group = self.env.ref(GENERAL_MANAGER).sudo()  # superuser: who holds the title
        company = self.company_id
        return group.all_user_ids.filtered(
            lambda user: user.active and company in user.company_ids
        ).with_env(self.env)

    def _sign_off_amount(self):
        """A call has no amount that an authorisation could limit."""
        return 0.0


class AdAuthorization(models.Model):
    _inherit = "ad.authorization"

    def action_revoke(self):
        """End it now; calls that the deputy has not made go on to the next.

        :raise AccessError: not the general manager
        """
        result = super().action_revoke()
        ended = self.filtered(lambda record: record.step == STEP)
        # Superuser: rounds are read-only for everybody; who revokes was looked at.
        rounds = self.env["ad.service.round"].sudo()
        for record in rounds.search(
            [("division_id", "in", ended.team_id.ids), ("state", "=", "open")]
        ):
            record._give_out()
        return result
