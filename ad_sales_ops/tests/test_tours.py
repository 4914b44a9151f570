"""Browser tours: every main screen as the title that uses it, and the main job."""

import json
import pathlib

from dateutil.relativedelta import relativedelta

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .chain_common import ChainCase
from .customers_common import credit_code_of

#: Cards of "My day" by the names the tours give them.
CARDS = {
    "drafts": "ad_day_list_specialist_drafts",
    "contracts": "ad_day_list_specialist_contracts",
    "to_sign": "ad_day_list_to_sign",
    "to_seal": "ad_day_list_to_seal",
    "to_file": "ad_day_list_to_file",
    "unplaced": "ad_day_list_unplaced",
    "copies": "ad_day_list_copies",
    "to_invoice": "ad_day_list_to_invoice",
}
RATE_CARD = pathlib.Path(__file__).parent / "data" / "ratecard_us_magazine.csv"


class TourCase(HttpCase, ChainCase):
    """Starts tours as a job title, with what they need to know."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["account.chart.template"].try_loading(
            "generic_coa", company=cls.company, install_demo=False
        )
        # The chart brings its own currency.
        cls.company.currency_id = cls.env.ref("base.CNY")

    def _tour(self, name, user, url="/odoo", **facts):
        """Run a tour in a browser of its own.

        :param facts: what ``given()`` answers in the tour
        """
        facts |= {"cards": self._card_names(user), "screens": self._screen_names(user)}
        facts = json.dumps(json.dumps(facts))
        options = json.dumps({"startUrl": url, "debug": False})
        code = f"sessionStorage.setItem('ad_tour', {facts});"
        code += f"odoo.startTour({name!r}, {options})"
        self.start_tour(url, name, login=user.login, code=code)

    def _card_names(self, user):
        """Names of the cards in the user's language."""
        return {
            key: self.env.ref(f"ad_sales_ops.{xmlid}").with_context(lang=user.lang).name
            for key, xmlid in CARDS.items()
        }

    def _screen_names(self, user):
        """Titles of the screens behind the menu items, in the user's language."""
        names = self.env["ir.model.data"].search(
            [("module", "=", "ad_sales_ops"), ("model", "=", "ir.ui.menu")]
        )
        menus = self.env["ir.ui.menu"].with_context(
            lang=user.lang, **{"ir.ui.menu.full_list": True}
        )
        return {
            data.name: menus.browse(data.res_id).action.name
            for data in names
            if menus.browse(data.res_id).action
        }


@tagged("post_install", "-at_install")
class TestTourMainJob(TourCase):
    def test_main_job(self):
        """From an empty contract to a paid invoice, each title in its turn."""
        self._main_job()

    def test_main_job_in_chinese(self):
        """The same with Chinese screens."""
        for user in self.users.values():
            user.lang = "zh_CN"
        self._main_job()

    def _main_job(self):
        last = self.issues[-1].publication_date
        self._make_issues(self.medium, 6, first=last + relativedelta(months=1))
        issue = self.issues[0].with_context(lang=self.specialist.lang)
        facts = {
            "customer": self.advertiser.name,
            "position": self.full_page.name,
            "issue": issue.display_name,
        }
        for tour, title in (
            ("ad_job_contract", "specialist"),
            ("ad_job_customer_seal", "specialist"),
            ("ad_job_sign", "supervisor"),
            ("ad_job_sign", "manager"),
            ("ad_job_company_seal", "operations"),
            ("ad_job_close", "operations"),
            ("ad_job_press", "operations"),
            ("ad_job_invoice", "finance"),
        ):
            if tour == "ad_job_close":
                # Copy has tours of its own.
                self._clear_copy(issue.placement_ids)
            elif tour == "ad_job_press":
                # So has the film check.
                self._pass_films(issue)
            with self.subTest(tour=tour, title=title):
                self._tour(tour, self.users[title], **facts)
        contract = self.env["sale.order"].search(
            [("partner_id", "=", self.advertiser.id)]
        )
        self.assertEqual(contract.ad_contract_state, "sealed")
        self.assertEqual(contract.pricelist_id, self.pricelist)
        self.assertEqual(len(contract.ad_placement_ids), 12)
        self.assertEqual(contract.invoice_ids.amount_untaxed, 10000.0)
        self.assertIn(contract.invoice_ids.payment_state, ("paid", "in_payment"))


