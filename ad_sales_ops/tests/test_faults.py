"""Faults: who decides what, remedies, make-goods, refusals, rights (U3)."""

from dateutil.relativedelta import relativedelta
from lxml import etree

from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .fault_common import FaultCase
from .test_copy_race import CopyRaceCase


@tagged("post_install", "-at_install")
class TestDecide(FaultCase):
    def test_only_the_division_manager_decides(self):
        fault = self._fault()
        for title in ("specialist", "supervisor", "operations", "finance"):
            with self.subTest(title=title):
                user = self.users[title]
                self.assertDenied(self._decide, fault, "accept", user)
                self.assertDenied(fault.with_user(user).action_decide)
        stranger = self._make_user("manager_b", "group_ad_manager")
        self.assertDenied(self._decide, fault, "accept", stranger)
        self._make_good(fault)
        self.assertEqual(fault.decided_by_id, self.manager)
        self.assertTrue(fault.decided_on)

    def test_serious_fault_is_a_to_do_of_the_manager(self):
        fault = self._fault()
        self.assertEqual(fault.activity_ids.user_id, self.manager)
        self._make_good(fault)
        self.assertFalse(fault.activity_ids)

    def test_small_fault_is_on_the_card_only(self):
        fault = self._fault("colour")
        self.assertFalse(fault.activity_ids)
        card = self.env.ref("ad_sales_ops.ad_day_list_faults_to_decide")
        card = card.with_user(self.manager)
        self.assertEqual(card.waiting, 1)
        self._decide(fault, "accept", customer_word="Never mind")
        card.invalidate_recordset()
        self.assertFalse(card.is_mine)

    def test_the_first_issue_with_room_is_proposed(self):
        """A cover sold for the next issue is proposed in the one after."""
        cover = self._make_position(
            "Back cover", 9000.0, page_rule="fixed", fixed_place="back_cover"
        )
        self._contract((cover, [self.issues[4]]))
        order = self._contract((cover, [self.issues[3]]))
        self._publish(self.issues[3])
        publication = order.ad_placement_ids.publication_ids
        fault = self._fault("colour", publication=publication)
        action = fault.with_user(self.manager).action_decide()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(wizard.issue_id, self.issues[5])

    def test_decided_once(self):
        fault = self._fault("colour")
        self._decide(fault, "accept", customer_word="Never mind")
        self.assertRefused(
            "is decided already", self._decide, fault, "accept", customer_word="Again"
        )
        self.assertRefused(
            "is decided already", fault.with_user(self.manager).action_decide
        )

    def test_responsible_person(self):
        fault = self._fault("colour").with_user(self.manager)
        self.assertRefused("which of our", fault.write, {"responsible_kind": "user"})
        self.assertRefused("printer", fault.write, {"responsible_kind": "printer"})
        fault.write({"responsible_kind": "printer", "printer_id": self.printer.id})
        fault.write(
            {
                "responsible_kind": "user",
                "responsible_id": self.users["production"].id,
                "is_proven": "proven",
                "cause": "Old film",
            }
        )
        for title in ("specialist", "supervisor", "production", "operations"):
            with self.subTest(title=title):
                self.assertDenied(
                    fault.with_user(self.users[title]).write, {"cause": "Not I"}
                )

    def test_nobody_judges_himself(self):
        fault = self._fault("colour").with_user(self.manager)
        fault.sudo().write(
            {"responsible_kind": "user", "responsible_id": self.manager.id}
        )
        self.assertDenied(fault.write, {"is_proven": "unfounded"})
        self.assertDenied(self._decide, fault, "accept", customer_word="Fine")
        self._decide(
            fault, "accept", self.users["general_manager"], customer_word="Fine"
        )

    def test_guarded(self):
        fault = self._fault("colour").with_user(self.manager)
        for values in (
            {"remedy": "accept"},
            {"state": "done"},
            {"credit_amount": 5.0},
            {"is_serious": True},
            {"note": "Nothing"},
        ):
            with self.subTest(values=values):
                self.assertDenied(fault.write, values)
        self.assertDenied(
            self.faults.with_user(self.manager).create,
            {"issue_id": self.issues[0].id, "kind": "colour"},
        )
        self.assertRefused("never deleted", fault.sudo().unlink)
        self.assertRefused("in the review", fault.sudo().copy)

    def test_no_fault_at_all(self):
        fault = self._fault("colour")
        self.assertRefused("Say why", self._decide, fault, "none")
        self._decide(fault, "none", customer_word="Within the tolerance")
        self.assertEqual(fault.state, "done")
        self.assertEqual(fault.is_proven, "unfounded")
        self.assertEqual(self.publication.result, "correct")
        self.assertIn("Colour Fault", self.publication.result_trail)
        self.assertEqual(self.line.qty_delivered, 1.0)

    def test_omitted_is_a_fault(self):
        fault = self._fault()
        self.assertTrue(fault.is_serious)
        for remedy, words in (
            ("none", "did not appear"),
            ("accept", "did not appear"),
            ("correction", "did not appear"),
        ):
            with self.subTest(remedy=remedy):
                self.assertRefused(
                    words,
                    self._decide,
                    fault,
                    remedy,
                    customer_word="Said",
                    issue_id=self.issues[3],
                )

    def test_what_each_remedy_needs(self):
        fault = self._fault("colour")
        for remedy, values, words in (
            ("nonsense", {}, "Choose what"),
            ("make_good", {}, "Choose the issue"),
            ("accept", {}, "what the customer said"),
            ("correction", {}, "what the customer said"),
            ("correction", {"customer_word": "Yes"}, "Choose the issue"),
            ("credit", {}, "how much"),
            ("credit", {"credit_amount": -1.0}, "how much"),
            ("credit", {"credit_amount": 3333.34}, "more than that"),
            ("credit", {"credit_amount": 10.0}, "what the customer said"),
            ("reprint", {}, "which printer"),
            ("reprint", {"printer_id": self.printer}, "how many copies"),
            (
                "reprint",
                {
                    "printer_id": self.printer,
                    "reprint_copies": 5,
                    "reprint_due": self.today - relativedelta(days=2),
                },
                "not in the past",
            ),
        ):
            with self.subTest(remedy=remedy, values=values):
                self.assertRefused(words, self._decide, fault, remedy, **values)
        omitted = self._record("omitted")
        self.assertRefused(
            "credited in full", self._decide, omitted, "credit", credit_amount=5.0
        )

    def test_fault_of_all_copies(self):
        fault = self.faults._report(
            "printing",
            {
                "issue_id": self.issues[0].id,
                "user_id": self.specialist.id,
                "team_id": self.team.id,
                "is_serious": True,
                "note": "Smeared",
            },
        )
        for remedy in ("make_good", "credit", "correction"):
            with self.subTest(remedy=remedy):
                self.assertRefused("all copies", self._decide, fault, remedy)
        self._decide(fault, "accept")
        self.assertEqual(fault.state, "done")

    def test_website_prints_nothing(self):
        fault = self._fault("colour")
        self.medium.sudo().write({"kind": "web"})
        self.assertRefused(
            "is a website", self._decide, fault, "reprint", printer_id=self.printer
        )

    # The dialog

    def _dialog(self, fault):
        action = fault.with_user(self.manager).action_decide()
        return (
            self.env["ad.fault.decide"].with_user(self.manager).browse(action["res_id"])
        )

    def test_dialog_proposes(self):
        dialog = self._dialog(self._fault())
        self.assertEqual(dialog.remedy, "make_good")
        self.assertEqual(dialog.issue_id, self.issues[1])
        self.assertEqual(dialog.position_id, self.full_page)
        self.assertFalse(dialog.problem)
        dialog.action_confirm()
        self.assertEqual(
            self.original.make_good_ids.issue_id, self.issues[1], "the next issue"
        )

    def test_dialog_says_what_stands_against_it(self):
        dialog = self._dialog(self._fault())
        with Form(dialog) as form:
            form.remedy = "accept"
            self.assertIn("did not appear", form.problem)
            form.remedy = "make_good"

    def test_per_cent(self):
        dialog = self._dialog(self._fault("colour"))
        with Form(dialog) as form:
            form.remedy = "credit"
            form.credit_percent = 30.0
            self.assertEqual(form.credit_amount, 1000.0)
            form.customer_word = "Agreed"
        dialog.action_confirm()
        self.assertEqual(self.publication.fault_ids.credit_amount, 1000.0)

    def test_result_dialog_opens_a_serious_fault(self):
        dialog = (
            self.env["ad.publication.result"]
            .with_user(self.operations)
            .create(
                {
                    "issue_id": self.issues[0].id,
                    "line_ids": [
                        (
                            0,
                            0,
                            {
                                "publication_id": self.publication.id,
                                "result": "colour",
                                "is_serious": True,
                                "result_note": "Blue is green",
                            },
                        )
                    ],
                }
            )
        )
        dialog.action_confirm()
        fault = self.publication.fault_ids
        self.assertTrue(fault.is_serious)
        self.assertEqual(fault.note, "Blue is green")
        self.assertIn("To Decide", self.publication.fault_text)

    # Correction

    def _correction(self, page=3, **values):
        fault = self._fault("colour")
        self._decide(
            fault,
            "correction",
            issue_id=self.issues[3],
            customer_word="Print the right telephone number",
        )
        return fault, (
            self.env["ad.fault.correction"]
            .with_user(self.operations)
            .create({"fault_id": fault.id, "page_number": page, **values})
        )

    def test_published_correction_settles_it(self):
        fault, dialog = self._correction()
        card = self.env.ref("ad_sales_ops.ad_day_list_make_goods")
        self.assertEqual(card.with_user(self.operations).waiting, 1)
        self.assertIn("not on a page", fault.waiting_text)
        dialog.action_place()
        content = fault.correction_ids
        self.assertEqual(content.issue_id, self.issues[3])
        self.assertEqual(content.page, self.issues[3]._page_ordinal("page", 3))
        self.assertRefused(
            "stands on page", fault.with_user(self.operations).action_place_correction
        )
        self.assertEqual(self.line.qty_delivered, 0.0)
        self._publish(self.issues[3])
        self.assertEqual(fault.state, "done")
        self.assertTrue(self.publication.is_accepted)
        self.assertIn("telephone number", self.publication.acceptance_note)
        self.assertEqual(self.line.qty_delivered, 1.0)

    def test_correction_finds_room_or_says_so(self):
        fault, dialog = self._correction(size="half")
        page = self.issues[3]._page_ordinal("page", 3)
        contents = self.env["ad.page.content"]
        contents.create({"issue_id": self.issues[3].id, "page": page})
        self.assertRefused("has no room", dialog.action_place)
        dialog.page_number = 99
        self.assertRefused("has no page 99", dialog.action_place)
        dialog.page_number = 4
        dialog.action_place()
        self.assertEqual(fault.correction_ids.y, 60, "at the foot")

    def test_correction_that_missed_its_issue(self):
        fault, dialog = self._correction()
        self._to_press(self.issues[3])
        self.assertEqual(fault.state, "open")
        self.assertRefused("waits for no correction", dialog.action_place)
        self._decide(fault, "accept", customer_word="Let it be")

    def test_only_operations_place_it(self):
        fault, _dialog = self._correction()
        for title in ("specialist", "manager", "production"):
            with self.subTest(title=title):
                self.assertDenied(
                    fault.with_user(self.users[title]).action_place_correction
                )

    # Reprint

    def test_reprint_makes_it_right(self):
        fault = self._fault("colour", is_serious=True)
        self._decide(
            fault,
            "reprint",
            printer_id=self.printer,
            reprint_copies=500,
            reprint_due=self.today,
            reprint_note="Only sheet 2",
        )
        self.assertIn("Test Printing House", fault.waiting_text)
        html = self.env["ir.actions.report"]._render_qweb_html(
            "ad_sales_ops.report_ad_rework", fault.ids
        )[0]
        text = " ".join(etree.fromstring(html, etree.HTMLParser()).itertext())
        for word in (fault.number, "Test Printing House", "500", "Only sheet 2"):
            self.assertIn(word, text)
        action = fault.with_user(self.operations).action_print_rework()
        self.assertEqual(action["report_name"], "ad_sales_ops.report_ad_rework")
        fault.with_user(self.operations).action_reprint_delivered()
        self.assertEqual(fault.state, "done")
        self.assertEqual(self.publication.result, "correct")
        self.assertEqual(self.line.qty_delivered, 1.0)
        self.assertRefused(
            "does not wait", fault.with_user(self.operations).action_reprint_delivered
        )

    def test_no_rework_order_without_a_reprint(self):
        fault = self._fault("colour")
        self.assertRefused(
            "No reprint", fault.with_user(self.operations).action_print_rework
        )
        self.assertRefused(
            "No reprint",
            self.env["report.ad_sales_ops.report_ad_rework"]._get_report_values,
            fault.ids,
        )

    # Taken back

    def test_make_good_taken_back(self):
        fault = self._fault()
        make_good = self._make_good(fault)
        self.assertDenied(fault.with_user(self.specialist).action_decide_again)
        fault.with_user(self.manager).action_decide_again()
        self.assertEqual(fault.state, "open")
        self.assertEqual(make_good.stage, "withdrawn")
        self.assertEqual(fault.activity_ids.user_id, self.manager)
        self.assertRefused(
            "nothing to take", fault.with_user(self.manager).action_decide_again
        )

    def test_make_good_at_press_stands(self):
        fault = self._fault()
        self._make_good(fault)
        self._to_press(self.issues[3])
        self.assertRefused(
            "at press", fault.with_user(self.manager).action_decide_again
        )

    def test_credit_taken_back(self):
        self._posted()
        fault = self._fault()
        self._decide(fault, "credit", credit_amount=3333.33)
        fault.with_user(self.manager).action_decide_again()
        self.assertFalse(fault.sudo().credit_line_ids)
        self.assertEqual(fault.state, "open")
        colour = self._record("colour")
        self._decide(colour, "credit", credit_amount=10.0, customer_word="Agreed")
        self.assertRefused(
            "does not change", colour.with_user(self.manager).action_decide_again
        )

    def test_accepting_the_publication_settles_the_fault(self):
        fault = self._fault("colour")
        self.publication.with_user(self.manager)._action_accept("Never mind")
        self.assertEqual((fault.state, fault.remedy), ("done", "accept"))

    def test_not_accepted_while_a_make_good_is_planned(self):
        fault = self._fault("colour")
        self._make_good(fault)
        self.assertRefused(
            "make-good is planned",
            self.publication.with_user(self.manager)._action_accept,
            "Never mind",
        )


