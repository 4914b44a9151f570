"""Change orders (变更工作单): what changes in a sealed contract (K9)."""

import hashlib
import json

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_date

from .ad_sign_off_mixin import SignStep

STATES = [
    ("draft", "Draft"),
    ("requested", "Waiting for the Customer"),
    ("consented", "Waiting for the Manager"),
    ("applied", "Carried Out"),
    ("returned", "Returned"),
    ("withdrawn", "Taken Back"),
]
#: States in which the asker still writes.
WRITABLE = ("draft", "returned")
#: States in which the change hangs over its insertions.
OPEN_STATES = ("requested", "consented", "returned")
#: What the asker writes.
REQUEST = {
    "confirmer_id",
    "kind",
    "line_ids",
    "order_id",
    "reason",
    "request_date",
    "request_scan",
    "request_scan_name",
}


class AdChangeOrder(models.Model):
    """Asked by the specialist, consented by the customer, approved by the manager.

    The manager's signature carries it out in the same transaction; old and new values
    stay on its lines.
    """

    _name = "ad.change.order"
    _inherit = [
        "ad.guarded.mixin",
        "ad.sign.off.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _description = "Change Order"
    _order = "id desc"
    _rec_names_search = ["name", "order_id.name", "advertiser_id.name"]
    _check_company_auto = True
    _sign_off_field = "change_order_id"

    name = fields.Char(
        "Number", readonly=True, copy=False, default="/", index="trigram"
    )
    kind = fields.Selection(
        [
            ("change", "Change of Insertions"),
            ("late_copy", "Fee for Late Copy"),
            ("break_off", "Fee for Breaking Off"),
        ],
        "Kind of Change Order",
        required=True,
        default="change",
    )
    order_id = fields.Many2one(
        "sale.order",
        "Contract",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
        domain="[('ad_contract_state', '=', 'sealed')]",
    )
    company_id = fields.Many2one(
        related="order_id.company_id", store=True, precompute=True, index=True
    )
    currency_id = fields.Many2one(related="order_id.currency_id")
    advertiser_id = fields.Many2one(
        "res.partner",
        compute="_compute_advertiser_id",
        store=True,
        precompute=True,
        index=True,
        ondelete="restrict",
    )
    user_id = fields.Many2one(related="order_id.ad_carer_id", string="Carer")
    team_id = fields.Many2one(related="order_id.team_id")
    state = fields.Selection(
        STATES,
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    line_ids = fields.One2many("ad.change.order.line", "change_id", "Insertions")
    reason = fields.Text("Why It Changes", help="What the customer wants, and why.")
    asked_by_id = fields.Many2one(
        "res.users",
        "Changes Asked for by",
        default=lambda self: self.env.user,
        required=True,
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    asked_on = fields.Datetime("Asked on", readonly=True, copy=False)

    # The customer's word
    request_date = fields.Date(
        "Written Request of",
        copy=False,
        help="The date on the customer's letter; the fee counts from it.",
    )
    request_scan = fields.Binary(
        "Scan of the Request", attachment=True, copy=False, help="Signed or sealed."
    )
    request_scan_name = fields.Char(copy=False)
    confirmer_ids = fields.Many2many(
        "ad.confirmer", string="Confirmers", compute="_compute_confirmer_ids"
    )
    confirmer_id = fields.Many2one(
        "ad.confirmer",
        "Agreed by",
        copy=False,
        ondelete="restrict",
        domain="[('id', 'in', confirmer_ids)]",
    )
    consent_by = fields.Char("Consent Given by", readonly=True, copy=False)
    consent_on = fields.Datetime("Consent Recorded on", readonly=True, copy=False)
    consent_by_id = fields.Many2one(
        "res.users",
        "Consent Recorded by",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    consent_hash = fields.Char("SHA-256 of the Consent", readonly=True, copy=False)

    # The fee
    fee_total = fields.Monetary("Change Fee", compute="_compute_fee_total")
    fee_waived_by_id = fields.Many2one(
        "res.users", "Fee Waived by", readonly=True, copy=False, ondelete="restrict"
    )
    fee_waived_on = fields.Datetime("Fee Waived on", readonly=True, copy=False)
    fee_waive_reason = fields.Text("Waived Because", readonly=True, copy=False)

    # What came of it
    return_reason = fields.Text("To Be Corrected", readonly=True, copy=False)
    end_reason = fields.Text("Taken Back Because", readonly=True, copy=False)
    applied_by_id = fields.Many2one(
        "res.users", "Carried Out by", readonly=True, copy=False, ondelete="restrict"
    )
    applied_on = fields.Datetime("Carried Out on", readonly=True, copy=False)
    ad_sign_off_ids = fields.One2many(
        "ad.sign.off", "change_order_id", "Sign-Offs", readonly=True
    )
    my_turn = fields.Boolean(compute="_compute_my_turn", search="_search_my_turn")
    waiting_text = fields.Char("Waits for", compute="_compute_my_turn")
    late_text = fields.Text("Booking Has Closed", compute="_compute_late_text")

    @api.depends_context("lang")
    @api.depends("name")
    def _compute_display_name(self):
        for change in self:
            is_new = change.name in ("/", False)
            change.display_name = self.env._("New") if is_new else change.name

    @api.depends("order_id.partner_id")
    def _compute_advertiser_id(self):
        for change in self:
            change.advertiser_id = change.order_id.partner_id.commercial_partner_id

    @api.depends("order_id", "request_date")
    def _compute_confirmer_ids(self):
        confirmers = self.env["ad.confirmer"]
        for change in self:
            company = change.order_id.company_id
            if not company:
                change.confirmer_ids = confirmers
                continue
            day = change.request_date or company._ad_today()
            advertiser = change.order_id.partner_id
            change.confirmer_ids = confirmers._valid_for(advertiser, day, company)

    @api.depends("line_ids.fee", "fee_waived_on")
    def _compute_fee_total(self):
        for change in self:
            fees = change.line_ids.mapped("fee")
            change.fee_total = 0.0 if change.fee_waived_on else sum(fees)

    @api.depends_context("uid", "lang")
    @api.depends("state", "ad_sign_off_ids", "ad_sign_off_round")
    def _compute_my_turn(self):
        for change in self:
            step = change._sign_off_next() if change.state == "consented" else None
            change.my_turn = bool(step and change._sign_off_signer(step))
            change.waiting_text = change._waiting_sentence()

    def _search_my_turn(self, operator, value):
        if operator != "in":
            return NotImplemented
        waiting = self.search([("state", "=", "consented")])
        mine = [("id", "in", waiting.filtered("my_turn").ids)]
        return mine if True in value else ["!", *mine]

    def _waiting_sentence(self):
        """Whose turn it is, or nothing."""
        self.ensure_one()
        # Superuser: a name, for whoever reads that the change is open.
        asker = self.sudo().asked_by_id.name
        if self.state == "consented":
            return self._sign_off_waiting_text()
        return {
            "requested": self.env._("%s has to record the customer's consent", asker),
            "returned": self.env._("%s has to correct it or take it back", asker),
        }.get(self.state, "")

    @api.depends_context("lang")
    @api.depends("line_ids", "state", "order_id")
    def _compute_late_text(self):
        for change in self:
            late = self.env["ad.issue"]
            if change.state in ("draft", *OPEN_STATES):
                late = change._late_issues()
            change.late_text = change._late_sentence(late) if late else False

    @api.constrains("order_id")
    def _check_lines_of_contract(self):
        for change in self.sudo():
            if change.line_ids.placement_id.order_id - change.order_id:
                raise ValidationError(
                    self.env._(
                        "Choose insertions of %(contract)s only; another contract "
                        "needs a change order of its own.",
                        contract=change.order_id.name,
                    )
                )

    # Guarded fields

    def _guarded_fields(self):
        return super()._guarded_fields() | {
            "ad_sign_off_round",
            "applied_by_id",
            "applied_on",
            "asked_by_id",
            "asked_on",
            "consent_by",
            "consent_by_id",
            "consent_hash",
            "consent_on",
            "end_reason",
            "fee_waive_reason",
            "fee_waived_by_id",
            "fee_waived_on",
            "name",
            "return_reason",
            "state",
        }

    def _guarded_defaults(self):
        return super()._guarded_defaults() | {
            "ad_sign_off_round": 1,
            "asked_by_id": self.env.uid,
            "name": "/",
            "state": "draft",
        }

    def _guarded_computes(self):
        return super()._guarded_computes() | {"advertiser_id", "company_id"}

    @api.model_create_multi
    def create(self, vals_list):
        changes = super().create(vals_list)
        for change in changes:
            # Superuser: the number is guarded.
            change.sudo().name = self.env["ir.sequence"].next_by_code("ad.change.order")
        return changes

    def write(self, vals):
        """Hold what the customer agreed to.

        :raise UserError: it is no draft and was not returned
        """
        if REQUEST & set(vals) and not self.env.su:
            self._check_writable()
        return super().write(vals)

    def _check_writable(self):
        for change in self.sudo():
            if change.state not in WRITABLE:
                raise UserError(
                    self.env._(
                        "Change order %s is handed in and stays as it is. Have it "
                        "returned for correction, or take it back.",
                        change.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_drafts_only(self):
        for change in self:
            if change.state != "draft" or change.sudo().ad_sign_off_ids:
                raise UserError(
                    self.env._(
                        "Change order %s was handed in and is kept. Take it back "
                        "instead.",
                        change.name,
                    )
                )

    # The chain

    def _sign_off_steps(self):
        manager = SignStep("manager", self.env._("Division Manager"), "manager")
        if self.kind not in ("change", False):
            # A fee by the terms needs no consent.
            return [manager]
        consent = self.env._("Customer's Consent")
        return [SignStep("consent", consent, recording=True), manager]

    def _sign_off_labels(self):
        return super()._sign_off_labels() | {
            "return": self.env._("Return for Correction"),
            "end": self.env._("Taken Back"),
            "fee": self.env._("Change Fee"),
        }

    def _sign_off_barred(self):
        order = self.sudo().order_id
        return order.user_id | order.ad_closer_id | self.sudo().asked_by_id

    def _sign_off_team(self):
        return self.sudo().order_id.team_id

    def _sign_off_amount(self):
        """The dearer side of what changes, with the fee (G8)."""
        order = self.sudo().order_id
        lines = self.sudo().line_ids
        dearer = [max(line.old_amount, line.new_amount) for line in lines]
        return order.currency_id._convert(
            sum(dearer) + self.fee_total,
            order.company_id.currency_id,
            order.company_id,
            fields.Date.context_today(self),
        )

    def _sign_off_refusal(self, step):
        if self.env.user != self.sudo().asked_by_id:
            return super()._sign_off_refusal(step)
        return self.env._(
            "%(document)s: you asked for this change, so somebody else has to approve "
            "it. %(waiting)s",
            document=self.name,
            waiting=self._sign_off_waiting_text(),
        )

    # Asking

    def action_ask(self):
        """Hand it in; the customer's consent counts at once when it is attached.

        :raise AccessError: somebody else's contract
        :raise UserError: says what is missing or impossible
        """
        for change in self:
            change.check_access("write")
            change._check_may_sell()
            # Superuser: the insertions may be another carer's; rights were checked.
            if change.state in WRITABLE:
                change.sudo().line_ids._snapshot()
            error = change.sudo()._ask_error_message()
            if error:
                raise UserError(error)
        for change in self:
            change._action_ask()

    def _check_may_sell(self):
        # Superuser: of the insertions only their contract is looked at.
        self.sudo().order_id.with_env(self.env)._check_ad_may_sell()

    def _action_ask(self):
        change = self.sudo()
        # An issue going to press at this moment waits, or this does.
        change.line_ids.placement_id.issue_id._count_booking()
        change.write(
            {
                "asked_by_id": self.env.uid,
                "asked_on": fields.Datetime.now(),
                "return_reason": False,
            }
        )
        self.activity_unlink(["ad_sales_ops.mail_activity_type_change_returned"])
        if self.kind != "change":
            self._go("consented")
            return
        self._go("requested")
        if change.request_scan and change.request_date and change.confirmer_id:
            self._action_record_consent({})

    def _go(self, state):
        """Enter a state; what hangs on the open insertions is looked at again."""
        # Superuser: the state is guarded; callers checked rights.
        change = self.sudo()
        change.state = state
        change.line_ids._claim()
        change.line_ids.placement_id._touch_copy()

    def _contract_states(self):
        """States of the contract in which an order of this kind is carried out.

        A contract ends with its last insertion; what that insertion cost more is
        charged afterwards.
        """
        self.ensure_one()
        return {
            "change": ("sealed",),
            "late_copy": ("sealed", "completed"),
        }.get(self.kind, ("sealed", "completed", "terminated"))

    def _ask_error_message(self):
        """What stands against handing it in, or False."""
        self.ensure_one()
        order = self.order_id
        if self.state not in WRITABLE:
            return self.env._("Change order %s is handed in already.", self.name)
        if order.ad_contract_state not in self._contract_states():
            return self.env._(
                "%(contract)s is not sealed and in force; a change order changes "
                "sealed contracts only.",
                contract=order.name,
            )
        if not self.line_ids:
            return self.env._("Choose the insertions that change.")
        if not (self.reason or "").strip():
            return self.env._("Say what the customer wants and why.")
        for line in self.line_ids:
            error = line._error_message()
            if error:
                return error
        return False

    # The customer's consent

    def action_record_consent(self):
        """Open the dialog for the customer's written request."""
        self.ensure_one()
        return self._dialog("ad.change.consent", self.env._("Customer's Consent"))

    def _dialog(self, model, title, **context):
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": model,
            "view_mode": "form",
            "target": "new",
            "context": {"default_change_id": self.id, **context},
        }

    def _action_record_consent(self, values):
        """Keep who of the customer asked for exactly this, and when.

        :param values: ``request_date``, ``request_scan``, ``request_scan_name``,
            ``confirmer_id`` as far as they are not there yet
        :raise UserError: not handed in, or the consent is not complete
        """
        self.ensure_one()
        self._check_may_sell()
        if self.state != "requested":
            raise UserError(
                self.env._(
                    "Change order %s does not wait for the customer's consent.",
                    self.name,
                )
            )
        # Superuser: fields of a request handed in; rights were checked.
        change = self.sudo()
        change.write(values)
        error = change._consent_error_message()
        if error:
            raise UserError(error)
        self._sign_off_record(
            "consent",
            change.confirmer_id.partner_id.name,
            evidence=change.request_scan,
            evidence_name=change.request_scan_name,
        )
        change.write(
            {
                "consent_by": change.confirmer_id.partner_id.name,
                "consent_on": fields.Datetime.now(),
                "consent_by_id": self.env.uid,
                "consent_hash": change._consent_hash(),
            }
        )
        change.line_ids._propose_fee()
        self._go("consented")

    def _consent_error_message(self):
        """Why this is no consent to this change, or False."""
        self.ensure_one()
        if not self.request_scan:
            return self.env._("Attach the scan of the customer's written request.")
        today = self.company_id._ad_today()
        if not self.request_date or self.request_date > today:
            return self.env._(
                "Enter the date of the customer's written request; not in the future."
            )
        valid = self.env["ad.confirmer"]._valid_for(
            self.advertiser_id, self.request_date, self.company_id
        )
        if not self.confirmer_id or self.confirmer_id not in valid:
            return self.env._(
                "Choose who of the customer's authorised confirmers signed; whoever it "
                "was had to be authorised on %(date)s.",
                date=format_date(self.env, self.request_date),
            )
        _terms, scan = (self.consent_hash or "|").split("|")
        if scan == self._scan_hash() and not self._is_what_was_agreed():
            return self._agreed_else_message()
        return False

    def _is_what_was_agreed(self):
        """Whether the consent that was recorded is one to what is asked now."""
        self.ensure_one()
        terms, _scan = (self.consent_hash or "|").split("|")
        return terms == self._terms_hash()

    def _agreed_else_message(self):
        return self.env._(
            "The customer agreed to something else. Attach the written request for "
            "what is asked now."
        )

    def _consent_hash(self):
        return f"{self._terms_hash()}|{self._scan_hash()}"

    def _scan_hash(self):
        return hashlib.sha256(self.request_scan or b"").hexdigest()

    def _terms_hash(self):
        """SHA-256 of what the customer is asked to agree to."""
        terms = [line._terms() for line in self.line_ids.sorted("id")]
        return hashlib.sha256(json.dumps(terms).encode()).hexdigest()

    # The manager

    def action_sign(self):
        """Approve, and carry it out in the same step.

        :raise UserError: not this person's turn, no consent, space taken; in words
        """
        for change in self:
            change.check_access("read")
            if change.state != "consented":
                raise UserError(change._not_to_sign_message())
            change._sign_off_sign("manager")
            change._action_apply()

    def _not_to_sign_message(self):
        labels = dict(self._fields["state"]._description_selection(self.env))
        if self.state in ("draft", "requested", "returned"):
            return self.env._(
                "Change order %(name)s is “%(state)s”: it is approved after the "
                "customer's consent is recorded.",
                name=self.name,
                state=labels[self.state],
            )
        return self.env._(
            "Change order %(name)s is “%(state)s” already.",
            name=self.name,
            state=labels[self.state],
        )

    def action_return(self):
        """Open the dialog that asks what has to be corrected."""
        self.ensure_one()
        title = self.env._("Return for Correction")
        return self._dialog("ad.change.reason", title, default_purpose="return")

    def _action_return(self, reason):
        """Back to the asker with a reason; the trail stays.

        :raise UserError: nothing to return, not this person's turn, or no reason
        """
        self.ensure_one()
        self.check_access("read")
        reason = self._given(reason, self.env._("Say what has to be corrected."))
        if self.state != "consented":
            raise UserError(self._not_to_sign_message())
        self._check_my_turn()
        self._sign_off_new_round("returned", reason)
        # Superuser: guarded; checked above.
        self.sudo().return_reason = reason
        self._forget_waiver()
        self._go("returned")
        self.sudo().activity_schedule(
            "ad_sales_ops.mail_activity_type_change_returned",
            user_id=self.sudo().asked_by_id.id,
            note=reason,
        )

    def _check_may_waive(self):
        step = self._sign_off_next()
        if self.state == "consented" and not self._sign_off_signer(step):
            raise AccessError(
                self.env._(
                    "A change fee is waived by the division manager who approves the "
                    "change order, not by those who asked for it."
                )
            )

    def _check_my_turn(self):
        step = self._sign_off_next()
        if not step or not self._sign_off_signer(step):
            raise UserError(self._sign_off_refusal(step))

    def _given(self, reason, sentence):
        reason = (reason or "").strip()
        if not reason:
            raise UserError(sentence)
        return reason

    def _forget_waiver(self):
        """What is handed in anew is charged anew; the trail tells of the waiver."""
        self.sudo().write(
            {
                "fee_waived_by_id": False,
                "fee_waived_on": False,
                "fee_waive_reason": False,
            }
        )

    def action_waive_fee(self):
        """Open the dialog that asks why the fee is waived (K11)."""
        self.ensure_one()
        title = self.env._("Waive the Fee")
        return self._dialog("ad.change.reason", title, default_purpose="waive")

    def _action_waive_fee(self, reason):
        """Charge nothing for this change, by the signing manager's name and reason.

        :raise AccessError: whoever does not approve it
        :raise UserError: no fee, no reason, or not before the manager
        """
        self.ensure_one()
        self.check_access("read")
        self._check_may_waive()
        reason = self._given(reason, self.env._("Say why the fee is waived."))
        if self.state != "consented":
            raise UserError(self._not_to_sign_message())
        if not self.fee_total:
            raise UserError(self.env._("No fee is proposed, or it is waived already."))
        self._sign_off_log(
            "fee", "waived", reason, self._sign_off_signer(self._sign_off_next())
        )
        # Superuser: guarded; checked above.
        self.sudo().write(
            {
                "fee_waived_by_id": self.env.uid,
                "fee_waived_on": fields.Datetime.now(),
                "fee_waive_reason": reason,
            }
        )

    def action_take_back(self):
        """Open the dialog that asks why the change is not wanted any more."""
        self.ensure_one()
        title = self.env._("Take Back the Request")
        return self._dialog("ad.change.reason", title, default_purpose="take_back")

    def _action_take_back(self, reason):
        """End an open change order; nothing has changed.

        :raise AccessError: somebody else's contract
        :raise UserError: not open, or no reason
        """
        self.ensure_one()
        self._check_may_sell()
        reason = self._given(reason, self.env._("Say why it is taken back."))
        if self.state not in OPEN_STATES:
            raise UserError(
                self.env._(
                    "Change order %s is not under way, so it cannot be taken back.",
                    self.name,
                )
            )
        self._sign_off_log("end", "voided", reason)
        # Superuser: guarded; checked above.
        self.sudo().end_reason = reason
        self.activity_unlink(["ad_sales_ops.mail_activity_type_change_returned"])
        self._go("withdrawn")
