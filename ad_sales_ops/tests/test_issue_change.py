"""Issues are merged, skipped, moved or get an extra one, in one action (M7)."""

from dateutil.relativedelta import relativedelta
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .issue_change_common import REASON, ChangeCase
from .publication_common import PublicationCase


@tagged("post_install", "-at_install")
class TestMerge(ChangeCase):
    def test_insertions_follow_into_the_combined_issue(self):
        order = self._sealed((self.full_page, [self.june, self.august]))
        ad = order.sudo().ad_placement_ids.sorted("publication_date")[0]
        change = self._confirm(self._merge())
        self.assertEqual(self.june.state, "merged")
        self.assertEqual(self.june.merged_into_id, self.july)
        self.assertEqual(self.july.kind, "combined")
        numbers = f"{self.june.number}/{self.july.number}"
        self.assertEqual(self.july.combined_numbers, numbers)
        self.assertIn(numbers, self.july.display_name)
        found = self.env["ad.issue"].name_search(
            self.july.display_name, [("medium_id", "=", self.medium.id)]
        )
        self.assertEqual([id_ for id_, _name in found], self.july.ids)
        self.assertEqual((ad.issue_id, ad.stage), (self.july, "booked"))
        self.assertEqual(order.order_line.ad_scheduled_count, 2)
        self.assertEqual(change.line_ids.placement_id, ad)
        self.assertEqual(change.line_ids.old_issue_id, self.june)
        self.assertEqual(change.line_ids.new_issue_id, self.july)

    def test_who_runs_in_the_combined_issue_already_runs_later(self):
        order = self._sealed((self.full_page, [self.june, self.july]))
        ad = order.sudo().ad_placement_ids.sorted("publication_date")[0]
        plan = self._merge()
        self.assertEqual(plan.line_ids.target_issue_id, self.august)
        self.assertEqual(plan.line_ids.verdict, "fine")
        self._confirm(plan)
        self.assertEqual(ad.issue_id, self.august)
        self.assertEqual(order.order_line.ad_scheduled_count, 2)

    def test_both_may_run_there_when_the_user_says_so(self):
        order = self._sealed((self.full_page, [self.june, self.july]))
        plan = self._merge()
        plan.line_ids.target_issue_id = self.july
        self.assertEqual(plan.line_ids.verdict, "attention")
        self.assertIn("runs there already", plan.line_ids.remark)
        self._confirm(plan)
        self.assertEqual(order.sudo().ad_placement_ids.issue_id, self.july)

    def test_a_cover_that_is_sold_there_goes_to_the_next_issue(self):
        self._booked(self.inside_front, issue=self.july)
        other = self._customer(1)
        order = self._sealed((self.inside_front, self.june), partner_id=other.id)
        plan = self._merge()
        self.assertEqual(plan.line_ids.target_issue_id, self.august)
        plan.line_ids.target_issue_id = self.july
        self.assertEqual(plan.line_ids.verdict, "blocked")
        self.assertIn("already taken", plan.line_ids.remark)
        self.assertRefused("already taken", plan.action_confirm)
        self.assertEqual(self.june.state, "open")
        self.assertEqual(order.sudo().ad_placement_ids.issue_id, self.june)

    def test_two_covers_of_the_issue_do_not_both_get_one(self):
        first = self._booked(
            self._make_position("Six", 1.0, capacity=2), issue=self.june
        ).sudo()
        position = first.position_id
        second = self._booked(
            position, issue=self.june, partner_id=self._customer(1).id
        ).sudo()
        self._booked(position, issue=self.july, partner_id=self._customer(2).id)
        plan = self._merge()
        targets = self._line(plan, first) | self._line(plan, second)
        self.assertEqual(
            targets.target_issue_id, self.july | self.august, "one slot is left in July"
        )

    def test_contract_that_ends_before_is_listed_not_refused(self):
        order = self._sealed(
            (self.full_page, self.june),
            ad_date_start=self.today,
            ad_date_end=self.june.publication_date + relativedelta(days=3),
        )
        plan = self._merge()
        self.assertEqual(plan.line_ids.verdict, "attention")
        self.assertIn("extension letter", plan.line_ids.remark)
        change = self._confirm(plan)
        self.assertTrue(change.line_ids.needs_extension)
        self.assertEqual(change.extension_count, 1)
        ad = order.sudo().ad_placement_ids
        self.assertIn("extension letter", ad.clearance_blockers)
        todo = change.activity_ids
        self.assertEqual(todo.user_id, self.specialist)
        self.assertIn(order.name, todo.note)

    def test_closed_combined_issue_lets_them_in(self):
        self._sealed((self.full_page, self.june))
        self.july.booking_close = self.today - relativedelta(days=1)
        plan = self._merge()
        self.assertIn("let in", plan.line_ids.remark)
        self._confirm(plan)
        override = self.env["ad.close.override"].search(
            [("issue_id", "=", self.july.id)]
        )
        self.assertEqual(override.reason, REASON)
        self.assertEqual(override.user_id, self.operations)

    def test_drafts_and_holds_follow(self):
        order = self._make_contract(
            [(self.full_page, self.june), (self.inside_front, self.june)]
        )
        held = order.sudo().ad_placement_ids[1]
        held._action_hold()
        self._confirm(self._merge())
        ads = order.sudo().ad_placement_ids
        self.assertEqual(ads.issue_id, self.july)
        self.assertEqual(ads.mapped("stage"), ["draft", "held"])

    def test_what_was_withdrawn_stays(self):
        order = self._sealed((self.full_page, [self.june, self.august]))
        ad = order.sudo().ad_placement_ids.sorted("publication_date")[0]
        ad._action_drop("withdrawn", "by order")
        change = self._confirm(self._merge())
        self.assertEqual(ad.issue_id, self.june)
        self.assertFalse(change.line_ids)

    def test_fillers_do_not_follow_and_are_named(self):
        content = self._content(5, name="Editor's word")
        plan = self._merge()
        self.assertIn("Dropped from the plan: Editor's word (page 5).", plan.summary)
        change = self._confirm(plan)
        self.assertFalse(content.exists(), "Nothing stays in an issue that is gone")
        self.assertIn("Editor's word (page 5)", change.contents_text)

    def test_fillers_are_taken_along_where_there_is_room(self):
        goes, stays = self._content(5, name="Column"), self._content(7, name="News")
        own = goes.copy({"issue_id": self.july.id, "page": stays.page, "name": "Own"})
        plan = self._merge(take_contents=True)
        self.assertIn("same pages of", plan.summary)
        self.assertIn("Column (page 5)", plan.summary)
        self.assertIn("Dropped from the plan: News (page 7).", plan.summary)
        change = self._confirm(plan)
        self.assertEqual(self.july.content_ids, own | goes)
        self.assertEqual(goes.page_label, "5")
        self.assertFalse(self.june.content_ids)
        self.assertIn("News (page 7)", change.contents_text)

    def test_fillers_make_no_insertion_go(self):
        house = self._content(1, name="House", kind="house")
        house.page = self.june._page_ordinal("inside_front")
        sold = self._sealed((self.inside_front, self.july)).sudo()
        plan = self._merge(take_contents=True)
        self.assertIn("Dropped from the plan: House", plan.summary)
        self._confirm(plan)
        self.assertFalse(house.exists())
        self.assertTrue(sold.ad_placement_ids.page)

    def test_a_correction_follows_without_being_asked(self):
        """It is owed to a customer; without room its fault is decided again."""
        order = self._sealed((self.full_page, [self.august]))
        placement = order.sudo().ad_placement_ids
        fault = (
            self.env["ad.publication.fault"]
            .sudo()
            ._report("colour", {"note": "Blue"}, placement=placement)
        )
        fault.write({"remedy": "correction", "correction_issue_id": self.june.id})
        correction = self._content(6, name="Correction")
        correction.sudo().fault_id = fault
        filler = self._content(8, name="Filler")
        self._confirm(self._merge())
        self.assertEqual(correction.issue_id, self.july)
        self.assertEqual(fault.state, "decided")
        self.assertFalse(filler.exists())
        self._confirm(self._plan("skip", self.july))
        self.assertFalse(correction.exists())
        self.assertEqual(fault.state, "open")

    def test_place_on_a_page_is_lost_and_named(self):
        ad = self._booked(self.full_page, issue=self.june)
        ad._place({ad: (self.first, 0, 0)})
        plan = self._merge()
        self.assertIn("placed again", plan.line_ids.remark)

    def test_the_combined_issue_may_merge_again(self):
        self._confirm(self._merge())
        self._confirm(self._merge(self.august, self.july))
        numbers = [i.number for i in (self.june, self.july, self.august)]
        self.assertEqual(self.august.combined_numbers, "/".join(map(str, numbers)))

    def test_into_itself_another_medium_or_nowhere(self):
        other = self._make_issues(self._make_medium("Other", "OTH"), 1)
        self.assertRefused("into itself", self._merge, self.june)
        self.assertRefused("own medium", self._merge, other)
        self.assertRefused("Choose the issue", self._plan, "merge")

    def test_at_press_neither_here_nor_there(self):
        self.july.sudo().state = "at_press"
        self.assertRefused("nothing can be merged", self._merge)
        self.july.sudo().state = "open"
        for state in ("at_press", "published"):
            self.june.sudo().state = state
            self.assertRefused("cannot be merged", self._merge)
        for state in ("merged", "skipped"):
            self.june.sudo().state = state
            self.assertRefused(
                "cannot be merged",
                self.issue._action_merge,
                self.july.with_user(self.operations),
                {},
                REASON,
            )

    def test_into_an_issue_of_the_past(self):
        self.env.cr.execute(
            "UPDATE ad_issue SET publication_date = %s WHERE id = %s",
            [self.today - relativedelta(days=1), self.july.id],
        )
        self.july.invalidate_recordset()
        self.assertRefused("is over", self._merge)

    def test_no_reason(self):
        with self.assertRaisesRegex(UserError, "Say why"):
            self._merge(reason=" ")

    def test_booked_after_the_preview(self):
        plan = self._merge()
        self._sealed((self.full_page, self.june))
        self.assertRefused("preview again", plan.action_confirm)
        self.assertEqual(self.june.state, "open")

    def test_the_press_came_first(self):
        plan = self._merge()
        self.june.sudo().state = "at_press"
        self.assertRefused("cannot be merged", plan.action_confirm)


