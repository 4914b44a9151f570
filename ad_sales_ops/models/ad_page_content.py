"""Editorial pages, contents, fillers and house ads of an issue (P4)."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .ad_issue import GRID

PLACE = ("page", "x", "y", "width", "height")


class AdPageContent(models.Model):
    """A rectangle of an issue that nobody bought."""

    _name = "ad.page.content"
    _description = "Page Content"
    _order = "issue_id, page, y, x, id"
    _check_company_auto = True

    issue_id = fields.Many2one(
        "ad.issue", required=True, index=True, ondelete="cascade", check_company=True
    )
    company_id = fields.Many2one(
        related="issue_id.company_id", store=True, precompute=True, index=True
    )
    kind = fields.Selection(
        [
            ("editorial", "Editorial"),
            ("contents", "Contents"),
            ("filler", "Filler"),
            ("house", "House Ad"),
            ("public_service", "Public-Service Ad"),
        ],
        required=True,
        default="editorial",
    )
    name = fields.Char("Label", help="What people call it, such as a column's name.")
    page = fields.Integer("Side", required=True, help="Counted from the front cover.")
    x = fields.Integer("From the Left", required=True, default=0)
    y = fields.Integer("From the Top", required=True, default=0)
    width = fields.Integer(required=True, default=GRID)
    height = fields.Integer(required=True, default=GRID)
    page_label = fields.Char("Page", compute="_compute_page_label")

    # Page 0 is only for the moment in which two contents change places.
    _lies_inside = models.Constraint(
        "CHECK (num_nulls(page, x, y, width, height) = 0 "
        "AND page BETWEEN 0 AND 9999 AND x >= 0 AND y >= 0 AND width > 0 "
        "AND height > 0 AND y + height <= 120 "
        "AND (x + width <= 120 OR (x = 0 AND width IN (240, 360))))",
        "Content lies inside the pages: page, place and size are not possible.",
    )

    def init(self):
        self.env["ad.page.space"]._follow(self._table)

    @api.depends("name", "kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for content in self:
            content.display_name = content.name or kinds.get(content.kind, "")

    @api.depends("page", "issue_id")
    @api.depends_context("lang")
    def _compute_page_label(self):
        for content in self:
            issue = content.issue_id
            content.page_label = issue and issue._page_label(content.page)

    @api.model_create_multi
    def create(self, vals_list):
        """Put content on pages that are free.

        :raise UserError: the issue is frozen or the space taken
        """
        vals_list = [self._add_missing_default_values(vals) for vals in vals_list]
        issues = self.env["ad.issue"].browse(
            {vals.get("issue_id") for vals in vals_list} - {None, False}
        )
        issues._check_plan_is_open()
        issues._count_booking()
        # Superuser: advertisements on their way to the database, anybody's.
        self.env["ad.placement"].sudo().flush_model()
        self._check_place(dict(enumerate(self.new(vals) for vals in vals_list)))
        return super().create(vals_list)

    @api.model
    def _create_frozen(self, vals):
        """Create past the freeze; the caller knows why it may."""
        return super().create([vals])  # pylint: disable=super-method-mismatch

    def write(self, vals):
        """Keep the content of frozen issues, and off what is taken.

        :raise UserError: the issue is frozen or the space taken
        """
        issues = self.issue_id | self.issue_id.browse(vals.get("issue_id"))
        issues._check_plan_is_open()
        # Whoever sends the issue to press at this moment waits, or we try again.
        issues._count_booking()
        if not {"issue_id", *PLACE} & set(vals):
            return super().write(vals)
        result = super().write(vals)
        self._flush_places()
        return result

    def _flush_places(self):
        """Have the database look, after a look that can name the page."""
        self._check_place({content.id: content for content in self})
        self.flush_model()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_frozen(self):
        self.issue_id._check_plan_is_open()
        self.issue_id._count_booking()

    def _check_place(self, wanted):
        """Refuse impossible and taken space in words, before the database does.

        :param wanted: ``{integer key: content}``
        """
        rectangles = {}
        for key, content in wanted.items():
            place = [content[name] for name in PLACE]
            message = content.issue_id and content.issue_id._rectangle_error_message(
                *place
            )
            if message:
                raise ValidationError(message)
            rectangles[key] = (content.issue_id.id, *place)
        # Superuser: the database's own table of what is occupied; only keys come back.
        taken = self.env["ad.page.space"].sudo()._find_taken(rectangles, self)
        for content in (wanted[key] for key in sorted(taken)):
            raise UserError(
                self.env._(
                    "Page “%(page)s” of %(issue)s has no room there for “%(content)s”: "
                    "the space is already taken. Choose another place.",
                    page=content.page_label,
                    issue=content.issue_id.display_name,
                    content=content.display_name,
                )
            )

    def _set_side(self, page):
        """Follow a side of the strip that got another number (E25)."""
        self._write_place({"page": page})

    def _write_place(self, vals):
        """Write without a look: the caller looks when everything stands."""
        super().write(vals)  # pylint: disable=super-method-mismatch

    def _side_name(self):
        return self.display_name

    @api.model
    def _lift(self, targets):
        """Take contents off their pages for a moment, so that swaps work (P2).

        :param targets: ``{content: (page, x, y)}``
        """
        moved = self.union(*targets)
        moved.check_access("write")
        moved.issue_id._check_plan_is_open()
        moved.issue_id._count_booking()
        moved._write_place({"page": 0})
        self.flush_model()

    @api.model
    def _put(self, targets):
        """Put lifted contents on their pages, all of them or none."""
        for content, (page, x, y) in targets.items():
            content._write_place({"page": page, "x": x, "y": y})
        self.union(*targets)._flush_places()
