"""Rate card import (M6, E24)."""

import base64
import io
import json
from datetime import date
from unittest.mock import patch

from openpyxl import Workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import file_open

from ..wizard import rate_card_file, rate_card_grid
from ..wizard.rate_card_row import parse_number
from .test_inv_media import InvCommon

HEADER = "position,page_rule,width_mm,height_mm,x1,x4\n"


class RateCardCommon(InvCommon):
    """A dialog in the hands of the Operations Centre."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.title = cls._make_medium("Test Business Monthly", "TBM", page_count=64)
        cls.usd = cls.env.ref("base.USD")
        cls.usd.active = True

    def _wizard(self, content, **values):
        if isinstance(content, str):
            content = content.encode()
        wizard = self.env["ad.rate.card.import"].with_user(self.users["operations"])
        return wizard.create(
            {
                "file": base64.b64encode(content),
                "file_name": "card.csv",
                "medium_id": self.title.id,
                "tax_setting": "none",
                **values,
            }
        )

    def _read(self, content, **values):
        wizard = self._wizard(content, **values)
        wizard.action_read()
        return wizard

    def _import(self, content, **values):
        wizard = self._read(content, **values)
        wizard.action_import()
        return wizard

    def _sample(self, name):
        with file_open(f"ad_sales_ops/tests/data/{name}", "rb") as file:
            return file.read()

    def _grid(self, medium):
        return {
            position.name: (position.grid_width, position.grid_height)
            for position in medium.position_ids
        }

    def _price(self, product, quantity):
        pricelist = self.title.pricelist_id
        return pricelist._get_product_price(product, quantity)


@tagged("post_install", "-at_install")
class TestInvRateCardSamples(RateCardCommon):
    """The two published cards."""

    def _us(self, **values):
        return {
            "currency_id": self.usd.id,
            "pricelist_id": False,
            "unit": "in",
            **values,
        }

    def test_us_card(self):
        """M6, E24: inches, frequencies, covers, surcharges of a US quarterly."""
        self.title.pricelist_id = False
        wizard = self._read(self._sample("ratecard_us_magazine.csv"), **self._us())
        self.assertFalse(wizard.bad_count, wizard.line_ids.mapped("error"))
        self.assertEqual(set(wizard.line_ids.mapped("result")), {"create"})
        self.assertEqual(len(wizard.line_ids), 16)
        self.assertFalse(wizard.ignored_columns)
        wizard.action_import()
        positions = {position.name: position for position in self.title.position_ids}
        self.assertEqual(len(positions), 12)
        grid = self._grid(self.title)
        self.assertEqual(grid["1 page"], (120, 120))
        self.assertEqual(grid["2/3 page vertical"], (80, 120))
        self.assertEqual(grid["1/2 page horizontal"], (120, 60))
        self.assertEqual(grid["1/2 page island"], (80, 90))
        self.assertEqual(grid["1/3 page vertical"], (40, 120))
        self.assertEqual(grid["1/3 page square"], (80, 60))
        self.assertEqual(grid["1/4 page"], (60, 60))
        self.assertEqual(grid["1/6 page"], (40, 60))
        self.assertEqual(grid["1/8 page"], (60, 30))
        self.assertEqual(grid["inside front cover"], (120, 120))
        page = positions["1 page"]
        self.assertAlmostEqual(page.width_mm, 206.38, 2)
        self.assertAlmostEqual(self.title.trim_height_mm, 276.23, 2)
        cover = positions["back cover"]
        self.assertEqual(cover.page_rule, "fixed")
        self.assertEqual(cover.fixed_place, "back_cover")
        self.assertEqual(cover.capacity, 1)
        self.assertEqual(cover.product_id.name, "back cover (TBM)")
        self.assertEqual(self.title.pricelist_id.currency_id, self.usd)

    def test_us_prices(self):
        """E24: frequency = minimum number; above the table the last column."""
        self.title.pricelist_id = False
        self._import(self._sample("ratecard_us_magazine.csv"), **self._us())
        page = self.title.position_ids.filtered(lambda p: p.name == "1 page")
        prices = [self._price(page.product_id, n) for n in (1, 2, 3, 4, 7, 8, 20)]
        self.assertEqual(prices, [5145, 4950, 4950, 4785, 4785, 4270, 4270])
        cover = self.title.position_ids.filtered(lambda p: p.name == "back cover")
        prices = [self._price(cover.product_id, n) for n in (1, 2, 4, 8, 12)]
        self.assertEqual(prices, [9000, 8640, 8370, 8370, 8370])

    def test_us_surcharges(self):
        """M6: surcharges become products of their own with a price."""
        self.title.pricelist_id = False
        self._import(self._sample("ratecard_us_magazine.csv"), **self._us())
        products = self.env["product.product"].search(
            [("ad_medium_id", "=", self.title.id), ("ad_surcharge", "!=", False)]
        )
        self.assertEqual(len(products), 4)
        process = products.filtered(lambda p: p.name == "4-colour process (TBM)")
        self.assertEqual(process.ad_surcharge, "amount")
        self.assertEqual(process.invoice_policy, "delivery")
        self.assertEqual(self._price(process, 8), 975)
        self.assertIn("per page or fraction", process.description)

    def test_us_again(self):
        """M6: importing again changes nothing and doubles nothing."""
        self.title.pricelist_id = False
        content = self._sample("ratecard_us_magazine.csv")
        self._import(content, **self._us())
        pricelist = self.title.pricelist_id
        before = (len(self.title.position_ids), len(pricelist.item_ids))
        values = self._us(pricelist_id=pricelist.id)
        wizard = self._read(content, **values)
        self.assertEqual(
            set(wizard.line_ids.mapped("result")),
            {"unchanged"},
            wizard.line_ids.mapped("changes"),
        )
        wizard.action_import()
        after = (len(self.title.position_ids), len(pricelist.item_ids))
        self.assertEqual(before, after)

    def test_chinese_card(self):
        """M6: a Chinese card without prices; gatefolds of two and three panels."""
        content = self._sample("ratecard_cn_magazine.csv")
        wizard = self._read(content)
        self.assertFalse(wizard.bad_count, wizard.line_ids.mapped("error"))
        self.assertFalse(wizard.has_prices)
        wizard.action_import()
        grid = self._grid(self.title)
        self.assertEqual(grid["封面拉页(三折)"], (360, 120))
        self.assertEqual(grid["封面拉页(两折)"], (240, 120))
        self.assertEqual(grid["整版"], (120, 120))
        self.assertEqual(grid["1/2横版"], (120, 60))
        self.assertEqual(grid["1/2竖版"], (60, 120))
        self.assertEqual(grid["1/3横版"], (120, 40))
        self.assertEqual(grid["1/3竖版"], (40, 120))
        self.assertEqual(grid["1/4版"], (60, 60))
        self.assertEqual(self.title.trim_width_mm, 204)
        gatefold = self.title.position_ids.filtered(lambda p: "三折" in p.name)
        self.assertEqual(gatefold.fixed_place, "gatefold")
        self.assertFalse(gatefold.is_spread)
        self.assertEqual(gatefold.bleed_mm, 3)
        again = self._read(content)
        self.assertEqual(set(again.line_ids.mapped("result")), {"unchanged"})

    def test_chinese_card_in_gb18030(self):
        """E24: GB18030 and UTF-8 with a mark at its beginning are read."""
        text = self._sample("ratecard_cn_magazine.csv").decode()
        for encoding in ("gb18030", "utf-8-sig"):
            wizard = self._read(text.encode(encoding))
            self.assertIn("整版", wizard.line_ids.mapped("name"), encoding)

    def test_new_medium(self):
        """M6: the card makes its medium and price list too."""
        wizard = self._import(
            self._sample("ratecard_us_magazine.csv"),
            medium_id=False,
            medium_name="Test Business Quarterly",
            medium_code="TBQ",
            medium_frequency="quarterly",
            currency_id=self.usd.id,
            unit="in",
        )
        medium = wizard.medium_id
        self.assertEqual(medium.frequency, "quarterly")
        self.assertEqual(medium.name, "Test Business Quarterly")
        self.assertEqual(medium.company_id, self.company)
        self.assertEqual(medium.pricelist_id.currency_id, self.usd)
        self.assertEqual(len(medium.position_ids), 12)
        self.assertEqual(medium.position_ids.product_id.company_id, self.company)

    def test_on_screen(self):
        """M6: the dialog works as people see it."""
        context = {"active_model": "ad.medium", "active_id": self.title.id}
        model = self.env["ad.rate.card.import"].with_user(self.users["operations"])
        form = Form(
            model.with_context(**context),
            view="ad_sales_ops.ad_rate_card_import_view_form",
        )
        self.assertEqual(form.medium_id, self.title)
        self.assertEqual(form.tax_setting, "none")
        form.file = base64.b64encode(self._sample("ratecard_cn_magazine.csv"))
        wizard = form.save()
        action = wizard.action_read()
        self.assertEqual(action["res_id"], wizard.id)
        with Form(wizard, view="ad_sales_ops.ad_rate_card_import_view_form") as form:
            with form.line_ids.edit(2) as line:
                line.grid_width = 0
                self.assertEqual(line.result, "bad")
                line.grid_width = 120
                self.assertEqual(line.result, "create")
        wizard.action_back()
        self.assertEqual(wizard.state, "file")
        wizard.action_read()
        wizard.action_import()
        self.assertEqual(wizard.state, "done")
        action = wizard.action_open_positions()
        self.assertEqual(action["domain"], [("medium_id", "=", self.title.id)])

    def test_results_are_listed(self):
        """M6: afterwards positions, price rules and each surcharge can be opened."""
        self.title.pricelist_id = False
        content = self._sample("ratecard_us_magazine.csv")
        wizard = self._read(content, **self._us())
        action = wizard.action_import()
        self.assertEqual((action["res_id"], wizard.state), (wizard.id, "done"))
        self.assertEqual(len(wizard.position_line_ids), 12)
        self.assertEqual(len(wizard.surcharge_line_ids), 4)
        rules = self.title.pricelist_id.item_ids
        self.assertEqual(wizard.new_price_count, len(rules))
        self.assertIn(f"Price rules: {len(rules)} made", wizard.result_summary)
        self.assertIn("Surcharges: 4 made", wizard.result_summary)
        for line in wizard.surcharge_line_ids:
            action = line.action_open()
            self.assertEqual(action["res_model"], "product.template")
            self.assertEqual(action["res_id"], line.product_id.id)
            self.assertTrue(line.product_id.ad_surcharge)
        line = wizard.position_line_ids[0]
        self.assertEqual(line.action_open()["res_id"], line.position_id.id)
        action = wizard.action_open_surcharges()
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(found, wizard.surcharge_line_ids.product_id)
        self.assertEqual(
            wizard.action_open_pricelist()["res_id"], self.title.pricelist_id.id
        )
        with self._refuses("imported already", UserError):
            wizard.action_import()
        again = self._import(content, **self._us(pricelist_id=rules.pricelist_id.id))
        self.assertEqual(again.new_price_count + again.changed_price_count, 0)
        outcomes = again.line_ids.mapped("outcome")
        self.assertEqual(set(outcomes), {"unchanged"})

    def test_colour_of_the_card(self):
        """M6: "black and white base" speaks for the card, covers say four colours."""
        self.title.pricelist_id = False
        wizard = self._read(
            self._sample("ratecard_us_magazine.csv"), **self._us(colour="process")
        )
        colours = {line.name: line.colour for line in wizard.line_ids}
        self.assertEqual(colours["1 page"], "bw")
        self.assertEqual(colours["1/2 page island"], "bw")
        self.assertEqual(colours["back cover"], "process")
        self.assertFalse(colours["4-colour process"], "a surcharge has no colour")
        wizard.action_import()
        colours = {p.name: p.colour for p in self.title.position_ids}
        self.assertEqual(colours["1 page"], "bw")
        self.assertEqual(colours["1/8 page"], "bw")
        self.assertEqual(colours["inside front cover"], "process")

    def test_colour_in_words(self):
        """M6: a note names the colour; what costs extra and two colours name none."""
        rows = {
            "Page a,black & white": "bw",
            "Page b,彩色": "process",
            "Page c,four-colour included": "process",
            "Page d,四色另加": "spot",
            "Page e,black and white or 4-colour": "spot",
            "黑白整版,": "bw",
            "Page f,": "spot",
        }
        content = "position,note\n" + "".join(f"{row}\n" for row in rows)
        wizard = self._read(content, colour="spot")
        for line, (row, colour) in zip(wizard.line_ids, rows.items(), strict=True):
            self.assertEqual(line.colour, colour, row)

    def test_new_medium_is_asked_how_often(self):
        """M3: nothing becomes a monthly unasked; a website's months are known."""
        values = {
            "medium_id": False,
            "medium_name": "Test Business Quarterly",
            "medium_code": "TBQ",
        }
        content = self._sample("ratecard_cn_magazine.csv")
        with self._refuses("Say how often Test Business Quarterly", UserError):
            self._read(content, **values)
        with self._refuses("has the code TBM already", UserError):
            self._read(content, **{**values, "medium_code": "TBM"})
        wizard = self._import(
            "position,width_px,height_px\nBanner,100,50\n",
            **values,
            medium_kind="web",
        )
        self.assertEqual(wizard.medium_id.frequency, "monthly")


