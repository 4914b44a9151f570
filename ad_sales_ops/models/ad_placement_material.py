"""Insertions wait for copy: late copy, old copy again, chasing (A5, M4)."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

CHASE = "ad_sales_ops.mail_activity_type_copy_missing"


class AdPlacement(models.Model):
    _inherit = "ad.placement"

    copy_chased_on = fields.Date("Copy Chased on", readonly=True, copy=False)
    material_close = fields.Date(related="issue_id.material_close")

    def _guarded_fields(self):
        return super()._guarded_fields() | {"copy_chased_on"}

    # Late copy

    def _late_for_copy(self):
        """Insertions whose material close is over and which mend nothing (M4)."""
        return self.filtered(
            lambda p: p.issue_id.material_close
            and p.issue_id.material_close < p.company_id._ad_today()
            and not p._is_mending()
        )

    def _is_mending(self):
        """Whether new copy mends an error found in a check, which is no change."""
        self.ensure_one()
        version = self.version_id
        return bool(version) and (
            self.proof_state == "refused"
            or version.reading_state == "returned"
            or version.screening_state in ("open", "blocked")
            or version.material_id.state == "rejected"
        )

    def _set_version_error_message(self, version):
        message = super()._set_version_error_message(version)
        if message or not self._late_for_copy():
            return message
        if self.env["ad.close.override"]._copy_allowed(self):
            return False
        return self.env._(
            "The material close of %(issue)s was %(date)s. Production, the Operations "
            "Centre or the division manager can still take the copy with a reason.",
            issue=self.issue_id.display_name,
            date=format_date(self.env, self.issue_id.material_close),
        )

    def _action_set_version(self, version):
        result = super()._action_set_version(version)
        self._stop_chasing()
        return result

    # Old copy again

    def action_reuse_copy(self):
        """Run the customer's copy of an earlier insertion again (A5).

        :raise AccessError: neither the customer's specialist nor production
        :raise UserError: not agreed, nothing to repeat, or a price has expired
        """
        groups = ("specialist", "production", "operations")
        if not any(
            self.env.user.has_group(f"ad_sales_ops.group_ad_{group}")
            for group in groups
        ):
            raise AccessError(
                self.env._("Copy is registered by specialists and production.")
            )
        self.check_access("read")
        for placement in self.sorted("publication_date"):
            version = placement._earlier_copy()
            error = placement._reuse_error_message(version)
            if error:
                raise UserError(error)
            placement._action_set_version(version)
        return True

    def _earlier_copy(self):
        """The copy of the last insertion before this one in the same contract line."""
        self.ensure_one()
        # Superuser: insertions of one contract may have different carers.
        earlier = self.sudo().search(
            [
                ("order_line_id", "=", self.order_line_id.id),
                ("publication_date", "<", self.publication_date),
                ("version_id", "!=", False),
            ],
            order="publication_date desc",
            limit=1,
        )
        return earlier.version_id

    def _reuse_error_message(self, version):
        """Why the old copy cannot run again, or False."""
        self.ensure_one()
        if not self.order_id.ad_standing_copy:
            return self.env._(
                "%(contract)s does not agree standing copy: ask the customer for new "
                "copy.",
                contract=self.order_id.name,
            )
        if not version:
            return self.env._(
                "%(placement)s: no earlier insertion of this line has copy.",
                placement=self.display_name,
            )
        expired = version._expired_items(self.publication_date)
        if expired:
            return self.env._(
                "The price of “%(item)s” holds until %(date)s only, before the "
                "publication on %(day)s. Ask the customer for the new price.",
                item=expired[0].name,
                date=format_date(self.env, expired[0].valid_until),
                day=format_date(self.env, self.publication_date),
            )
        return False

    # Chasing

    @api.model
    def _cron_chase_copy(self):
        """Ask for copy before the material close, twice at most (A5)."""
        for company in self.env["res.company"].search([("active", "=", True)]):
            today = company._ad_today()
            first = today + timedelta(days=company.ad_copy_chase_days)
            waiting = self.search(
                [
                    ("company_id", "=", company.id),
                    ("stage", "=", "booked"),
                    ("version_id", "=", False),
                    ("issue_id.state", "in", ("open", "closed")),
                    ("issue_id.material_close", ">=", today),
                    ("issue_id.material_close", "<=", first),
                    ("advertiser_id.ad_copy_chase", "=", True),
                ]
            ).filtered(lambda p, today=today: p._is_chase_due(today))
            waiting._chase_copy(today)

    def _is_chase_due(self, today):
        """First days ahead, then once more on the eve of the close."""
        self.ensure_one()
        eve = self.issue_id.material_close - timedelta(days=1)
        chased = self.copy_chased_on
        return not chased or (today >= eve and chased < eve)

    def _chase_copy(self, today):
        """One mail a customer and issue, one to-do a contract."""
        template = self.env.ref("ad_sales_ops.mail_template_copy_missing")
        for (advertiser, _issue), group in self.grouped(
            lambda p: (p.advertiser_id, p.issue_id)
        ).items():
            contact = advertiser.ad_contact_id or advertiser
            if contact.email:
                template.send_mail(
                    group[:1].id, email_values={"recipient_ids": [(4, contact.id)]}
                )
            for order, placements in group.grouped("order_id").items():
                order._schedule_copy_chase(placements)
        self.write({"copy_chased_on": today})

    def _stop_chasing(self):
        """Registered copy ends the to-dos of contracts that miss nothing more."""
        # Superuser: the to-do is the carer's, whoever registers the copy.
        for order in self.sudo().order_id:
            missing = order.ad_placement_ids.filtered(
                lambda p: p.copy_chased_on and not p.version_id and p.stage == "booked"
            )
            if not missing:
                order.activity_unlink([CHASE])


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _schedule_copy_chase(self, placements):
        """One to-do for the carer, by the first material close."""
        self.ensure_one()
        self.activity_unlink([CHASE])
        issues = placements.issue_id
        self.activity_schedule(
            CHASE,
            date_deadline=min(issues.mapped("material_close")),
            user_id=(self.ad_carer_id or self.user_id).id,
            note=", ".join(issues.mapped("display_name")),
        )


class AdCloseOverride(models.Model):
    _inherit = "ad.close.override"

    @api.model
    def _grant_copy(self, placements, reason):
        """Take copy after the material close, by name and reason (M4).

        :raise AccessError: neither production, Operations nor a division manager
        """
        if not any(
            self.env.user.has_group(f"ad_sales_ops.group_ad_{title}")
            for title in ("production", "operations", "manager")
        ):
            raise AccessError(
                self.env._(
                    "Production, the Operations Centre or the division manager takes "
                    "late copy."
                )
            )
        # Superuser: the list has no other writer than these methods.
        return self.sudo().create(
            [
                {
                    "kind": "copy",
                    "issue_id": issue.id,
                    "company_id": issue.company_id.id,
                    "order_id": order.id,
                    "order_name": order.name,
                    "user_id": self.env.uid,
                    "user_name": self.env.user.name,
                    "reason": reason,
                }
                for (order, issue) in placements.grouped(
                    lambda p: (p.order_id, p.issue_id)
                )
            ]
        )

    @api.model
    def _copy_allowed(self, placement):
        """Whether late copy of the insertion's contract was let into its issue."""
        # Superuser: whether, not who or why.
        return bool(
            self.sudo().search_count(
                [
                    ("kind", "=", "copy"),
                    ("order_id", "=", placement.order_id.id),
                    ("issue_id", "=", placement.issue_id.id),
                ],
                limit=1,
            )
        )


class ResPartner(models.Model):
    _inherit = "res.partner"

    ad_copy_chase = fields.Boolean(
        "Ask for Missing Copy",
        default=True,
        groups="base.group_user",
        help="Mails before the material close, as long as copy is missing.",
    )
