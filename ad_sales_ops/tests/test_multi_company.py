"""Two publishers in one database."""

from dateutil.relativedelta import relativedelta

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .chain_common import STATEMENT, ChainCase

MODELS = (
    "ad.sign.off",
    "ad.seal.use",
    "ad.contract.copy",
    "ad.written.statement",
    "ad.close.override",
    "ad.placement",
)


@tagged("post_install", "-at_install")
class TestMultiCompany(ChainCase):
    """Nobody of the other house sees, signs or seals anything."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_company = cls._make_company("Second Press Test Co.")
        cls.sealed = cls._seal(cls._make_contract())
        cls.sealed.ad_placement_ids[0].with_user(cls.specialist)._action_withdraw(
            cls._statement()
        )
        cls.env["ad.close.override"].with_user(cls.manager)._grant(
            cls.sealed, cls.issues[1], "Promised"
        )
        cls.env.flush_all()

    @classmethod
    def _make_foreigner(cls, title, group):
        user = cls._make_user(title, group)
        user.write(
            {
                "company_ids": [Command.set(cls.other_company.ids)],
                "company_id": cls.other_company.id,
            }
        )
        return user

    def test_foreigners_see_nothing(self):
        for group in ("general_manager", "operations", "finance", "production"):
            user = self._make_foreigner(f"foreign_{group}", f"group_ad_{group}")
            for model in MODELS:
                records = (
                    self.env[model].sudo().search([("order_id", "=", self.sealed.id)])
                )
                self.assertTrue(records, model)
                with self.subTest(group=group, model=model):
                    foreign = (
                        self.env[model]
                        .with_user(user)
                        .with_context(allowed_company_ids=self.other_company.ids)
                    )
                    self.assertFalse(foreign.search([("id", "in", records.ids)]))
                    with self._denied():
                        foreign.browse(records[0].id).read(["display_name"])
            with self.subTest(group=group), self._denied():
                self.sealed.with_user(user).with_context(
                    allowed_company_ids=self.other_company.ids
                ).read(["name"])

    def test_operations_of_the_other_house_do_not_seal(self):
        order = self._at("manager_signed")
        user = self._make_foreigner("foreign_operations", "group_ad_operations")
        with self._denied():
            order.with_user(user).with_context(
                allowed_company_ids=self.other_company.ids
            )._action_affix_seal("Seal")
        self.assertNotIn("foreign_operations", order.ad_waiting_text)

    def test_vacant_post_is_not_filled_by_the_other_house(self):
        self._make_foreigner("foreign_operations", "group_ad_operations")
        self.operations.active = False
        order = self._at("manager_signed")
        self.assertIn("nobody can sign now", order.ad_waiting_text)

    def test_authorisation_stays_in_its_company(self):
        other_team = self.env["crm.team"].create(
            {"name": "Second Division", "company_id": self.other_company.id}
        )
        deputy = self._make_user("deputy", "group_ad_supervisor")
        with self.assertRaises(UserError):
            self._authorize(deputy, "supervisor", team_id=other_team.id)

    def test_user_of_both_houses_works_in_one(self):
        user = self._make_user("travelling", "group_ad_general_manager")
        user.company_ids = [Command.link(self.other_company.id)]
        orders = self.env["sale.order"].with_user(user)
        one = orders.with_context(allowed_company_ids=self.other_company.ids)
        both = orders.with_context(
            allowed_company_ids=(self.other_company | self.company).ids
        )
        self.assertNotIn(self.sealed, one.search([]))
        self.assertIn(self.sealed, both.search([]))

    def test_mixed_records_are_refused(self):
        """A contract of one house takes no position or team of the other."""
        medium = self.env["ad.medium"].create(
            {
                "name": "Second Monthly",
                "code": "SCM",
                "company_id": self.other_company.id,
                "page_count": 32,
            }
        )
        position = self.env["ad.position"].create(
            {"name": "Second page", "medium_id": medium.id}
        )
        day = self.today + relativedelta(months=3)
        issue = self.env["ad.issue"].create(
            {
                "medium_id": medium.id,
                "year": day.year,
                "number": day.month,
                "publication_date": day,
                "page_count": 32,
            }
        )
        order = self._make_contract(schedule=False)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.env["ad.placement"].sudo().create(
                {"order_line_id": order.order_line.id, "issue_id": issue.id}
            )
        with self.assertRaises(UserError), self.env.cr.savepoint():
            order.sudo().order_line = [
                Command.create({"product_id": position.product_id.id})
            ]
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.team.ad_parent_id = self.env["crm.team"].create(
                {"name": "Second Division", "company_id": self.other_company.id}
            )

    def test_facts_carry_the_contracts_company(self):
        for model in MODELS:
            records = self.env[model].sudo().search([("order_id", "=", self.sealed.id)])
            with self.subTest(model=model):
                self.assertEqual(records.company_id, self.company)

    def test_work_from_the_other_company_selected(self):
        """With the other house first in the selector the fact is still ours."""
        user = self._make_user("travelling", "group_ad_operations")
        user.company_ids = [Command.link(self.other_company.id)]
        order = self._at("manager_signed")
        order.with_user(user).with_context(
            allowed_company_ids=(self.other_company | self.company).ids
        )._action_affix_seal("Seal")
        self.assertEqual(order.sudo().ad_seal_use_ids.company_id, self.company)
        self.assertEqual(order.sudo().ad_sign_off_ids.company_id, self.company)
        self.assertEqual(order.sudo().ad_copy_ids.company_id, self.company)

    def test_statement_of_two_contracts(self):
        """The dialog makes a fact for each contract."""
        second = self._seal(self._make_contract())
        dialog = (
            self.env["ad.contract.break"]
            .with_user(self.specialist)
            .create(
                {
                    "order_ids": [Command.set((self.sealed | second).ids)],
                    "reason": "Closed down",
                    "scan": STATEMENT,
                }
            )
        )
        dialog.action_apply()
        self.assertEqual(
            (self.sealed | second).mapped("ad_contract_state"), ["terminated"] * 2
        )
