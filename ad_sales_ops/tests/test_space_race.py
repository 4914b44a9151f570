"""Two real cursors want the same space: exactly one gets it (P2).

The data of these tests is committed, because other transactions have to see it, and
taken away afterwards.
"""

import threading
import uuid
from functools import partial
from unittest.mock import patch

import psycopg2
from dateutil.relativedelta import relativedelta

from odoo import SUPERUSER_ID, api, fields
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.modules.registry import DummyRLock, Registry
from odoo.service import model as service_model
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import AdCommon, expected_refusal
from .race_common import at_once


class RaceCase(TransactionCase):
    """A committed issue that several transactions want at the same moment."""

    def setUp(self):
        super().setUp()
        # Odoo waits up to two seconds before it tries again.
        self.startPatcher(
            patch.object(service_model.random, "uniform", lambda *a: 0.01)
        )
        self.made = []
        self.addCleanup(self._remove)
        with self.registry.cursor() as cr:
            self._make(api.Environment(cr, SUPERUSER_ID, {}))

    def _make(self, env):
        """A medium with a cover, two banners, one issue, and who wants them."""
        company = env.ref("base.main_company")
        day = fields.Date.today() + relativedelta(months=2)
        medium = self._create(
            env,
            "ad.medium",
            {
                "name": "Race Test Weekly",
                # Another one each time: an interrupted run leaves its data behind.
                "code": uuid.uuid4().hex,
                "company_id": company.id,
                "page_count": 8,
                # Films race in tests of their own.
                "film_check": False,
            },
        )
        common = {"medium_id": medium.id}
        cover = self._create(
            env,
            "ad.position",
            common
            | {
                "name": "Race cover",
                "page_rule": "fixed",
                "fixed_place": "back_cover",
            },
        )
        counted = self._create(
            env, "ad.position", common | {"name": "Race slots", "capacity": 2}
        )
        # Taken away in reverse: after the positions that need them.
        self.made.insert(1, (cover | counted).product_id)
        self.issue = self._create(
            env,
            "ad.issue",
            common | {"year": day.year, "number": 1, "publication_date": day},
        )
        self.partners = [
            self._create(env, "res.partner", {"name": name, "is_company": True})
            for name in ("Race First Co.", "Race Second Co.")
        ]
        self.cover, self.counted = cover, counted

    def _create(self, env, model, values):
        """Create a record and note it for `_remove`."""
        record = env[model].create(values)
        self.made.append(record)
        return record

    def _remove(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            for record in reversed(self.made):
                live = record.with_env(env).exists()
                if live._name == "sale.order":
                    live.ad_placement_ids.write({"stage": "draft", "page": 0})
                live.unlink()

    def _want(self, position, count=2):
        """Ids of as many placements, each in a contract of another customer."""
        ids = []
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            for number in range(count):
                order = self._create(
                    env,
                    "sale.order",
                    {
                        "partner_id": self.partners[number % 2].id,
                        "company_id": env.ref("base.main_company").id,
                        "ad_contract_kind": "single",
                        "order_line": [
                            Command.create(
                                {"product_id": position.with_env(env).product_id.id}
                            )
                        ],
                    },
                )
                placement = env["ad.placement"].create(
                    {
                        "order_line_id": order.order_line.id,
                        "issue_id": self.issue.id,
                    }
                )
                ids.append(placement.id)
        return ids

    def _run(self, cr, placement_id, method):
        """Do it as a request does: in Odoo's own loop of retries."""
        env = api.Environment(cr, SUPERUSER_ID, {})
        placement = env["ad.placement"].browse(placement_id)
        try:
            service_model.retrying(getattr(placement, method), env)
        except UserError as error:
            return str(error)
        return "won"

    def _do(self, cr, step):
        """A step as a request takes it; what refuses it, or “won”."""
        env = api.Environment(cr, SUPERUSER_ID, {})
        try:
            service_model.retrying(lambda: step(env), env)
        except UserError as error:
            return str(error)
        return "won"

    def _operator(self):
        """Somebody of the Operations Centre, committed like the rest."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            user = new_test_user(
                env, uuid.uuid4().hex, "ad_sales_ops.group_ad_operations"
            )
            self.made += [user.partner_id, user]
            return user.id

    def _race(self, ids, method):
        """Start all at once, each with a snapshot taken before anyone began."""
        return at_once(
            self, *(partial(self._run, placement_id=i, method=method) for i in ids)
        )

    def _stages(self, ids):
        with self.registry.cursor() as cr:
            cr.execute("SELECT stage FROM ad_placement WHERE id = ANY(%s)", [ids])
            return sorted(stage for (stage,) in cr.fetchall())

    def assertOneWins(self, results, space, losers=1):
        self.assertEqual(results.count("won"), len(results) - losers)
        for message in results:
            if message != "won":
                self.assertIn(f"“{space}” is already taken", message)
                self.assertIn("Race Test Weekly", message)
                for partner in ("Race First", "Race Second"):
                    self.assertNotIn(partner, message)


@tagged("post_install", "-at_install")
class TestSpaceRace(RaceCase):
    """Holds and bookings of two users at the same moment."""

    @mute_logger("odoo.sql_db")
    def test_the_same_cover_is_held_once(self):
        ids = self._want(self.cover)
        self.assertOneWins(self._race(ids, "_action_hold"), "Race cover")
        self.assertEqual(self._stages(ids), ["draft", "held"])

    @mute_logger("odoo.sql_db")
    def test_the_same_cover_is_booked_once(self):
        ids = self._want(self.cover, 4)
        self.assertOneWins(self._race(ids, "_action_book"), "Race cover", losers=3)
        self.assertEqual(self._stages(ids), ["booked", "draft", "draft", "draft"])

    @mute_logger("odoo.sql_db")
    def test_the_last_slot_is_sold_once(self):
        ids = self._want(self.counted, 3)
        self.assertEqual(self._race(ids[:1], "_action_book"), ["won"])
        self.assertOneWins(self._race(ids[1:], "_action_hold"), "Race slots")
        self.assertEqual(self._stages(ids), ["booked", "draft", "held"])

    @mute_logger("odoo.sql_db")
    def test_the_loser_began_before_the_winner_ended(self):
        """Step by step: the loser's first look still shows the space free."""
        first, second = self._want(self.cover)
        with self.registry.cursor() as one, self.registry.cursor() as two:
            two.execute("SELECT COUNT(*) FROM ad_placement WHERE stage = 'booked'")
            self.assertEqual(self._run(one, first, "_action_book"), "won")
            result = self._run(two, second, "_action_book")
        self.assertOneWins(["won", result], "Race cover")
        self.assertEqual(self._stages([first, second]), ["booked", "draft"])

    def _race_blind(self, position, message):
        """Python looks away; the database alone refuses, in words."""
        first, second = self._want(position)
        model = self.registry["ad.placement"]
        free = {"_free_slots": self._first_slot, "_taken_rectangles": self._nothing}
        with (
            patch.multiple(model, **free),
            patch.object(self.registry["ad.issue"], "_count_booking", self._nothing),
            self.registry.cursor() as one,
            self.registry.cursor() as two,
        ):
            two.execute("SELECT 1")
            self.assertEqual(self._run(one, first, "_action_book"), "won")
            with expected_refusal():
                self.assertIn(message, self._run(two, second, "_action_book"))
        self.assertEqual(self._stages([first, second]), ["booked", "draft"])

    @staticmethod
    def _first_slot(placements):
        counted = placements.filtered("position_id.capacity")
        return dict.fromkeys(counted, 1), placements.browse()

    @staticmethod
    def _nothing(records, *args):
        return records.browse()

    def test_the_database_refuses_the_second_cover(self):
        self._race_blind(self.cover, "This space of the issue is already taken")

    def test_the_database_refuses_the_second_slot(self):
        self._race_blind(self.counted, "This position of the issue is already sold out")


@tagged("post_install", "-at_install")
class TestContentRace(RaceCase):
    """An advertisement and a filler want one space at the same moment (P4)."""

    def setUp(self):
        super().setUp()
        (self.ad,) = self._want(self.cover, 1)

    def _book(self, env):
        env["ad.placement"].browse(self.ad)._action_book()

    def _fill(self, env):
        issue = self.issue.with_env(env)
        page = issue._page_ordinal("back_cover")
        env["ad.page.content"].create(
            {"issue_id": issue.id, "kind": "filler", "page": page}
        )

    def _one_after_the_other(self, first, second):
        """The second one's snapshot is older than the first one's commit."""
        with self.registry.cursor() as one, self.registry.cursor() as two:
            two.execute("SELECT 1")
            self.assertEqual(self._do(one, first), "won")
            one.commit()
            with expected_refusal():
                result = self._do(two, second)
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT COUNT(*) FROM ad_page_space WHERE issue_id = %s",
                [self.issue.id],
            )
            self.assertEqual(cr.fetchone(), (1,))
        return result

    def test_the_filler_comes_second(self):
        result = self._one_after_the_other(self._book, self._fill)
        self.assertIn("no room there", result)

    def test_the_advertisement_comes_second(self):
        result = self._one_after_the_other(self._fill, self._book)
        self.assertIn("“Race cover” is already taken", result)

    def test_the_database_refuses_by_itself(self):
        """Nobody counts, nobody looks: PostgreSQL alone refuses, in words."""
        nothing = patch.object(
            self.registry["ad.page.space"], "_find_taken", lambda *args: set()
        )
        uncounted = patch.object(
            self.registry["ad.issue"], "_count_booking", lambda issues: None
        )
        words = "This space of the issue is already taken"
        with nothing, uncounted:
            self.assertIn(words, self._one_after_the_other(self._fill, self._book))
            with self.registry.cursor() as cr:
                cr.execute(
                    "DELETE FROM ad_page_content WHERE issue_id = %s", [self.issue.id]
                )
            self.assertIn(words, self._one_after_the_other(self._book, self._fill))

    def _freeze(self, env):
        self.issue.with_env(env).write({"state": "at_press"})

    def test_a_filler_while_the_issue_freezes(self):
        with self.registry.cursor() as one, self.registry.cursor() as two:
            two.execute("SELECT 1")
            self.assertEqual(self._do(one, self._freeze), "won")
            one.commit()
            with mute_logger("odoo.sql_db"):
                self.assertIn("its pages are frozen", self._do(two, self._fill))

    def test_a_swap_while_the_issue_freezes(self):
        ids, uid = self._want(self.counted), self._operator()
        pages = dict(zip(ids, (3, 4), strict=True))

        def move(env, targets):
            issue = self.issue.with_env(env(user=uid))
            issue.plan_move(
                [
                    {"type": "ad", "id": ad, "page": page, "x": 0, "y": 0}
                    for ad, page in targets.items()
                ]
            )

        def place(env):
            env["ad.placement"].browse(ids)._action_book()
            move(env, pages)

        with self.registry.cursor() as cr:
            self.assertEqual(self._do(cr, place), "won")
        with self.registry.cursor() as one, self.registry.cursor() as two:
            two.execute("SELECT 1")
            self.assertEqual(self._do(one, self._freeze), "won")
            one.commit()
            swap = dict(zip(ids, (4, 3), strict=True))
            with mute_logger("odoo.sql_db"):
                result = self._do(two, lambda env: move(env, swap))
        self.assertIn("its pages are frozen", result)
        with self.registry.cursor() as cr:
            cr.execute("SELECT id, page FROM ad_placement WHERE id = ANY(%s)", [ids])
            self.assertEqual(dict(cr.fetchall()), pages)

    def test_two_drops_on_one_space(self):
        """Two people drag another advertisement each onto one page (P4)."""
        ids, uid, other = self._want(self.counted), self._operator(), self._operator()

        def drop(env, user, ad):
            move = {"type": "ad", "id": ad, "page": 4, "x": 0, "y": 0}
            self.issue.with_env(env(user=user)).plan_move([move])

        with self.registry.cursor() as cr:
            book = self._do(
                cr, lambda env: env["ad.placement"].browse(ids)._action_book()
            )
            self.assertEqual(book, "won")
        with self.registry.cursor() as one, self.registry.cursor() as two:
            two.execute("SELECT 1")
            self.assertEqual(self._do(one, lambda env: drop(env, uid, ids[0])), "won")
            one.commit()
            with expected_refusal():
                result = self._do(two, lambda env: drop(env, other, ids[1]))
        self.assertIn("is already taken", result)
        with self.registry.cursor() as cr:
            cr.execute("SELECT page FROM ad_placement WHERE id = ANY(%s)", [ids])
            self.assertEqual(sorted(page for (page,) in cr.fetchall()), [0, 4])

    def test_both_at_once(self):
        barrier = threading.Barrier(2)
        results = []

        def run(step):
            with self.registry.cursor() as cr:
                cr.execute("SELECT 1")
                barrier.wait(timeout=30)
                results.append(self._do(cr, step))

        threads = [
            threading.Thread(target=run, args=(step,), daemon=True)
            for step in (self._book, self._fill)
        ]
        with mute_logger("odoo.sql_db"), patch.object(Registry, "_lock", DummyRLock()):
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(timeout=30)
        self.assertEqual(len(results), 2)
        self.assertEqual(results.count("won"), 1)


