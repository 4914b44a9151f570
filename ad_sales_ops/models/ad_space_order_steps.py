"""Handing space order slips in, amending them, adding what was booked since (P6)."""

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime

from .ad_space_order_step import WORDS


class AdSpaceOrder(models.Model):
    _inherit = "ad.space.order"

    def action_hand_in(self):
        """Hand the slips in: they freeze, and the pages show their wishes.

        :raise AccessError: somebody else's slip
        :raise UserError: handed in already, empty, incomplete, or closed for press
        """
        self._check_keeper()
        for slip in self:
            message = slip._hand_in_error_message()
            if message:
                raise UserError(message)
            slip._action_hand_in()
        return True

    def _hand_in_error_message(self):
        """Why the slip cannot be handed in, or False."""
        self.ensure_one()
        if self.state == "handed_in":
            return self.env._(
                "%(slip)s was handed in on %(time)s. Press “Amend the Slip” to change "
                "it.",
                slip=self.display_name,
                time=format_datetime(self.env, self.handed_in_on),
            )
        message = self._closed_message()
        if message:
            return message
        if self.missing_count:
            return self.env._(
                "%(count)s insertions were booked meanwhile and are not on the slip: "
                "%(customers)s. Press “Add to the Slip”, look at them, and hand it in.",
                count=self.missing_count,
                customers=self._missing_words(),
            )
        if not self.line_ids:
            return self.env._(
                "The slip is empty: none of your customers has space held or booked in "
                "%s. Hold the space in a contract first.",
                self.issue_id.display_name,
            )
        return "\n".join(self.line_ids._error_messages()) or False

    def _action_hand_in(self):
        """Freeze the slip, tell the insertions their wishes, keep the proof of it."""
        self.ensure_one()
        now = fields.Datetime.now()
        # Superuser: state and wishes are guarded; callers checked rights and state.
        slip = self.sudo()
        # What went to another issue or carer has its wish from there.
        for line in slip.line_ids.filtered(lambda x: x.placement_id and not x.is_off):
            line.placement_id.ordered_wish = line._prepare_wish()
        words = slip.with_context(lang=slip.company_id._ad_lang())
        snapshot = [line._snapshot() for line in words.line_ids]
        changes = words._changes(snapshot)
        slip._note_step("handed_in", snapshot=snapshot, changes=changes)
        slip.write(
            {
                "state": "handed_in",
                "handed_in_on": now,
                "handed_in_by_id": self.env.uid,
                "handed_in_late": slip.handed_in_late or slip.is_late,
            }
        )
        slip._stop_reminding()

    def _note_step(self, step, **values):
        """Keep what happened to the slip; called as superuser."""
        self.ensure_one()
        granted = self._authorization()
        self.env["ad.space.order.step"].create(
            {
                "on_behalf_id": granted.principal_id.id,
                "slip_id": self.id,
                "step": step,
                "done_on": fields.Datetime.now(),
                "actor_id": self.env.uid,
                **values,
            }
        )

    def _changes(self, snapshot):
        """What differs from the last hand-in, in words; False the first time."""
        handed_in = self.step_ids.filtered(lambda step: step.step == "handed_in")
        if not handed_in:
            return False
        last = {line["line"]: line for line in handed_in[-1:].snapshot}
        changed = []
        for line in snapshot:
            old = last.get(line["line"])
            if not old:
                changed.append(self.env._("Added: %s", self._line_words(line)))
            elif any(old[name] != line[name] for name in WORDS):
                changed.append(
                    self.env._(
                        "Changed: %(new)s (was: %(old)s)",
                        new=self._line_words(line),
                        old=self._line_words(old),
                    )
                )
        return "\n".join(changed) or self.env._("Nothing changed.")

    def _line_words(self, line):
        return " | ".join(filter(None, (line[name] for name in WORDS)))

    def action_amend(self):
        """Open handed-in slips to change them; they have to be handed in again.

        What was ordered holds until then.

        :raise AccessError: somebody else's slip
        :raise UserError: not handed in, or closed for press
        """
        self._check_keeper()
        for slip in self:
            message = slip._closed_message()
            if not message and slip.state != "handed_in":
                message = self.env._("%s is not handed in yet.", slip.display_name)
            if message:
                raise UserError(message)
            slip._action_amend()
        return True

    def _action_amend(self):
        self.ensure_one()
        # Superuser: the state is guarded; callers checked.
        slip = self.sudo()
        slip.state = "amending"
        slip._note_step("amending")

    def action_add_missing(self):
        """Put what was booked since on the slip; a handed-in one is amended.

        :raise AccessError: somebody else's slip
        :raise UserError: closed for press, or nothing is missing
        """
        self.ensure_one()
        self._check_keeper()
        message = self._closed_message()
        if not message and not self.missing_count:
            message = self.env._("Every insertion of yours is on the slip already.")
        if message:
            raise UserError(message)
        if self.state == "handed_in":
            self._action_amend()
        self._take_missing()
        return True
