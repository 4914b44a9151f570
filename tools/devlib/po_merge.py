"""Fill a template with the translations of a .po file, text by text.

    po_merge.py TEMPLATE PO

A text that the .po file lacks stays untranslated; one that the template lacks goes.
"""

import pathlib
import sys

import polib

HEADER = {"Language": "zh_CN", "Plural-Forms": "nplurals=1; plural=0;"}


def merge(template, path):
    """Write the .po file anew with the texts of the template."""
    known, header = {}, {}
    if path.exists():
        old = polib.pofile(str(path))
        known = {entry.msgid: entry.msgstr for entry in old}
        header = dict(old.metadata)
    new = polib.pofile(str(template))
    for entry in new:
        entry.msgstr = known.get(entry.msgid, "")
    created = {"POT-Creation-Date": new.metadata["POT-Creation-Date"]}
    new.metadata = {**new.metadata, **header, **created, **HEADER}
    new.save(str(path))


if __name__ == "__main__":
    merge(*map(pathlib.Path, sys.argv[1:]))
