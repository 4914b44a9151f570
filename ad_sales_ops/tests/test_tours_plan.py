"""The flat plan in a browser: dragging, tapping, the keyboard, and its geometry."""

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .plan_common import PlanCase
from .test_tours_desk import DeskTour


class PlanTour(DeskTour, HttpCase, PlanCase):
    """Three customers wait for pages of the first issue."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        customers = [cls._customer(number) for number in (1, 2, 3)]
        positions = (cls.half, cls.half, cls.full_page)
        cls.ads = [
            cls._booked(position, partner_id=customer.id)
            for position, customer in zip(positions, customers, strict=True)
        ]

    def _start(self, tour, **facts):
        names = [ad.advertiser_id.name for ad in self.ads]
        facts = dict(zip(("first", "second", "third"), names, strict=True)) | facts
        facts |= {f"page{index}": self._page(index) for index in (1, 2, 3)}
        facts |= {"issue": self.issue.id, "id": self.ads[0].id}
        url = f"/odoo/ad-issues/{self.issue.id}/ad-flat-plan"
        self._tour(tour, self.operations, url, plan=facts)
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestTourPlan(PlanTour):
    browser_size = "1366x768"

    def test_drag(self):
        self._start("ad_flat_plan_drag")
        self._dragged()

    def test_drag_in_chinese(self):
        self.operations.lang = "zh_CN"
        self._start("ad_flat_plan_drag")
        self._dragged()

    def _dragged(self):
        labels = [ad.page_label for ad in self.ads]
        self.assertEqual(labels, ["3", "", ""])
        self.assertEqual(self.issue.content_ids.mapped("page_label"), ["1"])

    def test_keyboard_taps_and_proposal(self):
        self._start("ad_flat_plan_keyboard")
        self.assertTrue(all(ad.page for ad in self.ads))

    def test_somebody_else_was_faster(self):
        # The refusal is told on the screen, and in the log.
        with mute_logger("odoo.http"):
            self._start("ad_flat_plan_stale")
        self.assertEqual([ad.page_label for ad in self.ads[:2]], ["1", "2"])

    def test_frozen(self):
        self.issue.plan_move([self._move(self.ads[0], 1)])
        self.issues[0].sudo().state = "at_press"
        self._start("ad_flat_plan_frozen")


@tagged("post_install", "-at_install")
class TestTourPlanTablet(PlanTour):
    browser_size = "1024x768"
    touch_enabled = True

    def test_drag(self):
        self._start("ad_flat_plan_drag")


@tagged("post_install", "-at_install")
class TestPlanUnits(HttpCase):
    """The addon's JavaScript unit tests, run as Odoo runs its own."""

    def test_units(self):
        self.browser_js(
            "/web/tests?headless&loglevel=2&preset=desktop&timeout=15000"
            f"&id={self._job('@ad_sales_ops')}",
            "",
            "",
            login="admin",
            timeout=300,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=lambda message: "[HOOT]" not in message,
        )

    @staticmethod
    def _job(name):
        """The number by which Hoot knows a suite."""
        number = 0
        for char in name:
            number = ((number << 5) - number + ord(char)) & 0xFFFFFFFF
        return f"{number:08x}"
