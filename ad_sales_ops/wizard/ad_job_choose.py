"""Recording which alternative the customer takes (K15)."""

from odoo import fields, models


class AdJobChoose(models.TransientModel):
    """Asks who chose."""

    _name = "ad.job.choose"
    _inherit = "ad.dialog.mixin"
    _description = "Choose an Alternative"

    alternative_id = fields.Many2one(
        "ad.job.alternative", required=True, readonly=True, ondelete="cascade"
    )
    job_id = fields.Many2one(related="alternative_id.job_id", related_sudo=False)
    preview = fields.Binary(related="alternative_id.preview", related_sudo=False)
    chosen_by_name = fields.Char("Chosen by", required=True)
    remark = fields.Char()

    def action_choose(self):
        """Record the choice."""
        self.ensure_one()
        alternative = self.alternative_id
        alternative.job_id._action_choose(alternative, self.chosen_by_name, self.remark)
        return {"type": "ir.actions.act_window_close"}
