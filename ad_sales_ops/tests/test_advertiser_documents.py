"""Documents of advertisers: what is required, verification, validity (C2)."""

import base64

import psycopg2
from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.ad_sales_ops.tests.customers_common import (
    PAPER,
    AdCustomers,
    credit_code_of,
    give_documents,
)

OTHER_PAPER = base64.b64encode(b"%PDF-1.4 another scan").decode()


@tagged("post_install", "-at_install")
class TestDocumentProblems(AdCustomers):
    def test_missing_licence_is_named(self):
        self.assertEqual(self._problems(), ["Business Licence is missing."])

    def test_complete_file_has_no_problem(self):
        self._make_verified()
        self.assertEqual(self._problems(), [])

    def test_helper_gives_every_paper(self):
        self.advertiser.ad_category_id = self.drug
        give_documents(self.advertiser)
        self.assertEqual(self._problems(), [])

    def test_each_missing_paper_of_a_drug_maker(self):
        self.advertiser.ad_category_id = self.drug
        self.assertEqual(
            self._problems(),
            [
                "Business Licence is missing.",
                "Drug Production or Trading Permit is missing.",
                "Drug Advertisement Approval Number is missing.",
            ],
        )

    def test_papers_by_kind_of_party(self):
        expected = {
            "company": "Business Licence",
            "sole_trader": "Business Licence",
            "branch": "Business Licence",
            "institution": "Certificate of Institution or Social Organisation",
            "foreign": "Registration of the Foreign Party",
        }
        for kind, name in expected.items():
            self.advertiser.ad_party_kind = kind
            self.assertEqual(self._problems(), [f"{name} is missing."], kind)

    def test_approvals_that_the_law_asks_for(self):
        expected = {
            "health_food": "Health Food Advertisement Approval Number",
            "fsmp": "Advertisement Approval Number of Food for Special Medical",
            "medical_device": "Medical Device Advertisement Approval Number",
            "medical_service": "Medical Advertisement Examination Certificate",
            "pesticide": "Pesticide Advertisement Examination Approval Number",
            "veterinary_drug": "Veterinary Drug Advertisement Examination Approval",
        }
        for code, name in expected.items():
            self.advertiser.ad_category_id = self.env.ref(
                f"ad_sales_ops.ad_category_{code}"
            )
            self.assertIn(name, "\n".join(self._problems()), code)

    def test_unverified_paper_does_not_do(self):
        document = self._make_document()
        self.assertEqual(
            self._problems(),
            [f"Business Licence {document.number} has not been verified yet."],
        )

    def test_expired_on_the_day_after_its_last(self):
        document = self._make_verified(date_to=self._days(10))
        self.assertEqual(self._problems(on_date=self._days(10)), [])
        [sentence] = self._problems(on_date=self._days(11))
        self.assertIn(f"Business Licence {document.number} expired on", sentence)

    def test_not_yet_valid(self):
        self._make_verified(date_from=self._days(5))
        [sentence] = self._problems()
        self.assertIn("is not valid before", sentence)
        self.assertEqual(self._problems(on_date=self._days(5)), [])

    def test_one_good_paper_of_several_is_enough(self):
        self._make_verified(date_to=self._days(3))
        self._make_document()
        self.assertEqual(self._problems(), [])
        [sentence] = self._problems(on_date=self._days(4))
        self.assertIn("has not been verified", sentence)

    def test_archived_paper_does_not_count(self):
        self._make_verified().active = False
        found = self.advertiser.with_context(active_test=False)._ad_document_problems(
            self.today
        )
        self.assertEqual(found[self.advertiser], ["Business Licence is missing."])

    def test_forbidden_category(self):
        self._make_verified()
        self.advertiser.ad_category_id = self.tobacco
        [sentence] = self._problems()
        self.assertIn("“Tobacco” may not be advertised", sentence)
        self.assertIn("Art. 22", sentence)

    def test_category_not_set(self):
        self._make_verified()
        self.advertiser.ad_category_id = False
        [sentence] = self._problems()
        self.assertIn("category is not set", sentence)

    def test_contact_answers_for_its_company(self):
        contact = self.advertiser.ad_contact_id
        found = (contact | self.advertiser)._ad_document_problems(self.today)
        self.assertEqual(found[contact], found[self.advertiser])

    def test_anybody_may_ask_without_reading_papers(self):
        self._make_document()
        partner = self.advertiser.with_user(self.users["distribution"])
        self.assertEqual(len(partner._ad_document_problems(self.today)[partner]), 1)

    def test_queries_do_not_grow_with_partners(self):
        partners = self.env["res.partner"].create(
            [
                {
                    "name": f"Batch {number}",
                    "is_company": True,
                    "company_id": self.company.id,
                    "ad_is_advertiser": True,
                    "company_registry": credit_code_of(100 + number),
                    "ad_category_id": (self.drug if number % 2 else self.industrial).id,
                }
                for number in range(60)
            ]
        )
        for number, partner in enumerate(partners[:40]):
            give_documents(partner, self._days(number % 20))
        counts = []
        for batch in (partners[:20], partners):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            batch._ad_document_problems(self._days(10))
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
        self.assertLessEqual(counts[1], 12)

    def test_rules_are_editable(self):
        self._make_verified()
        trademark = self.env.ref("ad_sales_ops.ad_document_type_trademark")
        trademark.write({"requirement": "always", "for_company": True})
        self.assertEqual(self._problems(), ["Trademark Registration is missing."])
        trademark.for_company = False
        self.assertEqual(self._problems(), [])

    def test_screen_shows_todays_problems(self):
        partner = self.advertiser.with_user(self.users["specialist"])
        self.assertEqual(partner.ad_document_state, "incomplete")
        self.assertEqual(
            partner.ad_document_problem_text, "Business Licence is missing."
        )
        self._make_verified()
        partner.invalidate_recordset()
        self.assertEqual(partner.ad_document_state, "complete")

    @freeze_time("2026-03-31 17:00:00")
    def test_expiry_follows_the_date_in_shanghai(self):
        document = self._make_document(date_to="2026-03-31")
        self.assertEqual(document.with_context(tz="UTC").state, "unverified")
        shanghai = document.with_context(tz="Asia/Shanghai")
        self.assertEqual(shanghai.state, "expired")
        found = shanghai.search([("state", "=", "expired"), ("id", "in", document.ids)])
        self.assertEqual(found, document)
        self.company.resource_calendar_id.tz = "UTC"
        self.assertEqual(self.company._ad_today(), fields.Date.to_date("2026-03-31"))
        self.company.resource_calendar_id.tz = "Asia/Shanghai"
        self.assertEqual(self.company._ad_today(), fields.Date.to_date("2026-04-01"))


