"""Sending material back (A1)."""

from odoo import fields, models


class AdMaterialReject(models.TransientModel):
    """Asks what is wrong with the material."""

    _name = "ad.material.reject"
    _inherit = "ad.dialog.mixin"
    _description = "Reject Material"

    material_ids = fields.Many2many("ad.material", required=True)
    reason = fields.Char(required=True)

    def action_reject(self):
        """Reject the material with the reason."""
        self.material_ids._action_reject(self.reason)
        return {"type": "ir.actions.act_window_close"}
