"""Hundreds of tracking numbers at once, by paste or spreadsheet (D1)."""

import base64
import io
import re
import unicodedata

import openpyxl

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.ad_copy_delivery import CARRIERS, NUMBERLESS

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 5000
#: Our list has some lines of text above its columns.
HEADING_ROWS = 10
#: Spreadsheets keep fifteen digits of a number; the rest are zeros.
SURE_DIGITS = 15
NUMBER = re.compile(r"[A-Z0-9-]{8,30}")
LEAST_DIGITS = 6
#: What carriers and people call the column of the numbers.
HEADINGS = {"number", "no.", "单号", "运单号", "快递单号", "物流单号", "邮件号", "编号"}
#: The customer, or the line's number, then whatever divides, then the number.
TWO_COLUMNS = re.compile(r"(.*[^\s,;，；])[\s,;，；]+([^\s,;，；]+)")


class AdCopyTracking(models.TransientModel):
    """Takes all the numbers or none: every bad row is told in words."""

    _name = "ad.copy.tracking"
    _inherit = "ad.dialog.mixin"
    _description = "Tracking Numbers"

    issue_id = fields.Many2one(
        "ad.issue",
        required=True,
        ondelete="cascade",
        domain="[('state', 'in', ('at_press', 'published'))]",
    )
    waiting = fields.Integer("Waiting for Post", compute="_compute_waiting")
    carrier = fields.Selection(
        [row for row in CARRIERS if row[0] not in NUMBERLESS], required=True
    )
    posted_on = fields.Date(required=True, default=fields.Date.context_today)
    text = fields.Text("Numbers")
    file = fields.Binary("Spreadsheet")
    file_name = fields.Char()

    @api.model
    def default_get(self, fields):
        """Offer the carrier that was used last."""
        values = super().default_get(fields)
        if "carrier" in fields and not values.get("carrier"):
            last = self.env["ad.copy.delivery"].search(
                [("tracking_number", "!=", False)], order="id desc", limit=1
            )
            values["carrier"] = last.carrier
        return values

    @api.depends("issue_id")
    def _compute_waiting(self):
        for wizard in self:
            wizard.waiting = len(wizard._waiting_lines())

    def _waiting_lines(self):
        return self.env["ad.copy.delivery"].search(
            [
                ("issue_id", "=", self.issue_id.id),
                ("state", "=", "to_deliver"),
                ("way", "=", "post"),
            ],
            order="number, id",
        )

    def action_record(self):
        """Post the copies under their numbers, all or none.

        :raise AccessError: not Distribution
        :raise UserError: every bad row in words
        """
        self.ensure_one()
        lines = self._waiting_lines()
        lines._check_distribution()
        rows = self._sheet_rows() if self.file else self._text_rows()
        pairs, errors = self._match(rows, lines)
        if errors:
            raise UserError(
                self.env._(
                    "Nothing was recorded. Mend these rows and try again:\n%(errors)s",
                    errors="\n".join(errors),
                )
            )
        self._record(pairs)
        return {"type": "ir.actions.act_window_close"}

    def _record(self, pairs):
        """Superuser writes: title and rows are checked by the caller."""
        lines = self.env["ad.copy.delivery"]
        for line, number in pairs:
            line.sudo().write({"carrier": self.carrier, "tracking_number": number})
            lines |= line
        lines._action_post(self.posted_on)

    # Reading

    def _text_rows(self):
        """``[(row, customer or None, number), …]`` of what was pasted."""
        rows = []
        for index, line in enumerate((self.text or "").splitlines(), 1):
            line = unicodedata.normalize("NFKC", line)
            if "\t" in line:
                cells = [cell.strip() for cell in line.split("\t") if cell.strip()]
                key, number = (cells[0], cells[-1]) if len(cells) > 1 else (None, line)
            else:
                found = TWO_COLUMNS.fullmatch(line.strip())
                key, number = found.groups() if found else (None, line)
            if line.strip():
                rows.append((index, key, number.strip()))
        return self._without_heading(rows)

    def _sheet_rows(self):
        """The same of a spreadsheet: our delivery list filled in, or two columns."""
        cells = self._sheet_cells()
        labels = self._heading_labels()
        for index, row in enumerate(cells[:HEADING_ROWS]):
            heading = [self._cell_text(cell) for cell in row]
            if labels["tracking"] & set(heading) and labels["key"] & set(heading):
                return self._list_rows(cells, index, heading, labels)
        rows = []
        for index, row in enumerate(cells, 1):
            texts = [self._cell_text(cell) for cell in row]
            filled = [text for text in texts if text]
            if filled:
                key = filled[0] if len(filled) > 1 else None
                rows.append((index, key, filled[-1]))
        return self._without_heading(rows)

    def _list_rows(self, cells, start, heading, labels):
        """Rows of our own list with a number that is not recorded yet."""
        number = next(i for i, name in enumerate(heading) if name in labels["tracking"])
        key = next(i for i, name in enumerate(heading) if name in labels["key"])
        rows = [
            (index, self._cell_text(row[key]), self._cell_text(row[number]))
            for index, row in enumerate(cells[start + 1 :], start + 2)
        ]
        # The list names what left earlier too.
        lines = self.env["ad.copy.delivery"].search(
            [("issue_id", "=", self.issue_id.id), ("tracking_number", "!=", False)]
        )
        known = {(str(line.number), line.tracking_number) for line in lines}
        return [row for row in rows if row[2] and row[1:] not in known]

    def _sheet_cells(self):
        content = base64.b64decode(self.with_context(bin_size=False).file or b"")
        if len(content) > MAX_BYTES:
            raise UserError(self.env._("Choose a spreadsheet of at most 5 MB."))
        try:
            book = openpyxl.load_workbook(
                io.BytesIO(content), read_only=True, data_only=True
            )
            return list(
                book.active.iter_rows(max_row=MAX_ROWS, max_col=30, values_only=True)
            )
        # The library has no error of its own for what is no spreadsheet.
        except Exception as error:
            raise UserError(
                self.env._(
                    "This is no XLSX spreadsheet. Download the delivery list, fill in "
                    "the numbers and send it back."
                )
            ) from error

    def _heading_labels(self):
        """The headings of our list in the reader's language and in English."""
        model = self.env["ad.copy.delivery"]
        spoken = [model, model.with_context(lang="en_US")]
        words = {"tracking": "tracking_number", "key": "number"}
        return {
            name: {env._fields[field]._description_string(env.env) for env in spoken}
            for name, field in words.items()
        }

    def _cell_text(self, cell):
        if isinstance(cell, float) and cell.is_integer():
            cell = int(cell)
        if isinstance(cell, int) and len(str(cell)) > SURE_DIGITS:
            # A sign that no number has, so that the row is refused in words.
            return f"≈{cell}"
        return unicodedata.normalize("NFKC", str(cell or "")).strip()

    def _without_heading(self, rows):
        """Drop a first row that names the columns, and nothing else."""
        words = {self._key(label) for label in self._heading_labels()["tracking"]}
        if rows and self._key(rows[0][2]) in words | HEADINGS:
            return rows[1:]
        return rows

    # Matching

    def _match(self, rows, lines):
        """Pairs of line and number, and a sentence for each bad row."""
        error = self._rows_error_message(rows, lines)
        if error:
            return [], [error]
        in_order = rows[0][1] is None
        keys = self._keys(lines)
        used = self._used_numbers([self._clean(row[2]) for row in rows])
        holds = lines._holds()
        pairs, errors, numbers, taken = [], [], {}, {}
        for place, (row, key, text) in enumerate(rows):
            number = self._clean(text)
            found = lines[place] if in_order else keys.get(self._key(key), lines[:0])
            error = (
                self._number_error_message(text, number, numbers, used)
                or (not in_order and self._key_error_message(key, found, taken))
                or self._copy_error_message(found, holds)
            )
            if error:
                errors.append(
                    self.env._("Row %(row)s: %(error)s", row=row, error=error)
                )
            numbers.setdefault(number, row)
            taken.setdefault(found, row)
            pairs.append((found, number))
        return pairs, errors

    def _rows_error_message(self, rows, lines):
        """What is wrong with the whole, or False."""
        if self.posted_on > fields.Date.context_today(self):
            return self.env._("The day of posting lies in the future.")
        if not lines:
            return self.env._("No copies of this issue wait to be posted.")
        if not rows:
            return self.env._("Paste the numbers, or choose a spreadsheet.")
        alone = [row for row, key, _number in rows if not key]
        if alone and len(alone) < len(rows):
            return self.env._(
                "Row %s has no customer, others have one. Give the customer in every "
                "row, or the numbers alone.",
                alone[0],
            )
        if alone and len(rows) != len(lines):
            return self.env._(
                "%(numbers)s numbers for %(copies)s copies: which is whose is not "
                "certain. Add the customers, or the numbers of the list, in front.",
                numbers=len(rows),
                copies=len(lines),
            )
        return False

    def _number_error_message(self, text, number, numbers, used):
        if not NUMBER.fullmatch(number) or sum(map(str.isdigit, number)) < LEAST_DIGITS:
            if text.startswith("≈") or re.fullmatch(r"[\d.]+E\+?\d+", number):
                return self.env._(
                    "the spreadsheet has rounded the number %s. Format the column as "
                    "text and enter it again.",
                    text.lstrip("≈"),
                )
            return self.env._(
                "“%s” is no tracking number: 8 to 30 letters and digits.", text
            )
        if number in numbers:
            return self.env._(
                "%(number)s stands in row %(row)s already.",
                number=number,
                row=numbers[number],
            )
        if number in used:
            return self.env._(
                "%(number)s is used already for %(delivery)s.",
                number=number,
                delivery=used[number],
            )
        return False

    def _key_error_message(self, key, found, taken):
        if len(found) > 1:
            return self.env._(
                "“%(customer)s” is on the list %(count)s times. Write the number of "
                "the list instead.",
                customer=key,
                count=len(found),
            )
        if not found:
            return self.env._("no copy for “%s” waits to be posted.", key)
        if found in taken:
            return self.env._(
                "“%(customer)s” stands in row %(row)s already.",
                customer=key,
                row=taken[found],
            )
        return False

    def _copy_error_message(self, line, holds):
        """Why this copy may not leave by post yet, or False."""
        if line in holds:
            reason, _record = holds[line]
            return self.env._(
                "%(delivery)s: %(reason)s", delivery=line.display_name, reason=reason
            )
        if not line.address:
            return self.env._("“%s” has no address.", line.customer_name)
        return False

    def _keys(self, lines):
        """Lines by their number on the list, and by the names of the customer."""
        keys = {}
        for line in lines:
            names = {line.customer_name, line.partner_id.name, str(line.number)}
            for name in {self._key(name) for name in names if name}:
                keys[name] = keys.get(name, lines[:0]) | line
        return keys

    def _key(self, text):
        return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).lower()

    def _clean(self, text):
        return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).upper()

    def _used_numbers(self, numbers):
        """Numbers of this carrier that were used before, and for whom."""
        # Superuser: the index refuses numbers of everybody in the company.
        used = (
            self.env["ad.copy.delivery"]
            .sudo()
            .search(
                [
                    ("company_id", "=", self.issue_id.company_id.id),
                    ("carrier", "=", self.carrier),
                    ("tracking_number", "in", numbers),
                    ("state", "!=", "withdrawn"),
                ]
            )
        )
        return {line.tracking_number: line.display_name for line in used}
