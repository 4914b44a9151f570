"""People, a magazine and issues for every test."""

import base64
import contextlib
import logging
from unittest.mock import patch

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.tests.common import TransactionCase, new_test_user

TIME_ZONE = "Asia/Shanghai"
TITLES = {
    "specialist": "group_ad_specialist",
    "supervisor": "group_ad_supervisor",
    "manager": "group_ad_manager",
    "general_manager": "group_ad_general_manager",
    "operations": "group_ad_operations",
    "contract_admin": "group_ad_contract_admin",
    "production": "group_ad_production",
    "proofreader": "group_ad_proofreader",
    "reviewer": "group_ad_reviewer",
    "distribution": "group_ad_distribution",
    "finance": "group_ad_finance",
    "service_supervisor": "group_ad_service_supervisor",
}


@contextlib.contextmanager
def expected_refusal(logger="odoo.sql_db"):
    """Silence the log line PostgreSQL's refusal leaves behind."""
    target = logging.getLogger(logger)
    level = target.level
    target.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        target.setLevel(level)


class AdCase(TransactionCase):
    """One person per job title in a company of its own: ``cls.users["manager"]``."""

    #: Whether a seal really prints the contract, which takes longer than all the rest.
    prints_contracts = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not cls.prints_contracts:
            cls.startClassPatcher(
                patch.object(
                    cls.registry["ad.seal.use"],
                    "_print_contract",
                    lambda self, order: (b"<p>sealed</p>", "html", False),
                )
            )
        cls.company = cls._make_company("Trade Press Test Co.")
        cls.env = cls.env(
            # One time zone for everybody: at night dates differ between two.
            context=dict(
                cls.env.context, allowed_company_ids=cls.company.ids, tz=TIME_ZONE
            )
        )
        cls.users = {
            title: cls._make_user(title, group) for title, group in TITLES.items()
        }
        cls.plain_user = cls._make_user("plain", None)
        cls.other_specialist = cls._make_user("specialist2", "group_ad_specialist")
        cls.portal_user = new_test_user(
            cls.env,
            login="ad_test_portal",
            groups="base.group_portal",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )
        cls.division = cls.env["crm.team"].create(
            {
                "name": "Test Division",
                "company_id": cls.company.id,
                "user_id": cls.users["manager"].id,
            }
        )
        cls.team = cls.env["crm.team"].create(
            {
                "name": "Test Team",
                "company_id": cls.company.id,
                "user_id": cls.users["supervisor"].id,
                "ad_parent_id": cls.division.id,
                "member_ids": [
                    (4, cls.users["specialist"].id),
                    (4, cls.other_specialist.id),
                ],
            }
        )

    @classmethod
    def _today(cls):
        """The people's own day: the superuser of tests lives in another time zone."""
        record = cls.env["ad.issue"].with_context(tz=TIME_ZONE)
        return fields.Date.context_today(record)

    @classmethod
    def _make_company(cls, name):
        """A CNY company with a sale tax of its own country's neutral kind."""
        cny = cls.env.ref("base.CNY")
        cny.active = True
        company = cls.env["res.company"].create(
            {
                "name": name,
                "currency_id": cny.id,
                "country_id": cls.env.ref("base.cn").id,
            }
        )
        company.resource_calendar_id.tz = TIME_ZONE
        cls.env.user.company_ids += company
        return company

    @classmethod
    def _make_user(cls, title, group):
        groups = f"ad_sales_ops.{group}" if group else "base.group_user"
        return new_test_user(
            cls.env,
            login=f"ad_test_{title}",
            name=f"Test {title}",
            groups=groups,
            tz=TIME_ZONE,
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )


SCAN = base64.b64encode(b"%PDF-1.4 sealed contract").decode()


