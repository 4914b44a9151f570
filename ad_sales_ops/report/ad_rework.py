"""The rework order to the printer (返工): what is printed again, by when (U3)."""

from odoo import api, models
from odoo.exceptions import UserError

REWORK = "ad_sales_ops.report_ad_rework"


class ReportAdRework(models.AbstractModel):
    """Gathers the orders, in the language of their company."""

    _name = "report.ad_sales_ops.report_ad_rework"
    _description = "Rework Order"

    @api.model
    def _get_report_values(self, docids, data=None):
        faults = self.env["ad.publication.fault"].browse(docids)
        faults.check_access("read")
        for fault in faults.filtered(lambda f: f.remedy != "reprint"):
            raise UserError(
                self.env._("No reprint is decided for %s.", fault.display_name)
            )
        return {
            "doc_ids": docids,
            "doc_model": faults._name,
            "docs": faults,
            "sheets": [
                {
                    "fault": fault.with_context(lang=fault.company_id._ad_lang()),
                    "lang": fault.company_id._ad_lang(),
                }
                for fault in faults
            ],
        }


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _get_layout(self):
        if self.report_name == REWORK:
            return self.env.ref("ad_sales_ops.report_ad_page")
        return super()._get_layout()