@tagged("post_install", "-at_install")
class TestMakeGood(FaultCase):
    def test_takes_space_and_costs_nothing(self):
        make_good = self._make_good(self._fault())
        self.assertEqual(make_good.stage, "booked")
        self.assertEqual(make_good.make_good_of_id, self.original)
        self.assertEqual((make_good.amount, make_good.price_subtotal), (0.0, 0.0))
        self.assertEqual(self.line.ad_scheduled_count, 3)
        self.assertEqual(self.order.ad_insertion_count, 3)
        self.assertEqual(self.order.ad_unscheduled_count, 0)
        self.assertEqual(sum(self.placements.mapped("amount")), 10000.0)
        self.line._check_ad_quantity()

    def test_sold_out_space_is_refused(self):
        order = self._contract((self.inside_front, [self.issues[4]]))
        self._publish(self.issues[4])
        other = self._make_contract([(self.inside_front, [self.issues[5]])])
        other.sudo().ad_placement_ids._action_book()
        fault = self._record("omitted", order.ad_placement_ids.publication_ids)
        self.assertRefused(
            "already taken",
            self._decide,
            fault,
            "make_good",
            issue_id=self.issues[5],
        )
        self.assertEqual(fault.state, "open")

    def test_where_it_may_run(self):
        half = self._make_position("Half page", 5000.0, grid_height=60)
        other = self._make_medium("Test Weekly", "TWK")
        fault = self._fault()
        for values, words in (
            ({"issue_id": self._make_issues(other, 1)}, "same medium"),
            ({"issue_id": self.issues[0]}, "not later"),
            ({"issue_id": self.issues[3], "position_id": half}, "smaller"),
        ):
            with self.subTest(words=words):
                self.assertRefused(words, self._decide, fault, "make_good", **values)
        self.issues[3].sudo().state = "closed"
        self.assertRefused(
            "booking closed", self._decide, fault, "make_good", issue_id=self.issues[3]
        )

    def test_better_position(self):
        make_good = self._make_good(self._fault(), position_id=self.inside_front)
        self.assertEqual(make_good.position_id, self.inside_front)
        self.assertTrue(make_good.page)
        self.line._check_ad_scheduled_position()

    def test_one_at_a_time(self):
        fault = self._fault()
        self._make_good(fault)
        self.assertRefused(
            "planned already",
            self.original._action_plan_make_good,
            self.issues[4],
        )

    def test_nothing_owed_no_make_good(self):
        self.assertRefused(
            "counts as delivered",
            self.original._action_plan_make_good,
            self.issues[4],
        )

    def test_link_is_guarded(self):
        draft = self._make_contract([(self.full_page, [self.issues[4]])])
        placement = draft.ad_placement_ids.with_user(self.specialist)
        self.assertDenied(placement.write, {"make_good_of_id": self.original.id})

    def test_runs_after_the_contracts_end_and_needs_no_payment(self):
        self.order.sudo().write(
            {
                "ad_date_end": self.issues[2].publication_date,
                "ad_payment_kind": "prepaid",
            }
        )
        make_good = self._make_good(self._fault())
        self.assertFalse(make_good._checklist_failures())
        self.assertEqual(make_good.state, "cleared")
        ordinary = self.placements[1]
        self.assertIn(
            "are missing", str(ordinary._checklist_failures(codes=("payment",)))
        )
        # Owed under a contract that is over, too.
        self.order.sudo().ad_end_mark = "completed"
        self.assertEqual(self.order.ad_contract_state, "completed")
        self.assertFalse(make_good._checklist_failures(codes=("contract",)))

    def test_contract_is_not_completed_before_it(self):
        orders = self.env["sale.order"]
        self.order.sudo().ad_date_end = self.today - relativedelta(days=1)
        self.placements[1:].sudo()._action_drop("withdrawn", "Not wanted")
        fault = self._fault()
        self.assertIn(self.order, orders.search(orders._ad_finished_domain()))
        self._make_good(fault)
        self.assertNotIn(self.order, orders.search(orders._ad_finished_domain()))

    def test_terminated_contract_is_credited_instead(self):
        self.order.sudo().ad_end_mark = "terminated"
        self.assertRefused("nothing runs under it", self._make_good, self._fault())

    def test_keeps_copy_and_confirmation(self):
        """Same content, size and colour: confirmed before (F4)."""
        order = self._contract((self.full_page, [self.issues[4]]))
        self._clear_copy(order.ad_placement_ids)
        version = order.ad_placement_ids.version_id
        self._publish(self.issues[4])
        fault = self._record("wrong_version", order.ad_placement_ids.publication_ids)
        # Also after the material close: it is no new copy.
        self.issues[5].sudo().material_close = self.today - relativedelta(days=1)
        make_good = self._make_good(fault, self.issues[5])
        self.assertEqual(make_good.version_id, version)
        self.assertEqual(make_good.proof_state, "confirmed")
        self.full_page.colour = "bw"
        self.assertEqual(make_good.proof_state, "none")

    def test_not_on_the_contracts_print(self):
        self._make_good(self._fault())
        report = self.env["report.ad_sales_ops.report_ad_contract"]
        self.assertEqual(len(report._printed_placements(self.line)), 3)

    def test_left_out_is_reported_and_made_good(self):
        """Nothing appeared and there is no record: owed all the same."""
        self.patch(
            self.registry["ad.placement"],
            "_press_blockers",
            lambda placements: {self.placements[1].sudo(): ["No copy"]},
        )
        self._publish(self.issues[1])
        left_out = self.placements[1]
        self.assertEqual(left_out.stage, "not_run")
        self.assertDenied(left_out.with_user(self.finance).action_ad_report_fault)
        self.assertRefused(
            "left out",
            self.original.with_user(self.specialist).action_ad_report_fault,
        )
        action = left_out.with_user(self.specialist).action_ad_report_fault()
        fault = self.faults.browse(action["res_id"])
        self.assertEqual((fault.kind, fault.note), ("not_run", "No copy"))
        self.assertRefused(
            "nothing to accept", self._decide, fault, "accept", customer_word="Fine"
        )
        self.patch(
            self.registry["ad.placement"], "_press_blockers", lambda placements: {}
        )
        self._make_good(fault)
        self._publish(self.issues[3])
        self.assertEqual(fault.state, "done")
        self.assertEqual(self.line.qty_delivered, 2.0)

    def test_status_report_counts_it(self):
        self._make_good(self._fault())
        self.env.flush_all()
        row = self.env["ad.publication.status"].search(
            [
                ("issue_id", "=", self.issues[3].id),
                ("advertiser_id", "=", self.advertiser.id),
            ]
        )
        self.assertEqual((row.insertions, row.make_goods), (1, 1))


