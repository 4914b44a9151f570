"""The immutable trail of sign-offs (G5)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

IMMUTABLE_COLUMNS = (
    "order_id, change_order_id, film_check_id, summary_id, company_id, document_name, "
    "round, step, decision, user_id, user_name, role, on_behalf_id, on_behalf_name, "
    "authorization_id, date, comment, terms_hash, counter_of_id"
)


class AdSignOff(models.Model):
    """Who decided what on which document, when, for whom and with what words.

    Lines are written by the chain only, never changed and never deleted; a mistake
    is corrected by a counter-entry of a second person (G5). PostgreSQL refuses
    UPDATE and DELETE by itself.
    """

    _name = "ad.sign.off"
    _description = "Sign-Off"
    _order = "id"
    _rec_name = "document_name"

    order_id = fields.Many2one(
        "sale.order", "Contract", ondelete="restrict", index=True
    )
    change_order_id = fields.Many2one(
        "ad.change.order", ondelete="restrict", index="btree_not_null"
    )
    film_check_id = fields.Many2one(
        "ad.film.check", ondelete="restrict", index="btree_not_null"
    )
    summary_id = fields.Many2one(
        "ad.service.summary",
        "Opinions Summary",
        ondelete="restrict",
        index="btree_not_null",
    )
    company_id = fields.Many2one(
        "res.company", required=True, ondelete="restrict", index=True
    )
    document_name = fields.Char("Document", required=True)
    round = fields.Integer(required=True)
    step = fields.Char("Step Code", required=True)
    step_label = fields.Char("Step", compute="_compute_step_label")
    decision = fields.Selection(
        [
            ("recorded", "Recorded"),
            ("signed", "Signed"),
            ("returned", "Returned for Correction"),
            ("countered", "Counter-Entry"),
            ("reopened", "Reopened"),
            ("voided", "Voided"),
            ("terminated", "Terminated"),
            ("moved", "Turnover Moved"),
            ("waived", "Fee Waived"),
        ],
        required=True,
    )
    user_id = fields.Many2one(
        "res.users", "Person", required=True, ondelete="restrict", index=True
    )
    user_name = fields.Char("Person's Name", required=True)
    role = fields.Char()
    on_behalf_id = fields.Many2one("res.users", "Signed for", ondelete="restrict")
    on_behalf_name = fields.Char("Name Signed for")
    authorization_id = fields.Many2one(
        "ad.authorization", "Authorisation", ondelete="restrict"
    )
    date = fields.Datetime("Time", required=True, default=fields.Datetime.now)
    comment = fields.Text()
    evidence = fields.Binary(attachment=True)
    evidence_name = fields.Char()
    terms_hash = fields.Char("SHA-256 of the Terms")
    counter_of_id = fields.Many2one(
        "ad.sign.off", "Counters Line", ondelete="restrict", index="btree_not_null"
    )
    counter_ids = fields.One2many("ad.sign.off", "counter_of_id", "Countered by")

    _one_document = models.Constraint(
        "CHECK (num_nonnulls("
        "order_id, change_order_id, film_check_id, summary_id) = 1)",
        "A sign-off belongs to exactly one document.",
    )

    def init(self):
        self._drop_immutability_trigger()
        self.env.cr.execute(
            SQL(
                """
                CREATE FUNCTION ad_sign_off_is_immutable() RETURNS trigger AS $$
                BEGIN
                    RAISE EXCEPTION 'ad_sign_off is append-only'
                        USING ERRCODE = 'integrity_constraint_violation';
                END $$ LANGUAGE plpgsql;
                CREATE TRIGGER ad_sign_off_append_only
                    BEFORE UPDATE OF %s OR DELETE ON ad_sign_off
                    FOR EACH ROW EXECUTE FUNCTION ad_sign_off_is_immutable();
                """,
                SQL(IMMUTABLE_COLUMNS),
            )
        )

    @api.model
    def _drop_immutability_trigger(self):
        """Take the trigger and its function out of the database."""
        self.env.cr.execute(
            "DROP TRIGGER IF EXISTS ad_sign_off_append_only ON ad_sign_off;"
            "DROP FUNCTION IF EXISTS ad_sign_off_is_immutable()"
        )

    @api.depends_context("lang")
    @api.depends("step")
    def _compute_step_label(self):
        labels = {
            code: label
            for model in self._document_models()
            for code, label in self.env[model]._sign_off_labels().items()
        }
        for line in self:
            line.step_label = labels.get(line.step, line.step)

    @api.model
    def _document_models(self):
        """The models whose chains are kept here."""
        return [
            "sale.order",
            "ad.change.order",
            "ad.film.check",
            "ad.service.summary",
        ]

    # Nobody gets past this.
    def write(self, vals):  # pylint: disable=method-required-super
        """A trail line is never edited (G5).

        :raise AccessError: always
        """
        raise AccessError(
            self.env._(
                "A line of the sign-off trail cannot be changed. A second person "
                "corrects a mistake with a counter-entry."
            )
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A line of the sign-off trail cannot be deleted."))
