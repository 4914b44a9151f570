"""Complaints: registered, answered, solved, followed up, never forgotten (Q1, R5)."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import format_date, format_list

from .ad_answer_clock_mixin import GENERAL_MANAGER, WORKING_DAY
from .ad_case_mixin import INTERNAL, SERVICE, SUPERVISOR

STATES = [
    ("registered", "Registered"),
    ("reopened", "Taken up Again"),
    ("answered", "First Answer Given"),
    ("solving", "Solving"),
    ("solved", "Solved"),
    ("closed", "Case Closed"),
]
OPEN_STATES = ("registered", "answered", "solving", "solved", "reopened")
#: Nobody has answered yet.
UNANSWERED = ("registered", "reopened")
#: In working time, between the follow-up and the end of the case: two days.
CLOSING_MINUTES = 2 * WORKING_DAY
MANAGER = "ad_sales_ops.group_ad_manager"
#: The documents that it can be about.
SUBJECTS = ("publication_id", "placement_id", "order_id", "move_id")
#: Titles that see the complaints of all customers.
SEE_ALL = (SERVICE, GENERAL_MANAGER)
#: Set by the steps of the work only.
GUARDED = {
    "state",
    "solution",
    "solved_on",
    "solved_by_id",
    "solution_minutes",
    "acceptance",
    "reopened_count",
    "followed_up_on",
    "follow_up_result",
    "follow_up_rate",
    "perceived",
    "expected",
    "satisfaction",
    "closed_on",
    "closed_by_id",
    "mail_subject",
}


class AdComplaint(models.Model):
    """One complaint; its steps and calls are facts of their own.

    What the monthly summary counts stands in columns: company, division, day,
    category, degree, proven or not, medium, specialist, minutes, loss, remedy.
    """

    _name = "ad.complaint"
    _inherit = ["rating.mixin", "ad.case.mixin"]
    _description = "Complaint"
    _order = "registered_on desc, id desc"
    _rec_name = "number"
    _rec_names_search = ["number", "customer_id", "caller_name", "caller_phone"]
    _check_company_auto = True
    _primary_email = "caller_email"
    _mail_post_access = "read"

    state = fields.Selection(
        STATES,
        required=True,
        readonly=True,
        default="registered",
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )

    # what it is about
    category_id = fields.Many2one(
        "ad.opinion.category",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
    )
    degree = fields.Selection(
        [
            ("1", "Slightly Displeased"),
            ("2", "Displeased"),
            ("3", "Very Displeased"),
            ("4", "Furious"),
        ],
        "Degree of Dissatisfaction",
        index=True,
        groups=INTERNAL,
        tracking=True,
    )
    about_id = fields.Many2one(
        "res.users",
        "About Whom",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('share', '=', False)]",
        groups=INTERNAL,
        tracking=True,
        help="The colleague the customer complains about; he reads it only.",
    )
    publication_id = fields.Many2one(
        "ad.publication",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    placement_id = fields.Many2one(
        "ad.placement",
        "Insertion",
        compute="_compute_placement_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    order_id = fields.Many2one(
        "sale.order",
        "Contract",
        compute="_compute_order_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    move_id = fields.Many2one(
        "account.move",
        "Invoice",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('move_type', 'in', ('out_invoice', 'out_refund'))]",
    )
    medium_id = fields.Many2one(
        "ad.medium",
        compute="_compute_medium_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    mail_subject = fields.Char(readonly=True, copy=False, groups=INTERNAL)

    # why, and what is done about it
    verdict = fields.Selection(
        [("proven", "Proven"), ("unfounded", "Unfounded")],
        "Proven or Not",
        copy=False,
        index=True,
        groups=INTERNAL,
        tracking=True,
    )
    cause = fields.Text(copy=False, groups=INTERNAL, tracking=True)
    responsible_id = fields.Many2one(
        "res.users",
        "Responsible Person",
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        domain="[('share', '=', False)]",
        groups=INTERNAL,
        tracking=True,
    )
    is_policy = fields.Boolean(
        "Company Policy",
        copy=False,
        groups=INTERNAL,
        tracking=True,
        help="No person is responsible: the rules of the house are the cause.",
    )
    remedy = fields.Selection(
        [
            ("apology", "Apology"),
            ("correction", "Correction in the Next Issue"),
            ("make_good", "Make-good"),
            ("credit", "Credit"),
            ("replacement", "Copies or Goods Sent Again"),
            ("explained", "Explained, Nothing Owed"),
            ("other", "Another Remedy"),
        ],
        copy=False,
        index=True,
        groups=INTERNAL,
        tracking=True,
    )
    remedy_note = fields.Text("What We Did", copy=False, groups=INTERNAL, tracking=True)
    is_make_good = fields.Boolean(
        "With Make-good", compute="_compute_is_make_good", store=True, groups=INTERNAL
    )
    remedy_publication_id = fields.Many2one(
        "ad.publication",
        "Made Good by",
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        groups=INTERNAL,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    loss_amount = fields.Monetary(
        "Loss", copy=False, groups=INTERNAL, tracking=True, help="Of our company."
    )
    apology_date = fields.Date("Apology Visit on", copy=False, groups=INTERNAL)
    apology_by_id = fields.Many2one(
        "res.users",
        "Visit by",
        compute="_compute_apology_people",
        store=True,
        readonly=False,
        copy=False,
        ondelete="restrict",
        domain="[('share', '=', False)]",
        groups=INTERNAL,
        help="The responsible person's supervisor, with the customer's specialist.",
    )
    apology_with_id = fields.Many2one(
        "res.users",
        "Together with",
        compute="_compute_apology_people",
        store=True,
        readonly=False,
        copy=False,
        ondelete="restrict",
        domain="[('share', '=', False)]",
        groups=INTERNAL,
    )

    # payment refused by our fault (R5)
    is_refused_payment = fields.Boolean(
        "Payment Refused", index="btree_not_null", groups=INTERNAL, tracking=True
    )
    refused_amount = fields.Monetary(groups=INTERNAL, tracking=True)

    # the solution
    solution = fields.Text(readonly=True, copy=False)
    solved_on = fields.Datetime(readonly=True, copy=False, index=True)
    solved_by_id = fields.Many2one(
        "res.users", readonly=True, copy=False, ondelete="restrict", groups=INTERNAL
    )
    solution_minutes = fields.Integer(
        "Minutes to the Solution",
        readonly=True,
        copy=False,
        aggregator="avg",
        groups=INTERNAL,
        help="From the registration, in working time; by the clock for safety and "
        "legal matters.",
    )
    acceptance = fields.Selection(
        [
            ("accepted", "The Customer Accepts"),
            ("open", "Not Said Yet"),
            ("refused", "The Customer Refuses"),
        ],
        "Customer's Acceptance",
        readonly=True,
        copy=False,
        groups=INTERNAL,
    )
    reopened_count = fields.Integer("Times Taken up Again", readonly=True, copy=False)

    # the end
    follow_up_due = fields.Datetime(
        "Follow-up by",
        compute="_compute_follow_up_due",
        store=True,
        groups=INTERNAL,
    )
    call_ids = fields.One2many(
        "ad.complaint.call", "complaint_id", "Follow-up Calls", groups=INTERNAL
    )
    followed_up_on = fields.Datetime(readonly=True, copy=False, groups=INTERNAL)
    follow_up_result = fields.Selection(
        [
            ("settled", "Matter Settled"),
            ("unreachable", "Unreachable"),
        ],
        readonly=True,
        copy=False,
        groups=INTERNAL,
    )
    follow_up_rate = fields.Float(
        "Follow-up Rate (%)",
        readonly=True,
        copy=False,
        aggregator="avg",
        digits=(5, 1),
        groups=INTERNAL,
        help="100 when the customer was called in time or could not be reached.",
    )
    perceived = fields.Integer(
        readonly=True, copy=False, aggregator="avg", groups=INTERNAL
    )
    expected = fields.Integer(
        readonly=True, copy=False, aggregator="avg", groups=INTERNAL
    )
    satisfaction = fields.Float(
        readonly=True,
        copy=False,
        digits=(4, 2),
        aggregator="avg",
        groups=INTERNAL,
        help="Perceived / expected: 1 when we were as good as expected.",
    )
    closed_on = fields.Datetime(readonly=True, copy=False, index=True)
    closed_by_id = fields.Many2one(
        "res.users", readonly=True, copy=False, ondelete="restrict", groups=INTERNAL
    )
    step_ids = fields.One2many(
        "ad.complaint.step", "complaint_id", "History", groups=INTERNAL
    )
    missing_text = fields.Text(
        "Missing Before Closing", compute="_compute_missing_text", groups=INTERNAL
    )
    closed_text = fields.Char(compute="_compute_closed_text", groups=INTERNAL)
    concerns_me = fields.Boolean(compute="_compute_concerns_me", groups=INTERNAL)

    _loss_positive = models.Constraint(
        "CHECK (loss_amount >= 0 AND refused_amount >= 0)",
        "Loss and refused amount cannot be negative.",
    )
    _calendar_index = models.Index("(company_id, division_id, registered_date)")

    # Computes

    @api.depends("publication_id")
    def _compute_placement_id(self):
        for complaint in self:
            # Superuser: which insertion appeared is no secret to whoever registers.
            found = complaint.publication_id.sudo().placement_id
            complaint.placement_id = found or complaint.placement_id

    @api.depends("placement_id", "publication_id")
    def _compute_order_id(self):
        for complaint in self:
            found = complaint.placement_id.sudo().order_id
            complaint.order_id = found or complaint.order_id

    @api.depends("placement_id", "order_id")
    def _compute_medium_id(self):
        for complaint in self:
            placements = (
                complaint.placement_id or complaint.order_id.sudo().ad_placement_ids
            )
            media = placements.sudo().medium_id
            complaint.medium_id = media if len(media) == 1 else complaint.medium_id

    @api.depends("remedy", "remedy_publication_id")
    def _compute_is_make_good(self):
        for complaint in self:
            complaint.is_make_good = (
                complaint.remedy == "make_good" or complaint.remedy_publication_id
            )

    @api.depends("responsible_id", "user_id")
    def _compute_apology_people(self):
        for complaint in self:
            visitor, person = complaint.apology_by_id, complaint.responsible_id
            if not complaint.apology_date:
                visitor = complaint._leaders_of(person)[:1] or visitor - person
            complaint.apology_by_id = visitor
            complaint.apology_with_id = complaint.user_id

    def _leaders_of(self, person):
        """Who leads a person's team and division in this company."""
        # Superuser: who leads a team is no secret.
        teams = person.sudo().crm_team_member_ids.crm_team_id.filtered(
            lambda team: team.company_id.id in (False, self.company_id.id)
        )
        return (teams.user_id | teams.ad_parent_id.user_id) - person

    @api.depends("solved_on", "company_id")
    def _compute_follow_up_due(self):
        calendar = self.env["ad.calendar.exception"]
        for complaint in self:
            company = complaint.company_id.sudo()
            span = timedelta(hours=company.ad_follow_up_hours)
            solved = complaint.solved_on
            complaint.follow_up_due = solved and calendar._reachable(
                solved + span, company
            )

    def _deadline_fields(self):
        return [*super()._deadline_fields(), "state", "follow_up_due", "followed_up_on"]

    def _deadline(self):
        if self.state in UNANSWERED:
            return "answer", self.answer_due
        if self.state in ("answered", "solving"):
            return "promise", self.promised_on
        if self.state == "solved" and not self.followed_up_on:
            return "follow_up", self.follow_up_due
        if self.state == "solved":
            return "closing", self._closing_due()
        return False, False

    def _closing_due(self):
        """Until when what is still missing has to be found out."""
        calendar = self.env["ad.calendar.exception"]
        # Superuser: office hours are no secret.
        company = self.company_id.sudo()
        return calendar._add_working_minutes(
            self.followed_up_on, CLOSING_MINUTES, company
        )

    @api.depends(
        "partner_id",
        "category_id",
        "degree",
        "cause",
        "verdict",
        "responsible_id",
        "is_policy",
        "is_refused_payment",
        "apology_date",
        "apology_by_id",
        "apology_with_id",
        "user_id",
        "acceptance",
        "followed_up_on",
    )
    @api.depends_context("lang")
    def _compute_missing_text(self):
        for complaint in self:
            lines = complaint._missing_before_closing()
            complaint.missing_text = "\n".join(lines)

    @api.depends("closed_on", "closed_by_id")
    @api.depends_context("lang")
    def _compute_closed_text(self):
        for complaint in self:
            if not complaint.closed_on:
                complaint.closed_text = False
                continue
            # Superuser: the house's time zone is no secret.
            day = complaint.company_id.sudo()._ad_date(complaint.closed_on)
            complaint.closed_text = self.env._(
                "Closed on %(day)s by %(person)s",
                day=format_date(self.env, day),
                person=complaint.closed_by_id.name,
            )

    @api.depends_context("uid")
    @api.depends("about_id", "responsible_id")
    def _compute_concerns_me(self):
        """As it is saved: whoever names himself still saves what he typed."""
        for complaint in self:
            people = complaint._origin._people_concerned()
            complaint.concerns_me = self.env.user in people

    def _people_concerned(self):
        # Superuser: portals ask too, and get a yes or no.
        complaint = self.sudo()
        return complaint.about_id | complaint.responsible_id

    def _open_states(self):
        return OPEN_STATES

    # Guards

    def _guarded_fields(self):
        return super()._guarded_fields() | GUARDED

    def _guarded_defaults(self):
        return super()._guarded_defaults() | {"state": "registered"}

    def _guarded_computes(self):
        mine = {"is_make_good", "follow_up_due", "rating_last_value"}
        return super()._guarded_computes() | mine

    @api.model_create_multi
    def create(self, vals_list):
        """Register; what is known of the subject fills in the customer.

        :raise AccessError: a document that the registrar may not read
        """
        for vals in vals_list:
            self._check_may_name(self._named_documents(vals))
        return super().create([self._with_customer(vals) for vals in vals_list])

    def _named_documents(self, vals):
        """The documents that a client names, by himself or as defaults."""
        context = self.env.context
        documents = {}
        for name in SUBJECTS:
            model = self.env[self._fields[name].comodel_name]
            value = vals.get(name, context.get(f"default_{name}"))
            documents[name] = model.browse(value or ())
        return documents

    def _check_may_name(self, documents):
        """Nobody learns by a complaint whose a document is.

        Customer Relations and the general manager write down what any customer says.

        :raise AccessError: a document that the user may not read
        """
        user = self.env.user
        if self.env.su or any(user.has_group(title) for title in SEE_ALL):
            return
        # Superuser: what follows from a document that he may read is no secret.
        placement = documents["publication_id"].sudo().placement_id
        order = (placement or documents["placement_id"].sudo()).order_id
        for document in documents.values():
            if document in (placement, order) or not document:
                continue
            if not document.has_access("read"):
                raise AccessError(
                    self.env._(
                        "You may not read this document. Register the complaint on "
                        "the customer, and write down what he names."
                    )
                )

    def _with_customer(self, vals):
        """The subject's customer, where none was chosen."""
        if vals.get("partner_id"):
            return vals
        # Superuser: whose document it is; the constraint checks the rest.
        for name in SUBJECTS:
            if vals.get(name):
                record = self.env[self._fields[name].comodel_name].sudo()
                record = record.browse(vals[name])
                return {**vals, "partner_id": self._customer_of(record).id}
        return vals

    def _customer_of(self, record):
        """Whose document a subject is."""
        name = "advertiser_id" if "advertiser_id" in record._fields else "partner_id"
        return record[name]

    def write(self, vals):
        """Whom it is about changes by Customer Relations or a superior only.

        :raise AccessError: somebody else clears or changes the name
        """
        user = self.env.user
        titles = (SERVICE, SUPERVISOR)
        if set(SUBJECTS) & set(vals):
            for complaint in self:
                complaint._check_may_name(complaint._changed_documents(vals))
        if "about_id" in vals and not self.env.su:
            changed = self.filtered(
                lambda c: c.about_id.id != (vals["about_id"] or False)
            )
            if changed.about_id and not any(user.has_group(title) for title in titles):
                raise AccessError(
                    self.env._(
                        "Whom a complaint is about is changed by Customer Relations or "
                        "a supervisor."
                    )
                )
        result = super().write(vals)
        if {"about_id", "responsible_id"} & set(vals):
            # Superuser: whether who is proposed is concerned; it may not be read now.
            self.filtered(
                lambda c: c.sudo().proposed_owner_id & c._people_concerned()
            )._end_proposal()
        return result

    def _changed_documents(self, vals):
        """The documents that a change brings; those that stay are no news."""
        changed = {name: vals.get(name) for name in SUBJECTS}
        for name, value in changed.items():
            if value == self[name].id:
                changed[name] = False
        return self._named_documents(changed)

    @api.constrains("partner_id", *SUBJECTS)
    def _check_subject(self):
        for complaint in self:
            customer = complaint.customer_id
            for name in SUBJECTS:
                # Superuser: whose document it is, whoever may read the rest.
                record = complaint[name].sudo()
                if record and customer not in complaint._parties_of(record):
                    raise ValidationError(
                        self.env._(
                            "%(subject)s does not belong to %(customer)s. Choose the "
                            "customer's own document, or the other customer.",
                            subject=record.display_name,
                            customer=customer.name or self.env._("an unknown caller"),
                        )
                    )

    def _parties_of(self, record):
        """The companies that may complain about a document: advertiser and agency."""
        parties = self._customer_of(record).commercial_partner_id
        order = (
            record if record._name == "sale.order" else record._fields.get("order_id")
        )
        if order and record._name != "sale.order":
            order = record.order_id
        if order:
            parties |= order.partner_id.commercial_partner_id
            parties |= order.ad_placement_ids.advertiser_id.commercial_partner_id
        return parties

    @api.constrains("is_refused_payment", "refused_amount", "move_id")
    def _check_refused_payment(self):
        for complaint in self.filtered("is_refused_payment"):
            if not complaint.move_id or complaint.refused_amount <= 0:
                raise ValidationError(
                    self.env._(
                        "A refused payment names the invoice and the amount that the "
                        "customer does not pay."
                    )
                )

    @api.constrains("is_policy", "responsible_id")
    def _check_person_or_policy(self):
        for complaint in self:
            if complaint.is_policy and complaint.responsible_id:
                raise ValidationError(
                    self.env._(
                        "Either a person is responsible or the company's policy: "
                        "leave one of them empty."
                    )
                )

    @api.constrains("apology_date", "apology_by_id", "responsible_id")
    def _check_apology(self):
        for complaint in self.filtered("apology_date"):
            if not complaint.apology_by_id or (
                complaint.apology_by_id == complaint.responsible_id
            ):
                raise ValidationError(
                    self.env._(
                        "The supervisor of the responsible person pays the visit of "
                        "apology, not the person: say who."
                    )
                )

    @api.constrains("apology_date", "apology_by_id")
    def _check_visitor(self):
        for complaint in self.filtered(lambda c: c.apology_date and c.apology_by_id):
            # Superuser: who leads whom is no secret.
            visitor = complaint.apology_by_id.sudo()
            leaders = complaint._leaders_of(complaint.responsible_id)
            title = MANAGER if leaders else SUPERVISOR
            if visitor not in leaders and not visitor.has_group(title):
                raise ValidationError(
                    self.env._(
                        "%(visitor)s is no superior of the responsible person. The "
                        "visit of apology is paid by %(leaders)s.",
                        visitor=visitor.name,
                        leaders=format_list(self.env, leaders.mapped("name"), "or")
                        or self.env._("a supervisor or manager"),
                    )
                )

    @api.onchange("move_id")
    def _onchange_move_id(self):
        if self.is_refused_payment and not self.refused_amount:
            self.refused_amount = self.move_id.amount_residual
            self.partner_id = self.partner_id or self.move_id.partner_id

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._("Complaints are kept."))

    def copy(self, default=None):  # pylint: disable=method-required-super
        """A complaint happens once.

        :raise AccessError: always
        """
        raise AccessError(self.env._("A complaint is registered anew, not copied."))

    # Closing

    def _missing_before_closing(self):
        """What has to be known before it is closed: a sentence each."""
        self.ensure_one()
        is_unfounded = self.verdict == "unfounded"
        is_refused = self.acceptance == "refused"
        checks = [
            (
                self.followed_up_on,
                self.env._(
                    "The follow-up: call the customer. Three attempts on at least two "
                    "days count as unreachable."
                ),
            ),
            (
                not is_refused,
                self.env._("A solution that the customer accepts: take it up again."),
            ),
            (self.partner_id, self.env._("Which customer it is.")),
            (self.category_id, self.env._("The category.")),
            (self.degree, self.env._("The degree of dissatisfaction.")),
            ((self.cause or "").strip(), self.env._("The cause.")),
            (self.verdict, self.env._("Whether it is proven or unfounded.")),
            (
                is_unfounded or self.responsible_id or self.is_policy,
                self.env._("The responsible person, or the company's policy."),
            ),
            (
                is_unfounded or not self.is_refused_payment or self._is_apologised(),
                self.env._(
                    "The visit of apology: on which day it was paid, by whom, and with "
                    "the customer's specialist."
                ),
            ),
        ]
        return [sentence for is_known, sentence in checks if not is_known]

    def _is_apologised(self):
        """Whether the visit was paid as it has to be (R5); a plan is none."""
        # Superuser: the house's time zone is no secret.
        today = self.company_id.sudo()._ad_today()
        return (
            self.apology_date
            and self.apology_date <= today
            and self.apology_by_id
            and (self.apology_with_id or not self.user_id)
        )