@tagged("post_install", "-at_install")
class TestSkip(ChangeCase):
    def test_insertions_run_in_the_next_free_issue(self):
        each = self._sealed((self.full_page, [self.june, self.july]))
        once = self._sealed(
            (self.full_page, self.june), partner_id=self._customer(1).id
        )
        plan = self._plan("skip")
        self._confirm(plan)
        self.assertEqual(self.june.state, "skipped")
        ads = each.sudo().ad_placement_ids
        self.assertEqual(ads.issue_id, self.july | self.august)
        self.assertEqual(once.sudo().ad_placement_ids.issue_id, self.july)

    def test_no_later_issue(self):
        last = self.issues[-1]
        ad = self._booked(self.full_page, issue=last).sudo()
        plan = self._plan("skip", last)
        self.assertFalse(plan.line_ids.target_issue_id)
        self.assertEqual(plan.line_ids.verdict, "blocked")
        self.assertTrue(plan.needs_issues)
        self.assertRefused("no issue to go to", plan.action_confirm)
        action = plan.action_generate()
        day = last.publication_date + relativedelta(days=1)
        self.assertEqual(action["context"]["default_date_from"], day)
        later = last.publication_date + relativedelta(months=1)
        new = self._make_issues(self.medium, 1, later)
        plan.action_preview()
        self.assertEqual(plan.line_ids.target_issue_id, new)
        self._confirm(plan)
        self.assertEqual(ad.issue_id, new)

    def test_nothing_is_booked_or_sent_to_press_any_more(self):
        self._confirm(self._plan("skip"))
        with self.assertRaises(UserError):
            self._booked(self.full_page, issue=self.june)
        self.assertRefused("cannot be sent", self.issue._action_send_to_press)
        self.assertRefused("cannot be merged", self.issue._action_skip, {}, REASON)

    def test_skipped_issues_are_in_no_report(self):
        order = self._sealed((self.full_page, [self.june, self.august]))
        self._confirm(self._plan("skip"))
        rows = self.env["ad.publication.status"].search(
            [("advertiser_id", "=", order.partner_id.id)]
        )
        self.assertNotIn(self.june, rows.issue_id)
        self.assertIn(self.july, rows.issue_id)

    def test_it_may_not_stay(self):
        self._booked(self.full_page, issue=self.june)
        plan = self._plan("skip")
        plan.line_ids.target_issue_id = self.june
        self.assertEqual(plan.line_ids.verdict, "blocked")
        self.assertRefused("no issue to go to", plan.action_confirm)


