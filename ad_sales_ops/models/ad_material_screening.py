"""Screening of copy against the advertising law (A2, A3, A7)."""

from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from .ad_checklist_mixin import Failure
from .ad_restricted_term import DECISIONS, OPEN_STAGES, fold

#: Characters shown on either side of a hit.
CONTEXT = 20
#: Where a clause ends; a decision holds for the words of a clause.
BREAKS = frozenset(" ,.;:!?()[]|/\t\r\n\u3000，。、；：！？（）【】《》“”·—")
#: Characters of a clause on either side of a hit that a decision looks at.
CLAUSE = 15
UNDECIDED = ("open", "blocked")


class AdMaterialVersion(models.Model):
    _inherit = "ad.material.version"

    finding_ids = fields.One2many("ad.content.finding", "version_id", readonly=True)
    screened_with = fields.Integer(readonly=True, aggregator=None)

    def _screened_texts(self):
        """What the reader reads, ``{place: text}``."""
        self.ensure_one()
        items = "\n".join(
            f"{item.name} {item.specification or ''}" for item in self.item_ids
        )
        texts = {
            "headline": self.headline,
            "body": self.body,
            "items": items,
            "file": self.pdf_text,
        }
        return {place: text for place, text in texts.items() if text}

    def _screen(self):
        """Look for what the law restricts, asks for, or nobody could read."""
        terms = self.env["ad.restricted.term"]
        for version in self:
            # Superuser: findings are facts, made here only, in the company's words.
            lang = version.company_id._ad_lang()
            version = version.sudo().with_context(lang=lang)
            found = version._find_restricted()
            found |= version._find_evidence(found)
            found |= version._find_missing_wording()
            found |= version._find_approvals()
            if version.file and not version.pdf_text:
                found["look", "file"] = version._prepare_look()
            version._keep_findings(found)
            version.screened_with = terms._list_version()
            version._update_screening_state()

    def _find_restricted(self):
        matcher = self.env["ad.restricted.term"]._matcher()
        category = self.advertiser_id.ad_category_id
        found = {}
        for place, text in self._screened_texts().items():
            for term_id, start, end in matcher.find(text):
                term = self.env["ad.restricted.term"].browse(term_id)
                if term.category_ids and category not in term.category_ids:
                    continue
                clause = self._clause(text, start, end)
                found.setdefault(
                    (f"term {term.name} {clause}", place),
                    {
                        "kind": "restricted",
                        "is_quotation": term.group == "quotation",
                        "evidence_type_id": term.evidence_type_id.id,
                        "phrase": text[start:end],
                        "excerpt": self._excerpt(text, start, end),
                        "article": term.article,
                        "advice": term.advice,
                        "severity": term.severity,
                    },
                )
        return found

    @api.model
    def _clause(self, text, start, end):
        """The words around a hit, up to the next punctuation on either side."""
        left, right = start, end
        while left > max(start - CLAUSE, 0) and text[left - 1] not in BREAKS:
            left -= 1
        while right < min(end + CLAUSE, len(text)) and text[right] not in BREAKS:
            right += 1
        return fold(text[left:right])[0]

    def _excerpt(self, text, start, end):
        return Markup("…%s<mark>%s</mark>%s…") % (
            text[max(start - CONTEXT, 0) : start],
            text[start:end],
            text[end : end + CONTEXT],
        )

    def _folded_text(self):
        return fold("\n".join(self._screened_texts().values()))[0]

    def _find_missing_wording(self):
        needed = Domain("category_ids", "in", self.advertiser_id.ad_category_id.ids)
        if self.material_id.is_advertorial:
            needed |= Domain("for_advertorials", "=", True)
        text = "\n".join(self._screened_texts().values())
        return {
            (f"wording {wording.id}", False): {
                "kind": "required",
                "phrase": wording.texts.splitlines()[0],
                "article": wording.article,
                "advice": wording.advice,
                "severity": wording.severity,
            }
            for wording in self.env["ad.required.wording"].search(needed)
            if not wording._is_printed(text)
        }

    def _find_approvals(self):
        """The number of the approval is printed, and only what was approved (A3)."""
        types = self.advertiser_id.ad_category_id.document_type_ids
        printed = types.filtered("must_be_printed")
        documents = self.advertiser_id.ad_document_ids.filtered(
            lambda d: d.type_id in printed and d.active
        )
        folded = self._folded_text()
        found = {}
        for doc_type in printed:
            own = documents.filtered(lambda d, t=doc_type: d.type_id == t)
            shown = own.filtered(lambda d: d.number and fold(d.number)[0] in folded)
            values = {
                "kind": "approval",
                "article": self.env._("Art. 46"),
                "severity": "forbidden",
            }
            if not shown:
                found[f"approval {doc_type.code}", False] = values | {
                    "phrase": doc_type.name,
                    "advice": self.env._(
                        "Print the number of the approval: %s",
                        ", ".join(own.filtered("number").mapped("number")) or "-",
                    ),
                }
            for document in shown.filtered("approved_version_id"):
                if document.approved_version_id.checksum != self.checksum:
                    found[f"approved {document.id}", False] = values | {
                        "phrase": document.display_name,
                        "advice": self.env._(
                            "Only the approved copy %s may run under this number.",
                            document.approved_version_id.display_name,
                        ),
                    }
        return found

    def _prepare_look(self):
        """Pictures and outlines hide their text from the search."""
        return {
            "kind": "unreadable",
            "phrase": self.file_name or self.display_name,
            "advice": self.env._("The text in the file cannot be read: look at it."),
            "article": self.env._("Art. 34"),
            "severity": "judge",
        }

    def _keep_findings(self, found):
        """New findings, decided where an earlier decision still holds."""
        known = {(f.key, f.place): f for f in self.finding_ids}
        decisions = self._decisions_that_hold([key for key, _place in found])
        values = []
        for (key, place), facts in found.items():
            facts = {k: v for k, v in facts.items() if k != "is_quotation"}
            if (key, place) in known:
                known[key, place]._refresh(facts)
                continue
            decision = decisions.get(key)
            if decision and decision.state in DECISIONS[facts["severity"]]:
                facts = facts | decision._carried_values()
            values.append({**facts, "key": key, "place": place, "version_id": self.id})
        self.env["ad.content.finding"].create(values)
        self._close_removed(found)

    def _decisions_that_hold(self, keys):
        decisions = self.env["ad.content.decision"].search(
            [
                ("advertiser_id", "=", self.advertiser_id.id),
                ("company_id", "=", self.company_id.id),
                ("key", "in", keys),
            ],
            order="id",
        )
        today = self.company_id._ad_today()
        return {d.key: d for d in decisions if d._holds_on(today)}

    def _close_removed(self, found):
        """What the new version does not contain any more was removed.

        Earlier versions that still run somewhere keep their findings.
        """
        keys = {key for key, _place in found}
        earlier = self.material_id.version_ids - self
        gone = (earlier - earlier._running()).finding_ids.filtered(
            lambda f: f.state == "open" and f.key not in keys
        )
        gone |= self.finding_ids.filtered(
            lambda f: f.state == "open" and (f.key, f.place) not in found
        )
        gone.write({"state": "removed", "decided_on": fields.Datetime.now()})

    def _running(self):
        """Those that run in an insertion still to come."""
        # Superuser: insertions of every carer count.
        placements = self.env["ad.placement"].sudo()
        return placements.search(
            [("version_id", "in", self.ids), ("stage", "in", OPEN_STAGES)]
        ).version_id

    def _screen_running(self):
        """Screen the latest versions and those still to run."""
        (self.material_id.version_id | self._running())._screen()

    @api.model
    def _screen_again(self, partners):
        """Something about these advertisers changed that their copy depends on."""
        # Superuser: copy of every carer of the customer.
        versions = self.sudo().search(
            [("advertiser_id", "in", partners.commercial_partner_id.ids)]
        )
        # What runs nowhere yet is screened when it is pinned.
        versions.screened_with = 0
        undecided = versions.filtered(lambda v: v.screening_state in UNDECIDED)
        (versions._running() | undecided)._screen()

    def _update_screening_state(self):
        """The state that clearance looks at."""
        for version in self:
            still_open = version.finding_ids.filtered(lambda f: f.state == "open")
            if "forbidden" in still_open.mapped("severity"):
                state = "blocked"
            elif still_open:
                state = "open"
            else:
                state = "resolved" if version.finding_ids else "clean"
            version.screening_state = state
        # Insertions of every carer run the copy; callers are superuser.
        self.env["ad.placement"].search([("version_id", "in", self.ids)])._touch_copy()

    @api.model
    def _cron_rescreen(self):
        """Screen copy of insertions still to come with the newest list."""
        version = self.env["ad.restricted.term"]._list_version()
        placements = self.env["ad.placement"].search(
            [
                ("stage", "in", OPEN_STAGES),
                ("version_id.screened_with", "!=", version),
            ]
        )
        todo = placements.version_id
        for index, copy in enumerate(todo):
            copy._screen()
            remaining = len(todo) - index - 1
            if not self.env["ir.cron"]._commit_progress(1, remaining=remaining):
                break


