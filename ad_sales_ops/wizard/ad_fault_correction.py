"""Put the correction of a fault on a page of the next issue (U3)."""

from odoo import api, fields, models
from odoo.exceptions import UserError

#: Parts of a page that a notice takes: (width, height) in 120ths.
SIZES = {"full": (120, 120), "half": (120, 60), "quarter": (60, 60), "eighth": (60, 30)}


class AdFaultCorrection(models.TransientModel):
    _name = "ad.fault.correction"
    _inherit = "ad.dialog.mixin"
    _description = "Place a Correction"

    fault_id = fields.Many2one(
        "ad.publication.fault", required=True, readonly=True, ondelete="cascade"
    )
    issue_id = fields.Many2one(
        related="fault_id.correction_issue_id", related_sudo=False
    )
    page_number = fields.Integer("Page", required=True)
    size = fields.Selection(
        [
            ("full", "Full Page"),
            ("half", "Half a Page"),
            ("quarter", "Quarter of a Page"),
            ("eighth", "Eighth of a Page"),
        ],
        required=True,
        default="eighth",
    )
    name = fields.Char(
        "Label",
        compute="_compute_name",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )

    @api.depends("fault_id")
    def _compute_name(self):
        for wizard in self:
            wizard.name = self.env._(
                "Correction: %s", wizard.fault_id.advertiser_id.name or ""
            )

    def action_place(self):
        """Put it on the first free place of the page.

        :raise AccessError: not the Operations Centre
        :raise UserError: no such page, or no room on it
        """
        self.ensure_one()
        self.fault_id._check_may_place_correction()
        page = self.issue_id._page_ordinal("page", self.page_number)
        if not page:
            raise UserError(
                self.env._(
                    "%(issue)s has no page %(page)s.",
                    issue=self.issue_id.display_name,
                    page=self.page_number,
                )
            )
        width, height = SIZES[self.size]
        x, y = self._free_place(page, width, height)
        self.env["ad.page.content"].create(
            {
                "issue_id": self.issue_id.id,
                "kind": "filler",
                "name": self.name,
                "page": page,
                "x": x,
                "y": y,
                "width": width,
                "height": height,
                "fault_id": self.fault_id.id,
            }
        )
        return {"type": "ir.actions.act_window_close"}

    def _free_place(self, page, width, height):
        """The first corner, from the foot of the page up, where it fits."""
        places = [
            (x, y)
            for y in range(120 - height, -1, -height)
            for x in range(0, 121 - width, width)
        ]
        wanted = {
            key: (self.issue_id.id, page, x, y, width, height)
            for key, (x, y) in enumerate(places)
        }
        # Superuser: the database's own table of what is occupied; only keys come back.
        space = self.env["ad.page.space"].sudo()
        contents = self.env["ad.page.content"]
        for key in wanted:
            if not space._find_taken({key: wanted[key]}, contents):
                return places[key]
        raise UserError(
            self.env._(
                "Page %(page)s of %(issue)s has no room for it. Choose another page or "
                "a smaller size.",
                page=self.page_number,
                issue=self.issue_id.display_name,
            )
        )
