"""Copy and confirmation of two publishers in one database."""

from dateutil.relativedelta import relativedelta

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import SCAN, TITLES
from .test_copy_access import LISTS, WRITERS, CopyAccessCase


@tagged("post_install", "-at_install")
class TestCopyMultiCompany(CopyAccessCase):
    """One customer of both houses; nobody of one house touches the other's copy."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_company = cls._make_company("Second Press Test Co.")
        # Both houses serve the customer.
        cls.advertiser.sudo().company_id = False
        cls.far_placement = cls._far_insertion()
        cls.env.flush_all()

    @classmethod
    def _far_insertion(cls):
        """A booked insertion of the same customer in the second house."""
        company = cls.other_company
        medium = cls.env["ad.medium"].create(
            {
                "name": "Second Monthly",
                "code": "SCM",
                "company_id": company.id,
                "page_count": 32,
            }
        )
        position = cls.env["ad.position"].create(
            {"name": "Second page", "medium_id": medium.id}
        )
        day = cls.today + relativedelta(months=3)
        issue = cls.env["ad.issue"].create(
            {
                "medium_id": medium.id,
                "year": day.year,
                "number": day.month,
                "publication_date": day,
                "page_count": 32,
            }
        )
        order = (
            cls.env["sale.order"]
            .with_company(company)
            .with_context(allowed_company_ids=company.ids)
            .create(
                {
                    "partner_id": cls.advertiser.id,
                    "company_id": company.id,
                    "ad_contract_kind": "single",
                    "ad_confirm_portal": True,
                    "order_line": [
                        Command.create({"product_id": position.product_id.id})
                    ],
                }
            )
        )
        placement = cls.env["ad.placement"].create(
            {"order_line_id": order.order_line.id, "issue_id": issue.id}
        )
        placement.sudo().stage = "booked"
        return placement

    @classmethod
    def _foreigner(cls, title):
        user = cls._make_user(f"foreign_{title}", TITLES[title])
        user.write(
            {
                "company_ids": [Command.set(cls.other_company.ids)],
                "company_id": cls.other_company.id,
            }
        )
        return user

    def _there(self, records, user):
        """The records, as a person of the other house gets them."""
        return (
            records.with_user(user)
            .sudo(False)
            .with_context(allowed_company_ids=self.other_company.ids)
        )

    def _far_copy(self):
        """Accepted and read copy of the other house, pinned on its insertion."""
        material = self.env["ad.material"].create(
            {
                "name": "Valves",
                "kind": "text",
                "advertiser_id": self.advertiser.id,
                "company_id": self.other_company.id,
            }
        )
        version = material._add_version(
            {"headline": "Ball valves", "body": self.version.body}, self.far_placement
        )
        version.sudo().reading_state = "passed"
        material._action_accept()
        return version

    def test_foreigners_see_nothing(self):
        for title in TITLES:
            user = self._foreigner(title)
            for model in WRITERS:
                record = self._there(self.mine[model], user)
                with self.subTest(title=title, model=model):
                    self.assertTrue(record)
                    for operation in ("read", "write", "unlink"):
                        self.assertFalse(record.has_access(operation))
                    if record.browse().has_access("read"):
                        self.assertFalse(record.search([("id", "=", record.id)]))
            for model in LISTS:
                # The law is the same in both houses.
                self._there(self.env[model], user).has_access("read")

    def test_foreigners_press_nothing(self):
        people = {}
        for title, model, method in (
            ("production", "ad.material", "action_accept"),
            ("proofreader", "ad.material", "action_pass_reading"),
            ("reviewer", "ad.content.finding", "action_decide"),
            ("reviewer", "ad.content.decision", "action_withdraw"),
            ("operations", "ad.confirmer", "action_verify"),
            ("operations", "ad.proof.return", "action_verify"),
            ("production", "ad.proof.confirmation", "action_send"),
            ("production", "ad.copy.slip", "action_apply"),
        ):
            user = people.get(title) or self._foreigner(title)
            people[title] = user
            with self.subTest(model=model, method=method), self._denied():
                getattr(self._there(self.mine[model], user), method)()

    def test_slips_of_one_house_only_on_the_screen(self):
        user = self._foreigner("operations")
        slips = self._there(self.env["ad.proof.return"], user)
        self.assertFalse(slips.load_pending())

    def test_copy_stays_in_its_house(self):
        """The same customer's copy for the one house does not run in the other."""
        with self.assertRaisesRegex(UserError, "cannot run in"):
            self.far_placement._action_set_version(self.version)
        version = self._far_copy()
        self.assertEqual(self.far_placement.version_id, version)
        self.assertEqual(version.company_id, self.other_company)

    def test_an_authorisation_holds_for_its_house(self):
        """The sealed paper was given to one publisher (C10)."""
        self._far_copy()
        proof = self.env["ad.proof.confirmation"]._make(self.far_placement).sudo(False)
        self.assertEqual(proof.sudo().company_id, self.other_company)
        production = self._foreigner("production")
        with self.assertRaisesRegex(UserError, "Nobody is authorised"):
            self._there(proof, production).action_send()
        self.assertFalse(proof.sudo()._may_sign(self.confirmer))
        own = self._make_confirmer(self.person, company_id=self.other_company.id)
        self._there(proof, production).action_send()
        self.assertEqual(proof.sudo().confirmer_id, own)
        self.assertTrue(self.proof._may_sign(self.confirmer))
        self.assertFalse(self.proof._may_sign(own))

    def test_standing_copy_of_the_other_house(self):
        """Confirmed for the one publisher is not confirmed for the other (F8)."""
        self.proof._confirm("visit", {"confirmer_id": self.confirmer.id})
        self._far_copy()
        self.far_placement.order_id.sudo().ad_standing_copy = True
        self.far_placement.position_id.sudo().write(
            {
                "width_mm": self.placement.position_id.width_mm,
                "height_mm": self.placement.position_id.height_mm,
                "colour": self.placement.position_id.colour,
            }
        )
        version = self.far_placement.version_id
        self.assertEqual(
            version._fingerprint(self.far_placement), self.proof.fingerprint
        )
        specialist = self._foreigner("production")
        with self.assertRaisesRegex(UserError, "not confirmed exactly this copy"):
            self._there(self.far_placement, specialist).action_standing_copy()

    def test_decisions_carry_over_in_their_house_only(self):
        decision = self.mine["ad.content.decision"]
        version = self._far_copy()
        holding = version.sudo()._decisions_that_hold([decision.key])
        self.assertFalse(holding)
        own = self.version.sudo()._decisions_that_hold([decision.key])
        self.assertEqual(own[decision.key], decision)

    def test_work_from_the_other_company_selected(self):
        """With the other house first in the selector the facts are still ours."""
        user = self._make_user("travelling", "group_ad_production")
        user.company_ids = [Command.link(self.other_company.id)]
        both = (self.other_company | self.company).ids
        placement = self.placements[2].with_user(user)
        placement = placement.with_context(allowed_company_ids=both)
        wizard = placement.env["ad.material.register"].create(
            {
                "advertiser_id": self.advertiser.id,
                "name": "Second subject",
                "kind": "text",
                "headline": "Gate valves",
                "placement_ids": [Command.set(placement.ids)],
                **dict.fromkeys(("is_complete", "is_clear", "is_final"), True),
            }
        )
        action = wizard.action_register()
        material = self.env["ad.material"].browse(action["res_id"])
        self.assertEqual(material.company_id, self.company)
        material.with_user(user).with_context(allowed_company_ids=both).action_accept()
        material.version_id.sudo().reading_state = "passed"
        placement.action_ad_send_proof()
        proof = placement.sudo()._live_proof()
        self.assertEqual(proof.company_id, self.company)
        slip = proof.sudo(False).with_user(user)
        slip = slip.with_context(allowed_company_ids=both)._register_return(
            {
                "channel": "fax",
                "photo": SCAN,
                "is_signed": True,
                "is_sealed": True,
                "signer_id": proof.confirmer_id.id,
            }
        )
        self.assertEqual(slip.sudo().company_id, self.company)

    def test_user_of_both_houses(self):
        user = self._make_user("both_houses", "group_ad_operations")
        user.company_ids = [Command.link(self.other_company.id)]
        version = self._far_copy()
        versions = self.env["ad.material.version"].with_user(user)
        one = versions.with_context(allowed_company_ids=self.other_company.ids)
        both = versions.with_context(
            allowed_company_ids=(self.other_company | self.company).ids
        )
        wanted = [("id", "in", (version | self.version).ids)]
        self.assertEqual(one.search(wanted).ids, version.ids)
        self.assertEqual(
            set(both.search(wanted).ids), set((version | self.version).ids)
        )

    def test_files_find_copy_of_their_house_only(self):
        """Several files at once find insertions of the selected house only."""
        user = self._foreigner("production")
        batch = self._there(self.env["ad.material.batch"], user)
        self.assertFalse(batch._match(f"{self.material.number}.pdf"))
        self.assertFalse(
            batch._match(f"{self.order.name}.pdf").get("placement_ids", [(6, 0, [])])[
                0
            ][2]
        )