@tagged("post_install", "-at_install")
class TestMoveDate(ChangeCase):
    def test_everything_follows(self):
        order = self._sealed((self.full_page, self.june))
        day = self.june.publication_date + relativedelta(days=7)
        plan = self._plan("move", publication_date=day)
        self.assertEqual(
            plan.booking_close, self.medium._get_closes(day)["booking_close"]
        )
        plan.write(self._dates(7))
        change = self._confirm(plan)
        ad = order.sudo().ad_placement_ids
        self.assertEqual(self.june.publication_date, day)
        self.assertEqual(ad.publication_date, day)
        self.assertEqual(ad.proof_close, self.june.proof_close)
        self.assertFalse(ad.sealed_issue_id)
        self.assertEqual(change.line_ids.new_date, day)
        self.assertIn(REASON, order.message_ids[0].body)

    def test_past_same_and_out_of_order(self):
        for day, words in (
            (self.today - relativedelta(days=1), "is over"),
            (self.june.publication_date, "already"),
            (self.july.publication_date, "out of order"),
            (self.july.publication_date + relativedelta(days=5), "out of order"),
            (False, "Choose the new"),
        ):
            self.assertRefused(words, self._plan_move, day)

    def _plan_move(self, day):
        return self._plan("move", publication_date=day)

    def test_july_may_not_come_before_june(self):
        day = self.june.publication_date - relativedelta(days=2)
        with self.assertRaisesRegex(UserError, "out of order"):
            self._plan("move", self.july, publication_date=day)

    def test_closed_issue_opens_only_when_asked(self):
        self.june.sudo().state = "closed"
        day = self.june.publication_date + relativedelta(days=7)
        plan = self._plan("move", publication_date=day)
        self.assertTrue(plan.can_reopen)
        self._confirm(plan)
        self.assertEqual(self.june.state, "closed")
        later = day + relativedelta(days=7)
        self._confirm(self._plan("move", publication_date=later, reopen=True))
        self.assertEqual(self.june.state, "open")

    def test_closes_in_the_past_close_the_issue(self):
        day = self.june.publication_date - relativedelta(days=1)
        plan = self._plan("move", publication_date=day)
        plan.booking_close = self.today - relativedelta(days=1)
        self._confirm(plan)
        self.assertEqual(self.june.state, "closed")

    def test_copy_whose_prices_end_is_named(self):
        order = self._sealed((self.full_page, self.june))
        ad = order.sudo().ad_placement_ids
        self._clear_copy(ad)
        ad.version_id.sudo().item_ids = [
            (
                0,
                0,
                {
                    "name": "Valve",
                    "price": 1.0,
                    "valid_until": self.june.publication_date,
                },
            )
        ]
        ad._compute_first_expiry()
        day = self.june.publication_date + relativedelta(days=7)
        plan = self._plan("move", publication_date=day)
        self.assertIn("Prices in the copy", plan.line_ids.remark)
        self._confirm(plan)
        self.assertIn("price", ad.clearance_blockers)


