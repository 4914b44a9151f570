"""Files inside our records: replaced through the record or not at all."""

import base64

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from .ad_retained_mixin import KEPT, KEY, WRITES_FILE

#: What makes a file another one, or another record's.
CONTENT = {
    "raw",
    "datas",
    "db_datas",
    "store_fname",
    "checksum",
    "type",
    "url",
    "res_model",
    "res_id",
    "res_field",
    "description",
}


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    @api.model_create_multi
    def create(self, vals_list):
        """Put no file behind a field of ours past its record.

        :raise AccessError: an attachment claims to be such a field's value
        """
        attachments = super().create(vals_list)
        attachments._check_ad_evidence()
        return attachments

    def write(self, vals):
        """Leave scans, photos and signatures to the records they belong to.

        With rights on the record Odoo lets anybody exchange the file behind its
        back, also after a second person has verified it.

        :raise AccessError: the attachment is, or would become, a field's value
        :raise UserError: it belongs to a published advertisement
        """
        if CONTENT & set(vals):
            self._check_ad_retention(vals)
        self._check_ad_evidence()
        result = super().write(vals)
        self._check_ad_evidence()
        return result

    # Not `ondelete` alone: a context key that any client may send skips that.
    def unlink(self):
        """Delete, save what belongs to a published advertisement (U6).

        :raise UserError: its term is not over
        """
        self._check_ad_retention()
        return super().unlink()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_ad_evidence(self):
        self._check_ad_evidence()

    def _check_ad_evidence(self):
        # Odoo itself writes the files of binary fields as superuser.
        if self.env.su:
            return
        # Superuser: whose file it is is looked at, nothing else.
        for attachment in self.sudo():
            field = attachment.res_field or ""
            model = attachment.res_model or ""
            is_ours = model.startswith("ad.") or field.startswith("ad_")
            if (field and is_ours) or attachment.description == KEPT:
                raise AccessError(
                    self.env._(
                        "“%s” belongs to a record and is changed on its form only.",
                        attachment.name,
                    )
                )

    def _check_ad_retention(self, vals=None):
        """Hold files of published advertisements, also against the superuser.

        The records themselves write their files with a key in the context that no
        client can send; what they replace they keep.
        """
        if self.env.context.get(KEY) is WRITES_FILE:
            return
        # Superuser: whose file it is is looked at, nothing else.
        for model, files in self.sudo().grouped("res_model").items():
            if not self._is_ad_archive(model):
                continue
            names = self.env[model]._evidence_fields()
            files = files.filtered(
                lambda f, names=names: (f.description == KEPT or f.res_field in names)
                and not f._is_ad_unchanged(vals)
            )
            # What is deleted with its record is gone already when its files follow.
            records = self.env[model].browse(files.mapped("res_id")).sudo().exists()
            records._check_retention(UserError if self.env.su else AccessError)

    @api.model
    def _is_ad_archive(self, model):
        return model in self.env and isinstance(
            self.env[model], self.env.registry["ad.retained.mixin"]
        )

    def _is_ad_unchanged(self, vals):
        """Whether values are the same content, as when Odoo moves its file store."""
        if not vals or CONTENT & set(vals) - {"raw", "datas"}:
            return False
        content = vals.get("raw") or base64.b64decode(vals.get("datas") or b"")
        if isinstance(content, str):
            content = content.encode()
        return self._compute_checksum(content) == self.checksum
