"""The film check as the keyboard screen shows it: the page beside its facts (U7)."""

from odoo import api, models
from odoo.tools import format_date

from .ad_film_check import READY_CODES
from .ad_placement_proof import CONFIRMED

#: Pages on the screen at once.
BATCH = 200


class AdFilmCheck(models.Model):
    _inherit = "ad.film.check"

    @api.model
    def load_pending(self, issue_id=False):
        """Everything the screen shows, in one call: what can be passed comes first.

        :param issue_id: only this issue
        :return: list of dictionaries
        """
        domain = self._waiting_domain()
        if issue_id:
            domain += [("issue_id", "=", issue_id)]
        checks = self.search(domain).filtered("is_my_turn")[:BATCH]
        # Superuser: copy and proof of an insertion whose film the user checks.
        placements = checks.sudo().placement_id
        failures = placements._checklist_failures(codes=READY_CODES)
        pages = [
            check._screen_values(failures.get(check.sudo().placement_id, []))
            for check in checks
        ]
        return sorted(pages, key=lambda page: bool(page["problems"]))

    def pass_from_screen(self, seen):
        """One key: the page is in order.

        :param seen: the print that the screen showed
        """
        self._action_pass(seen)
        return True

    def fault_from_screen(self, reason, seen):
        """One key and a word: it is not."""
        self._action_fault(reason, seen)
        return True

    def _screen_values(self, failures):
        self.ensure_one()
        # Superuser: as above.
        placement = self.sudo().placement_id
        version, issue = placement.version_id, placement.issue_id
        sides = {name: placement[name] for name in ("x", "y", "width", "height")}
        return {
            "id": self.id,
            "customer": placement.advertiser_id.name,
            "medium": placement.medium_id.name,
            "issue": issue.display_name,
            "film_close": format_date(self.env, issue.film_close) or "",
            "position": placement.position_id.name,
            "page": placement.page_label or self.env._("Not placed"),
            "is_right": bool(placement.page) and issue._is_right_page(placement.page),
            "place": sides,
            "contract": placement.order_id.name,
            "carer": placement.user_id.name or "",
            "facts": placement._film_facts(),
            "problems": [failure.sentence for failure in failures],
            "outdated": self._void_words() if self.is_outdated else "",
            "seen": placement._film_print(),
            "content": str(version.content_html or "") if version else "",
        }


class AdPlacement(models.Model):
    _inherit = "ad.placement"

    def _film_facts(self):
        """The list a manager goes down, each with what is found (U7)."""
        self.ensure_one()
        return [
            self._film_fact_advertiser(),
            self._film_fact_version(),
            self._film_fact_page(),
            self._film_fact_place(),
            self._film_fact_law(),
        ]

    def _film_fact(self, label, text, is_right):
        return {"label": label, "text": text, "ok": bool(is_right)}

    def _film_fact_advertiser(self):
        owner = self.version_id.advertiser_id
        name = self.advertiser_id.ad_licence_name or self.advertiser_id.name or ""
        return self._film_fact(
            self.env._("Advertiser"), name, owner == self.advertiser_id
        )

    def _film_fact_version(self):
        proof = self._live_proof()
        confirmed = bool(proof) and self.proof_state in CONFIRMED
        states = dict(self._fields["proof_state"]._description_selection(self.env))
        text = self.env._(
            "%(version)s, %(state)s",
            version=self.version_id.display_name or "-",
            state=states[self.proof_state],
        )
        if proof.number:
            text = f"{text} ({proof.number})"
        return self._film_fact(self.env._("Confirmed version"), text, confirmed)

    def _film_fact_page(self):
        text = self.page_label or self.env._("Not placed")
        if self.promised_page_label:
            text = self.env._(
                "%(page)s, promised %(promised)s",
                page=text,
                promised=self.promised_page_label,
            )
        else:
            wish = self._plan_wish()
            text = f"{text} · {wish}" if wish else text
        agreed = self.page and not self._needs_page_consent(self.page)
        return self._film_fact(self.env._("Page"), text, agreed)

    def _film_fact_place(self):
        position = self.position_id
        size = ""
        if position.width_mm and position.height_mm:
            size = f" · {position.width_mm:g} × {position.height_mm:g} mm"
        text = f"{position.name}{size}"
        if self.width > 120:
            text = self.env._(
                "%(position)s, across %(count)s pages",
                position=text,
                count=self.width // 120,
            )
        return self._film_fact(self.env._("Position and size"), text, self.page)

    def _film_fact_law(self):
        version = self.version_id
        states = dict(
            version._fields["screening_state"]._description_selection(self.env)
        )
        words = [states.get(version.screening_state, "-")]
        words += [
            f"{finding.phrase} ({finding.reason})" if finding.reason else finding.phrase
            for finding in version.finding_ids
            if finding.phrase
        ]
        approvals = version._printed_approvals() if version else ()
        words += [document.number for document in approvals if document.number]
        return self._film_fact(
            self.env._("Law: words, approval, “广告” mark"),
            " · ".join(words),
            version.screening_state in ("clean", "resolved"),
        )
