"""Choose what becomes of a publication fault (U3)."""

from odoo import api, fields, models

from ..models.ad_placement import TAKES_SPACE
from ..models.ad_publication import NOT_PRINTED
from ..models.ad_publication_fault import COPY_KINDS, REMEDIES


class AdFaultDecide(models.TransientModel):
    """The remedy and what it needs; says at once what stands against it."""

    _name = "ad.fault.decide"
    _inherit = "ad.dialog.mixin"
    _description = "Decide a Publication Fault"

    fault_id = fields.Many2one(
        "ad.publication.fault", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="fault_id.company_id", related_sudo=False)
    currency_id = fields.Many2one(related="fault_id.currency_id", related_sudo=False)
    medium_id = fields.Many2one(related="fault_id.medium_id", related_sudo=False)
    kind = fields.Selection(
        related="fault_id.kind", related_sudo=False, string="Kind of Fault"
    )
    note = fields.Text(related="fault_id.note", related_sudo=False)
    amount = fields.Monetary(
        "Price of the Insertion",
        related="fault_id.charged_id.amount",
        related_sudo=False,
    )
    remedy = fields.Selection(
        REMEDIES,
        compute="_compute_remedy",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    issue_id = fields.Many2one(
        "ad.issue",
        "In Issue",
        compute="_compute_issue_id",
        store=True,
        readonly=False,
        domain="[('medium_id', '=', medium_id), ('state', 'in', ('open', 'closed'))]",
    )
    position_id = fields.Many2one(
        "ad.position",
        compute="_compute_position_id",
        store=True,
        readonly=False,
        domain="[('medium_id', '=', medium_id)]",
    )
    credit_kind = fields.Selection(
        [("percent", "Per Cent"), ("amount", "Amount")],
        "Credit by",
        default="percent",
        required=True,
    )
    credit_percent = fields.Float("Per Cent of the Price", digits=(5, 2))
    credit_amount = fields.Monetary(
        "Amount Credited",
        compute="_compute_credit_amount",
        store=True,
        readonly=False,
    )
    customer_word = fields.Text("Customer's Word or Reason")
    printer_id = fields.Many2one("res.partner", domain="[('is_company', '=', True)]")
    reprint_copies = fields.Integer("Copies to Reprint")
    reprint_due = fields.Date("Delivered by")
    reprint_note = fields.Text("Order to the Printer")
    problem = fields.Char(compute="_compute_problem")

    @api.depends("fault_id")
    def _compute_remedy(self):
        for wizard in self:
            kind = wizard.fault_id.kind
            if kind in COPY_KINDS:
                wizard.remedy = "reprint"
            elif kind in NOT_PRINTED or kind == "wrong_version":
                wizard.remedy = "make_good"
            else:
                wizard.remedy = "accept"

    @api.depends("fault_id")
    def _compute_issue_id(self):
        for wizard in self:
            later = self.env["ad.issue"].search(
                [
                    ("medium_id", "=", wizard.medium_id.id),
                    ("state", "=", "open"),
                    (
                        "publication_date",
                        ">",
                        wizard.fault_id.issue_id.publication_date,
                    ),
                ],
                order="publication_date",
            )
            open_issues = later._with_open_booking()
            wizard.issue_id = (wizard._with_room(open_issues) or open_issues)[:1]

    def _with_room(self, issues):
        """Those of the issues in which the position sold is not taken yet."""
        self.ensure_one()
        position = self.fault_id.charged_id.position_id
        capacity = position.capacity or int(position.page_rule == "fixed")
        if not capacity:
            return issues
        # Superuser: how many have it, not who.
        groups = (
            self.env["ad.placement"]
            .sudo()
            ._read_group(
                [
                    ("issue_id", "in", issues.ids),
                    ("position_id", "=", position.id),
                    ("stage", "in", TAKES_SPACE),
                ],
                ["issue_id"],
                ["__count"],
            )
        )
        full = {issue.id for issue, count in groups if count >= capacity}
        return issues.filtered(lambda issue: issue.id not in full)

    @api.depends("fault_id")
    def _compute_position_id(self):
        for wizard in self:
            wizard.position_id = wizard.fault_id.charged_id.position_id

    @api.depends("credit_kind", "credit_percent")
    def _compute_credit_amount(self):
        for wizard in self:
            if wizard.credit_kind == "percent" and wizard.currency_id:
                wizard.credit_amount = wizard.currency_id.round(
                    wizard.amount * wizard.credit_percent / 100.0
                )

    @api.depends_context("lang")
    @api.depends("remedy", "issue_id", "position_id")
    def _compute_problem(self):
        """What cannot be mended by filling in the dialog."""
        for wizard in self:
            # Superuser: sentences about a fault whose deciding is checked again.
            fault = wizard.fault_id.sudo()
            values = wizard._prepare_values() | {"customer_word": "-"}
            # What is still to be typed is no problem yet.
            if wizard.remedy in ("credit", "reprint"):
                values["credit_amount"] = fault.charged_id.amount
                values["printer_id"] = fault.company_id.partner_id
                values["reprint_copies"] = 1
                values["reprint_due"] = fields.Date.context_today(wizard)
            wizard.problem = wizard.remedy and fault._remedy_error_message(
                wizard.remedy, values
            )

    def _prepare_values(self):
        return {
            "issue_id": self.issue_id,
            "position_id": self.position_id,
            "credit_amount": self.credit_amount,
            "customer_word": self.customer_word,
            "printer_id": self.printer_id,
            "reprint_copies": self.reprint_copies,
            "reprint_due": self.reprint_due,
            "reprint_note": self.reprint_note,
        }

    def action_confirm(self):
        """Decide; everything is checked again."""
        self.ensure_one()
        self.fault_id._action_decide(self.remedy, self._prepare_values())
        return {"type": "ir.actions.act_window_close"}
