"""Query budgets of copy and confirmation (DESIGN 7: B3; the desks' batches)."""

from datetime import timedelta

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL

from .proof_common import ProofCase
from .test_budgets import BudgetCase
from .test_proof_returns import PHOTO


class CopyBudgetCase(BudgetCase, ProofCase):
    """Multiplies real rows in SQL: making them is not what is measured."""

    @classmethod
    def _clone(cls, record, count, **columns):
        """Copies of a row, numbered ``n`` from 1.

        :param columns: SQL of the columns that differ
        :return: the copies
        """
        cls.env.flush_all()
        table = SQL.identifier(record._table)
        names = [
            name
            for (name,) in cls.env.execute_query(
                SQL(
                    "SELECT column_name FROM information_schema.columns "
                    "WHERE table_name = %s AND column_name != 'id'",
                    record._table,
                )
            )
        ]
        rows = cls.env.execute_query(
            SQL(
                "INSERT INTO %s (%s) SELECT %s FROM %s t, generate_series(1, %s) n "
                "WHERE t.id = %s ORDER BY n RETURNING id",
                table,
                SQL(", ").join(map(SQL.identifier, names)),
                SQL(", ").join(
                    columns.get(name) or SQL.identifier("t", name) for name in names
                ),
                table,
                count,
                record.id,
            )
        )
        cls.env.invalidate_all()
        return record.sudo().browse(row[0] for row in rows)

    @classmethod
    def _pick(cls, records):
        """SQL that deals the records out, one after the other."""
        return SQL("(%s)[1 + (n - 1) %% %s]", records.ids, len(records))


