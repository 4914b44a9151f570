"""Moving a promised page needs the customer's recorded consent (F4, E6)."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .proof_common import ProofCase


class PromiseCase(ProofCase):
    """A booked inside front cover beside the run-of-book insertions, both proved."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.operations = cls.users["operations"]
        order = cls._make_contract([(cls.inside_front, cls.issues[:1])])
        cls.cover_order = cls._seal(order)
        cls.cover = cls.cover_order.ad_placement_ids
        cls.material._action_accept()
        cls._make_version(cls.material, cls.placements | cls.cover, headline="Cover")
        cls.material.version_id.sudo().reading_state = "passed"
        cls.material._action_accept()
        cls.proof = cls._sent_proof(cls.cover)
        cls.loose = cls._sent_proof(cls.placement)
        issue = cls.cover.issue_id
        cls.promised = issue._page_ordinal("inside_front")
        cls.other = issue._page_ordinal("page", 5)
        for proof in cls.proof | cls.loose:
            proof._confirm("visit", {"confirmer_id": cls.confirmer.id})
        cls.env.flush_all()

    def _move(self, page, placement=None, user=None):
        placement = (placement or self.cover).with_user(user or self.operations)
        self.env["ad.placement"].with_user(user or self.operations)._place(
            {placement: (page, 0, 0)}
        )

    def _consent(self, user=None, page=None, **values):
        values = {
            "confirmer": self.confirmer,
            "said_on": fields.Datetime.now(),
            "said_how": "By telephone",
            **values,
        }
        cover = self.cover.with_user(user or self.specialist)
        return cover._record_page_consent(page or self.other, **values)


