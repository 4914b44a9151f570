"""One call of the monthly phone check: a contact person, all his companies (Q2)."""

from math import ceil
from random import SystemRandom

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .ad_service_round import GENERAL_MANAGER, NOT_REACHED, STEP

#: Attempts without an answer, and the days they spread over (E16).
ATTEMPTS = 3
ATTEMPT_DAYS = 2
STATES = [
    ("to_call", "To Call"),
    ("no_answer", "No Answer"),
    ("done", "Checked"),
    ("excused", "Excused"),
]
EXCUSES = [
    ("do_not_call", "Does Not Want to Be Called"),
    ("visit", "The Manager Visited"),
    ("unreachable", "Unreachable"),
]


class AdServiceCheck(models.Model):
    """A line of the round, worked through on the call screen.

    Nobody has rights to write checks: the steps below look at who calls and write.
    """

    _name = "ad.service.check"
    _description = "Phone Check"
    _order = "month desc, id"
    _rec_name = "customer_names"
    _rec_names_search = ["customer_names", "contact_name", "phone"]

    round_id = fields.Many2one(
        "ad.service.round",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    division_id = fields.Many2one(
        "crm.team", required=True, readonly=True, index=True, ondelete="restrict"
    )
    month = fields.Date(required=True, readonly=True, index=True)
    month_label = fields.Char("Month Checked", compute="_compute_month_label")
    round_state = fields.Selection(
        related="round_id.state", string="State of the Round", store=True, index=True
    )

    # Who is called about whom
    contact_key = fields.Char(required=True, readonly=True)
    contact_id = fields.Many2one(
        "res.partner", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    contact_name = fields.Char("Contact Person", readonly=True)
    phone = fields.Char(readonly=True)
    customer_names = fields.Char("Customers", readonly=True, index="trigram")
    customer_ids = fields.One2many(
        "ad.service.check.customer", "check_id", readonly=True
    )
    concerned_ids = fields.Many2many(
        "res.users",
        "ad_service_check_concerned_rel",
        "check_id",
        "user_id",
        "Specialists Concerned",
        readonly=True,
        help="Who serves these customers, sold to them, or did the work that they are "
        "asked about; they never call.",
    )
    assigned_id = fields.Many2one(
        "res.users", "Called by", readonly=True, index=True, ondelete="restrict"
    )
    is_delegated = fields.Boolean("Delegated", readonly=True)
    hint = fields.Char("Before the Call", compute="_compute_hint")

    # How far it is
    state = fields.Selection(
        STATES, required=True, readonly=True, default="to_call", index=True
    )
    attempt_ids = fields.One2many(
        "ad.service.check.attempt", "check_id", "Attempts", readonly=True
    )
    attempt_count = fields.Integer("Attempts Made", readonly=True, aggregator=None)
    opened_on = fields.Datetime("Sheet Opened on", readonly=True)
    draft = fields.Json(
        readonly=True,
        copy=False,
        groups=fields.NO_ACCESS,
        help="What callers have typed and not sent yet, by the caller.",
    )
    done_on = fields.Datetime("Ended on", readonly=True)
    done_by_id = fields.Many2one(
        "res.users", "Ended by", readonly=True, ondelete="restrict"
    )

    # What the customer said
    claim_ids = fields.One2many(
        "ad.service.check.claim",
        "check_id",
        "What the Specialist Claims",
        readonly=True,
    )
    answer_ids = fields.One2many(
        "ad.service.check.answer", "check_id", "Answers", readonly=True
    )
    average_score = fields.Float(readonly=True, digits=(3, 1), aggregator="avg")
    opinion = fields.Text("Customer's Opinion", readonly=True)
    opinion_category_id = fields.Many2one(
        "ad.opinion.category", readonly=True, ondelete="restrict"
    )
    praise = fields.Text(readonly=True)
    defect_ids = fields.One2many("ad.service.defect", "check_id", readonly=True)
    defect_count = fields.Integer("Service Defects", readonly=True)

    # Why nobody called
    excuse = fields.Selection(EXCUSES, "Excused Because", readonly=True)
    excuse_words = fields.Text("Customer's Word", readonly=True)
    visit_date = fields.Date("Visited on", readonly=True)
    visit_place = fields.Char("Visited at", readonly=True)

    # The manager calls a sample of the delegated ones again
    recall_state = fields.Selection(
        [
            ("none", "Not Drawn"),
            ("to_recall", "To Call Again"),
            ("confirmed", "Confirmed by the Second Call"),
            ("differs", "Second Call Says Otherwise"),
        ],
        "Second Call",
        required=True,
        readonly=True,
        default="none",
        index=True,
    )
    recall_note = fields.Text("Note of the Second Call", readonly=True)
    recalled_on = fields.Datetime("Called Again on", readonly=True)
    recaller_id = fields.Many2one(
        "res.users", "Second Call by", readonly=True, index=True, ondelete="restrict"
    )

    _one_open_call_each = models.UniqueIndex(
        "(round_id, contact_key) WHERE state IN ('to_call', 'no_answer')"
    )
    _excused_by_what = models.Constraint(
        "CHECK (state != 'excused' OR (excuse IS NOT NULL AND done_by_id IS NOT NULL))",
        "An excused check says why.",
    )
    _visit_is_documented = models.Constraint(
        "CHECK (excuse != 'visit' OR (visit_date IS NOT NULL "
        "AND visit_place IS NOT NULL AND excuse_words IS NOT NULL))",
        "A visit counts with its date, its place and the customer's words.",
    )

    @api.depends("month")
    def _compute_month_label(self):
        for check in self:
            check.month_label = check.month.strftime("%Y-%m")

    @api.depends_context("lang")
    @api.depends("contact_name", "phone", "assigned_id", "state")
    def _compute_hint(self):
        for check in self:
            check.hint = check._hint_sentence() if check.state in NOT_REACHED else False

    def _hint_sentence(self):
        """What is missing for the call, or False."""
        self.ensure_one()
        if not self.assigned_id:
            return self.env._(
                "Nobody may call: all who could have a part in the deal. The general "
                "manager authorises somebody."
            )
        if not self.phone and not self.contact_name:
            return self.env._(
                "No contact person and no phone number: complete the customer, or "
                "visit."
            )
        if not self.phone:
            return self.env._("No phone number: complete the contact person, or visit.")
        return False

    def write(self, vals):
        """Hold what is closed, also against the superuser.

        :raise UserError: the round is closed
        """
        self._check_round_is_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Phone checks are kept."))

    def _check_round_is_open(self):
        for check in self:
            if check.round_state == "closed":
                raise UserError(
                    self.env._(
                        "The round is closed; the check on %(customer)s stays as it "
                        "is.",
                        customer=check.customer_names,
                    )
                )

    # Who may call

    def _check_may_call(self):
        """Refuse whoever was not given the call, or has a part in the deal.

        :raise AccessError: not the caller, or the specialist concerned
        """
        if not self.has_access("read"):
            # Nothing here says which customers are called.
            raise AccessError(
                self.env._(
                    "This call is not yours. The division's manager makes it, or who "
                    "is authorised to; never who serves the customer or closed the "
                    "deal."
                )
            )
        for check in self.sudo():  # superuser: who calls whom, asked of everybody
            if not check._is_caller(self.env.user):
                raise AccessError(check._not_caller_message())

    def _not_caller_message(self):
        """Why a call that one sees is not one's own to make."""
        if self.assigned_id == self.env.user:
            return self.env._(
                "Your authorisation to call for %(division)s has ended. What you have "
                "not called goes on to somebody else.",
                division=self.division_id.name,
            )
        return self.env._(
            "%(customer)s is called by %(name)s. The division's manager can give the "
            "call to you.",
            customer=self.customer_names,
            name=self.assigned_id.name or "-",
        )

    def _is_caller(self, user):
        """Whether a person makes this call: his own, or for the manager (G8)."""
        self.ensure_one()
        record = self.round_id
        if user in self.concerned_ids or user not in record._callers():
            return False
        if user == self.assigned_id:
            return True
        for_manager = self.assigned_id and self.assigned_id == record.manager_id
        return bool(for_manager) and user in record._deputies()

    def _check_not_reached(self):
        for check in self:
            if check.state not in NOT_REACHED:
                raise UserError(
                    self.env._(
                        "The check on %(customer)s is done already.",
                        customer=check.customer_names,
                    )
                )

    def _begin_step(self):
        """What every step on the call screen looks at first.

        :return: the check, for writing
        """
        self.ensure_one()
        self._check_may_call()
        # Superuser: checks are read-only for everybody; who calls was looked at.
        check = self.sudo()
        check.lock_for_update()
        check._check_round_is_open()
        check._check_not_reached()
        return check

    # Steps

    def _action_no_answer(self, note=""):
        """Note an attempt that nobody answered; the time is the server's (E16).

        :raise AccessError: not the caller
        :raise UserError: done already, or the round is closed
        """
        check = self._begin_step()
        check.write({"state": "no_answer", "attempt_count": check.attempt_count + 1})
        self.env["ad.service.check.attempt"].sudo().create(
            {
                "check_id": check.id,
                "called_on": fields.Datetime.now(),
                "called_by_id": self.env.uid,
                "note": (note or "").strip(),
            }
        )

    def _is_unreachable(self):
        """Three attempts, on two days of the company's place at least (E16)."""
        self.ensure_one()
        company = self.company_id
        days = {company._ad_date(attempt.called_on) for attempt in self.attempt_ids}
        return len(self.attempt_ids) >= ATTEMPTS and len(days) >= ATTEMPT_DAYS

    def _action_excuse(self, kind, words="", visit_date=None, visit_place=""):
        """Count a customer as covered without a call, with the reason.

        :raise AccessError: not the caller
        :raise UserError: done already, closed, or the reason is not complete
        """
        check = self._begin_step()
        error = check._excuse_error_message(kind, words, visit_date, visit_place)
        if error:
            raise UserError(error)
        is_visit = kind == "visit"
        check.write(
            {
                "state": "excused",
                "excuse": kind,
                "excuse_words": (words or "").strip() or False,
                "visit_date": visit_date if is_visit else False,
                "visit_place": (visit_place or "").strip() if is_visit else False,
                **check._prepare_end(),
            }
        )
        check.round_id._draw_recall()

    def _prepare_end(self):
        """Who ended the call when, and whether it was done for the manager."""
        user = self.env.user
        return {
            "done_on": fields.Datetime.now(),
            "done_by_id": user.id,
            "is_delegated": user != self.round_id.manager_id
            and not user.has_group(GENERAL_MANAGER),
            "draft": False,
        }

    def _excuse_error_message(self, kind, words, visit_date, visit_place):
        """What an excuse lacks, or False."""
        self.ensure_one()
        has_words = (words or "").strip()
        if kind == "unreachable":
            if self._is_unreachable():
                return False
            return self.env._(
                "Unreachable means three attempts on at least two days. So far there "
                "are %(count)s.",
                count=len(self.attempt_ids),
            )
        if kind == "do_not_call":
            if has_words:
                return False
            return self.env._(
                "Write down how the customer said that he does not want to be called."
            )
        if kind != "visit":
            return self.env._("Choose why the customer is not called.")
        return self._visit_error_message(has_words, visit_date, visit_place)

    def _visit_error_message(self, words, visit_date, visit_place):
        if not words or not visit_date or not (visit_place or "").strip():
            return self.env._(
                "A visit counts with its date, its place and the customer's words."
            )
        day = fields.Date.to_date(visit_date)
        last = min(self.company_id._ad_today(), self.round_id._last_day())
        if not self.month <= day <= last:
            return self.env._(
                "Only a visit of this round's month counts, and none in the future."
            )
        return False

    def _action_done(self, values):
        """Keep what the customer said; failing answers open service defects (E10).

        :param values: ``claims`` {id: {verdict, note}}, ``answers`` {question id:
            {score, note}} with score 0 for “not asked”, ``opinion``,
            ``opinion_category_id``, ``praise``
        :raise AccessError: not the caller
        :raise UserError: done already, closed, questions without a score, or a
            service defect without words
        """
        check = self._begin_step()
        check._keep_verdicts(values.get("claims") or {})
        check._keep_answers(values.get("answers") or {})
        check._check_something_was_asked()
        check.write(
            {
                "state": "done",
                **check._prepare_words(values),
                **check._prepare_end(),
            }
        )
        check._open_defects()
        check.round_id._draw_recall()

    def _prepare_words(self, values):
        """Opinion and praise; an opinion belongs to a category (Q3)."""
        opinion = (values.get("opinion") or "").strip()
        category = self.env["ad.opinion.category"].browse(
            int(values.get("opinion_category_id") or 0)
        )
        if opinion and not category.exists():
            raise UserError(self.env._("Choose what the customer's opinion is about."))
        asked = self.answer_ids.filtered("score").mapped("score")
        return {
            "opinion": opinion or False,
            "opinion_category_id": category.id if opinion else False,
            "praise": (values.get("praise") or "").strip() or False,
            "average_score": sum(asked) / len(asked) if asked else 0.0,
        }

    @api.model
    def _has_words(self, text):
        """Whether somebody wrote something, not a digit meant for the next question."""
        return any(char.isalpha() for char in text or "")

    def _check_something_was_asked(self):
        self.ensure_one()
        judged = self.claim_ids.filtered(lambda c: c.verdict != "not_asked")
        if not judged and not self.answer_ids.filtered("score"):
            raise UserError(
                self.env._(
                    "Nothing was asked. Note “No Answer”, or why the customer is not "
                    "called."
                )
            )

    # The second call

    def _action_recall(self, agrees, note=""):
        """The manager's second call says whether the deputy's sheet is right.

        :raise AccessError: not the division's manager, or concerned himself
        :raise UserError: not drawn, closed, or a difference without words
        """
        self.ensure_one()
        self.round_id._check_leads()
        # Superuser: checks are read-only for everybody; who leads was looked at.
        check = self.sudo()
        if self.env.user in check.concerned_ids | check.done_by_id:
            raise AccessError(
                self.env._("Somebody else makes the second call to this customer.")
            )
        check._check_round_is_open()
        if check.recall_state != "to_recall":
            raise UserError(self.env._("This check was not drawn for a second call."))
        if not agrees and not (note or "").strip():
            raise UserError(self.env._("Write down what the customer says otherwise."))
        check.write(
            {
                "recall_state": "confirmed" if agrees else "differs",
                "recall_note": (note or "").strip() or False,
                "recalled_on": fields.Datetime.now(),
                "recaller_id": self.env.uid,
                "draft": False,
            }
        )

    # Giving calls away

    def action_delegate(self):
        """Open the dialog in which calls are given to somebody else."""
        self.round_id._check_leads()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Give Calls to Somebody Else"),
            "res_model": "ad.service.check.delegate",
            "view_mode": "form",
            "target": "new",
            "context": {"default_check_ids": self.ids},
        }

    def _action_delegate(self, user):
        """Give calls not made yet to somebody who may make them (G8).

        :raise AccessError: neither the division's manager nor the general manager
        :raise UserError: the person is not authorised, or has a part in the deal
        """
        self.round_id._check_leads()
        # Superuser: checks are read-only for everybody; who leads was looked at.
        checks = self.sudo()
        checks._check_round_is_open()
        checks._check_not_reached()
        for record in checks.round_id:
            if user not in record._callers():
                raise UserError(
                    self.env._(
                        "%(name)s is not authorised to call for %(division)s. The "
                        "general manager grants an authorisation for the step "
                        "“%(step)s”.",
                        name=user.name,
                        division=record.division_id.name,
                        step=record._step_label(),
                    )
                )
        own = checks.filtered(lambda check: user in check.concerned_ids)
        if own:
            raise UserError(
                self.env._(
                    "%(name)s serves %(customer)s or closed the deal: these calls go "
                    "to somebody else.",
                    name=user.name,
                    customer=own[0].customer_names,
                )
            )
        checks.write({"assigned_id": user.id})


class AdServiceRound(models.Model):
    _inherit = "ad.service.round"

    def _step_label(self):
        field = self.env["ad.authorization"]._fields["step"]
        return dict(field._description_selection(self.env))[STEP]

    def _draw_recall(self):
        """Draw some of what deputies did for the manager's second call.

        One by one as they come in: nobody can know beforehand which. Excuses are
        drawn, too: nobody spares himself a call by a customer's word.
        """
        self.ensure_one()
        deputies = self.check_ids.filtered(
            lambda check: check.state in ("done", "excused") and check.is_delegated
        )
        # Calls about the manager's own deals are not his to repeat.
        pool = deputies.filtered(lambda c: self.manager_id not in c.concerned_ids)
        wanted = ceil(len(pool) * self.company_id.ad_check_recall_percent / 100)
        drawn = pool.filtered(lambda check: check.recall_state != "none")
        chosen = SystemRandom().sample(list(pool - drawn), max(wanted - len(drawn), 0))
        if chosen:
            self.check_ids.browse().concat(*chosen).write({"recall_state": "to_recall"})
            self._give_out()
