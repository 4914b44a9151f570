"""One-time codes for signing a proof from its paper slip (F2)."""

import logging
import secrets
from datetime import timedelta
from smtplib import SMTPException

from odoo import fields, models
from odoo.tools import consteq, email_normalize
from odoo.tools import hmac as keyed_hash

from odoo.addons.base.models.ir_mail_server import MailDeliveryException

CODE_DIGITS = 6
CODE_TIME = timedelta(minutes=10)
CODE_TRIES = 5
CODES_AN_HOUR = 3

_logger = logging.getLogger(__name__)


class AdProofConfirmation(models.Model):
    _inherit = "ad.proof.confirmation"

    def _code_confirmer(self):
        """Who gets the code: the person the proof was sent to, else one who may."""
        self.ensure_one()
        if self._may_sign(self.confirmer_id):
            return self.confirmer_id
        day = self.company_id._ad_today()
        confirmers = self.env["ad.confirmer"]._valid_for(
            self.advertiser_id, day, self.company_id
        )
        return confirmers.filtered("email")[:1]

    def _send_code(self):
        """Mail a one-time code to the confirmer's stored address.

        The code stands in the mail and nowhere else: no message, no queue, no log.

        :return: why it was not sent, as a sentence for the customer, or False
        """
        self.ensure_one()
        self._lock_codes()
        proof = self.sudo()  # superuser: tokens are nobody's; the QR code was checked
        confirmer = proof._code_confirmer()
        error = proof._code_error_message(confirmer)
        if error:
            return error
        code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
        if not proof._mail_code(confirmer, code):
            return self.env._("The mail could not be sent. Please try again later.")
        codes = proof.token_ids.filtered(lambda token: token.purpose == "code")
        codes._end()
        proof._make_token(
            "code",
            proof._code_hash(code),
            confirmer,
            fields.Datetime.now() + CODE_TIME,
        )
        proof._log_access("code_sent", confirmer.display_name)
        return False

    def _lock_codes(self):
        """Let two requests about one proof's codes wait for each other."""
        self.env.cr.execute(
            "UPDATE ad_proof_confirmation SET write_date = write_date WHERE id = %s",
            [self.id],
        )

    def _code_hash(self, code):
        """Keyed, because six digits alone are soon tried out."""
        # Superuser: the key is the database's own.
        return keyed_hash(self.env(su=True), "ad_sales_ops.proof.code", (self.id, code))

    def _code_error_message(self, confirmer):
        """Why no code is sent now, or False."""
        error = self._signing_error_message(confirmer)
        if error:
            return error
        if not email_normalize(confirmer.email):
            return self.env._(
                "No email address is stored for %(name)s. Please sign or seal the "
                "paper slip.",
                name=confirmer.partner_id.name,
            )
        an_hour_ago = fields.Datetime.now() - timedelta(hours=1)
        sent = self.token_ids.filtered(
            lambda token: token.purpose == "code" and token.issued_on > an_hour_ago
        )
        if len(sent) >= CODES_AN_HOUR:
            self._log_access("code_limit")
            return self.env._(
                "Three codes were sent within the hour. Please look into your mailbox, "
                "or try again later."
            )
        return False

    def _mail_code(self, confirmer, code):
        """Send the mail at once and past every table that staff could read.

        :return: whether it was sent
        """
        servers = self.env["ir.mail_server"]
        sender = self.company_id.email_formatted or servers._get_default_from_address()
        try:
            # Odoo asserts that it knows a sender.
            message = servers._build_email__(
                sender,
                [email_normalize(confirmer.email)],
                self.env._("Your code for proof %(number)s", number=self.number),
                self._code_mail_body(confirmer, code),
                subtype="html",
            )
            servers.send_email(message)
        except (AssertionError, MailDeliveryException, SMTPException, OSError) as error:
            _logger.info("Code for proof %s not sent: %s", self.number, error)
            return False
        return True

    def _code_mail_body(self, confirmer, code):
        return self.env["ir.qweb"]._render(
            "ad_sales_ops.ad_proof_code_mail",
            {
                "proof": self,
                "words": self._code_mail_words(confirmer, CODE_TIME.seconds // 60),
                "code": code,
            },
        )

    def _check_code(self, code):
        """Compare what somebody typed with the code that was mailed.

        A wrong try counts even though nothing is raised: the answer is a sentence, so
        that the caller's transaction keeps the count.

        :return: (error sentence or False, the confirmer whose code it was)
        """
        self.ensure_one()
        self._lock_codes()
        proof = self.sudo()  # superuser: tokens are nobody's; the QR code was checked
        nobody = proof.env["ad.confirmer"]
        token = proof.token_ids.filtered(
            lambda token: token.purpose == "code" and not token.ended_on
        )[:1]
        if not token or token.expires_on <= fields.Datetime.now():
            return self.env._("This code is over. Please ask for a new one."), nobody
        error = proof._signing_error_message(token.confirmer_id)
        if error:
            return error, nobody
        if proof._is_code(token, code):
            token._end()
            proof._log_access("code_right", token.confirmer_id.display_name)
            return False, token.confirmer_id
        return proof._count_wrong_code(token), nobody

    def _is_code(self, token, code):
        typed = self._code_hash("".join((code or "").split())[:20])
        return consteq(token.secret_hash, typed)

    def _count_wrong_code(self, token):
        """Count a wrong try; the last one ends the code.

        :return: the sentence for the customer
        """
        token.tries += 1
        self._log_access("code_wrong")
        left = CODE_TRIES - token.tries
        if left > 0:
            return self.env._(
                "This is not the code that was mailed. Tries left: %(left)s.", left=left
            )
        token._end()
        return self.env._(
            "This is not the code that was mailed, and it was the last try. Please "
            "ask for a new one."
        )
