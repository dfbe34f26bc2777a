"""The task hub: runs the orchestrations and activities its store tells of."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import TypeVar

from local.functions.durable.activities import Activity
from local.functions.durable.decisions import decide
from local.functions.durable.delivery import deliver
from local.functions.durable.episodes import Episode
from local.functions.durable.functions import DurableFunctions
from local.functions.durable.history import Event, EventType, event, failure
from local.functions.durable.instances import Status
from local.functions.durable.replay_check import checked
from local.functions.durable.store import Store
from local.functions.durable.turns import Turn, concluded, terminated, unchanged
from local.functions.host_json import DurableTaskOptions

Key = TypeVar("Key")

logger = logging.getLogger(__name__)

_PAUSE_AFTER_FAULT = 0.5
# The clock that wakes the loop may stand still while the machine sleeps; that of the timers does not.
_LONGEST_PAUSE = 5.0


class TaskHub:
    """Works while `running` is entered; whoever changes the store from outside calls `wake`.

    `clock` gives epoch seconds. `checks_replay` is for tests, it runs orchestrator functions many times over.
    """

    def __init__(
        self,
        store: Store,
        functions: DurableFunctions,
        options: DurableTaskOptions,
        clock: Callable[[], float],
        *,
        checks_replay: bool,
    ) -> None:
        self._store = store
        self._functions = functions
        self._options = options
        self._clock = clock
        self._checks_replay = checks_replay
        self._turning: set[str] = set()
        self._performing: set[int] = set()
        self._woken = asyncio.Event()
        self._quiet = asyncio.Event()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """At the end what is under way is given up; the next host on this store does it again."""
        async with asyncio.TaskGroup() as group:
            work = group.create_task(self._work())
            yield
            work.cancel()

    def wake(self) -> None:
        self._quiet.clear()
        self._woken.set()

    async def quiet(self) -> None:
        """Wait until nothing is under way: all that remains waits for time or for an event from outside."""
        self.wake()
        await self._quiet.wait()

    def next_due(self) -> float | None:
        """When the next timer fires, in epoch seconds."""
        return self._store.inbox.next_due(self._clock())

    async def _work(self) -> None:
        async with asyncio.TaskGroup() as group:
            while True:
                self._woken.clear()
                async with _tried_again("find work"):
                    self._start_turns(group)
                    self._start_activities(group)
                    if not self._turning and not self._performing:
                        self._quiet.set()
                    await self._pause()

    async def _pause(self) -> None:
        due, now = self.next_due(), self._clock()
        with suppress(TimeoutError):
            async with asyncio.timeout(_LONGEST_PAUSE if due is None else min(due - now, _LONGEST_PAUSE)):
                await self._woken.wait()

    def _start_turns(self, group: asyncio.TaskGroup) -> None:
        for instance_id in self._store.inbox.ready(self._clock()):
            if len(self._turning) == self._options.max_concurrent_orchestrator_functions:
                break
            if instance_id not in self._turning:
                self._turning.add(instance_id)
                group.create_task(self._turn(instance_id))

    def _start_activities(self, group: asyncio.TaskGroup) -> None:
        # Those under way are the oldest, for they were started in this order.
        for activity in self._store.activities.oldest(self._options.max_concurrent_activity_functions):
            if activity.id not in self._performing:
                self._performing.add(activity.id)
                group.create_task(self._perform(activity))

    async def _turn(self, instance_id: str) -> None:
        async with self._under_way(self._turning, instance_id):
            turn = await self._outcome_of(self._episode(instance_id))
            self._store.record(turn)
            if turn.instance.status is Status.FAILED:
                logger.error("instance %s: %s", instance_id, turn.instance.output)

    def _episode(self, instance_id: str) -> Episode:
        at = self._clock()
        instance = self._store.instances.get(instance_id)
        if instance is None:
            raise LookupError(f"a message for the instance {instance_id}, which does not exist")
        history = self._store.histories.load(instance_id)
        return Episode(
            instance, history, deliver(instance, history, self._store.inbox.due(instance_id, at)), at
        )

    async def _outcome_of(self, episode: Episode) -> Turn:
        delivery = episode.delivery
        if not delivery.taken:
            return unchanged(episode)
        if delivery.termination is not None:
            return terminated(episode, delivery.termination["Input"])
        decision = await decide(self._functions, episode)
        if self._checks_replay:
            decision = await checked(self._functions, episode, decision)
        return concluded(episode, decision, self._functions)

    async def _perform(self, activity: Activity) -> None:
        async with self._under_way(self._performing, activity.id):
            outcome = await self._outcome(activity)
            self._store.record_outcome(activity, outcome, self._clock())

    async def _outcome(self, activity: Activity) -> Event:
        try:
            result = await self._functions.perform(activity.name, activity.input, activity.trace_parent)
        except Exception as error:
            logger.exception("activity %s of the instance %s failed", activity.name, activity.instance_id)
            reason = f"Activity function '{activity.name}' failed: {type(error).__name__}: {error}"
            return failure(EventType.TASK_FAILED, self._clock(), activity.task_id, reason)
        return event(EventType.TASK_COMPLETED, self._clock(), TaskScheduledId=activity.task_id, Result=result)

    @asynccontextmanager
    async def _under_way(self, places: set[Key], key: Key) -> AsyncIterator[None]:
        """Give the place that was taken for the work within back after it."""
        try:
            async with _tried_again(f"complete {key}"):
                yield
        finally:
            places.discard(key)
            self.wake()


@asynccontextmanager
async def _tried_again(work: str) -> AsyncIterator[None]:
    """What a fault of the host itself prevents is still in the store."""
    try:
        yield
    except Exception:
        logger.exception("the task hub could not %s and tries again", work)
        await asyncio.sleep(_PAUSE_AFTER_FAULT)
