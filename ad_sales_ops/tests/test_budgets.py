"""Query budgets that hold however many placements there are (DESIGN 7: B1, B2, B9)."""

from dateutil.relativedelta import relativedelta
from lxml import etree

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL

from .chain_common import ChainCase
from .common import AdCommon

INSERTIONS = 1000


class BudgetCase(AdCommon):
    """A medium with as many issues as it takes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.specialist = cls.users["specialist"]
        cls.many = cls._make_many_issues(INSERTIONS)

    @classmethod
    def _make_many_issues(cls, count):
        """Daily issues by SQL: making them is not what is measured."""
        first = cls.today + relativedelta(months=2)
        rows = cls.env.execute_query(
            SQL(
                """
                INSERT INTO ad_issue (medium_id, company_id, name, year, number, kind,
                    publication_date, booking_close, page_count, gatefold_panels,
                    state, booking_counter)
                SELECT %s, %s, 'Budget ' || n, 2900, n, 'regular',
                    %s::date + n, %s::date + n - 25, 32, 0, 'open', 0
                FROM generate_series(1, %s) n RETURNING id
                """,
                cls.medium.id,
                cls.company.id,
                first,
                first,
                count,
            )
        )
        return cls.env["ad.issue"].browse(row[0] for row in rows)

    def _count(self, function):
        """Queries of a call that starts with cold caches."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        function()
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def _specification(self, model, arch):
        specification = {}
        for node in etree.fromstring(arch).iter("field"):
            name = node.get("name")
            specification[name] = {}
            if model._fields[name].type == "many2one":
                is_shown = node.get("column_invisible") != "1"
                names = {"display_name": {}} if is_shown else {}
                specification[name] = {"fields": names}
        return specification

    def assertBudget(self, queries, budget, what):
        self.assertLessEqual(
            queries, budget, f"{what}: {queries} queries, the budget is {budget}"
        )


@tagged("post_install", "-at_install")
class TestContractBudgets(BudgetCase):
    """Scheduling and sealing a contract of 1,000 placements."""

    prints_contracts = True

    def _wizard(self, hold=False):
        order = self._make_contract([], schedule=False).with_user(self.specialist)
        return (
            self.env["ad.contract.schedule"]
            .with_user(self.specialist)
            .create(
                {
                    "order_id": order.id,
                    "medium_id": self.medium.id,
                    "position_id": self.full_page.id,
                    "count": INSERTIONS,
                    "issue_ids": [Command.set(self.many.ids)],
                    "hold": hold,
                }
            )
        )

    def test_schedule(self):
        """B2: at most 60 queries for 1,000 insertions."""
        self._wizard().action_schedule()  # rights are cached once for all users
        wizard = self._wizard()
        queries = self._count(wizard.action_schedule)
        self.assertEqual(len(wizard.order_id.ad_placement_ids), INSERTIONS)
        self.assertBudget(queries, 60, "B2")

    def _plain_order(self, contract):
        """An ordinary order of the same lines, in the same company."""
        products = {}
        for line in contract.order_line:
            products[line] = line.sudo().product_id.copy(
                {"service_tracking": "no", "name": f"Plain {line.id}"}
            )
        return (
            self.env["sale.order"]
            .with_user(self.specialist)
            .create(
                {
                    "partner_id": self.advertiser.id,
                    "team_id": self.team.id,
                    "pricelist_id": self.pricelist.id,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": products[line].id,
                                "product_uom_qty": line.product_uom_qty,
                            }
                        )
                        for line in contract.order_line
                    ],
                }
            )
        )

    def _contract(self, lines, count=INSERTIONS):
        """A contract that only lacks the company's seal."""
        each = count // lines
        positions = [self.full_page] + [
            self._make_position(f"Position {number}", 1000.0 + number)
            for number in range(1, lines)
        ]
        order = self._make_contract(
            [
                (position, self.many[index * each : (index + 1) * each])
                for index, position in enumerate(positions)
            ]
        )
        self._file_advertiser()
        self._customer_seals(order)
        return self._sign(order, "supervisor", "manager")

    def _confirm(self, lines):
        """Queries of a contract's confirmation, and of a plain order's."""
        self._seal(self._make_contract())  # rights are cached once for all users
        contract = self._contract(lines)
        plain = self._plain_order(contract)
        contract.with_user(self.users["operations"])._sign_off_sign("company_seal")
        ordinary = self._count(plain.sudo().action_confirm)
        queries = self._count(contract.sudo().action_confirm)
        self.assertEqual(plain.state, "sale")
        self.assertEqual(set(contract.ad_placement_ids.mapped("stage")), {"booked"})
        self.assertEqual(len(contract.ad_placement_ids), INSERTIONS)
        return queries, ordinary

    def test_confirm_one_line(self):
        """B1: at most 30 queries more than a plain order's confirmation."""
        queries, ordinary = self._confirm(1)
        self.assertBudget(queries, ordinary + 30, "B1 with one line")

    def test_confirm_twenty_lines(self):
        """B1, with more lines than one."""
        queries, ordinary = self._confirm(20)
        self.assertBudget(queries, ordinary + 30, "B1 with twenty lines")

    def test_seal(self):
        """The seal adds its own papers, and nothing that grows with the schedule."""
        queries = []
        for count in (100, INSERTIONS):
            contract = self._contract(1, count)
            operations = contract.with_user(self.users["operations"])
            queries.append(
                self._count(lambda o=operations: o._action_affix_seal("Contract seal"))
            )
        # The ORM writes 100 rows a statement.
        self.assertBudget(queries[1], queries[0] + 9, "The seal")


