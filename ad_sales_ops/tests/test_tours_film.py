"""The film check in a browser: a key for each page, a finger on the tablet (U7)."""

from odoo.tests import HttpCase, tagged

from .film_common import FilmCase
from .test_tours_desk import DeskTour


class FilmTour(DeskTour, HttpCase, FilmCase):
    """Two pages wait for their manager; the tours pass one and refuse the other."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._start_films()

    def _walk(self, tour, url):
        self._speak_chinese()
        # The card has the name that the language's user sees.
        card = self.env.ref("ad_sales_ops.ad_day_list_film_check")
        name = card.with_context(lang="zh_CN").name
        self._tour(tour, self.manager, url, card=name, first="7", second="8")
        self.env.invalidate_all()
        self.assertEqual(self._film(self.placement).state, "passed")
        self.assertEqual(self._film(self.second).state, "fault")
        self.assertEqual(self._film(self.second).fault, "Old logo")


@tagged("post_install", "-at_install")
class TestTourFilm(FilmTour):
    browser_size = "1366x768"

    def test_from_my_day_one_key_each(self):
        self._walk("ad_film_check", "/odoo/ad-my-day")


@tagged("post_install", "-at_install")
class TestTourFilmTablet(FilmTour):
    browser_size = "1024x768"
    touch_enabled = True

    def test_one_tap_each(self):
        self._walk("ad_film_check_tablet", "/odoo/ad-film-screen")
