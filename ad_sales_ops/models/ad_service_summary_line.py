"""What a summary says of one category, case, person or customer (Q3)."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class AdServiceSummaryLine(models.Model):
    """Facts that the records give, and the manager's words to them."""

    _name = "ad.service.summary.line"
    _inherit = ["ad.guarded.mixin"]
    _description = "Line of the Opinions Summary"
    _order = "summary_id, kind, sequence, id"

    summary_id = fields.Many2one(
        "ad.service.summary",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="summary_id.company_id", store=True, precompute=True, index=True
    )
    kind = fields.Selection(
        [
            ("opinion", "Opinions by Category"),
            ("case", "Case"),
            ("person", "Assessment of a Specialist"),
            ("praise", "Praise"),
        ],
        required=True,
        readonly=True,
    )
    key = fields.Char(required=True, readonly=True)
    sequence = fields.Integer(readonly=True)
    title = fields.Char(required=True, readonly=True)
    number = fields.Integer("Complaints", readonly=True, aggregator=None)
    proven = fields.Integer("Proven Ones", readonly=True, aggregator=None)
    facts = fields.Text("From the Records", readonly=True)
    words = fields.Text("Manager's Words")
    grade = fields.Selection(
        [
            ("5", "Excellent"),
            ("4", "Good"),
            ("3", "Satisfactory"),
            ("2", "To Improve"),
            ("1", "Poor"),
        ],
        help="How this specialist served the customers this month.",
    )
    is_shown = fields.Boolean("Print", default=True)
    complaint_id = fields.Many2one(
        "ad.complaint", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    category_id = fields.Many2one(
        "ad.opinion.category",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    user_id = fields.Many2one(
        "res.users",
        "Specialist",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )

    _key_once = models.UniqueIndex("(summary_id, kind, key)")

    def _guarded_fields(self):
        names = {"summary_id", "kind", "key", "sequence", "title", "number", "proven"}
        return (
            super()._guarded_fields()
            | names
            | {
                "category_id",
                "complaint_id",
                "facts",
                "user_id",
            }
        )

    def _guarded_computes(self):
        return super()._guarded_computes() | {"company_id"}

    def write(self, vals):
        """Keep what was submitted.

        :raise UserError: the summary is submitted, also by the superuser
        """
        self.summary_id._check_is_written()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_of_drafts_only(self):
        if not self.env.su:
            raise UserError(
                self.env._("Lines are made by the facts; untick “Print” instead.")
            )
        self.summary_id._check_is_written()

    def action_open_complaint(self):
        """Open the complaint of a case."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "ad.complaint",
            "res_id": self.complaint_id.id,
            "views": [[False, "form"]],
        }
