"""The flat plan: what stands on pages, and who may move it (P4, P5, B5)."""

import psycopg2

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import SQL

from .common import TITLES, expected_refusal
from .plan_common import PlanCase
from .test_budgets import BudgetCase


@tagged("post_install", "-at_install")
class TestPlanLoads(PlanCase):
    """What one call says of an issue."""

    def _plan(self, user=None):
        issues = self.env["ad.issue"].with_user(user or self.operations)
        return issues.load_flat_plan(self.issue.id)

    def test_sides_and_spreads_as_the_reader_sees_them(self):
        plan = self._plan()
        labels = [side["label"] for side in plan["sides"]]
        self.assertEqual(labels[:3], ["Front cover", "Inside front cover", "1"])
        self.assertEqual(labels[-3:], ["32", "Inside back cover", "Back cover"])
        self.assertEqual(plan["spreads"][:3], [[1], [2, 3], [4, 5]])
        self.assertEqual(plan["spreads"][-2:], [[34, 35], [36]])
        right = [side["label"] for side in plan["sides"] if side["is_right"]]
        self.assertEqual(right[:3], ["Front cover", "1", "3"])

    def test_gatefold_is_one_picture(self):
        self.issue.gatefold_panels = 3
        plan = self._plan()
        self.assertEqual(plan["spreads"][:2], [[1, 2, 3], [4, 5]])
        self.assertEqual(plan["sides"][1]["label"], "Gatefold panel 2")

    def test_newspaper_begins_on_the_right(self):
        paper = self._make_medium("Test Weekly", "TW", kind="newspaper", page_count=8)
        issue = self._make_issues(paper, 1)
        plan = issue.load_flat_plan(issue.id)
        self.assertEqual(plan["spreads"], [[1], [2, 3], [4, 5], [6, 7], [8]])

    def test_placed_unplaced_and_contents(self):
        full, half = self._booked(self.full_page, self.half)
        self.issue.plan_move([self._move(full, 3)])
        self._content(5, kind="contents", name="Table")
        plan = self._plan()
        ads = {ad["id"]: ad for ad in plan["ads"]}
        self.assertEqual(ads[full.id]["page"], self._page(3))
        self.assertEqual(ads[full.id]["name"], self.advertiser.name)
        self.assertEqual(ads[full.id]["state_label"], "Booked")
        self.assertTrue(ads[full.id]["blockers"])
        self.assertEqual((ads[half.id]["page"], ads[half.id]["height"]), (0, 60))
        self.assertEqual(plan["contents"][0]["name"], "Table")
        counts = plan["counts"]
        self.assertEqual((counts["ads"], counts["placed"]), (2, 1))
        self.assertEqual((counts["booked"], counts["cleared"]), (2, 0))
        self.assertEqual((counts["ad_pages"], counts["content_pages"]), (1, 1))
        self.assertEqual((counts["free_pages"], counts["left_pages"]), (30, 29.5))

    def test_covers_are_no_interior_pages(self):
        self._booked(self.inside_front)
        counts = self._plan()["counts"]
        self.assertEqual((counts["placed"], counts["ad_pages"]), (1, 0))

    def test_the_next_issue_without_a_choice(self):
        plan = self.env["ad.issue"].with_user(self.operations).load_flat_plan()
        self.assertEqual(plan["issue"]["id"], self.issue.id)
        self.assertEqual(len(plan["issues"]), len(self.issues))
        self._booked(self.half, issue=self.issues[2])
        plan = self.env["ad.issue"].with_user(self.operations).load_flat_plan()
        self.assertEqual(plan["issue"]["id"], self.issues[2].id)

    def test_no_issue_at_all(self):
        self.issues.sudo().state = "published"
        plan = self.env["ad.issue"].with_user(self.operations).load_flat_plan()
        self.assertEqual(plan, {"issue": False, "issues": []})

    def test_wishes_of_the_contract(self):
        (full,) = self._booked(self.full_page, ad_special_request="每期排右页(单数页)")
        self.assertTrue(self._plan()["ads"][0]["wants_right"])
        self.issue.plan_move([self._move(full, 4)])
        (warning,) = self._plan()["warnings"]
        self.assertEqual(warning["code"], "wish")
        self.assertIn("page 4", warning["text"])
        self.issue.plan_move([self._move(full, 5)])
        self.assertFalse(self._plan()["warnings"])

    def test_another_specialist_sees_taken_space_only(self):
        (full,) = self._booked(self.full_page)
        self.issue.plan_move([self._move(full, 3)])
        plan = self._plan(self.other_specialist)
        (ad,) = plan["ads"]
        self.assertEqual((ad["name"], ad["page"]), ("Taken", self._page(3)))
        self.assertNotIn(self.advertiser.name, str(plan["ads"]))
        self.assertTrue(plan["issue"]["readonly"])
        self.assertEqual(
            self._plan(self.specialist)["ads"][0]["name"], self.advertiser.name
        )


