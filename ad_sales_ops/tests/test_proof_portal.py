"""The customer's proof page over HTTP: every status code (F1, F2, F3)."""

import base64
import json
import re
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .proof_common import ProofHttpCase, picture_file, signature_png

SEND = "odoo.addons.base.models.ir_mail_server.IrMail_Server.send_email"


@tagged("post_install", "-at_install")
class TestProofLink(ProofHttpCase):
    def test_open(self):
        answer = self.url_open(self._link())
        self.assertEqual(answer.status_code, 200)
        self.assertIn(self.proof.number, answer.text)
        self.assertIn("o_ad_confirm", answer.text)
        self.assertIn("no-store", answer.headers["Cache-Control"])
        self.assertEqual(answer.headers["Referrer-Policy"], "no-referrer")
        self.assertEqual(answer.headers["X-Frame-Options"], "DENY")
        self.assertEqual(self._events(), ["opened"])

    def test_the_first_opening_is_recorded(self):
        self.assertFalse(self.proof.first_opened_on)
        self.url_open(self._link())
        self.proof.invalidate_recordset()
        first = self.proof.first_opened_on
        self.assertTrue(first)
        self.proof.first_opened_on = first - timedelta(hours=1)
        self.url_open(self._link())
        self.proof.invalidate_recordset()
        self.assertEqual(self.proof.first_opened_on, first - timedelta(hours=1))

    def test_wrong(self):
        for wrong in (self.raw[:-1], "x" * 43, "%E8%AE%A4"):
            answer = self.url_open(self._link(wrong))
            self.assertEqual(answer.status_code, 404)
            self.assertNotIn(self.proof.number, answer.text)
        self.assertEqual(self._confirm(raw="x" * 43).status_code, 404)
        self.assertEqual(self._refuse(raw="x" * 43).status_code, 404)
        self.assertEqual(
            self.url_open(f"{self._link('x' * 43)}/preview").status_code, 404
        )
        self.assertEqual(self.proof.state, "sent")

    def test_expired(self):
        self.proof.token_ids.expires_on = fields.Datetime.now() - timedelta(minutes=1)
        answer = self.url_open(self._link())
        self.assertEqual(answer.status_code, 410)
        self.assertIn('data-kind="expired"', answer.text)
        self.assertEqual(self._confirm().status_code, 410)
        self.assertEqual(self.proof.state, "sent")
        self.assertEqual(self._events(), ["expired", "expired"])

    def test_replaced(self):
        self.proof._issue_token()
        answer = self.url_open(self._link())
        self.assertEqual(answer.status_code, 410)
        self.assertIn('data-kind="replaced"', answer.text)

    def test_void(self):
        self.proof._void("New copy")
        answer = self.url_open(self._link())
        self.assertEqual(answer.status_code, 410)
        self.assertIn('data-kind="void"', answer.text)
        self.assertEqual(self._confirm().status_code, 410)

    def test_confirm_and_replay(self):
        answer = self._confirm()
        self.assertEqual(answer.status_code, 200, answer.text)
        self.proof.invalidate_recordset()
        self.assertEqual(self.proof.state, "confirmed")
        self.assertEqual(self.proof.channel, "portal")
        self.assertEqual(self.proof.decided_by_name, "Wang Shili")
        self.assertTrue(self.proof.signature)
        done = self.url_open(answer.json()["url"])
        self.assertEqual(done.status_code, 200)
        self.assertIn(self.proof.number, done.text)
        self.assertIn("/slip", done.text)
        # Nothing works a second time.
        for again in (self._confirm(), self._refuse()):
            self.assertEqual(again.status_code, 410)
        again = self.url_open(self._link())
        self.assertEqual(again.status_code, 410)
        self.assertIn('data-kind="decided"', again.text)
        self.assertIn("Wang Shili", again.text)
        self.assertEqual(self.url_open(f"{self._link()}/preview").status_code, 410)
        self.assertEqual(self._events(), ["confirmed", *["replayed"] * 4])

    def test_refuse(self):
        marks = [{"x": 0.25, "y": 0.5, "text": " Wrong  price ", "page": 1}]
        answer = self._refuse("See <b>mark</b>", marks)
        self.assertEqual(answer.status_code, 200, answer.text)
        self.proof.invalidate_recordset()
        self.assertEqual(self.proof.state, "refused")
        self.assertEqual(self.proof.refusal_comment, "See <b>mark</b>")
        self.assertEqual(self.proof.marks[0]["text"], "Wrong price")
        done = self.url_open(answer.json()["url"])
        self.assertIn("See &lt;b&gt;mark&lt;/b&gt;", done.text)
        self.assertNotIn("/slip", done.text)
        self.assertEqual(self._confirm().status_code, 410)
        content = self.proof.with_user(self.users["production"]).content_html
        self.assertIn("Wrong price (page 1, 25 % from the left, 50 %", content)
        # Staff read the to-do: whoever was not logged in did not write it.
        task = self.proof.version_id.material_id.activity_ids
        self.assertTrue(task.create_uid._is_internal())
        specialist = task.with_user(self.specialist).sudo(False)
        self.assertTrue(specialist.read(["summary", "create_uid"]))

    def test_refuse_by_marks_only(self):
        marks = [{"x": 0, "y": 1, "text": "Logo"}, {"x": 0.5, "y": 0.5, "text": ""}]
        self.assertEqual(self._refuse("", marks).status_code, 200)
        self.proof.invalidate_recordset()
        self.assertEqual(self.proof.refusal_comment, "1. Logo")

    def test_bad_refusals(self):
        many = [{"x": 0.1, "y": 0.1, "text": "a"}] * 51
        for comment, marks in (
            ("", []),
            ("  ", [{"x": 0.1, "y": 0.1, "text": ""}]),
            ("x" * 20000, []),
            ("x", many),
            ("x", [{"x": 2, "y": 0.1}]),
            ("x", [{"x": "NaN", "y": 0.1}]),
            ("x", ["mark"]),
            ("x", {"x": 1}),
        ):
            answer = self._refuse(comment, marks)
            self.assertEqual(answer.status_code, 422, (comment[:5], marks))
            self.assertTrue(answer.json()["error"])
        answer = self._post(f"{self._link()}/refuse", comment="x", marks="{no json")
        self.assertEqual(answer.status_code, 422)
        self.proof.invalidate_recordset()
        self.assertEqual(self.proof.state, "sent")

    def test_bad_signatures(self):
        large = base64.b64encode(b"\x89PNG" + b"0" * 2_200_000).decode()
        text = base64.b64encode(b"<svg onload='alert(1)'/>").decode()
        jpeg = base64.b64encode(picture_file()).decode()
        for signature, status in (
            ("", 422),
            ("%%%", 422),
            (text, 422),
            (jpeg, 422),
            (signature_png(drawn=False), 422),
            (signature_png(size=(4100, 10)), 422),
            (large, 413),
        ):
            answer = self._confirm(signature=signature)
            self.assertEqual(answer.status_code, status, signature[:20])
            self.assertTrue(answer.json()["error"])
        self.proof.invalidate_recordset()
        self.assertEqual(self.proof.state, "sent")

    def test_csrf(self):
        with mute_logger("odoo.http"):
            answer = self.url_open(
                f"{self._link()}/confirm", data={"signature": signature_png()}
            )
        self.assertEqual(answer.status_code, 400)
        self.proof.invalidate_recordset()
        self.assertEqual(self.proof.state, "sent")

    def test_company_session(self):
        """Nobody of the company opens the link, let alone decides (F1)."""
        self.authenticate(self.specialist.login, self.specialist.login)
        answer = self.url_open(self._link())
        self.assertEqual(answer.status_code, 403)
        self.assertNotIn(self.proof.number, answer.text)
        self.assertEqual(self.url_open(f"{self._link()}/preview").status_code, 403)
        self.assertEqual(self._confirm().status_code, 403)
        self.assertEqual(self._refuse().status_code, 403)
        self.proof.invalidate_recordset()
        self.assertEqual(self.proof.state, "sent")
        self.assertFalse(self.proof.first_opened_on)
        self.assertEqual(self._events(), ["company_open"] * 2 + ["company_sign"] * 2)
        self.assertEqual(self.proof.access_ids.user_id, self.specialist)
        self.assertTrue(self.proof.access_ids[0].ip_address)

    def test_administrator_session(self):
        admin = new_test_user(self.env, "ad_test_admin", "base.group_system")
        self.authenticate(admin.login, admin.login)
        self.assertEqual(self.url_open(self._link()).status_code, 403)
        self.assertEqual(self._confirm().status_code, 403)

    def test_other_customers_login(self):
        """The link is what counts; the login is noted."""
        self.authenticate(self.portal_user.login, self.portal_user.login)
        self.assertEqual(self.url_open(self._link()).status_code, 200)
        self.assertEqual(self._events(), ["opened_other_login"])

    def test_own_login(self):
        self.portal_user.partner_id.parent_id = self.advertiser
        self.authenticate(self.portal_user.login, self.portal_user.login)
        self.assertEqual(self.url_open(self._link()).status_code, 200)
        self.assertEqual(self._events(), ["opened"])

    def test_paper_only(self):
        """Without the contract's word the page is for looking."""
        self.order.sudo().ad_confirm_portal = False
        answer = self.url_open(self._link())
        self.assertEqual(answer.status_code, 200)
        self.assertNotIn("o_ad_confirm", answer.text)
        self.assertIn("confirmation on paper", answer.text)
        slip = self.proof._look_path("slip")
        self.assertIn(slip, answer.text)
        self.assertEqual(self.url_open(slip).status_code, 200)
        self.assertEqual(self._confirm().status_code, 403)
        self.assertEqual(self._refuse().status_code, 403)
        self.proof.invalidate_recordset()
        self.assertEqual(self.proof.state, "sent")

    def test_ended_confirmer(self):
        self.confirmer.sudo().state = "ended"
        answer = self.url_open(self._link())
        self.assertEqual(answer.status_code, 200)
        self.assertNotIn("o_ad_confirm", answer.text)
        self.assertEqual(self._confirm().status_code, 403)

    def test_in_the_customers_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.person.lang = "zh_CN"
        answer = self.url_open(self._link(), headers={"Accept-Language": "en"})
        self.assertEqual(answer.status_code, 200)
        self.assertIn('lang="zh-CN"', answer.text)


