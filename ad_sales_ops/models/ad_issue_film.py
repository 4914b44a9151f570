"""The film stage of an issue: every manager checks his pages before press (U7)."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from .ad_checklist_mixin import Check, Failure


class AdIssue(models.Model):
    _inherit = "ad.issue"

    film_check_ids = fields.One2many(
        "ad.film.check",
        "issue_id",
        "Film Checks",
        readonly=True,
        groups="ad_sales_ops.group_ad_specialist,ad_sales_ops.group_ad_operations,"
        "ad_sales_ops.group_ad_production",
    )
    film_started_on = fields.Datetime(
        "Film Check Started on", readonly=True, copy=False
    )
    film_started_by_id = fields.Many2one(
        "res.users",
        "Film Check Started by",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    film_count = fields.Integer("Pages to Check", compute="_compute_film_counts")
    film_passed_count = fields.Integer("Pages Passed", compute="_compute_film_counts")
    has_film_check = fields.Boolean(compute="_compute_has_film_check")

    def _compute_film_counts(self):
        # Superuser: how many, for whoever sees the issue.
        groups = (
            self.env["ad.film.check"]
            .sudo()
            ._read_group(
                [("issue_id", "in", self.ids), ("placement_id.stage", "=", "booked")],
                ["issue_id", "state"],
                ["__count"],
            )
        )
        for issue in self:
            counts = {state: n for found, state, n in groups if found == issue}
            issue.film_count = sum(counts.values())
            issue.film_passed_count = counts.get("passed", 0)

    @api.depends("medium_id.film_check", "company_id.ad_film_check")
    def _compute_has_film_check(self):
        for issue in self:
            issue.has_film_check = issue._needs_film_check()

    def _needs_film_check(self):
        """Whether the pages of this issue are passed before press (U7)."""
        self.ensure_one()
        medium = self.medium_id
        # Superuser: a setting of the company.
        return (
            medium.is_print
            and medium.film_check
            and self.sudo().company_id.ad_film_check
        )

    def _guarded_fields(self):
        return super()._guarded_fields() | {"film_started_on", "film_started_by_id"}

    # Starting it

    def action_start_film_check(self):
        """Hand the pages to the division managers; again, to add late insertions.

        :raise AccessError: not Operations
        :raise UserError: still open for booking, at press, or a website
        """
        self._check_press_group()
        for issue in self:
            if not issue._needs_film_check():
                raise UserError(
                    self.env._(
                        "%(issue)s of %(medium)s needs no film check.",
                        issue=issue.display_name,
                        medium=issue.medium_id.name,
                    )
                )
            error = issue._not_closed_message()
            if error:
                raise UserError(error)
            issue._action_start_film_check()
        return self.action_open_film_checks()

    def _action_start_film_check(self):
        """A check for every booked insertion, and a word to the managers."""
        self.ensure_one()
        # Superuser: guarded columns; role and state were checked.
        issue = self.sudo()
        if not issue.film_started_on:
            issue.write(
                {
                    "film_started_on": fields.Datetime.now(),
                    "film_started_by_id": self.env.uid,
                }
            )
        booked = issue.placement_ids.filtered(lambda p: p.stage == "booked")
        checks = self.env["ad.film.check"]._join(booked)
        # Those that were there already need no new look at the clearance.
        checks.placement_id._touch_copy()
        issue._tell_managers_of_films(checks)
        return checks

    def _tell_managers_of_films(self, checks):
        """One message a manager: how many pages of his customers wait."""
        step = checks._sign_off_steps()[0]
        waiting = {}
        for check in checks:
            for user in check._sign_off_holders(step):
                waiting[user] = waiting.get(user, 0) + 1
        for user, count in waiting.items():
            issue = self.with_context(lang=user.lang)
            issue.message_notify(
                partner_ids=user.partner_id.ids,
                subject=issue.env._("Film check: %(issue)s", issue=issue._plan_title()),
                body=issue.env._(
                    "%(count)s pages of your customers wait for your film check until "
                    "%(date)s: My Day, “Film Check”.",
                    count=count,
                    date=format_date(issue.env, issue.film_close) or "-",
                ),
            )

    @api.model
    def _cron_start_film_checks(self):
        """On the day of the film close, where nobody pressed the button."""
        issues = self.search(
            [
                ("state", "=", "closed"),
                ("film_started_on", "=", False),
                ("medium_id.film_check", "=", True),
                ("film_close", "<=", fields.Date.add(fields.Date.today(), days=1)),
                ("placement_ids", "any", [("stage", "=", "booked")]),
            ]
        )
        due = issues.filtered(
            lambda issue: issue._needs_film_check()
            and issue.film_close <= issue.company_id._ad_today()
        )
        for remaining, issue in reversed(list(enumerate(due[::-1]))):
            issue._action_start_film_check()
            if not self.env["ir.cron"]._commit_progress(1, remaining=remaining):
                break

    def action_open_film_checks(self):
        """Open the film checks of these issues."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ad_sales_ops.ad_film_check_action"
        )
        action["domain"] = [("issue_id", "in", self.ids)]
        action["context"] = {}
        return action

    # Press

    def _press_error_message(self):
        return super()._press_error_message() or self._film_error_message()

    def _film_error_message(self):
        """Nothing goes to press before its film check has begun (U7)."""
        self.ensure_one()
        # Superuser: whether there is anything to check.
        placements = self.sudo().placement_ids
        if (
            self.film_started_on
            or not self._needs_film_check()
            or not any(placement.stage == "booked" for placement in placements)
        ):
            return False
        return self.env._(
            "The film check of %(issue)s has not begun. Press “Start Film Check”, so "
            "that the division managers pass the pages of their customers.",
            issue=self.display_name,
        )


