"""What customers are worth, and who is about to be lost (C5)."""

from dateutil.relativedelta import relativedelta

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .publication_common import PublicationCase


@tagged("post_install", "-at_install")
class TestCustomerValue(PublicationCase):
    """Five monthly issues that lie in the past, and one to come."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.half_page = cls._make_position("Half page", 1500.0)
        first = cls.issues[-1].publication_date + relativedelta(months=1)
        cls.months = cls._make_issues(cls.medium, 6, first)
        cls.leaver = cls._make_advertiser("Test Leaver")
        cls.small = cls._make_advertiser("Test Small")
        cls.loyal = cls._contract((cls.full_page, cls.months))
        cls.leaving = cls._contract(
            (cls.half_page, cls.months[:3]),
            partner=cls.leaver,
        )
        cls.once = cls._contract(
            (cls.half_page, cls.months[:1]),
            partner=cls.small,
        )

    def setUp(self):
        super().setUp()
        self._publish(*self.months[:5])
        # The last of the five appeared ten days ago, the sixth appears in 20.
        days = [-130, -100, -70, -40, -10, 20]
        for issue, day in zip(self.months, days, strict=True):
            self._date(issue, self._today() + relativedelta(days=day))

    def _date(self, issue, day):
        """Past dates without waiting for them; facts keep theirs."""
        for table, column in (
            ("ad_issue", "id"),
            ("ad_placement", "issue_id"),
            ("ad_publication", "issue_id"),
        ):
            self.env.cr.execute(
                f"UPDATE {table} SET publication_date = %s WHERE {column} = %s",
                (day, issue.id),
            )
        self.env.invalidate_all()

    def _value(self, partner, user=None):
        values = self.env["ad.customer.value"]
        values = values.with_user(user or self.users["general_manager"])
        return values.search([("advertiser_id", "=", partner.id)])

    def test_turnover_share_and_the_80_per_cent(self):
        loyal, leaver, small = (
            self._value(p) for p in (self.advertiser, self.leaver, self.small)
        )
        self.assertEqual(loyal.turnover, 50000.0)
        self.assertEqual(leaver.turnover, 4500.0)
        self.assertEqual(small.turnover, 1500.0)
        self.assertAlmostEqual(loyal.share, 50000 / 56000)
        self.assertEqual(
            [loyal.is_key, leaver.is_key, small.is_key], [True, False, False]
        )
        self.assertEqual((loyal.insertions, loyal.movement), (5, "new"))

    def test_skipping_usual_issues(self):
        """Two usual issues skipped and nothing planned is a warning."""
        leaver = self._value(self.leaver)
        self.assertEqual((leaver.churn, leaver.skipped), ("warning", 2))
        self.assertFalse(leaver.next_date)
        self._date(self.months[4], self._today() + relativedelta(days=5))
        self.assertEqual(self._value(self.leaver).churn, "watch")

    def test_planned_again_or_never_usual(self):
        loyal = self._value(self.advertiser)
        self.assertEqual((loyal.churn, loyal.skipped), ("none", 0))
        self.assertEqual(loyal.next_date, self.months[5].publication_date)
        self.assertEqual(self._value(self.small).churn, "none")
        self._contract((self.half_page, self.months[5:]), partner=self.leaver)
        self.assertEqual(self._value(self.leaver).churn, "none")

    def test_merged_and_skipped_issues_are_nobodys_fault(self):
        self.months[3].sudo().state = "skipped"
        self.env.flush_all()
        self.assertEqual(self._value(self.leaver).skipped, 1)

    def test_movement_against_the_year_before(self):
        year = relativedelta(months=13)
        self._date(self.months[0], self._today() - year)
        self._date(self.months[1], self._today() - year + relativedelta(days=1))
        self.assertEqual(self._value(self.small).movement, "lost")
        self.assertEqual(self._value(self.leaver).movement, "down")
        self.assertEqual(self._value(self.advertiser).movement, "up")
        self.assertEqual(self._value(self.advertiser).turnover_before, 20000.0)

    def test_came_back(self):
        self.assertFalse(self._value(self.leaver).is_repeat)
        self._contract((self.half_page, self.months[5:]), partner=self.leaver)
        leaver = self._value(self.leaver)
        self.assertEqual((leaver.contracts, leaver.is_repeat), (2, True))

    def test_rights(self):
        for user, sees in (
            (self.specialist, True),
            (self.other_specialist, False),
            (self.users["supervisor"], True),
            (self._make_user("supervisor_b", "group_ad_supervisor"), False),
            (self.users["manager"], True),
            (self.finance, True),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(bool(self._value(self.leaver, user)), sees)
        for title in ("production", "distribution"):
            with self.subTest(title=title), self.assertRaises(AccessError):
                self._value(self.leaver, self.users[title])

    def test_another_company(self):
        company = self.env["res.company"].create({"name": "Another Publisher"})
        stranger = self._make_user("finance_b", "group_ad_finance")
        stranger.write(
            {
                "company_ids": [Command.set(company.ids)],
                "company_id": company.id,
            }
        )
        value = self._value(self.leaver).with_user(stranger)
        value = value.with_context(allowed_company_ids=company.ids)
        self.assertFalse(value.search([("advertiser_id", "=", self.leaver.id)]))

    def test_opens_the_customer(self):
        action = self._value(self.leaver).action_open_customer()
        self.assertEqual(action["res_id"], self.leaver.id)

    def _complaint(self, partner, **values):
        return (
            self.env["ad.complaint"]
            .with_user(self.users["service_supervisor"])
            .create({"partner_id": partner.id, "what": "Colours are off", **values})
        )

    def test_how_the_customer_was_served(self):
        """Complaints, satisfaction and the last contact, as the database has them."""
        value = self._value(self.advertiser)
        self.assertEqual((value.complaints, value.complaint_rate), (0, 0))
        self.assertFalse(value.last_contact)
        for perceived in (10, 0):
            complaint = self._complaint(self.advertiser)
            complaint._action_solve("Printed again")
            complaint._action_reached(
                {
                    "is_settled": True,
                    "spoke_with": "Wang",
                    "words": "So so",
                    "perceived": perceived,
                    "expected": 10,
                }
            )
        old = self._complaint(self.advertiser)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE ad_complaint SET registered_date = registered_date - 400 "
            "WHERE id = %s",
            (old.id,),
        )
        value.invalidate_recordset()
        self.assertEqual(value.complaints, 2)
        self.assertAlmostEqual(value.complaint_rate, 100 * 2 / value.insertions)
        self.assertAlmostEqual(value.satisfaction, 0.5)
        self.assertEqual(value.satisfaction_count, 2)
        self.assertEqual(value.last_contact, self._today())
        self.assertEqual(value.silent_days, 0)
        self.assertFalse(self._value(self.leaver).last_contact)

    def test_churn_is_marked_and_told(self):
        """On the customer's page, and by a to-do of the carer; gone when it is over."""
        self.patch(self.registry["ir.cron"], "_commit_progress", lambda *a, **k: 60)
        partners = self.env["res.partner"]
        partners._cron_mark_churn()
        self.assertEqual(self.leaver.ad_churn, "warning")
        self.assertFalse(self.advertiser.ad_churn)
        to_do = self.leaver.activity_ids
        self.assertEqual(to_do.user_id, self.leaver.user_id)
        partners._cron_mark_churn()
        self.assertEqual(self.leaver.activity_ids, to_do)
        with self.assertRaises(AccessError):
            self.leaver.with_user(self.specialist).ad_churn = False
        self._date(self.months[4], self._today() + relativedelta(days=5))
        partners._cron_mark_churn()
        self.assertEqual(self.leaver.ad_churn, "watch")
        self.assertFalse(self.leaver.activity_ids)

    def test_rating_by_mail_on_customer_and_colleague(self):
        complaint = self._complaint(self.advertiser)
        for score in (5, 3):
            rated = self._complaint(self.advertiser) if score == 3 else complaint
            rated.sudo().rating_apply(
                score, token=rated.sudo()._rating_get_access_token()
            )
        self.env.flush_all()
        for partner in (self.advertiser, self.specialist.partner_id):
            partner = partner.with_user(self.users["manager"])
            partner.invalidate_recordset()
            with self.subTest(partner=partner.name):
                self.assertEqual(partner.ad_mail_rating, 4.0)
                self.assertEqual(partner.ad_mail_rating_count, 2)
                found = complaint.search(partner.action_ad_open_ratings()["domain"])
                self.assertIn(complaint, found)
