"""The manager's audit of confirmation slips and published data (F7)."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .proof_common import ProofCase


class AuditCase(ProofCase):
    """Three confirmed slips and a published issue of the manager's division."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.users["manager"]
        cls.general_manager = cls.users["general_manager"]
        cls.proofs = cls.proof
        for placement in cls.placements[1:]:
            cls.proofs |= cls._sent_proof(placement)
        for proof in cls.proofs:
            proof._confirm("visit", {"confirmer_id": cls.confirmer.id})
        cls.publication = cls._publication(cls.placement)
        cls.env.flush_all()

    @classmethod
    def _publication(cls, placement, **values):
        # The way of an issue is its own tests' subject.
        return (
            cls.env["ad.publication"]
            .sudo()
            .create(
                {
                    **placement._prepare_publication_values(),
                    "published_by_id": cls.users["operations"].id,
                    "published_on": "2026-01-01 08:00:00",
                    **values,
                }
            )
        )

    def _audit(self, user=None, **values):
        return (
            self.env["ad.proof.audit"]
            .with_user(user or self.manager)
            .create(
                {
                    "scope": "month",
                    "month": self.placement.publication_date,
                    "company_id": self.company.id,
                    **values,
                }
            )
        )

    def _drawn(self, user=None, **values):
        audit = self._audit(user, **values)
        audit.action_draw()
        return audit

    def _wide(self, **values):
        """An audit of one issue in which all three slips count."""
        self.proofs.invalidate_recordset()
        self.env.cr.execute(
            "UPDATE ad_proof_confirmation SET issue_id = %s WHERE id IN %s",
            [self.placement.issue_id.id, tuple(self.proofs.ids)],
        )
        return {
            "scope": "issue",
            "issue_id": self.placement.issue_id.id,
            "subject": "slip",
            **values,
        }


