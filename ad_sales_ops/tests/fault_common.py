"""A published issue, its reviews, and faults to decide about."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import mute_logger

from .publication_common import PublicationCase


class FaultCase(PublicationCase):
    """A contract of three full pages, the first of which is published."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.users["manager"]
        cls.printer = cls.env["res.partner"].create(
            {"name": "Test Printing House", "is_company": True}
        )
        cls.faults = cls.env["ad.publication.fault"]

    def setUp(self):
        super().setUp()
        self.order = self._contract(
            (self.full_page, self.issues[:3], {"ad_agreed_total": 10000.0})
        )
        self.placements = self.order.ad_placement_ids.sorted("publication_date")
        self.line = self.order.order_line
        self._publish(self.issues[0])
        self.original = self.placements[0]
        self.publication = self.original.publication_ids

    def _record(self, result, publication=None, **values):
        """Operations records a result that is not correct."""
        publication = (publication or self.publication).with_user(self.operations)
        publication._action_record_result({"result": result, **values})
        return publication.fault_ids.filtered(lambda f: f.state == "open").sudo(False)

    def _decide(self, fault, remedy, user=None, **values):
        fault.with_user(user or self.manager)._action_decide(remedy, values)
        self.env.flush_all()
        return fault

    def _make_good(self, fault, issue=None, **values):
        """Decide a make-good in the fourth issue, or another."""
        self._decide(fault, "make_good", issue_id=issue or self.issues[3], **values)
        return fault.sudo().make_good_id

    def _fault(self, result="omitted", **values):
        return self._record(result, **values)

    def _posted(self, order=None):
        invoice = self._invoice(order or self.order)
        invoice.with_user(self.finance).action_post()
        self.env.flush_all()
        return invoice

    def _review(self, user=None, issue=None):
        user = user or self.specialist
        return (
            self.env["ad.issue.review"]
            .with_user(user)
            .search(
                [
                    ("issue_id", "=", (issue or self.issues[0]).id),
                    ("user_id", "=", user.id),
                    ("state", "=", "waiting"),
                ]
            )
        )

    def _mark(self, review, finding, line=None, **values):
        """Mark a line as the form does."""
        line = line or review.line_ids[0]
        review.write(
            {"line_ids": [Command.update(line.id, {"finding": finding, **values})]}
        )

    def _net(self, order=None):
        """What all posted invoices and credit notes of the contract come to."""
        moves = (order or self.order).invoice_ids.filtered(
            lambda m: m.state == "posted"
        )
        return round(
            sum(
                move.amount_total * (-1 if move.move_type == "out_refund" else 1)
                for move in moves
            ),
            2,
        )

    def assertRefused(self, words, function, *args, error=UserError, **kwargs):
        """Refused in these words, and nothing stays behind."""
        with (
            mute_logger("odoo.addons.base.models.ir_model"),
            mute_logger("odoo.addons.base.models.ir_rule"),
            self.assertRaises(error) as caught,
            self.env.cr.savepoint(),
        ):
            function(*args, **kwargs)
        self.env.invalidate_all()
        self.assertIn(words, str(caught.exception))

    def assertDenied(self, function, *args, **kwargs):
        self.assertRefused("", function, *args, error=AccessError, **kwargs)