@tagged("post_install", "-at_install")
class TestDocumentStates(AdCustomers):
    def test_states_and_their_search_agree(self):
        make = self._make_verified
        documents = {
            "unverified": self._make_document(),
            "valid": make(),
            "expiring": make(date_to=self._days(30)),
            "expired": make(date_from=self._days(-9), date_to=self._days(9)),
            "future": make(date_from=self._days(20), date_to=self._days(400)),
            "replaced": make(),
        }
        documents["replaced"].active = False
        # nobody verifies a paper that has expired: let time pass instead
        self.cr.execute(
            "UPDATE ad_partner_document SET date_to = %s WHERE id = %s",
            [self._days(-1), documents["expired"].id],
        )
        self.env.invalidate_all()
        Document = self.env["ad.partner.document"].with_context(active_test=False)
        for state, document in documents.items():
            self.assertEqual(document.sudo().state, state)
            found = Document.search(
                [("state", "=", state), ("partner_id", "=", self.advertiser.id)]
            )
            self.assertEqual(found, document, state)
        found = Document.search(
            [
                ("state", "not in", ["valid", "replaced"]),
                ("partner_id", "=", self.advertiser.id),
            ]
        )
        self.assertEqual(len(found), 4)

    def test_warning_days_are_the_companys(self):
        document = self._make_verified(date_to=self._days(40)).sudo()
        self.assertEqual(document.state, "valid")
        self.company.ad_document_warning_days = 45
        document.invalidate_recordset(["state"])
        self.assertEqual(document.state, "expiring")

    def test_settings_page(self):
        settings = self.env["res.config.settings"].create({})
        self.assertEqual(settings.ad_document_warning_days, 30)
        settings.ad_document_warning_days = 45
        settings.execute()
        self.assertEqual(self.env.company.ad_document_warning_days, 45)

    @mute_logger("odoo.sql_db")
    def test_validity_in_order(self):
        with self.assertRaises(psycopg2.IntegrityError), self.cr.savepoint():
            self._make_document(date_from=self._days(2), date_to=self._days(1))
        with self.assertRaises(psycopg2.IntegrityError), self.cr.savepoint():
            self._make_document(date_to=self._days(1), is_unlimited=True)

    def test_form_clears_the_end_of_an_unlimited_paper(self):
        Document = self.env["ad.partner.document"].with_user(self.users["specialist"])
        with Form(Document.with_context(default_partner_id=self.advertiser.id)) as form:
            form.type_id = self.licence
            self.assertEqual(form.number, self.advertiser.company_registry)
            form.date_to = self._days(10)
            form.is_unlimited = True
        self.assertFalse(form.record.date_to)

    def test_document_belongs_to_the_company(self):
        with self.assertRaisesRegex(ValidationError, "Test Valve Works"):
            self._make_document(
                partner=self.advertiser.ad_contact_id,
                number=self.advertiser.company_registry,
            )


