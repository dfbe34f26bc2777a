"""The conversation with the identity provider: bounded, away from the loop, failures told as problems."""

import asyncio
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from shared.confidential_client import MAX_UNDER_WAY, ConfidentialClient
from shared.problems import UpstreamFailed, UpstreamProblem, UpstreamTimeout, UpstreamUnavailable
from shared.settings import Settings
from shared.telemetry import Function, Invocation
from tests.provider import AUTHORITY, Identity

HOME = Function("mobile_get_home", "mobile", "GET", "/mobile/home")


def client_of(settings: Settings, transport: httpx.AsyncBaseTransport) -> ConfidentialClient:
    key = settings.channels["mobile"].assertion_key
    return ConfidentialClient("mobile-api", key, AUTHORITY, transport)


@pytest.fixture
def client(settings: Settings, identity: Identity) -> ConfidentialClient:
    return client_of(settings, httpx.MockTransport(identity.answer))


async def refreshed(client: ConfidentialClient) -> dict[str, Any]:
    return await client.acquire(
        lambda application: application.acquire_token_by_refresh_token("secret-refresh", ["api://x/.default"])
    )


async def test_what_the_provider_answers_is_the_answer(client: ConfidentialClient) -> None:
    assert (await refreshed(client))["access_token"] == "upstream-token"


async def test_each_call_is_in_the_trace_of_the_request_it_is_for(
    client: ConfidentialClient, spans: InMemorySpanExporter
) -> None:
    with Invocation(HOME, {}, None):
        await refreshed(client)
        await client.post(f"{AUTHORITY}/revocation_endpoint", {"token": "secret-token"})
    *calls, invocation = spans.get_finished_spans()
    assert [call.name for call in calls] == ["GET identity", "POST identity", "POST identity"]
    assert invocation.context
    assert {call.parent and call.parent.span_id for call in calls} == {invocation.context.span_id}
    assert "secret" not in "".join(call.to_json() for call in calls)


async def test_an_error_of_oauth_is_an_answer(client: ConfidentialClient, identity: Identity) -> None:
    identity.exchange = httpx.Response(400, json={"error": "invalid_grant"})
    assert (await refreshed(client))["error"] == "invalid_grant"


async def test_one_call_never_sees_the_tokens_of_another(client: ConfidentialClient) -> None:
    await refreshed(client)
    assert await client.acquire(lambda application: {"accounts": application.get_accounts()}) == {
        "accounts": []
    }


async def test_the_discovery_document_is_asked_for_once(
    client: ConfidentialClient, identity: Identity
) -> None:
    for _ in range(3):
        await refreshed(client)
    assert identity.count("openid-configuration") == 1


