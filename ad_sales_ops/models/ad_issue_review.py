"""Review of the new issue (评书): each specialist looks at his pages (U3)."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .ad_publication_fault import COPY_KINDS, KINDS

#: What the specialist writes until the review is handed in.
OPEN_FIELDS = {"copies_fault", "copies_serious", "copies_note", "copies_photo"}
LINE_FIELDS = {"finding", "is_serious", "note", "photo"}


class AdIssueReview(models.Model):
    """One review a specialist and issue; a fact once it is handed in."""

    _name = "ad.issue.review"
    _inherit = ["ad.guarded.mixin"]
    _description = "Issue Review"
    _order = "publication_date desc, id desc"

    issue_id = fields.Many2one(
        "ad.issue", required=True, index=True, readonly=True, ondelete="restrict"
    )
    medium_id = fields.Many2one(
        related="issue_id.medium_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        related="issue_id.company_id", store=True, precompute=True, index=True
    )
    publication_date = fields.Date(
        related="issue_id.publication_date", store=True, precompute=True, index=True
    )
    is_print = fields.Boolean(related="issue_id.is_print")
    user_id = fields.Many2one(
        "res.users",
        "Reviewer",
        required=True,
        index=True,
        readonly=True,
        ondelete="restrict",
    )
    team_id = fields.Many2one(
        "crm.team", index=True, readonly=True, ondelete="restrict"
    )
    state = fields.Selection(
        [("waiting", "To Review"), ("done", "Handed In")],
        required=True,
        default="waiting",
        index=True,
        readonly=True,
    )
    line_ids = fields.One2many("ad.issue.review.line", "review_id", "Pages to Look at")
    line_count = fields.Integer("Insertions to Look at", compute="_compute_counts")
    fault_count = fields.Integer("Faults Found", compute="_compute_counts")
    known_count = fields.Integer("Faults Recorded Already", compute="_compute_counts")

    # The copies themselves
    copies_fault = fields.Selection(
        [pair for pair in KINDS if pair[0] in COPY_KINDS],
        "Fault of the Copies",
        help="Printing or binding: all copies of the issue suffer.",
    )
    copies_serious = fields.Boolean(
        "Hold All Copies", help="Nothing is delivered until it is decided."
    )
    copies_note = fields.Text("What Is Wrong with the Copies")
    copies_photo = fields.Image("Photo of the Copy", max_width=1600, max_height=1600)

    handed_in_on = fields.Datetime(readonly=True)
    handed_in_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")

    # What is published late gets a review of its own.
    _one_waiting_review = models.UniqueIndex(
        "(issue_id, user_id) WHERE state = 'waiting'",
        "This review waits already.",
    )

    @api.depends("line_ids.finding", "line_ids.known_fault", "copies_fault")
    def _compute_counts(self):
        for review in self:
            found = review.line_ids.filtered("finding")
            review.known_count = len(review.line_ids.filtered("known_fault"))
            review.line_count = len(review.line_ids)
            review.fault_count = len(found) + bool(review.copies_fault)

    @api.depends("issue_id", "user_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for review in self:
            words = (review.issue_id.display_name, review.user_id.name)
            review.display_name = " · ".join(filter(None, words))

    def _guarded_fields(self):
        return super()._guarded_fields() | {
            "handed_in_by_id",
            "handed_in_on",
            "issue_id",
            "state",
            "team_id",
            "user_id",
        }

    def _guarded_defaults(self):
        return super()._guarded_defaults() | {"state": "waiting"}

    def _guarded_computes(self):
        return super()._guarded_computes() | {
            "company_id",
            "medium_id",
            "publication_date",
        }

    def write(self, vals):
        """Hold what was handed in, also against the superuser.

        :raise UserError: handed in already
        """
        self._check_waits()
        return super().write(vals)

    def _check_waits(self):
        for review in self.filtered(lambda r: r.state != "waiting"):
            raise UserError(
                self.env._(
                    "%(review)s was handed in by %(user)s and stays as it is. Report "
                    "what was found later to the Operations Centre.",
                    review=review.display_name,
                    user=review.handed_in_by_id.name,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        # One that went to another carer whole has nothing left to say.
        if any(review.state != "waiting" or review.line_ids for review in self):
            raise UserError(self.env._("Reviews of an issue are kept."))

    # Nobody gets past this.
    def copy(self, default=None):  # pylint: disable=method-required-super
        """Reviews are made by publishing the issue only.

        :raise UserError: always
        """
        raise UserError(self.env._("A review is made by publishing the issue only."))

    # Made by publishing

    @api.model
    def _make(self, publications):
        """A review for everybody with insertions among these publications."""
        # Superuser: reviews are made here only; publishing was checked.
        publications = publications.sudo().filtered("user_id")
        reviews = self.sudo()
        waiting = reviews.search(
            [
                ("issue_id", "in", publications.issue_id.ids),
                ("state", "=", "waiting"),
            ]
        ).grouped(lambda review: (review.issue_id, review.user_id))
        groups = publications.grouped(lambda p: (p.issue_id, p.user_id))
        reviews.create(
            [
                {
                    "issue_id": issue.id,
                    "user_id": user.id,
                    "team_id": group[0].team_id.id,
                }
                for (issue, user), group in groups.items()
                if (issue, user) not in waiting
            ]
        )
        self._make_lines(publications)

    @api.model
    def _make_lines(self, publications):
        """A line an insertion, in one statement: issues have thousands (B4)."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO ad_issue_review_line (review_id, publication_id, user_id,
                    team_id, company_id, page, create_uid, write_uid, create_date,
                    write_date)
                SELECT r.id, p.id, r.user_id, r.team_id, r.company_id, p.planned_page,
                    %(uid)s, %(uid)s, %(now)s, %(now)s
                FROM ad_publication p
                JOIN ad_issue_review r ON r.issue_id = p.issue_id
                    AND r.user_id = p.user_id AND r.state = 'waiting'
                WHERE p.id = ANY(%(ids)s)
                ORDER BY p.planned_page, p.id
                """,
                uid=self.env.uid,
                now=self.env.cr.now(),
                ids=publications.ids,
            )
        )
        self.env["ad.issue.review.line"].invalidate_model()
        self.invalidate_model(["line_ids"])

    # Handing over

    @api.model
    def _follow_orders(self, orders):
        """What waits to be looked at goes to the contract's carer of today (E22)."""
        # Superuser: reviews are guarded; the order's write checked who moves them.
        lines = self.env["ad.issue.review.line"].sudo()
        lines = lines.search(
            [
                ("review_id.state", "=", "waiting"),
                ("publication_id.placement_id.order_id", "in", orders.ids),
            ]
        )
        for order, own in lines.grouped(
            lambda line: line.publication_id.placement_id.order_id
        ).items():
            people = order._ad_people()
            for review, moved in own.grouped("review_id").items():
                if review.user_id.id != people["user_id"] and people["user_id"]:
                    review._hand_over(moved, people)

    def _hand_over(self, lines, people):
        """Move these lines to the review that another carer has, or gets."""
        self.ensure_one()
        target = self.search(
            [
                ("issue_id", "=", self.issue_id.id),
                ("user_id", "=", people["user_id"]),
                ("state", "=", "waiting"),
            ]
        )
        if not target and lines == self.line_ids:
            self.write(people)
            return
        target = target or self.create({"issue_id": self.issue_id.id, **people})
        if self.copies_fault and not target.copies_fault:
            target.write({name: self[name] for name in OPEN_FIELDS})
        lines.write({"review_id": target.id})
        if not self.line_ids:
            self.unlink()

    # Handing in

    def action_hand_in(self):
        """Hand the review in: what is not marked was right (U3).

        :raise AccessError: somebody else's review
        :raise UserError: handed in already, or a fault without a word or a photo
        """
        self.check_access("read")
        self._check_waits()
        self.check_access("write")
        for review in self:
            errors = review._hand_in_error_messages()
            if errors:
                raise UserError("\n".join(errors))
            review._action_hand_in()
        return True

    def _hand_in_error_messages(self):
        """Every fault that nobody could act upon, a sentence each."""
        self.ensure_one()
        errors = [
            self.env._(
                "%(customer)s, %(position)s: say in a word or show in a photo what is "
                "wrong.",
                customer=line.advertiser_name,
                position=line.position_name,
            )
            for line in self.line_ids.filtered("finding")
            if not (line.note or "").strip() and not line.photo
        ]
        if self.copies_fault and not (
            (self.copies_note or "").strip() or self.copies_photo
        ):
            errors.append(
                self.env._("Say in a word or show in a photo what the copies suffer.")
            )
        return errors

    def _action_hand_in(self):
        self.ensure_one()
        # Superuser: state and faults are guarded; right and state are checked.
        review = self.sudo()
        for line in review.line_ids.filtered("finding"):
            line._report()
        if review.copies_fault:
            review._report_copies()
        review.write(
            {
                "state": "done",
                "handed_in_on": fields.Datetime.now(),
                "handed_in_by_id": self.env.uid,
            }
        )

    def _report_copies(self):
        self.env["ad.publication.fault"]._report(
            self.copies_fault,
            {
                "issue_id": self.issue_id.id,
                "user_id": self.user_id.id,
                "team_id": self.team_id.id,
                "is_serious": self.copies_serious,
                "note": self.copies_note,
                "photo": self.copies_photo,
            },
        )


