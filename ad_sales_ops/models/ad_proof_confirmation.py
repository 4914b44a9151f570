"""Proofs that customers confirm: what they show, for ever (认定, F1, F4)."""

from odoo import api, fields, models
from odoo.exceptions import UserError

STATES = [
    ("draft", "To Send"),
    ("sent", "Sent"),
    ("confirmed", "Confirmed"),
    ("refused", "Refused"),
    ("void", "Void"),
]
#: States in which a proof may still come to something.
LIVE = ("draft", "sent", "confirmed")
CHANNELS = [
    ("portal", "Mailed Link"),
    ("portal_code", "QR Code and One-Time Code"),
    ("visit", "Visit"),
    ("email", "Slip by Email"),
    ("fax", "Slip by Fax"),
    ("post", "Slip by Post"),
]
#: What the proof shows; frozen when it is made.
PLAN_FIELDS = {
    "number",
    "placement_id",
    "version_id",
    "fingerprint",
    "round",
    "advertiser_id",
    "company_id",
    "advertiser_name",
    "medium_name",
    "issue_name",
    "position_name",
    "publication_date",
    "page_promise",
    "promised_page",
    "size_label",
    "width_mm",
    "height_mm",
    "colour",
    "issued_on",
    "issued_by_id",
}
#: What it says of the issue; open until somebody has been shown the proof (M7).
ISSUE_FIELDS = {"issue_name", "publication_date", "page_promise", "promised_page"}
#: What the customer decided; frozen when he has.
DECISION_FIELDS = {
    "confirmer_id",
    "sent_to",
    "sent_on",
    "channel",
    "decided_on",
    "decided_by_name",
    "signature",
    "refusal_comment",
    "marks",
}


