"""What a customer can complain about: a button to register it, and the number (Q1)."""

from odoo import fields, models
from odoo.exceptions import AccessError

from .ad_case_mixin import ANY_TITLE


class AdComplaintSubjectMixin(models.AbstractModel):
    """A document or customer with complaints; a model names the complaint's column."""

    _name = "ad.complaint.subject.mixin"
    _description = "Subject of Complaints"

    ad_complaint_count = fields.Integer(
        compute="_compute_ad_complaint_count", groups=ANY_TITLE
    )

    def _ad_complaint_field(self):
        """The column of a complaint that points here."""
        raise NotImplementedError

    def _ad_complaint_domain(self):
        return [(self._ad_complaint_field(), "in", self.ids)]

    def _compute_ad_complaint_count(self):
        name = self._ad_complaint_field()
        groups = self.env["ad.complaint"]._read_group(
            self._ad_complaint_domain(), [name], ["__count"]
        )
        counts = {record.id: count for record, count in groups}
        for record in self:
            record.ad_complaint_count = counts.get(record.id, 0)

    def _ad_complaint_context(self):
        """What a complaint that is registered from here starts with."""
        return {f"default_{self._ad_complaint_field()}": self.id}

    def action_ad_register_complaint(self):
        """Open the quick form, with the subject filled in.

        :raise AccessError: no job title, or a record that is not his to see
        """
        self.ensure_one()
        self.check_access("read")
        if not self.env.user.has_group(ANY_TITLE):
            raise AccessError(self.env._("Your job title registers no complaints."))
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ad_sales_ops.ad_complaint_action_register"
        )
        action["context"] = self._ad_complaint_context()
        return action

    def action_ad_open_complaints(self):
        """Open the complaints about this."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ad_sales_ops.ad_complaint_action"
        )
        action["domain"] = self._ad_complaint_domain()
        action["context"] = self._ad_complaint_context()
        return action


class AdPlacement(models.Model):
    _name = "ad.placement"
    _inherit = ["ad.placement", "ad.complaint.subject.mixin"]

    def _ad_complaint_field(self):
        return "placement_id"

    def _ad_complaint_context(self):
        customer = self.advertiser_id.id
        return super()._ad_complaint_context() | {"default_partner_id": customer}


class AdPublication(models.Model):
    _name = "ad.publication"
    _inherit = ["ad.publication", "ad.complaint.subject.mixin"]

    def _ad_complaint_field(self):
        return "publication_id"

    def _ad_complaint_context(self):
        customer = self.advertiser_id.id
        return super()._ad_complaint_context() | {"default_partner_id": customer}


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "ad.complaint.subject.mixin"]

    def _ad_complaint_field(self):
        return "order_id"

    def _ad_complaint_context(self):
        customer = self.partner_id.id
        return super()._ad_complaint_context() | {"default_partner_id": customer}


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "ad.complaint.subject.mixin"]

    def _ad_complaint_field(self):
        return "move_id"

    def _ad_complaint_context(self):
        customer = self.partner_id.id
        return super()._ad_complaint_context() | {"default_partner_id": customer}


class ResPartner(models.Model):
    """The whole company's complaints; of a colleague those he served."""

    _name = "res.partner"
    _inherit = ["res.partner", "ad.complaint.subject.mixin"]

    ad_satisfaction = fields.Float(
        "Satisfaction",
        compute="_compute_ad_satisfaction",
        digits=(4, 2),
        groups=ANY_TITLE,
        help="Perceived / expected, on average of the follow-up calls of a year.",
    )
    ad_rating_count = fields.Integer(
        compute="_compute_ad_satisfaction", groups=ANY_TITLE
    )

    def _ad_complaint_field(self):
        return "customer_id"

    def _ad_complaint_context(self):
        return {"default_partner_id": self.id}

    def _ad_complaint_domain(self):
        return [("customer_id", "in", self.commercial_partner_id.ids)]

    def _compute_ad_complaint_count(self):
        groups = self.env["ad.complaint"]._read_group(
            self._ad_complaint_domain(), ["customer_id"], ["__count"]
        )
        counts = {record.id: count for record, count in groups}
        for partner in self:
            partner.ad_complaint_count = counts.get(partner.commercial_partner_id.id, 0)

    def _ad_served_domain(self):
        """Complaints of the customer, or of those whom the colleague serves."""
        colleague = self.user_ids.filtered(lambda user: not user.share)
        if colleague:
            return [("user_id", "in", colleague.ids)]
        return self._ad_complaint_domain()

    def _compute_ad_satisfaction(self):
        year = fields.Datetime.subtract(fields.Datetime.now(), years=1)
        for partner in self:
            domain = [
                *partner._ad_served_domain(),
                ("follow_up_result", "=", "settled"),
                ("followed_up_on", ">=", year),
            ]
            [(average, count)] = self.env["ad.complaint"]._read_group(
                domain, [], ["satisfaction:avg", "__count"]
            )
            partner.ad_satisfaction = average or 0.0
            partner.ad_rating_count = count

    def action_ad_open_satisfaction(self):
        """Open what the average is made of."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ad_sales_ops.ad_complaint_action_satisfaction"
        )
        action["domain"] = [
            *self._ad_served_domain(),
            ("follow_up_result", "=", "settled"),
        ]
        return action
