"""What publishing and invoicing leave on a placement (U2, R1)."""

from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_list


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
            "left_out_reason": self.left_out_reason,
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
        """Open the dialog that asks why and where insertions appeared after all.

        :raise AccessError: not Operations, or whoever withdrew the record
        :raise UserError: the issue is not out, or the placement was not left out
        """
        self._check_may_publish_late()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Did Appear"),
            "res_model": "ad.publication.late",
            "view_mode": "form",
            "target": "new",
            "context": {"ad_placement_ids": self.ids},
        }

    def _action_ad_publish_late(self, reason, sides=None):
        """Record insertions that did appear although they were left out.

        The counter-entry to a wrong withdrawal or a wrong left-out list (G5).

        :param sides: ``{placement: side of the strip}``; the planned one without
        :raise AccessError: not Operations, or whoever withdrew the record
        :raise UserError: no reason, no page, or the placement was not left out
        """
        self._check_may_publish_late()
        if not (reason or "").strip():
            raise UserError(self.env._("Say why it is recorded after all."))
        pages = {p: (sides or {}).get(p) or p.page for p in self}
        for placement, page in pages.items():
            placement._check_appeared_on(page)
        # Superuser: stage and facts are guarded; role and state are checked above.
        late = self.sudo()
        late.write({"stage": "published"})
        publications = self.env["ad.publication"]._publish(self).sudo()
        for placement, publication in zip(self, publications, strict=True):
            page = pages[placement]
            publication.write(
                {
                    "late_reason": reason.strip(),
                    "actual_page": page,
                    "actual_page_label": placement._publication_page_label(page),
                }
            )
        late.write({"left_out_reason": False})
        self._note_published_late(reason.strip())

    def _check_may_publish_late(self):
        if not self.env.user.has_group("ad_sales_ops.group_ad_operations"):
            raise AccessError(
                self.env._("Publications are recorded by the Operations Centre.")
            )
        self.check_access("read")
        for placement in self:
            error = placement._publish_late_error_message()
            if error:
                raise UserError(error)
        # Superuser: who took records back; only a refusal comes back.
        if self.env.user in self.sudo().publication_ids.withdrawn_by_id:
            raise AccessError(
                self.env._(
                    "You withdrew its record yourself; a second person records that "
                    "it appeared."
                )
            )

    def _publish_late_error_message(self):
        """Why it cannot be recorded afterwards, or False."""
        self.ensure_one()
        # Superuser: its contract and its records; only a sentence comes back.
        placement = self.sudo()
        if (
            placement.issue_id.state != "published"
            or placement.stage != "not_run"
            or placement._live_publication()
        ):
            return self.env._(
                "%(placement)s: only an insertion that was left out of a published "
                "issue can be recorded afterwards.",
                placement=self.display_name,
            )
        if placement.order_id.state != "sale":
            return self.env._(
                "%(placement)s: contract %(contract)s is not sealed, so nothing of it "
                "is delivered or charged.",
                placement=self.display_name,
                contract=placement.order_id.name,
            )
        return False

    def _check_appeared_on(self, page):
        """On paper it appeared on a page that the issue has."""
        self.ensure_one()
        if self.medium_id.is_print and not self.issue_id._page_label(page):
            raise UserError(
                self.env._(
                    "%(placement)s: say on which page it appeared.",
                    placement=self.display_name,
                )
            )

    def _note_published_late(self, reason):
        """A note on each contract, and on the issue."""
        documents = [
            *self.grouped("order_id").items(),
            *self.grouped("issue_id").items(),
        ]
        for document, placements in documents:
            # Superuser: contracts of other people's customers; callers checked.
            document.sudo().message_post(
                body=self.env._(
                    "Recorded as published afterwards: %(insertions)s. %(reason)s",
                    insertions=format_list(self.env, placements.mapped("display_name")),
                    reason=reason,
                ),
                author_id=self.env.user.partner_id.id,
                subtype_xmlid="mail.mt_note",
            )

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
