"""What must never count as a customer's confirmation (F1, F2, C10)."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import SCAN
from .proof_common import ProofHttpCase
from .test_proof_returns import PHOTO, ReturnCase


@tagged("post_install", "-at_install")
class TestSlipSigner(ReturnCase):
    """A paper slip counts only with the signature of an authorised person."""

    def _other(self, **values):
        person = self.person.copy({"name": "Li Lian", "email": "li@valves.example.com"})
        return self._make_confirmer(person, **values)

    def test_who_signed_is_who_confirmed(self):
        other = self._other()
        slip = self._return(signer_id=other.id)
        self.assertEqual(slip.signer_name, "Li Lian")
        slip.with_user(self.users["supervisor"]).action_verify()
        self.assertEqual(self.proof.confirmer_id, other)
        self.assertEqual(self.proof.decided_by_name, "Li Lian")

    def test_the_proofs_own_confirmer_by_default(self):
        slip = self._return(signer_id=False)
        self.assertEqual(slip.sudo().signer_id, self.confirmer)
        wizard = self.env["ad.proof.return.register"].with_user(self.specialist)
        wizard = wizard.create({"proof_id": self.proof.id, "photo": PHOTO})
        self.assertEqual(wizard.signer_id.sudo(), self.confirmer)

    def test_nobody_else(self):
        tomorrow = self.today + timedelta(days=1)
        yesterday = self.today - timedelta(days=1)
        customer = self._make_advertiser("Test Pump Works")
        stranger = self.env["res.partner"].create(
            {"name": "Sun Wu", "parent_id": customer.id}
        )
        for confirmer in (
            self._other(state="pending"),
            self._other(state="ended"),
            self._other(valid_from=tomorrow),
            self._other(valid_from=yesterday, valid_to=yesterday),
            self._make_confirmer(stranger, advertiser_id=customer.id),
        ):
            with self.assertRaisesRegex(UserError, "is not authorised to confirm"):
                self._return(signer_id=confirmer.id)

    def test_who_left_the_company(self):
        self.person.active = False
        with self.assertRaisesRegex(UserError, "is not authorised to confirm"):
            self._return()

    def test_the_name_typed_does_not_count(self):
        slip = self._return(signer_name="Somebody")
        self.assertEqual(slip.signer_name, "Wang Shili")

    def test_ended_between_photo_and_verification(self):
        slip = self._return()
        self.confirmer.write({"state": "ended"})
        with self.assertRaisesRegex(UserError, "not authorised to confirm"):
            with self.env.cr.savepoint():
                slip.with_user(self.users["supervisor"]).action_verify()
        self.assertEqual(self.proof.state, "sent")

    def test_the_day_of_the_slip_counts(self):
        slip = self._return()
        # His authorisation ran out while the slip lay on the desk.
        yesterday = fields.Datetime.now() - timedelta(days=1)
        self.env.cr.execute(
            "UPDATE ad_proof_return SET registered_on = %s WHERE id = %s",
            [yesterday, slip.id],
        )
        slip.invalidate_recordset()
        day = self.today - timedelta(days=1)
        self.confirmer.write({"valid_from": day, "valid_to": day})
        slip.with_user(self.users["supervisor"]).action_verify()
        self.assertEqual(self.proof.state, "confirmed")

    def test_remote_paper_needs_both(self):
        for channel in ("email", "fax", "post"):
            for lacking in ("is_signed", "is_sealed"):
                values = {"is_signed": True, "is_sealed": True, lacking: False}
                with self.assertRaisesRegex(UserError, "a signature and a seal, both"):
                    self._return(channel=channel, **values)
        self._return(channel="fax", is_sealed=True)

    def test_the_dialog_expects_the_seal(self):
        wizard = self.env["ad.proof.return.register"].with_user(self.specialist)
        values = {"proof_id": self.proof.id, "photo": PHOTO}
        self.assertFalse(wizard.create(values).is_sealed)
        self.assertTrue(wizard.create({**values, "channel": "fax"}).is_sealed)

    def test_wishes_for_changes_count_without_seal(self):
        wizard = (
            self.env["ad.proof.return.register"]
            .with_user(self.specialist)
            .create(
                {
                    "proof_id": self.proof.id,
                    "photo": PHOTO,
                    "channel": "fax",
                    "is_sealed": False,
                    "is_refused": True,
                    "comment": "The price is 38",
                }
            )
        )
        wizard.action_register()
        self.assertEqual(self.proof.state, "refused")

    def test_who_made_the_copy_does_not_verify(self):
        slip = self._return()
        with self.assertRaisesRegex(AccessError, "you made the copy"):
            slip.with_user(self.production).action_verify()
        colleague = self._make_user("production2", "group_ad_production")
        slip.with_user(colleague).action_verify()
        self.assertEqual(self.proof.state, "confirmed")

    def test_photo_of_another_version(self):
        """The slip stands for the version that was open when it was photographed."""
        old = self.proof
        slip = self._return()
        version = self._make_version(self.material, self.placement, headline="New")
        version.sudo().reading_state = "passed"
        self.material._action_accept()
        new = self._sent_proof(self.placement)
        with self.assertRaisesRegex(UserError, "not open for a decision"):
            with self.env.cr.savepoint():
                slip.with_user(self.users["supervisor"]).action_verify()
        with self.assertRaisesRegex(UserError, "another version"):
            self._return(new, printed_number=old.number)
        with self.assertRaisesRegex(UserError, "another version"):
            self._return(new, printed_number=old._short_fingerprint())
        self.assertEqual(new.state, "sent")
        self._return(new, printed_number=new._short_fingerprint().lower())


@tagged("post_install", "-at_install")
class TestConfirmerAddress(ReturnCase):
    """A specialist cannot quietly make himself the confirmer (C10)."""

    def _enter(self, email):
        person = self.person.copy({"name": "Li Lian", "email": email})
        return (
            self.env["ad.confirmer"]
            .with_user(self.specialist)
            .create(
                {
                    "advertiser_id": self.advertiser.id,
                    "partner_id": person.id,
                    "company_id": self.company.id,
                    "authorization": SCAN,
                }
            )
        )

    def test_added_an_hour_ago_by_himself(self):
        confirmer = self._enter("li@valves.example.com")
        with self.assertRaisesRegex(UserError, "not authorised"):
            self._return(signer_id=confirmer.id)
        with self.assertRaisesRegex(UserError, "not authorised"):
            self.proof._confirm("portal", {"confirmer_id": confirmer.id})
        # Not even as a second employee of the same customer.
        self.advertiser.sudo().user_id = self.users["supervisor"]
        with self.assertRaisesRegex(UserError, "A second person verifies"):
            confirmer.with_user(self.users["supervisor"]).action_verify()
        self.confirmer.write({"state": "ended"})
        draft = self.env["ad.proof.confirmation"]._make(self.placements[1])
        with self.assertRaisesRegex(UserError, "Nobody is authorised"):
            draft.with_user(self.specialist).action_send()

    def test_links_never_go_to_a_colleague(self):
        self.specialist.email = "me@press.example.com"
        supervisor = self.users["supervisor"]
        for email in (
            "me@press.example.com",
            "Li Lian <ME@press.example.com>",
            self.company.email,
        ):
            with self.assertRaisesRegex(UserError, "is a colleague's"):
                self._enter(email).with_user(supervisor).action_verify()
        self._enter("li@valves.example.com").with_user(supervisor).action_verify()


@tagged("post_install", "-at_install")
class TestBadLinks(ProofHttpCase):
    """Links by which nobody decides."""

    def test_of_another_customer(self):
        """A link opens its own proof only, whatever is asked for beside it."""
        second = self._sent_proof(self.placements[1])
        raw = second._issue_token()
        self.assertEqual(self._confirm(raw).status_code, 200)
        self.proof.invalidate_recordset()
        second.invalidate_recordset()
        self.assertEqual((second.state, self.proof.state), ("confirmed", "sent"))
        look = f"/ad/proof/{self.proof.id}/{second._look_token()}"
        self.assertEqual(self.url_open(look).status_code, 404)

    def test_confirmer_who_left(self):
        self.person.active = False
        self.assertEqual(self._confirm().status_code, 403)
        self.proof.invalidate_recordset()
        self.assertEqual(self.proof.state, "sent")

    def test_the_reminders_link_replaces_the_first(self):
        self.proof._mail_link(is_reminder=True)
        self.assertEqual(self.url_open(self._link()).status_code, 410)
        self.assertEqual(self._confirm().status_code, 410)