class AdProofConfirmation(models.Model):
    """One proof of one insertion, for exactly the content, size and colour shown.

    Nobody may write it: buttons check the role, then write the few fields that are
    still open as superuser. Nobody in the company can confirm it either: that is done
    by the customer's own page, or by a returned slip that a second person verifies.
    """

    _name = "ad.proof.confirmation"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Proof Slip"
    _order = "id desc"
    _rec_name = "number"
    _rec_names_search = ["number", "advertiser_name", "issue_name"]

    number = fields.Char(
        readonly=True, required=True, copy=False, default="/", index="trigram"
    )
    placement_id = fields.Many2one(
        "ad.placement",
        "Insertion",
        required=True,
        ondelete="restrict",
        index=True,
        readonly=True,
    )
    version_id = fields.Many2one(
        "ad.material.version",
        "Copy",
        required=True,
        ondelete="restrict",
        index=True,
        readonly=True,
    )
    fingerprint = fields.Char(required=True, readonly=True)
    round = fields.Integer(readonly=True, default=1, aggregator=None)
    state = fields.Selection(
        STATES, required=True, default="draft", readonly=True, copy=False, index=True
    )
    advertiser_id = fields.Many2one(
        "res.partner", required=True, ondelete="restrict", index=True, readonly=True
    )
    issue_id = fields.Many2one(
        "ad.issue", required=True, ondelete="restrict", index=True, readonly=True
    )
    order_id = fields.Many2one(related="placement_id.order_id", string="Contract")
    proof_close = fields.Date(related="issue_id.proof_close", store=True, index=True)
    user_id = fields.Many2one(
        "res.users", "Carer", ondelete="restrict", index=True, readonly=True
    )
    team_id = fields.Many2one(
        "crm.team", ondelete="restrict", index=True, readonly=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, ondelete="restrict", index=True, readonly=True
    )

    # What it shows, in words: names change, facts do not.
    advertiser_name = fields.Char("Customer", readonly=True)
    medium_name = fields.Char("Full Media Name", readonly=True)
    issue_name = fields.Char("Issue as Shown", readonly=True)
    position_name = fields.Char("Position", readonly=True)
    publication_date = fields.Date(readonly=True, index=True)
    page_promise = fields.Char("Promised Page", readonly=True)
    promised_page = fields.Integer("Promised Side", readonly=True, aggregator=None)
    size_label = fields.Char("Size", readonly=True)
    width_mm = fields.Float("Width (mm)", digits=(8, 2), readonly=True, aggregator=None)
    height_mm = fields.Float(
        "Height (mm)", digits=(8, 2), readonly=True, aggregator=None
    )
    colour = fields.Selection(
        [
            ("bw", "Black and White"),
            ("spot", "Spot Colour"),
            ("process", "Four Colours"),
        ],
        readonly=True,
    )
    issued_on = fields.Datetime("Prepared on", readonly=True)
    issued_by_id = fields.Many2one(
        "res.users", "Prepared by", ondelete="restrict", readonly=True
    )

    # On its way
    confirmer_id = fields.Many2one("ad.confirmer", ondelete="restrict", readonly=True)
    sent_to = fields.Char("Sent to", readonly=True)
    sent_on = fields.Datetime(readonly=True, copy=False)
    sent_by_id = fields.Many2one("res.users", ondelete="restrict", readonly=True)
    first_opened_on = fields.Datetime("First Opened", readonly=True, copy=False)

    # What came of it
    channel = fields.Selection(CHANNELS, readonly=True, copy=False)
    decided_on = fields.Datetime(readonly=True, copy=False)
    decided_by_name = fields.Char("Decided by", readonly=True, copy=False)
    signature = fields.Binary(attachment=True, readonly=True, copy=False)
    refusal_comment = fields.Text("What Is Wrong", readonly=True, copy=False)
    marks = fields.Json(readonly=True, copy=False)
    void_on = fields.Datetime(readonly=True, copy=False)
    void_by_id = fields.Many2one("res.users", ondelete="restrict", readonly=True)
    void_reason = fields.Char(readonly=True, copy=False)

    _one_live_proof = models.UniqueIndex(
        "(placement_id) WHERE state IN ('draft', 'sent', 'confirmed')",
        "This insertion already has a proof that is not decided or that is confirmed.",
    )
    _decided_by_whom = models.Constraint(
        "CHECK (state != 'refused' OR refusal_comment IS NOT NULL)",
        "A refused proof says what is wrong.",
    )

    def _frozen_fields(self):
        """Names of the fields that may not change any more on this record."""
        self.ensure_one()
        if self.state == "void":
            return PLAN_FIELDS | DECISION_FIELDS | {"state", "void_reason", "void_on"}
        if self.state in ("confirmed", "refused"):
            return PLAN_FIELDS | DECISION_FIELDS
        return PLAN_FIELDS - ISSUE_FIELDS if self.state == "draft" else PLAN_FIELDS

    def write(self, vals):
        """Hold what is frozen, also against the superuser.

        :raise UserError: a frozen field is among the values
        """
        for proof in self:
            frozen = proof._frozen_fields() & set(vals)
            if frozen:
                raise UserError(
                    self.env._(
                        "“%(field)s” of proof %(number)s does not change any more. A "
                        "wrong decision is taken back by a second person with a "
                        "reason.",
                        field=self._fields[min(frozen)]._description_string(self.env),
                        number=proof.number,
                    )
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._(
                "Proofs are evidence and stay; a new one makes the old one void."
            )
        )

    # Nobody gets past this.
    def copy(self, default=None):  # pylint: disable=method-required-super
        """Proofs are prepared from insertions only.

        :raise UserError: always
        """
        raise UserError(self.env._("A proof is prepared from its insertion."))

    # Making

    @api.model
    def _prepare_proof_values(self, placement):
        """Values of a proof of what the insertion would run now."""
        placement = placement.with_context(lang=placement.company_id._ad_lang())
        version, position = placement.version_id, placement.position_id
        advertiser = placement.advertiser_id
        return {
            "number": self.env["ir.sequence"].next_by_code("ad.proof.confirmation"),
            "placement_id": placement.id,
            "version_id": version.id,
            "fingerprint": version._fingerprint(placement),
            "round": len(placement.proof_ids) + 1,
            "advertiser_id": advertiser.id,
            "user_id": placement.user_id.id,
            "team_id": placement.team_id.id,
            "company_id": placement.company_id.id,
            "advertiser_name": advertiser.ad_licence_name or advertiser.name,
            "medium_name": placement.medium_id.name,
            "position_name": position.name,
            **self._prepare_issue_values(placement),
            "size_label": position.size_label,
            "width_mm": position.width_mm,
            "height_mm": position.height_mm,
            "colour": version.colour or position.colour,
            "issued_on": fields.Datetime.now(),
            "issued_by_id": self.env.uid,
        }

    @api.model
    def _prepare_issue_values(self, placement):
        """What a proof says of the issue, in the placement's language."""
        issue = placement.issue_id
        fixed = placement.position_id.page_rule == "fixed"
        return {
            "issue_id": issue.id,
            "issue_name": issue.display_name,
            "publication_date": issue.publication_date,
            "page_promise": placement.page_label if fixed else False,
            "promised_page": placement.page if fixed else 0,
        }

    @api.model
    def _make(self, placements):
        """One draft proof for each insertion that has copy and no live proof.

        :return: the proofs made
        """
        # Superuser: proofs are made here only; callers checked rights.
        todo = placements.sudo().filtered(
            lambda p: p.version_id
            and not p.proof_ids.filtered(lambda proof: proof.state in LIVE)
        )
        return self.sudo().create(
            [self._prepare_proof_values(placement) for placement in todo]
        )

    def _void(self, reason):
        """These proofs hold no longer; who was asked is told (F4)."""
        told = self.filtered(lambda proof: proof.state in ("sent", "confirmed"))
        # Superuser: nobody writes proofs; callers checked rights.
        self.filtered(lambda proof: proof.state != "void").sudo().write(
            {
                "state": "void",
                "void_reason": reason,
                "void_on": fields.Datetime.now(),
                "void_by_id": self.env.uid,
            }
        )
        # The next proof of the insertion is inserted before pending writes.
        self.flush_recordset(["state"])
        told._mail_confirmer("ad_sales_ops.mail_template_proof_void")

    def _mail_confirmer(self, template):
        """Mail the stored address of each confirmer once, if there is one."""
        template = self.env.ref(template)
        # Superuser: the template reads what the confirmer knows anyway.
        reachable = self.sudo().filtered("sent_to")
        for address, proofs in reachable.grouped("sent_to").items():
            template.with_context(ad_proofs=proofs).send_mail(
                proofs[:1].id, email_values={"email_to": address, "recipient_ids": []}
            )
