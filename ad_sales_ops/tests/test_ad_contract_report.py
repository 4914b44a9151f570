"""The printed contract (K6, K5, E19): what it says, how it prints, who may print it."""

import io
from datetime import date
from unittest.mock import patch

from lxml import html

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests.common import HttpCase, tagged
from odoo.tools.pdf import PdfFileReader

from odoo.addons.base.models.ir_actions_report import _wkhtml

from .common import AdCommon

REPORT = "ad_sales_ops.action_report_ad_contract"
SALE_REPORT = "sale.action_report_saleorder"


def texts(node):
    """Return the words of a node with single spaces."""
    return " ".join(node.text_content().split())


class ContractPrintCase(AdCommon):
    """A complete contract of three insertions and a design fee."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.company.partner_id.write(
            {
                "ad_licence_name": "Trade Press Test Co., Ltd. (Beijing)",
                "street": "88 Press Road",
                "phone": "010-8580-1234",
            }
        )
        cls.advertiser.write(
            {
                "lang": "en_US",
                "ad_true_address": "478 Valve Road, Hangzhou",
                "ad_legal_representative": "Chen Zhiqiang",
            }
        )
        cls.full_page.write({"width_mm": 210, "height_mm": 285, "colour": "process"})
        cls.design = cls.env["product.product"].create(
            {"name": "Design", "type": "service", "list_price": 500, "taxes_id": False}
        )
        cls.contract = cls._make_contract()

    @classmethod
    def _make_contract(cls, advertiser=None, scheduled=3, insertions=3, **values):
        order = cls.env["sale.order"].create(
            {
                "partner_id": (advertiser or cls.advertiser).id,
                "company_id": cls.company.id,
                "pricelist_id": cls.pricelist.id,
                "ad_contract_kind": "single",
                "ad_payment_kind": "prepaid",
                "user_id": cls.users["specialist"].id,
                "team_id": cls.team.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": cls.full_page.product_id.id,
                            "product_uom_qty": insertions,
                        }
                    ),
                    Command.create({"product_id": cls.design.id, "product_uom_qty": 1}),
                ],
                **values,
            }
        )
        cls.env["ad.placement"].create(
            [
                {"order_line_id": order.order_line[0].id, "issue_id": issue.id}
                for issue in cls.issues[:scheduled]
            ]
        )
        return order

    def _html(self, order, report=REPORT, user=None):
        reports = self.env["ir.actions.report"].with_user(user or self.env.user)
        content = reports._render_qweb_html(report, order.ids)[0]
        return html.fromstring(content.decode())

    def _copies(self, order, **options):
        return self._html(order, **options).find_class("ad_copy")

    def _rows(self, copy, table):
        """Return the texts of a table of a copy, cell by cell."""
        rows = copy.xpath(f".//table[@name='{table}']//tr")
        return [[texts(cell) for cell in row] for row in rows]

    def _pdf(self, orders, report=REPORT):
        reports = self.env["ir.actions.report"].with_context(
            force_report_rendering=True
        )
        content, kind = reports._render_qweb_pdf(report, orders.ids)
        self.assertEqual(kind, "pdf")
        return PdfFileReader(io.BytesIO(content), strict=False)


@tagged("post_install", "-at_install")
class TestContractContent(ContractPrintCase):
    def test_three_labelled_copies_in_one_article(self):
        page = self._html(self.contract)
        self.assertEqual(len(page.find_class("article")), 1)
        copies = page.find_class("ad_copy")
        labels = [texts(copy.find_class("ad_label")[0]) for copy in copies]
        self.assertEqual(labels, ["Finance copy", "Department copy", "Customer's copy"])
        self.assertNotIn("ad_next", copies[0].get("class"))
        for number, copy in enumerate(copies, start=1):
            self.assertIn(self.contract.name, texts(copy))
            self.assertIn(f"Copy {number} of 3", texts(copy))
            if number > 1:
                self.assertIn("ad_next", copy.get("class"))

    def test_copies_are_equal_but_for_their_label(self):
        def body(copy):
            return [
                self._rows(copy, name) for name in ("parties", "insertions", "seals")
            ]

        first, second, third = self._copies(self.contract)
        self.assertEqual(body(first), body(second))
        self.assertEqual(body(first), body(third))

    def test_parties(self):
        rows = self._rows(self._copies(self.contract)[0], "parties")
        self.assertEqual(rows[0][1:], ["Party A (advertiser)", "Party B (publisher)"])
        self.assertEqual(
            rows[1][1:],
            ["Test Valve Works Co., Ltd.", "Trade Press Test Co., Ltd. (Beijing)"],
        )
        table = {row[0]: row[1:] for row in rows}
        self.assertEqual(table["Address"][0], "478 Valve Road, Hangzhou")
        self.assertIn("88 Press Road", table["Address"][1])
        self.assertEqual(table["Legal representative"], ["Chen Zhiqiang", "/"])
        self.assertEqual(table["Telephone"][1], "010-8580-1234")

    def test_contact_person_of_the_customer(self):
        contact = self.env["res.partner"].create(
            {
                "name": "Wang Jianguo",
                "parent_id": self.advertiser.id,
                "phone": "0571-8800-1234",
                "email": "wang@example.com",
            }
        )
        self.advertiser.ad_contact_id = contact
        rows = self._rows(self._copies(self.contract)[0], "parties")
        table = {row[0]: row[1] for row in rows}
        self.assertEqual(table["Contact person"], "Wang Jianguo")
        self.assertEqual(table["Telephone"], "0571-8800-1234")
        self.assertEqual(table["E-mail"], "wang@example.com")

    def test_insertions(self):
        rows = self._rows(self._copies(self.contract)[0], "insertions")
        self.assertEqual(len(rows), 5)  # head, three insertions, sum
        row = rows[1]
        self.assertEqual(row[0], "1")
        self.assertIn("Test Control Engineering", row[1])
        self.assertIn(self.issues[0].display_name, row[1])
        self.assertIn(str(self.issues[0].publication_date.year), row[2])
        self.assertEqual(row[3], "Full page")
        self.assertEqual(row[4], "210 × 285 mm")
        self.assertIn("10,000.00", row[6])
        self.assertEqual(row[7], "100.00%")
        self.assertIn("10,000.00", row[8])
        self.assertIn("30,000.00", rows[4][2])
        self.assertIn("nothing follows", rows[4][0])

    def test_agreed_total_is_shared_to_the_fen_beside_the_list_price(self):
        self.contract.order_line[0].ad_agreed_total = 20000
        rows = self._rows(self._copies(self.contract)[0], "insertions")
        self.assertIn("6,666.66", rows[1][8])
        self.assertIn("6,666.68", rows[3][8])
        self.assertIn("10,000.00", rows[1][6])
        self.assertEqual(rows[1][7], "66.67%")
        self.assertIn("20,000.00", rows[4][2])

    def test_insertions_not_scheduled_yet(self):
        order = self._make_contract(scheduled=1)
        rows = self._rows(self._copies(order)[0], "insertions")
        self.assertEqual(len(rows), 4)
        self.assertIn("Issues to be agreed: 2", rows[2][1])
        self.assertIn("30,000.00", rows[3][2])

    def test_cancelled_insertion_is_not_printed(self):
        self.contract.ad_placement_ids[0].sudo().stage = "cancelled"
        self.contract.order_line[0].product_uom_qty = 2
        rows = self._rows(self._copies(self.contract)[0], "insertions")
        self.assertEqual(len(rows), 4)

    def test_other_lines_and_notes(self):
        self.contract.order_line = [
            Command.create({"display_type": "line_note", "name": "Billed when done"}),
            Command.create({"display_type": "line_section", "name": "Only a heading"}),
        ]
        rows = self._rows(self._copies(self.contract)[0], "others")
        self.assertIn("Design", rows[1][0])
        self.assertIn("500.00", rows[1][3])
        self.assertEqual(rows[2], ["Billed when done"])
        self.assertEqual(len(rows), 3)

    def test_amounts_in_figures_and_capitals(self):
        copy = texts(self._copies(self.contract)[0])
        self.assertIn("30,500.00", copy)
        self.assertIn("人民币叁万零伍佰元整", copy)

    def test_other_currencies_have_figures_only(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        pricelist = self.pricelist.copy({"currency_id": euro.id})
        order = self._make_contract(pricelist_id=pricelist.id)
        self.assertEqual(order.currency_id, euro)
        copy = texts(self._copies(order)[0])
        self.assertNotIn("In capital numerals", copy)
        self.assertNotIn("人民币", copy)
        self.assertIn("€", copy)

    def test_total_beyond_capital_numerals(self):
        self.contract.order_line[1].price_unit = 2e12
        with self.assertRaisesRegex(UserError, "end at .*999,999,999,999.99"):
            self._html(self.contract)

    def test_optional_blanks_are_struck_out(self):
        self.contract.order_line[1].unlink()
        copy = self._copies(self.contract)[0]
        agreements = {row[0]: row[1] for row in self._rows(copy, "agreements")}
        self.assertEqual(agreements["Special requests"], "/")
        self.assertEqual(agreements["Supplementary terms"], "/")
        self.assertEqual(self._rows(copy, "others")[1], ["/"] * 4)
        subject = self._rows(copy, "subject")
        self.assertEqual(subject[0][3], "/")  # a single contract needs no period
        self.assertEqual(subject[1][3], "/")
        self.assertEqual(self._rows(copy, "amounts")[2][3], "/")

    def test_missing_duties_are_left_to_fill_in(self):
        order = self._make_contract(
            ad_contract_kind="long_term", ad_payment_kind="agreed_date"
        )
        copy = self._copies(order)[0]
        self.assertIn("＿＿", self._rows(copy, "subject")[0][3])
        self.assertIn("＿＿", self._rows(copy, "amounts")[2][1])

    def test_terms(self):
        self.contract.write(
            {
                "ad_date_start": date(2026, 1, 1),
                "ad_date_end": date(2026, 12, 31),
                "ad_special_request": "Right-hand page",
                "ad_standing_copy": True,
                "ad_confirm_portal": True,
                "ad_payment_kind": "agreed_date",
                "ad_payment_date": date(2026, 5, 15),
            }
        )
        copy = texts(self._copies(self.contract)[0])
        for words in (
            "January 1, 2026 to December 31, 2026",
            "Right-hand page",
            "In full on the agreed date",
            "May 15, 2026",
            "Signature in Party B's customer portal",
            "Allowed: unchanged copy",
        ):
            self.assertIn(words, copy)
        self.contract.write({"ad_standing_copy": False, "ad_confirm_portal": False})
        copy = texts(self._copies(self.contract)[0])
        self.assertIn("on paper only", copy)
        self.assertIn("Not allowed: every insertion", copy)

    def test_title_follows_the_kind(self):
        titles = {
            "single": "Advertising Contract",
            "long_term": "Advertising Contract",
            "membership": "Membership Service Contract",
            "exchange": "Advertising Exchange Contract",
        }
        for kind, title in titles.items():
            self.contract.ad_contract_kind = kind
            copy = self._copies(self.contract)[0]
            self.assertEqual(texts(copy.find(".//h1")), title)

    def test_clauses_are_numbered(self):
        clauses = self._copies(self.contract)[0].xpath(".//p[@name='clause']")
        self.assertTrue(
            texts(clauses[0]).startswith("Article 1 Content and supporting")
        )
        self.assertTrue(texts(clauses[1]).startswith("Article 2 Confirmation"))
        self.assertGreaterEqual(len(clauses), 10)

    def test_seals_never_stand_alone(self):
        seals = self._copies(self.contract)[0].xpath(".//table[@name='seals']")[0]
        kept = seals.xpath("ancestor::div[@class='ad_keep']")[0]
        self.assertIn("Effect and copies", texts(kept))

    def test_chinese_address_narrows(self):
        report = self.env["report.ad_sales_ops.report_ad_contract"]
        partner = self.env["res.partner"].new(
            {
                "street": "文三路478号",
                "city": "杭州市",
                "zip": "310013",
                "country_id": self.env.ref("base.cn").id,
            }
        )
        self.assertEqual(report._address(partner), "杭州市 文三路478号 310013")
        partner.country_id = self.env.ref("base.ch")
        self.assertTrue(report._address(partner).startswith("文三路478号, "))

    def test_draft_is_marked_until_it_is_complete(self):
        order = self._make_contract(ad_payment_kind=False)
        self.assertIn("DRAFT 草稿", texts(self._copies(order)[0]))
        order.ad_payment_kind = "prepaid"
        for copy in self._copies(order):
            self.assertFalse(copy.find_class("ad_stamp"))

    def test_voided_contract_is_marked(self):
        self.contract.sudo()._action_cancel()
        self.assertEqual(self.contract.ad_contract_state, "voided")
        for copy in self._copies(self.contract):
            self.assertIn("VOID 作废", texts(copy))

    def test_number_as_qr_code_without_network(self):
        page = self._html(self.contract)
        for image in page.iter("img"):
            self.assertTrue(image.get("src").startswith("data:image/"))
        self.assertFalse(list(page.iter("link", "script")))

    def test_ordinary_order_is_refused(self):
        order = self.env["sale.order"].create({"partner_id": self.advertiser.id})
        with self.assertRaisesRegex(UserError, "is no advertising contract"):
            self._html(order)


@tagged("post_install", "-at_install")
class TestContractLanguage(ContractPrintCase):
    """The contract speaks the customer's language, whoever prints it."""

    def setUp(self):
        super().setUp()
        self.advertiser.lang = "zh_CN"
        parties = self.env.ref("ad_sales_ops.report_ad_contract_parties")
        parties.update_field_translations(
            "arch_db",
            {
                "zh_CN": {
                    "Party A (advertiser)": "甲方(广告主)",
                    "Party B (publisher)": "乙方(广告发布者)",
                }
            },
        )
        clause = self.env.ref("ad_sales_ops.ad_contract_clause_payment")
        clause.with_context(lang="zh_CN").write({"name": "付款"})

    def test_chinese(self):
        self.contract.ad_payment_date = date(2026, 5, 15)
        page = self._html(self.contract)
        self.assertEqual(page.find_class("ad_print")[0].get("lang"), "zh-CN")
        self.assertEqual(page.find_class("article")[0].get("data-oe-lang"), "zh_CN")
        copy = page.find_class("ad_copy")[0]
        self.assertEqual(
            self._rows(copy, "parties")[0][1:], ["甲方(广告主)", "乙方(广告发布者)"]
        )
        self.assertIn("2026年5月15日", texts(copy))
        self.assertIn("付款", texts(copy))

    def test_articles_count_in_chinese_words(self):
        report = self.env["report.ad_sales_ops.report_ad_contract"]
        article = report.with_context(lang="zh_CN")._article(12)
        self.assertIn("十二", article)
        self.assertEqual(report.with_context(lang="en_US")._article(12), "Article 12")

    def test_chinese_by_the_sale_report_too(self):
        page = self._html(self.contract, SALE_REPORT)
        self.assertIn("甲方(广告主)", texts(page))

    def test_two_languages_in_one_print(self):
        foreign = self._make_advertiser("Alpine Instruments GmbH", lang="en_US")
        orders = self.contract + self._make_contract(foreign)
        copies = self._copies(orders)
        self.assertEqual(len(copies), 6)
        self.assertIn("甲方(广告主)", texts(copies[0]))
        self.assertIn("Party A (advertiser)", texts(copies[3]))


