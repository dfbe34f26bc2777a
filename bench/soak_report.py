"""What a soak shows: which failures the faults explain, and whether memory stayed where it was.

An answer that is not whole is explained when one of its own upstream calls was made to go wrong, or when it
waited for the same document at the same time as one of those: it may have shared the call. Answers that a
standstill of the load itself disturbed say nothing about the server, and are counted apart.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path

from bench import machine
from bench.open_loop import Outcome, Standstill
from bench.report import markdown_table
from bench.upstreams import Traffic
from bench.versions import revision

SAMPLE_SECONDS = 5.0
SETTLED_AFTER_SECONDS = 60.0
FLAT = 0.05
NETWORK_SECONDS = 0.05  # the client's side of a deadline that the server keeps
HEADINGS = (
    *(
        "channel",
        "requests/s",
        "answers",
        "partial",
        "not 200",
        "own fault",
        "shared one",
        "standstill",
        "unexplained",
        "past the deadline",
    ),
    *("longest s", "RSS MB after 1 min", "furthest from it", ""),
)
_EXAMPLES = 5


@dataclass
class Record:
    """What one channel did; memory in megabytes, every few seconds."""

    channel: str
    per_second: float
    deadline: float
    statuses: Counter[int] = field(default_factory=Counter)
    late: list[Outcome] = field(default_factory=list)
    longest: float = 0.0
    faulty: list[Outcome] = field(default_factory=list)
    megabytes: list[float] = field(default_factory=list)

    def add(self, outcome: Outcome) -> None:
        self.statuses[outcome.status] += 1
        self.longest = max(self.longest, outcome.seconds)
        if outcome.seconds > self.deadline + NETWORK_SECONDS:
            self.late.append(outcome)
        if not outcome.whole:
            self.faulty.append(outcome)

    @property
    def partial(self) -> int:
        return sum(outcome.status == HTTPStatus.OK for outcome in self.faulty)

    def own(self, traffic: Traffic) -> list[Outcome]:
        """Not whole, for an upstream call of its own went wrong."""
        return [outcome for outcome in self.faulty if outcome.trace_id in traffic.faulty_traces]

    def others(self, traffic: Traffic) -> list[Outcome]:
        """Not whole, and neither their own fault explains that nor one that they may have shared."""
        own = self.own(traffic)
        others = [outcome for outcome in self.faulty if outcome.trace_id not in traffic.faulty_traces]
        return [outcome for outcome in others if not any(map(outcome.may_have_shared, own))]

    def settled(self) -> list[float]:
        """The memory from the end of the first minute on; of a shorter soak, its last sample."""
        start = min(len(self.megabytes) - 1, int(SETTLED_AFTER_SECONDS / SAMPLE_SECONDS))
        return self.megabytes[start:]

    def drift(self) -> float:
        """The furthest that the memory went from where it had settled, as a share of it."""
        settled = self.settled()
        return max((value / settled[0] - 1 for value in settled), key=abs)


@dataclass(frozen=True)
class SoakReport:
    """One soak; `load` is the machine's load average before and after it."""

    minutes: float
    records: Sequence[Record]
    traffic: Traffic
    standstills: Sequence[Standstill]
    load: tuple[float, float]

    def write(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        name = f"soak-{datetime.now(UTC):%Y-%m-%d}"
        (folder / f"{name}.md").write_text(self.markdown(), encoding="utf-8")
        (folder / f"{name}.json").write_text(self._json(), encoding="utf-8")

    def markdown(self) -> str:
        examples = "\n".join(self._examples())
        return (
            "\n\n".join(
                [
                    f"# Portico for {self.minutes:g} minutes, {datetime.now(UTC):%Y-%m-%d}",
                    self._conditions(),
                    markdown_table(HEADINGS, map(self._row, self.records)),
                    *(["Unexplained, the first of each channel:", examples] if examples else []),
                ]
            )
            + "\n"
        )

    def _conditions(self) -> str:
        before, after = self.load
        return (
            f"{machine.describe()}. Revision {revision()}. "
            f"Load average {before:.1f} before, {after:.1f} after.\n"
            "Both channels on one core, each at a quarter of its capacity; 1 % of "
            f"{self.traffic.calls:,} upstream calls went wrong: {_counts(self.traffic.faults)}.\n"
            "An answer that is not whole is explained by a fault of its own (by trace id), or by that of\n"
            "an answer that waited for the same document at the same time.\n"
            f"The load itself stood still {len(self.standstills)} times, "
            f"for {self._longest():.2f} s at most; answers that this disturbed are counted apart."
        )

    def _longest(self) -> float:
        return max((standstill.ended - standstill.started for standstill in self.standstills), default=0)

    def _undisturbed(self, outcomes: Sequence[Outcome]) -> list[Outcome]:
        return [
            outcome
            for outcome in outcomes
            if not any(standstill.disturbed(outcome) for standstill in self.standstills)
        ]

    def unexplained(self, record: Record) -> list[Outcome]:
        return self._undisturbed(record.others(self.traffic))

    def late(self, record: Record) -> list[Outcome]:
        return self._undisturbed(record.late)

    def _row(self, record: Record) -> tuple[str, ...]:
        failures = {
            str(status): number for status, number in record.statuses.items() if status != HTTPStatus.OK
        }
        own, others = len(record.own(self.traffic)), len(record.others(self.traffic))
        unexplained, late = len(self.unexplained(record)), len(self.late(record))
        drift = record.drift()
        passed = not (unexplained or late or record.statuses[500] or abs(drift) > FLAT)
        return (
            record.channel,
            f"{record.per_second:.0f}",
            f"{record.statuses.total():,}",
            f"{record.partial:,}",
            _counts(failures),
            f"{own:,}",
            f"{len(record.faulty) - own - others:,}",
            f"{others - unexplained:,}",
            f"{unexplained:,}",
            f"{late:,}",
            f"{record.longest:.2f}",
            f"{record.settled()[0]:.0f}",
            f"{drift:+.1%}",
            "met" if passed else "**missed**",
        )

    def _examples(self) -> Iterator[str]:
        for record in self.records:
            for outcome in self.unexplained(record)[:_EXAMPLES]:
                body = outcome.body.decode(errors="replace")
                yield f"- {record.channel} {outcome.status} after {outcome.seconds:.2f} s: `{body}`"

    def _json(self) -> str:
        channels = {record.channel: self._figures(record) for record in self.records}
        document = {
            "minutes": self.minutes,
            "calls": self.traffic.calls,
            "faults": self.traffic.faults,
            "standstillSeconds": [standstill.ended - standstill.started for standstill in self.standstills],
        }
        return json.dumps(document | {"channels": channels}, indent=1) + "\n"

    def _figures(self, record: Record) -> dict[str, object]:
        return {
            "perSecond": record.per_second,
            "statuses": record.statuses,
            "partial": record.partial,
            "late": len(self.late(record)),
            "longestSeconds": record.longest,
            "unexplained": len(self.unexplained(record)),
            "megabytes": record.megabytes,
        }


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {number:,}" for name, number in sorted(counts.items())) or "none"
