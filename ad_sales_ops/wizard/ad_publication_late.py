"""Insertions that appeared although they were left out (U2, G5)."""

from odoo import api, fields, models


class AdPublicationLate(models.TransientModel):
    _name = "ad.publication.late"
    _inherit = "ad.dialog.mixin"
    _description = "Record Insertions That Did Appear"

    line_ids = fields.One2many("ad.publication.late.line", "wizard_id")
    reason = fields.Text("Why It Is Recorded", required=True)

    @api.model
    def default_get(self, fields_list):
        """List the insertions selected before the dialog was opened."""
        values = super().default_get(fields_list)
        placements = self.env["ad.placement"].browse(
            self.env.context.get("ad_placement_ids")
        )
        if "line_ids" in fields_list:
            values["line_ids"] = [
                fields.Command.create(
                    {
                        "placement_id": placement.id,
                        "actual_page_label": placement.issue_id._page_label(
                            placement.page
                        ),
                    }
                )
                for placement in placements
            ]
        return values

    def action_confirm(self):
        """Record them, each on the page where it stands.

        :raise UserError: no reason, no page, or not left out
        """
        self.ensure_one()
        sides = {line.placement_id: line._actual_side() for line in self.line_ids}
        self.line_ids.placement_id._action_ad_publish_late(self.reason, sides)
        return {"type": "ir.actions.act_window_close"}


class AdPublicationLateLine(models.TransientModel):
    _name = "ad.publication.late.line"
    _inherit = "ad.dialog.mixin"
    _description = "Insertion That Did Appear"

    wizard_id = fields.Many2one(
        "ad.publication.late", required=True, ondelete="cascade"
    )
    placement_id = fields.Many2one(
        "ad.placement", "Insertion", required=True, readonly=True
    )
    advertiser_id = fields.Many2one(
        related="placement_id.advertiser_id", related_sudo=False
    )
    left_out_reason = fields.Text(
        related="placement_id.left_out_reason", related_sudo=False
    )
    is_print = fields.Boolean(
        related="placement_id.medium_id.is_print", related_sudo=False
    )
    actual_page_label = fields.Char(
        "Actual Page", help="As it is printed: 17, or the name of the cover page."
    )

    def _actual_side(self):
        """The side that was entered, 0 for none.

        :raise UserError: the issue has no such page
        """
        self.ensure_one()
        label = (self.actual_page_label or "").strip()
        if not label or not self.is_print:
            return 0
        return self.placement_id.issue_id._side_called(label)
