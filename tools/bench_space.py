# Scheduling, confirming and listing placements, beside plain Odoo (B1, B2, B9).
# ruff: noqa: F821 - `env`, `report` and `measure` come with the prelude
from datetime import timedelta

from lxml import etree

from odoo import fields
from odoo.fields import Command
from odoo.tools import SQL

INSERTIONS = 1000
ROWS = 1_000_000
SPECIALISTS = 500


def make_world():
    """A daily title with 1,000 issues, a position and its plain twin."""
    company = env.company
    today = fields.Date.today()
    medium = env["ad.medium"].create(
        {"name": "Bench Daily", "code": "BENCH", "page_count": 64}
    )
    position = env["ad.position"].create({"name": "Page", "medium_id": medium.id})
    position.product_id.list_price = 1000.0
    plain = env["product.product"].create(
        {"name": "Plain", "type": "service", "list_price": 1000.0}
    )
    env["ad.issue"].create(
        [
            {
                "medium_id": medium.id,
                "year": 2900,
                "number": number,
                "publication_date": today + timedelta(days=60 + number),
            }
            for number in range(1, INSERTIONS + 1)
        ]
    )
    partner = env["res.partner"].create({"name": "Bench", "is_company": True})
    env.flush_all()
    return company, medium, position, plain, partner


def make_order(product, quantity, **values):
    """An order of one line."""
    return env["sale.order"].create(
        {
            "partner_id": partner.id,
            "order_line": [
                Command.create({"product_id": product.id, "product_uom_qty": quantity})
            ],
            **values,
        }
    )


def bench_schedule():
    """B2: the dialog that schedules 1,000 insertions."""
    order = make_order(position.product_id, INSERTIONS, ad_contract_kind="long_term")
    wizard = env["ad.contract.schedule"].create(
        {
            "order_id": order.id,
            "line_id": order.order_line.id,
            "issue_ids": [Command.set(medium.issue_ids.ids)],
            "count": INSERTIONS,
        }
    )
    env.flush_all()
    measure("B2 schedule 1,000 insertions", wizard.action_schedule, 5, None, 60)
    wizard.action_schedule()
    env.flush_all()
    return order


def bench_confirm(contract):
    """B1: confirm contracts of 1,000 placements, and plain orders of their lines."""
    # A plain order of one line writes one row, the contract a thousand: only the
    # queries can be alike.
    compare("one line", contract, make_order(plain, INSERTIONS))
    issues = medium.issue_ids.ids
    many = make_order(position.product_id, 1, ad_contract_kind="long_term")
    line = {"product_id": position.product_id.id, "product_uom_qty": 1}
    many.order_line = [Command.create(line) for _number in issues[1:]]
    env["ad.placement"].create(
        [
            {"order_line_id": order_line.id, "issue_id": issue}
            for order_line, issue in zip(many.order_line, issues, strict=True)
        ]
    )
    plain_many = make_order(plain, 1)
    line["product_id"] = plain.id
    plain_many.order_line = [Command.create(line) for _number in issues[1:]]
    compare("1,000 lines", many, plain_many, most=1.5)


def compare(lines, contract, plain_order, most=None):
    """Queries and time of a contract's confirmation above a plain order's."""
    # The seal stands in the trail when Odoo confirms.
    for step in ("customer_seal", "supervisor", "manager", "company_seal"):
        contract._sign_off_log(step, "signed", "")
    # As in life, both were written before. Rows of one's own transaction have all
    # their foreign keys checked again at every write, which is not what is measured.
    env.flush_all()
    env.cr.commit()
    calls = {
        "plain order": plain_order.action_confirm,
        "contract": contract.sudo().action_confirm,
    }
    # In turns, and the best of each: what else the machine does only slows it down.
    turns = [{name: undone(call) for name, call in calls.items()} for _ in range(7)]
    best = {name: min(turn[name] for turn in turns) for name in calls}
    for name, (seconds, queries) in best.items():
        report(f"B1 {name}, {lines}", round(seconds * 1000, 1), "ms")
        report(f"B1 {name}, {lines}", queries, "queries")
    own, ordinary = best["contract"], best["plain order"]
    report(f"B1 queries above plain, {lines}", own[1] - ordinary[1], "queries", 30)
    ratio = round(own[0] / ordinary[0], 2)
    report(f"B1 time beside plain, {lines}", ratio, "times", most)


