"""Publication faults: what went wrong, who is responsible, what becomes of it (U3)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_date

from .ad_publication import NOT_PRINTED

ACTIVITY = "ad_sales_ops.mail_activity_type_fault"
#: Faults of the copies, which every customer of the issue gets.
COPY_KINDS = {"printing", "binding"}
KINDS = [
    ("wrong_version", "Wrong Version"),
    ("wrong_page", "Wrong Page"),
    ("special_page", "Special Page Fault"),
    ("colour", "Colour Fault"),
    ("omitted", "Omitted by Our Fault"),
    ("not_run", "Not Run"),
    ("printing", "Printing Fault of the Copies"),
    ("binding", "Binding Fault of the Copies"),
]
REMEDIES = [
    ("make_good", "Make-Good"),
    ("correction", "Correction in a Later Issue"),
    ("credit", "Credit Note"),
    ("reprint", "Reprint"),
    ("accept", "Accepted as It Is"),
    ("none", "No Fault"),
]
#: What the division manager writes on the form; everything else has its button.
OPEN_FIELDS = {
    "cause",
    "responsible_kind",
    "responsible_id",
    "printer_id",
    "is_proven",
}
#: Stages in which a make-good does not come any more.
LOST = ("withdrawn", "cancelled", "not_run")


class AdPublicationFault(models.Model):
    """One fault of an insertion, or of all copies of an issue.

    Its state follows from the remedy and what became of it, so that nobody has to
    close it: a make-good that is withdrawn opens it again.
    """

    _name = "ad.publication.fault"
    _inherit = ["ad.guarded.mixin", "mail.thread", "mail.activity.mixin"]
    _description = "Publication Fault"
    _order = "id desc"
    _rec_name = "number"
    _rec_names_search = ["number", "advertiser_id.name", "issue_id.name"]
    _check_company_auto = True
    _mail_post_access = "read"

    number = fields.Char(readonly=True, copy=False, default="/", index="trigram")
    issue_id = fields.Many2one(
        "ad.issue", required=True, index=True, readonly=True, ondelete="restrict"
    )
    medium_id = fields.Many2one(
        related="issue_id.medium_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        related="issue_id.company_id", store=True, precompute=True, index=True
    )
    is_print = fields.Boolean(related="issue_id.is_print")
    publication_id = fields.Many2one(
        "ad.publication",
        index="btree_not_null",
        readonly=True,
        ondelete="restrict",
        help="Empty: the fault is one of all copies, or nothing appeared at all.",
    )
    placement_id = fields.Many2one(
        "ad.placement",
        "Insertion",
        index="btree_not_null",
        readonly=True,
        ondelete="restrict",
    )
    charged_id = fields.Many2one(
        "ad.placement",
        "Insertion Charged",
        index="btree_not_null",
        readonly=True,
        ondelete="restrict",
        help="The original, when a make-good went wrong.",
    )
    order_id = fields.Many2one(
        "sale.order",
        "Contract",
        index="btree_not_null",
        readonly=True,
        ondelete="restrict",
    )
    advertiser_id = fields.Many2one(
        "res.partner",
        "Customer",
        index="btree_not_null",
        readonly=True,
        ondelete="restrict",
    )
    user_id = fields.Many2one(
        "res.users", "Carer", index=True, readonly=True, ondelete="restrict"
    )
    team_id = fields.Many2one(
        "crm.team", index=True, readonly=True, ondelete="restrict"
    )

    # What is wrong
    kind = fields.Selection(KINDS, "Kind of Fault", required=True, readonly=True)
    is_serious = fields.Boolean(
        "Serious",
        readonly=True,
        tracking=True,
        help="Holds the copies until the division manager has decided.",
    )
    note = fields.Text("Description of the Fault", readonly=True)
    photo = fields.Image(max_width=1600, max_height=1600, readonly=True)
    reported_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    reported_on = fields.Datetime(readonly=True)

    # Who is responsible
    cause = fields.Text()
    responsible_kind = fields.Selection(
        [("user", "One of Us"), ("printer", "Printer"), ("customer", "Customer")],
        "Responsible",
        tracking=True,
    )
    responsible_id = fields.Many2one(
        "res.users",
        "Responsible Person",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        domain="[('share', '=', False)]",
    )
    printer_id = fields.Many2one("res.partner", ondelete="restrict")
    is_proven = fields.Selection(
        [("proven", "Proven"), ("unfounded", "Unfounded")],
        "Proven or Not",
        tracking=True,
    )

    # What becomes of it
    state = fields.Selection(
        [
            ("open", "To Decide"),
            ("decided", "Remedy under Way"),
            ("done", "Fault Settled"),
        ],
        compute="_compute_state",
        store=True,
        index=True,
        tracking=True,
    )
    remedy = fields.Selection(REMEDIES, readonly=True, copy=False, tracking=True)
    decided_by_id = fields.Many2one(
        "res.users", readonly=True, copy=False, ondelete="restrict"
    )
    decided_on = fields.Datetime(readonly=True, copy=False)
    customer_word = fields.Text("Customer's Word", readonly=True, copy=False)
    make_good_id = fields.Many2one(
        "ad.placement",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    currency_id = fields.Many2one(related="charged_id.currency_id")
    credit_amount = fields.Monetary("Amount Credited", readonly=True, copy=False)
    is_full_credit = fields.Boolean("Credited in Full", readonly=True, copy=False)
    credit_line_ids = fields.One2many(
        "account.move.line",
        "ad_fault_id",
        "Credit Lines",
        readonly=True,
        groups="account.group_account_invoice,sales_team.group_sale_salesman",
    )
    correction_issue_id = fields.Many2one(
        "ad.issue",
        "Correction in",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    correction_ids = fields.One2many(
        "ad.page.content",
        "fault_id",
        "Corrections",
        readonly=True,
        groups="ad_sales_ops.group_ad_user",
    )
    reprint_copies = fields.Integer("Copies to Reprint", readonly=True, copy=False)
    reprint_due = fields.Date(readonly=True, copy=False)
    reprint_note = fields.Text("Order to the Printer", readonly=True, copy=False)
    reprint_delivered_on = fields.Datetime(readonly=True, copy=False)
    reprint_delivered_by_id = fields.Many2one(
        "res.users", readonly=True, copy=False, ondelete="restrict"
    )
    waiting_text = fields.Char("Waits for", compute="_compute_waiting_text")

    _one_live_fault = models.UniqueIndex(
        "(publication_id) WHERE publication_id IS NOT NULL AND state = 'open'",
        "A fault of this insertion is open already.",
    )

    # State

    @api.depends(
        "remedy",
        "make_good_id",
        "charged_id.publication_ids.state",
        "charged_id.publication_ids.result",
        "charged_id.publication_ids.is_accepted",
        "charged_id.make_good_ids.publication_ids.state",
        "charged_id.make_good_ids.publication_ids.result",
        "charged_id.make_good_ids.publication_ids.is_accepted",
        "charged_id.fault_ids.remedy",
        "charged_id.invoice_line_ids.parent_state",
        "credit_line_ids.parent_state",
        # Not on the state of their issues, which touch them by hand (B4).
        "correction_ids.issue_id",
        "correction_issue_id",
        "reprint_delivered_on",
    )
    def _compute_state(self):
        for fault in self:
            fault.state = fault._current_state()

    def _current_state(self):
        if not self.remedy:
            return "open"
        if self.remedy in ("accept", "none"):
            return "done"
        return getattr(self, f"_state_of_{self.remedy}")()

    def _state_of_make_good(self):
        if self.charged_id._is_delivered() or self._is_credited_elsewhere():
            return "done"
        make_good = self.make_good_id
        # What ran with a fault has a fault of its own, on which it is decided again.
        lost = make_good.stage in LOST and not make_good._live_publication()
        return "open" if lost else "decided"

    def _is_credited_elsewhere(self):
        """The insertion was credited in the end, for another fault of it."""
        return any(
            fault.remedy == "credit" and fault._is_credit_given()
            for fault in self.charged_id.fault_ids - self
        )

    def _state_of_credit(self):
        return "done" if self._is_credit_given() else "decided"

    def _is_credit_given(self):
        if self.is_full_credit:
            charged = self.charged_id
            lines = charged.invoice_line_ids.filtered(
                lambda line: line.parent_state != "cancel"
            )
            posted = all(line.parent_state == "posted" for line in lines)
            return posted and not charged._billed_quantity()
        return "posted" in self.credit_line_ids.mapped("parent_state")

    def _state_of_correction(self):
        issues = self.correction_ids.issue_id
        if "published" in issues.mapped("state"):
            return "done"
        if not issues and self.correction_issue_id.state not in ("open", "closed"):
            return "open"
        return "decided"

    def _state_of_reprint(self):
        return "done" if self.reprint_delivered_on else "decided"

    def _is_still_owed(self):
        """Whether the insertion is neither delivered nor given back yet (E3)."""
        self.ensure_one()
        if self.remedy == "credit" and self.is_full_credit:
            return False
        return self.state in ("open", "decided")

    # Words

    @api.depends("number", "advertiser_id", "issue_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for fault in self:
            issue = fault.issue_id.display_name
            words = (fault.number, fault.advertiser_id.name, issue)
            fault.display_name = " · ".join(filter(None, words))

    @api.depends_context("lang")
    @api.depends("state", "remedy", "make_good_id", "correction_ids", "is_full_credit")
    def _compute_waiting_text(self):
        for fault in self:
            # Superuser: a sentence on what comes next, for whoever sees the fault.
            fault.waiting_text = fault.sudo()._waiting_sentence()

    def _waiting_sentence(self):
        """What has to happen next, or False."""
        self.ensure_one()
        if self.state == "open":
            if self.remedy == "make_good":
                return self.env._(
                    "The make-good in %(issue)s does not run: decide again.",
                    issue=self.make_good_id.issue_id.display_name,
                )
            if self.remedy == "correction":
                return self.env._(
                    "The correction missed %(issue)s: decide again.",
                    issue=self.correction_issue_id.display_name,
                )
            return self.env._("The division manager decides.")
        if self.state == "done":
            return False
        return getattr(self, f"_waiting_for_{self.remedy}")()

    def _waiting_for_make_good(self):
        issue = self.make_good_id.issue_id.display_name
        if self.make_good_id.stage in ("published", "omitted"):
            return self.env._(
                "The make-good in %(issue)s had a fault too.", issue=issue
            )
        if not self.make_good_id.page and self.is_print:
            return self.env._("Make-good in %(issue)s: not on a page yet.", issue=issue)
        return self.env._("Make-good in %(issue)s.", issue=issue)

    def _waiting_for_correction(self):
        if not self.correction_ids:
            return self.env._(
                "Correction in %(issue)s: not on a page yet.",
                issue=self.correction_issue_id.display_name,
            )
        return self.env._(
            "Correction in %(issue)s, page %(page)s.",
            issue=self.correction_ids[:1].issue_id.display_name,
            page=self.correction_ids[:1].page_label,
        )

    def _waiting_for_credit(self):
        if self.credit_line_ids or self.charged_id._billed_quantity():
            return self.env._("Finance posts the credit note.")
        return self.env._("The next invoice bills it less the credit.")

    def _waiting_for_reprint(self):
        return self.env._(
            "%(printer)s delivers the reprint, due %(date)s.",
            printer=self.printer_id.name,
            date=format_date(self.env, self.reprint_due),
        )

    # Guards

    def _guarded_fields(self):
        return super()._guarded_fields() | {
            "advertiser_id",
            "charged_id",
            "correction_issue_id",
            "credit_amount",
            "customer_word",
            "decided_by_id",
            "decided_on",
            "is_full_credit",
            "is_serious",
            "issue_id",
            "kind",
            "make_good_id",
            "note",
            "number",
            "order_id",
            "photo",
            "placement_id",
            "publication_id",
            "remedy",
            "reported_by_id",
            "reported_on",
            "reprint_copies",
            "reprint_delivered_by_id",
            "reprint_delivered_on",
            "reprint_due",
            "reprint_note",
            "team_id",
            "user_id",
        }

    def _guarded_defaults(self):
        return super()._guarded_defaults() | {"number": "/"}

    def _guarded_computes(self):
        return super()._guarded_computes() | {"company_id", "medium_id", "state"}

    @api.constrains("responsible_kind", "responsible_id", "printer_id")
    def _check_responsible(self):
        for fault in self:
            if fault.responsible_kind == "user" and not fault.responsible_id:
                raise ValidationError(
                    self.env._("Say which of our people is responsible.")
                )
            if fault.responsible_kind == "printer" and not fault.printer_id:
                raise ValidationError(self.env._("Say which printer is responsible."))

    def write(self, vals):
        """Nobody says of himself whether he was at fault.

        :raise AccessError: the person responsible writes about it
        """
        if not self.env.su and OPEN_FIELDS & set(vals):
            self._check_not_responsible()
        return super().write(vals)

    def _check_not_responsible(self):
        for fault in self:
            if fault.responsible_id == self.env.user:
                raise AccessError(
                    self.env._(
                        "%(fault)s: you are named as responsible, so somebody else "
                        "decides about it.",
                        fault=fault.display_name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._(
                "Faults are never deleted. Decide “No Fault” when there is none; the "
                "record stays readable."
            )
        )

    # Nobody gets past this.
    def copy(self, default=None):  # pylint: disable=method-required-super
        """Faults are reported by the review or with the result only.

        :raise UserError: always
        """
        raise UserError(
            self.env._("A fault is reported in the review or with the result.")
        )

    # Reporting

    @api.model
    def _report(self, kind, values, publication=None, placement=None):
        """Open a fault, or join the one there is of the same insertion or copies.

        :param kind: one of :data:`KINDS`
        :param values: ``is_serious``, ``note``, ``photo``; ``issue_id``, ``user_id``
            and ``team_id`` for a fault of the copies
        :return: the fault
        """
        values = dict(values)
        values["is_serious"] = bool(values.get("is_serious") or kind in NOT_PRINTED)
        if publication:
            publication._note_fault(kind, values.get("note"))
            placement = publication.placement_id
        if placement:
            values |= self._prepare_placement_values(placement)
        # Superuser: faults are made here only; callers checked who reports.
        faults = self.sudo()
        # Two who report at once wait for each other: one fault, decided once.
        faults.env["ad.issue"].browse(values["issue_id"])._count_booking()
        live = faults._to_join(kind, values, placement)
        if live:
            live._join(kind, values)
            return live
        number = self.env["ir.sequence"].sudo().next_by_code("ad.publication.fault")
        fault = faults.create(
            {
                **values,
                "kind": kind,
                "number": number or "/",
                "publication_id": publication.id if publication else False,
                "reported_by_id": self.env.uid,
                "reported_on": fields.Datetime.now(),
            }
        )
        fault._tell_manager()
        return fault

    @api.model
    def _to_join(self, kind, values, placement=None):
        """The fault that such a report belongs to, or an empty recordset.

        One that is decided only when nothing new is said: the remedy was chosen for
        that kind of fault and for how grave it was.
        """
        live = self.search(
            [
                ("issue_id", "=", values["issue_id"]),
                ("placement_id", "=", placement.id if placement else False),
                ("state", "!=", "done"),
            ]
        )
        known = live.filtered(
            lambda fault: fault.kind == kind
            and (fault.is_serious or not values["is_serious"])
        )
        return (live.filtered(lambda fault: fault.state == "open") or known)[:1]

    @api.model
    def _prepare_placement_values(self, placement):
        # Superuser: the fault of an insertion that the reporter sees.
        placement = placement.sudo()
        return {
            "issue_id": placement.issue_id.id,
            "placement_id": placement.id,
            "charged_id": placement._charged_placement().id,
            "order_id": placement.order_id.id,
            "advertiser_id": placement.advertiser_id.id,
            # Who serves the customer today, whoever did when it was sold.
            **placement.order_id._ad_people(),
        }

    def _join(self, kind, values):
        """Somebody else saw it too: keep what he says, and the graver view."""
        self.ensure_one()
        was_serious = self.is_serious
        note = (values.get("note") or "").strip()
        new = {"is_serious": was_serious or values["is_serious"]}
        if self.placement_id:
            new["kind"] = kind
        if note and note not in (self.note or ""):
            new["note"] = "\n".join(filter(None, (self.note, note)))
        if values.get("photo") and not self.photo:
            new["photo"] = values["photo"]
        self.write(new)
        self._message_log(
            body=self.env._(
                "Reported by %(user)s, too: %(kind)s %(note)s",
                user=self.env.user.name,
                kind=dict(self._fields["kind"]._description_selection(self.env))[kind],
                note=note,
            )
        )
        if self.is_serious and not was_serious:
            self._tell_manager()

    def _manager(self):
        """The division manager who decides, or whoever leads the team."""
        self.ensure_one()
        team = self.team_id
        return team.ad_parent_id.user_id or team.user_id

    def _tell_manager(self):
        """A serious fault is a to-do of the division manager (U3)."""
        for fault in self.filtered("is_serious"):
            manager = fault._manager()
            if manager and fault.state == "open":
                # In the language of whoever reads it.
                fault = fault.with_context(lang=manager.lang)
                fault.activity_schedule(
                    ACTIVITY,
                    user_id=manager.id,
                    note=fault.note or "",
                )


class AdIssue(models.Model):
    _inherit = "ad.issue"

    def write(self, vals):
        """A correction is done, or missed, with the issue that was to bring it."""
        result = super().write(vals)
        if "state" in vals:
            # Superuser: the state of faults, whoever moves the issue on.
            faults = self.env["ad.publication.fault"].sudo()
            faults = faults.search(
                [
                    ("remedy", "=", "correction"),
                    "|",
                    ("correction_issue_id", "in", self.ids),
                    ("correction_ids.issue_id", "in", self.ids),
                ]
            )
            if faults:
                self.env.add_to_compute(faults._fields["state"], faults)
                faults.modified(["state"])
        return result