@tagged("post_install", "-at_install")
class TestProofPreview(ProofHttpCase):
    def _with_file(self, content, mimetype, **values):
        material = self._make_material(
            self.placements[1], content={"file": content, "mimetype": mimetype}
        )
        # Whoever registers a file reads its type and makes a preview of a picture.
        material.version_id.sudo().write({"mimetype": mimetype, **values})
        proof = self._sent_proof(self.placements[1])
        raw = proof._issue_token()
        return self.url_open(f"{self._link(raw)}/preview"), raw

    def test_text_has_no_picture(self):
        self.assertEqual(self.url_open(f"{self._link()}/preview").status_code, 404)
        page = self.url_open(self._link()).text
        self.assertIn("delivered in ten days", page)

    def test_picture(self):
        preview = base64.b64encode(picture_file())
        answer, raw = self._with_file(picture_file(), "image/jpeg", preview=preview)
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer.headers["Content-Type"], "image/jpeg")
        self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
        self.assertIn('data-kind="image"', self.url_open(self._link(raw)).text)
        marks = [{"x": 0.25, "y": 0.5, "text": "Logo", "page": 1}]
        self.assertEqual(self._refuse("", marks, raw).status_code, 200)
        proof = self.placements[1].proof_ids
        self.assertIn("left: 25.0%; top: 50.0%", proof.content_html)

    def test_pdf(self):
        answer, raw = self._with_file(b"%PDF-1.4 proof", "application/pdf")
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer.headers["Content-Type"], "application/pdf")
        self.assertEqual(answer.headers["Content-Disposition"], "inline")

    def test_no_scripts(self):
        """What calls itself a picture or PDF file and is none, is not shown."""
        page = b"<html><script>alert(1)</script></html>"
        answer, raw = self._with_file(
            page, "image/jpeg", preview=base64.b64encode(page)
        )
        self.assertEqual(answer.status_code, 404)
        self.assertEqual(self.url_open(self._link(raw)).status_code, 200)

    def test_a_pdf_that_is_none(self):
        answer, _raw = self._with_file(b"<html>", "application/pdf")
        self.assertEqual(answer.status_code, 404)


