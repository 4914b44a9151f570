"""Turnover by title, issue, position, division, specialist, month (R6, E9)."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .publication_common import PublicationCase


@tagged("post_install", "-at_install")
class TestTurnover(PublicationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._contract(
            (cls.full_page, cls.issues[:2], {"ad_agreed_total": 100000.0})
        )

    def _rows(self, user=None, **values):
        self.env.flush_all()
        self.env.invalidate_all()
        report = self.env["ad.turnover.report"].with_user(user or self.env.user)
        return report.search([("order_id", "=", self.order.id)])

    def test_booked_and_published_by_month_of_publication(self):
        self._publish(self.issues[0])
        groups = self.env["ad.turnover.report"]._read_group(
            [("order_id", "=", self.order.id)],
            ["stage", "medium_id", "publication_date:month"],
            ["amount:sum", "insertions:sum"],
        )
        self.assertEqual(
            [
                (stage, medium, month, amount, count)
                for stage, medium, month, amount, count in groups
            ],
            [
                (
                    "booked",
                    self.medium,
                    self.issues[1].publication_date.replace(day=1),
                    50000.0,
                    1,
                ),
                (
                    "published",
                    self.medium,
                    self.issues[0].publication_date.replace(day=1),
                    50000.0,
                    1,
                ),
            ],
        )

    def test_row_names_people_and_place(self):
        row = self._rows()[0]
        self.assertEqual(row.user_id, self.specialist)
        self.assertEqual(row.team_id, self.team)
        self.assertEqual(row.division_id, self.division)
        self.assertEqual(row.position_id, self.full_page)
        self.assertEqual(row.advertiser_id, self.advertiser)

    def test_invoiced_or_not(self):
        self._publish(self.issues[0])
        published = self._rows().filtered(lambda row: row.stage == "published")
        self.assertEqual(published.invoice_state, "none")
        invoice = self._invoice(self.order)
        published = self._rows().filtered(lambda row: row.stage == "published")
        self.assertEqual(published.invoice_state, "draft")
        invoice.action_post()
        published = self._rows().filtered(lambda row: row.stage == "published")
        self.assertEqual(published.invoice_state, "posted")
        self.assertEqual(published.amount_invoiced, 50000.0)
        invoice.button_draft()
        invoice.button_cancel()
        published = self._rows().filtered(lambda row: row.stage == "published")
        self.assertEqual(published.invoice_state, "none")
        self.assertEqual(published.amount_invoiced, 0.0)

    def test_own_team_division_all(self):
        for title in (
            "specialist",
            "supervisor",
            "manager",
            "general_manager",
            "operations",
            "finance",
        ):
            with self.subTest(title=title):
                self.assertEqual(len(self._rows(self.users[title])), 2)
        self.assertFalse(self._rows(self.other_specialist))
        for user in (self.users["production"], self.plain_user, self.portal_user):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._rows(user)
