"""Space order slips: proposed, handed in, amended, asked for (P6)."""

from datetime import date, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import TITLES
from .order_common import SlipCase
from .test_budgets import BudgetCase

READERS = {"specialist", "supervisor", "manager", "general_manager"} | {
    "operations",
    "production",
}


@tagged("post_install", "-at_install")
class TestProposal(SlipCase):
    """What a slip starts from."""

    def test_a_line_for_each_insertion(self):
        slip = self._slip()
        self.assertEqual(slip.line_ids.placement_id, self.full_ad | self.half_ad)
        self.assertEqual(slip.team_id, self.team)
        line = self._line(slip, self.full_ad)
        self.assertEqual(line.advertiser_id, self.pump)
        self.assertIn("Full page", line.space_text)
        self.assertIn("Four Colours", line.space_text)
        self.assertEqual((line.wish, line.copy_state), ("none", "new"))
        self.assertEqual((line.standing, line.is_off), ("Booked", False))
        self.assertEqual((slip.line_count, slip.wish_count), (2, 0))

    def test_made_once(self):
        slip = self._slip()
        self.assertEqual(self._slip(), slip)
        self.assertEqual(len(slip.line_ids), 2)

    def test_space_that_is_not_held_is_no_line(self):
        self._make_contract([(self.quarter, self.issues[0])])
        self.assertEqual(len(self._slip().line_ids), 2)
        held = self._make_contract([(self.quarter, self.issues[0])])
        held.sudo().ad_placement_ids._action_hold()
        self.assertEqual(len(self._slip().line_ids), 3)

    def test_the_next_issue_starts_from_the_last_slip(self):
        """Wishes and references are carried over, by position before customer."""
        slip = self._slip()
        self._line(slip, self.full_ad).write(
            {
                "wish": "front_right",
                "not_beside": "Heng Ce",
                "wish_words": "Not on page 1",
                "copy_state": "standing",
                "copy_text": "As in May",
                "note": "Telephone first",
            }
        )
        (again,) = self._booked(
            self.full_page, issue=self.issues[1], partner_id=self.pump.id
        )
        (other,) = self._booked(
            self.half, issue=self.issues[1], partner_id=self.valve.id
        )
        later = self._slip(self.issues[1])
        line = self._line(later, again)
        self.assertEqual(
            (line.wish, line.not_beside, line.wish_words, line.note),
            ("front_right", "Heng Ce", "Not on page 1", "Telephone first"),
        )
        self.assertEqual((line.copy_state, line.copy_text), ("standing", "As in May"))
        self.assertEqual(self._line(later, other).wish, "none")

    def test_what_was_new_last_time_is_not_new_now(self):
        line = self._line(self._slip(), self.full_ad)
        line.copy_text = "The pump of May"
        (again,) = self._booked(
            self.full_page, issue=self.issues[1], partner_id=self.pump.id
        )
        slip = self.model._make(self.issues[1], self.specialist)
        self.assertEqual(self._line(slip, again).copy_state, "new")
        self.assertFalse(self._line(slip, again).copy_text)

    def test_a_fixed_place_takes_over_no_wish_of_another_position(self):
        self._line(self._slip(), self.full_ad).write(
            {"wish": "page", "wish_page": "17", "note": "Telephone first"}
        )
        (cover,) = self._booked(
            self.inside_front, issue=self.issues[1], partner_id=self.pump.id
        )
        line = self._line(self._slip(self.issues[1]), cover)
        self.assertEqual((line.wish, line.wish_page), ("none", False))
        self.assertEqual(line.note, "Telephone first")

    def test_a_later_slip_is_no_model(self):
        (again,) = self._booked(
            self.full_page, issue=self.issues[1], partner_id=self.pump.id
        )
        later = self._slip(self.issues[1])
        self._line(later, again).wish = "back"
        self.assertEqual(self._line(self._slip(), self.full_ad).wish, "none")

    def test_old_copy_again_where_the_contract_agrees(self):
        self._clear_copy(self.full_ad)
        (agreed,) = self._booked(
            self.full_page,
            issue=self.issues[1],
            partner_id=self.pump.id,
            ad_standing_copy=True,
        )
        (plain,) = self._booked(
            self.full_page, issue=self.issues[2], partner_id=self.pump.id
        )
        line = self._line(self._slip(self.issues[1]), agreed)
        self.assertEqual(line.copy_state, "standing")
        self.assertEqual(line.copy_placement_id, self.full_ad)
        line = self._line(self._slip(self.issues[2]), plain)
        self.assertEqual(line.copy_state, "standing", "The last slip said so")

    def test_new_copy_without_agreement(self):
        self._clear_copy(self.full_ad)
        (again,) = self._booked(
            self.full_page, issue=self.issues[1], partner_id=self.pump.id
        )
        line = self._line(self._slip(self.issues[1]), again)
        self.assertEqual((line.copy_state, line.copy_placement_id.id), ("new", False))

    def test_who_ran_last_issue_and_not_in_this(self):
        self._booked(self.half, issue=self.issues[1], partner_id=self.valve.id)
        slip = self._slip(self.issues[1])
        self.assertEqual(slip.absent_ids, self.pump)
        self.assertFalse(self._slip().absent_ids)

    def test_a_skipped_issue_does_not_count(self):
        self._booked(self.half, issue=self.issues[2], partner_id=self.valve.id)
        self.issues[1].sudo().state = "skipped"
        self.assertEqual(self._slip(self.issues[2]).absent_ids, self.pump)