@tagged("post_install", "-at_install")
class TestProofLook(ProofHttpCase):
    def setUp(self):
        super().setUp()
        self.look = self.proof._look_path()
        self.mails = []
        self.startPatcher(
            patch(SEND, lambda server, message, *args, **kw: self.mails.append(message))
        )

    def _code(self):
        body = self.mails[-1].get_body(("html",)).get_content()
        return re.findall(r"\b\d{6}\b", body)[-1]

    def test_look(self):
        answer = self.url_open(self.look)
        self.assertEqual(answer.status_code, 200)
        self.assertIn(self.proof.number, answer.text)
        self.assertIn("o_ad_open_code", answer.text)
        self.assertNotIn("o_ad_confirm", answer.text)
        self.assertFalse(self.proof.first_opened_on)
        self.assertNotIn("wang@valves", answer.text)
        self.assertEqual(self._events(), ["looked"])

    def test_wrong(self):
        other = self._sent_proof(self.placements[1])
        key = self.look.rsplit("/", 1)[1]
        for wrong in (
            self.look[:-1],
            f"/ad/proof/{other.id}/{key}",
            f"/ad/proof/999999999/{key}",
            f"{self.look}/done",
            f"{self.look}/slip",
        ):
            self.assertEqual(self.url_open(wrong).status_code, 404, wrong)
            if not wrong.endswith(("done", "slip")):
                self.assertEqual(self._post(f"{wrong}/code").status_code, 404)
                self.assertEqual(self._post(f"{wrong}/check").status_code, 404)
        self.assertFalse(self.mails)

    def test_sign_with_the_code(self):
        answer = self._post(f"{self.look}/code")
        self.assertEqual(answer.status_code, 200, answer.text)
        self.assertEqual(self.mails[-1]["To"], "wang@valves.example.com")
        answer = self._post(f"{self.look}/check", code=self._code())
        self.assertEqual(answer.status_code, 200, answer.text)
        raw = answer.json()["url"].rsplit("/", 1)[1]
        self.assertIn("o_ad_confirm", self.url_open(self._link(raw)).text)
        self.assertEqual(self._confirm(raw).status_code, 200)
        self.proof.invalidate_recordset()
        self.assertEqual(self.proof.state, "confirmed")
        self.assertEqual(self.proof.channel, "portal_code")
        # The mailed link is over as well.
        self.assertEqual(self.url_open(self._link()).status_code, 410)
        page = self.url_open(self.look)
        self.assertEqual(page.status_code, 200)
        self.assertIn('name="decided"', page.text)
        self.assertNotIn("o_ad_open_code", page.text)
        self.assertNotIn("/slip", page.text)

    def test_wrong_code(self):
        self._post(f"{self.look}/code")
        wrong = f"{(int(self._code()) + 1) % 10**6:06d}"
        for _try in range(5):
            answer = self._post(f"{self.look}/check", code=wrong)
            self.assertEqual(answer.status_code, 422)
        answer = self._post(f"{self.look}/check", code=self._code())
        self.assertEqual(answer.status_code, 422)
        self.assertEqual(self._events(), ["code_sent", *["code_wrong"] * 5])

    def test_code_limit(self):
        for _index in range(3):
            self.assertEqual(self._post(f"{self.look}/code").status_code, 200)
        answer = self._post(f"{self.look}/code")
        self.assertEqual(answer.status_code, 429)
        self.assertIn("Three codes", answer.json()["error"])
        self.assertEqual(len(self.mails), 3)

    def test_company_session(self):
        """The company may look at its slip, not ask for a code."""
        self.authenticate(self.specialist.login, self.specialist.login)
        page = self.url_open(self.look)
        self.assertEqual(page.status_code, 200)
        self.assertNotIn("o_ad_open_code", page.text)
        self.assertEqual(self._post(f"{self.look}/code").status_code, 403)
        self.assertEqual(self._post(f"{self.look}/check", code="1").status_code, 403)
        self.assertFalse(self.mails)
        self.assertEqual(self._events(), ["looked", *["company_sign"] * 2])

    def test_paper_only(self):
        self.order.sudo().ad_confirm_portal = False
        page = self.url_open(self.look)
        self.assertEqual(page.status_code, 200)
        self.assertNotIn("o_ad_open_code", page.text)
        self.assertIn("confirmation on paper", page.text)
        self.assertEqual(self._post(f"{self.look}/code").status_code, 403)

    def test_void(self):
        self.proof._void("New copy")
        self.assertEqual(self.url_open(self.look).status_code, 410)
        self.assertEqual(self.url_open(f"{self.look}/preview").status_code, 404)
        self.assertEqual(self._post(f"{self.look}/code").status_code, 410)

    def test_code_mail_escapes(self):
        self.person.name = "<b>Wang</b>"
        self._post(f"{self.look}/code")
        body = self.mails[-1].get_body(("html",)).get_content()
        self.assertIn("&lt;b&gt;Wang&lt;/b&gt;", body)


