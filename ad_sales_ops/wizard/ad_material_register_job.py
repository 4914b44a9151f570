"""Registering what a job order made (K15, A1)."""

from odoo import fields, models


class AdMaterialRegister(models.TransientModel):
    _inherit = "ad.material.register"

    job_alternative_id = fields.Many2one("ad.job.alternative", ondelete="cascade")

    def _version_values(self):
        """Take the alternative's own file; its maker stays the maker (F6)."""
        alternative = self.job_alternative_id
        if not alternative:
            return super()._version_values()
        alternative.check_access("read")
        self.file = alternative.with_context(bin_size=False).file
        self.file_name = alternative.file_name
        return super()._version_values() | {"maker_id": alternative.maker_id.id}
