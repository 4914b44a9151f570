"""Advertisers with credit codes, contacts and papers, for tests of several files."""

import base64

from dateutil.relativedelta import relativedelta

from odoo import fields

from odoo.addons.ad_sales_ops.models import credit_code
from odoo.addons.ad_sales_ops.tests.common import AdCase

PAPER = base64.b64encode(b"%PDF-1.4 scan of a licence").decode()


def credit_code_of(number):
    """A valid unified social credit code that differs by number."""
    body = f"91310000MA1F{number:05d}"
    return body + credit_code.check_character(body)


def give_documents(partner, until=None):
    """Give an advertiser a category and every verified paper it lacks.

    :param until: last day of validity, unlimited when empty
    """
    partner = partner.sudo().commercial_partner_id
    if not partner.ad_category_id:
        partner.ad_category_id = partner.env.ref("ad_sales_ops.ad_category_industrial")
    lacking = partner.env["ad.document.type"].search(
        [("id", "not in", partner.ad_document_ids.type_id.ids)]
    )
    return partner.env["ad.partner.document"].create(
        [
            {
                "partner_id": partner.id,
                "type_id": doc_type.id,
                "number": partner.company_registry
                if doc_type.number_is_credit_code
                else f"NO-{partner.id}",
                "date_to": until,
                "is_unlimited": not until,
                "scan": PAPER,
                "scan_name": "scan.pdf",
                "verified_by_id": partner.env.uid,
                "verified_on": fields.Datetime.now(),
            }
            for doc_type in lacking
            if doc_type._is_required_of(partner)
        ]
    )


class AdCustomers(AdCase):
    """One complete advertiser of the specialist and a way to make papers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls._today()
        cls.licence = cls.env.ref("ad_sales_ops.ad_document_type_business_licence")
        cls.drug_permit = cls.env.ref("ad_sales_ops.ad_document_type_drug_permit")
        cls.drug_approval = cls.env.ref("ad_sales_ops.ad_document_type_drug_approval")
        cls.industrial = cls.env.ref("ad_sales_ops.ad_category_industrial")
        cls.drug = cls.env.ref("ad_sales_ops.ad_category_drug")
        cls.tobacco = cls.env.ref("ad_sales_ops.ad_category_tobacco")
        cls.advertiser = cls._make_complete_advertiser("Test Valve Works", 1)

    @classmethod
    def _make_complete_advertiser(cls, name, number, **values):
        partner = cls.env["res.partner"].create(
            {
                "name": name,
                "is_company": True,
                "company_id": cls.company.id,
                "user_id": cls.users["specialist"].id,
                "ad_is_advertiser": True,
                "ad_licence_name": name,
                "company_registry": credit_code_of(number),
                "ad_legal_representative": "Wang Shili",
                "ad_true_address": "1 Example Road, Shanghai",
                "ad_business_scope": "Manufacture and sale of valves",
                "ad_category_id": cls.industrial.id,
                **values,
            }
        )
        partner.ad_contact_id = cls.env["res.partner"].create(
            {
                "name": f"Contact of {name}",
                "parent_id": partner.id,
                "phone": "021-00000000",
                "email": "contact@example.com",
            }
        )
        return partner

    @classmethod
    def _make_document(cls, doc_type=None, partner=None, user=None, **values):
        """A complete paper that is not verified yet, entered by the specialist."""
        doc_type = doc_type or cls.licence
        partner = partner or cls.advertiser
        number = partner.company_registry if doc_type == cls.licence else "NO-1"
        return (
            cls.env["ad.partner.document"]
            .with_user(user or cls.users["specialist"])
            .create(
                {
                    "partner_id": partner.id,
                    "type_id": doc_type.id,
                    "number": number,
                    "is_unlimited": not values.get("date_to"),
                    "scan": PAPER,
                    "scan_name": "scan.pdf",
                    **values,
                }
            )
        )

    @classmethod
    def _make_verified(cls, doc_type=None, partner=None, **values):
        document = cls._make_document(doc_type, partner, **values)
        document.with_user(cls.users["contract_admin"])._action_verify()
        return document

    def _days(self, days):
        return self.today + relativedelta(days=days)

    def _problems(self, partner=None, on_date=None):
        partner = partner or self.advertiser
        found = partner._ad_document_problems(on_date or self.today)
        return found.get(partner, [])
