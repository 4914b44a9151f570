"""Required marks, evidence, and what the authority approved (A3, A7)."""

import base64
from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .test_screening import ScreeningCase

NUMBER = "国食健广审(文)第260601-00001号"


class EvidenceCase(ScreeningCase):
    def _type(self, name):
        return self.env.ref(f"ad_sales_ops.ad_document_type_{name}")

    def _paper(self, kind, number=False, verified=True, **values):
        paper = (
            self.env["ad.partner.document"]
            .with_user(self.specialist)
            .create(
                {
                    "partner_id": self.advertiser.id,
                    "type_id": self._type(kind).id,
                    "number": number,
                    "is_unlimited": "date_to" not in values,
                    "scan": base64.b64encode(b"scan"),
                    **values,
                }
            )
        )
        if verified:
            paper.with_user(self.reviewer)._action_verify()
        return paper

    def _keys(self, version):
        return {f.key for f in version.finding_ids if f.state == "open"}


@tagged("post_install", "-at_install")
class TestMarks(EvidenceCase):
    """Art. 14: an advertorial carries the mark 广告."""

    def _advertorial_finding(self, version):
        return version.finding_ids.filtered(
            lambda f: f.article == "Art. 14" and f.state == "open"
        )

    def test_mark_is_missing(self):
        material = self._material("企业专访:三十年只做阀门", is_advertorial=True)
        finding = self._advertorial_finding(material.version_id)
        self.assertEqual((finding.phrase, finding.severity), ("广告", "forbidden"))
        with self.assertRaisesRegex(UserError, "never be waved through"):
            self._decide(finding, "acceptable", "Everybody knows")

    def test_mark_stands_alone(self):
        for text, missing in (
            ("【广告】企业专访", False),
            ("广告\n企业专访", False),
            ("欢迎来刊登广告位咨询", True),
        ):
            version = self._material(text, is_advertorial=True).version_id
            found = bool(self._advertorial_finding(version))
            self.assertEqual(found, missing, text)

    def test_other_copy_needs_none(self):
        version = self._material("DN15 球阀").version_id
        self.assertFalse(self._advertorial_finding(version))

    def test_position_makes_it_an_advertorial(self):
        material = self._material("企业专访", self.placement)
        self.assertEqual(material.version_id.screening_state, "clean")
        self.placement.position_id.sudo().is_advertorial = True
        self.assertTrue(material.is_advertorial)
        self.assertTrue(self._advertorial_finding(material.version_id))
        later = self._material("另一篇专访", self.placements[1])
        self.assertTrue(self._advertorial_finding(later.version_id))
        self.env.flush_all()
        self.assertIn("“广告” is not decided", self.placement.clearance_blockers)

    def test_only_the_reviewer_takes_it_off(self):
        material = self._material("企业专访", is_advertorial=True)
        with self.assertRaisesRegex(AccessError, "takes marks off"):
            material.with_user(self.production).is_advertorial = False
        with self.assertRaisesRegex(AccessError, "Ad Reviewer marks"):
            material.with_user(self.production).action_toggle_advertorial()
        material.with_user(self.reviewer).action_toggle_advertorial()
        self.assertFalse(material.is_advertorial)
        self.assertFalse(self._advertorial_finding(material.version_id))

    def test_wording_of_nothing(self):
        with self.assertRaisesRegex(ValidationError, "is needed nowhere"):
            self.env["ad.required.wording"].create({"texts": "X", "article": "Y"})


