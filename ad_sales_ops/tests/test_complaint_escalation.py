"""Overdue matters go up step by step, never twice (Q1)."""

import uuid
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..models.ad_answer_clock_mixin import OVERDUE
from .complaint_common import ComplaintCase, moment
from .race_common import at_once


@tagged("post_install", "-at_install")
class TestEscalation(ComplaintCase):
    def _run(self, when):
        with self.at(when):
            self.env["ad.complaint"]._cron_escalate()
            # Twice, as two servers would.
            self.env["ad.complaint"]._cron_escalate()

    def _asked(self, complaint):
        complaint.invalidate_recordset()
        return complaint.sudo().activity_search([OVERDUE]).mapped("user_id")

    def _trail(self, complaint):
        complaint.invalidate_recordset()
        return complaint.step_ids.filtered(lambda step: step.kind == "escalated")

    def _make(self, **values):
        with self.at("2026-05-12 09:00"):
            complaint = self._register(**values)
        self.env.flush_all()
        return complaint

    def test_step_by_step(self):
        complaint = self._make()
        self._run("2026-05-12 10:00")
        self.assertFalse(self._asked(complaint), "on the minute it is not late")
        self._run("2026-05-12 10:01")
        self.assertEqual(self._asked(complaint), self.supervisor | self.service)
        self.assertEqual(len(self._trail(complaint)), 1)
        self.assertEqual(complaint.escalation_level, 1)
        self._run("2026-05-12 11:30")
        self.assertEqual(len(self._trail(complaint)), 1)
        # Two working hours after the deadline, lunch not counted.
        self._run("2026-05-12 12:30")
        self.assertEqual(complaint.escalation_level, 2)
        self.assertIn(self.manager, self._asked(complaint))
        self._run("2026-05-12 16:00")
        self.assertEqual(complaint.escalation_level, 3)
        self.assertIn(self.general_manager, self._asked(complaint))
        self._run("2026-05-14 16:00")
        self.assertEqual(len(self._trail(complaint)), 3)
        todos = complaint.sudo().activity_search([OVERDUE])
        self.assertEqual(len(todos), len(todos.user_id))

    def test_all_levels_at_once_after_a_long_pause(self):
        complaint = self._make()
        self._run("2026-05-14 09:00")
        self.assertEqual(complaint.escalation_level, 3)
        self.assertEqual(len(self._trail(complaint)), 3)

    def test_answer_stops_it_and_the_promise_starts_anew(self):
        complaint = self._answered(promised="2026-05-12 14:00")
        self._run("2026-05-12 13:30")
        self.assertFalse(self._asked(complaint))
        self._run("2026-05-12 14:30")
        self.assertEqual(self._asked(complaint), self.supervisor | self.service)
        with self.at("2026-05-12 14:40"):
            complaint._action_solve("Done")
        self.assertFalse(self._asked(complaint))
        self._run("2026-05-15 09:00")
        self.assertFalse(self._asked(complaint))
        self._run("2026-05-15 15:00")
        self.assertIn(self.supervisor, self._asked(complaint))
        self.assertEqual(complaint.due_kind, "follow_up")

    def test_concerned_supervisor_is_passed_over(self):
        complaint = self._make(about_id=self.supervisor.id)
        self._run("2026-05-12 10:30")
        self.assertNotIn(self.supervisor, self._asked(complaint))
        self.assertIn(self.manager, self._asked(complaint))

    def test_unknown_caller(self):
        complaint = self._make(partner_id=False, caller_phone="13800000000")
        self._run("2026-05-12 10:30")
        self.assertIn(self.service, self._asked(complaint))

    def test_vacant_post(self):
        self.team.user_id = False
        complaint = self._make()
        self._run("2026-05-12 10:30")
        self.assertIn(self.manager, self._asked(complaint))

    def test_one_failure_does_not_stop_the_others(self):
        """Whatever it is: a refusal, or a fault in the program."""
        first, second, third = self._make(), self._make(), self._make()
        errors = {first: UserError("Broken"), second: KeyError("broken")}
        model = self.registry["ad.complaint"]
        origin = model._escalate_to

        def fail(case, level):
            origin(case, level)
            if case in errors:
                raise errors[case]

        self.patch(model, "_escalate_to", fail)
        with self.assertLogs(
            "odoo.addons.ad_sales_ops.models.ad_answer_clock_mixin", "ERROR"
        ):
            self._run("2026-05-12 10:30")
        for broken in errors:
            self.assertFalse(self._asked(broken))
            self.assertFalse(self._trail(broken), "nothing stays behind")
        self.assertTrue(self._asked(third))

    def test_what_is_at_the_top_gives_way(self):
        """Hundreds that nobody answers do not use up the job's time."""
        complaint = self._make()
        self._run("2026-05-14 09:00")
        self.assertEqual(complaint.escalation_level, 3)
        seen = []
        model = self.registry["ad.complaint"]
        self.patch(model, "_escalate", lambda case: seen.append(case))
        later = self._make()
        self._run("2026-05-15 09:00")
        self.assertEqual(set(seen), {later})
        with self.at("2026-05-15 09:30"):
            complaint._action_answer("We look", moment("2026-05-15 10:00"))
        seen.clear()
        self._run("2026-05-15 10:30")
        self.assertIn(complaint, seen, "another deadline goes up from the start")


