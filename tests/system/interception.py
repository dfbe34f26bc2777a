"""Between the BFF and its identity provider: what was asked, and answers that a test has changed."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import httpx
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

import local.identity
from local.stack.parts import identity_config
from tests.system.conftest import Portico

Document = dict[str, Any]
Change = Callable[[Document], Document]


@dataclass
class Interceptor:
    """Passes everything on; `changes` are made to the JSON answers of paths that end as named."""

    provider: ASGIApp
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    granted: list[Document] = field(default_factory=list)
    changes: dict[str, Change] = field(default_factory=dict)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        body = await request.body()
        answer = await httpx.ASGITransport(self.provider).handle_async_request(
            httpx.Request(request.method, str(request.url), headers=request.headers.raw, content=body)
        )
        content = await answer.aread()
        for path, change in self.changes.items():
            if request.url.path.endswith(path):
                content = json.dumps(change(json.loads(content))).encode()
        endpoint = request.url.path.rpartition("/")[2]
        self.asked.append((endpoint, dict(parse_qsl(body.decode()))))
        if endpoint == "token":
            self.granted.append(json.loads(content))
        headers = {name: value for name, value in answer.headers.items() if name != "content-length"}
        await Response(content, answer.status_code, headers)(scope, receive, send)

    def forms(self, endpoint: str) -> list[dict[str, str]]:
        """What was posted to `token`, `revoke` or another endpoint."""
        return [form for name, form in self.asked if name == endpoint]

    def secrets(self) -> set[str]:
        """Every token that was granted."""
        names = ("access_token", "refresh_token", "id_token")
        return {document[name] for document in self.granted for name in names if name in document}


@contextmanager
def intercepted(portico: Portico, clock: Callable[[], float] = time.time) -> Iterator[Interceptor]:
    """The provider, between us and which we stand, and whose time a test may give."""
    layout, internet = portico.world.layout, portico.world.internet
    config = local.identity.IdentityConfig.model_validate(identity_config(layout))
    interceptor = Interceptor(local.identity.create_app(config, clock))
    origins = (layout.url("identity"), layout.url("identity-page"))
    before = internet.mounted(origins[0])
    try:
        for origin in origins:
            internet.mount(origin, interceptor)
        yield interceptor
    finally:
        for origin in origins:
            internet.mount(origin, before)
