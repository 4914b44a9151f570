"""What a space order slip starts from: what is sold, and the last slip (P6)."""

from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Command

#: Space that can be ordered.
ORDERED = ("held", "booked")
#: What says that a customer ran in an issue, or was to.
RAN = ("held", "booked", "published", "omitted")
#: How far back a customer's earlier insertions are looked for.
LOOK_BACK = timedelta(days=400)
#: In whose issues a carer has customers: so far back their insertions count.
RECENT = timedelta(days=100)


class AdSpaceOrder(models.Model):
    _inherit = "ad.space.order"

    missing_ids = fields.Many2many(
        "ad.placement",
        string="Not on the Slip",
        compute="_compute_missing_ids",
        help="Held or booked since, for customers of this carer.",
    )
    missing_count = fields.Integer("Booked Since", compute="_compute_missing_ids")
    absent_ids = fields.Many2many(
        "res.partner",
        string="Ran Last Issue, Not in This One",
        compute="_compute_absent_ids",
    )
    other_count = fields.Integer("My Other Slips", compute="_compute_other_count")

    @api.depends("line_ids.placement_id", "user_id", "issue_id")
    def _compute_missing_ids(self):
        missing = self._missing_placements()
        for slip in self:
            # Whoever acts for the carer may not read the insertions themselves.
            slip.missing_ids = missing[slip]._filtered_access("read")
            slip.missing_count = len(missing[slip])

    def _missing_placements(self):
        """``{slip: insertions that could be ordered and stand on no line}``."""
        # Superuser: whoever reads the slip knows which insertions it is about.
        placements = self.env["ad.placement"].sudo()
        placements = placements.search_fetch(
            [
                ("issue_id", "in", self.issue_id.ids),
                ("user_id", "in", self.user_id.ids),
                ("stage", "in", ORDERED),
            ],
            ["issue_id", "user_id", "advertiser_id", "position_id"],
        ).sudo(False)
        by_slip = placements.sudo().grouped(lambda p: (p.issue_id.id, p.user_id.id))
        missing = {}
        for slip in self:
            own = by_slip.get((slip.issue_id.id, slip.user_id.id), placements.browse())
            found = own - slip.sudo().line_ids.placement_id
            missing[slip] = found.with_env(self.env)
        return missing

    def _missing_words(self):
        """Who was booked since, and with what."""
        self.ensure_one()
        # Superuser: whoever reads the slip knows which insertions it is about.
        missing = self._missing_placements()[self].sudo()
        missing = missing.with_context(ad_customer_only=True)
        return ", ".join(missing.mapped("display_name"))

    @api.depends("line_ids", "user_id", "issue_id")
    def _compute_absent_ids(self):
        for slip in self:
            last = slip.issue_id._previous_issue()
            # Superuser: that a customer of his runs with another carer is told, too.
            placements = self.env["ad.placement"].sudo()
            ran = placements.search(
                [
                    ("issue_id", "in", last.ids),
                    ("user_id", "=", slip.user_id.id),
                    ("stage", "in", RAN),
                ]
            )
            runs = placements.search(
                [
                    ("issue_id", "=", slip.issue_id.id),
                    ("advertiser_id", "in", ran.advertiser_id.ids),
                    ("stage", "in", RAN),
                ]
            )
            absent = ran.advertiser_id - runs.advertiser_id
            slip.absent_ids = absent.with_env(self.env)

    @api.depends("user_id")
    def _compute_other_count(self):
        for slip in self:
            slip.other_count = self.search_count(slip._other_domain())

    def _other_domain(self):
        """Slips of the same carer that are still to be handed in."""
        self.ensure_one()
        return [
            ("user_id", "=", self.user_id.id),
            ("id", "!=", self.id),
            ("state", "!=", "handed_in"),
            ("issue_id.state", "in", ("open", "closed")),
        ]

    # Making slips

    @api.model
    def _make(self, issue, users):
        """The slips of these carers for an issue, made where there are none.

        Slips that wait to be handed in take over what was booked meanwhile.
        """
        # Superuser: slips are made here only, and start from what was sold.
        model = self.sudo().with_context(
            mail_create_nolog=True, mail_auto_subscribe_no_notify=True
        )
        slips = model.search(
            [("issue_id", "=", issue.id), ("user_id", "in", users.ids)]
        )
        slips |= model.create(
            [
                {"issue_id": issue.id, "user_id": user.id}
                for user in users - slips.user_id
            ]
        )
        slips.filtered(lambda slip: slip.state == "draft")._take_missing()
        return slips.with_env(self.env)

    def _take_missing(self):
        """Put what is not on the slips yet on them, as the last slip had it.

        :return: how many lines there are more
        """
        missing = self._missing_placements()
        count = 0
        for slip in self:
            values = slip._prepare_lines(missing[slip])
            # Superuser: which insertion a line is about is guarded.
            slip.sudo().line_ids = [Command.create(vals) for vals in values]
            count += len(values)
        return count

    def _prepare_lines(self, placements):
        """Values of new lines, in the order of the customers' names."""
        self.ensure_one()
        # Superuser: what ran before may have had another carer.
        placements = placements.sudo()
        lines = self._last_lines(placements)
        earlier = self._earlier_placements(placements)
        now = fields.Datetime.now() if self.handed_in_on else False
        return [
            {
                "placement_id": placement.id,
                "advertiser_id": placement.advertiser_id.id,
                "position_id": placement.position_id.id,
                "added_on": now,
                **self._prepare_wish_values(placement, lines.get(placement)),
                **self._prepare_copy_values(
                    placement, lines.get(placement), earlier.get(placement)
                ),
            }
            for placement in placements.sorted(
                lambda p: (p.advertiser_id.name or "", p.position_id.sequence, p.id)
            )
        ]

    @api.model
    def _prepare_wish_values(self, placement, line):
        """The last wish; a fixed place takes over none from another position."""
        position, last = placement.position_id, line and line.position_id
        names = ["not_beside", "wish_words", "note"]
        if position.page_rule != "fixed" or position == last:
            names += ["wish", "wish_page"]
        return {name: line[name] for name in names} if line else {}

    @api.model
    def _prepare_copy_values(self, placement, line, earlier):
        """Old copy goes on running; new copy does where the contract agrees to it."""
        line = line or self.env["ad.space.order.line"]
        again = line.copy_placement_id
        state = line.copy_state or "new"
        is_same = line.placement_id == placement
        if state == "standing" and not is_same:
            again = again or earlier
        elif earlier and placement.order_id.ad_standing_copy and not is_same:
            state, again = "standing", earlier
        # What was new in another issue is no description of what is new in this one.
        is_told = state == line.copy_state and (state != "new" or is_same)
        text = line.copy_text if is_told else False
        return {
            "copy_state": state,
            "copy_placement_id": again.id if again else False,
            "copy_text": text,
        }

    def _last_lines(self, placements):
        """``{placement: the latest line for it, its position or its customer}``."""
        self.ensure_one()
        found = self.env["ad.space.order.line"].sudo()
        found = found.search(
            [
                ("advertiser_id", "in", placements.advertiser_id.ids),
                ("medium_id", "=", self.medium_id.id),
                ("slip_id", "!=", self.id),
                ("publication_date", ">=", self.publication_date - LOOK_BACK),
                ("publication_date", "<=", self.publication_date + LOOK_BACK),
            ],
            order="publication_date desc, id desc",
        )
        by_key = defaultdict(found.browse)
        for line in found:
            keys = [(line.placement_id,)] if line.placement_id else []
            if line.publication_date < self.publication_date:
                keys += [
                    (line.advertiser_id, line.position_id),
                    (line.advertiser_id, False),
                ]
            for key in keys:
                by_key[key] = by_key[key] or line
        return {
            p: by_key[(p,)]
            or by_key[(p.advertiser_id, p.position_id)]
            or by_key[(p.advertiser_id, False)]
            for p in placements
        }

    def _earlier_placements(self, placements):
        """``{placement: the customer's last insertion before it that has copy}``."""
        self.ensure_one()
        found = placements.search_fetch(
            [
                ("advertiser_id", "in", placements.advertiser_id.ids),
                ("medium_id", "=", self.medium_id.id),
                ("version_id", "!=", False),
                ("publication_date", "<", self.publication_date),
                ("publication_date", ">=", self.publication_date - LOOK_BACK),
            ],
            ["advertiser_id", "position_id"],
            order="publication_date desc, id desc",
        )
        by_key = {}
        for placement in found:
            customer = placement.advertiser_id
            by_key.setdefault((customer, placement.position_id), placement)
            by_key.setdefault((customer, False), placement)
        return {
            p: by_key.get((p.advertiser_id, p.position_id))
            or by_key.get((p.advertiser_id, False))
            for p in placements
        }

    # The next issue's slip

    @api.model
    def action_next_slip(self):
        """Open the slip that the user has to hand in next.

        :raise AccessError: not a specialist
        """
        if not self.env.user.has_group("ad_sales_ops.group_ad_specialist"):
            raise AccessError(
                self.env._("Space order slips are written by specialists.")
            )
        for issue in self._next_issues():
            self._make(issue, self.env.user)
        slips = self.search(
            [
                ("user_id", "=", self.env.uid),
                ("issue_id.state", "in", ("open", "closed")),
            ]
        )
        waiting = slips.filtered(lambda s: s.state != "handed_in" and s.can_edit)
        waiting = waiting.sorted(
            lambda s: s.issue_id.booking_close or s.publication_date
        )
        slip = (waiting or slips.sorted("publication_date", reverse=True))[:1]
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ad_sales_ops.ad_space_order_action"
        )
        if not slip:
            return action
        form = [(False, "form")]
        return action | {"views": form, "view_mode": "form", "res_id": slip.id}

    @api.model
    def _next_issues(self):
        """The next issue to be filled of each printed medium he has customers in."""
        today = fields.Date.context_today(self)
        # Superuser: the user's own customers.
        groups = (
            self.env["ad.placement"]
            .sudo()
            ._read_group(
                [
                    ("user_id", "=", self.env.uid),
                    ("company_id", "in", self.env.companies.ids),
                    ("stage", "in", RAN),
                    ("medium_id.is_print", "=", True),
                    ("publication_date", ">=", today - RECENT),
                ],
                ["medium_id"],
            )
        )
        issues = self.env["ad.issue"]
        for (medium,) in groups:
            coming = issues.search(
                [("medium_id", "=", medium.id), ("state", "=", "open")]
            )
            issues |= coming._with_open_booking()[:1]
        return issues

    def action_open_others(self):
        """Open what else the carer has to hand in."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ad_sales_ops.ad_space_order_action"
        )
        return action | {"domain": self._other_domain(), "context": {}}


class AdIssue(models.Model):
    _inherit = "ad.issue"

    def _previous_issue(self):
        """The issue of the medium before this one that appears at all."""
        self.ensure_one()
        return self.search(
            [
                ("medium_id", "=", self.medium_id.id),
                ("publication_date", "<", self.publication_date),
                ("state", "not in", ("merged", "skipped")),
            ],
            order="publication_date desc, id desc",
            limit=1,
        )
