"""Lines of space order slips: one insertion, its page wish and its copy (P6)."""

from odoo import api, fields, models
from odoo.tools import format_list

WISHES = [
    ("none", "No Page Wish"),
    ("right", "Right-Hand Page"),
    ("left", "Left-Hand Page"),
    ("front", "Front Part"),
    ("front_right", "Front Part, Right-Hand Page"),
    ("back", "Back Part"),
    ("editorial", "Facing Editorial"),
    ("page", "This Page"),
]
COPY_STATES = [
    ("new", "New Copy"),
    ("standing", "Old Copy Again"),
    ("changed", "Changed Copy"),
]
#: What the carer fills in; the rest of a line says which insertion it is.
WISHED = ("wish", "wish_page", "not_beside", "wish_words")
COPY = ("copy_state", "copy_placement_id", "copy_text")


class AdSpaceOrderLine(models.Model):
    """What is wanted of one insertion.

    The insertion may move, be withdrawn or disappear later: the line stays and says
    so.
    """

    _name = "ad.space.order.line"
    _inherit = ["ad.guarded.mixin"]
    _description = "Line of a Space Order Slip"
    _order = "slip_id, id"
    _rec_name = "advertiser_id"

    slip_id = fields.Many2one(
        "ad.space.order", required=True, index=True, ondelete="cascade", readonly=True
    )
    issue_id = fields.Many2one(related="slip_id.issue_id", store=True, precompute=True)
    medium_id = fields.Many2one(
        related="slip_id.medium_id", store=True, precompute=True
    )
    company_id = fields.Many2one(
        related="slip_id.company_id", store=True, precompute=True
    )
    user_id = fields.Many2one(
        related="slip_id.user_id", store=True, precompute=True, string="Carer"
    )
    publication_date = fields.Date(
        related="slip_id.publication_date", store=True, precompute=True
    )

    # What was sold
    placement_id = fields.Many2one(
        "ad.placement",
        "Insertion",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    advertiser_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    position_id = fields.Many2one(
        "ad.position", required=True, readonly=True, ondelete="restrict"
    )
    size_label = fields.Char(related="position_id.size_label")
    colour = fields.Selection(related="position_id.colour")
    space_text = fields.Char("Space", compute="_compute_space_text")
    added_on = fields.Datetime("Added Since", readonly=True)
    is_off = fields.Boolean(compute="_compute_standing")
    standing = fields.Char("How It Stands", compute="_compute_standing")

    # What is wanted
    wish = fields.Selection(WISHES, "Page Wish", required=True, default="none")
    wish_page = fields.Char("Wished Page", help="As printed, such as 17.")
    not_beside = fields.Char(
        help="Competitors whose advertisements must not stand on the same spread, "
        "with commas between them."
    )
    wish_words = fields.Char("Wish in Words")
    wish_text = fields.Char("Wish", compute="_compute_wish_text")
    copy_state = fields.Selection(COPY_STATES, "Copy for It", required=True)
    copy_placement_id = fields.Many2one(
        "ad.placement",
        "Copy as in",
        ondelete="set null",
        index="btree_not_null",
        domain="[('advertiser_id', '=', advertiser_id), ('id', '!=', placement_id), "
        "('publication_date', '<', publication_date), "
        "('stage', 'not in', ('draft', 'cancelled'))]",
    )
    copy_text = fields.Char(
        "About the Copy",
        help="New copy: what it is about and when it comes. Old copy: what changes.",
    )
    note = fields.Char("Line Note")

    _insertion_once = models.UniqueIndex(
        "(slip_id, placement_id)", "This insertion stands on the slip already."
    )

    @api.depends_context("lang")
    @api.depends("position_id")
    def _compute_space_text(self):
        colours = dict(
            self.env["ad.position"]._fields["colour"]._description_selection(self.env)
        )
        for line in self:
            position = line.position_id
            words = (position.name, position.size_label, colours.get(position.colour))
            line.space_text = " · ".join(filter(None, words))

    @api.depends_context("lang")
    @api.depends("placement_id.state", "placement_id.issue_id", "placement_id.user_id")
    def _compute_standing(self):
        model = self.env["ad.placement"]
        labels = dict(model._fields["state"]._description_selection(self.env))
        for line in self:
            # Superuser: an insertion that has another carer now is still told of.
            placement = line.sudo().placement_id
            line.is_off = line._is_off(placement)
            line.standing = line._standing_words(placement, labels)

    def _is_off(self, placement):
        """Whether the insertion does not run in this issue, or is not his any more."""
        self.ensure_one()
        return (
            placement.issue_id != self.slip_id.issue_id
            or placement.user_id != self.slip_id.user_id
            or placement.stage in ("draft", "withdrawn", "cancelled", "not_run")
        )

    def _standing_words(self, placement, labels):
        self.ensure_one()
        if not placement:
            return self.env._("The insertion was deleted")
        if placement.issue_id != self.slip_id.issue_id:
            return self.env._("Moved to %s", placement.issue_id.display_name)
        if placement.stage == "draft":
            return self.env._("Hold released")
        if placement.user_id != self.slip_id.user_id:
            return self.env._("Now served by %s", placement.user_id.name or "-")
        return labels[placement.state]

    @api.depends_context("lang")
    @api.depends(*WISHED)
    def _compute_wish_text(self):
        for line in self:
            line.wish_text = line._prepare_wish_words(line._prepare_wish())

    @api.onchange("wish_page")
    def _onchange_wish_page(self):
        if self.wish_page:
            self.wish = "page"

    @api.onchange("wish")
    def _onchange_wish(self):
        if self.wish != "page":
            self.wish_page = False

    @api.onchange("copy_state")
    def _onchange_copy_state(self):
        if self.copy_state == "new":
            self.copy_placement_id = False

    def _guarded_fields(self):
        return super()._guarded_fields() | {
            "added_on",
            "advertiser_id",
            "placement_id",
            "position_id",
            "slip_id",
        }

    def _guarded_computes(self):
        return super()._guarded_computes() | {
            "company_id",
            "issue_id",
            "medium_id",
            "publication_date",
            "user_id",
        }

    def write(self, vals):
        """Lines are written while their slip is.

        :raise AccessError: somebody else's slip
        :raise UserError: the slip is handed in, or the issue is at press
        """
        if not self.env.su:
            self.slip_id._check_may_edit()
        return super().write(vals)

    # The wish

    def _has_wish(self):
        self.ensure_one()
        return self.wish != "none" or bool(self.not_beside or self.wish_words)

    def _prepare_wish(self):
        """The wish as plain values, as the insertion keeps them."""
        self.ensure_one()
        side = self._wished_side()
        return {
            "kind": self.wish if self.wish != "none" else "",
            "label": self.wish_page or "",
            "side": self.issue_id._side_key(side) if side else False,
            "not_beside": (self.not_beside or "").strip(),
            "words": (self.wish_words or "").strip(),
            "by": self.user_id.name,
        }

    @api.model
    def _prepare_wish_words(self, wish):
        """A wish in the words of whoever reads it."""
        kinds = dict(self._fields["wish"]._description_selection(self.env))
        kind, beside, label = wish["kind"], wish["not_beside"], wish["label"]
        place = kinds[kind] if kind else ""
        if kind == "page":
            # Covers have names, no numbers.
            place = self.env._("Page %s", label) if label.isdecimal() else label
        beside = self.env._("not beside %s", beside) if beside else ""
        separator = self.env._("; ")
        return separator.join(filter(None, (place, beside, wish["words"])))

    def _wished_side(self):
        """The side of the strip by its printed label, 0 when there is none."""
        self.ensure_one()
        label = (self.wish_page or "").strip()
        if self.wish != "page" or not label:
            return 0
        issue = self.issue_id
        if label.isdecimal():
            return issue._page_ordinal("page", int(label))
        sides = range(1, issue._side_count() + 1)
        return next((n for n in sides if issue._page_label(n) == label), 0)

    # The copy

    def _copy_words(self):
        """New, old or changed, and which."""
        self.ensure_one()
        states = dict(self._fields["copy_state"]._description_selection(self.env))
        # Superuser: an earlier insertion may have had another carer.
        earlier = self.sudo().copy_placement_id
        words = (
            states[self.copy_state],
            earlier and self.env._("as in %s", earlier.issue_id.display_name),
            self.copy_text,
        )
        return self.env._("; ").join(filter(None, words))

    def _snapshot(self):
        """The line in words, as it is handed in."""
        self.ensure_one()
        return {
            "line": self.id,
            "customer": self.advertiser_id.name,
            "space": self.space_text,
            "wish": self.wish_text or "",
            "copy": self._copy_words(),
            "note": self.note or "",
        }

    def _error_messages(self):
        """What is missing before the slip can be handed in, a sentence each."""
        lines = self.filtered(lambda line: not line.is_off)
        errors = [line._page_message() or line._copy_message() for line in lines]
        return [error for error in errors if error] + lines._new_copy_messages()

    def _page_message(self):
        """Why this insertion cannot go to the wished page, or False."""
        self.ensure_one()
        if self.wish != "page":
            return False
        side = self._wished_side()
        if not side:
            return self.env._(
                "%(customer)s: %(issue)s has no page “%(page)s”. Write the page as it "
                "is printed.",
                customer=self.advertiser_id.name,
                issue=self.issue_id.display_name,
                page=self.wish_page or "",
            )
        # Superuser: which page was promised or agreed, to the insertion's carer.
        placement = self.sudo().placement_id
        if not placement._needs_page_consent(side):
            return False
        return self.env._(
            "%(customer)s: “%(position)s” has its fixed place, %(promised)s, so it "
            "cannot ask for “%(page)s”. Take the page wish off, or record the "
            "customer's consent to the other page on the insertion first.",
            customer=self.advertiser_id.name,
            position=self.position_id.name,
            promised=placement.promised_page_label,
            page=self.wish_page,
        )

    def _copy_message(self):
        """Which copy runs again or is changed was not said; or False."""
        self.ensure_one()
        has_copy = self.copy_placement_id or (self.copy_text or "").strip()
        if self.copy_state == "new" or has_copy:
            return False
        return self.env._(
            "%s: say which copy runs again or is changed, by the issue it ran in or in "
            "words.",
            self.advertiser_id.name,
        )

    def _new_copy_messages(self):
        """New copy that nobody has registered is described; one sentence for all."""
        # Superuser: whether copy is here, of insertions on the carer's own slip.
        unknown = self.filtered(
            lambda line: line.copy_state == "new"
            and not (line.copy_text or "").strip()
            and not line.sudo().placement_id.version_id
        )
        if not unknown:
            return []
        return [
            self.env._(
                "Say under “About the Copy” what the new copy is about and when it "
                "comes, or register it: %s",
                format_list(self.env, unknown.advertiser_id.mapped("name")),
            )
        ]
