"""Two channels, one overloaded: what the other one's callers notice."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from bench.answers import everybodys
from bench.load import Load, closed_loop
from bench.run import Run
from bench.samples import Column, Result, Sample, Table
from bench.scenarios.throughput import DESKTOP, MOBILE
from bench.servers import OURS, Server, function_keys, functions_host, serving

SATURATING = 16
OVERLOAD_CONNECTIONS = 5 * SATURATING
LEAD_SECONDS = 1


class Isolation:
    """Our channels are two processes, each on a core; a peer is one process that serves both, on one core."""

    name = "isolation"
    columns = (
        Column("ratio", "p95 overloaded ÷ alone", 2, spread=True),
        Column("alone", "desktop p95 alone ms", 1),
        Column("overloaded", "desktop p95, mobile overloaded ms", 1),
        Column("failed", "desktop failed"),
        Column("mobile", "mobile requests/s meanwhile"),
        Column("mobile_failed", "of them failed %", 1),
    )

    def measure(self, run: Run) -> Table:
        run.upstreams.behave({})
        samples: dict[str, list[Sample]] = {name: [] for name in run.names}
        for _ in range(run.few_rounds):
            for name in run.names:
                with self._serving(run, name) as server:
                    samples[name].append(self._sample(run, server))
        title = f"Desktop, one at a time, while mobile is held at {OVERLOAD_CONNECTIONS} connections"
        title += f" ({run.few_rounds} rounds)"
        results = [Result(name, rounds) for name, rounds in samples.items()]
        return Table(self.name, title, self.columns, results)

    @contextmanager
    def _serving(self, run: Run, name: str) -> Iterator[Server]:
        if name != OURS:
            with serving(name, run.stack, run.cores.server, ("mobile", "desktop")) as server:
                yield server
            return
        with (
            serving(name, run.stack, run.cores.server, ("mobile",)) as mobile,
            functions_host(run.stack, "desktop", run.cores.others[0]) as desktop,
        ):
            yield Server(OURS, {**mobile.processes, "desktop": desktop}, function_keys(run.stack))

    def _sample(self, run: Run, server: Server) -> Sample:
        run.ask_once([server], "mobile", MOBILE)
        run.ask_once([server], "desktop", DESKTOP)
        self._desktop(run, server, run.warm_up_seconds)
        alone = self._desktop(run, server, run.seconds)
        with ThreadPoolExecutor(1) as threads:
            overload = threads.submit(self._overload, run, server)
            self._desktop(run, server, LEAD_SECONDS)
            overloaded = self._desktop(run, server, run.seconds)
            mobile = overload.result()
        return {
            "alone": alone.p95,
            "overloaded": overloaded.p95,
            "ratio": overloaded.p95 / alone.p95,
            "failed": alone.unanswered + overloaded.unanswered,
            "mobile": mobile.per_second,
            "mobile_failed": mobile.unanswered / max(1, mobile.requests) * 100,
        }

    def _desktop(self, run: Run, server: Server, seconds: int) -> Load:
        asked = everybodys(server, "desktop", DESKTOP, run.callers)
        return closed_loop(server.url("desktop"), asked, connections=1, seconds=seconds)

    def _overload(self, run: Run, server: Server) -> Load:
        asked = everybodys(server, "mobile", MOBILE, run.callers)
        seconds = run.seconds + LEAD_SECONDS + 1
        return closed_loop(server.url("mobile"), asked, connections=OVERLOAD_CONNECTIONS, seconds=seconds)
