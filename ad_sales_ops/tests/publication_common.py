"""Sealed contracts, issues at press and books to invoice in."""

from unittest.mock import patch

from dateutil.relativedelta import relativedelta

from odoo.fields import Command

from .common import AdCommon

#: Checks of the clearance gate that these tests are not about.
OTHER_CHECKS = (
    "_check_papers",
    "_check_original",
    "_check_space",
    "_check_material",
    "_check_screening",
    "_check_reading",
    "_check_proof",
    "_check_film",
)


class PublicationCase(AdCommon):
    """A company with a chart of accounts and short cuts from sale to invoice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["account.chart.template"].try_loading(
            "generic_coa", company=cls.company, install_demo=False
        )
        cls.tax = cls.env["account.tax"].create(
            {
                "name": "6 % included",
                "amount": 6.0,
                "type_tax_use": "sale",
                "price_include_override": "tax_included",
                "company_id": cls.company.id,
                "country_id": cls.company.account_fiscal_country_id.id,
            }
        )
        cls.operations = cls.users["operations"]
        cls.finance = cls.users["finance"]
        cls.specialist = cls.users["specialist"]

    def setUp(self):
        super().setUp()
        # Papers, originals, pages and copy are other people's tests.
        for check in OTHER_CHECKS:
            self.patch(self.registry["ad.placement"], check, lambda placements: {})
        self.patch(
            self.registry["ad.issue"], "_film_error_message", lambda issue: False
        )

    @classmethod
    def _contract(cls, *lines, partner=None, **values):
        """A sealed contract; a line is (position, issues) or + a dict of values."""
        order = cls.env["sale.order"].create(
            {
                "partner_id": (partner or cls.advertiser).id,
                "company_id": cls.company.id,
                "user_id": cls.specialist.id,
                "team_id": cls.team.id,
                "ad_contract_kind": "long_term",
                "ad_payment_kind": "agreed_date",
                "pricelist_id": cls.pricelist.id,
                **values,
            }
        )
        for position, issues, *more in lines:
            line = cls._line(order, position.product_id, len(issues), *more)
            cls.env["ad.placement"].create(
                [{"order_line_id": line.id, "issue_id": issue.id} for issue in issues]
            )
        cls._seal_at_once(order)
        return order

    @classmethod
    def _line(cls, order, product, quantity, values=None):
        return cls.env["sale.order.line"].create(
            {
                "order_id": order.id,
                "product_id": product.id,
                "product_uom_qty": quantity,
                **(values or {}),
            }
        )

    @classmethod
    def _seal_at_once(cls, order):
        """Skip the chain: its own tests walk it."""
        cls.env.flush_all()
        cls.env.invalidate_all()
        order.sudo().write({"state": "sale", "locked": True})
        order.ad_placement_ids.sudo().write({"stage": "booked"})
        cls.env.flush_all()

    @classmethod
    def _to_press(cls, issue):
        """Close the issue by letting its booking close pass, and send it to press."""
        yesterday = cls._today() - relativedelta(days=1)
        issue.sudo().write({"booking_close": yesterday})
        return issue.with_user(cls.operations)._action_send_to_press()

    @classmethod
    def _publish(cls, *issues):
        for issue in issues:
            cls._to_press(issue)
            cls._come_out(issue)
        cls.env.flush_all()

    @classmethod
    def _come_out(cls, issue):
        """Publish an issue of a coming month: the test need not wait for its date."""
        # Pages are other people's tests, and `setUp` has not opened the gate yet.
        with patch.object(
            cls.registry["ad.issue"], "_check_all_placed", lambda i: None
        ):
            issue.with_user(cls.operations)._action_publish_early("It is out already")

    @classmethod
    def _reviewed(cls, issue):
        """The issue is out and everybody has handed in the review (U3)."""
        if issue.state == "at_press":
            cls._come_out(issue)
        reviews = cls.env["ad.issue.review"].sudo()
        for review in reviews.search(
            [("issue_id", "=", issue.id), ("state", "=", "waiting")]
        ):
            review.with_user(review.user_id).action_hand_in()

    def _withdraw(self, publications, reason="It did not appear"):
        second = self.users["general_manager"]
        publications.with_user(second)._action_withdraw(reason)

    def _invoice(self, orders):
        """What Finance's dialog makes of these contracts."""
        wizard = (
            self.env["sale.advance.payment.inv"]
            .with_user(self.finance)
            .with_context(active_model="sale.order", active_ids=orders.ids)
            .create({})
        )
        before = orders.invoice_ids
        wizard.create_invoices()
        orders.invalidate_recordset()
        return orders.invoice_ids - before

    def _product(self, name="Design", price=500.0, **values):
        return self.env["product.product"].create(
            {
                "name": name,
                "type": "service",
                "list_price": price,
                "taxes_id": [Command.clear()],
                **values,
            }
        )
