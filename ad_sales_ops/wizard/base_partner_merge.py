"""Merging contacts of which one or both are advertisers."""

from odoo import models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Before Odoo moves what hangs on the contacts, in SQL.

        What would meet a unique index there, Odoo deletes.
        """
        (src_partners | dst_partner)._ad_end_double_confirmers(dst_partner)
        # sudo: lines of every carer; nothing but the state of open ones changes.
        deliveries = self.env["ad.copy.delivery"].sudo()
        deliveries._leave_one_open(src_partners, dst_partner)
        # sudo: lines of calls are read-only for everybody; all of them stay
        called = self.env["ad.service.check.customer"].sudo()
        called._mark_merged(src_partners | dst_partner)
        return super()._update_foreign_keys(src_partners, dst_partner)

    def _update_values(self, src_partners, dst_partner):
        """Keep the file of the surviving contact and take over the documents.

        Odoo copies every value that the survivor lacks; who filed or checked another
        record is no value to copy, and guarded fields would refuse the merge.
        """
        # sudo: guarded fields of records that the merge deletes next
        sources = src_partners.sudo()
        is_advertiser = any(sources.mapped("ad_is_advertiser"))
        sources.write(
            dict.fromkeys(sources._guarded_fields(), False)
            | {"ad_file_state": "pending", "ad_is_advertiser": False}
        )
        result = super()._update_values(src_partners, dst_partner)
        if is_advertiser and not dst_partner.ad_is_advertiser:
            dst_partner.ad_is_advertiser = True
        dst_partner.sudo()._ad_take_over_documents()
        return result
