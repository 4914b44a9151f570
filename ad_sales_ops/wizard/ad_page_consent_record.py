"""The customer agrees to another page than the promised one (F4)."""

from odoo import models


class AdPageConsentRecord(models.TransientModel):
    """Asks who agreed, when and how; the Operations Centre moves the page."""

    _name = "ad.page.consent.record"
    _inherit = ["ad.page.choice"]
    _description = "Record Consent to Another Page"

    def action_record(self):
        """Keep the consent.

        :raise UserError: no such page, or nobody who may agree did
        """
        self.ensure_one()
        self._record_consent(self._chosen_side())
        return {"type": "ir.actions.act_window_close"}
