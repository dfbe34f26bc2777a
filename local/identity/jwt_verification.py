"""Checking a JWT: signature by one of the allowed algorithms, then its claims."""

from collections.abc import Sequence

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, RSAKey
from joserfc.jwt import BaseClaimsRegistry, Claims


class InvalidToken(Exception):
    """The text is no JWT of ours to trust; the message says why."""


def verified_claims(
    token: str, key: RSAKey | KeySet, algorithms: Sequence[str], rules: BaseClaimsRegistry
) -> Claims:
    try:
        claims = jwt.decode(token, key, algorithms).claims
        rules.validate(claims)
    except JoseError as error:
        raise InvalidToken(str(error)) from error
    except (ValueError, RecursionError) as error:
        raise InvalidToken("the token is malformed") from error
    return claims
