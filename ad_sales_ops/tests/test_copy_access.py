"""What each job title reads, writes and presses of copy and confirmation (G1, G3)."""

from datetime import date, datetime

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import SCAN, TITLES
from .proof_common import ProofCase, signature_png
from .test_access import AccessCase
from .test_proof_returns import PHOTO

LADDER = ("specialist", "supervisor", "manager", "general_manager")
#: Titles whose job has nothing to do with copy: they see where a proof stands.
FAR = {"distribution", "finance"}
#: Facts: nobody writes, creates or deletes them by hand.
COPY_FACTS = (
    "ad.material.version",
    "ad.copy.item",
    "ad.content.finding",
    "ad.content.decision",
    "ad.proof.confirmation",
    "ad.proof.reading",
    "ad.proof.return",
    "ad.proof.exception",
    "ad.proof.access",
    "ad.proof.token",
)
#: Who writes (w), creates (c) and deletes (u) what his job writes.
WRITERS = {
    "ad.material": dict.fromkeys((*LADDER, "operations", "production"), "wc"),
    "ad.material.question": dict.fromkeys((*LADDER, "production"), "wcu"),
    "ad.copy.slip": dict.fromkeys((*LADDER, "operations", "production"), "wcu"),
    "ad.copy.slip.line": dict.fromkeys((*LADDER, "operations", "production"), "wcu"),
    "ad.confirmer": dict.fromkeys((*LADDER, "operations", "contract_admin"), "wc"),
    **dict.fromkeys(COPY_FACTS, {}),
}
#: Laws are the same for everybody's customers; only the reviewer changes the lists.
LISTS = ("ad.restricted.term", "ad.required.wording")
#: Who does not read at all.
BLIND = {
    **dict.fromkeys(WRITERS, FAR),
    "ad.copy.slip": set(),
    "ad.copy.slip.line": set(),
    "ad.proof.confirmation": set(),
    "ad.proof.exception": set(),
    "ad.content.decision": set(TITLES) - {"reviewer", "general_manager"},
    "ad.proof.access": set(TITLES) - {*LADDER[1:], "operations"},
    "ad.proof.token": set(TITLES),
}
OPERATIONS = {"w": "write", "c": "create", "u": "unlink"}


class TakenBack(Exception):
    """Ends a try that succeeded, so that it leaves nothing behind."""


