"""A gateway in this process: one API, `shop`, with policies given in parts and a function as its backend."""

import asyncio
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
from joserfc import jws
from joserfc.jwk import RSAKey
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from local.gateway import Coverage, Gateway, GatewayConfig, create_gateway
from local.gateway.services import ManagedIdentity

ISSUER = "https://identity.test/tenant/v2.0"
CONFIGURATION = f"{ISSUER}/.well-known/openid-configuration"
NOW = 1_760_000_000.0
OPERATIONS = [
    ("get", "/orders", "list-orders"),
    ("post", "/orders", "place-order"),
    ("head", "/orders", "head-orders"),
    ("get", "/orders/latest", "latest-order"),
    ("get", "/orders/{id}", "get-order"),
]
EVERYWHERE = (
    "<policies><inbound/><backend><forward-request timeout='5'/></backend><outbound/><on-error/></policies>"
)


class Shop:
    """The gateway, its backend and its issuer; `now` is the time, `requests` what the backend got.

    Hosts that are `silent` do not answer in time.
    """

    def __init__(self, folder: Path, key: RSAKey) -> None:
        self.infra = folder
        self.key = key
        self.now = NOW
        self.requests: list[httpx.Request] = []
        self.answer: Callable[[httpx.Request], httpx.Response] = lambda request: httpx.Response(
            200, json={"ok": True}
        )
        self.issuer: dict[str, Any] = {"keys": [key.as_dict(private=False)]}
        self.fetched = 0
        self.silent: set[str] = set()
        self.everywhere = EVERYWHERE
        self.fragments: dict[str, str] = {}
        self.named_values: dict[str, str] = {}
        self.product = ""
        self.subscriptions: list[dict[str, str]] = []
        self.managed_identity: ManagedIdentity | None = None
        self.responses: dict[str, Any] = {}
        self.max_body_bytes = 1000
        self.gateway: Gateway | None = None
        self.coverage: Coverage | None = None

    def policy(
        self, inbound: str = "", outbound: str = "", on_error: str = "", backend: str = "<base/>"
    ) -> None:
        """Start with these in the API's sections, after `<base/>`; the backend is set."""
        self.document(
            "<policies>"
            f"<inbound><base/><set-backend-service backend-id='shop-bff'/>{inbound}</inbound>"
            f"<backend>{backend}</backend><outbound><base/>{outbound}</outbound>"
            f"<on-error><base/>{on_error}</on-error></policies>"
        )

    def subscribe(self, *names: str, **details: str) -> None:
        """Give each a subscription to the product `trade`; `<name>'s primary key` is one of its keys."""
        for name in names:
            keys = {f"{which}_key": f"{name}'s {which} key" for which in ("primary", "secondary")}
            self.subscriptions.append({"id": name, "name": name, "product": "trade"} | keys | details)

    def document(self, policy: str) -> None:
        """Start with a whole policy document for the API, and with the product's if there is one."""
        self._write("policies/shop.xml", policy)
        self._write("policies/products/trade.xml", self.product)
        self._write("apim-policies.xml", self.everywhere)
        for name, text in self.fragments.items():
            self._write(f"policies/fragments/{name}.xml", text)
        product = {"product": "trade"} if self.product else {}
        self._write("channels.json", json.dumps({"channels": [CHANNEL | product]}))
        self._write(
            "named-values.json", json.dumps({name: {"parameter": name} for name in self.named_values})
        )
        self._write("openapi/shop.json", json.dumps(self._openapi()))
        config = GatewayConfig(
            infra=self.infra,
            named_values=self.named_values,
            backends={"shop-bff": "http://bff.test:8091/shop"},
            subscriptions=self.subscriptions,
            max_body_bytes=self.max_body_bytes,
        )
        transport = httpx.MockTransport(self._exchange)
        self.gateway = create_gateway(
            config, transport, lambda: self.now, self.managed_identity, self.coverage
        )

    async def send(
        self,
        method: str = "GET",
        path: str = "/shop/orders",
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
    ) -> httpx.Response:
        assert self.gateway, "no policy was given"
        transport = httpx.ASGITransport(self.gateway)
        async with httpx.AsyncClient(transport=transport, base_url="https://gateway.test") as client:
            return await client.request(method, path, headers=headers, content=body)

    async def get(self, path: str = "/shop/orders", **headers: str) -> httpx.Response:
        return await self.send(
            "GET", path, {name.replace("_", "-"): value for name, value in headers.items()}
        )

    def token(self, header: Mapping[str, Any] | None = None, key: Any = None, **claims: Any) -> str:
        """A valid access token; claims and header fields can be replaced, or left out with None."""
        usual = {"iss": ISSUER, "aud": "shop-api", "exp": self.now + 600, "oid": "alice", "scp": "read write"}
        payload = {name: value for name, value in (usual | claims).items() if value is not None}
        fields = {"alg": "RS256", "kid": "first", "typ": "JWT"} | dict(header or {})
        registry = jws.JWSRegistry(algorithms=[fields["alg"]], strict_check_header=False)
        return jws.serialize_compact(fields, json.dumps(payload), key or self.key, registry=registry)

    async def _exchange(self, request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(0)  # a network lets others run meanwhile
        if request.url.host in self.silent:
            raise httpx.ReadTimeout("silent", request=request)
        if request.url.host == "identity.test":
            self.fetched += 1
            if "down" in self.issuer:
                raise httpx.ConnectError("down", request=request)
            known = {"issuer": ISSUER, "jwks_uri": f"{ISSUER}/keys"}
            return httpx.Response(200, json=self.issuer if request.url.path.endswith("/keys") else known)
        self.requests.append(request)
        return self.answer(request)

    def _openapi(self) -> dict[str, Any]:
        paths: dict[str, Any] = {}
        for method, template, identifier in OPERATIONS:
            paths.setdefault(template, {})[method] = {"operationId": identifier, "responses": self.responses}
        return {"openapi": "3.1.0", "paths": paths}

    def _write(self, path: str, text: str) -> None:
        file = self.infra / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


CHANNEL = {
    "name": "shop",
    "path": "shop",
    "audience": "shop-audience",
    "scopes": [],
    "roles": [],
    "cacheSeconds": 60,
    "rateLimitPerMinute": 600,
    "policy": "policies/shop.xml",
    "openapi": "openapi/shop.json",
}


@pytest.fixture(scope="session")
def signing_key() -> RSAKey:
    return RSAKey.generate_key(2048, parameters={"kid": "first", "use": "sig"})


@pytest.fixture(scope="session")
def exporter() -> InMemorySpanExporter:
    """Collects the spans of the whole run; there is one tracer provider for a process."""
    exporter = InMemorySpanExporter()
    if not isinstance(trace.get_tracer_provider(), TracerProvider):
        trace.set_tracer_provider(TracerProvider())
    provider = trace.get_tracer_provider()
    assert isinstance(provider, TracerProvider)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    return exporter


@pytest.fixture
def spans(exporter: InMemorySpanExporter) -> InMemorySpanExporter:
    """The spans of one test."""
    exporter.clear()
    return exporter


@pytest.fixture
def shop(tmp_path: Path, signing_key: RSAKey) -> Shop:
    return Shop(tmp_path, signing_key)


def tell(**expressions: str) -> str:
    """Outbound policies that put the values of expressions into response headers."""
    return "".join(
        f"<set-header name='x-{name}'><value>@({text})</value></set-header>"
        for name, text in expressions.items()
    )
