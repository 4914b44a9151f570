"""Reminders, late slips, and the two times of a proof (F5, F8)."""

from datetime import datetime, timedelta

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from .proof_common import ProofCase
from .test_proof_returns import ReturnCase


class ReminderCase(ProofCase):
    """The proof was sent a week ago, its proof close is the day after tomorrow."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.issue = cls.placement.issue_id.sudo()
        cls._close_in(2)
        cls.proof.write({"sent_on": fields.Datetime.now() - timedelta(days=7)})
        cls.env.flush_all()

    @classmethod
    def _close_in(cls, days):
        """Move the proof close, and those before it, so many days from today."""
        close = cls.today + relativedelta(days=days)
        before = close - relativedelta(days=1)
        cls.issue.write(
            {"booking_close": before, "material_close": before, "proof_close": close}
        )

    def setUp(self):
        super().setUp()
        self._let_jobs_run()

    def _let_jobs_run(self):
        """Jobs commit between records, which a test must not."""
        self.patch(self.registry["ir.cron"], "_commit_progress", lambda *a, **k: 1)

    def _remind(self, days=0):
        """Let the job run; the number of mails to the confirmer that it sent."""
        before = self._mails()
        with freeze_time(fields.Datetime.now() + timedelta(days=days)):
            self.env["ad.proof.confirmation"]._cron_remind()
        return len(self._mails() - before)

    def _mails(self):
        return self.env["mail.mail"].search([("email_to", "=", self.confirmer.email)])

    def _todo(self, user=None):
        return self.proof.activity_ids.filtered(
            lambda a: a.user_id == (user or self.specialist)
        )


@tagged("post_install", "-at_install")
class TestProofReminders(ReminderCase):
    def test_mailed_before_the_close(self):
        self.assertEqual(self._remind(), 1)
        mail = self._mails().sorted("id")[-1]
        self.assertIn("/my/ad-proof/", mail.body_html)
        self.assertIn("no answer from you yet", mail.body_html)
        self.assertIn("Still to confirm", mail.subject)
        self.assertEqual(
            (self.proof.reminders, self.proof.reminded_on), (1, self.today)
        )
        # The link stands in the mail only.
        self.assertNotIn("my/ad-proof", "".join(self.proof.message_ids.mapped("body")))

    def test_once_a_day_and_twice_at_most(self):
        self.assertEqual(self._remind(), 1)
        self.assertEqual(self._remind(), 0)
        self.assertEqual(self._remind(days=1), 1)
        self.assertEqual(self._remind(days=2), 0)
        self.company.ad_proof_reminders = 3
        self.assertEqual(self._remind(days=2), 1)

    def test_the_link_of_the_reminder_works(self):
        self._remind()
        token = self.proof.token_ids.filtered(lambda t: t._status() == "live")
        self.assertEqual(token.purpose, "link")

    def test_not_too_early_nor_too_late(self):
        self._close_in(4)
        self.assertEqual(self._remind(), 0)
        self._close_in(-1)
        self.assertEqual(self._remind(), 0)
        self._close_in(0)
        self.assertEqual(self._remind(), 1)

    def test_not_on_the_day_it_was_sent(self):
        self.proof.write({"sent_on": fields.Datetime.now()})
        self.assertEqual(self._remind(), 0)

    def test_stopped_by_the_decision(self):
        self.proof._confirm("visit", {"confirmer_id": self.confirmer.id})
        self.assertEqual(self._remind(), 0)

    def test_stopped_by_a_refusal(self):
        self.proof._refuse("The price is 38", [], {})
        self.assertEqual(self._remind(), 0)

    def test_switched_off_for_a_customer(self):
        self.advertiser.ad_proof_remind = False
        self.assertEqual(self._remind(), 0)
        self.assertFalse(self._todo())

    def test_none_wanted(self):
        self.company.ad_proof_reminders = 0
        self.assertEqual(self._remind(), 0)

    def test_at_press(self):
        self.issue.state = "at_press"
        self.assertEqual(self._remind(), 0)

    def test_paper_confirmers_are_asked_by_their_carer(self):
        self.proof.sudo()._void("Again")
        self.confirmer.email = False
        self.proof = self._sent_proof(self.placement)
        self.proof.write({"sent_on": fields.Datetime.now() - timedelta(days=7)})
        self._remind()
        self.assertEqual(self._todo().date_deadline, self.issue.proof_close)
        self._remind(days=1)
        self.assertEqual(len(self._todo()), 1)
        self.assertEqual(self.proof.reminders, 2)
        # The slip is here: nobody has to go there any more.
        self.proof._confirm("visit", {"confirmer_id": self.confirmer.id})
        self.assertFalse(self._todo())

    def test_a_confirmer_who_left_gets_nothing(self):
        self.person.active = False
        self.assertEqual(self._remind(), 0)
        self.assertTrue(self._todo())
        self.proof.sudo()._void("Other content")
        self.assertFalse(self._todo())

    def test_another_company_has_its_own_numbers(self):
        second = self._make_company("Second Press Test Co.")
        second.ad_proof_reminders = 0
        self.assertEqual(self._remind(), 1)


@tagged("post_install", "-at_install")
class TestPendingSlip(ReturnCase, ReminderCase):
    def test_a_slip_to_verify_is_an_answer(self):
        self._return()
        self.assertEqual(self._remind(), 0)
        self.assertFalse(self._todo())


@tagged("post_install", "-at_install")
class TestLateSlips(ReminderCase):
    def setUp(self):
        super().setUp()
        self.exception = self.placement.with_user(
            self.users["manager"]
        )._action_run_first(
            {
                "said_by": "Wang Shili",
                "said_on": fields.Datetime.now(),
                "said_how": "By telephone",
                "reason": "The customer is at a fair",
            }
        )
        self.late = self.env.ref("ad_sales_ops.ad_day_list_late_slips")

    def _day_after(self, days=1):
        due = datetime.combine(self.exception.slip_due, datetime.min.time())
        return freeze_time(due + timedelta(days=days, hours=4))

    def _run(self):
        self.env["ad.proof.exception"]._cron_remind_slips()
        self.env.invalidate_all()
        return self.exception.sudo().activity_ids

    def _waiting(self, title="general_manager"):
        self.late.invalidate_model()
        return self.late.with_user(self.users[title]).waiting

    def test_listed_and_asked_for(self):
        with self._day_after(0):
            self.assertFalse(self._run())
            self.assertEqual(self._waiting(), 0)
        with self._day_after():
            (todo,) = self._run()
            self.assertEqual(todo.user_id, self.specialist)
            self.assertIn("Wang Shili", todo.note)
            self.assertEqual(len(self._run()), 1)
            self.assertEqual(self._waiting(), 1)
            self.proof._confirm("visit", {"confirmer_id": self.confirmer.id})
            self.env.invalidate_all()
            self.assertFalse(self.exception.sudo().activity_ids)
            self.assertEqual(self._waiting(), 0)
            self.assertFalse(self._run())

    def test_comes_back_while_the_slip_is_missing(self):
        with self._day_after():
            self._run().with_user(self.specialist).action_feedback()
            self.assertEqual(len(self._run()), 1)

    def test_general_manager_finds_them(self):
        with self._day_after():
            action = self.late.with_user(self.users["general_manager"]).action_open()
            found = (
                self.env["ad.proof.exception"]
                .with_user(self.users["general_manager"])
                .search(action["domain"])
            )
            self.assertEqual(found.sudo(), self.exception.sudo())


@tagged("post_install", "-at_install")
class TestProofTimes(ProofCase):
    def _hours(self, start, end):
        calendar = self.env["ad.calendar.exception"]
        return calendar._working_hours(
            fields.Datetime.to_datetime(start),
            fields.Datetime.to_datetime(end),
            self.company,
        )

    def test_working_hours(self):
        # A week of 40 hours, 8 to 12 and 13 to 17, in Shanghai (UTC + 8).
        for start, end, hours in (
            # Monday 9:00 to Monday 11:00
            ("2031-03-03 01:00:00", "2031-03-03 03:00:00", 2),
            # Monday 11:00 to 14:00, over lunch
            ("2031-03-03 03:00:00", "2031-03-03 06:00:00", 2),
            # Monday 16:00 to Tuesday 9:00
            ("2031-03-03 08:00:00", "2031-03-04 01:00:00", 2),
            # Friday 16:00 to Monday 9:00
            ("2031-03-07 08:00:00", "2031-03-10 01:00:00", 2),
            # All of Saturday
            ("2031-03-08 00:00:00", "2031-03-08 12:00:00", 0),
            # The wrong way round
            ("2031-03-03 03:00:00", "2031-03-03 01:00:00", 0),
        ):
            self.assertEqual(self._hours(start, end), hours, (start, end))

    def test_holidays_and_exchanged_days(self):
        self.env["ad.calendar.exception"].create(
            [
                {"name": "Day off", "date": "2031-03-03", "is_working": False},
                {"name": "Instead", "date": "2031-03-08", "is_working": True},
            ]
        )
        monday = ("2031-03-03 01:00:00", "2031-03-03 03:00:00")
        saturday = ("2031-03-08 01:00:00", "2031-03-08 03:00:00")
        self.assertEqual(self._hours(*monday), 0)
        self.assertEqual(self._hours(*saturday), 2)

    def test_measured_separately(self):
        sent = self.proof.sent_on
        self.env.cr.execute(
            "UPDATE ad_material_version SET create_date = %s WHERE id = %s",
            [sent - timedelta(days=14), self.version.id],
        )
        self.version.invalidate_recordset(["create_date"])
        self.proof.write({"sent_on": sent})
        own = self.env["ad.calendar.exception"]._working_hours(
            sent - timedelta(days=14), sent, self.company
        )
        self.assertGreater(own, 20)
        self.assertAlmostEqual(self.proof.preparing_hours, own, places=1)
        self.assertEqual(self.proof.reading_hours, 0)
        with freeze_time(sent + timedelta(hours=30)):
            self.proof._confirm("visit", {"confirmer_id": self.confirmer.id})
        self.assertEqual(self.proof.reading_hours, 30)
        self.assertAlmostEqual(self.proof.preparing_hours, own, places=1)

    def test_report(self):
        with freeze_time(self.proof.sent_on + timedelta(hours=10)):
            self.proof._confirm("visit", {"confirmer_id": self.confirmer.id})
        second = self._sent_proof(self.placements[1])
        with freeze_time(second.sent_on + timedelta(hours=20)):
            second._refuse("No", [], {})
        self.env.flush_all()
        action = self.env.ref("ad_sales_ops.ad_proof_times_action")
        self.assertEqual(action.view_mode, "pivot,graph,list")
        proofs = self.env["ad.proof.confirmation"].with_user(self.users["supervisor"])
        rows = proofs._read_group(
            [("id", "in", (self.proof | second).ids)],
            ["user_id", "issue_id"],
            ["reading_hours:avg"],
            order="issue_id",
        )
        self.assertEqual(sorted(row[-1] for row in rows), [10.0, 20.0])
        (row,) = proofs._read_group(
            [("id", "in", (self.proof | second).ids)],
            ["user_id"],
            ["reading_hours:avg"],
        )
        self.assertEqual(row, (self.specialist, 15.0))
