"""A customer's insertions and tear sheets in the portal (U2)."""

import json

from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .test_tear_sheets import TearSheetCase, issue_pdf


@tagged("post_install", "-at_install")
class TestInsertionPortal(HttpCase, TearSheetCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        content = issue_pdf(1)
        cls.full.with_user(cls.operations)._file_tear_sheet(content, "page 1.pdf")
        cls.later = cls._contract((cls.full_page, cls.issues[1:3]))
        cls.foreign_customer = cls._make_advertiser("Test Other Pumps")
        cls.foreign = cls._contract(
            (cls.full_page, cls.issues[1:2]), partner=cls.foreign_customer
        )
        cls.env.flush_all()

    def _login(self, partner=None):
        self.portal_user.partner_id.parent_id = partner
        self.authenticate(self.portal_user.login, self.portal_user.login)

    def _page(self, query="?filterby=all"):
        answer = self.url_open(f"/my/ad-insertions{query}")
        self.assertEqual(answer.status_code, 200)
        return answer.text

    def _url(self, publication, query=""):
        return f"/my/ad-insertions/{publication.id}/tear-sheet{query}"

    def _count(self):
        answer = self.url_open(
            "/my/counters",
            data=json.dumps({"params": {"counters": ["ad_insertion_count"]}}),
            headers={"Content-Type": "application/json"},
        )
        return answer.json()["result"]["ad_insertion_count"]

    def test_own_insertions(self):
        """Planned ones, those that appeared, their pages and tear sheets."""
        self._login(self.advertiser)
        page = self._page()
        self.assertEqual(page.count('class="o_ad_insertion"'), 7)
        self.assertEqual(page.count('data-stage="published"'), 5)
        self.assertEqual(page.count('data-stage="booked"'), 2)
        self.assertIn(self._url(self.full), page)
        self.assertNotIn(self._url(self.upper), page)
        self.assertNotIn(self.foreign.name, page)
        self.assertEqual(self._count(), 7)
        self.assertIn("/my/ad-insertions", self.url_open("/my").text)

    def test_filters(self):
        self._login(self.advertiser)
        for filterby, count in (
            ("scheduled", 2),
            ("published", 5),
            ("missing", 0),
            ("nonsense", 5),
        ):
            page = self._page(f"?filterby={filterby}")
            self.assertEqual(page.count('class="o_ad_insertion"'), count, filterby)

    def test_what_appeared_comes_first(self):
        """Until something has appeared, everything is shown."""
        self._login(self.advertiser)
        self.assertEqual(self._page("").count('class="o_ad_insertion"'), 5)
        self._login(self.foreign_customer)
        self.assertEqual(self._page("").count('class="o_ad_insertion"'), 1)

    def test_every_line_has_every_column(self):
        """An empty page must not move the status to the left."""
        self._login(self.advertiser)
        rows = self._page().split('class="o_ad_insertion"')[1:]
        self.assertEqual({row.split("</tr>")[0].count("<td") for row in rows}, {6})

    def test_pages(self):
        self._contract(*[(self.full_page, self.issues[1:6])] * 16)
        self.env.flush_all()
        self._login(self.advertiser)
        first, second = self._page(), self._page("/page/2?filterby=all")
        self.assertEqual(first.count('class="o_ad_insertion"'), 80)
        self.assertEqual(second.count('class="o_ad_insertion"'), 7)
        self.assertIn("/my/ad-insertions/page/2?filterby=all", first)

    def test_result_only_when_published(self):
        self.full.with_user(self.operations)._action_record_result({"result": "colour"})
        self.env.flush_all()
        self._login(self.advertiser)
        self.assertIn("The colours are not as agreed", self._page())
        self.assertNotIn("Colour Fault", self._page(), "Our word, not the customer's")
        placement = self.full.placement_id
        self.assertEqual(placement._portal_values()["page"], "1")
        later = self.later.ad_placement_ids[:1]._portal_values()
        self.assertEqual(later["state"], "Scheduled")
        self.assertFalse(later["page"] or later["result"] or later["tear_sheet"])
        self.full.with_user(self.operations)._action_record_result(
            {"result": "omitted"}
        )
        values = placement._portal_values()
        self.assertEqual(values["state"], "Did not appear")
        self.assertFalse(values["page"] or values["tear_sheet"])

    def test_a_fault_says_what_is_done(self):
        """The customer reads what becomes of it, and where it runs again."""
        placement, later = self.full.placement_id, self.issues[3]
        self.full.with_user(self.operations)._action_record_result(
            {"result": "wrong_page", "result_note": "Max forgot it again"}
        )
        values = placement._portal_values()
        self.assertEqual(values["result"], "Appeared on another page than agreed")
        self.assertIn("looking into it", values["remedy"])
        fault = placement.fault_ids
        fault.with_user(self.users["manager"])._action_decide(
            "make_good", {"issue_id": later}
        )
        self.env.flush_all()
        self.assertEqual(
            placement._portal_values()["remedy"],
            f"It is made good in {later.display_name}, at no charge.",
        )
        make_good = fault.sudo().make_good_id._portal_values()
        issue = placement.issue_id.display_name
        self.assertEqual(make_good["remedy"], f"Makes good {issue}, at no charge")
        self._login(self.advertiser)
        page = self._page()
        self.assertIn("It is made good in", page)
        self.assertNotIn("Max forgot", page)

    def test_other_remedies(self):
        self.full.with_user(self.operations)._action_record_result({"result": "colour"})
        fault = self.full.placement_id.fault_ids.sudo()
        for remedy, words in (
            ("correction", f"A correction appears in {self.issues[2].display_name}"),
            ("credit", "credited"),
            ("accept", "Settled"),
            ("none", ""),
        ):
            fault.write({"remedy": remedy, "correction_issue_id": self.issues[2].id})
            with self.subTest(remedy=remedy):
                self.assertIn(words, fault._portal_remedy() or "")

    def test_tear_sheet_follows(self):
        """What appeared and has none yet says so; what is to come says nothing."""
        values = self.upper.placement_id._portal_values()
        self.assertTrue(values["no_tear_sheet"])
        self.assertFalse(self.full.placement_id._portal_values()["no_tear_sheet"])
        coming = self.later.ad_placement_ids[:1]._portal_values()
        self.assertFalse(coming["no_tear_sheet"])
        self._login(self.advertiser)
        page = self._page("?filterby=published")
        self.assertEqual(page.count("The tear sheet follows"), 4)
        self.assertNotIn("tear sheet follows", self._page("?filterby=scheduled"))

    def test_drafts_are_ours(self):
        order = self._make_contract([(self.full_page, self.issues[4])])
        self.env.flush_all()
        self._login(self.advertiser)
        self.assertNotIn(order.name, self._page())

    def test_tear_sheet(self):
        """Looked at or saved, never kept by a browser."""
        self._login(self.advertiser)
        answer = self.url_open(self._url(self.full))
        self.assertEqual(answer.status_code, 200)
        self.assertTrue(answer.content.startswith(b"%PDF-"))
        self.assertIn("no-store", answer.headers["Cache-Control"])
        self.assertIn("inline", answer.headers["Content-Disposition"])
        answer = self.url_open(self._url(self.full, "?download=1"))
        self.assertIn("attachment", answer.headers["Content-Disposition"])

    def test_other_kinds_are_saved(self):
        """What could run in a browser is not shown in it."""
        publication = self.upper.with_user(self.operations)
        publication._file_tear_sheet(b"<html><script>1</script></html>", "x.html")
        self.env.flush_all()
        self._login(self.advertiser)
        answer = self.url_open(self._url(self.upper))
        self.assertIn("attachment", answer.headers["Content-Disposition"])

    def test_none_filed(self):
        self._login(self.advertiser)
        with mute_logger("odoo.http"):
            self.assertEqual(self.url_open(self._url(self.lower)).status_code, 404)

    def test_withdrawn(self):
        self._withdraw(self.full)
        self.env.flush_all()
        self._login(self.advertiser)
        self.assertNotIn(self._url(self.full), self._page())
        with mute_logger("odoo.http"):
            self.assertEqual(self.url_open(self._url(self.full)).status_code, 404)

    def test_other_customers(self):
        """Another customer, a subsidiary and somebody without a customer."""
        child = self._make_advertiser("Test Subsidiary", parent_id=self.advertiser.id)
        for partner in (self.foreign_customer, child, None):
            self._login(partner)
            self.assertNotIn(self.order.name, self._page())
            self.assertEqual(self._count(), int(partner == self.foreign_customer))
            with mute_logger("odoo.http"):
                answer = self.url_open(self._url(self.full))
            self.assertEqual(answer.status_code, 404)

    def test_no_rights_past_the_page(self):
        """The portal login has no access to the models themselves."""
        self._login(self.advertiser)
        for model, record in (
            ("ad.publication", self.full),
            ("ad.placement", self.full.placement_id),
        ):
            with mute_logger("odoo.http", "odoo.addons.base.models.ir_model"):
                answer = self.url_open(f"/web/content/{model}/{record.id}/tear_sheet")
            self.assertEqual(answer.status_code, 404, model)
            self.assertFalse(record.with_user(self.portal_user).has_access("read"))

    def test_login_needed(self):
        self.authenticate(None, None)
        for url in ("/my/ad-insertions", self._url(self.full)):
            answer = self.url_open(url, allow_redirects=False)
            self.assertEqual(answer.status_code, 303)
            self.assertIn("/web/login", answer.headers["Location"])

    def test_people_who_work_here(self):
        """A colleague gets nothing here, whichever customer his address hangs on."""
        staff = new_test_user(self.env, login="ad_test_staff", groups="base.group_user")
        staff.partner_id.parent_id = self.advertiser
        for user in (staff, self.specialist, self.operations):
            self.authenticate(user.login, user.login)
            self.assertNotIn(self.order.name, self._page())
            with mute_logger("odoo.http"):
                answer = self.url_open(self._url(self.full))
            self.assertEqual(answer.status_code, 404)
