"""Change orders (K9): asked, consented, approved and carried out, or refused."""

from dateutil.relativedelta import relativedelta
from lxml import etree
from psycopg2 import IntegrityError

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import DotDict
from odoo.tools.safe_eval import safe_eval

from .change_common import LETTER, ChangeCase
from .common import expected_refusal


@tagged("post_install", "-at_install")
class TestChangeOrder(ChangeCase):
    """The happy way of each kind of change."""

    def test_way(self):
        """Draft, request, consent, approval: each step leaves its line in the trail."""
        change = self._change((self.placement, {"new_amount": 9000.0}))
        change.write({"request_scan": False, "confirmer_id": False})
        self.assertEqual(change.state, "draft")
        self.assertRegex(change.name, r"^CO\d{4}-\d{4}$")
        change.action_ask()
        self.assertEqual(change.state, "requested")
        self.assertIn("consent", change.waiting_text)
        dialog = self.env["ad.change.consent"].with_user(self.specialist)
        dialog.create(
            {
                "change_id": change.id,
                "request_scan": LETTER,
                "request_scan_name": "letter.pdf",
                "confirmer_id": self.confirmer.id,
            }
        ).action_record()
        self.assertEqual(change.state, "consented")
        self.assertEqual(change.consent_by, "Wang Shili")
        self.assertIn("Test manager", change.waiting_text)
        signer = change.with_user(self.manager)
        self.assertTrue(signer.my_turn)
        self.assertFalse(change.my_turn)
        turns = self.env["ad.change.order"].with_user(self.manager)
        self.assertIn(change, turns.search([("my_turn", "=", True)]))
        signer.action_sign()
        self.assertEqual(change.state, "applied")
        self.assertEqual(change.applied_by_id, self.manager)
        trail = change.ad_sign_off_ids
        self.assertEqual(trail.mapped("step"), ["consent", "manager"])
        self.assertEqual(trail[0].evidence, LETTER.encode())
        self.assertEqual(trail.mapped("step_label")[0], "Customer's Consent")

    def test_amount(self):
        """One of three pages costs less: it gets a line, the total adds up."""
        change = self._applied((self.placement, {"new_amount": 8000.0}))
        self.assertEqual(self.placement.amount, 8000.0)
        own = self.placement.order_line_id
        self.assertNotEqual(own, self.line)
        self.assertEqual(own.product_uom_qty, 1)
        self.assertEqual(own.price_total, 8000.0)
        self.assertEqual(self.line.product_uom_qty, 2)
        self.assertEqual(self.line.price_total, 20000.0)
        self.assertEqual(self.order.amount_total, 28000.0)
        self.assertTrue(self.order.locked)
        # Old and new stay, whatever comes later.
        line = change.line_ids
        self.assertEqual((line.old_amount, line.new_amount), (10000.0, 8000.0))
        self.assertIn("10,000.00", line.old_words)
        self.assertIn("8,000.00", line.new_words)
        self.placement.position_id.name = "Renamed"
        self.assertIn("10,000.00", line.old_words)

    def test_amount_of_the_only_insertion(self):
        order = self._contract((self.full_page, self.issues[3]))
        placement = order.ad_placement_ids
        self._applied((placement, {"new_amount": 12000.0}))
        self.assertEqual(placement.order_line_id, order.order_line)
        self.assertEqual(order.amount_total, 12000.0)

    def test_position(self):
        self._applied(
            (self.placement, {"new_position_id": self.half.id, "new_amount": 6000.0})
        )
        self.assertEqual(self.placement.position_id, self.half)
        self.assertEqual(self.placement.height, 60)
        self.assertEqual(self.placement.stage, "booked")
        own = self.placement.order_line_id
        self.assertEqual(own.product_id, self.half.product_id)
        self.assertEqual(own.tax_ids, self.tax)
        self.assertEqual(self.order.amount_total, 26000.0)
        self.assertEqual(self.line.ad_position_id, self.full_page)
        # The untaxed shares add up to the lines.
        for line in self.order.order_line:
            self.assertAlmostEqual(
                sum(line.ad_placement_ids.mapped("price_subtotal")), line.price_subtotal
            )

    def test_position_of_the_only_insertion(self):
        order = self._contract((self.full_page, self.issues[3]))
        placement = order.ad_placement_ids
        self._applied((placement, {"new_position_id": self.half.id}))
        self.assertEqual(placement.position_id, self.half)
        self.assertEqual(order.order_line.product_id, self.half.product_id)
        self.assertIn("Half page", order.order_line.name)
        self.assertEqual(order.amount_total, 10000.0)

    def test_fixed_position_takes_its_place(self):
        self._applied((self.placement, {"new_position_id": self.inside_front.id}))
        side = self.placement.issue_id._page_ordinal("inside_front")
        self.assertEqual(self.placement.page, side)
        self.assertEqual(self.placement.slot, 1)
        self.assertFalse(self.placement.consent_ids)

    def test_run_of_book_of_the_same_size_keeps_its_page(self):
        twin = self._make_position("Full page, coated", 11000.0)
        self.placement.sudo().write({"page": 5})
        self._applied((self.placement, {"new_position_id": twin.id}))
        self.assertEqual(self.placement.page, 5)
        smaller = self.placements[1]
        smaller.sudo().write({"page": 6})
        self._applied((smaller, {"new_position_id": self.half.id}))
        self.assertEqual(smaller.page, 0)

    def test_issue(self):
        """To another date: price, line and number of insertions stay."""
        self._applied((self.placement, {"new_issue_id": self.issues[4].id}))
        self.assertEqual(self.placement.issue_id, self.issues[4])
        self.assertEqual(self.placement.order_line_id, self.line)
        self.assertEqual(self.placement.amount, 10000.0)
        self.assertEqual(self.order.amount_total, 30000.0)

    def test_issue_and_position(self):
        """Into the place that is free there, though it is taken where it was."""
        self._contract((self.inside_front, self.issues[0]))
        self._applied(
            (
                self.placement,
                {
                    "new_position_id": self.inside_front.id,
                    "new_issue_id": self.issues[4].id,
                },
            )
        )
        self.assertEqual(self.placement.issue_id, self.issues[4])
        self.assertEqual(self.placement.position_id, self.inside_front)
        self.assertTrue(self.placement.page)

    def test_promised_page(self):
        """Leaving a promised page is the customer's consent (F4)."""
        order = self._contract((self.inside_front, self.issues[0]))
        placement = order.ad_placement_ids
        self.env["ad.placement"]._put({placement: (2, 0, 0)})
        self._applied((placement, {"new_place": "page", "new_page_number": 7}))
        side = placement.issue_id._page_ordinal("page", 7)
        self.assertEqual(placement.page, side)
        consent = placement.consent_ids
        self.assertEqual(consent.page, side)
        self.assertEqual(consent.confirmer_id, self.confirmer)
        self.assertIn("CO", consent.said_how)
        self.assertFalse(placement._needs_page_consent(side))

    def test_run_of_book_page_needs_no_consent_record(self):
        self._applied((self.placement, {"new_place": "page", "new_page_number": 9}))
        self.assertEqual(self.placement.page_label, "9")
        self.assertFalse(self.placement.consent_ids)

    def test_two_insertions_change_places(self):
        """What one leaves the other takes, in one step."""
        other = self._make_position(
            "Inside back cover",
            15000.0,
            page_rule="fixed",
            fixed_place="inside_back",
            capacity=1,
        )
        order = self._contract(
            (self.inside_front, self.issues[0]), (other, self.issues[0])
        )
        front, back = order.ad_placement_ids.sorted("id")
        for placement in front, back:
            placement.sudo()._take_space_again()
        self._applied(
            (front, {"new_position_id": other.id}),
            (back, {"new_position_id": self.inside_front.id}),
        )
        self.assertEqual(front.page, front.issue_id._page_ordinal("inside_back"))
        self.assertEqual(back.page, back.issue_id._page_ordinal("inside_front"))

    def test_returned_and_handed_in_again(self):
        """The letter stays good for what it says, not for more (K9)."""
        change = self._asked((self.placement, {"new_amount": 9000.0}))
        change.with_user(self.manager)._action_return("Why so cheap?")
        self.assertEqual(change.state, "returned")
        self.assertIn("Test specialist", change.waiting_text)
        self.assertTrue(change.activity_ids)
        change.action_ask()
        self.assertEqual(change.state, "consented")
        self.assertFalse(change.activity_ids)
        change.with_user(self.manager)._action_return("Still too cheap")
        change.line_ids.new_amount = 9500.0
        with self._refused("agreed to something else"):
            change.action_ask()
        change.request_scan = SECOND_LETTER
        change.action_ask()
        change.with_user(self.manager).action_sign()
        self.assertEqual(self.placement.amount, 9500.0)
        decisions = change.ad_sign_off_ids.mapped("decision")
        self.assertEqual(decisions.count("returned"), 2)

    def test_taken_back(self):
        change = self._asked((self.placement, {"new_amount": 9000.0}))
        with self._refused("Say why"):
            change._action_take_back(" ")
        change._action_take_back("The customer changed his mind")
        self.assertEqual(change.state, "withdrawn")
        self.assertEqual(self.placement.amount, 10000.0)
        # The insertion is free for another.
        self._applied((self.placement, {"new_amount": 9500.0}))

    def test_blocks_while_it_is_open(self):
        """An open change keeps the insertion from running and says whose turn (U1)."""
        self.assertFalse(self.placement.clearance_blockers)
        change = self._change((self.placement, {"new_amount": 9000.0}))
        change.request_scan = False
        self.env.flush_all()
        self.assertFalse(self.placement.clearance_blockers)
        change.action_ask()
        self.env.flush_all()
        self.assertIn(change.name, self.placement.clearance_blockers)
        self.assertIn("Test specialist", self.placement.clearance_blockers)
        self.assertFalse(self.placements[1].clearance_blockers)
        change._action_record_consent({"request_scan": LETTER})
        self.env.flush_all()
        self.assertIn("Test manager", self.placement.clearance_blockers)
        self.assertEqual(self.placement.state, "booked")
        change.with_user(self.manager).action_sign()
        self.env.flush_all()
        self.assertFalse(self.placement.clearance_blockers)
        self.assertEqual(self.placement.state, "cleared")

    def test_price_up_on_a_prepaid_contract(self):
        """What is missing now keeps it from running at once."""
        self.order.sudo().ad_payment_kind = "prepaid"
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": self.advertiser.id,
                "amount": 30000.0,
                "ad_order_id": self.order.id,
                "currency_id": self.company.currency_id.id,
            }
        )
        payment.action_post()
        self.env.flush_all()
        self.assertFalse(self.placement.clearance_blockers)
        self._applied((self.placement, {"new_amount": 10000.01}))
        self.assertIn("0.01", self.placements[1].clearance_blockers)

    def test_from_the_list(self):
        """Selected insertions stand on the form at once; the rest is typing."""
        chosen = self.placements[:2].with_user(self.specialist)
        action = chosen.action_change()
        change = (
            self.env["ad.change.order"]
            .with_user(self.specialist)
            .with_context(**action["context"])
            .create({"reason": "Smaller"})
        )
        self.assertEqual(change.line_ids.placement_id, self.placements[:2])
        self.assertEqual(change.line_ids.mapped("new_amount"), [10000.0, 10000.0])

    def test_buttons_between_neighbours(self):
        change = self._asked((self.placement, {"new_amount": 9000.0}))
        for record in self.placement, self.order:
            name = "action_open_change_orders"
            action = getattr(record, name, None) or record.action_ad_open_change_orders
            domain = action()["domain"]
            self.assertEqual(self.env["ad.change.order"].search(domain), change)
        self.assertEqual(self.placement.change_order_count, 1)
        self.assertEqual(self.order.ad_change_order_count, 1)

    def test_printed(self):
        """Old and new, consent, fee and signatures stand on the paper."""
        change = self._applied(
            (self.placement, {"new_position_id": self.half.id, "new_amount": 6000.0}),
            request_date=self.today,
        )
        html = (
            self.env["ir.actions.report"]
            ._render_qweb_html("ad_sales_ops.report_ad_change_order", change.ids)[0]
            .decode()
        )
        for words in (
            change.name,
            self.order.name,
            "Full page",
            "Half page",
            "Wang Shili",
            "Test manager",
            "Division Manager",
            "The customer moves its launch.",
        ):
            self.assertIn(words, html)


