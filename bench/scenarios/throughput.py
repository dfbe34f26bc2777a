"""Servers under a closed loop: how many answers a second from one core, and how late."""

from collections.abc import Sequence
from dataclasses import dataclass

from bench.answers import check_same, everybodys, fetch
from bench.load import Load, Request, closed_loop
from bench.machine import cpu_seconds, resident_megabytes
from bench.run import Run
from bench.samples import Column, Table
from bench.servers import Server
from bench.upstreams import everywhere

THROUGHPUT = (
    Column("per_second", "requests/s", spread=True),
    Column("p50", "p50 ms", 1),
    Column("p99", "p99 ms", 1),
    Column("cpu_ms", "CPU ms/request", 2),
    Column("rss", "RSS MB"),
    Column("calls", "upstream calls/request", 1),
    Column("answer_bytes", "answer B"),
    Column("upstream_bytes", "upstream B"),
    Column("failed", "failed"),
)
LATENCY = (
    Column("p50", "p50 ms", 2, spread=True),
    Column("added", "added ms", 2, spread=True),
    Column("p95", "p95 ms", 2),
    Column("p99", "p99 ms", 2),
    Column("cpu_ms", "CPU ms/request", 2),
    Column("failed", "failed"),
)
MOBILE = "/mobile/orders?page=1"
DESKTOP = "/desktop/orders?page=1&pages=5"


@dataclass(frozen=True)
class Throughput:
    """`steps` is how many upstream calls follow each other: what the answer must wait for in any case.

    `unique` products are named by one request only, so that a server which keeps some has the same work.
    """

    name: str
    title: str
    channel: str
    target: str
    connections: int
    delay_ms: float = 0
    steps: int = 0
    unique: bool = False
    columns: Sequence[Column] = THROUGHPUT

    def measure(self, run: Run) -> Table:
        with run.servers(self.channel) as servers:
            alone = self._compare(run, servers)
            run.upstreams.behave(everywhere(delay_ms=self.delay_ms, unique=self.unique))
            floor = self._floor(run) if self.steps else 0.0
            run.ask_once(servers, self.channel, self.target)
            for server in servers:
                self._load(run, server, run.warm_up_seconds)
            results = run.alternate(
                servers, lambda server: self._sample(run, server, floor) | alone[server.name]
            )
        return Table(self.name, self.title, self.columns, results)

    def _compare(self, run: Run, servers: Sequence[Server]) -> dict[str, dict[str, float]]:
        """What one answer costs each server, once all of them hold the same data."""
        costs: dict[str, dict[str, float]] = {}
        for caller in run.callers[:2]:
            bodies = {}
            for server in servers:
                run.upstreams.behave({})
                bodies[server.name] = body = fetch(server, self.channel, self.target, caller)
                check_same((servers[0], bodies[servers[0].name]), (server, body), self.channel)
                traffic = run.upstreams.traffic()
                costs[server.name] = {"answer_bytes": len(body), "upstream_bytes": traffic.bytes}
        return costs

    def _load(self, run: Run, server: Server, seconds: int) -> Load:
        asked = everybodys(server, self.channel, self.target, run.callers)
        return closed_loop(server.url(self.channel), asked, connections=self.connections, seconds=seconds)

    def _floor(self, run: Run) -> float:
        """The median of an upstream call with no server between, in milliseconds."""
        target = f"/orders?userId={run.callers[0].object_id}&page=1&size=10"
        asked = [Request("GET", target, {"Accept": "application/json"})]
        return closed_loop(run.stack.url("orders"), asked, connections=1, seconds=run.seconds).p50

    def _sample(self, run: Run, server: Server, floor: float) -> dict[str, float]:
        pid = server.pid(self.channel)
        before = cpu_seconds(pid)
        run.upstreams.behave(everywhere(delay_ms=self.delay_ms, unique=self.unique))
        load = self._load(run, server, run.seconds)
        used = cpu_seconds(pid) - before
        return latencies(load) | {
            "per_second": load.per_second,
            "added": load.p50 - self.steps * floor,
            "cpu_ms": used / max(1, load.requests) * 1000,
            "calls": run.upstreams.traffic().calls / (load.requests + self.connections),
            "rss": resident_megabytes(pid),
            "failed": load.unanswered,
        }


def latencies(load: Load) -> dict[str, float]:
    return {"p50": load.p50, "p95": load.p95, "p99": load.p99, "max": load.max}


SCENARIOS = (
    Throughput("mobile-0ms", "Mobile: a page of 10 orders; 16 at a time", "mobile", MOBILE, 16),
    Throughput("desktop-0ms", "Desktop: 5 pages × 3 services, joined; 16 at a time", "desktop", DESKTOP, 16),
    Throughput(
        name="desktop-0ms-unique",
        title="Desktop: the same, no product named by two requests, so that nothing kept is of use",
        channel="desktop",
        target=DESKTOP,
        connections=16,
        unique=True,
    ),
    Throughput(
        name="mobile-20ms",
        title="Mobile, one at a time; the upstream answers after 20 ms",
        channel="mobile",
        target=MOBILE,
        connections=1,
        delay_ms=20,
        steps=1,
        columns=LATENCY,
    ),
    Throughput(
        name="desktop-20ms",
        title="Desktop, one at a time; each upstream answers after 20 ms, in two steps",
        channel="desktop",
        target=DESKTOP,
        connections=1,
        delay_ms=20,
        steps=2,
        columns=LATENCY,
    ),
)
