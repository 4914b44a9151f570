"""The film check: managers pass their pages before press (U7)."""

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .film_common import FilmCase


@tagged("post_install", "-at_install")
class TestFilmStart(FilmCase):
    """The stage begins once the issue is closed, by hand or by the clock."""

    def test_press_refuses_before_the_film_check_has_begun(self):
        with self._refused("The film check of"):
            self.issue.with_user(self.operations).action_send_to_press()
        with self._refused("has not begun"):
            self._send_to_press()
        self.assertEqual(self.placement.stage, "booked")

    def test_nothing_says_film_weeks_ahead(self):
        """The list “Cannot run” is not full of it before the stage begins."""
        self.assertFalse(self.placement.clearance_blockers)
        self.assertEqual(self.placement.state, "cleared")
        self._start_films()
        self.assertIn("has not passed its film", self.placement.clearance_blockers)
        self.assertEqual(self.placement.state, "booked")

    def test_only_operations_start_it(self):
        for title, user in self.users.items():
            if title == "operations":
                continue
            with self.subTest(title=title), self.assertRaises(AccessError):
                self.issue.with_user(user).action_start_film_check()

    def test_not_before_the_booking_close(self):
        open_issue = self.issues[1].with_user(self.operations)
        with self._refused("open for booking until"):
            open_issue.action_start_film_check()

    def test_a_website_needs_none(self):
        site = self._make_medium("Test Web", "TWEB", kind="web", page_count=0)
        self.assertFalse(site.film_check)
        issue = self._make_issues(site, 1)
        self._close(issue)
        with self._refused("needs no film check"):
            issue.with_user(self.operations).action_start_film_check()
        self.assertFalse(issue._film_error_message())

    def test_medium_and_company_can_go_without(self):
        self.assertTrue(self.medium.film_check)
        self.medium.film_check = False
        self.assertFalse(self.issue._needs_film_check())
        self.medium.film_check = True
        self.company.ad_film_check = False
        self.assertFalse(self.issue._needs_film_check())
        self._send_to_press()
        self.assertEqual(self.placement.stage, "booked")

    def test_managers_are_told_once_with_the_number(self):
        before = self.env["mail.message"].search([], order="id desc", limit=1).id
        self._start_films()
        told = self.env["mail.message"].search(
            [("id", ">", before), ("partner_ids", "in", self.manager.partner_id.ids)]
        )
        self.assertEqual(len(told), 1)
        self.assertIn("2 pages", told.body)
        self._start_films()
        again = self.env["mail.message"].search(
            [("id", ">", told.id), ("partner_ids", "in", self.manager.partner_id.ids)]
        )
        self.assertFalse(again, "nothing was added")

    def test_the_clock_starts_it_on_the_film_close(self):
        self._let_crons_run()
        issues = self.env["ad.issue"]
        with freeze_time(self.issue.film_close - relativedelta(days=2)):
            issues._cron_start_film_checks()
        self.assertFalse(self.issue.film_started_on)
        with freeze_time(f"{self.issue.film_close} 02:00:00"):
            issues._cron_start_film_checks()
        self.assertTrue(self.issue.film_started_on)
        self.assertEqual(len(self.issue.sudo().film_check_ids), 2)
        started = self.issue.film_started_on
        with freeze_time(f"{self.issue.film_close} 08:00:00"):
            issues._cron_start_film_checks()
        self.assertEqual(self.issue.film_started_on, started)

    def _late(self):
        """A scheduled insertion that was let into the closed issue."""
        order = self._make_contract([(self.full_page, self.issues[1:2])])
        self.env["ad.close.override"].with_user(self.manager)._grant(
            order, self.issue, "Promised"
        )
        placement = order.ad_placement_ids.sudo()
        placement.issue_id = self.issue
        return placement

    def test_a_late_booking_joins(self):
        self._start_films()
        late = self._late()
        late._action_book()
        self.assertEqual(len(late.film_check_ids), 1)
        self.assertIn("has not passed its film", late.clearance_blockers)

    def test_without_a_check_it_says_how_to_add_one(self):
        self._start_films()
        late = self._late()
        late.stage = "booked"
        (failure,) = late._check_film()[late]
        self.assertIn("Add to Film Check", failure.sentence)
        self.assertEqual(failure.target, self.issue)
        self._start_films()
        self.assertTrue(late.film_check_ids)


