"""`make stop` and `make clean`."""

import shutil

from . import databases, postgres, source
from .console import say
from .paths import cache, lock


def stop(_options):
    """Stop the private PostgreSQL server."""
    stopped = postgres.stop()
    say("PostgreSQL is stopped." if stopped else "No PostgreSQL server of ours runs.")
    return 0


def clean(_options):
    """Remove the databases, the PostgreSQL server and everything fetched."""
    _check_nobody_works()
    if not postgres.is_given():
        postgres.remove()
    elif source.find():
        for database in databases.all_names():
            databases.drop(database)
    shutil.rmtree(cache())
    say("Removed the databases and the cache.")
    return 0


def _check_nobody_works():
    """Stop with a sentence when another command is at work."""
    for path in (cache() / "locks").glob("*"):
        busy = f"Another command holds '{path.name}'; end it first."
        with lock(path.name, or_stop=busy):
            pass
