"""Text and price lists as a page: on screen, on the phone, on the slip (A6)."""

from urllib.parse import quote as url_quote

from markupsafe import Markup

from odoo import fields, models


class AdMaterialVersion(models.Model):
    _inherit = "ad.material.version"

    content_html = fields.Html(
        "Content", compute="_compute_content_html", sanitize=False
    )

    def _compute_content_html(self):
        for version in self:
            version.content_html = version._content_as_html()

    def _content_as_html(self):
        """The content for the people of the house: text, or the file's picture."""
        self.ensure_one()
        if self._preview_kind() == "image":
            return Markup('<img class="img-fluid border" src="%s" alt="%s"/>') % (
                f"/web/image/ad.material.version/{self.id}/preview",
                self.display_name,
            )
        if self._preview_kind() == "pdf":
            return self._pdf_viewer() + self._render_content_html()
        return self._render_content_html()

    def _pdf_viewer(self):
        """Odoo's own viewer of PDF files, as a frame."""
        file = url_quote(f"/web/content/ad.material.version/{self.id}/file", safe="")
        return Markup(
            '<iframe class="w-100 border" style="height: 70vh" title="%s" '
            'src="/web/static/lib/pdfjs/web/viewer.html?file=%s"></iframe>'
        ) % (self.display_name, file)

    def _preview_kind(self):
        kind = super()._preview_kind()
        return "html" if kind == "none" and self.item_ids else kind

    def _render_content_html(self, placement=None):
        """Headline, text and items as markup, everything escaped.

        :param placement: the insertion, whose publication date marks expired prices
        """
        self.ensure_one()
        return self.env["ir.qweb"]._render(
            "ad_sales_ops.ad_copy_content",
            {
                "version": self,
                "headline": self.headline,
                "paragraphs": (self.body or "").splitlines(),
                "items": self.item_ids,
                "day": placement.publication_date if placement else False,
            },
        )
