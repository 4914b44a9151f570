"""The customer's proof page on a telephone, finger by finger (F2)."""

import base64
import re
from unittest.mock import patch

from odoo.tests import tagged

from .proof_common import ProofHttpCase, picture_file

SEND = "odoo.addons.base.models.ir_mail_server.IrMail_Server.send_email"


@tagged("post_install", "-at_install")
class TestTourProofPortal(ProofHttpCase):
    browser_size = "390x844"
    touch_enabled = True

    def setUp(self):
        super().setUp()
        material = self._make_material(
            self.placements[2], content={"file": picture_file()}
        )
        material.version_id.sudo().write(
            {"mimetype": "image/jpeg", "preview": base64.b64encode(picture_file())}
        )
        self.pictured = self._sent_proof(self.placements[2])

    def _tour(self, name, url):
        self.start_tour(url, name)

    def test_confirm_in_three_taps(self):
        self._tour("ad_proof_confirm", self._link(self.pictured._issue_token()))
        self.pictured.invalidate_recordset()
        self.assertEqual(self.pictured.state, "confirmed")
        self.assertTrue(self.pictured.signature)

    def test_confirm_in_chinese(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.person.lang = "zh_CN"
        self.test_confirm_in_three_taps()

    def test_refuse_with_marks(self):
        self._tour("ad_proof_refuse", self._link(self.pictured._issue_token()))
        self.pictured.invalidate_recordset()
        self.assertEqual(self.pictured.state, "refused")
        self.assertEqual(self.pictured.refusal_comment, "The telephone is wrong")
        marks = self.pictured.marks
        self.assertEqual([mark["text"] for mark in marks], ["Old logo"])
        self.assertAlmostEqual(marks[0]["x"], 0.5, delta=0.1)
        self.assertAlmostEqual(marks[0]["y"], 0.25, delta=0.1)

    def test_sign_from_the_paper_slip(self):
        """The tour asks for a code; the mail's code is put where the tour reads it."""
        codes = []

        def send(server, message, *args, **kwargs):
            body = message.get_body(("html",)).get_content()
            codes.append(re.findall(r"\b\d{6}\b", body)[-1])

        # A fixed code, for the browser cannot read the mailbox.
        module = "odoo.addons.ad_sales_ops.models.ad_proof_code.secrets.randbelow"
        with patch(SEND, send), patch(module, lambda limit: 4711):
            self._tour("ad_proof_code", self.pictured._look_path())
        self.assertEqual(codes, ["004711"])
        self.pictured.invalidate_recordset()
        self.assertEqual(self.pictured.state, "confirmed")
        self.assertEqual(self.pictured.channel, "portal_code")
