"""Space order slips (版位单): what a carer wants of the pages of an issue (P6)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_date

STATES = [
    ("draft", "To Hand In"),
    ("handed_in", "Slip Handed In"),
    ("amending", "Being Amended"),
]
#: The step of an authorisation to write another's slips (G8).
STEP = "space_order"
#: What Operations writes on a slip; the rest is its carer's.
OPERATIONS_FIELDS = {"operations_note"}


class AdSpaceOrder(models.Model):
    """One slip a carer and issue, with a line for each insertion of his customers.

    Handing in freezes it and tells the flat plan the wishes. Only space that is held
    or booked is ordered: a customer without it is a reminder, never a line.
    """

    _name = "ad.space.order"
    _inherit = ["ad.guarded.mixin", "mail.thread", "mail.activity.mixin"]
    _description = "Space Order Slip"
    _order = "booking_close, publication_date, id"
    _rec_names_search = ["user_id.name", "medium_id.name", "issue_id.name"]

    issue_id = fields.Many2one(
        "ad.issue", required=True, index=True, ondelete="cascade", readonly=True
    )
    medium_id = fields.Many2one(
        related="issue_id.medium_id", store=True, precompute=True
    )
    company_id = fields.Many2one(
        related="issue_id.company_id", store=True, precompute=True, index=True
    )
    publication_date = fields.Date(
        related="issue_id.publication_date", store=True, precompute=True
    )
    booking_close = fields.Date(
        related="issue_id.booking_close", store=True, precompute=True, index=True
    )
    issue_state = fields.Selection(related="issue_id.state", string="Issue Is")
    user_id = fields.Many2one(
        "res.users",
        "Carer",
        required=True,
        index=True,
        ondelete="restrict",
        readonly=True,
    )
    team_id = fields.Many2one(
        "crm.team",
        compute="_compute_team_id",
        store=True,
        precompute=True,
        index=True,
        ondelete="restrict",
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
    handed_in_on = fields.Datetime("Last Handed In on", readonly=True, copy=False)
    handed_in_by_id = fields.Many2one(
        "res.users", "Handed In by", readonly=True, copy=False, ondelete="restrict"
    )
    handed_in_late = fields.Boolean("Came Late", readonly=True, copy=False)
    reminded_on = fields.Date(readonly=True, copy=False)
    is_late = fields.Boolean("Slip Overdue", compute="_compute_is_late")
    can_edit = fields.Boolean(compute="_compute_can_edit")
    can_amend = fields.Boolean(compute="_compute_can_edit")
    note = fields.Text("For the Operations Centre")
    operations_note = fields.Text(
        "Note of the Operations Centre",
        tracking=True,
        help="What still changed when the slip could not be amended any more.",
    )
    line_ids = fields.One2many("ad.space.order.line", "slip_id", "Space Ordered")
    step_ids = fields.One2many(
        "ad.space.order.step", "slip_id", "History of the Slip", readonly=True
    )
    line_count = fields.Integer("Insertions on the Slip", compute="_compute_counts")
    wish_count = fields.Integer("With a Page Wish", compute="_compute_counts")
    off_count = fields.Integer("Moved or Dropped Since", compute="_compute_counts")

    _one_slip = models.UniqueIndex(
        "(issue_id, user_id)",
        "There is a slip of this carer for this issue already. Open that one.",
    )

    @api.depends("user_id", "issue_id")
    def _compute_team_id(self):
        for slip in self:
            # Superuser: which team somebody belongs to is no secret.
            slip.team_id = slip.user_id.sudo().sale_team_id

    @api.depends_context("lang")
    @api.depends("medium_id", "issue_id", "user_id")
    def _compute_display_name(self):
        for slip in self:
            issue = slip.issue_id
            names = (slip.medium_id.name, issue.display_name, slip.user_id.name)
            slip.display_name = " · ".join(filter(None, names))

    @api.depends("state", "booking_close", "handed_in_on")
    def _compute_is_late(self):
        for slip in self:
            close = slip.booking_close
            slip.is_late = bool(
                not slip.handed_in_on
                and close
                and close < slip.company_id._ad_today()
                and slip.issue_id.state in ("open", "closed")
            )

    @api.depends_context("uid")
    @api.depends("state", "user_id", "team_id", "issue_id.state", "issue_id.film_close")
    def _compute_can_edit(self):
        for slip in self:
            is_open = slip._is_keeper() and not slip._closed_message()
            slip.can_edit = is_open and slip.state != "handed_in"
            slip.can_amend = is_open and slip.state == "handed_in"

    @api.depends("line_ids.wish", "line_ids.is_off")
    def _compute_counts(self):
        for slip in self:
            lines = slip.line_ids
            slip.line_count = len(lines)
            slip.wish_count = len(lines.filtered(lambda line: line._has_wish()))
            slip.off_count = len(lines.filtered("is_off"))

    # Who writes what, and until when

    def _guarded_fields(self):
        return super()._guarded_fields() | {
            "handed_in_by_id",
            "handed_in_late",
            "handed_in_on",
            "issue_id",
            "reminded_on",
            "state",
            "user_id",
        }

    def _guarded_defaults(self):
        return super()._guarded_defaults() | {"state": "draft"}

    def _guarded_computes(self):
        return super()._guarded_computes() | {
            "booking_close",
            "company_id",
            "medium_id",
            "publication_date",
            "team_id",
        }

    def write(self, vals):
        """The carer writes his slip until it is handed in, Operations its own note.

        :raise AccessError: another title, or somebody else's slip
        :raise UserError: handed in, or the issue is at press
        """
        if not self.env.su:
            if OPERATIONS_FIELDS & set(vals):
                self._check_operations()
            if set(vals) - OPERATIONS_FIELDS:
                self._check_may_edit()
        result = super().write(vals)
        if vals.get("operations_note"):
            self._tell_carer()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_never_handed_in(self):
        if any(slip.step_ids for slip in self):
            raise UserError(self.env._("Slips are kept once they were handed in."))

    def _check_operations(self):
        if not self.env.user.has_group("ad_sales_ops.group_ad_operations"):
            raise AccessError(
                self.env._(
                    "This note is the Operations Centre's. Write yours beside the "
                    "insertion, or under “For the Operations Centre”."
                )
            )

    def _is_keeper(self):
        """Whether the slip is the user's own, or one he answers for."""
        self.ensure_one()
        user = self.env.user
        if user == self.user_id:
            return user.has_group("ad_sales_ops.group_ad_specialist")
        if user.has_group("ad_sales_ops.group_ad_general_manager"):
            return True
        # Superuser: who leads a team is no secret.
        team = self.team_id.sudo()
        leads = user in team.user_id | team.ad_parent_id.user_id
        if leads and user.has_group("ad_sales_ops.group_ad_supervisor"):
            return True
        return bool(self._authorization())

    def _authorization(self):
        """What lets the user write the slip of an absent carer today (G8)."""
        self.ensure_one()
        # Superuser: whoever acts for another may not read teams and authorisations.
        team = self.sudo().team_id
        found = team.ad_authorization_ids | team.ad_parent_id.ad_authorization_ids
        return found._valid_for(self, STEP).filtered(
            lambda granted: granted.deputy_id == self.env.user
            and granted.principal_id == self.user_id
        )[:1]

    def _sign_off_amount(self):
        """Slips are about pages, not money: no limit keeps a deputy off."""
        return 0.0

    def _check_keeper(self):
        self.check_access("write")
        for slip in self:
            if not slip._is_keeper():
                raise AccessError(
                    self.env._(
                        "This is the slip of %s. The carer writes it, or the "
                        "supervisor and the manager of the team, or whom the general "
                        "manager has authorised.",
                        slip.user_id.name,
                    )
                )

    def _check_may_edit(self):
        self._check_keeper()
        for slip in self:
            message = slip._closed_message()
            if not message and slip.state == "handed_in":
                message = self.env._(
                    "The slip is handed in. Press “Amend the Slip” first; then hand it "
                    "in again."
                )
            if message:
                raise UserError(message)

    def _closed_message(self):
        """Why nothing on the slip changes any more, or False."""
        self.ensure_one()
        issue = self.issue_id
        if issue.state not in ("open", "closed"):
            return self.env._(
                "%(issue)s is “%(state)s”: its slips do not change any more. Tell the "
                "Operations Centre, which notes it on the slip.",
                issue=issue.display_name,
                state=issue._state_label(),
            )
        if issue.film_close and issue.film_close < self.company_id._ad_today():
            return self.env._(
                "The film of %(issue)s closed on %(date)s: its slips do not change any "
                "more. Tell the Operations Centre, which notes it on the slip.",
                issue=issue.display_name,
                date=format_date(self.env, issue.film_close),
            )
        return False

    def _tell_carer(self):
        """The carer hears of what Operations noted."""
        for slip in self:
            # Superuser: Operations reads no notifications of others.
            slip.sudo().message_notify(
                partner_ids=slip.user_id.partner_id.ids,
                subject=slip.display_name,
                body=slip.operations_note,
                email_layout_xmlid="mail.mail_notification_light",
            )

    def action_open_flat_plan(self):
        """Open the pages of the issue."""
        self.ensure_one()
        return self.issue_id.action_open_flat_plan()


class AdAuthorization(models.Model):
    _inherit = "ad.authorization"

    step = fields.Selection(
        selection_add=[(STEP, "Space Order Slip")], ondelete={STEP: "cascade"}
    )

    @api.constrains("step", "principal_id")
    def _check_slip_of_whom(self):
        if any(record.step == STEP and not record.principal_id for record in self):
            raise ValidationError(
                self.env._(
                    "A slip is somebody's own: enter under “Acts for” whose slips are "
                    "written."
                )
            )
