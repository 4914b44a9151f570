"""Items of price-list copy: products with prices that hold until a day (A6)."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class AdCopyItem(models.Model):
    """One line of a version's price list; a fact like the version itself."""

    _name = "ad.copy.item"
    _description = "Price-List Item"
    _order = "version_id, sequence, id"

    version_id = fields.Many2one(
        "ad.material.version",
        required=True,
        ondelete="cascade",
        index=True,
        readonly=True,
    )
    company_id = fields.Many2one(related="version_id.company_id", store=True)
    user_id = fields.Many2one(related="version_id.user_id", store=True, index=True)
    team_id = fields.Many2one(related="version_id.team_id", store=True)
    sequence = fields.Integer(default=10, readonly=True)
    name = fields.Char("Product", required=True, readonly=True)
    specification = fields.Char(readonly=True)
    price = fields.Monetary(readonly=True)
    currency_id = fields.Many2one(
        "res.currency",
        readonly=True,
        required=True,
        default=lambda self: self.env.company.currency_id,
    )
    unit = fields.Char(readonly=True)
    valid_until = fields.Date("Price Valid Until", readonly=True)

    def write(self, vals):
        """Hold what the customer will confirm.

        :raise UserError: always, but for what follows the material's people
        """
        if set(vals) - {"company_id", "user_id", "team_id"}:
            raise UserError(
                self.env._(
                    "The items of a version do not change. Write a slip: it makes the "
                    "next version."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Items are kept with their version."))

    def _copy_values(self):
        """The item as it stands in the next version, as a dictionary."""
        self.ensure_one()
        return {
            "name": self.name,
            "specification": self.specification,
            "price": self.price,
            "currency_id": self.currency_id.id,
            "unit": self.unit,
            "valid_until": self.valid_until,
        }


class AdMaterialVersion(models.Model):
    _inherit = "ad.material.version"

    item_ids = fields.One2many("ad.copy.item", "version_id", "Items", readonly=True)
    item_count = fields.Integer("Number of Items", compute="_compute_item_count")

    def _compute_item_count(self):
        counts = dict(
            self.env["ad.copy.item"]._read_group(
                [("version_id", "in", self.ids)], ["version_id"], ["__count"]
            )
        )
        for version in self:
            version.item_count = counts.get(version, 0)

    @api.model
    def _content_parts(self, vals):
        parts = super()._content_parts(vals)
        for command in vals.get("item_ids") or []:
            item = command[2]
            texts = (
                item.get("name"),
                item.get("specification"),
                f"{item.get('price') or 0.0:.2f}",
                item.get("currency_id"),
                item.get("unit"),
                item.get("valid_until"),
            )
            parts += [str(text or "").encode() for text in texts]
        return parts

    def _expired_items(self, day):
        """Items whose price does not hold any more on a day."""
        return self.item_ids.filtered(
            lambda item: item.valid_until and item.valid_until < day
        )
