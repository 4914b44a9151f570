"""The round of proofs before an issue: worst first, in visiting order (F5)."""

from odoo import api, fields, models
from odoo.exceptions import UserError

#: The smaller, the sooner somebody has to do something.
URGENCY = {
    "refused": 1,
    "none": 2,
    "draft": 3,
    "sent": 4,
    "run_first": 5,
    "returned": 6,
    "standing": 8,
    "confirmed": 9,
}


class AdPlacement(models.Model):
    _inherit = "ad.placement"

    proof_close = fields.Date(related="issue_id.proof_close", store=True, index=True)
    proof_urgency = fields.Integer(
        compute="_compute_proof_urgency", store=True, precompute=True, aggregator=None
    )
    visit_order = fields.Char(
        "Address", compute="_compute_visit_order", store=True, precompute=True
    )
    contact_phone = fields.Char("Phone", compute="_compute_contact_phone")

    @api.depends("proof_state")
    def _compute_proof_urgency(self):
        for placement in self:
            placement.proof_urgency = URGENCY.get(placement.proof_state, 7)

    @api.depends("advertiser_id.zip", "advertiser_id.city", "advertiser_id.street")
    def _compute_visit_order(self):
        for placement in self:
            partner = placement.advertiser_id
            parts = (partner.zip, partner.city, partner.street)
            placement.visit_order = " ".join(filter(None, parts))

    def _compute_contact_phone(self):
        for placement in self:
            partner = placement.advertiser_id
            placement.contact_phone = partner.ad_contact_id.phone or partner.phone

    def _guarded_computes(self):
        return super()._guarded_computes() | {
            "proof_close",
            "proof_urgency",
            "visit_order",
        }

    def action_ad_register_return(self):
        """Open the dialog for the slip of this insertion's proof.

        :raise UserError: nothing was sent
        """
        self.ensure_one()
        proof = self._live_proof()
        if proof.state != "sent":
            raise UserError(
                self.env._(
                    "%s has no proof that waits for an answer.", self.display_name
                )
            )
        return proof.action_register_return()
