"""The general manager's words on a monthly summary (Q3)."""

from odoo import fields, models


class AdServiceSummaryRemark(models.TransientModel):
    """Remarks that acknowledge a summary, or say what is to be corrected."""

    _name = "ad.service.summary.remark"
    _inherit = "ad.dialog.mixin"
    _description = "Remarks on the Opinions Summary"

    summary_id = fields.Many2one("ad.service.summary", required=True, readonly=True)
    purpose = fields.Selection(
        [("acknowledge", "Acknowledge"), ("return", "Return for Correction")],
        required=True,
        readonly=True,
    )
    trend_words = fields.Text(related="summary_id.trend_words", related_sudo=False)
    plan_words = fields.Text(related="summary_id.plan_words", related_sudo=False)
    figures_html = fields.Html(related="summary_id.figures_html", related_sudo=False)
    words = fields.Text("Remarks")

    def action_apply(self):
        """Acknowledge or return the summary."""
        self.ensure_one()
        if self.purpose == "acknowledge":
            self.summary_id._action_acknowledge(self.words)
        else:
            self.summary_id._action_return(self.words)
        return {"type": "ir.actions.act_window_close"}
