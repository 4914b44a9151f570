"""Acceptance register: registered, reviewed, archived, in one book (U6)."""

import io
from unicodedata import normalize
from urllib.parse import unquote

from dateutil.relativedelta import relativedelta
from openpyxl import load_workbook
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import SQL, format_date, mute_logger
from odoo.tools.pdf import PdfReader
from odoo.tools.safe_eval import safe_eval

from ..report.ad_acceptance_register import ACCEPTED
from ..report.page_numbers import number_pages
from .test_budgets import BudgetCase
from .test_retention import RetentionCase

#: Who keeps or looks into the register; specialists see their own customers' lines.
READERS = (
    "specialist",
    "supervisor",
    "manager",
    "general_manager",
    "operations",
    "contract_admin",
    "reviewer",
)
BOOK = "ad_sales_ops.report_ad_acceptance_book"


class RegisterCase(RetentionCase):
    def _line(self, placement=None, user=None):
        register = self.env["ad.acceptance.register"].with_user(user or self.env.user)
        return register.search(
            [("placement_id", "=", (placement or self.placement).id)]
        )

    def _dialog(self, user=None, **values):
        return (
            self.env["ad.acceptance.book"]
            .with_user(user or self.users["operations"])
            .create(
                {
                    "date_from": self.last,
                    "date_to": self.last + relativedelta(years=1),
                    "company_id": self.company.id,
                    **values,
                }
            )
        )


@tagged("post_install", "-at_install")
class TestAcceptanceRegister(RegisterCase):
    def test_registration(self):
        """Contract, its date, the customer's number and the papers that were seen."""
        line = self._line()
        self.assertEqual(line.order_id, self.order)
        self.assertEqual(line.contract_date, self.today)
        self.assertEqual(line.licence, self.advertiser.company_registry)
        papers = self.advertiser.sudo().ad_document_ids
        self.assertTrue(papers)
        for paper in papers:
            self.assertIn(paper.display_name, line.papers)
            self.assertIn(f"seen by {paper.verified_by_id.name}", line.papers)

    def test_only_papers_that_held_on_the_day(self):
        paper = (
            self.advertiser.sudo()
            .ad_document_ids[:1]
            .copy(
                {
                    "number": "OLD-1",
                    "type_id": self.env.ref(
                        "ad_sales_ops.ad_document_type_other_proof"
                    ).id,
                    "is_unlimited": False,
                    "date_to": self.last,
                    "verified_by_id": self.users["reviewer"].id,
                    "verified_on": f"{self.today} 01:00:00",
                }
            )
        )
        self.env.invalidate_all()
        self.assertIn("OLD-1", self._line().papers)
        paper.sudo().write({"active": False})
        self.assertIn("OLD-1", self._line().papers)
        self.assertNotIn("OLD-1", self._line(self.placements[1]).papers)

    def test_review(self):
        """Findings with decision and reviewer, and who read it."""
        self.assertEqual(self._line().review, "Screened, nothing found")
        reviewer = self.users["reviewer"]
        self.env["ad.content.finding"].sudo().create(
            {
                "version_id": self.version.id,
                "kind": "restricted",
                "key": "best",
                "phrase": "the best",
                "article": "Art. 9",
                "severity": "judge",
                "state": "acceptable",
                "decided_by_id": reviewer.id,
            }
        )
        reader = self.users["proofreader"]
        self.env["ad.proof.reading"].sudo().create(
            {
                "version_id": self.version.id,
                "company_id": self.company.id,
                "reader_id": reader.id,
                "reader_name": reader.name,
                "read_on": f"{self.today} 02:00:00",
                "result": "passed",
            }
        )
        self.env.invalidate_all()
        review = self._line().review
        self.assertIn(f"“the best” (Art. 9): Acceptable {reviewer.name}", review)
        self.assertIn(f"Proof-reading: Passed, {reader.name}", review)

    def test_proof(self):
        self.assertIn(f"{self.proof.number}, Wang Shili", self._line().proof)
        self.assertFalse(self._line(self.placements[1]).proof)

    def test_archive(self):
        line = self._line()
        self.assertEqual(line.publication_id, self.publication)
        self.assertEqual(line.version_id, self.version)
        self.assertTrue(line.has_tear_sheet)
        self.assertEqual(line.retention_until, self.until)
        later = self._line(self.placements[1])
        self.assertEqual(later.stage, "booked")
        self.assertFalse(later.publication_id)
        self.assertFalse(later.has_tear_sheet)

    def test_what_is_not_accepted_is_no_line(self):
        """Drafts and held space stand in no register."""
        order = self._make_contract([(self.full_page, self.issues[4])])
        self.assertFalse(self._line(order.ad_placement_ids))
        self.assertNotIn("held", ACCEPTED)

    def test_opens_what_the_line_is_about(self):
        action = self._line(user=self.users["operations"]).action_open()
        self.assertEqual(action["res_model"], "ad.publication")
        later = self._line(self.placements[1], self.users["operations"])
        self.assertEqual(later.action_open()["res_model"], "ad.placement")

    def test_rights(self):
        for title, user in self.users.items():
            with self.subTest(title=title):
                if title not in READERS:
                    with self.assertRaises(AccessError):
                        self._line(user=user)
                    continue
                line = self._line(user=user)
                self.assertTrue(line)
                line.read()
                self.assertTrue(line.papers)
        self.assertFalse(self._line(user=self.other_specialist))
        for user in (self.plain_user, self.portal_user):
            with self.assertRaises(AccessError):
                self._line(user=user)

    def test_nobody_writes(self):
        with self.assertRaises(AccessError):
            self._line(user=self.users["operations"]).write({"page_label": "1"})

    def test_other_company(self):
        company = self._make_company("Another Publisher")
        stranger = self._make_user("operations_b", "group_ad_operations")
        stranger.write({"company_ids": [(6, 0, company.ids)], "company_id": company.id})
        register = (
            self.env["ad.acceptance.register"]
            .with_user(stranger)
            .with_context(allowed_company_ids=company.ids)
        )
        self.assertFalse(register.search([("placement_id", "=", self.placement.id)]))