@tagged("post_install", "-at_install")
class TestProofAudit(AuditCase):
    def test_slips_and_publications_of_a_month(self):
        audit = self._drawn()
        self.assertEqual(audit.state, "open")
        self.assertRegex(audit.number, r"^PA\d{4}-\d{4}$")
        self.assertEqual(audit.line_ids.proof_id.sudo(), self.proof)
        self.assertEqual(audit.line_ids.publication_id.sudo(), self.publication)
        slip, publication = audit.line_ids
        self.assertEqual(slip.reference, self.proof.number)
        self.assertIn("Confirmed by", slip.facts)
        self.assertIn(self.full_page.name, publication.reference)
        self.assertIn("not checked yet", publication.facts)

    def test_an_issue(self):
        audit = self._drawn(
            scope="issue", issue_id=self.placements[1].issue_id.id, subject="both"
        )
        self.assertEqual(audit.line_ids.proof_id.sudo(), self.proofs[1])
        self.assertFalse(audit.line_ids.publication_id)

    def test_one_subject_only(self):
        self.assertEqual(
            self._drawn(subject="publication").line_ids.mapped("kind"), ["publication"]
        )
        self.assertEqual(self._drawn(subject="slip").line_ids.mapped("kind"), ["slip"])

    def test_sample(self):
        for sample, expected in (
            ({"sample": "count", "sample_count": 2}, 2),
            ({"sample": "count", "sample_count": 50}, 3),
            ({"sample": "percent", "sample_percent": 34}, 2),
            ({"sample": "percent", "sample_percent": 1}, 1),
            ({"sample": "all"}, 3),
        ):
            audit = self._drawn(**self._wide(**sample))
            self.assertEqual(len(audit.line_ids), expected, sample)
            self.assertEqual(audit.population_count, 3)

    def test_the_draw_can_be_repeated(self):
        audit = self._drawn(**self._wide(sample="count", sample_count=2))
        drawn = [("slip", proof.id) for proof in audit.line_ids.proof_id]
        self.assertEqual(audit._draw(), drawn)
        # Another seed draws another sample sooner or later.
        samples = set()
        for number in range(20):
            audit.sudo().seed = f"seed {number}"
            samples.add(tuple(audit._draw()))
        self.assertEqual(len(samples), 3)

    def test_own_division_only(self):
        other = self._make_user("manager2", "group_ad_manager")
        audit = self._audit(other)
        with self.assertRaisesRegex(UserError, "nothing to audit"):
            audit.action_draw()
        # A title that reads every proof does not widen his division.
        other.group_ids += self.env.ref("ad_sales_ops.group_ad_contract_admin")
        with self.assertRaisesRegex(UserError, "nothing to audit"):
            audit.action_draw()
        self.assertEqual(len(self._drawn(self.general_manager).line_ids), 2)

    def test_never_ones_own_work(self):
        self.order.sudo().ad_closer_id = self.manager
        with self.assertRaisesRegex(UserError, "nothing to audit"):
            self._audit().action_draw()
        self.order.sudo().ad_closer_id = False
        self.publication.write({"checked_by_id": self.manager.id})
        audit = self._drawn()
        self.assertEqual((audit.own_count, audit.population_count), (1, 1))
        self.assertEqual(audit.line_ids.mapped("kind"), ["slip"])

    def test_nor_a_slip_that_one_verified(self):
        self.env["ad.proof.return"].sudo().create(
            {
                "proof_id": self.proof.id,
                "proof_number": self.proof.number,
                "fingerprint": self.proof.fingerprint,
                "advertiser_id": self.advertiser.id,
                "issue_id": self.proof.issue_id.id,
                "company_id": self.company.id,
                "channel": "visit",
                "photo": "QQ==",
                "registered_by_id": self.specialist.id,
                "registered_on": "2026-01-01 08:00:00",
                "state": "verified",
                "verified_by_id": self.manager.id,
            }
        )
        with self.assertRaisesRegex(UserError, "nothing to audit"):
            self._audit(subject="slip").action_draw()

    def test_what_became_ones_own_since(self):
        audit = self._drawn()
        self.order.sudo().ad_closer_id = self.manager
        with self.assertRaisesRegex(AccessError, "sold this yourself"):
            audit.line_ids[0].action_ok()
        audit.action_close()
        self.assertEqual(set(audit.line_ids.mapped("result")), {"left_out"})

    def test_nothing_chosen(self):
        with self.assertRaisesRegex(UserError, "Choose the issue"):
            self._audit(scope="issue").action_draw()
        with self.assertRaisesRegex(UserError, "Choose the month"):
            self._audit(month=False).action_draw()

    def test_drawn_once_and_terms_stay(self):
        audit = self._drawn()
        with self.assertRaisesRegex(UserError, "drawn already"):
            audit.action_draw()
        with self.assertRaisesRegex(UserError, "lines of audit .* are drawn"):
            audit.subject = "slip"
        audit.conclusion = "In order"
        with self.assertRaisesRegex(UserError, "are kept"):
            audit.unlink()
        with self.assertRaises(AccessError):
            audit.seed = "mine"
        self._audit().unlink()

    def test_somebody_elses_audit(self):
        audit = self._audit().with_user(self.general_manager)
        with self.assertRaisesRegex(AccessError, "Start one of your own"):
            audit.action_draw()
        drawn = self._drawn()
        with self.assertRaisesRegex(AccessError, "Only the auditor"):
            drawn.line_ids[0].with_user(self.general_manager).action_ok()
        with self.assertRaisesRegex(AccessError, "Start one of your own"):
            drawn.with_user(self.general_manager).action_close()