@tagged("post_install", "-at_install")
class TestInvRateCardChanges(RateCardCommon):
    """Importing a changed card."""

    def test_prices_change(self):
        """M6: prices follow the new card, dropped ones go, others stay."""
        self._import(HEADER + "Page,run of book,204,276,1000,900\n")
        page = self.title.position_ids
        dated = self.env["product.pricelist.item"].create(
            {
                "pricelist_id": self.pricelist.id,
                "applied_on": "1_product",
                "product_tmpl_id": page.product_id.product_tmpl_id.id,
                "compute_price": "fixed",
                "fixed_price": 1,
                "min_quantity": 50,
                "date_start": "2020-01-01",
                "date_end": "2020-12-31",
            }
        )
        wizard = self._read(HEADER + "Page,run of book,204,276,1100,\n")
        self.assertEqual(wizard.line_ids.result, "update")
        self.assertIn("1×", wizard.line_ids.changes)
        self.assertIn("4×", wizard.line_ids.changes)
        wizard.action_import()
        self.assertEqual(self._price(page.product_id, 10), 1100)
        self.assertEqual(page.product_id.list_price, 1100)
        self.assertTrue(dated.exists())
        self.assertEqual(len(self.title.position_ids), 1)

    def test_nothing_is_free(self):
        """E24: below the first frequency the dearest price holds, never zero."""
        self._import(HEADER + "Page,run of book,204,276,,900\n")
        product = self.title.position_ids.product_id
        self.assertEqual(self._price(product, 1), 900)

    def test_values_change(self):
        """M6: what the file says changes, what it does not say stays."""
        self._import(
            "position,page_rule,width_mm,height_mm,colour,capacity,note,code,x1\n"
            "Page,run of book,204,276,bw,3,first,P1,1000\n"
        )
        page = self.title.position_ids
        self.assertEqual((page.colour, page.capacity, page.code), ("bw", 3, "P1"))
        self.assertEqual(page.note, "first")
        self._import("position,code,note\nWhole page,P1,second\n")
        self.assertEqual(self.title.position_ids, page)
        self.assertEqual((page.note, page.colour, page.capacity), ("second", "bw", 3))
        self.assertEqual(self._price(page.product_id, 1), 1000)

    def test_archived_position_comes_back(self):
        """M6: a position that returns to the card returns to sale."""
        self._import(HEADER + "Page,run of book,204,276,1000,900\n")
        page = self.title.position_ids
        page.active = False
        wizard = self._import(HEADER + "PAGE,run of book,204,276,1000,900\n")
        self.assertEqual(wizard.line_ids.position_id, page)
        self.assertTrue(page.active)
        self.assertTrue(page.product_id.active)

    def test_corrected_grid_stays(self):
        """M6: a share corrected by hand is not guessed anew."""
        self._import(HEADER + "Page,run of book,204,276,1000,900\n")
        self._import(HEADER + "Half,run of book,204,138,600,500\n")
        half = self.title.position_ids.filtered(lambda p: p.name == "Half")
        self.assertEqual((half.grid_width, half.grid_height), (120, 60))
        half.write({"grid_width": 60, "grid_height": 120})
        wizard = self._import(HEADER + "Half,run of book,204,138,600,500\n")
        self.assertEqual(wizard.line_ids.result, "unchanged")
        self.assertEqual(half.grid_width, 60)

    def test_percent_surcharge(self):
        """M6: a surcharge in per cent; the same at every frequency."""
        self._import(HEADER + "Bleed,surcharge,,,15%,15%\n")
        product = self.env["product.template"].search(
            [("ad_medium_id", "=", self.title.id), ("ad_surcharge", "=", "percent")]
        )
        self.assertEqual(product.ad_surcharge_percent, 15)
        wizard = self._read(HEADER + "Bleed,surcharge,,,15%,15%\n")
        self.assertEqual(wizard.line_ids.result, "unchanged")
        wizard = self._import(HEADER + "Bleed,surcharge,,,20%,\n")
        self.assertEqual(product.ad_surcharge_percent, 20)
        wizard = self._import(HEADER + "Bleed,surcharge,,,200,\n")
        self.assertEqual(wizard.line_ids.product_id, product)
        self.assertEqual(product.ad_surcharge, "amount")
        for row, text in (
            ("Bleed,surcharge,,,15%,10%", "one percentage"),
            ("Page,run of book,204,276,15%,", "has a price, not per cent"),
        ):
            wizard = self._read(HEADER + row)
            self.assertIn(text, wizard.line_ids.error)

    def test_taxes(self):
        """E24: the tax of the products agrees with what the card says."""
        group = self.env["account.tax.group"].create(
            {"name": "Test VAT", "company_id": self.company.id}
        )
        added, included = self.env["account.tax"].create(
            [
                {
                    "name": f"6 % {mode}",
                    "amount": 6,
                    "type_tax_use": "sale",
                    "company_id": self.company.id,
                    "country_id": self.env.ref("base.cn").id,
                    "tax_group_id": group.id,
                    "price_include_override": mode,
                }
                for mode in ("tax_excluded", "tax_included")
            ]
        )
        self.company.account_sale_tax_id = added
        content = HEADER + "Page,run of book,204,276,1000,900\nBleed,surcharge,,,5,5\n"
        wizard = self._wizard(content, tax_setting="included")
        self.assertEqual(wizard.tax_id, included)
        with self._refuses("is added on top", UserError):
            self._read(content, tax_setting="included", tax_id=added.id)
        with self._refuses("is included in them", UserError):
            self._read(content, tax_setting="excluded", tax_id=included.id)
        with self._refuses("Choose the sales tax", UserError):
            self._read(content, tax_setting="included", tax_id=False)
        self._import(content, tax_setting="included")
        page = self.title.position_ids.product_id
        surcharge = self.env["product.product"].search(
            [("ad_medium_id", "=", self.title.id), ("ad_surcharge", "!=", False)]
        )
        self.assertEqual(page.taxes_id, included)
        self.assertEqual(surcharge.taxes_id, included)
        wizard = self._import(content, tax_setting="excluded")
        self.assertIn("Taxes", wizard.line_ids[0].changes)
        wizard = self._read(content, tax_setting="excluded")
        self.assertEqual(set(wizard.line_ids.mapped("result")), {"unchanged"})
        self.assertEqual((page | surcharge).taxes_id, added)

    def test_sizes(self):
        """E24: unit and order are asked where the header does not say."""
        content = "position,size\nPage,27.6 × 20.4\n"
        wizard = self._read(content, unit="cm", size_order="height_width")
        self.assertEqual(wizard.line_ids.width_mm, 204)
        self.assertEqual(wizard.line_ids.height_mm, 276)
        wizard = self._read(content, unit="cm", size_order="width_height")
        self.assertEqual(wizard.line_ids.width_mm, 276)
        wizard = self._read('position,width_in,height_in\nPage,8-1/8,"10 7/8"\n')
        self.assertAlmostEqual(wizard.line_ids.width_mm, 206.38, 2)
        wizard = self._read("position;宽(厘米);高(厘米)\n整版;20.4;27.6\n")
        self.assertEqual(wizard.line_ids.width_mm, 204)
        self.assertEqual(wizard.line_ids.grid_width, 120)

    def test_website(self):
        """M6: banners are measured in pixels and have no place on a page."""
        web = self._make_medium("Test Web", "WEB", kind="web", page_count=0)
        self._import(
            "position,width_px,height_px,capacity,x1\nTop banner,728,90,4,500\n",
            medium_id=web.id,
        )
        banner = web.position_ids
        self.assertEqual((banner.width_px, banner.height_px), (728, 90))
        self.assertEqual((banner.capacity, banner.bleed_mm), (4, 0))

    def test_places(self):
        """M6: page rules in English and Chinese."""
        rows = [
            ("A", "cover 1", "front_cover"),
            ("B", "封二", "inside_front"),
            ("C", "Cover  3", "inside_back"),
            ("D", "OBC", "back_cover"),
            ("E", "第5页", "page"),
            ("F", "page 12", "page"),
            ("G", "", False),
        ]
        content = "position,page_rule,page_class\n" + "".join(
            f"{name},{rule},full\n" for name, rule, _place in rows
        )
        wizard = self._read(content)
        places = [line.fixed_place for line in wizard.line_ids]
        self.assertEqual(places, [place for *_row, place in rows])
        self.assertEqual(wizard.line_ids[4].fixed_page, 5)
        self.assertFalse(wizard.bad_count, wizard.line_ids.mapped("error"))
        wizard = self._read(
            "position,page_rule,size\nDPS,跨页,408 x 276\n整版,,204 x 276\n"
        )
        self.assertEqual(wizard.line_ids[0].grid_width, 240)
        self.assertFalse(wizard.bad_count)