class CopyAccessCase(AccessCase, ProofCase):
    """Every kind of record twice: of a customer in one's own division, and not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # E30: an administrator sees the insertions of his division.
        cls.division.member_ids += cls.users["contract_admin"]
        cls.mine = cls._everything(cls.order, cls.proof)
        users = cls.users
        cls.users = users | {
            "specialist": cls.stranger,
            "supervisor": cls.other_supervisor,
            "manager": cls.other_manager,
        }
        customer = cls.foreign.partner_id
        customer.user_id = cls.stranger
        person = cls.env["res.partner"].create(
            {"name": "Li Na", "parent_id": customer.id, "email": "li@pump.example.com"}
        )
        cls.foreign_confirmer = cls._make_confirmer(person, advertiser_id=customer.id)
        booked = cls.foreign.ad_placement_ids.filtered(lambda p: p.stage == "booked")
        material = cls._make_material(booked, advertiser_id=customer.id)
        material._action_accept()
        material.version_id.sudo().reading_state = "passed"
        proof = cls.env["ad.proof.confirmation"]._make(booked[:1])
        proof._action_send(cls.foreign_confirmer)
        cls.theirs = cls._everything(cls.foreign, proof.sudo())
        cls.users = users
        cls.env.flush_all()

    @classmethod
    def _everything(cls, order, proof):
        """One record of each model around a sent proof."""
        placement, version = proof.placement_id.sudo(False), proof.version_id
        material, advertiser = version.material_id, proof.advertiser_id
        specialist = cls.users["specialist"]
        version.sudo().reading_state = "to_read"
        version.with_user(cls.users["proofreader"])._action_read("passed")
        finding = version.finding_ids.sudo().create(
            {
                "version_id": version.id,
                "kind": "restricted",
                "key": "term best",
                "phrase": "best",
                "severity": "judge",
            }
        )
        finding.with_user(cls.users["reviewer"])._action_decide(
            "acceptable", "The name of a brand"
        )
        items = cls._make_material(
            kind="price_list",
            advertiser_id=advertiser.id,
            content={
                "item_ids": [
                    Command.create(
                        {
                            "name": "Ball valve",
                            "price": 36.5,
                            "currency_id": cls.company.currency_id.id,
                        }
                    )
                ]
            },
        ).version_id.item_ids
        slip = (
            cls.env["ad.copy.slip"]
            .with_user(specialist)
            .create(
                {
                    "placement_id": placement.id,
                    "line_ids": [Command.create({"name": "Gate valve", "price": 9})],
                }
            )
        )
        question = (
            cls.env["ad.material.question"]
            .with_user(specialist)
            .create({"material_id": material.id, "question": "Which telephone?"})
        )
        other = order.ad_placement_ids.filtered(
            lambda p: p.stage == "booked" and p != placement and p.version_id
        )[:1]
        exception = other.with_user(cls.users["manager"])._action_run_first(
            {
                "said_by": "Wang Shili",
                "said_on": datetime.now(),
                "said_how": "By telephone",
                "reason": "At a fair",
            }
        )
        returned = (
            proof.sudo(False)
            .with_user(specialist)
            ._register_return({"channel": "visit", "photo": PHOTO, "is_signed": True})
        )
        proof._issue_token()
        proof._log_access("opened")
        found = (
            material.sudo(),
            version,
            items,
            slip,
            slip.line_ids,
            question,
            finding,
            finding.decision_id,
            proof.confirmer_id,
            proof,
            version.reading_ids,
            returned,
            exception,
            proof.access_ids,
            proof.token_ids,
        )
        return {records._name: records.sudo()[:1] for records in found}


@tagged("post_install", "-at_install")
class TestCopyAccess(CopyAccessCase):
    """One method per job title."""

    def _has(self, title, sees_theirs, user=None):
        """The title reads and writes exactly what the tables say."""
        user = user or self.users[title]
        for model, writers in WRITERS.items():
            mine, theirs = self.mine[model], self.theirs[model]
            with self.subTest(title=title, model=model):
                self.assertTrue(mine and theirs)
                if title in BLIND[model]:
                    self._denies(user, mine | theirs, ("read", *OPERATIONS.values()))
                    continue
                self._finds(user, mine, theirs if sees_theirs else theirs.browse())
                self._allows(user, mine, writers.get(title, ""))
                if sees_theirs:
                    self._allows(user, theirs, writers.get(title, ""))
                else:
                    self._denies(user, theirs, ("read", "write", "unlink"))
        self._has_lists(title, user)

    def _finds(self, user, mine, theirs):
        records = self.env[mine._name].with_user(user)
        found = records.search([("id", "in", (mine | self.theirs[mine._name]).ids)])
        self.assertEqual(set(found.ids), set((mine | theirs).ids))
        found.invalidate_recordset()
        # A form must not ask for what the title may not read.
        found.read(list(records.fields_get()))

    def _allows(self, user, record, letters):
        record = record.with_user(user).sudo(False)
        found = "".join(
            letter
            for letter, name in OPERATIONS.items()
            if (record.browse() if letter == "c" else record).has_access(name)
        )
        self.assertEqual(found, letters)

    def _denies(self, user, records, operations):
        for record in records:
            for operation in operations:
                self.assertFalse(
                    record.with_user(user).sudo(False).has_access(operation), operation
                )

    def _has_lists(self, title, user):
        for model in LISTS:
            record = self.env[model].sudo().search([], limit=1)
            with self.subTest(title=title, model=model):
                self.assertTrue(record)
                self._allows(user, record, "wcu" if title == "reviewer" else "")
                reads = record.with_user(user).sudo(False).has_access("read")
                self.assertEqual(reads, title not in FAR)

    def test_specialist(self):
        self._has("specialist", sees_theirs=False)

    def test_supervisor(self):
        self._has("supervisor", sees_theirs=False)

    def test_manager(self):
        self._has("manager", sees_theirs=False)

    def test_general_manager(self):
        self._has("general_manager", sees_theirs=True)

    def test_operations(self):
        self._has("operations", sees_theirs=True)

    def test_contract_admin(self):
        self._has("contract_admin", sees_theirs=True)

    def test_production(self):
        self._has("production", sees_theirs=True)

    def test_proofreader(self):
        self._has("proofreader", sees_theirs=True)

    def test_reviewer(self):
        self._has("reviewer", sees_theirs=True)

    def test_distribution(self):
        self._has("distribution", sees_theirs=True)

    def test_finance(self):
        self._has("finance", sees_theirs=True)

    def test_service_supervisor(self):
        self._has("service_supervisor", sees_theirs=True)

    def _has_nothing(self, user):
        for model in (*WRITERS, *LISTS):
            records = self.mine.get(model) or self.env[model].sudo().search([], limit=1)
            with self.subTest(user=user.login, model=model):
                self._denies(user, records, ("read", *OPERATIONS.values()))
                with mute_logger("odoo.addons.base.models.ir_model"):
                    with self.assertRaises(AccessError):
                        self.env[model].with_user(user).search_read([], ["id"])

    def test_internal_user_without_a_title(self):
        self._has_nothing(self.plain_user)

    def test_portal(self):
        self.portal_user.partner_id.parent_id = self.advertiser
        self._has_nothing(self.portal_user)

    def test_public(self):
        self._has_nothing(self.env.ref("base.public_user"))

    def test_another_specialist_of_the_team(self):
        for model in WRITERS:
            with self.subTest(model=model):
                self._denies(self.other_specialist, self.mine[model], ("read", "write"))

    def test_a_specialist_who_also_proof_reads(self):
        """Reading everybody's copy is no leave to write it."""
        user = self._make_user("both", "group_ad_specialist")
        user.group_ids = [
            Command.link(self.env.ref("ad_sales_ops.group_ad_proofreader").id)
        ]
        for model in WRITERS:
            if {"specialist", "proofreader"} <= BLIND[model]:
                continue
            with self.subTest(model=model):
                self._finds(user, self.mine[model], self.theirs[model])
                self._denies(user, self.mine[model], ("write", "unlink"))

    def test_a_specialist_of_production(self):
        user = self._make_user("both", "group_ad_specialist")
        user.group_ids = [
            Command.link(self.env.ref("ad_sales_ops.group_ad_production").id)
        ]
        self._allows(user, self.theirs["ad.material"], "wc")

    def test_facts_have_no_writing_acl(self):
        for model in COPY_FACTS:
            accesses = self.env["ir.model.access"].search(
                [
                    ("model_id.model", "=", model),
                    "|",
                    "|",
                    ("perm_write", "=", True),
                    ("perm_create", "=", True),
                    ("perm_unlink", "=", True),
                ]
            )
            with self.subTest(model=model):
                self.assertFalse(accesses)

    def test_a_slip_takes_no_item_of_another_customer(self):
        """The old price of an item is the business of its own customer."""
        slip = self.mine["ad.copy.slip"].with_user(self.specialist).sudo(False)
        with self.assertRaisesRegex(UserError, "another price list"):
            slip.line_ids = [
                Command.create(
                    {"name": "Pump", "item_id": self.theirs["ad.copy.item"].id}
                )
            ]


