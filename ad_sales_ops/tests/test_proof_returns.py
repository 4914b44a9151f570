"""Slips on paper, verified by a second person; the round of proofs (F2, F5)."""

import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .proof_common import ProofCase, picture_file

PHOTO = base64.b64encode(picture_file((60, 80)))


class ReturnCase(ProofCase):
    def _values(self, **values):
        return {
            "channel": "visit",
            "photo": PHOTO,
            "is_signed": True,
            "signer_id": self.confirmer.id,
            **values,
        }

    def _return(self, proof=None, user=None, **values):
        proof = (proof or self.proof).sudo(False).with_user(user or self.specialist)
        return proof._register_return(self._values(**values))


@tagged("post_install", "-at_install")
class TestProofReturns(ReturnCase):
    def test_verified_by_a_second_person(self):
        slip = self._return()
        self.assertEqual(self.placement.proof_state, "returned")
        slip.with_user(self.users["supervisor"]).action_verify()
        self.assertEqual(slip.state, "verified")
        self.assertEqual(self.proof.state, "confirmed")
        self.assertEqual(self.proof.channel, "visit")
        self.assertEqual(self.proof.decided_by_name, "Wang Shili")
        self.assertEqual(self.placement.proof_state, "confirmed")

    def test_who_verifies(self):
        slip = self._return(user=self.production)
        for user, words in (
            (self.production, "second person"),
            (self.specialist, "verifies slips"),
            (self.users["proofreader"], "verifies slips"),
            (self.plain_user, "verifies slips"),
        ):
            with self.assertRaisesRegex(AccessError, words):
                slip.with_user(user).action_verify()
        # A supervisor who sells does not verify his own customer's slip.
        self.order.sudo().user_id = self.users["supervisor"]
        with self.assertRaisesRegex(AccessError, "second person"):
            slip.with_user(self.users["supervisor"]).action_verify()
        slip.with_user(self.users["operations"]).action_verify()

    def test_who_registers(self):
        for title in ("proofreader", "reviewer", "finance"):
            with self.assertRaisesRegex(AccessError, "Slips are registered"):
                self._return(user=self.users[title])
        with self.assertRaises(AccessError):
            self._return(user=self.other_specialist)

    def test_slip_of_another_version(self):
        with self.assertRaisesRegex(UserError, "another version"):
            self._return(printed_number="P2020-00001")
        self._return(printed_number=self.proof.number)

    def test_void_proof(self):
        self._make_version(self.material, self.placement, headline="New headline")
        self.assertEqual(self.proof.state, "void")
        with self.assertRaisesRegex(UserError, "is void"):
            self._return()

    def test_new_copy_between_photo_and_verification(self):
        slip = self._return()
        self._make_version(self.material, self.placement, headline="New headline")
        with self.assertRaisesRegex(UserError, "not open for a decision"):
            with self.env.cr.savepoint():
                slip.with_user(self.users["supervisor"]).action_verify()
        self.assertEqual(self.proof.state, "void")

    def test_one_slip_at_a_time(self):
        self._return()
        with self.assertRaisesRegex(UserError, "waiting for verification"):
            self._return()

    def test_photo_signature_and_seal(self):
        with self.assertRaisesRegex(UserError, "Photograph the slip"):
            self._return(photo=False)
        with self.assertRaisesRegex(UserError, "a signature or a seal"):
            self._return(is_signed=False)
        self.advertiser.ad_locality = "remote"
        with self.assertRaisesRegex(UserError, "a signature and a seal"):
            self._return()
        self._return(is_sealed=True)

    def test_rejected(self):
        slip = self._return()
        supervisor = slip.with_user(self.users["supervisor"])
        with self.assertRaisesRegex(UserError, "Say what is wrong"):
            supervisor._action_reject(" ")
        supervisor._action_reject("The seal cannot be read")
        self.assertEqual(slip.state, "rejected")
        self.assertEqual(self.proof.state, "sent")
        activity = self.order.activity_ids.filtered(
            lambda a: a.user_id == self.specialist
        )
        self.assertIn("The seal cannot be read", activity.note)
        with self.assertRaisesRegex(UserError, "decided already"):
            supervisor.action_verify()
        self._return()

    def test_the_customer_wants_changes(self):
        wizard = (
            self.env["ad.proof.return.register"]
            .with_user(self.specialist)
            .create(
                {
                    "proof_id": self.proof.id,
                    "photo": PHOTO,
                    "is_refused": True,
                    "comment": "The price is 38",
                }
            )
        )
        wizard.action_register()
        self.assertEqual(self.proof.state, "refused")
        self.assertEqual(self.proof.refusal_comment, "The price is 38")

    def test_kept_as_registered(self):
        slip = self._return()
        for title in ("specialist", "supervisor", "operations"):
            self.assertFalse(slip.with_user(self.users[title]).has_access("write"))
        with self.assertRaisesRegex(UserError, "kept as it was registered"):
            slip.sudo().write({"photo": PHOTO})
        with self.assertRaisesRegex(UserError, "are kept"):
            slip.sudo().unlink()

    def test_taken_back_by_a_second_person(self):
        slip = self._return()
        slip.with_user(self.users["supervisor"]).action_verify()
        proof = self.proof.sudo(False)
        with self.assertRaisesRegex(UserError, "a second person"):
            proof.with_user(self.users["supervisor"])._action_counter("Wrong slip")
        with self.assertRaisesRegex(AccessError, "takes back"):
            proof.with_user(self.specialist)._action_counter("Wrong slip")
        operations = proof.with_user(self.users["operations"])
        with self.assertRaisesRegex(UserError, "Say why"):
            operations._action_counter("")
        operations._action_counter("Wrong slip")
        self.assertEqual(self.proof.state, "void")
        self.assertEqual(self.proof.decided_by_name, "Wang Shili")
        self.assertEqual(self.placement.proof_state, "none")

    def test_screen_loads_at_once(self):
        slip = self._return()
        slips = self.env["ad.proof.return"].with_user(self.users["supervisor"])
        (found,) = slips.load_pending()
        self.assertEqual(found["id"], slip.id)
        self.assertEqual(found["number"], self.proof.number)
        self.assertIn("Ball valves", found["content"])
        self.assertFalse(slips.with_user(self.other_specialist).load_pending())

    def test_screen_budget(self):
        proofs = self.proof
        for placement in self.placements[1:]:
            proofs |= self._sent_proof(placement)
        for proof in proofs:
            self._return(proof)
        self.env.flush_all()
        self.env.invalidate_all()
        slips = self.env["ad.proof.return"].with_user(self.users["operations"])
        before = self.cr.sql_log_count
        self.assertEqual(len(slips.load_pending()), 3)
        three = self.cr.sql_log_count - before
        self.assertLessEqual(three, 25)


@tagged("post_install", "-at_install")
class TestProofRound(ReturnCase):
    def test_worst_first(self):
        first, second, third = self.placements
        self.proof._refuse("No", [], {})
        self.assertEqual(first.proof_urgency, 1)
        self._sent_proof(second)
        ordered = self.placements.sorted("proof_urgency")
        self.assertEqual(ordered[0], first)
        self.assertLess(third.proof_urgency, second.proof_urgency)

    def test_visiting_order(self):
        self.advertiser.write({"zip": "200030", "city": "Shanghai", "street": "1 Rd"})
        self.assertEqual(self.placement.visit_order, "200030 Shanghai 1 Rd")

    def test_register_from_the_list(self):
        action = self.placement.with_user(self.specialist).action_ad_register_return()
        self.assertEqual(action["context"]["default_proof_id"], self.proof.id)
        with self.assertRaisesRegex(UserError, "no proof that waits"):
            self.placements[1].with_user(self.specialist).action_ad_register_return()
