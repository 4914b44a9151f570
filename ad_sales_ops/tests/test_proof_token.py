"""Links and one-time codes of proofs (F1, F2)."""

import hashlib
import re
from datetime import timedelta
from unittest.mock import patch

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .proof_common import ProofCase

SEND = "odoo.addons.base.models.ir_mail_server.IrMail_Server.send_email"


@tagged("post_install", "-at_install")
class TestProofToken(ProofCase):
    def _token(self, raw):
        return self.env["ad.proof.token"]._find(raw)

    def test_only_the_hash_is_kept(self):
        raw = self.proof._issue_token()
        self.assertGreaterEqual(len(raw), 43)
        token = self._token(raw)
        self.assertEqual(token.secret_hash, hashlib.sha256(raw.encode()).hexdigest())
        self.env.flush_all()
        self.env.cr.execute("SELECT row(t.*)::text FROM ad_proof_token t")
        self.assertNotIn(raw, str(self.env.cr.fetchall()))
        self.env.cr.execute("SELECT row(p.*)::text FROM ad_proof_confirmation p")
        self.assertNotIn(raw, str(self.env.cr.fetchall()))
        bodies = self.proof.message_ids.mapped("body")
        self.assertNotIn(raw, str(bodies))

    def test_nobody_reads_tokens(self):
        self.proof._issue_token()
        people = [*self.users.values(), self.env.ref("base.user_admin")]
        for user in people:
            tokens = self.env["ad.proof.token"].with_user(user)
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                tokens.search([], limit=1)
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.proof.with_user(user).read(["token_ids"])

    def test_find(self):
        raw = self.proof._issue_token()
        self.assertEqual(self.env["ad.proof.confirmation"]._from_token(raw), self.proof)
        for wrong in (raw[:-1], raw + "A", raw.swapcase(), "", None, "认定"):
            self.assertFalse(self._token(wrong), wrong)

    def test_a_new_link_replaces_the_old_one(self):
        old = self.proof._issue_token()
        new = self.proof._issue_token()
        self.assertEqual(self._token(old)._status(), "replaced")
        self.assertEqual(self._token(new)._status(), "live")

    def test_a_signing_link_leaves_the_mailed_one(self):
        mailed = self.proof._issue_token()
        signing = self.proof._issue_token("signing", self.confirmer)
        self.assertEqual(self._token(mailed)._status(), "live")
        self.assertEqual(self._token(mailed)._channel(), "portal")
        self.assertEqual(self._token(signing)._channel(), "portal_code")
        self.proof._issue_token("signing", self.confirmer)
        self.assertEqual(self._token(signing)._status(), "replaced")
        self.assertEqual(self._token(mailed)._status(), "live")

    def test_a_link_dies_with_the_decision(self):
        raw = self.proof._issue_token()
        for state, status in (
            ("confirmed", "decided"),
            ("refused", "decided"),
            ("void", "void"),
        ):
            self.proof.state = state
            self.assertEqual(self._token(raw)._status(), status)
            self.assertFalse(self.env["ad.proof.confirmation"]._from_token(raw))

    def test_a_link_lives_until_the_proof_close_is_over(self):
        raw = self.proof._issue_token()
        close = self.proof.issue_id.proof_close
        # The day ends in Shanghai sixteen hours into the day of Greenwich.
        self.company.resource_calendar_id.tz = "Asia/Shanghai"
        raw = self.proof._issue_token()
        end = self._token(raw).expires_on
        self.assertEqual(end, fields.Datetime.to_datetime(close) + timedelta(hours=16))
        with freeze_time(end - timedelta(minutes=1)):
            self.assertEqual(self._token(raw)._status(), "live")
        with freeze_time(end + timedelta(minutes=1)):
            self.assertEqual(self._token(raw)._status(), "expired")

    def test_without_a_proof_close_the_company_says_how_long(self):
        self.company.ad_proof_link_days = 5
        past = self.today - relativedelta(days=3)
        for close in (False, past):
            self.proof.issue_id.sudo().write(
                {"material_close": close, "proof_close": close}
            )
            raw = self.proof._issue_token()
            days = self._token(raw).expires_on - fields.Datetime.now()
            self.assertAlmostEqual(days / timedelta(days=1), 5, delta=0.1)

    def test_look_token(self):
        look = self.proof._look_token()
        proofs = self.env["ad.proof.confirmation"]
        opened = proofs._from_look_token(self.proof.id, look)
        self.assertEqual(opened, self.proof)
        other = self._sent_proof(self.placements[1])
        self.assertFalse(proofs._from_look_token(other.id, look))
        self.assertFalse(proofs._from_look_token(self.proof.id, look[:-1]))
        self.assertFalse(proofs._from_look_token(self.proof.id, "认定"))
        self.assertFalse(proofs._from_look_token(self.proof.id, look, "slip"))
        self.assertFalse(proofs._from_look_token(0, look))


