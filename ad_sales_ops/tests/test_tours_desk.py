"""The desk's screens in a browser: slips verified by keyboard, a price list renewed."""

import json

from odoo.tests import HttpCase, tagged

from .test_copy_slips import SlipCase
from .test_proof_returns import PHOTO, ReturnCase


class DeskTour:
    def _speak_chinese(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        for user in self.users.values():
            user.lang = "zh_CN"

    def _tour(self, name, user, url, **facts):
        facts = json.dumps(json.dumps(facts))
        options = json.dumps({"startUrl": url, "debug": False})
        code = f"sessionStorage.setItem('ad_tour', {facts});"
        code += f"odoo.startTour({name!r}, {options})"
        self.start_tour(url, name, login=user.login, code=code)


@tagged("post_install", "-at_install")
class TestTourVerification(DeskTour, HttpCase, ReturnCase):
    browser_size = "1366x768"

    def test_one_key_each(self):
        second = self._sent_proof(self.placements[1])
        first_slip = self._return()
        second_slip = self._return(second, photo=PHOTO)
        self._tour(
            "ad_verify_slips",
            self.users["supervisor"],
            "/odoo/ad-slips-to-verify",
            first=self.proof.number,
            second=second.number,
        )
        self.env.invalidate_all()
        self.assertEqual(first_slip.state, "verified")
        self.assertEqual(self.proof.state, "confirmed")
        self.assertEqual(second_slip.state, "rejected")
        self.assertEqual(second_slip.reject_reason, "Cannot be read")

    def test_one_key_each_in_chinese(self):
        self._speak_chinese()
        self.test_one_key_each()


@tagged("post_install", "-at_install")
class TestTourRenewal(DeskTour, HttpCase, SlipCase):
    def test_weekly_renewal_in_chinese(self):
        self._speak_chinese()
        self.test_weekly_renewal()

    def test_weekly_renewal(self):
        issue = self.second.issue_id
        # The list shows what has to be confirmed soon.
        issue.sudo().write({"material_close": self.today, "proof_close": self.today})
        self._tour(
            "ad_weekly_renewal",
            self.specialist,
            "/odoo/ad-renewals",
            customer=self.advertiser.name,
            issue=issue.with_context(lang=self.specialist.lang).display_name,
        )
        self.env.invalidate_all()
        self.assertEqual(self.second.version_id.item_ids[0].price, 38.0)
        self.assertEqual(self.second.proof_state, "draft")
