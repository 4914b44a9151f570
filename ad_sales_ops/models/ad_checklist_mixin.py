"""Named checks that say in words what is missing."""

from collections import defaultdict
from typing import NamedTuple

from odoo import models


class Check(NamedTuple):
    """One entry of a checklist.

    ``method`` names a method that takes a recordset and returns
    ``{record: [Failure, …]}`` for the part that fails, so that a check runs once
    for a batch. ``stage`` groups the checks of one moment.
    """

    code: str
    label: str
    method: str
    stage: str = ""


class Failure(NamedTuple):
    """A sentence that says what is wrong and the record where it is mended."""

    sentence: str
    target: models.BaseModel | None = None


class AdChecklistMixin(models.AbstractModel):
    """Run named checks over a batch and tell the failures in words."""

    _name = "ad.checklist.mixin"
    _description = "Checklist"

    def _checklist(self):
        """The checks of this model; an addon on top extends the list.

        :rtype: list[Check]
        """
        return []

    def _checklist_failures(self, stages=None, codes=None):
        """Run the checks, each once for the whole batch.

        :param stages: stages to run, all when empty
        :param codes: codes to run, all when empty
        :return: ``{record: [Failure, …]}`` with the failing records only
        """
        failures = defaultdict(list)
        for check in self._checklist():
            if stages and check.stage not in stages:
                continue
            if codes and check.code not in codes:
                continue
            for record, found in getattr(self, check.method)().items():
                failures[record] += found
        return dict(failures)

    def _checklist_text(self, failures):
        """One line a failure, for messages and stored columns."""
        return "\n".join(f"• {failure.sentence}" for failure in failures)