@tagged("post_install", "-at_install")
class TestProofCode(ProofCase):
    def setUp(self):
        super().setUp()
        self.mails = []
        self.startPatcher(
            patch(SEND, lambda server, message, *args, **kw: self.mails.append(message))
        )

    def _ask(self):
        error = self.proof._send_code()
        self.assertFalse(error)
        body = self.mails[-1].get_body(("html",)).get_content()
        return re.findall(r"\b\d{6}\b", body)[-1]

    def _wrong(self, code):
        return f"{(int(code) + 1) % 10**6:06d}"

    def test_the_code_goes_to_the_stored_address(self):
        self.person.email = "somebody.else@example.com"
        self._ask()
        self.assertEqual(self.mails[-1]["To"], "wang@valves.example.com")

    def test_the_code_stands_nowhere_else(self):
        code = self._ask()
        self.assertNotIn(code, str(self.proof.message_ids.mapped("body")))
        mails = self.env["mail.mail"].search([("subject", "ilike", self.proof.number)])
        self.assertFalse(mails)
        self.assertNotIn(code, str(self.proof.access_ids.mapped("note")))

    def test_the_right_code_works_once(self):
        code = self._ask()
        error, confirmer = self.proof._check_code(f" {code[:3]} {code[3:]} ")
        self.assertFalse(error)
        self.assertEqual(confirmer, self.confirmer)
        error, confirmer = self.proof._check_code(code)
        self.assertIn("over", error)
        self.assertFalse(confirmer)

    def test_five_tries(self):
        code = self._ask()
        for left in (4, 3, 2, 1):
            error, _confirmer = self.proof._check_code(self._wrong(code))
            self.assertIn(str(left), error)
        error, _confirmer = self.proof._check_code(self._wrong(code))
        self.assertIn("last try", error)
        error, confirmer = self.proof._check_code(code)
        self.assertIn("over", error)
        self.assertFalse(confirmer)

    def test_ten_minutes(self):
        code = self._ask()
        with freeze_time(fields.Datetime.now() + timedelta(minutes=10, seconds=1)):
            error, _confirmer = self.proof._check_code(code)
        self.assertIn("over", error)

    def test_three_codes_an_hour(self):
        for _index in range(3):
            self._ask()
        error = self.proof._send_code()
        self.assertIn("Three codes", error)
        self.assertEqual(len(self.mails), 3)
        with freeze_time(fields.Datetime.now() + timedelta(minutes=61)):
            self._ask()

    def test_a_new_code_ends_the_old_one(self):
        old, new = self._ask(), self._ask()
        if old != new:
            self.assertTrue(self.proof._check_code(old)[0])
        self.assertFalse(self.proof._check_code(new)[0])

    def test_a_code_of_another_proof(self):
        code = self._ask()
        other = self._sent_proof(self.placements[1])
        error, _confirmer = other._check_code(code)
        self.assertTrue(error)

    def test_no_code_when_the_contract_says_paper(self):
        self.order.sudo().ad_confirm_portal = False
        self.assertIn("on paper", self.proof._send_code())
        self.assertFalse(self.mails)

    def test_no_code_without_a_confirmer(self):
        self.confirmer.sudo().state = "ended"
        self.assertIn("Nobody is registered", self.proof._send_code())
        self.assertFalse(self.mails)

    def test_no_code_after_the_decision(self):
        self.proof.state = "confirmed"
        self.assertIn("not open", self.proof._send_code())

    def test_mail_that_cannot_be_sent(self):
        with patch(SEND, side_effect=OSError("no way out")):
            self.assertIn("could not be sent", self.proof._send_code())
        self.assertFalse(self.proof.token_ids.filtered(lambda t: t.purpose == "code"))


@tagged("post_install", "-at_install")
class TestProofAccessLog(ProofCase):
    def test_append_only(self):
        self.proof._log_access("looked")
        line = self.proof.access_ids
        with self.assertRaises(UserError):
            line.sudo().event = "opened"
        with self.assertRaises(UserError):
            line.sudo().unlink()

    def test_who_reads_it(self):
        self.proof._log_access("company_open")
        log = self.env["ad.proof.access"]
        mine = [("proof_id", "=", self.proof.id)]
        for title in ("supervisor", "manager", "general_manager", "operations"):
            found = log.with_user(self.users[title]).search(mine)
            self.assertTrue(found, title)
            with self.assertRaises(UserError):
                found.write({"note": "x"})
        for title in ("specialist", "production", "finance", "proofreader"):
            with self.subTest(title=title), self.assertRaises(AccessError):
                log.with_user(self.users[title]).search(mine)

    def test_another_team_does_not_see_it(self):
        self.proof._log_access("company_open")
        stranger = self._make_user("stranger", "group_ad_supervisor")
        self.assertFalse(self.env["ad.proof.access"].with_user(stranger).search([]))
