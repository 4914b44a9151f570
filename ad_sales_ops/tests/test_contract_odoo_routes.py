"""Odoo's own routes against a contract's chain (K2, ODOO_SALES)."""

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .chain_common import ChainCase

SIGNATURE = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6"
    "kgAAAABJRU5ErkJggg=="
)


@tagged("post_install", "-at_install")
class TestOdooRoutes(ChainCase):
    """Each of these confirms, cancels or rewrites an order in plain Odoo."""

    def _values(self, **values):
        return {
            "partner_id": self.advertiser.id,
            "team_id": self.team.id,
            "ad_contract_kind": "single",
            **values,
        }

    def _orders(self, user=None, **context):
        orders = self.env["sale.order"].with_user(user or self.specialist)
        return orders.with_context(**context)

    def _ordinary(self, **values):
        product = self.env["product.product"].create(
            {"name": "Paper", "list_price": 10.0, "taxes_id": False}
        )
        return self._orders().create(
            self._values(
                ad_contract_kind=False,
                order_line=[Command.create({"product_id": product.id})],
                **values,
            )
        )

    # Confirming

    def test_the_history_begins_with_a_contract(self):
        contract = self._make_contract()
        self.assertIn("Advertising contract written", contract.message_ids[-1:].body)
        plain = self.env["sale.order"].create({"partner_id": self.advertiser.id})
        self.assertIn("Sales Order created", plain.message_ids[-1:].body)

    def test_create_confirmed(self):
        for vals in (
            {"state": "sale"},
            {"state": "cancel"},
            {"locked": True},
            {"signed_by": "Somebody"},
            {"ad_end_mark": "completed"},
            {"ad_contract_state": "sealed"},
            {"ad_customer_seal_kind": "official"},
            {"ad_sign_off_round": 3},
        ):
            with self.subTest(vals=vals), self._denied("is set by the steps"):
                self._orders().create(self._values(**vals))

    def test_create_confirmed_by_default(self):
        with self._denied("is set by the steps"):
            self._orders(default_state="sale").create(self._values())
        with self._denied("is set by the steps"):
            self._orders(default_locked=True).create(self._values())
        with self._denied("is set by the steps"):
            self._orders(
                default_ad_contract_kind="single", default_state="sale"
            ).create(self._values())

    def test_create_confirmed_without_a_kind(self):
        line = Command.create({"product_id": self.full_page.product_id.id})
        with self._refused("space is sold by a contract only"):
            self._orders().create(
                self._values(ad_contract_kind=False, state="sale", order_line=[line])
            )

    def test_write_confirmed(self):
        order = self._at("manager_signed")
        for user in (self.specialist, self.general_manager):
            for vals in (
                {"state": "sale"},
                {"state": "cancel"},
                {"locked": True},
                {"signature": SIGNATURE},
            ):
                with (
                    self.subTest(user=user.name, vals=vals),
                    self._denied("is set by the steps"),
                ):
                    order.with_user(user).write(vals)

    def test_line_state(self):
        line = self._make_contract().order_line
        with self._denied("is set by the steps"):
            line.with_user(self.specialist).write({"state": "sale"})

    def test_action_confirm(self):
        words = "confirmed when the Operations Centre affixes the company's seal"
        for state in ("draft", "customer_sealed", "manager_signed"):
            order = self._at(state)
            with self.subTest(state=state), self._refused(words):
                order.with_user(self.general_manager).action_confirm()
        with self._refused(words):
            order.sudo().action_confirm()
        with self._refused(words):
            order.sudo()._validate_order()

    def test_position_without_a_kind(self):
        order = self._orders().create(
            self._values(
                ad_contract_kind=False,
                order_line=[
                    Command.create({"product_id": self.full_page.product_id.id})
                ],
            )
        )
        with self._refused("choose a contract kind first"):
            order.action_confirm()
        order.ad_contract_kind = "single"
        with self._refused("affixes the company's seal"):
            order.action_confirm()

    def test_confirmed_order_becomes_no_contract(self):
        order = self._ordinary()
        order.action_confirm()
        with self._refused("cannot become an advertising contract"):
            order.write({"ad_contract_kind": "single"})
        line = Command.create({"product_id": self.full_page.product_id.id})
        with self._refused("space is sold by a contract only"):
            order.write({"order_line": [line]})
        with self._refused("space is sold by a contract only"):
            order.order_line.write({"product_id": self.full_page.product_id.id})
        draft = self._ordinary()
        with self._refused("cannot become an advertising contract"):
            draft.write({"ad_contract_kind": "single", "state": "sale"})

    def test_kind_with_insertions_stays(self):
        order = self._make_contract()
        with self._refused("stays an advertising contract"):
            order.with_user(self.specialist).write({"ad_contract_kind": False})

    def test_quotation_sent_and_back(self):
        order = self._make_contract().with_user(self.specialist)
        order.action_quotation_sent()
        self.assertEqual((order.state, order.ad_contract_state), ("sent", "draft"))
        order.action_draft()
        self.assertEqual(order.state, "draft")
        self.assertEqual(order.sudo().ad_sign_off_round, 1)
        order.action_quotation_sent()
        self._seal(order)
        self.assertEqual(order.ad_contract_state, "sealed")

    # Locking, cancelling

    def test_unlock(self):
        order = self._at("sealed")
        for user in (self.specialist, self.general_manager):
            with (
                self.subTest(user=user.name),
                self._refused("change by a change order only"),
            ):
                order.with_user(user).action_unlock()
            with self.subTest(user=user.name), self._denied("is set by the steps"):
                order.with_user(user).write({"locked": False})

    def test_lock_a_draft(self):
        with self._denied("is set by the steps"):
            self._make_contract().with_user(self.specialist).action_lock()

    def test_mass_cancel(self):
        """Plain Odoo's wizard cancels locked orders."""
        sealed, draft = self._at("sealed"), self._make_contract()
        wizard = (
            self.env["sale.mass.cancel.orders"]
            .with_user(self.general_manager)
            .create({"sale_order_ids": [Command.set((sealed | draft).ids)]})
        )
        with self._refused("Use “Terminate”"):
            wizard.action_mass_cancel()
        self.assertEqual((sealed.state, draft.state), ("sale", "draft"))
        ordinary = self._ordinary()
        wizard.sale_order_ids = draft | ordinary
        wizard.action_mass_cancel()
        self.assertEqual((draft.state, ordinary.state), ("cancel", "cancel"))
        self.assertEqual(draft.ad_contract_state, "voided")

    def test_cancel_twice_is_one_line_of_the_trail(self):
        order = self._make_contract().with_user(self.specialist)
        order._action_cancel()
        order._action_cancel()
        self.assertEqual(order.sudo().ad_sign_off_ids.mapped("decision"), ["voided"])

    def test_cancel_sealed(self):
        order = self._at("sealed")
        with self._refused("locked order"):
            order.with_user(self.specialist).action_cancel()
        with self._refused("Use “Terminate”"):
            order.sudo()._action_cancel()

    def test_draft_of_a_sealed_contract(self):
        order = self._at("sealed")
        order.with_user(self.specialist).action_draft()
        self.assertEqual(order.state, "sale")
        with self._denied("is set by the steps"):
            order.with_user(self.specialist).write({"state": "draft"})

    def test_require_payment(self):
        order = self._make_contract()
        self.assertFalse(order.require_payment)
        self.assertFalse(order.require_signature)
        with self._refused("not by an online payment"):
            order.with_user(self.specialist).write({"require_payment": True})

    # Money

    def test_lines_of_a_locked_contract(self):
        """Plain Odoo lets lines be added to locked orders."""
        order = self._at("sealed")
        words = "change by a change order only"
        for user in (self.specialist, self.general_manager):
            with self.subTest(user=user.name), self._refused(words):
                self.env["sale.order.line"].with_user(user).create(
                    {
                        "order_id": order.id,
                        "product_id": self.full_page.product_id.id,
                    }
                )
            for vals in ({"price_unit": 1}, {"discount": 5}, {"product_uom_qty": 9}):
                with (
                    self.subTest(user=user.name, vals=vals),
                    self._refused(words),
                ):
                    order.order_line.with_user(user).write(vals)
            with self.subTest(user=user.name), self._denied("is set by the steps"):
                order.order_line.with_user(user).write({"qty_delivered": 2})
            with self.subTest(user=user.name), self.assertRaises(UserError):
                order.order_line.with_user(user).unlink()

    def test_billing_does_not_rewrite(self):
        order = self._at("sealed")
        finance = self.users["finance"]
        with self._denied():
            order.with_user(finance).write({"note": "Paid"})
        with self._refused("change by a change order only"):
            order.order_line.with_user(finance).write({"price_unit": 1})
        draft = self._make_contract()
        with self._denied("only the sales staff"):
            draft.order_line.with_user(finance).write({"price_unit": 1})

    def test_automatic_invoice(self):
        """Plain Odoo bills everything ordered though nothing ran."""
        order = self._at("sealed").sudo()
        order._force_lines_to_invoice_policy_order()
        self.assertEqual(order.order_line.qty_to_invoice, 0)
        self.assertEqual(order.invoice_status, "no")
        ordinary = self._ordinary().sudo()
        ordinary.order_line.product_id.invoice_policy = "delivery"
        ordinary.action_confirm()
        ordinary._force_lines_to_invoice_policy_order()
        self.assertEqual(ordinary.order_line.qty_to_invoice, 1)

    # Ordinary orders

    def test_ordinary_orders_stay_as_they_are(self):
        order = self._ordinary()
        self.assertFalse(order.ad_contract_state)
        self.assertTrue(order.name.startswith("S"))
        order.write({"state": "sale"})
        order.action_lock()
        order.action_unlock()
        order.order_line.write({"qty_delivered": 1, "price_unit": 7})
        order.order_line.write({"product_uom_qty": 3})
        order.write({"note": "Anything", "user_id": self.other_specialist.id})
        order = order.sudo()
        self.assertEqual(order.amount_untaxed, 21.0)
        order.action_cancel()
        self.assertEqual(order.state, "cancel")
        order.action_draft()
        self.assertEqual(order.state, "draft")
        self.assertFalse(order.ad_sign_off_ids)
        self.assertEqual(
            self._orders()
            .create({"partner_id": self.advertiser.id, "state": "sale"})
            .state,
            "sale",
        )

    def test_ordinary_order_by_a_plain_salesman(self):
        """Nothing changes for somebody who sells no advertising."""
        salesman = self._make_user("salesman", None)
        salesman.group_ids = [
            Command.link(self.env.ref("sales_team.group_sale_salesman").id)
        ]
        mine = {"partner_id": self.advertiser.id, "user_id": salesman.id}
        order = self._orders(salesman).create(mine)
        order.write({"note": "Mine"})
        order.action_quotation_sent()
        order.action_draft()
        order.action_cancel()
        self.assertEqual(order.state, "cancel")
        with self._denied("only the sales staff"):
            self._orders(salesman).create(mine | {"ad_contract_kind": "single"})

    def test_copy_of_a_sealed_contract(self):
        order = self._at("sealed")
        copy = order.with_user(self.specialist).copy()
        self.assertEqual(copy.ad_contract_state, "draft")
        self.assertNotEqual(copy.name, order.name)
        self.assertFalse(copy.ad_placement_ids)
        self.assertFalse(copy.sudo().ad_sign_off_ids)
        self.assertFalse(copy.ad_customer_seal_kind)
        self.assertFalse(copy.locked)
        self.assertEqual(copy.ad_closer_id, self.specialist)


