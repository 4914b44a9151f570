"""An issue goes to press, is published, checked and corrected (U1, U2, E18, G5)."""

import psycopg2
from dateutil.relativedelta import relativedelta
from freezegun import freeze_time
from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import format_date, mute_logger
from odoo.tools.safe_eval import safe_eval

from .publication_common import PublicationCase


@tagged("post_install", "-at_install")
class TestPress(PublicationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.issue = cls.issues[0]
        cls.order = cls._contract((cls.full_page, cls.issues[:2]))
        cls.placement = cls.order.ad_placement_ids.filtered(
            lambda placement: placement.issue_id == cls.issue
        )

    def _block(self, *placements):
        sentences = {placement: ["The proof is missing."] for placement in placements}
        self.patch(
            self.registry["ad.placement"],
            "_press_blockers",
            lambda records: {p: sentences[p] for p in records if p in sentences},
        )

    def test_open_issue_does_not_go_to_press(self):
        with self.assertRaisesRegex(UserError, "open for booking until"):
            self.issue.with_user(self.operations).action_send_to_press()

    def test_only_operations_send_to_press_and_publish(self):
        for title, user in self.users.items():
            issue = self.issue.with_user(user)
            if title == "operations":
                continue
            for action in (
                "action_send_to_press",
                "action_publish",
                "action_recall_from_press",
                "action_record_results",
            ):
                with self.subTest(title=title, action=action):
                    with self.assertRaises(AccessError):
                        getattr(issue, action)()

    def test_press_freezes_and_says_who_and_when(self):
        self._to_press(self.issue)
        self.assertEqual(self.issue.state, "at_press")
        self.assertEqual(self.issue.press_by_id, self.operations)
        self.assertTrue(self.issue.press_on)
        with self.assertRaisesRegex(UserError, "cannot be sent to press"):
            self.issue.with_user(self.operations).action_send_to_press()

    def test_dialog_shows_what_runs_and_what_is_left_out(self):
        other = self._contract((self.full_page, self.issues[0]))
        self._block(other.ad_placement_ids)
        self.issue.sudo().state = "closed"
        action = self.issue.with_user(self.operations).action_send_to_press()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        wizard = wizard.with_user(self.operations)
        self.assertEqual(self.issue.state, "closed", "the dialog only shows")
        self.assertEqual(wizard.running_ids, self.placement)
        self.assertEqual(wizard.left_out_ids.placement_id, other.ad_placement_ids)
        self.assertEqual(wizard.left_out_ids.reason, "The proof is missing.")
        # Nothing was left out yet, so nothing "did not run".
        labels = [wizard._fields["left_out_count"].string] + [
            page.get("string")
            for page in etree.fromstring(
                wizard.get_view(view_type="form")["arch"]
            ).xpath("//page[@name='left_out']")
        ]
        self.assertEqual(labels, ["Cannot Run", "Cannot Run, and Why"])
        result = wizard.action_confirm()
        self.assertEqual(self.issue.state, "at_press")
        self.assertEqual(result["res_model"], "ad.placement", "the list is shown")
        self.assertEqual(other.ad_placement_ids.stage, "not_run")
        self.assertEqual(
            other.ad_placement_ids.left_out_reason, "The proof is missing."
        )
        self.assertEqual(self.issue.left_out_count, 1)

    def test_checks_run_again_and_columns_are_not_trusted(self):
        """A column that says cleared does not send an unpaid insertion to press."""
        order = self._contract(
            (self.full_page, self.issues[0]), ad_payment_kind="prepaid"
        )
        placement = order.ad_placement_ids
        self.env.cr.execute(
            "UPDATE ad_placement SET clearance_blockers = NULL WHERE id = %s",
            [placement.id],
        )
        placement.invalidate_recordset()
        left_out = self._to_press(self.issue)
        self.assertEqual(left_out, placement)
        self.assertIn("10,000.00", placement.left_out_reason)

    def test_held_space_of_an_unsealed_contract_is_left_out(self):
        order = self._contract((self.full_page, self.issues[0]))
        order.sudo().write({"state": "draft"})
        order.ad_placement_ids.sudo().write({"stage": "held"})
        self._to_press(self.issue)
        self.assertEqual(order.ad_placement_ids.stage, "not_run")
        self.assertIn("not sealed", order.ad_placement_ids.left_out_reason)

    def test_reasons_are_kept_in_the_companys_language(self):
        """U2: whoever presses the button, the list of the issue speaks one language."""
        self.env["res.lang"]._activate_lang("zh_CN")
        self.company.partner_id.lang = "zh_CN"
        order = self._contract((self.full_page, self.issues[0]))
        order.sudo().write({"state": "draft"})
        order.ad_placement_ids.sudo().write({"stage": "held"})
        self._to_press(self.issue)
        self.assertIn("尚未盖章", order.ad_placement_ids.left_out_reason)

    def test_recall_brings_everything_back(self):
        self._block(self.placement)
        self._to_press(self.issue)
        self.assertEqual(self.placement.stage, "not_run")
        self.issue.with_user(self.operations).action_recall_from_press()
        self.assertEqual(self.issue.state, "closed")
        self.assertEqual(self.placement.stage, "booked")
        self.assertFalse(self.placement.left_out_reason)
        with self.assertRaisesRegex(UserError, "not at press"):
            self.issue.with_user(self.operations).action_recall_from_press()

    def _hold_left_out(self, days):
        """A held page of a contract that is not sealed, left out at press."""
        order = self._contract((self.full_page, self.issues[0]))
        order.sudo().write({"state": "draft"})
        placement = order.ad_placement_ids
        placement.sudo().write(
            {
                "stage": "held",
                "hold_until": self._today() + relativedelta(days=days),
                "page": 5,
                "slot": 1,
            }
        )
        self._to_press(self.issue)
        self.assertEqual(placement.stage, "not_run")
        self.issue.with_user(self.operations).action_recall_from_press()
        self.assertFalse(placement.left_out_reason)
        return placement

    def test_recall_brings_a_hold_back(self):
        placement = self._hold_left_out(days=3)
        self.assertEqual((placement.stage, placement.page), ("held", 5))
        self.assertTrue(placement.hold_until)
        placement.with_user(self.operations)._place({placement: (6, 0, 0)})
        self.assertEqual(placement.page, 6)

    def test_recall_gives_back_what_was_held_too_long(self):
        placement = self._hold_left_out(days=-1)
        self.assertEqual(placement.stage, "draft")
        self.assertEqual((placement.page, placement.slot), (0, 0))
        self.assertFalse(placement.hold_until)

    def test_recall_holds_nothing_for_a_voided_contract(self):
        order = self._contract((self.full_page, self.issues[0]))
        order.sudo().write({"state": "draft"})
        placement = order.ad_placement_ids
        placement.sudo().write({"stage": "held", "page": 5})
        self._to_press(self.issue)
        order.sudo().write({"state": "cancel"})
        self.issue.with_user(self.operations).action_recall_from_press()
        self.assertEqual((placement.stage, placement.page), ("draft", 0))

    def test_publish_needs_press(self):
        with self.assertRaisesRegex(UserError, "Send it to press before"):
            self.issue.with_user(self.operations).action_publish()

    def test_publish_records_each_insertion_that_runs(self):
        other = self._contract((self.full_page, self.issues[0]))
        self._block(other.ad_placement_ids)
        self.placement.sudo().write({"page": 5})
        self._publish(self.issue)
        self.assertEqual(self.issue.state, "published")
        publication = self.issue.publication_ids
        self.assertEqual(publication.placement_id, self.placement)
        self.assertEqual(self.placement.stage, "published")
        self.assertEqual(publication.planned_page, 5)
        self.assertEqual(publication.planned_page_label, self.issue._page_label(5))
        self.assertEqual(publication.advertiser_name, self.advertiser.ad_licence_name)
        self.assertEqual(publication.medium_name, self.medium.name)
        self.assertEqual(publication.position_name, self.full_page.name)
        self.assertEqual(publication.contract_name, self.order.name)
        self.assertEqual(publication.publication_date, self.issue.publication_date)
        self.assertEqual(publication.user_id, self.specialist)
        self.assertEqual(publication.published_by_id, self.operations)
        self.assertFalse(publication.result)
        with self.assertRaisesRegex(UserError, "Send it to press before"):
            self.issue.with_user(self.operations).action_publish()

    def test_before_its_date_only_with_a_reason(self):
        """U2: an issue may appear a day early, but nobody records that by mistake."""
        self._to_press(self.issue)
        issue = self.issue.with_user(self.operations)
        self.assertTrue(issue.is_early)
        action = issue.action_publish()
        self.assertEqual(issue.state, "at_press", "the dialog only asks")
        wizard = Form(
            self.env[action["res_model"]]
            .with_user(self.operations)
            .with_context(**action["context"])
        )
        day = format_date(self.env, issue.publication_date)
        self.assertIn(day, wizard.warning)
        wizard.reason = "  "
        with self.assertRaisesRegex(UserError, "Say why"):
            wizard.save().action_confirm()
        self.assertEqual(issue.state, "at_press")
        wizard.reason = "The printer delivered a day early"
        wizard.save().action_confirm()
        self.assertEqual(issue.state, "published")
        note = issue.message_ids[0].body
        self.assertIn(day, note)
        self.assertIn("The printer delivered a day early", note)
        self.assertEqual(issue.message_ids[0].author_id, self.operations.partner_id)

    def test_on_its_date_nobody_asks(self):
        self._to_press(self.issue)
        with freeze_time(self.issue.publication_date):
            self.assertFalse(self.issue.is_early)
            self.assertIs(self.issue.with_user(self.operations).action_publish(), True)
        self.assertEqual(self.issue.state, "published")

    def test_one_early_issue_of_several_is_named(self):
        issues = self.issues[:2]
        issues.sudo().write({"state": "at_press"})
        with freeze_time(issues[0].publication_date):
            with self.assertRaisesRegex(UserError, "is to appear on"):
                issues.with_user(self.operations).action_publish()
        self.assertEqual(set(issues.mapped("state")), {"at_press"})

    def test_publishing_early_is_operations_affair(self):
        self._to_press(self.issue)
        for title, user in self.users.items():
            if title != "operations":
                with self.subTest(title=title), self.assertRaises(AccessError):
                    self.issue.with_user(user)._action_publish_early("I say so")

    def test_one_count_of_what_was_left_out(self):
        """U2: dialog, form, list and print give one number; withdrawn is another."""
        other = self._contract((self.full_page, self.issues[0]))
        gone = self._contract((self.full_page, self.issues[0])).ad_placement_ids
        gone.sudo()._action_drop("withdrawn", "Withdrawn by the customer")
        self._block(other.ad_placement_ids)
        self.issue.sudo().state = "closed"
        issue = self.issue.with_user(self.operations)
        self.assertEqual(issue.left_out_count, 0)
        action = issue.action_send_to_press()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        listed = wizard.with_user(self.operations).action_confirm()["domain"]
        issue.invalidate_recordset()
        self.assertEqual(issue.left_out_count, wizard.left_out_count)
        found = self.env["ad.placement"].with_user(self.operations).search(listed)
        self.assertEqual(found, other.ad_placement_ids)
        report = self.env["report.ad_sales_ops.report_ad_press_list"]
        press = report._press_list(issue)
        self.assertEqual(press["left_out"], found)
        self.assertEqual(press["withdrawn"], gone)
        action = self.env.ref("ad_sales_ops.ad_placement_action_left_out")
        self.assertEqual(
            self.env["ad.placement"].search(
                [*safe_eval(action.domain), ("issue_id", "=", issue.id)]
            ),
            found,
        )

    def test_stop_press_withdrawal_is_not_published(self):
        placement = self.placement.with_user(self.operations)
        with self.assertRaisesRegex(UserError, "is not at press"):
            placement._action_ad_stop_press("A recall", "The publisher")
        self._to_press(self.issue)
        with self.assertRaises(AccessError):
            self.placement.with_user(self.specialist)._action_ad_stop_press("No", "Me")
        for reason, who in (("", "The publisher"), ("A recall", " ")):
            with self.assertRaisesRegex(UserError, "on whose order"):
                placement._action_ad_stop_press(reason, who)
        action = placement.action_ad_stop_press()
        wizard = Form(
            self.env[action["res_model"]]
            .with_user(self.operations)
            .with_context(**action["context"])
        )
        wizard.ordered_by = "The publisher"
        wizard.reason = "A recall of the goods"
        wizard.save().action_confirm()
        self.assertEqual(self.placement.stage, "withdrawn")
        self.assertIn("The publisher", self.placement.left_out_reason)
        self.assertIn("A recall of the goods", self.placement.left_out_reason)
        self._come_out(self.issue)
        self.assertFalse(self.issue.publication_ids)
        self.assertEqual(self.order.order_line.qty_delivered, 0.0)

    def test_left_out_but_appeared(self):
        self._block(self.placement)
        self._publish(self.issue)
        self.assertFalse(self.issue.publication_ids)
        with self.assertRaises(AccessError):
            self.placement.with_user(self.specialist).action_ad_publish_late()
        self._late_dialog(self.placement, "5").action_confirm()
        self.assertEqual(self.placement.stage, "published")
        self.assertFalse(self.placement.left_out_reason)
        self.assertEqual(self.order.order_line.qty_delivered, 1.0)
        publication = self.placement.publication_ids
        page = self.issue._page_ordinal("page", 5)
        self.assertEqual(publication.actual_page, page)
        self.assertEqual(publication.actual_page_label, "5")
        self.assertEqual(publication.planned_page, 0, "it was on no page")
        self.assertEqual(publication.late_reason, "The printer had it")
        self.assertEqual(publication.left_out_reason, "The proof is missing.")
        self.assertIn("The printer had it", self.order.message_ids[0].body)
        for name in ("late_reason", "left_out_reason"):
            with self.assertRaisesRegex(UserError, "does not change any more"):
                publication.sudo().write({name: "Another"})
        with self.assertRaisesRegex(UserError, "left out of a published issue"):
            self.placement.with_user(self.operations).action_ad_publish_late()

    def _late_dialog(self, placements, page, reason="The printer had it"):
        """The dialog behind “Did Appear”, filled in."""
        action = placements.with_user(self.operations).action_ad_publish_late()
        dialog = (
            self.env[action["res_model"]]
            .with_user(self.operations)
            .with_context(**action["context"])
            .create({"reason": reason})
        )
        dialog.line_ids.actual_page_label = page
        return dialog

    def test_what_appeared_late_says_why_and_where(self):
        self._block(self.placement)
        self._publish(self.issue)
        for page, reason, words in (
            ("5", " ", "Say why"),
            (False, "It is there", "on which page"),
            ("99", "It is there", "has no page “99”"),
        ):
            with self.assertRaisesRegex(UserError, words), self.cr.savepoint():
                self._late_dialog(self.placement, page, reason).action_confirm()
        late = self.placement.with_user(self.operations)
        with self.assertRaisesRegex(UserError, "on which page"):
            late._action_ad_publish_late("It is there", {self.placement: 999})
        self.assertFalse(self.placement.publication_ids)

    def test_nothing_unsealed_appears_late(self):
        self._block(self.placement)
        self._publish(self.issue)
        self.order.sudo().write({"state": "draft"})
        with self.assertRaisesRegex(UserError, "is not sealed"):
            self.placement.with_user(self.operations).action_ad_publish_late()

    def test_who_withdrew_does_not_record_again(self):
        """G5: the counter-entry to a counter-entry is a second person's."""
        self._publish(self.issue)
        second = self._make_user("operations2", "group_ad_operations")
        self.placement.publication_ids.with_user(second)._action_withdraw("Not in it")
        with self.assertRaisesRegex(AccessError, "second person"):
            self.placement.with_user(second).action_ad_publish_late()
        self._late_dialog(self.placement, "5").action_confirm()
        self.assertEqual(self.placement.stage, "published")

    def test_not_run_has_its_record_already(self):
        """A result that says “not run” is corrected, not recorded a second time."""
        self._publish(self.issue)
        publication = self.placement.publication_ids.with_user(self.operations)
        publication._action_record_result({"result": "not_run"})
        self.assertEqual(self.placement.stage, "not_run")
        with self.assertRaisesRegex(UserError, "left out of a published issue"):
            self.placement.with_user(self.operations).action_ad_publish_late()

    def test_a_withdrawn_record_was_not_left_out(self):
        """U2: it is counted, listed and printed as what it is."""
        self._publish(self.issue)
        self._withdraw(self.placement.publication_ids, "It is not in the copy")
        issue = self.issue.with_user(self.operations)
        self.assertEqual(issue.left_out_count, 0)
        action = self.env.ref("ad_sales_ops.ad_placement_action_left_out")
        self.assertNotIn(
            self.placement, self.env["ad.placement"].search(safe_eval(action.domain))
        )
        report = self.env["report.ad_sales_ops.report_ad_press_list"]
        press = report._press_list(issue)
        self.assertFalse(press["left_out"])
        self.assertEqual(press["taken_back"], self.placement)
        html, _type = (
            self.env["ir.actions.report"]
            .with_user(self.operations)
            ._render_qweb_html("ad_sales_ops.report_ad_press_list", self.issue.ids)
        )
        self.assertIn("It is not in the copy", html.decode())

    def test_press_list_prints_what_runs_and_what_not(self):
        other = self._contract((self.full_page, self.issues[0]))
        self._block(other.ad_placement_ids)
        self._to_press(self.issue)
        html, _type = (
            self.env["ir.actions.report"]
            .with_user(self.operations)
            ._render_qweb_html("ad_sales_ops.report_ad_press_list", self.issue.ids)
        )
        text = html.decode()
        self.assertIn(self.order.name, text)
        self.assertIn("The proof is missing.", text)

    def test_publishing_is_cheap(self):
        """B4 in small: queries grow by the hundred, not by the insertion."""
        count = 300
        issue = self.issues[3]
        issue.sudo().page_count = 400
        order = self._contract(
            (self.full_page, [issue] * (count - 50)),
            *[(self.full_page, [issue]) for _index in range(50)],
        )
        line = order.order_line[0]
        # Rights are cached once for all users, here as in B4 itself.
        self._contract((self.full_page, [self.issues[2]]))
        self._publish(self.issues[2])
        self._to_press(issue)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        with freeze_time(issue.publication_date):
            issue.with_user(self.operations).action_publish()
        self.env.flush_all()
        self.assertLessEqual(self.env.cr.sql_log_count - before, 45)
        self.assertEqual(issue.publication_count, count)
        self.assertEqual(line.qty_delivered, count - 50)


@tagged("post_install", "-at_install")
class TestPublication(PublicationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.issue = cls.issues[0]
        cls.order = cls._contract((cls.full_page, cls.issues[:2]))
        cls.line = cls.order.order_line
        cls.other = cls._contract((cls.full_page, cls.issues[0]))
        cls.placement = cls.order.ad_placement_ids.filtered(
            lambda placement: placement.issue_id == cls.issue
        )
        cls.patcher_free_publish()
        cls.publication = cls.placement.publication_ids

    @classmethod
    def patcher_free_publish(cls):
        """Publish without the gate, which `setUp` has not opened yet."""
        cls.issue.sudo().write({"state": "at_press"})
        cls._come_out(cls.issue)
        cls.env.flush_all()

    def test_delivered_follows_the_publication(self):
        self.assertEqual(self.line.qty_delivered_method, "ad_publication")
        self.assertEqual(self.line.qty_delivered, 1.0)
        self.assertEqual(self.line.qty_to_invoice, 1.0)
        self.assertEqual(self.order.invoice_status, "to invoice")

    def test_withdrawal_puts_the_quantity_back_to_zero(self):
        """Plain Odoo leaves the old quantity: lines missing in the dictionary stay."""
        self._withdraw(self.publication)
        self.assertEqual(self.publication.state, "withdrawn")
        self.assertEqual(self.publication.withdrawal_reason, "It did not appear")
        self.assertEqual(self.placement.stage, "not_run")
        self.assertEqual(self.line.qty_delivered, 0.0)
        self.assertEqual(self.line.qty_to_invoice, 0.0)
        self.assertEqual(self.order.invoice_status, "no")

    def test_withdrawal_is_a_second_persons(self):
        with self.assertRaisesRegex(AccessError, "second person"):
            self.publication.with_user(self.operations)._action_withdraw("Wrong")
        for title in ("specialist", "supervisor", "manager", "finance", "production"):
            with self.subTest(title=title), self.assertRaises(AccessError):
                self.publication.with_user(self.users[title])._action_withdraw("Wrong")

    def test_withdrawal_needs_a_reason_and_happens_once(self):
        with self.assertRaisesRegex(UserError, "Say why"):
            self._withdraw(self.publication, " ")
        self._withdraw(self.publication)
        with self.assertRaisesRegex(UserError, "withdrawn"):
            self._withdraw(self.publication)

    def test_withdrawn_can_be_recorded_again_once(self):
        self._withdraw(self.publication)
        late = self.placement.with_user(self.operations)
        late._action_ad_publish_late("It is there", {self.placement: 5})
        self.assertEqual(len(self.placement.publication_ids), 2)
        self.assertEqual(self.line.qty_delivered, 1.0)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.IntegrityError),
            self.cr.savepoint(),
        ):
            self.env["ad.publication"]._publish(self.placement)

    def test_accrual_date_counts_what_had_appeared_by_then(self):
        day = self.issue.publication_date
        line = self.line.with_context(accrual_entry_date=str(day))
        self.assertEqual(line._prepare_qty_delivered()[line], 1.0)
        line = self.line.with_context(accrual_entry_date="2020-01-31")
        self.assertEqual(line._prepare_qty_delivered()[line], 0.0)

    def test_facts_are_frozen(self):
        for values in (
            {"planned_page": 9},
            {"advertiser_name": "Somebody else"},
            {"publication_date": "2020-01-01"},
            {"placement_id": self.other.ad_placement_ids.id},
        ):
            with self.subTest(values=values):
                with self.assertRaisesRegex(UserError, "does not change any more"):
                    self.publication.sudo().write(values)
        with self.assertRaisesRegex(UserError, "never deleted"):
            self.publication.sudo().unlink()
        with self.assertRaises(UserError):
            self.publication.sudo().copy()

    def test_nobody_writes_facts_by_hand(self):
        admin = self.env.ref("base.user_admin")
        admin.company_ids += self.company
        for user in (*self.users.values(), admin):
            publication = self.publication.with_user(user)
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    publication.write({"result": "correct"})
                with self.assertRaises(AccessError):
                    publication.unlink()
                with self.assertRaises(AccessError):
                    publication.create({"placement_id": self.placement.id})

    def test_snapshot_survives_a_change_of_names(self):
        self.advertiser.sudo().write({"name": "New name", "ad_licence_name": "New"})
        self.assertEqual(self.publication.advertiser_name, "Test Valve Works Co., Ltd.")

    def test_nothing_a_fact_names_can_be_deleted(self):
        """Odoo's default would empty the fact's columns."""
        for name, field in self.publication._fields.items():
            if field.type == "many2one" and field.store and not name.endswith("_uid"):
                self.assertEqual(field.ondelete, "restrict", name)

    # Results

    def _record(self, publication=None, **values):
        publication = publication or self.publication
        publication.with_user(self.operations)._action_record_result(values)

    def test_results_by_exception(self):
        operations = self.env(user=self.operations)
        action = self.issue.with_env(operations).action_record_results()
        wizard = Form(operations[action["res_model"]].with_context(**action["context"]))
        with wizard.line_ids.new() as line:
            line.publication_id = self.publication.with_env(operations)
            line.result = "wrong_page"
            line.actual_page_label = "5"
            line.result_note = "On page 5 instead"
        wizard.save().action_confirm()
        self.assertEqual(self.publication.result, "wrong_page")
        self.assertEqual(self.publication.actual_page, 7, "page 5 after two covers")
        self.assertEqual(self.publication.actual_page_label, "5")
        self.assertEqual(self.publication.checked_by_id, self.operations)
        self.assertEqual(self.other.ad_placement_ids.publication_ids.result, "correct")
        self.assertEqual(self.issue.unchecked_count, 0)

    def _result_dialog(self, **context):
        operations = self.env(user=self.operations)
        action = self.issue.with_env(operations).action_record_results()
        wizard = operations[action["res_model"]]
        return Form(wizard.with_context(**action["context"] | context))

    def test_the_dialog_lists_what_nobody_checked(self):
        """One pass over the pages: name the faults, the rest was correct."""
        wizard = self._result_dialog()
        self.assertEqual(len(wizard.line_ids), 2)
        with wizard.line_ids.edit(0) as line:
            self.assertFalse(line.result)
            line.result = "colour"
            faulty = line.publication_id
        wizard.save().action_confirm()
        self.assertEqual(faulty.result, "colour")
        rest = (self.publication | self.other.ad_placement_ids.publication_ids) - faulty
        self.assertEqual(rest.mapped("result"), ["correct"])
        self.assertFalse(self._result_dialog().line_ids)

    def test_blank_lines_stay_unchecked_when_the_others_are_not_correct(self):
        wizard = self._result_dialog()
        wizard.others_correct = False
        with self.assertRaisesRegex(UserError, "what was wrong"):
            wizard.save().action_confirm()
        self.assertFalse(self.publication.result)

    def test_a_page_is_named_as_it_is_printed(self):
        for wanted, side in (("Back cover", 36), ("17", 19)):
            wizard = self._result_dialog()
            with wizard.line_ids.new() as line:
                line.publication_id = self.publication.with_user(self.operations)
                line.result = "wrong_page"
                line.actual_page_label = wanted
            wizard.save().action_confirm()
            self.assertEqual(self.publication.actual_page, side)
            self.assertEqual(self.publication.actual_page_label, wanted)

    def test_a_page_that_the_issue_does_not_have(self):
        wizard = self._result_dialog()
        with wizard.line_ids.edit(0) as line:
            line.result = "wrong_page"
            line.actual_page_label = "99"
        with self.assertRaisesRegex(UserError, "has no page “99”"):
            wizard.save().action_confirm()
        self.assertFalse(self.publication.result)

    def test_fault_stops_billing_until_accepted(self):
        self._record(result="colour")
        self.assertEqual(self.line.qty_delivered, 0.0)
        self.assertEqual(self.placement.stage, "published")
        manager = self.publication.with_user(self.users["manager"])
        with self.assertRaisesRegex(UserError, "what the customer said"):
            manager._action_accept("")
        with self.assertRaises(AccessError):
            self.publication.with_user(self.specialist)._action_accept("Fine")
        manager._action_accept("Fine, no credit asked")
        self.assertEqual(self.line.qty_delivered, 1.0)
        self.assertEqual(self.publication.accepted_by_id, self.users["manager"])
        with self.assertRaisesRegex(UserError, "does not change any more"):
            self._record(result="correct")

    def test_faults_wait_on_the_day_of_customer_relations(self):
        """U2: a fault stands on "My day" until the customer has accepted it."""
        card = self.env.ref("ad_sales_ops.ad_day_list_faults")
        card = card.with_user(self.users["service_supervisor"])
        self.assertTrue(card.is_mine)
        self.assertEqual(card.waiting, 0)
        self._record(result="colour")
        card.invalidate_recordset()
        self.assertEqual(card.waiting, 1)
        manager = self.publication.with_user(self.users["manager"])
        manager._action_accept("Fine, no credit asked")
        card.invalidate_recordset()
        self.assertEqual(card.waiting, 0)

    def test_acceptance_needs_a_fault(self):
        manager = self.publication.with_user(self.users["manager"])
        with self.assertRaisesRegex(UserError, "no fault"):
            manager._action_accept("Fine")

    def test_omitted_never_counts(self):
        self._record(result="omitted")
        self.assertEqual(self.placement.stage, "omitted")
        self.assertEqual(self.line.qty_delivered, 0.0)
        with self.assertRaisesRegex(UserError, "did not appear"):
            self.publication.with_user(self.users["manager"])._action_accept("Fine")
        self._record(result="correct")
        self.assertEqual(self.placement.stage, "published")
        self.assertEqual(self.line.qty_delivered, 1.0)

    def test_corrected_result_stays_readable(self):
        self._record(result="wrong_version", result_note="Old logo")
        self._record(result="correct", result_note="")
        self.assertIn("Old logo", self.publication.result_trail)
        self.assertIn("Test operations", self.publication.result_trail)

    def test_results_only_by_operations_and_not_on_withdrawn(self):
        for title in ("specialist", "manager", "finance", "production"):
            with self.subTest(title=title), self.assertRaises(AccessError):
                self.publication.with_user(self.users[title])._action_record_result(
                    {"result": "correct"}
                )
        self._withdraw(self.publication)
        with self.assertRaisesRegex(UserError, "was withdrawn"):
            self._record(result="correct")

    def test_reason_dialog(self):
        user = self.users["general_manager"]
        action = self.publication.with_user(user).action_withdraw()
        wizard = Form(
            self.env[action["res_model"]]
            .with_user(user)
            .with_context(**action["context"])
        )
        wizard.reason = "Recorded for the wrong issue"
        wizard.save().action_confirm()
        self.assertEqual(self.publication.state, "withdrawn")

    def test_result_of_another_issue_is_refused(self):
        self.issues[1].sudo().write({"state": "at_press"})
        self._come_out(self.issues[1])
        foreign = self.issues[1].publication_ids
        wizard = self.env["ad.publication.result"].create(
            {
                "issue_id": self.issue.id,
                "line_ids": [
                    (0, 0, {"publication_id": foreign.id, "result": "correct"})
                ],
            }
        )
        with self.assertRaisesRegex(UserError, "is not in"):
            wizard.with_user(self.operations).action_confirm()
        with self.assertRaisesRegex(UserError, "one issue at a time"):
            (foreign | self.publication).with_user(
                self.operations
            ).action_record_result()
