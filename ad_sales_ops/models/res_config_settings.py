"""The settings page of advertising sales."""

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    ad_document_warning_days = fields.Integer(
        related="company_id.ad_document_warning_days", readonly=False
    )
    ad_proof_link_days = fields.Integer(
        related="company_id.ad_proof_link_days", readonly=False
    )
    ad_archive_years = fields.Integer(
        related="company_id.ad_archive_years", readonly=False
    )
    ad_copy_delivery_days = fields.Integer(
        related="company_id.ad_copy_delivery_days", readonly=False
    )
    ad_answer_minutes = fields.Integer(
        related="company_id.ad_answer_minutes", readonly=False
    )
    ad_follow_up_hours = fields.Integer(
        related="company_id.ad_follow_up_hours", readonly=False
    )
    ad_escalation_minutes = fields.Integer(
        related="company_id.ad_escalation_minutes", readonly=False
    )
    ad_complaint_alias_name = fields.Char(
        related="company_id.ad_complaint_alias_name", readonly=False
    )
    ad_proof_remind_days = fields.Integer(
        related="company_id.ad_proof_remind_days", readonly=False
    )
    ad_proof_reminders = fields.Integer(
        related="company_id.ad_proof_reminders", readonly=False
    )
    ad_check_recall_percent = fields.Integer(
        related="company_id.ad_check_recall_percent", readonly=False
    )
    ad_copy_file_mb = fields.Integer(
        related="company_id.ad_copy_file_mb", readonly=False
    )
    ad_size_tolerance_mm = fields.Float(
        related="company_id.ad_size_tolerance_mm", readonly=False
    )
    ad_copy_chase_days = fields.Integer(
        related="company_id.ad_copy_chase_days", readonly=False
    )
