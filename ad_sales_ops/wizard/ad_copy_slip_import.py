"""A spreadsheet becomes the table of a slip (A6)."""

from odoo import fields, models


class AdCopySlipImport(models.TransientModel):
    """Asks for the file."""

    _name = "ad.copy.slip.import"
    _inherit = "ad.dialog.mixin"
    _description = "Import a Price List"

    slip_id = fields.Many2one("ad.copy.slip", required=True, ondelete="cascade")
    file = fields.Binary(required=True)
    file_name = fields.Char()

    def action_import(self):
        """Replace the table, all of it or nothing."""
        self.slip_id._check_may_write()
        self.slip_id._read_sheet(self.with_context(bin_size=False).file)
        return {"type": "ir.actions.act_window_close"}
