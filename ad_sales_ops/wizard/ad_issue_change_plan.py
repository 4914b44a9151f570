"""The dialog that shows what an issue change does before it is done (M7)."""

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools import format_date, format_list

from ..models.ad_issue import CLOSES
from ..models.ad_issue_change import KINDS
from ..models.ad_issue_change_steps import DROPPED
from ..models.ad_issue_room import IssueRoom

DATES = ("publication_date", *CLOSES)
#: Bookings first, then holds: who has the stronger right finds space first.
RANK = {"booked": 0, "held": 1, "draft": 2}
#: Where the user ticks which insertions go.
CHOSEN = ("extra", "restore")
#: Insertions that count as "the customer is in that issue already".
LIVE = ("draft", "held", "booked", "published")


class AdIssueChangePlan(models.TransientModel):
    """First what and why, then every insertion with where it goes; then it is done."""

    _name = "ad.issue.change.plan"
    _inherit = "ad.dialog.mixin"
    _description = "Change Issue"

    issue_id = fields.Many2one("ad.issue", required=True, readonly=True)
    medium_id = fields.Many2one(related="issue_id.medium_id", related_sudo=False)
    is_print = fields.Boolean(related="issue_id.is_print", related_sudo=False)
    issue_state = fields.Selection(related="issue_id.state", related_sudo=False)
    is_restore = fields.Boolean(compute="_compute_is_restore")
    step = fields.Selection(
        [("choose", "What Changes"), ("preview", "Preview")],
        required=True,
        default="choose",
    )
    kind = fields.Selection(KINDS, required=True, default="merge")
    into_issue_id = fields.Many2one(
        "ad.issue",
        "Goes into",
        domain="[('medium_id', '=', medium_id), ('id', '!=', issue_id), "
        "('state', 'in', ('open', 'closed'))]",
    )
    publication_date = fields.Date("New Publication Date")
    booking_close = fields.Date(compute="_compute_closes", store=True, readonly=False)
    material_close = fields.Date(compute="_compute_closes", store=True, readonly=False)
    proof_close = fields.Date(compute="_compute_closes", store=True, readonly=False)
    film_close = fields.Date(compute="_compute_closes", store=True, readonly=False)
    reopen = fields.Boolean(
        "Take Bookings Again",
        help="The issue is closed for bookings; its new close is still to come.",
    )
    can_reopen = fields.Boolean(compute="_compute_can_reopen")
    number = fields.Integer(
        "Issue Number", compute="_compute_number", store=True, readonly=False
    )
    page_count = fields.Integer(
        "Interior Pages", compute="_compute_page_count", store=True, readonly=False
    )
    reason = fields.Text(
        help="Stands in the record, in the contracts and in the mail to the customers."
    )
    tell_customers = fields.Boolean(
        default=True,
        help="One mail to the advertising contact of each customer. The carers get a "
        "to-do in any case.",
    )
    content_count = fields.Integer(
        "Editorial Pages and Fillers", compute="_compute_content_count"
    )
    take_contents = fields.Boolean(
        "Take Editorial Pages Along",
        help="Editorial pages, fillers and house ads go to the same pages of the "
        "combined issue where these are free. Without it they are dropped: the issue "
        "does not appear, so nobody plans it.",
    )
    line_ids = fields.One2many("ad.issue.change.plan.line", "plan_id")
    summary = fields.Text(compute="_compute_summary")
    needs_issues = fields.Boolean(compute="_compute_needs_issues")

    @api.depends("issue_state")
    def _compute_is_restore(self):
        for plan in self:
            plan.is_restore = plan.issue_state in DROPPED

    @api.depends("publication_date", "issue_id")
    def _compute_closes(self):
        for plan in self:
            day = plan.publication_date
            closes = plan.medium_id._get_closes(day) if day else {}
            plan.update({name: closes.get(name, False) for name in CLOSES})

    @api.depends("kind", "issue_state", "booking_close")
    def _compute_can_reopen(self):
        for plan in self:
            today = plan.issue_id.company_id._ad_today()
            close = plan.booking_close
            plan.can_reopen = bool(
                plan.kind == "move"
                and plan.issue_state == "closed"
                and close
                and close >= today
            )

    @api.depends("issue_id", "publication_date")
    def _compute_number(self):
        """The next number that is free in the year; special numbering is typed."""
        for plan in self:
            issue = plan.issue_id
            year = (plan.publication_date or issue.publication_date).year
            last = issue.search(
                [("medium_id", "=", issue.medium_id.id), ("year", "=", year)],
                order="number desc",
                limit=1,
            )
            plan.number = last.number + 1

    @api.depends("issue_id")
    def _compute_page_count(self):
        for plan in self:
            plan.page_count = plan.medium_id.page_count

    @api.depends("issue_id")
    def _compute_content_count(self):
        for plan in self:
            plan.content_count = len(plan.issue_id.content_ids)

    @api.depends(
        "line_ids.target_issue_id",
        "line_ids.is_taken",
        "take_contents",
        "tell_customers",
    )
    def _compute_summary(self):
        for plan in self:
            plan.summary = "\n".join(plan._summary_lines())

    def _summary_lines(self):
        lines = self.line_ids
        doing = self._doing()
        goes = lines.filtered("is_taken") if doing in CHOSEN else lines
        texts = [
            self._what_sentence(),
            self.env._(
                "%(count)s insertions of %(customers)s customers follow.",
                count=len(goes),
                customers=len(goes.advertiser_id),
            ),
        ]
        if doing in ("merge", "skip"):
            texts += self._way_sentences(goes)
        if doing in CHOSEN and lines:
            texts.append(self.env._("Tick the insertions that go along."))
        open_lines = goes.filtered(lambda line: line.verdict == "blocked")
        if open_lines:
            texts.append(
                self.env._("%s need another issue before it is done.", len(open_lines))
            )
        return texts + self._content_sentences()

    def _content_sentences(self):
        """What becomes of editorial pages, fillers and house ads."""
        doing = self._doing()
        if doing == "restore" and self.issue_id.change_ids[:1].contents_text:
            return [self.env._("Its editorial pages and fillers are planned anew.")]
        if doing not in ("merge", "skip"):
            return []
        into = self.into_issue_id if doing == "merge" else self.into_issue_id.browse()
        contents = self.issue_id.content_ids
        return contents._fate_sentences(
            into, contents._places_in(into, self.take_contents)
        )

    def _what_sentence(self):
        """What becomes of the issue, in one sentence."""
        values = {
            "issue": self.issue_id.display_name,
            "other": self.into_issue_id.display_name,
            "date": format_date(self.env, self.publication_date, date_format="long"),
        }
        texts = {
            "merge": self.env._("%(issue)s goes into %(other)s.", **values),
            "skip": self.env._("%(issue)s does not appear.", **values),
            "move": self.env._("%(issue)s appears on %(date)s.", **values),
            "extra": self.env._("An extra issue appears on %(date)s.", **values),
            "restore": self.env._("%(issue)s appears after all.", **values),
        }
        return texts[self._doing()]

    def _doing(self):
        """What is done: the kind chosen, or the way back of a dropped issue."""
        return "restore" if self.is_restore else self.kind

    def _way_sentences(self, lines):
        """How many go where, in the order of the calendar."""
        issues = lines.target_issue_id.sorted("publication_date")
        ways = [
            self.env._(
                "%(count)s to %(issue)s",
                count=len(lines.filtered(lambda x, i=issue: x.target_issue_id == i)),
                issue=issue.display_name,
            )
            for issue in issues
        ]
        return [format_list(self.env, ways)] if ways else []

    @api.depends("line_ids.target_issue_id", "kind")
    def _compute_needs_issues(self):
        for plan in self:
            plan.needs_issues = plan._doing() in ("merge", "skip") and any(
                not line.target_issue_id for line in plan.line_ids
            )

    # Steps

    def action_preview(self):
        """Work out where everything goes; nothing is changed yet.

        :raise UserError: the change is not possible
        """
        self.ensure_one()
        self._check_plan()
        self.step = "preview"
        self.line_ids = [Command.clear(), *self._prepare_lines()]
        return self._reopen()

    def action_back(self):
        """Choose again."""
        self.ensure_one()
        self.step = "choose"
        return self._reopen()

    def action_confirm(self):
        """Do it, all of it or nothing.

        :raise UserError: whatever has come in between
        """
        self.ensure_one()
        self._check_plan()
        change = getattr(self, f"_confirm_{self._doing()}")()
        return {
            "type": "ir.actions.act_window",
            "res_model": change._name,
            "res_id": change.id,
            "view_mode": "form",
        }

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change Issue"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    def _check_plan(self):
        issue = self.issue_id
        issue._check_may_change()
        issue._check_change(self._plan_error_message(), self.reason)

    def _plan_error_message(self):
        issue, day, doing = self.issue_id, self.publication_date, self._doing()
        if doing == "restore":
            return issue._restore_error_message()
        error = doing != "extra" and issue._change_error_message()
        if error:
            return error
        if doing == "merge":
            return issue._merge_error_message(self.into_issue_id)
        if doing == "skip":
            return False
        if not day:
            return self.env._("Choose the new publication date.")
        if doing == "move":
            return issue._move_date_error_message(day)
        return issue._past_error_message(day)

    def _confirm_merge(self):
        return self.issue_id._action_merge(
            self.into_issue_id,
            self._targets(),
            self.reason,
            self.tell_customers,
            self.take_contents,
        )

    def _confirm_skip(self):
        return self.issue_id._action_skip(
            self._targets(), self.reason, self.tell_customers
        )

    def _confirm_move(self):
        return self.issue_id._action_move_date(
            {name: self[name] for name in DATES},
            self.reason,
            self.tell_customers,
            self.reopen and self.can_reopen,
        )

    def _confirm_extra(self):
        return self.issue_id._action_add_extra(
            {
                "kind": "special",
                "year": self.publication_date.year,
                "number": self.number,
                "page_count": self.page_count,
                **{name: self[name] for name in DATES},
            },
            self.line_ids.filtered("is_taken").placement_id,
            self.reason,
            self.tell_customers,
        )

    def _confirm_restore(self):
        return self.issue_id._action_restore(
            self.line_ids.filtered("is_taken").placement_id,
            self.reason,
            self.tell_customers,
        )

    def _targets(self):
        return {line.placement_id: line.target_issue_id for line in self.line_ids}

    # Thinking it through

    def _placements(self):
        """What is still to come out of the issue, the strongest right first."""
        # Superuser: what stands in the issue; whoever changes it reads all of it.
        issue = self.issue_id.sudo()
        placements = issue._open_placements()
        if self.is_restore:
            placements = issue._returning_placements()
        return placements.sorted(lambda p: (RANK[p.stage], p.number, p.id))

    def _prepare_lines(self):
        placements = self._placements()
        doing = self._doing()
        if doing == "extra" and self.issue_id._change_error_message():
            placements = placements.browse()
        targets = dict.fromkeys(placements, self.issue_id)
        if doing in ("merge", "skip"):
            targets = self._propose(placements)
        elif doing == "extra":
            targets = {}
        return [
            Command.create(
                {
                    "placement_id": placement.id,
                    "target_issue_id": placement in targets and targets[placement].id,
                    "is_taken": doing == "restore",
                }
            )
            for placement in placements
        ]

    def _propose(self, placements):
        """The first issue for each in which the customer is not yet and space is free.

        Contracts keep their number of insertions: what cannot go into the combined
        issue runs later.

        :return: ``{placement: issue}``, without those that find none
        """
        into = self.into_issue_id if self.kind == "merge" else self.issue_id.browse()
        issues = (into | (self.issue_id._later_issues() - into)).sudo()
        room, taken = IssueRoom(issues, placements), self._runs_already(issues)
        targets = {}
        for placement in placements:
            key = placement.advertiser_id.id, placement.position_id.id
            for issue in issues:
                if (issue.id, *key) in taken or room.refusal(placement, issue):
                    continue
                room.take(placement, issue)
                targets[placement] = issue
                break
        return targets

    def _runs_already(self, issues):
        """(issue, customer, position) that are in an issue already."""
        groups = self.env["ad.placement"]._read_group(
            [("issue_id", "in", issues.ids), ("stage", "in", LIVE)],
            ["issue_id", "advertiser_id", "position_id"],
        )
        return {tuple(record.id for record in group) for group in groups}

    def _judge(self, targets):
        """What each insertion's way means.

        :param targets: ``{line: issue}``; the lines in the dialog's order
        :return: ``{line: (verdict, sentences)}``
        """
        if self._doing() in ("move", *CHOSEN):
            return {line: self._judge_date(line) for line in targets}
        # Superuser: whether space is free, not whose it is.
        issues = self.issue_id.union(*targets.values()).sudo() - self.issue_id.sudo()
        placements = self.env["ad.placement"].sudo()
        room = IssueRoom(issues, placements.union(*[x.placement_id for x in targets]))
        runs = self._runs_already(issues)
        closed = issues - issues._with_open_booking()
        return {
            line: self._judge_line(line, issue.sudo(), room, runs, closed)
            for line, issue in targets.items()
        }

    def _judge_line(self, line, issue, room, runs, closed):
        placement = line.placement_id.sudo()
        if not issue:
            return "blocked", [
                self.env._(
                    "No later issue has this space free: choose one, or make it."
                )
            ]
        refusal = placement._move_error_message(issue) or room.refusal(placement, issue)
        if refusal or issue == self.issue_id:
            return "blocked", [refusal or self.env._("It cannot stay in this issue.")]
        room.take(placement, issue)
        texts = self._notes(placement, issue.publication_date)
        if issue in closed:
            texts.append(self.env._("Booking is closed there: it is let in."))
        if (issue.id, placement.advertiser_id.id, placement.position_id.id) in runs:
            texts.append(self.env._("The customer runs there already."))
        if placement.page and placement.position_id.page_rule == "run_of_book":
            texts.append(
                self.env._("Leaves page %s and is placed again.", placement.page_label)
            )
        return "attention" if texts else "fine", texts

    def _judge_date(self, line):
        day = self.issue_id.publication_date
        if not self.is_restore:
            day = self.publication_date
        texts = self._notes(line.placement_id.sudo(), day)
        return "attention" if texts else "fine", texts

    def _notes(self, placement, day):
        """What the new date means for contract, prices and hold."""
        order = placement.order_id
        texts = [placement._move_extension_sentence(day)]
        if order.ad_date_start and day < order.ad_date_start:
            texts.append(
                self.env._(
                    "%(contract)s begins on %(date)s only.",
                    contract=order.name,
                    date=format_date(self.env, order.ad_date_start),
                )
            )
        if placement.first_expiry and placement.first_expiry < day:
            texts.append(
                self.env._(
                    "Prices in the copy end on %s: it has to be renewed.",
                    format_date(self.env, placement.first_expiry),
                )
            )
        return [text for text in texts if text]

    def action_generate(self):
        """Make later issues first; the preview is worked out anew afterwards."""
        self.ensure_one()
        last = self.issue_id.search(
            [("medium_id", "=", self.medium_id.id)],
            order="publication_date desc",
            limit=1,
        )
        first = last.publication_date + relativedelta(days=1)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ad_sales_ops.ad_issue_generate_action"
        )
        action["context"] = {
            "default_medium_id": self.medium_id.id,
            "default_date_from": first,
            "default_date_to": first + relativedelta(months=12),
        }
        return action


