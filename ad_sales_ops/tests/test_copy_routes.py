"""Every route of copy and confirmation, by who is logged in (F1, F2)."""

import base64

from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .proof_common import ProofHttpCase, picture_file, signature_png
from .test_proof_returns import PHOTO

#: Nobody, a customer's login, another customer's, an employee, one without a title,
#: the administrator.
WHO = ("nobody", "own", "other", "specialist", "plain", "administrator")
OUTSIDE = ("nobody", "own", "other")


@tagged("post_install", "-at_install")
class TestCopyRoutes(ProofHttpCase):
    """The table says the status code; nothing of a proof shows with a refusal."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.version.sudo().write(
            {"mimetype": "image/jpeg", "preview": base64.b64encode(picture_file())}
        )
        cls.portal_user.partner_id.parent_id = cls.advertiser
        other = cls._make_advertiser("Test Other Pumps")
        cls.logins = {
            "own": cls.portal_user,
            "other": new_test_user(cls.env, "ad_test_portal2", "base.group_portal"),
            "specialist": cls.specialist,
            "plain": cls.plain_user,
            "administrator": new_test_user(
                cls.env,
                "ad_test_admin",
                "base.group_system",
                company_id=cls.company.id,
                company_ids=[Command.set(cls.company.ids)],
            ),
        }
        cls.logins["other"].partner_id.parent_id = other

    def _as(self, who):
        user = self.logins.get(who)
        self.authenticate(user and user.login, user and user.login)

    def _get(self, url):
        with mute_logger("odoo.http"):
            return self.url_open(url, allow_redirects=False)

    def _bare_post(self, url, **values):
        """Without the session's token against forged requests."""
        with mute_logger("odoo.http"):
            return self.url_open(url, data={"x": "1", **values}, allow_redirects=False)

    def _each(self, urls, call, expected):
        """Compare the answers of everybody with the table.

        :param expected: status for all, or ``{who: status}``
        """
        for url in urls:
            for who in WHO:
                self._as(who)
                answer = call(url)
                status = expected if isinstance(expected, int) else expected[who]
                with self.subTest(url=url, who=who):
                    self.assertEqual(answer.status_code, status)
                    if status >= 300:
                        self.assertNotIn(self.proof.number, answer.text)
                        self.assertNotIn("Ball valves", answer.text)
        self.proof.invalidate_recordset()
        self.assertEqual(self.proof.state, "sent")

    def _by_side(self, outside, inside):
        return {who: outside if who in OUTSIDE else inside for who in WHO}

    def test_mailed_link(self):
        self._each(
            [self._link(), f"{self._link()}/preview"],
            self._get,
            self._by_side(200, 403),
        )

    def test_wrong_link(self):
        wrong = self._link("x" * 43)
        self._each([wrong, f"{wrong}/preview"], self._get, 404)
        posts = [f"{wrong}/confirm", f"{wrong}/refuse"]
        self._each(posts, self._post, 404)

    def test_no_link_at_all(self):
        self._each(
            ["/my/ad-proof", "/my/ad-proof/", "/ad/proof", "/ad/proof/1"],
            self._get,
            404,
        )

    def test_decisions_of_the_company(self):
        for who in WHO[3:]:
            self._as(who)
            for url, values in (
                ("confirm", {"signature": signature_png()}),
                ("refuse", {"comment": "No"}),
            ):
                with self.subTest(who=who, url=url):
                    answer = self._post(f"{self._link()}/{url}", **values)
                    self.assertEqual(answer.status_code, 403)
        self.proof.invalidate_recordset()
        self.assertEqual(self.proof.state, "sent")
        self.assertEqual(self._events(), ["company_sign"] * 6)

    def _writing(self):
        look = self.proof._look_path()
        return [
            f"{self._link()}/confirm",
            f"{self._link()}/refuse",
            f"{look}/code",
            f"{look}/check",
        ]

    def test_forged_requests(self):
        """Without the token of the session's own page nothing is decided."""
        self._each(self._writing(), self._bare_post, 400)
        self.assertFalse(
            self.proof.token_ids.filtered(lambda token: token.purpose == "code")
        )

    def test_writing_routes_are_not_opened(self):
        self._each(self._writing(), self._get, 405)

    def test_reading_routes_take_no_post(self):
        look = self.proof._look_path()
        urls = [self._link(), f"{self._link()}/preview", look, f"{look}/preview"]
        self._each(urls, self._post, 405)

    def test_qr_code(self):
        look = self.proof._look_path()
        self._each([look, f"{look}/preview"], self._get, 200)
        wrong = look[:-1] + ("0" if look[-1] != "0" else "1")
        self._each([wrong, f"{wrong}/preview", f"{wrong}/done"], self._get, 404)
        self._each([f"{wrong}/code", f"{wrong}/check"], self._post, 404)

    def test_codes_of_the_company(self):
        look = self.proof._look_path()
        for who in WHO[3:]:
            self._as(who)
            for url in ("code", "check"):
                with self.subTest(who=who, url=url):
                    answer = self._post(f"{look}/{url}", code="1")
                    self.assertEqual(answer.status_code, 403)

    def test_slip_before_and_after_the_decision(self):
        """Whoever holds the key knows the proof; the slip comes with the decision."""
        slip = self.proof._look_path("slip")
        for who in WHO:
            self._as(who)
            with self.subTest(who=who):
                self.assertEqual(self._get(slip).status_code, 404)
        done = self.proof._look_path("done")
        self._each([done], self._get, 200)

    def test_list_in_the_portal(self):
        self._each(
            ["/my/ad-proofs"], self._get, dict.fromkeys(WHO, 200) | {"nobody": 303}
        )
        for who in WHO[1:]:
            self._as(who)
            page = self.url_open("/my/ad-proofs")
            with self.subTest(who=who):
                self.assertEqual(self.proof.number in page.text, who == "own")

    def test_spreadsheet_of_a_slip(self):
        slip = (
            self.env["ad.copy.slip"]
            .with_user(self.specialist)
            .create(
                {
                    "placement_id": self.placements[1].id,
                    "line_ids": [Command.create({"name": "Gate valve", "price": 9})],
                }
            )
        )
        url = f"/ad_sales_ops/copy_slip/{slip.id}.xlsx"
        expected = dict.fromkeys(WHO, 404) | {"nobody": 303, "specialist": 200}
        self._each([url], self._get, expected)
        self._each(
            ["/ad_sales_ops/copy_slip/999999999.xlsx"],
            self._get,
            dict.fromkeys(WHO, 404) | {"nobody": 303},
        )
        self.authenticate(self.other_specialist.login, self.other_specialist.login)
        self.assertEqual(self._get(url).status_code, 404)

    def test_files_of_facts(self):
        """Odoo's own routes give a photo to whoever may read its slip only."""
        slip = (
            self.proof.sudo(False)
            .with_user(self.specialist)
            ._register_return({"channel": "visit", "photo": PHOTO, "is_signed": True})
        )
        urls = {
            f"/web/content/ad.proof.return/{slip.id}/photo": {"specialist"},
            f"/web/content/ad.material.version/{self.version.id}/preview": {
                "specialist"
            },
            f"/web/content/ad.proof.confirmation/{self.proof.id}/signature": set(),
        }
        for url, readers in urls.items():
            for who in WHO:
                self._as(who)
                answer = self._get(url)
                with self.subTest(url=url, who=who):
                    self.assertEqual(
                        answer.status_code == 200, who in readers, answer.status_code
                    )

    def test_the_printed_slip(self):
        url = f"/report/html/ad_sales_ops.report_ad_proof_slip/{self.proof.id}"
        for who in WHO:
            self._as(who)
            with mute_logger("odoo.addons.base.models.ir_rule", "odoo.http"):
                with mute_logger("odoo.addons.base.models.ir_model"):
                    answer = self._get(url)
            with self.subTest(who=who):
                shown = self.proof.number in answer.text
                self.assertEqual(shown, who == "specialist", answer.text[:300])
