"""Who may confirm proofs for an advertiser (C10)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import email_normalize

#: Titles that verify an authorisation somebody else entered.
VERIFIERS = (
    "ad_sales_ops.group_ad_supervisor",
    "ad_sales_ops.group_ad_contract_admin",
    "ad_sales_ops.group_ad_operations",
)
#: What a verification vouches for.
VERIFIED = {
    "advertiser_id",
    "partner_id",
    "authorization",
    "authorization_name",
    "valid_from",
    "valid_to",
}


class AdConfirmer(models.Model):
    """An authorised confirmer (授权认定人), by the customer's sealed authorisation.

    Links and codes go to the address that stood on the contact when a second person
    verified the paper, whatever is written on the contact later.
    """

    _name = "ad.confirmer"
    _inherit = ["ad.guarded.mixin"]
    _description = "Authorised Confirmer"
    _order = "advertiser_id, state, id desc"
    _rec_names_search = ["partner_id.name"]

    advertiser_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("ad_is_advertiser", "=", True)],
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Person",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('is_company', '=', False), "
        "('commercial_partner_id', '=', advertiser_id)]",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    email = fields.Char(
        "Stored Address",
        readonly=True,
        copy=False,
        help="Links and codes go to this address only. It is taken from the contact "
        "when the authorisation is verified.",
    )
    authorization = fields.Binary("Sealed Authorisation", attachment=True, copy=False)
    authorization_name = fields.Char(copy=False)
    valid_from = fields.Date(
        required=True, default=lambda self: fields.Date.context_today(self)
    )
    valid_to = fields.Date("Valid Until")
    state = fields.Selection(
        [("pending", "To Verify"), ("active", "Authorised"), ("ended", "Ended")],
        required=True,
        default="pending",
        readonly=True,
        copy=False,
        index=True,
    )
    entered_by_id = fields.Many2one(
        "res.users",
        default=lambda self: self.env.user,
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    verified_by_id = fields.Many2one(
        "res.users", readonly=True, copy=False, ondelete="restrict"
    )
    verified_on = fields.Datetime(readonly=True, copy=False)
    ended_on = fields.Datetime(readonly=True, copy=False)
    end_reason = fields.Char(readonly=True, copy=False)

    _validity_in_order = models.Constraint(
        "CHECK (valid_to IS NULL OR valid_from <= valid_to)",
        "An authorisation cannot end before it begins. Correct one of the dates.",
    )
    _one_active = models.UniqueIndex(
        "(advertiser_id, partner_id, company_id) WHERE state != 'ended'",
        "This person is already entered as a confirmer of this customer.",
    )

    @api.depends("partner_id")
    def _compute_display_name(self):
        for confirmer in self:
            confirmer.display_name = confirmer.partner_id.name

    @api.constrains("advertiser_id", "partner_id")
    def _check_person(self):
        # Superuser: who works for whom is read, nothing else.
        for confirmer in self.sudo():
            person = confirmer.partner_id
            if person.commercial_partner_id != confirmer.advertiser_id:
                raise ValidationError(
                    self.env._(
                        "%(person)s is no contact person of %(customer)s. Add the "
                        "contact to the customer first.",
                        person=person.name,
                        customer=confirmer.advertiser_id.name,
                    )
                )
            if person.is_company:
                raise ValidationError(
                    self.env._("A confirmer is a person, not a company.")
                )
            # Whoever has a login of ours would confirm our own work.
            if person._ad_works_here():
                raise ValidationError(
                    self.env._(
                        "%(person)s works here and cannot confirm for a customer.",
                        person=person.name,
                    )
                )

    def _guarded_fields(self):
        return super()._guarded_fields() | {
            "email",
            "end_reason",
            "ended_on",
            "entered_by_id",
            "state",
            "verified_by_id",
            "verified_on",
        }

    def _guarded_defaults(self):
        return super()._guarded_defaults() | {
            "entered_by_id": self.env.uid,
            "state": "pending",
        }

    def write(self, vals):
        """What was verified stays as it is.

        :raise UserError: a verified authorisation would change
        """
        if VERIFIED & set(vals) and not self.env.su:
            for confirmer in self.filtered(lambda c: c.state != "pending"):
                raise UserError(
                    self.env._(
                        "The authorisation of %(person)s is verified. End it and enter "
                        "a new one.",
                        person=confirmer.partner_id.name,
                    )
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_pending(self):
        if any(confirmer.state != "pending" for confirmer in self):
            raise UserError(
                self.env._("A verified authorisation is evidence: end it instead.")
            )

    # Who may confirm

    @api.model
    def _valid_for(self, advertiser, day, company):
        """The people who may confirm an advertiser's proofs of a company on a day.

        Pending and ended ones may not, nor who left the customer; an authorisation
        holds for the publisher that it was given to.
        """
        # Superuser: whoever sends a proof needs to know, not to read their papers.
        found = self.sudo().search(
            [
                ("advertiser_id", "=", advertiser.commercial_partner_id.id),
                ("company_id", "=", company.id),
                ("state", "=", "active"),
                ("valid_from", "<=", day),
                "|",
                ("valid_to", "=", False),
                ("valid_to", ">=", day),
            ]
        )
        return found.filtered(lambda confirmer: confirmer._still_works_there())

    def _still_works_there(self):
        self.ensure_one()
        person = self.partner_id
        # A login given later bars a person like one that was there before.
        return (
            person.active
            and person.commercial_partner_id == self.advertiser_id
            and not person._ad_works_here()
        )

    # Verification

    def action_verify(self):
        """Vouch for authorisations that another person entered (C10).

        :raise AccessError: the title does not verify, or it is one's own entry
        :raise UserError: not pending, or the paper is missing
        """
        if not any(self.env.user.has_group(group) for group in VERIFIERS):
            raise AccessError(
                self.env._(
                    "A supervisor, the Contract Administrator or the Operations "
                    "Centre verifies authorisations."
                )
            )
        self.check_access("read")
        for confirmer in self:
            error = confirmer._verify_error_message()
            if error:
                raise UserError(error)
        for confirmer in self:
            confirmer._action_activate()

    def _verify_error_message(self):
        """Why this person cannot verify this authorisation now, or False."""
        self.ensure_one()
        person = self.partner_id.name
        if self.state != "pending":
            return self.env._("The authorisation of %s is not pending.", person)
        # Superuser: who serves the customer is looked at, nothing else.
        carer = self.sudo().advertiser_id.user_id
        if self.env.user in (self.sudo().entered_by_id, carer):
            return self.env._(
                "A second person verifies the authorisation of %(person)s: neither "
                "who entered it nor who serves the customer.",
                person=person,
            )
        if not self.authorization:
            return self.env._(
                "Attach the sealed authorisation of %(person)s first.", person=person
            )
        if self._is_our_address():
            return self.env._(
                "The address %(email)s of %(person)s is a colleague's: links and codes "
                "would not reach the customer. Correct it on the contact first.",
                email=self.partner_id.email,
                person=person,
            )
        return False

    def _is_our_address(self):
        """Whether links to this person would land with one of our own people."""
        self.ensure_one()
        address = email_normalize(self.partner_id.email or "")
        if address and address == email_normalize(self.company_id.email or ""):
            return True
        # Superuser: whether there is such a colleague, not who.
        colleagues = self.env["res.users"].sudo().with_context(active_test=False)
        return bool(address) and bool(
            colleagues.search_count(
                [
                    ("share", "=", False),
                    "|",
                    ("login", "=", address),
                    ("partner_id.email_normalized", "=", address),
                ],
                limit=1,
            )
        )

    def _action_activate(self):
        """Authorise, store the address, and tell those who confirmed so far."""
        self.ensure_one()
        # Superuser: guarded fields, and people to tell; rights were checked above.
        confirmer = self.sudo()
        day = confirmer.company_id._ad_today()
        told = self._valid_for(confirmer.advertiser_id, day, confirmer.company_id)
        confirmer.write(
            {
                "state": "active",
                "email": email_normalize(confirmer.partner_id.email or "") or False,
                "verified_by_id": self.env.uid,
                "verified_on": fields.Datetime.now(),
            }
        )
        confirmer._tell(told)

    def _tell(self, others):
        """Tell the earlier confirmers and the ad contact of a new one."""
        self.ensure_one()
        contact = self.advertiser_id.ad_contact_id
        addresses = {c.email for c in others} | {email_normalize(contact.email or "")}
        addresses -= {self.email, False, None, ""}
        template = self.env.ref("ad_sales_ops.mail_template_confirmer_added")
        for address in sorted(addresses):
            template.send_mail(
                self.id, email_values={"email_to": address, "recipient_ids": []}
            )

    def action_end(self):
        """End authorisations: these people confirm nothing any more.

        :raise AccessError: not the carer's side nor a verifying title
        """
        self.check_access("write")
        self.filtered(lambda c: c.state != "ended")._action_end()

    def _action_end(self, reason=False):
        # Superuser: guarded fields; callers checked rights.
        self.sudo().write(
            {
                "state": "ended",
                "ended_on": fields.Datetime.now(),
                "end_reason": reason,
            }
        )


class ResPartner(models.Model):
    _inherit = "res.partner"

    ad_confirmer_ids = fields.One2many(
        "ad.confirmer",
        "advertiser_id",
        "Authorised Confirmers",
        groups="ad_sales_ops.group_ad_user",
    )

    def _ad_works_here(self):
        """Whether this person logs in as one of our own people."""
        self.ensure_one()
        return bool(self.user_ids.filtered(lambda user: not user.share))

    def _ad_end_double_confirmers(self, survivor):
        """End authorisations that a merge of these contacts would double (C10).

        Odoo deletes rows that then stand there twice; ended ones are kept.
        """
        # Superuser: guarded fields; who merges contacts may not read their papers.
        confirmers = self.env["ad.confirmer"].sudo()
        found = confirmers.search(
            [("partner_id", "in", self.ids), ("state", "!=", "ended")]
        ).sorted(lambda c: (c.state != "active", c.partner_id != survivor, c.id))
        for same in found.grouped(lambda c: (c.advertiser_id, c.company_id)).values():
            same[1:]._action_end(self.env._("The contact was merged with another one."))
