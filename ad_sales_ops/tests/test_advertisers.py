"""Advertisers: credit code, duplicates, filing, scope, personal data (C1, C2, G5)."""

import psycopg2
from lxml import etree

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from odoo.tools.misc import file_path

from odoo.addons.ad_sales_ops.models import credit_code
from odoo.addons.ad_sales_ops.tests.customers_common import (
    AdCustomers,
    credit_code_of,
)

REAL_CODES = (
    "91330100799655058B",
    "9144030071526726XG",
    "914403001922038216",
    "91110108717743469K",
    "91350100M000100Y43",
)


@tagged("post_install", "-at_install")
class TestCreditCode(AdCustomers):
    def _new(self, code, **values):
        return self.env["res.partner"].create(
            {
                "name": "New Customer",
                "is_company": True,
                "ad_is_advertiser": True,
                "company_registry": code,
                **values,
            }
        )

    def test_real_codes_are_valid(self):
        for code in REAL_CODES:
            self.assertTrue(credit_code.is_valid(code), code)

    def test_every_mistyped_character_is_found(self):
        code = REAL_CODES[0]
        for place in range(18):
            for char in credit_code.CHARACTERS:
                if char != code[place]:
                    wrong = code[:place] + char + code[place + 1 :]
                    self.assertFalse(credit_code.is_valid(wrong), wrong)

    def test_wrong_check_character_names_the_right_one(self):
        with self.assertRaisesRegex(ValidationError, "must be B, not C"):
            self._new("91330100799655058C")

    def test_wrong_length_says_how_many(self):
        with self.assertRaisesRegex(ValidationError, "has 17 characters"):
            self._new("91330100799655058")

    def test_letters_outside_the_set_are_named(self):
        with self.assertRaisesRegex(ValidationError, "contains O I"):
            self._new("9133O1OO799655058I")

    def test_mending_a_code_is_checked_too(self):
        with self.assertRaisesRegex(ValidationError, "must be"):
            self.advertiser.company_registry = "91330100799655058C"

    def test_full_width_and_lower_case_are_normalized(self):
        partner = self._new(" ９１３３０１００ 799655058b ")
        self.assertEqual(partner.company_registry, "91330100799655058B")
        partner.company_registry = "9144030071526726xg"
        self.assertEqual(partner.company_registry, "9144030071526726XG")

    def test_foreign_party_is_exempt(self):
        partner = self._new("HRB 12345", ad_party_kind="foreign")
        self.assertEqual(partner.company_registry, "HRB 12345")
        self.assertFalse(partner.vat)
        with self.assertRaises(ValidationError):
            partner.ad_party_kind = "company"

    def test_ordinary_contacts_are_left_alone(self):
        partner = self.env["res.partner"].create(
            {"name": "Supplier", "is_company": True, "company_registry": "0477472701"}
        )
        partner.company_registry = "whatever 1"
        self.assertEqual(partner.company_registry, "whatever 1")
        with self.assertRaises(ValidationError):
            partner.ad_is_advertiser = True

    def test_vat_is_proposed_and_follows(self):
        partner = self._new(REAL_CODES[0])
        self.assertEqual(partner.vat, REAL_CODES[0])
        partner.company_registry = REAL_CODES[1]
        self.assertEqual(partner.vat, REAL_CODES[1])
        partner.vat = "own number"
        partner.company_registry = REAL_CODES[2]
        self.assertEqual(partner.vat, "own number")

    def test_given_vat_is_kept(self):
        self.assertEqual(self._new(REAL_CODES[0], vat="VAT 1").vat, "VAT 1")

    def test_form_proposes_vat_licence_name_and_carer(self):
        Partner = self.env["res.partner"].with_user(self.users["specialist"])
        with Form(Partner.with_context(default_is_company=True)) as form:
            form.name = "Form Valve Works"
            form.ad_is_advertiser = True
            form.company_registry = REAL_CODES[0].lower()
            self.assertEqual(form.vat, REAL_CODES[0])
            self.assertEqual(form.ad_licence_name, "Form Valve Works")
            self.assertEqual(form.user_id, self.users["specialist"])
        self.assertEqual(form.record.ad_file_state, "pending")

    def test_same_code_names_only_the_division(self):
        self.users["specialist"].invalidate_recordset()
        with self.assertRaises(ValidationError) as refusal:
            self._new(self.advertiser.company_registry, company_id=self.company.id)
        text = str(refusal.exception)
        self.assertIn("Test Division", text)
        self.assertNotIn(self.advertiser.name, text)
        self.assertNotIn(self.users["specialist"].name, text)

    def test_same_code_is_refused_on_every_route(self):
        other = self._new(REAL_CODES[0], company_id=self.company.id)
        code = self.advertiser.company_registry
        with self.assertRaises(ValidationError):
            other.company_registry = code
        archived = self._new(REAL_CODES[1], active=False, company_id=self.company.id)
        archived.company_registry = code
        with self.assertRaises(ValidationError):
            archived.active = True
        plain = self.env["res.partner"].create(
            {"name": "Plain", "is_company": True, "company_registry": code}
        )
        with self.assertRaises(ValidationError):
            plain.ad_is_advertiser = True

    def test_same_code_in_another_company_is_another_customer(self):
        company = self._make_company("Second Press Co.")
        other = self._new(self.advertiser.company_registry, company_id=company.id)
        self.assertTrue(other)
        with self.assertRaises(ValidationError):
            other.company_id = self.company
        with self.assertRaises(ValidationError):
            other.company_id = False

    @mute_logger("odoo.sql_db")
    def test_database_refuses_what_two_enter_at_once(self):
        other = self._new(REAL_CODES[0], company_id=self.company.id)
        self.env.flush_all()
        with self.assertRaises(psycopg2.IntegrityError), self.cr.savepoint():
            self.cr.execute(
                "UPDATE res_partner SET company_registry = %s WHERE id = %s",
                [self.advertiser.company_registry, other.id],
            )

    def test_copy_is_another_party(self):
        copy = self.advertiser.copy()
        self.assertFalse(copy.company_registry)
        self.assertFalse(copy.vat)
        self.assertEqual(copy.ad_file_state, "pending")

    def test_contact_is_no_advertiser(self):
        with self.assertRaisesRegex(ValidationError, "Test Valve Works"):
            self.advertiser.ad_contact_id.ad_is_advertiser = True

    def test_ad_contact_belongs_to_the_advertiser(self):
        people = self.env["res.partner"]
        other = people.create({"name": "Another House", "is_company": True})
        stranger = people.create({"name": "Stranger", "parent_id": other.id})
        with self.assertRaisesRegex(ValidationError, "not a contact person"):
            self.advertiser.ad_contact_id = stranger

    def test_label_of_the_code_in_china(self):
        self.advertiser.country_id = self.env.ref("base.cn")
        self.assertEqual(
            self.advertiser.company_registry_label, "Unified Social Credit Code"
        )


