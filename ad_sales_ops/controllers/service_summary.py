"""The monthly opinions summary as a spreadsheet (Q3)."""

from odoo.exceptions import AccessError
from odoo.http import Controller, content_disposition, request, route

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ServiceSummaryDownload(Controller):
    @route(
        "/ad_sales_ops/service_summary/<int:summary_id>.xlsx",
        type="http",
        auth="user",
        readonly=True,
    )
    def download(self, summary_id):
        """A summary; what the user may not read is not found."""
        summary = request.env["ad.service.summary"].browse(summary_id).exists()
        report = request.env["report.ad_sales_ops.report_ad_service_summary"]
        if not summary:
            raise request.not_found()
        try:
            title, content = report._xlsx(summary)
        except AccessError:
            raise request.not_found() from None
        headers = [
            ("Content-Type", XLSX),
            ("Content-Disposition", content_disposition(f"{title}.xlsx")),
        ]
        return request.make_response(content, headers)
