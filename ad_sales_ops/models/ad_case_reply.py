"""What a customer writes again by e-mail about his complaint or question (Q1, Q6)."""

import re

from lxml import html

from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import html2plaintext, html_sanitize

from .ad_answer_clock_mixin import SERVICE
from .ad_carer_mixin import INTERNAL

WRITTEN = "ad_sales_ops.mail_activity_type_case_written"
#: The context key that says so to the records a mail is routed to.
AUTOMATIC = "ad_mail_is_automatic"
#: Headers that only machines set, beside Auto-Submitted.
MACHINE_HEADERS = ("X-Autoreply", "X-Autorespond")
MACHINE_PRECEDENCE = ("auto_reply", "bulk", "junk")
#: Mail houses that set no header say it in the subject.
ANSWERING_SUBJECT = re.compile(
    r"\s*(自动回复|自動回覆|automatic reply|auto(matic)?[- ]?re(ply|sponse)|auto:"
    r"|out of (the )?office)",
    re.IGNORECASE,
)
#: From here on it is our own letter.
QUOTED = re.compile(
    r"^\s*(>|[-_ ]{2,}(原始邮件|原邮件|original message)[-_ ]{2,}"
    r"|.{0,200}(写道|wrote)[：:]\s*$)",
    re.IGNORECASE,
)
WORDS_LENGTH = 2000


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        """Say to whatever the mail reaches whether a machine wrote it."""
        thread = self.with_context(
            **{AUTOMATIC: self._ad_is_automatic_mail(message, message_dict)}
        )
        return super(MailThread, thread)._message_route_process(
            message, message_dict, routes
        )

    @api.model
    def _ad_is_automatic_mail(self, message, message_dict):
        """Whether a machine answered, as in somebody's absence."""
        submitted = (message.get("Auto-Submitted") or "no").split(";")[0]
        precedence = message.get("Precedence") or ""
        return bool(
            submitted.strip().lower() != "no"
            or precedence.strip().lower() in MACHINE_PRECEDENCE
            or any(message.get(name) for name in MACHINE_HEADERS)
            or ANSWERING_SUBJECT.match(message_dict.get("subject") or "")
        )


class AdCaseMixin(models.AbstractModel):
    _inherit = "ad.case.mixin"

    def message_update(self, msg_dict, update_vals=None):
        """Tell the owner that the customer has written again."""
        result = super().message_update(msg_dict, update_vals)
        author = self.env["res.partner"].browse(msg_dict.get("author_id"))
        is_colleague = author.user_ids.filtered(lambda user: not user.share)
        if not is_colleague and not self.env.context.get(AUTOMATIC):
            for case in self:
                case._written_again(self._mail_words(msg_dict))
        return result

    def _mail_words(self, msg_dict):
        """The customer's own words in a mail, without the letter he answers."""
        sanitized = html_sanitize(msg_dict.get("body") or "")
        body = html.fromstring(f"<div>{sanitized}</div>")
        for quote in body.xpath("//*[@data-o-mail-quote] | //blockquote"):
            quote.drop_tree()
        lines = html2plaintext(html.tostring(body, encoding="unicode")).splitlines()
        quoted = next((n for n, line in enumerate(lines) if QUOTED.match(line)), None)
        words = "\n".join(lines[:quoted]).strip() or msg_dict.get("subject") or ""
        return words[:WORDS_LENGTH].strip()

    def _written_again(self, words):
        """Write it down, and ask the owner to read it."""
        self._log_step("joined", words)
        self._ask_to_read(words)

    def _ask_to_read(self, words):
        """A to-do for whoever handles it: the customer has written."""
        # The gateway runs as the customer where he has a login; to-dos are ours.
        case = self.with_user(SUPERUSER_ID)
        asked = case.activity_search([WRITTEN]).user_id
        for user in case._written_readers() - asked:
            case.with_context(lang=user.lang).activity_schedule(
                WRITTEN,
                date_deadline=case.company_id._ad_today(),
                user_id=user.id,
                note=words,
            )

    def _written_readers(self):
        """The owner; without one, or when it is about him, Customer Relations."""
        concerned = self._people_concerned()
        owner = self.owner_id.filtered("active") - concerned
        return owner or self._holders(SERVICE) - concerned

    def _end_written(self):
        # Superuser: the to-dos are other people's; the callers have checked.
        self.sudo().activity_unlink([WRITTEN])


class AdComplaint(models.Model):
    _inherit = "ad.complaint"

    written_on = fields.Datetime(
        "Customer Wrote Again on",
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups=INTERNAL,
        help="After the solution; waits until somebody takes the complaint up again or "
        "has read it.",
    )
    written_words = fields.Text(
        "What He Wrote", readonly=True, copy=False, groups=INTERNAL
    )

    def _guarded_fields(self):
        return super()._guarded_fields() | {"written_on", "written_words"}

    def _deadline_fields(self):
        return [*super()._deadline_fields(), "written_on"]

    def _deadline(self):
        """What he writes after the solution is read within the span of an answer."""
        if self.written_on:
            return "written", self._answer_due(self.written_on)
        return super()._deadline()

    def _repeated(self, words):
        """The same words once more: did our solution reach him?"""
        if self.state == "solved":
            self._reopen(words)
            self._ask_to_read(words)
        else:
            self._written_again(words)

    def _reopen_by_customer(self, words):
        """Take it up again as the customer asks, and tell whoever handles it."""
        self._action_reopen(words)
        self._ask_to_read(words)

    def _written_again(self, words):
        super()._written_again(words)
        # Superuser: guarded; a mail may come when nobody is logged in.
        for complaint in self.sudo().filtered(
            lambda c: c.state in ("solved", "closed")
        ):
            earlier = complaint.written_words
            complaint.write(
                {
                    # The first letter starts the clock.
                    "written_on": complaint.written_on or fields.Datetime.now(),
                    "written_words": "\n\n".join(filter(None, (earlier, words))),
                }
            )

    def action_reopen_as_written(self):
        """Take it up again for what the customer wrote, in one click.

        :raise AccessError: no part in it
        :raise UserError: neither solved nor closed, or he wrote nothing
        """
        self._check_reopen()
        for complaint in self:
            complaint._action_reopen(complaint.written_words)
        return True

    def action_written_read(self):
        """He wrote, and nothing is to be done: thanks, a greeting, an enclosure.

        :raise AccessError: no part in it
        :raise UserError: neither solved nor closed
        """
        self._check_reopen()
        for complaint in self.filtered("written_on"):
            complaint._log_step("read")
        self._end_written()
        return True

    def _end_written(self):
        super()._end_written()
        # Superuser: guarded; the callers have checked.
        complaints = self.sudo().filtered("written_on")
        complaints.write({"written_on": False, "written_words": False})
        complaints._stop_escalation()

    def _reopen(self, words):
        self._end_written()
        return super()._reopen(words)
