# Screening copy against the list of restricted terms (B10).
# ruff: noqa: F821 - `env`, `report` and `measure` come with the prelude
TERMS = 1000
BYTES = 20_000


def make_list():
    """The seed list, filled up to 1,000 terms."""
    terms = env["ad.restricted.term"]
    missing = TERMS - terms.search_count([])
    terms.create(
        [
            {"name": chr(0x4E00 + n % 300) + chr(0x6000 + n), "article": "Bench"}
            for n in range(missing)
        ]
    )
    env.flush_all()
    return terms


def make_text():
    """Copy as customers write it, with a hit now and then."""
    sentences = "".join(
        f"本公司生产电动调节阀,公称通径DN{n % 300},国家级高新技术企业,欢迎来电。"
        for n in range(400)
    )
    return sentences.encode()[:BYTES].decode(errors="ignore")


def bench_screening():
    """B10: one pass over 20 kB; the matcher is compiled once a list version."""
    text = make_text()
    matcher = make_list()._matcher()
    runs = []
    for _turn in range(20):
        # The processor's time: what else the machine does is no cost of ours.
        started = time.process_time()
        list(matcher.find(text))
        runs.append(time.process_time() - started)
    runs.sort()
    found = round(runs[len(runs) // 2] * 1000, 2)
    report("B10 screen 20 kB against 1,000 terms", found, "ms", 5)


bench_screening()
