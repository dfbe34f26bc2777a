"""The Durable Functions extension of a host: a task hub, and the API to it as an ASGI application."""

import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from local.functions.durable.client_api import ClientApi
from local.functions.durable.functions import DurableFunctions
from local.functions.durable.hub import TaskHub
from local.functions.durable.links import RPC, WEBHOOK, Links
from local.functions.durable.management import Management
from local.functions.durable.store import Store
from local.functions.host_json import DurableTaskOptions
from local.functions.indexing import IndexedFunction
from local.functions.invocation import Invoker
from local.functions.keys import Keys

logger = logging.getLogger(__name__)

_NAME = "durabletask_extension"


@dataclass(frozen=True, slots=True)
class DurableSettings:
    """`database` keeps the state, memory does without one; `base_url` is where the host itself is reached.

    `clock` gives epoch seconds. `checks_replay` is for tests: it runs orchestrators over every prefix, twice.
    """

    database: Path | None = None
    base_url: str = "http://127.0.0.1"
    clock: Callable[[], float] = time.time
    checks_replay: bool = False


class DurableExtension:
    """Serves what `serves` says; orchestrations move on while `running` is entered."""

    def __init__(
        self,
        functions: list[IndexedFunction],
        options: DurableTaskOptions,
        settings: DurableSettings,
        keys: Keys,
        invoker: Invoker,
    ) -> None:
        links = Links(settings.base_url, options.hub_name, keys.system(_NAME))
        durable = DurableFunctions(functions, invoker, links.binding())
        self._store = Store(settings.database)
        self.hub = TaskHub(
            self._store, durable, options, settings.clock, checks_replay=settings.checks_replay
        )
        management = Management(self._store, durable, settings.clock, self.hub.wake)
        self._api = ClientApi(management, links, options.default_version).application()
        self._keys = keys
        self.binding = links.binding()
        _warn(options, settings)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        try:
            async with self.hub.running():
                yield
        finally:
            self._store.close()

    def serves(self, path: str) -> bool:
        return path.startswith((f"{WEBHOOK}/", f"{RPC}/"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        key, path = _asked(Request(scope))
        if self._keys.opens_extension(key, _NAME):
            await self._api({**scope, "path": path}, receive, send)
        else:
            await Response(status_code=401)(scope, receive, send)


def _asked(request: Request) -> tuple[str, str]:
    """The key a request brings, and its path within the API."""
    path: str = request.scope["path"]
    if path.startswith(RPC):
        key, _, rest = path.removeprefix(f"{RPC}/").partition("/")
        return key, f"/{rest.strip('/')}"
    key = request.headers.get("x-functions-key", request.query_params.get("code", ""))
    return key, f"/{path.removeprefix(WEBHOOK).strip('/')}"


def _warn(options: DurableTaskOptions, settings: DurableSettings) -> None:
    place = settings.database or "memory only, until the process ends: no durable_database is configured"
    if settings.database is None:
        logger.warning("durable state is kept in %s", place)
    if options.storage_provider:
        logger.warning(
            "extensions.durableTask.storageProvider has no effect here, state is kept in %s", place
        )
