"""Faults and money: one charge in all, whatever was invoiced before (E3, E18)."""

from odoo import api, models

from .sale_order_line_publication import line_is_open


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    @api.depends(
        "ad_placement_ids.fault_ids.state",
        "ad_placement_ids.fault_ids.is_full_credit",
        "ad_parent_line_id.ad_placement_ids.fault_ids.state",
        "ad_parent_line_id.ad_placement_ids.fault_ids.is_full_credit",
    )
    def _compute_qty_to_invoice(self):
        """Nothing is taken back for an insertion that is still owed."""
        super()._compute_qty_to_invoice()
        for line in self:
            kept = line._charges_kept()
            if kept:
                delivered = line.qty_delivered + kept
                # Superuser: an internal field of a line whose quantity anybody reads.
                if line.sudo().ad_parent_line_id:
                    delivered = min(delivered, line.product_uom_qty)
                line.qty_to_invoice = delivered - line.qty_invoiced

    def _charges_kept(self):
        """Insertions billed and owed again: a fault of theirs is not settled."""
        self.ensure_one()
        # Nothing billed, nothing kept: a contract just sealed costs no query (B1).
        if not self.qty_invoiced or not line_is_open(self):
            return 0
        if self.qty_delivered_method != "ad_publication":
            return 0
        # Superuser: billing looks at every insertion of the line.
        line = self.sudo()
        placements = (line.ad_parent_line_id or line).ad_placement_ids
        return sum(
            1
            for placement in placements.filtered("fault_ids")
            if placement._billed_quantity() > 0
            and not placement._is_delivered()
            and placement._keeps_its_charge()
        )

    # What is invoiced: a part of the price given back is no insertion less

    @api.depends("invoice_lines.ad_fault_id.is_full_credit")
    def _compute_qty_invoiced(self):
        super()._compute_qty_invoiced()

    def _prepare_qty_invoiced(self):
        quantities = super()._prepare_qty_invoiced()
        for line in self:
            for credit in line._partial_credit_lines():
                if credit.parent_state != "cancel":
                    quantities[line] += credit.quantity
        return quantities

    @api.depends("invoice_lines.ad_fault_id.is_full_credit")
    def _compute_qty_invoiced_posted(self):
        super()._compute_qty_invoiced_posted()
        for line in self:
            for credit in line._partial_credit_lines():
                if credit.parent_state == "posted":
                    line.qty_invoiced_posted += credit.quantity

    def _partial_credit_lines(self):
        self.ensure_one()
        if self.qty_delivered_method != "ad_publication":
            return self.env["account.move.line"]
        # Superuser: internal fields of the invoices of a line that anybody reads.
        lines = self._get_invoice_lines().sudo()
        return lines.filtered(lambda line: line._is_ad_partial_credit())

    # Amounts

    @api.depends(
        "ad_placement_ids.fault_ids.state", "ad_placement_ids.fault_ids.credit_amount"
    )
    def _compute_untaxed_amount_to_invoice(self):
        super()._compute_untaxed_amount_to_invoice()

    @api.depends(
        "ad_placement_ids.fault_ids.state", "ad_placement_ids.fault_ids.credit_amount"
    )
    def _compute_amount_to_invoice(self):
        super()._compute_amount_to_invoice()

    def _prepare_insertion_invoice_line(self, placement, quantity, optional_values):
        """Bill less what was credited; take back no more than was asked."""
        values = super()._prepare_insertion_invoice_line(
            placement, quantity, optional_values
        )
        credits = placement._partial_credits()
        if quantity > 0:
            # A credit note that is there already has its own line.
            credits = credits.filtered(lambda fault: not fault._credit_notes())
        if credits:
            values["price_unit"] -= sum(credits.mapped("credit_amount"))
            if quantity > 0:
                # On a refund it would mean: a part of the price, no insertion.
                values["ad_fault_id"] = credits[:1].id
            values["name"] = self.env._(
                "%(insertion)s, less credit for fault %(number)s",
                insertion=values["name"],
                number=", ".join(credits.mapped("number")),
            )
        return values
