"""Two people at the same moment: one order of events, never an unseen proof (F1, F4).

The data of these tests is committed, because other transactions have to see it, and
taken away afterwards.
"""

import base64
import uuid
from datetime import timedelta
from functools import partial

from odoo import SUPERUSER_ID, api, fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.service import model as service_model
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .race_common import at_once
from .test_space_race import RaceCase

CODE = "004711"


class CopyRaceCase(RaceCase):
    """Two booked insertions of one customer, one with a proof that was sent."""

    def _make(self, env):
        super()._make(env)
        self.company = env.ref("base.main_company")
        self.people = {
            title: self._person(env, title)
            for title in ("manager", "production", "operations", "contract_admin")
        }

    def _person(self, env, title):
        user = new_test_user(
            env,
            login=f"race_{title}_{uuid.uuid4().hex[:8]}",
            groups=f"ad_sales_ops.group_ad_{title}",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        self.made.append(user)
        return user

    def setUp(self):
        super().setUp()
        first, second = self._want(self.counted)
        self.ids = {"placement": first, "second": second}
        # One customer for both.
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            placements = env["ad.placement"].browse([first, second])
            placements.order_id.write({"partner_id": self.partners[0].id})
            placements.order_id.ad_confirm_portal = True
            placements._action_book()
            env.flush_all()
            self._make_copy(env, placements)

    def _make_copy(self, env, placements):
        advertiser = placements[0].advertiser_id
        person = self._create(
            env, "res.partner", {"name": "Race Wang", "parent_id": advertiser.id}
        )
        confirmer = env["ad.confirmer"].create(
            {
                "advertiser_id": advertiser.id,
                "partner_id": person.id,
                "company_id": self.company.id,
                "state": "active",
            }
        )
        material = env["ad.material"].create(
            {
                "name": "Race copy",
                "kind": "text",
                "advertiser_id": advertiser.id,
                "company_id": self.company.id,
            }
        )
        version = material._add_version({"headline": "Seen"}, placements)
        version.reading_state = "passed"
        material._action_accept()
        proof = env["ad.proof.confirmation"]._make(placements[:1])
        proof._action_send(confirmer)
        self.ids |= {
            "confirmer": confirmer.id,
            "material": material.id,
            "version": version.id,
            "proof": proof.id,
            "advertiser": advertiser.id,
        }

    def _remove(self):
        """Facts refuse to be deleted: past Odoo, then the rest as ever."""
        partners = [partner.id for partner in self.partners]
        proofs = "SELECT id FROM ad_proof_confirmation WHERE advertiser_id = ANY(%s)"
        versions = "SELECT id FROM ad_material_version WHERE advertiser_id = ANY(%s)"
        slips = "SELECT id FROM ad_copy_slip WHERE advertiser_id = ANY(%s)"
        queries = (
            f"DELETE FROM ad_proof_access WHERE proof_id IN ({proofs})",
            f"DELETE FROM ad_proof_token WHERE proof_id IN ({proofs})",
            "DELETE FROM ad_proof_return WHERE advertiser_id = ANY(%s)",
            "DELETE FROM ad_proof_exception WHERE advertiser_id = ANY(%s)",
            "DELETE FROM ad_proof_confirmation WHERE advertiser_id = ANY(%s)",
            f"DELETE FROM ad_copy_slip_line WHERE slip_id IN ({slips})",
            "DELETE FROM ad_copy_slip WHERE advertiser_id = ANY(%s)",
            "DELETE FROM ad_content_finding WHERE advertiser_id = ANY(%s)",
            f"DELETE FROM ad_copy_item WHERE version_id IN ({versions})",
            "UPDATE ad_placement SET version_id = NULL, material_id = NULL"
            " WHERE advertiser_id = ANY(%s)",
            "UPDATE ad_material SET version_id = NULL WHERE advertiser_id = ANY(%s)",
            "DELETE FROM ad_material_version WHERE advertiser_id = ANY(%s)",
            "DELETE FROM ad_material WHERE advertiser_id = ANY(%s)",
            "DELETE FROM ad_confirmer WHERE advertiser_id = ANY(%s)",
        )
        with self.registry.cursor() as cr:
            for query in queries:
                cr.execute(query, [partners])
        super()._remove()

    # Racing

    def _do(self, cr, job):
        """Run a job as a request does: in Odoo's own loop of retries.

        :param job: ``(person or None, function of an environment)``
        :return: "won", or the sentence that the loser reads
        """
        person, function = job
        uid = self.people[person].id if person else SUPERUSER_ID
        env = api.Environment(cr, uid, {})
        try:
            error = service_model.retrying(lambda: function(env), env)
        except (UserError, AccessError) as refusal:
            cr.rollback()
            return str(refusal)
        return error if isinstance(error, str) else "won"

    def _race_jobs(self, *jobs):
        """Start all at once, each with a snapshot taken before anyone began."""
        return at_once(self, *(partial(self._do, job=job) for job in jobs))

    def _late(self, first, second):
        """Step by step: the second began before the first ended."""
        with self.registry.cursor() as one, self.registry.cursor() as two:
            two.execute("SELECT COUNT(*) FROM ad_placement")
            return [self._do(one, first), self._do(two, second)]

    def _look(self, function):
        with self.registry.cursor() as cr:
            return function(api.Environment(cr, SUPERUSER_ID, {}))

    def assertOneWins(self, results, words):
        self.assertEqual(results.count("won"), 1, results)
        (loser,) = [message for message in results if message != "won"]
        self.assertIn(words, loser)


@tagged("post_install", "-at_install")
class TestConfirmationRace(CopyRaceCase):
    """The customer confirms while production registers new content."""

    def _confirm(self, env):
        env["ad.proof.confirmation"].browse(self.ids["proof"])._confirm(
            "visit",
            {"confirmer_id": self.ids["confirmer"], "decided_by_name": "Race Wang"},
        )

    def _register(self, env):
        env["ad.material"].browse(self.ids["material"])._add_version(
            {"headline": "Unseen"}, env["ad.placement"].browse(self.ids["placement"])
        )

    def _resize(self, env):
        placement = env["ad.placement"].browse(self.ids["placement"])
        placement.position_id.write({"colour": "bw", "width_mm": 77.0})

    def assertNothingUnseen(self, result):
        """Whatever came first, no confirmed proof shows what does not run."""

        def check(env):
            proof = env["ad.proof.confirmation"].browse(self.ids["proof"])
            placement = proof.placement_id
            self.assertEqual(proof.state, "void")
            self.assertEqual(placement.proof_state, "none")
            live = placement.version_id._fingerprint(placement)
            self.assertNotEqual(proof.fingerprint, live)
            if result == "won":
                # Confirmed first, then made void: both stay readable.
                self.assertTrue(proof.decided_on)
                self.assertLessEqual(proof.decided_on, proof.void_on)
            else:
                self.assertFalse(proof.decided_on or proof.decided_by_name)
                self.assertRegex(result, "not open for a decision|out of date")

        self._look(check)

    @mute_logger("odoo.sql_db")
    def test_confirmed_before_new_copy(self):
        results = self._late((None, self._confirm), (None, self._register))
        self.assertEqual(results, ["won", "won"])
        self.assertNothingUnseen("won")

    @mute_logger("odoo.sql_db")
    def test_new_copy_before_the_confirmation(self):
        registered, confirmed = self._late(
            (None, self._register), (None, self._confirm)
        )
        self.assertEqual(registered, "won")
        self.assertNotEqual(confirmed, "won")
        self.assertNothingUnseen(confirmed)

    @mute_logger("odoo.sql_db")
    def test_at_once(self):
        confirmed, registered = self._race_jobs(
            (None, self._confirm), (None, self._register)
        )
        self.assertEqual(registered, "won")
        self.assertNothingUnseen(confirmed)

    @mute_logger("odoo.sql_db")
    def test_another_size_at_once(self):
        confirmed, changed = self._race_jobs(
            (None, self._confirm), (None, self._resize)
        )
        self.assertEqual(changed, "won")
        self.assertNothingUnseen(confirmed)

    @mute_logger("odoo.sql_db")
    def test_another_size_before_the_confirmation(self):
        changed, confirmed = self._late((None, self._resize), (None, self._confirm))
        self.assertEqual(changed, "won")
        self.assertNothingUnseen(confirmed)

    @mute_logger("odoo.sql_db")
    def test_confirmed_twice(self):
        results = self._race_jobs((None, self._confirm), (None, self._confirm))
        self.assertOneWins(results, "not open for a decision")

    @mute_logger("odoo.sql_db")
    def test_new_copy_from_two_people(self):
        """Two versions, two numbers; the insertion runs one, its proof is void."""

        def other(env):
            env["ad.material"].browse(self.ids["material"])._add_version(
                {"headline": "Other"}, env["ad.placement"].browse(self.ids["placement"])
            )

        results = self._race_jobs((None, self._register), (None, other))
        self.assertEqual(results, ["won", "won"])

        def check(env):
            material = env["ad.material"].browse(self.ids["material"])
            self.assertEqual(sorted(material.version_ids.mapped("number")), [1, 2, 3])
            self.assertEqual(material.version_id.number, 3)
            placement = env["ad.placement"].browse(self.ids["placement"])
            self.assertEqual(placement.version_id, material.version_id)

        self._look(check)


@tagged("post_install", "-at_install")
class TestSlipRace(CopyRaceCase):
    """Returned slips, and slips of a price list."""

    def _return(self, env):
        proof = env["ad.proof.confirmation"].browse(self.ids["proof"])
        photo = base64.b64encode(b"JFIF photo")
        self.ids["return"] = proof._register_return(
            {"channel": "visit", "photo": photo, "is_signed": True}
        ).id

    def _verify(self, env):
        env["ad.proof.return"].browse(self.ids["return"]).action_verify()

    @mute_logger("odoo.sql_db")
    def test_two_people_verify_one_slip(self):
        with self.registry.cursor() as cr:
            self.assertEqual(self._do(cr, ("production", self._return)), "won")
        results = self._race_jobs(
            ("operations", self._verify), ("contract_admin", self._verify)
        )
        self.assertOneWins(results, "is decided already")

    @mute_logger("odoo.sql_db")
    def test_one_verifies_while_another_rejects(self):
        with self.registry.cursor() as cr:
            self.assertEqual(self._do(cr, ("production", self._return)), "won")

        def reject(env):
            env["ad.proof.return"].browse(self.ids["return"])._action_reject("No")

        results = self._race_jobs(
            ("operations", self._verify), ("contract_admin", reject)
        )
        self.assertOneWins(results, "is decided already")

        def check(env):
            slip = env["ad.proof.return"].browse(self.ids["return"])
            proof = env["ad.proof.confirmation"].browse(self.ids["proof"])
            pair = slip.state, proof.state
            self.assertIn(pair, [("verified", "confirmed"), ("rejected", "sent")])

        self._look(check)

    @mute_logger("odoo.sql_db")
    def test_two_verify_step_by_step(self):
        with self.registry.cursor() as cr:
            self.assertEqual(self._do(cr, ("production", self._return)), "won")
        results = self._late(
            ("operations", self._verify), ("contract_admin", self._verify)
        )
        self.assertOneWins(results, "is decided already")

    @mute_logger("odoo.sql_db")
    def test_two_photos_of_one_slip(self):
        results = self._race_jobs(
            ("production", self._return), ("contract_admin", self._return)
        )
        self.assertOneWins(results, "waiting for verification already")

    @mute_logger("odoo.sql_db")
    def test_verified_while_new_copy_arrives(self):
        with self.registry.cursor() as cr:
            self.assertEqual(self._do(cr, ("production", self._return)), "won")

        def register(env):
            env["ad.material"].browse(self.ids["material"])._add_version(
                {"headline": "Unseen"},
                env["ad.placement"].browse(self.ids["placement"]),
            )

        verified, registered = self._race_jobs(
            ("operations", self._verify), (None, register)
        )
        self.assertEqual(registered, "won")

        def check(env):
            slip = env["ad.proof.return"].browse(self.ids["return"])
            proof = env["ad.proof.confirmation"].browse(self.ids["proof"])
            self.assertEqual(proof.state, "void")
            self.assertEqual(slip.state == "verified", verified == "won")

        self._look(check)

    # Price lists

    def _slip(self, env):
        line = {"name": "Ball valve", "price": 36.5}
        slip = env["ad.copy.slip"].create(
            {
                "placement_id": self.ids["second"],
                "is_declared": True,
                "declared_by": "Race Wang",
                "line_ids": [Command.create(line)],
            }
        )
        self.ids["slip"] = slip.id

    def _apply(self, env):
        env["ad.copy.slip"].browse(self.ids["slip"]).action_apply()

    @mute_logger("odoo.sql_db")
    def test_two_begin_a_slip(self):
        results = self._race_jobs(
            ("production", self._slip), ("operations", self._slip)
        )
        self.assertOneWins(results, "open slip for this insertion already")

    def assertAppliedOnce(self):
        def check(env):
            placement = env["ad.placement"].browse(self.ids["second"])
            slip = env["ad.copy.slip"].browse(self.ids["slip"])
            self.assertEqual(slip.state, "applied")
            self.assertEqual(placement.version_id, slip.version_id)
            self.assertEqual(len(placement.proof_ids), 1)
            made = slip.version_id.search(
                [
                    ("advertiser_id", "=", self.ids["advertiser"]),
                    ("source", "=", "slips"),
                ]
            )
            self.assertEqual(made, slip.version_id)

        self._look(check)

    @mute_logger("odoo.sql_db")
    def test_one_slip_is_applied_once(self):
        with self.registry.cursor() as cr:
            self.assertEqual(self._do(cr, ("production", self._slip)), "won")
        results = self._race_jobs(
            ("production", self._apply), ("operations", self._apply)
        )
        self.assertOneWins(results, "is applied or cancelled")
        self.assertAppliedOnce()

    @mute_logger("odoo.sql_db")
    def test_applied_step_by_step(self):
        with self.registry.cursor() as cr:
            self.assertEqual(self._do(cr, ("production", self._slip)), "won")
        results = self._late(("production", self._apply), ("operations", self._apply))
        self.assertOneWins(results, "is applied or cancelled")
        self.assertAppliedOnce()

    @mute_logger("odoo.sql_db")
    def test_the_second_slip_starts_from_the_new_copy(self):
        """A slip written on the old copy is not applied over a newer one."""
        with self.registry.cursor() as cr:
            self.assertEqual(self._do(cr, ("production", self._slip)), "won")

        def register(env):
            env["ad.material"].browse(self.ids["material"])._add_version(
                {"headline": "Unseen"}, env["ad.placement"].browse(self.ids["second"])
            )

        registered, applied = self._late((None, register), ("production", self._apply))
        self.assertEqual(registered, "won")
        self.assertIn("The copy has changed", applied)


@tagged("post_install", "-at_install")
class TestExceptionRace(CopyRaceCase):
    """Once a customer and quarter, also when two managers decide at once (F8)."""

    def setUp(self):
        super().setUp()
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            placements = env["ad.placement"].browse(
                [self.ids["placement"], self.ids["second"]]
            )
            team = self._create(
                env,
                "crm.team",
                {
                    "name": "Race Division",
                    "company_id": self.company.id,
                    "user_id": self.people["manager"].id,
                },
            )
            # Contracts go before their team.
            self.made.insert(0, self.made.pop())
            placements.order_id.write({"team_id": team.id})
            placements.write({"team_id": team.id})
            placements.material_id.write({"team_id": team.id})

    def _run_first(self, name):
        def decide(env):
            env["ad.placement"].browse(self.ids[name])._action_run_first(
                {
                    "said_by": "Race Wang",
                    "said_on": fields.Datetime.now(),
                    "said_how": "By telephone",
                    "reason": "At a fair",
                }
            )

        return ("manager", decide)

    def assertOnce(self, results):
        self.assertOneWins(results, "in this quarter already")

        def check(env):
            found = env["ad.proof.exception"].search(
                [("advertiser_id", "=", self.ids["advertiser"])]
            )
            self.assertEqual(found.mapped("kind"), ["run_first"])

        self._look(check)

    @mute_logger("odoo.sql_db")
    def test_two_insertions_at_once(self):
        self.assertOnce(
            self._race_jobs(self._run_first("placement"), self._run_first("second"))
        )

    @mute_logger("odoo.sql_db")
    def test_two_insertions_step_by_step(self):
        self.assertOnce(
            self._late(self._run_first("placement"), self._run_first("second"))
        )


@tagged("post_install", "-at_install")
class TestCodeRace(CopyRaceCase):
    """A one-time code opens one signing, whoever types it at the same moment (F2)."""

    def setUp(self):
        super().setUp()
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            proof = env["ad.proof.confirmation"].browse(self.ids["proof"])
            proof._make_token(
                "code",
                proof._code_hash(CODE),
                proof.confirmer_id,
                fields.Datetime.now() + timedelta(minutes=10),
            )

    def _check(self, code):
        def check(env):
            proof = env["ad.proof.confirmation"].browse(self.ids["proof"])
            error, confirmer = proof._check_code(code)
            if not error:
                proof._issue_token("signing", confirmer)
            return error or None

        return (None, check)

    def _tokens(self, purpose):
        return self._look(
            lambda env: [
                (token.tries, bool(token.ended_on))
                for token in env["ad.proof.token"].search(
                    [
                        ("proof_id", "=", self.ids["proof"]),
                        ("purpose", "=", purpose),
                    ]
                )
            ]
        )

    @mute_logger("odoo.sql_db")
    def test_used_twice_at_once(self):
        results = self._race_jobs(self._check(CODE), self._check(CODE))
        self.assertOneWins(results, "This code is over")
        self.assertEqual(len(self._tokens("signing")), 1)

    @mute_logger("odoo.sql_db")
    def test_used_twice_step_by_step(self):
        results = self._late(self._check(CODE), self._check(CODE))
        self.assertOneWins(results, "This code is over")

    @mute_logger("odoo.sql_db")
    def test_wrong_tries_are_all_counted(self):
        """Guessing in parallel buys no more guesses."""
        for expected in ([(3, False)], [(5, True)]):
            # More at once and Odoo gives up on one after five attempts.
            results = self._race_jobs(*[self._check("111111")] * 3)
            self.assertNotIn("won", results)
            self.assertEqual(self._tokens("code"), expected)
        with self.registry.cursor() as cr:
            self.assertIn("over", self._do(cr, self._check(CODE)))
