"""One charge in all, whatever was invoiced before the fault (E3, E18)."""

from dateutil.relativedelta import relativedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from .fault_common import FaultCase


@tagged("post_install", "-at_install")
class TestFaultMoney(FaultCase):
    """10,000.00 over three insertions: 3,333.33, 3,333.33 and 3,333.34."""

    def _nothing_to_invoice(self):
        self.assertEqual(self.line.qty_to_invoice, 0.0)
        self.assertNotEqual(self.line.invoice_status, "to invoice")
        self.assertRefused("", self._invoice, self.order)

    # (a) before the invoice

    def test_nothing_is_billed_until_the_make_good_has_run(self):
        fault = self._fault()
        self.assertEqual(self.line.qty_delivered, 0.0)
        self._nothing_to_invoice()
        make_good = self._make_good(fault)
        self._nothing_to_invoice()
        self._publish(self.issues[3])
        self.assertEqual(make_good.stage, "published")
        self.assertEqual(fault.state, "done")
        self.assertEqual(self.line.qty_delivered, 1.0)
        invoice = self._posted()
        bill = invoice.invoice_line_ids
        self.assertEqual(bill.ad_placement_id, self.original)
        self.assertEqual(bill.price_unit, 3333.33)
        self.assertIn("make-good of", bill.name)
        self.assertIn(self.issues[3].display_name, bill.name)
        self.assertIn(self.issues[0].display_name, bill.name)
        self._nothing_to_invoice()

    def test_the_whole_contract_costs_what_was_agreed(self):
        self._make_good(self._fault())
        self._publish(self.issues[1], self.issues[2], self.issues[3])
        invoice = self._posted()
        self.assertEqual(len(invoice.invoice_line_ids), 3)
        self.assertEqual(invoice.amount_total, 10000.0)
        self.assertEqual(self.line.qty_invoiced, 3.0)
        self.assertEqual(self.line.untaxed_amount_to_invoice, 0.0)
        self.assertEqual(self.order.invoice_status, "invoiced")

    # (b) after the invoice

    def test_invoiced_before_no_refund_and_no_second_charge(self):
        self._posted()
        fault = self._fault("wrong_version")
        self.assertEqual(self.line.qty_delivered, 0.0)
        self._nothing_to_invoice()
        self.assertEqual(self.line.untaxed_amount_to_invoice, 0.0)
        self.assertEqual(self.line.amount_to_invoice, 0.0)
        make_good = self._make_good(fault)
        self._nothing_to_invoice()
        self._publish(self.issues[3])
        self.assertEqual(self.line.qty_delivered, 1.0)
        self.assertEqual(fault.state, "done")
        self._nothing_to_invoice()
        self.assertFalse(make_good.invoice_line_ids)
        self.assertEqual(self._net(), 3333.33)

    def test_others_are_billed_while_one_is_owed(self):
        self._posted()
        self._make_good(self._fault("wrong_version"))
        self._publish(self.issues[1])
        self.assertEqual(self.line.qty_to_invoice, 1.0)
        self.assertEqual(self.line.untaxed_amount_to_invoice, 3333.33)
        invoice = self._posted()
        self.assertEqual(invoice.invoice_line_ids.ad_placement_id, self.placements[1])
        self.assertEqual(self._net(), 6666.66)

    def test_surcharge_is_not_taken_back_either(self):
        """Its quantity follows the insertions, so Odoo would refund it."""
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
        surcharge = self._line(
            order,
            self._product("Fourth colour", 800.0, invoice_policy="delivery"),
            2,
            {"ad_parent_line_id": line.id},
        )
        self.env["ad.placement"].sudo().create(
            [
                {"order_line_id": line.id, "issue_id": issue.id}
                for issue in (self.issues[4], self.issues[5])
            ]
        )
        self._seal_at_once(order)
        self._publish(self.issues[4])
        self._posted(order)
        self.assertEqual(self._net(order), 10800.0)
        first = order.ad_placement_ids.sorted("publication_date")[0]
        fault = self._record("wrong_version", first.publication_ids)
        self.assertEqual(surcharge.qty_delivered, 0.0)
        self.assertEqual(surcharge.qty_to_invoice, 0.0)
        self.assertRefused("", self._invoice, order)
        later = self._make_issues(
            self.medium, 1, self.issues[5].publication_date + relativedelta(months=1)
        )
        self._make_good(fault, later)
        self._publish(later, self.issues[5])
        self.assertEqual(surcharge.qty_to_invoice, 1.0)
        self._posted(order)
        self.assertEqual(self._net(order), 21600.0)

    # (c) the make-good fails, too

    def test_second_make_good_is_one_of_the_original(self):
        self._posted()
        first = self._fault("wrong_version")
        failed = self._make_good(first)
        self._publish(self.issues[3])
        second = self._record("omitted", failed.publication_ids)
        self.assertEqual(second.charged_id, self.original)
        self.assertEqual(second.placement_id, failed)
        self.assertEqual(first.state, "decided")
        self.assertEqual(self.line.qty_delivered, 0.0)
        self._nothing_to_invoice()
        again = self._make_good(second, self.issues[4])
        self.assertEqual(again.make_good_of_id, self.original)
        self._publish(self.issues[4])
        self.assertEqual((first | second).mapped("state"), ["done", "done"])
        self.assertEqual(self.line.qty_delivered, 1.0)
        self._nothing_to_invoice()
        self.assertEqual(self._net(), 3333.33)

    def test_make_good_of_a_make_good_is_refused(self):
        make_good = self._make_good(self._fault())
        self.assertRefused(
            "is a make-good itself",
            make_good._action_plan_make_good,
            self.issues[4],
        )
        self.assertRefused(
            "is a make-good itself",
            self.env["ad.placement"].sudo().create,
            {
                "order_line_id": self.line.id,
                "issue_id": self.issues[4].id,
                "make_good_of_id": make_good.id,
            },
        )

    def test_failed_make_good_is_credited_in_the_end(self):
        self._posted()
        first = self._fault("wrong_version")
        failed = self._make_good(first)
        self._publish(self.issues[3])
        second = self._record("omitted", failed.publication_ids)
        self._decide(second, "credit", credit_amount=3333.33)
        refund = self.order.invoice_ids.filtered(lambda m: m.state == "draft")
        self.assertEqual(refund.amount_total, 3333.33)
        refund.with_user(self.finance).action_post()
        self.assertEqual((first | second).mapped("state"), ["done", "done"])
        self.assertEqual(self._net(), 0.0)
        self._nothing_to_invoice()

    def test_customer_accepts_the_faulty_make_good(self):
        first = self._fault()
        failed = self._make_good(first)
        self._publish(self.issues[3])
        second = self._record("colour", failed.publication_ids)
        self._decide(second, "accept", customer_word="Good enough")
        self.assertEqual((first | second).mapped("state"), ["done", "done"])
        self._posted()
        self.assertEqual(self._net(), 3333.33)

    # (d) credit

    def test_omitted_and_invoiced_is_credited_in_full(self):
        invoice = self._posted()
        fault = self._fault()
        self._decide(fault, "credit", credit_amount=3333.33)
        refund = fault.sudo().credit_line_ids.move_id
        self.assertEqual(refund.move_type, "out_refund")
        self.assertEqual(refund.state, "draft")
        self.assertEqual(refund.reversed_entry_id, invoice)
        action = fault.with_user(self.finance).action_open_credit_notes()
        self.assertEqual(
            self.env["account.move"].with_user(self.finance).search(action["domain"]),
            refund,
        )
        self.assertEqual(fault.state, "decided")
        self._nothing_to_invoice()
        refund.with_user(self.finance).action_post()
        self.assertEqual(fault.state, "done")
        self.assertEqual(self._net(), 0.0)
        self._nothing_to_invoice()
        self.assertEqual(self.line.untaxed_amount_to_invoice, 0.0)

    def test_only_its_own_line_is_credited(self):
        self._publish(self.issues[1])
        self._posted()
        fault = self._fault()
        self._decide(fault, "credit", credit_amount=3333.33)
        refund = fault.sudo().credit_line_ids.move_id
        self.assertEqual(refund.invoice_line_ids.ad_placement_id, self.original)
        self.assertEqual(refund.amount_total, 3333.33)

    def test_not_invoiced_and_given_up_is_never_billed(self):
        fault = self._fault()
        self._decide(fault, "credit", credit_amount=3333.33)
        self.assertEqual(fault.state, "done")
        self.assertFalse(self.order.invoice_ids)
        self._nothing_to_invoice()

    # (e) accepted with credit

    def test_accepted_with_credit_after_the_invoice(self):
        self._posted()
        fault = self._fault("colour")
        self._decide(fault, "credit", credit_amount=1000.01, customer_word="30 % off")
        self.assertTrue(self.publication.is_accepted)
        refund = fault.sudo().credit_line_ids.move_id
        self.assertEqual(refund.amount_total, 1000.01)
        self.assertEqual(self.line.qty_invoiced, 1.0)
        self._nothing_to_invoice()
        refund.with_user(self.finance).action_post()
        self.assertEqual(fault.state, "done")
        self.assertEqual(self._net(), 2333.32)
        self.assertEqual(self.line.qty_delivered, 1.0)
        self.assertEqual(self.line.qty_invoiced_posted, 1.0)
        self.assertEqual(self.line.untaxed_amount_to_invoice, 0.0)
        self._nothing_to_invoice()
        self._publish(self.issues[1], self.issues[2])
        self._posted()
        self.assertEqual(self._net(), 8999.99)
        self.assertEqual(self.order.invoice_status, "invoiced")

    def test_accepted_with_credit_before_the_invoice(self):
        fault = self._fault("colour")
        self._decide(fault, "credit", credit_amount=1000.01, customer_word="30 % off")
        self.assertEqual(fault.state, "decided")
        self.assertEqual(self.line.untaxed_amount_to_invoice, 2333.32)
        invoice = self._posted()
        self.assertEqual(invoice.amount_total, 2333.32)
        self.assertIn(fault.number, invoice.invoice_line_ids.name)
        self.assertEqual(fault.state, "done")
        self._nothing_to_invoice()
        self.assertEqual(self.line.untaxed_amount_to_invoice, 0.0)

    def test_reduced_invoice_taken_back_and_made_again(self):
        fault = self._fault("colour")
        self._decide(fault, "credit", credit_amount=1000.0, customer_word="Agreed")
        invoice = self._posted()
        reversal = (
            self.env["account.move.reversal"]
            .with_user(self.finance)
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"journal_id": invoice.journal_id.id})
        )
        refund = self.env["account.move"].browse(reversal.refund_moves()["res_id"])
        refund.action_post()
        self.assertEqual(self._net(), 0.0)
        self._posted()
        self.assertEqual(self._net(), 2333.33)
        self._nothing_to_invoice()

    def test_tax_included(self):
        order = self._contract(
            (
                self.full_page,
                [self.issues[4]],
                {"ad_agreed_total": 10600.0, "tax_ids": [(6, 0, self.tax.ids)]},
            )
        )
        self._publish(self.issues[4])
        self._posted(order)
        fault = self._record("colour", order.ad_placement_ids.publication_ids)
        self._decide(fault, "credit", credit_amount=1060.0, customer_word="A tenth")
        refund = fault.sudo().credit_line_ids.move_id
        self.assertEqual((refund.amount_total, refund.amount_tax), (1060.0, 60.0))
        refund.with_user(self.finance).action_post()
        self.assertEqual(self._net(order), 9540.0)

    def test_deleted_draft_is_made_again(self):
        self._posted()
        fault = self._fault("colour")
        self._decide(fault, "credit", credit_amount=1000.0, customer_word="Agreed")
        self.assertRefused(
            "is there already", fault.with_user(self.finance).action_draft_credit_note
        )
        fault.sudo().credit_line_ids.move_id.unlink()
        self.assertEqual(fault.state, "decided")
        self.assertDenied(fault.with_user(self.operations).action_draft_credit_note)
        fault.with_user(self.finance).action_draft_credit_note()
        self.assertEqual(fault.sudo().credit_line_ids.price_unit, 1000.0)

    def test_credit_of_a_withdrawn_publication_takes_back_no_more(self):
        """Accepted with credit, then the record is withdrawn: the rest goes back."""
        self._posted()
        fault = self._fault("colour")
        self._decide(fault, "credit", credit_amount=1000.0, customer_word="Agreed")
        fault.sudo().credit_line_ids.move_id.action_post()
        self._withdraw(self.publication)
        self._posted()
        self.assertEqual(self._net(), 0.0)
        self._nothing_to_invoice()

    def test_reduced_invoice_of_a_withdrawn_publication_is_taken_back_once(self):
        """Billed less the credit, then the record is withdrawn: back to nothing."""
        fault = self._fault("colour")
        self._decide(fault, "credit", credit_amount=1000.0, customer_word="Agreed")
        self._posted()
        self.assertEqual(self._net(), 2333.33)
        self._withdraw(self.publication)
        self._posted()
        self.assertEqual(self._net(), 0.0)
        self._nothing_to_invoice()

    # (f) the make-good is withdrawn

    def test_withdrawn_make_good_leaves_the_insertion_owed(self):
        self._posted()
        fault = self._fault()
        make_good = self._make_good(fault)
        make_good.sudo()._action_drop("withdrawn", "Not wanted then")
        self.assertEqual(fault.state, "open")
        self.assertIn("decide again", fault.waiting_text)
        self._nothing_to_invoice()
        self._make_good(fault, self.issues[4])
        self._publish(self.issues[4])
        self.assertEqual(fault.state, "done")
        self.assertEqual(self._net(), 3333.33)

    def test_left_out_make_good_is_decided_again_and_credited(self):
        self._posted()
        fault = self._fault()
        make_good = self._make_good(fault)
        self.patch(
            self.registry["ad.placement"],
            "_press_blockers",
            lambda placements: {make_good: ["Not cleared"]},
        )
        self._publish(self.issues[3])
        self.assertEqual(make_good.stage, "not_run")
        self.assertEqual(fault.state, "open")
        self._decide(fault, "credit", credit_amount=3333.33)
        fault.sudo().credit_line_ids.move_id.action_post()
        self.assertEqual(self._net(), 0.0)

    def test_withdrawn_publication_of_the_make_good_opens_it_again(self):
        fault = self._fault()
        make_good = self._make_good(fault)
        self._publish(self.issues[3])
        self._posted()
        self._withdraw(make_good.publication_ids)
        self.assertEqual(fault.state, "open")
        self.assertEqual(self.line.qty_delivered, 0.0)
        self._nothing_to_invoice()

    # Accepted as it is, corrected, reprinted

    def test_accepted_as_it_is_costs_all(self):
        fault = self._fault("colour")
        self._nothing_to_invoice()
        self._decide(fault, "accept", customer_word="Never mind")
        self.assertEqual(fault.state, "done")
        self._posted()
        self.assertEqual(self._net(), 3333.33)

    def test_original_called_right_after_all_is_no_second_delivery(self):
        """The make-good ran and the first record was wrong: one charge all the same."""
        self._make_good(self._fault("colour"))
        self._publish(self.issues[3])
        self._record("correct")
        self.assertEqual(self.line.qty_delivered, 1.0)
        self._posted()
        self.assertEqual(self._net(), 3333.33)

    # Reports

    def test_turnover_counts_once_in_the_month_of_the_make_good(self):
        """E9: the month of the publication date, here of the make-good."""
        report = self.env["ad.turnover.report"]
        domain = [("order_id", "=", self.order.id)]
        self._make_good(self._fault())
        self.env.flush_all()
        rows = report.search(domain)
        self.assertEqual(len(rows), 3)
        row = rows.filtered(lambda r: r.placement_id == self.original)
        self.assertEqual(row.publication_date, self.issues[3].publication_date)
        self.assertEqual(row.issue_id, self.issues[3])
        self.assertEqual(row.stage, "booked")
        self.assertEqual(round(sum(rows.mapped("amount")), 2), 10000.0)

    def test_turnover_of_a_partial_credit_stays_invoiced(self):
        self._posted()
        fault = self._fault("colour")
        self._decide(fault, "credit", credit_amount=1000.0, customer_word="Agreed")
        fault.sudo().credit_line_ids.move_id.action_post()
        self.env.flush_all()
        row = self.env["ad.turnover.report"].browse(self.original.id)
        self.assertEqual(row.invoice_state, "posted")
        self.assertEqual(row.amount_invoiced, 2333.33)

    def test_rate_counts_what_our_fault_lost(self):
        """E4: omitted counts as run, its make-good does not count."""
        make_good = self._make_good(self._fault())
        self._publish(self.issues[3])
        self.assertTrue(self.original.counts_for_rate)
        self.assertFalse(make_good.counts_for_rate)
        self.assertFalse(self.placements[1].counts_for_rate)

    def test_draft_invoice_comes_first(self):
        self._invoice(self.order)
        fault = self._fault("colour")
        with self.assertRaisesRegex(UserError, "still a draft"):
            self._decide(fault, "credit", credit_amount=5.0, customer_word="Agreed")
