"""The printed proof slip (F1, F2, A6)."""

import base64
import io
from unittest.mock import patch

from lxml import html
from reportlab.pdfgen.canvas import Canvas

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests.common import HttpCase, tagged
from odoo.tools import format_date
from odoo.tools.pdf import PdfFileReader

from odoo.addons.base.models.ir_actions_report import _wkhtml

from ..report.ad_proof_slip import add_artwork
from .proof_common import ProofCase, picture_file, signature_png
from .test_ad_contract_report import texts

REPORT = "ad_sales_ops.action_report_ad_proof_slip"


def pdf_file(size=(900, 1200), pages=1):
    """Artwork larger than the paper."""
    with io.BytesIO() as stream:
        canvas = Canvas(stream, pagesize=size)
        for page in range(pages):
            canvas.drawString(100, 100, f"Artwork {page + 1}")
            canvas.showPage()
        canvas.save()
        return stream.getvalue()


class SlipCase(ProofCase):
    def _page(self, proof=None, user=None):
        reports = self.env["ir.actions.report"]
        if user:
            reports = reports.with_user(user)
        content = reports._render_qweb_html(REPORT, (proof or self.proof).ids)[0]
        return html.fromstring(content.decode())

    def _named(self, page, name):
        nodes = page.xpath(f"//*[@name='{name}']")
        return texts(nodes[0]) if nodes else None

    def _with_file(self, content, mimetype, **values):
        material = self._make_material(
            self.placements[1], content={"file": content, "mimetype": mimetype}
        )
        material.version_id.sudo().write({"mimetype": mimetype, **values})
        return self._sent_proof(self.placements[1])


@tagged("post_install", "-at_install")
class TestProofSlip(SlipCase):
    def test_what_it_says(self):
        page = self._page()
        self.assertEqual(self._named(page, "number"), self.proof.number)
        identity = self._named(page, "identity")
        self.assertIn("Version 1", identity)
        self.assertIn(self.proof.fingerprint[:8].upper(), identity)
        facts = self._named(page, "facts")
        for words in (self.advertiser.name, self.medium.name, self.full_page.name):
            self.assertIn(words, facts)
        self.assertIn("delivered in ten days", self._named(page, "content"))
        self.assertIn("Seal", self._named(page, "decision"))
        self.assertIn("Wang Shili", self._named(page, "decision"))
        self.assertTrue(self._named(page, "deadline"))
        self.assertIn("signature and seal", self._named(page, "return"))

    def test_nothing_is_fetched(self):
        page = self._page()
        sources = page.xpath("//img/@src | //link/@href | //script/@src")
        self.assertTrue(sources)
        for source in sources:
            self.assertTrue(source.startswith("data:"), source)

    def test_the_code_opens_for_looking(self):
        report = self.registry["report.ad_sales_ops.report_ad_proof_slip"]
        urls = []
        self.patch(report, "_qr_code", lambda self, text: urls.append(text) or "data:,")
        self._page()
        self.assertEqual(urls, [self.proof.get_base_url() + self.proof._look_path()])

    def test_no_link_that_could_sign(self):
        raw = self.proof._issue_token()
        self.assertNotIn(raw, html.tostring(self._page()).decode())

    def test_picture(self):
        proof = self._with_file(
            picture_file(), "image/jpeg", preview=base64.b64encode(picture_file())
        )
        content = self._page(proof).xpath("//*[@name='content']//img/@src")
        self.assertTrue(content[0].startswith("data:image/jpeg;base64,"))

    def test_price_list(self):
        """Items with their validity, and what the customer declares (A6)."""
        day = self.placements[1].publication_date
        items = [
            {"name": "Ball valve", "price": 120.0, "valid_until": day},
            {"name": "Gate valve", "price": 80.0, "valid_until": self.today},
        ]
        material = self._make_material(
            self.placements[1],
            content={"item_ids": [Command.create(item) for item in items]},
            kind="price_list",
        )
        material.version_id.sudo().reading_state = "passed"
        proof = self._sent_proof(self.placements[1])
        page = self._page(proof)
        self.assertIn("Gate valve", self._named(page, "content"))
        # The earliest day is the one on which the list is over.
        validity = format_date(self.env, self.today, date_format="long")
        self.assertIn(validity, self._named(page, "facts"))
        self.assertIn("prices are true", self._named(page, "declarations"))
        self.assertNotIn("prices are true", self._named(self._page(), "declarations"))

    def test_text_confirmed_with_a_picture(self):
        proof = self._with_file(
            picture_file(), "image/jpeg", preview=base64.b64encode(picture_file())
        )
        self.assertFalse(proof._text_beside_file())
        material = self._make_material(
            self.placements[2], content={"file": picture_file(), "body": "Ten days."}
        )
        material.version_id.sudo().write(
            {"mimetype": "image/jpeg", "preview": base64.b64encode(picture_file())}
        )
        proof = self._sent_proof(self.placements[2])
        self.assertIn("Ten days.", self._named(self._page(proof), "content"))

    def test_confirmed(self):
        self.proof.write(
            {
                "state": "confirmed",
                "decided_by_name": "Wang Shili",
                "signature": signature_png(),
            }
        )
        page = self._page()
        self.assertIsNone(self._named(page, "decision"))
        self.assertIn("Wang Shili", self._named(page, "decided"))
        self.assertTrue(page.xpath("//*[@name='decided']//img"))

    def test_void_is_stamped(self):
        self.assertFalse(self._page().xpath("//*[contains(@class, 'ad_stamp')]"))
        self.proof.state = "void"
        self.assertTrue(self._page().xpath("//*[contains(@class, 'ad_stamp')]"))

    def test_how_to_confirm_by_telephone(self):
        self.assertIn("the code that we mail", self._named(self._page(), "return"))
        self.order.sudo().ad_confirm_portal = False
        self.assertIn("on this paper", self._named(self._page(), "return"))

    def test_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.person.lang = "zh_CN"
        page = self._page()
        self.assertEqual(page.xpath("//*[@class='ad_print ad_slip']/@lang"), ["zh-CN"])

    def test_who_prints(self):
        for title in ("specialist", "supervisor", "production", "contract_admin"):
            self._page(user=self.users[title])
        with self.assertRaises(AccessError):
            self._page(user=self.other_specialist)

    def test_print_from_placements(self):
        more = self._sent_proof(self.placements[1])
        placements = self.placements.with_user(self.specialist)
        action = placements.action_print_proof_slips()
        self.assertEqual(action["report_name"], "ad_sales_ops.report_ad_proof_slip")
        self.assertEqual(action["context"]["active_ids"], [self.proof.id, more.id])
        self.proof._void("New copy")
        action = placements.action_print_proof_slips()
        self.assertEqual(action["context"]["active_ids"], more.ids)
        more._void("New copy")
        with self.assertRaises(UserError):
            placements.action_print_proof_slips()

    def test_print_an_issue_of_ones_own_customers(self):
        issue = self.placement.issue_id
        action = issue.with_user(self.specialist).action_print_proof_slips()
        self.assertEqual(action["context"]["active_ids"], self.proof.ids)
        with self.assertRaises(UserError):
            issue.with_user(self.other_specialist).action_print_proof_slips()


