"""What Odoo's own routes may do with a contract: confirm, cancel, lock, sign, pay."""

from odoo import models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _creation_message(self):
        """The history of a contract begins with a contract, not with a sales order."""
        if not self.ad_contract_kind:
            return super()._creation_message()
        # Kept: in the language of the house, whoever writes it.
        lang = self.company_id._ad_lang()
        return self.with_context(lang=lang).env._("Advertising contract written")

    def _confirmation_error_message(self):
        """A contract is confirmed by the company's seal and by nothing else (K2)."""
        self.ensure_one()
        if self._is_ad_contract():
            if not self.ad_contract_kind:
                return self.env._(
                    "%(order)s sells advertising space: choose a contract kind first, "
                    "so that the contract's chain can begin.",
                    order=self.name,
                )
            if "company_seal" not in self._sign_off_done():
                return self.env._(
                    "%(contract)s is an advertising contract: it is confirmed when the "
                    "Operations Centre affixes the company's seal.",
                    contract=self.name,
                )
        return super()._confirmation_error_message()

    def _check_ad_new_positions(self):
        """A confirmed ordinary order takes no advertising space (K2).

        :raise UserError: a position was added to one
        """
        for order in self:
            if order.ad_contract_kind or order.state in ("draft", "sent"):
                continue
            if order.order_line.ad_position_id:
                raise UserError(
                    self.env._(
                        "%(order)s is no open advertising contract; space is sold by a "
                        "contract only. Write one for this position.",
                        order=order.name,
                    )
                )

    def _should_be_locked(self):
        return self._is_ad_contract() or super()._should_be_locked()

    def action_unlock(self):
        """Contracts stay locked; they change by change orders.

        :raise UserError: a sealed contract is among them
        """
        for order in self.filtered(lambda o: o._is_ad_contract() and o.state == "sale"):
            raise UserError(order._ad_frozen_message())
        return super().action_unlock()

    def _action_confirm(self):
        """Take the space when the company has sealed (E20)."""
        # Superuser: the chain has decided; booking writes guarded fields.
        contracts = self.sudo().filtered("ad_contract_kind")
        contracts.ad_placement_ids._action_book()
        return super()._action_confirm()

    def _action_cancel(self):
        """Void unsealed contracts and free their space; sealed ones never (K8).

        :raise UserError: a sealed contract is among them
        """
        contracts = self.filtered(lambda order: order._is_ad_contract())
        for order in contracts:
            if order.state == "sale":
                raise UserError(
                    self.env._(
                        "%(contract)s is sealed by both sides and cannot be "
                        "cancelled. Use “Terminate”; it needs the customer's written "
                        "statement.",
                        contract=order.name,
                    )
                )
        contracts._check_ad_may_sell()
        contracts = contracts.filtered(lambda order: order.state != "cancel")
        for order in contracts.filtered("ad_contract_kind"):
            order._sign_off_log("end", "voided", self.env.context.get("ad_reason", ""))
        # Superuser: `state` and the placements' stage are guarded; checked above.
        contracts.sudo().ad_placement_ids._action_drop("cancelled")
        result = super(SaleOrder, contracts.sudo())._action_cancel()
        if ordinary := self - contracts:
            result = super(SaleOrder, ordinary)._action_cancel()
        return result

    def action_draft(self):
        """A voided contract that lives again starts a new round of the chain (K2)."""
        contracts = self.filtered(
            lambda o: o._is_ad_contract() and o.state in ("cancel", "sent")
        )
        contracts._check_ad_may_sell()
        for order in contracts.filtered(lambda o: o.state == "cancel"):
            if order.ad_contract_kind:
                order._sign_off_new_round(
                    "reopened", self.env._("Voided contract reopened"), "end"
                )
        # Superuser: `state` is guarded; checked above.
        super(SaleOrder, contracts.sudo()).action_draft()
        if ordinary := self - contracts:
            super(SaleOrder, ordinary).action_draft()
        return True

    # Portal and payments

    def _has_to_be_signed(self):
        return not self._is_ad_contract() and super()._has_to_be_signed()

    def _has_to_be_paid(self):
        return not self._is_ad_contract() and super()._has_to_be_paid()

    def _can_be_edited_on_portal(self):
        return not self._is_ad_contract() and super()._can_be_edited_on_portal()
