"""Material: measured, judged, pinned, asked for; its rights (A1, A4, A5, M4)."""

import base64
import io
from datetime import timedelta
from unittest.mock import patch

from PIL import Image
from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from odoo.tools.pdf import PdfWriter

from .copy_common import CopyCase


def pdf_file(width_mm=210, height_mm=285, password=None):
    """An empty page of a size."""
    writer = PdfWriter()
    writer.add_blank_page(width=width_mm / 25.4 * 72, height=height_mm / 25.4 * 72)
    if password:
        writer.encrypt(password)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def image_file(size=(300, 400), kind="PNG", dpi=None):
    stream = io.BytesIO()
    options = {"dpi": (dpi, dpi)} if dpi else {}
    Image.new("RGB", size, "white").save(stream, kind, **options)
    return stream.getvalue()


@tagged("post_install", "-at_install")
class TestCopyFile(CopyCase):
    """What a file is and shows, read from the file itself."""

    def _inspect(self, content, name="ad.pdf"):
        files = self.env["ad.copy.file"].with_company(self.company)
        return files._inspect(base64.b64encode(content), name)

    def _refused(self, words, content, name="ad.pdf"):
        with self.assertRaisesRegex(UserError, words):
            self._inspect(content, name)

    def test_pdf(self):
        facts = self._inspect(pdf_file(210, 285))
        self.assertEqual(facts["mimetype"], "application/pdf")
        self.assertEqual(facts["page_count"], 1)
        self.assertAlmostEqual(facts["width_mm"], 210, 1)
        self.assertAlmostEqual(facts["height_mm"], 285, 1)
        self.assertEqual(facts["measured"], "file")

    def test_image(self):
        facts = self._inspect(image_file((600, 900), "JPEG", 300), "ad.jpg")
        self.assertEqual((facts["pixel_width"], facts["pixel_height"]), (600, 900))
        self.assertEqual(facts["dpi"], 300)
        self.assertAlmostEqual(facts["width_mm"], 50.8, 1)
        preview = Image.open(io.BytesIO(base64.b64decode(facts["preview"])))
        self.assertEqual(preview.format, "JPEG")

    def test_tiff(self):
        facts = self._inspect(image_file((300, 300), "TIFF", 300), "ad.tif")
        self.assertEqual((facts["mimetype"], facts["dpi"]), ("image/tiff", 300))

    def test_layout_files_are_asked(self):
        facts = self._inspect(b"8BPS" + b"\0" * 40, "ad.psd")
        self.assertEqual(facts["measured"], "asked")

    def test_programs(self):
        for content in (b"MZ\x90\0", b"\x7fELF\2", b"#!/bin/sh\n"):
            self._refused("is a program", content)

    def test_svg_and_pages(self):
        self._refused("is a program", b"<svg><script>alert(1)</script></svg>", "a.svg")
        self._refused("is a program", b"  <html></html>", "a.pdf")

    def test_too_large(self):
        class Large(bytes):
            def __len__(self):
                return 280 * 1024 * 1024

        with self.assertRaisesRegex(UserError, "larger than 100 MB"):
            self.env["ad.copy.file"].with_company(self.company)._inspect(
                Large(b"AAAA"), "ad.pdf"
            )

    def test_empty_broken_unknown(self):
        self._refused("is empty", b"")
        self._refused("PDF is damaged", b"%PDF-1.4 nothing")
        self._refused("no kind that can be printed", b"hello")
        broken = image_file((400, 400), "JPEG")[:400]
        self._refused("damaged|no kind", broken, "ad.jpg")

    def test_password(self):
        self._refused("locked with a password", pdf_file(password="secret"))

    def test_image_bomb(self):
        with patch("odoo.addons.ad_sales_ops.models.ad_copy_file.MAX_PIXELS", 1000):
            self._refused("million pixels", image_file((40, 40)), "ad.png")


