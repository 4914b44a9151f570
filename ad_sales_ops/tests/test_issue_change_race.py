"""An issue changes while somebody books in it or sends it to press (M7)."""

from dateutil.relativedelta import relativedelta

from odoo import SUPERUSER_ID, api, fields
from odoo.exceptions import UserError
from odoo.service import model as service_model
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_space_race import RaceCase


@tagged("post_install", "-at_install")
class TestIssueChangeRace(RaceCase):
    def _make(self, env):
        super()._make(env)
        day = fields.Date.today() + relativedelta(months=3)
        self.next_issue = self._create(
            env,
            "ad.issue",
            {
                "medium_id": self.issue.medium_id.id,
                "year": day.year,
                "number": 2,
                "publication_date": day,
            },
        )

    def _remove(self):
        """Facts refuse to be deleted: past Odoo, then the rest as ever."""
        changes = "SELECT id FROM ad_issue_change WHERE issue_id = ANY(%s)"
        issues = [self.issue.id, self.next_issue.id]
        with self.registry.cursor() as cr:
            for query in (
                f"DELETE FROM ad_issue_change_line WHERE change_id IN ({changes})",
                "DELETE FROM ad_issue_change WHERE issue_id = ANY(%s)",
                "UPDATE ad_issue SET merged_into_id = NULL WHERE id = ANY(%s)",
            ):
                cr.execute(query, [issues])
        super()._remove()

    def _do(self, cr, step):
        """Do it as a request does: in Odoo's own loop of retries."""
        env = api.Environment(cr, SUPERUSER_ID, {})
        try:
            service_model.retrying(lambda: step(env), env)
        except UserError as error:
            cr.rollback()
            return str(error)
        return "won"

    def _late(self, first, second):
        """Step by step: the second one's snapshot is older than the first's commit."""
        with self.registry.cursor() as one, self.registry.cursor() as two:
            two.execute("SELECT COUNT(*) FROM ad_placement")
            results = [self._do(one, first)]
            one.commit()
            with mute_logger("odoo.sql_db"):
                results.append(self._do(two, second))
        return results

    def _skip(self, env):
        issue = self.issue.with_env(env)
        targets = dict.fromkeys(issue._open_placements(), self.next_issue.with_env(env))
        issue._action_skip(targets, "No paper", tell=False)

    def _state(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            return self.issue.with_env(env).state

    def _issue_of(self, placement_id):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            return env["ad.placement"].browse(placement_id).issue_id.id

    def test_booked_while_the_issue_is_skipped(self):
        """Its draft went along, so it is booked where it went."""
        (ad,) = self._want(self.cover, 1)

        def book(env):
            env["ad.placement"].browse(ad)._action_book()

        self.assertEqual(self._late(self._skip, book), ["won", "won"])
        self.assertEqual(self._issue_of(ad), self.next_issue.id)
        self.assertEqual(self._stages([ad]), ["booked"])

    def test_skipped_while_somebody_books(self):
        """The change sees the booking and takes it along."""
        (ad,) = self._want(self.cover, 1)

        def book(env):
            env["ad.placement"].browse(ad)._action_book()

        self.assertEqual(self._late(book, self._skip), ["won", "won"])
        self.assertEqual(self._issue_of(ad), self.next_issue.id)
        self.assertEqual(self._stages([ad]), ["booked"])

    def test_merged_while_it_goes_to_press(self):
        (ad,) = self._want(self.cover, 1)
        self._run_alone(lambda env: env["ad.placement"].browse(ad)._action_book())
        self._run_alone(self._close)

        def press(env):
            self.issue.with_env(env)._action_send_to_press()

        results = self._late(press, self._merge)
        self.assertEqual(results[0], "won")
        self.assertIn("cannot be merged", results[1])
        self.assertEqual(self._state(), "at_press")
        self.assertEqual(self._issue_of(ad), self.issue.id)

    def test_to_press_while_it_is_merged(self):
        self._run_alone(self._close)

        def press(env):
            self.issue.with_env(env)._action_send_to_press()

        results = self._late(self._merge, press)
        self.assertEqual(results[0], "won")
        self.assertIn("cannot be sent to press", results[1])
        self.assertEqual(self._state(), "merged")

    def test_the_combined_issue_goes_to_press_meanwhile(self):
        def press(env):
            issue = self.next_issue.with_env(env)
            issue.booking_close = fields.Date.today() - relativedelta(days=2)
            issue._action_send_to_press()

        results = self._late(press, self._merge)
        self.assertEqual(results[0], "won")
        self.assertIn("nothing can be merged", results[1])
        self.assertEqual(self._state(), "open")

    def _merge(self, env):
        issue, into = self.issue.with_env(env), self.next_issue.with_env(env)
        targets = dict.fromkeys(issue._open_placements(), into)
        issue._action_merge(into, targets, "Holiday", tell=False)

    def _close(self, env):
        self.issue.with_env(env).booking_close = fields.Date.today() - relativedelta(
            days=2
        )

    def _run_alone(self, step):
        with self.registry.cursor() as cr:
            self.assertEqual(self._do(cr, step), "won")
