"""What a change order leaves of copy and confirmation (F4, A4)."""

from odoo.tests import tagged

from .change_common import ChangeMixin
from .proof_common import ProofCase


@tagged("post_install", "-at_install")
class TestChangeConfirmation(ChangeMixin, ProofCase):
    """Void when content, size or colour change; kept otherwise."""

    def setUp(self):
        super().setUp()
        self.proof.write({"state": "confirmed"})
        self.env.flush_all()

    def _position(self, name, **values):
        return self._make_position(
            name, 10000.0, **{"width_mm": 210.0, "height_mm": 285.0, **values}
        )

    def test_table(self):
        self.full_page.write({"width_mm": 210.0, "height_mm": 285.0})
        self.proof = self._sent_proof(self.placement)
        self.proof.write({"state": "confirmed"})
        cases = (
            ({"new_amount": 9000.0}, "confirmed"),
            ({"new_place": "page", "new_page_number": 9}, "confirmed"),
            ({"new_issue_id": self.issues[4].id}, "confirmed"),
            ({"new_position_id": self._position("Same size").id}, "confirmed"),
            ({"new_position_id": self._position("Low", height_mm=140.0).id}, "void"),
            ({"new_position_id": self._position("Grey", colour="bw").id}, "void"),
            ({"copy_change": "The price is 36"}, "void"),
        )
        for values, state in cases:
            with self.subTest(values=values), self.env.cr.savepoint() as savepoint:
                self._applied((self.placement, values))
                self.assertEqual(self.proof.state, state)
                savepoint.rollback()
            self.env.invalidate_all()

    def test_coloured_copy_printed_in_grey(self):
        """The copy keeps its colours, the page has none: it looks otherwise."""
        coloured = self.placements[1]
        self._make_material(coloured, {"headline": "Valves", "colour": "process"})
        proof = self._sent_proof(coloured)
        proof.write({"state": "confirmed"})
        grey = self._position("Grey", colour="bw")
        self._applied((coloured, {"new_position_id": grey.id}))
        self.assertEqual(proof.state, "void")

    def test_same_size_on_another_promised_page(self):
        """The confirmation holds; the change order is the consent to the place."""
        front = self._make_position(
            "Inside front A",
            1.0,
            page_rule="fixed",
            fixed_place="inside_front",
            capacity=1,
        )
        back = self._make_position(
            "Inside back A",
            1.0,
            page_rule="fixed",
            fixed_place="inside_back",
            capacity=1,
        )
        self._applied((self.placement, {"new_position_id": front.id}))
        proof = self.proof
        if proof.state == "void":
            proof = self._sent_proof(self.placement)
            proof.write({"state": "confirmed"})
        self._applied((self.placement, {"new_position_id": back.id}))
        side = self.placement.issue_id._page_ordinal("inside_back")
        self.assertEqual(self.placement.page, side)
        self.assertFalse(self.placement._checklist_failures(codes=("promise",)))

    def test_copy(self):
        """Production gets a job order; the old version cannot run any more (A4)."""
        change = self._applied(
            (self.placement, {"copy_change": "The price is 36"}),
            (self.placements[1], {"copy_change": "The price is 36"}),
        )
        job = self.env["ad.job.order"].search([("order_id", "=", self.order.id)])
        self.assertEqual(job.state, "handed_over")
        self.assertEqual(job.placement_ids, self.placements[:2])
        self.assertIn("The price is 36", job.brief)
        self.assertEqual(job.asked_by_id, self.specialist)
        self.assertEqual(self.proof.state, "void")
        self.assertIn(change.name, self.proof.void_reason)
        self.env.flush_all()
        blockers = self.placement.clearance_blockers
        self.assertIn(change.name, blockers)
        self.assertIn("The price is 36", blockers)
        self.assertNotIn(change.name, self.placements[2].clearance_blockers or "")
        # Proving the old copy again helps nothing.
        self._sent_proof(self.placement).write({"state": "confirmed"})
        self.env.flush_all()
        self.assertIn(change.name, self.placement.clearance_blockers)
        self._make_version(self.material, self.placement, headline="Now 36")
        self.env.flush_all()
        self.assertNotIn(change.name, self.placement.clearance_blockers or "")
