"""Who reads and writes advertisers and their documents (G1, G3)."""

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.ad_sales_ops.tests.customers_common import AdCustomers

READERS = {
    "specialist",
    "supervisor",
    "manager",
    "general_manager",
    "operations",
    "contract_admin",
    "production",
    "proofreader",
    "reviewer",
    "finance",
}
DOCUMENT_WRITERS = {
    "specialist",
    "supervisor",
    "manager",
    "general_manager",
    "contract_admin",
    "reviewer",
}
PARTNER_WRITERS = {"specialist", "supervisor", "manager", "general_manager"}
CONFIGURERS = {"general_manager", "reviewer"}


@tagged("post_install", "-at_install")
class TestAdvertiserRights(AdCustomers):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.document = cls._make_document().sudo()
        cls.foreign_division = cls._make_complete_advertiser(
            "Foreign Division Works", 20, user_id=cls.env.uid
        )
        cls.colleagues = cls._make_complete_advertiser(
            "Colleague's Works", 21, user_id=cls.other_specialist.id
        )

    def _can(self, record, user, operation):
        return record.with_user(user).has_access(operation)

    def test_every_title_reads_customers_and_some_read_papers(self):
        for title, user in self.users.items():
            self.assertTrue(self._can(self.advertiser, user, "read"), title)
            self.assertEqual(
                self._can(self.document, user, "read"), title in READERS, title
            )

    def test_who_writes_customers(self):
        for title, user in self.users.items():
            self.assertEqual(
                self._can(self.advertiser, user, "write"),
                title in PARTNER_WRITERS,
                title,
            )
            self.assertEqual(
                self._can(self.advertiser.ad_contact_id, user, "write"),
                title in PARTNER_WRITERS,
                title,
            )
            self.assertFalse(self._can(self.advertiser, user, "unlink"), title)

    def test_who_writes_papers(self):
        for title, user in self.users.items():
            self.assertEqual(
                self._can(self.document, user, "write"),
                title in DOCUMENT_WRITERS,
                title,
            )

    def test_specialist_works_on_his_own_customers(self):
        specialist = self.users["specialist"]
        for partner in (self.colleagues, self.foreign_division):
            self.assertTrue(self._can(partner, specialist, "read"))
            self.assertFalse(self._can(partner, specialist, "write"))
            with self.assertRaises(AccessError):
                self.env["res.partner"].with_user(specialist).create(
                    {"name": "Contact", "parent_id": partner.id}
                )
            with self.assertRaises(AccessError):
                self._make_document(partner=partner)
        document = self._make_document(
            partner=self.colleagues, user=self.other_specialist
        )
        self.assertFalse(self._can(document, specialist, "read"))

    def test_ordinary_contacts_stay_open_to_him(self):
        plain = self.env["res.partner"].create({"name": "Printer", "is_company": True})
        self.assertTrue(self._can(plain, self.users["specialist"], "write"))

    def test_supervisor_and_manager_reach_their_people(self):
        for title in ("supervisor", "manager"):
            user = self.users[title]
            self.assertTrue(self._can(self.colleagues, user, "write"), title)
            self.assertFalse(self._can(self.foreign_division, user, "write"), title)
        everywhere = self.users["general_manager"]
        self.assertTrue(self._can(self.foreign_division, everywhere, "write"))

    def test_manager_takes_unallotted_customers(self):
        self.foreign_division.user_id = False
        self.assertTrue(
            self._can(self.foreign_division, self.users["manager"], "write")
        )
        for title in ("specialist", "supervisor"):
            self.assertFalse(
                self._can(self.foreign_division, self.users[title], "write"), title
            )

    def test_partner_manager_group_does_not_open_others_customers(self):
        specialist = self.users["specialist"]
        specialist.group_ids += self.env.ref("base.group_partner_manager")
        self.assertFalse(self._can(self.colleagues, specialist, "write"))

    def test_configuration(self):
        for title, user in self.users.items():
            for record in (self.industrial, self.licence):
                self.assertTrue(self._can(record, user, "read"), title)
                self.assertEqual(
                    self._can(record, user, "write"), title in CONFIGURERS, title
                )

    def test_internal_user_without_title(self):
        user = self.plain_user
        self.assertTrue(self._can(self.advertiser, user, "read"))
        self.assertFalse(self._can(self.advertiser, user, "write"))
        self.assertFalse(self._can(self.document, user, "read"))
        partner = self.advertiser.with_user(user)
        self.assertEqual(partner.ad_licence_name, "Test Valve Works")
        with self.assertRaises(AccessError):
            partner.ad_document_ids.read(["number"])
        for button in (
            "action_ad_file",
            "action_ad_unfile",
            "action_ad_check_scope",
            "action_ad_erase_personal_data",
        ):
            with self.assertRaises(AccessError, msg=button):
                getattr(partner, button)()

    def test_portal_and_public(self):
        self.portal_user.partner_id.parent_id = self.advertiser
        public = self.env.ref("base.public_user")
        for user in (self.portal_user, public):
            self.assertFalse(self._can(self.document, user, "read"))
            self.assertFalse(self._can(self.licence, user, "read"))
            self.assertFalse(self._can(self.industrial, user, "read"))
            with self.assertRaises(AccessError):
                self.advertiser.with_user(user).read(["ad_licence_name"])
            with self.assertRaises(AccessError):
                self.document.with_user(user).action_verify()

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_two_companies(self):
        company = self._make_company("Second Press Co.")
        partner = self._make_complete_advertiser(
            "Second Customer", 30, company_id=company.id, user_id=False
        )
        document = self._make_document(partner=partner, user=self.env.user)
        self.assertEqual(document.company_id, company)
        for title in ("general_manager", "contract_admin", "reviewer", "finance"):
            user = self.users[title]
            self.assertFalse(self._can(partner, user, "read"), title)
            self.assertFalse(self._can(document, user, "read"), title)
        user = self.users["reviewer"]
        user.company_ids += company
        both = document.with_user(user).with_context(
            allowed_company_ids=user.company_ids.ids
        )
        self.assertTrue(both.has_access("read"))
        partner.company_id = False
        self.assertFalse(document.company_id)
        self.assertTrue(self._can(document, self.users["finance"], "read"))
