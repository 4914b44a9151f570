"""Documents of advertisers: validity, verification, reminders (C2, C3)."""

import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import split_every
from odoo.tools.misc import format_date

from . import credit_code

_logger = logging.getLogger(__name__)

REMINDER_BATCH = 100
REMINDER_TYPE = "ad_sales_ops.mail_activity_type_document_expiring"
VERIFIER_GROUPS = (
    "ad_sales_ops.group_ad_supervisor,"
    "ad_sales_ops.group_ad_contract_admin,"
    "ad_sales_ops.group_ad_reviewer"
)


class AdPartnerDocument(models.Model):
    """One paper of an advertiser with its validity and its scan.

    A paper that was verified is never lost: when its number, validity or scan
    changes, what was verified stays behind as an archived document.
    """

    _name = "ad.partner.document"
    _inherit = ["ad.guarded.mixin"]
    _description = "Advertiser Document"
    _order = "partner_id, type_id, date_to desc, id desc"
    _rec_names_search = ["number", "type_id.name"]

    partner_id = fields.Many2one(
        "res.partner",
        "Advertiser",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("ad_is_advertiser", "=", True)],
    )
    company_id = fields.Many2one(
        related="partner_id.company_id", store=True, index="btree_not_null"
    )
    carer_id = fields.Many2one(related="partner_id.user_id", string="Carer")
    type_id = fields.Many2one(
        "ad.document.type", required=True, index=True, ondelete="restrict"
    )
    has_number = fields.Boolean(related="type_id.has_number")
    has_expiry = fields.Boolean(related="type_id.has_expiry")
    active = fields.Boolean(default=True)
    note = fields.Char()

    # what is on the paper
    number = fields.Char(index="btree_not_null")
    date_from = fields.Date("Valid From")
    date_to = fields.Date("Valid Until", index="btree_not_null")
    is_unlimited = fields.Boolean(
        "Unlimited", help="The paper is valid without an end (长期)."
    )
    scan = fields.Binary(attachment=True)
    scan_name = fields.Char("File Name")

    # who vouches for it
    entered_by_id = fields.Many2one(
        "res.users",
        default=lambda self: self.env.user,
        readonly=True,
        ondelete="restrict",
    )
    verified_by_id = fields.Many2one(
        "res.users", readonly=True, copy=False, ondelete="restrict"
    )
    verified_on = fields.Datetime(readonly=True, copy=False)
    state = fields.Selection(
        [
            ("unverified", "To Verify"),
            ("future", "Not Yet Valid"),
            ("valid", "Valid"),
            ("expiring", "Expiring"),
            ("expired", "Expired"),
            ("replaced", "Replaced"),
        ],
        compute="_compute_state",
        search="_search_state",
    )

    # reminders
    reminded_for = fields.Date(readonly=True, copy=False)
    reminder_activity_id = fields.Many2one(
        "mail.activity",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    _validity_in_order = models.Constraint(
        "CHECK (date_from IS NULL OR date_to IS NULL OR date_from <= date_to)",
        "A document cannot end before it begins. Correct “Valid From” or "
        "“Valid Until”.",
    )
    _unlimited_has_no_end = models.Constraint(
        "CHECK (is_unlimited IS NOT TRUE OR date_to IS NULL)",
        "An unlimited document has no end. Clear “Valid Until” or “Unlimited”.",
    )

    def _guarded_fields(self):
        return super()._guarded_fields() | {
            "entered_by_id",
            "verified_by_id",
            "verified_on",
            "reminded_for",
            "reminder_activity_id",
        }

    def _guarded_defaults(self):
        return super()._guarded_defaults() | {"entered_by_id": self.env.uid}

    # ------------------------------------------------------------------
    # computes and constraints
    # ------------------------------------------------------------------

    @api.depends("type_id", "number")
    def _compute_display_name(self):
        for document in self:
            document.display_name = " ".join(
                filter(None, [document.type_id.name, document.number])
            )

    @api.depends("active", "date_from", "date_to", "is_unlimited", "verified_by_id")
    @api.depends_context("uid", "tz")
    def _compute_state(self):
        today = fields.Date.context_today(self)
        for document in self:
            document.state = document._state_on(today)

    def _state_on(self, day):
        """The state on a day; what is worst for the customer comes first."""
        self.ensure_one()
        if not self.active:
            return "replaced"
        if self._is_expired_on(day):
            return "expired"
        if not self.verified_by_id:
            return "unverified"
        if self.date_from and self.date_from > day:
            return "future"
        company = self.company_id or self.env.company
        limit = company._ad_expiring_until(day)
        if self.date_to and self.date_to <= limit:
            return "expiring"
        return "valid"

    @api.model
    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        until = self.env.company._ad_expiring_until(today)
        active = Domain("active", "=", True)
        running = Domain("date_to", "=", False) | Domain("date_to", ">=", today)
        begun = Domain("date_from", "=", False) | Domain("date_from", "<=", today)
        sound = active & running & Domain("verified_by_id", "!=", False)
        ending = Domain("date_to", "!=", False) & Domain("date_to", "<=", until)
        domains = {
            "replaced": Domain("active", "=", False),
            "expired": active & Domain("date_to", "<", today),
            "unverified": active & running & Domain("verified_by_id", "=", False),
            "future": sound & Domain("date_from", ">", today),
            "expiring": sound & begun & ending,
            "valid": sound & begun & ~ending,
        }
        return Domain.OR(domains[state] for state in value if state in domains)

    @api.constrains("partner_id")
    def _check_partner(self):
        for document in self.sudo():
            if document.partner_id != document.partner_id.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "“%(contact)s” is a contact person. Documents belong to the "
                        "company: choose “%(company)s”.",
                        contact=document.partner_id.name,
                        company=document.partner_id.commercial_partner_id.name,
                    )
                )

    @api.constrains("number", "type_id")
    def _check_number(self):
        for document in self.sudo().filtered("number"):
            message = document.type_id._number_error_message(document.number)
            if not message and document.type_id.number_is_credit_code:
                message = self.env["res.partner"]._ad_credit_code_error_message(
                    document.number
                )
            if message:
                raise ValidationError(document._wrong_number_message(message))

    def _wrong_number_message(self, sentence):
        """Name the paper and the field, as the form shows other numbers too."""
        return self.env._(
            "%(customer)s, document “%(type)s”, field “%(field)s”: %(sentence)s",
            customer=self.partner_id.name,
            type=self.type_id.name,
            field=self._fields["number"]._description_string(self.env),
            sentence=sentence,
        )

    @api.onchange("is_unlimited")
    def _onchange_is_unlimited(self):
        if self.is_unlimited:
            self.date_to = False

    @api.onchange("date_to")
    def _onchange_date_to(self):
        if self.date_to:
            self.is_unlimited = False

    @api.onchange("type_id")
    def _onchange_type_id(self):
        if self.type_id.number_is_credit_code and not self.number:
            self.number = self.partner_id.company_registry

    # ------------------------------------------------------------------
    # create, write, unlink
    # ------------------------------------------------------------------

    @api.model
    def _critical_fields(self):
        """Fields that a verification vouches for."""
        return {
            "partner_id",
            "type_id",
            "number",
            "date_from",
            "date_to",
            "is_unlimited",
            "scan",
        }

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("number"):
                vals["number"] = vals["number"].strip()
        documents = super().create(vals_list)
        documents._touch_placements()
        return documents

    def write(self, vals):
        """Write; a change of what was verified asks for a new verification (C2)."""
        if vals.get("number"):
            vals = {**vals, "number": vals["number"].strip()}
        changed = self._critically_changed(vals)
        changed.filtered("verified_by_id")._keep_replaced()
        before = self.partner_id
        result = super().write(vals)
        if changed:
            changed._forget_verification()
        if vals.get("active") is False:
            self._drop_reminders()
        if changed or "active" in vals or "verified_by_id" in vals:
            self._touch_placements(before)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_verified(self):
        if any(document.verified_by_id for document in self):
            raise UserError(
                self.env._(
                    "A document that was verified is evidence and cannot be deleted. "
                    "Archive it when another one replaces it."
                )
            )

    def unlink(self):
        self._drop_reminders()
        partners = self.partner_id
        result = super().unlink()
        self.env["ad.placement"]._touch_partners(partners)
        return result

    def _critically_changed(self, vals):
        """The documents on which these values change what a verification covers."""
        names = self._critical_fields() & set(vals)
        if self.env.su and not vals.get("scan", True):
            names.discard("scan")  # an erasure must not leave a copy behind
        if not names:
            return self.browse()
        plain = self.with_context(bin_size=False)
        return plain.filtered(
            lambda document: any(
                document._guarded_value_changes(name, vals[name]) for name in names
            )
        ).with_env(self.env)

    def _keep_replaced(self):
        """Leave the verified papers behind, archived, before they change."""
        for document in self.with_context(bin_size=False):
            # sudo: the copy carries the verification, which is guarded
            document.sudo().copy(
                {
                    "active": False,
                    "entered_by_id": document.entered_by_id.id,
                    "verified_by_id": document.verified_by_id.id,
                    "verified_on": document.verified_on,
                }
            )

    def _forget_verification(self):
        """Ask for a new verification and remember who entered the change."""
        # sudo: guarded fields, set here for every route a change can take
        self.sudo().write(
            {
                "entered_by_id": self.env.uid,
                "verified_by_id": False,
                "verified_on": False,
                "reminded_for": False,
            }
        )

    def _touch_placements(self, partners=None):
        """Have open placements of the advertisers judged again (U1)."""
        touched = self.partner_id | (partners or self.env["res.partner"])
        self.env["ad.placement"]._touch_partners(touched)

    # ------------------------------------------------------------------
    # verification
    # ------------------------------------------------------------------

    def action_verify(self):
        """Vouch for papers that another person entered.

        :raise AccessError: the user's title does not verify documents
        :raise UserError: none of them can be verified
        """
        self._check_verifier()
        self.check_access("read")
        problems = self._verification_problems()
        sound = self.filtered(lambda document: document not in problems)
        sound._action_verify()
        return self.env["res.partner"]._ad_batch_result(
            self.env._("Documents verified: %(count)s", count=len(sound)),
            len(sound),
            [
                self.env._(
                    "%(customer)s, %(document)s: %(problem)s",
                    customer=document.partner_id.name,
                    document=document.display_name,
                    problem=sentence,
                )
                for document, sentences in problems.items()
                for sentence in sentences
            ],
        )

    @api.model
    def _check_verifier(self):
        if not self.env.user.has_groups(VERIFIER_GROUPS):
            raise AccessError(
                self.env._(
                    "Documents are verified by a supervisor or above, a contract "
                    "administrator or the ad reviewer. Ask one of them."
                )
            )

    def _action_verify(self):
        """Record the verification and end reminders that it makes needless."""
        # sudo: guarded fields, and verifiers need no right to edit papers
        self.sudo().write(
            {"verified_by_id": self.env.uid, "verified_on": fields.Datetime.now()}
        )
        for document in self.sudo():
            document._close_reminders()
            document.partner_id.message_post(
                body=self.env._(
                    "Verified: %(document)s", document=document.display_name
                )
            )

    def _verification_problems(self):
        """Why papers cannot be verified by this user: ``{document: [sentence]}``."""
        today = fields.Date.context_today(self)
        problems = {}
        for document in self:
            sentences = [
                *document._verification_person_problems(),
                *document._verification_paper_problems(today),
            ]
            if sentences:
                problems[document] = sentences
        return problems

    def _verification_person_problems(self):
        if self.env.user in self.entered_by_id | self.create_uid:
            yield self.env._(
                "You entered this document yourself; another person has to verify it."
            )

    def _verification_paper_problems(self, today):
        if not self.active:
            yield self.env._("It was replaced; verify the present one.")
        elif self.verified_by_id:
            yield self.env._(
                "%(user)s verified it already.", user=self.verified_by_id.name
            )
        if not self.scan:
            yield self.env._("The scan is missing.")
        if self.has_number and not self.number:
            yield self.env._("The number is missing.")
        if self.has_expiry and not (self.date_to or self.is_unlimited):
            yield self.env._(
                "The validity is missing: enter its last day or tick “Unlimited”."
            )
        if self._is_expired_on(today):
            yield self._problem_on(today)
        code = credit_code.normalize(self.partner_id.company_registry)
        if self.type_id.number_is_credit_code and code and self.number != code:
            yield self.env._(
                "Its number %(number)s is not the customer's unified social credit "
                "code %(code)s.",
                number=self.number or "",
                code=code,
            )

    # ------------------------------------------------------------------
    # what a day asks for
    # ------------------------------------------------------------------

    def _is_expired_on(self, day):
        self.ensure_one()
        return bool(self.date_to) and self.date_to < day

    def _problem_on(self, day):
        """The sentence that says why this paper does not do on a day, or ``False``."""
        self.ensure_one()
        name = self.display_name
        if self._is_expired_on(day):
            return self.env._(
                "%(document)s expired on %(date)s.",
                document=name,
                date=format_date(self.env, self.date_to),
            )
        if not self.verified_by_id:
            return self.env._("%(document)s has not been verified yet.", document=name)
        if self.date_from and self.date_from > day:
            return self.env._(
                "%(document)s is not valid before %(date)s.",
                document=name,
                date=format_date(self.env, self.date_from),
            )
        return False

    def _problem_of_best_on(self, day, doc_type):
        """The one thing that keeps these papers of one type from doing on a day.

        One good paper is enough. Of several bad ones the one that is nearest to
        being good speaks: only unverified, then not yet valid, then expired last.
        """
        if not self:
            return self.env._("%(type)s is missing.", type=doc_type.name)
        ranked = self.sorted(lambda document: document._rank_on(day))
        return ranked[0]._problem_on(day)

    def _days_of_change(self):
        """The days from which on one of these papers holds, or holds no longer."""
        days = set(self.filtered("date_from").mapped("date_from"))
        days |= {date + timedelta(days=1) for date in self.mapped("date_to") if date}
        return sorted(days)

    def _rank_on(self, day):
        if self._is_expired_on(day):
            return (2, -self.date_to.toordinal())
        if self.date_from and self.date_from > day:
            return (1, self.date_from.toordinal())
        return (0, 0 if self.verified_by_id else 1)

    # ------------------------------------------------------------------
    # personal data
    # ------------------------------------------------------------------

    def _erase_personal_data(self):
        """Blank scans that show a person, archived ones too (G5)."""
        personal = self.filtered("type_id.holds_personal_data")
        # sudo: the manager's decision reaches every paper of the customer
        personal.sudo().write({"scan": False, "scan_name": False, "note": False})

    # ------------------------------------------------------------------
    # reminders
    # ------------------------------------------------------------------

    @api.model
    def _cron_remind_expiring(self):
        """Raise one activity for each document that is about to expire (C3)."""
        todo = self._to_remind().ids
        commit_progress = self.env["ir.cron"]._commit_progress
        commit_progress(remaining=len(todo))
        for ids in split_every(REMINDER_BATCH, todo):
            for document in self.browse(ids):
                try:
                    with self.env.cr.savepoint():
                        document._remind()
                except Exception:
                    _logger.exception("No reminder for document %s", document.id)
            if not commit_progress(processed=len(ids)):
                break

    @api.model
    def _to_remind(self):
        """Documents that expire within the time their company chose."""
        candidates = (
            Domain("reminded_for", "=", False)
            & Domain("date_to", "!=", False)
            & Domain("partner_id.active", "=", True)
            & Domain("partner_id.ad_is_advertiser", "=", True)
        )
        domains = []
        for [company] in self._read_group(candidates, ["company_id"]):
            chooser = company or self.env.company
            until = chooser._ad_expiring_until(chooser._ad_today())
            domains.append(
                Domain("company_id", "=", company.id) & Domain("date_to", "<=", until)
            )
        documents = self.search(candidates & Domain.OR(domains))
        return documents - documents._superseded()

    def _superseded(self):
        """Those that a later paper of the same type has made needless."""
        latest = self._latest_validity()
        return self.filtered(
            lambda document: latest[document.partner_id, document.type_id]
            > document.date_to
        )

    def _latest_validity(self):
        """The last day covered by each advertiser's active papers of each type."""
        groups = self._read_group(
            [
                ("partner_id", "in", self.partner_id.ids),
                ("type_id", "in", self.type_id.ids),
                ("verified_by_id", "!=", False),
            ],
            ["partner_id", "type_id", "is_unlimited"],
            ["date_to:max"],
        )
        latest = dict.fromkeys(
            ((document.partner_id, document.type_id) for document in self),
            fields.Date.to_date("0001-01-01"),
        )
        for partner, doc_type, is_unlimited, date_to in groups:
            last = fields.Date.to_date("9999-12-31") if is_unlimited else date_to
            key = (partner, doc_type)
            if last and key in latest:
                latest[key] = max(latest[key], last)
        return latest

    def _remind(self):
        """Ask whoever looks after the advertiser for a new paper, once."""
        self.ensure_one()
        user = self._reminder_user()
        if self.reminder_activity_id.active:
            self.reminder_activity_id.date_deadline = self.date_to
        elif not user:
            # nobody to ask yet: the next run looks again
            return
        else:
            self.reminder_activity_id = self.partner_id.activity_schedule(
                REMINDER_TYPE,
                date_deadline=self.date_to,
                user_id=user.id,
                **self.with_context(lang=user.lang)._prepare_reminder_values(),
            )
        self.reminded_for = self.date_to

    def _prepare_reminder_values(self):
        return {
            "summary": self.env._(
                "%(document)s expires on %(date)s",
                document=self.display_name,
                date=format_date(self.env, self.date_to),
            ),
            "note": self.env._(
                "Ask the customer for the renewed document and enter it in the file. "
                "Nothing runs after that day without it."
            ),
        }

    def _reminder_user(self):
        """The carer, else whoever verified or entered the paper."""
        users = (
            self.partner_id.user_id,
            self.partner_id.user_id.sale_team_id.user_id,
            self.verified_by_id,
            self.entered_by_id,
        )
        return next((u for u in users if u.active and not u.share), users[0][:0])

    def _close_reminders(self):
        """End the reminders of this advertiser's papers that this one replaces."""
        self.ensure_one()
        siblings = self.with_context(active_test=False).search(
            [
                ("partner_id", "=", self.partner_id.id),
                ("type_id", "=", self.type_id.id),
                ("reminder_activity_id", "!=", False),
            ]
        )
        replaced = siblings.filtered(
            lambda document: not document.reminded_for or self._outlasts(document)
        )
        replaced.reminder_activity_id.filtered("active").action_feedback(
            feedback=self.env._("Renewed: %(document)s", document=self.display_name)
        )

    def _outlasts(self, document):
        """Whether this paper is valid longer than the day another was reminded for."""
        return (
            self.is_unlimited
            or not self.date_to
            or self.date_to > document.reminded_for
        )

    def _drop_reminders(self):
        """Remove the reminders of papers that are archived or deleted."""
        # sudo: the activity belongs to the carer, whoever archives the paper
        self.sudo().reminder_activity_id.filtered("active").unlink()
