"""Sentences of the customer's proof page, its mail and its slip (F1, F2)."""

from odoo import models


class AdProofConfirmation(models.Model):
    _inherit = "ad.proof.confirmation"

    def _deadline_sentence(self):
        """By when the customer decides, or False."""
        self.ensure_one()
        days, date = self._days_left(), self._slip_deadline()
        if not date:
            return False
        if days < 0:
            return self.env._(
                "The time for this proof was over on %(date)s: please call us.",
                date=date,
            )
        if days == 0:
            return self.env._("Please decide today, %(date)s.", date=date)
        if days == 1:
            return self.env._("Please decide by tomorrow, %(date)s.", date=date)
        return self.env._("Please decide by %(date)s.", date=date)

    def _decision_sentence(self):
        """Who decided when, or False."""
        self.ensure_one()
        words = {
            "name": self.decided_by_name or "",
            "time": self._slip_time(self.decided_on) or "",
        }
        if self.state == "confirmed":
            return self.env._("Confirmed by %(name)s, %(time)s", **words)
        if self.state == "refused":
            return self.env._("Returned for changes by %(name)s, %(time)s", **words)
        return False

    def _message_words(self, kind):
        """Heading and sentence of a page that only says something.

        :param kind: "decided", "void", "replaced", "expired", "company" or "unknown"
        """
        if kind == "decided":
            return self._decided_words()
        if kind in ("void", "replaced"):
            return self.env._("Replaced"), self.env._(
                "There is a newer proof, or a newer link, than this one of %(number)s. "
                "Please open the latest mail from us.",
                number=self.number,
            )
        if kind == "expired":
            return self.env._("This link is over"), self.env._(
                "The time for proof %(number)s has passed. Please call us: we send you "
                "a new link if there is still time.",
                number=self.number,
            )
        if kind == "company":
            return self.env._("Only the customer opens this link"), self.env._(
                "You are logged in as %(name)s, and nobody in the company decides for "
                "a customer. This try was recorded.",
                name=self.env.user.name,
            )
        return self.env._("Nothing to see here"), self.env._(
            "This address is not complete. Please open the link in our mail again, or "
            "read the QR code of the slip once more."
        )

    def _decided_words(self):
        words = {
            "number": self.number,
            "name": self.decided_by_name or "",
            "time": self._slip_time(self.decided_on) or "",
        }
        if self.state == "confirmed":
            return self.env._("Confirmed"), self.env._(
                "Proof %(number)s was confirmed by %(name)s, %(time)s. There is "
                "nothing more to do.",
                **words,
            )
        return self.env._("Returned for changes"), self.env._(
            "Proof %(number)s was returned by %(name)s, %(time)s. You will get a new "
            "proof.",
            **words,
        )

    def _sign_sentence(self, signer):
        return self.env._(
            "%(name)s, please sign in the field:", name=signer.partner_id.name
        )

    def _code_sentence(self, signer):
        """Why a code is needed, before it is asked for."""
        return self.env._(
            "To be sure that it is %(name)s who decides, we mail a code of six digits "
            "to the address that is registered with us. It is good for ten minutes.",
            name=signer.partner_id.name,
        )

    def _code_mail_words(self, confirmer, minutes):
        """What stands before and after the code in its mail."""
        before = self.env._(
            "Dear %(name)s, your code for proof %(number)s (%(medium)s, %(issue)s) is:",
            name=confirmer.partner_id.name,
            number=self.number,
            medium=self.medium_name or "",
            issue=self.issue_name or "",
        )
        after = self.env._(
            "It is good for %(minutes)s minutes. Give it to nobody: whoever has it can "
            "sign for you, and nobody of our company will ever ask you for it. If you "
            "did not want to decide on a proof, do nothing.",
            minutes=minutes,
        )
        return before, after

    # The slip

    def _identity_sentence(self):
        """Version and fingerprint of what the slip shows."""
        return self.env._(
            "Version %(version)s · Fingerprint %(fingerprint)s",
            version=self.version_id.number,
            fingerprint=self._short_fingerprint(),
        )

    def _deadline_label(self):
        return self.env._("Decide by %(date)s", date=self._slip_deadline())

    def _return_sentences(self):
        """How the signed slip comes back."""
        sentences = [
            self.env._(
                "Signed in front of our specialist: signature or seal. Returned by "
                "email, fax or post: signature and seal, both."
            )
        ]
        contact, company = self.user_id.partner_id, self.company_id
        if contact:
            ways = (
                contact.name,
                contact.phone or company.phone,
                contact.email or company.email,
            )
            sentences.append(
                self.env._(
                    "Return to: %(contact)s.", contact=" ".join(filter(None, ways))
                )
            )
        if self._is_portal_agreed():
            sentences.append(
                self.env._(
                    "Or read the QR code with your telephone: look closer, and confirm "
                    "with the code that we mail to you."
                )
            )
        else:
            sentences.append(
                self.env._(
                    "The QR code shows the proof on your telephone; confirm it on this "
                    "paper."
                )
            )
        return sentences
