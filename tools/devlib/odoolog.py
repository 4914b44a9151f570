"""Reading Odoo's log: records, complaints, and how each test ended."""

import re

from .paths import TOOLS

LINE = re.compile(
    r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \d+ (?P<level>[A-Z]+) \S+ "
    r"(?P<logger>[^\s:]+): (?P<message>.*)"
)
COMPLAINTS = ("WARNING", "ERROR", "CRITICAL")


class Record:
    """One record of the log; what a program printed besides has level PRINTED."""

    def __init__(self, line):
        """Take a line apart."""
        match = LINE.match(line)
        self.level = match["level"] if match else "PRINTED"
        self.logger = match["logger"] if match else ""
        self.message = match["message"] if match else line
        self.lines = [line]

    @property
    def is_fatal(self):
        """Say whether the record tells that something was not loaded."""
        return self.level != "WARNING" or "demo data failed" in self.message

    @property
    def text(self):
        """Give the record as it stands in the log."""
        return "\n".join(self.lines)


class Records:
    """The records of one run of Odoo."""

    def __init__(self, watch=None):
        """Start with none.

        :param watch: called with each record when its first line was read
        """
        self.records = []
        self.watch = watch

    def read(self, stream):
        """Read a stream of `odoo.stream` to its end and give Odoo's exit code."""
        while True:
            try:
                line = next(stream)
            except StopIteration as end:
                return end.value
            self._add(line.rstrip())

    def _add(self, line):
        """Start a record, or continue the last one."""
        if self.records and not LINE.match(line):
            self.records[-1].lines.append(line)
            return
        record = Record(line)
        self.records.append(record)
        if self.watch:
            self.watch(record)

    def complaints(self):
        """List the records of level WARNING and worse that nobody allowed."""
        allowed = _allowed()
        return [
            record
            for record in self.records
            if record.level in COMPLAINTS
            and not any(pattern.search(record.text) for pattern in allowed)
        ]


def _allowed():
    """Read the patterns of complaints that are known and harmless."""
    lines = (TOOLS / "log_allow.txt").read_text(encoding="utf-8").splitlines()
    return [re.compile(line) for line in lines if line and not line.startswith("#")]
