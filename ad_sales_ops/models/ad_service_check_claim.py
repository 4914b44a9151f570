"""What the records say a specialist did this month; the customer confirms (Q2)."""

from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, format_list

VERDICTS = [
    ("not_asked", "Not Asked"),
    ("agrees", "Agrees"),
    ("differs", "Does Not Agree"),
]
KINDS = [
    ("copies", "Copies Delivered"),
    ("slip", "Slip Signed"),
    ("consent", "Page Consent"),
    ("money", "Money Taken"),
]


class AdServiceCheckClaim(models.Model):
    """One claim: read from the records when the sheet is opened, kept when done."""

    _name = "ad.service.check.claim"
    _inherit = ["ad.service.check.part"]
    _description = "Claim of a Phone Check"
    _order = "check_id, day, kind, id"
    _rec_name = "name"

    check_id = fields.Many2one(
        "ad.service.check",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        related="check_id.company_id", store=True, precompute=True, index=True
    )
    source = fields.Char(required=True, readonly=True)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    name = fields.Char("What Is Claimed", required=True, readonly=True)
    day = fields.Date(readonly=True)
    issue_id = fields.Many2one("ad.issue", readonly=True, ondelete="restrict")
    advertiser_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, ondelete="restrict"
    )
    user_id = fields.Many2one(
        "res.users", "Claimed by", readonly=True, index=True, ondelete="restrict"
    )
    verdict = fields.Selection(
        VERDICTS, "Customer Says", required=True, readonly=True, default="not_asked"
    )
    note = fields.Char(readonly=True)

    _source_once = models.UniqueIndex("(check_id, source)")

    def _follow(self, values):
        """Bring a claim up to what its record says now."""
        self.ensure_one()
        now = {
            name: self._fields[name].convert_to_write(self[name], self)
            for name in values
        }
        changed = {name: v for name, v in values.items() if v != now[name]}
        if changed:
            self.write(changed)

    def _place(self):
        """Where a claim stands on the sheet: the same on every visit."""
        self.ensure_one()
        model, record_id = self.source.split(",")
        issue = str(self.issue_id.publication_date or "")
        return (*self._group_key(), issue, model, int(record_id))

    def _group_key(self):
        """Claims of one kind, day and medium are asked together."""
        self.ensure_one()
        return (str(self.day or ""), self.kind, self.issue_id.medium_id.id or 0)

    def _groups(self):
        """The claims in the order of the sheet, those asked together in one set.

        :rtype: list
        """
        claims = self.sorted(lambda claim: claim._place())
        return list(claims.grouped(lambda claim: claim._group_key()).values())

    def _group_name(self):
        """What is claimed of a group, in one sentence."""
        if len(self) == 1:
            return self.name
        facts = {
            "count": len(self),
            "date": format_date(self.env, self[0].day),
            "issue": self._issue_name(),
        }
        # Kept as long as they prove something; only a payment can be deleted.
        model = self[0].source.split(",")[0]
        ids = [int(claim.source.split(",")[1]) for claim in self]
        return self._group_sentence(self.env[model].browse(ids).exists(), facts)

    def _group_sentence(self, records, facts):
        """The sentence of a kind.

        :param records: what the claims were read from
        :param facts: number, day and issue for the sentence
        """
        if self[0].kind == "copies":
            return self.env._(
                "%(issue)s: %(copies)s copies in %(count)s deliveries on %(date)s",
                copies=sum(records.mapped("copies")),
                **facts,
            )
        if self[0].kind == "slip":
            return self.env._(
                "%(issue)s: %(count)s confirmation slips signed on %(date)s", **facts
            )
        if self[0].kind == "consent":
            return self.env._(
                "%(issue)s: %(count)s consents to another page on %(date)s", **facts
            )
        return self.env._(
            "%(count)s payments on %(date)s, %(amount)s together",
            count=facts["count"],
            date=facts["date"],
            amount=format_list(
                self.env,
                [
                    currency.format(sum(payments.mapped("amount")))
                    for currency, payments in records.grouped("currency_id").items()
                ],
            ),
        )

    def _issue_name(self):
        """The issue with its medium, or the months of several issues."""
        issues = self.issue_id.sorted("publication_date")
        medium = issues.medium_id.name or ""
        if len(issues) <= 1:
            return f"{medium} {issues.display_name or ''}".strip()
        pattern = self.env._("MMMM yyyy")
        first, last = (
            format_date(self.env, issue.publication_date, date_format=pattern)
            for issue in (issues[0], issues[-1])
        )
        if first == last:
            return self.env._(
                "%(medium)s, issues of %(month)s", medium=medium, month=first
            )
        return self.env._(
            "%(medium)s, issues of %(first)s to %(last)s",
            medium=medium,
            first=first,
            last=last,
        )