@tagged("post_install", "-at_install")
class TestNextSlip(SlipCase):
    """One click to the slip that is due."""

    def _next(self, user=None):
        return self.model.with_user(user or self.specialist).action_next_slip()

    def test_opens_the_slip(self):
        action = self._next()
        slip = self.model.browse(action["res_id"])
        self.assertEqual(
            (slip.issue_id, slip.user_id), (self.issues[0], self.specialist)
        )
        self.assertEqual(action["views"], [(False, "form")])
        self.assertEqual(len(slip.line_ids), 2)

    def test_takes_what_was_booked_meanwhile(self):
        slip = self._slip()
        (late,) = self._booked(self.quarter, partner_id=self.pump.id)
        self._next()
        self.assertIn(late, slip.line_ids.placement_id)

    def test_a_late_one_comes_first(self):
        slip = self._slip()
        self._close_booking()
        self._booked(self.half, issue=self.issues[1])
        self.assertEqual(self._next()["res_id"], slip.id)
        slip.action_hand_in()
        second = self.model.browse(self._next()["res_id"])
        self.assertEqual(second.issue_id, self.issues[1])

    def test_the_other_medium(self):
        weekly = self._make_medium("Test Weekly", "TW", kind="newspaper", page_count=8)
        issue = self._make_issues(weekly, 1)
        strip = self._make_position("Strip", 500.0, medium=weekly, grid_height=30)
        self._booked(strip, issue=issue)
        slip = self.model.browse(self._next()["res_id"]).with_user(self.specialist)
        self.assertEqual(slip.other_count, 1)
        action = slip.action_open_others()
        self.assertEqual(len(self.model.search(action["domain"])), 1)

    def test_handed_in_and_nothing_else(self):
        slip = self._handed_in()
        self.assertEqual(self._next()["res_id"], slip.id)

    def test_nobody_to_order_for(self):
        action = self._next(self.other_specialist)
        self.assertFalse(action["res_id"])
        self.assertFalse(
            self.model.search([("user_id", "=", self.other_specialist.id)])
        )

    def test_an_issue_that_only_reminds(self):
        """He ran last time: his slip of the next issue is empty and says who did."""
        self._close_booking()
        self.issues[0].sudo().state = "at_press"
        slip = self.model.browse(self._next()["res_id"])
        self.assertEqual(slip.issue_id, self.issues[1])
        self.assertFalse(slip.line_ids)
        self.assertEqual(slip.absent_ids, self.pump | self.valve)

    def test_from_my_day(self):
        card = self.env.ref("ad_sales_ops.ad_day_list_space_orders")
        card = card.with_user(self.specialist)
        self.assertFalse(card.is_mine)
        slip = self._slip()
        card.invalidate_recordset()
        self.assertEqual((card.is_mine, card.waiting), (True, 1))
        self.assertEqual(card.action_open()["res_id"], slip.id)
        other = self.env.ref("ad_sales_ops.ad_day_list_specialist_drafts")
        self.assertFalse(other.with_user(self.specialist).action_open()["res_id"])

    def test_specialists_only(self):
        self.assertDenied(self.model.with_user(self.operations).action_next_slip)


