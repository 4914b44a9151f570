"""What becomes of the editorial pages of an issue that will not appear (M7, P4)."""

from odoo import fields, models
from odoo.tools import format_list

#: Contents named in one sentence; the rest is counted.
NAMED = 20


class AdIssueChange(models.Model):
    _inherit = "ad.issue.change"

    contents_text = fields.Text(
        "Editorial Pages, Fillers and House Ads",
        readonly=True,
        help="Which were taken along into the combined issue, and which were dropped.",
    )


class AdIssue(models.Model):
    _inherit = "ad.issue"

    def _clear_plan(self, into, take):
        """Nobody plans an issue that does not appear: its contents go.

        Corrections are owed to a customer, so they follow wherever there is room.

        :param into: the combined issue, or an empty recordset
        :param take: whether the other contents follow, too
        :return: what became of them, in the company's language; False without any
        """
        self.ensure_one()
        contents = self.content_ids
        if not contents:
            return False
        targets = contents._places_in(into, take)
        words = contents.with_context(lang=self.company_id._ad_lang())
        text = "\n".join(words._fate_sentences(into, targets))
        for content, page in targets.items():
            content.write({"issue_id": into.id, "page": page})
        contents.filtered(lambda content: content not in targets).unlink()
        return text


class AdPageContent(models.Model):
    _inherit = "ad.page.content"

    def _places_in(self, issue, take=True):
        """The side of each content that finds its printed page free there.

        :param take: whether others than corrections are to follow
        :return: ``{content: page}``
        """
        # Superuser: advertisements on their way to the database, anybody's.
        self.env["ad.placement"].sudo().flush_model()
        wanted = {}
        for content in self if issue else ():
            page = issue._keyed_side(*content.issue_id._side_key(content.page))
            rest = (content.x, content.y, content.width, content.height)
            follows = page and (take or content.fault_id)
            if follows and not issue._rectangle_error_message(page, *rest):
                wanted[content.id] = (issue.id, page, *rest)
        # Superuser: the database's own table of what is occupied; only keys come back.
        taken = self.env["ad.page.space"].sudo()._find_taken(wanted, self.browse())
        return {
            content: wanted[content.id][1]
            for content in self
            if content.id in wanted and content.id not in taken
        }

    def _fate_sentences(self, into, targets):
        """What is taken along and what is dropped, in the language of the context."""
        taken = self.filtered(lambda content: content in targets)
        texts = []
        if taken:
            texts.append(
                self.env._(
                    "Taken along to the same pages of %(issue)s: %(contents)s.",
                    issue=into.with_context(lang=self.env.lang).display_name,
                    contents=taken._plan_names(),
                )
            )
        if self - taken:
            texts.append(
                self.env._("Dropped from the plan: %s.", (self - taken)._plan_names())
            )
        return texts

    def _plan_names(self):
        """Names with their pages; of many, the first ones and how many more."""
        names = [
            self.env._(
                "%(content)s (page %(page)s)",
                content=content.display_name,
                page=content.page_label,
            )
            for content in self[:NAMED]
        ]
        if len(self) > NAMED:
            names.append(self.env._("%(count)s more", count=len(self) - NAMED))
        return format_list(self.env, names)
