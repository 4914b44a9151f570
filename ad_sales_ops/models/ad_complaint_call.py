"""Follow-up calls after the solution: attempts, result, satisfaction (Q4, E16)."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list

#: Unreachable: so many attempts on so many days (E16).
ATTEMPTS = 3
ATTEMPT_DAYS = 2
SCALE = 10


class AdComplaintCall(models.Model):
    """One attempt to ask the customer whether the matter is settled; a fact."""

    _name = "ad.complaint.call"
    _description = "Follow-up Call"
    _order = "called_on, id"
    _rec_name = "called_on"

    complaint_id = fields.Many2one(
        "ad.complaint", required=True, ondelete="restrict", index=True, readonly=True
    )
    company_id = fields.Many2one(
        related="complaint_id.company_id", store=True, precompute=True, index=True
    )
    called_on = fields.Datetime(
        required=True, readonly=True, default=fields.Datetime.now
    )
    called_by_id = fields.Many2one(
        "res.users",
        required=True,
        ondelete="restrict",
        readonly=True,
        index=True,
        default=lambda self: self.env.user,
    )
    is_reached = fields.Boolean("Reached", readonly=True)
    is_settled = fields.Boolean("Matter Settled", readonly=True)
    spoke_with = fields.Char(readonly=True)
    words = fields.Text("Customer's Words", readonly=True)
    perceived = fields.Integer(readonly=True, aggregator=None)
    expected = fields.Integer(readonly=True, aggregator=None)
    round_number = fields.Integer("Round", readonly=True, aggregator=None)

    _scores_are_sane = models.Constraint(
        f"CHECK (NOT is_reached OR (perceived BETWEEN 0 AND {SCALE} "
        f"AND expected BETWEEN 1 AND {SCALE}))",
        "Perceived is a number from 0 to 10, expected one from 1 to 10.",
    )

    # Nobody gets past this.
    def write(self, vals):  # pylint: disable=method-required-super
        """Calls never change.

        :raise UserError: always
        """
        raise UserError(self.env._("A call is kept as it was. Record another one."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A call is kept as it was. Record another one."))


class AdComplaint(models.Model):
    _inherit = "ad.complaint"

    attempt_text = fields.Char(
        "Attempts", compute="_compute_attempt_text", groups="base.group_user"
    )

    @api.depends("call_ids", "reopened_count")
    @api.depends_context("lang")
    def _compute_attempt_text(self):
        for complaint in self:
            calls = complaint._attempts()
            complaint.attempt_text = (
                self.env._(
                    "%(attempts)s attempts on %(days)s days, nobody reached",
                    attempts=len(calls),
                    days=len(complaint._attempt_days()),
                )
                if calls
                else False
            )

    def _attempts(self):
        """Calls of this round that nobody answered."""
        # Superuser: portals have no part in it; the counts are needed by the steps.
        return self.sudo().call_ids.filtered(
            lambda call: (
                not call.is_reached and call.round_number == self.reopened_count
            )
        )

    def _attempt_days(self):
        """The different days on which somebody tried, at the company's place."""
        company = self.company_id.sudo()
        return {company._ad_date(call.called_on) for call in self._attempts()}

    def _is_unreachable(self):
        return (
            len(self._attempts()) >= ATTEMPTS
            and len(self._attempt_days()) >= ATTEMPT_DAYS
        )

    def action_call(self):
        """Open the dialog for the follow-up call.

        :raise AccessError: the person concerned, or somebody else's complaint
        :raise UserError: not solved
        """
        self._check_call()
        return self._dialog("ad.complaint.dial", self.env._("Follow-up Call"))

    def _check_call(self):
        self._check_handler()
        self._check_state("solved")
        for complaint in self.filtered("followed_up_on"):
            raise UserError(
                self.env._(
                    "The customer of %s was followed up already. Close it.",
                    complaint.number,
                )
            )

    def _action_no_answer(self, words=False):
        """Note that nobody answered; the third time on a second day is the end.

        :raise AccessError: the person concerned, or somebody else's complaint
        :raise UserError: not solved, or followed up already
        """
        self._check_call()
        self._accept_by_doing()
        self._add_call({"is_reached": False, "words": words})
        self._log_step("no_answer", words)
        if self._is_unreachable():
            self._follow_up({"follow_up_result": "unreachable"})

    def _action_reached(self, values):
        """Note what the customer said; not settled means reopened.

        :param values: is_settled, spoke_with, words, perceived, expected
        :raise AccessError: the person concerned, or somebody else's complaint
        :raise UserError: not solved, no scores, or unsettled without a word
        """
        self._check_call()
        self._check_said(values)
        self._check_scores(values)
        self._accept_by_doing()
        self._add_call({**values, "is_reached": True})
        self._log_step("called", values.get("words"))
        if not values["is_settled"]:
            self._reopen(values["words"])
            return
        score = values["perceived"] / values["expected"]
        self._follow_up(
            {
                "follow_up_result": "settled",
                "acceptance": "accepted",
                "perceived": values["perceived"],
                "expected": values["expected"],
                "satisfaction": score,
            }
        )

    def _check_said(self, values):
        """Name in one sentence everything the customer was not asked yet."""
        unsaid = []
        if values["perceived"] is None:
            unsaid.append(self.env._("how he found it (0 to 10)"))
        if values["expected"] is None:
            unsaid.append(self.env._("what he had expected (1 to 10)"))
        if not values["is_settled"] and not (values.get("words") or "").strip():
            unsaid.append(self.env._("what is still wrong"))
        if unsaid:
            what = format_list(self.env, unsaid)
            raise UserError(self.env._("Still to ask the customer: %s.", what))

    def _check_scores(self, values):
        perceived, expected = values["perceived"], values["expected"]
        if not (0 <= perceived <= SCALE and 1 <= expected <= SCALE):
            raise UserError(
                self.env._(
                    "Perceived is a number from 0 to 10, expected one from 1 to 10."
                )
            )

    def _add_call(self, values):
        # Superuser: calls are written by the module only; the callers have checked.
        calls = self.env["ad.complaint.call"].sudo()
        calls.create(
            {
                **values,
                "complaint_id": self.id,
                "called_by_id": self.env.uid,
                "round_number": self.reopened_count,
            }
        )

    def _follow_up(self, values):
        """The follow-up is done; close at once when nothing is missing."""
        now = fields.Datetime.now()
        in_time = now <= self.follow_up_due
        # Superuser: guarded; the callers have checked.
        self.sudo().write(
            {
                **values,
                "followed_up_on": now,
                "follow_up_rate": 100.0 if in_time else 0.0,
            }
        )
        self._stop_escalation()
        if not self._missing_before_closing():
            self._close()
