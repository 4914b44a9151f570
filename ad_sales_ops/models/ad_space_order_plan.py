"""What slips mean for the pages: wishes in the flat plan and its proposal (P6, P4)."""

from odoo import api, fields, models

from .ad_placement_plan import RIGHT_PAGE

#: Wishes for a right-hand page, and those that tell of another side.
RIGHT = ("right", "front_right")
OTHER_SIDE = ("left", "page")


class AdPlacement(models.Model):
    _inherit = "ad.placement"

    ordered_wish = fields.Json(
        "Wish on the Slip",
        readonly=True,
        copy=False,
        help="As the space order slip was handed in last.",
    )
    page_wish = fields.Char(compute="_compute_page_wish")

    @api.depends_context("lang")
    @api.depends("ordered_wish")
    def _compute_page_wish(self):
        lines = self.env["ad.space.order.line"]
        for placement in self:
            wish = placement.ordered_wish
            placement.page_wish = wish and lines._prepare_wish_words(wish)

    def _guarded_fields(self):
        return super()._guarded_fields() | {"ordered_wish"}

    @api.depends_context("ad_customer_only", "ad_issue_only")
    def _compute_display_name(self):
        """A slip says the customer or the issue; the other is known there."""
        context = self.env.context
        if context.get("ad_customer_only"):
            for placement in self:
                names = (placement.advertiser_id.name, placement.position_id.name)
                placement.display_name = " · ".join(filter(None, names))
        elif context.get("ad_issue_only"):
            for placement in self:
                names = (placement.issue_id.display_name, placement.position_id.name)
                placement.display_name = " · ".join(filter(None, names))
        else:
            super()._compute_display_name()

    def _plan_fields(self):
        return [*super()._plan_fields(), "ordered_wish"]

    def _plan_item(self, labels):
        wish = self.ordered_wish or {}
        kind = wish.get("kind", "")
        item = super()._plan_item(labels)
        if item["is_fixed"]:
            kind = ""
        side = wish.get("side") if kind == "page" else False
        request = self.order_id.ad_special_request or ""
        return item | {
            "wants_right": kind in RIGHT
            or not item["is_fixed"]
            and kind not in OTHER_SIDE
            and bool(RIGHT_PAGE.search(request)),
            "wish_kind": kind,
            "wish_page": self.issue_id._page_ordinal(*side) if side else 0,
            "not_beside": self.env["ad.issue"]._split_names(wish.get("not_beside")),
            "ordered_by": wish.get("by", ""),
        }

    def _plan_hidden_item(self):
        return super()._plan_hidden_item() | {
            "wish_kind": "",
            "wish_page": 0,
            "not_beside": [],
            "ordered_by": "",
        }

    def _plan_wish(self):
        """The slip's wish, and what the contract itself says."""
        request = super()._plan_wish()
        if not self.ordered_wish:
            return request
        lines = self.env["ad.space.order.line"]
        wish = lines._prepare_wish_words(self.ordered_wish)
        return "\n".join(filter(None, (wish, request)))


class AdIssue(models.Model):
    _inherit = "ad.issue"

    space_order_count = fields.Integer(
        compute="_compute_space_order_counts",
        groups="ad_sales_ops.group_ad_specialist,ad_sales_ops.group_ad_operations,"
        "ad_sales_ops.group_ad_production",
    )
    space_order_in_count = fields.Integer(
        "Slips Handed In",
        compute="_compute_space_order_counts",
        groups="ad_sales_ops.group_ad_specialist,ad_sales_ops.group_ad_operations,"
        "ad_sales_ops.group_ad_production",
    )

    def _compute_space_order_counts(self):
        groups = self.env["ad.space.order"]._read_group(
            [("issue_id", "in", self.ids)], ["issue_id", "state"], ["__count"]
        )
        counts = {(issue, state): count for issue, state, count in groups}
        for issue in self:
            own = {state: n for (other, state), n in counts.items() if other == issue}
            issue.space_order_count = sum(own.values())
            issue.space_order_in_count = own.get("handed_in", 0)

    def action_open_space_orders(self):
        """Open the slips of this issue."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ad_sales_ops.ad_space_order_action"
        )
        return action | {"domain": [("issue_id", "=", self.id)], "context": {}}
