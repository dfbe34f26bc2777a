"""`python -m bench [run|soak]`: Portico beside its peers, or Portico alone for a long time under faults."""

import argparse
import asyncio
import os
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench import machine, soak
from bench.answers import AnswersDiffer
from bench.process import StartError
from bench.report import Report
from bench.run import Run, Scenario
from bench.samples import Table
from bench.scenarios import SCENARIOS
from bench.servers import NAMES
from bench.stack import CALLERS, Stack
from bench.upstreams import upstreams
from bench.versions import revision, versions

RESULTS = Path("bench/results")
QUICK_PEERS = 2


def main(words: Sequence[str]) -> int:
    options = _parser().parse_args(words)
    try:
        options.run(options)
    except (StartError, AnswersDiffer) as error:
        sys.stderr.write(f"bench: {error}\n")
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    commands = parser.add_subparsers(required=True)
    run = commands.add_parser("run", help="the scenarios")
    run.set_defaults(run=_run)
    run.add_argument("--only", type=_scenarios, default=SCENARIOS, help="names, comma separated")
    run.add_argument("--quick", action="store_true", help="fewer rounds and peers; nothing is written")
    long = commands.add_parser("soak", help="half the capacity, 1 %% faults")
    long.set_defaults(run=_soak)
    long.add_argument("--minutes", type=float, default=10)
    return parser


def _scenarios(names: str) -> tuple[Scenario, ...]:
    known = {scenario.name: scenario for scenario in SCENARIOS}
    if unknown := [name for name in names.split(",") if name not in known]:
        raise argparse.ArgumentTypeError(f"no scenario {', '.join(unknown)}; there are {', '.join(known)}")
    return tuple(known[name] for name in names.split(","))


def _run(options: argparse.Namespace) -> None:
    before, date = machine.load_average(), datetime.now(UTC)
    rounds, seconds = (1, 1) if options.quick else (5, 2)
    names = NAMES[: 1 + QUICK_PEERS] if options.quick else NAMES
    cores = machine.Cores.available()
    os.sched_setaffinity(0, cores.others)
    stack = Stack()
    with stack.identity(sys.executable), stack.collector(sys.executable), upstreams(stack) as services:
        callers = asyncio.run(stack.callers(CALLERS // 2 if options.quick else CALLERS))
        run = Run(stack, services, callers, cores, names, rounds, seconds, warm_up_seconds=seconds)
        tables = [_measure(run, scenario) for scenario in options.only]
    report = Report(
        date=f"{date:%Y-%m-%d}",
        machine=machine.describe(),
        revision=revision(),
        load=(before, machine.load_average()),
        versions=versions(),
        rounds=rounds,
        seconds=seconds,
        tables=tables,
    )
    if options.quick or options.only != SCENARIOS:
        print(report.markdown(plot=None))
    else:
        print(f"written to {report.write(RESULTS, report.date)}")


def _measure(run: Run, scenario: Scenario) -> Table:
    started = time.monotonic()
    table = scenario.measure(run)
    print(f"{scenario.name}: {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
    return table


def _soak(options: argparse.Namespace) -> None:
    print(soak.soak(options.minutes, RESULTS))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
