"""What runs and what is left out, before an issue goes to press (U2)."""

from odoo import api, fields, models


class AdIssuePress(models.TransientModel):
    _name = "ad.issue.press"
    _inherit = "ad.dialog.mixin"
    _description = "Send Issue to Press"

    issue_id = fields.Many2one("ad.issue", required=True, readonly=True)
    running_count = fields.Integer("Runs", readonly=True)
    left_out_count = fields.Integer("Cannot Run", readonly=True)
    running_ids = fields.Many2many(
        "ad.placement", string="Runs in This Issue", readonly=True
    )
    left_out_ids = fields.One2many("ad.issue.press.line", "wizard_id", readonly=True)

    @api.model
    def _open(self, issue):
        """A dialog with the plan as the checks see it now."""
        running, left_out = issue._press_plan()
        return self.create(
            {
                "issue_id": issue.id,
                "running_count": len(running),
                "left_out_count": len(left_out),
                "running_ids": [fields.Command.set(running.ids)],
                "left_out_ids": [
                    fields.Command.create(
                        {"placement_id": placement.id, "reason": "\n".join(sentences)}
                    )
                    for placement, sentences in left_out.items()
                ],
            }
        )

    def action_confirm(self):
        """Send the issue to press; every check runs once more."""
        self.ensure_one()
        left_out = self.issue_id._action_send_to_press()
        if left_out:
            return self.issue_id.action_open_left_out()
        return {"type": "ir.actions.act_window_close"}


class AdIssuePressLine(models.TransientModel):
    _name = "ad.issue.press.line"
    _inherit = "ad.dialog.mixin"
    _description = "Insertion That Cannot Run in an Issue"

    wizard_id = fields.Many2one("ad.issue.press", required=True, ondelete="cascade")
    placement_id = fields.Many2one("ad.placement", required=True, readonly=True)
    advertiser_id = fields.Many2one(
        related="placement_id.advertiser_id", related_sudo=False
    )
    position_id = fields.Many2one(
        related="placement_id.position_id", related_sudo=False
    )
    order_id = fields.Many2one(related="placement_id.order_id", related_sudo=False)
    user_id = fields.Many2one(related="placement_id.user_id", related_sudo=False)
    reason = fields.Text(required=True, readonly=True)

    def action_open_mending(self):
        """Open what has to be mended before the insertion can run (U1)."""
        self.ensure_one()
        return self.placement_id.action_open_mending()
