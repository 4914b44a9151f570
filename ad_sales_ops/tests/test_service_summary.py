"""The monthly summary: facts, words, submission, remarks (Q3, E17)."""

import base64
import io
import re
from collections import Counter
from urllib.parse import unquote

import lxml.html
import openpyxl
from lxml import etree

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger
from odoo.tools.pdf import PdfReader
from odoo.tools.safe_eval import safe_eval

from ..models.ad_service_summary_facts import shortened
from .complaint_common import ComplaintCase, moment
from .service_common import CheckCase

#: Last year's month, and the three that end with the summary's.
MONTHS = ("2025-05", "2026-03", "2026-04", "2026-05")


class SummaryCase(ComplaintCase):
    """May 2026 of the division; complaints of that month and of earlier ones."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.day = fields.Date.to_date("2026-05-26")

    def _summary(self, when="2026-05-26 10:00"):
        with self.at(when):
            day = fields.Date.to_date(when[:10])
            return self.env["ad.service.summary"]._make(self.division, day)

    def _as(self, title, summary):
        return summary.with_user(self.users[title])

    def _written(self, when="2026-05-26 10:00"):
        summary = self._summary(when)
        self._as("manager", summary).trend_words = "Fewer complaints about printing"
        return summary

    def _submitted(self, when="2026-05-26 10:00"):
        summary = self._written(when)
        with self.at(when):
            self._as("manager", summary).action_submit()
        return summary


@tagged("post_install", "-at_install")
class TestServiceSummary(SummaryCase):
    def _month_of_all_kinds(self):
        """Complaints of every verdict, state and degree, some of them long ago."""
        self._closed()
        self._solved(degree="4", loss_amount=1200.5)
        again = self._closed(medium_id=self.medium.id)
        with self.at("2026-05-14 10:00"):
            again._action_reopen("The same again")
        self._answered(when="2026-05-15 15:40", promised="2026-05-18 10:00")
        wrong = self._solved(degree="1", category_id=self.category.id)
        wrong.write({"verdict": "unfounded", "cause": "Read wrongly"})
        self._reach(wrong, when="2026-05-19 10:00", perceived=0, expected=10)
        self._answered(
            when="2026-05-18 09:20",
            promised="2026-05-19 10:00",
            remedy="make_good",
            category_id=self.env.ref("ad_sales_ops.ad_opinion_category_response").id,
        )
        with self.at("2026-05-20 09:00"):
            self._register()
        self._answered(when="2026-04-14 09:10", promised="2026-04-15 10:00")
        self._answered(when="2025-05-13 11:30", promised="2025-05-14 10:00")

    def test_figures_against_plain_sql(self):
        """Every number of the print is counted again, otherwise."""
        self._month_of_all_kinds()
        summary = self._summary()
        months = {month["month"]: month for month in summary.figures["months"]}
        self.assertEqual(list(months), list(MONTHS))
        for month, figures in months.items():
            with self.subTest(month=month):
                counted = self._counted(month)
                self.assertEqual(figures, {"month": month, **counted})
        self.assertEqual(months["2026-05"]["number"], 7)
        self.assertEqual(months["2026-05"]["loss"], 1200.5)
        self.assertEqual(months["2025-05"]["answer_minutes"], 150)
        self.assertPrinted(summary)

    def _matters(self, month):
        """The month's complaints as they stand in the table."""
        self.env.cr.execute(
            """
            SELECT * FROM ad_complaint
             WHERE division_id = %s AND company_id = %s
               AND TO_CHAR(registered_date, 'YYYY-MM') = %s
            """,
            (self.division.id, self.company.id, month),
        )
        return self.env.cr.dictfetchall()

    def _counted(self, month):
        """The month's numbers as anybody would count them with a pencil."""
        now = moment("2026-05-26 10:00")
        rows = self._matters(month)

        def average(name, known, digits=0):
            numbers = [float(row[name] or 0) for row in rows if known(row)]
            return round(sum(numbers) / len(numbers), digits) if numbers else None

        def answered(row):
            return row["answer_minutes"] is not None

        def call_was_due(row):
            late = row["solved_on"] and row["follow_up_due"] < now
            return bool(row["followed_up_on"] or late)

        return {
            "number": len(rows),
            "proven": sum(row["verdict"] == "proven" for row in rows),
            "unfounded": sum(row["verdict"] == "unfounded" for row in rows),
            "open": sum(row["state"] != "closed" for row in rows),
            "reopened": sum((row["reopened_count"] or 0) > 0 for row in rows),
            "make_goods": sum(bool(row["is_make_good"]) for row in rows),
            "answered": sum(answered(row) or row["answer_due"] < now for row in rows),
            "answered_in_time": sum(
                answered(row) and not row["is_answer_late"] for row in rows
            ),
            "degree": average("degree", lambda row: row["degree"], 2),
            "answer_minutes": average("answer_minutes", answered),
            "solution_minutes": average(
                "solution_minutes", lambda row: row["solved_on"]
            ),
            "loss": sum(float(row["loss_amount"] or 0) for row in rows),
            "follow_up_rate": average("follow_up_rate", call_was_due, 1),
            "satisfaction": average(
                "satisfaction", lambda row: row["follow_up_result"] == "settled", 2
            ),
        }

    def _in_words(self, counted):
        """What the print says of a month, line by line."""

        def words(value, form="{:.0f}"):
            return "–" if value is None else form.format(value)

        total, minutes = counted["answered"], counted["solution_minutes"]
        share = 100 * counted["answered_in_time"] / total if total else None
        return [
            words(counted["number"]),
            words(counted["proven"]),
            words(counted["unfounded"]),
            words(counted["open"]),
            words(counted["reopened"]),
            words(counted["degree"], "{:.2f}"),
            words(counted["answer_minutes"]),
            words(share),
            words(None if minutes is None else minutes / 60, "{:.1f}"),
            words(counted["follow_up_rate"], "{:g}"),
            words(counted["satisfaction"], "{:.2f}"),
            words(counted["make_goods"]),
            self.company.currency_id.format(counted["loss"]),
        ]

    def _page(self, summary):
        content, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "ad_sales_ops.report_ad_service_summary", summary.ids
        )
        return lxml.html.fromstring(content.decode())

    def assertPrinted(self, summary):
        """The paper itself says what was counted: figures and pictures."""
        page = self._page(summary)
        rows = page.xpath("//table[@name='figures']//tr[td]")
        cells = [[cell.text_content().strip() for cell in row[1:]] for row in rows]
        for column, month in enumerate(MONTHS):
            with self.subTest(month=month):
                self.assertEqual(
                    [line[column] for line in cells],
                    self._in_words(self._counted(month)),
                )
        pictures = [
            base64.b64decode(src.split(",")[1]).decode()
            for src in page.xpath("//*[@name='charts']//img/@src")
        ]
        self.assertEqual(len(pictures), 4)
        rows = self._matters("2026-05")
        for picture, name in zip(
            pictures[1:], ("category_id", "degree", "medium_id"), strict=True
        ):
            numbers = Counter(row[name] for row in rows)
            with self.subTest(picture=name):
                drawn = re.findall(r">(\d+)</text>", picture)
                self.assertEqual(
                    sorted(map(int, drawn)), sorted(numbers.values()), picture
                )
                self.assertEqual(
                    summary.figures[
                        {
                            "category_id": "categories",
                            "degree": "degrees",
                            "medium_id": "media",
                        }[name]
                    ],
                    sorted(
                        (
                            [
                                key,
                                number,
                                sum(
                                    row["verdict"] == "proven"
                                    for row in rows
                                    if row[name] == key
                                ),
                            ]
                            for key, number in numbers.items()
                        ),
                        key=lambda line: (-line[1], line[0] is None, line[0]),
                    ),
                )

    def test_checks_and_people_against_plain_sql(self):
        """What the month's phone checks and each specialist's records come to."""
        self._month_of_all_kinds()
        self._answered(about_id=self.specialist.id)
        summary = self._summary()
        self.assertEqual(
            summary.figures["checks"],
            {
                "number": 0,
                "done": 0,
                "excused": 0,
                "score": None,
                "agrees": 0,
                "differs": 0,
                "defects": 0,
            },
        )
        rows = self._matters("2026-05")
        blamed = Counter(row["responsible_id"] or row["about_id"] for row in rows)
        served = Counter(row["user_id"] for row in rows)
        proven = Counter(row["user_id"] for row in rows if row["verdict"] == "proven")
        person = summary.person_ids.filtered(lambda x: x.user_id == self.specialist)
        self.assertEqual(person.number, blamed[self.specialist.id])
        self.assertIn("1 complaints about him, 0 proven", person.facts)
        # His customers' complaints stand beside, as a fact and not as a fault.
        self.assertEqual(
            (served[self.specialist.id], proven[self.specialist.id]), (8, 2)
        )
        self.assertIn("8 complaints by his customers, 2 proven", person.facts)
        self.assertIn(person.facts, self._page(summary).text_content())

    def test_long_chinese_words_are_shortened(self):
        """They have no blanks at which a line could be broken."""
        self.assertEqual(shortened("印刷" * 50, 10), "印刷印刷印刷印刷印…")
        self.assertEqual(shortened("  两 个\n词 ", 10), "两 个 词")
        self.assertEqual(shortened(False, 10), "")
        complaint = self._answered(what="颜色偏差很大，" * 60)
        self._know_all(complaint)
        summary = self._summary()
        line = summary.opinion_ids.filtered(lambda x: x.category_id == self.category)
        self.assertIn("颜色偏差很大", line.facts)
        self.assertLess(len(line.facts), 130)

    def test_quotations_are_few(self):
        """However many complained, a category quotes some and counts the rest."""
        for number in range(15):
            self._know_all(self._answered(what=f"Page {number} is grey"))
        self._know_all(self._answered(what="The gravest of all", degree="4"))
        line = self._summary().opinion_ids.filtered(
            lambda x: x.category_id == self.category
        )
        lines = line.facts.split("\n")
        self.assertEqual(len(lines), 13)
        self.assertEqual(lines[-1], "and 4 more")

    # Averages: the same on the print and in every pivot

    def _averages(self):
        """What the pivot of the division shows for all complaints of the month."""
        names = (
            "answer_minutes",
            "solution_minutes",
            "follow_up_rate",
            "perceived",
            "satisfaction",
        )
        [values] = self.env["ad.complaint"]._read_group(
            [("division_id", "=", self.division.id)],
            [],
            [f"{name}:avg" for name in names],
        )
        return dict(zip(names, values, strict=True))

    def test_a_customer_who_found_nothing_good_counts(self):
        complaint = self._solved()
        self._reach(complaint, perceived=0, expected=10)
        self._reach(self._solved(), perceived=8, expected=10)
        with self.at("2026-05-26 10:00"):
            pivot = self._averages()
        figures = self._summary().figures["months"][-1]
        self.assertEqual(figures["satisfaction"], 0.4)
        self.assertAlmostEqual(pivot["satisfaction"], 0.4)
        self.assertAlmostEqual(pivot["perceived"], 4.0)

    def test_reopened_is_no_answer_of_anybody(self):
        """A complaint that is open again has no solution, no call and no score."""
        self._closed()
        again = self._closed()
        with self.at("2026-05-14 10:00"):
            again._action_reopen("The same again")
        with self.at("2026-05-14 10:05"):
            pivot = self._averages()
        self.assertEqual(pivot["solution_minutes"], 120)
        self.assertEqual(pivot["follow_up_rate"], 100)
        self.assertAlmostEqual(pivot["satisfaction"], 0.8)
        # The first answer was given, ten minutes after nine and in time.
        self.assertEqual(pivot["answer_minutes"], 10)
        figures = self._summary("2026-05-26 10:00").figures["months"][-1]
        self.assertEqual(figures["answered_in_time"], 2)
        self.assertEqual(figures["answer_minutes"], 10)
        self.assertEqual(figures["satisfaction"], 0.8)
        self.assertEqual(figures["solution_minutes"], 120)

    def test_nobody_called_is_called_late(self):
        """From the deadline on, in the pivot and on the print alike."""
        self._reach(self._solved())
        self._solved()
        with self.at("2026-05-12 12:00"):
            self.assertEqual(self._averages()["follow_up_rate"], 100)
        with self.at("2026-05-26 10:00"):
            self.assertEqual(self._averages()["follow_up_rate"], 50)
        self.assertEqual(self._summary().figures["months"][-1]["follow_up_rate"], 50)
        action = self.env.ref("ad_sales_ops.ad_complaint_action_satisfaction")
        self.assertIn("solved_on", action.domain)

    def test_other_divisions_and_companies_stay_out(self):
        other = self.env["crm.team"].create(
            {"name": "Other division", "company_id": self.company.id}
        )
        complaint = self._answered()
        complaint.sudo().division_id = other
        second = self._make_company("Second Press Test Co.")
        foreign = self._answered()
        self.env.flush_all()
        # Of a division that both houses share.
        self.env.cr.execute(
            "UPDATE ad_complaint SET company_id = %s WHERE id = %s",
            (second.id, foreign.id),
        )
        self.env.invalidate_all()
        figures = self._summary().figures
        self.assertEqual(figures["months"][-1]["number"], 0)
        self.assertEqual(figures["no_division"], 0)
        self.assertEqual(figures["categories"], [])
        self.assertFalse(self._summary().case_ids)

    def test_complaints_of_no_division(self):
        """Counted beside, shown to the general manager; then allotted."""
        nobody = self._make_advertiser("Test Nobody's")
        nobody.user_id = False
        for partner in (nobody, self.env["res.partner"]):
            self._answered(
                partner_id=partner.id, caller_name="Zhao", caller_phone="021-5550 9999"
            )
        summary = self._summary()
        self.assertEqual(summary.figures["no_division"], 2)
        self.assertEqual(summary.figures["months"][-1]["number"], 0)
        self.assertIn("2 complaints of the month belong to no", summary.figures_html)
        reader = self._as("general_manager", summary)
        self.assertEqual(reader.no_division_count, 2)
        action = reader.action_open_no_division()
        self.assertEqual(reader.env["ad.complaint"].search_count(action["domain"]), 2)
        nobody.user_id = self.specialist
        self._summary("2026-05-27 10:00")
        self.assertEqual(summary.figures["no_division"], 1)
        self.assertEqual(summary.figures["months"][-1]["number"], 1)

    def test_lines_keep_the_managers_words(self):
        self._know_all(self._answered())
        summary = self._summary()
        printing = summary.opinion_ids.filtered(
            lambda line: line.category_id == self.category
        )
        self.assertEqual((printing.number, printing.proven), (1, 1))
        self.assertEqual(len(summary.opinion_ids), 8)
        self._as("manager", printing).words = "New paper from June on"
        self._know_all(self._answered(when="2026-05-13 09:10"))
        with self.at("2026-05-27 10:00"):
            self._as("manager", summary).action_refresh()
        self.assertEqual(printing.number, 2)
        self.assertEqual(printing.words, "New paper from June on")

    def test_cases_and_people(self):
        complaint = self._answered(about_id=self.specialist.id, degree="4")
        self._answered(when="2026-05-13 09:10", degree="1")
        summary = self._summary()
        self.assertEqual(summary.case_ids[0].complaint_id, complaint)
        self.assertIn("Colours are off", summary.case_ids[0].facts)
        person = summary.person_ids.filtered(lambda x: x.user_id == self.specialist)
        self.assertEqual(person.number, 1)
        self.assertIn("1 complaints about him, 0 proven", person.facts)
        self.assertNotIn(self.manager, summary.person_ids.user_id)

    def test_praise(self):
        self.env["ad.praise"].with_user(self.service).create(
            {
                "partner_id": self.advertiser.id,
                "words": "The new layout is fresh",
                "said_on": "2026-05-04",
            }
        )
        self.assertEqual(
            self._summary().praise_ids.mapped("facts"), ["The new layout is fresh"]
        )

    def test_made_once(self):
        """By the clock from the 20th, by the button at once, never twice."""
        summaries = self.env["ad.service.summary"]
        domain = [("division_id", "=", self.division.id)]
        with self.at("2026-05-19 10:00"):
            summaries._cron_make_summaries()
            self.assertFalse(summaries.search(domain))
        with self.at("2026-05-20 10:00"):
            summaries._cron_make_summaries()
            summaries._cron_make_summaries()
            summary = summaries.search(domain)
            self.assertEqual(len(summary), 1)
            self.assertEqual(summary.due_date, fields.Date.to_date("2026-05-31"))
            self.assertEqual(summary.activity_ids.user_id, self.manager)
            action = summaries.with_user(self.manager).action_write_this_month()
            self.assertEqual(action["res_id"], summary.id)

    def test_one_division_fails_alone(self):
        """What goes wrong in one division leaves the others their summaries."""
        broken = self.env["crm.team"].create(
            {
                "name": "A broken division",
                "company_id": self.company.id,
                "user_id": self.manager.id,
            }
        )
        summaries = self.env["ad.service.summary"]
        make = self.registry["ad.service.summary"]._make

        def fails(model, division, day):
            if division == broken:
                raise ValueError("broken")
            return make(model, division, day)

        self.patch(self.registry["ad.service.summary"], "_make", fails)
        with (
            self.at("2026-05-20 10:00"),
            self.assertLogs("odoo.addons.ad_sales_ops", "ERROR") as logs,
        ):
            summaries._cron_make_summaries()
        self.assertEqual(len(logs.records), 1)
        made = summaries.search([("month", "=", "2026-05-01")]).division_id
        self.assertIn(self.division, made)
        self.assertNotIn(broken, made)

    def test_nobody_leads_the_division(self):
        """Its summary is made all the same, and written by the general manager."""
        self.division.user_id = False
        summaries = self.env["ad.service.summary"]
        with self.at("2026-05-20 10:00"):
            summaries._cron_make_summaries()
        summary = summaries.search([("division_id", "=", self.division.id)])
        self.assertEqual(summary.activity_ids.user_id, self.general_manager)
        own = self._as("general_manager", summary)
        own.trend_words = "Written for a vacant post"
        with self.at("2026-05-26 10:00"):
            own.action_submit()
        self.assertEqual(summary.state, "submitted")
        # He does not acknowledge his own words: he authorises somebody.
        self.assertFalse(own.may_acknowledge)
        self.assertIn("can authorise somebody", own.waiting_text)
        stranger = self._make_user("manager_b", "group_ad_manager")
        with self.assertRaises(AccessError):
            summary.with_user(stranger).read(["name"])
        self._authorise_reader(stranger)
        summary.with_user(stranger)._action_acknowledge("Read for the house")
        self.assertEqual(summary.acknowledged_by_id, stranger)

    def test_a_new_manager_takes_over(self):
        """What is not written yet is his; what is submitted stays the other's."""
        before = self._submitted("2026-04-27 10:00")
        summary = self._summary()
        successor = self._make_user("manager_b", "group_ad_manager")
        self.division.user_id = successor
        self.assertEqual(summary.manager_id, successor)
        self.assertEqual(summary.activity_ids.user_id, successor)
        self.assertEqual(before.manager_id, self.manager)
        with self.at("2026-05-26 10:00"):
            own = summary.with_user(successor)
            own.trend_words = "A new broom"
            own.action_submit()
        self.assertEqual(summary.submitted_by_id, successor)

    def test_a_month_that_was_missed(self):
        """Made by hand, for one's own divisions and for months that have begun."""
        with self.at("2026-05-26 10:00"):
            months = self.env["ad.service.summary.month"].with_user(self.manager)
            action = months.env["ad.service.summary"].action_write_another_month()
            self.assertEqual(action["res_model"], months._name)
            wizard = months.create({})
            self.assertEqual(wizard.division_ids, self.division)
            self.assertEqual(str(wizard.month), "2026-04-26")
            action = wizard.action_make()
            missed = self.env["ad.service.summary"].browse(action["res_id"])
            self.assertEqual(str(missed.month), "2026-04-01")
            self.assertEqual(missed.division_id, self.division)
            self.assertTrue(missed.is_late)
            with self.assertRaisesRegex(UserError, "still to come"):
                months.create({"month": "2026-06-01"}).action_make()
            months.create({"month": "2026-05-31"}).action_make()
            other = self.env["crm.team"].create(
                {
                    "name": "Another's",
                    "company_id": self.company.id,
                    "user_id": self.general_manager.id,
                }
            )
            with self.assertRaisesRegex(AccessError, "another manager's"):
                months.create({"division_id": other.id}).action_make()
            general = months.with_user(self.general_manager)
            general.create({"division_id": other.id}).action_make()
            made = self.env["ad.service.summary"].search([("month", "=", "2026-04-01")])
            self.assertEqual(made.division_id, self.division | other)

    def test_who_leads_nothing(self):
        summaries = self.env["ad.service.summary"]
        stranger = self._make_user("manager_b", "group_ad_manager")
        with self.assertRaisesRegex(UserError, "You lead no division"):
            summaries.with_user(stranger).action_write_this_month()
        with self.assertRaisesRegex(AccessError, "division manager writes"):
            summaries.with_user(self.supervisor).action_write_this_month()

    # Submission

    def test_not_before_the_25th(self):
        summary = self._written("2026-05-24 10:00")
        with (
            self.at("2026-05-24 23:59"),
            self.assertRaisesRegex(UserError, "can be submitted from"),
        ):
            self._as("manager", summary).action_submit()
        with self.at("2026-05-25 00:01"):
            self._as("manager", summary).action_submit()
        self.assertEqual(summary.state, "submitted")
        self.assertFalse(summary.was_late)

    def test_late_after_the_last_day_of_the_month(self):
        """24:00 of the last day, at the company's place (E17)."""
        summary = self._written()
        with self.at("2026-05-31 23:59"):
            summary.invalidate_recordset()
            self.assertFalse(summary.is_late)
        with self.at("2026-06-01 00:01"):
            summary.invalidate_recordset()
            self.assertTrue(summary.is_late)
            late = self.env["ad.service.summary"].search([("is_late", "=", True)])
            self.assertIn(summary, late)
            self._as("manager", summary).action_submit()
        self.assertTrue(summary.was_late)

    def test_conclusions_are_asked_for(self):
        summary = self._summary()
        with (
            self.at("2026-05-26 10:00"),
            self.assertRaisesRegex(UserError, "figures alone are no summary"),
        ):
            self._as("manager", summary).action_submit()
        self.assertEqual(summary.state, "draft")

    def test_submitted_once_and_frozen(self):
        summary = self._submitted()
        with self.assertRaisesRegex(UserError, "submitted already"):
            self._as("manager", summary).action_submit()
        with self.assertRaisesRegex(UserError, "stays as it is"):
            self._as("manager", summary).trend_words = "Something else"
        with self.assertRaisesRegex(UserError, "stays as it is"):
            summary.sudo().plan_words = "Something else"
        with self.assertRaisesRegex(UserError, "stays as it is"):
            summary.sudo().opinion_ids[0].words = "Something else"
        with self.assertRaisesRegex(UserError, "stays as it is"):
            self._as("manager", summary).action_refresh()
        number = summary.figures["months"][-1]["number"]
        self._answered()
        self._summary("2026-05-27 10:00")
        self.assertEqual(summary.figures["months"][-1]["number"], number)

    def test_guarded_and_kept(self):
        summary = self._summary()
        manager = self._as("manager", summary)
        for values in ({"state": "submitted"}, {"remarks": "Fine"}, {"figures": {}}):
            with self.subTest(values=values), self.assertRaises(AccessError):
                manager.write(values)
        with self.assertRaises(AccessError):
            manager.opinion_ids[0].facts = "All are happy"
        with self.assertRaises(AccessError):
            manager.unlink()
        with self.assertRaisesRegex(UserError, "Summaries are kept"):
            summary.sudo().unlink()
        with self.assertRaisesRegex(UserError, "made once for each month"):
            summary.sudo().copy()

    # The general manager

    def test_acknowledged_with_remarks(self):
        summary = self._submitted()
        reader = self._as("general_manager", summary)
        self.assertTrue(reader.may_acknowledge)
        action = reader.action_acknowledge()
        dialog = self.env["ad.service.summary.remark"].with_user(reader.env.user)
        dialog = dialog.with_context(**action["context"])
        with self.assertRaisesRegex(UserError, "Write your remarks"):
            dialog.create({}).action_apply()
        dialog.create({"words": "Speak to the printer"}).action_apply()
        self.assertEqual(summary.state, "acknowledged")
        self.assertEqual(summary.remarks, "Speak to the printer")
        self.assertFalse(summary.activity_ids)
        self.assertIn("Speak to the printer", summary.message_ids[0].body)
        with self.assertRaisesRegex(UserError, "not waiting"):
            reader._action_acknowledge("Again")

    def test_returned_for_correction(self):
        summary = self._submitted()
        with self.assertRaisesRegex(AccessError, "general manager returns"):
            self._as("manager", summary)._action_return("I forgot something")
        reader = self._as("general_manager", summary)
        with self.assertRaisesRegex(UserError, "what is to be corrected"):
            reader._action_return(" ")
        reader._action_return("Name the printer")
        self.assertEqual(summary.state, "draft")
        self.assertEqual(summary.activity_ids.user_id, self.manager)
        self._as("manager", summary).plan_words = "Talk to the printer"
        with self.at("2026-05-28 10:00"):
            self._as("manager", summary).action_submit()
        self.assertEqual(
            summary.ad_sign_off_ids.mapped("decision"),
            ["signed", "returned", "signed"],
        )

    def test_nobody_signs_twice(self):
        """Who submitted it does not acknowledge it, whatever else he is."""
        summary = self._submitted()
        self.manager.group_ids += self.env.ref("ad_sales_ops.group_ad_general_manager")
        with self.assertRaises(UserError):
            self._as("manager", summary)._action_acknowledge("Well done")

    def test_a_deputy_submits_for_the_manager(self):
        """G8: the trail says for whom."""
        deputy = self._make_user("deputy", "group_ad_supervisor")
        self.env["ad.authorization"].with_user(self.users["general_manager"]).create(
            {
                "deputy_id": deputy.id,
                "principal_id": self.manager.id,
                "team_id": self.division.id,
                "step": "service_summary",
                "date_from": "2026-05-01",
                "date_to": "2099-05-31",
                "reason": "On leave",
            }
        )
        self.env["ad.authorization"]._cron_update_current()
        self.env.flush_all()
        summary = self._written()
        with self.at("2026-05-26 10:00"):
            summary.with_user(deputy).action_submit()
        self.assertEqual(summary.ad_sign_off_ids.on_behalf_id, self.manager)

    def _authorise_reader(self, deputy):
        """The general manager goes away."""
        self.env["ad.authorization"].with_user(self.general_manager).create(
            {
                "deputy_id": deputy.id,
                "principal_id": self.general_manager.id,
                "team_id": self.division.id,
                "step": "service_acknowledge",
                "date_from": "2026-05-01",
                "date_to": "2099-05-31",
                "reason": "On a journey",
            }
        )
        self.env["ad.authorization"]._cron_update_current()
        self.env.flush_all()

    def test_a_deputy_reads_for_the_general_manager(self):
        """G8: read and answered, nothing written; the trail says for whom."""
        deputy = self._make_user("manager_b", "group_ad_manager")
        self._authorise_reader(deputy)
        summary = self._written()
        with self.assertRaises(AccessError):
            summary.with_user(deputy).trend_words = "All is well"
        with self.at("2026-05-26 10:00"):
            self._as("manager", summary).action_submit()
        self.assertIn(deputy, summary.activity_ids.user_id)
        reader = summary.with_user(deputy)
        self.assertTrue(reader.may_acknowledge)
        self.assertTrue(reader.ad_sign_off_ids.mapped("decision"))
        action = reader.action_return()
        dialog = self.env["ad.service.summary.remark"].with_user(deputy)
        dialog = dialog.with_context(**action["context"])
        dialog.create({"words": "Name the printer"}).action_apply()
        self.assertEqual(summary.state, "draft")
        with self.at("2026-05-27 10:00"):
            self._as("manager", summary).action_submit()
        reader._action_acknowledge("Thank the printer")
        signed = summary.ad_sign_off_ids.filtered(
            lambda line: line.step == "service_acknowledge"
        )
        self.assertEqual(signed.on_behalf_id, self.general_manager)

    def test_the_general_manager_leads_a_division_himself(self):
        """He submits as its manager; whoever he authorised answers it."""
        self.division.user_id = self.general_manager
        deputy = self._make_user("manager_b", "group_ad_manager")
        summary = self._summary()
        own = self._as("general_manager", summary)
        own.trend_words = "Fewer complaints"
        with self.at("2026-05-26 10:00"):
            own.action_submit()
        with self.assertRaises(UserError):
            own._action_acknowledge("Well done, myself")
        self._authorise_reader(deputy)
        summary.with_user(deputy)._action_return("Say why")
        self.assertEqual(summary.state, "draft")

    # Rights

    def test_outsiders(self):
        """Customers, visitors and colleagues without a title see nothing of it."""
        summary = self._written()
        public = self.env.ref("base.public_user")
        for user in (self.plain_user, self.portal_user, public):
            with self.subTest(user=user.login):
                outside = summary.with_user(user)
                for step in (
                    lambda s: s.read(["name"]),
                    lambda s: s.opinion_ids.read(["facts"]),
                    lambda s: s.search([]),
                    lambda s: s.action_submit(),
                    lambda s: s._action_acknowledge("Fine"),
                    lambda s: s.action_write_this_month(),
                    lambda s: s.action_write_another_month(),
                ):
                    with (
                        mute_logger("odoo.addons.base.models.ir_model"),
                        self.assertRaises(AccessError),
                    ):
                        step(outside)

    def test_rights(self):
        summary = self._summary()
        for title in ("manager", "general_manager", "service_supervisor"):
            with self.subTest(title=title):
                self.assertTrue(self._as(title, summary).name)
                self.assertTrue(self._as(title, summary).opinion_ids)
        for title in ("specialist", "supervisor", "finance", "operations"):
            with self.subTest(title=title), self.assertRaises(AccessError):
                self._as(title, summary).read(["name"])
        for title in ("general_manager", "service_supervisor"):
            with self.subTest(title=title), self.assertRaises(AccessError):
                self._as(title, summary).trend_words = "All is well"
        stranger = self._make_user("manager_b", "group_ad_manager")
        with self.assertRaises(AccessError):
            summary.with_user(stranger).read(["name"])
        with self.assertRaises(AccessError):
            self._as("manager", self.env["ad.service.summary"]).create(
                {"division_id": self.division.id, "month": "2026-06-01"}
            )

    # Prints

    def test_print(self):
        self._closed()
        summary = self._submitted()
        report = self.env["ir.actions.report"].sudo()
        html, _kind = report._render_qweb_html(
            "ad_sales_ops.report_ad_service_summary", summary.ids
        )
        text = html.decode()
        for words in (
            "Summary of Customers",
            "2026-05",
            "Fewer complaints about printing",
            "Wrong profile",
            self.manager.name,
            "data:image/svg+xml",
        ):
            self.assertIn(words, text)
        self.assertIn("Complaints Registered", summary.figures_html)

    def test_headings_keep_to_what_follows(self):
        """No heading of a chapter or a case stands alone at the end of a page."""
        self._closed()
        summary = self._submitted()
        html, _kind = (
            self.env["ir.actions.report"]
            .sudo()
            ._render_qweb_html("ad_sales_ops.report_ad_service_summary", summary.ids)
        )
        page = lxml.html.fromstring(html.decode())
        self.assertTrue(page.xpath("//h2"))
        self.assertFalse(page.xpath("//h2[not(contains(@class, 'ad_lead'))]"))
        case = page.xpath(
            "//*[contains(@class, 'ad_keep')]/*[contains(@class, 'ad_lead')]/strong"
        )
        self.assertIn(summary.case_ids.title, [title.text for title in case])

    def test_charts_name_what_is_not_known(self):
        """A bar without a medium says so, and not just that nothing was said."""
        report = self.env["report.ad_sales_ops.report_ad_service_summary"]
        summary = self._summary()
        rows = report._labelled(
            summary, "media", [[self.medium.id, 2, 1], [False, 1, 0]]
        )
        self.assertEqual(rows, [(self.medium.name, 2, 1), ("No Medium Named", 1, 0)])
        words = {
            report._labelled(summary, name, [[False, 1, 0]])[0][0]
            for name in ("categories", "degrees", "media")
        }
        self.assertEqual(len(words), 3)

    def test_stacked_on_the_phone(self):
        """Every table of texts has cards, which a phone shows instead."""
        arch = self._summary().get_view(view_type="form")["arch"]
        form = etree.fromstring(arch)
        for name in ("opinion_ids", "case_ids", "person_ids", "praise_ids"):
            with self.subTest(name=name):
                field = form.xpath(f"//field[@name='{name}']")[0]
                self.assertEqual(field.get("mode"), "list,kanban")
                self.assertTrue(field.xpath("kanban//field[@name='facts']"))

    def test_queries_do_not_grow_with_complaints(self):
        """B8: one more query for none of them."""
        summary = self._summary()
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        summary.sudo()._figures()
        few = self.env.cr.sql_log_count - before
        self._know_all(self._answered())
        self._answered(when="2026-05-14 09:10", promised="2026-05-15 10:00")
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        summary.sudo()._figures()
        self.assertEqual(self.env.cr.sql_log_count - before, few)
        self.assertLessEqual(few, 16)


