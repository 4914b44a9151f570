"""A table as a spreadsheet, as all lists of the house are written."""

import io
from datetime import date, datetime

import xlsxwriter


def table_sheet(title, heading, columns, rows):
    """An XLSX file with one sheet: heading lines, titles of columns, rows.

    Text is written as text, never as a formula.

    :param title: name of the sheet
    :param heading: lines of text above the table
    :param columns: ``[(title, width), …]``
    :param rows: ``[[value, …], …]`` of text, numbers and dates
    :rtype: bytes
    """
    with io.BytesIO() as file:
        book = xlsxwriter.Workbook(file, {"in_memory": True})
        # Names of sheets are short and free of these signs.
        name = "".join(sign for sign in title if sign not in "[]:*?/\\")[:31]
        sheet = book.add_worksheet(name)
        bold = book.add_format({"bold": True, "bottom": 1})
        top = book.add_format({"bold": True})
        for number, line in enumerate(heading):
            sheet.write_string(number, 0, line, top)
        first = len(heading)
        for column, (label, width) in enumerate(columns):
            sheet.write_string(first, column, label, bold)
            sheet.set_column(column, column, width)
        day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        for number, row in enumerate(rows, first + 1):
            for column, value in enumerate(row):
                _write(sheet, number, column, value, day)
        sheet.freeze_panes(first + 1, 0)
        sheet.autofilter(first, 0, first + len(rows), len(columns) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(first)
        book.close()
        return file.getvalue()


def _write(sheet, row, column, value, day):
    if isinstance(value, datetime | date):
        sheet.write_datetime(row, column, value, day)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, str(value or ""))
