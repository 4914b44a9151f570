"""Advertorials, portraits, patents, quotations: marks and evidence (A7)."""

import re

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

#: What a patent number looks like when everything but letters and digits is left out.
PATENT_NUMBER = re.compile(r"(?:zl|专利号)\D{0,2}\d{8,12}[\dx]?")
PATENT = re.compile(r"专利|patent")
PATENT_KINDS = ("发明", "实用新型", "外观设计", "invention", "utilitymodel", "design")
SOURCES = ("来源", "出处", "摘自", "引自", "source")
#: What a material says of itself; each brings an obligation.
MARKS = ("is_advertorial", "shows_person")
EVIDENCE_ACTIVITY = "ad_sales_ops.mail_activity_type_evidence"


class AdMaterial(models.Model):
    _inherit = "ad.material"

    is_advertorial = fields.Boolean(
        "Advertorial",
        tracking=True,
        help="It looks like editorial text and has to carry the mark 广告 (Art. 14).",
    )
    shows_person = fields.Boolean(
        "Names or Shows a Person",
        tracking=True,
        help="The written consent of the person is needed (Art. 33).",
    )

    def write(self, vals):
        """Write; what is marked otherwise is screened again.

        :raise AccessError: somebody but the Ad Reviewer takes a mark off
        """
        marks = {name: bool(vals[name]) for name in MARKS if name in vals}
        changed = self.filtered(lambda m: any(m[n] != v for n, v in marks.items()))
        if not self.env.su:
            changed._check_marks_stay(marks)
        result = super().write(vals)
        changed.version_ids._screen_running()
        return result

    def _check_marks_stay(self, marks):
        for material in self:
            gone = [name for name, value in marks.items() if not value]
            if any(material[name] for name in gone):
                raise AccessError(
                    self.env._(
                        "The Ad Reviewer takes marks off. Ask for it when %s is "
                        "marked wrongly.",
                        material.display_name,
                    )
                )

    def action_toggle_advertorial(self):
        """The reviewer says whether it looks like editorial text (Art. 14)."""
        self._toggle_mark("is_advertorial")

    def action_toggle_person(self):
        """The reviewer says whether it names or shows a person (Art. 33)."""
        self._toggle_mark("shows_person")

    def _toggle_mark(self, name):
        if not self.env.user.has_group("ad_sales_ops.group_ad_reviewer"):
            raise AccessError(self.env._("The Ad Reviewer marks copy."))
        self.check_access("read")
        for material in self:
            # Superuser: reviewers only read material; checked above.
            material.sudo().write({name: not material[name]})


class AdPosition(models.Model):
    _inherit = "ad.position"

    is_advertorial = fields.Boolean(
        "Advertorials",
        help="What runs here looks like editorial text: it has to carry the mark 广告.",
    )

    def write(self, vals):
        result = super().write(vals)
        if vals.get("is_advertorial"):
            # Superuser: whoever made the copy, it is an advertorial from now on.
            placements = self.env["ad.placement"].sudo()
            placements.search(
                [
                    ("position_id", "in", self.ids),
                    ("stage", "in", ("draft", "held", "booked")),
                ]
            )._mark_advertorials()
        return result


class AdPlacement(models.Model):
    _inherit = "ad.placement"

    def _action_set_version(self, version):
        result = super()._action_set_version(version)
        self._mark_advertorials()
        return result

    def _mark_advertorials(self):
        """Copy that runs in a position for advertorials is one."""
        # Superuser: the position says it, whoever registers the copy.
        copies = self.sudo().filtered("position_id.is_advertorial").material_id
        copies.filtered(lambda m: not m.is_advertorial).write({"is_advertorial": True})


