"""The page plan (落版单): each spread as a small picture, and a table (P4)."""

from odoo import api, models

from ..models.ad_issue_plan_checks import pages_of

PAGE_PLAN = "ad_sales_ops.report_ad_page_plan"
#: A page side in the pictures, in points; its height follows the trim size.
SIDE = 104
FONT = 9
COLOURS = {
    "held": "#e3e3ea",
    "booked": "#fde3c2",
    "cleared": "#cdeccd",
    "published": "#c9ddf5",
    "hidden": "#dddddd",
}


class ReportAdPagePlan(models.AbstractModel):
    """Draws flat plans from the values that the screen shows, too."""

    _name = "report.ad_sales_ops.report_ad_page_plan"
    _description = "Page Plan Report"

    @api.model
    def _get_report_values(self, docids, data=None):
        issues = self.env["ad.issue"].browse(docids)
        return {
            "doc_ids": docids,
            "doc_model": "ad.issue",
            "docs": issues,
            "plans": [self._page_plan(issue) for issue in issues],
        }

    @api.model
    def _page_plan(self, issue):
        """A plan with pictures and with lines in the order of the pages."""
        plan = issue._flat_plan()
        labels = {side["page"]: side["label"] for side in plan["sides"]}
        items = [item for item in plan["ads"] + plan["contents"] if item["page"]]
        items.sort(key=lambda item: (item["page"], item["y"], item["x"]))
        words = dict(
            self.env["ad.page.content"]._fields["kind"]._description_selection(self.env)
        )
        for item in items:
            pages = pages_of(item)
            ends = dict.fromkeys((pages[0], pages[-1]))
            item["pages"] = "–".join(labels[page] for page in ends)
            item["word"] = item.get("state_label") or words.get(item.get("kind"), "")
        plan["lines"] = items
        plan["unplaced"] = [ad for ad in plan["ads"] if not ad["page"]]
        plan["pictures"] = [
            self._picture(spread, items, labels, plan["issue"]["ratio"])
            for spread in plan["spreads"]
        ]
        return plan

    @api.model
    def _picture(self, spread, items, labels, ratio):
        """Sides and boxes of one spread, in the coordinates of its drawing."""
        height = round(SIDE * ratio)
        boxes = [
            self._box(item, spread[0], height)
            for item in items
            if item["page"] in spread
        ]
        return {
            "width": SIDE * len(spread),
            "height": height,
            "side": SIDE,
            "sides": [
                {"x": index * SIDE, "label": labels[page]}
                for index, page in enumerate(spread)
            ],
            "boxes": boxes,
        }

    @api.model
    def _box(self, item, first, height):
        width = item["width"] * SIDE / 120
        tall = item["height"] * height / 120
        return {
            "x": (item["page"] - first) * SIDE + item["x"] * SIDE / 120,
            "y": item["y"] * height / 120,
            "width": width,
            "height": tall,
            "colour": COLOURS.get(item.get("state"), "#f5f5f5"),
            "lines": self._wrap([item["name"], item["word"]], width, tall),
        }

    @api.model
    def _wrap(self, texts, width, height):
        """Cut texts into lines that fit a box; a Chinese character is a square."""
        room = int((height - 4) // (FONT + 2))
        lines = []
        for text in filter(None, texts):
            line, used = "", 0
            for char in text:
                wide = 1 if ord(char) > 0x2E7F else 0.55
                if (used + wide) * FONT > width - 4:
                    lines.append(line)
                    line, used = "", 0
                line, used = line + char, used + wide
            lines.append(line)
        # The state stands in the last line, whatever the name leaves.
        return lines if len(lines) <= room else [*lines[: max(room - 1, 0)], lines[-1]]


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _get_layout(self):
        if self.report_name == PAGE_PLAN:
            return self.env.ref("ad_sales_ops.report_ad_page")
        return super()._get_layout()