@tagged("post_install", "-at_install")
class TestMaterial(CopyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.full_page.write({"width_mm": 210, "height_mm": 285, "bleed_mm": 3})

    def _register(self, user=None, **values):
        wizard = (
            self.env["ad.material.register"]
            .with_user(user or self.production)
            .create(
                {
                    "advertiser_id": self.advertiser.id,
                    "name": "Valves",
                    "placement_ids": [(6, 0, self.placements.ids)],
                    "is_complete": True,
                    "is_clear": True,
                    "is_final": True,
                    **values,
                }
            )
        )
        action = wizard.action_register()
        return (
            self.env["ad.material"].with_user(wizard.env.user).browse(action["res_id"])
        )

    def _file(self, width, height=285):
        return {
            "file": base64.b64encode(pdf_file(width, height)),
            "file_name": "ad.pdf",
        }

    def test_registered_and_accepted(self):
        material = self._register(**self._file(210))
        self.assertEqual(self.placements.version_id, material.version_id)
        self.assertEqual(material.version_id.number, 1)
        self.assertFalse(material.warning)
        material.action_accept()
        self.assertEqual(material.state, "accepted")

    def test_size_off_by_one_and_by_ten(self):
        material = self._register(**self._file(211))
        self.assertIn("measures 211.0 × 285.0 mm", material.warning)
        material.action_accept()
        material = self._register(name="Other", **self._file(220))
        with self.assertRaisesRegex(UserError, "measures 220.0 × 285.0 mm"):
            material.action_accept()
        self.assertEqual(material.state, "received")

    def test_bleed_fits(self):
        material = self._register(**self._file(216, 291))
        self.assertFalse(material.warning)

    def test_coarse_picture_warns(self):
        material = self._register(
            file=base64.b64encode(image_file((2480, 3366), "JPEG", 299)),
            file_name="ad.jpg",
        )
        self.assertIn("has 299 dots an inch", material.warning)

    def test_what_is_missing(self):
        material = self._register(is_clear=False, is_final=False, **self._file(210))
        with self.assertRaisesRegex(UserError, "not ticked as: clear, final"):
            material.action_accept()
        material.write({"is_clear": True, "is_final": True})
        question = self.env["ad.material.question"].create(
            {"material_id": material.id, "question": "DN15 or DN150?"}
        )
        with self.assertRaisesRegex(UserError, "unclear places"):
            material.action_accept()
        for field, value, words in (
            ("is_rewritten", True, "write down the answer"),
            ("answer", "DN150", "whom you asked"),
        ):
            refused = self.assertRaisesRegex(UserError, words)
            with refused, self.env.cr.savepoint():
                question[field] = value
        question.write({"answer": "DN150", "asked_whom": "Engineer Li"})
        with self.assertRaisesRegex(UserError, "not rewritten"):
            material.action_accept()
        question.is_rewritten = True
        material.action_accept()

    def test_film(self):
        """A film has no file, and runs all the same (A1)."""
        with self.assertRaisesRegex(UserError, "Attach the file"):
            self._register(kind="film", name=False)
        material = self._register(kind="film", name="Film 2026-117")
        self.assertEqual(self.placements.material_id, material)
        self.assertEqual(material.version_id.headline, "Film 2026-117")
        with self.assertRaisesRegex(UserError, "size of .* is not known"):
            material.action_accept()
        self._register(
            kind="film",
            material_id=material.id,
            headline="B",
            width_mm=210,
            height_mm=285,
        )
        material.action_accept()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(CheckViolation),
            self.env.cr.savepoint(),
        ):
            material.film_returned_on = self.today
            material.flush_recordset()
        material.film_return_agreed = True
        material.film_returned_on = self.today

    def test_size_is_asked_where_the_file_does_not_say(self):
        layout = {
            "file": base64.b64encode(b"8BPS" + b"\0" * 40),
            "file_name": "ad.psd",
        }
        with self.assertRaisesRegex(UserError, "does not say its size"):
            self._register(**layout)
        material = self._register(width_mm=210, height_mm=285, **layout)
        self.assertEqual(material.version_id.measured, "asked")
        material.action_accept()

    def test_bad_files_by_every_road(self):
        """A refusal leaves nothing behind, also when no form is used."""
        materials = self.env["ad.material"]
        before = materials.search_count([])
        program = base64.b64encode(b"MZ" + b"\0" * 90)
        values = {"file": program, "file_name": "ad.pdf"}
        with self.assertRaisesRegex(UserError, "is a program"), self.env.cr.savepoint():
            self._register(**values)
        with self.assertRaisesRegex(UserError, "is empty"):
            self.env["ad.copy.file"]._inspect(b"abc", "ad.pdf")
        version = self._make_material().version_id.with_user(self.production)
        with self.assertRaises(AccessError):
            version.create({"material_id": version.material_id.id, **values})
        self.assertEqual(materials.search_count([]), before + 1)

    def test_proof_is_sent_from_the_copy(self):
        material = self._register(**self._file(210))
        with self.assertRaisesRegex(UserError, "not accepted yet"):
            material.action_ad_send_proofs()
        self.placements.sudo().stage = "cancelled"
        with self.assertRaisesRegex(UserError, "waits for a proof"):
            material.action_ad_send_proofs()

    def test_who_accepts(self):
        material = self._register(**self._file(210))
        for title in ("specialist", "manager", "proofreader", "reviewer"):
            with self.assertRaises(AccessError, msg=title):
                material.with_user(self.users[title]).action_accept()
        with self.assertRaises(AccessError):
            material.write({"state": "accepted"})

    def test_rejected(self):
        material = self._register(**self._file(210))
        with self.assertRaisesRegex(UserError, "Say what is wrong"):
            material._action_reject("")
        material._action_reject("The text is cut off")
        self.assertEqual(material.state, "rejected")
        activity = material.activity_ids.filtered(
            lambda a: a.user_id == self.specialist
        )
        self.assertIn("cut off", activity.note)

    def test_versions_are_kept(self):
        material = self._make_material(self.placement)
        first = material.version_id
        second = self._make_version(material, self.placement, headline="New")
        self.assertEqual((first.number, second.number), (1, 2))
        self.assertEqual(self.placement.version_id, second)
        with self.assertRaisesRegex(UserError, "does not change"):
            first.sudo().headline = "Other"
        with self.assertRaisesRegex(UserError, "are kept"):
            first.sudo().unlink()
        with self.assertRaisesRegex(UserError, "same content"):
            self._make_version(material, headline="New")

    def test_nothing_to_register(self):
        with self.assertRaisesRegex(UserError, "Attach the file"):
            self._register()

    def test_copy_of_another_customer(self):
        other = self._make_advertiser("Test Pumps Co., Ltd.")
        material = self._make_material(advertiser_id=other.id)
        with self.assertRaisesRegex(UserError, "cannot run for"):
            self.placement._action_set_version(material.version_id)

    def test_late_copy_needs_a_name_and_a_reason(self):
        self.issues[0].sudo().material_close = self.today - timedelta(days=1)
        values = {"placement_ids": [(6, 0, self.placement.ids)], **self._file(210)}
        with self.assertRaisesRegex(UserError, "material close"):
            self._register(**values)
        with self.assertRaisesRegex(AccessError, "takes late copy"):
            self._register(self.specialist, late_reason="Please", **values)
        self._register(late_reason="The customer's fair was moved", **values)
        override = self.env["ad.close.override"].search([("kind", "=", "copy")])
        self.assertEqual(override.order_id, self.order)
        self.assertEqual(override.user_id, self.production)

    def test_mending_is_no_change(self):
        material = self._make_material(self.placement)
        self.issues[0].sudo().material_close = self.today - timedelta(days=1)
        material.version_id.sudo().reading_state = "returned"
        self._make_version(material, self.placement, headline="Mended")
        self.assertEqual(self.placement.version_id.headline, "Mended")

    def test_old_copy_again(self):
        first, second, _third = self.placements
        self._make_material(first)
        with self.assertRaisesRegex(UserError, "does not agree standing copy"):
            second.with_user(self.specialist).action_reuse_copy()
        self.order.sudo().ad_standing_copy = True
        with self.assertRaisesRegex(UserError, "no earlier insertion"):
            first.with_user(self.specialist).action_reuse_copy()
        second.with_user(self.specialist).action_reuse_copy()
        self.assertEqual(second.version_id, first.version_id)

    def test_several_files(self):
        material = self._make_material(self.placement)
        batch = self.env["ad.material.batch"].with_user(self.production).create({})
        files = (
            self.env["ir.attachment"]
            .with_user(self.production)
            .create(
                [
                    {"name": name, "datas": base64.b64encode(pdf_file(210))}
                    for name in (
                        f"{material.number} final.pdf",
                        f"{self.order.name}.pdf",
                        "unknown.pdf",
                    )
                ]
            )
        )
        batch.attachment_ids = files
        batch.action_match()
        known, contract, unknown = batch.line_ids
        self.assertEqual(known.material_id, material)
        self.assertEqual(contract.placement_ids, self.placements[1:])
        with self.assertRaisesRegex(UserError, "unknown.pdf"):
            batch.action_register()
        unknown.unlink()
        batch.action_register()
        self.assertEqual(material.version_id.number, 2)
        self.assertTrue(all(self.placements.mapped("version_id")))

    def test_files_are_matched_by_the_customers_name(self):
        batch = self.env["ad.material.batch"].with_user(self.production)
        word = self.advertiser.name.split()[1]
        found = batch._match(f"{word} page 3.pdf")
        self.assertEqual(found["placement_ids"][0][2], self.placements.ids)
        self.assertFalse(batch._match("nobody.pdf"))
        other = self._make_advertiser(f"Other {word} Co., Ltd.")
        order = self._make_contract(
            [(self.full_page, self.issues[:1])], partner_id=other.id
        )
        self._seal(order)
        self.assertFalse(batch._match(f"{word}.pdf"))

    def test_files_are_matched_when_attached(self):
        material = self._make_material(self.placement)
        file = (
            self.env["ir.attachment"]
            .with_user(self.production)
            .create({"name": f"{material.number}.pdf", "raw": pdf_file(210)})
        )
        form = Form(self.env["ad.material.batch"].with_user(self.production))
        form.attachment_ids.add(file)
        batch = form.save()
        self.assertEqual(batch.line_ids.material_id, material)
        batch.action_register()
        self.assertEqual(material.version_id.number, 2)

    def test_forgotten_files_go(self):
        files = self.env["ir.attachment"].create(
            [
                {"name": "old.pdf", "res_model": "ad.material.batch", "raw": b"x"},
                {"name": "new.pdf", "res_model": "ad.material.batch", "raw": b"x"},
            ]
        )
        self.env.cr.execute(
            "UPDATE ir_attachment SET create_date = create_date - interval '2 days' "
            "WHERE id = %s",
            [files[0].id],
        )
        self.env.invalidate_all()
        self.env["ad.material.batch"]._gc_files()
        self.assertEqual(files.exists(), files[1])

    def test_rights(self):
        material = self._make_material(self.placement)
        version = material.version_id
        readers = ("specialist", "supervisor", "manager", "general_manager")
        readers += ("operations", "production", "proofreader", "reviewer")
        for title in readers:
            user = self.users[title]
            self.assertTrue(material.with_user(user).has_access("read"), title)
            self.assertFalse(version.with_user(user).has_access("write"), title)
            self.assertFalse(version.with_user(user).has_access("create"), title)
        strangers = (self.other_specialist, self.plain_user, self.portal_user)
        for user in strangers:
            self.assertFalse(material.with_user(user).has_access("read"), user.login)

    def test_other_company(self):
        material = self._make_material(self.placement)
        other = self._make_company("Other Press")
        stranger = self._make_user("other_production", "group_ad_production")
        stranger.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        found = material.with_user(stranger).with_context(allowed_company_ids=other.ids)
        self.assertFalse(found.has_access("read"))