@tagged("post_install", "-at_install")
class TestFaultAccess(FaultCase):
    def setUp(self):
        super().setUp()
        self.fault = self._fault("colour")

    def test_readers(self):
        for title in self.users:
            with self.subTest(title=title):
                fault = self.fault.with_user(self.users[title])
                self.assertTrue(fault.read(["number", "state", "waiting_text"]))

    def test_own_customers_only(self):
        fault = self.fault.with_user(self.other_specialist)
        self.assertDenied(fault.read, ["number"])

    def test_who_reads_more_decides_no_more(self):
        """The manager of another division who also runs the Operations Centre."""
        other = self._make_user("manager2", "group_ad_manager")
        other.sudo().group_ids += self.env.ref("ad_sales_ops.group_ad_operations")
        fault = self.fault.with_user(other)
        self.assertTrue(fault.read(["number"]))
        self.assertDenied(fault.action_decide)
        self.assertEqual(self.fault.state, "open")

    def test_copies_are_everybodys(self):
        fault = self.faults._report(
            "printing",
            {
                "issue_id": self.issues[0].id,
                "user_id": self.specialist.id,
                "team_id": self.team.id,
                "note": "Smeared",
            },
        )
        self.assertTrue(fault.with_user(self.other_specialist).read(["number"]))

    def test_nobody_without_a_title(self):
        public = self.env.ref("base.public_user")
        for user in (self.plain_user, self.portal_user, public):
            with self.subTest(user=user.login):
                self.assertDenied(self.fault.with_user(user).read, ["number"])

    def test_screens_open_for_every_title(self):
        for title, user in self.users.items():
            model = self.faults.with_user(user)
            with self.subTest(title=title):
                views = model.get_views(
                    [(False, "list"), (False, "form"), (False, "search")]
                )["views"]
                arch = etree.fromstring(views["form"]["arch"])
                names = {node.get("name") for node in arch.iter("field")}
                self.assertTrue(
                    self.fault.with_user(user).read(list(names & set(model._fields)))
                )