@tagged("post_install", "-at_install")
class TestFiling(AdCustomers):
    def _as(self, title, partner=None):
        return (partner or self.advertiser).with_user(self.users[title])

    def test_manager_files_a_complete_customer(self):
        self._as("manager").action_ad_file()
        self.assertEqual(self.advertiser.ad_file_state, "filed")
        self.assertEqual(self.advertiser.ad_filed_by_id, self.users["manager"])
        self.assertTrue(self.advertiser.ad_filed_on)
        body = self.advertiser.message_ids[0].body
        self.assertIn("Business Licence is missing", body)

    def test_missing_fields_are_named_at_once(self):
        self.advertiser.write(
            {"ad_true_address": False, "ad_legal_representative": False}
        )
        self.advertiser.company_registry = False
        with self.assertRaises(UserError) as refusal:
            self._as("manager").action_ad_file()
        text = str(refusal.exception)
        for label in (
            "True Address",
            "Legal Representative",
            "Unified Social Credit Code",
        ):
            self.assertIn(label, text)

    def test_form_shows_what_is_missing_beforehand(self):
        """C1: whoever fills the file in sees what the manager would be told."""
        partner = self._as("specialist")
        self.assertFalse(partner.ad_file_missing_text)
        with Form(partner) as form:
            form.ad_true_address = False
            self.assertIn("missing: True Address", form.ad_file_missing_text)
            form.ad_legal_representative = False
            self.assertIn("Legal Representative", form.ad_file_missing_text)
        self.advertiser.invalidate_recordset()
        text = self.advertiser.with_user(self.plain_user).ad_file_missing_text
        with self.assertRaises(UserError) as refusal:
            self._as("manager").action_ad_file()
        self.assertIn(text, str(refusal.exception))
        self.advertiser.write(
            {"ad_true_address": "Test Road 1", "ad_legal_representative": "Zhang San"}
        )
        self.advertiser.ad_category_id = self.tobacco
        self.assertIn("Art. 22", self.advertiser.ad_file_missing_text)
        self.advertiser.ad_category_id = False
        self.advertiser.ad_contact_id.write({"phone": False, "email": False})
        self.assertIn("phone or e-mail", self.advertiser.ad_file_missing_text)

    def test_filing_stands_at_the_top_for_managers(self):
        """C1: the button is on the form itself, in no tab, and for managers only."""
        for title in ("manager", "specialist", "operations"):
            views = self._as(title).get_views([(False, "form")])["views"]
            arch = etree.fromstring(views["form"]["arch"])
            top = arch.xpath("//button[@name='action_ad_file'][not(ancestor::sheet)]")
            self.assertEqual(bool(top), title == "manager", title)
            self.assertTrue(arch.xpath("//div[@name='ad_not_filed']"), title)
            self.assertFalse(arch.xpath("//sheet//button[@name='action_ad_file']"))

    def test_contact_without_any_way_to_reach_him(self):
        self.advertiser.ad_contact_id.write({"phone": False, "email": False})
        with self.assertRaisesRegex(UserError, "phone or e-mail"):
            self._as("manager").action_ad_file()

    def test_foreign_party_needs_no_code(self):
        self.advertiser.write({"ad_party_kind": "foreign", "company_registry": False})
        self._as("manager").action_ad_file()
        self.assertEqual(self.advertiser.ad_file_state, "filed")

    def test_forbidden_category_is_not_filed(self):
        self.advertiser.ad_category_id = self.tobacco
        with self.assertRaisesRegex(UserError, "Art. 22"):
            self._as("manager").action_ad_file()

    def test_filing_twice_is_refused(self):
        self._as("manager").action_ad_file()
        with self.assertRaisesRegex(UserError, "filed already"):
            self._as("manager").action_ad_file()

    def test_batch_files_the_complete_and_names_the_others(self):
        other = self._make_complete_advertiser("Test Pump Works", 2)
        other.ad_category_id = False
        result = self._as("manager", self.advertiser | other).action_ad_file()
        self.assertEqual(self.advertiser.ad_file_state, "filed")
        self.assertEqual(other.ad_file_state, "pending")
        self.assertIn("Test Pump Works", result["params"]["message"])
        self.assertIn("Advertising Category", result["params"]["message"])
        self.assertNotIn("Test Valve Works", result["params"]["message"])

    def test_who_may_file(self):
        for title, user in self.users.items():
            partner = self.advertiser.with_user(user)
            if title in ("manager", "general_manager"):
                partner.action_ad_file()
                partner._action_ad_unfile("again")
                continue
            with self.assertRaises(AccessError, msg=title):
                partner.action_ad_file()
            with self.assertRaises(AccessError, msg=title):
                partner.action_ad_unfile()

    def test_manager_of_another_division_does_not_file(self):
        other = self._make_user("manager2", "group_ad_manager")
        with self.assertRaises(AccessError):
            self.advertiser.with_user(other).action_ad_file()

    def test_guarded_fields_by_every_route(self):
        Partner = self.env["res.partner"].with_user(self.users["specialist"])
        values = {"name": "X", "is_company": True, "ad_is_advertiser": True}
        with self.assertRaises(AccessError):
            Partner.create({**values, "ad_file_state": "filed"})
        with self.assertRaises(AccessError):
            Partner.with_context(default_ad_file_state="filed").create(values)
        for vals in (
            {"ad_file_state": "filed"},
            {"ad_filed_by_id": self.users["manager"].id},
            {"ad_scope_checked_by_id": self.users["reviewer"].id},
            {"ad_scope_checked_on": "2026-01-01 00:00:00"},
        ):
            with self.assertRaises(AccessError, msg=vals):
                self._as("specialist").write(vals)
            with self.assertRaises(AccessError, msg=vals):
                self._as("general_manager").write(vals)

    def test_unfile_with_reason(self):
        self._as("manager").action_ad_file()
        action = self._as("manager").action_ad_unfile()
        Wizard = self.env["ad.partner.unfile"].with_user(self.users["manager"])
        wizard = Wizard.with_context(**action["context"]).create(
            {"reason": "Licence was revoked"}
        )
        wizard.action_confirm()
        self.assertEqual(self.advertiser.ad_file_state, "pending")
        self.assertFalse(self.advertiser.ad_filed_by_id)
        self.assertIn("Licence was revoked", self.advertiser.message_ids[0].body)

    def test_new_identity_asks_to_file_again(self):
        self._as("manager").action_ad_file()
        self._as("specialist").write({"ad_licence_name": "Test Valve Works"})
        self.assertEqual(self.advertiser.ad_file_state, "filed")
        self._as("specialist").write({"ad_licence_name": "Another Name"})
        self.assertEqual(self.advertiser.ad_file_state, "pending")
        self._as("manager").action_ad_file()
        self._as("manager").write({"ad_licence_name": "Corrected Name"})
        self.assertEqual(self.advertiser.ad_file_state, "filed")

    def test_carer_of_a_filed_customer_is_the_managers_affair(self):
        self._as("manager").action_ad_file()
        with self.assertRaisesRegex(AccessError, "division manager"):
            self._as("specialist").user_id = self.other_specialist
        self._as("manager").user_id = self.other_specialist
        self.assertEqual(self.advertiser.user_id, self.other_specialist)

    def test_filed_customer_stays_advertiser(self):
        self._as("manager").action_ad_file()
        with self.assertRaisesRegex(ValidationError, "withdrawn"):
            self.advertiser.ad_is_advertiser = False

    def test_specialist_registers_a_customer_of_his_own(self):
        Partner = self.env["res.partner"].with_user(self.users["specialist"])
        partner = Partner.create(
            {"name": "New", "is_company": True, "ad_is_advertiser": True}
        )
        self.assertEqual(partner.user_id, self.users["specialist"])
        partner.phone = "021-1"
        plain = Partner.create({"name": "Plain", "is_company": True})
        plain.ad_is_advertiser = True
        self.assertEqual(plain.user_id, self.users["specialist"])

    def test_merge_keeps_the_file_and_takes_the_papers(self):
        self._as("manager").action_ad_file()
        double = self.env["res.partner"].create(
            {"name": "Double", "is_company": True, "company_id": self.company.id}
        )
        document = self._make_document()
        wizard = self.env["base.partner.merge.automatic.wizard"]
        code = self.advertiser.company_registry
        manager = self._make_user("merger", "group_ad_general_manager")
        manager.group_ids += self.env.ref("base.group_partner_manager")
        source = self._make_complete_advertiser("Source", 3)
        wizard.with_user(manager)._merge(
            (self.advertiser | source).ids,
            self.advertiser.with_user(manager),
            extra_checks=False,
        )
        self.assertFalse(source.exists())
        self.assertEqual(self.advertiser.ad_file_state, "filed")
        self.assertEqual(self.advertiser.company_registry, code)
        wizard._merge((self.advertiser | double).ids, double, extra_checks=False)
        self.assertTrue(double.ad_is_advertiser)
        self.assertEqual(double.ad_file_state, "pending")
        self.assertEqual(document.sudo().partner_id, double)


