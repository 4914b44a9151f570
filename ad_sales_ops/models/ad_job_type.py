"""Kinds of production work and how long each takes (K15)."""

from odoo import fields, models


class AdJobType(models.Model):
    """A kind of job order with its working days; more are added by configuration."""

    _name = "ad.job.type"
    _description = "Job Type"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    working_days = fields.Integer(
        "Working Days Needed",
        default=3,
        required=True,
        help="Working days from the day the job is handed over to the day it is due.",
    )
    needs_files = fields.Boolean(
        "Ends in a File",
        default=True,
        help="Off: the job is done without a file, as with film or printing on behalf.",
    )
    active = fields.Boolean(default=True)

    _days_are_sensible = models.Constraint(
        "CHECK (working_days BETWEEN 0 AND 250)",
        "Give the working days as a number from 0 (due the same day) to 250.",
    )
