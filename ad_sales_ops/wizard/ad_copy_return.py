"""Mail that came back: why, and what next (退件, D1)."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class AdCopyReturn(models.TransientModel):
    """Asks for the piece of mail by its number or customer, the reason, what next."""

    _name = "ad.copy.return"
    _inherit = "ad.dialog.mixin"
    _description = "Register Returned Mail"

    delivery_id = fields.Many2one(
        "ad.copy.delivery",
        "Number or Customer",
        required=True,
        ondelete="cascade",
        domain="[('state', 'in', ('posted', 'received'))]",
    )
    reason = fields.Selection(
        lambda self: self.env["ad.copy.delivery"]
        ._fields["return_reason"]
        ._description_selection(self.env),
        required=True,
        default="address",
    )
    note = fields.Char()
    returned_on = fields.Date(required=True, default=fields.Date.context_today)
    next_step = fields.Selection(
        [
            ("later", "Ask the Carer First"),
            ("again", "Send Again"),
            ("new_address", "Send to a New Address"),
        ],
        "What Next",
        required=True,
        default="later",
    )
    recipient = fields.Char(
        compute="_compute_address", store=True, readonly=False, precompute=True
    )
    phone = fields.Char(
        compute="_compute_address", store=True, readonly=False, precompute=True
    )
    zip = fields.Char(
        "Postcode",
        compute="_compute_address",
        store=True,
        readonly=False,
        precompute=True,
    )
    address = fields.Char("New Address")

    @api.depends("delivery_id")
    def _compute_address(self):
        for wizard in self:
            delivery = wizard.delivery_id
            wizard.recipient = delivery.recipient
            wizard.phone = delivery.phone
            wizard.zip = delivery.zip

    def action_record(self):
        """Record the return, and put the copy on the list again if that is wanted.

        :raise UserError: no new address, or the old one once more
        """
        self.ensure_one()
        delivery = self.delivery_id
        if self.next_step == "new_address":
            self._check_new_address()
        delivery._action_return(self.reason, self.note, self.returned_on)
        if self.next_step == "again":
            delivery._action_send_again()
        elif self.next_step == "new_address":
            delivery._action_send_again(self._new_address())
            self._tell_carer()
        return {"type": "ir.actions.act_window_close"}

    def _check_new_address(self):
        address = (self.address or "").strip()
        if not address:
            raise UserError(self.env._("Write down the new address."))
        if address == self.delivery_id.address:
            raise UserError(
                self.env._(
                    "This is the address from which the mail came back. Write down "
                    "another one, or choose “Send Again”."
                )
            )

    def _new_address(self):
        return {
            "recipient": self.recipient,
            "phone": self.phone,
            "zip": self.zip,
            "address": self.address.strip(),
        }

    def _tell_carer(self):
        """The next issue would go to the old address: the customer's file has it."""
        delivery = self.delivery_id
        if not delivery.user_id:
            return
        # Superuser: Distribution writes no customers, and this writes only a to-do.
        delivery.partner_id.sudo().activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=delivery.user_id.id,
            summary=self.env._("New address for copies"),
            note=self.env._(
                "Mail came back from %(old)s. Copies now go to %(new)s: change the "
                "address in the customer's file.",
                old=delivery.address or "-",
                new=self.address,
            ),
        )
