"""Put one insertion on a page."""

from odoo import fields, models
from odoo.exceptions import UserError


class AdPlacementPlace(models.TransientModel):
    """Page and place on the page; the flat plan will do it by hand movement."""

    _name = "ad.placement.place"
    _description = "Place on Page"

    placement_id = fields.Many2one("ad.placement", required=True, ondelete="cascade")
    page_count = fields.Integer(
        "Pages of the Issue", related="placement_id.issue_id.page_count"
    )
    # A number, not a list to choose from: the web client asks for a selection's
    # choices before it knows the insertion.
    page_number = fields.Integer("Page", help="As printed on the page: 1, 2, 3 …")
    x = fields.Integer("From Left", help="In 120ths of the page width.")
    y = fields.Integer("From Top", help="In 120ths of the page height.")

    def action_place(self):
        """Place it; the database refuses taken space.

        :raise UserError: the issue has no such page
        """
        self.ensure_one()
        issue = self.placement_id.issue_id
        ordinal = issue._page_ordinal("page", self.page_number)
        if not ordinal:
            raise UserError(
                self.env._(
                    "%(issue)s has the pages 1 to %(count)s; there is no page "
                    "%(page)s.",
                    issue=issue.display_name,
                    count=issue.page_count,
                    page=self.page_number,
                )
            )
        target = (ordinal, self.x, self.y)
        self.env["ad.placement"]._place({self.placement_id: target})
        return {"type": "ir.actions.act_window_close"}

    def action_take_off(self):
        """Take it off the pages."""
        self.ensure_one()
        self.env["ad.placement"]._place({self.placement_id: (0, 0, 0)})
        return {"type": "ir.actions.act_window_close"}
