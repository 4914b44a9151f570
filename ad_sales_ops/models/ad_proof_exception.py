"""Running without a new confirmation, under control (照登, 先登后补, F8)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from .ad_placement_proof import CONFIRMED

#: Working days after the publication in which the slip has to come.
SLIP_DAYS = 3


class AdProofException(models.Model):
    """Why an insertion runs without a proof of its own; a fact."""

    _name = "ad.proof.exception"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Confirmation Exception"
    _order = "id desc"
    _rec_name = "advertiser_name"

    kind = fields.Selection(
        [("standing", "Standing Copy"), ("run_first", "Runs First, Slip After")],
        required=True,
        readonly=True,
    )
    placement_id = fields.Many2one(
        "ad.placement", required=True, ondelete="restrict", index=True, readonly=True
    )
    version_id = fields.Many2one(
        "ad.material.version", required=True, ondelete="restrict", readonly=True
    )
    fingerprint = fields.Char(required=True, readonly=True)
    proof_id = fields.Many2one(
        "ad.proof.confirmation",
        "Earlier Confirmation",
        ondelete="restrict",
        readonly=True,
        help="The proof by which the customer confirmed the same copy.",
    )
    advertiser_id = fields.Many2one(
        "res.partner", required=True, ondelete="restrict", index=True, readonly=True
    )
    advertiser_name = fields.Char("Customer", required=True, readonly=True)
    issue_id = fields.Many2one(
        "ad.issue", required=True, ondelete="restrict", index=True, readonly=True
    )
    user_id = fields.Many2one(
        "res.users", "Carer", ondelete="restrict", index=True, readonly=True
    )
    team_id = fields.Many2one(
        "crm.team", ondelete="restrict", index=True, readonly=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, ondelete="restrict", index=True, readonly=True
    )
    quarter = fields.Char(readonly=True, help="The quarter of the publication.")
    # No partner in the index: a merge of contacts deletes rows that hit one.
    quarter_key = fields.Char(readonly=True)
    said_by = fields.Char("Confirmer's Word", readonly=True)
    said_on = fields.Datetime(readonly=True)
    said_how = fields.Char(readonly=True)
    reason = fields.Text(readonly=True)
    decided_by_id = fields.Many2one(
        "res.users", required=True, ondelete="restrict", readonly=True
    )
    decided_on = fields.Datetime(required=True, readonly=True)
    slip_due = fields.Date(readonly=True, index=True)
    proof_state = fields.Selection(related="placement_id.proof_state")
    is_settled = fields.Boolean(
        "Slip Is Here", compute="_compute_is_settled", search="_search_is_settled"
    )

    _once_a_quarter = models.UniqueIndex(
        "(company_id, quarter_key) WHERE kind = 'run_first'",
        "This customer has run once without a slip in this quarter already. Have the "
        "proof confirmed first.",
    )
    _one_a_copy = models.UniqueIndex("(placement_id, kind, fingerprint)")

    def _compute_is_settled(self):
        for record in self:
            # Superuser: whether the slip came, nothing else of the proof.
            proofs = record.sudo().placement_id.proof_ids
            record.is_settled = any(
                proof.state == "confirmed" and proof.fingerprint == record.fingerprint
                for proof in proofs
            )

    def _search_is_settled(self, operator, value):
        if operator != "in" or len(value) != 1:
            return NotImplemented
        # Superuser: whether the slip came, nothing else of the proof.
        exceptions = self.sudo().search([("kind", "=", "run_first")])
        settled = exceptions.filtered("is_settled")
        return [("id", "in" if True in value else "not in", settled.ids)]

    # Nobody gets past this.
    def write(self, vals):  # pylint: disable=method-required-super
        """Exceptions never change.

        :raise UserError: always
        """
        raise UserError(self.env._("An exception is kept as it was decided."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Exceptions are kept."))

    @api.model
    def _grant(self, placement, kind, values):
        """Keep an exception; callers checked who and why."""
        version = placement.version_id
        # Superuser: exceptions are facts, made here only.
        return self.sudo().create(
            {
                **values,
                "kind": kind,
                "placement_id": placement.id,
                "version_id": version.id,
                "fingerprint": version._fingerprint(placement),
                "advertiser_id": placement.advertiser_id.id,
                "advertiser_name": placement.advertiser_id.name,
                "issue_id": placement.issue_id.id,
                "user_id": placement.user_id.id,
                "team_id": placement.team_id.id,
                "company_id": placement.company_id.id,
                "decided_by_id": self.env.uid,
                "decided_on": fields.Datetime.now(),
            }
        )


class AdPlacement(models.Model):
    _inherit = "ad.placement"

    exception_ids = fields.One2many("ad.proof.exception", "placement_id", readonly=True)

    @api.depends("exception_ids", "version_id")
    def _compute_proof_state(self):
        super()._compute_proof_state()
        for placement in self:
            if placement.proof_state in ("confirmed", "refused"):
                continue
            # Superuser: the state is everybody's, who decided is not.
            found = placement.sudo().exception_ids
            version = placement.version_id
            holding = found.filtered(
                lambda e, p=placement, v=version: v
                and e.fingerprint == v._fingerprint(p)
            )
            if holding:
                placement.proof_state = holding.sorted("kind")[-1:].kind

    # Standing copy

    def action_standing_copy(self):
        """Run unchanged copy that the customer has confirmed before (照登).

        :raise AccessError: neither the customer's specialist nor production
        :raise UserError: not agreed, never confirmed, or a price has ended
        """
        if not any(
            self.env.user.has_group(f"ad_sales_ops.group_ad_{title}")
            for title in ("specialist", "production", "operations")
        ):
            raise AccessError(
                self.env._("Standing copy is taken by specialists and production.")
            )
        self.check_access("read")
        for placement in self:
            proof = placement._earlier_confirmation()
            error = placement._standing_error_message(proof)
            if error:
                raise UserError(error)
            placement._lock_copy()
            self.env["ad.proof.exception"]._grant(
                placement, "standing", {"proof_id": proof.id}
            )
        return True

    def _exception_error_message(self):
        """Why nothing is to be confirmed here any more, or False."""
        self.ensure_one()
        is_open = self.issue_id.state in ("open", "closed")
        if self.stage not in ("draft", "held", "booked") or not is_open:
            return self.env._(
                "%s is over or at press: there is nothing to confirm any more.",
                self.display_name,
            )
        if self.proof_state in CONFIRMED:
            return self.env._("%s may run already.", self.display_name)
        return False

    def _earlier_confirmation(self):
        """The customer's confirmation of the same content, size and colour."""
        self.ensure_one()
        if not self.version_id:
            return self.env["ad.proof.confirmation"]
        # Superuser: proofs of the customer's other carers count too.
        return (
            self.env["ad.proof.confirmation"]
            .sudo()
            .search(
                [
                    ("company_id", "=", self.company_id.id),
                    ("advertiser_id", "=", self.advertiser_id.id),
                    ("fingerprint", "=", self.version_id._fingerprint(self)),
                    ("state", "=", "confirmed"),
                    ("placement_id", "!=", self.id),
                ],
                limit=1,
            )
        )

    def _standing_error_message(self, proof):
        """Why this insertion cannot run as standing copy, or False."""
        self.ensure_one()
        error = self._exception_error_message()
        if error:
            return error
        if not self.order_id.ad_standing_copy:
            return self.env._(
                "%(contract)s does not agree standing copy: send the customer a proof.",
                contract=self.order_id.name,
            )
        if not proof:
            return self.env._(
                "%(placement)s: the customer has not confirmed exactly this copy "
                "before. Send a proof.",
                placement=self.display_name,
            )
        expired = self.version_id._expired_items(self.publication_date)
        if expired:
            return self.env._(
                "The price of “%(item)s” ends before the publication. Renew the price "
                "list first.",
                item=expired[0].name,
            )
        return False

    # Run first, slip after

    def action_run_first(self):
        """Open the dialog for the confirmer's word and the manager's reason."""
        self.ensure_one()
        self._check_may_run_first()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Run First, Slip After"),
            "res_model": "ad.proof.run.first",
            "view_mode": "form",
            "target": "new",
            "context": {"default_placement_id": self.id},
        }

    def _check_may_run_first(self):
        if not self.env.user.has_group("ad_sales_ops.group_ad_manager"):
            raise AccessError(
                self.env._("The division manager decides that a slip may come after.")
            )
        self.check_access("read")
        for placement in self:
            # Superuser: who sold is looked at, nothing else.
            order = placement.sudo().order_id
            own = placement.user_id | order.user_id | order.ad_closer_id
            if self.env.user in own:
                raise AccessError(
                    self.env._(
                        "%s is your own deal: somebody else decides.",
                        placement.display_name,
                    )
                )

    def _action_run_first(self, values):
        """Let the insertion run on the confirmer's word (先登后补).

        :param values: said_by, said_on, said_how, reason
        :raise AccessError: no division manager, or his own deal
        :raise UserError: no copy, no word, no reason, or the second in a quarter
        """
        self.ensure_one()
        self._check_may_run_first()
        error = self._run_first_error_message(values)
        if error:
            raise UserError(error)
        self._lock_copy()
        day = self.publication_date
        due = self.env["ad.calendar.exception"]._add_working_days(
            day, SLIP_DAYS, self.company_id
        )
        return self.env["ad.proof.exception"]._grant(
            self,
            "run_first",
            {
                **values,
                "slip_due": due,
                "quarter": self._quarter(day),
                "quarter_key": f"{self.advertiser_id.id} {self._quarter(day)}",
            },
        )

    def _quarter(self, day):
        return f"{day.year}-Q{(day.month + 2) // 3}"

    def _run_first_error_message(self, values):
        self.ensure_one()
        if self.stage != "booked" or not self.version_id:
            return self.env._(
                "%s is not booked or has no copy, so it cannot run at all.",
                self.display_name,
            )
        error = self._exception_error_message()
        if error:
            return error
        if self.version_id.reading_state != "passed":
            return self.env._(
                "%s has not passed proof-reading.", self.version_id.display_name
            )
        if self.proof_state == "refused":
            return self.env._("The customer has refused this copy: mend it first.")
        if not (values.get("said_by") and values.get("said_on")):
            return self.env._("Write down who of the customer's confirmers agreed.")
        if not (values.get("reason") or "").strip():
            return self.env._("Say why the slip may come after.")
        # Superuser: whether there was one, not which.
        earlier = (
            self.env["ad.proof.exception"]
            .sudo()
            .search(
                [
                    ("company_id", "=", self.company_id.id),
                    ("advertiser_id", "=", self.advertiser_id.id),
                    ("kind", "=", "run_first"),
                    ("quarter", "=", self._quarter(self.publication_date)),
                ],
                limit=1,
            )
        )
        if earlier:
            return self.env._(
                "%(customer)s has run first in this quarter already, in %(issue)s, "
                "decided on %(date)s.",
                customer=self.advertiser_id.name,
                issue=earlier.issue_id.display_name,
                date=format_date(self.env, earlier.decided_on),
            )
        return False
