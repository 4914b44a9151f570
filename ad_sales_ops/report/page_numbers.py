"""Page numbers for PDF files: Debian's wkhtmltopdf prints none."""

import io

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from odoo.tools.pdf import PdfFileReader, PdfFileWriter

#: Every reader has it; it knows no other signs than those of Western Europe.
LATIN = "Helvetica"


def number_pages(stream, label, reports, copies=1):
    """Write “label    page / pages” at the foot of every page of a PDF.

    :param stream: the PDF as a file object
    :param reports: ``ir.actions.report``, which draws what Helvetica cannot
    :param copies: how many copies of equal length follow one another in the file
    :return: the numbered PDF as bytes
    """
    reader = PdfFileReader(stream, strict=False)
    pages = len(reader.pages)
    length = pages // copies if pages % copies == 0 else pages
    sizes = [
        (float(page.mediabox.width), float(page.mediabox.height))
        for page in reader.pages
    ]
    # Chinese signs come from a font that the file brings along, as those of the text
    # do: a reader without Asian fonts shows them as well.
    draw = _draw_feet if label.isascii() else reports._ad_draw_feet
    feet = PdfFileReader(draw(sizes, label, length), strict=False)
    writer = PdfFileWriter()
    for page, foot in zip(reader.pages, feet.pages, strict=True):
        page.merge_page(foot)
        writer.add_page(page)
    with io.BytesIO() as result:
        writer.write(result)
        return result.getvalue()


def _draw_feet(sizes, label, length):
    """Draw the feet on empty pages of the same sizes."""
    packet = io.BytesIO()
    canvas = Canvas(packet)
    for index, (width, height) in enumerate(sizes):
        canvas.setPageSize((width, height))
        canvas.setFont(LATIN, 8)
        canvas.setFillGray(0.35)
        canvas.drawString(15 * mm, 7 * mm, label)
        canvas.drawRightString(
            width - 15 * mm, 7 * mm, f"{index % length + 1} / {length}"
        )
        canvas.showPage()
    canvas.save()
    packet.seek(0)
    return packet
