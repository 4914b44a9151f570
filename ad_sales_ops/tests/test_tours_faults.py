"""The review on the phone and a fault decided at the desk, in Chinese (U3)."""

import json

from odoo.tests import HttpCase, tagged

from .fault_common import FaultCase

CARDS = ("reviews", "faults_to_decide")


class FaultTour(HttpCase, FaultCase):
    def setUp(self):
        super().setUp()
        self.env["res.lang"]._activate_lang("zh_CN")
        for user in self.users.values():
            user.lang = "zh_CN"

    def _tour(self, name, user):
        chinese = self.env["ad.day.list"].with_context(lang="zh_CN")
        facts = {
            "cards": {
                card: chinese.env.ref(f"ad_sales_ops.ad_day_list_{card}").name
                for card in CARDS
            },
            "customer": self.advertiser.name,
            "issue": self.issues[0].with_context(lang="zh_CN").display_name,
        }
        facts = json.dumps(json.dumps(facts))
        options = json.dumps({"startUrl": "/odoo", "debug": False})
        code = f"sessionStorage.setItem('ad_tour', {facts});"
        code += f"odoo.startTour({name!r}, {options})"
        self.start_tour("/odoo", name, login=user.login, code=code)
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestTourReview(FaultTour):
    browser_size = "390x844"
    touch_enabled = True

    def test_all_right_in_three_clicks(self):
        review = self._review()
        self._tour("ad_review_all_right", self.specialist)
        self.assertEqual(review.state, "done")
        self.assertEqual(review.handed_in_by_id, self.specialist)

    def test_wrong_version(self):
        self._tour("ad_review_with_a_fault", self.specialist)
        fault = self.publication.fault_ids
        self.assertEqual(fault.kind, "wrong_version")
        self.assertTrue(fault.is_serious)


@tagged("post_install", "-at_install")
class TestTourDecide(FaultTour):
    browser_size = "1366x768"

    def test_make_good_is_decided(self):
        fault = self._fault()
        self._tour("ad_fault_decide", self.manager)
        self.assertEqual(fault.remedy, "make_good")
        self.assertEqual(fault.make_good_id.stage, "booked")
