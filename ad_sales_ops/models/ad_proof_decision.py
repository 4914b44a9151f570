"""Sending proofs, and what customers say of them (F1, F2, F3)."""

from markupsafe import Markup, escape

from odoo import SUPERUSER_ID, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

#: Titles that send proofs of every customer; specialists send their own customers'.
SENDERS = (
    "ad_sales_ops.group_ad_production",
    "ad_sales_ops.group_ad_operations",
    "ad_sales_ops.group_ad_specialist",
)
#: Channels by which the customer decides on the web himself.
WEB = ("portal", "portal_code")


class AdProofConfirmation(models.Model):
    _inherit = "ad.proof.confirmation"

    # Sending

    def _check_may_send(self):
        if not any(self.env.user.has_group(group) for group in SENDERS):
            raise AccessError(
                self.env._(
                    "Proofs are sent by production, the Operations Centre or the "
                    "customer's specialist."
                )
            )
        self.check_access("read")

    def action_send(self):
        """Send these proofs to their customers' confirmers (发样认定).

        :raise AccessError: the title sends no proofs
        :raise UserError: the copy is not ready, or nobody may confirm
        """
        self._check_may_send()
        for proof in self:
            error = proof._send_error_message()
            if error:
                raise UserError(error)
        for proof in self:
            confirmers = self.env["ad.confirmer"]._valid_for(
                proof.advertiser_id, proof.company_id._ad_today(), proof.company_id
            )
            reachable = confirmers.filtered("email")
            proof._action_send((reachable or confirmers)[:1])

    def _send_error_message(self):
        """Why this proof cannot be sent now, or False."""
        self.ensure_one()
        version = self.version_id
        if self.state != "draft":
            return self.env._("Proof %s is not waiting to be sent.", self.number)
        if version.material_id.state != "accepted":
            return self.env._(
                "%(copy)s is not accepted yet. Accept it before its proof goes out.",
                copy=version.display_name,
            )
        if version.reading_state != "passed":
            return self.env._(
                "%(copy)s has not passed proof-reading. Have somebody read it who did "
                "not make it.",
                copy=version.display_name,
            )
        if version.screening_state in ("open", "blocked"):
            return self.env._(
                "%(copy)s has findings that are not decided. The Ad Reviewer decides "
                "them first.",
                copy=version.display_name,
            )
        confirmers = self.env["ad.confirmer"]._valid_for(
            self.advertiser_id, self.company_id._ad_today(), self.company_id
        )
        if not confirmers:
            return self.env._(
                "Nobody is authorised to confirm for %(customer)s. Enter a confirmer "
                "with the customer's sealed authorisation and have it verified.",
                customer=self.advertiser_name,
            )
        return False

    def _action_send(self, confirmer):
        """Mail the link, or note that the slip goes on paper (E26).

        The chatter says that a link was sent, never the link.
        """
        self.ensure_one()
        # Superuser: nobody writes proofs; callers checked rights and state.
        proof = self.sudo()
        proof.write(
            {
                "state": "sent",
                "confirmer_id": confirmer.id,
                "sent_to": confirmer.email,
                "sent_on": fields.Datetime.now(),
                "sent_by_id": self.env.uid,
            }
        )
        if confirmer.email:
            proof._mail_link()
            note = self.env._(
                "A link was sent to the confirmer %s.", confirmer.partner_id.name
            )
            if not proof._is_portal_agreed():
                note = self.env._(
                    "A link for looking was sent to %s. The contract provides for "
                    "paper: print the slip and have it signed.",
                    confirmer.partner_id.name,
                )
        else:
            note = self.env._(
                "%s has no stored address: print the slip and have it signed on paper.",
                confirmer.partner_id.name,
            )
        proof._note(note)

    def _sent_notification(self):
        """Say to whom the proofs went, and draw the screen anew."""
        # Superuser: the sender chose none of these names and may know them.
        names = self.sudo().confirmer_id.partner_id.mapped("name")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(count)s proofs sent to %(names)s.",
                    count=len(self),
                    names=", ".join(names),
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _note(self, body):
        self.ensure_one()
        self.message_post(
            body=body,
            author_id=self.env.user.partner_id.id,
            subtype_xmlid="mail.mt_note",
        )

    def _mail_link(self, is_reminder=False):
        """Mail a new link to the stored address, past every record staff can read.

        A reminder brings a link of its own: nobody can produce the earlier one again.
        """
        self.ensure_one()
        link = self._token_url(self._issue_token())
        lang = self._slip_lang()
        proof = self.with_context(lang=lang)
        body = proof.env["ir.qweb"]._render(
            "ad_sales_ops.ad_proof_link_mail",
            {
                "proof": proof,
                "link": link,
                "name": proof.confirmer_id.partner_id.name,
                "is_reminder": is_reminder,
            },
        )
        # Nobody but the administrator reads the queue, and it forgets what is sent.
        self.env["mail.mail"].create(
            {
                "subject": proof._link_subject(is_reminder),
                "body_html": body,
                "email_from": self.company_id.email_formatted,
                "email_to": self.sent_to,
                "author_id": self.company_id.partner_id.id,
                "auto_delete": True,
            }
        )

    def _link_subject(self, is_reminder):
        words = {"medium": self.medium_name, "issue": self.issue_name}
        if is_reminder:
            return self.env._("Still to confirm: %(medium)s, %(issue)s", **words)
        return self.env._("Please confirm: %(medium)s, %(issue)s", **words)

    # Deciding

    def _lock_decision(self):
        """Wait for whoever changes the copy, then look at it anew (F4)."""
        self.ensure_one()
        self.placement_id._lock_copy()
        self.invalidate_recordset()
        self.placement_id.invalidate_recordset()

    def _decision_error_message(self, channel):
        """Why the customer cannot decide on this proof any more, or False."""
        self.ensure_one()
        placement, version = self.placement_id, self.version_id
        if self.state != "sent":
            return self.env._(
                "Proof %s is not open for a decision any more.", self.number
            )
        if placement.version_id != version or self.fingerprint != version._fingerprint(
            placement
        ):
            return self.env._(
                "Proof %s is out of date: the advertisement has changed since. A new "
                "proof will follow.",
                self.number,
            )
        if placement.issue_id.state not in ("open", "closed"):
            return self.env._(
                "%s is at press already: nothing can be decided any more.",
                placement.issue_id.display_name,
            )
        if channel in WEB and not placement.order_id.ad_confirm_portal:
            return self.env._(
                "The contract provides for confirmation on paper: sign or seal the "
                "slip and return it."
            )
        return False

    def _confirm(self, channel, values, day=None):
        """The customer confirms exactly what the proof shows (F1).

        Called by the customer's page and by a verified slip, by nothing else.

        :param channel: how the decision came
        :param values: confirmer_id, decided_by_name, signature
        :param day: on which the customer signed; today when nothing is said
        :raise UserError: decided, out of date, at press, or not authorised
        """
        # Superuser: the caller checked the link, or the second person's title.
        proof = self.sudo()
        proof._lock_decision()
        error = proof._decision_error_message(channel)
        confirmer = proof.env["ad.confirmer"].browse(values.get("confirmer_id"))
        if not error and not proof._may_sign(confirmer or proof.confirmer_id, day):
            error = self.env._(
                "This person is not authorised to confirm for %s today.",
                proof.advertiser_name,
            )
        if error:
            raise UserError(error)
        proof._decide("confirmed", channel, values)

    def _refuse(self, comment, marks, values, channel="portal"):
        """The customer says what is wrong; production mends it (F3).

        :param marks: [{"x": 0..1, "y": 0..1, "text": …}] on the picture
        :raise UserError: no comment, decided, out of date or at press
        """
        if not (comment or "").strip():
            raise UserError(self.env._("Say what is wrong, so that we can mend it."))
        # Superuser: the caller checked the link, or the person's title.
        proof = self.sudo()
        proof._lock_decision()
        error = proof._decision_error_message(channel)
        if error:
            raise UserError(error)
        values = {**values, "refusal_comment": comment.strip(), "marks": marks or []}
        proof._decide("refused", channel, values)
        proof._ask_for_revision()

    def _decide(self, state, channel, values):
        self.write(
            {
                **values,
                "state": state,
                "channel": channel,
                "decided_on": fields.Datetime.now(),
            }
        )
        self.token_ids._end()

    def _ask_for_revision(self):
        """A to-do on the material for who made it."""
        self.ensure_one()
        material, maker = self.version_id.material_id, self.version_id.maker_id
        if not self.env.user._is_internal():
            # Colleagues of another company cannot read who is not logged in.
            material = material.with_user(SUPERUSER_ID)
        material.activity_schedule(
            "ad_sales_ops.mail_activity_type_revision",
            date_deadline=self.proof_close or fields.Date.context_today(self),
            user_id=maker.id,
            note=Markup("<p>%s</p><p>%s</p>")
            % (
                self.env._(
                    "%(customer)s refused proof %(number)s:",
                    customer=self.advertiser_name,
                    number=self.number,
                ),
                escape(self.refusal_comment),
            ),
        )

    # Taking back

    def _action_counter(self, reason):
        """A second person takes back a decision that was recorded wrongly (G5).

        :raise AccessError: the title does not verify slips
        :raise UserError: no reason, not decided, or one's own recording
        """
        if not any(
            self.env.user.has_group(f"ad_sales_ops.group_ad_{title}")
            for title in ("supervisor", "contract_admin", "operations")
        ):
            raise AccessError(
                self.env._(
                    "A supervisor, the Contract Administrator or the Operations "
                    "Centre takes back a decision."
                )
            )
        self.check_access("read")
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the decision is taken back."))
        for proof in self:
            if proof.state not in ("confirmed", "refused"):
                raise UserError(self.env._("Proof %s is not decided.", proof.number))
            if self.env.user in proof._recorded_by():
                raise UserError(
                    self.env._(
                        "Proof %s: a second person takes back what you recorded.",
                        proof.number,
                    )
                )
        self._void(reason.strip())

    def _recorded_by(self):
        """Employees who had a hand in recording the decision."""
        self.ensure_one()
        return self.env["res.users"]

    def _state_sentence(self):
        """Where the proof stands, for lists and blockers; False when it is fine."""
        self.ensure_one()
        if self.state == "draft":
            return self.env._("The proof %s has not been sent.", self.number)
        if self.state == "sent":
            return self.env._(
                "The customer has not answered proof %(number)s, sent on %(date)s.",
                number=self.number,
                date=format_date(self.env, self.sent_on),
            )
        if self.state == "refused":
            return self.env._(
                "The customer refused proof %(number)s: %(comment)s",
                number=self.number,
                comment=self.refusal_comment,
            )
        return False
