"""Positions: what can be sold in a medium (M2)."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .ad_issue import GRID

SPREAD = 2 * GRID
PLACE_FIELDS = {
    "page_rule",
    "fixed_place",
    "fixed_page",
    "grid_x",
    "grid_y",
    "grid_width",
    "grid_height",
}


class AdPosition(models.Model):
    """A place of a given size and rule in the issues of a medium.

    Its product carries price lists, frequency discounts and taxes, which are Odoo's
    own; it is made automatically when none is given.
    """

    _name = "ad.position"
    _description = "Position"
    _order = "medium_id, sequence, id"
    _rec_names_search = ["name", "code"]
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    code = fields.Char()
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    medium_id = fields.Many2one(
        "ad.medium", required=True, index=True, ondelete="restrict", check_company=True
    )
    company_id = fields.Many2one(
        related="medium_id.company_id", store=True, index=True, precompute=True
    )
    is_print = fields.Boolean(related="medium_id.is_print")

    # where it stands
    page_rule = fields.Selection(
        [("run_of_book", "Run of Book"), ("fixed", "Fixed")],
        required=True,
        default="run_of_book",
    )
    fixed_place = fields.Selection(
        [
            ("front_cover", "Front Cover"),
            ("gatefold", "Gatefold"),
            ("inside_front", "Inside Front Cover"),
            ("inside_back", "Inside Back Cover"),
            ("back_cover", "Back Cover"),
            ("page", "Interior Page"),
        ]
    )
    fixed_page = fields.Integer("Page Number")

    # how big it is
    grid_x = fields.Integer("From the Left")
    grid_y = fields.Integer("From the Top")
    grid_width = fields.Integer(
        default=GRID,
        help="A page is 120 wide, a spread 240, a gatefold of three panels 360.",
    )
    grid_height = fields.Integer(default=GRID, help="A page is 120 high.")
    is_spread = fields.Boolean("Spread", compute="_compute_is_spread", store=True)
    width_mm = fields.Float(
        "Width (mm)",
        digits=(8, 2),
        compute="_compute_size",
        store=True,
        readonly=False,
        precompute=True,
    )
    height_mm = fields.Float(
        "Height (mm)",
        digits=(8, 2),
        compute="_compute_size",
        store=True,
        readonly=False,
        precompute=True,
    )
    bleed_mm = fields.Float("Bleed (mm)", digits=(8, 2))
    width_px = fields.Integer("Width (px)")
    height_px = fields.Integer("Height (px)")
    size_label = fields.Char("Size", compute="_compute_size_label")
    colour = fields.Selection(
        [
            ("bw", "Black and White"),
            ("spot", "Spot Colour"),
            ("process", "Four Colours"),
        ],
        default="process",
    )

    # how it is sold
    capacity = fields.Integer(
        "For Sale per Issue", help="0 when nobody counts: the pages set the limit."
    )
    product_id = fields.Many2one(
        "product.product",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
        copy=False,
        domain="[('service_tracking', '=', 'ad_placement')]",
        help="Left empty, the product is made automatically.",
    )
    price = fields.Float("List Price", compute="_compute_price", digits="Product Price")
    currency_id = fields.Many2one("res.currency", compute="_compute_price")
    note = fields.Char(
        "Rate Card Note", help="What the rate card says about this position."
    )

    _product_is_unique = models.Constraint(
        "UNIQUE(product_id)",
        "Another position already has this product. Leave the product empty: "
        "the position makes its own.",
    )
    _code_is_unique = models.UniqueIndex(
        "(medium_id, code) WHERE code IS NOT NULL",
        "Another position of this medium has this code. Give each its own code.",
    )
    _numbers_are_sane = models.Constraint(
        "CHECK(capacity >= 0 AND width_mm >= 0 AND height_mm >= 0 AND bleed_mm >= 0"
        " AND width_px >= 0 AND height_px >= 0)",
        "Sizes, bleed and the number for sale of a position cannot be negative.",
    )
    _grid_is_sane = models.Constraint(
        "CHECK(grid_x >= 0 AND grid_y >= 0 AND grid_width BETWEEN 1 AND 360"
        " AND grid_height BETWEEN 1 AND 120)",
        "A position lies on a page of 120 × 120 units: 1 to 120 high, 1 to 360 wide, "
        "and not left of or above the page.",
    )

    @api.depends("grid_width", "fixed_place")
    def _compute_is_spread(self):
        for position in self:
            is_gatefold = position.fixed_place == "gatefold"
            position.is_spread = position.grid_width == SPREAD and not is_gatefold

    @api.depends(
        "grid_width",
        "grid_height",
        "medium_id.trim_width_mm",
        "medium_id.trim_height_mm",
    )
    def _compute_size(self):
        """The share of the trimmed page, unless somebody knows better."""
        for position in self:
            medium = position.medium_id
            if not position.width_mm:
                share = position.grid_width / GRID
                position.width_mm = medium.trim_width_mm * share
            if not position.height_mm:
                share = position.grid_height / GRID
                position.height_mm = medium.trim_height_mm * share

    @api.depends("width_mm", "height_mm", "width_px", "height_px", "medium_id.is_print")
    def _compute_size_label(self):
        for position in self:
            if not position.medium_id.is_print:
                size = position.width_px, position.height_px, "px"
            else:
                size = position.width_mm, position.height_mm, "mm"
            is_known = bool(size[0] and size[1])
            position.size_label = is_known and "{:g} × {:g} {}".format(*size)

    @api.depends("product_id", "medium_id.pricelist_id")
    def _compute_price(self):
        """What one insertion costs on the rate card."""
        for medium, positions in self.grouped("medium_id").items():
            pricelist = medium.pricelist_id
            products = positions.product_id
            prices = pricelist._get_products_price(products, 1.0) if pricelist else {}
            for position in positions:
                product = position.product_id
                position.price = prices.get(product.id, product.list_price)
                position.currency_id = (
                    pricelist.currency_id or medium.company_id.currency_id
                )

    @api.depends("name", "medium_id.code")
    @api.depends_context("ad_show_medium")
    def _compute_display_name(self):
        for position in self:
            position.display_name = position.name
            if self.env.context.get("ad_show_medium"):
                position.display_name = f"{position.medium_id.code} {position.name}"

    @api.constrains("page_rule", "fixed_place", "fixed_page", "medium_id")
    def _check_page_rule(self):
        for position in self:
            message = position._page_rule_error_message()
            if message:
                raise ValidationError(message)

    def _page_rule_error_message(self):
        self.ensure_one()
        if self.page_rule == "run_of_book":
            return False
        if not self.medium_id.is_print:
            return self.env._(
                "%(position)s is in the website %(medium)s, which has no pages to fix "
                "it on. Choose “Run of Book” as page rule.",
                position=self.name,
                medium=self.medium_id.name,
            )
        if not self.fixed_place:
            return self.env._(
                "%(position)s has a fixed page: choose which place it is.",
                position=self.name,
            )
        if self.fixed_place == "page" and self.fixed_page < 1:
            return self.env._(
                "%(position)s stands on a fixed interior page: write its number, "
                "counted from 1.",
                position=self.name,
            )
        if self.fixed_place != "page" and not self.medium_id.has_cover:
            return self.env._(
                "%(medium)s has no separate cover, so %(position)s cannot stand on "
                "it. Give it an interior page instead.",
                position=self.name,
                medium=self.medium_id.name,
            )
        return False

    @api.constrains(
        "grid_x", "grid_y", "grid_width", "grid_height", "page_rule", "fixed_place"
    )
    def _check_grid(self):
        for position in self:
            message = position._grid_error_message()
            if message:
                raise ValidationError(message)

    def _grid_error_message(self):
        self.ensure_one()
        is_wide = self.grid_width > GRID
        if self.fixed_place == "gatefold" and self.page_rule == "fixed":
            if self.grid_width in (SPREAD, 3 * GRID) and not self.grid_x:
                return self._edge_error_message()
            return self.env._(
                "%(position)s is a gatefold: it starts at the left edge and is 240 "
                "units wide for two panels, 360 for three.",
                position=self.name,
            )
        if is_wide and (self.grid_width != SPREAD or self.grid_x):
            return self.env._(
                "%(position)s is wider than a page. A spread starts at the left edge "
                "and is 240 units wide; wider ones are gatefolds.",
                position=self.name,
            )
        return self._edge_error_message()

    def _edge_error_message(self):
        right = 0 if self.grid_width > GRID else self.grid_x + self.grid_width
        if right <= GRID and self.grid_y + self.grid_height <= GRID:
            return False
        return self.env._(
            "%(position)s goes over the edge of the page, which measures 120 × 120 "
            "units. Make it smaller or start it further left or up.",
            position=self.name,
        )

    @api.constrains("page_rule", "fixed_place", "fixed_page", "grid_width")
    def _check_spread_side(self):
        for position in self.filtered("is_spread"):
            if position.page_rule == "fixed" and not position._starts_on_left():
                raise ValidationError(
                    self.env._(
                        "%(position)s is a spread and has to start on a left page: an "
                        "even interior page or the inside front cover.",
                        position=position.name,
                    )
                )

    def _starts_on_left(self):
        if self.fixed_place == "page":
            return self.fixed_page % 2 == 0
        return self.fixed_place == "inside_front"

    @api.constrains("capacity", "page_rule")
    def _check_capacity(self):
        for position in self:
            if position.page_rule == "fixed" and position.capacity > 1:
                raise ValidationError(
                    self.env._(
                        "%(position)s has one fixed place in each issue, so it can be "
                        "sold once an issue. Write 1 or 0 as number for sale.",
                        position=position.name,
                    )
                )

    @api.constrains("product_id")
    def _check_product(self):
        for position in self:
            if position.product_id.service_tracking != "ad_placement":
                raise ValidationError(
                    self.env._(
                        "%(product)s is no advertisement product, so %(position)s "
                        "cannot be sold by it. Leave the product empty: the position "
                        "makes its own.",
                        product=position.product_id.display_name,
                        position=position.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Make the products that are not given."""
        missing = [vals for vals in vals_list if not vals.get("product_id")]
        products = self._create_products(missing)
        for vals, product in zip(missing, products, strict=True):
            vals["product_id"] = product.id
        positions = super().create(vals_list)
        positions.product_id.product_tmpl_id._set_ad_medium()
        return positions

    def write(self, vals):
        """Let the product follow name, code and archiving."""
        self._check_medium_stays(vals)
        self._check_place_stays(vals)
        followers = self._filtered_auto_named() if "name" in vals else self.browse()
        result = super().write(vals)
        followers._rename_products()
        if "code" in vals:
            self.product_id.default_code = vals["code"]
        if "active" in vals:
            self._archive_products()
        if "product_id" in vals or "medium_id" in vals:
            self.product_id.product_tmpl_id._set_ad_medium()
        return result

    def _check_medium_stays(self, vals):
        """Sold space belongs to the medium it was sold in."""
        if "medium_id" not in vals:
            return
        moving = self.filtered(lambda p: p.medium_id.id != vals["medium_id"])
        if moving._get_used():
            raise UserError(
                self.env._(
                    "%(position)s was sold already and stays in its medium. Make a "
                    "new position in the other medium.",
                    position=moving._get_used()[:1].name,
                )
            )

    def _check_place_stays(self, vals):
        """What was sold as a half page on page 3 stays one (P2)."""
        names = PLACE_FIELDS & vals.keys()
        changing = self.filtered(
            lambda p: any((p[name] or False) != (vals[name] or False) for name in names)
        )
        if not changing:
            return
        # Space that anybody holds counts, readable or not.
        placements = self.env["ad.placement"].sudo()
        taken = placements.search(
            [
                ("position_id", "in", changing.ids),
                ("stage", "in", ("held", "booked")),
            ],
            limit=1,
        )
        if taken:
            raise UserError(
                self.env._(
                    "%(position)s is sold in issue %(issue)s, so its place and its "
                    "share of the page stay. Make a new position and archive this one.",
                    position=taken.position_id.name,
                    issue=taken.issue_id.display_name,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        used = self._get_used()[:1]
        if used:
            raise UserError(
                self.env._(
                    "%(position)s of %(medium)s was sold and cannot be deleted. "
                    "Archive it instead: it is no longer offered, and what was sold "
                    "stays readable.",
                    position=used.name,
                    medium=used.medium_id.name,
                )
            )

    def _get_used(self):
        """The positions that stand on a contract or in an issue."""
        # What any salesperson sold counts, readable or not.
        lines = self.env["sale.order.line"].sudo()
        sold = lines._read_group(
            [("product_id", "in", self.product_id.ids)], ["product_id"]
        )
        placements = self.env["ad.placement"].sudo()
        placed = placements._read_group(
            [("position_id", "in", self.ids)], ["position_id"]
        )
        products = {product.id for (product,) in sold}
        positions = {position.id for (position,) in placed}
        return self.filtered(lambda p: p.id in positions or p.product_id.id in products)

    @api.model
    def _create_products(self, vals_list):
        """Products for positions to be, in the company of their medium."""
        products = self.env["product.product"]
        for vals in vals_list:
            medium = self.env["ad.medium"].browse(vals.get("medium_id"))
            company = medium.company_id or self.env.company
            products |= products.with_company(company).create(
                self._prepare_product_values(medium, vals)
            )
        return products

    @api.model
    def _prepare_product_values(self, medium, vals):
        """The product a position makes for itself; extend for more."""
        return {
            "name": self._get_product_name(vals.get("name") or "", medium),
            "default_code": vals.get("code") or False,
            "active": vals.get("active", True),
            "type": "service",
            "service_tracking": "ad_placement",
            "invoice_policy": "delivery",
            "purchase_ok": False,
            "list_price": 0.0,
            "company_id": medium.company_id.id,
            "ad_medium_id": medium.id,
        }

    @api.model
    def _get_product_name(self, name, medium):
        """What order lines say: the position with the code of its medium."""
        return f"{name} ({medium.code})" if medium.code else name

    def _filtered_auto_named(self):
        """Positions whose product still bears the name it was made with."""
        return self.filtered(
            lambda p: p.product_id.name == self._get_product_name(p.name, p.medium_id)
        )

    def _rename_products(self):
        for position in self:
            name = self._get_product_name(position.name, position.medium_id)
            position.product_id.name = name

    def _archive_products(self):
        """A product is offered while its position and its medium are."""
        for position in self:
            product = position.with_context(active_test=False).product_id
            product.active = position.active and position.medium_id.active

    def _get_rectangle(self, issue):
        """Where a fixed position lies in an issue (E25).

        :return: ``{"page": …, "x": …, "y": …, "width": …, "height": …}``, or ``None``
            when it has no place of its own: run of book, and everything on the web
        :raise UserError: the issue has no such place
        """
        self.ensure_one()
        message = self._rectangle_error_message(issue)
        if message:
            raise UserError(message)
        return self._compute_rectangle(issue)

    def _compute_rectangle(self, issue):
        if self.page_rule != "fixed" or not issue.medium_id.is_print:
            return None
        return {
            "page": issue._page_ordinal(self.fixed_place, self.fixed_page),
            "x": self.grid_x,
            "y": self.grid_y,
            "width": self.grid_width,
            "height": self.grid_height,
        }

    def _rectangle_error_message(self, issue):
        """Why this position has no place in that issue, or False."""
        self.ensure_one()
        if issue.medium_id != self.medium_id:
            return self.env._(
                "%(position)s belongs to %(medium)s, but the issue is one of "
                "%(other)s. Choose an issue of the same medium.",
                position=self.name,
                medium=self.medium_id.name,
                other=issue.medium_id.name,
            )
        rectangle = self._compute_rectangle(issue)
        if rectangle is None:
            return False
        if rectangle["page"]:
            return issue._rectangle_error_message(**rectangle)
        return self._missing_side_message(issue)

    def _missing_side_message(self, issue):
        values = {
            "position": self.name,
            "issue": issue.display_name,
            "medium": issue.medium_id.name,
        }
        if self.fixed_place == "page":
            return self.env._(
                "%(position)s stands on page %(page)s, but issue %(issue)s of "
                "%(medium)s has %(pages)s pages.",
                page=self.fixed_page,
                pages=issue.page_count,
                **values,
            )
        if self.fixed_place == "gatefold":
            return self.env._(
                "Issue %(issue)s of %(medium)s has no gatefold for %(position)s. Set "
                "the panels of its gatefold on the issue first.",
                **values,
            )
        return self.env._(
            "Issue %(issue)s of %(medium)s has no cover for %(position)s.", **values
        )

    @api.model
    def get_import_templates(self):
        """Offer a table to fill in (M6)."""
        return [
            {
                "label": self.env._("Import Template for Positions"),
                "template": "/ad_sales_ops/static/xls/ad_position.xlsx",
            }
        ]

    def _get_rate_card_names(self):
        """Names by which a rate card may mean this position, in any language (M6)."""
        self.ensure_one()
        langs = [code for code, _label in self.env["res.lang"].get_installed()]
        names = {self.with_context(lang=lang).name for lang in [None, *langs]}
        return {name.casefold() for name in names if name}
