"""Generate a year of issues from the frequency of a medium (M3)."""

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_list

from ..models.ad_medium import LEAD_FIELDS

CLOSES = tuple(LEAD_FIELDS.values())
LINE_DATES = [f"line_ids.{name}" for name in ("publication_date", *CLOSES)]
MAX_YEARS = 5


class AdIssueGenerate(models.TransientModel):
    """Show the issues of a period first, then make those that are missing."""

    _name = "ad.issue.generate"
    _inherit = "ad.dialog.mixin"
    _description = "Generate Issues"
    _check_company_auto = True

    medium_id = fields.Many2one(
        "ad.medium",
        required=True,
        check_company=True,
        ondelete="cascade",
        default=lambda self: self._default_medium_id(),
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    date_from = fields.Date(
        "From", required=True, default=lambda self: self._default_date_from()
    )
    date_to = fields.Date(
        "To",
        required=True,
        compute="_compute_date_to",
        store=True,
        readonly=False,
        precompute=True,
    )
    page_count = fields.Integer(
        "Interior Pages", compute="_compute_page_count", store=True, readonly=False
    )
    is_print = fields.Boolean(related="medium_id.is_print", related_sudo=False)
    line_ids = fields.One2many(
        "ad.issue.generate.line",
        "wizard_id",
        "Issues",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    summary = fields.Char(compute="_compute_summary")
    warning = fields.Text(compute="_compute_warning")

    def _default_medium_id(self):
        if self.env.context.get("active_model") == "ad.medium":
            return self.env.context.get("active_id")
        domain = [("company_id", "=", self.env.company.id)]
        media = self.env["ad.medium"].search(domain, limit=2)
        return media if len(media) == 1 else media.browse()

    def _default_date_from(self):
        today = self.env["ad.calendar.exception"]._today(self.env.company)
        return today.replace(day=1) + relativedelta(months=1)

    @api.depends("date_from")
    def _compute_date_to(self):
        for wizard in self:
            wizard.date_to = wizard.date_from and wizard.date_from + relativedelta(
                years=1, days=-1
            )

    @api.depends("medium_id")
    def _compute_page_count(self):
        for wizard in self:
            wizard.page_count = wizard.medium_id.page_count

    @api.depends("medium_id", "date_from", "date_to")
    def _compute_line_ids(self):
        for wizard in self:
            lines = [Command.create(vals) for vals in wizard._prepare_lines()]
            wizard.line_ids = [Command.clear(), *lines]

    @api.depends("line_ids.existing_issue_id", "line_ids.selected")
    def _compute_summary(self):
        for wizard in self:
            existing = wizard.line_ids.filtered("existing_issue_id")
            missing = wizard.line_ids.filtered("selected") - existing
            wizard.summary = self.env._(
                "%(new)s issues will be made, %(kept)s exist already and stay as they "
                "are.",
                new=len(missing),
                kept=len(existing),
            )

    @api.depends("line_ids.selected", "line_ids.existing_issue_id", *LINE_DATES)
    def _compute_warning(self):
        for wizard in self:
            missing = wizard.line_ids.filtered("selected")
            missing = missing.filtered(lambda line: not line.existing_issue_id)
            wizard.warning = "\n".join(missing._get_warnings())

    def _prepare_lines(self):
        """One line for each publication date of the period."""
        self.ensure_one()
        medium, first, last = self.medium_id, self.date_from, self.date_to
        if not medium or self._period_error_message():
            return []
        existing = self._get_existing_issues()
        lines = []
        for year in range(first.year, last.year + 1):
            days = medium._get_publication_dates(year)
            for number, day in enumerate(days, start=1):
                if first <= day <= last:
                    issue = existing.get((year, number)) or existing.get(day)
                    lines.append(self._prepare_line(year, number, day, issue))
        return lines

    def _prepare_line(self, year, number, day, issue):
        medium = self.medium_id
        if issue:
            dates = {name: issue[name] for name in ("publication_date", *CLOSES)}
            return {
                "year": issue.year,
                "number": issue.number,
                "existing_issue_id": issue.id,
                "selected": False,
                **dates,
            }
        return {
            "year": year,
            "number": number,
            "publication_date": day,
            "selected": True,
            **medium._get_closes(day),
        }

    def _get_existing_issues(self):
        """The medium's issues by (year, number), regular ones by date too."""
        issues = self.env["ad.issue"].search(
            [
                ("medium_id", "=", self.medium_id.id),
                ("year", ">=", self.date_from.year),
                ("year", "<=", self.date_to.year),
            ]
        )
        regular = issues.filtered(lambda issue: issue.kind != "special")
        return {
            **{issue.publication_date: issue for issue in regular},
            **{(issue.year, issue.number): issue for issue in issues},
        }

    def _period_error_message(self):
        self.ensure_one()
        if not self.date_from or not self.date_to:
            return self.env._("Choose from which day to which day to make issues.")
        if self.date_to < self.date_from:
            return self.env._(
                "The period ends before it begins. Put the later date under “To”."
            )
        if self.date_to > self.date_from + relativedelta(years=MAX_YEARS):
            return self.env._(
                "That is more than %(years)s years. Working days are not known so far "
                "ahead: make a year at a time.",
                years=MAX_YEARS,
            )
        return False

    def action_generate(self):
        """Make the issues that are ticked and do not exist; safe to repeat.

        :raise UserError: the period is no period
        """
        self.ensure_one()
        self.env["ad.issue"].check_access("create")
        message = self._period_error_message()
        if message:
            raise UserError(message)
        existing = self._get_existing_issues()
        wanted = self.line_ids.filtered("selected")
        missing = wanted.filtered(
            lambda line: (line.year, line.number) not in existing
            and line.publication_date not in existing
        )
        # One line in each chatter says nothing that 52 of them would not repeat.
        issues = self.env["ad.issue"].with_context(mail_create_nolog=True)
        warnings = missing._get_warnings()
        issues = issues.create([line._prepare_issue() for line in missing])
        kept = len(self.line_ids) - len(issues)
        return self._get_result_action(issues, kept, warnings)

    def _get_result_action(self, issues, kept, warnings):
        """Say what was made, what to look at, and show the issues of the medium."""
        message = self.env._(
            "%(new)s issues of %(medium)s were made, %(kept)s were kept as they are.",
            new=len(issues),
            medium=self.medium_id.name,
            kept=kept,
        )
        kind = "success" if issues else "info"
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if warnings else kind,
                "sticky": bool(warnings),
                "message": "\n".join([message, *warnings]),
                "next": self.medium_id.action_view_issues(),
            },
        }


