"""Odoo itself: Debian's package unpacked into the cache, or a checkout of one's own."""

import os
import pathlib
import re
import shutil
import tempfile

from . import system
from .console import Step, Stop
from .paths import cache, lock, short_hash
from .process import run

PACKAGES = {
    "sid": [
        "odoo-19",
        "libjs-jquery",
        "libjs-jquery-form",
        "libjs-underscore",
        "fonts-roboto-unhinted",
        "fonts-montserrat",
        "fonts-inconsolata",
        "fonts-ocr-b",
    ],
    "bookworm": ["fonts-font-awesome"],
}
ABSENT_SCRIPT = "addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"
LAYOUT = 1  # counted up when what is unpacked changes


class Source:
    """A tree of Odoo that can be run."""

    def __init__(self, python_path, addons):
        """Remember where its `odoo` package and its extra addons lie."""
        self.python_path = python_path
        self.package = python_path / "odoo"
        self.addons = addons

    @property
    def version(self):
        """Name the release, and the copy of it that is used."""
        text = (self.package / "release.py").read_text(encoding="utf-8")
        numbers = re.search(r"^version_info = \((\d+), (\d+), (\d+)", text, re.M)
        return ".".join(numbers.groups()) + "-" + short_hash(text, self.python_path)


def find():
    """Give the tree to use, or None when it was not fetched yet."""
    own = os.environ.get("ODOO_SOURCE")
    if own:
        return _checkout(pathlib.Path(own).expanduser().resolve())
    python_path = _prefix() / "usr/lib/python3/dist-packages"
    return Source(python_path, []) if python_path.exists() else None


def ensure():
    """Give the tree to use; fetch it from Debian first when it is not here."""
    with lock("odoo"):
        if not find():
            _fetch()
    return find()


def _checkout(path):
    """Describe a checkout of Odoo's own repository."""
    if not (path / "odoo/release.py").exists():
        raise Stop(
            f"ODOO_SOURCE={path} is not a checkout of Odoo (no odoo/release.py)."
        )
    if not re.search(
        r"^version_info = \(19, 0,",
        (path / "odoo/release.py").read_text(encoding="utf-8"),
        re.M,
    ):
        raise Stop(
            f"ODOO_SOURCE={path} is another release of Odoo; this addon needs 19.0."
        )
    return Source(path, [path / "addons"])


def _prefix():
    """Give the folder that Debian's packages are unpacked into."""
    return cache() / f"odoo-{short_hash(PACKAGES, LAYOUT)}"


def _fetch():
    """Download and unpack the packages, and put the tree in place in one move."""
    if not shutil.which("apt-get"):
        raise Stop("Odoo comes from a Debian package; elsewhere set ODOO_SOURCE=PATH.")
    for leftover in cache().glob("fetch-*"):
        shutil.rmtree(leftover)
    work = pathlib.Path(tempfile.mkdtemp(prefix="fetch-", dir=cache()))
    try:
        with Step("downloading Odoo 19 from Debian (130 MB)"):
            _download(work)
        with Step("unpacking Odoo"):
            for archive in sorted(work.glob("*.deb")):
                run(["dpkg-deb", "-x", archive, work / "tree"], "Unpacking Odoo")
            _mend(work / "tree")
        os.rename(work / "tree", _prefix())
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _mirror():
    """Read from apt which mirror this machine uses for Debian itself."""
    if not system.have_package_lists():
        system.update_package_lists()
    fields = "$(ORIGIN)|$(LABEL)|$(SITE)"
    lines = run(["apt-get", "indextargets", "--format", fields], "Reading apt")
    for line in lines.splitlines():
        origin, label, site = line.split("|", 2)
        if origin == label == "Debian":
            return site
    raise Stop("apt has no Debian source here; set ODOO_SOURCE=PATH to an Odoo 19.")


def _download(work):
    """Fetch the packages with an apt state of its own: no root, no system change."""
    for name in ("lists/partial", "cache/archives/partial"):
        (work / name).mkdir(parents=True)
    mirror = _mirror()
    (work / "sources.list").write_text(
        "".join(
            f"deb [lang=none target=Packages] {mirror} {suite} main\n"
            for suite in PACKAGES
        )
    )
    options = {
        "Dir::State::lists": work / "lists",
        "Dir::Cache": work / "cache",
        "Dir::Etc::SourceList": work / "sources.list",
        "Dir::Etc::SourceParts": "/dev/null",
        "APT::Sandbox::User": "root",
    }
    apt = ["apt-get", "-q", "-o", "APT::Update::Error-Mode=any"]
    for name, value in options.items():
        apt += ["-o", f"{name}={value}"]
    run([*apt, "update"], "Fetching the list of Debian packages", cwd=work)
    wanted = [f"{name}/{suite}" for suite, names in PACKAGES.items() for name in names]
    run([*apt, "download", *wanted], "Downloading Odoo", cwd=work)


def _mend(tree):
    """Add the one script that Odoo's backend lists but Debian left out."""
    package = tree / "usr/lib/python3/dist-packages/odoo"
    script = package / ABSENT_SCRIPT
    script.parent.mkdir(parents=True, exist_ok=True)
    script.touch()
