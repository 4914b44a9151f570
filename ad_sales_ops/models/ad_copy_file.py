"""What a customer's file is and shows, read from the file itself (A1)."""

import base64
import io
import warnings

# Odoo loads few formats; naming this one adds TIFF.
from PIL import Image, TiffImagePlugin, UnidentifiedImageError

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools.pdf import PdfReader

#: Points an inch; PDF boxes are measured in points.
POINTS = 72.0
MM = 25.4
#: A2 at 600 dots an inch; larger pictures are traps or mistakes.
MAX_PIXELS = 150_000_000
#: Larger pictures are registered without a preview: decoding them takes memory.
PREVIEW_PIXELS = 60_000_000
PREVIEW_SIZE = (1600, 1600)
TEXT_LIMIT = 50_000
TEXT_PAGES = 20
IMAGES = {
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    TiffImagePlugin.TiffImageFile.format: "image/tiff",
}
#: First bytes of what runs on a computer, and of pages that may.
PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")
#: Kinds that cannot be measured here: the person says what they show.
ASKED = {
    b"8BPS": ("image/vnd.adobe.photoshop", (".psd",)),
    b"%!PS": ("application/postscript", (".eps", ".ps", ".ai")),
    b"\xc5\xd0\xd3\xc6": ("application/postscript", (".eps",)),
    b"\x06\x06\xed\xf5": ("application/x-indesign", (".indd",)),
    b"PK\x03\x04": ("application/zip", (".docx", ".xlsx", ".idml", ".cdr")),
    b"\xd0\xcf\x11\xe0": ("application/msword", (".doc", ".xls")),
    b"RIFF": ("application/vnd.corel-draw", (".cdr",)),
}


class AdCopyFile(models.AbstractModel):
    """Refuse what is no artwork, and measure what is."""

    _name = "ad.copy.file"
    _description = "File of an Advertisement"

    @api.model
    def _inspect(self, encoded, name):
        """Values of a version: type, size in mm, pixels, pages, text, preview.

        :param encoded: the file in base64
        :param name: its name
        :raise UserError: too large, dangerous, locked, broken or of no known kind
        """
        limit = self.env.company.ad_copy_file_mb
        # Before decoding: four characters of base64 are three bytes.
        if len(encoded) * 3 // 4 > limit * 1024 * 1024:
            raise UserError(
                self.env._(
                    "“%(name)s” is larger than %(limit)s MB. Ask for a smaller file, "
                    "for example a PDF for print.",
                    name=name,
                    limit=limit,
                )
            )
        try:
            content = base64.b64decode(encoded)
        except ValueError:
            content = b""
        if not content:
            raise UserError(self.env._("“%s” is empty. Choose it again.", name))
        self._check_harmless(content, name)
        if b"%PDF-" in content[:1024]:
            return self._inspect_pdf(content, name)
        for start, (mimetype, endings) in ASKED.items():
            if content.startswith(start) and name.lower().endswith(endings):
                return {"mimetype": mimetype, "measured": "asked"}
        return self._inspect_image(content, name)

    def _check_harmless(self, content, name):
        start = content[:512].lstrip().lower()
        markup = start.startswith((b"<", b"\xef\xbb\xbf<")) or b"<svg" in start
        if content.startswith(PROGRAMS) or markup:
            raise UserError(
                self.env._(
                    "“%(name)s” is a program or a page that can carry one, whatever "
                    "its name says, and is not kept. Send PDF, JPEG, PNG or TIFF.",
                    name=name,
                )
            )

    # PDF

    def _inspect_pdf(self, content, name):
        try:
            reader = PdfReader(io.BytesIO(content))
            if reader.is_encrypted and not reader.decrypt(""):
                raise UserError(
                    self.env._(
                        "“%s” is locked with a password. Ask the customer for a file "
                        "without one.",
                        name,
                    )
                )
            pages = reader.pages
            count = len(pages)
            box = pages[0].trimbox
            rotated = (pages[0].get("/Rotate") or 0) % 180 == 90
            text = self._pdf_text(pages)
        except UserError:
            raise
        # A broken file fails anywhere in the library, with any of its errors.
        except Exception as error:
            raise UserError(
                self.env._(
                    "“%s” cannot be read: the PDF is damaged. Ask for it again.", name
                )
            ) from error
        width, height = float(box.width), float(box.height)
        if rotated:
            width, height = height, width
        return {
            "mimetype": "application/pdf",
            "measured": "file",
            "page_count": count,
            "width_mm": width / POINTS * MM,
            "height_mm": height / POINTS * MM,
            "pdf_text": text,
        }

    def _pdf_text(self, pages):
        """Text of the first pages, for the screening; outlines have none."""
        text = ""
        for page in list(pages)[:TEXT_PAGES]:
            text += (page.extract_text() or "") + "\n"
            if len(text) > TEXT_LIMIT:
                break
        return text[:TEXT_LIMIT].replace("\x00", "").strip()

    # Pictures

    def _inspect_image(self, content, name):
        try:
            with warnings.catch_warnings():
                # The size is judged below, by our own limit.
                warnings.simplefilter("ignore", Image.DecompressionBombWarning)
                image = Image.open(io.BytesIO(content), formats=list(IMAGES))
        except Image.DecompressionBombError as error:
            raise UserError(self._too_many_pixels(name)) from error
        except (UnidentifiedImageError, OSError, ValueError) as error:
            raise UserError(
                self.env._(
                    "“%s” is of no kind that can be printed here. Send PDF, JPEG, PNG "
                    "or TIFF.",
                    name,
                )
            ) from error
        width, height = image.size
        if width * height > MAX_PIXELS:
            raise UserError(self._too_many_pixels(name))
        dpi = self._dpi(image)
        return {
            "mimetype": IMAGES[image.format],
            "measured": "file",
            "page_count": 1,
            "pixel_width": width,
            "pixel_height": height,
            "dpi": dpi,
            "width_mm": width / dpi * MM if dpi else 0.0,
            "height_mm": height / dpi * MM if dpi else 0.0,
            "preview": self._preview(image, name),
        }

    def _too_many_pixels(self, name):
        return self.env._(
            "“%(name)s” has more than %(limit)s million pixels. Ask for the picture "
            "in its printed size at 300 dots an inch.",
            name=name,
            limit=MAX_PIXELS // 1_000_000,
        )

    def _dpi(self, image):
        """Dots an inch as the file says, 0 when it does not."""
        try:
            dpi = float((image.info.get("dpi") or (0, 0))[0])
        except (TypeError, ValueError, ZeroDivisionError):
            return 0
        return round(dpi) if 1 < dpi < 10_000 else 0

    def _preview(self, image, name):
        """A picture for the browser, or False when it is too large to decode."""
        if image.size[0] * image.size[1] > PREVIEW_PIXELS:
            return False
        try:
            image.draft("RGB", PREVIEW_SIZE)
            image.thumbnail(PREVIEW_SIZE)
            if image.mode in ("RGBA", "LA", "P"):
                image = image.convert("RGBA")
                paper = Image.new("RGBA", image.size, "white")
                image = Image.alpha_composite(paper, image)
            stream = io.BytesIO()
            image.convert("RGB").save(stream, "JPEG", quality=85)
        except (OSError, ValueError, SyntaxError) as error:
            raise UserError(
                self.env._("“%s” is damaged. Ask the customer for it again.", name)
            ) from error
        return base64.b64encode(stream.getvalue())
