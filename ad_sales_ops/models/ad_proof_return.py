"""Slips that come back on paper: photographed by one, verified by another (F2)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

#: Titles that register what came back.
REGISTRARS = ("specialist", "production", "contract_admin")
#: Titles that verify it.
VERIFIERS = ("supervisor", "contract_admin", "operations", "production")
#: Titles that read slips; the others see where a proof stands.
READERS = ",".join(
    f"ad_sales_ops.group_ad_{title}"
    for title in (
        *REGISTRARS,
        "operations",
        "proofreader",
        "reviewer",
        "service_supervisor",
    )
)
#: Slips on the screen at once.
BATCH = 200
#: Channels by which nobody of ours saw the customer sign.
REMOTE = ("email", "fax", "post")


class AdProofReturn(models.Model):
    """One photo of one signed slip; the photo and what it stands for never change."""

    _name = "ad.proof.return"
    _description = "Returned Slip"
    _order = "id"
    _rec_name = "proof_number"

    proof_id = fields.Many2one(
        "ad.proof.confirmation",
        required=True,
        ondelete="restrict",
        index=True,
        readonly=True,
    )
    proof_number = fields.Char(required=True, readonly=True)
    fingerprint = fields.Char(required=True, readonly=True)
    advertiser_id = fields.Many2one(
        "res.partner", required=True, ondelete="restrict", index=True, readonly=True
    )
    issue_id = fields.Many2one(
        "ad.issue", required=True, ondelete="restrict", index=True, readonly=True
    )
    user_id = fields.Many2one(
        "res.users", "Carer", ondelete="restrict", index=True, readonly=True
    )
    team_id = fields.Many2one(
        "crm.team", ondelete="restrict", index=True, readonly=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, ondelete="restrict", index=True, readonly=True
    )
    channel = fields.Selection(
        [("visit", "Visit"), ("email", "Email"), ("fax", "Fax"), ("post", "Post")],
        required=True,
        readonly=True,
    )
    photo = fields.Binary(attachment=True, required=True, readonly=True)
    photo_name = fields.Char(readonly=True)
    is_signed = fields.Boolean("Signature", readonly=True)
    is_sealed = fields.Boolean("Seal", readonly=True)
    signer_id = fields.Many2one(
        "ad.confirmer", "Signed by", ondelete="restrict", readonly=True
    )
    signer_name = fields.Char("Signer's Name", readonly=True)
    registered_by_id = fields.Many2one(
        "res.users", required=True, ondelete="restrict", readonly=True
    )
    registered_on = fields.Datetime(required=True, readonly=True)
    state = fields.Selection(
        [("pending", "To Verify"), ("verified", "Verified"), ("rejected", "Rejected")],
        required=True,
        default="pending",
        readonly=True,
        index=True,
    )
    verified_by_id = fields.Many2one("res.users", ondelete="restrict", readonly=True)
    verified_on = fields.Datetime(readonly=True)
    reject_reason = fields.Char("Why It Does Not Hold", readonly=True)

    _one_pending = models.UniqueIndex(
        "(proof_id) WHERE state = 'pending'",
        "A slip of this proof is waiting for verification already.",
    )

    def write(self, vals):
        """Only the verification is written, and only once.

        :raise UserError: anything else would change
        """
        decision = {"state", "verified_by_id", "verified_on", "reject_reason"}
        if set(vals) - decision or any(slip.state != "pending" for slip in self):
            raise UserError(self.env._("A returned slip is kept as it was registered."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Returned slips are kept."))

    # Verifying

    def _check_may_verify(self):
        """A second employee: not who registered it, who sells or who made it (F1)."""
        user = self.env.user
        if not any(user.has_group(f"ad_sales_ops.group_ad_{t}") for t in VERIFIERS):
            raise AccessError(
                self.env._(
                    "A supervisor, the Contract Administrator, the Operations Centre "
                    "or production verifies slips."
                )
            )
        self.check_access("read")
        for slip in self:
            # Superuser: who sold and who made it is looked at, nothing else.
            proof = slip.sudo().proof_id
            order = proof.placement_id.order_id
            own = slip.registered_by_id | slip.user_id | order.user_id
            if user in own | order.ad_closer_id:
                raise AccessError(
                    self.env._(
                        "Slip %s: a second person verifies it, neither who registered "
                        "it nor who serves the customer.",
                        slip.proof_number,
                    )
                )
            if user == proof.version_id.maker_id:
                raise AccessError(
                    self.env._(
                        "Slip %s: you made the copy that it confirms, so somebody else "
                        "verifies it.",
                        slip.proof_number,
                    )
                )

    def action_verify(self):
        """The slip is genuine and shows this proof: the customer has confirmed.

        :raise AccessError: not a second person with a verifying title
        :raise UserError: verified already, or the proof is out of date
        """
        self._check_may_verify()
        for slip in self:
            if slip.state != "pending":
                raise UserError(
                    self.env._("Slip %s is decided already.", slip.proof_number)
                )
            proof = slip.proof_id
            proof._confirm(
                slip.channel,
                {
                    "confirmer_id": slip.sudo().signer_id.id,
                    "decided_by_name": slip.signer_name,
                },
                # Whether he might sign is asked of the day on which the slip came.
                day=slip.company_id._ad_date(slip.registered_on),
            )
            slip._decide("verified")
        return True

    def _action_reject(self, reason):
        """The slip does not hold; who registered it gets a to-do.

        :raise UserError: no reason, or decided already
        """
        self._check_may_verify()
        if not (reason or "").strip():
            raise UserError(self.env._("Say what is wrong with the slip."))
        for slip in self:
            if slip.state != "pending":
                raise UserError(
                    self.env._("Slip %s is decided already.", slip.proof_number)
                )
            slip._decide("rejected", reason.strip())
            # Superuser: a to-do on the contract of somebody else's customer.
            order = slip.sudo().proof_id.placement_id.order_id
            order.activity_schedule(
                "ad_sales_ops.mail_activity_type_slip_rejected",
                user_id=slip.registered_by_id.id,
                note=self.env._(
                    "Slip %(number)s: %(reason)s",
                    number=slip.proof_number,
                    reason=reason.strip(),
                ),
            )

    def _take_as_refusal(self, comment):
        """The slip asks for changes: that harms nobody and needs no second person.

        :raise UserError: no comment, or the proof is out of date
        """
        self.ensure_one()
        self.proof_id._refuse(
            comment, [], {"decided_by_name": self.signer_name}, channel=self.channel
        )
        self._decide("rejected", self.env._("The customer wants changes."))

    def _decide(self, state, reason=False):
        self.ensure_one()
        # Superuser: nobody writes returned slips; callers checked the person.
        self.sudo().write(
            {
                "state": state,
                "verified_by_id": self.env.uid,
                "verified_on": fields.Datetime.now(),
                "reject_reason": reason,
            }
        )
        # The next slip of the proof is inserted before pending writes.
        self.flush_recordset()

    # The screen

    @api.model
    def load_pending(self):
        """Everything the verification screen shows, in one call.

        :return: list of dictionaries, the oldest first
        """
        slips = self.search([("state", "=", "pending")], limit=BATCH)
        # Superuser: the proof beside a slip that the user may read.
        proofs = slips.sudo().proof_id
        proofs.fetch(["version_id", "issue_name", "advertiser_name", "medium_name"])
        return [slip._screen_values() for slip in slips]

    def _screen_values(self):
        self.ensure_one()
        # Superuser: as above.
        proof = self.sudo().proof_id
        return {
            "id": self.id,
            "number": self.proof_number,
            "customer": proof.advertiser_name,
            "medium": proof.medium_name,
            "issue": proof.issue_name,
            "position": proof.position_name,
            "version": proof.version_id.display_name,
            "print": proof._short_fingerprint(),
            "channel": dict(self._fields["channel"]._description_selection(self.env))[
                self.channel
            ],
            "signer": self.signer_name or "",
            "signed": self.is_signed,
            "sealed": self.is_sealed,
            "registered_by": self.registered_by_id.name,
            "photo": f"/web/image/ad.proof.return/{self.id}/photo",
            "content": str(proof.content_html or ""),
        }

    def verify_from_screen(self):
        """One key: the slip is in order."""
        self.action_verify()
        return True

    def reject_from_screen(self, reason):
        """One key and a word: it is not."""
        self._action_reject(reason)
        return True


class AdProofConfirmation(models.Model):
    _inherit = "ad.proof.confirmation"

    return_ids = fields.One2many(
        "ad.proof.return", "proof_id", readonly=True, groups=READERS
    )

    def _register_return(self, values):
        """Keep the photo of a signed slip until a second person verifies it.

        :param values: channel, photo, photo_name, is_signed, is_sealed, signer_id,
            printed_number, is_refused
        :raise AccessError: the title registers no slips
        :raise UserError: the slip cannot be of this proof
        """
        self.ensure_one()
        user = self.env.user
        if not any(user.has_group(f"ad_sales_ops.group_ad_{t}") for t in REGISTRARS):
            raise AccessError(
                self.env._(
                    "Slips are registered by the customer's specialist, production or "
                    "the Contract Administrator."
                )
            )
        self.check_access("read")
        printed = (values.pop("printed_number", "") or "").strip()
        error = self._return_error_message(values, printed)
        if error:
            raise UserError(error)
        values = self._complete_return_values(values)
        # Superuser: returned slips are facts, made here only; checked above.
        return (
            self.env["ad.proof.return"]
            .sudo()
            .create(
                {
                    **values,
                    "proof_id": self.id,
                    "proof_number": self.number,
                    "fingerprint": self.fingerprint,
                    "advertiser_id": self.advertiser_id.id,
                    "issue_id": self.issue_id.id,
                    "user_id": self.user_id.id,
                    "team_id": self.team_id.id,
                    "company_id": self.company_id.id,
                    "registered_by_id": user.id,
                    "registered_on": fields.Datetime.now(),
                }
            )
            .sudo(False)
        )

    def _return_error_message(self, values, printed):
        """Why this slip cannot be taken for this proof, or False."""
        self.ensure_one()
        if printed and printed.upper() not in (self.number, self._short_fingerprint()):
            return self.env._(
                "The slip shows %(printed)s, the proof that is open is %(number)s. It "
                "is a slip of another version: have the current one signed.",
                printed=printed,
                number=self.number,
            )
        if self.state == "void":
            return self.env._(
                "Proof %(number)s is void: %(reason)s Have the new proof signed.",
                number=self.number,
                reason=self.void_reason,
            )
        if self.state != "sent":
            return self.env._("Proof %s is not waiting for an answer.", self.number)
        if self.sudo().return_ids.filtered(lambda slip: slip.state == "pending"):
            return self.env._(
                "A slip of proof %s is waiting for verification already.", self.number
            )
        if not values.get("photo"):
            return self.env._("Photograph the slip and attach the picture.")
        return self._paper_error_message(values) or self._signer_error_message(values)

    def _paper_error_message(self, values):
        """What the paper lacks to count as a confirmation, or False (F1)."""
        # The customer's wish for changes counts in any form.
        if values.get("is_refused"):
            return False
        # Superuser: local or remote stands in the customer's file.
        remote = self.sudo().advertiser_id.ad_locality == "remote"
        signed, sealed = values.get("is_signed"), values.get("is_sealed")
        if remote and not (signed and sealed):
            return self.env._(
                "%s is a remote customer: the slip needs a signature and a seal.",
                self.advertiser_name,
            )
        if values.get("channel") in REMOTE and not (signed and sealed):
            return self.env._(
                "A slip that comes by email, fax or post needs a signature and a seal, "
                "both."
            )
        if not (signed or sealed):
            return self.env._("The slip needs a signature or a seal: tick what it has.")
        return False

    def _signer_error_message(self, values):
        """Why the person named cannot have confirmed today, or False (F1, C10)."""
        if values.get("is_refused") and not values.get("signer_id"):
            return False
        signer = self._return_signer(values)
        if self._may_sign(signer):
            return False
        return self.env._(
            "%(person)s is not authorised to confirm for %(customer)s today. Choose an "
            "authorised confirmer, or have the authorisation verified first.",
            person=signer.partner_id.name or self.env._("Nobody"),
            customer=self.advertiser_name,
        )

    def _return_signer(self, values):
        """Who signed: the person chosen, else who the proof was sent to."""
        # Superuser: the name and authorisation of the customer's person.
        confirmers = self.env["ad.confirmer"].sudo()
        return confirmers.browse(values.get("signer_id")) or self.sudo().confirmer_id

    def _complete_return_values(self, values):
        """The signer's name as it is today; what only the checks needed goes."""
        signer = self._return_signer(values)
        kept = {k: v for k, v in values.items() if k != "is_refused"}
        return {**kept, "signer_id": signer.id, "signer_name": signer.partner_id.name}

    def action_register_return(self):
        """Open the dialog for the slip that came back."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Register Returned Slip"),
            "res_model": "ad.proof.return.register",
            "view_mode": "form",
            "target": "new",
            "context": {"default_proof_id": self.id},
        }

    def _recorded_by(self):
        slips = self.sudo().return_ids.filtered(lambda slip: slip.state == "verified")
        return super()._recorded_by() | slips.registered_by_id | slips.verified_by_id


class AdPlacement(models.Model):
    _inherit = "ad.placement"

    @api.depends("proof_ids.return_ids.state")
    def _compute_proof_state(self):
        super()._compute_proof_state()
        for placement in self.filtered(lambda p: p.proof_state == "sent"):
            returns = placement._live_proof().return_ids
            if "pending" in returns.mapped("state"):
                placement.proof_state = "returned"
