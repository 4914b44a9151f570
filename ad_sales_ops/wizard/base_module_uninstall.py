"""Leaving says what would be lost and asks for an export first (E31)."""

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

MODULE = "ad_sales_ops"


class BaseModuleUninstall(models.TransientModel):
    _inherit = "base.module.uninstall"

    ad_loss = fields.Html("Records that Would Be Lost", compute="_compute_ad_loss")
    ad_is_exported = fields.Boolean(
        "The archive is downloaded and opened",
        help="Uninstalling deletes these records for good.",
    )

    @api.depends_context("lang")
    @api.depends("module_ids")
    def _compute_ad_loss(self):
        for wizard in self:
            items = Markup().join(
                Markup("<li><b>%s</b> %s</li>") % (count, label)
                for label, count in wizard._ad_lost_counts().items()
            )
            wizard.ad_loss = items and (
                Markup("%s<ul class='mb-0'>%s</ul>") % (wizard._ad_kept_note(), items)
            )

    def _ad_kept_note(self):
        """What of it the law wants kept for some time still (U6), as a paragraph."""
        sentence = self._ad_kept_sentence()
        return Markup("<p><b>%s</b></p>") % sentence if sentence else ""

    def _ad_kept_sentence(self):
        count, until = self.env["ad.archive"]._retained_count()
        return count and self.env._(
            "%(count)s publications are within their retention, the last until "
            "%(until)s: by law they and all that belongs to them must be kept.",
            count=count,
            until=format_date(self.env, until),
        )

    def _ad_lost_counts(self):
        """What goes with the module, when it goes: ``{label: number}``."""
        self.ensure_one()
        if MODULE not in self._get_modules().mapped("name"):
            return {}
        return self.env["ad.archive"]._counts()

    def action_ad_download_archive(self):
        """Download everything that would be lost."""
        return {
            "type": "ir.actions.act_url",
            "url": "/ad_sales_ops/archive",
            "target": "download",
        }

    def action_uninstall(self):
        """Uninstall when somebody has looked after the archive.

        :raise UserError: records would be lost that nobody exported
        """
        self.ensure_one()
        counts = {} if self.ad_is_exported else self._ad_lost_counts()
        if counts:
            lost = self.env._(
                "These records would be lost: %(records)s.\nPress “Download the "
                "Archive”, open the file, and tick that you did.",
                records=", ".join(f"{n} {label}" for label, n in counts.items()),
            )
            kept = self._ad_kept_sentence()
            raise UserError("\n".join(filter(None, [lost, kept])))
        return super().action_uninstall()
