"""Publication records (U2)."""

from odoo import fields, models


class AdPublication(models.Model):
    """That one placement appeared, where and how."""

    _name = "ad.publication"
    _description = "Publication"

    placement_id = fields.Many2one(
        "ad.placement", required=True, ondelete="restrict", index=True
    )
    issue_id = fields.Many2one("ad.issue", required=True, ondelete="restrict", index=True)
    state = fields.Selection(
        [("published", "Published"), ("withdrawn", "Withdrawn")],
        required=True,
        default="published",
    )