class AdIssueChangePlanLine(models.TransientModel):
    """One insertion and where it is to go."""

    _name = "ad.issue.change.plan.line"
    _inherit = "ad.dialog.mixin"
    _description = "Insertion in an Issue Change Preview"

    plan_id = fields.Many2one(
        "ad.issue.change.plan", required=True, ondelete="cascade", index=True
    )
    kind = fields.Selection(related="plan_id.kind", related_sudo=False)
    placement_id = fields.Many2one(
        "ad.placement", required=True, readonly=True, ondelete="cascade"
    )
    order_id = fields.Many2one(related="placement_id.order_id", related_sudo=False)
    number = fields.Integer(related="placement_id.number", related_sudo=False)
    advertiser_id = fields.Many2one(
        related="placement_id.advertiser_id", related_sudo=False
    )
    position_id = fields.Many2one(
        related="placement_id.position_id", related_sudo=False
    )
    stage = fields.Selection(related="placement_id.stage", related_sudo=False)
    proof_state = fields.Selection(
        related="placement_id.proof_state", related_sudo=False
    )
    medium_id = fields.Many2one(related="placement_id.medium_id", related_sudo=False)
    target_issue_id = fields.Many2one(
        "ad.issue",
        "Goes to",
        domain="[('medium_id', '=', medium_id), ('state', 'in', ('open', 'closed'))]",
    )
    is_taken = fields.Boolean("Goes Along")
    verdict = fields.Selection(
        [
            ("fine", "No Problem"),
            ("attention", "Look Here"),
            ("blocked", "Choose Again"),
        ],
        compute="_compute_verdict",
    )
    remark = fields.Text("What It Means", compute="_compute_verdict")

    @api.depends("target_issue_id")
    def _compute_verdict(self):
        self.verdict, self.remark = False, False
        for plan in self.plan_id:
            # What the dialog has not saved yet counts; the rest is as it was saved.
            edited = {line._origin: line for line in self if line.plan_id == plan}
            lines = plan._origin.line_ids or plan.line_ids
            targets = {
                line: edited.get(line, line).target_issue_id._origin for line in lines
            }
            judged = plan._origin._judge(targets) if plan._origin else {}
            for line, (verdict, texts) in judged.items():
                if line in edited:
                    edited[line].verdict = verdict
                    edited[line].remark = "\n".join(texts)
