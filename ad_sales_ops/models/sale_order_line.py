"""Contract lines: a position and a number of insertions (K1, E19)."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, float_compare, float_round

from .sale_order import SEALED_BY_CUSTOMER

#: Fields of a line that the customer's seal covers.
LINE_TERMS = {
    "ad_agreed_total",
    "ad_parent_line_id",
    "discount",
    "display_type",
    "is_downpayment",
    "name",
    "order_id",
    "price_unit",
    "product_id",
    "product_uom_id",
    "product_uom_qty",
    "tax_ids",
}


class SaleOrderLine(models.Model):
    """A line with a position is scheduled, placed and billed by insertion."""

    _name = "sale.order.line"
    _inherit = ["sale.order.line", "ad.guarded.mixin"]

    qty_delivered_method = fields.Selection(
        selection_add=[("ad_publication", "Publications")],
        ondelete={"ad_publication": lambda lines: lines._leave_publications()},
    )
    ad_position_id = fields.Many2one(
        "ad.position",
        "Position",
        compute="_compute_ad_position_id",
        store=True,
        precompute=True,
        ondelete="restrict",
        index="btree_not_null",
        groups="base.group_user",
    )
    ad_medium_id = fields.Many2one(
        related="ad_position_id.medium_id", string="Ad Medium", groups="base.group_user"
    )
    ad_agreed_total = fields.Monetary(
        "Agreed Total",
        copy=True,
        groups="base.group_user",
        help="For all insertions of the line, in the price list's own tax setting; "
        "it is shared to the fen, the last insertion takes the rest (E5, E19).",
    )
    ad_placement_ids = fields.One2many(
        "ad.placement",
        "order_line_id",
        "Placements",
        groups="ad_sales_ops.group_ad_user",
    )
    ad_scheduled_count = fields.Integer(
        "Scheduled", compute="_compute_ad_scheduled_count", groups="base.group_user"
    )
    ad_list_discount = fields.Float(
        "Discount of the Price List",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="Technical: tells a typed discount from one that the list gave.",
    )
    ad_parent_line_id = fields.Many2one(
        "sale.order.line",
        "Surcharge on",
        index="btree_not_null",
        ondelete="cascade",
        groups="base.group_user",
        domain="[('order_id', '=', order_id), ('ad_position_id', '!=', False)]",
        help="The surcharge is billed with the insertions of this line.",
    )

    def _leave_publications(self):
        """What was published stays delivered when the module leaves (E31).

        Nothing is computed anew: Odoo would ask to refund what a make-good fulfils.
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE sale_order_line SET qty_delivered_method = 'manual' "
                "WHERE id = ANY(%s)",
                self.ids,
            )
        )
        self.invalidate_recordset(["qty_delivered_method"], flush=False)

    @api.depends("product_id")
    def _compute_ad_position_id(self):
        products = self.product_id.filtered(
            lambda product: product.service_tracking == "ad_placement"
        )
        # Superuser: portal users compute lines too; only the link is kept.
        positions = (
            self.env["ad.position"]
            .sudo()
            .with_context(active_test=False)
            .search([("product_id", "in", products.ids)])
        )
        by_product = {position.product_id.id: position.id for position in positions}
        for line in self:
            line.ad_position_id = by_product.get(line.product_id.id, False)

    @api.depends("ad_placement_ids.stage")
    def _compute_ad_scheduled_count(self):
        counts = dict(
            self.env["ad.placement"]
            .sudo()
            ._read_group(
                [
                    ("order_line_id", "in", self.ids),
                    ("stage", "!=", "cancelled"),
                    ("make_good_of_id", "=", False),
                ],
                ["order_line_id"],
                ["__count"],
            )
        )
        by_id = {line.id: count for line, count in counts.items()}
        for line in self:
            line.ad_scheduled_count = by_id.get(line._origin.id, 0)

    @api.constrains("ad_agreed_total")
    def _check_ad_agreed_total(self):
        if any(line.ad_agreed_total < 0 for line in self):
            raise ValidationError(self.env._("An agreed total cannot be negative."))

    @api.constrains("product_uom_qty", "product_id")
    def _check_ad_quantity(self):
        for line in self.filtered("ad_position_id"):
            if line.product_uom_qty != int(line.product_uom_qty) or (
                line.product_uom_qty < 0
            ):
                raise ValidationError(
                    self.env._(
                        "“%(position)s”: the quantity is a whole number of insertions.",
                        position=line.ad_position_id.display_name,
                    )
                )
            if line.ad_scheduled_count > line.product_uom_qty:
                raise ValidationError(
                    self.env._(
                        "“%(position)s”: %(done)s insertions are scheduled already. "
                        "Cancel some before you lower the quantity to %(wanted)s.",
                        position=line.ad_position_id.display_name,
                        done=line.ad_scheduled_count,
                        wanted=int(line.product_uom_qty),
                    )
                )

    @api.constrains("product_id")
    def _check_ad_scheduled_position(self):
        """What is scheduled stays what the line sells (P1)."""
        for line in self:
            # Superuser: insertions are the carer's, the line may be the owner's.
            live = line.sudo().ad_placement_ids.filtered(
                lambda p: p.stage != "cancelled" and not p.make_good_of_id
            )
            if live.position_id - line.sudo().ad_position_id:
                raise ValidationError(
                    self.env._(
                        "“%(position)s” is scheduled already, so the line keeps its "
                        "product. Delete the insertions first, or add another line.",
                        position=live[0].position_id.display_name,
                    )
                )

    # Guarded fields and frozen terms

    def _is_guarded(self):
        return self.order_id._is_ad_contract()

    def _guarded_computes(self):
        names = super()._guarded_computes() | {
            "invoice_status",
            "price_subtotal",
            "price_tax",
            "price_total",
            "qty_invoiced",
            "qty_to_invoice",
            "state",
            "untaxed_amount_invoiced",
            "untaxed_amount_to_invoice",
        }
        return names | {"qty_delivered", "qty_delivered_method", "ad_position_id"}

    def _guarded_value_changes(self, name, value):
        if name == "state" and self.order_id.state == value:
            return False
        return super()._guarded_value_changes(name, value)

    @api.model_create_multi
    def create(self, vals_list):
        """Add lines to open contracts only; refresh frequency prices.

        :raise UserError: the customer has sealed the terms
        """
        lines = super().create(vals_list)
        if not self.env.su:
            lines._check_ad_open()
            lines._check_ad_seller_of_open()
            lines.order_id.sudo()._check_ad_new_positions()
        lines.order_id._ad_refresh_prices()
        return lines

    def write(self, vals):
        """Keep sealed terms; refresh the frequency prices of open contracts.

        :raise UserError: a term of a contract that the customer sealed
        """
        if not self.env.su:
            self._check_ad_terms(vals)
        result = super().write(vals)
        if not self.env.su and "order_id" in vals:
            self._check_ad_open()
        if not self.env.su and {"order_id", "product_id"} & set(vals):
            self.order_id.sudo()._check_ad_new_positions()
        if {"product_uom_qty", "product_id"} & set(vals):
            self.order_id._ad_refresh_prices()
        return result

    def unlink(self):
        """Remove lines of open contracts only; the others' rate may change."""
        orders = self.order_id
        if not self.env.su:
            self._check_ad_open()
            self._check_ad_seller_of_open()
        result = super().unlink()
        orders.exists()._ad_refresh_prices()
        return result

    def _check_ad_terms(self, vals):
        names = LINE_TERMS & set(vals)
        if not names:
            return
        self._check_ad_seller_of_open()
        for line in self.sudo():
            if line.order_id.ad_contract_state in SEALED_BY_CUSTOMER and any(
                line._guarded_value_changes(name, vals[name]) for name in names
            ):
                raise UserError(line.order_id._ad_frozen_message())

    def _check_ad_seller_of_open(self):
        """Billing may write order lines in Odoo, but not a contract's terms (G3)."""
        orders = self.sudo().order_id.filtered(
            lambda o: o._is_ad_contract()
            and o.ad_contract_state not in SEALED_BY_CUSTOMER
        )
        if orders:
            orders._check_ad_seller(self.env.user)

    def _check_ad_open(self):
        for order in self.sudo().order_id:
            if order.ad_contract_kind and order.ad_contract_state in SEALED_BY_CUSTOMER:
                raise UserError(order._ad_frozen_message())

    @api.constrains("price_unit", "product_uom_qty", "order_id", "is_downpayment")
    def _check_ad_no_discount_lines(self):
        """A negative line would be billed whole on the first invoice (K1)."""
        for line in self:
            if line.display_type or line.is_downpayment:
                continue
            if line.order_id.ad_contract_kind and (
                line.price_unit < 0 or line.product_uom_qty < 0
            ):
                raise ValidationError(
                    self.env._(
                        "%(contract)s: a discount or commission goes into the price of "
                        "the lines; it cannot be a negative line of its own.",
                        contract=line.order_id.name,
                    )
                )

    # Prices

    def _get_pricelist_kwargs(self):
        """Frequency: all the contract's insertions in the medium count (K1)."""
        kwargs = super()._get_pricelist_kwargs()
        position = self.sudo().ad_position_id
        if position and self.order_id.ad_contract_kind:
            siblings = self.sudo().order_id.order_line.filtered(
                lambda line: line.ad_medium_id == position.medium_id
            )
            own = self.product_uom_qty if self.sudo() not in siblings else 0
            kwargs["quantity"] = sum(siblings.mapped("product_uom_qty"), own) or 1.0
        return kwargs

    def _ad_with_open_prices(self):
        """The lines whose price the customer has not sealed yet."""
        return self.filtered(lambda line: not line.order_id._ad_prices_are_frozen())

    @api.depends("ad_agreed_total", "product_uom_qty")
    def _compute_price_unit(self):
        lines = self._ad_with_open_prices()
        agreed = lines.sudo().filtered(lambda x: x.ad_agreed_total and x.ad_position_id)
        for line in agreed:
            price = line.ad_agreed_total / (line.product_uom_qty or 1.0)
            line.with_context(sale_write_from_compute=True).update(
                {"price_unit": price, "technical_price_unit": price}
            )
        rest = lines.filtered(lambda line: line.sudo() not in agreed)
        return super(SaleOrderLine, rest)._compute_price_unit()

    @api.depends("ad_agreed_total")
    def _compute_discount(self):
        lines = self._ad_with_open_prices()
        agreed = lines.filtered(
            lambda x: x.sudo().ad_agreed_total and x.sudo().ad_position_id
        )
        agreed.discount = 0.0
        result = super(SaleOrderLine, lines - agreed)._compute_discount()
        for line in lines.sudo():
            line.ad_list_discount = line.discount
        return result

    def _ad_insertion_amounts(self, count, total, currency):
        """Share a total to the fen; the last insertion takes the rest (E5).

        :return: ``count`` amounts whose sum is exactly ``total``
        """
        if not count:
            return []
        share = float_round(
            total / count, precision_rounding=currency.rounding, rounding_method="DOWN"
        )
        last = currency.round(total - share * (count - 1))
        return [share] * (count - 1) + [last]

    def _ad_total(self):
        """What all insertions of the line cost, in its own tax setting."""
        self.ensure_one()
        if self.ad_agreed_total:
            return self.ad_agreed_total
        net = self.price_unit * (1 - (self.discount or 0.0) / 100.0)
        return self.currency_id.round(net * self.product_uom_qty)

    def _ad_has_manual_price(self):
        """Whether somebody typed another price than the list's."""
        self.ensure_one()
        return bool(
            self.currency_id.compare_amounts(self.technical_price_unit, self.price_unit)
        )

    def _ad_has_manual_discount(self):
        """Whether somebody typed another discount than the list's."""
        self.ensure_one()
        return bool(float_compare(self.discount, self.ad_list_discount, 2))

    def _ad_discount_rate(self):
        """Per cent below the rate card: 1 − net ÷ list, in the contract's currency."""
        self.ensure_one()
        quantity = self.product_uom_qty
        if not quantity:
            return 0.0
        listed = self._get_display_price()
        net = self._ad_total() / quantity
        if not listed or self.currency_id.compare_amounts(net, listed) >= 0:
            return 0.0
        return (1 - net / listed) * 100
