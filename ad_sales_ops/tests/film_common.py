"""A closed issue with confirmed copy on its pages, on the eve of its film check."""

from dateutil.relativedelta import relativedelta

from .chain_common import ChainCase


class FilmCase(ChainCase):
    """Two insertions of the specialist in the first issue, placed and confirmed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.production = cls.users["production"]
        cls.issue = cls.issues[0]
        cls.order = cls._seal(cls._make_contract([(cls.full_page, [cls.issue] * 2)]))
        cls.placements = cls.order.ad_placement_ids.sorted("id")
        cls.placement, cls.second = cls.placements
        cls.page = cls.issue._page_ordinal("page", 7)
        cls.env["ad.placement"].with_user(cls.operations)._place(
            {cls.placement: (cls.page, 0, 0), cls.second: (cls.page + 1, 0, 0)}
        )
        cls._clear_copy(cls.placements)
        cls.version = cls.placement.version_id
        cls._close(cls.issue)
        cls.env.flush_all()

    @classmethod
    def _close(cls, issue):
        yesterday = cls._today() - relativedelta(days=1)
        issue.sudo().write({"booking_close": yesterday, "state": "closed"})

    @classmethod
    def _start_films(cls, issue=None):
        (issue or cls.issue).with_user(cls.operations).action_start_film_check()
        cls.env.flush_all()

    @classmethod
    def _film(cls, placement, user=None):
        return placement.sudo().film_check_ids.with_user(user or cls.manager)

    def _send_to_press(self, issue=None):
        return (issue or self.issue).with_user(self.operations)._action_send_to_press()

    def _new_version(self, placements, **content):
        material = placements[:1].sudo().material_id
        version = material.with_user(self.production)._add_version(
            content or {"headline": "Other valves"}, placements
        )
        version.sudo().write({"reading_state": "passed", "screening_state": "clean"})
        material._action_accept()
        proofs = self.env["ad.proof.confirmation"]._make(placements)
        proofs.sudo().write({"state": "confirmed"})
        self.env.flush_all()
        return version
