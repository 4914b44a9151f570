"""File the pages of a published issue as tear sheets, all at once (U2)."""

import contextlib
from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.http import DEFAULT_MAX_CONTENT_LENGTH
from odoo.tools import format_list

MB = 1024 * 1024
#: Larger ones are no press PDF but a mistake; export them for the screen.
LARGEST_MB = 150


class AdTearSheets(models.TransientModel):
    """The issue's PDF, or PDFs named by page; then what came of it."""

    _name = "ad.tear.sheets"
    _inherit = "ad.dialog.mixin"
    _description = "File Tear Sheets"

    issue_id = fields.Many2one("ad.issue", required=True, readonly=True)
    kind = fields.Selection(
        [
            ("issue", "One PDF with the pages of the issue in their order"),
            ("pages", "Several PDFs, each named by its page"),
        ],
        "What Is Uploaded",
        required=True,
        default="issue",
    )
    attachment_ids = fields.Many2many("ir.attachment", string="Files")
    is_part = fields.Boolean(
        "Only a Part of the Issue",
        help="The file does not begin with the first side, or lacks some at its end.",
    )
    first_label = fields.Char(
        "First PDF Page Is",
        help="The page of the issue that the first page of the PDF shows: 1, 17, "
        "Inside front cover …",
    )
    replace = fields.Boolean(
        "Replace Existing Tear Sheets",
        help="What was filed before is kept in the archive of the publication.",
    )
    expected = fields.Char("Pages Expected", compute="_compute_expected")
    state = fields.Selection(
        [("choose", "Choose"), ("done", "Done")], default="choose", readonly=True
    )
    filed_count = fields.Integer("Insertions with a New Tear Sheet", readonly=True)
    line_ids = fields.One2many(
        "ad.tear.sheets.line", "wizard_id", "Without a New One", readonly=True
    )

    @api.depends("issue_id")
    def _compute_expected(self):
        for wizard in self:
            issue = wizard.issue_id
            sides = issue._side_count() if issue else 0
            wizard.expected = sides and self.env._(
                "%(sides)s pages, from “%(first)s” to “%(last)s”, at most %(limit)s MB",
                sides=sides,
                first=issue._page_label(1),
                last=issue._page_label(sides),
                limit=self._limit_mb(),
            )

    @api.model
    def _limit_mb(self):
        """The largest file in MB: ours, or what the server accepts at all."""
        # Superuser: a technical limit that every browser is told.
        parameters = self.env["ir.config_parameter"].sudo()
        server = parameters.get_param(
            "web.max_file_upload_size", DEFAULT_MAX_CONTENT_LENGTH
        )
        return min(LARGEST_MB, int(server) // MB)

    @api.autovacuum
    def _gc_files(self):
        """Uploads that somebody left in the dialog."""
        # Superuser: they belong to whoever gave up.
        self.env["ir.attachment"].sudo().search(
            [
                ("res_model", "=", self._name),
                ("create_date", "<", fields.Datetime.now() - timedelta(days=1)),
            ]
        ).unlink()

    def action_file(self):
        """Take the files apart and give each insertion its page.

        :raise AccessError: not Operations
        :raise UserError: not published, or a file that cannot be what it should be
        """
        self.ensure_one()
        self.issue_id.check_access("read")
        self.issue_id._check_can_file_tear_sheets()
        files = self._check_files()
        with contextlib.ExitStack() as stack:
            if self.kind == "issue":
                pages = self._pages_of_issue(files, stack)
            else:
                pages = self._pages_by_name(files, stack)
            self._file(pages)
        # Superuser: an upload of this dialog, checked to be the user's own.
        files.sudo().unlink()
        self.state = "done"
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("File Tear Sheets"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def _check_files(self):
        """The uploaded files, none of them somebody else's or too large."""
        # Superuser: whose uploads they are decides, not who may read them.
        files = self.attachment_ids.sudo()
        if not files:
            raise UserError(self.env._("Choose the PDF first."))
        foreign = files.filtered(
            lambda f: f.create_uid != self.env.user or f.res_model != self._name
        )
        if foreign:
            raise AccessError(self.env._("Upload the files in this dialog."))
        for file in files:
            if file.file_size > self._limit_mb() * MB:
                raise UserError(
                    self.env._(
                        "“%(name)s” is larger than %(limit)s MB. Export the issue for "
                        "the screen, or upload it in parts.",
                        name=file.name,
                        limit=self._limit_mb(),
                    )
                )
        return files

    # One PDF

    def _pages_of_issue(self, files, stack):
        """``{side: (reader, index, name)}`` of the PDF of the issue.

        :raise UserError: several files, or another number of pages than sides
        """
        if len(files) > 1:
            raise UserError(
                self.env._(
                    "Choose one PDF, or say that the PDFs are named by their page."
                )
            )
        reader = stack.enter_context(self.env["ad.issue.file"]._open(files))
        first = self._first_side()
        error = self._page_count_error(len(reader.pages), first)
        if error:
            raise UserError(error)
        return {
            first + index: (reader, index, files.name)
            for index in range(len(reader.pages))
        }

    def _first_side(self):
        if not self.is_part:
            return 1
        side = self.issue_id._side_named(self.first_label or "")
        if not side:
            raise UserError(
                self.env._(
                    "“%(label)s” is no page of %(issue)s. Say which page the PDF "
                    "begins with: a number, or for example “%(example)s”.",
                    label=self.first_label or "",
                    issue=self.issue_id.display_name,
                    example=self.issue_id._page_label(1),
                )
            )
        return side

    def _page_count_error(self, count, first):
        """Why a PDF of so many pages cannot be this issue, or False."""
        issue = self.issue_id
        sides = issue._side_count()
        if not self.is_part and count != sides:
            return self.env._(
                "The PDF has %(count)s pages, but %(issue)s has %(sides)s sides, "
                "covers included: from “%(first)s” to “%(last)s”. Choose the PDF of "
                "the whole issue in single pages, or tick “Only a Part of the Issue” "
                "and say which page the PDF begins with.",
                count=count,
                issue=issue.display_name,
                sides=sides,
                first=issue._page_label(1),
                last=issue._page_label(sides),
            )
        if first + count - 1 > sides:
            return self.env._(
                "The PDF has %(count)s pages, but from “%(first)s” to “%(last)s” "
                "%(issue)s has %(sides)s only. Choose another file or another first "
                "page.",
                count=count,
                first=issue._page_label(first),
                last=issue._page_label(sides),
                issue=issue.display_name,
                sides=sides - first + 1,
            )
        return False

    # PDFs named by page

    def _pages_by_name(self, files, stack):
        """``{side: (reader, index, name)}`` of PDFs that say their page.

        :raise UserError: a name says no page, twice the same, or the wrong length
        """
        labels = self.issue_id._sides_by_label()
        pages = {}
        unknown = []
        for file in files.sorted("name"):
            sides = self.issue_id._sides_named(file.name.rpartition(".")[0], labels)
            if not sides:
                unknown.append(file.name)
                continue
            reader = stack.enter_context(self.env["ad.issue.file"]._open(file))
            self._check_named_file(file, sides, reader, pages)
            for index, side in enumerate(sides):
                pages[side] = (reader, index, file.name)
        if unknown:
            raise UserError(
                self.env._(
                    "The name of %(files)s does not say which page it is. Name the "
                    "files 1.pdf, 12.pdf, 12-13.pdf or %(example)s.pdf.",
                    files=format_list(self.env, unknown),
                    example=self.issue_id._page_label(1),
                )
            )
        return pages

    def _check_named_file(self, file, sides, reader, pages):
        taken = [side for side in sides if side in pages]
        if taken:
            raise UserError(
                self.env._(
                    "“%(one)s” and “%(other)s” are both page “%(label)s”. Take one of "
                    "them out.",
                    one=pages[taken[0]][2],
                    other=file.name,
                    label=self.issue_id._page_label(taken[0]),
                )
            )
        if len(reader.pages) != len(sides):
            raise UserError(
                self.env._(
                    "“%(name)s” has %(count)s pages, its name says %(sides)s.",
                    name=file.name,
                    count=len(reader.pages),
                    sides=len(sides),
                )
            )

    # Filing

    def _file(self, pages):
        """Give every insertion of the issue its page, or say why not."""
        publications = self.env["ad.publication"].search(
            [("issue_id", "=", self.issue_id.id), ("state", "=", "published")]
        )
        by_sides = defaultdict(self.env["ad.publication"].browse)
        problems = []
        for publication in publications:
            problem = publication._tear_sheet_problem(pages, self.replace)
            if problem:
                problems.append((publication, problem))
            else:
                by_sides[publication._sides()] |= publication
        for sides, group in by_sides.items():
            group._file_tear_sheet(
                self.env["ad.issue.file"]._extract(
                    [pages[side][:2] for side in sides], pages[sides[0]][2]
                ),
                self.issue_id._tear_sheet_name(sides),
            )
        self.filed_count = sum(len(group) for group in by_sides.values())
        self.line_ids = [
            fields.Command.create({"publication_id": publication.id, "reason": problem})
            for publication, problem in problems
        ]


class AdTearSheetsLine(models.TransientModel):
    _name = "ad.tear.sheets.line"
    _inherit = "ad.dialog.mixin"
    _description = "Insertion without a New Tear Sheet"

    wizard_id = fields.Many2one("ad.tear.sheets", required=True, ondelete="cascade")
    publication_id = fields.Many2one("ad.publication", readonly=True)
    page_label = fields.Char(
        related="publication_id.actual_page_label", related_sudo=False
    )
    reason = fields.Char("Why Not", readonly=True)
