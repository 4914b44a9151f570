"""The remedy of a publication fault, decided by the division manager (U3, E3, E18)."""

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .ad_publication import NOT_PRINTED
from .ad_publication_fault import ACTIVITY, LOST

MANAGER = "ad_sales_ops.group_ad_manager"
OPERATIONS = "ad_sales_ops.group_ad_operations"
#: Remedies that ask for a page in print.
ON_PAPER = ("correction", "reprint")
#: Remedies for which the customer has said something.
ASKS_CUSTOMER = ("accept", "correction")


class AdPublicationFault(models.Model):
    _inherit = "ad.publication.fault"

    def action_decide(self):
        """Open the dialog in which the remedy is chosen.

        :raise AccessError: not a division manager
        :raise UserError: decided already
        """
        self.ensure_one()
        self._check_may_decide()
        self._check_is_open()
        wizard = self.env["ad.fault.decide"].create({"fault_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Decide the Fault"),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

    def _check_may_decide(self):
        # More titles read faults than decide them.
        self.check_access("write")
        if not self.env.user.has_group(MANAGER):
            raise AccessError(
                self.env._("The division manager decides what becomes of a fault.")
            )
        self._check_not_responsible()

    def _check_is_open(self):
        for fault in self.filtered(lambda f: f.state != "open"):
            raise UserError(
                self.env._(
                    "%(fault)s is decided already: %(remedy)s, by %(user)s.",
                    fault=fault.display_name,
                    remedy=fault._remedy_label(),
                    user=fault.decided_by_id.name or "",
                )
            )

    def _remedy_label(self, remedy=None):
        labels = dict(self._fields["remedy"]._description_selection(self.env))
        return labels.get(remedy or self.remedy, "")

    def _lock(self):
        """Wait for whoever decides the same fault.

        The loser fails to serialize, is retried by Odoo and reads the decision.
        """
        self.flush_recordset()
        self.env.cr.execute(
            "SELECT id FROM ad_publication_fault WHERE id = ANY(%s) FOR UPDATE",
            [self.ids],
        )
        self.invalidate_recordset()

    def _action_decide(self, remedy, values=None):
        """Decide what becomes of the fault, and set it going.

        :param values: what the remedy needs: ``issue_id``, ``position_id``,
            ``credit_amount``, ``customer_word``, ``printer_id``, ``reprint_copies``,
            ``reprint_due``, ``reprint_note``
        :raise AccessError: not a division manager, or the person responsible
        :raise UserError: decided already, or the remedy is none for this fault
        """
        self.ensure_one()
        values = values or {}
        self._check_may_decide()
        self._lock()
        self._check_is_open()
        # Superuser: the decision is guarded; role and state are checked above.
        fault = self.sudo()
        error = fault._remedy_error_message(remedy, values)
        if error:
            raise UserError(error)
        word = (values.get("customer_word") or "").strip()
        fault.write(fault._no_remedy() | {"remedy": remedy, "customer_word": word})
        fault._note_decision(remedy, word)
        getattr(fault, f"_remedy_{remedy}")(values)

    @api.model
    def _no_remedy(self):
        """Values that forget an earlier decision."""
        return {
            "remedy": False,
            "customer_word": False,
            "make_good_id": False,
            "credit_amount": 0.0,
            "is_full_credit": False,
            "correction_issue_id": False,
            "reprint_copies": 0,
            "reprint_due": False,
            "reprint_note": False,
        }

    def _note_decision(self, remedy, word):
        """Keep who decided, and end the manager's to-do."""
        for fault in self:
            fault.write(
                {
                    "remedy": remedy,
                    "customer_word": word,
                    "decided_by_id": self.env.uid,
                    "decided_on": fields.Datetime.now(),
                }
            )
            fault.activity_feedback([ACTIVITY], feedback=fault._remedy_label())
            if word:
                fault._message_log(
                    body=Markup("%s<br/>%s") % (fault._remedy_label(), word)
                )

    # What stands against a remedy

    def _remedy_error_message(self, remedy, values):
        """Why this remedy cannot be decided, or False."""
        self.ensure_one()
        if remedy not in dict(self._fields["remedy"]._description_selection(self.env)):
            return self.env._("Choose what becomes of the fault.")
        if not self.charged_id and remedy in ("make_good", "credit", "correction"):
            return self.env._(
                "This is a fault of all copies, not of one insertion: have them "
                "reprinted, or deliver them as they are. Insertions that suffered are "
                "reported one by one."
            )
        if not self.is_print and remedy in ON_PAPER:
            return self.env._(
                "%(medium)s is a website: nothing is printed in it.",
                medium=self.medium_id.name,
            )
        if remedy in ASKS_CUSTOMER and self.publication_id:
            if not (values.get("customer_word") or "").strip():
                return self.env._("Write down what the customer said.")
        return getattr(self, f"_error_of_{remedy}")(values)

    def _error_of_make_good(self, values):
        issue = values.get("issue_id")
        if not issue:
            return self.env._("Choose the issue in which the make-good runs.")
        position = values.get("position_id") or self.charged_id.position_id
        return (
            self._accepted_error_message()
            or self.charged_id._plan_error_message()
            or self.charged_id._make_good_error_message(issue, position)
        )

    def _accepted_error_message(self):
        if not self.publication_id.is_accepted:
            return False
        return self.env._(
            "The customer has accepted %(publication)s, so nothing is owed.",
            publication=self.publication_id.display_name,
        )

    def _error_of_accept(self, values):
        publication = self.publication_id
        if not publication:
            if self.charged_id:
                return self.env._(
                    "It did not appear, so there is nothing to accept. Plan a "
                    "make-good or credit it in full."
                )
            return False
        return publication._acceptance_error_message(values.get("customer_word"))

    def _error_of_correction(self, values):
        issue = values.get("issue_id")
        if self._did_not_appear():
            return self.env._(
                "It did not appear, so nothing can be corrected. Plan a make-good."
            )
        if not issue or issue.medium_id != self.medium_id:
            return self.env._("Choose the issue of the same medium that corrects it.")
        if issue.state not in ("open", "closed"):
            return self.env._(
                "%(issue)s is at press or published; its pages are frozen.",
                issue=issue.display_name,
            )
        return False

    def _did_not_appear(self):
        publication = self.publication_id
        return not publication or publication.result in NOT_PRINTED

    def _error_of_credit(self, values):
        amount, currency = values.get("credit_amount") or 0.0, self.currency_id
        whole = self.charged_id.amount
        if currency.compare_amounts(amount, 0) <= 0:
            return self.env._("Say how much is credited.")
        if currency.compare_amounts(amount, whole) > 0:
            return self.env._(
                "The insertion costs %(whole)s; more than that is not credited.",
                whole=currency.format(whole),
            )
        full = not currency.compare_amounts(amount, whole)
        if not full and self._did_not_appear():
            return self.env._(
                "It did not appear, so it is credited in full: %(whole)s.",
                whole=currency.format(whole),
            )
        if not full and not (values.get("customer_word") or "").strip():
            return self.env._("Write down what the customer said.")
        return self._credit_again_error_message() or self._credit_state_error_message()

    def _credit_again_error_message(self):
        credited = (self.charged_id.fault_ids - self).filtered(
            lambda fault: fault.remedy == "credit"
        )
        if not credited:
            return False
        return self.env._(
            "A credit of this insertion is decided already, for %(fault)s.",
            fault=credited[0].display_name,
        )

    def _credit_state_error_message(self):
        """What a credit has to wait for, or False."""
        coming = self.charged_id._coming_make_good()
        if coming:
            return self.env._(
                "A make-good is planned in %(issue)s. Withdraw it first.",
                issue=coming.issue_id.display_name,
            )
        draft = self.charged_id.invoice_line_ids.filtered(
            lambda line: line.parent_state == "draft"
        )
        if draft:
            return self.env._(
                "The insertion stands on an invoice that is still a draft. Finance "
                "posts or deletes it first."
            )
        return False

    def _error_of_reprint(self, values):
        if not values.get("printer_id"):
            return self.env._("Say which printer reprints it.")
        if (values.get("reprint_copies") or 0) <= 0:
            return self.env._("Say how many copies are reprinted.")
        today = self.company_id._ad_today()
        if not values.get("reprint_due") or values["reprint_due"] < today:
            return self.env._(
                "Say until when the reprint is delivered; not in the past."
            )
        return False

    def _error_of_none(self, values):
        if self._did_not_appear() and self.charged_id:
            return self.env._(
                "It did not appear. If that is wrong, the Operations Centre records "
                "the right result first."
            )
        if not (values.get("customer_word") or "").strip():
            return self.env._("Say why it is no fault.")
        return False

    # The remedies

    def _remedy_make_good(self, values):
        make_good = self.charged_id._action_plan_make_good(
            values["issue_id"], values.get("position_id")
        )
        self.make_good_id = make_good

    def _remedy_accept(self, values):
        publication = self.publication_id
        if not publication.is_accepted:
            publication._accept_for_fault(values.get("customer_word"))

    def _remedy_correction(self, values):
        self.correction_issue_id = values["issue_id"]

    def _for_good(self):
        """In the company's language: what is kept, whoever pressed the button."""
        return self.with_context(lang=self.company_id._ad_lang())

    def _correction_note(self, issue):
        return self._for_good().env._(
            "Correction in %(issue)s. %(word)s",
            issue=issue.display_name,
            word=self.customer_word or "",
        )

    def _remedy_credit(self, values):
        amount, whole = values["credit_amount"], self.charged_id.amount
        full = not self.currency_id.compare_amounts(amount, whole)
        self.write({"credit_amount": amount, "is_full_credit": full})
        if not full:
            # Who takes money back for it accepts the rest (E18).
            self.publication_id._accept_for_fault(values.get("customer_word"))
        self._draft_credit_note()

    def _remedy_reprint(self, values):
        self.write(
            {
                "printer_id": values["printer_id"].id,
                "reprint_copies": values["reprint_copies"],
                "reprint_due": values["reprint_due"],
                "reprint_note": values.get("reprint_note"),
            }
        )

    def _remedy_none(self, values):
        self.is_proven = "unfounded"
        self.publication_id._note_no_fault(values.get("customer_word"))

    # Credit note

    def action_draft_credit_note(self):
        """Make the credit note once more, when Finance deleted the first.

        :raise AccessError: neither Finance nor a division manager
        :raise UserError: no credit was decided, nothing to credit, or there is one
        """
        self.ensure_one()
        self.check_access("read")
        user = self.env.user
        if not (
            user.has_group(MANAGER) or user.has_group("ad_sales_ops.group_ad_finance")
        ):
            raise AccessError(
                self.env._("Finance or the division manager makes the credit note.")
            )
        # Superuser: the credit was decided; Finance checks and posts it.
        fault = self.sudo()
        error = fault._credit_note_error_message()
        if error:
            raise UserError(error)
        fault._draft_credit_note()
        return True

    def _credit_note_error_message(self):
        """Why no credit note can be made now, or False."""
        if self.remedy != "credit" or self.state != "decided":
            return self.env._("No credit is due for %s.", self.display_name)
        if self._credit_notes():
            return self.env._("The credit note of %s is there already.", self.number)
        if not self._invoice_line_to_credit():
            return self.env._(
                "The insertion has not been invoiced. The next invoice bills it less "
                "the credit."
            )
        return False

    def _live_credit_lines(self):
        return self.credit_line_ids.filtered(lambda line: line.parent_state != "cancel")

    def _credit_notes(self):
        return self._live_credit_lines().filtered(
            lambda line: line.move_id.move_type == "out_refund"
        )

    def _invoice_line_to_credit(self):
        """The posted line that bills the insertion now, or an empty recordset."""
        charged = self.charged_id
        lines = charged.invoice_line_ids.filtered(
            lambda line: line.parent_state == "posted"
            and line.move_id.move_type == "out_invoice"
        )
        return lines.sorted("id")[-1:] if charged._billed_quantity() > 0 else lines[:0]

    def _draft_credit_note(self):
        """Reverse the insertion's own invoice line through Odoo; Finance posts it."""
        line = self._invoice_line_to_credit()
        if not line:
            return
        reversal = (
            self.env["account.move.reversal"]
            .with_company(line.company_id)
            .with_context(active_model="account.move", active_ids=line.move_id.ids)
            .create({"reason": self.number, "journal_id": line.move_id.journal_id.id})
        )
        action = reversal.refund_moves()
        refund = self.env["account.move"].browse(action["res_id"])
        own = refund.invoice_line_ids.filtered(
            lambda x: x.ad_placement_id == self.charged_id
        )[:1]
        (refund.invoice_line_ids - own).unlink()
        own.write(self._prepare_credit_line(line))

    def _prepare_credit_line(self, line):
        values = {"ad_fault_id": self.id, "quantity": 1.0}
        if not self.is_full_credit:
            values |= {
                "price_unit": self.credit_amount,
                "name": self._for_good().env._(
                    "%(insertion)s: credit for fault %(number)s",
                    insertion=line.name,
                    number=self.number,
                ),
            }
        return values

    # Reprint

    def action_reprint_delivered(self):
        """The printer has delivered the reprint: the copies go out.

        :raise AccessError: neither Operations nor Distribution
        :raise UserError: no reprint was ordered, or it is here already
        """
        self.check_access("read")
        titles = (OPERATIONS, "ad_sales_ops.group_ad_distribution")
        if not any(self.env.user.has_group(title) for title in titles):
            raise AccessError(
                self.env._("Operations or Distribution receives a reprint.")
            )
        for fault in self:
            if fault.remedy != "reprint" or fault.state != "decided":
                raise UserError(
                    self.env._("%s does not wait for a reprint.", fault.display_name)
                )
        # Superuser: the fields are guarded; role and state are checked above.
        for fault in self.sudo():
            fault.write(
                {
                    "reprint_delivered_on": fields.Datetime.now(),
                    "reprint_delivered_by_id": self.env.uid,
                }
            )
            fault.publication_id._note_no_fault(
                fault._for_good().env._("Reprinted, %s", fault.number)
            )
        return True

    def action_print_rework(self):
        """Print the rework order for the printer (返工).

        :raise UserError: no reprint was decided
        """
        self.ensure_one()
        self.check_access("read")
        if self.remedy != "reprint":
            raise UserError(
                self.env._("No reprint is decided for %s.", self.display_name)
            )
        report = self.env.ref("ad_sales_ops.action_report_ad_rework")
        return report.report_action(self.ids, config=False)

    # Decide again

    def action_decide_again(self):
        """Take a decision back that has led to nothing final.

        :raise AccessError: not a division manager
        :raise UserError: settled, at press, posted or accepted
        """
        self.ensure_one()
        self._check_may_decide()
        self._lock()
        # Superuser: what was set going is guarded; the role is checked above.
        fault = self.sudo()
        error = fault._again_error_message()
        if error:
            raise UserError(error)
        remedy = fault._remedy_label()
        make_good = fault.make_good_id
        fault._live_credit_lines().move_id.unlink()
        fault.correction_ids.unlink()
        fault.write(fault._no_remedy())
        if make_good.stage not in LOST:
            make_good._action_drop(
                "withdrawn",
                fault._for_good().env._(
                    "Another remedy is decided for %s", fault.number
                ),
            )
        fault._message_log(body=self.env._("Taken back: %s", remedy))
        fault._tell_manager()
        return True

    def _again_error_message(self):
        """Why a decision stands, or False."""
        self.ensure_one()
        if self.state != "decided":
            return self.env._(
                "%(fault)s is not waiting for its remedy, so there is nothing to take "
                "back.",
                fault=self.display_name,
            )
        make_good = self.make_good_id
        if make_good and (
            make_good.issue_id.state == "at_press" or make_good._live_publication()
        ):
            return self.env._(
                "The make-good is at press or published in %(issue)s.",
                issue=make_good.issue_id.display_name,
            )
        if self.remedy == "credit" and not self.is_full_credit:
            return self.env._(
                "The customer has accepted the insertion with this credit; that does "
                "not change any more."
            )
        if "posted" in self._live_credit_lines().mapped("parent_state"):
            return self.env._("The credit note is posted already.")
        return False

    # Screens

    def _open(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Publication Fault"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "current",
        }

    def action_open_make_good(self):
        """Open the make-good."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Make-Good"),
            "res_model": "ad.placement",
            "res_id": self.make_good_id.id,
            "views": [(False, "form")],
        }

    def action_open_credit_notes(self):
        """Open the invoices and credit notes that give the credit."""
        self.ensure_one()
        self.check_access("read")
        # Superuser: which documents; each opens by its reader's own rights.
        moves = self.sudo()._live_credit_lines().move_id
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Credit Note"),
            "res_model": "account.move",
            "view_mode": "list,form",
            "domain": [("id", "in", moves.ids)],
        }

    def action_place_correction(self):
        """Open the dialog that puts the correction on a page.

        :raise AccessError: not the Operations Centre
        :raise UserError: no correction is to be placed
        """
        self.ensure_one()
        self._check_may_place_correction()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Place the Correction"),
            "res_model": "ad.fault.correction",
            "view_mode": "form",
            "target": "new",
            "context": {"default_fault_id": self.id},
        }

    def _check_may_place_correction(self):
        self.check_access("read")
        if not self.env.user.has_group(OPERATIONS):
            raise AccessError(self.env._("The Operations Centre fills the pages."))
        if self.remedy != "correction" or self.state != "decided":
            raise UserError(
                self.env._("%s waits for no correction.", self.display_name)
            )
        if self.correction_ids:
            raise UserError(
                self.env._(
                    "The correction of %(fault)s stands on page %(page)s already.",
                    fault=self.number,
                    page=self.correction_ids[:1].page_label,
                )
            )


class AdPageContent(models.Model):
    _inherit = "ad.page.content"

    fault_id = fields.Many2one(
        "ad.publication.fault",
        "Corrects",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
