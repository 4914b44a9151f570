"""The command line: which command does what."""

import argparse
import errno
import signal
import sys

from . import (
    bench,
    clean,
    host,
    i18n,
    lint,
    odoo,
    serve,
    source,
    testing,
    uninstall,
)
from .console import Stop, say, warn

OLDEST_PYTHON = (3, 10)


def _setup(_options):
    """Fetch and prepare everything that the other commands need."""
    odoo.ensure()
    say(f"Odoo {source.find().version} is ready.")
    return 0


def _odoo(options):
    """Run Odoo by hand with the options given after --."""
    odoo.ensure()
    words = options.words[1:] if options.words[:1] == ["--"] else options.words
    is_command = bool(words) and not words[0].startswith("-")
    odoo.become(*words[is_command:], sub=words[:is_command])


def _commands():
    """Describe the command line."""
    parser = argparse.ArgumentParser(prog="tools/dev.py", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name, function):
        command = commands.add_parser(name, help=function.__doc__.splitlines()[0])
        command.set_defaults(function=function)
        return command

    add("setup", _setup)
    add("odoo", _odoo).add_argument("words", nargs=argparse.REMAINDER)
    test = add("test", testing.run)
    test.add_argument("--tags", help="Odoo's --test-tags instead of all the addon's")
    test.add_argument("--update", action="store_true", help="reuse the last database")
    serve_it = add("run", serve.run)
    serve_it.add_argument("--port", type=int, default=8069, help="8069 unless told")
    serve_it.add_argument("--fresh", action="store_true", help="with a new database")
    measure = add("bench", bench.run)
    measure.add_argument("only", nargs="?", help="NAME of the one tools/bench_NAME.py")
    add("test-host", host.run)
    add("test-uninstall", uninstall.run)
    add("lint", lint.run)
    add("i18n", i18n.run)
    add("shell", serve.shell)
    add("stop", clean.stop)
    add("clean", clean.clean)
    return parser


def _interrupt(_number, _frame):
    """End on a request to terminate as on Ctrl-C, with everything tidied up."""
    raise KeyboardInterrupt


def main():
    """Run the command that was asked for; give the exit code."""
    if sys.version_info < OLDEST_PYTHON:
        warn("This needs Python 3.10 or newer.")
        return 1
    options = _commands().parse_args()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    try:
        return options.function(options)
    except Stop as stop:
        warn(str(stop))
    except KeyboardInterrupt:
        warn("Interrupted; run it again to go on.")
        return 130
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        warn("The disk is full; free some space and run it again.")
    return 1
