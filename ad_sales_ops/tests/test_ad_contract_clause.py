"""Contract clauses (K6): seeds, a company's own set, rights."""

from odoo.exceptions import AccessError
from odoo.tests.common import tagged

from .common import AdCommon


@tagged("post_install", "-at_install")
class TestContractClause(AdCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Clause = cls.env["ad.contract.clause"]
        cls.standard = cls.Clause.search([("company_id", "=", False)])

    def _clauses(self, kind="single", company=None):
        order = self.env["sale.order"].new(
            {"ad_contract_kind": kind, "company_id": (company or self.company).id}
        )
        return self.Clause._get_clauses(order)

    def test_standard_set(self):
        names = self._clauses().mapped("name")
        self.assertEqual(names[0], "Content and supporting documents")
        self.assertEqual(names[-1], "Effect and copies")
        for name in ("Changes and change fee", "Faults and make-goods", "Payment"):
            self.assertIn(name, names)

    def test_change_fee_scale_is_the_house_s(self):
        """K11, E2: days 25 and 15 both in the 30 % band."""
        clause = self.env.ref("ad_sales_ops.ad_contract_clause_changes")
        self.assertIn("25 to 15 days (both included), 30%", clause.body)

    def test_clauses_of_a_kind(self):
        exchange = self.env.ref("ad_sales_ops.ad_contract_clause_exchange")
        membership = self.env.ref("ad_sales_ops.ad_contract_clause_membership")
        self.assertFalse(self._clauses("single") & (exchange | membership))
        self.assertIn(exchange, self._clauses("exchange"))
        self.assertIn(membership, self._clauses("membership"))
        self.assertNotIn(exchange, self._clauses("membership"))

    def test_own_set_replaces_the_standard(self):
        own = self.Clause.create(
            {"name": "Own", "body": "Own wording", "company_id": self.company.id}
        )
        self.assertEqual(self._clauses(), own)

    def test_own_set_of_another_company_does_not_matter(self):
        other = self._make_company("Other Press Test Co.")
        self.Clause.create(
            {"name": "Other", "body": "Other wording", "company_id": other.id}
        )
        self.assertEqual(self._clauses("exchange") - self.standard, self.Clause)

    def test_archived_clause_is_not_printed(self):
        self.env.ref("ad_sales_ops.ad_contract_clause_payment").active = False
        self.assertNotIn("Payment", self._clauses().mapped("name"))

    def test_copy_to_company_keeps_order_and_translations(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        payment = self.env.ref("ad_sales_ops.ad_contract_clause_payment")
        payment.with_context(lang="zh_CN").name = "付款"
        user = self.users["operations"]
        self.standard.with_user(user).action_copy_to_company()
        own = self.Clause.search([("company_id", "=", self.company.id)])
        self.assertEqual(own.mapped("name"), self.standard.mapped("name"))
        copied = own.filtered(lambda clause: clause.name == "Payment")
        self.assertEqual(copied.with_context(lang="zh_CN").name, "付款")
        self.assertEqual(payment.company_id, self.env["res.company"])

    def test_copy_twice_doubles_nothing(self):
        clauses = self.standard.with_user(self.users["operations"])
        clauses.action_copy_to_company()
        with self.assertRaisesRegex(Exception, "already has clauses of its own"):
            clauses.action_copy_to_company()

    def test_operations_and_general_manager_write(self):
        for title in ("operations", "general_manager"):
            with self.subTest(title=title):
                clauses = self.Clause.with_user(self.users[title])
                clause = clauses.create({"name": "New", "body": "Wording"})
                clause.body = "Better wording"
                clause.unlink()

    def test_the_others_only_read(self):
        writers = ("operations", "general_manager")
        users = [user for title, user in self.users.items() if title not in writers]
        for user in (*users, self.plain_user):
            with self.subTest(user=user.login):
                clause = self.standard[0].with_user(user)
                self.assertTrue(clause.name)
                with self.assertRaises(AccessError):
                    clause.body = "Changed"
                with self.assertRaises(AccessError):
                    clause.copy()
                with self.assertRaises(AccessError):
                    clause.unlink()
                with self.assertRaises(AccessError):
                    clause.action_copy_to_company()

    def test_portal_does_not_read(self):
        with self.assertRaises(AccessError):
            self.standard[0].with_user(self.portal_user).read(["name"])

    def test_clauses_of_another_company_are_hidden(self):
        other = self._make_company("Other Press Test Co.")
        clause = self.Clause.create(
            {"name": "Other", "body": "Other wording", "company_id": other.id}
        )
        user = self.users["operations"]
        self.assertNotIn(clause, self.Clause.with_user(user).search([]))
        with self.assertRaises(AccessError):
            clause.with_user(user).body = "Changed"
