"""Issues to merge, skip and move, and customers who advertise in them."""

from dateutil.relativedelta import relativedelta

from .plan_common import PlanCase

REASON = "One issue for the holiday"


class ChangeCase(PlanCase):
    """Six monthly issues; the dialog as a person uses it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.email = "press@example.com"
        cls.june, cls.july, cls.august = cls.issues[:3]
        cls.contact = cls.env["res.partner"].create(
            {
                "name": "Wang Shili",
                "parent_id": cls.advertiser.id,
                "email": "wang@valves.example.com",
            }
        )
        cls.advertiser.ad_contact_id = cls.contact

    @classmethod
    def _sealed(cls, *lines, **values):
        """A contract in force, every insertion booked."""
        order = cls._make_contract(list(lines), **values)
        cls._file_advertiser(order.partner_id)
        return cls._seal(order)

    def _plan(self, kind, issue=None, user=None, **values):
        """The dialog, with its preview worked out."""
        plan = (
            self.env["ad.issue.change.plan"]
            .with_user(user or self.operations)
            .create(
                {
                    "issue_id": (issue or self.june).id,
                    "kind": kind,
                    "reason": REASON,
                    **values,
                }
            )
        )
        plan.action_preview()
        return plan

    def _merge(self, into=None, issue=None, **values):
        into = into or self.july
        return self._plan("merge", issue, into_issue_id=into.id, **values)

    def _confirm(self, plan):
        action = plan.action_confirm()
        self.env.flush_all()
        return self.env[action["res_model"]].sudo().browse(action["res_id"])

    def _dates(self, days):
        """The closes of June, all moved by some days."""
        return {
            name: self.june[name] + relativedelta(days=days)
            for name in (
                "publication_date",
                "booking_close",
                "material_close",
                "proof_close",
                "film_close",
            )
        }

    def _line(self, plan, placement):
        return plan.line_ids.filtered(lambda line: line.placement_id == placement)
