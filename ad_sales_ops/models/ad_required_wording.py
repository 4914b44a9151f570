"""What the advertising law asks to print (A7)."""

import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .ad_restricted_term import SEVERITIES, fold


class AdRequiredWording(models.Model):
    """A sentence that advertisements of some categories have to print (A7)."""

    _name = "ad.required.wording"
    _description = "Required Wording"
    _order = "article, id"
    _rec_name = "texts"

    texts = fields.Text(
        "Wording", required=True, help="One alternative a line; one of them is enough."
    )
    category_ids = fields.Many2many("ad.category", string="Categories")
    for_advertorials = fields.Boolean(
        "Advertorials", help="Advertisements that look like editorial text need it."
    )
    stands_alone = fields.Boolean(
        help="It counts only as a mark of its own, not as part of a sentence."
    )
    article = fields.Char("Legal Basis", required=True, translate=True)
    severity = fields.Selection(SEVERITIES, required=True, default="forbidden")
    advice = fields.Char(translate=True)
    active = fields.Boolean(default=True)

    @api.constrains("texts", "category_ids", "for_advertorials")
    def _check_needed_somewhere(self):
        for wording in self:
            if not wording.category_ids and not wording.for_advertorials:
                raise ValidationError(
                    self.env._(
                        "“%s” is needed nowhere. Choose categories, or tick "
                        "“Advertorials”.",
                        wording.texts,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        wordings = super().create(vals_list)
        self.env["ad.restricted.term"]._next_list_version()
        return wordings

    def write(self, vals):
        result = super().write(vals)
        self.env["ad.restricted.term"]._next_list_version()
        return result

    def unlink(self):
        result = super().unlink()
        self.env["ad.restricted.term"]._next_list_version()
        return result

    def _is_printed(self, text):
        """Whether one of the alternatives stands in a text."""
        self.ensure_one()
        wanted = [fold(line)[0] for line in self.texts.splitlines() if line.strip()]
        if self.stands_alone:
            words = {fold(word)[0] for word in re.split(r"[\W_]+", text)}
            return any(line in words for line in wanted)
        folded = fold(text)[0]
        return any(line in folded for line in wanted)