@tagged("post_install", "-at_install")
class TestHandIn(SlipCase):
    """Handing in, amending, and every refusal."""

    def test_hand_in_freezes(self):
        slip = self._handed_in(wish="right")
        self.assertEqual(slip.state, "handed_in")
        self.assertEqual(slip.handed_in_by_id, self.specialist)
        self.assertFalse(slip.handed_in_late)
        step = slip.step_ids
        self.assertEqual((step.step, step.actor_id), ("handed_in", self.specialist))
        self.assertIn("Right-Hand Page", step.snapshot_text)
        self.assertEqual(len(step.snapshot), 2)
        line = self._line(slip, self.full_ad)
        self.assertRefused("Amend the Slip", line.write, {"wish": "left"})
        self.assertRefused("Amend the Slip", slip.write, {"note": "x"})

    def test_twice(self):
        slip = self._handed_in()
        self.assertRefused("was handed in on", slip.action_hand_in)
        self.assertEqual(len(slip.step_ids), 1)

    def test_empty(self):
        slip = self._slip(user=self.other_specialist)
        self.assertRefused("The slip is empty", slip.action_hand_in)

    def test_at_press(self):
        slip = self._slip()
        self.issues[0].sudo().state = "at_press"
        self.assertRefused("is “At Press”", slip.action_hand_in)
        self.assertRefused("is “At Press”", slip.line_ids[0].write, {"wish": "left"})
        self.assertFalse(slip.can_edit)

    def test_amend_at_press(self):
        slip = self._handed_in()
        self.issues[0].sudo().state = "at_press"
        self.assertRefused("is “At Press”", slip.action_amend)
        self.assertRefused("is “At Press”", slip.action_add_missing)

    def test_after_the_film_close(self):
        slip = self._slip()
        self.issues[0].sudo().write(
            {
                name: self.today - timedelta(days=1)
                for name in (
                    "booking_close",
                    "material_close",
                    "proof_close",
                    "film_close",
                )
            }
        )
        self.assertRefused("The film of", slip.action_hand_in)
        self.assertRefused("Operations Centre", slip.action_hand_in)

    def test_after_the_booking_close_it_came_late(self):
        slip = self._slip()
        self._close_booking()
        self.assertTrue(slip.is_late)
        slip.action_hand_in()
        self.assertTrue(slip.handed_in_late)
        self.assertFalse(slip.is_late)

    def test_on_the_last_day_it_is_not_late(self):
        slip = self._slip()
        self._close_booking(days=0)
        self.assertFalse(slip.is_late)
        slip.action_hand_in()
        self.assertFalse(slip.handed_in_late)

    def test_an_amended_slip_did_not_come_late(self):
        slip = self._handed_in()
        self._close_booking()
        slip.action_amend()
        self.assertFalse(slip.is_late)
        slip.action_hand_in()
        self.assertFalse(slip.handed_in_late)

    def test_somebody_elses(self):
        lines = self._slip().line_ids.with_user(self.other_specialist)
        slip = self._slip().with_user(self.other_specialist)
        for step in (slip.action_hand_in, slip.action_amend, slip.action_add_missing):
            self.assertDenied(step)
        self.assertDenied(lines.write, {"wish": "left"})

    def test_a_wished_page_that_is_none(self):
        slip = self._slip()
        line = self._line(slip, self.full_ad)
        for page in ("99", "", "0", "cover"):
            line.write({"wish": "page", "wish_page": page})
            self.assertRefused("has no page", slip.action_hand_in)
        line.wish_page = "17"
        slip.action_hand_in()

    def test_covers_are_pages_too(self):
        slip = self._slip()
        self._line(slip, self.full_ad).write(
            {"wish": "page", "wish_page": "Inside back cover"}
        )
        slip.action_hand_in()
        self.assertEqual(self.full_ad.ordered_wish["side"], ["inside_back", 0])
        self.assertEqual(self.full_ad.page_wish, "Inside back cover")

    def test_which_old_copy(self):
        slip = self._slip()
        line = self._line(slip, self.full_ad)
        line.copy_text = False
        for state in ("standing", "changed"):
            line.copy_state = state
            self.assertRefused("say which copy", slip.action_hand_in)
        line.copy_text = "May, new telephone"
        slip.action_hand_in()

    def test_new_copy_is_described(self):
        """Nobody knows what is new unless the slip says so, or the copy is here."""
        slip = self._slip()
        slip.line_ids.copy_text = False
        self.assertRefused("what the new copy is about", slip.action_hand_in)
        self.assertRefused("Test Customer 1 and Test Customer 2", slip.action_hand_in)
        self._line(slip, self.half_ad).copy_text = " "
        self._clear_copy(self.full_ad)
        self.assertRefused(": Test Customer 2", slip.action_hand_in)
        self._line(slip, self.half_ad).copy_text = "The new valve"
        slip.action_hand_in()

    def test_a_fixed_position_asks_for_no_other_page(self):
        """It was sold with its place; another one is the customer's consent (F4)."""
        (cover,) = self._booked(self.inside_front, partner_id=self.pump.id)
        slip = self._slip()
        line = self._line(slip, cover)
        line.write({"wish": "page", "wish_page": "17"})
        self.assertRefused(
            "has its fixed place, Inside front cover", slip.action_hand_in
        )
        line.wish_page = "Inside front cover"
        slip.action_hand_in()

    def test_booked_meanwhile(self):
        slip = self._slip()
        (late,) = self._booked(self.quarter, partner_id=self.valve.id)
        slip.invalidate_recordset()
        self.assertEqual(slip.missing_ids, late.with_user(self.specialist))
        self.assertRefused("Test Customer 2", slip.action_hand_in)
        slip.action_add_missing()
        self.assertFalse(self._line(slip, late).added_on)
        self._describe(slip)
        slip.action_hand_in()

    def test_added_since(self):
        slip = self._handed_in()
        (late,) = self._booked(self.quarter, partner_id=self.valve.id)
        slip.invalidate_recordset()
        self.assertEqual((slip.missing_count, slip.state), (1, "handed_in"))
        slip.action_add_missing()
        self.assertEqual((slip.missing_count, slip.state), (0, "amending"))
        self.assertTrue(self._line(slip, late).added_on)
        self.assertRefused("on the slip already", slip.action_add_missing)
        self._describe(slip)
        slip.action_hand_in()
        self.assertIn("Added: Test Customer 2", slip.step_ids[-1].changes)

    def test_amended_with_trail(self):
        slip = self._handed_in(wish="right")
        slip.action_amend()
        self.assertRefused("not handed in yet", slip.action_amend)
        self._line(slip, self.full_ad).wish = "left"
        self.assertEqual(self.full_ad.ordered_wish["kind"], "right", "Holds until then")
        slip.action_hand_in()
        self.assertEqual(self.full_ad.ordered_wish["kind"], "left")
        steps = slip.step_ids
        self.assertEqual(steps.mapped("step"), ["handed_in", "amending", "handed_in"])
        self.assertIn("Left-Hand Page", steps[-1].changes)
        self.assertIn("(was: Test Customer 1", steps[-1].changes)
        self.assertNotIn("Test Customer 2", steps[-1].changes)
        slip.action_amend()
        slip.action_hand_in()
        self.assertEqual(slip.step_ids[-1].changes, "Nothing changed.")

    def test_an_insertion_that_left_keeps_its_own_wish(self):
        slip = self._handed_in(wish="right")
        self.full_ad.sudo().user_id = self.other_specialist
        self.full_ad.sudo().ordered_wish = {"kind": "left"}
        slip.action_amend()
        slip.action_hand_in()
        self.assertEqual(self.full_ad.ordered_wish, {"kind": "left"})

    def test_the_supervisor_for_his_people(self):
        """Somebody is ill: his supervisor and manager hand in for him."""
        slip = self._slip()
        slip.with_user(self.users["supervisor"]).action_hand_in()
        self.assertEqual(slip.handed_in_by_id, self.users["supervisor"])
        slip.with_user(self.users["manager"]).action_amend()
        slip.with_user(self.users["general_manager"]).action_hand_in()
        self.assertEqual(slip.step_ids[-1].actor_id, self.users["general_manager"])

    def _authorized(self, **values):
        deputy = self.other_specialist
        granted = self.env["ad.authorization"].with_user(self.users["general_manager"])
        return granted.create(
            {
                "deputy_id": deputy.id,
                "principal_id": self.specialist.id,
                "team_id": self.team.id,
                "step": "space_order",
                "date_to": self.today + timedelta(days=7),
                "reason": "Leave",
                **values,
            }
        )

    def test_a_deputy_for_the_absent(self):
        """G8: whom the general manager authorised; the history says for whom."""
        self._slip(user=self.other_specialist)
        slip = self._slip().with_user(self.other_specialist)
        self.assertDenied(slip.action_hand_in)
        authorization = self._authorized()
        self._booked(self.quarter, partner_id=self.valve.id)
        slip.invalidate_recordset()
        self.assertTrue(slip.can_edit)
        self.assertEqual(slip.missing_count, 1)
        form = slip.get_view(view_type="form")
        self.assertTrue(
            slip.web_read({name: {} for name in form["models"][slip._name]})
        )
        self.assertFalse(slip.missing_ids, "Insertions are not his to open")
        self.assertRefused("Test Customer 2", slip.action_hand_in)
        slip.action_add_missing()
        self._describe(slip)
        self._line(slip, self.full_ad.sudo()).wish = "right"
        slip.action_hand_in()
        self.assertEqual(self.full_ad.ordered_wish["kind"], "right")
        step = slip.step_ids[-1]
        self.assertEqual(step.actor_id, self.other_specialist)
        self.assertEqual(step.on_behalf_id, self.specialist)
        slip.with_user(self.specialist).action_amend()
        self.assertFalse(slip.step_ids[-1].on_behalf_id)
        authorization.with_user(self.users["general_manager"]).action_revoke()
        self.assertDenied(slip.action_hand_in)

    def test_a_deputy_of_somebody_else(self):
        slip = self._slip().with_user(self.other_specialist)
        away = self._make_user("away", "group_ad_specialist")
        self._authorized(principal_id=away.id)
        self._authorized(step="supervisor")
        self._authorized(date_from=self.today + timedelta(days=2))
        self.assertDenied(slip.action_hand_in)
        self.assertRefused(
            "whose slips",
            lambda: self._authorized(principal_id=False),
            error=ValidationError,
        )

    def test_facts_stay(self):
        slip = self._handed_in()
        step = slip.step_ids.sudo()
        self.assertRefused("kept as it was", step.write, {"changes": "x"})
        self.assertRefused("is kept", step.unlink)
        self.assertRefused("Slips are kept", slip.sudo().unlink)

    def test_guarded(self):
        slip = self._slip()
        for values in (
            {"state": "handed_in"},
            {"handed_in_late": True},
            {"user_id": self.other_specialist.id},
            {"issue_id": self.issues[1].id},
            {"team_id": self.division.id},
        ):
            self.assertDenied(slip.write, values)
        line = slip.line_ids[0]
        for values in (
            {"placement_id": self.half_ad.id},
            {"position_id": self.quarter.id},
            {"slip_id": self._slip(self.issues[1]).id},
        ):
            self.assertDenied(line.write, values)
        self.assertDenied(line.unlink)
        self.assertDenied(slip.unlink)
        self.assertDenied(line.copy)
        self.assertDenied(
            self.full_ad.with_user(self.specialist).write,
            {"ordered_wish": {"kind": "right"}},
        )


