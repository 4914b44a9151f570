"""Scheduling, holding, booking and placing insertions (P1-P3, M4, E20, E25, U1)."""

from datetime import timedelta
from unittest.mock import patch

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import AdCommon


class PlacementCase(AdCommon):
    """Short cuts to holds, bookings and pages."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.specialist = cls.users["specialist"]
        cls.operations = cls.users["operations"]
        cls.issue = cls.issues[0]
        cls.rival = cls._make_advertiser(
            "Test Rival Pumps Co., Ltd.", user_id=cls.other_specialist.id
        )

    @classmethod
    def _make_rival_contract(cls, lines):
        """The same wish of another specialist's customer."""
        with patch.dict(cls.users, specialist=cls.other_specialist):
            return cls._make_contract(lines, partner_id=cls.rival.id)

    @classmethod
    def _hold(cls, order):
        order.with_user(order.user_id).action_ad_hold()
        return order.ad_placement_ids

    @classmethod
    def _book(cls, order):
        """Skip the chain: its own tests walk it."""
        order.sudo().ad_placement_ids._action_book()
        return order.ad_placement_ids

    def _place(self, targets):
        self.env["ad.placement"].with_user(self.operations)._place(
            {p.with_user(self.operations): target for p, target in targets.items()}
        )

    def _schedule_by_wizard(self, order, user=None, **values):
        wizard = (
            self.env["ad.contract.schedule"]
            .with_user(user or self.specialist)
            .create({"order_id": order.id, **values})
        )
        wizard.action_schedule()
        return wizard

    def _close(self, issues):
        """Let the booking close pass."""
        issues.sudo().write({"booking_close": self.today - timedelta(days=1)})

    def _no_commit(self):
        """A cron's progress without its commit."""
        return patch.object(
            self.registry["ir.cron"], "_commit_progress", lambda *a, **k: 1
        )

    def assertStage(self, placements, stage):
        self.assertEqual(set(placements.mapped("stage")), {stage})


