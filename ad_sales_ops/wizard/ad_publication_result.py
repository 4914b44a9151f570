"""Record what came of an issue, by exception (U2)."""

from odoo import api, fields, models
from odoo.exceptions import UserError

#: Publications that the dialog lists by itself; of more only the faults are named.
LISTED = 300


class AdPublicationResult(models.TransientModel):
    """Name the faults; everything else was correct."""

    _name = "ad.publication.result"
    _inherit = "ad.dialog.mixin"
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
        chosen = bool(publications)
        publications = publications or self._to_check(values.get("issue_id"))
        if "line_ids" in fields_list:
            values["line_ids"] = [
                fields.Command.create(
                    {
                        "publication_id": publication.id,
                        "result": publication.result or (chosen and "correct"),
                        "actual_page_label": publication.actual_page_label,
                    }
                )
                for publication in publications
            ]
        return values

    @api.model
    def _to_check(self, issue_id):
        """What nobody has checked yet, in the order of the pages."""
        found = self._unchecked(self.env["ad.issue"].browse(issue_id))
        return found.sorted("planned_page") if len(found) <= LISTED else found.browse()

    def action_confirm(self):
        """Write the results into the publication records.

        :raise UserError: nothing to record, or a publication of another issue
        """
        self.ensure_one()
        lines = self.line_ids.filtered("result")
        if not lines and not self.others_correct:
            raise UserError(self.env._("Say of which publications what was wrong."))
        for line in lines:
            line._check_issue()
            line.publication_id._action_record_result(line._prepare_result_values())
        if self.others_correct:
            self._unchecked(self.issue_id).action_mark_correct()
        return {"type": "ir.actions.act_window_close"}

    @api.model
    def _unchecked(self, issue):
        return self.env["ad.publication"].search(
            [
                ("issue_id", "=", issue.id),
                ("state", "=", "published"),
                ("result", "=", False),
            ]
        )


class AdPublicationResultLine(models.TransientModel):
    _name = "ad.publication.result.line"
    _inherit = "ad.dialog.mixin"
    _description = "Result of One Publication"

    wizard_id = fields.Many2one(
        "ad.publication.result", required=True, ondelete="cascade"
    )
    issue_id = fields.Many2one(related="wizard_id.issue_id", related_sudo=False)
    publication_id = fields.Many2one(
        "ad.publication",
        required=True,
        domain="[('issue_id', '=', issue_id), ('state', '=', 'published')]",
    )
    planned_page_label = fields.Char(
        related="publication_id.planned_page_label", related_sudo=False
    )
    advertiser_name = fields.Char(
        related="publication_id.advertiser_name", related_sudo=False
    )
    actual_page = fields.Integer("Actual Side", help="Counts before the page's name.")
    actual_page_label = fields.Char(
        "Actual Page",
        compute="_compute_actual_page_label",
        store=True,
        readonly=False,
        help="As it is printed: 17, or the name of the cover page.",
    )
    result = fields.Selection(
        selection=lambda self: self.env["ad.publication"]
        ._fields["result"]
        ._description_selection(self.env),
        help="Left empty it is “correct”, if all others are.",
    )
    is_serious = fields.Boolean(
        "Serious", help="Holds the customer's copies until it is decided."
    )
    result_note = fields.Text("Note")
    tear_sheet = fields.Binary()
    tear_sheet_name = fields.Char()

    @api.depends("publication_id")
    def _compute_actual_page_label(self):
        for line in self:
            line.actual_page_label = line.publication_id.actual_page_label

    def _actual_side(self):
        """The side of the strip that people call so.

        :raise UserError: the issue has no such page, or no other than the planned one
        """
        self.ensure_one()
        if self.actual_page:
            return self.actual_page
        publication, issue = self.publication_id, self.wizard_id.issue_id
        wanted = (self.actual_page_label or "").strip()
        if not wanted or wanted == publication.actual_page_label:
            return publication.actual_page
        return issue._side_called(wanted)

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
            "actual_page": self._actual_side(),
        }
        if self.tear_sheet:
            values["tear_sheet"] = self.tear_sheet
            values["tear_sheet_name"] = self.tear_sheet_name
        return values
