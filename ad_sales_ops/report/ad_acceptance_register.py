"""Acceptance register (广告承接登记簿): registered, reviewed, archived (U6)."""

from unicodedata import east_asian_width

from odoo import api, fields, models, tools
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from .table_sheet import table_sheet

#: Accepted: the contract is sealed; later stages say what became of it.
ACCEPTED = ("booked", "published", "omitted", "not_run", "withdrawn")
#: Columns of the book that hold a day.
DAYS = (1, 8, 10)
#: Widths of its columns in per cent, the number of the line apart.
WIDTHS = (8, 6.5, 9, 13, 14, 9.5, 8.5, 10, 6.5, 5.5, 6.5)
#: Half-width signs in one per cent, and the height of a line, a cell's edge and a
#: page below its headings, as Debian's wkhtmltopdf draws them (in pixels).
SIGNS, LINE, EDGE, PAGE, FIRST_PAGE = 1.85, 17.5, 9, 790, 680


class AdAcceptanceRegister(models.Model):
    """One line an accepted insertion: what was seen, reviewed, decided and kept.

    The database gives who and when; the words are put together for the lines that are
    shown, in one query a kind, so that the register opens as fast with 100,000 lines.
    """

    _name = "ad.acceptance.register"
    _description = "Acceptance Register"
    _auto = False
    _order = "publication_date desc, id desc"
    _rec_name = "placement_id"

    placement_id = fields.Many2one("ad.placement", "Insertion", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    order_id = fields.Many2one("sale.order", "Contract", readonly=True)
    advertiser_id = fields.Many2one("res.partner", "Customer", readonly=True)
    user_id = fields.Many2one("res.users", "Carer", readonly=True)
    team_id = fields.Many2one("crm.team", readonly=True)
    medium_id = fields.Many2one("ad.medium", readonly=True)
    issue_id = fields.Many2one("ad.issue", readonly=True)
    position_id = fields.Many2one("ad.position", readonly=True)
    publication_date = fields.Date(readonly=True)
    stage = fields.Selection(
        selection=lambda self: self.env["ad.placement"]
        ._fields["stage"]
        ._description_selection(self.env),
        string="What Became of It",
        readonly=True,
    )
    version_id = fields.Many2one("ad.material.version", "Copy", readonly=True)
    publication_id = fields.Many2one("ad.publication", readonly=True)
    page_label = fields.Char("Page", readonly=True)

    # Registered
    contract_date = fields.Date("Contract Sealed on", compute="_compute_registration")
    licence = fields.Char("Licence Number", compute="_compute_registration")
    papers = fields.Char("Documents Seen", compute="_compute_papers")
    # Reviewed
    review = fields.Char("Content Review", compute="_compute_review")
    proof = fields.Char("Confirmation of the Proof", compute="_compute_proof")
    # Archived
    has_tear_sheet = fields.Boolean("Tear Sheet", compute="_compute_archive")
    retention_until = fields.Date("Kept until", compute="_compute_archive")

    def init(self):
        """Make the view anew: its definition may have changed."""
        tools.drop_view_if_exists(self.env.cr, self._table)
        self.env.cr.execute(
            SQL(
                "CREATE VIEW %s AS (%s)",
                SQL.identifier(self._table),
                self._view_query(),
            )
        )

    def _view_query(self):
        """The rows; an addon on top adds columns by extending this.

        :rtype: SQL
        """
        return SQL(
            """
            SELECT placement.id, placement.id AS placement_id, placement.company_id,
                   placement.order_id, placement.advertiser_id, placement.user_id,
                   placement.team_id, placement.medium_id, placement.issue_id,
                   placement.position_id, placement.publication_date,
                   placement.stage, publication.id AS publication_id,
                   COALESCE(publication.version_id, placement.version_id)
                       AS version_id,
                   publication.actual_page_label AS page_label
              FROM ad_placement placement
              LEFT JOIN ad_publication publication
                     ON publication.placement_id = placement.id
                    AND publication.state = 'published'
             WHERE placement.stage IN (%s)
            """,
            SQL(", ".join(f"'{stage}'" for stage in ACCEPTED)),
        )

    def _grouped(self, model, name, ids, domain=(), order="id"):
        """Records of a model by what they point to, in one query.

        :return: ``{id: recordset}``
        """
        # Superuser: of what the reader may not open only a sentence is shown, which
        # the law wants in this book; which lines he sees decide the record rules.
        found = self.env[model].sudo().with_context(active_test=False)
        found = found.search(
            Domain(name, "in", ids) & Domain(list(domain)), order=order
        )
        return {record.id: group for record, group in found.grouped(name).items()}

    def _compute_registration(self):
        seals = self._grouped("ad.seal.use", "order_id", self.order_id.ids)
        for line in self:
            seal = seals.get(line.order_id.id)
            line.contract_date = seal and line.company_id._ad_date(seal[0].date)
            # Superuser: a number that stands on every contract.
            line.licence = line.sudo().advertiser_id.company_registry

    def _compute_papers(self):
        domain = [("verified_by_id", "!=", False)]
        papers = self._grouped(
            "ad.partner.document", "partner_id", self.advertiser_id.ids, domain
        )
        for line in self:
            mine = papers.get(line.advertiser_id.id, ())
            words = [self._paper_words(p) for p in mine if self._holds(p, line)]
            line.papers = "\n".join(dict.fromkeys(words))

    @api.model
    def _holds(self, paper, line):
        """Whether a paper was valid when the advertisement appeared."""
        day = line.publication_date
        begun = not paper.date_from or paper.date_from <= day
        return begun and not (paper.date_to and paper.date_to < day)

    @api.model
    def _paper_words(self, paper):
        return self.env._(
            "%(paper)s (seen by %(user)s, %(date)s)",
            paper=paper.display_name,
            user=paper.verified_by_id.name,
            date=format_date(self.env, paper.verified_on),
        )

    def _compute_review(self):
        versions = self.version_id.ids
        findings = self._grouped("ad.content.finding", "version_id", versions)
        readings = self._grouped("ad.proof.reading", "version_id", versions)
        for line in self:
            version = line.version_id.id
            found = findings.get(version, self.env["ad.content.finding"])
            words = [self._finding_words(finding) for finding in found]
            if version and not words:
                words = [self.env._("Screened, nothing found")]
            words += [self._reading_words(r) for r in readings.get(version, ())[-1:]]
            line.review = "\n".join(words)

    @api.model
    def _finding_words(self, finding):
        states = dict(finding._fields["state"]._description_selection(self.env))
        return self.env._(
            "“%(phrase)s” (%(article)s): %(decision)s %(reviewer)s",
            phrase=finding.phrase,
            article=finding.article or "-",
            decision=states[finding.state],
            reviewer=finding.decided_by_id.name or "",
        ).strip()

    @api.model
    def _reading_words(self, reading):
        results = dict(reading._fields["result"]._description_selection(self.env))
        return self.env._(
            "Proof-reading: %(result)s, %(reader)s",
            result=results[reading.result],
            reader=reading.reader_name,
        )

    def _compute_proof(self):
        proofs = self._grouped(
            "ad.proof.confirmation",
            "placement_id",
            self.placement_id.ids,
            [("state", "=", "confirmed")],
        )
        granted = self._grouped(
            "ad.proof.exception", "placement_id", self.placement_id.ids
        )
        for line in self:
            words = [self._proof_words(p) for p in proofs.get(line.placement_id.id, ())]
            words += [
                self._exception_words(one)
                for one in granted.get(line.placement_id.id, ())
                if not words
            ]
            line.proof = "\n".join(words)

    @api.model
    def _proof_words(self, proof):
        return self.env._(
            "%(number)s, %(person)s, %(date)s",
            number=proof.number,
            person=proof.decided_by_name or proof.confirmer_id.display_name or "",
            date=format_date(
                self.env,
                proof.decided_on and proof.company_id._ad_date(proof.decided_on),
            ),
        )

    @api.model
    def _exception_words(self, exception):
        kinds = dict(exception._fields["kind"]._description_selection(self.env))
        return self.env._(
            "%(kind)s, %(user)s",
            kind=kinds[exception.kind],
            user=exception.decided_by_id.name,
        )

    def _compute_archive(self):
        for line in self:
            # Superuser: that there is one, and until when.
            publication = line.sudo().publication_id
            line.has_tear_sheet = publication.has_tear_sheet
            line.retention_until = publication.retention_until

    def action_open(self):
        """Open the publication, or the insertion that has not appeared."""
        self.ensure_one()
        record = self.publication_id or self.placement_id
        return record.get_formview_action()


class ReportAcceptanceBook(models.AbstractModel):
    """Puts the register of a period into a book: PDF and XLSX."""

    _name = "report.ad_sales_ops.report_ad_acceptance_book"
    _description = "Acceptance Register Book"

    @api.model
    def _get_report_values(self, docids, data=None):
        books = self.env["ad.acceptance.book"].browse(docids)
        return {
            "doc_ids": docids,
            "doc_model": "ad.acceptance.book",
            "docs": books,
            "book": self._book(books[:1]),
        }

    @api.model
    def _book(self, dialog):
        """Heading, columns and rows of the register."""
        rows = [self._row(line) for line in dialog._get_lines()]
        return {
            "company": dialog.company_id.name,
            "scope": dialog._scope_words(),
            "parts": self._parts(),
            "columns": self._columns(),
            "days": DAYS,
            "widths": WIDTHS,
            "rows": rows,
            "pages": self._pages(rows),
            "printed_on": fields.Datetime.now(),
        }

    @api.model
    def _xlsx(self, dialog):
        """The book as a spreadsheet."""
        title, book = self.env._("Acceptance Register"), self._book(dialog)
        heading = [f"{title} {book['company']}", book["scope"]]
        return table_sheet(title, heading, book["columns"], book["rows"])

    @api.model
    def _pages(self, rows):
        """The rows with their numbers, page by page."""
        pages, room = [[]], FIRST_PAGE
        for number, row in enumerate(rows, 1):
            height = self._row_height(row)
            if height > room and pages[-1]:
                pages.append([])
                room = PAGE
            pages[-1].append((number, row))
            room -= height
        return pages

    @api.model
    def _row_height(self, row):
        """How high a row is drawn, its longest cell counts."""
        lines = 1
        for value, width in zip(row, WIDTHS, strict=True):
            signs = width * SIGNS - 2
            texts = value.split("\n") if isinstance(value, str) else [""]
            drawn = sum(-(-self._signs(text) // signs) or 1 for text in texts)
            lines = max(lines, drawn)
        return lines * LINE + EDGE

    @api.model
    def _signs(self, text):
        """Half-width signs of a text: a Chinese character takes two."""
        return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)

    @api.model
    def _parts(self):
        """The three parts of the law's register and how many columns each has."""
        return [
            (self.env._("Registration"), 5),
            (self.env._("Examination"), 2),
            (self.env._("Archive"), 4),
        ]

    @api.model
    def _columns(self):
        """``[(title, width in the spreadsheet), …]``"""
        return [
            (self.env._("Contract"), 16),
            (self.env._("Contract Sealed on"), 12),
            (self.env._("Advertiser"), 32),
            (self.env._("Licence Number"), 22),
            (self.env._("Documents Seen"), 44),
            (self.env._("Content Review"), 36),
            (self.env._("Proof Confirmed"), 28),
            (self.env._("Medium, Issue, Position"), 36),
            (self.env._("Publication Date"), 12),
            (self.env._("Page and Tear Sheet"), 18),
            (self.env._("Kept until"), 12),
        ]

    @api.model
    def _row(self, line):
        publication = line.publication_id
        place = (line.medium_id.name, line.issue_id.display_name, line.position_id.name)
        return [
            line.order_id.name,
            line.contract_date or "",
            publication.advertiser_name or line.advertiser_id.name,
            line.licence or "",
            line.papers or "",
            line.review or "",
            line.proof or "",
            " ".join(filter(None, place)),
            publication.publication_date or "",
            self._page_words(line),
            line.retention_until or "",
        ]

    @api.model
    def _stage_words(self, line):
        return dict(line._fields["stage"]._description_selection(self.env))[line.stage]

    @api.model
    def _page_words(self, line):
        if not line.publication_id:
            return self._stage_words(line)
        filed = line.has_tear_sheet
        sheet = self.env._("filed") if filed else self.env._("missing")
        return "\n".join(filter(None, [line.page_label, sheet]))
