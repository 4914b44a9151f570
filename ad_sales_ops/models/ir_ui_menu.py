"""Menus as long as each job title needs them."""

from odoo import api, models

#: The ladder of the sales people, each rung with the menu items that it inherits
#: from the rungs below and has no use for. The access stays: what is not in the menu
#: is one click further, on the record or behind a card of My Day.
LADDER = {
    "group_ad_supervisor": {
        # These two are among the reports.
        "ad_customer_value_menu_specialist",
        "ad_publication_status_menu_specialist",
        "ad_copy_reader_menu_specialist",
        "ad_proof_access_menu",
    },
    "group_ad_manager": {
        "ad_contract_copy_menu",
        "ad_partner_document_menu_to_verify",
        "ad_placement_mine_menu",
        "ad_space_order_menu_next",
        "ad_placement_import_menu",
        "ad_placement_missing_copy_menu",
        "ad_job_order_menu",
        "ad_renewal_menu",
        "ad_copy_slip_menu",
        "ad_prices_ending_menu",
        "ad_proof_return_menu",
    },
    "group_ad_general_manager": {
        "menu_ad_placements",
        "ad_space_order_menu",
        "ad_placement_menu",
        "ad_placement_blocked_menu",
        "ad_copy_delivery_menu_specialist",
        "menu_ad_proofs",
        "ad_proof_round_menu",
        "ad_material_menu",
        "ad_content_finding_menu",
        "ad_proof_confirmation_menu",
        "ad_slip_verification_menu",
        "ad_proof_exception_menu",
        "ad_proof_audit_menu",
        "ad_audit_finding_menu",
        "ad_confirmer_menu",
        "ad_partner_document_menu",
        "ad_issue_review_menu_specialist",
        "ad_service_calls_menu",
        "ad_service_check_menu",
        "ad_service_question_menu",
        "ad_opinion_category_menu",
        "ad_job_type_menu",
        "ad_medium_menu",
        "ad_position_menu",
    },
}


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    @api.model
    def _load_menus_blacklist(self):
        """Leave out what a person sees only for the rungs below the own one."""
        return [*super()._load_menus_blacklist(), *self._ad_not_needed().ids]

    @api.model
    def _ad_not_needed(self):
        """The menu items that the current user's rung has no use for."""
        names = set().union(
            *(
                more
                for rung, more in LADDER.items()
                if self.env.user.has_group(f"ad_sales_ops.{rung}")
            )
        )
        # An item may have been deleted by hand.
        found = [self.env.ref(f"ad_sales_ops.{name}", False) for name in names]
        # Superuser: whom these items are for, never what they open.
        menus = self.sudo().browse([menu.id for menu in found if menu])
        # Who holds another title as well keeps what that one works with; as superuser,
        # since people read no groups.
        ladder = self._ad_ladder()
        held = self.env.user.sudo().group_ids - ladder
        return menus.filtered(lambda menu: not (menu._ad_groups() - ladder) & held)

    def _ad_groups(self):
        """Whom an item is for: those of its section, unless it says otherwise."""
        return self.group_ids or self.parent_id.group_ids

    @api.model
    def _ad_ladder(self):
        """All rungs: the groups that the highest one implies."""
        top = self.env.ref("ad_sales_ops.group_ad_general_manager")
        # Superuser: which titles include each other is no secret.
        return top.sudo().all_implied_ids
