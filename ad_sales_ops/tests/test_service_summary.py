"""The monthly summary: facts, words, submission, remarks (Q3, E17)."""

import io

import openpyxl

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .complaint_common import ComplaintCase


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
    def test_figures_against_plain_sql(self):
        """Every number of the print is counted again, otherwise."""
        self._closed()
        self._solved(degree="4", loss_amount=1200.5)
        self._answered(when="2026-04-14 09:10", promised="2026-04-15 10:00")
        self._answered(when="2025-05-13 11:30", promised="2025-05-14 10:00")
        summary = self._summary()
        months = {month["month"]: month for month in summary.figures["months"]}
        self.assertEqual(list(months), ["2025-05", "2026-03", "2026-04", "2026-05"])
        for month, figures in months.items():
            with self.subTest(month=month):
                self.assertEqual(
                    {name: figures[name] for name in self._counted(month)},
                    self._counted(month),
                )
        self.assertEqual(months["2026-05"]["number"], 2)
        self.assertEqual(months["2026-05"]["loss"], 1200.5)
        self.assertEqual(months["2025-05"]["answer_minutes"], 150)
        self.assertPrinted(summary)

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

    def _counted(self, month):
        """The month's numbers as anybody would ask the database for them."""
        self.env.cr.execute(
            """
            SELECT COUNT(*) AS number,
                   SUM(CASE WHEN verdict = 'proven' THEN 1 ELSE 0 END) AS proven,
                   SUM(CASE WHEN state = 'closed' THEN 0 ELSE 1 END) AS open,
                   SUM(loss_amount) AS loss, AVG(answer_minutes) AS answer_minutes,
                   AVG(satisfaction) AS satisfaction
              FROM ad_complaint
             WHERE division_id = %s AND company_id = %s
               AND TO_CHAR(registered_date, 'YYYY-MM') = %s
            """,
            (self.division.id, self.company.id, month),
        )
        [row] = self.env.cr.dictfetchall()
        counted = {name: float(row[name] or 0) for name in ("number", "proven", "open")}
        counted["loss"] = float(row["loss"] or 0)
        minutes, satisfaction = row["answer_minutes"], row["satisfaction"]
        counted["answer_minutes"] = None if minutes is None else round(minutes)
        counted["satisfaction"] = satisfaction and round(satisfaction, 2)
        return counted

    def assertPrinted(self, summary):
        """The print says what the database counts."""
        report = self.env["report.ad_sales_ops.report_ad_service_summary"]
        rows = {row[0]: row[1:] for row in report._summary(summary)["rows"]}
        for column, month in enumerate(("2025-05", "2026-03", "2026-04", "2026-05")):
            counted = self._counted(month)
            self.assertEqual(
                rows["Complaints Registered"][column], str(round(counted["number"]))
            )
            self.assertEqual(
                rows["Proven to Be Right"][column], str(round(counted["proven"]))
            )
            self.assertEqual(
                rows["Loss of the Company"][column],
                self.company.currency_id.format(counted["loss"]),
            )

    def test_other_divisions_and_companies_stay_out(self):
        other = self.env["crm.team"].create(
            {"name": "Other division", "company_id": self.company.id}
        )
        complaint = self._answered()
        complaint.sudo().division_id = other
        self.env.flush_all()
        self.assertEqual(self._summary().figures["months"][-1]["number"], 0)

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
        self.assertIn("1 complaints, 0 proven", person.facts)
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

    # Rights

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
class TestServiceSummaryDownload(SummaryCase, HttpCase):
    def test_spreadsheet(self):
        self._know_all(self._answered())
        summary = self._written()
        self.env.flush_all()
        url = self._as("manager", summary).action_download()["url"]
        self.authenticate(self.manager.login, self.manager.login)
        book = openpyxl.load_workbook(io.BytesIO(self.url_open(url).content))
        self.assertEqual(len(book.sheetnames), 5)
        figures = {row[0]: row[1:] for row in book.worksheets[0].values}
        self.assertEqual(figures["Complaints Registered"][3], 1)
        self.authenticate(self.specialist.login, self.specialist.login)
        with mute_logger("odoo.http"):
            self.assertEqual(self.url_open(url).status_code, 404)
