"""Job orders of a contract, and what they mean for its charges (K15, M9)."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    _inherit = "sale.order"

    ad_job_order_ids = fields.One2many(
        "ad.job.order", "order_id", "Job Orders", groups="ad_sales_ops.group_ad_user"
    )
    ad_job_order_count = fields.Integer(
        "Number of Job Orders",
        compute="_compute_ad_job_order_count",
        groups="ad_sales_ops.group_ad_user",
    )

    @api.depends("ad_job_order_ids")
    def _compute_ad_job_order_count(self):
        # Superuser: how many, of a contract that the user reads.
        counts = dict(
            self.env["ad.job.order"]
            .sudo()
            ._read_group([("order_id", "in", self.ids)], ["order_id"], ["__count"])
        )
        for order in self:
            order.ad_job_order_count = counts.get(order._origin, 0)

    def write(self, vals):
        result = super().write(vals)
        if "ad_carer_id" in vals or "team_id" in vals:
            # Superuser: job orders follow their contract, whoever moves it.
            self.sudo().ad_job_order_ids._follow_order()
        return result

    def action_ad_new_job_order(self):
        """Write a job order for this contract.

        :raise AccessError: the title writes no job orders
        :raise UserError: no advertising contract, or a void one
        """
        self.ensure_one()
        self.env["ad.job.order"]._check_may_ask()
        self.check_access("read")
        if not self.ad_contract_kind or self.state == "cancel":
            raise UserError(
                self.env._("%s is no contract that work can be done for.", self.name)
            )
        waiting = self._ad_lines_to_work_on()
        return self.env["ad.job.order"]._new_action(
            self.partner_id.commercial_partner_id,
            default_order_id=self.id,
            default_company_id=self.company_id.id,
            default_order_line_id=waiting.id if len(waiting) == 1 else False,
            default_name=waiting.product_id.name if len(waiting) == 1 else False,
        )

    def _ad_lines_to_work_on(self):
        """Charges that neither are done nor have a job order yet."""
        return self.order_line.filtered(
            lambda line: not line.display_type
            and line.product_id
            and not line.is_downpayment
            and not line.ad_is_insertion
            and not line.ad_is_done
            and not self.env["ad.job.order"]._open_on(line)
        )

    def action_ad_open_job_orders(self):
        """Open the job orders of these contracts."""
        return self.env["ad.job.order"]._list_action([("order_id", "in", self.ids)])


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    ad_job_order_ids = fields.One2many(
        "ad.job.order",
        "order_line_id",
        "Job Orders",
        groups="ad_sales_ops.group_ad_user",
    )

    def _mark_done_error_message(self):
        """Work under a job order is done when that is signed (K15)."""
        message = super()._mark_done_error_message()
        job = self.env["ad.job.order"]._open_on(self)[:1]
        if message or not job:
            return message
        return self.env._(
            "“%(line)s” is done when job order %(job)s is signed. Finish that job "
            "order, or cancel it.",
            line=self.name,
            job=job.number,
        )

    def action_ad_mark_undone(self):
        """Refuse where a job order says that the work is done.

        :raise UserError: besides the other reasons, a finished job order
        """
        self._check_ad_may_mark_done()
        # Superuser: the refusal names the number, whoever's job order it is.
        job = (
            self.env["ad.job.order"]
            .sudo()
            .search(
                [("order_line_id", "in", self.ids), ("state", "=", "done")], limit=1
            )
        )
        if job:
            raise UserError(
                self.env._(
                    "“%(line)s” was done by job order %(job)s. Reopen that job order "
                    "instead.",
                    line=job.order_line_id.name,
                    job=job.number,
                )
            )
        return super().action_ad_mark_undone()
