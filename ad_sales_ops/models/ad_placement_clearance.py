"""The clearance gate: what keeps a placement from running (U1)."""

from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date, format_list
from odoo.tools.constants import PREFETCH_MAX

from .ad_checklist_mixin import Check, Failure


class AdPlacement(models.Model):
    """Blockers in words; only the payment blocker can be overridden (特批)."""

    _inherit = "ad.placement"

    clearance_blockers = fields.Text(
        "Cannot Run Because",
        compute="_compute_clearance_blockers",
        store=True,
        precompute=True,
    )
    payment_waived_by_id = fields.Many2one(
        "res.users", "Override by", readonly=True, copy=False, ondelete="restrict"
    )
    payment_waived_on = fields.Datetime("Override on", readonly=True, copy=False)
    payment_waived_reason = fields.Char("Override Reason", readonly=True, copy=False)
    is_payment_missing = fields.Boolean(compute="_compute_is_payment_missing")

    @api.depends("stage", "page", "publication_date", "payment_waived_on")
    def _compute_clearance_blockers(self):
        gated = self.filtered(
            lambda p: p.stage == "booked" and p.issue_id.state in ("open", "closed")
        )
        (self - gated).clearance_blockers = False
        for company, placements in gated.grouped("company_id").items():
            # Superuser: whoever triggers this may not read every paper; the stored
            # sentences speak the company's language.
            lang = company._ad_lang()
            blockers = placements.sudo().with_context(lang=lang)._press_blockers()
            placements._keep_blockers(blockers)

    def _keep_blockers(self, blockers):
        # Text by text: one by one takes several times as long (B1).
        texts = {p.id: "\n".join(found) for p, found in blockers.items()}
        for text, alike in self.grouped(lambda p: texts.get(p.id, False)).items():
            alike.clearance_blockers = text

    @api.depends("stage", "payment_waived_on", "clearance_blockers")
    def _compute_is_payment_missing(self):
        unpaid = self._waiting_for_money()
        for placement in self:
            placement.is_payment_missing = placement in unpaid

    def _waiting_for_money(self):
        """Booked insertions whose payment check fails."""
        booked = self.filtered(lambda p: p.stage == "booked")
        # Superuser: whether money is missing, not how much; others read no payments.
        failures = booked.sudo()._checklist_failures(codes=("payment",))
        return booked.filtered(lambda p: p.sudo() in failures)

    def _press_blockers(self):
        """Run every check again, trusting no column.

        :return: ``{placement: [sentence, …]}`` with the blocked ones only
        """
        return {
            placement: [failure.sentence for failure in failures]
            for placement, failures in self._checklist_failures().items()
        }

    def _checklist(self):
        return super()._checklist() + [
            Check("contract", self.env._("Contract"), "_check_contract"),
            Check("original", self.env._("Original"), "_check_original"),
            Check("papers", self.env._("Documents"), "_check_papers"),
            Check("payment", self.env._("Payment"), "_check_payment"),
            Check("space", self.env._("Space"), "_check_space"),
        ]

    def _check_contract(self):
        """Contract in force on the publication date (K7)."""
        failures = {}
        for order, placements in self.grouped("order_id").items():
            end = max(
                filter(None, (order.ad_date_end, order.ad_extension_date)), default=None
            )
            if order.ad_contract_state != "sealed":
                late = placements
                sentence = self.env._(
                    "%(contract)s is not sealed and in force.", contract=order.name
                )
            elif end:
                late = placements.filtered(lambda p, end=end: p.publication_date > end)
                sentence = self.env._(
                    "%(contract)s ended on %(date)s; a sealed extension letter is "
                    "needed.",
                    contract=order.name,
                    date=format_date(self.env, end),
                )
            else:
                late, sentence = self.browse(), ""
            failures |= dict.fromkeys(late, [Failure(sentence, order)])
            failures |= (placements - late)._not_begun_failures(order)
        return failures

    def _not_begun_failures(self, order):
        """Insertions that appear before their contract begins."""
        start = order.ad_date_start
        early = start and self.filtered(lambda p: p.publication_date < start)
        if not early:
            return {}
        sentence = self.env._(
            "%(contract)s begins on %(date)s only; move the insertion to a later "
            "issue by a change order.",
            contract=order.name,
            date=format_date(self.env, start),
        )
        return dict.fromkeys(early, [Failure(sentence, order)])

    def _check_original(self):
        """The customer's original has arrived (K3c)."""
        failures = self.order_id._check_ad_original()
        if not failures:
            return {}
        return {p: failures[p.order_id] for p in self if p.order_id in failures}

    def _check_papers(self):
        """Documents valid on the publication date (C2)."""
        failures = {}
        days = set(self.mapped("publication_date"))
        problems = self.advertiser_id._ad_document_problems_by_day(days)
        for placement in self:
            advertiser = placement.advertiser_id
            found = problems[placement.publication_date].get(advertiser)
            if found:
                failures[placement] = [Failure(text, advertiser) for text in found]
        return failures

    def _check_payment(self):
        """Prepaid in full, to the fen (E15, E23)."""
        gaps = self.order_id._ad_prepayment_gap()
        failures = defaultdict(list)
        if not gaps:
            return failures
        for placement in self.filtered(lambda p: not p.payment_waived_on):
            gap = gaps.get(placement.order_id)
            if gap:
                sentence = self.env._(
                    "%(contract)s is to be prepaid in full: %(amount)s are missing.",
                    contract=placement.order_id.name,
                    amount=placement.currency_id.format(gap),
                )
                failures[placement] = [Failure(sentence, placement.order_id)]
        return failures

    def _check_space(self):
        """On paper every insertion has its page."""
        loose = self.filtered(lambda p: not p.page and p.medium_id.is_print)
        failure = Failure(self.env._("It has not been placed on a page yet."))
        return dict.fromkeys(loose, [failure])

    def _touch_open(self, domain):
        """Have the clearance of open issues' placements computed again."""
        placements = self.sudo().search(
            [
                ("stage", "=", "booked"),
                ("issue_id.state", "in", ("open", "closed")),
                *domain,
            ]
        )
        if len(placements) > PREFETCH_MAX:
            placements._load_for_clearance()
        self.env.add_to_compute(self._fields["clearance_blockers"], placements)
        # What depends on it (the state) is not marked by the line above.
        placements.modified(["clearance_blockers"])

    def _load_for_clearance(self):
        """Read at once what the checks look at, for more than Odoo reads by itself.

        It computes a thousand at a time and would ask again for each of them (B3).
        """
        self.fetch([n for n, field in self._fields.items() if field.prefetch is True])

    def _touch_partners(self, partners):
        """Advertisers' papers changed: look at their open placements again."""
        self._touch_open([("advertiser_id", "in", partners.commercial_partner_id.ids)])

    def _touch_orders(self, orders):
        """Payments, period or originals changed: look at the contracts again."""
        self._touch_open([("order_id", "in", orders.ids)])

    @api.model
    def _cron_refresh_clearance(self):
        """Once a day, issue by issue: dates pass without anybody writing anything."""
        issues = self.env["ad.issue"].search(
            [
                ("state", "in", ("open", "closed")),
                ("placement_ids", "any", [("stage", "=", "booked")]),
            ]
        )
        for remaining, issue in reversed(list(enumerate(issues[::-1]))):
            self._touch_open([("issue_id", "=", issue.id)])
            self.flush_model()
            if not self.env["ir.cron"]._commit_progress(1, remaining=remaining):
                break

    # Override

    def action_waive_payment(self):
        """Open the dialog of the payment override (特批).

        :raise UserError: no payment is missing
        :raise AccessError: not a division manager
        """
        self._check_may_waive()
        self._check_waits_for_money()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Override"),
            "res_model": "ad.payment.waive",
            "view_mode": "form",
            "target": "new",
            "context": {"default_placement_ids": self.ids},
        }

    def _check_may_waive(self):
        if not self.env.user.has_group("ad_sales_ops.group_ad_manager"):
            raise AccessError(
                self.env._("Only the division manager overrides a missing payment.")
            )

    def _check_waits_for_money(self):
        self.check_access("read")
        for placement in self.filtered(lambda p: p.stage != "booked"):
            raise UserError(
                self.env._(
                    "%(placement)s is not booked, so no payment holds it up.",
                    placement=placement.display_name,
                )
            )
        for placement in self - self._waiting_for_money():
            raise UserError(
                self.env._(
                    "%(placement)s does not wait for money, and nothing but a missing "
                    "payment can be overridden.",
                    placement=placement.display_name,
                )
            )

    def _action_waive_payment(self, reason):
        """Let insertions run although money is missing; nothing else is waived.

        :raise UserError: no reason, or no payment is missing
        :raise AccessError: not a division manager
        """
        self._check_may_waive()
        self.check_access("write")
        if not (reason or "").strip():
            raise UserError(self.env._("Say why it may run without the money."))
        self._check_waits_for_money()
        # Superuser: the columns are guarded; checked above.
        self.sudo().write(
            {
                "payment_waived_by_id": self.env.uid,
                "payment_waived_on": fields.Datetime.now(),
                "payment_waived_reason": reason,
            }
        )
        # Superuser: the note stands on contracts that others may own.
        for order, placements in self.sudo().grouped("order_id").items():
            order.message_post(
                body=self.env._(
                    "Payment overridden for %(issues)s: %(reason)s",
                    issues=format_list(
                        self.env, placements.issue_id.mapped("display_name")
                    ),
                    reason=reason,
                ),
                author_id=self.env.user.partner_id.id,
                subtype_xmlid="mail.mt_note",
            )
