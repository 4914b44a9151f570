"""Media, positions and their products (M1, M2)."""

from contextlib import contextmanager

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import AdCommon, expected_refusal


class InvCommon(AdCommon):
    """Short words for what these tests say often."""

    @classmethod
    def _position(cls, **values):
        return cls.env["ad.position"].create(
            {"name": "Test position", "medium_id": cls.medium.id, **values}
        )

    @classmethod
    def _sell(cls, position, issue, stage="booked", **rectangle):
        """One placement of a position, straight into the issue."""
        order = cls.env["sale.order"].create(
            {
                "partner_id": cls.advertiser.id,
                "company_id": cls.company.id,
                "ad_contract_kind": "single",
                "order_line": [
                    (0, 0, {"product_id": position.product_id.id, "product_uom_qty": 1})
                ],
            }
        )
        line = order.order_line
        line.flush_recordset()
        # A day on which every issue of these tests takes bookings.
        with freeze_time("2026-01-05"):
            placement = cls.env["ad.placement"].create(
                {
                    "order_line_id": line.id,
                    "position_id": position.id,
                    "issue_id": issue.id,
                }
            )
        placement.sudo().write({"stage": stage, **rectangle})
        placement.flush_recordset()
        return placement

    @contextmanager
    def _refuses(self, text, error=ValidationError):
        """What is refused leaves nothing behind."""
        with self.assertRaisesRegex(error, text), self.env.cr.savepoint():
            yield


