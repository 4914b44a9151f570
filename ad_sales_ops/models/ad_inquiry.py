"""Inquiries (客户咨询): questions that are no complaints, on the same clocks (Q6)."""

from odoo import fields, models
from odoo.exceptions import AccessError

#: What a complaint takes over from the inquiry as which it was asked.
CARRIED = (
    "what",
    "partner_id",
    "caller_name",
    "caller_phone",
    "caller_email",
    "channel",
    "company_id",
    "is_any_hour",
)
CLOCK = ("registered_on", "asked_on", "registered_by_id")
ANSWER = (
    "answered_on",
    "answered_by_id",
    "answer",
    "answer_minutes",
    "is_answer_late",
    "promised_on",
)


class AdInquiry(models.Model):
    """Allotted by the Customer Relations Supervisor, answered as promised."""

    _name = "ad.inquiry"
    _inherit = ["ad.case.mixin"]
    _description = "Inquiry"
    _order = "registered_on desc, id desc"
    _rec_name = "number"
    _rec_names_search = ["number", "customer_id", "caller_name", "caller_phone"]
    _check_company_auto = True
    _primary_email = "caller_email"

    state = fields.Selection(
        [
            ("registered", "To Answer"),
            ("promised", "Answer Promised"),
            ("answered", "Question Answered"),
        ],
        required=True,
        readonly=True,
        default="registered",
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    topic = fields.Selection(
        [
            ("rates", "Rates and Positions"),
            ("schedule", "Issues and Closing Dates"),
            ("copy", "Copy and Proofs"),
            ("money", "Invoices and Payment"),
            ("copies", "Copies and Distribution"),
            ("other", "Something Else"),
        ],
        index=True,
        tracking=True,
    )
    final_answer = fields.Text(readonly=True, copy=False)
    final_on = fields.Datetime("Question Answered on", readonly=True, copy=False)
    final_minutes = fields.Integer(
        "Minutes to the Answer", readonly=True, copy=False, aggregator="avg"
    )
    complaint_id = fields.Many2one(
        "ad.complaint",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
    )

    def _guarded_fields(self):
        mine = {"state", "final_answer", "final_on", "final_minutes", "complaint_id"}
        return super()._guarded_fields() | mine

    def _guarded_defaults(self):
        return super()._guarded_defaults() | {"state": "registered"}

    def _deadline_fields(self):
        return [*super()._deadline_fields(), "state"]

    def _deadline(self):
        if self.state == "registered":
            return "answer", self.answer_due
        if self.state == "promised":
            return "promise", self.promised_on
        return False, False

    def _open_states(self):
        return ("registered", "promised")

    def _log_step(self, kind, words=False):
        steps = self.env["ad.complaint.step"]._fields["kind"]
        labels = dict(steps._description_selection(self.env))
        text = ": ".join(filter(None, (labels[kind], words)))
        # Superuser: the note says who did it; steps are checked before.
        for inquiry in self.sudo():
            user = inquiry.registered_by_id if kind == "registered" else self.env.user
            inquiry._message_log(body=text, author_id=user.partner_id.id)

    # Steps

    def action_promise(self):
        """Open the dialog that says by when the customer hears more."""
        self._check_handler()
        self._check_state(*self._open_states())
        return self._words_dialog("promise", self.env._("Promise an Answer"))

    def _action_promise(self, words, promised_on):
        """Tell the customer by when he gets his answer; this is the next deadline.

        :raise AccessError: somebody else's inquiry
        :raise UserError: answered already, no words, no time to come
        """
        self._check_handler()
        self._check_state(*self._open_states())
        self._check_words(words)
        self._check_promise(promised_on)
        self._accept_by_doing()
        # Superuser: guarded; checked above.
        for inquiry in self.sudo():
            values = {"promised_on": promised_on}
            if inquiry.state == "registered":
                values = inquiry._answer_values(words, promised_on)
            inquiry.write({**values, "state": "promised"})
            inquiry._log_step("promised", words)
            inquiry._stop_escalation()
            inquiry._tell_customer(words, promised_on)

    def action_answer(self):
        """Open the dialog for the answer."""
        self._check_handler()
        self._check_state(*self._open_states())
        return self._words_dialog("final", self.env._("Answer the Question"))

    def _action_final(self, words):
        """Record the answer; that is the end of it.

        :raise AccessError: somebody else's inquiry
        :raise UserError: answered already, or no words
        """
        self._check_handler()
        self._check_state(*self._open_states())
        self._check_words(words)
        self._accept_by_doing()
        now = fields.Datetime.now()
        # Superuser: guarded; checked above.
        for inquiry in self.sudo():
            values = {}
            if inquiry.state == "registered":
                values = inquiry._answer_values(words, False)
            minutes = inquiry._passed_minutes(inquiry.registered_on, now)
            inquiry.write(
                {
                    **values,
                    "state": "answered",
                    "final_answer": words,
                    "final_on": now,
                    "final_minutes": minutes,
                }
            )
            inquiry._stop_escalation()
            inquiry._end_proposal()
            inquiry._log_step("answered", words)
            inquiry._tell_customer(words)

    def action_complain(self):
        """The question turns out to be a complaint: register it as one.

        The customer has waited since he asked: an open inquiry hands over its clock
        and ends. After an answer he is dissatisfied anew.

        :raise AccessError: somebody else's inquiry
        """
        self.ensure_one()
        self._check_handler()
        if not self.complaint_id:
            is_open = self.state in self._open_states()
            names = CARRIED + (CLOCK if is_open else ())
            if self.state == "promised":
                names += ANSWER
            # Superuser: guarded; checked above.
            inquiry = self.sudo()
            complaint = (
                self.env["ad.complaint"]
                .sudo()
                .create(inquiry._prepare_complaint_values(names))
            )
            inquiry.complaint_id = complaint
            if is_open:
                inquiry._end_as_complaint()
        return self.complaint_id.get_formview_action()

    def _prepare_complaint_values(self, names):
        values = {
            name: self._fields[name].convert_to_write(self[name], self)
            for name in names
        }
        return {
            **values,
            "state": "answered" if "answered_on" in names else "registered",
            "owner_id": self.owner_id.id or self.env.uid,
        }

    def _end_as_complaint(self):
        now = fields.Datetime.now()
        inquiry = self.with_context(lang=self.company_id._ad_lang())
        words = inquiry.env._("Registered as complaint %s.", self.complaint_id.number)
        self.write(
            {
                "state": "answered",
                "final_answer": words,
                "final_on": now,
                "final_minutes": self._passed_minutes(self.registered_on, now),
            }
        )
        self._stop_escalation()
        self._end_proposal()
        self._log_step("closed", words)

    def copy(self, default=None):  # pylint: disable=method-required-super
        """An inquiry happens once.

        :raise AccessError: always
        """
        raise AccessError(self.env._("An inquiry is registered anew, not copied."))
