"""The one strict reading of a JWT, for access tokens and ID tokens alike.

Facts: RFC 8725 (JWT best practice); RFC 7515 (compact serialisation, no padding); Entra ID signs with RS256.
Nothing a token's header says is fetched or believed: its `kid` looks a key up, and that is all.
"""

import json
import re
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import jwt

from shared import base64url
from shared.signing_keys import SigningKeys

MAX_TOKEN_LENGTH = 16_384
_COMPACT = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+", re.ASCII)
_ALGORITHM = "RS256"
_LATEST = 2**53


class TokenVerifier:
    """Verifies tokens of one issuer."""

    def __init__(self, issuer: str, keys: SigningKeys, clock: Callable[[], float] = time.time) -> None:
        self._issuer = issuer
        self._keys = keys
        self._clock = clock

    async def claims(self, token: str, audience: str, required: Sequence[str]) -> dict[str, Any]:
        """The claims of a token made for this audience and valid now; ValueError for any other."""
        key = await self._keys.key(_key_id(token))
        try:
            payload = jwt.PyJWS().decode(token, key, [_ALGORITHM], {"enforce_minimum_key_length": True})
        except jwt.PyJWTError as error:
            raise ValueError(f"{type(error).__name__}: {error}") from error
        claims = _object(payload)
        self._check(claims, audience, required)
        return claims

    def _check(self, claims: Mapping[str, Any], audience: str, required: Sequence[str]) -> None:
        if claims.get("iss") != self._issuer or claims.get("aud") != audience:
            raise ValueError("a token of another issuer or for another audience")
        if missing := [name for name in ("iat", "exp", *required) if claims.get(name) is None]:
            raise ValueError(f"a token without {', '.join(missing)}")
        issued_at, not_before, expires_at = (_time(claims.get(name, 0)) for name in ("iat", "nbf", "exp"))
        if not max(issued_at, not_before) <= self._clock() < expires_at:
            raise ValueError("a token of another time")


def unverified_claims(token: str) -> dict[str, Any]:
    """What a token says, for whoever has it from the provider itself; ValueError when it is no JWT."""
    return _part(token, 1)


def _key_id(token: str) -> str:
    """The key id of a token whose header is what we accept; anything else is a ValueError."""
    header = _part(token, 0)
    key_id = header.get("kid")
    if header.get("alg") != _ALGORITHM or "crit" in header or not isinstance(key_id, str):
        raise ValueError("a header this API does not accept")
    return key_id


def _part(token: str, position: int) -> dict[str, Any]:
    if len(token) > MAX_TOKEN_LENGTH or not _COMPACT.fullmatch(token):
        raise ValueError("not a compact JWS")
    return _object(base64url.decoded(token.split(".")[position]))


def _object(text: bytes) -> dict[str, Any]:
    """A JSON object of one reading only: no member twice, no number unknown to JSON, no lone surrogate."""
    try:
        value = json.loads(text.decode(), object_pairs_hook=_unique, parse_constant=_refuse)
        json.dumps(value, ensure_ascii=False).encode()
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    if isinstance(value, dict):
        return value
    raise ValueError("not a JSON object")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("a member twice")
    return members


def _refuse(constant: str) -> object:
    raise ValueError(f"{constant} is not JSON")


def _time(value: object) -> float:
    """Epoch seconds, few enough for a float to hold exactly."""
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _LATEST:
        return value
    raise ValueError("a time that is no number")
