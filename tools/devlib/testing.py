"""`make test`: the addon's tests on a fresh copy of the template."""

import shutil
import time

from . import databases, odoo, odoolog, postgres
from .console import say
from .paths import MODULE, cache, lock
from .results import START, Results


def run(options):
    """Run the addon's tests; every complaint in Odoo's log fails them."""
    odoo.ensure()
    database = databases.name("test")
    with lock(database):
        if options.update and databases.installed(database):
            words = ["-u", MODULE]
        else:
            databases.copy(database)
            words = ["-i", MODULE]
        tags = options.tags or f"/{MODULE}"
        results = run_on(database, *words, tags=tags)
        if not options.tags and not options.update:
            results.add(_with_demo(databases.name("demo")))
    return report(results, database)


def _with_demo(database):
    """Load the demo publisher and test its story.

    An addon's demo data comes where the modules below count as installed with
    theirs; Odoo's own demo data is not needed for that.
    """
    databases.copy(database)
    postgres.query(
        "UPDATE ir_module_module SET demo = TRUE WHERE state = 'installed'", database
    )
    results = run_on(database, "-i", MODULE, tags=f"/{MODULE}:TestDemo")
    databases.drop(database)
    return results


def run_on(database, *words, tags):
    """Run tests on a database and give their results.

    :param words: Odoo's own options, such as -i or -u with module names
    """
    pictures = cache() / "logs" / f"{database}-pictures"
    shutil.rmtree(pictures, ignore_errors=True)
    words = ["-d", database, *words, "--test-tags", tags, "--stop-after-init"]
    words += ["--http-port", odoo.free_port(), "--screenshots", pictures]
    say(f"-> testing {tags} in the database '{database}' …")
    records = odoolog.Records(Progress())
    records.read(odoo.stream(log_of(database), *words))
    return Results(records)


def log_of(database):
    """Give the file that a database's log goes to."""
    return cache() / "logs" / f"{database}.log"


class Progress:
    """Say which test class is at work."""

    def __init__(self):
        """Start the clock."""
        self.started = time.monotonic()
        self.count = 0
        self.current = None

    def __call__(self, record):
        """Print a line when a record begins another class."""
        match = START.match(record.message)
        if not match:
            return
        self.count += 1
        name = match["test"].split(".")[0]
        if name != self.current:
            seconds = time.monotonic() - self.started
            say(f"   {seconds:4.0f} s  test {self.count:4}  {name}")
            self.current = name


def report(results, database):
    """Print what failed and was skipped, and the closing line; give the exit code."""
    for name, reason in results.skipped.items():
        say(f"SKIPPED {name}: {reason}")
    for name, records in results.failed.items():
        say(f"\nFAILED {name}")
        for record in records:
            say(f"  {record.level} {record.logger}: {record.message}")
            for line in record.lines[1:]:
                say(f"  {line}")
    if not results.ended:
        say("\nOdoo stopped before its tests ended:")
        say("\n".join(_last_lines(database)))
    elif not results.started:
        say("No test ran: does a test have these tags?")
    say(f"The whole log is {log_of(database)}.")
    say(results.line())
    return 0 if results.good else 1


def _last_lines(database):
    """Give the end of a database's log."""
    return log_of(database).read_text(encoding="utf-8").splitlines()[-15:]