@tagged("post_install", "-at_install")
class TestAuditFindings(AuditCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.audit = (
            cls.env["ad.proof.audit"]
            .with_user(cls.manager)
            .create(
                {
                    "scope": "month",
                    "month": cls.placement.publication_date,
                    "company_id": cls.company.id,
                }
            )
        )
        cls.audit.action_draw()
        cls.slip, cls.appeared = cls.audit.line_ids

    def _find(self, line=None, **values):
        line = line or self.slip
        line.write({"result": "finding", "note": "No seal on the slip", **values})
        return line

    def test_finding_and_owner(self):
        self._find()
        self.assertEqual(self.slip.owner_id, self.specialist)
        due = self.env["ad.calendar.exception"]._add_working_days(
            self.today, 3, self.company
        )
        self.assertEqual(self.slip.due_date, due)
        self.assertTrue(self.slip.looked_on)
        (todo,) = self.slip.sudo().activity_ids
        self.assertEqual((todo.user_id, todo.date_deadline), (self.specialist, due))
        self.assertIn("No seal", todo.note)

    def test_another_owner_and_date(self):
        due = self.today + relativedelta(days=30)
        self._find(owner_id=self.production.id, due_date=due)
        todo = self.slip.sudo().activity_ids
        self.assertEqual((todo.user_id, todo.date_deadline), (self.production, due))
        # He thinks again: the to-do goes.
        self.slip.result = "ok"
        self.assertFalse(self.slip.sudo().activity_ids)
        self.assertFalse(self.slip.owner_id)

    def test_bad_findings(self):
        for values, words in (
            ({"note": " "}, "write down what you found"),
            ({"due_date": self.today - timedelta(days=1)}, "in the past"),
            ({"owner_id": self.portal_user.id}, "name a colleague"),
        ):
            with (
                self.assertRaisesRegex(UserError, words),
                self.env.cr.savepoint(),
            ):
                self._find(**values)
            self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "Choose “In Order” or “Not in Order”"):
            self.slip.result = "left_out"
        with self.assertRaises(AccessError):
            self.slip.reference = "Other"

    def test_closes_when_all_is_looked_at(self):
        self._find()
        self.assertEqual(self.audit.progress, 50.0)
        with self.assertRaisesRegex(UserError, "1 lines have not been looked at"):
            self.audit.action_close()
        self.appeared.action_ok()
        self.assertEqual(self.audit.progress, 100.0)
        self.audit.action_close()
        self.assertEqual((self.audit.state, self.audit.finding_count), ("closed", 1))
        with self.assertRaisesRegex(UserError, "is closed and stays"):
            self.audit.conclusion = "Other"
        with self.assertRaisesRegex(UserError, "closed or settled"):
            self.appeared.result = "to_look"
        with self.assertRaisesRegex(UserError, "not in progress"):
            self.audit.action_close()

    def test_settled_by_its_owner(self):
        self._find()
        with self.assertRaisesRegex(AccessError, "is settled by"):
            self.slip.with_user(self.general_manager).action_done()
        with self.assertRaises(AccessError):
            self.slip.with_user(self.other_specialist).action_done()
        owner = self.slip.with_user(self.specialist)
        owner.action_done()
        self.assertEqual(owner.done_by_id, self.specialist)
        self.assertTrue(owner.done_on)
        self.assertFalse(self.slip.sudo().activity_ids)
        self.assertEqual(self.audit.open_finding_count, 0)
        with self.assertRaisesRegex(UserError, "no open finding"):
            owner.action_done()
        with self.assertRaisesRegex(UserError, "closed or settled"):
            self.slip.result = "ok"

    def test_settled_after_the_close(self):
        self._find()
        self.appeared.action_ok()
        self.audit.action_close()
        self.slip.with_user(self.specialist).action_done()
        self.assertTrue(self.slip.done_on)

    def test_the_owner_changes_nothing_else(self):
        self._find()
        owner = self.slip.with_user(self.specialist)
        self.assertIn("Confirmed by", owner.facts)
        for values in ({"result": "ok"}, {"note": "All is well"}):
            with self.assertRaises(AccessError):
                owner.write(values)
        with self.assertRaises(AccessError):
            self.appeared.with_user(self.specialist).read(["reference"])
        self.assertFalse(self.audit.with_user(self.specialist).has_access("read"))

    def test_filled_in_by_keyboard(self):
        view = "ad_sales_ops.ad_proof_audit_line_view_list"
        with Form(self.slip, view=view) as row:
            row.result = "finding"
            self.assertEqual(row.owner_id, self.specialist)
            row.note = "No seal"
        self.assertEqual(self.slip.result, "finding")
        self.assertEqual(self.slip.owner_id, self.specialist)

    def test_lists_of_the_day(self):
        lists = self.env["ad.day.list"]
        audits = self.env.ref("ad_sales_ops.ad_day_list_audits")
        findings = self.env.ref("ad_sales_ops.ad_day_list_audit_findings")
        audits, findings = (
            audits.with_user(self.manager),
            findings.with_user(self.production),
        )
        self.assertTrue(audits.is_mine)
        self.assertEqual((audits.waiting, findings.waiting), (1, 0))
        # The card of findings is there while one waits, and not before.
        self.assertFalse(findings.is_mine)
        self._find(owner_id=self.production.id)
        lists.invalidate_model()
        self.assertTrue(findings.is_mine)
        self.assertEqual(findings.waiting, 1)
        self.slip.with_user(self.production).action_done()
        lists.invalidate_model()
        self.assertEqual(findings.waiting, 0)


