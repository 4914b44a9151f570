"""An issue to fill: positions of every size and advertisements that wait."""

from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger

from .common import AdCommon
from .customers_common import credit_code_of


class PlanCase(AdCommon):
    """Advertisements of three customers, booked in the first issue."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.operations = cls.users["operations"]
        cls.specialist = cls.users["specialist"]
        cls.issue = cls.issues[0].with_user(cls.operations)
        cls.half = cls._make_position("Half page", 6000.0, grid_height=60)
        cls.quarter = cls._make_position(
            "Quarter page", 3000.0, grid_width=60, grid_height=60
        )
        cls.spread = cls._make_position("Spread", 18000.0, grid_width=240)
        cls.contents = cls.env["ad.page.content"].with_user(cls.operations)
        cls.first = cls.issue._page_ordinal("page", 1)

    @classmethod
    def _customer(cls, number, **values):
        return cls._make_advertiser(
            f"Test Customer {number}",
            company_registry=credit_code_of(10 + number),
            **values,
        )

    @classmethod
    def _booked(cls, *positions, issue=None, **values):
        """Booked insertions, one of each position, in the order asked for."""
        issue = issue or cls.issues[0]
        order = cls._make_contract([(p, issue) for p in positions], **values)
        placements = order.sudo().ad_placement_ids.sorted("id")
        placements._action_book()
        cls.env.flush_all()
        return placements.with_user(cls.operations)

    def _page(self, number):
        return self.issue._page_ordinal("page", number)

    def _move(self, placement, number, x=0, y=0, seen=True):
        """What the screen sends for one move; page 0 takes off."""
        return {
            "type": "ad" if placement._name == "ad.placement" else "content",
            "id": placement.id,
            "page": self._page(number) if number else 0,
            "x": x,
            "y": y,
            "seen": [placement.page, placement.x, placement.y] if seen else None,
        }

    def _content(self, number, user=None, **values):
        return self.contents.with_user(user or self.operations).create(
            {"issue_id": self.issue.id, "page": self._page(number), **values}
        )

    def assertRefused(self, words, function, *args, error=UserError):
        """Refused in these words, and nothing stays behind."""
        with (
            mute_logger("odoo.addons.base.models.ir_model"),
            mute_logger("odoo.addons.base.models.ir_rule"),
            self.assertRaises(error) as caught,
            self.env.cr.savepoint(),
        ):
            function(*args)
        self.env.invalidate_all()
        self.assertIn(words, str(caught.exception))

    def assertDenied(self, function, *args):
        self.assertRefused("", function, *args, error=AccessError)
