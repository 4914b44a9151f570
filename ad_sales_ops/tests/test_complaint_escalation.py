"""Overdue matters go up step by step, never twice (Q1)."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models.ad_answer_clock_mixin import OVERDUE
from .complaint_common import ComplaintCase


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
        first, second = self._make(), self._make()
        model = self.registry["ad.complaint"]
        origin = model._escalate_to

        def fail(case, level):
            if case == first:
                raise UserError(case.env._("Broken"))
            return origin(case, level)

        self.patch(model, "_escalate_to", fail)
        with self.assertLogs(
            "odoo.addons.ad_sales_ops.models.ad_answer_clock_mixin", "ERROR"
        ):
            self._run("2026-05-12 10:30")
        self.assertFalse(self._asked(first))
        self.assertTrue(self._asked(second))
