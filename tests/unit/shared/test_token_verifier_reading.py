"""A token has one reading, and what it says must be right: J7 to J12 and J14 of docs/security.md."""

import json
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from shared.token_verifier import MAX_TOKEN_LENGTH, TokenVerifier
from tests.provider import AUTHORITY
from tests.unit.shared.issuer import Issuer, encoded, good, refused, signed

NOW = int(time.time())


NO_TIMES: list[Any] = [str(NOW), "soon", True, [NOW], {}, 2.0**60, 10**400, -(10**400)]
CLAIMS: dict[str, dict[str, Any]] = {
    "another issuer": {"iss": f"{AUTHORITY}/"},
    "an issuer list": {"iss": [AUTHORITY]},
    "no issuer": {"iss": None},
    "another audience": {"aud": "desktop-api"},
    "an audience among others": {"aud": ["mobile-api", "desktop-api"]},
    "an audience list of one": {"aud": ["mobile-api"]},
    "no audience": {"aud": None},
    "no subject": {"sub": None},
    "no tenant": {"tid": None},
    "no expiry": {"exp": None},
    "no time of issue": {"iat": None},
    "expired now": {"exp": NOW - 1},
    "issued in the future": {"iat": NOW + 7200},
    "not valid yet": {"nbf": NOW + 7200},
    **{f"{name} {value!r}"[:30]: {name: value} for name in ("exp", "iat", "nbf") for value in NO_TIMES},
}


@pytest.mark.parametrize("changes", CLAIMS.values(), ids=CLAIMS.keys())
async def test_j7_a_claim_that_is_wrong_missing_or_of_another_type_is_refused(
    verifier: TokenVerifier, issuer: Issuer, changes: dict[str, Any]
) -> None:
    payload = json.dumps(issuer.claims(**changes)).encode()
    assert await refused(verifier, signed(issuer, {"alg": "RS256", "kid": "key-1"}, payload))


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400"])
async def test_j7_a_time_that_is_no_number_of_json_is_refused(
    verifier: TokenVerifier, issuer: Issuer, number: str
) -> None:
    payload = json.dumps(issuer.claims(exp="here")).replace('"here"', number).encode()
    assert await refused(verifier, signed(issuer, {"alg": "RS256", "kid": "key-1"}, payload))


@pytest.mark.parametrize("critical", [["exp"], ["b64"], [], "exp", None], ids=str)
async def test_j9_no_critical_extension_is_understood(
    verifier: TokenVerifier, issuer: Issuer, critical: object
) -> None:
    assert await refused(verifier, good(issuer, crit=critical, exp=1, b64=False))


Change = Callable[[str], str]
SERIALISATIONS: dict[str, Change] = {
    "JSON": lambda token: json.dumps(
        dict(zip(("protected", "payload", "signature"), token.split("."), strict=True))
    ),
    "padding": lambda token: f"{token}=",
    "padding of the header": lambda token: token.replace(".", "=.", 1),
    "base64, not base64url": lambda token: token.replace("_", "/").replace("-", "+") + "+/",
    "a space": lambda token: f" {token}",
    "a line feed": lambda token: f"{token}\n",
    "four parts": lambda token: f"{token}.x",
    "two parts": lambda token: token.rpartition(".")[0],
    "an empty signature": lambda token: token.rpartition(".")[0] + ".",
    "no payload": lambda token: f"{token.split('.')[0]}..{token.split('.')[2]}",
    "letters beyond ASCII": lambda token: token.replace("e", "е", 1),  # noqa: RUF001 - a Cyrillic letter
    "dots": lambda _: "..",
    "nothing": lambda _: "",
    "a NUL": lambda token: token + "\x00",
}


@pytest.mark.parametrize("change", SERIALISATIONS.values(), ids=SERIALISATIONS.keys())
async def test_j10_only_the_compact_serialisation_is_read(
    verifier: TokenVerifier, issuer: Issuer, change: Change
) -> None:
    assert await refused(verifier, change(good(issuer)))


PAYLOADS: dict[str, Callable[[bytes], bytes]] = {
    "a member twice": lambda payload: payload[:-1] + b', "oid": "mallory"}',
    "a list": lambda payload: b"[" + payload + b"]",
    "nothing": lambda _: b"",
    "null": lambda _: b"null",
    "UTF-16": lambda payload: payload.decode().encode("utf-16"),
    "no UTF-8": lambda payload: payload[:-1] + b', "x": "\xff"}',
    "something after it": lambda payload: payload + b"{}",
    "half a character": lambda payload: payload[:-1] + rb', "name": "\ud800"}',
}


@pytest.mark.parametrize("change", PAYLOADS.values(), ids=PAYLOADS.keys())
async def test_j11_claims_that_can_be_read_in_two_ways_or_none_are_refused(
    verifier: TokenVerifier, issuer: Issuer, change: Callable[[bytes], bytes]
) -> None:
    payload = change(json.dumps(issuer.claims()).encode())
    assert await refused(verifier, signed(issuer, {"alg": "RS256", "kid": "key-1"}, payload))


async def test_j11_claims_nested_deep_are_refused_or_read_but_break_nothing(
    verifier: TokenVerifier, issuer: Issuer
) -> None:
    """How deep is too deep for the interpreter depends on its version."""
    deep = b"[" * 4000 + b"]" * 4000
    payload = json.dumps(issuer.claims()).encode()[:-1] + b', "x": ' + deep + b"}"
    with suppress(ValueError):
        token = signed(issuer, {"alg": "RS256", "kid": "key-1"}, payload)
        assert (await verifier.claims(token, "mobile-api", ())).keys() > issuer.claims().keys()


async def test_j11_a_header_that_can_be_read_in_two_ways_is_refused(
    verifier: TokenVerifier, issuer: Issuer
) -> None:
    header = encoded(b'{"alg":"none","alg":"RS256","kid":"key-1"}')
    text = f"{header}.{encoded(json.dumps(issuer.claims()).encode())}"
    signature = issuer.key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
    assert await refused(verifier, f"{text}.{encoded(signature)}")


async def test_j11_a_token_of_any_length_is_refused_without_looking_into_it(
    verifier: TokenVerifier, issuer: Issuer
) -> None:
    for length in (MAX_TOKEN_LENGTH, 1_000_000):
        assert await refused(verifier, issuer.token(padding="x" * length))
    assert issuer.requests == []


@pytest.mark.parametrize("header", [{"enc": "A256GCM"}, {"zip": "DEF"}, {"p2c": 2**31}], ids=str)
async def test_j12_an_encrypted_token_is_not_read(
    verifier: TokenVerifier, issuer: Issuer, header: dict[str, object]
) -> None:
    start = encoded(json.dumps({"alg": "PBES2-HS256+A128KW", "kid": "key-1"} | header).encode())
    assert await refused(verifier, f"{start}.a.b.c.d")
    assert await refused(verifier, f"{start}.{good(issuer).split('.', 1)[1]}")


async def test_j14_another_version_of_the_issuer_is_another_issuer(
    verifier: TokenVerifier, issuer: Issuer
) -> None:
    for other in ("https://sts.windows.net/tenant/", AUTHORITY.removesuffix("/v2.0"), AUTHORITY.upper()):
        assert await refused(verifier, issuer.token(iss=other))
