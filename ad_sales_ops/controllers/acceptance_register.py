"""Download of the acceptance register (U6)."""

from odoo.http import Controller, content_disposition, request, route

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class AcceptanceRegisterController(Controller):
    @route(
        "/ad_sales_ops/acceptance_register/<int:book_id>.xlsx",
        type="http",
        auth="user",
        readonly=True,
    )
    def download(self, book_id):
        """Send the register that a dialog of this user asks for."""
        dialog = request.env["ad.acceptance.book"].browse(book_id).exists()
        # Superuser: whose dialog it is, nothing else.
        is_own = dialog.sudo().create_uid == request.env.user
        if not (is_own and dialog.has_access("read")):
            raise request.not_found()
        reports = request.env["report.ad_sales_ops.report_ad_acceptance_book"]
        content = reports._xlsx(dialog)
        name = f"{dialog._file_stem()}.xlsx"
        headers = [
            ("Content-Type", XLSX),
            ("Content-Disposition", content_disposition(name)),
        ]
        return request.make_response(content, headers)
