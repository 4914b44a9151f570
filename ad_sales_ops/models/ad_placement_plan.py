"""What the flat plan shows of an advertisement (P4)."""

import re

from odoo import models

#: How customers ask for a right-hand page, which has an odd number.
RIGHT_PAGE = re.compile(
    r"右手?页|右版|单数页|奇数页|right[- ]?(hand )?page", re.IGNORECASE
)
PLACE = ("page", "x", "y", "width", "height")


class AdPlacement(models.Model):
    _inherit = "ad.placement"

    def _plan_fields(self):
        return [
            "issue_id",
            "order_id",
            "advertiser_id",
            "position_id",
            "stage",
            "state",
            "clearance_blockers",
            *PLACE,
        ]

    def _plan_prefetch(self):
        """Read the neighbours of thousands of insertions in one query each (B5)."""
        self.order_id.fetch(["name", "ad_special_request"])
        self.advertiser_id.fetch(["name", "ad_category_id", "industry_id"])
        self.position_id.fetch(["name", "page_rule"])
        self.advertiser_id.ad_category_id.fetch(["name"])

    def _plan_item(self, labels):
        """One advertisement as plain values.

        :param labels: words of the states
        """
        customer, wish = self.advertiser_id, self._plan_wish()
        is_fixed = self.position_id.page_rule == "fixed"
        return {
            "type": "ad",
            "id": self.id,
            "name": customer.name or "",
            "customer_id": customer.id,
            "position": self.position_id.name,
            "position_id": self.position_id.id,
            "contract": self.order_id.name,
            "stage": self.stage,
            "state": self.state,
            "state_label": labels[self.state],
            "blockers": self.clearance_blockers or "",
            "wish": wish,
            "wants_right": not is_fixed and bool(RIGHT_PAGE.search(wish)),
            "is_promised": is_fixed or bool(wish),
            "is_fixed": is_fixed,
            "promised_page": self._plan_promised_page(),
            "category_id": customer.ad_category_id.id,
            "category": customer.ad_category_id.name or "",
            "industry_id": customer.industry_id.id,
            **self._plan_rectangle(),
        }

    def _plan_hidden_item(self):
        """Space that somebody took, for whoever may not know who (P3)."""
        return {
            "type": "ad",
            "id": self.id,
            "name": self.env._("Taken"),
            "customer_id": False,
            "position": self.position_id.name,
            "position_id": self.position_id.id,
            "contract": "",
            "stage": self.stage,
            "state": "hidden",
            "state_label": "",
            "blockers": "",
            "wish": "",
            "wants_right": False,
            "is_promised": False,
            "is_fixed": True,
            "promised_page": 0,
            "category_id": False,
            "category": "",
            "industry_id": False,
            **self._plan_rectangle(),
        }

    def _plan_rectangle(self):
        return {name: self[name] for name in PLACE}

    def _plan_promised_page(self):
        """The side of the strip that was promised, 0 for none; a proposal keeps to it.

        Fixed positions stand there already; an addon on top knows of other promises.
        """
        return 0

    def _plan_wish(self):
        """What the customer asked for; an addon on top knows better than the contract.

        The contract's special request is all there is until a slip says more.
        """
        return (self.order_id.ad_special_request or "").strip()
