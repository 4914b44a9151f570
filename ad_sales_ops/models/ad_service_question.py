"""The scored questions of the phone check (Q2)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from .ad_service_round import GENERAL_MANAGER, MANAGER


class AdServiceQuestion(models.Model):
    """A question of the template.

    A division with questions of its own asks these, else the company's, else those
    that came with the module. What was asked stays on the checks in words.
    """

    _name = "ad.service.question"
    _description = "Question of the Phone Check"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char("Question", required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True)
    division_id = fields.Many2one(
        "crm.team",
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('ad_parent_id', '=', False)]",
    )
    is_about_service = fields.Boolean(
        "Low Score Is a Service Defect",
        default=True,
        help="Off: the question is about the product; a low score is an opinion only.",
    )

    @api.constrains("company_id", "division_id")
    def _check_division(self):
        for question in self.filtered("division_id"):
            division = question.division_id
            if division.ad_parent_id or division.company_id != question.company_id:
                raise ValidationError(
                    self.env._(
                        "Questions belong to a division of the same company, not to "
                        "one of its teams."
                    )
                )

    @api.model
    def _for(self, division):
        """The questions that a division asks."""
        company = division.company_id
        for domain in (
            Domain("division_id", "=", division.id),
            Domain("company_id", "=", company.id) & Domain("division_id", "=", False),
            Domain("company_id", "=", False),
        ):
            # Superuser: deputies ask the questions of a division that is not theirs.
            found = self.sudo().search(domain)
            if found:
                return found
        return self.browse()

    def action_make_own(self):
        """Copy the present questions for one's own division, to change them there.

        :raise AccessError: no division manager
        :raise UserError: leads no division, or it has questions of its own
        """
        user = self.env.user
        if not user.has_group(MANAGER):
            raise AccessError(self.env._("A division manager chooses the questions."))
        teams = self.env["crm.team"].sudo()  # superuser: whose division it is
        divisions = teams.search(
            [("user_id", "=", user.id), ("ad_parent_id", "=", False)]
        )
        company = self.env.company
        values = {"company_id": company.id}
        division = divisions.filtered(lambda d: d.company_id == company)[:1]
        if division:
            values["division_id"] = division.id
        elif not user.has_group(GENERAL_MANAGER):
            raise UserError(self.env._("You lead no division of this company."))
        own = Domain([(name, "=", value) for name, value in values.items()])
        if not division:
            own &= Domain("division_id", "=", False)
        if self.search_count(own, limit=1):
            raise UserError(self.env._("These questions can be changed already."))
        for question in self._for(division) if division else self._general():
            question.with_env(self.env).copy(values)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    @api.model
    def _general(self):
        return self.search([("company_id", "=", False)])
