"""Copies wait for the review of their issue, and for serious faults (U3, D1)."""

from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, UserError
from odoo.fields import Domain


class AdCopyDelivery(models.Model):
    _inherit = "ad.copy.delivery"

    hold_reason = fields.Char("Held Because", compute="_compute_hold_reason")

    @api.depends_context("lang")
    @api.depends("state", "way")
    def _compute_hold_reason(self):
        holds = self._holds()
        for delivery in self:
            delivery.hold_reason = holds.get(delivery, (False, None))[0]

    def _holds(self):
        """What holds copies that wait: ``{delivery: (sentence, record)}``."""
        waiting = self.filtered(lambda d: d.state == "to_deliver")
        if not waiting:
            return {}
        reviews = waiting._waiting_reviews()
        faults = waiting._holding_faults()
        holds = {}
        for delivery in waiting:
            hold = (
                delivery._fault_hold(faults)
                or delivery._press_hold()
                or delivery._review_hold(reviews)
            )
            if hold:
                holds[delivery] = hold
        return holds

    def _waiting_reviews(self):
        """Reviews that wait, by the issue and whoever is held by them.

        Whoever cares for the customer now waits for the review of whoever did.
        """
        # Superuser: whether a review waits, also a colleague's.
        reviews = (
            self.env["ad.issue.review"]
            .sudo()
            .search([("issue_id", "in", self.issue_id.ids), ("state", "=", "waiting")])
        )
        held = {}
        for review in reviews:
            held[review.issue_id.id, review.user_id] = review
            for partner in review.line_ids.publication_id.advertiser_id:
                held[review.issue_id.id, partner] = review
        return held

    def _holding_faults(self):
        """Serious faults not decided yet, and reprints not delivered yet."""
        undecided = Domain("state", "=", "open")
        reprinted = Domain("state", "=", "decided") & Domain("remedy", "=", "reprint")
        # Superuser: that a fault holds the copies, for whoever delivers them.
        return (
            self.env["ad.publication.fault"]
            .sudo()
            .search(
                Domain("issue_id", "in", self.issue_id.ids)
                & Domain("is_serious", "=", True)
                & (undecided | reprinted)
            )
        )

    def _fault_hold(self, faults):
        own = faults.filtered(
            lambda fault: fault.issue_id == self.issue_id
            and (not fault.advertiser_id or fault.advertiser_id == self.partner_id)
        )[:1]
        if not own:
            return False
        if own.state == "decided":
            sentence = self.env._(
                "%(issue)s is being reprinted: the copies wait for the new ones "
                "(%(fault)s).",
                issue=self.issue_id.display_name,
                fault=own.number,
            )
        else:
            sentence = self.env._(
                "A serious fault in %(issue)s is not decided yet: the division manager "
                "has to say what becomes of it (%(fault)s).",
                issue=self.issue_id.display_name,
                fault=own.number,
            )
        return sentence, own

    def _press_hold(self):
        if self.way != "hand" or self.issue_id.state == "published":
            return False
        sentence = self.env._(
            "%(issue)s is not recorded as published yet. The Operations Centre does "
            "that; then it is reviewed.",
            issue=self.issue_id.display_name,
        )
        return sentence, self.issue_id

    def _review_hold(self, reviews):
        if self.way != "hand":
            return False
        issue = self.issue_id.id
        review = reviews.get((issue, self.partner_id)) or reviews.get(
            (issue, self.user_id)
        )
        if not review:
            return False
        sentence = self.env._(
            "%(issue)s is not reviewed yet: %(user)s looks at the pages and hands the "
            "review in before copies are delivered.",
            issue=self.issue_id.display_name,
            user=review.user_id.name,
        )
        return sentence, review

    def action_deliver(self):
        """Copies wait for the review, and for what a serious fault comes to.

        :raise RedirectWarning: says what they wait for, and leads there
        """
        self.check_access("read")
        self._check_state("to_deliver")
        self.check_access("write")
        for sentence, record in self._holds().values():
            raise RedirectWarning(
                sentence, self._hold_action(record), self.env._("Go There")
            )
        return super().action_deliver()

    def _post_error_messages(self):
        errors = super()._post_error_messages()
        if self.hold_reason:
            errors.append(
                self.env._(
                    "%(delivery)s: %(reason)s",
                    delivery=self.display_name,
                    reason=self.hold_reason,
                )
            )
        return errors

    def action_open_hold(self):
        """Open what the copy waits for.

        :raise UserError: it waits for nothing
        """
        self.ensure_one()
        self.check_access("read")
        hold = self._holds().get(self)
        if not hold:
            raise UserError(self.env._("%s is not held.", self.display_name))
        return self._hold_action(hold[1])

    @api.model
    def _hold_action(self, record):
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
            "target": "current",
        }
