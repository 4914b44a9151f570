"""Copy is screened, findings are decided, another proof-reads (A2, A3, A7, F6)."""

import base64
import io
import time
from datetime import timedelta

import openpyxl
from reportlab.pdfgen.canvas import Canvas

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import TransactionCase, tagged
from odoo.tools import file_open

from ..models.ad_restricted_term import Matcher, Pattern, fold
from .copy_common import CopyCase


@tagged("post_install", "-at_install")
class TestMatcher(TransactionCase):
    def _found(self, text, *phrases, exceptions=()):
        patterns = [Pattern(n, fold(p)[0], exceptions) for n, p in enumerate(phrases)]
        return [text[start:end] for _id, start, end in Matcher(patterns).find(text)]

    def test_longest_wins(self):
        self.assertEqual(self._found("全国第一品牌", "第一", "第一品牌"), ["第一品牌"])

    def test_hidden_letters(self):
        self.assertEqual(self._found("本店最 佳", "最佳"), ["最 佳"])
        self.assertEqual(self._found("最、佳。", "最佳"), ["最、佳"])
        self.assertEqual(self._found("１００％合格", "100%合格"), ["１００％合格"])
        self.assertEqual(self._found("No.1 BRAND", "brand"), ["BRAND"])

    def test_harmless(self):
        self.assertFalse(
            self._found("最高温度 120 ℃", "最高", exceptions=("最高温度",))
        )
        self.assertEqual(
            self._found("品质最高", "最高", exceptions=("最高温度",)), ["最高"]
        )

    def test_nothing(self):
        self.assertFalse(self._found("", "最佳"))
        self.assertFalse(self._found("最佳"))

    def test_quick(self):
        """20 kB of copy against 1,000 terms; the benchmark's budget is 5 ms."""
        phrases = [chr(0x4E00 + n % 200) + chr(0x5000 + n) for n in range(1000)]
        text = "".join(chr(0x4E00 + n % 4000) for n in range(7000))
        matcher = Matcher([Pattern(n, p, ()) for n, p in enumerate(phrases)])
        start = time.perf_counter()
        list(matcher.find(text))
        self.assertLess(time.perf_counter() - start, 0.1)

    def test_compiled_once(self):
        terms = self.env["ad.restricted.term"]
        self.assertIs(terms._matcher(), terms._matcher())
        before = terms._matcher()
        version = terms._list_version()
        terms.create({"name": "测试词句", "article": "House rule"})
        self.assertIsNot(terms._matcher(), before)
        self.assertEqual(terms._list_version(), version + 1)

    def test_seed(self):
        terms = self.env["ad.restricted.term"].search([("article", "!=", False)])
        self.assertGreater(len(terms), 250)
        self.assertFalse(terms.filtered(lambda t: not t.advice or not t.severity))
        with self.assertRaisesRegex(ValidationError, "too short"):
            terms.create({"name": "最", "article": "Art. 9(3)"})


