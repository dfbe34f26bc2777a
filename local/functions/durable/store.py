"""What a task hub keeps, and the steps in which that changes, each of them one transaction."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

from local.functions.durable.actions import Task
from local.functions.durable.activities import Activity, ActivityQueue
from local.functions.durable.database import open_database
from local.functions.durable.history import Event, EventType, Histories, event, failure, moment
from local.functions.durable.inbox import Inbox
from local.functions.durable.instances import Instance, Instances, Status
from local.functions.durable.turns import Turn

_FIRST = 0.0  # due before anything else, whatever the clock says


class Store:
    """The state of one task hub in the file at `path`, or in memory without one."""

    def __init__(self, path: Path | None) -> None:
        self._connection = open_database(path)
        self.instances = Instances(self._connection)
        self.histories = Histories(self._connection)
        self.inbox = Inbox(self._connection)
        self.activities = ActivityQueue(self._connection)

    def start(self, instance: Instance) -> bool:
        """Add an instance in place of a finished one; False when one of its id is still under way."""
        with self._transaction():
            return self._start(instance)

    def send(self, instance_id: str, message: Event, now: float) -> None:
        """Leave a message for whichever execution of the instance comes to hear it."""
        with self._transaction():
            self.inbox.put(instance_id, message, now, execution_id=None)

    def record(self, turn: Turn) -> None:
        """Make a turn final: what it took is gone, and what it started is there, only with it."""
        episode, delivery, instance = turn.episode, turn.episode.delivery, turn.instance
        with self._transaction():
            self.inbox.remove([*delivery.taken, *delivery.void])
            if delivery.taken:  # what was held so far may be heard now
                self.inbox.release(instance.id, episode.at)
            else:
                self.inbox.hold(delivery.held)
            self.histories.append(instance.id, len(episode.history.events), turn.events)
            for task in turn.tasks:
                self._begin(episode.instance, task, episode.at)
            self.inbox.cancel_timers(instance.id, turn.cancelled_timers)
            self.instances.save(instance)
            if turn.continues_as_new:
                self._renew(episode.instance, instance)
            elif instance.status.is_final:
                self._end(instance)

    def record_outcome(self, activity: Activity, outcome: Event, now: float) -> None:
        """Take an activity off the queue and tell its execution; the second outcome of one is dropped."""
        with self._transaction():
            if self.activities.remove(activity):
                self._tell(activity.instance_id, activity.execution_id, outcome, now)

    def purge(self, instance_id: str) -> None:
        with self._transaction():
            self._purge(instance_id)

    def close(self) -> None:
        self._connection.close()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            yield

    def _start(self, instance: Instance) -> bool:
        earlier = self.instances.get(instance.id)
        if earlier is not None and not earlier.status.is_final:
            return False
        self._purge(instance.id)
        self.instances.save(instance)
        self._put_started(instance)
        return True

    def _put_started(self, instance: Instance) -> None:
        started = event(
            EventType.EXECUTION_STARTED, instance.updated, Name=instance.name, Version=instance.version
        )
        self.inbox.put(instance.id, started, _FIRST, execution_id=instance.execution_id)

    def _begin(self, instance: Instance, task: Task, now: float) -> None:
        match task.event["EventType"]:
            case EventType.TASK_SCHEDULED:
                self.activities.add(instance, task.event, task.input)
            case EventType.TIMER_CREATED:
                self._set_timer(instance, task.event)
            case EventType.SUB_ORCHESTRATION_INSTANCE_CREATED:
                self._start_child(instance, task, now)

    def _set_timer(self, instance: Instance, created: Event) -> None:
        task_id, due = created["EventId"], moment(created["FireAt"])
        fired = event(EventType.TIMER_FIRED, due, TimerId=task_id, FireAt=created["FireAt"])
        self.inbox.put(instance.id, fired, due, execution_id=instance.execution_id, timer=task_id)

    def _start_child(self, parent: Instance, task: Task, now: float) -> None:
        child = Instance(
            id=task.event["InstanceId"],
            execution_id=uuid4().hex,
            name=task.event["Name"],
            version=task.event["Version"],
            created=now,
            updated=now,
            input=json.dumps(task.input),
            trace_parent=parent.trace_parent,
            parent_id=parent.id,
            parent_execution_id=parent.execution_id,
            parent_task_id=task.event["EventId"],
        )
        if not self._start(child):
            fault = f"An orchestration instance with the id {child.id} is still under way."
            self._tell_parent(replace(child, status=Status.FAILED, output=json.dumps(fault)))

    def _renew(self, before: Instance, after: Instance) -> None:
        self.histories.delete(after.id)
        self.inbox.forget(before)
        self._put_started(after)

    def _end(self, instance: Instance) -> None:
        self.inbox.delete(instance.id)
        self._tell_parent(instance)

    def _tell_parent(self, ended: Instance) -> None:
        if ended.parent_id is None:
            return
        task_id, output, at = ended.parent_task_id, ended.output or "null", ended.updated
        if ended.status is Status.COMPLETED:
            outcome = event(
                EventType.SUB_ORCHESTRATION_INSTANCE_COMPLETED, at, TaskScheduledId=task_id, Result=output
            )
        else:
            outcome = failure(EventType.SUB_ORCHESTRATION_INSTANCE_FAILED, at, task_id, json.loads(output))
        self._tell(ended.parent_id, ended.parent_execution_id, outcome, at)

    def _tell(self, instance_id: str, execution_id: str, message: Event, now: float) -> None:
        """Leave a message for one execution, unless it is over."""
        listener = self.instances.get(instance_id)
        if listener and listener.execution_id == execution_id and not listener.status.is_final:
            self.inbox.put(instance_id, message, now, execution_id=execution_id)

    def _purge(self, instance_id: str) -> None:
        # Activities it left behind are performed all the same, as in Azure; their results are dropped.
        for table in (self.instances, self.histories, self.inbox):
            table.delete(instance_id)
