"""Versions of material: content that never changes (A4)."""

import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError

#: What a version shows; frozen when it is made.
CONTENT = {
    "material_id",
    "number",
    "source",
    "file",
    "file_name",
    "checksum",
    "headline",
    "body",
    "colour",
    "width_mm",
    "height_mm",
    "maker_id",
}


class AdMaterialVersion(models.Model):
    """One state of a piece of copy; a fact, made by ``ad.material._add_version``."""

    _name = "ad.material.version"
    _description = "Material Version"
    _order = "material_id, number desc"

    material_id = fields.Many2one(
        "ad.material", required=True, ondelete="restrict", index=True, readonly=True
    )
    number = fields.Integer("Version", required=True, readonly=True, aggregator=None)
    company_id = fields.Many2one(
        related="material_id.company_id", store=True, index=True
    )
    advertiser_id = fields.Many2one(
        related="material_id.advertiser_id", store=True, index=True
    )
    user_id = fields.Many2one(
        related="material_id.user_id", store=True, index=True, string="Carer"
    )
    team_id = fields.Many2one(related="material_id.team_id", store=True, index=True)
    kind = fields.Selection(related="material_id.kind")
    source = fields.Selection(
        [
            ("customer", "From the Customer"),
            ("production", "Made by Production"),
            ("slips", "From Slips"),
        ],
        required=True,
        default="customer",
        readonly=True,
    )
    maker_id = fields.Many2one(
        "res.users", "Made by", required=True, ondelete="restrict", readonly=True
    )

    # What it shows
    headline = fields.Char(readonly=True)
    body = fields.Text(readonly=True)
    file = fields.Binary(attachment=True, readonly=True)
    file_name = fields.Char(readonly=True)
    mimetype = fields.Char(readonly=True)
    checksum = fields.Char("SHA-256", required=True, readonly=True, index=True)
    pdf_text = fields.Text("Text in the File", readonly=True)
    preview = fields.Binary(attachment=True, readonly=True)
    width_mm = fields.Float("Width (mm)", digits=(8, 2), readonly=True)
    height_mm = fields.Float("Height (mm)", digits=(8, 2), readonly=True)
    pixel_width = fields.Integer("Width (px)", readonly=True, aggregator=None)
    pixel_height = fields.Integer("Height (px)", readonly=True, aggregator=None)
    dpi = fields.Integer("Resolution (dpi)", readonly=True, aggregator=None)
    page_count = fields.Integer("Pages", readonly=True, aggregator=None)
    measured = fields.Selection(
        [("file", "Read from the File"), ("asked", "As Told")], readonly=True
    )
    colour = fields.Selection(
        [
            ("bw", "Black and White"),
            ("spot", "Spot Colour"),
            ("process", "Four Colours"),
        ],
        readonly=True,
    )
    note = fields.Char(readonly=True)

    # What others say of it
    reading_state = fields.Selection(
        [("to_read", "To Proof-Read"), ("passed", "Passed"), ("returned", "Returned")],
        "Proof-Reading",
        required=True,
        default="to_read",
        readonly=True,
        index=True,
    )
    screening_state = fields.Selection(
        [
            ("clean", "Nothing Found"),
            ("open", "To Decide"),
            ("resolved", "Decided"),
            ("blocked", "Cannot Run"),
        ],
        "Screening",
        required=True,
        default="clean",
        readonly=True,
        index=True,
    )

    _number_is_unique = models.Constraint(
        "UNIQUE(material_id, number)", "Another version has this number already."
    )

    @api.depends("material_id.number", "number")
    def _compute_display_name(self):
        for version in self:
            version.display_name = self.env._(
                "%(material)s v%(number)s",
                material=version.material_id.number,
                number=version.number,
            )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals["checksum"] = self._content_checksum(vals)
        return super().create(vals_list)

    @api.model
    def _content_checksum(self, vals):
        """SHA-256 over everything that the reader of the advertisement sees."""
        digest = hashlib.sha256()
        for part in self._content_parts(vals):
            digest.update(len(part).to_bytes(8, "big"))
            digest.update(part)
        return digest.hexdigest()

    @api.model
    def _content_parts(self, vals):
        """The parts that make up the content, as bytes, in a fixed order."""
        content = vals.get("file") or b""
        if isinstance(content, str):
            content = content.encode()
        texts = [vals.get("headline") or "", vals.get("body") or ""]
        return [content, *(text.encode() for text in texts)]

    def write(self, vals):
        """Hold the content, also against the superuser.

        :raise UserError: a content field is among the values
        """
        frozen = CONTENT & set(vals)
        if frozen:
            raise UserError(
                self.env._(
                    "%(version)s is what was registered and does not change. Register "
                    "a new version instead.",
                    version=self[:1].display_name,
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._("Versions of material are kept; register a new one instead.")
        )

    def _fingerprint(self, placement):
        """Content, size and colour as this insertion would show them (F4)."""
        self.ensure_one()
        position = placement.position_id
        parts = [
            self.checksum,
            f"{position.width_mm:.2f}x{position.height_mm:.2f}",
            f"{position.width_px}x{position.height_px}",
            self.colour or "",
            position.colour or "",
        ]
        return hashlib.sha256("|".join(parts).encode()).hexdigest()

    def _preview_kind(self):
        """How a browser shows the content: image, pdf, html or none."""
        self.ensure_one()
        if self.preview:
            return "image"
        if self.mimetype == "application/pdf":
            return "pdf"
        return "html" if self.body or self.headline else "none"
