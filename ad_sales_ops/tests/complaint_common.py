"""Complaints at given hours of the publisher's place, for tests of several files."""

from datetime import datetime

import pytz
from freezegun import freeze_time

from odoo.fields import Command

from .common import TIME_ZONE
from .publication_common import PublicationCase


def moment(text, zone=TIME_ZONE):
    """A local time as Odoo stores it: "2026-05-08 16:30" in UTC."""
    local = pytz.timezone(zone).localize(datetime.strptime(text, "%Y-%m-%d %H:%M"))
    return local.astimezone(pytz.utc).replace(tzinfo=None)


class ComplaintCase(PublicationCase):
    """A customer of the specialist with a contract, and somebody in Customer Relations.

    The company works Monday to Friday from 8 to 12 and from 13 to 17.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.service = cls.users["service_supervisor"]
        cls.supervisor = cls.users["supervisor"]
        cls.manager = cls.users["manager"]
        cls.general_manager = cls.users["general_manager"]
        cls.advertiser.write({"phone": "021-5550 1234", "email": "valve@example.com"})
        cls.order = cls._contract((cls.full_page, cls.issues[:2]))
        cls.category = cls.env.ref("ad_sales_ops.ad_opinion_category_printing")
        cls.env.flush_all()

    def at(self, text, zone=TIME_ZONE):
        """Freeze the clock at a local time."""
        return freeze_time(moment(text, zone))

    def setUp(self):
        super().setUp()
        # Jobs commit after each record; tests must not.
        self.patch(self.registry["ir.cron"], "_commit_progress", lambda *a, **k: 60)

    def _publication(self):
        """The insertion of the contract that appeared."""
        publications = self.env["ad.publication"]
        return publications.search([("order_id", "=", self.order.id)], limit=1)

    def _register(self, user=None, **values):
        return (
            self.env["ad.complaint"]
            .with_user(user or self.service)
            .create(
                {"partner_id": self.advertiser.id, "what": "Colours are off", **values}
            )
        )

    def _answered(self, when="2026-05-12 09:10", promised="2026-05-13 10:00", **values):
        """Registered at nine and answered ten minutes later, or as told."""
        with self.at(when[:11] + "09:00"):
            complaint = self._register(**values)
        with self.at(when):
            complaint._action_answer("We look at it", moment(promised))
        return complaint

    def _solved(self, when="2026-05-12 11:00", **values):
        complaint = self._answered(**values)
        with self.at(when):
            complaint._action_solve("Printed again", "accepted")
        return complaint

    def _know_all(self, complaint):
        """Everything that is asked before closing."""
        complaint.write(
            {
                "category_id": self.category.id,
                "degree": "2",
                "cause": "Wrong profile",
                "verdict": "proven",
                "responsible_id": self.users["production"].id,
            }
        )

    def _reach(self, complaint, when="2026-05-13 10:00", user=None, **values):
        with self.at(when):
            complaint.with_user(user or complaint.env.user)._action_reached(
                {
                    "is_settled": True,
                    "spoke_with": "Wang Shili",
                    "words": "Fine",
                    "perceived": 8,
                    "expected": 10,
                    **values,
                }
            )

    def _closed(self, **values):
        complaint = self._solved(**values)
        self._know_all(complaint)
        self._reach(complaint)
        return complaint

    @classmethod
    def _member(cls, title, group, team):
        user = cls._make_user(title, group)
        team.member_ids = [Command.link(user.id)]
        return user
