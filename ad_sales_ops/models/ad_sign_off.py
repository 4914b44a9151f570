"""The immutable trail of sign-offs (G5)."""

from odoo import fields, models


class AdSignOff(models.Model):
    """One line of the trail."""

    _name = "ad.sign.off"
    _description = "Sign-Off"

    order_id = fields.Many2one("sale.order", ondelete="restrict", index=True)

    def _drop_immutability_trigger(self):
        """Take the trigger and its function out of the database."""
