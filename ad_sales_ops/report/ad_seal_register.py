"""The seal register as a book: PDF and XLSX (G11)."""

import io
from datetime import date

import xlsxwriter

from odoo import api, fields, models


class ReportAdSealRegister(models.AbstractModel):
    """Gathers the lines of the seal register for its prints."""

    _name = "report.ad_sales_ops.report_ad_seal_register"
    _description = "Seal Register Report"

    @api.model
    def _get_report_values(self, docids, data=None):
        uses = self.env["ad.seal.use"].browse(docids).sorted("date, id")
        return {
            "doc_ids": docids,
            "doc_model": "ad.seal.use",
            "docs": uses,
            "book": self._book(uses),
        }

    @api.model
    def _book(self, uses):
        """Return heading, columns and rows of the register."""
        return {
            "company": (uses.company_id or self.env.company)[:1].name,
            "columns": self._columns(),
            "rows": [self._row(use) for use in uses],
            "copies": sum(uses.mapped("copies")),
            "printed_on": fields.Datetime.now(),
        }

    @api.model
    def _columns(self):
        return [
            self.env._("Number"),
            self.env._("Date"),
            self.env._("Document"),
            self.env._("Customer"),
            self.env._("Seal"),
            self.env._("Copies"),
            self.env._("Affixed by"),
        ]

    @api.model
    def _row(self, use):
        return [
            use.name,
            fields.Datetime.context_timestamp(self, use.date).date(),
            use.document_name,
            use.partner_name,
            use.seal_name,
            use.copies,
            use.user_name,
        ]

    @api.model
    def _xlsx(self, uses):
        """Return the register as an XLSX file."""
        book = self._book(uses)
        with io.BytesIO() as file:
            workbook = xlsxwriter.Workbook(file, {"in_memory": True})
            self._write_sheet(workbook, book)
            workbook.close()
            return file.getvalue()

    @api.model
    def _write_sheet(self, workbook, book):
        """Fill the only sheet; text is written as text, never as a formula."""
        sheet = workbook.add_worksheet(self.env._("Seal Register"))
        bold = workbook.add_format({"bold": True, "bottom": 1})
        day = workbook.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        for column, title in enumerate(book["columns"]):
            sheet.write_string(0, column, title, bold)
        for number, row in enumerate(book["rows"], start=1):
            for column, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(number, column, value, day)
                elif isinstance(value, int):
                    sheet.write_number(number, column, value)
                else:
                    sheet.write_string(number, column, value)
        for column, width in enumerate((18, 12, 24, 36, 24, 8, 16)):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(book["rows"]), len(book["columns"]) - 1)
