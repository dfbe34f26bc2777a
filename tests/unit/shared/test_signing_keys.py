"""The provider's keys: fetched when needed, not when an attacker wishes."""

import httpx
import pytest

from shared.problems import UpstreamFailed
from shared.signing_keys import MAX_AGE_SECONDS, MIN_REFETCH_SECONDS, SigningKeys
from tests.clock import Time
from tests.provider import AUTHORITY, Identity


@pytest.fixture
def clock() -> Time:
    return Time()


@pytest.fixture
def keys(identity: Identity, clock: Time) -> SigningKeys:
    return SigningKeys(AUTHORITY, httpx.MockTransport(identity.answer), clock)


async def test_keys_are_fetched_once_an_hour(keys: SigningKeys, identity: Identity, clock: Time) -> None:
    for _ in range(3):
        await keys.key("key-1")
    assert identity.count("jwks_uri") == 1
    clock.now += MAX_AGE_SECONDS + 1
    await keys.key("key-1")
    assert identity.count("jwks_uri") == 2


async def test_unknown_key_ids_refetch_at_most_every_thirty_seconds(
    keys: SigningKeys, identity: Identity, clock: Time
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


async def test_known_keys_outlive_an_outage_of_the_provider(clock: Time, identity: Identity) -> None:
    up = True

    def answer(request: httpx.Request) -> httpx.Response:
        return identity.answer(request) if up else httpx.Response(503)

    keys = SigningKeys(AUTHORITY, httpx.MockTransport(answer), clock)
    known = await keys.key("key-1")
    up = False
    clock.now += MAX_AGE_SECONDS + 1
    assert await keys.key("key-1") is known


async def test_no_keys_at_all_is_an_upstream_failure(clock: Time) -> None:
    keys = SigningKeys(AUTHORITY, httpx.MockTransport(lambda _: httpx.Response(503)), clock)
    with pytest.raises(UpstreamFailed):
        await keys.key("key-1")


async def test_a_discovery_document_of_another_issuer_is_not_trusted(clock: Time, identity: Identity) -> None:
    """Nothing else is wrong with it: its keys are there."""

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=identity.answer(request).json() | {"issuer": "https://evil.test"})

    with pytest.raises(UpstreamFailed):
        await SigningKeys(AUTHORITY, httpx.MockTransport(answer), clock).key("key-1")
