"""A customer's whole story on one line of time (C5)."""

from odoo import api, fields, models, tools
from odoo.exceptions import UserError
from odoo.tools import SQL

#: The fields whose words tell what came of a record.
CODES = {
    "statement": ("ad.written.statement", "kind"),
    "proof": ("ad.proof.confirmation", "state"),
    "insertion": ("ad.publication", "result"),
    "copy": ("ad.copy.delivery", "state"),
    "invoice": ("account.move", "move_type"),
    "complaint": ("ad.complaint", "state"),
    "inquiry": ("ad.inquiry", "state"),
}
#: Their words and losses are for those who may read the record itself.
CONFIDENTIAL = ("complaint", "check", "visit", "inquiry")
#: Room for the records of each kind in numbers that browsers still count exactly.
KIND_STEP = 2**44


class AdCustomerEvent(models.Model):
    """Everything that happened with an advertiser, the newest first.

    A view over the records themselves; opening a line opens its record, by that
    record's own rights.
    """

    _name = "ad.customer.event"
    _description = "Customer Story"
    _auto = False
    _order = "date desc, id desc"

    date = fields.Date(readonly=True)
    kind = fields.Selection(
        [
            ("contract", "Contract Sealed"),
            ("statement", "Written Statement"),
            ("proof", "Proof Decided"),
            ("insertion", "Advertisement Published"),
            ("copy", "Copy Delivered"),
            ("invoice", "Invoice"),
            ("payment", "Payment"),
            ("complaint", "Complaint"),
            ("check", "Phone Check"),
            ("praise", "Praise"),
            ("visit", "Visit instead of a Call"),
            ("inquiry", "Inquiry"),
        ],
        "What Happened",
        readonly=True,
    )
    name = fields.Char("Which", readonly=True)
    code = fields.Char(readonly=True)
    words = fields.Char(compute="_compute_told")
    note = fields.Char("In Words", compute="_compute_note")
    tone = fields.Selection(
        [("good", "Good"), ("plain", "Ordinary"), ("bad", "Unfavourable")],
        readonly=True,
    )
    amount = fields.Monetary(compute="_compute_told")
    currency_id = fields.Many2one("res.currency", readonly=True)
    advertiser_id = fields.Many2one("res.partner", "Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    user_id = fields.Many2one("res.users", "Carer Then", readonly=True)
    carer_id = fields.Many2one("res.users", "Carer Today", readonly=True)
    team_id = fields.Many2one("crm.team", readonly=True)
    res_model = fields.Char("Kind of Record", readonly=True)
    res_id = fields.Many2oneReference("Record", model_field="res_model", readonly=True)

    def init(self):
        """Make the view anew: its definition may have changed."""
        tools.drop_view_if_exists(self.env.cr, self._table)
        self.env.cr.execute(
            SQL(
                "CREATE VIEW %s AS (%s)",
                SQL.identifier(self._table),
                self._view_query(),
            )
        )

    def _view_query(self):
        """The rows; an addon on top adds kinds by extending the parts.

        :rtype: SQL
        """
        events = [
            SQL(
                """
                SELECT %s + part.key AS id, %s::varchar AS kind, part.* FROM (
                    SELECT %s
                ) part (key, moment, day, name, code, words, tone, amount, currency_id,
                    advertiser_id, company_id, user_id, team_id, res_model, res_id)
                """,
                number * KIND_STEP,
                kind,
                query,
            )
            for number, (kind, query) in enumerate(self._view_parts().items())
        ]
        return SQL(
            """
            SELECT event.id, event.kind,
                   COALESCE(event.day, (event.moment AT TIME ZONE 'UTC' AT TIME ZONE
                       COALESCE(calendar.tz, place.tz, 'UTC'))::date) AS date,
                   event.name, event.code, event.words, event.tone, event.amount,
                   COALESCE(event.currency_id, company.currency_id) AS currency_id,
                   event.advertiser_id, event.company_id, event.user_id,
                   customer.user_id AS carer_id, event.team_id, event.res_model,
                   event.res_id
              FROM (%s) event
              JOIN res_company company ON company.id = event.company_id
              JOIN res_partner place ON place.id = company.partner_id
              JOIN res_partner customer ON customer.id = event.advertiser_id
              LEFT JOIN resource_calendar calendar
                     ON calendar.id = company.resource_calendar_id
            """,
            SQL(" UNION ALL ").join(events),
        )

    def _view_parts(self):
        """``{kind: what selects its rows}``, in a lasting order.

        A new kind is added at the end: its place makes the numbers of its rows.
        """
        return {
            "contract": self._view_contracts(),
            "statement": self._view_statements(),
            "proof": self._view_proofs(),
            "insertion": self._view_insertions(),
            "copy": self._view_copies(),
            "invoice": self._view_invoices(),
            "payment": self._view_payments(),
            "complaint": self._view_complaints(),
            "check": self._view_checks(),
            "praise": self._view_praise(),
            "visit": self._view_visits(),
            "inquiry": self._view_inquiries(),
        }

    def _view_contracts(self):
        return SQL("""
            sealed.id, sealed.date, NULL::date, sealed.document_name, NULL::varchar,
            sealed.seal_name, 'good', orders.amount_total, orders.currency_id,
            party.commercial_partner_id, sealed.company_id, orders.ad_carer_id,
            orders.team_id, 'sale.order', orders.id
              FROM ad_seal_use sealed
              JOIN sale_order orders ON orders.id = sealed.order_id
              JOIN res_partner party ON party.id = orders.partner_id
        """)

    def _view_statements(self):
        return SQL("""
            paper.id, NULL::timestamp, paper.date, paper.document_name, paper.kind,
            paper.reason, CASE paper.kind WHEN 'extension' THEN 'plain' ELSE 'bad' END,
            NULL::numeric, NULL::int, party.commercial_partner_id, paper.company_id,
            orders.ad_carer_id, orders.team_id, 'ad.written.statement', paper.id
              FROM ad_written_statement paper
              JOIN sale_order orders ON orders.id = paper.order_id
              JOIN res_partner party ON party.id = orders.partner_id
        """)

    def _view_proofs(self):
        return SQL("""
            proof.id, proof.decided_on, NULL::date,
            proof.number || ' ' || proof.issue_name, proof.state, proof.refusal_comment,
            CASE proof.state WHEN 'refused' THEN 'bad' ELSE 'good' END,
            NULL::numeric, NULL::int, proof.advertiser_id, proof.company_id,
            proof.user_id, proof.team_id, 'ad.proof.confirmation', proof.id
              FROM ad_proof_confirmation proof
             WHERE proof.decided_on IS NOT NULL
        """)

    def _view_insertions(self):
        return SQL("""
            fact.id, NULL::timestamp, fact.publication_date,
            fact.issue_name || ' · ' || fact.position_name, fact.result,
            fact.result_note,
            CASE WHEN fact.result IS NULL OR fact.result = 'correct' THEN 'good'
                 ELSE 'bad' END,
            placement.price_subtotal, placement.currency_id, fact.advertiser_id,
            fact.company_id, fact.user_id, fact.team_id, 'ad.publication', fact.id
              FROM ad_publication fact
              JOIN ad_placement placement ON placement.id = fact.placement_id
             WHERE fact.state = 'published'
        """)

    def _view_copies(self):
        return SQL("""
            copy.id, copy.delivered_on, copy.posted_on,
            issue.name, copy.state, copy.signed_by,
            CASE WHEN copy.returned_on IS NULL THEN 'plain' ELSE 'bad' END,
            NULL::numeric, NULL::int, reader.commercial_partner_id, copy.company_id,
            copy.user_id, copy.team_id, 'ad.copy.delivery', copy.id
              FROM ad_copy_delivery copy
              JOIN ad_issue issue ON issue.id = copy.issue_id
              JOIN res_partner reader ON reader.id = copy.partner_id
             WHERE (copy.delivered_on IS NOT NULL OR copy.posted_on IS NOT NULL)
               AND copy.withdrawn_on IS NULL
        """)

    def _view_invoices(self):
        return SQL("""
            bill.id, NULL::timestamp, COALESCE(bill.invoice_date, bill.date),
            bill.name, bill.move_type, bill.invoice_origin,
            CASE bill.move_type WHEN 'out_refund' THEN 'bad' ELSE 'plain' END,
            bill.amount_total, bill.currency_id, bill.commercial_partner_id,
            bill.company_id, bill.invoice_user_id, bill.team_id, 'account.move', bill.id
              FROM account_move bill
              JOIN res_partner party ON party.id = bill.commercial_partner_id
             WHERE bill.move_type IN ('out_invoice', 'out_refund')
               AND bill.state = 'posted' AND party.ad_is_advertiser
        """)

    def _view_payments(self):
        return SQL("""
            paid.id, NULL::timestamp, paid.date, paid.name, NULL::varchar, paid.memo,
            'good', paid.amount, paid.currency_id, party.commercial_partner_id,
            paid.company_id, customer.user_id, orders.team_id, 'account.payment',
            paid.id
              FROM account_payment paid
              JOIN res_partner party ON party.id = paid.partner_id
              JOIN res_partner customer ON customer.id = party.commercial_partner_id
              LEFT JOIN sale_order orders ON orders.id = paid.ad_order_id
             WHERE paid.payment_type = 'inbound' AND paid.partner_type = 'customer'
               AND paid.state IN ('in_process', 'paid') AND customer.ad_is_advertiser
        """)

    def _view_complaints(self):
        return SQL("""
            matter.id, NULL::timestamp, matter.registered_date, matter.number,
            matter.state, matter.what,
            CASE matter.verdict WHEN 'unfounded' THEN 'plain' ELSE 'bad' END,
            NULLIF(matter.loss_amount, 0), NULL::int, matter.customer_id,
            matter.company_id, matter.user_id, matter.team_id, 'ad.complaint', matter.id
              FROM ad_complaint matter
             WHERE matter.customer_id IS NOT NULL
        """)

    def _view_checks(self):
        """Calls of closed rounds only: nobody is told before who is called (Q2)."""
        return SQL("""
            served.id, sheet.done_on, NULL::date, sheet.contact_name,
            sheet.state, sheet.opinion,
            CASE WHEN sheet.defect_count > 0 THEN 'bad' ELSE 'plain' END,
            NULL::numeric, NULL::int, served.advertiser_id, served.company_id,
            served.carer_id, served.team_id, 'ad.service.check', sheet.id
              FROM ad_service_check_customer served
              JOIN ad_service_check sheet ON sheet.id = served.check_id
              JOIN ad_service_round round ON round.id = sheet.round_id
             WHERE sheet.state = 'done' AND round.state = 'closed'
        """)

    def _view_praise(self):
        return SQL("""
            praise.id, NULL::timestamp, praise.said_on, praise.said_by, NULL::varchar,
            praise.words, 'good', NULL::numeric, NULL::int,
            customer.commercial_partner_id, praise.company_id, praise.user_id,
            praise.team_id, 'ad.praise', praise.id
              FROM ad_praise praise
              JOIN res_partner customer ON customer.id = praise.partner_id
        """)

    def _view_visits(self):
        """The manager went there, so nobody had to call."""
        return SQL("""
            served.id, NULL::timestamp, sheet.visit_date, sheet.visit_place,
            NULL::varchar, sheet.excuse_words, 'good', NULL::numeric, NULL::int,
            served.advertiser_id, served.company_id, served.carer_id, served.team_id,
            'ad.service.check', sheet.id
              FROM ad_service_check_customer served
              JOIN ad_service_check sheet ON sheet.id = served.check_id
              JOIN ad_service_round round ON round.id = sheet.round_id
             WHERE sheet.state = 'excused' AND sheet.excuse = 'visit'
               AND round.state = 'closed'
        """)

    def _view_inquiries(self):
        return SQL("""
            matter.id, NULL::timestamp, matter.registered_date, matter.number,
            matter.state, matter.what, 'plain', NULL::numeric, NULL::int,
            matter.customer_id, matter.company_id, matter.user_id, matter.team_id,
            'ad.inquiry', matter.id
              FROM ad_inquiry matter
             WHERE matter.customer_id IS NOT NULL
        """)

    @api.depends("kind", "res_model", "res_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_told(self):
        """Words and amounts; of confidential records only for their readers.

        No columns of the model, or anybody could search and group by them.
        """
        told = dict.fromkeys(self.ids, (False, 0.0))
        told |= {
            key: (words, amount)
            for key, words, amount in self.env.execute_query(
                SQL(
                    "SELECT id, words, amount FROM %s WHERE id = ANY(%s)",
                    SQL.identifier(self._table),
                    (self - self._closed_to_user()).ids,
                )
            )
        }
        for event in self:
            event.words, event.amount = told[event.id]

    def _closed_to_user(self):
        """The events whose records the user may not read."""
        confidential = self.filtered(lambda event: event.kind in CONFIDENTIAL)
        closed = self.browse()
        for model, events in confidential.grouped("res_model").items():
            records = self.env[model].browse(events.mapped("res_id"))
            readable = set(records._filtered_access("read").ids)
            closed |= events.filtered(
                lambda event, ids=readable: event.res_id not in ids
            )
        return closed

    @api.depends("kind", "code", "words")
    @api.depends_context("lang", "uid", "allowed_company_ids")
    def _compute_note(self):
        labels = {
            kind: dict(self.env[model]._fields[name]._description_selection(self.env))
            for kind, (model, name) in CODES.items()
        }
        for event in self:
            word = labels.get(event.kind, {}).get(event.code)
            event.note = " · ".join(filter(None, (word, event.words)))

    def action_open(self):
        """Open the record that a line tells of; its own rights decide.

        :raise UserError: nothing to open
        """
        self.ensure_one()
        if not self.env[self.res_model].browse(self.res_id).exists():
            raise UserError(self.env._("This record is not there any more."))
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [[False, "form"]],
        }
