"""The replay check: an orchestrator function must decide the same whenever it hears the same."""

from collections.abc import Iterator
from dataclasses import replace

from local.functions.durable.actions import ActionRefused, Task
from local.functions.durable.decisions import Decision, decide
from local.functions.durable.delivery import Delivery
from local.functions.durable.episodes import Episode
from local.functions.durable.functions import DurableFunctions
from local.functions.durable.plans import make_plan


async def checked(functions: DurableFunctions, episode: Episode, decision: Decision) -> Decision:
    """`decision`, or a failure unless every prefix, run twice, gives the same decision, tasks and ids."""
    known: list[Task] = []
    for prefix in _prefixes(episode):
        runs = [await decide(functions, prefix), await decide(functions, prefix)]
        if runs[0] != runs[1] or (prefix.delivery.taken == episode.delivery.taken and runs[0] != decision):
            return _failure(prefix, "two runs differ")
        try:
            tasks = make_plan(prefix, runs[0].actions).tasks
        except ActionRefused:
            return decision
        if tasks[: len(known)] != known:
            return _failure(prefix, "its tasks change with what it hears later")
        known = tasks
    return decision


def _prefixes(episode: Episode) -> Iterator[Episode]:
    """The episode as it would be had only the first of its messages arrived; earlier ones were checked."""
    for end in range(1, len(episode.delivery.taken) + 1):
        delivery = Delivery(episode.delivery.suspended, episode.delivery.taken[:end])
        yield replace(episode, delivery=delivery)


def _failure(prefix: Episode, fault: str) -> Decision:
    events = len(prefix.history.events) + len(prefix.new_events)
    return Decision(error=f"it is not deterministic: over its first {events} events {fault}")
