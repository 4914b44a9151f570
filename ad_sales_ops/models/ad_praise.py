"""Praise (表扬): what customers liked, and who is to be thanked (Q5)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from .ad_answer_clock_mixin import SERVICE
from .ad_case_mixin import CHANNELS


class AdPraise(models.Model):
    _name = "ad.praise"
    _inherit = ["ad.carer.mixin"]
    _description = "Praise"
    _order = "said_on desc, id desc"
    _rec_name = "partner_id"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    said_on = fields.Date(
        "Praised on", required=True, index=True, default=fields.Date.context_today
    )
    said_by = fields.Char(help="Who of the customer's people.")
    channel = fields.Selection(
        CHANNELS, "How It Arrived", required=True, default="phone"
    )
    words = fields.Text("Customer's Words", required=True)
    category_id = fields.Many2one(
        "ad.opinion.category", index="btree_not_null", ondelete="restrict"
    )
    about_id = fields.Many2one(
        "res.users",
        "Who Is Praised",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('share', '=', False)]",
        help="Empty: the company as a whole.",
    )
    recorded_by_id = fields.Many2one(
        "res.users",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )

    @api.constrains("words", "said_on")
    def _check_words(self):
        today = fields.Date.context_today(self)
        for praise in self:
            if not (praise.words or "").strip():
                raise ValidationError(
                    self.env._("Write down in a few words what the customer says.")
                )
            if praise.said_on > today:
                raise ValidationError(
                    self.env._("Praise is recorded once it was said: mend the date.")
                )

    @api.constrains("about_id", "recorded_by_id")
    def _check_not_of_oneself(self):
        for praise in self:
            if praise.about_id == praise.recorded_by_id:
                raise ValidationError(
                    self.env._(
                        "Nobody records praise of himself. Ask Customer Relations."
                    )
                )

    def write(self, vals):
        """Who wrote it down stays.

        :raise AccessError: the recorder would change
        """
        if "recorded_by_id" in vals and not self.env.su:
            raise AccessError(self.env._("Who recorded the praise stays as it is."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_by_service_only(self):
        if not self.env.su and not self.env.user.has_group(SERVICE):
            raise AccessError(
                self.env._("Praise is removed by the Customer Relations Supervisor.")
            )
