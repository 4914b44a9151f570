"""What would be lost with the module, and a copy of it to keep (E31)."""

import csv
import io
import mimetypes
import re
import zipfile

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError

BATCH = 1000
#: Records that prove something; the rest can be set up again.
ARCHIVE = (
    "sale.order",
    "ad.sign.off",
    "ad.seal.use",
    "ad.contract.copy",
    "ad.written.statement",
    "ad.authorization",
    "ad.close.override",
    "ad.placement",
    "ad.space.order",
    "ad.space.order.line",
    "ad.space.order.step",
    "ad.issue.change",
    "ad.issue.change.line",
    "ad.issue.change.notice",
    "ad.publication",
    "ad.issue.review",
    "ad.issue.review.line",
    "ad.publication.fault",
    "ad.copy.reader",
    "ad.copy.delivery",
    "ad.complaint",
    "ad.complaint.step",
    "ad.complaint.call",
    "ad.inquiry",
    "ad.praise",
    "ad.partner.document",
    "ad.confirmer",
    "ad.material",
    "ad.material.version",
    "ad.copy.item",
    "ad.copy.slip",
    "ad.job.order",
    "ad.job.alternative",
    "ad.job.step",
    "ad.content.finding",
    "ad.content.decision",
    "ad.proof.reading",
    "ad.proof.confirmation",
    "ad.proof.return",
    "ad.proof.exception",
    "ad.page.consent",
    "ad.film.check",
    "ad.change.order",
    "ad.change.order.line",
    "ad.proof.audit",
    "ad.proof.audit.line",
    "ad.proof.access",
    "ad.service.round",
    "ad.service.check",
    "ad.service.check.customer",
    "ad.service.check.attempt",
    "ad.service.check.claim",
    "ad.service.check.answer",
    "ad.service.defect",
    "ad.service.summary",
    "ad.service.summary.line",
)
#: Of a contract Odoo's own part stays; these say which contract a line is about.
ORDER_FIELDS = {"name", "partner_id", "user_id", "team_id", "date_order"} | {
    "amount_total",
    "state",
}


class AdArchive(models.AbstractModel):
    """Count the archived records and write them into a ZIP file."""

    _name = "ad.archive"
    _description = "Archive of the Advertising Records"

    @api.model
    def _models(self):
        """Models with something to keep; an addon on top extends the list."""
        return ARCHIVE

    @api.model
    def _domain(self, model):
        return [("ad_contract_kind", "!=", False)] if model == "sale.order" else []

    @api.model
    def _label(self, model):
        if model == "sale.order":
            return self.env._("Advertising Contracts")
        return self.env["ir.model"]._get(model).name

    @api.model
    def _counts(self):
        """How many records of each model there are, ``{label: number}``.

        :raise AccessError: not an administrator
        """
        self._check_administrator()
        # Superuser: the module leaves every company, archived records included.
        counts = {
            model: self.env[model]
            .sudo()
            .with_context(active_test=False)
            .search_count(self._domain(model))
            for model in self._models()
        }
        return {self._label(model): count for model, count in counts.items() if count}

    @api.model
    def _retained_count(self):
        """How many publications the law wants kept still, and until when at most.

        :return: (number, day), (0, False) when there are none
        :raise AccessError: not an administrator
        """
        self._check_administrator()
        # Superuser: of every company, as the module leaves them all.
        publications = self.env["ad.publication"].sudo()
        groups = publications._read_group(
            [("state", "=", "published")],
            ["order_id", "company_id"],
            ["publication_date:max", "__count"],
        )
        today = fields.Date.context_today(self)
        terms = [
            (day + relativedelta(years=company.ad_archive_years), count)
            for _order, company, day, count in groups
        ]
        kept = [(until, count) for until, count in terms if until >= today]
        return sum(c for _until, c in kept), max(kept, default=(False, 0))[0]

    @api.model
    def _check_administrator(self):
        if not self.env.user.has_group("base.group_system"):
            raise AccessError(
                self.env._("Only an administrator exports the whole archive.")
            )

    @api.model
    def _write_zip(self, stream):
        """Write a table for each model, and the files that belong to its records.

        :raise AccessError: not an administrator
        """
        self._check_administrator()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for model in self._models():
                # Superuser: of every company, as the module leaves them all.
                records = self.env[model].sudo().with_context(active_test=False)
                ids = records.search(self._domain(model), order="id").ids
                if ids:
                    self._write_table(archive, records, ids)
                    self._write_files(archive, model, ids)

    def _write_table(self, archive, model, ids):
        """One CSV file a model, in batches, in a form spreadsheets open."""
        names = self._columns(model)
        with (
            archive.open(f"{model._name}.csv", "w") as raw,
            io.TextIOWrapper(raw, "utf-8-sig", newline="") as text,
        ):
            writer = csv.writer(text)
            writer.writerow(names)
            for start in range(0, len(ids), BATCH):
                records = model.browse(ids[start : start + BATCH])
                rows = records.export_data(names)["datas"]
                writer.writerows([self._cell(value) for value in row] for row in rows)
                records.invalidate_recordset()

    def _columns(self, model):
        """Stored fields, files left out; of an order its number and our own."""
        names = [
            name
            for name, field in model._fields.items()
            if field.store
            and name != "id"
            and field.type not in ("binary", "image", "one2many")
            and (
                model._name != "sale.order"
                or name.startswith("ad_")
                or name in ORDER_FIELDS
            )
        ]
        return [".id", *names]

    def _cell(self, value):
        """An apostrophe keeps spreadsheets from taking text for a formula."""
        if isinstance(value, str) and value.startswith(("=", "+", "-", "@")):
            return f"'{value}"
        return "" if value is False or value is None else value

    def _write_files(self, archive, model, ids):
        """The scans: of an order those in our fields, the others stay with it."""
        domain = [("res_model", "=", model), ("res_id", "in", ids)]
        ours = ("res_field", "=like", "ad\\_%")
        any_field = ["|", ("res_field", "=", False), ("res_field", "!=", False)]
        domain += [ours] if model == "sale.order" else any_field
        # Superuser: as above; the archive is whole or of no use.
        files = self.env["ir.attachment"].sudo().search(domain, order="id")
        for file in files.with_context(prefetch_fields=False):
            ending = mimetypes.guess_extension(file.mimetype or "") or ""
            name = re.sub(r"[^\w.-]+", "_", file.res_field or file.name or "file")
            if not name.endswith(ending):
                name += ending
            path = f"{model}/{file.res_id}-{file.id}-{name}"
            archive.writestr(path, file.raw or b"")
            file.invalidate_recordset()
