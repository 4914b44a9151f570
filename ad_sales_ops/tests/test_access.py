"""What each job title reads and writes of contracts and their facts (G1, G3, E22)."""

from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .chain_common import ChainCase
from .customers_common import credit_code_of

#: Facts: nobody writes, creates or deletes them by hand.
FACTS = ("ad.sign.off", "ad.seal.use", "ad.written.statement", "ad.close.override")
DOCUMENTS = ("sale.order", "sale.order.line", "ad.contract.copy", *FACTS)
#: Contract fields that the customer reads on his portal.
PORTAL_ORDER_FIELDS = {
    "ad_confirm_portal",
    "ad_contract_kind",
    "ad_date_end",
    "ad_date_start",
    "ad_payment_date",
    "ad_payment_kind",
    "ad_special_request",
    "ad_standing_copy",
}


class AccessCase(ChainCase):
    """A sealed contract in each of two divisions, with every fact."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stranger = cls._make_user("specialist3", "group_ad_specialist")
        cls.other_supervisor = cls._make_user("supervisor2", "group_ad_supervisor")
        cls.other_manager = cls._make_user("manager2", "group_ad_manager")
        cls.other_division = cls.env["crm.team"].create(
            {
                "name": "Other Division",
                "company_id": cls.company.id,
                "user_id": cls.other_manager.id,
            }
        )
        cls.other_team = cls.env["crm.team"].create(
            {
                "name": "Other Team",
                "company_id": cls.company.id,
                "user_id": cls.other_supervisor.id,
                "ad_parent_id": cls.other_division.id,
                "member_ids": [Command.link(cls.stranger.id)],
            }
        )
        cls.own = cls._complete_contract()
        users = cls.users
        cls.users = users | {
            "specialist": cls.stranger,
            "supervisor": cls.other_supervisor,
            "manager": cls.other_manager,
        }
        customer = cls._make_advertiser(
            "Test Pump Works", company_registry=credit_code_of(2)
        )
        cls.foreign = cls._complete_contract(
            partner_id=customer.id, team_id=cls.other_team.id
        )
        cls.users = users
        cls.both = cls.own | cls.foreign
        cls.env.flush_all()

    @classmethod
    def _complete_contract(cls, **values):
        """Sealed, one insertion withdrawn, one late booking allowed."""
        order = cls._make_contract(**values)
        manager = cls.users["manager"]
        cls.env["ad.close.override"].with_user(manager)._grant(
            order, cls.issues[0], "Promised"
        )
        cls._seal(order)
        order.ad_placement_ids[1].with_user(order.user_id)._action_withdraw(
            cls._statement()
        )
        return order.with_user(cls.env.user)

    def _records(self, model, orders):
        """Everything of a model that belongs to some orders."""
        if model == "sale.order":
            return orders.sudo()
        return self.env[model].sudo().search([("order_id", "in", orders.ids)])

    def _reads(self, user, orders, models=DOCUMENTS):
        """The user finds and reads what belongs to these orders and nothing else."""
        for model in models:
            with self.subTest(user=user.name, model=model):
                expected = self._records(model, orders)
                hidden = self._records(model, self.both - orders)
                self.assertTrue(self._records(model, self.both))
                found = (
                    self.env[model]
                    .with_user(user)
                    .search([("id", "in", self._records(model, self.both).ids)])
                )
                self.assertEqual(set(found.ids), set(expected.ids))
                found.invalidate_recordset()
                found.read(self._names(model, user))
                for record in hidden:
                    self._no(user, record, "read")

    def _names(self, model, user):
        """Every field of our own; of Odoo's only what each reader may see."""
        names = self.env[model].with_user(user).fields_get()
        if model.startswith("ad."):
            return list(names)
        return ["display_name", *(name for name in names if name.startswith("ad_"))]

    def _opens_the_form(self, user, order):
        """The contract's form, as this title gets it, can be read."""
        order = order.with_user(user)
        form = self.env.ref("ad_sales_ops.ad_contract_view_form")
        arch = etree.fromstring(order.get_view(form.id, "form")["arch"])
        names = {
            node.get("name")
            for node in arch.iter("field")
            if not any(up.tag == "field" for up in node.iterancestors())
        }
        self.assertIn("ad_contract_state", names)
        order.invalidate_recordset()
        with self.subTest(user=user.name):
            order.read(sorted(names))

    def _reads_nothing(self, user):
        for model in (*DOCUMENTS, "ad.placement"):
            with self.subTest(user=user.name, model=model):
                for record in self._records(model, self.both):
                    self._no(user, record, "read")

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def _no(self, user, record, operation):
        with self.assertRaises(AccessError):
            record.with_user(user).check_access(operation)

    def _writes(self, user, model, operations=""):
        """Exactly these rights on a model: a string of w, c, u."""
        names = {"w": "write", "c": "create", "u": "unlink"}
        records = self.env[model].with_user(user)
        found = "".join(
            letter for letter, name in names.items() if records.has_access(name)
        )
        with self.subTest(user=user.name, model=model):
            self.assertEqual(found, operations)

    def _writes_facts_never(self, user):
        for model in FACTS:
            self._writes(user, model, "")


