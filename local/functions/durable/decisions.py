"""What an orchestrator function decides when it is run over a history."""

import json
from dataclasses import dataclass, field
from typing import Any

from local.functions.durable.actions import Action
from local.functions.durable.episodes import Episode
from local.functions.durable.functions import DurableFunctions

_STATE_OF_FAILURE = "\n\n$OutOfProcData$:"


@dataclass(frozen=True, slots=True)
class Decision:
    """Every action since the start of the execution, and how it ends if it does."""

    actions: list[Action] = field(default_factory=list)
    is_done: bool = False
    output: object = None
    error: str | None = None
    custom_status: object = None


async def decide(functions: DurableFunctions, episode: Episode) -> Decision:
    """Run the orchestrator function; whatever it raises is how the orchestration fails."""
    instance = episode.instance
    context = json.dumps(_context(episode))
    try:
        return _decision(
            json.loads(await functions.orchestrate(instance.name, context, instance.trace_parent))
        )
    except Exception as error:  # noqa: BLE001 - told in the status of the instance
        return _failure(error)


def _context(episode: Episode) -> dict[str, Any]:
    """The value of an orchestrationTrigger, as the extension writes it."""
    instance, played = episode.instance, episode.history.events
    return {
        "history": [
            *({**event, "IsPlayed": True} for event in played),
            *({**event, "IsPlayed": False} for event in episode.new_events),
        ],
        "input": None if instance.input is None else json.loads(instance.input),
        "instanceId": instance.id,
        "isReplaying": bool(played),
        "parentInstanceId": instance.parent_id,
        "upperSchemaVersion": 1,
        "upperSchemaVersionNew": 2,
        "longRunningTimerIntervalDuration": "3.00:00:00",
        "maximumShortTimerDuration": "6.00:00:00",
        "defaultHttpAsyncRequestSleepTimeMillseconds": 30_000,
    }


def _decision(state: dict[str, Any]) -> Decision:
    [actions] = state["actions"]
    return Decision(
        actions, state["isDone"], state.get("output"), state.get("error"), state.get("customStatus")
    )


def _failure(error: Exception) -> Decision:
    """The SDK appends its state to the message of what it raises."""
    _, label, state = str(error).rpartition(_STATE_OF_FAILURE)
    return _decision(json.loads(state)) if label else Decision(error=f"{type(error).__name__}: {error}")
