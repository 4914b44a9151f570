"""Unclear places in copy, asked and answered (A1: 齐、清、定)."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class AdMaterialQuestion(models.Model):
    """What nobody could read, who was asked, and what he said."""

    _name = "ad.material.question"
    _inherit = ["ad.guarded.mixin"]
    _description = "Unclear Place"
    _order = "material_id, id"

    material_id = fields.Many2one(
        "ad.material", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="material_id.company_id", store=True)
    user_id = fields.Many2one(related="material_id.user_id", store=True, index=True)
    team_id = fields.Many2one(related="material_id.team_id", store=True)
    question = fields.Char("What Is Unclear", required=True)
    asked_whom = fields.Char()
    asked_on = fields.Date(default=lambda self: fields.Date.context_today(self))
    asked_by_id = fields.Many2one(
        "res.users",
        default=lambda self: self.env.user,
        readonly=True,
        ondelete="restrict",
    )
    answer = fields.Char()
    is_rewritten = fields.Boolean("Rewritten")

    def _guarded_fields(self):
        return super()._guarded_fields() | {"asked_by_id"}

    def _guarded_defaults(self):
        return super()._guarded_defaults() | {"asked_by_id": self.env.uid}

    @api.constrains("is_rewritten", "answer", "asked_whom")
    def _check_answered(self):
        for question in self:
            if question.answer and not question.asked_whom:
                raise UserError(
                    self.env._(
                        "“%s”: write down whom you asked, beside the answer.",
                        question.question,
                    )
                )
            if question.is_rewritten and not question.answer:
                raise UserError(
                    self.env._(
                        "“%s”: write down the answer before you mark it rewritten.",
                        question.question,
                    )
                )
