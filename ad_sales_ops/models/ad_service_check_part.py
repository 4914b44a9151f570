"""What belongs to a phone check, and freezes with it."""

from odoo import api, models


class AdServiceCheckPart(models.AbstractModel):
    """Attempts, claims and answers: kept once the check is done."""

    _name = "ad.service.check.part"
    _description = "Part of a Phone Check"

    @api.model_create_multi
    def create(self, vals_list):
        """Nothing is added afterwards.

        :raise UserError: the check is done or its round closed
        """
        checks = self.env["ad.service.check"].browse(v["check_id"] for v in vals_list)
        self._check_is_open(checks)
        return super().create(vals_list)

    def write(self, vals):
        """Nothing is changed afterwards, also not by the superuser.

        :raise UserError: the check is done or its round closed
        """
        self._check_is_open(self.check_id)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_while_open(self):
        self._check_is_open(self.check_id)

    def _check_is_open(self, checks):
        checks._check_round_is_open()
        checks._check_not_reached()