@tagged("post_install", "-at_install")
class TestFaultRace(CopyRaceCase):
    """Two managers decide at once: one decision, the other reads it."""

    def _make(self, env):
        super()._make(env)
        self.people["second"] = self._person(env, "general_manager")
        self.people["manager"] = self._person(env, "general_manager")
        fault = env["ad.publication.fault"]._report(
            "printing",
            {
                "issue_id": self.issue.id,
                "user_id": self.people["manager"].id,
                "note": "Smeared",
            },
        )
        self.fault_id = fault.id
        self.other = self.issue.copy({"number": 2})
        self.made.append(self.other)

    def _remove(self):
        """Facts refuse to be deleted: past Odoo, then the rest as ever."""
        with self.registry.cursor() as cr:
            cr.execute(
                "DELETE FROM mail_message WHERE model = 'ad.publication.fault' "
                "AND res_id IN (SELECT id FROM ad_publication_fault "
                "WHERE id = %s OR issue_id = %s)",
                [self.fault_id, self.other.id],
            )
            cr.execute(
                "DELETE FROM ad_publication_fault WHERE id = %s OR issue_id = %s",
                [self.fault_id, self.other.id],
            )
        super()._remove()

    def _report(self, words):
        """What handing in a review says of the copies."""

        def run(env):
            env["ad.publication.fault"]._report(
                "binding",
                {"issue_id": self.other.id, "note": words},
            )

        return run

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_two_reviews_report_the_same_copies_at_once(self):
        """The second one joins the fault of the first: it is decided once."""
        results = self._late((None, self._report("Loose")), (None, self._report("Cut")))
        self.assertEqual(results, ["won", "won"])

        def check(env):
            fault = env["ad.publication.fault"].search(
                [("issue_id", "=", self.other.id)]
            )
            self.assertEqual(fault.mapped("note"), ["Loose\nCut"])

        self._look(check)

    def _decide(self, remedy):
        def run(env):
            fault = env["ad.publication.fault"].browse(self.fault_id)
            fault._action_decide(remedy, {"customer_word": "Tolerable"})

        return run

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_two_decide_at_once(self):
        results = self._race_jobs(
            ("manager", self._decide("accept")), ("second", self._decide("none"))
        )
        self.assertOneWins(results, "is decided already")

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_second_began_before_the_first_ended(self):
        results = self._late(
            ("manager", self._decide("accept")), ("second", self._decide("none"))
        )
        self.assertOneWins(results, "is decided already")
        remedy = self._look(
            lambda env: env["ad.publication.fault"].browse(self.fault_id).remedy
        )
        self.assertEqual(remedy, "accept")
