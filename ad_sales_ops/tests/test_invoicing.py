"""Published insertions become invoice lines, to the fen (R1, R6, E19, E29)."""

from lxml import etree

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .publication_common import PublicationCase


@tagged("post_install", "-at_install")
class TestInvoicing(PublicationCase):
    def test_one_line_per_insertion_names_it_and_is_linked_both_ways(self):
        order = self._contract((self.full_page, self.issues[:3]))
        self._publish(self.issues[0], self.issues[1])
        invoice = self._invoice(order)
        self.assertEqual(len(invoice.invoice_line_ids), 2)
        placements = order.ad_placement_ids.filtered(lambda p: p.stage == "published")
        for line, placement in zip(
            invoice.invoice_line_ids.sorted("id"),
            placements.sorted("publication_date"),
            strict=True,
        ):
            self.assertEqual(line.ad_placement_id, placement)
            self.assertEqual(placement.invoice_line_ids, line)
            self.assertEqual(line.quantity, 1.0)
            self.assertEqual(line.discount, 0.0)
            self.assertIn(self.medium.name, line.name)
            self.assertIn(placement.issue_id.display_name, line.name)
            self.assertIn(self.full_page.name, line.name)

    def test_shared_total_to_the_fen(self):
        """Plain Odoo bills 3 × 33,333.33 = 99,999.99."""
        order = self._contract(
            (self.full_page, self.issues[:3], {"ad_agreed_total": 100000.0})
        )
        self._publish(*self.issues[:3])
        invoice = self._invoice(order)
        self.assertEqual(
            invoice.invoice_line_ids.sorted("id").mapped("price_unit"),
            [33333.33, 33333.33, 33333.34],
        )
        self.assertEqual(invoice.amount_untaxed, 100000.0)
        self.assertEqual(order.invoice_status, "invoiced")
        self.assertEqual(order.order_line.untaxed_amount_to_invoice, 100000.0)
        invoice.action_post()
        self.assertEqual(order.order_line.untaxed_amount_to_invoice, 0.0)

    def test_shared_total_to_the_fen_over_three_invoices(self):
        order = self._contract(
            (self.full_page, self.issues[:3], {"ad_agreed_total": 100000.0})
        )
        invoices = self.env["account.move"]
        for issue in self.issues[:3]:
            self._publish(issue)
            invoices |= self._invoice(order)
        invoices.action_post()
        self.assertEqual(len(invoices), 3)
        self.assertEqual(sum(invoices.mapped("amount_total")), 100000.0)
        self.assertEqual(order.order_line.qty_invoiced, 3.0)
        self.assertEqual(order.order_line.amount_to_invoice, 0.0)

    def test_discount_is_in_the_price(self):
        order = self._contract(
            (self.full_page, self.issues[:3], {"price_unit": 999.99, "discount": 15.0})
        )
        self._publish(*self.issues[:3])
        invoice = self._invoice(order)
        self.assertEqual(set(invoice.invoice_line_ids.mapped("discount")), {0.0})
        self.assertEqual(
            invoice.amount_untaxed, sum(order.ad_placement_ids.mapped("amount"))
        )
        self.assertEqual(invoice.amount_untaxed, order.amount_untaxed)

    def test_tax_included_price_list(self):
        order = self._contract(
            (
                self.full_page,
                self.issues[:3],
                {"ad_agreed_total": 100000.0, "tax_ids": [(6, 0, self.tax.ids)]},
            )
        )
        self._publish(*self.issues[:3])
        invoice = self._invoice(order)
        self.assertEqual(invoice.amount_total, 100000.0)
        self.assertEqual(
            invoice.invoice_line_ids.mapped("tax_ids"), self.tax, "the line's own tax"
        )

    def test_two_invoices_in_sequence(self):
        order = self._contract((self.full_page, self.issues[:3]))
        self._publish(self.issues[0])
        first = self._invoice(order)
        self.assertEqual(
            first.invoice_line_ids.ad_placement_id.issue_id, self.issues[0]
        )
        self._publish(self.issues[1])
        second = self._invoice(order)
        self.assertEqual(
            second.invoice_line_ids.ad_placement_id.issue_id, self.issues[1]
        )
        with self.assertRaises(UserError):
            self._invoice(order)

    def test_nothing_published_nothing_billed(self):
        order = self._contract((self.full_page, self.issues[:3]))
        self.assertEqual(order.invoice_status, "no")
        with self.assertRaises(UserError):
            self._invoice(order)

    def test_cancelled_invoice_makes_billable_again(self):
        order = self._contract((self.full_page, self.issues[:2]))
        self._publish(self.issues[0])
        first = self._invoice(order)
        first.button_cancel()
        self.assertEqual(order.invoice_status, "to invoice")
        second = self._invoice(order)
        self.assertEqual(
            second.invoice_line_ids.ad_placement_id,
            first.invoice_line_ids.ad_placement_id,
        )

    def test_deleted_draft_line_makes_billable_again(self):
        order = self._contract((self.full_page, self.issues[:2]))
        self._publish(*self.issues[:2])
        first = self._invoice(order)
        removed = first.invoice_line_ids[0].ad_placement_id
        first.invoice_line_ids[0].unlink()
        second = self._invoice(order)
        self.assertEqual(second.invoice_line_ids.ad_placement_id, removed)

    def _refund(self, invoice):
        reversal = (
            self.env["account.move.reversal"]
            .with_user(self.finance)
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"journal_id": invoice.journal_id.id})
        )
        action = reversal.refund_moves()
        return self.env["account.move"].browse(action["res_id"])

    def test_credit_note_takes_back_exactly_its_insertion(self):
        order = self._contract((self.full_page, self.issues[:2]))
        self._publish(self.issues[0])
        first = self._invoice(order)
        first.action_post()
        self._publish(self.issues[1])
        second = self._invoice(order)
        second.action_post()
        refund = self._refund(first)
        self.assertEqual(refund.move_type, "out_refund")
        placement = refund.invoice_line_ids.ad_placement_id
        self.assertEqual(placement.issue_id, self.issues[0])
        self.assertEqual(order.order_line.qty_invoiced, 1.0)
        again = self._invoice(order)
        self.assertEqual(again.invoice_line_ids.ad_placement_id, placement)

    def test_duplicated_invoice_bills_no_insertion(self):
        order = self._contract((self.full_page, self.issues[:2]))
        self._publish(self.issues[0])
        copy = self._invoice(order).copy()
        self.assertFalse(copy.invoice_line_ids.ad_placement_id)
        self.assertEqual(order.order_line.qty_invoiced, 1.0)

    def test_withdrawn_after_the_invoice_gives_a_credit_note(self):
        order = self._contract(
            (self.full_page, self.issues[:3], {"ad_agreed_total": 100000.0})
        )
        self._publish(*self.issues[:3])
        self._invoice(order).action_post()
        last = order.ad_placement_ids.sorted("publication_date")[-1]
        self._withdraw(last.publication_ids)
        self.assertEqual(order.order_line.qty_to_invoice, -1.0)
        refund = self._invoice(order)
        self.assertEqual(refund.move_type, "out_refund")
        self.assertEqual(refund.invoice_line_ids.ad_placement_id, last)
        self.assertEqual(refund.amount_untaxed, 33333.34)
        self.assertEqual(order.order_line.qty_to_invoice, 0.0)

    def test_swap_of_insertions_is_billed_by_name(self):
        """Numbers cancel out; plain Odoo would see nothing to invoice."""
        order = self._contract((self.full_page, self.issues[:2]))
        self._publish(self.issues[0])
        self._invoice(order).action_post()
        first = order.ad_placement_ids.filtered(lambda p: p.stage == "published")
        self._withdraw(first.publication_ids)
        self._publish(self.issues[1])
        self.assertEqual(order.order_line.qty_to_invoice, 0.0)
        self.assertEqual(order.invoice_status, "to invoice")
        invoice = self._invoice(order)
        self.assertEqual(
            invoice.invoice_line_ids.ad_placement_id, order.ad_placement_ids
        )
        self.assertEqual(invoice.amount_total, 0.0)
        self.assertEqual(order.invoice_status, "no")

    def test_invoice_line_bills_only_its_own_contract_line(self):
        order = self._contract((self.full_page, self.issues[0]))
        other = self._contract((self.full_page, self.issues[0]))
        self._publish(self.issues[0])
        invoice = self._invoice(order)
        with self.assertRaisesRegex(ValidationError, "another contract line"):
            invoice.invoice_line_ids.sudo().ad_placement_id = other.ad_placement_ids

    # Other lines

    def test_surcharge_follows_its_insertions(self):
        """Plain Odoo bills a surcharge whole or not at all."""
        order = self.env["sale.order"].create(
            {
                "partner_id": self.advertiser.id,
                "company_id": self.company.id,
                "user_id": self.specialist.id,
                "team_id": self.team.id,
                "ad_contract_kind": "long_term",
            }
        )
        line = self._line(order, self.full_page.product_id, 2)
        colour = self._product("Fourth colour", 800.0, invoice_policy="delivery")
        surcharge = self._line(order, colour, 2, {"ad_parent_line_id": line.id})
        self.env["ad.placement"].create(
            [
                {"order_line_id": line.id, "issue_id": issue.id}
                for issue in self.issues[:2]
            ]
        )
        self._seal_at_once(order)
        self.assertEqual(surcharge.qty_delivered_method, "ad_publication")
        self._publish(self.issues[0])
        self.assertEqual(surcharge.qty_delivered, 1.0)
        invoice = self._invoice(order)
        self.assertEqual(invoice.amount_untaxed, 10800.0)
        self._withdraw(line.ad_placement_ids.publication_ids)
        self.assertEqual(surcharge.qty_delivered, 0.0)

    def test_surcharge_to_the_fen(self):
        """Plain Odoo bills 3 × 300.00 = 900.00 for a line of 899.99."""
        order = self.env["sale.order"].create(
            {
                "partner_id": self.advertiser.id,
                "company_id": self.company.id,
                "user_id": self.specialist.id,
                "team_id": self.team.id,
                "ad_contract_kind": "long_term",
            }
        )
        line = self._line(order, self.full_page.product_id, 3, {"price_unit": 0.0})
        surcharge = self._line(
            order,
            self._product("Fourth colour", invoice_policy="delivery"),
            3,
            {"ad_parent_line_id": line.id, "price_unit": 333.33, "discount": 10.0},
        )
        self.env["ad.placement"].create(
            [
                {"order_line_id": line.id, "issue_id": issue.id}
                for issue in self.issues[:3]
            ]
        )
        self._seal_at_once(order)
        self.assertEqual(surcharge.price_subtotal, 899.99)
        for issue in self.issues[:3]:
            self._publish(issue)
            self._invoice(order)
        self.assertEqual(
            round(sum(surcharge.invoice_lines.mapped("price_subtotal")), 2), 899.99
        )

    def _mixed(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.advertiser.id,
                "company_id": self.company.id,
                "user_id": self.specialist.id,
                "team_id": self.team.id,
                "ad_contract_kind": "single",
            }
        )
        line = self._line(order, self.full_page.product_id, 1)
        design = self._line(order, self._product(invoice_policy="order"), 2)
        self.env["ad.placement"].create(
            {"order_line_id": line.id, "issue_id": self.issues[0].id}
        )
        return order, line, design

    def test_work_is_billed_when_done(self):
        """Plain Odoo bills an ordered-quantity line whole on the first invoice."""
        order, line, design = self._mixed()
        with self.assertRaisesRegex(UserError, "not sealed"):
            design.with_user(self.operations).action_ad_mark_done()
        self._seal_at_once(order)
        self.assertEqual(design.untaxed_amount_to_invoice, 0.0)
        self.assertEqual(design.amount_to_invoice, 0.0)
        self._publish(self.issues[0])
        invoice = self._invoice(order)
        self.assertEqual(invoice.invoice_line_ids.sale_line_ids, line)
        design.with_user(self.operations).action_ad_mark_done()
        self.assertEqual(design.qty_to_invoice, 2.0)
        self.assertEqual(design.untaxed_amount_to_invoice, design.price_subtotal)
        with self.assertRaisesRegex(UserError, "done already"):
            design.with_user(self.operations).action_ad_mark_done()
        invoice = self._invoice(order)
        self.assertEqual(invoice.amount_untaxed, 1000.0)
        with self.assertRaisesRegex(UserError, "invoiced already"):
            design.with_user(self.operations).action_ad_mark_undone()

    def test_work_marked_done_by_mistake(self):
        order, _line, design = self._mixed()
        self._seal_at_once(order)
        design.with_user(self.users["production"]).action_ad_mark_done()
        design.with_user(self.users["production"]).action_ad_mark_undone()
        self.assertEqual(design.qty_delivered, 0.0)

    def test_who_marks_done_and_what(self):
        order, line, design = self._mixed()
        self._seal_at_once(order)
        for title in ("specialist", "manager", "finance"):
            with self.subTest(title=title), self.assertRaises(AccessError):
                design.with_user(self.users[title]).action_ad_mark_done()
        with self.assertRaisesRegex(UserError, "by publication, not by hand"):
            line.with_user(self.operations).action_ad_mark_done()

    def test_ordinary_order_stays_odoos(self):
        order = self.env["sale.order"].create({"partner_id": self.advertiser.id})
        line = self._line(order, self._product(invoice_policy="order"), 2)
        order.action_confirm()
        self.assertEqual(line.qty_to_invoice, 2.0)
        self.assertEqual(line.qty_delivered_method, "manual")
        with self.assertRaisesRegex(UserError, "no work on an advertising contract"):
            line.with_user(self.operations).action_ad_mark_done()

    def test_automatic_invoice_bills_nothing_unpublished(self):
        """Plain Odoo forces every line to its ordered quantity."""
        order, line, design = self._mixed()
        self._seal_at_once(order)
        order._force_lines_to_invoice_policy_order()
        self.assertEqual(line.qty_to_invoice, 0.0)
        self.assertEqual(design.qty_to_invoice, 0.0)

    # Finance

    def test_many_contracts_one_invoice_each(self):
        orders = self._contract((self.full_page, self.issues[0]))
        orders |= self._contract((self.full_page, self.issues[0]))
        self._publish(self.issues[0])
        invoices = self._invoice(orders)
        self.assertEqual(len(invoices), 2)

    def test_to_invoice_list_holds_published_contracts_only(self):
        published = self._contract((self.full_page, self.issues[0]))
        waiting = self._contract((self.full_page, self.issues[1]))
        self._publish(self.issues[0])
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ad_sales_ops.sale_order_action_ad_to_invoice"
        )
        domain = [
            ("ad_contract_kind", "!=", False),
            ("invoice_status", "=", "to invoice"),
        ]
        self.assertEqual(action["path"], "ad-to-invoice")
        found = self.env["sale.order"].with_user(self.finance).search(domain)
        self.assertIn(published, found)
        self.assertNotIn(waiting, found)
        self.assertEqual(published.ad_to_invoice_count, 1)

    def test_to_invoice_list_is_open_and_sums_money(self):
        """Finance sees contracts and totals at once, not closed groups."""
        action = self.env.ref("ad_sales_ops.sale_order_action_ad_to_invoice")
        self.assertNotIn("group", action.context)
        view = self.env.ref("ad_sales_ops.sale_order_view_list_ad_to_invoice")
        orders = self.env["sale.order"].with_user(self.finance)
        arch = orders.get_view(view.id, "list")["arch"]
        columns = etree.fromstring(arch).findall("field")
        money = [
            column
            for column in columns
            if orders._fields[column.get("name")].type == "monetary"
        ]
        self.assertGreaterEqual(len(money), 4)
        for column in money:
            self.assertTrue(column.get("sum"), column.get("name"))

    def test_finance_does_not_rewrite_prices(self):
        order = self._contract((self.full_page, self.issues[0]))
        for values in ({"price_unit": 1.0}, {"qty_delivered": 1.0}):
            with self.assertRaises(UserError):
                order.order_line.with_user(self.finance).write(values)

    def test_from_the_chain_to_the_money(self):
        """The whole way with nothing skipped: seals, press, publication, payment."""
        order = self._make_contract([(self.full_page, self.issues[:2])])
        self._seal(order)
        for page, placement in enumerate(order.ad_placement_ids, 5):
            placement.with_user(self.operations)._place({placement: (page, 0, 0)})
        self._publish(self.issues[0])
        self.assertEqual(order.order_line.qty_delivered, 1.0)
        invoice = self._invoice(order)
        invoice.with_user(self.finance).action_post()
        self.assertEqual(
            invoice.invoice_line_ids.ad_placement_id.issue_id, self.issues[0]
        )
        self.assertEqual(invoice.amount_untaxed, order.amount_untaxed / 2)

    def test_payment_of_the_invoice_is_registered_and_reconciled(self):
        order = self._contract((self.full_page, self.issues[0]))
        self._publish(self.issues[0])
        invoice = self._invoice(order).with_user(self.finance)
        invoice.action_post()
        register = (
            self.env["account.payment.register"]
            .with_user(self.finance)
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({})
        )
        register.action_create_payments()
        self.assertIn(invoice.payment_state, ("paid", "in_payment"))
        self.assertEqual(order.ad_prepaid_amount, 10000.0)

    def test_down_payment_on_a_contract_is_refused(self):
        """Plain Odoo turns the first insertion's invoice into a credit note."""
        order = self._contract((self.full_page, self.issues[:2]))
        self._publish(self.issues[0])
        for method, values in (
            ("percentage", {"amount": 50.0}),
            ("fixed", {"fixed_amount": 5000.0}),
        ):
            wizard = (
                self.env["sale.advance.payment.inv"]
                .with_user(self.finance)
                .with_context(active_model="sale.order", active_ids=order.ids)
                .create({"advance_payment_method": method, **values})
            )
            with self.subTest(method=method):
                with self.assertRaisesRegex(UserError, "payment on account"):
                    wizard.create_invoices()
        self.assertFalse(order._generate_downpayment_invoices())
        self.assertEqual(self._invoice(order).amount_total, 10000.0)
