"""The change fee (K11) and what a changed contract bills (R1, R6)."""

from dateutil.relativedelta import relativedelta
from psycopg2 import IntegrityError

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .change_common import LETTER, ChangeCase
from .common import expected_refusal


@tagged("post_install", "-at_install")
class TestChangeFeeScale(ChangeCase):
    """Bands by days, each company's own."""

    def _rules(self, company=None):
        return self.env["ad.change.fee.rule"].search(
            [("company_id", "=", (company or self.company).id)]
        )

    def test_usual_scale(self):
        """Over 25 free, 25 to 15 inclusive 30 %, under 15 the whole price (E2)."""
        percent = self.env["ad.change.fee.rule"]._percent_for
        for days, expected in (
            (400, 0),
            (26, 0),
            (25, 30),
            (16, 30),
            (15, 30),
            (14, 100),
            (0, 100),
            (-3, 100),
        ):
            with self.subTest(days=days):
                self.assertEqual(percent(self.company, "change", days), expected)
        self.assertEqual(percent(self.company, "late_copy", 0), 50)

    def test_words(self):
        bands = self._rules().filtered(lambda r: r.kind == "change").mapped("band")
        self.assertEqual(bands, ["26 days and more", "15 to 25 days", "0 to 14 days"])

    def test_seeded_once(self):
        before = self._rules()
        self.assertEqual(len(before), 4)
        before.filtered(lambda r: r.days_from == 26).percent = 5
        self.env["ad.change.fee.rule"]._seed()
        self.assertEqual(self._rules(), before)

    def test_new_company(self):
        company = self._make_company("Another Press Co.")
        self.assertEqual(len(self._rules(company)), 4)

    def test_own_bands(self):
        self.env["ad.change.fee.rule"].create(
            {"company_id": self.company.id, "days_from": 8, "percent": 60.0}
        )
        percent = self.env["ad.change.fee.rule"]._percent_for
        self.assertEqual(percent(self.company, "change", 14), 60)
        self.assertEqual(percent(self.company, "change", 7), 100)

    def test_no_gap(self):
        last = self._rules().filtered(lambda r: r.kind == "change" and not r.days_from)
        with self._refused("begin with 0 days", ValidationError):
            last.days_from = 3
        with self._refused("stays"):
            last.unlink()

    def test_no_overlap(self):
        with (
            expected_refusal(),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.env["ad.change.fee.rule"].create(
                {"company_id": self.company.id, "days_from": 15, "percent": 60.0}
            )

    def test_figures(self):
        for values in (
            {"days_from": 40, "percent": 101.0},
            {"days_from": 40, "percent": -1.0},
            {"days_from": -1, "percent": 1.0},
            {"days_from": 5, "percent": 1.0, "kind": "late_copy"},
        ):
            with (
                self.subTest(values=values),
                expected_refusal(),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                self.env["ad.change.fee.rule"].create(
                    {"company_id": self.company.id, **values}
                )

    def test_who_changes_it(self):
        rule = self._rules()[:1]
        for title in ("specialist", "manager", "operations", "finance"):
            with self._denied():
                rule.with_user(self.users[title]).percent = 1.0
        rule.with_user(self.general_manager).percent = 1.0


@tagged("post_install", "-at_install")
class TestChangeFee(ChangeCase):
    """Proposed from the request's date, charged with the approval, or waived."""

    def setUp(self):
        super().setUp()
        self._bring_near(self.issues[0])

    def _fee_lines(self):
        product = self.env.ref("ad_sales_ops.product_change_fee")
        return self.order.order_line.filtered(lambda x: x.product_id == product)

    def test_charged(self):
        change = self._asked(
            (self.placement, {"new_position_id": self.half.id, "new_amount": 6000.0}),
            request_date=self.today,
        )
        line = change.line_ids
        self.assertEqual((line.fee_days, line.fee_percent), (20, 30.0))
        # Of the price before the change, not of the new one.
        self.assertEqual(line.fee, 3000.0)
        self.assertEqual(change.fee_total, 3000.0)
        self.assertFalse(self._fee_lines())
        change.with_user(self.manager).action_sign()
        fee = self._fee_lines()
        self.assertEqual(line.fee_line_id, fee)
        self.assertEqual(fee.price_total, 3000.0)
        self.assertEqual(fee.tax_ids, self.tax)
        self.assertEqual((fee.qty_delivered, fee.qty_to_invoice), (1.0, 1.0))
        for words in ("30", "Full page", self.issues[0].display_name, change.name):
            self.assertIn(words, fee.name)
        self.assertEqual(self.order.amount_total, 29000.0)

    def test_counted_from_the_request_not_from_today(self):
        change = self._asked(
            (self.placement, {"new_place": "page", "new_page_number": 9}),
            request_date=self.today - relativedelta(days=6),
        )
        self.assertEqual(change.line_ids.fee_days, 26)
        self.assertEqual(change.fee_total, 0.0)

    def test_counted_to_the_date_before_the_change(self):
        change = self._asked(
            (self.placement, {"new_issue_id": self.issues[4].id}),
            request_date=self.today,
        )
        self.assertEqual(change.line_ids.fee_days, 20)

    def test_rounded_to_the_fen(self):
        self.placement.sudo().amount = 3333.35
        change = self._asked(
            (self.placement, {"new_place": "page", "new_page_number": 9}),
            request_date=self.today,
        )
        self.assertEqual(change.fee_total, 1000.01)

    def test_money_alone_costs_nothing(self):
        change = self._asked(
            (self.placement, {"new_amount": 1.0}), request_date=self.today
        )
        self.assertEqual(change.fee_total, 0.0)

    def test_scale_of_the_day_of_the_consent(self):
        """A scale that changes later changes no fee that was proposed."""
        change = self._asked(
            (self.placement, {"new_place": "page", "new_page_number": 9}),
            request_date=self.today,
        )
        self.env["ad.change.fee.rule"].search(
            [("company_id", "=", self.company.id)]
        ).percent = 70
        self.env.invalidate_all()
        self.assertEqual(change.fee_total, 3000.0)

    def test_waived(self):
        change = self._asked(
            (self.placement, {"new_place": "page", "new_page_number": 9}),
            request_date=self.today,
        )
        with self._denied("waived by the division manager"):
            change._action_waive_fee("He is a friend")
        with self._denied("waived by the division manager"):
            change.with_user(self.users["supervisor"])._action_waive_fee("Please")
        manager = change.with_user(self.manager)
        with self._refused("Say why the fee"):
            manager._action_waive_fee(" ")
        dialog = self.env["ad.change.reason"].with_user(self.manager)
        dialog.create(
            {"change_id": change.id, "purpose": "waive", "reason": "Our own wish"}
        ).action_confirm()
        self.assertEqual(change.fee_total, 0.0)
        self.assertEqual(change.line_ids.fee, 3000.0)
        self.assertEqual(change.fee_waived_by_id, self.manager)
        with self._refused("waived already"):
            manager._action_waive_fee("Twice")
        manager.action_sign()
        self.assertFalse(self._fee_lines())
        waived = change.ad_sign_off_ids.filtered(lambda x: x.decision == "waived")
        self.assertEqual(waived.comment, "Our own wish")
        self.assertEqual(waived.role, "Division Manager")

    def test_waived_then_returned(self):
        change = self._asked(
            (self.placement, {"new_place": "page", "new_page_number": 9}),
            request_date=self.today,
        )
        change.with_user(self.manager)._action_waive_fee("Our own wish")
        change.with_user(self.manager)._action_return("Another page, please")
        change.action_ask()
        self.assertEqual(change.fee_total, 3000.0)

    def test_nothing_to_waive(self):
        change = self._asked((self.placement, {"new_amount": 1.0}))
        with self._refused("No fee is proposed"):
            change.with_user(self.manager)._action_waive_fee("Please")

    # Late first copy

    def _late(self, placement, days=1):
        placement.sudo().first_copy_on = (
            placement.issue_id.material_close + relativedelta(days=days)
        )

    def test_first_copy_is_remembered(self):
        material = self.env["ad.material"].create(
            {
                "name": "Valves",
                "kind": "text",
                "advertiser_id": self.advertiser.id,
                "company_id": self.company.id,
                "received_on": self.today - relativedelta(days=2),
            }
        )
        material._add_version({"headline": "First"}, self.placement)
        day = self.today - relativedelta(days=2)
        self.assertEqual(self.placement.first_copy_on, day)
        self.assertFalse(self.placement.is_copy_late)
        material.received_on = self.today
        material._add_version({"headline": "Second"}, self.placement)
        self.assertEqual(self.placement.first_copy_on, day)

    def test_late_copy(self):
        """Half the price, by the manager's signature, once."""
        placement = self.placement.with_user(self.specialist)
        with self._refused("in time"):
            placement.action_charge_late_copy()
        self._late(self.placement, days=0)
        self.assertFalse(self.placement.is_copy_late)
        self._late(self.placement)
        self.assertTrue(self.placement.may_charge_late_copy)
        action = placement.action_charge_late_copy()
        change = (
            self.env["ad.change.order"]
            .with_user(self.specialist)
            .with_context(**action["context"])
            .create({})
        )
        change.action_ask()
        self.assertEqual(change.state, "consented")
        # A fee changes nothing that runs.
        self.assertFalse(self.placement.clearance_blockers)
        self.assertEqual(change.fee_total, 5000.0)
        change.with_user(self.manager).action_sign()
        fee = self._fee_lines()
        self.assertEqual(fee.price_total, 5000.0)
        self.assertIn("late copy", fee.name)
        self.assertEqual(self.placement.order_line_id, self.line)
        self.env.invalidate_all()
        self.assertFalse(self.placement.may_charge_late_copy)
        with self._refused("charged already"):
            placement.action_charge_late_copy()
        again = self._change((self.placement, {}), kind="late_copy")
        with self._refused("under way already"):
            again.action_ask()

    def test_late_copy_after_the_last_insertion(self):
        """The contract ends with it; what it cost more is charged all the same."""
        self._late(self.placement)
        pending = self._change((self.placement, {}), kind="late_copy")
        pending.action_ask()
        self._late(self.placements[1])
        self._publish(*self.issues[:3])
        self.order.sudo().ad_end_mark = "completed"
        self.assertEqual(self.order.ad_contract_state, "completed")
        pending.with_user(self.manager).action_sign()
        later = self._change((self.placements[1], {}), kind="late_copy")
        later.action_ask()
        later.with_user(self.manager).action_sign()
        self.assertEqual(self._fee_lines().mapped("price_total"), [5000.0, 5000.0])
        changed = self._change((self.placements[2], {"new_amount": 1.0}))
        with self._refused("not sealed and in force"):
            changed.action_ask()

    def test_late_copy_that_was_not(self):
        change = self._change((self.placement, {}), kind="late_copy")
        with self._refused("came in time"):
            change.action_ask()


@tagged("post_install", "-at_install")
class TestBreakOffFee(ChangeCase):
    """Breaking off after the booking close costs the scale's fee (K8, K11)."""

    def setUp(self):
        super().setUp()
        self._bring_near(self.issues[0])
        self.issues[0].sudo().booking_close = self.today - relativedelta(days=1)

    def _statement(self):
        return {
            "date": self.today,
            "reason": "The customer stops advertising.",
            "scan": LETTER,
            "scan_name": "statement.pdf",
        }

    def _fee(self):
        return self.env["ad.change.order"].search([("kind", "=", "break_off")])

    def test_withdrawal(self):
        two = self.placements[:2].with_user(self.specialist)
        two._action_withdraw(self._statement())
        change = self._fee()
        self.assertEqual(change.state, "consented")
        # Only the one that came too late.
        self.assertEqual(change.line_ids.placement_id, self.placement)
        self.assertEqual(change.fee_total, 3000.0)
        self.assertEqual(change.asked_by_id, self.specialist)
        self.assertEqual(self.placement.stage, "withdrawn")
        change.with_user(self.manager).action_sign()
        line = change.line_ids.fee_line_id
        self.assertIn("breaking off", line.name)
        self.assertEqual(self._invoice(self.order).amount_total, 3000.0)

    def test_termination_waived(self):
        self.order.with_user(self.specialist)._action_terminate(self._statement())
        change = self._fee()
        self.assertEqual(change.line_ids.placement_id, self.placement)
        change.with_user(self.manager)._action_waive_fee("An old customer")
        change.with_user(self.manager).action_sign()
        self.assertEqual(change.state, "applied")
        self.assertEqual(len(self.order.order_line), 1)

    def test_in_time(self):
        self.placements[1:].with_user(self.specialist)._action_withdraw(
            self._statement()
        )
        self.assertFalse(self._fee())

    def test_nothing_withdrawn(self):
        change = self._change((self.placement, {}), kind="break_off")
        with self._refused("not withdrawn"):
            change.action_ask()


@tagged("post_install", "-at_install")
class TestChangeInvoices(ChangeCase):
    """Invoices add up to the fen after every kind of change."""

    def _thirds(self, **values):
        order = self._contract(
            (self.full_page, self.issues[:3], {"ad_agreed_total": 100000.0, **values})
        )
        return order, order.ad_placement_ids.sorted("publication_date")

    def _totals(self, order):
        return [move.amount_total for move in order.invoice_ids.sorted("id")]

    def test_thirds(self):
        order, (first, second, third) = self._thirds()
        self.assertEqual(
            [p.amount for p in (first, second, third)], [33333.33, 33333.33, 33333.34]
        )
        self._publish(self.issues[0])
        self._invoice(order)
        line = first.order_line_id
        self._applied((second, {"new_amount": 30000.0}))
        self.assertEqual(first.order_line_id, line)
        self.assertEqual(line.ad_agreed_total, 66666.67)
        self.assertEqual((line.qty_delivered, line.qty_invoiced), (1.0, 1.0))
        self.assertEqual(line.qty_to_invoice, 0.0)
        self.assertEqual(order.amount_total, 96666.67)
        self._publish(self.issues[1])
        self._invoice(order)
        self._publish(self.issues[2])
        self._invoice(order)
        self.assertEqual(self._totals(order), [33333.33, 30000.0, 33333.34])
        self.assertAlmostEqual(sum(self._totals(order)), order.amount_total)
        self.assertEqual(order.invoice_status, "invoiced")
        for move_line in order.invoice_ids.invoice_line_ids:
            self.assertIn(
                move_line.ad_placement_id.order_line_id, move_line.sale_line_ids
            )

    def test_the_last_with_the_rest_leaves(self):
        order, (first, second, third) = self._thirds()
        self._applied((third, {"new_position_id": self.half.id, "new_amount": 9.99}))
        self.assertEqual(first.order_line_id.ad_agreed_total, 66666.66)
        self.assertEqual(order.amount_total, 66676.65)
        self._publish(*self.issues[:3])
        self._invoice(order)
        self.assertAlmostEqual(sum(self._totals(order)), 66676.65)

    def test_tax_excluded_and_discount(self):
        """The rest keeps its printed price and discount where they still fit."""
        tax = self.tax.copy(
            {"name": "6 % on top", "price_include_override": "tax_excluded"}
        )
        order = self._contract(
            (
                self.full_page,
                self.issues[:4],
                {"discount": 15.0, "tax_ids": [Command.set(tax.ids)]},
            )
        )
        line, placements = order.order_line, order.ad_placement_ids
        self.assertEqual(placements[0].amount, 8500.0)
        self._applied((placements[1], {"new_amount": 8000.0}))
        self.assertEqual((line.price_unit, line.discount), (10000.0, 15.0))
        self.assertFalse(line.ad_agreed_total)
        self.assertEqual(line.price_subtotal, 25500.0)
        self.assertEqual(order.amount_total, 35510.0)
        self._publish(*self.issues[:4])
        self._invoice(order)
        self.assertEqual(self._totals(order), [35510.0])

    def test_changed_twice(self):
        """A second change starts from the first one's result."""
        order, (first, second, _third) = self._thirds()
        self._applied((second, {"new_amount": 30000.0}))
        self._applied((second, {"new_amount": 31000.0}))
        self._applied((first, {"new_amount": 32000.0}))
        self.assertEqual(len(order.order_line), 3)
        self.assertEqual(order.amount_total, 96333.34)
        self._publish(*self.issues[:3])
        self._invoice(order)
        self.assertAlmostEqual(sum(self._totals(order)), 96333.34)

    def test_surcharge_goes_along(self):
        """Spot colour on every insertion stays on every insertion."""
        colour = self._product(
            "Spot Colour", 333.335, ad_surcharge="amount", invoice_policy="delivery"
        )
        order = self._thirds()[0]
        line = order.order_line
        order.sudo().write({"locked": False, "state": "draft"})
        self._line(order, colour, 3, {"ad_parent_line_id": line.id, "discount": 10.0})
        self._seal_at_once(order)
        total = order.amount_total
        first, second, _third = order.ad_placement_ids.sorted("publication_date")
        self._publish(self.issues[0])
        self._invoice(order)
        self._applied((second, {"new_amount": second.amount + 0.5}))
        surcharges = order.order_line.filtered("ad_parent_line_id")
        self.assertEqual(sorted(surcharges.mapped("product_uom_qty")), [1.0, 2.0])
        self.assertEqual(
            surcharges.ad_parent_line_id, first.order_line_id | second.order_line_id
        )
        self.assertAlmostEqual(order.amount_total, total + 0.5)
        self._publish(self.issues[1])
        self._invoice(order)
        self._publish(self.issues[2])
        self._invoice(order)
        self.assertAlmostEqual(sum(self._totals(order)), total + 0.5)
        self.assertEqual(order.invoice_status, "invoiced")

    def test_fee_is_billed(self):
        """At once, as a line of its own, before its insertion appears."""
        self._bring_near(self.issues[0])
        self._applied(
            (self.placement, {"new_place": "page", "new_page_number": 9}),
            request_date=self.today,
        )
        invoice = self._invoice(self.order)
        self.assertEqual(invoice.amount_total, 3000.0)
        self._publish(*self.issues[:3])
        self._invoice(self.order)
        self.assertEqual(sorted(self._totals(self.order)), [3000.0, 30000.0])
        self.assertEqual(self.order.amount_total, 33000.0)
        self.assertEqual(self.order.invoice_status, "invoiced")

    def test_moved_insertion_is_billed_once(self):
        order, (first, second, third) = self._thirds()
        self._applied((second, {"new_issue_id": self.issues[4].id}))
        self._publish(self.issues[0], self.issues[2])
        self._invoice(order)
        self._publish(self.issues[4])
        self._invoice(order)
        self.assertAlmostEqual(sum(self._totals(order)), 100000.0)
        self.assertEqual(
            order.invoice_ids.invoice_line_ids.ad_placement_id, first | second | third
        )
