"""How long a publication and all that belongs to it is kept (U6)."""

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from .ad_retained_mixin import KEPT


class AdPublication(models.Model):
    _name = "ad.publication"
    _inherit = ["ad.publication", "ad.retained.mixin"]
    _retained_by = ("", "order_id", "material_id")

    version_id = fields.Many2one(
        "ad.material.version",
        "Copy",
        ondelete="restrict",
        index="btree_not_null",
        readonly=True,
        help="What was to appear.",
    )
    material_id = fields.Many2one(
        related="version_id.material_id",
        store=True,
        precompute=True,
        ondelete="restrict",
        index="btree_not_null",
    )
    retention_until = fields.Date(
        "Kept until",
        compute="_compute_retention_until",
        help="Nothing of this advertisement can be deleted before: so many years after "
        "its contract or its copy was published last as the settings say, at least "
        "three.",
    )
    kept_file_ids = fields.Many2many(
        "ir.attachment", string="Earlier Tear Sheets", compute="_compute_kept_file_ids"
    )

    @api.depends("order_id", "material_id", "publication_date", "state")
    def _compute_retention_until(self):
        terms = self._retention_terms()
        for publication in self:
            publication.retention_until = terms.get(publication, (None, False))[1]

    @api.depends("tear_sheet")
    def _compute_kept_file_ids(self):
        files = self.env["ir.attachment"].search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("description", "=", KEPT),
            ]
        )
        found = files.grouped("res_id")
        for publication in self:
            publication.kept_file_ids = found.get(publication.id)

    @api.model
    def _last_by(self, name, ids):
        """When what publications point to appeared last, and until when it is kept.

        :return: ``{id: (last publication, until)}``
        """
        groups = self._read_group(
            [(name, "in", ids), ("state", "=", "published")],
            [name, "company_id"],
            ["publication_date:max"],
        )
        last = {}
        for source, company, day in groups:
            key = source if isinstance(source, int) else source.id
            until = day + relativedelta(years=company.ad_archive_years)
            last[key] = max(last.get(key, (day, until)), (day, until))
        return last
