"""What the advertising law restricts or asks to print (A2, A7)."""

import unicodedata
from collections import defaultdict
from typing import NamedTuple

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

SEVERITIES = [
    ("forbidden", "Never Allowed"),
    ("certificate", "Only With a Certificate"),
    ("judge", "To Judge"),
]
#: Insertions whose copy is still looked at.
OPEN_STAGES = ("draft", "held", "booked")
#: Decisions that a severity leaves possible.
DECISIONS = {
    "forbidden": (),
    "certificate": ("supported",),
    "judge": ("supported", "acceptable"),
}
LIST_VERSION = "ad_sales_ops.term_list_version"


class Pattern(NamedTuple):
    """One term as the matcher knows it."""

    term_id: int
    phrase: str
    exceptions: tuple


class Folded(dict):
    """What is left of a character, worked out once: most copy uses the same ones."""

    def __missing__(self, character):
        parts = unicodedata.normalize("NFKC", character).lower()
        self[character] = "".join(p for p in parts if p.isalnum() or p == "%")
        return self[character]


FOLDED = Folded()


def fold(text):
    """Text without what advertisers put between letters to get past a search.

    :return: (folded text, position in the original of each of its characters)
    """
    parts = [FOLDED[character] for character in text]
    positions = [index for index, part in enumerate(parts) for _character in part]
    return "".join(parts), positions


class Matcher:
    """Finds many terms in one pass: by their first two letters, the longest wins."""

    def __init__(self, patterns):
        self._by_start = defaultdict(list)
        for pattern in sorted(patterns, key=lambda p: -len(p.phrase)):
            self._by_start[pattern.phrase[:2]].append(pattern)

    def find(self, text):
        """Yield ``(term id, start, end)`` in the original text, without overlaps."""
        if not self._by_start or not text:
            return
        folded, positions = fold(text)
        by_start = self._by_start
        free = 0
        for start in range(len(folded) - 1):
            if folded[start : start + 2] not in by_start or start < free:
                continue
            for pattern in by_start[folded[start : start + 2]]:
                end = start + len(pattern.phrase)
                if folded.startswith(pattern.phrase, start) and not self._is_harmless(
                    folded, start, pattern
                ):
                    yield pattern.term_id, positions[start], positions[end - 1] + 1
                    free = end
                    break

    def _is_harmless(self, folded, start, pattern):
        """Whether the hit is part of a longer phrase that means something else."""
        for exception in pattern.exceptions:
            offset = exception.find(pattern.phrase)
            if offset >= 0 and folded.startswith(exception, max(start - offset, 0)):
                return True
        return False


class AdRestrictedTerm(models.Model):
    """A phrase that may not be printed, or only under conditions (敏感词)."""

    _name = "ad.restricted.term"
    _description = "Restricted Term"
    _order = "group, name"

    name = fields.Char("Phrase", required=True)
    group = fields.Selection(
        [
            ("absolute", "Absolute Terms"),
            ("state", "State and Army"),
            ("order", "Public Order"),
            ("quotation", "Quotations"),
            ("patent", "Patents"),
            ("portrait", "Names and Portraits"),
            ("denigrating", "Running Down Others"),
            ("special", "Special Drugs"),
            ("medical", "Medical"),
            ("medical_words", "Medical Words"),
            ("health_food", "Health Food"),
            ("infant", "Infant Food"),
            ("pesticide", "Pesticides and Veterinary Drugs"),
            ("tobacco", "Tobacco"),
            ("alcohol", "Alcohol"),
            ("education", "Education"),
            ("investment", "Investment"),
            ("real_estate", "Real Estate"),
            ("seeds", "Seeds"),
            ("false", "Misleading"),
            ("minor", "Minors"),
            ("house", "House Rules"),
        ],
        required=True,
        default="house",
    )
    article = fields.Char("Legal Basis", required=True, translate=True)
    severity = fields.Selection(SEVERITIES, required=True, default="judge")
    advice = fields.Char(translate=True)
    category_ids = fields.Many2many(
        "ad.category", string="Only For", help="Empty: for every advertiser."
    )
    evidence_type_id = fields.Many2one(
        "ad.document.type",
        "Evidence Needed",
        ondelete="restrict",
        help="Only a document of this kind supports the phrase.",
    )
    exceptions = fields.Char(
        "Harmless In",
        help="Longer phrases, separated by commas, in which it means something else.",
    )
    active = fields.Boolean(default=True)

    _name_is_unique = models.UniqueIndex(
        "(name)", "This phrase is already in the list of restricted terms."
    )

    @api.constrains("name")
    def _check_name(self):
        for term in self:
            if len(fold(term.name)[0]) < 2:
                raise ValidationError(
                    self.env._(
                        "“%s” is too short: a single character is found everywhere. "
                        "Write at least two.",
                        term.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        terms = super().create(vals_list)
        self.env["ad.restricted.term"]._next_list_version()
        return terms

    def write(self, vals):
        result = super().write(vals)
        self._next_list_version()
        return result

    def unlink(self):
        result = super().unlink()
        self._next_list_version()
        return result

    @api.model
    def get_import_templates(self):
        """Offer a table to fill in (A2)."""
        return [
            {
                "label": self.env._("Import Template for Restricted Terms"),
                "template": "/ad_sales_ops/static/xls/ad_restricted_term.xlsx",
            }
        ]

    @api.model
    def _list_version(self):
        """Number of the list; copy screened with an older one is screened again."""
        # Superuser: a number, read by whoever registers copy.
        return int(self.env["ir.config_parameter"].sudo().get_param(LIST_VERSION, 1))

    @api.model
    def _next_list_version(self):
        # Superuser: only reviewers change the list; the number follows.
        self.env["ir.config_parameter"].sudo().set_param(
            LIST_VERSION, self._list_version() + 1
        )
        self.env.registry.clear_cache()
        cron = self.env.ref("ad_sales_ops.ir_cron_rescreen", raise_if_not_found=False)
        if cron:
            cron.sudo()._trigger()

    @api.model
    @tools.ormcache()
    def _matcher(self):
        """The compiled list; made once for each version of it (B10)."""
        # Superuser: the list is the same for everybody.
        terms = self.sudo().search([("active", "=", True)])
        patterns = []
        for term in terms:
            exceptions = (fold(text)[0] for text in (term.exceptions or "").split(","))
            patterns.append(
                Pattern(
                    term.id,
                    fold(term.name)[0],
                    tuple(text for text in exceptions if text),
                )
            )
        return Matcher(patterns)
