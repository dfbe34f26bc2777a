"""The one strict reading of a JWT, for access tokens and ID tokens alike.

Facts: RFC 8725 (JWT best practice); RFC 7515 (compact serialisation, no padding); Entra ID signs with RS256.
Nothing a token's header says is fetched or believed: its `kid` looks a key up, and that is all.
"""

import re
import time
from collections.abc import Callable, Sequence
from typing import Any

import jwt

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
        try:
            claims = jwt.decode(
                token,
                await self._keys.key(_key_id(token)),
                algorithms=[_ALGORITHM],
                audience=audience,
                issuer=self._issuer,
                options={
                    "require": ["iss", "aud", "exp", "iat", *required],
                    "strict_aud": True,
                    "verify_exp": False,  # the clock is ours to give: the times are checked below
                    "verify_nbf": False,
                    "verify_iat": False,
                },
            )
        except (jwt.PyJWTError, RecursionError) as error:
            raise ValueError(f"{type(error).__name__}: {error}") from error
        issued_at, not_before, expires_at = (_number(claims.get(name, 0)) for name in ("iat", "nbf", "exp"))
        if not max(issued_at, not_before) <= self._clock() < expires_at:
            raise ValueError("a token of another time")
        return claims


def unverified_claims(token: str) -> dict[str, Any]:
    """What a token says, for whoever has it from the provider itself; ValueError when it is no JWT."""
    try:
        return jwt.decode(token, options={"verify_signature": False})
    except (jwt.PyJWTError, RecursionError) as error:
        raise ValueError(f"{type(error).__name__}: {error}") from error


def _number(value: object) -> float:
    """A time that is a number, and one that no rounding makes another."""
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _LATEST:
        return value
    raise ValueError("a time that is no number")


def _key_id(token: str) -> str:
    """The key id of a compact JWS whose header is what we accept; anything else is a ValueError."""
    if len(token) > MAX_TOKEN_LENGTH or not _COMPACT.fullmatch(token):
        raise ValueError("not a compact JWS")
    header = jwt.get_unverified_header(token)
    key_id = header.get("kid")
    if header.get("alg") != _ALGORITHM or "crit" in header or not isinstance(key_id, str):
        raise ValueError("a header this API does not accept")
    return key_id
