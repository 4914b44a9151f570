"""Put one insertion on a page."""

from odoo import api, fields, models


class AdPlacementPlace(models.TransientModel):
    """Page and place on the page; the flat plan will do it by hand movement."""

    _name = "ad.placement.place"
    _description = "Place on Page"

    placement_id = fields.Many2one("ad.placement", required=True, ondelete="cascade")
    page_choice = fields.Selection(
        selection="_select_page", string="Page", required=True
    )
    x = fields.Integer("From Left", help="In 120ths of the page width.")
    y = fields.Integer("From Top", help="In 120ths of the page height.")

    @api.model
    def _select_page(self):
        placement = self.env["ad.placement"].browse(
            self.env.context.get("default_placement_id")
        )
        issue = placement.issue_id
        if not issue:
            return []
        return [
            (str(ordinal), issue._page_label(ordinal))
            for ordinal in issue._interior_ordinals()
        ]

    def action_place(self):
        """Place it; the database refuses taken space."""
        self.ensure_one()
        target = (int(self.page_choice), self.x, self.y)
        self.env["ad.placement"]._place({self.placement_id: target})
        return {"type": "ir.actions.act_window_close"}

    def action_take_off(self):
        """Take it off the pages."""
        self.ensure_one()
        self.env["ad.placement"]._place({self.placement_id: (0, 0, 0)})
        return {"type": "ir.actions.act_window_close"}
