"""What the routes of the customer's proof page share (F1, F2)."""

import base64
import binascii
import io
import json

from PIL import Image, UnidentifiedImageError

from odoo.exceptions import UserError
from odoo.http import Controller, request

#: Pages that stand behind a secret: kept by nobody, shown in nobody's frame.
PRIVATE = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}
SIGNATURE_BYTES = 2 * 1024 * 1024
SIGNATURE_PIXELS = 4000
MARKS = 50
MARK_LENGTH = 300
COMMENT_LENGTH = 2000


class ProofPage(Controller):
    """Rendering, refusals and the reading of what the customer sends."""

    # Answers

    def _render(self, template, proof, values=None, status=200):
        """Render a page in the customer's language.

        :param proof: as superuser; empty when the secret opens nothing
        """
        if proof:
            lang = proof._slip_lang()
            request.update_context(lang=lang)
            request.lang = request.env["res.lang"]._get_data(code=lang)
            proof = proof.with_context(lang=lang)
        values = {
            **(values(proof) if callable(values) else values or {}),
            "proof": proof,
            "no_header": True,
            "no_footer": True,
            "html_data": {"lang": (request.env.lang or "en_US").replace("_", "-")},
        }
        response = request.render(template, values, status=status)
        response.headers.update(PRIVATE)
        return response

    def _message(self, proof, kind, status):
        """A page that only says something: unknown, void, expired, decided, company."""
        return self._render(
            "ad_sales_ops.ad_proof_message", proof, {"kind": kind}, status
        )

    def _json(self, data, status=200):
        response = request.make_json_response(data, status=status)
        response.headers.update(PRIVATE)
        return response

    def _error(self, sentence, status):
        return self._json({"error": sentence}, status)

    def _in_customers_words(self, proof):
        """The proof, and the sentences about it, in the customer's language."""
        lang = proof._slip_lang()
        request.update_context(lang=lang)
        return proof.with_context(lang=lang)

    # Who asks

    def _is_company_session(self):
        """Whether an employee is logged in here: he cannot confirm for a customer."""
        return request.env.user._is_internal()

    def _is_other_login(self, proof):
        """Whether another customer is logged in here."""
        user = request.env.user
        return (
            not user._is_public()
            and user.partner_id.commercial_partner_id
            != proof.advertiser_id.commercial_partner_id
        )

    # What is shown

    def _page_values(self, proof, **more):
        """What the page of a proof needs, in the customer's language."""
        return {
            "facts": proof._slip_facts(),
            "kind": proof._content_kind(),
            "can_sign": False,
            "can_ask_code": False,
            "agreed": proof._is_portal_agreed(),
            **more,
        }

    def _preview(self, proof):
        """The picture or PDF file itself."""
        if proof._content_kind() not in ("image", "pdf"):
            return self._message(proof, "unknown", 404)
        content, mimetype = proof._content_file()
        headers = [
            *((key, value) for key, value in PRIVATE.items() if key != "Cache-Control"),
            ("Cache-Control", "private, max-age=600"),
            ("Content-Type", mimetype),
            ("Content-Disposition", "inline"),
        ]
        return request.make_response(content, headers)

    # What is sent

    def _read_signature(self, signature):
        """Read a drawn signature.

        :param signature: a PNG picture in base64
        :return: (the signature, error sentence, HTTP status)
        """
        if len(signature or "") * 3 // 4 > SIGNATURE_BYTES:
            sentence = request.env._("The signature is too large. Please sign again.")
            return False, sentence, 413
        try:
            content = base64.b64decode(signature or "", validate=True)
            if not self._has_strokes(content):
                sentence = request.env._("Please sign in the field first.")
                return False, sentence, 422
        except (binascii.Error, UnidentifiedImageError, ValueError, OSError):
            sentence = request.env._("The signature did not arrive. Please sign again.")
            return False, sentence, 422
        return base64.b64encode(content), False, 200

    def _has_strokes(self, content):
        """Whether a picture shows more than its background.

        :raise ValueError: no PNG picture of a sensible size
        """
        if not content:
            return False
        with Image.open(io.BytesIO(content), formats=["PNG"]) as picture:
            if max(picture.size) > SIGNATURE_PIXELS:
                raise ValueError("too many pixels")
            low_high = picture.convert("RGBA").getextrema()
        return any(low != high for low, high in low_high)

    def _read_marks(self, marks):
        """Read the marks on the picture: JSON of ``{x, y, text, page}``, x, y in 0…1.

        :raise UserError: no such thing, or too many of them
        """
        try:
            marks = json.loads(marks or "[]")
            marks = [self._read_mark(mark) for mark in marks]
        except (TypeError, KeyError, ValueError, AttributeError) as error:
            raise UserError(
                request.env._("The marks did not arrive. Please set them again.")
            ) from error
        if len(marks) > MARKS:
            raise UserError(
                request.env._(
                    "Please set %(limit)s marks at most and describe the rest in the "
                    "text.",
                    limit=MARKS,
                )
            )
        return marks

    def _read_mark(self, mark):
        x, y, page = float(mark["x"]), float(mark["y"]), int(mark.get("page") or 1)
        # Also refuses what is no number at all.
        if not (0 <= x <= 1 and 0 <= y <= 1 and 1 <= page <= 999):
            raise ValueError("outside of the picture")
        text = " ".join(str(mark.get("text") or "").split())
        return {
            "x": round(x, 4),
            "y": round(y, 4),
            "text": text[:MARK_LENGTH],
            "page": page,
        }

    def _read_comment(self, comment, marks):
        """The customer's comment, or the texts of his marks when he wrote no other.

        :raise UserError: nothing was written, or too much (F3)
        """
        comment = (comment or "").strip() or "\n".join(
            f"{number}. {mark['text']}"
            for number, mark in enumerate(marks, start=1)
            if mark["text"]
        )
        if not comment:
            raise UserError(
                request.env._("Please say what is to be changed, or mark the place.")
            )
        if len(comment) > max(COMMENT_LENGTH, MARKS * MARK_LENGTH):
            raise UserError(
                request.env._(
                    "Please keep to %(limit)s characters; mark the places for more.",
                    limit=COMMENT_LENGTH,
                )
            )
        return comment
