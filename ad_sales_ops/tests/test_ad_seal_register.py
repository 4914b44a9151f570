"""The seal register as a book (G11): PDF and XLSX of a period."""

import io
from datetime import date, datetime

from lxml import html
from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests.common import HttpCase, tagged
from odoo.tools import mute_logger

from .test_ad_contract_report import ContractPrintCase, texts

REPORT = "ad_sales_ops.action_report_ad_seal_register"


class SealRegisterCase(ContractPrintCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # 2026-03-31 17:00 UTC is the first of April in Shanghai.
        days = (
            datetime(2026, 3, 1, 2),
            datetime(2026, 3, 31, 17),
            datetime(2026, 5, 4),
        )
        cls.uses = cls.env["ad.seal.use"].create(
            [
                {
                    "name": f"SEAL/{number}",
                    "order_id": cls.contract.id,
                    "company_id": cls.company.id,
                    "date": day,
                    "document_name": f"=Contract {number}",
                    "partner_name": "Test Valve Works Co., Ltd.",
                    "seal_name": "Contract seal",
                    "copies": 3,
                    "user_id": cls.users["operations"].id,
                    "user_name": "Test operations",
                }
                for number, day in enumerate(days, start=1)
            ]
        )

    def _book(self, date_from, date_to, user=None):
        books = self.env["ad.seal.book"].with_user(user or self.users["operations"])
        return books.create({"date_from": date_from, "date_to": date_to})


@tagged("post_install", "-at_install")
class TestSealRegister(SealRegisterCase):
    def _rows(self, uses, user=None):
        reports = self.env["ir.actions.report"].with_user(
            user or self.users["operations"]
        )
        page = html.fromstring(reports._render_qweb_html(REPORT, uses.ids)[0].decode())
        rows = page.xpath("//table[@name='register']//tr")
        return [[texts(cell) for cell in row] for row in rows]

    def test_book(self):
        rows = self._rows(self.uses)
        self.assertEqual(
            rows[0],
            [
                "No.",
                "Number",
                "Date",
                "Document",
                "Customer",
                "Seal",
                "Copies",
                "Affixed by",
            ],
        )
        self.assertEqual([row[1] for row in rows[1:4]], ["SEAL/1", "SEAL/2", "SEAL/3"])
        self.assertEqual(rows[1][4], "Test Valve Works Co., Ltd.")
        self.assertEqual(rows[1][6:], ["3", "Test operations"])
        self.assertEqual(rows[4][:2], ["Uses: 3", "9"])

    def test_days_are_those_of_the_reader(self):
        self.assertIn("04/01", self._rows(self.uses)[2][2])

    def test_period(self):
        march = self._book(date(2026, 3, 1), date(2026, 3, 31))
        self.assertEqual(march._get_uses(), self.uses[0])
        self.assertEqual(march.use_count, 1)
        april = self._book(date(2026, 4, 1), date(2026, 4, 30))
        self.assertEqual(april._get_uses(), self.uses[1])

    def test_print_and_download(self):
        book = self._book(date(2026, 1, 1), date(2026, 12, 31))
        action = book.action_print()
        self.assertEqual(action["report_name"], "ad_sales_ops.report_ad_seal_register")
        self.assertEqual(action["context"]["active_ids"], self.uses.ids)
        url = book.action_download()["url"]
        self.assertEqual(url, "/ad_sales_ops/seal_register/2026-01-01/2026-12-31")

    def test_empty_period(self):
        book = self._book(date(2020, 1, 1), date(2020, 12, 31))
        for action in (book.action_print, book.action_download):
            with self.assertRaisesRegex(UserError, "was not used in this period"):
                action()

    def test_period_the_wrong_way_round(self):
        book = self._book(date(2026, 12, 31), date(2026, 1, 1))
        with self.assertRaisesRegex(UserError, "ends before it begins"):
            book.action_print()

    def test_xlsx(self):
        report = self.env["report.ad_sales_ops.report_ad_seal_register"]
        content = report.with_user(self.users["operations"])._xlsx(self.uses)
        sheet = load_workbook(io.BytesIO(content)).active
        rows = list(sheet.iter_rows(values_only=True))
        self.assertEqual(len(rows), 4)
        self.assertEqual(rows[0][0], "Number")
        self.assertEqual(rows[2][1], datetime(2026, 4, 1))
        self.assertEqual(rows[1][2], "=Contract 1")
        self.assertEqual(sheet["C2"].data_type, "s", "text, never a formula")
        self.assertEqual(rows[1][5], 3)

    def test_pdf(self):
        reports = self.env["ir.actions.report"].with_context(
            force_report_rendering=True
        )
        if reports.get_wkhtmltopdf_state() == "install":
            self.skipTest("wkhtmltopdf is not installed")
        content, kind = reports._render_qweb_pdf(REPORT, self.uses.ids)
        self.assertEqual(kind, "pdf")
        self.assertTrue(content.startswith(b"%PDF"))

    def test_who_has_no_title_gets_no_book(self):
        for user in (self.plain_user, self.portal_user):
            with self.assertRaises(AccessError):
                self._rows(self.uses, user)
            with self.assertRaises(AccessError):
                self._book(date(2026, 1, 1), date(2026, 12, 31), user)

    def test_another_company_s_register_is_not_mixed_in(self):
        other = self._make_company("Other Press Test Co.")
        self.users["operations"].company_ids += other
        book = self._book(date(2026, 1, 1), date(2026, 12, 31))
        self.assertEqual(book._get_uses(), self.uses)
        both = book.with_context(allowed_company_ids=[other.id, self.company.id])
        self.assertFalse(both._get_uses())


@tagged("post_install", "-at_install")
class TestSealRegisterDownload(HttpCase, SealRegisterCase):
    URL = "/ad_sales_ops/seal_register/2026-01-01/2026-12-31"

    def test_download(self):
        self.authenticate("ad_test_operations", "ad_test_operations")
        response = self.url_open(self.URL)
        self.assertEqual(response.status_code, 200)
        self.assertIn("Seal%20Register", response.headers["Content-Disposition"])
        sheet = load_workbook(io.BytesIO(response.content)).active
        self.assertEqual(sheet.max_row, 4)

    def test_no_date(self):
        self.authenticate("ad_test_operations", "ad_test_operations")
        response = self.url_open("/ad_sales_ops/seal_register/today/2026-12-31")
        self.assertEqual(response.status_code, 404)

    def test_refused(self):
        for login in ("ad_test_plain", "ad_test_portal"):
            self.authenticate(login, login)
            with mute_logger("odoo.http"):
                self.assertEqual(self.url_open(self.URL).status_code, 403)
