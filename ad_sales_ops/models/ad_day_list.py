"""My day (今日待办): the lists a job title works down, with their counts."""

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL
from odoo.tools.safe_eval import safe_eval

#: So many cards fit into a day; the others are one click further.
PLACES = 8


class AdDayList(models.Model):
    """One list on the landing page of some job titles.

    Each list is an action with a domain; the card shows how many records wait. An
    addon on top adds a list by adding a record.

    Where more lists wait than a day has places, the most urgent ones keep theirs and
    a card of lists holds the others; it names each with its count.
    """

    _name = "ad.day.list"
    _description = "List of the Day"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    hint = fields.Char(translate=True)
    sequence = fields.Integer(default=10)
    icon = fields.Char(default="fa-list")
    group_ids = fields.Many2many("res.groups", string="Job Titles", required=True)
    action_id = fields.Many2one(
        "ir.actions.act_window", required=True, ondelete="cascade"
    )
    res_model = fields.Char(related="action_id.res_model")
    domain = fields.Char(
        default="[]", help="Narrows the action; knows uid and today (company's day)."
    )
    is_urgent = fields.Boolean(
        help="Shown in the warning colour while it is not empty."
    )
    only_waiting = fields.Boolean(
        "Only While Something Waits",
        help="For work of a few days in each issue: the card shows only then.",
    )
    is_mine = fields.Boolean(compute="_compute_is_mine", search="_search_is_mine")
    waiting = fields.Integer(compute="_compute_waiting")
    rank = fields.Integer(compute="_compute_rank")
    holds_lists = fields.Boolean(
        "Holds Other Lists",
        help="The card of the lists that find no place in the day of a person.",
    )
    is_folded = fields.Boolean(compute="_compute_is_folded", search="_search_is_folded")
    summary = fields.Char(compute="_compute_summary")

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_is_mine(self):
        # The title a person holds, not the ones it implies: a manager's day is short.
        groups = self.env.user.sudo().group_ids
        for record in self.sorted("holds_lists"):
            is_held = bool(record.sudo().group_ids & groups)
            record.is_mine = is_held and (not record.only_waiting or record.waiting > 0)

    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        mine = self._held().filtered("is_mine")
        if self._folded():
            mine += self._held(holds_lists=True)
        return [("id", "in" if True in value else "not in", mine.ids)]

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_waiting(self):
        # The card of lists counts the others, so these come first.
        for record in self.sorted("holds_lists"):
            try:
                model = self.env[record.sudo().res_model]
                record.waiting = model.search_count(record._get_domain())
            except AccessError:
                record.waiting = 0

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_rank(self):
        for record in self:
            if record.holds_lists:
                record.rank = 4
            elif record.waiting:
                record.rank = 1 if record.is_urgent else 2
            else:
                record.rank = 3

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_is_folded(self):
        folded = self._folded()
        for record in self:
            record.is_folded = record in folded

    def _search_is_folded(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("id", "in" if True in value else "not in", self._folded().ids)]

    @api.depends_context("uid", "lang", "allowed_company_ids")
    def _compute_summary(self):
        """Name what waits behind the card of lists: nothing is out of sight."""
        for record in self:
            lists = self._folded() if record.holds_lists else self.browse()
            words = [f"{one.name} {one.waiting}" for one in lists if one.waiting]
            record.summary = " · ".join(words)

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        """Let the screen put what is urgent first, though it is counted, not kept."""
        if field_name != "rank":
            return super()._order_field_to_sql(
                alias, field_name, direction, nulls, query
            )
        lists = self._held().sorted("rank")
        place = SQL(
            "array_position(%s::int[], %s)", lists.ids, SQL.identifier(alias, "id")
        )
        return SQL("%s %s %s", place, direction, nulls)

    @api.model
    def _held(self, holds_lists=False):
        """The lists of the job titles that the current user holds."""
        # Superuser: one's own job titles.
        groups = self.env.user.sudo().group_ids
        return self.search(
            [("group_ids", "in", groups.ids), ("holds_lists", "=", holds_lists)]
        )

    @api.model
    def _folded(self):
        """The current user's lists that find no place, the most urgent first."""
        mine = self._held().filtered("is_mine")
        if len(mine) <= PLACES:
            return self.browse()
        # The card of lists takes the last place.
        return mine.sorted("rank")[PLACES - 1 :]

    def _get_domain(self):
        """The action's domain and the list's own, for the current user."""
        self.ensure_one()
        names = {"uid": self.env.uid, "today": fields.Date.context_today(self)}
        record = self.sudo()
        return [
            *safe_eval(record.action_id.domain or "[]", names),
            *safe_eval(record.domain or "[]", names),
        ]

    def action_open(self):
        """Open the list."""
        self.ensure_one()
        # Superuser: users do not read actions; what opens checks its own rights.
        xmlid = self.sudo().action_id.get_external_id()[self.sudo().action_id.id]
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        action["domain"] = self._get_domain()
        action["display_name"] = self.name
        # What new records start with stays; the card's domain replaces the filters.
        context = safe_eval(action["context"] or "{}", {"uid": self.env.uid})
        action["context"] = {
            key: value
            for key, value in context.items()
            if not key.startswith("search_default_")
        }
        return action