@tagged("post_install", "-at_install")
class TestSchedule(PlacementCase):
    """N insertions over N issues in one action (P1), shared to the fen (E5)."""

    def _empty_contract(self, **values):
        return self._make_contract([], schedule=False, **values)

    def test_position_and_number_are_enough(self):
        order = self._empty_contract()
        self._schedule_by_wizard(
            order, medium_id=self.medium.id, position_id=self.full_page.id, count=4
        )
        placements = order.ad_placement_ids
        self.assertEqual(placements.issue_id, self.issues[:4])
        self.assertEqual(order.order_line.product_uom_qty, 4)
        self.assertEqual(order.order_line.ad_scheduled_count, 4)
        self.assertEqual(sorted(placements.mapped("number")), [1, 2, 3, 4])
        self.assertEqual(placements.user_id, self.specialist)
        self.assertEqual(placements.advertiser_id, self.advertiser)
        self.assertStage(placements, "draft")

    def test_the_first_position_brings_its_rate_card(self):
        choice = {"medium_id": self.medium.id, "position_id": self.full_page.id}
        usual = self.env["product.pricelist"].create({"name": "Usual"})
        self.advertiser.with_company(self.company).property_product_pricelist = usual
        chosen = self._empty_contract(pricelist_id=usual.id)
        self._schedule_by_wizard(chosen, **choice)
        self.assertEqual(chosen.pricelist_id, usual, "the customer's own price list")
        company = self.advertiser.with_company(self.company)
        company.specific_property_product_pricelist = False
        order = self._empty_contract(pricelist_id=company.property_product_pricelist.id)
        self._schedule_by_wizard(order, **choice)
        self.assertEqual(order.pricelist_id, self.pricelist)

    def test_every_second_issue_from_a_first_one(self):
        order = self._empty_contract()
        self._schedule_by_wizard(
            order,
            medium_id=self.medium.id,
            position_id=self.full_page.id,
            count=2,
            every=2,
            first_issue_id=self.issues[1].id,
        )
        self.assertEqual(
            order.ad_placement_ids.issue_id, self.issues[1] | self.issues[3]
        )

    def test_the_dialog_offers_the_line_that_is_not_scheduled(self):
        order = self._make_contract([(self.full_page, self.issues[:3])], schedule=False)
        wizard = self._schedule_by_wizard(order)
        self.assertEqual(wizard.line_id, order.order_line)
        self.assertEqual(wizard.count, 3)
        self.assertEqual(len(order.order_line), 1)
        self.assertEqual(order.ad_unscheduled_count, 0)

    def test_numbers_go_on_with_the_next_scheduling(self):
        order = self._make_contract([(self.full_page, self.issues[:2])])
        self._schedule_by_wizard(
            order, line_id=order.order_line.id, issue_ids=self.issues[2:4].ids, count=2
        )
        self.assertEqual(sorted(order.ad_placement_ids.mapped("number")), [1, 2, 3, 4])
        self.assertEqual(order.order_line.product_uom_qty, 4)

    def test_too_few_issues_say_how_many_there_are(self):
        order = self._empty_contract()
        with self.assertRaisesRegex(UserError, "Only 6 open issues .* 7 insertions"):
            self._schedule_by_wizard(
                order, medium_id=self.medium.id, position_id=self.full_page.id, count=7
            )
        self.assertFalse(order.order_line)

    def test_the_contracts_period_limits_the_issues(self):
        order = self._empty_contract(
            ad_date_start=self.issues[2].publication_date,
            ad_date_end=self.issues[3].publication_date,
        )
        with self.assertRaisesRegex(UserError, "Only 2 open issues"):
            self._schedule_by_wizard(
                order, medium_id=self.medium.id, position_id=self.full_page.id, count=3
            )

    def test_the_owner_may_hold_at_once_though_another_cares(self):
        order = self._empty_contract(ad_carer_id=self.other_specialist.id)
        self._schedule_by_wizard(
            order,
            medium_id=self.medium.id,
            position_id=self.inside_front.id,
            count=2,
            hold=True,
        )
        placements = order.sudo().ad_placement_ids
        self.assertStage(placements, "held")
        self.assertEqual(placements.user_id, self.other_specialist)

    def test_nothing_below_one_and_nothing_without_position(self):
        order = self._empty_contract()
        with self.assertRaisesRegex(UserError, "At least one insertion"):
            self._schedule_by_wizard(
                order, position_id=self.full_page.id, medium_id=self.medium.id, every=0
            )
        with self.assertRaisesRegex(UserError, "Choose a position"):
            self._schedule_by_wizard(order, medium_id=self.medium.id)

    def test_not_after_the_customers_seal(self):
        order = self._customer_seals(self._make_contract())
        order.order_line.sudo().product_uom_qty = 4
        with self.assertRaisesRegex(UserError, "the customer has sealed"):
            self._schedule_by_wizard(
                order,
                line_id=order.order_line.id,
                issue_ids=self.issues[3].ids,
                count=1,
            )
        with self.assertRaisesRegex(UserError, "the customer has sealed"):
            self._schedule(order, [(self.full_page, self.issues[3:4])])
        with self.assertRaisesRegex(UserError, "the customer has sealed"):
            order.ad_placement_ids[0].issue_id = self.issues[5]
        with self.assertRaisesRegex(UserError, "the customer has sealed"):
            order.ad_placement_ids[0].unlink()

    def test_not_in_a_voided_contract(self):
        order = self._make_contract()
        order.with_user(self.specialist)._action_cancel()
        order.order_line.sudo().product_uom_qty = 5
        for env in (self.env, self.env(user=self.specialist)):
            with self.assertRaisesRegex(UserError, "voided"):
                env["ad.placement"].create(
                    {
                        "order_line_id": order.order_line.id,
                        "issue_id": self.issues[4].id,
                    }
                )

    def test_not_by_strangers(self):
        order = self._make_contract([(self.full_page, self.issues[:2])], schedule=False)
        values = {"order_line_id": order.order_line.id, "issue_id": self.issue.id}
        for title in ("operations", "finance", "production"):
            with self.assertRaises(AccessError, msg=title):
                self.env["ad.placement"].with_user(self.users[title]).create(values)
        with self.assertRaises(AccessError):
            self.env["ad.placement"].with_user(self.other_specialist).create(values)
        self.env["ad.placement"].with_user(self.users["supervisor"]).create(values)

    def test_shares_are_exact_and_the_last_takes_the_rest(self):
        order = self._make_contract([(self.full_page, self.issues[:3])])
        order.order_line.ad_agreed_total = 100000
        amounts = order.ad_placement_ids.sorted("publication_date").mapped("amount")
        self.assertEqual(amounts, [33333.33, 33333.33, 33333.34])
        self.assertEqual(
            round(sum(order.ad_placement_ids.mapped("price_subtotal")), 2), 100000
        )

    def test_the_rest_is_last_by_date_whatever_order_they_are_scheduled_in(self):
        order = self._make_contract([(self.full_page, self.issues[:3])], schedule=False)
        order.order_line.ad_agreed_total = 200
        self._schedule(order, [(self.full_page, self.issues[:3][::-1])])
        amounts = order.ad_placement_ids.sorted("publication_date").mapped("amount")
        self.assertEqual(amounts, [66.66, 66.66, 66.68])

    def test_shares_without_an_agreed_total_follow_price_and_discount(self):
        order = self._make_contract([(self.full_page, self.issues[:3])])
        order.order_line.write({"price_unit": 99.99, "discount": 33})
        amounts = order.ad_placement_ids.sorted("publication_date").mapped("amount")
        # 299.97 less a third is 200.98
        self.assertEqual(amounts, [66.99, 66.99, 67.0])
        self.assertEqual(round(sum(amounts), 2), 200.98)

    def test_more_insertions_than_ordered_are_refused(self):
        order = self._make_contract([(self.full_page, self.issues[:2])])
        with self.assertRaisesRegex(ValidationError, "3 insertions are scheduled"):
            self._schedule(order, [(self.full_page, self.issues[2:3])])

    def test_the_quantity_does_not_fall_below_what_is_scheduled(self):
        order = self._make_contract([(self.full_page, self.issues[:2])])
        with self.assertRaisesRegex(ValidationError, "2 insertions are scheduled"):
            order.order_line.product_uom_qty = 1
        with self.assertRaisesRegex(ValidationError, "whole number"):
            order.order_line.product_uom_qty = 2.5

    def test_fewer_than_ordered_stop_the_customers_seal(self):
        order = self._make_contract([(self.full_page, self.issues[:2])])
        order.order_line.product_uom_qty = 3
        with self.assertRaisesRegex(UserError, "3 insertions are ordered, 2 are"):
            self._customer_seals(order)

    def test_a_position_of_another_medium_is_refused(self):
        other = self._make_medium("Test Other Weekly", "TOW")
        issue = self._make_issues(other, 1)
        order = self._make_contract([(self.full_page, self.issues[:1])], schedule=False)
        with self.assertRaisesRegex(ValidationError, "belongs to another medium"):
            self._schedule(order, [(self.full_page, issue)])

    def test_a_position_that_the_line_does_not_sell_is_refused(self):
        order = self._make_contract([(self.full_page, self.issues[:1])], schedule=False)
        with self.assertRaisesRegex(ValidationError, "sells “Full page”"):
            self.env["ad.placement"].with_user(self.specialist).create(
                {
                    "order_line_id": order.order_line.id,
                    "issue_id": self.issue.id,
                    "position_id": self.inside_front.id,
                }
            )

    def test_an_ordinary_order_takes_no_placement(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.advertiser.id,
                "company_id": self.company.id,
                "order_line": [
                    Command.create({"product_id": self.full_page.product_id.id})
                ],
            }
        )
        with self.assertRaisesRegex(ValidationError, "advertising contract"):
            self.env["ad.placement"].create(
                {"order_line_id": order.order_line.id, "issue_id": self.issue.id}
            )

    def test_the_line_keeps_its_position_while_it_is_scheduled(self):
        order = self._make_contract([(self.full_page, self.issues[:1])])
        with self.assertRaisesRegex(ValidationError, "scheduled already"):
            order.order_line.product_id = self.inside_front.product_id

    def test_an_insertion_moves_to_another_issue_while_in_draft(self):
        order = self._make_contract([(self.full_page, self.issues[:1])])
        order.ad_placement_ids.issue_id = self.issues[5]
        self.assertEqual(
            order.ad_placement_ids.publication_date, self.issues[5].publication_date
        )

    def test_an_insertion_does_not_slip_into_a_sealed_contract(self):
        placement = self._make_contract([(self.full_page, self.issue)]).ad_placement_ids
        sealed = self._make_contract([(self.full_page, self.issues[1])])
        self._customer_seals(sealed)
        sealed.order_line.sudo().product_uom_qty = 2
        with self.assertRaisesRegex(UserError, "the customer has sealed"):
            placement.order_line_id = sealed.order_line

    def test_an_insertion_does_not_slip_into_a_strangers_contract(self):
        placement = self._make_contract([(self.full_page, self.issue)]).ad_placement_ids
        rival = self._make_rival_contract([(self.full_page, self.issues[1])])
        rival.order_line.product_uom_qty = 2
        with self.assertRaises(AccessError):
            placement.write({"order_line_id": rival.order_line.id})

    def test_a_held_insertion_is_neither_moved_nor_deleted(self):
        placement = self._hold(self._make_contract([(self.full_page, self.issue)]))
        with self.assertRaisesRegex(UserError, "Release the hold first"):
            placement.issue_id = self.issues[1]
        with self.assertRaisesRegex(UserError, "Release the hold first"):
            placement.unlink()
        placement.sudo().stage = "published"
        with self.assertRaisesRegex(UserError, "stays as it was sold"):
            placement.sudo().unlink()

    def test_a_draft_contract_is_deleted_with_its_schedule(self):
        order = self._make_contract([(self.inside_front, self.issue)])
        placement = self._hold(order)
        order.sudo().unlink()
        self.assertFalse(placement.exists())
        rival = self._make_rival_contract([(self.inside_front, self.issue)])
        self.assertStage(self._hold(rival), "held")

    def test_a_draft_insertion_is_deleted(self):
        order = self._make_contract()
        order.ad_placement_ids[0].unlink()
        self.assertEqual(order.order_line.ad_scheduled_count, 2)


