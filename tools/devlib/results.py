"""How the tests of one run of Odoo ended, read from its log."""

import re

FAILURE = re.compile(r"(?:FAIL|ERROR): (?:Subtest )?(?P<test>\S+(?: \(odoo\.\S+\))?)")
HOLDER = re.compile(r"(?P<step>setUpClass|tearDownClass) \((?P<path>[\w.]+)\)")
SKIP = re.compile(r"skipped (?:Subtest )?(?P<test>.+?) : (?P<reason>.*)")
START = re.compile(r"Starting (?P<test>\S+) \.\.\.$")
TOTAL = re.compile(r"\d+ failed, \d+ error\(s\) of (?P<count>\d+) tests when loading")
SUMMARY = re.compile(
    r"Module \S+: \d+ failures, \d+ errors of \d+ tests"
    r"|At least one test failed when loading|\d+ failed, \d+ error\(s\) of"
)
LOADING = "loading the modules"


class Results:
    """Which tests ran, failed and were skipped."""

    def __init__(self, records):
        """Read the records of a run that has ended."""
        self.started = []
        self.failed = {}
        self.skipped = {}
        self.total = None
        self._complaints = {id(record) for record in records.complaints()}
        self._running = LOADING
        self._since_start = []
        self._summaries = []
        for record in records.records:
            self._read(record)
        if not self.failed:
            for record in self._summaries:
                self._fail(LOADING, record)

    @property
    def passed(self):
        """List the tests that ran to their end and made no complaint."""
        lost = self.failed.keys() | self.skipped.keys()
        return [name for name in self.started if name not in lost]

    @property
    def ended(self):
        """Say whether Odoo told its own count and it agrees with the log's."""
        return self.total == len(self.started)

    @property
    def good(self):
        """Say whether tests ran and none failed."""
        return self.ended and bool(self.passed) and not self.failed

    def add(self, other):
        """Take in a second run; a class that was skipped here and ran there counts."""
        both_ended = self.ended and other.ended
        ran = {name.rpartition(".")[0] for name in other.passed}
        self.skipped = {
            name: reason
            for name, reason in self.skipped.items()
            if name.split()[0] not in ran and name.rpartition(".")[0] not in ran
        }
        self.skipped |= other.skipped
        self.started += [name for name in other.started if name not in self.started]
        self.failed |= other.failed
        self.total = len(self.started) if both_ended and other.started else None

    def line(self):
        """Give the closing line."""
        text = f"{len(self.passed)} passed, {len(self.failed)} failed"
        return f"{text}, {len(self.skipped)} skipped" if self.skipped else text

    def outcomes(self):
        """Give the outcome of each test by its name."""
        outcomes = dict.fromkeys(self.passed, "passed")
        outcomes |= dict.fromkeys(self.skipped, "skipped")
        return outcomes | dict.fromkeys(self.failed, "failed")

    def _read(self, record):
        """Take in one record."""
        if match := START.match(record.message):
            self._running = _name(record, match["test"])
            self.started.append(self._running)
            self._since_start = []
        elif match := SKIP.match(record.message):
            self.skipped[_name(record, match["test"])] = match["reason"]
        elif match := record.level == "ERROR" and FAILURE.match(record.message):
            self._read_failure(_name(record, match["test"]), record)
        elif match := TOTAL.match(record.message):
            self.total = int(match["count"])
        if id(record) in self._complaints and SUMMARY.match(record.message):
            self._summaries.append(record)
        elif id(record) in self._complaints and not FAILURE.match(record.message):
            self._since_start.append(record)
            self._fail(self._running, record)

    def _read_failure(self, name, record):
        """Take in a failure; one of a class's set-up explains what came before it."""
        if name.endswith(" setUpClass") and self._since_start:
            rest = self.failed[self._running]
            for complaint in self._since_start:
                rest.remove(complaint)
                self._fail(name, complaint)
            if not rest:
                del self.failed[self._running]
            self._since_start = []
        self._fail(name, record)

    def _fail(self, name, record):
        """Note why a test failed; a complaint in the log counts as well."""
        self.failed.setdefault(name, []).append(record)


def _name(record, test):
    """Name a test by its module, class and method."""
    if holder := HOLDER.search(record.message):
        return f"{holder['path']} {holder['step']}".removeprefix("odoo.addons.")
    return f"{record.logger}.{test}".removeprefix("odoo.addons.")