@tagged("post_install", "-at_install")
class TestExtra(ChangeCase):
    def _extra(self, **values):
        day = self.june.publication_date + relativedelta(days=14)
        return self._plan("extra", publication_date=day, **values)

    def test_an_extra_issue_takes_over_what_was_chosen(self):
        ads = self._booked(self.full_page, self.half, issue=self.june).sudo()
        plan = self._extra(page_count=8)
        self._line(plan, ads[1]).is_taken = True
        change = self._confirm(plan)
        extra = change.other_issue_id
        self.assertEqual((extra.kind, extra.page_count), ("special", 8))
        self.assertEqual(extra.medium_id, self.medium)
        self.assertEqual(ads.mapped("issue_id"), self.june | extra)
        self.assertEqual(change.line_ids.placement_id, ads[1])
        self.assertEqual(self.june.state, "open")

    def test_it_gets_the_next_number(self):
        plan = self._extra()
        used = self.medium.issue_ids.filtered(
            lambda i: i.year == plan.publication_date.year
        )
        self.assertEqual(plan.number, max(used.mapped("number")) + 1)

    def test_a_number_that_exists(self):
        plan = self._extra(number=self.july.number)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            plan.action_confirm()

    def test_base_at_press_lends_nothing(self):
        self._booked(self.full_page, issue=self.june)
        self.june.sudo().state = "at_press"
        plan = self._extra()
        self.assertFalse(plan.line_ids)
        self.assertEqual(self._confirm(plan).other_issue_id.kind, "special")

    def test_insertions_of_another_issue_are_refused(self):
        ad = self._booked(self.full_page, issue=self.july)
        day = self.june.publication_date + relativedelta(days=14)
        values = {"year": day.year, "number": 99, "publication_date": day}
        self.assertRefused(
            "of its base", self.issue._action_add_extra, values, ad, REASON
        )

    def test_in_the_past(self):
        with self.assertRaisesRegex(UserError, "is over"):
            self._plan("extra", publication_date=self.today - relativedelta(days=1))


