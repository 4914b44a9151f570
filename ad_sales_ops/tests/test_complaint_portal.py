"""Complaints in the customer's portal: own ones only, files, refusals (Q1)."""

import re

from odoo.tests import HttpCase, tagged

from .complaint_common import ComplaintCase

MB = 1024 * 1024


@tagged("post_install", "-at_install")
class TestComplaintPortal(HttpCase, ComplaintCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal_user.partner_id.write(
            {"parent_id": cls.advertiser.id, "company_id": cls.company.id}
        )
        cls.portal_user.password = "portal-password"
        cls.stranger = cls._make_advertiser("Test Pump Works")

    def setUp(self):
        super().setUp()
        self.authenticate(self.portal_user.login, "portal-password")

    def _send(self, files=(), path="/my/ad-complaints/new", **values):
        page = self.url_open("/my/ad-complaints/new").text
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
        return self.url_open(
            path,
            data={"csrf_token": token, **values},
            files=[("files", file) for file in files] or None,
        )

    def _mine(self):
        self.env.invalidate_all()
        return self.env["ad.complaint"].search(
            [("customer_id", "=", self.advertiser.id)]
        )

    def test_register(self):
        page = self.url_open("/my/ad-complaints/new")
        self.assertIn(self.order.name, page.text)
        answer = self._send(
            [("photo.jpg", b"picture"), ("letter.pdf", b"%PDF-1.4")],
            what="The colours are off",
            subject=f"sale.order,{self.order.id}",
        )
        complaint = self._mine()
        self.assertIn(complaint.number, answer.text)
        self.assertEqual(complaint.order_id, self.order)
        self.assertEqual(complaint.partner_id, self.portal_user.partner_id)
        self.assertEqual(complaint.channel, "portal")
        self.assertFalse(complaint.owner_id)
        self.assertEqual(complaint.company_id, self.company)
        files = self.env["ir.attachment"].search(
            [("res_model", "=", "ad.complaint"), ("res_id", "=", complaint.id)]
        )
        self.assertEqual(set(files.mapped("name")), {"photo.jpg", "letter.pdf"})
        self.assertIn("photo.jpg", answer.text)

    def test_thirty_megabytes(self):
        answer = self._send([("big.tif", b"x" * (30 * MB))], what="Look at this")
        self.assertEqual(answer.status_code, 200)
        self.assertIn("larger than 20 MB", answer.text)
        self.assertIn("Look at this", answer.text, "his words are still there")
        self.assertFalse(self._mine())

    def test_many_files_together(self):
        files = [(f"{n}.tif", b"x" * (8 * MB)) for n in range(3)]
        self.assertIn("larger than 20 MB", self._send(files, what="Look").text)

    def test_about_nothing(self):
        self.assertIn("Please write", self._send(what="  ").text)
        self.assertFalse(self._mine())

    def test_somebody_elses_document(self):
        order = self._contract((self.full_page, self.issues[2]), partner=self.stranger)
        page = self.url_open("/my/ad-complaints/new")
        self.assertNotIn(order.name, page.text)
        for subject in (f"sale.order,{order.id}", "res.users,1", "nonsense"):
            answer = self._send(what="Mine?", subject=subject)
            self.assertIn("not yours", answer.text)
        self.assertFalse(self._mine())

    def test_own_ones_only(self):
        own = self._register()
        foreign = self._solved(partner_id=self.stranger.id)
        page = self.url_open("/my/ad-complaints").text
        self.assertIn(own.number, page)
        self.assertNotIn(foreign.number, page)
        self.assertIn(own.number, self.url_open(f"/my/ad-complaints/{own.id}").text)
        answer = self.url_open(f"/my/ad-complaints/{foreign.id}")
        self.assertNotIn(foreign.number, answer.text)
        self._send(path=f"/my/ad-complaints/{foreign.id}/reopen", words="Mine")
        self.env.invalidate_all()
        self.assertEqual(foreign.state, "solved", "the owner alone takes it up again")

    def test_inside_stays_inside(self):
        complaint = self._answered()
        complaint.write({"cause": "Printer was drunk", "about_id": self.specialist.id})
        page = self.url_open(f"/my/ad-complaints/{complaint.id}").text
        self.assertIn("We look at it", page)
        self.assertNotIn("drunk", page)
        self.assertNotIn(self.specialist.name, page)

    def test_take_up_again(self):
        complaint = self._closed()
        path = f"/my/ad-complaints/{complaint.id}/reopen"
        self.assertIn("few words", self._send(path=path, words=" ").text)
        self._send(path=path, words="Green again")
        self.env.invalidate_all()
        self.assertEqual(complaint.state, "reopened")
        self.assertEqual(complaint.step_ids[-1].words, "Green again")
        self.assertEqual(complaint.step_ids[-1].made_by_id, self.portal_user)

    def test_login_is_needed(self):
        self.logout()
        answer = self.url_open("/my/ad-complaints")
        self.assertIn("/web/login", answer.url)

    def test_home_has_a_card(self):
        """Also for customers who never complained: they register here."""
        self.assertIn('href="/my/ad-complaints"', self.url_open("/my").text)
