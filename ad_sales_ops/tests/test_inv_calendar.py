"""Working days (M3)."""

from datetime import date

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import AdCase, expected_refusal


@tagged("post_install", "-at_install")
class TestInvCalendar(AdCase):
    """The week, the State Council's days of 2026, and what a company knows better."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.days = cls.env["ad.calendar.exception"]
        # Tests that move whole days must not depend on what somebody edited.
        cls.env["resource.calendar"].search([]).two_weeks_calendar = False

    def _is_working(self, *day):
        return self.days._is_working_day(date(*day), self.company)

    def test_week(self):
        """M3: Monday to Friday is worked, the weekend is not."""
        week = [self._is_working(2026, 3, day) for day in range(2, 9)]
        self.assertEqual(week, [True] * 5 + [False] * 2)

    def test_week_of_the_company(self):
        """M3: the company's resource calendar gives the week."""
        friday = self.company.resource_calendar_id.attendance_ids.filtered(
            lambda line: line.dayofweek == "4"
        )
        friday.unlink()
        self.assertFalse(self._is_working(2026, 3, 6))

    def test_company_without_attendances(self):
        """M3: without a working week Monday to Friday holds."""
        self.company.resource_calendar_id.attendance_ids.unlink()
        self.assertTrue(self._is_working(2026, 3, 6))
        self.assertFalse(self._is_working(2026, 3, 7))

    def test_two_week_calendar(self):
        """M3: a calendar of two weeks is read week by week."""
        calendar = self.company.resource_calendar_id
        calendar.attendance_ids.unlink()
        calendar.two_weeks_calendar = True
        first = date(2026, 3, 2)
        line = self.env["resource.calendar.attendance"]
        line.create(
            {
                "name": "Monday",
                "calendar_id": calendar.id,
                "dayofweek": "0",
                "hour_from": 8,
                "hour_to": 16,
                "week_type": str(line.get_week_type(first)),
            }
        )
        self.assertTrue(self._is_working(2026, 3, 2))
        self.assertFalse(self._is_working(2026, 3, 9))

    def test_state_council_2026(self):
        """M3: 33 days off and 6 exchanged working days are seeded."""
        seed = self.days.search(
            [
                ("company_id", "=", False),
                ("date", ">=", "2026-01-01"),
                ("date", "<=", "2026-12-31"),
            ]
        )
        self.assertEqual(len(seed.filtered("is_working")), 6)
        self.assertEqual(len(seed) - 6, 3 + 9 + 3 + 5 + 3 + 3 + 7)
        for day in ((1, 1), (1, 2), (2, 16), (2, 23), (4, 6), (5, 5), (6, 19), (10, 7)):
            self.assertFalse(self._is_working(2026, *day), day)
        for day in ((1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)):
            self.assertTrue(self._is_working(2026, *day), day)

    def test_own_row_wins(self):
        """M3: the company's own row wins over the row for every company."""
        row = self.days.create(
            {
                "name": "Deadline",
                "date": "2026-01-02",
                "is_working": True,
                "company_id": self.company.id,
            }
        )
        self.assertTrue(self._is_working(2026, 1, 2))
        self.assertEqual(row.kind_label, "working")
        other = self._make_company("Other Press Co.")
        self.assertFalse(self.days._is_working_day(date(2026, 1, 2), other))

    def test_changes_count_at_once(self):
        """M3: editing and deleting a row is seen without a restart."""
        self.assertTrue(self._is_working(2026, 3, 4))
        row = self.days.create({"name": "Move", "date": "2026-03-04"})
        self.assertFalse(self._is_working(2026, 3, 4))
        row.is_working = True
        self.assertTrue(self._is_working(2026, 3, 4))
        row.write({"is_working": False, "date": "2026-03-05"})
        self.assertTrue(self._is_working(2026, 3, 4))
        self.assertFalse(self._is_working(2026, 3, 5))
        row.unlink()
        self.assertTrue(self._is_working(2026, 3, 5))

    def test_shift_earlier(self):
        """M3: from Spring Festival back to the exchanged Saturday before it."""
        shifted = self.days._shift_to_working_day(date(2026, 2, 20), self.company)
        self.assertEqual(shifted, date(2026, 2, 14))
        shifted = self.days._shift_to_working_day(date(2026, 2, 20), self.company, 1)
        self.assertEqual(shifted, date(2026, 2, 24))
        shifted = self.days._shift_to_working_day(date(2026, 3, 4), self.company)
        self.assertEqual(shifted, date(2026, 3, 4))

    def test_add_working_days(self):
        """M3: New Year with its exchanged Sunday counts right, both ways."""
        add = self.days._add_working_days
        self.assertEqual(add(date(2025, 12, 31), 1, self.company), date(2026, 1, 4))
        self.assertEqual(add(date(2025, 12, 31), 2, self.company), date(2026, 1, 5))
        self.assertEqual(add(date(2026, 1, 5), -2, self.company), date(2025, 12, 31))
        self.assertEqual(add(date(2026, 1, 5), 0, self.company), date(2026, 1, 5))

    def test_one_row_a_day(self):
        """M3: the database refuses a second row for the same day and company."""
        for company in (False, self.company.id):
            values = {"name": "Twice", "date": "2026-07-01", "company_id": company}
            self.days.create(values)
            with (
                self.assertRaises(IntegrityError),
                expected_refusal(),
                self.env.cr.savepoint(),
            ):
                self.days.create(values)

    def test_today_is_the_company_s(self):
        """M4: the day ends where the company works."""
        with freeze_time("2026-05-14 17:00:00"):
            office = self.company.resource_calendar_id
            office.tz = "Asia/Shanghai"
            self.assertEqual(self.days._today(self.company), date(2026, 5, 15))
            office.tz = "America/New_York"
            self.assertEqual(self.days._today(self.company), date(2026, 5, 14))
            self.company.resource_calendar_id = False
            self.company.partner_id.tz = "America/New_York"
            self.assertEqual(self.days._today(self.company), date(2026, 5, 14))
            self.company.partner_id.tz = False
            self.assertEqual(self.days._today(self.company), date(2026, 5, 15))

    def test_display_name(self):
        """M3: a row names its day and its occasion."""
        row = self.days.search([("date", "=", "2026-10-01")], limit=1)
        self.assertIn("National Day", row.display_name)
        self.assertIn("2026", row.display_name)

    def test_queries(self):
        """M3: two hundred questions cost a handful of queries."""
        self._is_working(2026, 1, 1)
        self._is_working(2026, 3, 2)
        with self.assertQueryCount(0):
            for day in range(1, 29):
                for month in range(1, 8):
                    self._is_working(2026, month, day)

    def test_rights(self):
        """M3: the Operations Centre keeps the days, every title reads them."""
        for title, user in self.users.items():
            days = self.days.with_user(user)
            self.assertTrue(days.search([], limit=1).name, title)
            if title == "operations":
                days.create({"name": "Own", "date": "2027-01-01"}).unlink()
                continue
            with self.assertRaises(AccessError, msg=title):
                days.create({"name": "No", "date": "2027-01-01"})
        for user in (self.plain_user, self.portal_user):
            with self.assertRaises(AccessError):
                self.days.with_user(user).search([]).mapped("name")
            # Deadlines work for everybody: the days themselves are no secret.
            self.assertFalse(
                self.days.with_user(user)._is_working_day(
                    date(2026, 1, 1), self.company
                )
            )

    def test_two_companies(self):
        """M3: another company's own days are not seen."""
        other = self._make_company("Other Press Co.")
        row = self.days.create(
            {"name": "Theirs", "date": "2026-07-02", "company_id": other.id}
        )
        seen = self.days.with_user(self.users["operations"]).search([])
        self.assertNotIn(row, seen)
        self.assertTrue(seen.filtered(lambda day: not day.company_id))
