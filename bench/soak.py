"""Portico for a long time at half its capacity, while every hundredth upstream call goes wrong."""

import asyncio
import os
import random
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from bench import machine
from bench.load import Request, closed_loop
from bench.open_loop import Question, Standstill, open_loop, watch
from bench.servers import OURS, Server, serving
from bench.soak_report import SAMPLE_SECONDS, Record, SoakReport
from bench.stack import CALLERS, Caller, Stack
from bench.upstreams import Upstreams, everywhere, upstreams

FAULT_SHARE = 0.01
SHARE_OF_CAPACITY = 0.25  # of each channel's: two channels share the core, so together half of it
SATURATING = 16
TARGETS = {"mobile": "/mobile/orders?page={}", "desktop": "/desktop/orders?page={}&pages=5"}
ORDER_PAGES = {"mobile": 1, "desktop": 5}
DEADLINES = {"mobile": 2.0, "desktop": 5.0}
PAGES = 15


def soak(minutes: float, results: Path) -> str:
    """The Markdown that was also written, beside its JSON."""
    cores = machine.Cores.available()
    os.sched_setaffinity(0, cores.others)
    stack, before = Stack(), machine.load_average()
    with (
        stack.identity(sys.executable),
        stack.collector(sys.executable),
        upstreams(stack) as services,
        serving(OURS, stack, cores.server, tuple(TARGETS)) as server,
    ):
        callers = asyncio.run(stack.callers(CALLERS))
        records = [
            Record(channel, _rate(server, channel, callers), DEADLINES[channel]) for channel in TARGETS
        ]
        standstills = asyncio.run(_run(server, services, callers, records, minutes * 60))
        load = before, machine.load_average()
        report = SoakReport(minutes, records, services.traffic(), standstills, load)
    report.write(results)
    return report.markdown()


def _rate(server: Server, channel: str, callers: Sequence[Caller]) -> float:
    """Requests a second: a share of what a closed loop gets that asks for the same pages."""
    asked = [
        Request("GET", TARGETS[channel].format(page), server.headers_for(channel, caller))
        for page in range(1, PAGES + 1)
        for caller in callers
    ]
    closed_loop(server.url(channel), asked, connections=SATURATING, seconds=3)
    load = closed_loop(server.url(channel), asked, connections=SATURATING, seconds=5)
    return load.per_second * SHARE_OF_CAPACITY


async def _run(
    server: Server, services: Upstreams, callers: Sequence[Caller], records: Sequence[Record], seconds: float
) -> list[Standstill]:
    standstills: list[Standstill] = []
    services.behave(everywhere(fault_share=FAULT_SHARE))
    async with asyncio.TaskGroup() as group:
        watching = [group.create_task(_weigh(server, records)), group.create_task(watch(standstills))]
        async with asyncio.TaskGroup() as load:
            for record in records:
                url, choose = server.url(record.channel), _choice(server, record.channel, callers)
                load.create_task(open_loop(url, choose, record.per_second, seconds, record.add))
        for task in watching:
            task.cancel()
    return standstills


async def _weigh(server: Server, records: Sequence[Record]) -> None:
    while True:
        for record in records:
            record.megabytes.append(machine.resident_megabytes(server.pid(record.channel)))
        await asyncio.sleep(SAMPLE_SECONDS)


def _choice(server: Server, channel: str, callers: Sequence[Caller]) -> Callable[[], Question]:
    """Callers and pages by chance, the same ones in every run."""
    chance = random.Random(channel)  # noqa: S311 - no secret
    headers = {caller.login: server.headers_for(channel, caller) for caller in callers}

    def choose() -> Question:
        login, page = chance.choice(list(headers)), chance.randint(1, PAGES)
        parts = frozenset(f"{login} {number}" for number in range(page, page + ORDER_PAGES[channel]))
        return Question(Request("GET", TARGETS[channel].format(page), headers[login]), parts)

    return choose
