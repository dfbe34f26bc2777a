"""Who is calling, after the BFF's own check of the access token.

The gateway has checked it already; the BFF checks again, so that a mistake in a policy or a call around the
gateway opens nothing. Facts: Entra ID v2.0 access tokens; RFC 8725 (JWT best practice); RFC 7515 (compact
serialisation, no padding).
"""

import re
from dataclasses import dataclass, field

import jwt

from shared.problems import InsufficientScope, TokenInvalid, TokenMissing
from shared.settings import ChannelSettings
from shared.signing_keys import SigningKeys

MAX_TOKEN_LENGTH = 16_384
_COMPACT = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+", re.ASCII)
_ALGORITHM = "RS256"
_REQUIRED_CLAIMS = ["exp", "nbf", "iat", "iss", "aud", "sub", "tid", "oid", "azp"]


@dataclass(frozen=True)
class Caller:
    """An authenticated caller: a user of a client when it has scopes, the client itself when only roles."""

    tenant_id: str
    object_id: str
    client_id: str
    name: str
    scopes: frozenset[str]
    roles: frozenset[str]
    assertion: str = field(repr=False)

    def require_scopes(self, scopes: frozenset[str]) -> None:
        """Raises InsufficientScope unless the caller was granted every one of them."""
        if missing := sorted(scopes - self.scopes):
            raise InsufficientScope(f"The access token lacks the scope {' '.join(missing)}.")


class Authenticator:
    """Turns an `Authorization` header into a Caller of one channel."""

    def __init__(self, channel: ChannelSettings, tenant_id: str, issuer: str, keys: SigningKeys) -> None:
        self._channel = channel
        self._tenant_id = tenant_id
        self._issuer = issuer
        self._keys = keys

    async def authenticate(self, authorization: str | None) -> Caller:
        """Raises TokenMissing or TokenInvalid; never says more than that about a token."""
        token = _bearer(authorization)
        try:
            claims = await self._claims(token)
        except (jwt.InvalidTokenError, ValueError) as error:
            raise TokenInvalid("The access token is not valid.") from error
        return _caller(claims, token)

    async def _claims(self, token: str) -> dict[str, object]:
        key = await self._keys.key(_key_id(token))
        claims: dict[str, object] = jwt.decode(
            token,
            key,
            algorithms=[_ALGORITHM],
            audience=self._channel.audience,
            issuer=self._issuer,
            options={"require": _REQUIRED_CLAIMS, "strict_aud": True},
        )
        if claims["tid"] != self._tenant_id or claims["azp"] not in self._channel.clients:
            raise ValueError("a token of another tenant or for another client")
        if not (claims.get("scp") or claims.get("roles")):
            raise ValueError("not an access token: it grants nothing")
        return claims


def _bearer(authorization: str | None) -> str:
    scheme, _, token = (authorization or "").partition(" ")
    if not authorization or scheme.lower() != "bearer":
        raise TokenMissing("This resource needs a bearer access token.")
    return token


def _key_id(token: str) -> str:
    """The key id of a compact JWS whose header is what we accept; anything else is a ValueError."""
    if len(token) > MAX_TOKEN_LENGTH or not _COMPACT.fullmatch(token):
        raise ValueError("not a compact JWS")
    header = jwt.get_unverified_header(token)
    key_id = header.get("kid")
    if header.get("alg") != _ALGORITHM or "crit" in header or not isinstance(key_id, str):
        raise ValueError("a header this API does not accept")
    return key_id


def _caller(claims: dict[str, object], token: str) -> Caller:
    roles = claims.get("roles")
    return Caller(
        tenant_id=str(claims["tid"]),
        object_id=str(claims["oid"]),
        client_id=str(claims["azp"]),
        name=str(claims.get("name") or ""),
        scopes=frozenset(str(claims.get("scp") or "").split()),
        roles=frozenset(map(str, roles)) if isinstance(roles, list) else frozenset(),
        assertion=token,
    )
