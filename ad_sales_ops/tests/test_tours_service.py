"""The call round in a browser: at the desk and on the phone, in Chinese (Q2)."""

import json

from odoo.tests import HttpCase, tagged

from .test_service_check import CallCase


class CallTour(HttpCase, CallCase):
    def _tour(self, name, user, **facts):
        self.env["res.lang"]._activate_lang("zh_CN")
        user.lang = "zh_CN"
        lists = self.env["ad.day.list"].with_context(lang=user.lang)
        card = lists.browse(self.env.ref("ad_sales_ops.ad_day_list_service_calls").id)
        facts["cards"] = {"service_calls": card.name}
        facts = json.dumps(json.dumps(facts))
        options = json.dumps({"startUrl": "/odoo", "debug": False})
        code = f"sessionStorage.setItem('ad_tour', {facts});"
        code += f"odoo.startTour({name!r}, {options})"
        self.start_tour("/odoo", name, login=user.login, code=code)
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestTourCallRound(CallTour):
    browser_size = "1366x768"

    def test_call_round(self):
        """Three clicks and digits; what fails opens a defect, the next one opens."""
        self._copy()
        printing = self.env.ref("ad_sales_ops.ad_opinion_category_printing")
        self._tour(
            "ad_call_round",
            self.manager,
            first="Li Ming",
            second=self.silent.name,
            category=printing.id,
        )
        self.assertEqual(self.check.state, "done")
        self.assertEqual(self.check.opinion_category_id, printing)
        self.assertEqual(self.check.answer_ids.mapped("score"), [5, 4, 5, 0, 3, 4])
        self.assertEqual(self.check.defect_ids.specialist_id, self.specialist)
        self.assertIn("Nobody came", self.check.defect_ids.name)
        self.assertEqual(self._check(self.silent).attempt_count, 1)

    def test_left_in_the_middle(self):
        """Two deliveries of a day are one line, and what is typed is there again."""
        self._copy()
        self._copy(partner_id=self.sister.id)
        printing = self.env.ref("ad_sales_ops.ad_opinion_category_printing")
        self._tour(
            "ad_call_left",
            self.manager,
            first="Li Ming",
            second=self.silent.name,
            category=printing.id,
        )
        self.assertEqual(self.check.state, "done")
        self.assertEqual(set(self.check.claim_ids.mapped("verdict")), {"differs"})
        self.assertEqual(self.check.opinion, "Too dark")
        self.assertIn("Nobody came", self.check.defect_ids.name)
        self.assertEqual(self.check.defect_count, 1)
        self.assertFalse(self.check.sudo().draft)


@tagged("post_install", "-at_install")
class TestTourCallOnThePhone(CallTour):
    browser_size = "390x844"
    touch_enabled = True

    def test_visited_instead(self):
        self._copy()
        self._tour(
            "ad_call_on_the_phone",
            self.manager,
            first="Li Ming",
            second=self.silent.name,
            tel="+8613800138000",
        )
        self.assertEqual(self.check.excuse, "visit")
        self.assertEqual(self.check.visit_date, self.today)
        self.assertEqual(self.check.visit_place, "At their works")
