"""Copies to customers: the list, by hand, by post, returned, withdrawn (D1)."""

import base64
import io

import openpyxl
import psycopg2
from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import expected_refusal
from .publication_common import PublicationCase

#: A picture of one dot.
PICTURE = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA"
    "AABJRU5ErkJggg=="
)


class DeliveryCase(PublicationCase):
    """An issue at press with a local and a remote customer and a prospect."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.distribution = cls.users["distribution"]
        cls.colleague = cls._make_user("distribution2", "group_ad_distribution")
        cls.issue = cls.issues[0]
        cls.local = cls.advertiser
        cls.local.write({"street": "1 Example Road", "city": "Shanghai"})
        cls.remote = cls._customer("Test Remote Pumps", street="8 Far Street")
        cls._contract((cls.full_page, [cls.issue, cls.issue]))
        cls._contract((cls.full_page, cls.issue), partner=cls.remote)
        cls.prospect = cls.env["res.partner"].create(
            {"name": "Test Prospect", "street": "2 New Road", "city": "Nanjing"}
        )
        cls.reader = (
            cls.env["ad.copy.reader"]
            .with_user(cls.distribution)
            .create(
                {
                    "partner_id": cls.prospect.id,
                    "medium_id": cls.medium.id,
                    "copies": 3,
                    "date_from": cls.today,
                    "user_id": cls.specialist.id,
                }
            )
        )

    @classmethod
    def _customer(cls, name, **values):
        return cls._make_advertiser(
            name, **{"ad_locality": "remote", "city": "Wuhan", **values}
        )

    def setUp(self):
        super().setUp()
        self._to_press(self.issue)

    def _make(self, user=None, issue=None):
        issue = issue or self.issue
        issue.with_user(user or self.distribution).action_make_deliveries()
        return self._lines(issue)

    def _lines(self, issue=None, user=None):
        return (
            self.env["ad.copy.delivery"]
            .with_user(user or self.distribution)
            .search([("issue_id", "=", (issue or self.issue).id)])
        )

    def _of(self, partner, user=None):
        return self._lines(user=user).filtered(lambda d: d.partner_id == partner)

    def _handed_over(self, line=None):
        line = (line or self._of(self.local)).with_user(self.specialist)
        self._reviewed(line.issue_id)
        line.write({"signed_by": "Wang Shili", "signature": PICTURE})
        line.action_deliver()
        return line

    def _posted(self, line=None, number="SF1234567890"):
        line = line or self._of(self.remote)
        line.write({"carrier": "sf", "tracking_number": number})
        line.action_post()
        return line

    def _numbers(self, text=None, user=None, **values):
        return (
            self.env["ad.copy.tracking"]
            .with_user(user or self.distribution)
            .create(
                {
                    "issue_id": self.issue.id,
                    "carrier": "sf",
                    "text": text,
                    **values,
                }
            )
        )

    def _many(self, count):
        """An issue with so many remote customers; SQL-like short way of selling."""
        issue = self.issues[1]
        issue.sudo().page_count = 400
        partners = self.env["res.partner"].create(
            [
                {
                    "name": f"Mail Customer {number:03}",
                    "is_company": True,
                    "company_id": self.company.id,
                    "user_id": self.specialist.id,
                    "ad_locality": "remote",
                    "street": f"{number} Mail Road",
                    "city": "Wuhan",
                }
                for number in range(count)
            ]
        )
        order = self._contract((self.full_page, [issue] * count))
        for placement, partner in zip(order.ad_placement_ids, partners, strict=True):
            placement.sudo().advertiser_id = partner
        self.env.flush_all()
        self._to_press(issue)
        return issue


@tagged("post_install", "-at_install")
class TestDeliveryList(DeliveryCase):
    def test_one_line_a_receiver(self):
        lines = self._make()
        self.assertEqual(
            {(d.partner_id, d.kind, d.way, d.copies) for d in lines},
            {
                (self.local, "advertiser", "hand", 1),
                (self.remote, "advertiser", "post", 1),
                (self.prospect, "prospect", "hand", 3),
            },
        )
        self.assertEqual(sorted(lines.mapped("number")), [1, 2, 3])
        self.assertEqual(lines.user_id, self.specialist)
        self.assertEqual(self._of(self.local).team_id, self.team)
        self.assertEqual(self._of(self.local).page_text.count("Full page"), 2)
        self.assertEqual(self.issue.delivery_count, 3)
        self.assertEqual(self.issue.delivery_open_count, 3)

    def test_again_makes_nothing_twice(self):
        lines = self._make()
        self.assertEqual(self._make(), lines)
        self._contract((self.full_page, self.issues[2]), partner=self.remote)
        newcomer = self._customer("Test Late Comer")
        order = self._contract((self.full_page, self.issues[3]), partner=newcomer)
        self.issue.sudo().write({"state": "open", "booking_close": False})
        order.ad_placement_ids.sudo().issue_id = self.issue
        self.issue.sudo().state = "at_press"
        lines |= self._make(self.operations)
        self.assertEqual(len(lines), 4)
        self.assertEqual(self._of(newcomer).number, 4)

    def test_database_keeps_one_line(self):
        self._make()
        with (
            expected_refusal(),
            self.assertRaises(psycopg2.IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.env["ad.copy.delivery"].sudo().create(
                {"issue_id": self.issue.id, "partner_id": self.local.id}
            )

    def test_who_is_out_leaves_the_list(self):
        self._make()
        placements = self.issue.placement_ids.filtered(
            lambda p: p.advertiser_id == self.remote
        )
        placements.with_user(self.operations)._action_ad_stop_press(
            "By order", "The publisher"
        )
        self._make()
        line = self._of(self.remote)
        self.assertEqual(line.state, "cancelled")
        self.assertTrue(line.cancel_reason)
        line.action_reopen()
        self.assertEqual(line.state, "to_deliver")

    def test_published_issue(self):
        self.issue.with_user(self.operations).action_publish()
        self.assertEqual(len(self._make()), 3)

    def test_advertiser_with_more_copies(self):
        self.env["ad.copy.reader"].create(
            {
                "partner_id": self.remote.id,
                "medium_id": self.medium.id,
                "kind": "advertiser",
                "copies": 10,
            }
        )
        self._make()
        self.assertEqual(self._of(self.remote).copies, 10)
        self.assertEqual(self._of(self.remote).kind, "advertiser")

    def test_readers_of_their_time_only(self):
        self.reader.date_to = self.issue.publication_date - relativedelta(days=1)
        self.assertFalse(self._make().filtered(lambda d: d.partner_id == self.prospect))

    def test_new_customers(self):
        """New: never appeared and never got a copy before."""
        self._contract((self.full_page, self.issues[1]))
        old = self._make()
        self.assertEqual(old.filtered("is_new").partner_id, self.local | self.remote)
        self._to_press(self.issues[1])
        line = self._make(issue=self.issues[1]).filtered(
            lambda d: d.partner_id == self.local
        )
        self.assertFalse(line.is_new)

    def test_delivery_address_and_contact(self):
        contact = self.env["res.partner"].create(
            {"name": "Li Lian", "parent_id": self.remote.id, "phone": "027-1"}
        )
        self.remote.ad_contact_id = contact
        self._make()
        line = self._of(self.remote)
        self.assertEqual((line.recipient, line.phone), ("Li Lian", "027-1"))
        self.assertEqual(line.address, "Wuhan 8 Far Street")
        line._action_cancel("Another place")
        self.env["res.partner"].create(
            {
                "name": "Store",
                "type": "delivery",
                "parent_id": self.remote.id,
                "street": "汉阳大道 5 号",
                "city": "武汉市",
                "country_id": self.env.ref("base.cn").id,
            }
        )
        values = self.remote._ad_copy_addresses()[self.remote]
        self.assertEqual(values["recipient"], "Store")
        self.assertEqual(values["address"], "武汉市汉阳大道 5 号")
        # The snapshot stays what it was.
        self.assertEqual(line.address, "Wuhan 8 Far Street")

    def test_deadline_in_working_days(self):
        self.company.ad_copy_delivery_days = 2
        lines = self._make()
        calendar = self.env["ad.calendar.exception"]
        day = calendar._add_working_days(self.issue.publication_date, 2, self.company)
        self.assertEqual(set(lines.mapped("deadline")), {day})
        late = self.env["ad.copy.delivery"].with_user(self.distribution)
        self.assertFalse(late.search([("is_late", "=", True)]) & lines)
        with freeze_time(day + relativedelta(days=2)):
            lines.invalidate_recordset(["is_late"])
            self.assertTrue(all(lines.mapped("is_late")))
            self.assertLessEqual(lines, late.search([("is_late", "=", True)]))
            self.assertFalse(late.search([("is_late", "=", False)]) & lines)

    def test_refusals(self):
        web = self._make_medium("Test Website", "TWB", kind="web", page_count=0)
        site = self._make_issues(web, 1)
        site.sudo().state = "published"
        for issue, words in ((site, "website"), (self.issues[2], "at press")):
            with self.assertRaisesRegex(UserError, words):
                issue.with_user(self.distribution).action_make_deliveries()
        for title in ("specialist", "general_manager", "production", "finance"):
            with self.subTest(title=title), self.assertRaises(AccessError):
                self._make(self.users[title])

    def test_new_carer_takes_open_copies_over(self):
        self._make()
        done = self._handed_over()
        order = self.issue.placement_ids.order_id.filtered(
            lambda o: o.partner_id == self.remote
        )
        (
            order | self.issue.placement_ids.order_id
        ).sudo().ad_carer_id = self.other_specialist
        self.assertEqual(self._of(self.remote).user_id, self.other_specialist)
        self.assertEqual(done.sudo().user_id, self.specialist)

    def test_merged_customers_keep_one_open_copy(self):
        """Odoo deletes rows that meet an index while it merges contacts."""
        lines = self._make()
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.remote | self.local).ids, self.local)
        lines = lines.sudo().exists()
        self.assertEqual(len(lines), 3)
        merged = lines.filtered(lambda d: d.partner_id == self.local)
        self.assertEqual(sorted(merged.mapped("state")), ["cancelled", "to_deliver"])

    def test_generating_is_cheap(self):
        """Queries do not grow with the customers."""
        self._make()  # rights are cached once for all users
        queries = []
        for count in (30, 300):
            issue = self._many(count)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            issue.with_user(self.distribution).action_make_deliveries()
            self.env.flush_all()
            queries.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(self._lines(issue)), count + 1)
            self.issues -= issue
        # Rows are inserted and fetched by the hundred.
        self.assertLessEqual(queries[1], queries[0] + 12, queries)
        self.assertLessEqual(queries[1], 60, queries)


@tagged("post_install", "-at_install")
class TestReaders(DeliveryCase):
    def test_one_row_at_a_time(self):
        values = {
            "partner_id": self.prospect.id,
            "medium_id": self.medium.id,
            "date_from": self.today + relativedelta(days=10),
        }
        with (
            expected_refusal(),
            self.assertRaises(psycopg2.IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.env["ad.copy.reader"].create(values)
        self.reader.date_to = self.today + relativedelta(days=9)
        self.env.flush_all()
        self.assertTrue(self.env["ad.copy.reader"].create(values))

    def test_numbers_and_dates(self):
        for values in (
            {"copies": 0},
            {"copies": 501},
            {"date_to": self.today - relativedelta(days=1)},
        ):
            with (
                self.subTest(values=values),
                expected_refusal(),
                self.assertRaises(psycopg2.IntegrityError),
                self.env.cr.savepoint(),
            ):
                self.reader.sudo().write(values)
                self.env.flush_all()

    def test_no_copies_of_websites(self):
        web = self._make_medium("Test Website", "TWB", kind="web", page_count=0)
        with self.assertRaisesRegex(ValidationError, "website"):
            self.reader.medium_id = web

    def test_team_of_the_carer(self):
        self.assertEqual(self.reader.sudo().team_id, self.team)


@tagged("post_install", "-at_install")
class TestByHand(DeliveryCase):
    def setUp(self):
        super().setUp()
        self._make()
        self._reviewed(self.issue)
        self.line = self._of(self.local, self.specialist)

    def test_signed_for(self):
        line = self._handed_over()
        self.assertEqual(line.state, "delivered")
        self.assertEqual(line.delivered_by_id, self.specialist)
        self.assertTrue(line.delivered_on)
        self.assertFalse(line.was_late)

    def test_signed_on_paper(self):
        self.line.write({"signed_by": "Gate", "receipt_photo": PICTURE})
        self.line.action_deliver()
        self.assertEqual(self.line.state, "delivered")

    def test_left_late(self):
        day = self.line.deadline + relativedelta(days=3)
        with freeze_time(day):
            self._handed_over()
        self.assertTrue(self.line.was_late)

    def test_refusals(self):
        for values, words in (
            ({}, "who takes"),
            ({"signed_by": " "}, "who takes"),
            ({"signed_by": "Wang"}, "sign"),
        ):
            self.line.write(values)
            with self.subTest(values=values), self.assertRaisesRegex(UserError, words):
                self.line.action_deliver()
        remote = self._of(self.remote, self.specialist)
        remote.write({"signed_by": "Wang", "signature": PICTURE})
        with self.assertRaisesRegex(UserError, "By Hand"):
            remote.action_deliver()
        self._handed_over()
        with self.assertRaisesRegex(UserError, "Delivered|has left"):
            self.line.action_deliver()

    def test_others_cannot(self):
        for user in (
            self.other_specialist,
            self.operations,
            self.finance,
            self.users["production"],
        ):
            with (
                self.subTest(user=user.login),
                mute_logger("odoo.addons.base.models.ir_rule"),
                self.assertRaises(AccessError),
            ):
                self.line.with_user(user).action_deliver()

    def test_facts_are_frozen(self):
        line = self._handed_over()
        for values in (
            {"signature": False},
            {"signed_by": "Somebody else"},
            {"address": "Elsewhere"},
            {"copies": 5},
        ):
            with self.subTest(values=values):
                with self.assertRaisesRegex(UserError, "has left"):
                    line.write(values)
                with self.assertRaisesRegex(UserError, "has left"):
                    line.sudo().write(values)
        # "delivered_on" is frozen, "state" is set by the steps only.
        with self.assertRaises(UserError):
            line.write({"delivered_on": False})
        with self.assertRaises(AccessError):
            line.write({"state": "to_deliver"})
        with self.assertRaises(UserError):
            line.sudo().unlink()
        with self.assertRaises(UserError):
            line.sudo().copy()

    def test_signature_file_is_frozen(self):
        line = self._handed_over()
        file = (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", line._name),
                    ("res_id", "=", line.id),
                    ("res_field", "=", "signature"),
                ]
            )
        )
        self.assertTrue(file)
        for user in (self.specialist, self.distribution):
            with (
                self.subTest(user=user.login),
                mute_logger("odoo.addons.base.models.ir_rule"),
                self.assertRaises(AccessError),
            ):
                file.with_user(user).unlink()

    def test_state_is_no_field_to_write(self):
        for values in ({"state": "delivered"}, {"was_late": True}, {"number": 9}):
            with self.subTest(values=values), self.assertRaises(AccessError):
                self.line.write(values)
        with self.assertRaisesRegex(AccessError, "Distribution"):
            self.line.write({"tracking_number": "SF1234567890"})
        self.line.write({"address": "3 Other Road", "way": "post"})
        self.assertEqual(self.line.address, "3 Other Road")

    def test_not_sent_and_after_all(self):
        with self.assertRaisesRegex(UserError, "Say why"):
            self.line._action_cancel(" ")
        action = self.line.action_cancel()
        dialog = (
            self.env["ad.copy.reason"]
            .with_user(self.specialist)
            .with_context(**action["context"])
            .create({"reason": "Took it at the fair"})
        )
        dialog.action_confirm()
        self.assertEqual(self.line.state, "cancelled")
        with self.assertRaises(UserError):
            self.line.action_deliver()
        self.line.action_reopen()
        self.assertEqual(self.line.state, "to_deliver")


@tagged("post_install", "-at_install")
class TestByPost(DeliveryCase):
    def setUp(self):
        super().setUp()
        self._make()
        self.line = self._of(self.remote)

    def test_posted_and_received(self):
        self._posted()
        self.assertEqual(self.line.state, "posted")
        self.assertEqual(self.line.posted_by_id, self.distribution)
        self.assertEqual(self.line.posted_on, fields.Date.context_today(self.line))
        self.line.with_user(self.specialist).action_receive()
        self.assertEqual(self.line.state, "received")
        with self.assertRaisesRegex(UserError, "Arrived"):
            self.line.action_receive()

    def test_ordinary_mail_has_no_number(self):
        self.line.carrier = "ordinary"
        self.line.action_post()
        self.assertEqual(self.line.state, "posted")

    def test_refusals(self):
        self.line.address = False
        with self.assertRaises(UserError) as refusal:
            self.line.action_post()
        self.assertIn("no carrier", str(refusal.exception))
        self.assertIn("no address", str(refusal.exception))
        self.line.write({"address": "8 Far Street", "carrier": "sf"})
        with self.assertRaisesRegex(UserError, "no tracking number"):
            self.line.action_post()
        with self.assertRaisesRegex(UserError, "goes by hand"):
            self._of(self.local).action_post()
        with self.assertRaises(AccessError):
            self.line.with_user(self.specialist).action_post()
        self.assertEqual(self.line.state, "to_deliver")

    def test_number_of_two_is_refused_by_the_database(self):
        self._posted()
        with (
            expected_refusal(),
            self.assertRaises(psycopg2.IntegrityError),
            self.env.cr.savepoint(),
        ):
            self._of(self.local).sudo().write(
                {"carrier": "sf", "tracking_number": "SF1234567890"}
            )
            self.env.flush_all()

    def test_returned_and_sent_again(self):
        self._posted()
        dialog = self._return(next_step="again", note="Nobody at the gate")
        again = self.line.next_ids
        self.assertEqual(self.line.state, "returned")
        self.assertEqual(self.line.return_reason, "address")
        self.assertEqual(self.line.returned_by_id, self.distribution)
        self.assertEqual(again.previous_id, self.line)
        self.assertEqual((again.state, again.number), ("to_deliver", self.line.number))
        self.assertGreaterEqual(again.deadline, self.line.deadline)
        self.assertEqual(self.issue.delivery_returned_count, 1)
        action = self.issue.with_user(self.distribution).action_open_returned()
        self.assertEqual(
            self.env["ad.copy.delivery"].search(action["domain"]), self.line
        )
        with self.assertRaisesRegex(UserError, "sent again already"):
            self.line.action_send_again()
        with self.assertRaisesRegex(UserError, "Came Back"):
            dialog.action_record()

    def test_returned_to_a_new_address(self):
        self._posted()
        self._return(next_step="new_address", address="88 Near Street")
        again = self.line.next_ids
        self.assertEqual(again.address, "88 Near Street")
        self.assertEqual(self.line.address, "Wuhan 8 Far Street")
        todo = self.remote.sudo().activity_ids
        self.assertEqual(todo.user_id, self.specialist)
        self.assertIn("88 Near Street", todo.note)
        # The second journey has a number of its own.
        self._posted(again, "SF1234567891")
        self.assertEqual(again.state, "posted")

    def test_decided_later(self):
        self._posted()
        self._return()
        self.assertFalse(self.line.next_ids)
        self.remote.street = "9 Newer Street"
        self.line.action_send_again()
        self.assertEqual(self.line.next_ids.address, "Wuhan 9 Newer Street")

    def test_return_refusals(self):
        with self.assertRaisesRegex(UserError, "To Deliver"):
            self._return()
        self._posted()
        for values, words in (
            ({"next_step": "new_address"}, "new address"),
            ({"next_step": "new_address", "address": self.line.address}, "came back"),
            ({"returned_on": self.today + relativedelta(days=9)}, "came back between"),
            ({"returned_on": self.today - relativedelta(days=9)}, "came back between"),
        ):
            with self.subTest(values=values), self.assertRaisesRegex(UserError, words):
                self._return(**values)
        with self.assertRaises(AccessError):
            self.line.with_user(self.specialist)._action_return(
                "moved", False, self.today
            )
        with self.assertRaises(AccessError):
            self.line.with_user(self.specialist).action_return()
        self.assertEqual(self.line.state, "posted")

    def _return(self, **values):
        action = self.line.action_return()
        dialog = (
            self.env["ad.copy.return"]
            .with_user(self.distribution)
            .with_context(**action["context"])
            .create({"reason": "address", **values})
        )
        dialog.action_record()
        return dialog


@tagged("post_install", "-at_install")
class TestCounterEntry(DeliveryCase):
    def setUp(self):
        super().setUp()
        self._make()

    def test_second_person_withdraws(self):
        line = self._posted()
        with self.assertRaisesRegex(AccessError, "second person"):
            line._action_withdraw("Wrong parcel")
        line = line.with_user(self.colleague)
        with self.assertRaisesRegex(UserError, "Say why"):
            line._action_withdraw("")
        action = line.action_withdraw()
        self.env["ad.copy.reason"].with_user(self.colleague).with_context(
            **action["context"]
        ).create({"reason": "Wrong parcel"}).action_confirm()
        self.assertEqual(line.state, "withdrawn")
        self.assertEqual(line.tracking_number, "SF1234567890")
        again = line.next_ids
        self.assertEqual(again.state, "to_deliver")
        # The number is free again, for the right copy.
        self._posted(again.with_user(self.distribution))
        self.assertEqual(again.state, "posted")
        with self.assertRaises(UserError):
            line._action_withdraw("Once more")
        with self.assertRaisesRegex(UserError, "has left"):
            line.sudo().write({"withdrawal_reason": "Another"})

    def test_supervisor_withdraws_a_signature(self):
        line = self._handed_over()
        with self.assertRaises(AccessError):
            line._action_withdraw("It was another firm")
        with self.assertRaises(AccessError):
            line.with_user(self.operations)._action_withdraw("It was another firm")
        line.with_user(self.users["supervisor"])._action_withdraw("Another firm")
        self.assertEqual(line.state, "withdrawn")
        self.assertTrue(line.signature)
        self.assertFalse(line.sudo().next_ids.signature)

    def test_open_lines_have_nothing_to_withdraw(self):
        with self.assertRaisesRegex(UserError, "To Deliver"):
            self._of(self.local)._action_withdraw("Why not")


@tagged("post_install", "-at_install")
class TestTracking(DeliveryCase):
    """Numbers by paste and by spreadsheet: all of them or none."""

    def setUp(self):
        super().setUp()
        self._make()
        self.issue = self._many(12)
        self._make()
        self.waiting = (
            self._lines().filtered(lambda d: d.way == "post").sorted("number")
        )
        self.assertEqual(len(self.waiting), 12)

    def _number(self, index):
        return f"SF{1234567890000 + index}"

    def _refused(self, *words, **values):
        with self.assertRaises(UserError) as refusal:
            self._numbers(**values).action_record()
        for word in words:
            self.assertIn(word, str(refusal.exception))
        self.env.invalidate_all()
        self.assertEqual(set(self.waiting.mapped("state")), {"to_deliver"})
        self.assertFalse(any(self.waiting.mapped("tracking_number")))
        return str(refusal.exception)

    def test_numbers_in_the_order_of_the_list(self):
        text = "\n".join(self._number(index) for index in range(12))
        self._numbers(text).action_record()
        self.assertEqual(set(self.waiting.mapped("state")), {"posted"})
        self.assertEqual(
            self.waiting.mapped("tracking_number"),
            [self._number(index) for index in range(12)],
        )
        self.assertEqual(set(self.waiting.mapped("carrier")), {"sf"})

    def test_held_copies_and_unknown_places(self):
        """Pasted or typed, a number sends nothing that has to wait."""
        self._come_out(self.issue)
        held = self.waiting[2]
        publication = self.issue.publication_ids.filtered(
            lambda p: p.advertiser_id == held.partner_id
        )[:1]
        publication.with_user(self.operations)._action_record_result(
            {"result": "wrong_version", "is_serious": True}
        )
        self.waiting[4].sudo().address = False
        text = "\n".join(self._number(index) for index in range(12))
        self._refused("Row 3", "not decided yet", "Row 5", "has no address", text=text)

    def test_customer_and_number(self):
        """Names, numbers of the list, tabs, commas, full-width signs, a heading."""
        first, second, third, fourth = self.waiting[:4]
        text = "\n".join(
            (
                "Customer\tTracking Number",
                f"{first.customer_name}\t{self._number(1)}",
                f"{second.number}  {self._number(2)}",
                "",
                f"{third.customer_name}，ｓｆ１２３４５６７８９０００３",
                f" {fourth.customer_name.upper()} , {self._number(4)} ",
            )
        )
        self._numbers(text).action_record()
        for index, line in enumerate((first, second, third, fourth), 1):
            self.assertEqual(line.tracking_number, self._number(index))
        self.assertEqual(set(self.waiting[4:].mapped("state")), {"to_deliver"})

    def test_four_hundred_with_ten_duplicates_and_a_wrong_one(self):
        """Each bad row in words, nothing half done."""
        self.issues -= self.issue
        self.issue = self._many(400)
        self._make()
        self.waiting = (
            self._lines().filtered(lambda d: d.way == "post").sorted("number")
        )
        numbers = [self._number(index) for index in range(400)]
        for index in range(10):
            numbers[390 + index] = numbers[index]
        numbers[200] = "lost"
        message = self._refused("Nothing was recorded", text="\n".join(numbers))
        self.assertEqual(message.count("\n"), 11)
        self.assertIn("Row 201: “lost” is no tracking number", message)
        for index in range(10):
            self.assertIn(
                f"Row {391 + index}: {numbers[index]} stands in row {index + 1}",
                message,
            )
        for index in range(10):
            numbers[390 + index] = self._number(390 + index)
        numbers[200] = self._number(200)
        dialog = self._numbers("\n".join(numbers))
        self.assertEqual(dialog.waiting, 400)
        dialog.action_record()
        self.assertEqual(set(self.waiting.mapped("state")), {"posted"})

    def test_bad_pastes(self):
        name = self.waiting[0].customer_name
        number = self._number(1)
        self._refused("Paste the numbers", text="")
        self._refused("2 numbers for 12 copies", text=f"{number}\n{self._number(2)}")
        self._refused("Row 2 has no customer", text=f"{name}\t{number}\n{number}")
        self._refused("no copy for “Unknown”", text=f"Unknown\t{number}")
        self._refused(
            "stands in row 1 already",
            text=f"{name}\t{number}\n{name}\t{self._number(2)}",
        )
        self._refused("rounded", text=f"{name}\t6.90123E+12")
        self._refused("no tracking number", text=f"{name}\tABCDEFGHIJ")
        self._refused("no tracking number", text=f"{name} lost")
        self._refused("lies in the future", text=number, posted_on="2999-01-01")
        self.waiting[0].address = False
        self._refused("has no address", text=f"{name}\t{number}")

    def test_number_used_before(self):
        line = self.waiting[-1]
        self._posted(line, self._number(1))
        self.waiting -= line
        self._refused(
            f"is used already for {line.display_name}",
            text=f"{self.waiting[0].customer_name}\t{self._number(1)}",
        )

    def test_two_customers_of_one_name(self):
        self.waiting[0].sudo().customer_name = self.waiting[1].customer_name
        self.waiting[0].partner_id.sudo().name = self.waiting[1].customer_name
        self._refused(
            "2 times", text=f"{self.waiting[1].customer_name}\t{self._number(1)}"
        )
        self._numbers(f"{self.waiting[1].number}\t{self._number(1)}").action_record()
        self.assertEqual(self.waiting[1].state, "posted")

    def test_others_are_refused(self):
        with self.assertRaises(AccessError):
            self._numbers(self._number(1), user=self.specialist)
        with self.assertRaises(AccessError):
            self.waiting.with_user(self.specialist).action_open_tracking()

    def test_last_carrier_is_offered(self):
        self._posted(self.waiting[0])
        values = (
            self.env["ad.copy.tracking"]
            .with_user(self.distribution)
            .default_get(["carrier"])
        )
        self.assertEqual(values["carrier"], "sf")

    def _sheet(self, *rows):
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        stream = io.BytesIO()
        book.save(stream)
        return base64.b64encode(stream.getvalue())

    def test_spreadsheet_of_two_columns(self):
        first, second = self.waiting[:2]
        self._numbers(
            file=self._sheet(
                ["Customer", "Number"],
                [first.customer_name, self._number(1)],
                [second.number, 123456789012],
                [None, None],
            )
        ).action_record()
        self.assertEqual(first.tracking_number, self._number(1))
        self.assertEqual(second.tracking_number, "123456789012")

    def test_spreadsheet_of_numbers(self):
        rows = [[self._number(index)] for index in range(12)]
        self._numbers(file=self._sheet(*rows)).action_record()
        self.assertEqual(self.waiting[11].tracking_number, self._number(11))

    def test_our_own_list_filled_in(self):
        """The delivery list goes out, comes back with numbers, and is understood."""
        # Posted before: its number stands in the list and is no duplicate.
        self._posted(self.waiting[0], self._number(0))
        report = self.env["ad.issue.report"].with_user(self.distribution)
        _title, content = report._xlsx(
            "deliveries", self.issue.with_user(self.distribution)
        )
        book = openpyxl.load_workbook(io.BytesIO(content))
        sheet = book.active
        heading = next(
            row
            for row in range(1, 9)
            if "Tracking Number" in [cell.value for cell in sheet[row]]
        )
        labels = [cell.value for cell in sheet[heading]]
        column = labels.index("Tracking Number") + 1
        for row in range(heading + 1, sheet.max_row + 1):
            if sheet.cell(row, 1).value == self.waiting[3].number:
                sheet.cell(row, column).value = self._number(3)
        stream = io.BytesIO()
        book.save(stream)
        self._numbers(file=base64.b64encode(stream.getvalue())).action_record()
        self.assertEqual(self.waiting[3].tracking_number, self._number(3))
        self.assertEqual(len(self.waiting.filtered("tracking_number")), 2)

    def test_bad_spreadsheets(self):
        name = self.waiting[0].customer_name
        self._refused("no XLSX", file=base64.b64encode(b"no spreadsheet"))
        self._refused("rounded", file=self._sheet([name, 1234567890123456789]))
        self._refused("Paste the numbers", file=self._sheet([None]))


@tagged("post_install", "-at_install")
class TestDeliveryAccess(DeliveryCase):
    def setUp(self):
        super().setUp()
        self._make()
        self.lines = self._lines()

    def _seen_by(self, user, model="ad.copy.delivery"):
        return self.env[model].with_user(user).search([])

    def test_specialist_sees_own_customers(self):
        self.assertEqual(self._seen_by(self.specialist), self.lines)
        self.assertFalse(self._seen_by(self.other_specialist))
        self.assertTrue(self._seen_by(self.specialist, "ad.copy.reader"))
        self.assertFalse(self._seen_by(self.other_specialist, "ad.copy.reader"))

    def test_supervisor_sees_the_team(self):
        self.assertEqual(self._seen_by(self.users["supervisor"]), self.lines)
        stranger = self._make_user("supervisor_b", "group_ad_supervisor")
        self.assertFalse(self._seen_by(stranger))

    def test_manager_sees_the_division(self):
        self.assertEqual(self._seen_by(self.users["manager"]), self.lines)
        stranger = self._make_user("manager_b", "group_ad_manager")
        self.assertFalse(self._seen_by(stranger))

    def test_general_manager_sees_all(self):
        self.assertEqual(self._seen_by(self.users["general_manager"]), self.lines)

    def test_offices_that_read(self):
        for title in ("operations", "contract_admin", "finance", "service_supervisor"):
            with self.subTest(title=title):
                user = self.users[title]
                self.assertEqual(self._seen_by(user), self.lines)
                with self.assertRaises(AccessError):
                    self.lines[0].with_user(user).write({"note": "x"})

    def test_distribution_works_all(self):
        line = self.lines[0].with_user(self.distribution)
        line.note = "Gate 3"
        self.assertEqual(line.note, "Gate 3")
        for operation in ("create", "unlink"):
            self.assertFalse(line.has_access(operation))

    def test_titles_and_users_that_see_nothing(self):
        users = [self.users[t] for t in ("production", "proofreader", "reviewer")]
        for user in (*users, self.plain_user, self.portal_user):
            for model in ("ad.copy.delivery", "ad.copy.reader"):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    self._seen_by(user, model)

    def test_second_title_does_not_write_for_others(self):
        both = self._make_user("both", "group_ad_specialist")
        both.group_ids += self.env.ref("ad_sales_ops.group_ad_finance")
        line = self.lines[0].with_user(both)
        self.assertTrue(line.read(["note"]))
        with (
            mute_logger("odoo.addons.base.models.ir_rule"),
            self.assertRaises(AccessError),
        ):
            line.write({"note": "x"})

    def test_two_companies(self):
        company = self._make_company("Another Publisher")
        for model in ("ad.copy.delivery", "ad.copy.reader", "ad.publication.status"):
            self.assertTrue(self._seen_by(self.distribution, model))
        stranger = self._make_user("distribution_b", "group_ad_distribution")
        stranger.write(
            {
                "company_ids": [Command.set(company.ids)],
                "company_id": company.id,
            }
        )
        for model in ("ad.copy.delivery", "ad.copy.reader", "ad.publication.status"):
            records = (
                self.env[model]
                .with_user(stranger)
                .with_context(allowed_company_ids=company.ids)
            )
            with self.subTest(model=model):
                self.assertFalse(records.search([]))

    def test_every_title_opens_its_screens(self):
        for title in (
            "specialist",
            "supervisor",
            "manager",
            "general_manager",
            "operations",
            "contract_admin",
            "distribution",
            "finance",
            "service_supervisor",
        ):
            user = self.users[title]
            model = self.env["ad.copy.delivery"].with_user(user)
            with self.subTest(title=title):
                model.get_views(
                    [(False, view) for view in ("list", "form", "kanban", "search")]
                )
                names = list(model.fields_get(attributes=["type"]))
                self.assertTrue(self._seen_by(user).read(names))
                issue = self.issue.with_user(user)
                self.assertEqual(issue.delivery_count, 3)

    def test_cards_show_only_while_something_waits(self):
        cards = self.env["ad.day.list"].with_user(self.specialist)
        card = self.env.ref("ad_sales_ops.ad_day_list_copies_to_deliver")
        mine = cards.search([("is_mine", "=", True)])
        self.assertIn(card, mine)
        self.assertEqual(card.with_user(self.specialist).waiting, 2)
        self.assertTrue(card.with_user(self.specialist).is_mine)
        self._lines().filtered(lambda d: d.way == "hand")._action_cancel("Nobody reads")
        self.env.invalidate_all()
        self.assertNotIn(card, cards.search([("is_mine", "=", True)]))
        self.assertFalse(card.with_user(self.specialist).is_mine)
        self.assertIn(card, cards.search([("is_mine", "=", False)]))

    def test_archived_with_the_module(self):
        counts = self.env["ad.archive"]._models()
        self.assertIn("ad.copy.delivery", counts)
        self.assertIn("ad.copy.reader", counts)


@tagged("post_install", "-at_install")
class TestPrints(DeliveryCase):
    def setUp(self):
        super().setUp()
        self._make()

    def _html(self, name, lines, user=None):
        report = f"ad_sales_ops.report_ad_copy_{name}"
        html, _type = (
            self.env["ir.actions.report"]
            .with_user(user or self.distribution)
            ._render_qweb_html(report, lines.ids)
        )
        return html.decode()

    def test_labels(self):
        line = self._of(self.remote)
        line.write(
            {"recipient": "李先生", "address": "武汉市汉阳大道 5 号", "zip": "430050"}
        )
        html = self._html("labels", self._lines())
        for words in ("李先生", "武汉市汉阳大道 5 号", "430050", "Test Remote Pumps"):
            self.assertIn(words, html)
        self.assertEqual(html.count('name="label"'), 3)

    def test_three_hundred_labels_in_one_print(self):
        issue = self._many(300)
        self._make(issue=issue)
        lines = self._lines(issue).filtered(lambda d: d.way == "post")
        html = self._html("labels", lines)
        self.assertEqual(html.count('name="label"'), 300)
        self.assertEqual(html.count('class="ad_labels"'), 25)
        action = (
            self.env["ad.copy.delivery"]
            .with_user(self.distribution)
            .with_context(active_domain=[("issue_id", "=", issue.id)])
            .action_print_labels()
        )
        self.assertEqual(action["report_name"], "ad_sales_ops.report_ad_copy_labels")
        self.assertEqual(set(action["context"]["active_ids"]), set(lines.ids))

    def test_no_label_is_left_out_in_silence(self):
        self._of(self.remote).address = False
        with self.assertRaisesRegex(UserError, "Test Remote Pumps"):
            self._html("labels", self._lines())

    def test_nothing_to_print(self):
        self._lines()._action_cancel("None")
        for name in ("labels", "notices", "list"):
            model = self.env["ad.copy.delivery"].with_user(self.distribution)
            with self.subTest(name=name), self.assertRaisesRegex(UserError, "nothing"):
                getattr(model, f"action_print_{name}")()

    def test_mailing_notice(self):
        action = (
            self.env["ad.copy.delivery"]
            .with_user(self.distribution)
            .action_print_notices()
        )
        line = self._of(self.remote)
        self.assertEqual(action["context"]["active_ids"], line.ids)
        html = self._html("notice", line)
        for words in (
            "Test Remote Pumps",
            self.medium.name,
            "Full page",
            "8 Far Street",
        ):
            self.assertIn(words, html)
        # A letter each, on a page of its own.
        html = self._html("notice", self._lines())
        self.assertEqual(html.count('name="letter"'), 3)
        self.assertEqual(html.count('name="letter" class="ad_next"'), 2)

    def test_delivery_list(self):
        html = self._html("list", self._lines())
        self.assertEqual(html.count("<h1>"), 2)
        for words in ("Test Valve Works", "Signature", "Carrier"):
            self.assertIn(words, html)
        with (
            mute_logger("odoo.addons.base.models.ir_rule"),
            self.assertRaises(AccessError),
        ):
            self._html("list", self._lines(), self.other_specialist)