class AdServiceCheck(models.Model):
    _inherit = "ad.service.check"

    def _read_claims(self):
        """Bring the claims up to what the records say now; judged ones stay."""
        self.ensure_one()
        # What is written down speaks the company's language.
        check = self.with_context(
            lang=self.company_id._ad_lang(), tz=self.company_id._ad_zone()
        )
        found = {
            values["source"]: values
            for values in (
                *check._claims_of_copies(),
                *check._claims_of_slips(),
                *check._claims_of_consents(),
                *check._claims_of_money(),
                *check._claims_of_visits(),
            )
        }
        gone = self.claim_ids.filtered(lambda claim: claim.source not in found)
        gone.unlink()
        for claim in self.claim_ids:
            claim._follow(found.pop(claim.source))
        check.claim_ids.create(
            [{"check_id": self.id, **values} for values in found.values()]
        )

    def _claim_domain(self, field="advertiser_id"):
        """Records of these customers, in the division that asks."""
        teams = self.division_id | self.division_id.ad_child_ids
        return [
            (field, "in", self.customer_ids.advertiser_id.ids),
            ("company_id", "=", self.company_id.id),
            ("team_id", "in", [False, *teams.ids]),
        ]

    def _claim_moments(self, field):
        """The month as moments: it begins at midnight of the company's place."""
        begin = self.company_id._ad_midnight(self.month)
        day_after = self.round_id._last_day() + timedelta(days=1)
        end = self.company_id._ad_midnight(day_after)
        return [(field, ">=", begin), (field, "<", end)]

    def _claim_days(self, field):
        return [(field, ">=", self.month), (field, "<=", self.round_id._last_day())]

    def _claims_of_copies(self):
        model = self.env["ad.copy.delivery"]
        domain = self._claim_domain("partner_id")
        domain += [("state", "in", ("delivered", "posted", "received"))]
        domain += [
            "|",
            *("&", *self._claim_moments("delivered_on")),
            *("&", *self._claim_days("posted_on")),
        ]
        for copy in model.search(domain, order="id"):
            by_hand = copy.delivered_on
            day = self.company_id._ad_date(by_hand) if by_hand else copy.posted_on
            facts = {
                "issue": copy.issue_id.display_name,
                "count": copy.copies,
                "date": format_date(self.env, day),
                "name": copy.signed_by or copy.recipient or "-",
            }
            if by_hand:
                text = self.env._(
                    "%(issue)s: %(count)s copies handed to %(name)s on %(date)s",
                    **facts,
                )
            else:
                text = self.env._(
                    "%(issue)s: %(count)s copies posted to %(name)s on %(date)s",
                    **facts,
                )
            user = copy.delivered_by_id or copy.user_id
            yield self._claim(
                copy, "copies", text, day, copy.partner_id, user, copy.issue_id
            )

    def _claims_of_slips(self):
        """Confirmations, and paper that came back and is not verified yet."""
        domain = self._claim_domain()
        proofs = self.env["ad.proof.confirmation"].search(
            domain
            + [("state", "in", ("confirmed", "void"))]
            + self._claim_moments("decided_on"),
            order="id",
        )
        for proof in proofs.filtered("decided_by_name"):
            day = self.company_id._ad_date(proof.decided_on)
            text = self.env._(
                "%(issue)s, %(position)s: slip %(number)s confirmed by %(name)s on "
                "%(date)s",
                issue=proof.issue_name,
                position=proof.position_name,
                number=proof.number,
                name=proof.decided_by_name,
                date=format_date(self.env, day),
            )
            user = proof.user_id
            yield self._claim(
                proof, "slip", text, day, proof.advertiser_id, user, proof.issue_id
            )
        slips = self.env["ad.proof.return"].search(
            domain + [("state", "=", "pending")] + self._claim_moments("registered_on"),
            order="id",
        )
        for slip in slips:
            day = self.company_id._ad_date(slip.registered_on)
            text = self.env._(
                "%(issue)s: signed slip %(number)s brought in on %(date)s",
                issue=slip.issue_id.display_name,
                number=slip.proof_number,
                date=format_date(self.env, day),
            )
            user = slip.registered_by_id
            yield self._claim(
                slip, "slip", text, day, slip.advertiser_id, user, slip.issue_id
            )

    def _claims_of_consents(self):
        domain = self._claim_domain() + self._claim_moments("said_on")
        for consent in self.env["ad.page.consent"].search(domain, order="id"):
            day = self.company_id._ad_date(consent.said_on)
            text = self.env._(
                "%(name)s agreed to %(page)s instead of %(promised)s on %(date)s "
                "(%(how)s)",
                name=consent.said_by,
                page=consent.to_page,
                promised=consent.from_page,
                date=format_date(self.env, day),
                how=consent.said_how,
            )
            user = consent.recorded_by_id
            issue = consent.placement_id.issue_id
            yield self._claim(
                consent, "consent", text, day, consent.advertiser_id, user, issue
            )

    def _claims_of_money(self):
        domain = [
            ("partner_id", "child_of", self.customer_ids.advertiser_id.ids),
            ("company_id", "=", self.company_id.id),
            ("payment_type", "=", "inbound"),
            ("state", "in", ("in_process", "paid")),
        ] + self._claim_days("date")
        for payment in self.env["account.payment"].search(domain, order="id"):
            text = self.env._(
                "%(amount)s paid on %(date)s",
                amount=payment.currency_id.format(payment.amount),
                date=format_date(self.env, payment.date),
            )
            if payment.memo:
                text = f"{text} ({payment.memo})"
            partner = payment.partner_id.commercial_partner_id
            user = self.customer_ids.filtered(
                lambda c, partner=partner: c.advertiser_id == partner
            ).carer_id
            yield self._claim(payment, "money", text, payment.date, partner, user)

    def _claim(self, record, kind, text, day, partner, user, issue=None):
        return {
            "source": f"{record._name},{record.id}",
            "kind": kind,
            "name": text,
            "day": day,
            "issue_id": issue.id if issue else False,
            "advertiser_id": partner.id,
            "user_id": user.id,
        }

    def _keep_verdicts(self, verdicts):
        """Note what the customer said of each claim, by the claim's id.

        :raise UserError: a claim denied without the customer's words
        """
        for claim in self.claim_ids:
            said = verdicts.get(str(claim.id)) or {}
            verdict = said.get("verdict")
            if verdict in dict(VERDICTS):
                note = (said.get("note") or "").strip() or False
                claim.write({"verdict": verdict, "note": note})
        for denied in self._denied_claims():
            if not self._has_words(denied[0].note):
                raise UserError(
                    self.env._(
                        "Write down in words what the customer says about “%(claim)s”: "
                        "he does not confirm it.",
                        claim=denied._group_name(),
                    )
                )

    def _denied_claims(self):
        """Denied claims; those of a group together that share specialist and words.

        :rtype: list
        """
        denied = []
        for group in self.claim_ids._groups():
            differing = group.filtered(lambda claim: claim.verdict == "differs")
            denied += differing.grouped(lambda c: (c.user_id, c.note)).values()
        return denied
