"""Reminders of proofs that nobody answers, and of slips that are late (F5, F8)."""

import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

UNANSWERED = "ad_sales_ops.mail_activity_type_proof_unanswered"
SLIP_LATE = "ad_sales_ops.mail_activity_type_slip_late"

_logger = logging.getLogger(__name__)


class AdProofConfirmation(models.Model):
    _inherit = "ad.proof.confirmation"

    reminders = fields.Integer(readonly=True, copy=False, aggregator=None)
    reminded_on = fields.Date(readonly=True, copy=False)

    @api.model
    def _cron_remind(self):
        """Remind the confirmers of proofs that wait for an answer (F5).

        From some days before the proof close on, once a day, so many times at most.
        Safe to run twice: the day is noted with the reminder.
        """
        waiting = self.browse()
        for company in self.env["res.company"].search([("active", "=", True)]):
            waiting |= self.search(self._remind_domain(company))
        for remaining, proof in reversed(list(enumerate(waiting[::-1]))):
            # The customer may have decided since the last commit.
            proof.invalidate_recordset(["state"])
            if proof.state == "sent":
                try:
                    with self.env.cr.savepoint():
                        proof._remind()
                except UserError:
                    _logger.exception("No reminder of proof %s", proof.number)
            if not self.env["ir.cron"]._commit_progress(1, remaining=remaining):
                break

    @api.model
    def _remind_domain(self, company):
        """Proofs of a company that nobody answered and that need a reminder today."""
        today = company._ad_today()
        until = today + timedelta(days=company.ad_proof_remind_days)
        return [
            ("company_id", "=", company.id),
            ("state", "=", "sent"),
            # Nobody is reminded of what came today.
            ("sent_on", "<", company._ad_midnight(today)),
            ("reminders", "<", company.ad_proof_reminders),
            ("proof_close", ">=", today),
            ("proof_close", "<=", until),
            "|",
            ("reminded_on", "=", False),
            ("reminded_on", "<", today),
            ("issue_id.state", "in", ("open", "closed")),
            ("advertiser_id.ad_proof_remind", "=", True),
            # A slip that waits for verification is an answer.
            ("placement_id.proof_state", "=", "sent"),
            ("placement_id.stage", "in", ("held", "booked")),
        ]

    def _remind(self):
        """Mail the confirmer; ask the carer when he signs on paper or may not sign."""
        self.ensure_one()
        if self.sent_to and self._may_sign(self.confirmer_id):
            self._mail_link(is_reminder=True)
            # Jobs have no language; the note speaks the company's.
            proof = self.with_context(lang=self.company_id._ad_lang())
            name = self.confirmer_id.partner_id.name
            proof._note(proof.env._("A reminder was sent to the confirmer %s.", name))
        else:
            self._ask_carer()
        today = self.company_id._ad_today()
        self.write({"reminders": self.reminders + 1, "reminded_on": today})

    def _ask_carer(self):
        """A to-do for the carer: somebody has to telephone or call."""
        self.ensure_one()
        user = self.user_id or self.placement_id.order_id.user_id
        if user and not self.activity_search([UNANSWERED]):
            proof = self.with_context(lang=user.lang)
            proof.activity_schedule(
                UNANSWERED,
                date_deadline=self.proof_close,
                user_id=user.id,
                note=proof._state_sentence(),
            )

    def _stop_reminding(self):
        """The customer has decided, or the proof is void: nobody asks any more."""
        # Superuser: the to-do is the carer's, whoever records the decision.
        self.sudo().activity_unlink([UNANSWERED])

    def _decide(self, state, channel, values):
        super()._decide(state, channel, values)
        self._stop_reminding()
        self.placement_id.exception_ids._stop_reminding()

    def _void(self, reason):
        self._stop_reminding()
        super()._void(reason)


class AdProofException(models.Model):
    _inherit = "ad.proof.exception"

    @api.model
    def _cron_remind_slips(self):
        """A to-do for the carer once the slip of what ran first is late (F8).

        As long as the slip is missing it comes back when he only ticks it off.
        """
        late = self.browse()
        for company in self.env["res.company"].search([("active", "=", True)]):
            late |= self.search(
                [
                    ("company_id", "=", company.id),
                    ("kind", "=", "run_first"),
                    ("slip_due", "<", company._ad_today()),
                    ("is_settled", "=", False),
                ]
            )
        for remaining, exception in reversed(list(enumerate(late[::-1]))):
            try:
                with self.env.cr.savepoint():
                    exception._ask_carer()
            except UserError:
                _logger.exception("Nobody could be asked for %s", exception)
            if not self.env["ir.cron"]._commit_progress(1, remaining=remaining):
                break

    def _ask_carer(self):
        self.ensure_one()
        user = self.user_id or self.placement_id.order_id.user_id
        if not user or self.activity_search([SLIP_LATE]):
            return
        exception = self.with_context(lang=user.lang)
        exception.activity_schedule(
            SLIP_LATE,
            date_deadline=self.slip_due,
            user_id=user.id,
            note=exception.env._(
                "%(customer)s ran first on the word of %(name)s. The signed slip was "
                "due on %(date)s and is listed to the general manager until it is "
                "here.",
                customer=self.advertiser_name,
                name=self.said_by,
                date=format_date(exception.env, self.slip_due),
            ),
        )

    def _stop_reminding(self):
        # What was read before the decision does not count.
        self.invalidate_recordset(["is_settled"])
        # Superuser: the to-do is the carer's, whoever records the slip.
        self.sudo().filtered("is_settled").activity_unlink([SLIP_LATE])


class ResPartner(models.Model):
    _inherit = "res.partner"

    ad_proof_remind = fields.Boolean(
        "Remind of Proofs",
        default=True,
        groups="base.group_user",
        help="Mails before the proof close, as long as a proof is not answered.",
    )
