"""Whether copy fits the space it was sold for (A1)."""

from odoo import models

#: Below this many dots an inch print looks coarse.
PRINT_DPI = 300
#: What rounding in a file can amount to, in mm.
EXACT = 0.5


class AdPlacement(models.Model):
    _inherit = "ad.placement"

    def _size_problem(self, version):
        """Compare a version with the position's trim size, with or without bleed.

        :return: (``"refuse"`` or ``"warn"`` or False, sentence)
        """
        self.ensure_one()
        if version.kind in ("text", "price_list"):
            return False, ""
        if self.medium_id.is_print:
            return self._print_size_problem(version)
        return self._web_size_problem(version)

    def _print_size_problem(self, version):
        position = self.position_id
        wanted = (position.width_mm, position.height_mm)
        if not all(wanted):
            return False, ""
        found = (version.width_mm, version.height_mm)
        if not all(found):
            return "refuse", self.env._(
                "The size of %(copy)s is not known: register it with its width and "
                "height in mm.",
                copy=version.display_name,
            )
        bleed = 2 * position.bleed_mm
        gap = min(
            max(abs(a - b - extra) for a, b in zip(found, wanted, strict=True))
            for extra in {0.0, bleed}
        )
        if gap <= EXACT:
            return False, ""
        tolerance = self.company_id.ad_size_tolerance_mm
        return "warn" if gap <= tolerance else "refuse", self.env._(
            "%(copy)s measures %(found)s mm, “%(position)s” in %(issue)s "
            "%(wanted)s mm.",
            copy=version.display_name,
            found=f"{found[0]:.1f} × {found[1]:.1f}",
            position=position.name,
            issue=self.issue_id.display_name,
            wanted=f"{wanted[0]:.1f} × {wanted[1]:.1f}",
        )

    def _web_size_problem(self, version):
        position = self.position_id
        wanted = (position.width_px, position.height_px)
        found = (version.pixel_width, version.pixel_height)
        if not all(wanted) or not all(found):
            return False, ""
        # Twice the size is for screens with fine dots.
        if found in (wanted, (2 * wanted[0], 2 * wanted[1])):
            return False, ""
        return "refuse", self.env._(
            "%(copy)s measures %(found)s pixels, “%(position)s” %(wanted)s.",
            copy=version.display_name,
            found=f"{found[0]} × {found[1]}",
            position=position.name,
            wanted=f"{wanted[0]} × {wanted[1]}",
        )


class AdMaterial(models.Model):
    _inherit = "ad.material"

    def _size_sentences(self, level):
        """What is wrong with the size on the open insertions, each thing once."""
        self.ensure_one()
        version = self.version_id
        # Superuser: insertions of the customer's other carers run the copy too.
        placements = self.sudo().placement_ids.filtered(
            lambda p: p.version_id == version and p.stage in ("draft", "held", "booked")
        )
        by_position = {p.position_id: p for p in placements}
        problems = [p._size_problem(version) for p in by_position.values()]
        return [sentence for found, sentence in problems if found == level]

    def _resolution_warning(self):
        """A sentence when the picture is too coarse for print, else False."""
        self.ensure_one()
        version = self.version_id
        is_print = any(self.sudo().placement_ids.mapped("medium_id.is_print"))
        if not is_print or not version.pixel_width or version.dpi >= PRINT_DPI:
            return False
        return self.env._(
            "%(copy)s has %(dpi)s dots an inch; print needs %(wanted)s.",
            copy=version.display_name,
            dpi=version.dpi or "?",
            wanted=PRINT_DPI,
        )
