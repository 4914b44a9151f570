"""Complaints in a browser: by telephone, the follow-up call, the portal (Q1, Q4)."""

import json

from odoo.tests import HttpCase, tagged

from .complaint_common import ComplaintCase


class ComplaintTour(HttpCase, ComplaintCase):
    def _tour(self, name, user, url="/odoo", **facts):
        card = self.env.ref("ad_sales_ops.ad_day_list_complaints_to_follow_up")
        facts["cards"] = {"to_follow_up": card.with_context(lang=user.lang).name}
        facts = json.dumps(json.dumps(facts))
        options = json.dumps({"startUrl": url, "debug": False})
        code = f"sessionStorage.setItem('ad_tour', {facts});"
        code += f"odoo.startTour({name!r}, {options})"
        self.start_tour(url, name, login=user.login, code=code)
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestTourComplaintPhone(ComplaintTour):
    browser_size = "390x844"
    touch_enabled = True

    def _found(self):
        return self.env["ad.complaint"].search([("what", "=", "电话号码印错")])

    def test_register_in_chinese(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.specialist.lang = "zh_CN"
        self._tour(
            "ad_register_complaint",
            self.specialist,
            phone="02155501234",
            customer=self.advertiser.name,
        )
        complaint = self._found()
        self.assertEqual(complaint.customer_id, self.advertiser)
        self.assertEqual(complaint.owner_id, self.specialist)


@tagged("post_install", "-at_install")
class TestTourFollowUp(ComplaintTour):
    browser_size = "1366x768"

    def test_call(self):
        complaint = self._register()
        complaint._action_solve("Printed again")
        self._know_all(complaint)
        self._tour("ad_follow_up_call", self.service, customer=self.advertiser.name)
        self.assertEqual(complaint.state, "closed")
        self.assertEqual((complaint.perceived, complaint.expected), (6, 8))


@tagged("post_install", "-at_install")
class TestTourPortalComplaint(ComplaintTour):
    browser_size = "390x844"
    touch_enabled = True

    def test_portal(self):
        self.portal_user.partner_id.write(
            {"parent_id": self.advertiser.id, "company_id": self.company.id}
        )
        self.portal_user.password = "ad_test_portal"
        self._tour(
            "ad_portal_complaint", self.portal_user, "/my", contract=self.order.name
        )
        complaint = self.env["ad.complaint"].search(
            [("customer_id", "=", self.advertiser.id)]
        )
        self.assertEqual(complaint.order_id, self.order)
        self.assertEqual(complaint.what, "The colours are off")
