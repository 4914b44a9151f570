"""Confirmers, proofs on their way, exceptions (C10, F1, F3, F4, F8)."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import SCAN
from .copy_common import CopyCase
from .proof_common import ProofCase


@tagged("post_install", "-at_install")
class TestConfirmers(CopyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.env["res.partner"].create(
            {
                "name": "Wang Shili",
                "parent_id": cls.advertiser.id,
                "email": "wang@valves.example.com",
            }
        )

    def _enter(self, person=None, user=None, **values):
        return (
            self.env["ad.confirmer"]
            .with_user(user or self.specialist)
            .create(
                {
                    "advertiser_id": self.advertiser.id,
                    "partner_id": (person or self.person).id,
                    "company_id": self.company.id,
                    "authorization": SCAN,
                    **values,
                }
            )
        )

    def _valid(self, day=None):
        confirmers = self.env["ad.confirmer"]
        return confirmers._valid_for(self.advertiser, day or self.today, self.company)

    def test_verified_by_a_second_person(self):
        confirmer = self._enter()
        # Added an hour ago by the specialist himself: nothing yet.
        self.assertFalse(self._valid())
        with self.assertRaisesRegex(AccessError, "verifies authorisations"):
            confirmer.action_verify()
        confirmer.with_user(self.users["supervisor"]).action_verify()
        self.assertEqual(self._valid(), confirmer.sudo())
        self.assertEqual(confirmer.email, "wang@valves.example.com")
        # A later change of the contact does not redirect the links.
        self.person.email = "thief@example.com"
        self.assertEqual(confirmer.email, "wang@valves.example.com")

    def test_never_alone(self):
        own = self._enter(user=self.users["contract_admin"])
        with self.assertRaisesRegex(UserError, "A second person verifies"):
            own.with_user(self.users["contract_admin"]).action_verify()
        carer = self.users["supervisor"]
        self.advertiser.sudo().user_id = carer
        with self.assertRaisesRegex(UserError, "A second person verifies"):
            own.with_user(carer).action_verify()

    def test_paper_is_needed(self):
        confirmer = self._enter(authorization=False)
        with self.assertRaisesRegex(UserError, "Attach the sealed authorisation"):
            confirmer.with_user(self.users["supervisor"]).action_verify()

    def test_who_left(self):
        confirmer = self._enter()
        confirmer.with_user(self.users["supervisor"]).action_verify()
        self.person.active = False
        self.assertFalse(self._valid())
        self.person.active = True
        self.assertTrue(self._valid())
        self.assertFalse(self._valid(self.today - timedelta(days=1)))
        confirmer.action_end()
        self.assertFalse(self._valid())

    def test_earlier_ones_are_told(self):
        self._enter().with_user(self.users["supervisor"]).action_verify()
        other = self.person.copy({"name": "Li Lian", "email": "li@valves.example.com"})
        mails = self.env["mail.mail"].search([])
        self._enter(other).with_user(self.users["supervisor"]).action_verify()
        told = self.env["mail.mail"].search([]) - mails
        self.assertIn("wang@valves.example.com", told.mapped("email_to"))
        self.assertIn("Li Lian", "".join(told.mapped("body_html")))

    def test_who_cannot_be_one(self):
        with self.assertRaisesRegex(ValidationError, "no contact person"):
            self._enter(self.env["res.partner"].create({"name": "Stranger"}))
        colleague = self.users["finance"].partner_id
        colleague.sudo().parent_id = self.advertiser
        with self.assertRaisesRegex(ValidationError, "works here"):
            self._enter(colleague)

    def test_verified_stays(self):
        confirmer = self._enter()
        confirmer.with_user(self.users["supervisor"]).action_verify()
        with self.assertRaisesRegex(UserError, "End it and enter"):
            confirmer.valid_to = self.today
        with self.assertRaisesRegex(UserError, "end it instead"):
            confirmer.sudo().unlink()
        with self.assertRaises(AccessError):
            confirmer.write({"email": "thief@example.com"})


@tagged("post_install", "-at_install")
class TestProofs(ProofCase):
    def _confirm(self, proof=None, **values):
        values = {"confirmer_id": self.confirmer.id, "decided_by_name": "W", **values}
        (proof or self.proof)._confirm("portal", values)

    def test_confirmed(self):
        self._confirm()
        self.assertEqual(self.proof.state, "confirmed")
        self.assertEqual(self.placement.proof_state, "confirmed")
        self.env.flush_all()
        self.assertNotIn("proof", self.placement.clearance_blockers)
        with self.assertRaisesRegex(UserError, "not open for a decision"):
            self._confirm()

    def test_decision_is_frozen(self):
        self._confirm()
        for values in ({"decided_by_name": "X"}, {"fingerprint": "x"}):
            with self.assertRaisesRegex(UserError, "does not change any more"):
                self.proof.write(values)
        with self.assertRaisesRegex(UserError, "are evidence"):
            self.proof.unlink()
        with self.assertRaisesRegex(UserError, "prepared from its insertion"):
            self.proof.copy()

    def test_nobody_writes_proofs(self):
        for title, user in self.users.items():
            proof = self.proof.with_user(user)
            for operation in ("write", "create", "unlink"):
                self.assertFalse(proof.has_access(operation), title)
        for user in (self.plain_user, self.portal_user, self.other_specialist):
            self.assertFalse(self.proof.with_user(user).has_access("read"))

    def test_new_content_voids(self):
        self._confirm()
        mails = self.env["mail.mail"].search_count([])
        self._make_version(self.material, self.placement, headline="Other")
        self.assertEqual(self.proof.state, "void")
        self.assertEqual(self.placement.proof_state, "none")
        self.assertGreater(self.env["mail.mail"].search_count([]), mails)

    def test_one_mail_for_all_that_is_void(self):
        for placement in self.placements[1:]:
            placement._action_set_version(self.version)
        later = self.env["ad.proof.confirmation"]._make(self.placements[1:])
        for proof in later:
            proof._action_send(self.confirmer)
        before = self.env["mail.mail"].search([])
        self._make_version(self.material, self.placements, headline="Other")
        mail = self.env["mail.mail"].search([]) - before
        self.assertEqual(len(mail), 1)
        for proof in self.proof | later:
            self.assertEqual(proof.state, "void")
            self.assertIn(proof.number, mail.body_html)

    def test_new_size_voids(self):
        self.full_page.width_mm = 100
        self.assertEqual(self.proof.state, "void")
        with self.assertRaisesRegex(UserError, "is not open for a decision"):
            self._confirm()

    def test_new_size_is_noticed_at_the_decision(self):
        """Whatever way the size changed, the decision compares once more (F4)."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE ad_position SET width_mm = 100 WHERE id = %s", self.full_page.ids
        )
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "is out of date"):
            self._confirm()

    def test_same_content_keeps_the_confirmation(self):
        self._confirm()
        self.placement._action_set_version(self.version)
        self.assertEqual(self.proof.state, "confirmed")

    def test_a_new_carer_takes_open_work_over(self):
        self.placement.order_id.sudo().ad_carer_id = self.other_specialist
        self.advertiser.sudo().user_id = self.other_specialist
        self.assertEqual(self.placement.user_id, self.other_specialist)
        self.assertEqual(self.proof.user_id, self.other_specialist)
        self.assertEqual(self.material.user_id, self.other_specialist)

    def test_decided_proofs_keep_their_carer(self):
        carer = self.proof.user_id
        self._confirm()
        self.placement.order_id.sudo().ad_carer_id = self.other_specialist
        self.assertEqual(self.proof.user_id, carer)

    def test_refusal_needs_a_comment(self):
        with self.assertRaisesRegex(UserError, "Say what is wrong"):
            self.proof._refuse(" ", [], {})
        marks = [{"x": 0.5, "y": 0.25, "text": "38"}]
        self.proof._refuse("The price is 38", marks, {})
        self.assertEqual(self.proof.state, "refused")
        self.assertEqual(self.proof.marks, marks)
        activity = self.material.activity_ids
        self.assertEqual(activity.user_id, self.production)
        self.assertIn("The price is 38", activity.note)
        self.env.flush_all()
        self.assertIn("The price is 38", self.placement.clearance_blockers)
        # The next round.
        version = self._make_version(self.material, self.placement, headline="38")
        version.sudo().reading_state = "passed"
        self.material._action_accept()
        proof = self.env["ad.proof.confirmation"]._make(self.placement)
        self.assertEqual(proof.round, 2)

    def test_not_authorised_any_more(self):
        self.confirmer.write({"state": "ended"})
        with self.assertRaisesRegex(UserError, "not authorised"):
            self._confirm()

    def test_paper_only(self):
        self.order.sudo().ad_confirm_portal = False
        with self.assertRaisesRegex(UserError, "confirmation on paper"):
            self._confirm()

    def test_at_press(self):
        self.placement.issue_id.sudo().state = "at_press"
        with self.assertRaisesRegex(UserError, "at press already"):
            self._confirm()

    def test_sending(self):
        second = self.placements[1].with_user(self.specialist)
        second.action_ad_send_proof()
        proof = second.sudo()._live_proof()
        self.assertEqual((proof.state, proof.sent_to), ("sent", self.confirmer.email))
        link = self.env["mail.mail"].search(
            [("email_to", "=", self.confirmer.email)], order="id desc", limit=1
        )
        self.assertIn("/my/ad-proof/", link.body_html)
        self.assertNotIn("ad-proof", "".join(proof.message_ids.mapped("body")))
        with self.assertRaisesRegex(UserError, "have been sent already"):
            second.action_ad_send_proof()

    def test_not_ready_to_send(self):
        second = self.placements[1].with_user(self.production)
        for change, words in (
            (lambda: self.version.write({"reading_state": "to_read"}), "not passed"),
            (lambda: self.version.write({"screening_state": "open"}), "findings"),
            (lambda: self.material.sudo().write({"state": "received"}), "not accepted"),
            (lambda: self.confirmer.write({"state": "ended"}), "Nobody is authorised"),
        ):
            with self.assertRaisesRegex(UserError, words), self.env.cr.savepoint():
                self.version = self.version.sudo()
                change()
                second.action_ad_send_proof()
            self.env.invalidate_all()
        for title in ("proofreader", "reviewer", "finance"):
            with self.assertRaisesRegex(AccessError, "Proofs are sent"):
                second.with_user(self.users[title]).action_ad_send_proof()
        bare = self._seal(self._make_contract([(self.full_page, self.issues[3:4])]))
        with self.assertRaisesRegex(UserError, "no copy to prove"):
            bare.ad_placement_ids.with_user(self.production).action_ad_send_proof()

    def test_confirmer_without_address_gets_paper(self):
        self.confirmer.email = False
        mails = self.env["mail.mail"].search_count([])
        self.placements[1].with_user(self.production).action_ad_send_proof()
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)
        self.assertEqual(self.placements[1].proof_state, "sent")