@tagged("post_install", "-at_install")
class TestFullIssueBudget(CopyBudgetCase):
    """B3: an issue with 2,000 insertions, each with copy, findings, prices, proof."""

    PLACEMENTS = 2000
    VERSIONS = 200
    CUSTOMERS = 50

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        pattern = cls.placement.sudo()
        cls.issue = pattern.issue_id
        partners = cls.env["res.partner"].create(
            [
                {
                    "name": f"Budget Valves {number}",
                    "is_company": True,
                    "company_id": cls.company.id,
                    "ad_is_advertiser": True,
                }
                for number in range(cls.CUSTOMERS)
            ]
        )
        orders = cls._clone(
            cls.order.sudo(),
            cls.CUSTOMERS,
            partner_id=cls._pick(partners),
            name=SQL("'BUDGET' || n"),
        )
        materials = cls._clone(
            cls.material.sudo(),
            cls.VERSIONS,
            number=SQL("'BUDGET' || n"),
            advertiser_id=cls._pick(partners),
        )
        versions = cls._clone(
            cls.version.sudo(),
            cls.VERSIONS,
            material_id=cls._pick(materials),
            advertiser_id=cls._pick(partners),
            reading_state=SQL("CASE n %% 5 WHEN 0 THEN 'to_read' ELSE 'passed' END"),
        )
        cls.all = cls._clone(
            pattern,
            cls.PLACEMENTS,
            number=SQL("n"),
            order_id=cls._pick(orders),
            version_id=cls._pick(versions),
            material_id=cls._pick(materials),
            advertiser_id=cls._pick(partners),
            clearance_blockers=SQL("NULL"),
            first_expiry=SQL("CASE n %% 20 WHEN 0 THEN t.publication_date - 1 END"),
            slot=SQL("0"),
            page=SQL("0"),
        )
        cls._make_findings(versions)
        cls._make_items(versions)
        cls._make_proofs(versions, partners)
        # The pattern itself is one too many.
        cls.env.cr.execute(
            "UPDATE ad_placement SET stage = 'cancelled' WHERE id = %s", [pattern.id]
        )
        cls.env.cr.execute("ANALYZE")
        cls.env.invalidate_all()

    @classmethod
    def _make_findings(cls, versions):
        finding = (
            cls.env["ad.content.finding"]
            .sudo()
            .create(
                {
                    "version_id": cls.version.id,
                    "kind": "restricted",
                    "key": "term best",
                    "phrase": "best",
                    "severity": "judge",
                }
            )
        )
        cls._clone(
            finding,
            len(versions),
            version_id=cls._pick(versions),
            state=SQL("CASE n %% 4 WHEN 0 THEN 'open' ELSE 'acceptable' END"),
        )

    @classmethod
    def _make_items(cls, versions):
        priced = cls._make_material(
            kind="price_list",
            content={
                "item_ids": [
                    Command.create(
                        {
                            "name": "Ball valve",
                            "price": 36.5,
                            "currency_id": cls.company.currency_id.id,
                            "valid_until": cls.issue.publication_date
                            - timedelta(days=1),
                        }
                    )
                ]
            },
        )
        cls._clone(
            priced.version_id.item_ids.sudo(),
            3 * len(versions),
            version_id=cls._pick(versions),
        )

    @classmethod
    def _make_proofs(cls, versions, partners):
        """A proof each, in every state; slips to verify and exceptions for some."""
        numbers = SQL("'BUDGET' || n")
        proofs = cls._clone(
            cls.proof,
            cls.PLACEMENTS,
            number=numbers,
            placement_id=cls._pick(cls.all),
            version_id=cls._pick(versions),
            advertiser_id=cls._pick(partners),
            state=SQL(
                "CASE n %% 4 WHEN 0 THEN 'draft' WHEN 1 THEN 'sent' "
                "WHEN 2 THEN 'refused' ELSE 'confirmed' END"
            ),
            refusal_comment=SQL("'No'"),
        )
        slip = (
            cls.proof.sudo(False)
            .with_user(cls.specialist)
            ._register_return({"channel": "visit", "photo": PHOTO, "is_signed": True})
        )
        cls._clone(slip.sudo(), 400, proof_id=cls._pick(proofs))
        exception = cls.env["ad.proof.exception"]._grant(
            cls.placements[1], "standing", {"proof_id": cls.proof.id}
        )
        cls._clone(exception, 300, placement_id=cls._pick(cls.all))

    def _recompute(self):
        self.env["ad.placement"]._touch_open([("issue_id", "=", self.issue.id)])

    def test_recompute(self):
        """At most 25 queries, and one more for every hundred that change."""
        self._recompute()  # rights and views are cached once for all users
        self.env.flush_all()
        blocked = self.all.filtered("clearance_blockers")
        self.assertGreater(len(blocked), 1500)
        text = "\n".join(self.all.mapped(lambda p: p.clearance_blockers or ""))
        for words in (
            "is not decided",
            "has not been proof-read",
            "end before the publication",
            "has not been sent",
            "has not answered",
            "refused proof",
            "not been placed",
        ):
            self.assertIn(words, text)
        queries = self._count(self._recompute)
        self.assertBudget(queries, 25, "B3, nothing changes")
        self.env.cr.execute(
            "UPDATE ad_placement SET clearance_blockers = 'x' WHERE id = ANY(%s)",
            [self.all.ids],
        )
        queries = self._count(self._recompute)
        changed = len(self.all) // 100
        self.assertBudget(queries, 25 + changed, "B3, all change")

    def test_proof_states(self):
        """The states of confirmation behind it, for all at once."""
        field = self.all._fields["proof_state"]

        def recompute():
            self.env.add_to_compute(field, self.all)

        self._count(recompute)
        self.assertIn("returned", self.all.mapped("proof_state"))
        queries = self._count(recompute)
        self.assertBudget(queries, 25, "Confirmation states")


