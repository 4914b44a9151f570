"""Every job title's menus: short, nothing twice (see the day of each title)."""

from collections import Counter

from odoo.tests import new_test_user, tagged

from .common import AdCommon

#: Most entries under the sections that a title finds its way in.
MOST = {
    "specialist": 42,
    "supervisor": 52,
    "manager": 50,
    "general_manager": 38,
    "operations": 58,
    "contract_admin": 24,
    "production": 30,
    "proofreader": 12,
    "reviewer": 22,
    "distribution": 18,
    "finance": 22,
    "service_supervisor": 24,
}


@tagged("post_install", "-at_install")
class TestMenus(AdCommon):
    def _menus(self, user):
        """The menus of the addon as the browser gets them: ``{xmlid: menu}``."""
        menus = self.env["ir.ui.menu"].with_user(user).load_menus(False)
        root = self.env.ref("ad_sales_ops.menu_ad_root").id
        return {
            menu["xmlid"].removeprefix("ad_sales_ops."): menu
            for key, menu in menus.items()
            if key != "root" and menu["app_id"] == root
        }

    def _items(self, user):
        menus = self._menus(user)
        return {
            xmlid: menu
            for xmlid, menu in menus.items()
            if menu["action_id"] and xmlid != "ad_day_list_menu"
        }

    def test_nothing_twice(self):
        """No screen has two entries; a section without entries is not shown."""
        for title, user in self.users.items():
            with self.subTest(title=title):
                items = self._items(user)
                actions = Counter(menu["action_id"] for menu in items.values())
                names = Counter(menu["name"] for menu in items.values())
                self.assertFalse([key for key, count in actions.items() if count > 1])
                self.assertFalse([key for key, count in names.items() if count > 1])
                for xmlid, menu in self._menus(user).items():
                    self.assertTrue(menu["action_id"] or menu["children"], xmlid)

    def test_short(self):
        for title, most in MOST.items():
            with self.subTest(title=title):
                self.assertLessEqual(len(self._items(self.users[title])), most)

    def test_general_manager(self):
        """Approvals, complaints, summaries and reports; no work of the desk."""
        sections = {
            xmlid
            for xmlid, menu in self._menus(self.users["general_manager"]).items()
            if not menu["action_id"]
        }
        self.assertEqual(
            sections - {"menu_ad_root"},
            {
                "menu_ad_contracts",
                "menu_ad_issues",
                "menu_ad_service",
                "menu_ad_reports",
                "menu_ad_configuration",
            },
        )
        items = self._items(self.users["general_manager"])
        for name in (
            "ad_contract_to_sign_menu",
            "ad_change_order_menu",
            "ad_authorization_menu",
            "ad_complaint_menu",
            "ad_service_summary_menu",
            "ad_publication_status_menu",
            "ad_proof_audit_menu_general_manager",
            "ad_contract_manager_closed_menu",
        ):
            self.assertIn(name, items)

    def test_access_stays(self):
        """What is not in the menu is still read by who may read it."""
        manager = self.users["general_manager"]
        self.assertNotIn("ad_placement_menu", self._items(manager))
        placements = self.env["ad.placement"].with_user(manager)
        self.assertTrue(placements.has_access("read"))

    def test_two_titles(self):
        """Who holds a second title keeps the entries of that one."""
        both = new_test_user(
            self.env,
            "gm_and_production",
            "ad_sales_ops.group_ad_general_manager,ad_sales_ops.group_ad_production",
        )
        items = self._items(both)
        self.assertIn("ad_job_order_menu", items)
        self.assertIn("ad_renewal_menu", items)
        self.assertNotIn("ad_placement_mine_menu", items)
        self.assertIn("menu_ad_proofs", self._menus(both))

    def test_seal_register_prints_its_book(self):
        """The register has one entry; its book is printed from the list."""
        view = self.env["ad.seal.use"].with_user(self.users["operations"])
        arch = view.get_view(view_type="list")["arch"]
        book = self.env.ref("ad_sales_ops.ad_seal_book_action")
        self.assertIn(f'name="{book.id}"', arch)
