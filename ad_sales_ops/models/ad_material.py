"""Material: one piece of copy of one advertiser (A1, A4)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

STATES = [
    ("received", "Received"),
    ("accepted", "Accepted"),
    ("rejected", "Rejected"),
]
#: Titles that judge what was received.
JUDGES = ("ad_sales_ops.group_ad_production", "ad_sales_ops.group_ad_operations")


class AdMaterial(models.Model):
    """What the customer sent, and what became of it.

    The content itself stands in versions, which never change; insertions run one
    version each.
    """

    _name = "ad.material"
    _inherit = [
        "ad.guarded.mixin",
        "ad.customer.work.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _description = "Material"
    _order = "id desc"
    _rec_names_search = ["number", "name", "advertiser_id.name"]
    _check_company_auto = True

    kind = fields.Selection(
        [
            ("artwork", "File"),
            ("film", "Film"),
            ("text", "Text"),
            ("price_list", "Price List"),
        ],
        required=True,
        default="artwork",
    )
    advertiser_id = fields.Many2one(tracking=True)
    state = fields.Selection(
        STATES,
        required=True,
        default="received",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )

    # How it came
    received_from = fields.Char(help="Who handed it over, and how.")
    received_on = fields.Date(default=lambda self: fields.Date.context_today(self))
    received_by_id = fields.Many2one(
        "res.users",
        default=lambda self: self.env.user,
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    is_complete = fields.Boolean("Complete", help="Nothing is missing (齐).")
    is_clear = fields.Boolean("Legible", help="Everything can be read (清).")
    is_final = fields.Boolean("Final", help="The customer changes nothing more (定).")
    has_proof_print = fields.Boolean("Proof Print Supplied")
    film_return_agreed = fields.Boolean(
        help="The film goes back to the customer after printing, because it was agreed."
    )
    film_returned_on = fields.Date()
    question_ids = fields.One2many(
        "ad.material.question", "material_id", "Unclear Places"
    )
    open_question_count = fields.Integer(
        "Open Questions", compute="_compute_open_question_count", store=True
    )
    reject_reason = fields.Char(readonly=True, copy=False)
    warning = fields.Text("Look At This", compute="_compute_warning")

    # What it is
    version_ids = fields.One2many(
        "ad.material.version", "material_id", "Versions", readonly=True
    )
    version_id = fields.Many2one(
        "ad.material.version",
        "Latest Version",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
    )
    content_html = fields.Html(related="version_id.content_html", string="Content")
    finding_ids = fields.One2many(related="version_id.finding_ids")
    reading_state = fields.Selection(related="version_id.reading_state")
    screening_state = fields.Selection(related="version_id.screening_state")
    placement_ids = fields.One2many(
        "ad.placement", "material_id", "Insertions", readonly=True
    )
    next_close = fields.Date(
        "Material Close", compute="_compute_next_close", store=True, index=True
    )

    _film_goes_back_when_agreed = models.Constraint(
        "CHECK (film_returned_on IS NULL OR film_return_agreed)",
        "A film goes back only when that was agreed.",
    )

    @api.depends("advertiser_id.user_id")
    def _compute_people(self):
        for material in self:
            # Superuser: who serves the customer is no secret of the customer's file.
            partner = material.advertiser_id.sudo()
            carer = partner.user_id or material.user_id or self.env.user
            material.user_id = carer
            material.team_id = carer.sudo().sale_team_id

    @api.depends("question_ids.is_rewritten")
    def _compute_open_question_count(self):
        for material in self:
            material.open_question_count = len(
                material.question_ids.filtered(lambda q: not q.is_rewritten)
            )

    @api.depends(
        "placement_ids.stage", "placement_ids.issue_id.material_close", "version_id"
    )
    def _compute_next_close(self):
        for material in self:
            closes = [
                p.issue_id.material_close
                for p in material.placement_ids
                if p.stage in ("held", "booked") and p.issue_id.material_close
            ]
            material.next_close = min(closes, default=False)

    @api.depends_context("lang")
    def _compute_warning(self):
        for material in self:
            sentences = []
            if material.version_id:
                sentences = material._size_sentences("refuse")
                sentences += material._size_sentences("warn")
                sentences.append(material._resolution_warning())
            material.warning = "\n".join(filter(None, sentences)) or False

    def _guarded_fields(self):
        return super()._guarded_fields() | {
            "number",
            "received_by_id",
            "reject_reason",
            "state",
            "version_id",
        }

    def _guarded_defaults(self):
        return super()._guarded_defaults() | {
            "number": "/",
            "received_by_id": self.env.uid,
            "state": "received",
        }

    def _guarded_computes(self):
        return super()._guarded_computes() | {
            "next_close",
            "open_question_count",
            "team_id",
            "user_id",
        }

    @api.model_create_multi
    def create(self, vals_list):
        materials = super().create(vals_list)
        for material in materials:
            # Superuser: the number is guarded.
            material.sudo().number = self.env["ir.sequence"].next_by_code("ad.material")
        return materials

    @api.depends("number", "name")
    def _compute_display_name(self):
        for material in self:
            material.display_name = f"{material.number} {material.name or ''}".strip()

    @api.constrains("advertiser_id")
    def _check_advertiser_stays(self):
        for material in self:
            # Superuser: any insertion counts, also one the user may not read.
            others = material.sudo().placement_ids.advertiser_id
            if others - material.advertiser_id:
                raise UserError(
                    self.env._(
                        "%s runs for its advertiser already and stays his.",
                        material.display_name,
                    )
                )

    # Versions

    def _add_version(self, values, placements=None):
        """Keep new content as the next version and pin it on insertions (A4).

        :param dict values: content fields of ``ad.material.version``
        :param placements: insertions that run it from now on
        :return: the version
        :raise UserError: the same content is here already, or an insertion is over
        """
        self.ensure_one()
        # Waits for another registration on the same material, which then retries.
        self.env.cr.execute(
            "UPDATE ad_material SET write_date = write_date WHERE id = %s", [self.id]
        )
        versions = self.sudo().version_ids
        self._check_new_content(versions, values)
        number = max(versions.mapped("number"), default=0) + 1
        # Superuser: versions are facts, made here only; callers checked rights.
        version = (
            self.env["ad.material.version"]
            .sudo()
            .create(
                {
                    "maker_id": self.env.uid,
                    **values,
                    "material_id": self.id,
                    "number": number,
                }
            )
        )
        self.sudo().write(
            {"version_id": version.id, "state": "received", "reject_reason": False}
        )
        if placements:
            placements._action_set_version(version)
        # After pinning: what the earlier version said is gone only where it is.
        version._screen()
        return version.sudo(False)

    def _check_new_content(self, versions, values):
        """The last version again is a mistake; an earlier one may come back."""
        checksum = versions._content_checksum(values)
        last = versions.sorted("number")[-1:]
        if last.checksum == checksum:
            raise UserError(
                self.env._(
                    "This is the same content as %s. Nothing was registered.",
                    last.display_name,
                )
            )

    # Judging

    def _check_may_judge(self):
        if not any(self.env.user.has_group(group) for group in JUDGES):
            raise AccessError(
                self.env._("Production or the Operations Centre accepts material.")
            )
        self.check_access("write")

    def action_accept(self):
        """Accept what was received: complete, clear, final, and it fits (A1).

        :raise AccessError: neither production nor Operations
        :raise UserError: says what is still missing
        """
        self._check_may_judge()
        for material in self:
            missing = material._accept_error_messages()
            if missing:
                raise UserError("\n".join(missing))
        for material in self:
            material._action_accept()

    def _accept_error_messages(self):
        """Sentences that say why the material cannot be accepted yet."""
        self.ensure_one()
        if self.state == "accepted":
            return [self.env._("%s is accepted already.", self.display_name)]
        if not self.version_id:
            return [self.env._("%s has no content yet.", self.display_name)]
        ticks = {
            self.env._("complete"): self.is_complete,
            self.env._("clear"): self.is_clear,
            self.env._("final"): self.is_final,
        }
        missing = [word for word, ticked in ticks.items() if not ticked]
        sentences = []
        if missing:
            sentences.append(
                self.env._(
                    "%(material)s is not ticked as: %(ticks)s.",
                    material=self.display_name,
                    ticks=", ".join(missing),
                )
            )
        if self.open_question_count:
            sentences.append(
                self.env._(
                    "%(material)s has unclear places that are not rewritten: "
                    "%(count)s.",
                    material=self.display_name,
                    count=self.open_question_count,
                )
            )
        return sentences + self._size_sentences("refuse")

    def _action_accept(self):
        """The material is complete, clear and final, and fits (A1)."""
        # Superuser: the state is guarded; callers checked rights.
        self.sudo().write({"state": "accepted", "reject_reason": False})
        self.sudo().placement_ids._touch_copy()

    def action_reject(self):
        """Open the dialog that asks why."""
        self._check_may_judge()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reject"),
            "res_model": "ad.material.reject",
            "view_mode": "form",
            "target": "new",
            "context": {"default_material_ids": self.ids},
        }

    def _action_reject(self, reason):
        """Send the material back; the carer gets a to-do.

        :raise AccessError: neither production nor Operations
        :raise UserError: no reason
        """
        self._check_may_judge()
        if not (reason or "").strip():
            raise UserError(self.env._("Say what is wrong with the material."))
        # Superuser: the state is guarded; checked above.
        self.sudo().write({"state": "rejected", "reject_reason": reason.strip()})
        for material in self.sudo():
            material.placement_ids._touch_copy()
            material.activity_schedule(
                "ad_sales_ops.mail_activity_type_revision",
                date_deadline=material.next_close or fields.Date.context_today(self),
                user_id=material.user_id.id,
                note=reason.strip(),
            )

    def action_ad_send_proofs(self):
        """Send the proofs of the insertions that run the latest version.

        :raise AccessError: the title sends no proofs
        :raise UserError: nothing waits, or a proof is not ready
        """
        self.ensure_one()
        waiting = self.placement_ids.filtered(
            lambda p: p.version_id == self.version_id
            and p.stage in ("held", "booked")
            and p.proof_state in ("none", "draft")
        )
        if not waiting:
            raise UserError(
                self.env._("No insertion of %s waits for a proof.", self.display_name)
            )
        return waiting.action_ad_send_proof()

    # Neighbours

    def action_open_placements(self):
        """Open the insertions that run these pieces of copy."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ad_sales_ops.ad_placement_action"
        )
        action["domain"] = [("material_id", "in", self.ids)]
        action["context"] = {}
        return action

    def action_open_proofs(self):
        """Open the proofs of these pieces of copy."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ad_sales_ops.ad_proof_confirmation_action"
        )
        action["domain"] = [("version_id.material_id", "in", self.ids)]
        action["context"] = {}
        return action
