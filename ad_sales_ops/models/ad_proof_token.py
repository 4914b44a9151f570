"""Links and codes by which a customer confirms a proof without an account (F1, F2)."""

import hashlib
import secrets
from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.tools import consteq
from odoo.tools import hmac as keyed_hash

#: Random bytes of a link.
TOKEN_BYTES = 32
#: How long somebody who typed the one-time code may take to sign.
SIGNING_TIME = timedelta(minutes=30)


class AdProofToken(models.Model):
    """A secret that opens one proof for one purpose; only its hash is kept.

    No group can read or write these records: who could would be able to confirm for
    the customer. A token dies with the decision on its proof, with its successor and
    with its date.
    """

    _name = "ad.proof.token"
    _description = "Proof Link"
    _order = "id desc"

    proof_id = fields.Many2one(
        "ad.proof.confirmation", required=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one(related="proof_id.company_id", store=True, index=True)
    purpose = fields.Selection(
        [
            ("link", "Mailed Link"),
            ("code", "One-Time Code"),
            ("signing", "Signing after a Code"),
        ],
        required=True,
    )
    confirmer_id = fields.Many2one("ad.confirmer", ondelete="restrict")
    secret_hash = fields.Char(required=True, groups=fields.NO_ACCESS)
    issued_on = fields.Datetime(required=True)
    expires_on = fields.Datetime(required=True)
    ended_on = fields.Datetime(help="Used, or replaced by a newer one.")
    tries = fields.Integer(default=0, aggregator=None)

    # Codes have six digits: two proofs may well have the same one.
    _secret_is_unique = models.UniqueIndex("(secret_hash) WHERE purpose != 'code'")

    @api.model
    def _hash(self, raw):
        return hashlib.sha256(raw.encode()).hexdigest()

    @api.model
    def _find(self, raw):
        """The token of a link, dead or alive; empty when there is none.

        The comparison that decides takes the same time for every wrong link: the
        index sees hashes only, and nobody can choose the hash of a guess.
        """
        wanted = self._hash(raw or "")
        # Superuser: nobody has access; whoever knows the secret may use it.
        token = self.sudo().search(
            [("secret_hash", "=", wanted), ("purpose", "!=", "code")], limit=1
        )
        found = token.secret_hash or "-"
        return token if consteq(found.encode(), wanted.encode()) else token.browse()

    def _status(self):
        """What a token is good for.

        :return: "live", or why not: "decided", "void", "replaced" or "expired"
        """
        self.ensure_one()
        state = self.proof_id.state
        if state in ("confirmed", "refused"):
            return "decided"
        if state != "sent":
            return "void"
        if self.ended_on:
            return "replaced"
        return "live" if self.expires_on > fields.Datetime.now() else "expired"

    def _channel(self):
        """The channel of a decision that comes by this token."""
        self.ensure_one()
        return "portal_code" if self.purpose == "signing" else "portal"

    def _end(self):
        """These tokens open nothing any more."""
        self.filtered(lambda token: not token.ended_on).write(
            {"ended_on": fields.Datetime.now()}
        )


class AdProofConfirmation(models.Model):
    _inherit = "ad.proof.confirmation"

    # No screen shows them and no group may read them.
    token_ids = fields.One2many(
        "ad.proof.token", "proof_id", groups=fields.NO_ACCESS, copy=False
    )

    # Links

    def _issue_token(self, purpose="link", confirmer=None):
        """Make the secret of a link; the only place where it is in clear.

        A new mailed link replaces everything before it, a new signing link only its
        like: who asked for a code does not lose the link in his mailbox.

        :param purpose: "link", or "signing" after a one-time code
        :return: the secret, 43 characters; nothing can produce it again
        """
        self.ensure_one()
        raw = secrets.token_urlsafe(TOKEN_BYTES)
        # Superuser: nobody has access to tokens; callers checked rights.
        proof = self.sudo()
        replaced = proof.token_ids
        if purpose != "link":
            replaced = replaced.filtered(lambda token: token.purpose == purpose)
        replaced._end()
        proof._make_token(
            purpose,
            proof.token_ids._hash(raw),
            confirmer or proof.confirmer_id,
            proof._token_end(purpose),
        )
        return raw

    def _make_token(self, purpose, secret_hash, confirmer, end):
        """Keep the hash of a secret."""
        self.env["ad.proof.token"].create(
            {
                "proof_id": self.id,
                "purpose": purpose,
                "confirmer_id": confirmer.id,
                "secret_hash": secret_hash,
                "issued_on": fields.Datetime.now(),
                "expires_on": end,
            }
        )

    def _token_end(self, purpose):
        """Until when a link of a purpose opens the proof, in UTC.

        A mailed link lives until the proof close of the issue is over; when that is
        past, as many days as the company grants.
        """
        self.ensure_one()
        now = fields.Datetime.now()
        if purpose == "signing":
            return now + SIGNING_TIME
        end = self._proof_close_end()
        if end and end > now:
            return end
        return now + timedelta(days=self.company_id.ad_proof_link_days)

    def _proof_close_end(self):
        """The moment in UTC at which the last day for proofs is over, or False."""
        self.ensure_one()
        close = self.issue_id.proof_close
        if not close:
            return False
        zone = pytz.timezone(self.company_id._ad_zone())
        end = zone.localize(datetime.combine(close + timedelta(days=1), time.min))
        return end.astimezone(pytz.utc).replace(tzinfo=None)

    @api.model
    def _from_token(self, raw):
        """The proof that a live link opens; empty when the link opens nothing."""
        token = self.env["ad.proof.token"]._find(raw)
        if token and token._status() == "live":
            return token.proof_id
        return self.browse()

    def _token_url(self, raw):
        """The address that is mailed to the confirmer."""
        self.ensure_one()
        return f"{self.get_base_url()}/my/ad-proof/{raw}"

    # Looking

    def _look_token(self, purpose="look"):
        """What the QR code of the slip carries: it opens the proof for looking only.

        It needs no store and ends with the content that it shows.

        :param purpose: "look"; "done" and "slip" for whoever has decided
        """
        self.ensure_one()
        # Superuser: the key is the database's own.
        return keyed_hash(
            self.env(su=True),
            f"ad_sales_ops.proof.{purpose}",
            (self.id, self.sudo().fingerprint),
        )[:40]

    @api.model
    def _from_look_token(self, proof_id, look, purpose="look"):
        """The proof that such a code opens, empty when it opens nothing."""
        # Superuser: the code is the key; a wrong one gives nothing away.
        proof = self.sudo().browse(proof_id)
        expected = proof._look_token(purpose) if proof.exists() else "-"
        if consteq((look or "").encode(), expected.encode()):
            return proof
        return self.sudo().browse()

    def _look_path(self, purpose="look"):
        self.ensure_one()
        path = f"/ad/proof/{self.id}/{self._look_token(purpose)}"
        return path if purpose == "look" else f"{path}/{purpose}"

    def _look_url(self):
        """The address in the QR code."""
        return self.get_base_url() + self._look_path()

    # Signing

    def _may_sign(self, confirmer, day=None):
        """Whether a person is authorised to confirm for this customer on a day.

        :param day: today when nothing is said
        """
        self.ensure_one()
        day = day or self.company_id._ad_today()
        return bool(confirmer) and confirmer in self.env["ad.confirmer"]._valid_for(
            self.advertiser_id, day, self.company_id
        )

    def _is_portal_agreed(self):
        """Whether the contract lets the customer confirm on the web."""
        self.ensure_one()
        return self.placement_id.order_id.ad_confirm_portal

    def _is_slip_given(self):
        """Whether the customer takes the slip himself: to sign it, or as his copy."""
        self.ensure_one()
        for_paper = self.state == "sent" and not self._is_portal_agreed()
        return for_paper or self.state == "confirmed"

    def _signing_error_message(self, confirmer):
        """Why a person cannot decide on this proof here and now, or False."""
        self.ensure_one()
        if not self._is_portal_agreed():
            return self.env._(
                "Your contract provides for confirmation on paper. Please sign and "
                "seal the slip and return it to us, or sign it when our specialist "
                "visits you."
            )
        if self.state != "sent":
            return self.env._("This proof is not open for a decision.")
        if not self._may_sign(confirmer):
            return self.env._(
                "Nobody is registered at present who may confirm for you. Please "
                "call your contact person at %(company)s.",
                company=self.company_id.name,
            )
        return False