@pytest.mark.parametrize("answer", ["", "<h1>Maintenance</h1>", "[]", "{}", "null", '"text"'])
async def test_what_is_no_discovery_document_is_not_remembered(
    settings: Settings, identity: Identity, answer: str
) -> None:
    broken = True

    def respond(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, text=answer) if broken else identity.answer(request)

    client = client_of(settings, httpx.MockTransport(respond))
    with pytest.raises(UpstreamFailed):
        await refreshed(client)
    broken = False
    assert await refreshed(client)


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (httpx.ConnectError("x"), UpstreamFailed),
        (httpx.ReadError("x"), UpstreamFailed),
        (httpx.ConnectTimeout("x"), UpstreamTimeout),
        (httpx.ReadTimeout("x"), UpstreamTimeout),
    ],
)
async def test_a_provider_that_cannot_be_reached_is_an_upstreams_problem(
    settings: Settings, error: Exception, problem: type[UpstreamProblem]
) -> None:
    def fail(_: httpx.Request) -> httpx.Response:
        raise error

    client = client_of(settings, httpx.MockTransport(fail))
    with pytest.raises(problem):
        await refreshed(client)
    with pytest.raises(problem):
        await client.post("https://identity.test/revoke", {"token": "x"})


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, text='{"access_token": "secret-token", '),
        httpx.Response(200, text="secret-token"),
        httpx.Response(200, text="[" * 100_000 + "secret-token"),
        httpx.Response(500, text="secret-token"),
        httpx.Response(429, text="secret-token"),
    ],
    ids=["cut off", "text", "nested", "500", "429"],
)
async def test_an_answer_that_cannot_be_read_is_logged_by_nobody(
    client: ConfidentialClient, identity: Identity, caplog: pytest.LogCaptureFixture, answer: httpx.Response
) -> None:
    caplog.set_level(logging.DEBUG)
    identity.exchange = answer
    with pytest.raises(UpstreamProblem) as failed:
        await refreshed(client)
    assert "secret" not in caplog.text
    assert "secret" not in repr(failed.value.__cause__)


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(429),
        httpx.Response(429, text="Slow down"),
        httpx.Response(429, json={"error": "invalid_grant"}),
        httpx.Response(400, json={"error": "temporarily_unavailable"}),
    ],
    ids=["empty", "text", "an error of OAuth", "OAuth's own word"],
)
async def test_a_provider_that_is_asked_too_often_is_unavailable(
    client: ConfidentialClient, identity: Identity, answer: httpx.Response
) -> None:
    identity.exchange = answer
    with pytest.raises(UpstreamUnavailable) as throttled:
        await refreshed(client)
    assert throttled.value.response_headers()["Retry-After"] == "5"


async def test_a_provider_that_names_its_pause_is_left_alone_so_long(
    client: ConfidentialClient, identity: Identity
) -> None:
    identity.exchange = httpx.Response(429, headers={"Retry-After": "17"})
    throttling: dict[str, object] = {}
    for _ in range(2):
        with pytest.raises(UpstreamUnavailable):
            await client.acquire(lambda application: application.acquire_token_for_client(["x"]), throttling)
    assert identity.count("token_endpoint") == 1


async def test_what_is_granted_is_logged_by_nobody(
    client: ConfidentialClient, identity: Identity, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    identity.exchange = httpx.Response(
        200, json={"access_token": "secret-token", "refresh_token": "secret-2"}
    )
    await refreshed(client)
    identity.exchange = httpx.Response(400, json={"error": "invalid_grant", "error_description": "secret"})
    await refreshed(client)
    assert "secret" not in caplog.text


@contextmanager
def held() -> Iterator[threading.Event]:
    """Work in msal's threads that waits; released in any case."""
    release = threading.Event()
    try:
        yield release
    finally:
        release.set()


async def test_no_more_is_under_way_than_there_are_threads(client: ConfidentialClient) -> None:
    with held() as release:
        async with asyncio.TaskGroup() as group:
            for _ in range(MAX_UNDER_WAY):
                group.create_task(client.acquire(lambda _: release.wait()))
            await asyncio.sleep(0)
            with pytest.raises(UpstreamUnavailable):
                await refreshed(client)
            release.set()
    assert await refreshed(client)


async def test_who_finds_no_place_waits_for_one(client: ConfidentialClient) -> None:
    with held() as release:
        async with asyncio.TaskGroup() as group:
            for _ in range(MAX_UNDER_WAY):
                group.create_task(client.acquire(lambda _: release.wait()))
            await asyncio.sleep(0)
            waiting = group.create_task(refreshed(client))
            await asyncio.sleep(0)
            release.set()
    assert waiting.result()


async def test_whoever_stops_waiting_leaves_the_work_counted(client: ConfidentialClient) -> None:
    with held() as release:
        for _ in range(MAX_UNDER_WAY):
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0):
                    await client.acquire(lambda _: release.wait())
        with pytest.raises(UpstreamUnavailable):
            await refreshed(client)


async def test_the_loop_goes_on_while_msal_works(client: ConfidentialClient) -> None:
    with held() as release:
        async with asyncio.timeout(5), asyncio.TaskGroup() as group:
            group.create_task(client.acquire(lambda _: release.wait()))
            await asyncio.sleep(0.01)
            release.set()
