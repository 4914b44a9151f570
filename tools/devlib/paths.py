"""Where things lie: the checkout, the cache outside it, and the locks."""

import contextlib
import fcntl
import hashlib
import os
import pathlib

from .console import Stop, say

MODULE = "ad_sales_ops"
REPO = pathlib.Path(__file__).resolve().parents[2]
TOOLS = REPO / "tools"


def addons_path():
    """Give the folder that holds the addon; `AD_ADDONS_PATH` names another."""
    return pathlib.Path(os.environ.get("AD_ADDONS_PATH") or REPO).resolve()


def module_path():
    """Give the addon's own folder."""
    return addons_path() / MODULE


def cache():
    """Give the cache folder, made when missing."""
    base = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    folder = pathlib.Path(base).absolute() / MODULE
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def short_hash(*parts):
    """Give eight hexadecimal digits that change when any of the parts does."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part if isinstance(part, bytes) else str(part).encode())
        digest.update(b"\0")
    return digest.hexdigest()[:8]


def tree_hash(folder):
    """Give a hash of every file below a folder, byte code left out."""
    parts = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            parts += [path.relative_to(folder), path.read_bytes()]
    return short_hash(*parts)


@contextlib.contextmanager
def lock(name, *, or_stop=None):
    """Hold a lock of that name while another run may not.

    :param or_stop: the sentence to stop with, instead of waiting, when one has it
    """
    folder = cache() / "locks"
    folder.mkdir(exist_ok=True)
    with open(folder / name, "a", encoding="utf-8") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if or_stop:
                raise Stop(or_stop) from None
            say(f"Waiting for another run that holds '{name}' …")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
