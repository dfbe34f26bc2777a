"""The BFF's own check of the access token: what a mistake in the gateway must not open."""

import json
import time
from collections.abc import Callable
from typing import Any

import httpx
import jwt
import pytest

from shared.authenticator import Authenticator
from shared.problems import TokenInvalid, TokenMissing
from shared.settings import Settings
from shared.signing_keys import SigningKeys
from shared.token_verifier import MAX_TOKEN_LENGTH, TokenVerifier
from tests import forgeries
from tests.clock import Clock
from tests.provider import AUTHORITY, Identity


@pytest.fixture
def authenticator(settings: Settings, identity: Identity) -> Authenticator:
    verifier = verifier_of(identity)
    return Authenticator(settings.channels["mobile"], settings.tenant_id, verifier)


def verifier_of(identity: Identity, clock: Callable[[], float] = time.time) -> TokenVerifier:
    return TokenVerifier(AUTHORITY, SigningKeys(AUTHORITY, httpx.MockTransport(identity.answer)), clock)


async def test_a_valid_token_tells_who_calls(authenticator: Authenticator, identity: Identity) -> None:
    token = identity.token(roles=["Orders.Read.All"])
    caller = await authenticator.authenticate(f"Bearer {token}")
    assert (caller.tenant_id, caller.client_id, caller.name) == ("tenant", "phone", "Alice Larsen")
    assert caller.scopes == {"orders.read", "orders.write", "catalog.read"}
    assert caller.roles == {"Orders.Read.All"}
    assert token not in repr(caller)


async def test_spaces_around_a_token_are_no_part_of_it(
    authenticator: Authenticator, identity: Identity
) -> None:
    assert await authenticator.authenticate(f"Bearer  {identity.token()} ")


@pytest.mark.parametrize("header", [None, "", "Basic YWxpY2U6cHc="])
async def test_no_bearer_token_is_token_missing(authenticator: Authenticator, header: str | None) -> None:
    with pytest.raises(TokenMissing):
        await authenticator.authenticate(header)


async def test_a_bearer_of_nothing_is_token_invalid(authenticator: Authenticator) -> None:
    with pytest.raises(TokenInvalid):
        await authenticator.authenticate("Bearer ")


NOW, DAY = int(time.time()), 86_400  # these tests may run long after this was read
CHANGES = {
    "expired": {"exp": NOW - 1},
    "not valid yet": {"nbf": NOW + DAY},
    "another audience": {"aud": "desktop-api"},
    "an audience list": {"aud": ["mobile-api", "desktop-api"]},
    "another issuer": {"iss": "https://identity.test/other/v2.0"},
    "another tenant": {"tid": "other"},
    "another client": {"azp": "stranger"},
    "grants nothing (an ID token)": {"scp": None},
    "no expiry": {"exp": None},
    "no subject": {"sub": None},
    "no object id": {"oid": None},
    "a client that is a list": {"azp": ["phone"]},
    "roles that are text": {"roles": "Orders.Read.All", "scp": None},
    "expiry as text": {"exp": "tomorrow"},
    "expiry not a number": {"exp": float("nan")},
}


@pytest.mark.parametrize("changes", CHANGES.values(), ids=CHANGES.keys())
async def test_a_signed_token_with_a_wrong_claim_is_refused(
    authenticator: Authenticator, identity: Identity, changes: dict[str, Any]
) -> None:
    with pytest.raises(TokenInvalid):
        await authenticator.authenticate(f"Bearer {identity.token(**changes)}")


Forge = Callable[[Identity], str]


def with_header(**changes: object) -> Forge:
    return lambda identity: identity.token(headers=changes)


def with_algorithm(name: str) -> Forge:
    return lambda identity: forgeries.unsigned(identity.token(), name)


FORGERIES: dict[str, Forge] = {
    **{f"alg {name}": with_algorithm(name) for name in ("none", "None", "NONE", "nOnE")},
    "HS256 with the public key": lambda identity: forgeries.signed_with_the_public_key(
        identity.token(), identity.key.public_key()
    ),
    "tampered claims": lambda identity: forgeries.rewritten(identity.token(), oid="bob"),
    "an empty signature": lambda identity: identity.token().rpartition(".")[0] + ".",
    "no signature": lambda identity: identity.token().rpartition(".")[0],
    "padding": lambda identity: identity.token() + "==",
    "JSON serialisation": lambda identity: json.dumps({"payload": "x", "signatures": []}),
    "an unknown key id": with_header(kid="key-2"),
    "no key id": lambda identity: jwt.encode(identity.claims(), identity.key, "RS256"),
    "a path as key id": with_header(kid="../../dev/null"),
    "a critical extension": with_header(crit=["exp"], exp=1),
    "too long": lambda identity: identity.token(padding="x" * MAX_TOKEN_LENGTH),
    "a space inside": lambda identity: identity.token().replace(".", ". ", 1),
    "not a token": lambda _: "rubbish",
    "non-ASCII": lambda _: "é.é.é",
}


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES.keys())
async def test_a_forged_token_is_refused(
    authenticator: Authenticator, identity: Identity, forge: Forge
) -> None:
    with pytest.raises(TokenInvalid):
        await authenticator.authenticate(f"Bearer {forge(identity)}")


async def test_a_key_url_in_the_header_is_never_fetched(
    authenticator: Authenticator, identity: Identity
) -> None:
    token = identity.token(headers={"jku": "https://canary.test/keys", "x5u": "https://canary.test/x"})
    await authenticator.authenticate(f"Bearer {token}")
    assert {request.url.host for request in identity.requests} == {"identity.test"}


async def test_a_token_is_remembered_until_it_expires_and_no_longer(
    settings: Settings, identity: Identity
) -> None:
    clock = Clock(time.time() + 1)
    verifier = verifier_of(identity, clock)
    authenticator = Authenticator(settings.channels["mobile"], settings.tenant_id, verifier, clock)
    token = identity.token()
    first = await authenticator.authenticate(f"Bearer {token}")
    assert await authenticator.authenticate(f"Bearer {token}") is first
    clock.now += 3600
    with pytest.raises(TokenInvalid):
        await authenticator.authenticate(f"Bearer {token}")
