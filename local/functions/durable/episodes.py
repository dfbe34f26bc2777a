"""An episode: one run of an orchestration over its history and what has newly arrived."""

from dataclasses import dataclass

from local.functions.durable.delivery import Delivery
from local.functions.durable.history import Event, EventType, History, event
from local.functions.durable.instances import Instance


@dataclass(frozen=True, slots=True)
class Episode:
    """`at` is the epoch second the orchestration takes for now."""

    instance: Instance
    history: History
    delivery: Delivery
    at: float

    @property
    def new_events(self) -> list[Event]:
        return [event(EventType.ORCHESTRATOR_STARTED, self.at), *self.delivery.events]