@tagged("post_install", "-at_install")
class TestAccess(AccessCase):
    """One method per job title."""

    def _only_reads(self, title, orders=None):
        user = self.users[title]
        orders = self.both if orders is None else orders
        self._reads(user, orders, (*DOCUMENTS, "ad.placement"))
        self._writes_facts_never(user)
        for model in ("sale.order", "sale.order.line"):
            self._writes(user, model, "")
        self._writes(user, "ad.authorization", "")
        with self._denied():
            orders[0].with_user(user).write({"note": "Mine"})
        self._opens_the_form(user, orders[0])
        return user

    def test_specialist(self):
        user = self.specialist
        self._reads(user, self.own, (*DOCUMENTS, "ad.placement"))
        self._writes_facts_never(user)
        self._writes(user, "sale.order", "wc")
        self._writes(user, "sale.order.line", "wcu")
        self._writes(user, "ad.placement", "wcu")
        self._writes(user, "ad.contract.copy", "w")
        self._writes(user, "ad.authorization", "")
        self._no(user, self.foreign, "write")
        self._no(user, self.foreign.order_line, "write")
        self._no(user, self.foreign.ad_placement_ids[0], "write")
        self._reads(self.stranger, self.foreign, (*DOCUMENTS, "ad.placement"))
        self._reads(self.other_specialist, self.env["sale.order"], DOCUMENTS)

    def test_specialist_creates_no_placement_elsewhere(self):
        order = self._make_contract(schedule=False)
        with self._denied():
            self.env["ad.placement"].with_user(self.stranger).create(
                {"order_line_id": order.order_line.id, "issue_id": self.issues[4].id}
            )

    def test_carer_and_owner(self):
        """E22: a contract opens for both; insertions follow the carer alone."""
        order = self._make_contract(
            ad_carer_id=self.other_specialist.id, schedule=False
        )
        self.env["ad.placement"].with_user(self.other_specialist).create(
            {"order_line_id": order.order_line.id, "issue_id": self.issues[4].id}
        )
        placement = order.sudo().ad_placement_ids
        self.assertEqual(placement.user_id, self.other_specialist)
        for user in (self.specialist, self.other_specialist):
            with self.subTest(user=user.name):
                self.assertIn(order, self.env["sale.order"].with_user(user).search([]))
                order.with_user(user).write({"ad_special_request": user.name})
                order.order_line.with_user(user).write({"discount": 1})
        self._no(self.specialist, placement, "read")
        placement.with_user(self.other_specialist).check_access("write")
        self._no(self.stranger, order, "read")

    def test_carer_columns_are_indexed(self):
        """The specialist's rule is an equality on a column that leads an index."""
        for table, name in (("sale_order", "ad_carer_id"), ("ad_placement", "user_id")):
            self.env.cr.execute(
                "SELECT 1 FROM pg_indexes WHERE tablename = %s AND indexdef LIKE %s",
                [table, f"%({name}%"],
            )
            with self.subTest(table=table):
                self.assertTrue(self.env.cr.fetchall())

    def test_supervisor(self):
        user = self.supervisor
        self._reads(user, self.own, (*DOCUMENTS, "ad.placement"))
        self._writes_facts_never(user)
        self._writes(user, "sale.order", "wc")
        self._writes(user, "ad.authorization", "")
        self._no(user, self.foreign, "write")

    def test_manager(self):
        user = self.manager
        self._reads(user, self.own, (*DOCUMENTS, "ad.placement"))
        self._writes_facts_never(user)
        self._writes(user, "ad.authorization", "")
        self._no(user, self.foreign, "write")
        self._reads(self.other_manager, self.foreign, DOCUMENTS)

    def test_general_manager(self):
        user = self.general_manager
        self._reads(user, self.both, (*DOCUMENTS, "ad.placement"))
        self._writes_facts_never(user)
        # The web client saves a new one only with the right to write; editing is
        # refused by the model.
        self._writes(user, "ad.authorization", "wc")

    def test_operations(self):
        user = self._only_reads("operations")
        self._writes(user, "ad.contract.copy", "w")

    def test_contract_admin(self):
        """E30: by membership of a team or of the division above it."""
        user = self.users["contract_admin"]
        self._reads_nothing(user)
        self.team.member_ids = [Command.link(user.id)]
        self.assertIn(user, self.team.member_ids)
        self._only_reads("contract_admin", self.own)
        self.team.member_ids = [Command.unlink(user.id)]
        self.env.flush_all()
        self._reads_nothing(user)
        self.other_division.member_ids = [Command.link(user.id)]
        self._only_reads("contract_admin", self.foreign)
        self._writes(user, "ad.contract.copy", "w")

    def test_production(self):
        self._writes(self._only_reads("production"), "ad.contract.copy", "")

    def test_proofreader(self):
        self._writes(self._only_reads("proofreader"), "ad.placement", "")

    def test_reviewer(self):
        self._writes(self._only_reads("reviewer"), "ad.placement", "")

    def test_distribution(self):
        self._writes(self._only_reads("distribution"), "ad.placement", "")

    def test_service_supervisor(self):
        self._writes(self._only_reads("service_supervisor"), "ad.placement", "")

    def test_finance(self):
        """Billing rights write orders in Odoo; a contract they do not."""
        user = self.users["finance"]
        self._reads(user, self.both, (*DOCUMENTS, "ad.placement"))
        self._writes_facts_never(user)
        self._writes(user, "ad.placement", "")
        self._writes(user, "ad.contract.copy", "w")
        with self._denied():
            self.own.with_user(user).write({"note": "Mine"})
        self._opens_the_form(user, self.own)

    def test_sellers_open_the_form(self):
        for title in ("specialist", "supervisor", "manager", "general_manager"):
            self._opens_the_form(self.users[title], self.own)

    def test_specialist_with_a_reading_title(self):
        """Rights add up: a specialist of production sees what production sees."""
        user = self._make_user("both", "group_ad_specialist")
        user.group_ids = [
            Command.link(self.env.ref("ad_sales_ops.group_ad_production").id)
        ]
        self._reads(user, self.both, (*DOCUMENTS, "ad.placement"))
        self._no(user, self.own, "write")

    def test_deputy(self):
        """G8: reads the team's contracts while the authorisation is in force."""
        user = self._make_user("deputy", "group_ad_specialist")
        self._reads(user, self.env["sale.order"])
        authorization = self._authorize(user, "manager", principal_id=self.manager.id)
        self._reads(user, self.own)
        self._no(user, self.own, "write")
        authorization.with_user(self.general_manager).action_revoke()
        self._reads(user, self.env["sale.order"])

    def test_internal_user_without_a_title(self):
        self._reads_nothing(self.plain_user)
        for model in (*DOCUMENTS, "ad.placement", "ad.authorization"):
            self._writes(self.plain_user, model, "")

    def test_public(self):
        public = self.env.ref("base.public_user")
        self._reads_nothing(public)
        for model in (*DOCUMENTS, "ad.placement", "ad.authorization"):
            self._writes(public, model, "")

    def test_portal(self):
        """A customer's session finds his own contracts, and no inner record."""
        user = self.portal_user
        user.partner_id.parent_id = self.advertiser
        self.env.flush_all()
        found = self.env["sale.order"].with_user(user).search([])
        self.assertIn(self.own, found)
        self.assertNotIn(self.foreign, found)
        for model in (*FACTS, "ad.placement", "ad.contract.copy", "ad.authorization"):
            with self.subTest(model=model):
                self.assertFalse(self.env[model].with_user(user).has_access("read"))
        with self._denied():
            self.own.with_user(user).write({"ad_special_request": "Mine"})

    def test_portal_reads_no_internal_field(self):
        """The portal reads sale.order by RPC: `groups=` on every internal field."""
        self.portal_user.partner_id.parent_id = self.advertiser
        orders = self.env["sale.order"].with_user(self.portal_user)
        names = {name for name in orders.fields_get() if name.startswith("ad_")}
        self.assertEqual(names, PORTAL_ORDER_FIELDS)
        lines = self.env["sale.order.line"].with_user(self.portal_user)
        self.assertFalse(
            [name for name in lines.fields_get() if name.startswith("ad_")]
        )
        partners = self.env["res.partner"].with_user(self.portal_user)
        self.assertFalse(
            [name for name in partners.fields_get() if name.startswith("ad_")]
        )
        record = orders.browse(self.own.id)
        record.read(sorted(PORTAL_ORDER_FIELDS))
        for name in ("ad_contract_state", "ad_sign_off_ids", "ad_customer_scan"):
            with self.subTest(name=name), self._denied():
                record.read([name])

    def test_acl_names_a_group(self):
        """No ACL row of the module without a group."""
        rows = self.env["ir.model.data"].search(
            [("module", "=", "ad_sales_ops"), ("model", "=", "ir.model.access")]
        )
        accesses = self.env["ir.model.access"].browse(rows.mapped("res_id"))
        self.assertGreater(len(accesses), 50)
        self.assertFalse(accesses.filtered(lambda access: not access.group_id))

    def test_every_model_has_an_acl(self):
        models = self.env["ir.model"].search([("model", "=like", "ad.%")])
        concrete = models.filtered(
            lambda model: model.model in self.env
            and not self.env[model.model]._abstract
        )
        self.assertGreater(len(concrete), 15)
        self.assertFalse(
            concrete.filtered(lambda model: not model.access_ids).mapped("model")
        )

    def test_facts_have_no_writing_acl(self):
        for model in FACTS:
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

    def test_every_company_model_has_a_company_rule(self):
        models = self.env["ir.model"].search([("model", "=like", "ad.%")])
        rules = self.env["ir.rule"].search([("domain_force", "ilike", "company_id")])
        ruled = set(rules.mapped("model_id.model"))
        for model in models.mapped("model"):
            records = self.env.get(model)
            if records is None or records._abstract or records._transient:
                continue
            field = records._fields.get("company_id")
            with self.subTest(model=model):
                if field is not None and field.store:
                    self.assertIn(model, ruled)


