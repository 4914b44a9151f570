"""The printed proof slip (广告认定单) and the artwork behind it (F1, F2)."""

import base64
import io

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm

from odoo import api, models
from odoo.tools.pdf import PdfFileReader, PdfFileWriter, PdfReadError

from .page_numbers import number_pages

PROOF_SLIP = "ad_sales_ops.report_ad_proof_slip"
MARGIN = 12 * mm
FOOT = 15 * mm
MOST_PAGES = 20


class ReportAdProofSlip(models.AbstractModel):
    """Gathers one slip for its template, in the customer's language."""

    _name = "report.ad_sales_ops.report_ad_proof_slip"
    _description = "Proof Slip Report"

    @api.model
    def _get_report_values(self, docids, data=None):
        proofs = self.env["ad.proof.confirmation"].browse(docids)
        return {
            "doc_ids": docids,
            "doc_model": "ad.proof.confirmation",
            "docs": proofs,
        }

    @api.model
    def _slip(self, proof):
        """Everything the template needs to print one slip."""
        proof.check_access("read")
        # Who may read the proof may read all that is printed on it: the customer's
        # name, the copy and the contact person.
        proof = proof.sudo()
        kind = proof._content_kind()
        return {
            "proof": proof,
            "title_page": self._facts_in_pairs(proof._slip_facts()),
            "kind": kind,
            "picture": self._picture(proof) if kind == "image" else False,
            "qr_code": self._qr_code(proof._look_url()),
        }

    def _facts_in_pairs(self, facts):
        """Two facts a row."""
        facts = [*facts, ("", "", "")] if len(facts) % 2 else facts
        return list(zip(facts[::2], facts[1::2], strict=True))

    def _picture(self, proof):
        content, mimetype = proof._content_file()
        return f"data:{mimetype};base64,{base64.b64encode(content).decode()}"

    def _qr_code(self, text):
        return self.env["report.ad_sales_ops.report_ad_contract"]._qr_code(text)


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _get_layout(self):
        if self.report_name == PROOF_SLIP:
            return self.env.ref("ad_sales_ops.report_ad_page")
        return super()._get_layout()

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        """Print slips one by one, each with its artwork; the caller merges them."""
        if not res_ids or self._get_report(report_ref).report_name != PROOF_SLIP:
            return super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids)
        streams = {}
        for proof in self.env["ad.proof.confirmation"].browse(dict.fromkeys(res_ids)):
            one = super()._render_qweb_pdf_prepare_streams(report_ref, data, proof.ids)
            one[proof.id]["stream"] = self._complete_slip(
                proof, one[proof.id]["stream"]
            )
            streams.update(one)
        return streams

    def _complete_slip(self, proof, stream):
        """Put the artwork behind the slip and the slip's number on every page."""
        # Superuser: the template has checked that the user may read the proof.
        proof = proof.sudo()
        if proof._content_kind() == "pdf":
            stream = add_artwork(stream, proof._content_file()[0])
        version = proof.version_id.number
        label = f"{proof.number}   v{version}   {proof._short_fingerprint()}"
        with stream:
            return io.BytesIO(number_pages(stream, label, self))


def add_artwork(stream, content):
    """Append the pages of a PDF file, reduced where they are larger than the paper.

    A file that cannot be read leaves the slip as it is: the customer then looks at
    the proof print that comes with it.

    :param stream: the slip as a file object
    :param content: the artwork as bytes
    :return: the whole as a file object
    """
    try:
        artwork = PdfFileReader(io.BytesIO(content), strict=False)
        pages = [_on_paper(page) for page in artwork.pages[:MOST_PAGES]]
    except (PdfReadError, ValueError, KeyError, TypeError, NotImplementedError):
        return stream
    writer = PdfFileWriter()
    for page in [*PdfFileReader(stream, strict=False).pages, *pages]:
        writer.add_page(page)
    result = io.BytesIO()
    writer.write(result)
    result.seek(0)
    return result


def _on_paper(page):
    """The same page in the middle of an A4 sheet, at most as large as it is."""
    width, height = A4
    box = page.mediabox
    wide, high = float(box.width), float(box.height)
    scale = min(1, (width - 2 * MARGIN) / wide, (height - MARGIN - FOOT) / high)
    left = (width - scale * wide) / 2
    bottom = FOOT + (height - MARGIN - FOOT - scale * high) / 2
    shift = left - scale * float(box.left), bottom - scale * float(box.bottom)
    page.add_transformation((scale, 0, 0, scale, *shift))
    corners = (left, bottom, left + scale * wide, bottom + scale * high)
    for name in ("mediabox", "cropbox", "trimbox"):
        side = getattr(page, name)
        side.lower_left, side.upper_right = corners[:2], corners[2:]
    sheet = type(page).create_blank_page(width=width, height=height)
    sheet.merge_page(page)
    return sheet