@tagged("post_install", "-at_install")
class TestStanding(SlipCase):
    """What becomes of an insertion later is seen and breaks nothing."""

    def setUp(self):
        super().setUp()
        self.slip = self._handed_in(wish="right")
        self.line = self._line(self.slip, self.full_ad)

    def _standing(self):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.line.standing, self.line.is_off

    def _works(self):
        """The slip opens, is amended, handed in and printed all the same."""
        self.slip.read()
        self.slip.line_ids.read()
        self.slip.action_amend()
        self.slip.action_hand_in()
        self.env["ir.actions.report"].with_user(self.specialist)._render_qweb_html(
            "ad_sales_ops.report_ad_space_order", self.slip.ids
        )

    def test_withdrawn(self):
        self.full_ad.sudo()._action_drop("withdrawn", "Customer's wish")
        self.assertEqual(self._standing(), ("Withdrawn", True))
        self.assertEqual(self.slip.off_count, 1)
        self._works()

    def test_moved(self):
        self.full_ad.sudo().issue_id = self.issues[1]
        name = self.issues[1].display_name
        self.assertEqual(self._standing(), (f"Moved to {name}", True))
        self._works()
        later = self._slip(self.issues[1])
        self.assertEqual(self._line(later, self.full_ad).wish, "right")

    def test_released(self):
        self.full_ad.sudo().stage = "draft"
        self.assertEqual(self._standing(), ("Hold released", True))
        self._works()

    def test_deleted(self):
        placement = self.full_ad.sudo()
        placement.stage = "draft"
        placement.unlink()
        self.assertEqual(self._standing(), ("The insertion was deleted", True))
        self._works()

    def test_another_carer(self):
        self.full_ad.sudo().user_id = self.other_specialist
        standing, is_off = self._standing()
        self.assertEqual(standing, f"Now served by {self.other_specialist.name}")
        self.assertTrue(is_off)
        theirs = self._slip(user=self.other_specialist)
        self.assertEqual(self._line(theirs, self.full_ad).wish, "right")

    def test_an_incomplete_line_that_is_off_holds_nothing_up(self):
        self.slip.action_amend()
        self.line.copy_state = "standing"
        self.full_ad.sudo()._action_drop("withdrawn", "Customer's wish")
        self.env.invalidate_all()
        self.slip.action_hand_in()

    def test_published(self):
        self.full_ad.sudo().stage = "published"
        self.assertEqual(self._standing(), ("Published", False))


