"""Complaints in the customer's portal: register, read, write again (Q1)."""

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal, pager

from ..models.ad_case_letter import MAX_MB, MB

#: What the server reads at all, so that it can say so.
READ_MB = 100
TEXT_LENGTH = 5000
#: What a browser may show by itself; anything else is saved.
SHOWN_TYPES = ("application/pdf", "image/jpeg", "image/png", "image/gif", "image/webp")
#: Documents that are offered as subject, newest first.
OFFERED = 50


class ComplaintPortal(CustomerPortal):
    # What belongs to the customer

    def _complaints(self):
        # Superuser: portal users have no rights on complaints; the domain is theirs.
        return request.env["ad.complaint"].sudo()

    def _ad_customer(self):
        return request.env.user.partner_id.commercial_partner_id

    def _complaint_domain(self):
        """The complaints of the customer who is logged in, and of nobody else."""
        return Domain("customer_id", "=", self._ad_customer().id)

    def _complaint(self, complaint_id):
        domain = self._complaint_domain() & Domain("id", "=", complaint_id)
        return self._complaints().search(domain)

    def _subjects(self):
        """The customer's own documents, ``{"model,id": record}``."""
        customer = self._ad_customer().id
        domains = {
            "ad.publication": [
                ("advertiser_id.commercial_partner_id", "=", customer),
                ("state", "=", "published"),
            ],
            "sale.order": [
                ("partner_id.commercial_partner_id", "=", customer),
                ("ad_contract_kind", "!=", False),
                ("state", "=", "sale"),
            ],
            "account.move": [
                ("commercial_partner_id", "=", customer),
                ("move_type", "in", ("out_invoice", "out_refund")),
                ("state", "=", "posted"),
            ],
        }
        subjects = {}
        for model, domain in domains.items():
            # Superuser: the domains name the customer's documents only.
            records = (
                request.env[model].sudo().search(domain, limit=OFFERED, order="id desc")
            )
            subjects |= {f"{model},{record.id}": record for record in records}
        return subjects

    def _company_of_customer(self, subjects):
        """The house that serves the customer, whichever made the portal user."""
        contracts = [r for r in subjects.values() if r._name == "sale.order"]
        partner = request.env.user.partner_id
        return (
            partner.company_id
            or next((order.company_id for order in contracts), None)
            or request.env.company
        )

    # Pages

    @route(
        ["/my/ad-complaints", "/my/ad-complaints/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def complaints(self, page=1, **kwargs):
        """List the complaints, the newest first."""
        complaints, domain = self._complaints(), self._complaint_domain()
        pages = pager(
            url="/my/ad-complaints",
            total=complaints.search_count(domain),
            page=page,
            step=self._items_per_page,
        )
        found = complaints.search(
            domain, limit=self._items_per_page, offset=pages["offset"]
        )
        return self._complaint_page(
            "ad_sales_ops.portal_my_ad_complaints", complaints=found, pager=pages
        )

    def _complaint_page(self, template, **values):
        values = self._prepare_portal_layout_values() | {
            "page_name": "ad_complaint",
            "error": False,
            # Superuser: the time zone of the house is no secret.
            "zone": request.env.user.tz or request.env.company.sudo()._ad_zone(),
            **values,
        }
        return request.render(template, values)

    @route(
        "/my/ad-complaints/<int:complaint_id>", type="http", auth="user", website=True
    )
    def complaint(self, complaint_id, **kwargs):
        """Show one complaint and what became of it."""
        return self._show(self._complaint(complaint_id))

    def _show(self, complaint, error=False):
        if not complaint:
            return request.redirect("/my/ad-complaints")
        return self._complaint_page(
            "ad_sales_ops.portal_my_ad_complaint",
            complaint=complaint,
            files=self._customer_files(complaint),
            error=error,
        )

    def _customer_files(self, complaint):
        """What the customer's people sent, here or by mail; ours stay inside."""
        # Superuser: files of the customer's own complaint.
        files = (
            request.env["ir.attachment"]
            .sudo()
            .search([("res_model", "=", "ad.complaint"), ("res_id", "=", complaint.id)])
        )
        customer = self._ad_customer()
        uploaded = files.filtered(
            lambda file: (
                file.create_uid.share
                and file.create_uid.partner_id.commercial_partner_id == customer
            )
        )
        letters = complaint.message_ids.filtered(
            lambda message: message.author_id.commercial_partner_id == customer
        )
        return uploaded | (letters.attachment_ids & files)

    @route(
        "/my/ad-complaints/<int:complaint_id>/files/<int:file_id>",
        type="http",
        auth="user",
        readonly=True,
    )
    def complaint_file(self, complaint_id, file_id, **kwargs):
        """Show or save what the customer sent with his own complaint."""
        complaint = self._complaint(complaint_id)
        files = self._customer_files(complaint) if complaint else complaint
        file = files.filtered(lambda file: file.id == file_id)
        if not file:
            raise request.not_found()
        # Superuser: portal users have no rights on complaints; the file is his own.
        stream = request.env["ir.binary"].sudo()._get_stream_from(file)
        response = stream.get_response(as_attachment=file.mimetype not in SHOWN_TYPES)
        response.headers["Cache-Control"] = "private, no-store"
        return response

    @route(
        "/my/ad-complaints/new",
        type="http",
        auth="user",
        website=True,
        methods=["GET", "POST"],
        max_content_length=READ_MB * MB,
    )
    def new_complaint(self, what="", subject="", is_any_hour="", **kwargs):
        """Register a complaint with its files, or say what is wrong with it."""
        subjects, error = self._subjects(), False
        if request.httprequest.method == "POST":
            files = request.httprequest.files.getlist("files")
            try:
                with request.env.cr.savepoint():
                    complaint = self._register(
                        what, subject, subjects, is_any_hour, files
                    )
                return request.redirect(f"/my/ad-complaints/{complaint.id}?thanks=1")
            except (UserError, ValidationError) as problem:
                error = str(problem)
        return self._complaint_page(
            "ad_sales_ops.portal_new_ad_complaint",
            subjects=subjects,
            what=what[:TEXT_LENGTH],
            subject=subject,
            error=error,
            max_mb=MAX_MB,
        )

    def _register(self, what, subject, subjects, is_any_hour, files):
        """Make the complaint.

        :raise UserError: no words, a document of somebody else, files too large
        """
        attachments = self._read_files(files)
        record = subjects.get(subject)
        if subject and record is None:
            raise UserError(
                request.env._("This document is not yours. Choose one of the list.")
            )
        if not what.strip():
            raise UserError(request.env._("Please write what you are not happy with."))
        user = request.env.user
        values = {
            "partner_id": user.partner_id.id,
            "what": what.strip()[:TEXT_LENGTH],
            "channel": "portal",
            "is_any_hour": bool(is_any_hour),
            "owner_id": False,
            "registered_by_id": user.id,
            "company_id": (
                record.company_id
                if record is not None
                else self._company_of_customer(subjects)
            ).id,
        }
        if record is not None:
            values[self._subject_field(record)] = record.id
        # Superuser: portal users have no rights on complaints; these are theirs.
        complaint = self._complaints().create(values)
        request.env["ir.attachment"].sudo().create(
            [
                {
                    "name": name,
                    "raw": content,
                    "res_model": "ad.complaint",
                    "res_id": complaint.id,
                }
                for name, content in attachments
            ]
        )
        return complaint

    def _subject_field(self, record):
        return {
            "ad.publication": "publication_id",
            "sale.order": "order_id",
            "account.move": "move_id",
        }[record._name]

    def _read_files(self, files):
        """Names and contents of the files.

        :raise UserError: together they are larger than allowed
        """
        left, found = MAX_MB * MB, []
        for file in files:
            content = file.read(left + 1)
            left -= len(content)
            if left < 0:
                raise UserError(
                    request.env._(
                        "Your files are larger than %s MB together. Send fewer or "
                        "smaller ones, or hand them to your contact person.",
                        MAX_MB,
                    )
                )
            if file.filename and content:
                found.append((file.filename, content))
        return found

    @route(
        "/my/ad-complaints/<int:complaint_id>/reopen",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def reopen_complaint(self, complaint_id, words="", **kwargs):
        """The customer writes that the matter is not settled."""
        complaint = self._complaint(complaint_id)
        if not complaint:
            return request.redirect("/my/ad-complaints")
        try:
            complaint._reopen_by_customer(words[:TEXT_LENGTH])
        except UserError as error:
            return self._show(complaint, str(error))
        return request.redirect(f"/my/ad-complaints/{complaint_id}")
