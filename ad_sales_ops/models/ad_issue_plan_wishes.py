"""Which page wishes of the slips are met, and which are not (P6, P4)."""

import re
from itertools import combinations

from odoo import api, models

from .ad_issue import GRID
from .ad_issue_plan_checks import beside, pages_of

#: The front and the back part are a third of the pages inside each.
PART = 3
#: Content beside which a customer means when he asks for editorial pages.
EDITORIAL = ("editorial", "contents")
#: Shorter names would be found in too many others.
SHORTEST_NAME = 2


def averse(one, other):
    """Whether either of two customers asked not to stand beside the other."""
    return any(
        name in second["name"].casefold()
        for first, second in ((one, other), (other, one))
        for name in first["not_beside"]
    )


class PlanPages:
    """Where the pages of a plan lie, as page wishes speak of them."""

    def __init__(self, plan):
        """Look at the pages once for all wishes.

        :param plan: what ``_flat_plan`` gives
        """
        self.right = {side["page"] for side in plan["sides"] if side["is_right"]}
        self.inside = [side["page"] for side in plan["sides"] if not side["is_cover"]]
        self.spread_of = {page: spread for spread in plan["spreads"] for page in spread}
        self.editorial = {
            page
            for content in plan["contents"]
            if content["kind"] in EDITORIAL
            for page in pages_of(content)
        }

    def misses(self, ad, page):
        """In how many ways a page is not what was asked for; 0 when it is."""
        kind = ad["wish_kind"]
        is_side = ad["width"] <= GRID
        third = -(-len(self.inside) // PART)
        return sum(
            (
                is_side and ad["wants_right"] and page not in self.right,
                is_side and kind == "left" and page in self.right,
                kind in ("front", "front_right") and page not in self.inside[:third],
                kind == "back" and page not in self.inside[-third:],
                kind == "editorial" and not self._faces_editorial(ad, page),
                bool(ad["wish_page"]) and page != ad["wish_page"],
            )
        )

    def _faces_editorial(self, ad, page):
        spread = set(self.spread_of[page])
        return ad["width"] <= GRID and bool(spread & self.editorial)


class AdIssue(models.Model):
    _inherit = "ad.issue"

    @api.model
    def _split_names(self, text):
        """The names in a list as people write one."""
        names = re.split("[,;\u3001\uff0c\uff1b\n]+", text or "")
        names = [name.strip().casefold() for name in names]
        return [name for name in names if len(name) >= SHORTEST_NAME]

    def _plan_checks(self, plan):
        checks = super()._plan_checks(plan)
        checks["warnings"] += self._plan_unmet_wishes(plan)
        return checks

    def _plan_unmet_wishes(self, plan):
        """Wishes other than for a right-hand page that the pages do not meet."""
        labels = {side["page"]: side["label"] for side in plan["sides"]}
        pages = PlanPages(plan)
        placed = [ad for ad in plan["ads"] if ad["page"]]
        warnings = []
        for ad in placed:
            # A right-hand page has its own sentence, whoever asked for it.
            if pages.misses(ad | {"wants_right": False}, ad["page"]):
                warnings.append(self._unmet_warning(ad, labels))
        for ads in beside(plan):
            if not any(ad["not_beside"] for ad in ads):
                continue
            for one, other in combinations(ads, 2):
                if averse(one, other):
                    warnings.append(self._beside_warning(one, other, labels))
        return warnings

    def _unmet_warning(self, ad, labels):
        return {
            "code": "wish",
            "pages": [ad["page"]],
            "ads": [ad["id"]],
            "text": self.env._(
                "“%(name)s” stands on page %(page)s, and its slip says: %(wish)s.",
                name=ad["name"],
                page=labels[ad["page"]],
                wish=ad["wish"].split("\n")[0],
            ),
        }

    def _beside_warning(self, one, other, labels):
        return {
            "code": "wish",
            "pages": sorted({one["page"], other["page"]}),
            "ads": [one["id"], other["id"]],
            "text": self.env._(
                "“%(one)s” (page %(page)s) and “%(other)s” must not stand beside each "
                "other, says a slip.",
                one=one["name"],
                page=labels[one["page"]],
                other=other["name"],
            ),
        }