@tagged("post_install", "-at_install")
class TestClearanceBudget(BudgetCase):
    """B3: the clearance of insertions that have copy, findings and open proofs."""

    def _booked(self, issues):
        """Insertions of one contract, each with copy and a proof of its own."""
        order = self._make_contract([(self.full_page, issues)])
        placements = order.sudo().ad_placement_ids
        placements._action_book()
        for placement in placements:
            material = (
                self.env["ad.material"]
                .sudo()
                .create(
                    {
                        "name": "Copy",
                        "kind": "text",
                        "advertiser_id": placement.advertiser_id.id,
                        "company_id": placement.company_id.id,
                    }
                )
            )
            material._add_version({"headline": "国家级 valves"}, placement)
        self.env["ad.proof.confirmation"]._make(placements)
        self.env.flush_all()
        return placements

    def _recompute(self, placements):
        return self._count(
            lambda: placements._touch_open([("id", "in", placements.ids)])
        )

    def test_queries_do_not_grow(self):
        """80 insertions take as many queries as 20: no check runs one by one."""
        few, many = self._booked(self.many[:20]), self._booked(self.many[20:100])
        self._recompute(few)  # the languages' words are cached once for all
        for placements in (few, many):
            sentences = placements[0].clearance_blockers
            for words in ("has not been accepted", "国家级", "proof-read", "been sent"):
                self.assertIn(words, sentences)
        queries = self._recompute(few)
        self.assertBudget(self._recompute(many), queries, "B3")
        self.assertBudget(queries, 25, "B3")


@tagged("post_install", "-at_install")
class TestTurnBudget(ChainCase):
    """K2: whose turn it is, for a list of contracts, however long it is."""

    CONTRACTS = 200

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_team = cls.env["crm.team"].create(
            {
                "name": "Second Test Team",
                "company_id": cls.company.id,
                "ad_parent_id": cls.division.id,
                "member_ids": [Command.link(cls.specialist.id)],
            }
        )
        cls._authorize(cls.other_specialist, "supervisor", amount_limit=9e9)
        cls.teams = (cls.team, cls.other_team)

    def _undecided(self, count):
        """Contracts of two teams that wait for the supervisor."""
        orders = self._make_contract([])
        values = [
            {
                "partner_id": self.advertiser.id,
                "ad_contract_kind": "single",
                "team_id": self.teams[number % 2].id,
                "user_id": self.specialist.id,
                "ad_closer_id": self.specialist.id,
            }
            for number in range(count)
        ]
        orders = orders.sudo().create(values).sudo(False)
        for order in orders:
            order._sign_off_log("customer_seal", "recorded", "")
        self.env.flush_all()
        return orders

    def _count(self, function):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        function()
        return self.cr.sql_log_count - before

    def _turns(self, user):
        """The contracts that wait for a user, as his list shows them."""
        orders = self.env["sale.order"].with_user(user)
        mine = orders.search([("ad_my_turn", "=", True)])
        mine.mapped("ad_waiting_text")
        return mine

    def test_queries_do_not_grow(self):
        """200 undecided contracts take as many queries as 20."""
        users = (self.supervisor, self.other_specialist, self.manager)
        self._undecided(20)
        few = [self._queries_of(user) for user in users]
        self._undecided(self.CONTRACTS - 20)
        many = [self._queries_of(user) for user in users]
        for user, before, after in zip(users, few, many, strict=True):
            self.assertLessEqual(after, before, user.name)
            self.assertLessEqual(after, 40, user.name)

    def _queries_of(self, user):
        self._turns(user)  # rights are cached once for all users
        return self._count(lambda: self._turns(user))

    def test_turns(self):
        """The team's supervisor signs, or the deputy where the post is vacant."""
        orders = self._undecided(4)
        of_team = orders.filtered(lambda order: order.team_id == self.team)
        found = self._turns(self.supervisor)
        self.assertEqual(found & orders, of_team)
        found = self._turns(self.other_specialist)
        self.assertEqual(found & orders, orders - of_team)