@tagged("post_install", "-at_install")
class TestRestore(ChangeCase):
    """The counter-entry to a wrong merge or skip (G5)."""

    def _bring_back(self, issue=None, **values):
        return self._plan("merge", issue, **values)

    def test_a_merged_issue_comes_back_with_its_insertions(self):
        order = self._sealed((self.full_page, [self.june, self.july]))
        self._confirm(self._merge())
        plan = self._bring_back()
        self.assertTrue(plan.line_ids.is_taken)
        self.assertIn("after all", plan.summary)
        change = self._confirm(plan)
        self.assertEqual(change.kind, "restore")
        self.assertEqual(self.june.state, "open")
        self.assertFalse(self.june.merged_into_id)
        self.assertEqual(
            (self.july.kind, self.july.combined_numbers), ("regular", False)
        )
        self.assertEqual(order.sudo().ad_placement_ids.issue_id, self.june | self.july)
        self.assertEqual(change.line_ids.old_issue_id, self.august)

    def test_contents_are_planned_anew(self):
        self._content(5, name="Editor's word")
        self._confirm(self._plan("skip"))
        self.assertFalse(self.june.content_ids)
        self.assertIn("planned anew", self._bring_back().summary)

    def test_what_went_on_since_stays(self):
        order = self._sealed((self.full_page, self.june))
        self._confirm(self._plan("skip"))
        plan = self._bring_back()
        ad = order.sudo().ad_placement_ids
        ad._action_move_to_issue(self.issues[4])
        self.assertRefused("gone on since", plan.action_confirm)
        self.assertFalse(self._bring_back().line_ids)

    def test_unticked_ones_stay(self):
        order = self._sealed((self.full_page, self.june))
        self._confirm(self._plan("skip"))
        plan = self._bring_back()
        plan.line_ids.is_taken = False
        self._confirm(plan)
        self.assertEqual(order.sudo().ad_placement_ids.issue_id, self.july)
        self.assertEqual(self.june.state, "open")

    def test_closed_by_its_date_it_comes_back_closed(self):
        self._sealed((self.full_page, self.june))
        self._confirm(self._plan("skip"))
        self.june.booking_close = self.today - relativedelta(days=1)
        self._confirm(self._bring_back())
        self.assertEqual(self.june.state, "closed")

    def test_not_when_the_combined_issue_is_at_press(self):
        self._confirm(self._merge())
        self.july.sudo().state = "at_press"
        with self.assertRaisesRegex(UserError, "come back any more"):
            self._bring_back()

    def test_three_numbers_become_two(self):
        self._confirm(self._merge())
        self._confirm(self._merge(self.july, self.august))
        self._confirm(self._bring_back(self.august))
        numbers = f"{self.june.number}/{self.july.number}"
        self.assertEqual(
            (self.july.kind, self.july.combined_numbers), ("combined", numbers)
        )

    def test_only_what_was_dropped(self):
        no_ads = self.issue.placement_ids.browse()
        self.assertRefused("neither", self.issue._action_restore, no_ads, REASON)


