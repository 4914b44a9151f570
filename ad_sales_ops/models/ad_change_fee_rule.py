"""The scale of the change fee (改版费, K11)."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

#: What the terms say when a company has not decided otherwise (E2).
USUAL_SCALE = (
    ("change", 26, 0.0),
    ("change", 15, 30.0),
    ("change", 0, 100.0),
    ("late_copy", 0, 50.0),
)


class AdChangeFeeRule(models.Model):
    """One band of the scale: from so many days on, up to the next band.

    A band names its lower end only, so bands can neither overlap nor leave a gap; the
    one that begins at 0 days stays.
    """

    _name = "ad.change.fee.rule"
    _description = "Change Fee Band"
    _order = "company_id, kind, days_from desc"
    _rec_name = "band"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
        index=True,
    )
    kind = fields.Selection(
        [("change", "Late Change"), ("late_copy", "First Copy Late")],
        "Fee for",
        required=True,
        default="change",
    )
    days_from = fields.Integer(
        "From Days On",
        required=True,
        aggregator=None,
        help="Days from the customer's written request to the publication date.",
    )
    percent = fields.Float(
        "Per Cent of the Price",
        digits=(5, 2),
        required=True,
        aggregator=None,
        help="Of the insertion's price before the change.",
    )
    band = fields.Char("Days", compute="_compute_band")

    _band_is_unique = models.UniqueIndex(
        "(company_id, kind, days_from)",
        "There is a band that begins with this day already. Change that one.",
    )
    _figures_are_sensible = models.Constraint(
        "CHECK (days_from BETWEEN 0 AND 3650 AND percent BETWEEN 0 AND 100)",
        "A band begins with 0 to 3,650 days and costs 0 to 100 per cent.",
    )
    _late_copy_has_no_days = models.Constraint(
        "CHECK (kind = 'change' OR days_from = 0)",
        "The fee for late copy is the same on every day: leave its days at 0.",
    )

    @api.depends_context("lang")
    @api.depends("kind", "days_from")
    def _compute_band(self):
        for rule in self:
            rule.band = rule._band_words()

    def _band_words(self):
        if self.kind == "late_copy":
            return self.env._("Copy after the material close")
        # From the cache or the database: rules are few and shown together.
        later = self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("kind", "=", "change"),
                ("days_from", ">", self.days_from),
            ],
            order="days_from",
            limit=1,
        )
        if not later:
            return self.env._("%s days and more", self.days_from)
        return self.env._(
            "%(first)s to %(last)s days", first=self.days_from, last=later.days_from - 1
        )

    @api.constrains("company_id", "kind", "days_from")
    def _check_scale_is_complete(self):
        for company in self.company_id:
            self._check_first_band(company)

    @api.model
    def _check_first_band(self, company):
        # Superuser: of a company that the user may write, whatever is switched on.
        rules = self.sudo().search([("company_id", "=", company.id)])
        for kind in rules.grouped("kind").values():
            if 0 not in kind.mapped("days_from"):
                raise ValidationError(
                    self.env._(
                        "The scale would leave the last days without a fee: one band "
                        "has to begin with 0 days."
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_first_band(self):
        if any(not rule.days_from for rule in self):
            raise UserError(
                self.env._(
                    "The band that begins with 0 days stays. Set it to 0 per cent when "
                    "nothing is to be charged."
                )
            )

    # Looking up

    @api.model
    def _percent_for(self, company, kind, days):
        """Per cent of the price for a change so many days before publication.

        A request after the publication date costs what the last day costs.
        """
        # Superuser: the scale is no secret to whoever proposes a fee.
        rule = self.sudo().search(
            [
                ("company_id", "=", company.id),
                ("kind", "=", kind),
                ("days_from", "<=", max(days, 0)),
            ],
            order="days_from desc",
            limit=1,
        )
        return rule.percent

    @api.model
    def _seed(self):
        """Give every company without a scale the usual one."""
        # Superuser: as below. Empty scales only, so that it can run again and again.
        known = [
            company.id for (company,) in self.sudo()._read_group([], ["company_id"])
        ]
        companies = self.env["res.company"].sudo()
        self._seed_companies(companies.search([("id", "not in", known)]))

    @api.model
    def _seed_companies(self, companies):
        # Superuser: a company's scale comes with the company, whoever creates it.
        self.sudo().create(
            [
                {
                    "company_id": company.id,
                    "kind": kind,
                    "days_from": days,
                    "percent": percent,
                }
                for company in companies
                # Longest first would leave the last days open for a moment.
                for kind, days, percent in sorted(USUAL_SCALE, key=lambda x: x[1])
            ]
        )


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        self.env["ad.change.fee.rule"]._seed_companies(companies)
        return companies