@tagged("post_install", "-at_install")
class TestPortalRoutes(ChainCase, HttpCase):
    """Portal signing of contracts is refused until it is built (K2)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal_user.partner_id.parent_id = cls.advertiser

    def _sent(self, order):
        order.sudo().write({"require_signature": True})
        order.sudo().action_quotation_sent()
        return order.sudo()._portal_ensure_token()

    def _accept(self, order, token):
        self.env.flush_all()
        return self.make_jsonrpc_request(
            f"/my/orders/{order.id}/accept",
            {"access_token": token, "name": "Ms Chen", "signature": SIGNATURE},
        )

    def _decline(self, order, token):
        return self.url_open(
            f"/my/orders/{order.id}/decline",
            data={
                "access_token": token,
                "decline_message": "No",
                "csrf_token": self._csrf(),
            },
            allow_redirects=False,
        )

    def _csrf(self):
        from odoo.http import Request

        return Request.csrf_token(self)

    def test_accept(self):
        order = self._make_contract()
        token = self._sent(order)
        for login in (None, "ad_test_portal", "ad_test_specialist"):
            self.authenticate(login, login)
            result = self._accept(order, token)
            with self.subTest(login=login):
                self.assertIn("not in a state requiring", result.get("error", ""))
                order.invalidate_recordset()
                self.assertEqual((order.state, order.signed_by), ("sent", False))

    def test_accept_an_ordinary_order(self):
        """The same call confirms a plain order: the refusal is ours."""
        order = self.env["sale.order"].create(
            {
                "partner_id": self.advertiser.id,
                "company_id": self.company.id,
                "require_payment": False,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.env["product.product"]
                            .create({"name": "Paper", "taxes_id": False})
                            .id
                        }
                    )
                ],
            }
        )
        token = self._sent(order)
        self.authenticate(None, None)
        result = self._accept(order, token)
        self.assertNotIn("error", result)
        order.invalidate_recordset()
        self.assertEqual(order.state, "sale")

    def test_portal_page_opens(self):
        order = self._make_contract()
        token = self._sent(order)
        for login in (None, "ad_test_portal"):
            self.authenticate(login, login)
            page = self.url_open(f"/my/orders/{order.id}?access_token={token}")
            with self.subTest(login=login):
                self.assertEqual(page.status_code, 200)
                self.assertIn(order.name, page.text)
                self.assertNotIn('data-bs-target="#modalaccept"', page.text)
                self.assertNotIn('data-bs-target="#modaldecline"', page.text)

    def test_portal_shows_the_schedule(self):
        """K6: the customer reads a contract with its issues, not a sales order."""
        order = self._make_contract()
        token = self._sent(order)
        placements = order.ad_placement_ids.sorted("publication_date")
        placements[0].sudo().stage = "cancelled"
        placements[1].sudo().stage = "published"
        sale_order = self.registry["sale.order"]
        self.patch(sale_order, "_get_edi_builders", lambda orders: [self.env["base"]])
        self.authenticate("ad_test_portal", "ad_test_portal")
        page = self.url_open(f"/my/orders/{order.id}?access_token={token}").text
        self.assertIn("Advertising Contract", page)
        self.assertNotIn(placements[0].issue_id.display_name, page)
        for placement, word in (
            (placements[1], "Published"),
            (placements[2], "Scheduled"),
        ):
            self.assertIn(placement.issue_id.display_name, page)
            self.assertIn(word, page)
        self.assertNotIn("Connect with your software!", page)

    def test_portal_prints_the_contract(self):
        """K6: what the customer downloads is the contract itself."""
        order = self._make_contract()
        url = f"/my/orders/{order.id}?access_token={self._sent(order)}"
        for login in (None, "ad_test_portal"):
            self.authenticate(login, login)
            page = self.url_open(f"{url}&report_type=html").content.decode()
            with self.subTest(login=login):
                self.assertIn("叁万元整", page)
        self.assertEqual(
            order._get_report_base_filename(), f"Advertising Contract {order.name}"
        )

    @mute_logger("odoo.http")
    def test_decline(self):
        order = self._make_contract()
        token = self._sent(order)
        for login in (None, "ad_test_portal", "ad_test_specialist"):
            self.authenticate(login, login)
            response = self._decline(order, token)
            with self.subTest(login=login):
                self.assertIn("cant_reject", response.headers["Location"])
                order.invalidate_recordset()
                self.assertEqual(order.state, "sent")
