"""What an insertion runs, and the checks that come from its copy (U1)."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from .ad_checklist_mixin import Check, Failure

PROOF_STATES = [
    ("none", "No Proof Yet"),
    ("draft", "To Send"),
    ("sent", "Sent"),
    ("returned", "Slip to Verify"),
    ("refused", "Refused"),
    ("run_first", "Runs First, Slip After"),
    ("standing", "Standing Copy"),
    ("confirmed", "Confirmed"),
]
#: What a proof shows of the position.
SHOWN_BY_POSITION = {"width_mm", "height_mm", "width_px", "height_px", "colour"}


class AdPlacement(models.Model):
    _inherit = "ad.placement"

    version_id = fields.Many2one(
        "ad.material.version",
        "Copy",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The version that runs in this issue.",
    )
    material_id = fields.Many2one(
        related="version_id.material_id", store=True, index="btree_not_null"
    )
    copy_counter = fields.Integer(
        readonly=True,
        default=0,
        copy=False,
        help="Raised by whatever changes or confirms the copy, so that two of them "
        "wait for each other.",
    )
    proof_ids = fields.One2many(
        "ad.proof.confirmation", "placement_id", "Proofs", readonly=True
    )
    proof_state = fields.Selection(
        PROOF_STATES,
        "Confirmation",
        compute="_compute_proof_state",
        store=True,
        precompute=True,
        index=True,
    )

    @api.depends("version_id", "proof_ids.state")
    def _compute_proof_state(self):
        for placement in self:
            live = placement.proof_ids.filtered(
                lambda p, placement=placement: p.state != "void"
                and p.version_id == placement.version_id
            ).sorted("id")
            placement.proof_state = live[-1:].state or "none"

    @api.depends(
        "version_id.reading_state",
        "version_id.screening_state",
        "version_id.material_id.state",
        "proof_state",
    )
    def _compute_clearance_blockers(self):
        super()._compute_clearance_blockers()

    def _guarded_fields(self):
        return super()._guarded_fields() | {"version_id", "copy_counter"}

    def _guarded_computes(self):
        return super()._guarded_computes() | {"material_id", "proof_state"}

    # The copy

    def _lock_copy(self):
        """Wait for whoever changes or confirms the same copy (F4).

        The loser fails to serialize, is retried by Odoo and sees what the winner did.
        """
        self.env.cr.execute(
            "UPDATE ad_placement SET copy_counter = copy_counter + 1 WHERE id IN ("
            "SELECT id FROM ad_placement WHERE id = ANY(%s) ORDER BY id FOR UPDATE)",
            [self.ids],
        )
        self.invalidate_recordset(["copy_counter"], flush=False)

    def _action_set_version(self, version):
        """Have these insertions run a version; other proofs of theirs become void.

        :raise UserError: another advertiser's copy, or the issue is at press
        """
        for placement in self.sudo():
            message = placement._set_version_error_message(version)
            if message:
                raise UserError(message)
        self._lock_copy()
        # Superuser: the copy is guarded; callers checked rights.
        self.sudo().version_id = version
        self.sudo()._void_stale_proofs()

    def _set_version_error_message(self, version):
        """Why this insertion cannot run a version, or False."""
        self.ensure_one()
        if version.advertiser_id != self.advertiser_id:
            return self.env._(
                "%(version)s is copy of %(owner)s and cannot run for %(advertiser)s.",
                version=version.display_name,
                owner=version.advertiser_id.name,
                advertiser=self.advertiser_id.name,
            )
        if version.company_id != self.company_id:
            return self.env._(
                "%(version)s is copy of %(company)s and cannot run in %(issue)s.",
                version=version.display_name,
                company=version.company_id.name,
                issue=self.issue_id.display_name,
            )
        if self.stage not in ("draft", "held", "booked"):
            return self.env._(
                "%(placement)s is over: its copy does not change any more.",
                placement=self.display_name,
            )
        if self.issue_id.state not in ("open", "closed"):
            return self.env._(
                "%(issue)s is at press: its copy does not change any more.",
                issue=self.issue_id.display_name,
            )
        return False

    def _void_stale_proofs(self):
        """Proofs that show other content, size or colour hold no longer (F4)."""
        stale = self.env["ad.proof.confirmation"]
        for placement in self:
            version = placement.version_id
            print_now = version._fingerprint(placement) if version else False
            stale += placement.proof_ids.filtered(
                lambda p, now=print_now: p.state != "void" and p.fingerprint != now
            )
        if stale:
            stale._void(self.env._("The content, the size or the colour changed."))

    def _touch_copy(self):
        """Something about the copy changed: look at the open insertions again."""
        if self:
            self._touch_open([("id", "in", self.ids)])

    # The checks

    def _load_for_clearance(self):
        super()._load_for_clearance()
        # Nobody's rights are asked: the sentences are computed as superuser.
        self.proof_ids.fetch(
            ["number", "refusal_comment", "sent_on", "state", "version_id"]
        )

    def _checklist(self):
        return super()._checklist() + [
            Check("material", self.env._("Material"), "_check_material"),
            Check("screening", self.env._("Screening"), "_check_screening"),
            Check("reading", self.env._("Proof-Reading"), "_check_reading"),
            Check("proof", self.env._("Confirmation"), "_check_proof"),
        ]

    def _check_material(self):
        """Copy is here and accepted (A1)."""
        failures = {}
        for placement in self:
            material = placement.material_id
            if not material:
                sentence = self.env._("No copy has been registered.")
            elif material.state != "accepted":
                sentence = self.env._(
                    "The copy %(material)s has not been accepted.",
                    material=material.number,
                )
            else:
                continue
            failures[placement] = [Failure(sentence, material or placement)]
        return failures


class AdPosition(models.Model):
    _inherit = "ad.position"

    def write(self, vals):
        """Another size or colour: proofs of the old one hold no longer (F4)."""
        result = super().write(vals)
        if SHOWN_BY_POSITION & set(vals):
            # Superuser: insertions of every carer stand in the position.
            placements = self.env["ad.placement"].sudo()
            changed = placements.search(
                [
                    ("position_id", "in", self.ids),
                    ("stage", "in", ("draft", "held", "booked")),
                    ("version_id", "!=", False),
                ]
            )
            if changed:
                changed._lock_copy()
                changed._void_stale_proofs()
                # Exceptions hold for one size and colour, too.
                changed.modified(["version_id"])
        return result
