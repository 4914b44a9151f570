"""`make i18n`: bring the translation files up to the addon's present texts."""

from . import databases, odoo, odoolog
from .console import Step, Stop, say
from .paths import MODULE, cache, lock, module_path


def run(_options):
    """Write the .pot file and zh_CN.po anew; new texts stand there untranslated."""
    odoo.ensure()
    database = databases.name("i18n")
    with lock(database):
        databases.copy(database)
        databases.load(database, "-i", MODULE, what="installing the addon")
        _export(database)
    databases.drop(database)
    say(f"Written: {module_path() / 'i18n'}")
    return 0


def _export(database):
    """Let Odoo write the files."""
    log = cache() / "logs" / f"{database}-export.log"
    words = ["-d", database, "-l", "pot", "zh_CN", "--", MODULE]
    with Step("writing the translation files"):
        records = odoolog.Records()
        if records.read(odoo.stream(log, *words, sub=["i18n", "export"])):
            raise Stop(f"Writing the translations failed; the whole log is {log}.")
