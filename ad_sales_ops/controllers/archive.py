"""Download of everything that would be lost with the module (E31)."""

import tempfile

from werkzeug.wsgi import wrap_file

from odoo import fields
from odoo.http import Controller, content_disposition, request, route


class ArchiveController(Controller):
    @route("/ad_sales_ops/archive", type="http", auth="user", readonly=True)
    def download(self):
        """Send the archive; only an administrator gets it."""
        stream = tempfile.TemporaryFile()  # closed by the response
        request.env["ad.archive"]._write_zip(stream)
        length = stream.tell()
        stream.seek(0)
        title = request.env._("Advertising Archive")
        name = f"{title} {fields.Date.today()}.zip"
        headers = [
            ("Content-Type", "application/zip"),
            ("Content-Length", length),
            ("Content-Disposition", content_disposition(name)),
        ]
        body = wrap_file(request.httprequest.environ, stream)
        response = request.make_response(body, headers)
        response.direct_passthrough = True
        return response