@tagged("post_install", "-at_install")
class TestEvidence(EvidenceCase):
    def test_patent_number_and_kind(self):
        """Art. 12: both are printed, and a certificate of that number is there."""
        version = self._material("采用专利技术").version_id
        self.assertIn("patent", self._keys(version))
        self.assertEqual(version.screening_state, "blocked")
        for text in ("专利技术 ZL202010123456.7", "实用新型专利技术"):
            self.assertIn("patent", self._keys(self._material(text).version_id), text)
        text = "专利技术(实用新型 ZL 2020 2 0123456.7)"
        version = self._material(text).version_id
        self.assertNotIn("patent", self._keys(version))
        finding = version.finding_ids
        self.assertEqual(finding.evidence_type_id, self._type("patent"))
        with self.assertRaisesRegex(UserError, "another kind"):
            other = self._paper("other_proof", "X1")
            self._decide(finding, "supported", document=other)
        with self.assertRaisesRegex(UserError, "does not print the number"):
            wrong = self._paper("patent", "ZL201920999999.1")
            self._decide(finding, "supported", document=wrong)
        self._decide(
            finding, "supported", document=self._paper("patent", "ZL202020123456.7")
        )
        self.assertEqual(version.screening_state, "resolved")

    def test_application_is_no_patent(self):
        finding = self._material("专利申请中").version_id.finding_ids
        self.assertIn("forbidden", finding.mapped("severity"))

    def test_quotation_needs_its_source(self):
        """Art. 11: the source is printed and proved."""
        version = self._material("据统计,本品销量增长").version_id
        self.assertIn("source", self._keys(version))
        printed = self._material("据统计,本品销量增长(来源:行业协会)").version_id
        self.assertNotIn("source", self._keys(printed))
        finding = printed.finding_ids
        with self.assertRaisesRegex(UserError, "with a certificate only"):
            self._decide(finding, "acceptable", "Known")
        self._decide(finding, "supported", document=self._paper("quotation_source"))
        self.assertEqual(printed.screening_state, "resolved")

    def test_portrait_needs_consent(self):
        """Art. 33: marked by whoever registers it, or by the reviewer."""
        material = self._material("董事长张先生寄语", self.placement)
        self.assertEqual(material.version_id.screening_state, "clean")
        material.with_user(self.reviewer).action_toggle_person()
        finding = material.version_id.finding_ids
        self.assertEqual(finding.kind, "evidence")
        with self.assertRaisesRegex(UserError, "with a certificate only"):
            self._decide(finding, "acceptable", "He agreed by telephone")
        unverified = self._paper("portrait_consent", verified=False)
        with self.assertRaisesRegex(UserError, "not verified"):
            self._decide(finding, "supported", document=unverified)
        unverified.with_user(self.reviewer)._action_verify()
        self._decide(finding, "supported", document=unverified)
        self.assertEqual(material.version_id.screening_state, "resolved")

    def test_asked_supplied_decided(self):
        """The reviewer asks, the carer brings the paper, the reviewer verifies it."""
        material = self._material("董事长张先生寄语", self.placement, shows_person=True)
        finding = material.version_id.finding_ids
        finding.with_user(self.reviewer).action_ask_evidence()
        activity = material.activity_ids
        self.assertEqual(activity.user_id, self.specialist)
        self.assertIn("Consent", activity.note)
        self.assertEqual(finding.evidence_asked_by_id, self.reviewer)
        supply = self.env["ad.content.evidence"].with_user(self.specialist)
        values = {"finding_ids": [(6, 0, finding.ids)]}
        with self.assertRaisesRegex(UserError, "Attach the scan"):
            supply.create(values).action_supply()
        values["scan"] = base64.b64encode(b"scan")
        supply.create({**values, "is_unlimited": True}).action_supply()
        document = finding.evidence_id
        self.assertFalse(material.activity_ids, "the carer did what was asked")
        self.assertEqual(document.type_id, self._type("portrait_consent"))
        self.assertFalse(document.verified_by_id)
        self.assertEqual(finding.state, "open")
        decide = self._dialog(finding)
        self.assertEqual((decide.state, decide.document_id), ("supported", document))
        self.assertTrue(decide.is_unverified)
        with self.assertRaisesRegex(UserError, "not verified"):
            decide.action_apply()
        decide.verify_document = True
        decide.action_apply()
        self.assertEqual(document.verified_by_id, self.reviewer)
        self.assertEqual(finding.state, "supported")

    def test_decided_without_supply_ends_the_request(self):
        """One to-do for two findings stays until both are decided."""
        material = self._material(
            "董事长张先生寄语，实用新型专利ZL202020123456.7",
            self.placement,
            shows_person=True,
        )
        findings = material.version_id.finding_ids
        findings.with_user(self.reviewer).action_ask_evidence()
        consent, patent = findings.sorted(lambda f: f.evidence_type_id.name)
        self._decide(consent, "supported", document=self._paper("portrait_consent"))
        self.assertEqual(len(material.activity_ids), 1)
        paper = self._paper("patent", "ZL202020123456.7")
        self._decide(patent, "supported", document=paper)
        self.assertFalse(material.activity_ids)

    def _dialog(self, finding):
        action = finding.with_user(self.reviewer).action_decide()
        decide = self.env["ad.content.decide"].with_user(self.reviewer)
        form = Form(decide.with_context(**action["context"]))
        return form.save()

    def test_nobody_verifies_his_own_paper(self):
        material = self._material("董事长张先生寄语", shows_person=True)
        finding = material.version_id.finding_ids
        own = (
            self.env["ad.partner.document"]
            .with_user(self.reviewer)
            .create(
                {
                    "partner_id": self.advertiser.id,
                    "type_id": self._type("portrait_consent").id,
                    "scan": base64.b64encode(b"scan"),
                }
            )
        )
        decide = self._dialog(finding)
        decide.write({"document_id": own.id, "verify_document": True})
        with self.assertRaisesRegex(UserError, "entered this document yourself"):
            decide.action_apply()

    def test_who_supplies(self):
        finding = self._material("寄语", shows_person=True).version_id.finding_ids
        for title in ("production", "reviewer", "proofreader"):
            with self.assertRaises(AccessError, msg=title):
                self.env["ad.content.evidence"].with_user(self.users[title]).create(
                    {"finding_ids": [(6, 0, finding.ids)]}
                ).action_supply()
        for title in ("specialist", "production"):
            with self.assertRaisesRegex(AccessError, "Ad Reviewer", msg=title):
                finding.with_user(self.users[title]).action_ask_evidence()


