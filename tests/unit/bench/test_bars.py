from collections.abc import Mapping

from bench.bars import Bar, bars
from bench.samples import Column, Result, Table
from bench.servers import FASTAPI_HTTPX, FASTIFY, OURS


def table(name: str, key: str, medians: Mapping[str, float]) -> Table:
    results = [Result(server, [{key: value}]) for server, value in medians.items()]
    return Table(name, name, [Column(key, key)], results)


def bar(text: str, *tables: Table) -> Bar:
    return next(bar for bar in bars({table.name: table for table in tables}) if text in bar.text)


def test_a_bar_is_met_short_of_its_aim() -> None:
    speed = table("mobile-0ms", "per_second", {OURS: 700, FASTIFY: 1000, FASTAPI_HTTPX: 100})
    found = bar(f"mobile page, requests/s ÷ {FASTIFY}", speed)
    assert (found.met, found.aim_met, found.measured[:4]) == (True, False, "0.70")


def test_a_bar_is_missed_below_its_limit() -> None:
    speed = table("desktop-0ms-unique", "per_second", {OURS: 400, FASTIFY: 1000, FASTAPI_HTTPX: 100})
    assert bar(f"same work, requests/s ÷ {FASTIFY}", speed).met is False
    assert bar(f"same work, requests/s ÷ {FASTAPI_HTTPX}", speed).met is False


def test_what_was_not_measured_is_neither_met_nor_missed() -> None:
    assert {found.met for found in bars({})} == {None}


def test_the_worst_round_decides_about_faults() -> None:
    rounds = [{"broken": 0.0, "late": 0.0}, {"broken": 1.0, "late": 0.0}, {"broken": 0.0, "late": 0.0}]
    faults = Table("desktop-dead", "", [], [Result(OURS, rounds)])
    assert bar("desktop-dead: answers with status 500", faults).met is False
    assert bar("desktop-dead: longest answer", faults).met is True
