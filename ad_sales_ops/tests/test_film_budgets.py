"""Query budgets of the film check and of publishing (DESIGN 7: B3, B4)."""

from odoo.tests import tagged
from odoo.tools import SQL

from .test_copy_budgets import CopyBudgetCase


class FilmBudgetCase(CopyBudgetCase):
    """An issue of 2,000 placed insertions, each with confirmed copy."""

    PLACEMENTS = 2000

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.issue = cls.placement.sudo().issue_id
        cls.all = cls._clone(
            cls.placement.sudo(),
            cls.PLACEMENTS,
            number=SQL("n"),
            page=SQL("n"),
            slot=SQL("0"),
            stage=SQL("'booked'"),
            proof_state=SQL("'confirmed'"),
            clearance_blockers=SQL("NULL"),
        )
        # The pattern itself is one too many.
        cls.env.cr.execute(
            "UPDATE ad_placement SET stage = 'cancelled' WHERE id = %s",
            [cls.placement.id],
        )
        cls.env.cr.execute("ANALYZE")
        cls.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestFilmBudget(FilmBudgetCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.issue.write({"state": "closed"})
        cls.issue._action_start_film_check()
        cls.env.flush_all()

    def test_clearance_while_the_films_are_checked(self):
        """B3 holds with a film check for every insertion, half of them decided."""
        self.env.cr.execute(
            "UPDATE ad_film_check SET decision = 'passed', seen_print = 'x' "
            "WHERE issue_id = %s AND id %% 2 = 0",
            [self.issue.id],
        )
        self.env.invalidate_all()

        def recompute():
            self.env["ad.placement"]._touch_open([("issue_id", "=", self.issue.id)])

        recompute()  # rights and views are cached once for all users
        self.env.flush_all()
        text = "\n".join(set(self.all.mapped(lambda p: p.clearance_blockers or "")))
        self.assertIn("has not passed its film", text)
        self.assertIn("changed after the film check", text)
        self.assertBudget(self._count(recompute), 27, "B3, films under way")

    def _start(self, count):
        """Queries of the start for so many insertions."""
        self.env.cr.execute(
            "DELETE FROM ad_film_check WHERE placement_id = ANY(%s)",
            [self.all[:count].ids],
        )
        self.env.invalidate_all()
        return self._count(self.issue._action_start_film_check)

    def test_start(self):
        """Starting grows by the hundred, not by the insertion."""
        few, many = self._start(100), self._start(1000)
        # Two statements write a hundred rows each: the check, the clearance.
        self.assertBudget(many, few + 9 * 4, "Start of the film check")

    def _screen(self, count):
        self.env.cr.execute(
            "UPDATE ad_film_check SET state = CASE WHEN placement_id = ANY(%s) "
            "THEN 'waiting' ELSE 'passed' END WHERE issue_id = %s",
            [self.all[:count].ids, self.issue.id],
        )
        films = self.env["ad.film.check"].with_user(self.users["manager"])
        pages = []
        queries = self._count(lambda: pages.extend(films.load_pending()))
        self.assertEqual(len(pages), count)
        return queries

    def test_screen(self):
        """200 pages on the screen take as many queries as 20."""
        self._screen(20)
        few = self._screen(20)
        self.assertBudget(self._screen(200), few, "Film screen")


@tagged("post_install", "-at_install")
class TestPublishBudget(FilmBudgetCase):
    def test_publish(self):
        """B4: publishing 2,000 insertions takes at most 120 queries."""
        self.issue.write({"state": "at_press"})
        operations = self.issue.with_user(self.users["operations"])
        operations._check_can_publish()  # rights are cached once for all users
        queries = self._count(lambda: operations._action_publish_early("Out already"))
        self.assertEqual(operations.publication_count, self.PLACEMENTS)
        self.assertBudget(queries, 120, "B4")