@tagged("post_install", "-at_install")
class TestAcceptanceBook(RegisterCase, HttpCase):
    def test_period_medium_and_issue(self):
        self.assertEqual(self._dialog().line_count, 3)
        self.assertEqual(self._dialog(date_to=self.last).line_count, 1)
        issue = self.placements[1].issue_id
        one = self._dialog(medium_id=self.medium.id, issue_id=issue.id)
        self.assertEqual(one.line_count, 1)
        other = self._make_medium("Test Other", "TO")
        self.assertEqual(self._dialog(medium_id=other.id).line_count, 0)

    def test_own_lines_only(self):
        """A supervisor of another team prints a book without these lines."""
        stranger = self._make_user("supervisor_b", "group_ad_supervisor")
        self.assertEqual(self._dialog(stranger).line_count, 0)
        self.assertEqual(self._dialog(self.users["supervisor"]).line_count, 3)

    def test_refusals(self):
        late = self._dialog(date_from=self.today, date_to=self.today)
        with self.assertRaisesRegex(UserError, "No insertion was accepted"):
            late.action_print()
        wrong = self._dialog(date_from=self.last, date_to=self.today)
        with self.assertRaisesRegex(UserError, "ends before it begins"):
            wrong.action_download()

    def test_too_many_for_a_print(self):
        with self.assertRaisesRegex(UserError, "3 insertions are too many .* of 2"):
            self._dialog()._check_lines(2)

    def test_print(self):
        dialog = self._dialog()
        action = dialog.action_print()
        self.assertEqual(action["report_name"], BOOK)
        reports = self.env["ir.actions.report"].with_user(self.users["operations"])
        html = reports._render_qweb_html(action["report_name"], dialog.ids)[0].decode()
        for words in (
            "Acceptance Register",
            "Registration",
            self.order.name,
            self.advertiser.name,
            self.proof.number,
            format_date(self.env, self.until),
            "filed",
        ):
            self.assertIn(words, html)
        self.assertEqual(html.count('name="line"'), 3)

    def test_a_table_a_page(self):
        """Every page has its headings, and every line is on one page."""
        report = self.env[f"report.{BOOK}"]
        row = ["AD2026-0001", self.today, "广告客户" * 3, *["text\ntext"] * 5]
        rows = [[*row, self.today, "17", self.today] for _number in range(50)]
        pages = report._pages(rows)
        self.assertGreater(len(pages), 1)
        self.assertEqual([n for page in pages for n, _row in page], [*range(1, 51)])
        tall = ["x", "", "", "", "\n".join("paper" * 9)] + [""] * 6
        self.assertEqual([len(page) for page in report._pages([tall] * 3)], [1, 1, 1])

    def test_print_in_chinese(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        dialog = self._dialog().with_context(lang="zh_CN")
        html = self.env["ir.actions.report"].with_context(lang="zh_CN")
        html = html._render_qweb_html(BOOK, dialog.ids)[0].decode()
        self.assertIn('lang="zh-CN"', html)

    def test_pages_are_numbered(self):
        reports = self.env["ir.actions.report"].with_context(
            force_report_rendering=True
        )
        if reports.get_wkhtmltopdf_state() == "install":
            self.skipTest("wkhtmltopdf is not installed")
        content, _kind = reports._render_qweb_pdf(BOOK, self._dialog().ids)
        page = PdfReader(io.BytesIO(content)).pages[0]
        self.assertIn("1 / 1", page.extract_text())
        self.assertGreater(page.mediabox.width, page.mediabox.height)

    def test_chinese_feet_bring_their_font(self):
        """A reader without Asian fonts shows title and number of every page."""
        reports = self.env["ir.actions.report"]
        if reports.get_wkhtmltopdf_state() == "install":
            self.skipTest("wkhtmltopdf is not installed")
        sheets, size = io.BytesIO(), landscape(A4)
        canvas = Canvas(sheets, pagesize=size)
        for _page in range(3):
            canvas.showPage()
        canvas.save()
        sheets.seek(0)
        reports = reports.with_context(lang="zh_CN")
        pages = PdfReader(
            io.BytesIO(number_pages(sheets, "广告承接登记簿", reports))
        ).pages
        self.assertEqual(len(pages), 3)
        for number, page in enumerate(pages, 1):
            # The file may name a sign by its radical, and space by tabs.
            text = " ".join(normalize("NFKC", page.extract_text()).split())
            self.assertIn("广告承接登记簿", text)
            self.assertIn(f"{number} / 3", text)
            fonts = page["/Resources"]["/Font"]
            drawn = [fonts[name].get_object() for name in fonts]
            composite = [font for font in drawn if "/DescendantFonts" in font]
            self.assertTrue(composite)
            for font in composite:
                descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
                files = {"/FontFile", "/FontFile2", "/FontFile3"}
                self.assertTrue(files & set(descriptor.get_object()))

    def test_one_name_for_both_files(self):
        dialog = self._dialog()
        report = self.env.ref("ad_sales_ops.action_report_ad_acceptance_book")
        stem = safe_eval(report.print_report_name, {"object": dialog})
        self.assertIn(str(dialog.date_from), stem)
        self.env.flush_all()
        self.authenticate(dialog.create_uid.login, dialog.create_uid.login)
        answer = self.url_open(dialog.action_download()["url"])
        name = unquote(answer.headers["Content-Disposition"])
        self.assertIn(f"{stem}.xlsx", name)

    def test_columns_say_which_day(self):
        """The contract's day and the issue's are told apart."""
        titles = [title for title, _width in self.env[f"report.{BOOK}"]._columns()]
        self.assertEqual(titles[1], "Contract Sealed on")
        self.assertEqual(titles[8], "Publication Date")

    def test_xlsx(self):
        user = self.users["operations"]
        url = self._dialog().action_download()["url"]
        self.env.flush_all()
        self.authenticate(user.login, user.login)
        answer = self.url_open(url)
        self.assertEqual(answer.status_code, 200)
        sheet = load_workbook(io.BytesIO(answer.content)).active
        rows = list(sheet.values)
        self.assertIn("Acceptance Register", rows[0][0])
        self.assertEqual(rows[2][0], "Contract")
        self.assertEqual(len(rows), 3 + 3)
        self.assertEqual(rows[3][0], self.order.name)
        self.assertIn(self.advertiser.name, rows[3])
        # Papers stand one below the other, each to be read.
        papers = sheet.cell(4, 5)
        self.assertEqual(bool(papers.alignment.wrap_text), "\n" in papers.value)
        self.assertEqual(papers.alignment.vertical, "top")

    def test_xlsx_of_somebody_else(self):
        url = self._dialog().action_download()["url"]
        self.env.flush_all()
        other = self.users["contract_admin"]
        self.authenticate(other.login, other.login)
        with mute_logger("odoo.http", "odoo.addons.base.models.ir_rule"):
            self.assertEqual(self.url_open(url).status_code, 404)
        self.authenticate(self.plain_user.login, self.plain_user.login)
        with mute_logger("odoo.http"):
            self.assertEqual(self.url_open(url).status_code, 404)


@tagged("post_install", "-at_install")
class TestRegisterBudget(BudgetCase):
    """As fast with many lines as with few."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        order = cls._make_contract([], schedule=False)
        line = cls.env["sale.order.line"].create(
            {
                "order_id": order.id,
                "product_id": cls.full_page.product_id.id,
                "product_uom_qty": len(cls.many),
            }
        )
        cls.env["ad.placement"].create(
            [{"order_line_id": line.id, "issue_id": issue.id} for issue in cls.many]
        )
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE ad_placement SET stage = 'booked' WHERE order_line_id = %s",
            [line.id],
        )
        cls.env.invalidate_all()

    def _read(self, limit):
        register = self.env["ad.acceptance.register"].with_user(
            self.users["operations"]
        )
        view = self.env.ref("ad_sales_ops.ad_acceptance_register_view_list")
        arch = register.get_views([(view.id, "list")])["views"]["list"]["arch"]
        specification = self._specification(register, arch)
        return lambda: register.web_search_read(
            [("company_id", "=", self.company.id)],
            specification,
            limit=limit,
            count_limit=10001,
        )

    def test_queries(self):
        self._read(10)()  # rights and views are cached once for all users
        few = self._count(self._read(10))
        many = self._count(self._read(80))
        self.assertEqual(len(self._read(80)()["records"]), 80)
        self.assertLessEqual(many, few)
        self.assertBudget(many, 24, "register")

    def test_no_sequential_scan_of_placements(self):
        """The order of the list is the order of an index."""
        self.env.cr.execute("ANALYZE ad_placement")
        register = self.env["ad.acceptance.register"].with_user(
            self.users["operations"]
        )
        query = register._search([], limit=80, order=register._order)
        # What 100,000 rows would make the planner do by itself.
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        rows = self.env.execute_query(SQL("EXPLAIN %s", query.select()))
        plan = "\n".join(row[0] for row in rows)
        self.assertIn("Limit", plan)
        self.assertNotIn("Seq Scan on ad_placement", plan)
        self.assertRegex(plan, "Index Scan.* using ad_placement_\\w*publication_date")
