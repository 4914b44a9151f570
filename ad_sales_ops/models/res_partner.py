"""Advertisers: who they are, their file, their documents (C1, C2)."""

from bisect import bisect_right
from collections import defaultdict

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_date, format_list

from . import credit_code

INTERNAL = "base.group_user"
DOCUMENT_READERS = (
    "ad_sales_ops.group_ad_specialist,ad_sales_ops.group_ad_operations,"
    "ad_sales_ops.group_ad_contract_admin,ad_sales_ops.group_ad_production,"
    "ad_sales_ops.group_ad_proofreader,ad_sales_ops.group_ad_reviewer,"
    "ad_sales_ops.group_ad_finance"
)


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "ad.guarded.mixin"]

    ad_is_advertiser = fields.Boolean(
        "Advertiser", groups=INTERNAL, index=True, tracking=True
    )

    # what stands on the licence
    ad_licence_name = fields.Char(
        "Licence Name",
        groups=INTERNAL,
        tracking=True,
        help="The full name on the business licence; seals have to show it.",
    )
    ad_party_kind = fields.Selection(
        [
            ("company", "Company"),
            ("sole_trader", "Sole Trader"),
            ("branch", "Branch"),
            ("institution", "Institution"),
            ("foreign", "Foreign Party"),
        ],
        "Kind of Party",
        default="company",
        groups=INTERNAL,
        tracking=True,
    )
    ad_legal_representative = fields.Char("Legal Representative", groups=INTERNAL)
    ad_true_address = fields.Char(
        "True Address",
        groups=INTERNAL,
        help="Where the customer really is; consumers may ask the publisher for it.",
    )
    ad_business_scope = fields.Text("Business Scope", groups=INTERNAL)

    # who speaks for it
    ad_contact_id = fields.Many2one(
        "res.partner",
        groups=INTERNAL,
        copy=False,
        domain="[('is_company', '=', False), ('commercial_partner_id', '=', id)]",
    )
    ad_decision_maker_id = fields.Many2one(
        "res.partner",
        "Decision Maker",
        groups=INTERNAL,
        copy=False,
        domain="[('is_company', '=', False), ('commercial_partner_id', '=', id)]",
    )

    # how it is worked
    ad_locality = fields.Selection(
        [("local", "Local"), ("remote", "Remote")],
        "Local or Remote",
        default="local",
        groups=INTERNAL,
    )
    ad_category_id = fields.Many2one(
        "ad.category",
        "Advertising Category",
        groups=INTERNAL,
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
    )
    ad_level = fields.Selection(
        [("normal", "Normal"), ("key", "Key Account")],
        "Level",
        default="normal",
        groups=INTERNAL,
        tracking=True,
    )
    ad_first_source = fields.Char(
        "First Source", groups=INTERNAL, help="How the customer was found."
    )

    # its file
    ad_file_state = fields.Selection(
        [("pending", "Pending"), ("filed", "Filed")],
        "Filing",
        default="pending",
        groups=INTERNAL,
        copy=False,
        readonly=True,
        tracking=True,
    )
    ad_filed_by_id = fields.Many2one(
        "res.users", "Filed By", groups=INTERNAL, copy=False, readonly=True
    )
    ad_filed_on = fields.Datetime(
        "Filed On", groups=INTERNAL, copy=False, readonly=True
    )
    ad_file_missing_text = fields.Text(
        "Missing for the File",
        compute="_compute_ad_file_missing_text",
        # names of empty fields, whoever may read what stands in the others
        compute_sudo=True,
        groups=INTERNAL,
    )
    ad_scope_checked_by_id = fields.Many2one(
        "res.users", "Scope Checked By", groups=INTERNAL, copy=False, readonly=True
    )
    ad_scope_checked_on = fields.Datetime(
        "Scope Checked On", groups=INTERNAL, copy=False, readonly=True
    )
    ad_document_ids = fields.One2many(
        "ad.partner.document", "partner_id", "Documents", groups=DOCUMENT_READERS
    )
    ad_document_problem_text = fields.Text(
        "Document Problems",
        compute="_compute_ad_document_problem_text",
        groups=DOCUMENT_READERS,
    )
    ad_document_state = fields.Selection(
        [("complete", "Complete"), ("incomplete", "Incomplete")],
        "Documents Today",
        compute="_compute_ad_document_problem_text",
        groups=DOCUMENT_READERS,
    )

    # The check in Python speaks in words; this index decides a race of two.
    _ad_credit_code_unique = models.UniqueIndex(
        "(company_registry, COALESCE(company_id, 0)) "
        "WHERE ad_is_advertiser AND active AND company_registry <> ''",
        "An advertiser with this unified social credit code is registered already. "
        "Look it up by its code before you register it again.",
    )

    def _guarded_fields(self):
        return super()._guarded_fields() | {
            "ad_file_state",
            "ad_filed_by_id",
            "ad_filed_on",
            "ad_scope_checked_by_id",
            "ad_scope_checked_on",
        }

    def _guarded_defaults(self):
        return super()._guarded_defaults() | {"ad_file_state": "pending"}

    # ------------------------------------------------------------------
    # computes
    # ------------------------------------------------------------------

    @api.depends(
        "ad_is_advertiser",
        "ad_party_kind",
        "ad_category_id",
        "ad_document_ids.state",
    )
    def _compute_ad_document_problem_text(self):
        advertisers = self.filtered("ad_is_advertiser")
        today = fields.Date.context_today(self)
        # an unsaved form shows the papers of the stored record
        problems = advertisers._origin._ad_document_problems(today)
        for partner in self:
            sentences = problems.get(partner._origin, [])
            partner.ad_document_problem_text = "\n".join(sentences)
            state = "incomplete" if sentences else "complete"
            partner.ad_document_state = partner.ad_is_advertiser and state

    @api.depends(
        "ad_is_advertiser",
        "ad_file_state",
        "ad_licence_name",
        "ad_party_kind",
        "ad_true_address",
        "user_id",
        "ad_category_id.is_forbidden",
        "ad_contact_id.phone",
        "ad_contact_id.email",
        "phone",
        "company_registry",
        "ad_legal_representative",
        "ad_business_scope",
    )
    @api.depends_context("lang")
    def _compute_ad_file_missing_text(self):
        """What the manager would be told if he filed the customer now (C1)."""
        for partner in self:
            waits = partner.ad_is_advertiser and partner.ad_file_state != "filed"
            problems = partner._ad_file_problems() if waits else {}
            partner.ad_file_missing_text = "\n".join(problems.get(partner, []))

    def _get_company_registry_labels(self):
        labels = super()._get_company_registry_labels()
        labels["CN"] = self.env._("Unified Social Credit Code")
        return labels

    # ------------------------------------------------------------------
    # constraints and onchanges
    # ------------------------------------------------------------------

    @api.constrains("ad_is_advertiser", "ad_party_kind", "company_registry")
    def _check_ad_credit_code(self):
        # sudo: fields of a model that portal flows write too
        for partner in self.sudo().filtered("ad_is_advertiser"):
            if partner.ad_party_kind == "foreign" or not partner.company_registry:
                continue
            message = self._ad_credit_code_error_message(partner.company_registry)
            if message:
                raise ValidationError(message)

    @api.constrains("ad_is_advertiser", "is_company", "parent_id")
    def _check_ad_is_commercial(self):
        for partner in self.sudo().filtered("ad_is_advertiser"):
            if partner.commercial_partner_id != partner:
                raise ValidationError(
                    self.env._(
                        "“%(contact)s” is a contact of “%(company)s”. The company is "
                        "the advertiser; tick “Advertiser” there.",
                        contact=partner.name,
                        company=partner.commercial_partner_id.name,
                    )
                )

    @api.constrains("ad_contact_id", "ad_decision_maker_id")
    def _check_ad_contacts(self):
        for partner in self.sudo():
            contacts = partner.ad_contact_id | partner.ad_decision_maker_id
            for contact in contacts - partner._ad_homeless_contacts():
                if contact.commercial_partner_id != partner.commercial_partner_id:
                    raise ValidationError(
                        self.env._(
                            "“%(contact)s” is not a contact person of “%(company)s”. "
                            "Choose one of its own contacts or add a new one.",
                            contact=contact.name,
                            company=partner.name,
                        )
                    )

    def _ad_homeless_contacts(self):
        """Named persons of no company yet: who names them takes them in."""
        contacts = self.ad_contact_id | self.ad_decision_maker_id
        return contacts.filtered(
            lambda c: not (c.parent_id or c.is_company or c.ad_is_advertiser)
        )

    def _ad_take_in_contacts(self, vals):
        """Persons who were just typed in become contacts of the company."""
        if {"ad_contact_id", "ad_decision_maker_id"} & set(vals):
            for partner in self:
                partner._ad_homeless_contacts().parent_id = partner

    @api.constrains("ad_is_advertiser", "ad_file_state")
    def _check_ad_filed_is_advertiser(self):
        for partner in self.sudo():
            if partner.ad_file_state == "filed" and not partner.ad_is_advertiser:
                raise ValidationError(
                    self.env._(
                        "%(partner)s is filed as an advertiser. Its file has to be "
                        "withdrawn before it stops being one.",
                        partner=partner.name,
                    )
                )

    @api.onchange("ad_is_advertiser")
    def _onchange_ad_is_advertiser(self):
        if self.ad_is_advertiser:
            self.ad_licence_name = self.ad_licence_name or self.name
            self.user_id = self.user_id or self._ad_default_carer()

    @api.onchange("company_registry", "ad_is_advertiser", "ad_party_kind")
    def _onchange_ad_company_registry(self):
        is_ours = self.ad_is_advertiser and self.ad_party_kind != "foreign"
        if is_ours and self.company_registry:
            self.company_registry = credit_code.normalize(self.company_registry)
            if self._ad_vat_is_proposed():
                self.vat = self.company_registry

    def _ad_vat_is_proposed(self):
        """Whether the VAT number may follow the code: empty, or an earlier mistype."""
        number = credit_code.normalize(self.vat or "")
        return not number or number[:8] == (self.company_registry or "")[:8]

    @api.model
    def default_get(self, fields):
        """A new advertiser speaks the company's language: contracts print in it."""
        values = super().default_get(fields)
        lang = self.env.company.partner_id.lang
        if (
            lang
            and "lang" in fields
            and self.env.context.get("default_ad_is_advertiser")
        ):
            values["lang"] = lang
        return values

    # ------------------------------------------------------------------
    # create, write, copy
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        default = self.env.context.get("default_ad_is_advertiser")
        if default:
            # Contacts inside the form of a new advertiser are no advertisers.
            person = {"ad_is_advertiser": False, "is_company": False}
            vals_list = [
                {**person, **vals} if vals.get("parent_id") else vals
                for vals in vals_list
            ]
        vals_list = [
            self._ad_prepare_advertiser_values(vals)
            if vals.get("ad_is_advertiser", default)
            else vals
            for vals in vals_list
        ]
        partners = super().create(vals_list)
        for partner, vals in zip(partners, vals_list, strict=True):
            partner._ad_take_in_contacts(vals)
        return partners

    def write(self, vals):
        """Keep code, carer, contacts and file in order (C1)."""
        names = {"ad_is_advertiser", "user_id", "company_id", "active"}
        names |= self._ad_identity_fields() | self._ad_scope_fields()
        if not names & set(vals):
            result = super().write(vals)
            self._ad_take_in_contacts(vals)
            return result
        self._check_ad_carer_change(vals)
        vals = self._ad_complete_values(vals)
        self._check_ad_code_free(vals)
        refile = self._ad_changes(vals, self._ad_identity_fields())
        rescope = self._ad_changes(vals, self._ad_scope_fields())
        retouch = self._ad_changes(vals, {"ad_party_kind", "ad_category_id"})
        result = super().write(vals)
        refile._ad_ask_to_file_again()
        rescope._ad_forget_scope_check()
        if retouch:
            self.env["ad.placement"]._touch_partners(retouch)
        self._ad_take_in_contacts(vals)
        return result

    def copy_data(self, default=None):
        """A copy is another party: it has another credit code."""
        vals_list = super().copy_data(default)
        for partner, vals in zip(self, vals_list, strict=True):
            if partner.sudo().ad_is_advertiser and not (default or {}).get(
                "company_registry"
            ):
                vals["company_registry"] = False
                if partner.vat == partner.company_registry:
                    vals["vat"] = False
        return vals_list

    @api.model
    def _ad_identity_fields(self):
        """Fields that the manager vouches for when he files a customer."""
        return {"company_registry", "ad_licence_name", "ad_party_kind"}

    @api.model
    def _ad_scope_fields(self):
        """Fields that the reviewer compares with the licence."""
        return {"ad_business_scope", "ad_category_id"}

    @api.model
    def _ad_prepare_advertiser_values(self, vals):
        """Values of a new advertiser: clean code, proposed VAT number, carer (E28)."""
        vals = dict(vals)
        code = vals.get("company_registry")
        if code:
            if vals.get("ad_party_kind") != "foreign":
                code = vals["company_registry"] = credit_code.normalize(code)
                vals["vat"] = vals.get("vat") or code
            if vals.get("active", True):
                self._ad_refuse_taken_code(code, vals.get("company_id"))
        carer = self._ad_default_carer()
        if carer and not self.env.context.get("default_user_id"):
            vals["user_id"] = vals.get("user_id") or carer.id
        return vals

    def _ad_complete_values(self, vals):
        """Values to write, with code and VAT number in order (E28)."""
        advertiser = vals.get("ad_is_advertiser")
        if advertiser is None:
            advertiser = bool(self) and all(self.mapped("ad_is_advertiser"))
        if not advertiser:
            return vals
        vals = dict(vals)
        kinds = (
            {vals["ad_party_kind"]}
            if vals.get("ad_party_kind")
            else set(self.mapped("ad_party_kind"))
        )
        if vals.get("company_registry") and "foreign" not in kinds:
            vals["company_registry"] = credit_code.normalize(vals["company_registry"])
            if all(p.vat in (False, p.company_registry) for p in self):
                vals.setdefault("vat", vals["company_registry"])
        if vals.get("ad_is_advertiser") and not any(p.user_id for p in self):
            vals.setdefault("user_id", self._ad_default_carer().id)
        return vals

    @api.model
    def _ad_default_carer(self):
        """Whoever registers a customer serves him, unless he is a manager."""
        user = self.env.user
        is_carer = user.has_group("ad_sales_ops.group_ad_specialist")
        is_manager = user.has_group("ad_sales_ops.group_ad_manager")
        return user if is_carer and not is_manager else user.browse()

    def _ad_changes(self, vals, names):
        """Advertisers on which the values change one of the named fields."""
        names = names & set(vals)
        if not names:
            return self.browse()
        return self.filtered(
            lambda partner: partner.sudo().ad_is_advertiser
            and any(
                partner.sudo()._guarded_value_changes(name, vals[name])
                for name in names
            )
        )

    def _check_ad_carer_change(self, vals):
        """Customers are allotted by the manager once they are filed (C1, G6)."""
        if "user_id" not in vals or self.env.su or self._ad_is_manager():
            return
        for partner in self.filtered(lambda p: p.ad_file_state == "filed"):
            if partner.user_id.id != vals["user_id"]:
                raise AccessError(
                    self.env._(
                        "%(partner)s is filed; who cares for it is decided by the "
                        "division manager.",
                        partner=partner.name,
                    )
                )

    @api.model
    def _ad_is_manager(self):
        return self.env.user.has_group("ad_sales_ops.group_ad_manager")

    def _ad_ask_to_file_again(self):
        """What a manager filed is pending again when another changes who it is."""
        if self.env.su or self._ad_is_manager():
            return
        # sudo: guarded fields
        for partner in self.sudo().filtered(lambda p: p.ad_file_state == "filed"):
            partner.write(
                {
                    "ad_file_state": "pending",
                    "ad_filed_by_id": False,
                    "ad_filed_on": False,
                }
            )
            partner.message_post(
                body=self.env._(
                    "Name, code or kind of party changed: the division manager has "
                    "to file this customer again."
                )
            )

    def _ad_forget_scope_check(self):
        """Another scope or category asks for another look of the reviewer."""
        # sudo: guarded fields
        self.sudo().filtered("ad_scope_checked_by_id").write(
            {"ad_scope_checked_by_id": False, "ad_scope_checked_on": False}
        )

    # ------------------------------------------------------------------
    # credit code
    # ------------------------------------------------------------------

    @api.model
    def _ad_credit_code_error_message(self, code):
        """What is wrong with a unified social credit code, or ``False`` (C1)."""
        code = credit_code.normalize(code)
        strange = credit_code.strange_characters(code)
        if strange:
            return self.env._(
                "The unified social credit code %(code)s contains %(characters)s. It "
                "consists of digits and capital letters without I, O, S, V and Z.",
                code=code,
                characters=" ".join(strange),
            )
        if len(code) != credit_code.LENGTH:
            return self.env._(
                "The unified social credit code %(code)s has %(count)s characters, it "
                "must have 18. Copy it from the business licence again.",
                code=code,
                count=len(code),
            )
        expected = credit_code.check_character(code)
        if code[-1] != expected:
            return self.env._(
                "The unified social credit code %(code)s is mistyped: after its first "
                "17 characters the last one must be %(expected)s, not %(found)s. "
                "Compare it with the business licence.",
                code=code,
                expected=expected,
                found=code[-1],
            )
        return False

    def _check_ad_code_free(self, vals):
        """Refuse values that would register one customer twice, before writing them.

        A constraint would come too late: the unique index speaks first, and it
        cannot say where the customer is registered.
        """
        if not {"company_registry", "ad_is_advertiser", "company_id", "active"} & set(
            vals
        ):
            return
        # sudo: fields of a model that portal flows write too
        for partner in self.sudo():
            if partner.commercial_partner_id != partner:
                continue  # a contact shares its company's code
            new = {
                name: vals.get(name, partner[name])
                for name in ("company_registry", "ad_is_advertiser", "active")
            }
            if all(new.values()):
                company_id = vals.get("company_id", partner.company_id.id)
                self._ad_refuse_taken_code(
                    new["company_registry"], company_id, partner.ids
                )

    @api.model
    def _ad_refuse_taken_code(self, code, company_id, own_ids=()):
        """Refuse a code that an active advertiser of this or of all companies has.

        :raise ValidationError: tells where the customer is registered
        """
        domain = [
            ("id", "not in", own_ids),
            ("active", "=", True),
            ("ad_is_advertiser", "=", True),
            ("company_registry", "=", code),
        ]
        if company_id:
            domain.append(("company_id", "in", [False, company_id]))
        # sudo: the code may be taken by a customer this user may not see
        other = self.sudo().search(domain, limit=1)
        if other:
            raise ValidationError(other._ad_registered_message())

    def _ad_registered_message(self):
        """Tell where a customer is registered, and nothing else of it (G9)."""
        self.ensure_one()
        team = self.user_id.sale_team_id
        team = team.ad_parent_id or team
        code = self.company_registry
        since = format_date(self.env, self.ad_filed_on or self.create_date)
        if not team:
            return self.env._(
                "An advertiser with the code %(code)s is registered since %(date)s. "
                "Ask your manager for it instead of registering it again.",
                code=code,
                date=since,
            )
        return self.env._(
            "An advertiser with the code %(code)s is registered already. Ask "
            "%(division)s, who have had it since %(date)s.",
            code=code,
            division=team.name,
            date=since,
        )

    # ------------------------------------------------------------------
    # filing
    # ------------------------------------------------------------------

    def action_ad_file(self):
        """File customers: from now on they belong to the customers of the house.

        Of several, those that are complete are filed and the others named.

        :raise AccessError: the user is no manager of these customers
        :raise UserError: none of them is complete
        """
        self._check_ad_manager()
        problems = self._ad_file_problems()
        complete = self.filtered(lambda partner: partner not in problems)
        complete._action_ad_file()
        return self._ad_batch_result(
            self.env._("Customers filed: %(count)s", count=len(complete)),
            len(complete),
            [
                self.env._("%(name)s: %(problem)s", name=partner.name, problem=sentence)
                for partner, sentences in problems.items()
                for sentence in sentences
            ],
        )

    def _action_ad_file(self):
        """Record who filed the customers and when; note papers still to come."""
        # sudo: guarded fields
        self.sudo().write(
            {
                "ad_file_state": "filed",
                "ad_filed_by_id": self.env.uid,
                "ad_filed_on": fields.Datetime.now(),
            }
        )
        problems = self._ad_document_problems(fields.Date.context_today(self))
        for partner, sentences in problems.items():
            partner._ad_note(self.env._("Filed; papers still to come:"), sentences)

    def action_ad_unfile(self):
        """Ask why customers are taken out of the file."""
        self._check_ad_manager()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Withdraw the File"),
            "res_model": "ad.partner.unfile",
            "view_mode": "form",
            "target": "new",
            "context": {**self.env.context, "default_partner_ids": self.ids},
        }

    def _action_ad_unfile(self, reason):
        """Set customers back to pending and leave the reason in their chatter."""
        # sudo: guarded fields
        self.sudo().write(
            {"ad_file_state": "pending", "ad_filed_by_id": False, "ad_filed_on": False}
        )
        for partner in self:
            partner._ad_note(self.env._("The file was withdrawn:"), [reason])

    def _check_ad_manager(self):
        if not self._ad_is_manager():
            raise AccessError(
                self.env._(
                    "Customers are filed by the division manager or the general "
                    "manager. Ask one of them."
                )
            )
        self.check_access("write")

    def _ad_file_problems(self):
        """Why customers cannot be filed yet: ``{partner: [sentence]}`` (C1)."""
        problems = {}
        for partner in self:
            sentences = [*partner._ad_file_state_problems()]
            missing = [*partner._ad_missing_labels()]
            if missing:
                sentences.append(
                    self.env._(
                        "missing: %(fields)s", fields=format_list(self.env, missing)
                    )
                )
            if sentences:
                problems[partner] = sentences
        return problems

    def _ad_file_state_problems(self):
        if not self.ad_is_advertiser:
            yield self.env._("It is not marked as an advertiser.")
        elif self.ad_file_state == "filed":
            yield self.env._("It is filed already.")
        forbidden = self._ad_forbidden_category_message()
        if forbidden:
            yield forbidden

    @api.model
    def _ad_required_fields(self, party_kind):
        """Fields that a customer's file has to show.

        :param party_kind: a value of ``ad_party_kind``
        """
        names = ["ad_licence_name", "ad_party_kind", "ad_true_address", "user_id"]
        names += ["ad_category_id", "ad_contact_id"]
        if party_kind != "foreign":
            names += ["company_registry", "ad_legal_representative"]
            names += ["ad_business_scope"]
        return names

    def _ad_missing_labels(self):
        for name in self._ad_required_fields(self.ad_party_kind):
            if not self[name]:
                yield self._ad_field_label(name)
        contact = self.ad_contact_id
        if contact and not (contact.phone or contact.email or self.phone):
            yield self.env._("phone or e-mail of the ad contact")

    @api.model
    def _ad_field_label(self, name):
        """What a field is called on the screens of advertisers."""
        labels = {
            "company_registry": self.env._("Unified Social Credit Code"),
            "user_id": self.env._("Carer"),
        }
        return labels.get(name) or self._fields[name]._description_string(self.env)

    @api.model
    def _ad_batch_result(self, message, done, problems):
        """Answer a button on one record or many.

        :param message: what was done
        :param done: to how many records
        :param problems: sentences on the others
        :raise UserError: nothing was done
        """
        if not problems:
            return True
        if not done:
            raise UserError("\n".join(problems))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "title": message,
                "message": "\n".join(problems),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _ad_note(self, title, sentences):
        """Log a heading with a list in the chatter."""
        self.ensure_one()
        items = Markup().join(Markup("<li>%s</li>") % text for text in sentences)
        self.sudo().message_post(
            body=Markup("%s<ul>%s</ul>") % (title, items),
            author_id=self.env.user.partner_id.id,
        )

    # ------------------------------------------------------------------
    # scope check
    # ------------------------------------------------------------------

    def action_ad_check_scope(self):
        """Tick that the advertised goods are within the business scope (C2)."""
        if not self.env.user.has_group("ad_sales_ops.group_ad_reviewer"):
            raise AccessError(
                self.env._("The business scope is checked by the ad reviewer.")
            )
        self.check_access("read")
        for partner in self:
            message = partner._ad_scope_error_message()
            if message:
                raise UserError(message)
        # sudo: guarded fields, and reviewers do not edit customers
        self.sudo().write(
            {
                "ad_scope_checked_by_id": self.env.uid,
                "ad_scope_checked_on": fields.Datetime.now(),
            }
        )
        return True

    def _ad_scope_error_message(self):
        """Why this user cannot tick the scope of this customer, or ``False``."""
        self.ensure_one()
        if self.user_id == self.env.user:
            return self.env._(
                "You care for %(partner)s; another reviewer has to check its scope.",
                partner=self.name,
            )
        if not (self.ad_business_scope and self.ad_category_id):
            return self.env._(
                "Enter the business scope and the advertising category of "
                "%(partner)s before they are compared.",
                partner=self.name,
            )
        return False

    # ------------------------------------------------------------------
    # documents
    # ------------------------------------------------------------------

    def _ad_document_problems(self, on_date):
        """Missing, unverified and expired documents of advertisers, in words (C2).

        The number of queries does not depend on the number of partners.

        :param on_date: the day on which they have to be valid
        :return: ``{partner: [sentence, …]}`` with failing partners only; contacts
            answer for their company
        """
        return self._ad_document_problems_by_day([on_date])[on_date]

    def _ad_document_problems_by_day(self, days):
        """``{day: {partner: [sentence, …]}}``, with as many queries as for one day."""
        # sudo: whoever asks learns which papers are missing, not what is in them
        # active_test: replaced papers never count, whatever the caller's context
        advertisers = self.sudo().with_context(active_test=True).commercial_partner_id
        documents = advertisers.env["ad.partner.document"].search_fetch(
            [("partner_id", "in", advertisers.ids)], order="id"
        )
        papers = documents.grouped(lambda paper: (paper.partner_id, paper.type_id))
        types = advertisers.env["ad.document.type"].search_fetch(
            [("requirement", "!=", "optional")]
        )
        # Which papers are asked for does not depend on the day.
        required = {
            advertiser: types.filtered(lambda t, a=advertiser: t._is_required_of(a))
            for advertiser in advertisers
        }
        # Between two days on which a paper begins or ends nothing changes.
        changes = documents._days_of_change()
        periods = defaultdict(list)
        for day in days:
            periods[bisect_right(changes, day)].append(day)
        problems = {}
        for period in periods.values():
            found = {
                advertiser: advertiser._ad_problems_of_papers(period[0], types, papers)
                for advertiser, types in required.items()
            }
            of_partners = {
                partner: found[advertiser]
                for partner in self
                if found[advertiser := partner.sudo().commercial_partner_id]
            }
            problems |= dict.fromkeys(period, of_partners)
        return problems

    def _ad_problems_of_papers(self, on_date, types, papers):
        """The sentences on one advertiser.

        :param types: the document types required of it
        :param papers: ``{(partner, type): documents}``
        """
        self.ensure_one()
        sentences = []
        if not self.ad_category_id:
            sentences.append(
                self.env._(
                    "The advertising category is not set, so nobody knows which "
                    "documents it asks for."
                )
            )
        sentences.append(self._ad_forbidden_category_message())
        nothing = self.env["ad.partner.document"]
        for doc_type in types:
            documents = papers.get((self, doc_type), nothing)
            sentences.append(documents._problem_of_best_on(on_date, doc_type))
        return [sentence for sentence in sentences if sentence]

    def _ad_forbidden_category_message(self):
        """Why nothing of this customer may run at all, or ``False``."""
        category = self.ad_category_id
        if not category.is_forbidden:
            return False
        return self.env._(
            "“%(category)s” may not be advertised (%(article)s).",
            category=category.name,
            article=category.law_article or self.env._("forbidden by law"),
        )

    def _ad_take_over_documents(self):
        """Bring documents that a merge moved in SQL in line with their new owner."""
        documents = self.env["ad.partner.document"].with_context(active_test=False)
        documents = documents.search([("partner_id", "in", self.ids)])
        self.env.add_to_compute(documents._fields["company_id"], documents)
        self.env["ad.placement"]._touch_partners(self)

    # ------------------------------------------------------------------
    # personal data
    # ------------------------------------------------------------------

    def action_ad_erase_personal_data(self):
        """Erase what the file says about persons; company names stay (G5).

        :raise AccessError: the user is no manager of the customer
        :raise UserError: the person still has a login
        """
        self._check_ad_manager()
        for partner in self:
            # sudo: only whether somebody logs in as this contact, not who
            if partner.with_context(active_test=False).sudo().user_ids:
                raise UserError(
                    self.env._(
                        "%(person)s has a login. Ask an administrator to remove it "
                        "before the personal data is erased.",
                        person=partner.name,
                    )
                )
        for partner in self:
            partner._ad_erase_personal_data()
        return True

    def _ad_erase_personal_data(self):
        # sudo: the manager's decision reaches mails and old papers too
        partner = self.sudo().with_context(tracking_disable=True)
        if partner.is_company or partner.ad_is_advertiser:
            partner.ad_legal_representative = False
        else:
            partner.message_ids.unlink()
            partner.activity_ids.unlink()
            partner.write(partner._ad_erased_person_values())
        documents = partner.with_context(active_test=False).ad_document_ids
        documents._erase_personal_data()
        partner.message_post(
            body=self.env._("Personal data was erased."),
            author_id=self.env.user.partner_id.id,
        )

    def _ad_erased_person_values(self):
        """What is left of a person: a line that facts can still point to."""
        names = ["email", "phone", "function", "comment", "image_1920", "website"]
        if not self.parent_id or self.type != "contact":
            # a contact of a company shares, and would blank, the company's address
            names += ["street", "street2", "city", "zip", "vat"]
        return {
            **dict.fromkeys(names, False),
            "name": self.env._("Erased contact %(number)s", number=self.id),
            "active": False,
        }

    # ------------------------------------------------------------------
    # import
    # ------------------------------------------------------------------

    @api.model
    def get_import_templates(self):
        """Offer the template of advertisers where advertisers are imported."""
        if not self.env.context.get("default_ad_is_advertiser"):
            return super().get_import_templates()
        return [
            {
                "label": self.env._("Import Template for Advertisers"),
                "template": "/ad_sales_ops/static/xls/advertisers_import_template.xlsx",
            }
        ]
