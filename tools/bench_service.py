# The monthly phone check round of 50,000 customers (B7).
# ruff: noqa: F821 - `env`, `report` and `measure` come with the prelude
from odoo import fields
from odoo.tools import SQL

CUSTOMERS = 50_000


def make_customers():
    """Customers by SQL: making them is not what is measured."""
    query = SQL(
        """
        INSERT INTO res_partner (name, complete_name, active, type, is_company, phone,
            ad_is_advertiser, company_id, autopost_bills)
        SELECT 'Bench ' || n, 'Bench ' || n, TRUE, 'contact', TRUE,
            (13000000000 + n)::text, TRUE, %s, 'ask'
        FROM generate_series(1, %s) n RETURNING id
        """,
        env.company.id,
        CUSTOMERS,
    )
    ids = [row[0] for row in env.execute_query(query)]
    env.cr.execute(
        SQL("UPDATE res_partner SET commercial_partner_id = id WHERE id = ANY(%s)", ids)
    )
    return ids


def make_world():
    """A division whose customers each have a contract in force."""
    division = env["crm.team"].create(
        {
            "name": "Bench Division",
            "company_id": env.company.id,
            "user_id": env.user.id,
        }
    )
    month = fields.Date.today().replace(day=1)
    ids = make_customers()
    pattern = env["sale.order"].create(
        {
            "partner_id": ids[0],
            "team_id": division.id,
            "ad_contract_kind": "long_term",
            "ad_date_start": month,
        }
    )
    env.flush_all()
    rows = env.execute_query(
        SQL(
            "SELECT column_name FROM information_schema.columns "
            "WHERE table_name = 'sale_order' "
            "AND column_name NOT IN ('id', 'name', 'partner_id', 'ad_contract_state')"
        )
    )
    names = [row[0] for row in rows]
    env.cr.execute(
        SQL(
            "INSERT INTO sale_order (name, partner_id, ad_contract_state, %s) "
            "SELECT 'BENCH' || p.id, p.id, 'sealed', %s "
            "FROM sale_order o, res_partner p WHERE o.id = %s AND p.id = ANY(%s)",
            SQL(", ").join(map(SQL.identifier, names)),
            SQL(", ").join(SQL.identifier("o", name) for name in names),
            pattern.id,
            ids,
        )
    )
    env.cr.execute("ANALYZE res_partner; ANALYZE sale_order")
    env.invalidate_all()
    return division, month


division, month = make_world()
rounds = env["ad.service.round"]
measure(
    f"B7 make the round of {CUSTOMERS:,} customers",
    lambda: rounds._make(division, month),
    3,
    None,
    150 * CUSTOMERS // 10_000,
)
record = rounds._make(division, month)
report("B7 calls in the round", len(record.check_ids), "calls")
env.flush_all()
measure(
    "B7 the same once more, nothing missing", lambda: rounds._make(division, month), 3
)
