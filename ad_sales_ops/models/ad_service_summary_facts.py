"""The facts of a monthly summary: figures and lines, by plain SQL (Q3, B8)."""

from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.tools import SQL

from .ad_complaint_averages import AVERAGED

SPECIALIST = "ad_sales_ops.group_ad_specialist"
SUPERVISOR = "ad_sales_ops.group_ad_supervisor"
#: Cases proposed for print: the gravest of the month.
CASES = 8
#: Quotations in the facts of a line.
QUOTES = 12
#: Characters of a quotation, and of each answer in a case: a mail can be pages long.
QUOTED = 80
TOLD = 200
#: Months before this one that figures are compared with; 12 is last year's.
COMPARED = (12, 2, 1, 0)

#: One month's complaints in one row. What is overdue counts as late, done or not.
COUNTS = """
    COUNT(*)::int AS number,
    COUNT(*) FILTER (WHERE verdict = 'proven')::int AS proven,
    COUNT(*) FILTER (WHERE verdict = 'unfounded')::int AS unfounded,
    COUNT(*) FILTER (WHERE state != 'closed')::int AS open,
    COUNT(*) FILTER (WHERE reopened_count > 0)::int AS reopened,
    COUNT(*) FILTER (WHERE is_make_good)::int AS make_goods,
    COUNT(*) FILTER (WHERE answer_minutes IS NOT NULL OR answer_due < %(now)s)::int
        AS answered,
    COUNT(*) FILTER (WHERE answer_minutes IS NOT NULL
        AND is_answer_late IS NOT TRUE)::int AS answered_in_time,
    ROUND(AVG(degree::int), 2)::float AS degree,
    ROUND(%(answer_minutes)s)::float AS answer_minutes,
    ROUND(%(solution_minutes)s)::float AS solution_minutes,
    COALESCE(SUM(loss_amount), 0)::float AS loss,
    ROUND((%(follow_up_rate)s)::numeric, 1)::float AS follow_up_rate,
    ROUND((%(satisfaction)s)::numeric, 2)::float AS satisfaction
"""


def shortened(words, length):
    """The beginning of somebody's words; Chinese has no blanks to break at."""
    words = " ".join((words or "").split())
    return words if len(words) <= length else f"{words[: length - 1]}…"