@tagged("post_install", "-at_install")
class TestScopeCheck(AdCustomers):
    def test_reviewer_ticks_the_scope(self):
        reviewer = self.users["reviewer"]
        self.advertiser.with_user(reviewer).action_ad_check_scope()
        self.assertEqual(self.advertiser.ad_scope_checked_by_id, reviewer)
        self.assertTrue(self.advertiser.ad_scope_checked_on)

    def test_nobody_else_does(self):
        for title, user in self.users.items():
            if title != "reviewer":
                with self.assertRaises(AccessError, msg=title):
                    self.advertiser.with_user(user).action_ad_check_scope()

    def test_the_carer_does_not_check_his_own_customer(self):
        self.advertiser.user_id = self.users["reviewer"]
        with self.assertRaisesRegex(UserError, "another reviewer"):
            self.advertiser.with_user(self.users["reviewer"]).action_ad_check_scope()

    def test_nothing_to_compare(self):
        self.advertiser.ad_business_scope = False
        with self.assertRaisesRegex(UserError, "business scope"):
            self.advertiser.with_user(self.users["reviewer"]).action_ad_check_scope()

    def test_new_scope_or_category_asks_for_another_look(self):
        partner = self.advertiser.with_user(self.users["reviewer"])
        partner.action_ad_check_scope()
        self.advertiser.ad_business_scope = "Sale of drugs"
        self.assertFalse(self.advertiser.ad_scope_checked_by_id)
        partner.action_ad_check_scope()
        self.advertiser.ad_category_id = self.drug
        self.assertFalse(self.advertiser.ad_scope_checked_on)


