"""From the bytes of a rate card to rows of text, or a sentence why not (M6)."""

import csv
import io
import zipfile
from typing import NamedTuple

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from odoo.exceptions import UserError

MAX_BYTES = 5 * 1024 * 1024
# A spreadsheet is a ZIP: a small file can unfold into gigabytes.
MAX_UNPACKED_BYTES = 60 * 1024 * 1024
MAX_ROWS = 2000
ENCODINGS = ("utf-8-sig", "gb18030")
OLD_EXCEL = b"\xd0\xcf\x11\xe0"


class Table(NamedTuple):
    """The header and the rows under it, each with its number in the file."""

    header: list[str]
    rows: list[tuple[int, list[str]]]


def read_table(env, content):
    """Read an XLSX or CSV file; empty rows and those that start with # are left out.

    :param bytes content: the whole file
    :raise UserError: the file is no table, in words
    :rtype: Table
    """
    if not content.strip():
        raise UserError(env._("The file is empty. Choose the rate card itself."))
    if len(content) > MAX_BYTES:
        raise UserError(
            env._(
                "The file has %(size)s MB, and a rate card of more than %(limit)s MB "
                "is none. Save only the table, without pictures.",
                size=len(content) // 1024 // 1024,
                limit=MAX_BYTES // 1024 // 1024,
            )
        )
    is_zip = content.startswith(b"PK\x03\x04")
    numbered = _read_xlsx(env, content) if is_zip else _read_csv(env, content)
    return _make_table(env, numbered)


def _make_table(env, numbered):
    rows = []
    for number, cells in numbered:
        if any(cells) and not cells[0].startswith("#"):
            rows.append((number, cells))
        if len(rows) > MAX_ROWS:
            raise UserError(
                env._(
                    "The file has more than %(limit)s rows. Split it into several "
                    "files.",
                    limit=MAX_ROWS,
                )
            )
    if len(rows) < 2:
        raise UserError(
            env._(
                "The file has no rows under its header. The first line names the "
                "columns, such as position, page_rule, width_mm, height_mm, x1; each "
                "following line is a position."
            )
        )
    return Table(rows[0][1], rows[1:])


def _read_csv(env, content):
    text = _decode(env, content)
    first_line = next(
        (line for line in text.splitlines() if line.strip() and line[0] != "#"), ""
    )
    delimiter = max(",;\t", key=first_line.count)
    # Strict: an open quotation mark would swallow the rest of the card in silence.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return [(reader.line_num, [cell.strip() for cell in row]) for row in reader]
    except csv.Error as error:
        raise UserError(
            env._(
                "The file is no table: line %(line)s cannot be read (%(reason)s). "
                "Save it as “CSV UTF-8” or XLSX.",
                line=reader.line_num,
                reason=error,
            )
        ) from error


def _decode(env, content):
    if content.startswith(OLD_EXCEL):
        raise UserError(
            env._("This is an old Excel file (.xls). Save it as XLSX and try again.")
        )
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UserError(
            env._(
                "The file is written in UTF-16. Save it as “CSV UTF-8” or XLSX and "
                "try again."
            )
        )
    if b"\0" in content or content.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8")):
        raise UserError(
            env._(
                "The file is no table but a picture, a PDF or a program. Choose an "
                "XLSX or CSV file."
            )
        )
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UserError(
        env._(
            "The letters of the file cannot be read: it is neither UTF-8 nor GB18030. "
            "Save it as “CSV UTF-8” or XLSX and try again."
        )
    )


def _read_xlsx(env, content):
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(info.file_size for info in archive.infolist())
        if unpacked > MAX_UNPACKED_BYTES:
            raise UserError(
                env._(
                    "The workbook unfolds to %(size)s MB. Save only the table in a "
                    "new workbook.",
                    size=unpacked // 1024 // 1024,
                )
            )
        workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        return [
            (number, [_cell_text(cell) for cell in row])
            for number, row in enumerate(_get_sheet(workbook).iter_rows(), start=1)
            if number <= 5 * MAX_ROWS
        ]
    except (
        zipfile.BadZipFile,
        InvalidFileException,
        KeyError,
        ValueError,
        OSError,
        StopIteration,
    ) as error:
        raise UserError(
            env._(
                "The file cannot be opened as an XLSX workbook: it is damaged, locked "
                "with a password or of another kind. Save it anew as XLSX or CSV."
            )
        ) from error


def _get_sheet(workbook):
    return next(
        sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"
    )


def _cell_text(cell):
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        if "%" in (cell.number_format or ""):
            return f"{value * 100:.10g}%"
        return f"{value:.15g}"
    return str(value).strip()
