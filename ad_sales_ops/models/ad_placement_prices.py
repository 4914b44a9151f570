"""Prices of price-list copy hold on the publication date (A6)."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from .ad_checklist_mixin import Check, Failure

#: Items named in a blocker; the rest is counted.
NAMED = 3


class AdPlacement(models.Model):
    _inherit = "ad.placement"

    slip_ids = fields.One2many("ad.copy.slip", "placement_id", "Slips")
    item_count = fields.Integer("Items", related="version_id.item_count")
    is_price_list = fields.Boolean(
        compute="_compute_is_price_list", search="_search_is_price_list"
    )
    first_expiry = fields.Date(
        "First Price Ends",
        compute="_compute_first_expiry",
        store=True,
        index="btree_not_null",
    )

    @api.depends("version_id")
    def _compute_first_expiry(self):
        for placement in self:
            days = placement.version_id.item_ids.mapped("valid_until")
            placement.first_expiry = min(filter(None, days), default=False)

    def _compute_is_price_list(self):
        lists = self.filtered_domain(self._search_is_price_list("in", [True]))
        for placement in self:
            placement.is_price_list = placement in lists

    @api.model
    def _search_is_price_list(self, operator, value):
        """Insertions of customers who run price lists in the medium already."""
        if operator != "in" or True not in value:
            return NotImplemented
        # Superuser: which customers have price lists; the caller's rules follow.
        groups = (
            self.env["ad.placement"]
            .sudo()
            ._read_group(
                [("material_id.kind", "=", "price_list")],
                ["advertiser_id", "medium_id"],
            )
        )
        return Domain.OR(
            Domain("advertiser_id", "=", advertiser.id)
            & Domain("medium_id", "=", medium.id)
            for advertiser, medium in groups
        )

    def _guarded_computes(self):
        return super()._guarded_computes() | {"first_expiry"}

    def _checklist(self):
        return super()._checklist() + [
            Check("prices", self.env._("Prices"), "_check_prices")
        ]

    def _check_prices(self):
        """No quoted price ends before the advertisement appears (A6)."""
        failures = {}
        for placement in self:
            day = placement.publication_date
            if not placement.first_expiry or placement.first_expiry >= day:
                continue
            expired = placement.version_id._expired_items(day)
            names = expired.mapped("name")
            failures[placement] = [
                Failure(
                    self.env._(
                        "%(count)s prices end before the publication on %(date)s: "
                        "%(items)s",
                        count=len(names),
                        date=format_date(self.env, day),
                        items=", ".join(names[:NAMED])
                        + ("…" if len(names) > NAMED else ""),
                    ),
                    placement.material_id,
                )
            ]
        return failures

    def action_ad_renew(self):
        """Open the slip of the next copy; the last copy's items stand in it."""
        self.ensure_one()
        self.check_access("read")
        slip = self.env["ad.copy.slip"].search(
            [("placement_id", "=", self.id), ("state", "=", "draft")], limit=1
        )
        if not slip:
            slip = self.env["ad.copy.slip"].create({"placement_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "res_model": "ad.copy.slip",
            "res_id": slip.id,
            "view_mode": "form",
        }
