"""A fresh process: what the channel costs to import, and when its first answer comes."""

import subprocess
import sys
import time

from bench.answers import fetch
from bench.run import Run
from bench.samples import Column, Result, Sample, Table
from bench.scenarios.throughput import MOBILE
from bench.servers import serving

BASELINE = "azure.functions + httpx + pydantic"
MOBILE_CHANNEL = "the mobile channel"
_IMPORTS = {BASELINE: "azure.functions, httpx, pydantic", MOBILE_CHANNEL: "mobile_bff"}
IMPORTS_A_ROUND = 3


class Import:
    """Compiled files are there; the interpreter's own start is not counted."""

    name = "import"
    columns = (Column("ms", "import ms", 1, spread=True), Column("ratio", "× baseline", 2, spread=True))

    def measure(self, run: Run) -> Table:
        samples: dict[str, list[Sample]] = {name: [] for name in _IMPORTS}
        for _ in range(run.rounds * IMPORTS_A_ROUND):
            took = {name: _import_ms(run.cores.server, modules) for name, modules in _IMPORTS.items()}
            for name, milliseconds in took.items():
                samples[name].append({"ms": milliseconds, "ratio": milliseconds / took[BASELINE]})
        results = [Result(name, rounds) for name, rounds in samples.items()]
        return Table(self.name, "Importing the mobile channel in a fresh interpreter", self.columns, results)


def _import_ms(core: int, modules: str) -> float:
    code = f"import time; t = time.perf_counter(); import {modules}; print(time.perf_counter() - t)"
    words = ("taskset", "--cpu-list", str(core), sys.executable, "-c", code)
    return float(subprocess.run(words, check=True, capture_output=True).stdout) * 1000


class FirstAnswer:
    """From the start of the process to a whole mobile page, with the fetches of keys and tokens in it."""

    name = "first-answer"
    columns = (Column("ms", "first answer ms", spread=True),)

    def measure(self, run: Run) -> Table:
        samples: dict[str, list[Sample]] = {name: [] for name in run.names}
        run.upstreams.behave({})
        for _ in range(run.rounds):
            for name in run.names:
                started = time.perf_counter()
                with serving(name, run.stack, run.cores.server, ("mobile",)) as server:
                    fetch(server, "mobile", MOBILE, run.callers[0])
                    samples[name].append({"ms": (time.perf_counter() - started) * 1000})
        results = [Result(name, rounds) for name, rounds in samples.items()]
        return Table(self.name, "A process started for this request: its first answer", self.columns, results)
