"""Labels, mailing notices and the delivery list on paper (D1)."""

from odoo import api, models
from odoo.exceptions import UserError

LABELS = "ad_sales_ops.report_ad_copy_labels"
NOTICE = "ad_sales_ops.report_ad_copy_notice"
LIST = "ad_sales_ops.report_ad_copy_list"
LABEL_COLUMNS = 2
LABEL_ROWS = 6


class ReportAdCopyLabels(models.AbstractModel):
    """Twelve addresses a sheet of A4."""

    _name = "report.ad_sales_ops.report_ad_copy_labels"
    _description = "Address Labels"

    @api.model
    def _get_report_values(self, docids, data=None):
        deliveries = (
            self.env["ad.copy.delivery"]
            .browse(docids)
            .sorted(lambda d: (d.publication_date, d.issue_id.id, d.number, d.id))
        )
        deliveries.check_access("read")
        self._check_addresses(deliveries)
        rows = self._chunks(list(deliveries), LABEL_COLUMNS)
        return {
            "doc_ids": docids,
            "doc_model": "ad.copy.delivery",
            "docs": deliveries,
            "sheets": self._chunks(rows, LABEL_ROWS),
            "columns": LABEL_COLUMNS,
            "attention": self._attention,
        }

    def _attention(self, delivery):
        """Who is to receive it, as the post writes it."""
        name = delivery.recipient or delivery.customer_name
        return self.env._("For the attention of %s", name)

    def _check_addresses(self, deliveries):
        # A label left out would be a copy that nobody misses.
        lacking = deliveries.filtered(lambda delivery: not delivery.address)
        if lacking:
            raise UserError(
                self.env._(
                    "These customers have no address: %s. Enter it on their lines, or "
                    "say “Not Sent”.",
                    lacking._names(),
                )
            )

    def _chunks(self, items, size):
        return [items[start : start + size] for start in range(0, len(items), size)]


class ReportAdCopyNotice(models.AbstractModel):
    """A letter for each new customer, in the language of the house."""

    _name = "report.ad_sales_ops.report_ad_copy_notice"
    _description = "Mailing Notice"

    @api.model
    def _get_report_values(self, docids, data=None):
        deliveries = self.env["ad.copy.delivery"].browse(docids).sorted("number")
        deliveries.check_access("read")
        return {
            "doc_ids": docids,
            "doc_model": "ad.copy.delivery",
            "docs": deliveries,
        }


class ReportAdCopyList(models.AbstractModel):
    """One table a carer and way, with a column to sign in."""

    _name = "report.ad_sales_ops.report_ad_copy_list"
    _description = "Delivery List"

    @api.model
    def _get_report_values(self, docids, data=None):
        deliveries = self.env["ad.copy.delivery"].browse(docids)
        deliveries.check_access("read")
        groups = deliveries.sorted(
            lambda d: (d.publication_date, d.issue_id.id, d.way, d.user_id.name or "")
        ).grouped(
            lambda d: (d.issue_id, d.way, d.user_id if d.way == "hand" else False)
        )
        return {
            "doc_ids": docids,
            "doc_model": "ad.copy.delivery",
            "docs": deliveries,
            "lists": [
                {
                    "issue": issue,
                    "way": way,
                    "carer": carer,
                    "lines": lines.sorted(lambda d: (d.number, d.id)),
                    "copies": sum(lines.mapped("copies")),
                }
                for (issue, way, carer), lines in groups.items()
            ],
        }


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _get_layout(self):
        if self.report_name in (LABELS, NOTICE, LIST):
            return self.env.ref("ad_sales_ops.report_ad_page")
        return super()._get_layout()
