"""What space and clearance ask of a contract (P3, U1)."""

from odoo import models
from odoo.tools import format_list

#: What the clearance of a contract's insertions looks at.
CLEARANCE_TERMS = {
    "ad_date_end",
    "ad_extension_date",
    "ad_original_state",
    "ad_payment_kind",
}


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def write(self, vals):
        """Look at the clearance again when what it depends on changes (U1)."""
        result = super().write(vals)
        if CLEARANCE_TERMS & set(vals):
            contracts = self.sudo().filtered(
                lambda order: order.ad_contract_state == "sealed"
            )
            if contracts:
                self.env["ad.placement"]._touch_orders(contracts)
        return result

    def _ad_tell_hold_expired(self, placements):
        """Note it on the contract, and give its carer something to do (P3)."""
        self.ensure_one()
        user = (self.ad_carer_id | self.user_id).filtered("active")[:1]
        order = self.with_context(lang=user.lang or self.env.lang)
        text = order.env._(
            "The hold expired and the space was released: %(spaces)s",
            spaces=format_list(
                order.env,
                [
                    f"{p.issue_id.display_name} {p.position_id.name}"
                    for p in placements.with_env(order.env)
                ],
            ),
        )
        # Odoo's own robot: whoever wanted the space next stays unknown.
        robot = self.env.ref("base.partner_root")
        order.message_post(body=text, author_id=robot.id, subtype_xmlid="mail.mt_note")
        if user:
            order.with_context(mail_activity_quick_update=True).activity_schedule(
                "mail.mail_activity_data_todo",
                summary=order.env._("Hold expired"),
                note=text,
                user_id=user.id,
            )

    def _ad_note_late_booking(self, issues, reason, user):
        """Log the named override on the contract, too (M4)."""
        self.ensure_one()
        self.message_post(
            body=self.env._(
                "Late booking allowed for %(issues)s: %(reason)s",
                issues=format_list(self.env, issues.mapped("display_name")),
                reason=reason,
            ),
            author_id=user.partner_id.id,
            subtype_xmlid="mail.mt_note",
        )
