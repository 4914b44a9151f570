"""Issues: the dated numbers of a medium (M3)."""

from odoo import fields, models


class AdIssue(models.Model):
    """One number of a medium; a website's months are issues too."""

    _name = "ad.issue"
    _inherit = ["ad.guarded.mixin"]
    _description = "Issue"
    _order = "publication_date, id"

    medium_id = fields.Many2one("ad.medium", required=True, index=True)
    company_id = fields.Many2one(related="medium_id.company_id", store=True, index=True)
    name = fields.Char()
    year = fields.Integer(required=True)
    number = fields.Integer(required=True)
    publication_date = fields.Date(required=True, index=True)
    booking_close = fields.Date()
    material_close = fields.Date()
    proof_close = fields.Date()
    film_close = fields.Date()
    page_count = fields.Integer()
    gatefold_panels = fields.Integer()
    state = fields.Selection(
        [
            ("open", "Open"),
            ("closed", "Closed"),
            ("at_press", "At Press"),
            ("published", "Published"),
            ("merged", "Merged"),
            ("skipped", "Skipped"),
        ],
        required=True,
        default="open",
    )
    booking_counter = fields.Integer(readonly=True, default=0)
    placement_ids = fields.One2many("ad.placement", "issue_id")

    def _guarded_fields(self):
        return super()._guarded_fields() | {"state", "booking_counter"}

    def _guarded_defaults(self):
        return super()._guarded_defaults() | {"state": "open"}
