"""The contract in the customer's portal is printed as the contract (K6)."""

from odoo.addons.sale.controllers.portal import CustomerPortal

ORDER_REPORT = "sale.action_report_saleorder"
CONTRACT_REPORT = "ad_sales_ops.action_report_ad_contract"


class ContractPortal(CustomerPortal):
    def _show_report(self, model, report_type, report_ref, download=False):
        """Give the contract itself where Odoo would give its order."""
        is_order = report_ref == ORDER_REPORT and model._name == "sale.order"
        if is_order and model.ad_contract_kind:
            report_ref = CONTRACT_REPORT
        return super()._show_report(model, report_type, report_ref, download=download)