#: Methods that only open a list, a dialog or a printout of what one may read.
OPENERS = {
    "ad.material": {"action_open_placements", "action_open_proofs"},
    "ad.placement": {"action_ad_open_proofs", "action_print_proof_slips"},
    "ad.proof.confirmation": {"action_print", "action_register_return"},
    "ad.restricted.term": {"get_import_templates"},
    "ad.content.finding": {"action_supply_evidence"},
    "sale.order": {"action_print_proof_slips"},
}
JUDGES = {"production", "operations"}
SENDERS = {*LADDER, *JUDGES}
VERIFIERS = {"supervisor", "manager", "general_manager", "operations", "contract_admin"}
READERS = set(TITLES) - FAR
#: Who may press what on a record of a customer in his division.
BUTTONS = {
    "ad.material": {
        "action_accept": JUDGES,
        "action_reject": JUDGES,
        "action_pass_reading": {"proofreader"},
        "action_return_reading": {"proofreader"},
        "action_ad_send_proofs": SENDERS,
        "action_record_approved": {"reviewer", "contract_admin"},
        "action_toggle_advertorial": {"reviewer"},
        "action_toggle_person": {"reviewer"},
    },
    "ad.content.finding": {
        "action_ask_evidence": {"reviewer"},
        "action_decide": {"reviewer"},
        "action_send_back": {"reviewer"},
    },
    "ad.content.decision": {"action_withdraw": set()},
    "ad.confirmer": {
        "action_verify": VERIFIERS,
        "action_end": VERIFIERS | {"specialist"},
    },
    "ad.proof.confirmation": {"action_send": SENDERS},
    # Production could, but made the copy itself here.
    "ad.proof.return": {
        "action_verify": VERIFIERS,
        "load_pending": READERS,
        "verify_from_screen": VERIFIERS,
        "reject_from_screen": VERIFIERS,
    },
    "ad.copy.slip": {
        "action_apply": SENDERS,
        "action_cancel": SENDERS,
        "action_change_prices": SENDERS,
        "action_download": set(TITLES),
        "action_print": set(TITLES),
    },
    "ad.placement": {
        "action_reuse_copy": SENDERS,
        "action_standing_copy": SENDERS,
        "action_run_first": {"manager", "general_manager"},
        "action_ad_send_proof": SENDERS,
        "action_ad_renew": SENDERS,
        "action_ad_register_return": set(TITLES),
    },
}
#: What the method gets besides the records.
ARGUMENTS = {"reject_from_screen": ("Cannot be read",)}
#: Odoo's own methods, guarded by rights and by their own tests.
ORM = {"create", "write", "unlink", "copy", "copy_data", "default_get"}
#: Files of ad.placement that this chapter is about.
COPY_FILES = ("copy", "material", "prices", "proof", "round", "exception", "slip")


