"""What a measurement in tools/bench_*.py has at hand, next to Odoo's `env`."""

import json
import statistics
import time


def report(what, value, unit, most=None):
    """Put a row into the table.

    :param most: the value must not be above this
    """
    row = {"what": what, "value": value, "unit": unit, "most": most}
    print("@bench " + json.dumps(row), flush=True)


def measure(what, function, repeat=5, most=None, most_queries=None):
    """Report the median time of a call, and its queries, from cold caches.

    Each call happens inside a savepoint that is rolled back.
    """
    seconds, queries = [], []
    for _turn in range(repeat):
        env.invalidate_all()
        with env.cr.savepoint(flush=False) as savepoint:
            first_query = env.cr.sql_log_count
            started = time.perf_counter()
            function()
            env.flush_all()
            seconds.append(time.perf_counter() - started)
            queries.append(env.cr.sql_log_count - first_query)
            savepoint.rollback()
    report(what, round(statistics.median(seconds) * 1000, 1), "ms", most)
    report(what, int(statistics.median(queries)), "queries", most_queries)
