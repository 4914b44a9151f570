"""A specialist with customers in an issue, and the slip he hands in."""

from datetime import timedelta

from .plan_common import PlanCase


class SlipCase(PlanCase):
    """Two customers of the specialist are booked in the first issue."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.model = cls.env["ad.space.order"]
        cls.pump, cls.valve = cls._customer(1), cls._customer(2)
        (cls.full_ad,) = cls._booked(cls.full_page, partner_id=cls.pump.id)
        (cls.half_ad,) = cls._booked(cls.half, partner_id=cls.valve.id)

    @classmethod
    def _slip(cls, issue=None, user=None):
        """The slip as its carer gets it."""
        user = user or cls.specialist
        slip = cls.model._make(issue or cls.issues[0], user)
        cls._describe(slip)
        return slip.with_user(user)

    @classmethod
    def _describe(cls, slip):
        """Say what is new in the copy that nobody has registered yet."""
        slip.sudo().line_ids.filtered(
            lambda line: line.copy_state == "new" and not line.copy_text
        ).copy_text = "The new pump, comes by post"

    @classmethod
    def _handed_in(cls, slip=None, **wish):
        """Hand a slip in, with a wish for the full page."""
        slip = slip or cls._slip()
        if wish:
            cls._line(slip, cls.full_ad).write(wish)
        slip.action_hand_in()
        return slip

    @classmethod
    def _line(cls, slip, placement):
        return slip.line_ids.filtered(lambda line: line.placement_id == placement)

    def _close_booking(self, issue=None, days=1):
        """The booking close of an issue was so many days ago."""
        issue = (issue or self.issues[0]).sudo()
        issue.booking_close = self.today - timedelta(days=days)
        self.env.flush_all()
