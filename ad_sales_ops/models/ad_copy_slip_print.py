"""The slip on paper: 新增单, 变价单, for the customer to sign (A6)."""

from odoo import models
from odoo.exceptions import UserError


class AdCopySlip(models.Model):
    _inherit = "ad.copy.slip"

    def action_print(self):
        """Print the slip.

        :raise UserError: nothing is new, changed or removed
        """
        self.check_access("read")
        for slip in self:
            if not slip._lines_of("new", "change", "remove"):
                raise UserError(
                    self.env._(
                        "Slip %s changes nothing yet: there is nothing to sign.",
                        slip.number,
                    )
                )
        report = self.env.ref("ad_sales_ops.action_report_ad_copy_slip")
        return report.report_action(self)

    def _lines_of(self, *kinds):
        """The lines of some kinds."""
        return self.line_ids.filtered(lambda line: line.kind in kinds)

    def _slip_title(self):
        """What the paper is called."""
        self.ensure_one()
        kinds = set(self.line_ids.mapped("kind"))
        if not kinds & {"change", "remove"}:
            return self.env._("New-Item Slip")
        if "new" not in kinds:
            return self.env._("Price-Change Slip")
        return self.env._("New-Item and Price-Change Slip")

    def _slip_lang(self):
        """The customer's language where it is installed, else the company's."""
        self.ensure_one()
        installed = dict(self.env["res.lang"].get_installed())
        wanted = (self.advertiser_id.lang, self.company_id._ad_lang())
        return next((lang for lang in wanted if lang in installed), self.env.lang)
