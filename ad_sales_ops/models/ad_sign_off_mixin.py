"""A chain of signatures on a document (G4, G5)."""

from odoo import models


class AdSignOffMixin(models.AbstractModel):
    _name = "ad.sign.off.mixin"
    _description = "Sign-Off Chain"
