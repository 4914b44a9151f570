"""Odoo's own import of schedules (P1)."""

from odoo.exceptions import UserError
from odoo.tests.common import tagged
from odoo.tools import file_open

from .common import AdCommon

CSV = """order_line_id,position_id,issue_id
{contract},Full page,TCE {full}
{contract},Inside front cover,TCE {cover}
"""


@tagged("post_install", "-at_install")
class TestPlacementImport(AdCommon):
    """Contract number, position and issue name an insertion."""

    def _import(self, user, text):
        wizard = (
            self.env["base_import.import"]
            .with_user(user)
            .create(
                {
                    "res_model": "ad.placement",
                    "file": text.encode(),
                    "file_type": "text/csv",
                }
            )
        )
        preview = wizard.parse_preview({"has_headers": True, "quoting": '"'})
        fields = preview["headers"]
        return wizard.execute_import(fields, fields, preview["options"])

    def _contract(self):
        return self._make_contract(
            [(self.full_page, self.issues[:1]), (self.inside_front, self.issues[:1])],
            schedule=False,
        )

    def _text(self, order):
        first, second = self.issues[:2]
        return CSV.format(
            contract=order.name,
            full=f"{first.year}-{first.number}",
            cover=f"{second.year}-{second.number}",
        )

    def test_each_row_finds_its_line(self):
        order = self._contract()
        result = self._import(self.users["specialist"], self._text(order))
        self.assertFalse(
            [m for m in result["messages"] if m["type"] == "error"], result["messages"]
        )
        lines = order.order_line
        self.assertEqual(lines[0].ad_placement_ids.issue_id, self.issues[0])
        self.assertEqual(lines[1].ad_placement_ids.issue_id, self.issues[1])
        self.assertEqual(lines[1].ad_placement_ids.position_id, self.inside_front)

    def test_more_than_ordered_is_refused_whole(self):
        """A file that schedules too much leaves nothing behind."""
        order = self._contract()
        third = self.issues[2]
        text = self._text(order) + (
            f"{order.name},Full page,TCE {third.year}-{third.number}\n"
        )
        result = self._import(self.users["specialist"], text)
        self.assertFalse(result["ids"])
        self.assertIn("scheduled", str(result["messages"]))
        self.assertFalse(order.sudo().ad_placement_ids)

    def test_sealed_contract_is_refused(self):
        order = self._seal(self._make_contract())
        with self.assertRaisesRegex(UserError, "sealed"):
            self.env["ad.placement"].with_user(self.users["specialist"]).with_context(
                import_file=True
            ).create(
                {
                    "order_line_id": order.order_line.id,
                    "issue_id": self.issues[4].id,
                }
            )

    def test_template_is_offered(self):
        template = self.env["ad.placement"].get_import_templates()[0]["template"]
        with file_open(template.removeprefix("/"), "rb") as file:
            self.assertTrue(file.read().startswith(b"PK"))
