"""Many pages at once beside one, each upstream 50 ms away: what concurrency is worth."""

from bench.answers import everybodys
from bench.load import Load, closed_loop
from bench.run import Run
from bench.samples import Column, Sample, Table
from bench.servers import Server
from bench.upstreams import everywhere

DELAY_MS = 50
MOST_PAGES = 10  # the contract's limit


class Pages:
    """One request at a time, for one page and for as many as the contract allows."""

    name = "pages"
    columns = (
        Column("ratio", f"{MOST_PAGES} pages ÷ 1 page", 2, spread=True),
        Column("sixteen", "16 ÷ 1, extrapolated", 2),
        Column("one", "1 page ms", 1),
        Column("many", f"{MOST_PAGES} pages ms", 1),
        Column("failed", "failed"),
    )

    def measure(self, run: Run) -> Table:
        with run.servers("desktop") as servers:
            run.upstreams.behave(everywhere(delay_ms=DELAY_MS))
            run.ask_once(servers, "desktop", f"/desktop/orders?page=1&pages={MOST_PAGES}")
            for server in servers:
                self._load(run, server, MOST_PAGES, run.warm_up_seconds)
            results = run.alternate(servers, lambda server: self._sample(run, server))
        title = f"Desktop, one at a time; each upstream answers after {DELAY_MS} ms, in two steps"
        return Table(self.name, title, self.columns, results)

    def _sample(self, run: Run, server: Server) -> Sample:
        one, many = (self._load(run, server, pages, run.seconds) for pages in (1, MOST_PAGES))
        each = (many.p50 - one.p50) / (MOST_PAGES - 1)
        return {
            "one": one.p50,
            "many": many.p50,
            "ratio": many.p50 / one.p50,
            "sixteen": (one.p50 + 15 * each) / one.p50,
            "failed": one.unanswered + many.unanswered,
        }

    def _load(self, run: Run, server: Server, pages: int, seconds: int) -> Load:
        asked = everybodys(server, "desktop", f"/desktop/orders?page=1&pages={pages}", run.callers)
        return closed_loop(server.url("desktop"), asked, connections=1, seconds=seconds)
