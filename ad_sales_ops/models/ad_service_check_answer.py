"""Scores of the phone check (Q2)."""

from odoo import fields, models
from odoo.exceptions import UserError

#: A score up to this one fails.
FAILING = 2


class AdServiceCheckAnswer(models.Model):
    """The score of one question, with the question as it was asked."""

    _name = "ad.service.check.answer"
    _inherit = ["ad.service.check.part"]
    _description = "Answer of a Phone Check"
    _order = "check_id, id"
    _rec_name = "question"

    check_id = fields.Many2one(
        "ad.service.check",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        related="check_id.company_id", store=True, precompute=True, index=True
    )
    question_id = fields.Many2one(
        "ad.service.question", readonly=True, index=True, ondelete="set null"
    )
    question = fields.Char("Asked", required=True, readonly=True)
    is_about_service = fields.Boolean(readonly=True)
    score = fields.Integer(
        readonly=True, aggregator="avg", help="1 to 5; 0: not asked."
    )
    note = fields.Char(readonly=True)

    _score_in_range = models.Constraint(
        "CHECK (score BETWEEN 0 AND 5)", "A score is 1 to 5, or 0 for “not asked”."
    )


class AdServiceCheck(models.Model):
    _inherit = "ad.service.check"

    def _keep_answers(self, answers):
        """Keep a score for every question of the template.

        :raise UserError: a question without a score from 0 to 5, or a service defect
            without words
        """
        self.ensure_one()
        lang = self.company_id._ad_lang()
        questions = self.env["ad.service.question"]._for(self.division_id)
        values = []
        for question in questions:
            said = answers.get(str(question.id)) or {}
            score = said.get("score")
            if not isinstance(score, int) or not 0 <= score <= 5:
                raise UserError(
                    self.env._(
                        "“%(question)s” has no score yet: 1 to 5, or 0 when it was "
                        "not asked.",
                        question=question.name,
                    )
                )
            if self._opens_defect(question, score):
                self._check_low_score_has_words(question, score, said.get("note"))
            values.append(
                {
                    "check_id": self.id,
                    "question_id": question.id,
                    "question": question.with_context(lang=lang).name,
                    "is_about_service": question.is_about_service,
                    "score": score,
                    "note": (said.get("note") or "").strip() or False,
                }
            )
        self.answer_ids.create(values)

    def _opens_defect(self, asked, score):
        """Whether a score is so low that a service defect follows from it.

        :param asked: the question, or its answer
        """
        return asked.is_about_service and 0 < score <= FAILING

    def _check_low_score_has_words(self, question, score, words):
        if not self._has_words(words):
            raise UserError(
                self.env._(
                    "“%(question)s” has only %(score)s of 5: write down in words what "
                    "is wrong. A service defect is opened with it.",
                    question=question.name,
                    score=score,
                )
            )
