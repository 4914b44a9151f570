"""What we write to the customer, and the files he sends by mail (Q1, Q6)."""

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize, format_date, format_time, plaintext2html

#: Channels on which the customer reads our answers.
WRITTEN = ("mail", "portal")
#: All files of one letter together; what is beyond stays outside, and is named.
MAX_MB = 20
MB = 1024 * 1024


class AdCaseMixin(models.AbstractModel):
    _inherit = "ad.case.mixin"

    # Our letters

    def _tell_customer(self, words, promised_on=False):
        """Who wrote to us reads our words; who called has heard them.

        :raise UserError: it came by mail, and there is no address to answer to
        """
        self.ensure_one()
        # What he wrote last is answered herewith.
        self._end_written()
        address = self._letter_to()
        if self.channel == "mail" and not address:
            raise UserError(
                self.env._(
                    "%s came by e-mail, but there is no address to answer to. Choose "
                    "the customer, or write down the e-mail address, then answer.",
                    self.number,
                )
            )
        if self.channel in WRITTEN and address:
            self.message_post(
                body=plaintext2html(self._letter(words, promised_on)),
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                author_id=self.env.user.partner_id.id,
                **address,
            )

    def _letter_to(self):
        """Who reads our letter: the address that wrote, else the customer's."""
        address = email_normalize(self.caller_email or "")
        if address and address != self.partner_id.email_normalized:
            return {"outgoing_email_to": address}
        return {"partner_ids": self.partner_id.ids} if self.partner_id.email else {}

    def _letter(self, words, promised_on):
        """Our words, and the promised time in the customer's language and place."""
        if not promised_on:
            return words
        partner, company = self.partner_id, self.company_id
        env = self.with_context(lang=partner.lang or company._ad_lang()).env
        zone = partner.tz or company._ad_zone()
        local = fields.Datetime.context_timestamp(
            self.with_context(tz=zone), promised_on
        )
        day = format_date(env, local.date(), date_format="long")
        time = format_time(env, promised_on, tz=zone, time_format="short")
        promise = env._("You hear more from us by %s.", f"{day} {time}")
        return f"{words}\n\n{promise}"

    # His files

    def message_update(self, msg_dict, update_vals=None):
        """Keep of a letter's files what fits."""
        left_out = self._drop_large_files(msg_dict)
        result = super().message_update(msg_dict, update_vals)
        self._note_left_out(left_out)
        return result

    def _drop_large_files(self, msg_dict):
        """Take out of a mail the files that do not fit.

        The mail itself is never refused: the customer has complained.

        :return: names of the files taken out
        """
        left, kept, left_out = MAX_MB * MB, [], []
        for file in msg_dict.get("attachments") or []:
            name, content = file[0], file[1]
            if len(content) > left:
                left_out.append(name)
            else:
                left -= len(content)
                kept.append(file)
        msg_dict["attachments"] = kept
        return left_out

    def _note_left_out(self, names):
        if not names:
            return
        for case in self:
            # Superuser: the house's language and limit, when a mail comes for nobody.
            company = case.company_id.sudo()
            case = case.with_context(lang=company._ad_lang())
            case._message_log(
                body=case.env._(
                    "Files larger than %(size)s MB together were not kept: %(names)s. "
                    "Ask the customer to send them in parts.",
                    size=MAX_MB,
                    names=", ".join(names),
                )
            )
