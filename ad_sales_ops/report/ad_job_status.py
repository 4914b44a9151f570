"""Status of job orders for the customer (工作进度单, K15)."""

import base64

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_date, format_list
from odoo.tools.image import image_data_uri, image_process

JOB_STATUS = "ad_sales_ops.report_ad_job_status"
CUSTOMER_STATUS = "ad_sales_ops.report_ad_job_status_customer"
#: Longest side in pixels of the small pictures.
PICTURE_PIXELS = 500


class ReportAdJobStatus(models.AbstractModel):
    """Gathers job orders of one customer for the template."""

    _name = "report.ad_sales_ops.report_ad_job_status"
    _description = "Job Order Status Report"

    @api.model
    def _get_report_values(self, docids, data=None):
        jobs = self.env["ad.job.order"].browse(docids)
        return {
            "doc_ids": docids,
            "doc_model": "ad.job.order",
            "docs": jobs,
            "sheets": [self._sheet(job, job) for job in jobs],
        }

    @api.model
    def _sheet(self, record, jobs):
        """Everything that the template prints on one sheet for one customer."""
        jobs.check_access("read")
        # Who may read the job orders may read all that is printed on them: the
        # customer's name, what was delivered and who made it.
        jobs = jobs.sudo()
        lang = self._lang(jobs[:1])
        jobs = jobs.with_context(lang=lang)
        self = self.with_env(jobs.env)
        company = jobs[:1].company_id
        return {
            "record": record,
            "lang": lang,
            "company": company,
            "customer": jobs[:1].advertiser_id,
            "contact": jobs[:1].advertiser_id.ad_contact_id,
            "date": format_date(self.env, company._ad_today(), date_format="long"),
            "carer": jobs[:1].user_id,
            "jobs": [self._job(job) for job in jobs],
        }

    def _lang(self, job):
        """The language of the customer's copy: the customer's, else the company's."""
        installed = dict(self.env["res.lang"].get_installed())
        contact = job.advertiser_id.ad_contact_id
        wanted = (contact.lang, job.advertiser_id.lang, job.company_id._ad_lang())
        return next((lang for lang in wanted if lang in installed), self.env.lang)

    def _job(self, job):
        """One job order: what, until when, how far, what was made."""
        alternatives = job._round_alternatives()
        shown = alternatives.filtered("is_chosen") or alternatives
        return {
            "number": job.number,
            "name": job.name,
            "type": job.type_id.name,
            "contract": job.order_id.name,
            "issues": format_list(
                self.env, job.placement_ids.issue_id.mapped("display_name")
            ),
            "due": format_date(self.env, job.date_due, date_format="long")
            if job.date_due
            else False,
            "state": dict(job._fields["state"]._description_selection(self.env))[
                job.state
            ],
            "awaited": self._awaited(job),
            "is_awaited": job.state == "to_choose",
            "alternatives": [self._alternative(a) for a in shown],
        }

    def _awaited(self, job):
        """What the customer has to do, or that he need do nothing."""
        letters = format_list(self.env, job._round_alternatives().mapped("name"))
        if job.state == "to_choose":
            return self.env._("Please choose one of the alternatives: %s.", letters)
        if job.state == "done":
            return self.env._("Nothing: the work is done.")
        if job.state == "cancelled":
            return self.env._("Nothing: the work was cancelled.")
        return self.env._("Nothing at present; we are at work.")

    def _alternative(self, alternative):
        picture = False
        if alternative.preview:
            size = (PICTURE_PIXELS, PICTURE_PIXELS)
            picture = image_data_uri(
                self._small(alternative.with_context(bin_size=False).preview, size)
            )
        return {
            "name": alternative.name,
            "file_name": alternative.file_name,
            "remark": alternative.remark,
            "picture": picture,
            "choice": alternative._choice_sentence(),
        }

    def _small(self, encoded, size):
        content = image_process(base64.b64decode(encoded), size=size)
        return base64.b64encode(content)


class ReportAdJobStatusCustomer(models.AbstractModel):
    """All open job orders of a customer on one sheet."""

    _name = "report.ad_sales_ops.report_ad_job_status_customer"
    _description = "Job Orders of a Customer Report"

    @api.model
    def _get_report_values(self, docids, data=None):
        sheets = []
        gather = self.env["report.ad_sales_ops.report_ad_job_status"]
        for partner in self.env["res.partner"].browse(docids):
            jobs = partner._ad_open_job_orders()
            if not jobs:
                raise UserError(
                    self.env._(
                        "%s has no job order under way that you may read.",
                        partner.display_name,
                    )
                )
            sheets.append(gather._sheet(partner, jobs))
        return {"doc_ids": docids, "doc_model": "res.partner", "sheets": sheets}


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _get_layout(self):
        if self.report_name in (JOB_STATUS, CUSTOMER_STATUS):
            return self.env.ref("ad_sales_ops.report_ad_page")
        return super()._get_layout()

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        """Print sheets one by one; the caller merges them."""
        name = self._get_report(report_ref).report_name
        if not res_ids or name not in (JOB_STATUS, CUSTOMER_STATUS):
            return super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids)
        streams = {}
        for res_id in dict.fromkeys(res_ids):
            streams.update(
                super()._render_qweb_pdf_prepare_streams(report_ref, data, [res_id])
            )
        return streams
