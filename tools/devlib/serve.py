"""`make run`: the addon with demo data in Chinese, served on this machine only."""

import csv
import http.client
import socket
import subprocess
import time
import unicodedata

from . import databases, odoo, postgres
from .console import Step, Stop, say
from .paths import MODULE, cache, lock, module_path

HOST = "127.0.0.1"
ADMIN = {
    "login": "admin",
    "password": "admin",
    "title_en": "Administrator",
    "title_zh": "系统管理员",
}


def run(options):
    """Serve the addon with demo data until Ctrl-C."""
    odoo.ensure()
    database = databases.name("run")
    busy = f"`make run` already works with the database '{database}'; end it first."
    with lock(database, or_stop=busy):
        _check_port(options.port)
        _prepare(database, options.fresh)
        return _serve(database, options.port)


def shell(_options):
    """Open a Python prompt inside Odoo on the database of `make run`."""
    odoo.ensure()
    database = databases.name("run")
    if not databases.installed(database):
        raise Stop("There is no database to look into yet; `make run` makes it.")
    odoo.become("-d", database, "--no-http", sub=["shell"])


def _check_port(port):
    """Stop with a sentence when the port is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            raise Stop(
                f"Port {port} is taken; choose one: make run PORT=8070"
            ) from None


def _prepare(database, fresh):
    """Have the database made, and brought up to the addon's present files."""
    note = cache() / f"{database}.fingerprint"
    if fresh or not databases.installed(database):
        note.unlink(missing_ok=True)
        databases.copy(database, demo=True)
        databases.load(database, "-i", MODULE, what="installing the addon")
        _speak_chinese(database)
    elif not note.exists() or note.read_text() != databases.fingerprint():
        databases.load(database, "-u", MODULE, what="updating the changed addon")
    note.write_text(databases.fingerprint())


def _speak_chinese(database):
    """Give everybody who can log in the Chinese screens."""
    postgres.query(
        "UPDATE res_partner SET lang = 'zh_CN'"
        " WHERE id IN (SELECT partner_id FROM res_users WHERE active)",
        database,
        what="Choosing the language",
    )


def _serve(database, port):
    """Start the server, say how to enter, and wait for its end."""
    log = cache() / "logs" / f"{database}-server.log"
    log.parent.mkdir(exist_ok=True)
    words = ["-d", database, "--db-filter", f"^{database}$", "--http-port", port]
    with log.open("w", encoding="utf-8") as output:
        server = subprocess.Popen(
            odoo.command(*words),
            env=odoo.environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    with odoo.ending(server):
        with Step("starting Odoo"):
            _wait_for_answer(server, port, log)
        _say_how_to_enter(port, log)
        try:
            server.wait()
        except KeyboardInterrupt:
            say("\nEnding Odoo …")
            return 0
    raise Stop(f"Odoo ended by itself; its log is {log}.")


def _wait_for_answer(server, port, log):
    """Wait until the server answers."""
    for _second in range(120):
        if server.poll() is not None:
            raise Stop(f"Odoo did not start; its log is {log}.")
        try:
            connection = http.client.HTTPConnection(HOST, port, timeout=30)
            connection.request("GET", "/web/health")
            if connection.getresponse().status == http.client.OK:
                return
        except OSError:
            time.sleep(1)
    raise Stop(f"Odoo does not answer; its log is {log}.")


def _say_how_to_enter(port, log):
    """Print the address and one login for each job title."""
    people = [ADMIN, *_logins()]
    widths = {key: max(_width(person[key]) for person in people) for key in ADMIN}
    say(f"\nhttp://{HOST}:{port}\n")
    for person in people:
        cells = [_padded(person[key], widths[key]) for key in ADMIN]
        say("  " + "  ".join(cells).rstrip())
    say(f"\nLog: {log}\nCtrl-C ends it; the data stays (make run FRESH=1 starts anew).")


def _logins():
    """Read the demo people from the addon."""
    path = module_path() / "demo" / "logins.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))


def _width(text):
    """Count the columns a text takes; a Chinese character takes two."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return len(text) + wide


def _padded(text, width):
    """Fill a text up to a width."""
    return text + " " * (width - _width(text))