def undone(function):
    """Seconds and queries of a call from cold caches, which is taken back."""
    env.invalidate_all()
    with env.cr.savepoint(flush=False) as savepoint:
        before, started = env.cr.sql_log_count, time.perf_counter()
        function()
        env.flush_all()
        seconds = time.perf_counter() - started
        queries = env.cr.sql_log_count - before
        savepoint.rollback()
    return seconds, queries


def multiply(order):
    """A million placements of 500 specialists."""
    group = env.ref("ad_sales_ops.group_ad_specialist")
    users = env["res.users"].create(
        [
            {
                "name": f"Specialist {number}",
                "login": f"bench{number}",
                "group_ids": [Command.set(group.ids)],
            }
            for number in range(2)
        ]
    )
    env.flush_all()
    env.cr.execute(
        """
        INSERT INTO ad_placement (order_line_id, order_id, number, position_id,
            issue_id, medium_id, company_id, currency_id, publication_date,
            advertiser_id, user_id, team_id, stage, state, amount, price_subtotal,
            slot, page, x, y, width, height)
        SELECT p.order_line_id, p.order_id, n, p.position_id, p.issue_id, p.medium_id,
            p.company_id, p.currency_id, p.publication_date, p.advertiser_id,
            CASE WHEN n %% %(share)s = 0 THEN %(mine)s ELSE %(other)s END, p.team_id,
            CASE WHEN n %% 4 = 0 THEN 'draft' ELSE 'not_run' END,
            CASE WHEN n %% 4 = 0 THEN 'draft' ELSE 'not_run' END,
            p.amount, p.price_subtotal, 0, 0, 0, 0, p.width, p.height
        FROM generate_series(1, %(rows)s) n
        JOIN (SELECT *, ROW_NUMBER() OVER (ORDER BY id) AS position_in_order
              FROM ad_placement WHERE order_id = %(order)s) p
            ON p.position_in_order = 1 + n %% %(count)s
        """,
        {
            "share": SPECIALISTS,
            "mine": users[0].id,
            "other": users[1].id,
            "rows": ROWS,
            "order": order.id,
            "count": INSERTIONS,
        },
    )
    env.cr.execute("ANALYZE ad_placement")
    return users[0]


def bench_list(user):
    """B9: a specialist opens his placements, and the plain order lines for scale."""
    model = env["ad.placement"].with_user(user).with_context(lang="en_US")
    view = env.ref("ad_sales_ops.ad_placement_view_list")
    arch = model.get_views([(view.id, "list")])["views"]["list"]["arch"]
    specification = {}
    for node in etree.fromstring(arch).iter("field"):
        name = node.get("name")
        shown = {} if node.get("column_invisible") else {"display_name": {}}
        many2one = model._fields[name].type == "many2one"
        specification[name] = {"fields": shown} if many2one else {}
    domain = [("stage", "in", ("draft", "held", "booked"))]

    def read():
        model.web_search_read(domain, specification, limit=80, count_limit=10001)

    read()
    label = f"B9 open the list, {ROWS:,} placements"
    measure(label, read, 5, None, 8)
    query = model._search(domain, limit=80, order=model._order)
    rows = env.execute_query(SQL("EXPLAIN %s", query.select()))
    scans = sum("Seq Scan on ad_placement" in row[0] for row in rows)
    report("B9 sequential scans", scans, "scans", 0)


company, medium, position, plain, partner = make_world()
contract = bench_schedule()
bench_confirm(contract)
bench_list(multiply(contract))
env.cr.rollback()