@tagged("post_install", "-at_install")
class TestCopyButtons(CopyAccessCase):
    """Every public method, called as over RPC by everybody."""

    def setUp(self):
        super().setUp()
        # An insertion without an open slip.
        self.mine = self.mine | {"ad.placement": self.placements[2]}

    def _presses(self, user, record, method):
        """Whether the person gets past the question who he is."""
        record = record.with_user(user).sudo(False)
        try:
            with mute_logger("odoo.addons.base.models.ir_rule"):
                with self.env.cr.savepoint():
                    getattr(record, method)(*ARGUMENTS.get(method, ()))
                    raise TakenBack
        except AccessError:
            return False
        except (UserError, TakenBack):
            return True
        finally:
            self.env.invalidate_all()

    def _each(self):
        for model, methods in BUTTONS.items():
            for method, titles in methods.items():
                yield self.mine[model], method, titles

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_who_presses_what(self):
        for record, method, titles in self._each():
            with self.subTest(model=record._name, method=method):
                found = {
                    title
                    for title, user in self.users.items()
                    if self._presses(user, record, method)
                }
                self.assertEqual(found, titles)

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_nobody_from_outside(self):
        strangers = (
            self.stranger,
            self.other_supervisor,
            self.other_manager,
            self.plain_user,
            self.portal_user,
            self.env.ref("base.public_user"),
        )
        for record, method, _titles in self._each():
            for user in strangers:
                if method == "load_pending" and user.has_group(
                    "ad_sales_ops.group_ad_specialist"
                ):
                    slips = record.with_user(user).sudo(False)
                    self.assertNotIn(record.id, [s["id"] for s in slips.load_pending()])
                    continue
                with self.subTest(method=method, user=user.login):
                    self.assertFalse(self._presses(user, record, method))

    def test_the_table_is_complete(self):
        """A new button has to say who may press it."""
        for model in {*WRITERS, *BUTTONS, *LISTS}:
            found = set()
            for cls in type(self.env[model]).mro():
                module = cls.__module__
                if not module.startswith("odoo.addons.ad_sales_ops.models"):
                    continue
                if model == "ad.placement" and not module.endswith(COPY_FILES):
                    continue
                found |= {
                    name
                    for name, value in vars(cls).items()
                    if callable(value) and not name.startswith("_")
                }
            with self.subTest(model=model):
                named = set(BUTTONS.get(model, ())) | OPENERS.get(model, set())
                self.assertEqual(found - ORM, named)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_dialogs_check_again(self):
        """Whoever gets hold of a dialog meets the same refusal."""
        dialogs = (
            ("ad.material.reject", "action_reject", "material_ids", "reason"),
            ("ad.proof.counter", "action_apply", "proof_id", "reason"),
            ("ad.proof.reading.return", "action_return", "version_id", "remarks"),
            ("ad.content.decide", "action_apply", "finding_ids", "reason"),
        )
        more = {"ad.content.decide": {"state": "acceptable"}}
        kinds = {
            "material_ids": "ad.material",
            "proof_id": "ad.proof.confirmation",
            "version_id": "ad.material.version",
            "finding_ids": "ad.content.finding",
        }
        for model, method, target, words in dialogs:
            record = self.mine[kinds[target]]
            value = [Command.set(record.ids)] if target.endswith("s") else record.id
            # The carer has the right to none of these.
            values = {target: value, words: "So", **more.get(model, {})}
            dialog = self.env[model].sudo().create(values)
            with self.subTest(model=model), self.assertRaises(AccessError):
                getattr(dialog.with_user(self.specialist).sudo(False), method)()

    def test_only_judges_accept_in_the_dialog(self):
        values = {
            "advertiser_id": self.advertiser.id,
            "name": "New",
            "kind": "text",
            "headline": "Gate valves",
        }
        for title in ("specialist", "production"):
            dialog = (
                self.env["ad.material.register"]
                .with_user(self.users[title])
                .create(values)
            )
            if title == "specialist":
                with self._denied("accepts material"):
                    dialog.action_register_and_accept()
                continue
            action = dialog.action_register_and_accept()
            material = self.env["ad.material"].browse(action["res_id"])
            self.assertEqual(material.state, "accepted")
            self.assertTrue(material.is_final)

    def test_a_decision_is_taken_back_once(self):
        decision = self.mine["ad.content.decision"].sudo(False)
        second = self._make_user("reviewer2", "group_ad_reviewer")
        decision.with_user(second).action_withdraw()
        third = self._make_user("reviewer3", "group_ad_reviewer")
        with self._refused("has been taken back already"):
            decision.with_user(third).action_withdraw()
        self.assertEqual(decision.sudo().withdrawn_by_id, second)


