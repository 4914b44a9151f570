"""The clocks of what customers ask: first answer, promise, escalation (Q1, Q6)."""

import logging
from datetime import datetime, time, timedelta

import psycopg2
import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_datetime

OVERDUE = "ad_sales_ops.mail_activity_type_case_overdue"
SERVICE = "ad_sales_ops.group_ad_service_supervisor"
GENERAL_MANAGER = "ad_sales_ops.group_ad_general_manager"
#: Supervisor, manager, general manager.
LAST_LEVEL = 3
#: Minutes: what is promised at first, and in safety and legal matters.
WORKING_DAY = 8 * 60
SOON = 60
#: A calendar that is not worked for so long is a mistake.
MAX_DAYS = 400

_logger = logging.getLogger(__name__)


class AdCalendarException(models.Model):
    _inherit = "ad.calendar.exception"

    @api.model
    def _working_minutes(self, start, end, company):
        """Whole working minutes between two moments in UTC; 0 when none lie there."""
        return round(self._working_hours(start, end, company) * 60)

    @api.model
    def _office_spans(self, day, company):
        """When the company works on a day: pairs of moments in UTC, in order."""
        zone = pytz.timezone(company._ad_zone())
        midnight = datetime.combine(day, time.min)
        return [
            tuple(
                zone.localize(midnight + since)
                .astimezone(pytz.utc)
                .replace(tzinfo=None)
                for since in pair
            )
            for pair in sorted(self._office_hours(day, company))
        ]

    @api.model
    def _add_working_minutes(self, moment, minutes, company):
        """The moment at which so many working minutes have passed."""
        left, day = timedelta(minutes=minutes), company._ad_date(moment)
        for _number in range(MAX_DAYS):
            for begins, ends in self._office_spans(day, company):
                begins = max(begins, moment)
                if begins < ends and ends - begins >= left:
                    return begins + left
                left -= max(ends - begins, timedelta())
            day += timedelta(days=1)
        return moment + left

    @api.model
    def _is_working_moment(self, moment, company):
        """Whether somebody is at work at a moment in UTC, last minute included."""
        spans = self._office_spans(company._ad_date(moment), company)
        return any(begins <= moment <= ends for begins, ends in spans)

    @api.model
    def _reachable(self, moment, company):
        """The moment, or the end of the first working hour after it (E1)."""
        if self._is_working_moment(moment, company):
            return moment
        return self._add_working_minutes(moment, 60, company)


