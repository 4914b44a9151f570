"""A change order is carried out in one transaction (K9, K11, F4)."""

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, format_list

from .ad_proof_confirmation import LIVE

FEE_PRODUCT = "ad_sales_ops.product_change_fee"
JOB_TYPE = "ad_sales_ops.ad_job_type_typesetting"


class AdChangeOrder(models.Model):
    _inherit = "ad.change.order"

    def _late_issues(self):
        """Issues whose booking has closed and that nobody let this change into (M4)."""
        self.ensure_one()
        # Superuser: issues of insertions that another may care for.
        lines = self.sudo().line_ids.filtered(lambda line: line._touches_issue())
        issues = lines.old_issue_id | lines.new_issue_id
        closed = issues - issues._with_open_booking()
        overrides = self.env["ad.close.override"].sudo()
        let_in = overrides.search([("change_order_id", "in", self.ids)]).issue_id
        return closed - let_in

    def _late_sentence(self, issues):
        return self.env._(
            "The booking of %(issues)s has closed. The Operations Centre or a division "
            "manager can let this change in by name and with a reason: “Allow Late "
            "Change”.",
            issues=format_list(self.env, issues.mapped("display_name")),
        )

    def action_allow_late(self):
        """Open the dialog that asks why the change may still come in (M4)."""
        self.ensure_one()
        title = self.env._("Allow Late Change")
        return self._dialog("ad.change.reason", title, default_purpose="late")

    def _action_allow_late(self, reason):
        """Let the change into issues whose booking has closed, by name (M4)."""
        self.ensure_one()
        self.check_access("read")
        self.env["ad.close.override"]._grant_change(self, reason)

    def _apply_error_message(self):
        """What stands against carrying it out now, or False."""
        self.ensure_one()
        if self.state != "consented":
            return self._not_to_sign_message()
        if self.order_id.ad_contract_state not in self._contract_states():
            return self.env._(
                "%(contract)s is not in force any more, so nothing of it changes.",
                contract=self.order_id.name,
            )
        if self.kind == "change" and not self._is_what_was_agreed():
            return self._agreed_else_message()
        for line in self.line_ids:
            error = line._error_message() or (
                self.kind == "change" and line._stale_message()
            )
            if error:
                return error
        late = self._late_issues()
        return self._late_sentence(late) if late else False

    def _action_apply(self):
        """Change what was agreed, charge the fee; all of it or nothing.

        :raise UserError: space is not free, an issue went to press
        """
        self.ensure_one()
        # Superuser: sealed terms, space and proofs are guarded; the chain decided.
        change = self.sudo()
        issues = change.line_ids.placement_id.issue_id | change.line_ids.new_issue_id
        # Whoever sends such an issue to press now waits, or this is tried again.
        issues._count_booking()
        error = change._apply_error_message()
        if error:
            raise UserError(error)
        change.line_ids._apply()
        change._charge_fees()
        change.write(
            {"applied_by_id": self.env.uid, "applied_on": fields.Datetime.now()}
        )
        self._go("applied")
        self.env["ad.placement"]._touch_orders(change.order_id)
        change._tell_contract()

    def _charge_fees(self):
        if self.fee_waived_on:
            return
        for line in self.line_ids.filtered("fee"):
            line._charge_fee()

    def _tell_contract(self):
        """The contract's own history says what became of it."""
        words = [
            f"{line.placement_id.display_name}: {line.old_words} → {line.new_words}"
            for line in self.line_ids
        ]
        self.order_id.message_post(
            body=self.env._(
                "Change order %(name)s carried out: %(changes)s",
                name=self.name,
                changes="; ".join(words).replace("\n", ", "),
            ),
            author_id=self.env.user.partner_id.id,
            subtype_xmlid="mail.mt_note",
        )