@tagged("post_install", "-at_install")
class TestInvMedium(InvCommon):
    """Media (M1)."""

    def test_defaults_by_kind(self):
        """M1: a magazine has a cover, a newspaper has none, a website no pages."""
        media = self.env["ad.medium"].create(
            [
                {"name": f"Test {kind}", "code": kind, "kind": kind}
                for kind in ("magazine", "newspaper", "web", "direct_mail")
            ]
        )
        self.assertEqual(media.mapped("is_print"), [True, True, False, True])
        self.assertEqual(media.mapped("has_cover"), [True, False, False, False])
        self.assertEqual(media.mapped("page_count"), [64, 64, 0, 4])
        self.assertEqual(set(media.mapped("frequency")), {"monthly"})

    def test_given_values_stay(self):
        """M1: what is said is not overwritten by defaults."""
        medium = self._make_medium(
            "Test Weekly", "TW", frequency="weekly", has_cover=False, page_count=48
        )
        self.assertEqual(medium.frequency, "weekly")
        self.assertFalse(medium.has_cover)
        self.assertEqual(medium.page_count, 48)

    def test_code_is_unique(self):
        """M1: two media of a company never share a code; other companies may."""
        with self.assertRaises(IntegrityError), expected_refusal():
            with self.env.cr.savepoint():
                self._make_medium("Again", "TCE")
        other = self._make_company("Other Press Co.")
        self.env["ad.medium"].create(
            {"name": "Theirs", "code": "TCE", "company_id": other.id}
        )

    def test_signatures(self):
        """M1: pages come in signatures, and the sentence names the next ones."""
        self.medium.signature_pages = "16"
        with self._refuses("48 or 64 pages"):
            self.medium.page_count = 50
        self.medium.signature_pages = False
        self.medium.page_count = 50

    def test_website(self):
        """M3: a website is monthly and has no pages."""
        web = self._make_medium("Test Web", "WEB", kind="web", page_count=0)
        with self._refuses("its frequency is monthly"):
            web.frequency = "weekly"
        with self._refuses("no pages"):
            web.page_count = 8

    def test_gatefold(self):
        """E25: a gatefold has two or three panels and needs a cover."""
        with self._refuses("2 or 3 panels, not 5"):
            self.medium.gatefold_panels = 5
        paper = self._make_medium("Test Paper", "TP", kind="newspaper")
        with self._refuses("no separate cover"):
            paper.gatefold_panels = 2

    def test_publication_rule(self):
        """M3: publication days are days of a month, in order."""
        with self._refuses("numbers from 1 to 31"):
            self.medium.publication_day = 32
        self.medium.second_publication_day = 20
        with self._refuses("later than the first"):
            self.medium.write({"frequency": "semimonthly", "publication_day": 20})

    def test_lead_days(self):
        """M3: closes come in order and are never negative."""
        with self._refuses("cannot be negative"):
            self.medium.booking_lead_days = -1
        with self._refuses("material closes first"):
            self.medium.film_lead_days = 30

    def test_negative_numbers(self):
        """M1: the database refuses nonsense by any route."""
        for values in ({"trim_width_mm": -1}, {"hold_days": -1}):
            with self.assertRaises(IntegrityError), expected_refusal():
                with self.env.cr.savepoint():
                    self.medium.write(values)
                    self.medium.flush_recordset()

    def test_delete(self):
        """M1: a used medium is archived, not deleted; an empty one goes."""
        with self._refuses("Archive it instead", UserError):
            self.medium.unlink()
        self._make_medium("Empty", "E").unlink()

    def test_archive(self):
        """M1: the products of an archived medium are not offered."""
        archived = self._position(name="Old", active=False)
        self.medium.active = False
        self.assertFalse(self.full_page.product_id.active)
        self.assertTrue(self.full_page.active)
        self.medium.active = True
        self.assertTrue(self.full_page.product_id.active)
        self.assertFalse(archived.product_id.active)

    def test_cover_stays_under_sold_pages(self):
        """E25: a cover that would shift sold pages is neither added nor dropped."""
        self._sell(self.inside_front, self.issues[0], page=2)
        with self._refuses("cannot be added or dropped", UserError):
            self.medium.has_cover = False
        self.medium.has_cover = True

    def test_copy(self):
        """M1: a copy has a code of its own and no products of others."""
        self.assertEqual(self.medium.copy().code, "TCE (copy)")

    def test_smart_buttons(self):
        """M1: the form leads to positions and issues."""
        self.assertEqual(self.medium.position_count, 2)
        self.assertEqual(self.medium.issue_count, 6)
        for action in (
            self.medium.action_view_positions(),
            self.medium.action_view_issues(),
        ):
            self.assertEqual(action["domain"], [("medium_id", "=", self.medium.id)])

    def test_rights(self):
        """G3: every title reads media, the Operations Centre keeps them."""
        for title, user in self.users.items():
            medium = self.medium.with_user(user)
            self.assertEqual(medium.name, "Test Control Engineering", title)
            if title == "operations":
                medium.hold_days = 10
                continue
            for method in ("write", "create", "unlink"):
                self.assertFalse(medium.has_access(method), title)
        for user in (self.plain_user, self.portal_user):
            for record in (self.medium, self.full_page, self.issues[0]):
                with self.assertRaises(AccessError):
                    record.with_user(user).read(["display_name"])

    def test_two_companies(self):
        """G3: another company's media, positions and issues are not seen."""
        other = self._make_company("Other Press Co.")
        medium = self.env["ad.medium"].create(
            {"name": "Theirs", "code": "TH", "company_id": other.id}
        )
        position = self.env["ad.position"].create(
            {"name": "Theirs", "medium_id": medium.id}
        )
        issue = self._make_issues(medium, 1)
        user = self.users["operations"]
        for record in (medium, position, issue):
            self.assertFalse(
                record.with_user(user).search([("id", "=", record.id)]), record
            )
            self.assertEqual(record.company_id, other)
        self.assertEqual(position.product_id.company_id, other)
        with self._refuses("compan", UserError):
            medium.pricelist_id = self.pricelist


