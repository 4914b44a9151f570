"""Film output, printing detail and publication status of an issue (U4, U5)."""

import io

import openpyxl
from dateutil.relativedelta import relativedelta

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from .publication_common import PublicationCase


class ReportCase(PublicationCase):
    """A customer in three issues, and one who was in the first only."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first, cls.second, cls.third = cls.issues[:3]
        cls.leaver = cls._make_advertiser("Test Leaver")
        cls.order = cls._contract((cls.full_page, [cls.first, cls.second, cls.third]))
        cls.leaving = cls._contract((cls.full_page, cls.first), partner=cls.leaver)
        page = cls.first._page_ordinal("page", 5)
        cls.placement = cls.order.ad_placement_ids.filtered(
            lambda p: p.issue_id == cls.first
        )
        cls.placement.with_user(cls.operations)._place({cls.placement: (page, 0, 0)})

    def _sheet(self, name, issue, user):
        report = self.env["ad.issue.report"].with_user(user)
        _title, content = report._xlsx(name, issue.with_user(user))
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        return [[cell.value for cell in row] for row in sheet.iter_rows()]

    def _table(self, rows, label):
        """Rows below the heading that has this label, as dictionaries."""
        heading = next(i for i, row in enumerate(rows) if label in row)
        return [
            dict(zip(rows[heading], row, strict=True)) for row in rows[heading + 1 :]
        ]

    def _situation(self, issue, partner, user=None):
        return (
            self.env["ad.publication.status"]
            .with_user(user or self.operations)
            .search([("issue_id", "=", issue.id), ("advertiser_id", "=", partner.id)])
        )


@tagged("post_install", "-at_install")
class TestIssueReports(ReportCase):
    def test_film_output(self):
        self.placement.sudo().clearance_blockers = False
        self.env.flush_all()
        for title in ("operations", "production", "distribution"):
            with self.subTest(title=title):
                rows = self._sheet("film", self.first, self.users[title])
                self.assertIn(self.medium.name, rows[0][0])
                table = self._table(rows, "Film Due")
                self.assertEqual(
                    [row["Customer"] for row in table],
                    [self.advertiser.name, self.leaver.name],
                )
                line = table[0]
                self.assertEqual(line["Page"], "5")
                self.assertEqual(line["Contract"], self.order.name)
                self.assertEqual(line["Film Due"].date(), self.first.film_close)
                self.assertEqual(line["Colour"], "Four Colours")
                self.assertEqual(line["Ready"], "Yes")
                self.assertEqual(table[1]["Page"], "Not placed")

    def test_film_output_says_what_is_missing(self):
        self.placement.sudo().clearance_blockers = "The proof is missing."
        self.env.flush_all()
        table = self._table(self._sheet("film", self.first, self.operations), "Ready")
        self.assertEqual(table[0]["Ready"], "No")
        self.assertEqual(table[0]["Still Missing"], "The proof is missing.")

    def test_printing_detail(self):
        rows = self._sheet("printing", self.first, self.users["production"])
        table = self._table(rows, "Content")
        sides = self.first._side_count()
        # Every side of the strip, and the one that is not placed.
        self.assertEqual(len(table), sides + 1)
        self.assertEqual(table[0]["Page"], "Front cover")
        by_page = {row["Page"]: row for row in table}
        self.assertEqual(by_page["5"]["Content"], self.advertiser.name)
        self.assertFalse(by_page["6"]["Content"])
        self.assertEqual(by_page["Not placed"]["Content"], self.leaver.name)
        self.assertEqual(by_page["5"]["Film Due"].date(), self.first.film_close)

    def _printed(self):
        rows = self._sheet("printing", self.first, self.users["production"])
        return {row["Page"]: row for row in self._table(rows, "Content")}

    def test_printing_detail_names_what_nobody_bought(self):
        """Editorial pages, house ads and fillers are printed, too."""
        ordinal = self.first._page_ordinal
        self.env["ad.page.content"].create(
            [
                {
                    "issue_id": self.first.id,
                    "kind": kind,
                    "name": name,
                    "page": ordinal("page", page),
                }
                for page, kind, name in (
                    (2, "contents", False),
                    (7, "house", "Trade fair"),
                )
            ]
        )
        printed = self._printed()
        self.assertEqual(printed["2"]["Content"], "Contents")
        self.assertEqual(printed["7"]["Content"], "Trade fair")
        self.assertEqual(printed["7"]["Position"], "House Ad")
        self.assertEqual(printed["7"]["Film Due"].date(), self.first.film_close)

    def test_printing_detail_of_a_spread(self):
        """Its second side names what goes on there."""
        spread = self._make_position("Spread", 20000.0, grid_width=240)
        placement = self._contract((spread, self.first)).ad_placement_ids
        page = self.first._page_ordinal("page", 6)
        placement.with_user(self.operations)._place({placement: (page, 0, 0)})
        self.env["ad.page.content"].create(
            {
                "issue_id": self.first.id,
                "name": "Report",
                "page": self.first._page_ordinal("page", 2),
                "width": 240,
            }
        )
        printed = self._printed()
        self.assertEqual(printed["6–7"]["Content"], self.advertiser.name)
        self.assertIn(self.advertiser.name, printed["7"]["Content"])
        self.assertIn("6–7", printed["7"]["Content"])
        self.assertIn("Report", printed["2–3"]["Content"])
        self.assertIn("2–3", printed["3"]["Content"])
        self.assertNotIn("6", printed)

    def test_printing_detail_marks_what_cannot_run(self):
        self.placement.sudo().clearance_blockers = "The proof is missing."
        self.env.flush_all()
        self.assertEqual(self._printed()["5"]["Still Missing"], "The proof is missing.")
        self.placement.sudo().clearance_blockers = False
        self.env.flush_all()
        self.assertFalse(self._printed()["5"]["Still Missing"])

    def test_other_titles_are_refused(self):
        for title in ("specialist", "finance", "contract_admin", "reviewer"):
            for name in ("film", "printing"):
                with self.subTest(title=title), self.assertRaises(AccessError):
                    self._sheet(name, self.first, self.users[title])
        with self.assertRaises(AccessError):
            self.first.with_user(self.finance).action_download_film()

    def test_text_is_no_formula(self):
        self.leaver.name = "=1+1"
        table = self._table(
            self._sheet("film", self.first, self.operations), "Customer"
        )
        self.assertIn("=1+1", [row["Customer"] for row in table])
        self.assertEqual(
            self._sheet_types("film", self.first, self.operations, "=1+1"), {"s"}
        )

    def _sheet_types(self, name, issue, user, value):
        report = self.env["ad.issue.report"].with_user(user)
        _title, content = report._xlsx(name, issue.with_user(user))
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        return {
            cell.data_type
            for row in sheet.iter_rows()
            for cell in row
            if cell.value == value
        }

    def test_delivery_list(self):
        self._to_press(self.first)
        self.first.with_user(self.users["distribution"]).action_make_deliveries()
        rows = self._sheet("deliveries", self.first, self.users["distribution"])
        table = self._table(rows, "Tracking Number")
        self.assertEqual(len(table), 2)
        self.assertEqual(
            {row["Name on the Label"] for row in table},
            {self.advertiser.ad_licence_name, self.leaver.ad_licence_name},
        )
        # The list of a colleague's customers is empty.
        rows = self._sheet("deliveries", self.first, self.other_specialist)
        self.assertFalse(self._table(rows, "Tracking Number"))
        with self.assertRaises(AccessError):
            self._sheet("deliveries", self.first, self.users["production"])


@tagged("post_install", "-at_install")
class TestPublicationStatus(ReportCase):
    def setUp(self):
        super().setUp()
        self._publish(self.first)
        self._to_press(self.second)
        self.env.flush_all()

    def test_this_issue_last_and_missed(self):
        stays = self._situation(self.second, self.advertiser)
        self.assertEqual(stays.situation, "runs")
        self.assertEqual((stays.insertions, stays.last_insertions), (1, 1))
        self.assertFalse(stays.is_missed)
        self.assertEqual(stays.last_issue_id, self.first)
        gone = self._situation(self.second, self.leaver)
        self.assertEqual(gone.situation, "absent")
        self.assertTrue(gone.is_missed)
        self.assertEqual(gone.last_date, self.first.publication_date)
        self.assertEqual(gone.missed_issues, 0)
        later = self._situation(self.third, self.leaver)
        self.assertFalse(later.is_missed)
        self.assertEqual(later.missed_issues, 1)
        self.assertEqual(gone.user_id, self.specialist)
        self.assertEqual(gone.division_id, self.division)

    def test_dropped_and_planned(self):
        placement = self.order.ad_placement_ids.filtered(
            lambda p: p.issue_id == self.third
        )
        placement.sudo().stage = "held"
        self.env.flush_all()
        self.assertEqual(
            self._situation(self.third, self.advertiser).situation, "planned"
        )
        placement.sudo().stage = "omitted"
        self.env.flush_all()
        self.env.invalidate_all()
        row = self._situation(self.third, self.advertiser)
        self.assertEqual((row.situation, row.faults), ("dropped", 1))

    def test_present_issue(self):
        rows = self.env["ad.publication.status"].with_user(self.operations)
        present = rows.search(
            [("is_current", "=", True), ("medium_id", "=", self.medium.id)]
        )
        self.assertEqual(present.issue_id, self.second)
        self.assertEqual(present.advertiser_id, self.advertiser | self.leaver)

    def test_customers_of_the_last_year_only(self):
        far = self.first.publication_date + relativedelta(days=366)
        issue = self._make_issues(self.medium, 1, first=far)
        self.env.flush_all()
        self.assertFalse(self._situation(issue, self.leaver))

    def test_rights(self):
        row = self._situation(self.second, self.leaver)
        for user, sees in (
            (self.specialist, True),
            (self.other_specialist, False),
            (self.users["supervisor"], True),
            (self._make_user("supervisor_b", "group_ad_supervisor"), False),
            (self.users["manager"], True),
            (self._make_user("manager_b", "group_ad_manager"), False),
            (self.users["general_manager"], True),
            (self.users["contract_admin"], True),
            (self.users["distribution"], True),
            (self.finance, True),
            (self.users["service_supervisor"], True),
        ):
            with self.subTest(user=user.login):
                found = self._situation(self.second, self.leaver, user)
                self.assertEqual(found.ids, row.ids if sees else [])
        for user in (self.plain_user, self.portal_user, self.users["production"]):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._situation(self.second, self.leaver, user)
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._sheet("status", self.second, user)

    def test_spreadsheet(self):
        table = self._table(
            self._sheet("status", self.second, self.operations), "Last Appeared on"
        )
        self.assertEqual(
            {row["Customer"]: row["This Issue"] for row in table},
            {
                self.advertiser.name: "In This Issue",
                self.leaver.name: "Not in It",
            },
        )
        self.assertFalse(
            self._table(
                self._sheet("status", self.second, self.other_specialist), "Customer"
            )
        )

    def test_opened_from_the_issue(self):
        action = self.second.with_user(self.specialist).action_open_status()
        self.assertEqual(action["domain"], [("issue_id", "in", self.second.ids)])


@tagged("post_install", "-at_install")
class TestReportDownload(HttpCase, ReportCase):
    def _get(self, name, user, issue=None):
        self.authenticate(user.login, user.login)
        issue = issue or self.first
        return self.url_open(f"/ad_sales_ops/issue_report/{name}/{issue.id}.xlsx")

    def test_download(self):
        action = self.first.with_user(self.operations).action_download_film()
        self.authenticate(self.operations.login, self.operations.login)
        response = self.url_open(action["url"])
        self.assertEqual(response.status_code, 200)
        self.assertIn(".xlsx", response.headers["Content-Disposition"])
        sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
        self.assertIn(self.medium.name, sheet["A1"].value)

    def test_refused(self):
        self.assertEqual(self._get("film", self.finance).status_code, 404)
        self.assertEqual(self._get("status", self.plain_user).status_code, 404)
        self.assertEqual(self._get("other", self.operations).status_code, 404)
        company = self._make_company("Another Publisher")
        stranger = self._make_user("operations_b", "group_ad_operations")
        stranger.write({"company_ids": [(6, 0, company.ids)], "company_id": company.id})
        self.assertEqual(self._get("film", stranger).status_code, 404)
