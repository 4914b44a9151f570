"""Record what came of an issue, by exception (U2)."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class AdPublicationResult(models.TransientModel):
    """Name the faults; everything else was correct."""

    _name = "ad.publication.result"
    _description = "Record Publication Results"

    issue_id = fields.Many2one("ad.issue", required=True, readonly=True)
    line_ids = fields.One2many("ad.publication.result.line", "wizard_id")
    others_correct = fields.Boolean(
        "All Others Correct",
        default=True,
        help="Records “correct” for every publication of the issue that is not in "
        "the list and has no result yet.",
    )

    @api.model
    def default_get(self, fields_list):
        """List the publications selected before the dialog was opened."""
        values = super().default_get(fields_list)
        publications = self.env["ad.publication"].browse(
            self.env.context.get("ad_publication_ids")
        )
        if "line_ids" in fields_list and publications:
            values["line_ids"] = [
                fields.Command.create(
                    {
                        "publication_id": publication.id,
                        "result": publication.result or "correct",
                        "actual_page": publication.actual_page,
                    }
                )
                for publication in publications
            ]
        return values

    def action_confirm(self):
        """Write the results into the publication records.

        :raise UserError: nothing to record, or a publication of another issue
        """
        self.ensure_one()
        if not self.line_ids and not self.others_correct:
            raise UserError(self.env._("Add the publications that had a fault."))
        for line in self.line_ids:
            line._check_issue()
            line.publication_id._action_record_result(line._prepare_result_values())
        if self.others_correct:
            self._other_publications().action_mark_correct()
        return {"type": "ir.actions.act_window_close"}

    def _other_publications(self):
        return self.env["ad.publication"].search(
            [
                ("issue_id", "=", self.issue_id.id),
                ("state", "=", "published"),
                ("result", "=", False),
            ]
        )


class AdPublicationResultLine(models.TransientModel):
    _name = "ad.publication.result.line"
    _description = "Result of One Publication"

    wizard_id = fields.Many2one(
        "ad.publication.result", required=True, ondelete="cascade"
    )
    issue_id = fields.Many2one(related="wizard_id.issue_id")
    publication_id = fields.Many2one(
        "ad.publication",
        required=True,
        domain="[('issue_id', '=', issue_id), ('state', '=', 'published')]",
    )
    planned_page_label = fields.Char(related="publication_id.planned_page_label")
    actual_page = fields.Integer("Actual Side")
    result = fields.Selection(
        selection=lambda self: self.env["ad.publication"]
        ._fields["result"]
        ._description_selection(self.env),
        required=True,
    )
    is_serious = fields.Boolean(
        "Serious", help="Holds the customer's copies until it is decided."
    )
    result_note = fields.Text("Note")
    tear_sheet = fields.Binary()
    tear_sheet_name = fields.Char()

    @api.onchange("publication_id")
    def _onchange_publication_id(self):
        self.actual_page = self.publication_id.actual_page

    def _check_issue(self):
        if self.publication_id.issue_id != self.wizard_id.issue_id:
            raise UserError(
                self.env._(
                    "%(publication)s is not in %(issue)s.",
                    publication=self.publication_id.display_name,
                    issue=self.wizard_id.issue_id.display_name,
                )
            )

    def _prepare_result_values(self):
        values = {
            "result": self.result,
            "is_serious": self.is_serious,
            "result_note": self.result_note,
            "actual_page": self.actual_page,
        }
        if self.tear_sheet:
            values["tear_sheet"] = self.tear_sheet
            values["tear_sheet_name"] = self.tear_sheet_name
        return values
