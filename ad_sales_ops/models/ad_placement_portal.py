"""What a customer sees of an insertion in his portal (U2)."""

from odoo import models

from .sale_order_portal import TOLD_STAGES


class AdPlacement(models.Model):
    _inherit = "ad.placement"

    def _portal_values(self):
        """The insertion in the customer's words, as a dictionary.

        Page, result and tear sheet are told once the issue is out.
        """
        self.ensure_one()
        publication = self._live_publication() if self.stage == "published" else False
        return {
            "date": self.publication_date,
            "medium": self.medium_id.name,
            "issue": self.issue_id.display_name,
            "position": self.position_id.name,
            "contract": self.order_id.name,
            "contract_url": self.order_id.get_portal_url(),
            "stage": self.stage,
            "state": self._portal_state(),
            "page": publication and publication.actual_page_label or "",
            "result": publication and publication._portal_result(),
            "tear_sheet": publication
            and publication.has_tear_sheet
            and f"/my/ad-insertions/{publication.id}/tear-sheet",
        }

    def _portal_state(self):
        if self.stage == "omitted":
            return self.env._("Did not appear")
        told = dict(self._fields["stage"]._description_selection(self.env))
        known = self.stage in TOLD_STAGES
        return told[self.stage] if known else self.env._("Scheduled")


class AdPublication(models.Model):
    _inherit = "ad.publication"

    def _portal_result(self):
        """What was found when the printed issue was checked, or False."""
        self.ensure_one()
        if not self.result:
            return False
        if self.result == "correct":
            return self.env._("As agreed")
        return dict(self._fields["result"]._description_selection(self.env))[
            self.result
        ]