@tagged("post_install", "-at_install")
class TestPromisedPage(PromiseCase):
    def test_refused_without_consent(self):
        self.assertEqual(self.proof.promised_page, self.promised)
        with self.assertRaisesRegex(UserError, "was promised Inside front cover"):
            self._move(self.other)
        with self.assertRaisesRegex(UserError, "Record the customer's consent"):
            self._move(0)
        self.assertEqual(self.cover.page, self.promised)
        self.assertEqual(self.proof.state, "confirmed")

    def test_moved_with_consent(self):
        consent = self._consent()
        self._move(self.other)
        self.assertEqual(self.cover.page, self.other)
        self.assertEqual(self.proof.state, "confirmed")
        self.assertEqual(self.cover.proof_state, "confirmed")
        self.assertEqual(consent.said_by, "Wang Shili")
        self.assertEqual(consent.recorded_by_id, self.specialist)
        self.assertEqual((consent.from_page, consent.to_page)[1], "5")
        for words in ("To 5", "Wang Shili", "By telephone", self.specialist.name):
            self.assertIn(words, self.proof.page_consent)
        self.assertIn("moved to 5", dict(self._facts())["page"])
        self.assertIn("Wang Shili agreed to 5", self.proof.message_ids[0].body)
        self.env.flush_all()
        self.assertNotIn("was promised", self.cover.clearance_blockers or "")
        # Home again needs nobody.
        self._move(self.promised)
        self.assertFalse(self.proof.page_consent)

    def _facts(self):
        return [(key, value) for key, _label, value in self.proof._slip_facts()]

    def test_the_confirmer_hears_of_it(self):
        mails = self.env["mail.mail"].search([])
        self._consent()
        (mail,) = self.env["mail.mail"].search([]) - mails
        self.assertEqual(mail.email_to, self.confirmer.email)
        self.assertIn("If you know nothing of this", mail.body_html)
        self.assertIn("Inside front cover", mail.body_html)

    def test_consent_to_one_page_only(self):
        self._consent()
        with self.assertRaisesRegex(UserError, "was promised"):
            self._move(self.other + 1)

    def test_consent_is_to_the_printed_page(self):
        """Sides before it move it along; they make no other page of it."""
        consent = self._consent()
        issue = self.cover.issue_id.sudo()
        issue.gatefold_panels = 3
        now = issue._page_ordinal("page", 5)
        self.assertNotEqual(now, self.other)
        self.assertEqual(consent._agreed_side(), now)
        self.assertTrue(self.cover._needs_page_consent(self.other))
        self._move(now)
        self.assertEqual(self.cover.page_label, "5")
        self.assertIn("To 5", self.proof.page_consent)
        self.env.flush_all()
        self.assertNotIn("was promised", self.cover.clearance_blockers or "")

    def test_consent_to_a_page_that_is_gone(self):
        """With fewer pages its side is a cover, to which nobody agreed."""
        issue = self.cover.issue_id.sudo()
        last = issue._page_ordinal("page", issue.page_count)
        consent = self._consent(page=last)
        self.assertFalse(self.cover._needs_page_consent(last))
        issue.page_count -= 4
        self.assertEqual(issue._page_label(last - 4), str(issue.page_count))
        self.assertFalse(consent._agreed_side())
        for page in (last, last - 4, last - 2):
            self.assertTrue(self.cover._needs_page_consent(page), page)
        with self.assertRaisesRegex(UserError, "was promised"):
            self._move(last - 3)

    def test_consent_holds_in_its_issue(self):
        """In another issue the page is promised anew."""
        consent = self._consent()
        self.cover.sudo().issue_id = self.issues[1]
        self.assertFalse(consent._agreed_side())
        self.assertTrue(self.cover._needs_page_consent(self.other))

    def test_run_of_book_needs_nothing(self):
        self._move(self.other, self.placement)
        self._move(self.other + 1, self.placement)
        self.assertEqual(self.loose.state, "confirmed")
        self.assertFalse(self.placement.promised_page_label)
        with self.assertRaisesRegex(UserError, "needs no consent"):
            self.placement.with_user(self.specialist)._record_page_consent(
                self.other, self.confirmer, fields.Datetime.now(), "By telephone"
            )

    def test_every_page_of_a_swap_is_looked_at(self):
        self._move(self.other, self.placement)
        targets = {self.cover: (self.other, 0, 0), self.placement: (9, 0, 0)}
        placements = self.env["ad.placement"].with_user(self.operations)
        with self.assertRaisesRegex(UserError, "was promised"):
            placements._place(
                {p.with_user(self.operations): t for p, t in targets.items()}
            )
        self.assertEqual(self.placement.page, self.other)

    def test_bad_consents(self):
        other_person = self.person.copy({"name": "Li Lian"})
        pending = self._make_confirmer(other_person, state="pending")
        late = self._make_confirmer(
            self.person.copy({"name": "Zhao"}),
            valid_from=self.today + timedelta(days=2),
        )
        tomorrow = fields.Datetime.now() + timedelta(days=1)
        nobody = self.env["ad.confirmer"]
        for values, words in (
            ({"confirmer": nobody}, "Choose who of the customer's"),
            ({"confirmer": pending}, "Choose who of the customer's"),
            ({"confirmer": late}, "Choose who of the customer's"),
            ({"said_on": tomorrow}, "not in the future"),
            ({"said_on": False}, "not in the future"),
            ({"said_how": " "}, "Say how"),
            ({"page": 999}, "has no such page"),
            ({"page": self.promised}, "needs no consent"),
        ):
            with self.assertRaisesRegex(UserError, words):
                self._consent(**values)
        # Before his authorisation began he could not agree either.
        with self.assertRaisesRegex(UserError, "authorised on that day"):
            self._consent(said_on=fields.Datetime.now() - timedelta(days=9))
        self.cover.issue_id.sudo().state = "at_press"
        with self.assertRaisesRegex(UserError, "pages are frozen"):
            self._consent()

    def test_who_records(self):
        for title in ("production", "proofreader", "contract_admin", "finance"):
            with self.assertRaisesRegex(AccessError, "records a consent"):
                self._consent(self.users[title])
        with self.assertRaises(AccessError):
            self._consent(self.other_specialist)
        self._consent(self.operations)

    def test_a_fact(self):
        consent = self._consent()
        with self.assertRaisesRegex(UserError, "kept as it was given"):
            consent.sudo().said_by = "Li Lian"
        with self.assertRaisesRegex(UserError, "are kept"):
            consent.sudo().unlink()
        for title, user in self.users.items():
            with self.subTest(title=title):
                mine = consent.with_user(user)
                self.assertTrue(mine.has_access("read"))
                for operation in ("write", "create", "unlink"):
                    self.assertFalse(mine.has_access(operation))
        for user in (self.plain_user, self.portal_user, self.other_specialist):
            self.assertFalse(consent.with_user(user).has_access("read"))

    def test_blocked_when_it_moved_by_another_way(self):
        self.cover.sudo().write({"page": self.other})
        self.env.flush_all()
        self.assertIn("Inside front cover was promised", self.cover.clearance_blockers)
        # Somebody asks the customer: it may run after all.
        self._consent()
        self.env.flush_all()
        self.assertNotIn("was promised", self.cover.clearance_blockers or "")

    def test_a_new_proof_promises_the_page_agreed(self):
        self._consent()
        self._move(self.other)
        self._make_version(self.material, self.cover, headline="Other")
        self.material.version_id.sudo().reading_state = "passed"
        proof = self.env["ad.proof.confirmation"]._make(self.cover).sudo()
        self.assertEqual((proof.page_promise, proof.promised_page), ("5", self.other))
        with self.assertRaisesRegex(UserError, "was promised 5"):
            self._move(self.promised)

    def test_two_companies(self):
        consent = self._consent()
        second = self._make_company("Second Press Test Co.")
        stranger = self._make_user("gm2", "group_ad_general_manager")
        stranger.write(
            {"company_ids": [Command.set(second.ids)], "company_id": second.id}
        )
        foreign = consent.with_user(stranger).with_context(
            allowed_company_ids=second.ids
        )
        self.assertFalse(foreign.has_access("read"))


@tagged("post_install", "-at_install")
class TestConsentDialogs(PromiseCase):
    def _wizard(self, model, user, **values):
        return (
            self.env[model]
            .with_user(user)
            .create({"placement_id": self.cover.id, "page_number": 5, **values})
        )

    def test_specialist_records(self):
        action = self.cover.with_user(self.specialist).action_page_consent()
        wizard = self._wizard(
            action["res_model"],
            self.specialist,
            confirmer_id=self.confirmer.id,
            said_how="In writing",
        )
        self.assertEqual(wizard.confirmer_ids, self.confirmer)
        wizard.action_record()
        self.assertEqual(self.cover.consent_ids.to_page, "5")
        self.assertEqual(self.cover.page, self.promised)

    def test_operations_records_and_moves(self):
        wizard = self._wizard("ad.placement.place", self.operations)
        with self.assertRaisesRegex(UserError, "was promised"):
            wizard.action_place()
        wizard.write({"confirmer_id": self.confirmer.id, "said_how": "By telephone"})
        wizard.action_place()
        self.assertEqual(self.cover.page, self.other)
        self.assertEqual(self.cover.consent_ids.recorded_by_id, self.operations)
        # Back to a cover by its name.
        wizard.write({"place": "inside_front"})
        wizard.action_place()
        self.assertEqual(self.cover.page, self.promised)
        self.assertEqual(len(self.cover.consent_ids), 1)

    def test_no_such_page(self):
        wizard = self._wizard("ad.placement.place", self.operations, page_number=99)
        with self.assertRaisesRegex(UserError, "there is no page 99"):
            wizard.action_place()
