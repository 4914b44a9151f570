"""Named exceptions to a hard close (M4)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class AdCloseOverride(models.Model):
    """Who let which contract into an issue after its booking close, and why."""

    _name = "ad.close.override"
    _description = "Late Booking"
    _order = "date desc, id desc"
    _rec_name = "order_name"

    issue_id = fields.Many2one(
        "ad.issue", required=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, ondelete="restrict", index=True
    )
    order_id = fields.Many2one(
        "sale.order", "Contract", required=True, ondelete="restrict", index=True
    )
    order_name = fields.Char("Contract Number", required=True)
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    user_id = fields.Many2one(
        "res.users", "Allowed by", required=True, ondelete="restrict"
    )
    user_name = fields.Char("Person's Name", required=True)
    reason = fields.Text(required=True)
    kind = fields.Selection(
        [("booking", "Booking"), ("copy", "Copy"), ("change", "Change Order")],
        required=True,
        default="booking",
    )

    @api.model
    def _grant(self, order, issues, reason):
        """Let a contract into issues whose booking has closed.

        :raise AccessError: neither Operations Centre nor division manager
        :raise UserError: no reason, or an issue already at press
        """
        user = self.env.user
        if not (
            user.has_group("ad_sales_ops.group_ad_operations")
            or user.has_group("ad_sales_ops.group_ad_manager")
        ):
            raise AccessError(
                self.env._(
                    "The Operations Centre or a division manager allows late bookings."
                )
            )
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the late booking is allowed."))
        for issue in issues.filtered(lambda i: i.state not in ("open", "closed")):
            raise UserError(
                self.env._(
                    "%(issue)s is at press or published; nothing can be booked in it.",
                    issue=issue.display_name,
                )
            )
        if not issues:
            raise UserError(self.env._("Choose the issues that it may still enter."))
        order.check_access("read")
        issues.check_access("read")
        order.sudo()._ad_note_late_booking(issues, reason, user)
        # Superuser: the list has no other writer than this method.
        return self.sudo().create(
            [self._prepare_override(order, issue, reason) for issue in issues]
        )

    @api.model
    def _let_in(self, targets, reason):
        """Let insertions of a changed issue into issues whose booking has closed (M7).

        :param targets: ``{placement: issue}``
        """
        issues = self.env["ad.issue"].union(*targets.values())
        closed = issues - issues._with_open_booking()
        pairs = {
            (placement.order_id, issue): None
            for placement, issue in targets.items()
            if issue in closed
        }
        # Superuser: the list has no other writer; callers checked who changes issues.
        self.sudo().create(
            [self._prepare_override(order, issue, reason) for order, issue in pairs]
        )

    @api.model
    def _prepare_override(self, order, issue, reason):
        return {
            "issue_id": issue.id,
            "company_id": issue.company_id.id,
            "order_id": order.id,
            "order_name": order.name,
            "user_id": self.env.uid,
            "user_name": self.env.user.name,
            "reason": reason,
        }

    @api.model
    def _allowed(self, placements):
        """The placements whose contract was let into their issue."""
        found = self.search(
            [
                ("order_id", "in", placements.order_id.ids),
                ("issue_id", "in", placements.issue_id.ids),
                ("issue_id.state", "in", ("open", "closed")),
                ("kind", "=", "booking"),
            ]
        )
        pairs = {(record.order_id.id, record.issue_id.id) for record in found}
        return placements.filtered(lambda p: (p.order_id.id, p.issue_id.id) in pairs)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The list of late bookings cannot be shortened."))
