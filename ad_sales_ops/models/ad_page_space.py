"""Occupied space: where PostgreSQL compares everything on a page (P2, P4)."""

from odoo import api, fields, models
from odoo.tools import SQL, sql

from .ad_placement import TAKES_SPACE

#: Tables whose rectangles take paper: column here, and when a row counts.
SOURCES = {
    "ad_placement": ("placement_id", "NEW.page > 0 AND NEW.stage IN %s"),
    "ad_page_content": ("content_id", "NEW.page > 0"),
}
COLUMNS = "issue_id, page, x, y, width, height"


class AdPageSpace(models.Model):
    """One row a rectangle that takes paper in an issue, whatever stands on it.

    An exclusion constraint sees one table, but advertisements and editorial content
    live in two. Triggers on both keep this third one, so the database itself refuses
    a filler on sold space and the other way round: by whatever route it comes, and in
    whatever order two transactions commit. A check in Python under the issue's counter
    would hold only for the routes that think of it: a recall from press or a
    withdrawal that is taken back writes a stage, not a place.
    """

    _name = "ad.page.space"
    _description = "Occupied Space"
    _log_access = False

    issue_id = fields.Many2one(
        "ad.issue", required=True, index=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="issue_id.company_id")
    placement_id = fields.Many2one("ad.placement", readonly=True, ondelete="cascade")
    content_id = fields.Many2one("ad.page.content", readonly=True, ondelete="cascade")
    x_from = fields.Integer(readonly=True)
    x_to = fields.Integer(readonly=True)
    y_from = fields.Integer(readonly=True)
    y_to = fields.Integer(readonly=True)

    _space_is_free = models.Constraint(
        "EXCLUDE USING gist (int4range(issue_id, issue_id, '[]') WITH =, "
        "int4range(x_from, x_to) WITH &&, int4range(y_from, y_to) WITH &&)",
        "This space of the issue is already taken.",
    )
    _is_complete = models.Constraint(
        "CHECK (num_nulls(x_from, x_to, y_from, y_to) = 0 "
        "AND num_nonnulls(placement_id, content_id) = 1)",
        "Occupied space belongs to one advertisement or one content.",
    )
    _placement_is_unique = models.UniqueIndex(
        "(placement_id) WHERE placement_id IS NOT NULL",
        "An advertisement stands in one place.",
    )
    _content_is_unique = models.UniqueIndex(
        "(content_id) WHERE content_id IS NOT NULL", "Content stands in one place."
    )

    def init(self):
        """Take in what stood on pages before this table came."""
        for table in SOURCES:
            if sql.table_exists(self.env.cr, table):
                self._follow(table)
                self._take_in(table)

    @api.model
    def _take_in(self, table):
        column, takes = SOURCES[table]
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO ad_page_space
                    (issue_id, %(column)s, x_from, x_to, y_from, y_to)
                SELECT NEW.issue_id, NEW.id, (NEW.page - 1) * 120 + NEW.x,
                    (NEW.page - 1) * 120 + NEW.x + NEW.width, NEW.y, NEW.y + NEW.height
                FROM %(table)s NEW LEFT JOIN ad_page_space s ON s.%(column)s = NEW.id
                WHERE %(takes)s AND s.id IS NULL
                """,
                column=SQL.identifier(column),
                table=SQL.identifier(table),
                takes=self._takes(takes),
            )
        )

    @api.model
    def _takes(self, takes):
        return SQL(takes, TAKES_SPACE) if "%s" in takes else SQL(takes)

    @api.model
    def _follow(self, table):
        """Put the triggers on a table whose rectangles take paper."""
        column, takes = SOURCES[table]
        stage = ", stage" if table == "ad_placement" else ""
        # Two triggers, because only an update has an old row; most writes and
        # thousands of scheduled insertions have no page and cost nothing.
        self.env.cr.execute(
            SQL(
                """
                CREATE OR REPLACE FUNCTION %(function)s() RETURNS trigger AS $$
                BEGIN
                    DELETE FROM ad_page_space WHERE %(column)s = NEW.id;
                    IF %(takes)s THEN
                        INSERT INTO ad_page_space
                            (issue_id, %(column)s, x_from, x_to, y_from, y_to)
                        VALUES (NEW.issue_id, NEW.id, (NEW.page - 1) * 120 + NEW.x,
                            (NEW.page - 1) * 120 + NEW.x + NEW.width,
                            NEW.y, NEW.y + NEW.height);
                    END IF;
                    RETURN NULL;
                END $$ LANGUAGE plpgsql;
                CREATE OR REPLACE TRIGGER ad_page_space_insert
                    AFTER INSERT ON %(table)s FOR EACH ROW
                    WHEN (NEW.page > 0) EXECUTE FUNCTION %(function)s();
                CREATE OR REPLACE TRIGGER ad_page_space_update
                    AFTER UPDATE OF %(columns)s ON %(table)s FOR EACH ROW
                    WHEN (OLD.page > 0 OR NEW.page > 0)
                    EXECUTE FUNCTION %(function)s();
                """,
                function=SQL.identifier(self._function_name(table)),
                column=SQL.identifier(column),
                takes=self._takes(takes),
                table=SQL.identifier(table),
                columns=SQL(COLUMNS + stage),
            )
        )

    @api.model
    def _function_name(self, table):
        return f"ad_page_space_of_{table}"

    @api.model
    def _drop_triggers(self):
        """Take the triggers and their functions out of the database."""
        for table in SOURCES:
            self.env.cr.execute(
                SQL(
                    "DROP FUNCTION IF EXISTS %s() CASCADE",
                    SQL.identifier(self._function_name(table)),
                )
            )

    @api.model
    def _find_taken(self, wanted, moved):
        """Which of some rectangles are taken, or overlap each other.

        :param wanted: ``{key: (issue id, page, x, y, width, height)}``, integer keys
        :param moved: placements or contents that leave their own place
        :return: the keys that find no room
        """
        if not wanted:
            return set()
        column = SOURCES[moved._table][0]
        rows = SQL(", ").join(
            SQL(
                "(%s, %s, %s, %s, %s, %s)",
                key,
                issue,
                (page - 1) * 120 + x,
                (page - 1) * 120 + x + width,
                y,
                y + height,
            )
            for key, (issue, page, x, y, width, height) in wanted.items()
        )
        found = self.env.execute_query(
            SQL(
                """
                WITH wanted (key, issue_id, x_from, x_to, y_from, y_to)
                    AS (VALUES %(rows)s)
                SELECT w.key FROM wanted w JOIN ad_page_space s
                    ON s.issue_id = w.issue_id
                    AND int4range(s.x_from, s.x_to) && int4range(w.x_from, w.x_to)
                    AND int4range(s.y_from, s.y_to) && int4range(w.y_from, w.y_to)
                WHERE s.%(column)s IS NULL OR NOT (s.%(column)s = ANY(%(moved)s))
                UNION
                SELECT w.key FROM wanted w JOIN wanted o
                    ON o.issue_id = w.issue_id AND o.key < w.key
                    AND int4range(o.x_from, o.x_to) && int4range(w.x_from, w.x_to)
                    AND int4range(o.y_from, o.y_to) && int4range(w.y_from, w.y_to)
                """,
                rows=rows,
                column=SQL.identifier(column),
                moved=moved.ids,
            )
        )
        return {key for (key,) in found}


class AdPlacement(models.Model):
    _inherit = "ad.placement"

    def init(self):
        super().init()
        self.env["ad.page.space"]._follow(self._table)