@tagged("post_install", "-at_install")
class TestFilmCheck(FilmCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._start_films()
        cls.film = cls._film(cls.placement)

    def _pass(self, placement=None, user=None):
        self._film(placement or self.placement, user).action_pass()
        self.env.flush_all()

    def test_a_pass_clears_the_insertion_and_leaves_a_line(self):
        self.assertTrue(self.film.is_my_turn)
        self._pass()
        self.assertEqual(self.film.state, "passed")
        self.assertEqual(self.film.decided_by_id, self.manager)
        self.assertEqual(self.placement.state, "cleared")
        (line,) = self.film.ad_sign_off_ids
        self.assertEqual(
            (line.step, line.decision, line.user_id), ("film", "signed", self.manager)
        )
        self.assertEqual(line.role, "Division Manager")
        self.assertEqual(line.terms_hash, self.placement.sudo()._film_print())
        self.assertIn(self.version.display_name, line.comment)

    def test_what_is_kept_speaks_the_companys_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.company.partner_id.lang = "zh_CN"
        self._pass()
        self.assertEqual(self.manager.lang, "en_US")
        version = self.version.with_context(lang="zh_CN").display_name
        self.assertEqual(self.film.seen_version, version)
        self.assertIn(version, self.film.ad_sign_off_ids.comment)

    def test_without_a_pass_it_does_not_go_to_press(self):
        self._pass()
        left_out = self._send_to_press()
        self.assertEqual(left_out, self.second)
        self.assertIn("has not passed its film", self.second.left_out_reason)
        self.assertEqual(self.placement.stage, "booked")
        with self._refused("its film check is over"):
            self._film(self.placement).action_pass()

    def test_press_trusts_no_column(self):
        self.env.cr.execute(
            "UPDATE ad_film_check SET state = 'passed' WHERE id = %s", [self.film.id]
        )
        self.env.cr.execute(
            "UPDATE ad_placement SET clearance_blockers = NULL, state = 'cleared'"
        )
        self.env.invalidate_all()
        self.assertIn(self.placement, self._send_to_press())

    def test_new_copy_voids_the_pass(self):
        self._pass()
        self._new_version(self.placement)
        self.assertEqual(self.film.state, "waiting")
        self.assertTrue(self.film.is_outdated)
        self.assertIn("changed after the film check", self.placement.clearance_blockers)
        self._pass()
        self.assertEqual(self.film.state, "passed")
        decisions = self.film.ad_sign_off_ids.sorted("id").mapped("decision")
        self.assertEqual(decisions, ["signed", "voided", "signed"])

    def test_a_moved_page_voids_the_pass_until_it_is_back(self):
        self._pass()
        move = self.env["ad.placement"].with_user(self.operations)._place
        move({self.placement: (self.page + 4, 0, 0)})
        self.assertEqual(self.film.state, "waiting")
        move({self.placement: (self.page, 0, 0)})
        self.assertEqual(self.film.state, "passed", "it is what was passed")

    def test_a_swap_in_the_plan_voids_both(self):
        self._pass()
        self._pass(self.second)
        self.env["ad.placement"].with_user(self.operations)._place(
            {self.placement: (self.page + 1, 0, 0), self.second: (self.page, 0, 0)}
        )
        states = set(self.issue.sudo().film_check_ids.mapped("state"))
        self.assertEqual(states, {"waiting"})

    def test_another_size_voids_the_pass(self):
        self._pass()
        self.full_page.write({"width_mm": 100, "height_mm": 100})
        self.assertEqual(self.film.state, "waiting")

    def test_a_fault_blocks_and_gives_production_a_to_do(self):
        action = self.film.action_fault()
        wizard = Form(
            self.env[action["res_model"]]
            .with_user(self.manager)
            .with_context(**action["context"])
        )
        wizard.reason = "Old telephone number"
        wizard.save().action_confirm()
        self.env.flush_all()
        self.assertEqual(self.film.state, "fault")
        self.assertIn("Old telephone number", self.placement.clearance_blockers)
        todo = self.version.material_id.sudo().activity_ids
        self.assertEqual(todo.user_id, self.production)
        self.assertIn("Old telephone number", todo.note)
        self._new_version(self.placement)
        self.assertEqual(self.film.state, "waiting")
        self._pass()
        self.assertFalse(self.version.material_id.sudo().activity_ids)
        decisions = self.film.ad_sign_off_ids.sorted("id").mapped("decision")
        self.assertEqual(decisions, ["returned", "signed"])

    def test_a_pass_can_be_taken_back_by_a_fault(self):
        self._pass()
        self.film._action_fault("Seen too late")
        self.assertEqual(self.film.state, "fault")
        decisions = self.film.ad_sign_off_ids.sorted("id").mapped("decision")
        self.assertEqual(decisions, ["signed", "voided", "returned"])

    def test_a_fault_needs_a_reason_and_copy(self):
        with self._refused("Say what is wrong"):
            self.film._action_fault(" ")
        self.placement.sudo().version_id = False
        with self._refused("has no copy yet"):
            self.film._action_fault("No")

    def test_what_is_not_ready_cannot_be_passed(self):
        self.env["ad.placement"].with_user(self.operations)._place(
            {self.placement: (0, 0, 0)}
        )
        with self._refused("has not been placed on a page"):
            self.film.action_pass()
        self._film(self.second).action_pass()
        self.second.sudo().proof_ids.write({"state": "sent"})
        with self._refused("not ready for press"):
            self._film(self.second).action_pass()

    def test_the_screen_passes_what_it_showed_only(self):
        """U7: a pass holds for exactly the copy and page shown."""
        page = self.env["ad.film.check"].with_user(self.manager).load_pending()[0]
        film = self.env["ad.film.check"].with_user(self.manager).browse(page["id"])
        self.env["ad.placement"].with_user(self.operations)._place(
            {film.sudo().placement_id: (self.page + 6, 0, 0)}
        )
        with self._refused("since you looked"):
            film.pass_from_screen(page["seen"])
        with self._refused("since you looked"):
            film.fault_from_screen("No", page["seen"])
        with self._refused("since you looked"):
            film.pass_from_screen("anything")
        page = film.load_pending()
        seen = next(p["seen"] for p in page if p["id"] == film.id)
        film.pass_from_screen(seen)
        self.assertEqual(film.state, "passed")

    def test_the_screen_shows_facts_in_words(self):
        page = self.env["ad.film.check"].with_user(self.manager).load_pending()[0]
        self.assertEqual(page["customer"], self.advertiser.name)
        self.assertEqual(page["page"], "7")
        self.assertFalse(page["problems"])
        self.assertIn("Test valves", page["content"])
        self.assertEqual(len(page["facts"]), 5)
        self.assertTrue(all(fact["ok"] for fact in page["facts"]), page["facts"])
        self.placement.sudo().proof_ids.write({"state": "sent"})
        pages = self.env["ad.film.check"].with_user(self.manager).load_pending()
        self.assertTrue(pages[-1]["problems"], "what is ready comes first")
        wrong = [fact["label"] for fact in pages[-1]["facts"] if not fact["ok"]]
        self.assertEqual(wrong, ["Confirmed version"])

    # Who may

    def test_nobody_checks_his_own_customers(self):
        """G4: the turnover owner or closer is a manager: the next one up checks."""
        self.order.sudo().ad_closer_id = self.manager
        with self._denied("own the turnover"):
            self.film.action_pass()
        general = self._film(self.placement, self.general_manager)
        self.assertTrue(general.is_my_turn)
        general.action_pass()
        self.assertEqual(general.decided_by_id, self.general_manager)

    def test_every_other_title_is_refused(self):
        for title, user in self.users.items():
            if title == "manager":
                continue
            film = self._film(self.placement, user)
            with self.subTest(title=title):
                for method in ("action_pass", "action_fault"):
                    with self.assertRaises(AccessError):
                        getattr(film, method)()
                with self.assertRaises(AccessError):
                    film.pass_from_screen(self.placement.sudo()._film_print())
        for user in (self.plain_user, self.portal_user):
            with self.assertRaises(AccessError):
                self._film(self.placement, user).action_pass()
        public = self.env.ref("base.public_user")
        with self.assertRaises(AccessError):
            self._film(self.placement, public).read(["state"])

    def test_a_deputy_checks_by_authorisation(self):
        deputy = self.users["supervisor"]
        self._authorize(deputy, "film", principal_id=self.manager.id)
        film = self._film(self.placement, deputy)
        self.assertTrue(film.is_my_turn)
        film.action_pass()
        (line,) = film.sudo().ad_sign_off_ids
        self.assertEqual(line.on_behalf_id, self.manager)
        self.assertTrue(line.authorization_id)

    def test_an_authorisation_to_sign_contracts_is_not_enough(self):
        deputy = self.other_specialist
        self._authorize(deputy, "manager", principal_id=self.manager.id)
        with self.assertRaises(AccessError):
            self._film(self.placement, deputy).action_pass()

    def test_nobody_writes_a_check_by_hand(self):
        admin = self.env.ref("base.user_admin")
        admin.company_ids += self.company
        for user in (*self.users.values(), admin):
            film = self._film(self.placement, user)
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    film.write({"decision": "passed"})
                with self.assertRaises(AccessError):
                    film.create({"placement_id": self.placement.id})
                with self.assertRaises(AccessError):
                    film.unlink()
        with self._refused("are kept"):
            self.film.sudo().unlink()

    def test_who_reads(self):
        seen = {title for title, user in self.users.items() if self._reads(user)}
        self.assertEqual(
            seen,
            {
                "specialist",
                "supervisor",
                "manager",
                "general_manager",
                "operations",
                "production",
            },
        )
        self.assertFalse(self._reads(self.other_specialist))
        self.assertFalse(self._reads(self._make_user("m2", "group_ad_manager")))
        for user in (self.plain_user, self.portal_user):
            self.assertFalse(self._reads(user))

    def _reads(self, user):
        films = self.env["ad.film.check"].with_user(user)
        if not films.has_access("read"):
            return False
        found = films.search([("id", "=", self.film.id)])
        lines = self.env["ad.sign.off"].with_user(user).search([])
        self.film.action_pass() if self.film.state != "passed" else None
        lines = lines.search([("film_check_id", "=", self.film.id)])
        self.assertEqual(bool(found), bool(lines), user.login)
        return bool(found)

    def test_the_other_company(self):
        company = self._make_company("Another Publisher")
        stranger = self._make_user("gm_b", "group_ad_general_manager")
        stranger.write(
            {"company_ids": [Command.set(company.ids)], "company_id": company.id}
        )
        films = (
            self.env["ad.film.check"]
            .with_user(stranger)
            .with_context(allowed_company_ids=company.ids)
        )
        self.assertFalse(films.search([("id", "=", self.film.id)]))
        self.assertFalse(films.load_pending())
        with self.assertRaises(AccessError):
            films.browse(self.film.id).action_pass()

    def test_my_day_shows_the_card_while_something_waits(self):
        card = self.env.ref("ad_sales_ops.ad_day_list_film_check")
        mine = card.with_user(self.manager)
        self.assertEqual(mine.waiting, 2)
        self.assertTrue(mine.is_mine)
        self._pass()
        self._pass(self.second)
        mine.invalidate_recordset()
        self.assertEqual(mine.waiting, 0)
        self.assertFalse(mine.is_mine)

    def test_recall_keeps_the_passes(self):
        self._pass()
        self._pass(self.second)
        self._send_to_press()
        self.issue.with_user(self.operations).action_recall_from_press()
        self.assertEqual(self.film.state, "passed")
        self.assertFalse(self._send_to_press())

    def test_what_is_taken_out_waits_for_nobody(self):
        self.placement.with_user(self.specialist)._action_withdraw(self._statement())
        pages = self.env["ad.film.check"].with_user(self.manager).load_pending()
        self.assertEqual([page["id"] for page in pages], self._film(self.second).ids)
        with self._refused("its film check is over"):
            self.film.action_pass()

    def test_every_reader_opens_the_screens(self):
        titles = ("specialist", "supervisor", "manager", "operations", "production")
        for title in titles:
            films = self.env["ad.film.check"].with_user(self.users[title])
            with self.subTest(title=title):
                films.get_views([(False, "list"), (False, "form"), (False, "search")])
                found = films.search([("id", "=", self.film.id)])
                found.read(list(films.fields_get(attributes=["type"])))
