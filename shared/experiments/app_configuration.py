"""Feature flags from Azure App Configuration, read through the function app's managed identity.

Over REST (`GET /kv`): Microsoft's provider package would bring the Azure SDK along.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import httpx
from pydantic import BaseModel, Field, Json

from shared.experiments.experiment import Configuration, Experiment
from shared.experiments.flags import parsed, read_flags
from shared.http.json_object import read_object
from shared.managed_identity import ManagedIdentity
from shared.resilience.single_flight import SingleFlight

RESOURCE = "https://appconfig.azure.com"
REFRESH_SECONDS = 30.0
FIRST_WAIT_SECONDS = 1.0
_LOAD_SECONDS = 10.0
_ALL_FLAGS = "/kv?key=.appconfig.featureflag/*&label=%00&$select=key,value&api-version=2023-11-01"
_log = logging.getLogger("portico")


class _KeyValue(BaseModel):
    value: Json[dict[str, Any]]


class _Page(BaseModel):
    items: list[_KeyValue]
    next_link: str = Field("", alias="@nextLink")


class AppConfiguration:
    """The flags of a store, asked for again after half a minute; while that fails the last good ones stay."""

    def __init__(
        self,
        endpoint: str,
        experiments: Sequence[Experiment[Any]],
        transport: httpx.AsyncBaseTransport,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._endpoint = endpoint
        self._experiments = experiments
        self._transport = transport
        self._identity = ManagedIdentity(transport)
        self._clock = clock
        self._known = Configuration()
        self._due = 0.0
        self._wait_until: float | None = None
        self._flights: SingleFlight[None] = SingleFlight()

    async def configuration(self) -> Configuration:
        """What is in force; only in a process's first second does anybody wait for it."""
        now = self._clock()
        if now >= self._due:
            self._wait_until = self._wait_until or now + FIRST_WAIT_SECONDS
            with suppress(TimeoutError):
                async with asyncio.timeout(max(0.0, self._wait_until - now)):
                    await self._flights.run("flags", self._refresh)
        return self._known

    async def _refresh(self) -> None:
        try:
            async with asyncio.timeout(_LOAD_SECONDS):
                self._known = read_flags(await self._flags(), self._experiments)
        except (httpx.HTTPError, ValueError, RuntimeError, TimeoutError) as error:
            _log.warning(
                "App Configuration: %s: %s; experiments stay as they are", type(error).__name__, error
            )
        finally:
            self._due = self._clock() + REFRESH_SECONDS

    async def _flags(self) -> list[dict[str, Any]]:
        token = await self._identity.token(RESOURCE)
        flags, link = list[dict[str, Any]](), _ALL_FLAGS
        while link:
            page = await self._page(link, token)
            flags += [item.value for item in page.items]
            link = page.next_link
        return flags

    async def _page(self, link: str, token: str) -> _Page:
        """Links are relative, so the token goes nowhere else."""
        headers = {"Authorization": f"Bearer {token}"}
        return parsed(_Page, await read_object(self._endpoint + link, self._transport, headers))
