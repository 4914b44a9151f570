"""The flat plan (落版图) of an issue: what stands on which page, in one call (P4)."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .ad_placement import TAKES_SPACE

#: How many issues the plan's own list of issues offers.
PICKER_LIMIT = 40
CONTENT_FIELDS = ("kind", "name", "page", "x", "y", "width", "height")
PLACE = ("page", "x", "y")
MODELS = {"ad": "ad.placement", "content": "ad.page.content"}


class AdIssue(models.Model):
    _inherit = "ad.issue"

    def action_open_flat_plan(self):
        """Open the pages of this issue.

        :raise UserError: a website has no pages
        """
        self.ensure_one()
        if not self.is_print:
            raise UserError(
                self.env._(
                    "%(medium)s is a website: its issues have no pages.",
                    medium=self.medium_id.name,
                )
            )
        action = self.env["ir.actions.client"]._for_xml_id(
            "ad_sales_ops.ad_flat_plan_action"
        )
        return action | {"context": {"active_id": self.id}}

    # Loading

    @api.model
    @api.readonly
    def load_flat_plan(self, issue_id=False):
        """Everything the screen shows of an issue, in one call and few queries (B5).

        :param issue_id: without it, the next issue whose pages are to be filled
        :rtype: dict
        """
        picker = self._plan_picker()
        issue = self.browse(issue_id) if issue_id else picker._plan_next()
        plan = issue._flat_plan() if issue else {"issue": False}
        plan["issues"] = [
            {"id": one.id, "name": one._plan_title()} for one in picker | issue
        ]
        return plan

    @api.model
    def _plan_picker(self):
        """Printed issues whose pages somebody may want to see now."""
        month_ago = fields.Date.context_today(self) - timedelta(days=31)
        return self.search_fetch(
            [
                ("medium_id.is_print", "=", True),
                ("state", "in", ("open", "closed", "at_press")),
                ("publication_date", ">=", month_ago),
            ],
            self._plan_issue_fields(),
            limit=PICKER_LIMIT,
        )

    @api.model
    def _plan_issue_fields(self):
        return [
            "medium_id",
            "company_id",
            "year",
            "number",
            "publication_date",
            "state",
            "page_count",
            "gatefold_panels",
        ]

    def _plan_next(self):
        """The first open issue in which something waits for a page, or the first."""
        issues = self.filtered(lambda issue: issue._plan_is_open())
        # Superuser: that something waits, nothing else.
        placements = self.env["ad.placement"].sudo()
        groups = placements._read_group(
            [
                ("issue_id", "in", issues.ids),
                ("stage", "in", TAKES_SPACE),
                ("page", "=", 0),
            ],
            ["issue_id"],
        )
        waiting = {issue.id for (issue,) in groups}
        return issues.filtered(lambda issue: issue.id in waiting)[:1] or issues[:1]

    def _plan_title(self):
        return f"{self.medium_id.name} {self.display_name}"

    def _flat_plan(self):
        """The plan as plain values: the screen and the print are made of it."""
        self.ensure_one()
        self.check_access("read")
        sides = self._plan_sides()
        plan = {
            "issue": self._plan_head(),
            "sides": sides,
            "spreads": self._plan_spreads(),
            "ads": self._plan_ads(),
            "contents": self._plan_contents(),
        }
        plan.update(self._plan_checks(plan))
        return plan

    def _plan_head(self):
        can_plan = self.env.user.has_group("ad_sales_ops.group_ad_operations")
        is_open = self._plan_is_open()
        medium = self.medium_id
        ratio = medium.trim_width_mm and medium.trim_height_mm / medium.trim_width_mm
        return {
            "id": self.id,
            "name": self._plan_title(),
            "state": self._state_label(),
            "ratio": ratio or 1.4,
            "readonly": not (can_plan and is_open),
            "frozen": "" if is_open else self._plan_frozen_message(),
        }

    def _plan_sides(self):
        """Every page side in reading order, with what is printed on it."""
        covers = self._side_count() - len(self._interior_ordinals())
        interior = self._interior_ordinals()
        return [
            {
                "page": page,
                "label": self._page_label(page),
                "is_cover": bool(covers) and page not in interior,
                "is_right": self._is_right_page(page),
            }
            for page in range(1, self._side_count() + 1)
        ]

    def _is_right_page(self, ordinal):
        """Whether a side lies on the right of an open issue: odd pages do."""
        place, number = self._side_key(ordinal)
        if place == "page":
            return number % 2 == 1
        return place in ("front_cover", "inside_back")

    def _plan_spreads(self):
        """Ordinals of the sides that the reader sees together.

        The front cover or its gatefold, then each left page with the right one beside
        it, at last the back cover.

        :rtype: list[list[int]]
        """
        front = list(range(1, self._front_count() + 1))
        spreads = [front] if front else []
        page, last = len(front) + 1, self._side_count()
        while page <= last:
            is_pair = page < last and self._is_left_page(page)
            spreads.append([page, page + 1] if is_pair else [page])
            page += len(spreads[-1])
        return spreads

    def _plan_ads(self):
        """Advertisements that take space, placed or not.

        Whoever may not read one sees that the space is taken, not by whom (P3).
        """
        domain = [("issue_id", "=", self.id), ("stage", "in", TAKES_SPACE)]
        readable = set(self.env["ad.placement"]._search(domain))
        # Superuser: taken space is shown to all; names only of what one may read.
        placements = self.env["ad.placement"].sudo()
        placements = placements.search_fetch(domain, placements._plan_fields())
        placements._plan_prefetch()
        labels = dict(placements._fields["state"]._description_selection(self.env))
        return [
            placement._plan_item(labels)
            if placement.id in readable
            else placement._plan_hidden_item()
            for placement in placements
        ]

    def _plan_contents(self):
        # Superuser: whoever may read the issue sees its editorial pages.
        contents = self.env["ad.page.content"].sudo()
        contents = contents.search_fetch(
            [("issue_id", "=", self.id)], ["issue_id", *CONTENT_FIELDS]
        )
        return [
            {
                "type": "content",
                "id": content.id,
                "kind": content.kind,
                "label": content.name or "",
                "name": content.display_name,
                **{name: content[name] for name in (*PLACE, "width", "height")},
            }
            for content in contents
        ]

    # Changing: every step answers with the plan as it is then

    def _plan_is_open(self):
        return self.state in ("open", "closed")

    def _plan_frozen_message(self):
        return self.env._(
            "%(issue)s is “%(state)s”: its pages are frozen.",
            issue=self.display_name,
            state=self._state_label(),
        )

    def _check_plan_is_open(self):
        """Refuse changes of pages that are frozen (U2)."""
        for issue in self:
            if not issue._plan_is_open():
                raise UserError(issue._plan_frozen_message())

    def _check_may_plan(self):
        """The Operations Centre fills the pages, while they are open.

        :raise AccessError: another job title
        :raise UserError: the issue is at press or beyond
        """
        self.ensure_one()
        if not self.env.user.has_group("ad_sales_ops.group_ad_operations"):
            raise AccessError(self.env._("The Operations Centre fills the pages."))
        self.check_access("write")
        self._check_plan_is_open()

    def plan_move(self, moves):
        """Move advertisements and contents in one step: all of it or nothing.

        :param moves: ``[{"type": "ad" or "content", "id": …, "page": …, "x": …,
            "y": …, "seen": [page, x, y]}, …]``; page 0 takes an advertisement off
        :raise UserError: taken space, frozen issue, or somebody moved it meanwhile
        """
        self._check_may_plan()
        ads = self._plan_targets(moves, "ad")
        contents = self._plan_targets(moves, "content")
        model = self.env["ad.page.content"]
        model._lift(contents)
        if ads:
            self.env["ad.placement"]._place(ads)
        model._put(contents)
        return self._flat_plan()

    def _plan_targets(self, moves, kind):
        """``{record: (page, x, y)}``, after a look whether the plan is still true."""
        targets = {}
        for move in moves:
            if move["type"] != kind:
                continue
            record = self.env[MODELS[kind]].browse(int(move["id"])).exists()
            self._check_seen(record, move.get("seen"))
            targets[record] = tuple(int(move[name]) for name in PLACE)
        return targets

    def _check_seen(self, record, seen):
        """Refuse to undo unawares what somebody else did meanwhile."""
        if not record or record.issue_id != self:
            raise UserError(
                self.env._(
                    "What you moved is not in this issue any more: somebody changed "
                    "it meanwhile. Look at the plan again."
                )
            )
        if seen and tuple(seen) != tuple(record[name] for name in PLACE):
            raise UserError(
                self.env._(
                    "Somebody moved “%(name)s” meanwhile. Look at the plan again; "
                    "nothing was changed.",
                    name=record._side_name(),
                )
            )

    def plan_add(self, values, count=1):
        """Put content on one page, or whole pages of it on several in a row.

        :param values: fields of the content
        :return: the plan, and the ids in ``added``
        """
        self._check_may_plan()
        vals = {name: values[name] for name in CONTENT_FIELDS if name in values}
        vals["issue_id"] = self.id
        self._check_pages_in_a_row(vals.get("page", 0), count)
        contents = self.env["ad.page.content"].create(
            [vals | {"page": vals.get("page", 0) + shift} for shift in range(count)]
        )
        return self._flat_plan() | {"added": contents.ids}

    def _check_pages_in_a_row(self, page, count):
        """Editorial pages do not run on to the covers unawares."""
        interior = self._interior_ordinals()
        if count > 1 and page + count - 1 not in interior:
            raise UserError(
                self.env._(
                    "%(count)s pages from page “%(page)s” on are more than there are "
                    "inside: the last one is page %(last)s.",
                    count=count,
                    page=self._page_label(page),
                    last=self.page_count,
                )
            )

    def plan_rename(self, content_id, kind, name):
        """Change what content is and what it is called."""
        self._check_may_plan()
        self._plan_content([content_id]).write({"kind": kind, "name": name})
        return self._flat_plan()

    def plan_remove(self, content_ids):
        """Take content off its pages for good."""
        self._check_may_plan()
        self._plan_content(content_ids).unlink()
        return self._flat_plan()

    def _plan_content(self, content_ids):
        contents = self.env["ad.page.content"].browse(content_ids).exists()
        for content in contents:
            self._check_seen(content, None)
        return contents
