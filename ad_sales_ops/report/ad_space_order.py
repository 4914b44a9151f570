"""Space order slips on paper (P6)."""

from odoo import models

SPACE_ORDER = "ad_sales_ops.report_ad_space_order"


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _get_layout(self):
        if self.report_name == SPACE_ORDER:
            return self.env.ref("ad_sales_ops.report_ad_page")
        return super()._get_layout()