@tagged("post_install", "-at_install")
class TestProofSlipArtwork(SlipCase):
    def _whole(self, content):
        return PdfFileReader(add_artwork(io.BytesIO(pdf_file((595, 842))), content))

    def test_artwork_follows_on_paper(self):
        whole = self._whole(pdf_file(pages=2))
        self.assertEqual(len(whole.pages), 3)
        page = whole.pages[1]
        self.assertAlmostEqual(float(page.mediabox.width), 595, delta=1)
        self.assertIn("Artwork 1", page.extract_text())

    def test_what_cannot_be_read_is_left_out(self):
        for content in (b"%PDF-1.4 broken", b"", b"%PDF-1.7\ntrailer<</Root 1 0 R>>"):
            self.assertEqual(len(self._whole(content).pages), 1)


@tagged("post_install", "-at_install")
class TestProofSlipFile(HttpCase, SlipCase):
    """The real thing, where wkhtmltopdf is installed."""

    def setUp(self):
        super().setUp()
        if _wkhtml().state not in ("ok", "broken"):
            self.skipTest("wkhtmltopdf is not installed")

    def test_pdf_of_two_slips(self):
        other = self._with_file(pdf_file(), "application/pdf")
        reports = self.env["ir.actions.report"].with_context(
            force_report_rendering=True
        )
        self.env.flush_all()
        content, kind = reports._render_qweb_pdf(REPORT, (self.proof + other).ids)
        self.assertEqual(kind, "pdf")
        pages = PdfFileReader(io.BytesIO(content)).pages
        self.assertEqual(len(pages), 3)
        self.assertIn(self.proof.number, pages[0].extract_text())
        self.assertIn("Artwork 1", pages[2].extract_text())
        self.assertIn(other.number, pages[2].extract_text())

    def test_customer_downloads_the_confirmed_slip(self):
        self.proof.state = "confirmed"
        path = self.proof._look_path("slip")
        render = type(self.env["ir.actions.report"])._render_qweb_pdf
        with patch.object(
            type(self.env["ir.actions.report"]),
            "_render_qweb_pdf",
            lambda reports, *args, **kw: render(
                reports.with_context(force_report_rendering=True), *args, **kw
            ),
        ):
            answer = self.url_open(path)
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer.headers["Content-Type"], "application/pdf")
        self.assertTrue(answer.content.startswith(b"%PDF-"))
        self.proof.state = "sent"
        self.assertEqual(self.url_open(path).status_code, 404)
