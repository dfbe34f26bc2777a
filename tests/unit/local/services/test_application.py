from collections.abc import Callable
from types import SimpleNamespace

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import Response

from local.services.application import assemble
from local.services.config import ServiceConfig
from local.services.tokens import Caller

Headers = Callable[..., dict[str, str]]
Service = Callable[[str], httpx.AsyncClient]


@pytest.mark.parametrize("path", ["/nothing", "/products/", "/products/prd_0001/", "/_faults/"])
async def test_unknown_path_is_a_json_404(service: Service, path: str) -> None:
    response = await service("products").get(path)
    assert response.status_code == 404
    assert response.json() == {"error": "not_found", "message": "Not Found"}


async def test_unknown_method_is_a_json_405(service: Service) -> None:
    response = await service("products").delete("/products")
    assert (response.status_code, response.json()["error"]) == (405, "method_not_allowed")
    assert "GET" in response.headers["Allow"]


async def test_endpoints_need_a_token(service: Service) -> None:
    response = await service("products").get("/products")
    assert (response.status_code, response.json()["error"]) == (401, "token_missing")
    assert response.headers["WWW-Authenticate"] == "Bearer"


async def test_trace_context_is_accepted(service: Service, user: Headers) -> None:
    trace = {"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}
    response = await service("products").get("/products", headers={**user("alice"), **trace})
    assert response.status_code == 200


async def test_failure_is_a_json_500_that_tells_nothing(
    config: Callable[[str], ServiceConfig], issuer: httpx.MockTransport, clock: SimpleNamespace, user: Headers
) -> None:
    async def broken(_: Request, __: Caller) -> Response:
        raise RuntimeError("a secret")

    app = assemble(config("orders"), issuer, clock.read, "Orders.Read.All", [("GET", "/broken", broken)])
    client = httpx.AsyncClient(
        transport=httpx.ASGITransport(app, raise_app_exceptions=False), base_url="http://service"
    )
    response = await client.get("/broken", headers=user("alice"))
    assert response.status_code == 500
    assert response.json() == {"error": "internal_error", "message": "the service failed"}
