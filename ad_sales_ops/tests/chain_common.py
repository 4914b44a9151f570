"""Contracts on their way through the chain, for tests of several files."""

import base64
import contextlib

from dateutil.relativedelta import relativedelta

from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger

from .common import AdCommon
from .customers_common import credit_code_of, give_documents

STATEMENT = base64.b64encode(b"%PDF-1.4 written statement").decode()


class ChainCase(AdCommon):
    """A filed advertiser with papers and short cuts along the chain."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.advertiser.company_registry = credit_code_of(1)
        cls._file_advertiser()
        cls.specialist = cls.users["specialist"]
        cls.supervisor = cls.users["supervisor"]
        cls.manager = cls.users["manager"]
        cls.general_manager = cls.users["general_manager"]
        cls.operations = cls.users["operations"]

    @classmethod
    def _file_advertiser(cls, partner=None):
        """File once; a second contract of the same customer needs nothing."""
        partner = partner or cls.advertiser
        if partner.ad_file_state != "filed":
            partner.sudo().write({"ad_file_state": "filed"})
            give_documents(partner)

    @classmethod
    def _authorize(cls, deputy, step, **values):
        """What the general manager signs so that somebody acts for another."""
        return (
            cls.env["ad.authorization"]
            .with_user(cls.users["general_manager"])
            .create(
                {
                    "deputy_id": deputy.id,
                    "step": step,
                    "team_id": cls.division.id,
                    "date_to": cls.today + relativedelta(days=7),
                    "reason": "Leave",
                    **values,
                }
            )
        )

    @classmethod
    def _statement(cls, **values):
        return {
            "date": cls.today,
            "reason": "The customer stops advertising.",
            "scan": STATEMENT,
            "scan_name": "statement.pdf",
            **values,
        }

    @classmethod
    def _at(cls, state, **values):
        """A contract of the specialist in one of the chain's states."""
        order = cls._make_contract(**values)
        if state == "sealed":
            return cls._seal(order)
        steps = ["customer_sealed", "supervisor_signed", "manager_signed"]
        if state in steps:
            cls._customer_seals(order)
            cls._sign(order, *("supervisor", "manager")[: steps.index(state)])
        return order

    @contextlib.contextmanager
    def _refused(self, words="", exception=UserError):
        """The block is refused in these words and leaves nothing behind."""
        with (
            mute_logger("odoo.addons.base.models.ir_rule"),
            mute_logger("odoo.addons.base.models.ir_model"),
            mute_logger("odoo.models"),
            self.assertRaises(exception) as caught,
            self.env.cr.savepoint(),
        ):
            yield caught
        self.env.invalidate_all()
        self.assertIn(words, str(caught.exception))

    def _denied(self, words=""):
        return self._refused(words, AccessError)

    @classmethod
    def _publish_issue(cls, issue):
        """Send one issue to press and publish it."""
        yesterday = cls._today() - relativedelta(days=1)
        cls._clear_copy(issue.placement_ids.filtered(lambda p: p.stage == "booked"))
        issue.sudo().write({"booking_close": yesterday})
        cls._give_pages(issue)
        cls._pass_films(issue)
        issue.with_user(cls.operations)._action_send_to_press()
        issue.with_user(cls.operations)._action_publish_early("It is out already")
        cls.env.flush_all()

    @classmethod
    def _give_pages(cls, issue):
        """A page each, from the last one backwards, for what has none yet."""
        loose = issue.sudo().placement_ids.filtered(
            lambda p: p.stage == "booked" and not p.page and p.medium_id.is_print
        )
        taken = issue.sudo().placement_ids.mapped("page")
        free = [page for page in issue._interior_ordinals()[::-1] if page not in taken]
        for placement, page in zip(loose, free, strict=False):
            placement.page = page

    def _let_crons_run(self):
        """Jobs commit between batches, which a test must not."""
        self.patch(
            self.registry["ir.cron"], "_commit_progress", lambda *args, **kwargs: 0
        )
