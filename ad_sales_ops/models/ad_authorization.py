"""Authorisations to act for another (G8)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError


class AdAuthorization(models.Model):
    """A named person may act for another at a step, up to an amount, from–to.

    Only the general manager grants it. Without a principal it fills a vacant post
    of a team. It is never edited: revoke it and grant another.
    """

    _name = "ad.authorization"
    _inherit = ["ad.guarded.mixin"]
    _description = "Authorisation"
    _order = "date_to desc, id desc"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    deputy_id = fields.Many2one(
        "res.users",
        "Authorised Person",
        required=True,
        ondelete="restrict",
        index=True,
        domain="[('share', '=', False)]",
    )
    principal_id = fields.Many2one(
        "res.users",
        "Acts for",
        ondelete="restrict",
        index="btree_not_null",
        domain="[('share', '=', False)]",
        help="Leave empty for a vacant post.",
    )
    team_id = fields.Many2one(
        "crm.team",
        "Team or Division",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
        help="Only documents of this team or of its parts.",
    )
    step = fields.Selection(
        [
            ("supervisor", "Supervisor's Signature"),
            ("manager", "Manager's Signature"),
            ("company_seal", "Company Seal"),
            ("service_check", "Monthly Phone Check"),
            ("service_summary", "Opinions Summary"),
            ("service_acknowledge", "Acknowledging Opinions Summaries"),
        ],
        required=True,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount_limit = fields.Monetary(
        "Up to", help="In the company's currency, tax included. Zero: no limit."
    )
    date_from = fields.Date(
        "From", required=True, default=lambda self: fields.Date.context_today(self)
    )
    date_to = fields.Date("To", required=True)
    reason = fields.Char(required=True)
    granted_by_id = fields.Many2one(
        "res.users",
        "Granted by",
        required=True,
        readonly=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    revoked_on = fields.Datetime(readonly=True, copy=False)
    is_current = fields.Boolean(
        readonly=True,
        copy=False,
        help="Kept by a daily job: lets the deputy read the documents meanwhile.",
    )
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("valid", "Valid"),
            ("expired", "Expired"),
            ("revoked", "Revoked"),
        ],
        compute="_compute_state",
    )

    _dates_in_order = models.Constraint(
        "CHECK (date_to >= date_from)",
        "An authorisation ends on or after the day it begins.",
    )

    @api.depends_context("lang")
    @api.depends("deputy_id", "principal_id", "team_id", "step")
    def _compute_name(self):
        steps = dict(self._fields["step"]._description_selection(self.env))
        for record in self:
            whom = record.principal_id.name or record.team_id.name
            names = " → ".join(filter(None, (record.deputy_id.name, whom)))
            step = steps.get(record.step)
            record.name = f"{names} ({step})" if step else names

    @api.depends_context("uid")
    @api.depends("date_from", "date_to", "revoked_on")
    def _compute_state(self):
        today = fields.Date.context_today(self)
        for record in self:
            if record.revoked_on:
                record.state = "revoked"
            elif record.date_to and record.date_to < today:
                record.state = "expired"
            elif record.date_from and record.date_from > today:
                record.state = "planned"
            else:
                record.state = "valid"

    @api.constrains("deputy_id", "principal_id", "granted_by_id")
    def _check_people(self):
        for record in self:
            if record.deputy_id in (record.principal_id, record.granted_by_id):
                raise ValidationError(
                    self.env._(
                        "Nobody can be authorised to act for himself, nor authorise "
                        "himself. Choose another person."
                    )
                )
            if record.deputy_id.share or not record.deputy_id.active:
                raise ValidationError(
                    self.env._("The authorised person must be an active employee.")
                )

    @api.constrains("date_to")
    def _check_not_past(self):
        today = fields.Date.context_today(self)
        if any(record.date_to < today for record in self):
            raise ValidationError(
                self.env._("The authorisation would already have expired: extend “To”.")
            )

    @api.model_create_multi
    def create(self, vals_list):
        """Only the general manager grants.

        :raise AccessError: somebody else tries
        """
        self._check_general_manager()
        records = super().create(vals_list)
        records._update_current()
        return records

    def write(self, vals):
        """A granted authorisation is not edited.

        The general manager's access right to write is there because the web client
        offers no “Save” for a new record without it.

        :raise UserError: outside revoking
        """
        if not self.env.su:
            raise UserError(
                self.env._(
                    "An authorisation is not edited. Revoke it and grant a new one."
                )
            )
        return super().write(vals)

    def _guarded_fields(self):
        return super()._guarded_fields() | {"granted_by_id", "is_current", "revoked_on"}

    def _guarded_defaults(self):
        return super()._guarded_defaults() | {"granted_by_id": self.env.uid}

    def _check_general_manager(self):
        if self.env.su:
            return
        if not self.env.user.has_group("ad_sales_ops.group_ad_general_manager"):
            raise AccessError(
                self.env._("Only the general manager grants or revokes authorisations.")
            )

    def action_revoke(self):
        """End the authorisation now; what was signed with it stays.

        :raise AccessError: not the general manager
        """
        self._check_general_manager()
        # Superuser: nobody may edit an authorisation by hand.
        self.filtered(lambda record: not record.revoked_on).sudo().write(
            {"revoked_on": fields.Datetime.now(), "is_current": False}
        )

    def _update_current(self):
        """Mark what is in force today; deputies read documents by this mark."""
        # Superuser: the mark is guarded.
        for record in self.sudo():
            current = record.state == "valid"
            if record.is_current != current:
                record.is_current = current

    @api.model
    def _cron_update_current(self):
        """Once a day: begin and end authorisations by their dates."""
        today = fields.Date.context_today(self)
        self.search(
            [
                "|",
                ("is_current", "=", True),
                "&",
                ("date_to", ">=", today),
                ("revoked_on", "=", False),
            ]
        )._update_current()

    def _valid_for(self, document, step):
        """Those in force today for a step of a document, the longest first."""
        today = fields.Date.context_today(self)
        found = self.filtered(
            lambda record: record.step == step
            and record.company_id == document.company_id
            and record.date_from <= today <= record.date_to
            and not record.revoked_on
        )
        limited = found.filtered("amount_limit")
        if limited:
            amount = document._sign_off_amount()
            found -= limited.filtered(lambda record: record.amount_limit < amount)
        return found.sorted(lambda record: (record.date_to, record.id), reverse=True)


class ResUsers(models.Model):
    _inherit = "res.users"

    ad_authorization_ids = fields.One2many(
        "ad.authorization",
        "principal_id",
        "People Who Act for This User",
        groups="ad_sales_ops.group_ad_user",
    )
