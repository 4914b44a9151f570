"""The contract's chain: customer's seal, supervisor, manager, company seal (K2)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from .ad_sign_off_mixin import SignStep
from .sale_order import UNDECIDED

STATES = [
    ("draft", "Draft"),
    ("customer_sealed", "Customer Sealed"),
    ("supervisor_signed", "Supervisor Signed"),
    ("manager_signed", "Manager Signed"),
    ("sealed", "Sealed, in Force"),
    ("completed", "Completed"),
    ("terminated", "Terminated"),
    ("returned", "Returned"),
    ("voided", "Voided"),
]


class SaleOrder(models.Model):
    _inherit = "sale.order"

    ad_sign_off_ids = fields.One2many(
        "ad.sign.off", "order_id", "Sign-Offs", groups="ad_sales_ops.group_ad_user"
    )
    ad_end_mark = fields.Selection(
        [("completed", "Completed"), ("terminated", "Terminated")],
        copy=False,
        readonly=True,
        groups="base.group_user",
    )
    ad_contract_state = fields.Selection(
        STATES,
        "Contract State",
        compute="_compute_ad_contract_state",
        store=True,
        index="btree_not_null",
        copy=False,
        tracking=True,
        groups="base.group_user",
    )
    ad_my_turn = fields.Boolean(
        "My Turn",
        compute="_compute_ad_my_turn",
        search="_search_ad_my_turn",
        groups="base.group_user",
    )
    ad_waiting_text = fields.Char(
        "Waiting for", compute="_compute_ad_my_turn", groups="base.group_user"
    )
    ad_customer_seal_kind = fields.Selection(
        [
            ("official", "Official Seal"),
            ("contract", "Contract Seal"),
            ("financial", "Financial Seal"),
        ],
        "Seal Used",
        copy=False,
        groups="base.group_user",
    )
    ad_customer_seal_name = fields.Char(
        "Name on the Seal", copy=False, groups="base.group_user"
    )
    ad_customer_seal_date = fields.Date(
        "Sealed by the Customer on", copy=False, groups="base.group_user"
    )
    ad_customer_scan = fields.Binary(
        "Scan of the Sealed Contract", copy=False, groups="base.group_user"
    )
    ad_customer_scan_name = fields.Char(copy=False, groups="base.group_user")
    ad_original_state = fields.Selection(
        [("original", "Original Here"), ("fax", "Fax or Photo Only")],
        "Customer's Original",
        copy=False,
        groups="base.group_user",
    )

    @api.depends(
        "state",
        "ad_contract_kind",
        "ad_sign_off_round",
        "ad_sign_off_ids.decision",
        "ad_sign_off_ids.counter_of_id",
        "ad_end_mark",
    )
    def _compute_ad_contract_state(self):
        for order in self:
            order.ad_contract_state = order._get_ad_contract_state()

    def _get_ad_contract_state(self):
        self.ensure_one()
        if not self.ad_contract_kind:
            return False
        if self.state == "cancel":
            return "voided"
        order = self.sudo()
        if order.ad_end_mark:
            return order.ad_end_mark
        if self.state == "sale":
            return "sealed"
        done = order._sign_off_done()
        for step, state in (
            ("manager", "manager_signed"),
            ("supervisor", "supervisor_signed"),
            ("customer_seal", "customer_sealed"),
        ):
            if step in done:
                return state
        return "returned" if order.ad_sign_off_round > 1 else "draft"

    @api.depends_context("uid")
    @api.depends("ad_contract_state")
    def _compute_ad_my_turn(self):
        for order in self:
            undecided = order.ad_contract_state in UNDECIDED
            step = order._sign_off_next() if undecided else None
            order.ad_my_turn = bool(step and order._sign_off_signer(step))
            order.ad_waiting_text = order._sign_off_waiting_text() if step else ""

    def _search_ad_my_turn(self, operator, value):
        if operator != "in":
            return NotImplemented
        undecided = self.search([("ad_contract_state", "in", UNDECIDED)])
        mine = Domain("id", "in", undecided.filtered("ad_my_turn").ids)
        return mine if True in value else ~mine

    # The chain

    def _sign_off_steps(self):
        return [
            SignStep("customer_seal", self.env._("Customer's Seal"), recording=True),
            SignStep("supervisor", self.env._("Supervisor"), "supervisor"),
            SignStep("manager", self.env._("Division Manager"), "manager"),
            SignStep("company_seal", self.env._("Company Seal"), "operations"),
        ]

    def _sign_off_labels(self):
        return super()._sign_off_labels() | {
            "return": self.env._("Return for Correction"),
            "turnover": self.env._("Turnover Owner"),
            "end": self.env._("End of the Contract"),
        }

    def _sign_off_barred(self):
        order = self.sudo()
        return order.user_id | order.ad_closer_id

    def _sign_off_team(self):
        return self.team_id

    def _sign_off_amount(self):
        return self.currency_id._convert(
            self.amount_total,
            self.company_id.currency_id,
            self.company_id,
            fields.Date.context_today(self),
        )

    def _sign_off_step_error(self, step):
        stages = ("a", "b") if step.code == "company_seal" else ("a",)
        # Superuser: the signer may not read every paper the checks look at.
        failures = self.sudo()._checklist_failures(stages).get(self.sudo(), [])
        if failures:
            return self.env._(
                "%(contract)s is not complete for “%(step)s”:\n%(failures)s",
                contract=self.name,
                step=step.label,
                failures=self._checklist_text(failures),
            )
        return not step.recording and self._ad_terms_changed_error()

    def _ad_terms_changed_error(self):
        sealed = self._sign_off_lines().filtered(lambda x: x.step == "customer_seal")
        if sealed.terms_hash == self._ad_terms_hash():
            return False
        return self.env._(
            "%(contract)s differs from what the customer sealed. Return it for "
            "correction and have it sealed again.",
            contract=self.name,
        )

    def _check_ad_may_sell(self):
        """Whoever works on a draft may press its buttons (G3)."""
        for order in self:
            order.check_access("write")
        self._check_ad_seller(self.env.user)

    def action_ad_record_customer_seal(self):
        """Open the dialog in which the customer's seal is recorded (K2)."""
        self.ensure_one()
        self._check_ad_may_sell()
        return self._ad_dialog("ad.customer.seal", self.env._("Record Customer's Seal"))

    def _action_record_customer_seal(self, comment="", **seal):
        """Note that the customer sealed these very terms (E21: no signature)."""
        for order in self:
            order._check_ad_may_sell()
            order._ad_check_seal_scan(seal)
            # Superuser: the field is guarded; rights were checked above.
            order.sudo().ad_placement_ids.write({"sealed_issue_id": False})
            hash_before = order._ad_terms_hash()
            order._sign_off_record(
                "customer_seal",
                comment,
                terms_hash=hash_before,
                evidence=seal.get("ad_customer_scan"),
                evidence_name=seal.get("ad_customer_scan_name"),
            )
            # Superuser: the seal's columns are guarded; rights were checked above.
            order.sudo().write(seal)

    def _ad_check_seal_scan(self, seal):
        if seal.get("ad_customer_seal_date") and (
            seal["ad_customer_seal_date"] > fields.Date.context_today(self)
        ):
            raise UserError(
                self.env._("The customer cannot have sealed in the future.")
            )

    def action_ad_sign(self):
        """Take the supervisor's or manager's step of clean contracts (K2).

        :raise UserError: not this person's turn, or not complete; in words
        """
        for order in self:
            order.check_access("read")
            step = order._sign_off_next()
            if not step or step.code not in ("supervisor", "manager"):
                raise UserError(order._sign_off_out_of_turn("supervisor", step))
            order._sign_off_sign(step.code)

    def action_ad_return(self):
        """Open the dialog that asks why the contract goes back (K2)."""
        return self._ad_dialog(
            "ad.contract.return", self.env._("Return for Correction")
        )

    def _action_return(self, comment):
        """Back to draft with a reason; the trail stays (K2).

        :raise UserError: nothing to return, not allowed, or no reason
        """
        if not (comment or "").strip():
            raise UserError(self.env._("Say what has to be corrected."))
        for order in self:
            order.check_access("read")
            if order.ad_contract_state not in UNDECIDED:
                raise UserError(
                    self.env._(
                        "%(contract)s is not under way between the customer's and the "
                        "company's seal, so there is nothing to return.",
                        contract=order.name,
                    )
                )
            if not order.ad_my_turn and not order._ad_is_seller():
                raise UserError(order._sign_off_refusal(order._sign_off_next()))
            order._sign_off_new_round("returned", comment)
            # Superuser: seal evidence of the old round lives on in the trail.
            order.sudo().write(
                {
                    "ad_customer_seal_kind": False,
                    "ad_customer_seal_name": False,
                    "ad_customer_seal_date": False,
                    "ad_customer_scan": False,
                    "ad_customer_scan_name": False,
                    "ad_original_state": False,
                }
            )
            order.sudo().message_post(body=comment, subtype_xmlid="mail.mt_note")

    def _ad_is_seller(self):
        order = self.sudo()
        return self.env.user in order.user_id | order.ad_carer_id | order.ad_closer_id

    def action_ad_affix_seal(self):
        """Open the dialog of the company's seal (K2, G11)."""
        self.ensure_one()
        return self._ad_dialog("ad.contract.seal", self.env._("Affix Company Seal"))

    def action_ad_download_sealed(self):
        """Download the contract as it was printed when the company sealed it (K2).

        :raise UserError: not sealed, or sealed before the print was kept
        """
        self.ensure_one()
        self.check_access("read")
        use = self.ad_seal_use_ids[:1]
        if not use.contract_file_name:
            raise UserError(
                self.env._(
                    "%(contract)s has no file from its sealing: it is not sealed, or "
                    "was sealed before such files were kept. Press “Print”.",
                    contract=self.name,
                )
            )
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/ad.seal.use/{use.id}/contract_file/"
            f"{use.contract_file_name}?download=true",
            "target": "download",
        }

    def action_ad_seal_now(self):
        """Seal with the usual seal and copies, without the dialog (K2, G11)."""
        self.env["ad.contract.seal"].create({"order_ids": self.ids}).action_seal()

    def _action_affix_seal(self, seal_name, copies=3, note=""):
        """Seal: line in the register, three copies, order confirmed, space booked.

        :raise UserError: out of turn, not complete, space taken; nothing stays behind
        """
        for order in self:
            order.check_access("read")
            # Superuser from here: the chain has decided, and confirming writes
            # guarded fields, books space and files copies nobody may create by hand.
            sudo_order = order.sudo()
            order._sign_off_sign(
                "company_seal",
                note,
                evidence=sudo_order.ad_customer_scan,
                evidence_name=sudo_order.ad_customer_scan_name,
            )
            register = self.env["ad.seal.use"]
            # Before the space is taken: nobody shall wait for a printer there.
            kept = register._keep_contract(sudo_order, seal_name)
            sudo_order.action_confirm()
            register._register_use(order, seal_name, copies, **kept)
            self.env["ad.contract.copy"]._make_for(order)

    # Counter-entry

    def _action_counter_sign_off(self, line, comment):
        """Take back a wrong sign-off of a contract not sealed yet (G5)."""
        self.ensure_one()
        self.check_access("read")
        if self.state == "sale":
            raise UserError(
                self.env._(
                    "%(contract)s is sealed. It can be terminated, not un-signed.",
                    contract=self.name,
                )
            )
        if not self.env.user.has_group("ad_sales_ops.group_ad_supervisor"):
            raise AccessError(
                self.env._("A supervisor or a higher title makes counter-entries.")
            )
        self._sign_off_counter(line, comment)

    # Completion

    @api.model
    def _cron_complete_contracts(self, batch=200):
        """Mark contracts completed when their end passed and nothing is owed."""
        orders = self.search(self._ad_finished_domain(), limit=batch)
        orders.write({"ad_end_mark": "completed"})
        self.env["ir.cron"]._commit_progress(
            processed=len(orders),
            remaining=self.search_count(self._ad_finished_domain()),
        )

    def _ad_finished_domain(self):
        today = fields.Date.context_today(self)
        return [
            ("ad_contract_state", "=", "sealed"),
            "|",
            ("ad_date_end", "=", False),
            ("ad_date_end", "<", today),
            "|",
            ("ad_extension_date", "=", False),
            ("ad_extension_date", "<", today),
            ("ad_placement_ids", "!=", False),
            ("ad_placement_ids", "not any", [("stage", "in", ("held", "booked"))]),
        ]

    def _ad_dialog(self, model, title):
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": model,
            "view_mode": "form",
            "target": "new",
            "context": {"default_order_ids": self.ids},
        }