@tagged("post_install", "-at_install")
class TestEscalationRace(TransactionCase):
    """Two servers run the job at the same moment; what they see is committed."""

    def setUp(self):
        super().setUp()
        self.made = {}
        self.addCleanup(self._remove)
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            login = uuid.uuid4().hex
            user = new_test_user(env, login, "ad_sales_ops.group_ad_service_supervisor")
            long_ago = fields.Datetime.now() - timedelta(days=60)
            complaint = env["ad.complaint"].create(
                {
                    "what": "Nobody answers",
                    "caller_name": "Race Wang",
                    "company_id": user.company_id.id,
                    "registered_on": long_ago,
                    "asked_on": long_ago,
                }
            )
            self.made = {"user": user.id, "complaint": complaint.id}

    def _remove(self):
        """Facts refuse to be deleted: past Odoo."""
        own = "res_id = %(complaint)s"
        with self.registry.cursor() as cr:
            for query in (
                f"DELETE FROM mail_activity WHERE res_model = 'ad.complaint' AND {own}",
                f"DELETE FROM mail_message WHERE model = 'ad.complaint' AND {own}",
                "DELETE FROM ad_complaint_step WHERE complaint_id = %(complaint)s",
                "DELETE FROM ad_complaint WHERE id = %(complaint)s",
            ):
                cr.execute(query, self.made)
            env = api.Environment(cr, SUPERUSER_ID, {})
            user = env["res.users"].browse(self.made["user"])
            (user | user.partner_id.user_ids).unlink()

    def _job(self, cr):
        api.Environment(cr, SUPERUSER_ID, {})["ad.complaint"]._cron_escalate()

    def _check_once(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            complaint = env["ad.complaint"].browse(self.made["complaint"])
            steps = complaint.step_ids.mapped("kind")
            self.assertEqual(steps.count("escalated"), 3)
            self.assertEqual(complaint.escalation_level, 3)
            users = complaint.activity_search([OVERDUE]).mapped("user_id.id")
            todos = complaint.activity_search([OVERDUE])
            self.assertEqual(len(todos), len(users))
            self.assertIn(self.made["user"], users)

    @mute_logger("odoo.sql_db")
    def test_at_the_same_moment(self):
        at_once(self, self._job, self._job)
        self._check_once()

    @mute_logger("odoo.sql_db")
    def test_one_after_the_other(self):
        """The second began before the first had ended."""
        with self.registry.cursor() as one, self.registry.cursor() as two:
            two.execute("SELECT COUNT(*) FROM ad_complaint")
            self._job(one)
            self._job(two)
        self._check_once()
