import base64
import json
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from joserfc import jws
from joserfc.jwk import OctKey, RSAKey

from local.services.errors import Refusal
from local.services.signing_keys import SigningKeys
from local.services.tokens import Caller, TokenCheck

Check = Callable[[str | None], Awaitable[Caller]]
Sign = Callable[..., str]


@pytest.fixture
def published(key: RSAKey) -> list[RSAKey]:
    """The keys that the issuer publishes."""
    return [key]


@pytest.fixture
def check(published: list[RSAKey], clock: SimpleNamespace) -> Check:
    issuer = httpx.MockTransport(
        lambda _: httpx.Response(200, json={"keys": [key.as_dict(private=False) for key in published]})
    )
    keys = SigningKeys("https://login.example.com/keys", issuer, clock.read)
    return TokenCheck(
        "https://login.example.com/tenant/v2.0", "this-service", "Orders.Read.All", keys, clock.read
    )


async def refusal(check: Check, authorization: str | None) -> Refusal:
    with pytest.raises(Refusal) as caught:
        await check(authorization)
    return caught.value


async def test_token_of_a_user_names_oid_scopes_and_roles(check: Check, token: Sign) -> None:
    bearer = token(oid="alice", scp="access_as_user other", roles=["Orders.Read.All"])
    scopes = frozenset({"access_as_user", "other"})
    assert await check(f"Bearer {bearer}") == Caller("alice", scopes, frozenset({"Orders.Read.All"}))


async def test_token_of_an_application_has_no_scopes(check: Check, token: Sign) -> None:
    caller = await check(f"bearer {token(roles=['Orders.Read.All'])}")
    assert caller == Caller("someone", frozenset(), frozenset({"Orders.Read.All"}))


@pytest.mark.parametrize("authorization", [None, "", "Bearer", "Bearer ", "Basic YTpi"])
async def test_request_without_a_bearer_token_is_refused(check: Check, authorization: str | None) -> None:
    refused = await refusal(check, authorization)
    assert (refused.status, refused.code) == (401, "token_missing")
    assert refused.headers == {"WWW-Authenticate": "Bearer"}


@pytest.mark.parametrize("text", ["x", "a.b.c", "....", "é.é.é", "WzFd.e30.AAAA", "WyJhbGciXQ.e30.AAAA"])
async def test_text_that_is_no_token_is_refused(check: Check, text: str) -> None:
    refused = await refusal(check, f"Bearer {text}")
    assert (refused.status, refused.code) == (401, "token_invalid")


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "another-service"},
        {"aud": ["this-service"]},
        {"iss": "https://login.example.com/other/v2.0"},
        {"oid": None},
        {"oid": ""},
        {"exp": None},
        {"exp": "9999999999"},
        {"exp": float("nan")},
        {"roles": "Orders.Read.All"},
        {"scp": ["access_as_user"]},
    ],
)
async def test_wrong_claim_is_refused(check: Check, token: Sign, claims: dict[str, Any]) -> None:
    refused = await refusal(check, f"Bearer {token(**{'scp': 'access_as_user', **claims})}")
    assert (refused.status, refused.code) == (401, "token_invalid")


@pytest.mark.parametrize("claims", [{"exp": -59}, {"nbf": 59}])
async def test_sixty_seconds_of_clock_skew_are_forgiven(
    check: Check, token: Sign, clock: SimpleNamespace, claims: dict[str, int]
) -> None:
    times = {name: clock.now + offset for name, offset in claims.items()}
    assert (await check(f"Bearer {token(scp='access_as_user', **times)}")).oid == "someone"


@pytest.mark.parametrize("claims", [{"exp": -60}, {"nbf": 61}])
async def test_expired_or_early_token_is_refused(
    check: Check, token: Sign, clock: SimpleNamespace, claims: dict[str, int]
) -> None:
    times = {name: clock.now + offset for name, offset in claims.items()}
    refused = await refusal(check, f"Bearer {token(scp='access_as_user', **times)}")
    assert refused.code == "token_invalid"


async def test_signature_of_another_key_with_the_same_id_is_refused(check: Check, token: Sign) -> None:
    forged = token(RSAKey.generate_key(2048, parameters={"kid": "first"}), scp="access_as_user")
    assert (await refusal(check, f"Bearer {forged}")).code == "token_invalid"


async def test_symmetric_signature_with_the_public_key_is_refused(
    check: Check, token: Sign, key: RSAKey
) -> None:
    _, payload, _ = token(scp="access_as_user").split(".")
    secret = OctKey.import_key(json.dumps(key.as_dict(private=False)))
    forged = jws.serialize_compact({"alg": "HS256", "kid": "first"}, _decoded(payload), secret)
    assert (await refusal(check, f"Bearer {forged}")).code == "token_invalid"


async def test_unsigned_token_is_refused(check: Check, token: Sign) -> None:
    _, payload, _ = token(scp="access_as_user").split(".")
    header = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
    assert (await refusal(check, f"Bearer {header}.{payload}.")).code == "token_invalid"


@pytest.mark.parametrize("claims", [{"scp": "openid"}, {"roles": ["Products.Read.All"]}, {}])
async def test_caller_without_the_scope_or_role_is_forbidden(
    check: Check, token: Sign, claims: dict[str, Any]
) -> None:
    refused = await refusal(check, f"Bearer {token(**claims)}")
    assert (refused.status, refused.code) == (403, "insufficient_scope")


async def test_role_does_not_replace_the_scope_of_a_user(check: Check, token: Sign) -> None:
    refused = await refusal(check, f"Bearer {token(scp='openid', roles=['Orders.Read.All'])}")
    assert refused.code == "insufficient_scope"


async def test_token_of_a_rotated_key_is_accepted(check: Check, token: Sign, published: list[RSAKey]) -> None:
    await check(f"Bearer {token(scp='access_as_user')}")
    published[:] = [RSAKey.generate_key(2048, parameters={"kid": "second"})]
    assert (await check(f"Bearer {token(published[0], scp='access_as_user')}")).oid == "someone"


def _decoded(segment: str) -> bytes:
    return base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4))
