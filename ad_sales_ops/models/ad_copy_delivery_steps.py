"""The steps of a copy on its way: handed over, posted, returned, withdrawn (D1)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import format_list

from .ad_copy_delivery import DISTRIBUTION, NUMBERLESS

#: So many names are read out in a message, then it says how many more.
NAMED = 10


class AdCopyDelivery(models.Model):
    _inherit = "ad.copy.delivery"

    def _check_state(self, *states):
        """Say of the first line in another state why the step is none for it."""
        for delivery in self.filtered(lambda d: d.state not in states):
            raise UserError(
                self.env._(
                    "%(delivery)s is “%(state)s”; this step is not for it.",
                    delivery=delivery.display_name,
                    state=delivery._state_label(),
                )
            )

    def _names(self):
        """The first names of many, and how many more there are."""
        names = format_list(self.env, self[:NAMED].mapped("customer_name"))
        more = len(self) - NAMED
        if more > 0:
            return self.env._("%(names)s and %(count)s more", names=names, count=more)
        return names

    # By hand

    def action_deliver(self):
        """The customer has signed: the copy is handed over.

        :raise AccessError: not the carer's side and not Distribution
        :raise UserError: not by hand, not open, or nobody signed
        """
        self.check_access("read")
        self._check_state("to_deliver")
        # Carers hand over what they may write; so does Distribution.
        self.check_access("write")
        for delivery in self:
            error = delivery._deliver_error_message()
            if error:
                raise UserError(error)
        now = fields.Datetime.now()
        # Superuser: state and facts are guarded; right and state are checked.
        for delivery in self.sudo():
            today = delivery.company_id._ad_today()
            delivery.write(
                {
                    "state": "delivered",
                    "delivered_on": now,
                    "delivered_by_id": self.env.uid,
                    "was_late": bool(delivery.deadline and delivery.deadline < today),
                }
            )
        return True

    def _deliver_error_message(self):
        """What stands against handing the copy over, or False."""
        if self.way != "hand":
            return self.env._(
                "%s goes by post. Change the way to “By Hand” if you take it there.",
                self.display_name,
            )
        if not (self.signed_by or "").strip():
            return self.env._("%s: write down who takes the copy.", self.display_name)
        if not self.signature and not self.receipt_photo:
            return self.env._(
                "%s: let the customer sign, or add a photo of the signed list.",
                self.display_name,
            )
        return False

    # By post

    def action_post(self):
        """Post what has its carrier, and its number where the carrier gives one.

        :raise AccessError: not Distribution
        :raise UserError: everything that is missing, a sentence each
        """
        self._check_distribution()
        self.check_access("read")
        self._check_state("to_deliver")
        self.check_access("write")
        errors = [error for d in self for error in d._post_error_messages()]
        if errors:
            raise UserError("\n".join(errors))
        for company, deliveries in self.grouped("company_id").items():
            deliveries._action_post(company._ad_today())
        return True

    def _post_error_messages(self):
        name, errors = self.display_name, []
        if self.way != "post":
            errors.append(
                self.env._("%s goes by hand. Change the way to “By Post” first.", name)
            )
        if not self.carrier:
            errors.append(self.env._("%s has no carrier.", name))
        elif not self.tracking_number and self.carrier not in NUMBERLESS:
            errors.append(self.env._("%s has no tracking number.", name))
        if not self.address:
            errors.append(self.env._("%s has no address.", name))
        return errors

    def _action_post(self, day):
        # Superuser: state and facts are guarded; title and state are checked.
        deliveries = self.sudo()
        for late, group in deliveries.grouped(
            lambda d: bool(d.deadline and d.deadline < day)
        ).items():
            group.write(
                {
                    "state": "posted",
                    "posted_on": day,
                    "posted_by_id": self.env.uid,
                    "was_late": late,
                }
            )

    def action_receive(self):
        """The customer says the mail has come.

        :raise AccessError: the line is somebody else's
        :raise UserError: it was not posted
        """
        self._check_worker()
        self._check_state("posted")
        # Superuser: the state is guarded; right and state are checked.
        self.sudo().write(
            {
                "state": "received",
                "received_on": fields.Datetime.now(),
                "received_by_id": self.env.uid,
            }
        )
        return True

    def _check_worker(self):
        """Distribution, or whoever looks after the customer."""
        self.check_access("read")
        user = self.env.user
        if self.env.su or user.has_group(DISTRIBUTION):
            return
        if user.has_group("ad_sales_ops.group_ad_specialist"):
            return
        raise AccessError(
            self.env._("Copies are delivered by the carer and by Distribution.")
        )

    # Returned mail

    def action_return(self):
        """Open the dialog for mail that came back."""
        self._check_distribution()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ad_sales_ops.ad_copy_return_action"
        )
        action["context"] = {"default_delivery_id": self.id} if len(self) == 1 else {}
        return action

    def _action_return(self, reason, note, day):
        """Record that the mail came back.

        :raise AccessError: not Distribution
        :raise UserError: it was not posted, or came back before it left
        """
        self._check_distribution()
        self.check_access("read")
        self._check_state("posted", "received")
        for delivery in self:
            if day < delivery.posted_on or day > delivery.company_id._ad_today():
                raise UserError(
                    self.env._(
                        "%s: the mail came back between the day of posting and today.",
                        delivery.display_name,
                    )
                )
        # Superuser: the state is guarded; title and state are checked.
        self.sudo().write(
            {
                "state": "returned",
                "return_reason": reason,
                "return_note": note,
                "returned_on": day,
                "returned_by_id": self.env.uid,
            }
        )

    def action_send_again(self):
        """Put the copy on the list once more, to the customer's present address.

        :raise AccessError: not Distribution
        :raise UserError: it did not come back, or is on the list again already
        """
        self._check_distribution()
        self.check_access("read")
        self._check_state("returned")
        return self._action_send_again()._open_list()

    def _action_send_again(self, values=None):
        """A new line for each of these, linked to it."""
        for delivery in self.filtered("next_ids"):
            raise UserError(
                self.env._(
                    "%s was sent again already. Look at the newer line.",
                    delivery.display_name,
                )
            )
        # A return still pending would meet its successor in the unique index.
        self.flush_model(["state"])
        # Superuser: lines are made by their steps only; the callers checked the title.
        deliveries = self.sudo()
        addresses = deliveries.partner_id._ad_copy_addresses()
        return deliveries.create(
            [
                {
                    "issue_id": delivery.issue_id.id,
                    "partner_id": delivery.partner_id.id,
                    "number": delivery.number,
                    "kind": delivery.kind,
                    "is_new": delivery.is_new,
                    "user_id": delivery.user_id.id,
                    "team_id": delivery.team_id.id,
                    "copies": delivery.copies,
                    "way": delivery.way,
                    "previous_id": delivery.id,
                    **addresses[delivery.partner_id],
                    **(values or {}),
                }
                for delivery in deliveries
            ]
        ).sudo(self.env.su)

    # Not sent after all

    def action_cancel(self):
        """Open the dialog that asks why nothing is sent."""
        return self._reason_dialog("cancel", self.env._("Not Sent"))

    def _action_cancel(self, reason):
        """Leave a line open no longer; it stays readable.

        :raise AccessError: somebody else's customer
        :raise UserError: it has left, or no reason
        """
        self._check_worker()
        self._check_state("to_deliver")
        if not (reason or "").strip():
            raise UserError(self.env._("Say why nothing is sent."))
        # Superuser: the state is guarded; right and state are checked.
        self.sudo().write({"state": "cancelled", "cancel_reason": reason})

    @api.model
    def _leave_one_open(self, sources, partner):
        """Contacts become one: of their open copies of an issue one stays."""
        lines = self.search(
            [
                ("partner_id", "in", (sources | partner).ids),
                ("state", "=", "to_deliver"),
            ]
        )
        for same in lines.grouped("issue_id").values():
            ordered = same.sorted(lambda line: (line.partner_id != partner, line.id))
            ordered[1:].write(
                {
                    "state": "cancelled",
                    "cancel_reason": self.env._(
                        "The customer was merged with %s.", partner.name
                    ),
                }
            )

    def action_reopen(self):
        """The copy is to be sent after all."""
        self._check_worker()
        self._check_state("cancelled")
        # Superuser: the state is guarded; right and state are checked.
        self.sudo().write({"state": "to_deliver", "cancel_reason": False})
        return True

    # Counter-entry

    def action_withdraw(self):
        """Open the dialog that asks why the record is wrong."""
        return self._reason_dialog("withdraw", self.env._("Withdraw Record"))

    def _action_withdraw(self, reason):
        """Take a wrong record back; the copy is on the list again (G5).

        :raise AccessError: the person who made the record, or no such title
        :raise UserError: nothing to withdraw, or no reason
        """
        self._check_may_withdraw()
        self._check_state("delivered", "posted", "received", "returned")
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the record is wrong."))
        again = self.filtered(lambda delivery: not delivery.sudo().next_ids)
        # Superuser: state and trail are guarded; right and state are checked.
        self.sudo().write(
            {
                "state": "withdrawn",
                "withdrawn_by_id": self.env.uid,
                "withdrawn_on": fields.Datetime.now(),
                "withdrawal_reason": reason,
            }
        )
        return again._action_send_again()

    def _check_may_withdraw(self):
        self.check_access("read")
        user = self.env.user
        titles = (DISTRIBUTION, "ad_sales_ops.group_ad_supervisor")
        if not any(user.has_group(title) for title in titles):
            raise AccessError(
                self.env._(
                    "A wrong record is withdrawn by Distribution or the supervisor."
                )
            )
        makers = self.delivered_by_id | self.posted_by_id | self.returned_by_id
        if user in makers:
            raise AccessError(
                self.env._(
                    "You made this record yourself; a second person withdraws it."
                )
            )

    def _reason_dialog(self, purpose, title):
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "ad.copy.reason",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_purpose": purpose,
                "default_delivery_ids": self.ids,
            },
        }

    # Lists and prints

    def _open_list(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ad_sales_ops.ad_copy_delivery_action"
        )
        action["domain"] = [("id", "in", self.ids)]
        action["context"] = {}
        return action

    def _or_waiting(self, *more):
        """These lines, or without any those on the screen that still wait."""
        if self:
            return self
        shown = Domain(self.env.context.get("active_domain") or Domain.TRUE)
        waiting = Domain("state", "=", "to_deliver") & Domain(list(more))
        return self.search(shown & waiting)

    def action_print_labels(self):
        """Print labels: of the lines chosen, or of everything still to be posted."""
        return self._print(
            "ad_sales_ops.action_report_ad_copy_labels",
            self._or_waiting(("way", "=", "post")),
        )

    def action_print_notices(self):
        """Print mailing notices: of the lines chosen, or of new customers to come."""
        return self._print(
            "ad_sales_ops.action_report_ad_copy_notice",
            self._or_waiting(("way", "=", "post"), ("is_new", "=", True)),
        )

    def action_print_list(self):
        """Print the delivery list: of the lines chosen, or of all open ones."""
        return self._print(
            "ad_sales_ops.action_report_ad_copy_list", self._or_waiting()
        )

    def _print(self, report, deliveries):
        if not deliveries:
            raise UserError(self.env._("No copies wait, so there is nothing to print."))
        deliveries.check_access("read")
        return self.env.ref(report).report_action(deliveries.ids, config=False)

    def action_open_tracking(self):
        """Open the dialog that takes the carrier's numbers."""
        self._check_distribution()
        waiting = self._or_waiting(("way", "=", "post"))
        if not waiting:
            raise UserError(self.env._("No copies wait to be posted."))
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ad_sales_ops.ad_copy_tracking_action"
        )
        action["context"] = {"default_issue_id": waiting[0].issue_id.id}
        return action
