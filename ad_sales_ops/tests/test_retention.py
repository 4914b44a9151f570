"""Nothing of a published advertisement goes before its term (U6)."""

import base64

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import Form, tagged
from odoo.tools import format_date, mute_logger

from ..models.ad_archive import ARCHIVE
from ..models.ad_retained_mixin import KEPT
from .proof_common import ProofCase

#: Records of Odoo's own that are part of the archive too.
MORE = ("sale.order.line", "res.partner")
#: In the archive for other reasons than a published advertisement.
NOT_RETAINED = (
    "ad.copy.reader",
    # Working papers, and what customers say: kept, but by their own rules.
    "ad.space.order",
    "ad.space.order.line",
    "ad.space.order.step",
    "ad.issue.change",
    "ad.issue.change.line",
    "ad.issue.change.notice",
    "ad.issue.review",
    "ad.issue.review.line",
    "ad.complaint",
    "ad.complaint.step",
    "ad.complaint.call",
    "ad.inquiry",
    "ad.praise",
    "ad.service.round",
    "ad.service.check",
    "ad.service.check.customer",
    "ad.service.check.attempt",
    "ad.service.check.claim",
    "ad.service.check.answer",
    "ad.service.defect",
    "ad.service.summary",
    "ad.service.summary.line",
)


