"""Issues, their strip of pages, and a year of them (M3, M4, E25)."""

from ast import literal_eval
from datetime import date
from unittest.mock import patch

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time
from lxml import etree
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged, users

from .common import expected_refusal
from .test_inv_media import InvCommon


@tagged("post_install", "-at_install")
class TestInvIssue(InvCommon):
    """One issue: names, dates, pages, closing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # A day on which the issue below takes bookings, whenever the tests run.
        cls.startClassPatcher(freeze_time("2026-01-05 04:00:00"))
        cls.issue = cls.env["ad.issue"].create(
            {
                "medium_id": cls.medium.id,
                "number": 10,
                "publication_date": "2026-05-15",
                "page_count": 8,
            }
        )

    def test_defaults(self):
        """M3: year, closes and pages come from the date and the medium."""
        issue = self.env["ad.issue"].create(
            {
                "medium_id": self.medium.id,
                "number": 99,
                "publication_date": "2026-06-15",
            }
        )
        self.assertEqual(issue.year, 2026)
        self.assertEqual(issue.page_count, 32)
        self.assertEqual(issue.booking_close, date(2026, 5, 21))
        self.assertEqual(issue.material_close, date(2026, 5, 26))
        self.assertEqual(issue.proof_close, date(2026, 5, 27))
        self.assertEqual(issue.film_close, date(2026, 5, 28))

    def test_closes_follow_the_date(self):
        """M3: a moved issue counts its closes anew, on working days."""
        self.issue.publication_date = "2026-06-01"
        # 25 days before is 7 May; film 14 May. 20 May is a Tuesday's twin: no shift.
        self.assertEqual(self.issue.booking_close, date(2026, 5, 7))
        # 25 days before 28 May 2026 is Sunday 3 May, in the Labour Day holidays.
        self.issue.publication_date = "2026-05-28"
        self.assertEqual(self.issue.booking_close, date(2026, 4, 30))
        # 20 days before is Friday 8 May, 19 days before the exchanged Saturday.
        self.assertEqual(self.issue.proof_close, date(2026, 5, 9))

    def test_names(self):
        """Glossary: the name speaks the user's language."""
        self.assertEqual(self.issue.display_name, "2026 No. 10 (15 May)")
        self.assertEqual(self.issue.name, "TCE 2026-10")
        self.env["res.lang"]._activate_lang("zh_CN")
        chinese = self.issue.with_context(lang="zh_CN")
        self.assertEqual(chinese.display_name, "2026年第10期(5月15日)")
        self.assertEqual(chinese._page_label(1), "封面")
        self.assertEqual(chinese._page_label(2), "封二")

    def test_search_by_name(self):
        """M3: number, year and medium find an issue as people write it."""
        for text in (
            "2026 No. 10",
            "2026年第10期(5月15日)",
            "2026 No. 10 (15 May)",
            "TCE 2026-10",
            "control 10",
            "第10期",
        ):
            found = self.env["ad.issue"].name_search(f"{text}")
            self.assertIn(self.issue.id, [issue_id for issue_id, _name in found], text)
        for text in ("2026 No. 11", "TCE 2025-10", "Other 2026 10"):
            found = self.env["ad.issue"].name_search(text)
            self.assertNotIn(self.issue.id, [issue_id for issue_id, _n in found], text)
        exact = self.env["ad.issue"].name_search("TCE 2026 No. 10", operator="=")
        self.assertEqual(exact[0][0], self.issue.id)
        others = self.env["ad.issue"].search([("display_name", "not ilike", "2026-10")])
        self.assertNotIn(self.issue, others)

    def test_number_is_unique(self):
        """M3: a number is given once a year."""
        with self.assertRaises(IntegrityError), expected_refusal():
            with self.env.cr.savepoint():
                self.issue.copy()
        values = {"medium_id": self.medium.id, "publication_date": "2026-05-16"}
        for number in (0, -1):
            with self.assertRaises(IntegrityError), expected_refusal():
                with self.env.cr.savepoint():
                    self.env["ad.issue"].create({**values, "number": number})

    def test_dates(self):
        """M3: closes come before publication, and in order."""
        with self._refuses("cannot be later than the publication date"):
            self.issue.film_close = "2026-05-16"
        with self._refuses("material closes first"):
            self.issue.material_close = "2026-05-14"

    def test_pages(self):
        """M1: pages fold; a website has none."""
        with self._refuses("32 or 36 pages"):
            self.issue.page_count = 33
        with self._refuses("2 or 3 panels"):
            self.issue.gatefold_panels = 1
        web = self._make_medium("Test Web", "WEB", kind="web", page_count=0)
        issue = self._make_issues(web, 1)
        self.assertEqual(issue._side_count(), 0)
        self.assertEqual(issue._page_label(1), "")
        with self._refuses("have no pages"):
            issue.page_count = 8

    def test_strip(self):
        """E25: front, inside front, 1 … 8, inside back, back."""
        issue = self.issue
        labels = [issue._page_label(number) for number in range(14)]
        interior = [str(number) for number in range(1, 9)]
        front = ["Front cover", "Inside front cover"]
        back = ["Inside back cover", "Back cover"]
        self.assertEqual(labels, ["", *front, *interior, *back, ""])
        self.assertEqual(issue._side_count(), 12)
        self.assertEqual(list(issue._interior_ordinals()), list(range(3, 11)))
        ordinal = issue._page_ordinal
        self.assertEqual(ordinal("front_cover"), 1)
        self.assertEqual(ordinal("gatefold"), 0)
        self.assertEqual(ordinal("inside_front"), 2)
        self.assertEqual(ordinal("page", 8), 10)
        self.assertEqual(ordinal("page", 9), 0)
        self.assertEqual(ordinal("page"), 0)
        self.assertEqual(ordinal("inside_back"), 11)
        self.assertEqual(ordinal("back_cover"), 12)
        left = [number for number in range(14) if issue._is_left_page(number)]
        self.assertEqual(left, [2, 4, 6, 8, 10])

    def test_strip_with_gatefold(self):
        """E25: the sides of a gatefold come first."""
        issue = self.issue
        issue.gatefold_panels = 3
        self.assertEqual(issue._page_label(1), "Gatefold panel 1")
        self.assertEqual(issue._page_label(3), "Gatefold panel 3")
        self.assertEqual(issue._page_label(4), "Inside front cover")
        self.assertEqual(issue._page_label(5), "1")
        self.assertEqual(issue._page_ordinal("gatefold"), 1)
        self.assertEqual(issue._page_ordinal("back_cover"), 14)
        left = [number for number in range(16) if issue._is_left_page(number)]
        self.assertEqual(left, [4, 6, 8, 10, 12])

    def test_strip_without_cover(self):
        """E25: without a cover page 1 is side 1, and the last page has no neighbour."""
        paper = self._make_medium("Test Paper", "TP", kind="newspaper", page_count=4)
        issue = self._make_issues(paper, 1)
        self.assertEqual(issue._side_count(), 4)
        self.assertEqual(issue._page_label(1), "1")
        self.assertEqual(issue._page_ordinal("back_cover"), 0)
        left = [number for number in range(6) if issue._is_left_page(number)]
        self.assertEqual(left, [2])

    def test_rectangles(self):
        """E25: impossible rectangles are refused in words, possible ones pass."""
        check = self.issue._rectangle_error_message
        for good in (
            (3, 0, 0, 120, 120),
            (3, 60, 60, 60, 60),
            (2, 0, 0, 240, 120),
            (10, 0, 60, 240, 60),
        ):
            self.assertFalse(check(*good), good)
        for bad, text in (
            ((13, 0, 0, 120, 120), "has no side 13"),
            ((0, 0, 0, 120, 120), "has no side 0"),
            ((3, 0, 0, 120, 121), "over the edge"),
            ((3, 61, 0, 60, 120), "over the edge"),
            ((3, -1, 0, 60, 120), "over the edge"),
            ((4, 10, 0, 240, 120), "over the edge"),
            ((3, 0, 0, 240, 120), "no left page"),
            ((12, 0, 0, 240, 120), "no left page"),
            ((2, 0, 0, 360, 120), "front-cover gatefold only"),
        ):
            self.assertIn(text, check(*bad), bad)
        self.issue.gatefold_panels = 2
        self.assertFalse(check(1, 0, 0, 240, 120))
        self.assertIn("has 2 panels", check(1, 0, 0, 360, 120))

    def test_fixed_rectangles(self):
        """E25: fixed positions know their place; the rest is for the flat plan."""
        place = self.inside_front._get_rectangle(self.issue)
        whole = {"x": 0, "y": 0, "width": 120, "height": 120}
        self.assertEqual(place, {"page": 2, **whole})
        self.assertIsNone(self.full_page._get_rectangle(self.issue))
        back = self._position(page_rule="fixed", fixed_place="back_cover")
        self.assertEqual(back._get_rectangle(self.issue), {"page": 12, **whole})
        page = self._position(
            page_rule="fixed",
            fixed_place="page",
            fixed_page=3,
            grid_x=60,
            grid_width=60,
        )
        self.assertEqual(page._get_rectangle(self.issue)["page"], 5)
        self.assertEqual(page._get_rectangle(self.issue)["x"], 60)
        gatefold = self._position(
            page_rule="fixed", fixed_place="gatefold", grid_width=360
        )
        with self._refuses("has no gatefold", UserError):
            gatefold._get_rectangle(self.issue)
        self.issue.gatefold_panels = 2
        with self._refuses("has 2 panels", UserError):
            gatefold._get_rectangle(self.issue)
        self.issue.gatefold_panels = 3
        self.assertEqual(gatefold._get_rectangle(self.issue)["width"], 360)

    def test_missing_places(self):
        """M2: a page that the issue has not, an issue of another medium."""
        page = self._position(page_rule="fixed", fixed_place="page", fixed_page=30)
        with self._refuses("has 8 pages", UserError):
            page._get_rectangle(self.issue)
        other = self._make_medium("Test Web", "WEB", kind="web", page_count=0)
        month = self._make_issues(other, 1)
        with self._refuses("issue of the same medium", UserError):
            page._get_rectangle(month)
        banner = self._position(medium_id=other.id)
        self.assertIsNone(banner._get_rectangle(month))

    def test_pages_added_under_sold_space(self):
        """E25: the back cover stays the back cover when pages are added."""
        back = self._position(name="Back", page_rule="fixed", fixed_place="back_cover")
        inside = self._sell(self.inside_front, self.issue, page=2)
        last = self._sell(back, self.issue, page=12)
        page = self._sell(self.full_page, self.issue, page=10)
        self.issue.page_count = 16
        self.assertEqual((inside.page, page.page, last.page), (2, 10, 20))
        self.issue.gatefold_panels = 2
        self.assertEqual((inside.page, page.page, last.page), (3, 11, 21))
        with self._refuses("would lose its space", UserError):
            self.issue.page_count = 4
        self.issue.sudo().state = "at_press"
        with self._refuses("cannot change any more", UserError):
            self.issue.page_count = 24

    def test_gatefold_taken_away_under_sold_space(self):
        """E25: a sold gatefold is not folded away."""
        gatefold = self._position(
            page_rule="fixed", fixed_place="gatefold", grid_width=240
        )
        self.issue.gatefold_panels = 2
        self._sell(gatefold, self.issue, page=1)
        with self._refuses("would lose its space", UserError):
            self.issue.gatefold_panels = 0

    def test_moving_a_sold_issue(self):
        """M7: the date of an issue with placements moves by “Change Issue” only."""
        placement = self._sell(self.full_page, self.issue)
        issue = self.issue.with_user(self.users["operations"])
        with self._refuses("Change Issue", UserError):
            issue.publication_date = "2026-05-20"
        form = Form(issue)
        with self.assertRaisesRegex(AssertionError, "readonly"):
            form.publication_date = date(2026, 5, 20)
        form.booking_close = date(2026, 4, 21)
        form.save()
        self.assertEqual(issue.booking_close, date(2026, 4, 21), "closes are its own")
        issue.write({"publication_date": issue.publication_date})
        placement.sudo().stage = "cancelled"
        issue.publication_date = "2026-05-20"
        self.assertEqual(placement.publication_date, date(2026, 5, 20))

    def test_what_was_sold_keeps_its_name(self):
        """M3: medium, year and number of an issue are what customers sealed."""
        other = self.medium.copy({"code": "OTHER"})
        issue = self.issue.with_user(self.users["operations"])
        for vals in ({"medium_id": other.id}, {"year": 2027}, {"number": 11}):
            issue.write(vals)
            issue.write({name: self.issue[name] for name in ("year", "number")})
            issue.write({"medium_id": self.medium.id, "number": 10, "year": 2026})
        self._sell(self.full_page, self.issue, stage="cancelled")
        for vals in ({"medium_id": other.id}, {"year": 2027}, {"number": 11}):
            with self.subTest(vals=vals), self._refuses("was sold", UserError):
                issue.write(vals)

    def test_dates_stay_at_press(self):
        """U2: at press and afterwards an issue is what it is."""
        issue = self.issue.with_user(self.users["operations"])
        for state in ("at_press", "published"):
            self.issue.sudo().state = state
            for name in ("publication_date", "booking_close", "film_close"):
                with (
                    self.subTest(state=state, name=name),
                    self._refuses("do not change any more", UserError),
                ):
                    issue.write({name: "2026-05-01"})
            for vals in ({"number": 11}, {"year": 2027}):
                with (
                    self.subTest(state=state, vals=vals),
                    self._refuses("do not change any more", UserError),
                ):
                    issue.write(vals)
        for state in ("closed", "skipped"):
            self.issue.sudo().state = state
            issue.film_close = "2026-05-14" if state == "closed" else "2026-05-15"

    def test_delete(self):
        """M3: an issue with placements stays, an empty one goes."""
        self._sell(self.full_page, self.issue, stage="cancelled")
        with self._refuses("has placements and cannot be deleted", UserError):
            self.issue.with_user(self.users["operations"]).unlink()
        self.issues[0].with_user(self.users["operations"]).unlink()

    def test_placements_button(self):
        """M3: the form leads to what was sold."""
        self._sell(self.full_page, self.issue)
        self.assertEqual(self.issue.placement_count, 1)
        action = self.issue.action_view_placements()
        self.assertEqual(action["domain"], [("issue_id", "=", self.issue.id)])

    def test_placements_button_counts_what_stands(self):
        """M3: what was withdrawn is not among what runs."""
        stays = self._sell(self.full_page, self.issue)
        goes = self._sell(self.full_page, self.issue)
        self.assertEqual(self.issue.placement_count, 2)
        goes._action_drop("withdrawn", "By letter")
        goes.flush_recordset()
        self.assertEqual(self.issue.placement_count, 1)
        action = self.issue.action_view_placements()
        search = self.env["ad.placement"].get_view(view_type="search")["arch"]
        (shown,) = [
            name.removeprefix("search_default_")
            for name in action["context"]
            if name.startswith("search_default_")
        ]
        (node,) = etree.fromstring(search).xpath(f"//filter[@name='{shown}']")
        found = self.env["ad.placement"].search(
            action["domain"] + literal_eval(node.get("domain"))
        )
        self.assertEqual(found, stays)

    def test_state_is_guarded(self):
        """M4: nobody opens or closes an issue by writing its state."""
        issue = self.issue.with_user(self.users["operations"])
        for values in ({"state": "published"}, {"booking_counter": 5}):
            with self.assertRaises(AccessError):
                issue.write(values)
        with self.assertRaises(AccessError):
            issue.with_context(default_state="closed").create(
                {
                    "medium_id": self.medium.id,
                    "number": 77,
                    "publication_date": "2026-07-01",
                }
            )

    def test_close_by_hand(self):
        """M4: the Operations Centre closes before time, nobody else, only once."""
        for title in ("specialist", "general_manager", "finance"):
            with self.assertRaises(AccessError):
                self.issue.with_user(self.users[title]).action_close()
        issue = self.issue.with_user(self.users["operations"])
        self.assertTrue(self.issues[0]._is_booking_open())
        issue.action_close()
        self.assertEqual(issue.state, "closed")
        self.assertFalse(issue._is_booking_open())
        with self._refuses("is not open", UserError):
            issue.action_close()

    def test_close_by_the_clock(self):
        """M4: an issue closes when its last booking day is over, where it appears."""
        self.company.partner_id.tz = "Asia/Shanghai"
        later = self.issues[0]
        self.assertEqual(self.issue.booking_close, date(2026, 4, 20))
        issues = self.env["ad.issue"].sudo()
        cron = type(self.env["ir.cron"])
        self.startPatcher(patch.object(cron, "_commit_progress", return_value=60))
        # 20 April, 23:30 in Shanghai
        with freeze_time("2026-04-20 15:30:00"):
            self.assertTrue(self.issue._is_booking_open())
            issues._cron_close_issues()
            self.assertEqual(self.issue.state, "open")
        # 21 April, 00:30 in Shanghai
        with freeze_time("2026-04-20 16:30:00"):
            self.assertFalse(self.issue._is_booking_open())
            issues._cron_close_issues(batch_size=1)
            self.assertEqual(self.issue.state, "closed")
            issues._cron_close_issues()
        self.assertEqual(later.state, "open")

    def test_overdue_is_closed_at_once(self):
        """M4: whoever enters a close in the past sees a closed issue."""
        issues = self.env["ad.issue"].with_user(self.users["operations"])
        with freeze_time("2026-05-01 04:00:00"):
            past, coming = issues.create(
                [
                    {
                        "medium_id": self.medium.id,
                        "number": number,
                        "publication_date": day,
                    }
                    for number, day in ((61, "2026-05-20"), (62, "2026-06-15"))
                ]
            )
            self.assertLess(past.booking_close, date(2026, 5, 1))
            self.assertEqual(past.state, "closed")
            self.assertEqual(coming.state, "open")
            coming.booking_close = "2026-05-01"
            self.assertEqual(coming.state, "open", "its last day is not over")
            coming.publication_date = "2026-05-21"
            self.assertEqual(coming.state, "closed", "its close moved with the date")

    def test_overdue_close_is_told(self):
        """M4: the form says that the date closes the issue, before it is saved."""
        with freeze_time("2026-04-01 04:00:00"):
            with Form(self.issue.with_user(self.users["operations"])) as form:
                with self.assertLogs("odoo.tests.form.onchange", "WARNING") as log:
                    form.booking_close = "2026-03-30"
                self.assertIn("The booking close is over", log.output[0])
                form.booking_close = "2026-04-20"

    def test_rights(self):
        """G3: every title reads issues, the Operations Centre keeps them."""
        for title, user in self.users.items():
            issue = self.issue.with_user(user)
            self.assertEqual(issue.display_name, "2026 No. 10 (15 May)", title)
            for method in ("write", "create", "unlink"):
                allowed = issue.has_access(method)
                self.assertEqual(allowed, title == "operations", title)

    def test_views_open_for_everybody(self):
        """G3: the screens hold nothing that a title may not read."""
        for user in self.users.values():
            for model in ("ad.issue", "ad.medium", "ad.position"):
                record = self.env[model].with_user(user)
                views = [(False, "list"), (False, "form"), (False, "search")]
                record.get_views(views)
            with self.subTest(user=user.login):
                Form(self.issue.with_user(user))


