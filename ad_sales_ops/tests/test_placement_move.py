"""Insertions move to another issue of their medium (M7, K9)."""

from dateutil.relativedelta import relativedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .plan_common import PlanCase
from .proof_common import ProofCase


@tagged("post_install", "-at_install")
class TestPlacementMove(PlanCase):
    def _move_to(self, placements, issue):
        placements.sudo()._action_move_to_issue(issue)
        self.env.flush_all()

    def test_fixed_places_are_taken_in_the_new_issue(self):
        cover = self._booked(self.inside_front).sudo()
        wide = self.issues[1]
        wide.page_count = 48
        self._move_to(cover, wide)
        self.assertEqual(cover.issue_id, wide)
        self.assertEqual(cover.stage, "booked")
        self.assertEqual(cover.slot, 1)
        self.assertEqual(cover.page, wide._page_ordinal("inside_front"))
        self.assertEqual(cover.publication_date, wide.publication_date)
        rows = self.env["ad.page.space"].search([("placement_id", "=", cover.id)])
        self.assertEqual(rows.issue_id, wide)

    def test_back_cover_follows_the_page_count(self):
        back = self._make_position(
            "Back cover", 30000.0, page_rule="fixed", fixed_place="back_cover"
        )
        ad = self._booked(back).sudo()
        before = ad.page
        self.issues[1].page_count = 48
        self._move_to(ad, self.issues[1])
        self.assertEqual(ad.page, before + 16)

    def test_run_of_book_waits_to_be_placed(self):
        ad = self._booked(self.full_page)
        ad._place({ad: (self.first, 0, 0)})
        self._move_to(ad, self.issues[1])
        self.assertEqual((ad.page, ad.stage), (0, "booked"))
        self.assertIn("placed on a page", ad.sudo().clearance_blockers)
        self.assertFalse(
            self.env["ad.page.space"].search([("placement_id", "=", ad.id)])
        )

    def test_draft_hold_and_money_stay(self):
        order = self._make_contract([(self.full_page, self.issues[:3])])
        order.order_line.sudo().ad_agreed_total = 100.0
        ads = order.sudo().ad_placement_ids.sorted("publication_date")
        ads[1]._action_hold()
        until = ads[1].hold_until
        ads[2]._action_book()
        self._move_to(ads, self.issues[4])
        self.assertEqual(ads.issue_id, self.issues[4])
        self.assertEqual(ads.mapped("stage"), ["draft", "held", "booked"])
        self.assertEqual(ads[1].hold_until, until)
        self.assertAlmostEqual(sum(ads.mapped("amount")), 100.0)
        self.assertEqual(order.order_line.ad_scheduled_count, 3)

    def test_price_and_seal_of_a_sealed_contract_stay(self):
        order = self._seal(self._make_contract([(self.full_page, self.issues[:3])]))
        order.sudo().pricelist_id.item_ids.unlink()
        ads = order.sudo().ad_placement_ids.sorted("publication_date")
        amounts = ads.mapped("amount")
        self._move_to(ads[0], self.issues[5])
        self.assertEqual(ads.mapped("amount"), amounts)
        self.assertEqual(ads[0].sealed_issue_id, self.issues[0])
        self._move_to(ads[0], self.issues[4])
        self.assertEqual(ads[0].sealed_issue_id, self.issues[0])

    def test_a_contract_on_its_way_to_our_seal_needs_no_new_one(self):
        order = self._make_contract()
        self._file_advertiser(order.partner_id)
        self._customer_seals(order)
        ad = order.sudo().ad_placement_ids[0]
        self._move_to(ad, self.issues[5])
        self._sign(order, "supervisor", "manager")
        self.assertEqual(order.ad_contract_state, "manager_signed")
        order.with_user(self.users["manager"])
        self.assertEqual(ad.sealed_issue_id, self.issues[0])

    def test_a_new_seal_covers_the_issue_of_the_day(self):
        order = self._make_contract()
        self._file_advertiser(order.partner_id)
        self._customer_seals(order)
        ad = order.sudo().ad_placement_ids[0]
        self._move_to(ad, self.issues[5])
        order.with_user(self.users["supervisor"])._action_return("Another price")
        self._customer_seals(order)
        self.assertFalse(ad.sealed_issue_id)
        self._sign(order, "supervisor")

    def test_taken_space_moves_nothing(self):
        self._booked(self.inside_front, issue=self.issues[1])
        order = self._make_contract(
            [(self.inside_front, self.issues[0]), (self.full_page, self.issues[0])]
        )
        ads = order.sudo().ad_placement_ids
        ads._action_book()
        self.env.flush_all()
        self.assertRefused(
            "Inside front cover” is already taken",
            ads._action_move_to_issue,
            self.issues[1],
        )
        self.assertEqual(ads.issue_id, self.issues[0])
        self.assertEqual(sum(ads.mapped("slot")), 1)

    def test_refusal_leaves_nothing_behind_for_callers_that_catch(self):
        self._booked(self.inside_front, issue=self.issues[1])
        ads = self._booked(self.inside_front, self.full_page).sudo()
        with self.assertRaises(UserError):
            ads._action_move_to_issue(self.issues[1])
        self.assertEqual(ads.issue_id, self.issues[0])
        self.assertEqual(sum(ads.mapped("slot")), 1)

    def test_full_issue_refuses(self):
        small = self.issues[1]
        small.page_count = 4
        self._booked(*[self.full_page] * 4, issue=small)
        ad = self._booked(self.full_page).sudo()
        self.assertRefused("no pages left", ad._action_move_to_issue, small)

    def test_no_such_place_in_the_new_issue(self):
        late = self._make_position(
            "Page 30", 9000.0, page_rule="fixed", fixed_place="page", fixed_page=30
        )
        ad = self._booked(late).sudo()
        self.issues[1].page_count = 16
        self.assertRefused("has 16 pages", ad._action_move_to_issue, self.issues[1])

    def test_another_medium_is_refused(self):
        other = self._make_issues(self._make_medium("Other", "OTH"), 1)
        ad = self._booked(self.full_page).sudo()
        self.assertRefused("same medium", ad._action_move_to_issue, other)

    def test_at_press_nothing_leaves_and_nothing_comes(self):
        ad = self._booked(self.full_page).sudo()
        self.issues[1].sudo().state = "at_press"
        self.assertRefused("at press", ad._action_move_to_issue, self.issues[1])
        self.issues[0].sudo().state = "at_press"
        self.assertRefused("stay", ad._action_move_to_issue, self.issues[2])

    def test_after_the_close_only_by_override(self):
        ad = self._booked(self.full_page).sudo()
        late = self.issues[1]
        late.booking_close = self.today - relativedelta(days=1)
        self.assertEqual(late.state, "closed")
        self.assertRefused("booking closed", ad._action_move_to_issue, late)
        order = ad.order_id.with_user(self.operations)
        grant = self.env["ad.close.override"].with_user(self.operations)._grant
        grant(order, late.with_user(self.operations), "The other issue is gone")
        self._move_to(ad, late)
        self.assertEqual(ad.issue_id, late)

    def test_what_is_over_stays(self):
        ad = self._booked(self.full_page).sudo()
        ad._action_drop("withdrawn", "by order")
        self.assertRefused("is over", ad._action_move_to_issue, self.issues[1])

    def test_one_note_a_contract(self):
        order = self._make_contract([(self.full_page, self.issues[:2])])
        ads = order.sudo().ad_placement_ids
        ads._action_book()
        before = order.message_ids
        self._move_to(ads, self.issues[3])
        note = order.message_ids - before
        self.assertEqual(len(note), 1)
        self.assertIn(self.issues[3].display_name, note.body)
        self.assertIn("No. 2", note.body)

    def test_nobody_writes_the_sealed_issue(self):
        ad = self._booked(self.full_page)
        with self.assertRaises(AccessError):
            ad.write({"sealed_issue_id": self.issues[3].id})

    def test_queries_do_not_grow_with_the_insertions(self):
        def queries(count):
            order = self._make_contract([(self.half, [self.issues[0]] * count)])
            ads = order.sudo().ad_placement_ids
            ads._action_book()
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            ads._action_move_to_issue(self.issues[1])
            self.env.flush_all()
            return self.env.cr.sql_log_count - start

        queries(2)
        self.assertLessEqual(queries(20), queries(4) + 4)


