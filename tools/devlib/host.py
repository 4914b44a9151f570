"""`make test-host`: do Odoo's own tests end as they do without the addon?"""

import json

from . import databases, odoo, source
from .console import say
from .paths import MODULE, cache, lock, short_hash
from .testing import log_of, run_on

HOSTS = ["sale", "sale_management", "sale_crm", "portal"]
TAGS = ",".join(f"/{module}" for module in HOSTS)


def run(_options):
    """Run Odoo's own sales tests without and with the addon and compare them."""
    odoo.ensure()
    database = databases.name("host")
    with lock(database):
        without = _baseline()
        databases.copy(database)
        update = ["-i", MODULE, "-u", ",".join(HOSTS)]
        results = run_on(database, *update, tags=TAGS)
    return _compare(without, results, database)


def _baseline():
    """Give the outcomes without the addon; they are kept for this release of Odoo."""
    key = short_hash(source.find().version, HOSTS, sorted(databases.depends()))
    kept = cache() / f"host-{key}.json"
    if not kept.exists():
        say("Without the addon, once for this release of Odoo:")
        database = databases.copy(databases.name("host_without"))
        results = run_on(database, "-u", ",".join(HOSTS), tags=TAGS)
        databases.drop(database)
        if not results.ended:
            return {}
        kept.write_text(json.dumps(results.outcomes(), indent=1), encoding="utf-8")
    return json.loads(kept.read_text(encoding="utf-8"))


def _compare(without, results, database):
    """Print which tests end differently; give the exit code."""
    outcomes = results.outcomes()
    names = sorted(without.keys() | outcomes.keys())
    other = [name for name in names if without.get(name) != outcomes.get(name)]
    for name in other:
        before, after = (where.get(name, "not run") for where in (without, outcomes))
        say(f"DIFFERENT {name}: {before} without the addon, {after} with it")
        for record in results.failed.get(name, []):
            say("\n".join(record.lines))
    for name in names:
        if name not in other and outcomes[name] == "failed":
            say(f"(fails without the addon as well: {name})")
    if not results.ended or not without:
        say("Odoo stopped before its tests ended.")
    say(f"The whole log is {log_of(database)}.")
    say(f"{len(names) - len(other)} passed, {len(other)} failed")
    return 0 if results.ended and without and not other else 1
