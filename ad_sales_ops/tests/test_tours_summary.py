"""The monthly summary in a browser: written, submitted, answered (Q3)."""

import json

from dateutil.relativedelta import relativedelta

from odoo.tests import HttpCase, tagged

from .complaint_common import ComplaintCase


class SummaryTour(HttpCase, ComplaintCase):
    def setUp(self):
        super().setUp()
        self.env["res.lang"]._activate_lang("zh_CN")
        (self.manager | self.general_manager).lang = "zh_CN"
        # Last month's may be submitted on any day.
        self.day = self.company._ad_today() - relativedelta(months=1)
        self.summary = self.env["ad.service.summary"]._make(self.division, self.day)

    def _tour(self, name, user):
        lists = self.env["ad.day.list"].with_context(lang=user.lang)
        ids = {
            key: self.env.ref(f"ad_sales_ops.ad_day_list_{key}").id
            for key in ("summaries_to_write", "summaries_to_read")
        }
        facts = {
            "cards": {key: lists.browse(value).name for key, value in ids.items()},
            "summary": self.summary.with_context(lang=user.lang).name,
        }
        facts = json.dumps(json.dumps(facts))
        options = json.dumps({"startUrl": "/odoo", "debug": False})
        code = f"sessionStorage.setItem('ad_tour', {facts});"
        code += f"odoo.startTour({name!r}, {options})"
        self.start_tour("/odoo", name, login=user.login, code=code)
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestTourWriteSummary(SummaryTour):
    browser_size = "1366x768"

    def test_written_and_submitted(self):
        self._tour("ad_write_summary", self.manager)
        self.assertEqual(self.summary.state, "submitted")
        self.assertEqual(self.summary.trend_words, "Printing is better")
        self.assertIn(
            "New paper from June on", self.summary.opinion_ids.mapped("words")
        )


@tagged("post_install", "-at_install")
class TestTourAnswerSummary(SummaryTour):
    browser_size = "390x844"
    touch_enabled = True

    def test_answered_on_the_phone(self):
        own = self.summary.with_user(self.manager)
        own.trend_words = "Printing is better"
        own.action_submit()
        self._tour("ad_answer_summary", self.general_manager)
        self.assertEqual(self.summary.state, "acknowledged")
        self.assertEqual(self.summary.remarks, "Thank the printer")
