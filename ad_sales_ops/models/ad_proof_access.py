"""Who opened a proof's link, and who tried what he may not (F1)."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.http import request

EVENTS = [
    ("opened", "Opened by Link"),
    ("looked", "Opened by QR Code"),
    ("opened_other_login", "Opened with Another Customer's Login"),
    ("company_open", "Refused: Link Opened in a Company Session"),
    ("company_sign", "Refused: Decision Tried in a Company Session"),
    ("code_sent", "Code Mailed"),
    ("code_right", "Right Code Given"),
    ("code_wrong", "Wrong Code Given"),
    ("code_limit", "Too Many Codes Asked for"),
    ("expired", "Link Over"),
    ("replayed", "Link Opened after the Decision"),
    ("confirmed", "Confirmed"),
    ("refused", "Refused by the Customer"),
]


class AdProofAccess(models.Model):
    """One opening of, or try at, a proof; never changed."""

    _name = "ad.proof.access"
    _description = "Proof Access Log"
    _order = "logged_on desc, id desc"
    _rec_name = "event"

    proof_id = fields.Many2one(
        "ad.proof.confirmation",
        required=True,
        ondelete="restrict",
        index=True,
        readonly=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, ondelete="restrict", index=True, readonly=True
    )
    event = fields.Selection(EVENTS, required=True, readonly=True, index=True)
    logged_on = fields.Datetime("On", required=True, readonly=True)
    ip_address = fields.Char("IP Address", readonly=True)
    user_id = fields.Many2one(
        "res.users", "Login", required=True, ondelete="restrict", readonly=True
    )
    note = fields.Char(readonly=True)

    # Nobody gets past this.
    def write(self, vals):  # pylint: disable=method-required-super
        """Keep the log.

        :raise UserError: always
        """
        raise UserError(self.env._("The log of proof links is never changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The log of proof links is never deleted."))


class AdProofConfirmation(models.Model):
    _inherit = "ad.proof.confirmation"

    access_ids = fields.One2many(
        "ad.proof.access",
        "proof_id",
        "Link Log",
        readonly=True,
        groups="ad_sales_ops.group_ad_supervisor,ad_sales_ops.group_ad_operations",
    )

    def _log_access(self, event, note=False):
        """Write down what somebody did, or tried, with this proof's link."""
        self.ensure_one()
        # Superuser: the log is written here only.
        self.env["ad.proof.access"].sudo().create(
            {
                "proof_id": self.id,
                "company_id": self.sudo().company_id.id,
                "event": event,
                "logged_on": fields.Datetime.now(),
                "ip_address": request.httprequest.remote_addr if request else False,
                "user_id": self.env.uid,
                "note": note,
            }
        )
