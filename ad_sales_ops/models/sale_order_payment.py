"""Prepayment: payments on account linked to the contract (R1, E15, E23)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

#: States of a payment that is money, not a plan or a mistake.
RECEIVED = ("in_process", "paid")


class SaleOrder(models.Model):
    _inherit = "sale.order"

    ad_payment_ids = fields.One2many(
        "account.payment",
        "ad_order_id",
        "Payments on Account",
        copy=False,
        groups="account.group_account_invoice",
    )
    ad_prepaid_amount = fields.Monetary(
        "Received on Account",
        compute="_compute_ad_prepaid_amount",
        store=True,
        groups="base.group_user",
        help="Payments on account linked to this contract.",
    )
    ad_prepayment_missing = fields.Monetary(
        "Missing for Prepayment",
        compute="_compute_ad_prepayment_missing",
        groups="base.group_user",
    )
    ad_to_invoice_count = fields.Integer(
        "Insertions to Invoice",
        compute="_compute_ad_to_invoice_count",
        groups="base.group_user",
    )

    @api.depends(
        "currency_id",
        "ad_payment_ids.amount",
        "ad_payment_ids.currency_id",
        "ad_payment_ids.date",
        "ad_payment_ids.payment_type",
        "ad_payment_ids.state",
    )
    def _compute_ad_prepaid_amount(self):
        for order in self:
            order.ad_prepaid_amount = sum(
                payment.currency_id._convert(
                    payment.amount_signed,
                    order.currency_id,
                    order.company_id,
                    payment.date,
                )
                for payment in order.ad_payment_ids
                if payment.state in RECEIVED
            )

    @api.depends("ad_prepaid_amount", "ad_payment_kind", "amount_total")
    def _compute_ad_prepayment_missing(self):
        gaps = self._ad_prepayment_gap()
        for order in self:
            order.ad_prepayment_missing = gaps.get(order, 0.0)

    @api.depends("order_line.qty_to_invoice")
    def _compute_ad_to_invoice_count(self):
        for order in self:
            lines = order.order_line.filtered(
                lambda line: line.ad_is_insertion and not line.ad_parent_line_id
            )
            order.ad_to_invoice_count = int(sum(lines.mapped("qty_to_invoice")))

    def _ad_prepayment_gap(self):
        """What is missing on contracts prepaid in full (E23).

        One fen short is short (E15); other payment terms set no condition.

        :return: ``{order: missing amount}`` for the orders that are short
        """
        gaps = {}
        for order in self.filtered(lambda o: o.ad_payment_kind == "prepaid"):
            missing = order.currency_id.round(
                order.amount_total - order.ad_prepaid_amount
            )
            if order.currency_id.compare_amounts(missing, 0.0) > 0:
                gaps[order] = missing
        return gaps

    def action_ad_register_prepayment(self):
        """Open a new payment on account of this contract (E23).

        :raise AccessError: not Finance
        :raise UserError: no contract, or cancelled
        """
        self.ensure_one()
        if not self.env.user.has_group("account.group_account_invoice"):
            raise AccessError(self.env._("Payments are registered by Finance."))
        if not self.ad_contract_kind or self.state == "cancel":
            raise UserError(
                self.env._(
                    "%(order)s is no living advertising contract.", order=self.name
                )
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Payment on Account"),
            "res_model": "account.payment",
            "view_mode": "form",
            "context": {
                "default_ad_order_id": self.id,
                "default_partner_id": self.partner_invoice_id.id,
                "default_partner_type": "customer",
                "default_payment_type": "inbound",
                "default_currency_id": self.currency_id.id,
                "default_company_id": self.company_id.id,
                "default_amount": self.ad_prepayment_missing,
                "default_memo": self.name,
            },
        }

    def action_ad_open_payments(self):
        """Open the payments linked to these contracts."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Payments on Account"),
            "res_model": "account.payment",
            "view_mode": "list,form",
            "domain": [("ad_order_id", "in", self.ids)],
            "context": {"create": False},
        }

    # Invoices

    def _get_invoiceable_lines(self, final=False):
        """Add lines whose insertions cancel out in number, not in name (R6)."""
        lines = super()._get_invoiceable_lines(final)
        swaps = self.order_line.filtered(lambda line: line._owes_only_a_swap())
        return lines | swaps

    def _generate_downpayment_invoices(self):
        """An online payment on a contract is a payment on account (R1).

        Odoo's down payment would be deducted whole from the first insertion's
        invoice, which then turns into a credit note.
        """
        ordinary = self.filtered(lambda order: not order._is_ad_contract())
        if not ordinary:
            return self.env["account.move"]
        return super(SaleOrder, ordinary)._generate_downpayment_invoices()
