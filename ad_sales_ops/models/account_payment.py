"""Payments on account of a contract (E23)."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

#: A change of these changes what the contract has received.
MONEY_FIELDS = {
    "ad_order_id",
    "amount",
    "currency_id",
    "date",
    "payment_type",
    "state",
}


class AccountPayment(models.Model):
    _inherit = "account.payment"

    ad_order_id = fields.Many2one(
        "sale.order",
        "Advertising Contract",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        tracking=True,
        check_company=True,
        domain="[('ad_contract_kind', '!=', False), ('state', '!=', 'cancel')]",
        groups="base.group_user",
        help="The contract this payment on account is for. A contract prepaid in full "
        "is cleared when its payments reach its total.",
    )

    @api.constrains("ad_order_id", "partner_id", "partner_type")
    def _check_ad_order(self):
        for payment in self.filtered("ad_order_id"):
            error = payment._ad_order_error_message()
            if error:
                raise ValidationError(error)

    def _ad_order_error_message(self):
        """Why the payment cannot be linked to its contract, or False."""
        self.ensure_one()
        # Superuser: the sentence names the contract Finance has just chosen.
        order = self.sudo().ad_order_id
        if not order.ad_contract_kind:
            return self.env._(
                "%(order)s is no advertising contract; only those take payments on "
                "account.",
                order=order.name,
            )
        if self.partner_type != "customer":
            return self.env._(
                "A payment to a vendor cannot be linked to contract %(contract)s.",
                contract=order.name,
            )
        payer = self.partner_id.commercial_partner_id
        parties = (order.partner_id | order.partner_invoice_id).commercial_partner_id
        if payer not in parties:
            return self.env._(
                "%(payer)s is not the customer of contract %(contract)s "
                "(%(customer)s). Choose the customer's own contract.",
                payer=payer.display_name or "-",
                contract=order.name,
                customer=order.partner_id.commercial_partner_id.display_name,
            )
        return False

    @api.model_create_multi
    def create(self, vals_list):
        """Look at the clearance of the contracts' open insertions again."""
        payments = super().create(vals_list)
        payments._touch_ad_contracts()
        return payments

    def write(self, vals):
        """Look at the clearance of old and new contracts again."""
        if not MONEY_FIELDS & set(vals):
            return super().write(vals)
        before = self.sudo().ad_order_id
        result = super().write(vals)
        self._touch_ad_contracts(before)
        return result

    def unlink(self):
        """Look at the clearance of the contracts again."""
        orders = self.sudo().ad_order_id
        result = super().unlink()
        self.browse()._touch_ad_contracts(orders)
        return result

    def _touch_ad_contracts(self, others=None):
        # Superuser: clearance is recomputed, whoever registers the payment.
        orders = self.sudo().ad_order_id
        if others:
            orders |= others
        if orders:
            self.env["ad.placement"].sudo()._touch_orders(orders)
            # The state follows the blockers; marking these does not mark it.
            booked = orders.ad_placement_ids.filtered(lambda p: p.stage == "booked")
            booked.modified(["clearance_blockers"])
