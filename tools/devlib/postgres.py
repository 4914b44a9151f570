"""A private PostgreSQL server, unless the person names one of their own.

It listens on a Unix socket only, in a folder that only its user may enter, and
trades safety against a crash of the machine for speed: for development only.
"""

import os
import pathlib
import re
import shutil
import stat
import subprocess
import tempfile
import time

from .console import Step, Stop, warn
from .paths import cache, lock, short_hash
from .process import explain, run

ROLE = "odoo"  # Odoo refuses to work as `postgres`
OWN_SERVER = ("PGHOST", "PGHOSTADDR", "PGPORT", "PGUSER", "PGSERVICE")
BINARIES = pathlib.Path("/usr/lib/postgresql")
ROOT_HOME = pathlib.Path("/var/lib/postgresql")  # /root is closed to `postgres`
LONGEST_SOCKET = 90
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": 0,
    "max_wal_size": "4GB",
    "shared_buffers": "256MB",
    "max_connections": 200,
    "max_parallel_workers_per_gather": 0,
    "jit": "off",
}


def is_given():
    """Say whether the person brings a server of their own."""
    return any(os.environ.get(name) for name in OWN_SERVER)


def environment():
    """Give the variables by which psql and Odoo reach the server."""
    if is_given():
        return {}
    return {"PGHOST": str(_sockets()), "PGPORT": "5432", "PGUSER": ROLE}


def ensure():
    """Have the private server made and running."""
    if is_given():
        return _check_given()
    with lock("postgres"):
        if _is_running():
            return
        error = _make_and_start()
        if error and os.environ.get("CI"):
            warn(f"{error}\nThe PostgreSQL server of an earlier run is made anew.")
            remove()
            error = _make_and_start()
        if error:
            raise Stop(f"{error}\n`make clean` makes a new, empty server.")


def stop():
    """Stop the private server; say whether it was running."""
    if is_given() or not _is_running():
        return False
    command = _as_owner(_program("pg_ctl"), "-D", _data(), "-m", "fast", "stop")
    run(command, "Stopping PostgreSQL", cwd="/")
    return True


def remove():
    """Remove the private server with all its databases."""
    stop()
    for folder in (_home(), _sockets()):
        shutil.rmtree(folder, ignore_errors=True)


def query(sql, database="postgres", *, what="Asking the database"):
    """Run SQL with psql and give its rows as lists of strings."""
    command = ["psql", "-X", "-w", "-q", "-A", "-t", "-F", "\x1f", "-d", database]
    command += ["-v", "ON_ERROR_STOP=1", "-f", "-"]
    output = run(command, what, env=environment(), stdin=sql)
    return [line.split("\x1f") for line in output.splitlines() if line]


def _check_given():
    """Stop with a sentence when the person's own server does not answer."""
    rows = query("SELECT current_user", what="Reaching your PostgreSQL server")
    if rows == [["postgres"]]:
        raise Stop(
            "Odoo refuses to work as the user 'postgres'; set PGUSER to another."
        )


def _home():
    """Give the folder of the private server."""
    if os.geteuid():
        return cache() / "postgres"
    return ROOT_HOME / f"ad_sales_ops-{short_hash(cache())}"


def _data():
    """Give the server's data folder."""
    return _home() / "data"


def _sockets():
    """Give the folder of the server's socket; Unix allows only a short path."""
    usual = _home() / "socket"
    if len(str(usual)) <= LONGEST_SOCKET:
        return usual
    name = f"ad_sales_ops-{os.geteuid()}-{short_hash(cache())}"
    return pathlib.Path(tempfile.gettempdir()) / name


def _owner():
    """Name the user that the server runs as."""
    return None if os.geteuid() else "postgres"


def _as_owner(*command):
    """Prefix a command so that it runs as the server's user."""
    words = [str(word) for word in command]
    return ["runuser", "-u", "postgres", "--", *words] if _owner() else words


def _program(name):
    """Give the path of a server program, of the version that made the data."""
    version_file = _data() / "PG_VERSION"
    made_by = version_file.read_text().strip() if version_file.exists() else "*"
    found = list(BINARIES.glob(f"{made_by}/bin/{name}"))
    found.sort(key=lambda path: float(path.parts[-3]))
    if not found:
        raise Stop(f"PostgreSQL {made_by} is not installed; `make clean` starts anew.")
    return found[-1]


def _private_folder(folder):
    """Make a folder that only the server's user may enter, and check that it is."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if _owner():
        shutil.chown(folder, _owner(), _owner())
    folder.chmod(0o700)
    info = folder.lstat()
    if not stat.S_ISDIR(info.st_mode) or (os.geteuid() and info.st_uid != os.geteuid()):
        raise Stop(f"{folder} belongs to somebody else; please remove it.")


def _make():
    """Make the data folder, put in place in one move."""
    _private_folder(_home())
    half_made = _home() / "new"
    shutil.rmtree(half_made, ignore_errors=True)
    shutil.rmtree(_data(), ignore_errors=True)
    with Step("making a private PostgreSQL server"):
        command = [_program("initdb"), "-D", half_made, "-U", ROLE, "--auth=trust"]
        command += ["--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        run(_as_owner(*command), "Making a PostgreSQL server", cwd="/")
        half_made.rename(_data())


def _running_pid():
    """Give the process number of our server, or None.

    The file with the number outlives a crash, and the number may since belong
    to another program: only a process started on our data folder counts.
    """
    try:
        first_line = (_data() / "postmaster.pid").read_text().split("\n", 1)[0]
        command = pathlib.Path(f"/proc/{int(first_line)}/cmdline").read_bytes()
    except (OSError, ValueError):
        return None
    return int(first_line) if os.fsencode(_data()) in command else None


def _is_running():
    """Say whether our server answers."""
    if not _running_pid():
        return False
    try:
        query("SELECT 1")
    except Stop:
        return False
    return True


def _make_and_start():
    """Make the data folder when missing and start the server; give an error or None.

    After a crash the server may need a moment and a second try.
    """
    if not (_data() / "PG_VERSION").exists():
        _make()
    _private_folder(_sockets())
    for _attempt in range(3):
        if not _running_pid():
            _remove_stale_locks()
        error = _try_to_start()
        if error is None or _is_running():
            return None
        time.sleep(2)
    return error


def _remove_stale_locks():
    """Remove what a crashed server left, so that it cannot block a new one."""
    (_data() / "postmaster.pid").unlink(missing_ok=True)
    for leftover in _sockets().glob(".s.PGSQL.*"):
        leftover.unlink()


def _try_to_start():
    """Start the server apart from this process; give an error text or None."""
    options = {**SETTINGS, "unix_socket_directories": _sockets()}
    words = " ".join(f"-c {name}='{value}'" for name, value in options.items())
    log = _home() / "server.log"
    command = [_program("pg_ctl"), "-D", _data(), "-l", log, "-o", words, "-w", "start"]
    result = subprocess.run(
        _as_owner(*command),
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    if result.returncode == 0:
        return None
    text = log.read_text(errors="replace") if log.exists() else ""
    return explain("Starting PostgreSQL", re.sub(r"(?m)^.{0,40}LOG: .*\n", "", text))
