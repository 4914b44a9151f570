"""A month's round of phone checks in one division."""

from datetime import datetime, time, timedelta

from dateutil.relativedelta import relativedelta

from odoo.fields import Command

from .publication_common import PublicationCase

PHONE = "138 0013 8000"


class CheckCase(PublicationCase):
    """Customers in force, the manager's own deal, one without a telephone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.users["manager"]
        cls.supervisor = cls.users["supervisor"]
        cls.general_manager = cls.users["general_manager"]
        cls.relations = cls.users["service_supervisor"]
        cls.month = cls.today.replace(day=1)
        cls.contact = cls._contact(cls.advertiser, "Li Ming", PHONE)
        cls.contract = cls._in_force(cls.advertiser)
        # The same person answers for a second company.
        cls.sister = cls._make_advertiser(
            "Test Sister Works", user_id=cls.other_specialist.id
        )
        cls._contact(cls.sister, "Li Ming", "+86-13800138000")
        cls._in_force(cls.sister, user_id=cls.other_specialist.id)
        cls.silent = cls._make_advertiser("Test Silent Works")
        cls._in_force(cls.silent)
        cls.own = cls._make_advertiser("Test Own Deal", user_id=cls.manager.id)
        cls._contact(cls.own, "Wang Fang", "021-5555 0001")
        cls._in_force(cls.own, user_id=cls.manager.id)
        cls.env.flush_all()

    @classmethod
    def _contact(cls, advertiser, name, phone):
        contact = cls.env["res.partner"].create(
            {"name": name, "parent_id": advertiser.id, "phone": phone}
        )
        advertiser.ad_contact_id = contact
        return contact

    @classmethod
    def _in_force(cls, advertiser, **values):
        return cls._contract(
            (cls.full_page, cls.issues[:1]),
            partner=advertiser,
            **{
                "ad_date_start": cls.month - relativedelta(months=1),
                "ad_date_end": cls.month + relativedelta(months=6),
                **values,
            },
        )

    @classmethod
    def _round(cls, month=None, division=None):
        return cls.env["ad.service.round"]._make(
            division or cls.division, month or cls.month
        )

    def _check(self, customer=None, user=None):
        """The check of a customer in the division's latest round, as somebody."""
        found = self.env["ad.service.check.customer"].search(
            [("advertiser_id", "=", (customer or self.advertiser).id)],
            order="id desc",
            limit=1,
        )
        return found.check_id.with_user(user or self.manager)

    def _at_day(self, day, hour=3):
        """A moment of the month, noon in China."""
        return datetime.combine(self.month.replace(day=day), time(hour))

    def _scores(self, check, score=5, **more):
        """Answers to every question; ``claims`` and words come on top."""
        questions = self.env["ad.service.question"]._for(check.sudo().division_id)
        answer = {"score": score, "note": "Waits for weeks"}
        return {
            "answers": {str(q.id): dict(answer) for q in questions},
            **more,
        }

    def _done(self, check, score=5, **more):
        check.load_sheet()
        check.finish_call(self._scores(check, score, **more))

    def _authorise(self, deputy, **values):
        return (
            self.env["ad.authorization"]
            .with_user(self.general_manager)
            .create(
                {
                    "deputy_id": deputy.id,
                    "principal_id": self.manager.id,
                    "step": "service_check",
                    "team_id": self.division.id,
                    "date_to": self.today + timedelta(days=60),
                    "reason": "Too many calls for one",
                    **values,
                }
            )
        )

    def _deputy(self):
        deputy = self._make_user("deputy", "group_ad_supervisor")
        deputy.company_ids = [Command.link(self.company.id)]
        return deputy
