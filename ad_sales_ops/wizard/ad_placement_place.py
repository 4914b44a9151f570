"""Put one insertion on a page."""

from odoo import fields, models
from odoo.exceptions import UserError


class AdPlacementPlace(models.TransientModel):
    """Page and place on the page; the flat plan will do it by hand movement."""

    _name = "ad.placement.place"
    _inherit = ["ad.page.choice"]
    _description = "Place on Page"

    x = fields.Integer("From Left", help="In 120ths of the page width.")
    y = fields.Integer("From Top", help="In 120ths of the page height.")

    def action_place(self):
        """Place it; the database refuses taken space.

        :raise UserError: no such page, or another was promised and nobody agreed
        """
        self.ensure_one()
        issue = self.placement_id.issue_id
        ordinal = self._chosen_side()
        if not ordinal and self.place == "page":
            raise UserError(
                self.env._(
                    "%(issue)s has the pages 1 to %(count)s; there is no page "
                    "%(page)s.",
                    issue=issue.display_name,
                    count=issue.page_count,
                    page=self.page_number,
                )
            )
        if not ordinal:
            raise UserError(self.env._("%s has no such page.", issue.display_name))
        if self.confirmer_id and self.placement_id._needs_page_consent(ordinal):
            self._record_consent(ordinal)
        target = (ordinal, self.x, self.y)
        self.env["ad.placement"]._place({self.placement_id: target})
        return {"type": "ir.actions.act_window_close"}

    def action_take_off(self):
        """Take it off the pages."""
        self.ensure_one()
        self.env["ad.placement"]._place({self.placement_id: (0, 0, 0)})
        return {"type": "ir.actions.act_window_close"}
