"""Complaints in the customer's portal: own ones only, files, refusals (Q1)."""

import base64
import re

from odoo.tests import HttpCase, tagged

from ..models.ad_case_reply import WRITTEN
from .complaint_common import ComplaintCase

MB = 1024 * 1024
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA"
    "AABJRU5ErkJggg=="
)


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

    def test_the_house_that_serves_him_gets_it(self):
        """Whichever company the portal user was made in."""
        other = self._make_company("Elsewhere Press Test Co.")
        self.portal_user.partner_id.company_id = False
        self.portal_user.write({"company_ids": [(4, other.id)], "company_id": other.id})
        self.env.flush_all()
        self._send(what="Nobody answers the telephone")
        self.assertEqual(self._mine().company_id, self.company)

    def _files_of(self, page):
        return re.findall(r'href="(/my/ad-complaints/\d+/files/\d+)"', page)

    def test_files_are_opened_again(self):
        answer = self._send(
            [("photo.png", PIXEL), ("page.html", b"<script>alert(1)</script>")],
            what="Look at this",
        )
        links = self._files_of(answer.text)
        self.assertEqual(len(links), 2)
        files = {}
        for link in links:
            file = self.url_open(link)
            self.assertEqual(file.status_code, 200)
            self.assertIn("no-store", file.headers["Cache-Control"])
            files[file.content] = file.headers.get("Content-Disposition", "")
        self.assertNotIn("attachment", files[PIXEL])
        self.assertIn("attachment", files[b"<script>alert(1)</script>"])

    def test_files_are_his_own(self):
        """Neither another customer's nor what our people attached."""
        link = self._files_of(self._send([("a.txt", b"mine")], what="Look").text)[0]
        complaint = self._mine()
        inside = self.env["ir.attachment"].create(
            {
                "name": "our_memo.txt",
                "raw": b"inside",
                "res_model": "ad.complaint",
                "res_id": complaint.id,
            }
        )
        page = self.url_open(f"/my/ad-complaints/{complaint.id}").text
        self.assertNotIn(inside.name, page)
        own = f"/my/ad-complaints/{complaint.id}/files/"
        self.assertEqual(self.url_open(f"{own}{inside.id}").status_code, 404)
        other = self._register(partner_id=self.stranger.id)
        file = link.rsplit("/", 1)[1]
        wrong = f"/my/ad-complaints/{other.id}/files/{file}"
        self.assertEqual(self.url_open(wrong).status_code, 404)
        self.portal_user.partner_id.parent_id = self.stranger
        self.env.flush_all()
        self.assertEqual(self.url_open(link).status_code, 404)
        self.logout()
        self.assertIn("/web/login", self.url_open(link).url)

    def test_files_sent_by_mail(self):
        complaint = self._register()
        file = self.env["ir.attachment"].create(
            {"name": "scan.txt", "raw": b"by mail", "res_model": "ad.complaint"}
        )
        file.res_id = complaint.id
        complaint.sudo().message_post(
            body="See enclosed",
            author_id=self.advertiser.id,
            attachment_ids=file.ids,
        )
        page = self.url_open(f"/my/ad-complaints/{complaint.id}").text
        self.assertEqual(self.url_open(self._files_of(page)[0]).content, b"by mail")

    def test_closed_is_seen(self):
        complaint = self._closed()
        page = self.url_open(f"/my/ad-complaints/{complaint.id}").text
        self.assertIn("Case Closed", page)
        self.assertIn("05/13/2026", page)
        self.assertNotIn(self.service.name, page)

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
        todo = complaint.sudo().activity_search([WRITTEN])
        self.assertEqual(todo.user_id, self.service)
        self.assertIn("Green again", todo.note)

    def test_login_is_needed(self):
        self.logout()
        answer = self.url_open("/my/ad-complaints")
        self.assertIn("/web/login", answer.url)

    def test_home_has_a_card(self):
        """Also for customers who never complained: they register here."""
        self.assertIn('href="/my/ad-complaints"', self.url_open("/my").text)