@tagged("post_install", "-at_install")
class TestServiceSummaryChecks(CheckCase):
    def _rows(self, query):
        self.env.cr.execute(query, (self.division.id, self.month))
        return self.env.cr.dictfetchall()

    def test_checks_against_plain_sql(self):
        """Calls, visits, scores, claims and defects, counted with a pencil."""
        self._round()
        self._done(self._check(), score=4, praise="Quick and friendly")
        visited = self._check(self.silent)
        visited._action_excuse("visit", "All is well", self.month, "At his works")
        self.env.flush_all()
        summary = self.env["ad.service.summary"]._make(self.division, self.today)
        checks = self._rows(
            "SELECT * FROM ad_service_check WHERE division_id = %s AND month = %s"
        )
        claims = self._rows(
            "SELECT claim.* FROM ad_service_check_claim claim "
            "JOIN ad_service_check sheet ON sheet.id = claim.check_id "
            "WHERE sheet.division_id = %s AND sheet.month = %s"
        )
        defects = self._rows(
            "SELECT * FROM ad_service_defect WHERE division_id = %s AND month = %s"
        )
        states = Counter(check["state"] for check in checks)
        scores = [row["average_score"] for row in checks if row["average_score"]]
        verdicts = Counter(claim["verdict"] for claim in claims)
        figures = summary.figures["checks"]
        self.assertEqual(
            figures,
            {
                "number": len(checks),
                "done": states["done"],
                "excused": states["excused"],
                "score": round(float(sum(scores)) / len(scores), 2),
                "agrees": verdicts["agrees"],
                "differs": verdicts["differs"],
                "defects": sum(row["state"] != "dropped" for row in defects),
            },
        )
        self.assertEqual((figures["done"], figures["excused"]), (1, 1))
        self.assertEqual(figures["score"], 4.0)
        self.assertIn(
            f"2 of {len(checks)} contact persons were reached or excused",
            summary.figures_html,
        )
        self.assertIn("Quick and friendly", summary.praise_ids.mapped("facts"))


