"""An issue that came out before its publication date (U2)."""

from odoo import api, fields, models
from odoo.tools import format_date


class AdIssuePublishEarly(models.TransientModel):
    _name = "ad.issue.publish.early"
    _inherit = "ad.dialog.mixin"
    _description = "Publish Issue before Its Date"

    issue_id = fields.Many2one("ad.issue", required=True, readonly=True)
    publication_date = fields.Date(
        related="issue_id.publication_date", related_sudo=False
    )
    warning = fields.Char(compute="_compute_warning")
    reason = fields.Char("Why It Is out Already", required=True)

    @api.depends("issue_id")
    def _compute_warning(self):
        days = self.env["ad.calendar.exception"]
        for wizard in self:
            issue = wizard.issue_id
            today = days._today(issue.company_id)
            wizard.warning = self.env._(
                "%(issue)s is to appear on %(date)s, today is %(today)s. Once it is "
                "published, its insertions are invoiced and customers see them as "
                "published. Go on only if it is really out.",
                issue=issue.display_name,
                date=format_date(self.env, issue.publication_date) or "-",
                today=format_date(self.env, today),
            )

    def action_confirm(self):
        """Publish the issue; the reason stays in its chatter."""
        self.ensure_one()
        self.issue_id._action_publish_early(self.reason)
        return {"type": "ir.actions.act_window_close"}
