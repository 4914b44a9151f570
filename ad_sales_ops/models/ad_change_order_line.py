"""What changes for one insertion: old and new values (K9), and its fee (K11)."""

from odoo import api, fields, models

from .ad_change_order import OPEN_STATES

#: Changes that cost nothing and touch no issue: an agreement about money alone.
MONEY_ONLY = {"amount"}


class AdChangeOrderLine(models.Model):
    """One insertion of a change order.

    What it was is noted when the order is handed in and stays; an empty new value
    means that nothing changes there.
    """

    _name = "ad.change.order.line"
    _inherit = ["ad.guarded.mixin"]
    _description = "Changed Insertion"
    _order = "change_id, id"
    _rec_name = "placement_id"

    change_id = fields.Many2one(
        "ad.change.order", "Change Order", required=True, ondelete="cascade", index=True
    )
    placement_id = fields.Many2one(
        "ad.placement",
        "Insertion",
        required=True,
        ondelete="restrict",
        index=True,
    )
    company_id = fields.Many2one(
        related="change_id.company_id", store=True, precompute=True, index=True
    )
    currency_id = fields.Many2one(related="change_id.currency_id")
    medium_id = fields.Many2one(related="placement_id.medium_id")
    change_state = fields.Selection(related="change_id.state", string="Progress")

    # What it was
    old_position_id = fields.Many2one(
        "ad.position", compute="_compute_old", store=True, ondelete="restrict"
    )
    old_issue_id = fields.Many2one(
        "ad.issue", compute="_compute_old", store=True, ondelete="restrict"
    )
    old_date = fields.Date(
        "Publication Date Before", compute="_compute_old", store=True
    )
    old_page = fields.Integer(
        "Side Before", compute="_compute_old", store=True, aggregator=None
    )
    old_page_label = fields.Char("Page Before", compute="_compute_old", store=True)
    old_amount = fields.Monetary("Price Before", compute="_compute_old", store=True)
    old_version_id = fields.Many2one(
        "ad.material.version", compute="_compute_old", store=True, ondelete="restrict"
    )

    # What it becomes
    new_position_id = fields.Many2one(
        "ad.position",
        ondelete="restrict",
        domain="[('medium_id', '=', medium_id)]",
    )
    new_issue_id = fields.Many2one(
        "ad.issue",
        ondelete="restrict",
        domain="[('medium_id', '=', medium_id), ('state', 'in', ('open', 'closed'))]",
    )
    new_place = fields.Selection(
        [
            ("page", "Page with a Number"),
            ("front_cover", "Front Cover"),
            ("inside_front", "Inside Front Cover"),
            ("inside_back", "Inside Back Cover"),
            ("back_cover", "Back Cover"),
        ],
        "New Page",
    )
    new_page_number = fields.Integer("Page No.", aggregator=None)
    new_amount = fields.Monetary(
        "New Price",
        compute="_compute_new_amount",
        store=True,
        readonly=False,
        precompute=True,
        help="In the contract line's own tax setting.",
    )
    copy_change = fields.Text(
        "Change of Copy", help="What Production has to change in the text or picture."
    )
    old_words = fields.Text("Before", compute="_compute_words", store=True)
    new_words = fields.Text("After", compute="_compute_words", store=True)

    # The fee
    fee_days = fields.Integer(
        "Days Before Publication", compute="_compute_fee", store=True, aggregator=None
    )
    fee_percent = fields.Float(
        "Fee (%)", digits=(5, 2), compute="_compute_fee", store=True, aggregator=None
    )
    fee = fields.Monetary("Change Fee", compute="_compute_fee", store=True)
    fee_line_id = fields.Many2one(
        "sale.order.line", "Charged as", readonly=True, copy=False, ondelete="restrict"
    )
    claim = fields.Char(
        "Under Way as",
        readonly=True,
        copy=False,
        help="Technical: one open change, and one fee for late copy, an insertion.",
    )

    _one_claim = models.UniqueIndex(
        "(placement_id, claim) WHERE claim IS NOT NULL",
        "A change order for this insertion is under way already.",
    )

    @api.depends("placement_id")
    def _compute_old(self):
        for line in self:
            # Superuser: of an insertion that the asker's contract holds.
            placement = line.placement_id.sudo()
            line.old_position_id = placement.position_id
            line.old_issue_id = placement.issue_id
            line.old_date = placement.publication_date
            line.old_page = placement.page
            line.old_page_label = placement.with_context(
                lang=placement.company_id._ad_lang() if placement else None
            ).page_label
            line.old_amount = placement.amount
            line.old_version_id = placement.version_id

    @api.depends("placement_id")
    def _compute_new_amount(self):
        for line in self:
            # Superuser: as above.
            line.new_amount = line.placement_id.sudo().amount

    @api.depends(
        "old_position_id",
        "old_issue_id",
        "old_page",
        "old_amount",
        "new_position_id",
        "new_issue_id",
        "new_place",
        "new_page_number",
        "new_amount",
        "copy_change",
        "change_id.kind",
    )
    def _compute_words(self):
        for line in self:
            rows = line._differences()
            line.old_words = "\n".join(line._row(name, old) for name, old, _n in rows)
            line.new_words = "\n".join(line._row(name, new) for name, _o, new in rows)

    @api.depends(
        "old_date",
        "old_amount",
        "new_position_id",
        "new_issue_id",
        "new_place",
        "new_page_number",
        "copy_change",
        "change_id.kind",
        "change_id.request_date",
    )
    def _compute_fee(self):
        rules = self.env["ad.change.fee.rule"]
        for line in self:
            change, company = line.change_id, line.placement_id.sudo().company_id
            if not line._charges_fee() or not line.old_date:
                line.fee_days = line.fee_percent = line.fee = 0
                continue
            day = change.request_date or company._ad_today()
            line.fee_days = (line.old_date - day).days
            kind = "late_copy" if change.kind == "late_copy" else "change"
            line.fee_percent = rules._percent_for(company, kind, line.fee_days)
            line.fee = line.placement_id.sudo().currency_id.round(
                line.old_amount * line.fee_percent / 100
            )

    def _propose_fee(self):
        """Take the scale as it stands today."""
        self._compute_fee()

    @api.constrains("change_id", "placement_id")
    def _check_contract(self):
        self.change_id._check_lines_of_contract()

    # Guarded fields

    def _guarded_fields(self):
        return super()._guarded_fields() | {"claim", "fee_line_id"}

    def _guarded_computes(self):
        return super()._guarded_computes() | {
            "company_id",
            "fee",
            "fee_days",
            "fee_percent",
            "new_words",
            "old_amount",
            "old_date",
            "old_issue_id",
            "old_page",
            "old_page_label",
            "old_position_id",
            "old_version_id",
            "old_words",
        }

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        if not self.env.su:
            lines.change_id._check_writable()
        return lines

    def write(self, vals):
        if not self.env.su:
            (
                self.change_id | self.change_id.browse(vals.get("change_id"))
            )._check_writable()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_from_drafts_only(self):
        self.change_id._check_writable()

    # What changes

    def _changed(self):
        """What differs: position, issue, page, amount, copy.

        :rtype: set[str]
        """
        self.ensure_one()
        if self.change_id.kind != "change":
            return set()
        tests = {
            "position": self.new_position_id
            and self.new_position_id != self.old_position_id,
            "issue": self.new_issue_id and self.new_issue_id != self.old_issue_id,
            # A page that the issue does not have is a change, too: a wrong one.
            "page": self.new_place
            and (not self._new_side() or self._new_side() != self.old_page),
            "amount": self.currency_id
            and self.currency_id.compare_amounts(self.new_amount, self.old_amount),
            "copy": (self.copy_change or "").strip(),
        }
        return {name for name, differs in tests.items() if differs}

    def _new_issue(self):
        self.ensure_one()
        return self.new_issue_id or self.old_issue_id

    def _new_position(self):
        self.ensure_one()
        return self.new_position_id or self.old_position_id

    def _new_side(self):
        """The side of the issue's strip that is wanted, 0 when there is none."""
        self.ensure_one()
        issue = self._new_issue()
        if not issue or not self.new_place:
            return 0
        return issue._page_ordinal(self.new_place, self.new_page_number)

    def _charges_fee(self):
        """Whether the scale applies: money alone is no changed page."""
        self.ensure_one()
        return self.change_id.kind != "change" or bool(self._changed() - MONEY_ONLY)

    def _terms(self):
        """What the customer agrees to, as plain values."""
        self.ensure_one()
        return [
            self.placement_id.id,
            self.new_position_id.id,
            self.new_issue_id.id,
            self.new_place or "",
            self.new_page_number,
            round(self.new_amount, 2),
            (self.copy_change or "").strip(),
        ]

    def _row(self, label, value):
        lang = self.placement_id.sudo().company_id._ad_lang()
        return self.with_context(lang=lang).env._(
            "%(label)s: %(value)s", label=label, value=value
        )

    def _differences(self):
        """Rows of the old/new table in the company's language.

        :return: ``[(label, old, new), …]``
        """
        self.ensure_one()
        company = self.placement_id.sudo().company_id
        lang = company._ad_lang() if company else None
        line = self.with_context(lang=lang)
        changed = line._changed()
        rows = [
            ("position", self._label(line, "position"), *line._position_words()),
            ("issue", self._label(line, "issue"), *line._issue_words()),
            ("page", self._label(line, "page"), *line._page_words()),
            ("amount", self._label(line, "amount"), *line._amount_words()),
            ("copy", self._label(line, "copy"), *line._copy_words()),
        ]
        return [row[1:] for row in rows if row[0] in changed]

    @api.model
    def _label(self, line, what):
        return {
            "position": line.env._("Position"),
            "issue": line.env._("Issue"),
            "page": line.env._("Page"),
            "amount": line.env._("Price"),
            "copy": line.env._("Copy"),
        }[what]

    def _position_words(self):
        return self.old_position_id.name, self.new_position_id.name

    def _issue_words(self):
        return self.old_issue_id.display_name, self.new_issue_id.display_name

    def _page_words(self):
        side = self._new_side()
        new = self._new_issue()._page_label(side) if side else ""
        return self.old_page_label or self.env._("not placed yet"), new

    def _amount_words(self):
        currency = self.currency_id or self.placement_id.sudo().currency_id
        return tuple(
            currency.format(amount) for amount in (self.old_amount, self.new_amount)
        )

    def _copy_words(self):
        return self.old_version_id.display_name or "-", (self.copy_change or "").strip()

    # Steps of the order

    def _snapshot(self):
        """Note what stands now; a price that was not touched goes along."""
        for line in self:
            untouched = not line.currency_id.compare_amounts(
                line.new_amount, line.old_amount
            )
            line._compute_old()
            if untouched:
                line.new_amount = line.old_amount
        self._propose_fee()

    def _claim(self):
        """Keep other change orders off while this one is under way."""
        for line in self:
            change = line.change_id
            is_open = change.state in OPEN_STATES
            if change.kind != "change":
                # Charged once for ever.
                is_open = is_open or change.state == "applied"
            line.claim = change.kind if is_open else False
        self.flush_recordset(["claim"])

    # What stands against it

    def _error_message(self):
        """Why this insertion cannot change like this, or False."""
        self.ensure_one()
        kinds = {
            "late_copy": self._late_copy_message,
            "break_off": self._break_off_message,
        }
        own = kinds.get(self.change_id.kind, self._change_message)
        return self._rival_message() or own()

    def _change_message(self):
        return self._insertion_message() or self._value_message()

    def _break_off_message(self):
        placement = self.placement_id
        return placement.stage != "withdrawn" and self.env._(
            "%s is not withdrawn, so there is no fee for breaking it off.",
            placement.display_name,
        )

    def _rival_message(self):
        rival = self.search(
            [
                ("placement_id", "=", self.placement_id.id),
                ("claim", "=", self.change_id.kind),
                ("change_id", "!=", self.change_id.id),
            ],
            limit=1,
        )
        twice = (
            len(
                self.change_id.line_ids.filtered(
                    lambda line: line.placement_id == self.placement_id
                )
            )
            > 1
        )
        if rival:
            return self.env._(
                "%(placement)s: change order %(other)s is under way already. Finish it "
                "or take it back first.",
                placement=self.placement_id.display_name,
                other=rival.change_id.name,
            )
        return twice and self.env._(
            "%s stands on the change order twice. Put both changes on one line.",
            self.placement_id.display_name,
        )

    def _late_copy_message(self):
        placement = self.placement_id
        if placement.stage not in ("booked", "published"):
            return self.env._("%s is not booked.", placement.display_name)
        if not placement.is_copy_late:
            return self.env._(
                "The first copy of %s came in time, so there is no fee for it.",
                placement.display_name,
            )
        return False

    def _insertion_message(self):
        placement, issue = self.placement_id, self.placement_id.issue_id
        if placement.make_good_of_id:
            return placement._make_good_change_message()
        if placement.stage in ("published", "omitted", "not_run"):
            return self.env._(
                "%s is over: nothing of it changes any more.", placement.display_name
            )
        if placement.stage != "booked":
            return self.env._(
                "%s is not booked, so there is nothing to change.",
                placement.display_name,
            )
        if issue.state not in ("open", "closed"):
            return self.env._(
                "%(issue)s is at press or published; nothing in it changes any more.",
                issue=issue.display_name,
            )
        return False

    def _value_message(self):
        placement, changed = self.placement_id, self._changed()
        if self.new_amount < 0:
            return self.env._("%s: a price cannot be negative.", placement.display_name)
        if not changed:
            return self.env._(
                "Nothing changes for %s: enter another position, issue, page, price or "
                "copy, or take it off the list.",
                placement.display_name,
            )
        if changed & {"position", "amount"} and placement._billed_quantity():
            return self.env._(
                "%s is invoiced already. Credit the invoice first.",
                placement.display_name,
            )
        if "copy" in changed and not placement.version_id:
            return self.env._(
                "No copy of %s is registered yet: just hand in the right one.",
                placement.display_name,
            )
        return self._target_message(changed)

    def _target_message(self, changed):
        """Why the new position, issue or page is none for this insertion."""
        position, issue = self._new_position(), self._new_issue()
        medium = self.placement_id.medium_id
        if position.medium_id != medium or issue.medium_id != medium:
            return self.env._(
                "%(placement)s: choose a position and an issue of %(medium)s. An "
                "insertion in another medium is another contract.",
                placement=self.placement_id.display_name,
                medium=medium.name,
            )
        if "position" in changed and not position.active:
            return self.env._("“%s” is not offered any more.", position.name)
        if "issue" in changed and issue.state not in ("open", "closed"):
            return self.env._(
                "%(issue)s is at press, published or dropped; nothing can move into "
                "it.",
                issue=issue.display_name,
            )
        if self.new_place and not self._new_side():
            return self.env._("%s has no such page.", issue.display_name)
        return False

    def _stale_message(self):
        """What was agreed to is not what would change, or False."""
        placement = self.placement_id
        same = (
            placement.position_id == self.old_position_id
            and placement.issue_id == self.old_issue_id
            and not self.currency_id.compare_amounts(placement.amount, self.old_amount)
        )
        return not same and self.env._(
            "%s has changed since the customer agreed. Return the change order for "
            "correction.",
            placement.display_name,
        )
