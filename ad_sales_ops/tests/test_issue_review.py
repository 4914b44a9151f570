"""Review of the new issue (评书), and the copies that wait for it (U3)."""

from lxml import etree

from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .fault_common import FaultCase
from .test_copy_delivery import PICTURE, DeliveryCase


@tagged("post_install", "-at_install")
class TestIssueReview(FaultCase):
    def test_one_for_each_specialist_made_by_publishing(self):
        second = self._contract((self.full_page, [self.issues[4]] * 2))
        third = self._contract((self.full_page, self.issues[4]))
        third.ad_placement_ids.sudo().user_id = self.other_specialist
        self._publish(self.issues[4])
        own = self._review(issue=self.issues[4])
        self.assertEqual(len(own), 1)
        self.assertEqual(
            own.line_ids.publication_id, second.ad_placement_ids.publication_ids
        )
        self.assertEqual(own.team_id, self.team)
        other = self._review(self.other_specialist, self.issues[4])
        self.assertEqual(len(other.line_ids), 1)
        self.assertEqual(self.issues[4].review_waiting_count, 2)

    def test_all_right_in_one_click(self):
        review = self._review()
        review.action_hand_in()
        self.assertEqual(review.state, "done")
        self.assertEqual(review.handed_in_by_id, self.specialist)
        self.assertTrue(review.handed_in_on)
        self.assertFalse(self.publication.fault_ids)
        self.assertEqual(self.line.qty_delivered, 1.0)

    def test_marked_fault_becomes_one(self):
        review = self._review()
        self._mark(review, "wrong_version", note="Last year's text", is_serious=True)
        self.assertEqual(review.fault_count, 1)
        review.action_hand_in()
        fault = self.publication.fault_ids
        self.assertEqual(fault.kind, "wrong_version")
        self.assertTrue(fault.is_serious)
        self.assertEqual(fault.note, "Last year's text")
        self.assertEqual(fault.user_id, self.specialist)
        self.assertEqual(fault.reported_by_id, self.specialist)
        self.assertEqual(self.publication.result, "wrong_version")
        self.assertEqual(self.line.qty_delivered, 0.0)

    def test_fault_of_the_copies(self):
        review = self._review()
        review.write(
            {
                "copies_fault": "binding",
                "copies_serious": True,
                "copies_note": "Pages 8 and 9 fall out",
            }
        )
        review.action_hand_in()
        fault = self.faults.search([("issue_id", "=", self.issues[0].id)])
        self.assertEqual(fault.kind, "binding")
        self.assertFalse(fault.placement_id)
        self.assertEqual(self.line.qty_delivered, 1.0)

    def test_a_fault_needs_a_word_or_a_photo(self):
        review = self._review()
        self._mark(review, "colour")
        self.assertRefused("say in a word", review.action_hand_in)
        review.copies_fault = "printing"
        self.assertRefused("what the copies suffer", review.action_hand_in)
        self._mark(review, "colour", photo=PICTURE)
        review.copies_photo = PICTURE
        review.action_hand_in()
        self.assertTrue(self.publication.fault_ids.photo)

    def test_joins_what_operations_recorded(self):
        fault = self._record("colour", result_note="Too red")
        self.assertFalse(fault.is_serious)
        review = self._review()
        self._mark(review, "wrong_page", note="On page 9", is_serious=True)
        review.action_hand_in()
        self.assertEqual(self.publication.fault_ids, fault)
        self.assertEqual(fault.kind, "wrong_page")
        self.assertTrue(fault.is_serious)
        self.assertEqual(fault.note, "Too red\nOn page 9")
        self.assertIn("Colour", self.publication.result_trail)

    def test_shows_what_is_recorded_already(self):
        """An insertion with a recorded fault is not called right."""
        review = self._review()
        self.assertFalse(review.line_ids.known_fault)
        self.assertFalse(review.known_count)
        self._record("wrong_page", result_note="On page 9")
        self.assertEqual(review.line_ids.known_fault, "Wrong Page · On page 9")
        self.assertEqual(review.known_count, 1)
        self.assertFalse(review.fault_count)
        arch = etree.fromstring(review.get_view(view_type="form")["arch"])
        (green,) = arch.xpath("//kanban//span[contains(@class, 'text-bg-success')]")
        self.assertIn("!record.known_fault.raw_value", green.get("t-if"))
        all_right = arch.xpath("//button[@name='action_hand_in']")[0]
        self.assertIn("known_count", all_right.get("invisible"))

    def test_a_graver_fault_after_the_decision_is_a_new_one(self):
        """What was decided for a small fault does not settle a serious one."""
        small = self._record("colour", result_note="Too red")
        self._decide(
            small, "correction", issue_id=self.issues[3], customer_word="Mend it"
        )
        self.assertEqual(small.state, "decided")
        review = self._review()
        self._mark(review, "wrong_version", note="Last year's", is_serious=True)
        review.action_hand_in()
        grave = self.publication.fault_ids - small
        self.assertEqual((small.kind, grave.kind), ("colour", "wrong_version"))
        self.assertEqual((small.state, grave.state), ("decided", "open"))
        self.assertTrue(grave.is_serious)
        self.assertEqual(grave.activity_ids.user_id, self.manager)

    def test_another_small_fault_after_the_decision_is_a_new_one(self):
        first = self._record("colour", result_note="Too red")
        self._decide(
            first, "correction", issue_id=self.issues[3], customer_word="Mend it"
        )
        self.assertNotEqual(self._record("wrong_page", result_note="On 9"), first)
        self.assertEqual(len(self.publication.fault_ids), 2)

    def test_what_was_decided_is_not_asked_again(self):
        fault = self._record("colour", result_note="Too red")
        self._decide(
            fault, "correction", issue_id=self.issues[3], customer_word="Mend it"
        )
        review = self._review()
        self._mark(review, "colour", note="Rather red")
        review.action_hand_in()
        self.assertEqual(self.publication.fault_ids, fault)
        self.assertEqual(fault.note, "Too red\nRather red")
        self.assertEqual(fault.state, "decided")

    def test_two_report_the_same_copies(self):
        third = self._contract((self.full_page, self.issues[4]))
        third.ad_placement_ids.sudo().user_id = self.other_specialist
        self._contract((self.full_page, self.issues[4]))
        self._publish(self.issues[4])
        for user, note in (
            (self.specialist, "Smeared"),
            (self.other_specialist, "Pale"),
        ):
            review = self._review(user, self.issues[4])
            review.write({"copies_fault": "printing", "copies_note": note})
            review.action_hand_in()
        fault = self.faults.search([("issue_id", "=", self.issues[4].id)])
        self.assertEqual(fault.note, "Smeared\nPale")

    def test_handed_in_stays_as_it_is(self):
        review = self._review()
        line = review.line_ids
        review.action_hand_in()
        for values in ({"copies_note": "Later"}, {"copies_fault": "printing"}):
            self.assertRefused("stays as it is", review.sudo().write, values)
        self.assertRefused("stays as it is", line.sudo().write, {"finding": "colour"})
        self.assertRefused("stays as it is", line.write, {"note": "Later"})
        self.assertRefused("stays as it is", review.action_hand_in)
        self.assertRefused("are kept", review.sudo().unlink)
        self.assertRefused("are kept", line.sudo().unlink)
        self.assertRefused("publishing the issue", review.sudo().copy)

    def test_state_is_no_field_to_write(self):
        review = self._review()
        for values in (
            {"state": "done"},
            {"user_id": self.other_specialist.id},
            {"handed_in_by_id": self.specialist.id},
        ):
            with self.subTest(values=values):
                self.assertDenied(review.write, values)
        self.assertDenied(
            self.env["ad.issue.review"].with_user(self.specialist).create,
            {"issue_id": self.issues[1].id, "user_id": self.specialist.id},
        )

    def test_what_is_published_late_gets_a_review_of_its_own(self):
        order = self._contract((self.full_page, self.issues[4]))
        late = self._contract((self.full_page, self.issues[4]))
        self._publish(self.issues[4])
        placement = late.ad_placement_ids
        self._withdraw(placement.publication_ids)
        self._review(issue=self.issues[4]).action_hand_in()
        late = placement.with_user(self.operations)
        late._action_ad_publish_late("It is there", {placement: 5})
        review = self._review(issue=self.issues[4])
        self.assertEqual(len(review), 1)
        self.assertEqual(review.line_ids.publication_id.state, "published")
        self.assertNotIn(
            order.ad_placement_ids.publication_ids, review.line_ids.publication_id
        )

    # Handed over (E22)

    def _hand_over(self, order):
        order.with_user(self.users["supervisor"]).ad_carer_id = self.other_specialist
        self.env.flush_all()

    def test_a_new_carer_reviews(self):
        review = self._review()
        self._hand_over(self.order)
        self.assertFalse(self._review())
        moved = self._review(self.other_specialist)
        self.assertEqual(moved.sudo(), review.sudo())
        self.assertEqual(moved.line_ids.user_id, self.other_specialist)
        self._mark(moved, "colour", note="Too red")
        moved.action_hand_in()
        fault = self.publication.fault_ids
        self.assertEqual(fault.user_id, self.other_specialist)
        self.assertTrue(fault.with_user(self.other_specialist).read(["kind"]))

    def test_only_his_customers_go_to_the_new_carer(self):
        orders = [self._contract((self.full_page, self.issues[4])) for _n in range(2)]
        self._publish(self.issues[4])
        old = self._review(issue=self.issues[4])
        self._mark(old, "colour", line=old.line_ids[0], note="Too red")
        self._hand_over(orders[0])
        new = self._review(self.other_specialist, self.issues[4])
        for review, order in ((new, orders[0]), (old, orders[1])):
            ads = order.ad_placement_ids
            self.assertEqual(review.line_ids.publication_id, ads.publication_ids)
        self._hand_over(orders[1])
        self.assertFalse(old.exists(), "Nothing is left to look at")
        self.assertEqual(len(new.line_ids), 2)
        self.assertEqual(new.line_ids.filtered("finding").note, "Too red")
        new.action_hand_in()

    def test_what_was_handed_in_stays(self):
        review = self._review()
        review.action_hand_in()
        self._hand_over(self.order)
        self.assertEqual(review.user_id, self.specialist)
        self.assertFalse(self._review(self.other_specialist))

    # Rights

    def test_colleague_does_not_touch_it(self):
        review = self._review().with_user(self.other_specialist)
        self.assertDenied(review.action_hand_in)
        self.assertDenied(review.write, {"copies_note": "Not mine"})

    def test_supervisor_hands_in_for_somebody_away(self):
        review = self._review().with_user(self.users["supervisor"])
        review.action_hand_in()
        self.assertEqual(review.handed_in_by_id, self.users["supervisor"])

    def test_readers_hand_nothing_in(self):
        for title in ("operations", "distribution", "service_supervisor"):
            review = self._review().with_user(self.users[title])
            with self.subTest(title=title):
                self.assertTrue(review.read(["state"]))
                self.assertDenied(review.action_hand_in)

    def test_nobody_else_sees_it(self):
        review = self._review()
        users = [self.users[title] for title in ("production", "finance", "reviewer")]
        for user in (*users, self.plain_user, self.portal_user):
            with self.subTest(user=user.login):
                self.assertDenied(review.with_user(user).read, ["state"])
        public = self.env.ref("base.public_user")
        self.assertDenied(review.with_user(public).read, ["state"])

    def test_other_company(self):
        company = self._make_company("Another Publisher")
        stranger = self._make_user("general_b", "group_ad_general_manager")
        stranger.write(
            {"company_ids": [Command.set(company.ids)], "company_id": company.id}
        )
        fault = self._fault()
        for record in (self._review(), self._review().line_ids, fault):
            foreign = record.with_user(stranger).with_context(
                allowed_company_ids=company.ids
            )
            with self.subTest(model=record._name):
                self.assertFalse(foreign.search([("id", "=", record.id)]))
                self.assertDenied(foreign.read, ["display_name"])

    def test_card_shows_while_a_review_waits(self):
        card = self.env.ref("ad_sales_ops.ad_day_list_reviews")
        card = card.with_user(self.specialist)
        self.assertEqual(card.waiting, 1)
        self.assertTrue(card.is_mine)
        self._review().action_hand_in()
        card.invalidate_recordset()
        self.assertFalse(card.is_mine)


