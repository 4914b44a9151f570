"""The contract's chain of signatures and its ends (K2, K5, K7, K8, G4, G5, G8, G11)."""

import psycopg2
from dateutil.relativedelta import relativedelta

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools.safe_eval import safe_eval

from .chain_common import ChainCase
from .common import SCAN, expected_refusal


@tagged("post_install", "-at_install")
class TestContractChain(ChainCase):
    """K2: customer's seal, supervisor, manager, company seal."""

    def test_ordinary_way(self):
        order = self._make_contract()
        self.assertEqual(order.ad_contract_state, "draft")
        self._customer_seals(order)
        self.assertEqual(order.ad_contract_state, "customer_sealed")
        self._sign(order, "supervisor")
        self.assertEqual(order.ad_contract_state, "supervisor_signed")
        self._sign(order, "manager")
        self.assertEqual(order.ad_contract_state, "manager_signed")
        self.assertEqual(order.state, "draft")
        order.with_user(self.operations)._action_affix_seal("Contract seal")
        self.assertEqual(order.ad_contract_state, "sealed")
        self.assertEqual(order.state, "sale")
        self.assertTrue(order.locked)
        self.assertEqual(set(order.ad_placement_ids.mapped("stage")), {"booked"})
        trail = order.sudo().ad_sign_off_ids
        self.assertEqual(
            [(line.step, line.decision, line.user_id) for line in trail],
            [
                ("customer_seal", "recorded", self.specialist),
                ("supervisor", "signed", self.supervisor),
                ("manager", "signed", self.manager),
                ("company_seal", "signed", self.operations),
            ],
        )
        self.assertEqual(
            trail.mapped("role"),
            [False, "Supervisor", "Division Manager", "Operations Centre"],
        )
        self.assertEqual(trail[0].evidence, SCAN.encode())

    def test_dialogs_do_the_same(self):
        order = self._make_contract()
        action = order.with_user(self.specialist).action_ad_record_customer_seal()
        dialog = Form(
            self.env[action["res_model"]]
            .with_user(self.specialist)
            .with_context(**action["context"])
        )
        self.assertEqual(dialog.seal_name, self.advertiser.ad_licence_name)
        dialog.scan = SCAN
        dialog.save().action_record()
        self.assertEqual(order.ad_contract_state, "customer_sealed")
        self._sign(order, "supervisor", "manager")
        action = order.with_user(self.operations).action_ad_affix_seal()
        dialog = Form(
            self.env[action["res_model"]]
            .with_user(self.operations)
            .with_context(**action["context"])
        )
        self.assertFalse(dialog.open_points)
        dialog.save().action_seal()
        self.assertEqual(order.ad_contract_state, "sealed")

    def test_several_at_once(self):
        first = self._at("customer_sealed")
        second = self._at("customer_sealed")
        (first | second).with_user(self.supervisor).action_ad_sign()
        self.assertEqual(
            (first | second).mapped("ad_contract_state"), ["supervisor_signed"] * 2
        )

    def test_out_of_turn(self):
        order = self._at("customer_sealed")
        with self._refused("waiting for Test supervisor"):
            self._sign(order, "manager")
        with self._refused("not the turn of “Company Seal”"):
            order.with_user(self.operations)._action_affix_seal("Contract seal")
        draft = self._make_contract()
        with self._refused("Next comes “Customer's Seal”"):
            self._sign(draft, "supervisor")

    def test_twice(self):
        order = self._at("supervisor_signed")
        with self._refused("you already signed a step of this round"):
            self._sign(order, "supervisor")
        with self._refused("already signed"):
            self._customer_seals(order)
        sealed = self._at("sealed")
        with self._refused("every step of the sign-off is already taken"):
            sealed.with_user(self.operations)._action_affix_seal("Contract seal")

    def test_strangers_do_not_sign(self):
        order = self._at("customer_sealed")
        with self._denied():
            order.with_user(self.other_specialist).action_ad_sign()
        with self._refused("you cannot sign “Supervisor”"):
            order.with_user(self.users["finance"]).action_ad_sign()
        with self._denied():
            order.with_user(self.plain_user).action_ad_sign()
        with self._denied():
            order.with_user(self.portal_user).action_ad_sign()

    def test_nobody_signs_his_own(self):
        """E21, G4: owner and closer record the seal and sign nothing."""
        order = self._make_contract(
            user_id=self.supervisor.id, ad_carer_id=self.specialist.id
        )
        self.assertEqual(order.ad_closer_id, self.specialist)
        self._customer_seals(order)
        with self._refused("you own the turnover or closed this deal"):
            self._sign(order, "supervisor")
        self.assertIn("Test manager", order.ad_waiting_text)

    def test_closer_does_not_sign(self):
        order = self._make_contract(ad_closer_id=self.supervisor.id)
        self._customer_seals(order)
        with self._refused("you own the turnover or closed this deal"):
            self._sign(order, "supervisor")
        # E21: the supervisor's step passes to the manager, his own to the next level.
        self._sign(order, "manager")
        self.assertEqual(order.ad_contract_state, "supervisor_signed")
        with self._refused("nobody signs twice"):
            self._sign(order, "manager")
        self._sign(order, "general_manager")
        self.assertEqual(order.ad_contract_state, "manager_signed")

    def test_closer_cannot_take_himself_out(self):
        order = self._make_contract(ad_closer_id=self.manager.id)
        with self._denied("“Closer” is moved by the General Manager"):
            order.with_user(self.manager).write({"ad_closer_id": self.specialist.id})
        with self._denied("“Closer” is moved by the Division Manager"):
            order.with_user(self.specialist).write({"ad_closer_id": self.specialist.id})
        order.with_user(self.general_manager).write(
            {"ad_closer_id": self.specialist.id}
        )

    def test_closer_is_needed(self):
        order = self._make_contract(ad_closer_id=False)
        with self._refused("Nobody is named as closer"):
            self._customer_seals(order)

    def test_team_stands_after_the_customers_seal(self):
        other = self.env["crm.team"].create(
            {
                "name": "Friendly Team",
                "company_id": self.company.id,
                "user_id": self.supervisor.id,
            }
        )
        order = self._at("customer_sealed")
        with self._denied("is moved by the General Manager"):
            order.with_user(self.specialist).write({"team_id": other.id})

    def test_manager_closed(self):
        """E8, G4: the general manager signs; a specialist gets no turnover."""
        order = self._make_contract(ad_closer_id=self.manager.id)
        self.assertTrue(order.ad_closed_by_manager)
        self._customer_seals(order)
        self._sign(order, "supervisor")
        with self._refused("you own the turnover or closed this deal"):
            self._sign(order, "manager")
        self._sign(order, "general_manager")
        self.assertEqual(order.sudo().ad_sign_off_ids[-1].role, "General Manager")
        with self._refused("cannot count as turnover of Test specialist"):
            order.with_user(self.operations)._action_affix_seal("Contract seal")
        order.with_user(self.general_manager).write({"user_id": self.manager.id})
        order.with_user(self.operations)._action_affix_seal("Contract seal")
        self.assertEqual(order.ad_contract_state, "sealed")

    def test_manager_closed_list(self):
        closed = self._make_contract(ad_closer_id=self.manager.id)
        other = self._make_contract()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ad_sales_ops.ad_contract_manager_closed_action"
        )
        domain = safe_eval(action["domain"])
        found = self.env["sale.order"].with_user(self.general_manager).search(domain)
        self.assertIn(closed, found)
        self.assertNotIn(other, found)

    def test_missing_holder_passes_up(self):
        """E21: a team without leader is signed by manager and general manager."""
        self.team.user_id = False
        order = self._at("customer_sealed")
        self.assertIn("Test manager", order.ad_waiting_text)
        self._sign(order, "manager", "general_manager")
        self.assertEqual(order.ad_contract_state, "manager_signed")

    def test_archived_holder_passes_up(self):
        self.supervisor.active = False
        order = self._at("customer_sealed")
        self.assertIn("Test manager", order.ad_waiting_text)

    def test_leader_without_title_passes_up(self):
        self.team.user_id = self.other_specialist
        order = self._at("customer_sealed")
        self.assertIn("Test manager", order.ad_waiting_text)

    def test_team_that_is_a_division(self):
        order = self._make_contract(team_id=self.division.id)
        self.division.member_ids = [Command.link(self.specialist.id)]
        self._customer_seals(order)
        self._sign(order, "manager", "general_manager")
        self.assertEqual(order.ad_contract_state, "manager_signed")

    def test_vacant_post_says_who_authorises(self):
        """G8: no deadlock in silence."""
        order = self._at("manager_signed")
        self.operations.active = False
        order.invalidate_recordset(["ad_waiting_text"])
        text = order.with_user(self.specialist).ad_waiting_text
        self.assertIn("Company Seal: nobody can sign now", text)
        self.assertIn("Test general_manager can authorise", text)

    def test_my_turn(self):
        order = self._at("customer_sealed")
        orders = self.env["sale.order"]
        domain = [("ad_my_turn", "=", True)]
        self.assertIn(order, orders.with_user(self.supervisor).search(domain))
        self.assertNotIn(order, orders.with_user(self.manager).search(domain))
        self.assertNotIn(
            order,
            orders.with_user(self.supervisor).search([("ad_my_turn", "!=", True)]),
        )

    # Return for correction

    def test_return(self):
        order = self._at("supervisor_signed")
        with self._refused("Say what has to be corrected"):
            order.with_user(self.manager)._action_return("  ")
        order.with_user(self.manager)._action_return("The price is wrong")
        self.assertEqual(order.ad_contract_state, "returned")
        self.assertFalse(order.ad_customer_seal_kind)
        self.assertFalse(order.ad_customer_scan)
        line = order.sudo().ad_sign_off_ids[-1]
        self.assertEqual(
            (line.decision, line.comment), ("returned", "The price is wrong")
        )
        self.assertEqual(len(order.sudo().ad_sign_off_ids), 3)
        order.with_user(self.specialist).order_line.write({"price_unit": 9000})
        self._customer_seals(order)
        self._sign(order, "supervisor", "manager")
        self.assertEqual(order.sudo().ad_sign_off_ids[-1].round, 2)
        self.assertEqual(order.ad_contract_state, "manager_signed")

    def test_return_by_dialog(self):
        order = self._at("customer_sealed")
        action = order.with_user(self.supervisor).action_ad_return()
        dialog = Form(
            self.env[action["res_model"]]
            .with_user(self.supervisor)
            .with_context(**action["context"])
        )
        dialog.comment = "Wrong issue"
        dialog.save().action_return()
        self.assertEqual(order.ad_contract_state, "returned")

    def test_return_only_under_way(self):
        for state in ("draft", "sealed"):
            order = self._at(state)
            with self.subTest(state=state), self._refused("nothing to return"):
                order.with_user(self.specialist)._action_return("Too late")

    def test_return_by_whom(self):
        order = self._at("customer_sealed")
        with self._refused("you cannot sign"):
            order.with_user(self.manager)._action_return("Not my turn")
        order.with_user(self.specialist)._action_return("I saw a mistake")
        self.assertEqual(order.ad_contract_state, "returned")

    # Frozen terms

    def test_terms_after_the_customers_seal(self):
        """K2: no route changes what the customer sealed."""
        order = self._at("customer_sealed").with_user(self.specialist)
        words = "the customer has sealed these terms"
        values = [
            {"ad_special_request": "Front page please"},
            {"ad_payment_kind": "prepaid"},
            {"ad_contract_kind": "exchange"},
            {"ad_contract_kind": False},
            {"ad_date_end": self.today},
            {"partner_id": self.specialist.partner_id.id},
            {"note": "Small print"},
            {"name": "X/1"},
            {"date_order": "2020-01-01 00:00:00"},
            {"pricelist_id": False},
            {"order_line": [Command.update(order.order_line.id, {"price_unit": 1})]},
            {"order_line": [Command.delete(order.order_line.id)]},
            {"order_line": [Command.unlink(order.order_line.id)]},
            {"order_line": [Command.clear()]},
            {
                "order_line": [
                    Command.create({"product_id": self.full_page.product_id.id})
                ]
            },
            {
                "order_line": [
                    Command.create({"display_type": "line_note", "name": "x"})
                ]
            },
            {
                "ad_placement_ids": [
                    Command.update(
                        order.ad_placement_ids[0].id, {"issue_id": self.issues[5].id}
                    )
                ]
            },
            {"ad_placement_ids": [Command.delete(order.ad_placement_ids[0].id)]},
        ]
        for vals in values:
            with self.subTest(vals=vals), self._refused(words):
                order.write(vals)

    def test_lines_after_the_customers_seal(self):
        order = self._at("customer_sealed").with_user(self.specialist)
        line, words = order.order_line, "the customer has sealed these terms"
        for vals in (
            {"price_unit": 1},
            {"discount": 50},
            {"product_uom_qty": 1},
            {"ad_agreed_total": 100},
            {"name": "Something else"},
            {"product_id": self.inside_front.product_id.id},
            {"tax_ids": [Command.clear(), Command.create({"name": "T"})]},
        ):
            with self.subTest(vals=vals), self._refused(words):
                line.write(vals)
        with self._refused(words):
            line.unlink()
        with self._refused(words):
            line.copy({"order_id": order.id})
        other = self._make_contract(schedule=False).with_user(self.specialist)
        with self._refused(words):
            other.order_line.write({"order_id": order.id})

    def test_placements_after_the_customers_seal(self):
        order = self._at("customer_sealed").with_user(self.specialist)
        words = "the customer has sealed these terms"
        placement = order.ad_placement_ids[0].with_user(self.specialist)
        with self._refused(words):
            placement.write({"issue_id": self.issues[5].id})
        with self._refused(words):
            placement.unlink()
        with self._refused(words):
            placement.copy({"issue_id": self.issues[5].id})
        with self._refused(words):
            self.env["ad.placement"].with_user(self.specialist).create(
                {"order_line_id": order.order_line.id, "issue_id": self.issues[4].id}
            )
        other = self._make_contract().with_user(self.specialist)
        with self._refused(words):
            other.ad_placement_ids[0].write({"order_line_id": order.order_line.id})

    def test_terms_after_both_seals(self):
        order = self._at("sealed").with_user(self.general_manager)
        words = "Its terms change by a change order only"
        with self._refused(words):
            order.write({"ad_special_request": "More"})
        with self._refused(words):
            order.order_line.write({"price_unit": 1})
        with self._refused(words):
            order.write({"ad_customer_scan": SCAN[:-4] + "AAAA"})

    def test_seal_columns_are_recorded_only(self):
        """A wrong seal is not typed right afterwards."""
        order = self._make_contract()
        self._customer_seals(order, ad_customer_seal_kind="financial")
        for vals in (
            {"ad_customer_seal_kind": "official"},
            {"ad_customer_seal_name": "Another"},
            {"ad_customer_seal_date": "2020-01-01"},
        ):
            with self.subTest(vals=vals), self._denied("is set by the steps"):
                order.with_user(self.specialist).write(vals)

    def test_terms_that_differ_are_not_signed(self):
        """The customer's seal keeps a hash of what was sealed."""
        order = self._at("customer_sealed")
        order.sudo().order_line.write({"price_unit": 8000})
        with self._refused("differs from what the customer sealed"):
            self._sign(order, "supervisor")
        order.with_user(self.supervisor)._action_return("Have it sealed again")
        self._customer_seals(order)
        self._sign(order, "supervisor")

    def test_licence_name_is_a_term(self):
        order = self._at("supervisor_signed")
        self.advertiser.sudo().write({"ad_licence_name": "Renamed Works"})
        with self._refused("differs from what the customer sealed"):
            self._sign(order, "manager")

    def test_seal_is_not_in_the_future(self):
        order = self._make_contract()
        with self._refused("cannot have sealed in the future"):
            self._customer_seals(
                order, ad_customer_seal_date=self.today + relativedelta(days=1)
            )

    def test_guarded_round(self):
        order = self._at("customer_sealed").with_user(self.specialist)
        for vals in (
            {"ad_sign_off_round": 7},
            {"ad_contract_state": "sealed"},
            {"ad_end_mark": "completed"},
            {"ad_extension_date": self.today},
        ):
            with self.subTest(vals=vals), self._denied("is set by the steps"):
                order.write(vals)


