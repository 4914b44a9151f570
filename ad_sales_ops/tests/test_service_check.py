"""One call: claims, scores, opinions, no answer, excuses, defects (Q2, E10, E16)."""

from datetime import timedelta

import psycopg2
from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import expected_refusal
from .service_common import CheckCase

MODELS = (
    "ad.service.check",
    "ad.service.check.customer",
    "ad.service.check.attempt",
    "ad.service.check.claim",
    "ad.service.check.answer",
)


class CallCase(CheckCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.round = cls._round()

    def setUp(self):
        super().setUp()
        self.check = self._check()

    def _copy(self, **values):
        """Two copies handed over on the tenth of the month."""
        return (
            self.env["ad.copy.delivery"]
            .sudo()
            .create(
                {
                    "issue_id": self.issues[0].id,
                    "partner_id": self.advertiser.id,
                    "customer_name": self.advertiser.name,
                    "copies": 2,
                    "recipient": "Li Ming",
                    "user_id": self.specialist.id,
                    "team_id": self.team.id,
                    "state": "delivered",
                    "delivered_on": self._at_day(10),
                    "delivered_by_id": self.specialist.id,
                    **values,
                }
            )
        )

    def _pay(self, partner, **values):
        payment = self.env["account.payment"].create(
            {
                "partner_id": partner.id,
                "partner_type": "customer",
                "payment_type": "inbound",
                "amount": 1234.5,
                "date": self.month,
                "journal_id": self.env["account.journal"]
                .search(
                    [("type", "=", "bank"), ("company_id", "=", self.company.id)],
                    limit=1,
                )
                .id,
                **values,
            }
        )
        payment.action_post()
        return payment

    def _denied(self, claim, note="He never came"):
        return {"claims": {str(claim.id): {"verdict": "differs", "note": note}}}


@tagged("post_install", "-at_install")
class TestServiceCheck(CallCase):
    def test_the_sheet(self):
        self._copy()
        sheet = self.check.load_sheet()
        self.assertEqual(sheet["contact"], "Li Ming")
        self.assertEqual(sheet["tel"], "+8613800138000")
        self.assertEqual(
            {reason["name"] for reason in sheet["reasons"]},
            {self.advertiser.name, self.sister.name},
        )
        self.assertEqual(len(sheet["claims"]), 1)
        self.assertIn("2 copies handed to Li Ming", sheet["claims"][0]["name"])
        self.assertEqual(sheet["claims"][0]["user"], self.specialist.name)
        fact = sheet["claims"][0]["facts"][0]
        self.assertEqual(fact["id"], self.check.sudo().claim_ids.id)
        self.assertEqual(fact["customer"], self.advertiser.name)
        self.assertEqual(len(sheet["questions"]), 6)
        self.assertTrue(self.check.opened_on)

    def test_what_is_claimed(self):
        """Copies, slips and money of these customers and of this month only."""
        self._copy(partner_id=self.sister.id)
        self._copy(
            issue_id=self.issues[1].id,
            state="posted",
            way="post",
            delivered_on=False,
            posted_on=self.month,
            carrier="ordinary",
        )
        month_before = self._at_day(1, 0) - timedelta(hours=9)
        self._copy(issue_id=self.issues[2].id, delivered_on=month_before)
        self._copy(partner_id=self.silent.id)
        self._copy(
            issue_id=self.issues[3].id,
            state="withdrawn",
            withdrawn_on="2026-01-01",
            withdrawn_by_id=self.operations.id,
            withdrawal_reason="Wrong",
        )
        self._pay(self.contact)
        self._pay(self.advertiser, date=self.month - relativedelta(days=1))
        self._pay(self.silent)
        self.check.load_sheet()
        claims = self.check.claim_ids
        self.assertEqual(sorted(claims.mapped("kind")), ["copies", "copies", "money"])
        money = claims.filtered(lambda c: c.kind == "money")
        self.assertIn("1,234.50", money.name)
        self.assertEqual(money.user_id, self.specialist)
        posted = claims.filtered(lambda c: "posted to" in c.name)
        self.assertEqual(posted.day, self.month)

    def test_claims_of_slips_and_consents(self):
        placement = self.contract.ad_placement_ids.sudo()
        self._clear_copy(placement)
        proof = placement.proof_ids
        self.env.flush_all()
        # How a proof is decided is its own tests' subject.
        self.env.cr.execute(
            "UPDATE ad_proof_confirmation SET decided_on = %s, decided_by_name = %s "
            "WHERE id = %s",
            [self._at_day(5), "Li Ming", proof.id],
        )
        self.env.invalidate_all()
        partner = self.env["res.partner"].create(
            {"name": "Li Ming", "parent_id": self.advertiser.id}
        )
        confirmer = (
            self.env["ad.confirmer"]
            .sudo()
            .create(
                {
                    "partner_id": partner.id,
                    "advertiser_id": self.advertiser.id,
                    "company_id": self.company.id,
                    "authorization": "JVBERi0xLjQ=",
                }
            )
        )
        self.env["ad.page.consent"].sudo().create(
            {
                "placement_id": placement.id,
                "advertiser_id": self.advertiser.id,
                "user_id": self.specialist.id,
                "team_id": self.team.id,
                "company_id": self.company.id,
                "page": 3,
                "from_page": "Page 1",
                "to_page": "Page 3",
                "confirmer_id": confirmer.id,
                "said_by": "Li Ming",
                "said_on": self._at_day(6),
                "said_how": "by telephone",
                "recorded_by_id": self.specialist.id,
                "recorded_on": self._at_day(6),
            }
        )
        self.check.load_sheet()
        names = dict(self.check.claim_ids.mapped(lambda c: (c.kind, c.name)))
        self.assertEqual(set(names), {"slip", "consent"})
        self.assertIn(proof.number, names["slip"])
        self.assertIn("Page 3 instead of Page 1", names["consent"])

    def _groups(self):
        return self.check.load_sheet()["claims"]

    def test_claims_of_one_day_and_issue_are_one_line(self):
        copies = self._copy() | self._copy(copies=3, partner_id=self.sister.id)
        self._copy(delivered_on=self._at_day(11))
        both, single = self._groups()
        self.assertIn("5 copies in 2 deliveries", both["name"])
        self.assertIn(self.issues[0].display_name, both["name"])
        self.assertIn("2 copies handed to Li Ming", single["name"])
        self.assertEqual(
            [fact["customer"] for fact in both["facts"]],
            copies.mapped("partner_id.name"),
        )
        self.assertEqual(len(single["facts"]), 1)

    def test_issues_of_a_medium_are_one_line(self):
        """A year's slips signed on one day, too; another medium has its own line."""
        first, second, later = self.issues[0], self.issues[1], self.issues[-1]
        second.sudo().publication_date = first.publication_date + timedelta(days=1)
        self._copy()
        self._copy(issue_id=second.id)
        [months] = self._groups()
        month = first.publication_date.strftime("%B %Y")
        medium = first.medium_id.name
        self.assertIn(f"{medium}, issues of {month}:", months["name"])
        self._copy(issue_id=later.id)
        [elsewhere] = self._make_issues(self._make_medium("Test Monthly", "TM"), 1)
        self._copy(issue_id=elsewhere.id)
        year, other = self._groups()
        self.assertEqual([len(year["facts"]), len(other["facts"])], [3, 1])
        last = later.publication_date.strftime("%B %Y")
        self.assertIn(f"{medium}, issues of {month} to {last}:", year["name"])

    def test_payments_of_a_day_are_one_line(self):
        self._pay(self.contact)
        self._pay(self.advertiser, amount=100)
        self._pay(self.advertiser, date=self.month + timedelta(days=1))
        both, single = self._groups()
        self.assertIn("2 payments", both["name"])
        self.assertIn("1,334.50", both["name"])
        self.assertEqual(len(single["facts"]), 1)

    def test_claims_keep_their_order(self):
        """On the first visit, on the next ones, and when a record comes in between."""
        self._pay(self.contact, date=self.month + timedelta(days=14))
        late = self._copy(delivered_on=self._at_day(20))
        first = self._groups()
        self.env.invalidate_all()
        self.assertEqual(self._groups(), first)
        self._copy(issue_id=self.issues[1].id, delivered_on=self._at_day(16))
        second = self._groups()
        self.assertEqual([second[0], second[2]], first)
        # What is corrected in its record is corrected here, at its place.
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE ad_copy_delivery SET delivered_on = %s WHERE id = %s",
            [self._at_day(2), late.id],
        )
        self.env.invalidate_all()
        third = self._groups()
        ids = [group["facts"][0]["id"] for group in second]
        self.assertEqual(
            [group["facts"][0]["id"] for group in third], [ids[2], ids[0], ids[1]]
        )

    def test_a_single_fact_of_a_group_is_denied(self):
        self._copy()
        self._copy(partner_id=self.sister.id)
        claims = [fact["id"] for fact in self._groups()[0]["facts"]]
        values = self._scores(self.check)
        values["claims"] = {
            str(claims[0]): {"verdict": "agrees"},
            str(claims[1]): {"verdict": "differs", "note": "Nobody came"},
        }
        self.check.finish_call(values)
        verdicts = self.check.claim_ids.sorted("id").mapped("verdict")
        self.assertEqual(verdicts, ["agrees", "differs"])
        self.assertEqual(self.check.defect_ids.claim_id.id, claims[1])
        self.assertIn("2 copies handed to", self.check.defect_ids.name)

    def test_claims_follow_the_records_until_done(self):
        self.check.load_sheet()
        self.assertFalse(self.check.claim_ids)
        first = self._copy()
        self.check.load_sheet()
        self.check.load_sheet()
        self.assertEqual(len(self.check.claim_ids), 1)
        first.write(
            {
                "state": "withdrawn",
                "withdrawn_on": self._at_day(11),
                "withdrawn_by_id": self.operations.id,
                "withdrawal_reason": "Wrong",
            }
        )
        self.check.load_sheet()
        self.assertFalse(self.check.claim_ids)
        self._copy(issue_id=self.issues[1].id)
        self._done(self.check)
        self._copy(issue_id=self.issues[2].id)
        with self.assertRaisesRegex(UserError, "done already"):
            self.check.load_sheet()
        self.assertEqual(len(self.check.claim_ids), 1)
        with self.assertRaisesRegex(UserError, "done already"):
            self.check.claim_ids.sudo().write({"verdict": "differs"})
        with self.assertRaisesRegex(UserError, "done already"):
            self.check.claim_ids.sudo().unlink()

    def test_done(self):
        self._copy()
        self.check.load_sheet()
        claim = self.check.claim_ids
        printing = self.env.ref("ad_sales_ops.ad_opinion_category_printing")
        values = self._scores(
            self.check,
            4,
            claims={str(claim.id): {"verdict": "agrees"}},
            opinion="The red is too dark",
            opinion_category_id=printing.id,
            praise="Wang brings the copies himself",
        )
        self.check.finish_call(values)
        self.assertEqual(self.check.state, "done")
        self.assertEqual(self.check.done_by_id, self.manager)
        self.assertEqual(claim.verdict, "agrees")
        self.assertEqual(self.check.average_score, 4.0)
        self.assertEqual(len(self.check.answer_ids), 6)
        self.assertEqual(self.check.opinion_category_id, printing)
        self.assertEqual(self.check.praise, "Wang brings the copies himself")
        self.assertFalse(self.check.defect_ids)
        with self.assertRaisesRegex(UserError, "done already"):
            self.check.finish_call(values)

    def test_what_done_refuses(self):
        self.check.load_sheet()
        with self.assertRaisesRegex(UserError, "has no score yet"):
            self.check.finish_call({})
        for score in (6, -1, "5", None):
            with self.assertRaisesRegex(UserError, "has no score yet"):
                self.check.finish_call(self._scores(self.check, score))
        with self.assertRaisesRegex(UserError, "Nothing was asked"):
            self.check.finish_call(self._scores(self.check, 0))
        with self.assertRaisesRegex(UserError, "what the customer's opinion is about"):
            self.check.finish_call(self._scores(self.check, 5, opinion="Too dark"))
        self.assertEqual(self.check.state, "to_call")

    def test_a_defect_needs_words(self):
        """Of what the customer denies, and of a low score that is about service."""
        self._copy()
        self.check.load_sheet()
        claim = self.check.claim_ids
        for note in ("", "  ", "5", None):
            with self.assertRaisesRegex(UserError, "about “.*2 copies handed"):
                self.check.finish_call(
                    self._scores(self.check, **self._denied(claim, note))
                )
        agreed = {str(claim.id): {"verdict": "agrees"}}
        values = self._scores(self.check, claims=agreed)
        prompt = self.env.ref("ad_sales_ops.ad_service_question_prompt")
        product = self.env.ref("ad_sales_ops.ad_service_question_product")
        for note in ("", " 3 ", None):
            values["answers"][str(prompt.id)] = {"score": 2, "note": note}
            with self.assertRaisesRegex(UserError, "promptly.*only 2 of 5"):
                self.check.finish_call(values)
        self.assertEqual(self.check.state, "to_call")
        values["answers"][str(prompt.id)] = {"score": 2, "note": "等了三周"}
        # An opinion on the product is none of the specialist's.
        values["answers"][str(product.id)] = {"score": 1}
        self.check.finish_call(values)
        self.assertEqual(self.check.state, "done")

    # What is typed and not sent yet

    def _draft(self, user=None):
        return self.check.with_user(user or self.manager).load_sheet()["draft"]

    def test_a_draft_comes_back(self):
        self._copy()
        self.assertFalse(self._draft())
        claim = self.check.claim_ids
        typed = {
            "answers": {f"c{claim.id}": {"value": "differs", "note": "Nobody"}},
            "opinion": "Too dark",
            "mode": "call",
        }
        self.assertTrue(self.check.save_draft(typed))
        self.env.invalidate_all()
        self.assertEqual(self._draft(), typed)
        # It counts for nothing.
        self.assertEqual(self.check.state, "to_call")
        self.assertFalse(self.check.opinion or self.check.answer_ids)
        self.assertEqual(claim.verdict, "not_asked")
        self.assertEqual(self.round.coverage, 0)
        queue = self.env["ad.service.check"].with_user(self.manager).load_calls()
        begun = [item["id"] for item in queue["queue"] if item["is_begun"]]
        self.assertEqual(begun, self.check.ids)
        # An attempt nobody answered leaves it; taken back it is gone.
        self.check.note_no_answer()
        self.assertEqual(self._draft(), typed)
        self.check.save_draft(False)
        self.assertFalse(self._draft())
        self.assertFalse(self.check.sudo().draft)

    def test_finishing_clears_the_draft(self):
        self.check.save_draft({"opinion": "Too dark"})
        self._done(self.check)
        self.assertFalse(self.check.sudo().draft)
        # A late one does not come back to life.
        self.assertFalse(self.check.save_draft({"opinion": "Too dark"}))
        self.assertFalse(self.check.sudo().draft)
        other = self._check(self.silent)
        other.save_draft({"words": "Mail me"})
        other.excuse_call("do_not_call", "Mail me")
        self.assertFalse(other.sudo().draft)

    def test_only_what_belongs_to_a_sheet_is_kept(self):
        self.check.save_draft({"opinion": "Dark", "state": "done", "phone": "1"})
        self.assertEqual(self._draft(), {"opinion": "Dark"})
        for nonsense in ("text", [1], 5):
            self.check.save_draft(nonsense)
            self.assertFalse(self.check.sudo().draft)

    def test_a_draft_is_its_writers_own(self):
        deputy = self._deputy()
        self._authorise(deputy)
        self.check.save_draft({"opinion": "The manager's"})
        self.assertFalse(self._draft(deputy))
        self.check.with_user(deputy).save_draft({"opinion": "The deputy's"})
        self.assertEqual(self._draft(), {"opinion": "The manager's"})
        self.assertEqual(self._draft(deputy), {"opinion": "The deputy's"})
        for user in (self.manager, self.general_manager, self.relations):
            with self.assertRaises(AccessError):
                self.check.with_user(user).read(["draft"])
        for user in (self.specialist, self.supervisor):
            with self.assertRaisesRegex(AccessError, "is not yours"):
                self.check.with_user(user).save_draft({"opinion": "Mine"})
        with self.assertRaisesRegex(AccessError, "called by"):
            self.check.with_user(self.relations).save_draft({"opinion": "Mine"})

    def test_a_closed_round_takes_no_draft(self):
        with freeze_time(self._at_day(26)):
            self.round.with_user(self.manager)._action_close("Ill")
        self.assertFalse(self.check.save_draft({"opinion": "Too late"}))
        self.assertFalse(self.check.sudo().draft)

    def test_progress_is_the_rounds(self):
        """Done of all of mine, on every visit, whoever did them."""
        checks = self.env["ad.service.check"]

        def progress(user=self.manager):
            data = checks.with_user(user).load_calls(round_id=self.round.id)
            return data["done"], data["total"]

        self.assertEqual(progress(), (0, 2))
        self.assertEqual(progress(self.general_manager), (0, 1))
        self.assertEqual(self._check().load_sheet()["coverage"], 0)
        self._done(self.check)
        self.assertEqual(progress(), (1, 2))
        silent = self._check(self.silent)
        self.assertEqual(silent.load_sheet()["coverage"], 33)
        silent.note_no_answer()
        self.assertEqual(progress(), (1, 2))
        silent.excuse_call("do_not_call", "Mail me")
        self.assertEqual(progress(), (2, 2))
        self.assertFalse(checks.with_user(self.manager).load_calls()["sheet"])

    def test_progress_counts_second_calls(self):
        deputy = self._deputy()
        self._authorise(deputy)
        silent = self._check(self.silent)
        silent._action_delegate(deputy)
        self._done(silent.with_user(deputy))
        self.assertEqual(silent.recall_state, "to_recall")
        calls = self.env["ad.service.check"].with_user(self.manager)
        data = calls.load_calls()
        self.assertEqual((data["done"], data["total"]), (0, 2))
        silent.with_user(self.manager).save_draft({"words": "He says"})
        self.assertEqual(self._recall_words(silent), "He says")
        silent.with_user(self.manager).finish_recall(True)
        data = calls.load_calls()
        self.assertEqual((data["done"], data["total"]), (1, 2))
        self.assertFalse(silent.sudo().draft)

    def _recall_words(self, check):
        return check.with_user(self.manager).load_sheet()["draft"]["words"]

    def test_questions_not_asked_do_not_count(self):
        values = self._scores(self.check, 5)
        first = next(iter(values["answers"]))
        values["answers"][first] = {"score": 0}
        self.check.finish_call(values)
        self.assertEqual(self.check.average_score, 5.0)
        self.assertFalse(self.check.defect_ids)

    # No answer, excuses

    def test_unreachable(self):
        """Three attempts on two days of the company's place."""
        # 15:30 UTC is half an hour before midnight in China.
        evening = self._at_day(10, 15) + timedelta(minutes=30)
        for moment in (evening - timedelta(hours=6), evening - timedelta(hours=2)):
            with freeze_time(moment):
                self.check.note_no_answer("Engaged")
        self.assertEqual(self.check.state, "no_answer")
        with self.assertRaisesRegex(UserError, "So far there are 2"):
            self.check.excuse_call("unreachable")
        with freeze_time(evening):
            self.check.note_no_answer()
        with self.assertRaisesRegex(UserError, "at least two days"):
            self.check.excuse_call("unreachable")
        with freeze_time(evening + timedelta(hours=1)):
            self.check.note_no_answer()
            sheet = self.check.load_sheet()
            self.assertTrue(sheet["is_unreachable"])
            self.assertIn("23:30", sheet["tries"][2])
            self.check.excuse_call("unreachable")
        self.assertEqual(self.check.state, "excused")
        self.assertEqual(self.check.attempt_count, 4)
        self.assertEqual(self.check.attempt_ids[0].note, "Engaged")
        self.assertEqual(self.check.attempt_ids.called_by_id, self.manager)
        self.assertEqual(self.round.excused_count, 1)

    def test_two_days_with_two_attempts_are_not_enough(self):
        for day in (10, 11):
            with freeze_time(self._at_day(day)):
                self.check.note_no_answer()
        self.assertFalse(self.check.sudo()._is_unreachable())

    def test_do_not_call(self):
        with self.assertRaisesRegex(UserError, "Write down how"):
            self.check.excuse_call("do_not_call", "  ")
        self.check.excuse_call("do_not_call", "Mail me, do not ring")
        self.assertEqual(self.check.state, "excused")
        self.assertEqual(self.check.excuse_words, "Mail me, do not ring")
        # The next month's sheet remembers it.
        following = self._round(self.month + relativedelta(months=1))
        check = self._check().browse(
            following.check_ids.filtered(
                lambda c: c.contact_key == self.check.contact_key
            ).id
        )
        self.assertIn("Mail me, do not ring", check.load_sheet()["earlier"])

    def test_a_documented_visit_counts(self):
        day = self.today
        for words, date, place in (
            ("", day, "Their works"),
            ("Satisfied", False, "Their works"),
            ("Satisfied", day, " "),
        ):
            with self.assertRaisesRegex(UserError, "its date, its place"):
                self.check.excuse_call("visit", words, date, place)
        for date in (self.month - timedelta(days=1), day + timedelta(days=1)):
            with self.assertRaisesRegex(UserError, "this round's month"):
                self.check.excuse_call("visit", "Satisfied", date, "Their works")
        self.check.excuse_call("visit", "Satisfied", str(day), "Their works")
        self.assertEqual(self.check.visit_date, day)
        self.assertEqual(self.check.excuse, "visit")

    def test_other_excuses_do_not_exist(self):
        with self.assertRaisesRegex(UserError, "Choose why"):
            self.check.excuse_call("no_time", "Later")

    # Who calls

    def test_who_may_not_call(self):
        for user in (self.specialist, self.other_specialist, self.supervisor):
            check = self.check.with_user(user)
            for call in (
                check.load_sheet,
                check.note_no_answer,
                check.action_call,
                lambda check=check: check.finish_call({}),
                lambda check=check: check.excuse_call("do_not_call", "No"),
            ):
                with self.assertRaisesRegex(AccessError, "is not yours"):
                    call()
        for user in (self.general_manager, self.relations):
            with self.assertRaisesRegex(AccessError, f"called by {self.manager.name}"):
                self.check.with_user(user).load_sheet()

    def test_the_queue(self):
        """Who has a telephone comes first, who was just tried last."""
        other = self._make_advertiser("Test Another Works")
        self._contact(other, "Zhou Yi", "13600000000")
        self._in_force(other)
        self._round()
        checks = self.env["ad.service.check"].with_user(self.manager)

        def queue():
            return [item["customers"] for item in checks.load_calls()["queue"]]

        both = f"{self.sister.name}、{self.advertiser.name}"
        self.assertEqual(set(queue()[:2]), {other.name, both})
        self.assertEqual(queue()[2], self.silent.name)
        self._check(other).note_no_answer()
        self.assertEqual(queue()[:2], [both, other.name])
        self.assertEqual(checks.load_calls()["sheet"]["customers"], both)
        chosen = checks.load_calls(check_id=self._check(self.silent).id)["sheet"]
        self.assertEqual(chosen["customers"], self.silent.name)
        self.assertIn("No contact person", chosen["hint"])
        self.assertFalse(checks.load_calls(round_id=self.round.id + 1)["queue"])
        self.assertEqual(checks.load_calls()["total"], 3)

    def test_my_day(self):
        card = self.env.ref("ad_sales_ops.ad_day_list_service_calls")
        self.assertEqual(card.with_user(self.manager).waiting, 2)
        self.assertEqual(card.with_user(self.general_manager).waiting, 1)
        self.assertEqual(card.with_user(self.specialist).waiting, 0)
        self.assertEqual(card.with_user(self.users["finance"]).waiting, 0)


