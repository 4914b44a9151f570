"""The delivery list of an issue: one line a receiver, made in bulk (D1)."""

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

READERS = (
    "ad_sales_ops.group_ad_specialist,ad_sales_ops.group_ad_operations,"
    "ad_sales_ops.group_ad_contract_admin,ad_sales_ops.group_ad_distribution,"
    "ad_sales_ops.group_ad_finance,ad_sales_ops.group_ad_service_supervisor"
)
LISTERS = ("distribution", "operations")


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _ad_copy_addresses(self):
        """Where copies go: ``{partner: values of a delivery}``, read in bulk.

        The person is the contact for advertising, the place the delivery address
        where the customer has one.
        """
        places = self.search([("parent_id", "in", self.ids), ("type", "=", "delivery")])
        place_of = {}
        for place in places:
            place_of.setdefault(place.parent_id, place)
        values = {}
        for partner in self:
            place = place_of.get(partner, partner)
            contact = partner.ad_contact_id
            own = place if place != partner else self.browse()
            values[partner] = {
                "customer_name": partner.ad_licence_name or partner.name,
                "recipient": own.name or contact.name or False,
                "phone": own.phone or contact.phone or partner.phone,
                "zip": place.zip,
                "address": place._ad_address_line(),
            }
        return values

    def _ad_address_line(self):
        """The address in one line, in the order of its country."""
        parts = [self.state_id.name, self.city, self.street, self.street2]
        parts = [part for part in parts if part]
        if self.country_id.code == "CN" or not self.country_id:
            # Chinese addresses run from large to small, without spaces.
            dense = all(not part.isascii() for part in parts)
            return ("" if dense else " ").join(parts)
        parts = [self.street, self.street2, self.city, self.state_id.name]
        return ", ".join(filter(None, [*parts, self.country_id.name]))


class AdPlacement(models.Model):
    _inherit = "ad.placement"

    def _follow_order(self):
        """Copies still to be delivered go to the new carer too (E22)."""
        result = super()._follow_order()
        for order, placements in self.grouped("order_id").items():
            # Superuser: people are guarded; the order's write checked who moves them.
            self.env["ad.copy.delivery"].sudo().search(
                [
                    ("partner_id", "in", placements.advertiser_id.ids),
                    ("issue_id", "in", placements.issue_id.ids),
                    ("state", "=", "to_deliver"),
                ]
            ).write(order.sudo()._ad_people())
        return result


