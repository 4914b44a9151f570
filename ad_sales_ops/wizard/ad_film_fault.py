"""What is wrong with a page in the film check (U7)."""

from odoo import fields, models


class AdFilmFault(models.TransientModel):
    _name = "ad.film.fault"
    _inherit = "ad.dialog.mixin"
    _description = "Film Fault"

    check_ids = fields.Many2many("ad.film.check", readonly=True)
    reason = fields.Text("What Is Wrong", required=True)

    def action_confirm(self):
        """Refuse the pages; production gets a to-do."""
        self.ensure_one()
        for check in self.check_ids:
            check._action_fault(self.reason)
        return {"type": "ir.actions.act_window_close"}