@tagged("post_install", "-at_install")
class TestServiceDefect(CallCase):
    def _failing(self):
        """A claim denied and one question scored 2 by one customer."""
        self._copy()
        self.check.load_sheet()
        values = self._scores(self.check, 5, **self._denied(self.check.claim_ids))
        service = self.env.ref("ad_sales_ops.ad_service_question_prompt")
        product = self.env.ref("ad_sales_ops.ad_service_question_product")
        values["answers"][str(service.id)] = {"score": 2, "note": "Waits for weeks"}
        values["answers"][str(product.id)] = {"score": 1}
        self.check.finish_call(values)
        return self.check.defect_ids

    def test_failing_answers_open_defects(self):
        defects = self._failing()
        denied = defects.filtered("claim_id")
        self.assertEqual(denied.specialist_id, self.specialist)
        self.assertIn("does not confirm", denied.name)
        self.assertIn("He never came", denied.name)
        low = defects - denied
        # One of the two carers, by the latest insertion; none for the printing.
        self.assertEqual(len(low), 1)
        self.assertIn(low.specialist_id, self.specialist | self.other_specialist)
        self.assertIn("2 of 5", low.name)
        self.assertEqual(self.check.defect_count, 2)
        self.assertEqual(self.round.defect_count, 2)
        self.assertEqual(set(defects.mapped("state")), {"open"})

    def test_a_group_denied_in_the_same_words_is_one_defect(self):
        self._copy()
        self._copy(partner_id=self.sister.id)
        self._copy(issue_id=self.issues[-1].id, delivered_on=self._at_day(11))
        self.check.load_sheet()
        claims = {}
        for claim in self.check.claim_ids:
            claims |= self._denied(claim, "Nobody came")["claims"]
        self.check.finish_call(self._scores(self.check, claims=claims))
        self.assertEqual(self.check.defect_count, 2)
        together = self.check.defect_ids.sorted("id")[0]
        self.assertIn("4 copies in 2 deliveries", together.name)
        self.assertIn("Nobody came", together.name)

    def test_two_of_three_denied_are_named(self):
        for partner in (self.advertiser, self.sister, self.advertiser):
            self._copy(partner_id=partner.id)
        self.check.load_sheet()
        first, second, _third = self.check.claim_ids.sorted("id")
        claims = {}
        for claim in (first, second):
            claims |= self._denied(claim, "Nobody came")["claims"]
        self.check.finish_call(self._scores(self.check, claims=claims))
        self.assertEqual(self.check.defect_count, 1)
        self.assertEqual(self.check.defect_ids.name.count("2 copies handed"), 2)

    def test_three_is_no_failure(self):
        self._done(self.check, 3)
        self.assertFalse(self.check.defect_ids)

    def test_the_specialist_says_his_word(self):
        defect = self._failing().filtered("claim_id")
        own = defect.with_user(self.specialist)
        told = self.env["mail.message"].search(
            [("model", "=", defect._name), ("res_id", "=", defect.id)]
        )
        self.assertEqual(told.notified_partner_ids, self.specialist.partner_id)
        self.assertIn("Say how it was", told.body)
        own.specialist_word = "The porter took them"
        self.assertTrue(defect.specialist_word_on)
        with self.assertRaisesRegex(AccessError, "himself writes"):
            defect.with_user(self.manager).specialist_word = "He admits it"
        for values in ({"deduction_amount": 1}, {"decision_reason": "No"}):
            with self.assertRaisesRegex(AccessError, "manager decides"):
                own.write(values)
        for values in (
            {"state": "dropped"},
            {"specialist_id": self.other_specialist.id},
            {"decided_by_id": self.specialist.id},
        ):
            with self.assertRaises(AccessError):
                own.write(values)
        for action in (own.action_confirm, own.action_drop):
            with self.assertRaises(UserError):
                action()

    def test_confirmed_with_a_proposal(self):
        defect = self._failing()[0].with_user(self.manager)
        with Form(defect) as form:
            form.deduction_amount = 50.0
            form.deduction = "2 points"
        defect.action_confirm()
        self.assertEqual(defect.state, "confirmed")
        self.assertEqual(defect.decided_by_id, self.manager)
        for write in (
            lambda: defect.write({"deduction_amount": 0}),
            defect.action_confirm,
            defect.action_drop,
        ):
            with self.assertRaises(UserError):
                write()
        with self.assertRaises(UserError):
            defect.sudo().unlink()

    def test_dropped_with_a_reason(self):
        defect = self._failing()[0].with_user(self.manager)
        with self.assertRaisesRegex(UserError, "Say why"):
            defect.action_drop()
        defect.decision_reason = "The porter signed"
        defect.action_drop()
        self.assertEqual(defect.state, "dropped")

    def test_nobody_decides_about_himself(self):
        check = self._check(self.own, self.general_manager)
        self._done(check, 1)
        defect = check.defect_ids[0]
        self.assertEqual(defect.specialist_id, self.manager)
        with self.assertRaisesRegex(AccessError, "about yourself"):
            defect.with_user(self.manager).action_confirm()
        defect.action_confirm()
        self.assertEqual(defect.state, "confirmed")

    def test_others_do_not_decide(self):
        defect = self._failing()[0]
        stranger = self._make_user("manager6", "group_ad_manager")
        for user in (self.supervisor, self.relations, stranger):
            with self.assertRaises(AccessError):
                defect.with_user(user).action_confirm()

    def test_defects_have_no_negative_deduction(self):
        defect = self._failing()[0].with_user(self.manager)
        with (
            expected_refusal(),
            self.assertRaises(psycopg2.IntegrityError),
            self.env.cr.savepoint(),
        ):
            defect.deduction_amount = -1
            self.env.flush_all()


