"""/desktop/exports: a file of orders, made in the background and fetched by a short-lived link.

What a client sees is our own status resource. Durable Functions' management URLs, and the key in them, can
list and end everybody's instances: they never leave the function app.
"""

import hashlib
import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal

from azure.durable_functions import DurableOrchestrationClient, OrchestrationRuntimeStatus
from azure.durable_functions.models.DurableOrchestrationStatus import DurableOrchestrationStatus
from pydantic import Field

from desktop_bff.exports.orchestration import ORCHESTRATION
from desktop_bff.exports.plan import Export, Format, Outcome
from desktop_bff.exports.storage import ExportStorage
from desktop_bff.orders import READ_ALL
from shared.caller import Caller
from shared.inputs import IdPath, Input
from shared.operation import Call
from shared.problems import IdempotencyKeyReused, InsufficientScope, NotFound, NotReady
from shared.responses import Answer, Screen

KEPT_FOR = timedelta(hours=24)
Status = Literal["NotStarted", "Running", "Succeeded", "Failed", "Canceled"]
_RUNNING: dict[OrchestrationRuntimeStatus | None, Status] = {
    OrchestrationRuntimeStatus.Pending: "NotStarted",
    OrchestrationRuntimeStatus.Terminated: "Canceled",
    OrchestrationRuntimeStatus.Canceled: "Canceled",
    OrchestrationRuntimeStatus.Failed: "Failed",
}


class NewExport(Input):
    """What is wanted; `all`, everybody's orders, is for callers with the role Orders.Read.All."""

    kind: Literal["orders"]
    format: Format
    all: bool = False


class ExportScreen(Screen):
    """How far it is, in percent."""

    id: str
    status: Status
    progress: Annotated[int, Field(ge=0, le=100)]
    created_at: str


class ExportEndpoints:
    def __init__(self, storage: ExportStorage, clock: Callable[[], float] = time.time) -> None:
        self._storage = storage
        self._clock = clock

    async def start_export(
        self, call: Call, client: DurableOrchestrationClient, body: NewExport, key: str | None
    ) -> Answer[ExportScreen]:
        """Begin an export; with an Idempotency-Key, once."""
        caller = call.caller
        if body.all and READ_ALL not in caller.roles:
            raise InsufficientScope(f"Everybody's orders need the application role {READ_ALL}.")
        export = Export(
            id=_id(caller, key),
            tenant_id=caller.tenant_id,
            user_id=caller.object_id,
            format=body.format,
            everybodys=body.all,
            created_at=datetime.fromtimestamp(self._clock(), UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        )
        known = await client.get_status(export.id, show_input=True) if key else None
        if known and known.instance_id:
            export = _same(_export(known), export)
        else:
            await client.start_new(ORCHESTRATION, export.id, export.json_value())
        screen = ExportScreen(id=export.id, status="NotStarted", progress=0, created_at=export.created_at)
        headers = {"Operation-Location": call.link(f"exports/{export.id}"), "Retry-After": "2"}
        return Answer(screen, headers)

    async def get_export(
        self, call: Call, client: DurableOrchestrationClient, path: IdPath
    ) -> Answer[ExportScreen]:
        """How far an export is."""
        status, export = await self._find(call.caller, client, path.id)
        screen = _screen(status, export)
        waiting = screen.status in {"NotStarted", "Running"}
        return Answer(screen, {"Retry-After": "2"} if waiting else {})

    async def get_export_content(
        self, call: Call, client: DurableOrchestrationClient, path: IdPath
    ) -> Answer[None]:
        """A link to the file, good for five minutes."""
        status, export = await self._find(call.caller, client, path.id)
        if _screen(status, export).status != "Succeeded":
            raise NotReady("The export has no content now.")
        return Answer(None, {"Location": await self._storage.link(export), "Referrer-Policy": "no-referrer"})

    async def delete_export(
        self, call: Call, client: DurableOrchestrationClient, path: IdPath
    ) -> Answer[None]:
        """Cancel an export, or delete what it made."""
        status, export = await self._find(call.caller, client, path.id)
        if _screen(status, export).status in {"NotStarted", "Running"}:
            await client.terminate(export.id, "cancelled by its owner")
        else:
            await client.purge_instance_history(export.id)
        await self._storage.discard(export)
        return Answer(None)

    async def _find(
        self, caller: Caller, client: DurableOrchestrationClient, export_id: str
    ) -> tuple[DurableOrchestrationStatus, Export]:
        """The caller's own export; another's does not exist for them, nor one that is too old."""
        status = await client.get_status(export_id, show_input=True)
        if not status or not status.instance_id or status.name != ORCHESTRATION:
            raise NotFound("There is no such export.")
        export = _export(status)
        age = self._clock() - datetime.fromisoformat(export.created_at).timestamp()
        if (export.tenant_id, export.user_id) != caller.key or age > KEPT_FOR.total_seconds():
            raise NotFound("There is no such export.")
        return status, export


def _id(caller: Caller, key: str | None) -> str:
    """Nobody can guess another's: it is random, or made of the caller and the caller's own key."""
    if key is None:
        return secrets.token_hex(16)
    return hashlib.sha256("\n".join((*caller.key, key)).encode()).hexdigest()[:32]


def _export(status: DurableOrchestrationStatus) -> Export:
    given = status.input_
    return Export.model_validate_json(given) if isinstance(given, str) else Export.of(given)


def _same(known: Export, wanted: Export) -> Export:
    if (known.format, known.everybodys) != (wanted.format, wanted.everybodys):
        raise IdempotencyKeyReused("This Idempotency-Key was used for another export.")
    return known


def _screen(status: DurableOrchestrationStatus, export: Export) -> ExportScreen:
    state, progress = _state(status)
    return ExportScreen(id=export.id, status=state, progress=progress, created_at=export.created_at)


def _state(status: DurableOrchestrationStatus) -> tuple[Status, int]:
    progress = (status.custom_status or {}).get("progress", 0)
    if status.runtime_status == OrchestrationRuntimeStatus.Completed:
        return ("Succeeded", 100) if Outcome.of(status.output).ok else ("Failed", progress)
    return _RUNNING.get(status.runtime_status, "Running"), progress