@tagged("post_install", "-at_install")
class TestProofMove(ProofCase):
    def test_confirmation_stays_valid(self):
        self.proof._decide("confirmed", "portal", {"decided_by_name": "Wang"})
        shown, day = self.proof.issue_name, self.proof.publication_date
        issue = self.issues[5]
        self.placement.sudo()._action_move_to_issue(issue)
        self.assertEqual(self.placement.proof_state, "confirmed")
        self.assertEqual(self.proof.state, "confirmed")
        self.assertEqual(
            (self.proof.issue_name, self.proof.publication_date), (shown, day)
        )
        self.assertEqual(self.proof.issue_id, issue)
        self.assertEqual(self.proof.proof_close, issue.proof_close)
        self.assertIn(issue.display_name, self.proof.moved_to)
        blockers = self.placement.sudo().clearance_blockers
        self.assertNotIn("Proof", blockers)
        self.assertNotIn("proof", blockers)

    def test_sent_proof_can_still_be_confirmed(self):
        self.placement.sudo()._action_move_to_issue(self.issues[5])
        self.assertFalse(self.proof._decision_error_message("portal"))
        self.proof._confirm("portal", {"confirmer_id": self.confirmer.id})
        self.assertEqual(self.placement.proof_state, "confirmed")

    def test_draft_names_the_new_issue(self):
        second = self.placements[1]
        proof = self.env["ad.proof.confirmation"]._make(second).sudo()
        second.sudo()._action_move_to_issue(self.issues[5])
        self.assertEqual(proof.publication_date, self.issues[5].publication_date)
        self.assertEqual(
            proof.issue_name,
            self.issues[5].with_context(lang=self.company._ad_lang()).display_name,
        )
        self.assertFalse(proof.moved_to)

    def test_promised_back_cover_is_the_new_issues(self):
        back = self._make_position(
            "Back cover", 30000.0, page_rule="fixed", fixed_place="back_cover"
        )
        order = self._seal(self._make_contract([(back, self.issues[:1])]))
        ad = order.sudo().ad_placement_ids
        self._clear_copy(ad)
        self.assertEqual(ad._promised_side(), ad.page)
        self.issues[5].page_count = 48
        ad._action_move_to_issue(self.issues[5])
        self.assertEqual(ad._promised_side(), ad.page)
        self.assertNotIn("promised", ad.clearance_blockers or "")
