"""Exports as orchestrations of Durable Functions, reached through their client."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from azure.durable_functions import DurableOrchestrationClient, OrchestrationRuntimeStatus
from azure.durable_functions.models.DurableOrchestrationStatus import DurableOrchestrationStatus

from desktop_bff.exports.orchestration import ORCHESTRATION
from desktop_bff.exports.plan import Export, Outcome, Stage
from desktop_bff.unavailable import unavailable
from shared.problems import UpstreamUnavailable

KEPT_FOR = timedelta(hours=24)
HISTORY_KEPT_FOR = timedelta(hours=48)
PURGE_SECONDS = 1.0
_UNMANAGED = "Exports cannot be managed now."
Status = Literal["NotStarted", "Running", "Succeeded", "Failed", "Canceled"]
_STATUSES: dict[OrchestrationRuntimeStatus | None, Status] = {
    OrchestrationRuntimeStatus.Pending: "NotStarted",
    OrchestrationRuntimeStatus.Terminated: "Canceled",
    OrchestrationRuntimeStatus.Canceled: "Canceled",
    OrchestrationRuntimeStatus.Failed: "Failed",
}
_ENDED = [
    OrchestrationRuntimeStatus.Completed,
    OrchestrationRuntimeStatus.Failed,
    OrchestrationRuntimeStatus.Terminated,
]


@dataclass(frozen=True)
class Instance:
    """An export and how far it is, in percent; `expired` when its time is over."""

    export: Export
    status: Status
    progress: int
    expired: bool

    @property
    def under_way(self) -> bool:
        return self.status in {"NotStarted", "Running"}

    @property
    def finished(self) -> bool:
        """Nothing more is written for it; for a cancelled one there may be."""
        return self.status in {"Succeeded", "Failed"}


class Instances:
    """A client that fails raises UpstreamUnavailable: the SDK itself raises bare Exceptions."""

    def __init__(self, client: DurableOrchestrationClient, clock: Callable[[], float] = time.time) -> None:
        self._client = client
        self._clock = clock

    async def find(self, export_id: str) -> Instance | None:
        with unavailable(_UNMANAGED, Exception):
            status = await self._client.get_status(export_id, show_input=True)
        if not status or not status.instance_id or status.name != ORCHESTRATION:
            return None
        export = _export(status)
        state, progress = _state(status)
        age = self._clock() - datetime.fromisoformat(export.created_at).timestamp()
        return Instance(export, state, progress, expired=age > KEPT_FOR.total_seconds())

    async def start(self, export: Export) -> Export:
        """The export, or that of a twin who took its id just before."""
        try:
            await self._client.start_new(ORCHESTRATION, export.id, Stage(export=export).json_value())
        except Exception as error:
            twin = await self.find(export.id)
            if twin is None:
                raise UpstreamUnavailable("Exports cannot be started now.") from error
            return twin.export
        return export

    async def cancel(self, export_id: str) -> None:
        """To cancel what has just finished is no error."""
        with unavailable(_UNMANAGED, Exception):
            await self._client.terminate(export_id, "cancelled by its owner")

    async def forget(self, export_id: str) -> None:
        with unavailable(_UNMANAGED, Exception):
            await self._client.purge_instance_history(export_id)

    async def forget_old(self) -> None:
        """Histories are kept until somebody removes them: a new export removes the old ones, if it can."""
        until = datetime.fromtimestamp(self._clock(), UTC) - HISTORY_KEPT_FOR
        with suppress(Exception):
            async with asyncio.timeout(PURGE_SECONDS):
                await self._client.purge_instance_history_by(
                    created_time_from=datetime(2020, 1, 1, tzinfo=UTC),
                    created_time_to=until,
                    runtime_status=_ENDED,
                )


def _export(status: DurableOrchestrationStatus) -> Export:
    given = status.input_
    stage = Stage.model_validate_json(given) if isinstance(given, str) else Stage.of(given)
    return stage.export


def _state(status: DurableOrchestrationStatus) -> tuple[Status, int]:
    progress = int((status.custom_status or {}).get("progress", 0))
    if status.runtime_status == OrchestrationRuntimeStatus.Completed:
        return ("Succeeded", 100) if Outcome.of(status.output).ok else ("Failed", progress)
    return _STATUSES.get(status.runtime_status, "Running"), progress
