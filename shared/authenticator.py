"""The BFF's own check of the access token.

The gateway has checked it already; the BFF checks again, so that a mistake in a policy or a call around the
gateway opens nothing. Facts: Entra ID v2.0 access tokens; RFC 8725 (JWT best practice); RFC 7515 (compact
serialisation, no padding).
"""

import hashlib
import re
import time
from collections.abc import Callable

import jwt
from cachetools import LRUCache
from pydantic import BaseModel, ConfigDict

from shared.caller import Caller
from shared.problems import TokenInvalid, TokenMissing
from shared.settings import ChannelSettings
from shared.signing_keys import SigningKeys

MAX_TOKEN_LENGTH = 16_384
MAX_REMEMBERED = 10_000
_COMPACT = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+", re.ASCII)
_ALGORITHM = "RS256"
_REQUIRED_CLAIMS = ["exp", "nbf", "iat", "iss", "aud", "sub", "tid", "oid", "azp"]


class Claims(BaseModel):
    """The claims a BFF reads, of the types Entra ID gives them."""

    model_config = ConfigDict(frozen=True, strict=True, hide_input_in_errors=True)

    tid: str
    oid: str
    azp: str
    exp: float
    nbf: float
    name: str = ""
    scp: str = ""
    roles: list[str] = []


class Authenticator:
    """Turns an `Authorization` header into a Caller of one channel.

    A token that was found good is remembered, as a digest, until it expires: checking a signature costs more
    than all else that the BFF does before its first upstream call.
    """

    def __init__(
        self,
        channel: ChannelSettings,
        tenant_id: str,
        issuer: str,
        keys: SigningKeys,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._channel = channel
        self._tenant_id = tenant_id
        self._issuer = issuer
        self._keys = keys
        self._clock = clock
        self._remembered: LRUCache[bytes, tuple[float, Caller]] = LRUCache(MAX_REMEMBERED)

    async def authenticate(self, authorization: str | None) -> Caller:
        """Raises TokenMissing or TokenInvalid; never says more than that about a token."""
        token = _bearer(authorization)
        digest = hashlib.sha256(token.encode()).digest()
        expires_at, caller = self._remembered.get(digest, (0.0, None))
        if caller and self._clock() < expires_at:
            return caller
        try:
            claims = await self._claims(token)
        except (jwt.InvalidTokenError, ValueError) as error:
            raise TokenInvalid("The access token is not valid.") from error
        caller = _caller(claims, token)
        self._remembered[digest] = (claims.exp, caller)
        return caller

    async def _claims(self, token: str) -> Claims:
        key = await self._keys.key(_key_id(token))
        decoded = jwt.decode(
            token,
            key,
            algorithms=[_ALGORITHM],
            audience=self._channel.audience,
            issuer=self._issuer,
            options={
                "require": _REQUIRED_CLAIMS,
                "strict_aud": True,
                "verify_exp": False,  # the clock is ours to give: the times are checked below
                "verify_nbf": False,
                "verify_iat": False,
            },
        )
        claims = Claims.model_validate(decoded)
        if not claims.nbf <= self._clock() < claims.exp:
            raise ValueError("a token of another time")
        if claims.tid != self._tenant_id or claims.azp not in self._channel.clients:
            raise ValueError("a token of another tenant or for another client")
        if not (claims.scp or claims.roles):
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


def _caller(claims: Claims, token: str) -> Caller:
    return Caller(
        tenant_id=claims.tid,
        object_id=claims.oid,
        client_id=claims.azp,
        name=claims.name,
        scopes=frozenset(claims.scp.split()),
        roles=frozenset(claims.roles),
        assertion=token,
    )
