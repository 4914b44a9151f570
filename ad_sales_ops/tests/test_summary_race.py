"""Two servers, two managers: a month's summary is made once and submitted once (Q3).

The data of these tests is committed, because other transactions have to see it, and
taken away afterwards.
"""

import uuid
from unittest.mock import patch

from dateutil.relativedelta import relativedelta

from odoo import SUPERUSER_ID, api, fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.service import model as service_model
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

from .race_common import at_once


@tagged("post_install", "-at_install")
class TestSummaryRace(TransactionCase):
    def setUp(self):
        super().setUp()
        # Odoo waits up to two seconds before it tries again.
        self.startPatcher(
            patch.object(service_model.random, "uniform", lambda *a: 0.01)
        )
        self.addCleanup(self._remove)
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            company = env.ref("base.main_company")
            self.manager_id = new_test_user(
                env,
                f"race_manager_{uuid.uuid4().hex[:8]}",
                "ad_sales_ops.group_ad_manager",
                company_id=company.id,
                company_ids=[Command.set(company.ids)],
            ).id
            self.division_id = (
                env["crm.team"]
                .create(
                    {
                        "name": "Race Division",
                        "company_id": company.id,
                        "user_id": self.manager_id,
                    }
                )
                .id
            )
        # Last month's may be submitted on any day.
        self.day = fields.Date.today() - relativedelta(months=1)

    def _remove(self):
        with self.registry.cursor() as cr:
            # Past every guard: summaries and signatures are kept for good.
            cr.execute("ALTER TABLE ad_sign_off DISABLE TRIGGER USER")
            for query in (
                "DELETE FROM mail_activity WHERE res_model = 'ad.service.summary' "
                "AND res_id IN (SELECT id FROM ad_service_summary "
                "WHERE division_id = %s)",
                "DELETE FROM ad_sign_off WHERE summary_id IN "
                "(SELECT id FROM ad_service_summary WHERE division_id = %s)",
                "DELETE FROM ad_service_summary WHERE division_id = %s",
            ):
                cr.execute(query, [self.division_id])
            cr.execute("ALTER TABLE ad_sign_off ENABLE TRIGGER USER")
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["crm.team"].browse(self.division_id).unlink()
            env["res.users"].browse(self.manager_id).active = False

    def _race(self, step):
        """Two at once, each with a snapshot taken before either began."""

        def run(cr):
            return step(api.Environment(cr, SUPERUSER_ID, {}))

        return at_once(self, run, run)

    def _count(self, table, column="division_id", value=None):
        with self.registry.cursor() as cr:
            cr.execute(
                f"SELECT COUNT(*) FROM {table} WHERE {column} = %s",
                [value or self.division_id],
            )
            return cr.fetchone()[0]

    @mute_logger("odoo.sql_db")
    def test_two_servers_make_it_once(self):
        """The second finds its work done, and has no error in its log."""
        summaries = self.registry["ad.service.summary"]
        own = [("id", "=", self.division_id)]
        teams = self.registry["crm.team"]
        self.patch(teams, "_ad_led_divisions_domain", lambda model: own)
        # On whatever day of the month the test runs.
        self.patch(
            summaries,
            "_make_when_due",
            lambda model, division: model._make(division, self.day),
        )
        self.patch(self.registry["ir.cron"], "_commit_progress", lambda *a, **k: 60)
        with self.assertNoLogs("odoo.addons.ad_sales_ops", "ERROR"):
            self._race(lambda env: env["ad.service.summary"]._cron_make_summaries())
        self.assertEqual(self._count("ad_service_summary"), 1)

    @mute_logger("odoo.sql_db")
    def test_submitted_once(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            division = env["crm.team"].browse(self.division_id)
            summary = env["ad.service.summary"]._make(division, self.day)
            summary.trend_words = "Fewer complaints"
            summary_id = summary.id

        def submit(env):
            own = env(user=self.manager_id)["ad.service.summary"].browse(summary_id)
            try:
                service_model.retrying(own.action_submit, own.env)
            except UserError as error:
                return str(error)
            return "submitted"

        results = self._race(submit)
        self.assertEqual(results.count("submitted"), 1)
        [refusal] = [result for result in results if result != "submitted"]
        self.assertIn("is submitted already", refusal)
        self.assertEqual(self._count("ad_sign_off", "summary_id", summary_id), 1)