@tagged("post_install", "-at_install")
class TestReminders(SlipCase):
    """Slips lie ready, are asked for, and are listed when they are late."""

    def setUp(self):
        super().setUp()
        # Jobs commit between records, which a test must not.
        self.patch(self.registry["ir.cron"], "_commit_progress", lambda *a, **k: 1)

    def _run(self):
        self.model.sudo()._cron_remind()
        slips = self.model.search([("user_id", "=", self.specialist.id)])
        self._describe(slips)
        self.env.flush_all()
        return slips

    def _at(self, day):
        return freeze_time(f"{day} 02:00:00")

    def _close_on(self, day):
        self.issues[0].sudo().write(
            {
                "publication_date": day + timedelta(days=25),
                "booking_close": day,
                "material_close": day + timedelta(days=5),
                "proof_close": day + timedelta(days=6),
                "film_close": day + timedelta(days=7),
            }
        )
        self.env.flush_all()

    def _monday(self):
        return date(self.today.year + 1, 3, 1) + timedelta(
            days=-date(self.today.year + 1, 3, 1).weekday() % 7
        )

    def test_slips_are_made_a_week_ahead(self):
        monday = self._monday()
        self._close_on(monday)
        with self._at(monday - timedelta(days=8)):
            self.assertFalse(self._run())
        with self._at(monday - timedelta(days=7)):
            slip = self._run()
        self.assertEqual(slip.issue_id, self.issues[0])
        self.assertFalse(slip.activity_ids)

    def test_asked_on_the_working_day_before(self):
        """Before a Monday that is Friday, or Saturday where it is worked."""
        monday = self._monday()
        self._close_on(monday)
        friday, saturday = monday - timedelta(days=3), monday - timedelta(days=2)
        with self._at(friday - timedelta(days=1)):
            self.assertFalse(self._run().activity_ids)
        self.env["ad.calendar.exception"].create(
            {
                "name": "Exchanged",
                "date": saturday,
                "is_working": True,
                "company_id": self.company.id,
            }
        )
        with self._at(friday):
            self.assertFalse(self._run().activity_ids)
        with self._at(saturday):
            activity = self._run().activity_ids
            self.assertEqual(activity.user_id, self.specialist)
            self.assertEqual(activity.date_deadline, monday)
            self.assertIn("2 insertions", activity.note)
            self.assertEqual(self._run().activity_ids, activity, "Safe twice")

    def test_not_asked_twice_when_ticked_off(self):
        monday = self._monday()
        self._close_on(monday)
        with self._at(monday - timedelta(days=3)):
            slip = self._run()
            slip.activity_ids.action_done()
            self.assertFalse(self._run().activity_ids)

    def test_handing_in_ends_it(self):
        monday = self._monday()
        self._close_on(monday)
        with self._at(monday - timedelta(days=3)):
            slip = self._run()
            slip.with_user(self.specialist).action_hand_in()
            self.assertFalse(slip.activity_ids)
            self.assertFalse(self._run().activity_ids)

    def test_handed_in_before_is_not_asked(self):
        monday = self._monday()
        self._close_on(monday)
        with self._at(monday - timedelta(days=6)):
            self._run().with_user(self.specialist).action_hand_in()
        with self._at(monday - timedelta(days=3)):
            self.assertFalse(self._run().activity_ids)

    def test_late_list(self):
        """Who never opened his slip is on it, too."""
        self._close_booking()
        slip = self._run()
        card = self.env.ref("ad_sales_ops.ad_day_list_space_orders_late")
        for title in ("supervisor", "manager", "operations"):
            mine = card.with_user(self.users[title])
            mine.invalidate_recordset()
            self.assertEqual((mine.is_mine, mine.waiting), (True, 1), title)
        found = self.model.with_user(self.operations).search(
            card.with_user(self.operations)._get_domain()
        )
        self.assertEqual(found.ids, slip.ids)
        slip.with_user(self.specialist).action_hand_in()
        mine.invalidate_recordset()
        self.assertFalse(mine.is_mine)

    def test_websites_have_no_slips(self):
        site = self._make_medium("Test Site", "TS", kind="web", page_count=0)
        issue = self._make_issues(site, 1)
        banner = self._make_position("Banner", 500.0, medium=site)
        self._booked(banner, issue=issue)
        self._close_booking(issue)
        self._run()
        self.assertFalse(self.model.search([("issue_id", "=", issue.id)]))

    def test_no_slip_for_who_has_left(self):
        self._close_booking()
        self.specialist.active = False
        self.assertFalse(self._run())


