"""One app twice, in the production runtime and in the local host, which must give the same answers."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx

from local.functions import FunctionsHost, Keys, load
from tests.conformance.production_runtime import ProductionRuntime, Response

_KEY = "conformance"
_FRAMING = {"content-length", "set-cookie"}


class Comparison:
    """Build with `await Comparison.of(root, script, settings)`, then `await same(function, request, …)`."""

    def __init__(self, runtime: ProductionRuntime, host: FunctionsHost) -> None:
        self._runtime = runtime
        self._host = host

    @classmethod
    async def of(
        cls, root: Path, script: str = "function_app.py", settings: Mapping[str, str] | None = None
    ) -> "Comparison":
        """Load the app for both, with `settings` in the environment while its script runs."""
        with _environment(settings or {}):
            runtime = ProductionRuntime(root, script)
            await runtime.start()
            app = load(root, script)
        host_json = {"version": "2.0", "extensions": {"http": {"routePrefix": ""}}}
        return cls(runtime, FunctionsHost(app, host_json, Keys(master=_KEY)))

    async def same(
        self, function: str, request: httpx.Request, route_params: Mapping[str, str] | None = None
    ) -> Response:
        """Assert that both answer `request` alike, and return the answer.

        An app that puts a trace id into its answers needs a request with a `traceparent`.
        """
        request.headers["x-functions-key"] = _KEY
        expected = await self._runtime.invoke(function, request, route_params)
        answer = await self._local(request)
        assert answer == expected
        assert self._host.invocations_by_function[function] > 0, "the request reached another function"
        return answer

    async def _local(self, request: httpx.Request) -> Response:
        response = await httpx.ASGITransport(self._host).handle_async_request(request)
        headers = {name: value for name, value in response.headers.items() if name not in _FRAMING}
        return Response(
            response.status_code, headers, response.headers.get_list("set-cookie"), await response.aread()
        )


@contextmanager
def _environment(settings: Mapping[str, str]) -> Iterator[None]:
    earlier = dict(os.environ)
    os.environ.update(settings)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(earlier)
