"""The company's seal keeps the contract as it was printed (K2, K6, G11)."""

import base64
import hashlib
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_actions_report import IrActionsReport, _wkhtml

from .chain_common import ChainCase


@tagged("post_install", "-at_install")
class TestSealedFile(ChainCase):
    """A file nobody changes, and the SHA-256 that proves it."""

    prints_contracts = True

    def _sealed(self, force=False):
        """A contract just sealed; as PDF only where asked for, as that takes long."""
        order = self._at("manager_signed")
        operations = order.with_user(self.operations)
        operations.with_context(force_report_rendering=force)._action_affix_seal("Seal")
        return order

    def _content(self, use):
        return base64.b64decode(use.contract_file)

    def assertSealedBy(self, use):
        """The stored SHA-256 is the one of the stored bytes."""
        digest = hashlib.sha256(self._content(use)).hexdigest()
        self.assertEqual(use.contract_sha256, digest)

    def test_pdf_of_three_copies(self):
        if _wkhtml().state == "install":
            self.skipTest("wkhtmltopdf is not installed")
        use = self._sealed(force=True).sudo().ad_seal_use_ids
        self.assertTrue(self._content(use).startswith(b"%PDF-"))
        self.assertEqual(use.contract_file_name, f"{use.document_name}.pdf")
        self.assertFalse(use.contract_note)
        self.assertSealedBy(use)

    def test_names_the_line_of_the_register(self):
        """The seal is on the paper; the file says where its use is registered (G11)."""
        use = self._sealed().sudo().ad_seal_use_ids
        words = self._content(use).decode()
        self.assertEqual(words.count(f"seal register No. {use.name}"), 3)
        self.assertIn("Seal affixed on ", words)

    def test_never_changes(self):
        """Names, addresses and rates of a later day are not in it."""
        self.advertiser.ad_legal_representative = "Chen Zhiqiang"
        use = self._sealed().sudo().ad_seal_use_ids
        before = self._content(use)
        self.assertIn(b"Chen Zhiqiang", before)
        self.assertIn(self.advertiser.name.encode(), before)
        self.assertSealedBy(use)
        self.advertiser.sudo().write(
            {
                "name": "Quite Another Co.",
                "ad_licence_name": "Quite Another Co.",
                "ad_legal_representative": "Somebody Else",
            }
        )
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self._content(use), before)
        self.assertSealedBy(use)

    def test_three_copies_without_stamp(self):
        use = self._sealed().sudo().ad_seal_use_ids
        page = self._content(use).decode()
        for label in ("Finance copy", "Department copy", "Customer"):
            self.assertIn(label, page)
        self.assertNotIn("DRAFT", page)

    def test_in_the_customers_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.advertiser.lang = "zh_CN"
        use = self._sealed().sudo().ad_seal_use_ids
        self.assertIn('lang="zh-CN"', self._content(use).decode())

    def test_nobody_edits_it(self):
        use = self._sealed().sudo().ad_seal_use_ids
        other = base64.b64encode(b"other words")
        attachment = self.env["ir.attachment"].search(
            [
                ("res_model", "=", "ad.seal.use"),
                ("res_id", "=", use.id),
                ("res_field", "=", "contract_file"),
            ]
        )
        self.assertEqual(len(attachment), 1)
        admin = self.env.ref("base.user_admin")
        for user in (self.operations, self.general_manager, admin):
            with self._denied():
                use.with_user(user).write({"contract_file": other})
            with self._denied():
                attachment.with_user(user).write({"datas": other})
            with self._denied():
                attachment.with_user(user).unlink()
        with self._denied("cannot be changed"):
            use.write({"contract_sha256": "0" * 64})

    def test_who_reads_it(self):
        """Who reads the contract, and nobody else."""
        order = self._sealed()
        use = order.sudo().ad_seal_use_ids
        readers = ("specialist", "supervisor", "manager", "operations", "finance")
        for title in readers:
            user = self.users[title]
            self.assertTrue(use.with_user(user).contract_file, title)
            action = order.with_user(user).action_ad_download_sealed()
            self.assertIn(f"/{use.id}/contract_file/", action["url"], title)
        for user in (self.other_specialist, self.plain_user, self.portal_user):
            with self._denied():
                use.with_user(user).read(["contract_file"])
        with self._denied():
            order.with_user(self.other_specialist).action_ad_download_sealed()

    def test_nothing_to_download_before(self):
        order = self._at("manager_signed").with_user(self.specialist)
        with self._refused("has no file from its sealing"):
            order.action_ad_download_sealed()

    def test_without_wkhtmltopdf(self):
        """Sealing goes on; the words are kept as a web page and it is said."""
        with (
            patch.object(
                IrActionsReport, "get_wkhtmltopdf_state", lambda self: "install"
            ),
            mute_logger("odoo.addons.ad_sales_ops.models.ad_seal_use"),
        ):
            order = self._sealed(force=True)
        use = order.sudo().ad_seal_use_ids
        self.assertEqual(order.ad_contract_state, "sealed")
        self.assertEqual(use.contract_file_name, f"{order.name}.html")
        self.assertIn("could not make a PDF", use.contract_note)
        self.assertIn("could not make a PDF", order.message_ids[0].body)
        self.assertIn(self.advertiser.name.encode(), self._content(use))
        self.assertSealedBy(use)

    def test_a_refused_seal_keeps_nothing(self):
        """Without a line of the register there is no file either."""
        order = self._at("manager_signed")
        with self._refused("Name the seal"):
            order.with_user(self.operations)._action_affix_seal(" ")
        self.assertFalse(order.sudo().ad_seal_use_ids)
