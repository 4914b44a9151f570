"""An issue goes to press and is published (U1, U2)."""

from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

# One answer to "what was left out" for every count, list and print of it (U2).
# What was recorded as published and taken back is something else.
LEFT_OUT = [
    ("stage", "=", "not_run"),
    ("left_out_reason", "!=", False),
    ("publication_ids", "=", False),
]
TAKEN_BACK = [*LEFT_OUT[:2], ("publication_ids", "!=", False)]


class AdIssue(models.Model):
    _inherit = "ad.issue"

    publication_ids = fields.One2many("ad.publication", "issue_id", readonly=True)
    publication_count = fields.Integer(compute="_compute_publication_counts")
    unchecked_count = fields.Integer(compute="_compute_publication_counts")
    left_out_count = fields.Integer(compute="_compute_left_out_count")
    is_early = fields.Boolean(
        "Appears Later", compute="_compute_is_early", help="Its date is still to come."
    )
    press_by_id = fields.Many2one(
        "res.users", "Sent to Press by", readonly=True, copy=False, ondelete="restrict"
    )
    press_on = fields.Datetime("Sent to Press on", readonly=True, copy=False)
    published_by_id = fields.Many2one(
        "res.users", readonly=True, copy=False, ondelete="restrict"
    )
    published_on = fields.Datetime(readonly=True, copy=False)

    def _compute_publication_counts(self):
        groups = self.env["ad.publication"]._read_group(
            [("issue_id", "in", self.ids), ("state", "=", "published")],
            ["issue_id"],
            ["__count", "result:count"],
        )
        counts = {issue: (count, checked) for issue, count, checked in groups}
        for issue in self:
            count, checked = counts.get(issue, (0, 0))
            issue.publication_count = count
            issue.unchecked_count = count - checked

    def _compute_left_out_count(self):
        groups = self.env["ad.placement"]._read_group(
            self._left_out_domain(), ["issue_id"], ["__count"]
        )
        counts = dict(groups)
        for issue in self:
            issue.left_out_count = counts.get(issue, 0)

    def _compute_is_early(self):
        days = self.env["ad.calendar.exception"]
        for issue in self:
            today = days._today(issue.company_id)
            issue.is_early = bool(issue.publication_date) and (
                issue.publication_date > today
            )

    def _left_out_domain(self):
        """What was left out of these issues when they went to press (U2).

        An insertion withdrawn by order is none of them: it was taken out before.
        """
        return [("issue_id", "in", self.ids), *LEFT_OUT]

    def _guarded_fields(self):
        return super()._guarded_fields() | {
            "press_by_id",
            "press_on",
            "published_by_id",
            "published_on",
        }

    def _check_press_group(self):
        if self.env.su or self.env.user.has_group("ad_sales_ops.group_ad_operations"):
            return
        raise AccessError(
            self.env._(
                "Issues are sent to press and published by the Operations Centre."
            )
        )

    # To press

    def action_send_to_press(self):
        """Open the dialog that shows what runs and what is left out (U2).

        :raise AccessError: not Operations
        :raise UserError: the issue is not closed yet, or beyond the press
        """
        self.ensure_one()
        self._check_press_group()
        self._check_can_go_to_press()
        wizard = self.env["ad.issue.press"]._open(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send to Press"),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

    def _check_can_go_to_press(self):
        error = self._press_error_message()
        if error:
            raise UserError(error)

    def _press_error_message(self):
        """What stands against sending the issue to press, or False."""
        return self._not_closed_message()

    def _not_closed_message(self):
        """Why the issue is not between its booking close and its press, or False."""
        self.ensure_one()
        if self.state == "closed":
            return False
        if self.state != "open":
            return self.env._(
                "%(issue)s is “%(state)s” and cannot be sent to press.",
                issue=self.display_name,
                state=self._state_label(),
            )
        today = self.company_id._ad_today()
        if not self.booking_close or self.booking_close >= today:
            return self.env._(
                "%(issue)s is open for booking until %(date)s. Close it first.",
                issue=self.display_name,
                date=format_date(self.env, self.booking_close) or "-",
            )
        return False

    def _state_label(self):
        return dict(self._fields["state"]._description_selection(self.env))[self.state]

    def _press_plan(self):
        """What would run and what would be left out if it went to press now.

        Every check runs again; stored clearance columns are not trusted (U1).

        :return: (placements to run, {placement: [sentence, …]} left out)
        """
        self.ensure_one()
        # As superuser: payments and papers are not Operations' to read; only
        # sentences come back.
        placements = self._live_placements()
        booked = placements.filtered(lambda placement: placement.stage == "booked")
        left_out = {
            placement: sentences
            for placement, sentences in booked._press_blockers().items()
            if sentences
        }
        for placement in placements - booked:
            left_out[placement] = [
                self.env._(
                    "Contract %(contract)s is not sealed.",
                    contract=placement.order_id.name,
                )
            ]
        running = booked.filtered(lambda placement: placement not in left_out)
        return running, left_out

    def _live_placements(self):
        """What would run or be left out: insertions held and booked."""
        # Superuser: insertions of every carer; callers checked the role.
        return self.sudo().placement_ids.filtered(
            lambda placement: placement.stage in ("held", "booked")
        )

    def _action_send_to_press(self):
        """Freeze the issue; note on every insertion left out why (U2).

        :return: the placements left out
        """
        self.ensure_one()
        self._check_press_group()
        self._check_can_go_to_press()
        # Superuser: state and stage are guarded; role and state are checked above.
        issue = self.sudo()
        # Written first: a booking that races for this issue waits on this row, then
        # fails to serialize, is retried by Odoo and finds the issue at press.
        issue.write(
            {
                "state": "at_press",
                "press_by_id": self.env.uid,
                "press_on": fields.Datetime.now(),
            }
        )
        issue.flush_recordset()
        # The same for copy, proofs, films and withdrawals, which write insertions only.
        issue._live_placements()._lock_copy()
        # In the company's language: the reasons are kept, whoever pressed the button.
        lang = issue.company_id._ad_lang()
        left_out = issue.with_context(lang=lang)._press_plan()[1]
        placements = issue.env["ad.placement"].browse([p.id for p in left_out])
        for placement, sentences in left_out.items():
            placement.left_out_reason = "\n".join(sentences)
        placements.write({"stage": "not_run"})
        issue._tell_carers_of_left_out(placements)
        return placements.sudo(False)

    def _tell_carers_of_left_out(self, placements):
        """One message a carer: his insertions that do not run, and why (U2)."""
        for user, group in placements.grouped("user_id").items():
            if not user or user.share:
                continue
            issue = self.with_context(lang=user.lang)
            issue.message_notify(
                partner_ids=user.partner_id.ids,
                subject=issue.env._("Left out: %(issue)s", issue=issue._plan_title()),
                body=Markup("<p>%s</p><ul>%s</ul>")
                % (
                    issue.env._("These insertions of your customers do not run:"),
                    Markup().join(group._left_out_lines()),
                ),
            )

    def action_recall_from_press(self):
        """Take back an issue sent to press by mistake: all insertions return (G5).

        :raise AccessError: not Operations
        :raise UserError: not at press
        """
        self._check_press_group()
        for issue in self:
            if issue.state != "at_press":
                raise UserError(
                    self.env._(
                        "%(issue)s is not at press, so it cannot be recalled.",
                        issue=issue.display_name,
                    )
                )
        # Superuser: state and stage are guarded; role and state are checked above.
        issues = self.sudo()
        issues.write({"state": "closed", "press_by_id": False, "press_on": False})
        left_out = issues.placement_ids.filtered_domain(LEFT_OUT)
        booked = left_out.filtered(lambda p: p.order_id.state == "sale")
        booked.write({"stage": "booked", "hold_until": False})
        # While the issue was at press nobody could take their space.
        held = (left_out - booked)._still_to_hold()
        held.write({"stage": "held"})
        (left_out - booked - held)._action_release()
        left_out.write({"left_out_reason": False})

    # Publish

    def action_publish(self):
        """Record one publication per insertion; Odoo can then invoice them (R1).

        An issue whose date is still to come asks for a confirmation with a reason.

        :raise AccessError: not Operations
        :raise UserError: not at press, or one of several is still to appear
        """
        self._check_can_publish()
        early = self.filtered("is_early")
        if early and len(self) == 1:
            return self._ask_to_publish_early()
        if early:
            raise UserError(
                self.env._(
                    "%(issue)s is to appear on %(date)s only. Open it to record it "
                    "before its date, and say why.",
                    issue=early[0].display_name,
                    date=format_date(self.env, early[0].publication_date),
                )
            )
        for issue in self:
            issue._action_publish()
        return True

    def _check_can_publish(self):
        self._check_press_group()
        for issue in self:
            if issue.state != "at_press":
                raise UserError(
                    self.env._(
                        "%(issue)s is “%(state)s”. Send it to press before publishing "
                        "it.",
                        issue=issue.display_name,
                        state=issue._state_label(),
                    )
                )
            issue._check_all_placed()

    def _check_all_placed(self):
        """Nothing on paper is published that has no page (U2)."""
        self.ensure_one()
        # Superuser: somebody else's insertions; only their names come back.
        running = self.sudo().placement_ids.filtered(lambda p: p.stage == "booked")
        loose = running._checklist_failures(codes=("space",))
        if loose:
            raise UserError(
                self.env._(
                    "These insertions of %(issue)s stand on no page:\n%(insertions)s\n"
                    "Stop them at press, or recall the issue and place them.",
                    issue=self.display_name,
                    insertions="\n".join(f"• {p.display_name}" for p in loose),
                )
            )

    def _ask_to_publish_early(self):
        """Open the dialog that names the date and asks why the issue is out."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Published before Its Date"),
            "res_model": "ad.issue.publish.early",
            "view_mode": "form",
            "target": "new",
            "context": {"default_issue_id": self.id},
        }

    def _action_publish_early(self, reason):
        """Publish an issue that came out before its date; the reason stays.

        :raise AccessError: not Operations
        :raise UserError: not at press, or no reason
        """
        self.ensure_one()
        self._check_can_publish()
        if not (reason or "").strip():
            raise UserError(
                self.env._(
                    "Say why %(issue)s is out before %(date)s.",
                    issue=self.display_name,
                    date=format_date(self.env, self.publication_date),
                )
            )
        self._action_publish()
        self.message_post(
            body=self.env._(
                "Recorded as out before its publication date %(date)s: %(reason)s",
                date=format_date(self.env, self.publication_date),
                reason=reason,
            ),
            subtype_xmlid="mail.mt_note",
        )

    def _action_publish(self):
        """One publication per booked placement, in bulk."""
        self.ensure_one()
        # Superuser: state and stage are guarded; role and state are checked above.
        issue = self.sudo()
        issue.write(
            {
                "state": "published",
                "published_by_id": self.env.uid,
                "published_on": fields.Datetime.now(),
            }
        )
        placements = issue.placement_ids.filtered(lambda p: p.stage == "booked")
        placements.write({"stage": "published"})
        # Stage and state in one UPDATE a hundred rows, not in two.
        placements.flush_recordset()
        self.env["ad.publication"]._publish(placements)

    # Results and lists

    def action_record_results(self):
        """Open the dialog in which results are recorded by exception (U2)."""
        self.ensure_one()
        self._check_press_group()
        if self.state != "published":
            raise UserError(
                self.env._(
                    "%(issue)s is not published yet, so there is no result to record.",
                    issue=self.display_name,
                )
            )
        return self._result_dialog(self.env["ad.publication"])

    def _result_dialog(self, publications):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Record Result"),
            "res_model": "ad.publication.result",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_issue_id": self.id,
                "default_others_correct": not publications,
                "ad_publication_ids": publications.ids,
                "dialog_size": "extra-large",
            },
        }

    def _side_called(self, label):
        """The side of the strip that people call so.

        :raise UserError: the issue has no such page
        """
        self.ensure_one()
        sides = range(1, self._side_count() + 1)
        # In both languages: the screen's, and the one that records are kept in.
        kept = self.with_context(lang=self.company_id._ad_lang())
        for side in sides:
            if label in (self._page_label(side), kept._page_label(side)):
                return side
        raise UserError(
            self.env._(
                "%(issue)s has no page “%(page)s”. Write it as it is printed, such as "
                "%(example)s.",
                issue=self.display_name,
                page=label,
                example=self._page_label(sides[-1]) if sides else "-",
            )
        )

    def action_open_publications(self):
        """Open the publications of these issues."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ad_sales_ops.ad_publication_action"
        )
        action["domain"] = [("issue_id", "in", self.ids)]
        return action

    def action_open_left_out(self):
        """Open the list of what was left out of these issues, and why (U2)."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ad_sales_ops.ad_placement_action_left_out"
        )
        action["domain"] = self._left_out_domain()
        return action
