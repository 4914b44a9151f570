"""Proofs of insertions whose issue or its date has changed (M7)."""

from odoo import api, fields, models
from odoo.tools import format_date

from .ad_proof_confirmation import LIVE


class AdProofConfirmation(models.Model):
    """What was shown stays as shown; where it runs now is told beside it."""

    _inherit = "ad.proof.confirmation"

    moved_to = fields.Char("Runs Now in", compute="_compute_moved_to")

    @api.depends_context("lang")
    @api.depends("publication_date", "issue_id.publication_date")
    def _compute_moved_to(self):
        for proof in self:
            issue = proof.issue_id
            moved = issue.publication_date != proof.publication_date
            proof.moved_to = moved and self.env._(
                "%(issue)s, appearing on %(date)s",
                issue=issue.display_name,
                date=format_date(self.env, issue.publication_date),
            )

    def _follow_issues(self):
        """Follow the insertion; drafts, which nobody has seen, name the new issue.

        Content, size and colour are what is confirmed (F4): a confirmation holds.
        """
        # Superuser: nobody writes proofs; callers checked who moves the insertion.
        live = self.sudo().filtered(lambda proof: proof.state in LIVE)
        for issue, proofs in live.grouped(lambda p: p.placement_id.issue_id).items():
            proofs.write({"issue_id": issue.id})
        for proof in live.filtered(lambda proof: proof.state == "draft"):
            lang = proof.company_id._ad_lang()
            placement = proof.placement_id.with_context(lang=lang)
            proof.write(self._prepare_issue_values(placement))

    def _promised_side(self):
        """The side that the proof promises, on the strip as it is now; 0 for none.

        The ordinal was counted on the strip of the day: another issue, or another
        page count, has the back cover elsewhere. The printed label means the same.
        """
        label = (self.page_promise or "").split("–")[0]
        if not label:
            return self.promised_page
        issue = self.issue_id.with_context(lang=self.company_id._ad_lang())
        if issue._page_label(self.promised_page) == label:
            return self.promised_page
        sides = range(1, issue._side_count() + 1)
        found = (side for side in sides if issue._page_label(side) == label)
        return next(found, self.promised_page)

    def _slip_facts(self):
        """Beside what was shown stands where it runs now."""
        rows = super()._slip_facts()
        if not self.moved_to:
            return rows
        moved = ("moved", self.env._("Runs Now in"), self.moved_to)
        after = [key for key, _label, _value in rows].index("date") + 1
        return rows[:after] + [moved] + rows[after:]
