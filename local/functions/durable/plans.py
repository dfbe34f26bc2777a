"""What the actions of an orchestration ask for that its history does not have yet."""

from collections import Counter
from dataclasses import dataclass, field
from itertools import count, zip_longest

from local.functions.durable.actions import (
    EVENT_OF_TASK,
    Action,
    ActionRefused,
    ActionType,
    Task,
    leaves,
    task_from,
)
from local.functions.durable.episodes import Episode
from local.functions.durable.history import Event, EventType, History, event, timestamp
from local.functions.durable.retries import Retry, continues, is_first


@dataclass(frozen=True, slots=True)
class Plan:
    """The tasks to start, the timers given up, the events awaited from now on, and what to continue as."""

    tasks: list[Task] = field(default_factory=list)
    cancelled_timers: list[int] = field(default_factory=list)
    awaited: list[str] = field(default_factory=list)
    continuation: Action | None = None


def make_plan(episode: Episode, actions: list[Action]) -> Plan:
    """Number the tasks as the SDK does: what continues a retry first, then what is newly asked for.

    ActionRefused if the actions are not those of the history, or not supported.
    """
    single = list(leaves(actions))
    starting = [action for action in single if action["actionType"] in EVENT_OF_TASK]
    known = _known(episode.history, starting)
    ids = count(len(episode.history.scheduled))
    continuing = [outcome for outcome in episode.delivery.events if continues(episode.history, outcome)]
    retried = [_continued(episode, outcome, next(ids), known) for outcome in continuing]
    fresh = dict(zip(ids, starting[len(known) :], strict=False))
    execution_id = episode.instance.execution_id
    return Plan(
        tasks=[
            *retried,
            *(task_from(action, number, episode.at, execution_id) for number, action in fresh.items()),
        ],
        cancelled_timers=[number for number, action in (known | fresh).items() if action.get("isCanceled")],
        awaited=_awaited(episode, single),
        continuation=next((a for a in single if a["actionType"] == ActionType.CONTINUE_AS_NEW), None),
    )


def _known(history: History, starting: list[Action]) -> dict[int, Action]:
    """The actions the history has, by their task ids."""
    scheduled = [task for task in history.scheduled.values() if is_first(task)]
    known: dict[int, Action] = {}
    for task, action in zip_longest(scheduled, starting[: len(scheduled)]):
        if action is None or not _same(task, action):
            raise ActionRefused(
                f"it is not deterministic: it no longer starts {_described(task)} at this point"
            )
        known[task["EventId"]] = action
    return known


def _same(scheduled: Event, action: Action) -> bool:
    kind = EVENT_OF_TASK[action["actionType"]]
    return (scheduled["EventType"], scheduled.get("Name")) == (kind, action.get("functionName"))


def _described(scheduled: Event) -> str:
    return f"task {scheduled['EventId']}, {scheduled.get('Name', 'a timer')}"


def _continued(episode: Episode, outcome: Event, task_id: int, known: dict[int, Action]) -> Task:
    """The back-off timer after a failed attempt, or the attempt after its timer."""
    before = episode.history.scheduled[outcome.get("TimerId", outcome.get("TaskScheduledId"))]
    retry: Retry = before["Retry"]
    if outcome["EventType"] != EventType.TIMER_FIRED:
        fire_at = timestamp(episode.at + retry["interval"])
        return Task(event(EventType.TIMER_CREATED, episode.at, task_id, FireAt=fire_at, Retry=retry))
    following: Retry = {**retry, "attempt": retry["attempt"] + 1}
    return task_from(known[retry["first"]], task_id, episode.at, episode.instance.execution_id, following)


def _awaited(episode: Episode, actions: list[Action]) -> list[str]:
    """The names of the events that are waited for and have not been heard, each as often as it is."""
    waits = (action.get("externalEventName") for action in actions)
    heard = (
        event["Name"]
        for event in [*episode.history.events, *episode.delivery.events]
        if event["EventType"] == EventType.EVENT_RAISED
    )
    waiting = Counter(name for name in waits if name is not None) - Counter(heard)
    return sorted(waiting.elements())
