"""Returning copy after proof-reading (F6)."""

from odoo import fields, models


class AdProofReadingReturn(models.TransientModel):
    """Asks what has to be mended."""

    _name = "ad.proof.reading.return"
    _inherit = "ad.dialog.mixin"
    _description = "Return for Mending"

    version_id = fields.Many2one(
        "ad.material.version", "Copy", required=True, ondelete="cascade"
    )
    remarks = fields.Text("What Has to Be Mended", required=True)

    def action_return(self):
        """Return the copy to whoever made it."""
        self.version_id._action_read("returned", self.remarks)
        return {"type": "ir.actions.act_window_close"}