@tagged("post_install", "-at_install")
class TestPlanWarnings(PlanCase):
    """Signatures, competitors, the public-service quota (P4, P5)."""

    def _warnings(self, code):
        plan = self.issue.load_flat_plan(self.issue.id)
        return [w["text"] for w in plan["warnings"] if w["code"] == code]

    def _signature(self):
        return self.issue.load_flat_plan(self.issue.id)["signature"]

    def test_signatures_add_up(self):
        self.medium.signature_pages = "16"
        self.assertIn("32 pages = 2 × 16: 32 pages are still empty", self._text())
        self.issue.plan_add({"kind": "editorial", "page": self._page(1)}, 16)
        self.assertIn("or take 16 pages", self._text())
        self.issue.plan_add({"kind": "editorial", "page": self._page(17)}, 15)
        self.assertIn("1 pages are still empty", self._text())
        self._content(32)
        self.assertIn("the pages add up", self._text())
        self.assertFalse(self._signature()["is_wrong"])
        self._content_is_too_much()

    def _text(self):
        return self._signature()["text"]

    def _content_is_too_much(self):
        self._booked(self.half)
        signature = self._signature()
        self.assertIn("0.5 pages are missing. Take 48 pages", signature["text"])
        self.assertTrue(signature["is_wrong"])

    def test_a_page_count_that_does_not_fold(self):
        self.medium.signature_pages = "16"
        self.assertRefused(
            "24 interior pages do not fold. Take 16 or 32 pages",
            self.issue.write,
            {"page_count": 24},
            error=ValidationError,
        )

    def test_a_signature_that_changed_since(self):
        self.env.cr.execute(
            "UPDATE ad_medium SET signature_pages = '16', page_count = 32 "
            "WHERE id = %s",
            [self.medium.id],
        )
        self.env.cr.execute(
            "UPDATE ad_issue SET page_count = 36 WHERE id = %s", [self.issue.id]
        )
        self.env.invalidate_all()
        signature = self._signature()
        self.assertIn("36 interior pages do not fold", signature["text"])
        self.assertTrue(signature["is_wrong"])

    def _facing(self, one_values, other_values, page=3):
        """Two customers' full pages on page 2 and on another one."""
        category = {"ad_category_id": self.env.ref("ad_sales_ops.ad_category_food").id}
        one = self._customer(1, **category, **one_values)
        other = self._customer(2, **category, **other_values)
        (left,) = self._booked(self.full_page, partner_id=one.id)
        (right,) = self._booked(self.full_page, partner_id=other.id)
        self.issue.plan_move([self._move(left, 2), self._move(right, page)])
        return self._warnings("clash")

    def test_competitors_on_facing_pages(self):
        (text,) = self._facing({}, {})
        self.assertIn("“Test Customer 1” and “Test Customer 2” (Food)", text)
        self.assertIn("page 2 and 3", text)

    def test_overleaf_is_no_clash(self):
        self.assertFalse(self._facing({}, {}, page=4))

    def test_another_industry_is_no_competitor(self):
        one, other = self.env["res.partner.industry"].search([], limit=2)
        found = self._facing({"industry_id": one.id}, {"industry_id": other.id})
        self.assertFalse(found)

    def test_the_same_industry_competes(self):
        one = self.env["res.partner.industry"].search([], limit=1)
        self.assertTrue(self._facing({"industry_id": one.id}, {"industry_id": one.id}))

    def test_a_customer_does_not_compete_with_himself(self):
        one, other = self._booked(self.full_page, self.full_page)
        self.advertiser.ad_category_id = self.env.ref("ad_sales_ops.ad_category_food")
        self.issue.plan_move([self._move(one, 2), self._move(other, 3)])
        self.assertFalse(self._warnings("clash"))

    def test_public_service_quota(self):
        self.assertFalse(self._warnings("public_service"))
        self.medium.public_service_pages = 1
        (text,) = self._warnings("public_service")
        self.assertIn("owes 1 pages", text)
        self._content(7, kind="public_service", height=60)
        self.assertIn("there are 0.5", self._warnings("public_service")[0])
        self._content(8, kind="filler")
        self.assertTrue(self._warnings("public_service"))
        self._content(7, kind="public_service", y=60, height=60)
        self.assertFalse(self._warnings("public_service"))

    def test_public_service_quota_of_two_issues(self):
        self.medium.write({"public_service_pages": 1, "public_service_issues": 2})
        self._content(7, kind="public_service")
        later = self.issues[1].with_user(self.operations)
        codes = [w["code"] for w in later.load_flat_plan(later.id)["warnings"]]
        self.assertNotIn("public_service", codes)
        much_later = self.issues[2].with_user(self.operations)
        plan = much_later.load_flat_plan(much_later.id)
        codes = [w["code"] for w in plan["warnings"]]
        self.assertIn("public_service", codes)


