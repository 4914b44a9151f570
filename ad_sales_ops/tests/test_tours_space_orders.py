"""The space order slip in a browser: one click from My Day, on desktop and tablet."""

from odoo.tests import HttpCase, tagged

from .order_common import SlipCase
from .test_tours_desk import DeskTour


class SlipTour(DeskTour, HttpCase, SlipCase):
    def _hand_in(self):
        slip = self._slip()
        card = self.env.ref("ad_sales_ops.ad_day_list_space_orders")
        name = card.with_context(lang=self.specialist.lang).name
        self._tour(
            "ad_space_order_hand_in",
            self.specialist,
            "/odoo/ad-my-day",
            cards={"space_orders": name},
            first=self.pump.name,
        )
        self.env.invalidate_all()
        self.assertEqual(slip.state, "handed_in")
        self.assertEqual(self.full_ad.ordered_wish["kind"], "right")
        self.assertEqual(self.full_ad.ordered_wish["words"], "靠近目录")
        return slip


@tagged("post_install", "-at_install")
class TestTourSpaceOrder(SlipTour):
    browser_size = "1366x768"

    def test_in_chinese(self):
        self._speak_chinese()
        self._hand_in()
        self._tour(
            "ad_space_order_place",
            self.operations,
            "/odoo/ad-space-orders",
            carer=self.specialist.name,
            first=self.pump.name,
        )


@tagged("post_install", "-at_install")
class TestTourSpaceOrderTablet(SlipTour):
    browser_size = "1024x768"
    touch_enabled = True

    def test_in_chinese(self):
        self._speak_chinese()
        self._hand_in()
