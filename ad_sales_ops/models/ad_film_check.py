"""Film check (审核胶片): the manager passes the press-ready pages (U7)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from .ad_placement import STAGES
from .ad_sign_off_mixin import SignStep

#: Checks of the clearance gate that say whether a page is ready to be looked at.
READY_CODES = (
    "space",
    "promise",
    "material",
    "screening",
    "reading",
    "proof",
    "prices",
)
TO_MEND = "ad_sales_ops.mail_activity_type_film_fault"


class AdFilmCheck(models.Model):
    """What the division manager says of one insertion before it goes to press.

    A pass or a fault holds for exactly the copy and the place it was given for: the
    state is worked out from what was shown then and what stands there now, so that a
    new version or a moved page voids it by itself. Every decision leaves a line in
    the sign-off trail.
    """

    _name = "ad.film.check"
    _inherit = ["ad.sign.off.mixin", "ad.guarded.mixin"]
    _description = "Film Check"
    _order = "issue_id desc, page, id"
    _rec_name = "placement_id"
    _sign_off_field = "film_check_id"

    placement_id = fields.Many2one(
        "ad.placement",
        "Insertion",
        required=True,
        ondelete="restrict",
        index=True,
        readonly=True,
    )
    issue_id = fields.Many2one(
        related="placement_id.issue_id", store=True, index=True, ondelete="restrict"
    )
    advertiser_id = fields.Many2one(related="placement_id.advertiser_id", store=True)
    user_id = fields.Many2one(
        related="placement_id.user_id", string="Carer", store=True, index=True
    )
    team_id = fields.Many2one(related="placement_id.team_id", store=True, index=True)
    company_id = fields.Many2one(
        related="placement_id.company_id", store=True, index=True
    )
    page = fields.Integer(
        related="placement_id.page", string="Side", store=True, aggregator=None
    )
    film_close = fields.Date(related="issue_id.film_close")
    position_id = fields.Many2one(related="placement_id.position_id")
    page_label = fields.Char(related="placement_id.page_label")
    version_id = fields.Many2one(related="placement_id.version_id")
    # Not related: every booking would look for its film check (B1).
    stage = fields.Selection(STAGES, compute="_compute_stage", search="_search_stage")

    state = fields.Selection(
        [("waiting", "To Check"), ("passed", "Passed"), ("fault", "Fault")],
        compute="_compute_state",
        store=True,
        precompute=True,
        index=True,
    )
    decision = fields.Selection(
        [("passed", "Passed"), ("fault", "Fault")], "Last Decision", readonly=True
    )
    fault = fields.Text("What Is Wrong", readonly=True)
    decided_by_id = fields.Many2one("res.users", ondelete="restrict", readonly=True)
    decided_on = fields.Datetime(readonly=True)
    seen_print = fields.Char("Print Shown", readonly=True)
    seen_page = fields.Char("Page Shown", readonly=True)
    seen_version = fields.Char("Copy Shown", readonly=True)
    is_outdated = fields.Boolean("Changed Since", compute="_compute_is_outdated")
    is_my_turn = fields.Boolean(
        "Mine to Check", compute="_compute_is_my_turn", search="_search_is_my_turn"
    )
    waiting_text = fields.Char("Waits for", compute="_compute_is_my_turn")
    ad_sign_off_ids = fields.One2many("ad.sign.off", "film_check_id", "Sign-Offs")

    _one_a_placement = models.UniqueIndex(
        "(placement_id)", "This insertion has its film check already."
    )

    @api.depends(
        "decision",
        "seen_print",
        "placement_id.issue_id",
        "placement_id.page",
        "placement_id.x",
        "placement_id.y",
        "placement_id.version_id",
    )
    def _compute_state(self):
        for check in self:
            check.state = check._state_now()

    def _state_now(self):
        """What holds now, whatever the column says."""
        self.ensure_one()
        # Superuser: copy that its reader may not open; only a state comes back.
        placement = self.sudo().placement_id
        if not self.decision or self.seen_print != placement._film_print():
            return "waiting"
        return self.decision

    @api.depends("placement_id")
    def _compute_stage(self):
        for check in self:
            # Superuser: how far an insertion is, whoever may read its check.
            check.stage = check.sudo().placement_id.stage

    def _search_stage(self, operator, value):
        return [("placement_id.stage", operator, value)]

    @api.depends("state", "decision")
    def _compute_is_outdated(self):
        for check in self:
            check.is_outdated = bool(check.decision) and check.state == "waiting"

    @api.depends("placement_id.display_name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for check in self:
            # Superuser: the insertion's name, to whoever may read its check.
            placement = check.sudo().placement_id
            customer = placement.advertiser_id.name or ""
            check.display_name = f"{customer} · {placement.display_name}"

    @api.depends_context("uid")
    @api.depends("state", "stage")
    def _compute_is_my_turn(self):
        for check in self:
            is_open = check.state == "waiting" and check._is_live()
            step = check._sign_off_steps()[0]
            check.is_my_turn = is_open and bool(check._film_signer())
            check.waiting_text = check._film_waiting_text(step) if is_open else ""

    def _search_is_my_turn(self, operator, value):
        if operator != "in":
            return NotImplemented
        waiting = self.search(self._waiting_domain())
        mine = Domain("id", "in", waiting.filtered("is_my_turn").ids)
        return mine if True in value else ~mine

    @api.model
    def _waiting_domain(self):
        """Checks that somebody still has to take."""
        return [
            ("state", "=", "waiting"),
            ("placement_id.stage", "=", "booked"),
            ("issue_id.state", "in", ("open", "closed")),
        ]

    def _is_live(self):
        """Whether the insertion is still on its way to press."""
        self.ensure_one()
        # Superuser: the state of an issue is known to whoever reads the check.
        placement = self.sudo().placement_id
        return placement.stage == "booked" and (
            placement.issue_id.state in ("open", "closed")
        )

    # Nobody writes a check by hand: every column is set by the decisions below.

    def _guarded_fields(self):
        return super()._guarded_fields() | {
            "decided_by_id",
            "decided_on",
            "decision",
            "fault",
            "placement_id",
            "seen_page",
            "seen_print",
            "seen_version",
        }

    def _guarded_computes(self):
        return super()._guarded_computes() | {
            "advertiser_id",
            "company_id",
            "issue_id",
            "page",
            "state",
            "team_id",
            "user_id",
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Film checks are kept."))

    # The chain: one step

    def _sign_off_steps(self):
        return [SignStep("film", self.env._("Film Check"), "manager")]

    def _sign_off_labels(self):
        return super()._sign_off_labels() | {
            "film_fault": self.env._("Film Fault"),
            "film_void": self.env._("Changed Since"),
        }

    def _sign_off_barred(self):
        # Superuser: who may not check his own customers' pages (U7).
        order = self.sudo().placement_id.order_id
        return order.user_id | order.ad_closer_id

    def _sign_off_team(self):
        return self.team_id

    def _sign_off_amount(self):
        # Superuser: an amount that decides who may sign (G8).
        placement = self.sudo().placement_id
        return placement.currency_id._convert(
            placement.amount,
            placement.company_id.currency_id,
            placement.company_id,
            fields.Date.context_today(self),
        )

    def _sign_off_excluded(self):
        """Whoever decided about the former copy decides about the new one, too."""
        return self._sign_off_barred()

    def _film_signer(self):
        """In which role the user may decide, or None."""
        return self._sign_off_signer(self._sign_off_steps()[0])

    def _film_waiting_text(self, step):
        holders = self._sign_off_holders(step)
        deputies = self._sign_off_authorizations(step, holders).deputy_id
        people = holders | (deputies - self._sign_off_barred())
        return self._sign_off_names(people) or self.env._(
            "nobody; the general manager can authorise somebody"
        )

    def _sign_off_step_error(self, step):
        failures = self._not_ready()
        if not failures:
            return False
        return self.env._(
            "%(insertion)s is not ready for press and cannot be passed:\n%(reasons)s",
            insertion=self.display_name,
            reasons="\n".join(f"• {failure.sentence}" for failure in failures),
        )

    def _not_ready(self):
        """What is still missing before the page can be passed."""
        self.ensure_one()
        # Superuser: only sentences come back.
        placement = self.sudo().placement_id
        return placement._checklist_failures(codes=READY_CODES).get(placement, [])

    # Deciding

    def action_pass(self):
        """Pass the pages as they stand now.

        :raise AccessError: not the one whose turn it is
        :raise UserError: not ready, or the issue is at press
        """
        for check in self:
            # Superuser: the print, to compare it with itself.
            check._action_pass(check.sudo().placement_id._film_print())

    def action_fault(self):
        """Open the dialog that asks what is wrong."""
        self._check_may_decide()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Film Fault"),
            "res_model": "ad.film.fault",
            "view_mode": "form",
            "target": "new",
            "context": {"default_check_ids": self.ids},
        }

    def _action_pass(self, seen):
        """Pass one insertion for exactly the print that was on the screen.

        :param seen: the print shown, see ``ad.placement._film_print``
        """
        self.ensure_one()
        self._check_may_decide()
        self._check_unchanged(seen)
        self._close_round()
        self._sign_off_sign("film", self._kept()._film_words(), terms_hash=seen)
        self._keep_decision("passed")
        # Superuser: to-dos of production, ended by the manager's pass.
        self.sudo().version_id.material_id.activity_unlink([TO_MEND])

    def _action_fault(self, reason, seen=None):
        """Refuse one insertion with a reason; production gets a to-do.

        :raise AccessError: not the one whose turn it is
        :raise UserError: no reason, no copy, or the issue is at press
        """
        self.ensure_one()
        self._check_may_decide()
        if not (reason or "").strip():
            raise UserError(self.env._("Say what is wrong with the page."))
        if not self.sudo().version_id:
            raise UserError(
                self.env._(
                    "%(insertion)s has no copy yet, so there is no page to refuse. It "
                    "does not run without copy anyway.",
                    insertion=self.display_name,
                )
            )
        self._check_unchanged(seen)
        self._close_round()
        self._sign_off_new_round("returned", reason.strip(), "film_fault")
        self._keep_decision("fault", reason.strip())
        self._tell_production(reason.strip())

    def _check_may_decide(self):
        """Only the one whose turn it is decides, while the issue is being closed."""
        self.check_access("read")
        for check in self:
            if not check._is_live():
                raise UserError(
                    self.env._(
                        "%(insertion)s is at press, published or taken out; its film "
                        "check is over.",
                        insertion=check.display_name,
                    )
                )
            if not check._film_signer():
                raise AccessError(check._film_refusal())

    def _film_refusal(self):
        waiting = self._film_waiting_text(self._sign_off_steps()[0])
        if self.env.user in self._sign_off_barred():
            return self.env._(
                "%(insertion)s: you own the turnover or closed this deal, so somebody "
                "else checks its film: %(people)s.",
                insertion=self.display_name,
                people=waiting,
            )
        return self.env._(
            "%(insertion)s: its film is checked by %(people)s.",
            insertion=self.display_name,
            people=waiting,
        )

    def _check_unchanged(self, seen=None):
        """Wait for whoever moves the page, changes the copy or sends it to press.

        :param seen: the print shown; None when nobody looked at one on a screen
        :raise UserError: it is another one by now
        """
        # Superuser: counters behind guarded columns; only a refusal comes back.
        placement = self.sudo().placement_id
        placement.issue_id._count_booking()
        placement._lock_copy()
        if seen is not None and placement._film_print() != seen:
            raise UserError(
                self.env._(
                    "%(insertion)s has got other copy or another page since you "
                    "looked. Look at it again.",
                    insertion=self.display_name,
                )
            )

    def _close_round(self):
        """A decision about another print, or one taken back, ends its round."""
        if self._sign_off_done():
            words = self._kept()._void_words()
            self._sign_off_new_round("voided", words, "film_void")

    def _kept(self):
        """Itself in the company's language, in which texts are kept."""
        return self.with_context(lang=self.company_id._ad_lang())

    def _void_words(self):
        return self.env._(
            "Shown before: page %(page)s, %(version)s",
            page=self.seen_page or "-",
            version=self.seen_version or "-",
        )

    def _film_words(self):
        # Superuser: page and copy in words, for the trail.
        placement = self.sudo().placement_id
        return self.env._(
            "Page %(page)s, %(version)s",
            page=placement._publication_page_label(placement.page),
            version=placement.version_id.display_name,
        )

    def _keep_decision(self, decision, fault=False):
        # Superuser: the columns are guarded; callers checked the person.
        check = self._kept().sudo()
        placement = check.placement_id
        check.write(
            {
                "decision": decision,
                "fault": fault,
                "decided_by_id": self.env.uid,
                "decided_on": fields.Datetime.now(),
                "seen_print": placement._film_print(),
                "seen_page": placement._publication_page_label(placement.page),
                "seen_version": placement.version_id.display_name,
            }
        )

    def _tell_production(self, reason):
        """A to-do for whoever made the copy, or for production."""
        # Superuser: a to-do on copy that the manager only reads.
        version = self.sudo().version_id
        maker = version.maker_id
        production = self._sign_off_level_users("production")
        user = maker if maker in production else production[:1] or maker
        kept = self._kept().sudo()
        version.material_id.activity_schedule(
            TO_MEND,
            date_deadline=self.film_close or fields.Date.context_today(self),
            user_id=user.id,
            note=kept.env._(
                "%(issue)s, page %(page)s: %(reason)s",
                issue=kept.issue_id.display_name,
                page=kept.page_label or "-",
                reason=reason,
            ),
        )

    @api.model
    def _join(self, placements):
        """Checks of insertions that have none yet."""
        # Superuser: nobody makes checks by hand; callers checked the step.
        checks = self.sudo()
        known = checks.search([("placement_id", "in", placements.ids)]).placement_id
        return checks.create(
            [{"placement_id": placement.id} for placement in placements - known]
        )
