"""Issue changes: what was merged, skipped, moved or added, and who was told (M7)."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, format_list

from .sale_order import SEALED_BY_CUSTOMER

KINDS = [
    ("merge", "Merge into Another Issue"),
    ("skip", "Skip the Issue"),
    ("move", "Another Date"),
    ("extra", "Extra Issue"),
]
#: The counter-entry to a wrong merge or skip (G5).
ALL_KINDS = [*KINDS, ("restore", "Appears after All")]
TELL = "ad_sales_ops.mail_activity_type_issue_change"
#: Customers named in one to-do; the rest is counted.
NAMED = 20


class AdIssueChange(models.Model):
    """One change of the calendar: a fact, made together with the change itself."""

    _name = "ad.issue.change"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Issue Change"
    _order = "decided_on desc, id desc"

    kind = fields.Selection(ALL_KINDS, required=True, readonly=True, index=True)
    issue_id = fields.Many2one(
        "ad.issue", required=True, ondelete="restrict", index=True, readonly=True
    )
    other_issue_id = fields.Many2one(
        "ad.issue",
        ondelete="restrict",
        index="btree_not_null",
        readonly=True,
        help="The combined issue into which it went, or the extra issue that was made.",
    )
    medium_id = fields.Many2one(
        "ad.medium", required=True, ondelete="restrict", index=True, readonly=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, ondelete="restrict", index=True, readonly=True
    )
    medium_name = fields.Char("Full Media Name", required=True, readonly=True)
    issue_name = fields.Char("Issue before the Change", required=True, readonly=True)
    other_issue_name = fields.Char("Other Issue as Named", readonly=True)
    old_date = fields.Date("Date before", readonly=True)
    new_date = fields.Date("Date after", readonly=True)
    reason = fields.Text(required=True, readonly=True)
    decided_by_id = fields.Many2one(
        "res.users", "Changed by", required=True, ondelete="restrict", readonly=True
    )
    decided_on = fields.Datetime("Changed on", required=True, readonly=True)
    customers_told = fields.Boolean("Customers Are Told", readonly=True)
    line_ids = fields.One2many("ad.issue.change.line", "change_id", readonly=True)
    notice_ids = fields.One2many("ad.issue.change.notice", "change_id", readonly=True)
    line_count = fields.Integer("Insertions Moved", readonly=True, aggregator=None)
    extension_count = fields.Integer(
        "Need an Extension Letter", readonly=True, aggregator=None
    )

    @api.depends("kind", "issue_name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for change in self:
            parts = (change.medium_name, change.issue_name, labels.get(change.kind))
            change.display_name = " · ".join(filter(None, parts))

    # Nobody gets past this.
    def write(self, vals):  # pylint: disable=method-required-super
        """Changes of the calendar are kept as they were made.

        :raise UserError: always
        """
        raise UserError(
            self.env._("An issue change is kept as it was made. Make another change.")
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Issue changes are kept."))

    # Making

    @api.model
    def _record(self, issue, values, moves, tell):
        """Keep a change with its insertions, and tell everybody concerned.

        The only way a change is made; callers checked who and what.

        :param values: kind, reason and what the kind adds
        :param moves: ``{placement: (old issue, old issue's name, old date)}``
        :param tell: whether the customers get a mail
        """
        # Superuser: nobody has create rights on facts.
        change = self.sudo().create(
            {
                "issue_id": issue.id,
                "medium_id": issue.medium_id.id,
                "company_id": issue.company_id.id,
                "medium_name": issue.medium_id.name,
                "decided_by_id": self.env.uid,
                "decided_on": fields.Datetime.now(),
                "customers_told": tell,
                "line_count": len(moves),
                "extension_count": len(
                    [p for p in moves if p._move_extension_sentence(p.publication_date)]
                ),
                **values,
            }
        )
        lines = self.env["ad.issue.change.line"].sudo()
        lines = lines.create(
            [lines._prepare_line(change, p, *old) for p, old in moves.items()]
        )
        if tell:
            change._tell_customers(lines)
        change._tell_carers(lines)
        change._tell_managers(lines)
        return change.sudo(self.env.su)

    # Telling

    def _tell_customers(self, lines):
        """One mail a customer with all its insertions, in its own language.

        Drafts are still talked about; only what the customer has sealed is told.
        """
        sealed = lines.filtered(
            lambda line: line.order_id.ad_contract_state in SEALED_BY_CUSTOMER
        )
        notices = self.env["ad.issue.change.notice"].create(
            [
                self._prepare_notice(partner, group)
                for partner, group in sealed.grouped("advertiser_id").items()
            ]
        )
        template = self.env.ref("ad_sales_ops.mail_template_issue_change")
        by_mail = notices.filtered("email")
        if by_mail:
            template.sudo().send_mail_batch(by_mail.ids)

    def _prepare_notice(self, partner, lines):
        contact = partner.ad_contact_id
        return {
            "change_id": self.id,
            "advertiser_id": partner.id,
            "company_id": self.company_id.id,
            "user_id": lines[:1].user_id.id,
            "team_id": lines[:1].team_id.id,
            "advertiser_name": partner.name,
            "recipient": contact.name or False,
            "email": contact.email or partner.email or False,
            "lang": contact.lang or partner.lang or self.company_id._ad_lang(),
            "line_ids": [fields.Command.set(lines.ids)],
        }

    def _tell_carers(self, lines):
        """A to-do for each carer: whom to call, and who needs an extension letter."""
        model = self.env["ir.model"]._get_id(self._name)
        kind = self.env.ref(TELL)
        carers = lines.filtered("user_id.active").grouped("user_id")
        # Quick: dozens of mails about to-dos would be a flood.
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            [
                {
                    "res_model_id": model,
                    "res_id": self.id,
                    "activity_type_id": kind.id,
                    "user_id": user.id,
                    "date_deadline": self.company_id._ad_today(),
                    "summary": self.with_context(lang=user.lang).display_name,
                    "note": self.with_context(lang=user.lang)._carer_note(group),
                }
                for user, group in carers.items()
            ]
        )

    def _carer_note(self, lines):
        """What a carer has to do about the change, in the language of the context."""
        notices = self.notice_ids.filtered(
            lambda notice: notice.advertiser_id in lines.advertiser_id
        )
        mailed = notices.filtered("email").advertiser_id
        late = lines.filtered("needs_extension").order_id
        texts = [
            (self.env._("Mailed, please call: %s"), mailed.mapped("name")),
            (
                self.env._("Not mailed, tell them: %s"),
                (lines.advertiser_id - mailed).mapped("name"),
            ),
            (self.env._("Need an extension letter: %s"), late.mapped("name")),
        ]
        return "\n".join(text % self._names(names) for text, names in texts if names)

    def _names(self, names):
        rest = len(names) - NAMED
        if rest > 0:
            names = [*names[:NAMED], self.env._("%(count)s more", count=rest)]
        return format_list(self.env, names)

    def _tell_managers(self, lines):
        """The division managers whose customers are concerned hear of it."""
        teams = lines.team_id
        managers = (teams.ad_parent_id or teams).user_id.filtered("active")
        managers -= self.decided_by_id
        if not managers:
            return
        change = self.with_context(lang=self.company_id._ad_lang())
        change.message_notify(
            partner_ids=managers.partner_id.ids,
            subject=change.display_name,
            body=change._change_text(),
            author_id=self.decided_by_id.partner_id.id,
        )

    def _change_text(self):
        """The change in one sentence, in the language of the context."""
        self.ensure_one()
        values = {
            "medium": self.medium_name,
            "issue": self.issue_name,
            "other": self.other_issue_name or "",
            "old": format_date(self.env, self.old_date, date_format="long"),
            "new": format_date(self.env, self.new_date, date_format="long"),
            "reason": self.reason,
        }
        texts = {
            "merge": self.env._(
                "%(medium)s: %(issue)s goes into the combined issue %(other)s. "
                "%(reason)s",
                **values,
            ),
            "skip": self.env._(
                "%(medium)s: %(issue)s does not appear. %(reason)s", **values
            ),
            "move": self.env._(
                "%(medium)s: %(issue)s appears on %(new)s instead of %(old)s. "
                "%(reason)s",
                **values,
            ),
            "extra": self.env._(
                "%(medium)s: %(other)s appears as well. %(reason)s", **values
            ),
            "restore": self.env._(
                "%(medium)s: %(issue)s appears after all. %(reason)s", **values
            ),
        }
        return texts[self.kind]


class AdIssueChangeLine(models.Model):
    """Where one insertion was and where it went."""

    _name = "ad.issue.change.line"
    _description = "Insertion of an Issue Change"
    _order = "change_id desc, new_date, id"
    _rec_name = "placement_name"

    change_id = fields.Many2one(
        "ad.issue.change",
        "Change of the Issue",
        required=True,
        ondelete="restrict",
        index=True,
        readonly=True,
    )
    placement_id = fields.Many2one(
        "ad.placement", required=True, ondelete="restrict", index=True, readonly=True
    )
    order_id = fields.Many2one(
        "sale.order",
        "Contract",
        required=True,
        ondelete="restrict",
        index=True,
        readonly=True,
    )
    advertiser_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        ondelete="restrict",
        index=True,
        readonly=True,
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
    old_issue_id = fields.Many2one(
        "ad.issue", required=True, ondelete="restrict", index=True, readonly=True
    )
    new_issue_id = fields.Many2one(
        "ad.issue", required=True, ondelete="restrict", index=True, readonly=True
    )
    placement_name = fields.Char("Insertion", required=True, readonly=True)
    advertiser_name = fields.Char(readonly=True)
    position_name = fields.Char("Position", readonly=True)
    old_issue_name = fields.Char("From Issue", readonly=True)
    new_issue_name = fields.Char("To Issue", readonly=True)
    old_date = fields.Date("Date before", readonly=True)
    new_date = fields.Date("Date after", readonly=True)
    needs_extension = fields.Boolean(
        "Extension Letter Needed",
        readonly=True,
        help="The contract ended before the new date when the insertion moved.",
    )
    kind = fields.Selection(related="change_id.kind")
    decided_on = fields.Datetime(related="change_id.decided_on")

    # Nobody gets past this.
    def write(self, vals):  # pylint: disable=method-required-super
        """See `ad.issue.change`.

        :raise UserError: always
        """
        raise UserError(self.env._("An issue change is kept as it was made."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Issue changes are kept."))

    @api.model
    def _prepare_line(self, change, placement, old_issue, old_name, old_date):
        """Values of a line: ids, and what they were called."""
        placement = placement.with_context(lang=change.company_id._ad_lang())
        issue = placement.issue_id
        late = placement._move_extension_sentence(placement.publication_date)
        return {
            "change_id": change.id,
            "placement_id": placement.id,
            "order_id": placement.order_id.id,
            "advertiser_id": placement.advertiser_id.id,
            "user_id": placement.user_id.id,
            "team_id": placement.team_id.id,
            "company_id": placement.company_id.id,
            "old_issue_id": old_issue.id,
            "new_issue_id": issue.id,
            "placement_name": f"{placement.order_id.name} · {placement.number}",
            "advertiser_name": placement.advertiser_id.name,
            "position_name": placement.position_id.name,
            "old_issue_name": old_name,
            "new_issue_name": issue.display_name,
            "old_date": old_date,
            "new_date": issue.publication_date,
            "needs_extension": bool(late),
        }


class AdIssueChangeNotice(models.Model):
    """Which customer was told of a change, and at which address."""

    _name = "ad.issue.change.notice"
    _description = "Notice of an Issue Change"
    _order = "change_id desc, advertiser_name, id"
    _rec_name = "advertiser_name"

    change_id = fields.Many2one(
        "ad.issue.change",
        "Change of the Issue",
        required=True,
        ondelete="restrict",
        index=True,
        readonly=True,
    )
    advertiser_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        ondelete="restrict",
        index=True,
        readonly=True,
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
    advertiser_name = fields.Char("Customer's Name", required=True, readonly=True)
    recipient = fields.Char(readonly=True)
    email = fields.Char("Mailed to", readonly=True)
    lang = fields.Char(readonly=True)
    line_ids = fields.Many2many("ad.issue.change.line", readonly=True)

    # Nobody gets past this.
    def write(self, vals):  # pylint: disable=method-required-super
        """See `ad.issue.change`.

        :raise UserError: always
        """
        raise UserError(self.env._("An issue change is kept as it was made."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Issue changes are kept."))