class AdChangeOrderLine(models.Model):
    _inherit = "ad.change.order.line"

    def _touches_issue(self):
        """Whether more than money changes."""
        self.ensure_one()
        return bool(self._changed() - {"amount"})

    def _changing(self, *what):
        return self.filtered(lambda line: line._changed() & set(what))

    def _apply(self):
        """Terms first, then space, then what hangs on the page and the copy."""
        resized, moving = self._changing("position"), self._changing("issue")
        resized._lift()
        for line in self._changing("position", "amount"):
            line.placement_id.order_line_id._ad_change_insertion(
                line.placement_id, line._new_position(), line.new_amount
            )
        placements = self.env["ad.placement"]
        placements._move_to_issues({x.placement_id: x.new_issue_id for x in moving})
        (resized - moving).placement_id._take_space_again()
        resized._void_other_sizes()
        resized._keep_consent_to_place()
        self._changing("page")._move_pages()
        self._changing("copy")._order_new_copy()

    def _lift(self):
        """Give up the old space first, so that insertions may change places."""
        for line in self:
            free = line.placement_id._no_space()
            if line._keeps_page():
                free = {"slot": 0}
            line.placement_id.write(free)
        self.placement_id.flush_recordset()

    def _keeps_page(self):
        """Run of book of the same size stays where it was put."""
        old, new = self.old_position_id, self._new_position()
        return "issue" not in self._changed() and all(
            (
                old.page_rule == new.page_rule == "run_of_book",
                old.grid_width == new.grid_width,
                old.grid_height == new.grid_height,
            )
        )

    def _move_pages(self):
        """To the pages agreed; leaving a promised one is the customer's consent."""
        targets = {}
        for line in self:
            side, placement = line._new_side(), line.placement_id
            if placement._needs_page_consent(side):
                line._keep_consent(side)
            position = placement.position_id
            corner = (position.grid_x, position.grid_y)
            is_fixed = position.page_rule == "fixed"
            targets[placement] = (
                side,
                *(corner if is_fixed else (placement.x, placement.y)),
            )
        if targets:
            self.placement_id._put(targets)

    def _keep_consent_to_place(self):
        """Where the confirmation holds on, the new place is the customer's wish."""
        for line in self:
            placement = line.placement_id
            if placement.page and placement._needs_page_consent(placement.page):
                line._keep_consent(placement.page)

    def _keep_consent(self, side):
        change = self.change_id
        lang = change.company_id._ad_lang()
        said_how = change.with_context(lang=lang).env._(
            "In writing, change order %s", change.name
        )
        self.placement_id._keep_page_consent(
            side,
            change.confirmer_id,
            change.company_id._ad_midnight(change.request_date),
            said_how,
        )

    def _void_other_sizes(self):
        """A confirmation holds for the size and colour it showed (F4)."""
        placements = self.placement_id.filtered("version_id")
        if placements:
            placements._lock_copy()
            placements._void_stale_proofs()
            # Exceptions hold for one size and colour, too.
            placements.modified(["version_id"])

    def _order_new_copy(self):
        """The old text runs no more; Production gets a job order for the new one."""
        placements = self.placement_id
        if not placements:
            return
        placements._lock_copy()
        proofs = placements.proof_ids.filtered(lambda proof: proof.state in LIVE)
        proofs._void(
            self.env._("The copy changes by change order %s.", self.change_id.name)
        )
        job = self.env["ad.job.order"].create(self._prepare_job_values())
        job._action_hand_over()

    def _prepare_job_values(self):
        change = self.change_id
        job_type = self.env.ref(JOB_TYPE, raise_if_not_found=False)
        lang = change.company_id._ad_lang()
        return {
            "name": change.with_context(lang=lang).env._(
                "Copy by change order %s", change.name
            ),
            "type_id": (job_type or self.env["ad.job.type"].search([], limit=1)).id,
            "advertiser_id": change.advertiser_id.id,
            "order_id": change.order_id.id,
            "company_id": change.company_id.id,
            "placement_ids": [fields.Command.set(self.placement_id.ids)],
            "asked_by_id": change.asked_by_id.id,
            "brief": "\n".join(
                f"{line.placement_id.display_name}: {line.copy_change}" for line in self
            ),
        }

    # The fee

    def _charge_fee(self):
        """An own line of the contract, delivered at once, so that Odoo bills it."""
        self.ensure_one()
        line = self.placement_id.order_line_id
        order = self.change_id.order_id
        product = self.env.ref(FEE_PRODUCT, raise_if_not_found=False)
        if not product:
            raise UserError(
                self.env._(
                    "The product “Change Fee” was deleted, so no fee can be charged. "
                    "Update the advertising module, or waive the fee."
                )
            )
        fee_line = line.with_context(sale_no_log_for_new_lines=True).create(
            {
                "order_id": order.id,
                "product_id": product.id,
                "name": self._fee_name(),
                "product_uom_qty": 1,
                "price_unit": self.fee,
                "technical_price_unit": self.fee,
                "tax_ids": [fields.Command.set(line.tax_ids.ids)],
            }
        )
        fee_line._action_ad_deliver(1.0)
        self.fee_line_id = fee_line

    def _fee_name(self):
        """Names the insertion as it was agreed before."""
        lang = self.change_id.company_id._ad_lang()
        line = self.with_context(lang=lang)
        values = {
            "percent": f"{self.fee_percent:g}",
            "medium": line.medium_id.name,
            "issue": line.old_issue_id.display_name,
            "position": line.old_position_id.name,
            "change": self.change_id.name,
        }
        if self.change_id.kind == "late_copy":
            return line.env._(
                "Fee for late copy %(percent)s %%: %(medium)s, %(issue)s, %(position)s "
                "(%(change)s)",
                **values,
            )
        if self.change_id.kind == "break_off":
            return line.env._(
                "Fee for breaking off %(percent)s %%: %(medium)s, %(issue)s, "
                "%(position)s (%(change)s)",
                **values,
            )
        return line.env._(
            "Change fee %(percent)s %%: %(medium)s, %(issue)s, %(position)s "
            "(%(change)s, requested on %(date)s)",
            date=format_date(line.env, self.change_id.request_date),
            **values,
        )