@tagged("post_install", "-at_install")
class TestServiceQuestions(CallCase):
    def _names(self):
        return [q["name"] for q in self.check.load_sheet()["questions"]]

    def test_a_division_asks_its_own(self):
        questions = self.env["ad.service.question"].with_user(self.manager)
        questions.action_make_own()
        own = questions.search([("division_id", "=", self.division.id)])
        self.assertEqual(len(own), 6)
        own[0].name = "Are you well served?"
        own[1:].active = False
        self.assertEqual(self._names(), ["Are you well served?"])
        with self.assertRaisesRegex(UserError, "changed already"):
            questions.action_make_own()
        # What was asked stays in words.
        self._done(self.check, 4)
        own[0].name = "Something else?"
        self.assertEqual(self.check.answer_ids.question, "Are you well served?")

    def test_the_companys_come_before_the_general_ones(self):
        questions = self.env["ad.service.question"].with_user(self.general_manager)
        questions.create({"name": "Ours?", "company_id": self.company.id})
        self.assertEqual(self._names(), ["Ours?"])

    def test_who_changes_what(self):
        general = self.env.ref("ad_sales_ops.ad_service_question_visits")
        for user in (self.manager, self.general_manager, self.supervisor):
            with self.assertRaises(AccessError):
                general.with_user(user).write({"name": "Changed?"})
        with self.assertRaises(AccessError):
            self.env["ad.service.question"].with_user(self.supervisor).action_make_own()
        with self.assertRaises(AccessError):
            self.env["ad.service.question"].with_user(self.manager).create(
                {"name": "For all?", "company_id": self.company.id}
            )
        stranger = self._make_user("manager7", "group_ad_manager")
        with self.assertRaisesRegex(UserError, "lead no division"):
            self.env["ad.service.question"].with_user(stranger).action_make_own()

    def test_not_of_a_team(self):
        with self.assertRaises(ValidationError):
            self.env["ad.service.question"].create(
                {
                    "name": "Team?",
                    "company_id": self.company.id,
                    "division_id": self.team.id,
                }
            )