@tagged("post_install", "-at_install")
class TestPlanMoves(PlanCase):
    """Placing, swapping, taking off; every refusal in words."""

    def test_place_move_take_off(self):
        (half,) = self._booked(self.half)
        plan = self.issue.plan_move([self._move(half, 3, y=60)])
        self.assertEqual(half.page_label, "3")
        self.assertEqual(plan["ads"][0]["y"], 60)
        self.issue.plan_move([self._move(half, 7)])
        self.assertEqual((half.page_label, half.y), ("7", 0))
        self.issue.plan_move([self._move(half, 0)])
        self.assertEqual((half.page, half.y), (0, 0))

    def test_swap_in_one_move(self):
        one, other = self._booked(self.full_page, self.full_page)
        self.issue.plan_move([self._move(one, 3), self._move(other, 5)])
        self.issue.plan_move([self._move(one, 5), self._move(other, 3)])
        self.assertEqual((one.page_label, other.page_label), ("5", "3"))

    def test_swap_with_a_filler(self):
        (half,) = self._booked(self.half)
        filler = self._content(5, kind="filler", height=60)
        self.issue.plan_move([self._move(half, 3)])
        self.issue.plan_move([self._move(half, 5), self._move(filler, 3)])
        self.assertEqual((half.page_label, filler.page_label), ("5", "3"))

    def test_two_contents_change_places(self):
        one, other = self._content(5), self._content(6)
        self.issue.plan_move([self._move(one, 6), self._move(other, 5)])
        self.assertEqual((one.page_label, other.page_label), ("6", "5"))

    def test_over_the_edge(self):
        (half,) = self._booked(self.half)
        for x, y in ((1, 0), (0, 61), (-1, 0)):
            self.assertRefused(
                "over the edge", self.issue.plan_move, [self._move(half, 3, x, y)]
            )

    def test_content_needs_a_page(self):
        self.assertRefused("no side 0", self.issue.plan_add, {}, error=ValidationError)
        content = self._content(3)
        for page in (0, 37):
            self.assertRefused(
                f"no side {page}", content.write, {"page": page}, error=ValidationError
            )
        gone = self._move(content, 0)
        self.assertRefused(
            "no side 0", self.issue.plan_move, [gone], error=ValidationError
        )

    def test_content_over_the_edge(self):
        for values in ({"x": 60}, {"y": 1}, {"width": 240, "x": 60}):
            with self.subTest(values=values):
                self.assertRefused(
                    "over the edge",
                    lambda values=values: self._content(3, **values),
                    error=ValidationError,
                )

    def test_a_spread_starts_on_a_left_page(self):
        (spread,) = self._booked(self.spread)
        self.assertRefused(
            "no left page", self.issue.plan_move, [self._move(spread, 3)]
        )
        self.issue.plan_move([self._move(spread, 4)])
        self.assertEqual(spread.page_label, "4–5")

    def test_sold_space(self):
        one, other = self._booked(self.full_page, self.half)
        self.issue.plan_move([self._move(one, 3)])
        self.assertRefused(
            "already taken", self.issue.plan_move, [self._move(other, 3, y=60)]
        )
        self.assertEqual(other.page, 0)

    def test_an_advertisement_on_content(self):
        (half,) = self._booked(self.half)
        self._content(3, y=30, height=60)
        self.assertRefused(
            "“Half page” is already taken", self.issue.plan_move, [self._move(half, 3)]
        )

    def test_content_on_an_advertisement(self):
        (half,) = self._booked(self.half)
        self.issue.plan_move([self._move(half, 3)])
        values = {"kind": "filler", "page": self._page(3)}
        self.assertRefused("Page “3”", self.issue.plan_add, values)
        self.issue.plan_add(values | {"y": 60, "height": 60})

    def test_content_on_content(self):
        self._content(3)
        self.assertRefused("no room there", lambda: self._content(3, x=60, width=60))
        other = self._content(4)
        self.assertRefused("no room", self.issue.plan_move, [self._move(other, 3)])
        self.assertRefused("no room", other.write, {"page": self._page(3)})

    def test_two_at_once_that_overlap(self):
        self.assertRefused(
            "no room",
            self.contents.create,
            [{"issue_id": self.issue.id, "page": self.first}] * 2,
        )

    def test_a_cover_with_a_house_ad_is_not_sold(self):
        inside = self.issue._page_ordinal("inside_front")
        self.contents.create({"issue_id": self.issue.id, "page": inside})
        self.assertRefused("already taken", self._booked, self.inside_front)

    def test_what_somebody_moved_meanwhile(self):
        one, other = self._booked(self.full_page, self.full_page)
        self.issue.plan_move([self._move(one, 3)])
        stale = self._move(one, 9)
        self.issue.plan_move([self._move(one, 7)])
        self.assertRefused("Somebody moved", self.issue.plan_move, [stale])
        content = self._content(11)
        stale = self._move(content, 12)
        content.unlink()
        self.assertRefused("not in this issue any more", self.issue.plan_move, [stale])
        self.assertEqual(one.page_label, "7")

    def test_of_another_issue(self):
        (other,) = self._booked(self.full_page, issue=self.issues[1])
        self.assertRefused(
            "not in this issue", self.issue.plan_move, [self._move(other, 3)]
        )

    def test_fixed_positions_stay(self):
        (cover,) = self._booked(self.inside_front)
        page = cover.page
        self.assertRefused("", self.issue.plan_move, [self._move(cover, 3)])
        self.assertEqual(cover.page, page)

    def test_several_pages_of_editorial(self):
        plan = self.issue.plan_add(
            {"kind": "editorial", "name": "Column", "page": self._page(10)}, 4
        )
        self.assertEqual(len(plan["added"]), 4)
        labels = [self.contents.browse(i).page_label for i in plan["added"]]
        self.assertEqual(labels, ["10", "11", "12", "13"])
        self.issue.plan_rename(plan["added"][0], "house", "Subscribe")
        self.assertEqual(self.contents.browse(plan["added"][0]).kind, "house")
        self.issue.plan_remove(plan["added"])
        self.assertFalse(self.issue.content_ids)

    def test_editorial_does_not_run_on_to_the_covers(self):
        values = {"kind": "editorial", "page": self._page(30)}
        self.assertRefused("the last one is page 32", self.issue.plan_add, values, 4)
        self.issue.plan_add(values, 3)

    def test_frozen_issue(self):
        (full,) = self._booked(self.full_page)
        content = self._content(5)
        self.issues[0].sudo().state = "at_press"
        plan = self.issue.load_flat_plan(self.issue.id)
        self.assertTrue(plan["issue"]["readonly"])
        self.assertIn("“At Press”", plan["issue"]["frozen"])
        for function, *args in (
            (self.issue.plan_move, [self._move(full, 3)]),
            (self.issue.plan_add, {"kind": "filler", "page": self._page(9)}),
            (self.issue.plan_rename, content.id, "house", "x"),
            (self.issue.plan_remove, content.ids),
            (self.issue.plan_propose,),
            (content.write, {"name": "x"}),
            (content.unlink,),
            (lambda: self._content(9),),
        ):
            self.assertRefused("its pages are frozen", function, *args)

    def test_pages_are_added_and_content_follows(self):
        content = self._content(5)
        back = self.contents.create(
            {"issue_id": self.issue.id, "page": self.issue._page_ordinal("back_cover")}
        )
        self.issue.write({"page_count": 40, "gatefold_panels": 2})
        self.assertEqual((content.page_label, back.page_label), ("5", "Back cover"))
        self.issue.gatefold_panels = 0
        self.assertEqual(content.page_label, "5")
        last = self._content(40)
        self.assertRefused("would lose its space", self.issue.write, {"page_count": 32})
        last.unlink()
        self.issue.page_count = 32
        self.assertEqual(back.page_label, "Back cover")

    def test_the_cover_of_a_medium_with_content_stays(self):
        self._content(5)
        self.assertRefused(
            "cannot be added or dropped", self.medium.write, {"has_cover": False}
        )

    def test_websites_have_no_plan(self):
        web = self._make_medium("Test Site", "TS", kind="web", page_count=0)
        issue = self._make_issues(web, 1)
        self.assertRefused("is a website", issue.action_open_flat_plan)
        self.assertRefused(
            "has no side",
            self.contents.create,
            {"issue_id": issue.id, "page": 1},
            error=ValidationError,
        )


