"""Client credentials: one token for each upstream, one request at a time, no caller blamed."""

import asyncio
from urllib.parse import parse_qs

import httpx
import pytest

from shared.caller import Caller
from shared.client_credentials import ClientCredentials
from shared.confidential_client import ConfidentialClient
from shared.problems import UpstreamFailed
from shared.settings import Settings
from shared.tokens import EXPIRY_MARGIN_SECONDS, LEEWAY_SECONDS
from tests.clock import Clock
from tests.provider import AUTHORITY, Identity

SCOPE = "api://orders/.default"


def caller(object_id: str = "acme") -> Caller:
    return Caller("tenant", object_id, "acme", "", frozenset(), frozenset(), f"token-of-{object_id}")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def tokens(settings: Settings, identity: Identity, clock: Clock) -> ClientCredentials:
    key, transport = settings.channels["mobile"].assertion_key, httpx.MockTransport(identity.answer)
    return ClientCredentials(ConfidentialClient("mobile-api", key, AUTHORITY, transport), clock)


async def test_the_request_is_the_applications_own(tokens: ClientCredentials, identity: Identity) -> None:
    assert await tokens.token(caller(), SCOPE) == "upstream-token"
    form = {name: values[0] for name, values in parse_qs(identity.requests[-1].content.decode()).items()}
    assert (form["grant_type"], form["scope"]) == ("client_credentials", SCOPE)
    assert "client_assertion" in form
    assert "assertion" not in form
    assert "client_secret" not in form


async def test_a_token_serves_all_callers_until_shortly_before_it_expires(
    tokens: ClientCredentials, identity: Identity, clock: Clock
) -> None:
    for name in ("acme", "globex"):
        await tokens.token(caller(name), SCOPE)
    assert identity.count("token_endpoint") == 1
    clock.now += 3600 - LEEWAY_SECONDS + 1
    await tokens.token(caller(), SCOPE)
    assert identity.count("token_endpoint") == 2


async def test_a_token_is_renewed_ahead_while_the_old_one_serves(
    tokens: ClientCredentials, identity: Identity, clock: Clock
) -> None:
    old = await tokens.token(caller(), SCOPE)
    clock.now += 3600 - EXPIRY_MARGIN_SECONDS
    identity.exchange = httpx.Response(200, json={"access_token": "renewed", "expires_in": 3600})
    assert await tokens.token(caller(), SCOPE) == old
    async with asyncio.timeout(5):
        while await tokens.token(caller(), SCOPE) == old:  # noqa: ASYNC110 - msal works in a thread
            await asyncio.sleep(0.01)
    assert identity.count("token_endpoint") == 2


async def test_an_outage_ends_no_token_that_is_still_good(
    tokens: ClientCredentials, identity: Identity, clock: Clock
) -> None:
    old = await tokens.token(caller(), SCOPE)
    identity.exchange = httpx.Response(500, json={"error": "server_error"})
    clock.now += 3600 - EXPIRY_MARGIN_SECONDS
    for _ in range(3):
        assert await tokens.token(caller(), SCOPE) == old
        await asyncio.sleep(0.05)
    clock.now += EXPIRY_MARGIN_SECONDS
    with pytest.raises(UpstreamFailed):
        await tokens.token(caller(), SCOPE)


async def test_upstreams_do_not_share_a_token(tokens: ClientCredentials, identity: Identity) -> None:
    for scope in (SCOPE, "api://products/.default"):
        await tokens.token(caller(), scope)
    assert identity.count("token_endpoint") == 2


async def test_twenty_concurrent_calls_are_one_request(tokens: ClientCredentials, identity: Identity) -> None:
    async with asyncio.TaskGroup() as group:
        for _ in range(20):
            group.create_task(tokens.token(caller(), SCOPE))
    assert identity.count("token_endpoint") == 1


@pytest.mark.parametrize("error", ["invalid_client", "invalid_grant", "interaction_required"])
async def test_a_refusal_is_never_the_callers_fault_and_the_next_call_asks_again(
    tokens: ClientCredentials, identity: Identity, error: str
) -> None:
    working, identity.exchange = identity.exchange, httpx.Response(401, json={"error": error})
    with pytest.raises(UpstreamFailed):
        await tokens.token(caller(), SCOPE)
    identity.exchange = working
    assert await tokens.token(caller(), SCOPE) == "upstream-token"
