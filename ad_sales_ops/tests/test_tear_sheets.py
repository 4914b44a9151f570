"""Tear sheets in bulk: the issue's PDF taken apart into its pages (U2)."""

import base64
import io

from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools.pdf import PdfReader, PdfWriter

from .proof_common import picture_file
from .publication_common import PublicationCase


def issue_pdf(count, first=1, picture=None):
    """A PDF whose pages say which they are."""
    with io.BytesIO() as stream:
        canvas = Canvas(stream, pagesize=A4)
        for number in range(first, first + count):
            canvas.drawString(100, 700, f"Side {number}")
            if picture:
                canvas.drawImage(ImageReader(io.BytesIO(picture)), 50, 50)
            canvas.showPage()
        canvas.save()
        return stream.getvalue()


def locked_pdf(count):
    writer = PdfWriter()
    for page in PdfReader(io.BytesIO(issue_pdf(count))).pages:
        writer.add_page(page)
    writer.encrypt("secret")
    with io.BytesIO() as stream:
        writer.write(stream)
        return stream.getvalue()


class TearSheetCase(PublicationCase):
    """A published issue of 36 sides with five insertions on three pages."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.issue = cls.issues[0]
        half = cls._make_position("Half page", 6000.0, grid_height=60)
        spread = cls._make_position("Spread", 18000.0, grid_width=240)
        cls.order = cls._contract(
            (cls.full_page, cls.issue),
            (half, cls.issue),
            (half, cls.issue),
            (spread, cls.issue),
            (cls.full_page, cls.issue),
        )
        full, upper, lower, double, cls.unplaced = cls.order.ad_placement_ids
        page = cls.issue._page_ordinal
        for placement, number, y in (
            (full, 1, 0),
            (upper, 3, 0),
            (lower, 3, 60),
            (double, 6, 0),
        ):
            placement.sudo()._place({placement: (page("page", number), 0, y)})
        cls.issue.sudo().write({"state": "at_press"})
        cls._come_out(cls.issue)
        publications = cls.order.ad_placement_ids.publication_ids.sorted("id")
        cls.full, cls.upper, cls.lower, cls.double, cls.nowhere = publications
        cls.sides = cls.issue._side_count()

    def _wizard(self, *files, user=None, **values):
        wizard = self.env["ad.tear.sheets"].with_user(user or self.operations)
        wizard = wizard.create({"issue_id": self.issue.id, **values})
        attachments = self.env["ir.attachment"].with_user(user or self.operations)
        wizard.attachment_ids = attachments.create(
            [
                {"name": name, "raw": content, "res_model": "ad.tear.sheets"}
                for name, content in files
            ]
        )
        return wizard

    def _file(self, *files, **values):
        wizard = self._wizard(*files, **values)
        wizard.action_file()
        self.env.invalidate_all()
        return wizard

    def _pages(self, publication):
        """What the pages of a tear sheet say."""
        content = base64.b64decode(publication.tear_sheet or b"")
        reader = PdfReader(io.BytesIO(content))
        return [page.extract_text().strip() for page in reader.pages]

    def assertRefused(self, words, *files, **values):
        with self.assertRaisesRegex(UserError, words):
            self._wizard(*files, **values).action_file()


@tagged("post_install", "-at_install")
class TestTearSheets(TearSheetCase):
    def test_issue_is_taken_apart(self):
        """Each insertion gets its page, a spread two; the rest says why not."""
        wizard = self._file(("issue.pdf", issue_pdf(self.sides)))
        self.assertEqual(wizard.state, "done")
        self.assertEqual(wizard.filed_count, 4)
        self.assertEqual(wizard.line_ids.publication_id, self.nowhere)
        self.assertIn("page is not known", wizard.line_ids.reason)
        side = self.issue._page_ordinal
        self.assertEqual(self._pages(self.full), [f"Side {side('page', 1)}"])
        self.assertEqual(self._pages(self.upper), [f"Side {side('page', 3)}"])
        self.assertEqual(
            self._pages(self.double),
            [f"Side {side('page', 6)}", f"Side {side('page', 7)}"],
        )
        self.assertEqual(self.full.tear_sheet_name, f"{self.issue.name} 1.pdf")
        self.assertEqual(self.double.tear_sheet_name, f"{self.issue.name} 6-7.pdf")
        self.assertEqual(self.full.tear_sheet_kind, "pdf")
        self.assertFalse(self.full.result)
        self.assertFalse(wizard.attachment_ids.exists())

    def test_what_lacks_one_is_counted(self):
        """The issue says how many are missing and opens them."""
        self.assertEqual(self.issue.tear_sheet_missing, 5)
        self._file(("issue.pdf", issue_pdf(self.sides)))
        self.assertEqual(self.issue.tear_sheet_missing, 1)
        action = self.issue.with_user(self.operations).action_open_without_tear_sheet()
        found = self.env["ad.publication"].search(action["domain"])
        self.assertEqual(found, self.nowhere)

    def test_one_file_for_several_on_a_page(self):
        """The file store keeps a shared page once."""
        self._file(("issue.pdf", issue_pdf(self.sides)))
        files = self.env["ir.attachment"].search(
            [
                ("res_model", "=", "ad.publication"),
                ("res_field", "=", "tear_sheet"),
                ("res_id", "in", (self.upper | self.lower).ids),
            ]
        )
        self.assertEqual(len(files), 2)
        self.assertEqual(len(set(files.mapped("store_fname"))), 1)

    def test_actual_page_counts(self):
        """What the result says, not what was planned."""
        moved = self.issue._page_ordinal("page", 9)
        self.full.with_user(self.operations)._action_record_result(
            {"result": "wrong_page", "actual_page": moved}
        )
        self._file(("issue.pdf", issue_pdf(self.sides)))
        self.assertEqual(self._pages(self.full), [f"Side {moved}"])

    def test_what_did_not_appear_has_none(self):
        self.full.with_user(self.operations)._action_record_result(
            {"result": "omitted"}
        )
        wizard = self._file(("issue.pdf", issue_pdf(self.sides)))
        lines = {line.publication_id: line.reason for line in wizard.line_ids}
        self.assertEqual(lines[self.full], "It did not appear.")
        self.assertFalse(self.full.tear_sheet)

    def test_replaced_only_when_asked(self):
        self._file(("issue.pdf", issue_pdf(self.sides)))
        other = ("issue.pdf", issue_pdf(self.sides, first=101))
        wizard = self._file(other)
        self.assertEqual(wizard.filed_count, 0)
        self.assertIn("It has one already.", wizard.line_ids.mapped("reason"))
        before = self._pages(self.full)
        self.assertEqual(self._file(other, replace=True).filed_count, 4)
        self.assertNotEqual(self._pages(self.full), before)
        kept = self.full.kept_file_ids
        self.assertEqual(kept.name, self.full.tear_sheet_name)
        self.assertIn(
            before[0], PdfReader(io.BytesIO(kept.raw)).pages[0].extract_text()
        )

    def test_accepted_result(self):
        """A page may still be filed when the customer has accepted, once."""
        self.full.with_user(self.operations)._action_record_result({"result": "colour"})
        self.full.with_user(self.users["manager"])._action_accept("It is all right")
        self._file(("issue.pdf", issue_pdf(self.sides)))
        self.assertTrue(self.full.tear_sheet)
        wizard = self._file(("issue.pdf", issue_pdf(self.sides, 50)), replace=True)
        lines = {line.publication_id: line.reason for line in wizard.line_ids}
        self.assertIn("has accepted", lines[self.full])

    def test_part_of_the_issue(self):
        """The first page of the PDF is named by its printed label."""
        wizard = self._file(
            ("inside.pdf", issue_pdf(4, first=201)), is_part=True, first_label="p. 1"
        )
        self.assertEqual(self._pages(self.full), ["Side 201"])
        self.assertEqual(self._pages(self.upper), ["Side 203"])
        lines = {line.publication_id: line.reason for line in wizard.line_ids}
        self.assertEqual(lines[self.double], "Its page is not in the file.")

    def test_labels_in_every_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        for text, place, number in (
            ("17", "page", 17),
            ("P017", "page", 17),
            ("第17页", "page", 17),
            ("back cover", "back_cover", 0),
        ):
            side = self.issue._page_ordinal(place, number)
            self.assertEqual(self.issue._side_named(text), side, text)
        chinese = self.issue.with_context(lang="zh_CN")
        label = chinese._page_label(2)
        self.assertEqual(chinese._side_named(label), 2)
        self.assertFalse(self.issue._side_named("99"))

    def test_files_named_by_page(self):
        wizard = self._file(
            ("1.pdf", issue_pdf(1, 301)),
            ("P03.PDF", issue_pdf(1, 303)),
            ("6-7.pdf", issue_pdf(2, 306)),
            kind="pages",
        )
        self.assertEqual(wizard.filed_count, 4)
        self.assertEqual(self._pages(self.lower), ["Side 303"])
        self.assertEqual(self._pages(self.double), ["Side 306", "Side 307"])

    def test_pictures_of_other_pages_stay_out(self):
        """Programs that list every picture on every page make no huge tear sheet."""
        picture = picture_file((1200, 1200), "PNG")
        content = issue_pdf(self.sides, picture=picture)
        self._file(("issue.pdf", content))
        size = len(base64.b64decode(self.full.tear_sheet))
        self.assertLess(size, len(content))
        page = PdfReader(io.BytesIO(base64.b64decode(self.full.tear_sheet))).pages[0]
        self.assertEqual(len(page["/Resources"]["/XObject"]), 1)

    def test_undrawn_pictures_are_dropped(self):
        files = self.env["ir.attachment"].create(
            {"name": "x.pdf", "raw": self._shared_resources()}
        )
        with self.env["ad.issue.file"]._open(files) as reader:
            self.assertEqual(len(reader.pages[0]["/Resources"]["/XObject"]), 2)
            content = self.env["ad.issue.file"]._extract([(reader, 0)], "x.pdf")
        page = PdfReader(io.BytesIO(content)).pages[0]
        self.assertEqual(len(page["/Resources"]["/XObject"]), 1)

    def _shared_resources(self):
        """Two pages with a picture each, both listed on either page."""
        pages = [
            PdfReader(
                io.BytesIO(issue_pdf(1, picture=picture_file(size, "PNG")))
            ).pages[0]
            for size in ((300, 300), (400, 400))
        ]
        pictures = pages[0]["/Resources"]["/XObject"]
        pictures.update(pages[1]["/Resources"]["/XObject"])
        writer = PdfWriter()
        for page in pages:
            page["/Resources"].update({"/XObject": pictures})
            writer.add_page(page)
        with io.BytesIO() as stream:
            writer.write(stream)
            return stream.getvalue()


@tagged("post_install", "-at_install")
class TestTearSheetRefusals(TearSheetCase):
    def test_nothing_chosen(self):
        self.assertRefused("Choose the PDF first")

    def test_no_pdf(self):
        self.assertRefused("is no PDF", ("issue.pdf", b"<svg/>"))
        self.assertRefused("is no PDF", ("issue.pdf", picture_file()))

    def test_damaged(self):
        self.assertRefused("PDF is damaged", ("issue.pdf", b"%PDF-1.4 rubbish"))

    def test_locked(self):
        content = locked_pdf(self.sides)
        self.assertRefused("locked with a password", ("issue.pdf", content))

    def test_wrong_page_count(self):
        self.assertRefused(
            "The PDF has 32 pages, but .* has 36 sides, covers included: from "
            "“Front cover” to “Back cover”",
            ("issue.pdf", issue_pdf(32)),
        )

    def test_part_that_runs_over_the_end(self):
        self.assertRefused(
            "has 40 pages, but from “1” to “Back cover” .* has 34 only",
            ("issue.pdf", issue_pdf(40)),
            is_part=True,
            first_label="1",
        )

    def test_unknown_first_page(self):
        self.assertRefused(
            "“77” is no page of .*for example “Front cover”",
            ("issue.pdf", issue_pdf(2)),
            is_part=True,
            first_label="77",
        )

    def test_several_files_as_one_issue(self):
        one = ("1.pdf", issue_pdf(1))
        self.assertRefused("Choose one PDF", one, one)

    def test_names_that_say_no_page(self):
        self.assertRefused(
            "IMG_0001.pdf.* does not say which page",
            ("IMG_0001.pdf", issue_pdf(1)),
            ("1.pdf", issue_pdf(1)),
            kind="pages",
        )

    def test_two_files_of_a_page(self):
        self.assertRefused(
            "are both page “1”",
            ("1.pdf", issue_pdf(1)),
            ("01.pdf", issue_pdf(1)),
            kind="pages",
        )

    def test_name_and_length_differ(self):
        self.assertRefused(
            "“1.pdf” has 2 pages, its name says 1",
            ("1.pdf", issue_pdf(2)),
            kind="pages",
        )

    def test_too_large(self):
        self.env["ir.config_parameter"].set_param("web.max_file_upload_size", "1048576")
        content = issue_pdf(self.sides) + b"0" * 1100000
        self.assertRefused("is larger than 1 MB", ("issue.pdf", content))

    def test_not_published(self):
        self.issue = self.issues[1]
        with self.assertRaisesRegex(UserError, "is not published yet"):
            self.issue.with_user(self.operations).action_file_tear_sheets()
        self.assertRefused("is not published yet", ("issue.pdf", issue_pdf(36)))

    def test_website_has_no_pages(self):
        web = self._make_medium("Test Web", "TW", kind="web", page_count=0)
        issue = self._make_issues(web, 1)
        issue.sudo().state = "published"
        with self.assertRaisesRegex(UserError, "is a website and has no pages"):
            issue.with_user(self.operations).action_file_tear_sheets()

    def test_other_titles(self):
        for title, user in self.users.items():
            if title == "operations":
                continue
            with self.subTest(title=title):
                issue = self.issue.with_user(user)
                with self.assertRaises(AccessError):
                    issue.action_file_tear_sheets()
                with self.assertRaises(AccessError):
                    self.full.with_user(user)._file_tear_sheet(b"x", "x.pdf")
                with self.assertRaises(AccessError):
                    self.env["ad.tear.sheets"].with_user(user).create(
                        {"issue_id": issue.id}
                    )

    def test_somebody_elses_upload(self):
        wizard = self._wizard()
        wizard.sudo().attachment_ids = self.env["ir.attachment"].create(
            {"name": "a.pdf", "raw": issue_pdf(36), "res_model": "ad.tear.sheets"}
        )
        with self.assertRaisesRegex(AccessError, "Upload the files in this dialog"):
            wizard.action_file()

    def test_other_company(self):
        company = self._make_company("Another Publisher")
        stranger = self._make_user("operations_b", "group_ad_operations")
        stranger.write({"company_ids": [(6, 0, company.ids)], "company_id": company.id})
        wizards = (
            self.env["ad.tear.sheets"]
            .with_user(stranger)
            .with_context(allowed_company_ids=company.ids)
        )
        with self.assertRaises(AccessError):
            wizards.create({"issue_id": self.issue.id})
        # Nor does what the superuser made for him do anything.
        wizard = wizards.sudo().create({"issue_id": self.issue.id})
        with self.assertRaises(AccessError):
            wizard.sudo(False).action_file()

    def test_download_of_nothing(self):
        with self.assertRaisesRegex(UserError, "has no tear sheet yet"):
            self.full.with_user(self.specialist).action_download_tear_sheet()

    def test_abandoned_uploads_go(self):
        wizard = self._wizard(("a.pdf", issue_pdf(1)))
        files = wizard.attachment_ids
        self.env["ad.tear.sheets"]._gc_files()
        self.assertTrue(files.exists())
        self.env.cr.execute(
            "UPDATE ir_attachment SET create_date = now() at time zone 'UTC' - "
            "interval '2 days' WHERE id = %s",
            [files.id],
        )
        files.invalidate_recordset()
        self.env["ad.tear.sheets"]._gc_files()
        self.assertFalse(files.exists())
