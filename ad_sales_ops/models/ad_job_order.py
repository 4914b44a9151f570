"""Job orders: work of Production, from the hand-over to the signature (K15)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

STATES = [
    ("draft", "Draft"),
    ("handed_over", "Handed Over"),
    ("in_work", "In Work"),
    ("to_choose", "To Choose"),
    ("to_read", "To Proof-Read"),
    ("to_sign", "To Sign"),
    ("done", "Done"),
    ("cancelled", "Cancelled"),
]
#: States in which somebody still has to do something.
OPEN_STATES = tuple(
    code for code, _label in STATES if code not in ("done", "cancelled")
)
#: What Production was asked for; another order needs another number.
TERMS = {
    "advertiser_id",
    "company_id",
    "order_id",
    "order_line_id",
    "placement_ids",
    "type_id",
}
OPEN_STAGES = ("draft", "held", "booked")


class AdJobOrder(models.Model):
    """One piece of work for one customer.

    It carries the charge of a contract line without insertions (M9): the line is
    delivered when the job order is done.
    """

    _name = "ad.job.order"
    _inherit = [
        "ad.guarded.mixin",
        "ad.customer.work.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _description = "Job Order"
    _order = "urgency desc, date_due, id"
    _rec_names_search = ["number", "name", "advertiser_id.name"]
    _check_company_auto = True

    type_id = fields.Many2one(
        "ad.job.type", "Kind of Job", required=True, ondelete="restrict", tracking=True
    )
    order_id = fields.Many2one(
        "sale.order",
        "Contract",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('ad_contract_kind', '!=', False), ('state', '!=', 'cancel')]",
    )
    order_line_id = fields.Many2one(
        "sale.order.line",
        "Charge",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('order_id', '=', order_id), ('display_type', '=', False), "
        "('qty_delivered_method', '=', 'manual')]",
        help="The contract line that becomes billable when the job order is done.",
    )
    placement_ids = fields.Many2many(
        "ad.placement",
        "ad_job_order_placement_rel",
        "job_id",
        "placement_id",
        "For Insertions",
        check_company=True,
        domain="[('advertiser_id', '=', advertiser_id), "
        "('stage', 'in', ('draft', 'held', 'booked'))]",
    )
    state = fields.Selection(
        STATES,
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )

    # What is wanted
    brief = fields.Text(help="What Production has to make, for what, in which size.")
    brief_file_ids = fields.Many2many("ir.attachment", string="Files for Production")
    urgency = fields.Selection(
        [("0", "Not Urgent"), ("1", "Urgent")],
        required=True,
        default="0",
        tracking=True,
    )
    asked_by_id = fields.Many2one(
        "res.users",
        "Asked for by",
        default=lambda self: self.env.user,
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    assigned_to_id = fields.Many2one(
        "res.users",
        "Assigned to",
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        domain=lambda self: self._makers_domain(),
    )
    handed_over_on = fields.Datetime(readonly=True, copy=False)
    date_due = fields.Date("Due", readonly=True, copy=False, index=True, tracking=True)
    is_late = fields.Boolean("Overdue", compute="_compute_is_late")

    # What came of it
    round = fields.Integer(readonly=True, copy=False, default=1, aggregator=None)
    alternative_ids = fields.One2many("ad.job.alternative", "job_id", readonly=True)
    chosen_id = fields.Many2one(
        "ad.job.alternative", "To Go On with", compute="_compute_chosen_id"
    )
    step_ids = fields.One2many("ad.job.step", "job_id", "Steps", readonly=True)
    return_reason = fields.Text("What Is Wrong", readonly=True, copy=False)
    cancel_reason = fields.Text(readonly=True, copy=False)
    read_by_id = fields.Many2one(
        "res.users",
        "Proof-Read by",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    signed_by_id = fields.Many2one(
        "res.users", "Work Signed by", readonly=True, copy=False, ondelete="restrict"
    )
    done_on = fields.Datetime(readonly=True, copy=False)
    material_id = fields.Many2one(
        "ad.material",
        "Copy",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The piece of copy that the chosen alternative became.",
    )
    waiting_text = fields.Char("Waits for", compute="_compute_waiting_text")

    # Production's list: what is open, by day.
    _open_due_idx = models.Index(
        "(company_id, date_due) WHERE state NOT IN ('done', 'cancelled')"
    )

    @api.model
    def _makers_domain(self):
        titles = ("production", "operations")
        groups = [self.env.ref(f"ad_sales_ops.group_ad_{x}").id for x in titles]
        return [("all_group_ids", "in", groups)]

    # Not on the contract's carer: finished work keeps its people.
    @api.depends("advertiser_id", "order_id")
    def _compute_people(self):
        for job in self:
            # Superuser: who serves the customer is no secret of the customer's file.
            order, partner = job.order_id.sudo(), job.advertiser_id.sudo()
            carer = order.ad_carer_id or order.user_id or partner.user_id
            job.user_id = carer or self.env.user
            job.team_id = order.team_id or job.user_id.sudo().sale_team_id

    def _follow_order(self):
        """Hand open work to the contract's carer and team (E22)."""
        for order, jobs in self.grouped("order_id").items():
            # Superuser: people are guarded; the order's write checked who moves them.
            jobs.filtered(lambda job: job.state in OPEN_STATES).sudo().write(
                order.sudo()._ad_people()
            )

    @api.depends("date_due", "state")
    def _compute_is_late(self):
        for job in self:
            today = job.company_id._ad_today()
            due = job.state in OPEN_STATES and job.date_due
            job.is_late = bool(due and due < today)

    @api.depends("alternative_ids.is_chosen", "round")
    def _compute_chosen_id(self):
        for job in self:
            job.chosen_id = job._round_alternatives().filtered("is_chosen")[:1]

    @api.depends_context("lang")
    @api.depends("state", "assigned_to_id", "alternative_ids", "round")
    def _compute_waiting_text(self):
        for job in self:
            job.waiting_text = job._waiting_sentence()

    def _waiting_sentence(self):
        """Who has to do what next, or False."""
        self.ensure_one()
        letters = ", ".join(self._round_alternatives().mapped("name"))
        maker = self.assigned_to_id.name or self.env._("Production")
        return {
            "draft": self.env._("Hand it over to Production."),
            "handed_over": self.env._("%s has to start.", maker),
            "in_work": self.env._("%s is at work.", maker),
            "to_choose": self.env._("The customer chooses: %s.", letters),
            "to_read": self.env._("The proofreader has to read it."),
            "to_sign": self.env._(
                "A supervisor, a manager or the Operations Centre has to sign."
            ),
        }.get(self.state, False)

    def _round_alternatives(self):
        return self.alternative_ids.filtered(lambda a: a.round == self.round)

    @api.depends("number", "name")
    def _compute_display_name(self):
        for job in self:
            number = job.number if job.number != "/" else self.env._("New")
            job.display_name = f"{number} {job.name or ''}".strip()

    @api.onchange("order_id")
    def _onchange_order_id(self):
        if self.order_id:
            self.advertiser_id = self.order_id.partner_id.commercial_partner_id
        if self.order_line_id.order_id != self.order_id:
            self.order_line_id = False

    def _guarded_fields(self):
        return super()._guarded_fields() | {
            "asked_by_id",
            "cancel_reason",
            "date_due",
            "done_on",
            "handed_over_on",
            "material_id",
            "number",
            "read_by_id",
            "return_reason",
            "round",
            "signed_by_id",
            "state",
        }

    def _guarded_defaults(self):
        return super()._guarded_defaults() | {
            "asked_by_id": self.env.uid,
            "number": "/",
            "round": 1,
            "state": "draft",
        }

    def _guarded_computes(self):
        return super()._guarded_computes() | {"team_id", "user_id"}

    @api.constrains("order_id", "order_line_id", "advertiser_id", "placement_ids")
    def _check_links(self):
        for job in self:
            # Superuser: the contract may be one that the maker does not read.
            error = job.sudo()._links_error_message()
            if error:
                raise ValidationError(error)

    def _links_error_message(self):
        """What does not belong together, or False."""
        self.ensure_one()
        order, line = self.order_id, self.order_line_id
        if order and not order.ad_contract_kind:
            return self.env._("%s is no advertising contract.", order.name)
        if order and order.partner_id.commercial_partner_id != self.advertiser_id:
            return self.env._(
                "%(contract)s is a contract of %(customer)s. Choose a contract of the "
                "job order's own customer.",
                contract=order.name,
                customer=order.partner_id.commercial_partner_id.name,
            )
        if line and (line.order_id != order or line.display_type):
            return self.env._("Choose the charge among the lines of the contract.")
        if line and line.ad_is_insertion:
            return self.env._(
                "“%(line)s” is delivered by publication. Choose a line without "
                "insertions, or leave the charge empty.",
                line=line.name,
            )
        if self.placement_ids.advertiser_id - self.advertiser_id:
            return self.env._("Choose insertions of the job order's own customer.")
        return False

    @api.constrains("assigned_to_id")
    def _check_assigned_to(self):
        makers = self.env["res.users"].sudo()
        for job in self.filtered("assigned_to_id"):
            if not job.sudo().assigned_to_id & makers.search(
                [("id", "=", job.assigned_to_id.id), *self._makers_domain()]
            ):
                raise ValidationError(
                    self.env._(
                        "%s neither belongs to Production nor to the Operations "
                        "Centre. Assign the job order to somebody who does.",
                        job.assigned_to_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        jobs = super().create(vals_list)
        for job in jobs:
            # Superuser: the number is guarded.
            job.sudo().number = self.env["ir.sequence"].next_by_code("ad.job.order")
        jobs._adopt_brief_files()
        return jobs

    def write(self, vals):
        """Hold what was asked for, and finished job orders.

        :raise UserError: handed over already, or finished
        """
        if not self.env.su:
            self._check_still_open(vals)
        result = super().write(vals)
        if "brief_file_ids" in vals:
            self._adopt_brief_files()
        return result

    def _check_still_open(self, vals):
        own = {name for name in vals if name in TERMS or name in ("name", "brief")}
        own |= {"assigned_to_id", "brief_file_ids", "urgency"} & set(vals)
        for job in self:
            if own and job.state not in OPEN_STATES:
                raise UserError(
                    self.env._(
                        "Job order %s is finished and stays as it was. Write another.",
                        job.number,
                    )
                )
            changed = [
                name
                for name in TERMS & own
                if job._guarded_value_changes(name, vals[name])
            ]
            if changed and job.state != "draft":
                raise UserError(
                    self.env._(
                        "Job order %(job)s is handed over: “%(field)s” does not change "
                        "any more. Cancel it and write a new one.",
                        job=job.number,
                        field=self._fields[changed[0]]._description_string(self.env),
                    )
                )

    def _adopt_brief_files(self):
        """Hang uploaded files on the job order, so that Production may open them.

        :raise UserError: a program, whatever its name says
        """
        for job in self:
            # Superuser: a file without a document belongs to who uploaded it, alone.
            files = job.sudo().brief_file_ids
            for file in files:
                self.env["ad.copy.file"]._check_harmless(file.raw or b"", file.name)
            files.filtered(
                lambda file: not file.res_id and file.create_uid == self.env.user
            ).write({"res_model": self._name, "res_id": job.id})

    @api.ondelete(at_uninstall=False)
    def _unlink_drafts_only(self):
        for job in self:
            if job.state != "draft":
                raise UserError(
                    self.env._(
                        "Job order %s is kept. Cancel it with a reason instead.",
                        job.number,
                    )
                )

    def _open_on(self, lines):
        """Job orders that hold back these contract lines."""
        # Superuser: the refusal names the number, whoever's job order it is.
        return self.sudo().search(
            [("order_line_id", "in", lines.ids), ("state", "in", OPEN_STATES)]
        )

    # Who may

    def _check_title(self, titles, sentence):
        """Only these job titles take the step, on job orders that they read.

        :raise AccessError: another title, or somebody else's customer
        """
        if not any(
            self.env.user.has_group(f"ad_sales_ops.group_ad_{title}")
            for title in titles
        ):
            raise AccessError(sentence)
        self.check_access("read")

    def _check_state(self, *states):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for job in self.filtered(lambda job: job.state not in states):
            raise UserError(
                self.env._(
                    "Job order %(job)s is at “%(state)s”; this step follows on "
                    "“%(states)s”.",
                    job=job.number,
                    state=labels[job.state],
                    states=" / ".join(labels[state] for state in states),
                )
            )

    def _check_not_maker(self):
        """Nobody judges one's own work."""
        for job in self.filtered(lambda job: self.env.user in job._makers()):
            raise AccessError(
                self.env._(
                    "Job order %s is your own work: somebody else reads and signs it.",
                    job.number,
                )
            )

    def _makers(self):
        """Everybody who worked on it, in any round."""
        self.ensure_one()
        # Superuser: who made it, whoever asks.
        job = self.sudo()
        work = job.step_ids.filtered(lambda s: s.step in ("started", "delivered"))
        return job.assigned_to_id | work.actor_id

    def _check_reason(self, reason, sentence):
        reason = (reason or "").strip()
        if not reason:
            raise UserError(sentence)
        return reason

    def _take_step(self, step, values, remark=False):
        """Write what the step changes and keep who took it."""
        self.ensure_one()
        # Superuser: guarded fields and facts are written here only; callers checked.
        job = self.sudo()
        job.env["ad.job.step"].create(
            {
                "job_id": job.id,
                "company_id": job.company_id.id,
                "round": job.round,
                "step": step,
                "actor_id": self.env.uid,
                "actor_name": self.env.user.name,
                "done_on": fields.Datetime.now(),
                "remark": remark,
            }
        )
        job.write(values)