@tagged("post_install", "-at_install")
class TestPlacementGuards(PlacementCase):
    """Nobody sets stage, space or money by hand, whatever the route."""

    def setUp(self):
        super().setUp()
        quarter = self._make_position(
            "Quarter page", 3000.0, grid_width=60, grid_height=60
        )
        self.order = self._make_contract([(quarter, self.issues[:2])])
        self.placement = self.order.ad_placement_ids[0]
        self.guarded = {
            "stage": "booked",
            "hold_until": self.today,
            "slot": 1,
            "page": 3,
            "x": 60,
            "y": 60,
            "left_out_reason": "no",
            "payment_waived_by_id": self.specialist.id,
            "payment_waived_on": fields.Datetime.now(),
            "payment_waived_reason": "because",
            "number": 7,
        }
        self.computed = {
            "amount": 1.0,
            "price_subtotal": 1.0,
            "state": "cleared",
            "clearance_blockers": "none",
            "width": 30,
            "height": 30,
            "user_id": self.other_specialist.id,
            "advertiser_id": self.rival.id,
            "publication_date": self.today,
        }

    def test_write(self):
        for title in ("specialist", "manager", "operations"):
            placement = self.placement.with_user(self.users[title])
            for name, value in (self.guarded | self.computed).items():
                with self.subTest(title=title, field=name):
                    with self.assertRaises(AccessError):
                        placement.write({name: value})

    def _values(self):
        self.order.order_line.product_uom_qty = 3
        return {
            "order_line_id": self.order.order_line.id,
            "issue_id": self.issues[3].id,
        }

    def test_create(self):
        values = self._values()
        for name, value in (self.guarded | self.computed).items():
            with self.subTest(field=name), self.assertRaises(AccessError):
                self.env["ad.placement"].with_user(self.specialist).create(
                    values | {name: value}
                )

    def test_context_defaults(self):
        values = self._values()
        model = self.env["ad.placement"].with_user(self.specialist)
        for name, value in (self.guarded | self.computed).items():
            with self.subTest(field=name), self.assertRaises(AccessError):
                model.with_context(**{f"default_{name}": value}).create(values)

    def test_import(self):
        self._values()
        self.env.flush_all()
        line, issue = self.order.order_line, self.issues[3]
        fields_ = ["order_line_id/.id", "issue_id/.id", "stage"]
        rows = [[str(line.id), str(issue.id), "booked"]]
        result = self.env["ad.placement"].with_user(self.specialist).load(fields_, rows)
        self.assertFalse(result["ids"])
        self.assertIn("set by the steps of the work", result["messages"][0]["message"])
        result = (
            self.env["ad.placement"]
            .with_user(self.specialist)
            .load(fields_[:2], [rows[0][:2]])
        )
        self.assertFalse(result["messages"])
        imported = self.env["ad.placement"].browse(result["ids"])
        self.assertEqual((imported.stage, imported.number), ("draft", 3))

    def test_copy_takes_no_space_along(self):
        self._hold(self.order)
        self.order.order_line.product_uom_qty = 3
        copy = self.placement.copy({"issue_id": self.issues[4].id})
        self.assertEqual((copy.stage, copy.page, copy.slot), ("draft", 0, 0))
        self.assertFalse(copy.hold_until)


