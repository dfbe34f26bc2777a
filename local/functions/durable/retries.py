"""Retried tasks: a back-off timer after every failed attempt, the last one too, then the next attempt.

An event that schedules an attempt or its timer carries, for this host alone, the field `Retry`.
"""

from typing import Any, TypedDict

from local.functions.durable.history import Event, EventType, History


class Retry(TypedDict):
    """`first` is the task id of the first attempt, `interval` the back-off in seconds."""

    first: int
    attempt: int
    attempts: int
    interval: float


def first_attempt(task_id: int, options: dict[str, Any]) -> Retry:
    """The retry of a new task, from the `retryOptions` of its action."""
    return {
        "first": task_id,
        "attempt": 1,
        "attempts": options["maxNumberOfAttempts"],
        "interval": options["firstRetryIntervalInMilliseconds"] / 1000,
    }


def is_first(scheduled: Event) -> bool:
    """Whether an action asked for this task, and not the failure of an earlier attempt."""
    return "Retry" not in scheduled or scheduled["Retry"]["first"] == scheduled["EventId"]


def continues(history: History, outcome: Event) -> bool:
    """Whether `outcome` makes a retried task go on, by its timer or by another attempt."""
    task = history.task_of(outcome)
    if task is None or "Retry" not in task:
        return False
    if outcome["EventType"] == EventType.TIMER_FIRED:
        return bool(task["Retry"]["attempt"] < task["Retry"]["attempts"])
    return outcome["EventType"] in {EventType.TASK_FAILED, EventType.SUB_ORCHESTRATION_INSTANCE_FAILED}
