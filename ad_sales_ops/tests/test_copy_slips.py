"""Price lists renewed by slips (A6)."""

import base64
import io
import zipfile
from datetime import timedelta

import openpyxl
from lxml.html import fromstring

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, HttpCase, tagged
from odoo.tools.safe_eval import safe_eval

from .copy_common import CopyCase


class SlipCase(CopyCase):
    """A price list of two products that runs in the first of three issues."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.until = cls.issues[5].publication_date
        cls.first, cls.second, cls.third = cls.placements
        cls.material = cls._make_material(kind="price_list", content=cls._list())
        cls.version = cls.material.version_id
        cls.first._action_set_version(cls.version)
        cls.material._action_accept()

    @classmethod
    def _list(cls, **values):
        items = [
            {"name": "Ball valve", "specification": "DN15", "price": 36.5},
            {"name": "Gate valve", "specification": "DN50", "price": 210.0},
        ]
        return {
            "item_ids": [
                Command.create(
                    {
                        "currency_id": cls.company.currency_id.id,
                        "unit": "pc",
                        "valid_until": cls.until,
                        **item,
                        **values,
                    }
                )
                for item in items
            ]
        }

    def _slip(self, placement=None, **values):
        return (
            self.env["ad.copy.slip"]
            .with_user(self.specialist)
            .create(
                {
                    "placement_id": (placement or self.second).id,
                    "is_declared": True,
                    "declared_by": "Wang Shili",
                    **values,
                }
            )
        )

    def _refused(self, slip, words):
        with self.assertRaisesRegex(UserError, words), self.env.cr.savepoint():
            slip.action_apply()
        self.assertEqual(slip.state, "draft")
        self.assertFalse(self.second.version_id)


@tagged("post_install", "-at_install")
class TestCopySlips(SlipCase):
    def test_last_copy_and_slip_make_the_next_copy(self):
        slip = self._slip()
        self.assertEqual(slip.line_ids.mapped("kind"), ["keep", "keep"])
        ball, gate = slip.line_ids
        ball.price = 38.0
        gate.is_removed = True
        slip.line_ids = [
            Command.create(
                {"name": "Check valve", "price": 77.0, "valid_until": self.until}
            )
        ]
        self.assertEqual(slip.change_text, "1 new, 1 changed, 1 removed")
        self.assertEqual(ball.old_price, 36.5)
        slip.action_apply()
        self.assertEqual(slip.state, "applied")
        version = self.second.version_id
        self.assertEqual(version.source, "slips")
        self.assertEqual(version.number, 2)
        self.assertEqual(
            version.item_ids.mapped(lambda i: (i.name, i.price)),
            [("Ball valve", 38.0), ("Check valve", 77.0)],
        )
        self.assertEqual(version.maker_id, self.specialist)
        self.assertEqual(self.second.proof_state, "draft")
        # Other issues keep what they run.
        self.assertEqual(self.first.version_id, self.version)
        self.assertFalse(self.third.version_id)

    def test_price_is_part_of_the_content(self):
        with self.assertRaisesRegex(UserError, "same content"):
            self._make_version(self.material, **self._list())
        other = self._make_version(self.material, **self._list(price=1.0))
        self.assertNotEqual(other.checksum, self.version.checksum)

    def test_nothing_changed(self):
        self._refused(self._slip(), "Nothing has changed")

    def test_declaration(self):
        slip = self._slip(is_declared=False)
        slip.line_ids[0].price = 40
        self._refused(slip, "declare stock")

    def test_bad_items(self):
        slip = self._slip()
        ball, gate = slip.line_ids
        ball.price = 0
        gate.valid_until = self.second.publication_date - timedelta(days=1)
        self._refused(slip, "(?s)no price above zero.*before the publication")
        ball.price = -3
        self._refused(slip, "no price above zero")
        ball.write({"price": 5, "name": "Gate valve", "specification": "DN50"})
        self._refused(slip, "stands in the list twice")

    def test_too_many_items(self):
        slip = self._slip()
        slip.line_ids = [
            Command.create({"name": f"Valve {number}", "price": 1})
            for number in range(501)
        ]
        self._refused(slip, "more than the 500")

    def test_copy_changed_meanwhile(self):
        slip = self._slip()
        slip.line_ids[0].price = 40
        self._make_version(self.material, self.second, **self._list(price=9.0))
        with self.assertRaisesRegex(UserError, "has changed since"):
            slip.action_apply()

    def test_at_press(self):
        slip = self._slip()
        slip.line_ids[0].price = 40
        self.second.issue_id.sudo().state = "at_press"
        self._refused(slip, "is at press")

    def test_one_open_slip_an_insertion(self):
        action = self.second.with_user(self.specialist).action_ad_renew()
        again = self.second.with_user(self.specialist).action_ad_renew()
        self.assertEqual(action["res_id"], again["res_id"])

    def test_new_words_keep_the_items(self):
        """A new text of a price list is no reason to lose its prices."""
        material = self.version.material_id
        wizard = self.env["ad.material.register"].create(
            {
                "advertiser_id": material.advertiser_id.id,
                "material_id": material.id,
                "body": "Delivered within a week.",
            }
        )
        wizard.action_register()
        new = material.version_id
        self.assertNotEqual(new, self.version)
        self.assertEqual(new.body, "Delivered within a week.")
        self.assertEqual(new.headline, self.version.headline)
        names = ("name", "specification", "price", "unit", "valid_until")
        for kept, item in zip(new.item_ids, self.version.item_ids, strict=True):
            self.assertEqual([kept[n] for n in names], [item[n] for n in names])

    def test_applied_stays(self):
        slip = self._slip()
        slip.line_ids[0].price = 40
        slip.action_apply()
        for change in (
            lambda: slip.write({"declared_by": "Somebody"}),
            lambda: slip.line_ids[0].write({"price": 1}),
            slip.unlink,
            slip.action_apply,
            slip.action_cancel,
        ):
            with self.assertRaisesRegex(UserError, "stays as it was"):
                change()

    def test_items_never_change(self):
        with self.assertRaisesRegex(UserError, "do not change"):
            self.version.item_ids[0].sudo().price = 1
        with self.assertRaisesRegex(UserError, "kept with their version"):
            self.version.item_ids.sudo().unlink()

    def test_first_price_list(self):
        other = self._make_advertiser("Test Pumps Co., Ltd.")
        order = self._make_contract(
            [(self.full_page, self.issues[:1])], partner_id=other.id
        )
        self._seal(order)
        slip = self._slip(order.ad_placement_ids)
        self.assertFalse(slip.line_ids)
        slip.line_ids = [Command.create({"name": "Pump", "price": 900})]
        slip.action_apply()
        self.assertEqual(order.ad_placement_ids.material_id.kind, "price_list")

    def test_all_valid_until(self):
        slip = self._slip()
        with Form(slip) as form:
            form.all_valid_until = self.until + timedelta(days=30)
        self.assertEqual(
            set(slip.line_ids.mapped("valid_until")), {self.until + timedelta(days=30)}
        )

    def test_percentage_on_chosen_rows(self):
        slip = self._slip()
        ball, gate = slip.line_ids
        gate.is_chosen = True
        for percent in (0, -100, 1001):
            slip.price_percent = percent
            with self.assertRaisesRegex(UserError, "how many per cent"):
                slip.action_change_prices()
        slip.price_percent = 3.5
        slip.action_change_prices()
        self.assertEqual((ball.price, gate.price), (36.5, 217.35))
        self.assertFalse(gate.is_chosen or slip.price_percent)
        slip.price_percent = -10
        slip.action_change_prices()
        self.assertEqual((ball.price, gate.price), (32.85, 195.62))
        with self.assertRaisesRegex(AccessError, "written by specialists"):
            slip.with_user(self.users["reviewer"]).action_change_prices()

    def test_validity_of_chosen_rows(self):
        slip = self._slip()
        slip.line_ids[1].is_chosen = True
        later = self.until + timedelta(days=30)
        with Form(slip) as form:
            form.all_valid_until = later
        self.assertEqual(slip.line_ids.mapped("valid_until"), [self.until, later])

    def test_last_beside_next(self):
        slip = self._slip()
        ball, gate = slip.line_ids
        ball.price = 38.0
        gate.is_removed = True
        slip.line_ids = [Command.create({"name": "<b>Check</b> valve", "price": 77.0})]
        slip.invalidate_recordset(["difference_html"])
        page = fromstring(str(slip.difference_html))
        rows = [
            " ".join(row.text_content().split())
            for row in page.xpath("//tbody/tr[td/span[contains(@class, 'badge')]]")
        ]
        self.assertEqual(len(rows), 3)
        self.assertRegex(rows[0], r"Changed Ball valve DN15 .*36\.50.*38\.00")
        self.assertRegex(rows[1], r"Removed Gate valve DN50 .*210\.00")
        self.assertRegex(rows[2], r"New <b>Check</b> valve .*77\.00")
        self.assertTrue(page.xpath("//span[contains(@class, 'bg-warning-subtle')]"))
        slip.action_apply()
        version = self.second.version_id
        self.assertIn("Changed", str(version.difference_html))
        self.assertFalse(self.version.difference_html)

    def test_texts_side_by_side(self):
        material = self._make_material(content={"body": "DN15 to DN300"})
        version = self._make_version(material, body="DN15 to <DN500>")
        page = fromstring(str(version.difference_html))
        self.assertIn("3", page.xpath("string(//del)"))
        self.assertIn("<", page.xpath("string(//ins[1])"))
        self.assertIn("DN15 to <DN500>", page.text_content())

    def test_printed(self):
        slip = self._slip()
        with self.assertRaisesRegex(UserError, "nothing to sign"):
            slip.action_print()
        slip.line_ids[0].price = 38.0
        self.assertEqual(slip._slip_title(), "Price-Change Slip")
        slip.line_ids = [Command.create({"name": "Check valve", "price": 77.0})]
        self.assertEqual(slip._slip_title(), "New-Item and Price-Change Slip")
        action = slip.action_print()
        self.assertEqual(action["report_name"], "ad_sales_ops.report_ad_copy_slip")
        html, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.specialist)
            ._render_qweb_html(action["report_name"], slip.ids)
        )
        page = fromstring(html)
        self.assertIn("77.00", page.xpath("string(//table[@name='new'])"))
        changes = page.xpath("string(//table[@name='change'])")
        self.assertRegex(changes, r"(?s)36\.50.*38\.00")
        self.assertIn("in stock", page.xpath("string(//p[@name='declaration'])"))
        for user in (self.other_specialist, self.plain_user, self.portal_user):
            with self.assertRaises(AccessError, msg=user.login):
                slip.with_user(user).action_print()

    def test_prices_ending_are_listed(self):
        """A week ahead, for the customer's specialist (A6)."""
        day_list = self.env.ref("ad_sales_ops.ad_day_list_prices_ending")
        soon = self.today + timedelta(days=5)
        self._make_version(self.material, self.second, **self._list(valid_until=soon))
        action = self.env.ref("ad_sales_ops.ad_prices_ending_action")
        self.assertEqual(day_list.action_id.id, action.id)
        self.assertIn(self.users["specialist"], day_list.group_ids.all_user_ids)
        found = self._listed(action, self.specialist)
        self.assertIn(self.second, found)
        self.assertNotIn(self.first, found)
        self.assertFalse(self._listed(action, self.other_specialist))

    def _listed(self, action, user):
        domain = safe_eval(action.domain)
        return self.env["ad.placement"].with_user(user).search(domain)

    def test_expired_price_blocks(self):
        late = self.first.publication_date - timedelta(days=1)
        version = self._make_version(
            self.material, self.first, **self._list(valid_until=late)
        )
        self.assertEqual(self.first.first_expiry, late)
        self.assertIn("2 prices end before the publication", self._blockers())
        self.assertIn("Ball valve", self._blockers())
        self.assertEqual(
            version._expired_items(self.first.publication_date), version.item_ids
        )

    def _blockers(self):
        self.env.flush_all()
        return self.first.clearance_blockers

    def test_weekly_renewals(self):
        domain = [("is_price_list", "=", True), ("order_id", "=", self.order.id)]
        found = self.env["ad.placement"].with_user(self.specialist).search(domain)
        self.assertEqual(found, self.placements)
        self.assertTrue(all(self.placements.mapped("is_price_list")))

    def test_rights(self):
        slip = self._slip()
        slip.line_ids[0].price = 40
        for title in ("proofreader", "reviewer", "finance", "contract_admin"):
            with self.assertRaises(AccessError, msg=title):
                slip.with_user(self.users[title]).action_apply()
        stranger = slip.with_user(self.other_specialist)
        with self.assertRaises(AccessError):
            stranger.read(["number"])
        with self.assertRaises(AccessError):
            slip.with_user(self.plain_user).read(["number"])
        with self.assertRaises(AccessError):
            slip.with_user(self.portal_user).read(["number"])
        with self.assertRaises(AccessError):
            slip.write({"state": "applied"})
        slip.with_user(self.users["production"]).action_apply()
        self.assertEqual(slip.state, "applied")

    def test_applying_many_items_is_quick(self):
        slip = self._slip()
        slip.line_ids = [
            Command.create({"name": f"Valve {number}", "price": 1 + number})
            for number in range(400)
        ]
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        slip.action_apply()
        self.env.flush_all()
        self.assertLessEqual(self.cr.sql_log_count - before, 130)


