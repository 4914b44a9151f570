"""The steps of a job order: made, chosen, proof-read, signed (K15)."""

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from .ad_job_order import OPEN_STAGES, OPEN_STATES

#: More than the alphabet has letters is no choice any more.
MAX_ALTERNATIVES = 10
TO_MEND = "ad_sales_ops.mail_activity_type_job_returned"
MAKERS = ("production", "operations")
CHOOSERS = ("specialist", "operations")
SIGNERS = ("supervisor", "operations")


class AdJobOrder(models.Model):
    _inherit = "ad.job.order"

    # Handing over

    def action_hand_over(self):
        """Give drafts to Production; the due date runs from today.

        :raise AccessError: the title hands nothing over
        :raise UserError: not a draft, no brief, or the charge is settled already
        """
        self._check_title(
            ("specialist", *MAKERS),
            self.env._(
                "Job orders are handed over by specialists, Production and the "
                "Operations Centre."
            ),
        )
        self._check_state("draft")
        for job in self:
            error = job._hand_over_error_message()
            if error:
                raise UserError(error)
            job._action_hand_over()

    def _action_hand_over(self):
        """Production has it from now on; the due date runs."""
        self.ensure_one()
        today = self.company_id._ad_today()
        calendar = self.env["ad.calendar.exception"]
        self._take_step(
            "handed_over",
            {
                "state": "handed_over",
                "handed_over_on": fields.Datetime.now(),
                "date_due": calendar._add_working_days(
                    today, self.type_id.working_days, self.company_id
                ),
            },
        )

    def _hand_over_error_message(self):
        """What Production would have to ask back, or False."""
        self.ensure_one()
        # Superuser: state of the contract and its line, whoever's they are.
        order, line = self.sudo().order_id, self.sudo().order_line_id
        if not (self.brief or "").strip() and not self.sudo().brief_file_ids:
            return self.env._(
                "%s: write in the brief what has to be made, or attach it as a file.",
                self.display_name,
            )
        if order.state == "cancel":
            return self.env._(
                "%(job)s: contract %(contract)s is void. No work is done for it.",
                job=self.display_name,
                contract=order.name,
            )
        if line.ad_is_done:
            return self.env._(
                "%(job)s: “%(line)s” is marked done already. Choose another charge, or "
                "have it marked “Not Done” first.",
                job=self.display_name,
                line=line.name,
            )
        return False

    # Making

    def _check_may_make(self):
        self._check_title(
            MAKERS,
            self.env._(
                "Job orders are carried out by Production or the Operations Centre."
            ),
        )

    def action_start(self):
        """Take job orders into work; who starts is assigned from then on.

        :raise AccessError: neither Production nor Operations
        :raise UserError: not handed over, or assigned to somebody else
        """
        self._check_may_make()
        self._check_state("handed_over")
        for job in self:
            assigned = job.assigned_to_id
            if assigned and assigned != self.env.user:
                raise UserError(
                    self.env._(
                        "Job order %(job)s is assigned to %(name)s. Change “Assigned "
                        "to” first if you take it over.",
                        job=job.number,
                        name=assigned.name,
                    )
                )
            job._take_step(
                "started", {"state": "in_work", "assigned_to_id": self.env.uid}
            )

    def action_deliver(self):
        """Open the dialog that takes the alternatives.

        :raise AccessError: neither Production nor Operations
        :raise UserError: not in work
        """
        self.ensure_one()
        self._check_may_make()
        self._check_state("in_work")
        return self._dialog("ad.job.deliver", self.env._("Deliver the Work"))

    def _action_deliver(self, files, remark=""):
        """Keep what was made; several alternatives go to the customer first.

        :param files: dicts of file, file_name and remark
        :param remark: what was done, required where there is no file
        :raise UserError: not in work, nothing to deliver, or a file is refused
        """
        self.ensure_one()
        self._check_may_make()
        self._check_state("in_work")
        remark = (remark or "").strip()
        self._check_delivery(files, remark)
        single = len(files) == 1
        values = [
            self._alternative_values(file, number) | {"is_chosen": single}
            for number, file in enumerate(files)
        ]
        # Superuser: alternatives are facts, made here only; checked above.
        self.env["ad.job.alternative"].sudo().create(values)
        state = "to_choose" if len(files) > 1 else "to_read"
        self._take_step(
            "delivered", {"state": state, "return_reason": False}, remark or False
        )
        # Superuser: the to-do of a return is done, whosever it was.
        self.sudo().activity_unlink([TO_MEND])

    def _check_delivery(self, files, remark):
        if len(files) > MAX_ALTERNATIVES:
            raise UserError(
                self.env._(
                    "Deliver at most %s alternatives at a time: the customer has to "
                    "choose.",
                    MAX_ALTERNATIVES,
                )
            )
        if not files and self.type_id.needs_files:
            raise UserError(self.env._("Add the file that was made."))
        if not files and not remark:
            raise UserError(self.env._("Write down what was done."))

    def _alternative_values(self, file, number):
        """Values of one alternative, measured as copy is (A1).

        :raise UserError: the file is refused
        """
        name = file["file_name"] or ""
        facts = self.env["ad.copy.file"]._inspect(file["file"], name)
        known = ("mimetype", "preview", "width_mm", "height_mm", "page_count")
        return {
            "job_id": self.id,
            "company_id": self.company_id.id,
            "name": chr(ord("A") + number),
            "round": self.round,
            "maker_id": self.env.uid,
            "file": file["file"],
            "file_name": name,
            "remark": file.get("remark"),
            **{key: facts[key] for key in known if facts.get(key)},
        }

    # Choosing

    def _check_may_choose(self, alternative=None):
        self._check_title(
            CHOOSERS,
            self.env._(
                "The choice is recorded by the customer's specialist, the heads above "
                "or the Operations Centre."
            ),
        )
        self._check_state("to_choose")
        if alternative and not alternative.is_current:
            raise UserError(
                self.env._(
                    "%s belongs to an earlier round. Choose among the latest ones.",
                    alternative.display_name,
                )
            )

    def _action_choose(self, alternative, name, remark=""):
        """Record which alternative the customer takes; the others stay readable.

        :param name: who chose
        :raise AccessError: the title records no choice
        :raise UserError: nothing to choose, an earlier round, or nobody named
        """
        self.ensure_one()
        self._check_may_choose(alternative)
        if alternative.job_id != self:
            raise UserError(
                self.env._("Choose among the alternatives of %s.", self.number)
            )
        name = self._check_reason(name, self.env._("Say who chose."))
        # Superuser: alternatives are facts, the choice is written here only.
        alternative.sudo().write(
            {
                "is_chosen": True,
                "chosen_by_id": self.env.uid,
                "chosen_by_name": name,
                "chosen_on": fields.Datetime.now(),
                "choice_remark": (remark or "").strip() or False,
            }
        )
        sentence = self.env._(
            "Alternative %(letter)s, chosen by %(name)s. %(remark)s",
            letter=alternative.name,
            name=name,
            remark=remark or "",
        )
        self._take_step("chosen", {"state": "to_read"}, sentence.strip())

    # Judging

    def _check_may_read(self):
        self._check_title(
            ("proofreader",),
            self.env._("Job orders are proof-read by the proofreader."),
        )
        self._check_not_maker()

    def action_pass_reading(self):
        """Proof-read job orders without marks.

        :raise AccessError: no proofreader, or one's own work
        :raise UserError: nothing to proof-read
        """
        self._check_may_read()
        self._check_state("to_read")
        for job in self:
            job._take_step("read", {"state": "to_sign", "read_by_id": self.env.uid})

    def _check_may_sign(self):
        self._check_title(
            SIGNERS,
            self.env._(
                "Job orders are signed by a supervisor, a manager or the Operations "
                "Centre."
            ),
        )
        self._check_not_maker()

    def action_sign(self):
        """Sign job orders, which ends them and makes their charges billable.

        :raise AccessError: no head, or one's own work
        :raise UserError: not proof-read, or the contract is not sealed
        """
        self._check_may_sign()
        self._check_state("to_sign")
        for job in self:
            # Superuser: state of the contract, whoever's it is.
            line = job.sudo().order_line_id
            if line and line.state != "sale":
                raise UserError(
                    self.env._(
                        "%(job)s: contract %(contract)s is not sealed, so “%(line)s” "
                        "cannot be billed. Have the contract sealed first.",
                        job=job.display_name,
                        contract=line.order_id.name,
                        line=line.name,
                    )
                )
            job._take_step(
                "signed",
                {
                    "state": "done",
                    "signed_by_id": self.env.uid,
                    "done_on": fields.Datetime.now(),
                },
            )
            job._deliver_charge()

    def _deliver_charge(self):
        """The line is delivered with the last of its job orders (M9, E29)."""
        self.ensure_one()
        # Superuser: the signer's title is checked, the quantity is guarded.
        line = self.sudo().order_line_id
        if line and not line.ad_is_done and not self._open_on(line):
            line.with_user(self.env.user).sudo()._action_ad_deliver(
                line.product_uom_qty
            )

    def _take_charge_back(self):
        """Work that is open again is not billed, unless it was already."""
        self.ensure_one()
        # Superuser: as above.
        line = self.sudo().order_line_id
        if line.qty_delivered and not line.qty_invoiced:
            line.with_user(self.env.user).sudo()._action_ad_deliver(0.0)

    # Back

    def action_return(self):
        """Open the dialog that asks what is wrong.

        :raise AccessError: not the one whose turn it is
        """
        self.ensure_one()
        self._check_may_return()
        return self._reason_dialog("return", self.env._("Return to Production"))

    def _check_may_return(self):
        """Who has to choose, read or sign may also send back."""
        self._check_state("to_choose", "to_read", "to_sign")
        if self.state == "to_choose":
            self._check_may_choose()
        elif self.state == "to_read":
            self._check_may_read()
        else:
            self._check_may_sign()

    def _action_return(self, reason):
        """Send the work back; the next delivery is a new round.

        :raise AccessError: not the one whose turn it is
        :raise UserError: nothing to judge, or no reason
        """
        self.ensure_one()
        self._check_may_return()
        reason = self._check_reason(
            reason, self.env._("Say what is wrong and has to be mended.")
        )
        self._back_to_work("returned", reason)

    def action_reopen(self):
        """Open the dialog that asks why a finished job order is taken up again.

        :raise AccessError: no head, or the one who signed
        :raise UserError: not done
        """
        self.ensure_one()
        self._check_may_reopen()
        return self._reason_dialog("reopen", self.env._("Reopen"))

    def _check_may_reopen(self):
        self._check_state("done")
        self._check_may_sign()
        if self.signed_by_id == self.env.user:
            raise UserError(
                self.env._(
                    "You signed job order %s. Somebody else reopens it.", self.number
                )
            )

    def _action_reopen(self, reason):
        """Take a finished job order up again; its charge is not billable till then.

        :raise AccessError: no head
        :raise UserError: not done, signed by the same person, or no reason
        """
        self.ensure_one()
        self._check_may_reopen()
        reason = self._check_reason(reason, self.env._("Say why it is reopened."))
        self._back_to_work("reopened", reason)
        self._take_charge_back()

    def _back_to_work(self, step, reason):
        self._take_step(
            step,
            {
                "state": "in_work",
                "round": self.round + 1,
                "return_reason": reason,
                "read_by_id": False,
                "signed_by_id": False,
                "done_on": False,
            },
            reason,
        )
        # Superuser: the to-do is the maker's, whoever sends the work back.
        job = self.sudo()
        if job.assigned_to_id:
            job.activity_schedule(
                TO_MEND,
                date_deadline=max(job.date_due, job.company_id._ad_today()),
                user_id=job.assigned_to_id.id,
                note=reason,
            )

    def action_cancel(self):
        """Open the dialog that asks why the work is given up.

        :raise AccessError: the title cancels nothing
        """
        self.ensure_one()
        self._check_may_cancel()
        return self._reason_dialog("cancel", self.env._("Cancel Job Order"))

    def _check_may_cancel(self):
        self._check_title(
            CHOOSERS,
            self.env._(
                "Job orders are cancelled by specialists, the heads above or the "
                "Operations Centre."
            ),
        )
        self._check_state(*OPEN_STATES)

    def _action_cancel(self, reason):
        """Give the work up; its charge can be marked done by hand from then on.

        :raise AccessError: the title cancels nothing
        :raise UserError: finished already, or no reason
        """
        self.ensure_one()
        self._check_may_cancel()
        reason = self._check_reason(
            reason, self.env._("Say why the job order is cancelled.")
        )
        self._take_step(
            "cancelled", {"state": "cancelled", "cancel_reason": reason}, reason
        )
        # Superuser: nobody mends any more, whosever to-do it was.
        self.sudo().activity_unlink([TO_MEND])

    def action_move_due(self):
        """Open the dialog that asks for the new due date and why.

        :raise AccessError: the title moves nothing
        """
        self.ensure_one()
        self._check_may_move_due()
        return self._reason_dialog("due", self.env._("Move the Due Date"))

    def _check_may_move_due(self):
        self._check_title(
            ("specialist", *MAKERS),
            self.env._(
                "Due dates are moved by specialists, Production and the Operations "
                "Centre."
            ),
        )
        self._check_state(*OPEN_STATES[1:])

    def _action_move_due(self, day, reason):
        """Give the work another day, with the reason in the trail.

        :raise AccessError: the title moves nothing
        :raise UserError: not under way, a day in the past, or no reason
        """
        self.ensure_one()
        self._check_may_move_due()
        reason = self._check_reason(
            reason, self.env._("Say why the due date is moved.")
        )
        if not day or day < self.company_id._ad_today():
            raise UserError(self.env._("Choose a due date from today on."))
        sentence = self.env._(
            "From %(old)s to %(new)s. %(reason)s",
            old=format_date(self.env, self.date_due),
            new=format_date(self.env, day),
            reason=reason,
        )
        self._take_step("due_moved", {"date_due": day}, sentence)

    def _reason_dialog(self, purpose, title):
        return self._dialog("ad.job.reason", title, default_purpose=purpose)

    def _dialog(self, model, title, **defaults):
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": model,
            "view_mode": "form",
            "target": "new",
            "context": {"default_job_id": self.id, **defaults},
        }

    # On to the copy

    def action_make_material(self):
        """Register the alternative to go on with as copy of the insertions (A1).

        :raise AccessError: the title registers no copy
        :raise UserError: nothing chosen, or the copy is refused
        """
        self.ensure_one()
        self.check_access("read")
        self._check_state("to_read", "to_sign", "done")
        if not self.chosen_id:
            raise UserError(
                self.env._("Job order %s delivered no file to register.", self.number)
            )
        wizard = self.env["ad.material.register"].create(
            {
                "advertiser_id": self.advertiser_id.id,
                "material_id": self.material_id.id,
                "name": self.name,
                "source": "production",
                "job_alternative_id": self.chosen_id.id,
                "placement_ids": [fields.Command.set(self._waiting_placements().ids)],
            }
        )
        action = wizard.action_register()
        # Superuser: the link is guarded; registering checked the rights.
        self.sudo().material_id = action["res_id"]
        return action

    def _waiting_placements(self):
        return self.placement_ids.filtered(
            lambda p: p.stage in OPEN_STAGES and p.issue_id.state in ("open", "closed")
        )

    def action_open_material(self):
        """Open the copy that came of this job order."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "ad.material",
            "res_id": self.material_id.id,
            "view_mode": "form",
        }