@tagged("post_install", "-at_install")
class TestHolds(PlacementCase):
    """A quotation holds a space until a date (P3, E20)."""

    def test_hold_gives_the_cover_its_rectangle_and_slot(self):
        order = self._make_contract([(self.inside_front, self.issues[:2])])
        placements = self._hold(order)
        self.assertStage(placements, "held")
        self.assertEqual(set(placements.mapped("page")), {2})
        self.assertEqual(set(placements.mapped("slot")), {1})
        self.assertEqual(
            set(placements.mapped("hold_until")),
            {self.today + timedelta(days=self.medium.hold_days)},
        )
        self.assertEqual(order.ad_held_count, 2)

    def test_a_hold_ends_with_the_booking_close(self):
        close = self.today + timedelta(days=2)
        self.issue.booking_close = close
        placement = self._hold(self._make_contract([(self.full_page, self.issue)]))
        self.assertEqual(placement.hold_until, close)

    def test_a_hold_does_not_end_in_the_past(self):
        placement = self._make_contract([(self.full_page, self.issue)]).ad_placement_ids
        with self.assertRaisesRegex(UserError, "in the past"):
            placement.sudo()._action_hold(self.today - timedelta(days=1))

    def test_taken_space_names_space_and_issue_never_the_customer(self):
        self._hold(self._make_contract([(self.inside_front, self.issues[:2])]))
        rival = self._make_rival_contract(
            [(self.inside_front, self.issues[1:3]), (self.full_page, self.issues[:1])]
        )
        with self.assertRaises(UserError) as caught:
            rival.with_user(self.other_specialist).action_ad_hold()
        message = str(caught.exception)
        self.assertIn(self.medium.name, message)
        self.assertIn(self.issues[1].display_name, message)
        self.assertIn("“Inside front cover” is already taken", message)
        self.assertNotIn(self.issues[2].display_name, message)
        self.assertNotIn(self.advertiser.name, message)
        self.assertNotIn(self.specialist.name, message)
        self.assertStage(rival.ad_placement_ids, "draft")

    def test_two_wishes_in_one_contract_do_not_get_the_same_space(self):
        order = self._make_contract(
            [(self.inside_front, self.issue), (self.inside_front, self.issue)]
        )
        with self.assertRaisesRegex(UserError, "already taken"):
            self._hold(order)

    def test_release_frees_the_space(self):
        order = self._make_contract([(self.inside_front, self.issue)])
        placement = self._hold(order)
        placement.with_user(self.specialist).action_release()
        self.assertEqual((placement.stage, placement.page), ("draft", 0))
        self.assertFalse(placement.hold_until)
        rival = self._make_rival_contract([(self.inside_front, self.issue)])
        self.assertStage(self._hold(rival), "held")

    def test_release_leaves_booked_space_alone(self):
        placement = self._book(self._make_contract([(self.inside_front, self.issue)]))
        placement.with_user(self.specialist).action_release()
        self.assertEqual(placement.stage, "booked")

    def test_release_is_for_drafts(self):
        """E20: what waits for a signature or is sealed keeps its space."""
        order = self._make_contract([(self.inside_front, self.issue)])
        self._file_advertiser()
        placement = self._hold(order).with_user(self.specialist)
        own = order.with_user(self.specialist)
        self._customer_seals(order)
        for release in (own.action_ad_release, placement.action_release):
            with self.assertRaisesRegex(UserError, "is being signed and keeps"):
                release()
        self.assertStage(placement, "held")
        self._sign(order, "supervisor", "manager")
        order.with_user(self.operations)._action_affix_seal("Seal")
        with self.assertRaisesRegex(UserError, "is no draft any more"):
            own.action_ad_release()
        self.assertStage(placement, "booked")

    def test_release_after_a_return(self):
        order = self._make_contract([(self.inside_front, self.issue)])
        self._hold(order)
        self._customer_seals(order)
        order.with_user(self.specialist)._action_return("Another issue")
        order.with_user(self.specialist).action_ad_release()
        self.assertStage(order.ad_placement_ids, "draft")

    def test_voiding_frees_the_space(self):
        order = self._make_contract([(self.inside_front, self.issue)])
        self._hold(order)
        order.with_user(self.specialist)._action_cancel()
        self.assertStage(order.ad_placement_ids, "cancelled")
        self.assertEqual(order.ad_placement_ids.page, 0)
        rival = self._make_rival_contract([(self.inside_front, self.issue)])
        self.assertStage(self._hold(rival), "held")

    def test_only_people_of_the_contract_hold_and_release(self):
        order = self._make_contract([(self.inside_front, self.issue)])
        for user in (self.other_specialist, self.users["finance"], self.operations):
            with self.assertRaises(AccessError):
                order.ad_placement_ids.with_user(user).action_hold()
        self._hold(order)
        for user in (self.other_specialist, self.users["finance"], self.operations):
            with self.assertRaises(AccessError):
                order.ad_placement_ids.with_user(user).action_release()

    def _expire(self, order):
        placements = self._hold(order)
        placements.sudo().hold_until = self.today - timedelta(days=1)
        return placements

    def _run_cron(self):
        self.env.flush_all()
        with self._no_commit():
            self.env["ad.placement"]._cron_release_expired_holds()

    def test_expired_holds_are_released_and_told_once(self):
        valid = self._hold(self._make_contract([(self.full_page, self.issue)]))
        order = self._make_contract([(self.inside_front, self.issues[:2])])
        expired = self._expire(order)
        for _turn in range(2):
            self._run_cron()
        self.assertStage(expired, "draft")
        self.assertStage(valid, "held")
        activity = order.activity_ids
        self.assertEqual(len(activity), 1)
        self.assertEqual(activity.user_id, self.specialist)
        notes = order.message_ids.filtered(lambda m: "hold expired" in m.body)
        self.assertEqual(len(notes), 1)
        self.assertIn("Inside front cover", notes.body)

    def test_a_hold_counts_on_its_last_day(self):
        placements = self._expire(self._make_contract([(self.full_page, self.issue)]))
        placements.sudo().hold_until = self.env["ad.calendar.exception"]._today(
            self.company
        )
        self._run_cron()
        self.assertStage(placements, "held")

    def test_a_hold_waits_while_the_company_decides(self):
        order = self._make_contract([(self.inside_front, self.issue)])
        placement = self._expire(order)
        self._file_advertiser()
        self._customer_seals(order)
        for title in ("supervisor", "manager"):
            self._run_cron()
            self.assertStage(placement, "held")
            self._sign(order, title)
        self._run_cron()
        self.assertStage(placement, "held")
        order.with_user(self.specialist)._action_return("Other issue wanted")
        self._run_cron()
        self.assertStage(placement, "draft")

    def test_one_bad_contract_does_not_stop_the_others(self):
        orders = [
            self._make_contract([(self.full_page, issue)]) for issue in self.issues[:2]
        ]
        for order in orders:
            self._expire(order)
        model = self.registry["sale.order"]
        origin = model._ad_tell_hold_expired

        def tell(order, placements):
            if order == orders[0]:
                raise UserError(order.env._("Broken"))
            return origin(order, placements)

        logger = "odoo.addons.ad_sales_ops.models.ad_placement_space"
        with patch.object(model, "_ad_tell_hold_expired", tell):
            with self.assertLogs(logger, "ERROR"):
                self._run_cron()
        self.assertStage(orders[0].ad_placement_ids, "held")
        self.assertStage(orders[1].ad_placement_ids, "draft")

    def test_an_expired_hold_makes_room_at_once(self):
        order = self._make_contract([(self.inside_front, self.issue)])
        expired = self._expire(order)
        rival = self._make_rival_contract([(self.inside_front, self.issue)])
        self.assertStage(self._hold(rival), "held")
        self.assertStage(expired, "draft")
        note = order.sudo().message_ids[0]
        self.assertEqual(note.author_id, self.env.ref("base.partner_root"))
        self.assertNotIn(self.rival.name, note.body)

    def test_an_own_expired_hold_is_booked_without_a_fuss(self):
        order = self._make_contract([(self.inside_front, self.issue)])
        self._expire(order)
        self.assertStage(self._book(order), "booked")
        self.assertFalse(order.activity_ids)

    def test_the_first_to_be_sealed_gets_the_space(self):
        first = self._make_contract([(self.inside_front, self.issue)])
        second = self._make_rival_contract([(self.inside_front, self.issue)])
        self._seal(second)
        self.assertStage(second.ad_placement_ids, "booked")
        with self.assertRaisesRegex(UserError, "Inside front cover” is already taken"):
            self._seal(first)

    def test_a_hold_survives_the_seal_as_a_booking(self):
        order = self._make_contract([(self.inside_front, self.issue)])
        placement = self._hold(order)
        self._seal(order)
        self.assertEqual((placement.stage, placement.page), ("booked", 2))
        self.assertFalse(placement.hold_until)