class ResPartner(models.Model):
    _inherit = "res.partner"

    def write(self, vals):
        result = super().write(vals)
        if "ad_category_id" in vals:
            self.env["ad.material.version"]._screen_again(self)
        return result


class AdPlacement(models.Model):
    _inherit = "ad.placement"

    def _action_set_version(self, version):
        result = super()._action_set_version(version)
        newest = self.env["ad.restricted.term"]._list_version()
        if version.screened_with != newest:
            version._screen()
        return result

    def _check_screening(self):
        """Every finding is decided, and certificates hold on the day (A2, A3)."""
        failures = {}
        for placement in self:
            found = []
            for finding in placement.version_id.finding_ids:
                sentence = placement._finding_sentence(finding)
                if sentence:
                    found.append(Failure(sentence, placement.material_id))
            if found:
                failures[placement] = found
        return failures

    def _finding_sentence(self, finding):
        """Why a finding keeps the insertion from running, or False."""
        self.ensure_one()
        day = self.publication_date
        if finding.state == "open":
            return self.env._(
                "“%(phrase)s” is not decided (%(article)s).",
                phrase=finding.phrase,
                article=finding.article or "-",
            )
        document = finding.document_id
        if finding.state == "supported" and (
            not document.verified_by_id
            or document._state_on(day) not in ("valid", "expiring")
        ):
            return self.env._(
                "The certificate for “%(phrase)s” does not hold on %(date)s.",
                phrase=finding.phrase,
                date=format_date(self.env, day),
            )
        return False