@tagged("post_install", "-at_install")
class TestProofList(ProofHttpCase):
    def _login(self, partner=None):
        self.portal_user.partner_id.parent_id = partner
        self.authenticate(self.portal_user.login, self.portal_user.login)

    def _count(self):
        answer = self.url_open(
            "/my/counters",
            data=json.dumps({"params": {"counters": ["ad_proof_count"]}}),
            headers={"Content-Type": "application/json"},
        )
        return answer.json()["result"]["ad_proof_count"]

    def test_own_proofs(self):
        draft = self.env["ad.proof.confirmation"]._make(self.placements[1])
        self._login(self.advertiser)
        page = self.url_open("/my/ad-proofs")
        self.assertEqual(page.status_code, 200)
        self.assertIn(self.proof._look_path(), page.text)
        self.assertNotIn(draft.sudo()._look_path(), page.text)
        self.assertEqual(self._count(), 1)
        self.assertIn("/my/ad-proofs", self.url_open("/my").text)

    def test_confirmed_proofs_have_their_slip(self):
        self.proof.state = "confirmed"
        self._login(self.advertiser)
        page = self.url_open("/my/ad-proofs")
        self.assertIn(self.proof._look_path("slip"), page.text)

    def test_other_customers(self):
        other = self._make_advertiser("Test Other Pumps")
        child = self._make_advertiser("Test Subsidiary", parent_id=self.advertiser.id)
        for partner in (other, child, None):
            self._login(partner)
            page = self.url_open("/my/ad-proofs")
            self.assertNotIn(self.proof.number, page.text)
            self.assertEqual(self._count(), 0)

    def test_login_needed(self):
        answer = self.url_open("/my/ad-proofs", allow_redirects=False)
        self.assertEqual(answer.status_code, 303)