@tagged("post_install", "-at_install")
class TestTelling(ChangeCase):
    def test_one_mail_a_customer_to_the_ad_contact(self):
        self._sealed((self.full_page, [self.june]), (self.half, [self.june]))
        self.contact.lang = "en_US"
        change = self._confirm(self._merge())
        notice = change.notice_ids
        self.assertEqual(notice.email, "wang@valves.example.com")
        self.assertEqual(len(notice.line_ids), 2)
        mail = self.env["mail.mail"].search([("email_to", "=", notice.email)])
        self.assertEqual(len(mail), 1)
        self.assertIn(REASON, mail.body_html)
        self.assertIn(self.july.display_name, mail.body_html)

    def test_no_address_means_the_carer_calls(self):
        self.advertiser.ad_contact_id = False
        self.advertiser.email = False
        self._sealed((self.full_page, self.june))
        change = self._confirm(self._merge())
        self.assertFalse(change.notice_ids.email)
        self.assertIn("Not mailed", change.activity_ids.note)
        self.assertIn(self.advertiser.name, change.activity_ids.note)

    def test_switched_off_only_the_carers_hear(self):
        self._sealed((self.full_page, self.june))
        change = self._confirm(self._merge(tell_customers=False))
        self.assertFalse(change.notice_ids)
        self.assertEqual(change.activity_ids.user_id, self.specialist)

    def test_drafts_are_not_announced(self):
        self._make_contract([(self.full_page, self.june)])
        change = self._confirm(self._merge())
        self.assertFalse(change.notice_ids)
        self.assertEqual(change.activity_ids.user_id, self.specialist)

    def test_the_division_manager_hears_of_it(self):
        self._sealed((self.full_page, self.june))
        change = self._confirm(self._merge())
        told = self.env["mail.message"].search(
            [("model", "=", change._name), ("res_id", "=", change.id)]
        )
        self.assertIn(self.users["manager"].partner_id, told.partner_ids)

    def test_the_contract_says_why_in_one_line(self):
        order = self._sealed((self.full_page, self.june), (self.half, self.june))
        before = order.message_ids
        self._confirm(self._merge())
        note = order.message_ids - before
        self.assertEqual(len(note), 1)
        self.assertIn(REASON, note.body)

    def test_the_record_is_kept(self):
        self._sealed((self.full_page, self.june))
        change = self._confirm(self._merge())
        for record in (change, change.line_ids, change.notice_ids):
            self.assertRefused("kept", record.write, {"company_id": self.company.id})
            self.assertRefused("kept", record.unlink)
        models = self.env["ad.archive"]._models()
        self.assertIn("ad.issue.change", models)
        self.assertIn("ad.issue.change.line", models)


@tagged("post_install", "-at_install")
class TestChangeRights(ChangeCase):
    def test_who_changes_issues(self):
        for title, user in self.users.items():
            issue = self.june.with_user(user)
            if title in ("operations", "general_manager"):
                self.assertEqual(
                    issue.action_change_issue()["res_model"], "ad.issue.change.plan"
                )
                continue
            with self.subTest(title), self.assertRaises(AccessError):
                issue.action_change_issue()
            for call in (
                lambda i=issue: i._action_skip({}, REASON),
                lambda i=issue: i._action_merge(self.july.with_env(i.env), {}, REASON),
                lambda i=issue: i._action_move_date(self._dates(3), REASON),
                lambda i=issue: i._action_restore(i.placement_ids.browse(), REASON),
                lambda i=issue: i._action_add_extra(
                    self._dates(3), i.placement_ids.browse(), REASON
                ),
            ):
                with self.subTest(title), self.assertRaises(AccessError):
                    call()
        for user in (self.plain_user, self.portal_user):
            self.assertDenied(self.june.with_user(user).action_change_issue)

    def test_the_general_manager_does_it_all(self):
        manager = self.users["general_manager"]
        self._sealed((self.full_page, self.june))
        change = self._confirm(self._merge(user=manager))
        self.assertEqual(change.decided_by_id, manager)
        day = self.august.publication_date + relativedelta(days=3)
        self._confirm(
            self._plan("move", self.august, user=manager, publication_date=day)
        )
        self._confirm(self._plan("extra", self.august, manager, publication_date=day))

    def test_who_reads_what(self):
        self._sealed((self.full_page, self.june))
        change = self._confirm(self._merge())
        for user in self.users.values():
            self.assertTrue(change.with_user(user).read(["reason", "kind"]))
            with self.assertRaises(AccessError):
                change.with_user(user).check_access("write")
        lines = change.line_ids
        for title in ("specialist", "supervisor", "manager", "finance", "distribution"):
            self.assertTrue(lines.with_user(self.users[title]).read(["placement_name"]))
        self.assertDenied(
            lines.with_user(self.other_specialist).read, ["placement_name"]
        )
        self.assertDenied(
            change.notice_ids.with_user(self.other_specialist).read, ["email"]
        )
        for user in (self.plain_user, self.portal_user):
            self.assertDenied(change.with_user(user).read, ["reason"])

    def test_another_company(self):
        other = self._make_company("Other Press")
        self._sealed((self.full_page, self.june))
        change = self._confirm(self._merge())
        stranger = self.users["general_manager"].copy(
            {
                "login": "ad_test_stranger",
                "company_id": other.id,
                "company_ids": [(6, 0, other.ids)],
            }
        )
        env = self.env(user=stranger, context={"allowed_company_ids": other.ids})
        for record in (change, change.line_ids, change.notice_ids):
            self.assertFalse(env[record._name].search([("id", "in", record.ids)]))
        with self.assertRaises(AccessError):
            self.august.with_env(env).action_change_issue()
        with self.assertRaises(AccessError):
            self.august.with_env(env)._action_skip({}, REASON)
        # By RPC the dialog could be made for any number.
        plans, values = env["ad.issue.change.plan"], {"kind": "skip", "reason": REASON}
        with self.assertRaises(AccessError):
            plans.create({**values, "issue_id": self.august.id})
        # Nor does what the superuser made for him tell or do anything.
        plan = plans.sudo().create({**values, "issue_id": self.august.id})
        with self.assertRaises(AccessError):
            plan.sudo(False).action_preview()

    def test_state_is_set_by_the_action_only(self):
        for values in (
            {"state": "merged"},
            {"merged_into_id": self.july.id},
            {"combined_numbers": "6/7"},
        ):
            self.assertDenied(self.june.with_user(self.operations).write, values)