@tagged("post_install", "-at_install")
class TestCloses(PlacementCase):
    """An issue closes hard; a named override lets a contract in (M4)."""

    def test_no_scheduling_after_the_close(self):
        self._close(self.issue)
        with self.assertRaisesRegex(UserError, "booking closed on"):
            self._make_contract([(self.full_page, self.issue)])

    def test_no_hold_and_no_booking_after_the_close(self):
        order = self._make_contract([(self.full_page, self.issue)])
        self._close(self.issue)
        with self.assertRaisesRegex(UserError, "booking closed on"):
            self._hold(order)
        with self.assertRaisesRegex(UserError, "booking closed on"):
            self._book(order)

    def test_no_move_into_a_closed_issue(self):
        order = self._make_contract([(self.full_page, self.issue)])
        self._close(self.issues[1])
        with self.assertRaisesRegex(UserError, "booking closed on"):
            order.ad_placement_ids.issue_id = self.issues[1]

    def test_the_last_day_is_open(self):
        self.issue.booking_close = self.env["ad.calendar.exception"]._today(
            self.company
        )
        self._hold(self._make_contract([(self.full_page, self.issue)]))

    def test_a_named_override_lets_one_contract_in(self):
        order = self._make_contract([(self.full_page, self.issue)])
        rival = self._make_rival_contract([(self.full_page, self.issue)])
        self._close(self.issue)
        wizard = (
            self.env["ad.late.booking"]
            .with_user(self.users["manager"])
            .create(
                {
                    "order_ids": order.ids,
                    "issue_ids": self.issue.ids,
                    "reason": "The fair opens that day",
                }
            )
        )
        wizard.action_allow()
        override = self.env["ad.close.override"].search([("order_id", "=", order.id)])
        self.assertEqual(override.user_id, self.users["manager"])
        self.assertEqual(override.reason, "The fair opens that day")
        self.assertIn("The fair opens that day", order.message_ids[0].body)
        self.assertStage(self._book(order), "booked")
        with self.assertRaisesRegex(UserError, "booking closed on"):
            self._book(rival)

    def _grant(self, title, issues, reason="Fair"):
        order = self._make_contract([(self.full_page, self.issues[5])])
        self.env["ad.close.override"].with_user(self.users[title])._grant(
            order.with_user(self.users[title]), issues, reason
        )

    def test_who_allows_and_with_what(self):
        for title in ("specialist", "supervisor", "contract_admin"):
            with self.assertRaises(AccessError, msg=title):
                self._grant(title, self.issue)
        self._grant("operations", self.issue)
        with self.assertRaisesRegex(UserError, "Say why"):
            self._grant("manager", self.issue, "  ")
        with self.assertRaisesRegex(UserError, "Choose the issues"):
            self._grant("manager", self.env["ad.issue"])

    def test_the_list_of_overrides_stands(self):
        self._grant("manager", self.issue)
        override = self.env["ad.close.override"].search([], limit=1)
        with self.assertRaises(AccessError):
            override.with_user(self.users["manager"]).reason = "Another"
        with self.assertRaises(AccessError):
            self.env["ad.close.override"].with_user(self.users["manager"]).create(
                {"order_id": override.order_id.id, "issue_id": self.issues[1].id}
            )
        with self.assertRaisesRegex(UserError, "cannot be shortened"):
            override.unlink()

    def test_no_override_once_the_issue_is_at_press(self):
        order = self._make_contract([(self.full_page, self.issue)])
        self.issue.sudo().state = "at_press"
        with self.assertRaisesRegex(UserError, "at press or published"):
            self._grant("manager", self.issue)
        with self.assertRaisesRegex(UserError, "nothing can be booked"):
            self._book(order)