@tagged("post_install", "-at_install")
class TestPlanProposal(PlanCase):
    """One click fills the pages and touches nothing that people placed."""

    def _propose(self):
        proposal = self.issue.plan_propose()
        self.issue.plan_move(proposal["moves"])
        return proposal

    def test_a_legal_plan(self):
        cover, placed, spread, full, *small = self._booked(
            self.inside_front,
            self.full_page,
            self.spread,
            self.full_page,
            *[self.half] * 3,
            *[self.quarter] * 6,
        )
        self.issue.plan_move([self._move(placed, 9)])
        self._content(1, kind="contents")
        where = (cover.page, placed.page)
        self._propose()
        everything = cover | placed | spread | full | self.placements(small)
        self.assertTrue(all(p.page for p in everything))
        self.assertEqual((cover.page, placed.page), where)
        self.assertEqual(spread.page % 2, self._page(2) % 2)
        # Three halves and six quarters fill three pages.
        self.assertEqual(len(set(self.placements(small).mapped("page"))), 3)

    def placements(self, several):
        return self.env["ad.placement"].union(*several)

    def test_nothing_changes_before_it_is_accepted(self):
        (full,) = self._booked(self.full_page)
        proposal = self.issue.plan_propose()
        self.assertEqual(len(proposal["moves"]), 1)
        self.assertEqual(full.page, 0)

    def test_right_hand_wishes(self):
        (full,) = self._booked(self.full_page, ad_special_request="right-hand page")
        self._content(1)
        self._propose()
        self.assertEqual(full.page_label, "3")

    def test_no_competitors_side_by_side(self):
        food = self.env.ref("ad_sales_ops.ad_category_food")
        several = self.placements(
            self._booked(
                self.full_page,
                partner_id=self._customer(number, ad_category_id=food.id).id,
            )
            for number in range(1, 5)
        )
        self._propose()
        self.assertTrue(all(several.mapped("page")))
        plan = self.issue.load_flat_plan(self.issue.id)
        self.assertFalse(plan["warnings"])

    def test_promised_pages(self):
        """A promise that an addon on top knows of is kept, or the ad is left over."""
        promised, other = self._booked(self.full_page, self.full_page)
        page = self._page(8)
        self.patch(
            self.registry["ad.placement"],
            "_plan_promised_page",
            lambda placement: page if placement.id == promised.id else 0,
        )
        self._propose()
        self.assertEqual((promised.page_label, other.page_label), ("8", "1"))
        self.issue.plan_move([self._move(promised, 0), self._move(other, 8)])
        self.assertIn("1 do not", self.issue.plan_propose()["text"])

    def test_what_finds_no_room_is_told(self):
        self.issue.plan_add({"kind": "editorial", "page": self.first}, 32)
        self._booked(self.half)
        proposal = self.issue.plan_propose()
        self.assertFalse(proposal["moves"])
        self.assertIn("1 do not", proposal["text"])