@tagged("post_install", "-at_install")
class TestVerification(AdCustomers):
    def _verify(self, document, title="contract_admin"):
        return document.with_user(self.users[title]).action_verify()

    def test_who_verifies(self):
        allowed = {
            "supervisor",
            "manager",
            "general_manager",
            "contract_admin",
            "reviewer",
        }
        for title, user in self.users.items():
            document = self._make_document()
            if title in allowed:
                self._verify(document, title)
                self.assertEqual(document.verified_by_id, user)
                self.assertTrue(document.verified_on)
            else:
                with self.assertRaises(AccessError, msg=title):
                    self._verify(document, title)

    def test_supervisor_of_another_team_does_not(self):
        other = self._make_user("supervisor2", "group_ad_supervisor")
        with self.assertRaises(AccessError):
            self._make_document().with_user(other).action_verify()

    def test_nobody_verifies_what_he_entered(self):
        document = self._make_document(user=self.users["contract_admin"])
        with self.assertRaisesRegex(UserError, "another person"):
            self._verify(document)
        self._verify(document, "reviewer")

    def test_whoever_changes_it_last_entered_it(self):
        document = self._make_document()
        document.with_user(self.users["contract_admin"]).scan = OTHER_PAPER
        self.assertEqual(document.entered_by_id, self.users["contract_admin"])
        with self.assertRaisesRegex(UserError, "another person"):
            self._verify(document)

    def test_what_is_missing_is_said_at_once(self):
        document = self._make_document(
            self.drug_permit, number=False, scan=False, is_unlimited=False
        )
        with self.assertRaises(UserError) as refusal:
            self._verify(document)
        text = str(refusal.exception)
        for word in ("scan is missing", "number is missing", "validity is missing"):
            self.assertIn(word, text)

    def test_expired_or_replaced_paper_is_not_verified(self):
        document = self._make_document(date_to=self._days(-1))
        with self.assertRaisesRegex(UserError, "expired on"):
            self._verify(document)
        document.write({"date_to": False, "is_unlimited": True, "active": False})
        with self.assertRaisesRegex(UserError, "was replaced"):
            self._verify(document)

    def test_verifying_twice(self):
        document = self._make_verified()
        with self.assertRaisesRegex(UserError, "verified it already"):
            self._verify(document, "reviewer")

    def test_licence_of_another_party(self):
        document = self._make_document(number=credit_code_of(99))
        with self.assertRaisesRegex(UserError, self.advertiser.company_registry):
            self._verify(document)

    def test_batch_verifies_the_sound_and_names_the_others(self):
        good = self._make_document()
        bad = self._make_document(self.drug_permit, scan=False)
        result = self._verify(good | bad)
        self.assertTrue(good.verified_by_id)
        self.assertFalse(bad.verified_by_id)
        self.assertIn("scan is missing", result["params"]["message"])

    def test_guarded_by_every_route(self):
        specialist = self.users["specialist"]
        with self.assertRaises(AccessError):
            self._make_document(verified_by_id=specialist.id)
        with self.assertRaises(AccessError):
            self._make_document(entered_by_id=self.users["manager"].id)
        document = self._make_document()
        for vals in (
            {"verified_by_id": specialist.id},
            {"verified_on": "2026-01-01 00:00:00"},
            {"entered_by_id": self.users["manager"].id},
            {"reminded_for": "2026-01-01"},
        ):
            with self.assertRaises(AccessError, msg=vals):
                document.write(vals)
        Document = self.env["ad.partner.document"].with_user(specialist)
        with self.assertRaises(AccessError):
            Document.with_context(default_verified_by_id=specialist.id).create(
                {"partner_id": self.advertiser.id, "type_id": self.licence.id}
            )

    def test_change_asks_for_a_new_verification_and_keeps_the_old_paper(self):
        code = self.advertiser.company_registry
        changes = (
            {"date_from": self._days(-1)},
            {"is_unlimited": False, "date_to": self._days(99)},
            {"scan": OTHER_PAPER},
        )
        for vals in changes:
            document = self._make_verified()
            verified_on = document.verified_on
            document.with_user(self.users["specialist"]).write(vals)
            self.assertFalse(document.verified_by_id)
            self.assertFalse(document.verified_on)
            kept = self.env["ad.partner.document"].search(
                [("active", "=", False), ("partner_id", "=", self.advertiser.id)],
                order="id desc",
                limit=1,
            )
            self.assertEqual(kept.verified_by_id, self.users["contract_admin"])
            self.assertEqual(kept.verified_on, verified_on)
            self.assertEqual(kept.number, code)
            self.assertEqual(kept.scan, PAPER.encode())
            self.assertFalse(kept.date_from or kept.date_to)

    def test_other_changes_keep_the_verification(self):
        document = self._make_verified()
        document.write({"note": "Copy of the duplicate", "scan_name": "b.pdf"})
        document.write({"number": document.number, "scan": PAPER})
        self.assertTrue(document.verified_by_id)

    def test_verified_paper_is_not_deleted(self):
        document = self._make_verified()
        with self.assertRaisesRegex(UserError, "evidence"):
            document.unlink()
        self._make_document().unlink()

    def test_number_formats(self):
        with self.assertRaisesRegex(ValidationError, "must be"):
            self._make_document(number=credit_code_of(1)[:17] + "A")
        self.drug_permit.write(
            {"number_format": r"[A-Z]{2}\d{4}", "number_example": "AB1234"}
        )
        with self.assertRaisesRegex(ValidationError, "form AB1234"):
            self._make_document(self.drug_permit, number="1234")
        self.assertTrue(self._make_document(self.drug_permit, number=" AB1234 "))
        with self.assertRaisesRegex(ValidationError, "no regular expression"):
            self.drug_permit.number_format = "(["

    def test_wrong_number_names_document_and_field(self):
        """C2: the customer has a code too; the message says whose number it means."""
        start = "Test Valve Works, document “Business Licence”, field “Number”: "
        with self.assertRaisesRegex(ValidationError, start + ".* is mistyped"):
            self._make_document(number=credit_code_of(1)[:17] + "A")
        self.drug_permit.number_format = r"[A-Z]{2}\d{4}"
        name = self.drug_permit.name
        with self.assertRaisesRegex(ValidationError, f"document “{name}”, field"):
            self._make_document(self.drug_permit, number="1234")

    def test_papers_touch_placements(self):
        touched = []
        self.patch(
            type(self.env["ad.placement"]),
            "_touch_partners",
            lambda _self, partners: touched.append(partners),
        )

        def check(what, *calls):
            touched.clear()
            for call in calls:
                call()
            self.assertIn(self.advertiser, self._union(touched), what)

        document = self._make_document()
        self.assertIn(self.advertiser, self._union(touched), "create")
        check("verify", lambda: self._verify(document))
        check("write", lambda: document.write({"date_from": self._days(-1)}))
        check("archive", lambda: document.write({"active": False}))
        check("unlink", document.unlink)
        check("kind", lambda: self.advertiser.write({"ad_party_kind": "branch"}))
        check(
            "category", lambda: self.advertiser.write({"ad_category_id": self.drug.id})
        )
        check("law", lambda: self.drug.write({"is_forbidden": True}))
        check("type", lambda: self.licence.write({"for_branch": False}))
        touched.clear()
        self.advertiser.phone = "021-2"
        self.assertFalse(self._union(touched))

    def _union(self, touched):
        return self.env["res.partner"].union(*touched)