#: Sample values that differ from every default.
SAMPLES = {
    "char": "x",
    "text": "x",
    "integer": 7,
    "date": date(2031, 1, 1),
    "datetime": datetime(2031, 1, 1),
}


@tagged("post_install", "-at_install")
class TestCopyGuards(CopyAccessCase):
    """Guarded fields by form, RPC, import and context (DESIGN 3)."""

    def _sample(self, record, name):
        field = record._fields[name]
        if field.type == "many2one":
            taken = record.sudo()[name]
            return (
                self.env[field.comodel_name]
                .sudo()
                .search([("id", "!=", taken.id)], order="id desc", limit=1)
                .id
            )
        if field.type == "selection":
            allowed = record._guarded_defaults().get(name)
            values = dict(field._description_selection(self.env))
            taken = (allowed, record.sudo()[name])
            return next(value for value in values if value not in taken)
        return SAMPLES[field.type]

    def _values(self, model):
        """Enough for a new record of the specialist's."""
        return {
            "ad.material": {"name": "New", "advertiser_id": self.advertiser.id},
            "ad.copy.slip": {"placement_id": self.placements[2].id},
            "ad.confirmer": {
                "advertiser_id": self.advertiser.id,
                "partner_id": self.env["res.partner"]
                .create({"name": "Zhao Liu", "parent_id": self.advertiser.id})
                .id,
            },
            "ad.material.question": {
                "material_id": self.material.id,
                "question": "Which?",
            },
        }[model]

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_guarded(self):
        for model in (
            "ad.material",
            "ad.copy.slip",
            "ad.confirmer",
            "ad.material.question",
        ):
            record = self.mine[model].with_user(self.specialist).sudo(False)
            records = record.browse()
            values = self._values(model)
            names = record._guarded_fields() | record._guarded_computes()
            self.assertTrue(names)
            with self.assertRaises(TakenBack), self.env.cr.savepoint():
                records.create(values).sudo(False).check_access("write")
                raise TakenBack
            for name in names:
                sample = self._sample(record, name)
                self.assertTrue(sample, name)
                for attempt in (
                    lambda r=record, n=name, s=sample: r.write({n: s}),
                    lambda r=records, n=name, s=sample, v=values: r.create(v | {n: s}),
                    lambda r=records, n=name, s=sample, v=values: r.with_context(
                        **{f"default_{n}": s}
                    ).create(v),
                ):
                    with (
                        self.subTest(model=model, name=name),
                        self.assertRaises(AccessError),
                        self.env.cr.savepoint(),
                    ):
                        attempt()

    def test_guarded_on_insertions(self):
        placement = self.placement.with_user(self.specialist)
        for name in (
            "version_id",
            "material_id",
            "copy_counter",
            "copy_chased_on",
            "proof_state",
            "proof_urgency",
            "proof_close",
            "visit_order",
            "first_expiry",
        ):
            sample = self._sample(placement, name)
            with self.subTest(name=name), self.assertRaises(AccessError):
                with self.env.cr.savepoint():
                    placement.write({name: sample})

    def test_facts_refuse_the_superuser_too(self):
        """What a fact says is not rewritten by an automation either."""
        for model, name in (
            ("ad.material.version", "headline"),
            ("ad.copy.item", "name"),
            ("ad.proof.confirmation", "fingerprint"),
            ("ad.proof.reading", "remarks"),
            ("ad.proof.return", "signer_name"),
            ("ad.proof.exception", "said_by"),
            ("ad.proof.access", "note"),
        ):
            record = self.mine[model].sudo()
            with self.subTest(model=model):
                with self.assertRaises(UserError), self.env.cr.savepoint():
                    record.write({name: "x"})
                with self.assertRaises(UserError), self.env.cr.savepoint():
                    record.unlink()


