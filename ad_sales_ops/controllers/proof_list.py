"""The list of a customer's proofs in his portal (F2)."""

from odoo.fields import Domain
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal, pager

#: What a customer sees: drafts are ours, void proofs hold no longer.
SHOWN = ("sent", "confirmed", "refused")


class ProofList(CustomerPortal):
    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "ad_proof_count" in counters:
            values["ad_proof_count"] = self._proofs().search_count(self._proof_domain())
        return values

    def _proofs(self):
        # Superuser: portal users have no rights on proofs; the domain is theirs.
        return request.env["ad.proof.confirmation"].sudo()

    def _proof_domain(self):
        """The proofs of the customer who is logged in, and of nobody else.

        The commercial partner's own ones, not those of its subsidiaries.
        """
        partner = request.env.user.partner_id.commercial_partner_id
        return Domain("advertiser_id.commercial_partner_id", "=", partner.id) & Domain(
            "state", "in", SHOWN
        )

    @route(
        ["/my/ad-proofs", "/my/ad-proofs/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def proofs(self, page=1, **kwargs):
        """List the proofs, those that wait for the customer first."""
        proofs, domain = self._proofs(), self._proof_domain()
        pages = pager(
            url="/my/ad-proofs",
            total=proofs.search_count(domain),
            page=page,
            step=self._items_per_page,
        )
        found = proofs.search(
            domain,
            order="state desc, id desc",
            limit=self._items_per_page,
            offset=pages["offset"],
        )
        values = self._prepare_portal_layout_values() | {
            "proofs": found,
            "page_name": "ad_proof",
            "pager": pages,
        }
        return request.render("ad_sales_ops.portal_my_ad_proofs", values)
