"""A proof on its way to the customer."""

import base64
import io
import json

from PIL import Image, ImageDraw

from odoo import http
from odoo.tests.common import HttpCase

from .copy_common import CopyCase


def signature_png(drawn=True, size=(300, 120)):
    """A signature as the page sends it: a PNG picture in base64."""
    picture = Image.new("RGBA", size, (0, 0, 0, 0))
    if drawn:
        ImageDraw.Draw(picture).line((20, 20, 200, 90), fill=(0, 0, 0, 255), width=4)
    with io.BytesIO() as stream:
        picture.save(stream, "PNG")
        return base64.b64encode(stream.getvalue()).decode()


def picture_file(size=(420, 580), kind="JPEG"):
    """The picture of an advertisement."""
    picture = Image.new("RGB", size, "white")
    ImageDraw.Draw(picture).rectangle((40, 40, 380, 300), fill=(20, 90, 160))
    with io.BytesIO() as stream:
        picture.save(stream, kind)
        return stream.getvalue()


class ProofCase(CopyCase):
    """One accepted and read piece of copy, its proof sent to the confirmer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order.sudo().ad_confirm_portal = True
        cls.company.email = "proofs@press.example.com"
        cls.person = cls.env["res.partner"].create(
            {
                "name": "Wang Shili",
                "parent_id": cls.advertiser.id,
                "email": "wang@valves.example.com",
            }
        )
        cls.confirmer = cls._make_confirmer(cls.person)
        cls.material = cls._make_material(cls.placements)
        cls.material._action_accept()
        cls.version = cls.material.version_id
        cls.version.sudo().reading_state = "passed"
        cls.proof = cls._sent_proof(cls.placement)

    @classmethod
    def _make_confirmer(cls, person, **values):
        # The way of an authorisation is its own tests' subject.
        return (
            cls.env["ad.confirmer"]
            .sudo()
            .create(
                {
                    "advertiser_id": cls.advertiser.id,
                    "partner_id": person.id,
                    "company_id": cls.company.id,
                    "email": person.email,
                    "state": "active",
                    **values,
                }
            )
        )

    @classmethod
    def _sent_proof(cls, placement):
        proof = cls.env["ad.proof.confirmation"]._make(placement)
        proof._action_send(cls.confirmer)
        return proof.sudo()


class ProofHttpCase(HttpCase, ProofCase):
    """Opens links as a customer's browser does."""

    def setUp(self):
        super().setUp()
        self.raw = self.proof._issue_token()
        self.authenticate(None, None)

    def _link(self, raw=None):
        return f"/my/ad-proof/{raw or self.raw}"

    def _post(self, url, **values):
        """Post a form with the token that the session's pages carry."""
        csrf = http.Request.csrf_token(self)
        return self.url_open(url, data={"csrf_token": csrf, **values})

    def _confirm(self, raw=None, signature=None):
        return self._post(
            f"{self._link(raw)}/confirm",
            signature=signature_png() if signature is None else signature,
        )

    def _refuse(self, comment="The price is wrong", marks=(), raw=None):
        return self._post(
            f"{self._link(raw)}/refuse", comment=comment, marks=json.dumps(marks)
        )

    def _events(self, proof=None):
        """What the log says, oldest first."""
        proof = proof or self.proof
        proof.invalidate_recordset(["access_ids"])
        return proof.access_ids.sorted("id").mapped("event")