@tagged("post_install", "-at_install")
class TestPlanRights(PlanCase):
    """Operations writes, whoever reads the issue reads, nobody else comes in."""

    def test_each_title(self):
        (full,) = self._booked(self.full_page)
        content = self._content(5)
        for title in TITLES:
            user = self.users[title]
            issue = self.issue.with_user(user)
            with self.subTest(title=title):
                plan = self.env["ad.issue"].with_user(user).load_flat_plan(issue.id)
                self.assertEqual(plan["issue"]["readonly"], title != "operations")
                self.assertEqual(plan["contents"][0]["id"], content.id)
                self.assertTrue(content.with_user(user).name_search(""))
                if title != "operations":
                    self._denied_to(user, issue, full, content)

    def _denied_to(self, user, issue, full, content):
        move = self._move(full, 3)
        self.assertDenied(issue.plan_move, [move])
        self.assertDenied(issue.plan_add, {"page": self._page(9)})
        self.assertDenied(issue.plan_rename, content.id, "house", "x")
        self.assertDenied(issue.plan_remove, content.ids)
        self.assertDenied(issue.plan_propose)
        self.assertDenied(lambda: self._content(9, user))
        self.assertDenied(content.with_user(user).write, {"page": self._page(9)})
        self.assertDenied(content.with_user(user).unlink)

    def test_outsiders(self):
        public = self.env.ref("base.public_user")
        for user in (self.plain_user, self.portal_user, public):
            issues = self.env["ad.issue"].with_user(user)
            self.assertDenied(issues.load_flat_plan, self.issue.id)
            self.assertDenied(self.contents.with_user(user).search, [])

    def test_two_companies(self):
        self._content(5)
        other = self._make_company("Second Press Test Co.")
        foreigner = self._make_user("foreign_operations", "group_ad_operations")
        foreigner.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        issues = self.env["ad.issue"].with_user(foreigner)
        issues = issues.with_context(allowed_company_ids=other.ids)
        self.assertDenied(issues.load_flat_plan, self.issue.id)
        self.assertDenied(
            issues.browse(self.issue.id).plan_add, {"page": self._page(7)}
        )
        self.assertEqual(issues.load_flat_plan(), {"issue": False, "issues": []})
        contents = self.contents.with_user(foreigner)
        contents = contents.with_context(allowed_company_ids=other.ids)
        self.assertFalse(contents.search([]))