@tagged("post_install", "-at_install")
class TestPersonalData(AdCustomers):
    def test_contact_person_is_erased_and_facts_keep_their_line(self):
        contact = self.advertiser.ad_contact_id
        self.advertiser.street = "1 Example Road"
        contact.message_post(body="Phone 021-00000000 works after six")
        contact.with_user(self.users["manager"]).action_ad_erase_personal_data()
        self.assertTrue(contact.exists())
        self.assertFalse(contact.phone or contact.email or contact.active)
        self.assertNotIn("Contact of", contact.name)
        self.assertEqual(len(contact.message_ids), 1)
        self.assertEqual(self.advertiser.street, "1 Example Road")
        self.assertEqual(self.advertiser.name, "Test Valve Works")

    def test_company_keeps_its_names(self):
        consent = self.env.ref("ad_sales_ops.ad_document_type_portrait_consent")
        personal = self._make_verified(consent, number=False)
        licence = self._make_verified()
        self.advertiser.with_user(self.users["manager"]).action_ad_erase_personal_data()
        self.assertFalse(self.advertiser.ad_legal_representative)
        self.assertFalse(personal.scan)
        self.assertTrue(personal.verified_by_id)
        self.assertTrue(licence.scan)
        self.assertEqual(self.advertiser.ad_licence_name, "Test Valve Works")

    def test_only_the_manager_and_nobody_with_a_login(self):
        contact = self.advertiser.ad_contact_id
        with self.assertRaises(AccessError):
            contact.with_user(self.users["specialist"]).action_ad_erase_personal_data()
        with self.assertRaisesRegex(UserError, "login"):
            self.portal_user.partner_id.with_user(
                self.users["general_manager"]
            ).action_ad_erase_personal_data()