@tagged("post_install", "-at_install")
class TestCopiesAreHeld(DeliveryCase):
    """By hand after the review; nobody while a serious fault is undecided."""

    def setUp(self):
        super().setUp()
        self._make()
        self.line = self._of(self.local, self.specialist)
        self.line.write({"signed_by": "Wang Shili", "signature": PICTURE})
        self.manager = self.users["manager"]

    def _review(self):
        return (
            self.env["ad.issue.review"]
            .with_user(self.specialist)
            .search([("issue_id", "=", self.issue.id), ("state", "=", "waiting")])
        )

    def assertHeld(self, words, line=None):
        line = line or self.line
        line.invalidate_recordset(["hold_reason"])
        self.assertIn(words, line.hold_reason)
        with self.assertRaises(RedirectWarning) as caught, self.env.cr.savepoint():
            line.action_deliver()
        self.assertIn(words, caught.exception.args[0])
        self.assertEqual(line.state, "to_deliver")
        return caught.exception.args[1]

    def _report(self, partner, **values):
        publication = self.issue.publication_ids.filtered(
            lambda p: p.advertiser_id == partner
        )[:1]
        publication.with_user(self.operations)._action_record_result(values)
        return publication.fault_ids

    def test_nothing_leaves_before_the_issue_is_out(self):
        action = self.assertHeld("not recorded as published")
        self.assertEqual(action["res_model"], "ad.issue")

    def test_by_hand_after_the_review(self):
        self._come_out(self.issue)
        action = self.assertHeld("is not reviewed yet")
        self.assertEqual(action["res_id"], self._review().id)
        self.assertEqual(self.line.action_open_hold()["res_id"], self._review().id)
        prospect = self._of(self.prospect, self.specialist)
        prospect.write({"signed_by": "Li", "signature": PICTURE})
        self.assertHeld("is not reviewed yet", prospect)
        self.assertHeld("is not reviewed yet", self._of(self.local))
        self._review().action_hand_in()
        (self.line | prospect).action_deliver()
        self.assertEqual(self.line.state, "delivered")
        self.assertRefusedOpening()

    def assertRefusedOpening(self):
        with self.assertRaisesRegex(UserError, "is not held"):
            self.line.action_open_hold()

    def test_new_carer_waits_for_the_review_of_the_old_one(self):
        self._come_out(self.issue)
        self.line.sudo().user_id = self.other_specialist
        self.assertHeld(
            "is not reviewed yet", self.line.with_user(self.other_specialist)
        )

    def test_post_does_not_wait_for_the_review(self):
        self._come_out(self.issue)
        self.assertFalse(self._of(self.remote).hold_reason)
        self._posted()

    def test_serious_fault_of_one_customer_holds_his_copies_only(self):
        self._reviewed(self.issue)
        fault = self._report(self.remote, result="wrong_version", is_serious=True)
        remote = self._of(self.remote)
        remote.write({"carrier": "sf", "tracking_number": "SF1234567890"})
        with self.assertRaisesRegex(UserError, "not decided yet"):
            remote.action_post()
        self.line.action_deliver()
        fault.with_user(self.manager)._action_decide(
            "accept", {"customer_word": "Send it all the same"}
        )
        remote.invalidate_recordset(["hold_reason"])
        remote.action_post()
        self.assertEqual(remote.state, "posted")

    def test_small_fault_holds_nothing(self):
        self._reviewed(self.issue)
        self._report(self.local, result="colour")
        self.line.action_deliver()

    def test_fault_of_the_copies_holds_all_until_the_reprint_is_here(self):
        self._come_out(self.issue)
        review = self._review()
        review.write(
            {
                "copies_fault": "printing",
                "copies_serious": True,
                "copies_note": "Sheet 3 is upside down",
            }
        )
        review.action_hand_in()
        action = self.assertHeld("is not decided yet")
        self.assertEqual(action["res_model"], "ad.publication.fault")
        fault = self.env["ad.publication.fault"].browse(action["res_id"])
        fault.with_user(self.manager)._action_decide(
            "reprint",
            {
                "printer_id": self.prospect,
                "reprint_copies": 3000,
                "reprint_due": self.today,
            },
        )
        self.assertHeld("is being reprinted")
        with self.assertRaises(AccessError):
            fault.with_user(self.specialist).action_reprint_delivered()
        fault.with_user(self.distribution).action_reprint_delivered()
        self.assertEqual(fault.state, "done")
        self.line.invalidate_recordset(["hold_reason"])
        self.assertFalse(self.line.hold_reason)
        self.line.action_deliver()

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_holds_are_found_in_bulk(self):
        """As many queries for a hundred lines as for three."""
        issue = self._many(40)
        self._come_out(issue)
        lines = self._make(issue=issue)
        lines.way = "hand"
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.assertTrue(all(lines.mapped("hold_reason")))
        self.assertLessEqual(self.env.cr.sql_log_count - before, 25)
