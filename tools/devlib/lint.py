"""`make lint`: style, Odoo's conventions, XML, translations, length of methods."""

import ast
import os
import re
import subprocess
import xml.etree.ElementTree as ElementTree

from . import system, venv
from .console import say
from .paths import REPO, TOOLS, module_path

LONGEST_METHOD = 50
TEXT_FILES = {".py", ".xml", ".js", ".scss", ".csv", ".rst", ".md", ".toml", ".txt"}
UNFINISHED = re.compile(r"\b(TO[D]O|FIX[M]E)\b")
PYLINT_OFF = {
    "consider-merging-classes-inherited": "a large model is split by subject",
    "missing-readme": "it stands at the repository's root",
    "missing-return": "a compute method that extends another returns nothing",
}
READ_BY_TOOLS = "demo/logins.csv"  # `make run` prints it; Odoo does not load it
ODOO_CHECKS_OFF = {
    "xml-header-wrong": "Odoo's own files write utf-8 in small letters",
    "xml-field-numeric-without-eval": "Odoo's own files write plain numbers",
    "po-pretty-format": "the export's own order by source file is kept",
}


def run(_options):
    """Run every check and print what each found; give the exit code."""
    system.install_packages(system.FOR_LINT)
    programs = venv.ensure("lint", "requirements-lint.txt") / "bin"
    checks = {
        "ruff check": lambda: _program(
            programs / "ruff", "check", "--output-format=concise"
        ),
        "ruff format": lambda: _program(programs / "ruff", "format", "--check"),
        "pylint-odoo": lambda: _pylint(programs),
        "oca-checks-odoo-module": lambda: _odoo_checks(programs),
        "XML": _xml,
        "translations": _translations,
        "length of methods": _long_methods,
        "unfinished work": _unfinished,
    }
    failed = [name for name, check in checks.items() if not _passes(name, check())]
    say(
        f"lint: {len(failed)} of {len(checks)} checks failed"
        if failed
        else "lint: good"
    )
    return 1 if failed else 0


def _passes(name, complaints):
    """Print the complaints of a check; say whether there were none."""
    say(f"{'FAILED' if complaints else 'good  '} {name}")
    for complaint in complaints:
        say(f"  {complaint}")
    return not complaints


def _program(*command):
    """Give the lines that a failing program printed."""
    result = subprocess.run(
        list(map(str, command)),
        cwd=REPO,
        env={**os.environ, "NO_COLOR": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode == 0:
        return []
    lines = (result.stdout + result.stderr).splitlines()
    return [line for line in lines if line.strip()] or [
        f"exit code {result.returncode}"
    ]


def _pylint(programs):
    """Check Odoo's conventions in Python and the manifest."""
    configuration = REPO / "pyproject.toml"
    pylint = [programs / "python", "-m", "pylint", f"--rcfile={configuration}"]
    wanted = ["--disable=all", "--enable=odoolint", f"--disable={','.join(PYLINT_OFF)}"]
    return _program(*pylint, *wanted, "--score=no", module_path())


def _odoo_checks(programs):
    """Check Odoo's conventions in XML and CSV."""
    off = f"--disable={','.join(ODOO_CHECKS_OFF)}"
    lines = _program(programs / "oca-checks-odoo-module", off, module_path())
    return [line for line in lines if READ_BY_TOOLS not in line]


def _xml():
    """Check that every XML file parses."""
    complaints = []
    for path in sorted(module_path().rglob("*.xml")):
        try:
            ElementTree.parse(path)
        except ElementTree.ParseError as error:
            complaints.append(f"{_short(path)}: {error}")
    return complaints


def _translations():
    """Check that the Chinese is well formed and complete."""
    path = module_path() / "i18n" / "zh_CN.po"
    if not path.exists():
        return [f"{_short(path)} is missing"]
    command = ["msgfmt", "--check", "--statistics", "-o", os.devnull, str(path)]
    environment = {**os.environ, "LC_ALL": "C"}
    result = subprocess.run(
        command, capture_output=True, text=True, check=False, env=environment
    )
    lines = result.stderr.splitlines()
    incomplete = any("fuzzy" in line or "untranslated" in line for line in lines)
    return lines if result.returncode or incomplete else []


def _long_methods():
    """List the methods outside tests that are too long to read."""
    complaints = []
    for path in _files(".py"):
        if "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = node.end_lineno - node.lineno + 1
                if length > LONGEST_METHOD:
                    place = f"{_short(path)}:{node.lineno}"
                    complaints.append(f"{place} {node.name} has {length} lines")
    return complaints


def _unfinished():
    """List the marks of unfinished work."""
    complaints = []
    for path in _files(*TEXT_FILES):
        text = path.read_text(encoding="utf-8")
        for number, line in enumerate(text.splitlines(), start=1):
            if match := UNFINISHED.search(line):
                complaints.append(f"{_short(path)}:{number}: {match[0]}")
    return complaints


def _files(*suffixes):
    """Give the files of the addon and the tools that end in one of the suffixes."""
    for folder in (module_path(), TOOLS):
        for path in sorted(folder.rglob("*")):
            if path.suffix in suffixes and path.is_file():
                yield path


def _short(path):
    """Give a path as seen from the repository."""
    return os.path.relpath(path, REPO)
