"""A page of an issue, and the customer's consent where another was promised."""

from odoo import api, fields, models


class AdPageChoice(models.AbstractModel):
    """What the dialogs that choose a page share (F4)."""

    _name = "ad.page.choice"
    _inherit = "ad.dialog.mixin"
    _description = "Choice of a Page"

    placement_id = fields.Many2one("ad.placement", required=True, ondelete="cascade")
    promised_page_label = fields.Char(
        related="placement_id.promised_page_label", related_sudo=False
    )
    page_count = fields.Integer(
        "Pages of the Issue",
        related="placement_id.issue_id.page_count",
        related_sudo=False,
    )
    place = fields.Selection(
        [
            ("page", "Page with a Number"),
            ("front_cover", "Front Cover"),
            ("inside_front", "Inside Front Cover"),
            ("inside_back", "Inside Back Cover"),
            ("back_cover", "Back Cover"),
        ],
        "Kind of Page",
        required=True,
        default="page",
    )
    # A number, not a list to choose from: the web client asks for a selection's
    # choices before it knows the insertion.
    page_number = fields.Integer("Page", help="As printed on the page: 1, 2, 3 …")
    confirmer_ids = fields.Many2many(
        "ad.confirmer", string="Confirmers", compute="_compute_confirmer_ids"
    )
    confirmer_id = fields.Many2one(
        "ad.confirmer", "Agreed by", domain="[('id', 'in', confirmer_ids)]"
    )
    said_on = fields.Datetime("Agreed on", default=fields.Datetime.now)
    said_how = fields.Char("How")

    @api.depends("placement_id")
    def _compute_confirmer_ids(self):
        for wizard in self:
            placement = wizard.placement_id
            wizard.confirmer_ids = self.env["ad.confirmer"]._valid_for(
                placement.advertiser_id,
                placement.company_id._ad_today(),
                placement.company_id,
            )

    def _chosen_side(self):
        """The side of the issue's strip, 0 when the issue has no such page."""
        self.ensure_one()
        issue = self.placement_id.issue_id
        return issue._page_ordinal(self.place, self.page_number)

    def _record_consent(self, page):
        return self.placement_id._record_page_consent(
            page, self.confirmer_id, self.said_on, self.said_how
        )