@tagged("post_install", "-at_install")
class TestServiceAccess(CallCase):
    """Who sees which calls: nobody can prompt a customer."""

    def setUp(self):
        super().setUp()
        self._copy()
        self.check.note_no_answer()
        self._done(self.check, 2)
        self.own_check = self._check(self.own, self.general_manager)
        self.own_check.note_no_answer()
        self.env.flush_all()

    def _close(self):
        with freeze_time(self._at_day(26)):
            self.round.with_user(self.manager)._action_close("Holiday")
        self.env.flush_all()

    def _seen(self, user, model="ad.service.check"):
        records = self.env[model].with_user(user).search([])
        return (
            records.sudo() if model == "ad.service.check" else records.sudo().check_id
        )

    def test_specialists_see_their_own_after_closing(self):
        for model in MODELS:
            self.assertFalse(self._seen(self.specialist, model), model)
        self._close()
        for model in MODELS:
            seen = self._seen(self.specialist, model)
            self.assertIn(self.check, seen, model)
            self.assertNotIn(self.own_check, seen, model)
        self.assertEqual(self._seen(self.other_specialist), self.check.sudo())

    def test_supervisors_see_their_team_after_closing(self):
        for model in MODELS:
            self.assertFalse(self._seen(self.supervisor, model), model)
        self._close()
        for model in MODELS:
            self.assertIn(self.check, self._seen(self.supervisor, model), model)
        stranger = self._make_user("supervisor9", "group_ad_supervisor")
        self.assertFalse(self._seen(stranger))

    def test_managers_see_their_division_but_not_calls_about_themselves(self):
        for model in MODELS:
            seen = self._seen(self.manager, model)
            self.assertIn(self.check, seen, model)
            self.assertNotIn(self.own_check, seen, model)
        self._close()
        self.assertIn(self.own_check, self._seen(self.manager))
        stranger = self._make_user("manager8", "group_ad_manager")
        for model in (*MODELS[:2], "ad.service.defect"):
            self.assertFalse(self._seen(stranger, model), model)
        rounds = self.env["ad.service.round"]
        self.assertFalse(rounds.with_user(stranger).search([]))
        self.assertEqual(rounds.with_user(self.manager).search([]), self.round)

    def test_general_manager_and_customer_relations_read_all(self):
        for user in (self.general_manager, self.relations):
            for model in MODELS:
                self.assertIn(self.check, self._seen(user, model), model)
            self.assertIn(self.own_check, self._seen(user))
            self.assertIn(self.check, self._seen(user, "ad.service.defect"))
            rounds = self.env["ad.service.round"].with_user(user)
            self.assertIn(self.round, rounds.search([]))

    def test_defects_are_the_specialists_own(self):
        seen = self.env["ad.service.defect"].with_user(self.specialist).search([])
        self.assertTrue(seen)
        self.assertEqual(seen.specialist_id, self.specialist)

    def test_nobody_writes_by_hand(self):
        records = {
            "ad.service.round": self.round,
            "ad.service.check": self.check,
            "ad.service.check.customer": self.check.customer_ids,
            "ad.service.check.attempt": self.check.attempt_ids,
            "ad.service.check.claim": self.check.claim_ids,
            "ad.service.check.answer": self.check.answer_ids,
        }
        for title in ("manager", "general_manager", "service_supervisor"):
            for model, record in records.items():
                with self.subTest(title=title, model=model):
                    record = record[:1].with_user(self.users[title])
                    for right in ("write", "create", "unlink"):
                        self.assertFalse(record.has_access(right))
                    with self.assertRaises(UserError):
                        record.write({"company_id": self.company.id})

    def test_others_have_nothing_to_do_with_it(self):
        people = [
            self.users[title]
            for title in (
                "operations",
                "contract_admin",
                "production",
                "proofreader",
                "reviewer",
                "distribution",
                "finance",
            )
        ]
        public = self.env.ref("base.public_user")
        for user in (*people, self.plain_user, self.portal_user, public):
            for model in ("ad.service.round", *MODELS):
                with self.subTest(user=user.login, model=model):
                    self.assertFalse(self.env[model].with_user(user).has_access("read"))
            defects = self.env["ad.service.defect"].with_user(user)
            # Theirs are only those about themselves.
            if defects.has_access("read"):
                self.assertIn(user, people)
                self.assertFalse(defects.search([]), user.login)

    def test_screens_open(self):
        """Every field that a title's screens name can be read by it."""
        self._close()
        for title in ("specialist", "supervisor", "manager", "general_manager"):
            for model in ("ad.service.check", "ad.service.defect"):
                records = self.env[model].with_user(self.users[title])
                record = records.search([], limit=1)
                self.assertTrue(record)
                views = record.get_views([(False, "list"), (False, "form")])
                for view in views["views"].values():
                    self.assertTrue(view["arch"])
                record.read(list(views["models"][model]["fields"]))