@tagged("post_install", "-at_install")
class TestChangeBudget(ChangeCase):
    def test_merging_500_insertions(self):
        partners = [
            self._customer(n, email=f"ad{n}@customers.example.com") for n in range(20)
        ]
        self.july.page_count = 800
        self.june.page_count = 800
        for partner in partners:
            order = self._make_contract(
                [(self.half, [self.june] * 25)], partner_id=partner.id
            )
            order.sudo().ad_placement_ids._action_book()
            order.sudo().write({"state": "sale", "locked": True})
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        plan = self._merge()
        preview = self.env.cr.sql_log_count - before
        self.assertEqual(len(plan.line_ids), 500)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        change = self._confirm(plan)
        done = self.env.cr.sql_log_count - before
        self.assertEqual(len(change.notice_ids.filtered("email")), 20)
        self.assertEqual(self.july.placement_count, 500)
        self.assertLessEqual(preview, 45)
        self.assertLessEqual(done, 160)


@tagged("post_install", "-at_install")
class TestChangeInvoices(PublicationCase):
    """What did not appear is not billed; what moved is billed once, to the fen."""

    def _skip(self, issue, into):
        issue = issue.with_user(self.operations)
        targets = dict.fromkeys(issue.sudo()._open_placements(), into)
        return issue._action_skip(targets, REASON)

    def test_skipped_issue(self):
        order = self._contract(
            (self.full_page, self.issues[:3], {"ad_agreed_total": 100000.0})
        )
        self._skip(self.issues[0], self.issues[3])
        self._publish(self.issues[1], self.issues[2])
        first = self._invoice(order)
        self.assertEqual(first.amount_untaxed, 66666.67)
        self.assertFalse(
            first.invoice_line_ids.filtered(
                lambda line: line.ad_placement_id.issue_id == self.issues[3]
            )
        )
        self._publish(self.issues[3])
        second = self._invoice(order)
        line = second.invoice_line_ids
        self.assertEqual(line.price_unit, 33333.33)
        self.assertIn(self.issues[3].display_name, line.name)
        (first | second).action_post()
        self.assertEqual(
            first.amount_untaxed + second.amount_untaxed, 100000.0, "to the fen"
        )
        self.assertEqual(order.invoice_status, "invoiced")
        publication = line.ad_placement_id.publication_ids
        self.assertEqual(publication.publication_date, self.issues[3].publication_date)

    def test_merged_issue_with_two_of_one_contract(self):
        order = self._contract(
            (self.full_page, self.issues[:2], {"ad_agreed_total": 99.99})
        )
        issue = self.issues[0].with_user(self.operations)
        targets = dict.fromkeys(issue.sudo()._open_placements(), self.issues[1])
        issue._action_merge(self.issues[1].with_user(self.operations), targets, REASON)
        self._publish(self.issues[1])
        invoice = self._invoice(order)
        self.assertEqual(len(invoice.invoice_line_ids), 2)
        self.assertEqual(invoice.amount_untaxed, 99.99)

    def test_copies_are_made_for_no_dropped_issue(self):
        self._contract((self.full_page, self.issues[:1]))
        self._skip(self.issues[0], self.issues[1])
        issue = self.issues[0].with_user(self.users["distribution"])
        with self.assertRaisesRegex(UserError, "at press"):
            issue.action_make_deliveries()
