"""Download of the acceptance register (U6)."""

from odoo.http import Controller, content_disposition, request, route

from ..report.table_sheet import table_sheet

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
        # Superuser: whose dialog it is, nothing else.
        dialog = request.env["ad.acceptance.book"].browse(book_id).exists()
        if dialog.sudo().create_uid != request.env.user or not dialog.has_access(
            "read"
        ):
            raise request.not_found()
        title = request.env._("Acceptance Register")
        book = request.env["report.ad_sales_ops.report_ad_acceptance_book"]._book(
            dialog
        )
        content = table_sheet(
            title,
            [f"{title} {book['company']}", book["scope"]],
            book["columns"],
            book["rows"],
        )
        name = f"{title} {dialog.date_from} {dialog.date_to}.xlsx"
        headers = [
            ("Content-Type", XLSX),
            ("Content-Disposition", content_disposition(name)),
        ]
        return request.make_response(content, headers)