SECOND_LETTER = LETTER[:-4] + "AAAA"


@tagged("post_install", "-at_install")
class TestChangeOrderRefusals(ChangeCase):
    """Each way in which a change cannot be made, in words."""

    def test_no_lines_no_reason(self):
        change = self._change((self.placement, {"new_amount": 9000.0}))
        change.reason = " "
        with self._refused("what the customer wants"):
            change.action_ask()
        change.write({"reason": "So", "line_ids": [Command.clear()]})
        with self._refused("Choose the insertions"):
            change.action_ask()

    def test_nothing_changes(self):
        with self._refused("Nothing changes"):
            self._asked((self.placement, {}))
        with self._refused("Nothing changes"):
            self._asked((self.placement, {"new_position_id": self.full_page.id}))

    def test_negative_amount(self):
        with self._refused("cannot be negative"):
            self._asked((self.placement, {"new_amount": -1.0}))

    def test_contract_not_sealed(self):
        order = self._make_contract([(self.full_page, self.issues[3:5])])
        placement = order.ad_placement_ids[0]
        with self._refused("not sealed and in force"):
            placement.with_user(self.specialist).action_change()
        with self._refused("not sealed and in force"):
            self._asked((placement, {"new_amount": 1.0}))

    def test_published_insertion(self):
        self._publish(self.issues[0])
        with self._refused("is over"):
            self._asked((self.placement, {"new_amount": 1.0}))

    def test_make_good(self):
        """It runs as the fault was decided: neither picked, nor asked for."""
        self._publish(self.issues[0])
        self.placement.publication_ids.with_user(self.operations)._action_record_result(
            {"result": "omitted"}
        )
        fault = self.placement.fault_ids
        values = {"issue_id": self.issues[4]}
        fault.with_user(self.manager)._action_decide("make_good", values)
        make_good = fault.sudo().make_good_id.with_user(self.specialist)
        with self._refused("decide on the fault again"):
            self._asked((make_good, {"copy_change": "Another picture"}))
        with self._refused("decide on the fault again"):
            make_good.action_change()
        arch = self.env["ad.change.order"].get_view(view_type="form")["arch"]
        pickers = etree.fromstring(arch).xpath(
            "//field[@name='line_ids']/*[self::list or self::form]"
            "//field[@name='placement_id']"
        )
        self.assertEqual(len(pickers), 2, "On a screen and on a telephone")
        for picker in pickers:
            parent = DotDict(order_id=self.order.id, kind="change")
            domain = safe_eval(picker.get("domain"), {"parent": parent})
            found = self.env["ad.placement"].search(domain)
            self.assertEqual(found, self.placements[1:])

    def test_withdrawn_insertion(self):
        self.placement.sudo()._action_drop("withdrawn", "By letter")
        with self._refused("not booked"):
            self._asked((self.placement, {"new_amount": 1.0}))

    def test_issue_at_press(self):
        self._to_press(self.issues[0])
        with self._refused("at press"):
            self._asked((self.placement, {"new_amount": 1.0}))

    def test_went_to_press_meanwhile(self):
        """An insertion with an open change is left out; its change is over then."""
        change = self._asked((self.placement, {"new_amount": 1.0}))
        self._to_press(self.issues[0])
        self.assertEqual(self.placement.stage, "not_run")
        self.assertIn(change.name, self.placement.left_out_reason)
        with self._refused("is over"):
            change.with_user(self.manager).action_sign()

    def test_twice_on_one_placement(self):
        first = self._asked((self.placement, {"new_amount": 9000.0}))
        with self._refused(first.name):
            self._asked((self.placement, {"new_amount": 8000.0}))
        with self._refused("stands on the change order twice"):
            self._asked(
                (self.placements[1], {"new_amount": 9000.0}),
                (self.placements[1], {"new_amount": 8000.0}),
            )

    def test_twice_past_the_checks(self):
        """The database refuses it, too."""
        self._asked((self.placement, {"new_amount": 9000.0}))
        second = self._change((self.placement, {"new_amount": 8000.0})).sudo()
        with (
            expected_refusal(),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            second._go("requested")

    def test_insertion_of_another_contract(self):
        other = self._contract((self.full_page, self.issues[3])).ad_placement_ids
        with self._refused("insertions of", ValidationError):
            self._change(
                (self.placement, {"new_amount": 1.0}), (other, {"new_amount": 1.0})
            )
        with self._refused("several contracts"):
            (self.placement | other).with_user(self.specialist).action_change()

    def test_other_medium(self):
        medium = self._make_medium("Test Weekly", "TW")
        position = self._make_position("Weekly page", 1.0, medium)
        issue = self._make_issues(medium, 1)
        with self._refused("another contract"):
            self._asked((self.placement, {"new_position_id": position.id}))
        with self._refused("another contract"):
            self._asked((self.placement, {"new_issue_id": issue.id}))

    def test_position_not_offered_any_more(self):
        self.half.active = False
        with self._refused("not offered"):
            self._asked((self.placement, {"new_position_id": self.half.id}))

    def test_issue_over(self):
        self._to_press(self.issues[4])
        with self._refused("nothing can move into it"):
            self._asked((self.placement, {"new_issue_id": self.issues[4].id}))

    def test_no_such_page(self):
        with self._refused("no such page"):
            self._asked((self.placement, {"new_place": "page", "new_page_number": 99}))

    def test_copy_that_is_not_there(self):
        with self._refused("No copy"):
            self._asked((self.placement, {"copy_change": "Other price"}))

    def test_invoiced_already(self):
        """先票后款: what is on an invoice is credited first."""
        self.patch(
            self.registry["ad.placement"], "_billed_quantity", lambda placement: 1.0
        )
        with self._refused("invoiced already"):
            self._asked((self.placement, {"new_amount": 1.0}))

    # Consent

    def _without_consent(self, **values):
        change = self._change((self.placement, {"new_amount": 9000.0}))
        change.request_scan = False
        change.action_ask()
        return change

    def test_no_consent(self):
        change = self._without_consent()
        self.assertEqual(change.state, "requested")
        with self._refused("after the customer's consent"):
            change.with_user(self.manager).action_sign()
        with self._refused("Attach the scan"):
            change._action_record_consent({})

    def test_nothing_joins_what_was_agreed(self):
        """A line of another order cannot slip under the customer's consent."""
        agreed = self._asked((self.placement, {"new_amount": 9000.0}))
        other = self._change((self.placements[1], {"new_amount": 1.0}))
        with self._refused("handed in and stays as it is"):
            other.line_ids.write({"change_id": agreed.id})
        with self._refused("handed in and stays as it is"):
            other.write({"line_ids": [Command.link(agreed.line_ids.id)]})
        other.line_ids.sudo().write({"change_id": agreed.id})
        with self._refused("agreed to something else"):
            agreed.with_user(self.manager).action_sign()
        self.assertEqual(self.placement.amount, 10000.0)

    def test_consent_in_the_future(self):
        change = self._without_consent()
        day = self.today + relativedelta(days=1)
        with self._refused("not in the future"):
            change._action_record_consent({"request_scan": LETTER, "request_date": day})

    def test_consent_of_nobody_authorised(self):
        stranger = self._make_confirmer(
            self._make_advertiser("Test Pump Works Co., Ltd."), "Li Wei"
        )
        change = self._without_consent()
        for confirmer in stranger.id, False:
            with self._refused("authorised"):
                change._action_record_consent(
                    {"request_scan": LETTER, "confirmer_id": confirmer}
                )
        self.confirmer.sudo().valid_from = self.today
        with self._refused("authorised on"):
            change._action_record_consent(
                {
                    "request_scan": LETTER,
                    "request_date": self.today - relativedelta(days=1),
                }
            )

    def test_consent_twice(self):
        change = self._asked((self.placement, {"new_amount": 9000.0}))
        with self._refused("does not wait for"):
            change._action_record_consent({})

    # Approval

    def test_space_not_free(self):
        """The manager reads which; the whole change order stays as it was."""
        self._contract((self.inside_front, self.issues[0])).ad_placement_ids.sudo()
        rival = self.env["ad.placement"].search(
            [("position_id", "=", self.inside_front.id)]
        )
        rival.sudo()._take_space_again()
        change = self._asked(
            (self.placements[1], {"new_amount": 1.0}),
            (self.placement, {"new_position_id": self.inside_front.id}),
        )
        with self._refused("is already taken"):
            change.with_user(self.manager).action_sign()
        self.assertEqual(change.state, "consented")
        self.assertEqual(self.placements.order_line_id, self.line)
        self.assertEqual(self.placements[1].amount, 10000.0)
        self.assertEqual(self.order.amount_total, 30000.0)
        self.assertTrue(self.order.locked)

    def test_page_taken(self):
        self.placements[1].sudo().issue_id = self.issues[0]
        side = self.issues[0]._page_ordinal("page", 9)
        self.env["ad.placement"]._put({self.placements[1]: (side, 0, 0)})
        change = self._asked(
            (self.placement, {"new_place": "page", "new_page_number": 9})
        )
        with self._refused("is already taken"):
            change.with_user(self.manager).action_sign()

    def test_changed_since_the_consent(self):
        change = self._asked((self.placement, {"new_amount": 9000.0}))
        self.placement.sudo()._action_move_to_issue(self.issues[5])
        with self._refused("has changed since"):
            change.with_user(self.manager).action_sign()

    def test_contract_ended_meanwhile(self):
        change = self._asked((self.placement, {"new_amount": 9000.0}))
        self.order.sudo().ad_end_mark = "completed"
        with self._refused("not in force"):
            change.with_user(self.manager).action_sign()

    def test_booking_closed(self):
        """After the close only by name and reason (M4); money alone is no change."""
        self.issues[0].sudo().booking_close = self.today - relativedelta(days=1)
        self._applied((self.placement, {"new_amount": 9000.0}))
        change = self._asked((self.placement, {"new_issue_id": self.issues[4].id}))
        self.assertIn("has closed", change.late_text)
        with self._refused("has closed"):
            change.with_user(self.manager).action_sign()
        with self._denied("Operations Centre or a division manager"):
            change._action_allow_late("Please")
        operations = change.with_user(self.operations)
        with self._refused("Say why"):
            operations._action_allow_late("")
        operations._action_allow_late("The printer waits")
        override = self.env["ad.close.override"].search(
            [("change_order_id", "=", change.id)]
        )
        self.assertEqual(override.kind, "change")
        self.assertEqual(override.user_name, "Test operations")
        with self._refused("is not late"):
            operations._action_allow_late("Again")
        change.with_user(self.manager).action_sign()
        self.assertEqual(self.placement.issue_id, self.issues[4])

    def test_into_a_closed_issue(self):
        self.issues[4].sudo().booking_close = self.today - relativedelta(days=1)
        change = self._asked((self.placement, {"new_issue_id": self.issues[4].id}))
        with self._refused("has closed"):
            change.with_user(self.manager).action_sign()
        change.with_user(self.manager)._action_allow_late("Agreed with the printer")
        change.with_user(self.manager).action_sign()
        self.assertEqual(self.placement.issue_id, self.issues[4])

    def test_a_late_change_lets_nothing_else_in(self):
        """M4: one insertion was let in, not whatever the contract books next."""
        closed = self.issues[4]
        closed.sudo().booking_close = self.today - relativedelta(days=1)
        change = self._asked((self.placement, {"new_issue_id": closed.id}))
        change.with_user(self.manager)._action_allow_late("Agreed with the printer")
        with self._refused("booking closed on"):
            self.placements[1].sudo().issue_id = closed
        change.with_user(self.manager).action_sign()
        self.assertEqual(self.placement.issue_id, closed)
        with self._refused("booking closed on"):
            self.placements[1].sudo().issue_id = closed

    # What was handed in stays

    def test_handed_in_is_closed(self):
        change = self._asked((self.placement, {"new_amount": 9000.0}))
        for values in (
            {"reason": "Other"},
            {"request_date": self.today},
            {"request_scan": LETTER},
            {"line_ids": [Command.clear()]},
        ):
            with self._refused("handed in"):
                change.write(values)
        with self._refused("handed in"):
            change.line_ids.new_amount = 1.0
        with self._refused("handed in"):
            change.line_ids.unlink()
        with self._refused("handed in"):
            self.env["ad.change.order.line"].with_user(self.specialist).create(
                {"change_id": change.id, "placement_id": self.placements[1].id}
            )
        with self._refused("is kept"):
            change.unlink()
        with self._refused("handed in already"):
            change.action_ask()

    def test_draft_is_deleted(self):
        self._change((self.placement, {"new_amount": 9000.0})).unlink()

    def test_guarded(self):
        change = self._change((self.placement, {"new_amount": 9000.0}))
        for values in (
            {"state": "applied"},
            {"fee_waived_on": "2020-01-01 00:00:00"},
            {"asked_by_id": self.other_specialist.id},
            {"consent_by": "Me"},
        ):
            with self._denied():
                change.write(values)
        for values in ({"old_amount": 1.0}, {"fee": 0.01}, {"claim": "change"}):
            with self._denied():
                change.line_ids.write(values)
        with self._refused():
            self._change((self.placement, {"new_amount": 1.0}), state="consented")
        with self._denied():
            self._change((self.placement, {"new_amount": 1.0, "old_amount": 5.0}))

    def test_scan_is_not_exchanged(self):
        """The letter is evidence: nobody swaps the file behind it."""
        change = self._asked((self.placement, {"new_amount": 9000.0}))
        file = (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", "ad.change.order"),
                    ("res_id", "=", change.id),
                    ("res_field", "=", "request_scan"),
                ]
            )
        )
        self.assertTrue(file)
        with self._denied("on its form only"):
            file.with_user(self.specialist).write({"raw": b"another"})
