"""One run of the benchmark: what every scenario is given."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Protocol

from bench.answers import fetch
from bench.machine import Cores
from bench.samples import Result, Sample, Table
from bench.servers import Server, serving
from bench.stack import Caller, Stack
from bench.upstreams import Upstreams

ASKING = 8
FEW_ROUNDS = 3


@dataclass(frozen=True)
class Run:
    """The parts that stand while servers come and go, and how long to measure."""

    stack: Stack
    upstreams: Upstreams
    callers: Sequence[Caller]
    cores: Cores
    names: Sequence[str]
    rounds: int
    seconds: int
    warm_up_seconds: int

    @contextmanager
    def servers(self, channel: str, urls: Mapping[str, str] | None = None) -> Iterator[list[Server]]:
        """Every server, for one channel; all stand on the one core, and one at a time is asked."""
        with ExitStack() as standing:
            yield [
                standing.enter_context(serving(name, self.stack, self.cores.server, (channel,), urls))
                for name in self.names
            ]

    def ask_once(self, servers: Sequence[Server], channel: str, target: str) -> None:
        """One request by every caller to every server: from here on, tokens and connections are warm."""
        for server in servers:
            with ThreadPoolExecutor(ASKING) as threads:
                for asked in [
                    threads.submit(fetch, server, channel, target, caller) for caller in self.callers
                ]:
                    asked.result()

    @property
    def few_rounds(self) -> int:
        """For a scenario that must wait long in each round."""
        return min(self.rounds, FEW_ROUNDS)

    def alternate(
        self, servers: Sequence[Server], sample: Callable[[Server], Sample], rounds: int | None = None
    ) -> list[Result]:
        """A sample of each server in turn, round by round, so that what disturbs the machine disturbs all."""
        samples: dict[str, list[Sample]] = {server.name: [] for server in servers}
        for _ in range(rounds or self.rounds):
            for server in servers:
                samples[server.name].append(sample(server))
        return [Result(name, rounds) for name, rounds in samples.items()]


class Scenario(Protocol):
    """One question to the servers."""

    @property
    def name(self) -> str: ...

    def measure(self, run: Run) -> Table: ...
