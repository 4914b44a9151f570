"""Issues are merged, skipped, moved or get an extra one, in one action (M7)."""

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from .ad_placement import OPEN_STAGES

CHANGERS = ("ad_sales_ops.group_ad_operations", "ad_sales_ops.group_ad_general_manager")
#: Where issues are that may still change.
CHANGEABLE = ("open", "closed")
#: Issues that do not appear by themselves.
DROPPED = ("merged", "skipped")


class AdIssue(models.Model):
    _inherit = "ad.issue"

    merged_into_id = fields.Many2one(
        "ad.issue",
        "Went into",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
    )
    change_ids = fields.One2many("ad.issue.change", "issue_id", readonly=True)
    change_count = fields.Integer(compute="_compute_change_count")

    def _compute_change_count(self):
        for issue in self:
            issue.change_count = self.env["ad.issue.change"].search_count(
                issue._change_domain()
            )

    def _change_domain(self):
        return [
            "|",
            ("issue_id", "in", self.ids),
            ("other_issue_id", "in", self.ids),
        ]

    def _guarded_fields(self):
        return super()._guarded_fields() | {"combined_numbers", "merged_into_id"}

    # Buttons

    def action_change_issue(self):
        """Open the dialog that merges, skips or moves the issue, or adds one.

        Of a merged or skipped issue it opens the way back.

        :raise AccessError: neither the Operations Centre nor the general manager
        """
        self.ensure_one()
        self._check_may_change()
        wizard = self.env["ad.issue.change.plan"].create({"issue_id": self.id})
        return wizard._reopen()

    def action_open_changes(self):
        """Open what was changed about these issues."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ad_sales_ops.ad_issue_change_action"
        )
        action["domain"] = self._change_domain()
        return action

    # Checks

    def _check_may_change(self):
        """The role, and the rules of whoever plays it: other companies' are closed."""
        if not self.env.su and not any(
            self.env.user.has_group(group) for group in CHANGERS
        ):
            raise AccessError(
                self.env._(
                    "Issues are merged, skipped or moved by the Operations Centre or "
                    "the general manager."
                )
            )
        self.check_access("read")

    def _change_error_message(self):
        """Why nothing can change about this issue any more, or False."""
        self.ensure_one()
        if self.state in CHANGEABLE:
            return False
        return self.env._(
            "%(issue)s is “%(state)s”: it cannot be merged, skipped or moved any more.",
            issue=self.display_name,
            state=self._state_label(),
        )

    def _merge_error_message(self, into):
        """Why the issue cannot go into another one, or False."""
        values = {"issue": self.display_name, "other": into.display_name}
        if not into:
            return self.env._("Choose the issue into which %(issue)s goes.", **values)
        if into == self:
            return self.env._("%(issue)s cannot go into itself.", **values)
        if into.medium_id != self.medium_id:
            return self.env._(
                "%(other)s belongs to %(medium)s. An issue goes into one of its own "
                "medium only.",
                medium=into.medium_id.name,
                **values,
            )
        if into.state not in CHANGEABLE:
            return self.env._(
                "%(other)s is “%(state)s”: nothing can be merged into it.",
                state=into._state_label(),
                **values,
            )
        return into._past_error_message(into.publication_date)

    def _restore_error_message(self):
        """Why a merged or skipped issue cannot come back, or False."""
        self.ensure_one()
        into = self.merged_into_id
        if self.state not in DROPPED:
            return self.env._(
                "%(issue)s is neither merged nor skipped.", issue=self.display_name
            )
        if into and into.state not in CHANGEABLE:
            return self.env._(
                "%(issue)s went into %(other)s, which is “%(state)s”: it cannot come "
                "back any more.",
                issue=self.display_name,
                other=into.display_name,
                state=into._state_label(),
            )
        return self._past_error_message(self.publication_date)

    def _past_error_message(self, day):
        if day and day >= self.company_id._ad_today():
            return False
        return self.env._(
            "%(date)s is over: choose a publication date from today on.",
            date=format_date(self.env, day) or "-",
        )

    def _move_date_error_message(self, day):
        """Why the issue cannot appear on another day, or False."""
        self.ensure_one()
        error = self._past_error_message(day)
        if not error and day == self.publication_date:
            error = self.env._(
                "%(issue)s appears on that day already: choose another date.",
                issue=self.display_name,
            )
        return error or self._order_error_message(day)

    def _order_error_message(self, day):
        """That numbers and dates would run against each other, or False."""
        if self.kind == "special":
            return False
        others = self.search(
            [
                ("medium_id", "=", self.medium_id.id),
                ("kind", "!=", "special"),
                ("state", "not in", ("merged", "skipped")),
                ("id", "!=", self.id),
            ]
        )
        own = self.year, self.number
        wrong = others.filtered(
            lambda other: (
                other.publication_date >= day
                if (other.year, other.number) < own
                else other.publication_date <= day
            )
        )
        if not wrong:
            return False
        return self.env._(
            "On %(date)s %(issue)s would be out of order with %(other)s. Move that "
            "issue first, or choose another date.",
            date=format_date(self.env, day),
            issue=self.display_name,
            other=wrong[0].display_name,
        )

    def _check_change(self, error, reason):
        """Refuse in words; the role was checked with the lock."""
        if not error and not (reason or "").strip():
            error = self.env._("Say why the issue changes; the customers ask.")
        if error:
            raise UserError(error)

    # Doing it

    def _action_merge(self, into, targets, reason, tell=True, take_contents=False):
        """The issue goes into another one, which becomes a combined issue.

        :param targets: ``{placement: issue}`` for every open insertion
        :param take_contents: whether editorial pages and fillers follow, where they
            find room; without it they are dropped
        :raise AccessError: neither the Operations Centre nor the general manager
        :raise UserError: at press, another medium, no space, or bookings since
        """
        self._lock_for_change(into, targets)
        error = self._change_error_message() or self._merge_error_message(into)
        self._check_change(error, reason)
        # Superuser: states and insertions are guarded; checked above.
        issue, into = self.sudo(), into.sudo()
        both = (issue | into).sorted("publication_date")
        numbers = [number for one in both for number in one._numbers()]
        name, moves = self._kept_name(), issue._move_everything(targets, reason)
        contents_text = issue._clear_plan(into, take_contents)
        issue.write({"state": "merged", "merged_into_id": into.id})
        into.write(
            {"kind": "combined", "combined_numbers": "/".join(map(str, numbers))}
        )
        return self.env["ad.issue.change"]._record(
            self,
            {
                "kind": "merge",
                "reason": reason.strip(),
                "other_issue_id": into.id,
                "other_issue_name": into._kept_name(),
                "issue_name": name,
                "old_date": issue.publication_date,
                "new_date": into.publication_date,
                "contents_text": contents_text,
            },
            moves,
            tell,
        )

    def _action_skip(self, targets, reason, tell=True):
        """The issue does not appear; what was sold runs in later ones.

        :param targets: ``{placement: issue}`` for every open insertion
        :raise AccessError: neither the Operations Centre nor the general manager
        :raise UserError: at press, no space, or bookings since
        """
        self._lock_for_change(self.browse(), targets)
        self._check_change(self._change_error_message(), reason)
        # Superuser: states and insertions are guarded; checked above.
        issue = self.sudo()
        moves = issue._move_everything(targets, reason)
        contents_text = issue._clear_plan(issue.browse(), False)
        issue.write({"state": "skipped"})
        return self.env["ad.issue.change"]._record(
            self,
            {
                "kind": "skip",
                "reason": reason.strip(),
                "issue_name": self._kept_name(),
                "old_date": issue.publication_date,
                "contents_text": contents_text,
            },
            moves,
            tell,
        )

    def _action_move_date(self, dates, reason, tell=True, reopen=False):
        """The issue appears on another day; what was sold follows.

        :param dates: publication date and closes
        :param reopen: whether a closed issue takes bookings again
        :raise AccessError: neither the Operations Centre nor the general manager
        :raise UserError: at press, a past date, or out of order
        """
        self._lock_for_change(self.browse(), {})
        error = self._change_error_message()
        error = error or self._move_date_error_message(dates["publication_date"])
        self._check_change(error, reason)
        # Superuser: state is guarded; checked above.
        issue, old_date = self.sudo(), self.publication_date
        name, placements = self._kept_name(), issue._open_placements()
        moves = {p: (issue, name, old_date) for p in placements}
        if reopen and dates["booking_close"] >= issue.company_id._ad_today():
            dates = {**dates, "state": "open"}
        issue.write(dates)
        placements.proof_ids._follow_issues()
        change = self.env["ad.issue.change"]._record(
            self,
            {
                "kind": "move",
                "reason": reason.strip(),
                "issue_name": name,
                "old_date": old_date,
                "new_date": issue.publication_date,
            },
            moves,
            tell,
        )
        placements.order_id._ad_log_issue_change(change)
        return change

    def _action_add_extra(self, values, placements, reason, tell=True):
        """An extra issue is made; chosen insertions of this one run in it.

        :param values: year, number, publication date, closes and pages
        :param placements: insertions of this issue that it takes over
        :raise AccessError: neither the Operations Centre nor the general manager
        :raise UserError: a past date, at press, or no space
        """
        self._lock_for_change(self.browse(), {})
        # Superuser: the general manager writes no issues; checked above and below.
        issue, taken = self.sudo(), placements.sudo()
        error = self._past_error_message(values["publication_date"])
        if not error and taken:
            error = self._change_error_message()
        if not error and taken - issue._open_placements():
            error = self.env._("An extra issue takes over insertions of its base only.")
        self._check_change(error, reason)
        extra = issue.create({"medium_id": issue.medium_id.id, **values})
        name = self._kept_name()
        moves = dict.fromkeys(taken, (issue, name, issue.publication_date))
        issue._move(dict.fromkeys(taken, extra), reason)
        return self.env["ad.issue.change"]._record(
            self,
            {
                "kind": "extra",
                "reason": reason.strip(),
                "issue_name": name,
                "other_issue_id": extra.id,
                "other_issue_name": extra._kept_name(),
                "new_date": extra.publication_date,
            },
            moves,
            tell,
        )

    def _action_restore(self, placements, reason, tell=True):
        """A merged or skipped issue appears after all; chosen insertions return.

        :param placements: insertions that still stand where the change put them
        :raise AccessError: neither the Operations Centre nor the general manager
        :raise UserError: over, at press, or insertions that went on since
        """
        self._lock_for_change(self.merged_into_id | placements.issue_id, {})
        # Superuser: states and insertions are guarded; checked here.
        issue, back = self.sudo(), placements.sudo()
        error = issue._restore_error_message()
        if not error and back - issue._returning_placements():
            error = self.env._(
                "Some of these insertions have gone on since. Look at the preview "
                "again."
            )
        self._check_change(error, reason)
        moves = {
            p: (p.issue_id, p.issue_id._kept_name(), p.publication_date) for p in back
        }
        issue.merged_into_id._forget_numbers(issue)
        issue.write({"state": "open", "merged_into_id": False})
        issue._close_overdue()
        issue._move(dict.fromkeys(back, issue), reason)
        return self.env["ad.issue.change"]._record(
            self,
            {
                "kind": "restore",
                "reason": reason.strip(),
                "issue_name": self._kept_name(),
                "new_date": issue.publication_date,
            },
            moves,
            tell,
        )

    def _returning_placements(self):
        """What still stands where the last merge or skip of the issue put it."""
        self.ensure_one()
        dropped = self.change_ids.filtered(lambda c: c.kind in ("merge", "skip"))
        return (
            dropped[:1]
            .line_ids.filtered(
                lambda line: line.placement_id.stage in OPEN_STAGES
                and line.placement_id.issue_id == line.new_issue_id
            )
            .placement_id
        )

    def _forget_numbers(self, issue):
        """A combined issue stands for the numbers of another no longer."""
        for combined in self:
            numbers = [n for n in combined._numbers() if n not in issue._numbers()]
            alone = len(numbers) == 1
            combined.write(
                {
                    "kind": "regular" if alone else "combined",
                    "combined_numbers": not alone and "/".join(map(str, numbers)),
                }
            )

    def _lock_for_change(self, other, targets):
        """Bookings and the press wait, or are waited for, on these rows (P2)."""
        self.ensure_one()
        self._check_may_change()
        (self | other | self.union(*targets.values()))._count_booking()

    def _open_placements(self):
        return self.placement_ids.filtered(lambda p: p.stage in OPEN_STAGES)

    def _move_everything(self, targets, reason):
        """Move what is still to come out of the issue, all of it.

        :return: ``{placement: (old issue, its name, its date)}``
        :raise UserError: something was booked since the preview, or has no target
        """
        placements = self._open_placements()
        targets = {
            p.sudo(): issue for p, issue in targets.items() if issue and issue != self
        }
        left = placements.filtered(lambda p: p not in targets)
        if left:
            raise UserError(
                self.env._(
                    "%(count)s insertions of %(issue)s have no issue to go to, among "
                    "them %(placement)s. Look at the preview again and choose one.",
                    count=len(left),
                    issue=self.display_name,
                    placement=left[0].display_name,
                )
            )
        origin = self, self._kept_name(), self.publication_date
        self._move({p: targets[p].sudo() for p in placements}, reason)
        return dict.fromkeys(placements, origin)

    def _move(self, targets, reason):
        self.env["ad.close.override"]._let_in(targets, reason)
        self.env["ad.placement"]._move_to_issues(targets, reason)

    def _numbers(self):
        """The numbers that the issue stands for."""
        texts = (self.combined_numbers or str(self.number)).split("/")
        return [int(text) for text in texts]

    def _kept_name(self):
        """Its name as it is written down: in the company's language."""
        return self.with_context(lang=self.company_id._ad_lang()).display_name

    def _later_issues(self):
        """The medium's next issues that are open for booking, in order."""
        self.ensure_one()
        later = self.search(
            [
                ("medium_id", "=", self.medium_id.id),
                ("publication_date", ">", self.publication_date),
                ("state", "=", "open"),
                ("kind", "!=", "special"),
            ],
            order="publication_date, id",
        )
        return later._with_open_booking()