class RetentionCase(ProofCase):
    """The insertion of a confirmed proof has appeared."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls.env.ref("base.user_admin")
        cls.admin.company_ids += cls.company
        cls.admin.group_ids += cls.env.ref("sales_team.group_sale_manager")
        cls.proof.sudo().write(
            {
                "state": "confirmed",
                "decided_by_name": "Wang Shili",
                "signature": base64.b64encode(b"signature"),
            }
        )
        issue = cls.placement.issue_id.sudo()
        page = issue._page_ordinal("page", 5)
        cls.placement.sudo().write({"stage": "booked", "page": page})
        issue.state = "at_press"
        issue.with_user(cls.users["operations"])._action_publish_early("It is out")
        cls.publication = cls.placement.publication_ids
        cls.publication.with_user(cls.users["operations"])._file_tear_sheet(
            b"%PDF-1.4 page", "page.pdf"
        )
        cls.last = cls.publication.publication_date
        cls.until = cls.last + relativedelta(years=3)
        cls.env.flush_all()
        cls.env.invalidate_all()

    def _words(self):
        day = format_date(self.env, self.until)
        return f"are kept until {day} and never deleted before"

    def _file_of(self, record, field):
        return (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", record._name),
                    ("res_id", "=", record.id),
                    ("res_field", "=", field),
                ]
            )
        )


@tagged("post_install", "-at_install")
class TestRetention(RetentionCase):
    """The whole archive of one advertisement, model by model."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.known = {
            "res.partner": cls.advertiser,
            "res.company": cls.company,
            "res.users": cls.specialist,
            "crm.team": cls.team,
            "sale.order": cls.order,
            "sale.order.line": cls.order.order_line,
            "ad.placement": cls.placement,
            "ad.publication": cls.publication,
            "ad.issue": cls.placement.issue_id,
            "ad.medium": cls.medium,
            "ad.material": cls.material,
            "ad.material.version": cls.version,
            "ad.proof.confirmation": cls.proof,
            "ad.confirmer": cls.confirmer,
            "ad.partner.document": cls.advertiser.ad_document_ids[:1],
            "ad.sign.off": cls.order.sudo().ad_sign_off_ids[:1],
            "ad.seal.use": cls.order.sudo().ad_seal_use_ids,
            "ad.contract.copy": cls.order.sudo().ad_copy_ids[:1],
            "ad.job.type": cls.env.ref("ad_sales_ops.ad_job_type_design"),
        }
        deputy = {"deputy_id": cls.other_specialist.id}
        cls.known["ad.authorization"] = cls._make("ad.authorization", **deputy)
        for model in ("ad.content.decision", "ad.job.order"):
            cls.known[model] = cls._make(model)
        subject = {"publication_id": False}
        cls.known["ad.proof.audit.line"] = cls._make("ad.proof.audit.line", **subject)
        for model in ARCHIVE:
            if model not in NOT_RETAINED and model not in cls.known:
                cls.known[model] = cls._make(model)
        cls._link()
        cls.env.flush_all()
        cls.env.invalidate_all()

    @classmethod
    def _make(cls, model, **more):
        """A record with whatever its model requires, about what appeared."""
        fields = cls.env[model]._fields
        wanted = {
            name
            for name, field in fields.items()
            if field.required and field.store and not field.related
        }
        about = ("order_id", "job_id", "placement_id", "version_id", "publication_id")
        wanted |= {name for name in (*about, "proof_id", "audit_id") if name in fields}
        values = {
            name: cls._value(cls.env[model], fields[name])
            for name in wanted - {"id"}
            if not fields[name].compute
        }
        given = {name: value for name, value in values.items() if value}
        return cls.env[model].sudo().create(given | more)

    @classmethod
    def _value(cls, model, field):
        if field.type == "many2one":
            if field.comodel_name not in cls.known and field.comodel_name in ARCHIVE:
                cls.known[field.comodel_name] = cls._make(field.comodel_name)
            return cls.known.get(field.comodel_name, model.browse()).id
        if field.type == "selection":
            return field.get_values(model.env)[0]
        samples = {"date": cls.today, "integer": 1, "binary": base64.b64encode(b"scan")}
        if field.type == "datetime":
            return f"{cls.today} 01:00:00"
        return samples.get(field.type, "Test" if field.type in ("char", "text") else 0)

    @classmethod
    def _link(cls):
        """What hangs on the advertisement by others only."""
        cls.env.cr.execute("ALTER TABLE ad_sign_off DISABLE TRIGGER USER")
        cls.env.cr.execute(
            "UPDATE ad_sign_off SET authorization_id = %s WHERE id = %s",
            [cls.known["ad.authorization"].id, cls.known["ad.sign.off"].id],
        )
        cls.env.cr.execute("ALTER TABLE ad_sign_off ENABLE TRIGGER USER")
        finding = cls.known["ad.content.finding"].sudo()
        finding.write({"decision_id": cls.known["ad.content.decision"].id})

    def _archived(self):
        """Every record that the law wants kept, one a model."""
        names = [name for name in (*ARCHIVE, *MORE) if name not in NOT_RETAINED]
        return [self.known[name] for name in names]

    def test_every_model_of_the_archive_is_held(self):
        """A model that joins the archive says how long it is kept."""
        mixin = self.registry["ad.retained.mixin"]
        for name in (*ARCHIVE, *MORE):
            held = isinstance(self.env[name], mixin)
            self.assertEqual(held, name not in NOT_RETAINED, name)

    def test_superuser_deletes_nothing(self):
        for record in self._archived():
            with self.subTest(model=record._name):
                with self.assertRaisesRegex(UserError, self._words()):
                    record.sudo().unlink()
                self.assertTrue(record.exists())

    def test_administrator_deletes_nothing(self):
        """Nor by a context that skips Odoo's own checks."""
        told = 0
        for record in self._archived():
            for context in ({}, {"_force_unlink": True}):
                one = record.with_user(self.admin).with_context(**context)
                with (
                    self.subTest(model=record._name, context=context),
                    mute_logger("odoo.addons.base.models.ir_model"),
                ):
                    with self.assertRaises(UserError) as refusal:
                        one.unlink()
                    told += self._words() in str(refusal.exception)
        # The others he may not even read, or they are locked with their contract.
        self.assertGreater(told, 2 * 20)

    def test_files_stay(self):
        """Neither deleted nor exchanged behind the record, by nobody."""
        for record in self._archived():
            for name in record._evidence_fields() - {"preview", "ad_extension_scan"}:
                with self.subTest(model=record._name, field=name):
                    self._put_file(record, name)
                    file = self._file_of(record, name)
                    self._check_file_stays(file.sudo())
                    self._check_file_stays(file.with_user(self.admin))
                    self.assertTrue(file.exists())

    def _check_file_stays(self, file):
        self.assertTrue(file)
        with self.assertRaisesRegex(UserError, self._words()):
            file.unlink()
        with self.assertRaisesRegex(UserError, self._words()):
            file.write({"raw": b"something else"})
        with self.assertRaisesRegex(UserError, self._words()):
            file.write({"res_id": 0, "res_field": False})
        with self.assertRaisesRegex(UserError, self._words()):
            file.with_context(ad_writes_file=True).unlink()

    def _put_file(self, record, name):
        if not self._file_of(record, name):
            self.env["ir.attachment"].sudo().create(
                {
                    "name": name,
                    "raw": b"evidence",
                    "res_model": record._name,
                    "res_id": record.id,
                    "res_field": name,
                }
            )

    def test_import_changes_nothing(self):
        """A CSV with an empty column neither deletes nor blanks."""
        publications = self.env["ad.publication"].with_user(self.admin)
        with mute_logger("odoo.addons.base.models.ir_model"):
            result = publications.load(
                [".id", "tear_sheet", "state"],
                [[str(self.publication.id), "", "withdrawn"]],
            )
        self.assertFalse(result["ids"])
        self.assertTrue(result["messages"])
        self.env.invalidate_all()
        self.assertTrue(self.publication.tear_sheet)
        self.assertEqual(self.publication.state, "published")

    def test_commands_of_a_parent_delete_nothing(self):
        """The lists of a form are no way around."""
        admin = self.placement.with_user(self.admin)
        with self.assertRaises(UserError):
            admin.write({"publication_ids": [(2, self.publication.id)]})
        with self.assertRaises(UserError):
            self.order.with_user(self.admin).write(
                {"order_line": [(2, self.order.order_line.id)]}
            )
        self.assertTrue(self.publication.exists())

    def test_database_cascades_nothing(self):
        """A contract deleted in SQL does not take its publications along."""
        for table, record in (
            ("sale_order", self.order),
            ("sale_order_line", self.order.order_line),
            ("ad_placement", self.placement),
            ("res_partner", self.advertiser),
        ):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(flush=False),
            ):
                self.env.cr.execute(f"DELETE FROM {table} WHERE id = %s", [record.id])

    def test_merged_customer(self):
        """Two contacts become one; everything hangs on the one that stays."""
        other = self._make_advertiser("Test Valve Works (old)")
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((other | self.advertiser).ids, other)
        self.env.invalidate_all()
        self.assertEqual(self.publication.advertiser_id, other)
        with self.assertRaisesRegex(UserError, self._words()):
            other.unlink()

    def test_other_records_go_as_ever(self):
        """What belongs to no publication is deleted as before."""
        other = self._make_advertiser("Test Customer without Insertions")
        order = self._make_contract([(self.full_page, self.issues[4])])
        order.ad_placement_ids.unlink()
        order.sudo().unlink()
        other.unlink()
        self.assertFalse(order.exists())
        self.assertFalse(other.exists())


