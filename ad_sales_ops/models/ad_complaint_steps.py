"""The steps of a complaint: answer, promise, solve, close, reopen (Q1)."""

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from .ad_complaint import UNANSWERED

RATING = "ad_sales_ops.mail_template_complaint_rating"


class AdComplaint(models.Model):
    _inherit = "ad.complaint"

    def action_open(self):
        """Show what was registered in the quick form: the first answer comes next."""
        return self.get_formview_action()

    # Answer

    def action_answer(self):
        """Open the dialog for the first answer."""
        self._check_handler_or_free()
        self._check_state(*UNANSWERED)
        return self._words_dialog("answer", self.env._("First Answer"))

    def _check_handler_or_free(self):
        """Handlers, and whoever reads what nobody has taken."""
        self.check_access("read")
        for complaint in self:
            complaint._check_not_concerned()
        self.filtered("owner_id")._check_handler()

    def _action_answer(self, words, promised_on):
        """Record the first answer and the time it promises, the next deadline.

        :raise AccessError: the person concerned, or somebody else's complaint
        :raise UserError: answered already, no words, no time to come
        """
        self._check_handler_or_free()
        self._check_state(*UNANSWERED)
        self._check_words(words)
        self._check_promise(promised_on)
        self._own_if_nobody_does()
        # Superuser: guarded; checked above.
        for complaint in self.sudo():
            values = complaint._answer_values(words, promised_on)
            complaint.write({**values, "state": "answered"})
            complaint._log_step("answered", words)
            complaint._stop_escalation()
            complaint._tell_customer(words, promised_on)

    def action_start(self):
        """Somebody works on it.

        :raise AccessError: the person concerned, or somebody else's complaint
        :raise UserError: not answered, or over
        """
        self._check_handler()
        self._check_state("answered")
        self._accept_by_doing()
        # Superuser: guarded; checked above.
        self.sudo().write({"state": "solving"})
        return True

    def action_promise(self):
        """Open the dialog for another promised time."""
        self._check_handler()
        self._check_state("answered", "solving")
        return self._words_dialog("promise", self.env._("Promise Another Time"))

    def _action_promise(self, words, promised_on):
        """Promise another time, with the reason told to the customer.

        :raise AccessError: the person concerned, or somebody else's complaint
        :raise UserError: nothing promised, no reason, no time to come
        """
        self._check_handler()
        self._check_state("answered", "solving")
        self._check_words(words)
        self._check_promise(promised_on)
        self._accept_by_doing()
        # Superuser: guarded; checked above.
        for complaint in self.sudo():
            complaint.promised_on = promised_on
            complaint._log_step("promised", words)
            complaint._stop_escalation()
            complaint._tell_customer(words, promised_on)

    # Solution

    def action_solve(self):
        """Open the dialog for the solution."""
        self._check_handler_or_free()
        self._check_state(*UNANSWERED, "answered", "solving")
        return self._words_dialog("solve", self.env._("Solved"))

    def _action_solve(self, words, acceptance="open", promised_on=False):
        """Record the solution; on the telephone it is the first answer, too.

        What the customer refuses is no solution: work goes on.

        :param promised_on: by when a customer who refuses hears more
        :raise AccessError: the person concerned, or somebody else's complaint
        :raise UserError: solved already, or no words
        """
        self._check_handler_or_free()
        self._check_state(*UNANSWERED, "answered", "solving")
        self._check_words(words)
        if acceptance == "refused":
            self._check_promise(promised_on)
        self._own_if_nobody_does()
        if acceptance == "refused":
            self._note_refusal(words, promised_on)
            return
        now = fields.Datetime.now()
        # Superuser: guarded; checked above.
        for complaint in self.sudo():
            values = {}
            if complaint.state in UNANSWERED:
                values = complaint._answer_values(words, complaint.promised_on)
            minutes = complaint._passed_minutes(complaint.registered_on, now)
            complaint.write(
                {
                    **values,
                    "state": "solved",
                    "solution": words,
                    "solved_on": now,
                    "solved_by_id": self.env.uid,
                    "solution_minutes": minutes,
                    "acceptance": acceptance,
                }
            )
            complaint._log_step("solved", words)
            complaint._stop_escalation()
            complaint._tell_customer(words)
            complaint._ask_for_rating()

    def _note_refusal(self, words, promised_on):
        """Write down what the customer refused, and by when he hears more."""
        # Superuser: guarded; the caller has checked.
        for complaint in self.sudo():
            values = {"promised_on": promised_on}
            if complaint.state in UNANSWERED:
                values = complaint._answer_values(words, promised_on)
            complaint.write({**values, "state": "solving", "acceptance": "refused"})
            complaint._log_step("refused", words)
            complaint._stop_escalation()
            complaint._tell_customer(words, promised_on)

    # Rating by mail

    def action_ask_for_rating(self):
        """Ask the customer by mail how we did.

        :raise AccessError: somebody else's complaint
        :raise UserError: not solved, or no address
        """
        self._check_handler()
        self._check_state("solved", "closed")
        for complaint in self:
            if not complaint.partner_id.email:
                raise UserError(
                    self.env._(
                        "%s has no e-mail address. Ask on the telephone.",
                        complaint.partner_id.name or complaint.caller_text,
                    )
                )
            complaint._ask_for_rating()
        return True

    def _ask_for_rating(self):
        """Ask by mail; the link is the customer's alone.

        In the notes everybody who reads the complaint could rate in his place, the
        person concerned, too.
        """
        if not self.partner_id.email:
            return
        # Superuser: the template reads the customer's language and address.
        complaint = self.sudo()
        company = complaint.company_id
        words = complaint.with_context(lang=company._ad_lang()).env._(
            "The customer was asked by mail how we did."
        )
        note = complaint._message_log(body=words, author_id=self.env.user.partner_id.id)
        self.env.ref(RATING).sudo().send_mail(
            complaint.id,
            email_layout_xmlid="mail.mail_notification_light",
            email_values={
                "model": False,
                "res_id": False,
                "author_id": company.partner_id.id,
                # His reply finds the complaint all the same.
                "references": note.message_id,
                "reply_to": complaint._notify_get_reply_to()[complaint.id],
            },
        )

    # The end

    def action_close(self):
        """Close what was followed up.

        :raise AccessError: the person concerned, or somebody else's complaint
        :raise UserError: not solved, not followed up, cause or verdict missing
        """
        self._check_handler()
        self._check_state("solved")
        for complaint in self:
            missing = complaint._missing_before_closing()
            if missing:
                raise UserError(
                    self.env._(
                        "%(complaint)s cannot be closed yet. Still missing:\n%(what)s",
                        complaint=complaint.number,
                        what="\n".join(missing),
                    )
                )
        self._close()
        return True

    def _close(self):
        # Superuser: guarded; the callers have checked.
        complaints = self.sudo()
        complaints.write(
            {
                "state": "closed",
                "closed_on": fields.Datetime.now(),
                "closed_by_id": self.env.uid,
            }
        )
        complaints._stop_escalation()
        complaints._end_proposal()
        for complaint in complaints:
            complaint._log_step("closed")

    def action_reopen(self):
        """Open the dialog that asks why it is taken up again."""
        self._check_reopen()
        return self._words_dialog("reopen", self.env._("Take up Again"))

    def _check_reopen(self):
        """Handlers, the customer's carer and who registered it.

        :raise AccessError: anybody else
        :raise UserError: neither solved nor closed
        """
        self.check_access("read")
        for complaint in self:
            complaint._check_not_concerned()
        self._check_state("solved", "closed")
        user = self.env.user
        for complaint in self:
            people = complaint.user_id | complaint.registered_by_id
            if not self.env.su and user not in people and not complaint._is_handler():
                raise AccessError(
                    self.env._(
                        "%s is reopened by its owner, the customer's specialist, "
                        "Customer Relations or the managers.",
                        complaint.number,
                    )
                )

    def _action_reopen(self, words):
        """Take it up again, in writing; what was recorded stays in the history.

        :raise AccessError: no part in it
        :raise UserError: neither solved nor closed, or no reason
        """
        self._check_reopen()
        self._check_words(words)
        for complaint in self:
            complaint._reopen(words)

    def _reopen(self, words):
        """Start the clock of the first answer anew."""
        # Superuser: guarded; the callers have checked.
        complaint = self.sudo()
        complaint.write(
            {
                "state": "reopened",
                "asked_on": fields.Datetime.now(),
                "reopened_count": complaint.reopened_count + 1,
                "answered_on": False,
                "answered_by_id": False,
                "answer": False,
                "promised_on": False,
                "solution": False,
                "solved_on": False,
                "solved_by_id": False,
                "solution_minutes": 0,
                "acceptance": False,
                "followed_up_on": False,
                "follow_up_result": False,
                "follow_up_rate": 0,
                "perceived": 0,
                "expected": 0,
                "satisfaction": 0,
                "closed_on": False,
                "closed_by_id": False,
            }
        )
        complaint._stop_escalation()
        self._log_step("reopened", words)


class RatingRating(models.Model):
    _inherit = "rating.rating"

    # The link with which the customer rates is his alone, not our readers'.
    access_token = fields.Char(groups="base.group_system")
