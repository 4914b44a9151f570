"""What is still free in issues, to think moves through before they are made (M7)."""

from collections import defaultdict

from odoo.tools import SQL

from .ad_placement import TAKES_SPACE
from .ad_placement_space import GRID


class IssueRoom:
    """The space of some issues in memory; the database refuses in the end (P2).

    :param issues: issues that insertions may go to
    :param moved: the insertions that would leave their own places
    """

    def __init__(self, issues, moved):
        self.env = issues.env
        self.issues = issues
        self.moved = moved
        self.counts = self._load_counts()
        self.rectangles = self._load_rectangles()
        self.areas = self._load_areas()

    def _load_counts(self):
        """Insertions that take space, by issue and position."""
        groups = self.env["ad.placement"]._read_group(
            [
                ("issue_id", "in", self.issues.ids),
                ("stage", "in", TAKES_SPACE),
                ("id", "not in", self.moved.ids),
            ],
            ["issue_id", "position_id"],
            ["__count"],
        )
        counts = defaultdict(int)
        counts.update({(issue, position): n for issue, position, n in groups})
        return counts

    def _load_rectangles(self):
        """What stands on pages, by issue."""
        rectangles = defaultdict(list)
        for space in self.env["ad.page.space"].search_fetch(
            [("issue_id", "in", self.issues.ids)],
            ["issue_id", "placement_id", "x_from", "x_to", "y_from", "y_to"],
        ):
            if space.placement_id not in self.moved:
                rectangles[space.issue_id].append(
                    (space.x_from, space.x_to, space.y_from, space.y_to)
                )
        return rectangles

    def _load_areas(self):
        """Paper that advertisements take inside the book, by issue."""
        areas = defaultdict(int)
        if not self.issues:
            return areas
        self.env["ad.placement"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT p.issue_id, SUM(p.width * p.height) FROM ad_placement p
                  JOIN ad_position o ON o.id = p.position_id
                 WHERE p.issue_id IN %s AND p.stage IN %s AND p.id != ALL(%s)
                   AND (o.page_rule = 'run_of_book' OR o.fixed_place = 'page')
                 GROUP BY p.issue_id
                """,
                tuple(self.issues.ids),
                TAKES_SPACE,
                self.moved.ids,
            )
        )
        for issue, area in rows:
            areas[self.env["ad.issue"].browse(issue)] = area
        return areas

    def refusal(self, placement, issue):
        """Why an insertion finds no space in an issue, or False."""
        position = placement.position_id
        message = position._rectangle_error_message(issue)
        if message or placement.stage not in TAKES_SPACE:
            return message
        if position.capacity and self.counts[issue, position] >= position.capacity:
            return self._taken_message(position, issue)
        rectangle = self._rectangle(position, issue)
        if rectangle and any(_overlap(rectangle, r) for r in self.rectangles[issue]):
            return self._taken_message(position, issue)
        if self._area_after(placement, issue) > issue.page_count * GRID * GRID:
            return self.env._(
                "%(issue)s has no pages left for “%(position)s”.",
                issue=issue.display_name,
                position=position.name,
            )
        return False

    def take(self, placement, issue):
        """Count an insertion in, so that the next ones find the space taken."""
        if placement.stage not in TAKES_SPACE:
            return
        position = placement.position_id
        self.counts[issue, position] += 1
        rectangle = self._rectangle(position, issue)
        if rectangle:
            self.rectangles[issue].append(rectangle)
        if self._is_inside(position):
            self.areas[issue] += placement.width * placement.height

    def _taken_message(self, position, issue):
        return self.env._(
            "“%(position)s” of %(issue)s is already taken.",
            position=position.name,
            issue=issue.display_name,
        )

    def _rectangle(self, position, issue):
        place = position._compute_rectangle(issue)
        if not place:
            return None
        left = (place["page"] - 1) * GRID + place["x"]
        return left, left + place["width"], place["y"], place["y"] + place["height"]

    def _is_inside(self, position):
        return position.page_rule == "run_of_book" or position.fixed_place == "page"

    def _area_after(self, placement, issue):
        """Paper taken inside the book with this one in it; 0 where nothing limits."""
        is_limited = issue.page_count and issue.medium_id.is_print
        if not is_limited or placement.position_id.page_rule != "run_of_book":
            return 0
        return self.areas[issue] + placement.width * placement.height


def _overlap(one, other):
    """Whether two rectangles share more than an edge."""
    return (
        one[0] < other[1]
        and other[0] < one[1]
        and one[2] < other[3]
        and other[2] < one[3]
    )
