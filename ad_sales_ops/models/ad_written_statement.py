"""Written statements of customers, and what they end (K8)."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from .ad_placement import OPEN_STAGES


class AdWrittenStatement(models.Model):
    """What the customer put in writing: termination, withdrawal or extension."""

    _name = "ad.written.statement"
    _description = "Written Statement"
    _order = "date desc, id desc"
    _rec_name = "document_name"

    order_id = fields.Many2one(
        "sale.order", "Contract", required=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, ondelete="restrict", index=True
    )
    document_name = fields.Char("Document", required=True)
    kind = fields.Selection(
        [
            ("termination", "Termination"),
            ("withdrawal", "Withdrawal"),
            ("extension", "Extension Letter"),
        ],
        required=True,
    )
    date = fields.Date("Dated", required=True)
    reason = fields.Text(required=True)
    scan = fields.Binary(attachment=True, required=True)
    scan_name = fields.Char()
    placement_ids = fields.Many2many("ad.placement", string="Affected Insertions")
    user_id = fields.Many2one("res.users", "Registered by", required=True)
    user_name = fields.Char("Person's Name", required=True)

    @api.model
    def _register_statement(self, order, kind, values, placements=None):
        """Keep the customer's paper as a fact.

        :raise UserError: no scan, no reason, or dated in the future
        """
        if not values.get("scan"):
            raise UserError(
                self.env._("The customer's written statement is needed: attach it.")
            )
        if not (values.get("reason") or "").strip():
            raise UserError(self.env._("Say what the customer writes."))
        if values["date"] > fields.Date.context_today(self):
            raise UserError(self.env._("The statement cannot be dated in the future."))
        # Superuser: facts are made here and by nobody's hand; callers checked rights.
        return self.sudo().create(
            {
                **values,
                "kind": kind,
                "order_id": order.id,
                "company_id": order.company_id.id,
                "document_name": order.name,
                "placement_ids": [(6, 0, (placements or order.browse()).ids)],
                "user_id": self.env.uid,
                "user_name": self.env.user.name,
            }
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A customer's statement cannot be deleted."))


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _action_terminate(self, values):
        """End a sealed contract by the customer's statement (K8).

        Unpublished space is freed; published insertions stay, and stay billable.

        :raise UserError: not sealed, or the statement is not complete
        """
        for order in self:
            order._check_ad_may_sell()
            if order.ad_contract_state != "sealed":
                raise UserError(
                    self.env._(
                        "%(contract)s is not sealed and in force; a contract before "
                        "the company's seal is voided with “Cancel”.",
                        contract=order.name,
                    )
                )
            order._check_ad_not_at_press()
            # Superuser: guarded fields and facts; rights were checked above.
            placements = order.sudo().ad_placement_ids.filtered(
                lambda p: p.stage in OPEN_STAGES
            )
            self.env["ad.written.statement"]._register_statement(
                order, "termination", values, placements
            )
            placements._action_drop("withdrawn", values["reason"])
            order._sign_off_log("end", "terminated", values["reason"])
            order.sudo().ad_end_mark = "terminated"

    def _check_ad_not_at_press(self):
        busy = self.sudo().ad_placement_ids.filtered(
            lambda p: p.stage == "booked" and p.issue_id.state == "at_press"
        )
        if busy:
            raise UserError(
                self.env._(
                    "%(issue)s is at press. Wait for its publication, or have the "
                    "Operations Centre withdraw the insertion.",
                    issue=busy[0].issue_id.display_name,
                )
            )

    def _action_extend(self, values, until):
        """Register a sealed extension letter (K7).

        :raise UserError: not later than the end, or the letter is not complete
        """
        self.ensure_one()
        self._check_ad_may_sell()
        ends = [day for day in (self.ad_date_end, self.ad_extension_date) if day]
        if self.ad_contract_state not in ("sealed", "completed") or (
            not self.ad_date_end or until <= max(ends)
        ):
            raise UserError(
                self.env._(
                    "An extension letter moves the end of a sealed contract to a "
                    "later day."
                )
            )
        self.env["ad.written.statement"]._register_statement(self, "extension", values)
        # Superuser: guarded fields; rights were checked above.
        self.sudo().write(
            {
                "ad_extension_date": until,
                "ad_extension_scan": values["scan"],
                "ad_end_mark": False,
            }
        )
        self.env["ad.placement"]._touch_orders(self)


class AdPlacement(models.Model):
    _inherit = "ad.placement"

    def _action_withdraw(self, values):
        """Withdraw single insertions by the customer's statement (撤刊, K8).

        :raise UserError: published, at press, not booked, or no statement
        """
        operations = self.env.user.has_group("ad_sales_ops.group_ad_operations")
        for order, placements in self.grouped("order_id").items():
            if operations:
                placements.check_access("write")
            else:
                order._check_ad_may_sell()
            for placement in placements:
                placement._check_withdrawable()
            self.env["ad.written.statement"]._register_statement(
                order, "withdrawal", values, placements
            )
            # Superuser: the stage is guarded; rights were checked above.
            placements.sudo()._action_drop("withdrawn", values["reason"])

    def _check_withdrawable(self):
        if self.stage == "published":
            raise UserError(
                self.env._(
                    "%(placement)s is published and cannot be withdrawn.",
                    placement=self.display_name,
                )
            )
        if self.stage != "booked":
            raise UserError(
                self.env._(
                    "%(placement)s is not booked, so there is nothing to withdraw.",
                    placement=self.display_name,
                )
            )
        at_press = self.issue_id.state == "at_press"
        if at_press and not self.env.user.has_group("ad_sales_ops.group_ad_operations"):
            raise UserError(
                self.env._(
                    "%(issue)s is at press: only the Operations Centre can still "
                    "withdraw an insertion.",
                    issue=self.issue_id.display_name,
                )
            )
