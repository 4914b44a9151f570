"""Film output, printing detail and delivery list of an issue as XLSX (U4, D1)."""

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import format_date

from ..models.ad_issue import GRID
from .table_sheet import table_sheet

#: Titles that ask for a report; the delivery list follows the rights on its lines.
TITLES = {
    "film": ("operations", "production", "distribution"),
    "printing": ("operations", "production", "distribution"),
}


class AdIssueReport(models.AbstractModel):
    """Makes the sheets; ``_sheet_<name>`` returns title, heading, columns, rows."""

    _name = "ad.issue.report"
    _description = "Reports of an Issue"

    @api.model
    def _names(self):
        """Names of the reports there are."""
        return ("film", "printing", "deliveries", "status")

    @api.model
    def _xlsx(self, name, issue):
        """The file and its title.

        :raise AccessError: no title that needs it
        """
        issue.check_access("read")
        self._check_title(name)
        title, heading, columns, rows = getattr(self, f"_sheet_{name}")(issue)
        return title, table_sheet(
            title, [f"{title} {issue.medium_id.name}", *heading], columns, rows
        )

    @api.model
    def _check_title(self, name):
        titles = TITLES.get(name)
        user = self.env.user
        if not titles or any(
            user.has_group(f"ad_sales_ops.group_ad_{title}") for title in titles
        ):
            return
        raise AccessError(
            self.env._(
                "Film and printing reports are for Operations, production and "
                "Distribution."
            )
        )

    @api.model
    def _heading(self, issue, *more):
        return [
            self.env._(
                "%(issue)s, film due %(film)s, published %(day)s",
                issue=issue.display_name,
                film=format_date(self.env, issue.film_close) or "-",
                day=format_date(self.env, issue.publication_date),
            ),
            *more,
        ]

    @api.model
    def _placements(self, issue):
        # Superuser: the title is checked; the copy's number and state are printed,
        # which Distribution may not open.
        placements = issue.sudo().placement_ids.filtered(
            lambda p: p.stage in ("booked", "published")
        )
        return placements.sorted(
            lambda p: (not p.page, p.page, p.y, p.x, p.position_id.sequence, p.id)
        )

    @api.model
    def _label(self, record, name):
        labels = dict(record._fields[name]._description_selection(self.env))
        return labels.get(record[name], "")

    # Film output (出片报表)

    @api.model
    def _sheet_film(self, issue):
        placements = self._placements(issue)
        ready = placements.filtered(lambda p: p.state in ("cleared", "published"))
        heading = self.env._(
            "%(count)s advertisements, %(ready)s ready for film",
            count=len(placements),
            ready=len(ready),
        )
        columns = [
            (self.env._("No."), 6),
            (self.env._("Page"), 14),
            (self.env._("Position"), 22),
            (self.env._("Size"), 16),
            (self.env._("Bleed (mm)"), 10),
            (self.env._("Colour"), 14),
            (self.env._("Customer"), 34),
            (self.env._("Contract"), 16),
            (self.env._("Copy"), 18),
            (self.env._("Confirmation"), 16),
            (self.env._("Film Due"), 12),
            (self.env._("Ready"), 10),
            (self.env._("Still Missing"), 44),
            (self.env._("Carer"), 14),
        ]
        rows = [
            self._film_row(number, placement, placement in ready)
            for number, placement in enumerate(placements, 1)
        ]
        return self.env._("Film Output"), self._heading(issue, heading), columns, rows

    @api.model
    def _film_row(self, number, placement, is_ready):
        position = placement.position_id
        missing = "" if is_ready else placement.clearance_blockers
        return [
            number,
            placement.page_label or self.env._("Not placed"),
            position.name,
            position.size_label,
            position.bleed_mm,
            self._label(position, "colour"),
            placement.advertiser_id.name,
            placement.order_id.name,
            placement.version_id.display_name or "",
            self._label(placement, "proof_state"),
            placement.issue_id.film_close or "",
            self.env._("Yes") if is_ready else self.env._("No"),
            missing or "",
            placement.user_id.name,
        ]

    # Printing detail (印刷明细报表)

    @api.model
    def _sheet_printing(self, issue):
        columns = [
            (self.env._("Page"), 16),
            (self.env._("Content"), 40),
            (self.env._("Position"), 22),
            (self.env._("Size"), 16),
            (self.env._("Bleed (mm)"), 10),
            (self.env._("Colour"), 14),
            (self.env._("Copy"), 18),
            (self.env._("Film Due"), 12),
            (self.env._("Still Missing"), 44),
        ]
        on_side = self._by_side(issue)
        rows = []
        for side in range(1, issue._side_count() + 1):
            label = issue._page_label(side)
            rows += [
                self._printing_row(side, label, record)
                for record in on_side.get(side, ())
            ] or [[label, *[""] * (len(columns) - 1)]]
        rows += [
            self._printing_row(0, self.env._("Not placed"), placement)
            for placement in on_side.get(0, ())
        ]
        heading = self.env._(
            "%(sides)s sides, trim size %(width)s × %(height)s mm, gatefold panels: "
            "%(panels)s",
            sides=issue._side_count(),
            width=issue.medium_id.trim_width_mm,
            height=issue.medium_id.trim_height_mm,
            panels=issue.gatefold_panels,
        )
        title = self.env._("Printing Detail")
        return title, self._heading(issue, heading), columns, rows

    @api.model
    def _by_side(self, issue):
        """Advertisements and what nobody bought on each side that they cover."""
        # Superuser: as the advertisements; the title is checked.
        records = [*self._placements(issue), *issue.sudo().content_ids]
        on_side = {}
        for record in sorted(records, key=lambda r: (r.page, r.y, r.x)):
            sides = -(-record.width // GRID) if record.page else 1
            for side in range(record.page, record.page + sides):
                on_side.setdefault(side, []).append(record)
        return on_side

    @api.model
    def _printing_row(self, side, label, record):
        """A row of what stands on a side; of what goes on there only its name."""
        is_ad = record._name == "ad.placement"
        name = record.advertiser_id.name if is_ad else record.display_name
        pages = self._pages(record) or label
        if side > record.page > 0:
            went_on = self.env._(
                "%(content)s (from %(pages)s)", content=name, pages=pages
            )
            return [label, went_on, *[""] * 7]
        if not is_ad:
            kind, due = self._label(record, "kind"), record.issue_id.film_close
            return [pages, name, kind, *[""] * 4, due or "", ""]
        position = record.position_id
        return [
            pages,
            name,
            position.name,
            position.size_label,
            position.bleed_mm,
            self._label(position, "colour"),
            record.version_id.display_name or "",
            record.issue_id.film_close or "",
            record.clearance_blockers or "",
        ]

    @api.model
    def _pages(self, record):
        """The pages it covers, as they are called."""
        label, last = record.page_label, record.page + (record.width - 1) // GRID
        if record._name == "ad.placement" or last == record.page:
            return label
        return f"{label}–{record.issue_id._page_label(last)}"

    # Delivery list (送书清单)

    @api.model
    def _sheet_deliveries(self, issue):
        model = self.env["ad.copy.delivery"]
        model.check_access("read")
        lines = model.search(
            [("issue_id", "=", issue.id), ("state", "!=", "withdrawn")],
            order="number, id",
        )
        widths = {
            "number": 6,
            "customer_name": 34,
            "kind": 14,
            "copies": 8,
            "way": 10,
            "recipient": 14,
            "phone": 18,
            "zip": 10,
            "address": 44,
            "page_text": 24,
            "user_id": 14,
            "deadline": 12,
            "state": 14,
            "signed_by": 14,
            "carrier": 16,
            "tracking_number": 24,
            "posted_on": 12,
        }
        columns = [
            (model._fields[name]._description_string(self.env), width)
            for name, width in widths.items()
        ]
        rows = [[self._value(line, name) for name in widths] for line in lines]
        heading = self.env._(
            "%(count)s receivers, %(copies)s copies",
            count=len(lines),
            copies=sum(lines.mapped("copies")),
        )
        title = self.env._("Delivery List")
        return title, self._heading(issue, heading), columns, rows

    @api.model
    def _value(self, record, name):
        kind = record._fields[name].type
        if kind == "selection":
            return self._label(record, name)
        if kind == "many2one":
            return record[name].display_name or ""
        return record[name]

    # Publication status (上刊情况表)

    @api.model
    def _sheet_status(self, issue):
        model = self.env["ad.publication.status"]
        model.check_access("read")
        lines = model.search([("issue_id", "=", issue.id)])
        names = {
            "advertiser_id": 34,
            "situation": 16,
            "insertions": 10,
            "make_goods": 10,
            "last_insertions": 10,
            "last_date": 14,
            "missed_issues": 10,
            "faults": 10,
            "user_id": 14,
            "team_id": 18,
        }
        columns = [
            (model._fields[name]._description_string(self.env), width)
            for name, width in names.items()
        ]
        rows = [[self._value(line, name) for name in names] for line in lines]
        heading = self.env._(
            "%(runs)s of %(count)s customers are in this issue, %(missed)s were in the "
            "last one and are missing",
            runs=len(lines.filtered(lambda line: line.situation == "runs")),
            count=len(lines),
            missed=len(lines.filtered("is_missed")),
        )
        title = self.env._("Publication Status")
        return title, self._heading(issue, heading), columns, rows


class AdIssue(models.Model):
    _inherit = "ad.issue"

    def action_download_film(self):
        """Download the film output report."""
        return self._download("film")

    def action_download_printing(self):
        """Download the printing detail report."""
        return self._download("printing")

    def action_download_deliveries(self):
        """Download the delivery list."""
        return self._download("deliveries")

    def action_download_status(self):
        """Download the publication status of all customers."""
        return self._download("status")

    def _download(self, name):
        self.ensure_one()
        self.check_access("read")
        self.env["ad.issue.report"]._check_title(name)
        return {
            "type": "ir.actions.act_url",
            "url": f"/ad_sales_ops/issue_report/{name}/{self.id}.xlsx",
            "target": "download",
        }

    def action_open_status(self):
        """Open the publication status of these issues (U5)."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ad_sales_ops.ad_publication_status_action"
        )
        action["domain"] = [("issue_id", "in", self.ids)]
        action["context"] = {}
        return action
