"""The provider's keys: fetched when needed, not when an attacker wishes."""

import asyncio

import httpx
import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from shared.problems import UpstreamFailed
from shared.signing_keys import MAX_AGE_SECONDS, MIN_REFETCH_SECONDS, SigningKeys
from tests.clock import Clock
from tests.provider import AUTHORITY, Identity


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def keys(identity: Identity, clock: Clock) -> SigningKeys:
    return SigningKeys(AUTHORITY, httpx.MockTransport(identity.answer), clock)


async def test_keys_are_fetched_once_an_hour(keys: SigningKeys, identity: Identity, clock: Clock) -> None:
    for _ in range(3):
        await keys.key("key-1")
    assert identity.count("jwks_uri") == 1
    clock.now += MAX_AGE_SECONDS + 1
    await keys.key("key-1")
    assert identity.count("jwks_uri") == 2


async def test_unknown_key_ids_refetch_at_most_every_thirty_seconds(
    keys: SigningKeys, identity: Identity, clock: Clock
) -> None:
    await keys.key("key-1")
    for attempt in range(10):
        with pytest.raises(ValueError, match="unknown key"):
            await keys.key(f"forged-{attempt}")
    assert identity.count("jwks_uri") == 1
    clock.now += MIN_REFETCH_SECONDS + 1
    with pytest.raises(ValueError, match="unknown key"):
        await keys.key("forged")
    assert identity.count("jwks_uri") == 2


async def test_known_keys_outlive_an_outage_of_the_provider(clock: Clock, identity: Identity) -> None:
    up = True

    def answer(request: httpx.Request) -> httpx.Response:
        return identity.answer(request) if up else httpx.Response(503)

    keys = SigningKeys(AUTHORITY, httpx.MockTransport(answer), clock)
    known = await keys.key("key-1")
    up = False
    clock.now += MAX_AGE_SECONDS + 1
    assert await keys.key("key-1") is known


async def test_nobody_waits_for_a_key_that_is_known(clock: Clock, identity: Identity) -> None:
    answering = asyncio.Event()
    answering.set()

    async def answer(request: httpx.Request) -> httpx.Response:
        await answering.wait()
        return identity.answer(request)

    keys = SigningKeys(AUTHORITY, httpx.MockTransport(answer), clock)
    known = await keys.key("key-1")
    answering.clear()
    clock.now += MAX_AGE_SECONDS + 1
    async with asyncio.timeout(5):
        assert await keys.key("key-1") is known
    answering.set()
    with pytest.raises(ValueError, match="unknown key"):
        await keys.key("key-2")
    assert identity.count("jwks_uri") == 2


async def test_no_keys_at_all_is_an_upstream_failure_that_says_why(clock: Clock) -> None:
    keys = SigningKeys(AUTHORITY, httpx.MockTransport(lambda _: httpx.Response(503)), clock)
    for _ in range(2):  # the second does not even ask
        with pytest.raises(UpstreamFailed) as failed:
            await keys.key("key-1")
        assert str(failed.value.__cause__).endswith("/openid-configuration answered 503")


async def test_a_key_set_without_usable_keys_is_an_upstream_failure_that_says_why(
    clock: Clock, identity: Identity
) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        usual: dict[str, object] = identity.answer(request).json()
        return httpx.Response(200, json=usual | ({"keys": [{"kty": "oct"}]} if "keys" in usual else {}))

    with pytest.raises(UpstreamFailed) as failed:
        await SigningKeys(AUTHORITY, httpx.MockTransport(answer), clock).key("key-1")
    assert "no key that tokens may be signed with" in str(failed.value.__cause__)


async def test_each_document_that_is_fetched_is_a_call_in_the_trace(
    keys: SigningKeys, spans: InMemorySpanExporter
) -> None:
    for _ in range(3):
        await keys.key("key-1")
    assert [span.name for span in spans.get_finished_spans()] == ["GET identity", "GET identity"]


async def test_a_discovery_document_of_another_issuer_is_not_trusted(
    clock: Clock, identity: Identity
) -> None:
    """Nothing else is wrong with it: its keys are there."""

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=identity.answer(request).json() | {"issuer": "https://evil.test"})

    with pytest.raises(UpstreamFailed):
        await SigningKeys(AUTHORITY, httpx.MockTransport(answer), clock).key("key-1")
