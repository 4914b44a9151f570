"""Service defects: a check that did not agree; not a complaint (E10)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .ad_service_round import GENERAL_MANAGER, MANAGER
from .ad_service_round_fill import BOUGHT

#: What the manager fills in while the defect is open.
MANAGER_FIELDS = {"deduction_amount", "deduction", "decision_reason"}


class AdServiceDefect(models.Model):
    """What a customer did not confirm, or scored low, with a proposed deduction.

    The specialist says his word; the manager confirms or drops. What is decided
    stays as it is; the deduction itself is settled with the wages.
    """

    _name = "ad.service.defect"
    _inherit = ["ad.guarded.mixin", "mail.thread"]
    _description = "Service Defect"
    _order = "id desc"
    _rec_name = "name"
    _mail_post_access = "read"

    name = fields.Char("What Was Found", required=True, readonly=True)
    check_id = fields.Many2one(
        "ad.service.check",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    round_id = fields.Many2one(
        related="check_id.round_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        related="check_id.company_id", store=True, precompute=True, index=True
    )
    division_id = fields.Many2one(
        related="check_id.division_id", store=True, precompute=True, index=True
    )
    month = fields.Date(related="check_id.month", store=True, precompute=True)
    month_label = fields.Char(related="check_id.month_label", string="Month Checked")
    claim_id = fields.Many2one(
        "ad.service.check.claim", readonly=True, index=True, ondelete="restrict"
    )
    answer_id = fields.Many2one(
        "ad.service.check.answer", readonly=True, index=True, ondelete="restrict"
    )
    customer_names = fields.Char("Customers", readonly=True)
    found_by_id = fields.Many2one(
        "res.users", required=True, readonly=True, ondelete="restrict"
    )
    specialist_id = fields.Many2one(
        "res.users",
        "Person Concerned",
        readonly=True,
        index=True,
        ondelete="restrict",
        domain="[('share', '=', False)]",
        help="Whose work it was: as a rule the specialist, or who handed over the "
        "copies or took the consent.",
    )
    is_unclear = fields.Boolean(
        "Person Not Certain",
        readonly=True,
        help="The records do not say for certain whose work it was: the manager can "
        "name somebody else.",
    )
    may_name = fields.Boolean(compute="_compute_is_mine")
    state = fields.Selection(
        [
            ("open", "To Decide"),
            ("confirmed", "Defect Confirmed"),
            ("dropped", "Dropped"),
        ],
        required=True,
        readonly=True,
        default="open",
        index=True,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    deduction_amount = fields.Monetary(
        "Proposed Deduction",
        help="A proposal; what may be deducted from wages is limited by law.",
    )
    deduction = fields.Char("Points or Remarks on the Deduction")
    specialist_word = fields.Text("The Specialist's Word")
    specialist_word_on = fields.Datetime("Word Given on", readonly=True)
    decision_reason = fields.Text("Reason for the Decision")
    decided_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    decided_on = fields.Datetime(readonly=True)
    is_mine = fields.Boolean(compute="_compute_is_mine")

    _deduction_positive = models.Constraint(
        "CHECK (deduction_amount >= 0)", "A deduction cannot be negative."
    )

    @api.depends_context("uid")
    @api.depends("specialist_id", "is_unclear", "specialist_word", "state")
    def _compute_is_mine(self):
        for defect in self:
            defect.is_mine = defect.specialist_id == self.env.user
            # What is stored decides, so that choosing somebody does not end it.
            stored = defect._origin
            defect.may_name = (
                stored._may_be_named() and not stored._decision_error_message()
            )

    def _guarded_fields(self):
        return super()._guarded_fields() | {
            "answer_id",
            "check_id",
            "claim_id",
            "customer_names",
            "decided_by_id",
            "decided_on",
            "found_by_id",
            "is_unclear",
            "name",
            "specialist_id",
            "specialist_word_on",
            "state",
        }

    def _guarded_computes(self):
        return super()._guarded_computes() | {
            "company_id",
            "division_id",
            "month",
            "round_id",
        }

    def write(self, vals):
        """The specialist writes his word, the manager his proposal, until decided.

        :raise AccessError: the other one's fields
        :raise UserError: decided already
        """
        if self.env.su:
            return super().write(vals)
        for defect in self:
            if defect.state != "open":
                raise UserError(
                    self.env._("“%s” is decided and stays as it is.", defect.name)
                )
        if MANAGER_FIELDS & set(vals):
            self._check_may_decide()
        if "specialist_word" in vals:
            self._check_is_specialist()
        if "specialist_id" in vals:
            self._name_person(vals["specialist_id"])
        result = super().write(vals)
        if "specialist_word" in vals:
            # Superuser: the time is guarded.
            self.sudo().specialist_word_on = fields.Datetime.now()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._("Service defects are kept. Drop a wrong one with a reason.")
        )

    def _may_be_named(self):
        """Whether the person may still be put right: before he says his word."""
        return self.is_unclear and self.state == "open" and not self.specialist_word

    def _name_person(self, user_id):
        """The manager says whose work it was where the records do not.

        :raise AccessError: not the division's manager, or the records say who it was
        """
        person = self.env["res.users"].browse(user_id)
        changed = self.filtered(lambda defect: defect.specialist_id != person)
        changed._check_may_decide()
        for defect in changed:
            if not person or not defect._may_be_named():
                defect._raise_guarded("specialist_id")
        # Superuser: guarded; who names whom was looked at.
        changed.sudo().specialist_id = person
        changed.sudo()._tell_specialists()

    def _tell_specialists(self):
        """The specialist hears of it when the call is over, and may say his word."""
        for defect in self.filtered("specialist_id"):
            specialist = defect.specialist_id
            told = defect.with_context(lang=specialist.lang)
            told.message_notify(
                subject=told.env._("Service Defect"),
                body=told.env._(
                    "%(customer)s: %(defect)s. Say how it was before the manager "
                    "decides.",
                    customer=defect.customer_names,
                    defect=defect.name,
                ),
                partner_ids=specialist.partner_id.ids,
            )

    def _check_is_specialist(self):
        for defect in self:
            if defect.specialist_id != self.env.user:
                raise AccessError(
                    self.env._(
                        "Only %(name)s himself writes the specialist's word.",
                        name=defect.specialist_id.name or "-",
                    )
                )

    def _check_may_decide(self):
        """The division's manager or the general manager, never about himself."""
        for defect in self:
            error = defect._decision_error_message()
            if error:
                raise AccessError(error)

    def _decision_error_message(self):
        """Why the user does not decide on a defect, or False."""
        user = self.env.user
        # Superuser: whose division it is.
        leads = user == self.sudo().division_id.user_id
        if not (user.has_group(GENERAL_MANAGER) or (leads and user.has_group(MANAGER))):
            return self.env._("The division's manager decides on service defects.")
        if user == self.specialist_id:
            return self.env._(
                "The defect is about yourself: the general manager decides."
            )
        return False

    def action_confirm(self):
        """The defect stands.

        :raise AccessError: not the division's manager, or about himself
        :raise UserError: decided already, or nobody is named
        """
        self._check_may_decide()
        for defect in self.filtered(lambda d: not d.specialist_id):
            raise UserError(
                self.env._(
                    "“%s” is nobody's yet: name the person concerned, or drop it.",
                    defect.name,
                )
            )
        self._decide("confirmed")
        return True

    def action_drop(self):
        """The defect does not stand; the reason says why.

        :raise AccessError: not the division's manager, or about himself
        :raise UserError: decided already, or no reason
        """
        for defect in self:
            if not (defect.decision_reason or "").strip():
                raise UserError(self.env._("Say why the defect is dropped."))
        self._decide("dropped")
        return True

    def _decide(self, state):
        self.check_access("read")
        self._check_may_decide()
        for defect in self:
            if defect.state != "open":
                raise UserError(
                    self.env._("“%s” is decided and stays as it is.", defect.name)
                )
        # Superuser: guarded fields; who decides was looked at.
        self.sudo().write(
            {
                "state": state,
                "decided_by_id": self.env.uid,
                "decided_on": fields.Datetime.now(),
            }
        )


