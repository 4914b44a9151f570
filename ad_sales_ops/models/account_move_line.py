"""An invoice line knows which insertion it bills (R6)."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    ad_placement_id = fields.Many2one(
        "ad.placement",
        "Insertion",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="The insertion that this line bills.",
    )

    ad_fault_id = fields.Many2one(
        "ad.publication.fault",
        "Credit for Fault",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="The fault for which this line gives back, or no longer asks, money.",
    )

    def _is_ad_partial_credit(self):
        """Whether the line takes off a part of the price and no insertion."""
        self.ensure_one()
        # Superuser: billing looks at every insertion of the line.
        fault = self.sudo().ad_fault_id
        return bool(
            fault and not fault.is_full_credit and self.move_type == "out_refund"
        )

    @api.constrains("ad_placement_id", "sale_line_ids")
    def _check_ad_placement(self):
        for line in self.sudo().filtered("ad_placement_id"):
            if line.ad_placement_id.order_line_id not in line.sale_line_ids:
                raise ValidationError(
                    self.env._(
                        "“%(line)s” cannot bill %(placement)s: that insertion belongs "
                        "to another contract line.",
                        line=line.name,
                        placement=line.ad_placement_id.display_name,
                    )
                )

    def _copy_data_extend_business_fields(self, values):
        """A credit note takes back exactly the insertion its invoice billed."""
        super()._copy_data_extend_business_fields(values)
        values["ad_placement_id"] = self.ad_placement_id.id
