"""Counter-entry by a second person (G5)."""

from odoo import fields, models


class AdSignOffCounter(models.TransientModel):
    """Which line is wrong, and why."""

    _name = "ad.sign.off.counter"
    _inherit = "ad.dialog.mixin"
    _description = "Counter-Entry"

    sign_off_id = fields.Many2one("ad.sign.off", "Wrong Line", required=True)
    comment = fields.Text("Why It Is Wrong", required=True)

    def action_counter(self):
        """Take the line back; it stays readable."""
        self.ensure_one()
        line = self.sign_off_id
        line.order_id._action_counter_sign_off(line, self.comment)
        return {"type": "ir.actions.act_window_close"}