@tagged("post_install", "-at_install")
class TestContractPdf(ContractPrintCase):
    def setUp(self):
        super().setUp()
        if _wkhtml().state == "install":
            self.skipTest("wkhtmltopdf is not installed")
        self.env["ir.config_parameter"].sudo().set_param("report.print_delay", "0")

    def _texts(self, reader):
        return [" ".join(page.extract_text().split()) for page in reader.pages]

    def test_one_contract(self):
        reader = self._pdf(self.contract)
        pages = self._texts(reader)
        self.assertGreaterEqual(len(pages), 3)
        self.assertEqual(len(pages) % 3, 0)
        length = len(pages) // 3
        labels = ("Finance copy", "Department copy", "Customer's copy")
        for number, label in enumerate(labels):
            self.assertIn(label, pages[number * length])
        for index, text in enumerate(pages):
            self.assertIn(self.contract.name, text)
            self.assertIn(f"{index % length + 1} / {length}", text)

    def test_paper_is_a4_upright(self):
        page = self._pdf(self.contract).pages[0]
        self.assertAlmostEqual(float(page.mediabox.width), 595, delta=2)
        self.assertAlmostEqual(float(page.mediabox.height), 842, delta=2)

    def test_several_contracts_are_merged(self):
        orders = self.contract + self._make_contract() + self._make_contract()
        alone = len(self._pdf(self.contract).pages)
        pages = self._texts(self._pdf(orders))
        self.assertEqual(len(pages), 3 * alone)
        for index, order in enumerate(orders):
            self.assertIn(order.name, pages[index * alone])
            self.assertIn("Finance copy", pages[index * alone])

    def test_sale_report_prints_the_contract(self):
        pages = self._texts(self._pdf(self.contract, SALE_REPORT))
        self.assertIn("Finance copy", pages[0])
        self.assertEqual(len(pages), len(self._pdf(self.contract).pages))

    def test_contract_and_ordinary_order_in_one_print(self):
        order = self.env["sale.order"].create(
            {"partner_id": self.advertiser.id, "company_id": self.company.id}
        )
        reports = self.env["ir.actions.report"]
        printed = []

        def one_by_one(records, report_ref, data, res_ids=None):
            printed.append((report_ref, res_ids))
            return {res_ids[0]: {"stream": io.BytesIO(), "attachment": None}}

        parent = "odoo.addons.sale.models.ir_actions_report.IrActionsReport"
        with (
            patch(f"{parent}._render_qweb_pdf_prepare_streams", one_by_one),
            patch.object(
                type(reports),
                "_number_contract_pages",
                lambda _self, _order, file: file,
            ),
        ):
            streams = reports._render_qweb_pdf_prepare_streams(
                SALE_REPORT, {}, (order + self.contract).ids
            )
        self.assertEqual(list(streams), (order + self.contract).ids)
        self.assertEqual(
            printed,
            [
                (SALE_REPORT, order.ids),
                ("ad_sales_ops.report_ad_contract", self.contract.ids),
            ],
        )