@tagged("post_install", "-at_install")
class TestForcedDeletion(ChainCase):
    """A context key that any client may send skips no guard of ours."""

    FORCED = {"_force_unlink": True}

    def test_every_guarded_model_is_held(self):
        mixin = self.registry["ad.kept.mixin"]
        for name in self.registry:
            model = self.env[name]
            if name.startswith("ad.") and model._ondelete_methods:
                with self.subTest(model=name):
                    self.assertIsInstance(model, mixin)

    def _delete(self, record, title):
        """Try it as a client would."""
        forced = record.with_user(self.users[title]).with_context(**self.FORCED)
        with mute_logger("odoo.addons.base.models.ir_model"):
            with self.assertRaises(UserError), self.cr.savepoint():
                forced.unlink()
        self.env.invalidate_all()
        self.assertTrue(record.exists())

    def test_sealed_insertion(self):
        order = self._at("sealed")
        self._delete(order.ad_placement_ids[:1], "specialist")

    def test_frozen_plan(self):
        content = self.env["ad.page.content"].create(
            {"issue_id": self.issues[0].id, "page": 5}
        )
        self.issues[0].sudo().state = "at_press"
        self._delete(content, "operations")

    def test_superuser_in_a_clients_context(self):
        """Our own code runs as superuser in whatever context the client sent."""
        content = self.env["ad.page.content"].create(
            {"issue_id": self.issues[0].id, "page": 5}
        )
        self.issues[0].sudo().state = "at_press"
        own = content.with_user(self.users["operations"])
        with self.assertRaises(UserError):
            own.with_context(**self.FORCED).sudo().unlink()

    def test_uninstalling(self):
        """Odoo itself, as user 1, takes its own records along."""
        content = self.env["ad.page.content"].create(
            {"issue_id": self.issues[0].id, "page": 5}
        )
        self.issues[0].sudo().state = "at_press"
        content.with_context(**self.FORCED).unlink()
        self.assertFalse(content.exists())
