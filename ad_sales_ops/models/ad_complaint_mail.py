"""Complaints that arrive by e-mail (Q1)."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import email_normalize, html2plaintext

#: The same subject of the same sender within so many hours is the same complaint.
SAME_HOURS = 24


class AdComplaint(models.Model):
    _inherit = "ad.complaint"

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """Register a mail, or add it to the complaint that it repeats.

        The gateway drops what comes with the same message id; the same words of the
        same sender with another id join the first ones. An unknown sender is
        registered without a customer, to be assigned.
        """
        company = self.env["res.company"].browse(
            (custom_values or {}).get("company_id")
        )
        company = company or self.env.company
        values = self._mail_values(msg_dict, company)
        same = self._same_mail(values)
        if same:
            same._log_step("joined", values["what"])
            return same
        return self.create({**values, **(custom_values or {})})

    def _mail_values(self, msg_dict, company):
        sender = msg_dict.get("email_from") or msg_dict.get("from") or ""
        author = self.env["res.partner"].browse(msg_dict.get("author_id"))
        colleague = author.user_ids.filtered(lambda user: not user.share)[:1]
        # A customer of the other house writes to this one: to be assigned by hand.
        is_ours = author.company_id.id in (False, company.id)
        subject = (msg_dict.get("subject") or "").strip()
        text = html2plaintext(msg_dict.get("body") or "").strip()
        words = "\n".join(filter(None, (subject, text)))
        in_words = self.with_context(lang=company._ad_lang())
        return {
            "company_id": company.id,
            "channel": "mail",
            "what": words or in_words.env._("A mail without a word in it."),
            "mail_subject": subject,
            "caller_email": email_normalize(sender) or sender,
            "caller_name": author.name or sender,
            # A colleague who forwards a mail has taken it; whose it is he says.
            "partner_id": not colleague and is_ours and author.id,
            "owner_id": colleague.id,
            "registered_by_id": colleague.id or self.env.uid,
        }

    def _same_mail(self, values):
        """The open complaint of the day that a mail repeats, or empty."""
        since = fields.Datetime.now() - timedelta(hours=SAME_HOURS)
        return self.search(
            [
                ("company_id", "=", values["company_id"]),
                ("channel", "=", "mail"),
                ("caller_email", "=", values["caller_email"]),
                ("mail_subject", "=", values["mail_subject"]),
                ("registered_on", ">=", since),
                ("state", "!=", "closed"),
            ],
            limit=1,
        )


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
