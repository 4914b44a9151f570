"""Stop press: one insertion is taken off the press by order (撤刊, U2)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_list

#: What may stand where an insertion was taken off.
REPLACEMENTS = ("filler", "house", "public_service")


class AdPlacement(models.Model):
    _inherit = "ad.placement"

    def action_ad_stop_press(self):
        """Open the dialog that asks on whose order, why, and what stands there."""
        self._check_may_stop_press()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Stop the Press"),
            "res_model": "ad.stop.press",
            "view_mode": "form",
            "target": "new",
            "context": {"default_placement_ids": self.ids},
        }

    def _action_ad_stop_press(self, reason, ordered_by="", fill=False):
        """Withdraw insertions by order while their issue is at press (撤刊).

        :param ordered_by: who ordered it, in words
        :param fill: ``{"kind": …, "name": …}`` of what takes the space; it stays
            blank without
        :raise AccessError: neither Operations nor the division manager
        :raise UserError: not at press, not running, no order or no reason
        """
        self._check_may_stop_press()
        if not (reason or "").strip() or not (ordered_by or "").strip():
            raise UserError(self.env._("Say on whose order and why."))
        # Serialised with whoever publishes or recalls the issue at this moment.
        self.sudo().issue_id._count_booking()
        # Superuser: the stage is guarded; role and state are checked above.
        for placement in self.sudo():
            space = placement._plan_rectangle() if placement.page else False
            words = placement._stop_press_words(reason, ordered_by, space and fill)
            placement._action_drop("withdrawn", words)
            placement.flush_recordset()
            if space and fill:
                self.env["ad.page.content"]._fill_withdrawn(placement, space, fill)
        self._tell_stopped()

    def _check_may_stop_press(self):
        user = self.env.user
        if not (
            user.has_group("ad_sales_ops.group_ad_operations")
            or user.has_group("ad_sales_ops.group_ad_manager")
        ):
            raise AccessError(
                self.env._(
                    "The Operations Centre or the division manager stops the press."
                )
            )
        self.check_access("read")
        for placement in self:
            if placement.stage == "published" or placement.issue_state == "published":
                raise UserError(
                    self.env._(
                        "%(placement)s is published, so it cannot be stopped any more. "
                        "Withdraw its publication if it did not appear.",
                        placement=placement.display_name,
                    )
                )
            if placement.stage != "booked" or placement.issue_state != "at_press":
                raise UserError(
                    self.env._(
                        "%(placement)s is not at press. Use “Withdraw” before the "
                        "issue goes to press; afterwards withdraw its publication.",
                        placement=placement.display_name,
                    )
                )

    def _stop_press_words(self, reason, ordered_by, fill):
        """What is kept of it, in the company's language."""
        self.ensure_one()
        env = self.with_context(lang=self.company_id._ad_lang()).env
        page = self._publication_page_label(self.page)
        kinds = dict(env["ad.page.content"]._fields["kind"]._description_selection(env))
        stands = kinds[fill["kind"]] if fill else env._("nothing, it stays blank")
        lines = [
            env._(
                "Stopped at press by order of %(who)s: %(reason)s",
                who=ordered_by.strip(),
                reason=reason.strip(),
            )
        ]
        if page:
            lines.append(
                env._("Page %(page)s now holds: %(content)s", page=page, content=stands)
            )
        return "\n".join(lines)

    def _tell_stopped(self):
        """A note on each contract, and on the issue."""
        documents = [
            *self.grouped("order_id").items(),
            *self.grouped("issue_id").items(),
        ]
        for document, placements in documents:
            # Superuser: contracts of other people's customers; checked above.
            document.sudo().message_post(
                body=self.env._(
                    "Stopped at press: %(insertions)s. %(reason)s",
                    insertions=format_list(self.env, placements.mapped("display_name")),
                    reason=placements[:1].left_out_reason,
                ),
                author_id=self.env.user.partner_id.id,
                subtype_xmlid="mail.mt_note",
            )


class AdPageContent(models.Model):
    _inherit = "ad.page.content"

    replaced_id = fields.Many2one(
        "ad.placement",
        "Instead of",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
        groups="ad_sales_ops.group_ad_specialist,ad_sales_ops.group_ad_operations,"
        "ad_sales_ops.group_ad_production",
        help="The insertion that was stopped at press here.",
    )

    @api.model
    def _fill_withdrawn(self, placement, space, fill):
        """Put a filler where an insertion was stopped, in the frozen plan.

        :param space: the rectangle that it had
        :raise UserError: no filler, house or public-service advertisement
        """
        if fill.get("kind") not in REPLACEMENTS:
            raise UserError(
                self.env._(
                    "A filler, a house ad or a public-service ad takes the space, or "
                    "it stays blank."
                )
            )
        # Superuser: the plan is frozen for everybody; this is its one way in.
        return self.sudo()._create_frozen(
            {
                "issue_id": placement.issue_id.id,
                "kind": fill["kind"],
                "name": fill.get("name") or False,
                "replaced_id": placement.id,
                **space,
            }
        )
