"""Customers about to be lost: marked on their page, told to their carer (C5)."""

import logging

from odoo import api, fields, models

CHURN = "ad_sales_ops.mail_activity_type_churn"
ANY_TITLE = "ad_sales_ops.group_ad_user"

_logger = logging.getLogger(__name__)


class ResPartner(models.Model):
    _inherit = "res.partner"

    # Kept: to reckon it takes all customers of the house.
    ad_churn = fields.Selection(
        [("watch", "Watch"), ("warning", "Churn Warning")],
        "Churn Risk",
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups=ANY_TITLE,
        help="Watch: skipped one usual issue and has nothing planned. Warning: two or "
        "more. Reckoned once a day.",
    )

    def _guarded_fields(self):
        return super()._guarded_fields() | {"ad_churn"}

    @api.model
    def _cron_mark_churn(self):
        """Once a day: who skips the issues in which it usually appears.

        Safe to run twice: only what changed since is written and told.
        """
        values = self.env["ad.customer.value"].search([("churn", "!=", "none")])
        # The graver risk wins where two houses serve one customer.
        risks = {v.advertiser_id: v.churn for v in values.sorted("churn")[::-1]}
        marked = self.search([("ad_churn", "!=", False)])
        changed = [
            customer
            for customer in marked.union(*risks)
            if customer.ad_churn != risks.get(customer, False)
        ]
        for remaining, customer in reversed(list(enumerate(changed[::-1]))):
            try:
                with self.env.cr.savepoint():
                    customer._mark_churn(risks.get(customer, False))
            except Exception:
                _logger.exception("Could not mark the churn risk of %s", customer)
            if not self.env["ir.cron"]._commit_progress(1, remaining=remaining):
                break

    def _mark_churn(self, risk):
        self.ad_churn = risk
        if risk != "warning":
            self.activity_unlink([CHURN])
        elif self.user_id.active:
            lang = self.user_id.lang or self.env.lang
            self.with_context(lang=lang).activity_schedule(
                CHURN, user_id=self.user_id.id
            )
