"""The change order on paper (变更工作单, K9)."""

from odoo import models

CHANGE_ORDER = "ad_sales_ops.report_ad_change_order"


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _get_layout(self):
        if self.report_name == CHANGE_ORDER:
            return self.env.ref("ad_sales_ops.report_ad_page")
        return super()._get_layout()
