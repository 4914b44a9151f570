"""`make bench`: run the measurements inside Odoo and print one table."""

import json
import tempfile

from . import databases, odoo, odoolog
from .console import Step, Stop, say
from .paths import MODULE, TOOLS, cache, lock

MARK = "@bench "
PRELUDE = TOOLS / "devlib" / "bench_prelude.py"


def run(options):
    """Run the measurements in tools/bench_*.py and print one table."""
    scripts = sorted(TOOLS.glob(f"bench_{options.only or '*'}.py"))
    if not scripts:
        raise Stop("There is no measurement of that name in tools/ (bench_NAME.py).")
    odoo.ensure()
    base = databases.name("bench")
    with lock(base):
        databases.copy(base)
        databases.load(base, "-i", MODULE, what="installing the addon")
        rows = [row for script in scripts for row in _measure(script, base)]
    _print(rows)
    return 1 if any(row["over"] for row in rows) else 0


def _measure(script, base):
    """Run one script on a database of its own and give its rows."""
    database = databases.duplicate(base, f"{base}_case")
    log = cache() / "logs" / f"{database}-{script.stem}.log"
    records = odoolog.Records()
    with Step(f"measuring {script.stem}"), tempfile.TemporaryFile("w+") as program:
        program.write(PRELUDE.read_text(encoding="utf-8"))
        program.write(script.read_text(encoding="utf-8"))
        program.seek(0)
        words = ["-d", database, "--no-http"]
        code = records.read(odoo.stream(log, *words, sub=["shell"], stdin=program))
    if code:
        raise Stop(f"{script.name} failed; its whole log is {log}.")
    lines = [line for record in records.records for line in record.lines]
    return [_row(script, line) for line in lines if line.startswith(MARK)]


def _row(script, line):
    """Read one row of the table."""
    row = json.loads(line.removeprefix(MARK))
    over = row["most"] is not None and row["value"] > row["most"]
    return {**row, "script": script.stem.removeprefix("bench_"), "over": over}


def _print(rows):
    """Print the table."""
    for row in rows:
        limit = "" if row["most"] is None else f"at most {row['most']}"
        mark = "  TOO MUCH" if row["over"] else ""
        number = f"{row['value']:>10} {row['unit']:8}"
        line = f"{row['script']:16} {row['what']:44} {number} {limit}{mark}"
        say(line.rstrip())
