"""Reports of an issue as spreadsheets (U4, U5, D1)."""

from odoo.exceptions import AccessError
from odoo.http import Controller, content_disposition, request, route

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class IssueReportDownload(Controller):
    @route(
        "/ad_sales_ops/issue_report/<string:name>/<int:issue_id>.xlsx",
        type="http",
        auth="user",
        readonly=True,
    )
    def download(self, name, issue_id):
        """A report of an issue; what the user may not read is not found."""
        reports = request.env["ad.issue.report"]
        issue = request.env["ad.issue"].browse(issue_id).exists()
        if not issue or name not in reports._names():
            raise request.not_found()
        try:
            title, content = reports._xlsx(name, issue)
        except AccessError:
            raise request.not_found() from None
        headers = [
            ("Content-Type", XLSX),
            ("Content-Disposition", content_disposition(f"{title} {issue.name}.xlsx")),
        ]
        return request.make_response(content, headers)
