"""Tear sheets (刊出样页): the page on which an insertion appeared, as a PDF (U2)."""

import base64
import re

from odoo import api, fields, models
from odoo.exceptions import UserError

from .ad_issue import GRID
from .ad_publication import NOT_PRINTED

#: “12”, “P012”, “page 12”, “第12页”: the number of an interior page in a file's name.
PAGE_NUMBER = re.compile(r"(?:page|p|第)?[\s._-]*0*(\d{1,4})\s*(?:页|版)?")
#: “12-13”, “12_13”: a spread.
PAGE_RANGE = re.compile(r"(.+?)\s*[-_–~～]\s*(.+)")


class AdPublication(models.Model):
    _inherit = "ad.publication"

    has_tear_sheet = fields.Boolean(
        compute="_compute_tear_sheet_kind", search="_search_has_tear_sheet"
    )
    tear_sheet_kind = fields.Selection(
        [("pdf", "PDF"), ("image", "Picture"), ("other", "Other File")],
        "Kind of Tear Sheet",
        compute="_compute_tear_sheet_kind",
    )

    @api.depends("tear_sheet")
    def _compute_tear_sheet_kind(self):
        # Superuser: what kind of file it is, not the file.
        files = self.env["ir.attachment"].sudo()
        found = files.search_fetch(
            [
                ("res_model", "=", self._name),
                ("res_field", "=", "tear_sheet"),
                ("res_id", "in", self.ids),
            ],
            ["res_id", "mimetype"],
        )
        kinds = {file.res_id: file.mimetype or "" for file in found}
        for publication in self:
            kind = kinds.get(publication.id)
            publication.has_tear_sheet = kind is not None
            publication.tear_sheet_kind = self._kind_of(kind)

    @api.model
    def _kind_of(self, mimetype):
        if mimetype is None:
            return False
        if mimetype == "application/pdf":
            return "pdf"
        return "image" if mimetype.startswith("image/") else "other"

    @api.model
    def _search_has_tear_sheet(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("tear_sheet", "!=" if True in value else "=", False)]

    def _sides(self):
        """The sides of the strip that the advertisement covers, first to last."""
        self.ensure_one()
        count = max(1, -(-self.planned_width // GRID))
        return tuple(range(self.actual_page, self.actual_page + count))

    def _tear_sheet_problem(self, sides, replace):
        """Why this publication gets no tear sheet from these sides, or False."""
        self.ensure_one()
        if self.result in NOT_PRINTED:
            return self.env._("It did not appear.")
        if not self.actual_page:
            return self.env._("Its page is not known: record the result with the page.")
        if self.has_tear_sheet and self.is_accepted:
            return self.env._("It has one, and the customer has accepted the result.")
        if self.has_tear_sheet and not replace:
            return self.env._("It has one already.")
        if not set(self._sides()) <= set(sides):
            return self.env._("Its page is not in the file.")
        return False

    def _file_tear_sheet(self, content, name):
        """Keep the page on which these insertions appeared.

        The same content is stored once, however many insertions show it.

        :param bytes content: a PDF
        :raise AccessError: not Operations
        :raise UserError: withdrawn
        """
        self._check_operations()
        self._check_is_published()
        # Superuser: facts are read-only for everybody; role and state are checked.
        publications = self.sudo()
        publications.write(
            {"tear_sheet": base64.b64encode(content), "tear_sheet_name": name}
        )
        # A whole issue passes through here; memory keeps one page of it.
        publications.invalidate_recordset(["tear_sheet"])
        self.env["ir.attachment"].invalidate_model(flush=False)

    def action_download_tear_sheet(self):
        """Download the tear sheet.

        :raise UserError: there is none
        """
        self.ensure_one()
        self.check_access("read")
        if not self.has_tear_sheet:
            raise UserError(
                self.env._(
                    "%(publication)s has no tear sheet yet.",
                    publication=self.display_name,
                )
            )
        name = self.tear_sheet_name or "tear_sheet"
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/tear_sheet/{name}"
            "?download=true",
            "target": "download",
        }


class AdIssue(models.Model):
    _inherit = "ad.issue"

    tear_sheet_missing = fields.Integer(
        "Without Tear Sheet", compute="_compute_tear_sheet_missing"
    )

    def _without_tear_sheet_domain(self):
        """What appeared in these issues and has no tear sheet yet."""
        return [
            ("issue_id", "in", self.ids),
            ("state", "=", "published"),
            ("result", "not in", list(NOT_PRINTED)),
            ("tear_sheet", "=", False),
        ]

    def _compute_tear_sheet_missing(self):
        groups = self.env["ad.publication"]._read_group(
            self._without_tear_sheet_domain(), ["issue_id"], ["__count"]
        )
        counts = dict(groups)
        for issue in self:
            issue.tear_sheet_missing = counts.get(issue, 0)

    def action_open_without_tear_sheet(self):
        """Open what appeared in these issues and has no tear sheet yet."""
        action = self.action_open_publications()
        return action | {"domain": self._without_tear_sheet_domain(), "context": {}}

    def action_file_tear_sheets(self):
        """Open the dialog that takes the PDF of the issue apart (U2).

        :raise AccessError: not Operations
        :raise UserError: not published, or a website
        """
        self.ensure_one()
        self._check_can_file_tear_sheets()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("File Tear Sheets"),
            "res_model": "ad.tear.sheets",
            "view_mode": "form",
            "target": "new",
            "context": {"default_issue_id": self.id},
        }

    def _check_can_file_tear_sheets(self):
        self._check_press_group()
        if self.state != "published":
            raise UserError(
                self.env._(
                    "%(issue)s is not published yet. Publish it, then file its tear "
                    "sheets.",
                    issue=self.display_name,
                )
            )
        if not self.is_print:
            raise UserError(
                self.env._(
                    "%(medium)s is a website and has no pages. Attach a screenshot "
                    "where you record the result of the insertion.",
                    medium=self.medium_id.name,
                )
            )

    def _sides_by_label(self):
        """``{label: side}`` in the languages in which files may be named."""
        self.ensure_one()
        langs = {self.env.lang, self.company_id._ad_lang(), "en_US"}
        return {
            issue._page_label(side).casefold(): side
            for issue in (self.with_context(lang=lang) for lang in langs)
            for side in range(1, self._side_count() + 1)
        }

    def _side_named(self, text, labels=None):
        """The side that somebody means by “17”, “封二” or “Back cover”; 0 for none."""
        self.ensure_one()
        text = text.strip().casefold()
        labels = labels or self._sides_by_label()
        if text in labels:
            return labels[text]
        number = PAGE_NUMBER.fullmatch(text)
        return self._page_ordinal("page", int(number[1])) if number else 0

    def _sides_named(self, text, labels):
        """The sides that a file's name means: one, or the two of a spread."""
        side = self._side_named(text, labels)
        if side:
            return (side,)
        pair = PAGE_RANGE.fullmatch(text.strip())
        ends = [self._side_named(end, labels) for end in pair.groups()] if pair else []
        if len(ends) == 2 and all(ends) and 0 < ends[1] - ends[0] <= 2:
            return tuple(range(ends[0], ends[1] + 1))
        return ()

    def _tear_sheet_name(self, sides):
        """What the page is called when somebody saves it."""
        self.ensure_one()
        issue = self.with_context(lang=self.company_id._ad_lang())
        labels = [issue._page_label(side) for side in sides]
        return f"{self.name} {'-'.join(labels)}.pdf".replace("/", "-")
