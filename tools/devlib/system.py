"""Debian packages that must be installed on the machine itself."""

import os
import pathlib
import shutil
import subprocess
import sys

from .console import Step, Stop
from .process import as_root, run

FOR_LINT = ["gettext", "python3-venv"]
FOR_ODOO = [
    "wkhtmltopdf",
    "chromium",
    "fonts-noto-cjk",
    "poppler-utils",
    "python3-venv",
    "postgresql-client",
]
FOR_DATABASE = ["postgresql"]
LOCK_WAIT = "DPkg::Lock::Timeout=600"
CJK_FONT = pathlib.Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
POSTGRES = pathlib.Path("/usr/lib/postgresql")


def _has_program(*names):
    """Say whether one of the programs is on the PATH."""
    return any(shutil.which(name) for name in names)


def _has_venv():
    """Say whether this Python can make virtual environments."""
    test = subprocess.run(
        [sys.executable, "-c", "import ensurepip, venv"],
        capture_output=True,
        check=False,
    )
    return test.returncode == 0


def _missing(wanted):
    """List the wanted Debian packages whose programs are not here yet."""
    present = {
        "wkhtmltopdf": _has_program("wkhtmltopdf"),
        "chromium": _has_program("chromium", "google-chrome"),
        "fonts-noto-cjk": CJK_FONT.exists(),
        "poppler-utils": _has_program("pdftotext"),
        "gettext": _has_program("msgfmt"),
        "python3-venv": _has_venv(),
        "postgresql": any(POSTGRES.glob("*/bin/initdb")),
        "postgresql-client": _has_program("psql"),
    }
    return [name for name in wanted if not present[name]]


def _apt(*words):
    """Run apt-get without questions, waiting for another one that is at work."""
    command = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-y", "-q"]
    return as_root([*command, "-o", LOCK_WAIT, *words])


def have_package_lists():
    """Say whether apt knows any package source's contents."""
    output = run(["apt-get", "indextargets", "--format", "$(SITE)"], "Reading apt")
    return bool(output.strip())


def update_package_lists():
    """Fetch the machine's own package lists."""
    run(_apt("update"), "Fetching Debian's package lists")


def install_packages(wanted):
    """Install what is missing of the wanted packages, one of the lists above."""
    names = _missing(wanted)
    if not names:
        return
    if not shutil.which("apt-get"):
        raise Stop(f"Please install these, as apt-get is not here: {', '.join(names)}.")
    if os.geteuid() and not shutil.which("sudo"):
        raise Stop(f"Please have these packages installed: {' '.join(names)}.")
    install = _apt("install", "--no-install-recommends", *names)
    with Step(f"installing Debian packages: {' '.join(names)}"):
        try:
            run(install, "Installing Debian packages")
        except Stop:
            run(as_root(["dpkg", "--configure", "-a"]), "Mending Debian packages")
            update_package_lists()
            run(install, "Installing Debian packages")
