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
env.cr.rollback()
