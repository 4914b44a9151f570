"""The summary of a month that was missed (Q3)."""

from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class AdServiceSummaryMonth(models.TransientModel):
    """Asks for the month and, of several divisions, for which."""

    _name = "ad.service.summary.month"
    _inherit = "ad.dialog.mixin"
    _description = "Month of an Opinions Summary"

    month = fields.Date(
        "Any Day of the Month",
        required=True,
        default=lambda self: self.env.company._ad_today() - relativedelta(months=1),
    )
    division_ids = fields.Many2many(
        "crm.team", string="Own Divisions", compute="_compute_division_ids"
    )
    division_id = fields.Many2one(
        "crm.team",
        domain="[('id', 'in', division_ids)]",
        help="Empty: every division whose summary you write.",
    )

    def _compute_division_ids(self):
        for wizard in self:
            wizard.division_ids = self.env["ad.service.summary"]._own_divisions().ids

    def action_make(self):
        """Open the month's summary, made if it is not there.

        :raise AccessError: another manager's division
        :raise UserError: a month to come
        """
        self.ensure_one()
        summaries = self.env["ad.service.summary"]
        divisions = summaries._own_divisions()
        if self.division_id.id and self.division_id.id not in divisions.ids:
            raise AccessError(
                self.env._(
                    "%(division)s is another manager's. Its summary is made by him or "
                    "by the general manager.",
                    division=self.division_id.name,
                )
            )
        for division in divisions:
            if self.division_id.id in (False, division.id):
                self._check_has_begun(division.company_id)
                summaries |= summaries._make(division, self.month)
        return summaries._open(summaries)

    def _check_has_begun(self, company):
        if self.month > company._ad_today() + relativedelta(day=31):
            raise UserError(
                self.env._(
                    "This month is still to come. Choose one that has begun already."
                )
            )