@tagged("post_install", "-at_install")
class TestDeskBudgets(CopyBudgetCase):
    """What a desk does twenty or sixty times a day costs the same each time."""

    SLIPS = 60

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.supervisor = cls.users["supervisor"]
        cls.clones = cls._clone(
            cls.placement.sudo(),
            cls.SLIPS,
            number=SQL("100 + n"),
            issue_id=SQL("(%s)[n]", cls.many.ids),
        )
        cls.env.add_to_compute(cls.clones._fields["proof_state"], cls.clones)
        cls.env.flush_all()

    @classmethod
    def _make_slips(cls):
        proofs = cls.env["ad.proof.confirmation"]._make(cls.clones)
        for proof in proofs:
            proof._action_send(cls.confirmer)
            proof.sudo(False).with_user(cls.specialist)._register_return(
                {"channel": "visit", "photo": PHOTO, "is_signed": True}
            )
        slips = proofs.return_ids
        cls.env.flush_all()
        cls.env.invalidate_all()
        return slips.sudo(False).with_user(cls.supervisor)

    def test_verification_screen(self):
        """Sixty slips load like twenty; each verification costs the same."""
        slips = self._make_slips()
        records = slips.browse()
        records.load_pending()  # rights and views are cached once for all users
        sixty = self._count(records.load_pending)
        self.assertEqual(len(records.load_pending()), self.SLIPS)
        self.assertBudget(sixty, 20, "Verification screen")
        slips[0].verify_from_screen()
        queries = [self._count(slip.verify_from_screen) for slip in slips[1:21]]
        self.assertEqual(set(slips[:21].mapped("state")), {"verified"})
        self.assertBudget(max(queries), 40, "One slip verified")
        self.assertBudget(max(queries), min(queries), "The twentieth slip")
        twenty_less = self._count(records.load_pending)
        self.assertBudget(sixty, twenty_less, "Sixty slips instead of forty")

    def test_verify_at_once(self):
        slips = self._make_slips()
        slips[0].action_verify()
        few = self._count(slips[1:11].action_verify)
        many = self._count(slips[11:31].action_verify)
        self.assertBudget(many, 2 * few, "Twenty slips at once")

    def test_slip_of_500_items(self):
        queries = []
        for placement, count in zip(self.placements[1:], (50, 500), strict=True):
            slip = (
                self.env["ad.copy.slip"]
                .with_user(self.specialist)
                .create(
                    {
                        "placement_id": placement.id,
                        "is_declared": True,
                        "declared_by": "Wang Shili",
                        "line_ids": [
                            Command.create({"name": f"Valve {number}", "price": 1.0})
                            for number in range(count)
                        ],
                    }
                )
            )
            self.assertEqual(len(slip.line_ids), count)
            queries.append(self._count(slip.action_apply))
            self.assertEqual(placement.version_id.item_count, count)
        # The ORM writes 100 rows a statement.
        self.assertBudget(queries[1], queries[0] + 10, "A slip of 500 items")
        self.assertBudget(queries[0], 110, "A slip of 50 items")

    def test_send_fifty_proofs(self):
        production = self.clones.sudo(False).with_user(self.production)
        production[:5].action_ad_send_proof()
        few = self._count(production[5:10].action_ad_send_proof)
        many = self._count(production[10:60].action_ad_send_proof)
        self.assertEqual(set(self.clones.mapped("proof_state")), {"sent"})
        self.assertBudget(many, 10 * few, "Fifty proofs")
        self.assertBudget(many, 50 * 25, "Fifty proofs")

    def test_proof_round(self):
        """The list of the round, opened by the specialist who drives it."""
        self._make_slips()
        placements = self.env["ad.placement"].with_user(self.specialist)
        placements = placements.with_context(lang="en_US", tz="Asia/Shanghai")
        view = self.env.ref("ad_sales_ops.ad_proof_round_view_list")
        arch = placements.get_views([(view.id, "list")])["views"]["list"]["arch"]
        specification = self._specification(placements, arch)

        def read():
            return placements.web_search_read(
                [("stage", "=", "booked")], specification, limit=80, count_limit=10001
            )

        self.assertGreater(len(read()["records"]), self.SLIPS)
        self.assertBudget(self._count(read), 10, "Proof round")