@tagged("post_install", "-at_install")
class TestInvRateCardBadFiles(RateCardCommon):
    """Bad input gets a sentence and loses nothing (M6)."""

    def _bad(self, content, text, **values):
        with self.subTest(text=text), self._refuses(text, UserError):
            self._read(content, **values)
        self.assertFalse(self.title.position_ids)

    def test_no_table(self):
        """M6: empty, binary, too large, wrongly written files."""
        self._bad(b"", "Choose the file")
        self._bad(b" \n \n", "file is empty")
        self._bad(b"\x89PNG\r\n\x1a\n\0\0\0", "is no table but a picture")
        self._bad(b"%PDF-1.7 text only", "is no table but a picture")
        self._bad(b"MZ\x90\0\x03\0\0", "is no table but a picture")
        self._bad(b"\xd0\xcf\x11\xe0 old", "old Excel file")
        self._bad("position\nPage".encode("utf-16"), "UTF-16")
        self._bad(b"position\n\xff\xff\xfe", "neither UTF-8 nor GB18030")
        self._bad(b"position\n" + b"x" * (20 * 1024 * 1024), "20 MB")
        self._bad(b"PK\x03\x04 broken", "cannot be opened as an XLSX")
        self._bad("# only a comment\n", "no rows under its header")
        self._bad("position\n", "no rows under its header")
        self._bad('position\n"Page\nHalf\n', "is no table: line")

    def test_too_many_rows(self):
        """M6: a card has no thousands of rows."""
        rows = "".join(f"Page {number}\n" for number in range(2001))
        self._bad("position\n" + rows, "more than 2000 rows")

    def test_header(self):
        """M6: missing and double columns are named."""
        self._bad("place,x1\nPage,5\n", "no column of positions. Its header names")
        self._bad("position,x1,1x\nPage,5,6\n", "“x1” and “1x” say the same")
        wizard = self._read("position,page_class,circulation\nPage,full,5\n")
        self.assertEqual(wizard.ignored_columns, "circulation")

    def test_answers(self):
        """E24: what the file does not say is asked."""
        self._bad(HEADER, "full name and the code of a new one", medium_id=False)

    def test_bad_rows(self):
        """M6: each bad row says row, column, what is wrong and how to mend it."""
        wizard = self._read(
            "# comment\n"
            + HEADER
            + "Page,run of book,204,276,1000,900\n"
            + "Half,run of book,204,138,abc,500\n"
            + "Third,run of book,204,92,-5,300\n"
            + ",run of book,204,276,1000,900\n"
            + "Page,run of book,204,276,1,1\n"
            + "Strange,somewhere,204,276,1000,900\n"
            + "Odd,run of book,190,50,1000,900\n"
            + "Nothing,run of book,204,276,,\n"
            + "Huge,run of book,90000,276,5,5\n"
            + "Gate,cover 1 gatefold,300,276,5,5\n"
        )
        errors = {line.row: line.error for line in wizard.line_ids}
        self.assertFalse(errors[3])
        self.assertIn("Row 4, column “x1”: “abc” is no number", errors[4])
        self.assertIn("Row 5, column “x1”: -5 cannot be right", errors[5])
        self.assertIn("Row 6, column “position”: the position has no name", errors[6])
        self.assertIn("stands in row 3 already", errors[7])
        self.assertIn("“somewhere” is no page rule", errors[8])
        self.assertIn("no clear share of the page", errors[9])
        self.assertIn("Row 10: there is no price in any column", errors[10])
        self.assertIn("larger than any page", errors[11])
        self.assertIn("panels are unclear", errors[12])
        self.assertEqual(wizard.bad_count, 9)
        with self._refuses("Nothing was imported, because 9 rows", UserError):
            wizard.action_import()
        self.assertFalse(self.title.position_ids)

    def test_skip_bad_rows(self):
        """M6: the good rows go in when the bad ones are left out on purpose."""
        wizard = self._read(
            HEADER + "Page,,204,276,1000,900\nHalf,,204,138,abc,500\n",
            skip_bad_rows=True,
        )
        wizard.action_import()
        self.assertEqual(self.title.position_ids.mapped("name"), ["Page"])
        wizard = self._read(HEADER + "Half,,204,138,abc,500\n", skip_bad_rows=True)
        with self._refuses("no good row", UserError):
            wizard.action_import()

    def test_mended_by_hand(self):
        """M6: an unclear share is written into the preview and imported."""
        wizard = self._read(HEADER + "Page,,204,276,9,8\nOdd,,190,50,1000,900\n")
        line = wizard.line_ids[1]
        self.assertEqual((line.result, line.grid_width), ("bad", 0))
        line.write({"grid_width": 120, "grid_height": 20})
        self.assertEqual(line.result, "create")
        wizard.action_import()
        self.assertEqual(self._grid(self.title)["Odd"], (120, 20))

    def test_other_cells(self):
        """M6: colours, sizes and surcharges that cannot be understood."""
        wizard = self._read(
            "position,colour,size,page_rule\n"
            "A,purple,204 x 276,\nB,彩色,large,\nC,,204 x 276,surcharge\n"
        )
        errors = wizard.line_ids.mapped("error")
        self.assertIn("“purple” is no colour", errors[0])
        self.assertIn("“large” is no size", errors[1])
        self.assertIn("needs a column with its amount", errors[2])
        wizard = self._read(f"position,page_class\n{'x' * 129},full\n")
        self.assertIn("more than 128 letters", wizard.line_ids.error)

    def test_many_bad_rows(self):
        """M6: the message stays readable."""
        rows = "".join(f"Page {number},,204,276,x,x\n" for number in range(30))
        wizard = self._read(HEADER + rows)
        with self._refuses("… and 10 more", UserError):
            wizard.action_import()

    def test_all_or_nothing(self):
        """M6: a failure in the middle leaves nothing behind."""
        wizard = self._read(
            HEADER + "Page,,204,276,1000,900\n",
            medium_id=False,
            medium_name="Half Done",
            medium_code="HD",
            medium_frequency="monthly",
        )
        line = type(self.env["ad.rate.card.import.line"])
        with (
            patch.object(line, "_import_prices", side_effect=UserError("stop")),
            self.assertRaises(UserError),
            self.env.cr.savepoint(),
        ):
            wizard.action_import()
        self.assertFalse(self.env["ad.medium"].search([("code", "=", "HD")]))

    def test_rights(self):
        """G3: only the Operations Centre imports rate cards."""
        people = [*self.users.items(), ("plain", self.plain_user)]
        for title, user in [*people, ("portal", self.portal_user)]:
            if title != "operations":
                with self.assertRaises(AccessError, msg=title):
                    self.env["ad.rate.card.import"].with_user(user).create({})

    def test_two_companies(self):
        """G3: a card never lands in another company's medium."""
        other = self._make_company("Other Press Co.")
        medium = self.env["ad.medium"].create(
            {"name": "Theirs", "code": "TH", "company_id": other.id}
        )
        with self.assertRaises(UserError):
            self._read(HEADER + "Page,,204,276,1,1\n", medium_id=medium.id)


