"""`make i18n`: bring the translation files up to the addon's present texts."""

import shutil

from . import databases, odoo, odoolog, process
from .console import Step, Stop, say
from .paths import MODULE, TOOLS, cache, lock, module_path


def run(_options):
    """Write the .pot file and zh_CN.po anew; new texts stand there untranslated."""
    odoo.ensure()
    database = databases.name("i18n")
    with lock(database):
        databases.copy(database)
        databases.load(database, "-i", MODULE, what="installing the addon")
        template = _export(database)
        _merge(template)
    databases.drop(database)
    say(f"Written: {module_path() / 'i18n'}")
    return 0


def _export(database):
    """Let Odoo write the template with every text; give its path."""
    log = cache() / "logs" / f"{database}-export.log"
    target = cache() / f"{database}.pot"
    words = ["-d", database, "-l", "pot", "-o", target, "--", MODULE]
    with Step("collecting the texts"):
        records = odoolog.Records()
        if records.read(odoo.stream(log, *words, sub=["i18n", "export"])):
            raise Stop(f"Collecting the texts failed; the whole log is {log}.")
    return target


def _merge(template):
    """Give every text of the template its translation from the present zh_CN.po.

    Odoo's own export of a language is not used: it empties the file before it reads
    the translations of the code from it, and gives a text that was reworded the
    translation of the old wording.
    """
    folder = module_path() / "i18n"
    folder.mkdir(exist_ok=True)
    # In the environment of Odoo, which has the library that reads such files.
    python = cache() / "venv-odoo/bin/python"
    script = TOOLS / "devlib" / "po_merge.py"
    process.run(
        [python, "-I", script, template, folder / "zh_CN.po"],
        "Writing the translations",
    )
    shutil.move(template, folder / f"{MODULE}.pot")
