"""Proof-reading by somebody who did not make the copy (校对, F6)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .ad_checklist_mixin import Failure


class AdProofReading(models.Model):
    """One reading of one version; a fact."""

    _name = "ad.proof.reading"
    _description = "Proof-Reading"
    _order = "id desc"

    version_id = fields.Many2one(
        "ad.material.version",
        "Copy",
        required=True,
        ondelete="restrict",
        index=True,
        readonly=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, ondelete="restrict", index=True, readonly=True
    )
    user_id = fields.Many2one(
        "res.users", "Carer", ondelete="restrict", index=True, readonly=True
    )
    team_id = fields.Many2one(
        "crm.team", ondelete="restrict", index=True, readonly=True
    )
    round = fields.Integer(readonly=True, aggregator=None)
    reader_id = fields.Many2one(
        "res.users", required=True, ondelete="restrict", readonly=True
    )
    reader_name = fields.Char(required=True, readonly=True)
    read_on = fields.Datetime(required=True, readonly=True)
    result = fields.Selection(
        [("passed", "Passed"), ("returned", "Returned")], required=True, readonly=True
    )
    remarks = fields.Text(readonly=True)

    # Nobody gets past this.
    def write(self, vals):  # pylint: disable=method-required-super
        """Readings never change.

        :raise UserError: always
        """
        raise UserError(self.env._("A proof-reading is kept as it was. Read again."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Proof-readings are kept."))


class AdMaterialVersion(models.Model):
    _inherit = "ad.material.version"

    reading_ids = fields.One2many("ad.proof.reading", "version_id", readonly=True)

    def _check_may_read(self):
        """Only a proofreader, and never who made the copy (F6)."""
        if not self.env.user.has_group("ad_sales_ops.group_ad_proofreader"):
            raise AccessError(self.env._("Copy is read by the proofreader."))
        self.check_access("read")
        for version in self:
            if self.env.user in version.maker_id | version.material_id.received_by_id:
                raise AccessError(
                    self.env._(
                        "%s is your own work: somebody else reads it.",
                        version.display_name,
                    )
                )

    def _action_read(self, result, remarks=""):
        """Record a reading.

        :param result: "passed" or "returned"
        :raise AccessError: no proofreader, or one's own work
        :raise UserError: read already, an old version, or returned without a remark
        """
        self.ensure_one()
        self._check_may_read()
        remarks = (remarks or "").strip()
        if self.material_id.version_id != self:
            raise UserError(
                self.env._(
                    "%(copy)s has been replaced by %(newer)s. Read that one.",
                    copy=self.display_name,
                    newer=self.material_id.version_id.display_name,
                )
            )
        if self.reading_state != "to_read":
            raise UserError(self.env._("%s has been read already.", self.display_name))
        if result == "returned" and not remarks:
            raise UserError(self.env._("Write down what has to be mended."))
        # Superuser: readings are facts, made here only; checked above.
        version = self.sudo()
        version.env["ad.proof.reading"].create(
            {
                "version_id": version.id,
                "company_id": version.company_id.id,
                "user_id": version.user_id.id,
                "team_id": version.team_id.id,
                "round": version.number,
                "reader_id": self.env.uid,
                "reader_name": self.env.user.name,
                "read_on": fields.Datetime.now(),
                "result": result,
                "remarks": remarks,
            }
        )
        version.reading_state = result
        if result == "returned":
            version.material_id.activity_schedule(
                "ad_sales_ops.mail_activity_type_revision",
                date_deadline=version.material_id.next_close
                or fields.Date.context_today(self),
                user_id=version.maker_id.id,
                note=remarks,
            )


class AdMaterial(models.Model):
    _inherit = "ad.material"

    reading_ids = fields.Many2many(
        "ad.proof.reading", compute="_compute_reading_ids", string="Proof-Readings"
    )

    def _compute_reading_ids(self):
        for material in self:
            # Superuser: whoever reads the copy reads what was said of it.
            material.reading_ids = material.sudo().version_ids.reading_ids

    def action_pass_reading(self):
        """Pass the latest versions of these pieces of copy.

        :raise AccessError: no proofreader, or one's own work
        """
        for material in self:
            if not material.version_id:
                raise UserError(
                    self.env._("%s has no content yet.", material.display_name)
                )
            material.version_id._action_read("passed")

    def action_return_reading(self):
        """Open the dialog that asks what has to be mended."""
        self.ensure_one()
        self.version_id._check_may_read()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Return for Mending"),
            "res_model": "ad.proof.reading.return",
            "view_mode": "form",
            "target": "new",
            "context": {"default_version_id": self.version_id.id},
        }


class AdPlacement(models.Model):
    _inherit = "ad.placement"

    def _check_reading(self):
        """Somebody who did not make it has proof-read it (F6)."""
        failures = {}
        for placement in self:
            version = placement.version_id
            if not version or version.reading_state == "passed":
                continue
            if version.reading_state == "returned":
                sentence = self.env._(
                    "The proofreader returned %(copy)s.", copy=version.display_name
                )
            else:
                sentence = self.env._(
                    "%(copy)s has not been proof-read.", copy=version.display_name
                )
            failures[placement] = [Failure(sentence, version.material_id)]
        return failures