@tagged("post_install", "-at_install")
class TestInvRateCardXlsx(RateCardCommon):
    """Workbooks (M6)."""

    def _workbook(self, rows, percent=()):
        workbook = Workbook()
        sheet = workbook.active
        for row in rows:
            sheet.append(row)
        for cell in percent:
            sheet[cell].number_format = "0%"
        buffer = io.BytesIO()
        workbook.save(buffer)
        return buffer.getvalue()

    def test_workbook(self):
        """M6: XLSX like CSV: numbers, per cents, comments, empty rows."""
        content = self._workbook(
            [
                ["# published 2026"],
                [],
                ["Position", "Page Rule", "Width (mm)", "Height (mm)", "1x", "4x"],
                ["整版", None, 204, 276, 1000.5, "¥900"],
                ["1/2横版", "run of book", 204.0, 138, "1,200", None],
                ["Bleed", "surcharge", None, None, 0.15, None],
            ],
            percent=["E6"],
        )
        wizard = self._import(content)
        self.assertEqual(wizard.line_ids.mapped("row"), [4, 5, 6])
        prices = [json.dumps(line.prices) for line in wizard.line_ids]
        self.assertEqual(prices[0], '{"1": 1000.5, "4": 900.0}')
        self.assertEqual(prices[1], '{"1": 1200.0}')
        self.assertEqual(wizard.line_ids[2].percent, 15)
        self.assertIn("15 %", wizard.line_ids[2].prices_label)
        self.assertEqual(self._grid(self.title)["1/2横版"], (120, 60))

    def test_bad_workbooks(self):
        """M6: damaged ones, and small ones that unfold to gigabytes."""
        content = self._workbook([["position"], ["Page"]])
        with self._refuses("cannot be opened", UserError):
            self._read(content[: len(content) // 2])
        with (
            patch.object(rate_card_file, "MAX_UNPACKED_BYTES", 100),
            self._refuses("unfolds to", UserError),
        ):
            self._read(content)

    def test_dates_and_words_in_cells(self):
        """M6: a share that a spreadsheet turned into a date is refused, not guessed."""
        content = self._workbook(
            [["position", "page_class", "x1"], ["Half", date(2026, 2, 1), True]]
        )
        wizard = self._read(content)
        self.assertEqual(wizard.line_ids.result, "bad")

    def test_numbers(self):
        """E24: numbers as people write them."""
        for text, number in (
            ("5145", 5145),
            ("5,145.50", 5145.5),
            ("¥ 95", 95),
            ("1,234,567", 1234567),
            ("8-1/8", 8.125),
            ("1/2", 0.5),
        ):
            self.assertEqual(parse_number(text), number, text)
        for text in ("", "abc", "1e5", "nan", "1,2", "5.1.2", "1/0", "--5"):
            with self.assertRaises(ValueError, msg=text):
                parse_number(text)

    def test_shares(self):
        """M6: named shares without a size, and sizes without a name."""
        grid = rate_card_grid.get_grid
        self.assertEqual(grid("半版 横", 0, 0), (120, 60))
        self.assertEqual(grid("1/3 vertical", 0, 0), (40, 120))
        self.assertEqual(grid("quarter page", 0, 0), (60, 60))
        self.assertIsNone(grid("half page", 0, 0))
        self.assertIsNone(grid("something", 0, 0))
        self.assertEqual(grid("strip", 1.0, 0.2), (120, 24))
        self.assertEqual(grid("eye", 0.375, 0.125), (45, 15))
        self.assertIsNone(grid("odd", 0.93, 0.18))
        self.assertIsNone(grid("1/2 page", 0.2, 0.2))
        self.assertEqual(rate_card_grid.get_panels("三折", 0), 3)
        self.assertEqual(rate_card_grid.get_panels("拉页", 0), 0)
        self.assertEqual(rate_card_grid.get_panels("", 2.5), 0)