class AdIssue(models.Model):
    _inherit = "ad.issue"

    delivery_ids = fields.One2many(
        "ad.copy.delivery", "issue_id", readonly=True, groups=READERS
    )
    delivery_count = fields.Integer(
        "Copies in All", compute="_compute_delivery_counts", groups=READERS
    )
    delivery_open_count = fields.Integer(
        "Copies to Deliver", compute="_compute_delivery_counts", groups=READERS
    )
    delivery_returned_count = fields.Integer(
        "Returned Mail", compute="_compute_delivery_counts", groups=READERS
    )

    def _compute_delivery_counts(self):
        groups = self.env["ad.copy.delivery"]._read_group(
            [
                ("issue_id", "in", self.ids),
                ("state", "not in", ("cancelled", "withdrawn")),
            ],
            ["issue_id", "state"],
            ["__count"],
        )
        counts = {(issue, state): count for issue, state, count in groups}
        for issue in self:
            own = {state: n for (other, state), n in counts.items() if other == issue}
            issue.delivery_count = sum(own.values())
            issue.delivery_open_count = own.get("to_deliver", 0)
            issue.delivery_returned_count = own.get("returned", 0)

    def action_open_deliveries(self):
        """Open the delivery lists of these issues."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ad_sales_ops.ad_copy_delivery_action"
        )
        action["domain"] = [("issue_id", "in", self.ids)]
        action["context"] = {}
        return action

    def action_open_returned(self):
        """Open the mail of these issues that came back."""
        action = self.action_open_deliveries()
        action["domain"] = [("issue_id", "in", self.ids), ("state", "=", "returned")]
        return action

    def action_make_deliveries(self):
        """Make the delivery list, or bring it up to the present; then open it.

        :raise AccessError: neither Distribution nor Operations
        :raise UserError: a website, or not at press yet
        """
        self._check_lister()
        for issue in self:
            error = issue._delivery_error_message()
            if error:
                raise UserError(error)
            issue._action_make_deliveries()
        return self.action_open_deliveries()

    def _check_lister(self):
        user = self.env.user
        if self.env.su or any(
            user.has_group(f"ad_sales_ops.group_ad_{title}") for title in LISTERS
        ):
            return
        raise AccessError(
            self.env._("Delivery lists are made by Distribution or Operations.")
        )

    def _delivery_error_message(self):
        """What stands against a delivery list, or False."""
        if not self.is_print:
            return self.env._(
                "%(medium)s is a website: there are no copies of it to send.",
                medium=self.medium_id.name,
            )
        if self.state not in ("at_press", "published"):
            return self.env._(
                "%(issue)s is “%(state)s”: who is in it is certain only when it is at "
                "press.",
                issue=self.display_name,
                state=self._state_label(),
            )
        return False

    def _action_make_deliveries(self):
        """New receivers get a line, those who are in it no longer leave the list."""
        self.ensure_one()
        # Superuser: lines are guarded and all customers count; role is checked above.
        issue = self.sudo()
        receivers = issue._delivery_receivers()
        lines = issue.env["ad.copy.delivery"].search([("issue_id", "=", issue.id)])
        gone = lines.filtered(
            lambda d: d.state == "to_deliver" and d.partner_id not in receivers
        )
        gone.write(
            {
                "state": "cancelled",
                "cancel_reason": issue.env._("Is not in the issue any more."),
            }
        )
        known = lines.partner_id
        new = {p: values for p, values in receivers.items() if p not in known}
        self._create_deliveries(issue, new, max(lines.mapped("number"), default=0))

    def _create_deliveries(self, issue, receivers, start):
        partners = issue.env["res.partner"].browse([p.id for p in receivers])
        addresses = partners._ad_copy_addresses()
        old = issue._delivery_known_customers(partners)
        rows = [
            {
                "issue_id": issue.id,
                "partner_id": partner.id,
                "way": "post" if partner.ad_locality == "remote" else "hand",
                "is_new": values["kind"] == "advertiser" and partner not in old,
                **values,
                **addresses[partner],
            }
            for partner, values in receivers.items()
        ]
        # In the order in which people go: by way, carer, place.
        rows.sort(
            key=lambda row: (
                row["way"],
                row["user_id"] or 0,
                row["zip"] or "",
                row["address"] or "",
                row["partner_id"],
            )
        )
        for number, row in enumerate(rows, start + 1):
            row["number"] = number
        issue.env["ad.copy.delivery"].create(rows)

    def _delivery_receivers(self):
        """Who gets copies: ``{partner: values}``, customers in the issue first."""
        placements = self.env["ad.placement"].search(
            [("issue_id", "=", self.id), ("stage", "in", ("booked", "published"))],
            order="id",
        )
        receivers = {}
        for placement in placements:
            receivers.setdefault(
                placement.advertiser_id,
                {
                    "kind": "advertiser",
                    "copies": 1,
                    "user_id": placement.user_id.id,
                    "team_id": placement.team_id.id,
                },
            )
        for reader in self.env["ad.copy.reader"]._of_issue(self):
            if reader.partner_id in receivers:
                receivers[reader.partner_id]["copies"] = reader.copies
                continue
            receivers[reader.partner_id] = {
                "kind": reader.kind,
                "copies": reader.copies,
                "user_id": reader.user_id.id,
                "team_id": reader.team_id.id,
            }
        return receivers

    def _delivery_known_customers(self, partners):
        """Those of the partners who got copies or appeared before this issue."""
        before = [
            ("company_id", "=", self.company_id.id),
            ("issue_id", "!=", self.id),
            ("publication_date", "<", self.publication_date),
        ]
        appeared = self.env["ad.publication"]._read_group(
            [("advertiser_id", "in", partners.ids), *before], ["advertiser_id"]
        )
        served = self.env["ad.copy.delivery"]._read_group(
            [("partner_id", "in", partners.ids), *before], ["partner_id"]
        )
        return partners.browse({partner.id for (partner,) in [*appeared, *served]})
