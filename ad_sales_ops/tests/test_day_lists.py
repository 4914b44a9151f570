"""My Day: never more cards than a person can look through, and nothing hidden."""

from ast import literal_eval

from odoo.tests import tagged

from .common import AdCommon

PLACES = 8


@tagged("post_install", "-at_install")
class TestDayLists(AdCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.more = cls.env.ref("ad_sales_ops.ad_day_list_more")
        cls.lists = cls.env["ad.day.list"].search([("holds_lists", "=", False)])
        cls.action = cls.env.ref("ad_sales_ops.ad_day_list_action")

    def _everything_waits(self):
        """Each list shows the own user, which every title reads."""
        users = self.env["ir.actions.act_window"].create(
            {"name": "Users", "res_model": "res.users", "domain": "[('id', '=', uid)]"}
        )
        self.lists.write({"action_id": users.id, "domain": "[]"})
        self.env.invalidate_all()

    def _nothing_waits(self):
        self.lists.write({"domain": "[('id', '=', 0)]"})
        self.env.invalidate_all()

    def _shown(self, user, action=None):
        """The cards of a person as the screen asks for them."""
        cards = self.env["ad.day.list"].with_user(user)
        domain = (action or self.action).domain
        return cards.search(literal_eval(domain), order="rank, sequence, id")

    def _held(self, user):
        return self.lists.filtered(lambda card: card.group_ids & user.group_ids)

    def test_everything_waits(self):
        """At most eight, the urgent ones first; the others are named and counted."""
        self._everything_waits()
        crowded = set()
        for title, user in self.users.items():
            with self.subTest(title=title):
                shown = self._shown(user)
                held = self._held(user)
                self.assertLessEqual(len(shown), PLACES)
                ranks = shown.mapped("rank")
                self.assertEqual(ranks, sorted(ranks))
                if len(held) <= PLACES:
                    self.assertEqual(set(shown), set(held))
                    continue
                crowded.add(title)
                self.assertEqual(shown[-1], self.more)
                behind = self._shown(user, self.more.sudo().action_id)
                self.assertEqual(set(shown[:-1] | behind), set(held))
                self.assertFalse(shown & behind)
                self.assertEqual(shown[-1].waiting, len(behind))
                for card in behind:
                    self.assertIn(f"{card.name} 1", shown[-1].summary)
                urgent = min(len(held.filtered("is_urgent")), PLACES - 1)
                self.assertEqual(shown.filtered("is_urgent"), shown[:urgent])
        self.assertLessEqual({"specialist", "manager", "general_manager"}, crowded)

    def test_what_waits_comes_first(self):
        """A list with nothing in it leaves its place to one that waits."""
        self._everything_waits()
        manager = self.users["manager"]
        held = self._held(manager)
        self.assertGreater(len(held), PLACES)
        calm = self._shown(manager)[0]
        self.assertTrue(calm.is_urgent)
        calm.sudo().write({"domain": "[('id', '=', 0)]", "only_waiting": False})
        self.env.invalidate_all()
        shown = self._shown(manager)
        self.assertNotIn(calm, shown)
        self.assertIn(calm, self._shown(manager, self.more.sudo().action_id))
        # Only what waits is named.
        self.assertNotIn(calm.name, shown[-1].summary)

    def test_a_day_that_fits(self):
        """Without a crowd there is no card of lists, and no list behind one."""
        self._nothing_waits()
        for title, user in self.users.items():
            with self.subTest(title=title):
                shown = self._shown(user)
                self.assertNotIn(self.more, shown)
                self.assertFalse(self._shown(user, self.more.sudo().action_id))
                mine = self.lists.with_user(user).filtered("is_mine")
                self.assertEqual(shown, mine)

    def test_open_the_others(self):
        self._everything_waits()
        more = self.more.with_user(self.users["manager"])
        action = more.action_open()
        self.assertEqual(action["res_model"], "ad.day.list")
        behind = self.env["ad.day.list"].with_user(self.users["manager"])
        self.assertEqual(len(behind.search(action["domain"])), more.waiting)
