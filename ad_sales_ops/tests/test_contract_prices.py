"""Frequency rate, frozen prices and agreed totals to the fen (K1, E5, E19)."""

import random

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .chain_common import ChainCase


@tagged("post_install", "-at_install")
class TestContractPrices(ChainCase):
    """Plain Odoo counts one line, reprices confirmed orders and loses a fen."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.half_page = cls._make_position("Half page", 6000.0)
        cls.env["product.pricelist.item"].create(
            [
                {
                    "pricelist_id": cls.pricelist.id,
                    "applied_on": "0_product_variant",
                    "product_id": position.product_id.id,
                    "compute_price": "fixed",
                    "fixed_price": price,
                    "min_quantity": quantity,
                }
                for position, prices in (
                    (cls.full_page, {1: 10000, 6: 9000, 12: 8000}),
                    (cls.half_page, {1: 6000, 6: 5400}),
                )
                for quantity, price in prices.items()
            ]
        )

    def _prices(self, order):
        return order.order_line.mapped("price_unit")

    def _contract(self, *quantities, position=None, **values):
        position = position or self.full_page
        order = self._make_contract(lines=[], schedule=False, **values)
        order.order_line = [
            Command.create(
                {"product_id": position.product_id.id, "product_uom_qty": quantity}
            )
            for quantity in quantities
        ]
        return order

    # Frequency

    def test_all_insertions_of_the_medium_count(self):
        """Plain Odoo gives eight lines of one the one-time rate."""
        order = self._contract(*[1] * 8)
        self.assertEqual(self._prices(order), [9000.0] * 8)

    def test_plain_order_keeps_odoos_rate(self):
        product = self.env["product.product"].create(
            {"name": "Paper", "list_price": 10.0, "company_id": self.company.id}
        )
        self.env["product.pricelist.item"].create(
            {
                "pricelist_id": self.pricelist.id,
                "applied_on": "0_product_variant",
                "product_id": product.id,
                "compute_price": "fixed",
                "fixed_price": 8.0,
                "min_quantity": 2,
            }
        )
        order = self.env["sale.order"].create(
            {
                "partner_id": self.advertiser.id,
                "company_id": self.company.id,
                "pricelist_id": self.pricelist.id,
                "order_line": [
                    Command.create({"product_id": product.id, "product_uom_qty": 1})
                    for _index in range(2)
                ],
            }
        )
        self.assertEqual(self._prices(order), [10.0, 10.0])

    def test_positions_of_one_medium_count_together(self):
        order = self._contract(3)
        self.assertEqual(self._prices(order), [10000.0])
        order.order_line = [
            Command.create(
                {"product_id": self.half_page.product_id.id, "product_uom_qty": 3}
            )
        ]
        self.assertEqual(self._prices(order), [9000.0, 5400.0])

    def test_other_media_do_not_count(self):
        other = self._make_medium("Test Weekly", "TWK")
        page = self._make_position("Weekly page", 2000.0, medium=other)
        order = self._contract(4)
        order.order_line = [
            Command.create({"product_id": page.product_id.id, "product_uom_qty": 9})
        ]
        self.assertEqual(self._prices(order), [10000.0, 2000.0])

    def test_siblings_follow_every_change(self):
        order = self._contract(3, 3)
        self.assertEqual(self._prices(order), [9000.0, 9000.0])
        order.order_line[0].product_uom_qty = 2
        self.assertEqual(self._prices(order), [10000.0, 10000.0])
        order.order_line[0].product_uom_qty = 9
        self.assertEqual(self._prices(order), [8000.0, 8000.0])
        order.order_line[0].unlink()
        self.assertEqual(self._prices(order), [10000.0])

    def test_typed_price_stays(self):
        order = self._contract(3, 2)
        order.order_line[0].price_unit = 7777.0
        order.order_line[1].product_uom_qty = 3
        self.assertEqual(self._prices(order), [7777.0, 9000.0])

    def _percentage_rule(self):
        self.env["product.pricelist.item"].create(
            {
                "pricelist_id": self.pricelist.id,
                "applied_on": "0_product_variant",
                "product_id": self.inside_front.product_id.id,
                "compute_price": "percentage",
                "percent_price": 10.0,
                "min_quantity": 6,
            }
        )

    def test_discounts_of_the_list_follow_too(self):
        """A rule in per cent shows as discount on the line."""
        self._percentage_rule()
        order = self._contract(3, position=self.inside_front)
        self.assertEqual(order.order_line.mapped("discount"), [0.0])
        order.order_line = [
            Command.create(
                {"product_id": self.inside_front.product_id.id, "product_uom_qty": 3}
            )
        ]
        self.assertEqual(order.order_line.mapped("discount"), [10.0, 10.0])
        self.assertEqual(order.amount_untaxed, 6 * 18000.0)
        order.order_line[1].unlink()
        self.assertEqual(order.order_line.mapped("discount"), [0.0])

    def test_typed_discount_stays(self):
        self._percentage_rule()
        order = self._contract(3, 2, position=self.inside_front)
        order.order_line[0].discount = 15.0
        order.order_line[1].product_uom_qty = 3
        self.assertEqual(order.order_line.mapped("discount"), [15.0, 10.0])

    def test_contract_date_picks_the_rate_card(self):
        self.pricelist.item_ids.filtered(
            lambda item: item.product_id == self.full_page.product_id
        ).write({"date_end": "2020-12-31 00:00:00"})
        order = self._contract(6, date_order="2020-06-01 00:00:00")
        self.assertEqual(self._prices(order), [9000.0])
        self.assertEqual(self._prices(self._contract(6)), [10000.0])

    def test_everybody_sees_price_lists(self):
        """Otherwise `pricelist_id` stays empty and no rate card applies."""
        for user in (self.specialist, self.plain_user):
            self.assertTrue(user.has_group("product.group_product_pricelist"))
            self.assertTrue(user.has_group("sale.group_discount_per_so_line"))

    # Frozen

    def test_frozen_at_the_seal(self):
        """Plain Odoo reprices a confirmed order when its quantity changes."""
        order = self._at("sealed", lines=[(self.full_page, self.issues)])
        self.assertEqual(self._prices(order), [9000.0])
        self.pricelist.item_ids.fixed_price = 1.0
        order.sudo()._recompute_prices()
        order.sudo().locked = False
        order.order_line.sudo().write({"product_uom_qty": 12})
        self.assertEqual(self._prices(order), [9000.0])
        self.assertEqual(order.order_line.discount, 0.0)

    def test_frozen_for_ordinary_lines_too(self):
        order = self._make_contract()
        work = self.env["product.product"].create(
            {
                "name": "Design",
                "type": "service",
                "list_price": 500.0,
                "taxes_id": False,
            }
        )
        order.order_line = [Command.create({"product_id": work.id})]
        self._seal(order)
        line = order.order_line[-1].sudo()
        order.sudo().locked = False
        work.list_price = 900.0
        line.product_uom_qty = 2
        self.assertEqual(line.price_unit, 500.0)

    def test_amounts_are_not_typed(self):
        order = self._make_contract().with_user(self.specialist)
        for vals in ({"amount_total": 1}, {"amount_untaxed": 1}, {"amount_tax": 1}):
            with self.subTest(vals=vals), self._denied("is set by the steps"):
                order.write(vals)
        for vals in (
            {"price_subtotal": 1},
            {"price_total": 1},
            {"qty_delivered": 2},
            {"qty_invoiced": 2},
            {"qty_to_invoice": 2},
            {"qty_delivered_method": "manual"},
            {"ad_position_id": self.half_page.id},
        ):
            with self.subTest(vals=vals), self._denied("is set by the steps"):
                order.order_line.write(vals)
        with self._denied("is set by the steps"):
            self.env["sale.order.line"].with_user(self.specialist).create(
                {
                    "order_id": order.id,
                    "product_id": self.full_page.product_id.id,
                    "qty_delivered": 3,
                }
            )
        with self._denied("is set by the steps"):
            self.env["sale.order.line"].with_user(self.specialist).with_context(
                default_qty_delivered=3
            ).create({"order_id": order.id, "product_id": self.full_page.product_id.id})

    def test_placement_amounts_are_not_typed(self):
        placement = self._make_contract().ad_placement_ids[0]
        for vals in ({"amount": 1}, {"price_subtotal": 1}, {"stage": "published"}):
            with self.subTest(vals=vals), self._denied("is set by the steps"):
                placement.with_user(self.specialist).write(vals)

    # Agreed totals

    def _agreed(self, total, count, **values):
        issues = self.issues[:count]
        order = self._make_contract(
            lines=[(self.full_page, issues)], schedule=False, **values
        )
        order.order_line.ad_agreed_total = total
        self._schedule(order, [(self.full_page, issues)])
        return order

    def test_hundred_thousand_over_three(self):
        """Plain Odoo: 3 × 33,333.33 = 99,999.99."""
        order = self._agreed(100000.0, 3)
        self.assertEqual(order.amount_total, 100000.0)
        self.assertEqual(
            order.ad_placement_ids.sorted("publication_date").mapped("amount"),
            [33333.33, 33333.33, 33333.34],
        )

    def test_random_totals(self):
        """E5: the shares add up to the fen, the last one takes the rest."""
        generator = random.Random(19)
        line = self._make_contract().order_line
        for _index in range(500):
            fen, count = generator.randint(1, 10**9), generator.randint(1, 60)
            shares = line._ad_insertion_amounts(count, fen / 100, line.currency_id)
            in_fen = [round(share * 100) for share in shares]
            with self.subTest(fen=fen, count=count):
                self.assertEqual(sum(in_fen), fen)
                self.assertEqual(len(set(in_fen[:-1])), min(count - 1, 1))
                self.assertLess(in_fen[-1] - in_fen[0], count)
                self.assertGreaterEqual(in_fen[-1], in_fen[0])

    def test_random_contracts(self):
        generator = random.Random(5)
        order = self._agreed(1.0, 6)
        for _index in range(25):
            total = generator.randint(1, 10**8) / 100
            order.order_line.ad_agreed_total = total
            self.env.flush_all()
            with self.subTest(total=total):
                amounts = order.ad_placement_ids.mapped("amount")
                self.assertEqual(round(sum(amounts) * 100), round(total * 100))
                self.assertEqual(order.amount_untaxed, total)

    def test_agreed_total_with_tax(self):
        """E19: in the line's own tax setting."""
        country = self.company.account_fiscal_country_id
        group = self.env["account.tax.group"].create(
            {"name": "VAT", "company_id": self.company.id, "country_id": country.id}
        )
        tax = self.env["account.tax"].create(
            {
                "name": "6 % on top",
                "amount": 6.0,
                "tax_group_id": group.id,
                "company_id": self.company.id,
                "country_id": country.id,
            }
        )
        order = self._agreed(100000.0, 3)
        order.order_line.tax_ids = tax
        self.assertEqual(order.amount_untaxed, 100000.0)
        self.assertEqual(order.amount_total, 106000.0)
        inside = tax.copy(
            {"name": "6 % inside", "price_include_override": "tax_included"}
        )
        order.order_line.tax_ids = inside
        self.assertEqual(order.amount_total, 100000.0)
        subtotals = order.ad_placement_ids.mapped("price_subtotal")
        self.assertEqual(round(sum(subtotals), 2), order.amount_untaxed)

    def test_agreed_total_beats_list_and_discount(self):
        order = self._contract(3)
        order.order_line.discount = 20
        order.order_line.ad_agreed_total = 25000.0
        self.assertEqual(order.order_line.discount, 0.0)
        self.assertEqual(order.amount_untaxed, 25000.0)
        order.order_line.product_uom_qty = 5
        self.assertEqual(order.amount_untaxed, 25000.0)
        self.assertAlmostEqual(order.order_line._ad_discount_rate(), 50.0)

    def test_agreed_total_is_not_negative(self):
        order = self._contract(3)
        with self._refused("cannot be negative", ValidationError):
            order.order_line.ad_agreed_total = -1

    def test_shares_without_agreed_total(self):
        order = self._make_contract()
        order.order_line.write({"price_unit": 9999.99, "discount": 33.33})
        self.env.flush_all()
        amounts = order.ad_placement_ids.mapped("amount")
        self.assertEqual(round(sum(amounts), 2), order.amount_untaxed)

    def test_shares_stand_at_the_seal(self):
        order = self._agreed(100000.0, 3)
        self._seal(order)
        order.ad_placement_ids[0].with_user(self.specialist)._action_withdraw(
            self._statement()
        )
        self.env.flush_all()
        self.assertEqual(
            order.ad_placement_ids.mapped("amount"), [33333.33, 33333.33, 33333.34]
        )

    # Discount lines

    def test_no_global_discount(self):
        """Plain Odoo bills a discount line whole on the first invoice."""
        order = self._contract(3)
        for kind in ("so_discount", "amount"):
            wizard = (
                self.env["sale.order.discount"]
                .with_user(self.specialist)
                .create(
                    {
                        "sale_order_id": order.id,
                        "discount_type": kind,
                        "discount_percentage": 0.1,
                        "discount_amount": 100,
                    }
                )
            )
            with self.subTest(kind=kind), self._refused("On All Order Lines"):
                wizard.action_apply_discount()
        wizard = (
            self.env["sale.order.discount"]
            .with_user(self.specialist)
            .create({"sale_order_id": order.id, "discount_percentage": 0.1})
        )
        wizard.action_apply_discount()
        self.assertEqual(order.order_line.discount, 10.0)

    def test_no_negative_lines(self):
        order = self._contract(3)
        work = self.env["product.product"].create(
            {"name": "Commission", "type": "service", "list_price": 100.0}
        )
        for vals in ({"price_unit": -100}, {"product_uom_qty": -1}):
            with (
                self.subTest(vals=vals),
                self._refused("negative line of its own", ValidationError),
            ):
                order.order_line = [Command.create({"product_id": work.id, **vals})]
        with self._refused("negative", ValidationError):
            order.order_line[0].price_unit = -1

    def test_whole_insertions(self):
        order = self._contract(3)
        with self._refused("a whole number of insertions", ValidationError):
            order.order_line.product_uom_qty = 2.5

    def test_ad_products_bill_what_ran(self):
        product = self.full_page.product_id
        with self._refused("", ValidationError):
            product.invoice_policy = "order"
        with self._refused("", ValidationError):
            product.type = "consu"
