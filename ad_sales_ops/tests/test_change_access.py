"""Who may do what with change orders (G2, G3, G4, G8), in which company."""

from dateutil.relativedelta import relativedelta

from odoo.tests import tagged

from .change_common import ChangeCase
from .common import TITLES

READERS = (
    "operations",
    "production",
    "proofreader",
    "reviewer",
    "distribution",
    "finance",
    "service_supervisor",
)


@tagged("post_install", "-at_install")
class TestChangeAccess(ChangeCase):
    def _found(self, user):
        return self.env["ad.change.order"].with_user(user).search([])

    def test_who_reads(self):
        change = self._asked((self.placement, {"new_amount": 9000.0}))
        sellers = ("specialist", "supervisor", "manager", "general_manager")
        for title in (*sellers, *READERS):
            user = self.users[title]
            with self.subTest(title=title):
                self.assertEqual(self._found(user), change)
                read = change.with_user(user)
                self.assertTrue(read.line_ids.new_words)
                self.assertTrue(read.ad_sign_off_ids.mapped("decision"))
        self.assertFalse(self._found(self.other_specialist))
        self.assertFalse(self._found(self.users["contract_admin"]))
        for user in self.plain_user, self.portal_user:
            with self._denied():
                self._found(user)

    def test_administrator_of_the_division(self):
        change = self._asked((self.placement, {"new_amount": 9000.0}))
        admin = self.users["contract_admin"]
        self.division.sudo().member_ids += admin
        self.assertEqual(self._found(admin), change)

    def test_somebody_elses(self):
        """Neither asked, consented nor taken back by another specialist."""
        with self._denied():
            self._change(
                (self.placement, {"new_amount": 1.0}), user=self.other_specialist
            )
        with self._denied():
            self.placement.with_user(self.other_specialist).action_change()
        change = self._change((self.placement, {"new_amount": 9000.0}))
        other = change.with_user(self.other_specialist)
        with self._denied():
            other.action_ask()
        change.request_scan = False
        change.action_ask()
        with self._denied():
            other._action_record_consent({"request_scan": "QUJD"})
        with self._denied():
            other._action_take_back("Mine now")

    def test_titles_that_sell_nothing(self):
        for title in set(TITLES) - {
            "specialist",
            "supervisor",
            "manager",
            "general_manager",
        }:
            with self.subTest(title=title), self._denied():
                self._change(
                    (self.placement, {"new_amount": 1.0}), user=self.users[title]
                )

    def test_carer_and_owner(self):
        """The carer asks for what another owns, and the other way round (E22)."""
        self.order.sudo().ad_carer_id = self.other_specialist
        self._asked((self.placement, {"new_amount": 9000.0}))
        self._asked(
            (self.placements[1], {"new_amount": 9000.0}), user=self.other_specialist
        )

    def test_who_approves(self):
        change = self._asked((self.placement, {"new_amount": 9000.0}))
        for title in set(TITLES) - {"manager"}:
            user = self.users[title]
            with (
                self.subTest(title=title),
                self._refused(),
            ):
                change.with_user(user).action_sign()
            self.assertEqual(change.state, "consented")
        with self._refused("cannot sign"):
            change.with_user(self.users["supervisor"]).action_sign()
        with self._refused("cannot sign"):
            change.with_user(self.users["supervisor"])._action_return("No")
        change.with_user(self.manager).action_sign()

    def test_nobody_approves_his_own(self):
        """The manager who asked, owns or closed it passes it upwards (G4)."""
        change = self._asked(
            (self.placement, {"new_amount": 9000.0}), user=self.manager
        )
        self.assertIn("Test general_manager", change.waiting_text)
        with self._refused("you asked for this change"):
            change.with_user(self.manager).action_sign()

    def test_next_level_signs(self):
        self.order.sudo().ad_closer_id = self.manager
        change = self._asked((self.placement, {"new_amount": 9000.0}))
        with self._refused("somebody else has to sign"):
            change.with_user(self.manager).action_sign()
        change.with_user(self.general_manager).action_sign()
        self.assertEqual(change.state, "applied")

    def test_deputy(self):
        """An authorised person approves for the manager, and waives for him (G8)."""
        deputy = self._make_user("deputy", "group_ad_supervisor")
        self.env["ad.authorization"].with_user(self.general_manager).create(
            {
                "deputy_id": deputy.id,
                "principal_id": self.manager.id,
                "step": "manager",
                "team_id": self.division.id,
                "date_to": self.today + relativedelta(days=7),
                "reason": "Leave",
            }
        )
        self._bring_near(self.issues[0])
        change = self._asked(
            (self.placement, {"new_place": "page", "new_page_number": 9}),
            request_date=self.today,
        )
        change.with_user(deputy)._action_waive_fee("He said so")
        change.with_user(deputy).action_sign()
        signed = change.ad_sign_off_ids.filtered(lambda x: x.decision == "signed")
        self.assertEqual(signed.on_behalf_id, self.manager)

    def test_two_companies(self):
        """The other house neither sees nor approves nor scales it."""
        change = self._asked((self.placement, {"new_amount": 9000.0}))
        house = self._make_company("Other House Co.")
        stranger = self._make_user("stranger", "group_ad_general_manager")
        stranger.write({"company_ids": [(6, 0, house.ids)], "company_id": house.id})
        found = self.env["ad.change.order"].with_user(stranger)
        found = found.with_context(allowed_company_ids=house.ids)
        self.assertFalse(found.search([]))
        with self._denied():
            change.with_user(stranger).with_context(
                allowed_company_ids=house.ids
            ).action_sign()
        rules = self.env["ad.change.fee.rule"].with_user(stranger)
        rules = rules.with_context(allowed_company_ids=house.ids).search([])
        self.assertEqual(rules.company_id, house)
