"""Weekly renewal of a price list: last copy + slip = next copy (A6)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tools import float_compare, format_date

#: More is no slip but another price list; the table stays usable.
MAX_ITEMS = 500
#: Titles that write slips; specialists for their own customers.
WRITERS = ("specialist", "production", "operations")


class AdCopySlip(models.Model):
    """The table of the next copy of one insertion, with what changes in it."""

    _name = "ad.copy.slip"
    _inherit = ["ad.guarded.mixin"]
    _description = "Price-List Slip"
    _order = "id desc"
    _rec_name = "number"

    number = fields.Char(readonly=True, copy=False, default="/")
    placement_id = fields.Many2one(
        "ad.placement",
        "Insertion",
        required=True,
        ondelete="restrict",
        index=True,
        domain="[('stage', 'in', ('draft', 'held', 'booked')), "
        "('issue_id.state', 'in', ('open', 'closed'))]",
    )
    advertiser_id = fields.Many2one(
        related="placement_id.advertiser_id", store=True, index=True
    )
    issue_id = fields.Many2one(related="placement_id.issue_id", store=True, index=True)
    publication_date = fields.Date(related="placement_id.publication_date", store=True)
    company_id = fields.Many2one(
        related="placement_id.company_id", store=True, index=True
    )
    currency_id = fields.Many2one(related="placement_id.currency_id")
    user_id = fields.Many2one(
        related="placement_id.user_id", store=True, index=True, string="Carer"
    )
    team_id = fields.Many2one(related="placement_id.team_id", store=True)
    base_version_id = fields.Many2one(
        "ad.material.version",
        "Last Copy",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    version_id = fields.Many2one(
        "ad.material.version",
        "Next Copy",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    state = fields.Selection(
        [("draft", "Draft"), ("applied", "Applied"), ("cancelled", "Cancelled")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
    )
    line_ids = fields.One2many("ad.copy.slip.line", "slip_id", "Items")
    change_text = fields.Char("What Changes", compute="_compute_change_text")
    is_declared = fields.Boolean(
        "Stock and Prices Declared",
        help="The customer declares that the goods are in stock and the prices true.",
    )
    declared_by = fields.Char(help="Who of the customer's people said so.")
    declared_on = fields.Date()
    all_valid_until = fields.Date(
        "Prices Valid Until",
        store=False,
        help="Sets the date of the chosen items, or of all when none is chosen.",
    )
    price_percent = fields.Float(
        "Change Prices by (%)",
        digits=(6, 2),
        help="Raises or lowers the prices of the chosen items, or of all when none is "
        "chosen.",
    )

    _one_draft = models.UniqueIndex(
        "(placement_id) WHERE state = 'draft'",
        "There is an open slip for this insertion already. Go on with that one.",
    )

    def _guarded_fields(self):
        return super()._guarded_fields() | {
            "base_version_id",
            "number",
            "state",
            "version_id",
        }

    def _guarded_defaults(self):
        return super()._guarded_defaults() | {"number": "/", "state": "draft"}

    @api.depends("line_ids.kind")
    def _compute_change_text(self):
        for slip in self:
            kinds = slip.line_ids.mapped("kind")
            slip.change_text = self.env._(
                "%(new)s new, %(changed)s changed, %(removed)s removed",
                new=kinds.count("new"),
                changed=kinds.count("change"),
                removed=kinds.count("remove"),
            )

    @api.onchange("all_valid_until")
    def _onchange_all_valid_until(self):
        if self.all_valid_until:
            self._chosen_lines().valid_until = self.all_valid_until

    @api.onchange("is_declared")
    def _onchange_is_declared(self):
        if self.is_declared and not self.declared_on:
            self.declared_on = fields.Date.context_today(self)
            contact = self.advertiser_id.ad_contact_id
            self.declared_by = self.declared_by or contact.name

    @api.onchange("declared_by")
    def _onchange_declared_by(self):
        """Writing down who declared it is the declaration."""
        if self.declared_by and not self.is_declared:
            self.is_declared = True
            self.declared_on = self.declared_on or fields.Date.context_today(self)

    @api.model_create_multi
    def create(self, vals_list):
        """Start from the items of the last copy."""
        slips = super().create(vals_list)
        for slip in slips:
            # Superuser: number and base are guarded.
            slip.sudo().write(
                {
                    "number": self.env["ir.sequence"].next_by_code("ad.copy.slip"),
                    "base_version_id": slip._last_copy().id,
                }
            )
            if not slip.line_ids:
                slip._take_items()
        return slips

    def write(self, vals):
        """An applied slip stays as it was.

        :raise UserError: the slip is applied or cancelled
        """
        if not self.env.su:
            self._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_drafts_only(self):
        self._check_draft()

    def _check_draft(self):
        for slip in self.filtered(lambda slip: slip.state != "draft"):
            raise UserError(
                self.env._(
                    "Slip %s is applied or cancelled and stays as it was. Write a new "
                    "one.",
                    slip.number,
                )
            )

    def _last_copy(self):
        """The version the slip starts from: what the insertion runs, else the latest.

        Price lists of the customer in the same medium go on from issue to issue.
        """
        self.ensure_one()
        if self.placement_id.version_id:
            return self.placement_id.version_id
        # Superuser: insertions of the customer's other carers ran the copy too.
        earlier = (
            self.env["ad.placement"]
            .sudo()
            .search(
                [
                    ("advertiser_id", "=", self.advertiser_id.id),
                    ("medium_id", "=", self.placement_id.medium_id.id),
                    ("version_id.item_ids", "!=", False),
                ],
                order="publication_date desc, id desc",
                limit=1,
            )
        )
        return earlier.version_id

    def _take_items(self):
        # Superuser: the items may belong to an insertion of another carer.
        items = self.base_version_id.sudo().item_ids
        self.line_ids = [
            Command.create(
                {
                    "item_id": item.id,
                    "sequence": item.sequence,
                    "name": item.name,
                    "specification": item.specification,
                    "price": item.price,
                    "unit": item.unit,
                    "valid_until": item.valid_until,
                }
            )
            for item in items
        ]

    # Many rows at once

    def _chosen_lines(self):
        """The rows that a change of many rows means."""
        lines = self.line_ids.filtered(lambda line: not line.is_removed)
        return lines.filtered("is_chosen") or lines

    def action_change_prices(self):
        """Change the prices of the chosen rows by a percentage.

        :raise UserError: no percentage, one that leaves no price, or nothing to change
        """
        self.ensure_one()
        self._check_may_write()
        self._check_draft()
        percent = self.price_percent
        if not -100 < percent <= 1000 or not percent:
            raise UserError(
                self.env._(
                    "Write by how many per cent the prices change, for example 5 or "
                    "-3.5."
                )
            )
        lines = self._chosen_lines()
        if not lines:
            raise UserError(self.env._("The slip has no items yet."))
        for line in lines:
            line.price = self.currency_id.round(line.price * (1 + percent / 100))
        lines.is_chosen = False
        self.price_percent = 0
        return True

    # Applying

    def _check_may_write(self):
        user = self.env.user
        if not any(user.has_group(f"ad_sales_ops.group_ad_{t}") for t in WRITERS):
            raise AccessError(
                self.env._("Slips are written by specialists and production.")
            )
        self.check_access("write")

    def action_apply(self):
        """Last copy + slip = next copy, and its proof, in one step.

        :raise AccessError: the title writes no slips
        :raise UserError: every mistake of the table, in words
        """
        self._check_may_write()
        for slip in self:
            errors = slip._apply_error_messages()
            if errors:
                raise UserError("\n".join(errors))
            slip._action_apply()
        return True

    def _apply_error_messages(self):
        """What is wrong with the slip, a sentence each."""
        self.ensure_one()
        self._check_draft()
        if self.base_version_id != self._last_copy():
            return [
                self.env._(
                    "The copy has changed since this slip was written. Cancel it and "
                    "start from the new copy."
                )
            ]
        if len(self.line_ids) > MAX_ITEMS:
            return [
                self.env._(
                    "%(count)s items are more than the %(limit)s a page can carry. "
                    "Split them over several insertions.",
                    count=len(self.line_ids),
                    limit=MAX_ITEMS,
                )
            ]
        errors = []
        if set(self.line_ids.mapped("kind")) <= {"keep"}:
            errors.append(self.env._("Nothing has changed, so there is no new copy."))
        if not (self.is_declared and self.declared_by):
            errors.append(
                self.env._(
                    "Ask the customer to declare stock and true prices, and write "
                    "down who did."
                )
            )
        return errors + self._item_error_messages()

    def _item_error_messages(self):
        day = self.publication_date
        errors, seen = [], set()
        for line in self.line_ids.filtered(lambda line: not line.is_removed):
            key = (line.name.strip(), (line.specification or "").strip())
            if key in seen:
                errors.append(self.env._("“%s” stands in the list twice.", line.name))
            seen.add(key)
            if line.price <= 0:
                errors.append(self.env._("“%s” has no price above zero.", line.name))
            if line.valid_until and day and line.valid_until < day:
                errors.append(
                    self.env._(
                        "The price of “%(item)s” holds until %(date)s, before the "
                        "publication on %(day)s.",
                        item=line.name,
                        date=format_date(self.env, line.valid_until),
                        day=format_date(self.env, day),
                    )
                )
        return errors

    def _action_apply(self):
        """Make the next version, pin it, prepare its proof."""
        self.ensure_one()
        # Superuser: material of the customer may be somebody else's; checked above.
        slip = self.sudo()
        material = slip.base_version_id.material_id or slip._create_material()
        kept = slip.line_ids.filtered(lambda line: not line.is_removed)
        version = (
            material.with_user(self.env.user)
            .sudo()
            ._add_version(
                {
                    "source": "slips",
                    "headline": slip.base_version_id.headline,
                    "body": slip.base_version_id.body,
                    "item_ids": [
                        Command.create(line._item_values(index))
                        for index, line in enumerate(kept, 1)
                    ],
                },
                slip.placement_id,
            )
        )
        slip.write({"state": "applied", "version_id": version.id})
        self.env["ad.proof.confirmation"]._make(slip.placement_id)

    def _create_material(self):
        return self.env["ad.material"].create(
            {
                "name": self.env._(
                    "Price list in %s", self.placement_id.medium_id.name
                ),
                "kind": "price_list",
                "advertiser_id": self.advertiser_id.id,
                "company_id": self.company_id.id,
                "is_complete": True,
                "is_clear": True,
                "is_final": True,
            }
        )

    def action_cancel(self):
        """Give up a slip; the copy stays as it is."""
        self._check_may_write()
        self._check_draft()
        # Superuser: the state is guarded; checked above.
        self.sudo().write({"state": "cancelled"})


class AdCopySlipLine(models.Model):
    """One row of the table: an item that stays, changes, goes, or is new."""

    _name = "ad.copy.slip.line"
    _description = "Item of a Slip"
    _order = "slip_id, sequence, id"

    slip_id = fields.Many2one(
        "ad.copy.slip", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="slip_id.company_id", store=True)
    currency_id = fields.Many2one(related="slip_id.currency_id")
    item_id = fields.Many2one("ad.copy.item", readonly=True, ondelete="restrict")
    sequence = fields.Integer(default=1000)
    name = fields.Char("Product", required=True)
    specification = fields.Char()
    old_price = fields.Monetary(related="item_id.price")
    price = fields.Monetary("New Price")
    unit = fields.Char()
    valid_until = fields.Date("Price Valid Until")
    is_removed = fields.Boolean("Remove")
    is_chosen = fields.Boolean("Choose")
    kind = fields.Selection(
        [
            ("keep", "As Before"),
            ("new", "New"),
            ("change", "Changed"),
            ("remove", "Removed"),
        ],
        compute="_compute_kind",
    )

    @api.depends(
        "item_id",
        "is_removed",
        "name",
        "specification",
        "price",
        "unit",
        "valid_until",
    )
    def _compute_kind(self):
        for line in self:
            if not line.item_id:
                line.kind = "new"
            elif line.is_removed:
                line.kind = "remove"
            else:
                line.kind = "keep" if line._is_as_before() else "change"

    @api.constrains("item_id", "slip_id")
    def _check_item(self):
        for line in self:
            # Superuser: the item may be of an insertion of another carer.
            version = line.item_id.sudo().version_id
            if version and version != line.slip_id.base_version_id:
                raise ValidationError(
                    self.env._(
                        "“%s” belongs to another price list than this slip's last "
                        "copy.",
                        line.name,
                    )
                )

    def _is_as_before(self):
        # Superuser: the item may be of an insertion of another carer.
        item = self.item_id.sudo()
        names = ("name", "specification", "unit", "valid_until")
        same = all((self[name] or False) == (item[name] or False) for name in names)
        return same and not float_compare(self.price, item.price, precision_digits=2)

    def _item_values(self, sequence):
        self.ensure_one()
        return {
            "sequence": sequence,
            "name": self.name.strip(),
            "specification": (self.specification or "").strip() or False,
            "price": self.price,
            "currency_id": self.currency_id.id,
            "unit": self.unit,
            "valid_until": self.valid_until,
        }

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.slip_id._check_draft()
        return lines

    def write(self, vals):
        self.slip_id._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_drafts_only(self):
        self.slip_id._check_draft()