@tagged("post_install", "-at_install")
class TestInvPosition(InvCommon):
    """Positions and their products (M2)."""

    def test_product_is_made(self):
        """M2: a position makes its own product: service, delivered, advertisement."""
        position = self._position(name="1/3 page", code="T3")
        product = position.product_id
        self.assertEqual(product.name, "1/3 page (TCE)")
        self.assertEqual(product.default_code, "T3")
        self.assertEqual(product.type, "service")
        self.assertEqual(product.service_tracking, "ad_placement")
        self.assertEqual(product.invoice_policy, "delivery")
        self.assertEqual(product.company_id, self.company)
        self.assertEqual(product.ad_medium_id, self.medium)

    def test_operations_makes_positions(self):
        """G3: the Operations Centre needs no other right for a position."""
        form = Form(self.env["ad.position"].with_user(self.users["operations"]))
        form.name = "Banner"
        form.medium_id = self.medium
        self.assertEqual(form.save().product_id.name, "Banner (TCE)")

    def test_product_follows(self):
        """M2: the product follows name, code and archiving, if it was made for it."""
        position = self._position(name="Old name")
        position.write({"name": "New name", "code": "NN"})
        self.assertEqual(position.product_id.name, "New name (TCE)")
        self.assertEqual(position.product_id.default_code, "NN")
        self.medium.code = "TCX"
        self.assertEqual(position.product_id.name, "New name (TCX)")
        position.active = False
        self.assertFalse(position.product_id.active)
        self.full_page.name = "Whole page"
        self.assertEqual(self.full_page.product_id.name, "Full page")

    def test_one_product_each(self):
        """M2: two positions never share a product."""
        with self.assertRaises(IntegrityError), expected_refusal():
            with self.env.cr.savepoint():
                self._position(product_id=self.full_page.product_id.id)

    def test_code_is_unique(self):
        """M2: a code is used once in a medium."""
        self._position(name="One", code="C")
        with self.assertRaises(IntegrityError), expected_refusal():
            with self.env.cr.savepoint():
                self._position(name="Two", code="C")

    def test_product_kind(self):
        """M2: only advertisement products sell positions."""
        product = self.env["product.product"].create(
            {"name": "Design", "type": "service"}
        )
        with self._refuses("no advertisement product"):
            self._position(product_id=product.id)

    def test_product_stays_an_advertisement(self):
        """R1: service and delivered quantities, by every route."""
        product = self.full_page.product_id.product_tmpl_id
        with self._refuses("only what was published"):
            product.invoice_policy = "order"
        with self._refuses("stays an advertisement"):
            product.service_tracking = "no"
        with self._refuses("cannot become a surcharge"):
            product.ad_surcharge = "amount"
        with self._refuses("only what was published"):
            self.env["product.template"].create(
                {
                    "name": "Wrong",
                    "type": "service",
                    "service_tracking": "ad_placement",
                    "invoice_policy": "order",
                }
            )

    def test_product_form(self):
        """M2: choosing “Advertisement” sets the delivery policy on the screen."""
        product = self.env["product.template"].new({"name": "Advertisement"})
        product.service_tracking = "ad_placement"
        product._onchange_ad_product()
        self.assertEqual(product.type, "service")
        self.assertEqual(product.invoice_policy, "delivery")
        self.assertIn("ad_placement", product._service_tracking_blacklist())
        self.assertIn("Schedule", product._prepare_service_tracking_tooltip())

    def test_surcharge(self):
        """M6: a surcharge in per cent says how many."""
        values = {"name": "Bleed", "type": "service", "invoice_policy": "delivery"}
        with self._refuses("how many per cent"):
            self.env["product.template"].create({**values, "ad_surcharge": "percent"})
        product = self.env["product.template"].create(
            {**values, "ad_surcharge": "percent", "ad_surcharge_percent": 15}
        )
        with self._refuses("only what was published"):
            product.invoice_policy = "order"

    def test_grid(self):
        """M2: a position lies inside the page, or is a spread or gatefold."""
        cases = [
            ({"grid_width": 180}, "wider than a page"),
            ({"grid_width": 240, "grid_x": 10}, "wider than a page"),
            ({"grid_width": 80, "grid_x": 60}, "over the edge"),
            ({"grid_height": 80, "grid_y": 60}, "over the edge"),
            (
                {
                    "page_rule": "fixed",
                    "fixed_place": "gatefold",
                    "grid_width": 120,
                },
                "240 units wide for two",
            ),
        ]
        for values, text in cases:
            with self.subTest(text=text, values=values), self._refuses(text):
                self._position(**values)
        for values in ({"grid_width": 0}, {"grid_height": 121}, {"grid_x": -1}):
            with (
                self.subTest(values=values),
                self.assertRaises(IntegrityError),
                expected_refusal(),
                self.env.cr.savepoint(),
            ):
                self._position(**values)

    def test_spread(self):
        """M2: a spread starts on a left page."""
        self.assertTrue(self._position(grid_width=240).is_spread)
        with self._refuses("start on a left page"):
            self._position(
                page_rule="fixed", fixed_place="page", fixed_page=3, grid_width=240
            )
        with self._refuses("start on a left page"):
            self._position(page_rule="fixed", fixed_place="back_cover", grid_width=240)
        opening = self._position(
            page_rule="fixed", fixed_place="inside_front", grid_width=240
        )
        self.assertEqual(opening._get_rectangle(self.issues[0])["page"], 2)
        gatefold = self._position(
            page_rule="fixed", fixed_place="gatefold", grid_width=240
        )
        self.assertFalse(gatefold.is_spread)

    def test_page_rule(self):
        """M2: a fixed position says where, and the medium has that place."""
        with self._refuses("choose which place"):
            self._position(page_rule="fixed")
        with self._refuses("write its number"):
            self._position(page_rule="fixed", fixed_place="page")
        paper = self._make_medium("Test Paper", "TP", kind="newspaper")
        with self._refuses("no separate cover"):
            self._position(
                medium_id=paper.id, page_rule="fixed", fixed_place="back_cover"
            )
        web = self._make_medium("Test Web", "WEB", kind="web", page_count=0)
        with self._refuses("no pages to fix"):
            self._position(medium_id=web.id, page_rule="fixed", fixed_place="page")

    def test_numbers(self):
        """M2: a fixed place is sold once an issue; sizes are not negative."""
        with self._refuses("sold once an issue"):
            self.inside_front.capacity = 2
        with self.assertRaises(IntegrityError), expected_refusal():
            with self.env.cr.savepoint():
                self._position(width_mm=-1)

    def test_size_from_the_page(self):
        """M2: a size that nobody gives is the share of the trimmed page."""
        self.medium.write({"trim_width_mm": 204, "trim_height_mm": 276})
        half = self._position(grid_height=60)
        self.assertEqual((half.width_mm, half.height_mm), (204, 138))
        self.assertEqual(half.size_label, "204 × 138 mm")
        given = self._position(grid_height=60, width_mm=200, height_mm=130)
        self.assertEqual((given.width_mm, given.height_mm), (200, 130))
        web = self._make_medium("Test Web", "WEB", kind="web", page_count=0)
        banner = self._position(medium_id=web.id, width_px=728, height_px=90)
        self.assertEqual(banner.size_label, "728 × 90 px")

    def test_price(self):
        """M2: the list shows the rate card's price for one insertion."""
        self.assertEqual(self.full_page.price, 10000.0)
        self.env["product.pricelist.item"].create(
            {
                "pricelist_id": self.pricelist.id,
                "applied_on": "1_product",
                "product_tmpl_id": self.full_page.product_id.product_tmpl_id.id,
                "compute_price": "fixed",
                "fixed_price": 9500,
                "min_quantity": 1,
            }
        )
        self.full_page.invalidate_recordset(["price"])
        self.assertEqual(self.full_page.price, 9500.0)
        self.assertEqual(self.full_page.currency_id, self.company.currency_id)

    def test_used_position(self):
        """M2: what was sold keeps its position, medium and place."""
        self._sell(self.full_page, self.issues[0])
        with self._refuses("Archive it instead", UserError):
            self.full_page.unlink()
        other = self._make_medium("Other", "OT")
        with self._refuses("stays in its medium", UserError):
            self.full_page.medium_id = other
        with self._refuses("Make a new position", UserError):
            self.full_page.grid_height = 60
        self.full_page.active = False
        unused = self._position(name="Unused")
        unused.medium_id = other
        self.assertEqual(unused.product_id.ad_medium_id, other)
        unused.unlink()

    def test_display_name(self):
        """M2: lists beside other media can show the medium's code."""
        position = self.full_page.with_context(ad_show_medium=True)
        self.assertEqual(position.display_name, "TCE Full page")

    def test_rights(self):
        """G3: every title reads positions, the Operations Centre keeps them."""
        for title, user in self.users.items():
            position = self.full_page.with_user(user)
            self.assertEqual(position.name, "Full page")
            for method in ("write", "create", "unlink"):
                allowed = position.has_access(method)
                self.assertEqual(allowed, title == "operations", title)

    def test_import_template(self):
        """M6: Odoo's own import offers a real XLSX table."""
        from odoo.tools import file_open

        template = self.env["ad.position"].get_import_templates()[0]["template"]
        with file_open(template.removeprefix("/"), "rb") as file:
            content = file.read()
        wizard = self.env["base_import.import"].create(
            {
                "res_model": "ad.position",
                "file": content,
                "file_type": "application/vnd.openxmlformats-officedocument"
                ".spreadsheetml.sheet",
            }
        )
        preview = wizard.parse_preview({"has_headers": True})
        self.assertNotIn("error", preview)
        matched = [
            preview["matches"][column][0] for column in sorted(preview["matches"])
        ]
        self.assertEqual(len(matched), len(preview["headers"]))
        self.medium.name = "Control Engineering China"
        result = wizard.execute_import(matched, preview["headers"], preview["options"])
        self.assertFalse(result["messages"])
        cover = self.env["ad.position"].browse(result["ids"][2])
        self.assertEqual(cover.fixed_place, "inside_front")
        self.assertEqual(cover.product_id.name, "Inside front cover (TCE)")
