"""Two servers make the month's round at the same moment (Q2, E16).

The data of these tests is committed, because other transactions have to see it, and
taken away afterwards.
"""

from odoo import SUPERUSER_ID, api, fields
from odoo.service import model as service_model
from odoo.tests import tagged
from odoo.tools import mute_logger

from .race_common import at_once
from .test_space_race import RaceCase


@tagged("post_install", "-at_install")
class TestServiceRoundRace(RaceCase):
    """One round, one call a contact person, whoever comes first."""

    def setUp(self):
        super().setUp()
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            company = env.ref("base.main_company")
            team = self._create(
                env, "crm.team", {"name": "Race Division", "company_id": company.id}
            )
            self.division_id = team.id
            self.month = fields.Date.today().replace(day=1)
            for partner in self.partners:
                partner.with_env(env).write({"ad_is_advertiser": True})
            orders = env["sale.order"].create(
                [
                    {
                        "partner_id": partner.id,
                        "company_id": company.id,
                        "team_id": team.id,
                    }
                    for partner in self.partners
                ]
            )
            self.made.append(orders)
            env.flush_all()
            # How a contract comes into force is other tests' subject.
            cr.execute(
                "UPDATE sale_order SET ad_contract_state = 'sealed', team_id = %s, "
                "ad_date_start = %s WHERE id = ANY(%s)",
                [team.id, self.month, orders.ids],
            )

    def _remove(self):
        """Rounds refuse to be deleted: past Odoo, then the rest as ever."""
        division = [self.division_id]
        own = "check_id IN (SELECT id FROM ad_service_check WHERE division_id = %s)"
        with self.registry.cursor() as cr:
            for query in (
                f"DELETE FROM ad_service_check_customer WHERE {own}",
                f"DELETE FROM ad_service_check_concerned_rel WHERE {own}",
                "DELETE FROM ad_service_check WHERE division_id = %s",
                "DELETE FROM ad_service_round WHERE division_id = %s",
                "UPDATE sale_order SET ad_contract_state = 'draft' WHERE team_id = %s",
            ):
                cr.execute(query, division)
        super()._remove()

    def _make_round(self, cr):
        """As a request does it: in Odoo's own loop of retries."""
        env = api.Environment(cr, SUPERUSER_ID, {})
        division = env["crm.team"].browse(self.division_id)
        make = env["ad.service.round"]._make
        service_model.retrying(lambda: make(division, self.month), env)

    def _rounds(self):
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT COUNT(DISTINCT r.id), COUNT(DISTINCT c.id), COUNT(k.id) "
                "FROM ad_service_round r "
                "LEFT JOIN ad_service_check c ON c.round_id = r.id "
                "LEFT JOIN ad_service_check_customer k ON k.check_id = c.id "
                "WHERE r.division_id = %s",
                [self.division_id],
            )
            return cr.fetchone()

    @mute_logger("odoo.sql_db")
    def test_at_once(self):
        at_once(self, self._make_round, self._make_round)
        self.assertEqual(self._rounds(), (1, 2, 2))

    @mute_logger("odoo.sql_db")
    def test_the_second_began_before_the_first_ended(self):
        """Its first look still shows no round at all."""
        with self.registry.cursor() as one, self.registry.cursor() as two:
            two.execute("SELECT COUNT(*) FROM ad_service_round")
            self._make_round(one)
            one.commit()
            self._make_round(two)
        self.assertEqual(self._rounds(), (1, 2, 2))

    @mute_logger("odoo.sql_db")
    def test_the_job_leaves_it_to_the_other(self):
        """The job does not fail over it: the round is there, the next one follows."""
        with self.registry.cursor() as one, self.registry.cursor() as two:
            two.execute("SELECT COUNT(*) FROM ad_service_round")
            self._make_round(one)
            one.commit()
            env = api.Environment(two, SUPERUSER_ID, {})
            division = env["crm.team"].browse(self.division_id)
            env["ad.service.round"]._make_if_possible(division)
        self.assertEqual(self._rounds(), (1, 2, 2))
