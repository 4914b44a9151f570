"""What complaints and inquiries share: who asks, who owns it until when (Q1, Q6)."""

import re
import unicodedata

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from .ad_answer_clock_mixin import GENERAL_MANAGER, SERVICE
from .ad_carer_mixin import INTERNAL

PROPOSED = "ad_sales_ops.mail_activity_type_case_proposed"
ANY_TITLE = "ad_sales_ops.group_ad_user"
SUPERVISOR = "ad_sales_ops.group_ad_supervisor"
#: Fewer digits find half the customers.
PHONE_SEARCH_DIGITS = 4
PHONE = re.compile(r"[+\d\s()./–—-]+")
#: Of the mainland, before a number of ten or eleven digits.
COUNTRY_CODE = re.compile(r"^(00)?86(?=\d{10,11}$)")

CHANNELS = [
    ("phone", "By Telephone"),
    ("visit", "On a Visit"),
    ("letter", "Letter or Fax"),
    ("mail", "E-mail"),
    ("chat", "WeChat or QQ"),
    ("portal", "Customer Portal"),
    ("check", "Monthly Phone Check"),
    ("other", "Another Way"),
]
#: Set by the steps of the work only.
CASE_GUARDED = {
    "answered_on",
    "answered_by_id",
    "answer",
    "answer_minutes",
    "is_answer_late",
    "promised_on",
    "escalation_level",
    "escalated_due",
    "number",
    "proposed_owner_id",
    "proposed_by_id",
}
#: Defaults and computes that no client overwrites.
CASE_COMPUTED = {
    "registered_on",
    "registered_by_id",
    "asked_on",
    "registered_date",
    "answer_due",
    "due_kind",
    "due_on",
    "owner_id",
    "customer_id",
    "user_id",
    "team_id",
    "division_id",
}