@tagged("post_install", "-at_install")
class TestTerm(RetentionCase):
    def test_three_years_after_the_last_publication(self):
        """A later insertion of the contract moves the end of all of them."""
        self.assertEqual(self.publication.retention_until, self.until)
        later = self.placements[1]
        later.sudo().stage = "booked"
        later.issue_id.sudo().state = "at_press"
        self._come_out(later)
        self.env.invalidate_all()
        until = later.publication_date + relativedelta(years=3)
        self.assertGreater(until, self.until)
        self.assertEqual(self.publication.retention_until, until)

    def _come_out(self, placement):
        placement.sudo().page = placement.issue_id._page_ordinal("page", 5)
        issue = placement.issue_id.with_user(self.users["operations"])
        issue._action_publish_early("It is out")

    def test_same_copy_in_another_contract(self):
        """The copy was published last by another contract."""
        order = self._seal(self._make_contract([(self.full_page, self.issues[5])]))
        other = order.ad_placement_ids
        other._action_set_version(self.version)
        other.sudo().stage = "booked"
        other.issue_id.sudo().state = "at_press"
        self._come_out(other)
        self.env.invalidate_all()
        self.assertEqual(other.publication_ids.version_id, self.version)
        until = other.publication_date + relativedelta(years=3)
        self.assertEqual(self.publication.retention_until, until)

    def test_what_was_withdrawn_does_not_count(self):
        self.publication.with_user(self.users["general_manager"])._action_withdraw(
            "It did not appear"
        )
        self.env.invalidate_all()
        self.assertFalse(self.publication.retention_until)

    def test_raised_never_lowered(self):
        """The company keeps longer, never less than three years."""
        self.company.ad_archive_years = 5
        self.env.invalidate_all()
        self.assertEqual(
            self.publication.retention_until, self.last + relativedelta(years=5)
        )
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.company.ad_archive_years = 2
            self.env.flush_all()

    def test_after_the_term(self):
        """Files may go then; facts stay for their own reasons."""
        with freeze_time(f"{self.until} 04:00:00"):
            with self.assertRaisesRegex(UserError, self._words()):
                self.order.sudo().ad_seal_use_ids.unlink()
        with freeze_time(f"{self.until + relativedelta(days=1)} 04:00:00"):
            with self.assertRaisesRegex(UserError, "seal register cannot be deleted"):
                self.order.sudo().ad_seal_use_ids.unlink()
            self._file_of(self.publication, "tear_sheet").unlink()
        self.env.invalidate_all()
        self.assertFalse(self.publication.tear_sheet)

    def test_replaced_file_is_kept(self):
        """A better scan replaces the first one, which stays in the archive."""
        copy = self.order.sudo().ad_copy_ids[:1]
        copy.scan = base64.b64encode(b"first scan")
        copy.scan = base64.b64encode(b"second scan")
        self.env.invalidate_all()
        self.assertEqual(base64.b64decode(copy.scan), b"second scan")
        kept = self.env["ir.attachment"].search(
            [("res_model", "=", copy._name), ("description", "=", KEPT)]
        )
        self.assertEqual(kept.raw, b"first scan")
        self.assertEqual(kept.res_id, copy.id)
        with self.assertRaisesRegex(UserError, self._words()):
            kept.unlink()
        with self.assertRaisesRegex(UserError, self._words()):
            kept.with_user(self.admin).write({"description": False})

    def test_same_content_is_not_kept_twice(self):
        content = self.publication.tear_sheet
        self.publication.sudo().write({"tear_sheet": content})
        self.env.invalidate_all()
        self.assertEqual(self.publication.tear_sheet, content)
        self.assertFalse(self.publication.kept_file_ids)

    def test_file_store_moves(self):
        """Odoo's own move of files writes the same content again."""
        file = self._file_of(self.publication, "tear_sheet")
        file.write({"raw": file.raw})
        with self.assertRaisesRegex(UserError, self._words()):
            file.write({"raw": b""})

    def test_personal_data(self):
        """Papers that a publication relied on are not blanked before their term."""
        paper = self.advertiser.sudo().ad_document_ids.filtered("verified_by_id")[:1]
        paper.type_id.holds_personal_data = True
        paper._erase_personal_data()
        self.assertTrue(paper.scan)
        with freeze_time(f"{self.until + relativedelta(days=1)} 04:00:00"):
            paper._erase_personal_data()
        self.assertFalse(paper.scan)

    def test_setting(self):
        settings = Form(self.env["res.config.settings"].with_company(self.company))
        settings.ad_archive_years = 4
        settings.save()
        self.assertEqual(self.company.ad_archive_years, 4)

    def test_uninstall_says_how_much_is_within_its_term(self):
        """And until when; an export alone does not make it lawful to delete."""
        count, until = self.env["ad.archive"]._retained_count()
        self.assertGreaterEqual(count, 1)
        self.assertGreaterEqual(until, self.until)
        module = self.env.ref("base.module_ad_sales_ops")
        wizard = self.env["base.module.uninstall"].create({"module_ids": module.ids})
        words = f"{count} publications are within their retention"
        self.assertIn(words, wizard.ad_loss)
        with self.assertRaisesRegex(UserError, words):
            wizard.action_uninstall()
