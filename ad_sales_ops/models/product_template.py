"""Products that stand for positions and surcharges (M2)."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ProductTemplate(models.Model):
    _inherit = "product.template"

    service_tracking = fields.Selection(
        selection_add=[("ad_placement", "Advertisement")],
        ondelete={"ad_placement": "set default"},
    )
    ad_surcharge = fields.Selection(
        [("amount", "Amount"), ("percent", "Per Cent")],
        "Surcharge",
        groups="base.group_user",
        help="Set on products that are added to an advertisement, such as a colour.",
    )
    ad_surcharge_percent = fields.Float(
        "Surcharge (%)", digits=(5, 2), groups="base.group_user"
    )
    ad_medium_id = fields.Many2one(
        "ad.medium",
        "Medium",
        groups="base.group_user",
        index=True,
        ondelete="restrict",
        check_company=True,
    )

    @api.constrains("service_tracking", "type", "invoice_policy", "ad_surcharge")
    def _check_ad_product(self):
        """What is invoiced is what was published (R1): service, delivered."""
        for product in self.filtered(lambda p: p._is_ad_product()):
            if product.type != "service" or product.invoice_policy != "delivery":
                raise ValidationError(
                    self.env._(
                        "%(product)s is an advertisement: only what was published is "
                        "invoiced. Make it a service invoiced by delivered "
                        "quantities.",
                        product=product.name,
                    )
                )

    @api.constrains("ad_surcharge", "ad_surcharge_percent")
    def _check_ad_surcharge_percent(self):
        for product in self.filtered(lambda p: p.ad_surcharge == "percent"):
            if product.ad_surcharge_percent <= 0:
                raise ValidationError(
                    self.env._(
                        "%(product)s is a surcharge in per cent: write how many per "
                        "cent, more than zero.",
                        product=product.name,
                    )
                )

    @api.constrains("service_tracking", "ad_surcharge")
    def _check_ad_position_product(self):
        """A product of a position stays one."""
        changed = self.filtered(
            lambda p: p.service_tracking != "ad_placement" or p.ad_surcharge
        )
        # Positions of any company hold on to their products.
        positions = self.env["ad.position"].sudo().with_context(active_test=False)
        position = positions.search(
            [("product_id.product_tmpl_id", "in", changed.ids)], limit=1
        )
        if position:
            raise ValidationError(
                self.env._(
                    "%(product)s sells the position %(position)s of %(medium)s. It "
                    "stays an advertisement and cannot become a surcharge.",
                    product=position.product_id.name,
                    position=position.name,
                    medium=position.medium_id.name,
                )
            )

    @api.onchange("service_tracking", "ad_surcharge")
    def _onchange_ad_product(self):
        if self._is_ad_product():
            self.type = "service"
            self.invoice_policy = "delivery"

    def _is_ad_product(self):
        """Whether this product is an insertion or a surcharge on one."""
        self.ensure_one()
        return self.service_tracking == "ad_placement" or bool(self.ad_surcharge)

    def _set_ad_medium(self):
        """Take the medium over from the position of each product."""
        positions = self.env["ad.position"].search(
            [("product_id.product_tmpl_id", "in", self.ids)]
        )
        for position in positions:
            product = position.product_id.product_tmpl_id
            if product.ad_medium_id != position.medium_id:
                product.ad_medium_id = position.medium_id

    def _prepare_service_tracking_tooltip(self):
        if self.service_tracking == "ad_placement":
            return self.env._("Schedule the insertions on the contract.")
        return super()._prepare_service_tracking_tooltip()

    @api.model
    def _service_tracking_blacklist(self):
        return super()._service_tracking_blacklist() + ["ad_placement"]

    def _get_rate_card_names(self):
        """Names by which a rate card may mean this surcharge (M6)."""
        self.ensure_one()
        suffix = f" ({self.ad_medium_id.code})"
        langs = [code for code, _label in self.env["res.lang"].get_installed()]
        names = {self.with_context(lang=lang).name for lang in [None, *langs]}
        return {name.removesuffix(suffix).casefold() for name in names if name}
