"""Where each thing that keeps an insertion from running is mended (U1)."""

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from .ad_checklist_mixin import Failure


class AdPlacement(models.Model):
    _inherit = "ad.placement"

    blocker_html = fields.Html(
        "Cannot Run, with Links", compute="_compute_blocker_html", sanitize=False
    )

    @api.depends_context("uid", "lang")
    @api.depends("clearance_blockers")
    def _compute_blocker_html(self):
        failures = self._current_failures()
        for placement in self:
            found = failures.get(placement.id)
            placement.blocker_html = placement._failures_as_html(found) if found else ""

    def _current_failures(self):
        """What the checks say now of booked insertions on their way to press.

        :return: ``{id: [Failure, …]}``
        """
        gated = self.filtered(
            lambda p: p.stage == "booked" and p.issue_id.state in ("open", "closed")
        )
        # Superuser: whoever looks may not read every paper; only sentences come back.
        found = gated._origin.sudo()._checklist_failures()
        return {placement.id: failures for placement, failures in found.items()}

    def _failures_as_html(self, failures):
        """A sentence a line, with a link to the record where it is mended."""
        lines = []
        for failure in failures:
            target = self._readable_target(failure)
            link = Markup()
            if target:
                link = Markup(' <a href="/odoo/%s/%s">%s</a>') % (
                    target._name,
                    target.id,
                    target.display_name,
                )
            lines.append(Markup("<li>%s%s</li>") % (failure.sentence, link))
        return Markup('<ul class="mb-0 ps-3">%s</ul>') % Markup().join(lines)

    def _readable_target(self, failure):
        """The record where a failure is mended, if the user may open it."""
        target = failure.target
        if not target or (target._name == self._name and target.id == self.id):
            return None
        target = target.with_env(self.env)[:1]
        return target if target.has_access("read") else None

    def action_open_mending(self):
        """Open the record where the first blocker is mended, else the insertion.

        :raise UserError: nothing keeps it from running
        """
        self.ensure_one()
        self.check_access("read")
        failures = self._current_failures().get(self.id, [])
        if not failures and self.stage == "held":
            # What a hold lacks is the seal on its contract.
            failures = [Failure("", self.order_id)]
        if not failures:
            raise UserError(
                self.env._(
                    "Nothing keeps %(placement)s from running.",
                    placement=self.display_name,
                )
            )
        targets = [self._readable_target(failure) for failure in failures]
        target = next((found for found in targets if found), self)
        return {
            "type": "ir.actions.act_window",
            "name": target.display_name,
            "res_model": target._name,
            "res_id": target.id,
            "views": [(False, "form")],
        }


class AdIssue(models.Model):
    _inherit = "ad.issue"

    blocked_count = fields.Integer("Cannot Run", compute="_compute_blocked_count")

    def _compute_blocked_count(self):
        groups = self.env["ad.placement"]._read_group(
            self._blocked_domain(), ["issue_id"], ["__count"]
        )
        counts = dict(groups)
        for issue in self:
            issue.blocked_count = counts.get(issue, 0)

    def _blocked_domain(self):
        return [
            ("issue_id", "in", self.ids),
            ("stage", "=", "booked"),
            ("clearance_blockers", "!=", False),
        ]

    def action_open_blocked(self):
        """Open what cannot run in these issues, each with its reasons (U1)."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ad_sales_ops.ad_placement_blocked_action"
        )
        action["domain"] = self._blocked_domain()
        return action
