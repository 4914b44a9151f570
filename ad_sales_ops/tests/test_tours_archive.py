"""Tear sheets and insertions in a browser, in Chinese (U2)."""

import base64
import json

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .test_tear_sheets import TearSheetCase, issue_pdf


class ArchiveTour(HttpCase, TearSheetCase):
    def _tour(self, name, url, user, **facts):
        facts = json.dumps(json.dumps(facts))
        options = json.dumps({"startUrl": url, "debug": False})
        code = f"sessionStorage.setItem('ad_tour', {facts});"
        code += f"odoo.startTour({name!r}, {options})"
        self.start_tour(url, name, login=user.login, code=code)
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestTourTearSheets(ArchiveTour):
    browser_size = "1366x768"

    def test_upload_in_chinese(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.operations.lang = "zh_CN"
        content = base64.b64encode(issue_pdf(self.sides)).decode()
        url = f"/odoo/ad.issue/{self.issue.id}"
        # The refusal of a dialog without a file is part of the tour.
        with mute_logger("odoo.http"):
            self._tour("ad_tear_sheets", url, self.operations, content=content)
        self.assertTrue(self.full.tear_sheet)
        self.assertFalse(self.nowhere.tear_sheet)


@tagged("post_install", "-at_install")
class TestTourInsertions(ArchiveTour):
    browser_size = "390x844"
    touch_enabled = True

    def test_on_the_phone(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.portal_user.lang = "zh_CN"
        self.portal_user.partner_id.parent_id = self.advertiser
        self.full.with_user(self.operations)._file_tear_sheet(issue_pdf(1), "1.pdf")
        self.env.flush_all()
        self._tour("ad_my_insertions", "/my", self.portal_user)