@tagged("post_install", "-at_install")
class TestSpaceInDatabase(AdCommon):
    """What PostgreSQL refuses by itself, with Odoo out of the way (P2)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        half = cls._make_position("Half page", 6000.0, grid_height=60)
        order = cls._make_contract([(half, cls.issues[:2])] * 2)
        placements = order.ad_placement_ids.sorted("id")
        placements.sudo()._action_book()
        cls.one, cls.other_issue, cls.two = placements[0], placements[1], placements[2]
        cls.env.flush_all()
        cls._set(cls.one, page=5, x=0, y=0)

    @classmethod
    def _set(cls, placement, **values):
        columns = ", ".join(f"{name} = %s" for name in values)
        cls.env.cr.execute(
            f"UPDATE ad_placement SET {columns} WHERE id = %s",  # noqa: S608
            [*values.values(), placement.id],
        )

    def assertRefused(self, error=psycopg2.IntegrityError, **values):
        with expected_refusal(), self.assertRaises(error), self.cr.savepoint():
            self._set(self.two, **values)

    def test_overlaps(self):
        for y in (0, 1, 59):
            self.assertRefused(psycopg2.errors.ExclusionViolation, page=5, x=0, y=y)
        self.assertRefused(
            psycopg2.errors.ExclusionViolation, page=4, x=0, y=0, width=240
        )

    def test_touching_is_no_overlap(self):
        self._set(self.two, page=5, x=0, y=60)
        self._set(self.two, page=6, x=0, y=0)
        self._set(self.two, page=4, x=0, y=0)
        self._set(self.other_issue, page=5, x=0, y=0)

    def test_only_space_that_is_held_counts(self):
        for stage in ("draft", "cancelled", "withdrawn", "not_run", "omitted"):
            self._set(self.two, page=5, x=0, y=0, stage=stage)
            for taking in ("held", "booked", "published"):
                self.assertRefused(psycopg2.errors.ExclusionViolation, stage=taking)

    def test_no_number_is_null(self):
        for name in ("page", "x", "y", "width", "height", "slot"):
            self.assertRefused(psycopg2.errors.CheckViolation, **{name: None})

    def test_numbers_lie_inside_the_grid(self):
        for values in (
            {"page": -1},
            {"page": 10000},
            {"x": -1},
            {"y": -1},
            {"y": 61},
            {"width": 0},
            {"height": 0},
            {"height": 121},
            {"x": 1},
            {"width": 180},
            {"width": 361},
            {"slot": -1},
        ):
            with self.subTest(values=values):
                self.assertRefused(psycopg2.errors.CheckViolation, **values)

    def test_a_row_inserted_past_odoo(self):
        columns = (
            "order_line_id, position_id, issue_id, order_id, stage, slot, page, x, y, "
            "width, height"
        )

        def insert(values):
            self.env.cr.execute(
                f"INSERT INTO ad_placement ({columns}) "  # noqa: S608
                f"SELECT order_line_id, position_id, issue_id, order_id, {values} "
                "FROM ad_placement WHERE id = %s",
                [self.one.id],
            )

        for values in (
            "'booked', 0, 5, 0, 30, 120, 60",
            "'held', 0, NULL, 0, 0, 120, 60",
            "'booked', 0, 6, 0, 0, NULL, 60",
            "'booked', NULL, 6, 0, 0, 120, 60",
        ):
            with self.subTest(values=values), expected_refusal():
                with self.assertRaises(psycopg2.IntegrityError), self.cr.savepoint():
                    insert(values)
        insert("'booked', 0, 6, 0, 30, 120, 60")

    def test_slots(self):
        self._set(self.one, slot=1)
        self.assertRefused(psycopg2.errors.UniqueViolation, slot=1)
        self._set(self.two, slot=2)
        self._set(self.two, slot=0)
        self._set(self.one, slot=0)

    def test_odoo_turns_it_into_a_sentence(self):
        with expected_refusal(), self.assertRaises(psycopg2.IntegrityError) as caught:
            with self.cr.savepoint():
                self._set(self.two, page=5, x=0, y=0)
        message = self.env["ad.placement"]._sql_error_to_message(caught.exception)
        self.assertEqual(message, "This space of the issue is already taken.")

    def test_import_meets_the_same_wall(self):
        with self.assertRaises(ValidationError):
            self.two.sudo().write({"page": 500})
