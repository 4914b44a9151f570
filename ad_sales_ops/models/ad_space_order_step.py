"""What became of a space order slip, kept as it was handed in (P6)."""

from odoo import api, fields, models
from odoo.exceptions import UserError

#: What a snapshot tells of each line, in words.
WORDS = ("customer", "space", "wish", "copy", "note")


class AdSpaceOrderStep(models.Model):
    """One hand-in or amendment of a slip; a fact."""

    _name = "ad.space.order.step"
    _description = "Step of a Space Order Slip"
    _order = "id"
    _rec_name = "done_on"

    slip_id = fields.Many2one(
        "ad.space.order", required=True, index=True, ondelete="restrict", readonly=True
    )
    company_id = fields.Many2one(
        related="slip_id.company_id", store=True, precompute=True
    )
    step = fields.Selection(
        [("handed_in", "Slip Handed In"), ("amending", "Opened to Amend")],
        required=True,
        readonly=True,
    )
    done_on = fields.Datetime(required=True, readonly=True)
    actor_id = fields.Many2one(
        "res.users", "Done by", required=True, ondelete="restrict", readonly=True
    )
    on_behalf_id = fields.Many2one(
        "res.users",
        "Done for",
        ondelete="restrict",
        readonly=True,
        help="Whose slip an authorised person wrote.",
    )
    changes = fields.Text("What Changed", readonly=True)
    snapshot = fields.Json("Slip as Handed In", readonly=True)
    snapshot_text = fields.Text("Handed In Like This", compute="_compute_snapshot_text")

    @api.depends("snapshot")
    def _compute_snapshot_text(self):
        for step in self:
            step.snapshot_text = "\n".join(
                " | ".join(filter(None, (line[name] for name in WORDS)))
                for line in step.snapshot or []
            )

    # Nobody gets past this.
    def write(self, vals):  # pylint: disable=method-required-super
        """Steps never change.

        :raise UserError: always
        """
        raise UserError(self.env._("What was handed in is kept as it was."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The history of a slip is kept."))
