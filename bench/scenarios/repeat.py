"""The same mobile page again: from the gateway's cache, as 304, and from servers without a cache."""

import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path

import httpx

from bench.answers import AnswersDiffer, everybodys, request
from bench.load import Request, closed_loop
from bench.machine import cpu_seconds
from bench.process import running
from bench.run import Run
from bench.samples import Column, Sample, Table
from bench.scenarios.throughput import MOBILE, latencies
from bench.servers import OURS, Server, functions_host, serving
from bench.stack import Caller, Stack

CONNECTIONS = 16
HIT, NOT_MODIFIED = "Portico gateway, cached", "Portico gateway, 304"
NO_LIMIT = '"rateLimitPerMinute": 100000000'
LIMIT = '"rateLimitPerMinute": 600'


class Repeat:
    """The gateway is under test; the host behind it, which a hit does not reach, is on another core."""

    name = "repeat"
    columns = (
        Column("per_second", "requests/s", spread=True),
        Column("p50", "p50 ms", 2),
        Column("p99", "p99 ms", 2),
        Column("cpu_ms", "CPU ms/request", 2),
        Column("calls", "upstream calls/request", 2),
        Column("bytes", "B on the wire"),
        Column("failed", "failed"),
    )

    def measure(self, run: Run) -> Table:
        run.upstreams.behave({})
        with ExitStack() as standing:
            gateway = standing.enter_context(gateway_and_host(run))
            peers = [
                standing.enter_context(serving(name, run.stack, run.cores.server, ("mobile",)))
                for name in run.names
                if name != OURS
            ]
            requests = {
                HIT: everybodys(gateway, "mobile", MOBILE, run.callers),
                NOT_MODIFIED: [_conditional(gateway, caller) for caller in run.callers],
            } | {peer.name: everybodys(peer, "mobile", MOBILE, run.callers) for peer in peers}
            servers = [replace(gateway, name=HIT), replace(gateway, name=NOT_MODIFIED), *peers]
            for server in servers:
                self._sample(run, server, requests[server.name])
            results = run.alternate(servers, lambda server: self._sample(run, server, requests[server.name]))
        title = f"Mobile page again within its 60 s, {CONNECTIONS} at a time; peers keep nothing"
        return Table(self.name, title, self.columns, [*results])

    def _sample(self, run: Run, server: Server, requests: list[Request]) -> Sample:
        pid = server.pid("mobile")
        run.upstreams.behave({})
        before = cpu_seconds(pid)
        load = closed_loop(server.url("mobile"), requests, connections=CONNECTIONS, seconds=run.seconds)
        return latencies(load) | {
            "per_second": load.per_second,
            "cpu_ms": (cpu_seconds(pid) - before) / load.requests * 1000,
            "calls": run.upstreams.traffic().calls / load.requests,
            "bytes": load.bytes / load.requests,
            "failed": load.unanswered,
        }


def _conditional(gateway: Server, caller: Caller) -> Request:
    """The same request by a client that has the answer already; AnswersDiffer when it is sent again."""
    asked = request(gateway, "mobile", MOBILE, caller)
    url = gateway.url("mobile") + asked.target
    etag = httpx.get(url, headers=asked.headers).raise_for_status().headers["etag"]
    again = replace(asked, headers=asked.headers | {"If-None-Match": etag})
    if (status := httpx.get(url, headers=again.headers).status_code) != HTTPStatus.NOT_MODIFIED:
        raise AnswersDiffer(f"{NOT_MODIFIED}: answered {status}")
    return again


@contextmanager
def gateway_and_host(run: Run) -> Iterator[Server]:
    """The gateway on the server's core, with the real policies but no rate limit."""
    module, config = run.stack.config_of("gateway", {"infra": str(_infra(run.stack))})
    with (
        functions_host(run.stack, "mobile", run.cores.others[0]),
        running(
            (sys.executable, "-m", module, "--config", str(config)),
            log=run.stack.log("gateway"),
            port=run.stack.layout.port,
            cores=[run.cores.server],
        ) as gateway,
    ):
        yield Server(HIT, {"mobile": gateway})


def _infra(stack: Stack) -> Path:
    copy = stack.layout.state / "infra"
    shutil.copytree(stack.layout.infra, copy, dirs_exist_ok=True)
    channels = copy / "channels.json"
    channels.write_text(channels.read_text("utf-8").replace(LIMIT, NO_LIMIT), encoding="utf-8")
    return copy
