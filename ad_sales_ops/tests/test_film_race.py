"""Film check, press and stop press of two people at the same moment (U2, U7)."""

from unittest.mock import patch

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_copy_race import CopyRaceCase
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


@tagged("post_install", "-at_install")
class TestPressRace(CopyRaceCase):
    """Nothing slips into the press that the gate has not seen (U1, U2)."""

    def setUp(self):
        super().setUp()
        nothing = {"_sign_off_new_round", "_close_round", "_tell_production"}
        patches = [("ad.film.check", name, self._nothing) for name in nothing]
        patches += [
            # Who may, the trail and papers are other tests' subject.
            ("ad.film.check", "_film_signer", lambda check: "manager"),
            ("sale.order", "_check_ad_may_sell", self._nothing),
            ("ad.written.statement", "_register_statement", self._nothing),
            ("ad.placement", "_press_blockers", self._blockers),
        ]
        for model, name, replacement in patches:
            self.startPatcher(patch.object(self.registry[model], name, replacement))
        self._look(self._prepare)

    @staticmethod
    def _nothing(*args, **kwargs):
        return None

    @staticmethod
    def _blockers(placements):
        """The gate in small: unread copy, a refused proof and a film fault."""
        return {
            placement: ["It cannot run."]
            for placement in placements
            if placement.version_id.reading_state != "passed"
            or placement.proof_state == "refused"
            or placement.film_state == "fault"
        }

    def _prepare(self, env):
        placement = self._placement(env)
        self.ids["check"] = env["ad.film.check"]._join(placement).id
        yesterday = fields.Date.today() - relativedelta(days=2)
        placement.issue_id.booking_close = yesterday

    def _remove(self):
        with self.registry.cursor() as cr:
            cr.execute("DELETE FROM ad_film_check WHERE issue_id = %s", [self.issue.id])
        super()._remove()

    def _placement(self, env):
        return env["ad.placement"].browse(self.ids["placement"])

    # What happens while the issue goes to press

    def _press(self, env):
        self._placement(env).issue_id._action_send_to_press()

    def _new_copy(self, env):
        env["ad.material"].browse(self.ids["material"])._add_version(
            {"headline": "Unread"}, self._placement(env)
        )

    def _refuse(self, env):
        env["ad.proof.confirmation"].browse(self.ids["proof"])._refuse(
            "The old price",
            [],
            {"confirmer_id": self.ids["confirmer"], "decided_by_name": "Race Wang"},
            "visit",
        )

    def _fault(self, env):
        env["ad.film.check"].browse(self.ids["check"])._action_fault("Smeared")

    def _withdraw(self, env):
        # The Operations Centre may do it at press, too; this is somebody else.
        users = self.registry["res.users"]
        with patch.object(users, "has_group", lambda user, group: False):
            self._placement(env)._action_withdraw({"reason": "No money"})

    def assertStage(self, stage):
        def check(env):
            self.assertEqual(self._placement(env).issue_id.state, "at_press")
            self.assertEqual(self._placement(env).stage, stage)

        self._look(check)

    @mute_logger("odoo.sql_db")
    def test_seen_by_the_press(self):
        """What was committed a moment before keeps the insertion from running."""
        for job in (self._new_copy, self._refuse, self._fault):
            with self.subTest(job=job.__name__):
                results = self._late((None, job), (None, self._press))
                self.assertEqual(results, ["won", "won"])
                self.assertStage("not_run")
                self._look(self._recall)

    def _recall(self, env):
        """As it was before, for the next of them."""
        placement = self._placement(env)
        placement.issue_id.action_recall_from_press()
        placement.write({"stage": "booked", "left_out_reason": False})
        placement.version_id.reading_state = "passed"
        placement.film_check_ids.write({"decision": False, "seen_print": False})
        proof = env["ad.proof.confirmation"].browse(self.ids["proof"])
        if proof.state == "void":
            proof = env["ad.proof.confirmation"]._make(placement)
            proof._action_send(env["ad.confirmer"].browse(self.ids["confirmer"]))
            self.ids["proof"] = proof.id

    @mute_logger("odoo.sql_db")
    def test_withdrawn_before_the_press(self):
        results = self._late((None, self._withdraw), (None, self._press))
        self.assertEqual(results, ["won", "won"])
        self.assertStage("withdrawn")

    @mute_logger("odoo.sql_db")
    def test_the_press_was_first(self):
        """Whoever comes a moment after the press reads that it is at press."""
        for job in (self._new_copy, self._fault, self._withdraw):
            with self.subTest(job=job.__name__):
                pressed, late = self._late((None, self._press), (None, job))
                self.assertEqual(pressed, "won")
                self.assertIn("at press", late)
                self.assertStage("booked")
                self._look(self._recall)
