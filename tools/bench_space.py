# Scheduling, confirming and listing placements, beside plain Odoo (B1, B2, B9).
# ruff: noqa: F821 - `env`, `report` and `measure` come with the prelude
from datetime import timedelta

from odoo import fields
from odoo.fields import Command

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
    """B1: confirm a contract of 1,000 placements, and a plain order of its lines."""
    env["ad.sign.off"].sudo()  # the seal is in the trail when Odoo confirms
    for step in ("customer_seal", "supervisor", "manager", "company_seal"):
        contract._sign_off_log(step, "signed")
    plain_order = make_order(plain, INSERTIONS)
    env.flush_all()
    ordinary = timed("B1 confirm a plain order", plain_order.action_confirm)
    queries, seconds = timed(
        "B1 confirm 1,000 placements", contract.sudo().action_confirm
    )
    report("B1 queries above the plain order", queries - ordinary[0], "queries", 30)
    report("B1 time per placement", round(seconds / INSERTIONS * 1000, 3), "ms")
    report("B1 time beside plain", round(seconds / ordinary[1], 1), "times")


def timed(what, function, repeat=5):
    """Median queries and seconds of a call that is undone each time."""
    runs = []
    for _turn in range(repeat):
        env.invalidate_all()
        with env.cr.savepoint(flush=False) as savepoint:
            before, started = env.cr.sql_log_count, time.perf_counter()
            function()
            env.flush_all()
            runs.append((env.cr.sql_log_count - before, time.perf_counter() - started))
            savepoint.rollback()
    runs.sort(key=lambda run: run[1])
    queries, seconds = runs[len(runs) // 2]
    report(what, round(seconds * 1000, 1), "ms")
    report(what, queries, "queries")
    return queries, seconds


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


from lxml import etree  # noqa: E402

from odoo.tools import SQL  # noqa: E402

company, medium, position, plain, partner = make_world()
contract = bench_schedule()
bench_confirm(contract)
bench_list(multiply(contract))
env.cr.rollback()
