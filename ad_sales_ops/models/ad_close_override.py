"""Named exceptions to a hard close (M4)."""

from odoo import fields, models


class AdCloseOverride(models.Model):
    """Who let what happen after the close of an issue, and why."""

    _name = "ad.close.override"
    _description = "Close Override"

    issue_id = fields.Many2one("ad.issue", required=True, ondelete="restrict", index=True)
