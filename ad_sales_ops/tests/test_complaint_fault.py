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
