"""Divisions and their teams (G2)."""

from odoo import fields, models


class CrmTeam(models.Model):
    _inherit = "crm.team"

    ad_parent_id = fields.Many2one("crm.team", "Division", index=True)