@tagged("post_install", "-at_install")
class TestServiceSummaryDownload(SummaryCase, HttpCase):
    def test_the_paper_itself(self):
        """An ordinary month takes four pages, whatever customers wrote in mails."""
        if self.env["ir.actions.report"].get_wkhtmltopdf_state() == "install":
            self.skipTest("wkhtmltopdf is not there")
        for number in range(12):
            self._know_all(
                self._answered(
                    when=f"2026-05-{12 + number % 7} 09:10",
                    promised="2026-05-25 10:00",
                    what=f"Letter {number}: " + "the colours are off again, " * 400,
                )
            )
        summary = self._submitted()
        for line in (*summary.case_ids, *summary.opinion_ids, *summary.person_ids):
            self.assertLess(len(line.facts or ""), 1500)
        content, kind = (
            self.env["ir.actions.report"]
            .with_context(force_report_rendering=True)
            ._render_qweb_pdf("ad_sales_ops.report_ad_service_summary", summary.ids)
        )
        self.assertEqual(kind, "pdf")
        pages = PdfReader(io.BytesIO(content)).pages
        self.assertLessEqual(len(pages), 4)
        text = " ".join(" ".join(page.extract_text() for page in pages).split())
        self.assertIn("Complaints Registered", text)
        self.assertIn("Fewer complaints about printing", text)
        self.assertIn("Complaints Registered 0 0 0 12", text)

    def test_spreadsheet(self):
        self._know_all(self._answered())
        summary = self._written()
        self.env.flush_all()
        url = self._as("manager", summary).action_download()["url"]
        self.authenticate(self.manager.login, self.manager.login)
        book = openpyxl.load_workbook(io.BytesIO(self.url_open(url).content))
        self.assertEqual(len(book.sheetnames), 5)
        # The print has the same name.
        report = self.env.ref("ad_sales_ops.action_report_ad_service_summary")
        stem = safe_eval(report.print_report_name, {"object": summary})
        self.assertIn(summary.name, stem)
        headers = self.url_open(url).headers["Content-Disposition"]
        self.assertIn(f"{stem}.xlsx", unquote(headers))
        figures = {row[0]: row[1:] for row in book.worksheets[0].values}
        self.assertEqual(figures["Complaints Registered"][3], 1)
        self.authenticate(self.specialist.login, self.specialist.login)
        with mute_logger("odoo.http"):
            self.assertEqual(self.url_open(url).status_code, 404)
