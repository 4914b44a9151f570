"""Complaints that arrive by e-mail (Q1)."""

import re
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import email_normalize, html2plaintext

from .ad_case_mixin import ANY_TITLE

#: The same words of the same sender within so many hours are the same complaint.
SAME_HOURS = 24
#: Whose mail a colleague forwards.
FORWARDED = re.compile(
    r"^\W*(?:发件人|寄件人|寄件者|from)\W*[:：](.*?)([\w.+-]+@[\w-]+(?:\.[\w-]+)+)",
    re.IGNORECASE | re.MULTILINE,
)


class AdComplaint(models.Model):
    _inherit = "ad.complaint"

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """Register a mail, or add it to the complaint that it repeats.

        The gateway drops what comes with the same message id; the same words of the
        same sender with another id join the first ones, or take it up again when it
        was solved meanwhile. An unknown sender is registered without a customer, to
        be assigned.
        """
        company = self.env["res.company"].browse(
            (custom_values or {}).get("company_id")
        )
        company = company or self.env.company
        values = self._mail_values(msg_dict, company)
        left_out = self._drop_large_files(msg_dict)
        complaint = self._same_mail(values)
        if complaint:
            complaint._repeated(values["what"])
        else:
            complaint = self.create({**values, **(custom_values or {})})
        complaint._note_left_out(left_out)
        return complaint

    def _mail_values(self, msg_dict, company):
        subject = (msg_dict.get("subject") or "").strip()
        text = html2plaintext(msg_dict.get("body") or "").strip()
        words = "\n".join(filter(None, (subject, text)))
        in_words = self.with_context(lang=company._ad_lang())
        return {
            "company_id": company.id,
            "channel": "mail",
            "what": words or in_words.env._("A mail without a word in it."),
            "mail_subject": subject,
            **self._sender_values(msg_dict, company, text),
        }

    def _sender_values(self, msg_dict, company, text):
        """Whose mail it is, and who has taken it."""
        sender = msg_dict.get("email_from") or msg_dict.get("from") or ""
        author = self.env["res.partner"].browse(msg_dict.get("author_id"))
        colleague = author.user_ids.filtered(lambda user: not user.share)[:1]
        if colleague:
            return {
                "caller_name": author.name,
                **self._forwarded_values(text, company),
                **self._forwarder_values(colleague, company),
            }
        # A customer of the other house writes to this one: to be assigned by hand.
        is_ours = author.company_id.id in (False, company.id)
        return {
            "caller_email": email_normalize(sender) or sender,
            "caller_name": author.name or sender,
            "partner_id": is_ours and author.id,
            "owner_id": False,
            "registered_by_id": self.env.uid,
        }

    def _forwarder_values(self, colleague, company):
        """A colleague who forwards a mail has taken it, if he can work on it."""
        can_own = colleague.has_group(ANY_TITLE) and company in colleague.company_ids
        return {
            "owner_id": can_own and colleague.id,
            "registered_by_id": colleague.id if can_own else self.env.uid,
        }

    def _forwarded_values(self, text, company):
        """The customer named at the head of a forwarded mail; else he is asked for."""
        sender = FORWARDED.search(text)
        if not sender:
            return {}
        email = email_normalize(sender[2])
        partner = self.env["res.partner"].search(
            [
                ("email_normalized", "=", email),
                ("company_id", "in", (False, company.id)),
            ],
            limit=1,
        )
        name = partner.name or sender[1].strip(' *<"“”') or email
        return {"caller_email": email, "caller_name": name, "partner_id": partner.id}

    def _same_mail(self, values):
        """The open complaint of the day whose words a mail repeats, or empty."""
        since = fields.Datetime.now() - timedelta(hours=SAME_HOURS)
        found = self.search(
            [
                ("company_id", "=", values["company_id"]),
                ("channel", "=", "mail"),
                ("caller_email", "=", values.get("caller_email", False)),
                ("mail_subject", "=", values["mail_subject"]),
                ("registered_on", ">=", since),
                ("state", "!=", "closed"),
            ]
        )
        words = self._bare_words(values["what"])
        # What was registered: handlers mend the words of the complaint itself.
        return found.filtered(
            lambda complaint: (
                words in map(self._bare_words, complaint.step_ids.mapped("words"))
            )
        )[:1]

    @api.model
    def _bare_words(self, text):
        """Words without the line breaks and blanks that every mail program sets."""
        return "".join((text or "").split()).casefold()


class ResCompany(models.Model):
    _inherit = "res.company"

    ad_complaint_alias_id = fields.Many2one("mail.alias", copy=False, readonly=True)
    ad_complaint_alias_name = fields.Char(
        "Mail Address for Complaints",
        compute="_compute_ad_complaint_alias_name",
        inverse="_inverse_ad_complaint_alias_name",
        help="What is written to this address is registered as a complaint.",
    )

    @api.depends("ad_complaint_alias_id.alias_name")
    def _compute_ad_complaint_alias_name(self):
        # Superuser: the address is printed on letters.
        for company in self.sudo():
            company.ad_complaint_alias_name = company.ad_complaint_alias_id.alias_name

    def _inverse_ad_complaint_alias_name(self):
        # Superuser: whoever may write the company sets its address.
        for company in self.sudo():
            name = (company.ad_complaint_alias_name or "").strip()
            alias = company.ad_complaint_alias_id
            if alias:
                alias.alias_name = name
            elif name:
                company.ad_complaint_alias_id = alias.create(
                    {
                        "alias_name": name,
                        "alias_model_id": self.env["ir.model"]._get_id("ad.complaint"),
                        "alias_defaults": {"company_id": company.id},
                        "alias_domain_id": company.alias_domain_id.id,
                    }
                )