@tagged("post_install", "-at_install")
class TestProofExceptions(ProofCase):
    def test_standing_copy(self):
        second = self.placements[1].with_user(self.specialist)
        with self.assertRaisesRegex(UserError, "does not agree standing copy"):
            second.action_standing_copy()
        self.order.sudo().ad_standing_copy = True
        with self.assertRaisesRegex(UserError, "not confirmed exactly this copy"):
            second.action_standing_copy()
        values = {"confirmer_id": self.confirmer.id}
        self.proof._confirm("portal", values)
        second.action_standing_copy()
        self.assertEqual(second.proof_state, "standing")
        self.assertEqual(second.sudo().exception_ids.proof_id, self.proof)
        # New content needs a proof again.
        self._make_version(self.material, self.placements[1], headline="Other")
        self.assertEqual(second.proof_state, "none")

    def _word(self, **values):
        return {
            "said_by": "Wang Shili",
            "said_on": fields.Datetime.now(),
            "said_how": "By telephone",
            "reason": "The customer is at a fair",
            **values,
        }

    def test_run_first(self):
        manager = self.placement.with_user(self.users["manager"])
        exception = manager._action_run_first(self._word())
        self.assertEqual(self.placement.proof_state, "run_first")
        self.assertGreater(exception.slip_due, self.placement.publication_date)
        self.assertFalse(exception.is_settled)
        self.env.flush_all()
        self.assertNotIn("proof", self.placement.clearance_blockers)
        # The slip comes after.
        self.proof._confirm("visit", {"confirmer_id": self.confirmer.id})
        exception.invalidate_recordset()
        self.assertTrue(exception.is_settled)
        self.assertEqual(self.placement.proof_state, "confirmed")

    def test_who_lets_run_first(self):
        for title in ("specialist", "supervisor", "production"):
            with self.assertRaisesRegex(AccessError, "division manager decides"):
                self.placement.with_user(self.users[title])._action_run_first(
                    self._word()
                )
        self.order.sudo().user_id = self.users["manager"]
        with self.assertRaisesRegex(AccessError, "your own deal"):
            self.placement.with_user(self.users["manager"])._action_run_first(
                self._word()
            )

    def test_word_and_reason(self):
        manager = self.placement.with_user(self.users["manager"])
        with self.assertRaisesRegex(UserError, "Say why"):
            manager._action_run_first(self._word(reason=" "))
        with self.assertRaisesRegex(UserError, "Write down who"):
            manager._action_run_first(self._word(said_by=False))

    def test_once_a_quarter(self):
        manager = self.users["manager"]
        self.placement.with_user(manager)._action_run_first(self._word())
        quarter = self.placement._quarter
        for other in self.placements[1:]:
            same = quarter(other.publication_date) == quarter(
                self.placement.publication_date
            )
            other = other.with_user(manager)
            if same:
                with self.assertRaisesRegex(UserError, "in this quarter already"):
                    other._action_run_first(self._word())
            else:
                other._action_run_first(self._word())

    def test_nothing_left_to_confirm(self):
        """Neither exception for what may run already, or is over."""
        self.order.sudo().ad_standing_copy = True
        self.proof._confirm("visit", {"confirmer_id": self.confirmer.id})
        production = self.placement.with_user(self.production)
        manager = self.placement.with_user(self.users["manager"])
        with self.assertRaisesRegex(UserError, "may run already"):
            production.action_standing_copy()
        with self.assertRaisesRegex(UserError, "may run already"):
            manager._action_run_first(self._word())
        second = self.placements[1].with_user(self.production)
        second.issue_id.sudo().state = "at_press"
        with self.assertRaisesRegex(UserError, "over or at press"):
            second.action_standing_copy()
        third = self.placements[2].with_user(self.production)
        third.sudo().stage = "cancelled"
        with self.assertRaisesRegex(UserError, "over or at press"):
            third.action_standing_copy()

    def test_another_size_ends_an_exception(self):
        """Standing and run-first hold for one content, size and colour (F4)."""
        manager = self.placement.with_user(self.users["manager"])
        manager._action_run_first(self._word())
        self.assertEqual(self.placement.proof_state, "run_first")
        self.full_page.sudo().colour = "bw"
        self.assertEqual(self.placement.proof_state, "none")
        self.assertEqual(self.proof.state, "void")

    def test_another_size_voids_confirmed_proofs(self):
        """Of insertions to come, and of this position only (F4)."""
        self.proof._confirm("visit", {"confirmer_id": self.confirmer.id})
        self.inside_front.sudo().width_mm = 77
        self.full_page.sudo().name = "Whole page"
        self.assertEqual(self.proof.state, "confirmed")
        self.full_page.sudo().width_mm = 77
        self.assertEqual(self.proof.state, "void")
        self.assertTrue(self.proof.decided_on)
        self.assertEqual(self.placement.proof_state, "none")

    def test_kept(self):
        manager = self.placement.with_user(self.users["manager"])
        exception = manager._action_run_first(self._word())
        with self.assertRaisesRegex(UserError, "kept as it was decided"):
            exception.sudo().reason = "Other"
        with self.assertRaisesRegex(UserError, "are kept"):
            exception.sudo().unlink()
