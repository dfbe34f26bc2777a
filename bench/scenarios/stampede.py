"""200 identical requests at the same moment, by a caller whose data nobody asked for before."""

import asyncio

from bench.answers import fetch, request
from bench.burst import burst
from bench.run import Run
from bench.samples import Column, Sample, Table
from bench.scenarios.throughput import DESKTOP
from bench.servers import Server
from bench.stack import Caller
from bench.upstreams import everywhere

SIZE = 200
DELAY_MS = 20
_WARMING = "/desktop/orders?page=9&pages=1"  # gets the caller's tokens, and none of the data asked for next


class Stampede:
    """Every round another caller, so that no answer is kept from before."""

    name = "stampede"
    columns = (
        Column("calls", "upstream calls", spread=True),
        Column("sets", "sets of calls", 1),
        Column("last_ms", "last answer ms"),
        Column("unanswered", "not answered 200"),
    )

    def measure(self, run: Run) -> Table:
        with run.servers("desktop") as servers:
            rounds = dict.fromkeys((server.name for server in servers), 0)

            def sample(server: Server) -> Sample:
                caller = run.callers[rounds[server.name] % len(run.callers)]
                rounds[server.name] += 1
                return self._sample(run, server, caller, self._one_set(run, servers[-1], caller))

            results = run.alternate(servers, sample)
        title = f"Desktop, {SIZE} identical requests in one moment; each upstream answers after {DELAY_MS} ms"
        return Table(self.name, title, self.columns, results)

    def _one_set(self, run: Run, plain: Server, caller: Caller) -> int:
        """How many upstream calls one request takes, as a server that keeps nothing makes them."""
        run.upstreams.behave({})
        fetch(plain, "desktop", DESKTOP, caller)
        return run.upstreams.traffic().calls

    def _sample(self, run: Run, server: Server, caller: Caller, one_set: int) -> Sample:
        fetch(server, "desktop", _WARMING, caller)
        run.upstreams.behave(everywhere(delay_ms=DELAY_MS))
        asked = request(server, "desktop", DESKTOP, caller)
        found = asyncio.run(burst(server.processes["desktop"].port, asked, SIZE))
        calls = run.upstreams.traffic().calls
        return {
            "calls": calls,
            "sets": calls / one_set,
            "last_ms": found.milliseconds,
            "unanswered": SIZE - found.succeeded,
        }
