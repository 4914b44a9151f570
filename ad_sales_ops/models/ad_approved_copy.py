"""Regulated categories: the approval that is printed, and what it approved (A3)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_date

from .ad_checklist_mixin import Failure
from .ad_restricted_term import fold

#: Titles that compare copy with what the authority approved.
RECORDERS = ("reviewer", "contract_admin")


class AdDocumentType(models.Model):
    _inherit = "ad.document.type"

    must_be_printed = fields.Boolean(
        "Number Must Be Printed",
        help="Advertisements have to show the number of this document.",
    )

    def write(self, vals):
        result = super().write(vals)
        if {"must_be_printed", "category_ids", "active"} & set(vals):
            self.env["ad.restricted.term"]._next_list_version()
        return result


class AdPartnerDocument(models.Model):
    _inherit = "ad.partner.document"

    must_be_printed = fields.Boolean(related="type_id.must_be_printed")
    approved_version_id = fields.Many2one(
        "ad.material.version",
        "Approved Copy",
        ondelete="restrict",
        index="btree_not_null",
        domain="[('advertiser_id', '=', partner_id)]",
        help="The version that the authority approved; nothing else may run under "
        "this number.",
    )

    @api.model
    def _critical_fields(self):
        return super()._critical_fields() | {"approved_version_id"}

    @api.constrains("approved_version_id", "partner_id")
    def _check_approved_version(self):
        for document in self.filtered("approved_version_id"):
            # Superuser: whose copy it is, nothing else.
            if document.approved_version_id.sudo().advertiser_id != document.partner_id:
                raise ValidationError(
                    self.env._(
                        "The approved copy has to be copy of %s.",
                        document.partner_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        documents = super().create(vals_list)
        if documents.approved_version_id:
            self._check_may_record_approved()
        return documents

    def write(self, vals):
        if "approved_version_id" in vals:
            self._check_may_record_approved()
        return super().write(vals)

    def _holds_on(self, day):
        """Whether the document is verified and valid on a day."""
        self.ensure_one()
        return self.verified_by_id and self._state_on(day) in ("valid", "expiring")

    @api.model
    def _check_may_record_approved(self):
        # Constraints run as the superuser, so this is no constraint.
        if not self.env.su and not any(
            self.env.user.has_group(f"ad_sales_ops.group_ad_{title}")
            for title in RECORDERS
        ):
            raise AccessError(
                self.env._(
                    "The Ad Reviewer or the Contract Administrator records which copy "
                    "was approved."
                )
            )

    def _touch_placements(self, partners=None):
        """Numbers to print changed: screen the copy of these customers again."""
        result = super()._touch_placements(partners)
        printed = self.filtered("must_be_printed")
        touched = printed.partner_id | (partners or self.env["res.partner"])
        if printed:
            self.env["ad.material.version"]._screen_again(touched)
        return result


class AdMaterialVersion(models.Model):
    _inherit = "ad.material.version"

    def _printed_approvals(self):
        """The advertiser's approvals whose number stands in the copy."""
        self.ensure_one()
        # Superuser: papers of the customer, whoever looks at his copy.
        advertiser = self.sudo().advertiser_id
        printed = advertiser.ad_category_id.document_type_ids.filtered(
            "must_be_printed"
        )
        if not printed:
            return self.env["ad.partner.document"].sudo()
        folded = self._folded_text()
        return advertiser.ad_document_ids.filtered(
            lambda d: d.active
            and d.type_id in printed
            and d.number
            and fold(d.number)[0] in folded
        )


class AdMaterial(models.Model):
    _inherit = "ad.material"

    is_regulated = fields.Boolean(compute="_compute_is_regulated")

    def _compute_is_regulated(self):
        for material in self:
            # Superuser: the kind of goods, whoever looks at the copy.
            category = material.advertiser_id.sudo().ad_category_id
            material.is_regulated = any(
                category.document_type_ids.mapped("must_be_printed")
            )

    def action_record_approved(self):
        """Record that the latest version is what the authority approved (A3).

        A second person verifies the approval anew before the copy can run.

        :raise AccessError: neither the Ad Reviewer nor the Contract Administrator
        :raise UserError: no approval number stands in the copy
        """
        self.env["ad.partner.document"]._check_may_record_approved()
        self.check_access("read")
        for material in self:
            version = material.version_id
            documents = version._printed_approvals() if version else False
            if not documents:
                raise UserError(
                    self.env._(
                        "%s prints no approval number of its customer's documents. "
                        "Enter the approval among them, and print its number.",
                        material.display_name,
                    )
                )
            # Superuser: these titles may not edit papers; checked above.
            documents.sudo().write({"approved_version_id": version.id})
            material.sudo().message_post(
                body=self.env._(
                    "Recorded as the approved copy of %s; a second person verifies it.",
                    ", ".join(documents.mapped("display_name")),
                )
            )
        return True


class AdPlacement(models.Model):
    _inherit = "ad.placement"

    def _check_screening(self):
        failures = super()._check_screening()
        for placement in self:
            sentence = placement.version_id and placement._approval_sentence()
            if sentence:
                failures.setdefault(placement, []).append(
                    Failure(sentence, placement.material_id)
                )
        return failures

    def _approval_sentence(self):
        """Why the printed approval does not cover this insertion, or False."""
        self.ensure_one()
        # A number that is missing altogether is a finding of the screening.
        shown = self.version_id._printed_approvals()
        if not shown:
            return False
        day = self.publication_date
        valid = shown.filtered(lambda d: d._holds_on(day))
        if not valid:
            return self._printed_approval_sentence(shown)
        checksum = self.version_id.checksum
        if checksum in valid.approved_version_id.mapped("checksum"):
            return False
        return self.env._(
            "Nobody has recorded that this is the copy approved by %(document)s.",
            document=", ".join(valid.mapped("display_name")),
        )

    def _printed_approval_sentence(self, shown):
        """What is wrong when another approval is valid than the printed one.

        When none is, the check of the advertiser's documents says so.
        """
        day = self.publication_date
        others = shown.partner_id.ad_document_ids.filtered(
            lambda d: d.type_id in shown.type_id and d._holds_on(day)
        )
        return others and self.env._(
            "The copy prints %(document)s, which does not hold on %(date)s. Print the "
            "number of %(valid)s.",
            document=", ".join(shown.mapped("display_name")),
            date=format_date(self.env, day),
            valid=", ".join(others.mapped("display_name")),
        )