class AdAnswerClockMixin(models.AbstractModel):
    """What waits for an answer, and by when.

    The first answer is due within so many working minutes; it names a time that
    becomes the next deadline. A deadline that passes goes up step by step, once each.
    """

    _name = "ad.answer.clock.mixin"
    _inherit = ["mail.activity.mixin"]
    _description = "Answer Clock"

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    registered_on = fields.Datetime(
        required=True,
        readonly=True,
        index=True,
        copy=False,
        default=fields.Datetime.now,
    )
    registered_date = fields.Date(
        "Day of Registration",
        compute="_compute_registered_date",
        store=True,
        precompute=True,
        index=True,
        help="At the company's place; months are counted by it.",
    )
    asked_on = fields.Datetime(
        "Clock Started",
        required=True,
        readonly=True,
        copy=False,
        default=fields.Datetime.now,
        groups="base.group_user",
    )
    is_any_hour = fields.Boolean(
        "Safety or Legal Matter",
        groups="base.group_user",
        tracking=True,
        help="The clock runs at any hour, nights and holidays too.",
    )
    answer_due = fields.Datetime(
        "First Answer by",
        compute="_compute_answer_due",
        store=True,
        precompute=True,
        groups="base.group_user",
    )
    answered_on = fields.Datetime("First Answer on", readonly=True, copy=False)
    answered_by_id = fields.Many2one(
        "res.users",
        "Answered by",
        readonly=True,
        copy=False,
        ondelete="restrict",
        groups="base.group_user",
    )
    answer = fields.Text("First Answer", readonly=True, copy=False)
    answer_minutes = fields.Integer(
        "Minutes to the First Answer",
        readonly=True,
        copy=False,
        aggregator="avg",
        groups="base.group_user",
        help="In working time; by the clock for safety and legal matters.",
    )
    is_answer_late = fields.Boolean(
        "Answered Late", readonly=True, copy=False, groups="base.group_user"
    )
    promised_on = fields.Datetime("Promised Time", readonly=True, copy=False)
    due_kind = fields.Selection(
        [
            ("answer", "First Answer"),
            ("promise", "Promised Time"),
            ("follow_up", "Follow-up Call"),
            ("closing", "Closing the Case"),
            ("written", "Reading What the Customer Wrote"),
        ],
        "Waits for",
        compute="_compute_due",
        store=True,
        index=True,
        groups="base.group_user",
    )
    due_on = fields.Datetime(
        "Next Deadline",
        compute="_compute_due",
        store=True,
        index=True,
        groups="base.group_user",
    )
    minutes_left = fields.Integer(
        compute="_compute_minutes_left", groups="base.group_user"
    )
    due_text = fields.Char(
        "Time Left", compute="_compute_minutes_left", groups="base.group_user"
    )
    is_overdue = fields.Boolean(
        "Overdue",
        compute="_compute_minutes_left",
        search="_search_is_overdue",
        groups="base.group_user",
    )
    escalation_level = fields.Integer(
        "Escalated to Level",
        readonly=True,
        copy=False,
        index="btree_not_null",
        aggregator=None,
        groups="base.group_user",
        help="1 supervisor, 2 division manager, 3 general manager.",
    )
    escalated_due = fields.Datetime(
        "Deadline Escalated", readonly=True, copy=False, groups="base.group_user"
    )

    # Deadlines

    def _deadline_fields(self):
        """Names of the fields that the next deadline depends on."""
        return ["answer_due", "promised_on"]

    def _deadline(self):
        """What is waited for and until when: (kind, moment), or (False, False)."""
        raise NotImplementedError

    @api.depends("registered_on", "company_id")
    def _compute_registered_date(self):
        for case in self:
            company = case.company_id.sudo()
            case.registered_date = company._ad_date(case.registered_on)

    @api.depends("asked_on", "is_any_hour", "company_id")
    def _compute_answer_due(self):
        for case in self:
            case.answer_due = case._answer_due(case.asked_on)

    def _answer_due(self, moment):
        """By when something that came in at a moment has to be answered."""
        # Superuser: office hours and settings are no secret.
        company = self.company_id.sudo()
        minutes = company.ad_answer_minutes
        if self.is_any_hour:
            return moment + timedelta(minutes=minutes)
        calendar = self.env["ad.calendar.exception"]
        return calendar._add_working_minutes(moment, minutes, company)

    @api.depends(lambda self: self._deadline_fields())
    def _compute_due(self):
        for case in self:
            case.due_kind, case.due_on = case._deadline()

    def _passed_minutes(self, start, end):
        """Minutes of this matter's clock between two moments."""
        self.ensure_one()
        if self.is_any_hour:
            return round(max((end - start).total_seconds(), 0) / 60)
        calendar = self.env["ad.calendar.exception"]
        return calendar._working_minutes(start, end, self.company_id.sudo())

    @api.depends("due_on", "due_kind", "is_any_hour")
    @api.depends_context("lang")
    def _compute_minutes_left(self):
        now = fields.Datetime.now()
        for case in self:
            due = case.due_on
            case.is_overdue = bool(due and due < now)
            if not due:
                case.minutes_left, case.due_text = 0, False
                continue
            start, end = (due, now) if case.is_overdue else (now, due)
            if case.due_kind == "answer":
                minutes = case._passed_minutes(start, end)
            else:
                minutes = int((end - start).total_seconds() / 60)
            case.minutes_left = -minutes if case.is_overdue else minutes
            case.due_text = case._due_sentence(case._duration(minutes))

    def _due_sentence(self, time_left):
        if self.is_overdue:
            return self.env._("Overdue by %s", time_left)
        return self.env._("%s left", time_left)

    def _duration(self, minutes):
        """Minutes in words: minutes, hours, or days."""
        if minutes < 120:
            return self.env._("%s min", minutes)
        if minutes < 48 * 60:
            return self.env._("%s hours", minutes // 60)
        return self.env._("%s days", minutes // (24 * 60))

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = Domain("due_on", "<", fields.Datetime.now())
        return late if True in value else ~late

    def _answer_values(self, words, promised_on):
        """What the first answer writes; the minutes of a later round do not count."""
        self.ensure_one()
        now = fields.Datetime.now()
        values = {
            "answered_on": now,
            "answered_by_id": self.env.uid,
            "answer": words,
            "promised_on": promised_on,
        }
        if self.asked_on == self.registered_on:
            values["answer_minutes"] = self._passed_minutes(self.registered_on, now)
            values["is_answer_late"] = now > self.answer_due
        return values

    def _check_promise(self, promised_on):
        """A promise lies ahead.

        :raise UserError: no time, or one that is over
        """
        if not promised_on or promised_on <= fields.Datetime.now():
            raise UserError(
                self.env._(
                    "Say by when the customer hears more: a time that is still to come."
                )
            )

    def _proposed_promise(self):
        """When the customer may expect to hear more: soon where it is dangerous."""
        calendar, now = self.env["ad.calendar.exception"], fields.Datetime.now()
        if self.is_any_hour:
            return now + timedelta(minutes=SOON)
        # Superuser: office hours are no secret.
        company = self.company_id.sudo()
        return calendar._add_working_minutes(now, WORKING_DAY, company)

    # Escalation

    @api.model
    def _cron_escalate(self):
        """Tell supervisor, manager, general manager of what is overdue, once each.

        Safe to run twice and on several servers: each record is locked, and says
        which deadline went up to which level.
        """
        late = self.search(self._escalation_domain(), order="due_on")
        for remaining, case in reversed(list(enumerate(late[::-1]))):
            try:
                with self.env.cr.savepoint():
                    case._escalate()
            except psycopg2.errors.SerializationFailure:
                _logger.info("%s went up on another server just now", case)
            # Whatever is wrong with one must not keep the others waiting.
            except Exception:
                _logger.exception("Could not escalate %s", case)
            if not self.env["ir.cron"]._commit_progress(1, remaining=remaining):
                break

    @api.model
    def _escalation_domain(self):
        """What is overdue and can still go up.

        What has reached the general manager stays out, or thousands of them would
        use up the job's time before it comes to what is new.
        """
        can_go_up = Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "(COALESCE(%(level)s, 0) < %(last)s"
                " OR %(escalated)s IS DISTINCT FROM %(due)s)",
                level=model._field_to_sql(alias, "escalation_level", query),
                last=LAST_LEVEL,
                escalated=model._field_to_sql(alias, "escalated_due", query),
                due=model._field_to_sql(alias, "due_on", query),
            )
        )
        return Domain("due_on", "<", fields.Datetime.now()) & can_go_up

    def _escalate(self):
        """Go up to the level that the delay asks for."""
        self.ensure_one()
        if not self.try_lock_for_update():
            return
        # Somebody may have answered since the search.
        self.invalidate_recordset()
        if not self.is_overdue:
            return
        same = self.escalated_due == self.due_on
        done = self.escalation_level if same else 0
        level = self._level_due()
        for step in range(done + 1, level + 1):
            self._escalate_to(step)
        if level > done:
            self.write({"escalation_level": level, "escalated_due": self.due_on})

    def _level_due(self):
        """1 as soon as a deadline is over, one more for each further span."""
        minutes = self._passed_minutes(self.due_on, fields.Datetime.now())
        return min(1 + minutes // self.company_id.ad_escalation_minutes, LAST_LEVEL)

    def _escalate_to(self, level):
        people = self._escalation_people(level)
        for user in people - self.activity_search([OVERDUE]).user_id:
            case = self.with_context(lang=user.lang)
            case.activity_schedule(
                OVERDUE,
                date_deadline=self.company_id._ad_today(),
                user_id=user.id,
                note=case._overdue_sentence(),
            )
        names = ", ".join(people.mapped("name"))
        case = self.with_context(lang=self.company_id._ad_lang())
        case._log_step("escalated", f"{names}: {case._overdue_sentence()}")

    def _overdue_sentence(self):
        """Which deadline was missed."""
        kinds = dict(self._fields["due_kind"]._description_selection(self.env))
        return self.env._(
            "“%(kind)s” was due %(time)s.",
            kind=kinds[self.due_kind],
            time=format_datetime(self.env, self.due_on, tz=self.company_id._ad_zone()),
        )

    def _escalation_people(self, level):
        """Who hears of it; a vacant post passes to the next one up."""
        team = self.team_id
        division = team.ad_parent_id or team
        posts = [
            (team if team.ad_parent_id else team.browse()).user_id,
            division.user_id,
            self._holders(GENERAL_MANAGER),
        ]
        concerned = self._people_concerned()
        people = next(
            (post - concerned for post in posts[level - 1 :] if post - concerned),
            self._holders(SERVICE),
        )
        if level == 1:
            people |= self.owner_id - concerned
            if not team:
                people |= self._holders(SERVICE) - concerned
        return people

    def _holders(self, group):
        """The people of a title in this company."""
        users = self.env.ref(group).all_user_ids
        return users.filtered(
            lambda user: (
                user.active and not user.share and self.company_id in user.company_ids
            )
        )

    def _people_concerned(self):
        """People the matter is about: they do not judge it."""
        return self.env["res.users"]

    def _stop_escalation(self):
        """What was waited for has come: nobody is asked any more."""
        # Superuser: the to-dos are other people's.
        self.sudo().activity_unlink([OVERDUE])

    def _log_step(self, kind, words=False):
        """Write down what happened; a model says where.

        :param kind: key of the model's list of steps
        """
        raise NotImplementedError