@tagged("post_install", "-at_install")
class TestSlipInPlan(SlipCase):
    """Operations places from the slips."""

    def _ad(self, placement):
        plan = self.issue.load_flat_plan(self.issue.id)
        return next(ad for ad in plan["ads"] if ad["id"] == placement.id)

    def _warnings(self):
        plan = self.issue.load_flat_plan(self.issue.id)
        return [w["text"] for w in plan["warnings"] if w["code"] == "wish"]

    def _proposed(self, placement):
        moves = self.issue.plan_propose()["moves"]
        page = next(move["page"] for move in moves if move["id"] == placement.id)
        return int(self.issue._page_label(page))

    def test_wish_is_shown(self):
        slip = self._slip()
        line = self._line(slip, self.full_ad)
        line.write({"wish": "right", "not_beside": "Heng Ce", "wish_words": "Top"})
        self.assertEqual(self._ad(self.full_ad)["wish"], "", "Not handed in yet")
        slip.action_hand_in()
        ad = self._ad(self.full_ad)
        self.assertEqual(ad["wish"], "Right-Hand Page; not beside Heng Ce; Top")
        self.assertTrue(ad["wants_right"])
        self.assertTrue(ad["is_promised"])
        self.assertEqual(ad["ordered_by"], self.specialist.name)
        self.assertEqual(self.full_ad.page_wish, ad["wish"])
        self.assertEqual(self._ad(self.half_ad)["wish"], "")

    def test_a_wished_page_is_shown(self):
        self._handed_in(wish="page", wish_page="17")
        self.assertEqual(self._ad(self.full_ad)["wish"], "Page 17")

    def test_the_contracts_own_request_stays(self):
        (right,) = self._booked(
            self.full_page, partner_id=self.pump.id, ad_special_request="右页"
        )
        slip = self._slip()
        self._line(slip, right).wish_words = "Top"
        slip.action_hand_in()
        ad = self._ad(right)
        self.assertEqual(ad["wish"], "Top\n右页")
        self.assertTrue(ad["wants_right"])
        for wish, is_right in (("editorial", True), ("left", False), ("none", True)):
            slip.action_amend()
            self._line(slip, right).wish = wish
            slip.action_hand_in()
            self.assertEqual(self._ad(right)["wants_right"], is_right, wish)

    def test_proposal_honours_wishes(self):
        third = 11  # of 32 pages
        for wish, is_right in (
            ("right", lambda page: page % 2 == 1),
            ("left", lambda page: page % 2 == 0),
            ("front", lambda page: page <= third),
            ("front_right", lambda page: page <= third and page % 2 == 1),
            ("back", lambda page: page > 32 - third),
        ):
            with self.subTest(wish=wish):
                slip = self._slip()
                if slip.state == "handed_in":
                    slip.action_amend()
                self._line(slip, self.full_ad).wish = wish
                slip.action_hand_in()
                self.assertTrue(is_right(self._proposed(self.full_ad)))

    def test_proposal_keeps_to_a_wished_page(self):
        self._handed_in(wish="page", wish_page="17")
        self.assertEqual(self._proposed(self.full_ad), 17)
        self._content(17)
        self.assertNotEqual(self._proposed(self.full_ad), 17)

    def test_proposal_faces_editorial(self):
        self._handed_in(wish="editorial")
        self._content(20)
        self.assertEqual(self._proposed(self.full_ad), 21)

    def test_proposal_keeps_apart(self):
        self._handed_in(wish="page", wish_page="5", not_beside="customer 2, Nobody")
        self.issue.plan_move([self._move(self.half_ad, 4)])
        self.assertNotIn(self._proposed(self.full_ad), (4, 5))

    def test_unmet_wishes_are_told(self):
        slip = self._handed_in(wish="back", not_beside="Customer 2")
        self.issue.plan_move([self._move(self.full_ad, 4), self._move(self.half_ad, 5)])
        texts = self._warnings()
        self.assertEqual(len(texts), 2)
        self.assertIn("its slip says: Back Part", texts[0])
        self.assertIn("must not stand beside each other", texts[1])
        self.issue.plan_move([self._move(self.full_ad, 30)])
        self.assertFalse(self._warnings())
        slip.action_amend()
        self._line(slip, self.full_ad).wish = "right"
        slip.action_hand_in()
        (text,) = self._warnings()
        self.assertIn("asked for a right-hand page", text)

    def test_a_fixed_position_has_its_place(self):
        (cover,) = self._booked(self.inside_front, partner_id=self.pump.id)
        slip = self._slip()
        self._line(slip, cover).wish = "back"
        slip.action_hand_in()
        self.assertFalse(self._warnings())

    def test_pages_that_are_inserted_move_the_wish(self):
        """A wished page is the printed one, whatever stands before it."""
        self._handed_in(wish="page", wish_page="17")
        self.issue.sudo().gatefold_panels = 2
        self.assertEqual(self._ad(self.full_ad)["wish_page"], self._page(17))

    def test_others_see_taken_space_only(self):
        self._handed_in(wish="right", wish_words="Secret")
        issues = self.env["ad.issue"].with_user(self.other_specialist)
        plan = issues.load_flat_plan(self.issue.id)
        self.assertNotIn("Secret", str(plan))
        self.assertNotIn(self.specialist.name, str(plan["ads"]))

    def test_counts_of_the_issue(self):
        self._slip()
        self._booked(self.half)
        self.assertEqual(
            (self.issue.space_order_in_count, self.issue.space_order_count), (0, 1)
        )
        slip = self._slip()
        slip.action_hand_in()
        self.issue.invalidate_recordset()
        self.assertEqual(self.issue.space_order_in_count, 1)
        action = self.issue.action_open_space_orders()
        self.assertEqual(self.model.search(action["domain"]), slip.sudo())
        opened = slip.with_user(self.operations).action_open_flat_plan()
        self.assertEqual(opened["context"]["active_id"], self.issue.id)


