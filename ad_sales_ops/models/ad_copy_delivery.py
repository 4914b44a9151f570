"""Copies to customers (送书): who gets an issue, how, and that it arrived (D1)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

DISTRIBUTION = "ad_sales_ops.group_ad_distribution"
#: What people may change by hand, until the copy leaves.
OPEN_FIELDS = {
    "address",
    "copies",
    "note",
    "phone",
    "recipient",
    "receipt_photo",
    "signature",
    "signed_by",
    "way",
    "zip",
}
#: What Distribution alone fills in.
POST_FIELDS = {"carrier", "tracking_number"}
#: Frozen as soon as the copy was handed over or posted.
FACT_FIELDS = {
    "address",
    "copies",
    "customer_name",
    "deadline",
    "delivered_by_id",
    "delivered_on",
    "issue_id",
    "kind",
    "number",
    "partner_id",
    "phone",
    "posted_by_id",
    "posted_on",
    "previous_id",
    "receipt_photo",
    "recipient",
    "signature",
    "signed_by",
    "way",
    "was_late",
    "zip",
} | POST_FIELDS
#: Frozen when the mail came back.
RETURN_FIELDS = {"returned_by_id", "returned_on", "return_reason", "return_note"}
#: Frozen with the withdrawal of the record.
END_FIELDS = {"state", "withdrawn_by_id", "withdrawn_on", "withdrawal_reason"}
#: Ordinary mail has no number.
NUMBERLESS = {"ordinary"}

CARRIERS = [
    ("ordinary", "Ordinary Mail"),
    ("china_post", "China Post, Registered"),
    ("ems", "EMS"),
    ("sf", "SF Express"),
    ("jd", "JD Logistics"),
    ("zto", "ZTO Express"),
    ("yto", "YTO Express"),
    ("sto", "STO Express"),
    ("yunda", "Yunda Express"),
    ("other", "Another Carrier"),
]
STATES = [
    ("to_deliver", "To Deliver"),
    ("delivered", "Delivered"),
    ("posted", "Posted"),
    ("received", "Arrived"),
    ("returned", "Came Back"),
    ("cancelled", "Not Sent"),
    ("withdrawn", "Record Withdrawn"),
]


class AdCopyDelivery(models.Model):
    """The copies of one issue for one receiver.

    Address and people are a snapshot: what was printed on the label stays readable.
    A mistake is withdrawn by a second person and done again on a new line (G5).
    """

    _name = "ad.copy.delivery"
    _inherit = ["ad.guarded.mixin"]
    _description = "Copy Delivery"
    _order = "publication_date desc, issue_id, number, id"
    _rec_names_search = ["customer_name", "recipient", "tracking_number"]

    issue_id = fields.Many2one(
        "ad.issue", required=True, index=True, ondelete="restrict", readonly=True
    )
    medium_id = fields.Many2one(
        related="issue_id.medium_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        related="issue_id.company_id", store=True, precompute=True, index=True
    )
    publication_date = fields.Date(
        related="issue_id.publication_date", store=True, precompute=True, index=True
    )
    number = fields.Integer("No.", readonly=True, aggregator=None)
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        index=True,
        ondelete="restrict",
        readonly=True,
    )
    customer_name = fields.Char("Name on the Label", readonly=True, index="trigram")
    kind = fields.Selection(
        [
            ("advertiser", "Advertiser"),
            ("prospect", "Prospect"),
            ("complimentary", "Complimentary Reader"),
        ],
        required=True,
        readonly=True,
        default="advertiser",
    )
    is_new = fields.Boolean(
        "New Customer", readonly=True, help="Gets a mailing notice with the copy."
    )
    user_id = fields.Many2one(
        "res.users", "Carer", readonly=True, index=True, ondelete="restrict"
    )
    team_id = fields.Many2one(
        "crm.team", readonly=True, index=True, ondelete="restrict"
    )
    page_text = fields.Char("Appears on", compute="_compute_page_text")

    # how it goes there
    copies = fields.Integer("Number of Copies", required=True, default=1)
    way = fields.Selection(
        [("hand", "By Hand"), ("post", "By Post")],
        required=True,
        default="hand",
        index=True,
    )
    recipient = fields.Char()
    phone = fields.Char()
    address = fields.Char()
    zip = fields.Char("Postcode")
    note = fields.Char()
    deadline = fields.Date(
        compute="_compute_deadline",
        store=True,
        precompute=True,
        index=True,
        help="So many working days after the publication date; see the settings.",
    )
    is_late = fields.Boolean(
        "Late", compute="_compute_is_late", search="_search_is_late"
    )
    was_late = fields.Boolean("Left Late", readonly=True)

    # what happened
    state = fields.Selection(
        STATES, required=True, default="to_deliver", readonly=True, index=True
    )
    signature = fields.Binary("Customer's Signature", attachment=True)
    signed_by = fields.Char(help="Who of the customer's people took the copy.")
    receipt_photo = fields.Image(
        "Photo of the Signed List",
        max_width=1600,
        max_height=1600,
        help="When the customer signed on paper.",
    )
    delivered_on = fields.Datetime("Handed over on", readonly=True)
    delivered_by_id = fields.Many2one(
        "res.users", "Handed over by", readonly=True, ondelete="restrict"
    )
    carrier = fields.Selection(CARRIERS)
    tracking_number = fields.Char(index="btree_not_null")
    posted_on = fields.Date(readonly=True)
    posted_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    received_on = fields.Datetime("Arrived on", readonly=True)
    received_by_id = fields.Many2one(
        "res.users", "Receipt Recorded by", readonly=True, ondelete="restrict"
    )
    returned_on = fields.Date(readonly=True)
    returned_by_id = fields.Many2one(
        "res.users", "Return Recorded by", readonly=True, ondelete="restrict"
    )
    return_reason = fields.Selection(
        [
            ("address", "Wrong Address"),
            ("moved", "Customer Moved"),
            ("unclaimed", "Nobody There, Not Collected"),
            ("refused", "Refused at the Door"),
            ("damaged", "Damaged on the Way"),
            ("other", "Another Reason"),
        ],
        readonly=True,
    )
    return_note = fields.Char(readonly=True)
    cancel_reason = fields.Char("Why Not Sent", readonly=True)
    previous_id = fields.Many2one(
        "ad.copy.delivery",
        "Sent Again for",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    next_ids = fields.One2many(
        "ad.copy.delivery", "previous_id", "Sent Again", readonly=True
    )
    withdrawn_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    withdrawn_on = fields.Datetime(readonly=True)
    withdrawal_reason = fields.Text(readonly=True)

    _one_open_line_each = models.UniqueIndex(
        "(issue_id, partner_id) WHERE state = 'to_deliver'",
        "This customer is on the delivery list of the issue already.",
    )
    _sent_again_once = models.UniqueIndex(
        "(previous_id)", "This copy was sent again already. Look at the newer line."
    )
    _tracking_number_unique = models.UniqueIndex(
        "(company_id, carrier, tracking_number) "
        "WHERE tracking_number IS NOT NULL AND state != 'withdrawn'",
        "This tracking number is used already. Look it up on the delivery list.",
    )
    _copies_are_sane = models.Constraint(
        "CHECK (copies BETWEEN 1 AND 500)",
        "A customer gets 1 to 500 copies of an issue.",
    )
    _withdrawn_by_whom_and_why = models.Constraint(
        "CHECK (state != 'withdrawn' OR (withdrawn_by_id IS NOT NULL "
        "AND withdrawn_on IS NOT NULL AND withdrawal_reason IS NOT NULL))",
        "A withdrawn delivery says who withdrew it, when and why.",
    )

    # Computes

    @api.depends("publication_date")
    def _compute_deadline(self):
        calendar = self.env["ad.calendar.exception"]
        days = {}
        for delivery in self:
            company, day = delivery.company_id, delivery.publication_date
            if delivery.previous_id:
                # What is sent again starts anew.
                day = max(day, company._ad_today())
            if day and (company, day) not in days:
                days[company, day] = calendar._add_working_days(
                    # Superuser: a setting that is no secret.
                    day,
                    company.sudo().ad_copy_delivery_days,
                    company,
                )
            delivery.deadline = days.get((company, day))

    @api.depends("state", "deadline")
    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        for delivery in self:
            delivery.is_late = (
                delivery.state == "to_deliver"
                and delivery.deadline
                and delivery.deadline < today
            )

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = Domain("state", "=", "to_deliver") & Domain(
            "deadline", "<", fields.Date.context_today(self)
        )
        return late if True in value else ~late

    def _compute_page_text(self):
        # Superuser: where it appears is printed for everybody; read in bulk.
        placements = (
            self.env["ad.placement"]
            .sudo()
            .search(
                [
                    ("issue_id", "in", self.issue_id.ids),
                    ("advertiser_id", "in", self.partner_id.ids),
                    ("stage", "in", ("booked", "published")),
                ],
                order="page, id",
            )
        )
        texts = {}
        for placement in placements:
            words = filter(None, (placement.page_label, placement.position_id.name))
            key = placement.issue_id.id, placement.advertiser_id.id
            texts.setdefault(key, []).append(" ".join(words))
        for delivery in self:
            key = delivery.issue_id.id, delivery.partner_id.id
            delivery.page_text = ", ".join(texts.get(key, ()))

    @api.depends("customer_name", "issue_id.name", "tracking_number")
    @api.depends_context("ad_show_number")
    def _compute_display_name(self):
        for delivery in self:
            names = [delivery.customer_name, delivery.issue_id.name]
            if self.env.context.get("ad_show_number"):
                names.append(delivery.tracking_number)
            delivery.display_name = " · ".join(filter(None, names))

    # Guards

    def _guarded_fields(self):
        free = OPEN_FIELDS | POST_FIELDS | set(models.MAGIC_COLUMNS)
        return super()._guarded_fields() | {
            name
            for name, field in self._fields.items()
            if (field.store or field.type == "one2many") and name not in free
        }

    def _frozen_fields(self):
        """Names of the fields that may not change any more, whoever writes.

        :rtype: set[str]
        """
        self.ensure_one()
        if self.state == "withdrawn":
            return FACT_FIELDS | RETURN_FIELDS | END_FIELDS
        if self.state == "returned":
            return FACT_FIELDS | RETURN_FIELDS
        if self.state in ("delivered", "posted", "received"):
            return FACT_FIELDS
        return set()

    def write(self, vals):
        """Hold what was signed or posted, also against the superuser.

        :raise UserError: a frozen field is among the values
        :raise AccessError: another title fills in carrier or number
        """
        for delivery in self:
            frozen = delivery._frozen_fields() & set(vals)
            if frozen:
                raise UserError(
                    self.env._(
                        "%(delivery)s has left the house; “%(field)s” does not change "
                        "any more. A second person withdraws a wrong record.",
                        delivery=delivery.display_name,
                        field=self._fields[min(frozen)]._description_string(self.env),
                    )
                )
        if not self.env.su and POST_FIELDS & set(vals):
            self._check_distribution()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._(
                "Lines of a delivery list are never deleted. Say “Not Sent” with a "
                "reason; the line stays readable."
            )
        )

    # Nobody gets past this.
    def copy(self, default=None):  # pylint: disable=method-required-super
        """Lines are made by the issue's delivery list only.

        :raise UserError: always
        """
        raise UserError(
            self.env._("Delivery lists are made with the button of their issue.")
        )

    def _check_distribution(self):
        if self.env.su or self.env.user.has_group(DISTRIBUTION):
            return
        raise AccessError(
            self.env._("Posting and returned mail are recorded by Distribution.")
        )

    def _state_label(self):
        return dict(self._fields["state"]._description_selection(self.env))[self.state]
