"""What the archive of a published advertisement is made of (U6).

Each of these records says which contract, copy or publication it belongs to; see
``ad.retained.mixin``.
"""

from odoo import models
from odoo.fields import Domain

MIXIN = "ad.retained.mixin"


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", MIXIN]

    def _evidence_fields(self):
        """The customer's signature in the portal is his seal."""
        return super()._evidence_fields() | {"signature"}


class SaleOrderLine(models.Model):
    _name = "sale.order.line"
    _inherit = ["sale.order.line", MIXIN]


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", MIXIN]


class AdSignOff(models.Model):
    _name = "ad.sign.off"
    _inherit = ["ad.sign.off", MIXIN]
    _retained_by = (
        "order_id",
        "change_order_id.order_id",
        "film_check_id.placement_id",
    )


class AdChangeOrder(models.Model):
    _name = "ad.change.order"
    _inherit = ["ad.change.order", MIXIN]
    _retained_by = ("order_id",)


class AdChangeOrderLine(models.Model):
    _name = "ad.change.order.line"
    _inherit = ["ad.change.order.line", MIXIN]
    _retained_by = ("change_id.order_id",)


class AdFilmCheck(models.Model):
    _name = "ad.film.check"
    _inherit = ["ad.film.check", MIXIN]
    _retained_by = ("placement_id",)


class AdPublicationFault(models.Model):
    _name = "ad.publication.fault"
    _inherit = ["ad.publication.fault", MIXIN]
    _retained_by = ("publication_id",)


class AdSealUse(models.Model):
    _name = "ad.seal.use"
    _inherit = ["ad.seal.use", MIXIN]
    _retained_by = ("order_id",)


class AdContractCopy(models.Model):
    _name = "ad.contract.copy"
    _inherit = ["ad.contract.copy", MIXIN]
    _retained_by = ("order_id",)


class AdWrittenStatement(models.Model):
    _name = "ad.written.statement"
    _inherit = ["ad.written.statement", MIXIN]
    _retained_by = ("order_id",)


class AdCloseOverride(models.Model):
    _name = "ad.close.override"
    _inherit = ["ad.close.override", MIXIN]
    _retained_by = ("order_id",)


class AdAuthorization(models.Model):
    _name = "ad.authorization"
    _inherit = ["ad.authorization", MIXIN]

    def _retention_sources(self):
        """The contracts that were signed by it."""
        lines = self.env["ad.sign.off"].search([("authorization_id", "=", self.id)])
        return [lines.order_id]


class AdPlacement(models.Model):
    _name = "ad.placement"
    _inherit = ["ad.placement", MIXIN]
    _retained_by = ("publication_ids.order_id",)


class AdPageConsent(models.Model):
    _name = "ad.page.consent"
    _inherit = ["ad.page.consent", MIXIN]
    _retained_by = ("placement_id",)


class AdMaterial(models.Model):
    _name = "ad.material"
    _inherit = ["ad.material", MIXIN]


class AdMaterialVersion(models.Model):
    _name = "ad.material.version"
    _inherit = ["ad.material.version", MIXIN]
    _retained_by = ("material_id",)


class AdCopyItem(models.Model):
    _name = "ad.copy.item"
    _inherit = ["ad.copy.item", MIXIN]
    _retained_by = ("version_id.material_id",)


class AdCopySlip(models.Model):
    _name = "ad.copy.slip"
    _inherit = ["ad.copy.slip", MIXIN]
    _retained_by = ("placement_id",)


class AdJobOrder(models.Model):
    _name = "ad.job.order"
    _inherit = ["ad.job.order", MIXIN]
    _retained_by = ("order_id", "material_id")


class AdJobAlternative(models.Model):
    _name = "ad.job.alternative"
    _inherit = ["ad.job.alternative", MIXIN]
    _retained_by = ("job_id.order_id", "job_id.material_id")


class AdJobStep(models.Model):
    _name = "ad.job.step"
    _inherit = ["ad.job.step", MIXIN]
    _retained_by = ("job_id.order_id", "job_id.material_id")


class AdContentFinding(models.Model):
    _name = "ad.content.finding"
    _inherit = ["ad.content.finding", MIXIN]
    _retained_by = ("version_id.material_id",)


class AdContentDecision(models.Model):
    _name = "ad.content.decision"
    _inherit = ["ad.content.decision", MIXIN]

    def _retention_sources(self):
        """The copy on which it was decided, and to which it was carried over."""
        findings = self.env["ad.content.finding"].search(
            [("decision_id", "=", self.id)]
        )
        return [findings.material_id]


class AdProofReading(models.Model):
    _name = "ad.proof.reading"
    _inherit = ["ad.proof.reading", MIXIN]
    _retained_by = ("version_id.material_id",)


class AdProofConfirmation(models.Model):
    _name = "ad.proof.confirmation"
    _inherit = ["ad.proof.confirmation", MIXIN]
    _retained_by = ("placement_id", "version_id.material_id")


class AdProofReturn(models.Model):
    _name = "ad.proof.return"
    _inherit = ["ad.proof.return", MIXIN]
    _retained_by = ("proof_id.placement_id", "proof_id.version_id.material_id")


class AdProofAccess(models.Model):
    _name = "ad.proof.access"
    _inherit = ["ad.proof.access", MIXIN]
    _retained_by = ("proof_id.placement_id", "proof_id.version_id.material_id")


class AdProofException(models.Model):
    _name = "ad.proof.exception"
    _inherit = ["ad.proof.exception", MIXIN]
    _retained_by = ("placement_id",)


class AdProofAudit(models.Model):
    _name = "ad.proof.audit"
    _inherit = ["ad.proof.audit", MIXIN]
    _retained_by = ("line_ids.publication_id", "line_ids.proof_id.placement_id")


class AdProofAuditLine(models.Model):
    _name = "ad.proof.audit.line"
    _inherit = ["ad.proof.audit.line", MIXIN]
    _retained_by = ("publication_id", "proof_id.placement_id")


class AdConfirmer(models.Model):
    _name = "ad.confirmer"
    _inherit = ["ad.confirmer", MIXIN]

    def _retention_sources(self):
        """The insertions whose proofs this person was asked to confirm."""
        proofs = self.env["ad.proof.confirmation"].search(
            [("confirmer_id", "=", self.id)]
        )
        return [proofs.placement_id]


class AdCopyDelivery(models.Model):
    _name = "ad.copy.delivery"
    _inherit = ["ad.copy.delivery", MIXIN]

    def _retention_sources(self):
        """What the receiver had in the issue that he was sent."""
        publications = self.env["ad.publication"].search(
            [
                ("issue_id", "=", self.issue_id.id),
                ("advertiser_id", "=", self.partner_id.commercial_partner_id.id),
            ]
        )
        return [publications]


class AdPartnerDocument(models.Model):
    _name = "ad.partner.document"
    _inherit = ["ad.partner.document", MIXIN]

    def _retention_sources(self):
        """What appeared relying on this paper: verified, and valid on its day."""
        if not self.verified_by_id:
            return []
        domain = Domain("advertiser_id", "=", self.partner_id.id)
        if self.date_from:
            domain &= Domain("publication_date", ">=", self.date_from)
        if self.date_to:
            domain &= Domain("publication_date", "<=", self.date_to)
        publications = self.env["ad.publication"]
        return [publications.search(domain, order="publication_date desc", limit=1)]

    def _erase_personal_data(self):
        """Personal papers are blanked, save those that the law wants kept (G5, U6)."""
        kept = self.browse(document.id for document in self._retained())
        return super(AdPartnerDocument, self - kept)._erase_personal_data()
