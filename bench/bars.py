"""The bars that the design sets itself, each beside what was measured."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bench.samples import Result, Table
from bench.scenarios.cold_start import BASELINE, MOBILE_CHANNEL
from bench.servers import FASTAPI_HTTPX, FASTIFY, OURS

WORK = {
    "mobile-0ms": "mobile page",
    "desktop-0ms-unique": "desktop aggregation, all of the same work",
    "desktop-0ms": "desktop aggregation, products kept 5 s",
}
NETWORK_MS = 50.0  # the client's side of a deadline that the server keeps
Tables = Mapping[str, Table]


@dataclass(frozen=True)
class Bar:
    """`aim` is what a met bar still strives for; a bar that was not measured has no `met`."""

    text: str
    limit: str
    measured: str
    met: bool | None
    aim_met: bool | None = None


def bars(tables: Tables) -> list[Bar]:
    return [*_speed(tables), *_latency(tables), *_economy(tables), *_resilience(tables), *_failures(tables)]


def _speed(tables: Tables) -> Iterator[Bar]:
    for scenario, work in WORK.items():
        for peer, least, aim in ((FASTIFY, 0.6, 1.0), (FASTAPI_HTTPX, 5.0, None)):
            ratio = _ratio(tables, scenario, peer)
            aimed = None if aim is None or ratio is None else ratio >= aim
            yield Bar(
                text=f"{work}, requests/s ÷ {peer}",
                limit=f"≥ {least:g} ×" + (f", aim {aim:g} ×" if aim else ""),
                measured=_shown(ratio, 2, " ×") + _by_cpu(tables, scenario, peer),
                met=None if ratio is None else ratio >= least,
                aim_met=aimed,
            )


def _latency(tables: Tables) -> Iterator[Bar]:
    for scenario, channel, most in (("mobile-20ms", "mobile", 1.5), ("desktop-20ms", "desktop", 3.0)):
        yield _at_most(
            f"{channel}, added over a 20 ms upstream, p50", most, _ours(tables, scenario, "added"), 2, " ms"
        )


def _economy(tables: Tables) -> Iterator[Bar]:
    pages = "16 pages ÷ 1 page, 50 ms upstream (10 are the contract's most, 16 extrapolated)"
    yield _at_most(pages, 1.3, _ours(tables, "pages", "sixteen"), 2, " ×")
    sets = _ours(tables, "stampede", "sets", worst=True)
    yield _at_most("200 identical requests, sets of upstream calls", 1.0, sets, 1)
    unanswered = _ours(tables, "stampede", "unanswered", worst=True)
    yield _at_most("200 identical requests, not answered 200", 0, unanswered, 0)
    imported = _median(tables, "import", MOBILE_CHANNEL, "ratio")
    yield _at_most(f"importing the mobile channel ÷ {BASELINE}", 1.6, imported, 2, " ×")
    answer, sent = (_ours(tables, "mobile-0ms", key) for key in ("answer_bytes", "upstream_bytes"))
    share = 100 * answer / sent if answer and sent else None
    yield _at_most("mobile page, of what its upstream sent", 12, share, 1, " %")


def _resilience(tables: Tables) -> Iterator[Bar]:
    ratio = _ours(tables, "isolation", "ratio")
    yield _at_most("desktop p95 while mobile is overloaded ÷ alone", 1.2, ratio, 2, " ×")
    for scenario in ("desktop-slow", "desktop-dead", "mobile-slow"):
        broken = _ours(tables, scenario, "broken", worst=True)
        yield _at_most(f"{scenario}: answers with status 500", 0, broken, 0)
        late = _ours(tables, scenario, "late", worst=True)
        yield _at_most(f"{scenario}: longest answer past its deadline", NETWORK_MS, late, 0, " ms")


def _failures(tables: Tables) -> Iterator[Bar]:
    """Over every round of every scenario in which the upstreams are well."""
    measured = [result for table in tables.values() if (result := table.of(OURS)) and result.spread("failed")]
    failed = sum(sample["failed"] for result in measured for sample in result.samples)
    yield _at_most("failed answers while the upstreams are well", 0, failed if measured else None, 0)


def _ratio(tables: Tables, scenario: str, peer: str) -> float | None:
    mine, theirs = (_median(tables, scenario, name, "per_second") for name in (OURS, peer))
    return mine / theirs if mine and theirs else None


def _by_cpu(tables: Tables, scenario: str, peer: str) -> str:
    """The same by CPU time, which suffers less from neighbours on the machine."""
    mine, theirs = (_median(tables, scenario, name, "cpu_ms") for name in (OURS, peer))
    return f" (by CPU time {theirs / mine:.2f} ×)" if mine and theirs else ""


def _result(tables: Tables, scenario: str, server: str) -> Result | None:
    return tables[scenario].of(server) if scenario in tables else None


def _median(tables: Tables, scenario: str, server: str, key: str) -> float | None:
    result = _result(tables, scenario, server)
    return result.median(key) if result else None


def _ours(tables: Tables, scenario: str, key: str, *, worst: bool = False) -> float | None:
    """The median of our rounds, or the highest of them."""
    result = _result(tables, scenario, OURS)
    spread = result.spread(key) if result else None
    if spread is None:
        return None
    return spread.high if worst else spread.median


def _at_most(text: str, most: float, value: float | None, digits: int, unit: str = "") -> Bar:
    met = None if value is None else value <= most
    return Bar(text, f"≤ {most:g}{unit}", _shown(value, digits, unit), met)


def _shown(value: float | None, digits: int, unit: str) -> str:
    return "not measured" if value is None else f"{value:,.{digits}f}{unit}"
