"""Kinds of documents an advertiser has to show (C2)."""

import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

PARTY_KINDS = ("company", "sole_trader", "branch", "institution", "foreign")


class AdDocumentType(models.Model):
    """A kind of document, and who has to have it."""

    _name = "ad.document.type"
    _description = "Document Type"
    _order = "sequence, id"
    _rec_names_search = ["name", "code"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True, help="Short name for imports, for example “business_licence”."
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    note = fields.Text("Explanation", translate=True)

    # who has to show it
    requirement = fields.Selection(
        [
            ("always", "Every advertiser"),
            ("category", "Advertisers of some categories"),
            ("optional", "Nobody, kept where there is one"),
        ],
        "Required Of",
        required=True,
        default="optional",
    )
    category_ids = fields.Many2many(
        "ad.category",
        "ad_category_document_type_rel",
        "type_id",
        "category_id",
        string="Categories",
    )
    for_company = fields.Boolean("Companies", default=True)
    for_sole_trader = fields.Boolean("Sole Traders", default=True)
    for_branch = fields.Boolean("Branches", default=True)
    for_institution = fields.Boolean("Institutions", default=True)
    for_foreign = fields.Boolean("Foreign Parties", default=True)

    # what is on it
    has_number = fields.Boolean("Has a Number", default=True)
    has_expiry = fields.Boolean("Has a Validity", default=True)
    number_is_credit_code = fields.Boolean(
        "Number Is the Credit Code",
        help="The number has to be the advertiser's unified social credit code.",
    )
    number_format = fields.Char(
        help="Regular expression that the whole number has to match, if any.",
    )
    number_example = fields.Char(help="Shown when a number has another form.")
    holds_personal_data = fields.Boolean(
        help="Scans of this type are erased together with a customer's personal data.",
    )

    _code_unique = models.UniqueIndex(
        "(code)", "Another document type has this code already."
    )

    @api.constrains("number_format")
    def _check_number_format(self):
        for doc_type in self.filtered("number_format"):
            try:
                re.compile(doc_type.number_format)
            except re.error as error:
                raise ValidationError(
                    self.env._(
                        "The number format of “%(name)s” is no regular expression: "
                        "%(error)s. Correct it or leave it empty.",
                        name=doc_type.name,
                        error=str(error),
                    )
                ) from error

    @api.model_create_multi
    def create(self, vals_list):
        types = super().create(vals_list)
        types._touch_advertisers()
        return types

    def write(self, vals):
        rules = {"active", "requirement", "category_ids", "has_expiry"}
        rules |= {f"for_{kind}" for kind in PARTY_KINDS}
        changes = bool(rules & set(vals))
        if changes:
            self._touch_advertisers()
        result = super().write(vals)
        if changes:
            self._touch_advertisers()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_touch_advertisers(self):
        """Free what waits for a paper that nobody asks for any more."""
        self._touch_advertisers()

    def _touch_advertisers(self):
        """Have placements of those who must show these papers judged again."""
        if any(doc_type.requirement == "always" for doc_type in self):
            domain = []
        else:
            asked = self.filtered(lambda t: t.requirement == "category")
            domain = [("ad_category_id", "in", asked.category_ids.ids)]
        partners = self.env["ad.category"]._touched_by_papers(domain)
        self.env["ad.placement"]._touch_partners(partners)

    def _is_required_of(self, partner):
        """Whether this advertiser has to show a paper of this type.

        :param partner: a commercial partner, read with access to ``ad_`` fields
        """
        self.ensure_one()
        if not self[f"for_{partner.ad_party_kind or 'company'}"]:
            return False
        if self.requirement == "category":
            # An archived trade asks for its papers, too; and no trade is read for it.
            trades = self.with_context(active_test=False).category_ids
            return partner.ad_category_id in trades
        return self.requirement == "always"

    def _number_error_message(self, number):
        """What is wrong with the form of a number, or ``False``."""
        self.ensure_one()
        if not (self.number_format and number):
            return False
        if re.fullmatch(self.number_format, number):
            return False
        if self.number_example:
            return self.env._(
                "“%(number)s” does not look like the number of a “%(type)s”, which "
                "has the form %(example)s. Compare it with the paper.",
                number=number,
                type=self.name,
                example=self.number_example,
            )
        return self.env._(
            "“%(number)s” does not look like the number of a “%(type)s”. "
            "Compare it with the paper.",
            number=number,
            type=self.name,
        )