@tagged("post_install", "-at_install")
class TestTourScreens(TourCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.weekly = cls._make_medium(
            "Test Price Weekly", "TPW", frequency="weekly", kind="newspaper"
        )
        # A sealed contract with one insertion published and the others to come.
        cls.sealed = cls._at("sealed")
        first = cls.sealed.ad_placement_ids.sorted("publication_date")[0]
        page = cls.issues[0]._page_ordinal("page", 1)
        placements = cls.env["ad.placement"].with_user(cls.operations)
        placements._place({first: (page, 0, 0)})
        cls._publish_issue(cls.issues[0])
        cls.newcomer = cls._make_advertiser(
            "Test New Pumps",
            company_registry=credit_code_of(2),
            ad_legal_representative="Wang Shili",
            ad_true_address="1 Example Road, Shanghai",
            ad_business_scope="Manufacture and sale of pumps",
            ad_category_id=cls.env.ref("ad_sales_ops.ad_category_industrial").id,
        )
        cls.newcomer.ad_contact_id = cls.env["res.partner"].create(
            {"name": "Li Lian", "parent_id": cls.newcomer.id, "phone": "021-00000000"}
        )
        # A contract administrator belongs to a division by membership (E30).
        cls.division.member_ids += cls.users["contract_admin"]
        cls.env["ad.partner.document"].with_user(cls.specialist).create(
            {
                "partner_id": cls.newcomer.id,
                "type_id": cls.env.ref(
                    "ad_sales_ops.ad_document_type_business_licence"
                ).id,
                "number": cls.newcomer.company_registry,
                "is_unlimited": True,
                "scan": "JVBERi0xLjQ=",
                "scan_name": "licence.pdf",
            }
        )

    def _day(self, title, tour=None, **facts):
        """A title's tour, which begins with every card of its day."""
        user = self.users[title]
        lists = (
            self.env["ad.day.list"]
            .with_user(user)
            .search([("is_mine", "=", True), ("is_folded", "=", False)])
        )
        my_day = {record.name: record.waiting for record in lists}
        self.assertLessEqual(len(lists), 8, "too much for one day")
        self._tour(
            tour or f"ad_day_{title}",
            user,
            my_day=my_day,
            newcomer=self.newcomer.name,
            position=self.full_page.name,
            **facts,
        )

    def test_specialist(self):
        self._make_contract(lines=[(self.full_page, self.issues[1:4])])
        self._day("specialist")

    def test_supervisor_signs_ten(self):
        for _index in range(10):
            self._at("customer_sealed", lines=[(self.full_page, self.issues[1:2])])
        self._day("supervisor")

    def test_manager_files(self):
        self._day("manager")
        self.assertEqual(self.newcomer.ad_file_state, "filed")

    def test_general_manager_authorises(self):
        self._day(
            "general_manager",
            deputy=self.users["supervisor"].name,
            team=self.division.name,
            until=(self.today + relativedelta(days=7)).strftime("%m/%d/%Y"),
        )
        granted = self.env["ad.authorization"].search([])
        self.assertEqual(granted.deputy_id, self.users["supervisor"])

    def test_operations(self):
        action = self.env.ref("ad_sales_ops.ad_issue_generate_action")
        self._day("operations", generate_action=str(action.id), weekly=self.weekly.name)
        self.assertGreater(
            self.env["ad.issue"].search_count([("medium_id", "=", self.weekly.id)]), 40
        )

    def test_rate_card(self):
        self._tour(
            "ad_rate_card",
            self.operations,
            rate_card=RATE_CARD.read_text(encoding="utf-8"),
            new_medium="Tour Magazine",
        )
        medium = self.env["ad.medium"].search([("name", "=", "Tour Magazine")])
        self.assertTrue(medium.position_ids)

    def test_contract_admin_files_copies(self):
        self._day("contract_admin")

    def test_finance(self):
        self._day("finance")

    def test_production(self):
        self._day("production", "ad_day_reader", publications=True)

    def test_proofreader(self):
        self._day("proofreader", "ad_day_reader")

    def test_distribution(self):
        self._day("distribution", "ad_day_reader", publications=True)

    def test_service_supervisor(self):
        self._day("service_supervisor", "ad_day_reader", publications=True)

    def test_reviewer(self):
        self._day("reviewer")

    def test_advertiser(self):
        code = credit_code_of(77)
        wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
        licence = self.env.ref("ad_sales_ops.ad_document_type_business_licence")
        # The refusal is told on the screen, and in the log.
        with mute_logger("odoo.http"):
            self._tour(
                "ad_advertiser",
                self.specialist,
                right_code=code,
                wrong_code=wrong,
                licence=licence.name,
            )
        partner = self.env["res.partner"].search([("company_registry", "=", code)])
        self.assertTrue(partner.ad_document_ids.scan)

    def test_settings(self):
        self._tour("ad_settings", self.env.ref("base.user_admin"), "/odoo/ad-settings")

    def test_portal_customer_only_looks(self):
        partner = self.portal_user.partner_id
        partner.parent_id = self.advertiser
        contract = self._at(
            "customer_sealed", lines=[(self.full_page, self.issues[1:2])]
        )
        contract.sudo().state = "sent"
        contract.message_subscribe(partner.ids)
        self._tour("ad_portal", self.portal_user, "/my/quotes", contract=contract.name)


@tagged("post_install", "-at_install")
class TestTourPhone(TourCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_customer_seal_on_the_phone(self):
        contract = self._make_contract()
        self._tour("ad_phone", self.specialist, customer=self.advertiser.name)
        self.assertEqual(contract.ad_contract_state, "customer_sealed")