@tagged("post_install", "-at_install")
class TestSignOffTrail(ChainCase):
    """G5: the trail is immutable; mistakes are countered by a second person."""

    def test_counter_entry(self):
        order = self._at("supervisor_signed")
        line = order.sudo().ad_sign_off_ids[-1].with_user(self.supervisor)
        with self._refused("Somebody else than the signer"):
            order.with_user(self.supervisor)._action_counter_sign_off(line, "Oops")
        with self._refused("Say why"):
            order.with_user(self.manager)._action_counter_sign_off(line, " ")
        with self._denied("A supervisor or a higher title"):
            order.with_user(self.specialist)._action_counter_sign_off(line, "No")
        dialog = (
            self.env["ad.sign.off.counter"]
            .with_user(self.manager)
            .create({"sign_off_id": line.id, "comment": "Signed the wrong contract"})
        )
        dialog.action_counter()
        self.assertEqual(order.ad_contract_state, "customer_sealed")
        trail = order.sudo().ad_sign_off_ids
        self.assertEqual(trail[-1].decision, "countered")
        self.assertEqual(trail[-1].counter_of_id, trail[1])
        self.assertEqual(trail[1].decision, "signed")
        with self._refused("that still stands"):
            order.with_user(self.manager)._action_counter_sign_off(trail[1], "Again")
        self._sign(order, "supervisor")
        self.assertEqual(order.ad_contract_state, "supervisor_signed")

    def test_counter_takes_later_lines_along(self):
        order = self._at("manager_signed")
        seal = order.sudo().ad_sign_off_ids[0]
        with self._refused("Somebody else than the signer"):
            order.with_user(self.manager)._action_counter_sign_off(seal, "Not sealed")
        order.with_user(self.general_manager)._action_counter_sign_off(seal, "No seal")
        self.assertEqual(order.ad_contract_state, "draft")
        self.assertEqual(len(order.sudo().ad_sign_off_ids), 6)

    def test_counter_of_an_earlier_round(self):
        order = self._at("customer_sealed")
        old = order.sudo().ad_sign_off_ids
        order.with_user(self.supervisor)._action_return("Again")
        self._customer_seals(order)
        with self._refused("present round"):
            order.with_user(self.supervisor)._action_counter_sign_off(old, "Old")
        self.assertEqual(order.ad_contract_state, "customer_sealed")

    def test_counter_of_a_sealed_contract(self):
        order = self._at("sealed")
        with self._refused("It can be terminated, not un-signed"):
            order.with_user(self.general_manager)._action_counter_sign_off(
                order.sudo().ad_sign_off_ids[-1], "Regret"
            )

    def test_counter_in_another_division(self):
        order = self._at("customer_sealed")
        line = order.sudo().ad_sign_off_ids
        stranger = self._make_user("supervisor2", "group_ad_supervisor")
        with self._denied():
            order.with_user(stranger)._action_counter_sign_off(line, "Not mine")

    def test_trail_refuses_the_orm(self):
        line = self._at("customer_sealed").sudo().ad_sign_off_ids
        for user in (self.general_manager, self.env.ref("base.user_admin")):
            with self.subTest(user=user.name):
                with self._denied():
                    line.with_user(user).write({"comment": "Rewritten"})
                with self._denied():
                    line.with_user(user).unlink()
        with self._denied("cannot be changed"):
            line.write({"comment": "Rewritten by the system"})
        with self._refused("cannot be deleted"):
            line.unlink()
        with self._denied():
            self.env["ad.sign.off"].with_user(self.general_manager).create(
                {"order_id": line.order_id.id, "step": "manager", "decision": "signed"}
            )

    def test_trail_refuses_sql(self):
        line = self._at("customer_sealed").sudo().ad_sign_off_ids
        self.env.flush_all()
        for query in (
            "UPDATE ad_sign_off SET user_id = 1 WHERE id = %s",
            "UPDATE ad_sign_off SET comment = 'x' WHERE id = %s",
            "UPDATE ad_sign_off SET counter_of_id = id WHERE id = %s",
            "DELETE FROM ad_sign_off WHERE id = %s",
        ):
            with (
                self.subTest(query=query),
                expected_refusal(),
                self.assertRaisesRegex(psycopg2.IntegrityError, "append-only"),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(query, [line.id])

    def test_evidence_cannot_be_exchanged(self):
        line = self._at("customer_sealed").sudo().ad_sign_off_ids
        attachment = (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", "ad.sign.off"),
                    ("res_field", "=", "evidence"),
                    ("res_id", "=", line.id),
                ]
            )
        )
        self.assertTrue(attachment)
        for user in (self.specialist, self.general_manager):
            with self._denied():
                attachment.with_user(user).write({"raw": b"forged"})
            with self._denied():
                attachment.with_user(user).unlink()

    def test_contract_with_a_trail_stays(self):
        order = self._at("customer_sealed")
        with self._refused("its trail stays"):
            order.sudo().unlink()
        self._make_contract().sudo().unlink()

    def test_turnover_moves_by_the_general_manager(self):
        """G4: and leaves a trace."""
        order = self._make_contract()
        for user in (self.specialist, self.supervisor, self.manager):
            with (
                self.subTest(user=user.name),
                self._denied("is moved by the General Manager"),
            ):
                order.with_user(user).write({"user_id": self.other_specialist.id})
        order.with_user(self.general_manager).write(
            {"user_id": self.other_specialist.id}
        )
        line = order.sudo().ad_sign_off_ids
        self.assertEqual((line.decision, line.user_id), ("moved", self.general_manager))
        self.assertIn("Test specialist2", line.comment)

    def _owned_by(self, owner, user, **values):
        """A contract that a user writes in somebody's name."""
        return (
            self.env["sale.order"]
            .with_user(user)
            .create(
                {
                    "partner_id": self.advertiser.id,
                    "ad_contract_kind": "single",
                    "team_id": self.team.id,
                    "user_id": owner.id,
                    **values,
                }
            )
        )

    def test_turnover_is_first_named_within_the_team(self):
        """G4: himself, his team; the general manager names anybody."""
        stranger = self._make_user("stranger", "group_ad_specialist")
        team = self.specialist | self.other_specialist | self.supervisor
        for user, people in (
            (self.specialist, team),
            (self.supervisor, team),
            (self.manager, team | self.manager),
            (self.general_manager, team | self.manager | stranger),
        ):
            for owner in team | stranger | self.manager:
                with self.subTest(user=user.name, owner=owner.name):
                    if owner in people:
                        order = self._owned_by(owner, user)
                        self.assertEqual(order.user_id, owner)
                        continue
                    with self._denied(f"you cannot name {owner.name} as owner"):
                        self._owned_by(owner, user)

    def test_turnover_of_the_customers_own_salesperson(self):
        """G4: Odoo's default is nobody's choice."""
        stranger = self._make_user("stranger", "group_ad_specialist")
        self.advertiser.user_id = stranger
        order = self.env["sale.order"].with_user(self.specialist)
        order = order.create(
            {
                "partner_id": self.advertiser.id,
                "ad_contract_kind": "single",
                "team_id": self.team.id,
                "ad_carer_id": self.specialist.id,
            }
        )
        self.assertEqual(order.user_id, stranger)

    def test_turnover_is_not_named_by_a_detour(self):
        """G4: neither through an ordinary order nor through an empty owner."""
        stranger = self._make_user("stranger", "group_ad_specialist")
        values = {"ad_carer_id": self.specialist.id}
        ordinary = self._owned_by(
            stranger, self.env.user, ad_contract_kind=False, **values
        )
        with self._denied("you cannot name Test stranger"):
            ordinary.with_user(self.specialist).ad_contract_kind = "single"
        empty = self._owned_by(self.env["res.users"], self.env.user, **values)
        empty.sudo().user_id = False
        with self._denied("you cannot name Test stranger"):
            empty.with_user(self.specialist).user_id = stranger
        empty.with_user(self.specialist).user_id = self.specialist

    def test_carer_moves_by_the_supervisor(self):
        """E22: open insertions follow the carer."""
        order = self._make_contract()
        with self._denied("is moved by the Supervisor"):
            order.with_user(self.specialist).write(
                {"ad_carer_id": self.other_specialist.id}
            )
        order.with_user(self.supervisor).write(
            {"ad_carer_id": self.other_specialist.id}
        )
        self.assertEqual(order.ad_placement_ids.user_id, self.other_specialist)
        self.assertEqual(order.user_id, self.specialist)


