# The monthly summary beside its raw SQL, with 1,000,000 complaints (B8).
# ruff: noqa: F821 - `env`, `report` and `measure` come with the prelude
from odoo import fields
from odoo.tools import SQL

ROWS = 1_000_000
MONTHS = 36
DIVISIONS = 8


def make_divisions():
    return env["crm.team"].create(
        [
            {
                "name": f"Bench Division {number}",
                "company_id": env.company.id,
                "user_id": env.user.id,
            }
            for number in range(DIVISIONS)
        ]
    )


def believable():
    """Columns as a house fills them: most is answered, solved and followed up."""
    categories = env["ad.opinion.category"].search([]).ids
    media = env["ad.medium"].search([], limit=10).ids or [None]
    users = env["res.users"].search([("share", "=", False)], limit=20).ids
    partners = env["res.partner"].search([], limit=500).ids
    solved, called = SQL("n %% 10 < 9"), SQL("n %% 10 < 8")

    def one_of(ids):
        return SQL("(%s::int[])[1 + (n / 8) %% %s]", ids, len(ids))

    def when(condition, value):
        return SQL("CASE WHEN %s THEN %s END", condition, value)

    return {
        "category_id": one_of([*categories, None]),
        "medium_id": one_of([*media, None]),
        "user_id": one_of(users),
        "responsible_id": when(SQL("n %% 3 = 0"), one_of(users)),
        "partner_id": one_of(partners),
        "customer_id": one_of(partners),
        "what": SQL("'Colours are off in copy ' || n || repeat(', again', n %% 60)"),
        "cause": when(solved, SQL("'Wrong profile ' || n")),
        "solution": when(solved, SQL("'Printed again ' || n")),
        "state": SQL("(ARRAY['closed', 'solved', 'answered'])[1 + (n %% 10) / 4]"),
        "answer_minutes": SQL("n %% 120"),
        "is_answer_late": SQL("n %% 120 > 60"),
        "solved_on": when(solved, SQL("NOW() - n %% 1000 * INTERVAL '1 day'")),
        "solution_minutes": when(solved, SQL("60 + n %% 4000")),
        "followed_up_on": when(called, SQL("NOW() - n %% 1000 * INTERVAL '1 day'")),
        "follow_up_due": when(solved, SQL("NOW() - n %% 1000 * INTERVAL '1 day'")),
        "follow_up_result": when(called, SQL("'settled'")),
        "follow_up_rate": when(called, SQL("100 * (n %% 2)")),
        "satisfaction": when(called, SQL("(n %% 12) / 10.0")),
        "reopened_count": SQL("(n %% 20 = 0)::int"),
    }


def multiply(divisions):
    """A million complaints of three years, spread over the divisions."""
    pattern = env["ad.complaint"].create(
        {
            "what": "Colours are off",
            "caller_name": "Bench",
            "caller_phone": "021-5550 0000",
        }
    )
    env.flush_all()
    own = {
        "id": SQL("nextval('ad_complaint_id_seq')"),
        "number": SQL("'BENCH' || n"),
        "division_id": SQL("(%s::int[])[1 + n %% %s]", divisions.ids, DIVISIONS),
        "registered_date": SQL("CURRENT_DATE - n %% (%s * 30)", MONTHS),
        "verdict": SQL("(ARRAY['proven', 'unfounded', NULL])[1 + n %% 3]"),
        "degree": SQL("(1 + n %% 4)::varchar"),
        "loss_amount": SQL("n %% 100"),
        **believable(),
    }
    rows = env.execute_query(
        SQL(
            "SELECT column_name FROM information_schema.columns "
            "WHERE table_name = 'ad_complaint'"
        )
    )
    names = [row[0] for row in rows]
    env.cr.execute(
        SQL(
            "INSERT INTO ad_complaint (%s) SELECT %s "
            "FROM generate_series(1, %s) n, ad_complaint c WHERE c.id = %s",
            SQL(", ").join(map(SQL.identifier, names)),
            SQL(", ").join(own.get(name, SQL.identifier("c", name)) for name in names),
            ROWS,
            pattern.id,
        )
    )
    env.cr.execute("ANALYZE ad_complaint")


def raw(summary):
    """What anybody would ask the database by hand."""
    for figures in summary.figures["months"]:
        first = fields.Date.to_date(f"{figures['month']}-01")
        env.cr.execute(
            """
            SELECT COUNT(*), COUNT(*) FILTER (WHERE verdict = 'proven'),
                   AVG(degree::int), AVG(answer_minutes), SUM(loss_amount)
              FROM ad_complaint
             WHERE company_id = %s AND division_id = %s AND registered_date >= %s
               AND registered_date < %s::date + INTERVAL '1 month'
            """,
            (summary.company_id.id, summary.division_id.id, first, first),
        )
        env.cr.fetchall()
    first, last = summary._period()
    for column in ("category_id", "degree", "medium_id"):
        env.cr.execute(
            SQL(
                "SELECT %s, COUNT(*) FROM ad_complaint WHERE company_id = %s "
                "AND division_id = %s AND registered_date BETWEEN %s AND %s GROUP BY 1",
                SQL.identifier(column),
                summary.company_id.id,
                summary.division_id.id,
                first,
                last,
            )
        )
        env.cr.fetchall()


def raw_lines(summary):
    """The words and people of the print, asked for by hand."""
    first, last = summary._period()
    where = SQL(
        "company_id = %s AND division_id = %s AND registered_date BETWEEN %s AND %s",
        summary.company_id.id,
        summary.division_id.id,
        first,
        last,
    )
    for query in (
        "SELECT category_id, what FROM ad_complaint WHERE %s ORDER BY degree DESC",
        "SELECT number, what, cause, solution FROM ad_complaint WHERE %s "
        "ORDER BY degree DESC, loss_amount DESC LIMIT 8",
        "SELECT user_id, COUNT(*) FROM ad_complaint WHERE %s GROUP BY 1",
        "SELECT responsible_id, COUNT(*) FROM ad_complaint WHERE %s GROUP BY 1",
    ):
        env.cr.execute(SQL(query, where))
        env.cr.fetchall()


def best(function):
    """The best of five: what else the machine does only slows it down."""
    seconds = []
    for _turn in range(5):
        env.invalidate_all()
        started = time.perf_counter()
        function()
        seconds.append(time.perf_counter() - started)
    return min(seconds)


divisions = make_divisions()
multiply(divisions)
summary = env["ad.service.summary"]._make(divisions[0], fields.Date.today()).sudo()
by_hand, ours = best(lambda: raw(summary)), best(summary._figures)
report(f"B8 figures by raw SQL, {ROWS:,} complaints", round(by_hand * 1000, 1), "ms")
report(f"B8 figures of the summary, {ROWS:,}", round(ours * 1000, 1), "ms")
report("B8 time beside raw SQL", round(ours / by_hand, 2), "times", 2)
whole = best(lambda: (raw(summary), raw_lines(summary)))
refresh = best(summary._refresh)
report("B8 figures and words by raw SQL", round(whole * 1000, 1), "ms")
report("B8 whole summary brought up to date", round(refresh * 1000, 1), "ms")
report("B8 whole summary beside raw SQL", round(refresh / whole, 2), "times")
env.cr.rollback()
