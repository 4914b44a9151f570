"""Copies to customers in a browser: signed on the phone, posted at the desk (D1)."""

import json

from odoo.tests import HttpCase, tagged

from .test_copy_delivery import DeliveryCase

CARDS = {
    "copies_to_deliver": "ad_day_list_copies_to_deliver",
    "to_post": "ad_day_list_to_post",
    "returned_mail": "ad_day_list_returned_mail",
}


class DeliveryTour(HttpCase, DeliveryCase):
    def _tour(self, name, user, **facts):
        facts["cards"] = {
            key: self.env.ref(f"ad_sales_ops.{xmlid}").with_context(lang=user.lang).name
            for key, xmlid in CARDS.items()
        }
        facts = json.dumps(json.dumps(facts))
        options = json.dumps({"startUrl": "/odoo", "debug": False})
        code = f"sessionStorage.setItem('ad_tour', {facts});"
        code += f"odoo.startTour({name!r}, {options})"
        self.start_tour("/odoo", name, login=user.login, code=code)
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestTourHandDelivery(DeliveryTour):
    browser_size = "390x844"
    touch_enabled = True

    def test_signed_on_the_phone(self):
        self._make()
        self._reviewed(self.issue)
        self._tour("ad_hand_delivery", self.specialist, customer=self.local.name)
        line = self._of(self.local)
        self.assertEqual(line.state, "delivered")
        self.assertEqual(line.signed_by, "Wang Shili")
        self.assertTrue(line.signature)


@tagged("post_install", "-at_install")
class TestTourDistribution(DeliveryTour):
    browser_size = "1366x768"

    def test_labels_numbers_returned(self):
        """Two clicks, three clicks, two clicks."""
        earlier = self._customer("Test Earlier Customer", street="7 Far Street")
        self._contract((self.full_page, self.issues[1]), partner=earlier)
        self._to_press(self.issues[1])
        # The carrier of the last time is offered.
        self._posted(
            self._make(issue=self.issues[1]).filtered(lambda d: d.partner_id == earlier)
        )
        self._make()
        line = self._of(self.remote)
        self._tour(
            "ad_distribution_desk",
            self.distribution,
            numbers=f"{line.number} SF1234567890123",
            number="SF1234567890123",
            customer=self.remote.name,
        )
        self.assertEqual(line.state, "returned")
        self.assertEqual(line.tracking_number, "SF1234567890123")
