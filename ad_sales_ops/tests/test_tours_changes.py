"""A change order in a browser: asked and approved, in Chinese (K9)."""

from odoo.tests import HttpCase, tagged

from .change_common import ChangeCase
from .test_tours_desk import DeskTour


@tagged("post_install", "-at_install")
class TestTourChange(DeskTour, HttpCase, ChangeCase):
    browser_size = "1366x768"

    def test_asked_and_approved(self):
        self._bring_near(self.issues[0])
        lang = self.env["res.lang"]._lang_get(self.specialist.lang)
        self._tour(
            "ad_change_ask",
            self.specialist,
            f"/odoo/ad-my-placements/{self.placement.id}",
            position=self.half.name,
            confirmer=self.confirmer.partner_id.name,
            day=self.today.strftime(lang.date_format),
        )
        change = self.env["ad.change.order"].search([("order_id", "=", self.order.id)])
        self.assertEqual(change.fee_total, 3000.0)
        self._tour(
            "ad_change_sign",
            self.manager,
            "/odoo/ad-changes-to-sign",
            customer=self.advertiser.name,
            was=self.full_page.name,
        )
        self.env.invalidate_all()
        self.assertEqual(self.placement.position_id, self.half)
        self.assertEqual(self.order.amount_total, 29000.0)

    def test_asked_and_approved_in_chinese(self):
        self._speak_chinese()
        self.test_asked_and_approved()
