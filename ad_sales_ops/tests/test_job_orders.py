"""Job orders: hand-over, alternatives, proof-reading, signature, charge (K15, M9)."""

import base64
import io

from dateutil.relativedelta import relativedelta
from lxml import html
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from odoo.tools.pdf import PdfFileReader

from odoo.addons.base.models.ir_actions_report import _wkhtml

from .common import expected_refusal
from .job_common import OTHER_PICTURE, PICTURE, JobCase
from .test_ad_contract_report import texts

REPORT = "ad_sales_ops.action_report_ad_job_status"
CUSTOMER_REPORT = "ad_sales_ops.action_report_ad_job_status_customer"
READERS = (
    "operations",
    "contract_admin",
    "production",
    "proofreader",
    "reviewer",
    "distribution",
    "finance",
    "service_supervisor",
)
MODELS = ("ad.job.order", "ad.job.alternative", "ad.job.step")


@tagged("post_install", "-at_install")
class TestJobOrders(JobCase):
    """The way of a job order and what stands in it."""

    def test_happy_way(self):
        job = self._job()
        self.assertRegex(job.number, r"^J\d{4}-\d{5}$")
        self.assertEqual(job.state, "draft")
        self.assertEqual((job.user_id, job.team_id), (self.specialist, self.team))
        self.assertEqual(job.asked_by_id, self.specialist)
        job.action_hand_over()
        job.with_user(self.production).action_start()
        self.assertEqual(job.assigned_to_id, self.production)
        self._deliver(job, 3)
        self.assertEqual(job.state, "to_choose")
        self.assertEqual(job.alternative_ids.mapped("name"), ["A", "B", "C"])
        self.assertFalse(job.chosen_id)
        second = job.alternative_ids[1]
        self._choose(job, second, remark="Larger logo")
        self.assertEqual(job.state, "to_read")
        self.assertEqual(job.chosen_id, second)
        self.assertEqual(second.chosen_by_name, "Wang Shili")
        self.assertEqual(second.chosen_by_id, self.specialist)
        self.assertTrue(second.chosen_on)
        job.with_user(self.proofreader).action_pass_reading()
        self.assertEqual((job.state, job.read_by_id), ("to_sign", self.proofreader))
        job.with_user(self.supervisor).action_sign()
        self.assertEqual((job.state, job.signed_by_id), ("done", self.supervisor))
        self.assertEqual(
            job.step_ids.mapped("step"),
            ["handed_over", "started", "delivered", "chosen", "read", "signed"],
        )
        self.assertEqual(
            job.step_ids.actor_id,
            self.specialist | self.production | self.proofreader | self.supervisor,
        )

    def test_due_in_working_days(self):
        """By type, from the day of the hand-over, holidays left out (M3)."""
        holiday = self.env["ad.calendar.exception"]._add_working_days(
            self.today, 1, self.company
        )
        self.env["ad.calendar.exception"].create(
            {"name": "Holiday", "date": holiday, "company_id": self.company.id}
        )
        self.type.working_days = 2
        job = self._at("handed_over")
        expected = self.env["ad.calendar.exception"]._add_working_days(
            holiday, 2, self.company
        )
        self.assertEqual(job.date_due, expected)
        self.type.working_days = 9
        self.assertEqual(job.date_due, expected)

    def test_due_date_moves_with_a_reason(self):
        job = self._at("handed_over")
        day = job.date_due + relativedelta(days=7)
        with self._refused("set by the steps", AccessError):
            job.with_user(self.production).date_due = day
        with self._refused("Say why"):
            job._action_move_due(day, " ")
        with self._refused("from today on"):
            job._action_move_due(self.today - relativedelta(days=1), "Holiday")
        job.with_user(self.production)._action_move_due(day, "Photographs are late")
        self.assertEqual(job.date_due, day)
        step = job.step_ids[-1]
        self.assertEqual((step.step, step.actor_id), ("due_moved", self.production))
        self.assertIn("Photographs are late", step.remark)

    def test_overdue(self):
        job = self._at("handed_over")
        self.assertFalse(job.is_late)
        job.sudo().date_due = self.today - relativedelta(days=1)
        job.invalidate_recordset(["is_late"])
        self.assertTrue(job.is_late)
        job.with_user(self.specialist)._action_cancel("Not needed")
        self.assertFalse(job.is_late)

    def test_single_file_needs_no_choice(self):
        job = self._at("to_choose", files=1)
        self.assertEqual(job.state, "to_read")
        self.assertEqual(job.chosen_id, job.alternative_ids)
        self.assertFalse(job.alternative_ids.chosen_on)

    def test_work_without_a_file(self):
        film = self.env.ref("ad_sales_ops.ad_job_type_film")
        job = self._at("in_work", type_id=film.id)
        with self._refused("Write down what was done"):
            self._deliver(job, 0)
        self._deliver(job, 0, remark="Four films, sent by courier")
        self.assertEqual(job.state, "to_read")
        self.assertIn("courier", job.step_ids[-1].remark)

    def test_alternative_is_measured(self):
        """The same checks and preview as a customer's own file (A1)."""
        job = self._at("to_choose")
        alternative = job.alternative_ids[:1]
        self.assertEqual(alternative.mimetype, "image/jpeg")
        self.assertTrue(alternative.preview)
        self.assertEqual(alternative.maker_id, self.production)
        self.assertEqual(alternative.remark, "As in valves.jpg")

    def test_return_and_second_round(self):
        job = self._at("to_read")
        chosen = job.chosen_id
        job.with_user(self.proofreader)._action_return("Telephone number is wrong")
        self.assertEqual((job.state, job.round), ("in_work", 2))
        self.assertEqual(job.return_reason, "Telephone number is wrong")
        self.assertEqual(job.activity_ids.user_id, self.production)
        self.assertFalse(job.chosen_id)
        with self._refused("Add the file"):
            self._deliver(job, 0)
        self._deliver(job, 1)
        self.assertFalse(job.return_reason)
        self.assertFalse(job.activity_ids)
        self.assertEqual(job.state, "to_read")
        self.assertEqual(job.chosen_id.round, 2)
        self.assertNotEqual(job.chosen_id, chosen)
        self.assertTrue(chosen.is_chosen)
        self.assertEqual(
            job.step_ids.filtered(lambda s: s.step == "returned").actor_name,
            self.proofreader.name,
        )

    def test_reading_and_signing_back(self):
        """Each in his turn may send the work back; who has not, may not."""
        for state, user in (
            ("to_choose", self.specialist),
            ("to_read", self.proofreader),
            ("to_sign", self.supervisor),
        ):
            with self.subTest(state=state):
                job = self._at(state, order_line_id=False)
                others = {self.specialist, self.proofreader, self.supervisor} - {user}
                # A supervisor may do what his specialists may.
                others -= {self.supervisor} if user == self.specialist else set()
                for other in others:
                    with self._refused("", AccessError):
                        job.with_user(other)._action_return("Wrong")
                with self._refused("Say what is wrong"):
                    job.with_user(user)._action_return("")
                job.with_user(user)._action_return("Wrong")
                self.assertEqual(job.state, "in_work")

    def test_cancel(self):
        job = self._at("in_work")
        with self._refused("Say why"):
            job.with_user(self.specialist)._action_cancel("")
        with self._refused("cancelled by specialists", AccessError):
            job.with_user(self.production)._action_cancel("No time")
        job.with_user(self.specialist)._action_cancel("The customer does it himself")
        self.assertEqual(job.state, "cancelled")
        self.assertEqual(job.cancel_reason, "The customer does it himself")
        with self._refused("this step follows on"):
            job.with_user(self.specialist)._action_cancel("Twice")
        with self._refused("this step follows on"):
            self._deliver(job)

    def test_draft_may_be_deleted_and_nothing_else(self):
        draft = self._job()
        with self._refused("", AccessError):
            draft.unlink()
        draft.with_user(self.operations).unlink()
        job = self._at("handed_over")
        with self._refused("Cancel it with a reason"):
            job.with_user(self.operations).unlink()

    def test_number_is_unique_and_subject_found(self):
        first, second = self._job(), self._job(name="Poster")
        self.assertNotEqual(first.number, second.number)
        found = self.env["ad.job.order"].name_search(first.number)
        self.assertEqual([row[0] for row in found], first.ids)

    def test_follows_the_contract_s_carer(self):
        """Open work goes with the contract, finished work keeps its people (E22)."""
        job = self._at("done", order_line_id=False)
        opened = self._at("in_work", order_line_id=False)
        self.contract.sudo().ad_carer_id = self.other_specialist
        self.assertEqual(opened.user_id, self.other_specialist)
        self.assertEqual(job.user_id, self.specialist)

    def test_files_for_production(self):
        """What the specialist attaches, Production opens; programs are refused."""
        files = self.env["ir.attachment"].with_user(self.specialist)
        logo = files.create({"name": "logo.jpg", "datas": PICTURE})
        job = self._job(brief=False, brief_file_ids=[Command.set(logo.ids)])
        job.action_hand_over()
        self.assertTrue(logo.with_user(self.production).read(["datas"]))
        program = files.create(
            {"name": "logo.pdf", "datas": base64.b64encode(b"MZ virus")}
        )
        with self._refused("is a program"):
            self._job(brief_file_ids=[Command.set(program.ids)])
        program.sudo().write({"res_model": job._name, "res_id": job.id})
        with self._refused("is a program"):
            job.brief_file_ids = [Command.link(program.id)]

    def test_file_of_another_person_is_not_adopted(self):
        """Naming somebody's upload by its number does not open it."""
        secret = (
            self.env["ir.attachment"]
            .with_user(self.finance)
            .create({"name": "salary.txt", "raw": b"secret"})
        )
        with self._refused("", AccessError):
            self._job(brief_file_ids=[Command.link(secret.id)]).read(["display_name"])
            secret.with_user(self.specialist).read(["datas"])

    def test_copy_from_the_alternative(self):
        """One button makes the chosen file copy of the insertions (A1, F6)."""
        job = self._at("to_sign", placement_ids=[Command.set(self.placements.ids)])
        action = job.with_user(self.operations).action_make_material()
        material = self.env["ad.material"].browse(action["res_id"])
        self.assertEqual(job.material_id, material)
        version = material.version_id
        self.assertEqual(version.file, job.chosen_id.file)
        self.assertEqual(version.source, "production")
        # Who made it never proof-reads it, whoever pressed the button.
        self.assertEqual(version.maker_id, self.production)
        self.assertEqual(self.placements.version_id, version)
        with self._refused("same content"):
            job.with_user(self.production).action_make_material()

    def test_copy_gets_a_second_version(self):
        job = self._at(
            "to_read", files=1, placement_ids=[Command.set(self.placements.ids)]
        )
        job.with_user(self.production).action_make_material()
        job.with_user(self.proofreader)._action_return("Wrong size")
        job.with_user(self.production)._action_deliver(
            [{"file": OTHER_PICTURE, "file_name": "new.jpg"}]
        )
        job.with_user(self.production).action_make_material()
        self.assertEqual(set(job.material_id.version_ids.mapped("number")), {1, 2})
        self.assertEqual(self.placements.version_id.number, 2)

    def test_no_copy_before_the_choice(self):
        job = self._at("to_choose")
        with self._refused("this step follows on"):
            job.with_user(self.production).action_make_material()

    def test_no_copy_by_others(self):
        job = self._at("to_read")
        with self._refused("", AccessError):
            job.with_user(self.proofreader).action_make_material()

    def test_started_from_contract_and_insertions(self):
        """The button brings customer, contract and the only open charge along."""
        action = self.contract.with_user(self.specialist).action_ad_new_job_order()
        form = Form(
            self.env["ad.job.order"]
            .with_user(self.specialist)
            .with_context(**action["context"])
        )
        self.assertEqual(form.order_line_id, self.line)
        self.assertEqual(form.advertiser_id, self.advertiser)
        self.assertEqual(form.name, "Design")
        form.type_id = self.type
        form.brief = "Blue"
        job = form.save()
        self.assertEqual(self.contract.ad_job_order_count, 1)
        opened = self.contract.with_user(self.specialist).action_ad_open_job_orders()
        self.assertIn(job, self.env["ad.job.order"].search(opened["domain"]))
        again = self.contract.with_user(self.specialist).action_ad_new_job_order()
        self.assertFalse(again["context"]["default_order_line_id"])
        placements = self.placements.with_user(self.specialist)
        context = placements.action_new_job_order()["context"]
        self.assertEqual(context["default_order_id"], self.contract.id)
        self._job(placement_ids=[Command.set(self.placements[:1].ids)])
        self.assertEqual(self.placements.mapped("job_order_count"), [1, 0])

    def test_steps_and_alternatives_are_kept(self):
        job = self._at("to_choose")
        for record in (job.step_ids[:1], job.alternative_ids[:1]):
            with self._refused("kept|does not change"):
                record.sudo().write({"remark": "Forged"})
            with self._refused("kept"):
                record.sudo().unlink()

    def test_one_chosen_in_the_database(self):
        job = self._at("to_choose")
        with (
            expected_refusal(),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            job.alternative_ids.sudo().write({"is_chosen": True})
            self.env.flush_all()


@tagged("post_install", "-at_install")
class TestJobRefusals(JobCase):
    """What is wrong is said, and how to mend it."""

    def test_hand_over(self):
        with self._refused("write in the brief"):
            self._job(brief=" ").action_hand_over()
        job = self._at("handed_over")
        with self._refused("is at “Handed Over”; this step follows on “Draft”"):
            job.action_hand_over()

    def test_hand_over_for_a_void_contract(self):
        job = self._job(order_line_id=False)
        self.contract.sudo().state = "cancel"
        with self._refused("is void"):
            job.action_hand_over()
        with self._refused("no contract that work can be done for"):
            self.contract.with_user(self.specialist).action_ad_new_job_order()

    def test_hand_over_for_finished_work(self):
        self.line.with_user(self.production).action_ad_mark_done()
        with self._refused("is marked done already"):
            self._job().action_hand_over()

    def test_start(self):
        job = self._at("draft")
        with self._refused("this step follows on “Handed Over”"):
            job.with_user(self.production).action_start()
        job = self._at("handed_over", assigned_to_id=self.operations.id)
        with self._refused("is assigned to Test operations"):
            job.with_user(self.production).action_start()
        job.with_user(self.production).assigned_to_id = self.production
        job.with_user(self.production).action_start()

    def test_assigned_to_production_only(self):
        with self._refused("neither belongs to Production", ValidationError):
            self._job(assigned_to_id=self.specialist.id)

    def test_deliver(self):
        job = self._at("handed_over")
        with self._refused("this step follows on “In Work”"):
            self._deliver(job)
        job.with_user(self.production).action_start()
        with self._refused("Add the file"):
            self._deliver(job, 0)
        many = [{"file": PICTURE, "file_name": "a.jpg"}] * 11
        with self._refused("at most 10"):
            job.with_user(self.production)._action_deliver(many)

    def test_bad_files(self):
        job = self._at("in_work").with_user(self.production)
        svg = base64.b64encode(b"<svg onload='x'/>")
        for content, words in (
            (base64.b64encode(b"MZ program"), "is a program"),
            (svg, "is a program"),
            (base64.b64encode(b"%PDF-1.4 broken"), "damaged"),
            (base64.b64encode(b"hello"), "of no kind that can be printed"),
        ):
            with self._refused(words):
                job._action_deliver([{"file": content, "file_name": "a.jpg"}])
        self.company.ad_copy_file_mb = 1
        large = b"A" * 2 * 1024 * 1024
        with self._refused("is larger than 1 MB"):
            job._action_deliver([{"file": large, "file_name": "a.jpg"}])
        self.assertFalse(job.alternative_ids)

    def test_choose(self):
        job = self._at("to_choose")
        alternative = job.alternative_ids[:1]
        with self._refused("Say who chose"):
            self._choose(job, alternative, name=" ")
        with self._refused("The choice is recorded", AccessError):
            self._choose(job, alternative, user=self.production)
        other = self._at("to_choose", order_line_id=False)
        with self._refused("Choose among the alternatives"):
            self._choose(other, alternative)
        self._choose(job, alternative)
        with self._refused("this step follows on “To Choose”"):
            self._choose(job, job.alternative_ids[1])

    def test_choose_among_the_latest(self):
        job = self._at("to_choose")
        old = job.alternative_ids[:1]
        job.with_user(self.specialist)._action_return("None of them")
        self._deliver(job)
        with self._refused("belongs to an earlier round"):
            self._choose(job, old)
        self.assertEqual(
            job.alternative_ids.filtered("is_current").mapped("round"), [2, 2]
        )

    def test_no_reading_without_the_choice(self):
        job = self._at("to_choose")
        with self._refused("this step follows on “To Proof-Read”"):
            job.with_user(self.proofreader).action_pass_reading()

    def test_the_maker_reads_and_signs_nothing(self):
        """Not even when he holds the titles, and not after handing the work on."""
        both = self.production
        both.group_ids += self.env.ref("ad_sales_ops.group_ad_proofreader")
        both.group_ids += self.env.ref("ad_sales_ops.group_ad_operations")
        job = self._at("to_read")
        job.sudo().assigned_to_id = self.operations
        with self._refused("is your own work", AccessError):
            job.with_user(both).action_pass_reading()
        with self._refused("is your own work", AccessError):
            job.with_user(both)._action_return("Forged")
        job.with_user(self.proofreader).action_pass_reading()
        with self._refused("is your own work", AccessError):
            job.with_user(both).action_sign()
        self.assertEqual(job.state, "to_sign")

    def test_sign(self):
        job = self._at("to_read")
        with self._refused("this step follows on “To Sign”"):
            job.with_user(self.supervisor).action_sign()

    def test_sign_before_the_seal(self):
        """Work on an unsealed contract waits with the signature, not with the work."""
        job = self._at("to_sign")
        self.contract.sudo().write({"state": "draft", "locked": False})
        with self._refused("is not sealed"):
            job.with_user(self.supervisor).action_sign()
        self.assertEqual(job.state, "to_sign")

    def test_terms_stay_after_the_hand_over(self):
        job = self._at("handed_over")
        film = self.env.ref("ad_sales_ops.ad_job_type_film")
        with self._refused("“Kind of Job” does not change"):
            job.type_id = film
        with self._refused("“Charge” does not change"):
            job.order_line_id = False
        job.write({"brief": "Valves on green", "type_id": self.type.id})
        job.with_user(self.specialist)._action_cancel("Not needed")
        with self._refused("is finished and stays"):
            job.brief = "Red"

    def test_links(self):
        other = self._make_advertiser("Test Pump Works")
        insertion = self.contract.order_line - self.line
        foreign = self._contract(partner=other)
        ordinary = self.env["sale.order"].create(
            {"partner_id": self.advertiser.id, "company_id": self.company.id}
        )
        for values, words in (
            ({"order_line_id": insertion[:1].id}, "delivered by publication"),
            ({"order_id": foreign.id, "order_line_id": False}, "is a contract of"),
            (
                {"order_id": ordinary.id, "order_line_id": False},
                "no advertising contract",
            ),
            ({"order_id": False}, "Choose the charge among the lines"),
            (
                {
                    "advertiser_id": other.id,
                    "order_id": False,
                    "order_line_id": False,
                    "placement_ids": [Command.set(self.placements.ids)],
                },
                "own customer",
            ),
        ):
            with self.subTest(words=words), self._refused(words, ValidationError):
                self._job(self.operations, **values)

    def test_insertions_of_several_customers(self):
        other = self._make_advertiser("Test Pump Works")
        foreign = self._contract((self.full_page, self.issues[:1]), partner=other)
        both = self.placements | foreign.ad_placement_ids
        with self._refused("of several customers"):
            both.with_user(self.operations).action_new_job_order()

    def test_guarded_fields(self):
        """By no route but the buttons: write, create, context."""
        job = self._job()
        day = self.today
        for values in (
            {"state": "done"},
            {"number": "J1"},
            {"date_due": day},
            {"read_by_id": self.proofreader.id},
            {"signed_by_id": self.supervisor.id},
            {"asked_by_id": self.production.id},
            {"round": 3},
            {"user_id": self.other_specialist.id},
        ):
            with self.subTest(values=values):
                with self._refused("set by the steps", AccessError):
                    job.write(values)
                with self._refused("set by the steps", AccessError):
                    self._job(**values)
        jobs = self.env["ad.job.order"].with_user(self.specialist)
        with self._refused("set by the steps", AccessError):
            jobs.with_context(default_state="done").create(
                {
                    "name": "Forged",
                    "type_id": self.type.id,
                    "advertiser_id": self.advertiser.id,
                    "company_id": self.company.id,
                }
            )

    def test_days_of_a_type(self):
        with (
            expected_refusal(),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.type.working_days = -1
            self.env.flush_all()


@tagged("post_install", "-at_install")
class TestJobMoney(JobCase):
    """Closing makes the charge billable, to the cent (M9, E29)."""

    def test_signed_work_is_billed(self):
        job = self._at("to_sign")
        self.assertEqual(self.line.qty_to_invoice, 0.0)
        job.with_user(self.supervisor).action_sign()
        self.assertEqual(self.line.qty_delivered, 1.0)
        self.assertEqual(self.line.untaxed_amount_to_invoice, 471.7)
        move = self._invoice(self.contract)
        self.assertEqual(move.invoice_line_ids.sale_line_ids, self.line)
        self.assertEqual(move.amount_total, 500.0)
        self.assertEqual(move.amount_untaxed, 471.7)
        self.assertEqual(move.amount_tax, 28.3)

    def test_open_work_is_not_marked_done(self):
        """Until the job order is signed or given up, whoever tries (E29)."""
        job = self._at("handed_over")
        for user in (self.production, self.operations):
            with self._refused(f"is done when job order {job.number} is signed"):
                self.line.with_user(user).action_ad_mark_done()
        job.with_user(self.specialist)._action_cancel("Not needed")
        self.line.with_user(self.production).action_ad_mark_done()
        self.assertEqual(self.line.qty_delivered, 1.0)

    def test_last_job_order_of_a_line(self):
        first, second = self._at("to_sign"), self._at("to_sign")
        first.with_user(self.supervisor).action_sign()
        self.assertEqual(self.line.qty_delivered, 0.0)
        second.with_user(self.supervisor).action_sign()
        self.assertEqual(self.line.qty_delivered, 1.0)

    def test_not_undone_by_hand(self):
        job = self._at("done")
        with self._refused(f"was done by job order {job.number}"):
            self.line.with_user(self.production).action_ad_mark_undone()
        self.assertEqual(self.line.qty_delivered, 1.0)

    def test_reopened_by_a_second_person(self):
        job = self._at("done")
        with self._refused("Somebody else reopens"):
            job.with_user(self.supervisor)._action_reopen("Misprint")
        with self._refused("signed by a supervisor", AccessError):
            job.with_user(self.specialist)._action_reopen("Misprint")
        with self._refused("Say why"):
            job.with_user(self.operations)._action_reopen("")
        job.with_user(self.operations)._action_reopen("Misprint")
        self.assertEqual((job.state, job.round), ("in_work", 2))
        self.assertEqual(self.line.qty_delivered, 0.0)
        self.assertEqual(self.line.qty_to_invoice, 0.0)
        self.assertEqual(job.step_ids[-1].remark, "Misprint")
        self._deliver(job, 1)
        job.with_user(self.proofreader).action_pass_reading()
        job.with_user(self.supervisor).action_sign()
        self.assertEqual(self.line.qty_delivered, 1.0)

    def test_reopened_after_the_invoice(self):
        """What is invoiced stays delivered, and is not billed twice."""
        job = self._at("done")
        self._invoice(self.contract).action_post()
        job.with_user(self.operations)._action_reopen("Misprint")
        self.assertEqual(self.line.qty_delivered, 1.0)
        self._deliver(job, 1)
        job.with_user(self.proofreader).action_pass_reading()
        job.with_user(self.supervisor).action_sign()
        self.assertEqual(self.line.qty_delivered, 1.0)
        self.assertEqual(self.line.qty_to_invoice, 0.0)

    def test_work_without_a_charge(self):
        job = self._at("done", order_id=False, order_line_id=False)
        self.assertEqual(job.state, "done")
        self.assertEqual(self.line.qty_delivered, 0.0)


@tagged("post_install", "-at_install")
class TestJobAccess(JobCase):
    """What each job title sees and does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.job = cls._at("to_choose")
        cls.env.flush_all()

    def _records(self):
        return {
            "ad.job.order": self.job.sudo(),
            "ad.job.alternative": self.job.sudo().alternative_ids,
            "ad.job.step": self.job.sudo().step_ids,
        }

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def _sees(self, user, expected=True):
        for model, records in self._records().items():
            with self.subTest(user=user.name, model=model):
                mine = records.with_user(user)
                if expected:
                    self.assertEqual(mine.search([("id", "in", records.ids)]), records)
                    mine.invalidate_recordset()
                    mine.read(list(mine.fields_get()))
                else:
                    with self.assertRaises(AccessError):
                        mine.check_access("read")

    def _rights(self, user):
        names = {"w": "write", "c": "create", "u": "unlink"}
        return {
            model: "".join(
                letter
                for letter, name in names.items()
                if self.env[model].with_user(user).has_access(name)
            )
            for model in (*MODELS, "ad.job.type")
        }

    def _expect(self, title, orders="", types=""):
        expected = {"ad.job.order": orders, "ad.job.type": types}
        for model, rights in self._rights(self.users[title]).items():
            with self.subTest(title=title, model=model):
                self.assertEqual(rights, expected.get(model, ""))

    def test_readers(self):
        for title in READERS:
            self._sees(self.users[title])

    def test_specialist(self):
        self._sees(self.specialist)
        self._expect("specialist", "wc")
        self._sees(self.other_specialist, False)
        with self._refused("", AccessError):
            self._job(self.other_specialist)
        with self._refused("", AccessError):
            self.job.with_user(self.other_specialist)._action_cancel("Not mine")

    def test_heads(self):
        """A head sees the own team and division, the general manager all."""
        for title in ("supervisor", "manager", "general_manager"):
            self._sees(self.users[title])
            self._expect(title, "wc", "wcu" if title == "general_manager" else "")
        stranger = self._make_user("supervisor2", "group_ad_supervisor")
        self._sees(stranger, False)
        self._sees(self._make_user("manager2", "group_ad_manager"), False)
        with self._refused("", AccessError):
            self._at("to_sign", order_line_id=False).with_user(stranger).action_sign()

    def test_those_who_work(self):
        self._expect("production", "wc")
        self._expect("operations", "wcu", "wcu")
        for title in set(READERS) - {"production", "operations"}:
            self._expect(title)

    def test_who_takes_which_step(self):
        """Everybody else is refused by title, on the server."""
        steps = {
            ("draft", "action_hand_over"): (
                "specialist",
                "supervisor",
                "manager",
                "general_manager",
                "production",
                "operations",
            ),
            ("handed_over", "action_start"): ("production", "operations"),
            ("to_read", "action_pass_reading"): ("proofreader",),
            ("to_sign", "action_sign"): (
                "supervisor",
                "manager",
                "general_manager",
                "operations",
            ),
        }
        for (state, method), titles in steps.items():
            for title, user in self.users.items():
                job = self._at(state, order_line_id=False)
                with self.subTest(method=method, title=title):
                    if title in titles:
                        getattr(job.with_user(user), method)()
                        self.assertNotEqual(job.state, state)
                        continue
                    with self._refused("", AccessError):
                        getattr(job.with_user(user), method)()

    def test_forms_open(self):
        """Job order, contract and insertion open for every title that has them."""
        form = self.env.ref("ad_sales_ops.ad_job_order_view_form")
        for title, user in self.users.items():
            with self.subTest(title=title):
                job = self.job.with_user(user)
                job.invalidate_recordset()
                names = job.get_view(form.id, "form")["models"]["ad.job.order"]
                job.read(list(names))

    def test_nobody_without_a_title(self):
        for user in (self.plain_user, self.portal_user):
            self._sees(user, False)
            self.assertEqual(set(self._rights(user).values()), {""})
            for method in ("action_hand_over", "action_start", "action_sign"):
                with self._refused("", AccessError):
                    getattr(self.job.with_user(user), method)()
            with self._refused("", AccessError):
                self.contract.with_user(user).action_ad_new_job_order()
            with self._refused("", AccessError):
                self.env["ad.job.type"].with_user(user).search([])
            fields = self.env["sale.order"].with_user(user).fields_get()
            self.assertNotIn("ad_job_order_ids", fields)
            self.assertNotIn("ad_job_order_count", fields)

    def test_two_companies(self):
        other = self._make_company("Second Press Test Co.")
        for group in ("general_manager", "operations", "production"):
            user = self._make_user(f"foreign_{group}", f"group_ad_{group}")
            user.write(
                {"company_ids": [Command.set(other.ids)], "company_id": other.id}
            )
            foreign = self.job.with_user(user).with_context(
                allowed_company_ids=other.ids
            )
            self.assertFalse(foreign.search([("id", "=", self.job.id)]))
            with self._refused("", AccessError):
                foreign.read(["name"])
            with self._refused("", AccessError):
                foreign._action_cancel("Not ours")
        with self._refused("", UserError):
            self._job(self.env.user, company_id=other.id)

    def test_file_of_an_alternative_is_sealed(self):
        """Not even its maker replaces it behind the dialog."""
        alternative = self.job.alternative_ids[:1]
        attachment = (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", "ad.job.alternative"),
                    ("res_id", "=", alternative.id),
                    ("res_field", "=", "file"),
                ]
            )
        )
        self.assertTrue(attachment)
        with self._refused("", AccessError):
            attachment.with_user(self.production).write({"datas": OTHER_PICTURE})
        with self._refused("", AccessError):
            alternative.with_user(self.production).write({"is_chosen": True})

    def test_lists_of_the_day(self):
        """Each finds his work; nobody finds somebody else's."""
        lists = {
            "jobs_to_make": ("in_work", "production"),
            "jobs_to_choose": ("to_choose", "specialist"),
            "jobs_to_read": ("to_read", "proofreader"),
            "jobs_to_sign": ("to_sign", "supervisor"),
        }
        for name, (state, title) in lists.items():
            card = self.env.ref(f"ad_sales_ops.ad_day_list_{name}")
            job = self._at(state, order_line_id=False)
            with self.subTest(name=name):
                mine = card.with_user(self.users[title])
                self.assertTrue(mine.is_mine)
                found = self.env["ad.job.order"].with_user(self.users[title])
                found = found.search(mine._get_domain())
                self.assertIn(job, found)
                self.assertEqual(set(found.mapped("state")), {state})
        # The class's own job order holds the charge.
        self.assertFalse(self._work_to_mark_done())
        self.job._action_cancel("Given up")
        job = self._at("handed_over")
        self.assertFalse(self._work_to_mark_done())
        job.with_user(self.specialist)._action_cancel("Not needed")
        self.assertEqual(self._work_to_mark_done(), self.line)
        first = self.env["ad.day.list"].with_user(self.production)
        first = first.search([("is_mine", "=", True)], limit=1)
        self.assertEqual(first, self.env.ref("ad_sales_ops.ad_day_list_jobs_to_make"))

    def _work_to_mark_done(self):
        """Charges that Production marks done by hand: none with a job order."""
        card = self.env.ref("ad_sales_ops.ad_day_list_production_work")
        lines = self.env["sale.order.line"].with_user(self.production)
        return lines.search(card.with_user(self.production)._get_domain())


@tagged("post_install", "-at_install")
class TestJobStatus(JobCase):
    """The sheet for the customer (工作进度单)."""

    def _page(self, records, report=REPORT, user=None):
        reports = self.env["ir.actions.report"].with_user(user or self.specialist)
        content = reports._render_qweb_html(report, records.ids)[0]
        return html.fromstring(content.decode())

    def _named(self, page, name):
        return [texts(node) for node in page.xpath(f"//*[@name='{name}']")]

    def test_what_it_says(self):
        job = self._at("to_choose", files=3)
        page = self._page(job)
        (sheet,) = self._named(page, "job")
        for words in (job.number, job.name, "Design", self.contract.name):
            self.assertIn(words, sheet)
        self.assertEqual(self._named(page, "state"), ["To Choose"])
        (awaited,) = self._named(page, "awaited")
        self.assertIn("choose one of the alternatives: A, B, and C", awaited)
        self.assertEqual(len(self._named(page, "alternative")), 3)
        (customer,) = self._named(page, "customer")
        self.assertIn(self.advertiser.name, customer)
        sources = page.xpath("//*[@name='alternative']//img/@src")
        self.assertEqual(len(sources), 3)
        for source in sources:
            self.assertTrue(source.startswith("data:image/"))

    def test_nothing_is_fetched(self):
        page = self._page(self._at("to_choose"))
        for source in page.xpath("//img/@src | //link/@href | //script/@src"):
            self.assertTrue(source.startswith("data:"), source)

    def test_only_the_choice_is_shown_afterwards(self):
        job = self._at("to_read", files=3)
        page = self._page(job)
        (alternative,) = self._named(page, "alternative")
        self.assertIn("Chosen by Wang Shili", alternative)
        self.assertIn("we are at work", self._named(page, "awaited")[0])

    def test_all_open_ones_of_a_customer(self):
        open_jobs = self._at("to_choose") | self._at("in_work")
        self._job(name="Only a draft")
        done = self._at("done", order_line_id=False, name="Finished")
        page = self._page(self.advertiser, CUSTOMER_REPORT)
        sheets = " ".join(self._named(page, "job"))
        for job in open_jobs:
            self.assertIn(job.number, sheets)
        self.assertNotIn(done.number, sheets)
        self.assertNotIn("Only a draft", sheets)

    def test_customer_without_job_orders(self):
        with self._refused("has no job order under way"):
            self._page(self.advertiser, CUSTOMER_REPORT)

    def test_rights(self):
        """Neither another specialist nor a user without a title prints it."""
        job = self._at("to_choose")
        for user in (self.other_specialist, self.plain_user, self.portal_user):
            with self._refused("", AccessError):
                self._page(job, user=user)
        with self._refused("has no job order under way"):
            self._page(self.advertiser, CUSTOMER_REPORT, self.other_specialist)

    def test_pdf_of_several(self):
        """Rendered one by one and merged, in one file."""
        if not _wkhtml().state == "ok":
            self.skipTest("wkhtmltopdf is not installed")
        jobs = self._at("to_choose") | self._at("in_work")
        reports = self.env["ir.actions.report"].with_user(self.specialist)
        content, kind = reports.with_context(
            force_report_rendering=True
        )._render_qweb_pdf(REPORT, jobs.ids)
        self.assertEqual(kind, "pdf")
        pages = PdfFileReader(io.BytesIO(content), strict=False).pages
        self.assertEqual(len(pages), 2)
        for job, page in zip(jobs, pages, strict=True):
            self.assertIn(job.number, page.extract_text())
