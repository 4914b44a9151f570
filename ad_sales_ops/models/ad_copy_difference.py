"""The last copy beside the next: what is new, changed, gone (A6)."""

from difflib import SequenceMatcher

from odoo import api, fields, models

#: Longer texts are compared line by line only.
MAX_CHARACTERS = 5000


class AdCopyDifference(models.AbstractModel):
    """Compares texts and items and draws them in two columns."""

    _name = "ad.copy.difference"
    _description = "Difference of Copy"

    @api.model
    def _render(self, old, new, rows):
        """Two columns of markup.

        :param old: ``{"label", "headline", "body", "picture"}`` of the last copy
        :param new: the same of the next
        :param rows: list of (kind, old item or False, new item or False)
        """
        texts = [
            self._compare(old.get(name) or "", new.get(name) or "")
            for name in ("headline", "body")
        ]
        return self.env["ir.qweb"]._render(
            "ad_sales_ops.ad_copy_difference",
            {
                "old": old,
                "new": new,
                "texts": [pair for pair in texts if pair[0] or pair[1]],
                "rows": [row for row in rows if row[0] != "keep"],
                "kept": sum(1 for row in rows if row[0] == "keep"),
                "differs": self._differs,
            },
        )

    @api.model
    def _compare(self, old, new):
        """Pieces of both texts, ``(text, is different)``."""
        if max(len(old), len(new)) > MAX_CHARACTERS:
            old, new = old.splitlines(True), new.splitlines(True)
        matcher = SequenceMatcher(None, old, new, autojunk=False)
        before, after = [], []
        for kind, i1, i2, j1, j2 in matcher.get_opcodes():
            if i1 < i2:
                before.append(("".join(old[i1:i2]), kind != "equal"))
            if j1 < j2:
                after.append(("".join(new[j1:j2]), kind != "equal"))
        return before, after

    @api.model
    def _differs(self, old, new, name):
        """Whether one value of an item is another than before."""
        return bool(old and new) and (old[name] or False) != (new[name] or False)

    @api.model
    def _pair(self, old_items, new_items):
        """Items of two lists side by side, matched by product and specification."""

        def key(item):
            return (item.name or "").strip(), (item.specification or "").strip()

        waiting = {key(item): item for item in old_items}
        rows = []
        for item in new_items:
            old = waiting.pop(key(item), False)
            if not old:
                rows.append(("new", False, item))
                continue
            names = ("price", "unit", "valid_until")
            changed = any(self._differs(old, item, name) for name in names)
            rows.append(("change" if changed else "keep", old, item))
        return rows + [("remove", item, False) for item in waiting.values()]


class AdMaterialVersion(models.Model):
    _inherit = "ad.material.version"

    difference_html = fields.Html(
        "What Changed", compute="_compute_difference_html", sanitize=False
    )

    @api.depends_context("lang")
    def _compute_difference_html(self):
        for version in self:
            before = version._version_before()
            version.difference_html = before and version._difference_from(before)

    def _version_before(self):
        """The version before this one, or False."""
        self.ensure_one()
        earlier = self.material_id.version_ids.filtered(
            lambda v: v.number < self.number
        )
        return earlier.sorted("number")[-1:] or False

    def _difference_from(self, before):
        """This version beside another one, as markup."""
        self.ensure_one()
        difference = self.env["ad.copy.difference"]
        return difference._render(
            before._difference_side(),
            self._difference_side(),
            difference._pair(before.item_ids, self.item_ids),
        )

    def _difference_side(self):
        self.ensure_one()
        return {
            "label": self.display_name,
            "headline": self.headline,
            "body": self.body,
            "picture": self.preview
            and f"/web/image/ad.material.version/{self.id}/preview",
            "file_name": self.file_name,
        }


class AdMaterial(models.Model):
    _inherit = "ad.material"

    difference_html = fields.Html(
        related="version_id.difference_html", string="What Changed", sanitize=False
    )


class AdCopySlip(models.Model):
    _inherit = "ad.copy.slip"

    difference_html = fields.Html(
        "Last and Next Copy", compute="_compute_difference_html", sanitize=False
    )

    @api.depends_context("lang")
    def _compute_difference_html(self):
        for slip in self:
            # Superuser: the last copy may be of an insertion of another carer.
            base = slip.sudo().base_version_id
            text = {"headline": base.headline, "body": base.body}
            next_label = slip.version_id.display_name or slip.issue_id.display_name
            slip.difference_html = self.env["ad.copy.difference"]._render(
                {"label": base.display_name or self.env._("Nothing yet"), **text},
                {"label": next_label, **text},
                slip._difference_rows(),
            )

    def _difference_rows(self):
        """Lines as (kind, item before, line after)."""
        self.ensure_one()
        return [
            (
                line.kind,
                line.sudo().item_id if line.kind != "new" else False,
                line if line.kind != "remove" else False,
            )
            for line in self.line_ids
        ]
