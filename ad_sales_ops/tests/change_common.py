"""Sealed contracts whose insertions are to change."""

import base64
import contextlib

from dateutil.relativedelta import relativedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import mute_logger

from .publication_common import PublicationCase

LETTER = base64.b64encode(b"%PDF-1.4 please change").decode()


class ChangeMixin:
    """Short cuts along the way of a change order."""

    @classmethod
    def _change(cls, *lines, user=None, order=None, **values):
        """A draft of the specialist; a line is (placement, new values).

        The request is dated so that the first insertion falls into the free band.
        """
        order = order or lines[0][0].order_id
        free = lines[0][0].publication_date - relativedelta(days=26)
        return (
            cls.env["ad.change.order"]
            .with_user(user or cls.users["specialist"])
            .create(
                {
                    "order_id": order.id,
                    "reason": "The customer moves its launch.",
                    "request_date": min(free, cls.today),
                    "request_scan": LETTER,
                    "request_scan_name": "letter.pdf",
                    "confirmer_id": cls.confirmer.id,
                    "line_ids": [
                        Command.create({"placement_id": placement.id, **new})
                        for placement, new in lines
                    ],
                    **values,
                }
            )
        )

    @classmethod
    def _asked(cls, *lines, **values):
        change = cls._change(*lines, **values)
        change.action_ask()
        return change

    @classmethod
    def _applied(cls, *lines, **values):
        change = cls._asked(*lines, **values)
        change.with_user(cls.users["manager"]).action_sign()
        cls.env.flush_all()
        return change

    def _bring_near(self, issue, days=20):
        """Have the issue appear so soon that a change costs something."""
        dates = {
            "publication_date": days,
            "booking_close": 1,
            "material_close": 3,
            "proof_close": 4,
            "film_close": 5,
        }
        issue.sudo().write(
            {name: self.today + relativedelta(days=n) for name, n in dates.items()}
        )
        self.env.flush_all()

    @contextlib.contextmanager
    def _refused(self, words="", exception=UserError):
        with (
            mute_logger("odoo.addons.base.models.ir_rule"),
            mute_logger("odoo.addons.base.models.ir_model"),
            mute_logger("odoo.models"),
            self.assertRaises(exception) as caught,
            self.env.cr.savepoint(),
        ):
            yield caught
        self.env.invalidate_all()
        self.assertIn(words, str(caught.exception))

    def _denied(self, words=""):
        return self._refused(words, AccessError)


class ChangeCase(ChangeMixin, PublicationCase):
    """A contract of three full pages and a person who may agree for the customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.users["manager"]
        cls.general_manager = cls.users["general_manager"]
        cls.half = cls._make_position("Half page", 6000.0, grid_height=60)
        cls.confirmer = cls._make_confirmer(cls.advertiser, "Wang Shili")
        cls.order = cls._contract(
            (cls.full_page, cls.issues[:3], {"tax_ids": [Command.set(cls.tax.ids)]})
        )
        cls.line = cls.order.order_line
        cls.placements = cls.order.ad_placement_ids.sorted("publication_date")
        cls.placement = cls.placements[0]

    def setUp(self):
        super().setUp()
        # Sealed before the other checks were switched off.
        self.env["ad.placement"]._touch_open([("company_id", "=", self.company.id)])
        self.env.flush_all()

    @classmethod
    def _make_confirmer(cls, advertiser, name):
        person = cls.env["res.partner"].create(
            {"name": name, "parent_id": advertiser.id, "email": "w@valves.example.com"}
        )
        return (
            cls.env["ad.confirmer"]
            .sudo()
            .create(
                {
                    "advertiser_id": advertiser.id,
                    "partner_id": person.id,
                    "company_id": cls.company.id,
                    "email": person.email,
                    "state": "active",
                    "valid_from": cls.today - relativedelta(years=1),
                }
            )
        )
