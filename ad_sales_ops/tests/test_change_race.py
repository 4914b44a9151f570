"""A change order is carried out while its issue goes to press (K9, P2).

The data of these tests is committed, because other transactions have to see it, and
taken away afterwards.
"""

from dateutil.relativedelta import relativedelta

from odoo import SUPERUSER_ID, api, fields
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .change_common import LETTER
from .test_copy_race import CopyRaceCase


@tagged("post_install", "-at_install")
class TestChangeRace(CopyRaceCase):
    """Whatever comes first, nothing changes in an issue that is at press."""

    def setUp(self):
        super().setUp()
        # The trail is append-only, for those who tidy up, too.
        changes = self.registry["ad.change.order"]
        self.patch(changes, "_sign_off_log", lambda *args, **kwargs: None)
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            placement = env["ad.placement"].browse(self.ids["placement"])
            other = env["ad.position"].create(
                {
                    "name": "Race small",
                    "medium_id": placement.medium_id.id,
                    "grid_height": 60,
                }
            )
            # Taken away in reverse: after the contracts, before the medium.
            self.made[1:1] = [other.product_id, other]
            placement.order_id.write({"state": "sale", "locked": True})
            yesterday = fields.Date.today() - relativedelta(days=2)
            placement.issue_id.booking_close = yesterday
            change = env["ad.change.order"].create(
                {
                    "order_id": placement.order_id.id,
                    "reason": "Smaller",
                    "request_date": fields.Date.today(),
                    "request_scan": LETTER,
                    "confirmer_id": self.ids["confirmer"],
                    "line_ids": [
                        Command.create(
                            {"placement_id": placement.id, "new_position_id": other.id}
                        )
                    ],
                }
            )
            change._go("requested")
            env["ad.close.override"]._grant_change(change, "Race")
            # What the customer agreed to is what stands there.
            change.consent_hash = change._consent_hash()
            change._go("consented")
            self.ids |= {"change": change.id, "small": other.id}

    def _remove(self):
        """Facts refuse to be deleted: past Odoo, then the rest as ever."""
        orders = "SELECT order_id FROM ad_change_order WHERE id = %s"
        with self.registry.cursor() as cr:
            change = [self.ids["change"]]
            cr.execute(
                "UPDATE sale_order SET state = 'draft', locked = FALSE "
                f"WHERE id IN ({orders})",
                change,
            )
            cr.execute(
                "DELETE FROM ad_close_override WHERE change_order_id = %s", change
            )
            cr.execute("DELETE FROM ad_change_order WHERE id = %s", change)
        super()._remove()

    def _apply(self, env):
        env["ad.change.order"].browse(self.ids["change"])._action_apply()

    def _press(self, env):
        issue = env["ad.placement"].browse(self.ids["placement"]).issue_id
        issue._action_send_to_press()

    def _take_back(self, env):
        env["ad.change.order"].browse(self.ids["change"])._action_take_back("No")

    def assertConsistent(self, applied):
        def check(env):
            placement = env["ad.placement"].browse(self.ids["placement"])
            change = env["ad.change.order"].browse(self.ids["change"])
            self.assertEqual(placement.issue_id.state, "at_press")
            self.assertEqual(placement.stage, "not_run")
            small = placement.position_id.id == self.ids["small"]
            self.assertEqual(small, applied == "won")
            self.assertEqual(change.state, "applied" if small else "consented")
            named = change.name in placement.left_out_reason
            self.assertNotEqual(named, small)

        self._look(check)

    @mute_logger("odoo.sql_db")
    def test_at_once(self):
        applied, pressed = self._race_jobs((None, self._apply), (None, self._press))
        self.assertEqual(pressed, "won")
        self.assertConsistent(applied)

    @mute_logger("odoo.sql_db")
    def test_press_first(self):
        pressed, applied = self._late((None, self._press), (None, self._apply))
        self.assertEqual(pressed, "won")
        self.assertRegex(applied, "is over|at press")
        self.assertConsistent(applied)

    @mute_logger("odoo.sql_db")
    def test_change_first(self):
        applied, pressed = self._late((None, self._apply), (None, self._press))
        self.assertEqual([applied, pressed], ["won", "won"])
        self.assertConsistent(applied)

    @mute_logger("odoo.sql_db")
    def test_twice_at_once(self):
        """Two people approve: it is carried out once, and charged once."""
        results = self._race_jobs((None, self._apply), (None, self._apply))
        self.assertEqual(results.count("won"), 1, results)

    @mute_logger("odoo.sql_db")
    def test_taken_back_at_once(self):
        results = self._race_jobs((None, self._apply), (None, self._take_back))
        self.assertEqual(results.count("won"), 1, results)
