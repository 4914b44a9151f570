"""The PDF of a printed issue, taken apart into its pages (U2)."""

import contextlib
import io
import re

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools.pdf import (
    DictionaryObject,
    NameObject,
    PdfReader,
    PdfWriter,
)

#: What a page needs to look as it does. Links, tags and editing data of layout
#: programs are left out: they drag the whole issue into every single page.
PAGE_KEYS = (
    "/Type",
    "/Resources",
    "/Contents",
    "/MediaBox",
    "/CropBox",
    "/BleedBox",
    "/TrimBox",
    "/ArtBox",
    "/Rotate",
    "/UserUnit",
    "/Group",
)
#: Where a content stream draws a picture: “/Im12 Do”.
DRAWN = re.compile(rb"/([^\s/\[\]()<>{}%]+)\s+Do\b")


class AdIssueFile(models.AbstractModel):
    """Opens a PDF without loading it, and writes single pages of it."""

    _name = "ad.issue.file"
    _description = "PDF of an Issue"

    @api.model
    @contextlib.contextmanager
    def _open(self, attachment):
        """The pages of an uploaded PDF, as long as the file is open.

        :raise UserError: no PDF, locked or damaged
        """
        # Superuser: the user's own upload, checked by the dialog; read from the disk,
        # as a whole issue may be larger than the memory it should take.
        attachment = attachment.sudo()
        with self._stream(attachment) as stream:
            if b"%PDF-" not in stream.read(1024):
                raise UserError(
                    self.env._(
                        "“%s” is no PDF. Export the pages as PDF and choose that file.",
                        attachment.name,
                    )
                )
            stream.seek(0)
            yield self._read(stream, attachment.name)

    @api.model
    def _stream(self, attachment):
        if not attachment.store_fname:
            return io.BytesIO(attachment.raw or b"")
        # Odoo's own place of this file.
        return open(attachment._full_path(attachment.store_fname), "rb")

    @api.model
    def _read(self, stream, name):
        try:
            reader = PdfReader(stream, strict=False)
            if reader.is_encrypted and not reader.decrypt(""):
                raise UserError(
                    self.env._(
                        "“%s” is locked with a password. Export it again without one.",
                        name,
                    )
                )
            # Only counting them finds out whether the pages can be read.
            len(reader.pages)
        except UserError:
            raise
        # A broken file fails anywhere in the library, with any of its errors.
        except Exception as error:
            raise self._damaged(name) from error
        return reader

    @api.model
    def _damaged(self, name):
        return UserError(
            self.env._(
                "“%s” cannot be read: the PDF is damaged. Export it again.", name
            )
        )

    @api.model
    def _extract(self, pages, name):
        """A PDF of these pages alone.

        :param pages: ``[(reader, index), …]``
        :param name: the file they come from, for the refusal
        :rtype: bytes
        """
        writer = PdfWriter()
        try:
            for reader, index in pages:
                writer.add_page(self._single_page(reader, index))
            with io.BytesIO() as result:
                writer.write(result)
                content = result.getvalue()
        except Exception as error:
            raise self._damaged(name) from error
        for reader, _index in pages:
            # The library keeps every picture it has read.
            reader.resolved_objects.clear()
        return content

    @api.model
    def _single_page(self, reader, index):
        page = reader.pages[index]
        single = type(page)(reader)
        for key in PAGE_KEYS:
            if key in page:
                single[NameObject(key)] = page.raw_get(key)
        self._drop_undrawn(single)
        return single

    @api.model
    def _drop_undrawn(self, page):
        """Leave out pictures of other pages: some programs list all on every page."""
        resources = page.get("/Resources")
        pictures = resources and resources.get("/XObject")
        drawn = self._drawn_names(page) if pictures else set()
        if not pictures or not drawn < set(pictures):
            return
        kept = {NameObject(name): pictures.raw_get(name) for name in drawn}
        resources = DictionaryObject(resources)
        resources[NameObject("/XObject")] = DictionaryObject(kept)
        page[NameObject("/Resources")] = resources

    @api.model
    def _drawn_names(self, page):
        contents = page.get("/Contents") or []
        streams = contents if isinstance(contents, list) else [contents]
        data = b"\n".join(stream.get_object().get_data() for stream in streams)
        return {f"/{name.decode('latin-1')}" for name in DRAWN.findall(data)}
