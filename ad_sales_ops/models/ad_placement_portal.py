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
            "is_faulty": bool(publication) and publication._is_faulty(),
            "remedy": self._portal_remedy(),
            "no_tear_sheet": bool(publication) and not publication.has_tear_sheet,
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

    def _portal_remedy(self):
        """What is done about what went wrong here, or what this makes good; or False.

        Who was at fault, and what is still argued about, is our affair.
        """
        original = self.make_good_of_id
        # The latest one: what was decided last holds.
        faults = (original or self).fault_ids
        fault = faults.filtered(lambda fault: fault.placement_id == self)[:1]
        if fault:
            return fault._portal_remedy()
        return original and self.env._(
            "Makes good %(issue)s, at no charge",
            issue=original.issue_id.display_name,
        )


class AdPublicationFault(models.Model):
    _inherit = "ad.publication.fault"

    def _portal_remedy(self):
        """What becomes of the fault, in a sentence for the customer, or False."""
        self.ensure_one()
        if self.state == "open":
            return self.env._("We are looking into it and will get in touch with you.")
        texts = {
            "make_good": self.env._(
                "It is made good in %(issue)s, at no charge.",
                issue=self.make_good_id.issue_id.display_name,
            ),
            "correction": self.env._(
                "A correction appears in %(issue)s.",
                issue=(
                    self.correction_ids.issue_id[:1] or self.correction_issue_id
                ).display_name,
            ),
            "credit": self.env._("The price is credited, as agreed with you."),
            "reprint": self.env._("The copies are printed anew."),
            "accept": self.env._("Settled, as agreed with you."),
        }
        return texts.get(self.remedy, False)


class AdPublication(models.Model):
    _inherit = "ad.publication"

    def _is_faulty(self):
        self.ensure_one()
        return bool(self.result) and self.result != "correct"

    def _portal_result(self):
        """What was found when the printed issue was checked, or False."""
        self.ensure_one()
        if not self.result:
            return False
        told = {
            "correct": self.env._("As agreed"),
            "wrong_version": self.env._("Appeared in another version than confirmed"),
            "wrong_page": self.env._("Appeared on another page than agreed"),
            "special_page": self.env._("The special page is not as agreed"),
            "colour": self.env._("The colours are not as agreed"),
        }
        labels = dict(self._fields["result"]._description_selection(self.env))
        return told.get(self.result) or labels[self.result]
