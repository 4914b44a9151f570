"""The monthly summary of customers' opinions and complaints (客户意见汇总, Q3)."""

import logging

import psycopg2
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from .ad_sign_off_mixin import SignStep

MANAGER = "ad_sales_ops.group_ad_manager"
TO_DO = "ad_sales_ops.mail_activity_type_summary"
#: Written from this day of the month on, submitted from that one (E17).
WRITE_FROM = 20
SUBMIT_FROM = 25
#: What the manager writes.
WORDS = {"trend_words", "plan_words"}
#: Another server or the manager's button was there at the same moment.
SOMEBODY_ELSE = (
    psycopg2.errors.UniqueViolation,
    psycopg2.errors.SerializationFailure,
)

_logger = logging.getLogger(__name__)


class AdServiceSummary(models.Model):
    """One division's month: half written by the facts, finished by its manager.

    Figures and lines are brought up to date until the summary is submitted; then it
    is frozen. The general manager acknowledges it with remarks or returns it.
    """

    _name = "ad.service.summary"
    _inherit = [
        "ad.guarded.mixin",
        "ad.sign.off.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _description = "Opinions Summary"
    _order = "month desc, id"
    _mail_post_access = "read"
    _sign_off_field = "summary_id"

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
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    state = fields.Selection(
        [
            ("draft", "Being Written"),
            ("submitted", "Submitted to the General Manager"),
            ("acknowledged", "Acknowledged"),
        ],
        required=True,
        readonly=True,
        default="draft",
        index=True,
        tracking=True,
    )
    due_date = fields.Date("Due", required=True, readonly=True, index=True)
    is_late = fields.Boolean(
        "Overdue", compute="_compute_is_late", search="_search_is_late"
    )
    was_late = fields.Boolean("Submitted Late", readonly=True)
    figures = fields.Json(readonly=True)
    figures_html = fields.Html(
        "The Month in Figures", compute="_compute_figures_html", sanitize=False
    )
    no_division_count = fields.Integer(compute="_compute_no_division_count")
    refreshed_on = fields.Datetime("Facts as of", readonly=True)
    line_ids = fields.One2many("ad.service.summary.line", "summary_id")
    opinion_ids = fields.One2many(
        "ad.service.summary.line",
        "summary_id",
        "Opinions",
        domain=[("kind", "=", "opinion")],
    )
    case_ids = fields.One2many(
        "ad.service.summary.line",
        "summary_id",
        "Cases",
        domain=[("kind", "=", "case")],
    )
    person_ids = fields.One2many(
        "ad.service.summary.line",
        "summary_id",
        "Specialists",
        domain=[("kind", "=", "person")],
    )
    praise_ids = fields.One2many(
        "ad.service.summary.line",
        "summary_id",
        domain=[("kind", "=", "praise")],
    )
    trend_words = fields.Text(
        "Trends and Conclusions", help="What the month shows, in your own words."
    )
    plan_words = fields.Text("What We Will Do")
    remarks = fields.Text("General Manager's Remarks", readonly=True)
    submitted_on = fields.Datetime("Submitted on", readonly=True)
    submitted_by_id = fields.Many2one(
        "res.users", "Submitted by", readonly=True, ondelete="restrict"
    )
    acknowledged_on = fields.Datetime("Answered by the General Manager", readonly=True)
    acknowledged_by_id = fields.Many2one(
        "res.users", "Acknowledged by", readonly=True, ondelete="restrict"
    )
    ad_sign_off_ids = fields.One2many(
        "ad.sign.off", "summary_id", "Sign-Offs", readonly=True
    )
    waiting_text = fields.Char("Waiting for", compute="_compute_waiting_text")
    may_acknowledge = fields.Boolean(compute="_compute_waiting_text")

    _one_a_month = models.UniqueIndex(
        "(division_id, month)",
        "The division has its summary of this month already. Open that one.",
    )
    _month_begins = models.Constraint(
        "CHECK (EXTRACT(DAY FROM month) = 1)", "A month is named by its first day."
    )

    @api.depends_context("lang")
    @api.depends("division_id", "month")
    def _compute_name(self):
        for summary in self:
            # Superuser: the name of a team is no secret.
            summary.name = f"{summary.sudo().division_id.name} {summary._month_label()}"

    def _month_label(self):
        self.ensure_one()
        return format_date(self.env, self.month, date_format=self.env._("MMMM yyyy"))

    @api.depends("state", "due_date")
    def _compute_is_late(self):
        for summary in self:
            today = summary.company_id._ad_today()
            summary.is_late = summary.state == "draft" and summary.due_date < today

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = self.search([("state", "=", "draft")]).filtered("is_late")
        return [("id", "in" if True in value else "not in", late.ids)]

    @api.depends_context("lang", "uid")
    @api.depends("state", "ad_sign_off_ids")
    def _compute_waiting_text(self):
        for summary in self:
            step = summary._sign_off_next()
            summary.waiting_text = summary._sign_off_waiting_text()
            summary.may_acknowledge = bool(
                summary.state == "submitted" and step and summary._sign_off_signer(step)
            )

    @api.depends("figures")
    def _compute_figures_html(self):
        report = self.env["report.ad_sales_ops.report_ad_service_summary"]
        for summary in self:
            lang = summary.company_id._ad_lang()
            qweb = self.env["ir.qweb"].with_context(lang=lang)
            summary.figures_html = summary.figures and qweb._render(
                "ad_sales_ops.ad_service_summary_figures",
                {"summary": report._summary(summary)},
            )

    @api.depends("company_id", "month")
    def _compute_no_division_count(self):
        for summary in self:
            # Whoever may not read them all counts his own.
            summary.no_division_count = self.env["ad.complaint"].search_count(
                summary._no_division_domain()
            )

    def action_open_no_division(self):
        """Open the month's complaints that stand in no summary."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Complaints of No Division"),
            "res_model": "ad.complaint",
            "view_mode": "list,form",
            "domain": self._no_division_domain(),
        }

    # The chain

    def _sign_off_steps(self):
        return [
            SignStep("service_summary", self.env._("Summary submitted"), "manager"),
            SignStep(
                "service_acknowledge",
                self.env._("Summary acknowledged"),
                "general_manager",
            ),
        ]

    def _sign_off_labels(self):
        returned = {"summary_return": self.env._("Summary returned for correction")}
        return super()._sign_off_labels() | returned

    def _sign_off_team(self):
        return self.division_id

    # Frozen

    def _guarded_fields(self):
        return super()._guarded_fields() | {
            "acknowledged_by_id",
            "acknowledged_on",
            "ad_sign_off_round",
            "company_id",
            "division_id",
            "due_date",
            "figures",
            "manager_id",
            "month",
            "refreshed_on",
            "remarks",
            "state",
            "submitted_by_id",
            "submitted_on",
            "was_late",
        }

    def write(self, vals):
        """Keep what was submitted.

        :raise UserError: words of a submitted summary, also by the superuser
        """
        if WORDS & set(vals) or "figures" in vals:
            self._check_is_written()
        return super().write(vals)

    def _check_is_written(self):
        for summary in self.filtered(lambda s: s.state != "draft"):
            raise UserError(
                self.env._(
                    "%(summary)s is submitted and stays as it is. The general manager "
                    "can return it for correction.",
                    summary=summary.name,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Summaries are kept."))

    # Nobody gets past this.
    def copy(self, default=None):  # pylint: disable=method-required-super
        """Summaries are made of facts only.

        :raise UserError: always
        """
        raise UserError(self.env._("A summary is made once for each month."))

    # Making them

    @api.model
    def _cron_make_summaries(self):
        """From the 20th on: each division's summary of the month, and its to-do.

        Safe to run twice and on several servers: what is there already is left alone,
        and what fails in one division leaves the others theirs.
        """
        teams = self.env["crm.team"]
        divisions = teams.search(teams._ad_led_divisions_domain())
        for remaining, division in reversed(list(enumerate(divisions[::-1]))):
            try:
                with self.env.cr.savepoint():
                    self._make_when_due(division)
            except SOMEBODY_ELSE:
                _logger.info("Somebody else makes the summary of %s now", division)
            except Exception:
                _logger.exception("Could not make the summary of %s", division)
            if not self.env["ir.cron"]._commit_progress(1, remaining=remaining):
                break

    @api.model
    def _make_when_due(self, division):
        today = division.company_id._ad_today()
        if today.day >= WRITE_FROM:
            self._make(division, today)

    @api.model
    def _own_divisions(self):
        """Divisions whose summary the user may have made.

        :raise AccessError: no division manager
        :raise UserError: the user leads no division
        """
        if not self.env.user.has_group(MANAGER):
            raise AccessError(
                self.env._("The division manager writes the summary of the month.")
            )
        divisions = self.env["crm.team"]._ad_own_divisions()
        if not divisions:
            raise UserError(
                self.env._(
                    "You lead no division, so there is no summary to write. The leader "
                    "of a division is set in its sales team."
                )
            )
        return divisions

    def action_write_this_month(self):
        """Open this month's summary of one's divisions, made if it is not there.

        :raise AccessError: no division manager
        :raise UserError: the user leads no division
        """
        summaries = self.browse()
        for division in self._own_divisions():
            summaries |= self._make(division, division.company_id._ad_today())
        return self._open(summaries)

    def action_write_another_month(self):
        """Open the dialog that makes the summary of a month that was missed.

        :raise AccessError: no division manager
        :raise UserError: the user leads no division
        """
        self._own_divisions()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Write Another Month's"),
            "res_model": "ad.service.summary.month",
            "view_mode": "form",
            "target": "new",
        }

    @api.model
    def _open(self, summaries):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ad_sales_ops.ad_service_summary_action"
        )
        if len(summaries) == 1:
            return action | {
                "res_id": summaries.id,
                "views": [[False, "form"]],
                "view_mode": "form",
            }
        return action | {"domain": [("id", "in", summaries.ids)]}

    @api.model
    def _make(self, division, day):
        """The division's summary of a month: made once, with the facts so far.

        :param day: any day of the month
        """
        month = day.replace(day=1)
        # Superuser: nobody has rights to make summaries by hand; callers checked.
        summaries = self.sudo()
        domain = [("division_id", "=", division.id), ("month", "=", month)]
        summary = summaries.search(domain)
        if not summary:
            summary = summaries.create(
                {
                    "company_id": division.company_id.id,
                    "division_id": division.id,
                    "month": month,
                    "manager_id": division.sudo().user_id.id,
                    "due_date": month + relativedelta(day=31),
                }
            )
            summary._ask_manager()
        if summary.state == "draft":
            summary._refresh()
        return summary.sudo(self.env.su)

    def _ask_manager(self):
        """A to-do for the manager, or for those who write it while nobody leads."""
        self.ensure_one()
        writers = self.manager_id or self._sign_off_people(self._sign_off_steps()[0])
        for user in writers:
            self.activity_schedule(TO_DO, date_deadline=self.due_date, user_id=user.id)

    def _sign_off_people(self, step):
        """Who can take a step now: its holders, else whoever is authorised (G8)."""
        holders = self._sign_off_holders(step)
        deputies = self._sign_off_authorizations(step, holders).deputy_id
        return (deputies - self._sign_off_excluded()) or holders

    def _follow_manager(self):
        """What is not written yet is the present manager's to write."""
        for summary in self:
            manager = summary.division_id.user_id
            if manager != summary.manager_id:
                summary.manager_id = manager
                summary.activity_unlink([TO_DO])
                summary._ask_manager()

    def _period(self):
        """First and last day of the month."""
        self.ensure_one()
        return self.month, self.month + relativedelta(day=31)

    # Writing

    def action_refresh(self):
        """Bring figures and lines up to date; the manager's words stay.

        :raise AccessError: neither the manager nor his deputy
        :raise UserError: submitted already
        """
        self._check_may_write()
        self._check_is_written()
        # Superuser: facts of the whole division; only the writer reaches this.
        for summary in self.sudo():
            summary._refresh()
        return True

    def _check_may_write(self):
        self.check_access("write")

    def action_submit(self):
        """Submit to the general manager: the summary freezes (E17).

        :raise AccessError: neither the manager nor his deputy
        :raise UserError: before the 25th, submitted twice, or without conclusions
        """
        self._check_may_write()
        for summary in self:
            summary._check_may_submit()
            # Superuser: guarded; right, state and day are checked.
            sudo = summary.sudo()
            sudo._refresh()
            summary._sign_off_sign("service_summary")
            today = summary.company_id._ad_today()
            sudo.write(
                {
                    "state": "submitted",
                    "submitted_on": fields.Datetime.now(),
                    "submitted_by_id": self.env.uid,
                    "was_late": today > summary.due_date,
                }
            )
            sudo.activity_feedback([TO_DO])
            sudo._tell_general_manager()
        return True

    def _check_may_submit(self):
        self.ensure_one()
        if self.state != "draft":
            raise UserError(
                self.env._("%(summary)s is submitted already.", summary=self.name)
            )
        first = self.month.replace(day=SUBMIT_FROM)
        if self.company_id._ad_today() < first:
            raise UserError(
                self.env._(
                    "%(summary)s can be submitted from %(date)s on, when the month is "
                    "nearly over.",
                    summary=self.name,
                    date=format_date(self.env, first),
                )
            )
        if not (self.trend_words or "").strip():
            raise UserError(
                self.env._(
                    "Write what the month shows under “Trends and Conclusions”; the "
                    "figures alone are no summary."
                )
            )

    def _tell_general_manager(self):
        """A to-do for those who read it, or who can authorise somebody to."""
        readers = self._sign_off_people(self._sign_off_next())
        for user in readers or self._sign_off_level_users("general_manager"):
            self.activity_schedule(
                "ad_sales_ops.mail_activity_type_summary_read", user_id=user.id
            )

    # Printing

    def _file_stem(self):
        """The name of its files, the print's and the spreadsheet's."""
        self.ensure_one()
        env = self.with_context(lang=self.company_id._ad_lang()).env
        title = env._("Opinions Summary")
        return f"{title} {self.with_env(env).name}"

    def action_print(self):
        """The summary as PDF."""
        return self.env.ref(
            "ad_sales_ops.action_report_ad_service_summary"
        ).report_action(self)

    def action_download(self):
        """The summary as a spreadsheet."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/ad_sales_ops/service_summary/{self.id}.xlsx",
            "target": "download",
        }

    # Reading

    def action_acknowledge(self):
        """Open the dialog for the general manager's remarks."""
        self.ensure_one()
        return self._remarks_dialog("acknowledge", self.env._("Acknowledge"))

    def action_return(self):
        """Open the dialog in which the general manager says what to correct."""
        self.ensure_one()
        return self._remarks_dialog("return", self.env._("Return for Correction"))

    def _remarks_dialog(self, purpose, title):
        self._check_is_submitted()
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "ad.service.summary.remark",
            "view_mode": "form",
            "target": "new",
            "context": {"default_summary_id": self.id, "default_purpose": purpose},
        }

    def _check_is_submitted(self):
        for summary in self:
            if summary.state != "submitted":
                raise UserError(
                    self.env._(
                        "%(summary)s is not waiting for the general manager.",
                        summary=summary.name,
                    )
                )

    def _action_acknowledge(self, remarks):
        """Acknowledge a submitted summary with remarks.

        :raise UserError: not submitted, no remarks, or not the general manager
        """
        self.check_access("read")
        self._check_is_submitted()
        if not (remarks or "").strip():
            raise UserError(self.env._("Write your remarks on the summary."))
        for summary in self:
            summary._sign_off_sign("service_acknowledge", remarks)
            # Superuser: guarded; the chain decided.
            sudo = summary.sudo()
            sudo.write(
                {
                    "state": "acknowledged",
                    "remarks": remarks,
                    "acknowledged_on": fields.Datetime.now(),
                    "acknowledged_by_id": self.env.uid,
                }
            )
            sudo.activity_feedback(["ad_sales_ops.mail_activity_type_summary_read"])
            sudo._tell_manager(remarks)

    def _action_return(self, reason):
        """Give a submitted summary back to its manager.

        :raise AccessError: nobody who could acknowledge it
        :raise UserError: not submitted, or no reason
        """
        self.check_access("read")
        self._check_is_submitted()
        if not (reason or "").strip():
            raise UserError(self.env._("Say what is to be corrected."))
        for summary in self:
            if not summary.may_acknowledge:
                raise AccessError(
                    self.env._("The general manager returns summaries for correction.")
                )
            summary._sign_off_new_round("returned", reason, "summary_return")
            # Superuser: guarded; checked above.
            sudo = summary.sudo()
            sudo.write(
                {"state": "draft", "submitted_on": False, "submitted_by_id": False}
            )
            sudo.activity_unlink(["ad_sales_ops.mail_activity_type_summary_read"])
            sudo._ask_manager()
            sudo._tell_manager(reason)

    def _tell_manager(self, words):
        """Manager and writer hear what the general manager wrote."""
        signed = self.ad_sign_off_ids.filtered(lambda x: x.step == "service_summary")
        people = (self.manager_id | signed.user_id) - self.env.user
        self.message_post(
            body=words,
            partner_ids=people.partner_id.ids,
            author_id=self.env.user.partner_id.id,
        )


class CrmTeam(models.Model):
    _inherit = "crm.team"

    def write(self, vals):
        """A new leader takes over what his division has still to write."""
        result = super().write(vals)
        if "user_id" in vals:
            # Superuser: guarded; who leads a division may be changed by others.
            summaries = self.env["ad.service.summary"].sudo()
            domain = [("division_id", "in", self.ids), ("state", "=", "draft")]
            summaries.search(domain)._follow_manager()
        return result
