"""Records that no client deletes past their guard; see ``ad.kept.mixin``.

Guarded and archived records are held by mixins of their own.
"""

from odoo import models

MIXIN = "ad.kept.mixin"


class CrmTeam(models.Model):
    _name = "crm.team"
    _inherit = ["crm.team", MIXIN]


class AdMedium(models.Model):
    _name = "ad.medium"
    _inherit = ["ad.medium", MIXIN]


class AdPosition(models.Model):
    _name = "ad.position"
    _inherit = ["ad.position", MIXIN]


class AdDocumentType(models.Model):
    _name = "ad.document.type"
    _inherit = ["ad.document.type", MIXIN]


class AdPageContent(models.Model):
    _name = "ad.page.content"
    _inherit = ["ad.page.content", MIXIN]


class AdCopySlipLine(models.Model):
    _name = "ad.copy.slip.line"
    _inherit = ["ad.copy.slip.line", MIXIN]


class AdChangeFeeRule(models.Model):
    _name = "ad.change.fee.rule"
    _inherit = ["ad.change.fee.rule", MIXIN]


class AdIssueChange(models.Model):
    _name = "ad.issue.change"
    _inherit = ["ad.issue.change", MIXIN]


class AdIssueChangeLine(models.Model):
    _name = "ad.issue.change.line"
    _inherit = ["ad.issue.change.line", MIXIN]


class AdIssueChangeNotice(models.Model):
    _name = "ad.issue.change.notice"
    _inherit = ["ad.issue.change.notice", MIXIN]


class AdSpaceOrderStep(models.Model):
    _name = "ad.space.order.step"
    _inherit = ["ad.space.order.step", MIXIN]


class AdComplaintCall(models.Model):
    _name = "ad.complaint.call"
    _inherit = ["ad.complaint.call", MIXIN]


class AdComplaintStep(models.Model):
    _name = "ad.complaint.step"
    _inherit = ["ad.complaint.step", MIXIN]


class AdPraise(models.Model):
    _name = "ad.praise"
    _inherit = ["ad.praise", MIXIN]


class AdServiceRound(models.Model):
    _name = "ad.service.round"
    _inherit = ["ad.service.round", MIXIN]


class AdServiceCheck(models.Model):
    _name = "ad.service.check"
    _inherit = ["ad.service.check", MIXIN]


class AdServiceCheckPart(models.AbstractModel):
    _name = "ad.service.check.part"
    _inherit = ["ad.service.check.part", MIXIN]