@tagged("post_install", "-at_install")
class TestAdvertiserImport(AdCustomers):
    def test_template_is_offered_for_advertisers_only(self):
        Partner = self.env["res.partner"]
        self.assertIn("base", Partner.get_import_templates()[0]["template"])
        template = Partner.with_context(
            default_ad_is_advertiser=True
        ).get_import_templates()[0]["template"]
        self.assertTrue(file_path(template.lstrip("/")))

    def test_template_loads_as_it_is(self):
        with open(
            file_path("ad_sales_ops/static/xls/advertisers_import_template.xlsx"), "rb"
        ) as file:
            wizard = self.env["base_import.import"].create(
                {
                    "res_model": "res.partner",
                    "file": file.read(),
                    "file_type": "application/vnd.openxmlformats-officedocument"
                    ".spreadsheetml.sheet",
                }
            )
        options = {"has_headers": True, "quoting": '"', "separator": ","}
        preview = wizard.parse_preview(options)
        self.assertFalse(preview.get("error"))
        columns = preview["headers"]
        self.assertEqual(len(preview["matches"]), len(columns))
        result = (
            wizard.with_user(self.users["manager"])
            .sudo()
            .execute_import(columns, columns, options)
        )
        self.assertFalse(result["messages"])
        partner = self.env["res.partner"].browse(result["ids"])
        self.assertTrue(partner.ad_is_advertiser)
        self.assertEqual(partner.ad_category_id, self.industrial)
        self.assertEqual(partner.vat, partner.company_registry)

    def test_bad_row_says_why(self):
        result = self.env["res.partner"].load(
            ["name", "is_company", "ad_is_advertiser", "company_registry"],
            [["Bad Co.", "TRUE", "TRUE", credit_code_of(7)[:17] + "I"]],
        )
        self.assertFalse(result["ids"])
        self.assertIn("contains I", result["messages"][0]["message"])