class AdServiceSummary(models.Model):
    _inherit = "ad.service.summary"

    def _refresh(self):
        """Read the facts anew; callers are superuser and checked the state."""
        self.ensure_one()
        self._allot_complaints()
        self.env.flush_all()
        self.write({"figures": self._figures(), "refreshed_on": fields.Datetime.now()})
        self._sync_lines("opinion", self._opinion_lines())
        self._sync_lines("case", self._case_lines())
        self._sync_lines("person", self._person_lines())
        self._sync_lines("praise", self._praise_lines())

    def _allot_complaints(self):
        """Whoever serves a customer by now answers for what nobody served then."""
        complaints = self.env["ad.complaint"].search(
            [*self._no_division_domain(), ("partner_id", "!=", False)]
        )
        for name in ("user_id", "team_id", "division_id"):
            self.env.add_to_compute(complaints._fields[name], complaints)

    def _no_division_domain(self):
        """The month's complaints that stand in no division's summary."""
        begins, ends = self._period()
        return [
            ("company_id", "=", self.company_id.id),
            ("division_id", "=", False),
            ("registered_date", ">=", begins),
            ("registered_date", "<=", ends),
        ]

    # Figures

    def _figures(self):
        """Numbers of the month beside those of others; all of plain values.

        :rtype: dict
        """
        begins, ends = self._period()
        return {
            "months": [self._month_figures(back) for back in COMPARED],
            "categories": self._count_by("category_id", begins, ends),
            "categories_before": self._count_by(
                "category_id",
                begins - relativedelta(months=1),
                begins - relativedelta(days=1),
            ),
            "degrees": self._count_by("degree", begins, ends),
            "media": self._count_by("medium_id", begins, ends),
            "checks": self._check_figures(),
            "no_division": self.env["ad.complaint"].search_count(
                self._no_division_domain()
            ),
        }

    def _complaints_where(self, begins, ends):
        return SQL(
            "company_id = %s AND division_id = %s "
            "AND registered_date BETWEEN %s AND %s",
            self.company_id.id,
            self.division_id.id,
            begins,
            ends,
        )

    def _month_figures(self, back):
        begins = self.month - relativedelta(months=back)
        ends = begins + relativedelta(day=31)
        query = SQL(
            "SELECT %s FROM ad_complaint WHERE %s",
            SQL(COUNTS, now=fields.Datetime.now(), **self._averages()),
            self._complaints_where(begins, ends),
        )
        [row] = self.env.execute_query_dict(query)
        return {"month": begins.strftime("%Y-%m"), **row}

    def _averages(self):
        """The averages of complaints as every pivot shows them."""
        complaints = self.env["ad.complaint"]
        return {name: complaints._ad_average(name) for name in AVERAGED}

    def _count_by(self, column, begins, ends):
        """``[[key, number, proven], …]``, the most first."""
        key = SQL.identifier(column)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT %s, COUNT(*)::int,
                       COUNT(*) FILTER (WHERE verdict = 'proven')::int
                  FROM ad_complaint WHERE %s GROUP BY 1 ORDER BY 2 DESC, 1
                """,
                key,
                self._complaints_where(begins, ends),
            )
        )
        return [list(row) for row in rows]

    def _check_figures(self):
        """The month's phone checks: coverage, scores, claims, defects (Q2)."""
        query = SQL(
            """
            SELECT COUNT(*)::int AS number,
                   COUNT(*) FILTER (WHERE state = 'done')::int AS done,
                   COUNT(*) FILTER (WHERE state = 'excused')::int AS excused,
                   ROUND((AVG(average_score) FILTER (WHERE average_score > 0))::numeric,
                         2)::float AS score
              FROM ad_service_check
             WHERE division_id = %(division)s AND month = %(month)s
            """,
            division=self.division_id.id,
            month=self.month,
        )
        [row] = self.env.execute_query_dict(query)
        claims = SQL(
            """
            SELECT COUNT(*) FILTER (WHERE claim.verdict = 'agrees')::int AS agrees,
                   COUNT(*) FILTER (WHERE claim.verdict = 'differs')::int AS differs
              FROM ad_service_check_claim claim
              JOIN ad_service_check sheet ON sheet.id = claim.check_id
             WHERE sheet.division_id = %s AND sheet.month = %s
            """,
            self.division_id.id,
            self.month,
        )
        [verdicts] = self.env.execute_query_dict(claims)
        defects = self.env["ad.service.defect"].search_count(self._defect_domain())
        return {**row, **verdicts, "defects": defects}

    def _defect_domain(self):
        return [
            ("division_id", "=", self.division_id.id),
            ("month", "=", self.month),
            ("state", "!=", "dropped"),
        ]

    # Lines

    def _sync_lines(self, kind, wanted):
        """Bring the lines of a kind up to date; the manager's words stay.

        :param wanted: ``{key: values}`` in the order of print
        """
        lines = {
            line.key: line for line in self.line_ids.filtered(lambda x: x.kind == kind)
        }
        gone = [line for key, line in lines.items() if key not in wanted]
        for line in gone:
            if line.words or line.grade:
                line.write({"number": 0, "proven": 0, "facts": False})
            else:
                line.unlink()
        new = []
        for number, (key, values) in enumerate(wanted.items()):
            values = {**values, "sequence": number}
            if key in lines:
                lines[key].write(values)
            else:
                new.append({"summary_id": self.id, "kind": kind, "key": key, **values})
        self.env["ad.service.summary.line"].create(new)

    def _opinion_lines(self):
        """Each category with its complaints and what customers said in the checks."""
        counts = {key: rest for key, *rest in self.figures["categories"]}
        said, complained = self._opinions_said(), self._complaints_said()
        lines = {}
        for category in self.env["ad.opinion.category"].search([("active", "=", True)]):
            number, proven = counts.get(category.id, (0, 0))
            lines[str(category.id)] = {
                "category_id": category.id,
                "title": category.with_context(lang=self._lang()).name,
                "number": number,
                "proven": proven,
                "facts": self._quotes(
                    complained.get(category.id), said.get(category.id)
                ),
            }
        return lines

    def _lang(self):
        return self.company_id._ad_lang()

    def _opinions_said(self):
        """What checks found that the manager may read, by category.

        :return: ``{category id: (how many, [(customer, words), …])}``
        """
        return self._said(
            SQL(
                """
                SELECT opinion_category_id, customer_names, opinion, id, 1 AS weight
                  FROM ad_service_check sheet
                 WHERE division_id = %s AND month = %s AND state = 'done'
                   AND opinion IS NOT NULL AND NOT EXISTS (
                       SELECT FROM ad_service_check_concerned_rel concerned
                        WHERE concerned.check_id = sheet.id
                          AND concerned.user_id = %s)
                """,
                self.division_id.id,
                self.month,
                self.manager_id.id or None,
            )
        )

    def _complaints_said(self):
        """What the month's complaints say, the gravest first, by category."""
        begins, ends = self._period()
        return self._said(
            SQL(
                """
                SELECT matter.category_id,
                       COALESCE(customer.name, matter.caller_name, '-'), matter.what,
                       matter.id, COALESCE(matter.degree::int, 0) AS weight
                  FROM ad_complaint matter
                  LEFT JOIN res_partner customer ON customer.id = matter.customer_id
                 WHERE matter.company_id = %s AND matter.division_id = %s
                   AND matter.registered_date BETWEEN %s AND %s
                   AND matter.category_id IS NOT NULL
                """,
                self.company_id.id,
                self.division_id.id,
                begins,
                ends,
            )
        )

    def _said(self, query):
        """The first quotations of each category: nobody prints ten thousand (B8).

        :param query: category, customer, words, id and weight
        :return: ``{category id: (how many, [(customer, words), …])}``
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT category, total, customer, LEFT(words, %s) FROM (
                    SELECT *, COUNT(*) OVER (PARTITION BY category) AS total,
                           ROW_NUMBER() OVER (
                               PARTITION BY category ORDER BY weight DESC, id
                           ) AS place
                      FROM (%s) said (category, customer, words, id, weight)
                ) placed WHERE place <= %s ORDER BY category, place
                """,
                # Blanks fall away when the words are shortened.
                4 * QUOTED,
                query,
                QUOTES,
            )
        )
        said = {}
        for category, total, customer, words in rows:
            said.setdefault(category, (total, []))[1].append((customer, words))
        return said

    def _check_domain(self):
        return [
            ("division_id", "=", self.division_id.id),
            ("month", "=", self.month),
            ("state", "=", "done"),
        ]

    def _quotes(self, *sources):
        """Words of customers, one a line; the rest as a number."""
        env = self.with_context(lang=self._lang()).env
        sources = [source for source in sources if source]
        quotes = [quote for _total, quotes in sources for quote in quotes][:QUOTES]
        lines = [
            env._(
                "%(customer)s: %(words)s",
                customer=customer,
                words=shortened(words, QUOTED),
            )
            for customer, words in quotes
        ]
        rest = sum(total for total, _quotes in sources) - len(quotes)
        if rest:
            lines.append(env._("and %(count)s more", count=rest))
        return "\n".join(lines) or False

    def _case_lines(self):
        """The gravest complaints of the month: proven and dear ones first."""
        begins, ends = self._period()
        complaints = self.env["ad.complaint"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("division_id", "=", self.division_id.id),
                ("registered_date", ">=", begins),
                ("registered_date", "<=", ends),
            ],
            order="is_any_hour desc, degree desc, loss_amount desc, id",
            limit=CASES,
        )
        return {
            str(complaint.id): {
                "complaint_id": complaint.id,
                "title": complaint.display_name,
                "number": 1,
                "proven": int(complaint.verdict == "proven"),
                "facts": self._case_facts(complaint),
            }
            for complaint in complaints
        }

    def _case_facts(self, complaint):
        env = self.with_context(lang=self._lang()).env
        complaint = complaint.with_env(env(su=True))
        labels = dict(complaint._fields["state"]._description_selection(complaint.env))
        lines = [
            env._("What: %s", shortened(complaint.what, TOLD)),
            complaint.cause and env._("Cause: %s", shortened(complaint.cause, TOLD)),
            complaint.solution
            and env._("Solution: %s", shortened(complaint.solution, TOLD)),
            env._("Now: %s", labels[complaint.state]),
        ]
        return "\n".join(filter(None, lines))

    def _person_lines(self):
        """Each specialist of the division with what the records say of him."""
        facts = self._person_facts()
        # Superuser: who belongs to the division.
        teams = self.division_id | self.env["crm.team"].search(
            [("ad_parent_id", "=", self.division_id.id)]
        )
        members = teams.crm_team_member_ids.user_id.filtered(
            lambda user: user.has_group(SPECIALIST) and not user.has_group(SUPERVISOR)
        )
        others = self.env["res.users"].browse(facts)
        # Who only handed over copies or took a slip is no specialist.
        others = others.filtered(
            lambda user: user.has_group(SPECIALIST) or facts[user.id]["about"]
        )
        users = (members | others) - self.manager_id
        return {
            str(user.id): {
                "user_id": user.id,
                "title": user.name,
                "number": facts.get(user.id, {}).get("about", 0),
                "proven": facts.get(user.id, {}).get("proven", 0),
                "facts": self._person_words(facts.get(user.id, {})),
            }
            for user in users.sorted("name")
        }

    def _person_facts(self):
        """``{user id: numbers}``: complaints, claims checked, scores, defects.

        Complaints of the customers served say nothing about who is to blame.
        """
        rows = self.env.execute_query_dict(
            SQL(
                """
                WITH %(about)s, %(served)s, %(claims)s, %(scores)s, %(defects)s
                SELECT * FROM about FULL JOIN served USING (user_id)
                    FULL JOIN claims USING (user_id)
                    FULL JOIN scores USING (user_id)
                    FULL JOIN defects USING (user_id)
                """,
                about=self._about_people(),
                served=self._customers_of_people(),
                claims=self._claims_of_people(),
                scores=self._scores_of_people(),
                defects=self._defects_of_people(),
            )
        )
        return {row.pop("user_id"): row for row in rows}

    def _about_people(self):
        begins, ends = self._period()
        return SQL(
            """
            about AS (
                SELECT COALESCE(responsible_id, about_id) AS user_id,
                       COUNT(*)::int AS about,
                       COUNT(*) FILTER (WHERE verdict = 'proven')::int AS proven
                  FROM ad_complaint
                 WHERE %s AND COALESCE(responsible_id, about_id) IS NOT NULL
                 GROUP BY 1
            )
            """,
            self._complaints_where(begins, ends),
        )

    def _customers_of_people(self):
        """Complaints of the customers that each specialist served then."""
        begins, ends = self._period()
        return SQL(
            """
            served AS (
                SELECT user_id, COUNT(*)::int AS served,
                       COUNT(*) FILTER (WHERE verdict = 'proven')::int AS served_proven
                  FROM ad_complaint
                 WHERE %s AND user_id IS NOT NULL
                 GROUP BY 1
            )
            """,
            self._complaints_where(begins, ends),
        )

    def _claims_of_people(self):
        return SQL(
            """
            claims AS (
                SELECT claim.user_id,
                       COUNT(*) FILTER (WHERE verdict = 'agrees')::int AS agrees,
                       COUNT(*) FILTER (WHERE verdict = 'differs')::int AS differs
                  FROM ad_service_check_claim claim
                  JOIN ad_service_check sheet ON sheet.id = claim.check_id
                 WHERE sheet.division_id = %s AND sheet.month = %s
                   AND claim.user_id IS NOT NULL
                 GROUP BY 1
            )
            """,
            self.division_id.id,
            self.month,
        )

    def _scores_of_people(self):
        """Scores for service, of the customers that each specialist served."""
        return SQL(
            """
            scores AS (
                SELECT served.carer_id AS user_id, COUNT(*)::int AS checks,
                       ROUND(AVG(answer.score), 2)::float AS score
                  FROM ad_service_check_answer answer
                  JOIN ad_service_check sheet ON sheet.id = answer.check_id
                  JOIN (SELECT DISTINCT check_id, carer_id
                          FROM ad_service_check_customer) served
                    ON served.check_id = sheet.id
                 WHERE sheet.division_id = %s AND sheet.month = %s
                   AND answer.score > 0 AND answer.is_about_service
                   AND served.carer_id IS NOT NULL
                 GROUP BY 1
            )
            """,
            self.division_id.id,
            self.month,
        )

    def _defects_of_people(self):
        return SQL(
            """
            defects AS (
                SELECT specialist_id AS user_id, COUNT(*)::int AS defects
                  FROM ad_service_defect
                 WHERE division_id = %s AND month = %s AND state != 'dropped'
                   AND specialist_id IS NOT NULL
                 GROUP BY 1
            )
            """,
            self.division_id.id,
            self.month,
        )

    def _person_words(self, facts):
        """What the records say of a specialist, in a sentence."""
        env = self.with_context(lang=self._lang()).env
        agrees, differs = facts.get("agrees") or 0, facts.get("differs") or 0
        parts = []
        if facts.get("about"):
            parts.append(
                env._(
                    "%(number)s complaints about him, %(proven)s proven",
                    number=facts["about"],
                    proven=facts["proven"],
                )
            )
        if facts.get("served"):
            parts.append(
                env._(
                    "%(number)s complaints by his customers, %(proven)s proven",
                    number=facts["served"],
                    proven=facts["served_proven"],
                )
            )
        if agrees + differs:
            parts.append(
                env._(
                    "%(agrees)s of %(asked)s claims confirmed by customers",
                    agrees=agrees,
                    asked=agrees + differs,
                )
            )
        if facts.get("score"):
            parts.append(env._("service score %(score)s of 5", score=facts["score"]))
        if facts.get("defects"):
            parts.append(env._("%(count)s service defects", count=facts["defects"]))
        return " · ".join(parts) or env._("Nothing reported")

    def _praise_lines(self):
        """What customers praised, in the checks and otherwise (Q5)."""
        begins, ends = self._period()
        praise = self.env["ad.praise"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("said_on", ">=", begins),
                ("said_on", "<=", ends),
                "|",
                ("team_id", "=", self.division_id.id),
                ("team_id.ad_parent_id", "=", self.division_id.id),
            ]
        )
        lines = {
            f"praise-{record.id}": {
                "title": record.partner_id.name,
                "facts": shortened(record.words, TOLD),
                "user_id": record.about_id.id,
            }
            for record in praise
        }
        checks = self.env["ad.service.check"].search(
            [*self._check_domain(), ("praise", "!=", False)]
        )
        # Calls on the manager's own deals show when the round is closed.
        checks = checks.filtered(
            lambda check: check.round_state == "closed"
            or self.manager_id not in check.concerned_ids
        )
        for check in checks:
            lines[f"check-{check.id}"] = {
                "title": check.customer_names,
                "facts": shortened(check.praise, TOLD),
            }
        return lines
