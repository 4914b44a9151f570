"""The call screen (开始电话查询): one sheet after the other, by keyboard (Q2)."""

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_date, format_datetime

from .ad_service_round import NOT_REACHED

#: So many calls are listed at the side of the screen.
QUEUE = 200
#: What may be typed on a sheet before it is sent.
DRAFT_KEYS = {
    "answers",
    "mode",
    "words",
    "place",
    "date",
    "opinion",
    "category",
    "praise",
}


class AdServiceCheck(models.Model):
    _inherit = "ad.service.check"

    @api.model
    def _calls_action(self, rounds=None, check=None):
        """The call screen, on a round or on one check."""
        action = self.env["ir.actions.client"]._for_xml_id(
            "ad_sales_ops.ad_service_calls_action"
        )
        action["context"] = {
            "ad_round_id": rounds.id if rounds else False,
            "ad_check_id": check.id if check else False,
        }
        return action

    def action_call(self):
        """Open the call screen on this check."""
        self.ensure_one()
        self._check_may_call_or_recall()
        return self._calls_action(check=self)

    def action_start_calls(self):
        """Open the call screen on everything that the user has to call."""
        return self._calls_action()

    def _check_may_call_or_recall(self):
        # Superuser: which of two calls it is.
        if self.sudo().recall_state == "to_recall":
            self.round_id._check_leads()
        else:
            self._check_may_call()

    # Loading

    @api.model
    def load_calls(self, round_id=False, check_id=False):
        """What the user has to call, and the sheet to begin with, in one call.

        :param round_id: only of this round
        :param check_id: begin with this check
        """
        own = self._own_calls_domain(round_id)
        domain = own & self._still_to_call_domain()
        queue = self._call_queue(domain)
        # Somebody else may have made the call meanwhile: the next one then.
        check = self.search(domain & Domain("id", "=", check_id)) or queue[:1]
        total = self.search_count(own)
        return {
            "queue": [record._queue_values() for record in queue],
            "done": total - self.search_count(domain),
            "total": total,
            "categories": [
                {"id": category.id, "name": category.name}
                for category in self.env["ad.opinion.category"].search([])
            ],
            "sheet": check.load_sheet() if check else False,
        }

    @api.model
    def _own_calls_domain(self, round_id=False):
        """Calls of the user's own, or of the manager who authorised him, made or not.

        :param round_id: only of this round
        """
        user = self.env.user
        domain = Domain("assigned_id", "=", user.id)
        # Superuser: whoever calls may not read authorisations.
        granted = user.env["ad.authorization"].sudo()
        divisions = granted.search(
            [("deputy_id", "=", user.id), ("is_current", "=", True)]
        ).team_id
        for record in (
            self.env["ad.service.round"]
            .sudo()
            .search([("division_id", "in", divisions.ids), ("state", "=", "open")])
        ):
            if user in record._deputies():
                domain |= Domain("round_id", "=", record.id) & Domain(
                    "assigned_id", "=", record.manager_id.id
                )
        domain &= Domain("concerned_ids", "not in", user.ids)
        second = Domain("recaller_id", "=", user.id)
        second &= Domain("recall_state", "!=", "none")
        domain = (domain | second) & Domain("round_state", "=", "open")
        if round_id:
            domain &= Domain("round_id", "=", round_id)
        return domain

    @api.model
    def _still_to_call_domain(self):
        """What is left of the user's own calls: customers, then second calls."""
        second = Domain("recall_state", "=", "to_recall")
        second &= Domain("recaller_id", "=", self.env.uid)
        return Domain("state", "in", NOT_REACHED) | second

    @api.model
    def _call_queue(self, domain):
        """New calls first, then those tried longest ago, then second calls."""
        found = self.search(domain, order="month, id", limit=QUEUE)

        def rank(check):
            last = check.attempt_ids[-1:].called_on
            order = {"to_call": 0, "no_answer": 1}.get(check.state, 2)
            return (not check.phone, order, last and last.timestamp() or 0.0, check.id)

        return found.sorted(rank)

    def _queue_values(self):
        self.ensure_one()
        return {
            "id": self.id,
            "customers": self.customer_names or "",
            "contact": self.contact_name or "",
            "phone": self.phone or "",
            "attempts": self.attempt_count,
            "is_recall": self.recall_state == "to_recall",
            "is_begun": bool(self._own_draft()),
        }

    def load_sheet(self):
        """Everything one call needs: who, why, what is claimed, what to ask.

        :raise AccessError: not the caller
        :raise UserError: done already, or the round is closed
        """
        self.ensure_one()
        self._check_may_call_or_recall()
        # Superuser: claims are read from records that a deputy may not read; who
        # calls was looked at.
        check = self.sudo()
        check._check_round_is_open()
        if check.recall_state != "to_recall":
            check._check_not_reached()
            check._read_claims()
            check.opened_on = check.opened_on or self.env.cr.now()
        return check._queue_values() | check._sheet_values()

    def _sheet_values(self):
        zone = self.company_id._ad_zone()
        return {
            "round": self.round_id.name,
            "coverage": round(self.round_id.coverage),
            "hint": self.hint or "",
            "tel": "".join(c for c in self.phone or "" if c.isdigit() or c == "+"),
            "reasons": [
                {"name": customer.advertiser_id.name, "why": customer.why}
                for customer in self.customer_ids
            ],
            "specialists": ", ".join(self.customer_ids.carer_id.mapped("name")),
            "tries": [
                format_datetime(
                    self.env, attempt.called_on, tz=zone, dt_format="MM-dd HH:mm"
                )
                for attempt in self.attempt_ids
            ],
            "is_unreachable": self._is_unreachable(),
            "earlier": self._earlier_word(),
            "claims": [claims._sheet_values() for claims in self.claim_ids._groups()],
            "questions": self._question_values(),
            "answers": [
                {"question": answer.question, "score": answer.score}
                for answer in self.answer_ids
            ],
            "opinion": self.opinion or "",
            "praise": self.praise or "",
            "done_by": self.done_by_id.name or "",
            "draft": self._own_draft(),
        }

    def _question_values(self):
        questions = self.env["ad.service.question"]._for(self.division_id)
        return [
            {
                "id": question.id,
                "name": question.name,
                "is_about_service": question.is_about_service,
            }
            for question in questions
        ]

    def _earlier_word(self):
        """That the contact person asked not to be called, when and how.

        On the sheet of a second call: why there was no first one.
        """
        if self.state == "excused":
            return self._excuse_sentence()
        earlier = self.search(
            [
                ("contact_key", "=", self.contact_key),
                ("division_id", "=", self.division_id.id),
                ("excuse", "=", "do_not_call"),
                ("id", "!=", self.id),
            ],
            order="month desc",
            limit=1,
        )
        if not earlier:
            return ""
        return self.env._(
            "Asked on %(date)s not to be called: “%(words)s”",
            date=format_date(self.env, self.company_id._ad_date(earlier.done_on)),
            words=earlier.excuse_words,
        )

    def _excuse_sentence(self):
        """Why nobody called, as whoever ended the check wrote it down."""
        labels = dict(self._fields["excuse"]._description_selection(self.env))
        parts = [
            labels[self.excuse],
            self.visit_date and format_date(self.env, self.visit_date),
            self.visit_place,
            self.excuse_words and f"“{self.excuse_words}”",
        ]
        return self.env._(
            "No call was made: %(reason)s", reason=" · ".join(filter(None, parts))
        )

    def _own_draft(self):
        """What the user has typed on this sheet and not sent yet."""
        self.ensure_one()
        # Superuser: nobody reads drafts but through here, each his own.
        return (self.sudo().draft or {}).get(str(self.env.uid)) or False

    # What the screen sends

    def save_draft(self, values):
        """Keep what is typed and not sent yet; it counts for nothing.

        :param values: see :data:`DRAFT_KEYS`; empty when everything was taken back
        :return: whether the sheet is still open for it
        :raise AccessError: not the caller
        """
        self.ensure_one()
        self._check_may_call_or_recall()
        # Superuser: checks are read-only for everybody; who calls was looked at.
        check = self.sudo()
        is_open = check.state in NOT_REACHED or check.recall_state == "to_recall"
        if check.round_state == "closed" or not is_open:
            return False
        drafts = dict(check.draft or {})
        drafts.pop(str(self.env.uid), None)
        typed = values if isinstance(values, dict) else {}
        kept = {name: typed[name] for name in DRAFT_KEYS & typed.keys()}
        if kept:
            drafts[str(self.env.uid)] = kept
        check.draft = drafts or False
        return True

    def finish_call(self, values):
        """Keep the answers. See :meth:`_action_done`."""
        self._action_done(values)
        return True

    def note_no_answer(self, note=""):
        """Keep an attempt, with the time. See :meth:`_action_no_answer`."""
        self._action_no_answer(note)
        return True

    def excuse_call(self, kind, words="", visit_date=None, visit_place=""):
        """Count the customer as covered. See :meth:`_action_excuse`."""
        self._action_excuse(kind, words, visit_date, visit_place)
        return True

    def finish_recall(self, agrees, note=""):
        """Keep what the second call says. See :meth:`_action_recall`."""
        self._action_recall(agrees, note)
        return True


class AdServiceCheckClaim(models.Model):
    _inherit = "ad.service.check.claim"

    def _sheet_values(self):
        """A group of claims as one line of the sheet, with its single facts."""
        labels = dict(self._fields["kind"]._description_selection(self.env))
        customers = self.check_id.customer_ids.advertiser_id
        return {
            "kind": labels[self[0].kind],
            "name": self._group_name(),
            "user": ", ".join(self.user_id.mapped("name")),
            "facts": [
                {
                    "id": claim.id,
                    "name": claim.name,
                    "user": claim.user_id.name or "",
                    "customer": claim.advertiser_id.name if len(customers) > 1 else "",
                    "verdict": claim.verdict if claim.check_id.done_on else "",
                }
                for claim in self
            ],
        }