@tagged("post_install", "-at_install")
class TestPlanInDatabase(PlanCase):
    """PostgreSQL refuses by itself what overlaps across the two tables."""

    def setUp(self):
        super().setUp()
        self.half_ad, self.full_ad = self._booked(self.half, self.full_page)
        self.issue.plan_move([self._move(self.half_ad, 3)])
        self.filler = self._content(5, kind="filler")

    def _sql(self, table, record, **values):
        for name, value in values.items():
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET %s = %s WHERE id = %s",
                    SQL.identifier(table),
                    SQL.identifier(name),
                    value,
                    record.id,
                )
            )

    def assertExcluded(self, table, record, **values):
        with (
            expected_refusal(),
            self.assertRaises(psycopg2.errors.ExclusionViolation) as caught,
            self.cr.savepoint(),
        ):
            self._sql(table, record, **values)
        self.assertEqual(caught.exception.diag.table_name, "ad_page_space")
        model = self.env["ad.page.space"]
        self.assertEqual(
            model._sql_error_to_message(caught.exception),
            "This space of the issue is already taken.",
        )

    def test_content_moved_past_odoo(self):
        self.assertExcluded("ad_page_content", self.filler, page=self._page(3))
        self._sql("ad_page_content", self.filler, height=60, y=60, page=self._page(3))

    def test_an_advertisement_moved_past_odoo(self):
        self.assertExcluded("ad_placement", self.full_ad, page=self._page(5))
        self._sql("ad_placement", self.full_ad, page=self._page(6))
        self.assertExcluded("ad_placement", self.full_ad, page=self._page(5))

    def test_a_stage_that_takes_the_space_again(self):
        """A filler stands where an insertion was withdrawn: it cannot come back."""
        self._sql("ad_placement", self.half_ad, stage="not_run")
        self._sql("ad_page_content", self.filler, page=self._page(3))
        self.assertExcluded("ad_placement", self.half_ad, stage="booked")

    def test_content_inserted_past_odoo(self):
        with (
            expected_refusal(),
            self.assertRaises(psycopg2.errors.ExclusionViolation),
            self.cr.savepoint(),
        ):
            self.env.cr.execute(
                "INSERT INTO ad_page_content "
                "(issue_id, kind, page, x, y, width, height) "
                "VALUES (%s, 'filler', %s, 0, 0, 120, 120)",
                [self.issue.id, self._page(3)],
            )

    def test_what_is_deleted_leaves_no_space_behind(self):
        self.filler.unlink()
        self.half_ad.sudo()._action_drop("cancelled")
        self.env.flush_all()
        space = self.env["ad.page.space"].search([("issue_id", "=", self.issue.id)])
        self.assertFalse(space)

    def test_what_stood_before_is_taken_in(self):
        space = self.env["ad.page.space"].sudo()
        domain = [("issue_id", "=", self.issue.id)]
        before = space.search(domain).mapped("x_from")
        self.env.cr.execute("DELETE FROM ad_page_space")
        space.init()
        self.env.invalidate_all()
        self.assertEqual(sorted(space.search(domain).mapped("x_from")), sorted(before))