class AdCaseMixin(models.AbstractModel):
    """Whoever takes it owns it until somebody else has accepted it (首问负责制)."""

    _name = "ad.case.mixin"
    _inherit = [
        "ad.guarded.mixin",
        "mail.thread",
        "ad.answer.clock.mixin",
        "ad.carer.mixin",
    ]
    _description = "Customer's Matter"

    number = fields.Char(readonly=True, copy=False, index="trigram")
    what = fields.Text("What It Is About", required=True, tracking=True)
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    customer_id = fields.Many2one(
        "res.partner",
        "Advertiser",
        compute="_compute_customer_id",
        store=True,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    caller_name = fields.Char("Caller", groups=INTERNAL)
    caller_phone = fields.Char("Caller's Telephone", groups=INTERNAL)
    caller_email = fields.Char("Caller's E-mail", groups=INTERNAL)
    caller_text = fields.Char(compute="_compute_caller_text", groups=INTERNAL)
    channel = fields.Selection(
        CHANNELS,
        "How It Arrived",
        required=True,
        default="phone",
        index=True,
        groups=INTERNAL,
    )
    division_id = fields.Many2one(
        "crm.team",
        compute="_compute_division_id",
        store=True,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        groups=INTERNAL,
    )
    registered_by_id = fields.Many2one(
        "res.users",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
        groups=INTERNAL,
    )
    owner_id = fields.Many2one(
        "res.users",
        "Present Owner",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        default=lambda self: self._default_owner(),
        groups=INTERNAL,
        tracking=True,
        help="Whoever took it, until somebody else has accepted it.",
    )
    proposed_owner_id = fields.Many2one(
        "res.users",
        "Proposed to",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        groups=INTERNAL,
        tracking=True,
    )
    proposed_by_id = fields.Many2one(
        "res.users", readonly=True, copy=False, ondelete="restrict", groups=INTERNAL
    )
    is_handler = fields.Boolean(compute="_compute_is_handler", groups=INTERNAL)

    def _default_owner(self):
        user = self.env.user
        return user if user.has_group(ANY_TITLE) else False

    # Computes

    @api.depends("partner_id")
    def _compute_customer_id(self):
        for case in self:
            case.customer_id = case.partner_id.commercial_partner_id

    @api.depends("team_id")
    def _compute_division_id(self):
        for case in self:
            # Superuser: to which division a team belongs is no secret.
            team = case.team_id.sudo()
            case.division_id = team.ad_parent_id or team

    @api.depends("partner_id", "caller_name", "caller_phone", "caller_email")
    def _compute_caller_text(self):
        for case in self:
            words = (case.caller_name, case.caller_phone, case.caller_email)
            case.caller_text = " ".join(filter(None, words))

    @api.depends_context("uid")
    @api.depends("owner_id", "proposed_owner_id")
    def _compute_is_handler(self):
        for case in self:
            case.is_handler = case._is_handler()

    @api.depends("number", "partner_id", "caller_text")
    def _compute_display_name(self):
        # Superuser: the caller's name is not for portals, the number is.
        for case in self.sudo():
            who = case.customer_id.name or case.caller_text
            names = (case.number, who) if self._shows_caller() else (case.number,)
            case.display_name = " · ".join(filter(None, names))

    def _shows_caller(self):
        return self.env.su or not self.env.user.share

    # Registering

    @api.onchange("caller_phone")
    def _onchange_caller_phone(self):
        if self.caller_phone and not self.partner_id:
            self.partner_id = self.env["res.partner"]._ad_by_phone(self.caller_phone)

    @api.onchange("partner_id")
    def _onchange_partner_id(self):
        """Whoever was chosen is who called, until somebody else is named."""
        if self.partner_id and not self.partner_id.is_company:
            self.caller_name = self.caller_name or self.partner_id.name
        self.caller_phone = self.caller_phone or self.partner_id.phone

    @api.constrains("what", "partner_id", "caller_name", "caller_phone", "caller_email")
    def _check_about_something(self):
        for case in self:
            if not (case.what or "").strip():
                raise ValidationError(
                    self.env._("Write down in a few words what the customer says.")
                )
            callers = (case.caller_name, case.caller_phone, case.caller_email)
            if not case.partner_id and not any(
                (word or "").strip() for word in callers
            ):
                raise ValidationError(
                    self.env._(
                        "Choose the customer, or write down the caller's name and "
                        "telephone number."
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Register: know the caller by his number, note it, start the clock."""
        cases = super().create([self._with_caller(vals) for vals in vals_list])
        # Superuser: the number is guarded.
        for case in cases.sudo():
            sequence = self.env["ir.sequence"].with_company(case.company_id).sudo()
            case.number = sequence.next_by_code(self._name)
            case._log_step("registered", case.what)
        return cases

    def _with_caller(self, vals):
        """The customer whose number it is, where none was chosen."""
        if vals.get("partner_id") or not vals.get("caller_phone"):
            return vals
        partner = self.env["res.partner"]._ad_by_phone(vals["caller_phone"])
        return {**vals, "partner_id": partner.id}

    def _guarded_fields(self):
        return super()._guarded_fields() | CASE_GUARDED

    def _guarded_computes(self):
        return super()._guarded_computes() | CASE_COMPUTED

    def _check_guarded_on_write(self, vals):
        super()._check_guarded_on_write(vals)
        if "company_id" not in vals:
            return
        for case in self.sudo():
            if case._guarded_value_changes("company_id", vals["company_id"]):
                case._raise_guarded("company_id")

    # Who may do what

    def _superiors(self):
        """Leaders of the customer's team and division."""
        # Superuser: who leads a team is no secret.
        case = self.sudo()
        return case.team_id.user_id | case.division_id.user_id

    def _is_handler(self):
        """Owner, Customer Relations, or the leaders above the customer's carer."""
        self.ensure_one()
        user = self.env.user
        if user in self._people_concerned():
            return False
        return (
            user == self.owner_id
            or user.has_group(SERVICE)
            or user.has_group(GENERAL_MANAGER)
            or (user.has_group(SUPERVISOR) and user in self._superiors())
        )

    def _check_handler(self):
        """Only those who handle the matter take its steps.

        :raise AccessError: the person concerned, or somebody else's matter
        """
        self.check_access("read")
        for case in self:
            case._check_not_concerned()
            if not self.env.su and not case._is_handler():
                raise AccessError(
                    self.env._(
                        "%(case)s belongs to %(owner)s. Its owner, Customer Relations "
                        "and the customer's managers take this step.",
                        case=case.number,
                        owner=case.owner_id.name or self.env._("nobody yet"),
                    )
                )

    def _check_not_concerned(self):
        if not self.env.su and self.env.user in self._people_concerned():
            raise AccessError(
                self.env._(
                    "%s is about you. Somebody else handles, follows up and closes it.",
                    self.number,
                )
            )

    def _check_state(self, *states):
        """Say of the first record in another state why the step is none for it."""
        labels = dict(self._fields["state"]._description_selection(self.env))
        for case in self.filtered(lambda case: case.state not in states):
            raise UserError(
                self.env._(
                    "%(case)s is “%(state)s”; this step is not for it.",
                    case=case.number,
                    state=labels[case.state],
                )
            )

    def _open_states(self):
        """States in which somebody still has to do something."""
        raise NotImplementedError

    # Owner

    def action_take(self):
        """Take what nobody owns.

        :raise AccessError: no job title, or the person concerned
        :raise UserError: it has an owner, or is over
        """
        self.check_access("read")
        self._check_state(*self._open_states())
        for case in self:
            case._check_not_concerned()
            if not self.env.user.has_group(ANY_TITLE):
                raise AccessError(self.env._("Your job title takes no complaints."))
            if case.owner_id:
                raise UserError(
                    self.env._(
                        "%(case)s belongs to %(owner)s already.",
                        case=case.number,
                        owner=case.owner_id.name,
                    )
                )
        self._action_own("taken")
        return True

    def _action_own(self, kind, words=False):
        self._end_proposal()
        # Superuser: the owner is guarded; the callers have checked.
        self.sudo().owner_id = self.env.uid
        for case in self:
            case._log_step(kind, words or self.env.user.name)

    def action_assign(self):
        """Open the dialog that proposes another owner."""
        self._check_handler()
        self._check_state(*self._open_states())
        return self._dialog("ad.case.assign", self.env._("Propose an Owner"))

    def _action_assign(self, user, note=False):
        """Propose an owner: the present one stays until the other has accepted.

        :raise AccessError: neither owner nor superior
        :raise UserError: over, or nobody who could take it
        """
        self._check_handler()
        self._check_state(*self._open_states())
        for case in self:
            error = case._assign_error_message(user)
            if error:
                raise UserError(error)
        # Superuser: the proposal is guarded, and the to-do is the other's.
        for case in self.sudo():
            case.write({"proposed_owner_id": user.id, "proposed_by_id": self.env.uid})
            case.activity_unlink([PROPOSED])
            case.with_context(lang=user.lang).activity_schedule(
                PROPOSED,
                date_deadline=case.company_id._ad_today(),
                user_id=user.id,
                note=note or False,
            )
            case._log_step("proposed", ": ".join(filter(None, (user.name, note))))

    def _assign_error_message(self, user):
        """Why a person cannot be the owner, or False."""
        if user == self.owner_id:
            return self.env._("%s owns it already.", user.name)
        # Superuser: whoever is proposed must be able to work on it.
        if not user.active or not user.sudo().has_group(ANY_TITLE):
            return self.env._("%s has no job title that could take it.", user.name)
        if self.company_id not in user.sudo().company_ids:
            return self.env._("%s does not work for this company.", user.name)
        if user in self._people_concerned():
            return self.env._(
                "%(case)s is about %(user)s. Propose somebody else.",
                case=self.number,
                user=user.name,
            )
        return False

    def action_accept(self):
        """Accept what was proposed: from now on it is mine.

        :raise AccessError: the person concerned
        :raise UserError: it was proposed to nobody, or to somebody else
        """
        self._check_proposed_to_me()
        for case in self:
            case._check_not_concerned()
        self._action_own("accepted")
        return True

    def action_decline(self):
        """Open the dialog that asks why not."""
        self._check_proposed_to_me()
        return self._words_dialog("decline", self.env._("Decline the Matter"))

    def _action_decline(self, words):
        """Say no to a proposal; the owner stays.

        :raise UserError: no proposal, or no reason
        """
        self._check_proposed_to_me()
        self._check_words(words)
        self._end_proposal()
        for case in self:
            case._log_step("declined", f"{self.env.user.name}: {words}")

    def _check_proposed_to_me(self):
        self.check_access("read")
        self._check_state(*self._open_states())
        for case in self.filtered(lambda case: case.proposed_owner_id != case.env.user):
            raise UserError(self.env._("%s was not proposed to you.", case.number))

    def _own_if_nobody_does(self):
        """Whoever answers owns what nobody has taken, or what was proposed to him."""
        self.filtered(lambda case: not case.owner_id)._action_own("taken")
        self._accept_by_doing()

    def _accept_by_doing(self):
        """Who takes a step of what was proposed to him has taken it over."""
        self.filtered(lambda case: case.proposed_owner_id == self.env.user)._action_own(
            "accepted"
        )

    def _end_proposal(self):
        """Nobody is asked to take it over any more."""
        # Superuser: the proposal is guarded, the to-do the other's; callers checked.
        cases = self.sudo()
        cases.write({"proposed_owner_id": False, "proposed_by_id": False})
        cases.activity_unlink([PROPOSED])

    def _possible_owners(self):
        """Who can be proposed: a job title here, neither the owner nor concerned."""
        # Superuser: who holds which title is no secret.
        people = self.sudo()._holders(ANY_TITLE)
        return people - self._people_concerned() - self.owner_id

    # Dialogs

    def _check_words(self, words):
        if not (words or "").strip():
            raise UserError(self.env._("Write it down in a few words."))

    def _dialog(self, model, title, **context):
        self.ensure_one()
        name = "complaint" if self._name == "ad.complaint" else "inquiry"
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": model,
            "view_mode": "form",
            "target": "new",
            "context": {
                f"default_{name}_id": self.id,
                **{f"default_{key}": value for key, value in context.items()},
            },
        }

    def _words_dialog(self, purpose, title):
        return self._dialog("ad.case.words", title, purpose=purpose)


class ResPartner(models.Model):
    _inherit = "res.partner"

    ad_phone_search = fields.Char(
        "Telephone Number",
        store=False,
        search="_search_ad_phone_search",
        groups="base.group_user",
    )

    @api.model
    def _search_ad_phone_search(self, operator, value):
        """Find a number however it is written: with blanks, dashes, area code."""
        if operator == "in":
            numbers = filter(None, value)
            return Domain.OR(Domain("ad_phone_search", "ilike", n) for n in numbers)
        if operator != "ilike":
            return NotImplemented
        digits = self._ad_phone_digits(value)
        if len(digits) < PHONE_SEARCH_DIGITS:
            return Domain.FALSE
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                r"regexp_replace(%s, '\D', '', 'g') LIKE %s",
                model._field_to_sql(alias, "phone", query),
                f"%{digits}%",
            )
        )

    @api.model
    def _ad_phone_digits(self, text):
        """What identifies a telephone number, or "" for other words.

        The country code and the zero before the area code are written by some and
        left out by others.
        """
        text = unicodedata.normalize("NFKC", text or "").strip()
        if not PHONE.fullmatch(text):
            return ""
        return COUNTRY_CODE.sub("", re.sub(r"\D", "", text)).lstrip("0")

    @api.model
    def _ad_by_phone(self, phone):
        """The one customer who has this telephone number, or nobody.

        Numbers are written with blanks and dashes, and typed without.
        """
        digits = self._ad_phone_digits(phone)
        if len(digits) < 7:
            return self
        found = self.search([("ad_phone_search", "ilike", phone)]).filtered(
            lambda partner: re.sub(r"\D", "", partner.phone).endswith(digits)
        )
        return found[:1] if len(found.commercial_partner_id) == 1 else self

    @api.model
    def _search_display_name(self, operator, value):
        """A caller is found by telephone number where the screen asks for it."""
        domain = super()._search_display_name(operator, value)
        if (
            self.env.context.get("ad_search_phone")
            and operator == "ilike"
            and isinstance(value, str)
        ):
            domain |= Domain("ad_phone_search", "ilike", value)
        return domain
