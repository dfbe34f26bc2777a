"""The caller's token, checked by PyJWT against the issuer's published keys."""

import json
import urllib.request
from functools import cache
from typing import Annotated, Any

import jwt
from fastapi import Depends, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from settings import AUTHORITY, DESKTOP_AUDIENCE, MOBILE_AUDIENCE

Bearer = Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]


@cache
def signing_keys() -> jwt.PyJWKClient:
    with urllib.request.urlopen(f"{AUTHORITY}/.well-known/openid-configuration") as answer:
        return jwt.PyJWKClient(json.load(answer)["jwks_uri"], cache_keys=True)


class UserOf:
    """The object id of a caller whose token is for this audience and may read orders."""

    def __init__(self, audience: str) -> None:
        self._audience = audience

    async def __call__(self, bearer: Bearer) -> str:
        try:
            key = signing_keys().get_signing_key_from_jwt(bearer.credentials)
            claims: dict[str, Any] = jwt.decode(
                bearer.credentials, key, algorithms=["RS256"], audience=self._audience, issuer=AUTHORITY
            )
        except jwt.InvalidTokenError as error:
            raise HTTPException(401, "token_invalid") from error
        if "orders.read" not in claims.get("scp", "").split():
            raise HTTPException(403, "insufficient_scope")
        return str(claims["oid"])


MobileUser = Annotated[str, Depends(UserOf(MOBILE_AUDIENCE))]
DesktopUser = Annotated[str, Depends(UserOf(DESKTOP_AUDIENCE))]
