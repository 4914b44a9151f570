"""The monthly telephone check of every customer (月度电话查询): rounds (Q2, E16)."""

from dateutil.relativedelta import relativedelta
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

MANAGER = "ad_sales_ops.group_ad_manager"
GENERAL_MANAGER = "ad_sales_ops.group_ad_general_manager"
#: The step of an authorisation (G8) that lets somebody call for the manager.
STEP = "service_check"
#: States of a check in which the customer has not been reached.
NOT_REACHED = ("to_call", "no_answer")
#: The day of the month from which a round may be closed; the summary's, too (E17).
CLOSE_FROM = 25


class AdServiceRound(models.Model):
    """The checks of one division in one month.

    Rounds and checks are made and changed by their steps only: nobody has rights to
    write them. Closed means frozen; the general manager opens a round again.
    """

    _name = "ad.service.round"
    _inherit = ["mail.thread"]
    _description = "Monthly Phone Check Round"
    _order = "month desc, id"
    _mail_post_access = "read"

    name = fields.Char(compute="_compute_name")
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    division_id = fields.Many2one(
        "crm.team", required=True, readonly=True, index=True, ondelete="restrict"
    )
    month = fields.Date(required=True, readonly=True, index=True)
    manager_id = fields.Many2one(
        "res.users",
        "Division Manager",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    state = fields.Selection(
        [("open", "In Progress"), ("closed", "Round Closed")],
        required=True,
        readonly=True,
        default="open",
        index=True,
    )
    due_date = fields.Date("Due", required=True, readonly=True, index=True)
    is_late = fields.Boolean(
        "Overdue", compute="_compute_is_late", search="_search_is_late"
    )

    # What came of it
    check_ids = fields.One2many("ad.service.check", "round_id", readonly=True)
    check_count = fields.Integer("Calls", compute="_compute_progress")
    reached_count = fields.Integer("Reached", compute="_compute_progress")
    excused_count = fields.Integer("Excused", compute="_compute_progress")
    open_count = fields.Integer("Not Reached Yet", compute="_compute_progress")
    recall_count = fields.Integer("To Call Again", compute="_compute_progress")
    unassigned_count = fields.Integer("Nobody Calls", compute="_compute_progress")
    defect_count = fields.Integer("Service Defects", compute="_compute_progress")
    average_score = fields.Float(compute="_compute_progress", digits=(3, 1))
    coverage = fields.Float("Coverage (%)", compute="_compute_progress")
    gap_reason = fields.Text("Reason for the Gaps", readonly=True)
    closed_on = fields.Datetime(readonly=True)
    closed_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")

    _one_a_month = models.UniqueIndex(
        "(division_id, month)",
        "The division has its round of this month already. Open that one.",
    )
    _month_begins = models.Constraint(
        "CHECK (EXTRACT(DAY FROM month) = 1)", "A month is named by its first day."
    )

    @api.depends("division_id.name", "month")
    def _compute_name(self):
        for record in self:
            # Superuser: the name of a team is no secret.
            division = record.sudo().division_id.name
            record.name = f"{division} {record.month.strftime('%Y-%m')}"

    @api.depends("state", "due_date")
    def _compute_is_late(self):
        for record in self:
            today = record.company_id._ad_today()
            record.is_late = record.state == "open" and record.due_date < today

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = self.search([("state", "=", "open")]).filtered("is_late")
        return [("id", "in" if True in value else "not in", late.ids)]

    @api.depends("check_ids.state", "check_ids.recall_state", "check_ids.assigned_id")
    def _compute_progress(self):
        counts = self._get_counts()
        for record in self:
            own = counts.get(record.id, {})
            done, excused = own.get("done", 0), own.get("excused", 0)
            total = own.get("total", 0)
            record.check_count = total
            record.reached_count = done
            record.excused_count = excused
            record.open_count = total - done - excused
            record.recall_count = own.get("recall", 0)
            record.unassigned_count = own.get("unassigned", 0)
            record.defect_count = own.get("defects", 0)
            record.average_score = own.get("score", 0.0)
            record.coverage = 100.0 * (done + excused) / total if total else 0.0

    def _get_counts(self):
        """Counts of each round's checks, in three queries.

        :return: ``{round id: {name: number}}``
        """
        domain = [("round_id", "in", self.ids)]
        # Superuser: numbers only; the manager does not see the calls about himself.
        checks = self.env["ad.service.check"].sudo()
        counts = {record_id: {} for record_id in self.ids}
        groupby = ["round_id", "state", "recall_state", "assigned_id"]
        for record, state, recall, assigned, number in checks._read_group(
            domain, groupby, ["__count"]
        ):
            own = counts[record.id]
            own[state] = own.get(state, 0) + number
            own["total"] = own.get("total", 0) + number
            if recall == "to_recall":
                own["recall"] = own.get("recall", 0) + number
            if not assigned and state in NOT_REACHED:
                own["unassigned"] = own.get("unassigned", 0) + number
        for record, defects in checks._read_group(
            domain + [("defect_count", ">", 0)], ["round_id"], ["defect_count:sum"]
        ):
            counts[record.id]["defects"] = defects
        for record, score in checks._read_group(
            domain + [("average_score", ">", 0)], ["round_id"], ["average_score:avg"]
        ):
            counts[record.id]["score"] = score
        return counts

    def write(self, vals):
        """Hold what is closed, also against the superuser.

        :raise UserError: a closed round, outside opening it again
        """
        if any(record.state == "closed" for record in self) and "state" not in vals:
            raise UserError(
                self.env._(
                    "The round is closed and stays. The general manager can open it "
                    "again."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Rounds of phone checks are kept."))

    # Making rounds

    @api.model
    def _cron_make_rounds(self):
        """Every day: the rounds of the month, and who became a customer since.

        Safe to run twice: what is there already is left alone.
        """
        teams = self.env["crm.team"]
        divisions = teams.search(teams._ad_led_divisions_domain())
        for remaining, division in reversed(list(enumerate(divisions[::-1]))):
            month = division.company_id._ad_today().replace(day=1)
            self._make(division, month)
            if not self.env["ir.cron"]._commit_progress(1, remaining=remaining):
                break

    def action_make_rounds(self):
        """Make this month's round of one's divisions, or take in new customers.

        :raise AccessError: no division manager
        :raise UserError: the user leads no division
        """
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("A division manager makes the round."))
        divisions = self.env["crm.team"]._ad_own_divisions()
        if not divisions:
            raise UserError(
                self.env._(
                    "You lead no division, so there is nobody to call. The leader of "
                    "a division is set in its sales team."
                )
            )
        rounds = self.browse()
        for division in divisions:
            rounds |= self._make(division, division.company_id._ad_today())
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ad_sales_ops.ad_service_round_action"
        )
        action["domain"] = [("id", "in", rounds.ids)]
        return action

    @api.model
    def _make(self, division, month):
        """The division's round of a month: made once, filled with who is missing.

        :param month: any day of the month
        """
        month = month.replace(day=1)
        # Superuser: nobody has rights to make rounds by hand; callers checked.
        rounds = self.sudo().with_context(mail_create_nolog=True)
        self.env.execute_query(
            # Two servers at once: the second waits and finds the round made.
            rounds._insert_query(division, month)
        )
        record = rounds.search(
            [("division_id", "=", division.id), ("month", "=", month)]
        )
        if record.state == "open":
            record._fill()
        return record.sudo(self.env.su)

    def _last_day(self):
        self.ensure_one()
        return self.month + relativedelta(day=31)

    # Closing

    def _check_leads(self):
        """Only who leads the division, or the general manager, decides on a round."""
        user = self.env.user
        if user.has_group(GENERAL_MANAGER):
            return
        for record in self.sudo():  # superuser: whose division it is
            if not user.has_group(MANAGER) or user != record.division_id.user_id:
                raise AccessError(
                    self.env._(
                        "The round of %(division)s is its manager's: %(manager)s.",
                        division=record.division_id.name,
                        manager=record.division_id.user_id.name or "-",
                    )
                )

    def action_close(self):
        """Close the round; with gaps, a dialog asks one reason for all of them."""
        self.ensure_one()
        self._check_leads()
        self._check_is_open()
        self._check_may_end()
        if not self._gaps():
            return self._action_close()
        return self._dialog("close", self.env._("Close the Round with Gaps"))

    def action_reopen(self):
        """Open the dialog in which the general manager says why."""
        self.ensure_one()
        self._check_general_manager()
        return self._dialog("reopen", self.env._("Open the Round Again"))

    def _dialog(self, purpose, title):
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "ad.service.round.reason",
            "view_mode": "form",
            "target": "new",
            "context": {"default_round_id": self.id, "default_purpose": purpose},
        }

    def _gaps(self):
        """Checks that keep the round from being complete."""
        self.ensure_one()
        # Superuser: the manager's own deals count too.
        return self.sudo().check_ids.filtered(
            lambda check: check.state in NOT_REACHED
            or check.recall_state == "to_recall"
        )

    def _check_is_open(self):
        for record in self.filtered(lambda r: r.state != "open"):
            raise UserError(self.env._("%s is closed already.", record.name))

    def _action_close(self, reason=""):
        """Freeze the round.

        :raise AccessError: neither the division's manager nor the general manager
        :raise UserError: closed already, too early, or gaps that nobody explained
        """
        self._check_leads()
        self._check_is_open()
        for record in self:
            record._check_may_end()
            gaps = record._gaps()
            if gaps and not (reason or "").strip():
                raise UserError(
                    self.env._(
                        "%(count)s customers were not reached or not called again. "
                        "Give one reason for all of them.",
                        count=len(gaps),
                    )
                )
            # Superuser: rounds are read-only for everybody; checked above.
            record.sudo().write(
                {
                    "state": "closed",
                    "gap_reason": reason.strip() if gaps else False,
                    "closed_on": fields.Datetime.now(),
                    "closed_by_id": self.env.uid,
                }
            )
            record._log(self.env._("The round was closed."), reason if gaps else "")
        return True

    def _check_may_end(self):
        """Customers of the month's last days are called, too."""
        self.ensure_one()
        first = self.month.replace(day=CLOSE_FROM)
        if self.company_id._ad_today() < first:
            raise UserError(
                self.env._(
                    "%(round)s can be closed from %(date)s on: customers who come in "
                    "the course of the month are called, too.",
                    round=self.name,
                    date=format_date(self.env, first),
                )
            )

    def _check_general_manager(self):
        if not self.env.user.has_group(GENERAL_MANAGER):
            raise AccessError(
                self.env._("Only the general manager opens a closed round again.")
            )

    def _action_reopen(self, reason):
        """Open a closed round again; who closed it when, and why, stays in its history.

        :raise AccessError: not the general manager
        :raise UserError: not closed, or no reason
        """
        self._check_general_manager()
        self.check_access("read")
        for record in self:
            if record.state != "closed":
                raise UserError(self.env._("%s is not closed.", record.name))
            if not (reason or "").strip():
                raise UserError(self.env._("Say why the round is opened again."))
            earlier = record.gap_reason
            # Superuser: rounds are read-only for everybody; checked above.
            record.sudo().write(
                {
                    "state": "open",
                    "gap_reason": False,
                    "closed_on": False,
                    "closed_by_id": False,
                }
            )
            record._log(self.env._("The round was opened again."), reason)
            if earlier:
                record._log(self.env._("It had been closed with gaps."), earlier)
        return True

    def _log(self, sentence, reason):
        """Keep a step and its reason in the round's history."""
        self.ensure_one()
        body = Markup("<p>%s</p><p>%s</p>") % (sentence, reason or "")
        # Superuser: readers of a round do not write its history.
        self.sudo().message_post(body=body, author_id=self.env.user.partner_id.id)

    # Neighbours

    def action_start_calls(self):
        """Open the call screen on the round."""
        self.ensure_one()
        return self.env["ad.service.check"]._calls_action(self)

    def _checks_action(self, domain, name):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ad_sales_ops.ad_service_check_action"
        )
        action["domain"] = [("round_id", "=", self.id), *domain]
        action["display_name"] = name
        action["context"] = {}
        return action

    def action_open_checks(self):
        """All checks of the round."""
        return self._checks_action([], self.name)

    def action_open_gaps(self):
        """Who has not been reached."""
        return self._checks_action(
            [("state", "in", NOT_REACHED)], self.env._("Not Reached: %s", self.name)
        )

    def action_open_defects(self):
        """The service defects that the round brought up."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ad_sales_ops.ad_service_defect_action"
        )
        action["domain"] = [("round_id", "=", self.id)]
        action["context"] = {}
        return action