@tagged("post_install", "-at_install")
class TestPages(PlacementCase):
    """The strip: rectangles lie on sides that exist, and move in one call (P2, E25)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.half = cls._make_position("Half page", 6000.0, grid_height=60)
        cls.spread = cls._make_position("Spread", 19000.0, grid_width=240)
        cls.first = cls.issue._interior_ordinals()[0]

    def _booked(self, *positions):
        order = self._make_contract([(p, self.issue) for p in positions])
        return list(self._book(order).sorted("id"))

    def test_run_of_book_is_placed_by_operations(self):
        (placement,) = self._booked(self.full_page)
        self.assertFalse(placement.page)
        self._place({placement: (self.first, 0, 0)})
        self.assertEqual((placement.page, placement.page_label), (self.first, "1"))
        self._place({placement: (0, 0, 0)})
        self.assertEqual((placement.page, placement.page_label), (0, ""))

    def test_the_dialog_places_and_takes_off(self):
        (placement,) = self._booked(self.half)
        dialog = (
            self.env["ad.placement.place"]
            .with_user(self.operations)
            .with_context(
                **placement.with_user(self.operations).action_place()["context"]
            )
        )
        wizard = dialog.create({"page_number": 1, "y": 60})
        for page in (0, -1, self.issue.page_count + 1):
            wizard.page_number = page
            with self.assertRaisesRegex(UserError, f"no page {page}"):
                wizard.action_place()
        wizard.page_number = 1
        wizard.action_place()
        self.assertEqual((placement.page, placement.y), (self.first, 60))
        wizard.action_take_off()
        self.assertEqual(placement.page, 0)

    def test_a_page_the_issue_has_not(self):
        (placement,) = self._booked(self.full_page)
        for page in (self.issue._side_count() + 1, -1, 9999):
            with self.assertRaisesRegex(UserError, f"has no side {page}"):
                self._place({placement: (page, 0, 0)})
        with self.assertRaisesRegex(ValidationError, "has no side"):
            placement.sudo().page = 900

    def test_over_the_edge(self):
        (half,) = self._booked(self.half)
        for x, y in ((0, 61), (1, 0), (-1, 0), (0, -1), (120, 0)):
            with self.assertRaisesRegex(UserError, "over the edge"):
                self._place({half: (self.first, x, y)})

    def test_a_spread_starts_on_a_left_page(self):
        (spread,) = self._booked(self.spread)
        with self.assertRaisesRegex(UserError, "“1” .* is no left page"):
            self._place({spread: (self.first, 0, 0)})
        with self.assertRaisesRegex(UserError, "over the edge"):
            self._place({spread: (self.first + 1, 60, 0)})
        self._place({spread: (self.first + 1, 0, 0)})
        self.assertEqual(spread.page_label, "2–3")

    def test_both_sides_of_a_spread_are_taken(self):
        spread, page = self._booked(self.spread, self.full_page)
        self._place({spread: (self.first + 1, 0, 0)})
        for ordinal in (self.first + 1, self.first + 2):
            with self.assertRaisesRegex(UserError, "is already taken"):
                self._place({page: (ordinal, 0, 0)})
        self._place({page: (self.first + 3, 0, 0)})

    def test_halves_touch_and_do_not_overlap(self):
        one, two, three = self._booked(self.half, self.half, self.half)
        self._place({one: (self.first, 0, 0), two: (self.first, 0, 60)})
        for y in (0, 30, 60):
            with self.assertRaisesRegex(UserError, "is already taken"):
                self._place({three: (self.first, 0, y)})
        self.assertEqual(three.page, 0)

    def test_two_in_one_call_must_not_overlap(self):
        one, two = self._booked(self.half, self.half)
        with self.assertRaisesRegex(UserError, "is already taken"):
            self._place({one: (self.first, 0, 0), two: (self.first, 0, 20)})

    def test_swap(self):
        one, two = self._booked(self.full_page, self.full_page)
        self._place({one: (self.first, 0, 0), two: (self.first + 1, 0, 0)})
        self._place({one: (self.first + 1, 0, 0), two: (self.first, 0, 0)})
        self.assertEqual((one.page, two.page), (self.first + 1, self.first))

    def test_only_operations_places(self):
        (placement,) = self._booked(self.full_page)
        for title in ("specialist", "general_manager", "production"):
            with self.assertRaises(AccessError, msg=title):
                self.env["ad.placement"].with_user(self.users[title])._place(
                    {placement.with_user(self.users[title]): (self.first, 0, 0)}
                )

    def test_what_stands_still(self):
        (cover,) = self._booked(self.inside_front)
        with self.assertRaisesRegex(UserError, "fixed place"):
            self._place({cover: (self.first, 0, 0)})
        draft = self._make_contract([(self.half, self.issue)]).ad_placement_ids
        with self.assertRaisesRegex(UserError, "not held or booked"):
            self._place({draft: (self.first, 0, 0)})
        (placement,) = self._booked(self.half)
        self.issue.sudo().state = "closed"
        self._place({placement: (self.first, 0, 0)})
        for state in ("at_press", "published"):
            self.issue.sudo().state = state
            with self.assertRaisesRegex(UserError, "pages are frozen"):
                self._place({placement: (self.first + 1, 0, 0)})

    def test_all_placements_of_a_call_are_checked(self):
        (placement,) = self._booked(self.half)
        frozen = self._book(self._make_contract([(self.half, self.issues[1])]))
        self.issues[1].sudo().state = "at_press"
        with self.assertRaisesRegex(UserError, "pages are frozen"):
            self._place({placement: (self.first, 0, 0), frozen: (self.first, 0, 0)})

    def test_a_fixed_interior_page_that_this_issue_has_not(self):
        fixed = self._make_position(
            "Page 40", 9000.0, page_rule="fixed", fixed_place="page", fixed_page=40
        )
        order = self._make_contract([(fixed, self.issue)])
        with self.assertRaisesRegex(UserError, "stands on page 40, .* has 32 pages"):
            self._hold(order)
        self.issue.page_count = 48
        placement = self._hold(order)
        self.assertEqual(placement.page_label, "40")

    def test_a_gatefold_lies_over_three_sides(self):
        gatefold = self._make_position(
            "Gatefold",
            50000.0,
            page_rule="fixed",
            fixed_place="gatefold",
            grid_width=360,
            capacity=1,
        )
        order = self._make_contract([(gatefold, self.issue)])
        with self.assertRaisesRegex(UserError, "has no gatefold"):
            self._hold(order)
        self.issue.gatefold_panels = 3
        placement = self._hold(order)
        self.assertEqual((placement.page, placement.width), (1, 360))
        self.assertEqual(placement.page_label, "Gatefold panel 1–Gatefold panel 3")
        cover = self._make_position(
            "Front cover", 40000.0, page_rule="fixed", fixed_place="front_cover"
        )
        with self.assertRaisesRegex(UserError, "“Front cover” is already taken"):
            self._hold(self._make_contract([(cover, self.issue)]))
        with self.assertRaisesRegex(UserError, "already taken"):
            self._hold(self._make_rival_contract([(gatefold, self.issue)]))
        inside = self._hold(self._make_contract([(self.inside_front, self.issue)]))
        self.assertEqual(inside.page, 4)

    def test_a_gatefold_needs_as_many_panels_as_it_is_wide(self):
        gatefold = self._make_position(
            "Gatefold",
            50000.0,
            page_rule="fixed",
            fixed_place="gatefold",
            grid_width=360,
        )
        self.issue.gatefold_panels = 2
        with self.assertRaisesRegex(UserError, "2 panels"):
            self._hold(self._make_contract([(gatefold, self.issue)]))

    def test_pages_taken_off_an_issue_ask_only_for_space_that_is_sold(self):
        (placement,) = self._booked(self.full_page)
        last = self.issue._interior_ordinals()[-1]
        self._place({placement: (last, 0, 0)})
        with self.assertRaisesRegex(UserError, "would lose its space"):
            self.issue.page_count = 16
        placement.sudo()._action_drop("withdrawn", "Customer's letter")
        self.issue.page_count = 16
        self.assertEqual(placement.page, 0)

    def test_an_over_full_issue_has_no_pages_left(self):
        self.issue.page_count = 4
        lines = [(self.full_page, self.issue)] * 3
        self._book(self._make_contract(lines))
        order = self._make_contract([(self.spread, self.issue)])
        with self.assertRaisesRegex(UserError, "has no pages left for “Spread”"):
            self._hold(order)
        self._hold(self._make_contract([(self.full_page, self.issue)]))
        with self.assertRaisesRegex(UserError, "has no pages left for “Half page”"):
            self._hold(self._make_contract([(self.half, self.issue)]))


@tagged("post_install", "-at_install")
class TestSlots(PlacementCase):
    """A position sold several times an issue has as many slots (P2)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.site = cls._make_medium("Test Portal", "TPW", kind="web", page_count=0)
        cls.banner = cls._make_position(
            "Banner", 3000.0, cls.site, capacity=4, width_px=728, height_px=90
        )
        cls.months = cls._make_issues(cls.site, 2)

    def _want(self, count, issue=None):
        issue = issue or self.months[0]
        return self._make_contract([(self.banner, issue)] * count)

    def test_four_banners_and_no_fifth(self):
        held = self._hold(self._want(3))
        last = self._hold(self._want(1))
        self.assertEqual(sorted((held | last).mapped("slot")), [1, 2, 3, 4])
        self.assertEqual(set(held.mapped("page")), {0})
        with self.assertRaisesRegex(UserError, "“Banner” is already taken"):
            self._hold(self._want(1))
        self._hold(self._want(1, self.months[1]))

    def test_a_freed_slot_is_sold_again(self):
        held = self._hold(self._want(4))
        second = held.filtered(lambda p: p.slot == 2)
        second.action_release()
        again = self._hold(self._want(1))
        self.assertEqual(again.slot, 2)

    def test_a_hold_keeps_its_slot_when_it_is_booked(self):
        self._hold(self._want(1))
        order = self._want(2)
        slots = set(self._hold(order).mapped("slot"))
        self.assertEqual(set(self._book(order).mapped("slot")), slots)

    def test_fewer_for_sale_count_the_sold_ones(self):
        held = self._hold(self._want(4))
        held.filtered(lambda p: p.slot < 3).action_release()
        self.banner.capacity = 2
        with self.assertRaisesRegex(UserError, "already taken"):
            self._hold(self._want(1))
        kept = held.filtered(lambda p: p.slot > 2)
        kept.sudo()._action_book()
        self.assertEqual(sorted(kept.mapped("slot")), [3, 4])

    def test_uncounted_space_becomes_counted(self):
        self.banner.capacity = 0
        free = self._hold(self._want(5))
        self.assertEqual(set(free.mapped("slot")), {0})
        self.banner.capacity = 4
        with self.assertRaisesRegex(UserError, "already taken"):
            self._hold(self._want(1))

    def test_the_web_has_no_pages(self):
        placement = self._book(self._want(1))
        with self.assertRaisesRegex(UserError, "is a website"):
            self._place({placement: (1, 0, 0)})
        self._file_advertiser()
        self.assertNotIn("page", placement.clearance_blockers or "")


