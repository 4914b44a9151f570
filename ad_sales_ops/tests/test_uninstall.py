"""Leaving: counts, the archive, and what the module switched on (E31)."""

import csv
import io
import zipfile

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..hooks import IMPLIED, PARAMETER, _delete_files, _switch_off_groups, pre_init_hook
from .chain_common import ChainCase


class UninstallCase(ChainCase):
    """A sealed contract with one published insertion."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._at("sealed")
        placement = cls.order.ad_placement_ids[:1].with_user(cls.operations)
        placement._place({placement: (3, 0, 0)})
        cls._publish_issue(placement.issue_id)
        cls.module = cls.env.ref("base.module_ad_sales_ops")

    def _wizard(self, name="ad_sales_ops"):
        module = self.env["ir.module.module"].search([("name", "=", name)])
        return self.env["base.module.uninstall"].create({"module_ids": module.ids})

    def _count(self, model):
        return self.env[model].sudo().search_count([])


@tagged("post_install", "-at_install")
class TestUninstall(UninstallCase):
    def test_names_what_would_be_lost(self):
        """Sign-offs, seal uses, publications and contracts are counted by name."""
        counts = self._wizard()._ad_lost_counts()
        for model, label in (
            ("ad.sign.off", "Sign-Off"),
            ("ad.seal.use", "Seal Use"),
            ("ad.publication", "Publication"),
            ("ad.placement", "Placement"),
        ):
            self.assertTrue(self._count(model))
            self.assertEqual(counts[label], self._count(model), label)
        self.assertTrue(counts["Advertising Contracts"])

    def test_dialog_shows_the_counts(self):
        """The dialog says it before anybody presses a button."""
        wizard = self._wizard()
        self.assertIn(f"<b>{self._count('ad.seal.use')}</b> Seal Use", wizard.ad_loss)

    def test_refused_until_exported(self):
        """Uninstalling without an export is refused; nothing is marked."""
        with self.assertRaises(UserError) as refusal:
            self._wizard().action_uninstall()
        message = str(refusal.exception)
        self.assertIn(f"{self._count('ad.sign.off')} Sign-Off", message)
        self.assertIn("Download the Archive", message)
        self.assertEqual(self.module.state, "installed")

    def test_underlying_module_is_warned_about(self):
        """Uninstalling Odoo's sales app takes ours along, so it warns as well."""
        self.assertTrue(self._wizard("sale").ad_loss)

    def test_other_module_is_left_alone(self):
        """A module we do not build on is uninstalled as ever."""
        wizard = self._wizard("google_gmail")
        self.assertFalse(wizard.ad_loss)
        self.assertFalse(wizard._ad_lost_counts())

    def test_archive_holds_every_record(self):
        """A table a model, with as many rows as there are records."""
        archive = self._archive()
        with archive.open("ad.sign.off.csv") as raw:
            rows = list(csv.reader(io.TextIOWrapper(raw, "utf-8-sig")))
        self.assertEqual(len(rows) - 1, self._count("ad.sign.off"))
        self.assertIn("decision", rows[0])
        self.assertIn("ad.publication.csv", archive.namelist())

    def test_archive_holds_the_scans(self):
        """The sealed contract's scan is a file of its own."""
        names = self._archive().namelist()
        path = f"sale.order/{self.order.id}-"
        scans = [name for name in names if name.startswith(path)]
        self.assertTrue(any("ad_customer_scan" in name for name in scans), names)

    def test_archive_writes_no_formulas(self):
        """Text that a spreadsheet would run as a formula is quoted."""
        archive = self.env["ad.archive"]
        self.assertEqual(archive._cell("=1+1"), "'=1+1")
        self.assertEqual(archive._cell(-3.5), -3.5)
        self.assertEqual(archive._cell(False), "")

    def test_archive_is_for_administrators(self):
        """No job title of the module exports the archive."""
        archive = self.env["ad.archive"].with_user(self.general_manager)
        with self.assertRaises(AccessError):
            archive._counts()
        with self.assertRaises(AccessError):
            archive._write_zip(io.BytesIO())

    def test_groups_are_switched_off_again(self):
        """What was off before us is off after us."""
        everybody = self.env.ref("base.group_user")
        self.env["ir.config_parameter"].set_param(PARAMETER, IMPLIED[1])
        _switch_off_groups(self.env)
        self.assertIn(self.env.ref(IMPLIED[0]), everybody.implied_ids)
        self.assertNotIn(self.env.ref(IMPLIED[1]), everybody.implied_ids)
        self.assertFalse(self.env["ir.config_parameter"].get_param(PARAMETER))

    def test_groups_switched_on_before_stay(self):
        """What was on before us is not ours to take."""
        everybody = self.env.ref("base.group_user")
        everybody._apply_group(self.env.ref(IMPLIED[0]))
        everybody._remove_group(self.env.ref(IMPLIED[1]))
        pre_init_hook(self.env)
        parameter = self.env["ir.config_parameter"].get_param(PARAMETER)
        self.assertEqual(parameter, IMPLIED[1])

    def test_files_of_our_fields_go(self):
        """No scan stays behind on Odoo's own orders, where nobody would see it."""
        files = self.env["ir.attachment"].search(
            [("res_model", "=", "sale.order"), ("res_field", "=", "ad_customer_scan")]
        )
        self.assertTrue(files)
        logo = self.company.partner_id
        logo.image_1920 = (
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGA"
            "WjR9awAAAABJRU5ErkJggg=="
        )
        _delete_files(self.env)
        self.assertFalse(files.exists())
        self.assertTrue(logo.image_1920)

    def _archive(self):
        stream = io.BytesIO()
        self.env["ad.archive"]._write_zip(stream)
        return zipfile.ZipFile(stream)


@tagged("post_install", "-at_install")
class TestArchiveDownload(HttpCase, UninstallCase):
    def test_administrator_downloads(self):
        """The button's address gives a ZIP file."""
        self.authenticate("admin", "admin")
        response = self.url_open("/ad_sales_ops/archive")
        self.assertEqual(response.status_code, 200)
        archive = zipfile.ZipFile(io.BytesIO(response.content))
        self.assertIn("ad.seal.use.csv", archive.namelist())

    def test_others_are_refused(self):
        """A specialist gets nothing."""
        login = self.users["specialist"].login
        self.authenticate(login, login)
        with mute_logger("odoo.http"):
            response = self.url_open("/ad_sales_ops/archive")
        self.assertEqual(response.status_code, 403)
