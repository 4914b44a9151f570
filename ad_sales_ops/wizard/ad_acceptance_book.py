"""The dialog that prints the acceptance register of a period (U6)."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

#: More lines than this take minutes to lay out; a spreadsheet takes them all.
PRINT_LIMIT = 1000
#: More lines than this belong into several files.
SHEET_LIMIT = 20_000


class AdAcceptanceBook(models.TransientModel):
    """Asks for period, medium and issue of the register."""

    _name = "ad.acceptance.book"
    _inherit = "ad.dialog.mixin"
    _description = "Acceptance Register Book"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    date_from = fields.Date(
        "From", required=True, default=lambda self: self._year_start()
    )
    date_to = fields.Date(
        "To", required=True, default=lambda self: fields.Date.context_today(self)
    )
    medium_id = fields.Many2one("ad.medium", domain="[('company_id', '=', company_id)]")
    issue_id = fields.Many2one("ad.issue", domain="[('medium_id', '=', medium_id)]")
    line_count = fields.Integer("Insertions", compute="_compute_line_count")

    @api.model
    def _year_start(self):
        return fields.Date.context_today(self).replace(month=1, day=1)

    @api.depends("date_from", "date_to", "medium_id", "issue_id")
    def _compute_line_count(self):
        for book in self:
            book.line_count = self.env["ad.acceptance.register"].search_count(
                book._domain()
            )

    @api.onchange("medium_id")
    def _onchange_medium_id(self):
        if self.issue_id.medium_id != self.medium_id:
            self.issue_id = False

    @api.onchange("issue_id")
    def _onchange_issue_id(self):
        """An issue has its day."""
        if self.issue_id:
            self.date_from = self.date_to = self.issue_id.publication_date

    def _domain(self):
        domain = Domain("company_id", "=", self.company_id.id)
        if self.date_from:
            domain &= Domain("publication_date", ">=", self.date_from)
        if self.date_to:
            domain &= Domain("publication_date", "<=", self.date_to)
        for name in ("medium_id", "issue_id"):
            if self[name]:
                domain &= Domain(name, "=", self[name].id)
        return domain

    def _get_lines(self):
        """The lines of the period that this user may read, first issue first."""
        return self.env["ad.acceptance.register"].search(
            self._domain(), order="publication_date, medium_id, id"
        )

    def _scope_words(self):
        """Period and medium as the heading names them."""
        self.ensure_one()
        words = [
            self.medium_id.name,
            self.issue_id.display_name if self.issue_id else False,
            self.env._(
                "%(date_from)s to %(date_to)s",
                date_from=format_date(self.env, self.date_from),
                date_to=format_date(self.env, self.date_to),
            ),
        ]
        return " · ".join(filter(None, words))

    def _file_stem(self):
        """The name of its files, the print's and the spreadsheet's."""
        self.ensure_one()
        title = self.env._("Acceptance Register")
        return f"{title} {self.date_from} {self.date_to}"

    def action_print(self):
        """Print the book as PDF.

        :raise UserError: nothing to print, or too much
        """
        self._check_lines(PRINT_LIMIT)
        report = self.env.ref("ad_sales_ops.action_report_ad_acceptance_book")
        return report.report_action(self, config=False)

    def action_download(self):
        """Download the book as XLSX.

        :raise UserError: nothing to write, or too much
        """
        self._check_lines(SHEET_LIMIT)
        return {
            "type": "ir.actions.act_url",
            "url": f"/ad_sales_ops/acceptance_register/{self.id}.xlsx",
            "target": "download",
        }

    def _check_lines(self, limit):
        self.ensure_one()
        if self.date_from > self.date_to:
            raise UserError(
                self.env._("The period ends before it begins; exchange the two dates.")
            )
        if not self.line_count:
            raise UserError(
                self.env._(
                    "No insertion was accepted for this period; choose another one."
                )
            )
        if self.line_count > limit:
            raise UserError(
                self.env._(
                    "%(count)s insertions are too many for one book of %(limit)s. "
                    "Choose one issue, one medium or a shorter period.",
                    count=self.line_count,
                    limit=limit,
                )
            )
