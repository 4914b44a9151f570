"""The customer's consent to another page than the promised one (F4, E6)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .ad_checklist_mixin import Check, Failure

#: Titles that hear the customer's word; specialists of their own customers.
RECORDERS = ("ad_sales_ops.group_ad_specialist", "ad_sales_ops.group_ad_operations")


class AdPageConsent(models.Model):
    """Who of the customer agreed when and how to which other page; a fact."""

    _name = "ad.page.consent"
    _description = "Consent to Another Page"
    _order = "id desc"
    _rec_name = "to_page"

    placement_id = fields.Many2one(
        "ad.placement",
        "Insertion",
        required=True,
        ondelete="restrict",
        index=True,
        readonly=True,
    )
    advertiser_id = fields.Many2one(
        "res.partner", required=True, ondelete="restrict", index=True, readonly=True
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
    issue_id = fields.Many2one(
        "ad.issue",
        compute="_compute_agreed",
        store=True,
        precompute=True,
        required=True,
        ondelete="restrict",
        index=True,
    )
    page = fields.Integer(
        "Side Agreed",
        required=True,
        readonly=True,
        aggregator=None,
        help="As the strip was counted on that day; the page agreed is named below.",
    )
    place = fields.Char(
        "Kind of Page Agreed", compute="_compute_agreed", store=True, precompute=True
    )
    place_number = fields.Integer(
        "Number of the Page Agreed",
        compute="_compute_agreed",
        store=True,
        precompute=True,
        aggregator=None,
    )
    from_page = fields.Char("Promised Page", required=True, readonly=True)
    to_page = fields.Char("Page Agreed", required=True, readonly=True)
    confirmer_id = fields.Many2one(
        "ad.confirmer", required=True, ondelete="restrict", readonly=True
    )
    said_by = fields.Char("Agreed by", required=True, readonly=True)
    said_on = fields.Datetime("Agreed on", required=True, readonly=True)
    said_how = fields.Char("How", required=True, readonly=True)
    recorded_by_id = fields.Many2one(
        "res.users", required=True, ondelete="restrict", readonly=True
    )
    recorded_on = fields.Datetime(required=True, readonly=True)

    @api.depends()
    def _compute_agreed(self):
        """The issue and printed page of that moment; it follows nothing afterwards."""
        for consent in self:
            issue = consent.placement_id.issue_id
            consent.issue_id = issue
            consent.place, consent.place_number = issue._side_key(consent.page)

    # Nobody gets past this.
    def write(self, vals):  # pylint: disable=method-required-super
        """Consents never change.

        :raise UserError: always
        """
        raise UserError(
            self.env._("A consent is kept as it was given. Record another one.")
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Consents of customers are kept."))

    def _agreed_side(self):
        """Where the page agreed is in its issue today; 0 when there is none any more.

        He agreed to a printed page of one issue: sides that are inserted or taken out
        before it, or another issue, make no other page of it.
        """
        self.ensure_one()
        if self.placement_id.issue_id != self.issue_id:
            return 0
        return self.issue_id._keyed_side(self.place, self.place_number)

    def _tell_confirmer(self):
        """Whoever is said to have agreed hears of it: nobody agrees for him."""
        self.ensure_one()
        address = self.confirmer_id.email
        if address:
            template = self.env.ref("ad_sales_ops.mail_template_page_consent")
            template.send_mail(
                self.id, email_values={"email_to": address, "recipient_ids": []}
            )


class AdPlacement(models.Model):
    _inherit = "ad.placement"

    consent_ids = fields.One2many("ad.page.consent", "placement_id", readonly=True)
    promised_page_label = fields.Char(
        "Promised Page", compute="_compute_promised_page_label"
    )

    @api.depends_context("lang")
    @api.depends("position_id", "issue_id", "proof_ids.state")
    def _compute_promised_page_label(self):
        for placement in self:
            side = placement._promised_side()
            label = placement.issue_id._page_label(side) if side else False
            placement.promised_page_label = label

    def _promised_side(self):
        """The side of the strip that the customer was promised; 0 for run of book.

        What a live proof shows counts before what the position says.
        """
        self.ensure_one()
        position = self.position_id
        if position.page_rule != "fixed" or not self.medium_id.is_print:
            return 0
        # Superuser: which page was promised is known to whoever sees the insertion.
        proof = self.sudo()._live_proof()
        place = position._compute_rectangle(self.issue_id)
        return proof._promised_side() or (place["page"] if place else 0)

    def _needs_page_consent(self, page):
        """Whether the insertion may go to a side only by the customer's word."""
        self.ensure_one()
        promised = self._promised_side()
        if not promised or page == promised:
            return False
        # Superuser: whether he agreed, not how.
        agreed = [consent._agreed_side() for consent in self.sudo().consent_ids]
        return not page or page not in agreed

    def _check_promised_pages(self, targets):
        """Moving a promised page needs the customer's recorded consent (F4).

        :param targets: ``{placement: (page, x, y)}``
        :raise UserError: names the page that was promised
        """
        for placement, (page, _x, _y) in targets.items():
            if placement._needs_page_consent(page):
                raise UserError(
                    self.env._(
                        "“%(position)s” has its fixed place in every issue: "
                        "%(customer)s was promised %(promised)s. Record the customer's "
                        "consent to the other page first, or leave it where it is.",
                        position=placement.position_id.name,
                        customer=placement.advertiser_id.name,
                        promised=placement.promised_page_label,
                    )
                )

    def _checklist(self):
        return super()._checklist() + [
            Check("promise", self.env._("Promised Page"), "_check_promise")
        ]

    def _check_promise(self):
        """It stands where the customer was promised, or agreed, that it would (F4)."""
        failures = {}
        for placement in self.filtered("page"):
            if placement._needs_page_consent(placement.page):
                sentence = self.env._(
                    "%(promised)s was promised, it stands on %(page)s, and no consent "
                    "of the customer is recorded.",
                    promised=placement.promised_page_label,
                    page=placement.page_label,
                )
                failures[placement] = [Failure(sentence, placement)]
        return failures

    def action_page_consent(self):
        """Open the dialog for the customer's word."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Consent to Another Page"),
            "res_model": "ad.page.consent.record",
            "view_mode": "form",
            "target": "new",
            "context": {"default_placement_id": self.id},
        }

    def _record_page_consent(self, page, confirmer, said_on, said_how):
        """Keep the customer's consent to another page.

        :param page: side of the issue's strip
        :raise AccessError: neither the customer's specialist nor Operations
        :raise UserError: nothing was promised, or nobody who may agree did
        """
        self.ensure_one()
        if not any(self.env.user.has_group(group) for group in RECORDERS):
            raise AccessError(
                self.env._(
                    "The customer's specialist or the Operations Centre records a "
                    "consent."
                )
            )
        self.check_access("read")
        return self._keep_page_consent(page, confirmer, said_on, said_how)

    def _keep_page_consent(self, page, confirmer, said_on, said_how):
        """Keep a consent that callers have heard or read; see there."""
        error = self._consent_error_message(page, confirmer, said_on, said_how)
        if error:
            raise UserError(error)
        # Superuser: consents are facts, made here only; callers checked who records.
        consent = (
            self.env["ad.page.consent"]
            .sudo()
            .create(
                {
                    **self._prepare_consent_values(page),
                    "confirmer_id": confirmer.id,
                    "said_by": confirmer.partner_id.name,
                    "said_on": said_on,
                    "said_how": said_how.strip(),
                }
            )
        )
        consent._tell_confirmer()
        self.sudo()._live_proof()._note_consent(consent)
        self._touch_copy()
        return consent.sudo(False)

    def _prepare_consent_values(self, page):
        return {
            "placement_id": self.id,
            "advertiser_id": self.advertiser_id.id,
            "user_id": self.user_id.id,
            "team_id": self.team_id.id,
            "company_id": self.company_id.id,
            "page": page,
            "from_page": self._publication_page_label(self._promised_side()),
            "to_page": self._publication_page_label(page),
            "recorded_by_id": self.env.uid,
            "recorded_on": fields.Datetime.now(),
        }

    def _consent_error_message(self, page, confirmer, said_on, said_how):
        """Why this consent cannot be kept, or False."""
        self.ensure_one()
        if not self._needs_page_consent(page):
            return self.env._(
                "%s needs no consent for this page: it was promised, agreed, or no "
                "page was promised at all.",
                self.display_name,
            )
        if self.issue_id.state not in ("open", "closed"):
            return self.env._(
                "%(issue)s is at press or published; its pages are frozen.",
                issue=self.issue_id.display_name,
            )
        if not self.issue_id._page_label(page):
            return self.env._("%s has no such page.", self.issue_id.display_name)
        if not said_on or said_on > fields.Datetime.now():
            return self.env._("Say when the customer agreed; not in the future.")
        if not (said_how or "").strip():
            return self.env._("Say how the customer agreed: by telephone, in writing …")
        day = self.company_id._ad_date(said_on)
        valid = self.env["ad.confirmer"]._valid_for(
            self.advertiser_id, day, self.company_id
        )
        if not confirmer or confirmer not in valid:
            return self.env._(
                "Choose who of the customer's authorised confirmers agreed; whoever it "
                "was had to be authorised on that day."
            )
        return False


class AdProofConfirmation(models.Model):
    _inherit = "ad.proof.confirmation"

    page_consent = fields.Char("Moved with Consent", compute="_compute_page_consent")

    @api.depends_context("lang", "tz")
    @api.depends("promised_page", "placement_id.page", "placement_id.consent_ids")
    def _compute_page_consent(self):
        for proof in self:
            # Superuser: whoever reads the proof may know what was agreed.
            consent = proof.sudo()._consent()
            proof.page_consent = proof._consent_words(consent) if consent else False

    def _consent_words(self, consent):
        return self.env._(
            "To %(page)s, agreed by %(name)s on %(time)s (%(how)s), recorded by "
            "%(user)s",
            page=consent.to_page,
            name=consent.said_by,
            time=self._slip_time(consent.said_on),
            how=consent.said_how,
            user=consent.recorded_by_id.name,
        )

    def _consent(self):
        """The consent by which the insertion stands on another page than shown."""
        self.ensure_one()
        page, promised = self.placement_id.page, self._promised_side()
        moved = promised and page and page != promised
        consents = self.placement_id.consent_ids
        return consents.filtered(lambda c: moved and c._agreed_side() == page)[:1]

    def _note_consent(self, consent):
        """The confirmation stays valid; its history tells of the move."""
        for proof in self:
            proof._note(
                self.env._(
                    "%(name)s agreed to %(page)s instead of %(promised)s (%(how)s).",
                    name=consent.said_by,
                    page=consent.to_page,
                    promised=consent.from_page,
                    how=consent.said_how,
                )
            )

    def _slip_page(self):
        consent = self._consent()
        if not consent:
            return super()._slip_page()
        return self.env._(
            "%(promised)s; moved to %(page)s, as %(name)s agreed on %(time)s",
            promised=self.page_promise,
            page=consent.to_page,
            name=consent.said_by,
            time=self._slip_time(consent.said_on),
        )
