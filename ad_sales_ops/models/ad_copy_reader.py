"""Who gets copies besides the customers in the issue: the standing list (D1)."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

#: Copies of one issue for one reader; more is a mistake of typing.
MAX_COPIES = 500


class AdCopyReader(models.Model):
    """A prospect, a complimentary reader, or an advertiser who gets more copies."""

    _name = "ad.copy.reader"
    _description = "Reader of Free Copies"
    _order = "medium_id, partner_id, id"
    _rec_name = "partner_id"
    _rec_names_search = ["partner_id"]

    partner_id = fields.Many2one(
        "res.partner", "Receiver", required=True, index=True, ondelete="restrict"
    )
    medium_id = fields.Many2one(
        "ad.medium",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('is_print', '=', True)]",
    )
    company_id = fields.Many2one(related="medium_id.company_id", store=True, index=True)
    kind = fields.Selection(
        [
            ("prospect", "Prospect"),
            ("complimentary", "Complimentary Reader"),
            ("advertiser", "Advertiser"),
        ],
        required=True,
        default="prospect",
        help="An advertiser gets so many copies of every issue, in it or not.",
    )
    copies = fields.Integer("Number of Copies", required=True, default=1)
    date_from = fields.Date("From", default=fields.Date.context_today)
    date_to = fields.Date("To", help="Empty: until somebody ends it.")
    user_id = fields.Many2one(
        "res.users",
        "Carer",
        default=lambda self: self.env.user,
        index=True,
        ondelete="restrict",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    team_id = fields.Many2one(
        "crm.team",
        compute="_compute_team_id",
        store=True,
        precompute=True,
        index=True,
        ondelete="restrict",
    )
    note = fields.Char()
    active = fields.Boolean(default=True)

    _copies_are_sane = models.Constraint(
        f"CHECK (copies BETWEEN 1 AND {MAX_COPIES})",
        "A reader gets 1 to 500 copies of an issue.",
    )
    _dates_in_order = models.Constraint(
        "CHECK (date_to >= date_from)",
        "The last day of the free copies lies before the first one.",
    )
    _one_row_at_a_time = models.Constraint(
        "EXCLUDE USING gist (int4range(partner_id, partner_id, '[]') WITH =, "
        "int4range(medium_id, medium_id, '[]') WITH =, "
        "daterange(date_from, date_to, '[]') WITH &&) WHERE (active)",
        "This reader gets the medium already at that time. Change the number of copies "
        "or the dates there.",
    )

    @api.depends("user_id")
    def _compute_team_id(self):
        for reader in self:
            # Superuser: which team a colleague is in is no secret.
            members = reader.user_id.sudo().crm_team_member_ids
            teams = members.crm_team_id.filtered(
                lambda team, reader=reader: (
                    team.company_id.id in (False, reader.company_id.id)
                )
            )
            reader.team_id = teams[:1]

    @api.constrains("medium_id")
    def _check_is_printed(self):
        for reader in self.filtered(lambda reader: not reader.medium_id.is_print):
            raise ValidationError(
                self.env._(
                    "%(medium)s is a website: there are no copies of it to send.",
                    medium=reader.medium_id.name,
                )
            )

    @api.model
    def _of_issue(self, issue):
        """The readers who get a copy of an issue.

        :param issue: one ``ad.issue``
        """
        day = issue.publication_date
        domain = Domain("medium_id", "=", issue.medium_id.id)
        domain &= Domain("date_from", "=", False) | Domain("date_from", "<=", day)
        domain &= Domain("date_to", "=", False) | Domain("date_to", ">=", day)
        return self.search(domain, order="id")
