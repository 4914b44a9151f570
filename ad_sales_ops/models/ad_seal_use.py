"""The seal register (G11)."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class AdSealUse(models.Model):
    """One use of the company's contract seal; written by the sealing only."""

    _name = "ad.seal.use"
    _description = "Seal Use"
    _order = "date desc, id desc"

    name = fields.Char("Number", required=True, readonly=True)
    order_id = fields.Many2one(
        "sale.order", "Contract", required=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, ondelete="restrict", index=True
    )
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    document_name = fields.Char("Document", required=True)
    partner_name = fields.Char("Customer", required=True)
    seal_name = fields.Char("Seal", required=True)
    copies = fields.Integer(required=True)
    user_id = fields.Many2one(
        "res.users", "Sealed by", required=True, ondelete="restrict", index=True
    )
    user_name = fields.Char("Person's Name", required=True)

    _copies_positive = models.Constraint(
        "CHECK (copies > 0)", "At least one copy is sealed."
    )

    @api.model
    def _register_use(self, order, seal_name, copies):
        """Write the line without which there is no sealing (G11).

        :raise UserError: no seal named, or no copies
        """
        if not (seal_name or "").strip() or copies < 1:
            raise UserError(
                self.env._("Name the seal and the number of copies that were sealed.")
            )
        # Superuser: the register has no other writer than the sealing itself.
        party = order.partner_id.commercial_partner_id.sudo()
        sequence = self.env["ir.sequence"].sudo().with_company(order.company_id)
        return self.sudo().create(
            {
                "name": sequence.next_by_code("ad.seal.use"),
                "order_id": order.id,
                "company_id": order.company_id.id,
                "document_name": order.name,
                "partner_name": party.ad_licence_name or order.partner_id.name,
                "seal_name": seal_name,
                "copies": copies,
                "user_id": self.env.uid,
                "user_name": self.env.user.name,
            }
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A line of the seal register cannot be deleted."))
