"""What contract lines deliver and bill: published insertions (R1, E18)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Domain
from odoo.tools import float_is_zero


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    # Delivered quantity

    @api.depends("product_id.service_tracking", "ad_parent_line_id")
    def _compute_qty_delivered_method(self):
        super()._compute_qty_delivered_method()
        self.filtered(
            lambda line: line._delivers_publications()
        ).qty_delivered_method = "ad_publication"

    def _delivers_publications(self):
        """Whether this line sells insertions, or a surcharge on insertions."""
        self.ensure_one()
        return bool(
            self.ad_parent_line_id or self.product_id.service_tracking == "ad_placement"
        )

    @api.depends(
        "ad_placement_ids.publication_ids.state",
        "ad_placement_ids.publication_ids.result",
        "ad_placement_ids.publication_ids.is_accepted",
        "ad_parent_line_id.ad_placement_ids.publication_ids.state",
        "ad_parent_line_id.ad_placement_ids.publication_ids.result",
        "ad_parent_line_id.ad_placement_ids.publication_ids.is_accepted",
    )
    def _compute_qty_delivered(self):
        super()._compute_qty_delivered()

    def _prepare_qty_delivered(self):
        """Count publications; 0.0 for every own line that has none.

        Odoo leaves a line alone that is missing from this dictionary, so a withdrawn
        publication would stay billable.
        """
        quantities = super()._prepare_qty_delivered()
        # Superuser: internal fields of lines whose quantity anybody may read.
        lines = self.sudo().filtered(
            lambda line: line.qty_delivered_method == "ad_publication"
        )
        counts = (lines | lines.ad_parent_line_id)._publication_counts()
        for line in lines:
            parent = line.ad_parent_line_id
            quantity = counts.get((parent or line)._origin.id, 0)
            if parent:
                quantity = min(quantity, line.product_uom_qty)
            quantities[line] = float(quantity)
        return quantities

    def _publication_counts(self):
        """Insertions that count, ``{line id: number}``; one query a batch.

        An insertion and its make-good are one charge, whichever of them counts (E3).
        """
        if not self.ids:
            return {}
        domain = self.env["ad.publication"]._delivered_domain()
        domain &= Domain("order_line_id", "in", self.ids)
        accrual_date = self.env.context.get("accrual_entry_date")
        if accrual_date:
            date = fields.Date.to_date(accrual_date)
            domain &= Domain("publication_date", "<=", date)
        # Superuser: whoever reads the line reads its quantity, nothing else.
        groups = (
            self.env["ad.publication"]
            .sudo()
            ._read_group(domain, ["order_line_id"], ["charged_id:count_distinct"])
        )
        return {line.id: count for line, count in groups}

    # Quantity to invoice

    @api.depends("order_id.ad_contract_kind")
    def _compute_qty_to_invoice(self):
        """Everything on a contract is billed as delivered, whatever the product says.

        Otherwise one design fee with Odoo's default policy is billed whole on the
        first invoice (E29).
        """
        super()._compute_qty_to_invoice()
        # The others are billed as delivered by Odoo already.
        ordered = self.filtered(lambda x: x.product_id.invoice_policy == "order")
        for line in ordered.filtered(lambda x: x._is_billed_as_delivered()):
            line.qty_to_invoice = line.qty_delivered - line.qty_invoiced

    def _is_billed_as_delivered(self):
        self.ensure_one()
        return bool(
            line_is_open(self)
            and self.order_id.ad_contract_kind
            and not self.is_downpayment
            and self.product_id.type != "combo"
        )

    def _compute_invoice_status(self):
        """Two insertions that cancel each other out still need an invoice (R6)."""
        super()._compute_invoice_status()
        for line in self:
            if line._owes_only_a_swap():
                line.invoice_status = "to invoice"

    def _owes_only_a_swap(self):
        """One billed insertion was withdrawn and another published since.

        Odoo compares numbers and sees nothing to do; the invoice would name the
        wrong insertion for ever.
        """
        self.ensure_one()
        if not (self.qty_delivered and self.qty_invoiced and line_is_open(self)):
            return False
        if self.qty_delivered_method != "ad_publication" or not float_is_zero(
            self.qty_to_invoice, precision_digits=6
        ):
            return False
        # Superuser: billing looks at every insertion of the line.
        placements = self.sudo().ad_placement_ids
        return any(placement._quantity_to_bill() for placement in placements)

    # Amounts to invoice

    def _compute_untaxed_amount_to_invoice(self):
        super()._compute_untaxed_amount_to_invoice()
        # Nothing published and nothing billed: Odoo's zero stands.
        begun = self.filtered(lambda x: x.qty_delivered or x.untaxed_amount_invoiced)
        for line in begun.filtered(lambda x: x._bills_insertions()):
            line.untaxed_amount_to_invoice = (
                line._delivered_amount("price_subtotal") - line.untaxed_amount_invoiced
            )
        for line in self._charges_not_done():
            line.untaxed_amount_to_invoice = 0.0 - line.untaxed_amount_invoiced

    @api.depends("amount_invoiced")
    def _compute_amount_to_invoice(self):
        super()._compute_amount_to_invoice()
        for line in self.filtered(lambda x: x._bills_insertions()):
            line.amount_to_invoice = (
                line._delivered_amount("price_total") - line.amount_invoiced
            )
        for line in self._charges_not_done():
            line.amount_to_invoice = 0.0 - line.amount_invoiced

    def _charges_not_done(self):
        """Charges of which Odoo would bill the ordered quantity (E29)."""
        ordered = self.filtered(lambda x: x.product_id.invoice_policy == "order")
        return ordered.filtered(
            lambda x: not x.qty_delivered
            and not x.display_type
            and x._is_billed_as_delivered()
        )

    def _bills_insertions(self):
        """Whether invoices of this line are made insertion by insertion."""
        self.ensure_one()
        return line_is_open(self) and bool(self.ad_placement_ids)

    def _delivered_amount(self, total):
        """The delivered insertions' share of a total of the line, to the fen."""
        self.ensure_one()
        if not self.qty_delivered and not self.qty_invoiced:
            return 0.0
        # Superuser: amounts of a readable line, whoever cares for its insertions.
        placements = self.sudo().ad_placement_ids
        whole = sum(placements.mapped("amount"))
        delivered = sum(placement._charged_amount() for placement in placements)
        if not whole:
            return 0.0
        return self.currency_id.round(self[total] * delivered / whole)

    # Invoices

    def _prepare_invoice_lines_vals_list(self, **optional_values):
        """One invoice line per insertion, so that a total is shared to the fen (R6).

        Unit price times quantity cannot share 100,000 over 3 insertions.
        """
        # Superuser: billing looks at every insertion of the line.
        placements = self.sudo().ad_placement_ids
        to_bill = [
            (placement, quantity)
            for placement in placements.sorted(lambda p: (p.publication_date, p.id))
            if (quantity := placement._quantity_to_bill())
        ]
        if not to_bill or self.display_type:
            optional_values = self._surcharge_price_values() | optional_values
            return super()._prepare_invoice_lines_vals_list(**optional_values)
        return [
            self._prepare_insertion_invoice_line(placement, quantity, optional_values)
            for placement, quantity in to_bill
        ]

    def _surcharge_price_values(self):
        """The price of the surcharges billed now: their shares of the line's total.

        Three times 333.33 less 10 % are 899.99, but three invoices of one are 900.00.
        """
        wanted, before = int(self.qty_to_invoice), int(self.qty_invoiced)
        count = int(self.product_uom_qty)
        if not self.sudo().ad_parent_line_id or not wanted:
            return {}
        if not (0 <= before <= count and 0 <= before + wanted <= count):
            return {}
        shares = self._ad_insertion_amounts(count, self._ad_total(), self.currency_id)
        first, last = sorted((before, before + wanted))
        amount = sum(shares[first:last])
        return {"price_unit": amount / (last - first), "discount": 0.0}

    def _prepare_insertion_invoice_line(self, placement, quantity, optional_values):
        """Values of the invoice line that bills one insertion."""
        return self._prepare_invoice_line(
            **optional_values
            | {
                "name": placement.with_context(lang=self.env.lang)._invoice_line_name(),
                "quantity": quantity,
                "price_unit": placement.amount,
                "discount": 0.0,
                "extra_tax_data": False,
                "ad_placement_id": placement.id,
                "sale_line_ids": [Command.link(self.id)],
            }
        )

    # Lines without insertions

    def action_ad_mark_done(self):
        """Deliver design, film or sundry lines, which makes them billable (E29).

        :raise AccessError: neither Operations nor Production
        :raise UserError: not sealed, an insertion, or done already
        """
        self._check_ad_may_mark_done()
        for line in self:
            error = line._mark_done_error_message()
            if error:
                raise UserError(error)
            line._action_ad_deliver(line.product_uom_qty)

    def action_ad_mark_undone(self):
        """Take back a wrong “done”, as long as nothing is invoiced.

        :raise AccessError: neither Operations nor Production
        :raise UserError: not done, or invoiced
        """
        self._check_ad_may_mark_done()
        for line in self:
            if not line.qty_delivered or line.qty_invoiced or line.ad_is_insertion:
                raise UserError(
                    self.env._(
                        "“%(line)s” is not done or invoiced already.", line=line.name
                    )
                )
            line._action_ad_deliver(0.0)

    ad_is_insertion = fields.Boolean(
        compute="_compute_ad_is_insertion",
        groups="base.group_user",
        help="Delivered by publication, not by hand.",
    )
    ad_is_done = fields.Boolean(compute="_compute_ad_is_done", groups="base.group_user")

    @api.depends("qty_delivered_method")
    def _compute_ad_is_insertion(self):
        for line in self:
            line.ad_is_insertion = line.qty_delivered_method == "ad_publication"

    @api.depends("qty_delivered", "product_uom_qty")
    def _compute_ad_is_done(self):
        for line in self:
            line.ad_is_done = 0 < line.product_uom_qty <= line.qty_delivered

    def _check_ad_may_mark_done(self):
        self.check_access("read")
        user = self.env.user
        if not (
            self.env.su
            or user.has_group("ad_sales_ops.group_ad_operations")
            or user.has_group("ad_sales_ops.group_ad_production")
        ):
            raise AccessError(
                self.env._(
                    "Work on a contract is marked done by the Operations Centre or "
                    "by Production."
                )
            )

    def _mark_done_error_message(self):
        """What stands against marking the line done, or False."""
        self.ensure_one()
        if not self.order_id.ad_contract_kind or self.display_type:
            return self.env._(
                "“%(line)s” is no work on an advertising contract.", line=self.name
            )
        if self.ad_is_insertion:
            return self.env._(
                "“%(line)s” is delivered by publication, not by hand.", line=self.name
            )
        if self.state != "sale":
            return self.env._(
                "“%(line)s”: contract %(contract)s is not sealed.",
                line=self.name,
                contract=self.order_id.name,
            )
        if self.qty_delivered_method != "manual" or self.ad_is_done:
            return self.env._("“%(line)s” is done already.", line=self.name)
        return False

    def _action_ad_deliver(self, quantity):
        # Superuser: the quantity is guarded; role and state are checked above.
        line = self.sudo()
        line.qty_delivered = quantity
        line.order_id.message_post(
            body=self.env._(
                "“%(line)s”: %(quantity)s marked done by %(user)s.",
                line=line.name,
                quantity=quantity,
                user=self.env.user.name,
            ),
            subtype_xmlid="mail.mt_note",
        )


def line_is_open(line):
    """Whether the line belongs to a sealed order and holds a product."""
    return line.state == "sale" and not line.display_type
