"""A host with Durable Functions in this process, and the SDK's own client of it."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import azure.durable_functions as df
import httpx
from azure.durable_functions.models.DurableOrchestrationStatus import DurableOrchestrationStatus
from azure.functions import FunctionRegister

from local.functions import DurableSettings, FunctionsHost, Keys
from local.functions.durable import DurableExtension
from tests.clock import Clock

ADVICE = "ignore:azure.functions df_loads was called without expected_type:DeprecationWarning"
"""What a test module must not stumble over: the SDK says it once in each process."""

BASE_URL = "http://host.test"
_UNDER_WAY = {df.OrchestrationRuntimeStatus.Running, df.OrchestrationRuntimeStatus.Pending}


@dataclass
class World:
    """A running host; `client` reaches it through the binding the host gives, without a socket."""

    extension: DurableExtension
    clock: Clock
    http: httpx.AsyncClient
    client: df.DurableOrchestrationClient

    async def settled(self, instance_id: str) -> DurableOrchestrationStatus:
        """The status once nothing but time or an event could change it."""
        await self.extension.hub.quiet()
        return await self.client.get_status(instance_id)

    async def finished(self, instance_id: str) -> DurableOrchestrationStatus:
        """The status after every timer the instance may be waiting for."""
        while (status := await self.settled(instance_id)).runtime_status in _UNDER_WAY:
            due = self.extension.hub.next_due()
            assert due is not None, f"{instance_id} waits for an event that nobody raises"
            self.clock.now = due
        return status

    async def history(self, instance_id: str) -> list[dict[str, Any]]:
        status = await self.client.get_status(instance_id, show_history=True, show_history_output=True)
        return list(vars(status)["historyEvents"])

    async def run(self, name: str, given: object = None, instance_id: str | None = None) -> Any:
        """The output of an orchestration from start to end."""
        started = await self.client.start_new(name, instance_id, given)
        return (await self.finished(started)).output


@asynccontextmanager
async def hosted(
    app: FunctionRegister, settings: DurableSettings | None = None, **options: object
) -> AsyncIterator[World]:
    """`app` in a host, checked for determinism unless `settings` say otherwise; `options` of durableTask."""
    settings = settings or DurableSettings(base_url=BASE_URL, clock=Clock(), checks_replay=True)
    extensions = {"http": {"routePrefix": ""}, "durableTask": options}
    host = FunctionsHost(app, {"version": "2.0", "extensions": extensions}, Keys("master"), durable=settings)
    assert host.durable is not None
    assert isinstance(settings.clock, Clock)
    transport = httpx.ASGITransport(host)
    async with host.durable.running(), httpx.AsyncClient(transport=transport, base_url=BASE_URL) as http:
        yield World(host.durable, settings.clock, http, sdk_client(host.durable, http))


def sdk_client(extension: DurableExtension, http: httpx.AsyncClient) -> df.DurableOrchestrationClient:
    """The SDK's client, with its one way out of the process led to the host instead."""

    async def post(url: str, data: object = None, *_: object, **__: object) -> list[Any]:
        return _answer(await http.post(url, json=data) if data is not None else await http.post(url))

    async def get(url: str, *_: object, **__: object) -> list[Any]:
        status, body = _answer(await http.get(url))
        return [status, "" if body is None else body]

    async def delete(url: str, *_: object, **__: object) -> list[Any]:
        return _answer(await http.delete(url))

    client = df.DurableOrchestrationClient(extension.binding)
    client._post_async_request = post
    client._get_async_request = get
    client._delete_async_request = delete
    return client


def _answer(response: httpx.Response) -> list[Any]:
    return [response.status_code, json.loads(response.content) if response.content else None]
