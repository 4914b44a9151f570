"""Starting Odoo with everything it needs: its tree, Python packages and database."""

import contextlib
import os
import socket
import subprocess

from . import postgres, source, system, venv
from .paths import addons_path, cache, short_hash

CONFIGURATION = """\
[options]
addons_path = {addons_path}
data_dir = {data_dir}
http_interface = 127.0.0.1
limit_memory_soft = 0
limit_memory_hard = 0
limit_time_real = 3600
limit_time_cpu = 3600
max_cron_threads = 1
"""


def ensure():
    """Have everything in place that Odoo needs to start."""
    server = [] if postgres.is_given() else system.FOR_DATABASE
    system.install_packages(system.FOR_ODOO + server)
    source.ensure()
    venv.ensure("odoo", "requirements.txt")
    postgres.ensure()


def environment():
    """Give the variables that Odoo is started with."""
    return {
        **os.environ,
        **postgres.environment(),
        "ODOO_RC": str(_configuration()),
        "PYTHONPATH": str(source.find().python_path),
        "PYTHONSAFEPATH": "1",
        "PYTHONUNBUFFERED": "1",
    }


def _configuration():
    """Write Odoo's settings, so that its sub-commands that lack options have them."""
    folders = [*source.find().addons]
    if any(addons_path().glob("*/__manifest__.py")):
        folders.append(addons_path())
    text = CONFIGURATION.format(
        addons_path=",".join(map(str, folders)), data_dir=cache() / "data"
    )
    path = cache() / f"odoo-{short_hash(text)}.conf"
    if not path.exists():
        path.write_text(text, encoding="utf-8")
    return path


def command(*words, sub=()):
    """Give the command line of Odoo, or of its sub-command such as ("db", "drop")."""
    start = [str(cache() / "venv-odoo/bin/python"), "-m", "odoo"]
    return [*start, *sub, *map(str, words)]


def become(*words, sub=()):
    """Put Odoo in the place of this program, with its screen and keyboard."""
    line = command(*words, sub=sub)
    os.execve(line[0], line, environment())


def stream(log, *words, sub=(), stdin=None):
    """Run Odoo, copy its log into a file and yield it line by line.

    The caller reads to the end; the generator's value is Odoo's exit code.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    child = subprocess.Popen(
        command(*words, sub=sub),
        env=environment(),
        stdin=stdin or subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
    )
    with ending(child), log.open("w", encoding="utf-8") as copy:
        for line in child.stdout:
            copy.write(line)
            yield line
        return child.wait()


@contextlib.contextmanager
def ending(child):
    """End the child when we are interrupted ourselves, and wait for it."""
    try:
        yield
    finally:
        if child.poll() is None:
            child.terminate()
            try:
                child.wait(20)
            except (subprocess.TimeoutExpired, KeyboardInterrupt):
                child.kill()
                child.wait()


def free_port():
    """Give a TCP port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
