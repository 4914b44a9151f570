"""Files inside our records: replaced through the record or not at all."""

from odoo import api, models
from odoo.exceptions import AccessError


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
        """
        self._check_ad_evidence()
        result = super().write(vals)
        self._check_ad_evidence()
        return result

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
            if field and (model.startswith("ad.") or field.startswith("ad_")):
                raise AccessError(
                    self.env._(
                        "“%s” belongs to a record and is changed on its form only.",
                        attachment.name,
                    )
                )