class AdServiceCheck(models.Model):
    _inherit = "ad.service.check"

    def _open_defects(self):
        """A defect for what the customer denies, and for each low score.

        Claims that are denied together, in the same words, are one defect.
        """
        self.ensure_one()
        check = self.with_context(lang=self.company_id._ad_lang())
        values = [
            check._defect(claims.user_id, check._denial(claims), claim_id=claims[0].id)
            for claims in check._denied_claims()
        ]
        failing = check.answer_ids.filtered(
            lambda answer: check._opens_defect(answer, answer.score)
        )
        nobody = self.env["res.users"]
        for answer in failing:
            words = check._low_score(answer)
            values.append(check._defect(nobody, words, answer_id=answer.id))
        # The history begins with the specialist's word, not with the machine's.
        defects = self.env["ad.service.defect"].with_context(mail_create_nolog=True)
        # Superuser: defects come from checks only; who calls was looked at.
        defects = defects.sudo().create(values)
        defects._tell_specialists()
        self.defect_count = len(values)

    def _denial(self, claims):
        whole = claims in self.claim_ids._groups()
        name = claims._group_name() if whole else "; ".join(claims.mapped("name"))
        words = self.env._("The customer does not confirm: %s", name)
        return f"{words} ({claims[0].note})"

    def _low_score(self, answer):
        words = self.env._(
            "%(score)s of 5: %(question)s", score=answer.score, question=answer.question
        )
        return f"{words} ({answer.note})" if answer.note else words

    def _defect(self, user, words, **values):
        """Values of a defect.

        :param user: whose work it was for certain, if anybody's
        """
        claim = self.claim_ids.browse(values.get("claim_id"))
        person = user or self._who_served(claim.advertiser_id)
        return {
            "check_id": self.id,
            "name": words,
            "customer_names": self.customer_names,
            "specialist_id": person.id,
            "is_unclear": not user
            and (not person or len(self.customer_ids.carer_id) != 1),
            "found_by_id": self.env.uid,
            **values,
        }

    def _who_served(self, customer):
        """Who serves a customer; of all customers, the one whose insertion was last."""
        lines = self.customer_ids.filtered("carer_id")
        if customer:
            lines = lines.filtered(lambda line: line.advertiser_id == customer)
        if len(lines.carer_id) > 1:
            last = self.env["ad.placement"].search(
                [
                    ("advertiser_id", "in", lines.advertiser_id.ids),
                    ("company_id", "=", self.company_id.id),
                    ("publication_date", "<=", self.round_id._last_day()),
                    ("stage", "in", BOUGHT),
                ],
                order="publication_date desc, id desc",
                limit=1,
            )
            lines = lines.sorted(lambda line: line.advertiser_id != last.advertiser_id)
        return lines[:1].carer_id
