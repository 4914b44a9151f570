"""A job order in a browser, from the contract to the signature (K15)."""

from odoo.tests import HttpCase, tagged

from .job_common import PICTURE, JobCase
from .test_tours_desk import DeskTour


@tagged("post_install", "-at_install")
class TestTourJobOrder(DeskTour, HttpCase, JobCase):
    browser_size = "1366x768"

    def test_from_the_contract_to_done(self):
        """Five people, each with the screen and the buttons of his title."""
        self._step("ask", self.specialist, "/odoo/ad-contracts")
        job = self.env["ad.job.order"].search([("order_id", "=", self.contract.id)])
        self.assertEqual((job.state, job.order_line_id), ("handed_over", self.line))
        for name, user in (
            ("make", self.production),
            ("choose", self.specialist),
            ("read", self.proofreader),
            ("sign", self.supervisor),
        ):
            self._step(name, user, "/odoo/ad-job-orders")
        self.assertEqual(job.state, "done")
        self.assertEqual(job.chosen_id.name, "B")
        self.assertEqual(self.line.qty_delivered, 1.0)

    def _step(self, name, user, url):
        self._tour(
            f"ad_job_order_{name}",
            user,
            url,
            customer=self.advertiser.name,
            contract=self.contract.name,
            charge=self.design.name,
            type=self.type.with_user(user).name,
            picture=PICTURE.decode(),
        )
        self.env.invalidate_all()
