"""A complaint and the fault it is about are one story (U3, Q1)."""

from odoo.tests import Form, tagged

from .fault_common import FaultCase


@tagged("post_install", "-at_install")
class TestComplaintFault(FaultCase):
    def setUp(self):
        super().setUp()
        self.service = self.users["service_supervisor"]

    def _complaint(self, user=None, **values):
        return (
            self.env["ad.complaint"]
            .with_user(user or self.service)
            .create(
                {
                    "partner_id": self.advertiser.id,
                    "what": "The red is brown",
                    "publication_id": self.publication.id,
                    **values,
                }
            )
        )

    def test_joins_the_fault_there_is(self):
        fault = self._fault("colour")
        complaint = self._complaint()
        self.assertEqual(complaint.fault_id, fault)
        self.assertEqual(fault.complaint_count, 1)
        other = self._complaint(publication_id=False)
        self.assertFalse(other.fault_id)
        other.publication_id = self.publication
        self.assertEqual(other.fault_id, fault)

    def test_a_fault_found_later_joins_the_complaint(self):
        complaint = self._complaint()
        self.assertFalse(complaint.fault_id)
        fault = self._fault("colour")
        self.assertEqual(complaint.fault_id, fault)

    def test_reported_from_the_complaint(self):
        """Whoever handles it reports the fault; the manager decides it."""
        complaint = self._complaint()
        action = complaint.action_report_fault()
        wizard = self.env["ad.complaint.fault"].with_user(self.service)
        form = Form(wizard.with_context(**action["context"]))
        self.assertEqual(form.note, "The red is brown")
        self.assertEqual(form.subject, self.publication.display_name)
        form.kind = "colour"
        form.is_serious = True
        form.save().action_report()
        fault = complaint.sudo().fault_id
        self.assertEqual((fault.kind, fault.state), ("colour", "open"))
        self.assertEqual(fault.activity_ids.user_id, self.manager)
        self.assertEqual(self.publication.result, "colour")
        self.assertRefused("known already", complaint.action_report_fault)

    def test_who_may_report_it(self):
        complaint = self._complaint()
        stranger = complaint.with_user(self.other_specialist)
        self.assertDenied(stranger._action_report_fault, "colour", False, "Brown")
        about = self._complaint(about_id=self.service.id, user=self.specialist)
        self.assertDenied(
            about.with_user(self.service)._action_report_fault, "colour", False, "Brown"
        )
        loose = self._complaint(publication_id=False)
        self.assertRefused("about no published insertion", loose.action_report_fault)

    def test_the_decision_is_the_remedy(self):
        """The customer's handler reads what the manager decided."""
        complaint = self._complaint()
        fault = self._fault("omitted")
        fault.with_user(self.manager).write(
            {
                "responsible_kind": "user",
                "responsible_id": self.users["production"].id,
                "is_proven": "proven",
            }
        )
        make_good = self._make_good(fault)
        self.assertEqual(complaint.remedy, "make_good")
        self.assertIn(fault.number, complaint.remedy_note)
        self.assertEqual(complaint.verdict, "proven")
        self.assertEqual(complaint.responsible_id, self.users["production"])
        self._publish(self.issues[3])
        self.assertEqual(
            complaint.sudo().remedy_publication_id, make_good.publication_ids
        )

    def _left_out(self):
        """The second insertion did not appear, and there is no record of it."""
        self.patch(
            self.registry["ad.placement"],
            "_press_blockers",
            lambda placements: {self.placements[1].sudo(): ["No copy"]},
        )
        self._publish(self.issues[1])
        return self.placements[1]

    def _missing(self, placement, **values):
        return self._complaint(
            publication_id=False, placement_id=placement.id, **values
        )

    def test_what_did_not_appear_is_reported(self):
        """The gravest case: from the complaint to the make-good."""
        left_out = self._left_out()
        complaint = self._missing(left_out)
        action = complaint.action_report_fault()
        wizard = self.env["ad.complaint.fault"].with_user(self.service)
        form = Form(wizard.with_context(**action["context"]))
        self.assertEqual(form.kind, "omitted")
        self.assertEqual(form.subject, left_out.display_name)
        form.kind = "colour"
        self.assertRefused("Nothing appeared", form.save().action_report)
        form.kind = "omitted"
        form.save().action_report()
        fault = complaint.sudo().fault_id
        self.assertEqual((fault.kind, fault.placement_id), ("omitted", left_out))
        make_good = self._make_good(fault)
        self.assertEqual(complaint.remedy, "make_good")
        self._publish(self.issues[3])
        self.assertEqual(
            complaint.sudo().remedy_publication_id, make_good.publication_ids
        )

    def test_what_did_not_appear_joins(self):
        left_out = self._left_out()
        before = self._missing(left_out)
        left_out.with_user(self.specialist).action_ad_report_fault()
        fault = left_out.sudo().fault_ids
        self.assertEqual(before.fault_id, fault)
        after = self._missing(left_out)
        self.assertEqual(after.fault_id, fault)
        loose = self._complaint(publication_id=False)
        loose.placement_id = left_out
        self.assertEqual(loose.fault_id, fault)
        action = fault.with_user(self.specialist).action_register_complaint()
        self.assertEqual(action["res_id"], before.id)

    def test_insertion_instead_of_its_publication(self):
        complaint = self._missing(self.original)
        fault = self._fault("colour")
        self.assertEqual(complaint.fault_id, fault)
        self.assertEqual(self._missing(self.original).fault_id, fault)

    def test_insertion_still_to_come(self):
        coming = self._missing(self.placements[1])
        self.assertRefused("nor about one that was", coming.action_report_fault)

    def test_invoice_complaint(self):
        """Finance credits it by Odoo's own means; others go to the insertions."""
        invoice = self._posted()
        complaint = self._complaint(publication_id=False, move_id=invoice.id)
        action = complaint.action_open_insertions()
        self.assertEqual(
            self.env["ad.placement"].search(action["domain"]), self.original
        )
        self.assertDenied(complaint.action_credit_invoice)
        mine = self._complaint(
            self.finance, publication_id=False, move_id=invoice.id
        ).with_user(self.finance)
        action = mine.action_credit_invoice()
        self.assertEqual(action["res_model"], "account.move.reversal")
        reversal = (
            self.env["account.move.reversal"]
            .with_user(self.finance)
            .with_context(**action["context"])
            .create({"journal_id": invoice.journal_id.id})
        )
        self.assertEqual(reversal.move_ids, invoice)
        loose = self._complaint(publication_id=False)
        self.assertRefused("about no invoice", loose.action_open_insertions)

    def _named(self, fault, person=None):
        person = person or self.users["production"]
        fault.with_user(self.manager).write(
            {
                "responsible_kind": "user",
                "responsible_id": person.id,
                "is_proven": "proven",
            }
        )

    def test_company_policy_does_not_keep_the_manager(self):
        complaint = self._complaint(is_policy=True)
        fault = self._fault("colour")
        self._named(fault)
        self._decide(fault, "accept", customer_word="Never mind")
        self.assertEqual(complaint.remedy, "explained")
        self.assertFalse(complaint.responsible_id)

    def test_visitor_does_not_keep_the_manager(self):
        complaint = self._complaint()
        visitor = self.users["supervisor"]
        complaint.write({"apology_by_id": visitor.id, "apology_date": "2020-05-14"})
        fault = self._fault("colour")
        self._named(fault, visitor)
        self._decide(fault, "accept", customer_word="Never mind")
        self.assertEqual(complaint.remedy, "explained")
        self.assertFalse(complaint.responsible_id)

    def test_handlers_remedy_is_kept(self):
        complaint = self._complaint(remedy="apology", remedy_note="We sent flowers")
        fault = self._fault("colour")
        self._decide(fault, "accept", customer_word="Never mind")
        self.assertEqual(complaint.remedy, "apology")
        flowers, decision = complaint.remedy_note.splitlines()
        self.assertEqual(flowers, "We sent flowers")
        self.assertIn(fault.number, decision)

    def test_decided_again(self):
        self._posted()
        complaint = self._complaint()
        fault = self._fault("omitted")
        self._make_good(fault)
        fault.with_user(self.manager).action_decide_again()
        self._decide(fault, "credit", credit_amount=3333.33)
        self.assertEqual(complaint.remedy, "credit")
        self.assertEqual(len(complaint.remedy_note.splitlines()), 2)

    def test_what_is_closed_stays(self):
        complaint = self._complaint()
        complaint.sudo().state = "closed"
        fault = self._fault("colour")
        self._decide(fault, "accept", customer_word="Never mind")
        self.assertFalse(complaint.remedy)

    def test_from_the_fault_to_its_complaint(self):
        fault = self._fault("colour").with_user(self.manager)
        action = fault.action_register_complaint()
        self.assertEqual(
            action["context"]["default_publication_id"], self.publication.id
        )
        complaint = self._complaint()
        self.assertEqual(fault.action_register_complaint()["res_id"], complaint.id)
        self.assertEqual(fault.action_open_complaints()["res_id"], complaint.id)