@tagged("post_install", "-at_install")
class TestInvGenerate(InvCommon):
    """A year of issues (M3)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.issues.unlink()

    def _wizard(self, first, last=None, user="operations", medium=None):
        values = {"medium_id": (medium or self.medium).id, "date_from": first}
        if last:
            values["date_to"] = last
        return self.env["ad.issue.generate"].with_user(self.users[user]).create(values)

    def _days(self, **values):
        self.medium.write(values)
        return self.medium._get_publication_dates(2026)

    def test_frequencies(self):
        """M3: each frequency has its dates."""
        days = self._days(frequency="monthly", publication_day=31)
        self.assertEqual(days[1], date(2026, 2, 28))
        self.assertEqual(len(days), 12)
        days = self._days(frequency="semimonthly", publication_day=1)
        self.assertEqual(
            days[:3], [date(2026, 1, 1), date(2026, 1, 15), date(2026, 2, 1)]
        )
        self.assertEqual(len(days), 24)
        days = self._days(frequency="bimonthly", first_month="2")
        self.assertEqual([day.month for day in days], [2, 4, 6, 8, 10, 12])
        days = self._days(frequency="quarterly", first_month="12")
        self.assertEqual([day.month for day in days], [3, 6, 9, 12])
        days = self._days(frequency="yearly", first_month="5")
        self.assertEqual(days, [date(2026, 5, 1)])
        days = self._days(frequency="weekly", publication_weekday="4")
        self.assertEqual((days[0], len(days)), (date(2026, 1, 2), 52))
        self.assertTrue(all(day.weekday() == 4 for day in days))

    def test_every_two_weeks(self):
        """M3: every second week counts from a known publication date."""
        days = self._days(frequency="biweekly", anchor_date="2025-12-30")
        self.assertEqual(days[:2], [date(2026, 1, 13), date(2026, 1, 27)])
        days = self._days(anchor_date=False, publication_weekday="2")
        self.assertTrue(all(day.weekday() == 2 for day in days))
        self.assertEqual(len(days), 26)

    def test_a_year(self):
        """M3: a year by default; numbers start again each year."""
        with freeze_time("2026-03-10"):
            wizard = self.env["ad.issue.generate"].with_user(self.users["operations"])
            wizard = wizard.create({"medium_id": self.medium.id})
            self.assertIn("because the booking close is over: 1.", wizard.warning)
            wizard.action_generate()
        self.assertEqual(wizard.date_from, date(2026, 4, 1))
        self.assertEqual(wizard.date_to, date(2027, 3, 31))
        self.assertEqual(wizard.page_count, 32)
        self.assertIn("12 issues will be made, 0 exist", wizard.summary)
        issues = self.medium.issue_ids.sorted("publication_date")
        numbers = [(issue.year, issue.number) for issue in issues]
        self.assertEqual(numbers[0], (2026, 4))
        self.assertEqual(numbers[8:10], [(2026, 12), (2027, 1)])
        self.assertEqual(numbers[-1], (2027, 3))
        # Issue 4 of 2026 took bookings until 6 March only.
        self.assertEqual(issues[0].state, "closed")
        self.assertEqual(set(issues[1:].mapped("state")), {"open"})

    def test_unknown_holidays_are_mentioned(self):
        """M3: a year of which no holidays were entered is named before and after."""
        self.env["ad.calendar.exception"].search(
            [("date", ">=", "2027-01-01")]
        ).unlink()
        with freeze_time("2026-01-05 04:00:00"):
            wizard = self._wizard("2026-06-01", "2026-12-31")
            self.assertFalse(wizard.warning)
            params = wizard.action_generate()["params"]
            self.assertEqual((params["type"], params["sticky"]), ("success", False))
            wizard = self._wizard("2027-03-01", "2027-06-30")
            self.assertIn("working days of 2027 are not entered yet", wizard.warning)
            params = wizard.action_generate()["params"]
            self.assertIn("working days of 2027", params["message"])
            self.assertEqual((params["type"], params["sticky"]), ("warning", True))
            self.env["ad.calendar.exception"].create(
                {"name": "New Year's Day", "date": "2027-01-01"}
            )
            self.assertFalse(self._wizard("2027-07-01", "2027-12-31").warning)

    def test_repeat(self):
        """M3: repeating makes nothing twice and says what it kept."""
        self._wizard("2026-01-01", "2026-06-30").action_generate()
        moved = self.medium.issue_ids.filtered(lambda issue: issue.number == 5)
        moved.publication_date = "2026-05-04"
        wizard = self._wizard("2026-01-01")
        line = wizard.line_ids[4]
        self.assertEqual(line.existing_issue_id, moved)
        self.assertEqual(line.publication_date, date(2026, 5, 4))
        self.assertIn("6 issues will be made, 6 exist", wizard.summary)
        result = wizard.action_generate()
        message = result["params"]["message"]
        self.assertIn("6 issues of Test Control Engineering were made, 6", message)
        self.assertEqual(len(self.medium.issue_ids), 12)
        result = wizard.action_generate()
        self.assertIn("0 issues", result["params"]["message"])
        self.assertEqual(result["params"]["type"], "info")
        self.assertEqual(len(self.medium.issue_ids), 12)

    def test_leave_some_out(self):
        """M3: the preview can be edited before anything is made."""
        form = Form(
            self.env["ad.issue.generate"].with_user(self.users["operations"]),
            view="ad_sales_ops.ad_issue_generate_view_form",
        )
        form.medium_id = self.medium
        form.date_from = date(2026, 1, 1)
        self.assertEqual(len(form.line_ids), 12)
        with form.line_ids.edit(1) as line:
            line.selected = False
        with form.line_ids.edit(2) as line:
            line.publication_date = date(2026, 3, 3)
        form.save().action_generate()
        issues = self.medium.issue_ids
        self.assertEqual(len(issues), 11)
        self.assertNotIn(2, issues.mapped("number"))
        self.assertIn(date(2026, 3, 3), issues.mapped("publication_date"))

    def test_holidays(self):
        """M3: closes go back before Spring Festival, to the exchanged Saturday."""
        self.medium.write(
            {
                "booking_lead_days": 15,
                "material_lead_days": 12,
                "proof_lead_days": 10,
                "film_lead_days": 5,
            }
        )
        wizard = self._wizard("2026-01-01")
        march = wizard.line_ids[2]
        # 1 March less 15 days is Saturday 14 February, worked in exchange.
        self.assertEqual(march.booking_close, date(2026, 2, 14))
        # less 12 and 10 days: in the holidays, back to the same Saturday.
        self.assertEqual(march.material_close, date(2026, 2, 14))
        self.assertEqual(march.proof_close, date(2026, 2, 14))
        self.assertEqual(march.film_close, date(2026, 2, 24))
        self.assertTrue(march.has_moved_close)
        # 9 January less 5 days is Sunday 4 January, worked in exchange.
        self.assertEqual(
            self.medium._get_closes(date(2026, 1, 9))["film_close"], date(2026, 1, 4)
        )
        # 7 January less 5 days is Friday 2 January, a holiday: back to last year.
        self.assertEqual(
            self.medium._get_closes(date(2026, 1, 7))["film_close"], date(2025, 12, 31)
        )

    def test_website(self):
        """M3: a website's months are its issues, without pages."""
        web = self._make_medium("Test Web", "WEB", kind="web", page_count=0)
        self._wizard("2026-01-01", medium=web).action_generate()
        issues = web.issue_ids.sorted("publication_date")
        self.assertEqual(len(issues), 12)
        self.assertEqual({issue.publication_date.day for issue in issues}, {1})
        self.assertEqual(set(issues.mapped("page_count")), {0})

    def test_period(self):
        """M3: an impossible period says so."""
        with self._refuses("ends before it begins", UserError):
            self._wizard("2026-05-01", "2026-04-01").action_generate()
        with self._refuses("a year at a time", UserError):
            self._wizard("2026-01-01", "2036-01-01").action_generate()

    def test_from_the_medium(self):
        """M3: opened from a medium, the dialog knows it; else the only one there is."""
        wizard = self.env["ad.issue.generate"].with_user(self.users["operations"])
        context = {"active_model": "ad.medium", "active_id": self.medium.id}
        self.assertEqual(wizard.with_context(**context).new().medium_id, self.medium)
        self.assertEqual(wizard.new().medium_id, self.medium)
        self._make_medium("Second", "S")
        self.assertFalse(wizard.new().medium_id)

    def test_rights(self):
        """G3: only the Operations Centre generates issues."""
        people = [*self.users.items(), ("plain", self.plain_user)]
        for title, user in [*people, ("portal", self.portal_user)]:
            if title != "operations":
                with self.assertRaises(AccessError, msg=title):
                    self.env["ad.issue.generate"].with_user(user).create(
                        {"medium_id": self.medium.id}
                    )

    @users("ad_test_operations")
    def test_queries(self):
        """M3: 52 issues cost hardly more queries than 12."""
        self.medium.frequency = "weekly"
        counts = []
        for year, weeks in ((2027, 12), (2028, 52)):
            first = date(year, 1, 1)
            wizard = self._wizard(first, first + relativedelta(days=weeks * 7 - 1))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            wizard.action_generate()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(len(self.medium.issue_ids), 64)
        self.assertLessEqual(counts[1], counts[0] + 5, counts)
        self.assertLessEqual(counts[1], 45, counts)
