"""A chain of signatures on a document (G4, G5, G8)."""

from typing import NamedTuple

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list

LADDER = ["supervisor", "manager", "general_manager"]


class SignStep(NamedTuple):
    """One step of a chain.

    ``level`` is the rung of the ladder, or ``operations``, whose holder signs it;
    a ``recording`` step only notes what somebody outside did and is no signature
    (E21).
    """

    code: str
    label: str
    level: str = ""
    recording: bool = False


class Signer(NamedTuple):
    """In which role a person may take a step, and for whom."""

    role: str
    on_behalf: models.BaseModel | None = None
    authorization: models.BaseModel | None = None


class AdSignOffMixin(models.AbstractModel):
    """Ordered steps, each signed by the right person, nobody twice in a round.

    The turnover owner and the closer never sign (G4); a step whose holder is
    missing or barred passes one level up (E21); at the top, and for a vacant post,
    the general manager authorises somebody (G8).
    """

    _name = "ad.sign.off.mixin"
    _description = "Sign-Off Chain"
    _sign_off_field = "order_id"

    ad_sign_off_round = fields.Integer(
        "Sign-Off Round", default=1, copy=False, readonly=True, groups="base.group_user"
    )

    # What a model names

    def _sign_off_steps(self):
        """The ordered steps of the chain.

        :rtype: list[SignStep]
        """
        return []

    def _sign_off_labels(self):
        """Labels of everything a trail line of this model can name."""
        return {step.code: step.label for step in self._sign_off_steps()}

    def _sign_off_barred(self):
        """People who may never sign this document, such as the turnover owner."""
        return self.env["res.users"]

    def _sign_off_team(self):
        """The team that answers for the document."""
        return self.env["crm.team"]

    def _sign_off_amount(self):
        """What the document is worth, in the company's currency (G8 limits)."""
        return 0.0

    def _sign_off_step_error(self, step):
        """A sentence when the document is not ready for a step, else False."""
        return False

    # Where the chain stands

    def _sign_off_lines(self):
        """Lines of the current round that no counter-entry took back."""
        self.ensure_one()
        trail = self.sudo()["ad_sign_off_ids"]
        return trail.filtered(
            lambda line: line.round == self.sudo().ad_sign_off_round
            and line.decision in ("recorded", "signed")
            and not line.counter_ids
        )

    def _sign_off_done(self):
        """Codes of the steps taken in the current round."""
        return set(self._sign_off_lines().mapped("step"))

    def _sign_off_next(self):
        """The step that comes next, or None when the chain is complete."""
        done = self._sign_off_done()
        return next((s for s in self._sign_off_steps() if s.code not in done), None)

    def _sign_off_excluded(self):
        """Barred people and those who already signed in this round."""
        recording = {s.code for s in self._sign_off_steps() if s.recording}
        lines = self._sign_off_lines().filtered(lambda line: line.step not in recording)
        return self._sign_off_barred() | lines.user_id | lines.on_behalf_id

    def _sign_off_level_users(self, level):
        """Who holds a rung: active people of the company with the rung's group."""
        team = self._sign_off_team().sudo()
        division = team.ad_parent_id or team
        group = self._sign_off_ref("res.groups", f"ad_sales_ops.group_ad_{level}")
        if level == "supervisor":
            users = team.user_id if team.ad_parent_id else self.env["res.users"].sudo()
        elif level == "manager":
            users = division.user_id
        else:
            users = group.all_user_ids
        company = self.company_id or self.env.company
        return users.filtered(
            lambda user: user.active
            and group in user.all_group_ids
            and company in user.company_ids
        )

    def _sign_off_ref(self, model, xml_id):
        """A record by its name, without asking the database whether it is there."""
        # env.ref() asks each time, which is a query a document in a list (K2).
        record_id = self.env["ir.model.data"]._xmlid_to_res_id(xml_id)
        # Superuser: whoever signs may not read groups.
        return self.env[model].sudo().browse(record_id or [])

    def _sign_off_holders(self, step):
        """Who may take a step by his own post, after passing upwards (E21)."""
        excluded = self._sign_off_excluded()
        levels = LADDER[LADDER.index(step.level) :] if step.level in LADDER else []
        for level in levels or [step.level]:
            holders = self._sign_off_level_users(level) - excluded
            if holders:
                return holders
        return self.env["res.users"]

    def _sign_off_authorizations(self, step, holders):
        """Authorisations that let somebody else take the step today (G8)."""
        # Superuser: whoever signs may not read teams and authorisations.
        team = self._sign_off_team().sudo()
        # By the teams, whose authorisations are read once for a list of documents.
        found = team.ad_authorization_ids | team.ad_parent_id.ad_authorization_ids
        found = found._valid_for(self, step.code)
        vacant = not self._sign_off_level_users(step.level)

        def applies(authorization):
            if not authorization.principal_id:
                return vacant or not holders
            if authorization.principal_id in holders:
                return True
            return not holders and authorization.principal_id in (
                self._sign_off_level_users("general_manager")
            )

        return found.filtered(applies)

    def _sign_off_signer(self, step, user=None):
        """In which role a person may take a step now, or None.

        :rtype: Signer | None
        """
        self.ensure_one()
        user = user or self.env.user
        if user in self._sign_off_excluded():
            return None
        holders = self._sign_off_holders(step)
        if user in holders:
            return Signer(self._sign_off_role(step, user))
        for authorization in self._sign_off_authorizations(step, holders):
            if authorization.deputy_id == user:
                return Signer(
                    self._sign_off_role(step, authorization.principal_id),
                    authorization.principal_id,
                    authorization,
                )
        return None

    def _sign_off_role(self, step, user):
        """The job title for the trail, in the company's language."""
        levels = LADDER[::-1] if step.level in LADDER else [step.level]
        level = next(
            (level for level in levels if user in self._sign_off_level_users(level)),
            step.level,
        )
        lang = (self.company_id or self.env.company)._ad_lang()
        env = self.with_context(lang=lang).env
        titles = {
            "supervisor": env._("Supervisor"),
            "manager": env._("Division Manager"),
            "general_manager": env._("General Manager"),
            "operations": env._("Operations Centre"),
        }
        group = self._sign_off_ref("res.groups", f"ad_sales_ops.group_ad_{level}")
        return titles.get(level) or group.with_env(env(su=True)).name

    def _sign_off_waiting_text(self):
        """Whose turn it is, or who could authorise somebody (G8)."""
        self.ensure_one()
        step = self._sign_off_next()
        if not step or step.recording:
            return ""
        holders = self._sign_off_holders(step)
        deputies = self._sign_off_authorizations(step, holders).deputy_id
        deputies -= self._sign_off_excluded()
        if holders or deputies:
            return self.env._(
                "%(step)s: waiting for %(people)s",
                step=step.label,
                people=self._sign_off_names(holders | deputies),
            )
        managers = self._sign_off_level_users("general_manager")
        return self.env._(
            "%(step)s: nobody can sign now, because the post is vacant or its holder "
            "owns or closed the deal or has already signed. %(people)s can authorise "
            "somebody under Authorisations.",
            step=step.label,
            people=self._sign_off_names(managers) or self.env._("The general manager"),
        )

    def _sign_off_names(self, users):
        # The system administrator may stand in, but nobody waits for him.
        users = (users - self._sign_off_ref("res.users", "base.user_admin")) or users
        names = users.sorted("name")[:3].mapped("name")
        more = len(users) - len(names)
        if more > 0:
            names.append(self.env._("%(count)s others", count=more))
        return format_list(self.env, names, "or") if names else ""

    # Moving it

    def _sign_off_sign(self, code, comment="", **values):
        """Take the next step as the current user.

        :raise UserError: out of turn, not the right person, or not ready
        """
        for record in self:
            step = record._sign_off_next()
            if not step or step.code != code:
                raise UserError(record._sign_off_out_of_turn(code, step))
            signer = record._sign_off_signer(step)
            if not signer:
                raise UserError(record._sign_off_refusal(step))
            error = record._sign_off_step_error(step)
            if error:
                raise UserError(error)
            record._sign_off_log(code, "signed", comment, signer, **values)

    def _sign_off_record(self, code, comment="", **values):
        """Note what somebody outside did (E21: no signature)."""
        for record in self:
            step = record._sign_off_next()
            if not step or step.code != code:
                raise UserError(record._sign_off_out_of_turn(code, step))
            error = record._sign_off_step_error(step)
            if error:
                raise UserError(error)
            record._sign_off_log(code, "recorded", comment, **values)

    def _sign_off_new_round(self, decision, comment, code="return"):
        """Close the round with a line of the trail; the chain starts again."""
        for record in self:
            step = record._sign_off_next()
            signer = record._sign_off_signer(step) if step and step.level else None
            record._sign_off_log(code, decision, comment, signer)
            record.sudo().ad_sign_off_round += 1

    def _sign_off_counter(self, line, comment):
        """Take back a wrong line by a second person; the line stays readable (G5).

        :raise UserError: the same person, no reason, or already taken back
        """
        self.ensure_one()
        if not (comment or "").strip():
            raise UserError(self.env._("Say why the line is wrong."))
        standing = self._sign_off_lines()
        if line not in standing:
            raise UserError(
                self.env._(
                    "Only a line of the present round that still stands can be "
                    "countered."
                )
            )
        # What was signed on top of a wrong line falls with it.
        later = standing.filtered(lambda other: other.id >= line.id)
        if self.env.user in later.user_id:
            raise UserError(
                self.env._(
                    "Somebody else than the signer has to make the counter-entry; it "
                    "takes back this line and those after it."
                )
            )
        for wrong in later.sorted("id", reverse=True):
            self._sign_off_log(wrong.step, "countered", comment, counter_of_id=wrong.id)

    def _sign_off_log(self, code, decision, comment, signer=None, **values):
        """Write one line of the trail: the only place that does.

        Superuser, because nobody has rights to create a line by hand.
        """
        self.ensure_one()
        behalf = signer.on_behalf if signer else None
        return (
            self.env["ad.sign.off"]
            .sudo()
            .create(
                {
                    self._sign_off_field: self.id,
                    "company_id": (self.company_id or self.env.company).id,
                    "document_name": self.display_name,
                    "round": self.sudo().ad_sign_off_round,
                    "step": code,
                    "decision": decision,
                    "user_id": self.env.uid,
                    "user_name": self.env.user.name,
                    "role": signer.role if signer else False,
                    "on_behalf_id": behalf.id if behalf else False,
                    "on_behalf_name": behalf.name if behalf else False,
                    "authorization_id": signer.authorization.id
                    if signer and signer.authorization
                    else False,
                    "comment": comment or False,
                    **values,
                }
            )
        )

    # Words

    def _sign_off_out_of_turn(self, code, step):
        labels = self._sign_off_labels()
        if not step:
            return self.env._(
                "%(document)s: every step of the sign-off is already taken.",
                document=self.display_name,
            )
        if code in self._sign_off_done():
            return self.env._(
                "%(document)s: “%(done)s” is already signed. Next comes “%(next)s”.",
                document=self.display_name,
                done=labels.get(code, code),
                next=step.label,
            )
        return self.env._(
            "%(document)s: it is not the turn of “%(wanted)s”. Next comes “%(next)s”.",
            document=self.display_name,
            wanted=labels.get(code, code),
            next=step.label,
        )

    def _sign_off_refusal(self, step):
        user = self.env.user
        if user in self._sign_off_barred():
            return self.env._(
                "%(document)s: you own the turnover or closed this deal, so somebody "
                "else has to sign “%(step)s”. %(waiting)s",
                document=self.display_name,
                step=step.label,
                waiting=self._sign_off_waiting_text(),
            )
        if user in self._sign_off_excluded():
            return self.env._(
                "%(document)s: you already signed a step of this round; nobody signs "
                "twice. %(waiting)s",
                document=self.display_name,
                waiting=self._sign_off_waiting_text(),
            )
        return self.env._(
            "%(document)s: you cannot sign “%(step)s”. %(waiting)s",
            document=self.display_name,
            step=step.label,
            waiting=self._sign_off_waiting_text(),
        )
