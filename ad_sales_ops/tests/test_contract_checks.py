"""Completeness of a contract in three stages, all failures at once (K3)."""

import psycopg2
from dateutil.relativedelta import relativedelta

from odoo.fields import Command
from odoo.tests import tagged

from .chain_common import ChainCase
from .common import expected_refusal


@tagged("post_install", "-at_install")
class TestContractChecks(ChainCase):
    """What stands against the customer's seal, ours, and the first insertion."""

    def _sentences(self, order, *stages):
        order = order.sudo()
        failures = order._checklist_failures(stages).get(order, [])
        return [failure.sentence for failure in failures]

    def _one(self, order, stage, words):
        """Exactly one failure of a stage, in these words."""
        found = self._sentences(order, stage)
        self.assertEqual(len(found), 1, found)
        self.assertIn(words, found[0])

    def test_nothing_fails(self):
        order = self._at("manager_signed")
        self.assertFalse(self._sentences(order, "a", "b", "c"))
        self.assertFalse(order.ad_open_points)

    # (a) before the customer's seal

    def test_a_no_position(self):
        order = self._make_contract(lines=[], schedule=False)
        self._one(order, "a", "There is no position")

    def test_a_no_price(self):
        order = self._make_contract()
        order.order_line.write({"price_unit": 0})
        self._one(order, "a", "has no price: enter one or a total")

    def test_a_exchange_needs_no_price(self):
        order = self._make_contract(ad_contract_kind="exchange")
        order.order_line.write({"price_unit": 0})
        self.assertFalse(self._sentences(order, "a"))

    def test_a_unscheduled(self):
        order = self._make_contract()
        order.order_line.write({"product_uom_qty": 5})
        self._one(order, "a", "5 insertions are ordered, 3 are scheduled")

    def test_a_outside_the_period(self):
        order = self._make_contract(
            ad_date_start=self.issues[1].publication_date,
            ad_date_end=self.issues[1].publication_date,
        )
        found = self._sentences(order, "a")
        self.assertEqual(len(found), 2)
        for sentence in found:
            self.assertIn("lies outside the contract's period", sentence)

    def test_a_payment_terms(self):
        order = self._make_contract(ad_payment_kind=False)
        self._one(order, "a", "The payment terms are missing")
        order.ad_payment_kind = "agreed_date"
        self._one(order, "a", "The agreed payment date is missing")
        order.ad_payment_date = self.today
        self.assertFalse(self._sentences(order, "a"))

    def test_a_period_of_long_kinds(self):
        for kind in ("long_term", "membership"):
            order = self._make_contract(ad_contract_kind=kind)
            with self.subTest(kind=kind):
                self._one(order, "a", "start and end are missing")

    def test_a_team(self):
        order = self._make_contract()
        order.sudo().team_id = False
        self._one(order, "a", "has no team")
        other = self.env["crm.team"].create(
            {"name": "Another Team", "company_id": self.company.id}
        )
        order.sudo().team_id = other
        self._one(order, "a", "Test specialist is not a member of “Another Team”")
        order.sudo().user_id = False
        self._one(order, "a", "Nobody owns the turnover")

    def test_a_all_at_once(self):
        """Every reason in one message."""
        order = self._make_contract(ad_payment_kind=False, ad_closer_id=False)
        order.order_line.write({"price_unit": 0, "product_uom_qty": 4})
        with self._refused("is not complete for “Customer's Seal”") as caught:
            self._customer_seals(order)
        text = str(caught.exception)
        for words in ("has no price", "4 insertions", "payment terms", "closer"):
            self.assertIn(words, text)
        self.assertEqual(text.count("•"), 4)

    def test_a_period_in_order(self):
        with (
            expected_refusal(),
            self.assertRaisesRegex(psycopg2.IntegrityError, "ad_period_in_order"),
            self.env.cr.savepoint(),
        ):
            self._make_contract(
                ad_date_start=self.today,
                ad_date_end=self.today - relativedelta(days=1),
            )

    # (b) before the company's seal

    def test_b_does_not_stand_at_the_desk(self):
        """A customer without any paper may still seal."""
        stranger = self._make_advertiser("Stranger Works", ad_licence_name=False)
        order = self._make_contract(partner_id=stranger.id)
        self._customer_seals(
            order,
            ad_customer_seal_kind="financial",
            ad_customer_seal_name="Somebody",
            ad_customer_scan=False,
        )
        self._sign(order, "supervisor", "manager")
        with self._refused("is not complete for “Company Seal”") as caught:
            order.with_user(self.operations)._action_affix_seal("Seal")
        text = str(caught.exception)
        for words in (
            "has not been filed by the division manager",
            "has no licence name",
            "category is not set",
            "a financial seal is not valid",
            "The seal reads “Somebody”, the licence “-”",
            "scan or photo of the sealed contract is missing",
        ):
            self.assertIn(words, text)

    def test_b_financial_seal(self):
        order = self._make_contract()
        self._customer_seals(order, ad_customer_seal_kind="financial")
        self._one(order, "b", "a financial seal is not valid")
        self.assertIn("not valid", order.ad_deviations)

    def test_b_official_seal(self):
        order = self._make_contract()
        self._customer_seals(order, ad_customer_seal_kind="official")
        self.assertFalse(self._sentences(order, "b"))

    def test_b_other_name(self):
        order = self._make_contract()
        self._customer_seals(order, ad_customer_seal_name="Test Valve Trading")
        self._one(
            order,
            "b",
            "The seal reads “Test Valve Trading”, the licence “Test Valve Works Co., "
            "Ltd.”",
        )

    def test_b_scan_may_come_later(self):
        order = self._make_contract()
        self._customer_seals(order, ad_customer_scan=False)
        self._one(order, "b", "scan or photo of the sealed contract is missing")
        order.with_user(self.specialist).ad_customer_scan = b"JVBERi0="
        self.assertFalse(self._sentences(order, "b"))

    def test_b_unfiled(self):
        order = self._at("manager_signed")
        self.advertiser.sudo().ad_file_state = "pending"
        self._one(order, "b", "has not been filed by the division manager")

    def test_b_missing_paper(self):
        order = self._at("manager_signed")
        self.advertiser.sudo().ad_document_ids.active = False
        found = self._sentences(order, "b")
        self.assertTrue(found)
        with self._refused(found[0]):
            order.with_user(self.operations)._action_affix_seal("Seal")

    def test_b_expired_paper(self):
        order = self._at("manager_signed")
        self.advertiser.sudo().ad_document_ids.write(
            {"is_unlimited": False, "date_to": self.today - relativedelta(days=1)}
        )
        self.env.flush_all()
        found = " ".join(self._sentences(order, "b"))
        self.assertIn("expired", found)

    def test_b_contact_of_a_company(self):
        """A contact seals for his company: its file and licence count."""
        contact = self.env["res.partner"].create(
            {"name": "Ms Chen", "parent_id": self.advertiser.id}
        )
        order = self._make_contract(partner_id=contact.id)
        self._customer_seals(
            order, ad_customer_seal_name=self.advertiser.ad_licence_name
        )
        self.assertFalse(self._sentences(order, "a", "b"))

    # (c) before the first insertion

    def test_c_original(self):
        """A fax seals; the insertion waits for the original."""
        order = self._make_contract()
        self._customer_seals(order, ad_original_state="fax")
        self._sign(order, "supervisor", "manager")
        order.with_user(self.operations)._action_affix_seal("Seal")
        self.env.flush_all()
        self._one(order, "c", "the original is missing")
        placement = order.ad_placement_ids[0]
        self.assertIn("the original is missing", placement.clearance_blockers)
        order.with_user(self.specialist).ad_original_state = "original"
        self.env.flush_all()
        self.assertNotIn("original", placement.clearance_blockers or "")

    # Screens

    def test_open_points_are_links(self):
        stranger = self._make_advertiser("Stranger Works")
        order = self._make_contract(partner_id=stranger.id)
        html = order.with_user(self.specialist).ad_open_points
        self.assertIn(f'href="/odoo/res.partner/{stranger.id}"', html)
        self.assertIn("has not been filed", html)

    def test_deviations_first(self):
        order = self._make_contract(ad_special_request="Right page <b>please</b>")
        order.order_line.write({"discount": 15})
        html = order.with_user(self.supervisor).ad_deviations
        self.assertIn("15.0 % below the rate card", html)
        self.assertIn("&lt;b&gt;", html)

    def test_a_single_contract_that_runs_often_is_asked_about(self):
        """Without a period nobody knows when it ends; it is no reason to refuse."""
        order = self._make_contract()
        words = "3 insertions on a single contract without a period"
        self.assertIn(words, order.ad_deviations)
        self.assertFalse(self._sentences(order, "a"))
        order.ad_date_start = self.issues[0].publication_date
        self.assertIn(words, order.ad_deviations)
        order.ad_date_end = self.issues[2].publication_date
        self.assertFalse(order.ad_deviations)
        once = self._make_contract([(self.full_page, self.issues[:1])])
        self.assertFalse(once.ad_deviations)

    def test_a_batch_runs_each_check_once(self):
        orders = self._make_contract() | self._make_contract(ad_payment_kind=False)
        failures = orders.sudo()._checklist_failures(("a",))
        self.assertEqual(list(failures), [orders[1].sudo()])

    def test_schedule_dialog(self):
        """P1: N insertions over N issues in one action."""
        order = self._make_contract(schedule=False)
        dialog = (
            self.env["ad.contract.schedule"]
            .with_user(self.specialist)
            .with_context(
                **order.with_user(self.specialist).action_ad_schedule()["context"]
            )
            .create({})
        )
        self.assertEqual(dialog.line_id, order.order_line)
        self.assertEqual(dialog.issue_ids, self.issues[:3])
        dialog.action_schedule()
        self.assertEqual(order.ad_placement_ids.issue_id, self.issues[:3])
        self.assertFalse(self._sentences(order, "a"))

    def test_schedule_dialog_every_second_issue(self):
        order = self._make_contract(
            lines=[(self.full_page, self.issues[:3])], schedule=False
        )
        dialog = (
            self.env["ad.contract.schedule"]
            .with_user(self.specialist)
            .create({"order_id": order.id, "every": 2})
        )
        dialog.action_schedule()
        self.assertEqual(order.ad_placement_ids.issue_id, self.issues[::2])
        sealed = self._at("customer_sealed")
        late = (
            self.env["ad.contract.schedule"]
            .with_user(self.specialist)
            .create({"order_id": sealed.id, "position_id": self.full_page.id})
        )
        late.issue_ids = [Command.set(self.issues[3].ids)]
        with self._refused("the customer has sealed these terms"):
            late.action_schedule()
