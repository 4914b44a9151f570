"""Load a published rate card: positions, products and prices (M6, E24)."""

import base64

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import float_compare, format_amount, html2plaintext

from . import rate_card_file, rate_card_grid, rate_card_row
from .rate_card_grid import GRID

MAX_SENTENCES = 20
# What an existing position takes over from the file, by the file's own columns.
FIELDS_OF_COLUMNS = {
    "code": ["code"],
    "page_rule": ["page_rule", "fixed_place", "fixed_page"],
    "colour": ["colour"],
    "capacity": ["capacity"],
    "bleed": ["bleed_mm"],
    "note": ["note"],
    "width": ["width_mm", "width_px"],
    "height": ["height_mm", "height_px"],
    "size": ["width_mm", "height_mm", "width_px", "height_px"],
}


class AdRateCardLabels(models.AbstractModel):
    """Selections of positions and media, with the same words."""

    _name = "ad.rate.card.labels"
    _description = "Rate Card Labels"

    @api.model
    def _get_labels(self, model, field):
        field = self.env[model]._fields[field]
        return field._description_selection(self.env)


class AdRateCardImport(models.TransientModel):
    """Read a file, show what it will change, then change it, all or nothing."""

    _name = "ad.rate.card.import"
    _inherit = ["ad.rate.card.labels", "ad.dialog.mixin"]
    _description = "Rate Card Import"
    _rec_name = "file_name"
    _check_company_auto = True

    state = fields.Selection(
        [("file", "File"), ("preview", "Preview"), ("done", "Imported")], default="file"
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    file = fields.Binary("Rate Card", attachment=False)
    file_name = fields.Char()

    # what the file does not say (E24)
    medium_id = fields.Many2one(
        "ad.medium",
        check_company=True,
        ondelete="cascade",
        default=lambda self: self._default_medium_id(),
        help="Leave it empty to make a new medium.",
    )
    medium_name = fields.Char("Full Name of the New Medium")
    medium_code = fields.Char("Code of the New Medium")
    medium_kind = fields.Selection(
        lambda self: self._get_labels("ad.medium", "kind"),
        "Kind of the New Medium",
        default="magazine",
    )
    medium_frequency = fields.Selection(
        lambda self: self._get_labels("ad.medium", "frequency"),
        "Frequency of the New Medium",
        help="How often it appears: issues are generated from it. The file does not "
        "say it. The months of a website are its issues.",
    )
    pricelist_id = fields.Many2one(
        "product.pricelist",
        "Price List",
        check_company=True,
        ondelete="cascade",
        compute="_compute_pricelist_id",
        store=True,
        readonly=False,
        help="Leave it empty to make a new price list in the currency below.",
    )
    currency_id = fields.Many2one(
        "res.currency",
        compute="_compute_currency_id",
        store=True,
        readonly=False,
    )
    unit = fields.Selection(
        [
            ("mm", "Millimetres"),
            ("cm", "Centimetres"),
            ("in", "Inches"),
            ("px", "Pixels"),
        ],
        "Unit of Sizes",
        required=True,
        default="mm",
        help="Used where the header of a column names no unit.",
    )
    size_order = fields.Selection(
        [("height_width", "Height × Width"), ("width_height", "Width × Height")],
        required=True,
        default="width_height",
        help="Used where one column holds both, such as 276 × 204.",
    )
    tax_setting = fields.Selection(
        [
            ("included", "Prices include tax"),
            ("excluded", "Tax is added to the prices"),
            ("none", "No tax"),
        ],
        "Tax",
        required=True,
        default=lambda self: self._default_tax_setting(),
    )
    tax_id = fields.Many2one(
        "account.tax",
        "Sales Tax",
        check_company=True,
        ondelete="cascade",
        compute="_compute_tax_id",
        store=True,
        readonly=False,
    )
    colour = fields.Selection(
        lambda self: self._get_labels("ad.position", "colour"),
        "Colour of New Positions",
        default="process",
        help="Used where neither a column nor a note of the file names the colour.",
    )
    bleed_mm = fields.Float("Bleed of New Positions (mm)", digits=(8, 2), default=3.0)

    # what was read
    file_columns = fields.Json()
    has_prices = fields.Boolean()
    ignored_columns = fields.Char("Columns Not Used")
    page_width_mm = fields.Float("Page Width (mm)", digits=(8, 2))
    page_height_mm = fields.Float("Page Height (mm)", digits=(8, 2))
    line_ids = fields.One2many("ad.rate.card.import.line", "wizard_id", "Rows")
    skip_bad_rows = fields.Boolean(
        "Leave Bad Rows Out", help="Import the good rows although others are bad."
    )
    bad_count = fields.Integer(compute="_compute_summary")
    update_count = fields.Integer(compute="_compute_summary")
    summary = fields.Char(compute="_compute_summary")

    # what was made of it
    new_price_count = fields.Integer("Price Rules Made", readonly=True)
    changed_price_count = fields.Integer("Price Rules Changed", readonly=True)
    removed_price_count = fields.Integer("Price Rules Removed", readonly=True)
    position_line_ids = fields.One2many(
        "ad.rate.card.import.line",
        string="Positions",
        compute="_compute_results",
    )
    surcharge_line_ids = fields.One2many(
        "ad.rate.card.import.line",
        string="Surcharges",
        compute="_compute_results",
    )
    result_summary = fields.Text(compute="_compute_results")

    def _default_medium_id(self):
        if self.env.context.get("active_model") == "ad.medium":
            return self.env.context.get("active_id")
        return False

    def _default_tax_setting(self):
        tax = self.env.company.account_sale_tax_id
        if not tax:
            return "none"
        return "included" if tax.price_include else "excluded"

    @api.depends("medium_id")
    def _compute_pricelist_id(self):
        for wizard in self:
            wizard.pricelist_id = wizard.medium_id.pricelist_id

    @api.depends("pricelist_id")
    def _compute_currency_id(self):
        for wizard in self:
            currency = wizard.pricelist_id.currency_id
            wizard.currency_id = currency or wizard.company_id.currency_id

    @api.depends("tax_setting", "company_id")
    def _compute_tax_id(self):
        """The company's own sales tax when it fits, else the first that does."""
        for wizard in self:
            taxes = wizard._find_taxes()
            default = wizard.company_id.account_sale_tax_id
            wizard.tax_id = default if default in taxes else taxes[:1]

    def _find_taxes(self):
        """Sales taxes that fit what the rate card says of tax."""
        if self.tax_setting == "none":
            return self.env["account.tax"]
        return self.env["account.tax"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("type_tax_use", "=", "sale"),
                ("price_include", "=", self.tax_setting == "included"),
            ]
        )

    @api.depends("line_ids.result")
    def _compute_summary(self):
        for wizard in self:
            results = wizard.line_ids.mapped("result")
            wizard.bad_count = results.count("bad")
            wizard.update_count = results.count("update")
            wizard.summary = self.env._(
                "%(create)s rows make something new, %(update)s change something, "
                "%(unchanged)s are as they are already, %(bad)s are bad.",
                create=results.count("create"),
                update=results.count("update"),
                unchanged=results.count("unchanged"),
                bad=results.count("bad"),
            )

    @api.depends("line_ids.outcome", "new_price_count", "changed_price_count")
    def _compute_results(self):
        """What was imported, for the last page of the dialog."""
        for wizard in self:
            lines = wizard.line_ids.filtered("outcome")
            positions = lines.filtered(lambda line: line.kind == "position")
            wizard.position_line_ids = positions
            wizard.surcharge_line_ids = lines - positions
            wizard.result_summary = "\n".join(wizard._get_result_sentences())

    def _get_result_sentences(self):
        positions = self.position_line_ids.mapped("outcome")
        surcharges = self.surcharge_line_ids.mapped("outcome")
        without = self.env._(
            "The file has no column with prices: enter the prices of these positions "
            "in the price list before they are sold."
        )
        sentences = [] if self.has_prices else [without]
        return sentences + [
            self.env._(
                "Positions: %(new)s made, %(changed)s changed, %(unchanged)s "
                "unchanged.",
                new=positions.count("create"),
                changed=positions.count("update"),
                unchanged=positions.count("unchanged"),
            ),
            self.env._(
                "Surcharges: %(new)s made, %(changed)s changed, %(unchanged)s "
                "unchanged.",
                new=surcharges.count("create"),
                changed=surcharges.count("update"),
                unchanged=surcharges.count("unchanged"),
            ),
            self.env._(
                "Price rules: %(new)s made, %(changed)s changed, %(removed)s removed.",
                new=self.new_price_count,
                changed=self.changed_price_count,
                removed=self.removed_price_count,
            ),
        ]

    def action_read(self):
        """First step: read the file and show what it would do.

        :raise UserError: the file cannot be read, or something is not said
        """
        self.ensure_one()
        self.env["ad.position"].check_access("create")
        self._check_answers()
        content = base64.b64decode(self.file or b"")
        table = rate_card_file.read_table(self.env, content)
        columns = rate_card_row.Columns(self.env, table.header)
        unit = "px" if self._is_web() else self.unit
        reader = rate_card_row.RowReader(self.env, columns, unit, self.size_order)
        rows = [reader.parse(number, cells) for number, cells in table.rows]
        reader.fill_base_colour(rows)
        page = self._get_page_size(rows)
        index = self._index_existing()
        self.line_ids.unlink()
        self.write(
            {
                "state": "preview",
                "file_columns": columns.names(),
                "has_prices": bool(columns.frequencies),
                "ignored_columns": ", ".join(columns.ignored),
                "page_width_mm": page[0],
                "page_height_mm": page[1],
                "line_ids": [
                    (0, 0, self._prepare_line(row, page, index)) for row in rows
                ],
            }
        )
        return self._reopen()

    def action_back(self):
        """Back to the questions and the file."""
        self.ensure_one()
        self.state = "file"
        return self._reopen()

    def action_import(self):
        """Second step: make and change everything, or nothing.

        :raise UserError: rows are bad and are not to be left out
        """
        self.ensure_one()
        self.env["ad.position"].check_access("create")
        self._check_answers()
        self._check_not_imported()
        bad = self.line_ids.filtered(lambda line: line.result == "bad")
        if bad and not self.skip_bad_rows:
            raise UserError(self._bad_rows_message(bad))
        if not self.line_ids - bad:
            raise UserError(
                self.env._("There is no good row to import. Mend the file first.")
            )
        self._find_or_create_medium()
        lines = self.line_ids - bad
        for line in lines:
            line.outcome = line.result
        good = lines.filtered(lambda line: line.outcome != "unchanged")
        positions = good.filtered(lambda line: line.kind == "position")
        positions._import_positions()
        (good - positions)._import_surcharges()
        self.write({"state": "done", **lines._import_prices()})
        return self._reopen()

    def _check_not_imported(self):
        if self.state == "done":
            raise UserError(
                self.env._(
                    "This file is imported already. Choose it again in a new dialog if "
                    "you want to repeat the import."
                )
            )

    def action_open_positions(self):
        """Open the positions of the medium."""
        self.ensure_one()
        return self.medium_id.action_view_positions()

    def action_open_surcharges(self):
        """Open the products that stand for the surcharges of the medium."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Surcharges"),
            "res_model": "product.template",
            "view_mode": "list,form",
            "domain": [
                ("ad_medium_id", "=", self.medium_id.id),
                ("ad_surcharge", "!=", False),
            ],
        }

    def action_open_pricelist(self):
        """Open the price list with the rules of this rate card."""
        self.ensure_one()
        return self.pricelist_id._get_records_action(target="current")

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Rate Card Import"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "context": {**self.env.context, "dialog_size": "extra-large"},
        }

    def _is_web(self):
        return (self.medium_id.kind or self.medium_kind) == "web"

    def _check_answers(self):
        """Ask for what the file cannot say (E24)."""
        message = self._answers_error_message()
        if message:
            raise UserError(message)

    def _answers_error_message(self):
        self.ensure_one()
        if not self.file:
            return self.env._("Choose the file of the rate card: XLSX or CSV.")
        if not self.medium_id and not (self.medium_name and self.medium_code):
            return self.env._(
                "Choose the medium of this rate card, or write the full name and the "
                "code of a new one."
            )
        if not self.medium_id and self._new_medium_error_message():
            return self._new_medium_error_message()
        if not self.pricelist_id and not self.currency_id:
            return self.env._("Choose a price list, or a currency for a new one.")
        return self._tax_error_message()

    def _new_medium_error_message(self):
        """What has to be said of a medium that the import makes, or False."""
        media = self.env["ad.medium"].with_context(active_test=False)
        taken = media.search(
            [
                ("company_id", "=", self.company_id.id),
                ("code", "=", self.medium_code.strip()),
            ]
        )
        if taken:
            return self.env._(
                "%(medium)s has the code %(code)s already. Choose it as the medium, or "
                "write another code for the new one.",
                medium=taken[0].name,
                code=taken[0].code,
            )
        if not self.medium_frequency and not self._is_web():
            return self.env._(
                "Say how often %(medium)s appears: the issues of the new medium are "
                "generated from its frequency.",
                medium=self.medium_name,
            )
        return False

    def _tax_error_message(self):
        if self.tax_setting == "none":
            return False
        if not self.tax_id:
            return self.env._(
                "Choose the sales tax of these prices. If there is none that fits, "
                "make one under Accounting, or choose “No tax”."
            )
        if self.tax_id.price_include == (self.tax_setting == "included"):
            return False
        if self.tax_setting == "included":
            return self.env._(
                "The prices include tax, but %(tax)s is added on top. Choose a tax "
                "that is included in the price.",
                tax=self.tax_id.display_name,
            )
        return self.env._(
            "Tax is added to the prices, but %(tax)s is included in them. Choose a "
            "tax that is added.",
            tax=self.tax_id.display_name,
        )

    def _bad_rows_message(self, bad):
        sentences = [line.error for line in bad[:MAX_SENTENCES]]
        if len(bad) > MAX_SENTENCES:
            sentences.append(
                self.env._("… and %(count)s more.", count=len(bad) - MAX_SENTENCES)
            )
        return self.env._(
            "Nothing was imported, because %(count)s rows are bad. Mend them in the "
            "file or in the list, or tick “Leave Bad Rows Out”.\n\n%(sentences)s",
            count=len(bad),
            sentences="\n".join(sentences),
        )

    def _get_page_size(self, rows):
        """The trimmed page: the medium's, else the full page of the file."""
        medium = self.medium_id
        if medium.trim_width_mm and medium.trim_height_mm:
            return medium.trim_width_mm, medium.trim_height_mm
        pages = [
            (
                rate_card_grid.get_named_share(row["name"]) == 1,
                row["width_mm"] * row["height_mm"],
                row,
            )
            for row in rows
            if not row["problem"]
            and row.get("width_mm")
            and row.get("height_mm")
            and row.get("fixed_place") != "gatefold"
            and not row.get("is_spread")
        ]
        if not pages:
            return 0.0, 0.0
        page = max(pages, key=lambda candidate: candidate[:2])[2]
        return page["width_mm"], page["height_mm"]

    def _prepare_line(self, row, page, index):
        """A preview line: what the row says plus its share of the page."""
        values = {name: value for name, value in row.items() if name != "is_spread"}
        kind = row["kind"]
        existing = index.get((kind, "code", row["code"]))
        existing = existing or index.get((kind, "name", row["name"].casefold()))
        if row["kind"] == "surcharge":
            return {**values, "product_id": existing and existing.id}
        values["position_id"] = existing and existing.id
        if existing and self._has_same_size(existing, row):
            grid = existing.grid_width, existing.grid_height
        else:
            grid = self._guess_grid(row, page)
        values["grid_width"], values["grid_height"] = grid
        if not existing:
            values["colour"] = values["colour"] or self.colour
        return values

    def _index_existing(self):
        """``{(kind, "code" or "name", text): record}``, built once for all rows."""
        index = {}
        for kind in ("position", "surcharge"):
            # Those that are offered win over archived ones of the same name.
            for record in self._get_existing_records(kind).sorted("active"):
                for name in record._get_rate_card_names():
                    index[kind, "name", name] = record
                if kind == "position" and record.code:
                    index[kind, "code", record.code] = record
        return index

    def _get_existing_records(self, kind):
        if kind == "position":
            model = self.env["ad.position"]
            domain = [("medium_id", "=", self.medium_id.id)]
        else:
            model = self.env["product.template"]
            domain = [
                ("ad_medium_id", "=", self.medium_id.id),
                ("ad_surcharge", "!=", False),
            ]
        if not self.medium_id:
            return model
        return model.with_context(active_test=False).search(domain)

    def _has_same_size(self, position, row):
        return not any(
            float_compare(position[name], row.get(name) or position[name], 2)
            for name in ("width_mm", "height_mm")
        )

    def _guess_grid(self, row, page):
        """Width and height on the grid; zeros ask the user."""
        if self._is_web():
            return GRID, GRID
        ratios = [
            (row.get(name) or 0.0) / size if size else 0.0
            for name, size in zip(("width_mm", "height_mm"), page, strict=True)
        ]
        text = f"{row['name']} {row['page_class']}"
        height = rate_card_grid.get_height(ratios[1]) if ratios[1] else GRID
        if row.get("fixed_place") == "gatefold":
            return rate_card_grid.get_panels(text, ratios[0]) * GRID, height or 0
        if row.get("is_spread"):
            return 2 * GRID, height or 0
        is_whole_place = row.get("fixed_place") not in (None, "page")
        if is_whole_place and not any(ratios):
            return GRID, GRID
        return rate_card_grid.get_grid(text, *ratios) or (0, 0)

    def _find_or_create_medium(self):
        """The medium and its price list; both learn what the file says of them."""
        if not self.pricelist_id:
            self.pricelist_id = self.env["product.pricelist"].create(
                {
                    "name": self.medium_id.name or self.medium_name,
                    "currency_id": self.currency_id.id,
                    "company_id": self.company_id.id,
                }
            )
        # Choosing the medium must not choose another price list again.
        pricelist = self.pricelist_id
        if not self.medium_id:
            self.medium_id = self.env["ad.medium"].create(
                {
                    "name": self.medium_name,
                    "code": self.medium_code,
                    "kind": self.medium_kind,
                    **self._prepare_frequency(),
                    "company_id": self.company_id.id,
                    "pricelist_id": pricelist.id,
                }
            )
            self.pricelist_id = pricelist
        values = {}
        if not self.medium_id.pricelist_id:
            values["pricelist_id"] = pricelist.id
        if not self.medium_id.trim_width_mm and self.page_width_mm:
            values["trim_width_mm"] = self.page_width_mm
            values["trim_height_mm"] = self.page_height_mm
        if values:
            self.medium_id.write(values)

    def _prepare_frequency(self):
        is_asked = self.medium_frequency and not self._is_web()
        return {"frequency": self.medium_frequency} if is_asked else {}


