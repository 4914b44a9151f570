"""Make-goods (补刊): what is owed runs in a later issue, charged once (U3, E3)."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .ad_checklist_mixin import Failure
from .ad_placement import OPEN_STAGES

#: Contracts under which something owed may still run, also after their end.
STILL_OWE = ("sealed", "completed")
#: Stages in which a make-good is still to come.
COMING = ("draft", "held", "booked")


class AdPlacement(models.Model):
    """A make-good costs nothing by itself: its original is charged, once."""

    _inherit = "ad.placement"

    make_good_of_id = fields.Many2one(
        "ad.placement",
        "Make-Good of",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="The insertion that this one replaces at no charge of its own.",
    )
    make_good_ids = fields.One2many(
        "ad.placement", "make_good_of_id", "Make-Goods", readonly=True
    )
    counts_for_rate = fields.Boolean(
        "Counts for the Earned Rate",
        compute="_compute_counts_for_rate",
        store=True,
        help="It has run, or was lost by our fault; a make-good never counts.",
    )

    _one_make_good_to_come = models.UniqueIndex(
        "(make_good_of_id) WHERE make_good_of_id IS NOT NULL "
        "AND stage IN ('draft', 'held', 'booked')",
        "A make-good of this insertion is planned already. Withdraw it first.",
    )

    @api.depends("stage", "make_good_of_id")
    def _compute_counts_for_rate(self):
        # An insertion lost by our fault counts as run (E4).
        counts = self.filtered(
            lambda p: p.stage in ("published", "omitted") and not p.make_good_of_id
        )
        counts.counts_for_rate = True
        (self - counts).counts_for_rate = False

    def _guarded_fields(self):
        return super()._guarded_fields() | {"make_good_of_id"}

    def _guarded_computes(self):
        return super()._guarded_computes() | {"counts_for_rate"}

    def write(self, vals):
        """A make-good that comes or is lost tells the faults it makes good."""
        result = super().write(vals)
        if "stage" in vals:
            self._touch_faults()
        return result

    def _touch_faults(self):
        """By hand: a dependency would look for faults of every insertion sold (B1)."""
        make_goods = self.filtered("make_good_of_id")
        if make_goods:
            # Superuser: the state of faults, whoever moves their make-good.
            faults = make_goods.sudo().make_good_of_id.fault_ids
            self.env.add_to_compute(faults._fields["state"], faults)
            # What depends on it is not marked by the line above.
            faults.modified(["state"])

    @api.depends("make_good_of_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        """Told apart from what was sold in the same issue."""
        super()._compute_display_name()
        for placement in self.filtered("make_good_of_id"):
            placement.display_name = self.env._(
                "%(placement)s (make-good)", placement=placement.display_name
            )

    # What it is worth

    def _shares_price(self):
        return super()._shares_price() and not self.make_good_of_id

    @api.depends("make_good_of_id")
    def _compute_amount(self):
        make_goods = self.filtered("make_good_of_id")
        make_goods.amount = 0.0
        make_goods.price_subtotal = 0.0
        super(AdPlacement, self - make_goods)._compute_amount()

    # Where it may run

    @api.constrains("issue_id", "position_id", "order_line_id")
    def _check_what(self):
        # It may stand in a better position than the line sells.
        super(AdPlacement, self.filtered(lambda p: not p.make_good_of_id))._check_what()

    @api.constrains("make_good_of_id", "issue_id", "position_id", "order_line_id")
    def _check_make_good(self):
        for placement in self.filtered("make_good_of_id"):
            original = placement.make_good_of_id
            message = original._make_good_error_message(
                placement.issue_id, placement.position_id
            )
            if message:
                raise ValidationError(message)
            if placement.order_line_id != original.order_line_id:
                raise ValidationError(
                    self.env._(
                        "A make-good stays in the contract line of its original."
                    )
                )

    def _make_good_error_message(self, issue, position):
        """Why this insertion cannot run again there at no charge, or False."""
        self.ensure_one()
        if self.make_good_of_id:
            return self.env._(
                "%(make_good)s is a make-good itself. Plan another make-good of the "
                "original, %(original)s.",
                make_good=self.display_name,
                original=self.make_good_of_id.display_name,
            )
        if issue.medium_id != self.medium_id or position.medium_id != self.medium_id:
            return self.env._(
                "A make-good runs in the same medium, %(medium)s.",
                medium=self.medium_id.name,
            )
        if issue.publication_date <= self.publication_date:
            return self.env._(
                "%(issue)s is not later than %(original)s. Choose a later issue.",
                issue=issue.display_name,
                original=self.display_name,
            )
        if self._grid_area(position) < self._grid_area(self.position_id):
            return self.env._(
                "“%(position)s” is smaller than “%(sold)s”. Choose the position that "
                "was sold, or a better one.",
                position=position.name,
                sold=self.position_id.name,
            )
        return False

    @api.model
    def _grid_area(self, position):
        return position.grid_width * position.grid_height

    # Planning

    def _action_plan_make_good(self, issue, position=None):
        """Book the same advertisement in a later issue, at no charge (E3).

        Callers have checked who decides.

        :return: the new placement
        :raise UserError: a make-good itself, delivered, planned already, or no space
        """
        self.ensure_one()
        position = position or self.position_id
        # Superuser: stage, space and copy are guarded; the caller checked the role.
        original = self.sudo()
        error = original._plan_error_message() or original._make_good_error_message(
            issue, position
        )
        if error:
            raise UserError(error)
        make_good = original.create(
            {
                "order_line_id": original.order_line_id.id,
                "issue_id": issue.id,
                "position_id": position.id,
                "make_good_of_id": original.id,
            }
        )
        make_good._action_book()
        if original.version_id:
            make_good._action_set_version(original.version_id)
        return make_good

    def _plan_error_message(self):
        """Why nothing is owed that could run again, or False."""
        self.ensure_one()
        order = self.order_id
        if order.ad_contract_state not in STILL_OWE:
            return self.env._(
                "%(contract)s is “%(state)s”: nothing runs under it any more. Credit "
                "the insertion instead.",
                contract=order.name,
                state=dict(
                    order._fields["ad_contract_state"]._description_selection(self.env)
                ).get(order.ad_contract_state, ""),
            )
        if self._is_delivered():
            return self.env._(
                "%(placement)s counts as delivered, so nothing is owed.",
                placement=self.display_name,
            )
        coming = self._coming_make_good()
        if coming:
            return self.env._(
                "A make-good of %(placement)s is planned already, in %(issue)s.",
                placement=self.display_name,
                issue=coming.issue_id.display_name,
            )
        return False

    def _coming_make_good(self):
        """The make-good still to come, or an empty recordset."""
        self.ensure_one()
        return self.make_good_ids.filtered(lambda p: p.stage in COMING)

    def _is_mending(self):
        """A make-good takes the copy of its original after the material close, too."""
        return super()._is_mending() or bool(
            self.make_good_of_id and not self.version_id
        )

    # Clearance: as any other, but it may run late and costs nothing (E3)

    def _check_contract(self):
        make_goods = self.filtered("make_good_of_id")
        failures = super(AdPlacement, self - make_goods)._check_contract()
        for order, placements in make_goods.grouped("order_id").items():
            if order.ad_contract_state not in STILL_OWE:
                sentence = self.env._(
                    "%(contract)s is not sealed and in force.", contract=order.name
                )
                failures |= dict.fromkeys(placements, [Failure(sentence, order)])
        return failures

    def _check_payment(self):
        charged = self.filtered(lambda p: not p.make_good_of_id)
        return super(AdPlacement, charged)._check_payment()

    # Not on the original's proofs: every proof decided would look for make-goods. The
    # few proofs of what has run touch them by hand.
    @api.depends("make_good_of_id")
    def _compute_proof_state(self):
        """The customer has confirmed the same content, size and colour before (F4)."""
        super()._compute_proof_state()
        for placement in self.filtered("make_good_of_id"):
            if placement.proof_state == "none" and placement._is_confirmed_before():
                placement.proof_state = "confirmed"

    def _is_confirmed_before(self):
        self.ensure_one()
        version = self.version_id
        # Superuser: whether it was confirmed, not by whom.
        proofs = self.make_good_of_id.sudo().proof_ids
        return bool(version) and any(
            proof.state == "confirmed"
            and proof.fingerprint == version._fingerprint(self)
            for proof in proofs
        )

    # One charge in all

    def _charged_placement(self):
        """The insertion that is charged: itself, or the original of a make-good."""
        self.ensure_one()
        return self.make_good_of_id or self

    def _is_delivered(self):
        return super()._is_delivered() or any(
            make_good._is_delivered() for make_good in self.make_good_ids
        )

    def _quantity_to_bill(self):
        """Nothing for a make-good; nothing back while an insertion is still owed."""
        if self.make_good_of_id:
            return 0.0
        quantity = super()._quantity_to_bill()
        if quantity < 0 and self._keeps_its_charge():
            return 0.0
        return quantity

    def _keeps_its_charge(self):
        """Whether what was charged stays, because the insertion is still owed."""
        self.ensure_one()
        return any(fault._is_still_owed() for fault in self.fault_ids)

    def _charged_amount(self):
        """What this insertion is charged by now, credits taken off."""
        if self.make_good_of_id:
            return 0.0
        amount = super()._charged_amount()
        if not amount and self._billed_quantity() and self._keeps_its_charge():
            amount = self.amount
        return amount and amount - sum(self._partial_credits().mapped("credit_amount"))

    def _partial_credits(self):
        """Faults for which a part of the price is given back."""
        self.ensure_one()
        return self.fault_ids.filtered(
            lambda fault: fault.remedy == "credit" and not fault.is_full_credit
        )

    def _invoice_line_name(self):
        """Where it ran, and which insertion that made good (R6)."""
        name = super()._invoice_line_name()
        ran = self.make_good_ids.filtered(lambda p: p._is_delivered())[:1]
        own = any(p._counts_as_delivered() for p in self.publication_ids)
        if own or not ran:
            return name
        return self.env._(
            "%(insertion)s (make-good of %(original)s)",
            insertion=ran._invoice_line_name(),
            original=self.issue_id.display_name,
        )


class AdProofConfirmation(models.Model):
    _inherit = "ad.proof.confirmation"

    def write(self, vals):
        """A proof of what has run speaks for its make-good, too (F4)."""
        result = super().write(vals)
        if "state" in vals:
            # Superuser: the state of make-goods, whoever decides the proof.
            over = self.sudo().placement_id.filtered(
                lambda p: p.stage not in OPEN_STAGES
            )
            make_goods = over.make_good_ids if over else over
            if make_goods:
                self.env.add_to_compute(make_goods._fields["proof_state"], make_goods)
                make_goods.modified(["proof_state"])
        return result