@tagged("post_install", "-at_install")
class TestAuthorization(ChainCase):
    """G8: a named person acts for another, up to an amount, from–to."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.deputy = cls._make_user("deputy", "group_ad_supervisor")

    def test_signs_for(self):
        authorization = self._authorize(
            self.deputy, "supervisor", principal_id=self.supervisor.id
        )
        self.assertEqual(authorization.state, "valid")
        order = self._at("customer_sealed")
        self.assertIn("Test deputy", order.ad_waiting_text)
        as_deputy = order.with_user(self.deputy)
        self.assertTrue(as_deputy.ad_my_turn)
        self.assertEqual(as_deputy.partner_id, self.advertiser)
        self.assertTrue(as_deputy.order_line.product_id)
        as_deputy.action_ad_sign()
        line = order.sudo().ad_sign_off_ids[-1]
        self.assertEqual(line.user_id, self.deputy)
        self.assertEqual(line.on_behalf_id, self.supervisor)
        self.assertEqual(line.on_behalf_name, "Test supervisor")
        self.assertEqual(line.authorization_id, authorization)
        self.assertEqual(line.role, "Supervisor")
        with self._refused("you already signed a step"):
            self._sign(order, "supervisor")

    def test_deputy_cannot_write(self):
        self._authorize(self.deputy, "supervisor", principal_id=self.supervisor.id)
        order = self._make_contract()
        with self._denied():
            order.with_user(self.deputy).write({"ad_special_request": "Mine"})

    def test_deputy_does_not_sign_twice(self):
        self._authorize(self.deputy, "supervisor", principal_id=self.supervisor.id)
        self._authorize(self.deputy, "manager", principal_id=self.manager.id)
        order = self._at("customer_sealed")
        order.with_user(self.deputy).action_ad_sign()
        with self._refused("nobody signs twice"):
            order.with_user(self.deputy).action_ad_sign()

    def test_authorised_owner_does_not_sign(self):
        self._authorize(self.deputy, "supervisor", principal_id=self.supervisor.id)
        order = self._make_contract(ad_closer_id=self.deputy.id)
        self._customer_seals(order)
        with self._refused("you own the turnover or closed this deal"):
            order.with_user(self.deputy).action_ad_sign()

    def test_vacant_post(self):
        """A vacant Operations Centre seals by the deputy the GM names."""
        self.operations.active = False
        order = self._at("manager_signed")
        clerk = self.users["contract_admin"]
        self.division.member_ids = [Command.link(clerk.id)]
        with self._refused("nobody can sign now"):
            order.with_user(clerk)._action_affix_seal("Contract seal")
        self._authorize(clerk, "company_seal")
        order.with_user(clerk)._action_affix_seal("Contract seal")
        self.assertEqual(order.ad_contract_state, "sealed")
        line = order.sudo().ad_sign_off_ids[-1]
        self.assertFalse(line.on_behalf_id)
        self.assertTrue(line.authorization_id)

    def test_top_of_the_ladder(self):
        """E21: when the general manager closed it, whom he authorised signs."""
        self.manager.active = False
        order = self._make_contract(ad_closer_id=self.general_manager.id)
        self._customer_seals(order)
        self._sign(order, "supervisor")
        self.assertIn("nobody can sign now", order.ad_waiting_text)
        self._authorize(self.deputy, "manager", principal_id=self.general_manager.id)
        order.with_user(self.deputy).action_ad_sign()
        line = order.sudo().ad_sign_off_ids[-1]
        self.assertEqual(line.on_behalf_id, self.general_manager)
        self.assertEqual(line.role, "General Manager")

    def test_without_principal_only_a_vacant_post(self):
        self._authorize(self.deputy, "supervisor")
        order = self._at("customer_sealed")
        with self._refused("you cannot sign"):
            order.with_user(self.deputy).action_ad_sign()

    def test_to_oneself(self):
        words = "Nobody can be authorised to act for himself"
        with self._refused(words, ValidationError):
            self._authorize(
                self.general_manager, "manager", principal_id=self.manager.id
            )
        with self._refused(words, ValidationError):
            self._authorize(self.manager, "manager", principal_id=self.manager.id)

    def test_only_the_general_manager_grants(self):
        for user in (self.manager, self.specialist, self.operations):
            with self.subTest(user=user.name), self._denied():
                self.env["ad.authorization"].with_user(user).create(
                    {
                        "deputy_id": self.deputy.id,
                        "step": "manager",
                        "team_id": self.division.id,
                        "date_to": self.today,
                        "reason": "Leave",
                    }
                )
        with self._denied("is set by the steps"):
            self._authorize(self.deputy, "manager", granted_by_id=self.manager.id)

    def test_portal_deputy(self):
        with self._refused("must be an active employee", ValidationError):
            self._authorize(self.portal_user, "manager")

    def test_expired(self):
        yesterday = self.today - relativedelta(days=1)
        with self._refused("would already have expired", ValidationError):
            self._authorize(
                self.deputy, "supervisor", date_from=yesterday, date_to=yesterday
            )
        authorization = self._authorize(
            self.deputy, "supervisor", principal_id=self.supervisor.id
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE ad_authorization SET date_from = %s, date_to = %s WHERE id = %s",
            [yesterday, yesterday, authorization.id],
        )
        self.env.invalidate_all()
        self.assertEqual(authorization.state, "expired")
        order = self._at("customer_sealed")
        with self._refused("you cannot sign"):
            order.with_user(self.deputy).action_ad_sign()
        self.env["ad.authorization"]._cron_update_current()
        self.assertFalse(authorization.is_current)
        with self._denied():
            order.with_user(self.deputy).read(["name"])

    def test_not_yet(self):
        tomorrow = self.today + relativedelta(days=1)
        authorization = self._authorize(
            self.deputy,
            "supervisor",
            principal_id=self.supervisor.id,
            date_from=tomorrow,
        )
        self.assertEqual(authorization.state, "planned")
        self.assertFalse(authorization.is_current)
        order = self._at("customer_sealed")
        with self._denied():
            order.with_user(self.deputy).action_ad_sign()

    def test_revoked(self):
        authorization = self._authorize(
            self.deputy, "supervisor", principal_id=self.supervisor.id
        )
        with self._denied("Only the general manager"):
            authorization.with_user(self.manager).action_revoke()
        authorization.with_user(self.general_manager).action_revoke()
        self.assertEqual(authorization.state, "revoked")
        order = self._at("customer_sealed")
        with self._denied():
            order.with_user(self.deputy).action_ad_sign()

    def test_not_edited(self):
        authorization = self._authorize(self.deputy, "supervisor")
        with self._refused("not edited"):
            authorization.with_user(self.general_manager).write({"amount_limit": 1e9})
        with self._denied():
            authorization.with_user(self.general_manager).unlink()

    def test_over_the_amount(self):
        limit = {"principal_id": self.supervisor.id, "amount_limit": 29999.99}
        self._authorize(self.deputy, "supervisor", **limit)
        order = self._at("customer_sealed")
        self.assertEqual(order.amount_total, 30000.0)
        with self._refused("you cannot sign"):
            order.with_user(self.deputy).action_ad_sign()
        self._authorize(
            self.deputy, "supervisor", **(limit | {"amount_limit": 30000.0})
        )
        order.with_user(self.deputy).action_ad_sign()

    def test_wrong_team_and_step(self):
        other = self.env["crm.team"].create(
            {"name": "Other Division", "company_id": self.company.id}
        )
        self._authorize(
            self.deputy,
            "supervisor",
            principal_id=self.supervisor.id,
            team_id=other.id,
        )
        self._authorize(self.deputy, "manager", principal_id=self.supervisor.id)
        order = self._at("customer_sealed")
        with self._refused("you cannot sign"):
            order.with_user(self.deputy).action_ad_sign()


@tagged("post_install", "-at_install")
class TestSealing(ChainCase):
    """G11, K5: a line in the register and three copies, or no sealing."""

    def test_sealed_from_the_list_at_once(self):
        order = self._at("manager_signed")
        for user in (self.specialist, self.manager, self.plain_user):
            with self._refused():
                order.with_user(user).action_ad_seal_now()
        order.with_user(self.operations).action_ad_seal_now()
        self.assertEqual(order.ad_contract_state, "sealed")
        self.assertEqual(order.ad_seal_use_ids.copies, 3)
        self.assertEqual(len(order.ad_copy_ids), 3)

    def test_register_and_copies(self):
        order = self._at("manager_signed")
        order.with_user(self.operations)._action_affix_seal("Contract seal 1", 3)
        use = order.sudo().ad_seal_use_ids
        self.assertEqual(len(use), 1)
        self.assertTrue(use.name)
        self.assertEqual(
            (use.document_name, use.partner_name, use.seal_name, use.copies),
            (order.name, self.advertiser.ad_licence_name, "Contract seal 1", 3),
        )
        self.assertEqual(
            (use.user_id, use.user_name), (self.operations, "Test operations")
        )
        copies = order.sudo().ad_copy_ids
        self.assertEqual(
            sorted(copies.mapped("kind")), ["archive", "customer", "finance"]
        )
        self.assertEqual(set(copies.mapped("state")), {"to_hand_out"})

    def test_copies_of_a_fax_wait_for_the_original(self):
        """K5, K3c: sealed on a fax, the copies are no originals until it arrives."""
        order = self._make_contract()
        self._file_advertiser()
        self._customer_seals(order, ad_original_state="fax")
        self._sign(order, "supervisor", "manager")
        order.with_user(self.operations)._action_affix_seal("Contract seal")
        copies = order.sudo().ad_copy_ids
        self.assertEqual(set(copies.mapped("state")), {"fax_only"})
        order.with_user(self.users["specialist"]).ad_original_state = "original"
        self.assertEqual(set(copies.mapped("state")), {"to_hand_out"})

    def test_no_sealing_without_a_line(self):
        order = self._at("manager_signed")
        for name, copies in ((" ", 3), ("Seal", 0)):
            with self.subTest(name=name), self._refused("Name the seal"):
                order.with_user(self.operations)._action_affix_seal(name, copies)
        self.assertEqual(order.state, "draft")
        self.assertFalse(order.sudo().ad_copy_ids)

    def test_register_is_a_fact(self):
        order = self._at("sealed")
        use = order.sudo().ad_seal_use_ids
        for user in (self.operations, self.general_manager):
            with self._denied():
                use.with_user(user).write({"copies": 9})
            with self._denied():
                use.with_user(user).unlink()
            with self._denied():
                use.with_user(user).create({"order_id": order.id})
        with self._refused("cannot be deleted"):
            use.unlink()

    def test_hand_out(self):
        order = self._at("sealed")
        administrator = self.users["contract_admin"]
        self.team.member_ids = [Command.link(administrator.id)]
        copies = order.sudo().ad_copy_ids
        archive = copies.filtered(lambda copy: copy.kind == "archive")
        archive.with_user(administrator).write({"scan": SCAN, "scan_name": "a.pdf"})
        archive.with_user(administrator).action_hand_out()
        self.assertEqual(archive.state, "handed_out")
        self.assertEqual(archive.holder_id, administrator)
        self.assertEqual(archive.date, self.today)
        customer = copies.filtered(lambda copy: copy.kind == "customer")
        customer.with_user(self.specialist).write({"holder_name": "Ms Chen"})
        customer.with_user(self.specialist).action_hand_out()
        self.assertFalse(customer.holder_id)
        with self._denied():
            archive.with_user(self.users["production"]).action_hand_out()
        with self._denied("is set by the steps"):
            archive.with_user(administrator).write({"kind": "customer"})

    def test_taken_space_refuses_the_seal(self):
        """K2: nothing stays behind when the space is gone."""
        lines = [(self.inside_front, self.issues[:1])]
        first = self._at("manager_signed", lines=lines)
        second = self._at("manager_signed", lines=lines)
        first.with_user(self.operations)._action_affix_seal("Seal")
        with self._refused("this space is not free") as caught:
            second.with_user(self.operations)._action_affix_seal("Seal")
        self.assertNotIn(first.name, str(caught.exception))
        self.assertEqual(second.ad_contract_state, "manager_signed")
        self.assertFalse(second.sudo().ad_seal_use_ids)


@tagged("post_install", "-at_install")
class TestEnds(ChainCase):
    """K7, K8: voided, terminated, withdrawn, extended are different words."""

    def test_void(self):
        order = self._at(
            "supervisor_signed", lines=[(self.inside_front, self.issues[:2])]
        )
        order.with_user(self.specialist).action_cancel()
        self.assertEqual((order.state, order.ad_contract_state), ("cancel", "voided"))
        self.assertEqual(set(order.ad_placement_ids.mapped("stage")), {"cancelled"})
        self.assertEqual(order.sudo().ad_sign_off_ids[-1].decision, "voided")

    def test_void_frees_held_space(self):
        lines = [(self.inside_front, self.issues[:1])]
        order = self._make_contract(lines)
        order.with_user(self.specialist).action_ad_hold()
        other = self._make_contract(lines)
        with self._refused("already taken"):
            other.with_user(self.specialist).action_ad_hold()
        order.with_user(self.specialist).action_cancel()
        other.with_user(self.specialist).action_ad_hold()
        self.assertEqual(other.ad_placement_ids.stage, "held")

    def test_void_by_whom(self):
        order = self._make_contract()
        for user in (self.other_specialist, self.users["finance"], self.plain_user):
            with self.subTest(user=user.name), self._denied():
                order.with_user(user).action_cancel()

    def test_reopen(self):
        order = self._at("customer_sealed")
        order.with_user(self.specialist).action_cancel()
        order.with_user(self.specialist).action_draft()
        self.assertEqual((order.state, order.ad_contract_state), ("draft", "returned"))
        line = order.sudo().ad_sign_off_ids[-1]
        self.assertEqual(line.decision, "reopened")
        self.assertEqual(order.sudo().ad_sign_off_round, 2)
        with self._refused("insertions are ordered, 0 are scheduled"):
            self._customer_seals(order)

    def test_terminate_needs_the_statement(self):
        order = self._at("sealed")
        for values, words in (
            ({"scan": False}, "written statement is needed"),
            ({"reason": " "}, "Say what the customer writes"),
            ({"date": self.today + relativedelta(days=1)}, "dated in the future"),
        ):
            with self.subTest(words=words), self._refused(words):
                order.with_user(self.specialist)._action_terminate(
                    self._statement(**values)
                )
        self.assertEqual(order.ad_contract_state, "sealed")

    def test_terminate(self):
        order = self._at("sealed", lines=[(self.full_page, self.issues[:3])])
        published = order.ad_placement_ids[0]
        self.patch(
            self.registry["ad.placement"], "_press_blockers", lambda placements: {}
        )
        self._publish_issue(self.issues[0])
        self.assertEqual(published.stage, "published")
        dialog = (
            self.env["ad.contract.break"]
            .with_user(self.specialist)
            .create(
                {
                    "order_ids": [Command.set(order.ids)],
                    "kind": "termination",
                    **self._statement(),
                }
            )
        )
        dialog.action_apply()
        self.assertEqual((order.state, order.ad_contract_state), ("sale", "terminated"))
        self.assertEqual(
            order.ad_placement_ids.mapped("stage"),
            ["published", "withdrawn", "withdrawn"],
        )
        statement = order.sudo().ad_statement_ids
        self.assertEqual(statement.kind, "termination")
        self.assertEqual(len(statement.placement_ids), 2)
        self.assertEqual(order.order_line.qty_to_invoice, 1)
        self.assertEqual(order.invoice_status, "to invoice")
        with self._refused("not sealed and in force"):
            order.with_user(self.specialist)._action_terminate(self._statement())
        with self._denied():
            statement.with_user(self.general_manager).write({"reason": "Other"})
        with self._refused("cannot be deleted"):
            statement.unlink()

    def test_terminate_frees_space(self):
        lines = [(self.inside_front, self.issues[:1])]
        order = self._at("sealed", lines=lines)
        order.with_user(self.specialist)._action_terminate(self._statement())
        self.assertEqual(self._at("sealed", lines=lines).ad_contract_state, "sealed")

    def test_terminate_only_sealed(self):
        order = self._at("manager_signed")
        with self._refused("is voided with “Cancel”"):
            order.with_user(self.specialist)._action_terminate(self._statement())

    def test_terminate_by_whom(self):
        order = self._at("sealed")
        for user in (self.other_specialist, self.users["finance"], self.operations):
            with self.subTest(user=user.name), self._denied():
                order.with_user(user)._action_terminate(self._statement())

    def test_terminate_not_at_press(self):
        order = self._at("sealed")
        self.issues[0].sudo().write({"state": "at_press"})
        with self._refused("is at press"):
            order.with_user(self.specialist)._action_terminate(self._statement())

    def test_withdraw(self):
        order = self._at("sealed")
        one = order.ad_placement_ids[1]
        with self._refused("written statement is needed"):
            one.with_user(self.specialist)._action_withdraw(self._statement(scan=False))
        one.with_user(self.specialist)._action_withdraw(self._statement())
        self.assertEqual(one.stage, "withdrawn")
        self.assertEqual(order.ad_contract_state, "sealed")
        self.assertEqual(order.ad_placement_ids[0].stage, "booked")
        with self._refused("nothing to withdraw"):
            one.with_user(self.specialist)._action_withdraw(self._statement())
        one.sudo().write({"stage": "published"})
        with self._refused("is published and cannot be withdrawn"):
            one.with_user(self.specialist)._action_withdraw(self._statement())

    def test_withdraw_at_press(self):
        order = self._at("sealed")
        one = order.ad_placement_ids[0]
        self.issues[0].sudo().write({"state": "at_press"})
        with self._refused("only the Operations Centre"):
            one.with_user(self.specialist)._action_withdraw(self._statement())
        one.with_user(self.operations)._action_withdraw(self._statement())
        self.assertEqual(one.stage, "withdrawn")

    def test_withdraw_by_whom(self):
        one = self._at("sealed").ad_placement_ids[0]
        for user in (self.other_specialist, self.users["production"]):
            with self.subTest(user=user.name), self._denied():
                one.with_user(user)._action_withdraw(self._statement())

    def _dated(self, **values):
        issues = self.issues[:3]
        return self._at(
            "sealed",
            ad_date_start=issues[0].publication_date,
            ad_date_end=issues[2].publication_date,
            **values,
        )

    def test_extension(self):
        """K7: nothing after the end without a sealed extension letter."""
        order = self._dated()
        last = order.ad_placement_ids[-1]
        order.sudo().write({"ad_date_end": self.issues[1].publication_date})
        self.env.flush_all()
        self.assertIn("extension letter is needed", last.clearance_blockers)
        until = self.issues[3].publication_date
        dialog = (
            self.env["ad.contract.break"]
            .with_user(self.specialist)
            .create(
                {
                    "order_ids": [Command.set(order.ids)],
                    "kind": "extension",
                    **self._statement(),
                }
            )
        )
        with self._refused("Enter until when"):
            dialog.action_apply()
        dialog.until = until
        dialog.action_apply()
        self.env.flush_all()
        self.assertEqual(order.sudo().ad_extension_date, until)
        self.assertNotIn("extension letter", last.clearance_blockers or "")
        self.assertEqual(order.sudo().ad_statement_ids.kind, "extension")

    def test_extension_moves_forward_only(self):
        order = self._dated()
        words = "to a later day"
        as_specialist = order.with_user(self.specialist)
        with self._refused(words):
            as_specialist._action_extend(self._statement(), order.ad_date_end)
        later = order.ad_date_end + relativedelta(days=30)
        as_specialist._action_extend(self._statement(), later)
        with self._refused(words):
            as_specialist._action_extend(
                self._statement(), later - relativedelta(days=1)
            )
        draft = self._make_contract(ad_date_end=self.issues[5].publication_date)
        with self._refused(words):
            draft.with_user(self.specialist)._action_extend(
                self._statement(), draft.ad_date_end + relativedelta(days=9)
            )

    def test_completion(self):
        order = self._dated()
        running = self._at("sealed")
        self._let_crons_run()
        order.ad_placement_ids.sudo().write({"stage": "published"})
        past = self.today - relativedelta(days=1)
        order.sudo().write(
            {"ad_date_start": past - relativedelta(days=60), "ad_date_end": past}
        )
        order.sudo().write({"ad_extension_date": self.today})
        self.env["sale.order"]._cron_complete_contracts()
        self.assertEqual(order.ad_contract_state, "sealed")
        order.sudo().write({"ad_extension_date": False})
        self.env["sale.order"]._cron_complete_contracts()
        self.assertEqual(order.ad_contract_state, "completed")
        self.assertEqual(running.ad_contract_state, "sealed")

    def test_hold_waits_for_the_decision(self):
        """E20: no expiry between the customer's seal and the decision."""
        order = self._make_contract(lines=[(self.inside_front, self.issues[:1])])
        order.with_user(self.specialist).action_ad_hold()
        self._customer_seals(order)
        placement = order.ad_placement_ids
        self._let_crons_run()
        placement.sudo().write({"hold_until": self.today - relativedelta(days=1)})
        self.env["ad.placement"]._cron_release_expired_holds()
        self.assertEqual(placement.stage, "held")
        order.with_user(self.supervisor)._action_return("Later")
        self.env["ad.placement"]._cron_release_expired_holds()
        self.assertEqual(placement.stage, "draft")

    def test_late_booking(self):
        """M4: a named override with reason, and it is listed."""
        order = self._at("manager_signed")
        yesterday = self.today - relativedelta(days=1)
        self.issues[0].sudo().write({"booking_close": yesterday})
        with self._refused("booking closed on"):
            order.with_user(self.operations)._action_affix_seal("Seal")
        override = self.env["ad.close.override"]
        with self._denied("allows late bookings"):
            override.with_user(self.specialist)._grant(order, self.issues[0], "Please")
        with self._refused("Say why"):
            override.with_user(self.manager)._grant(order, self.issues[0], "")
        dialog = (
            self.env["ad.late.booking"]
            .with_user(self.manager)
            .create(
                {
                    "order_ids": [Command.set(order.ids)],
                    "issue_ids": [Command.set(self.issues[0].ids)],
                    "reason": "Promised by the publisher",
                }
            )
        )
        dialog.action_allow()
        order.with_user(self.operations)._action_affix_seal("Seal")
        found = override.search([("order_id", "=", order.id)])
        self.assertEqual(
            (found.user_name, found.order_name), ("Test manager", order.name)
        )
        with self._denied():
            found.with_user(self.general_manager).unlink()
        with self.assertRaises(UserError):
            found.unlink()


@tagged("post_install", "-at_install")
class TestTeams(ChainCase):
    """G2: two levels, no cycle, and no deletion under a contract."""

    def test_two_levels(self):
        words = "there are two levels"
        with self._refused(words, ValidationError):
            self.env["crm.team"].create(
                {
                    "name": "Third Level",
                    "company_id": self.company.id,
                    "ad_parent_id": self.team.id,
                }
            )
        with self._refused(words, ValidationError):
            self.division.ad_parent_id = self.team
        with self._refused(words, ValidationError):
            self.team.ad_parent_id = self.team

    def test_used_teams_stay(self):
        self._make_contract()
        for team in (self.team, self.division):
            with (
                self.subTest(team=team.name),
                self._refused("Archive it instead"),
            ):
                team.unlink()
        self.env["crm.team"].create({"name": "Unused"}).unlink()

    def test_a_person_of_two_posts_counts_once(self):
        """The supervisor who also leads the division signs one step."""
        self.team.user_id = self.manager
        order = self._at("customer_sealed")
        self._sign(order, "manager")
        with self._refused("nobody signs twice"):
            self._sign(order, "manager")
        self._sign(order, "general_manager")
        self.assertEqual(order.ad_contract_state, "manager_signed")