@tagged("post_install", "-at_install")
class TestListBudget(BudgetCase):
    """B9: a specialist opens his placements among 100,000."""

    ROWS = 100_000
    #: Of these, every 500th belongs to the specialist.
    SHARE = 500

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        order = cls._make_contract([(cls.full_page, cls.issues[:1])])
        cls.env.flush_all()
        others = cls._make_contract([(cls.full_page, cls.issues[:1])])
        others.sudo().ad_carer_id = cls.other_specialist
        cls.env.flush_all()
        for pattern, carer, step, first in (
            (order.ad_placement_ids, cls.specialist, cls.SHARE, 1),
            (others.sudo().ad_placement_ids, cls.other_specialist, 1, 1),
        ):
            cls._multiply(pattern, carer, cls.ROWS // step, first)
        cls.env.cr.execute("ANALYZE ad_placement")
        cls.env.invalidate_all()

    @classmethod
    def _multiply(cls, placement, carer, count, first):
        """Copies of one placement all over the issues."""
        cls.env.cr.execute(
            SQL(
                """
                INSERT INTO ad_placement (order_line_id, order_id, number, position_id,
                    issue_id, medium_id, company_id, currency_id, publication_date,
                    advertiser_id, user_id, team_id, stage, state, amount,
                    price_subtotal, slot, page, x, y, width, height)
                SELECT p.order_line_id, p.order_id, n, p.position_id,
                    (%(issues)s)[1 + n %% %(count)s], p.medium_id, p.company_id,
                    p.currency_id, p.publication_date + n %% 1000, p.advertiser_id,
                    %(carer)s, p.team_id, 'draft', 'draft', p.amount, p.price_subtotal,
                    0, 0, 0, 0, p.width, p.height
                FROM ad_placement p, generate_series(%(first)s, %(rows)s) n
                WHERE p.id = %(pattern)s
                """,
                issues=cls.many.ids,
                count=len(cls.many),
                carer=carer.id,
                first=first,
                rows=count,
                pattern=placement.id,
            )
        )

    def _open(self):
        """What the web client asks for when the list opens."""
        placements = self.env["ad.placement"].with_user(self.specialist)
        # As the client does; a language is no question of the list.
        placements = placements.with_context(lang="en_US", tz="Asia/Shanghai")
        view = self.env.ref("ad_sales_ops.ad_placement_view_list")
        arch = placements.get_views([(view.id, "list")])["views"]["list"]["arch"]
        specification = self._specification(placements, arch)
        domain = [("stage", "in", ("draft", "held", "booked"))]

        def read():
            return placements.web_search_read(
                domain, specification, limit=80, count_limit=10001
            )

        return read

    def test_queries(self):
        read = self._open()
        read()  # rights and views are cached once for all users
        queries = self._count(read)
        self.assertEqual(len(read()["records"]), 80)
        self.assertBudget(queries, 8, "B9")

    def test_no_sequential_scan(self):
        model = self.env["ad.placement"].with_user(self.specialist)
        domain = [("stage", "in", ("draft", "held", "booked"))]
        query = model._search(domain, limit=80, order=model._order)
        for select in (query.select(), model._search(domain, limit=10001).subselect()):
            plan = self._explain(select)
            self.assertNotIn("Seq Scan on ad_placement", plan)
            self.assertIn("on ad_placement", plan)

    def _explain(self, select):
        rows = self.env.execute_query(SQL("EXPLAIN %s", select))
        return "\n".join(row[0] for row in rows)
