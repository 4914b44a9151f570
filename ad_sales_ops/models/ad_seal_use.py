"""The seal register (G11)."""

import base64
import hashlib
import logging

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

_logger = logging.getLogger(__name__)

CONTRACT_REPORT = "ad_sales_ops.action_report_ad_contract"


class AdSealUse(models.Model):
    """One use of the company's contract seal; written by the sealing only.

    It keeps the contract as it was printed then, with the SHA-256 of the file, so that
    it can be shown years later that these are the words that were sealed.
    """

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
    contract_file = fields.Binary("Sealed Contract", attachment=True)
    contract_file_name = fields.Char()
    contract_sha256 = fields.Char("SHA-256 of the File")
    contract_note = fields.Char("Note on the File")

    _copies_positive = models.Constraint(
        "CHECK (copies > 0)", "At least one copy is sealed."
    )

    @api.model
    def _register_use(self, order, seal_name, copies, **kept):
        """Write the line without which there is no sealing (G11).

        :param kept: what :meth:`_keep_contract` returned
        :raise UserError: no seal named, or no copies
        """
        if not (seal_name or "").strip() or copies < 1:
            raise UserError(
                self.env._("Name the seal and the number of copies that were sealed.")
            )
        # Superuser: the register has no other writer than the sealing itself.
        party = order.partner_id.commercial_partner_id.sudo()
        use = self.sudo().create(
            {
                "order_id": order.id,
                "company_id": order.company_id.id,
                "document_name": order.name,
                "partner_name": party.ad_licence_name or order.partner_id.name,
                "seal_name": seal_name,
                "copies": copies,
                "user_id": self.env.uid,
                "user_name": self.env.user.name,
                **kept,
            }
        )
        if use.contract_note:
            use.order_id.message_post(
                body=use.contract_note, subtype_xmlid="mail.mt_note"
            )
        return use

    @api.model
    def _keep_contract(self, order, seal_name):
        """The values that keep a contract as it is printed at this moment.

        The print names the line of the register, so the number is drawn here.
        """
        # Superuser: the register has no other writer than the sealing itself.
        sequence = self.env["ir.sequence"].sudo().with_company(order.company_id)
        number = sequence.next_by_code("ad.seal.use")
        seal = {"number": number, "seal": seal_name, "date": fields.Datetime.now()}
        content, kind, note = self._print_contract(order.with_context(ad_seal=seal))
        return {
            "name": number,
            "contract_file": base64.b64encode(content),
            "contract_file_name": f"{order.name}.{kind}",
            "contract_sha256": hashlib.sha256(content).hexdigest(),
            "contract_note": note,
        }

    @api.model
    def _print_contract(self, order):
        """The three copies in the customer's language.

        A server that cannot print must not stop the business: the same words are kept
        as a web page then, and the register says so.

        :return: the file, its kind, and what is missing from it
        """
        # Superuser: who may seal the contract may not read all that is printed on it.
        reports = order.env["ir.actions.report"].sudo()
        try:
            return *reports._render_qweb_pdf(CONTRACT_REPORT, order.ids), False
        except (UserError, OSError) as error:
            _logger.warning("The sealed contract %s is no PDF: %s", order.name, error)
            content, _kind = reports._render_qweb_html(CONTRACT_REPORT, order.ids)
            env = self.with_context(lang=order.company_id._ad_lang()).env
            note = env._("The server could not make a PDF; this is a web page.")
            return content, "html", note

    # Nobody gets past this.
    def write(self, vals):  # pylint: disable=method-required-super
        """A line of the register is never edited (G11).

        :raise AccessError: always
        """
        raise AccessError(self.env._("A line of the seal register cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A line of the seal register cannot be deleted."))
