"""Registering a slip that came back (F2)."""

from odoo import api, fields, models

from ..models.ad_proof_return import REMOTE


class AdProofReturnRegister(models.TransientModel):
    """Photo, and send: the version is known."""

    _name = "ad.proof.return.register"
    _inherit = "ad.dialog.mixin"
    _description = "Register Returned Slip"

    proof_id = fields.Many2one(
        "ad.proof.confirmation", required=True, ondelete="cascade"
    )
    photo = fields.Binary(required=True)
    photo_name = fields.Char()
    channel = fields.Selection(
        [("visit", "Visit"), ("email", "Email"), ("fax", "Fax"), ("post", "Post")],
        required=True,
        default="visit",
    )
    is_signed = fields.Boolean("Signature", default=True)
    is_sealed = fields.Boolean(
        "Seal", compute="_compute_is_sealed", store=True, readonly=False
    )
    confirmer_ids = fields.Many2many(
        "ad.confirmer", string="Confirmers", compute="_compute_confirmer_ids"
    )
    signer_id = fields.Many2one(
        "ad.confirmer",
        "Signed by",
        compute="_compute_signer_id",
        store=True,
        readonly=False,
        domain="[('id', 'in', confirmer_ids)]",
    )
    printed_number = fields.Char(
        "Number on the Slip", help="Only when you doubt that it is this version."
    )
    is_refused = fields.Boolean("The Customer Wants Changes")
    comment = fields.Text("What Is Wrong")

    @api.depends("proof_id", "channel")
    def _compute_is_sealed(self):
        for wizard in self:
            partner = wizard.proof_id.advertiser_id
            wizard.is_sealed = (
                partner.ad_locality == "remote" or wizard.channel in REMOTE
            )

    @api.depends("proof_id")
    def _compute_confirmer_ids(self):
        for wizard in self:
            proof = wizard.proof_id
            wizard.confirmer_ids = self.env["ad.confirmer"]._valid_for(
                proof.advertiser_id, proof.company_id._ad_today(), proof.company_id
            )

    @api.depends("proof_id")
    def _compute_signer_id(self):
        for wizard in self:
            # In an open dialog the choices only stand for the records.
            valid = wizard.confirmer_ids._origin
            wizard.signer_id = wizard.proof_id.confirmer_id & valid

    def action_register(self):
        """Keep the photo, or pass on what the customer wrote on the slip."""
        self.ensure_one()
        proof = self.proof_id
        values = {
            "photo": self.with_context(bin_size=False).photo,
            "photo_name": self.photo_name,
            "channel": self.channel,
            "is_signed": self.is_signed,
            "is_sealed": self.is_sealed,
            "signer_id": self.signer_id.id,
            "printed_number": self.printed_number,
            "is_refused": self.is_refused,
        }
        slip = proof._register_return(values)
        if self.is_refused:
            slip._take_as_refusal(self.comment)
        return {"type": "ir.actions.act_window_close"}
