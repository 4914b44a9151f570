"""`make test-uninstall`: the addon comes, is updated and goes without a trace."""

from . import databases, odoo, odoolog, postgres
from .console import Step, Stop, say
from .paths import MODULE, cache, lock

#: What a database is made of, and the rows by which Odoo knows its modules.
STRUCTURE = {
    "relation": "SELECT relkind, relname FROM pg_class WHERE relnamespace = {public}",
    "column": "SELECT table_name, column_name, data_type, is_nullable"
    " FROM information_schema.columns WHERE table_schema = 'public'",
    "constraint": "SELECT conrelid::regclass, conname FROM pg_constraint"
    " WHERE connamespace = {public}",
    "function": "SELECT proname FROM pg_proc WHERE pronamespace = {public}",
    "trigger": "SELECT tgrelid::regclass, tgname FROM pg_trigger"
    " WHERE NOT tgisinternal",
    # What the demo publisher's books make Odoo write is its own affair, as is the
    # list of known modules.
    "external id": "SELECT module, name FROM ir_model_data"
    r" WHERE NOT (module = 'account' AND name ~ '^\d+_')"
    r" AND NOT (module = 'base' AND name LIKE 'module\_%')",
    "implied group": "SELECT gid, hid FROM res_groups_implied_rel WHERE hid NOT IN"
    " (SELECT res_id FROM ir_model_data WHERE name = 'group_multi_currency')",
    "category": "SELECT c.id FROM ir_module_category c WHERE NOT EXISTS"
    " (SELECT FROM ir_model_data d WHERE d.res_id = c.id AND d.module = 'base'"
    " AND d.model = 'ir.module.category')",
    "sequence": "SELECT id, code FROM ir_sequence WHERE code IS NOT NULL",
    "parameter": "SELECT key FROM ir_config_parameter",
    "module": "SELECT name, state FROM ir_module_module WHERE name <> '{module}'",
}
#: Tables whose rows belong to modules: a row more afterwards was left behind.
KEPT_BY_ID = (
    "decimal_precision ir_act_client ir_act_report_xml ir_act_server ir_act_url"
    " ir_act_window ir_asset ir_cron ir_filters ir_model ir_model_access"
    " ir_model_constraint ir_model_fields ir_model_fields_selection"
    " ir_model_relation ir_rule ir_ui_menu ir_ui_view"
    " mail_activity_type mail_message_subtype mail_template res_groups"
    " res_groups_privilege"
).split()
#: Documents that outlive the addon keep their figures.
FIGURES = {
    "order": "SELECT id, state, locked, amount_untaxed, amount_total, invoice_status"
    " FROM sale_order",
    "order line": "SELECT id, product_uom_qty, qty_delivered, qty_invoiced, price_unit,"
    " price_subtotal, price_total FROM sale_order_line",
    "journal entry": "SELECT id, state, payment_state, amount_total FROM account_move",
    "journal item": "SELECT id, quantity, debit, credit FROM account_move_line",
}
#: Columns that name a model: no row may name one that is gone.
NAMES_A_MODEL = """\
SELECT c.table_name, c.column_name FROM information_schema.columns c
JOIN information_schema.tables t USING (table_schema, table_name)
WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'
AND c.data_type = 'character varying'
AND c.column_name IN ('model', 'model_name', 'res_model', 'relation')
"""
LOST_FIELDS = """\
SELECT res_model, res_field FROM ir_attachment WHERE res_field IS NOT NULL
AND NOT EXISTS (SELECT FROM ir_model_fields f WHERE f.model = res_model
AND f.name = res_field)
"""

LOST_OPTIONS = """\
SELECT 'product_template', 'service_tracking', count(*) FROM product_template
WHERE coalesce(service_tracking, '') NOT IN ('no') HAVING count(*) > 0
UNION ALL
SELECT 'sale_order_line', 'qty_delivered_method', count(*) FROM sale_order_line
WHERE coalesce(qty_delivered_method, '') NOT IN ('manual', 'analytic')
HAVING count(*) > 0
"""


def run(_options):
    """Install the addon, update it, uninstall it and look for what stays behind."""
    odoo.ensure()
    database = databases.name("uninstall")
    with lock(database):
        databases.copy(database, demo=True)
        before = _structure(database)
        _step(database, "-i", what="installing with demo data")
        installed = _structure(database)
        _step(database, "-u", what="updating it")
        failures = _differences("an update", installed, _structure(database))
        figures = _figures(database)
        _uninstall(database)
        failures += _differences("uninstalling", before, _structure(database))
        failures += _lost_names(database)
        failures += _changed_figures(figures, _figures(database))
    for failure in failures:
        say(f"FAILED {failure}")
    if failures:
        say(f"The database '{database}' is kept for a look.")
        return 1
    say("The addon installs, updates and leaves nothing behind.")
    return 0


def _step(database, option, *, what):
    """Run Odoo once; unlike elsewhere, a warning counts as well."""
    _read(
        database, what, "-d", database, option, MODULE, "--stop-after-init", "--no-http"
    )


def _uninstall(database):
    """Uninstall the addon as the apps list does."""
    sub = ("module", "uninstall")
    _read(database, "uninstalling it", "-d", database, MODULE, sub=sub)
    if databases.installed(database):
        raise Stop("The addon is still installed.")


def _read(database, what, *words, sub=()):
    """Run Odoo and stop at the first run that complains."""
    log = cache() / "logs" / f"{database}.log"
    records = odoolog.Records()
    with Step(what):
        code = records.read(odoo.stream(log, *words, sub=sub))
    complaints = records.complaints()
    for complaint in complaints:
        say(complaint.text)
    if code or complaints:
        raise Stop(f"This failed: {what}; the whole log is {log}.")


def _structure(database):
    """Give everything a module may leave behind, as a set of short descriptions."""
    words = {"public": "'public'::regnamespace", "module": MODULE}
    found = set()
    for kind, sql in STRUCTURE.items():
        rows = postgres.query(sql.format(**words), database)
        found |= {(kind, *row) for row in rows}
    for table in KEPT_BY_ID:
        rows = postgres.query(f"SELECT id FROM {table}", database)
        found |= {(table, *row) for row in rows}
    return found


def _differences(words, before, after):
    """Name what is there more, or less, than before."""
    more = [f"{words} leaves {' '.join(row)}" for row in sorted(after - before)]
    less = [f"{words} takes {' '.join(row)}" for row in sorted(before - after)]
    return more + less


def _lost_names(database):
    """Name columns with rows that still speak of the addon's models and fields."""
    failures = []
    for table, column in postgres.query(NAMES_A_MODEL, database):
        sql = f"SELECT count(*) FROM {table} WHERE {column} LIKE 'ad.%'"
        count = postgres.query(sql, database)[0][0]
        if count != "0":
            failures.append(f"{count} rows of {table}.{column} name a lost model")
    for table, column, count in postgres.query(LOST_OPTIONS, database):
        failures.append(f"{count} rows of {table}.{column} hold a lost option or none")
    for model, field in postgres.query(LOST_FIELDS, database):
        failures.append(f"a file names the lost field {model}.{field}")
    return failures


def _figures(database):
    """Give the figures of documents by kind and number."""
    return {
        (kind, row[0]): row[1:]
        for kind, sql in FIGURES.items()
        for row in postgres.query(sql, database)
    }


def _changed_figures(before, after):
    """Name documents that are still there with other figures."""
    return [
        f"{' '.join(key)}: {' '.join(before[key])} became {' '.join(row)}"
        for key, row in sorted(after.items())
        if before.get(key, row) != row
    ]
