"""/desktop/exports: a file of orders, made in the background and fetched by a short-lived link.

What a client sees is our own status resource. Durable Functions' management URLs, and the key in them, can
list and end everybody's instances: they never leave the function app.
"""

import hashlib
import secrets
import time
from collections.abc import Callable
from typing import Annotated, Literal

from azure.durable_functions import DurableOrchestrationClient
from pydantic import Field

from desktop_bff.exports.instances import Instance, Instances, Status
from desktop_bff.exports.plan import Export, Format
from desktop_bff.exports.storage import ExportStorage
from desktop_bff.read_all import require_read_all
from desktop_bff.times import rfc3339
from shared.caller import Caller
from shared.inputs import IdPath, Input
from shared.operation import Call
from shared.problems import IdempotencyKeyReused, NotFound, NotReady
from shared.responses import Answer, Screen

ASK_AGAIN = "2"


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
        caller, instances = call.caller, Instances(client, self._clock)
        if body.all:
            require_read_all(caller)
        wanted = Export(
            id=_id(caller, key),
            tenant_id=caller.tenant_id,
            user_id=caller.object_id,
            format=body.format,
            everybodys=body.all,
            created_at=rfc3339(self._clock()),
        )
        export = await self._started(instances, wanted, await instances.find(wanted.id) if key else None)
        screen = ExportScreen(id=export.id, status="NotStarted", progress=0, created_at=export.created_at)
        location = call.link(f"exports/{export.id}")
        return Answer(screen, {"Operation-Location": location, "Retry-After": ASK_AGAIN})

    async def get_export(
        self, call: Call, client: DurableOrchestrationClient, path: IdPath
    ) -> Answer[ExportScreen]:
        """How far an export is."""
        instance = await self._own(call.caller, Instances(client, self._clock), path.id)
        screen = ExportScreen(
            id=instance.export.id,
            status=instance.status,
            progress=instance.progress,
            created_at=instance.export.created_at,
        )
        return Answer(screen, {"Retry-After": ASK_AGAIN} if instance.under_way else {})

    async def get_export_content(
        self, call: Call, client: DurableOrchestrationClient, path: IdPath
    ) -> Annotated[Answer[None], NotReady]:
        """A link to the file, good for five minutes."""
        instance = await self._own(call.caller, Instances(client, self._clock), path.id)
        if instance.status != "Succeeded":
            raise NotReady("The export has no content now.")
        link = await self._storage.link(instance.export)
        return Answer(None, {"Location": link, "Referrer-Policy": "no-referrer"})

    async def delete_export(
        self, call: Call, client: DurableOrchestrationClient, path: IdPath
    ) -> Answer[None]:
        """Cancel an export, or delete what it made; what fails half way can be asked again."""
        instances = Instances(client, self._clock)
        instance = await self._own(call.caller, instances, path.id)
        if instance.under_way:
            await instances.cancel(path.id)
            instance = await instances.find(path.id) or instance  # it may have finished meanwhile
        if instance.finished:
            await self._storage.discard(instance.export)
            await instances.forget(path.id)
        else:
            await self._storage.cancel(instance.export)
        return Answer(None)

    async def _started(self, instances: Instances, wanted: Export, known: Instance | None) -> Export:
        if known is None:
            await instances.forget_old()
        elif known.expired:
            await self._storage.discard(known.export)
        else:
            return _same(known.export, wanted)
        return _same(await instances.start(wanted), wanted)

    async def _own(self, caller: Caller, instances: Instances, export_id: str) -> Instance:
        """The caller's own export; another's does not exist for them, nor one that is too old."""
        instance = await instances.find(export_id)
        if instance is None or instance.expired:
            raise NotFound("There is no such export.")
        if (instance.export.tenant_id, instance.export.user_id) != caller.key:
            raise NotFound("There is no such export.")
        return instance


def _id(caller: Caller, key: str | None) -> str:
    """Nobody can guess another's: it is random, or made of the caller and the caller's own key."""
    if key is None:
        return secrets.token_hex(16)
    return hashlib.sha256("\n".join((*caller.key, key)).encode()).hexdigest()[:32]


def _same(known: Export, wanted: Export) -> Export:
    if (known.format, known.everybodys) != (wanted.format, wanted.everybodys):
        raise IdempotencyKeyReused("This Idempotency-Key was used for another export.")
    return known