class AdPlacement(models.Model):
    _inherit = "ad.placement"

    film_check_ids = fields.One2many(
        "ad.film.check",
        "placement_id",
        "Film Checks",
        readonly=True,
        groups="ad_sales_ops.group_ad_specialist,ad_sales_ops.group_ad_operations,"
        "ad_sales_ops.group_ad_production",
    )
    film_state = fields.Selection(
        [("waiting", "To Check"), ("passed", "Passed"), ("fault", "Fault")],
        "Film Check",
        compute="_compute_film_state",
    )

    @api.depends("film_check_ids.state")
    def _compute_film_state(self):
        for placement in self:
            # Superuser: how far it is, for whoever sees the insertion.
            placement.film_state = placement.sudo().film_check_ids[:1].state

    @api.depends("film_check_ids.state")
    def _compute_clearance_blockers(self):
        super()._compute_clearance_blockers()

    def _film_print(self):
        """What a film check is about: this copy in this size on this place (U7)."""
        self.ensure_one()
        version = self.version_id
        copy = version._fingerprint(self) if version else "-"
        place = f"{self.issue_id.id}/{self.page}/{self.x}/{self.y}"
        return f"{place}/{self.width}x{self.height}/{copy}"

    def _action_book(self):
        """Late bookings join the film check that runs already."""
        result = super()._action_book()
        started = self.filtered(
            lambda p: p.stage == "booked" and p.issue_id.film_started_on
        )
        if started:
            self.env["ad.film.check"]._join(started)
        return result

    def _load_for_clearance(self):
        super()._load_for_clearance()
        self.issue_id.fetch(["film_started_on", "medium_id", "company_id"])
        # Most issues are months from their films: no query for those (B1).
        started = self.filtered(lambda p: p.issue_id.film_started_on)
        if started:
            started.film_check_ids.fetch(["decision", "seen_print", "placement_id"])

    def _checklist(self):
        return super()._checklist() + [
            Check("film", self.env._("Film Check"), "_check_film")
        ]

    def _check_film(self):
        """The division manager has passed exactly this; once the check runs (U7)."""
        failures = {}
        for issue, placements in self.grouped("issue_id").items():
            if not issue.film_started_on or not issue._needs_film_check():
                continue
            for placement in placements:
                failure = placement._film_failure()
                if failure:
                    failures[placement] = [failure]
        return failures

    def _film_failure(self):
        """Why the film check keeps it from running, or False."""
        check = self.film_check_ids[:1]
        if not check:
            return Failure(
                self.env._(
                    "It came in after the film check had begun: press “Add to Film "
                    "Check” on the issue."
                ),
                self.issue_id,
            )
        state = check._state_now()
        if state == "passed":
            return False
        if state == "fault":
            sentence = self.env._("Fault in the film check: %s", check.fault)
        elif check.decision:
            sentence = self.env._(
                "Copy or page changed after the film check; it has to be passed again."
            )
        else:
            sentence = self.env._("The division manager has not passed its film yet.")
        return Failure(sentence, check)


class AdMedium(models.Model):
    _inherit = "ad.medium"

    film_check = fields.Boolean(
        compute="_compute_film_check",
        store=True,
        readonly=False,
        help="Before press every division manager passes the pages of his customers.",
    )

    @api.depends("is_print")
    def _compute_film_check(self):
        for medium in self:
            medium.film_check = medium.is_print


class ResCompany(models.Model):
    _inherit = "res.company"

    ad_film_check = fields.Boolean(
        "Film Check before Press",
        default=True,
        help="Pages that the division manager has not passed do not go to press. "
        "Each printed medium can be left out.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    ad_film_check = fields.Boolean(related="company_id.ad_film_check", readonly=False)


class AdAuthorization(models.Model):
    _inherit = "ad.authorization"

    step = fields.Selection(
        selection_add=[("film", "Film Check")], ondelete={"film": "cascade"}
    )