@tagged("post_install", "-at_install")
class TestApprovedCopy(EvidenceCase):
    """Art. 46: the number is printed and valid, and only what was approved runs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.advertiser.sudo().ad_category_id = cls.env.ref(
            "ad_sales_ops.ad_category_health_food"
        )

    def _approval(self, **values):
        return self._paper("health_food_approval", NUMBER, **values)

    def _copy(self, text="氨糖", placements=None):
        return self._material(
            f"{text}。本品不能代替药物。{NUMBER}", placements or self.placements
        )

    def _blockers(self, placement=None):
        self.env.flush_all()
        return (placement or self.placement).clearance_blockers or ""

    def test_recorded_and_verified_by_two(self):
        document = self._approval()
        material = self._copy()
        self.assertIn("Nobody has recorded", self._blockers())
        for title in ("specialist", "production", "manager"):
            with self.assertRaisesRegex(AccessError, "records which copy", msg=title):
                material.with_user(self.users[title]).action_record_approved()
        material.with_user(self.reviewer).action_record_approved()
        self.assertEqual(document.approved_version_id, material.version_id)
        self.assertFalse(document.verified_by_id)
        self.assertIn("verif", self._blockers())
        problems = document.with_user(self.reviewer)._verification_problems()
        self.assertIn("yourself", problems[document][0])
        document.with_user(self.users["contract_admin"]).action_verify()
        self.assertNotIn(NUMBER, self._blockers())

    def test_other_copy_never_runs(self):
        document = self._approval()
        approved = self._copy()
        document.sudo().approved_version_id = approved.version_id
        document.with_user(self.reviewer)._action_verify()
        other = self._copy("氨糖新品", self.placement).version_id
        self.assertEqual(other.screening_state, "blocked")
        self.assertIn("approved copy", other.finding_ids.advice)

    def test_valid_on_the_publication_date(self):
        until = self.placements[1].publication_date - timedelta(days=1)
        document = self._approval(date_to=until)
        material = self._copy()
        document.sudo().approved_version_id = material.version_id
        document.with_user(self.reviewer)._action_verify()
        # Another approval is valid, but its number is not what is printed.
        self._paper("health_food_approval", NUMBER.replace("00001", "00002"))
        first, second, _third = self.placements
        self.assertNotIn("The copy prints", self._blockers(first))
        self.assertIn("The copy prints", self._blockers(second))

    def test_papers_and_category_are_screened_at_once(self):
        material = self._copy()
        version = material.version_id
        self.assertEqual(version.screening_state, "blocked")
        document = self._approval()
        self.assertEqual(version.finding_ids.state, "removed")
        document.sudo().active = False
        self.assertEqual(version.finding_ids.state, "open")
        self.advertiser.sudo().ad_category_id = self.env.ref(
            "ad_sales_ops.ad_category_industrial"
        )
        self.assertEqual(version.finding_ids.state, "removed")

    def test_whose_copy(self):
        other = self._make_advertiser("Test Pumps Co., Ltd.")
        theirs = self._material("球阀", advertiser_id=other.id)
        with self.assertRaisesRegex(ValidationError, "has to be copy of"):
            self._approval().sudo().approved_version_id = theirs.version_id
        own = self._material("球阀")
        with self.assertRaisesRegex(AccessError, "records which copy"):
            self._paper(
                "health_food_approval", NUMBER, approved_version_id=own.version_id.id
            )
        with self.assertRaisesRegex(UserError, "prints no approval number"):
            own.with_user(self.reviewer).action_record_approved()