@tagged("post_install", "-at_install")
class TestServiceCompanies(CallCase):
    def test_two_houses(self):
        """Each house has its rounds, its people and its midnight."""
        self.check.note_no_answer()
        house = self._make_company("Second Press Test Co.")
        house.resource_calendar_id.tz = "America/New_York"
        foreigner = self._make_user("foreign_manager", "group_ad_general_manager")
        foreigner.write(
            {"company_ids": [Command.set(house.ids)], "company_id": house.id}
        )
        division = self.env["crm.team"].create(
            {"name": "Far Division", "company_id": house.id, "user_id": foreigner.id}
        )
        for model in (*MODELS[:3], "ad.service.round"):
            records = self.env[model].with_user(foreigner)
            self.assertFalse(
                records.with_context(allowed_company_ids=house.ids).search([]), model
            )
        with self.assertRaises(AccessError):
            self.check.with_user(foreigner).with_context(
                allowed_company_ids=house.ids
            ).load_sheet()
        self.patch(
            self.registry["ir.cron"], "_commit_progress", lambda *args, **kwargs: 9
        )
        # Five in the morning of the first in Shanghai, the last day in New York.
        following = self.month + relativedelta(months=2)
        rounds = self.env["ad.service.round"]
        with freeze_time(f"{following - timedelta(days=1)} 21:00:00"):
            rounds._cron_make_rounds()
        made = {
            record.division_id: record.month
            for record in rounds.sudo().search([("month", ">", self.month)])
        }
        self.assertEqual(made[self.division], following)
        self.assertEqual(made[division], following - relativedelta(months=1))
