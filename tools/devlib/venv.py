"""Virtual environments in the cache: one to run Odoo, one with the lint tools."""

import shutil
import sys

from .console import Step
from .paths import TOOLS, cache, lock, short_hash
from .process import run


def ensure(name, requirements):
    """Give the folder of a virtual environment that has the packages of a file.

    :param name: the environment's own name, "odoo" or "lint"
    :param requirements: name of the file below tools/
    """
    wanted = TOOLS / requirements
    folder = cache() / f"venv-{name}"
    stamp = folder / "complete"
    key = short_hash(wanted.read_bytes(), sys.version)
    with lock(f"venv-{name}"):
        if not stamp.exists() or stamp.read_text(encoding="utf-8") != key:
            _make(folder, wanted)
            stamp.write_text(key, encoding="utf-8")
    return folder


def _make(folder, wanted):
    """Make the environment anew and install into it."""
    shutil.rmtree(folder, ignore_errors=True)
    with Step(f"making the Python environment '{folder.name}'"):
        run([sys.executable, "-m", "venv", folder], "Making a Python environment")
        pip = [folder / "bin/python", "-m", "pip", "install", "-q"]
        run([*pip, "-r", wanted], "Installing Python packages")
