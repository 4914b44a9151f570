"""How the prints of this addon become PDF files (K6, G11)."""

import io

from odoo import models

from .page_numbers import number_pages

#: Points of a millimetre, and how high a foot is in millimetres.
MM, FOOT = 72 / 25.4, 11
CONTRACT = "ad_sales_ops.report_ad_contract"
SEAL_REGISTER = "ad_sales_ops.report_ad_seal_register"
ACCEPTANCE_BOOK = "ad_sales_ops.report_ad_acceptance_book"
SALE_REPORTS = ("sale.report_saleorder", "sale.report_saleorder_raw")


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _get_layout(self):
        """Give our prints a page that carries its own style.

        They then need no assets from the running server and look the same from the
        screen, a mail, a cron and a test.
        """
        if self.report_name in (CONTRACT, SEAL_REGISTER, ACCEPTANCE_BOOK):
            return self.env.ref("ad_sales_ops.report_ad_page")
        return super()._get_layout()

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        """Print contracts one by one, and as contracts by whatever report (K6).

        wkhtmltopdf as Debian builds it takes one document at a time. The caller
        merges the streams.
        """
        orders = self._contracts_to_print(report_ref, res_ids)
        if not orders:
            one = super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids)
            return self._number_book_pages(report_ref, one)
        streams = {}
        for order in self.env["sale.order"].browse(dict.fromkeys(res_ids)):
            ref = CONTRACT if order in orders else report_ref
            one = super()._render_qweb_pdf_prepare_streams(ref, data, order.ids)
            if order in orders:
                one[order.id]["stream"] = self._number_contract_pages(
                    order, one[order.id]["stream"]
                )
            streams.update(one)
        return streams

    def _contracts_to_print(self, report_ref, res_ids):
        """Return the contracts among what a report is asked to print."""
        name = self._get_report(report_ref).report_name
        if not res_ids or name not in (CONTRACT, *SALE_REPORTS):
            return self.env["sale.order"]
        orders = self.env["sale.order"].browse(res_ids)
        if name == CONTRACT:
            return orders
        return orders.filtered("ad_contract_kind")

    def _number_contract_pages(self, order, stream):
        """Write contract number and page at the foot of every page."""
        copies = len(self.env["report.ad_sales_ops.report_ad_contract"]._copies())
        with stream:
            return io.BytesIO(number_pages(stream, order.name, self, copies))

    def _number_book_pages(self, report_ref, streams):
        """Write the title and the page at the foot of a register."""
        report = self._get_report(report_ref)
        if report.report_name == ACCEPTANCE_BOOK:
            for one in streams.values():
                with one["stream"] as stream:
                    one["stream"] = io.BytesIO(number_pages(stream, report.name, self))
        return streams

    def _ad_draw_feet(self, sizes, label, length):
        """Draw the feet with the fonts of the prints themselves.

        :param sizes: ``[(width, height), …]`` of the pages, in points
        :return: a PDF of as many pages, empty but for the foot
        """
        pages = [f"{number % length + 1} / {length}" for number in range(len(sizes))]
        qweb, height = self.env["ir.qweb"], sizes[0][1] / MM
        body = qweb._render(
            "ad_sales_ops.report_ad_feet",
            {"label": label, "pages": pages, "lang": self.env.lang},
        )
        content = self._run_wkhtmltopdf(
            [qweb._render("ad_sales_ops.report_ad_page", {"body": body})],
            landscape=sizes[0][0] > sizes[0][1],
            specific_paperformat_args={
                "data-report-margin-top": round(height - FOOT),
                "data-report-margin-bottom": 0,
            },
            report_ref=CONTRACT,
        )
        return io.BytesIO(content)