@tagged("post_install", "-at_install")
class TestCopyEvidence(CopyAccessCase):
    """Files of facts: nobody exchanges them behind the record (ODOO_SALES)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.confirmer.write({"authorization": SCAN})
        cls.version.sudo().preview = PHOTO
        cls.filed = cls._make_version(
            cls.material, file=b"%PDF-1.4 artwork", file_name="a.pdf"
        )
        second = cls._sent_proof(cls.placements[2])
        second.sudo().write({"signature": signature_png()})
        cls.administrator = cls.env.ref("base.user_admin")
        cls.administrator.sudo().write({"company_ids": [Command.link(cls.company.id)]})
        cls.evidence = {
            "photo": cls.mine["ad.proof.return"],
            "authorization": cls.confirmer,
            "preview": cls.version,
            "file": cls.filed,
            "signature": second,
        }

    def _attachment(self, field):
        record = self.evidence[field]
        found = (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", record._name),
                    ("res_field", "=", field),
                    ("res_id", "=", record.id),
                ]
            )
        )
        self.assertEqual(len(found), 1, field)
        return found

    def _people(self):
        return (*self.users.values(), self.administrator, self.portal_user)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_never_exchanged(self):
        for field in self.evidence:
            attachment = self._attachment(field)
            content = attachment.raw
            for user in self._people():
                own = attachment.with_user(user).sudo(False)
                for attempt in (
                    lambda a=own: a.write({"raw": b"forged"}),
                    lambda a=own: a.write({"name": "forged"}),
                    lambda a=own: a.write({"res_id": 0, "res_field": False}),
                    lambda a=own: a.unlink(),
                ):
                    with self.subTest(field=field, user=user.login):
                        with self.assertRaises(AccessError), self.env.cr.savepoint():
                            attempt()
                        self.env.invalidate_all()
            self.assertEqual(attachment.raw, content)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_no_second_file_beside_it(self):
        record = self.confirmer
        values = {
            "name": "forged.pdf",
            "raw": b"forged",
            "res_model": record._name,
            "res_id": record.id,
            "res_field": "authorization",
        }
        free = {"name": "mine.pdf", "raw": b"mine"}
        for user in (self.specialist, self.users["operations"], self.administrator):
            attachments = self.env["ir.attachment"].with_user(user)
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError), self.env.cr.savepoint():
                    attachments.create(values)
                with self.assertRaises(AccessError), self.env.cr.savepoint():
                    attachments.create(free).write(values)

    def test_a_pending_paper_is_changed_on_the_form(self):
        person = self.env["res.partner"].create(
            {"name": "Zhao Liu", "parent_id": self.advertiser.id}
        )
        confirmer = (
            self.env["ad.confirmer"]
            .with_user(self.specialist)
            .create(
                {
                    "advertiser_id": self.advertiser.id,
                    "partner_id": person.id,
                    "authorization": SCAN,
                }
            )
        )
        confirmer.authorization = PHOTO
        self.assertEqual(confirmer.authorization, PHOTO)
        confirmer.sudo().state = "active"
        with self.assertRaisesRegex(UserError, "is verified"):
            confirmer.authorization = SCAN


@tagged("post_install", "-at_install")
class TestContactMerge(CopyAccessCase):
    """Merging contacts loses no authorisation and no fact (ODOO_SALES)."""

    def _merge(self, source, target):
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard._merge((source | target).ids, target, extra_checks=False)
        self.env.invalidate_all()
        self.assertFalse(source.exists())

    def _double(self, **values):
        return self.env["res.partner"].create(
            {
                "name": "Wang Shili",
                "parent_id": self.advertiser.id,
                "email": "other@valves.example.com",
                **values,
            }
        )

    def test_two_confirmers_become_one_person(self):
        double = self._double()
        other = self._make_confirmer(double)
        sent = self.proof.confirmer_id
        self._merge(double, self.person)
        self.assertTrue(other.exists())
        self.assertEqual((sent.state, other.state), ("active", "ended"))
        self.assertTrue(other.end_reason)
        self.assertEqual((sent | other).partner_id, self.person)
        # Links still go to the address that was verified.
        self.assertEqual(sent.email, "wang@valves.example.com")
        self.assertTrue(self.proof._may_sign(sent))

    def test_the_confirmer_is_merged_into_another_contact(self):
        double = self._double()
        self._merge(self.person, double)
        self.assertEqual(self.proof.confirmer_id.partner_id, double)
        self.assertEqual(self.proof.confirmer_id.email, "wang@valves.example.com")

    def test_a_pending_one_gives_way(self):
        double = self._double()
        pending = self._make_confirmer(double, state="pending")
        self._merge(self.person, double)
        self.assertEqual(pending.state, "ended")
        self.assertEqual(self.proof.confirmer_id.state, "active")

    def test_two_customers_become_one(self):
        """Both ran first in one quarter; both facts stay."""
        mine = self.mine["ad.proof.exception"]
        theirs = self.theirs["ad.proof.exception"]
        source = self.foreign.partner_id
        proof, version = (
            self.theirs["ad.proof.confirmation"],
            self.theirs["ad.material.version"],
        )
        before = proof.fingerprint, proof.advertiser_name, version.checksum
        self._merge(source, self.advertiser)
        self.assertTrue(mine.exists() and theirs.exists())
        self.assertEqual((mine | theirs).advertiser_id, self.advertiser)
        self.assertEqual(proof.advertiser_id, self.advertiser)
        self.assertEqual(
            (proof.fingerprint, proof.advertiser_name, version.checksum), before
        )
        self.assertTrue(self.foreign_confirmer.exists())
        self.assertEqual(self.foreign_confirmer.state, "active")
        for model in COPY_FACTS:
            with self.subTest(model=model):
                self.assertTrue(self.theirs[model].exists())

    def test_a_confirmer_who_gets_a_login_here(self):
        """Whoever works here confirms nothing, since when ever (C10)."""
        self.assertTrue(self.proof._may_sign(self.confirmer))
        self.plain_user.partner_id = self.person
        self.env.invalidate_all()
        self.assertFalse(self.proof._may_sign(self.confirmer))