@tagged("post_install", "-at_install")
class TestSlipRights(SlipCase):
    """Each job title, portal and public (P6)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.slip = cls._slip()
        cls.lead = cls.users["specialist"]

    def test_who_reads(self):
        for title in TITLES:
            with self.subTest(title=title):
                records = self.slip.with_user(self.users[title])
                if title in READERS:
                    records.read(["state", "missing_ids", "absent_ids", "can_edit"])
                    records.line_ids.read()
                    records.step_ids.read()
                else:
                    self.assertDenied(records.read, ["state"])
                    lines = self.slip.line_ids.with_user(self.users[title])
                    self.assertDenied(lines.read, ["wish"])

    def test_outsiders(self):
        public = self.env.ref("base.public_user")
        self._handed_in(self.slip)
        for user in (self.plain_user, self.portal_user, public):
            with self.subTest(user=user.login):
                self.assertDenied(self.slip.with_user(user).read, ["state"])
                self.assertDenied(self.slip.line_ids.with_user(user).read, ["wish"])
                self.assertDenied(self.slip.step_ids.with_user(user).read, ["step"])
                self.assertDenied(self.model.with_user(user).action_next_slip)

    def test_own_only(self):
        theirs = self.slip.with_user(self.other_specialist)
        self.assertDenied(theirs.read, ["state"])
        self.assertFalse(self.model.with_user(self.other_specialist).search([]))

    def test_another_team_and_division(self):
        boss = self._make_user("supervisor2", "group_ad_supervisor")
        head = self._make_user("manager2", "group_ad_manager")
        for user in (boss, head):
            self.assertDenied(self.slip.with_user(user).read, ["state"])

    def test_operations_remarks_and_nothing_else(self):
        slip = self._handed_in(self.slip).with_user(self.operations)
        slip.operations_note = "Moved to 9 by telephone"
        message = self.env["mail.message"].search(
            [
                ("model", "=", "ad.space.order"),
                ("res_id", "=", slip.id),
                ("message_type", "=", "user_notification"),
            ]
        )
        self.assertIn(self.specialist.partner_id, message.partner_ids)
        slip.message_post(body="Which May?")
        self.assertDenied(slip.write, {"note": "x"})
        self.assertDenied(slip.line_ids.write, {"wish": "left"})
        for step in (slip.action_hand_in, slip.action_amend, slip.action_add_missing):
            self.assertDenied(step)
        self.assertFalse(slip.can_amend)

    def test_operations_remarks_at_press(self):
        self.issues[0].sudo().state = "at_press"
        self.slip.with_user(self.operations).operations_note = "Stands on 9"

    def test_the_note_of_operations_is_not_the_carers(self):
        self.assertDenied(self.slip.write, {"operations_note": "x"})
        boss = self.slip.with_user(self.users["general_manager"])
        self.assertDenied(boss.write, {"operations_note": "x"})

    def test_production_reads_only(self):
        slip = self.slip.with_user(self.users["production"])
        self.assertDenied(slip.write, {"note": "x"})
        self.assertDenied(slip.line_ids.write, {"wish": "left"})
        self.assertDenied(slip.action_hand_in)

    def test_nobody_makes_slips_by_hand(self):
        for title in READERS:
            model = self.model.with_user(self.users[title])
            values = {"issue_id": self.issues[2].id, "user_id": self.lead.id}
            self.assertDenied(model.create, values)

    def test_two_companies(self):
        other = self._make_company("Other Press Co.")
        stranger = self._make_user("operations2", "group_ad_operations")
        stranger.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        slip = self.slip.with_user(stranger).with_context(allowed_company_ids=other.ids)
        self.assertDenied(slip.read, ["state"])
        lines = self.slip.line_ids.with_user(stranger)
        lines = lines.with_context(allowed_company_ids=other.ids)
        self.assertDenied(lines.read, ["wish"])
        self.assertFalse(slip.search([]))
        handed_in = self._handed_in(self.slip)
        steps = handed_in.step_ids.with_user(stranger)
        steps = steps.with_context(allowed_company_ids=other.ids)
        self.assertDenied(steps.read, ["step"])

    def test_printed(self):
        slip = self._handed_in(self.slip, wish="right", not_beside="Heng Ce")
        slip.with_user(self.operations).operations_note = "Stands on 9"
        for user in (self.specialist, self.operations, self.users["production"]):
            report = self.env["ir.actions.report"].with_user(user)
            html, _kind = report._render_qweb_html(
                "ad_sales_ops.report_ad_space_order", slip.ids
            )
            for words in (
                "Right-Hand Page; not beside Heng Ce",
                "Stands on 9",
                "New Copy",
            ):
                self.assertIn(words, html.decode())
        with (
            mute_logger("odoo.addons.base.models.ir_rule"),
            self.assertRaises(AccessError),
        ):
            self.env["ir.actions.report"].with_user(
                self.other_specialist
            )._render_qweb_html("ad_sales_ops.report_ad_space_order", slip.ids)


@tagged("post_install", "-at_install")
class TestSlipBudget(BudgetCase, SlipCase):
    """A slip of 200 insertions opens as quickly as one of 20."""

    LINE = (
        "size_label space_text wish wish_page not_beside wish_words "
        "copy_state copy_text note is_off standing added_on publication_date"
    ).split()
    HEAD = (
        "state can_edit can_amend is_late missing_count other_count booking_close note "
        "operations_note handed_in_on handed_in_late display_name"
    ).split()

    @classmethod
    def _make_many_issues(cls, count):
        return cls.env["ad.issue"]

    def _spec(self):
        """What the form asks for."""
        name = {"fields": {"display_name": {}}}
        links = ("advertiser_id", "placement_id", "copy_placement_id")
        line = {field: {} for field in self.LINE} | {field: name for field in links}
        lists = dict.fromkeys(("missing_ids", "absent_ids", "step_ids"), name)
        return {
            **{field: {} for field in self.HEAD},
            **lists,
            **dict.fromkeys(("medium_id", "issue_id", "user_id", "team_id"), name),
            "line_ids": {"fields": line, "limit": 200},
        }

    def _open(self, customers, each):
        """Queries of making and of opening a slip with so many insertions."""
        for number in range(customers):
            customer = self._customer(100 + number + 50 * each)
            self._booked(*[self.quarter] * each, partner_id=customer.id)
        made = self._count(self._slip)
        slip, spec = self._slip(), self._spec()
        slip.web_read(spec)
        return made, self._count(lambda: slip.web_read(spec))

    def test_queries_do_not_grow(self):
        self.issues[0].sudo().page_count = 200
        few = self._open(3, 2)
        many = self._open(24, 8)
        self.assertEqual(len(self._slip().line_ids), 200)
        self.assertBudget(many[0], few[0] + 4, "P6: making the slip")
        self.assertBudget(many[1], few[1], "P6: opening the slip")
        self.assertBudget(many[1], 45, "P6: opening the slip")
