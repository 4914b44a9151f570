"""A customer's insertions and tear sheets in his portal (U2)."""

from odoo.fields import Domain
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal, pager

#: What a filter shows; drafts and held space are ours until the contract is sealed.
FILTERS = {
    "all": ("booked", "published", "omitted", "not_run", "withdrawn"),
    "scheduled": ("booked",),
    "published": ("published",),
    "missing": ("omitted", "not_run", "withdrawn"),
}
ORDERS = {"scheduled": "publication_date, id"}
#: What a browser may show by itself; anything else is saved.
SHOWN_KINDS = ("pdf", "image")


class InsertionList(CustomerPortal):
    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "ad_insertion_count" in counters:
            values["ad_insertion_count"] = self._insertions().search_count(
                self._insertion_domain()
            )
        return values

    def _insertions(self):
        # Superuser: portal users have no rights on placements; the domain is theirs.
        return request.env["ad.placement"].sudo()

    def _own_domain(self):
        """What belongs to the customer who is logged in, and to nobody else.

        The commercial partner's own, not those of its subsidiaries; nothing for
        people who work here.
        """
        user = request.env.user
        partner = user.partner_id.commercial_partner_id
        if not user._is_portal():
            return Domain.FALSE
        return Domain("advertiser_id", "=", partner.id)

    def _insertion_domain(self, filterby="all"):
        return self._own_domain() & Domain("stage", "in", FILTERS[filterby])

    def _insertion_filters(self):
        env = request.env
        return {
            "all": {"label": env._("All Insertions")},
            "scheduled": {"label": env._("Still to Appear")},
            "published": {"label": env._("Appeared")},
            "missing": {"label": env._("Did Not Appear")},
        }

    def _chosen_filter(self, filterby):
        """What the customer chose; else what appeared, as he comes for that."""
        if filterby in FILTERS:
            return filterby
        domain = self._insertion_domain("published")
        has_any = self._insertions().search_count(domain, limit=1)
        return "published" if has_any else "all"

    @route(
        ["/my/ad-insertions", "/my/ad-insertions/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def insertions(self, page=1, filterby=None, **kwargs):
        """List the insertions: what appeared last, or what appears next, first."""
        filterby = self._chosen_filter(filterby)
        insertions, domain = self._insertions(), self._insertion_domain(filterby)
        pages = pager(
            url="/my/ad-insertions",
            url_args={"filterby": filterby},
            total=insertions.search_count(domain),
            page=page,
            step=self._items_per_page,
        )
        found = insertions.search(
            domain,
            order=ORDERS.get(filterby, "publication_date desc, id desc"),
            limit=self._items_per_page,
            offset=pages["offset"],
        )
        values = self._prepare_portal_layout_values() | {
            "insertions": [placement._portal_values() for placement in found],
            "page_name": "ad_insertion",
            "pager": pages,
            "default_url": "/my/ad-insertions",
            "searchbar_filters": self._insertion_filters(),
            "filterby": filterby,
        }
        return request.render("ad_sales_ops.portal_my_ad_insertions", values)

    @route(
        "/my/ad-insertions/<int:publication_id>/tear-sheet",
        type="http",
        auth="user",
        readonly=True,
    )
    def tear_sheet(self, publication_id, download=False, **kwargs):
        """Show or save the tear sheet of a publication of one's own."""
        # Superuser: portal users have no rights on publications; the domain is theirs.
        publication = (
            request.env["ad.publication"]
            .sudo()
            .search(
                self._own_domain()
                & Domain("id", "=", publication_id)
                & Domain("state", "=", "published")
            )
        )
        if not publication.has_tear_sheet:
            raise request.not_found()
        stream = (
            request.env["ir.binary"]
            .sudo()
            ._get_stream_from(
                publication, "tear_sheet", filename=publication.tear_sheet_name
            )
        )
        kind = publication.tear_sheet_kind
        response = stream.get_response(
            as_attachment=bool(download) or kind not in SHOWN_KINDS
        )
        response.headers["Cache-Control"] = "private, no-store"
        return response
