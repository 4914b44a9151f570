"""What Production delivers for the customer to choose from (K15)."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime

#: May be written after the alternative was delivered: the choice.
CHOICE = {
    "is_chosen",
    "chosen_by_id",
    "chosen_by_name",
    "chosen_on",
    "choice_remark",
}


class AdJobAlternative(models.Model):
    """One file of one round; a fact, made by ``ad.job.order._action_deliver``."""

    _name = "ad.job.alternative"
    _description = "Job Order Alternative"
    _order = "job_id, round desc, id"

    job_id = fields.Many2one(
        "ad.job.order", required=True, ondelete="restrict", index=True, readonly=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, ondelete="restrict", index=True, readonly=True
    )
    name = fields.Char("Alternative", required=True, readonly=True)
    round = fields.Integer(required=True, readonly=True, aggregator=None)
    is_current = fields.Boolean(compute="_compute_is_current")
    maker_id = fields.Many2one(
        "res.users", "Made by", required=True, ondelete="restrict", readonly=True
    )
    file = fields.Binary(attachment=True, readonly=True)
    file_name = fields.Char(readonly=True)
    mimetype = fields.Char(readonly=True)
    preview = fields.Binary(attachment=True, readonly=True)
    width_mm = fields.Float("Width (mm)", digits=(8, 2), readonly=True)
    height_mm = fields.Float("Height (mm)", digits=(8, 2), readonly=True)
    page_count = fields.Integer("Pages", readonly=True, aggregator=None)
    remark = fields.Char(readonly=True)

    # The choice
    is_chosen = fields.Boolean("Chosen", readonly=True)
    chosen_by_name = fields.Char("Chosen by", readonly=True)
    chosen_by_id = fields.Many2one(
        "res.users", "Choice Recorded by", ondelete="restrict", readonly=True
    )
    chosen_on = fields.Datetime(readonly=True)
    choice_remark = fields.Char(readonly=True)

    _one_chosen = models.UniqueIndex(
        "(job_id, round) WHERE is_chosen",
        "Another alternative has been chosen already. Open the job order again to see "
        "which.",
    )

    @api.depends("round", "job_id.round")
    def _compute_is_current(self):
        for alternative in self:
            alternative.is_current = alternative.round == alternative.job_id.round

    @api.depends("name", "job_id.number")
    def _compute_display_name(self):
        for alternative in self:
            alternative.display_name = self.env._(
                "%(job)s alternative %(letter)s",
                job=alternative.job_id.number,
                letter=alternative.name,
            )

    def write(self, vals):
        """Hold what was delivered, also against the superuser.

        :raise UserError: something else than the choice is among the values
        """
        if set(vals) - CHOICE:
            raise UserError(
                self.env._(
                    "%s is what was delivered and does not change. Return the job "
                    "order; the mended file is delivered anew.",
                    self[:1].display_name,
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What was delivered for a job order is kept."))

    def action_choose(self):
        """Open the dialog that asks who chose this alternative.

        :raise AccessError: the title records no choice
        :raise UserError: nothing is to be chosen
        """
        self.ensure_one()
        self.job_id._check_may_choose(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Choose Alternative %s", self.name),
            "res_model": "ad.job.choose",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_alternative_id": self.id,
                "default_chosen_by_name": self.job_id.advertiser_id.ad_contact_id.name,
            },
        }

    def _choice_sentence(self):
        """Who chose this alternative, and when; empty when nobody had to."""
        self.ensure_one()
        if not self.chosen_on:
            return ""
        zone = self.company_id._ad_zone()
        return self.env._(
            "Chosen by %(name)s on %(date)s",
            name=self.chosen_by_name,
            date=format_datetime(self.env, self.chosen_on, tz=zone, dt_format="short"),
        )