class AdIssueReviewLine(models.Model):
    """One insertion as the specialist found it; nothing marked means right."""

    _name = "ad.issue.review.line"
    _inherit = ["ad.guarded.mixin"]
    _description = "Insertion Reviewed"
    _order = "page, id"

    review_id = fields.Many2one(
        "ad.issue.review", required=True, index=True, readonly=True, ondelete="restrict"
    )
    publication_id = fields.Many2one(
        "ad.publication", required=True, index=True, readonly=True, ondelete="restrict"
    )
    user_id = fields.Many2one(
        related="review_id.user_id", store=True, precompute=True, index=True
    )
    team_id = fields.Many2one(related="review_id.team_id", store=True, precompute=True)
    company_id = fields.Many2one(
        related="review_id.company_id", store=True, precompute=True
    )
    state = fields.Selection(related="review_id.state")
    page = fields.Integer(
        related="publication_id.planned_page", store=True, precompute=True
    )
    advertiser_id = fields.Many2one(related="publication_id.advertiser_id")
    advertiser_name = fields.Char(related="publication_id.advertiser_name")
    position_name = fields.Char(related="publication_id.position_name")
    page_label = fields.Char(related="publication_id.planned_page_label")
    finding = fields.Selection(
        [pair for pair in KINDS if pair[0] not in (*COPY_KINDS, "not_run")],
        "Kind of Fault",
        help="Empty: it is right.",
    )
    known_fault = fields.Char(
        "Fault Recorded Already",
        compute="_compute_known_fault",
        help="Somebody recorded it with the result; mark the insertion only where you "
        "found more.",
    )
    is_serious = fields.Boolean("Serious")
    note = fields.Text()
    photo = fields.Image(max_width=1600, max_height=1600)

    def _guarded_fields(self):
        return super()._guarded_fields() | {"publication_id", "review_id"}

    def _guarded_computes(self):
        return super()._guarded_computes() | {
            "company_id",
            "page",
            "team_id",
            "user_id",
        }

    @api.depends("advertiser_name", "position_name")
    def _compute_display_name(self):
        for line in self:
            words = (line.advertiser_name, line.position_name)
            line.display_name = " · ".join(filter(None, words))

    @api.depends("publication_id.result", "publication_id.result_note")
    @api.depends_context("lang")
    def _compute_known_fault(self):
        """What Operations or a colleague recorded: nobody calls it right then."""
        model = self.env["ad.publication"]
        labels = dict(model._fields["result"]._description_selection(self.env))
        for line in self:
            # Superuser: the result of an insertion that the reader's review names.
            publication = line.sudo().publication_id
            is_wrong = publication.result and publication.result != "correct"
            words = (labels.get(publication.result), publication.result_note)
            line.known_fault = is_wrong and " · ".join(filter(None, words))

    def write(self, vals):
        """Hold what was handed in, also against the superuser.

        :raise UserError: handed in already
        """
        if LINE_FIELDS & set(vals):
            self.review_id._check_waits()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Reviews of an issue are kept."))

    def _report(self):
        """Tell of the fault that was marked here."""
        self.ensure_one()
        self.env["ad.publication.fault"]._report(
            self.finding,
            {"is_serious": self.is_serious, "note": self.note, "photo": self.photo},
            self.publication_id,
        )


