"""The turn of an orchestration: how an episode changes its instance."""

import json
from dataclasses import dataclass, field, replace
from uuid import uuid4

from local.functions.durable.actions import ActionRefused, Task
from local.functions.durable.decisions import Decision
from local.functions.durable.episodes import Episode
from local.functions.durable.functions import DurableFunctions, UnknownFunction
from local.functions.durable.history import Event, EventType, event
from local.functions.durable.instances import Instance, Status
from local.functions.durable.plans import Plan, make_plan

_END = {
    Status.COMPLETED: EventType.EXECUTION_COMPLETED,
    Status.FAILED: EventType.EXECUTION_FAILED,
    Status.TERMINATED: EventType.EXECUTION_TERMINATED,
}


@dataclass(frozen=True, slots=True)
class Turn:
    """The instance after an episode, and what changes with it; all of it is recorded or none."""

    episode: Episode
    instance: Instance
    events: list[Event] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    cancelled_timers: list[int] = field(default_factory=list)

    @property
    def continues_as_new(self) -> bool:
        return self.instance.execution_id != self.episode.instance.execution_id


def unchanged(episode: Episode) -> Turn:
    """The turn of an episode that has nothing to tell the orchestration."""
    return Turn(episode, episode.instance)


def terminated(episode: Episode, reason: str) -> Turn:
    return _ended(episode, episode.instance, Status.TERMINATED, reason)


def concluded(episode: Episode, decision: Decision, functions: DurableFunctions) -> Turn:
    """The turn of an orchestrator function that has run; one that fails starts nothing more."""
    instance = _with_custom_status(episode.instance, decision)
    try:
        if decision.error is not None:
            return _failed(episode, instance, decision.error)
        plan = make_plan(episode, decision.actions)
        _check_functions(plan.tasks, functions)
    except (ActionRefused, UnknownFunction) as refusal:
        return _failed(episode, instance, str(refusal))
    if decision.is_done and plan.continuation is None:
        return _ended(episode, instance, Status.COMPLETED, decision.output, plan)
    return _turn(episode, _moved_on(episode, instance, plan), plan)


def _with_custom_status(instance: Instance, decision: Decision) -> Instance:
    if decision.custom_status is None:
        return instance
    return replace(instance, custom_status=json.dumps(decision.custom_status))


def _check_functions(tasks: list[Task], functions: DurableFunctions) -> None:
    for task in tasks:
        if task.event["EventType"] == EventType.TASK_SCHEDULED:
            functions.activity(task.event["Name"])
        elif task.event["EventType"] == EventType.SUB_ORCHESTRATION_INSTANCE_CREATED:
            functions.orchestrator(task.event["Name"])


def _moved_on(episode: Episode, instance: Instance, plan: Plan) -> Instance:
    status = Status.SUSPENDED if episode.delivery.suspended else Status.RUNNING
    instance = replace(instance, status=status, updated=episode.at, awaited=json.dumps(plan.awaited))
    if plan.continuation is None:
        return instance
    given = json.dumps(plan.continuation["input"])
    return replace(instance, execution_id=uuid4().hex, input=given, awaited="[]")


def _failed(episode: Episode, instance: Instance, error: str) -> Turn:
    message = f"Orchestrator function '{instance.name}' failed: {error}"
    return _ended(episode, instance, Status.FAILED, message)


def _ended(
    episode: Episode, instance: Instance, status: Status, output: object, plan: Plan | None = None
) -> Turn:
    ended = replace(instance, status=status, output=json.dumps(output), updated=episode.at, awaited="[]")
    turn = _turn(episode, ended, plan or Plan())
    turn.events.append(event(_END[status], episode.at, OrchestrationStatus=status))
    return turn


def _turn(episode: Episode, instance: Instance, plan: Plan) -> Turn:
    scheduled = [task.event for task in plan.tasks]
    events = [*episode.new_events, *scheduled, event(EventType.ORCHESTRATOR_COMPLETED, episode.at)]
    return Turn(episode, instance, events, plan.tasks, plan.cancelled_timers)