@tagged("post_install", "-at_install")
class TestAuditRights(AuditCase):
    def test_each_title(self):
        audit = self._drawn()
        line = audit.line_ids[:1]
        for title, user in self.users.items():
            audits = title in ("manager", "general_manager")
            with self.subTest(title=title):
                self.assertEqual(audit.with_user(user).has_access("read"), audits)
                self.assertEqual(line.with_user(user).has_access("read"), audits)
                for operation in ("create", "unlink"):
                    self.assertFalse(line.with_user(user).has_access(operation))
                may = self.env["ad.proof.audit"].with_user(user).has_access("create")
                self.assertEqual(may, audits)
        for user in (self.plain_user, self.portal_user):
            for record in (audit, line):
                self.assertFalse(record.with_user(user).has_access("read"))

    def test_the_owner_of_any_title_reads_his_finding(self):
        line = self._drawn().line_ids[:1]
        for title, user in self.users.items():
            with self.subTest(title=title):
                line.sudo().owner_id = user
                self.assertTrue(line.with_user(user).has_access("read"))
                if title not in ("manager", "general_manager"):
                    self.assertFalse(line.with_user(user).has_access("write"))

    def test_another_manager(self):
        other = self._make_user("manager2", "group_ad_manager")
        audit = self._drawn()
        for record in (audit, audit.line_ids[0]):
            self.assertFalse(record.with_user(other).has_access("read"))

    def test_two_companies(self):
        audit = self._drawn()
        second = self._make_company("Second Press Test Co.")
        stranger = self._make_user("gm2", "group_ad_general_manager")
        stranger.write(
            {"company_ids": [Command.set(second.ids)], "company_id": second.id}
        )
        for record in (audit, audit.line_ids[0]):
            foreign = record.with_user(stranger).with_context(
                allowed_company_ids=second.ids
            )
            self.assertFalse(foreign.has_access("read"))
        # Of two companies only the audit's own is drawn from.
        both = self.general_manager
        both.company_ids += second
        mine = (
            self.env["ad.proof.audit"]
            .with_user(both)
            .with_context(allowed_company_ids=(self.company | second).ids)
            .create(
                {
                    "scope": "month",
                    "month": self.placement.publication_date,
                    "company_id": second.id,
                }
            )
        )
        with self.assertRaisesRegex(UserError, "nothing to audit"):
            mine.action_draw()

    def test_archived_when_the_module_leaves(self):
        self._drawn()
        models = self.env["ad.archive"]._models()
        for model in ("ad.proof.audit", "ad.proof.audit.line", "ad.page.consent"):
            self.assertIn(model, models)