class AdMaterialVersion(models.Model):
    _inherit = "ad.material.version"

    def _find_evidence(self, restricted):
        """What the copy has to print or prove because of what it says (A7).

        :param dict restricted: findings of restricted terms
        """
        found = {}
        text = self._folded_text()
        if PATENT.search(text) and not self._names_patent(text):
            found["patent", False] = {
                "kind": "required",
                "phrase": self.env._("Patent number and kind"),
                "article": self.env._("Art. 12"),
                "advice": self.env._(
                    "Print the number of the patent and its kind: invention, utility "
                    "model or design."
                ),
                "severity": "forbidden",
            }
        quoted = any(facts.get("is_quotation") for facts in restricted.values())
        if quoted and not any(word in text for word in SOURCES):
            found["source", False] = {
                "kind": "required",
                "phrase": self.env._("Source of the quotation"),
                "article": self.env._("Art. 11"),
                "advice": self.env._(
                    "Print where figures, surveys and quotations come from."
                ),
                "severity": "judge",
            }
        if self.material_id.shows_person:
            found["portrait", False] = self._prepare_portrait()
        return found

    @api.model
    def _names_patent(self, folded):
        return PATENT_NUMBER.search(folded) and any(
            kind in folded for kind in PATENT_KINDS
        )

    def _prepare_portrait(self):
        consent = self.env.ref(
            "ad_sales_ops.ad_document_type_portrait_consent", raise_if_not_found=False
        )
        return {
            "kind": "evidence",
            "phrase": self.env._("Name or picture of a person"),
            "article": self.env._("Art. 33"),
            "advice": self.env._("Show the written consent of the person."),
            "severity": "certificate",
            "evidence_type_id": consent.id if consent else False,
        }


class AdContentFinding(models.Model):
    _inherit = "ad.content.finding"

    evidence_type_id = fields.Many2one(
        "ad.document.type", "Evidence Needed", readonly=True, ondelete="restrict"
    )
    evidence_id = fields.Many2one(
        "ad.partner.document",
        "Evidence Supplied",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
    )
    evidence_asked_on = fields.Date(readonly=True)
    evidence_asked_by_id = fields.Many2one(
        "res.users", readonly=True, ondelete="restrict"
    )

    def action_ask_evidence(self):
        """Ask the customer's carer for the document that proves it.

        :raise AccessError: no reviewer
        :raise UserError: decided already
        """
        self._check_may_decide()
        closed = self.filtered(lambda f: f.state != "open")
        if closed:
            raise UserError(self.env._("“%s” is decided already.", closed[0].phrase))
        for material, findings in self.grouped("material_id").items():
            # Superuser: a to-do on copy of a customer the reviewer only reads.
            material.sudo().activity_schedule(
                EVIDENCE_ACTIVITY,
                date_deadline=material.next_close or fields.Date.context_today(self),
                user_id=material.sudo().user_id.id,
                note=", ".join(findings.mapped(lambda f: f._evidence_words())),
            )
        # Superuser: findings have no other writer; checked above.
        self.sudo().write(
            {
                "evidence_asked_on": fields.Date.context_today(self),
                "evidence_asked_by_id": self.env.uid,
            }
        )
        return True

    def _end_evidence_requests(self):
        """Close the carer's to-do once nothing is asked for any more."""
        for material in self.material_id:
            # Superuser: whoever decides or supplies may not see all of the copy.
            waiting = self.sudo().search_count(
                [
                    ("material_id", "=", material.id),
                    ("state", "=", "open"),
                    ("evidence_asked_on", "!=", False),
                    ("evidence_id", "=", False),
                ],
                limit=1,
            )
            if not waiting:
                material.sudo().activity_feedback([EVIDENCE_ACTIVITY])

    def _evidence_words(self):
        self.ensure_one()
        return self.env._(
            "“%(phrase)s” (%(article)s): %(evidence)s",
            phrase=self.phrase,
            article=self.article or "-",
            evidence=self.evidence_type_id.name or self.advice or "",
        )

    def action_supply_evidence(self):
        """Open the dialog in which the carer supplies a document."""
        if len(self.advertiser_id) > 1:
            raise UserError(
                self.env._("Supply the evidence of one customer at a time.")
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Supply Evidence"),
            "res_model": "ad.content.evidence",
            "view_mode": "form",
            "target": "new",
            "context": {"default_finding_ids": self.ids},
        }
