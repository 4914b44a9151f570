"""Copy from the customer's file to the signed slip, each title at its own desk."""

import base64

from dateutil.relativedelta import relativedelta

from odoo.tests import HttpCase, tagged

from .proof_common import picture_file
from .test_material import pdf_file
from .test_proof_returns import ReturnCase
from .test_tours_desk import DeskTour

CARDS = {
    "copy_missing": "ad_day_list_copy_missing",
    "copy_to_accept": "ad_day_list_copy_to_accept",
    "proofs_to_send": "ad_day_list_proofs_to_send",
    "to_read": "ad_day_list_to_read",
    "findings": "ad_day_list_findings",
    "proof_round": "ad_day_list_proof_round",
}


class CopyTourCase(DeskTour, HttpCase, ReturnCase):
    """The next issue closes in some days: it stands in everybody's lists."""

    def setUp(self):
        super().setUp()
        self._speak_chinese()
        # A contract of its own, whose copy is still to come.
        order = self._seal(self._make_contract([(self.full_page, self.issues[3:4])]))
        order.sudo().ad_confirm_portal = True
        self.wanted = order.ad_placement_ids
        self._closes_soon(self.wanted.issue_id)

    def _closes_soon(self, issue):
        day = self.today + relativedelta(days=7)
        issue.sudo().write({"material_close": day, "proof_close": day})
        self.env.flush_all()

    def _walk(self, name, title, content=None, **facts):
        user = self.users[title]
        cards = {
            key: self.env.ref(f"ad_sales_ops.{xmlid}").with_context(lang=user.lang).name
            for key, xmlid in CARDS.items()
        }
        self._tour(
            name,
            user,
            "/odoo",
            cards=cards,
            customer=self.advertiser.name,
            file=base64.b64encode(content or b"").decode(),
            **facts,
        )
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestTourCopy(CopyTourCase):
    browser_size = "1366x768"

    def test_from_the_file_to_the_sent_proof(self):
        """Registered and accepted, looked at, read, sent: by four people."""
        size = self.full_page.width_mm or 210, self.full_page.height_mm or 285
        self._walk(
            "ad_copy_register",
            "production",
            content=pdf_file(*size),
            type="application/pdf",
        )
        version = self.wanted.version_id
        self.assertEqual(version.file_name, "valves.pdf")
        self.assertEqual(version.material_id.state, "accepted")
        self.assertEqual(version.screening_state, "open")
        self._walk("ad_copy_decide", "reviewer")
        self.assertEqual(version.screening_state, "resolved")
        self._walk("ad_copy_pass_reading", "proofreader")
        self.assertEqual(version.reading_state, "passed")
        self._walk("ad_copy_send_proof", "production")
        self.assertEqual(self.wanted.proof_state, "sent")

    def test_returned_by_the_proofreader(self):
        material = self._make_material(self.wanted)
        self._walk("ad_copy_return_reading", "proofreader")
        self.assertEqual(material.reading_state, "returned")
        self.assertEqual(
            material.version_id.reading_ids.remarks, "The telephone lacks a digit"
        )

    def test_several_files(self):
        second = self._make_material(self.placements[2], name="Second")
        third = self._make_material(self.placements[1], name="Third")
        materials = second | third
        size = self.full_page.width_mm or 210, self.full_page.height_mm or 285
        self._walk(
            "ad_copy_several_files",
            "production",
            content=pdf_file(*size),
            type="application/pdf",
            names=[f"{material.number} v2.pdf" for material in materials],
            batch_action=self.env.ref("ad_sales_ops.ad_material_batch_action").id,
        )
        self.assertEqual(materials.mapped("state"), ["accepted"] * 2)
        self.assertEqual(materials.version_id.mapped("number"), [2, 2])


@tagged("post_install", "-at_install")
class TestTourCopyPhone(CopyTourCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_signed_slip_with_its_photo(self):
        """At the customer's desk: the card, the camera, send."""
        # Only the proof that was sent waits for a slip.
        self.wanted.sudo().stage = "cancelled"
        self._closes_soon(self.placement.issue_id)
        self._walk(
            "ad_copy_slip_by_phone",
            "specialist",
            content=picture_file((600, 800)),
            type="image/jpeg",
        )
        slip = self.proof.return_ids
        self.assertEqual(slip.state, "pending")
        self.assertEqual(slip.channel, "visit")
        self.assertEqual(slip.signer_name, "Wang Shili")
        self.assertEqual(slip.registered_by_id, self.specialist)