@tagged("post_install", "-at_install")
class TestPlanBudget(BudgetCase, PlanCase):
    """B5: 400 pages and 2,000 placements in at most 12 queries."""

    PAGES = 400
    ADS = 2000

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.medium.write({"public_service_pages": 1, "public_service_issues": 2})
        cls.issue.page_count = cls.PAGES
        (pattern,) = cls._booked(cls.quarter)
        cls._multiply(pattern, cls.ADS - 1)

    @classmethod
    def _make_many_issues(cls, count):
        return cls.env["ad.issue"]

    @classmethod
    def _multiply(cls, placement, count):
        """Copies of one advertisement, each of another customer, four on a page."""
        cls.env.cr.execute(
            SQL(
                """
                WITH customers AS (
                    INSERT INTO res_partner (name, active, type, is_company,
                        ad_is_advertiser, ad_category_id, company_id, autopost_bills)
                    SELECT 'Budget ' || n, TRUE, 'contact', TRUE, TRUE,
                        (SELECT id FROM ad_category ORDER BY id LIMIT 1), p.company_id,
                        p.autopost_bills
                    FROM res_partner p, generate_series(1, %(count)s) n
                    WHERE p.id = %(customer)s RETURNING id
                ), numbered AS (
                    SELECT id, ROW_NUMBER() OVER (ORDER BY id) n FROM customers
                )
                INSERT INTO ad_placement (order_line_id, order_id, number, position_id,
                    issue_id, medium_id, company_id, currency_id, publication_date,
                    advertiser_id, user_id, team_id, stage, state, amount,
                    price_subtotal, slot, page, x, y, width, height)
                SELECT p.order_line_id, p.order_id, c.n, p.position_id, p.issue_id,
                    p.medium_id, p.company_id, p.currency_id, p.publication_date, c.id,
                    p.user_id, p.team_id, 'booked', 'booked', p.amount,
                    p.price_subtotal, 0,
                    CASE WHEN c.n <= 1500 THEN 3 + (c.n - 1) / 4 ELSE 0 END,
                    CASE WHEN c.n <= 1500 THEN (c.n %% 2) * 60 ELSE 0 END,
                    CASE WHEN c.n <= 1500 THEN (c.n / 2 %% 2) * 60 ELSE 0 END,
                    p.width, p.height
                FROM ad_placement p, numbered c WHERE p.id = %(pattern)s
                """,
                customer=cls.advertiser.id,
                count=count,
                pattern=placement.id,
            )
        )
        cls.env.invalidate_all()

    def test_one_call(self):
        # As the client does; language and time zone are no question of the plan.
        issues = self.env["ad.issue"].with_user(self.operations)
        issues = issues.with_context(lang="en_US", tz="Asia/Shanghai")
        issues.load_flat_plan(self.issue.id)  # rights are cached once for all users
        queries = self._count(lambda: issues.load_flat_plan(self.issue.id))
        plan = issues.load_flat_plan(self.issue.id)
        self.assertEqual(plan["counts"]["pages"], self.PAGES)
        self.assertEqual(len(plan["ads"]), self.ADS)
        self.assertBudget(queries, 12, "B5")


