"""What a browser's session costs: the cookie beside the bearer token, and the steps of its life."""

import asyncio
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from bench.answers import AnswersDiffer
from bench.load import Request, closed_loop
from bench.machine import cpu_seconds
from bench.process import Process, running
from bench.run import Run
from bench.samples import Column, Result, Sample, Table
from bench.scenarios.repeat import LIMIT, NO_LIMIT
from bench.scenarios.session_steps import Steps
from bench.scenarios.throughput import latencies
from bench.servers import functions_host
from bench.stack import Caller, Stack

BEARER = "bearer token"
KEPT = "cookie, its token kept by the gateway"
EXCHANGED = "cookie, exchanged for each request"
TARGET = "/desktop/orders?page=1&pages=1"
STORED = '["expiresIn"] > 0)'
NEVER_STORED = '["expiresIn"] > 1000000000)'
SPARE_PORT = 70  # beside the gateway's own; the stack's parts leave it free


@dataclass(frozen=True)
class Way:
    """A way to the same screen: a gateway, and the headers by which it knows the caller."""

    name: str
    gateway: Process
    requests: list[Request]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.gateway.port}"


class Session:
    """One request at a time through the gateway; its BFF, on another core, is the same for all ways."""

    name = "session"
    columns = (
        Column("p50", "p50 ms", 2, spread=True),
        Column("extra", "over bearer ms", 2, spread=True),
        Column("p99", "p99 ms", 2),
        Column("gateway_cpu", "gateway CPU ms", 2),
        Column("bff_cpu", "BFF CPU ms", 2),
        Column("failed", "failed"),
    )

    def measure(self, run: Run) -> Table:
        run.upstreams.behave({})
        steps = Steps(run.stack)
        cookies = asyncio.run(steps.sessions_of(run.callers))
        with (
            functions_host(run.stack, "desktop", run.cores.others[0]) as bff,
            _gateway(run, "kept", run.stack.layout.port, {LIMIT: NO_LIMIT}) as kept,
            _gateway(
                run, "exchanging", kept.port + SPARE_PORT, {LIMIT: NO_LIMIT, STORED: NEVER_STORED}
            ) as other,
        ):
            ways = [
                Way(BEARER, kept, [_bearer(caller) for caller in run.callers]),
                Way(KEPT, kept, [_cookie(cookies[caller.login]) for caller in run.callers]),
                Way(EXCHANGED, other, [_cookie(cookies[caller.login]) for caller in run.callers]),
            ]
            for way in ways:
                _ask_once(way)
                _sample(way, bff, run.warm_up_seconds)
            rounds = [_round(ways, bff, run.seconds) for _ in range(run.rounds)]
            lives = [asyncio.run(steps.live(run.callers[0].login)) for _ in range(run.few_rounds)]
        results = [Result(way.name, [samples[way.name] for samples in rounds]) for way in ways]
        results += [Result(step, [life[step] for life in lives]) for step in lives[0]]
        title = "A desktop screen by token and by cookie, one at a time; and the steps of a session"
        return Table(self.name, title, self.columns, results)


def _round(ways: list[Way], bff: Process, seconds: int) -> Mapping[str, Sample]:
    samples = {way.name: dict(_sample(way, bff, seconds)) for way in ways}
    for sample in samples.values():
        sample["extra"] = sample["p50"] - samples[BEARER]["p50"]
    return samples


def _ask_once(way: Way) -> None:
    """Every caller: from here on, tokens and connections are warm. AnswersDiffer for any but a success."""
    with httpx.Client(base_url=way.url, timeout=20) as http:
        for asked in way.requests:
            answer = http.get(asked.target, headers=asked.headers)
            if answer.status_code != httpx.codes.OK:
                raise AnswersDiffer(f"{way.name}: {asked.target} answered {answer.status_code}")


def _sample(way: Way, bff: Process, seconds: int) -> Sample:
    before = cpu_seconds(way.gateway.pid), cpu_seconds(bff.pid)
    load = closed_loop(way.url, way.requests, connections=1, seconds=seconds)
    used = cpu_seconds(way.gateway.pid) - before[0], cpu_seconds(bff.pid) - before[1]
    return latencies(load) | {
        "gateway_cpu": used[0] / load.requests * 1000,
        "bff_cpu": used[1] / load.requests * 1000,
        "failed": load.unanswered,
    }


def _bearer(caller: Caller) -> Request:
    return Request("GET", TARGET, {"Authorization": f"Bearer {caller.tokens['desktop']}"})


def _cookie(session: str) -> Request:
    return Request("GET", TARGET, {"Cookie": f"__Host-Http-portico={session}", "X-CSRF": "1"})


@contextmanager
def _gateway(run: Run, name: str, port: int, changes: Mapping[str, str]) -> Iterator[Process]:
    """On the server's core, with the real policies but for these changes of their text."""
    infra = _infra(run.stack, name, changes)
    module, config = run.stack.config_of("gateway", {"infra": str(infra), "port": port})
    command = (sys.executable, "-m", module, "--config", str(config))
    with running(command, log=run.stack.log(name), port=port, cores=[run.cores.server]) as gateway:
        yield gateway


def _infra(stack: Stack, name: str, changes: Mapping[str, str]) -> Path:
    copy = stack.layout.state / f"infra-{name}"
    shutil.copytree(stack.layout.infra, copy, dirs_exist_ok=True)
    files = (copy / "channels.json", copy / "policies/fragments/exchange-session.xml")
    texts = {path: path.read_text("utf-8") for path in files}
    for before, after in changes.items():
        if not any(before in text for text in texts.values()):
            raise AnswersDiffer(f"the policies no longer say {before}")
        texts = {path: text.replace(before, after) for path, text in texts.items()}
    for path, text in texts.items():
        path.write_text(text, encoding="utf-8")
    return copy
