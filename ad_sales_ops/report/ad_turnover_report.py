"""Turnover by title, issue, position, category, division, specialist (R6)."""

from odoo import fields, models, tools
from odoo.tools import SQL


class AdTurnoverReport(models.Model):
    """One row per insertion that is booked or has appeared, in company currency.

    The month is that of the publication date, not of delivery or invoice (E9). What
    is made good counts once, in the issue of its make-good (E3).
    """

    _name = "ad.turnover.report"
    _description = "Advertising Turnover"
    _auto = False
    _order = "publication_date desc, id desc"
    _rec_name = "placement_id"

    placement_id = fields.Many2one("ad.placement", "Insertion", readonly=True)
    order_id = fields.Many2one("sale.order", "Contract", readonly=True)
    advertiser_id = fields.Many2one("res.partner", readonly=True)
    category_id = fields.Many2one("ad.category", readonly=True)
    medium_id = fields.Many2one("ad.medium", readonly=True)
    issue_id = fields.Many2one("ad.issue", readonly=True)
    position_id = fields.Many2one("ad.position", readonly=True)
    publication_date = fields.Date(readonly=True)
    user_id = fields.Many2one("res.users", "Turnover Owner", readonly=True)
    carer_id = fields.Many2one("res.users", readonly=True)
    team_id = fields.Many2one("crm.team", readonly=True)
    division_id = fields.Many2one("crm.team", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    stage = fields.Selection(
        [("booked", "Booked"), ("published", "Published")], readonly=True
    )
    invoice_state = fields.Selection(
        [
            ("none", "Not Invoiced"),
            ("draft", "Draft Invoice"),
            ("posted", "Invoiced"),
        ],
        "Invoice",
        readonly=True,
    )
    amount = fields.Monetary("Untaxed Amount", readonly=True)
    amount_invoiced = fields.Monetary("Untaxed Invoiced", readonly=True)
    insertions = fields.Integer(readonly=True)

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
        """The rows; an addon on top adds columns by extending the three parts.

        :rtype: SQL
        """
        return SQL(
            "SELECT %s FROM %s WHERE %s",
            self._view_select(),
            self._view_from(),
            self._view_where(),
        )

    def _view_select(self):
        return SQL("""
            p.id AS id,
            p.id AS placement_id,
            p.order_id,
            p.advertiser_id,
            partner.ad_category_id AS category_id,
            p.medium_id,
            issue.id AS issue_id,
            p.position_id,
            issue.publication_date,
            orders.user_id,
            p.user_id AS carer_id,
            p.team_id,
            COALESCE(team.ad_parent_id, team.id) AS division_id,
            p.company_id,
            company.currency_id,
            COALESCE(ran.stage, p.stage) AS stage,
            CASE WHEN COALESCE(billed.quantity, 0) <= 0 THEN 'none'
                 WHEN billed.has_draft THEN 'draft'
                 ELSE 'posted' END AS invoice_state,
            p.price_subtotal / COALESCE(NULLIF(orders.currency_rate, 0), 1) AS amount,
            COALESCE(billed.amount, 0) AS amount_invoiced,
            1 AS insertions
        """)

    def _view_from(self):
        return SQL("""
            ad_placement p
            JOIN sale_order orders ON orders.id = p.order_id
            LEFT JOIN LATERAL (
                SELECT again.issue_id, again.stage FROM ad_placement again
                 WHERE again.make_good_of_id = p.id
                   AND again.stage IN ('booked', 'published')
                 ORDER BY again.publication_date DESC, again.id DESC LIMIT 1
            ) ran ON TRUE
            JOIN ad_issue issue ON issue.id = COALESCE(ran.issue_id, p.issue_id)
            JOIN res_company company ON company.id = p.company_id
            JOIN res_partner partner ON partner.id = p.advertiser_id
            LEFT JOIN crm_team team ON team.id = p.team_id
            LEFT JOIN LATERAL (
                SELECT SUM(CASE WHEN move.move_type != 'out_refund'
                                THEN line.quantity
                                -- a part of the price is no insertion less
                                WHEN fault.id IS NOT NULL AND NOT COALESCE(
                                    fault.is_full_credit, FALSE) THEN 0
                                ELSE -line.quantity END) AS quantity,
                       SUM(-line.balance) AS amount,
                       BOOL_OR(line.parent_state = 'draft') AS has_draft
                  FROM account_move_line line
                  JOIN account_move move ON move.id = line.move_id
                  LEFT JOIN ad_publication_fault fault ON fault.id = line.ad_fault_id
                 WHERE line.ad_placement_id = p.id
                   AND line.parent_state != 'cancel'
            ) billed ON TRUE
        """)

    def _view_where(self):
        return SQL("""
            p.make_good_of_id IS NULL
            AND (p.stage IN ('booked', 'published') OR ran.issue_id IS NOT NULL)
        """)
