"""Printing slips of price lists (A6)."""

from odoo import models

COPY_SLIP = "ad_sales_ops.report_ad_copy_slip"


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _get_layout(self):
        if self.report_name == COPY_SLIP:
            return self.env.ref("ad_sales_ops.report_ad_page")
        return super()._get_layout()

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        """Print slips one by one; the caller merges them."""
        if not res_ids or self._get_report(report_ref).report_name != COPY_SLIP:
            return super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids)
        streams = {}
        for slip in dict.fromkeys(res_ids):
            streams.update(
                super()._render_qweb_pdf_prepare_streams(report_ref, data, [slip])
            )
        return streams
