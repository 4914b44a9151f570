"""What the flat plan counts and warns of (P4, P5)."""

from collections import defaultdict
from itertools import combinations

from odoo import models
from odoo.tools import format_list

from .ad_issue import GRID

PAGE_AREA = GRID * GRID


def rivals(one, other):
    """Whether two advertisements are of competitors.

    The same category counts; within a wide one the customers' industries tell apart,
    where both are known.
    """
    if not one["category_id"] or one["category_id"] != other["category_id"]:
        return False
    if one["customer_id"] == other["customer_id"]:
        return False
    known = one["industry_id"] and other["industry_id"]
    return not known or one["industry_id"] == other["industry_id"]


def pages_of(item):
    """Ordinals of the sides on which something lies."""
    return range(item["page"], item["page"] + -(-item["width"] // GRID))


def beside(plan):
    """The advertisements that the reader sees together, spread by spread."""
    by_page = defaultdict(list)
    for ad in plan["ads"]:
        if ad["page"]:
            for page in pages_of(ad):
                by_page[page].append(ad)
    for spread in plan["spreads"]:
        seen = {ad["id"]: ad for page in spread for ad in by_page[page]}
        yield list(seen.values())


class AdIssue(models.Model):
    _inherit = "ad.issue"

    def _plan_checks(self, plan):
        """Counts, the arithmetic of signatures, and warnings in words."""
        counts = self._plan_counts(plan)
        return {
            "counts": counts,
            "signature": self._plan_signature(counts),
            "warnings": [
                *self._plan_clashes(plan),
                *self._plan_left_pages(plan),
                *self._plan_public_service(plan),
            ],
        }

    def _plan_counts(self, plan):
        """Booked, placed and open, in advertisements and in interior pages."""
        ads = plan["ads"]
        placed = [ad for ad in ads if ad["page"]]
        waiting = [ad for ad in ads if not ad["page"]]
        sold = self._interior_area(placed)
        edited = self._interior_area(plan["contents"])
        unplaced = sum(ad["width"] * ad["height"] for ad in waiting) / PAGE_AREA
        free = self.page_count - sold - edited
        return {
            "ads": len(ads),
            "placed": len(placed),
            "unplaced": len(waiting),
            "held": sum(ad["stage"] == "held" for ad in ads),
            "booked": sum(ad["stage"] == "booked" for ad in ads),
            "cleared": sum(ad["state"] == "cleared" for ad in ads),
            "blocked": sum(ad["state"] == "booked" for ad in ads),
            "pages": self.page_count,
            "ad_pages": round(sold, 2),
            "unplaced_pages": round(unplaced, 2),
            "content_pages": round(edited, 2),
            "free_pages": round(free, 2),
            "left_pages": round(free - unplaced, 2),
        }

    def _interior_area(self, items):
        """Pages that rectangles fill inside the covers."""
        interior = self._interior_ordinals()
        return (
            sum(
                min(item["width"], GRID) * item["height"]
                for item in items
                for page in pages_of(item)
                if page in interior
            )
            / PAGE_AREA
        )

    def _plan_signature(self, counts):
        """How the pages fold, and what is missing until they do (M1)."""
        size = int(self.medium_id.signature_pages or 0)
        if not size:
            return {"text": self.env._("Loose sheets"), "is_wrong": False}
        wrong = self.medium_id._page_count_error_message(self.page_count)
        text = wrong or self._signature_message(size, counts)
        is_wrong = bool(wrong) or counts["left_pages"] < 0
        return {"text": text, "is_wrong": is_wrong}

    def _signature_message(self, size, counts):
        left = counts["left_pages"]
        values = {
            "pages": self.page_count,
            "count": self.page_count // size,
            "size": size,
            "left": f"{abs(left):g}",
        }
        if left < 0:
            more = -(-(self.page_count - left) // size) * size
            return self.env._(
                "%(pages)s pages = %(count)s × %(size)s: %(left)s pages are missing. "
                "Take %(more)s pages.",
                more=int(more),
                **values,
            )
        if left >= size:
            return self.env._(
                "%(pages)s pages = %(count)s × %(size)s: %(left)s pages are still "
                "empty. Fill them, or take %(fewer)s pages.",
                fewer=int(self.page_count - left // size * size),
                **values,
            )
        if left:
            return self.env._(
                "%(pages)s pages = %(count)s × %(size)s: %(left)s pages are still "
                "empty.",
                **values,
            )
        return self.env._(
            "%(pages)s pages = %(count)s × %(size)s: the pages add up.", **values
        )

    def _plan_clashes(self, plan):
        """Competitors that the reader sees side by side (P5)."""
        labels = {side["page"]: side["label"] for side in plan["sides"]}
        warnings = []
        for ads in beside(plan):
            # A list of pages in words takes longer than all the rest (B5).
            words = {}
            for one, other in combinations(ads, 2):
                if rivals(one, other):
                    pages = tuple(sorted({one["page"], other["page"]}))
                    if pages not in words:
                        names = [labels[page] for page in pages]
                        words[pages] = format_list(self.env, names)
                    warnings.append(self._clash_warning(one, other, words, pages))
        return warnings

    def _clash_warning(self, one, other, words, pages):
        return {
            "code": "clash",
            "pages": list(pages),
            "ads": [one["id"], other["id"]],
            "text": self.env._(
                "Competitors face each other on page %(pages)s: “%(one)s” and "
                "“%(other)s” (%(category)s).",
                pages=words[pages],
                one=one["name"],
                other=other["name"],
                category=one["category"],
            ),
        }

    def _plan_left_pages(self, plan):
        """Customers who asked for a right-hand page and stand on a left one."""
        sides = {side["page"]: side for side in plan["sides"]}
        return [
            {
                "code": "wish",
                "pages": [ad["page"]],
                "ads": [ad["id"]],
                "text": self.env._(
                    "“%(name)s” asked for a right-hand page and stands on page "
                    "%(page)s.",
                    name=ad["name"],
                    page=sides[ad["page"]]["label"],
                ),
            }
            for ad in plan["ads"]
            if ad["wants_right"]
            and ad["page"]
            and ad["width"] <= GRID
            and not sides[ad["page"]]["is_right"]
        ]

    def _plan_public_service(self, plan):
        """Public-service pages of this title, against what it owes (P5)."""
        medium = self.medium_id
        if not medium.public_service_pages:
            return []
        own = [c for c in plan["contents"] if c["kind"] == "public_service"]
        area = sum(item["width"] * item["height"] for item in own)
        pages = (area + self._past_public_service_area()) / PAGE_AREA
        if round(pages, 2) >= round(medium.public_service_pages, 2):
            return []
        return [
            {
                "code": "public_service",
                "pages": [],
                "ads": [],
                "text": self.env._(
                    "%(medium)s owes %(quota)s pages of public-service advertisements "
                    "in every %(issues)s issues; there are %(pages)s.",
                    medium=medium.name,
                    quota=f"{medium.public_service_pages:g}",
                    issues=medium.public_service_issues,
                    pages=f"{round(pages, 2):g}",
                ),
            }
        ]

    def _past_public_service_area(self):
        """Area of public-service content in the issues counted together with this."""
        others = self.medium_id.public_service_issues - 1
        if others < 1:
            return 0
        issues = self._search(
            [
                ("medium_id", "=", self.medium_id.id),
                ("publication_date", "<", self.publication_date),
                ("state", "not in", ("merged", "skipped")),
            ],
            order="publication_date DESC, id DESC",
            limit=others,
        )
        # Superuser: content of issues that whoever reads this one may read as well.
        contents = self.env["ad.page.content"].sudo()
        found = contents.search_fetch(
            [("issue_id", "in", issues), ("kind", "=", "public_service")],
            ["width", "height"],
        )
        return sum(content.width * content.height for content in found)
