"""The press list: what runs in an issue, what was left out and why (U2)."""

from odoo import api, models

from ..models.ad_issue_press import LEFT_OUT, TAKEN_BACK

PRESS_LIST = "ad_sales_ops.report_ad_press_list"


class ReportAdPressList(models.AbstractModel):
    """Gathers the insertions of issues for their print."""

    _name = "report.ad_sales_ops.report_ad_press_list"
    _description = "Press List Report"

    @api.model
    def _get_report_values(self, docids, data=None):
        issues = self.env["ad.issue"].browse(docids)
        return {
            "doc_ids": docids,
            "doc_model": "ad.issue",
            "docs": issues,
            "lists": [self._press_list(issue) for issue in issues],
        }

    @api.model
    def _press_list(self, issue):
        """What runs, by page, and what was left out, by customer."""
        placements = issue.placement_ids
        running = placements.filtered(lambda p: p.stage in ("booked", "published"))
        left_out = placements.filtered_domain(LEFT_OUT)
        lists = {
            "left_out": left_out,
            "withdrawn": placements.filtered(lambda p: p.stage == "withdrawn"),
            "taken_back": placements.filtered_domain(TAKEN_BACK),
        }
        return {
            "issue": issue,
            "running": running.sorted(lambda p: (p.page, p.y, p.x, p.id)),
        } | {
            name: found.sorted(lambda p: (p.advertiser_id.name or "", p.id))
            for name, found in lists.items()
        }


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _get_layout(self):
        if self.report_name == PRESS_LIST:
            return self.env.ref("ad_sales_ops.report_ad_page")
        return super()._get_layout()
