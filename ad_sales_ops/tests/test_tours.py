"""Browser tours: every main screen as the title that uses it, and the main job."""

import json

from dateutil.relativedelta import relativedelta

from odoo.tests import HttpCase, tagged

from .chain_common import ChainCase

#: Cards of "My day" by the names the tours give them.
CARDS = {
    "drafts": "ad_day_list_specialist_drafts",
    "to_sign": "ad_day_list_to_sign",
    "to_seal": "ad_day_list_to_seal",
    "unplaced": "ad_day_list_unplaced",
    "to_invoice": "ad_day_list_to_invoice",
}


class TourCase(HttpCase, ChainCase):
    """Starts tours as a job title, with what they need to know."""

    def _tour(self, name, title, url="/odoo", **facts):
        """Run a tour in a browser of its own.

        :param title: key of ``cls.users``
        :param facts: what ``given()`` answers in the tour
        """
        user = self.users[title]
        lists = {
            key: self.env.ref(f"ad_sales_ops.{xmlid}").with_context(lang=user.lang).name
            for key, xmlid in CARDS.items()
        }
        facts = json.dumps(json.dumps({"cards": lists, **facts}))
        options = json.dumps({"startUrl": url, "debug": False})
        code = f"sessionStorage.setItem('ad_tour', {facts});"
        code += f"odoo.startTour({name!r}, {options})"
        self.start_tour(url, name, login=user.login, code=code)


@tagged("post_install", "-at_install")
class TestTours(TourCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["account.chart.template"].try_loading(
            "generic_coa", company=cls.company, install_demo=False
        )

    def test_main_job(self):
        """From an empty contract to a paid invoice, each title in its turn."""
        last = self.issues[-1].publication_date
        self._make_issues(self.medium, 6, first=last + relativedelta(months=1))
        facts = {
            "customer": self.advertiser.name,
            "position": self.full_page.name,
            "issue": self.issues[0].display_name,
        }
        self._tour("ad_job_contract", "specialist", **facts)
        self._tour("ad_job_customer_seal", "specialist", **facts)
        self._tour("ad_job_sign", "supervisor", **facts)
        self._tour("ad_job_sign", "manager", **facts)
        self._tour("ad_job_company_seal", "operations", **facts)
        self._tour("ad_job_press", "operations", **facts)
        self._tour("ad_job_invoice", "finance", **facts)
