"""What publishing and invoicing leave on a placement (U2, R1)."""

from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class AdPlacement(models.Model):
    _inherit = "ad.placement"

    publication_ids = fields.One2many(
        "ad.publication", "placement_id", "Publications", readonly=True
    )
    invoice_line_ids = fields.One2many(
        "account.move.line",
        "ad_placement_id",
        "Invoice Lines",
        readonly=True,
        groups="account.group_account_invoice,sales_team.group_sale_salesman",
    )

    # Publication

    def _live_publication(self):
        """The publication that was not withdrawn, or an empty recordset."""
        self.ensure_one()
        return self.publication_ids.filtered(lambda p: p.state == "published")

    def _is_delivered(self):
        """Whether the insertion counts as delivered (E18)."""
        self.ensure_one()
        return any(p._counts_as_delivered() for p in self.publication_ids)

    def _publication_page_label(self, page):
        """A side of the strip as the issue prints it (E25); empty when not placed.

        In the company's language, as it is written down for good.
        """
        self.ensure_one()
        issue = self.issue_id.with_context(lang=self.company_id._ad_lang())
        return issue._page_label(page) if page else ""

    def _prepare_publication_values(self):
        """Values of the publication of this placement: ids, and names as text."""
        self.ensure_one()
        self = self.with_context(lang=self.company_id._ad_lang())
        advertiser = self.advertiser_id
        label = self._publication_page_label(self.page)
        return {
            "placement_id": self.id,
            "charged_id": self._charged_placement().id,
            "order_line_id": self.order_line_id.id,
            "order_id": self.order_id.id,
            "issue_id": self.issue_id.id,
            "medium_id": self.medium_id.id,
            "position_id": self.position_id.id,
            "version_id": self.version_id.id,
            "advertiser_id": advertiser.id,
            "user_id": self.user_id.id,
            "team_id": self.team_id.id,
            "company_id": self.company_id.id,
            "contract_name": self.order_id.name,
            "advertiser_name": advertiser.ad_licence_name or advertiser.name,
            "medium_name": self.medium_id.name,
            "issue_name": self.issue_id.display_name,
            "position_name": self.position_id.name,
            "publication_date": self.issue_id.publication_date,
            "planned_page": self.page,
            "planned_page_label": label,
            "planned_x": self.x,
            "planned_y": self.y,
            "planned_width": self.width,
            "planned_height": self.height,
            "actual_page": self.page,
            "actual_page_label": label,
        }

    issue_state = fields.Selection(related="issue_id.state", string="Issue State")

    def action_ad_open_publications(self):
        """Open what became of these insertions."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ad_sales_ops.ad_publication_action"
        )
        action["domain"] = [("placement_id", "in", self.ids)]
        action["context"] = {}
        return action

    def action_ad_publish_late(self):
        """Record insertions that did appear although they were left out.

        The counter-entry to a wrong withdrawal or a wrong left-out list (G5).

        :raise AccessError: not Operations
        :raise UserError: the issue is not out, or the placement was not left out
        """
        if not self.env.user.has_group("ad_sales_ops.group_ad_operations"):
            raise AccessError(
                self.env._("Publications are recorded by the Operations Centre.")
            )
        self.check_access("read")
        for placement in self:
            if placement.issue_id.state != "published" or placement.stage != "not_run":
                raise UserError(
                    self.env._(
                        "%(placement)s: only an insertion that was left out of a "
                        "published issue can be recorded afterwards.",
                        placement=placement.display_name,
                    )
                )
        # Superuser: the stage is guarded; role and state are checked above.
        self.sudo().write({"stage": "published", "left_out_reason": False})
        self.env["ad.publication"]._publish(self)

    def _left_out_lines(self):
        """A line of a message each: a link to the insertion, and why it is out."""
        return [
            Markup('<li><a href="/odoo/ad-placements/%s">%s · %s</a>: %s</li>')
            % (
                placement.id,
                placement.advertiser_id.name,
                placement.display_name,
                " ".join((placement.left_out_reason or "").splitlines()),
            )
            for placement in self
        ]

    # Invoices

    def _billed_quantity(self):
        """1.0 when a live invoice bills the insertion, 0.0 when none does (R1)."""
        self.ensure_one()
        return sum(
            line.quantity * (-1 if line.move_id.move_type == "out_refund" else 1)
            for line in self.invoice_line_ids
            if line.parent_state != "cancel" and not line._is_ad_partial_credit()
        )

    def _quantity_to_bill(self):
        """What an invoice made now must bill: 1.0, 0.0, or -1.0 to take back."""
        self.ensure_one()
        return float(self._is_delivered()) - self._billed_quantity()

    def _charged_amount(self):
        """What this insertion is charged by now."""
        self.ensure_one()
        return self.amount if self._is_delivered() else 0.0

    def _invoice_line_name(self):
        """Medium, issue and position as the invoice line names them (R6)."""
        self.ensure_one()
        return self.env._(
            "%(medium)s, %(issue)s, %(position)s",
            medium=self.medium_id.name,
            issue=self.issue_id.display_name,
            position=self.position_id.name,
        )
