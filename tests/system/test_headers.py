"""What a client may not say, what a BFF must not hear, and what every answer carries."""

from collections.abc import AsyncIterator

import pytest
from starlette.types import Receive, Scope, Send

from tests.system.conftest import APIM_KEY, Portico


class Recorder:
    """A BFF that answers anything and remembers the headers it was sent."""

    def __init__(self) -> None:
        self.headers: dict[str, str] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        headers = [(b"content-type", b"application/json"), (b"etag", b'"x"')]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"{}"})


@pytest.fixture(params=["mobile", "desktop"])
def recorder(portico: Portico, request: pytest.FixtureRequest) -> tuple[str, Recorder]:
    recorder = Recorder()
    portico.world.internet.mount(portico.world.layout.url(request.param), recorder)
    return request.param, recorder


SPOOFED = [
    "x-functions-key",
    "x-ms-client-principal",
    "x-ms-client-principal-id",
    "x-ms-client-principal-name",
    "x-ms-client-principal-idp",
    "x-ms-token-aad-access-token",
    "x-ms-token-aad-id-token",
    "x-ms-token-aad-refresh-token",
    "x-original-url",
    "x-rewrite-url",
    "x-http-method-override",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-forwarded-port",
    "x-forwarded-prefix",
    "x-forwarded-for",
    "x-cache-key",
    "forwarded",
    "cookie",
]


@pytest.mark.parametrize("name", SPOOFED)
async def test_a_client_cannot_speak_for_the_gateway(
    portico: Portico, recorder: tuple[str, Recorder], name: str
) -> None:
    channel, bff = recorder
    answer = await portico.get(f"/{channel}/orders", **{name: "spoofed"})
    assert answer.status_code == 200
    assert "spoofed" not in bff.headers.get(name, "")


async def test_the_bff_gets_key_token_and_trace_from_the_gateway(
    portico: Portico, recorder: tuple[str, Recorder]
) -> None:
    channel, bff = recorder
    answer = await portico.get(f"/{channel}/orders")
    assert bff.headers["x-functions-key"] == APIM_KEY
    assert bff.headers["authorization"] == f"Bearer {await portico.token(channel=channel)}"
    assert bff.headers["traceparent"].split("-")[1] == answer.headers["X-Correlation-Id"]


@pytest.mark.parametrize("form", ["00-{}-01", "01-{}-00", "cc-{}-01-what-is-to-come"])
async def test_a_trace_goes_on_whatever_the_version_of_its_header(
    portico: Portico, recorder: tuple[str, Recorder], form: str
) -> None:
    channel, bff = recorder
    sent = form.format("4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7")
    answer = await portico.get(f"/{channel}/orders", traceparent=sent)
    assert answer.headers["X-Correlation-Id"] == "4bf92f3577b34da6a3ce929d0e0e4736"
    version, trace_id, _, flags = bff.headers["traceparent"].split("-")
    assert (version, trace_id) == ("00", "4bf92f3577b34da6a3ce929d0e0e4736")
    assert len(flags) == 2


@pytest.mark.parametrize("form", ["00-{}-01-more", "ff-{}-01", "01-{}-01.more", "01-{}-0"])
async def test_a_trace_that_breaks_the_format_is_not_gone_on_with(portico: Portico, form: str) -> None:
    sent = form.format("4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7")
    answer = await portico.get("/mobile/orders", traceparent=sent)
    assert answer.headers["X-Correlation-Id"] != "4bf92f3577b34da6a3ce929d0e0e4736"


async def test_a_chunked_body_reaches_the_bff_with_its_length(
    portico: Portico, recorder: tuple[str, Recorder]
) -> None:
    channel, bff = recorder

    async def chunks() -> AsyncIterator[bytes]:
        yield b'{"lines":'
        yield b"[]}"

    headers = {"content-type": "application/json"}
    await portico.request("POST", f"/{channel}/orders", "alice", headers, content=chunks())
    assert bff.headers["content-length"] == "12"
    assert "transfer-encoding" not in bff.headers


@pytest.mark.parametrize("channel", ["mobile", "desktop"])
async def test_problems_are_never_stored(portico: Portico, channel: str) -> None:
    refused = await portico.get(f"/{channel}/orders", login=None)
    assert refused.headers["Cache-Control"] == "no-store"
    failed = await portico.get(f"/{channel}/orders?page=0")
    assert failed.headers["Cache-Control"] == "no-store"


async def test_a_body_larger_than_the_gateway_takes_is_too_large(portico: Portico) -> None:
    headers = {"content-type": "application/json", "idempotency-key": "k"}
    answer = await portico.request("POST", "/mobile/orders", "alice", headers, content=b" " * (11 * 2**20))
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
