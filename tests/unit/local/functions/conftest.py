"""Clients of small function apps, served in process."""

from collections.abc import Callable

import azure.functions as func
import httpx
import pytest

from local.functions import FunctionsHost, Keys

KEYS = Keys(master="master-key", host={"apim": "host-key"}, functions={"guarded": {"default": "own-key"}})


@pytest.fixture
def app() -> func.FunctionApp:
    return func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)


@pytest.fixture
def client(app: func.FunctionApp) -> Callable[..., httpx.AsyncClient]:
    """`client(settings=…, **http)` serves the `app` fixture; `http` are the HTTP options of host.json."""

    def serve(settings: dict[str, str] | None = None, **http: object) -> httpx.AsyncClient:
        host_json = {"version": "2.0", "extensions": {"http": {"routePrefix": "", **http}}}
        host = FunctionsHost(app, host_json, KEYS, settings=settings or {})
        return httpx.AsyncClient(transport=httpx.ASGITransport(host), base_url="http://host")

    return serve