class ScreeningCase(CopyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reviewer = cls.users["reviewer"]

    def _material(self, body, placements=None, **values):
        return self._make_material(placements, {"body": body}, **values)

    def _decide(self, findings, state, reason="", document=None, user=None):
        findings = findings.with_user(user or self.reviewer)
        findings._action_decide(state, reason, document)


@tagged("post_install", "-at_install")
class TestScreening(ScreeningCase):
    def test_clean(self):
        version = self._material("DN15 球阀,现货供应").version_id
        self.assertEqual(version.screening_state, "clean")
        self.assertFalse(version.finding_ids)

    def test_found(self):
        version = self._material("国家级高新技术企业", self.placement).version_id
        finding = version.finding_ids
        self.assertEqual(finding.phrase, "国家级")
        self.assertEqual(finding.severity, "certificate")
        self.assertIn("<mark>国家级</mark>", finding.excerpt)
        self.assertEqual(version.screening_state, "open")
        self.env.flush_all()
        self.assertIn("“国家级” is not decided", self.placement.clearance_blockers)

    def test_forbidden_is_never_waved_through(self):
        version = self._material("人民大会堂指定用品").version_id
        self.assertEqual(version.screening_state, "blocked")
        for state in ("acceptable", "supported"):
            with self.assertRaisesRegex(UserError, "never be waved through"):
                self._decide(version.finding_ids, state, "Please")

    def test_certificate_only(self):
        finding = self._material("国家级高新技术企业").version_id.finding_ids
        with self.assertRaisesRegex(UserError, "with a certificate only"):
            self._decide(finding, "acceptable", "Well known")
        with self.assertRaisesRegex(UserError, "Choose the document"):
            self._decide(finding, "supported")
        document = self._certificate(verified=False)
        with self.assertRaisesRegex(UserError, "not verified"):
            self._decide(finding, "supported", document=document)

    def _certificate(self, verified=True, **values):
        document = self.env["ad.partner.document"].create(
            {
                "partner_id": self.advertiser.id,
                "type_id": self.env.ref("ad_sales_ops.ad_document_type_other_proof").id,
                "number": "GR2026",
                "is_unlimited": "date_to" not in values,
                **values,
            }
        )
        if verified:
            document.sudo().write(
                {"verified_by_id": self.reviewer.id, "verified_on": "2026-01-01"}
            )
        return document

    def test_carried_over_while_the_certificate_holds(self):
        until = self.placements[1].publication_date - timedelta(days=1)
        document = self._certificate(date_to=until)
        material = self._material("国家级高新技术企业", self.placements)
        self._decide(material.version_id.finding_ids, "supported", document=document)
        self.assertEqual(material.version_id.screening_state, "resolved")
        self._make_version(material, self.placements, body="国家级高新技术企业,欢迎")
        carried = material.version_id.finding_ids
        self.assertTrue(carried.is_carried)
        self.assertEqual(material.version_id.screening_state, "resolved")
        # The certificate ends before the second publication.
        self.env.flush_all()
        first, second, _third = self.placements
        self.assertNotIn("国家级", first.clearance_blockers)
        self.assertIn("does not hold on", second.clearance_blockers)

    def test_ended_certificate_is_not_carried_over(self):
        document = self._certificate()
        material = self._material("国家级高新技术企业")
        self._decide(material.version_id.finding_ids, "supported", document=document)
        document.sudo().write({"verified_by_id": False})
        self._make_version(material, body="国家级高新技术企业,欢迎")
        self.assertEqual(material.version_id.screening_state, "open")

    def test_withdrawn_by_a_second_reviewer(self):
        material = self._material("优于同类产品")
        finding = material.version_id.finding_ids
        with self.assertRaisesRegex(UserError, "Say why"):
            self._decide(finding, "acceptable")
        self._decide(finding, "acceptable", "Compared with the test report")
        decision = finding.decision_id
        with self.assertRaisesRegex(AccessError, "second reviewer"):
            decision.with_user(self.reviewer).action_withdraw()
        second = self._make_user("reviewer2", "group_ad_reviewer")
        decision.with_user(second).action_withdraw()
        self.assertEqual(finding.state, "open")
        self.assertEqual(material.version_id.screening_state, "open")

    def test_removed_by_a_new_version(self):
        material = self._material("国家级高新技术企业")
        finding = material.version_id.finding_ids
        self._make_version(material, body="高新技术企业")
        self.assertEqual(finding.state, "removed")
        self.assertEqual(material.version_id.screening_state, "clean")

    def test_required_wording_and_approval_number(self):
        category = self.env.ref("ad_sales_ops.ad_category_health_food")
        self.advertiser.sudo().ad_category_id = category
        doc_type = self.env.ref("ad_sales_ops.ad_document_type_health_food_approval")
        document = self._certificate()
        number = doc_type.number_example or "国食健广审(文)第260601-00001号"
        document.sudo().write({"type_id": doc_type.id, "number": number})
        version = self._material("氨糖软骨素").version_id
        self.assertEqual(
            set(version.finding_ids.mapped("kind")), {"required", "approval"}
        )
        self.assertEqual(version.screening_state, "blocked")
        fine = self._material(f"氨糖。本品不能代替药物。{number}").version_id
        self.assertFalse(fine.finding_ids.mapped("phrase"))
        # Only what was approved may run under the number.
        document.sudo().approved_version_id = fine
        other = self._material(f"氨糖新品。本品不能代替药物。{number}").version_id
        self.assertIn("approved copy", other.finding_ids.advice)

    def test_other_words_are_another_phrase(self):
        """A certificate for one phrase does not prove another (A2)."""
        document = self._certificate()
        material = self._material("国家级高新技术企业")
        self._decide(material.version_id.finding_ids, "supported", document=document)
        self._make_version(material, body="国家级高新技术企业。国家级新产品")
        findings = {f.key: f.state for f in material.version_id.finding_ids}
        self.assertEqual(sorted(findings.values()), ["open", "supported"])
        self.assertEqual(material.version_id.screening_state, "open")

    def test_another_customer_decides_anew(self):
        material = self._material("优于同类产品")
        self._decide(material.version_id.finding_ids, "acceptable", "Test report")
        other = self._make_advertiser("Test Pumps Co., Ltd.")
        theirs = self._material("优于同类产品", advertiser_id=other.id)
        self.assertEqual(theirs.version_id.screening_state, "open")

    def test_the_same_words_are_decided_once(self):
        """Headline and text, and the customer's other copy (A2)."""
        content = {"headline": "优于同类产品", "body": "优于同类产品,欢迎来电"}
        version = self._make_material(content=content).version_id
        other = self._material("优于同类产品").version_id
        self.assertEqual(len(version.finding_ids), 2)
        self._decide(version.finding_ids[0], "acceptable", "Test report")
        self.assertEqual(set(version.finding_ids.mapped("state")), {"acceptable"})
        self.assertEqual(other.screening_state, "resolved")

    def test_what_runs_elsewhere_stays_open(self):
        """A new version of one issue does not close what another still runs."""
        first, second, _third = self.placements
        material = self._material("国家级高新技术企业", first | second)
        finding = material.version_id.finding_ids
        self._make_version(material, second, body="高新技术企业")
        self.assertEqual(finding.state, "open")
        self.assertTrue(finding.is_current)
        self.assertIn(
            finding, self.env["ad.content.finding"].search([("is_current", "=", True)])
        )

    def test_stricter_list_opens_decisions_again(self):
        material = self._material("优于同类产品", self.placement)
        finding = material.version_id.finding_ids
        self._decide(finding, "acceptable", "Test report")
        term = self.env["ad.restricted.term"].search([("name", "=", "优于同类")])
        term.severity = "certificate"
        self.patch(self.registry["ir.cron"], "_commit_progress", lambda *a, **k: 1)
        self.env["ad.material.version"]._cron_rescreen()
        self.assertEqual((finding.state, finding.severity), ("open", "certificate"))

    def test_list_is_imported_by_reviewers(self):
        """Odoo's import takes the table that is offered (A2)."""
        terms = self.env["ad.restricted.term"]
        path = terms.get_import_templates()[0]["template"].removeprefix("/")
        with file_open(path, "rb") as file:
            rows = list(openpyxl.load_workbook(file).active.values)
        header, data = list(rows[0]), [[c or "" for c in row] for row in rows[1:]]
        for title in ("specialist", "production", "operations", "general_manager"):
            with self.assertRaises(AccessError, msg=title):
                terms.with_user(self.users[title]).create(
                    {"name": "测试词句", "article": "House rule"}
                )
        result = terms.with_user(self.reviewer).load(header, data)
        self.assertFalse(result["messages"])
        self.assertEqual(len(result["ids"]), 3)
        self.assertEqual(
            self._material("行业领军企业").version_id.finding_ids.severity,
            "certificate",
        )

    def test_text_in_a_pdf_is_screened(self):
        sheet = io.BytesIO()
        canvas = Canvas(sheet)
        canvas.drawString(80, 700, "HOUSERULE99 valves")
        canvas.save()
        self.env["ad.restricted.term"].with_user(self.reviewer).create(
            {"name": "houserule99", "article": "House rule"}
        )
        content = base64.b64encode(sheet.getvalue())
        facts = self.env["ad.copy.file"]._inspect(content, "ad.pdf")
        version = self._make_material(
            content={**facts, "file": content, "file_name": "ad.pdf"}, kind="artwork"
        ).version_id
        self.assertEqual(version.finding_ids.place, "file")

    def test_unreadable_file_is_looked_at(self):
        material = self._make_material(
            content={"file": b"UNREADABLE", "file_name": "ad.jpg"}, kind="artwork"
        )
        finding = material.version_id.finding_ids
        self.assertEqual(finding.kind, "unreadable")
        self._decide(finding, "acceptable", "Looked at it")
        self.assertFalse(finding.decision_id)

    def test_screened_again_with_a_new_list(self):
        version = self._material("球阀之星", self.placement).version_id
        self.assertEqual(version.screening_state, "clean")
        self.env["ad.restricted.term"].with_user(self.reviewer).create(
            {"name": "球阀之星", "article": "House rule"}
        )
        self.patch(self.registry["ir.cron"], "_commit_progress", lambda *a, **k: 1)
        self.env["ad.material.version"]._cron_rescreen()
        self.assertEqual(version.screening_state, "open")

    def test_who_decides(self):
        finding = self._material("特价", self.placement).version_id.finding_ids
        for title in ("specialist", "manager", "general_manager", "production"):
            with self.assertRaisesRegex(AccessError, "Ad Reviewer", msg=title):
                self._decide(finding, "acceptable", "Fine", user=self.users[title])
        # Nobody of the customer's chain, even with the group.
        group = self.env.ref("ad_sales_ops.group_ad_reviewer")
        for title in ("specialist", "supervisor", "manager"):
            self.users[title].group_ids += group
            with self.assertRaisesRegex(AccessError, "You answer for", msg=title):
                self._decide(finding, "acceptable", "Fine", user=self.users[title])
        self.assertFalse(finding.with_user(self.reviewer).has_access("write"))
        self.assertFalse(finding.with_user(self.plain_user).has_access("read"))
        self.assertFalse(finding.with_user(self.portal_user).has_access("read"))
        self._decide(finding, "acceptable", "A real price cut")

    def test_sent_back(self):
        finding = self._material("特价", self.placement).version_id.finding_ids
        finding.with_user(self.reviewer).action_send_back()
        activity = finding.material_id.activity_ids
        self.assertEqual(activity.user_id, self.production)
        self.assertIn("特价", activity.note)


@tagged("post_install", "-at_install")
class TestProofReading(CopyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reader = cls.users["proofreader"]
        cls.material = cls._make_material(cls.placement)
        cls.version = cls.material.version_id

    def test_passed(self):
        self.material.with_user(self.reader).action_pass_reading()
        self.assertEqual(self.version.reading_state, "passed")
        self.assertEqual(self.version.reading_ids.reader_id, self.reader)
        with self.assertRaisesRegex(UserError, "has been read already"):
            self.version.with_user(self.reader)._action_read("passed")

    def test_returned(self):
        wizard = (
            self.env["ad.proof.reading.return"]
            .with_user(self.reader)
            .create({"version_id": self.version.id, "remarks": "DN15, not DN51"})
        )
        wizard.action_return()
        self.assertEqual(self.version.reading_state, "returned")
        self.assertEqual(self.material.activity_ids.user_id, self.production)
        self.env.flush_all()
        self.assertIn("proofreader returned", self.placement.clearance_blockers)

    def test_refusals(self):
        with self.assertRaisesRegex(UserError, "has to be mended"):
            self.version.with_user(self.reader)._action_read("returned", " ")
        for title in ("production", "specialist", "manager"):
            with self.assertRaisesRegex(AccessError, "read by the proofreader"):
                self.version.with_user(self.users[title])._action_read("passed")
        # Nobody reads his own work.
        self.production.group_ids += self.env.ref("ad_sales_ops.group_ad_proofreader")
        with self.assertRaisesRegex(AccessError, "your own work"):
            self.version.with_user(self.production)._action_read("passed")
        self._make_version(self.material, headline="New")
        with self.assertRaisesRegex(UserError, "has been replaced"):
            self.version.with_user(self.reader)._action_read("passed")

    def test_kept(self):
        self.material.with_user(self.reader).action_pass_reading()
        reading = self.version.reading_ids
        with self.assertRaisesRegex(UserError, "kept as it was"):
            reading.sudo().remarks = "Other"
        with self.assertRaisesRegex(UserError, "are kept"):
            reading.sudo().unlink()