@tagged("post_install", "-at_install")
class TestCopySheet(SlipCase):
    def _sheet(self, *rows):
        book = openpyxl.Workbook()
        book.active.append(["Product", "Specification", "Price", "Unit", "Valid"])
        for row in rows:
            book.active.append(row)
        stream = io.BytesIO()
        book.save(stream)
        return base64.b64encode(stream.getvalue())

    def test_round_trip(self):
        slip = self._slip()
        book = openpyxl.load_workbook(io.BytesIO(slip._write_sheet()))
        self.assertEqual(book.active["A2"].value, "Ball valve")
        self.assertEqual(book.active["C3"].value, 210)
        book.active["C2"] = 39
        book.active.delete_rows(3)
        book.active.append(["Check valve", "", "¥77.50", "pc", str(self.until)])
        stream = io.BytesIO()
        book.save(stream)
        wizard = (
            self.env["ad.copy.slip.import"]
            .with_user(self.specialist)
            .create({"slip_id": slip.id, "file": base64.b64encode(stream.getvalue())})
        )
        wizard.action_import()
        self.assertEqual(
            {line.name: line.kind for line in slip.line_ids},
            {"Ball valve": "change", "Check valve": "new", "Gate valve": "remove"},
        )
        slip.action_apply()
        self.assertEqual(self.second.version_id.item_ids.mapped("price"), [39.0, 77.5])

    def test_bad_rows_in_words(self):
        slip = self._slip()
        before = slip.line_ids.ids
        sheet = self._sheet(
            ["", "DN15", 3, "pc", None],
            ["Valve", "", "dear", "pc", None],
            ["Pump", "", 0, "pc", None],
            ["Pipe", "", 3, "pc", "soon"],
        )
        with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
            slip._read_sheet(sheet)
        text = str(caught.exception)
        for words in (
            "Row 2: the product is missing",
            "Row 3: “dear” is no price",
            "Row 4: the price must be above zero",
            "Row 5: “soon” is no date",
        ):
            self.assertIn(words, text)
        self.assertEqual(slip.line_ids.ids, before)

    def test_five_thousand_items(self):
        slip = self._slip()
        sheet = self._sheet(*[[f"Valve {n}", "", 3, "pc", None] for n in range(5000)])
        with self.assertRaisesRegex(UserError, "more than the 500"):
            slip._read_sheet(sheet)
        self.assertEqual(len(slip.line_ids), 2)

    def test_file_that_unpacks_to_gigabytes(self):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/sharedStrings.xml", b"0" * 101 * 1024 * 1024)
        with self.assertRaisesRegex(UserError, "at most 5 MB"):
            self._slip()._read_sheet(base64.b64encode(stream.getvalue()))

    def test_no_spreadsheet(self):
        slip = self._slip()
        for content, words in (
            (b"", "Choose a spreadsheet"),
            (b"hello", "no XLSX spreadsheet"),
            (base64.b64decode(self._sheet()), "has no items"),
        ):
            with self.assertRaisesRegex(UserError, words):
                slip._read_sheet(base64.b64encode(content))


@tagged("post_install", "-at_install")
class TestCopySheetDownload(HttpCase, SlipCase):
    def test_download(self):
        slip = self._slip()
        url = slip.action_download()["url"]
        self.authenticate(self.specialist.login, self.specialist.login)
        answer = self.url_open(url)
        self.assertEqual(answer.status_code, 200)
        self.assertTrue(answer.content.startswith(b"PK"))
        stranger = self.other_specialist
        self.authenticate(stranger.login, stranger.login)
        self.assertEqual(self.url_open(url).status_code, 404)