class AdPublication(models.Model):
    _inherit = "ad.publication"

    @api.model
    def _publish(self, placements):
        """Everybody with insertions in the issue is to review it (U3)."""
        publications = super()._publish(placements)
        self.env["ad.issue.review"]._make(publications)
        return publications


class AdPlacement(models.Model):
    _inherit = "ad.placement"

    def _follow_order(self):
        """The new carer looks at what the old one has not reviewed yet (U3)."""
        result = super()._follow_order()
        self.env["ad.issue.review"]._follow_orders(self.order_id)
        return result


class AdIssue(models.Model):
    _inherit = "ad.issue"

    review_waiting_count = fields.Integer(
        "Reviews Missing",
        compute="_compute_review_waiting_count",
        groups="ad_sales_ops.group_ad_user",
    )

    def _compute_review_waiting_count(self):
        # Superuser: how many, of an issue that the user reads.
        counts = dict(
            self.env["ad.issue.review"]
            .sudo()
            ._read_group(
                [("issue_id", "in", self.ids), ("state", "=", "waiting")],
                ["issue_id"],
                ["__count"],
            )
        )
        for issue in self:
            issue.review_waiting_count = counts.get(issue.sudo(), 0)

    def action_open_reviews(self):
        """Open the reviews of these issues."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ad_sales_ops.ad_issue_review_action"
        )
        action["domain"] = [("issue_id", "in", self.ids)]
        action["context"] = {}
        return action