@tagged("post_install", "-at_install")
class TestContractReaders(ContractPrintCase):
    """Who can read the contract can print it, nobody else (ODOO19, bite 4)."""

    def test_own_specialist_supervisor_and_manager(self):
        for title in ("specialist", "supervisor", "manager", "general_manager"):
            with self.subTest(title=title):
                copies = self._copies(self.contract, user=self.users[title])
                self.assertEqual(len(copies), 3)

    def test_reader_titles(self):
        for title in ("operations", "contract_admin", "finance"):
            with self.subTest(title=title):
                if not self.contract.with_user(self.users[title]).has_access("read"):
                    continue
                copies = self._copies(self.contract, user=self.users[title])
                self.assertEqual(len(copies), 3)

    def test_other_specialist(self):
        with self.assertRaises(AccessError):
            self._html(self.contract, user=self.other_specialist)

    def test_user_without_title_and_portal(self):
        for user in (self.plain_user, self.portal_user):
            for report in (REPORT, SALE_REPORT):
                with self.subTest(user=user.login, report=report):
                    with self.assertRaises(AccessError):
                        self._html(self.contract, report, user=user)


@tagged("post_install", "-at_install")
class TestContractInPortal(HttpCase, ContractPrintCase):
    def test_portal_shows_and_sends_our_contract(self):
        url = self.contract.get_portal_url(report_type="html")
        response = self.url_open(url)
        self.assertEqual(response.status_code, 200)
        page = html.fromstring(response.text)
        self.assertEqual(len(page.find_class("ad_copy")), 3)
        self.assertNotIn("Quotation #", response.text)

    def test_ordinary_order_stays_odoo_s(self):
        order = self.env["sale.order"].create(
            {"partner_id": self.advertiser.id, "company_id": self.company.id}
        )
        page = self._html(order, SALE_REPORT)
        self.assertFalse(page.find_class("ad_copy"))
        self.assertIn(order.name, texts(page))