@tagged("post_install", "-at_install")
class TestCopyChasing(CopyCase):
    def setUp(self):
        super().setUp()
        self.advertiser.email = "info@valves.example.com"
        self.issue = self.placement.issue_id
        self._close_in(4)

    def _close_in(self, days):
        self.issue.sudo().material_close = self.today + timedelta(days=days)

    def _chase(self):
        asked = [("subject", "=like", "Copy for %")]
        mails = self.env["mail.mail"].search_count(asked)
        self.env["ad.placement"]._cron_chase_copy()
        return self.env["mail.mail"].search_count(asked) - mails

    def _to_dos(self):
        kind = self.env.ref("ad_sales_ops.mail_activity_type_copy_missing")
        return self.order.activity_ids.filtered(lambda a: a.activity_type_id == kind)

    def test_once_ahead_and_once_on_the_eve(self):
        self.assertEqual(self._chase(), 1)
        self.assertEqual(self._to_dos().user_id, self.specialist)
        self.assertEqual(self._chase(), 0)
        self.placement.sudo().copy_chased_on = self.today - timedelta(days=3)
        self._close_in(1)
        self.assertEqual(self._chase(), 1)
        self.assertEqual(self._chase(), 0)
        self.assertEqual(len(self._to_dos()), 1)

    def test_registration_stops_it(self):
        self._chase()
        self._make_material(self.placement)
        self.assertFalse(self._to_dos())
        self._close_in(1)
        self.assertEqual(self._chase(), 0)

    def test_switched_off(self):
        self.advertiser.sudo().ad_copy_chase = False
        self.assertEqual(self._chase(), 0)
        self.assertFalse(self._to_dos())

    def test_not_yet(self):
        self._close_in(9)
        self.assertEqual(self._chase(), 0)

    def test_without_address(self):
        self.advertiser.email = False
        self.assertEqual(self._chase(), 0)
        self.assertTrue(self._to_dos())
