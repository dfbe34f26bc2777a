"""What a client may ask of the instances of a task hub."""

import re
from collections.abc import Callable
from uuid import uuid4

from local.functions.durable.functions import DurableFunctions, UnknownFunction
from local.functions.durable.history import EventType, History, event
from local.functions.durable.instances import Instance, Query
from local.functions.durable.store import Store

_INSTANCE_ID = re.compile(r"(?!@)[^/\\#?\x00-\x1f\x7f-\x9f]{1,100}")


class Refusal(Exception):
    """A request that is answered with an error; `status` is its HTTP status."""

    def __init__(self, status: int, message: str = "") -> None:
        super().__init__(message)
        self.status = status


class Management:
    """Operations on instances by their ids; `changed` is called after each that gives the hub work."""

    def __init__(
        self,
        store: Store,
        functions: DurableFunctions,
        clock: Callable[[], float],
        changed: Callable[[], None],
    ) -> None:
        self._store = store
        self._functions = functions
        self._clock = clock
        self._changed = changed

    def start(
        self,
        name: str,
        instance_id: str | None,
        given: str | None,
        version: str | None,
        trace_parent: str = "",
    ) -> str:
        """Start an orchestrator function on `given`, which is JSON, and return the id of the instance."""
        try:
            self._functions.orchestrator(name)
        except UnknownFunction as error:
            raise Refusal(400, str(error)) from error
        now, execution_id = self._clock(), uuid4().hex
        instance = Instance(
            id=_checked(instance_id) if instance_id else execution_id,
            execution_id=execution_id,
            name=name,
            created=now,
            updated=now,
            version=version,
            input=given,
            trace_parent=trace_parent,
        )
        if not self._store.start(instance):
            raise Refusal(409, f"An orchestration instance with the id {instance.id} is still under way.")
        self._changed()
        return instance.id

    def get(self, instance_id: str) -> Instance:
        instance = self._store.instances.get(instance_id)
        if instance is None:
            raise Refusal(404)
        return instance

    def history(self, instance_id: str) -> History:
        return self._store.histories.load(instance_id)

    def find(self, query: Query) -> list[Instance]:
        return self._store.instances.find(query)

    def raise_event(self, instance_id: str, name: str, data: str) -> None:
        """Raise an event with JSON data."""
        self._send(instance_id, EventType.EVENT_RAISED, Name=name, Input=data)

    def terminate(self, instance_id: str, reason: str) -> None:
        self._send(instance_id, EventType.EXECUTION_TERMINATED, Input=reason)

    def suspend(self, instance_id: str, reason: str) -> None:
        self._send(instance_id, EventType.EXECUTION_SUSPENDED, Reason=reason)

    def resume(self, instance_id: str, reason: str) -> None:
        self._send(instance_id, EventType.EXECUTION_RESUMED, Reason=reason)

    def restart(self, instance_id: str, *, with_new_id: bool) -> str:
        """Start the function of an instance again on the same input."""
        before = self.get(instance_id)
        same_id = None if with_new_id else before.id
        return self.start(before.name, same_id, before.input, before.version, before.trace_parent)

    def purge(self, instance_id: str) -> None:
        """Forget an instance that is over."""
        status = self.get(instance_id).status
        if not status.is_final:
            raise Refusal(412, f"Only instances that are over can be purged, and {instance_id} is {status}.")
        self._store.purge(instance_id)

    def purge_all(self, query: Query) -> int:
        """Forget those of the instances found that are over; how many they were."""
        over = [instance.id for instance in self.find(query) if instance.status.is_final]
        for instance_id in over:
            self._store.purge(instance_id)
        return len(over)

    def _send(self, instance_id: str, kind: EventType, **fields: str) -> None:
        if self.get(instance_id).status.is_final:
            raise Refusal(410)
        now = self._clock()
        self._store.send(instance_id, event(kind, now, **fields), now)
        self._changed()


def _checked(instance_id: str) -> str:
    if not _INSTANCE_ID.fullmatch(instance_id):
        raise Refusal(
            400, "An instance id has 1 to 100 characters, none of them / \\ # ? or a control character."
        )
    return instance_id
