"""On-behalf-of tokens: through msal, cached by caller, one exchange at a time."""

import asyncio
from collections.abc import Callable
from urllib.parse import parse_qs

import httpx
import jwt
import pytest

from shared.caller import Caller
from shared.confidential_client import ConfidentialClient
from shared.on_behalf_of import OnBehalfOf
from shared.problems import TokenInvalid, UpstreamFailed
from shared.settings import Settings
from shared.tokens import EXPIRY_MARGIN_SECONDS
from tests.clock import Clock
from tests.provider import AUTHORITY, Identity

SCOPE = "api://orders/.default"


def caller(object_id: str = "alice", assertion: str = "token-of-alice") -> Caller:
    return Caller("tenant", object_id, "phone", "", frozenset(), frozenset(), assertion)


def client_of(settings: Settings, answer: Callable[[httpx.Request], httpx.Response]) -> ConfidentialClient:
    key = settings.channels["mobile"].assertion_key
    return ConfidentialClient("mobile-api", key, AUTHORITY, httpx.MockTransport(answer))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def tokens(settings: Settings, identity: Identity, clock: Clock) -> OnBehalfOf:
    return OnBehalfOf(client_of(settings, identity.answer), clock)


async def test_the_request_is_on_behalf_of_the_caller_with_a_signed_assertion(
    tokens: OnBehalfOf, identity: Identity
) -> None:
    assert await tokens.token(caller(), SCOPE) == "upstream-token"
    form = {name: values[0] for name, values in parse_qs(identity.requests[-1].content.decode()).items()}
    assert form["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer"
    assert form["requested_token_use"] == "on_behalf_of"
    assert form["assertion"] == "token-of-alice"
    assert SCOPE in form["scope"].split()
    assert "client_secret" not in form
    claims = jwt.decode(
        form["client_assertion"],
        identity.key.public_key(),
        ["RS256"],
        audience=AUTHORITY,
        options={"verify_exp": False, "verify_nbf": False, "verify_iat": False},
    )
    assert (claims["iss"], claims["sub"]) == ("mobile-api", "mobile-api")


async def test_a_callers_token_is_reused_until_shortly_before_it_expires(
    tokens: OnBehalfOf, identity: Identity, clock: Clock
) -> None:
    await tokens.token(caller(), SCOPE)
    await tokens.token(caller(), SCOPE)
    assert identity.count("token_endpoint") == 1
    clock.now += 3600 - EXPIRY_MARGIN_SECONDS + 1
    await tokens.token(caller(), SCOPE)
    assert identity.count("token_endpoint") == 2


async def test_callers_scopes_and_assertions_do_not_share_tokens(
    tokens: OnBehalfOf, identity: Identity
) -> None:
    await tokens.token(caller(), SCOPE)
    await tokens.token(caller("bob"), SCOPE)
    await tokens.token(caller(assertion="newer-token-of-alice"), SCOPE)
    await tokens.token(caller(), "api://products/.default")
    assert identity.count("token_endpoint") == 4


async def test_twenty_concurrent_calls_are_one_exchange(tokens: OnBehalfOf, identity: Identity) -> None:
    async with asyncio.TaskGroup() as group:
        for _ in range(20):
            group.create_task(tokens.token(caller(), SCOPE))
    assert identity.count("token_endpoint") == 1


async def test_a_refused_assertion_means_the_callers_token_is_not_valid(
    tokens: OnBehalfOf, identity: Identity
) -> None:
    identity.exchange = httpx.Response(400, json={"error": "invalid_grant"})
    with pytest.raises(TokenInvalid):
        await tokens.token(caller(), SCOPE)


@pytest.mark.parametrize("status", [500, 503])
async def test_an_outage_of_the_provider_is_an_upstream_failure_of_nobody_else(
    tokens: OnBehalfOf, identity: Identity, status: int
) -> None:
    working, identity.exchange = identity.exchange, httpx.Response(status, json={})
    with pytest.raises(UpstreamFailed):
        await tokens.token(caller(), SCOPE)
    identity.exchange = working
    assert await tokens.token(caller("bob"), SCOPE) == "upstream-token"


async def test_a_provider_that_cannot_be_reached_is_an_upstream_failure(settings: Settings) -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    tokens = OnBehalfOf(client_of(settings, refuse))
    with pytest.raises(UpstreamFailed):
        await tokens.token(caller(), SCOPE)
