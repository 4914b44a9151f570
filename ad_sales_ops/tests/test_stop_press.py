"""Stop press, what was left out, and publishing a placed issue (U1, U2)."""

import re

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .chain_common import STATEMENT
from .film_common import FilmCase


class PressCase(FilmCase):
    """The issue with its two placed insertions, both passed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._pass_films(cls.issue)

    def _stop(self, placement=None, user=None, fill=None, **values):
        placement = (placement or self.placement).with_user(user or self.operations)
        placement._action_ad_stop_press(
            values.get("reason", "Recall of the goods"),
            values.get("who", "The publisher"),
            fill,
        )
        self.env.flush_all()

    def _contents(self):
        return self.env["ad.page.content"].search([("issue_id", "=", self.issue.id)])


@tagged("post_install", "-at_install")
class TestStopPress(PressCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.issue.with_user(cls.operations)._action_send_to_press()
        cls.env.flush_all()

    def test_a_filler_takes_the_space_in_the_same_action(self):
        self._stop(fill={"kind": "house", "name": "Subscribe now"})
        self.assertEqual(self.placement.stage, "withdrawn")
        self.assertFalse(self.placement.page)
        content = self._contents()
        self.assertEqual((content.kind, content.name), ("house", "Subscribe now"))
        self.assertEqual((content.page, content.width), (self.page, 120))
        self.assertEqual(content.sudo().replaced_id, self.placement)
        for words in ("The publisher", "Recall of the goods", "Page 7", "House Ad"):
            self.assertIn(words, self.placement.left_out_reason)
        plan = self.issue.with_user(self.operations)._flat_plan()
        self.assertEqual([c["name"] for c in plan["contents"]], ["Subscribe now"])
        self.assertEqual([a["id"] for a in plan["ads"]], self.second.ids)

    def test_it_can_stay_blank(self):
        self._stop()
        self.assertFalse(self._contents())
        self.assertIn("stays blank", self.placement.left_out_reason)

    def test_only_fillers_take_the_space(self):
        with self._refused("A filler, a house ad"):
            self._stop(fill={"kind": "editorial", "name": "News"})
        self.assertEqual(self.placement.stage, "booked", "nothing is half done")

    def test_the_plan_stays_frozen_for_everybody_else(self):
        with self._refused("its pages are frozen"):
            self.env["ad.page.content"].with_user(self.operations).create(
                {"issue_id": self.issue.id, "kind": "filler", "page": self.page + 5}
            )
        with self._refused("its pages are frozen"):
            self.env["ad.page.content"].sudo().create(
                {"issue_id": self.issue.id, "kind": "filler", "page": self.page + 5}
            )

    def test_the_manager_stops_his_own_customers(self):
        self._stop(user=self.manager)
        self.assertEqual(self.placement.stage, "withdrawn")
        stranger = self._make_user("manager_b", "group_ad_manager")
        with self.assertRaises(AccessError):
            self._stop(self.second, user=stranger)

    def test_every_other_title_is_refused(self):
        allowed = ("operations", "manager", "general_manager")
        for title, user in self.users.items():
            if title in allowed:
                continue
            with self.subTest(title=title):
                with self.assertRaises(AccessError):
                    self._stop(user=user)
                with self.assertRaises(AccessError):
                    self.placement.with_user(user).action_ad_stop_press()
        for user in (self.plain_user, self.portal_user):
            with self.assertRaises(AccessError):
                self._stop(user=user)

    def test_without_order_or_reason(self):
        for values in ({"who": " "}, {"reason": ""}):
            with self._refused("on whose order"):
                self._stop(**values)

    def test_refused_once_published(self):
        self.issue.with_user(self.operations)._action_publish_early("Out already")
        with self._refused("cannot be stopped any more"):
            self._stop()
        self.assertEqual(self.placement.stage, "published")

    def test_refused_before_press(self):
        self.issue.with_user(self.operations).action_recall_from_press()
        with self._refused("is not at press"):
            self._stop()

    def test_it_is_never_billed(self):
        self._stop(fill={"kind": "filler"})
        self.issue.with_user(self.operations)._action_publish_early("Out already")
        self.assertEqual(self.issue.publication_ids.placement_id, self.second)
        self.assertEqual(self.order.order_line.qty_delivered, 1.0)
        self.assertEqual(self.order.order_line.qty_to_invoice, 1.0)

    def test_the_dialog_keeps_the_customers_statement(self):
        earlier = self.env["ad.page.content"].create(
            {
                "issue_id": self.issues[1].id,
                "kind": "house",
                "name": "Fair",
                "page": self.page,
            }
        )
        action = self.placement.with_user(self.operations).action_ad_stop_press()
        wizard = Form(
            self.env[action["res_model"]]
            .with_user(self.operations)
            .with_context(**action["context"])
        )
        wizard.ordered_by = "Mr Wang of the customer"
        wizard.reason = "The goods are recalled"
        wizard.replacement = "house"
        wizard.like_id = earlier
        self.assertEqual(wizard.name, "Fair")
        wizard.statement = STATEMENT
        # The issue is months away; let those days cost, too.
        self.env["ad.change.fee.rule"].search(
            [("company_id", "=", self.company.id), ("kind", "=", "change")]
        ).percent = 100.0
        wizard.save().action_confirm()
        self.assertEqual(self._contents().name, "Fair")
        statement = self.env["ad.written.statement"].search(
            [("placement_ids", "in", self.placement.ids)]
        )
        self.assertEqual(statement.kind, "withdrawal")
        self.assertEqual(statement.user_id, self.operations)
        # Nothing is broken off later than this: the manager decides on its fee (K8).
        fee = self.env["ad.change.order"].search([("kind", "=", "break_off")])
        self.assertEqual(fee.line_ids.placement_id, self.placement)
        self.assertEqual(
            (fee.state, fee.fee_total), ("consented", self.placement.amount)
        )
        fee.with_user(self.manager).action_sign()
        self.assertEqual(fee.state, "applied")

    def test_the_press_list_says_who_ordered_it(self):
        self._stop(fill={"kind": "filler", "name": "Trade data"})
        html, _type = (
            self.env["ir.actions.report"]
            .with_user(self.operations)
            ._render_qweb_html("ad_sales_ops.report_ad_press_list", self.issue.ids)
        )
        self.assertIn("The publisher", html.decode())

    def test_publishing_refuses_what_stands_on_no_page(self):
        self.env.cr.execute(
            "UPDATE ad_placement SET page = 0 WHERE id = %s", [self.placement.id]
        )
        self.env.invalidate_all()
        with self._refused("stand on no page"):
            self.issue.with_user(self.operations)._action_publish_early("Out already")
        self.assertEqual(self.issue.state, "at_press")


@tagged("post_install", "-at_install")
class TestLeftOut(PressCase):
    """What does not run, told to whoever cares for it."""

    def _told(self, user, before):
        return self.env["mail.message"].search(
            [("id", ">", before), ("partner_ids", "in", user.partner_id.ids)]
        )

    def test_unplaced_is_left_out_with_a_reason_and_told_to_its_carer(self):
        self.env["ad.placement"].with_user(self.operations)._place(
            {self.placement: (0, 0, 0)}
        )
        other = self._film(self.second)
        other._action_fault("Old logo")
        before = self.env["mail.message"].search([], order="id desc", limit=1).id
        left_out = self.issue.with_user(self.operations)._action_send_to_press()
        self.assertEqual(left_out, self.placements)
        self.assertIn("not been placed on a page", self.placement.left_out_reason)
        self.assertIn("Old logo", self.second.left_out_reason)
        (message,) = self._told(self.specialist, before)
        self.assertIn("Old logo", message.body)
        for placement in self.placements:
            self.assertIn(f"/odoo/ad-placements/{placement.id}", message.body)

    def test_nobody_is_told_when_nothing_is_left_out(self):
        before = self.env["mail.message"].search([], order="id desc", limit=1).id
        self.assertFalse(self.issue.with_user(self.operations)._action_send_to_press())
        self.assertFalse(self._told(self.specialist, before))


@tagged("post_install", "-at_install")
class TestBlockerLinks(FilmCase):
    """U1: every blocker in words, with a link to where it is mended."""

    def _links(self, user=None):
        placement = self.placement.with_user(user or self.operations)
        placement.invalidate_recordset(["blocker_html"])
        html = str(placement.blocker_html)
        return html, set(re.findall(r'href="/odoo/([a-z.]+)/(\d+)"', html))

    def test_clear(self):
        self.assertEqual(self._links(), ("", set()))
        with self._refused("Nothing keeps"):
            self.placement.with_user(self.operations).action_open_mending()

    def _leads(self, record, words):
        self.env.flush_all()
        html, links = self._links()
        self.assertIn(words, html)
        self.assertIn((record._name, str(record.id)), links)
        action = self.placement.with_user(self.operations).action_open_mending()
        self.assertEqual(
            (action["res_model"], action["res_id"]), (record._name, record.id)
        )

    def test_material(self):
        material = self.version.material_id.sudo()
        material.state = "received"
        self._leads(material, "has not been accepted")

    def test_proof(self):
        proof = self.placement.sudo().proof_ids
        proof.state = "sent"
        self._leads(proof, "has not answered")

    def test_reading(self):
        self.version.sudo().reading_state = "to_read"
        self._leads(self.version.material_id, "proof-read")

    def test_screening(self):
        self.env["ad.content.finding"].sudo().create(
            {
                "version_id": self.version.id,
                "kind": "restricted",
                "key": "term best",
                "phrase": "the best",
                "severity": "judge",
            }
        )
        self.placement._touch_copy()
        self._leads(self.version.material_id, "the best")

    def test_prices(self):
        self.env["ad.copy.item"].sudo().create(
            {
                "version_id": self.version.id,
                "name": "Ball valve",
                "price": 36.5,
                "currency_id": self.company.currency_id.id,
                "valid_until": self.today,
            }
        )
        self.placement.sudo().modified(["version_id"])
        html, _links = self._links()
        self.assertIn("end before the publication", html)

    def test_promised_page(self):
        """A promised page that was left without consent is mended in the plan."""
        order = self._seal(self._make_contract([(self.inside_front, self.issues[1:2])]))
        cover = order.ad_placement_ids.sudo()
        cover.page = self.issues[1]._page_ordinal("page", 5)
        self.env.flush_all()
        self.assertIn("was promised", cover.with_user(self.operations).blocker_html)

    def test_original(self):
        self.order.sudo().ad_original_state = "fax"
        self._leads(self.order, "original")

    def test_papers(self):
        self.advertiser.sudo().ad_document_ids.active = False
        self.env["ad.placement"]._touch_partners(self.advertiser)
        self._leads(self.advertiser, "Business Licence is missing")

    def test_contract(self):
        self.order.sudo().ad_date_end = self.today
        self.env["ad.placement"]._touch_orders(self.order)
        self._leads(self.order, "extension letter")

    def test_payment(self):
        self.order.sudo().write({"ad_payment_kind": "prepaid"})
        self.env["ad.placement"]._touch_orders(self.order)
        self._leads(self.order, "prepaid in full")

    def test_space_is_mended_on_the_insertion(self):
        self.env["ad.placement"].with_user(self.operations)._place(
            {self.placement: (0, 0, 0)}
        )
        html, links = self._links()
        self.assertIn("not been placed", html)
        self.assertFalse(links)
        action = self.placement.with_user(self.operations).action_open_mending()
        self.assertEqual(action["res_id"], self.placement.id)

    def test_film(self):
        self._start_films()
        self._leads(self._film(self.placement), "has not passed its film")

    def test_a_hold_lacks_the_seal_of_its_contract(self):
        order = self._make_contract([(self.full_page, self.issues[1:2])])
        order.ad_placement_ids.sudo()._action_hold()
        placement = order.ad_placement_ids.with_user(self.specialist)
        self.assertEqual(placement.action_open_mending()["res_id"], order.id)

    def test_no_link_to_what_one_may_not_open(self):
        """Words for everybody, links for those who may open the record."""
        self._start_films()
        html, links = self._links(self.users["distribution"])
        self.assertIn("has not passed its film", html)
        self.assertFalse(links)

    def test_only_the_payment_can_be_overridden(self):
        self.order.sudo().write({"ad_payment_kind": "prepaid"})
        self._start_films()
        self.env["ad.placement"]._touch_orders(self.order)
        self.assertTrue(self.placement.is_payment_missing)
        self.placement.with_user(self.manager)._action_waive_payment("Old customer")
        self.env.flush_all()
        self.assertNotIn("prepaid", self.placement.clearance_blockers)
        self.assertIn("has not passed its film", self.placement.clearance_blockers)
        with self.assertRaisesRegex(UserError, "does not wait for money"):
            self.placement.with_user(self.manager)._action_waive_payment("Film")

    def test_the_issue_lists_what_cannot_run(self):
        self._start_films()
        issue = self.issue.with_user(self.operations)
        self.assertEqual(issue.blocked_count, 2)
        action = issue.action_open_blocked()
        found = self.env["ad.placement"].with_user(self.operations)
        self.assertEqual(found.search(action["domain"]), self.placements)
        self._pass_films(self.issue)
        issue.invalidate_recordset()
        self.assertEqual(issue.blocked_count, 0)
