"""Price lists out to a spreadsheet and back into a slip (A6)."""

import base64
import datetime
import io
import zipfile

import openpyxl
import xlsxwriter

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from .ad_copy_slip import MAX_ITEMS

COLUMNS = ("name", "specification", "price", "unit", "valid_until")
MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED = 20 * MAX_BYTES


class AdCopySlip(models.Model):
    _inherit = "ad.copy.slip"

    def _write_sheet(self):
        """The table of the slip as XLSX, one row an item."""
        self.ensure_one()
        stream = io.BytesIO()
        with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
            sheet = book.add_worksheet()
            date = book.add_format({"num_format": "yyyy-mm-dd"})
            money = book.add_format({"num_format": "0.00"})
            line_fields = self.env["ad.copy.slip.line"]._fields
            labels = [line_fields[c]._description_string(self.env) for c in COLUMNS]
            sheet.write_row(0, 0, labels, book.add_format({"bold": True}))
            sheet.set_column(0, 1, 28)
            sheet.set_column(4, 4, 14)
            lines = self.line_ids.filtered(lambda line: not line.is_removed)
            for row, line in enumerate(lines, 1):
                sheet.write_string(row, 0, line.name)
                sheet.write_string(row, 1, line.specification or "")
                sheet.write_number(row, 2, line.price, money)
                sheet.write_string(row, 3, line.unit or "")
                if line.valid_until:
                    sheet.write_datetime(
                        row,
                        4,
                        datetime.datetime.combine(line.valid_until, datetime.time()),
                        date,
                    )
        return stream.getvalue()

    def action_download(self):
        """Download the table as a spreadsheet."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/ad_sales_ops/copy_slip/{self.id}.xlsx",
            "target": "download",
        }

    def _read_sheet(self, encoded):
        """Replace the table by a spreadsheet: all of it or nothing.

        Rows are matched with items by product and specification.

        :raise UserError: every bad row in words
        """
        self.ensure_one()
        self._check_draft()
        rows = self._sheet_rows(encoded)
        values, errors = [], []
        for number, row in rows:
            cells, error = self._sheet_values(row)
            if error:
                errors.append(
                    self.env._("Row %(row)s: %(error)s", row=number, error=error)
                )
            values.append(cells)
        if errors:
            raise UserError("\n".join(errors))
        self._replace_lines(values)

    def _sheet_rows(self, encoded):
        """Rows that say something, with their numbers."""
        content = base64.b64decode(encoded or b"")
        if not content or len(content) > MAX_BYTES:
            raise UserError(
                self.env._("Choose a spreadsheet of at most 5 MB, in the XLSX format.")
            )
        self._check_unpacked_size(content)
        try:
            book = openpyxl.load_workbook(
                io.BytesIO(content), read_only=True, data_only=True
            )
            rows = list(
                book.active.iter_rows(
                    min_row=2, max_row=MAX_ITEMS + 2, max_col=5, values_only=True
                )
            )
        # The library has no error of its own for what is no spreadsheet.
        except Exception as error:
            raise UserError(
                self.env._(
                    "This is no XLSX spreadsheet. Download the table, change it and "
                    "send it back."
                )
            ) from error
        found = [(n, row) for n, row in enumerate(rows, 2) if any(row)]
        if not found:
            raise UserError(self.env._("The spreadsheet has no items."))
        if len(found) > MAX_ITEMS:
            raise UserError(
                self.env._(
                    "The spreadsheet has more than the %s items a page can carry. "
                    "Split them over several insertions.",
                    MAX_ITEMS,
                )
            )
        return found

    def _check_unpacked_size(self, content):
        """A small file that unpacks to gigabytes is a trap."""
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                unpacked = sum(info.file_size for info in archive.infolist())
        except zipfile.BadZipFile:
            return
        if unpacked > MAX_UNPACKED:
            raise UserError(
                self.env._("Choose a spreadsheet of at most 5 MB, in the XLSX format.")
            )

    def _sheet_values(self, row):
        """Values of a line, and what is wrong with the row or False."""
        name, specification, price, unit, valid_until = (*row, *[None] * 5)[:5]
        values = {
            "name": str(name or "").strip(),
            "specification": str(specification or "").strip() or False,
            "unit": str(unit or "").strip() or False,
        }
        if not values["name"]:
            return values, self.env._("the product is missing.")
        try:
            values["price"] = float(str(price).replace(",", "").lstrip("¥￥ "))
        except ValueError:
            return values, self.env._("“%s” is no price.", price or "")
        if not 0 < values["price"] < 1e9:
            return values, self.env._("the price must be above zero.")
        try:
            values["valid_until"] = self._sheet_date(valid_until)
        except ValueError:
            return values, self.env._(
                "“%s” is no date; write it like 2026-05-15.", valid_until
            )
        return values, False

    def _sheet_date(self, cell):
        if isinstance(cell, datetime.datetime):
            return cell.date()
        return fields.Date.to_date(str(cell).strip()) if cell else False

    def _replace_lines(self, values):
        items = {
            (item.name, item.specification or False): item
            for item in self.sudo().base_version_id.item_ids
        }
        commands = [Command.clear()]
        for sequence, cells in enumerate(values, 1):
            item = items.pop((cells["name"], cells["specification"]), None)
            commands.append(
                Command.create(
                    {
                        **cells,
                        "sequence": sequence,
                        "item_id": item.id if item else False,
                    }
                )
            )
        for item in items.values():
            commands.append(
                Command.create(
                    {
                        "item_id": item.id,
                        **{name: item[name] for name in COLUMNS},
                        "is_removed": True,
                    }
                )
            )
        self.line_ids = commands
