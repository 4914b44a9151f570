"""Film check, press and stop press of two people at the same moment (U2, U7)."""

from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_space_race import RaceCase


@tagged("post_install", "-at_install")
class TestFilmRace(RaceCase):
    """A page is passed while it is moved, stopped while it is published."""

    def setUp(self):
        super().setUp()
        self.ids, self.uid = self._want(self.counted), self._operator()
        for name in ("_check_may_decide", "_sign_off_sign"):
            # Who may and the trail are other tests' subject.
            self.startPatcher(
                patch.object(
                    self.registry["ad.film.check"], name, lambda *args, **kwargs: None
                )
            )
        with self.registry.cursor() as cr:
            self.assertEqual(self._do(cr, self._prepare), "won")
        with self.registry.cursor() as cr:
            cr.execute("SELECT id FROM ad_film_check ORDER BY id DESC LIMIT 1")
            (self.check,) = cr.fetchone()

    def _prepare(self, env):
        placements = env["ad.placement"].browse(self.ids)
        placements.medium_id.film_check = True
        placements._action_book()
        self._move(env, 3)
        env["ad.film.check"]._join(placements[0])

    def _remove(self):
        with self.registry.cursor() as cr:
            reviews = "SELECT id FROM ad_issue_review WHERE issue_id = %s"
            cr.execute(
                f"DELETE FROM ad_issue_review_line WHERE review_id IN ({reviews})",
                [self.issue.id],
            )
            for table in (
                "ad_issue_review",
                "ad_film_check",
                "ad_publication",
                "ad_page_content",
            ):
                cr.execute(f"DELETE FROM {table} WHERE issue_id = %s", [self.issue.id])
        super()._remove()

    def _move(self, env, page):
        move = {"type": "ad", "id": self.ids[0], "page": page, "x": 0, "y": 0}
        self.issue.with_env(env(user=self.uid)).plan_move([move])

    def _pass(self, env):
        check = env["ad.film.check"].browse(self.check)
        self.seen = getattr(self, "seen", None) or check.placement_id._film_print()
        check._action_pass(self.seen)

    def _state(self):
        with self.registry.cursor() as cr:
            cr.execute("SELECT state FROM ad_film_check WHERE id = %s", [self.check])
            return cr.fetchone()[0]

    def _one_after_the_other(self, first, second):
        """The second one's snapshot is older than the first one's commit."""
        with self.registry.cursor() as one, self.registry.cursor() as two:
            two.execute("SELECT 1")
            self.assertEqual(self._do(one, first), "won")
            one.commit()
            with mute_logger("odoo.sql_db"):
                result = self._do(two, second)
            two.commit()
        return result

    def test_moved_while_it_is_passed(self):
        with self.registry.cursor() as cr:
            self._do(cr, lambda env: self._look(env))
        result = self._one_after_the_other(lambda env: self._move(env, 5), self._pass)
        self.assertIn("since you looked", result)
        self.assertEqual(self._state(), "waiting")

    def _look(self, env):
        check = env["ad.film.check"].browse(self.check)
        self.seen = check.placement_id._film_print()

    def test_passed_while_it_is_moved(self):
        result = self._one_after_the_other(self._pass, lambda env: self._move(env, 5))
        self.assertEqual(result, "won")
        self.assertEqual(self._state(), "waiting", "the pass was for the other page")

    def _publish(self, env):
        self.issue.with_env(env)._action_publish()

    def _stop(self, env):
        placement = env(user=self.uid)["ad.placement"].browse(self.ids[0])
        placement._action_ad_stop_press("Recall", "The publisher", {"kind": "filler"})

    def _at_press(self):
        with self.registry.cursor() as cr:
            cr.execute(
                "UPDATE ad_issue SET state = 'at_press' WHERE id = %s", [self.issue.id]
            )

    def test_stopped_while_it_is_published(self):
        self._at_press()
        result = self._one_after_the_other(self._publish, self._stop)
        self.assertIn("cannot be stopped any more", result)

    def test_published_while_it_is_stopped(self):
        """What was stopped a moment ago gets no publication."""
        self._at_press()
        self.assertEqual(self._one_after_the_other(self._stop, self._publish), "won")
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT placement_id FROM ad_publication WHERE issue_id = %s",
                [self.issue.id],
            )
            self.assertEqual(cr.fetchall(), [(self.ids[1],)])