class AdRateCardImportLine(models.TransientModel):
    """One row of the file, with what it will make or change."""

    _name = "ad.rate.card.import.line"
    _inherit = ["ad.rate.card.labels", "ad.dialog.mixin"]
    _description = "Rate Card Row"
    _order = "row, id"

    wizard_id = fields.Many2one(
        "ad.rate.card.import", required=True, ondelete="cascade", index=True
    )
    row = fields.Integer(aggregator=None)
    kind = fields.Selection(
        [("position", "Position"), ("surcharge", "Surcharge")], required=True
    )
    name = fields.Char("Position")
    code = fields.Char()
    page_class = fields.Char()
    page_rule = fields.Selection(
        lambda self: self._get_labels("ad.position", "page_rule")
    )
    fixed_place = fields.Selection(
        lambda self: self._get_labels("ad.position", "fixed_place")
    )
    fixed_page = fields.Integer()
    width_mm = fields.Float("Width (mm)", digits=(8, 2))
    height_mm = fields.Float("Height (mm)", digits=(8, 2))
    width_px = fields.Integer("Width (px)")
    height_px = fields.Integer("Height (px)")
    bleed_mm = fields.Float("Bleed (mm)", digits=(8, 2))
    colour = fields.Selection(lambda self: self._get_labels("ad.position", "colour"))
    capacity = fields.Integer()
    note = fields.Char()
    grid_width = fields.Integer(
        help="Of 120 units a page: 60 is a half, 40 a third, 240 a spread."
    )
    grid_height = fields.Integer(help="Of 120 units a page: 60 is a half, 40 a third.")
    prices = fields.Json("Prices by Frequency")
    percent = fields.Float("Per Cent", digits=(5, 2))
    prices_label = fields.Char("Prices", compute="_compute_prices_label")
    problem = fields.Text()
    position_id = fields.Many2one(
        "ad.position", "Existing Position", ondelete="cascade"
    )
    product_id = fields.Many2one(
        "product.template", "Existing Surcharge", ondelete="cascade"
    )
    result = fields.Selection(
        [
            ("create", "New"),
            ("update", "Changed"),
            ("unchanged", "Unchanged"),
            ("bad", "Bad"),
        ],
        compute="_compute_result",
    )
    error = fields.Text("What Is Wrong", compute="_compute_result")
    outcome = fields.Selection(
        [("create", "New"), ("update", "Changed"), ("unchanged", "Unchanged")],
        readonly=True,
        help="What the import made of the row.",
    )
    changes = fields.Char("What Changes", compute="_compute_result")

    @api.depends("prices", "percent", "wizard_id.currency_id")
    def _compute_prices_label(self):
        for line in self:
            if line.percent:
                line.prices_label = f"{line.percent:g} %"
                continue
            line.prices_label = " · ".join(
                f"{quantity}× {line._format_price(price)}"
                for quantity, price in (line.prices or {}).items()
            )

    @api.depends("problem", "grid_width", "grid_height", "name", "position_id")
    def _compute_result(self):
        for line in self:
            line.error = line.problem or line._grid_error_message()
            changes = [] if line.error else line._get_changes()
            line.changes = ", ".join(changes)
            if line.error:
                line.result = "bad"
            elif not (line.position_id or line.product_id):
                line.result = "create"
            else:
                line.result = "update" if changes else "unchanged"

    def _grid_error_message(self):
        """Why the share of the page has to be filled in by hand, or False."""
        self.ensure_one()
        if self.kind == "surcharge" or self.wizard_id._is_web():
            return False
        widths = {"gatefold": (2 * GRID, 3 * GRID)}.get(self.fixed_place)
        if widths and self.grid_width not in widths:
            return self.env._(
                "Row %(row)s: “%(name)s” is a gatefold, but its panels are unclear. "
                "Write 240 for two panels or 360 for three as grid width.",
                row=self.row,
                name=self.name,
            )
        is_wide = widths or self.grid_width == 2 * GRID
        is_width_good = is_wide or 0 < self.grid_width <= GRID
        if is_width_good and 0 < self.grid_height <= GRID:
            return False
        return self.env._(
            "Row %(row)s: the size of “%(name)s” is no clear share of the page. Write "
            "its grid width and grid height, where 120 is the whole page and 60 a "
            "half.",
            row=self.row,
            name=self.name,
        )

    def _format_price(self, price):
        return format_amount(self.env, price, self.wizard_id.currency_id)

    def _get_changes(self):
        """What an existing position or surcharge takes over, in words."""
        self.ensure_one()
        record = self.position_id or self.product_id
        if not record:
            return []
        values = self._prepare_changed_values()
        changes = [self._get_field_label(record, name) for name in values]
        for quantity, (item, price) in self._get_price_changes().items():
            old = item and self._format_price(item.fixed_price) or "-"
            new = "-" if price is None else self._format_price(price)
            changes.append(f"{quantity}×: {old} → {new}")
        return changes

    def _get_field_label(self, record, name):
        # Taxes belong to the product of a position.
        model = self._get_product() if name == "taxes_id" else record
        return model._fields[name]._description_string(self.env)

    def action_open(self):
        """Open the position or the surcharge that the row stands for."""
        self.ensure_one()
        record = self.position_id or self.product_id
        return record._get_records_action(target="current")

    # -- positions and surcharges ---------------------------------------------------

    def _prepare_values(self):
        """Everything the row says about its position or surcharge."""
        self.ensure_one()
        if self.kind == "surcharge":
            return self._prepare_surcharge()
        names = {name for names in FIELDS_OF_COLUMNS.values() for name in names}
        values = {name: self[name] for name in names}
        return {
            **values,
            "code": self.code or False,
            "note": self.note or False,
            "grid_width": self.grid_width,
            "grid_height": self.grid_height,
        }

    def _prepare_surcharge(self):
        values = {"description": self.note or False} if self.note else {}
        if self.percent:
            return {
                **values,
                "ad_surcharge": "percent",
                "ad_surcharge_percent": self.percent,
            }
        return {**values, "ad_surcharge": "amount", "ad_surcharge_percent": 0.0}

    def _prepare_changed_values(self):
        """Values that differ from the record, as far as the file names them."""
        self.ensure_one()
        record = self.position_id or self.product_id
        values = self._prepare_values()
        if self.kind == "position":
            # The colour may stand in a note, which is no column of colours.
            told = {"grid_width", "grid_height", "colour"}
            for column in self.wizard_id.file_columns or []:
                told.update(FIELDS_OF_COLUMNS.get(column, []))
            values = {name: value for name, value in values.items() if name in told}
            values = self._without_silence(values)
        values["active"] = True
        taxes = self._get_taxes()
        if self._get_product().taxes_id.filtered_domain(self._tax_domain()) != taxes:
            values["taxes_id"] = [(6, 0, taxes.ids)]
        return {
            name: value
            for name, value in values.items()
            if name == "taxes_id" or self._differs(record, name, value)
        }

    def _without_silence(self, values):
        """An empty cell says nothing about an existing position."""
        keeps = {"page_rule", "fixed_place", "fixed_page"}
        return {name: value for name, value in values.items() if value or name in keeps}

    def _differs(self, record, name, value):
        field = record._fields[name]
        if field.type == "float":
            return bool(float_compare(record[name], value, precision_digits=2))
        if field.type == "html":
            return html2plaintext(record[name] or "").strip() != (value or "")
        return (record[name] or False) != (value or False)

    def _get_product(self):
        return self.product_id or self.position_id.product_id.product_tmpl_id

    def _tax_domain(self):
        return [("company_id", "=", self.wizard_id.company_id.id)]

    def _get_taxes(self):
        wizard = self.wizard_id
        return wizard.tax_id if wizard.tax_setting != "none" else wizard.tax_id.browse()

    def _import_positions(self):
        """Make the new positions in one go, change the others."""
        new = self.filtered(lambda line: not line.position_id)
        values = [line._prepare_position() for line in new]
        for line, position in zip(
            new, self.env["ad.position"].create(values), strict=True
        ):
            line.position_id = position
            position.product_id.taxes_id = line._get_taxes()
        for line in self - new:
            changed = line._prepare_changed_values()
            taxes = changed.pop("taxes_id", None)
            line.position_id.write(changed)
            if taxes is not None:
                line.position_id.product_id.taxes_id = taxes

    def _prepare_position(self):
        wizard = self.wizard_id
        is_fixed = self.page_rule == "fixed"
        values = self._prepare_values()
        return {
            **values,
            "name": self.name,
            "sequence": self.row,
            "medium_id": wizard.medium_id.id,
            "colour": self.colour or wizard.colour,
            "bleed_mm": self.bleed_mm or (not wizard._is_web() and wizard.bleed_mm),
            "capacity": self.capacity or (1 if is_fixed else 0),
        }

    def _import_surcharges(self):
        """Make and change the products that stand for surcharges."""
        new = self.filtered(lambda line: not line.product_id)
        values = [line._prepare_surcharge_product() for line in new]
        products = self.env["product.template"].create(values)
        for line, product in zip(new, products, strict=True):
            line.product_id = product
        for line in self - new:
            line.product_id.write(line._prepare_changed_values())

    def _prepare_surcharge_product(self):
        medium = self.wizard_id.medium_id
        name = self.env["ad.position"]._get_product_name(self.name, medium)
        return {
            **self._prepare_surcharge(),
            "name": name,
            "type": "service",
            "invoice_policy": "delivery",
            "purchase_ok": False,
            "list_price": 0.0,
            "company_id": medium.company_id.id,
            "ad_medium_id": medium.id,
            "taxes_id": [(6, 0, self._get_taxes().ids)],
        }

    # -- prices -------------------------------------------------------------------

    def _get_price_changes(self):
        """``{minimum: (existing rule or none, new price or None)}`` (E24).

        A file without price columns changes no price; one with them is the whole
        table: what it no longer offers goes.
        """
        self.ensure_one()
        items = self._get_price_items()
        if not self.wizard_id.has_prices:
            return {}
        wanted = {int(number): price for number, price in (self.prices or {}).items()}
        changes = {}
        for quantity in sorted({*items, *wanted}):
            item, price = items.get(quantity), wanted.get(quantity)
            if item and price is not None and not self._is_other_price(item, price):
                continue
            changes[quantity] = (item, price)
        return changes

    def _is_other_price(self, item, price):
        rounding = self.wizard_id.currency_id.rounding
        return bool(float_compare(item.fixed_price, price, precision_rounding=rounding))

    def _get_price_items(self):
        """The undated fixed rules of this product, by minimum quantity."""
        template = self._get_product()
        if not template or not self.wizard_id.pricelist_id:
            return {}
        items = self.env["product.pricelist.item"].search(
            [
                ("pricelist_id", "=", self.wizard_id.pricelist_id.id),
                ("product_tmpl_id", "=", template.id),
                ("compute_price", "=", "fixed"),
                ("date_start", "=", False),
                ("date_end", "=", False),
            ]
        )
        return {int(item.min_quantity) or 1: item for item in items}

    def _import_prices(self):
        """Write price rules: the frequency is the least number of insertions.

        :return: values of the dialog: how many rules were made, changed, removed
        """
        creates, changed, removed = [], 0, 0
        for line in self:
            for quantity, (item, price) in line._get_price_changes().items():
                if price is None:
                    item.unlink()
                    removed += 1
                elif item:
                    item.fixed_price = price
                    changed += 1
                else:
                    creates.append(line._prepare_price_item(quantity, price))
            line._import_list_price()
        self.env["product.pricelist.item"].create(creates)
        return {
            "new_price_count": len(creates),
            "changed_price_count": changed,
            "removed_price_count": removed,
        }

    def _prepare_price_item(self, quantity, price):
        return {
            "pricelist_id": self.wizard_id.pricelist_id.id,
            "applied_on": "1_product",
            "product_tmpl_id": self._get_product().id,
            "compute_price": "fixed",
            "min_quantity": quantity,
            "fixed_price": price,
        }

    def _import_list_price(self):
        """Below the first frequency nothing may be free: the dearest price holds."""
        if not self.prices:
            return
        company = self.wizard_id.company_id
        price = self.wizard_id.currency_id._convert(
            max(self.prices.values()),
            company.currency_id,
            company,
            fields.Date.context_today(self),
        )
        product = self._get_product()
        if company.currency_id.compare_amounts(product.list_price, price):
            product.list_price = price
