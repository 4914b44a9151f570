"""What a proof slip says, on paper and on the customer's phone (F1, A6)."""

import base64

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, format_datetime
from odoo.tools.image import image_process
from odoo.tools.mimetypes import guess_mimetype

#: What a browser may show of a customer's file; nothing that can carry a script.
SHOWN_IMAGES = ("image/jpeg", "image/png", "image/webp", "image/gif")
#: Longest side in pixels of the picture on the phone.
PREVIEW_PIXELS = 2400
#: Signs of the fingerprint that are printed on the slip.
SHORT_PRINT = 8


class AdProofConfirmation(models.Model):
    _inherit = "ad.proof.confirmation"

    content_html = fields.Html(
        "Content", compute="_compute_content_html", sanitize=False
    )

    @api.depends("version_id", "marks")
    def _compute_content_html(self):
        for proof in self:
            # Superuser: whoever reads the proof sees what it shows.
            html = proof.sudo().version_id._content_as_html()
            proof.content_html = proof._with_marks(html) if proof.marks else html

    def _with_marks(self, html):
        """The content with the customer's marks, on a picture in their places (F3)."""
        self.ensure_one()
        badges = Markup()
        # Superuser: as above.
        if self.sudo().version_id._preview_kind() == "image":
            badges = Markup().join(
                Markup(
                    '<span class="badge rounded-pill text-bg-danger" '
                    'style="position: absolute; left: %s%%; top: %s%%; '
                    'transform: translate(-50%%, -50%%)">%s</span>'
                )
                % (round(mark["x"] * 100, 2), round(mark["y"] * 100, 2), number)
                for number, mark in enumerate(self.marks, start=1)
            )
        notes = Markup().join(
            Markup("<li>%s</li>") % self._mark_words(mark) for mark in self.marks
        )
        return Markup(
            '<ol class="o_ad_marks">%s</ol>'
            '<div class="position-relative d-inline-block">%s%s</div>'
        ) % (notes, html, badges)

    def _mark_words(self, mark):
        """What the customer wrote at a mark, and where it stands."""
        return self.env._(
            "%(text)s (page %(page)s, %(left)s %% from the left, %(top)s %% from the "
            "top)",
            text=mark["text"] or "…",
            page=mark.get("page") or 1,
            left=round(mark["x"] * 100),
            top=round(mark["y"] * 100),
        )

    def _slip_lang(self):
        """The language of the customer's copy: the confirmer's, else the company's."""
        self.ensure_one()
        installed = dict(self.env["res.lang"].get_installed())
        wanted = (
            self.confirmer_id.partner_id.lang,
            self.advertiser_id.lang,
            self.company_id._ad_lang(),
        )
        return next((lang for lang in wanted if lang in installed), self.env.lang)

    def _short_fingerprint(self):
        """The few signs by which two people on the telephone mean the same proof."""
        self.ensure_one()
        return (self.fingerprint or "")[:SHORT_PRINT].upper()

    def _slip_facts(self):
        """What is confirmed besides the content: rows of (key, label, value).

        Rows without a value are left out.
        """
        self.ensure_one()
        issue = self.issue_name
        date = self.publication_date
        if date:
            date = format_date(self.env, date, date_format="long")
        rows = [
            ("advertiser", self.env._("Customer"), self.advertiser_name),
            ("medium", self.env._("Medium"), self.medium_name),
            ("issue", self.env._("Issue"), issue),
            ("date", self.env._("Publication Date"), date),
            ("position", self.env._("Position"), self.position_name),
            ("page", self.env._("Page"), self._slip_page()),
            ("size", self.env._("Trim Size"), self._slip_size()),
            ("colour", self.env._("Colour"), self._slip_colour()),
            ("validity", self.env._("Prices Valid until"), self._slip_validity()),
        ]
        return [row for row in rows if row[2]]

    def _slip_page(self):
        """The promised page, or that none was promised; websites have no pages."""
        if self.page_promise:
            return self.page_promise
        if not self.placement_id.medium_id.is_print:
            return False
        return self.env._("Not fixed")

    def _slip_size(self):
        """Name and measures of the space."""
        measures = False
        if self.width_mm and self.height_mm:
            measures = f"{self.width_mm:g} × {self.height_mm:g} mm"
        return " · ".join(dict.fromkeys(filter(None, (self.size_label, measures))))

    def _slip_colour(self):
        labels = dict(self._fields["colour"]._description_selection(self.env))
        return labels.get(self.colour)

    def _slip_items(self):
        """The products of a price list, in order."""
        return self.version_id.item_ids.sorted(lambda item: (item.sequence, item.id))

    def _slip_validity(self):
        """Until when the quoted prices hold: the earliest date of the list (A6)."""
        days = [item.valid_until for item in self._slip_items() if item.valid_until]
        return format_date(self.env, min(days), date_format="long") if days else False

    def _slip_deadline(self):
        """The last day on which the decision still counts, written out, or False."""
        self.ensure_one()
        close = self.issue_id.proof_close
        return format_date(self.env, close, date_format="long") if close else False

    def _days_left(self):
        """Days until the deadline; negative when it is over, None without one."""
        close = self.issue_id.proof_close
        return (close - self.company_id._ad_today()).days if close else None

    def _slip_time(self, moment):
        """A moment at the publisher's place, written out, or False."""
        if not moment:
            return False
        zone = self.company_id._ad_zone()
        return format_datetime(self.env, moment, tz=zone, dt_format="short")

    def _slip_declarations(self):
        """What the customer declares by confirming, sentence by sentence (A6)."""
        sentences = [
            self.env._(
                "We have checked text, picture, size and colour of this proof and "
                "agree that the advertisement runs as shown."
            )
        ]
        if self._slip_items():
            sentences.append(
                self.env._(
                    "The products listed are in stock, the prices are true, and both "
                    "will hold until the date stated."
                )
            )
        return sentences

    def action_print(self):
        """Print these slips."""
        self.check_access("read")
        return self.filtered(
            lambda p: p.state not in ("void", "refused")
        )._print_slips()

    def _print_slips(self):
        """The print of these slips, by carer, issue and customer.

        :raise UserError: none given
        """
        if not self:
            raise UserError(
                self.env._(
                    "There are no proofs to print yet. Prepare the proofs first."
                )
            )
        slips = self.sorted(
            lambda proof: (
                proof.user_id.name or "",
                proof.publication_date,
                proof.advertiser_name or "",
                proof.id,
            )
        )
        report = self.env.ref("ad_sales_ops.action_report_ad_proof_slip")
        return report.report_action(slips, config=False)

    # The content

    def _content_kind(self):
        """How the content is shown: "image", "pdf" or "html".

        A picture or a PDF file without the bytes to show falls back to the text.
        """
        self.ensure_one()
        kind = self.version_id._preview_kind()
        if kind in ("image", "pdf") and not self._content_file()[0]:
            return "html"
        return "html" if kind == "none" else kind

    def _content_file(self):
        """Bytes and type of what a browser shows; empty when it must not.

        The type is found in the bytes, whatever the sender called the file. Pictures
        are reduced: the high-resolution original stays with us.
        """
        version = self.version_id.with_context(bin_size=False)
        if version._preview_kind() == "pdf":
            content = base64.b64decode(version.file or b"")
            is_pdf = content.startswith(b"%PDF-")
            return (content, "application/pdf") if is_pdf else (b"", False)
        content = base64.b64decode(version.preview or version.file or b"")
        mimetype = guess_mimetype(content)
        if mimetype not in SHOWN_IMAGES:
            return b"", False
        try:
            content = image_process(content, size=(PREVIEW_PIXELS, PREVIEW_PIXELS))
        except UserError:  # a picture by its first bytes only
            return b"", False
        return content, mimetype

    def _text_beside_file(self):
        """Text and items that are confirmed together with a file, or False.

        The fingerprint covers them, so the customer sees them.
        """
        self.ensure_one()
        version = self.version_id
        if self._content_kind() == "html":
            return False
        has_text = version.headline or version.body or version.item_ids
        return self._content_html() if has_text else False

    def _content_html(self):
        """The content as text and items, for the page and for the slip."""
        self.ensure_one()
        version = self.version_id
        return Markup(version._render_content_html(self.placement_id))


class AdPlacement(models.Model):
    _inherit = "ad.placement"

    def action_print_proof_slips(self):
        """Print the slips of these insertions as one file, a carer after the other.

        :raise UserError: none of them has a proof
        """
        self.check_access("read")
        proofs = self.env["ad.proof.confirmation"].search(
            [("placement_id", "in", self.ids), ("state", "not in", ("void", "refused"))]
        )
        return proofs._print_slips()


class AdIssue(models.Model):
    _inherit = "ad.issue"

    def action_print_proof_slips(self):
        """Print all slips of these issues that one may read, as one file.

        :raise UserError: there are none
        """
        self.check_access("read")
        proofs = self.env["ad.proof.confirmation"].search(
            [("issue_id", "in", self.ids), ("state", "not in", ("void", "refused"))]
        )
        return proofs._print_slips()
