"""One application's conversation with the identity provider: msal's confidential client on our transport.

msal speaks the protocol; what it lacks is here: threads of its own, a bound on how many requests are under
way, and failures told as problems. Each call has an application object of its own (80 µs): msal keeps
throttling state and tokens in it, and one user's must not meet another's.
"""

import asyncio
import time
from collections.abc import Callable, Mapping, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import httpx

from shared.msal_http import THROTTLED, MsalHttpClient
from shared.problems import UpstreamFailed, UpstreamTimeout, UpstreamUnavailable
from shared.telemetry import TracedTransport
from shared.tokens import CANNOT_ISSUE

if TYPE_CHECKING:
    import msal

MAX_UNDER_WAY = 32
WAIT_SECONDS = 1.0
_ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_FAILURES = (httpx.HTTPError, ValueError, LookupError, TypeError, AttributeError, RuntimeError)
T = TypeVar("T")


class ConfidentialClient:
    """Speaks for the application `client_id`, which proves itself with an assertion, never with a secret.

    Raises UpstreamFailed, UpstreamTimeout, or UpstreamUnavailable when too much is asked of the provider.
    """

    def __init__(
        self,
        client_id: str,
        assertion_key: Path | None,
        authority: str,
        transport: httpx.AsyncBaseTransport,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._client_id = client_id
        self._assertion_key = assertion_key
        self._authority = authority
        self._http = MsalHttpClient(TracedTransport("identity", transport))
        self._clock = clock
        self._places = asyncio.Semaphore(MAX_UNDER_WAY)

    async def acquire(
        self,
        ask: Callable[["msal.ConfidentialClientApplication"], object],
        throttling: MutableMapping[str, object] | None = None,
    ) -> dict[str, Any]:
        """What msal answers to `ask`, OAuth errors included.

        `throttling` is msal's memory of refusals, shared by the calls that pass the same.
        """

        def work() -> object:
            import msal  # noqa: PLC0415 - costs 75 ms, paid only by a process that needs a token

            try:
                application = msal.ConfidentialClientApplication(
                    self._client_id,
                    oidc_authority=self._authority,
                    client_credential={"client_assertion": self._client_assertion},
                    http_client=self._http,
                    http_cache={} if throttling is None else throttling,
                )
                return ask(application)
            except msal.exceptions.MsalError as error:
                raise ValueError(f"{type(error).__name__}: {error}") from error

        answer = await self._in_thread(work)
        if not isinstance(answer, dict):
            return {}
        if answer.get("error") == THROTTLED:
            raise UpstreamUnavailable("The identity provider accepts no more requests now.")
        return answer

    async def post(self, url: str, data: Mapping[str, str]) -> httpx.Response:
        """A form posted to an endpoint of the provider that msal does not know (RFC 7523 authentication)."""

        def post() -> httpx.Response:
            credentials = {"client_id": self._client_id, "client_assertion_type": _ASSERTION_TYPE}
            proof = {"client_assertion": self._client_assertion()}
            return self._http.post(url, data={**data, **credentials, **proof})

        return await self._in_thread(post)

    async def _in_thread(self, work: Callable[[], T]) -> T:
        """A place is taken until the thread has done, though nobody may wait for it any more."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                await self._places.acquire()
        except TimeoutError as error:
            raise UpstreamUnavailable("The identity provider is asked for too many tokens now.") from error
        self._http.attach(loop)
        working = self._threads.submit(copy_context().run, work)
        working.add_done_callback(lambda _: self._give_back_on(loop))
        try:
            return await asyncio.wrap_future(working)
        except httpx.TimeoutException as error:
            raise UpstreamTimeout(CANNOT_ISSUE) from error
        except _FAILURES as error:
            raise UpstreamFailed(CANNOT_ISSUE) from error

    def _give_back_on(self, loop: asyncio.AbstractEventLoop) -> None:
        with suppress(RuntimeError):  # the loop has ended before the thread
            loop.call_soon_threadsafe(self._places.release)

    @cached_property
    def _client_assertion(self) -> Callable[[], str]:
        from shared import client_assertion  # noqa: PLC0415 - 40 ms that the first exchange pays

        if self._assertion_key is None:
            return client_assertion.from_managed_identity(self._http)
        return client_assertion.signed_with(
            self._assertion_key, self._client_id, self._authority, self._clock
        )

    @cached_property
    def _threads(self) -> ThreadPoolExecutor:
        """msal's own, so that a slow provider takes no thread from anybody else."""
        return ThreadPoolExecutor(MAX_UNDER_WAY, thread_name_prefix="msal")
