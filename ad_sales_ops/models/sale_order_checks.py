"""Completeness of a contract in three stages (K3)."""

from markupsafe import Markup

from odoo import api, fields, models

from .ad_checklist_mixin import Check, Failure


class SaleOrder(models.Model):
    """Checks: (a) before the customer's seal, (b) before ours, (c) before running."""

    _inherit = "sale.order"

    ad_open_points = fields.Html(
        "Still Open", compute="_compute_ad_open_points", groups="base.group_user"
    )

    @api.depends_context("lang")
    @api.depends(
        "ad_contract_state",
        "partner_id",
        "order_line",
        "ad_customer_scan",
        "ad_date_end",
    )
    def _compute_ad_open_points(self):
        self.ad_open_points = False
        undecided = self.filtered(
            lambda o: o.ad_contract_kind
            and o.state in ("draft", "sent")
            and o._origin.id
        )
        for state, orders in undecided.grouped("ad_contract_state").items():
            # Superuser: sentences only name what is missing, to people who sell it.
            failures = orders.sudo()._checklist_failures(
                codes=orders._ad_open_codes(state)
            )
            for order in orders:
                found = failures.get(order.sudo(), [])
                order.ad_open_points = order._ad_failures_as_html(found)

    def _ad_open_codes(self, state):
        """Before the customer has sealed nobody wants to read about his seal."""
        sealed = {"seal", "original"} if state in ("draft", "returned") else set()
        return {check.code for check in self._checklist()} - sealed

    def _ad_failures_as_html(self, failures):
        if not failures:
            return False
        items = Markup()
        for failure in failures:
            if failure.target:
                items += Markup('<li><a href="/odoo/%s/%s">%s</a></li>') % (
                    failure.target._name,
                    failure.target.id,
                    failure.sentence,
                )
            else:
                items += Markup("<li>%s</li>") % failure.sentence
        return Markup("<ul class='mb-0'>%s</ul>") % items

    def _checklist(self):
        return super()._checklist() + [
            Check("lines", self.env._("Lines"), "_check_ad_lines", "a"),
            Check("schedule", self.env._("Schedule"), "_check_ad_schedule", "a"),
            Check("terms", self.env._("Terms"), "_check_ad_agreed_terms", "a"),
            Check("team", self.env._("Team"), "_check_ad_team", "a"),
            Check("turnover", self.env._("Turnover"), "_check_ad_turnover", "b"),
            Check("party", self.env._("Customer"), "_check_ad_party", "b"),
            Check("papers", self.env._("Documents"), "_check_ad_papers", "b"),
            Check("seal", self.env._("Customer's Seal"), "_check_ad_seal", "b"),
            Check("original", self.env._("Original"), "_check_ad_original", "c"),
        ]

    def _check_ad_lines(self):
        """(a) positions and prices."""
        failures = {}
        for order in self:
            lines = order.order_line.filtered("ad_position_id")
            found = []
            if not lines:
                found.append(
                    self.env._("There is no position: add one and schedule insertions.")
                )
            for line in lines:
                if line.price_subtotal <= 0 and order.ad_contract_kind != "exchange":
                    found.append(
                        self.env._(
                            "“%(position)s” has no price: enter one or a total.",
                            position=line.ad_position_id.display_name,
                        )
                    )
                if not line.ad_medium_id.name:
                    found.append(self.env._("The full name of the medium is missing."))
            if found:
                failures[order] = [Failure(sentence) for sentence in found]
        return failures

    def _check_ad_schedule(self):
        """(a) every insertion has its issue, inside the contract's period."""
        failures = {}
        for order in self:
            found = []
            for line in order.order_line.filtered("ad_position_id"):
                missing = int(line.product_uom_qty) - line.ad_scheduled_count
                if missing:
                    found.append(
                        self.env._(
                            "“%(position)s”: %(wanted)s insertions are ordered, "
                            "%(done)s are scheduled. Press “Schedule Insertions”.",
                            position=line.ad_position_id.display_name,
                            wanted=int(line.product_uom_qty),
                            done=line.ad_scheduled_count,
                        )
                    )
            found += order._ad_outside_period()
            if found:
                failures[order] = [Failure(sentence) for sentence in found]
        return failures

    def _ad_outside_period(self):
        start, end = self.ad_date_start, self.ad_date_end
        outside = self.ad_placement_ids.filtered(
            lambda p: p.stage != "cancelled"
            and (
                (start and p.publication_date < start)
                or (end and p.publication_date > end)
            )
        )
        return [
            self.env._(
                "%(issue)s lies outside the contract's period: move the period or the "
                "insertion.",
                issue=placement.issue_id.display_name,
            )
            for placement in outside
        ]

    def _check_ad_agreed_terms(self):
        """(a) payment time, and the period where the kind needs one."""
        failures = {}
        for order in self:
            found = []
            if not order.ad_payment_kind:
                found.append(self.env._("The payment terms are missing."))
            if order.ad_payment_kind == "agreed_date" and not order.ad_payment_date:
                found.append(self.env._("The agreed payment date is missing."))
            if order.ad_contract_kind in ("long_term", "membership") and not (
                order.ad_date_start and order.ad_date_end
            ):
                found.append(self.env._("The contract's start and end are missing."))
            if found:
                failures[order] = [Failure(sentence) for sentence in found]
        return failures

    def _check_ad_team(self):
        """(a) the turnover owner belongs to the team whose chain signs (G2)."""
        failures = {}
        for order in self:
            team = order.team_id.sudo()
            people = team.member_ids | team.user_id | team.ad_parent_id.user_id
            if not order.user_id:
                sentence = self.env._("Nobody owns the turnover: choose a salesperson.")
            elif not order.ad_closer_id:
                sentence = self.env._("Nobody is named as closer: say who closed it.")
            elif not team:
                sentence = self.env._("The contract has no team: choose one.")
            elif order.user_id not in people:
                sentence = self.env._(
                    "%(person)s is not a member of “%(team)s”: choose the right team.",
                    person=order.user_id.name,
                    team=team.name,
                )
            else:
                continue
            failures[order] = [Failure(sentence)]
        return failures

    def _check_ad_turnover(self):
        """(b) what a manager closed does not count for a specialist (G4)."""
        return {
            order: [
                Failure(
                    self.env._(
                        "%(closer)s closed this deal as a manager, so it cannot count "
                        "as turnover of %(owner)s. The general manager moves it.",
                        closer=order.ad_closer_id.name,
                        owner=order.user_id.name or "-",
                    ),
                    order,
                )
            ]
            for order in self
            if order.ad_closed_by_manager and order.user_id != order.ad_closer_id
        }

    def _check_ad_party(self):
        """(b) the customer is filed and has a licence name (C1)."""
        failures = {}
        for order in self:
            partner = order.partner_id.commercial_partner_id
            found = []
            if partner.ad_file_state != "filed":
                found.append(
                    self.env._(
                        "%(customer)s has not been filed by the division manager yet.",
                        customer=partner.display_name,
                    )
                )
            if not partner.ad_licence_name:
                found.append(
                    self.env._(
                        "%(customer)s has no licence name.",
                        customer=partner.display_name,
                    )
                )
            if found:
                failures[order] = [Failure(text, partner) for text in found]
        return failures

    def _check_ad_papers(self):
        """(b) documents by kind of party and category, valid today (C2)."""
        today = fields.Date.context_today(self)
        partners = self.partner_id.commercial_partner_id
        problems = partners._ad_document_problems(today)
        return {
            order: [
                Failure(text, order.partner_id.commercial_partner_id)
                for text in problems[order.partner_id.commercial_partner_id]
            ]
            for order in self
            if problems.get(order.partner_id.commercial_partner_id)
        }

    def _check_ad_seal(self):
        """(b) kind of seal, name = licence name = party, scan."""
        failures = {}
        for order in self:
            licence = order.partner_id.commercial_partner_id.ad_licence_name or ""
            name = (order.ad_customer_seal_name or "").strip()
            found = []
            if order.ad_customer_seal_kind not in ("official", "contract"):
                found.append(
                    self.env._(
                        "A contract needs the customer's official seal or contract "
                        "seal; a financial seal is not valid on it."
                    )
                )
            if name != licence.strip():
                found.append(
                    self.env._(
                        "The seal reads “%(seal)s”, the licence “%(licence)s”: both "
                        "must be the same party.",
                        seal=name or "-",
                        licence=licence or "-",
                    )
                )
            if not order.ad_customer_scan:
                found.append(
                    self.env._("The scan or photo of the sealed contract is missing.")
                )
            if found:
                failures[order] = [Failure(text, order) for text in found]
        return failures

    def _check_ad_original(self):
        """(c) the original has arrived where only a fax or photo existed."""
        return {
            order: [
                Failure(
                    self.env._(
                        "%(contract)s: only a fax or photo of the sealed contract is "
                        "here; the original is missing.",
                        contract=order.name,
                    ),
                    order,
                )
            ]
            for order in self
            if order.ad_original_state != "original"
        }
