"""What telemetry costs: the same host with an exporter and without one, in alternating pairs."""

import math
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from statistics import mean, stdev

from bench.answers import everybodys
from bench.load import closed_loop
from bench.machine import cpu_seconds
from bench.process import running
from bench.run import Run
from bench.samples import Column, Result, Sample, Table
from bench.scenarios.throughput import DESKTOP, MOBILE
from bench.servers import Server, function_keys

PAIRS = 20
STUDENTS_T = 2.093  # 97.5 % point for 19 degrees of freedom: a 95 % confidence interval of 20 pairs
CONNECTIONS = 8
SETTLE_SECONDS = 1.0  # what is exported comes up to half a second after its request
WITHOUT_PORTS = 60
TARGETS = {"mobile": MOBILE, "desktop": DESKTOP}


class Telemetry:
    """CPU of the whole process, its exporting threads too; a collector on another core takes what is sent."""

    name = "telemetry"
    columns = (
        Column("cpu_us", "CPU µs/request", spread=True),
        Column("cost", "of it telemetry µs", 1),
        Column("margin", "± (95 %)", 1),
        Column("share", "%", 1),
        Column("failed", "failed"),
    )

    def measure(self, run: Run) -> Table:
        run.upstreams.behave({})
        results = [result for channel in TARGETS for result in self._pairs(run, channel)]
        title = f"Exporting spans and metrics or not; {PAIRS} alternating pairs, {CONNECTIONS} at a time"
        return Table(self.name, title, self.columns, results)

    def _pairs(self, run: Run, channel: str) -> list[Result]:
        with _host(run, channel, exporting=True) as on, _host(run, channel, exporting=False) as off:
            run.ask_once([on, off], channel, TARGETS[channel])
            for server in (on, off):
                self._sample(run, server, channel)
            results = run.alternate([on, off], lambda server: self._sample(run, server, channel), PAIRS)
        return [Result(on.name, _compared(*(result.samples for result in results))), results[1]]

    def _sample(self, run: Run, server: Server, channel: str) -> Sample:
        pid, before = server.pid(channel), cpu_seconds(server.pid(channel))
        asked = everybodys(server, channel, TARGETS[channel], run.callers)
        load = closed_loop(server.url(channel), asked, connections=CONNECTIONS, seconds=run.seconds)
        time.sleep(SETTLE_SECONDS)
        used = cpu_seconds(pid) - before
        return {"cpu_us": used / max(1, load.requests) * 1e6, "failed": load.unanswered}


def _compared(on: Sequence[Sample], off: Sequence[Sample]) -> list[Sample]:
    """The samples with telemetry, each with the mean of the pairs' differences and its margin."""
    costs = [one["cpu_us"] - other["cpu_us"] for one, other in zip(on, off, strict=True)]
    cost = mean(costs)
    told = {
        "cost": cost,
        "margin": STUDENTS_T * stdev(costs) / math.sqrt(len(costs)),
        "share": 100 * cost / mean(sample["cpu_us"] for sample in on),
    }
    return [{**sample, **told} for sample in on]


@contextmanager
def _host(run: Run, channel: str, *, exporting: bool) -> Iterator[Server]:
    settings, port = run.stack.settings(channel), run.stack.layout.port_of(channel)
    if not exporting:
        del settings["OTEL_EXPORTER_OTLP_ENDPOINT"]
        port += WITHOUT_PORTS
    own = {"port": port, "durable_database": str(run.stack.layout.state / f"{port}.db")}
    module, config = run.stack.config_of(channel, own | {"settings": settings})
    with running(
        (sys.executable, "-m", module, "--config", str(config)),
        log=run.stack.log(f"{channel}-{port}"),
        port=port,
        cores=[run.cores.server],
    ) as process:
        name = f"{channel}, telemetry {'on' if exporting else 'off'}"
        yield Server(name, {channel: process}, function_keys(run.stack))
