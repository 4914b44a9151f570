"""Browser tours of what goes another way than planned (K2, K8, M4, U1, E23)."""

from dateutil.relativedelta import relativedelta

from odoo.tests import tagged

from .test_tours import TourCase


@tagged("post_install", "-at_install")
class TestTourExceptions(TourCase):
    def _speak_chinese(self, *titles):
        for title in titles:
            self.users[title].lang = "zh_CN"

    def _button(self, xmlid):
        """A button that opens an action is named after its number."""
        return str(self.env.ref(f"ad_sales_ops.{xmlid}").id)

    def _return(self):
        contract = self._at("customer_sealed")
        self._tour("ad_return", self.supervisor, contract=contract.name)
        self.assertEqual(contract.ad_contract_state, "returned")
        self.assertIn(
            "The discount is not agreed", contract.ad_sign_off_ids.mapped("comment")
        )

    def test_return_for_correction(self):
        self._return()

    def test_return_for_correction_in_chinese(self):
        self._speak_chinese("supervisor")
        self._return()

    def _terminate(self):
        contract = self._at("sealed")
        self._tour(
            "ad_terminate",
            self.specialist,
            contract=contract.name,
            break_action=self._button("ad_contract_break_action"),
        )
        self.assertEqual(contract.ad_contract_state, "terminated")
        self.assertEqual(set(contract.ad_placement_ids.mapped("stage")), {"withdrawn"})
        statement = self.env["ad.written.statement"].search(
            [("order_id", "=", contract.id)]
        )
        self.assertTrue(statement.scan)
        self.assertEqual(statement.reason, "We stop advertising")

    def test_termination(self):
        self._terminate()

    def test_termination_in_chinese(self):
        self._speak_chinese("specialist")
        self._terminate()

    def test_late_booking(self):
        contract = self._make_contract(lines=[(self.full_page, self.issues[1:2])])
        closed = self.issues[0]
        closed.sudo().write({"booking_close": self.today - relativedelta(days=1)})
        self._tour(
            "ad_late_booking",
            self.operations,
            contract=contract.name,
            issue=closed.display_name,
            late_action=self._button("ad_late_booking_action"),
        )
        contract.order_line.product_uom_qty = 2
        placement = (
            self.env["ad.placement"]
            .with_user(self.specialist)
            .create({"order_line_id": contract.order_line.id, "issue_id": closed.id})
        )
        self.assertEqual(placement.issue_id, closed)
        override = self.env["ad.close.override"].search([])
        self.assertEqual(override.reason, "Two pages are left")
        self.assertEqual(override.user_id, self.operations)

    def _override(self):
        contract = self._at(
            "sealed",
            lines=[(self.full_page, self.issues[:1])],
            ad_payment_kind="prepaid",
        )
        placement = contract.ad_placement_ids
        self._clear_copy(placement)
        self._tour("ad_override", self.manager, customer=self.advertiser.name)
        self.assertEqual(placement.payment_waived_by_id, self.manager)

    def test_payment_override(self):
        self._override()

    def test_payment_override_in_chinese(self):
        self._speak_chinese("manager")
        self._override()

    def test_payment_on_account(self):
        contract = self._at("sealed", ad_payment_kind="prepaid")
        self.assertTrue(contract.ad_prepayment_missing)
        self._tour("ad_on_account", self.users["finance"], contract=contract.name)
        self.assertFalse(contract.ad_prepayment_missing)
