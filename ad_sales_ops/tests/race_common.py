"""Several transactions at the same moment, as several servers have them."""

import threading
from unittest.mock import patch

from odoo.modules.registry import DummyRLock, Registry


def at_once(case, *steps):
    """Start all steps at once, each with a snapshot taken before any began.

    :param steps: functions of a cursor of their own
    :return: what they returned, in their order; an error fails the case
    """
    barrier, results, errors = threading.Barrier(len(steps)), {}, []

    def run(index):
        try:
            with case.registry.cursor() as cr:
                cr.execute("SELECT 1")
                barrier.wait(timeout=30)
                results[index] = steps[index](cr)
        except Exception as error:  # noqa: BLE001 - anything is a failure here
            errors.append(error)

    threads = [
        threading.Thread(target=run, args=(index,), daemon=True)
        for index in range(len(steps))
    ]
    # The server's main thread, in which tests run, keeps the registry to itself.
    with patch.object(Registry, "_lock", DummyRLock()):
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
    case.assertEqual(errors, [])
    case.assertEqual(len(results), len(steps))
    return [results[index] for index in range(len(steps))]
