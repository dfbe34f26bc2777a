"""Which of the messages in an inbox a turn takes, and which wait for a later one."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from local.functions.durable.history import Event, EventType, History
from local.functions.durable.inbox import Message
from local.functions.durable.instances import Instance, Status
from local.functions.durable.retries import continues

_CONTROL = {
    EventType.EXECUTION_SUSPENDED: True,
    EventType.EXECUTION_RESUMED: False,
    EventType.EXECUTION_TERMINATED: False,
}
"""The events a suspended instance hears too, and whether it is suspended after them."""


@dataclass(slots=True)
class Delivery:
    """Taken and void messages leave the inbox; held ones stay until the instance has moved on."""

    suspended: bool
    taken: list[Message] = field(default_factory=list)
    void: list[Message] = field(default_factory=list)
    held: list[Message] = field(default_factory=list)

    @property
    def events(self) -> list[Event]:
        return [message.event for message in self.taken]

    @property
    def termination(self) -> Event | None:
        terminations = (
            event for event in self.events if event["EventType"] == EventType.EXECUTION_TERMINATED
        )
        return next(terminations, None)


def deliver(instance: Instance, history: History, inbox: Iterable[Message]) -> Delivery:
    """Go through the inbox in order.

    An external event is held until the orchestration waits for it: the SDK keeps only one that comes early.
    What continues a retry is taken before all else or left to the next turn: it takes a task id of its own,
    and the actions of a turn do not tell which of its events brought them.
    """
    delivery = Delivery(suspended=instance.status is Status.SUSPENDED)
    awaited = instance.awaited_events
    for message in inbox:
        kind, name = message.event["EventType"], message.event.get("Name", "")
        if message.execution_id not in {None, instance.execution_id}:
            delivery.void.append(message)
        elif kind in _CONTROL:
            delivery.suspended = _CONTROL[kind]
            delivery.taken.append(message)
        elif delivery.suspended or (kind == EventType.EVENT_RAISED and not awaited[name]):
            delivery.held.append(message)
        elif continues(history, message.event) and _has_other_news(history, delivery):
            break
        else:
            delivery.taken.append(message)
            awaited[name] -= kind == EventType.EVENT_RAISED
    return delivery


def _has_other_news(history: History, delivery: Delivery) -> bool:
    """Whether anything but continuations was taken, of which the last would then be none."""
    return bool(delivery.taken) and not continues(history, delivery.taken[-1].event)
