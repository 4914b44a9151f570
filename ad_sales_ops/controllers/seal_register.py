"""Download of the seal register book (G11)."""

from odoo import fields
from odoo.http import Controller, content_disposition, request, route

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class SealRegisterController(Controller):
    @route(
        "/ad_sales_ops/seal_register/<string:date_from>/<string:date_to>",
        type="http",
        auth="user",
        readonly=True,
    )
    def download(self, date_from, date_to):
        """Send the register of a period; what the user may not read is refused."""
        try:
            period = fields.Date.to_date(date_from), fields.Date.to_date(date_to)
        except ValueError:
            raise request.not_found() from None
        uses = request.env["ad.seal.book"]._search_uses(*period)
        content = request.env["report.ad_sales_ops.report_ad_seal_register"]._xlsx(uses)
        title = request.env._("Seal Register")
        name = f"{title} {date_from} {date_to}.xlsx"
        headers = [
            ("Content-Type", XLSX),
            ("Content-Disposition", content_disposition(name)),
        ]
        return request.make_response(content, headers)
