"""Price lists as spreadsheets (A6)."""

from odoo.http import Controller, content_disposition, request, route

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class CopySlipDownload(Controller):
    @route(
        "/ad_sales_ops/copy_slip/<int:slip_id>.xlsx",
        type="http",
        auth="user",
        readonly=True,
    )
    def download(self, slip_id):
        """The table of a slip the user may read."""
        slip = request.env["ad.copy.slip"].browse(slip_id).exists()
        if not slip or not slip.has_access("read"):
            raise request.not_found()
        headers = [
            ("Content-Type", XLSX),
            ("Content-Disposition", content_disposition(f"{slip.number}.xlsx")),
        ]
        return request.make_response(slip._write_sheet(), headers)
