"""The demo publisher tells its story on any day; skipped where it is not loaded."""

import csv
import unittest

from dateutil.relativedelta import relativedelta
from psycopg2 import IntegrityError

from odoo import fields
from odoo.tests.common import TransactionCase, tagged
from odoo.tools import file_open

from odoo.addons.ad_sales_ops.models import credit_code
from odoo.addons.ad_sales_ops.models.sale_order_chain import STATES
from odoo.addons.ad_sales_ops.tests.common import TITLES, expected_refusal


@tagged("post_install", "-at_install")
class TestDemo(TransactionCase):
    """Issue 2, item 10."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.ref("ad_sales_ops.demo_company", raise_if_not_found=False)
        if not cls.company:
            raise unittest.SkipTest("The demo publisher is not loaded.")
        cls.env = cls.env(
            context=dict(cls.env.context, allowed_company_ids=cls.company.ids)
        )
        cls.own = [("company_id", "=", cls.company.id)]
        cls.contracts = cls.env["sale.order"].search(cls.own)
        cls.today = fields.Date.context_today(cls.env.user)

    def _ref(self, name):
        return self.env.ref(f"ad_sales_ops.demo_{name}")

    def test_company_of_its_own(self):
        """The publisher lives beside the main company and changes nothing there."""
        main = self.env.ref("base.main_company")
        self.assertNotEqual(self.company, main)
        self.assertEqual(self.company.currency_id.name, "CNY")
        self.assertEqual(self.company.country_id.code, "CN")
        self.assertEqual(self.company.partner_id.tz, "Asia/Shanghai")
        self.assertEqual(self.company.partner_id.lang, "zh_CN")
        self.assertEqual(self.company.account_sale_tax_id.amount, 6.0)
        self.assertFalse(self.company.uses_default_logo, "The portal shows its logo")
        told = self.contracts.message_ids.mapped("body")
        self.assertFalse([body for body in told if "Sales Order" in body])
        admin = self.env.ref("base.user_admin")
        self.assertIn(self.company, admin.company_ids)
        self.assertNotEqual(admin.company_id, self.company)

    def test_logins(self):
        """Everybody in the printed list can log in; every job title has a login."""
        with file_open("ad_sales_ops/demo/logins.csv") as rows:
            people = list(csv.DictReader(rows))
        found = self.env["res.users"]
        for person in people:
            user = found.search([("login", "=", person["login"])])
            self.assertEqual(len(user), 1, person["login"])
            credential = {"type": "password", "password": person["password"]}
            user.with_user(user)._check_credentials(credential, {"interactive": True})
            self.assertEqual(user.company_ids, self.company)
            self.assertEqual((user.lang, user.tz), ("zh_CN", "Asia/Shanghai"))
            found |= user
        self.assertEqual(
            found, self.env["res.users"].search([("company_id", "=", self.company.id)])
        )
        for group in TITLES.values():
            holders = self.env.ref(f"ad_sales_ops.{group}").user_ids
            self.assertTrue(holders & found, group)

    def test_divisions(self):
        """Two divisions with teams below them (G2)."""
        teams = self.env["crm.team"].search(self.own)
        divisions = teams.filtered("ad_child_ids")
        self.assertEqual(len(divisions), 2)
        self.assertEqual(len(teams - divisions), 3)
        self.assertEqual((teams - divisions).ad_parent_id, divisions)

    def test_media(self):
        """A magazine, a weekly and a website with a year of issues each."""
        media = self.env["ad.medium"].search(self.own)
        self.assertEqual(sorted(media.mapped("kind")), ["magazine", "newspaper", "web"])
        for medium in media:
            self.assertTrue(medium.position_ids)
            last = max(medium.issue_ids.mapped("publication_date"))
            self.assertGreater((last - self.today).days, 300)
        prices = media.pricelist_id.item_ids
        self.assertEqual(set(prices.mapped("min_quantity")), {1, 3, 6, 12})
        positions = media.position_ids
        self.assertEqual(len(prices), 4 * len(positions))
        self.assertEqual(positions.product_id.taxes_id, self._ref("tax"))

    def test_advertisers(self):
        """Twelve customers with valid codes; some papers give trouble."""
        advertisers = self.env["res.partner"].search(
            [("ad_is_advertiser", "=", True), *self.own]
        )
        self.assertEqual(len(advertisers), 12)
        for advertiser in advertisers:
            self.assertTrue(credit_code.is_valid(advertiser.company_registry))
            self.assertTrue(advertiser.ad_contact_id)
            self.assertTrue(advertiser.ad_document_ids)
        states = set(advertisers.ad_document_ids.mapped("state"))
        self.assertEqual(states, {"valid", "expired", "expiring", "unverified"})
        self.assertEqual(set(advertisers.mapped("ad_file_state")), {"pending", "filed"})

    def test_contracts_in_every_stage(self):
        """Every state of the chain is there, each by its right people (K2)."""
        found = set(self.contracts.mapped("ad_contract_state"))
        self.assertEqual(found, {state for state, _label in STATES})
        sealed = self.contracts.filtered(lambda o: o.state == "sale")
        for order in sealed:
            steps = order.ad_sign_off_ids.filtered(
                lambda line: line.decision in ("recorded", "signed")
            ).mapped("step")
            self.assertEqual(
                steps, ["customer_seal", "supervisor", "manager", "company_seal"]
            )
            self.assertEqual(len(order.ad_seal_use_ids), 1)
            self.assertEqual(len(order.ad_copy_ids), 3)
        self.assertEqual(self._ref("contract_hold").ad_held_count, 2)

    def test_trail_is_dated_in_order(self):
        """The trail lies in the past, in its order, and is closed again (G5)."""
        for order in self.contracts:
            dates = order.ad_sign_off_ids.sorted("id").mapped("date")
            self.assertEqual(dates, sorted(dates))
            self.assertTrue(all(date <= fields.Datetime.now() for date in dates))
        valves = self._ref("contract_valves")
        first = min(valves.ad_placement_ids.mapped("publication_date"))
        seal = valves.ad_seal_use_ids.date.date()
        self.assertLess(seal, first)
        with (
            expected_refusal(),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute(
                "UPDATE ad_sign_off SET date = date WHERE order_id = %s", [valves.id]
            )

    def test_special_signers(self):
        """A deputy signs for another; a manager's deal goes up (G4, G8)."""
        sensors = self._ref("contract_sensors").ad_sign_off_ids
        self.assertEqual(sensors.on_behalf_id, self._ref("user_supervisor_automation"))
        banner = self._ref("contract_banner")
        self.assertTrue(banner.ad_closed_by_manager)
        self.assertEqual(banner.user_id, banner.ad_closer_id)
        line = banner.ad_sign_off_ids.filtered(lambda x: x.step == "manager")
        self.assertEqual(line.user_id, self._ref("user_general_manager"))
        self.assertEqual(self._ref("authorization").state, "valid")

    def test_published_issues(self):
        """Past issues appeared with their publications, one is at press (U2)."""
        issues = self.env["ad.issue"].search(self.own)
        published = issues.filtered(lambda x: x.state == "published")
        self.assertEqual(len(published.medium_id), 3)
        self.assertTrue(published.publication_ids)
        self.assertFalse(published.filtered(lambda x: x.publication_date > self.today))
        fair = self._ref("issue_fair")
        self.assertEqual(fair.state, "at_press")
        self.assertEqual(fair.left_out_count, 1)
        results = set(published.publication_ids.mapped("result"))
        self.assertEqual(results, {"correct", "wrong_page", "wrong_version", False})

    def test_reviews_and_faults(self):
        """One review waits; a wrong version is made good, one fault is open (U3)."""
        reviews = self.env["ad.issue.review"].search(self.own)
        waiting = reviews.filtered(lambda r: r.state == "waiting")
        self.assertEqual(waiting.user_id, self._ref("user_specialist_automation"))
        self.assertEqual(len(waiting), 1)
        done = reviews - waiting
        self.assertTrue(done.filtered("fault_count"))
        self.assertTrue(all(r.handed_in_on <= fields.Datetime.now() for r in done))
        faults = self.env["ad.publication.fault"].search(self.own)
        self.assertEqual(set(faults.mapped("state")), {"open", "decided"})
        made_good = faults.filtered("make_good_id")
        self.assertEqual(made_good.responsible_id, self._ref("user_production"))
        make_good = made_good.make_good_id
        self.assertEqual(make_good.stage, "booked")
        self.assertIn(make_good.issue_id.state, ("open", "closed"))
        line = made_good.charged_id.order_line_id
        self.assertEqual(line.qty_to_invoice, 0.0)

    def test_copies_to_customers(self):
        """One issue's copies in several states, the next one's to go out (D1)."""
        lines = self.env["ad.copy.delivery"].search(self.own)
        self.assertEqual(
            set(lines.mapped("state")),
            {"to_deliver", "delivered", "received", "returned"},
        )
        self.assertEqual(
            set(lines.mapped("kind")), {"advertiser", "prospect", "complimentary"}
        )
        signed = lines.filtered(lambda d: d.state == "delivered")
        self.assertTrue(signed.signature)
        self.assertEqual(signed.delivered_by_id, self._ref("user_specialist"))
        self.assertLessEqual(signed.delivered_on, fields.Datetime.now())
        returned = lines.filtered(lambda d: d.state == "returned")
        self.assertEqual(len(returned), 2)
        self.assertEqual(len(returned.next_ids), 1)
        self.assertTrue(all(d.returned_on <= self.today for d in returned))
        self.assertFalse((lines - returned).filtered("returned_on"))
        fair = lines.filtered(lambda d: d.issue_id == self._ref("issue_fair"))
        self.assertEqual(set(fair.mapped("state")), {"to_deliver"})
        self.assertTrue(all(lines.mapped("address")))
        board = self.env["ad.publication.status"].search(self.own)
        self.assertTrue(board.filtered("is_current"))
        self.assertTrue(board.filtered("is_missed"))

    def test_phone_checks(self):
        """Two rounds are closed, this month's is half done; nothing lies ahead (Q2)."""
        rounds = self.env["ad.service.round"].search(
            [*self.own, ("division_id", "=", self._ref("division_industry").id)]
        )
        self.assertEqual(rounds.mapped("state"), ["open", "closed", "closed"])
        self.assertTrue(all(r.coverage == 100 or r.gap_reason for r in rounds[1:]))
        checks = rounds[0].check_ids
        self.assertTrue(0 < rounds[0].coverage < 100)
        self.assertLessEqual({"done", "no_answer"}, set(checks.mapped("state")))
        now = fields.Datetime.now()
        for check in rounds.check_ids.filtered("done_on"):
            self.assertLessEqual(check.done_on, now)
            self.assertNotIn(check.done_by_id, check.concerned_ids)
        defects = self.env["ad.service.defect"].search(self.own)
        self.assertEqual(set(defects.mapped("state")), {"open", "confirmed"})
        self.assertTrue(rounds.check_ids.filtered("opinion").opinion_category_id)
        self.assertTrue(rounds.check_ids.filtered("praise"))

    def test_tear_sheets(self):
        """Last month's magazine was taken apart into its pages (U2)."""
        issue = self._ref("contract_weighing").ad_placement_ids.publication_ids.issue_id
        publications = issue.publication_ids
        self.assertTrue(publications)
        self.assertTrue(all(publications.mapped("has_tear_sheet")))
        self.assertEqual(set(publications.mapped("tear_sheet_kind")), {"pdf"})
        self.assertFalse(issue.tear_sheet_missing)
        uploads = [("res_model", "=", "ad.tear.sheets")]
        self.assertFalse(self.env["ir.attachment"].search(uploads))
        register = self.env["ad.acceptance.register"].search(self.own)
        filed = register.filtered("has_tear_sheet")
        self.assertEqual(filed.publication_id, publications)
        self.assertTrue(all(filed.mapped("papers")))

    def test_blocked_insertions(self):
        """Some insertions run, others say why they cannot (U1)."""
        states = set(self.contracts.ad_placement_ids.mapped("state"))
        self.assertLessEqual(
            {"draft", "held", "booked", "cleared", "published", "not_run"}
            | {"withdrawn", "cancelled"},
            states,
        )
        prepaid = self._ref("contract_prepaid")
        self.assertEqual(prepaid.ad_prepayment_missing, 5000.0)
        placements = prepaid.ad_placement_ids
        self.assertEqual(len(placements.filtered("payment_waived_on")), 1)
        self.assertEqual(len(placements.filtered("clearance_blockers")), 2)
        health_food = self._ref("contract_health_food").ad_placement_ids
        self.assertEqual(set(health_food.mapped("state")), {"cleared", "booked"})

    def test_flat_plan(self):
        """The next issue of the magazine is half filled (P4, P5)."""
        issue = self._ref("contract_plan_sizes").ad_placement_ids.issue_id
        self.assertEqual(len(issue), 1)
        plan = issue.load_flat_plan(issue.id)
        self.assertGreaterEqual(plan["counts"]["placed"], 3)
        self.assertGreaterEqual(plan["counts"]["unplaced"], 5)
        kinds = {content["kind"] for content in plan["contents"]}
        self.assertEqual(
            kinds, {"editorial", "contents", "filler", "house", "public_service"}
        )
        codes = {warning["code"] for warning in plan["warnings"]}
        self.assertEqual(codes, {"clash", "public_service"})

    def test_space_orders(self):
        """Slips of the magazine are in, one of the weekly is late (P6)."""
        slips = self.env["ad.space.order"].search(self.own)
        magazine = slips.filtered(lambda s: s.medium_id == self._ref("medium_fa"))
        self.assertEqual(set(magazine.mapped("state")), {"handed_in", "draft"})
        self.assertFalse(magazine.filtered("is_late"))
        self.assertTrue(all(slip.line_count for slip in magazine))
        late = slips.filtered("is_late")
        self.assertEqual(late.user_id, self._ref("user_specialist_food"))
        self.assertTrue(late.line_count)
        right = self._ref("contract_plan_right").ad_placement_ids
        self.assertEqual(len(right.filtered("page_wish")), 2)

    def test_a_combined_issue(self):
        """Two issues of the weekly appear as one; what was sold followed (M7)."""
        change = self.env["ad.issue.change"].search(
            [("medium_id", "=", self._ref("medium_sq").id)]
        )
        self.assertEqual((change.kind, change.issue_id.state), ("merge", "merged"))
        self.assertEqual(change.other_issue_id.kind, "combined")
        self.assertTrue(change.line_ids)
        self.assertFalse(
            change.line_ids.placement_id.issue_id.filtered(lambda i: i.state != "open")
        )
        self.assertTrue(change.notice_ids)

    def test_money(self):
        """Only published insertions are billed; one invoice is paid (R1, R6)."""
        weighing = self._ref("contract_weighing")
        self.assertIn(weighing.invoice_ids.payment_state, ("paid", "in_payment"))
        valves = self._ref("contract_valves")
        published = valves.ad_placement_ids.filtered(lambda p: p.stage == "published")
        self.assertEqual(valves.invoice_ids.invoice_line_ids.ad_placement_id, published)
        self.assertEqual(valves.invoice_ids.state, "posted")
        self.assertEqual(
            valves.invoice_ids.amount_total, sum(published.mapped("amount"))
        )
        tax = valves.invoice_ids.line_ids.filtered("tax_line_id")
        self.assertEqual(tax.account_id.account_type, "liability_current")
        self.assertTrue(
            self.contracts.filtered(lambda o: o.invoice_status == "to invoice")
        )

    def test_findings(self):
        """Findings in every state; a certificate carries over (A2)."""
        customer = self._ref("partner_zeyong")
        findings = self.env["ad.content.finding"].search(
            [("advertiser_id", "=", customer.id)]
        )
        self.assertEqual(
            set(findings.mapped("state")),
            {"open", "removed", "supported", "acceptable"},
        )
        supported = findings.filtered(lambda f: f.state == "supported")
        self.assertEqual(supported.document_id.note, "高新技术企业证书")
        self.assertTrue(supported.document_id.verified_by_id)
        self.assertTrue(supported.filtered("is_carried"))
        still_open = findings.filtered(lambda f: f.state == "open")
        self.assertEqual(still_open.evidence_asked_by_id, self._ref("user_reviewer"))
        self.assertIn("resolved", findings.version_id.mapped("screening_state"))

    def test_weekly_price_list(self):
        """A customer of the weekly renews his prices by slips (A6)."""
        slips = self.env["ad.copy.slip"].search(self.own)
        weekly = slips.filtered(
            lambda s: s.placement_id.medium_id == self._ref("medium_sq")
        )
        self.assertEqual(set(weekly.mapped("state")), {"applied", "draft"})
        applied = weekly.filtered(lambda s: s.state == "applied")
        proofs = applied.placement_id.mapped("proof_state")
        self.assertEqual(set(proofs), {"confirmed"})
        self.assertLessEqual(
            {"new", "change", "remove"}, set(applied.line_ids.mapped("kind"))
        )
        published = self._ref("contract_lighting").ad_placement_ids.filtered(
            lambda p: p.stage == "published"
        )
        self.assertTrue(published.version_id.item_ids)

    def test_approved_copy(self):
        """Regulated goods run what the authority approved (A3)."""
        for name in ("kangying", "anmai"):
            customer = self._ref(f"partner_{name}")
            papers = customer.ad_document_ids.filtered("must_be_printed")
            approved = papers.filtered("approved_version_id")
            self.assertTrue(approved.filtered("verified_by_id"), name)

    def test_proofs_are_dated_in_the_past(self):
        """Every state is there, nothing was sent or decided in days to come."""
        proofs = self.env["ad.proof.confirmation"].search(self.own)
        self.assertEqual(
            set(proofs.mapped("state")),
            {"draft", "sent", "confirmed", "refused", "void"},
        )
        now = fields.Datetime.now()
        for proof in proofs:
            days = filter(None, (proof.issued_on, proof.sent_on, proof.decided_on))
            self.assertTrue(all(day <= now for day in days), proof.number)
            if proof.state in ("draft", "sent"):
                self.assertFalse(proof.decided_on, proof.number)

    def test_job_orders(self):
        """Work waits for Production, the customer and the head, one is late (K15)."""
        jobs = self.env["ad.job.order"].search(self.own)
        states = jobs.mapped("state")
        self.assertEqual(
            sorted(states),
            ["done", "draft", "handed_over", "in_work", "to_choose", "to_sign"],
        )
        self.assertEqual(jobs.filtered("is_late").mapped("state"), ["in_work"])
        choice = jobs.filtered(lambda job: job.state == "to_choose")
        self.assertEqual(choice.alternative_ids.mapped("name"), ["A", "B", "C"])
        self.assertTrue(all(choice.alternative_ids.mapped("preview")))
        to_sign = jobs.filtered(lambda job: job.state == "to_sign")
        self.assertEqual(to_sign.round, 2)
        line = to_sign.order_line_id
        self.assertEqual(line.qty_to_invoice, 0.0)
        to_sign.with_user(self._ref("user_supervisor")).action_sign()
        self.assertEqual(line.qty_to_invoice, 1.0)

    def test_opinions_summaries(self):
        """One acknowledged, one waiting for the general manager, one being written."""
        summaries = self.env["ad.service.summary"].search(self.own, order="month")
        self.assertEqual(
            summaries.mapped("state"), ["acknowledged", "submitted", "draft"]
        )
        self.assertTrue(summaries[0].remarks)
        self.assertTrue(all(summary.person_ids for summary in summaries))
        self.assertTrue(all(summary.figures_html for summary in summaries))

    def test_customer_value(self):
        """One customer is about to be lost; some have a past, up and down (C5)."""
        values = self.env["ad.customer.value"].search(self.own)
        leaving = values.filtered(lambda value: value.churn == "warning")
        self.assertEqual(leaving.advertiser_id, self._ref("partner_jiefeng"))
        self.assertGreaterEqual(leaving.skipped, 2)
        self.assertLessEqual({"new", "up", "down"}, set(values.mapped("movement")))
        with_past = values.filtered("turnover_before")
        self.assertTrue(all(value.contracts > 1 for value in with_past))
        old = self.contracts.filtered(
            lambda order: order.ad_date_end
            and order.ad_date_end < self.today - relativedelta(months=12)
        )
        self.assertEqual(set(old.mapped("ad_contract_state")), {"completed"})
        self.assertLessEqual(
            set(old.invoice_ids.mapped("payment_state")), {"paid", "in_payment"}
        )

    def test_stories_of_customers(self):
        """Every kind of event happened to somebody (C5)."""
        events = self.env["ad.customer.event"].search(self.own)
        kinds = set(events._fields["kind"].get_values(self.env))
        self.assertEqual(set(events.mapped("kind")), kinds)

    def test_film_checks(self):
        """What went to press was passed; what is closed now is half through (U7)."""
        checks = self.env["ad.film.check"].search(self.own)
        gone = checks.filtered(lambda check: check.issue_id.state == "published")
        self.assertEqual(set(gone.mapped("decision")), {"passed"})
        for check in checks.filtered("decided_on"):
            self.assertLessEqual(check.decided_on, fields.Datetime.now())
            self.assertTrue(check.ad_sign_off_ids)
        closed = checks.filtered(lambda check: check.issue_id.state == "closed")
        for issue in closed.issue_id:
            states = closed.filtered(lambda c, i=issue: c.issue_id == i).mapped("state")
            self.assertIn("passed", states)
            self.assertTrue(
                len(states) == 1 or "waiting" in states or "fault" in states
            )

    def test_change_orders(self):
        """One is carried out with its fee, one waits for the manager (K9, K11)."""
        changes = self.env["ad.change.order"].search(self.own)
        self.assertEqual(sorted(changes.mapped("state")), ["applied", "consented"])
        applied = changes.filtered(lambda change: change.state == "applied")
        self.assertEqual(applied.line_ids.fee_percent, 30.0)
        self.assertEqual(applied.line_ids.fee_line_id.qty_to_invoice, 1.0)
        self.assertEqual(
            applied.line_ids.placement_id.issue_id, applied.line_ids.new_issue_id
        )
        waiting = changes - applied
        self.assertIn(waiting.name, waiting.line_ids.placement_id.clearance_blockers)
        waiting.with_user(self._ref("user_manager")).action_sign()
        self.assertEqual(waiting.line_ids.placement_id.amount, 5400.0)

    def test_everybody_opens_his_lists(self):
        """No screen of the demo refuses a person whose list it is."""
        models = ("ad.medium", "ad.position", "ad.issue", "ad.placement")
        people = self.env["res.users"].search([("company_id", "=", self.company.id)])
        for user in people:
            for model in models:
                records = self.env[model].with_user(user).search([], limit=5)
                records.mapped("display_name")
        specialist = self._ref("user_specialist")
        own = self.contracts.with_user(specialist)._filtered_access("read")
        self.assertTrue(own)
        self.assertLess(len(own), len(self.contracts))
