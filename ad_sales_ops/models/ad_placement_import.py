"""Odoo's own import of schedules: contract, position, issue (P1)."""

from odoo import api, models


class AdPlacement(models.Model):
    _inherit = "ad.placement"

    @api.model
    def get_import_templates(self):
        """Offer a table to fill in."""
        return [
            {
                "label": self.env._("Import Template for Placements"),
                "template": "/ad_sales_ops/static/xls/ad_placement.xlsx",
            }
        ]

    @api.model_create_multi
    def create(self, vals_list):
        """In an imported file the contract's number and the position name the line."""
        if self.env.context.get("import_file"):
            for vals in vals_list:
                self._choose_imported_line(vals)
        return super().create(vals_list)

    def _choose_imported_line(self, vals):
        """Take the contract's line that sells the position of the row."""
        line = self.env["sale.order.line"].browse(vals.get("order_line_id"))
        position = vals.get("position_id")
        if line and position and line.ad_position_id.id != position:
            matching = line.order_id.order_line.filtered(
                lambda sibling: sibling.ad_position_id.id == position
            )
            if matching:
                vals["order_line_id"] = matching[0].id