class AdIssueGenerateLine(models.TransientModel):
    """One issue to be, or one that exists."""

    _name = "ad.issue.generate.line"
    _inherit = "ad.dialog.mixin"
    _description = "Issue to Generate"
    _order = "publication_date, id"

    wizard_id = fields.Many2one(
        "ad.issue.generate", required=True, ondelete="cascade", index=True
    )
    selected = fields.Boolean("Make", default=True)
    existing_issue_id = fields.Many2one("ad.issue", "Exists", ondelete="cascade")
    year = fields.Integer(required=True)
    number = fields.Integer("Issue Number", required=True)
    publication_date = fields.Date(required=True)
    booking_close = fields.Date()
    material_close = fields.Date()
    proof_close = fields.Date()
    film_close = fields.Date()
    has_moved_close = fields.Boolean(compute="_compute_has_moved_close")

    @api.depends("publication_date", "wizard_id.medium_id", *CLOSES)
    def _compute_has_moved_close(self):
        """Whether a close moved to an earlier working day."""
        for line in self:
            medium = line.wizard_id.medium_id
            line.has_moved_close = any(
                line[close]
                and line.publication_date
                and line[close]
                < fields.Date.subtract(line.publication_date, days=medium[lead])
                for lead, close in LEAD_FIELDS.items()
            )

    def _get_warnings(self):
        """What whoever makes these issues should know, in sentences (M3, M4)."""
        warnings = []
        company = self.wizard_id.company_id
        days = self.env["ad.calendar.exception"]
        years = self._get_years() - days._known_years(company)
        if years:
            warnings.append(
                self.env._(
                    "The holidays and exchanged working days of %(years)s are not "
                    "entered yet, so their dates count weekends only. Enter them "
                    "under Configuration, Working Days when they are announced, and "
                    "check the closes again.",
                    years=format_list(self.env, [str(year) for year in sorted(years)]),
                )
            )
        today = days._today(company)
        overdue = self.filtered(lambda line: line._is_close_over(today))
        if overdue:
            warnings.append(
                self.env._(
                    "Closed for bookings at once, because the booking close is over: "
                    "%(count)s.",
                    count=len(overdue),
                )
            )
        return warnings

    def _get_years(self):
        """The years in which an issue appears or closes."""
        names = ("publication_date", *CLOSES)
        return {line[name].year for line in self for name in names if line[name]}

    def _is_close_over(self, today):
        return bool(self.booking_close) and self.booking_close < today

    def _prepare_issue(self):
        """Values of the issue this line becomes."""
        self.ensure_one()
        return {
            "medium_id": self.wizard_id.medium_id.id,
            "year": self.year,
            "number": self.number,
            "publication_date": self.publication_date,
            "page_count": self.wizard_id.page_count,
            **{name: self[name] for name in CLOSES},
        }
