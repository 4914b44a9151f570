"""Who sees publications (G3): one method per kind of reader."""

from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .publication_common import PublicationCase


@tagged("post_install", "-at_install")
class TestPublicationAccess(PublicationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        order = cls._contract((cls.full_page, cls.issues[0]))
        cls.issues[0].sudo().write({"state": "at_press"})
        cls._come_out(cls.issues[0])
        cls.publication = order.ad_placement_ids.publication_ids

    def _seen_by(self, user):
        return (
            self.env["ad.publication"]
            .with_user(user)
            .search([("id", "=", self.publication.id)])
        )

    def test_specialist_sees_own_customers(self):
        self.assertTrue(self._seen_by(self.specialist))
        self.assertFalse(self._seen_by(self.other_specialist))
        with self.assertRaises(AccessError):
            self.publication.with_user(self.other_specialist).read(["advertiser_name"])

    def test_supervisor_sees_the_team(self):
        self.assertTrue(self._seen_by(self.users["supervisor"]))
        stranger = self._make_user("supervisor_b", "group_ad_supervisor")
        self.assertFalse(self._seen_by(stranger))

    def test_manager_sees_the_division(self):
        self.assertTrue(self._seen_by(self.users["manager"]))
        stranger = self._make_user("manager_b", "group_ad_manager")
        self.assertFalse(self._seen_by(stranger))

    def test_general_manager_sees_all(self):
        self.assertTrue(self._seen_by(self.users["general_manager"]))

    def test_other_titles_read_all(self):
        for title in (
            "operations",
            "contract_admin",
            "production",
            "proofreader",
            "reviewer",
            "distribution",
            "finance",
            "service_supervisor",
        ):
            with self.subTest(title=title):
                self.assertTrue(self._seen_by(self.users[title]))

    def test_specialist_with_a_second_title_sees_all(self):
        both = self._make_user("both", "group_ad_specialist")
        both.group_ids += self.env.ref("ad_sales_ops.group_ad_finance")
        self.assertTrue(self._seen_by(both))

    def test_plain_internal_and_portal_see_nothing(self):
        for user in (self.plain_user, self.portal_user):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._seen_by(user)

    def test_other_company_sees_nothing(self):
        company = self._make_company("Another Publisher")
        stranger = self._make_user("operations_b", "group_ad_operations")
        stranger.write({"company_ids": [(6, 0, company.ids)], "company_id": company.id})
        publications = (
            self.env["ad.publication"]
            .with_user(stranger)
            .with_context(allowed_company_ids=company.ids)
        )
        self.assertFalse(publications.search([("id", "=", self.publication.id)]))

    def test_every_title_reads_the_lists_of_its_menus(self):
        screens = {
            "ad_publication_action": self.users,
            "ad_placement_action_left_out": self.users,
            "sale_order_line_action_ad_work": ("operations", "production"),
            "sale_order_action_ad_to_invoice": ("finance",),
            "account_payment_action_ad_prepayment": ("finance",),
            "ad_turnover_report_action": (
                "specialist",
                "supervisor",
                "manager",
                "general_manager",
                "operations",
                "finance",
            ),
        }
        for name, titles in screens.items():
            for title in titles:
                with self.subTest(screen=name, title=title):
                    self._read_list(name, self.users[title])

    def _read_list(self, name, user):
        """Open the action's list as its user and read the columns shown."""
        action = self.env.ref(f"ad_sales_ops.{name}")
        view = next((view for view, mode in action.views if mode == "list"), False)
        model = self.env[action.res_model].with_user(user)
        arch = model.get_views([(view, "list")])["views"]["list"]["arch"]
        columns = [node.get("name") for node in etree.fromstring(arch).findall("field")]
        self.assertTrue(columns)
        model.search_read([], columns, limit=5)

    def test_every_title_opens_the_screens_of_its_menus(self):
        """Views must not ask for fields that a title may not read."""
        for title, user in self.users.items():
            model = self.env["ad.publication"].with_user(user)
            with self.subTest(title=title):
                model.get_views([(False, "list"), (False, "form"), (False, "search")])
                fields = list(model.fields_get(attributes=["type"]))
                record = self._seen_by(user)
                self.assertTrue(record.read(fields))