@tagged("post_install", "-at_install")
class TestPagePlanPrint(PlanCase):
    """落版单: a picture a spread and a table, from the values of the screen."""

    def _html(self, user=None, issues=None):
        report = self.env["ir.actions.report"].with_user(user or self.operations)
        html, _kind = report._render_qweb_html(
            "ad_sales_ops.report_ad_page_plan", (issues or self.issue).ids
        )
        return html.decode()

    def test_pictures_and_table(self):
        spread, half = self._booked(self.spread, self.half)
        self.issue.plan_move([self._move(spread, 4)])
        self._content(7, kind="filler", name="Facts of the trade")
        html = self._html()
        self.assertEqual(html.count("<svg"), len(self.issue._plan_spreads()))
        for words in ("4–5", "Facts of the trade", "Filler", "Inside front cover"):
            self.assertIn(words, html)
        placed, waiting = html.split('name="unplaced"')
        self.assertIn("Spread", placed)
        self.assertIn("Half page", waiting)
        self.assertIn(half.order_id.name, waiting)

    def test_long_names_stay_inside_their_boxes(self):
        report = self.env["report.ad_sales_ops.report_ad_page_plan"]
        lines = report._wrap(["上海申岳阀门制造有限公司", "已订版"], 50, 40)
        self.assertEqual(lines[-1], "已订版")
        self.assertLessEqual(len(lines), 4)
        self.assertTrue(all(len(line) <= 6 for line in lines))

    def test_names_are_hidden_on_paper_too(self):
        self._booked(self.full_page)
        self.assertIn(self.advertiser.name, self._html())
        self.assertNotIn(self.advertiser.name, self._html(self.other_specialist))

    def test_outsiders_print_nothing(self):
        self.assertDenied(self._html, self.plain_user)

    def test_two_issues(self):
        html = self._html(issues=self.issues[:2])
        self.assertEqual(html.count("<h1>"), 2)
