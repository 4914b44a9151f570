"""A contract line lets one of its insertions go its own way (K9, E19)."""

from odoo import models
from odoo.fields import Command


class SaleOrderLine(models.Model):
    """Callers are superuser: the terms are sealed, and a change order decided."""

    _inherit = "sale.order.line"

    def _ad_change_insertion(self, placement, position, amount):
        """Sell one insertion as another position or at another price.

        The others keep what they cost to the fen. Of a line with several insertions
        the changed one gets a line of its own.
        """
        self.ensure_one()
        order = self.order_id
        # Odoo locks the lines of a confirmed order, for the superuser too.
        order.locked = False
        if self.product_uom_qty > 1:
            line = self._ad_split_off(placement, position, amount)
        else:
            line = self._ad_change_single(placement, position, amount)
        order.locked = True
        placement.write({"amount": amount, "price_subtotal": line.price_subtotal})
        return line

    def _ad_change_single(self, placement, position, amount):
        values = self._ad_total_values(amount, 1)
        if position != self.ad_position_id:
            # In one write: either alone would contradict the other.
            move = Command.update(placement.id, {"position_id": position.id})
            values |= {
                "product_id": position.product_id.id,
                "tax_ids": [Command.set(self.tax_ids.ids)],
                "ad_placement_ids": [move],
            }
        self.write(values)
        return self

    def _ad_split_off(self, placement, position, amount):
        rest = self._ad_total() - placement.amount
        line = self.with_context(sale_no_log_for_new_lines=True).create(
            self._ad_prepare_split_values(position.product_id)
            | self._ad_total_values(amount, 1)
        )
        placement.write({"order_line_id": line.id, "position_id": position.id})
        self._ad_shrink(rest)
        self._ad_split_surcharges(line)
        self._ad_level_subtotals()
        return line

    def _ad_prepare_split_values(self, product):
        """Values of a line for one insertion that leaves this line."""
        values = {
            "order_id": self.order_id.id,
            "product_id": product.id,
            "product_uom_qty": 1,
            "sequence": self.sequence,
            "tax_ids": [Command.set(self.tax_ids.ids)],
        }
        return values | ({"name": self.name} if product == self.product_id else {})

    def _ad_total_values(self, total, quantity):
        """Have the line cost exactly this."""
        price = total / quantity
        return {
            "ad_agreed_total": total,
            "price_unit": price,
            "technical_price_unit": price,
            "discount": 0.0,
        }

    def _ad_shrink(self, rest):
        """One insertion less; the rest costs what it cost.

        Price and discount stay as they were printed, where they still give the rest.
        """
        quantity = self.product_uom_qty - 1
        values = {"product_uom_qty": quantity}
        net = self.price_unit * (1 - (self.discount or 0.0) / 100.0) * quantity
        if self.ad_agreed_total or self.currency_id.compare_amounts(net, rest):
            values |= self._ad_total_values(rest, quantity)
        self.write(values)

    def _ad_split_surcharges(self, line):
        """A surcharge on every insertion goes along with the one that leaves.

        It takes the last share, which is billed last, so that the shares billed so
        far stay what they were.
        """
        surcharges = self.order_id.order_line.filtered(
            lambda x: x.ad_parent_line_id == self
            and x.product_uom_qty > self.product_uom_qty
        )
        for surcharge in surcharges:
            total = surcharge._ad_total()
            share = surcharge._ad_insertion_amounts(
                int(surcharge.product_uom_qty), total, surcharge.currency_id
            )[-1]
            surcharge.with_context(sale_no_log_for_new_lines=True).create(
                surcharge._ad_prepare_split_values(surcharge.product_id)
                | self._ad_total_values(share, 1)
                | {"ad_parent_line_id": line.id}
            )
            surcharge._ad_shrink(total - share)

    def _ad_level_subtotals(self):
        """Untaxed shares of the rest add up to the line again."""
        placements = self.ad_placement_ids.sorted(lambda p: (p.publication_date, p.id))
        gap = self.price_subtotal - sum(placements.mapped("price_subtotal"))
        if placements and not self.currency_id.is_zero(gap):
            last = placements[-1]
            last.price_subtotal = self.currency_id.round(last.price_subtotal + gap)
