"""Dialogs tell nobody what he may not read, whatever record he names to them."""

from odoo import fields
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import tagged

from .change_common import ChangeCase
from .common import TITLES
from .complaint_common import ComplaintCase
from .fault_common import FaultCase

#: Dialogs and what they are about; found here whatever else is found.
ABOUT = {
    ("ad.case.words", "complaint_id"),
    ("ad.change.consent", "change_id"),
    ("ad.complaint.dial", "complaint_id"),
    ("ad.complaint.fault", "complaint_id"),
    ("ad.fault.decide", "fault_id"),
    ("ad.placement.place", "placement_id"),
    ("ad.publication.reason", "publication_ids"),
    ("ad.service.round.reason", "round_id"),
    ("ad.service.summary.remark", "summary_id"),
}


@tagged("post_install", "-at_install")
class TestDialogs(FaultCase, ChangeCase, ComplaintCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_company = cls._make_company("Second Press Test Co.")
        cls.stranger = cls._make_user("stranger", None)
        cls.stranger.write(
            {
                "company_ids": [Command.set(cls.other_company.ids)],
                "company_id": cls.other_company.id,
                # Whatever a title allows is allowed to him, in his own company.
                "group_ids": [
                    Command.link(cls.env.ref(f"ad_sales_ops.{group}").id)
                    for group in TITLES.values()
                ],
            }
        )

    def setUp(self):
        super().setUp()
        self._record("wrong_version")
        self._change((self.placements[1], {"new_amount": 9000.0}))
        self._solved(order_id=self.order.id)
        self.env["ad.service.round"]._make(self.division, self.today.replace(day=1))
        self.env["ad.service.summary"]._make(self.division, self.today)
        self.env.flush_all()
        self.env.invalidate_all()

    def _as_stranger(self, record):
        return record.with_user(self.stranger).with_context(
            allowed_company_ids=self.other_company.ids
        )

    def _dialogs(self):
        """The addon's own dialogs."""
        for name, model in self.env.items():
            if model._transient and model._original_module == "ad_sales_ops":
                yield name, model

    def _record_of(self, model):
        """A record of the other house, or none."""
        records = self.env[model].sudo()
        if "company_id" not in records._fields:
            return records.browse()
        return records.search([("company_id", "=", self.company.id)], limit=1)

    def _hidden_targets(self):
        for name, model in self._dialogs():
            for target in model._target_fields(set()):
                record = self._record_of(model._fields[target].comodel_name)
                if record and not self._as_stranger(record).has_access("read"):
                    yield name, target, record

    def _required(self, model):
        """Something in every field without which nothing is created."""
        samples = {
            "char": "x",
            "text": "x",
            "integer": 1,
            "date": self.today,
            "datetime": fields.Datetime.now(),
        }
        values = {}
        for name, field in model._fields.items():
            if not field.required or (field.compute and field.type != "char"):
                continue
            if field.type == "selection":
                values[name] = field.get_values(self.env)[0]
            elif field.type == "many2one":
                values[name] = self._record_of(field.comodel_name).id
            elif field.type in samples:
                values[name] = samples[field.type]
        return values

    def test_every_dialog_looks_at_what_it_is_about(self):
        for name, model in self._dialogs():
            with self.subTest(dialog=name):
                self.assertIsInstance(model, self.env.registry["ad.dialog.mixin"])
                beyond = [
                    field.name
                    for field in model._fields.values()
                    if field.related and field.compute_sudo
                ]
                self.assertEqual(beyond, [])

    def test_strangers_read_nothing(self):
        tried = set()
        for name, target, record in self._hidden_targets():
            tried.add((name, target))
            model = self._as_stranger(self.env[name])
            spec = {field: {} for field in model._fields}
            many = model._fields[target].type == "many2many"
            value = [Command.set(record.ids)] if many else record.id
            with self.subTest(dialog=name, target=target):
                with self._denied():
                    model.onchange({target: value}, [target], spec)
                with self._denied():
                    proposed = model.with_context(**{f"default_{target}": value})
                    proposed.onchange({}, [], spec)
                required = {**self._required(model), target: value}
                # A line of another dialog is made with that one only.
                if all(required.values()):
                    with self._denied():
                        model.create(required)
        self.assertLessEqual(ABOUT, tried)

    def test_the_web_client_asks_like_this(self):
        """A browser sends the records' ids before the values, none for a new dialog."""
        complaint = self.env["ad.complaint"].sudo().search([], limit=1)
        complaint = complaint.with_user(self.users["service_supervisor"])
        dialogs = complaint.env["ad.complaint.dial"]
        asked = [[], {"complaint_id": complaint.id}, [], {"solution": {}}]
        told = call_kw(dialogs, "onchange", asked, {})
        self.assertEqual(told["value"]["solution"], "Printed again")
        with self._denied():
            call_kw(self._as_stranger(dialogs), "onchange", asked, {})

    def test_named_afterwards(self):
        """Writing another record into a dialog of one's own is looked at too."""
        complaint = self.env["ad.complaint"].sudo().search([], limit=1)
        own = self._as_stranger(self.env["ad.case.words"]).create(
            {"purpose": "answer", "words": "x"}
        )
        with self._denied():
            own.complaint_id = complaint.id

    def test_specialists_open_no_summary(self):
        """Nobody's division, the same company: words and figures stay closed."""
        summary = self.env["ad.service.summary"].sudo().search([], limit=1)
        summary.trend_words = "Fewer complaints"
        values = {"summary_id": summary.id, "purpose": "return"}
        for title in ("specialist", "supervisor", "operations", "finance"):
            remark = self.env["ad.service.summary.remark"]
            remark = remark.with_user(self.users[title])
            with self.subTest(title=title), self._denied():
                remark.create(values).read(["trend_words", "figures_html"])
            with self.subTest(title=title), self._denied():
                remark.onchange(values, ["summary_id"], {"trend_words": {}})
