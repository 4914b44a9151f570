"""What belongs to a published advertisement stays until its term is over (U6)."""

import base64
import binascii

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date, ormcache

#: Put into the context where a record itself writes its file. No client can send it:
#: what comes over RPC is text and numbers, never this object.
WRITES_FILE = object()
KEY = "ad_writes_file"
#: The description of a file that was replaced and must be kept; no field of its own,
#: as other models take over every field of attachments.
KEPT = "ad_sales_ops: kept in the archive"
#: Where a publication points to what records are about.
PUBLICATION_FIELDS = {
    "ad.material": "material_id",
    "ad.placement": "placement_id",
    "ad.publication": "id",
    "res.partner": "advertiser_id",
    "sale.order": "order_id",
    "sale.order.line": "order_line_id",
}


class AdRetainedMixin(models.AbstractModel):
    """Refuse deletion and keep replaced files as long as the law asks for.

    A model says in ``_retained_by`` which contract, copy or publication its records
    belong to. They stay, whoever asks, for so many years after that was published
    last as the company chose, at least three.
    """

    _name = "ad.retained.mixin"
    _inherit = ["ad.kept.mixin"]
    _description = "Archive of Published Advertisements"

    #: Dotted paths to records that :data:`PUBLICATION_FIELDS` knows; "" is the record.
    _retained_by = ("",)

    # Not an `ondelete` method: a context key that any client may send skips those.
    def unlink(self):
        """Delete what belongs to no publication any more.

        :raise UserError: the term is not over
        :raise AccessError: the same, to those who delete nothing anyway
        """
        # The refusal names the record: not to those who may not read it.
        self.check_access("read")
        self._check_retention(UserError if self.has_access("unlink") else AccessError)
        return super().unlink()

    def write(self, vals):
        """Write; a file that must be kept stays behind when another replaces it."""
        names = self._evidence_fields() & set(vals)
        if not names:
            return super().write(vals)
        self._keep_files({name: vals[name] for name in names})
        writing = self.with_context(**{KEY: WRITES_FILE})
        return super(AdRetainedMixin, writing).write(vals)

    # Asked for at every write.
    @api.model
    @ormcache()
    def _evidence_fields(self):
        """Names of the fields whose files are part of the archive.

        :rtype: frozenset[str]
        """
        ours = self._name.startswith("ad.")
        return frozenset(
            name
            for name, field in self._fields.items()
            if field.type in ("binary", "image")
            and field.store
            and field.attachment
            and (ours or name.startswith("ad_"))
        )

    # How long

    def _check_retention(self, error=UserError):
        """Refuse for the first record whose term is not over.

        :param error: the kind of refusal, which says until when it is kept
        """
        for record, (last, until) in self._retained().items():
            raise error(
                self.env._(
                    "%(record)s cannot be deleted: it belongs to the archive of an "
                    "advertisement published last on %(last)s, whose records are kept "
                    "until %(until)s and never deleted before.",
                    record=record.display_name or self._description,
                    last=format_date(self.env, last),
                    until=format_date(self.env, until),
                )
            )

    def _retained(self):
        """Those whose term is not over: ``{record: (last publication, until)}``."""
        today = fields.Date.context_today(self)
        terms = self._retention_terms()
        return {
            record: terms[record]
            for record in self
            if record in terms and terms[record][1] >= today
        }

    def _retention_terms(self):
        """``{record: (last publication, until)}`` of what belongs to a publication."""
        # Superuser: of the publications only their last day is read.
        sources = {record: record._retention_sources() for record in self.sudo()}
        by_model = {}
        for records in sources.values():
            for source in records:
                by_model.setdefault(source._name, set()).update(source.ids)
        publications = self.env["ad.publication"].sudo()
        ends = {
            name: publications._last_by(PUBLICATION_FIELDS[name], list(ids))
            for name, ids in by_model.items()
        }
        terms = {}
        for record in self:
            found = [
                ends[source._name][one.id]
                for source in sources[record.sudo()]
                for one in source
                if one.id in ends[source._name]
            ]
            if found:
                terms[record] = max(found, key=lambda term: (term[1], term[0]))
        return terms

    def _retention_sources(self):
        """What this record belongs to, as a list of recordsets."""
        self.ensure_one()
        return [self.mapped(path) if path else self for path in self._retained_by]

    # Files

    def _keep_files(self, values):
        """Leave files that must be kept behind, before others replace them."""
        # Superuser: who may write the record is checked by the write itself.
        files = self.env["ir.attachment"].sudo()
        files = files.search(
            [
                ("res_model", "=", self._name),
                ("res_field", "in", list(values)),
                ("res_id", "in", self.ids),
            ]
        ).filtered(lambda file: self._replaces(file, values[file.res_field]))
        kept = {r.id for r in self.browse(files.mapped("res_id"))._retained()}
        for file in files.filtered(lambda file: file.res_id in kept):
            record = self.browse(file.res_id)
            names = (f"{file.res_field}_name", "file_name")
            name = next((record[n] for n in names if n in self._fields), False)
            file.with_context(**{KEY: WRITES_FILE}).write(
                {
                    "res_field": False,
                    "description": KEPT,
                    "name": name or record._fields[file.res_field].string,
                }
            )
        self.invalidate_recordset(list(values), flush=False)

    @api.model
    def _replaces(self, file, value):
        """Whether a value is another content than a file's."""
        try:
            content = base64.b64decode(value or b"")
        except (binascii.Error, ValueError, TypeError):
            return True
        return file._compute_checksum(content) != file.checksum
