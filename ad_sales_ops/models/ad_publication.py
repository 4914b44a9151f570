"""Publication records: what appeared, where, and what came of it (U2)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import format_datetime

#: Set when the issue is published; never changed afterwards.
PLAN_FIELDS = {
    "placement_id",
    "charged_id",
    "order_line_id",
    "order_id",
    "issue_id",
    "medium_id",
    "position_id",
    "version_id",
    "advertiser_id",
    "company_id",
    "contract_name",
    "advertiser_name",
    "medium_name",
    "issue_name",
    "position_name",
    "publication_date",
    "planned_page",
    "planned_page_label",
    "planned_x",
    "planned_y",
    "planned_width",
    "planned_height",
    "left_out_reason",
    "published_by_id",
    "published_on",
}
TEAR_SHEET_FIELDS = {"tear_sheet", "tear_sheet_name"}
#: May be corrected until the customer has accepted the result.
RESULT_FIELDS = {
    "actual_page",
    "actual_page_label",
    "result",
    "result_note",
    "result_trail",
    "checked_by_id",
    "checked_on",
    "is_accepted",
    "accepted_by_id",
    "accepted_on",
    "acceptance_note",
} | TEAR_SHEET_FIELDS
#: Nothing of a withdrawn record changes any more.
END_FIELDS = {"state", "withdrawn_by_id", "withdrawn_on", "withdrawal_reason"}
#: Results that say that nothing appeared, and the placement's stage then.
NOT_PRINTED = {"omitted": "omitted", "not_run": "not_run"}


class AdPublication(models.Model):
    """One insertion that appeared: a fact, made when its issue is published (U2).

    Nobody may write it: the screens' buttons check the role and then write the few
    fields that are still open as superuser (see :meth:`_frozen_fields`). A mistake
    is withdrawn by a second person with a reason and stays readable (G5).
    """

    _name = "ad.publication"
    _description = "Publication"
    _order = "publication_date desc, id desc"
    _rec_names_search = ["advertiser_name", "issue_name", "contract_name"]

    placement_id = fields.Many2one(
        "ad.placement", required=True, ondelete="restrict", index=True, readonly=True
    )
    charged_id = fields.Many2one(
        "ad.placement",
        "Insertion Charged",
        ondelete="restrict",
        index=True,
        readonly=True,
        help="Another one than the insertion that ran, when that was a make-good.",
    )
    order_line_id = fields.Many2one(
        "sale.order.line",
        "Contract Line",
        required=True,
        ondelete="restrict",
        index=True,
        readonly=True,
    )
    order_id = fields.Many2one(
        "sale.order",
        "Contract",
        required=True,
        ondelete="restrict",
        index=True,
        readonly=True,
    )
    issue_id = fields.Many2one(
        "ad.issue", required=True, ondelete="restrict", index=True, readonly=True
    )
    medium_id = fields.Many2one(
        "ad.medium", required=True, ondelete="restrict", index=True, readonly=True
    )
    position_id = fields.Many2one(
        "ad.position", required=True, ondelete="restrict", index=True, readonly=True
    )
    advertiser_id = fields.Many2one(
        "res.partner", required=True, ondelete="restrict", index=True, readonly=True
    )
    user_id = fields.Many2one(
        "res.users",
        "Carer",
        ondelete="restrict",
        index=True,
        readonly=True,
        help="Who served the customer when the advertisement appeared.",
    )
    team_id = fields.Many2one(
        "crm.team", ondelete="restrict", index=True, readonly=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, ondelete="restrict", index=True, readonly=True
    )

    # What stood there, in words: names change, facts do not.
    contract_name = fields.Char("Contract Number", readonly=True)
    advertiser_name = fields.Char(readonly=True)
    medium_name = fields.Char("Full Media Name", readonly=True)
    issue_name = fields.Char(readonly=True)
    position_name = fields.Char(readonly=True)
    publication_date = fields.Date(required=True, index=True, readonly=True)
    planned_page = fields.Integer("Planned Side", readonly=True, aggregator=None)
    planned_page_label = fields.Char("Planned Page", readonly=True)
    planned_x = fields.Integer("Planned Left Edge", readonly=True, aggregator=None)
    planned_y = fields.Integer("Planned Top Edge", readonly=True, aggregator=None)
    planned_width = fields.Integer(readonly=True, aggregator=None)
    planned_height = fields.Integer(readonly=True, aggregator=None)
    published_by_id = fields.Many2one(
        "res.users", "Published by", required=True, ondelete="restrict", readonly=True
    )
    published_on = fields.Datetime(required=True, readonly=True)
    left_out_reason = fields.Text(
        "Left out Because",
        readonly=True,
        help="What was said against it before it was recorded as published after all.",
    )
    late_reason = fields.Text("Recorded Afterwards Because", readonly=True)

    # What came of it
    state = fields.Selection(
        [("published", "Published"), ("withdrawn", "Record Withdrawn")],
        required=True,
        default="published",
        index=True,
        readonly=True,
    )
    actual_page = fields.Integer("Actual Side", readonly=True, aggregator=None)
    actual_page_label = fields.Char("Actual Page", readonly=True)
    result = fields.Selection(
        [
            ("correct", "Correct"),
            ("wrong_version", "Wrong Version"),
            ("wrong_page", "Wrong Page"),
            ("special_page", "Special Page Fault"),
            ("colour", "Colour Fault"),
            ("omitted", "Omitted by Our Fault"),
            ("not_run", "Not Run"),
        ],
        readonly=True,
        help="Empty: not checked yet. It counts as published until a fault is "
        "recorded.",
    )
    result_note = fields.Text("Note on the Result", readonly=True)
    result_trail = fields.Text("Earlier Results", readonly=True)
    checked_by_id = fields.Many2one("res.users", ondelete="restrict", readonly=True)
    checked_on = fields.Datetime(readonly=True)
    is_accepted = fields.Boolean(
        "Accepted by the Customer",
        readonly=True,
        help="The customer accepts the result, with or without credit; the insertion "
        "then counts as delivered and the result is closed.",
    )
    accepted_by_id = fields.Many2one(
        "res.users", "Acceptance Recorded by", ondelete="restrict", readonly=True
    )
    accepted_on = fields.Datetime("Acceptance Recorded on", readonly=True)
    acceptance_note = fields.Text("Customer's Word", readonly=True)
    tear_sheet = fields.Binary(attachment=True, readonly=True)
    tear_sheet_name = fields.Char(readonly=True)
    withdrawn_by_id = fields.Many2one("res.users", ondelete="restrict", readonly=True)
    withdrawn_on = fields.Datetime(readonly=True)
    withdrawal_reason = fields.Text(readonly=True)

    _one_live_publication = models.UniqueIndex(
        "(placement_id) WHERE state = 'published'",
        "This insertion is already published. Withdraw the wrong record first.",
    )
    _withdrawn_by_whom_and_why = models.Constraint(
        "CHECK (state != 'withdrawn' OR (withdrawn_by_id IS NOT NULL "
        "AND withdrawn_on IS NOT NULL AND withdrawal_reason IS NOT NULL))",
        "A withdrawn publication says who withdrew it, when and why.",
    )

    def init(self):
        """Say of earlier records that their own insertion is charged."""
        self.env.cr.execute(
            "UPDATE ad_publication SET charged_id = placement_id "
            "WHERE charged_id IS NULL"
        )

    @api.depends_context("ad_in_issue")
    @api.depends("advertiser_name", "issue_name", "position_name")
    def _compute_display_name(self):
        # Where all are of one issue its name only takes the room of the others.
        in_issue = self.env.context.get("ad_in_issue")
        for publication in self:
            issue = False if in_issue else publication.issue_name
            names = (publication.advertiser_name, issue, publication.position_name)
            publication.display_name = " · ".join(filter(None, names))

    def _frozen_fields(self):
        """Names of the fields that may not change any more on this record.

        The plan freezes at publishing, the result when the customer accepted it,
        everything at withdrawal.

        :rtype: set[str]
        """
        self.ensure_one()
        plan = PLAN_FIELDS | ({"late_reason"} if self.late_reason else set())
        if self.state == "withdrawn":
            return plan | RESULT_FIELDS | END_FIELDS
        if self.is_accepted:
            # The page may still be filed: a fact that was true before as well.
            missing = set() if self.tear_sheet_name else TEAR_SHEET_FIELDS
            return plan | RESULT_FIELDS - missing
        return plan

    def write(self, vals):
        """Hold what is frozen, also against the superuser.

        :raise UserError: a frozen field is among the values
        """
        for publication in self:
            frozen = publication._frozen_fields() & set(vals)
            if frozen:
                raise UserError(
                    self.env._(
                        "%(publication)s is a record of what appeared; “%(field)s” "
                        "does not change any more. Withdraw the record with a reason "
                        "if it is wrong.",
                        publication=publication.display_name,
                        field=self._fields[min(frozen)]._description_string(self.env),
                    )
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._(
                "Publication records are never deleted. Withdraw a wrong one with a "
                "reason; it stays readable."
            )
        )

    # Nobody gets past this.
    def copy(self, default=None):  # pylint: disable=method-required-super
        """Facts are made by publishing an issue only.

        :raise UserError: always
        """
        raise UserError(
            self.env._("A publication is recorded by publishing the issue only.")
        )

    # Publishing

    @api.model
    def _publish(self, placements):
        """Record that these placements appeared; the only way a record is made.

        :return: the new publications, one a placement, in the same order
        """
        now = fields.Datetime.now()
        # A withdrawal still pending would meet its successor in the unique index.
        self.flush_model(["state"])
        # Superuser: nobody has create rights on facts; callers checked the role.
        return (
            self.sudo()
            .create(
                [
                    placement._prepare_publication_values()
                    | {"published_by_id": self.env.uid, "published_on": now}
                    for placement in placements.sudo()
                ]
            )
            .sudo(self.env.su)
        )

    # Results

    @api.model
    def _delivered_domain(self):
        """Publications that count as delivered insertions (E18).

        :rtype: Domain
        """
        return Domain("state", "=", "published") & (
            Domain("result", "in", [False, "correct"])
            | (
                Domain("is_accepted", "=", True)
                & Domain("result", "not in", list(NOT_PRINTED))
            )
        )

    def _counts_as_delivered(self):
        """Whether this publication fulfils the insertion (E18)."""
        self.ensure_one()
        if self.state != "published":
            return False
        if not self.result or self.result == "correct":
            return True
        return self.is_accepted and self.result not in NOT_PRINTED

    def _check_operations(self):
        if self.env.su or self.env.user.has_group("ad_sales_ops.group_ad_operations"):
            return
        raise AccessError(
            self.env._(
                "Results of a publication are recorded by the Operations Centre."
            )
        )

    def _check_is_published(self):
        for publication in self.filtered(lambda p: p.state != "published"):
            raise UserError(
                self.env._(
                    "%(publication)s was withdrawn; nothing can be recorded on it.",
                    publication=publication.display_name,
                )
            )

    def action_record_result(self):
        """Open the dialog in which results are recorded by exception (U2)."""
        self._check_operations()
        self._check_is_published()
        issue = self.issue_id
        if len(issue) != 1:
            raise UserError(self.env._("Record the results of one issue at a time."))
        return issue._result_dialog(self)

    def action_mark_correct(self):
        """Record “correct” for the selected publications not checked yet."""
        unchecked = self.filtered(lambda publication: not publication.result)
        unchecked._action_record_result({"result": "correct"})

    def _action_record_result(self, values):
        """Record a result, page or tear sheet; an earlier result stays readable.

        :param values: values of result, actual_page, result_note, tear_sheet
        :raise AccessError: not Operations
        :raise UserError: withdrawn, or closed because the customer accepted it
        """
        self._check_operations()
        self._check_is_published()
        self.check_access("read")
        # Superuser: facts are read-only for everybody; role and state are checked.
        for publication in self.sudo():
            publication.write(
                publication._prepare_result_values(dict(values))
                | {"checked_by_id": self.env.uid, "checked_on": fields.Datetime.now()}
            )
        self.sudo()._follow_result()

    def _prepare_result_values(self, values):
        """Complete the values of a result: the page in words, the earlier result."""
        page = values.get("actual_page") or self.actual_page or self.planned_page
        values["actual_page"] = page
        values["actual_page_label"] = self.placement_id._publication_page_label(page)
        if self.result and values.get("result", self.result) != self.result:
            labels = dict(self._fields["result"]._description_selection(self.env))
            earlier = self.env._(
                "%(date)s %(user)s: %(result)s %(note)s",
                date=format_datetime(self.env, self.checked_on),
                user=self.checked_by_id.name,
                result=labels[self.result],
                note=self.result_note or "",
            )
            values["result_trail"] = "\n".join(
                filter(None, (self.result_trail, earlier))
            )
        return values

    def _follow_result(self):
        """Let the placements' stage say whether something appeared."""
        for stage in ("published", *NOT_PRINTED.values()):
            self.placement_id.filtered(
                lambda placement, stage=stage: placement.stage != stage
                and placement._live_publication()
                and placement._live_publication()._placement_stage() == stage
            ).write({"stage": stage})

    def _placement_stage(self):
        """The stage of a placement whose live publication this is."""
        self.ensure_one()
        return NOT_PRINTED.get(self.result, "published")

    def action_accept(self):
        """Open the dialog in which the customer's acceptance is recorded (E18)."""
        return self._reason_dialog("accept", self.env._("Customer Accepts the Result"))

    def _action_accept(self, note):
        """Note that the customer accepts a faulty publication, which then counts.

        :raise AccessError: not a division manager
        :raise UserError: no fault to accept, nothing appeared, or no note
        """
        if not self.env.user.has_group("ad_sales_ops.group_ad_manager"):
            raise AccessError(
                self.env._("The division manager records what the customer accepted.")
            )
        self.check_access("read")
        self._check_is_published()
        for publication in self:
            error = publication._acceptance_error_message(note)
            if error:
                raise UserError(error)
        # Superuser: facts are read-only for everybody; role and state are checked.
        self.sudo().write(
            {
                "is_accepted": True,
                "accepted_by_id": self.env.uid,
                "accepted_on": fields.Datetime.now(),
                "acceptance_note": note,
            }
        )

    def _acceptance_error_message(self, note):
        """What stands against recording the acceptance, or False."""
        if not (note or "").strip():
            return self.env._("Write down what the customer said.")
        if not self.result or self.result == "correct":
            return self.env._(
                "%(publication)s has no fault that a customer could accept.",
                publication=self.display_name,
            )
        if self.result in NOT_PRINTED:
            return self.env._(
                "%(publication)s did not appear, so it is not charged. Plan a "
                "make-good instead.",
                publication=self.display_name,
            )
        return False

    # Counter-entry

    def action_withdraw(self):
        """Open the dialog that asks why the record is wrong."""
        return self._reason_dialog("withdraw", self.env._("Withdraw Publication"))

    def _action_withdraw(self, reason):
        """Take a wrongly recorded publication back; the record stays readable (G5).

        :raise AccessError: neither Operations nor the general manager, or whoever
            published it himself
        :raise UserError: no reason, or withdrawn before
        """
        self._check_may_withdraw()
        self.check_access("read")
        self._check_is_published()
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the record is wrong."))
        # Superuser: facts are read-only for everybody; role and state are checked.
        publications = self.sudo()
        publications.write(
            {
                "state": "withdrawn",
                "withdrawn_by_id": self.env.uid,
                "withdrawn_on": fields.Datetime.now(),
                "withdrawal_reason": reason,
            }
        )
        publications.placement_id.write({"stage": "not_run", "left_out_reason": reason})

    def _check_may_withdraw(self):
        user = self.env.user
        if not (
            user.has_group("ad_sales_ops.group_ad_operations")
            or user.has_group("ad_sales_ops.group_ad_general_manager")
        ):
            raise AccessError(
                self.env._(
                    "A publication is withdrawn by the Operations Centre or the "
                    "general manager."
                )
            )
        if user in self.published_by_id:
            raise AccessError(
                self.env._(
                    "You published this issue yourself; a second person withdraws a "
                    "wrong record."
                )
            )

    def _reason_dialog(self, purpose, title):
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "ad.publication.reason",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_purpose": purpose,
                "default_publication_ids": self.ids,
            },
        }