class AdCommon(AdCase):
    """Adds a magazine with positions, six open issues and an advertiser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pricelist = cls.env["product.pricelist"].create(
            {
                "name": "Test Rate Card",
                "currency_id": cls.company.currency_id.id,
                "company_id": cls.company.id,
            }
        )
        cls.medium = cls._make_medium("Test Control Engineering", "TCE")
        cls.full_page = cls._make_position("Full page", 10000.0)
        cls.inside_front = cls._make_position(
            "Inside front cover",
            20000.0,
            page_rule="fixed",
            fixed_place="inside_front",
            capacity=1,
        )
        cls.today = cls._today()
        cls.issues = cls._make_issues(cls.medium, 6)
        cls.advertiser = cls._make_advertiser("Test Valve Works Co., Ltd.")

    @classmethod
    def _make_medium(cls, name, code, **values):
        return cls.env["ad.medium"].create(
            {
                "name": name,
                "code": code,
                "company_id": cls.company.id,
                "pricelist_id": cls.pricelist.id,
                "page_count": 32,
                **values,
            }
        )

    @classmethod
    def _make_position(cls, name, price, medium=None, **values):
        product = cls.env["product.product"].create(
            {
                "name": name,
                "type": "service",
                "service_tracking": "ad_placement",
                "invoice_policy": "delivery",
                "list_price": price,
                "taxes_id": [(5, 0, 0)],
                "company_id": cls.company.id,
            }
        )
        return cls.env["ad.position"].create(
            {
                "name": name,
                "medium_id": (medium or cls.medium).id,
                "product_id": product.id,
                **values,
            }
        )

    @classmethod
    def _make_issues(cls, medium, count, first=None):
        """Monthly issues, the first two months from now, closes 25 days before."""
        first = first or (cls.today + relativedelta(months=2)).replace(day=1)
        days = [first + relativedelta(months=index) for index in range(count)]
        return cls.env["ad.issue"].create(
            [
                {
                    "medium_id": medium.id,
                    "year": day.year,
                    "number": day.month,
                    "publication_date": day,
                    "booking_close": day - relativedelta(days=25),
                    "material_close": day - relativedelta(days=20),
                    "proof_close": day - relativedelta(days=19),
                    "film_close": day - relativedelta(days=18),
                    "page_count": medium.page_count,
                }
                for day in days
            ]
        )

    @classmethod
    def _make_advertiser(cls, name, **values):
        return cls.env["res.partner"].create(
            {
                "name": name,
                "is_company": True,
                "company_id": cls.company.id,
                "user_id": cls.users["specialist"].id,
                "ad_is_advertiser": True,
                "ad_licence_name": name,
                **values,
            }
        )

    @classmethod
    def _file_advertiser(cls, partner=None):
        """File the advertiser and give it every document it needs."""
        from .customers_common import give_documents

        partner = partner or cls.advertiser
        partner.sudo().write({"ad_file_state": "filed"})
        give_documents(partner)

    @classmethod
    def _make_contract(cls, lines=None, schedule=True, **values):
        """A draft contract of the specialist, every insertion scheduled.

        :param lines: ``[(position, [issue, …]), …]``
        """
        if lines is None:
            lines = [(cls.full_page, cls.issues[:3])]
        order = (
            cls.env["sale.order"]
            .with_user(cls.users["specialist"])
            .with_context(default_ad_contract_kind="single")
            .create(
                {
                    "partner_id": cls.advertiser.id,
                    "ad_contract_kind": "single",
                    "ad_payment_kind": "instalments",
                    "team_id": cls.team.id,
                    "pricelist_id": cls.pricelist.id,
                    "order_line": [
                        (
                            0,
                            0,
                            {
                                "product_id": position.product_id.id,
                                "product_uom_qty": len(issues),
                            },
                        )
                        for position, issues in lines
                    ],
                    **values,
                }
            )
        )
        if schedule:
            cls._schedule(order, lines)
        return order

    @classmethod
    def _schedule(cls, order, lines):
        cls.env["ad.placement"].with_user(order.user_id).create(
            [
                {"order_line_id": line.id, "issue_id": issue.id}
                for line, (_position, issues) in zip(
                    order.order_line, lines, strict=True
                )
                for issue in issues
            ]
        )

    @classmethod
    def _customer_seals(cls, order, **values):
        order.with_user(order.user_id)._action_record_customer_seal(
            **{
                "ad_customer_seal_kind": "contract",
                "ad_customer_seal_name": order.partner_id.ad_licence_name,
                "ad_customer_seal_date": cls.today,
                "ad_original_state": "original",
                "ad_customer_scan": SCAN,
                "ad_customer_scan_name": "contract.pdf",
                **values,
            }
        )
        return order

    @classmethod
    def _sign(cls, order, *titles):
        for title in titles:
            order.with_user(cls.users[title]).action_ad_sign()
        return order

    @classmethod
    def _seal(cls, order):
        """Take a draft contract through its whole chain."""
        cls._file_advertiser(order.partner_id)
        cls._customer_seals(order)
        cls._sign(order, "supervisor", "manager")
        order.with_user(cls.users["operations"])._action_affix_seal("Contract seal")
        return order

    @classmethod
    def _clear_copy(cls, placements):
        """Accepted, proof-read, confirmed copy for insertions: the short way.

        One piece of copy a customer; its own tests walk the real way.
        """
        for advertiser, group in placements.sudo().grouped("advertiser_id").items():
            material = (
                cls.env["ad.material"]
                .sudo()
                .create(
                    {
                        "name": "Test Copy",
                        "kind": "text",
                        "advertiser_id": advertiser.id,
                        "company_id": group.company_id.id,
                    }
                )
            )
            version = material._add_version({"headline": "Test valves"}, group)
            version.sudo().write(
                {"reading_state": "passed", "screening_state": "clean"}
            )
            material._action_accept()
            proofs = cls.env["ad.proof.confirmation"]._make(group)
            proofs.sudo().write({"state": "confirmed"})
        cls.env.flush_all()

    @classmethod
    def _pass_films(cls, issues):
        """Every booked page of these issues passes its film check: the short way."""
        for issue in issues.filtered(lambda issue: issue._needs_film_check()):
            issue.sudo()._action_start_film_check()
            for check in issue.sudo().film_check_ids:
                check._keep_decision("passed")
        cls.env.flush_all()
