"""An upstream that is slow or dead: how many answers stay useful, and how late they come."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bench.answers import everybodys
from bench.load import Load, closed_loop
from bench.run import Run
from bench.samples import Column, Sample, Table
from bench.scenarios.throughput import DESKTOP, MOBILE, latencies
from bench.servers import Server
from bench.upstreams import Behaviours

NEVER_MS = 30_000  # beyond every deadline
CLOSED_PORT = "http://127.0.0.1:9"
CONNECTIONS = 8
STEADY_SECONDS = 1
HEALTHY_SECONDS = 1


@dataclass(frozen=True)
class Faults:
    """`behaviours` set in when a round begins; `urls` of a dead service hold from the start."""

    name: str
    title: str
    channel: str
    target: str
    deadline_ms: int
    behaviours: Behaviours = field(default_factory=dict)
    urls: Mapping[str, str] = field(default_factory=dict)
    columns = (
        Column("useful", "useful answers/s", 1, spread=True),
        Column("partial", "of them partial %"),
        Column("errors", "errors %"),
        Column("broken", "status 500"),
        Column("p50", "p50 ms", 1),
        Column("max", "longest ms"),
        Column("late", "past the deadline by ms"),
    )

    def measure(self, run: Run) -> Table:
        with run.servers(self.channel, self.urls) as servers:
            run.upstreams.behave({})
            run.ask_once(servers, self.channel, self.target)
            rounds = run.few_rounds
            results = run.alternate(servers, lambda server: self._sample(run, server), rounds)
        return Table(self.name, f"{self.title} ({rounds} rounds)", self.columns, results)

    def _sample(self, run: Run, server: Server) -> Sample:
        """From a healthy start; with a slow upstream long enough for the first answers to come."""
        run.upstreams.behave({})
        self._load(run, server, HEALTHY_SECONDS)
        run.upstreams.behave(self.behaviours)
        waited = self.deadline_ms // 1000 if self.behaviours else 0
        load = self._load(run, server, waited + STEADY_SECONDS)
        useful = load.complete + load.partial
        return latencies(load) | {
            "useful": useful / load.seconds,
            "partial": 100 * load.partial / useful if useful else 0,
            "errors": 100 * (load.refused + load.broken) / load.requests if load.requests else 100,
            "broken": load.broken,
            "late": max(0.0, load.max - self.deadline_ms),
        }

    def _load(self, run: Run, server: Server, seconds: int) -> Load:
        asked = everybodys(server, self.channel, self.target, run.callers)
        return closed_loop(
            server.url(self.channel), asked, connections=CONNECTIONS, seconds=seconds, inspect=True
        )


SCENARIOS = (
    Faults(
        name="desktop-slow",
        title="Desktop; from one moment on, users answers only after 30 s",
        channel="desktop",
        target=DESKTOP,
        deadline_ms=5000,
        behaviours={"users": {"delay_ms": NEVER_MS}},
    ),
    Faults(
        name="desktop-dead",
        title="Desktop; nothing listens where products should be",
        channel="desktop",
        target=DESKTOP,
        deadline_ms=5000,
        urls={"products": CLOSED_PORT},
    ),
    Faults(
        name="mobile-slow",
        title="Mobile; from one moment on, orders answers only after 30 s",
        channel="mobile",
        target=MOBILE,
        deadline_ms=2000,
        behaviours={"orders": {"delay_ms": NEVER_MS}},
    ),
)