@tagged("post_install", "-at_install")
class TestClearance(PlacementCase):
    """What keeps a booked insertion from running, in words (U1)."""

    def setUp(self):
        super().setUp()
        self.patch(
            self.registry["res.partner"],
            "_ad_document_problems_by_day",
            lambda partners, days: {
                day: {p: self.problems(p, day) for p in partners} for day in days
            },
        )
        self.problems = lambda partner, day: []

    def _sealed(self, **values):
        order = self._make_contract([(self.full_page, self.issues[:2])], **values)
        order = self._seal(order)
        first = self.issue._interior_ordinals()[0]
        self._place({p: (first, 0, 0) for p in order.ad_placement_ids})
        self._clear_copy(order.ad_placement_ids)
        self.env.flush_all()
        return order

    def test_nothing_in_the_way(self):
        order = self._sealed()
        self.assertEqual(set(order.ad_placement_ids.mapped("state")), {"cleared"})
        self.assertFalse(any(order.ad_placement_ids.mapped("clearance_blockers")))

    def test_drafts_and_holds_are_not_looked_at(self):
        order = self._make_contract()
        self.assertFalse(any(order.ad_placement_ids.mapped("clearance_blockers")))
        self._hold(order)
        self.assertFalse(any(order.ad_placement_ids.mapped("clearance_blockers")))
        self.assertEqual(set(order.ad_placement_ids.mapped("state")), {"held"})

    def test_space(self):
        order = self._sealed()
        placement = order.ad_placement_ids[0]
        self._place({placement: (0, 0, 0)})
        self.assertEqual(
            placement.clearance_blockers, "It has not been placed on a page yet."
        )
        self.assertEqual(placement.state, "booked")

    def test_original(self):
        order = self._make_contract([(self.full_page, self.issue)])
        self._file_advertiser()
        self._customer_seals(order, ad_original_state="fax")
        self._sign(order, "supervisor", "manager")
        order.with_user(self.operations)._action_affix_seal("Contract seal")
        placement = order.ad_placement_ids
        self.assertIn("the original is missing", placement.clearance_blockers)
        order.sudo().ad_original_state = "original"
        self.assertNotIn("original", placement.clearance_blockers)

    def test_papers_of_the_publication_date(self):
        late = self.issues[1].publication_date
        order = self._sealed()
        self.problems = lambda partner, day: ["Licence expired"] if day >= late else []
        self.env["ad.placement"]._touch_partners(self.advertiser)
        first, second = order.ad_placement_ids.sorted("publication_date")
        self.assertEqual(first.state, "cleared")
        self.assertEqual(second.clearance_blockers, "Licence expired")
        self.problems = lambda partner, day: []
        with self._no_commit():
            self.env["ad.placement"]._cron_refresh_clearance()
        self.assertEqual(second.state, "cleared")

    def test_touching_reaches_open_issues_only(self):
        order = self._sealed()
        first, second = order.ad_placement_ids.sorted("publication_date")
        self.issue.sudo().state = "at_press"
        self.problems = lambda partner, day: ["Licence expired"]
        self.env["ad.placement"]._touch_partners(self.advertiser)
        self.assertFalse(first.clearance_blockers)
        self.assertTrue(second.clearance_blockers)

    def test_press_trusts_no_column(self):
        order = self._sealed()
        self.problems = lambda partner, day: ["Licence expired"]
        placements = order.ad_placement_ids.sudo()
        self.assertFalse(any(placements.mapped("clearance_blockers")))
        self.assertEqual(
            placements._press_blockers(), {p: ["Licence expired"] for p in placements}
        )

    def test_contract_in_force(self):
        order = self._sealed(ad_date_end=self.issues[1].publication_date)
        second = order.ad_placement_ids.sorted("publication_date")[1]
        self.assertEqual(second.state, "cleared")
        self.issues[1].publication_date += relativedelta(days=10)
        self.assertIn("extension letter is needed", second.clearance_blockers)
        order.sudo().ad_extension_date = self.issues[1].publication_date
        self.assertEqual(second.state, "cleared")

    def test_contract_not_begun(self):
        """U1: in force on the publication date means begun by then, too."""
        order = self._sealed(ad_date_start=self.issue.publication_date)
        first, second = order.ad_placement_ids.sorted("publication_date")
        self.assertEqual(first.state, "cleared", "the first day is in it")
        self.issue.publication_date -= relativedelta(days=1)
        self.assertIn("begins on", first.clearance_blockers)
        self.assertFalse(second.clearance_blockers)
        self.assertEqual(set(order.ad_placement_ids.sudo()._press_blockers()), {first})

    def test_contract_not_sealed(self):
        order = self._make_contract([(self.full_page, self.issue)])
        placement = self._book(order)
        self.assertIn("is not sealed and in force", placement.clearance_blockers)

    def _unpaid(self):
        order = self._sealed(ad_payment_kind="prepaid")
        return order, order.ad_placement_ids

    def test_prepaid_in_full_names_the_shortage(self):
        order, placements = self._unpaid()
        for placement in placements:
            self.assertIn("is to be prepaid in full", placement.clearance_blockers)
            self.assertIn("20,000.00", placement.clearance_blockers)
        with patch.object(
            self.registry["sale.order"],
            "_ad_prepayment_gap",
            lambda orders: {orders: 0.01},
        ):
            self.env["ad.placement"]._touch_orders(order)
            self.env.flush_all()
            self.assertIn("0.01", placements[0].clearance_blockers)

    def test_payment_is_waived_by_the_manager_with_reason(self):
        order, placements = self._unpaid()
        manager = self.users["manager"]
        action = placements[0].with_user(manager).action_waive_payment()
        wizard = (
            self.env["ad.payment.waive"]
            .with_user(manager)
            .with_context(**action["context"])
            .create({"reason": "Money is on its way"})
        )
        wizard.action_waive()
        waived, other = placements
        self.assertEqual(waived.state, "cleared")
        self.assertEqual(waived.payment_waived_by_id, manager)
        self.assertEqual(waived.payment_waived_reason, "Money is on its way")
        self.assertEqual(other.state, "booked")
        self.assertIn("Money is on its way", order.message_ids[0].body)

    def test_who_waives_and_how(self):
        _order, placements = self._unpaid()
        for title in ("specialist", "supervisor", "finance", "operations"):
            user = self.users[title]
            with self.assertRaises(AccessError, msg=title):
                placements.with_user(user).action_waive_payment()
            with self.assertRaises(AccessError, msg=title):
                placements.with_user(user)._action_waive_payment("Please")
        managed = placements.with_user(self.users["manager"])
        with self.assertRaisesRegex(UserError, "Say why"):
            managed._action_waive_payment(" ")
        draft = self._make_contract([(self.full_page, self.issue)]).ad_placement_ids
        with self.assertRaisesRegex(UserError, "is not booked"):
            draft.with_user(self.users["manager"])._action_waive_payment("Please")

    def test_only_missing_money_is_waived(self):
        """U1: other blockers give the override no work, nor does a second time."""
        order = self._sealed()
        prepaid = self._make_contract(
            [(self.full_page, self.issues[2:4])], ad_payment_kind="prepaid"
        )
        unpaid = self._seal(prepaid).ad_placement_ids
        manager = self.users["manager"]
        self.problems = lambda partner, day: ["Licence expired"]
        self.env["ad.placement"]._touch_orders(order)
        blocked = order.ad_placement_ids.with_user(manager)
        unpaid = unpaid.with_user(manager)
        self.assertTrue(all(blocked.mapped("clearance_blockers")))
        self.assertFalse(any(blocked.mapped("is_payment_missing")))
        self.assertTrue(all(unpaid.mapped("is_payment_missing")))
        unpaid._action_waive_payment("Money is on its way")
        self.assertFalse(any(unpaid.mapped("is_payment_missing")))
        for placements in (blocked, unpaid):
            with self.assertRaisesRegex(UserError, "does not wait for money"):
                placements.action_waive_payment()
            with self.assertRaisesRegex(UserError, "does not wait for money"):
                placements._action_waive_payment("Please")
        self.assertFalse(any(blocked.mapped("payment_waived_on")))

    def test_a_manager_waives_in_his_own_division_only(self):
        _order, placements = self._unpaid()
        stranger = self._make_user("manager2", "group_ad_manager")
        stranger.group_ids += self.env.ref("ad_sales_ops.group_ad_finance")
        with self.assertRaises(AccessError):
            placements.with_user(stranger)._action_waive_payment("Please")

    def test_nothing_else_is_waived(self):
        order, placements = self._unpaid()
        placements.with_user(self.users["manager"])._action_waive_payment("Later")
        self.problems = lambda partner, day: ["Licence expired"]
        self.env["ad.placement"]._touch_orders(order)
        self._place({placements[0]: (0, 0, 0)})
        self.assertEqual(
            placements[0].clearance_blockers.split("\n"),
            ["Licence expired", "It has not been placed on a page yet."],
        )
        self.assertEqual(placements[1].clearance_blockers, "Licence expired")
