"""Databases: two templates made once, and quick copies of them for each use."""

import ast
import os
import re

from . import odoo, odoolog, postgres, source
from .console import Step, Stop, say
from .paths import MODULE, cache, lock, module_path, short_hash, tree_hash

LANGUAGES = "en_US,zh_CN"  # the first is the language of new users
PREFIX = "ad_dev_"
FALLBACK_DEPENDS = ["sale_management", "sale_crm"]


def name(purpose):
    """Name the database of a purpose; `AD_DB_SUFFIX` keeps several people apart."""
    suffix = os.environ.get("AD_DB_SUFFIX", "")
    if not re.fullmatch(r"[a-z0-9_]*", suffix):
        raise Stop("AD_DB_SUFFIX may hold small letters, digits and _ only.")
    return f"{PREFIX}{purpose}_{suffix}" if suffix else f"{PREFIX}{purpose}"


def depends():
    """List the modules that the addon builds on."""
    manifest = module_path() / "__manifest__.py"
    if not manifest.exists():
        return FALLBACK_DEPENDS
    try:
        return ast.literal_eval(manifest.read_text(encoding="utf-8"))["depends"]
    except (SyntaxError, ValueError, KeyError) as error:
        raise Stop(f"{manifest} cannot be read: {error}.") from None


def exists(database):
    """Say whether the server has this database."""
    return bool(postgres.query(_named(database)))


def drop(database):
    """Remove a database with its files."""
    if exists(database):
        _odoo_db("drop", database)


def installed(database):
    """Say whether the addon is installed in a database."""
    sql = f"SELECT state FROM ir_module_module WHERE name = '{MODULE}'"
    return exists(database) and postgres.query(sql, database) == [["installed"]]


def all_names():
    """List every database that these commands made."""
    rows = postgres.query("SELECT datname FROM pg_database")
    return [row[0] for row in rows if row[0].startswith(PREFIX)]


def template(*, demo):
    """Give the template with what the addon builds on; make it when it is missing."""
    wanted = sorted(depends())
    key = short_hash(source.find().version, wanted, LANGUAGES)
    database = f"{PREFIX}template_{'demo_' if demo else ''}{key}"
    with lock(database):
        if not exists(database):
            _make_template(database, wanted, demo)
    return database


def copy(target, *, demo=False):
    """Make a database anew as a copy of the template; give its name."""
    origin = template(demo=demo)
    with lock(origin):
        return duplicate(origin, target)


def duplicate(origin, target):
    """Copy a database with its files over another; give the copy's name."""
    with Step(f"copying '{origin}' to '{target}'"):
        _odoo_db("duplicate", "--force", origin, target)
    return target


def load(database, *words, what):
    """Run Odoo once on a database; show its complaints, stop when it fails.

    :param words: Odoo's own options, such as -i or -u with module names
    """
    log = cache() / "logs" / f"{database}.log"
    words = ["-d", database, *words, "--stop-after-init", "--no-http"]
    records = odoolog.Records()
    with Step(what):
        code = records.read(odoo.stream(log, *words))
    complaints = records.complaints()
    for complaint in complaints:
        say(complaint.text)
    if code or any(complaint.is_fatal for complaint in complaints):
        raise Stop(f"This failed: {what}; the whole log is {log}.")


def fingerprint():
    """Give a hash of the addon's files."""
    return tree_hash(module_path())


def _named(database):
    """Give the question whether a database exists."""
    return f"SELECT 1 FROM pg_database WHERE datname = '{database}'"


def _odoo_db(*words):
    """Run one of Odoo's own database commands, which also mind the files."""
    log = cache() / "logs" / "db.log"
    records = odoolog.Records()
    stream = odoo.stream(log, *words[1:], sub=("db", words[0]))
    if records.read(stream):
        raise Stop(f"`odoo db {' '.join(words)}` failed; the whole log is {log}.")


def _make_template(database, wanted, demo):
    """Build a template under another name and rename it when it is complete."""
    unfinished = f"{database}_new"
    drop(unfinished)
    words = ["-i", ",".join(wanted), "--load-language", LANGUAGES]
    words += ["--with-demo"] if demo else []
    about = "with" if demo else "without"
    what = f"making the template database {about} demo data (1-2 minutes)"
    load(unfinished, *words, what=what)
    _odoo_db("rename", unfinished, database)
