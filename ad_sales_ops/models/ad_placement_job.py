"""Job orders of insertions and customers (K15)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .ad_job_order import OPEN_STATES


class AdJobOrder(models.Model):
    _inherit = "ad.job.order"

    @api.model
    def _check_may_ask(self):
        if not self.has_access("create"):
            raise AccessError(
                self.env._(
                    "Job orders are written by specialists, Production and the "
                    "Operations Centre."
                )
            )

    @api.model
    def _new_action(self, advertiser, **defaults):
        """The empty form of a job order, started from somewhere else."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Job Order"),
            "res_model": self._name,
            "view_mode": "form",
            "context": {"default_advertiser_id": advertiser.id, **defaults},
        }

    @api.model
    def _list_action(self, domain):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ad_sales_ops.ad_job_order_action"
        )
        action["domain"] = domain
        action["context"] = {}
        return action


class AdPlacement(models.Model):
    _inherit = "ad.placement"

    job_order_count = fields.Integer(
        "Number of Job Orders", compute="_compute_job_order_count"
    )

    def _compute_job_order_count(self):
        # Superuser: how many, of an insertion that the user reads.
        counts = dict(
            self.env["ad.job.order"]
            .sudo()
            ._read_group(
                [("placement_ids", "in", self.ids)], ["placement_ids"], ["__count"]
            )
        )
        for placement in self:
            placement.job_order_count = counts.get(placement._origin.sudo(), 0)

    def action_new_job_order(self):
        """Write a job order for these insertions of one customer.

        :raise AccessError: the title writes no job orders
        :raise UserError: insertions of several customers
        """
        self.env["ad.job.order"]._check_may_ask()
        self.check_access("read")
        if len(self.advertiser_id) != 1:
            raise UserError(
                self.env._(
                    "These insertions are of several customers. Write a job order for "
                    "each of them."
                )
            )
        order = self.order_id if len(self.order_id) == 1 else self.env["sale.order"]
        return self.env["ad.job.order"]._new_action(
            self.advertiser_id,
            default_order_id=order.id,
            default_placement_ids=[fields.Command.set(self.ids)],
            default_company_id=self.company_id[:1].id,
        )

    def action_open_job_orders(self):
        """Open the job orders of these insertions."""
        return self.env["ad.job.order"]._list_action(
            [("placement_ids", "in", self.ids)]
        )


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _ad_open_job_orders(self):
        """The customer's job orders under way that the user may read."""
        return self.env["ad.job.order"].search(
            [
                ("advertiser_id", "in", self.commercial_partner_id.ids),
                ("state", "in", OPEN_STATES[1:]),
            ]
        )
