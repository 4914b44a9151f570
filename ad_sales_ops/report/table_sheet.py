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
    return table_book(heading, [(title, columns, rows)])


def table_book(heading, sheets):
    """An XLSX file of several such sheets under the same heading lines.

    :param sheets: ``[(title, columns, rows), …]``
    :rtype: bytes
    """
    with io.BytesIO() as file:
        book = xlsxwriter.Workbook(file, {"in_memory": True})
        formats = {
            "label": book.add_format({"bold": True, "bottom": 1}),
            "top": book.add_format({"bold": True}),
            # Cells of several lines are seen whole, and their neighbours beside them.
            "lines": book.add_format({"text_wrap": True, "valign": "top"}),
            "text": book.add_format({"valign": "top"}),
            "day": book.add_format(
                {"num_format": "yyyy-mm-dd", "align": "left", "valign": "top"}
            ),
        }
        for title, columns, rows in sheets:
            # Names of sheets are short and free of these signs.
            name = "".join(sign for sign in title if sign not in "[]:*?/\\")[:31]
            _fill(book.add_worksheet(name), formats, heading, columns, rows)
        book.close()
        return file.getvalue()


def _fill(sheet, formats, heading, columns, rows):
    for number, line in enumerate(heading):
        sheet.write_string(number, 0, line, formats["top"])
    first = len(heading)
    for column, (label, width) in enumerate(columns):
        sheet.write_string(first, column, label, formats["label"])
        sheet.set_column(column, column, width)
    for number, row in enumerate(rows, first + 1):
        for column, value in enumerate(row):
            _write(sheet, number, column, value, formats)
    sheet.freeze_panes(first + 1, 0)
    sheet.autofilter(first, 0, first + len(rows), len(columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(first)


def _write(sheet, row, column, value, formats):
    if isinstance(value, datetime | date):
        sheet.write_datetime(row, column, value, formats["day"])
    elif isinstance(value, int | float) and not isinstance(value, bool):
        sheet.write_number(row, column, value, formats["text"])
    else:
        text = str(value or "")
        form = formats["lines" if "\n" in text else "text"]
        sheet.write_string(row, column, text, form)