@tagged("post_install", "-at_install")
class TestNewAdvertiser(AdCustomers):
    """What a new advertiser's form proposes (C1, E28)."""

    def test_corrected_code_corrects_the_tax_number(self):
        wrong = credit_code_of(7)[:-1] + "!"
        partner = self.env["res.partner"].new(
            {"name": "Pump Works", "ad_is_advertiser": True, "company_registry": wrong}
        )
        partner._onchange_ad_company_registry()
        self.assertEqual(partner.vat, wrong)
        partner.company_registry = credit_code_of(7)
        partner._onchange_ad_company_registry()
        self.assertEqual(partner.vat, credit_code_of(7))

    def _from_the_menu(self, **values):
        """What saving the form sends when it was opened from Advertisers."""
        context = {"default_ad_is_advertiser": True, "default_is_company": True}
        partners = self.env["res.partner"].with_user(self.users["specialist"])
        values = {"name": "Pump Works", "company_registry": credit_code_of(7), **values}
        return partners.with_context(**context).create(values)

    def test_contacts_of_a_new_advertiser(self):
        person = {"name": "Li Guanggao", "phone": "021-1"}
        partner = self._from_the_menu(child_ids=[Command.create(person)])
        self.assertTrue(partner.ad_is_advertiser)
        contact = partner.child_ids
        self.assertFalse(contact.ad_is_advertiser or contact.is_company)
        partner.ad_contact_id = contact
        self.assertEqual(partner.ad_contact_id.parent_id, partner)

    def test_a_person_typed_in_becomes_a_contact(self):
        people = self.env["res.partner"].with_user(self.users["specialist"])
        first, second = people.create([{"name": "Li"}, {"name": "Wang"}])
        partner = self._from_the_menu(ad_contact_id=first.id)
        self.assertEqual(first.parent_id, partner)
        partner.ad_decision_maker_id = second
        self.assertEqual(second.parent_id, partner)

    def test_another_tax_number_stays(self):
        partner = self.env["res.partner"].new(
            {
                "name": "Pump Works",
                "ad_is_advertiser": True,
                "vat": "CN-OTHER-1",
                "company_registry": credit_code_of(7),
            }
        )
        partner._onchange_ad_company_registry()
        self.assertEqual(partner.vat, "CN-OTHER-1")

    def test_language_of_the_company(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.company.partner_id.lang = "zh_CN"
        partners = self.env["res.partner"].with_company(self.company)
        proposed = partners.with_context(default_ad_is_advertiser=True).default_get(
            ["lang"]
        )
        self.assertEqual(proposed["lang"], "zh_CN")
