"""A legal plan for what has no page yet, in one click (P4)."""

from collections import defaultdict

from odoo import api, models

from .ad_issue import GRID
from .ad_issue_plan_checks import PAGE_AREA, pages_of, rivals
from .ad_issue_plan_wishes import PlanPages, averse


class PlanDraft:
    """Pages being filled: what stands where, and what each spread shows."""

    def __init__(self, plan, starts):
        """Take over what stands in the plan.

        :param plan: what ``_flat_plan`` gives
        :param starts: pages on which a spread may start
        """
        self.starts = starts
        self.pages = PlanPages(plan)
        self.items = defaultdict(list)
        for item in [*plan["ads"], *plan["contents"]]:
            if item["page"]:
                self.put(item)

    def put(self, item):
        """Let something stand where it says."""
        for page in pages_of(item):
            self.items[page].append(item)

    def find(self, ad):
        """The legal place that wastes least, as (page, x, y), or ``None``.

        Pages that have begun come first: what is left over on them is of no use to
        bigger advertisements. The one that meets the wish best and then has the least
        room left wins.
        """
        wide = ad["width"] > GRID
        best = None
        for page in self._pages_for(ad, wide):
            room = self._room(page)
            if room < min(ad["width"], GRID) * ad["height"] or self._clashes(ad, page):
                continue
            place = self._place_on(ad, page)
            if place is None:
                continue
            rank = (self.pages.misses(ad, page), room)
            if best is None or rank < best[0]:
                best = (rank, (page, *place))
        return best and best[1]

    def _pages_for(self, ad, wide):
        """A promised page and no other; else any on which its width may start."""
        pages = self.starts if wide else self.pages.inside
        promised = ad["promised_page"]
        return [page for page in pages if page == promised] if promised else pages

    def _room(self, page):
        used = sum(min(i["width"], GRID) * i["height"] for i in self.items[page])
        return PAGE_AREA - used

    def _clashes(self, ad, page):
        others = [
            other
            for side in self.pages.spread_of[page]
            for other in self.items[side]
            if other["type"] == "ad"
        ]
        return any(rivals(ad, other) or averse(ad, other) for other in others)

    def _place_on(self, ad, page):
        """The first free (x, y), from the top left, edge to edge."""
        if ad["width"] > GRID:
            sides = range(page, page + -(-ad["width"] // GRID))
            return None if any(self.items[side] for side in sides) else (0, 0)
        items = self.items[page]
        lefts = {0, GRID - ad["width"], *(i["x"] + i["width"] for i in items)}
        tops = {0, GRID - ad["height"], *(i["y"] + i["height"] for i in items)}
        for y in sorted(top for top in tops if top + ad["height"] <= GRID):
            for x in sorted(left for left in lefts if left + ad["width"] <= GRID):
                if not any(self._overlap(ad, x, y, item) for item in items):
                    return x, y
        return None

    @staticmethod
    def _overlap(ad, x, y, item):
        # The second side of a spread is full across.
        left = 0 if item["width"] > GRID else item["x"]
        return (
            x < left + min(item["width"], GRID)
            and left < x + ad["width"]
            and y < item["y"] + item["height"]
            and item["y"] < y + ad["height"]
        )


class AdIssue(models.Model):
    _inherit = "ad.issue"

    @api.readonly
    def plan_propose(self):
        """Places for everything that has none; nothing is changed.

        Covers and fixed pages stand already, and what people placed stays. Promised
        and wished pages choose first, then spreads and other page wishes, then the
        bigger before the smaller.

        :return: the moves for ``plan_move``, and what was left over, in words
        """
        self._check_may_plan()
        plan = self._flat_plan()
        starts = [p for p in self._interior_ordinals() if self._is_left_page(p)]
        starts = [page for page in starts if page + 1 in self._interior_ordinals()]
        draft = PlanDraft(plan, starts)
        waiting = [ad for ad in plan["ads"] if not ad["page"] and not ad["is_fixed"]]
        moves, left = [], []
        for ad in sorted(waiting, key=self._proposal_order):
            place = draft.find(ad)
            if not place:
                left.append(ad)
                continue
            put = ad | dict(zip(("page", "x", "y"), place, strict=True))
            draft.put(put)
            moves.append(put | {"seen": [0, 0, 0]})
        return {"moves": moves, "text": self._proposal_message(moves, left)}

    @api.model
    def _proposal_order(self, ad):
        area = ad["width"] * ad["height"]
        is_page = ad["width"] <= GRID
        is_free = not ad["promised_page"], not ad["wish_page"]
        has_wish = bool(ad["wants_right"] or ad["wish_kind"])
        return (*is_free, is_page, not has_wish, -area, -ad["width"], ad["id"])

    def _proposal_message(self, moves, left):
        if not left:
            return self.env._("%(count)s advertisements find a page.", count=len(moves))
        return self.env._(
            "%(count)s advertisements find a page, %(left)s do not: there is no room, "
            "or only beside a competitor.",
            count=len(moves),
            left=len(left),
        )
