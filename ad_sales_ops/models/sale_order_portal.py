"""What a customer sees of his contract in the portal (K6)."""

from odoo import api, models

#: What our side still works on is simply scheduled for the customer.
TOLD_STAGES = ("published", "withdrawn", "not_run")


class SaleOrder(models.Model):
    _inherit = "sale.order"

    @api.depends("ad_contract_kind")
    def _compute_type_name(self):
        """A contract is called one in the portal, in mails and in file names."""
        super()._compute_type_name()
        for order in self.filtered("ad_contract_kind"):
            order.type_name = self.env._("Advertising Contract")

    def _ad_portal_insertions(self):
        """The insertions in the order in which they appear, in the customer's words.

        :return: ``[{"date", "medium", "issue", "position", "state"}, …]``
        """
        self.ensure_one()
        # Superuser: whoever may open the contract may see its schedule.
        placements = self.sudo().ad_placement_ids
        told = placements._fields["stage"]._description_selection(self.env)
        words = {stage: word for stage, word in told if stage in TOLD_STAGES}
        return [
            {
                "date": placement.publication_date,
                "medium": placement.medium_id.name,
                "issue": placement.issue_id.display_name,
                "position": placement.position_id.name,
                "state": words.get(placement.stage, self.env._("Scheduled")),
            }
            for placement in placements.sorted(lambda p: (p.publication_date, p.id))
            if placement.stage != "cancelled"
        ]
